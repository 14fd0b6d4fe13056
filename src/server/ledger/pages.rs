//! Pages: cases in the order of their numbers, and changes in the order of their sequence. Cursors, never offsets.
//!
//! Invariant: a page costs what it holds, however many cases there are; only the count of a whole download reads an index through.

use rusqlite::Row;

use super::finder::{MARKED, marked};
use super::{Books, LedgerError};
use crate::domain::lookup::Kind;
use crate::domain::summary::CaseSummary;
use crate::sql::{self, Json};

/// What a page of changes may weigh, as JSON; it ends with the change that goes past it. A slow line gets pages that it can finish.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A changed case as JSON, as it was written.
#[derive(Clone, Debug)]
pub struct RawChange {
    pub seq: u64,
    pub summary: String,
    /// Where the case has not ended.
    pub detail: Option<Vec<u8>>,
    /// What it is found by.
    pub numbers: Vec<(Kind, String)>,
    /// The words that it is found by, as JSON, where it has ended: else they stand in the detail.
    pub words: Option<String>,
}

/// Whose cases are seen: everybody's, or those of one employer.
fn scoped(employer: Option<&str>, of_one: &'static str, of_all: &'static str) -> (&'static str, String) {
    employer.map_or((of_all, String::new()), |name| (of_one, name.to_owned()))
}

pub(super) fn raw_change(row: &Row<'_>) -> Result<RawChange, LedgerError> {
    let packed: Option<Vec<u8>> = row.get(2)?;
    let unpacked = packed.map(|bytes| sql::unpack(&bytes)).transpose();
    let detail = unpacked.map_err(|_| LedgerError::Inconsistent("a detail can't be unpacked"))?;
    let words = if detail.is_none() { row.get(5)? } else { None };
    Ok(RawChange { seq: row.get(0)?, summary: row.get(1)?, detail, numbers: marked(row.get(3)?, row.get(4)?), words })
}

impl Books<'_> {
    /// Gives the cases that changed after a sequence number, each once, at its newest, and whether there are more.
    pub fn changes(&self, after: u64, limit: u32, employer: Option<&str>) -> Result<(Vec<RawChange>, bool), LedgerError> {
        let (condition, employer) = scoped(employer, "employer = ?3", "?3 = ''");
        let sql = format!(
            "SELECT seq, summary, packed, {MARKED} FROM cases LEFT JOIN details USING (no) WHERE seq > ?1 AND {condition} ORDER BY seq LIMIT ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        // One more than asked for tells whether there is more.
        let mut rows = statement.query((after, u64::from(limit) + 1, employer))?;
        let (mut changes, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            if changes.len() >= limit as usize || bytes > PAGE_BYTES {
                return Ok((changes, true));
            }
            let change = raw_change(row)?;
            bytes += change.summary.len() + change.detail.as_ref().map_or(0, Vec::len);
            changes.push(change);
        }
        Ok((changes, false))
    }

    /// Counts the cases in sight: over an index, once for a whole download and for no other page.
    pub fn count(&self, employer: Option<&str>) -> Result<u64, LedgerError> {
        let (sql, employer) = scoped(
            employer,
            "SELECT count(*) FROM cases WHERE employer = ?1",
            "SELECT count(*) FROM cases INDEXED BY cases_by_member WHERE ?1 = ''",
        );
        Ok(self.connection.prepare_cached(sql)?.query_row([employer], |row| row.get(0))?)
    }

    /// Gives cases in the order of their entry after a number, with the number after which the next page begins.
    pub fn page(&self, after: i64, limit: u32, employer: Option<&str>) -> Result<(Vec<CaseSummary>, Option<i64>), LedgerError> {
        let (sql, employer) = scoped(
            employer,
            "SELECT no, summary FROM cases WHERE no > ?1 AND employer = ?3 ORDER BY no LIMIT ?2",
            "SELECT no, summary FROM cases WHERE no > ?1 AND ?3 = '' ORDER BY no LIMIT ?2",
        );
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((after, u64::from(limit) + 1, employer), |row| Ok((row.get(0)?, row.get::<_, Json<_>>(1)?.0)))?;
        let mut found: Vec<(i64, CaseSummary)> = rows.collect::<Result<_, _>>()?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(|(no, _)| *no);
        Ok((found.into_iter().map(|(_, summary)| summary).collect(), next))
    }
}
