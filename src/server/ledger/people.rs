//! People of the office: who they are, their sign-ins, and the one-time code that makes the first of them.
//!
//! Not here: how a password is checked. Invariant: neither a password, a token nor the code is kept, only hashes.

use rusqlite::{OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::{Books, LedgerError, Writing};
use crate::domain::basis::hex;
use crate::domain::ids::UserId;
use crate::domain::people::Role;
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::wire::Person;

/// How long a sign-in that ran out is kept, in seconds: a quarter.
const KEPT_SECONDS: i64 = 90 * 24 * 3600;

/// A sign-in that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    pub user: UserId,
    /// When its machine was first told.
    pub told: Option<Moment>,
    /// How often the machine has reported what it had not sent.
    pub reports: u32,
}

/// The SHA-256 of a token or of the set-up code, in hex.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn of(text: &str) -> Self {
        Secret(hex(&Sha256::digest(text.as_bytes())))
    }
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person { user: row.get(0)?, name: row.get(1)?, roles: row.get::<_, Json<Vec<Role>>>(2)?.0, employer: row.get(3)? })
}

impl Books<'_> {
    /// Gives a person with the stored hash of the password.
    pub fn user(&self, user: &UserId) -> Result<Option<(Person, String)>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT id, name, roles, employer, password FROM users WHERE id = ?")?;
        Ok(statement.query_row([user.as_str()], |row| Ok((person(row)?, row.get(4)?))).optional()?)
    }

    /// Gives the people of the office by their accounts, up to a limit.
    pub fn people(&self, limit: u32) -> Result<Vec<Person>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT id, name, roles, employer FROM users ORDER BY id LIMIT ?")?;
        Ok(statement.query_map([limit], person)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Gives an employer's own people and who has to do with its cases: who acted on one, who holds one, who was given one; by their
    /// accounts, up to a limit.
    pub fn people_around(&self, employer: &str, limit: u32) -> Result<Vec<Person>, LedgerError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, name, roles, employer FROM users WHERE employer = ?1 OR id IN (
                 SELECT assignee FROM cases WHERE employer = ?1
                 UNION SELECT entry.value ->> '$.by' FROM cases, json_each(timeline) AS entry WHERE employer = ?1
                 UNION SELECT entry.value ->> '$.act.to' FROM cases, json_each(timeline) AS entry WHERE employer = ?1
             ) ORDER BY id LIMIT ?2",
        )?;
        Ok(statement.query_map((employer, limit), person)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Tells whether nobody can sign in yet.
    pub fn has_no_users(&self) -> Result<bool, LedgerError> {
        Ok(self.connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0))?)
    }

    /// Gives whose token it is, while it has not run out and the books have not been put back since it was given.
    pub fn session(&self, token: &Secret, now: Moment) -> Result<Option<Person>, LedgerError> {
        let sql = "SELECT id, name, roles, employer FROM tokens JOIN users ON users.id = tokens.user WHERE hash = ? AND revoked IS NULL AND changed IS NULL \
                   AND expires > ? AND epoch = (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'epoch')";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row((&token.0, now), person).optional()?)
    }

    /// Gives the sign-in of a token where it was taken back.
    pub fn revoked(&self, token: &Secret) -> Result<Option<Revoked>, LedgerError> {
        let sql = "SELECT user, told, reports FROM tokens WHERE hash = ? AND revoked IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let read = |row: &Row<'_>| Ok(Revoked { user: row.get(0)?, told: row.get(1)?, reports: row.get(2)? });
        Ok(statement.query_row([&token.0], read).optional()?)
    }

    /// Tells whether a token's sign-in ended because its person's roles or employer were changed.
    pub fn is_out_of_scope(&self, token: &Secret) -> Result<bool, LedgerError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM tokens WHERE hash = ? AND changed IS NOT NULL)";
        Ok(self.connection.prepare_cached(sql)?.query_row([&token.0], |row| row.get(0))?)
    }

    /// Tells whether this is the set-up code, and still good.
    pub fn is_setup_code(&self, code: &Secret, now: Moment) -> Result<bool, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM meta WHERE name = ?")?;
        let mut value = |name: &str| statement.query_row([name], |row| row.get::<_, String>(0)).optional();
        let (kept, expires) = (value("setup-code")?, value("setup-expires")?);
        let expires = expires.and_then(|text| text.parse().ok()).map(Moment);
        Ok(kept.is_some_and(|kept| kept == code.0) && expires.is_some_and(|expires| now < expires))
    }
}

impl Writing<'_> {
    /// Adds a person, or changes who he is; a change ends his sign-ins. Where it is one of what he may see, those stay, also such as ran
    /// out before: their machines keep cases and have not learned it yet.
    pub fn put_user(&self, person: &Person, password: &str, now: Moment) -> Result<(), LedgerError> {
        let former = self.user(&person.user)?.map(|(former, _)| former);
        let differs = former.is_some_and(|former| (former.roles, former.employer) != (person.roles.clone(), person.employer.clone()));
        let sql = "INSERT INTO users (id, name, roles, employer, password) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE \
                   SET name = excluded.name, roles = excluded.roles, employer = excluded.employer, password = excluded.password";
        self.connection.execute(sql, (person.user.as_str(), &person.name, Json(&person.roles), &person.employer, password))?;
        let sql = "UPDATE tokens SET changed = iif(?1, ?2, changed), expires = min(expires, ?2) WHERE user = ?3 AND revoked IS NULL";
        self.connection.execute(sql, (differs, now, person.user.as_str()))?;
        Ok(())
    }

    /// Keeps a sign-in, and drops those that ran out long ago: a machine that comes back from a drawer may still be told to wipe itself.
    pub fn put_token(&self, token: &Secret, user: &UserId, now: Moment, expires: Moment) -> Result<(), LedgerError> {
        self.connection.prepare_cached("DELETE FROM tokens WHERE expires <= ?")?.execute([now.plus_secs(-KEPT_SECONDS)])?;
        self.connection.prepare_cached("INSERT INTO tokens (hash, user, expires, epoch) VALUES (?, ?, ?, (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'epoch'))")?.execute((
            &token.0,
            user.as_str(),
            expires,
        ))?;
        Ok(())
    }

    /// Takes back all sign-ins of a person, also those that have run out; gives how many.
    pub fn revoke_tokens(&self, user: &UserId, now: Moment) -> Result<usize, LedgerError> {
        let sql = "UPDATE tokens SET revoked = ?1, expires = ?1 WHERE user = ?2 AND revoked IS NULL";
        Ok(self.connection.execute(sql, (now, user.as_str()))?)
    }

    /// Puts another hash in the place of a person's password.
    pub fn put_password(&self, user: &UserId, password: &str) -> Result<(), LedgerError> {
        self.connection.execute("UPDATE users SET password = ? WHERE id = ?", (password, user.as_str()))?;
        Ok(())
    }

    /// Notes that the machine of a sign-in was told that it was taken back.
    pub fn told_revoked(&self, token: &Secret, now: Moment) -> Result<(), LedgerError> {
        self.connection.execute("UPDATE tokens SET told = ? WHERE hash = ? AND told IS NULL", (now, &token.0))?;
        Ok(())
    }

    /// Counts a report of such a machine.
    pub fn count_report(&self, token: &Secret) -> Result<(), LedgerError> {
        self.connection.execute("UPDATE tokens SET reports = reports + 1 WHERE hash = ?", [&token.0])?;
        Ok(())
    }

    /// Ends a sign-in.
    pub fn drop_token(&self, token: &Secret) -> Result<(), LedgerError> {
        self.connection.prepare_cached("DELETE FROM tokens WHERE hash = ?")?.execute([&token.0])?;
        Ok(())
    }

    /// Keeps a set-up code in place of any earlier one.
    pub fn put_setup_code(&self, code: &Secret, expires: Moment) -> Result<(), LedgerError> {
        let sql = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.connection.execute(sql, ("setup-code", &code.0))?;
        self.connection.execute(sql, ("setup-expires", expires.0.to_string()))?;
        Ok(())
    }

    /// Forgets the set-up code.
    pub fn drop_setup_code(&self) -> Result<(), LedgerError> {
        self.connection.execute("DELETE FROM meta WHERE name IN ('setup-code', 'setup-expires')", [])?;
        Ok(())
    }
}
