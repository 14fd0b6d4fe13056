//! Claims taken in at the counter: the drafts and claims of this desk, and the form that is open.
//!
//! Not here: what the form holds (`form` below), how it is kept and sent (`store`, `sync`).
//! Invariants: what was typed is on disk at each pause and each change of field; what was submitted is never typed on.

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

    /// When the draft that is typed is to be put on disk.
    pub fn save_due(&self) -> Option<Moment> {
        self.form.as_ref()?.unsaved.map(|since| since.plus_millis(PAUSE_MILLIS))
    }
}
