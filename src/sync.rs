//! What is sent and pulled next, and what an answer means: a plan of steps over store and answers, without any I/O of its own.
//!
//! The driver asks [`Engine::next`] until it says wait or idle, sends each call that it is given, and brings each answer to
//! [`Engine::answered`]. Two lanes, each with one call under way: decisions go out while a page comes in, and neither waits for
//! the other. Not here: threads, the clock, the network, random numbers (a seed is passed in).
//! Invariants: a decision goes out under one key until an answer to it is on disk; nothing is sent to a server or epoch other
//! than the one it was made for; no order of a hash map shows.

use crate::api::{Call, Failure, FailureKind, Reply};
use crate::domain::decision::{ProblemCode, Receipt};
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::time::Moment;
use crate::store::{PushLock, Store, StoreError};
use crate::wire::ServerIdentity;

/// How long is waited for what. Milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks for changes when nothing happens.
    pub poll_idle: i64,
    /// After the first failure; doubled for each further one.
    pub backoff_first: i64,
    pub backoff_most: i64,
    /// The largest number of cases on a page.
    pub page: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { poll_idle: 15_000, backoff_first: 1_000, backoff_most: 120_000, page: 500 }
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this, and ask for the next step without waiting for its answer.
    Send(Call),
    /// Nothing before this moment, unless an answer comes or somebody decides something.
    Wait { until: Moment },
    /// Nothing until an answer comes or somebody does something.
    Idle,
}

/// How it stands with the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Not yet tried.
    #[default]
    Unknown,
    Online,
    /// It can't be reached.
    Offline {
        since: Moment,
        next_try: Moment,
    },
    /// It answers, but not as it should.
    Failing {
        since: Moment,
        next_try: Moment,
        failure: FailureKind,
    },
    /// Somebody has to sign in. Nothing is lost.
    SignedOut,
    /// Another server answers, or the same after a restore. Nothing is sent until somebody agrees ([`Store::adopt`]).
    OtherServer {
        known: ServerIdentity,
        found: ServerIdentity,
    },
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted(Receipt),
    Refused {
        code: ProblemCode,
        detail: String,
    },
    Conflict {
        detail: String,
    },
    /// Not answered; it is sent again.
    Delayed,
}

/// What an answer changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The cases whose rows differ now.
    pub changed: Vec<CaseId>,
    /// What became of the decision that was answered.
    pub decided: Option<(DecisionId, Outcome)>,
    pub outbox_changed: bool,
    pub connection: Connection,
    /// When the cache was last known to be complete.
    pub synced: Option<Moment>,
    /// More pages are still to come.
    pub more: bool,
}

/// The plan of what is sent and pulled. One per folder: it holds the lock.
#[derive(Debug)]
pub struct Engine {
    _lock: PushLock,
    pace: Pace,
    seed: u64,
    connection: Connection,
    synced: Option<Moment>,
}

#[allow(unused_variables, clippy::todo)]
impl Engine {
    pub fn new(lock: PushLock, pace: Pace, seed: u64) -> Self {
        Engine { _lock: lock, pace, seed, connection: Connection::Unknown, synced: None }
    }
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
    pub fn synced(&self) -> Option<Moment> {
        self.synced
    }
    /// Tries at once, whatever it was waiting for.
    pub fn wake(&mut self, now: Moment) {
        todo!()
    }
    /// Goes on after somebody signed in.
    pub fn signed_in(&mut self, now: Moment) {
        todo!()
    }
    /// Goes on with the server that was found, after somebody agreed.
    pub fn adopt(&mut self, store: &mut Store, now: Moment) -> Result<(), StoreError> {
        todo!()
    }
    /// Plans the next step. What it says to send is marked as sent on disk before it returns.
    pub fn next(&mut self, store: &mut Store, now: Moment) -> Result<Step, StoreError> {
        todo!()
    }
    /// Takes the answer to a call that [`Engine::next`] gave. A call that it does not wait for (a duplicate) is dropped.
    pub fn answered(&mut self, store: &mut Store, call: &Call, answer: Result<Reply, Failure>, now: Moment) -> Result<Report, StoreError> {
        todo!()
    }
}
