//! The keyrings of the system, in which the key of a folder may lie: the kernel's for the time of a login, and the one of the person's
//! desktop (Secret Service), if he chose it.
//!
//! Not here: the passphrase (`keys`), who asks for it (`cli`, `driver`). Invariants: a key is taken from a keyring only for the header that
//! it was put there with, so that a folder made anew never gets a former one's key; what a keyring can't do is done by the passphrase.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Error};
use zeroize::Zeroizing;

use crate::store::{CacheKey, Folder, keys};

/// How long the kernel keeps a key after a passphrase: half a working day, so that the noon break closes what nobody locked.
pub const SESSION_SECS: usize = 4 * 60 * 60;
/// How long the desktop's keyring may take: a person may have to open it in a window of its own.
const KEYRING_WITHIN: Duration = Duration::from_secs(20);
/// Whose entries they are, in both keyrings.
const SERVICE: &str = "huzhu";
/// The key and the mark of its header.
const SECRET: usize = 64;

/// Why a keyring did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingFault {
    #[error("there is no keyring")]
    Absent,
    /// It is there and was not opened.
    #[error("the keyring is closed")]
    Closed,
    #[error("the keyring failed")]
    Failed,
    #[error("the keyring did not answer")]
    Silent,
}

/// Keeps secrets by name.
pub trait Ring: Send + Sync {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, RingFault>;
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), RingFault>;
    /// Takes a secret out; one that isn't there is out.
    fn remove(&self, name: &str) -> Result<(), RingFault>;
}

/// What a keyring has of a folder's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    Key,
    /// None, or that of another folder.
    Nothing,
    Fault(RingFault),
}

/// The keyrings at hand. Cheap to clone; without any, the passphrase is asked for each time.
#[derive(Clone, Default)]
pub struct Keyrings {
    session: Option<Arc<dyn Ring>>,
    desktop: Option<Arc<dyn Ring>>,
    remembers: bool,
    /// Whatever they have, the passphrase is asked for.
    asks: bool,
}

impl fmt::Debug for Keyrings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyrings")
    }
}

impl Keyrings {
    /// The keyrings of this system. A key that was opened by a passphrase is left in the kernel's only where a person types it: what a
    /// script is given stays the script's.
    pub fn of_system(typed: bool) -> Self {
        Keyrings { session: kernel(), desktop: desktop(), remembers: typed, asks: false }
    }

    /// These keyrings, for the time of a login and for good.
    pub fn with(session: Option<Arc<dyn Ring>>, desktop: Option<Arc<dyn Ring>>) -> Self {
        Keyrings { session, desktop, remembers: true, asks: false }
    }

    /// The same, but the passphrase is asked for each time and left in none; what one has can still be taken out of it.
    pub fn asking(self) -> Self {
        Keyrings { remembers: false, asks: true, ..self }
    }

    /// Gives the key of a folder where a keyring has it. May take as long as the desktop's keyring does: never on the screen's thread.
    pub fn find(&self, folder: &Folder) -> Option<CacheKey> {
        if self.asks {
            return None;
        }
        let name = name(folder);
        let held = self.session.as_ref().and_then(|ring| key_in(&**ring, folder, &name).ok().flatten());
        held.or_else(|| {
            let ring = self.desktop.as_ref().filter(|_| folder.in_keyring().exists())?;
            key_in(&**ring, folder, &name).ok().flatten()
        })
    }

    /// Has the kernel keep a key that was opened by the passphrase, for the other commands and desks of this login.
    pub fn remember(&self, folder: &Folder, key: &CacheKey) {
        if let (Some(ring), true, Some(secret)) = (&self.session, self.remembers, secret(folder, key))
            && let Err(fault) = ring.put(&name(folder), &secret)
        {
            tracing::debug!(%fault, "the kernel's keyring keeps no key");
        }
    }

    /// Takes the key out of the kernel's keyring: the passphrase is asked for again.
    pub fn forget(&self, folder: &Folder) {
        if let Some(ring) = &self.session
            && let Err(fault) = ring.remove(&name(folder))
        {
            tracing::debug!(%fault, "the kernel's keyring had no key to give up");
        }
    }

    /// Has the desktop's keyring keep a key until [`Keyrings::give_up`].
    pub fn keep(&self, folder: &Folder, key: &CacheKey) -> Result<(), RingFault> {
        let ring = self.desktop.as_ref().ok_or(RingFault::Absent)?;
        let secret = secret(folder, key).ok_or(RingFault::Failed)?;
        let was_there = folder.in_keyring().exists();
        // Before the key: one that is there without a mark is taken out by nobody.
        std::fs::write(folder.in_keyring(), b"").map_err(|_| RingFault::Failed)?;
        let put = ring.put(&name(folder), &secret);
        if matches!(put, Err(RingFault::Absent | RingFault::Closed)) && !was_there {
            unmark(folder)?;
        }
        put
    }

    /// Takes a key out of the desktop's keyring, and asks that keyring no more once it gave the key up.
    pub fn give_up(&self, folder: &Folder) -> Result<(), RingFault> {
        if !folder.in_keyring().exists() {
            return Ok(());
        }
        self.desktop.as_ref().ok_or(RingFault::Absent)?.remove(&name(folder))?;
        unmark(folder)
    }

    /// Names what both have of a folder, before it is wiped; afterwards it is taken out of them.
    pub fn entries(&self, folder: &Folder) -> Entries {
        Entries { keyrings: self.clone(), name: name(folder), in_desktop: folder.in_keyring().exists() }
    }

    /// Follows a change of the passphrase: the kernel forgets the key, the desktop's keyring has it for the new header, where it had it.
    pub fn sealed_anew(&self, folder: &Folder, key: &CacheKey) -> Result<(), RingFault> {
        self.forget(folder);
        if folder.in_keyring().exists() { self.keep(folder, key) } else { Ok(()) }
    }

    /// Tells what the kernel's keyring has.
    pub fn in_session(&self, folder: &Folder) -> Has {
        has(self.session.as_deref(), folder)
    }

    /// Tells what the desktop's keyring has; one that is closed may ask the person to open it.
    pub fn in_desktop(&self, folder: &Folder) -> Has {
        has(self.desktop.as_deref(), folder)
    }
}

/// What the keyrings have of a folder that is being wiped.
#[derive(Debug)]
pub struct Entries {
    keyrings: Keyrings,
    name: String,
    in_desktop: bool,
}

impl Entries {
    /// Takes the key out of both. May take as long as the desktop's keyring does.
    ///
    /// # Errors
    /// One of them may have the key still: it opens whatever is left of the files.
    pub fn take_out(self) -> Result<(), RingFault> {
        let Keyrings { session, desktop, .. } = self.keyrings;
        let forgotten = match session.map_or(Ok(()), |ring| ring.remove(&self.name)) {
            // Where the kernel gives none, nothing was put into one.
            Err(RingFault::Absent) => Ok(()),
            other => other,
        };
        let given_up = match (self.in_desktop, desktop) {
            (true, Some(ring)) => ring.remove(&self.name),
            (true, None) => Err(RingFault::Absent),
            (false, _) => Ok(()),
        };
        let taken = forgotten.and(given_up);
        taken.inspect_err(|fault| tracing::warn!(%fault, "the key of a folder that was wiped stays in a keyring"))
    }
}

/// Notes that the desktop's keyring has no key of a folder.
fn unmark(folder: &Folder) -> Result<(), RingFault> {
    match std::fs::remove_file(folder.in_keyring()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(RingFault::Failed),
        _ => Ok(()),
    }
}

fn has(ring: Option<&dyn Ring>, folder: &Folder) -> Has {
    match ring.ok_or(RingFault::Absent).and_then(|ring| key_in(ring, folder, &name(folder))) {
        Ok(Some(_)) => Has::Key,
        Ok(None) => Has::Nothing,
        Err(fault) => Has::Fault(fault),
    }
}

/// The name of a folder's entry: its whole path, so that two folders don't mix.
fn name(folder: &Folder) -> String {
    let path = std::fs::canonicalize(folder.path());
    path.as_deref().unwrap_or(folder.path()).display().to_string()
}

fn secret(folder: &Folder, key: &CacheKey) -> Option<Zeroizing<Vec<u8>>> {
    let mark = keys::header_mark(folder)?;
    Some(Zeroizing::new([key.bytes().as_slice(), &mark].concat()))
}

/// Gives a key that was put there with the header as it is now.
fn key_in(ring: &dyn Ring, folder: &Folder, name: &str) -> Result<Option<CacheKey>, RingFault> {
    let Some(found) = ring.get(name)? else { return Ok(None) };
    if found.len() != SECRET || keys::header_mark(folder).is_none_or(|mark| mark != found[32..]) {
        return Ok(None);
    }
    Ok(found.first_chunk().map(CacheKey::of))
}

/// A keyring that `keyring-core` knows. It is opened for each question, on a thread of its own: the way to it waits, and brings its own
/// executor along, which may not stand within another.
pub struct Stored(Arc<dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync>);

impl Stored {
    pub fn new(open: impl Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static) -> Self {
        Stored(Arc::new(open))
    }

    fn ask<T: Send + 'static>(
        &self,
        name: &str,
        question: impl FnOnce(&keyring_core::Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<Option<T>, RingFault> {
        let (open, name) = (self.0.clone(), name.to_owned());
        let (answer, answered) = channel();
        let asks = move || {
            // Nobody waits any more where this can't be told.
            let _ = answer.send(open().and_then(|store| store.build(SERVICE, &name, None)).and_then(|entry| question(&entry)));
        };
        thread::Builder::new().name("keyring".into()).spawn(asks).map_err(|_| RingFault::Failed)?;
        match answered.recv_timeout(KEYRING_WITHIN) {
            Ok(Ok(answer)) => Ok(Some(answer)),
            Ok(Err(Error::NoEntry)) => Ok(None),
            Ok(Err(Error::NoStorageAccess(_))) => Err(RingFault::Closed),
            Ok(Err(Error::PlatformFailure(_) | Error::NoDefaultStore)) => Err(RingFault::Absent),
            Ok(Err(_)) => Err(RingFault::Failed),
            Err(_) => Err(RingFault::Silent),
        }
    }
}

impl Ring for Stored {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, RingFault> {
        self.ask(name, |entry| entry.get_secret().map(Zeroizing::new))
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), RingFault> {
        let secret = Zeroizing::new(secret.to_vec());
        self.ask(name, move |entry| entry.set_secret(&secret)).map(|_| ())
    }

    fn remove(&self, name: &str) -> Result<(), RingFault> {
        self.ask(name, |entry| entry.delete_credential()).map(|_| ())
    }
}

#[cfg(target_os = "linux")]
fn desktop() -> Option<Arc<dyn Ring>> {
    Some(Arc::new(Stored::new(|| zbus_secret_service_keyring_store::Store::new().map(|store| -> Arc<CredentialStore> { store }))))
}

#[cfg(not(target_os = "linux"))]
fn desktop() -> Option<Arc<dyn Ring>> {
    None
}

#[cfg(target_os = "linux")]
fn kernel() -> Option<Arc<dyn Ring>> {
    Some(Arc::new(kernel::Kernel))
}

#[cfg(not(target_os = "linux"))]
fn kernel() -> Option<Arc<dyn Ring>> {
    None
}

#[cfg(target_os = "linux")]
mod kernel {
    use linux_keyutils::{KeyError, KeyRing, KeyRingIdentifier};

    use super::{Ring, RingFault, SERVICE, SESSION_SECS, Zeroizing};

    /// The kernel's keyring of this login session, or of this user where the login made none.
    pub struct Kernel;

    fn session() -> Result<KeyRing, KeyError> {
        // Never made here: one of this process alone would end with it.
        KeyRing::from_special_id(KeyRingIdentifier::Session, false)
    }

    fn fault(error: KeyError) -> RingFault {
        match error {
            // A container, or a kernel without: EACCES, EPERM, ENOSYS.
            KeyError::AccessDenied | KeyError::PermissionDenied | KeyError::OperationNotSupported | KeyError::Unknown(_) => {
                RingFault::Absent
            }
            _ => RingFault::Failed,
        }
    }

    fn is_gone(error: KeyError) -> bool {
        matches!(error, KeyError::KeyDoesNotExist | KeyError::KeyExpired | KeyError::KeyRevoked)
    }

    fn described(name: &str) -> String {
        format!("{SERVICE}:{name}")
    }

    impl Ring for Kernel {
        fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, RingFault> {
            match session().and_then(|session| session.search(&described(name))).and_then(|key| key.read_to_vec()) {
                Ok(found) => Ok(Some(Zeroizing::new(found))),
                Err(error) if is_gone(error) => Ok(None),
                Err(error) => Err(fault(error)),
            }
        }

        fn put(&self, name: &str, secret: &[u8]) -> Result<(), RingFault> {
            let key = session().and_then(|session| session.add_key(&described(name), secret)).map_err(fault)?;
            // One that would never end is none that may stay.
            key.set_timeout(SESSION_SECS).or_else(|error| key.invalidate().and(Err(error))).map_err(fault)
        }

        fn remove(&self, name: &str) -> Result<(), RingFault> {
            match session().and_then(|session| session.search(&described(name))).and_then(|key| key.invalidate()) {
                Err(error) if !is_gone(error) => Err(fault(error)),
                _ => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::keys::Cost;

    const QUICK: Cost = Cost { memory_kib: 64, rounds: 1, lanes: 1 };

    /// A keyring in memory, and its store for what a test does to it.
    fn ring() -> (Arc<dyn Ring>, Arc<keyring_core::mock::Store>) {
        let store = keyring_core::mock::Store::new().unwrap();
        let open = store.clone();
        (Arc::new(Stored::new(move || Ok(open.clone() as Arc<CredentialStore>))), store)
    }

    fn folder() -> (tempfile::TempDir, Folder, CacheKey) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let key = keys::create(&folder, "门前大桥下", QUICK).unwrap();
        (dir, folder, key)
    }

    fn same(found: Option<CacheKey>, key: &CacheKey) -> bool {
        found.is_some_and(|found| found.bytes() == key.bytes())
    }

    #[test]
    fn the_session_remembers_until_it_is_told_to_forget() {
        let ((session, _), (_dir, folder, key)) = (ring(), folder());
        let keyrings = Keyrings::with(Some(session), None);
        assert!(keyrings.find(&folder).is_none());
        keyrings.remember(&folder, &key);
        assert!(same(keyrings.find(&folder), &key));
        let (_other_dir, other, _) = self::folder();
        assert!(keyrings.find(&other).is_none(), "two folders don't mix");
        keyrings.forget(&folder);
        assert!(keyrings.find(&folder).is_none());
    }

    #[test]
    fn a_script_leaves_no_key_behind() {
        let ((session, _), (_dir, folder, key)) = (ring(), folder());
        let keyrings = Keyrings::with(Some(session), None);
        Keyrings { remembers: false, ..keyrings.clone() }.remember(&folder, &key);
        assert!(keyrings.find(&folder).is_none());
        keyrings.remember(&folder, &key);
        let asking = keyrings.clone().asking();
        assert!(asking.find(&folder).is_none() && keyrings.find(&folder).is_some());
        asking.forget(&folder);
        assert!(keyrings.find(&folder).is_none(), "a desk that asks takes the key out when it is locked");
    }

    #[test]
    fn the_desktops_keyring_is_asked_only_where_it_was_chosen() {
        let ((desktop, _), (_dir, folder, key)) = (ring(), folder());
        let keyrings = Keyrings::with(None, Some(desktop));
        keyrings.keep(&folder, &key).unwrap();
        assert!(same(keyrings.find(&folder), &key));
        assert_eq!(keyrings.in_desktop(&folder), Has::Key);
        keyrings.give_up(&folder).unwrap();
        assert!(keyrings.find(&folder).is_none());
        assert_eq!(keyrings.in_desktop(&folder), Has::Nothing);
    }

    #[test]
    fn a_folder_made_anew_never_gets_the_former_ones_key() {
        let ((session, _), (desktop, _), (_dir, folder, key)) = (ring(), ring(), folder());
        let keyrings = Keyrings::with(Some(session), Some(desktop));
        keyrings.remember(&folder, &key);
        keyrings.keep(&folder, &key).unwrap();
        std::fs::remove_file(folder.key_header()).unwrap();
        keys::create(&folder, "门前大桥下", QUICK).unwrap();
        assert!(keyrings.find(&folder).is_none());
    }

    #[test]
    fn another_passphrase_makes_the_kernel_forget_and_leaves_the_choice() {
        let ((session, _), (desktop, _), (_dir, folder, key)) = (ring(), ring(), folder());
        let keyrings = Keyrings::with(Some(session), Some(desktop));
        keyrings.remember(&folder, &key);
        keyrings.keep(&folder, &key).unwrap();
        let key = keys::rewrap(&folder, "门前大桥下", "another one", QUICK).unwrap();
        keyrings.sealed_anew(&folder, &key).unwrap();
        assert_eq!((keyrings.in_session(&folder), keyrings.in_desktop(&folder)), (Has::Nothing, Has::Key));
    }

    #[test]
    fn what_is_wiped_is_in_no_keyring() {
        let ((session, _), (desktop, _), (_dir, folder, key)) = (ring(), ring(), folder());
        let keyrings = Keyrings::with(Some(session.clone()), Some(desktop.clone()));
        keyrings.remember(&folder, &key);
        keyrings.keep(&folder, &key).unwrap();
        let (entries, name) = (keyrings.entries(&folder), name(&folder));
        folder.wipe().unwrap();
        entries.take_out().unwrap();
        let left = [session, desktop].map(|ring| ring.get(&name).unwrap().is_some());
        assert_eq!(left, [false, false]);
    }

    /// Has the only entry of a keyring answer its next question so.
    fn spoil(store: &keyring_core::mock::Store, error: Error) {
        store.inner.lock().unwrap().borrow()[0].set_error(error);
    }

    #[test]
    fn a_keyring_that_gave_nothing_up_is_asked_again() {
        let ((desktop, store), (_dir, folder, key)) = (ring(), folder());
        let keyrings = Keyrings::with(None, Some(desktop));
        keyrings.keep(&folder, &key).unwrap();
        spoil(&store, Error::NoStorageAccess("locked".into()));
        assert_eq!(keyrings.give_up(&folder), Err(RingFault::Closed));
        assert_eq!(keyrings.in_desktop(&folder), Has::Key, "nothing was taken out");
        spoil(&store, Error::NoStorageAccess("locked".into()));
        assert_eq!(keyrings.entries(&folder).take_out(), Err(RingFault::Closed), "a wipe knows of it too");
        keyrings.give_up(&folder).unwrap();
        assert_eq!(keyrings.in_desktop(&folder), Has::Nothing);
    }

    #[test]
    fn a_key_that_a_keyring_may_have_is_known_of() {
        let ((desktop, store), (_dir, folder, key)) = (ring(), folder());
        let keyrings = Keyrings::with(None, Some(desktop));
        // The question makes its entry known, empty.
        assert_eq!(keyrings.in_desktop(&folder), Has::Nothing);
        for (error, fault, known) in [
            (Error::NoStorageAccess("locked".into()), RingFault::Closed, false),
            (Error::BadDataFormat(Vec::new(), "lost".into()), RingFault::Failed, true),
        ] {
            spoil(&store, error);
            assert_eq!((keyrings.keep(&folder, &key), folder.in_keyring().exists()), (Err(fault), known));
        }
        std::fs::remove_file(folder.in_keyring()).unwrap();
        // Where the mark can't be written, no key is put there.
        std::fs::create_dir(folder.in_keyring()).unwrap();
        assert_eq!(keyrings.keep(&folder, &key), Err(RingFault::Failed));
        assert_eq!(keyrings.in_desktop(&folder), Has::Nothing);
    }

    #[test]
    fn a_keyring_that_fails_is_the_passphrase_again() {
        let ((desktop, store), (_dir, folder, key)) = (ring(), folder());
        let keyrings = Keyrings::with(None, Some(desktop));
        keyrings.keep(&folder, &key).unwrap();
        spoil(&store, Error::NoStorageAccess("locked".into()));
        assert!(keyrings.find(&folder).is_none());
        spoil(&store, Error::NoStorageAccess("locked".into()));
        assert_eq!(keyrings.in_desktop(&folder), Has::Fault(RingFault::Closed));
        assert!(same(keyrings.find(&folder), &key), "it was opened meanwhile");
        let none = Keyrings::with(None, Some(Arc::new(Stored::new(|| Err(Error::NoDefaultStore)))));
        assert!(none.find(&folder).is_none());
        assert_eq!(none.in_desktop(&folder), Has::Fault(RingFault::Absent));
    }
}
