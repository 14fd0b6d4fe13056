//! The sheet in which one change is drafted: a fact corrected, a check answered, an exclusion raised or taken back.
//!
//! Not here: what the draft does with it (`amending`), whether it may be made (`judge`).
//! Invariant: nothing is drafted before everything that it needs was said; what is only assumed needs no reason and is never sent.

use std::sync::Arc;

use serde_json::{Value, json};
use tui_input::InputRequest;

use crate::app::compose::Search;
use crate::app::field::Field;
use crate::app::form::{About, FormField, Said};
use crate::app::message::Personal;
use crate::app::overlay::Effect;
use crate::app::sheet::Finder;
use crate::domain::amendment::{Amendment, Correction, Retraction, Target, Withdrawal, as_written};
use crate::domain::fact_field::{Group, Part};
use crate::domain::facts::{Answer, Facts, RaisedExclusion};
use crate::domain::ids::{CaseId, CheckId, ExclusionId, MaterialId, PlanId};
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::rules::plan::Plan;
use crate::text::checks::yes_passes;
use crate::text::{amend as words, fact_fields};

/// What stands for a reason and a paper where something is only assumed.
const ASSUMED: &str = "-";
/// Papers found that have a digit.
pub const NUMBERED: usize = 9;

/// A change being drafted.
#[derive(Clone, Debug)]
pub struct AmendSheet {
    pub case: CaseId,
    pub plan: Arc<Plan>,
    pub subject: Subject,
    pub focus: Focus,
    /// The papers of the case that have come.
    pub papers: Vec<MaterialId>,
    /// What is typed to find the paper that shows it.
    pub find: Field,
    pub evidence: Option<MaterialId>,
    pub reason: Field,
    /// It is a "what if": kept nowhere.
    pub assumed: bool,
    /// Why it can't be drafted so.
    pub failed: Option<String>,
}

/// What the change is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// Which fact is still to be found.
    Pick {
        finder: Finder,
        facts: Vec<String>,
    },
    Fact {
        field: FormField,
        old: Value,
    },
    /// An entry of a list, or another part that a claim need not have, that nobody stated. `at` is the field with the cursor.
    Entry {
        path: String,
        fields: Vec<FormField>,
        at: usize,
        /// The facts that it is added to.
        facts: Box<Facts>,
        /// The plan that an enrolment is in.
        of: PlanId,
    },
    /// Such a part that is to go.
    Removal {
        path: String,
        old: Value,
    },
    /// `answered` where an answer stands on the server that can be taken back.
    Check {
        check: CheckId,
        holds: Option<bool>,
        answered: bool,
        retract: bool,
        /// What each answer comes to: first the one that it holds.
        effects: [Effect; 2],
    },
    /// One that is raised is taken back. `stay` counts the stays from 1; 0 is the whole claim.
    Exclusion {
        exclusion: ExclusionId,
        raised: bool,
        stay: usize,
        stays: Vec<Date>,
    },
}

/// Where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Value,
    Evidence,
    Reason,
}

impl AmendSheet {
    /// The fields in their order.
    fn fields(&self) -> &'static [Focus] {
        match (&self.subject, self.assumed) {
            (Subject::Pick { .. }, _) | (_, true) => &[Focus::Value],
            (Subject::Fact { .. } | Subject::Entry { .. }, _) => &[Focus::Value, Focus::Evidence, Focus::Reason],
            (Subject::Removal { .. }, _) => &[Focus::Evidence, Focus::Reason],
            (Subject::Exclusion { raised, stays, .. }, _) if *raised || stays.is_empty() => &[Focus::Reason],
            (Subject::Exclusion { .. } | Subject::Check { .. }, _) => &[Focus::Value, Focus::Reason],
        }
    }

    /// Puts the cursor into the first field.
    pub fn begin(mut self) -> Self {
        self.focus = self.fields().first().copied().unwrap_or(Focus::Reason);
        self
    }

    /// Takes the one suggestion that stands under the field with the cursor.
    pub fn take_suggestion(&mut self) {
        let field = match &mut self.subject {
            Subject::Fact { field, .. } => Some(field),
            Subject::Entry { fields, at, .. } => fields.get_mut(*at),
            _ => None,
        };
        if let Some(field) = field.filter(|_| self.focus == Focus::Value) {
            field.take_only_disease(&self.plan, true);
        }
    }

    /// Goes to another field; tells whether there was one on that side.
    pub fn turn(&mut self, forward: bool) -> bool {
        if let (Focus::Value, Subject::Fact { field, .. }) = (self.focus, &mut self.subject) {
            field.take_only_disease(&self.plan, false);
        }
        if let (Focus::Value, Subject::Entry { fields, at, .. }) = (self.focus, &mut self.subject) {
            if let Some(field) = fields.get_mut(*at) {
                field.take_only_disease(&self.plan, false);
            }
            let next = if forward { at.checked_add(1).filter(|next| *next < fields.len()) } else { at.checked_sub(1) };
            if let Some(next) = next {
                *at = next;
                return true;
            }
        }
        let fields = self.fields();
        let at = fields.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        let to = if forward { at.checked_add(1) } else { at.checked_sub(1) };
        let next = to.and_then(|to| fields.get(to));
        if self.focus == Focus::Evidence && self.evidence.is_none() {
            self.evidence = self.found().into_iter().next().filter(|_| !self.find.is_blank());
        }
        self.focus = next.copied().unwrap_or(self.focus);
        next.is_some()
    }

    /// The cursor is in the last field: Enter takes the change in.
    pub fn is_last(&self) -> bool {
        if let Subject::Entry { fields, at, .. } = &self.subject
            && self.focus == Focus::Value
            && *at + 1 < fields.len()
        {
            return false;
        }
        self.fields().last() == Some(&self.focus)
    }

    /// The cursor is in a list that arrows move in.
    pub fn is_finding(&self) -> bool {
        matches!(self.subject, Subject::Pick { .. })
    }

    /// The papers that what was typed finds.
    pub fn found(&self) -> Vec<MaterialId> {
        let search = Search::new(self.find.value());
        let is_found = |id: &&MaterialId| match self.plan.material(id) {
            Some(rule) => search.finds(&[rule.name.zh.as_str(), rule.name.en.as_str()]),
            None => search.finds(&[id.as_str()]),
        };
        self.papers.iter().filter(is_found).cloned().collect()
    }

    pub fn edit(&mut self, request: InputRequest) {
        self.failed = None;
        match (self.focus, &mut self.subject) {
            (_, Subject::Pick { finder, .. }) => finder.edit(request),
            (Focus::Value, Subject::Fact { field, .. }) => {
                field.edit(request, Some(&self.plan));
            }
            (Focus::Value, Subject::Entry { fields, at, .. }) => {
                if let Some(field) = fields.get_mut(*at) {
                    field.edit(request, Some(&self.plan));
                }
            }
            (Focus::Value, Subject::Check { answered: true, retract, .. }) if request == InputRequest::InsertChar('3') => *retract = true,
            (Focus::Value, Subject::Check { check, holds, retract, .. }) => {
                *retract = false;
                choose(holds, yes_passes(check.as_str()), request);
            }
            (Focus::Value, Subject::Removal { .. }) => {}
            (Focus::Value, Subject::Exclusion { stay, stays, .. }) => {
                let count = stays.len() + 1;
                match request {
                    InputRequest::InsertChar(' ') | InputRequest::GoToNextChar => *stay = (*stay + 1) % count,
                    InputRequest::GoToPrevChar => *stay = (*stay + count - 1) % count,
                    InputRequest::InsertChar(c) => {
                        let digit = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                        *stay = digit.filter(|digit| *digit < count).unwrap_or(*stay);
                    }
                    _ => {}
                }
            }
            (Focus::Evidence, _) => self.edit_evidence(request),
            (Focus::Reason, _) => {
                self.reason.edit(request);
            }
        }
    }

    fn edit_evidence(&mut self, request: InputRequest) {
        if let InputRequest::InsertChar(c) = request
            && let Some(digit) = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1))
        {
            self.evidence = self.found().get(digit).cloned().or(self.evidence.take());
            return;
        }
        if self.find.edit(request) {
            self.evidence = None;
        }
    }

    pub fn paste(&mut self, text: &str) {
        self.failed = None;
        match (self.focus, &mut self.subject) {
            (_, Subject::Pick { finder, .. }) => {
                finder.field.paste(text);
                finder.cursor = 0;
            }
            (Focus::Value, Subject::Fact { field, .. }) => {
                field.paste(text);
            }
            (Focus::Value, Subject::Entry { fields, at, .. }) => {
                if let Some(field) = fields.get_mut(*at) {
                    field.paste(text);
                }
            }
            (Focus::Evidence, _) => {
                self.find.paste(text);
            }
            (Focus::Reason, _) => {
                self.reason.paste(text);
            }
            (Focus::Value, _) => {}
        }
    }

    /// Names what the sheet is about, so that one that was left is found again.
    pub fn target(&self) -> Option<Target> {
        Some(match &self.subject {
            Subject::Pick { .. } => return None,
            Subject::Fact { field, .. } => Target::Fact(field.path.clone()),
            Subject::Entry { path, .. } | Subject::Removal { path, .. } => Target::Fact(path.clone()),
            Subject::Check { check, .. } => Target::Check(check.clone()),
            Subject::Exclusion { exclusion, .. } => Target::Exclusion(exclusion.clone(), None),
        })
    }

    /// Makes the change that the sheet says, or tells what is missing in it.
    pub fn made(&self, lang: Lang, today: Date) -> Result<Amendment, String> {
        let reason = if self.assumed { ASSUMED.to_owned() } else { self.reason.value().trim().to_owned() };
        let said = || if reason.is_empty() { Err(words::needs_reason(lang).to_owned()) } else { Ok(reason.clone()) };
        match &self.subject {
            Subject::Pick { .. } => Err(words::pick_first(lang).to_owned()),
            Subject::Fact { field, old } => {
                if field.is_blank() && Personal::of_path(&field.path).is_some() {
                    return Err(words::needs_value(lang).to_owned());
                }
                let reading = field.read(&About { lang, today, plan: Some(&self.plan), focused: false });
                if let Some(Said::Fault(why)) = reading.said {
                    return Err(why);
                }
                let new = reading.value.unwrap_or_default();
                let evidence = self.shown_by(lang)?;
                Ok(Amendment::Correct(Correction { path: field.path.clone(), old: old.clone(), new, evidence, reason: said()? }))
            }
            Subject::Entry { path, fields, facts, of, .. } => {
                let new = self.entry(lang, today, (path, fields, of))?;
                // Written as the server will read it; what it can't be is told where it is kept.
                let new = as_written(facts, path, &new).unwrap_or(new);
                Ok(Amendment::Correct(Correction {
                    path: path.clone(),
                    old: Value::Null,
                    new,
                    evidence: self.shown_by(lang)?,
                    reason: said()?,
                }))
            }
            Subject::Removal { path, old } => Ok(Amendment::Correct(Correction {
                path: path.clone(),
                old: old.clone(),
                new: Value::Null,
                evidence: self.shown_by(lang)?,
                reason: said()?,
            })),
            Subject::Check { check, retract: true, .. } => Ok(Amendment::Retract(Retraction { check: check.clone(), reason: said()? })),
            Subject::Check { check, holds, .. } => {
                let holds = holds.ok_or_else(|| words::needs_answer(lang).to_owned())?;
                Ok(Amendment::Answer(Answer { check: check.clone(), holds, note: said()?, clause: None }))
            }
            Subject::Exclusion { exclusion, raised, stay, stays } => {
                let admission = stay.checked_sub(1).and_then(|at| stays.get(at)).copied();
                Ok(if *raised {
                    Amendment::Withdraw(Withdrawal { exclusion: exclusion.clone(), admission, reason: said()? })
                } else {
                    Amendment::Raise(RaisedExclusion { exclusion: exclusion.clone(), admission, note: said()? })
                })
            }
        }
    }
}

impl AmendSheet {
    /// The paper that shows it.
    fn shown_by(&self, lang: Lang) -> Result<MaterialId, String> {
        match &self.evidence {
            _ if self.assumed => Ok(MaterialId::new(ASSUMED)),
            Some(evidence) => Ok(evidence.clone()),
            None => Err(words::needs_evidence(lang).to_owned()),
        }
    }

    /// What was typed of an entry, as one value.
    fn entry(&self, lang: Lang, today: Date, (path, fields, of): (&str, &[FormField], &PlanId)) -> Result<Value, String> {
        let Some(part) = Part::of(path) else { return Err(words::nothing_here(lang).to_owned()) };
        let mut entry = json!({});
        for (field, (spec, within)) in fields.iter().zip(part.fields()) {
            let reading = field.read(&About { lang, today, plan: Some(&self.plan), focused: false });
            let label = fact_fields::label(lang, spec);
            if let Some(Said::Fault(why)) = reading.said {
                return Err(format!("{label} {why}"));
            }
            // Of an expense within a stay all is wanted or nothing.
            let inner = within.rsplit_once('/').map_or("", |(inner, _)| inner);
            let beside =
                || fields.iter().zip(part.fields()).any(|(other, (_, at))| at.starts_with(&format!("{inner}/")) && !other.is_blank());
            match reading.value {
                None if spec.must && (inner.is_empty() || inner == "/cover" || beside()) => {
                    return Err(format!("{label} {}", fact_fields::fault_must(lang)));
                }
                None => {}
                Some(value) => put_within(&mut entry, &within, value),
            }
        }
        if part.group == Group::Enrolment {
            entry["plan"] = json!(of);
        }
        Ok(entry)
    }
}

/// Puts a value into an entry: `/expense/self_pay`.
fn put_within(entry: &mut Value, within: &str, value: Value) {
    let mut at = entry;
    for part in within.split('/').skip(1) {
        at = &mut at[part];
    }
    *at = value;
}

/// A blank or an arrow changes the answer; 1 and y are the question's "yes", 2 and n its "no", whichever of them holds.
fn choose(holds: &mut Option<bool>, yes_holds: bool, request: InputRequest) {
    *holds = match request {
        InputRequest::InsertChar('1' | '１' | 'y' | 'Y' | '是') => Some(yes_holds),
        InputRequest::InsertChar('2' | '２' | 'n' | 'N' | '否') => Some(!yes_holds),
        InputRequest::InsertChar(' ' | '\u{3000}') | InputRequest::GoToNextChar | InputRequest::GoToPrevChar => {
            Some(holds.map_or(yes_holds, |holds| !holds))
        }
        InputRequest::DeletePrevChar | InputRequest::DeleteLine => None,
        _ => *holds,
    };
}
