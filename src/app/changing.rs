//! A decision that was not sent, changed in its sheet: it waits while the sheet is open, and the new one comes in its place.
//!
//! Not here: what the server did not take (`redoing`). Invariant: until the new one is on disk the old one stands, and goes out as it
//! was where the sheet is left, or nobody comes back to it.

use crate::app::decide::{Decide, HOLD_SECS};
use crate::app::deciding::{Wanted, Wish};
use crate::app::effect::Effect;
use crate::app::overlay::lay;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Screen};
use crate::domain::decision::Verb;
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::time::Moment;
use crate::text::{actions, outbox as texts};

/// How long a decision waits for its change without a word of the sheet. A desk that is gone keeps it no longer.
const CHANGE_SECS: i64 = 5 * 60;
/// How often an open sheet says that it is still there.
const RENEW_SECS: i64 = 60;

/// Which decisions wait for a change.
#[derive(Debug, Default)]
pub struct Changing {
    /// Its sheet opens once the disk says that it waits.
    opening: Option<DecisionId>,
    /// When the open sheet is to say that it is still there.
    renews: Option<Moment>,
    /// Its sheet was left: once the disk says so, it goes out as it was.
    left: Option<Changed>,
}

/// What a sheet that changes a decision says of that.
#[derive(Debug)]
pub(super) struct Changed {
    decision: DecisionId,
    case: CaseId,
    verb: Verb,
}

impl Changed {
    /// Reads it from a sheet; nothing where that changes none, or its new one is on its way to the disk.
    pub(super) fn of(sheet: &Decide) -> Option<Self> {
        let decision = sheet.redoes.filter(|_| sheet.changes && sheet.saving.is_none())?;
        Some(Changed { decision, case: sheet.base.case.id.clone(), verb: sheet.verb })
    }
}

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
        if let Some(former) = self.changing.opening.replace(decision).filter(|former| *former != decision) {
            self.hold_on(former, HOLD_SECS);
        }
        self.changing.left.take_if(|left| left.decision == decision);
        self.hold_on(decision, CHANGE_SECS);
    }

    /// The disk says that a decision waits, or why it does not.
    pub(super) fn held_on(&mut self, decision: DecisionId, result: Result<(), String>) {
        if self.changing.opening.take_if(|opening| *opening == decision).is_some() {
            return match result {
                Ok(()) if self.open_change(decision) => self.changing.renews = Some(self.now.plus_secs(RENEW_SECS)),
                // Somebody went on to something else meanwhile.
                Ok(()) => self.hold_on(decision, HOLD_SECS),
                Err(why) => self.error(texts::not_changed(self.lang, why)),
            };
        }
        let left = self.changing.left.take_if(|left| left.decision == decision);
        match (left, result) {
            (Some(Changed { case, verb, .. }), Ok(())) => {
                self.mark_pending(&case, verb, self.now.plus_secs(HOLD_SECS));
                self.warn(texts::goes_out_unchanged(self.lang, actions::verb(self.lang, verb)));
            }
            (Some(Changed { verb, .. }), Err(why)) => {
                self.error(texts::left_unchanged(self.lang, actions::verb(self.lang, verb), why));
            }
            // Another window sent or dropped it: the sheet has nothing to change any more.
            (None, Err(why)) if self.changed_in_sheet().is_some_and(|changed| changed.decision == decision) => {
                self.changing.renews = None;
                self.error(texts::not_changed(self.lang, why));
            }
            (None, _) => {}
        }
    }

    /// When the open sheet is to say that it is still there.
    pub(super) fn change_due(&self) -> Option<Moment> {
        self.changing.renews.filter(|_| self.changed_in_sheet().is_some())
    }

    /// The sheet is still open: what it changes waits on.
    pub(super) fn renew_change(&mut self) {
        if self.change_due().is_some_and(|due| due <= self.now)
            && let Some(Changed { decision, .. }) = self.changed_in_sheet()
        {
            self.changing.renews = Some(self.now.plus_secs(RENEW_SECS));
            self.hold_on(decision, CHANGE_SECS);
        }
    }

    /// What the open sheet changes, also where the help stands over it.
    pub(super) fn changed_in_sheet(&self) -> Option<Changed> {
        match self.written_in()? {
            Sheet::Decide(sheet) => Changed::of(sheet),
            _ => None,
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

    /// A sheet that was to change a decision is left: what was decided goes out after another hold, and the disk says so.
    pub(super) fn leave_unchanged(&mut self, changed: Changed) {
        self.hold_on(changed.decision, HOLD_SECS);
        self.changing.left = Some(changed);
    }

    fn hold_on(&mut self, decision: DecisionId, secs: i64) {
        self.out.push(Effect::HoldOn { decision, until: self.now.plus_secs(secs) });
    }
}
