//! Opening a case, going to the one beside it, leaving it, and showing a masked field of it.
//!
//! Not here: the keys (`moving`), the case itself (`case`).
//! Invariant: the queue's cursor is on the case that was left.

use crate::app::case::{CaseView, Load};
use crate::app::effect::Effect;
use crate::app::message::Personal;
use crate::app::{Desk, Screen};
use crate::domain::ids::CaseId;
use crate::domain::queue::QueueRow;
use crate::text::desk as words;

impl Desk {
    /// Opens a case over the queue; what the row says is shown until the rest is there.
    pub(super) fn open_case(&mut self, case: CaseId, row: Option<QueueRow>) {
        let mut view = CaseView::new(case.clone(), row.map(|row| row.summary));
        if let Some(loaded) = self.details.get(&case) {
            view.load = Load::Here(loaded.detail.clone());
            view.draft.clone_from(&loaded.draft);
        }
        if self.screen != Screen::Case {
            self.lookup.opened = self.screen == Screen::Lookup;
        }
        self.advancing = false;
        self.end_what_if();
        self.case = Some(view);
        self.relay();
        self.screen = Screen::Case;
        self.tell_merged();
        self.out.push(Effect::LoadRelated { case: case.clone() });
        self.want_detail(&case);
    }

    pub(super) fn reload_case(&mut self) {
        let Some(case) = &mut self.case else { return };
        case.load = Load::Coming;
        let id = case.id.clone();
        self.details.forget(&id);
        self.want_detail(&id);
    }

    pub(super) fn leave_case(&mut self) {
        self.end_what_if();
        if let Some(case) = self.case.take() {
            self.queue.put_cursor(&case.id);
        }
        self.screen = if std::mem::take(&mut self.lookup.opened) { Screen::Lookup } else { Screen::Queue };
    }

    /// The row after that of the open case.
    pub(super) fn next_row(&self) -> Option<&QueueRow> {
        let case = self.case.as_ref()?;
        let at = self.queue.rows.iter().position(|row| row.summary.id == case.id)?;
        self.queue.rows.get(at + 1)
    }

    pub(super) fn turn_case(&mut self, forward: bool) {
        let Some(case) = &self.case else { return };
        let at = self.queue.rows.iter().position(|row| row.summary.id == case.id);
        let to = match (at, forward) {
            (Some(at), true) => at.checked_add(1),
            (Some(at), false) => at.checked_sub(1),
            (None, _) => Some(self.queue.index()),
        };
        let Some(row) = to.and_then(|to| self.queue.rows.get(to)).cloned() else {
            let end = if forward { words::last_case(self.lang) } else { words::first_case(self.lang) };
            return self.warn(end);
        };
        self.go_to(row);
    }

    /// Opens a row's case, and takes the queue's cursor along.
    pub(super) fn go_to(&mut self, row: QueueRow) {
        let tab = self.case.as_ref().map(|case| case.tab);
        self.queue.put_cursor(&row.summary.id);
        self.open_case(row.summary.id.clone(), Some(row));
        if let (Some(case), Some(tab)) = (&mut self.case, tab) {
            case.tab = tab;
        }
    }

    /// Asks for the audit entry that goes with showing the field under the cursor.
    pub(super) fn reveal(&mut self) {
        let Some(case) = &self.case else { return };
        let Some(field) = case.personal_here() else { return self.warn(words::nothing_masked(self.lang)) };
        self.out.push(Effect::Reveal { case: case.id.clone(), field });
    }

    /// Tells whether a personal field of a case is shown in full now.
    pub fn is_revealed(&self, case: &CaseId, field: Personal) -> bool {
        self.revealed.as_ref().is_some_and(|revealed| revealed.case == *case && revealed.field == field)
    }
}
