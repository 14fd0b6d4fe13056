//! Rows in the order of their numbers, as a client goes through them to compare its own.
//!
//! Invariant: a page costs what it holds: it is entered in an index at its first number.

use super::cases::status;
use super::pages::{RawChange, raw_change};
use super::{Books, LedgerError};
use crate::domain::case::Status;
use crate::domain::ids::CaseId;
use crate::server::ledger::finder::MARKED;

/// An employer's cases are few and lie together in one index: sorting them is cheaper than looking through everybody's.
const OF_ONE: &str = "cases INDEXED BY cases_by_employer LEFT JOIN details USING (no) WHERE employer = ?4 AND id > ?1 AND id <= ?2";
const OF_ALL: &str = "cases LEFT JOIN details USING (no) WHERE id > ?1 AND id <= ?2 AND ?4 = ''";
const COUNT_OF_ONE: &str = "SELECT status, count(*) FROM cases INDEXED BY cases_by_employer WHERE employer = ? GROUP BY status";
const COUNT_OF_ALL: &str = "SELECT status, count(*) FROM cases INDEXED BY cases_by_status WHERE ? = '' GROUP BY status";
/// After every number.
const AFTER_ALL: &str = "\u{10ffff}";

impl Books<'_> {
    /// Gives cases from behind a number up to another, at most so many, as they are sent with the changes, and whether there are more.
    pub fn rows_between(
        &self,
        (after, to): (&CaseId, Option<&CaseId>),
        limit: u32,
        employer: Option<&str>,
    ) -> Result<(Vec<(CaseId, RawChange)>, bool), LedgerError> {
        let from = if employer.is_some() { OF_ONE } else { OF_ALL };
        let sql = format!("SELECT seq, summary, packed, {MARKED}, id FROM {from} ORDER BY id LIMIT ?3");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let to = to.map_or(AFTER_ALL, CaseId::as_str);
        // One more than asked for tells whether there is more.
        let values = (after.as_str(), to, u64::from(limit) + 1, employer.unwrap_or_default());
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((row.get(6)?, raw_change(row)?));
        }
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        Ok((found, more))
    }

    /// Gives one case as it is sent with the changes, where it is in sight.
    pub fn change_of(&self, id: &CaseId, employer: Option<&str>) -> Result<Option<RawChange>, LedgerError> {
        let sql = format!(
            "SELECT seq, summary, packed, {MARKED} FROM cases LEFT JOIN details USING (no) WHERE id = ?1 AND (?2 IS NULL OR employer = ?2)"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query((id.as_str(), employer))?;
        rows.next()?.map(raw_change).transpose()
    }

    /// Counts the cases in sight by status: over an index.
    pub fn by_status(&self, employer: Option<&str>) -> Result<Vec<(Status, u64)>, LedgerError> {
        let mut statement = self.connection.prepare_cached(if employer.is_some() { COUNT_OF_ONE } else { COUNT_OF_ALL })?;
        let mut rows = statement.query([employer.unwrap_or_default()])?;
        let mut counts = Vec::new();
        while let Some(row) = rows.next()? {
            counts.push((status(&row.get::<_, String>(0)?)?, row.get(1)?));
        }
        Ok(counts)
    }
}
