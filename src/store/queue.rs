//! Windows of rows by view and filter, and the counts of the views, over the cache.
//!
//! No offset is ever skipped: a window is found by its key, its rank by the marks of its lane. With a filter the lane's index is
//! scanned once, and the hits are kept until the rows or the filter change.
//! Not here: what the outbox says of a row (`store`).

use std::sync::atomic::Ordering;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::domain::calendar::working_days_after;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::queue::{RowAnchor, RowKey, RowQuery, View};
use crate::domain::summary::CaseSummary;
use crate::domain::time::{Date, Moment, days_after};
use crate::sql::{Day, SqlError};
use crate::store::Stopper;
use crate::store::cache::{APPROVAL, CLOSED, Cache, OPEN, PAYMENT, RETURNED, ROW, summary};
use crate::store::filter::Filter;
use crate::store::rank::{Lane, key_values};

/// The largest window: several screens of the tallest terminal.
const LARGEST_WINDOW: u32 = 1000;
/// "Due soon" looks so many working days ahead (product.md, "Screens").
const SOON_WORKING_DAYS: u32 = 3;

/// Rows with where they stand, before the outbox is laid over them.
#[derive(Debug, Default)]
pub(super) struct Window {
    pub rows: Vec<CaseSummary>,
    pub before: u64,
    pub total: u64,
}

/// Why a window could not be had.
pub(super) enum Failed {
    Sql(SqlError),
    Stopped,
}
impl<E: Into<SqlError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Failed::Sql(error.into())
    }
}

/// A view as a part of a lane: from one key (included) to another (not included).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    lane: Lane,
    from: RowKey,
    to: Option<RowKey>,
}

/// What a filter found, in the order of the lane.
#[derive(Clone, Debug)]
pub(super) struct Hits {
    part: Part,
    filter: String,
    generation: u64,
    rows: Vec<i64>,
}

fn start_of(day: Date) -> RowKey {
    RowKey { due: day, entered: Moment(i64::MIN), id: CaseId::default() }
}

fn part(view: View, me: &UserId, today: Date) -> Part {
    let whole = |lane| Part { lane, from: start_of(Date::MIN), to: None };
    match view {
        View::Open => whole(Lane::Class(OPEN)),
        View::Mine => whole(Lane::Assignee(Some(me.clone()))),
        View::Unassigned => whole(Lane::Assignee(None)),
        View::DueSoon => {
            let last = working_days_after(today, SOON_WORKING_DAYS).date;
            Part { lane: Lane::Class(OPEN), from: start_of(today), to: Some(start_of(days_after(last, 1))) }
        }
        View::Overdue => Part { lane: Lane::Class(OPEN), from: start_of(Date::MIN), to: Some(start_of(today)) },
        View::Returned => whole(Lane::Class(RETURNED)),
        View::ToApprove => whole(Lane::Kind(APPROVAL)),
        View::ToPay => whole(Lane::Kind(PAYMENT)),
        View::Closed => whole(Lane::Class(CLOSED)),
    }
}

impl Cache {
    pub fn counts(&mut self, me: &UserId, today: Date) -> Result<Vec<(View, u64)>, SqlError> {
        self.notice_others()?;
        View::ALL.into_iter().map(|view| Ok((view, self.size(&part(view, me, today))?.1))).collect()
    }

    pub fn window(&mut self, query: &RowQuery, stopper: &Stopper, hits: &mut Option<Hits>) -> Result<Window, Failed> {
        self.notice_others()?;
        let part = part(query.view, &query.me, query.today);
        let limit = query.limit.clamp(1, LARGEST_WINDOW) as usize;
        if query.filter.trim().is_empty() {
            return Ok(self.plain_window(&part, &query.at, limit)?);
        }
        let known = hits.as_ref().is_some_and(|h| h.part == part && h.filter == query.filter && h.generation == self.generation);
        if !known {
            *hits = None;
            let rows = self.scan(&part, &query.filter, stopper)?;
            *hits = Some(Hits { part, filter: query.filter.clone(), generation: self.generation, rows });
        }
        let rows = hits.as_ref().map_or(&[][..], |hits| &hits.rows);
        Ok(self.hit_window(rows, &query.at, limit)?)
    }

    /// SQLite's own number, which other processes' writes move and ours don't.
    pub(super) fn data_version_now(&self) -> Result<i64, SqlError> {
        Ok(self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// Another process may have written: then what is kept in memory is stale.
    fn notice_others(&mut self) -> Result<(), SqlError> {
        let version = self.data_version_now()?;
        if version != self.data_version {
            self.data_version = version;
            self.generation += 1;
            self.ranks.forget();
        }
        Ok(())
    }

    /// Gives how many rows of the lane stand before the part, and how many are in it.
    fn size(&mut self, part: &Part) -> Result<(u64, u64), SqlError> {
        let before = if part.from.due == Date::MIN { 0 } else { self.ranks.before(&self.connection, &part.lane, &part.from)? };
        let upto = match &part.to {
            Some(to) => self.ranks.before(&self.connection, &part.lane, to)?,
            None => self.ranks.total(&self.connection, &part.lane)?,
        };
        Ok((before, upto.saturating_sub(before)))
    }

    fn plain_window(&mut self, part: &Part, at: &RowAnchor, limit: usize) -> Result<Window, SqlError> {
        let (lane_before, total) = self.size(part)?;
        let rows = match at {
            RowAnchor::Top => forward(&self.connection, part, ">=", &part.from, limit)?,
            RowAnchor::After(key) => forward(&self.connection, part, ">", key.max(&part.from), limit)?,
            RowAnchor::Bottom => backward(&self.connection, part, None, limit)?,
            RowAnchor::Before(key) => backward(&self.connection, part, Some(key), limit)?,
            RowAnchor::Around(key) => {
                let mut before = backward(&self.connection, part, Some(key), limit)?;
                let mut after = forward(&self.connection, part, ">=", key.max(&part.from), limit)?;
                let (from_before, from_after) = shares(before.len(), after.len(), limit);
                after.truncate(from_after);
                let mut rows = before.split_off(before.len() - from_before);
                rows.append(&mut after);
                rows
            }
        };
        let before = match (rows.first(), at) {
            (Some(first), _) => self.ranks.before(&self.connection, &part.lane, &RowKey::of(first))?.saturating_sub(lane_before),
            (None, RowAnchor::After(_)) => total,
            (None, _) => 0,
        };
        Ok(Window { rows, before, total })
    }

    fn scan(&self, part: &Part, typed: &str, stopper: &Stopper) -> Result<Vec<i64>, Failed> {
        let asked = stopper.0.load(Ordering::Relaxed);
        let mut statement = self.connection.prepare_cached("SELECT n, name FROM employer")?;
        let employers: Vec<(i64, String)> = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let Some(filter) = Filter::new(typed, &employers) else { return Ok(Vec::new()) };
        let (sql, values) = select("s.n, s.name, s.employer, s.id", part, ">=", &part.from, "ASC", -1);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut hits = Vec::new();
        while let Some(row) = rows.next()? {
            if stopper.0.load(Ordering::Relaxed) != asked {
                return Err(Failed::Stopped);
            }
            let text = |i| row.get_ref(i).map(|value| value.as_str().unwrap_or_default());
            if filter.matches(text(1)?, row.get(2)?, text(3)?) {
                hits.push(row.get(0)?);
            }
        }
        Ok(hits)
    }

    fn hit_window(&self, hits: &[i64], at: &RowAnchor, limit: usize) -> Result<Window, SqlError> {
        let (from, to) = match at {
            RowAnchor::Top => (0, limit.min(hits.len())),
            RowAnchor::Bottom => (hits.len().saturating_sub(limit), hits.len()),
            RowAnchor::After(key) => {
                let from = self.position(hits, |row| row <= key)?;
                (from, (from + limit).min(hits.len()))
            }
            RowAnchor::Before(key) => {
                let to = self.position(hits, |row| row < key)?;
                (to.saturating_sub(limit), to)
            }
            RowAnchor::Around(key) => {
                let at = self.position(hits, |row| row < key)?;
                let (before, after) = shares(at, hits.len() - at, limit);
                (at - before, at + after)
            }
        };
        let mut statement = self.connection.prepare_cached(&format!("SELECT {ROW} FROM summary s WHERE s.n = ?"))?;
        let rows = hits.get(from..to).unwrap_or_default().iter().map(|n| statement.query_row([n], summary));
        Ok(Window { rows: rows.collect::<Result<_, _>>()?, before: from as u64, total: hits.len() as u64 })
    }

    /// Finds by halving how many of the hits, from the first on, satisfy what holds of a beginning only.
    fn position(&self, hits: &[i64], holds: impl Fn(&RowKey) -> bool) -> Result<usize, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT due, entered, id FROM summary WHERE n = ?")?;
        let (mut low, mut high) = (0, hits.len());
        while low < high {
            let middle = low.midpoint(high);
            let key = statement.query_row([hits[middle]], |row| {
                Ok(RowKey { due: row.get::<_, Day>(0)?.0, entered: row.get(1)?, id: CaseId(row.get(2)?) })
            })?;
            if holds(&key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

/// Divides a window between what stands before and after a key: half each, and more of one where the other has less.
fn shares(before: usize, after: usize, limit: usize) -> (usize, usize) {
    let from_after = after.min(limit - before.min(limit / 2));
    (before.min(limit - from_after), from_after)
}

/// Writes the query of a part of a lane, on one side of a key. `from` and `to` are keys too, so the index is entered at one
/// end and left at the other.
fn select(columns: &str, part: &Part, side: &str, key: &RowKey, order: &str, limit: i64) -> (String, Vec<Value>) {
    let mut values = vec![part.lane.value()];
    values.extend(key_values(key));
    let other = match (&part.to, order) {
        (Some(to), "ASC") => {
            values.extend(key_values(to));
            " AND (s.due, s.entered, s.id) < (?5, ?6, ?7)"
        }
        (_, "ASC") => "",
        _ => {
            values.extend(key_values(&part.from));
            " AND (s.due, s.entered, s.id) >= (?5, ?6, ?7)"
        }
    };
    values.push(limit.into());
    let (table, condition, last) = (part.lane.table(), part.lane.condition(), values.len());
    let sql = format!(
        "SELECT {columns} FROM {table} WHERE {condition} AND (s.due, s.entered, s.id) {side} (?2, ?3, ?4){other}
         ORDER BY s.due {order}, s.entered {order}, s.id {order} LIMIT ?{last}"
    );
    (sql, values)
}

fn forward(connection: &Connection, part: &Part, side: &str, key: &RowKey, limit: usize) -> Result<Vec<CaseSummary>, SqlError> {
    fetch(connection, select(ROW, part, side, key, "ASC", limit as i64))
}

/// Gives the rows before a key, or the last ones, in the order of the queue.
fn backward(connection: &Connection, part: &Part, key: Option<&RowKey>, limit: usize) -> Result<Vec<CaseSummary>, SqlError> {
    let end = RowKey { due: Date::MAX, entered: Moment(i64::MAX), id: CaseId::new("\u{10ffff}") };
    let key = key.into_iter().chain(part.to.as_ref()).min().unwrap_or(&end);
    let mut rows = fetch(connection, select(ROW, part, "<", key, "DESC", limit as i64))?;
    rows.reverse();
    Ok(rows)
}

fn fetch(connection: &Connection, (sql, values): (String, Vec<Value>)) -> Result<Vec<CaseSummary>, SqlError> {
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map(params_from_iter(values), summary)?.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CacheKey, Folder, StageKinds};

    /// What SQLite would do for a query, one line per step.
    fn plan_of(cache: &Cache, sql: &str, values: Vec<Value>) -> String {
        let mut statement = cache.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
        steps.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
    }

    #[test]
    fn every_window_and_lookup_enters_an_index_at_its_key() {
        let dir = tempfile::tempdir().unwrap();
        let (cache, _) = Cache::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), Some(StageKinds::default())).unwrap();
        let today: Date = "2024-12-18".parse().unwrap();
        let key = start_of(today);
        for view in View::ALL {
            let part = part(view, &"lin".into(), today);
            for (columns, side, order) in
                [(ROW, ">=", "ASC"), (ROW, ">", "ASC"), (ROW, "<", "DESC"), ("s.n, s.name, s.employer, s.id", ">=", "ASC")]
            {
                let (sql, values) = select(columns, &part, side, &key, order, 50);
                let plan = plan_of(&cache, &sql, values);
                let entered = plan.contains("SEARCH s USING") && plan.contains("(due,entered,id)");
                assert!(entered && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{view:?} {side}: {plan}");
                if part.to.is_some() || order == "DESC" {
                    assert!(plan.contains(">(?,?,?) AND (due,entered,id)<(?,?,?)"), "{view:?} {side}: both ends: {plan}");
                }
                assert!(columns == ROW || plan.contains("COVERING INDEX"), "a filter reads no row: {plan}");
            }
        }
        for sql in ["SELECT seq FROM summary WHERE id = ?", "SELECT body FROM detail WHERE id = ?"] {
            let plan = plan_of(&cache, sql, vec![Value::Text("x".into())]);
            assert!(plan.starts_with("SEARCH"), "{plan}");
        }
    }
}
