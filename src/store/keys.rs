//! The random key of a folder: how it is made, wrapped under a passphrase, and read.

use zeroize::Zeroize;

use crate::store::Folder;
use crate::store::error::StoreError;

/// The 32 random bytes from which the keys of both files come. Wiped from memory when dropped.
pub struct CacheKey([u8; 32]);

impl CacheKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        CacheKey(bytes)
    }
}

impl Drop for CacheKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Opens the key file of a folder, making it where it is missing (mode 0600). For made-up data only: whoever reads the file
/// reads the cache.
#[allow(unused_variables, clippy::todo)]
pub fn from_file(folder: &Folder) -> Result<CacheKey, StoreError> {
    todo!()
}

/// Makes a random key and its header under a passphrase. Refuses where a header is there.
#[allow(unused_variables, clippy::todo)]
pub fn create(folder: &Folder, passphrase: &str) -> Result<CacheKey, StoreError> {
    todo!()
}

/// Opens the key of a folder with its passphrase. Takes as long as the header says (Argon2id): call it off the screen's thread.
#[allow(unused_variables, clippy::todo)]
pub fn unlock(folder: &Folder, passphrase: &str) -> Result<CacheKey, StoreError> {
    todo!()
}
