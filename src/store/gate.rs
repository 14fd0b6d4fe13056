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
    file: FileId,
}

/// While it lives nobody else records anything; let go of when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct Leaving {
    _lock: File,
}

/// How often it is tried to keep everybody else from writing, where that may not wait for a person; and how long lies between.
const TRIES: u32 = 60;
const TRIED_EVERY: Duration = Duration::from_millis(50);

/// How often a file is opened anew that was taken away meanwhile.
const OPENED_ANEW: u32 = 5;

/// Which file it is, whatever its name.
pub(super) type FileId = (u64, u64);

impl Gate {
    /// Takes note of the file that was opened.
    pub fn open(folder: &Folder, file: FileId) -> Result<Self, StoreError> {
        let lock = lock_file(folder, &folder.leave_lock())?;
        Ok(Gate { lock, leaves: false, file, path: folder.outbox() })
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
        is_still(&self.path, self.file)
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

/// Opens a database and tells which file it is, so that one which was put in its place meanwhile is not taken for it.
///
/// Nothing where the file is taken away each time.
pub(super) fn opened<T, E>(path: &Path, open: impl Fn() -> Result<T, E>) -> Result<Option<(T, FileId)>, E> {
    for _ in 0..OPENED_ANEW {
        // Made here where it is missing: what SQLite made could be another by the time that it is looked at. Never opened where it is
        // there: closing it would let go of the locks that another connection of this process has on it.
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        drop(options.open(path));
        let before = identity(path);
        let value = open()?;
        if let Some(file) = before.filter(|file| is_still(path, *file)) {
            return Ok(Some((value, file)));
        }
    }
    Ok(None)
}

/// Whether a file is still the one of its name; one that is gone is not.
pub(super) fn is_still(path: &Path, file: FileId) -> bool {
    identity(path) == Some(file)
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<FileId> {
    path.exists().then_some((0, 0))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_is_put_in_its_place_while_it_is_opened_is_not_taken_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let (path, other) = (dir.path().join("a"), dir.path().join("b"));
        let times = Cell::new(0);
        let open = |until: u32| {
            times.set(times.get() + 1);
            if times.get() <= until {
                fs::write(&other, b"").unwrap();
                fs::rename(&other, &path).unwrap();
            }
            Ok::<_, StoreError>(times.get())
        };
        let (value, file) = opened(&path, || open(2)).unwrap().unwrap();
        assert!(value == 3 && is_still(&path, file), "opened until it is the one of its name");
        times.set(0);
        assert!(opened(&path, || open(u32::MAX)).unwrap().is_none());
        fs::remove_file(&path).unwrap();
        assert!(!is_still(&path, file), "one that is gone is in no place");
    }
}
