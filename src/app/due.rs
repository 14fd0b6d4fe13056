//! What changes at the desk without a key: when something is due, and what is done then.
//!
//! Not here: the clock and the timer (`driver`, `tui`).
//! Invariant: without something due no moment is told, so that nothing ticks.

use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::{Connection, Desk, OLD_MILLIS, Screen};
use crate::domain::time::Moment;

/// How long the cursor rests on a row before the whole case is loaded, for the preview and for Enter: what a held key runs over is not read.
const REST_MILLIS: i64 = 60;

impl Desk {
    pub(super) fn tick(&mut self) {
        self.lookup_rested();
        self.renew_change();
        let now = self.now;
        let expired = self.notice.as_ref().is_some_and(|notice| notice.until().is_some_and(|until| until <= now));
        if expired {
            self.notice = None;
        }
        if self.revealed.as_ref().is_some_and(|revealed| revealed.until <= now) {
            self.revealed = None;
        }
        if self.intake.save_due().is_some_and(|due| due <= now) {
            self.save_form();
        }
        if self.typed_due().is_some_and(|due| due <= now) {
            self.keep_typed();
        }
        self.dirty = true;
    }

    /// Tells when a `Tick` is due; without one nothing changes by itself.
    pub fn next_due(&self) -> Option<Moment> {
        let held = self.outbox.held(self.now);
        // The hold bar loses a cell at each full second before its end.
        let bar = held.last().map(|(_, until)| until.plus_millis(-((until.0 - self.now.0 - 1).max(0) / 1000 * 1000)));
        let ends = held.first().map(|(_, until)| *until);
        let notice = self.notice.as_ref().and_then(Notice::until);
        let revealed = self.revealed.as_ref().map(|revealed| revealed.until);
        let age = match self.connection {
            Connection::Online { synced } => {
                let old = synced.plus_millis(OLD_MILLIS);
                let minutes = (self.now.0 - old.0).div_euclid(60_000) + 1;
                Some(old.plus_millis(minutes.max(0) * 60_000))
            }
            // The minutes of its age stand in the head.
            Connection::Offline { synced: Some(synced), .. } => {
                let minutes = (self.now.0 - synced.0).div_euclid(60_000) + 1;
                Some(synced.plus_millis(minutes.max(1) * 60_000))
            }
            _ => None,
        };
        let rest = if self.screen == Screen::Queue { self.rests_until() } else { None };
        if let Some(lock) = &self.lock {
            return lock.wait_until;
        }
        let others = [self.locks_at(), self.lookup.due(), self.intake.save_due(), self.typed_due(), self.waiting_due(), self.change_due()];
        [bar, ends, notice, revealed, age, rest].into_iter().chain(others).flatten().min()
    }

    /// Notes since when the cursor has been on its row.
    pub(super) fn note_rest(&mut self) {
        let current = self.queue.current().map(|row| &row.summary.id);
        if current != self.rest.as_ref().map(|(case, _)| case) {
            // The first row of all is not one that the cursor runs over.
            let since = if self.rest.is_some() { self.now } else { Moment::default() };
            self.rest = current.map(|case| (case.clone(), since));
            self.preview.reset();
        }
    }

    /// Tells when the cursor will have rested long enough for its case to be loaded; nothing once it has, or where it is there.
    pub(super) fn rests_until(&self) -> Option<Moment> {
        let (case, since) = self.rest.as_ref()?;
        let until = since.plus_millis(REST_MILLIS);
        (until > self.now && self.details.get(case).is_none()).then_some(until)
    }

    /// After a stop: what was due meanwhile is done, and what the server has new is asked for.
    pub(super) fn resumed(&mut self) {
        self.tick();
        self.out.push(Effect::LoadOutbox);
        self.out.push(Effect::SyncNow);
    }
}
