//! What goes when no decision and no claim waits: the question what a restored server still has, and entries of the audit trail.
//!
//! Invariant: neither holds up a decision, nor the other.

use crate::api::{Call, Failure, FailureKind, Reply};
use crate::domain::time::Moment;
use crate::store::{Store, StoreError};
use crate::sync::settle::is_of_the_way;
use crate::sync::{Engine, Pushing, Report};
use crate::wire::{Owed, StandingRequest};

impl Engine {
    pub(super) fn next_aside(
        &mut self,
        store: &Store,
        now: Moment,
        not_before: &mut impl FnMut(Moment),
    ) -> Result<Option<Call>, StoreError> {
        if self.pushing.is_some() || !self.verified || self.push.gate > now {
            return Ok(None);
        }
        let asked = StandingRequest { ids: store.doubted()?, claims: store.doubted_claims()? };
        if !asked.ids.is_empty() || !asked.claims.is_empty() {
            if self.standing.gate <= now {
                self.pushing = Some(Pushing::Standing);
                return Ok(Some(Call::Standing { asked }));
            }
            not_before(self.standing.gate);
        }
        let Some(entry) = store.next_owed()? else { return Ok(None) };
        if self.reveal.gate > now {
            not_before(self.reveal.gate);
            return Ok(None);
        }
        self.pushing = Some(Pushing::Owed(entry.id()));
        Ok(Some(match entry {
            Owed::Reveal(reveal) => Call::Reveal { reveal },
            Owed::LookedUp(entry) => Call::LookedUp { entry },
        }))
    }

    /// The server told which decisions and claims it still has, or didn't: then it is asked again.
    pub(super) fn stand(
        &mut self,
        store: &mut Store,
        asked: &StandingRequest,
        answer: Result<Reply, Failure>,
        now: Moment,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let kind = match answer {
            Ok(Reply::Standing(told)) if store.identity()?.as_ref() == Some(&told.identity) => {
                let kept = store.told_standing(&asked.ids, &told.ids, now).and_then(|()| match &told.claims {
                    Some(there) => store.told_claims(&asked.claims, there, now),
                    None => Ok(()),
                });
                match kept {
                    // An older server says nothing of claims: they are asked about until it is a newer one.
                    Ok(()) if told.claims.is_none() && !asked.claims.is_empty() => {
                        self.standing.failed(FailureKind::Broken, &self.pace, &mut self.jitter, now);
                    }
                    Ok(()) => self.standing.succeeded(now),
                    Err(_) => self.standing.disk_failed(&self.pace, &mut self.jitter, now),
                }
                (report.outbox_changed, report.claims_changed) = (true, !asked.claims.is_empty());
                return kept;
            }
            // What another server or epoch has says nothing; the next page tells who is there.
            Ok(_) => FailureKind::Broken,
            Err(failure) => failure.kind,
        };
        if is_of_the_way(&kind) {
            self.push_failed(kind, now);
        } else {
            self.doubt(&kind, now);
            self.standing.failed(kind, &self.pace, &mut self.jitter, now);
        }
        Ok(())
    }
}
