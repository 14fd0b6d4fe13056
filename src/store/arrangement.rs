//! How a person has arranged his queue: saved views, columns. In the outbox file, which is encrypted and not disposable.
//!
//! Invariant: what one person saved is shown to nobody else: `session` puts it away when another signs in.

use rusqlite::{Connection, OptionalExtension};

use crate::domain::ids::UserId;
use crate::domain::queue::{Arrangement, RowQuery};
use crate::sql::Json;
use crate::store::{Store, StoreError};

impl Store {
    /// Gives the arrangement as whoever is signed in last kept it; one that can't be read any more is the usual one.
    pub fn arrangement(&self) -> Result<Arrangement, StoreError> {
        self.outbox.read(|connection| Ok(arrangement(connection)))
    }

    /// Keeps what somebody changed of an arrangement as it was `before`, beside what another process changed meanwhile; gives what is kept.
    pub fn rearrange(&mut self, before: &Arrangement, after: &Arrangement) -> Result<Arrangement, StoreError> {
        self.outbox.write(|t| {
            let kept = arrangement(t).with_change(before, after);
            t.execute("INSERT OR REPLACE INTO arrangement VALUES (0, ?)", [Json(&kept)])?;
            Ok(kept)
        })
    }

    /// Gives who has open cases.
    pub fn assignees(&self) -> Result<Vec<UserId>, StoreError> {
        self.cached(self.cache.assignees())
    }

    /// Gives employers whose name fits what is typed, those that begin so first.
    pub fn employers(&self, typed: &str, most: usize) -> Result<Vec<String>, StoreError> {
        self.cached(self.cache.employers_like(typed, most))
    }

    /// Counts what a saved view has. With a filter it scans, and [`super::Stopper::stop`] ends it: whoever turns a page comes first.
    pub fn count(&mut self, query: &RowQuery) -> Result<u64, StoreError> {
        let mut hits = None;
        match self.cache.window(&RowQuery { limit: 1, ..query.clone() }, &self.stopper, &mut hits) {
            Ok(window) => Ok(window.total),
            Err(super::queue::Failed::Stopped) => Err(StoreError::Stopped),
            Err(super::queue::Failed::Sql(error)) => self.cached(Err(error)),
        }
    }
}

fn arrangement(connection: &Connection) -> Arrangement {
    let found = connection.query_row("SELECT body FROM arrangement", [], |row| row.get::<_, Json<Arrangement>>(0)).optional();
    found.unwrap_or_default().map(|json| json.0).unwrap_or_default()
}
