//! What is waited for, and how the screen says so: a throbber beside what is being read, the seconds until the server is tried again.
//!
//! Invariant: nothing moves while nothing is under way, and work that is done at once shows nothing at all.

use crate::app::case::{CaseView, Load};
use crate::app::{Desk, Screen};
use crate::domain::time::Moment;

/// Reading that takes longer is told.
const SHOWN_AFTER: i64 = 300;
/// Four frames a second.
const FRAME: i64 = 250;
/// The frames of the throbber, one column each.
const FRAMES: [char; 8] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧'];
/// From here on the seconds until the next attempt are counted one by one; before, by tens.
const COUNTED: i64 = 10;

impl Desk {
    /// The frame of the throbber beside what the screen waits for; nothing in its first moments, when it may be there at once.
    pub fn throbber(&self) -> Option<char> {
        let since = self.waits_since?;
        let for_millis = self.now.0 - since.0;
        let frame = usize::try_from(for_millis / FRAME).unwrap_or(0) % FRAMES.len();
        (for_millis >= SHOWN_AFTER).then_some(FRAMES[frame])
    }

    /// Notes since when the screen has had nothing to show for what was asked.
    pub(super) fn note_waiting(&mut self) {
        let waits = match self.screen {
            Screen::Queue => self.queue.rows.is_empty() && self.queue.is_loading(),
            Screen::Case => self.case.as_ref().is_some_and(|case: &CaseView| matches!(case.load, Load::Coming)),
            _ => false,
        };
        self.waits_since = if waits { self.waits_since.or(Some(self.now)) } else { None };
    }

    /// The seconds until the server is tried again, rounded as they are shown.
    pub fn retry_secs(&self) -> Option<i64> {
        let next = self.connection.next_try()?;
        let secs = (next.0 - self.now.0 + 999).div_euclid(1000);
        let shown = if secs > COUNTED { (secs + COUNTED - 1) / COUNTED * COUNTED } else { secs };
        (secs > 0).then_some(shown)
    }

    /// When what this file shows changes by itself.
    pub(super) fn waiting_due(&self) -> Option<Moment> {
        let frame = self.waits_since.map(|since| {
            let frames = ((self.now.0 - since.0) / FRAME + 1) * FRAME;
            since.plus_millis(frames.max(SHOWN_AFTER))
        });
        let retry = self.connection.next_try().zip(self.retry_secs()).map(|(next, secs)| {
            let below = if secs > COUNTED { secs - COUNTED } else { secs - 1 };
            next.plus_millis(-below * 1000)
        });
        [frame, retry].into_iter().flatten().min()
    }
}
