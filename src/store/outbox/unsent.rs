//! What is done with a decision that no attempt was made to send: it is taken back, or waits longer.
//!
//! Not here: dropping what the server did not take (`outbox`). Invariant: what the server may have is left as it is.

use rusqlite::{Transaction, params};

use super::{ACCEPTED, CONFLICT, HELD, Inner, Outbox, REFUSED, WAITING, gone, put_draft, read, remove, state_of};
use crate::domain::draft::{Draft, MadeOn};
use crate::domain::ids::DecisionId;
use crate::domain::outbox::{Left, TakenBack};
use crate::domain::time::Moment;
use crate::store::error::StoreError;

impl Outbox {
    /// Takes back those of the decisions that were never sent, in one transaction; gives which.
    pub fn undo_all(&mut self, ids: &[DecisionId], now: Moment) -> Result<Vec<DecisionId>, StoreError> {
        self.write(|t| {
            let mut undone = Vec::new();
            for id in ids {
                match undo(t, *id, now) {
                    Ok(_) => undone.push(*id),
                    Err(Inner::Store(StoreError::TooLate | StoreError::Accepted | StoreError::NotTaken | StoreError::NotThere)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(undone)
        })
    }

    pub fn undo(&mut self, id: DecisionId, now: Moment) -> Result<TakenBack, StoreError> {
        self.write(|t| undo(t, id, now))
    }

    /// See [`crate::store::Store::hold_on`].
    pub fn hold_on(&mut self, id: DecisionId, until: Moment, now: Moment) -> Result<(), StoreError> {
        self.write(|t| {
            is_unsent(t, id)?;
            let sql = "UPDATE item SET state = ?, held_until = ?, next_try = NULL, changed_at = ? WHERE id = ?";
            t.execute(sql, params![HELD, until, now, id.to_string()])?;
            Ok(())
        })
    }
}

/// Refuses what the server has or may have, and what it did not take.
fn is_unsent(t: &Transaction<'_>, id: DecisionId) -> Result<(), Inner> {
    let (state, attempts) = state_of(t, id)?;
    match state {
        ACCEPTED => Err(StoreError::Accepted.into()),
        REFUSED | CONFLICT => Err(StoreError::NotTaken.into()),
        HELD | WAITING if attempts == 0 => Ok(()),
        _ => Err(StoreError::TooLate.into()),
    }
}

/// Takes a decision that was never sent out of the file; its verdicts become the draft again, and what it took the place of stands again
/// where somebody has still to settle it.
fn undo(t: &Transaction<'_>, id: DecisionId, now: Moment) -> Result<TakenBack, Inner> {
    is_unsent(t, id)?;
    let seen = read::sides_in(t, id)?.and_then(|sides| sides.base).map(|base| Box::new(MadeOn::of(&base)));
    let stands_again = gone::put_back(t, id)?;
    let decision = remove(t, id, (Left::Undone, None), now)?;
    // What was made after the decision is newer than what the decision carried.
    let mut draft = read::draft_in(t, &decision.case)?;
    draft.add_older(Draft { verdicts: decision.verdicts.clone(), amendments: decision.amendments.clone(), seen });
    if !draft.is_empty() {
        put_draft(t, &decision.case, &draft, now)?;
    }
    Ok(TakenBack { decision, stands_again })
}
