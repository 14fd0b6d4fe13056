//! A decision that was not sent, changed in its sheet: it waits while the sheet is open, and the new one comes in its place.
//!
//! Not here: what the server did not take (`redoing`). Invariant: until the new one is on disk the old one stands, and goes out as it
//! was where the sheet is left, or nobody comes back to it.

use crate::app::decide::{Decide, HOLD_SECS};
use crate::app::deciding::{Wanted, Wish};
use crate::app::effect::Effect;
use crate::app::overlay::lay;
use crate::app::{Desk, Screen};
use crate::domain::ids::DecisionId;
use crate::text::{actions, outbox as texts};

/// How long a decision waits for its change. A desk that is gone by then keeps it no longer.
const CHANGE_SECS: i64 = 15 * 60;

impl Desk {
    /// Opens the case of the decision under the cursor to change it, or to make it anew where it was not taken.
    pub(super) fn change_item(&mut self) {
        let Some(item) = self.outbox.current() else { return };
        if item.is_stuck() {
            return self.redo_conflict();
        }
        let (decision, case) = (item.decision.id, item.decision.case.clone());
        let row = self.queue.rows.iter().find(|row| row.summary.id == case).cloned();
        self.open_case(case.clone(), row);
        self.wish = Some(Wish { case, sheet: Wanted::Change(decision) });
        self.wish_further();
    }

    /// Its case is there: it must not go out while it is being changed.
    pub(super) fn hold_to_change(&mut self, decision: DecisionId) {
        self.changing = Some(decision);
        self.out.push(Effect::HoldOn { decision, until: self.now.plus_secs(CHANGE_SECS) });
    }

    /// The disk says that a decision waits, or why it does not.
    pub(super) fn held_on(&mut self, decision: DecisionId, result: Result<(), String>) {
        let to_change = self.changing.take_if(|changing| *changing == decision).is_some();
        match result {
            Err(why) => self.error(texts::not_changed(self.lang, why)),
            // Somebody went on to something else meanwhile.
            Ok(()) if to_change && !self.open_change(decision) => self.let_go_on(decision),
            Ok(()) => {}
        }
    }

    /// Opens the sheet of a decision with all that it says. Gives whether it stands there.
    fn open_change(&mut self, decision: DecisionId) -> bool {
        let Some(item) = self.outbox.find(decision).cloned() else { return false };
        let view = self.case.as_ref().filter(|view| view.id == item.decision.case && self.screen == Screen::Case && self.sheet.is_none());
        let Some((base, mut draft)) = view.and_then(|view| Some((view.base().cloned()?, view.draft.clone()))) else { return false };
        let verb = item.decision.act.verb();
        if let Some(why) = self.overtaken(&base, verb) {
            self.warn(why);
            return false;
        }
        let seen = if base.basis == item.decision.basis { Some(&*base) } else { self.outbox.seen(decision) };
        let carried = self.carried(&item, seen, &base);
        draft.add_older(carried.draft);
        let Some(plan) = self.plan_of(&base) else { return false };
        // Laid for the sheet alone: the case beneath it keeps its own draft, and nothing of it is left where the sheet is.
        let detail = if draft.amendments.is_empty() { base.clone() } else { lay(&plan, &base, &draft.amendments).detail };
        self.ok(texts::being_changed(self.lang));
        if let Some(lost) = self.no_longer_fits(&base, &carried.fallen) {
            self.warn(lost);
        }
        self.open_decide_with(detail, verb, draft, Some(decision));
        true
    }

    /// A sheet that was to change a decision is left: what was decided goes out after another hold.
    pub(super) fn leave_unchanged(&mut self, sheet: &Decide) {
        let Some(decision) = sheet.redoes.filter(|_| sheet.changes && sheet.saving.is_none()) else { return };
        self.let_go_on(decision);
        self.mark_pending(&sheet.base.case.id, sheet.verb, self.now.plus_secs(HOLD_SECS));
        self.warn(texts::goes_out_unchanged(self.lang, actions::verb(self.lang, sheet.verb)));
    }

    fn let_go_on(&mut self, decision: DecisionId) {
        self.out.push(Effect::HoldOn { decision, until: self.now.plus_secs(HOLD_SECS) });
    }
}
