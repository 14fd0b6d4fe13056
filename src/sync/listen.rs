//! The lane that hears what is new: one event at a time, each of them only a hint.
//!
//! Not here: what is pulled then (`pull`). Invariant: without it everything comes all the same, only later.

use crate::api::{Call, Failure, FailureKind, Reply};
use crate::domain::decision::ProblemCode;
use crate::domain::time::Moment;
use crate::store::{Store, StoreError};
use crate::sync::Engine;

/// Until a server that has no events is asked again whether it has: it may have been brought up to date. Milliseconds.
const NONE_THERE: i64 = 600_000;

impl Engine {
    /// The next call of the lane: once it is known whose server it is.
    pub(super) fn next_listen(
        &mut self,
        store: &Store,
        now: Moment,
        not_before: &mut impl FnMut(Moment),
    ) -> Result<Option<Call>, StoreError> {
        if self.listening.is_some() || self.resting || !self.verified || !self.pace.listens || self.awaits_first_cases() {
            return Ok(None);
        }
        let at = self.listen.gate.max(self.pull.gate);
        if at > now {
            not_before(at);
            return Ok(None);
        }
        let after = store.cursor()?.max(self.heard);
        self.listening = Some(after);
        Ok(Some(Call::Listen { after }))
    }

    /// News came, or the stream of them ended.
    pub(super) fn listened(&mut self, store: &mut Store, answer: Result<Reply, Failure>, now: Moment) -> Result<(), StoreError> {
        let kind = match answer {
            Ok(Reply::Heard(hint)) => {
                if !self.is_ours(store, &hint.identity)? {
                    return Ok(());
                }
                self.listen.succeeded(now);
                let lives_anew = !std::mem::replace(&mut self.live, true);
                // Only a look that waits its time is put off.
                if lives_anew && self.synced.is_some() && self.next_pull > now {
                    self.next_pull = now.plus_millis(self.pace.poll_live);
                }
                self.heard = self.heard.max(hint.seq);
                return self.pull_if_heard(store, now);
            }
            Ok(_) => FailureKind::Nonsense,
            Err(failure) => failure.kind,
        };
        let was_live = std::mem::take(&mut self.live);
        match &kind {
            FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged => self.signed_out = true,
            FailureKind::Problem(problem) if problem.code == ProblemCode::NotFound => {
                self.listen.failed(kind, &self.pace, &mut self.jitter, now);
                self.listen.gate = now.plus_millis(NONE_THERE);
            }
            _ => self.listen.failed(kind, &self.pace, &mut self.jitter, now),
        }
        if was_live {
            // It may be another one that comes back, or the same with older books.
            self.verified = false;
            // Soon, so that a server that is gone is told of; not all machines at once.
            let soon = self.jitter.next_try(&self.pace, 1, now);
            self.next_pull = self.next_pull.min(soon);
        } else {
            self.next_pull = self.next_pull.min(now.plus_millis(self.pace.poll_idle));
        }
        Ok(())
    }

    /// Pulls at once where something was heard of that is not here, unless it is on its way.
    pub(super) fn pull_if_heard(&mut self, store: &Store, now: Moment) -> Result<(), StoreError> {
        if self.heard > store.cursor()? {
            self.next_pull = now;
        }
        Ok(())
    }
}
