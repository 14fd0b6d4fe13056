//! Taking changes in: row, detail, marks, names and the tallies of the views, inside the page's transaction.
//!
//! Not here: the cursor, the transaction (`cache`). Invariant: an older row never replaces a newer.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::ids::{BenefitId, CaseId, UserId};
use crate::domain::pinyin::{name_keys, name_order, plain_name};
use crate::domain::queue::{RowKey, Sort, SortValue, amount_order};
use crate::domain::summary::CaseSummary;
use crate::domain::time::{Date, Moment};
use crate::sql::{Day, Packed, SqlError};
use crate::store::StageKinds;
use crate::store::cache::marks::{self, Lots};
use crate::store::cache::row::{UNIT, class, due_by, flags, kind, status_number, worst_number};
use crate::store::cache::said;
use crate::store::rank::{Lane, Lanes};
use crate::wire::Change;

/// Names that are kept in memory while a load comes in, each with what it is sorted by.
const MOST_NAMES: usize = 20_000;

/// Names whose keys are in the file, each with what it is sorted by.
pub(super) type Names = HashMap<String, String>;

/// How one case moved in the order.
pub(in crate::store) struct Moved {
    pub id: CaseId,
    pub from: Option<Place>,
    /// Absent where it left.
    pub to: Option<Place>,
}

/// Where a case stands, in every order.
pub(in crate::store) struct Place {
    pub lanes: Lanes,
    due: Date,
    entered: Moment,
    received: Moment,
    money: i64,
    name: String,
}

impl Place {
    pub fn key(&self, sort: Sort, id: &CaseId) -> RowKey {
        let value = match sort {
            Sort::Due => SortValue::Due(self.due, self.entered),
            Sort::Received => SortValue::At(self.received),
            Sort::Amount => SortValue::Amount(self.money),
            Sort::Name => SortValue::Name(self.name.clone()),
            Sort::Age => SortValue::At(self.entered),
        };
        RowKey { value, id: id.clone() }
    }
}

/// Keeps how many rows each lane has: the counts of the views, without counting.
pub(super) fn keep_tally(t: &Transaction<'_>, moved: &[Moved]) -> Result<(), SqlError> {
    let mut by: BTreeMap<Lane, i64> = BTreeMap::new();
    for step in moved {
        for lane in step.from.iter().flat_map(|place| Lane::all_of(&place.lanes)) {
            *by.entry(lane).or_default() -= 1;
        }
        for lane in step.to.iter().flat_map(|place| Lane::all_of(&place.lanes)) {
            *by.entry(lane).or_default() += 1;
        }
    }
    let mut statement = t.prepare_cached("INSERT INTO tally VALUES (?1, ?2) ON CONFLICT (lane) DO UPDATE SET n = n + ?2")?;
    for (lane, by) in by.into_iter().filter(|(_, by)| *by != 0) {
        statement.execute(params![lane.tally(), by])?;
    }
    Ok(())
}

/// Takes one change. `with_marks`: it comes with all that its case is found by, if that is nothing; what a number found that was corrected
/// away is found by it no more.
pub(in crate::store) fn take_one(
    t: &Transaction<'_>,
    change: &Change,
    with_marks: bool,
    stages: &StageKinds,
    employers: &mut BTreeMap<String, i64>,
) -> Result<Option<Moved>, SqlError> {
    let new = &change.summary;
    let seq = new.seq.cast_signed();
    let old = old_row(t, &new.id)?;
    if old.as_ref().is_some_and(|old| old.seq > seq) {
        return Ok(None);
    }
    put_detail(t, change)?;
    if let (Some(old), true) = (&old, with_marks) {
        marks::put(t, old.n, change)?;
        said::put(t, old.n, change, false)?;
    }
    let same = old.as_ref().is_some_and(|old| old.seq == seq);
    if same {
        return Ok(None);
    }
    let to = place_of(new, stages, name_order(&new.name));
    let employer = employer_number(t, &new.employer, employers)?;
    let n = match &old {
        Some(old) => {
            change_row(t, new, &to, employer)?;
            old.n
        }
        None => {
            add_row(t, new, &to, employer)?;
            let n = t.last_insert_rowid();
            marks::add(t, n, change)?;
            n
        }
    };
    if old.is_none() || !with_marks {
        said::put(t, n, change, old.is_none())?;
    }
    put_name(t, &new.name)?;
    if let Some(old) = old.as_ref().filter(|old| old.name != new.name) {
        drop_name(t, &old.name)?;
    }
    let from = old.map(|old| old.place);
    Ok(Some(Moved { id: new.id.clone(), from, to: Some(to) }))
}

fn place_of(row: &CaseSummary, stages: &StageKinds, name: String) -> Place {
    Place {
        lanes: Lanes { class: class(row.status), kind: kind(stages, &row.plan, &row.stage), assignee: row.assignee.clone() },
        due: row.due.unwrap_or(Date::MAX),
        entered: row.entered,
        received: row.received,
        money: amount_order(row),
        name,
    }
}

/// Takes a case of a first load. Nothing is looked up or taken back of one that is not here yet, and what lies anywhere in its index is
/// laid aside: marks in lots, words until there is time.
pub(in crate::store) fn load_one(
    t: &Transaction<'_>,
    change: &Change,
    with_marks: bool,
    stages: &StageKinds,
    employers: &mut BTreeMap<String, i64>,
    names: &mut Names,
    lots: &mut Lots,
) -> Result<Option<Moved>, SqlError> {
    let new = &change.summary;
    let known = names.get(&new.name).cloned();
    let is_named = known.is_some();
    let to = place_of(new, stages, known.unwrap_or_else(|| name_order(&new.name)));
    if !add_row(t, new, &to, employer_number(t, &new.employer, employers)?)? {
        // It came once before, and may take a name away.
        names.clear();
        return take_one(t, change, with_marks, stages, employers);
    }
    let n = t.last_insert_rowid();
    if !is_named {
        put_name(t, &new.name)?;
        if names.len() >= MOST_NAMES {
            names.clear();
        }
        names.insert(new.name.clone(), to.name.clone());
    }
    if change.detail.is_some() {
        put_detail(t, change)?;
    }
    lots.take(t, n, change)?;
    said::lay_aside(t, n, change)?;
    Ok(Some(Moved { id: new.id.clone(), from: None, to: Some(to) }))
}

/// Takes a case out, with all that is kept of it.
pub(in crate::store) fn drop_one(t: &Transaction<'_>, id: &CaseId) -> Result<Option<Moved>, SqlError> {
    let found = old_row(t, id)?;
    t.prepare_cached("DELETE FROM detail WHERE id = ?")?.execute([id.as_str()])?;
    t.prepare_cached("DELETE FROM related WHERE id = ?")?.execute([id.as_str()])?;
    let Some(OldRow { n, place, name, .. }) = found else { return Ok(None) };
    marks::forget(t, n)?;
    said::forget(t, n)?;
    t.prepare_cached("DELETE FROM summary WHERE n = ?")?.execute([n])?;
    drop_name(t, &name)?;
    Ok(Some(Moved { id: id.clone(), from: Some(place), to: None }))
}

/// What is to be known of a row before it changes.
struct OldRow {
    n: i64,
    seq: i64,
    place: Place,
    name: String,
}

fn old_row(t: &Transaction<'_>, id: &CaseId) -> Result<Option<OldRow>, SqlError> {
    let sql = "SELECT n, seq, class, kind, assignee, due, entered, received, money, name_key, name FROM summary WHERE id = ?";
    let found = t.prepare_cached(sql)?.query_row([id.as_str()], |row| {
        let lanes = Lanes { class: row.get(2)?, kind: row.get(3)?, assignee: row.get(4)? };
        let (due, entered, received) = (row.get::<_, Day>(5)?.0, row.get(6)?, row.get(7)?);
        let place = Place { lanes, due, entered, received, money: row.get(8)?, name: row.get(9)? };
        Ok(OldRow { n: row.get(0)?, seq: row.get(1)?, place, name: row.get(10)? })
    });
    Ok(found.optional()?)
}

/// A case whose change came without its detail has an older one, if any: it goes, and with it what was known of its related cases.
fn put_detail(t: &Transaction<'_>, change: &Change) -> Result<(), SqlError> {
    let new = &change.summary;
    match change.detail.as_deref().filter(|detail| detail.summary.id == new.id) {
        Some(detail) => {
            t.prepare_cached("INSERT OR REPLACE INTO detail (id, seq, body) VALUES (?, ?, ?)")?.execute(params![
                new.id.as_str(),
                new.seq.cast_signed(),
                Packed(detail)
            ])?;
        }
        None => {
            let mut older = t.prepare_cached("DELETE FROM detail WHERE id = ? AND seq < ?")?;
            if older.execute(params![new.id.as_str(), new.seq.cast_signed()])? > 0 {
                t.prepare_cached("DELETE FROM related WHERE id = ?")?.execute([new.id.as_str()])?;
            }
        }
    }
    Ok(())
}

/// Writes a row; not where the case has one. Gives whether it did.
fn add_row(t: &Transaction<'_>, new: &CaseSummary, place: &Place, employer: i64) -> Result<bool, SqlError> {
    let sql = "INSERT INTO summary (id, seq, plan, benefits, name, employer, class, status, stage, kind, entered, received, due, amount,
             assignee, worst, worst_count, note, name_key, money, due_by, flags, closed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)
         ON CONFLICT (id) DO NOTHING";
    write_row(t, sql, new, place, employer)
}

fn change_row(t: &Transaction<'_>, new: &CaseSummary, place: &Place, employer: i64) -> Result<bool, SqlError> {
    let sql = "UPDATE summary SET seq = ?2, plan = ?3, benefits = ?4, name = ?5, employer = ?6, class = ?7, status = ?8,
             stage = ?9, kind = ?10, entered = ?11, received = ?12, due = ?13, amount = ?14, assignee = ?15, worst = ?16,
             worst_count = ?17, note = ?18, name_key = ?19, money = ?20, due_by = ?21, flags = ?22, closed = ?23 WHERE id = ?1";
    write_row(t, sql, new, place, employer)
}

fn write_row(t: &Transaction<'_>, sql: &str, new: &CaseSummary, place: &Place, employer: i64) -> Result<bool, SqlError> {
    let benefits: Vec<&str> = new.benefits.iter().map(BenefitId::as_str).collect();
    let values = params![
        new.id.as_str(),
        new.seq.cast_signed(),
        new.plan.as_str(),
        benefits.join(UNIT.encode_utf8(&mut [0; 4])),
        new.name,
        employer,
        place.lanes.class,
        status_number(new.status),
        new.stage.as_str(),
        place.lanes.kind,
        new.entered,
        new.received,
        Day(place.due),
        new.amount,
        new.assignee.as_ref().map(UserId::as_str),
        worst_number(new.worst),
        new.worst_count,
        new.last_note,
        place.name,
        place.money,
        due_by(new),
        flags(new),
        new.closed.map(Day),
    ];
    Ok(t.prepare_cached(sql)?.execute(values)? > 0)
}

/// Writes down what a name is found by.
pub(in crate::store) fn put_name(t: &Transaction<'_>, name: &str) -> Result<(), SqlError> {
    let plain = plain_name(name);
    if plain.is_empty() || t.prepare_cached("SELECT 1 FROM called WHERE key = ? AND name = ?")?.exists(params![plain, name])? {
        return Ok(());
    }
    t.prepare_cached("INSERT OR IGNORE INTO name (name) VALUES (?)")?.execute([name])?;
    let mut statement = t.prepare_cached("INSERT OR IGNORE INTO called (key, name) VALUES (?, ?)")?;
    for key in name_keys(name) {
        statement.execute(params![key, name])?;
    }
    Ok(())
}

/// Forgets what a name was found by, where no case has it any more.
fn drop_name(t: &Transaction<'_>, name: &str) -> Result<(), SqlError> {
    if t.prepare_cached("SELECT 1 FROM summary WHERE name = ?")?.exists([name])? {
        return Ok(());
    }
    t.prepare_cached("DELETE FROM name WHERE name = ?")?.execute([name])?;
    let mut statement = t.prepare_cached("DELETE FROM called WHERE key = ? AND name = ?")?;
    for key in name_keys(name) {
        statement.execute(params![key, name])?;
    }
    Ok(())
}

fn employer_number(t: &Transaction<'_>, name: &str, known: &mut BTreeMap<String, i64>) -> Result<i64, SqlError> {
    if let Some(number) = known.get(name) {
        return Ok(*number);
    }
    t.prepare_cached("INSERT OR IGNORE INTO employer (name) VALUES (?)")?.execute([name])?;
    let number = t.prepare_cached("SELECT n FROM employer WHERE name = ?")?.query_row([name], |row| row.get(0))?;
    known.insert(name.to_owned(), number);
    Ok(number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::lookup::Mark;
    use crate::domain::time::Moment;
    use crate::store::cache::{Cache, Taken};
    use crate::store::{CacheKey, Folder};

    fn change(name: &str, seq: u64) -> Change {
        let summary = json!({
            "id": "ZJ24-000001", "seq": seq, "plan": "zj-10", "benefits": [], "name": name, "employer": "某某公司", "status": "open",
            "stage": "s", "entered": Moment(0), "received": Moment(0), "due": null, "amount": null, "assignee": null, "worst": "pass",
            "worst_count": 0
        });
        Change { summary: serde_json::from_value(summary).unwrap(), detail: None, marks: Vec::new(), words: None }
    }

    fn take(cache: &mut Cache, changes: &[Change], with_marks: bool) {
        cache.take(&Taken { changes, with_marks, ..Taken::default() }, |_| Ok(())).unwrap();
    }

    #[test]
    fn a_name_that_no_case_has_any_more_is_found_by_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (mut cache, _) = Cache::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), None).unwrap();
        let mut other = change("张某某", 1);
        other.summary.id = "ZJ24-000002".into();
        let called = |cache: &Cache, name: &str| {
            cache.connection.query_row("SELECT count(*) FROM called WHERE name = ?", [name], |row| row.get::<_, i64>(0)).unwrap()
        };
        take(&mut cache, &[change("张某某", 1), other.clone()], false);
        let keys = called(&cache, "张某某");
        assert!(keys > 0);
        take(&mut cache, &[change("李某某", 2)], false);
        assert_eq!(called(&cache, "张某某"), keys, "another case has it still");
        other.summary.seq = 3;
        other.summary.name = "李某某".into();
        take(&mut cache, &[other], false);
        assert_eq!(called(&cache, "张某某"), 0);
        assert!(called(&cache, "李某某") > 0);
    }

    #[test]
    fn a_page_brings_all_that_its_cases_are_found_by() {
        let dir = tempfile::tempdir().unwrap();
        let (mut cache, _) = Cache::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), None).unwrap();
        let kept = |cache: &Cache| cache.connection.query_row("SELECT count(*) FROM mark", [], |row| row.get::<_, i64>(0)).unwrap();
        let marked = |seq, marks: &[u64]| Change { marks: marks.iter().copied().map(Mark).collect(), ..change("张某某", seq) };
        take(&mut cache, &[marked(1, &[7, 8])], true);
        assert_eq!(kept(&cache), 2);
        take(&mut cache, &[marked(2, &[])], false);
        assert_eq!(kept(&cache), 2, "a case that was asked for by itself says nothing of them");
        take(&mut cache, &[marked(2, &[])], true);
        assert_eq!(kept(&cache), 0, "the number was corrected away");
    }

    #[test]
    fn a_row_has_its_employer_after_another_process_emptied_the_cache() {
        let dir = tempfile::tempdir().unwrap();
        let open = || Cache::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), None).unwrap().0;
        let (mut cache, mut other) = (open(), open());
        take(&mut cache, &[change("张某某", 1)], false);
        other.wipe().unwrap();
        take(&mut cache, &[change("张某某", 1)], false);
        let row = cache.summary(&"ZJ24-000001".into()).unwrap().unwrap();
        assert_eq!(row.employer, "某某公司");
    }
}
