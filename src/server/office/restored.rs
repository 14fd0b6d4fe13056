//! After the books were put back from a backup: a new epoch, and which decisions and claims are still there.
//!
//! Invariant: nobody is told of a decision that he did not make, nor of a claim whose key he doesn't have: it never leaves the machine
//! that made it but for the server.

use serde_json::json;

use super::{Office, OfficeError};
use crate::domain::ids::CaseId;
use crate::server::ledger::{AuditEntry, LedgerError};
use crate::wire::{Person, STANDING_LIMIT, StandingAnswer, StandingClaim, StandingRequest};

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

    /// Tells which of some decisions stand in the books as made by a person, and which of some claims.
    ///
    /// # Errors
    /// `NotKnown` where more are asked about than [`STANDING_LIMIT`].
    pub fn standing(&self, who: &Person, asked: &StandingRequest) -> Result<StandingAnswer, OfficeError> {
        if asked.ids.len().max(asked.claims.len()) > STANDING_LIMIT as usize {
            return Err(OfficeError::NotKnown);
        }
        let (mut ids, mut claims) = (Vec::new(), Vec::new());
        self.ledger.read(|books| {
            for id in &asked.ids {
                if books.has_decided(&who.user, *id)? {
                    ids.push(*id);
                }
            }
            for key in &asked.claims {
                let answer = books.answer(&key.0.to_string())?;
                // Whatever else was done under such a key is no claim.
                let case = answer.and_then(|(_, answer)| serde_json::from_str::<CaseId>(&answer).ok());
                claims.extend(case.map(|case| StandingClaim { key: *key, case }));
            }
            Ok::<_, LedgerError>(())
        })?;
        Ok(StandingAnswer { identity: self.ledger.identity().clone(), ids, claims: Some(claims) })
    }
}
