//! Who is signed in where, kept in the outbox file: it says in whose name unsent decisions go out, so it is never thrown away with
//! the cache.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::decision::ProblemCode;
use crate::domain::ids::UserId;
use crate::domain::outbox::Said;
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::store::outbox::read::Refusal;
use crate::store::outbox::{self, ACCEPTED, CONFLICT, Inner, Outbox, SENDING};
use crate::store::{CacheKey, Folder, Store, StoreError};
use crate::wire::{Person, ServerIdentity};

/// A sign-in on one server.
#[derive(Clone)]
pub struct Session {
    /// The server's address.
    pub server: String,
    /// The bearer token. The file that it stands in is encrypted.
    pub token: String,
    pub person: Person,
}

impl Session {
    /// Tells whether an address is that of the server that gave the token; no other may see it.
    pub fn is_of(&self, address: &str) -> bool {
        self.server.trim_end_matches('/') == address.trim_end_matches('/')
    }
}

impl Store {
    /// Gives the sign-in from the outbox file alone: a screen can be there before the cache is open.
    pub fn signed_in(folder: &Folder, key: &CacheKey) -> Result<Option<Session>, StoreError> {
        Outbox::open(folder, key)?.session()
    }

    /// Gives the sign-in that was kept; nothing where nobody is signed in.
    pub fn session(&self) -> Result<Option<Session>, StoreError> {
        self.outbox.session()
    }

    /// Keeps a sign-in in the place of the one before. Gives whether the cache was emptied: what one person may see is not shown
    /// to the next, nor to the same one with other rights.
    ///
    /// Refuses with [`StoreError::OtherPerson`] while anything here still has to go out in the former person's name. Whoever
    /// calls holds the push lock where the person changes, so that no page comes in between.
    pub fn sign_in(&mut self, session: &Session) -> Result<bool, StoreError> {
        let former = self.session()?.map(|former| former.person);
        let differs = former.as_ref().is_some_and(|former| rights(former) != rights(&session.person));
        if let Some(former) = former.filter(|former| former.user != session.person.user)
            && (self.outbox.is_owed()? || self.outbox.has_open_claims()?)
        {
            return Err(StoreError::OtherPerson { name: former.name });
        }
        if differs {
            // Before the session: where it ends between the two, an empty cache is filled anew for whoever is still signed in.
            self.wipe_cache()?;
        }
        self.outbox.keep_session(session)?;
        Ok(differs)
    }

    /// Doubts what the server of the folder had accepted, where another one answers, or the same after a restore, and before anything else
    /// is made of that: a change of the person would let go of it. [`Store::move_to`] does so too.
    pub fn doubt_for(&mut self, identity: &ServerIdentity) -> Result<(), StoreError> {
        if self.identity()?.is_some_and(|known| known != *identity) {
            self.outbox.write(outbox::doubt::doubt_accepted)?;
        }
        Ok(())
    }

    /// Binds the folder to another server, or to the same after a restore. What was decided for the former one stays and is never
    /// sent: it stands as in conflict, with `why` as its detail, to be decided anew or dropped. What that one had accepted is
    /// doubted ([`Store::doubted`]).
    pub fn move_to(&mut self, identity: &ServerIdentity, why: &str, now: Moment) -> Result<(), StoreError> {
        if self.identity()?.is_some_and(|known| known != *identity) {
            // The outbox first: if it ends here, the next open sees that the rows are another server's.
            self.outbox.move_to(identity, why, now)?;
            self.wipe_cache()?;
        } else {
            self.bind(identity)?;
        }
        Ok(())
    }
}

/// What decides which cases a person is sent and what he may do with them.
fn rights(person: &Person) -> (&UserId, Vec<&str>, Option<&String>) {
    let mut roles: Vec<&str> = person.roles.iter().map(|role| role.id()).collect();
    roles.sort_unstable();
    (&person.user, roles, person.employer.as_ref())
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

    fn keep_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.write(|t| {
            let former = t.query_row("SELECT person FROM session", [], |row| row.get::<_, Json<Person>>(0)).optional()?;
            if let Some(Json(former)) = former.filter(|former| former.0.user != session.person.user) {
                change_person(t, &former.user, &session.person.user)?;
            }
            t.execute("INSERT OR REPLACE INTO session VALUES (0, ?, ?, ?)", params![session.server, session.token, Json(&session.person)])?;
            Ok(())
        })
    }

    /// Tells whether anything still has to go out, or to be looked at, in the name of whoever is signed in.
    fn is_owed(&self) -> Result<bool, StoreError> {
        self.read(|connection| {
            // What is doubted is kept until the server has told whether it still has it: to ask that is this person's.
            let sql = "SELECT EXISTS (SELECT 1 FROM item WHERE state <> 3) OR EXISTS (SELECT 1 FROM reveal WHERE refused IS NULL)
                       OR EXISTS (SELECT 1 FROM item INDEXED BY item_doubted WHERE doubt IS NOT NULL)";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
    }

    fn move_to(&mut self, identity: &ServerIdentity, why: &str, now: Moment) -> Result<(), StoreError> {
        let answer = Json(Refusal { code: ProblemCode::Conflict, detail: why.to_owned(), said: Some(Box::new(Said::Moved)) });
        self.write(|t| {
            t.execute(
                "UPDATE item SET state = ?, answer = ?, held_until = NULL, next_try = NULL, changed_at = ? WHERE state <= ?",
                params![CONFLICT, answer, now, SENDING],
            )?;
            outbox::doubt::doubt_accepted(t)?;
            crate::store::intake::move_claims(t, why, now)?;
            // After a restore the audit trail is still that server's; another server has nothing to do with it.
            t.execute(
                "UPDATE reveal SET refused = 'other-server' WHERE refused IS NULL AND (SELECT server FROM bound) <> ?",
                [&identity.server],
            )?;
            outbox::bind(t, identity)
        })
    }
}

/// Puts one person's drafts, saved views and half-typed texts away and the other's back, and forgets what the server has of the former
/// one's decisions.
fn change_person(t: &Transaction<'_>, former: &UserId, next: &UserId) -> Result<(), Inner> {
    t.execute("INSERT OR REPLACE INTO draft_of SELECT ?, case_id, verdicts, changed_at, amendments, seen FROM draft", [former.as_str()])?;
    t.execute("DELETE FROM draft", [])?;
    t.execute("INSERT INTO draft SELECT case_id, verdicts, changed_at, amendments, seen FROM draft_of WHERE user = ?", [next.as_str()])?;
    t.execute("DELETE FROM draft_of WHERE user = ?", [next.as_str()])?;
    // A saved filter may hold a name that the next person may not see.
    t.execute("INSERT OR REPLACE INTO arrangement_of SELECT ?, body FROM arrangement", [former.as_str()])?;
    t.execute("DELETE FROM arrangement", [])?;
    t.execute("INSERT INTO arrangement SELECT 0, body FROM arrangement_of WHERE user = ?", [next.as_str()])?;
    t.execute("DELETE FROM arrangement_of WHERE user = ?", [next.as_str()])?;
    t.execute("DELETE FROM item WHERE state = ?", [ACCEPTED])?;
    outbox::gone::change_person(t, former, next)?;
    t.execute("INSERT OR REPLACE INTO half_typed_of SELECT ?, body FROM half_typed", [former.as_str()])?;
    t.execute("DELETE FROM half_typed", [])?;
    t.execute("INSERT INTO half_typed SELECT 0, body FROM half_typed_of WHERE user = ?", [next.as_str()])?;
    t.execute("DELETE FROM half_typed_of WHERE user = ?", [next.as_str()])?;
    crate::store::intake::forget_registered(t)?;
    Ok(())
}
