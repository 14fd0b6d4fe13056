//! Leaving this machine for good: what a sign-in that was taken back wipes, and what is told of it. The desk and every command do it so.
//!
//! Not here: when the server says so (`seat`, the commands), what a person decides when he signs out (`cli::logout`).
//! Invariants: everything is wiped before anything is said to anybody; what is said is what happened.

use std::collections::VecDeque;

use crate::api::{Call, Client};
use crate::domain::people::Lang;
use crate::store::{Folder, Keyrings, Store};
use crate::text::lock as words;
use crate::wire::{UNSENT_LIMIT, Unsent, UnsentReport};

/// How often one report is sent before it is given up: the server said just now that it is there.
pub const REPORT_TRIES: u32 = 3;

/// What is left of somebody's files whose sign-in was taken back.
pub struct Gone {
    folder: Folder,
    /// All is gone; or something is left that nothing opens; or the key as well.
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
    Whole,
    NotWhole,
    KeyLeft,
}

impl Gone {
    /// Reads what is unsent, closes the files and wipes them, and takes their key out of the keyrings.
    pub fn wipe(store: Option<Store>, folder: &Folder, keyrings: &Keyrings) -> Self {
        let unsent = store.as_ref().and_then(|store| {
            let read = store.unsent();
            read.inspect_err(|error| tracing::error!(%error, "what is unsent could not be read before the wipe")).ok()
        });
        // Closed before they are removed.
        drop(store);
        keyrings.forget_all(folder);
        let wiped = match folder.wipe() {
            Ok(()) => Wiped::Whole,
            Err(error) => {
                tracing::error!(%error, "a wipe was not finished");
                if folder.key_header().exists() { Wiped::KeyLeft } else { Wiped::NotWhole }
            }
        };
        let (count, reports) = (unsent.as_ref().map(Vec::len), reports(&unsent.unwrap_or_default()));
        Gone { folder: folder.clone(), wiped, unsent: count, told: 0, reports, tries: REPORT_TRIES }
    }

    /// Another process wiped the files: nothing is to be told to anybody.
    pub fn elsewhere(folder: &Folder) -> Self {
        Gone { folder: folder.clone(), wiped: Wiped::Whole, unsent: Some(0), told: 0, reports: VecDeque::new(), tries: 0 }
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
            Wiped::NotWhole => words::revoked_not_wiped(lang, folder),
            Wiped::KeyLeft => words::revoked_key_left(lang, folder),
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
    use super::*;
    use crate::domain::time::Moment;
    use crate::store::CacheKey;
    use crate::wire::UnsentKind;

    fn with(count: usize) -> Gone {
        let one = |nth: usize| Unsent { id: uuid::Uuid::from_u128(nth as u128), kind: UnsentKind::Entry, verb: None, at: Moment(0) };
        let unsent: Vec<Unsent> = (0..count).map(one).collect();
        Gone { unsent: Some(count), reports: reports(&unsent), tries: REPORT_TRIES, ..Gone::elsewhere(&Folder::new("/nowhere")) }
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
}
