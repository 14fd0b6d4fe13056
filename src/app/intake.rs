//! Claims taken in at the counter: the drafts and claims of this desk, and the form that is open.
//!
//! Not here: what the form holds (`form` below), how it is kept and sent (`store`, `sync`).
//! Invariants: what was typed is on disk at each pause and each change of field; what was submitted is never typed on; a form
//! goes when the disk has it.

pub mod form;
mod keys;
pub mod receipt;

use crate::app::action::Action;
use crate::app::sheets::moved;
use crate::domain::intake::{ClaimKey, IntakeItem};
use crate::domain::time::Moment;

pub use form::{ClaimForm, Line};
pub use keys::Register;
pub use receipt::Receipt;

/// How long nothing is typed before the draft is put on disk.
pub const PAUSE_MILLIS: i64 = 300;

/// What the counter has.
#[derive(Default)]
pub struct Intake {
    /// The newest first.
    pub items: Vec<IntakeItem>,
    pub loaded: bool,
    cursor: Option<ClaimKey>,
    pub form: Option<ClaimForm>,
    /// Those that were left before the disk had answered for them.
    left: Vec<ClaimForm>,
}

impl Intake {
    pub fn replace(&mut self, items: Vec<IntakeItem>) {
        let at = self.index();
        self.items = items;
        self.loaded = true;
        if !self.items.iter().any(|item| Some(item.draft.key) == self.cursor) {
            self.cursor = self.items.get(at.min(self.items.len().saturating_sub(1))).map(|item| item.draft.key);
        }
    }

    pub fn index(&self) -> usize {
        self.items.iter().position(|item| Some(item.draft.key) == self.cursor).unwrap_or(0)
    }

    pub fn current(&self) -> Option<&IntakeItem> {
        self.items.get(self.index())
    }

    pub fn find(&self, key: ClaimKey) -> Option<&IntakeItem> {
        self.items.iter().find(|item| item.draft.key == key)
    }

    pub fn point(&mut self, key: ClaimKey) {
        self.cursor = Some(key);
    }

    /// Claims that the server may not have yet.
    pub fn unsent(&self) -> usize {
        self.items.iter().filter(|item| item.state.is_unsent()).count()
    }

    /// Claims that the server did not take, or lost.
    pub fn refused(&self) -> usize {
        self.items.iter().filter(|item| item.state.needs_somebody()).count()
    }

    fn moves(&mut self, action: Action, page: usize) -> bool {
        let Some(by) = action.steps(page) else { return false };
        let to = moved(self.index(), by, self.items.len());
        self.cursor = self.items.get(to).map(|item| item.draft.key);
        true
    }

    /// When a draft that was typed is to be put on disk.
    pub fn save_due(&self) -> Option<Moment> {
        let unsaved = self.form.iter().chain(&self.left).filter_map(|form| form.unsaved).min();
        unsaved.map(|since| since.plus_millis(PAUSE_MILLIS))
    }

    /// The form that is open and those that were left unsaved.
    fn forms(&mut self) -> impl Iterator<Item = &mut ClaimForm> {
        self.form.iter_mut().chain(&mut self.left)
    }

    /// Takes a form of those that were left, to go on with it or because it is on disk.
    pub(in crate::app) fn take_left(&mut self, wanted: impl Fn(&ClaimForm) -> bool) -> Option<ClaimForm> {
        let at = self.left.iter().position(wanted)?;
        Some(self.left.remove(at))
    }
}
