//! From the key that opens a sheet to the next case: confirm, hold, undo.
//!
//! Not here: which case is next (`advancing`), conflicts made anew (`redoing`).
//! Invariant: "held" is said only of a decision that is on disk.

use std::sync::Arc;

use crate::app::Desk;
use crate::app::action::Action;
use crate::app::again::AgainForm;
use crate::app::case::{CaseView, Load};
use crate::app::changing::Changed;
use crate::app::compose;
use crate::app::decide::{Decide, ExtendForm, Form, HOLD_SECS, RejectForm, ResubmitForm, ReturnForm, to_pay_of};
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::refill::refill;
use crate::app::sheet::Sheet;
use crate::domain::case::{Hold, Status};
use crate::domain::decision::{Decision, Verb};
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, Moment};
use crate::judge;
use crate::rules::{Plan, clock};
use crate::text::desk as words;
use crate::text::{actions, sheets as texts};

/// Sheets left half-made whose text is kept.
pub(super) const KEPT_SHEETS: usize = 16;

/// What was typed in a sheet that was left.
pub(super) struct Kept {
    pub(super) case: CaseId,
    pub(super) verb: Verb,
    pub(super) form: Form,
}

/// A sheet that was asked for by a key and opens when its case is there: on the screen of that very case, unless another key comes first.
pub(super) struct Wish {
    pub(super) case: CaseId,
    pub(super) sheet: Wanted,
}

pub(super) enum Wanted {
    Of(Action),
    /// The one that makes a decision in conflict anew.
    Redo(DecisionId),
    /// The one that changes a decision that was not sent.
    Change(DecisionId),
    /// The one that reverses what was done last.
    Reversal,
}

impl Desk {
    /// The very version of the plan under which a case stands; nothing where this machine doesn't have it. Another version's words
    /// would be the wrong ones.
    pub fn plan_of(&self, detail: &CaseDetail) -> Option<Arc<Plan>> {
        self.plans.by_hash(&detail.case.plan_hash).cloned()
    }

    /// Opens a case from the queue with its sheet on top, as soon as the case is there.
    pub(super) fn decide_from_queue(&mut self, action: Action) {
        let Some(row) = self.queue.current().cloned() else { return };
        if let Some(why) = self.taken(&row) {
            return self.warn(why);
        }
        self.open_case(row.summary.id.clone(), Some(row));
        self.open_sheet(action);
    }

    /// The verb that an action means at the stage of a case.
    pub fn verb_of(&self, action: Action, detail: &CaseDetail) -> Option<Verb> {
        let plan = self.plan_of(detail)?;
        let asked_back = detail.case.recoveries.iter().any(|recovery| !recovery.open().is_zero());
        match (action, &detail.case.hold) {
            (Action::Extend, _) => return Some(Verb::Extend),
            (Action::Reopen, _) => return Some(Verb::Reopen),
            (Action::Recover, _) => return Some(if asked_back { Verb::Recovered } else { Verb::Recover }),
            (Action::Park, Some(_)) | (Action::Refer, Some(Hold::Referred { .. })) => return Some(Verb::Resume),
            _ => {}
        }
        if detail.case.status == Status::Returned {
            return (action == Action::Forward).then_some(Verb::Resubmit);
        }
        let verbs = crate::rules::workflow::verbs(plan.stage(&detail.case.stage)?);
        let wanted: &[Verb] = match action {
            Action::Forward => &[Verb::PassOn, Verb::Approve, Verb::Paid],
            Action::Return => &[Verb::Return],
            Action::Reject => &[Verb::Reject, Verb::PaymentFailed],
            Action::SaveCorrections => &[Verb::Amend],
            Action::SendBack => &[Verb::SendBack],
            Action::Park => &[Verb::Park],
            Action::Refer => &[Verb::Refer],
            _ => &[],
        };
        verbs.iter().copied().find(|verb| wanted.contains(verb))
    }

    /// Opens the sheet of an action; where the case is still coming, as soon as it is there, unless another key comes first.
    pub(super) fn open_sheet(&mut self, action: Action) {
        if let Some(case) = self.case.as_ref().filter(|case| matches!(case.load, Load::Coming)) {
            self.wish = Some(Wish { case: case.id.clone(), sheet: Wanted::Of(action) });
            return self.warn(words::sheet_follows(self.lang));
        }
        if let Some(why) = self.why_not(action) {
            return self.warn(why);
        }
        let Some(detail) = self.case.as_ref().and_then(CaseView::detail).cloned() else { return };
        let Some(verb) = self.verb_of(action, &detail) else { return };
        self.open_decide(detail, verb);
    }

    pub(super) fn open_decide(&mut self, detail: Arc<CaseDetail>, verb: Verb) {
        let redoes = self.case.as_ref().and_then(|case| case.redoes).map(|redo| redo.decision);
        let draft = self.case.as_ref().map(|case| case.draft.clone()).unwrap_or_default();
        self.open_decide_with(detail, verb, draft, redoes);
    }

    /// Opens a sheet with a draft, and with what was said in the decision in whose place the new one is to come.
    pub(super) fn open_decide_with(&mut self, detail: Arc<CaseDetail>, verb: Verb, mut draft: Draft, redoes: Option<DecisionId>) {
        let Some(plan) = self.plan_of(&detail) else { return self.warn(words::no_plan(self.lang)) };
        let before = redoes.and_then(|redoes| self.outbox.find(redoes)).cloned();
        let redoes = before.as_ref().map(|item| item.decision.id);
        let changes = before.as_ref().is_some_and(OutboxItem::is_here_alone);
        let before = before.map(|item| item.decision).filter(|decision| decision.act.verb() == verb);
        // Who only takes papers in sends no verdicts with them.
        if judge::may_review(&plan, &detail.case, verb, &self.me).is_err() {
            draft = Draft::default();
        }
        let against = self.against(&detail, &draft, verb);
        let seen = self.case.as_ref().and_then(CaseView::base).filter(|base| base.case.id == detail.case.id).unwrap_or(&detail).clone();
        let mut sheet = Decide {
            form: self.form_with(&plan, &detail, &draft, verb, before.as_ref()),
            seen,
            base: detail,
            plan,
            draft,
            verb,
            typing: matches!(verb, Verb::PaymentFailed | Verb::Extend | Verb::SendBack | Verb::Park | Verb::Resume),
            against,
            painted: None,
            saving: None,
            failed: None,
            redoes,
            changes,
        };
        sheet.compose_return();
        self.half_typed.fill_sheet(&mut sheet);
        self.sheet = Some(Sheet::Decide(Box::new(sheet)));
    }

    /// A form with what was decided before, where that is known and nothing was typed since.
    fn form_with(&mut self, plan: &Plan, detail: &CaseDetail, draft: &Draft, verb: Verb, before: Option<&Decision>) -> Form {
        let kept = self.kept.iter().any(|kept| kept.case == detail.case.id && kept.verb == verb);
        let mut form = self.form(plan, detail, draft, verb);
        if let Some(before) = before.filter(|_| !kept)
            && !refill(&mut form, &before.act)
        {
            self.warn(crate::text::outbox::not_all_fits(self.lang));
        }
        form
    }

    /// A fresh form, or what was typed in it before it was left.
    fn form(&mut self, plan: &Plan, detail: &CaseDetail, draft: &Draft, verb: Verb) -> Form {
        let at = self.kept.iter().position(|kept| kept.case == detail.case.id && kept.verb == verb);
        let kept = at.map(|at| self.kept.remove(at).form);
        match (verb, kept) {
            (Verb::Return, kept) => {
                let mut form = ReturnForm {
                    lines: compose::defects(plan, detail, &draft.verdicts),
                    cursor: 0,
                    text: Field::text(String::new()),
                    lang: Lang::Zh,
                    edited: false,
                };
                if let Some(Form::Return(old)) = kept
                    && old.edited
                {
                    (form.text, form.lang, form.edited) = (old.text, old.lang, true);
                }
                Form::Return(form)
            }
            (_, Some(form)) => form,
            (Verb::Resubmit, None) => {
                Form::Resubmit(ResubmitForm { lines: compose::papers_to_come(detail), cursor: 0, note: Field::line() })
            }
            (Verb::Reject, None) => Form::Reject(RejectForm {
                find: Field::line(),
                found: compose::find_reasons(plan, detail, ""),
                cursor: 0,
                chosen: None,
                text: Field::text(String::new()),
                lang: Lang::Zh,
                edited: false,
                in_text: false,
            }),
            (Verb::Extend, None) => {
                let limit = clock::due(plan, &detail.case, &detail.assessment.materials);
                let latest = limit.as_ref().map_or(Date::MAX, |limit| judge::until_at_most(plan, limit));
                Form::Extend(ExtendForm::new(limit, latest, self.today()))
            }
            (verb, None) if let Some(form) = AgainForm::of(verb, plan, detail, &self.me) => Form::Again(form),
            (Verb::PaymentFailed, None) => Form::PaymentFailed { reason: Field::line() },
            _ => Form::Forward { note: Field::line() },
        }
    }

    /// Closes a sheet; what was typed in it is there when it is opened again.
    pub(super) fn leave_sheet(&mut self, sheet: Decide) {
        if self.kept.len() >= KEPT_SHEETS {
            self.kept.remove(0);
        }
        if let Some(changed) = Changed::of(&sheet) {
            self.leave_unchanged(changed);
        }
        self.kept.push(Kept { case: sheet.base.case.id.clone(), verb: sheet.verb, form: sheet.form });
    }

    pub(super) fn confirm(&mut self, mut sheet: Box<Decide>) {
        let id = (self.ids)();
        match sheet.confirm(id, self.now, self.lang) {
            Ok(decision) => self.out.push(Effect::Record {
                decision: Box::new(decision),
                to_pay: to_pay_of(&sheet.base),
                base: sheet.seen.clone(),
                held_until: self.now.plus_secs(HOLD_SECS),
                replaces: sheet.redoes,
            }),
            Err(why) => self.warn(why),
        }
        self.sheet = Some(Sheet::Decide(sheet));
    }

    /// The decision is on disk, or is not.
    pub(super) fn recorded(&mut self, decision: DecisionId, result: Result<(), String>) {
        let sheet = self.sheet.take();
        let (mut sheet, saved) = match sheet {
            Some(Sheet::Decide(mut sheet)) if sheet.saving.as_ref().is_some_and(|saving| saving.id == decision) => {
                let saved = sheet.saving.take();
                (sheet, saved)
            }
            other => {
                self.sheet = other;
                return;
            }
        };
        if let Err(why) = result {
            let text = texts::not_recorded(self.lang, &why);
            sheet.failed = Some(text.clone());
            self.sheet = Some(Sheet::Decide(sheet));
            return self.error(text);
        }
        let case = sheet.base.case.id.clone();
        if let Some(saved) = saved {
            self.outbox.add(OutboxItem {
                name: sheet.base.summary.name.clone(),
                plan: sheet.base.case.plan.clone(),
                to_pay: to_pay_of(&sheet.base),
                state: OutboxState::Held { until: saved.decided_at.plus_secs(HOLD_SECS) },
                recorded: saved.decided_at,
                changed: saved.decided_at,
                attempts: 0,
                last_error: None,
                said: None,
                doubted: false,
                group: None,
                decision: *saved,
            });
        }
        if let Some(old) = sheet.redoes {
            self.outbox.remove(old);
        }
        // The store has put the decision in the draft's place.
        self.details.set_draft(&case, &Draft::default());
        self.notice = None;
        self.mark_pending(&case, sheet.verb, self.now.plus_secs(HOLD_SECS));
        if matches!(sheet.verb, Verb::Amend | Verb::Extend) {
            self.stay_with(&case, sheet.draft);
        } else {
            self.advance(&case);
        }
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
    }

    /// Corrections or more time alone decide nothing: the case stays on the screen, as it will be.
    fn stay_with(&mut self, case: &CaseId, saved: Draft) {
        if let Some(view) = self.case.as_mut().filter(|view| view.id == *case) {
            view.draft = Draft::default();
            view.sent = saved.amendments;
        }
        self.relay();
    }

    /// Shows the decision on its row until the row comes anew.
    pub(super) fn mark_pending(&mut self, case: &CaseId, verb: Verb, until: Moment) {
        if let Some(row) = self.queue.rows.iter_mut().find(|row| row.summary.id == *case) {
            row.pending = Some((verb, OutboxState::Held { until }));
        }
    }

    /// Takes back the newest decision that no attempt was made to send; the store knows whether that is still so.
    pub(super) fn undo(&mut self) {
        if self.undo_in_form() || self.undo_rest() {
            return;
        }
        let newest = self.outbox.newest_unsent().map(|item| (item.decision.id, self.outbox.group_of(item)));
        match newest {
            Some((_, decisions)) if decisions.len() > 1 => self.out.push(Effect::UndoAll { decisions }),
            Some((decision, _)) => self.out.push(Effect::Undo { decision }),
            None if self.undo_change() => {}
            None => self.warn(words::nothing_held(self.lang)),
        }
    }

    /// It was taken back: its case is opened again, with the draft that went with it. What it took the place of waits to be settled again.
    pub(super) fn undone(&mut self, decision: DecisionId, result: Result<Option<DecisionId>, String>) {
        let again = match result {
            Ok(again) => again,
            Err(why) => return self.error(words::not_undone(self.lang, why)),
        };
        let Some(item) = self.outbox.remove(decision) else { return };
        let case = item.decision.case.clone();
        if !item.decision.act.verb().rests_on_basis() {
            self.with_queue(|queue, asker, out| queue.refresh(asker, out));
            return self.ok(words::undone(self.lang, actions::verb(self.lang, item.decision.act.verb()), case));
        }
        self.draft_again(
            &case,
            Draft { verdicts: item.decision.verdicts.clone(), amendments: item.decision.amendments.clone(), ..Draft::default() },
        );
        match self.sheet.take() {
            // One that is being saved stays, and the desk with it: its answer says where to go.
            Some(Sheet::Decide(sheet)) if sheet.saving.is_some() => {
                self.sheet = Some(Sheet::Decide(sheet));
                return self.ok(words::undone(self.lang, actions::verb(self.lang, item.decision.act.verb()), case));
            }
            Some(Sheet::Decide(sheet)) => self.leave_sheet(*sheet),
            _ => {}
        }
        let row = self.queue.rows.iter_mut().find(|row| row.summary.id == case);
        let row = row.map(|row| {
            row.pending = None;
            row.clone()
        });
        self.queue.put_cursor(&case);
        self.open_case(case.clone(), row);
        self.redo_in_case(again);
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
        let verb = actions::verb(self.lang, item.decision.act.verb());
        self.ok(if again.is_some() { words::undone_again(self.lang, verb, case) } else { words::undone(self.lang, verb, case) });
    }

    /// Makes what went with a decision that was taken back the draft again; what was made since is newer and wins.
    /// A draft that isn't in memory is the store's matter: it comes with the case.
    fn draft_again(&mut self, case: &CaseId, older: Draft) {
        let open = self.case.as_ref().filter(|view| view.id == *case && view.detail().is_some()).map(|view| &view.draft);
        let Some(newer) = open.or(self.details.get(case).map(|loaded| &loaded.draft)) else { return };
        // With nothing newer the store has put back what it had.
        let merged = !newer.is_empty();
        let mut draft = newer.clone();
        draft.add_older(older);
        self.details.set_draft(case, &draft);
        if merged {
            self.out.push(Effect::SaveDraft { case: case.clone(), draft });
        }
    }
}
