//! How far the server's books had come when they were last seen, where no cache tells it: they were put back since and nobody said so, or
//! the cache was emptied.
//!
//! It stands in the outbox file, so that neither a restart nor an empty cache gets past it. Not here: what is done about it (`sync`).
//! Invariant: it goes only when the books are seen to have come so far, or when the folder is bound to another server or epoch.

use rusqlite::OptionalExtension;

use crate::store::outbox::Outbox;
use crate::store::{Store, StoreError};

/// The number of the newest change that was seen of the server's books.
pub(super) const STEP: &str = "
ALTER TABLE bound ADD COLUMN floor INTEGER;
";

impl Store {
    /// The number that the server's books have to be seen at before anything goes into them; nothing where the cache's cursor says it.
    pub fn floor(&self) -> Result<Option<u64>, StoreError> {
        self.outbox.floor()
    }

    /// Keeps how far the server's books had come: nothing goes into older ones.
    pub fn raise_floor(&mut self, seen: u64) -> Result<(), StoreError> {
        self.outbox.raise_floor(seen)
    }

    /// The books were seen to have come so far.
    pub fn floor_reached(&mut self) -> Result<(), StoreError> {
        self.outbox.write(|t| {
            t.execute("UPDATE bound SET floor = NULL", [])?;
            Ok(())
        })
    }

    /// Empties the cache, not the outbox.
    pub fn wipe_cache(&mut self) -> Result<(), StoreError> {
        self.keep_cursor()?;
        let result = self.cache.wipe();
        self.cached(result)
    }

    /// Takes the cases off this machine: at once, or where the cache is closed, before it is opened again.
    pub fn let_cases_go(&mut self) -> Result<(), StoreError> {
        if self.locked { self.condemn_cache() } else { self.wipe_cache() }
    }

    /// Has the next open make the cache anew.
    pub fn condemn_cache(&mut self) -> Result<(), StoreError> {
        self.keep_cursor()?;
        let no_access = |_| StoreError::NoAccess { folder: self.folder.path().to_path_buf() };
        std::fs::write(self.folder.cache_damaged(), b"").map_err(no_access)
    }

    /// Keeps the cursor of a cache that goes, where it is one of the server's that the folder is bound to. One that can't be read says
    /// nothing.
    fn keep_cursor(&mut self) -> Result<(), StoreError> {
        let (of_rows, cursor) = (self.cache.identity().ok().flatten(), self.cache.cursor().unwrap_or_default());
        if cursor > 0 && of_rows == self.outbox.identity()? {
            self.outbox.raise_floor(cursor)?;
        }
        Ok(())
    }
}

impl Outbox {
    fn floor(&self) -> Result<Option<u64>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT floor FROM bound")?;
            let floor = statement.query_row([], |row| row.get::<_, Option<i64>>(0)).optional()?;
            Ok(floor.flatten().map(i64::cast_unsigned))
        })
    }

    fn raise_floor(&mut self, seen: u64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("UPDATE bound SET floor = max(ifnull(floor, 0), ?)", [seen.cast_signed()])?;
            Ok(())
        })
    }
}
