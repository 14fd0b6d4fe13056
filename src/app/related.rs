//! The cases that share something with the open one: taken in, and opened from its tab.
//!
//! Not here: what is shared (the server finds it), how it is drawn.

use crate::app::Desk;
use crate::app::case::Tab;
use crate::domain::ids::CaseId;
use crate::domain::queue::QueueRow;
use crate::domain::time::Moment;
use crate::wire::Related;

impl Desk {
    /// Takes in what shares something with the open case. A failure leaves the older copy.
    pub(super) fn related_came(&mut self, of: &CaseId, related: Result<Option<(Related, Moment)>, String>, asked: bool) {
        let Some(case) = self.case.as_mut().filter(|case| case.id == *of) else { return };
        case.related.asked = asked;
        match related {
            Ok(Some(known)) => (case.related.known, case.related.failed) = (Some(known), None),
            Ok(None) => {}
            Err(why) => case.related.failed = Some(why),
        }
        if case.tab == Tab::Related {
            let at = case.cursor();
            case.set_cursor(at);
        }
    }

    /// Opens the related case under the cursor; the tab stays.
    pub(super) fn open_related(&mut self) {
        let Some(case) = &self.case else { return };
        // A case that may not be seen is told of, and not opened.
        let other = case.related.cases().get(case.cursor()).and_then(|other| Some((other.id()?.clone(), other.summary.clone())));
        let Some((id, summary)) = other else { return self.dead_key() };
        self.open_case(id, summary.map(|summary| QueueRow { summary, pending: None }));
        if let Some(case) = &mut self.case {
            case.tab = Tab::Related;
        }
    }
}
