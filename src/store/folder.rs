//! Where one person's data lie on this machine: the names of the files and folders in his folder.
//!
//! Not here: which folder that is (`config`), what the files hold.
//! Invariant: only its owner may read the folder.

use std::path::{Path, PathBuf};

use crate::store::error::StoreError;

/// The folder of one person's data on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Folder(path.into())
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
    /// Makes the folder where it is missing, for its owner alone.
    pub fn make(&self) -> Result<(), StoreError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0).map_err(|_| StoreError::NoAccess { folder: self.0.clone() })
    }
    pub fn outbox(&self) -> PathBuf {
        self.0.join("outbox.db")
    }
    pub fn cache(&self) -> PathBuf {
        self.0.join("cache.db")
    }
    /// The random key, wrapped under a passphrase.
    pub fn key_header(&self) -> PathBuf {
        self.0.join("key.json")
    }
    /// The random key as it is; for made-up data only.
    pub fn key_file(&self) -> PathBuf {
        self.0.join("key")
    }
    /// There where the person chose that the desktop's keyring has the key.
    pub fn in_keyring(&self) -> PathBuf {
        self.0.join("key.in-keyring")
    }
    /// Left where the cache was found damaged, so that the next open makes it anew.
    pub(super) fn cache_damaged(&self) -> PathBuf {
        self.0.join("cache.damaged")
    }
    /// Receipts that were saved to be printed; nothing personal stands in full in them.
    pub fn receipts(&self) -> PathBuf {
        self.0.join("receipts")
    }
    /// Held by the one process that sends and pulls.
    pub fn push_lock(&self) -> PathBuf {
        self.0.join("push.lock")
    }
    /// Shared by who records, held alone by who signs out.
    pub(super) fn leave_lock(&self) -> PathBuf {
        self.0.join("leave.lock")
    }
    /// Held by who makes the cache anew.
    pub(super) fn cache_lock(&self) -> PathBuf {
        self.0.join("cache.lock")
    }
    /// Where who holds that lock hears the other processes.
    pub fn push_socket(&self) -> PathBuf {
        self.0.join("push.sock")
    }
}
