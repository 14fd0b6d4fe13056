//! The notices of this session, as they stood in the status line: newest first, bounded, in memory only.
//!
//! Invariant: an entry holds what the screen showed and nothing more, and nothing of it outlives the program.

use crate::app::action::Action;
use crate::app::notice::{Notice, Weight};
use crate::app::{Desk, Screen};
use crate::domain::time::Moment;
use std::collections::VecDeque;

/// Notices kept; older ones go.
const KEPT: usize = 200;

/// A notice as it was shown, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: Moment,
    pub weight: Weight,
    pub text: String,
}

#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    dropped: usize,
    cursor: usize,
    /// Where Esc goes back to.
    from: Option<Screen>,
}

impl Log {
    pub(super) fn add(&mut self, at: Moment, notice: &Notice) {
        // A key held down on a refusal is told once.
        if self.entries.front().is_some_and(|last| last.text == notice.text) {
            if let Some(last) = self.entries.front_mut() {
                last.at = at;
            }
            return;
        }
        self.entries.push_front(Entry { at, weight: notice.weight, text: notice.text.clone() });
        if self.entries.len() > KEPT {
            self.entries.pop_back();
            self.dropped += 1;
        }
        if self.cursor > 0 {
            self.cursor = (self.cursor + 1).min(self.entries.len() - 1);
        }
    }

    /// Notices kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Notices that were let go.
    pub const fn dropped(&self) -> usize {
        self.dropped
    }

    /// Newest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub const fn index(&self) -> usize {
        self.cursor
    }

    pub fn current(&self) -> Option<&Entry> {
        self.entries.get(self.cursor)
    }

    pub(super) fn point(&mut self, line: usize) {
        self.cursor = line.min(self.entries.len().saturating_sub(1));
    }

    /// Moves in the list; tells whether the action was one of moving.
    fn moves(&mut self, action: Action, page: usize) -> bool {
        let Some(by) = action.steps(page) else { return false };
        self.point(self.cursor.saturating_add_signed(by));
        true
    }
}

impl Desk {
    pub(super) fn open_log(&mut self) {
        if self.screen != Screen::Log {
            self.log.from = Some(self.screen);
            self.log.cursor = 0;
            self.screen = Screen::Log;
        }
    }

    pub(super) fn act_in_log(&mut self, action: Action) {
        let page = usize::from(self.size.1.saturating_sub(6));
        if self.log.moves(action, page) {
            return;
        }
        match action {
            Action::Back if self.close_error() => {}
            Action::Back | Action::Close => self.screen = self.log.from.take().unwrap_or(Screen::Queue),
            Action::Open => {}
            _ => self.dead_key(),
        }
    }
}
