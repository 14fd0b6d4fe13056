//! The two files while nobody is at the desk: the cache is closed, the outbox stays open as long as something in it has to go out.
//!
//! Not here: who locks and unlocks (`driver`), the passphrase (`keys`). Invariant: a locked store holds no page and no key of the cache.

use rusqlite::OptionalExtension;

use crate::store::cache::Cache;
use crate::store::outbox::Outbox;
use crate::store::{CacheKey, Folder, StageKinds, Store, StoreError, Which};

/// What is half typed; it holds what the desk wrote, as it wrote it.
pub(super) const STEP: &str = "
CREATE TABLE half_typed (one INTEGER PRIMARY KEY CHECK (one = 0), body TEXT NOT NULL);
";

/// What others had half typed who were signed in here before.
pub(super) const STEP_OF: &str = "
CREATE TABLE half_typed_of (user TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
";

impl Store {
    /// Closes the cache: its key and its pages are gone. What goes out goes on through the outbox.
    pub fn lock(&mut self) -> Result<(), StoreError> {
        self.closed_at = self.place();
        let closed = Cache::closed();
        self.cache = self.cached(closed)?;
        self.hits = None;
        self.locked = true;
        Ok(())
    }

    /// Opens the cache again.
    pub fn unlock(&mut self, folder: &Folder, key: &CacheKey, stages: StageKinds) -> Result<(), StoreError> {
        let opened = Cache::open(folder, key, Some(stages));
        let (cache, rebuilt) = opened.map_err(|error| StoreError::opening(Which::Cache, folder.path(), error))?;
        self.cache = cache;
        self.opened.cache_rebuilt |= rebuilt;
        (self.locked, self.closed_at) = (false, None);
        self.told_replaced = false;
        self.settle_shown()?;
        self.others_wrote()?;
        Ok(())
    }

    /// How many decisions are held, and how much else waits to go out: decisions, claims, entries of the audit trail.
    pub fn still_to_send(&self) -> Result<(u64, u64), StoreError> {
        self.outbox.still_to_send()
    }

    /// Keeps what is half typed in the place of what was; an empty text keeps nothing.
    pub fn keep_half_typed(&mut self, body: &str) -> Result<(), StoreError> {
        self.outbox.write(|t| {
            match body {
                "" => t.execute("DELETE FROM half_typed", [])?,
                body => t.execute("INSERT OR REPLACE INTO half_typed VALUES (0, ?)", [body])?,
            };
            Ok(())
        })
    }

    /// Gives what was half typed. It stays until something else is kept: who reads it may not live to write it again.
    pub fn half_typed(&self) -> Result<Option<String>, StoreError> {
        self.outbox
            .read(|connection| Ok(connection.prepare_cached("SELECT body FROM half_typed")?.query_row([], |row| row.get(0)).optional()?))
    }
}

impl Outbox {
    fn still_to_send(&self) -> Result<(u64, u64), StoreError> {
        self.read(|connection| {
            let sql = "SELECT (SELECT count(*) FROM item WHERE state <= 2 AND state = 0),
                              (SELECT count(*) FROM item WHERE state <= 2 AND state <> 0)
                            + (SELECT count(*) FROM intake WHERE state IN (1, 2))
                            + (SELECT count(*) FROM reveal WHERE refused IS NULL)";
            let counts: (i64, i64) = connection.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((counts.0.cast_unsigned(), counts.1.cast_unsigned()))
        })
    }
}
