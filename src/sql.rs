//! How a SQLite file is opened, brought to its newest schema, and how values stand in it. Client and server use the same.
//!
//! Not here: tables and what they mean (`store`, `server`).
//! Invariant: money is whole fen, a moment is milliseconds, a date is a count of days; nothing else converts them.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use chrono::Datelike;
use rusqlite::config::DbConfig;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;
use zstd::bulk::Compressor;

use crate::domain::basis::hex;
use crate::domain::ids::{BenefitId, CaseId, MaterialId, MemberId, PlanHash, PlanId, StageId, UserId};
use crate::domain::money::Money;
use crate::domain::time::{Date, Moment};

/// How long a connection waits for another process's write before it gives up. Longer than any transaction of ours.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The page cache of the server's writer. Large enough for the inner pages of every index at 100,000 cases.
const CACHE_KIB: i32 = 6 * 1024;
/// The page cache of a client's connection: the inner pages of the indexes that a desk uses. A desk with ten times the cases fills no more.
const CLIENT_CACHE_KIB: i32 = 4 * 1024;
/// The same while very many rows are taken in, which go to every place of every index: with less, each page is sealed and opened again for
/// nearly every row.
const FILLING_CACHE_KIB: i32 = 64 * 1024;
/// The page cache of a connection that reads a file without a key: a page that isn't in it is one copy away, in the system's own cache.
const READING_CACHE_KIB: i32 = 2 * 1024;
/// Pages after which the log is brought into its file: SQLite's own number, and while very many rows are taken in, when the same pages are
/// written again and again, 64 MB.
const LOG_PAGES: u32 = 1_000;
const FILLING_LOG_PAGES: u32 = 16_384;
/// The most beginnings of case numbers that are told: two for each plan and year.
pub const MOST_BEGINNINGS: usize = 64;
/// Pages after which a log that is left behind is brought into its file: few, for the next open reads them all again.
const LEFT_LOG_PAGES: u32 = 64;
/// The most that one packed value may unpack to: a case with a very long history, and no bomb.
const LARGEST_UNPACKED: usize = 8 * 1024 * 1024;
/// Steps of a statement after which others may run: some ten microseconds, so that asking costs little of them.
const STEPS_AT_ONCE: i32 = 1_000;
/// Quick, and small enough for the short texts of one case.
const PACK_LEVEL: i32 = 3;

/// What is lost when the machine loses power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was committed.
    Full,
    /// Perhaps the last transactions; the file stays whole.
    Normal,
}

/// How a file is opened.
#[derive(Debug)]
pub struct Opening<'a> {
    /// The key of a SQLCipher file; a plain SQLite file has none.
    pub key: Option<&'a [u8; 32]>,
    pub durability: Durability,
    /// Opens for reading only; the file must be there.
    pub read_only: bool,
}

/// Says why a file could not be opened or written. Holds no data of the file.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// The schema is of a newer program.
    #[error("the file has schema {found}, this program knows up to {known}")]
    Newer { found: u32, known: u32 },
    /// The key is wrong, or the file is no database.
    #[error("the file is no database, or the key is wrong")]
    WrongKey,
    /// Nothing more can be written: the disk is full or the file is at its limit.
    #[error("the disk is full")]
    Full,
    /// The disk or the way to it failed, or took back what it had written.
    #[error("the disk failed")]
    Io,
    /// The folder or the file can't be read or written.
    #[error("the file can't be opened")]
    NoAccess,
    /// Another process holds the file.
    #[error("the file is in use")]
    Busy,
    /// The file is damaged.
    #[error("the file is damaged")]
    Damaged,
    #[error("the database refused: {0}")]
    Other(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for SqlError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => SqlError::WrongKey,
            Some(ErrorCode::DiskFull | ErrorCode::TooBig) => SqlError::Full,
            Some(ErrorCode::SystemIoFailure) if is_for_want_of_room(&error) => SqlError::Full,
            Some(ErrorCode::SystemIoFailure) => SqlError::Io,
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => SqlError::NoAccess,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => SqlError::Busy,
            Some(ErrorCode::DatabaseCorrupt) => SqlError::Damaged,
            _ => SqlError::Other(error),
        }
    }
}

/// Tells whether an I/O failure is one of growing a file: SQLite tells a quota or a limit on size by these, not as a full disk.
fn is_for_want_of_room(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_SHMOPEN, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_WRITE};
    let extended = error.sqlite_error().map(|error| error.extended_code);
    matches!(extended, Some(SQLITE_IOERR_WRITE | SQLITE_IOERR_SHMOPEN | SQLITE_IOERR_SHMSIZE))
}

/// Opens a file, making it where it is missing.
pub fn open(path: &Path, opening: &Opening<'_>) -> Result<Connection, SqlError> {
    let flags = if opening.read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX
    };
    let mut connection = Connection::open_with_flags(path, flags)?;
    prepare(&mut connection, opening)?;
    Ok(connection)
}

/// Tells the version of SQLCipher that is built in.
pub fn cipher_version() -> Result<String, SqlError> {
    Ok(open_in_memory()?.query_row("PRAGMA cipher_version", [], |row| row.get(0))?)
}

/// Opens a database that lives in memory and ends with the connection.
pub fn open_in_memory() -> Result<Connection, SqlError> {
    let mut connection = Connection::open_in_memory()?;
    prepare(&mut connection, &Opening { key: None, durability: Durability::Normal, read_only: false })?;
    Ok(connection)
}

fn prepare(connection: &mut Connection, opening: &Opening<'_>) -> Result<(), SqlError> {
    // SQLCipher writes its complaints to stderr, over the screen, unless it is told before the key.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    if let Some(key) = opening.key {
        let statement = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", Zeroizing::new(hex(key)).as_str()));
        connection.execute_batch(&statement)?;
    }
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // The first read of the file: a wrong key shows here.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    if !opening.read_only {
        connection.execute_batch("PRAGMA journal_mode = WAL;")?;
    }
    let cache = match (opening.key, opening.read_only) {
        (Some(_), _) => CLIENT_CACHE_KIB,
        (None, true) => READING_CACHE_KIB,
        (None, false) => CACHE_KIB,
    };
    connection.execute_batch(&format!("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{cache};"))?;
    set_durability(connection, opening.durability)?;
    connection.set_prepared_statement_cache_capacity(64);
    if opening.key.is_some() {
        give_way(connection)?;
    }
    Ok(())
}

/// Has a connection let other threads run every so many steps of a statement. Its thread shares a few cores with the one that paints and
/// with the kernel's that carry its bytes to the terminal; Linux lets a thread that computes finish its slice, some milliseconds, before
/// one that wakes, so that a key typed during a scan was painted late.
fn give_way(connection: &mut Connection) -> Result<(), SqlError> {
    let others_first = || {
        std::thread::yield_now();
        false
    };
    Ok(connection.progress_handler(STEPS_AT_ONCE, Some(others_first))?)
}

/// Says what a power cut may take of the transactions from now on; outside of any.
pub fn set_durability(connection: &Connection, durability: Durability) -> Result<(), SqlError> {
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    Ok(connection.execute_batch(&format!("PRAGMA synchronous = {synchronous};"))?)
}

/// Brings to disk what was committed to a file under [`Durability::Normal`].
pub fn sync_log(path: &Path) -> Result<(), SqlError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::File::open(log).and_then(|log| log.sync_data()).map_err(|_| SqlError::Io)
}

/// Gives a client's connection the memory that taking very many rows in needs, or has it give that back.
pub fn set_filling(connection: &Connection, filling: bool) -> Result<(), SqlError> {
    let cache = if filling { FILLING_CACHE_KIB } else { CLIENT_CACHE_KIB };
    let log = if filling { FILLING_LOG_PAGES } else { LOG_PAGES };
    connection.execute_batch(&format!("PRAGMA cache_size = -{cache}; PRAGMA wal_autocheckpoint = {log}; PRAGMA shrink_memory;"))?;
    Ok(())
}

/// Has a connection close without bringing its log into the file, as a crash would leave it: what was committed is in the log, which the
/// next open takes up. For a program that is asked for one thing and ends: making the log anew costs more syncs than the write itself.
pub fn leave_log(connection: &Connection) -> Result<(), SqlError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.execute_batch(&format!("PRAGMA wal_autocheckpoint = {LEFT_LOG_PAGES};"))?;
    Ok(())
}

/// Brings a file to the newest schema. `steps[n]` leads from version `n` to `n + 1`; a step that was released never changes.
///
/// Each step is one transaction. Refuses a file that is newer than the last step.
pub fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), SqlError> {
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    loop {
        // The version is read inside the writing transaction, so that two processes can't take the same step.
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > known {
            return Err(SqlError::Newer { found, known });
        }
        let Some(step) = steps.get(found as usize) else { return Ok(()) };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}

/// Gives what case numbers begin with, `ZJ24` of `ZJ24-000186`, by stepping from one beginning to the next.
///
/// `next` selects the first number that is not before the one it is given. The list ends after a bounded number.
///
/// # Errors
/// The file can't be read.
pub fn beginnings(connection: &Connection, next: &str) -> Result<Vec<String>, SqlError> {
    let mut next = connection.prepare_cached(next)?;
    let (mut from, mut beginnings) = (String::new(), Vec::new());
    while beginnings.len() < MOST_BEGINNINGS {
        let Some(id) = next.query_row([&from], |row| row.get::<_, String>(0)).optional()? else { break };
        let beginning = id.rsplit_once('-').map_or(id.as_str(), |(beginning, _)| beginning).to_owned();
        // '.' comes after '-'.
        from = format!("{beginning}.");
        beginnings.push(beginning);
    }
    Ok(beginnings)
}

/// Tells the schema version of a file.
pub fn version(connection: &Connection) -> Result<u32, SqlError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// A date in a column: days since the first day of the year 1, so that it sorts and takes four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub Date);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.num_days_from_ce().into())
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let days = i32::column_result(value)?;
        Date::from_num_days_from_ce_opt(days).map(Day).ok_or(FromSqlError::OutOfRange(days.into()))
    }
}

impl ToSql for Money {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.fen().into())
    }
}

impl FromSql for Money {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Money::from_fen)
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Moment)
    }
}

macro_rules! names_of_things {
    ($($name:ident)*) => {$(
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str().map($name::from)
            }
        }
    )*};
}

names_of_things! { BenefitId CaseId MaterialId MemberId PlanHash PlanId StageId UserId }

/// A value in a column as JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = serde_json::to_string(&self.0).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        Ok(text.into())
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Json).map_err(FromSqlError::other)
    }
}

/// A large value in a column: JSON, compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed<T>(pub T);

impl<T: Serialize> ToSql for Packed<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let json = serde_json::to_vec(&self.0).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        pack(&json).map(Into::into).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
    }
}

impl<T: DeserializeOwned> FromSql for Packed<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let json = unpack(value.as_blob()?).map_err(FromSqlError::other)?;
        serde_json::from_slice(&json).map(Packed).map_err(FromSqlError::other)
    }
}

/// Compresses bytes for a column.
pub fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        // Setting a compressor up takes longer than packing one case.
        static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    PACKER.with_borrow_mut(|packer| match packer {
        Some(packer) => packer.compress(bytes),
        None => packer.insert(Compressor::new(PACK_LEVEL)?).compress(bytes),
    })
}

/// Gives packed bytes back; refuses what would be larger than any value of ours.
pub fn unpack(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::decompress(packed, LARGEST_UNPACKED)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[&str] = &["CREATE TABLE a (money INTEGER, day INTEGER, at INTEGER, json TEXT, packed BLOB);", "CREATE TABLE b (x);"];

    fn opening(key: Option<&[u8; 32]>) -> Opening<'_> {
        Opening { key, durability: Durability::Full, read_only: false }
    }

    #[test]
    fn values_come_back_as_they_went_in() {
        let mut connection = open_in_memory().unwrap();
        migrate(&mut connection, STEPS).unwrap();
        let day = Day("2024-12-17".parse().unwrap());
        let texts = vec!["张某某".to_owned(); 3];
        let money = Money::from_fen(-775_001);
        connection.execute("INSERT INTO a VALUES (?, ?, ?, ?, ?)", (money, day, Moment(-5), Json(&texts), Packed(&texts))).unwrap();
        let row = connection
            .query_row("SELECT * FROM a", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Json<Vec<String>>>(3)?.0, row.get::<_, Packed<Vec<String>>>(4)?.0))
            })
            .unwrap();
        assert_eq!(row, (money, day, Moment(-5), texts.clone(), texts));
    }

    #[test]
    fn a_newer_file_is_refused_and_an_older_one_is_brought_up() {
        let mut connection = open_in_memory().unwrap();
        migrate(&mut connection, &STEPS[..1]).unwrap();
        migrate(&mut connection, STEPS).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
        assert!(matches!(migrate(&mut connection, &STEPS[..1]), Err(SqlError::Newer { found: 2, known: 1 })));
    }

    #[test]
    fn a_wrong_key_is_told_and_nothing_of_the_file_is_plain() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let mut connection = open(&path, &opening(Some(&[7; 32]))).unwrap();
        migrate(&mut connection, &["CREATE TABLE secretword (x);"]).unwrap();
        drop(connection);
        assert!(matches!(open(&path, &opening(Some(&[8; 32]))), Err(SqlError::WrongKey)));
        assert!(matches!(open(&path, &opening(None)), Err(SqlError::WrongKey)));
        assert!(open(&path, &opening(Some(&[7; 32]))).is_ok());
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(10).any(|window| window == b"secretword") && !bytes.starts_with(b"SQLite"));
    }

    #[test]
    fn a_disk_that_fails_is_not_told_as_full() {
        use rusqlite::ffi::{self, SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ, SQLITE_IOERR_WRITE};
        let told = |code| SqlError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        assert!(matches!((told(SQLITE_FULL), told(SQLITE_IOERR_WRITE)), (SqlError::Full, SqlError::Full)));
        assert!(matches!((told(SQLITE_IOERR_READ), told(SQLITE_IOERR_FSYNC)), (SqlError::Io, SqlError::Io)));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        assert!(matches!(open(Path::new("/nonexistent/x.db"), &opening(None)), Err(SqlError::NoAccess)));
    }
}
