//! Where a row stands in its order, without counting all before it: every so many keys of a lane are kept with their ranks.
//!
//! A lane is one index of the cache: all open cases, those of one person, those to be approved. A mark says how many rows of the
//! lane stand before a key, whether or not a row has that key; so a page of changes moves marks by one up or down, and only the
//! few rows between a mark and a key are ever counted.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params_from_iter};

use crate::domain::ids::{CaseId, UserId};
use crate::domain::queue::{RowKey, Sort, SortValue};
use crate::domain::time::{Date, Moment};
use crate::sql::{Day, SqlError};
use crate::store::cache::{Moved, OPEN};

/// Rows between two marks: counting as many takes some 10 µs, and 100,000 rows need 400 marks.
const STRIDE: usize = 256;
/// From so many moved rows on, the marks are made anew when they are next asked for: cheaper than moving each.
const FOLLOWED_MOST: usize = 64;
/// Keys of an order that are remembered without marks: two or three a day are asked for.
const MOST_EARLY: usize = 16;

/// What decides in which lanes a row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lanes {
    pub class: i64,
    pub kind: Option<i64>,
    pub assignee: Option<UserId>,
}

/// One order of rows, kept by one index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    Class(i64),
    Kind(i64),
    Assignee(Option<UserId>),
}

/// A lane in one of the sorts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Order {
    pub lane: Lane,
    pub sort: Sort,
}

/// The columns of a sort, in the order in which they count.
pub(super) const fn columns(sort: Sort) -> &'static [&'static str] {
    match sort {
        Sort::Due => &["due", "entered", "id"],
        Sort::Received => &["received", "id"],
        Sort::Amount => &["money", "id"],
        Sort::Name => &["name_key", "id"],
        Sort::Age => &["entered", "id"],
    }
}

impl Order {
    /// The name of the index that keeps it.
    pub fn index(&self) -> String {
        match self.sort {
            Sort::Due => format!("lane_{}", self.lane.column()),
            sort => format!("{}_{}", sort.id(), self.lane.column()),
        }
    }

    /// The table with the index that keeps the order; named, so that no other plan is ever taken.
    pub fn table(&self) -> String {
        format!("summary s INDEXED BY {}", self.index())
    }

    /// Makes the index, for the sorts that the schema has none of: they are made when the rows are there, which takes a tenth of the time.
    pub fn make_index(&self) -> String {
        let (index, column, columns) = (self.index(), self.lane.column(), columns(self.sort).join(", "));
        let only = match self.lane {
            Lane::Class(_) => "",
            Lane::Assignee(_) => " WHERE class = 0",
            Lane::Kind(_) => " WHERE class = 0 AND kind IS NOT NULL",
        };
        format!("CREATE INDEX IF NOT EXISTS {index} ON summary ({column}, {columns}){only}")
    }

    /// `(s.due, s.entered, s.id)`
    pub fn tuple(&self) -> String {
        let columns: Vec<String> = columns(self.sort).iter().map(|column| format!("s.{column}")).collect();
        format!("({})", columns.join(", "))
    }

    /// `s.due DESC, s.entered DESC, s.id DESC`
    pub fn order_by(&self, direction: &str) -> String {
        let columns: Vec<String> = columns(self.sort).iter().map(|column| format!("s.{column} {direction}")).collect();
        columns.join(", ")
    }

    /// So many question marks as the key has values.
    pub fn marks(&self) -> &'static str {
        if self.sort == Sort::Due { "(?, ?, ?)" } else { "(?, ?)" }
    }

    /// Reads a key from a row whose columns from `at` on are those of the sort.
    pub fn key(&self, row: &Row<'_>, at: usize) -> rusqlite::Result<RowKey> {
        let last = at + columns(self.sort).len() - 1;
        let value = match self.sort {
            Sort::Due => SortValue::Due(row.get::<_, Day>(at)?.0, row.get(at + 1)?),
            Sort::Received | Sort::Age => SortValue::At(row.get(at)?),
            Sort::Amount => SortValue::Amount(row.get(at)?),
            Sort::Name => SortValue::Name(row.get(at)?),
        };
        Ok(RowKey { value, id: row.get(last)? })
    }

    /// Before every row.
    pub fn first(&self) -> RowKey {
        let value = match self.sort {
            Sort::Due => SortValue::Due(Date::MIN, Moment(i64::MIN)),
            Sort::Received | Sort::Age => SortValue::At(Moment(i64::MIN)),
            Sort::Amount => SortValue::Amount(i64::MIN),
            Sort::Name => SortValue::Name(String::new()),
        };
        RowKey { value, id: CaseId::default() }
    }

    /// After every row.
    pub fn last(&self) -> RowKey {
        let value = match self.sort {
            Sort::Due => SortValue::Due(Date::MAX, Moment(i64::MAX)),
            Sort::Received | Sort::Age => SortValue::At(Moment(i64::MAX)),
            Sort::Amount => SortValue::Amount(i64::MAX),
            Sort::Name => SortValue::Name("\u{10ffff}".to_owned()),
        };
        RowKey { value, id: CaseId::new("\u{10ffff}") }
    }
}

impl Lane {
    const fn column(&self) -> &'static str {
        match self {
            Lane::Class(_) => "class",
            Lane::Kind(_) => "kind",
            Lane::Assignee(_) => "assignee",
        }
    }

    /// The name under which its rows are counted.
    pub fn tally(&self) -> String {
        match self {
            Lane::Class(class) => format!("class {class}"),
            Lane::Kind(kind) => format!("kind {kind}"),
            Lane::Assignee(None) => "nobody".to_owned(),
            Lane::Assignee(Some(user)) => format!("of {user}"),
        }
    }

    /// The lanes in which a row of these stands.
    pub fn all_of(lanes: &Lanes) -> Vec<Lane> {
        let mut all = vec![Lane::Class(lanes.class)];
        if lanes.class == OPEN {
            all.extend(lanes.kind.map(Lane::Kind));
            all.push(Lane::Assignee(lanes.assignee.clone()));
        }
        all
    }

    /// The condition of the lane; its value is the first parameter.
    pub const fn condition(&self) -> &'static str {
        match self {
            Lane::Class(_) => "s.class = ?",
            Lane::Kind(_) => "s.class = 0 AND s.kind = ?",
            Lane::Assignee(_) => "s.class = 0 AND s.assignee IS ?",
        }
    }

    pub fn value(&self) -> rusqlite::types::Value {
        match self {
            Lane::Class(number) | Lane::Kind(number) => (*number).into(),
            Lane::Assignee(Some(user)) => user.as_str().to_owned().into(),
            Lane::Assignee(None) => rusqlite::types::Value::Null,
        }
    }

    fn holds(&self, lanes: &Lanes) -> bool {
        match self {
            Lane::Class(class) => lanes.class == *class,
            Lane::Kind(kind) => lanes.class == OPEN && lanes.kind == Some(*kind),
            Lane::Assignee(assignee) => lanes.class == OPEN && lanes.assignee == *assignee,
        }
    }
}

/// The parameters of a key, in the order of the sort's columns.
pub(super) fn key_values(key: &RowKey) -> Vec<rusqlite::types::Value> {
    use chrono::Datelike;
    let mut values = match &key.value {
        SortValue::Due(due, entered) => vec![due.num_days_from_ce().into(), entered.0.into()],
        SortValue::At(at) => vec![at.0.into()],
        SortValue::Amount(amount) => vec![(*amount).into()],
        SortValue::Name(name) => vec![name.clone().into()],
    };
    values.push(key.id.as_str().to_owned().into());
    values
}

#[derive(Clone, Debug, Default)]
struct Marks {
    /// In ascending order of keys; each with the number of rows before it.
    marks: Vec<(RowKey, u64)>,
}

/// The marks of the orders that were asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranks {
    orders: BTreeMap<Order, Marks>,
    /// Of orders without marks: keys near the beginning that were counted up to.
    early: BTreeMap<Order, Marks>,
}

impl Ranks {
    /// Tells how many rows of an order stand before a key.
    pub fn before(&mut self, connection: &Connection, order: &Order, key: &RowKey) -> Result<u64, SqlError> {
        let marks = &self.marks(connection, order)?.marks;
        let next = marks.partition_point(|(mark, _)| mark <= key);
        match next.checked_sub(1).and_then(|at| marks.get(at)) {
            Some((mark, rank)) => Ok(rank + count(connection, order, Some(mark), key)?),
            None => count(connection, order, None, key),
        }
    }

    /// The same for a key near the beginning of the order: it is counted up to there once, unless the marks are known anyway.
    pub fn before_early(&mut self, connection: &Connection, order: &Order, key: &RowKey) -> Result<u64, SqlError> {
        if self.orders.contains_key(order) {
            return self.before(connection, order, key);
        }
        let marks = &mut self.early.entry(order.clone()).or_default().marks;
        if marks.len() >= MOST_EARLY {
            marks.clear();
        }
        let next = marks.partition_point(|(mark, _)| mark <= key);
        let rank = match next.checked_sub(1).and_then(|at| marks.get(at)) {
            Some((mark, rank)) if mark == key => return Ok(*rank),
            Some((mark, rank)) => rank + count(connection, order, Some(mark), key)?,
            None => count(connection, order, None, key)?,
        };
        marks.insert(next, (key.clone(), rank));
        Ok(rank)
    }

    fn marks(&mut self, connection: &Connection, order: &Order) -> Result<&Marks, SqlError> {
        if !self.orders.contains_key(order) {
            self.orders.insert(order.clone(), read_marks(connection, order)?);
        }
        // Just put in where it was missing.
        Ok(self.orders.entry(order.clone()).or_default())
    }

    /// Moves the marks with the rows of a page.
    pub fn follow(&mut self, moved: &[Moved]) {
        if moved.len() > FOLLOWED_MOST {
            return self.forget();
        }
        for (order, marks) in self.orders.iter_mut().chain(&mut self.early) {
            for step in moved {
                if let Some(place) = step.from.as_ref().filter(|place| order.lane.holds(&place.lanes)) {
                    let key = place.key(order.sort, &step.id);
                    marks.marks.iter_mut().rev().take_while(|(mark, _)| *mark > key).for_each(|(_, rank)| *rank = rank.saturating_sub(1));
                }
                if let Some(place) = step.to.as_ref().filter(|place| order.lane.holds(&place.lanes)) {
                    let key = place.key(order.sort, &step.id);
                    marks.marks.iter_mut().rev().take_while(|(mark, _)| *mark > key).for_each(|(_, rank)| *rank += 1);
                }
            }
        }
    }

    /// Forgets all: another process has written.
    pub fn forget(&mut self) {
        self.orders.clear();
        self.early.clear();
    }
}

/// Counts the rows from one key (from the first row where there is none) up to another.
fn count(connection: &Connection, order: &Order, from: Option<&RowKey>, to: &RowKey) -> Result<u64, SqlError> {
    let (table, condition, tuple, marks) = (order.table(), order.lane.condition(), order.tuple(), order.marks());
    let mut values = vec![order.lane.value()];
    values.extend(key_values(to));
    let lower = match from {
        Some(from) => {
            values.extend(key_values(from));
            format!(" AND {tuple} >= {marks}")
        }
        None => String::new(),
    };
    let sql = format!("SELECT count(*) FROM {table} WHERE {condition} AND {tuple} < {marks}{lower}");
    let counted: i64 = connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
    Ok(counted.cast_unsigned())
}

fn read_marks(connection: &Connection, order: &Order) -> Result<Marks, SqlError> {
    let columns: Vec<String> = columns(order.sort).iter().map(|column| format!("s.{column}")).collect();
    let (table, condition) = (order.table(), order.lane.condition());
    let sql = format!("SELECT {} FROM {table} WHERE {condition} ORDER BY {}", columns.join(", "), order.order_by("ASC"));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([order.lane.value()])?;
    let mut marks = Marks::default();
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        if seen > 0 && seen % STRIDE as u64 == 0 {
            marks.marks.push((order.key(row, 0)?, seen));
        }
        seen += 1;
    }
    Ok(marks)
}
