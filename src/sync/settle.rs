//! What each answer means for the two files and the two lanes.

use crate::api::{Call, Failure, FailureKind, Reply};
use crate::domain::decision::ProblemCode;
use crate::domain::ids::DecisionId;
use crate::domain::intake::ClaimKey;
use crate::domain::time::Moment;
use crate::store::{Store, StoreError};
use crate::sync::{Engine, Outcome, Report};
use crate::wire::{Problem, ServerIdentity};

impl Engine {
    /// Tells whether a call is one that a plan asks, and whose answer it waits for. Each call stands here by its name, so that none that is
    /// added is forgotten.
    pub const fn asks(call: &Call) -> bool {
        match call {
            Call::Identity
            | Call::Changes { .. }
            | Call::Load { .. }
            | Call::Listen { .. }
            | Call::Plans { .. }
            | Call::Decide { .. }
            | Call::Receive { .. }
            | Call::Reveal { .. }
            | Call::LookedUp { .. }
            | Call::Standing { .. } => true,
            Call::Login { .. }
            | Call::Logout
            | Call::Case { .. }
            | Call::Enrolments { .. }
            | Call::People
            | Call::Lookup { .. }
            | Call::ReportUnsent { .. }
            | Call::Related { .. }
            | Call::Digests { .. }
            | Call::Tallies
            | Call::Rows { .. } => false,
        }
    }

    /// The plans that the server publishes came, or didn't: then they are asked for again, while the cases go on coming.
    pub(super) fn plans_came(
        &mut self,
        store: &mut Store,
        answer: Result<Reply, Failure>,
        now: Moment,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let revision = self.asking_plans.take().unwrap_or_default();
        self.plans_gate = now.plus_millis(self.pace.poll_idle);
        match answer {
            Ok(Reply::Plans(plans)) => {
                report.plans = store.put_plans(&revision, &plans)?;
            }
            Err(Failure { kind: FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged }) => self.signed_out = true,
            _ => {}
        }
        Ok(())
    }

    /// The server said who it is, before anything is sent into it.
    pub(super) fn identified(&mut self, store: &mut Store, answer: Result<Reply, Failure>, now: Moment) -> Result<(), StoreError> {
        match answer {
            Ok(Reply::Identity(health)) => {
                let was_other = self.other.is_some();
                if self.is_ours(store, &health.identity)? {
                    if let Some(newest) = health.newest {
                        self.look_how_far(store, newest)?;
                    }
                    self.push.succeeded(now);
                    self.pull.way_is_open(now);
                    if was_other {
                        self.wake(now);
                    }
                }
            }
            Ok(_) => self.push_failed(FailureKind::Nonsense, now),
            Err(failure) => self.push_failed(failure.kind, now),
        }
        Ok(())
    }

    /// Tells whether it is the server that the folder belongs to; the first one ever met is.
    pub(super) fn is_ours(&mut self, store: &mut Store, identity: &ServerIdentity) -> Result<bool, StoreError> {
        self.reached = true;
        match store.identity()? {
            Some(known) if known != *identity => {
                self.verified = false;
                // That the sign-in ended, it said of its own.
                (self.signed_out, self.asked_who) = (self.out_of_scope, false);
                self.other = Some((known, identity.clone()));
                return Ok(false);
            }
            Some(_) => {}
            None => store.bind(identity)?,
        }
        // The one that is known is back, where another had answered in its place.
        (self.other, self.ask_again) = (None, None);
        self.verified = true;
        Ok(true)
    }

    pub(super) fn push_failed(&mut self, kind: FailureKind, now: Moment) {
        match kind {
            FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged => self.signed_out = true,
            kind => {
                self.doubt(&kind, now);
                self.push.failed(kind, &self.pace, &mut self.jitter, now);
            }
        }
    }

    /// After a failure it may be another server that comes back. What shows that there is no way to it stops both lanes.
    pub(super) fn doubt(&mut self, kind: &FailureKind, now: Moment) {
        if !matches!(kind, FailureKind::Problem(_)) {
            self.verified = false;
        }
        if matches!(kind, FailureKind::Unreachable | FailureKind::Nonsense) {
            let gate = self.jitter.next_try(&self.pace, 1, now);
            self.push.gate = self.push.gate.max(gate);
            self.pull.gate = self.pull.gate.max(gate);
        }
    }

    /// An entry of the audit trail was answered, or wasn't. One that the server never takes must not hold up the others.
    pub(super) fn written(
        &mut self,
        store: &mut Store,
        entry: uuid::Uuid,
        answer: Result<Reply, Failure>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let refused = match answer {
            Ok(_) => None,
            Err(Failure { kind: FailureKind::Problem(problem) }) if is_an_answer(problem.code) => Some(problem.kind),
            Err(failure) => {
                if is_of_the_way(&failure.kind) {
                    self.push_failed(failure.kind, now);
                } else {
                    self.doubt(&failure.kind, now);
                    self.reveal.failed(failure.kind, &self.pace, &mut self.jitter, now);
                }
                return Ok(());
            }
        };
        let result = store.owed_answered(entry, refused.as_deref());
        match result {
            Ok(()) => self.reveal.succeeded(now),
            // It is still there, and goes again under its id once the disk has room.
            Err(_) => self.reveal.disk_failed(&self.pace, &mut self.jitter, now),
        }
        result
    }

    /// A claim was answered, or wasn't. One that can't be taken as it is never holds up others.
    pub(super) fn received(
        &mut self,
        store: &mut Store,
        (key, attempts): (ClaimKey, u32),
        answer: Result<Reply, Failure>,
        now: Moment,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        (report.claim, report.claims_changed) = (Some((key, None)), true);
        let result = match answer {
            Ok(Reply::Received(detail)) => {
                let registered = store.claim_registered(key, (&detail.case.id, detail.summary.seq), now);
                self.heard = self.heard.max(detail.summary.seq);
                if registered.is_ok() {
                    report.claim = Some((key, Some(detail.case.id.clone())));
                    // The number is on disk; where the cache can't take the case now, the next page brings it.
                    if store.put_detail(&detail).unwrap_or(false) {
                        report.changed.push(detail.case.id.clone());
                    }
                    self.claim_settled(now);
                    self.pull_if_heard(store, now)?;
                }
                registered
            }
            Err(Failure { kind: FailureKind::Problem(problem) }) if is_an_answer(problem.code) => {
                let refused = store.claim_refused(key, problem.code, &in_one_text(&problem), now);
                if refused.is_ok() {
                    self.claim_settled(now);
                    self.next_pull = now;
                }
                refused
            }
            other => {
                let kind = other.err().map_or(FailureKind::Nonsense, |failure| failure.kind);
                let of_the_way = is_of_the_way(&kind);
                let next_try = (!of_the_way).then(|| self.jitter.next_try(&self.pace, attempts, now));
                if of_the_way {
                    self.push_failed(kind, now);
                } else {
                    self.doubt(&kind, now);
                }
                store.delayed_claim(key, next_try, now)
            }
        };
        if result.is_err() {
            // It still stands as "sending", and goes again under its key once the disk has room.
            self.push.disk_failed(&self.pace, &mut self.jitter, now);
        }
        result
    }

    fn claim_settled(&mut self, now: Moment) {
        self.reached = true;
        self.push.succeeded(now);
        self.pull.way_is_open(now);
    }

    /// A decision was answered, or wasn't.
    pub(super) fn decided(
        &mut self,
        store: &mut Store,
        id: DecisionId,
        attempts: u32,
        answer: Result<Reply, Failure>,
        now: Moment,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        report.outbox_changed = true;
        let result = match answer {
            Ok(Reply::Decided(receipt)) => store.accepted(&receipt, now).map(|()| Outcome::Accepted(receipt)),
            Ok(_) => self.delay(store, id, attempts, FailureKind::Nonsense, now),
            Err(Failure { kind: FailureKind::Problem(problem) }) if is_an_answer(problem.code) => {
                self.refused(store, id, *problem, now, report)
            }
            Err(failure) => self.delay(store, id, attempts, failure.kind, now),
        };
        match result {
            Ok(outcome) => {
                if !matches!(outcome, Outcome::Delayed) {
                    self.reached = true;
                    self.push.succeeded(now);
                    self.pull.way_is_open(now);
                    self.look_after(store, &outcome, now)?;
                }
                report.decided = Some((id, outcome));
                Ok(())
            }
            Err(error) => {
                // It still stands as "sending", and goes again under its key once the disk has room.
                self.push.disk_failed(&self.pace, &mut self.jitter, now);
                Err(error)
            }
        }
    }

    /// Looks for the row that shows what became of a decision, where it is not here already.
    fn look_after(&mut self, store: &Store, outcome: &Outcome, now: Moment) -> Result<(), StoreError> {
        match outcome {
            Outcome::Accepted(receipt) => {
                self.heard = self.heard.max(receipt.seq);
                self.pull_if_heard(store, now)
            }
            _ => {
                self.next_pull = now;
                Ok(())
            }
        }
    }

    fn refused(
        &mut self,
        store: &mut Store,
        id: DecisionId,
        problem: Problem,
        now: Moment,
        report: &mut Report,
    ) -> Result<Outcome, StoreError> {
        if problem.code != ProblemCode::Conflict {
            store.refused(id, (problem.code, &problem.detail), problem.why.as_deref(), now)?;
            return Ok(Outcome::Refused { code: problem.code, detail: problem.detail });
        }
        store.conflict(id, (&problem.detail, problem.why.as_deref()), problem.current.as_deref(), now)?;
        if let Some(current) = problem.current.as_deref() {
            // The conflict is on disk; where the cache can't take the case now, the next page brings it.
            if store.put_detail(current).unwrap_or(false) {
                report.changed.push(current.summary.id.clone());
            }
        }
        Ok(Outcome::Conflict { detail: problem.detail })
    }

    /// No answer: it goes again. A fault of the way waits for the way; a fault of this one decision never holds up others.
    fn delay(&mut self, store: &mut Store, id: DecisionId, attempts: u32, kind: FailureKind, now: Moment) -> Result<Outcome, StoreError> {
        let of_the_way = is_of_the_way(&kind);
        let next_try = (!of_the_way).then(|| self.jitter.next_try(&self.pace, attempts, now));
        let word = kind.word();
        if of_the_way {
            self.push_failed(kind, now);
        } else {
            self.doubt(&kind, now);
        }
        store.delayed(id, next_try, &word, now)?;
        Ok(Outcome::Delayed)
    }
}

/// A refusal with every fault of the claim: the server words them, and they never hold what was typed.
fn in_one_text(problem: &Problem) -> String {
    let faults = problem.faults.iter().map(|fault| format!("{}: {}", fault.path, fault.message));
    std::iter::once(problem.detail.clone()).chain(faults).collect::<Vec<_>>().join("\n")
}

/// Tells whether a failure is one of the way to the server, not of what was sent. What is no answer of ours may come from something on the
/// way that lets everything through but this: who is there is asked before anything else goes, and that tells of a way that is closed.
pub(super) fn is_of_the_way(kind: &FailureKind) -> bool {
    match kind {
        FailureKind::Unreachable | FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged => true,
        FailureKind::Problem(problem) => matches!(problem.code, ProblemCode::TooManyRequests | ProblemCode::ClientTooOld),
        _ => false,
    }
}

/// Tells whether a problem settles a decision. The others are about the moment, not about the decision.
fn is_an_answer(code: ProblemCode) -> bool {
    !matches!(
        code,
        ProblemCode::TooManyRequests
            | ProblemCode::ClientTooOld
            | ProblemCode::Internal
            | ProblemCode::SignedOut
            | ProblemCode::ScopeChanged
    )
}
