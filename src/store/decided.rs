//! What this person decided and drafted, in the outbox file, and the way of a decision to the server.
//!
//! Not here: how it is kept (`outbox`), what the rows show of it (`store`).

use crate::domain::decision::{Decision, ProblemCode, Receipt};
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::intake::ClaimKey;
use crate::domain::money::Money;
use crate::domain::outbox::{ConflictSides, LeftItem, OutboxCounts, OutboxItem, Recording, Said, TakenBack};
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, Moment};
use crate::domain::why::Why;
use crate::store::outbox::read::Refusal;
use crate::store::outbox::settle::Due;
use crate::store::{Store, StoreError};
use crate::wire::StandingClaim;

impl Store {
    /// Puts a decision into the outbox, with the case as it was seen. Returns after it is on disk. Takes the case's draft away.
    /// The same decision again changes nothing. With it goes what is still to be paid of the case as it is decided (see
    /// [`OutboxItem::to_pay`]).
    pub fn record(
        &mut self,
        decided: (&Decision, Option<Money>),
        base: &CaseDetail,
        held_until: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.outbox.record(decided, base, held_until, now)
    }

    /// The same for a person who decides: refuses with [`StoreError::OnItsWay`] where another decision of the case waits for the server.
    /// What he was shown of those may be a part, and another window may have decided meanwhile.
    pub fn record_alone(
        &mut self,
        decided: (&Decision, Option<Money>),
        base: &CaseDetail,
        held_until: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.outbox.record_alone(decided, base, held_until, now)
    }

    /// Puts decisions that one key confirmed into the outbox, all or none; each goes out by itself. The drafts of their cases go.
    pub fn record_all(&mut self, recordings: &[Recording], held_until: Moment, now: Moment) -> Result<(), StoreError> {
        self.outbox.record_all(recordings, held_until, now)
    }

    /// The same as [`Store::record_alone`] does it: none is recorded where one of the cases waits.
    pub fn record_all_alone(&mut self, recordings: &[Recording], held_until: Moment, now: Moment) -> Result<(), StoreError> {
        self.outbox.record_all_alone(recordings, held_until, now)
    }

    /// Takes back those of the decisions that were never sent, in one transaction; gives which. Their verdicts are drafts again.
    pub fn undo_all(&mut self, ids: &[DecisionId], now: Moment) -> Result<Vec<DecisionId>, StoreError> {
        self.outbox.undo_all(ids, now)
    }

    /// Puts a new decision in the place of one that is refused or in conflict, in one transaction; refuses as [`Store::record_alone`] does.
    pub fn replace(
        &mut self,
        old: DecisionId,
        decided: (&Decision, Option<Money>),
        base: &CaseDetail,
        held_until: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.outbox.replace(old, decided, base, held_until, now)
    }

    /// Takes back a decision that was never sent; its verdicts become the case's draft again, and a conflict or a refusal that it took the
    /// place of stands again.
    pub fn undo(&mut self, id: DecisionId, now: Moment) -> Result<TakenBack, StoreError> {
        self.outbox.undo(id, now)
    }

    /// Lets every waiting decision go out without waiting for its next try, under its key.
    pub fn retry_waiting(&mut self) -> Result<(), StoreError> {
        self.outbox.retry_waiting()
    }

    /// Lets one waiting decision go out without waiting for its next try, under its key.
    pub fn retry(&mut self, id: DecisionId) -> Result<(), StoreError> {
        self.outbox.retry(id)
    }

    /// Keeps a decision that was never sent from going out before a moment, whether it was held or waited already.
    pub fn hold_on(&mut self, id: DecisionId, until: Moment, now: Moment) -> Result<(), StoreError> {
        self.outbox.hold_on(id, until, now)
    }

    /// Discards a refused or conflicting decision, or one never sent; a record of it stays.
    pub fn discard(&mut self, id: DecisionId, now: Moment) -> Result<(), StoreError> {
        self.outbox.discard(id, now)
    }

    /// Gives what is in the outbox, newest first: all that is not accepted, and the last accepted ones.
    pub fn outbox(&self) -> Result<Vec<OutboxItem>, StoreError> {
        self.outbox.items()
    }

    /// Gives what a screen lists, newest first: what needs somebody, the newest 1,000 of what is to be sent, the last accepted ones.
    /// [`Store::outbox_counts`] tells how many there are.
    pub fn outbox_listed(&self) -> Result<Vec<OutboxItem>, StoreError> {
        self.outbox.listed()
    }

    /// Gives the records of what left the outbox without the server's answer, the newest first; they are kept for
    /// [`LEFT_KEPT_DAYS`](crate::domain::outbox::LEFT_KEPT_DAYS).
    pub fn outbox_left(&self) -> Result<Vec<LeftItem>, StoreError> {
        self.outbox.left()
    }

    pub fn outbox_item(&self, id: DecisionId) -> Result<Option<OutboxItem>, StoreError> {
        self.outbox.item(id)
    }

    pub fn outbox_counts(&self, today: Date) -> Result<OutboxCounts, StoreError> {
        self.outbox.counts(today)
    }

    /// Gives the case as it was when it was decided, and as the server has it now.
    pub fn sides(&self, id: DecisionId) -> Result<ConflictSides, StoreError> {
        self.outbox.sides(id)
    }

    /// The same, with the case as the server has it by the newest word of it: that of the conflict, or the cache's.
    pub fn sides_now(&self, id: DecisionId) -> Result<ConflictSides, StoreError> {
        let mut sides = self.outbox.sides(id)?;
        let Some(item) = self.outbox.item(id)? else { return Ok(sides) };
        if let Some(known) = self.detail(&item.decision.case)?
            && sides.theirs.as_ref().is_none_or(|theirs| theirs.summary.seq < known.summary.seq)
        {
            sides.theirs = Some(known);
        }
        Ok(sides)
    }

    /// Keeps what a person has made of a case and no decision carries yet. Returns after it is on disk.
    pub fn put_draft(&mut self, case: &CaseId, draft: &Draft, now: Moment) -> Result<(), StoreError> {
        self.outbox.put_draft(case, draft, now)
    }

    pub fn draft(&self, case: &CaseId) -> Result<Draft, StoreError> {
        self.outbox.draft(case)
    }

    pub fn clear_draft(&mut self, case: &CaseId) -> Result<(), StoreError> {
        self.outbox.clear_draft(case)
    }

    // The way of a decision to the server; `sync` alone takes these steps.

    /// Lets nothing wait for a time that a clock gave which was set back since.
    pub fn clock_set_back(&mut self, now: Moment) -> Result<(), StoreError> {
        self.outbox.clock_set_back(now)
    }

    /// Ends the holds that are over. Gives whether any was.
    pub fn promote(&mut self, now: Moment) -> Result<bool, StoreError> {
        self.outbox.promote(now)
    }

    /// Finds what may be sent now, and when the next comes due.
    pub fn due(&self, now: Moment) -> Result<Due, StoreError> {
        self.outbox.due(now)
    }

    /// Marks a decision as sent, before it is. Gives false where it was taken back meanwhile: then it must not be sent.
    pub fn sending(&mut self, id: DecisionId, now: Moment) -> Result<bool, StoreError> {
        self.outbox.sending(id, now)
    }

    /// Puts a decision back after a failure, to go again under the same key. `error` is a machine's word.
    pub fn delayed(&mut self, id: DecisionId, next_try: Option<Moment>, error: &str, now: Moment) -> Result<(), StoreError> {
        self.outbox.delayed(id, next_try, error, now)
    }

    /// Gives accepted decisions of which the present server is to be asked whether it still has them; at most as many as one question names.
    pub fn doubted(&self) -> Result<Vec<DecisionId>, StoreError> {
        self.outbox.doubted()
    }

    /// Counts all accepted decisions of which no server has told whether it still has them since it was restored, or another came.
    pub fn count_doubted(&self) -> Result<usize, StoreError> {
        self.outbox.count_doubted()
    }

    /// Keeps what the server told of decisions that were doubted: those that are not there stand as in conflict.
    pub fn told_standing(&mut self, asked: &[DecisionId], there: &[DecisionId], now: Moment) -> Result<(), StoreError> {
        self.outbox.told_standing(asked, there, now)
    }

    /// Gives the keys, as they went out, of registered claims about which the present server is to be asked in the same way.
    pub fn doubted_claims(&self) -> Result<Vec<ClaimKey>, StoreError> {
        self.outbox.doubted_claims()
    }

    /// Keeps what the server told of claims that were doubted: those that are not there are lost, and can be handed in again.
    pub fn told_claims(&mut self, asked: &[ClaimKey], there: &[StandingClaim], now: Moment) -> Result<(), StoreError> {
        self.outbox.told_claims(asked, there, now)
    }

    pub fn accepted(&mut self, receipt: &Receipt, now: Moment) -> Result<(), StoreError> {
        self.outbox.accepted(receipt, now)?;
        self.settle_shown()
    }

    /// Keeps the server's no. What was decided on the same case behind it, and was not sent, stands as in conflict then.
    pub fn refused(
        &mut self,
        id: DecisionId,
        (code, detail): (ProblemCode, &str),
        why: Option<&Why>,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.outbox.answered_no(id, no(code, detail, why), None, now)
    }

    /// Keeps that the decision rests on what has changed, with the case as the server has it beside the one that was seen.
    pub fn conflict(
        &mut self,
        id: DecisionId,
        (detail, why): (&str, Option<&Why>),
        theirs: Option<&CaseDetail>,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.outbox.answered_no(id, no(ProblemCode::Conflict, detail, why), theirs, now)
    }
}

fn no(code: ProblemCode, detail: &str, why: Option<&Why>) -> Refusal {
    Refusal { code, detail: detail.to_owned(), said: why.map(|why| Box::new(Said::Server { why: why.clone() })) }
}
