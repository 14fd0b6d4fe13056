//! Why a call gave no reply, and whether a retry can help.
//!
//! Invariant: a failure holds no body, no address and no token; a problem's words are the server's own.

use crate::domain::decision::ProblemCode;
use crate::domain::people::Lang;
use crate::text::api as words;
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
    /// The sign-in was taken back: what this machine keeps is to be wiped.
    Revoked,
    /// The sign-in ended because the person's roles or employer are others now: the cases that are kept here are to go.
    ScopeChanged,
    /// The server says why not.
    Problem(Box<Problem>),
    /// What answers is not our server, or speaks nonsense: a page for signing in to a network, JSON of another shape, half an answer.
    Nonsense,
    /// The answer is larger than any that we ask for.
    TooLarge,
    /// The newest that the server has is older than what came from it before: its books were put back from a backup.
    PutBack,
    /// The server failed (5xx).
    ServerError { status: u16 },
}

impl FailureKind {
    /// A machine's word for it, kept with a decision that waits. [`tell_word`] says it to a person.
    pub fn word(&self) -> String {
        match self {
            FailureKind::Unreachable => "unreachable".into(),
            FailureKind::Timeout => "timeout".into(),
            FailureKind::Broken => "broken".into(),
            FailureKind::SignedOut => "signed-out".into(),
            FailureKind::Revoked => "revoked".into(),
            FailureKind::ScopeChanged => "scope-changed".into(),
            FailureKind::Problem(problem) if problem.code == ProblemCode::TooManyRequests => "too-many".into(),
            FailureKind::Problem(problem) => format!("server-{}", problem.status),
            FailureKind::Nonsense => "nonsense".into(),
            FailureKind::TooLarge => "too-large".into(),
            FailureKind::PutBack => "put-back".into(),
            FailureKind::ServerError { status } => format!("server-{status}"),
        }
    }
}

/// Says a word of [`FailureKind::word`] to a person: what happened, what is safe, what to do.
pub fn tell_word(word: &str, lang: Lang) -> String {
    match word {
        "unreachable" => words::unreachable(lang).into(),
        "timeout" => words::timeout(lang).into(),
        "broken" => words::broken(lang).into(),
        "signed-out" => words::signed_out(lang).into(),
        "revoked" => words::revoked(lang).into(),
        "scope-changed" => words::scope_changed(lang).into(),
        "too-many" => words::too_many(lang).into(),
        "nonsense" => words::nonsense(lang).into(),
        "too-large" => words::too_large(lang).into(),
        "put-back" => words::put_back(lang).into(),
        other => words::server_error(lang, other.strip_prefix("server-").unwrap_or("?")),
    }
}

/// A call that gave no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call gave no reply: {}", kind.word())]
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
            | FailureKind::PutBack
            | FailureKind::ServerError { .. } => true,
            FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged => false,
            FailureKind::Problem(problem) => matches!(problem.code, ProblemCode::TooManyRequests | ProblemCode::Internal),
        }
    }

    /// Says it to a person: what happened, what is safe, what to do. A problem speaks for itself.
    pub fn tell(&self, lang: Lang) -> String {
        match &self.kind {
            FailureKind::Problem(problem) if problem.code == ProblemCode::ClientTooOld => words::client_too_old(lang).into(),
            FailureKind::Problem(problem) if !self.retry() => problem.detail.clone(),
            kind => tell_word(&kind.word(), lang),
        }
    }
}
