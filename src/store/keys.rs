//! The random key of a folder: how it is made, wrapped under a passphrase, and read.
//!
//! The header is JSON with a version, the cost of Argon2id, a salt, a nonce, and the key sealed with XChaCha20-Poly1305. Version
//! and cost are sealed with it, so nobody makes the header cheaper unseen. Not here: the keyrings of the system (`keyring`).
//! Invariant: a key, a passphrase or what comes from them is wiped from memory, and never printed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::domain::basis::hex;
use crate::store::Folder;
use crate::store::error::{KeyFault, StoreError};

const HEADER_VERSION: u32 = 1;
/// The most that a header may ask for: one GiB and 32 rounds. Beyond it somebody wants to stop the machine.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_ROUNDS: u32 = 32;
const MOST_LANES: u32 = 16;
/// A header is a few hundred bytes; what is longer is no header.
const LONGEST_HEADER: u64 = 4096;

/// What opening a key with a passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub memory_kib: u32,
    pub rounds: u32,
    pub lanes: u32,
}

impl Default for Cost {
    /// About a tenth of a second: RFC 9106 §4, second choice (64 MiB, 3 rounds), with one lane.
    fn default() -> Self {
        Cost { memory_kib: 64 * 1024, rounds: 3, lanes: 1 }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    version: u32,
    argon2id: Cost,
    salt: String,
    nonce: String,
    sealed: String,
}

/// The 32 random bytes from which the keys of both files come. Wiped from memory when dropped.
pub struct CacheKey(
    /// In a place of its own: what is moved leaves its bytes where it was, and nobody wipes these.
    Box<[u8; 32]>,
);

impl CacheKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self::of(&bytes)
    }

    /// A key with these bytes; they stay where they are, too.
    pub(super) fn of(bytes: &[u8; 32]) -> Self {
        let mut key = Self::empty();
        key.0.copy_from_slice(bytes);
        key
    }

    fn empty() -> Self {
        CacheKey(Box::default())
    }

    /// For a keyring, which keeps it as it is.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn random() -> Result<Self, StoreError> {
        let mut key = Self::empty();
        fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    /// Derives the key of one file. The master is uniformly random, so one hash over a label and the master does.
    pub(super) fn file_key(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let mut hasher = Sha256::new();
        hasher.update(b"huzhu file key 1: ");
        hasher.update(label.as_bytes());
        hasher.update([0]);
        hasher.update(self.0.as_slice());
        let mut key = Zeroizing::new([0; 32]);
        hasher.finalize_into((&mut *key).into());
        key
    }
}

impl Drop for CacheKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CacheKey")
    }
}

/// Opens the key file of a folder, making it where it is missing (mode 0600). For made-up data only: whoever reads the file
/// reads the cache. Refuses a file that others may read.
pub fn from_file(folder: &Folder) -> Result<CacheKey, StoreError> {
    let path = folder.key_file();
    match read_bounded(&path) {
        Ok(text) => {
            closed_to_others(&path)?;
            let mut key = CacheKey::empty();
            unhex(text.trim(), key.0.as_mut_slice()).ok_or(fault(&path, KeyFault::Malformed))?;
            Ok(key)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            lost(folder, &path).map_or(Ok(()), Err)?;
            let key = CacheKey::random()?;
            write_new(&path, Zeroizing::new(hex(key.0.as_slice())).as_bytes()).map_err(|_| no_access(folder))?;
            Ok(key)
        }
        Err(error) => Err(unreadable(folder, &path, &error)),
    }
}

/// Tells in an error that files are there and the header of their key is not; nothing where all is there, or nothing.
pub fn header_lost(folder: &Folder) -> Option<StoreError> {
    let header = folder.key_header();
    if header.exists() { None } else { lost(folder, &header) }
}

/// Tells which files a key is missing to. An empty one holds nothing.
fn lost(folder: &Folder, key: &Path) -> Option<StoreError> {
    let holds = |file: &Path| fs::metadata(file).is_ok_and(|meta| meta.len() > 0);
    let known = [("outbox.db", folder.outbox()), ("cache.db", folder.cache())];
    let files: Vec<_> = known.into_iter().filter(|(_, file)| holds(file)).map(|(name, _)| name).collect();
    (!files.is_empty()).then(|| StoreError::KeyLost { folder: folder.path().to_path_buf(), key: key.to_path_buf(), files })
}

/// Tells whether the header of a folder can be read as one, whatever passphrase opens it.
pub fn look_at_header(folder: &Folder) -> Result<(), StoreError> {
    read_header(folder).map(drop)
}

/// Makes a random key and its header under a passphrase. Refuses where a header is there: it may be the only way to a file. Refuses where
/// a file is there: no new key opens it.
pub fn create(folder: &Folder, passphrase: &str, cost: Cost) -> Result<CacheKey, StoreError> {
    header_lost(folder).map_or(Ok(()), Err)?;
    let key = CacheKey::random()?;
    let header = seal(folder, &key, passphrase, cost)?;
    write_new(&folder.key_header(), header.as_bytes()).map_err(|_| no_access(folder))?;
    Ok(key)
}

/// Seals the key of a folder anew after its passphrase changed, and gives it. The files stay as they are; a crash leaves the
/// former header or the new one.
pub fn rewrap(folder: &Folder, former: &str, passphrase: &str, cost: Cost) -> Result<CacheKey, StoreError> {
    let key = unlock(folder, former)?;
    let header = seal(folder, &key, passphrase, cost)?;
    write_over(&folder.key_header(), header.as_bytes()).map_err(|_| no_access(folder))?;
    Ok(key)
}

/// Makes the text of a header.
fn seal(folder: &Folder, key: &CacheKey, passphrase: &str, cost: Cost) -> Result<String, StoreError> {
    let path = folder.key_header();
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    fill(&mut salt)?;
    fill(&mut nonce)?;
    let wrapping = stretch(passphrase, &salt, cost).ok_or(fault(&path, KeyFault::TooCostly))?;
    let sealed = XChaCha20Poly1305::new(&(*wrapping).into())
        .encrypt(&XNonce::from(nonce), Payload { msg: key.0.as_slice(), aad: sealed_with(HEADER_VERSION, cost).as_bytes() })
        .map_err(|_| fault(&path, KeyFault::Malformed))?;
    let header = Header { version: HEADER_VERSION, argon2id: cost, salt: hex(&salt), nonce: hex(&nonce), sealed: hex(&sealed) };
    serde_json::to_string_pretty(&header).map_err(|_| fault(&path, KeyFault::Malformed))
}

/// Opens the key of a folder with its passphrase. Takes as long as the header says: call it off the screen's thread.
pub fn unlock(folder: &Folder, passphrase: &str) -> Result<CacheKey, StoreError> {
    let path = folder.key_header();
    let malformed = || fault(&path, KeyFault::Malformed);
    let header = read_header(folder)?;
    let (mut salt, mut nonce, mut sealed) = ([0; 16], [0; 24], [0; 48]);
    unhex(&header.salt, &mut salt).and(unhex(&header.nonce, &mut nonce)).and(unhex(&header.sealed, &mut sealed)).ok_or_else(malformed)?;
    let wrapping = stretch(passphrase, &salt, header.argon2id).ok_or(fault(&path, KeyFault::TooCostly))?;
    // The tag is compared in constant time; a wrong passphrase and a touched header look the same.
    let opened = XChaCha20Poly1305::new(&(*wrapping).into())
        .decrypt(&XNonce::from(nonce), Payload { msg: &sealed, aad: sealed_with(header.version, header.argon2id).as_bytes() })
        .map(Zeroizing::new)
        .map_err(|_| StoreError::WrongPassphrase)?;
    Ok(CacheKey::of(opened.as_slice().try_into().map_err(|_| malformed())?))
}

fn read_header(folder: &Folder) -> Result<Header, StoreError> {
    let path = folder.key_header();
    let text = read_bounded(&path).map_err(|error| unreadable(folder, &path, &error))?;
    let malformed = || fault(&path, KeyFault::Malformed);
    let version = serde_json::from_str::<serde_json::Value>(&text).ok().and_then(|header| header.get("version")?.as_u64());
    if version.is_some_and(|version| version > u64::from(HEADER_VERSION)) {
        return Err(fault(&path, KeyFault::Newer));
    }
    serde_json::from_str(&text).map_err(|_| malformed())
}

/// Gives what tells the header of a folder from any other; nothing where there is none.
pub(super) fn header_mark(folder: &Folder) -> Option<[u8; 32]> {
    let text = read_bounded(&folder.key_header()).ok()?;
    Some(Sha256::digest(text.as_bytes()).into())
}

fn stretch(passphrase: &str, salt: &[u8], cost: Cost) -> Option<Zeroizing<[u8; 32]>> {
    if cost.memory_kib > MOST_MEMORY_KIB || cost.rounds > MOST_ROUNDS || cost.lanes > MOST_LANES {
        return None;
    }
    let params = Params::new(cost.memory_kib, cost.rounds, cost.lanes, Some(32)).ok()?;
    let mut out = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(passphrase.as_bytes(), salt, out.as_mut()).ok()?;
    Some(out)
}

fn sealed_with(version: u32, cost: Cost) -> String {
    format!("huzhu key {version} argon2id {} {} {}", cost.memory_kib, cost.rounds, cost.lanes)
}

fn fill(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|_| StoreError::NoRandom)
}

fn unhex(text: &str, out: &mut [u8]) -> Option<()> {
    if text.len() != out.len() * 2 {
        return None;
    }
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(())
}

fn fault(path: &Path, why: KeyFault) -> StoreError {
    StoreError::KeyFile { file: path.to_path_buf(), why }
}

fn no_access(folder: &Folder) -> StoreError {
    StoreError::NoAccess { folder: folder.path().to_path_buf() }
}

fn unreadable(folder: &Folder, path: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::InvalidData => fault(path, KeyFault::Malformed),
        _ => no_access(folder),
    }
}

fn read_bounded(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    File::open(path)?.take(LONGEST_HEADER).read_to_string(&mut text)?;
    Ok(text)
}

/// Writes a file that must not be there yet, for its owner only, so that it is there whole or not at all, whenever it is killed.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Unlike a rename, a link never takes the place of a key that another process made meanwhile.
    write_aside(path, bytes, |aside| fs::hard_link(aside, path).and_then(|()| fs::remove_file(aside)))
}

/// Puts new content in the place of a file, whole or not at all.
fn write_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_aside(path, bytes, |aside| fs::rename(aside, path))
}

/// Writes a file of another name for its owner only, puts it in its place, and makes the names outlive a power cut: without
/// the key the files beside it are lost.
fn write_aside(path: &Path, bytes: &[u8], put: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let aside = path.with_extension(format!("{}.new", hex(&random)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&aside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        put(&aside)?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    });
    if written.is_err() {
        // Nothing was sealed with what is in it.
        let _ = fs::remove_file(&aside);
    }
    written
}

#[cfg(unix)]
fn closed_to_others(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let open = fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
    if open { Err(fault(path, KeyFault::OpenToOthers)) } else { Ok(()) }
}

#[cfg(not(unix))]
fn closed_to_others(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Cost = Cost { memory_kib: 64, rounds: 1, lanes: 1 };

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        (dir, folder)
    }

    #[test]
    fn only_the_passphrase_opens_the_key() {
        let (_dir, folder) = folder();
        let key = create(&folder, "门前大桥下", QUICK).unwrap();
        assert_eq!(unlock(&folder, "门前大桥下").unwrap().0, key.0);
        assert!(matches!(unlock(&folder, "门前大桥"), Err(StoreError::WrongPassphrase)));
        assert!(create(&folder, "x", QUICK).is_err(), "a second key would lock the first one's files away");
        assert_eq!(unlock(&folder, "门前大桥下").unwrap().0, key.0);
        let text = fs::read_to_string(folder.key_header()).unwrap();
        assert!(!text.contains(&hex(key.0.as_slice())));
    }

    #[test]
    fn a_touched_header_opens_nothing() {
        let (_dir, folder) = folder();
        create(&folder, "p", QUICK).unwrap();
        let text = fs::read_to_string(folder.key_header()).unwrap();
        let with = |from: &str, to: &str| {
            fs::write(folder.key_header(), text.replace(from, to)).unwrap();
            unlock(&folder, "p").map(|_| ())
        };
        assert!(matches!(with("\"rounds\": 1", "\"rounds\": 2"), Err(StoreError::WrongPassphrase)));
        let costly = with("\"memory_kib\": 64", "\"memory_kib\": 4000000000");
        assert!(matches!(costly, Err(StoreError::KeyFile { why: KeyFault::TooCostly, .. })));
        let newer = with("\"version\": 1", "\"version\": 2, \"new\": 1");
        assert!(matches!(newer, Err(StoreError::KeyFile { why: KeyFault::Newer, .. })));
        for garbage in ["", "{}", "[1", "\u{feff}{\"version\":1}"] {
            fs::write(folder.key_header(), garbage).unwrap();
            assert!(matches!(unlock(&folder, "p"), Err(StoreError::KeyFile { why: KeyFault::Malformed, .. })), "{garbage}");
        }
    }

    #[test]
    fn a_changed_passphrase_opens_the_same_key() {
        let (_dir, folder) = folder();
        let key = create(&folder, "former", QUICK).unwrap();
        assert!(matches!(rewrap(&folder, "a guess", "new", QUICK), Err(StoreError::WrongPassphrase)));
        assert_eq!(unlock(&folder, "former").unwrap().0, key.0, "a wrong guess changes nothing");
        assert_eq!(rewrap(&folder, "former", "new", QUICK).unwrap().0, key.0);
        assert_eq!(unlock(&folder, "new").unwrap().0, key.0);
        assert!(matches!(unlock(&folder, "former"), Err(StoreError::WrongPassphrase)));
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["key.json"], "nothing is left beside it");
    }

    #[test]
    fn a_key_that_was_half_written_stands_in_nobodys_way() {
        let (_dir, folder) = folder();
        let half = |path: &Path, _: &Path| -> io::Result<()> {
            // A kill before the name is given: only the file aside is there.
            assert!(!path.exists());
            Err(io::Error::other("killed"))
        };
        let path = folder.key_header();
        assert!(write_aside(&path, b"half", |aside| half(&path, aside)).is_err());
        let key = create(&folder, "p", QUICK).unwrap();
        assert_eq!(unlock(&folder, "p").unwrap().0, key.0);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, folder) = folder();
        let key = from_file(&folder).unwrap();
        assert_eq!(from_file(&folder).unwrap().0, key.0);
        fs::set_permissions(folder.key_file(), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(from_file(&folder), Err(StoreError::KeyFile { why: KeyFault::OpenToOthers, .. })));
    }

    #[test]
    fn each_file_has_its_own_key() {
        let key = CacheKey::from_bytes([7; 32]);
        assert_ne!(key.file_key("outbox"), key.file_key("cache"));
        assert_eq!(format!("{key:?}"), "CacheKey");
    }
}
