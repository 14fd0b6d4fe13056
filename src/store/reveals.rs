//! Personal fields that were shown in full, and look-ups that were answered: each is on disk here before anything is shown, and goes to
//! the server's audit trail from here.

use rusqlite::{OptionalExtension, params};

use crate::sql::Json;
use crate::store::outbox::Outbox;
use crate::store::{Store, StoreError};
use crate::wire::Owed;

impl Store {
    /// Writes down that a field or what a look-up found is about to be shown. Returns after it is on disk.
    pub fn record_owed(&mut self, entry: &Owed) -> Result<(), StoreError> {
        self.outbox.record_owed(entry)
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
