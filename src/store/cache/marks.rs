//! What a case's numbers and their ends are found by: marks. Those of a first load lie in lots, those of later changes one by one.
//!
//! A mark stands anywhere among all marks, so that one by one nearly every row of a load would seal a page of its own for each of them. A
//! lot is what one part of a load brought of the marks that leave the same rest, in one piece, and is never changed: a row whose marks
//! changed since is written down, and what lots say of it counts no more.
//! Not here: how marks are made (`domain::lookup`). Invariant: a row is found by the marks of its newest page and by no others.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction, params};

use crate::domain::lookup::{Mark, MarkSum};
use crate::sql::SqlError;
use crate::wire::Change;

/// The most marks of one case: its numbers and the contracts of its claimant.
const MOST_MARKS: usize = 64;
/// Ends of the numbers of one case.
const MOST_TAILS: usize = 16;
/// Into so many lots marks fall: a look-up reads one of each part, 75 kB where there are a million cases.
const LOTS: u64 = 1_024;
/// A mark and the number of its row.
const MARK_BYTES: usize = 8;
const ENTRY_BYTES: usize = MARK_BYTES + 4;

/// All that a change brings of marks, each once.
fn marks_of(change: &Change) -> BTreeSet<u64> {
    let tails = change.words.iter().flat_map(|words| words.tails.iter().take(MOST_TAILS));
    change.marks.iter().take(MOST_MARKS).chain(tails).map(|Mark(mark)| *mark).collect()
}

/// Puts a case's marks in the place of those it had.
pub(super) fn put(t: &Transaction<'_>, n: i64, change: &Change) -> Result<(), SqlError> {
    forget(t, n)?;
    add(t, n, change)
}

/// Writes down the marks of a row that had none.
pub(super) fn add(t: &Transaction<'_>, n: i64, change: &Change) -> Result<(), SqlError> {
    let mut statement = t.prepare_cached("INSERT OR IGNORE INTO mark (mark, n) VALUES (?, ?)")?;
    for mark in marks_of(change) {
        statement.execute(params![mark.cast_signed(), n])?;
    }
    Ok(())
}

/// Forgets a row's marks, those in lots too.
pub(super) fn forget(t: &Transaction<'_>, n: i64) -> Result<(), SqlError> {
    t.prepare_cached("DELETE FROM mark WHERE n = ?")?.execute([n])?;
    t.prepare_cached("INSERT OR IGNORE INTO remarked (n) VALUES (?)")?.execute([n])?;
    Ok(())
}

/// The rows that a mark is of, the newest first.
pub(in crate::store) fn rows_of(connection: &Connection, Mark(mark): Mark) -> Result<Vec<i64>, SqlError> {
    let mut rows = BTreeSet::new();
    let mut one_by_one = connection.prepare_cached("SELECT n FROM mark WHERE mark = ?")?;
    for n in one_by_one.query_map([mark.cast_signed()], |row| row.get(0))? {
        rows.insert(n?);
    }
    let mut lots = connection.prepare_cached("SELECT body FROM lot WHERE lot = ?")?;
    let mut bodies = lots.query([mark % LOTS])?;
    let mut again = connection.prepare_cached("SELECT 1 FROM remarked WHERE n = ?")?;
    let asked = mark.to_le_bytes();
    while let Some(row) = bodies.next()? {
        for n in entries(row.get_ref(0)?.as_blob().unwrap_or_default()).filter(|(known, _)| **known == asked).map(|(_, n)| n) {
            if !again.exists([n])? {
                rows.insert(n);
            }
        }
    }
    Ok(rows.into_iter().rev().collect())
}

/// What a lot holds: marks with their rows.
fn entries(body: &[u8]) -> impl Iterator<Item = (&[u8; MARK_BYTES], i64)> {
    body.as_chunks::<ENTRY_BYTES>().0.iter().filter_map(|entry| {
        let (mark, n) = entry.split_first_chunk::<MARK_BYTES>()?;
        Some((mark, i64::from(u32::from_le_bytes(n.try_into().ok()?))))
    })
}

/// The sum of each row's marks, as it stands in the row's digest.
#[derive(Debug, Default)]
pub(in crate::store) struct Sums(Vec<MarkSum>);

impl Sums {
    /// Reads all marks, those in lots and those one by one.
    pub fn read(connection: &Connection) -> Result<Self, SqlError> {
        let mut sums = Sums::default();
        let mut bodies = connection.prepare("SELECT body FROM lot")?;
        let mut bodies = bodies.query([])?;
        while let Some(row) = bodies.next()? {
            for (mark, n) in entries(row.get_ref(0)?.as_blob().unwrap_or_default()) {
                sums.of_row(n).add(Mark(u64::from_le_bytes(*mark)));
            }
        }
        let mut again = connection.prepare("SELECT n FROM remarked")?;
        for n in again.query_map([], |row| row.get(0))? {
            *sums.of_row(n?) = MarkSum::default();
        }
        let mut one_by_one = connection.prepare("SELECT n, mark FROM mark")?;
        for found in one_by_one.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))? {
            let (n, mark) = found?;
            sums.of_row(n).add(Mark(mark.cast_unsigned()));
        }
        Ok(sums)
    }

    pub fn of(&self, n: i64) -> MarkSum {
        usize::try_from(n).ok().and_then(|n| self.0.get(n)).copied().unwrap_or_default()
    }

    /// SQLite numbers rows from 1 on, one after the other.
    fn of_row(&mut self, n: i64) -> &mut MarkSum {
        let n = usize::try_from(n).unwrap_or(0);
        if self.0.len() <= n {
            self.0.resize(n + 1, MarkSum::default());
        }
        &mut self.0[n]
    }
}

/// The rows that lots speak of, and that no later change of their marks is known of.
pub(in crate::store) fn rows_in_lots(connection: &Connection) -> Result<BTreeSet<i64>, SqlError> {
    let mut rows = BTreeSet::new();
    let mut bodies = connection.prepare("SELECT body FROM lot")?;
    let mut bodies = bodies.query([])?;
    while let Some(row) = bodies.next()? {
        rows.extend(entries(row.get_ref(0)?.as_blob().unwrap_or_default()).map(|(_, n)| n));
    }
    let mut again = connection.prepare("SELECT n FROM remarked")?;
    for n in again.query_map([], |row| row.get(0))? {
        rows.remove(&n?);
    }
    Ok(rows)
}

/// The marks of the rows that a part of a load brings anew.
#[derive(Debug, Default)]
pub(super) struct Lots {
    bodies: BTreeMap<u64, Vec<u8>>,
    /// Numbers of rows up to here were in use before, and lots may not speak of them.
    used: i64,
    first: Option<i64>,
}

impl Lots {
    pub fn begin(t: &Transaction<'_>) -> Result<Self, SqlError> {
        let used = t.prepare_cached("SELECT ifnull(max(n), 0) FROM remarked")?.query_row([], |row| row.get(0))?;
        Ok(Lots { used, ..Lots::default() })
    }

    pub fn take(&mut self, t: &Transaction<'_>, n: i64, change: &Change) -> Result<(), SqlError> {
        let Some(short) = u32::try_from(n).ok().filter(|_| n > self.used) else { return add(t, n, change) };
        self.first.get_or_insert(n);
        for mark in marks_of(change) {
            let body = self.bodies.entry(mark % LOTS).or_default();
            body.extend(mark.to_le_bytes());
            body.extend(short.to_le_bytes());
        }
        Ok(())
    }

    /// Writes them down, in the transaction of their rows.
    pub fn write(self, t: &Transaction<'_>) -> Result<(), SqlError> {
        let mut statement = t.prepare_cached("INSERT INTO lot (lot, first, body) VALUES (?, ?, ?)")?;
        for (lot, body) in self.bodies {
            statement.execute(params![lot, self.first, body])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::filter::{Vocabulary, Words, parse};
    use crate::domain::ids::CaseId;
    use crate::domain::lookup::{Kind, MarkKey, Wanted};
    use crate::domain::queue::{RowAnchor, RowQuery, Sort, View};
    use crate::domain::summary::CaseDetail;
    use crate::store::{CacheKey, Folder, StageKinds, Store};
    use crate::wire::{Changes, LoadPart};

    const PHONE: &str = "13800001111";
    const OTHER_PHONE: &str = "13900002222";

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), StageKinds::default()).unwrap();
        (dir, store)
    }

    fn key() -> MarkKey {
        MarkKey::new("k")
    }

    fn case(n: u64, seq: u64, phone: &str) -> Change {
        let summary = json!({
            "id": format!("ZJ24-{n:06}"), "seq": seq, "plan": "zj-10", "benefits": [], "name": "张某某", "employer": "某某公司",
            "status": "open", "stage": "s", "entered": 0, "received": 0, "due": null, "amount": null, "assignee": null, "worst": "pass",
            "worst_count": 0
        });
        let words = Words { disease: "肺炎".into(), note: format!("{n}号材料"), tails: key().tails(Kind::Phone, phone, false) };
        let marks = vec![key().mark(Kind::Phone, phone)];
        Change { summary: serde_json::from_value(summary).unwrap(), detail: None, marks, words: Some(words) }
    }

    fn part(changes: Vec<Change>, anew: bool, complete: bool) -> LoadPart {
        let head = json!({ "server": "s", "epoch": 1, "seq": 1, "resumed": !anew, "total": 9, "day": "2024-12-18" });
        let mut head: crate::wire::LoadHead = serde_json::from_value(head).unwrap();
        head.mark_key = Some(key());
        LoadPart { head, anew, changes, token: (!complete).then(|| "t".into()), complete }
    }

    fn page(changes: Vec<Change>, gone: &[&str]) -> Changes {
        let mut page: Changes =
            serde_json::from_value(json!({ "server": "s", "epoch": 1, "changes": [], "next": 9, "more": false })).unwrap();
        (page.changes, page.mark_key) = (changes, Some(key()));
        page.gone = gone.iter().map(|id| CaseId::from(*id)).collect();
        page
    }

    fn found(store: &Store, phone: &str) -> Vec<String> {
        let found = store.look_up(&Wanted::read(phone).unwrap()).unwrap();
        found.cases.iter().map(|case| case.id.to_string()).collect()
    }

    fn filtered(store: &mut Store, typed: &str) -> Vec<String> {
        let filter = parse(typed, &Vocabulary::default());
        assert!(filter.faults.is_empty(), "{typed}");
        let (filter, today) = (filter.filter, "2024-12-18".parse().unwrap());
        let query = RowQuery { view: View::Open, filter, me: "lin".into(), today, sort: Sort::Due, at: RowAnchor::Top, limit: 50 };
        store.rows(&query).unwrap().rows.iter().map(|row| row.summary.id.to_string()).collect()
    }

    #[test]
    fn a_row_is_found_by_the_marks_of_its_newest_page_and_by_no_others() {
        let (_dir, mut store) = store();
        store.load(&part(vec![case(1, 1, PHONE), case(2, 1, PHONE)], true, false)).unwrap();
        assert_eq!(found(&store, PHONE).len(), 2, "while the load runs");
        // Changed between two parts: it comes once more.
        store.load(&part(vec![case(2, 2, OTHER_PHONE), case(3, 1, PHONE)], false, true)).unwrap();
        assert_eq!((found(&store, PHONE).len(), found(&store, OTHER_PHONE)), (2, vec!["ZJ24-000002".to_owned()]));
        assert_eq!((filtered(&mut store, "phone:1111").len(), filtered(&mut store, "phone:2222").len()), (2, 1));
        store.apply(&page(vec![case(1, 3, OTHER_PHONE)], &["ZJ24-000003"])).unwrap();
        assert_eq!((found(&store, PHONE).len(), found(&store, OTHER_PHONE).len()), (0, 2));
        // The last row's number is used again.
        store.load(&part(vec![case(4, 4, PHONE)], false, true)).unwrap();
        assert_eq!(found(&store, PHONE), ["ZJ24-000004"]);
        assert_eq!(store.inspect().unwrap().sum(), 0);
    }

    #[test]
    fn a_case_that_came_by_itself_is_found_by_the_ends_of_its_numbers_still() {
        let (_dir, mut store) = store();
        store.apply(&page(vec![case(1, 1, PHONE)], &[])).unwrap();
        let summary = case(1, 2, PHONE).summary;
        let case = json!({
            "id": summary.id, "member": "0000000001", "plan": "zj-10", "plan_hash": "00", "materials": [], "status": "open", "stage": "s",
            "facts": { "filed": "2024-12-01", "benefits": ["hospital-stay"], "member": { "name": summary.name } },
            "entered": 0, "received": 0, "assignee": null, "granted": [], "timeline": []
        });
        let assessment = json!({
            "plan": "zj-10", "plan_hash": "00", "engine": 1, "benefits": [], "total": "0.00", "checks": [], "deadlines": [],
            "materials": []
        });
        let (case, assessment) = (serde_json::from_value(case).unwrap(), serde_json::from_value(assessment).unwrap());
        let detail = CaseDetail { summary, case, history: Default::default(), assessment, basis: Default::default() };
        assert!(store.put_detail(&detail).unwrap());
        assert_eq!((filtered(&mut store, "phone:1111").len(), found(&store, PHONE).len()), (1, 1));
    }

    #[test]
    fn words_of_a_load_are_found_before_and_after_they_are_in_their_index() {
        let (_dir, mut store) = store();
        store.load(&part((1..=30).map(|n| case(n, 1, PHONE)).collect(), true, true)).unwrap();
        let mut other = case(7, 2, PHONE);
        other.words = Some(Words { note: "已电话告知".into(), ..Words::default() });
        store.apply(&page(vec![other], &["ZJ24-000008"])).unwrap();
        let asked = ["disease:肺炎", "note:7号材料", "note:17号材", "note:电话", "8号材料", "note:2", "note:肺炎", "肺"];
        let before: Vec<_> = asked.map(|typed| filtered(&mut store, typed)).to_vec();
        assert_eq!(before.iter().map(Vec::len).collect::<Vec<_>>(), [28, 0, 1, 1, 0, 11, 0, 28]);
        while store.lay_in().unwrap() {}
        let left: i64 = store.cache.connection.query_row("SELECT count(*) FROM unsaid", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
        // What was found is found anew.
        store.cache.generation += 1;
        assert_eq!(asked.map(|typed| filtered(&mut store, typed)).to_vec(), before);
        assert_eq!(store.inspect().unwrap().sum(), 0);
    }

    #[test]
    fn the_marks_of_a_part_seal_no_page_for_each_of_them() {
        let sealed = |marks: u64| {
            let (dir, mut store) = store();
            let many = |from: u64| {
                let marked = |n: u64| {
                    let marks = (0..marks).map(|of| Mark((n * 8 + of).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11)).collect();
                    Change { marks, words: None, ..case(n, 1, PHONE) }
                };
                (from..from + 1_500).map(marked).collect::<Vec<_>>()
            };
            for nth in 0..4 {
                store.load(&part(many(1 + nth * 1_500), nth == 0, false)).unwrap();
            }
            std::fs::metadata(dir.path().join("cache.db-wal")).unwrap().len() / 4_096
        };
        let (without, with) = (sealed(0), sealed(6));
        assert!(with - without < 4 * LOTS, "{without} pages without marks, {with} with");
    }
}
