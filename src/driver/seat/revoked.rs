//! The server took the sign-in back: this machine's files are wiped at once, the screen is blanked, and what was unsent is reported.
//!
//! Not here: what the report holds (`driver::leaving`). Invariant: a sign-in that only ran out wipes nothing.

use crate::api::{Call, Failure, Reply};
use crate::app::Message;
use crate::driver::leaving::Gone;
use crate::driver::seat::Seat;

impl Seat {
    /// Wipes everything and says so.
    pub(super) fn revoked(&mut self) {
        if self.gone.is_some() {
            return;
        }
        let store = self.open.take().map(|open| open.store);
        self.gone = Some(Gone::wipe(store, &self.desk.folder(), self.desk.key.keyrings()));
        self.report();
    }

    /// Sends the next report, and says how it stands.
    fn report(&mut self) {
        let Some(gone) = &mut self.gone else { return };
        if let (Some(report), Some(client)) = (gone.next_report(), &self.client) {
            // Where there is no network thread, the sentence says already that the server could not be told.
            let _ = self.shared.network.send(self.number, client, Call::ReportUnsent { report });
        }
        let sentence = gone.tell(self.shared.options.lang);
        self.say(Message::Revoked(sentence));
    }

    /// The report was taken, or wasn't.
    pub(super) fn reported(&mut self, result: &Result<Reply, Failure>) {
        let Some(gone) = &mut self.gone else { return };
        gone.answered(result.is_ok());
        self.report();
    }

    /// Whether the files that are open here are gone, or others stand under their names.
    pub(super) fn is_wiped_elsewhere(&self) -> bool {
        self.open.as_ref().is_some_and(|open| !open.store.is_in_place())
    }

    /// Another process wiped these files: what is open here is of nobody any more.
    pub(super) fn wiped_elsewhere(&mut self) {
        self.open = None;
        let gone = Gone::elsewhere(&self.desk.folder());
        let sentence = gone.tell(self.lang());
        self.gone = Some(gone);
        self.say(Message::Revoked(sentence));
    }
}
