//! Making the cache anew where it can't be used: its files are removed, by one process at a time.
//!
//! Invariant: who has a former file open finds that it is no longer the one of its name, and keeps nothing in it.

use std::fs;
use std::io::ErrorKind;

use crate::sql::SqlError;
use crate::store::Folder;
use crate::store::gate::lock_file;

/// Holds others off who would make the cache anew too, until what is given is dropped.
pub(in crate::store) fn remaking(folder: &Folder) -> Result<fs::File, SqlError> {
    let lock = lock_file(folder, &folder.cache_lock()).map_err(|_| SqlError::NoAccess)?;
    lock.lock().map_err(|_| SqlError::NoAccess)?;
    Ok(lock)
}

/// Holds off who would make the cache anew while it is opened as it is, until what is given is dropped.
pub(in crate::store) fn opening_only(folder: &Folder) -> Result<fs::File, SqlError> {
    let lock = lock_file(folder, &folder.cache_lock()).map_err(|_| SqlError::NoAccess)?;
    lock.lock_shared().map_err(|_| SqlError::NoAccess)?;
    Ok(lock)
}

/// Removes the cache and all that belongs to it.
pub(in crate::store) fn remove_files(folder: &Folder) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = folder.cache().into_os_string();
        name.push(suffix);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    match fs::remove_file(folder.cache_damaged()) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
