//! One pusher per folder: who holds the lock sends and pulls, everybody else reads and records.
//!
//! Invariant: what stands in the lock's file only says who holds it; whether anybody does is the system's word.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};

use crate::store::Folder;
use crate::store::error::StoreError;

/// A number in the file is no longer.
const LONGEST_NOTE: u64 = 32;

/// Held while this process sends and pulls; let go when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct PushLock {
    _file: File,
}

/// Another process that holds the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its number in the system; absent where it didn't say.
    pub pid: Option<u32>,
    /// It was stopped (Ctrl-z, SIGSTOP): nothing goes out before it goes on or ends.
    pub stopped: bool,
}

impl PushLock {
    /// Takes the lock; gives nothing while another process has it.
    pub fn acquire(folder: &Folder) -> Result<Option<Self>, StoreError> {
        let no_access = |_| StoreError::NoAccess { folder: folder.path().to_path_buf() };
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.push_lock()).map_err(no_access)?;
        match file.try_lock() {
            Ok(()) => {
                // Without the note the others can't say who it is; the lock holds all the same.
                let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                Ok(Some(PushLock { _file: file }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(no_access(error)),
        }
    }

    /// Tells who else holds the lock; nothing where nobody does.
    pub fn holder(folder: &Folder) -> Result<Option<Holder>, StoreError> {
        let no_access = |_| StoreError::NoAccess { folder: folder.path().to_path_buf() };
        let file = match File::open(folder.push_lock()) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(no_access)?,
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(None),
            Err(TryLockError::Error(error)) => Err(no_access(error)),
            Err(TryLockError::WouldBlock) => {
                let mut note = String::new();
                let read = file.take(LONGEST_NOTE).read_to_string(&mut note);
                let pid = read.ok().and_then(|_| note.trim().parse().ok());
                Ok(Some(Holder { pid, stopped: pid.is_some_and(is_stopped) }))
            }
        }
    }
}

/// Whether the system says that a process was stopped; false where it doesn't tell.
fn is_stopped(pid: u32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    // The state stands behind the name, which stands in brackets and may hold anything.
    status.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(['T', 't']))
}
