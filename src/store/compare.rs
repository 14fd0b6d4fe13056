//! The cache's rows beside the server's: digests of ranges as they stand here, and putting rows right by what the server sends.
//!
//! Not here: what is asked of the server when (`sync::check`), damage of the file itself (`inspect`).
//! Invariants: only the cache is written; a row is put right whole, with its detail, its marks and its names, in one transaction with the
//! tallies; a change that was pulled while something was put right is not lost.

use std::collections::BTreeSet;

use rusqlite::{Row, Transaction, TransactionBehavior, params};

use crate::domain::digest::{Digest, RangeDigest};
use crate::domain::ids::CaseId;
use crate::domain::pinyin::name_order;
use crate::domain::queue::amount_order;
use crate::domain::summary::{CaseDetail, CaseSummary, kept_since};
use crate::domain::time::Date;
use crate::sql::{Packed, SqlError};
use crate::store::cache::marks::Sums;
use crate::store::cache::{CLOSED, Cache, ROW, class, drop_one, summary, take_one};
use crate::store::{Store, StoreError};
use crate::wire::{DigestRow, Rows};

/// After every number of a case.
const AFTER_ALL: &str = "\u{10ffff}";

/// The rows of a range as they are here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    pub count: u64,
    pub digest: Digest,
    pub rows: Vec<DigestRow>,
}

/// What putting rows right came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Rows that are the server's now.
    pub put: u64,
    /// Rows that nobody on the server has for this person.
    pub dropped: u64,
}

impl Store {
    /// Has all reads of the cache see it as it is now, until [`Store::let_go`]: whoever compares it must not see half of a page.
    pub fn hold_still(&mut self) -> Result<(), StoreError> {
        let held = self.cache.hold_still();
        self.cached(held)
    }

    /// Ends [`Store::hold_still`].
    pub fn let_go(&mut self) -> Result<(), StoreError> {
        self.cache.sums = None;
        self.cached(self.cache.connection.execute_batch("COMMIT").map_err(SqlError::from))
    }

    /// Gives the digest of the rows from behind one case up to another, without some and without those out of the scope of the server's
    /// day; each row's own too, where `list` says so.
    pub fn digest_of(&self, (after, to): (&CaseId, Option<&CaseId>), without: &[CaseId], list: bool) -> Result<Here, StoreError> {
        self.cached(self.cache.digest_of((after, to), without, list))
    }

    /// Gives those of the next so many undecided cases behind one that are not found by the words in their details,
    /// and the last of them all; none where there are no more.
    pub fn not_said(&self, after: &CaseId, most: u32) -> Result<(Vec<CaseId>, Option<CaseId>), StoreError> {
        self.cached(self.cache.not_said(after, most))
    }

    /// Gives the cases at which a range falls into parts of at most so many rows; nothing where it is no larger.
    pub fn parts_of(&self, (after, to): (&CaseId, Option<&CaseId>), rows: u64) -> Result<Vec<CaseId>, StoreError> {
        self.cached(self.cache.parts_of(after, to, rows))
    }

    /// Puts rows right, as of `at`, up to which the cache was complete: those that came take the place of what is here, whatever number
    /// stands there; of those that were asked for and did not come nothing stays. Where a row here had a higher number than came or than
    /// `at`, the changes after `at` come again: one of them may have been pulled meanwhile.
    pub fn mend(&mut self, asked: &[CaseId], came: &Rows, at: u64) -> Result<Mended, StoreError> {
        if self.identity()?.as_ref() != Some(&came.identity) {
            return Err(StoreError::OtherServer);
        }
        let result = self.cache.mend(asked, came, at);
        let mended = self.cached(result)?;
        self.settle_shown()?;
        Ok(mended)
    }
}

impl Cache {
    fn hold_still(&mut self) -> Result<(), SqlError> {
        self.connection.execute_batch("BEGIN")?;
        // The first read is what holds it. Marks lie by their values: a row's are found by going through all, once.
        self.sums = Some(Sums::read(&self.connection)?);
        Ok(())
    }

    fn digest_of(&self, (after, to): (&CaseId, Option<&CaseId>), without: &[CaseId], list: bool) -> Result<Here, SqlError> {
        let without: BTreeSet<&CaseId> = without.iter().collect();
        let since = self.server_day()?.map(kept_since);
        let sql =
            format!("SELECT {ROW}, s.class, s.name_key, s.money, s.kind, s.n FROM summary s WHERE s.id > ? AND s.id <= ? ORDER BY s.id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut found = statement.query(params![after.as_str(), to.map_or(AFTER_ALL, CaseId::as_str)])?;
        let (mut range, mut rows) = (RangeDigest::default(), Vec::new());
        let read;
        let sums = match &self.sums {
            Some(sums) => sums,
            None => {
                read = Sums::read(&self.connection)?;
                &read
            }
        };
        while let Some(row) = found.next()? {
            let (id, seq) = (row.get::<_, CaseId>(0)?, row.get::<_, i64>(1)?.cast_unsigned());
            if without.contains(&id) {
                continue;
            }
            let Some(digest) = self.digest(row, since, sums)? else { continue };
            range.add(&id, seq, &digest);
            if list {
                rows.push(DigestRow { id, seq, digest });
            }
        }
        Ok(Here { count: range.count, digest: range.end(), rows })
    }

    /// The digest of a row with its detail and its marks, nothing where it is out of scope; of one that can't be read, or that stands
    /// elsewhere in its orders than it says, none that any row has.
    fn digest(&self, row: &Row<'_>, since: Option<Date>, sums: &Sums) -> Result<Option<Digest>, SqlError> {
        let read = || {
            let written = summary(row)?;
            Ok::<_, rusqlite::Error>((row.get::<_, i64>(19)?, row.get::<_, String>(20)?, row.get::<_, i64>(21)?, row.get(22)?, written))
        };
        let stands = |written: &CaseSummary, lane: i64, name: &str, money: i64, kind: Option<i64>| {
            lane == class(written.status)
                && name == name_order(&written.name)
                && money == amount_order(written)
                && kind == self.kind_of(written)
        };
        let Ok((lane, name, money, kind, written)) = read() else { return Ok(Some(Digest::default())) };
        if since.is_some_and(|since| !written.is_in_scope(since)) {
            return Ok(None);
        }
        let detail = if written.status.is_closed() { Ok(None) } else { self.detail(&written.id) };
        Ok(Some(match detail {
            Ok(detail) if stands(&written, lane, &name, money, kind) => {
                Digest::of(&written).with(&written, detail.as_ref(), sums.of(row.get(23)?))
            }
            _ => Digest::default(),
        }))
    }

    fn not_said(&self, after: &CaseId, most: u32) -> Result<(Vec<CaseId>, Option<CaseId>), SqlError> {
        let sql = "SELECT s.id, s.n, s.class, s.seq, d.body FROM summary s LEFT JOIN detail d ON d.id = s.id WHERE s.id > ? ORDER BY s.id LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![after.as_str(), most])?;
        let (at, mut bad, mut last) = (self.cursor()?.cast_signed(), Vec::new(), None);
        while let Some(row) = rows.next()? {
            let (id, n) = (row.get::<_, CaseId>(0)?, row.get(1)?);
            // What came by itself comes again with its page.
            let looked_at = row.get::<_, i64>(2)? != CLOSED && row.get::<_, i64>(3)? <= at;
            // A body that can't be read shows in the digest.
            if let (true, Ok(Some(Packed(detail)))) = (looked_at, row.get::<_, Option<Packed<CaseDetail>>>(4))
                && !self.is_said(n, &detail)?
            {
                bad.push(id.clone());
            }
            last = Some(id);
        }
        Ok((bad, last))
    }

    fn parts_of(&self, after: &CaseId, to: Option<&CaseId>, rows: u64) -> Result<Vec<CaseId>, SqlError> {
        let sql = "SELECT s.id FROM summary s WHERE s.id > ? AND s.id <= ? ORDER BY s.id LIMIT 1 OFFSET ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let (mut parts, mut from) = (Vec::new(), after.clone());
        loop {
            let mut found = statement.query(params![from.as_str(), to.map_or(AFTER_ALL, CaseId::as_str), rows.saturating_sub(1)])?;
            match found.next()? {
                Some(row) => from = row.get(0)?,
                None => return Ok(parts),
            }
            parts.push(from.clone());
        }
    }

    fn mend(&mut self, asked: &[CaseId], came: &Rows, at: u64) -> Result<Mended, SqlError> {
        let mut mended = Mended::default();
        // Numbers of employers that another process gave out are not known here.
        self.employers.clear();
        let (stages, employers, connection) = (&self.stages, &mut self.employers, &mut self.connection);
        let mut ahead = false;
        let mut run = || {
            let t = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for change in &came.changes {
                ahead |= seq_of(&t, &change.summary.id)?.is_some_and(|known| known > change.summary.seq);
                drop_one(&t, &change.summary.id)?;
                mended.put += u64::from(take_one(&t, change, true, stages, employers)?.is_some());
            }
            let came: BTreeSet<&CaseId> = came.changes.iter().map(|change| &change.summary.id).collect();
            for id in asked.iter().filter(|id| !came.contains(id)) {
                if let Some(known) = seq_of(&t, id)? {
                    ahead |= known > at;
                    drop_one(&t, id)?;
                    mended.dropped += 1;
                }
            }
            if ahead {
                t.execute("UPDATE place SET cursor = min(cursor, ?)", [i64::try_from(at).unwrap_or(i64::MAX)])?;
            }
            recount(&t)?;
            t.commit()?;
            Ok(())
        };
        let result = run();
        self.changed_wholly();
        result.map(|()| mended)
    }
}

fn seq_of(t: &Transaction<'_>, id: &CaseId) -> Result<Option<u64>, SqlError> {
    let mut statement = t.prepare_cached("SELECT seq FROM summary WHERE id = ?")?;
    let mut rows = statement.query([id.as_str()])?;
    Ok(rows.next()?.map(|row| row.get::<_, i64>(0)).transpose()?.map(i64::cast_unsigned))
}

/// What the tallies are to be, by the rows: the lanes of [`crate::store::rank::Lane::tally`].
pub(super) const COUNTED: &str = "SELECT 'class ' || class AS lane, count(*) AS n FROM summary GROUP BY class
     UNION ALL SELECT 'kind ' || kind, count(*) FROM summary WHERE class = 0 AND kind IS NOT NULL GROUP BY kind
     UNION ALL SELECT ifnull('of ' || assignee, 'nobody'), count(*) FROM summary WHERE class = 0 GROUP BY assignee";

/// Counts the rows of every lane anew.
pub(super) fn recount(t: &Transaction<'_>) -> Result<(), SqlError> {
    t.execute_batch(&format!("DELETE FROM tally; INSERT INTO tally {COUNTED};"))?;
    Ok(())
}
