//! The form of one claim: its lines, and what keys do to them.
//!
//! Not here: what it comes to (`claim`), the checklist beside it (`checklist`), what the server knows of the member (`enrolled`),
//! entries of lists (`entries`), what is filled in by itself (`filled`).
//! Pure. Invariants: only what is on the form goes into the claim; a field that the claim's benefits don't ask for keeps what was
//! typed in it, for the case that they ask again; nothing stands in the claim that nobody typed.

mod against;
mod checklist;
mod claim;
mod enrolled;
mod entries;
mod filled;

use std::collections::BTreeMap;
use std::sync::Arc;

use tui_input::InputRequest;

use crate::app::form::FormField;
use crate::domain::assessment::Assessment;
use crate::domain::fact_field::{FACT_FIELDS, FactField, Group};
use crate::domain::facts::Enrolment;
use crate::domain::ids::{BenefitId, MaterialId};
use crate::domain::intake::{ClaimKey, Filled, IntakeDraft};
use crate::domain::time::{Date, Moment};
use crate::rules;
use crate::rules::Plan;

pub use enrolled::Enrolled;
use entries::Removed;

/// The most stays, receipts or contracts of one form; a claim that needs more is several claims.
const MOST_REPEATS: usize = 20;

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Plan,
    /// A benefit of the plan, by its place there.
    Benefit(usize),
    /// The title of a group; of a repeated one, which it is.
    Head(Group, usize),
    /// A field, by its place among the form's.
    Field(usize),
    /// One more of a repeated group.
    More(Group),
}

/// A claim being typed.
#[derive(Clone, Debug)]
pub struct ClaimForm {
    pub key: ClaimKey,
    pub plan: Arc<Plan>,
    pub benefits: Vec<BenefitId>,
    pub fields: Vec<FormField>,
    /// What was typed in fields that are not on the form now.
    aside: BTreeMap<String, String>,
    /// What nobody typed, but was filled in.
    filled: Vec<Filled>,
    /// How many there are of each repeated group.
    counts: BTreeMap<Group, usize>,
    pub received: Vec<MaterialId>,
    /// What one key marked as received, so that one takes it back.
    marked: Vec<MaterialId>,
    /// The entry that was removed last.
    removed: Option<Removed>,
    /// The line that the cursor is on.
    pub cursor: usize,
    /// The keys go to the checklist.
    pub in_checklist: bool,
    pub paper: usize,
    pub begun: Moment,
    /// Typed since, and not yet given to the disk.
    pub unsaved: Option<Moment>,
    /// When the draft was last on disk.
    pub saved: Option<Moment>,
    /// Saves that are under way: what they carry is not on disk before each is answered.
    pub saving: u32,
    pub enrolled: Enrolled,
    /// The enrolments that the server knows under the number, whatever their plan.
    known: Vec<Enrolment>,
    /// The names under which cases here have the number, full or masked.
    known_names: Vec<String>,
    /// Why it is not with the server, though it was sent.
    pub refused: Option<String>,
    /// What it comes to so far, without what the member was granted before.
    pub assessment: Option<Assessment>,
    today: Date,
}

impl ClaimForm {
    /// Begins a form.
    pub fn begin(key: ClaimKey, plan: Arc<Plan>, now: Moment) -> Self {
        let draft = IntakeDraft::begin(key, plan.id.clone(), now);
        ClaimForm::resume(&draft, plan, now)
    }

    /// Takes a draft up where it was left.
    pub fn resume(draft: &IntakeDraft, plan: Arc<Plan>, now: Moment) -> Self {
        let mut form = ClaimForm {
            key: draft.key,
            benefits: draft.benefits.clone(),
            fields: Vec::new(),
            aside: draft.entries.iter().cloned().collect(),
            filled: draft.filled.clone(),
            counts: BTreeMap::new(),
            received: draft.received.clone(),
            marked: Vec::new(),
            removed: None,
            cursor: 0,
            in_checklist: false,
            paper: 0,
            begun: draft.begun,
            unsaved: None,
            saved: None,
            saving: 0,
            enrolled: Enrolled::NotAsked,
            known: Vec::new(),
            known_names: Vec::new(),
            refused: None,
            assessment: None,
            today: now.date(),
            plan,
        };
        for group in Group::ALL {
            let Some(list) = group.list() else { continue };
            let last =
                draft.entries.iter().filter_map(|(at, _)| at.strip_prefix(&format!("/{list}/"))?.split('/').next()?.parse().ok()).max();
            form.counts.insert(group, last.map_or(1, |last: usize| (last + 1).min(MOST_REPEATS)));
        }
        form.lay_out();
        let at = form.fields.iter().position(|field| field.path == draft.at);
        let line = at.and_then(|at| form.lines().iter().position(|line| *line == Line::Field(at)));
        form.cursor = line.unwrap_or(0);
        form
    }

    /// Tells whether all that was typed is on disk.
    pub const fn is_on_disk(&self) -> bool {
        self.unsaved.is_none() && self.saving == 0
    }

    /// Tells whether the disk refused it; it is tried again later.
    pub fn save_failed(&self, now: Moment) -> bool {
        self.unsaved.is_some_and(|again| again > now)
    }

    /// Gives what was typed, to be kept.
    pub fn draft(&self, now: Moment) -> IntakeDraft {
        let shown = self.fields.iter().filter(|field| !field.is_blank()).map(|field| (field.path.clone(), field.raw().to_owned()));
        let aside = self.aside.iter().filter(|(_, typed)| !typed.trim().is_empty()).map(|(at, typed)| (at.clone(), typed.clone()));
        IntakeDraft {
            key: self.key,
            plan: self.plan.id.clone(),
            benefits: self.benefits.clone(),
            entries: shown.chain(aside).collect(),
            filled: self.filled.clone(),
            received: self.received.clone(),
            at: self.focused().map_or_else(String::new, |field| field.path.clone()),
            begun: self.begun,
            changed: now,
        }
    }

    /// Lays the fields out anew, for the plan and the benefits as they are; what was typed stays.
    fn lay_out(&mut self) {
        for field in self.fields.drain(..) {
            self.aside.insert(field.path.clone(), field.raw().to_owned());
        }
        let topics = rules::topics(&self.plan, &self.benefits);
        let late = self.plan.cover.is_some_and(|cover| self.today > cover.to);
        let wanted = |spec: &&FactField| spec.is_wanted(&topics) && !spec.reviewers_own && (spec.pattern != "/late_reason" || late);
        for group in Group::ALL {
            let count = if group.list().is_some() { self.counts.get(&group).copied().unwrap_or(1) } else { 1 };
            for index in 0..count {
                for spec in FACT_FIELDS.iter().filter(|spec| spec.group == group).filter(wanted) {
                    let mut field = FormField::new(spec.at(index), spec, Some(&self.plan));
                    if let Some(typed) = self.aside.remove(&field.path) {
                        field.set(&typed);
                    }
                    self.fields.push(field);
                }
            }
        }
        // What nobody typed is replaced by what is typed.
        let offered = |field: &FormField| self.filled.iter().any(|filled| filled.path == field.path && filled.text == field.raw());
        self.fields.iter_mut().filter(|field| offered(field)).for_each(FormField::offer);
        self.assess();
    }

    /// The lines of the form, top to bottom.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::Plan];
        lines.extend((0..self.plan.benefits.len()).map(Line::Benefit));
        let mut before: Option<(Group, usize)> = None;
        for (at, field) in self.fields.iter().enumerate() {
            let group = field.spec.group;
            let here = (group, index_of(&field.path, group));
            if before != Some(here) {
                close_group(&mut lines, before.map(|(group, _)| group).filter(|was| *was != group));
                lines.push(Line::Head(group, here.1));
                before = Some(here);
            }
            lines.push(Line::Field(at));
        }
        close_group(&mut lines, before.map(|(group, _)| group));
        lines
    }

    pub fn line(&self) -> Line {
        self.lines().get(self.cursor).copied().unwrap_or(Line::Plan)
    }

    pub fn focused(&self) -> Option<&FormField> {
        match self.line() {
            Line::Field(at) => self.fields.get(at),
            _ => None,
        }
    }

    /// How many there are of a repeated group.
    pub fn count(&self, group: Group) -> usize {
        self.counts.get(&group).copied().unwrap_or(1)
    }

    /// Takes the one suggestion under the field with the cursor: by Enter, else where letters were typed for it.
    pub fn take_suggestion(&mut self, entered: bool) {
        if let Line::Field(at) = self.line()
            && self.fields.get_mut(at).is_some_and(|field| field.take_only_disease(&self.plan, entered))
        {
            self.changed();
        }
    }

    /// Moves to another line; titles are passed over.
    pub fn step(&mut self, by: isize) {
        self.take_suggestion(false);
        let lines = self.lines();
        let last = lines.len().saturating_sub(1);
        let mut to = self.cursor.saturating_add_signed(by).min(last);
        if matches!(lines.get(to), Some(Line::Head(..))) {
            to = if by < 0 { to.saturating_sub(1) } else { (to + 1).min(last) };
        }
        self.cursor = to;
    }

    /// Applies an edit to the line under the cursor; tells whether anything is different now.
    pub fn edit(&mut self, request: InputRequest, plans: &[Arc<Plan>]) -> bool {
        let changed = match self.line() {
            Line::Field(at) => self.fields.get_mut(at).is_some_and(|field| field.edit(request, Some(&self.plan))),
            Line::Plan => self.turn_plan(request, plans),
            Line::Benefit(at) if chooses(request) => self.tick(at),
            Line::More(group) if chooses(request) => self.add(group),
            _ => false,
        };
        if changed {
            self.changed();
        }
        changed
    }

    /// The line under the cursor is chosen from, not typed into.
    pub fn is_at_choice(&self) -> bool {
        match self.line() {
            Line::Field(at) => self.fields.get(at).is_some_and(|field| field.cursor().is_none()),
            Line::Plan | Line::Benefit(_) | Line::More(_) => true,
            Line::Head(..) => false,
        }
    }

    /// Takes pasted text into the field under the cursor.
    pub fn paste(&mut self, text: &str) -> bool {
        let Line::Field(at) = self.line() else { return false };
        let changed = self.fields.get_mut(at).is_some_and(|field| field.paste(text));
        if changed {
            self.changed();
        }
        changed
    }

    fn changed(&mut self) {
        self.take_back_stale();
        self.derive();
        self.assess();
    }

    fn turn_plan(&mut self, request: InputRequest, plans: &[Arc<Plan>]) -> bool {
        let by = match request {
            InputRequest::GoToPrevChar => plans.len().saturating_sub(1),
            _ if chooses(request) || request == InputRequest::GoToNextChar => 1,
            _ => return false,
        };
        let at = plans.iter().position(|plan| plan.id == self.plan.id).unwrap_or(0);
        let Some(next) = (at + by).checked_rem(plans.len()).and_then(|at| plans.get(at)).filter(|next| next.id != self.plan.id) else {
            return false;
        };
        // The contracts of one plan are none of another.
        self.take_back(|filled| Group::Enrolment.list().is_some_and(|list| filled.path.starts_with(&format!("/{list}/"))));
        self.plan = Arc::clone(next);
        self.benefits.retain(|id| self.plan.benefit(id).is_some());
        self.received.retain(|id| self.plan.material(id).is_some());
        self.removed = None;
        self.lay_out();
        self.fill_enrolments();
        true
    }

    /// Claims a benefit, or claims it no more.
    fn tick(&mut self, at: usize) -> bool {
        let Some(id) = self.plan.benefits.get(at).map(|benefit| benefit.id.clone()) else { return false };
        if self.benefits.contains(&id) {
            self.benefits.retain(|known| *known != id);
        } else {
            self.benefits.push(id);
        }
        self.lay_out();
        true
    }
}

fn close_group(lines: &mut Vec<Line>, group: Option<Group>) {
    if let Some(group) = group.filter(|group| group.list().is_some()) {
        lines.push(Line::More(group));
    }
}

const fn chooses(request: InputRequest) -> bool {
    matches!(request, InputRequest::InsertChar(' ' | '\u{3000}'))
}

fn index_of(path: &str, group: Group) -> usize {
    if group.list().is_none() { 0 } else { path.split('/').nth(2).and_then(|part| part.parse().ok()).unwrap_or(0) }
}
