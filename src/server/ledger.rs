//! The ledger: the server's books over SQLite, as about twenty primitives that another database can offer too.
//!
//! Not here: what a decision does (`judge`), what the office does with the books (`office`), HTTP.
//! Invariants: one writer at a time; a write is committed whole, with its audit entry, or not at all; readers see committed
//! writes only; the audit sequence has no gaps.

mod audit;
mod cases;
mod crossed;
mod digests;
mod finder;
mod load;
mod members;
mod pages;
mod people;
mod renumber;
mod schema;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};
use tokio::sync::watch;

use crate::domain::basis::hex;
use crate::domain::ids::{DecisionId, PlanHash, UserId};
use crate::domain::time::Moment;
use crate::sql::{self, Durability, Opening, SqlError};
use crate::wire::ServerIdentity;

pub use audit::{AuditEntry, AuditFault};
pub use cases::StoredCase;
pub use crossed::{Side, Sought};
pub use load::{LoadKey, LoadScope, Phase};
pub use pages::{ChangedPage, RawChange};
pub use people::Secret;
pub use renumber::Owner;

/// The file inside the data folder.
pub const FILE: &str = "huzhu.db";
/// The file beside the books that a running server has locked.
const HOLD: &str = "huzhu.lock";
/// Connections that read. More than a small machine has cores gains nothing.
const READERS: usize = 4;

/// Says why the books could not be read or written. Holds no data of any person.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// Somebody else wrote between load and append. Can't happen under the writer's lock; it is looked at all the same.
    #[error("the case changed while it was being written")]
    Raced,
    /// A row doesn't hold together.
    #[error("the books don't hold together: {0}")]
    Inconsistent(&'static str),
    #[error("no random bits are to be had")]
    Random,
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        LedgerError::Sql(error.into())
    }
}

/// A text of a plan as it was published.
#[derive(Debug)]
pub struct StoredPlan {
    pub hash: PlanHash,
    pub toml: String,
    /// When it first was; nothing before that was written down.
    pub since: Option<Moment>,
    /// Whether any case stands under it, decided or not.
    pub has_cases: bool,
}

/// Held while a server runs: it has read its plans and lists, and a second one on the same books could have others. Let go when dropped
/// or when the process ends, however it ends.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

/// The server's books.
#[derive(Debug)]
pub struct Ledger {
    writer: Mutex<Connection>,
    /// None where the database lives in memory: then the writer reads too.
    readers: Vec<Mutex<Connection>>,
    identity: ServerIdentity,
    /// The number of the newest change of a case, told after every write, whatever was written.
    written: watch::Sender<u64>,
    /// SQLite's number of what other connections than the writer have written, when it was last looked at.
    others: AtomicI64,
}

impl Ledger {
    /// Tells whether there are books in a folder.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(FILE).is_file()
    }

    /// Opens the books in a folder, making both where they are missing.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        make_private_folder(folder)?;
        let path: PathBuf = folder.join(FILE);
        make_private_file(&path)?;
        let mut writer = sql::open(&path, &Opening { key: None, durability: Durability::Full, read_only: false })?;
        sql::migrate(&mut writer, schema::STEPS)?;
        let readers = (0..READERS)
            .map(|_| sql::open(&path, &Opening { key: None, durability: Durability::Full, read_only: true }).map(Mutex::new))
            .collect::<Result<_, _>>()?;
        Self::over(writer, readers)
    }

    /// Takes the books in a folder for one running server; gives nothing while another has them. Who adds a person or checks the books
    /// needs no such hold.
    pub fn hold(folder: &Path) -> Result<Option<Hold>, LedgerError> {
        make_private_folder(folder)?;
        let path = folder.join(HOLD);
        make_private_file(&path)?;
        let no_access = |_| LedgerError::Sql(SqlError::NoAccess);
        let file = OpenOptions::new().write(true).open(path).map_err(no_access)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Hold { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(no_access(error)),
        }
    }

    /// Opens books that live in memory and end with the value.
    pub fn open_in_memory() -> Result<Self, LedgerError> {
        let mut writer = sql::open_in_memory()?;
        sql::migrate(&mut writer, schema::STEPS)?;
        Self::over(writer, Vec::new())
    }

    fn over(writer: Connection, readers: Vec<Mutex<Connection>>) -> Result<Self, LedgerError> {
        let identity = identity(&writer)?;
        let newest = Books { connection: &writer }.newest_change()?;
        let others = AtomicI64::new(data_version(&writer)?);
        Ok(Ledger { writer: Mutex::new(writer), readers, identity, written: watch::Sender::new(newest), others })
    }

    /// Tells of every write of this process, with the number of the newest change of a case; of what another process writes when
    /// [`Ledger::heed_others`] comes to see it.
    pub fn writes(&self) -> watch::Receiver<u64> {
        self.written.subscribe()
    }

    /// Whether anybody waits to be told of a write.
    pub fn writes_are_awaited(&self) -> bool {
        self.written.receiver_count() > 0
    }

    /// Looks whether another process has written into the books, and tells of it as of a write of this one. While this one writes, nothing
    /// is looked at.
    ///
    /// # Errors
    /// The books can't be read.
    pub fn heed_others(&self) -> Result<(), LedgerError> {
        let Ok(connection) = self.writer.try_lock() else { return Ok(()) };
        let version = data_version(&connection)?;
        if self.others.swap(version, Ordering::Relaxed) != version {
            self.written.send_replace(Books { connection: &connection }.newest_change()?);
        }
        Ok(())
    }

    /// Tells which server this is.
    pub fn identity(&self) -> &ServerIdentity {
        &self.identity
    }

    /// Reads the books, all of it at one point in time.
    pub fn read<T, E: From<LedgerError>>(&self, work: impl FnOnce(&Books<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.reader();
        let transaction = connection.transaction().map_err(LedgerError::from)?;
        work(&Books { connection: &transaction })
    }

    /// Writes to the books. An error from `work` leaves everything as it was.
    pub fn write<T, E: From<LedgerError>>(&self, work: impl FnOnce(&Writing<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(LedgerError::from)?;
        let done = work(&Writing { books: Books { connection: &transaction } })?;
        let newest = Books { connection: &transaction }.newest_change()?;
        transaction.commit().map_err(LedgerError::from)?;
        self.written.send_replace(newest);
        Ok(done)
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        free.unwrap_or_else(|| lock(self.readers.first().unwrap_or(&self.writer)))
    }
}

/// A number that is another one after any other connection wrote; what this one wrote doesn't change it.
fn data_version(connection: &Connection) -> Result<i64, LedgerError> {
    Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}

/// A thread that panicked inside a transaction has rolled it back by dropping it; the connection is good.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The books for reading, inside one transaction.
#[derive(Debug)]
pub struct Books<'c> {
    connection: &'c Connection,
}

/// The books for writing, inside one transaction.
#[derive(Debug)]
pub struct Writing<'c> {
    books: Books<'c>,
}

impl<'c> std::ops::Deref for Writing<'c> {
    type Target = Books<'c>;
    fn deref(&self) -> &Books<'c> {
        &self.books
    }
}

impl Books<'_> {
    /// Gives what was answered under a key, with the hash of the body that it answered.
    pub fn answer(&self, key: &str) -> Result<Option<(String, String)>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT body_hash, answer FROM answers WHERE key = ?")?;
        Ok(statement.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Tells whether a decision stands in the books as made by a person.
    pub fn has_decided(&self, by: &UserId, id: DecisionId) -> Result<bool, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM decisions WHERE id = ? AND by_user = ?)")?;
        Ok(statement.query_row((id.to_string(), by.as_str()), |row| row.get(0))?)
    }

    /// Gives the revision of the engine that made the stored details; nothing where that was never written down.
    pub fn engine(&self) -> Result<Option<u32>, LedgerError> {
        let value = self.connection.query_row("SELECT value FROM meta WHERE name = 'engine'", [], |row| row.get::<_, String>(0));
        Ok(value.optional()?.and_then(|text| text.parse().ok()))
    }

    /// Gives every plan that was published, each after the older ones of its id.
    pub fn plans(&self) -> Result<Vec<StoredPlan>, LedgerError> {
        let sql = "SELECT hash, toml, published, EXISTS (SELECT 1 FROM cases WHERE plan_hash = plans.hash) FROM plans \
                   ORDER BY plan, published, hash";
        let mut statement = self.connection.prepare_cached(sql)?;
        let plan = |row: &Row<'_>| Ok(StoredPlan { hash: row.get(0)?, toml: row.get(1)?, since: row.get(2)?, has_cases: row.get(3)? });
        Ok(statement.query_map([], plan)?.collect::<Result<_, _>>()?)
    }

    /// Gives the files of the operator's lists, in the order in which they were given.
    pub fn lists(&self) -> Result<Vec<String>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT toml FROM lists ORDER BY place")?;
        let lists = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(lists)
    }

    /// Tells under which plans the open cases were last brought up to date.
    pub fn brought_under(&self) -> Result<Option<String>, LedgerError> {
        let value = self.connection.query_row("SELECT value FROM meta WHERE name = 'plans'", [], |row| row.get(0));
        Ok(value.optional()?)
    }
}

impl Writing<'_> {
    /// Begins a new epoch and gives its number. It is never one that was given since the backup, though the books that are put back
    /// don't know of it: the time in seconds is behind all of them.
    pub fn raise_epoch(&self, now: Moment) -> Result<u64, LedgerError> {
        let sql = "UPDATE meta SET value = max(CAST(value AS INTEGER) + 1, ? / 1000) WHERE name = 'epoch' RETURNING CAST(value AS INTEGER)";
        Ok(self.connection.query_row(sql, [now], |row| row.get(0))?)
    }

    /// Keeps the answer to a write under its key, for ever.
    pub fn keep_answer(&self, key: &str, body_hash: &str, answer: &str) -> Result<(), LedgerError> {
        self.connection
            .prepare_cached("INSERT INTO answers (key, body_hash, answer) VALUES (?, ?, ?)")?
            .execute((key, body_hash, answer))?;
        Ok(())
    }

    /// Writes down which revision of the engine made every stored detail.
    pub fn set_engine(&self, revision: u32) -> Result<(), LedgerError> {
        let sql = "INSERT INTO meta (name, value) VALUES ('engine', ?) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.connection.execute(sql, [revision.to_string()])?;
        Ok(())
    }

    /// Publishes a plan; one that is published stays as it is, since the day on which it first was.
    pub fn publish_plan(&self, hash: &str, plan: &str, toml: &str, at: Moment) -> Result<(), LedgerError> {
        self.connection
            .prepare_cached("INSERT INTO plans (hash, plan, toml, published) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")?
            .execute((hash, plan, toml, at))?;
        Ok(())
    }

    /// Keeps the files of the operator's lists in the place of those kept before.
    pub fn keep_lists(&self, texts: &[String]) -> Result<(), LedgerError> {
        self.connection.execute("DELETE FROM lists", [])?;
        let mut statement = self.connection.prepare_cached("INSERT INTO lists (place, toml) VALUES (?, ?)")?;
        for (place, text) in texts.iter().enumerate() {
            statement.execute((place, text))?;
        }
        Ok(())
    }

    /// Writes down under which plans the open cases stand.
    pub fn set_brought_under(&self, plans: &str) -> Result<(), LedgerError> {
        let sql = "INSERT INTO meta (name, value) VALUES ('plans', ?) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.connection.execute(sql, [plans])?;
        Ok(())
    }

    /// Gives the next number of a kind of name, from 1.
    pub fn next_number(&self, prefix: &str) -> Result<u64, LedgerError> {
        let sql = "INSERT INTO counters (prefix, next) VALUES (?, 2) ON CONFLICT DO UPDATE SET next = next + 1 RETURNING next - 1";
        Ok(self.connection.prepare_cached(sql)?.query_row([prefix], |row| row.get(0))?)
    }

    /// Passes over a number that is taken, and all before it.
    pub fn pass_number(&self, prefix: &str, taken: u32) -> Result<(), LedgerError> {
        let sql = "INSERT INTO counters (prefix, next) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET next = max(next, ?2)";
        self.connection.prepare_cached(sql)?.execute((prefix, u64::from(taken) + 1))?;
        Ok(())
    }
}

/// Reads who this server is; a new file gets a name of its own.
fn identity(connection: &Connection) -> Result<ServerIdentity, LedgerError> {
    let name = hex(&random::<16>()?);
    connection.execute("INSERT INTO meta (name, value) VALUES ('server', ?) ON CONFLICT DO NOTHING", [&name])?;
    connection.execute("INSERT INTO meta (name, value) VALUES ('epoch', '1') ON CONFLICT DO NOTHING", [])?;
    let secret = hex(&random::<32>()?);
    connection.execute("INSERT INTO meta (name, value) VALUES ('mark-secret', ?) ON CONFLICT DO NOTHING", [&secret])?;
    let value = |name: &str| connection.query_row("SELECT value FROM meta WHERE name = ?", [name], |row| row.get::<_, String>(0));
    let epoch = value("epoch")?.parse().map_err(|_| LedgerError::Inconsistent("the epoch is no number"))?;
    Ok(ServerIdentity { server: value("server")?, epoch })
}

/// Draws random bytes from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], LedgerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| LedgerError::Random)?;
    Ok(bytes)
}

/// Makes the data folder so that only its owner can enter it.
fn make_private_folder(folder: &Path) -> Result<(), LedgerError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|_| LedgerError::Sql(SqlError::NoAccess))
}

/// Makes an empty file that only its owner can read, where there is none; SQLite's other files take after it.
fn make_private_file(path: &Path) -> Result<(), LedgerError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|_| LedgerError::Sql(SqlError::NoAccess))
}
