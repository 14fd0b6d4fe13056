//! How far the server's books had come when they were last seen, where no cache tells it: they were put back since and nobody said so, the
//! cache was emptied, or a first load has not come to its end.
//!
//! It stands in the outbox file, so that neither a restart nor an empty cache gets past it. Not here: what is done about it (`sync`).
//! Invariant: it goes only when the books are seen to have come so far, or when the folder is bound to another server or epoch.

use rusqlite::{OptionalExtension, Transaction};

use crate::store::outbox::{Inner, Outbox};
use crate::store::{Store, StoreError};
use crate::wire::ServerIdentity;

/// The number of the newest change that was seen of the server's books.
pub(super) const STEP: &str = "
ALTER TABLE bound ADD COLUMN floor INTEGER;
";

/// The largest number that an answer to a decision or a claim told.
pub(super) const STEP_ANSWERED: &str = "
ALTER TABLE bound ADD COLUMN answered INTEGER;
UPDATE bound SET answered = (SELECT max(json_extract(answer, '$.seq')) FROM item WHERE state = 3 AND doubt IS NULL);
";

/// Keeps the number that the server's answer told, with the answer: books in which it stands have come so far.
pub(super) fn answered(t: &Transaction<'_>, seq: u64) -> Result<(), Inner> {
    t.prepare_cached("UPDATE bound SET answered = max(ifnull(answered, 0), ?)")?.execute([seq.cast_signed()])?;
    Ok(())
}

impl Store {
    /// The number that the server's books have to be seen at before anything goes into them; nothing where the cache's cursor says it.
    pub fn floor(&self) -> Result<Option<u64>, StoreError> {
        self.outbox.floor()
    }

    /// Keeps how far the server's books had come: nothing goes into older ones.
    pub fn raise_floor(&mut self, seen: u64) -> Result<(), StoreError> {
        if self.floor()?.is_none_or(|floor| floor < seen) { self.outbox.raise_floor(seen) } else { Ok(()) }
    }

    /// The number of the newest change that was seen of the server's books, by whatever is kept here: an answer tells it too, before the
    /// rows have come so far.
    pub fn books_seen(&self) -> Result<u64, StoreError> {
        Ok(self.floor()?.unwrap_or(0).max(self.cursor_of_ours()?).max(self.outbox.answered()?))
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

    /// Keeps the cursor of a cache that goes.
    fn keep_cursor(&mut self) -> Result<(), StoreError> {
        let cursor = self.cursor_of_ours()?;
        if cursor > 0 { self.raise_floor(cursor) } else { Ok(()) }
    }

    /// How far the rows have come, or had when they were closed, where they are of the server that the folder is bound to.
    fn cursor_of_ours(&self) -> Result<u64, StoreError> {
        let (bound, place) = (self.outbox.identity()?, self.place());
        Ok(place.filter(|(of_rows, _)| bound.as_ref() == Some(of_rows)).map_or(0, |(_, cursor)| cursor))
    }

    /// Whose books the rows are of, and how far they have come. A cache that can't be read says nothing.
    pub(super) fn place(&self) -> Option<(ServerIdentity, u64)> {
        if self.locked {
            return self.closed_at.clone();
        }
        let of_rows = self.cache.identity().ok().flatten()?;
        Some((of_rows, self.cache.cursor().unwrap_or_default()))
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

    fn answered(&self) -> Result<u64, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT answered FROM bound")?;
            let told = statement.query_row([], |row| row.get::<_, Option<i64>>(0)).optional()?.flatten();
            Ok(told.map_or(0, i64::cast_unsigned))
        })
    }

    fn raise_floor(&mut self, seen: u64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("UPDATE bound SET floor = max(ifnull(floor, 0), ?)", [seen.cast_signed()])?;
            Ok(())
        })
    }
}
