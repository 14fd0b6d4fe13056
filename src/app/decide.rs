//! The sheets in which a decision is made: what it says, what is still missing, and the one key that commits it.
//!
//! Not here: whether the decision is allowed (`judge`), how it is kept and sent (`store`, `sync`).
//! Invariants: nothing is committed before the sheet was on the screen for a moment; a sheet keeps what it was opened on, so that the
//! decision names the basis that the person saw; it stays, with all that was typed, until the decision is on disk.

mod extend;

use std::sync::Arc;

use tui_input::InputRequest;

use crate::app::again::AgainForm;
use crate::app::compose;
use crate::app::field::Field;
use crate::domain::decision::{Act, Decision, Defect, Verb};
use crate::domain::draft::Draft;
use crate::domain::ids::{DecisionId, MaterialId, ReasonCode};
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::domain::time::Moment;
use crate::judge::{amount_of, why_in_words};
use crate::rules::plan::Plan;
use crate::text::sheets;

pub use extend::ExtendForm;

/// How long a sheet has to be on the screen before it can be confirmed: so that a key typed for what stood there before doesn't decide.
pub const LOOK_MILLIS: i64 = 120;
/// How long a confirmed decision can be taken back before it is sent.
pub const HOLD_SECS: i64 = 8;

/// A decision being made.
#[derive(Clone, Debug)]
pub struct Decide {
    /// The case with what is drafted.
    pub base: Arc<CaseDetail>,
    /// The case as the server has it: what the decision rests on.
    pub seen: Arc<CaseDetail>,
    pub plan: Arc<Plan>,
    /// The draft that goes with it.
    pub draft: Draft,
    pub verb: Verb,
    pub form: Form,
    /// A field has the focus.
    pub typing: bool,
    /// What stands against it, in a sentence.
    pub against: Option<String>,
    /// Since when the person can have seen it.
    pub painted: Option<Moment>,
    /// It is being put on disk.
    pub saving: Option<Box<Decision>>,
    /// Why it could not be put on disk.
    pub failed: Option<String>,
    /// The decision in whose place it comes: one in conflict, refused, or not sent yet.
    pub redoes: Option<DecisionId>,
    /// That one was not sent, and waits while it is being changed: without another yes it goes out as it was.
    pub changes: bool,
}

/// What a sheet asks for.
#[derive(Clone, Debug)]
pub enum Form {
    /// Passing on, approving (a note), paying (the bank's reference).
    Forward {
        note: Field,
    },
    Return(ReturnForm),
    Reject(RejectForm),
    Resubmit(ResubmitForm),
    PaymentFailed {
        reason: Field,
    },
    /// Sent back, held up, taken up again, asked back.
    Again(AgainForm),
    Extend(ExtendForm),
}

#[derive(Clone, Debug)]
pub struct ReturnForm {
    pub lines: Vec<DefectLine>,
    pub cursor: usize,
    pub text: Field,
    pub lang: Lang,
    /// The person wrote in the text: it is not composed anew.
    pub edited: bool,
}

/// One thing that may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefectLine {
    pub defect: Defect,
    pub listed: bool,
}

/// The papers that may have come, and a word on what was mended.
#[derive(Clone, Debug)]
pub struct ResubmitForm {
    pub lines: Vec<PaperLine>,
    pub cursor: usize,
    pub note: Field,
}

/// A paper that is not accepted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLine {
    pub material: MaterialId,
    /// The claimant was asked for it when the case went back.
    pub asked: bool,
    /// It came.
    pub came: bool,
}

#[derive(Clone, Debug)]
pub struct RejectForm {
    pub find: Field,
    /// The reasons that what was typed finds, those that fit the case first.
    pub found: Vec<FoundReason>,
    pub cursor: usize,
    pub chosen: Option<ReasonCode>,
    pub text: Field,
    pub lang: Lang,
    pub edited: bool,
    /// The field with the focus is the text, not the search.
    pub in_text: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundReason {
    pub code: ReasonCode,
    /// The assessment itself proposes it.
    pub proposed: bool,
}

impl Decide {
    /// The field that has the focus, or would have it.
    pub fn field(&mut self) -> &mut Field {
        match &mut self.form {
            Form::Forward { note } => note,
            Form::PaymentFailed { reason } => reason,
            Form::Again(form) => form.field(),
            Form::Return(form) => &mut form.text,
            Form::Resubmit(form) => &mut form.note,
            Form::Reject(RejectForm { in_text: true, text, .. }) | Form::Extend(ExtendForm { in_text: true, text, .. }) => text,
            Form::Reject(RejectForm { find, .. }) => find,
            Form::Extend(form) => &mut form.until,
        }
    }

    /// The focus is in the search for a reason.
    pub fn is_finding(&self) -> bool {
        self.typing && matches!(&self.form, Form::Reject(form) if !form.in_text)
    }

    /// The focus is in a day or an amount, with words to follow.
    pub fn is_in_value(&self) -> bool {
        let in_value = match &self.form {
            Form::Again(form) => form.value.is_some() && !form.in_text,
            Form::Extend(form) => !form.in_text,
            _ => false,
        };
        self.typing && in_value
    }

    /// A list of reasons stands there to choose from, and nothing is being typed.
    pub fn lists_reasons(&self) -> bool {
        !self.typing && matches!(&self.form, Form::Reject(form) if form.chosen.is_none())
    }

    /// Goes back from a chosen reason to the list.
    pub fn choose_again(&mut self) {
        if let Form::Reject(form) = &mut self.form {
            form.chosen = None;
        }
        self.find_all();
    }

    /// Leaves the search: the list has every reason again, with the cursor where it was.
    pub fn find_all(&mut self) {
        self.typing = false;
        let Decide { base, plan, form: Form::Reject(form), .. } = self else { return };
        let here = form.found.get(form.cursor).map(|found| found.code.clone());
        form.find.set("");
        form.found = compose::find_reasons(plan, base, "");
        form.cursor = form.found.iter().position(|found| Some(&found.code) == here.as_ref()).unwrap_or(0);
    }

    /// The focus is in a text of several lines.
    pub fn is_writing(&self) -> bool {
        self.typing && matches!(&self.form, Form::Return(_) | Form::Reject(RejectForm { in_text: true, .. }))
    }

    pub fn edit(&mut self, request: InputRequest) {
        if self.saving.is_none() && self.field().edit(request) {
            self.field_changed();
        }
    }

    pub fn paste(&mut self, text: &str) {
        if self.saving.is_none() && self.field().paste(text) {
            self.field_changed();
        }
    }

    fn field_changed(&mut self) {
        let Decide { base, plan, form, .. } = self;
        match form {
            Form::Return(form) => form.edited = true,
            Form::Reject(form) if form.in_text => form.edited = true,
            Form::Reject(form) => {
                form.found = compose::find_reasons(plan, base, form.find.value());
                form.cursor = 0;
            }
            _ => {}
        }
    }

    /// Takes the reason under the cursor of the search, and leaves the field.
    pub fn choose(&mut self) {
        let Decide { base, plan, form: Form::Reject(form), .. } = self else { return };
        let Some(found) = form.found.get(form.cursor) else { return };
        let other = form.chosen.as_ref() != Some(&found.code);
        form.chosen = Some(found.code.clone());
        if other || !form.edited {
            form.text.set(&compose::reject_text(plan, base, &found.code, form.lang));
            form.edited = false;
        }
        self.typing = false;
    }

    /// Takes the reason with this number in the list, counted from 0, if there is one.
    pub fn choose_nth(&mut self, nth: usize) {
        if let Form::Reject(form) = &mut self.form
            && nth < form.found.len()
        {
            form.cursor = nth;
            self.choose();
        }
    }

    /// Moves in the list of the sheet, if it has one.
    pub fn step(&mut self, by: isize) {
        let (cursor, count) = match &mut self.form {
            Form::Return(form) => (&mut form.cursor, form.lines.len()),
            Form::Reject(form) => (&mut form.cursor, form.found.len()),
            Form::Resubmit(form) => (&mut form.cursor, form.lines.len()),
            Form::Again(form) => (&mut form.cursor, form.lines.len()),
            _ => return,
        };
        *cursor = cursor.saturating_add_signed(by).min(count.saturating_sub(1));
    }

    /// Puts the cursor on a line of the sheet's list.
    pub fn point(&mut self, line: usize) {
        match &mut self.form {
            Form::Return(form) => form.cursor = line.min(form.lines.len().saturating_sub(1)),
            Form::Reject(form) => form.cursor = line.min(form.found.len().saturating_sub(1)),
            Form::Resubmit(form) => form.cursor = line.min(form.lines.len().saturating_sub(1)),
            Form::Again(form) => form.cursor = line.min(form.lines.len().saturating_sub(1)),
            _ => {}
        }
    }

    /// Lists or leaves out the defect under the cursor; marks the paper as come, and goes to the next.
    pub fn toggle(&mut self) {
        if let Form::Resubmit(form) = &mut self.form
            && let Some(line) = form.lines.get_mut(form.cursor)
        {
            line.came = !line.came;
            self.step(1);
            return;
        }
        if let Form::Return(form) = &mut self.form
            && let Some(line) = form.lines.get_mut(form.cursor)
        {
            line.listed = !line.listed;
        }
        self.compose_return();
    }

    /// Writes the text for the claimant anew, unless the person has written in it.
    pub fn compose_return(&mut self) {
        let Decide { base, plan, form, .. } = self;
        if let Form::Return(form) = form
            && !form.edited
        {
            form.text.set(&compose::return_text(plan, base, &form.lines, form.lang));
        }
    }

    /// Changes the language of the text for the claimant; what the person wrote is kept as it is.
    pub fn switch_text_language(&mut self) {
        let other = |lang| if lang == Lang::Zh { Lang::En } else { Lang::Zh };
        match &mut self.form {
            Form::Return(form) if !form.edited => form.lang = other(form.lang),
            Form::Reject(form) if !form.edited => {
                form.lang = other(form.lang);
                if let Some(code) = &form.chosen {
                    form.text.set(&compose::reject_text(&self.plan, &self.base, code, form.lang));
                }
            }
            _ => {}
        }
        self.compose_return();
    }

    /// Makes the act that the sheet says, or tells what is missing in it.
    fn act(&self, lang: Lang) -> Result<Act, &'static str> {
        let text_of = |field: &Field| field.value().trim().to_owned();
        match (&self.form, self.verb) {
            (Form::Resubmit(form), _) => {
                let received: Vec<_> = form.lines.iter().filter(|line| line.came).map(|line| line.material.clone()).collect();
                if received.is_empty() && form.note.is_blank() {
                    return Err(sheets::needs_papers(lang));
                }
                Ok(Act::Resubmit { received, note: text_of(&form.note) })
            }
            (Form::Extend(form), _) => form.act(lang),
            (Form::Forward { note }, Verb::Approve) => Ok(Act::Approve { note: text_of(note) }),
            (Form::Forward { note }, Verb::Amend) => Ok(Act::Amend { note: text_of(note) }),
            (Form::Forward { note }, Verb::Paid) => Ok(Act::Paid { reference: text_of(note) }),
            (Form::Forward { note }, _) => Ok(Act::PassOn { note: text_of(note) }),
            (Form::Again(form), verb) => form.act(verb, &self.plan, lang),
            (Form::PaymentFailed { reason }, _) if reason.is_blank() => Err(sheets::needs_failure_reason(lang)),
            (Form::PaymentFailed { reason }, _) => Ok(Act::PaymentFailed { reason: text_of(reason) }),
            (Form::Return(form), _) => {
                let defects: Vec<Defect> = form.lines.iter().filter(|line| line.listed).map(|line| line.defect.clone()).collect();
                match () {
                    () if defects.is_empty() => Err(sheets::needs_defect(lang)),
                    () if form.text.is_blank() => Err(sheets::needs_text(lang)),
                    () => Ok(Act::Return { defects, text: text_of(&form.text) }),
                }
            }
            (Form::Reject(form), _) => {
                let reason = form.chosen.as_ref().and_then(|code| self.plan.reason(code)).ok_or(sheets::needs_reason(lang))?;
                if form.text.is_blank() {
                    return Err(sheets::needs_text(lang));
                }
                Ok(Act::Reject { reason: reason.code.clone(), clause: reason.clause.clone(), text: text_of(&form.text) })
            }
        }
    }

    /// Tells why the sheet can't be confirmed, apart from how long it has been on the screen.
    pub fn why_not(&self, lang: Lang) -> Option<String> {
        if self.saving.is_some() {
            return Some(sheets::saving(lang).to_owned());
        }
        if self.against.is_some() {
            return self.against.clone();
        }
        if let Form::Again(form) = &self.form
            && let Some(why) = form.barred()
        {
            return Some(why_in_words(lang, &self.plan, why));
        }
        self.act(lang).err().map(str::to_owned)
    }

    /// Makes the decision, or tells in a sentence why not.
    pub fn confirm(&mut self, id: DecisionId, now: Moment, lang: Lang) -> Result<Decision, String> {
        if let Some(why) = self.why_not(lang) {
            return Err(why);
        }
        if self.painted.is_none_or(|painted| now < painted.plus_millis(LOOK_MILLIS)) {
            return Err(sheets::look_first(lang).to_owned());
        }
        let act = self.act(lang).map_err(str::to_owned)?;
        self.failed = None;
        let decision = decision_on(&self.base, self.draft.clone(), act, id, now);
        self.saving = Some(Box::new(decision.clone()));
        Ok(decision)
    }
}

/// Tells what is still to be paid of a case that is decided as it is shown, with what is drafted; nothing while that can't be said.
pub fn to_pay_of(base: &CaseDetail) -> Option<Money> {
    Sums::of(&base.case, &base.assessment).to_pay
}

/// Makes a decision that rests on a case as it was seen.
pub fn decision_on(base: &CaseDetail, draft: Draft, act: Act, id: DecisionId, now: Moment) -> Decision {
    let CaseDetail { case, assessment, basis, .. } = base;
    Decision {
        id,
        case: case.id.clone(),
        basis: basis.clone(),
        stage: case.stage.clone(),
        plan_hash: assessment.plan_hash.clone(),
        engine: assessment.engine,
        amount: amount_of(case, assessment),
        verdicts: draft.verdicts,
        amendments: draft.amendments,
        act,
        decided_at: now,
    }
}
