//! A decision in conflict made anew on the case as it is now, or dropped.
//!
//! Not here: the sheet itself (`deciding`), both sides of the conflict (`outbox`).
//! Invariant: nothing is made anew on a case that is not there, and what can't be decided any more becomes no draft.

use crate::app::action::Action;
use crate::app::case::{CaseView, Redo};
use crate::app::deciding::{Wanted, Wish};
use crate::app::{Desk, Screen};
use crate::domain::ids::DecisionId;
use crate::text::desk as words;

impl Desk {
    /// Makes the decision under the cursor anew, on the case as it is now.
    pub(super) fn redo_conflict(&mut self) {
        if let Some(why) = self.why_not(Action::Forward) {
            return self.warn(why);
        }
        let Some(item) = self.outbox.to_redo() else { return };
        let (decision, case) = (item.decision.id, item.decision.case.clone());
        self.details.forget(&case);
        self.open_case(case.clone(), None);
        self.redo_in_case(Some(decision));
        self.wish = Some(Wish { case, sheet: Wanted::Redo(decision) });
        self.ok(words::redo_loading(self.lang));
    }

    /// A case is there: what is made anew on it is brought in, and the sheet that was wanted opens, where it is still the one on the
    /// screen.
    pub(super) fn wish_further(&mut self) {
        let view = self.case.as_ref().filter(|view| self.screen == Screen::Case && self.sheet.is_none() && view.detail().is_some());
        let here = view.map(|view| view.id.clone());
        let wish = self.wish.take_if(|wish| Some(&wish.case) == here.as_ref());
        if wish.is_some() {
            self.notice = None;
        }
        self.bring_redo();
        match wish.map(|wish| wish.sheet) {
            Some(Wanted::Of(action)) => self.open_sheet(action),
            Some(Wanted::Redo(decision)) if self.case.as_ref().is_some_and(|case| case.redoes.is_some()) => {
                let Some(verb) = self.outbox.find(decision).map(|item| item.decision.act.verb()) else { return };
                let Some(detail) = self.case.as_ref().and_then(CaseView::detail).cloned() else { return };
                self.open_decide(detail, verb);
            }
            Some(Wanted::Change(decision)) => self.hold_to_change(decision),
            Some(Wanted::Reversal) => self.reverse_in_case(),
            Some(Wanted::Redo(_)) | None => {}
        }
    }

    /// The open case is there to make a decision anew.
    pub(super) fn redo_in_case(&mut self, decision: Option<DecisionId>) {
        if let Some(case) = &mut self.case {
            case.redoes = decision.map(|decision| Redo { decision, brought: false });
        }
    }

    /// Brings what went with a decision that is made anew into the draft, once the case is there: rebased to what the facts are now;
    /// what was made since wins.
    fn bring_redo(&mut self) {
        let view = self.case.as_mut().filter(|case| case.detail().is_some());
        let Some(redo) = view.and_then(|case| case.redoes.as_mut()).filter(|redo| !redo.brought) else { return };
        redo.brought = true;
        let decision = redo.decision;
        let Some(item) = self.outbox.find(decision).cloned() else { return };
        let Some(base) = self.case.as_ref().and_then(CaseView::base).cloned() else { return };
        // No draft is made of what can't be decided any more, and no sheet is opened on it.
        if let Some(why) = self.overtaken(&base, item.decision.act.verb()) {
            self.redo_in_case(None);
            return self.warn(why);
        }
        let same = base.basis == item.decision.basis;
        let seen = if same { Some(&*base) } else { self.outbox.seen(decision) };
        let carried = self.carried(&item, seen, &base);
        let mut draft = self.case.as_ref().map(|case| case.draft.clone()).unwrap_or_default();
        draft.add_older(carried.draft);
        self.put_draft(draft);
        if let Some(lost) = self.no_longer_fits(&base, &carried.fallen) {
            self.warn(lost);
        }
    }
}
