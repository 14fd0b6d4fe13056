//! Personal fields that were shown in full, and look-ups that were answered: each is in the file here before anything is shown, and goes
//! to the server's audit trail from here. A field in full is on disk before; what a look-up found, which is masked, may be shown while the
//! disk still works, so that who has somebody on the phone doesn't wait for it.

use rusqlite::{OptionalExtension, params};

use crate::sql::{self, Durability, Json};
use crate::store::outbox::Outbox;
use crate::store::{Store, StoreError, Which};
use crate::wire::Owed;

impl Store {
    /// Writes down that a field or what a look-up found is about to be shown. Returns after it is on disk.
    pub fn record_owed(&mut self, entry: &Owed) -> Result<(), StoreError> {
        self.outbox.record_owed(entry)
    }

    /// Writes down what a look-up is about to show. Returns when the file has it, so that no end of the program takes it; a power cut may
    /// until [`Store::sync_owed`].
    pub fn record_look_up(&mut self, entry: &Owed) -> Result<(), StoreError> {
        self.outbox.set_durability(Durability::Normal)?;
        let written = self.outbox.record_owed(entry);
        self.outbox.set_durability(Durability::Full)?;
        written
    }

    /// Brings what [`Store::record_look_up`] wrote to disk.
    pub fn sync_owed(&self) -> Result<(), StoreError> {
        let folder = self.folder.path();
        sql::sync_log(&self.folder.outbox()).map_err(|error| StoreError::of(Which::Outbox, folder, error))
    }

    /// Gives the oldest entry that the server has not answered.
    pub fn next_owed(&self) -> Result<Option<Owed>, StoreError> {
        self.outbox.next_owed()
    }

    /// Takes an entry out that the server has, or never will have; what it answered then stays in the record.
    pub fn owed_answered(&mut self, id: uuid::Uuid, refused: Option<&str>) -> Result<(), StoreError> {
        self.outbox.owed_answered(id, refused)
    }
}

impl Outbox {
    fn record_owed(&mut self, entry: &Owed) -> Result<(), StoreError> {
        self.write(|transaction| {
            // Whoever looked somebody up waits for this.
            let mut statement = transaction.prepare_cached("INSERT OR IGNORE INTO reveal (id, entry) VALUES (?, ?)")?;
            statement.execute(params![entry.id().to_string(), Json(entry)])?;
            Ok(())
        })
    }

    fn set_durability(&self, durability: Durability) -> Result<(), StoreError> {
        self.read(|connection| Ok(sql::set_durability(connection, durability)?))
    }

    fn next_owed(&self) -> Result<Option<Owed>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT entry FROM reveal WHERE refused IS NULL ORDER BY n LIMIT 1")?;
            Ok(statement.query_row([], |row| row.get::<_, Json<Owed>>(0)).optional()?.map(|Json(entry)| entry))
        })
    }

    fn owed_answered(&mut self, id: uuid::Uuid, refused: Option<&str>) -> Result<(), StoreError> {
        self.write(|transaction| {
            let id = id.to_string();
            match refused {
                None => transaction.execute("DELETE FROM reveal WHERE id = ?", [id])?,
                Some(code) => transaction.execute("UPDATE reveal SET refused = ? WHERE id = ?", params![code, id])?,
            };
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lookup::Kind;
    use crate::domain::time::Moment;
    use crate::store::{CacheKey, Folder, StageKinds};
    use crate::wire::LookedUp;

    /// What is written after a look-up is decisions: a power cut may take none of them.
    #[test]
    fn a_look_up_is_in_the_file_at_once_and_leaves_the_others_to_the_disk() {
        let place = tempfile::tempdir().unwrap();
        let open = || Store::open(&Folder::new(place.path()), &CacheKey::from_bytes([1; 32]), StageKinds::default()).unwrap();
        let mut store = open();
        let entry: Owed = LookedUp { id: uuid::Uuid::from_u128(1), by: Kind::Phone, found: vec![], at: Moment(0) }.into();
        store.record_look_up(&entry).unwrap();
        assert!(open().next_owed().unwrap().is_some(), "another process has it before it is on disk");
        store.sync_owed().unwrap();
        let synchronous = store.outbox.read(|file| Ok(file.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))?)).unwrap();
        assert_eq!(synchronous, 2, "FULL");
    }
}
