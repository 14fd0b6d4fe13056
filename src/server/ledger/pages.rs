//! Pages: cases in the order of their numbers, and changes in the order of their sequence. Cursors, never offsets.
//!
//! Invariant: a page costs what it holds, however many cases there are; only the count of a whole download reads an index through.

use rusqlite::Row;

use super::finder::{MARKED, marked};
use super::{Books, LedgerError};
use crate::domain::ids::CaseId;
use crate::domain::lookup::Kind;
use crate::domain::summary::CaseSummary;
use crate::domain::time::Date;
use crate::sql::{self, Json};

/// What a page of changes may weigh, as JSON; it ends with the change that goes past it. A slow line gets pages that it can finish.
pub(super) const PAGE_BYTES: usize = 4 * 1024 * 1024;

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

impl RawChange {
    /// Bytes of it as JSON, about.
    pub(super) fn weight(&self) -> usize {
        self.summary.len() + self.detail.as_ref().map_or(0, Vec::len)
    }
}

/// Whose cases are seen: everybody's, or those of one employer.
pub(super) fn scoped(employer: Option<&str>, of_one: &'static str, of_all: &'static str) -> (&'static str, String) {
    employer.map_or((of_all, String::new()), |name| (of_one, name.to_owned()))
}

pub(super) fn raw_change(row: &Row<'_>) -> Result<RawChange, LedgerError> {
    let packed: Option<Vec<u8>> = row.get(2)?;
    let unpacked = packed.map(|bytes| sql::unpack(&bytes)).transpose();
    let detail = unpacked.map_err(|_| LedgerError::Inconsistent("a detail can't be unpacked"))?;
    let words = if detail.is_none() { row.get(5)? } else { None };
    Ok(RawChange { seq: row.get(0)?, summary: row.get(1)?, detail, numbers: marked(row.get(3)?, row.get(4)?), words })
}

/// What changed, each case once, in the order of its last change.
#[derive(Debug, Default)]
pub struct ChangedPage {
    pub changes: Vec<RawChange>,
    /// Those that whoever asked keeps no more, by the end of the page.
    pub gone: Vec<CaseId>,
    /// The number up to which it goes, where there is more behind it.
    pub upto: Option<u64>,
}

impl Books<'_> {
    /// Gives the cases that changed after a sequence number, each once, at its newest; those that are not kept any more on a day, or that
    /// went to another employer, by their numbers alone.
    pub fn changes(&self, after: u64, limit: u32, employer: Option<&str>, since: Date) -> Result<ChangedPage, LedgerError> {
        let mut page = self.changed(after, limit, employer, since)?;
        if let Some(employer) = employer {
            let sql = "SELECT departures.seq, id FROM departures JOIN cases ON no = case_no \
                       WHERE departures.employer = ?1 AND departures.seq > ?2 AND cases.employer <> ?1 ORDER BY departures.seq LIMIT ?3";
            let mut statement = self.connection.prepare_cached(sql)?;
            let left = statement.query_map((employer, after, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let left: Vec<(u64, CaseId)> = left.collect::<Result<_, _>>()?;
            if left.len() >= limit as usize {
                // As many as fit: the page ends where they do.
                let last = left.last().map_or(after, |(seq, _)| *seq);
                page.upto = Some(page.upto.map_or(last, |upto| upto.min(last)));
                page.changes.retain(|change| change.seq <= last);
            }
            page.gone.extend(left.into_iter().filter(|(seq, _)| page.upto.is_none_or(|upto| *seq <= upto)).map(|(_, id)| id));
        }
        Ok(page)
    }

    fn changed(&self, after: u64, limit: u32, employer: Option<&str>, since: Date) -> Result<ChangedPage, LedgerError> {
        let (condition, employer) = scoped(employer, "employer = ?3", "?3 = ''");
        let sql = format!(
            "SELECT seq, summary, packed, {MARKED}, closed < ?4 AND NOT asked_back, id FROM cases LEFT JOIN details USING (no) \
             WHERE seq > ?1 AND {condition} ORDER BY seq LIMIT ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        // One more than asked for tells whether there is more.
        let mut rows = statement.query((after, u64::from(limit) + 1, employer, since.to_string()))?;
        let (mut page, mut bytes, mut seen, mut last) = (ChangedPage::default(), 0, 0, after);
        while let Some(row) = rows.next()? {
            if seen >= limit || bytes > PAGE_BYTES {
                page.upto = Some(last);
                return Ok(page);
            }
            (seen, last) = (seen + 1, row.get(0)?);
            if row.get::<_, Option<bool>>(6)?.unwrap_or(false) {
                // Who downloads all has it not.
                page.gone.extend((after > 0).then(|| row.get(7)).transpose()?);
                continue;
            }
            let change = raw_change(row)?;
            bytes += change.weight();
            page.changes.push(change);
        }
        Ok(page)
    }

    /// Counts the cases that who sees one employer's or everybody's keeps, as of a day: over indexes, once for a whole download.
    pub fn count(&self, employer: Option<&str>, since: Date) -> Result<u64, LedgerError> {
        let (sql, employer) = scoped(
            employer,
            "SELECT (SELECT count(*) FROM cases INDEXED BY cases_open_by_employer WHERE closed IS NULL AND employer = ?1)
                  + (SELECT count(*) FROM cases INDEXED BY cases_closed_by_employer
                     WHERE closed IS NOT NULL AND closed >= ?2 AND employer = ?1)
                  + (SELECT count(*) FROM cases INDEXED BY cases_asked_back WHERE asked_back AND closed < ?2 AND employer = ?1)",
            "SELECT (SELECT count(*) FROM cases INDEXED BY cases_open WHERE closed IS NULL)
                  + (SELECT count(*) FROM cases INDEXED BY cases_closed WHERE closed IS NOT NULL AND closed >= ?2 AND ?1 = '')
                  + (SELECT count(*) FROM cases INDEXED BY cases_asked_back WHERE asked_back AND closed < ?2)",
        );
        Ok(self.connection.prepare_cached(sql)?.query_row((employer, since.to_string()), |row| row.get(0))?)
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
