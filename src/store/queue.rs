//! Windows of rows by view and filter, and the counts of the views, over the cache.
//!
//! No offset is ever skipped: a window is found by its key, its rank by the marks of its lane. With a filter the rows that it fits are
//! found once, and are kept until the rows or the filter change.
//! Not here: how they are found (`filter`), what the outbox says of a row (`store`).

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::domain::calendar::working_days_after;
use crate::domain::filter::Filter;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::queue::{RowAnchor, RowKey, RowQuery, Sort, SortValue, View};
use crate::domain::summary::CaseSummary;
use crate::domain::time::{Date, Moment, days_after};
use crate::sql::SqlError;
use crate::store::Stopper;
use crate::store::cache::{APPROVAL, CLOSED, Cache, OPEN, PAYMENT, RETURNED, ROW, summary};
use crate::store::filter::Asking;
use crate::store::rank::{Lane, Order, columns, key_values};

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
pub(super) struct Part {
    pub order: Order,
    pub from: RowKey,
    pub to: Option<RowKey>,
}

/// What a filter found, in the order of the lane.
#[derive(Clone, Debug)]
pub(super) struct Hits {
    part: Part,
    sort: Sort,
    filter: Filter,
    me: UserId,
    today: Date,
    generation: u64,
    rows: Vec<i64>,
}

fn start_of(day: Date) -> RowKey {
    RowKey { value: SortValue::Due(day, Moment(i64::MIN)), id: CaseId::default() }
}

/// A view in a sort; a view that is a span of due dates is in the order of these.
fn part(view: View, me: &UserId, today: Date, sort: Sort) -> Part {
    let whole = |lane| {
        let order = Order { lane, sort };
        Part { from: order.first(), order, to: None }
    };
    let span = |from, to| Part { order: Order { lane: Lane::Class(OPEN), sort: Sort::Due }, from: start_of(from), to: Some(start_of(to)) };
    match view {
        View::Open => whole(Lane::Class(OPEN)),
        View::Mine => whole(Lane::Assignee(Some(me.clone()))),
        View::Unassigned => whole(Lane::Assignee(None)),
        View::DueSoon => span(today, days_after(working_days_after(today, SOON_WORKING_DAYS).date, 1)),
        View::Overdue => span(Date::MIN, today),
        View::Returned => whole(Lane::Class(RETURNED)),
        View::ToApprove => whole(Lane::Kind(APPROVAL)),
        View::ToPay => whole(Lane::Kind(PAYMENT)),
        View::Closed => whole(Lane::Class(CLOSED)),
    }
}

impl Cache {
    pub fn counts(&mut self, me: &UserId, today: Date) -> Result<Vec<(View, u64)>, SqlError> {
        self.notice_others()?;
        View::ALL.into_iter().map(|view| Ok((view, self.size(&part(view, me, today, Sort::Due))?.1))).collect()
    }

    pub fn window(&mut self, query: &RowQuery, stopper: &Stopper, hits: &mut Option<Hits>) -> Result<Window, Failed> {
        self.notice_others()?;
        let limit = query.limit.clamp(1, LARGEST_WINDOW) as usize;
        let part = part(query.view, &query.me, query.today, query.sort);
        if query.filter.is_empty() && part.order.sort == query.sort {
            self.sorted(&part.order)?;
            return Ok(self.plain_window(&part, &query.at, limit)?);
        }
        // What is found is found in the order of due dates, whose index has all that a filter looks at, and is sorted then.
        let part = self::part(query.view, &query.me, query.today, Sort::Due);
        let asking = Asking { me: &query.me, today: query.today, masked: query.filter.masked };
        let is_it = |h: &Hits| {
            let same = h.part == part && h.sort == query.sort && h.filter == query.filter && h.generation == self.generation;
            same && h.me == query.me && h.today == query.today
        };
        if !hits.as_ref().is_some_and(is_it) {
            *hits = None;
            let rows = self.find(&part, &query.filter, &asking, query.sort, stopper)?;
            *hits = Some(Hits {
                part,
                sort: query.sort,
                filter: query.filter.clone(),
                me: query.me.clone(),
                today: query.today,
                generation: self.generation,
                rows,
            });
        }
        let rows = hits.as_ref().map_or(&[][..], |hits| &hits.rows);
        Ok(self.hit_window(rows, &query.at, query.sort, limit)?)
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
        let Some(to) = &part.to else { return Ok((0, self.total(&part.order.lane)?)) };
        // Spans of due dates end soon after today: few rows stand before their ends.
        let is_first = part.from == start_of(Date::MIN);
        let before = if is_first { 0 } else { self.ranks.before_early(&self.connection, &part.order, &part.from)? };
        let upto = self.ranks.before_early(&self.connection, &part.order, to)?;
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
            // Neither end needs a rank: the first rows come before any was counted.
            (_, RowAnchor::Top) => 0,
            (Some(_), RowAnchor::Bottom) => total.saturating_sub(rows.len() as u64),
            (Some(first), _) => {
                let key = RowKey::by(part.order.sort, first);
                self.ranks.before(&self.connection, &part.order, &key)?.saturating_sub(lane_before)
            }
            (None, RowAnchor::After(_)) => total,
            (None, _) => 0,
        };
        Ok(Window { rows, before, total })
    }

    fn key_of(&self, n: i64, sort: Sort) -> Result<RowKey, SqlError> {
        let order = Order { lane: Lane::Class(OPEN), sort };
        let sql = format!("SELECT {} FROM summary WHERE n = ?", columns(sort).join(", "));
        Ok(self.connection.prepare_cached(&sql)?.query_row([n], |row| order.key(row, 0))?)
    }

    fn hit_window(&self, hits: &[i64], at: &RowAnchor, sort: Sort, limit: usize) -> Result<Window, SqlError> {
        let (from, to) = match at {
            RowAnchor::Top => (0, limit.min(hits.len())),
            RowAnchor::Bottom => (hits.len().saturating_sub(limit), hits.len()),
            RowAnchor::After(key) => {
                let from = self.position(hits, sort, |row| row <= key)?;
                (from, (from + limit).min(hits.len()))
            }
            RowAnchor::Before(key) => {
                let to = self.position(hits, sort, |row| row < key)?;
                (to.saturating_sub(limit), to)
            }
            RowAnchor::Around(key) => {
                let at = self.position(hits, sort, |row| row < key)?;
                let (before, after) = shares(at, hits.len() - at, limit);
                (at - before, at + after)
            }
        };
        let mut statement = self.connection.prepare_cached(&format!("SELECT {ROW} FROM summary s WHERE s.n = ?"))?;
        let rows = hits.get(from..to).unwrap_or_default().iter().map(|n| statement.query_row([n], summary));
        Ok(Window { rows: rows.collect::<Result<_, _>>()?, before: from as u64, total: hits.len() as u64 })
    }

    /// Finds by halving how many of the hits, from the first on, satisfy what holds of a beginning only.
    fn position(&self, hits: &[i64], sort: Sort, holds: impl Fn(&RowKey) -> bool) -> Result<usize, SqlError> {
        let (mut low, mut high) = (0, hits.len());
        while low < high {
            let middle = low.midpoint(high);
            let key = self.key_of(hits[middle], sort)?;
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
fn select(columns: &str, part: &Part, side: &str, key: &RowKey, direction: &str, limit: i64) -> (String, Vec<Value>) {
    let order = &part.order;
    let (table, condition, tuple, marks) = (order.table(), order.lane.condition(), order.tuple(), order.marks());
    let mut values = vec![order.lane.value()];
    values.extend(key_values(key));
    let other = match (&part.to, direction) {
        (Some(to), "ASC") => {
            values.extend(key_values(to));
            format!(" AND {tuple} < {marks}")
        }
        (_, "ASC") => String::new(),
        _ => {
            values.extend(key_values(&part.from));
            format!(" AND {tuple} >= {marks}")
        }
    };
    values.push(limit.into());
    let by = order.order_by(direction);
    let sql = format!("SELECT {columns} FROM {table} WHERE {condition} AND {tuple} {side} {marks}{other} ORDER BY {by} LIMIT ?");
    (sql, values)
}

fn forward(connection: &Connection, part: &Part, side: &str, key: &RowKey, limit: usize) -> Result<Vec<CaseSummary>, SqlError> {
    fetch(connection, select(ROW, part, side, key, "ASC", limit as i64))
}

/// Gives the rows before a key, or the last ones, in the order of the queue.
fn backward(connection: &Connection, part: &Part, key: Option<&RowKey>, limit: usize) -> Result<Vec<CaseSummary>, SqlError> {
    let end = part.order.last();
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
        let (mut cache, _) = Cache::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), Some(StageKinds::default())).unwrap();
        let today: Date = "2024-12-18".parse().unwrap();
        for (view, sort) in View::ALL.into_iter().flat_map(|view| Sort::ALL.map(|sort| (view, sort))) {
            let part = part(view, &"lin".into(), today, sort);
            cache.sorted(&part.order).unwrap();
            let key = if part.order.sort == Sort::Due { start_of(today) } else { part.order.first() };
            let by = columns(part.order.sort).join(",");
            for (wanted, side, order) in
                [(ROW, ">=", "ASC"), (ROW, ">", "ASC"), (ROW, "<", "DESC"), ("s.n, s.name, s.employer, s.id, s.flags", ">=", "ASC")]
            {
                let (sql, values) = select(wanted, &part, side, &key, order, 50);
                let plan = plan_of(&cache, &sql, values);
                let entered = plan.contains("SEARCH s USING") && plan.contains(&format!("({by})"));
                assert!(entered && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{view:?} {side}: {plan}");
                if part.to.is_some() || order == "DESC" {
                    let marks = part.order.marks().replace(", ", ",");
                    assert!(plan.contains(&format!(">{marks} AND ({by})<{marks}")), "{view:?} {side}: both ends: {plan}");
                }
                assert!(wanted == ROW || part.order.sort != Sort::Due || plan.contains("COVERING INDEX"), "a filter reads no row: {plan}");
            }
        }
        for sql in ["SELECT seq FROM summary WHERE id = ?", "SELECT body FROM detail WHERE id = ?"] {
            let plan = plan_of(&cache, sql, vec![Value::Text("x".into())]);
            assert!(plan.starts_with("SEARCH"), "{plan}");
        }
    }
}
