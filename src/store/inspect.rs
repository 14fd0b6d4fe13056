//! Looking at the cache's file by itself: whether its pages are whole, and whether what is derived from rows belongs to rows.
//!
//! Not here: whether the rows are the server's (`compare`). Invariant: looking changes nothing; putting right writes only what is derived.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::domain::time::Moment;
use crate::sql::SqlError;
use crate::store::cache::marks::rows_in_lots;
use crate::store::cache::{CLOSED, Cache, OPEN, RETURNED, put_name};
use crate::store::compare::{COUNTED, recount};
use crate::store::rank::Lane;
use crate::store::{Store, StoreError};
use crate::wire::ServerIdentity;

/// Faults of the file that are counted: more tell no more.
const MOST_FAULTS: u32 = 100;

/// What is wrong with the file; all zero where nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileFaults {
    /// Pages that are not what was written, or an index that is not that of its table: the file has to be made anew.
    pub pages: u32,
    /// Counts of views that are not those of the rows.
    pub tallies: u64,
    /// Numbers, cases and lists of related ones kept of rows that are not there.
    pub marks: u64,
    pub details: u64,
    pub related: u64,
    /// Names that no row has, and rows that are found by no name.
    pub names: u64,
    pub unnamed: u64,
}

impl FileFaults {
    /// Whether it can't be put right in its place.
    pub const fn is_damaged(&self) -> bool {
        self.pages > 0
    }

    /// Counts all faults.
    pub fn sum(&self) -> u64 {
        u64::from(self.pages) + self.tallies + self.marks + self.details + self.related + self.names + self.unnamed
    }
}

/// How many there are of each kind of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    pub open: u64,
    pub returned: u64,
    pub closed: u64,
}

/// How the cache stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheState {
    pub schema: u32,
    pub identity: Option<ServerIdentity>,
    pub cursor: u64,
    /// When it was last known to be complete.
    pub synced: Option<Moment>,
    pub rows: Kinds,
    pub details: Kinds,
    /// The names of its indexes.
    pub indexes: Vec<String>,
    /// Bytes of the database, and of those that nothing is in.
    pub bytes: u64,
    pub free: u64,
}

const NO_ROW_MARKS: &str = "mark WHERE n NOT IN (SELECT n FROM summary)";
const NO_ROW_WORDS: &str = "said WHERE rowid NOT IN (SELECT n FROM summary)";
const NO_ROW_UNSAID: &str = "unsaid WHERE n NOT IN (SELECT n FROM summary)";
const NO_ROW_DETAILS: &str = "detail WHERE id NOT IN (SELECT id FROM summary)";
const NO_ROW_RELATED: &str = "related WHERE id NOT IN (SELECT id FROM summary)";
const NO_ROW_NAMES: &str = "called WHERE name NOT IN (SELECT name FROM summary)";
const NO_ROW_NAME: &str = "name WHERE name NOT IN (SELECT name FROM summary)";

impl Store {
    /// Looks at the cache's file. Reads all of it.
    pub fn inspect(&self) -> Result<FileFaults, StoreError> {
        match self.cache.inspect() {
            // What can't be read is a page that is not what was written.
            Err(SqlError::Damaged | SqlError::WrongKey) => Ok(FileFaults { pages: 1, ..FileFaults::default() }),
            other => self.cached(other),
        }
    }

    /// Puts right what is derived from the rows.
    pub fn tidy(&mut self) -> Result<(), StoreError> {
        let result = self.cache.tidy();
        self.cached(result)
    }

    /// Tells the schema of the outbox.
    pub fn outbox_schema(&self) -> Result<u32, StoreError> {
        self.outbox.read(|connection| Ok(crate::sql::version(connection)?))
    }

    /// Tells how the cache stands.
    pub fn cache_state(&self) -> Result<CacheState, StoreError> {
        self.cached(self.cache.state().and_then(|state| Ok(CacheState { synced: self.cache.synced_at()?, ..state })))
    }
}

impl Cache {
    fn inspect(&self) -> Result<FileFaults, SqlError> {
        let mut faults = FileFaults { pages: self.bad_pages()?, ..FileFaults::default() };
        if faults.is_damaged() {
            return Ok(faults);
        }
        let count = |of: &str| -> Result<u64, SqlError> {
            let counted: i64 = self.connection.query_row(&format!("SELECT count(*) FROM {of}"), [], |row| row.get(0))?;
            Ok(counted.cast_unsigned())
        };
        let (here, counted) = ("SELECT lane, n FROM tally WHERE n <> 0", COUNTED);
        let differ = format!("(SELECT * FROM ({here}) EXCEPT SELECT * FROM ({counted}))");
        let lack = format!("(SELECT * FROM ({counted}) EXCEPT SELECT * FROM ({here}))");
        faults.tallies = count(&differ)?.max(count(&lack)?);
        faults.marks = count(NO_ROW_MARKS)? + count(NO_ROW_WORDS)? + count(NO_ROW_UNSAID)? + rowless(&self.connection)?.len() as u64;
        faults.details = count(NO_ROW_DETAILS)?;
        faults.related = count(NO_ROW_RELATED)?;
        faults.names = count(NO_ROW_NAMES)?.max(count(NO_ROW_NAME)?);
        faults.unnamed = self.unnamed()?.len() as u64;
        Ok(faults)
    }

    /// Counts pages whose seal is broken, and what SQLite finds wrong with tables and indexes.
    fn bad_pages(&self) -> Result<u32, SqlError> {
        let mut found = 0;
        for check in ["PRAGMA cipher_integrity_check".to_owned(), format!("PRAGMA integrity_check({MOST_FAULTS})")] {
            let mut statement = self.connection.prepare(&check)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                found += u32::from(row.get::<_, String>(0)? != "ok");
            }
            if found > 0 {
                break;
            }
        }
        Ok(found)
    }

    /// The names of rows that are found by none of their keys.
    fn unnamed(&self) -> Result<Vec<String>, SqlError> {
        let sql = "SELECT DISTINCT name FROM summary WHERE name NOT IN (SELECT name FROM called) OR name NOT IN (SELECT name FROM name)";
        let mut statement = self.connection.prepare(sql)?;
        let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        // A name of signs alone is found by nothing, as it is written down.
        Ok(names.into_iter().filter(|name| !crate::domain::pinyin::plain_name(name).is_empty()).collect())
    }

    fn tidy(&mut self) -> Result<(), SqlError> {
        let unnamed = self.unnamed()?;
        let t = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        drop_rowless(&t)?;
        for name in unnamed {
            // What is left of its keys stands in the way of all.
            t.execute("DELETE FROM called WHERE name = ?", [&name])?;
            put_name(&t, &name)?;
        }
        recount(&t)?;
        t.commit()?;
        self.changed_wholly();
        Ok(())
    }

    fn state(&self) -> Result<CacheState, SqlError> {
        let pragma = |name: &str| -> Result<u64, SqlError> {
            let value: i64 = self.connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?;
            Ok(value.cast_unsigned())
        };
        // SQLCipher tells it as a text.
        let size = self.connection.query_row("PRAGMA cipher_page_size", [], |row| row.get::<_, String>(0))?.parse().unwrap_or(0);
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let indexes = self.connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let total = |class| self.total(&Lane::Class(class));
        Ok(CacheState {
            schema: crate::sql::version(&self.connection)?,
            identity: self.identity()?,
            cursor: self.cursor()?,
            synced: None,
            rows: Kinds { open: total(OPEN)?, returned: total(RETURNED)?, closed: total(CLOSED)? },
            details: self.details_by_kind()?,
            indexes,
            bytes: pragma("page_count")?.saturating_mul(size),
            free: pragma("freelist_count")?.saturating_mul(size),
        })
    }

    fn details_by_kind(&self) -> Result<Kinds, SqlError> {
        let sql = "SELECT s.class, count(*) FROM detail d CROSS JOIN summary s ON s.id = d.id GROUP BY s.class";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut kinds = Kinds::default();
        while let Some(row) = rows.next()? {
            let count = row.get::<_, i64>(1)?.cast_unsigned();
            match row.get(0)? {
                OPEN => kinds.open = count,
                RETURNED => kinds.returned = count,
                _ => kinds.closed += count,
            }
        }
        Ok(kinds)
    }
}

/// Rows that lots of marks speak of and that are not there.
fn rowless(connection: &Connection) -> Result<Vec<i64>, SqlError> {
    let mut known = connection.prepare("SELECT 1 FROM summary WHERE n = ?")?;
    let mut rowless = Vec::new();
    for n in rows_in_lots(connection)? {
        if !known.exists([n])? {
            rowless.push(n);
        }
    }
    Ok(rowless)
}

fn drop_rowless(t: &Transaction<'_>) -> Result<(), SqlError> {
    for n in rowless(t)? {
        t.execute("INSERT OR IGNORE INTO remarked (n) VALUES (?)", [n])?;
    }
    for of in [NO_ROW_MARKS, NO_ROW_WORDS, NO_ROW_UNSAID, NO_ROW_DETAILS, NO_ROW_RELATED, NO_ROW_NAMES, NO_ROW_NAME] {
        t.execute_batch(&format!("DELETE FROM {of};"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::lookup::Mark;
    use crate::store::{CacheKey, Folder, StageKinds};
    use crate::wire::{Change, Changes};

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32]), StageKinds::default()).unwrap();
        let change = |n: u64| {
            let summary = json!({
                "id": format!("ZJ24-00000{n}"), "seq": n, "plan": "zj-10", "benefits": [], "name": "张某某", "employer": "某某公司",
                "status": "open", "stage": "s", "entered": 0, "received": 0, "due": null, "amount": null,
                "assignee": if n == 1 { Some("lin") } else { None }, "worst": "pass", "worst_count": 0
            });
            Change { summary: serde_json::from_value(summary).unwrap(), detail: None, marks: vec![Mark(n)], words: None }
        };
        let page = json!({ "server": "s", "epoch": 1, "changes": [], "next": 3, "more": false });
        let mut page: Changes = serde_json::from_value(page).unwrap();
        page.changes = (1..=3).map(change).collect();
        store.apply(&page).unwrap();
        (dir, store)
    }

    #[test]
    fn what_is_derived_and_belongs_to_nothing_is_found_and_put_right() {
        let faults = |store: &Store| store.inspect().unwrap();
        for (sql, expected) in [
            ("UPDATE tally SET n = n + 1 WHERE lane = 'nobody'", FileFaults { tallies: 1, ..FileFaults::default() }),
            ("DELETE FROM tally WHERE lane = 'of lin'", FileFaults { tallies: 1, ..FileFaults::default() }),
            ("INSERT INTO mark VALUES (9, 99)", FileFaults { marks: 1, ..FileFaults::default() }),
            ("INSERT INTO related VALUES ('ZJ24-999999', 0, x'00')", FileFaults { related: 1, ..FileFaults::default() }),
            ("INSERT INTO detail VALUES ('ZJ24-999999', 1, x'00')", FileFaults { details: 1, ..FileFaults::default() }),
            ("INSERT INTO called VALUES ('li', '李某某')", FileFaults { names: 1, ..FileFaults::default() }),
            ("INSERT INTO name VALUES ('李某某')", FileFaults { names: 1, ..FileFaults::default() }),
            ("INSERT INTO lot VALUES (9, 99, x'090000000000000063000000')", FileFaults { marks: 1, ..FileFaults::default() }),
            ("INSERT INTO unsaid VALUES (99, '', 'a')", FileFaults { marks: 1, ..FileFaults::default() }),
            ("INSERT INTO said (rowid, note) VALUES (99, 'a')", FileFaults { marks: 1, ..FileFaults::default() }),
            ("DELETE FROM name", FileFaults { unnamed: 1, ..FileFaults::default() }),
            ("DELETE FROM called", FileFaults { unnamed: 1, ..FileFaults::default() }),
        ] {
            let (_dir, mut store) = store();
            assert_eq!(faults(&store), FileFaults::default());
            store.cache.connection.execute(sql, []).unwrap();
            assert_eq!(faults(&store), expected, "{sql}");
            store.tidy().unwrap();
            assert_eq!(faults(&store), FileFaults::default(), "{sql}");
        }
    }

    #[test]
    fn a_page_that_is_not_what_was_written_is_found() {
        let (dir, store) = store();
        drop(store);
        let path = dir.path().join("cache.db");
        let mut bytes = std::fs::read(&path).unwrap();
        // The last page: no open reads it.
        let at = bytes.len() - 2_000;
        bytes[at] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let store = Store::open_as_kept(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32])).unwrap();
        assert!(store.opened().cache_rebuilt || store.inspect().unwrap().is_damaged());
    }
}
