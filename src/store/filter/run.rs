//! Going through the rows of a filter: from the few that its rarest condition lists, else through the view's index or the whole table.
//!
//! Invariants: the rows are the same and in the same order whichever way is gone; [`Stopper`] ends each of them.

use std::sync::atomic::Ordering;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use crate::domain::filter::{Condition, Filter};
use crate::domain::queue::{RowKey, Sort};
use crate::sql::SqlError;
use crate::store::Stopper;
use crate::store::cache::{Cache, OPEN};
use crate::store::filter::found::Found;
use crate::store::filter::{Asking, OnColumns, Within, columns};
use crate::store::queue::{Failed, Part};
use crate::store::rank::{self, Lane, Order, key_values};

/// Up to so many rows are looked at one by one: some tens of milliseconds. More are gone through in the order of an index.
const FEW: usize = 8_192;
/// A lane that holds more than this part of all rows is read with the whole table, row behind row, where its index lacks a column.
const MOST_OF_ALL: u64 = 8;

/// The indexes that are there; those of other sorts than the usual are made when nobody waits.
#[derive(Clone, Debug, Default)]
struct Indexes(Vec<String>);

impl Indexes {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|known| known == name)
    }
}

/// A filter with its words resolved.
struct Ready {
    columns: Vec<OnColumns>,
    words: Vec<(bool, Found)>,
}

impl Ready {
    fn fits(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        let text = |i| row.get_ref(i).map(|value| value.as_str().unwrap_or_default());
        let (n, name, employer, id) = (row.get(0)?, text(1)?, row.get(2)?, text(3)?);
        Ok(self.words.iter().all(|(not, found)| found.fits(n, name, employer, id) != *not))
    }
}

/// Rows as they are found, with what they are sorted by where they don't come in their order.
struct Hits {
    sort: Order,
    sorted: bool,
    plain: Vec<i64>,
    keyed: Vec<(RowKey, i64)>,
}

impl Hits {
    fn take(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        if self.sorted {
            self.plain.push(row.get(0)?);
        } else {
            self.keyed.push((self.sort.key(row, 4)?, row.get(0)?));
        }
        Ok(())
    }

    fn done(mut self) -> Vec<i64> {
        if self.sorted {
            return self.plain;
        }
        self.keyed.sort_unstable();
        self.keyed.into_iter().map(|(_, n)| n).collect()
    }
}

impl Cache {
    /// Gives the numbers of the rows of a part that a filter fits, in the order of a sort.
    pub(in crate::store) fn find(
        &self,
        part: &Part,
        filter: &Filter,
        asking: &Asking<'_>,
        sort: Sort,
        stopper: &Stopper,
    ) -> Result<Vec<i64>, Failed> {
        let asked = stopper.0.load(Ordering::Relaxed);
        let stopped = || stopper.0.load(Ordering::Relaxed) != asked;
        let indexes = self.indexes()?;
        let mut ready = Ready { columns: columns(filter, asking), words: Vec::new() };
        for term in filter.terms.iter().filter(|term| matches!(term.condition, Condition::Any(_) | Condition::Text(..))) {
            let found = self.resolve(&term.condition, &filter.codes, asking, (indexes.has("summary_tail"), FEW), &stopped)?;
            ready.words.push((term.not, found));
        }
        let candidates = self.few(part, &ready, &indexes)?;
        let order = Order { lane: part.order.lane.clone(), sort };
        let hits = Hits { sort: order, sorted: false, plain: Vec::new(), keyed: Vec::new() };
        match candidates {
            Some(listed) => self.try_each(part, &ready, &listed, hits, &stopped),
            None => self.walk(part, &ready, hits, &stopped),
        }
    }

    fn indexes(&self) -> Result<Indexes, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT name FROM sqlite_schema WHERE type = 'index'")?;
        let names = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Indexes(names))
    }

    /// The rows of the rarest condition, where any lists few.
    fn few(&self, part: &Part, ready: &Ready, indexes: &Indexes) -> Result<Option<Vec<i64>>, SqlError> {
        let (mut best, mut most): (Option<Vec<i64>>, usize) = (None, FEW);
        for (_, found) in ready.words.iter().filter(|(not, _)| !not) {
            if let Some(listed) = self.listed(found, indexes.has("summary_employer"), most)? {
                most = listed.len();
                best = Some(listed);
            }
        }
        let class = if let Lane::Class(class) = part.order.lane { class } else { OPEN };
        for condition in &ready.columns {
            let Some((index, within)) = condition.index.filter(|(index, _)| indexes.has(index)) else { continue };
            let mut values: Vec<Value> = Vec::new();
            let lane = match within {
                Within::Class => {
                    values.push(class.into());
                    "s.class = ?"
                }
                Within::Open if class == OPEN => "s.class = 0",
                Within::Open => continue,
            };
            values.extend(condition.values.iter().cloned());
            values.push((most as i64 + 1).into());
            let sql = format!("SELECT s.n FROM summary s INDEXED BY {index} WHERE {lane} AND {} LIMIT ?", condition.sql);
            let mut statement = self.connection.prepare_cached(&sql)?;
            let listed: Vec<i64> = statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
            if listed.len() <= most {
                most = listed.len();
                best = Some(listed);
            }
        }
        Ok(best)
    }

    fn try_each(&self, part: &Part, ready: &Ready, listed: &[i64], mut hits: Hits, stopped: &dyn Fn() -> bool) -> Result<Vec<i64>, Failed> {
        let (sql, values) = select(part, ready, &hits.sort, "summary s NOT INDEXED", " AND s.n = ?");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut at = values;
        at.push(Value::Null);
        for n in listed {
            if stopped() {
                return Err(Failed::Stopped);
            }
            if let Some(last) = at.last_mut() {
                *last = (*n).into();
            }
            let mut rows = statement.query(params_from_iter(at.iter()))?;
            while let Some(row) = rows.next()? {
                if ready.fits(row)? {
                    hits.take(row)?;
                }
            }
        }
        Ok(hits.done())
    }

    fn walk(&self, part: &Part, ready: &Ready, mut hits: Hits, stopped: &dyn Fn() -> bool) -> Result<Vec<i64>, Failed> {
        let covered = ready.columns.iter().all(|condition| condition.covered) && hits.sort.sort == Sort::Due;
        let small = self.total(&part.order.lane)?.saturating_mul(MOST_OF_ALL) < self.known()?;
        let by_lane = covered || small;
        hits.sorted = by_lane && hits.sort.sort == part.order.sort;
        let (table, order) = match by_lane {
            true => (part.order.table(), format!(" ORDER BY {}", part.order.order_by("ASC"))),
            false => ("summary s NOT INDEXED".to_owned(), String::new()),
        };
        let (sql, values) = select(part, ready, &hits.sort, &table, &order);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if stopped() {
                return Err(Failed::Stopped);
            }
            if ready.fits(row)? {
                hits.take(row)?;
            }
        }
        Ok(hits.done())
    }
}

/// Writes the query of a part's rows that the columns' conditions fit: row, name, employer, number, then what the sort needs.
fn select(part: &Part, ready: &Ready, sort: &Order, table: &str, rest: &str) -> (String, Vec<Value>) {
    let order = &part.order;
    let (condition, tuple, marks) = (order.lane.condition(), order.tuple(), order.marks());
    let mut values = vec![order.lane.value()];
    values.extend(key_values(&part.from));
    let mut sql_if = format!("{condition} AND {tuple} >= {marks}");
    if let Some(to) = &part.to {
        values.extend(key_values(to));
        sql_if += &format!(" AND {tuple} < {marks}");
    }
    for condition in &ready.columns {
        values.extend(condition.values.iter().cloned());
        sql_if += &format!(" AND {}", condition.sql);
    }
    let keys: Vec<String> = rank::columns(sort.sort).iter().map(|column| format!("s.{column}")).collect();
    (format!("SELECT s.n, s.name, s.employer, s.id, {} FROM {table} WHERE {sql_if}{rest}", keys.join(", ")), values)
}
