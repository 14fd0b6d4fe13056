//! Personal fields that were shown in full: each is on disk here before it is shown, and goes to the server's audit trail from here.

use rusqlite::{OptionalExtension, params};

use crate::sql::Json;
use crate::store::outbox::Outbox;
use crate::store::{Store, StoreError};
use crate::wire::Reveal;

impl Store {
    /// Writes down that a field is about to be shown. Returns after it is on disk.
    pub fn record_reveal(&mut self, reveal: &Reveal) -> Result<(), StoreError> {
        self.outbox.record_reveal(reveal)
    }

    /// Gives the oldest entry that the server has not answered.
    pub fn next_reveal(&self) -> Result<Option<Reveal>, StoreError> {
        self.outbox.next_reveal()
    }

    /// Takes an entry out that the server has, or never will have; what it answered then stays in the record.
    pub fn reveal_answered(&mut self, reveal: &Reveal, refused: Option<&str>) -> Result<(), StoreError> {
        self.outbox.reveal_answered(reveal, refused)
    }
}

impl Outbox {
    fn record_reveal(&mut self, reveal: &Reveal) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("INSERT OR IGNORE INTO reveal (id, entry) VALUES (?, ?)", params![reveal.id.to_string(), Json(reveal)])?;
            Ok(())
        })
    }

    fn next_reveal(&self) -> Result<Option<Reveal>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT entry FROM reveal WHERE refused IS NULL ORDER BY n LIMIT 1")?;
            Ok(statement.query_row([], |row| row.get::<_, Json<Reveal>>(0)).optional()?.map(|Json(entry)| entry))
        })
    }

    fn reveal_answered(&mut self, reveal: &Reveal, refused: Option<&str>) -> Result<(), StoreError> {
        self.write(|transaction| {
            let id = reveal.id.to_string();
            match refused {
                None => transaction.execute("DELETE FROM reveal WHERE id = ?", [id])?,
                Some(code) => transaction.execute("UPDATE reveal SET refused = ? WHERE id = ?", params![code, id])?,
            };
            Ok(())
        })
    }
}
