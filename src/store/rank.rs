//! Where a row stands in its order, without counting all before it: every so many keys of a lane are kept with their ranks.
//!
//! A lane is one index of the cache: all open cases, those of one person, those to be approved. A mark says how many rows of the
//! lane stand before a key, whether or not a row has that key; so a page of changes moves marks by one up or down, and only the
//! few rows between a mark and a key are ever counted.

use std::collections::BTreeMap;

use rusqlite::{Connection, params_from_iter};

use crate::domain::ids::{CaseId, UserId};
use crate::domain::queue::RowKey;
use crate::sql::{Day, SqlError};
use crate::store::cache::{Moved, OPEN};

/// Rows between two marks: counting as many takes some 10 µs, and 100,000 rows need 400 marks.
const STRIDE: usize = 256;
/// From so many moved rows on, the marks are made anew when they are next asked for: cheaper than moving each.
const FOLLOWED_MOST: usize = 64;

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

impl Lane {
    /// The table with the index that keeps the order; named, so that no other plan is ever taken.
    pub const fn table(&self) -> &'static str {
        match self {
            Lane::Class(_) => "summary s INDEXED BY lane_class",
            Lane::Kind(_) => "summary s INDEXED BY lane_kind",
            Lane::Assignee(_) => "summary s INDEXED BY lane_assignee",
        }
    }

    /// The condition of the lane; its value is parameter 1.
    pub const fn condition(&self) -> &'static str {
        match self {
            Lane::Class(_) => "s.class = ?1",
            Lane::Kind(_) => "s.class = 0 AND s.kind = ?1",
            Lane::Assignee(_) => "s.class = 0 AND s.assignee IS ?1",
        }
    }

    pub fn value(&self) -> rusqlite::types::Value {
        match self {
            Lane::Class(number) | Lane::Kind(number) => (*number).into(),
            Lane::Assignee(Some(user)) => user.0.clone().into(),
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

/// The parameters of a key, in the order due, entered, id.
pub(super) fn key_values(key: &RowKey) -> [rusqlite::types::Value; 3] {
    use chrono::Datelike;
    [key.due.num_days_from_ce().into(), key.entered.0.into(), key.id.0.clone().into()]
}

#[derive(Clone, Debug, Default)]
struct Marks {
    total: u64,
    /// In ascending order of keys; each with the number of rows before it.
    marks: Vec<(RowKey, u64)>,
}

/// The marks of the lanes that were asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranks {
    lanes: BTreeMap<Lane, Marks>,
}

impl Ranks {
    /// Tells how many rows a lane has.
    pub fn total(&mut self, connection: &Connection, lane: &Lane) -> Result<u64, SqlError> {
        Ok(self.marks(connection, lane)?.total)
    }

    /// Tells how many rows of a lane stand before a key.
    pub fn before(&mut self, connection: &Connection, lane: &Lane, key: &RowKey) -> Result<u64, SqlError> {
        let marks = &self.marks(connection, lane)?.marks;
        let next = marks.partition_point(|(mark, _)| mark <= key);
        let (table, condition) = (lane.table(), lane.condition());
        let mut values = vec![lane.value()];
        values.extend(key_values(key));
        let (from, base) = match next.checked_sub(1).and_then(|at| marks.get(at)) {
            Some((mark, rank)) => {
                values.extend(key_values(mark));
                (" AND (s.due, s.entered, s.id) >= (?5, ?6, ?7)", *rank)
            }
            None => ("", 0),
        };
        let sql = format!("SELECT count(*) FROM {table} WHERE {condition} AND (s.due, s.entered, s.id) < (?2, ?3, ?4){from}");
        let counted: i64 = connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(base + counted.cast_unsigned())
    }

    fn marks(&mut self, connection: &Connection, lane: &Lane) -> Result<&Marks, SqlError> {
        if !self.lanes.contains_key(lane) {
            self.lanes.insert(lane.clone(), read_marks(connection, lane)?);
        }
        // Just put in where it was missing.
        Ok(self.lanes.entry(lane.clone()).or_default())
    }

    /// Moves the marks with the rows of a page.
    pub fn follow(&mut self, moved: &[Moved]) {
        if moved.len() > FOLLOWED_MOST {
            self.lanes.clear();
            return;
        }
        for (lane, marks) in &mut self.lanes {
            for step in moved {
                if let Some((lanes, key)) = &step.from
                    && lane.holds(lanes)
                {
                    marks.total = marks.total.saturating_sub(1);
                    marks.marks.iter_mut().rev().take_while(|(mark, _)| mark > key).for_each(|(_, rank)| *rank = rank.saturating_sub(1));
                }
                let (lanes, key) = &step.to;
                if lane.holds(lanes) {
                    marks.total += 1;
                    marks.marks.iter_mut().rev().take_while(|(mark, _)| mark > key).for_each(|(_, rank)| *rank += 1);
                }
            }
        }
    }

    /// Forgets all: another process has written.
    pub fn forget(&mut self) {
        self.lanes.clear();
    }
}

fn read_marks(connection: &Connection, lane: &Lane) -> Result<Marks, SqlError> {
    let sql = format!("SELECT s.due, s.entered, s.id FROM {} WHERE {} ORDER BY s.due, s.entered, s.id", lane.table(), lane.condition());
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([lane.value()])?;
    let mut marks = Marks::default();
    while let Some(row) = rows.next()? {
        if marks.total > 0 && marks.total.is_multiple_of(STRIDE as u64) {
            let key = RowKey { due: row.get::<_, Day>(0)?.0, entered: row.get(1)?, id: CaseId(row.get(2)?) };
            marks.marks.push((key, marks.total));
        }
        marks.total += 1;
    }
    Ok(marks)
}
