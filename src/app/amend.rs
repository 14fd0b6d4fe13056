//! The sheet in which one change is drafted: a fact corrected, a check answered, an exclusion raised or taken back.
//!
//! Not here: the change that it comes to (`made`), what the draft does with it (`amending`), whether it may be made (`judge`).
//! Invariant: nothing is drafted before everything that it needs was said; what is only assumed needs no reason and is never sent.

mod made;

use std::sync::Arc;

use serde_json::Value;
use tui_input::InputRequest;

use crate::app::field::Field;
use crate::app::form::FormField;
use crate::app::overlay::Effect;
use crate::app::sheet::Finder;
use crate::domain::amendment::Target;
use crate::domain::facts::Facts;
use crate::domain::ids::{BenefitId, CaseId, CheckId, ExclusionId, MaterialId, PlanId};
use crate::domain::search::Search;
use crate::domain::time::Date;
use crate::rules::plan::Plan;
use crate::text::checks::yes_passes;

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
    /// The drafted or assumed addition that it is another wording of.
    pub replaces: Option<Target>,
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
        /// The benefit that an amount is entered for.
        benefit: Option<BenefitId>,
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
            // An amount rests on a clause, not on a paper.
            (Subject::Entry { benefit: Some(_), .. }, _) => &[Focus::Value, Focus::Reason],
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

    /// Takes over what was typed in a sheet about the same thing that was left. What it is about is as it was read just now: the case may
    /// be another since.
    pub fn with_typed(mut self, left: AmendSheet) -> Self {
        match (&mut self.subject, left.subject) {
            (Subject::Fact { field, .. }, Subject::Fact { field: typed, .. }) => *field = typed,
            (Subject::Entry { fields, at, .. }, Subject::Entry { fields: typed, at: was, .. }) => (*fields, *at) = (typed, was),
            (Subject::Removal { .. }, Subject::Removal { .. }) => {}
            (Subject::Check { holds, answered, retract, .. }, Subject::Check { holds: said, retract: taken, .. }) => {
                (*holds, *retract) = (said, taken && *answered);
            }
            (Subject::Exclusion { raised: false, stay, stays, .. }, Subject::Exclusion { raised: false, stay: at, stays: seen, .. }) => {
                let day = at.checked_sub(1).and_then(|at| seen.get(at));
                *stay = day.and_then(|day| stays.iter().position(|known| known == day)).map_or(0, |at| at + 1);
            }
            (Subject::Exclusion { raised: true, .. }, Subject::Exclusion { raised: true, .. }) => {}
            _ => return self,
        }
        if self.fields().contains(&left.focus) {
            self.focus = left.focus;
        }
        self.evidence = left.evidence.filter(|paper| self.papers.contains(paper));
        (self.find, self.reason) = (left.find, left.reason);
        self
    }

    /// Fills an entry that is added in as it was drafted or assumed.
    pub fn fill_entry(&mut self, entry: &Value) {
        let Subject::Entry { path, fields, .. } = &mut self.subject else { return };
        for field in fields {
            if let Some(value) = entry.pointer(made::within(path, field)) {
                *field = FormField::holding(field.path.clone(), field.spec, Some(&self.plan), value);
            }
        }
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
            Subject::Entry { benefit: Some(benefit), .. } => Target::Amount(benefit.clone()),
            Subject::Entry { path, .. } | Subject::Removal { path, .. } => Target::Fact(path.clone()),
            Subject::Check { check, .. } => Target::Check(check.clone()),
            Subject::Exclusion { exclusion, .. } => Target::Exclusion(exclusion.clone(), None),
        })
    }
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
