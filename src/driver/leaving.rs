//! Leaving this machine for good: what a sign-in that was taken back wipes, and what is told of it.
//!
//! Not here: when the server says so (`seat`, the commands), what a person decides when he signs out (`cli::logout`).
//! Invariant: everything is wiped before anything is said to anybody.

use crate::api::{Call, Client};
use crate::domain::people::Lang;
use crate::store::{Folder, Store};
use crate::text::lock as words;
use crate::wire::{UNSENT_LIMIT, Unsent, UnsentReport};

/// How often the report is sent before it is given up: the server said just now that it is there.
pub const REPORT_TRIES: u32 = 3;

/// What is told to the server, and how many things that were in all.
pub fn report(mut unsent: Vec<Unsent>) -> (UnsentReport, usize) {
    let count = unsent.len();
    unsent.truncate(UNSENT_LIMIT);
    (UnsentReport { items: unsent }, count)
}

/// Wipes the files of a folder; a sentence where something is left.
pub fn wipe(folder: &Folder, lang: Lang) -> Result<(), String> {
    folder.wipe().map_err(|error| {
        tracing::error!(%error, "a wipe was not finished");
        words::revoked_not_wiped(lang, folder.path().display())
    })
}

/// Does for a command what the desk does when its sign-in was taken back; gives the sentence that is said of it.
pub async fn revoked(store: Store, client: &Client, lang: Lang) -> String {
    let (report, count) = report(store.unsent().unwrap_or_default());
    let folder = store.folder().clone();
    drop(store);
    if let Err(sentence) = wipe(&folder, lang) {
        return sentence;
    }
    if count == 0 {
        return words::revoked(lang, count);
    }
    let call = Call::ReportUnsent { report };
    for _ in 0..REPORT_TRIES {
        if client.call(&call).await.is_ok() {
            return words::revoked(lang, count);
        }
    }
    words::revoked_untold(lang, count)
}
