//! After the books were put back from a backup: a new epoch, and which decisions are still there.
//!
//! Invariant: nobody is told of a decision that he did not make.

use serde_json::json;

use super::{Office, OfficeError};
use crate::domain::ids::DecisionId;
use crate::server::ledger::{AuditEntry, LedgerError};
use crate::wire::{Person, STANDING_LIMIT, StandingAnswer};

impl Office {
    /// Begins a new epoch, in which every desk signs in again and asks before it goes on; gives its number. Whoever runs this server
    /// opens the books anew.
    pub fn begin_epoch(&self) -> Result<u64, LedgerError> {
        let at = self.now();
        self.ledger.write(|books| {
            let epoch = books.raise_epoch(at)?;
            books.append(&AuditEntry { at, by: None, kind: "restored", case: None, payload: &json!({ "epoch": epoch }) })?;
            Ok(epoch)
        })
    }

    /// Tells which of some decisions stand in the books as made by a person.
    ///
    /// # Errors
    /// `NotKnown` where more are asked about than [`STANDING_LIMIT`].
    pub fn standing(&self, who: &Person, ids: &[DecisionId]) -> Result<StandingAnswer, OfficeError> {
        if ids.len() > STANDING_LIMIT as usize {
            return Err(OfficeError::NotKnown);
        }
        let mut there = Vec::new();
        self.ledger.read(|books| {
            for id in ids {
                if books.has_decided(&who.user, *id)? {
                    there.push(*id);
                }
            }
            Ok::<_, LedgerError>(())
        })?;
        Ok(StandingAnswer { identity: self.ledger.identity().clone(), ids: there })
    }
}
