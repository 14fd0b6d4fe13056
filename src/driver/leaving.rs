//! Leaving this machine for good: what a sign-in that was taken back wipes, and what is told of it. The desk and every command do it so.
//!
//! Not here: when the server says so (`seat`, the commands), what a person decides when he signs out (`cli::logout`).
//! Invariants: everything is wiped before anything is said to anybody; what is said is what happened; nothing is recorded between what
//! is told as unsent and the wipe; the files of a later sign-in are not touched.

use std::collections::VecDeque;
use std::io;

use crate::api::{Call, Client};
use crate::domain::people::Lang;
use crate::store::keyring::RingFault;
use crate::store::{Folder, Keyrings, Store};
use crate::text::lock as words;
use crate::wire::{UNSENT_LIMIT, Unsent, UnsentReport};

/// How often one report is sent before it is given up: the server said just now that it is there.
pub const REPORT_TRIES: u32 = 3;

/// What is left of somebody's files whose sign-in was taken back.
pub struct Gone {
    folder: Folder,
    wiped: Wiped,
    /// How many things were unsent; nothing where that could not be read.
    unsent: Option<usize>,
    /// How many of them the server has.
    told: usize,
    /// What it still has to be told.
    reports: VecDeque<UnsentReport>,
    /// How often the first of them may still be sent.
    tries: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wiped {
    /// All is gone.
    Whole,
    /// All is gone but a key in a keyring, which opens nothing any more.
    InRing,
    /// Something is left that nothing opens.
    NotWhole,
    /// Something is left, and the key as well.
    KeyLeft,
    /// Something is left, and a keyring did not give the key up.
    KeyKept,
    /// Another process did it, or signed out; what may stand there now is of a later sign-in.
    Elsewhere,
}

impl Wiped {
    /// Tells what a wipe left of a folder and of its key in the keyrings.
    fn of(wiped: &io::Result<()>, folder: &Folder, taken_out: Result<(), RingFault>) -> Self {
        match (wiped, taken_out) {
            (Ok(()), Ok(())) => Wiped::Whole,
            (Ok(()), Err(_)) => Wiped::InRing,
            (Err(_), _) if folder.key_header().exists() => Wiped::KeyLeft,
            (Err(_), Err(_)) => Wiped::KeyKept,
            (Err(_), Ok(())) => Wiped::NotWhole,
        }
    }
}

impl Gone {
    /// Reads what is unsent, closes the files and wipes them, and takes their key out of the keyrings. Files that another process took
    /// away before are left as they are, and so is what stands in their place.
    pub fn wipe(mut store: Option<Store>, folder: &Folder, keyrings: &Keyrings) -> Self {
        // From here until all is gone nobody else records anything, which would be wiped and told to nobody.
        let leaving = store.as_mut().map(Store::leave_soon);
        if let Some(Err(error)) = &leaving {
            tracing::error!(%error, "others could not be kept from recording before the wipe");
        }
        if store.as_ref().is_some_and(|store| !store.is_in_place()) {
            return Gone::elsewhere(folder);
        }
        let unsent = store.as_ref().and_then(|store| {
            let read = store.unsent();
            read.inspect_err(|error| tracing::error!(%error, "what is unsent could not be read before the wipe")).ok()
        });
        // Closed before they are removed.
        drop(store);
        let entries = keyrings.entries(folder);
        let wiped = folder.wipe().inspect_err(|error| tracing::error!(%error, "a wipe was not finished"));
        drop(leaving);
        // Last: a keyring may wait for a person.
        let wiped = Wiped::of(&wiped, folder, entries.take_out());
        let (count, reports) = (unsent.as_ref().map(Vec::len), reports(&unsent.unwrap_or_default()));
        Gone { folder: folder.clone(), wiped, unsent: count, told: 0, reports, tries: REPORT_TRIES }
    }

    /// Another process wiped the files: nothing is to be told to anybody.
    pub fn elsewhere(folder: &Folder) -> Self {
        Gone { folder: folder.clone(), wiped: Wiped::Elsewhere, unsent: Some(0), told: 0, reports: VecDeque::new(), tries: 0 }
    }

    /// Gives the report that is to be sent next, which [`Gone::answered`] is then told of; nothing at the end.
    pub fn next_report(&mut self) -> Option<UnsentReport> {
        self.tries = self.tries.checked_sub(1)?;
        self.reports.front().cloned()
    }

    /// The server took the report, or not.
    pub fn answered(&mut self, taken: bool) {
        if let Some(report) = self.reports.pop_front_if(|_| taken) {
            self.told += report.items.len();
            self.tries = REPORT_TRIES;
        }
    }

    /// Says what happened.
    pub fn tell(&self, lang: Lang) -> String {
        let folder = self.folder.path().display();
        let wiped = match self.wiped {
            Wiped::Whole => words::revoked_wiped(lang).to_owned(),
            Wiped::InRing => words::revoked_in_ring(lang).to_owned(),
            Wiped::NotWhole => words::revoked_not_wiped(lang, folder),
            Wiped::KeyLeft => words::revoked_key_left(lang, folder),
            Wiped::KeyKept => words::revoked_key_kept(lang, folder),
            Wiped::Elsewhere => return words::wiped_elsewhere(lang).to_owned(),
        };
        let unsent = match self.unsent {
            None => words::unsent_unread(lang).to_owned(),
            Some(0) => words::unsent_none(lang).to_owned(),
            Some(count) if self.told == count => words::unsent_told(lang, count),
            Some(count) if self.told == 0 => words::unsent_untold(lang, count),
            Some(count) => words::unsent_partly(lang, count, self.told),
        };
        wiped + &unsent
    }
}

/// What is told to the server, in as many parts as it takes.
pub fn reports(unsent: &[Unsent]) -> VecDeque<UnsentReport> {
    unsent.chunks(UNSENT_LIMIT).map(|part| UnsentReport { items: part.to_vec() }).collect()
}

/// Does for a command what the desk does when its sign-in was taken back; gives the sentence that is said of it.
pub async fn revoked(store: Store, client: &Client, keyrings: &Keyrings, lang: Lang) -> String {
    let folder = store.folder().clone();
    let mut gone = Gone::wipe(Some(store), &folder, keyrings);
    while let Some(report) = gone.next_report() {
        let taken = client.call(&Call::ReportUnsent { report }).await.is_ok();
        gone.answered(taken);
    }
    gone.tell(lang)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::{Arc, Mutex};
    use std::thread;
    use std::time::Duration;

    use zeroize::Zeroizing;

    use super::*;
    use crate::domain::time::Moment;
    use crate::store::keyring::Ring;
    use crate::store::{CacheKey, StoreError};
    use crate::wire::{Owed, Reveal, UnsentKind};

    fn with(count: usize) -> Gone {
        let one = |nth: usize| Unsent { id: uuid::Uuid::from_u128(nth as u128), kind: UnsentKind::Entry, verb: None, at: Moment(0) };
        let unsent: Vec<Unsent> = (0..count).map(one).collect();
        let (reports, wiped) = (reports(&unsent), Wiped::Whole);
        Gone { unsent: Some(count), reports, wiped, tries: REPORT_TRIES, ..Gone::elsewhere(&Folder::new("/nowhere")) }
    }

    #[test]
    fn many_unsent_are_told_in_parts_and_none_is_cut() {
        let mut gone = with(2 * UNSENT_LIMIT + 1);
        let mut told = Vec::new();
        while let Some(report) = gone.next_report() {
            told.push(report.items.len());
            gone.answered(true);
        }
        assert_eq!(told, [UNSENT_LIMIT, UNSENT_LIMIT, 1]);
        assert!(gone.tell(Lang::Zh).contains("未发送的 4001 件已按编号"));
    }

    #[test]
    fn what_the_server_did_not_take_is_told_as_that() {
        let mut gone = with(UNSENT_LIMIT + 5);
        let mut tries = 0;
        while gone.next_report().is_some() {
            gone.answered(tries == 0);
            tries += 1;
        }
        assert_eq!(tries, 1 + REPORT_TRIES);
        assert!(gone.tell(Lang::Zh).contains("有 2005 件没有发送，其中 2000 件"), "{}", gone.tell(Lang::Zh));
    }

    #[test]
    fn files_that_were_not_open_are_not_told_as_empty() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("desk"));
        folder.make().unwrap();
        let gone = Gone::wipe(None, &folder, &Keyrings::default());
        assert!(gone.tell(Lang::Zh).contains("读不出来"));
        folder.make().unwrap();
        let store = Store::open_quick(&folder, &CacheKey::from_bytes([1; 32])).unwrap();
        let gone = Gone::wipe(Some(store), &folder, &Keyrings::default());
        assert!(gone.tell(Lang::Zh).contains("没有未发送的"));
        assert!(!folder.path().exists());
    }
    fn made() -> (tempfile::TempDir, Folder, Store) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("desk"));
        folder.make().unwrap();
        let store = opened(&folder);
        (dir, folder, store)
    }

    fn opened(folder: &Folder) -> Store {
        Store::open_quick(folder, &CacheKey::from_bytes([1; 32])).unwrap()
    }

    fn shown() -> Owed {
        Owed::Reveal(Reveal { id: uuid::Uuid::from_u128(1), case: "ZJ24-000001".into(), field: "id-number".into(), at: Moment(0) })
    }

    #[test]
    fn what_another_records_before_the_wipe_is_told() {
        let (_dir, folder, store) = made();
        let mut other = opened(&folder);
        let held = other.leave().unwrap();
        let records = thread::spawn(move || {
            thread::sleep(Duration::from_millis(300));
            other.record_owed(&shown()).unwrap();
            drop((other, held));
        });
        let gone = Gone::wipe(Some(store), &folder, &Keyrings::default());
        records.join().unwrap();
        assert_eq!(gone.unsent, Some(1));
        assert!(!folder.path().exists());
    }

    /// A keyring that waits for a person, while another desk is used.
    struct Waits(Mutex<Store>);

    impl Ring for Waits {
        fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, RingFault> {
            Ok(None)
        }
        fn put(&self, _: &str, _: &[u8]) -> Result<(), RingFault> {
            Ok(())
        }
        fn remove(&self, _: &str) -> Result<(), RingFault> {
            assert!(matches!(self.0.lock().unwrap().record_owed(&shown()), Err(StoreError::TakenAway)), "nothing is told as saved");
            Err(RingFault::Silent)
        }
    }

    #[test]
    fn while_a_keyring_waits_nothing_is_recorded_any_more() {
        let (_dir, folder, store) = made();
        fs::write(folder.in_keyring(), b"").unwrap();
        let desktop = Waits(Mutex::new(opened(&folder)));
        let gone = Gone::wipe(Some(store), &folder, &Keyrings::with(None, Some(Arc::new(desktop))));
        let told = gone.tell(Lang::Zh);
        assert!(told.contains("都已清除，密钥环没有交出密钥") && told.contains("没有未发送的"), "{told}");
    }

    #[test]
    fn the_files_of_a_later_sign_in_are_not_wiped() {
        let (_dir, folder, store) = made();
        folder.wipe().unwrap();
        folder.make().unwrap();
        let mut anew = opened(&folder);
        let gone = Gone::wipe(Some(store), &folder, &Keyrings::default());
        assert!(gone.tell(Lang::Zh).contains("另一个窗口"), "{}", gone.tell(Lang::Zh));
        anew.record_owed(&shown()).unwrap();
        assert_eq!(opened(&folder).unsent().unwrap().len(), 1);
    }

    #[test]
    fn a_key_that_stayed_in_a_keyring_is_told_where_files_stayed_too() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let failed = || Err(io::Error::other("busy"));
        let told = |wiped: io::Result<()>, out| Gone { wiped: Wiped::of(&wiped, &folder, out), ..with(0) }.tell(Lang::Zh);
        assert!(told(failed(), Ok(())).contains("打不开了"));
        assert!(told(failed(), Err(RingFault::Silent)).contains("密钥环没有交出密钥"));
        assert!(told(Ok(()), Err(RingFault::Silent)).contains("都已清除，密钥环没有交出密钥"));
        assert!(told(Ok(()), Ok(())).contains("都已清除；"));
        fs::write(folder.key_header(), b"").unwrap();
        assert!(told(failed(), Ok(())).contains("密钥也还在"));
    }
}
