//! Whether what is written now will be there: nobody signs out meanwhile, and the file is still the one of its name.
//!
//! Not here: who signs out (`cli`), what wipes (`leaving`). Invariants: while somebody signs out, nobody else records anything, and the
//! mark of it ends with the process that set it; nothing is told as saved that went into a file which was taken away.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::store::{Folder, StoreError};

/// The way of one process to the file of decisions.
#[derive(Debug)]
pub(super) struct Gate {
    lock: File,
    leaves: bool,
    path: PathBuf,
    file: Identity,
}

/// While it lives nobody else records anything; let go of when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct Leaving {
    _lock: File,
}

/// How often it is tried to keep everybody else from writing, where that may not wait for a person; and how long lies between.
const TRIES: u32 = 60;
const TRIED_EVERY: Duration = Duration::from_millis(50);

/// Which file it is, whatever its name.
type Identity = Option<(u64, u64)>;

impl Gate {
    /// Takes note of the file as it was opened.
    pub fn open(folder: &Folder) -> Result<Self, StoreError> {
        let lock = lock_file(folder, &folder.leave_lock())?;
        let path = folder.outbox();
        Ok(Gate { lock, leaves: false, file: identity(&path), path })
    }

    /// Lets one write in, until what is given is dropped; not while another process signs out.
    pub fn enter(&self) -> Result<Option<Within<'_>>, StoreError> {
        if self.leaves {
            return Ok(None);
        }
        match self.lock.try_lock_shared() {
            Ok(()) => Ok(Some(Within(&self.lock))),
            Err(TryLockError::WouldBlock) => Err(StoreError::Leaving),
            Err(TryLockError::Error(_)) => Err(self.no_access()),
        }
    }

    /// Keeps everybody else from writing from now on, once those who do are done.
    pub fn leave(&mut self) -> Result<Leaving, StoreError> {
        self.lock.lock().map_err(|_| self.no_access())?;
        self.leaves = true;
        // It is the same lock: it holds until this one is closed too.
        Ok(Leaving { _lock: self.lock.try_clone().map_err(|_| self.no_access())? })
    }

    /// The same, but waits no longer than a write takes. Nothing where another process signs out all the while: then nobody but that
    /// one records anything.
    pub fn leave_soon(&mut self) -> Result<Option<Leaving>, StoreError> {
        for _ in 0..TRIES {
            match self.lock.try_lock() {
                Ok(()) => return self.leave().map(Some),
                Err(TryLockError::WouldBlock) => thread::sleep(TRIED_EVERY),
                Err(TryLockError::Error(_)) => return Err(self.no_access()),
            }
        }
        Ok(None)
    }

    /// Refuses where another process took the file away or put another in its place.
    pub fn still_there(&self) -> Result<(), StoreError> {
        if self.is_in_place() { Ok(()) } else { Err(StoreError::TakenAway) }
    }

    /// Whether the file is still the one of its name.
    pub fn is_in_place(&self) -> bool {
        identity(&self.path) == self.file
    }

    fn no_access(&self) -> StoreError {
        StoreError::NoAccess { folder: self.path.parent().unwrap_or(&self.path).to_path_buf() }
    }
}

/// One write, under way.
pub(super) struct Within<'a>(&'a File);

impl Drop for Within<'_> {
    fn drop(&mut self) {
        // What can't be let go of ends with the process.
        let _ = self.0.unlock();
    }
}

/// Opens the file of a lock, making it where it is missing.
pub(super) fn lock_file(folder: &Folder, path: &Path) -> Result<File, StoreError> {
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(path);
    opened.map_err(|_| StoreError::NoAccess { folder: folder.path().to_path_buf() })
}

#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> Identity {
    path.exists().then_some((0, 0))
}
