//! Why the client's files could not be used, each with what it means for what was decided and what to do about it.
//!
//! Not here: the sentences (`text::store`). Invariant: an error names files and never what stands in them.

use std::path::PathBuf;

use crate::domain::decision::Verb;
use crate::domain::ids::CaseId;
use crate::domain::people::Lang;
use crate::sql::SqlError;
use crate::text::store as words;

/// One of the two files of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Drafts and decisions. Never thrown away.
    Outbox,
    /// What the server said. Can be made anew.
    Cache,
}

/// Why the client's files could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key does not open the file, or the file is no longer a database.
    #[error("the key doesn't open the {which:?} in {folder}")]
    WrongKey { which: Which, folder: PathBuf },
    /// The passphrase does not open the key.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The key's own file can't be read as such, or others may read it.
    #[error("the key file {file} can't be used: {why}")]
    KeyFile { file: PathBuf, why: KeyFault },
    /// The key of these files is gone, and nothing else opens them.
    #[error("the key of what is in {folder} is gone")]
    KeyLost { folder: PathBuf, key: PathBuf, files: Vec<&'static str> },
    /// The file was written by a newer program.
    #[error("the {which:?} has schema {found}, this program knows up to {known}")]
    Newer { which: Which, found: u32, known: u32 },
    /// The file is damaged; for the cache this mends itself.
    #[error("the {which:?} in {folder} is damaged")]
    Damaged { which: Which, folder: PathBuf },
    /// The outbox was there and is gone: what was not sent may be lost.
    #[error("the outbox in {folder} is gone")]
    OutboxLost { folder: PathBuf },
    /// Nothing more can be written. What was asked for was not done; all that stood there before is untouched.
    #[error("the disk is full at {folder}")]
    DiskFull { which: Which, folder: PathBuf },
    /// A file can't be opened, not even to be read: its shared memory finds no room. Nothing was to be written, and nothing was touched.
    #[error("no room to open what is in {folder}")]
    NoRoomToOpen { folder: PathBuf },
    /// The disk failed while the file was read or written. What was asked for was not done.
    #[error("the disk failed at {folder}")]
    DiskFailed { which: Which, folder: PathBuf },
    /// The folder can't be read or written.
    #[error("no access to {folder}")]
    NoAccess { folder: PathBuf },
    /// Another process held the file for longer than we wait.
    #[error("the {which:?} is in use")]
    Busy { which: Which },
    /// A scan that was stopped because nobody waits for it.
    #[error("stopped")]
    Stopped,
    /// The outbox has no such decision, or no more.
    #[error("no such decision")]
    NotThere,
    /// It was sent: it can't be undone or discarded before the server has answered.
    #[error("too late: it was sent")]
    TooLate,
    /// It was accepted: it is neither taken back nor dropped, a decision reverses it.
    #[error("the server accepted the decision")]
    Accepted,
    /// It was refused or is in conflict: nothing is to be taken back of it.
    #[error("the decision was not taken")]
    NotTaken,
    /// Another decision of the case was recorded and is not answered.
    #[error("the case was decided")]
    OnItsWay { case: CaseId, verb: Verb },
    /// A decision under this id is there with other content.
    #[error("the id was used for another decision")]
    IdReused,
    /// What came is of another server or epoch than the folder.
    #[error("of another server")]
    OtherServer,
    /// Something here still has to go out in another person's name.
    #[error("decisions of another person are unsent")]
    OtherPerson { name: String },
    /// Another process signs out: nothing is recorded meanwhile.
    #[error("another process signs out")]
    Leaving,
    /// Another process took the file away or put another in its place: what was written is nowhere.
    #[error("the file was taken away")]
    TakenAway,
    /// Another process made the cache anew: what comes in here would be kept nowhere.
    #[error("the cache was made anew")]
    Replaced,
    /// The machine gives no random numbers.
    #[error("no random numbers")]
    NoRandom,
    #[error("the {which:?} refused: {error}")]
    Other { which: Which, error: SqlError },
}

/// What is wrong with the file of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error("not readable as a key")]
    Malformed,
    #[error("of a newer version")]
    Newer,
    #[error("others may read it")]
    OpenToOthers,
    #[error("it asks for more memory or time than is sane")]
    TooCostly,
}

impl StoreError {
    /// Why a file was not opened: a full disk is told as that, for nobody had asked for anything to be saved.
    pub(super) fn opening(which: Which, folder: &std::path::Path, error: SqlError) -> Self {
        match error {
            SqlError::Full => StoreError::NoRoomToOpen { folder: folder.to_path_buf() },
            error => StoreError::of(which, folder, error),
        }
    }

    pub(super) fn of(which: Which, folder: &std::path::Path, error: SqlError) -> Self {
        let folder = folder.to_path_buf();
        match error {
            SqlError::Newer { found, known } => StoreError::Newer { which, found, known },
            SqlError::WrongKey => StoreError::WrongKey { which, folder },
            SqlError::Full => StoreError::DiskFull { which, folder },
            SqlError::NoAccess => StoreError::NoAccess { folder },
            SqlError::Busy => StoreError::Busy { which },
            SqlError::Damaged => StoreError::Damaged { which, folder },
            SqlError::Io => StoreError::DiskFailed { which, folder },
            error @ SqlError::Other(_) => StoreError::Other { which, error },
        }
    }

    /// Says it to a person: what did not happen, what is safe, what to do.
    pub fn tell(&self, lang: Lang) -> String {
        let shown = |path: &PathBuf| path.display().to_string();
        match self {
            StoreError::WrongKey { which: Which::Outbox, folder } => words::outbox_wrong_key(lang, shown(folder)),
            StoreError::WrongKey { which: Which::Cache, folder } => words::cache_wrong_key(lang, shown(folder)),
            StoreError::WrongPassphrase => words::wrong_passphrase(lang).into(),
            StoreError::KeyFile { file, why: KeyFault::OpenToOthers } => words::key_file_open(lang, shown(file)),
            StoreError::KeyFile { file, why: KeyFault::Newer } => words::key_file_newer(lang, shown(file)),
            StoreError::KeyFile { file, .. } => words::key_file_bad(lang, shown(file)),
            StoreError::KeyLost { folder, key, files } => words::key_lost(lang, shown(folder), files.join(words::comma(lang)), shown(key)),
            StoreError::Newer { found, known, .. } => words::newer(lang, found, known),
            StoreError::Damaged { which: Which::Outbox, folder } => words::outbox_damaged(lang, shown(folder)),
            StoreError::Damaged { which: Which::Cache, folder } => words::cache_damaged(lang, shown(folder)),
            StoreError::OutboxLost { folder } => words::outbox_lost(lang, shown(folder)),
            StoreError::DiskFull { which: Which::Outbox, folder } => words::outbox_full(lang, shown(folder)),
            StoreError::DiskFull { which: Which::Cache, folder } => words::cache_full(lang, shown(folder)),
            StoreError::NoRoomToOpen { folder } => words::no_room_to_open(lang, shown(folder)),
            StoreError::DiskFailed { which: Which::Outbox, folder } => words::outbox_disk_failed(lang, shown(folder)),
            StoreError::DiskFailed { which: Which::Cache, folder } => words::cache_disk_failed(lang, shown(folder)),
            StoreError::NoAccess { folder } => words::no_access(lang, shown(folder)),
            StoreError::Busy { .. } => words::busy(lang).into(),
            StoreError::Stopped => words::stopped(lang).into(),
            StoreError::NotThere => words::not_there(lang).into(),
            StoreError::TooLate => words::too_late(lang).into(),
            StoreError::Accepted => words::accepted(lang).into(),
            StoreError::NotTaken => words::not_taken(lang).into(),
            StoreError::OnItsWay { case, verb } => words::on_its_way(lang, case, crate::text::actions::verb(lang, *verb)),
            StoreError::IdReused => words::id_reused(lang).into(),
            StoreError::OtherServer => words::other_server(lang).into(),
            StoreError::OtherPerson { name } => words::other_person(lang, crate::domain::identity::mask_name(name)),
            StoreError::Leaving => words::leaving(lang).into(),
            StoreError::TakenAway => words::taken_away(lang).into(),
            StoreError::Replaced => words::replaced(lang).into(),
            StoreError::NoRandom => words::no_random(lang).into(),
            StoreError::Other { which: Which::Outbox, error } => words::outbox_other(lang, error),
            StoreError::Other { which: Which::Cache, error } => words::cache_other(lang, error),
        }
    }
}
