//! One pusher per folder: who holds the lock sends and pulls, everybody else reads and records.

use std::fs::{File, OpenOptions, TryLockError};

use crate::store::Folder;
use crate::store::error::StoreError;

/// Held while this process sends and pulls; let go when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct PushLock {
    _file: File,
}

impl PushLock {
    /// Takes the lock; gives nothing while another process has it.
    pub fn acquire(folder: &Folder) -> Result<Option<Self>, StoreError> {
        let no_access = |_| StoreError::NoAccess { folder: folder.path().to_path_buf() };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.push_lock()).map_err(no_access)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(PushLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(no_access(error)),
        }
    }
}
