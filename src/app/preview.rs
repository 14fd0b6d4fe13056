//! The preview beside the queue, or what is told below the outbox, as a pane of its own: whether keys go to it, and how far it is scrolled.
//!
//! Not here: what it shows (`ui::preview`). Invariant: it is scrolled no further than the last row of what was drawn of it.

use crate::app::action::Action;

/// The pane that shows more of the case under the cursor.
#[derive(Clone, Copy, Debug, Default)]
pub struct Preview {
    /// Keys that move go here and not to the table.
    pub focused: bool,
    /// The first of its rows that is drawn.
    pub first: usize,
    /// The most that `first` may be, as the last frame found it.
    most: usize,
}

impl Preview {
    /// Takes note how many rows the last frame left out.
    pub(super) fn drawn(&mut self, left_out: usize) {
        self.most = left_out;
        self.first = self.first.min(left_out);
    }

    /// Another case stands in it: it begins at its top.
    pub(super) const fn reset(&mut self) {
        self.first = 0;
        self.most = 0;
    }

    pub(super) fn scroll(&mut self, rows: isize) {
        self.first = self.first.saturating_add_signed(rows).min(self.most);
    }

    /// Scrolls by a key; tells whether it was one that moves.
    pub(super) fn moves(&mut self, action: Action, page: usize) -> bool {
        let Some(rows) = action.steps(page) else { return false };
        self.scroll(rows);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_scrolled_no_further_than_there_is_something_to_see() {
        let mut preview = Preview::default();
        assert!(preview.moves(Action::Last, 10));
        assert_eq!(preview.first, 0, "all of it is on the screen");
        preview.drawn(7);
        assert!(preview.moves(Action::PageDown, 10) && preview.first == 7);
        preview.drawn(3);
        assert_eq!(preview.first, 3, "a larger window shows more");
        assert!(preview.moves(Action::Up, 10) && preview.first == 2);
        assert!(!preview.moves(Action::Open, 10));
    }
}
