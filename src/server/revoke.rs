//! Taking sign-ins back: of a person who left, or of a machine that was lost. Its client wipes what it keeps as soon as it hears of it.
//!
//! Not here: how the client does so (`driver`). Invariants: a sign-in that ran out is not one that was taken back; what a machine reports
//! then is ids, verbs and times, a few times within a quarter of an hour of being told, and nothing else can be done with its token.

use serde_json::json;

use super::ledger::{AuditEntry, LedgerError, Secret};
use super::office::{Office, OfficeError};
use super::sign_in::NO_PASSWORD;
use crate::domain::decision::ProblemCode;
use crate::domain::ids::UserId;
use crate::wire::{UNSENT_LIMIT, UnsentReport};

/// How long after it was told a machine may report what it had not sent: its client does so at once.
const REPORT_SECONDS: i64 = 15 * 60;
/// How often: in parts, and again where an answer was lost.
const MOST_REPORTS: u32 = 8;

impl Office {
    /// Takes back every sign-in of a person, and the password too unless the account is kept; gives how many sign-ins there were.
    ///
    /// # Errors
    /// `NotFound` where there is no such person.
    pub fn revoke(&self, user: &UserId, keep_account: bool, by: Option<&UserId>) -> Result<usize, OfficeError> {
        let at = self.now();
        self.ledger().write(|books| {
            if books.user(user)?.is_none() {
                return Err(OfficeError::NotFound);
            }
            let count = books.revoke_tokens(user, at)?;
            if !keep_account {
                books.put_password(user, NO_PASSWORD)?;
            }
            let payload = json!({ "user": user, "sign-ins": count, "account": if keep_account { "kept" } else { "closed" } });
            books.append(&AuditEntry { at, by, kind: "revoked", case: None, payload: &payload })?;
            Ok(count)
        })
    }

    /// Tells why a token is nobody's, or nobody's any more.
    pub fn why_not_signed_in(&self, token: &str) -> Result<ProblemCode, LedgerError> {
        if self.tells_revoked(token)? {
            return Ok(ProblemCode::Revoked);
        }
        let out_of_scope = self.ledger().read(|books| books.is_out_of_scope(&Secret::of(token)))?;
        Ok(if out_of_scope { ProblemCode::ScopeChanged } else { ProblemCode::SignedOut })
    }

    /// Tells whether a token's sign-in was taken back, and notes that its machine knows it now.
    fn tells_revoked(&self, token: &str) -> Result<bool, LedgerError> {
        let token = Secret::of(token);
        match self.ledger().read(|books| books.revoked(&token))? {
            None => Ok(false),
            Some(revoked) => {
                if revoked.told.is_none() {
                    let at = self.now();
                    self.ledger().write(|books| books.told_revoked(&token, at))?;
                }
                Ok(true)
            }
        }
    }

    /// Writes down what the machine of a sign-in that was taken back had not sent.
    ///
    /// # Errors
    /// `NotAllowed` where the sign-in was not taken back, or the right to report has run out or is used up.
    pub fn unsent_at_revocation(&self, token: &str, report: &UnsentReport) -> Result<(), OfficeError> {
        let (token, at) = (Secret::of(token), self.now());
        if report.items.len() > UNSENT_LIMIT {
            return Err(OfficeError::NotAllowed);
        }
        self.ledger().write(|books| {
            let revoked = books.revoked(&token)?.ok_or(OfficeError::NotAllowed)?;
            let until = revoked.told.map(|told| told.plus_secs(REPORT_SECONDS));
            if until.is_none_or(|until| at > until) || revoked.reports >= MOST_REPORTS {
                return Err(OfficeError::NotAllowed);
            }
            books.count_report(&token)?;
            let payload = json!({ "items": report.items });
            books.append(&AuditEntry { at, by: Some(&revoked.user), kind: "unsent-at-revocation", case: None, payload: &payload })?;
            Ok(())
        })
    }
}
