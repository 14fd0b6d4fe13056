//! Finding cases in the cache by what a caller gives, through its indexes only: marks of numbers, keys of names, numbers of cases.
//!
//! Not here: what is typed means which kind (`domain::lookup`), the audit entry (`reveals`).
//! Invariant: no step grows with the cache; a number is compared as a mark and is nowhere in the file.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Rows, TransactionBehavior, params};

use crate::domain::ids::CaseId;
use crate::domain::intake::OnReceipt;
use crate::domain::lookup::{Kind, MOST_HITS, MarkKey, Wanted, put_in_order};
use crate::domain::summary::CaseSummary;
use crate::domain::time::Moment;
use crate::sql::{self, Json, Packed, SqlError};
use crate::store::cache::marks::rows_of;
use crate::store::cache::{Cache, ROW, summary};
use crate::store::{Store, StoreError};
use crate::wire::{Pace, Related, RelatedCase};

/// Rows that are read where something was typed on that narrows them down.
const READ_TO_NARROW: usize = 400;
/// Later than every key that begins so.
const AFTER_ALL: char = '\u{10ffff}';

const BY_ROW: &str = "SELECT ~ FROM summary s WHERE s.n = ?";
const BY_NAME: &str = "SELECT ~ FROM called c CROSS JOIN summary s INDEXED BY summary_name ON s.name = c.name
     WHERE c.key >= ? AND c.key < ? ORDER BY c.key";
const BY_ID: &str = "SELECT ~ FROM summary s WHERE s.id = ?";
const NEXT_ID: &str = "SELECT s.id FROM summary s WHERE s.id >= ? ORDER BY s.id LIMIT 1";

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it was found as, or what it looks like where nothing was found.
    pub kind: Kind,
    /// In the order in which they are read.
    pub cases: Vec<CaseSummary>,
    pub more: bool,
    /// The claim of this machine's counter whose receipt it is; the case that it became is among the cases where the cache has it.
    pub receipt: Option<OnReceipt>,
    /// Claims taken in at this machine's counter that the server doesn't have yet.
    pub unsent: Vec<OnReceipt>,
}

impl Store {
    /// Finds cases by what a caller gave.
    pub fn look_up(&self, wanted: &Wanted) -> Result<Found, StoreError> {
        let mut found = self.cached(self.cache.look_up(wanted))?;
        let number = wanted.tries().find(|(kind, _)| *kind == Kind::Receipt).map(|(_, number)| number);
        if let (Some(number), true) = (number, found.cases.is_empty())
            && let Some(receipt) = self.on_receipt(number)?
        {
            found.kind = Kind::Receipt;
            let became = receipt.case().map(|case| self.cached(self.cache.candidates(Kind::Case, case.as_str(), None, 1))).transpose()?;
            found.cases = became.unwrap_or_default();
            found.cases.retain(|case| wanted.keeps(case));
            found.receipt = Some(receipt);
        } else {
            found.unsent = self.unsent_claims(wanted)?;
        }
        Ok(found)
    }

    /// Tells when the cache was last known to be complete; nothing before the first time.
    pub fn synced_at(&self) -> Result<Option<Moment>, StoreError> {
        self.cached(self.cache.synced_at())
    }

    /// Writes down that the cache is complete, unless that was done within the last half minute: other windows read the file too.
    pub fn set_synced(&mut self, now: Moment) -> Result<(), StoreError> {
        let result = self.cache.set_synced(now);
        self.cached(result)
    }

    /// How long stages take, as the server measured it.
    pub fn paces(&self) -> Result<Vec<Pace>, StoreError> {
        self.cached(self.cache.paces())
    }

    /// The related cases of a case as last pulled or as they came with it, each as it is here now, and when the server last said.
    pub fn related(&self, case: &CaseId) -> Result<Option<(Related, Moment)>, StoreError> {
        self.cached(self.cache.related_now(case))
    }

    pub fn put_related(&mut self, case: &CaseId, related: &Related, now: Moment) -> Result<(), StoreError> {
        let result = self.cache.put_related(case, related, now);
        self.cached(result)
    }
}

/// Related cases of so many cases are kept: more than one person opens in a week.
const MOST_RELATED: u32 = 1_000;
/// And for so long, in milliseconds: 30 days. What is older is another case by now.
const RELATED_MILLIS: i64 = 30 * 86_400_000;
const OLD_RELATED: &str = "DELETE FROM related WHERE at < ?";
const SPARE_RELATED: &str = "DELETE FROM related WHERE at < (SELECT at FROM related ORDER BY at DESC LIMIT 1 OFFSET ? - 1)";

/// How old a note of being complete may be before it is written anew.
const NOTED_MILLIS: i64 = 30_000;

impl Cache {
    fn look_up(&self, wanted: &Wanted) -> Result<Found, SqlError> {
        let most = MOST_HITS as usize;
        let key = self.mark_key()?;
        for (kind, text) in wanted.tries() {
            let mut cases = self.candidates(kind, text, key.as_ref(), if wanted.is_bare() { most + 1 } else { READ_TO_NARROW })?;
            if cases.is_empty() {
                continue;
            }
            cases.retain(|case| wanted.keeps(case));
            let more = cases.len() > most;
            cases.truncate(most);
            put_in_order(kind, &mut cases);
            return Ok(Found { kind, cases, more, receipt: None, unsent: Vec::new() });
        }
        Ok(Found { kind: wanted.kind(), cases: Vec::new(), more: false, receipt: None, unsent: Vec::new() })
    }

    fn candidates(&self, kind: Kind, text: &str, key: Option<&MarkKey>, most: usize) -> Result<Vec<CaseSummary>, SqlError> {
        let by = |sql: &str| sql.replace('~', ROW);
        let mut found = match (kind, key) {
            (Kind::Case, _) => {
                let mut statement = self.connection.prepare_cached(&by(BY_ID))?;
                read(statement.query([text])?, most)?
            }
            (Kind::CaseTail, _) => self.by_tail(text, most)?,
            (Kind::Name | Kind::Pinyin, _) => {
                let mut statement = self.connection.prepare_cached(&by(BY_NAME))?;
                read(statement.query([text, &format!("{text}{AFTER_ALL}")])?, most)?
            }
            // Receipts are the outbox's.
            (Kind::Receipt, _) | (_, None) => Vec::new(),
            (kind, Some(key)) => self.by_mark(key, kind, text, most)?,
        };
        // Who sees masks finds a whole name, its whole pinyin or all its initials by a mark.
        if let (Kind::Name | Kind::Pinyin, true, Some(key)) = (kind, found.is_empty(), key) {
            found = self.by_mark(key, kind, text, most)?;
        }
        Ok(found)
    }

    fn by_mark(&self, key: &MarkKey, kind: Kind, text: &str, most: usize) -> Result<Vec<CaseSummary>, SqlError> {
        let rows = rows_of(&self.connection, key.mark(kind, text))?;
        let mut statement = self.connection.prepare_cached(&BY_ROW.replace('~', ROW))?;
        rows.into_iter().take(most).filter_map(|n| statement.query_row([n], summary).optional().transpose()).map(|row| Ok(row?)).collect()
    }

    /// Looks for the tail under each beginning of case numbers.
    fn by_tail(&self, tail: &str, most: usize) -> Result<Vec<CaseSummary>, SqlError> {
        let mut one = self.connection.prepare_cached(&BY_ID.replace('~', ROW))?;
        let mut found = Vec::new();
        for beginning in sql::beginnings(&self.connection, NEXT_ID)? {
            found.extend(read(one.query([format!("{beginning}-{tail}")])?, most)?);
        }
        Ok(found)
    }

    pub(in crate::store) fn mark_key(&self) -> Result<Option<MarkKey>, SqlError> {
        let found = self.connection.prepare_cached("SELECT mark_key FROM place")?.query_row([], |row| row.get::<_, Option<String>>(0));
        Ok(found.optional()?.flatten().map(MarkKey::new))
    }

    pub(super) fn synced_at(&self) -> Result<Option<Moment>, SqlError> {
        Ok(self.connection.prepare_cached("SELECT synced FROM place")?.query_row([], |row| row.get(0)).optional()?.flatten())
    }

    fn set_synced(&mut self, now: Moment) -> Result<(), SqlError> {
        let noted = self.synced_at()?;
        if noted.is_none_or(|noted| now.0 - noted.0 >= NOTED_MILLIS || noted > now) {
            self.connection.prepare_cached("UPDATE place SET synced = ?")?.execute([now])?;
        }
        Ok(())
    }

    fn paces(&self) -> Result<Vec<Pace>, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT paces FROM place")?;
        let found = statement.query_row([], |row| row.get::<_, Option<Json<Vec<Pace>>>>(0));
        Ok(found.optional()?.flatten().map_or_else(Vec::new, |paces| paces.0))
    }

    fn related(&self, case: &CaseId) -> Result<Option<(Related, Moment)>, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT body, at FROM related WHERE id = ?")?;
        let found = statement.query_row([case.as_str()], |row| Ok((row.get::<_, Packed<Related>>(0)?.0, row.get(1)?)));
        Ok(found.optional()?)
    }

    /// What was pulled of a case's related cases, with those that came with the case since, and the newest rows of all.
    fn related_now(&self, case: &CaseId) -> Result<Option<(Related, Moment)>, SqlError> {
        let kept = self.related(case)?;
        let detail = self.detail(case)?;
        let crossed = detail.as_ref().map_or(&[][..], |detail| &detail.history.crossed);
        let came = if crossed.is_empty() { None } else { self.synced_at()? };
        let Some((mut related, at)) = kept.or_else(|| came.map(|at| (Related::default(), at))) else { return Ok(None) };
        for other in crossed.iter().rev().filter(|other| other.case.is_some()) {
            match related.cases.iter_mut().find(|known| known.id() == other.case.as_ref()) {
                Some(known) => (known.found, known.standing) = (other.found.clone(), other.standing.clone()),
                None => related.cases.push(RelatedCase::from(other)),
            }
        }
        if related.cases.iter().all(|known| known.id().is_some()) {
            related.cases.extend(crossed.iter().filter(|other| other.case.is_none()).map(RelatedCase::from));
        }
        for known in &mut related.cases {
            let row = known.id().map(|id| self.summary(id)).transpose()?.flatten();
            known.summary = row.filter(|row| known.summary.as_ref().is_none_or(|kept| row.seq > kept.seq)).or(known.summary.take());
        }
        Ok(Some((related, at)))
    }

    /// Keeps what is related to a case, and lets go what is too old or too much, in one transaction.
    fn put_related(&mut self, case: &CaseId, related: &Related, now: Moment) -> Result<(), SqlError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "INSERT OR REPLACE INTO related (id, at, body) VALUES (?, ?, ?)";
        transaction.prepare_cached(sql)?.execute(params![case.as_str(), now, Packed(related)])?;
        transaction.prepare_cached(OLD_RELATED)?.execute([now.plus_millis(-RELATED_MILLIS)])?;
        transaction.prepare_cached(SPARE_RELATED)?.execute([MOST_RELATED])?;
        transaction.commit()?;
        Ok(())
    }
}

/// Reads rows of [`ROW`], each case once, until there are enough.
fn read(mut rows: Rows<'_>, most: usize) -> Result<Vec<CaseSummary>, SqlError> {
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let case = summary(row)?;
        if seen.insert(case.id.clone()) {
            found.push(case);
        }
        if found.len() >= most {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CacheKey, Folder};

    #[test]
    fn every_look_up_enters_an_index() {
        let dir = tempfile::tempdir().unwrap();
        let (cache, _) = Cache::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), None).unwrap();
        for (sql, index) in [
            (BY_ROW, "INTEGER PRIMARY KEY"),
            (BY_NAME, "summary_name"),
            (BY_ID, "sqlite_autoindex_summary_1"),
            (NEXT_ID, "sqlite_autoindex_summary_1"),
        ] {
            let sql = format!("EXPLAIN QUERY PLAN {}", sql.replace('~', "s.id"));
            let mut statement = cache.connection.prepare(&sql).unwrap();
            let values = vec!["x"; sql.matches('?').count()];
            let steps = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
            let plan = steps.collect::<Result<Vec<_>, _>>().unwrap().join("; ");
            assert!(plan.contains(index) && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
