//! The audit trail: one sequence for everything that happens, each entry carrying the hash of the one before.
//!
//! Invariant: an entry never changes; a number that a person is found by never stands in one.

use rusqlite::OptionalExtension;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Books, LedgerError, Writing};
use crate::domain::basis::hex;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::money::Money;
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::wire::UnsentReport;

/// What the first entry carries as the hash of the one before.
const NOTHING_BEFORE: &str = "";

/// One entry of the trail as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry<'a> {
    pub at: Moment,
    /// Who did it; absent for the server itself.
    pub by: Option<&'a UserId>,
    /// `decided`, `received`, `reassessed`, `looked-up`, …
    pub kind: &'a str,
    pub case: Option<&'a CaseId>,
    pub payload: &'a Value,
}

/// Where the trail doesn't hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// Entries are missing before this number.
    Gap { seq: u64 },
    /// This entry doesn't carry the hash of the one before.
    Broken { seq: u64 },
    /// This entry is not what its hash was made of.
    Altered { seq: u64 },
    /// A decision or what it granted is not what this entry says, or the entry is gone.
    Unlike { seq: u64 },
}

/// Hashes an entry: every part with its length before it, so that no two entries give the same bytes.
fn hash_of(before: &str, seq: u64, at: Moment, by: Option<&str>, kind: &str, case: Option<&str>, payload: &str) -> String {
    let mut hasher = Sha256::new();
    let (seq, at) = (seq.to_string(), at.0.to_string());
    for part in [before, &seq, &at, by.unwrap_or_default(), kind, case.unwrap_or_default(), payload] {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

impl Writing<'_> {
    /// Appends an entry and gives its sequence number.
    pub fn append(&self, entry: &AuditEntry<'_>) -> Result<u64, LedgerError> {
        let (last, before) = self.last_entry()?;
        let seq = last + 1;
        let payload = entry.payload.to_string();
        let (by, case) = (entry.by.map(UserId::as_str), entry.case.map(CaseId::as_str));
        let hash = hash_of(&before, seq, entry.at, by, entry.kind, case, &payload);
        self.connection
            .prepare_cached("INSERT INTO audit (seq, at, by_user, kind, case_id, payload, before_hash, hash) VALUES (?,?,?,?,?,?,?,?)")?
            .execute((seq, entry.at, by, entry.kind, case, payload, before, hash))?;
        Ok(seq)
    }

    fn last_entry(&self) -> Result<(u64, String), LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?;
        let last = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(last.unwrap_or((0, NOTHING_BEFORE.to_owned())))
    }
}

impl Books<'_> {
    /// Tells when the newest entry was made; nothing in new books.
    pub fn newest_at(&self) -> Result<Option<Moment>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT at FROM audit ORDER BY seq DESC LIMIT 1")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }

    /// Tells the number of the newest entry; 0 in new books.
    pub fn newest_seq(&self) -> Result<u64, LedgerError> {
        Ok(self.connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM audit")?.query_row([], |row| row.get(0))?)
    }

    /// Gives what machines had not sent when their sign-ins were taken back: when they told it, whose they were, and what; the newest last.
    pub fn told_unsent(&self) -> Result<Vec<(Moment, UserId, UnsentReport)>, LedgerError> {
        let sql = "SELECT at, by_user, payload FROM audit WHERE kind = 'unsent-at-revocation' ORDER BY seq";
        let mut statement = self.connection.prepare(sql)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, Json<UnsentReport>>(2)?.0));
        Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Tells the number of the newest change of a case; 0 where there is none.
    pub fn newest_change(&self) -> Result<u64, LedgerError> {
        Ok(self.connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM cases")?.query_row([], |row| row.get(0))?)
    }

    /// Reads the whole trail and tells the number of entries, or the first fault.
    pub fn verify_audit(&self) -> Result<Result<u64, AuditFault>, LedgerError> {
        let mut statement =
            self.connection.prepare("SELECT seq, at, by_user, kind, case_id, payload, before_hash, hash FROM audit ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let (mut expected, mut before) = (1, NOTHING_BEFORE.to_owned());
        while let Some(row) = rows.next()? {
            let seq: u64 = row.get(0)?;
            let (by, case): (Option<String>, Option<String>) = (row.get(2)?, row.get(4)?);
            let (kind, payload, carried, hash): (String, String, String, String) = (row.get(3)?, row.get(5)?, row.get(6)?, row.get(7)?);
            if seq != expected {
                return Ok(Err(AuditFault::Gap { seq }));
            }
            if carried != before {
                return Ok(Err(AuditFault::Broken { seq }));
            }
            if hash_of(&carried, seq, row.get(1)?, by.as_deref(), &kind, case.as_deref(), &payload) != hash {
                return Ok(Err(AuditFault::Altered { seq }));
            }
            (expected, before) = (seq + 1, hash);
        }
        Ok(self.unlike_the_trail()?.map_or(Ok(expected - 1), |seq| Err(AuditFault::Unlike { seq })))
    }

    /// Finds the first decision that isn't what the trail says of it. An end cut off the trail shows here: what stood in it is gone.
    fn unlike_the_trail(&self) -> Result<Option<u64>, LedgerError> {
        let mut statement = self.connection.prepare(
            "SELECT d.seq, d.by_user, d.body, d.amount, a.by_user, a.payload,
                    d.verb <> 'approve'
                    OR d.amount = (SELECT coalesce(sum(amount), 0) FROM grants g WHERE g.case_no = d.case_no AND g.stands)
                    -- What was granted stands until the case is taken up again or something of it is asked back.
                    OR EXISTS (SELECT 1 FROM decisions l WHERE l.case_no = d.case_no AND l.seq > d.seq AND l.verb IN ('reopen', 'recover'))
             FROM decisions d LEFT JOIN audit a ON a.seq = d.seq AND a.kind = 'decided' ORDER BY d.seq",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (by, body, amount): (String, String, Money) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let (audited_by, payload): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
            let said: Option<Value> = payload.and_then(|text| serde_json::from_str(&text).ok());
            let same = said.is_some_and(|said| {
                serde_json::from_str::<Value>(&body).is_ok_and(|body| said["decision"] == body) && said["amount"] == amount.to_string()
            });
            if !same || audited_by.as_deref() != Some(&by) || !row.get::<_, bool>(6)? {
                return Ok(Some(row.get(0)?));
            }
        }
        let last_of_a_case: u64 = self.connection.query_row("SELECT coalesce(max(seq), 0) FROM cases", [], |row| row.get(0))?;
        Ok((last_of_a_case > self.newest_seq()?).then_some(last_of_a_case))
    }
}
