//! The server took the sign-in back: this machine's files are wiped at once, the screen is blanked, and what was unsent is reported.
//!
//! Not here: what the report holds (`driver::leaving`). Invariant: a sign-in that only ran out wipes nothing.

use crate::api::{Call, Failure, Reply};
use crate::app::Message;
use crate::driver::leaving::{self, REPORT_TRIES};
use crate::driver::seat::Seat;
use crate::text::lock as words;
use crate::wire::UnsentReport;

/// What is left of a seat whose sign-in was taken back.
pub struct Gone {
    /// How many things were unsent.
    count: usize,
    /// How often the report may still be sent.
    tries: u32,
}

impl Seat {
    /// Wipes everything and says so.
    pub(super) fn revoked(&mut self) {
        if self.gone.is_some() {
            return;
        }
        let unsent = self.open.as_ref().and_then(|open| open.store.unsent().ok()).unwrap_or_default();
        // Closed before they are removed.
        self.open = None;
        let (report, count) = leaving::report(unsent);
        self.gone = Some(Gone { count, tries: REPORT_TRIES });
        let lang = self.lang();
        match leaving::wipe(&self.desk.folder(), lang) {
            Err(sentence) => self.say(Message::Revoked(sentence)),
            Ok(()) if count == 0 => self.say(Message::Revoked(words::revoked(lang, count))),
            Ok(()) => self.say(Message::Revoked(words::revoked_untold(lang, count))),
        }
        if count > 0 {
            self.report(report);
        }
    }

    fn report(&mut self, report: UnsentReport) {
        let Some(gone) = self.gone.as_mut().filter(|gone| gone.tries > 0) else { return };
        gone.tries -= 1;
        if let Some(client) = &self.client {
            // Where there is no network thread, the sentence says already that the server could not be told.
            let _ = self.shared.network.send(self.number, client, Call::ReportUnsent { report });
        }
    }

    /// The report was taken, or wasn't.
    pub(super) fn reported(&mut self, report: UnsentReport, result: &Result<Reply, Failure>) {
        let Some(gone) = &self.gone else { return };
        match result {
            Ok(_) => self.say(Message::Revoked(words::revoked(self.lang(), gone.count))),
            Err(_) => self.report(report),
        }
    }

    /// Whether the files that are open here are gone.
    pub(super) fn is_wiped_elsewhere(&self) -> bool {
        self.open.is_some() && !self.desk.folder().outbox().exists()
    }

    /// Another process wiped these files: what is open here is of nobody any more.
    pub(super) fn wiped_elsewhere(&mut self) {
        self.open = None;
        self.gone = Some(Gone { count: 0, tries: 0 });
        self.say(Message::Revoked(words::wiped_elsewhere(self.lang()).to_owned()));
    }
}
