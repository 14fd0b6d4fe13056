//! Who is signed in where, kept in the outbox file: it says in whose name unsent decisions go out, so it is never thrown away with
//! the cache.

use rusqlite::{OptionalExtension, params};

use crate::sql::Json;
use crate::store::outbox::Outbox;
use crate::store::{Store, StoreError};
use crate::wire::Person;

/// A sign-in on one server.
#[derive(Clone)]
pub struct Session {
    /// The server's address.
    pub server: String,
    /// The bearer token. The file that it stands in is encrypted.
    pub token: String,
    pub person: Person,
}

impl Store {
    /// Gives the sign-in that was kept; nothing where nobody is signed in.
    pub fn session(&self) -> Result<Option<Session>, StoreError> {
        self.outbox.session()
    }

    /// Keeps a sign-in in the place of the one before; `None` forgets it.
    pub fn keep_session(&mut self, session: Option<&Session>) -> Result<(), StoreError> {
        self.outbox.keep_session(session)
    }
}

impl Outbox {
    fn session(&self) -> Result<Option<Session>, StoreError> {
        self.read(|connection| {
            let found = connection
                .query_row("SELECT server, token, person FROM session", [], |row| {
                    Ok(Session { server: row.get(0)?, token: row.get(1)?, person: row.get::<_, Json<Person>>(2)?.0 })
                })
                .optional()?;
            Ok(found)
        })
    }

    fn keep_session(&mut self, session: Option<&Session>) -> Result<(), StoreError> {
        self.write(|transaction| {
            match session {
                None => transaction.execute("DELETE FROM session", [])?,
                Some(session) => transaction.execute(
                    "INSERT OR REPLACE INTO session VALUES (0, ?, ?, ?)",
                    params![session.server, session.token, Json(&session.person)],
                )?,
            };
            Ok(())
        })
    }
}
