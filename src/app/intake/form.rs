//! The form of one claim: its lines, what they come to, and the checklist beside it.
//!
//! Pure. Invariants: only what is on the form goes into the claim; a field that the claim's benefits don't ask for keeps what was
//! typed in it, for the case that they ask again; nothing stands in the claim that nobody typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tui_input::InputRequest;

use crate::app::form::{About, FormField, Said};
use crate::domain::assessment::{Assessment, Need};
use crate::domain::bank;
use crate::domain::fact_field::{FACT_FIELDS, FactField, Group};
use crate::domain::facts::{Enrolment, Facts, History};
use crate::domain::identity::read_id_number;
use crate::domain::ids::{BenefitId, MaterialId, PlanId};
use crate::domain::intake::{ClaimKey, IntakeDraft, ReadyClaim};
use crate::domain::material::Material;
use crate::domain::people::{Lang, Sex};
use crate::domain::time::{Date, Moment};
use crate::rules;
use crate::rules::Plan;
use crate::text::fact_fields as words;

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

/// What the server said of the member's enrolments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Enrolled {
    #[default]
    NotAsked,
    Asked(String),
    /// So many were found; the form took them over where nothing was typed.
    Found(usize),
    Nothing,
    Failed(String),
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
    /// How many there are of each repeated group.
    counts: BTreeMap<Group, usize>,
    pub received: Vec<MaterialId>,
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
    pub enrolled: Enrolled,
    /// What the server said against it.
    pub refused: Option<String>,
    /// What it comes to so far, without what the member was granted before.
    pub assessment: Option<Assessment>,
    today: Date,
}

impl ClaimForm {
    /// Begins a form.
    pub fn begin(key: ClaimKey, plan: Arc<Plan>, now: Moment) -> Self {
        let draft = IntakeDraft {
            key,
            plan: plan.id.clone(),
            benefits: Vec::new(),
            entries: Vec::new(),
            received: Vec::new(),
            at: String::new(),
            begun: now,
            changed: now,
        };
        ClaimForm::resume(&draft, plan, now)
    }

    /// Takes a draft up where it was left.
    pub fn resume(draft: &IntakeDraft, plan: Arc<Plan>, now: Moment) -> Self {
        let mut form = ClaimForm {
            key: draft.key,
            benefits: draft.benefits.clone(),
            fields: Vec::new(),
            aside: draft.entries.iter().cloned().collect(),
            counts: BTreeMap::new(),
            received: draft.received.clone(),
            cursor: 0,
            in_checklist: false,
            paper: 0,
            begun: draft.begun,
            unsaved: None,
            saved: None,
            enrolled: Enrolled::NotAsked,
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

    /// Gives what was typed, to be kept.
    pub fn draft(&self, now: Moment) -> IntakeDraft {
        let shown = self.fields.iter().filter(|field| !field.is_blank()).map(|field| (field.path.clone(), field.raw().to_owned()));
        let aside = self.aside.iter().filter(|(_, typed)| !typed.trim().is_empty()).map(|(at, typed)| (at.clone(), typed.clone()));
        IntakeDraft {
            key: self.key,
            plan: self.plan.id.clone(),
            benefits: self.benefits.clone(),
            entries: shown.chain(aside).collect(),
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

    /// Moves to another line; titles are passed over.
    pub fn step(&mut self, by: isize) {
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
            Line::Field(at) => self.fields.get_mut(at).is_some_and(|field| field.edit(request)),
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
        self.plan = Arc::clone(next);
        self.benefits.retain(|id| self.plan.benefit(id).is_some());
        self.received.retain(|id| self.plan.material(id).is_some());
        self.lay_out();
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

    /// Opens one more of a repeated group, and goes to its first field.
    pub fn add(&mut self, group: Group) -> bool {
        let count = self.count(group);
        if count >= MOST_REPEATS {
            return false;
        }
        self.counts.insert(group, count + 1);
        self.lay_out();
        let head = self.lines().iter().position(|line| *line == Line::Head(group, count));
        self.cursor = head.map_or(self.cursor, |head| head + 1);
        true
    }

    /// Fills in what numbers say: birth and sex of an identity number, the bank of a card, where nothing else stands there.
    fn derive(&mut self) {
        let (path, number) = match self.focused() {
            Some(field) => (field.path.clone(), self.text_at(&field.path)),
            None => return,
        };
        match path.as_str() {
            "/member/id_number" => {
                if let Ok(facts) = read_id_number(&number) {
                    self.fill("/member/birth", &facts.birth.to_string());
                    self.fill("/member/sex", if facts.sex == Sex::Female { "female" } else { "male" });
                }
            }
            "/payee/card" => {
                if let Some(bank) = bank::of_card(&number) {
                    self.fill("/payee/bank", &bank.zh);
                }
            }
            _ => {}
        }
    }

    fn fill(&mut self, path: &str, value: &str) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.path == path && field.is_blank()) {
            field.set(value);
        }
    }

    fn about(&self, lang: Lang, focused: bool) -> About<'_> {
        About { lang, today: self.today, plan: Some(&self.plan), focused }
    }

    /// What stands at a place as the claim would say it; empty where nothing readable does.
    pub fn text_at(&self, path: &str) -> String {
        let field = self.fields.iter().find(|field| field.path == path);
        let value = field.and_then(|field| field.read(&self.about(Lang::Zh, false)).value);
        value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// What is to be said of a field: its own fault or warning, else that it is needed.
    pub fn said(&self, at: usize, lang: Lang) -> Option<Said> {
        let field = self.fields.get(at)?;
        let focused = !self.in_checklist && self.line() == Line::Field(at);
        let said = field.read(&self.about(lang, focused)).said;
        let other_birth = || {
            let number = read_id_number(&self.text_at("/member/id_number")).ok()?;
            let typed: Date = self.text_at("/member/birth").parse().ok()?;
            (field.path == "/member/birth" && typed != number.birth).then(|| Said::Warning(words::warn_other_birth(lang).to_owned()))
        };
        match other_birth() {
            Some(said) => Some(said),
            None if said.is_none() && !focused && self.was_passed(at) && self.is_lacking(field) => {
                Some(Said::Fault(words::fault_must(lang).to_owned()))
            }
            None => said,
        }
    }

    /// Whether the cursor has been beyond a field: what is still to come is not missing yet.
    fn was_passed(&self, at: usize) -> bool {
        self.in_checklist || !matches!(self.line(), Line::Field(cursor) if cursor < at)
    }

    /// Whether a field is blank that what stands beside it needs.
    fn is_lacking(&self, field: &FormField) -> bool {
        let part = part_of(field);
        let begun = || self.fields.iter().any(|other| other.path.starts_with(&part) && !other.is_blank());
        field.spec.must && field.is_blank() && begun()
    }

    /// Everything that keeps the claim from being written down: the name of the field, and what is wrong.
    pub fn faults(&self, lang: Lang) -> Vec<String> {
        let mut faults = Vec::new();
        if self.benefits.is_empty() {
            faults.push(crate::text::intake::needs_benefit(lang).to_owned());
        }
        for field in &self.fields {
            let reading = field.read(&self.about(lang, false));
            let lacking = self.is_lacking(field) || (field.spec.must && field.is_blank() && field.spec.group == Group::Member);
            match reading.said {
                Some(Said::Fault(why)) => faults.push(format!("{} {why}", words::label(lang, field.spec))),
                _ if lacking => faults.push(format!("{} {}", words::label(lang, field.spec), words::fault_must(lang))),
                _ => {}
            }
        }
        faults
    }

    /// Reads the facts out of the form. What is not whole (a stay without its end) is left out.
    pub fn facts(&self) -> Option<Facts> {
        let mut root = json!({ "filed": self.today, "benefits": self.benefits, "member": { "name": "" } });
        let broken: Vec<String> = self.fields.iter().filter(|field| self.is_lacking(field)).map(part_of).collect();
        for group in Group::ALL {
            let mut kept = 0;
            for index in 0..self.count_of(group) {
                let of_group = |field: &&FormField| field.spec.group == group && index_of(&field.path, group) == index;
                let mut any = false;
                for field in self.fields.iter().filter(of_group) {
                    let whole = group == Group::Member || !broken.iter().any(|part| field.path.starts_with(part));
                    let Some(value) = field.read(&self.about(Lang::Zh, false)).value.filter(|_| whole) else { continue };
                    put(&mut root, &field.spec.at(kept), value);
                    any = true;
                }
                if any && group == Group::Enrolment {
                    put(&mut root, &format!("/enrolments/{kept}/plan"), json!(self.plan.id));
                }
                kept += usize::from(any);
            }
        }
        serde_json::from_value(root).ok()
    }

    fn count_of(&self, group: Group) -> usize {
        if group.list().is_some() { self.count(group) } else { 1 }
    }

    /// Makes the claim as it is sent, with the papers that were received today; nothing while there are faults.
    pub fn claim(&self) -> Option<ReadyClaim> {
        let facts = self.facts().filter(|_| self.faults(Lang::Zh).is_empty())?;
        let paper = |id: &MaterialId| Material { material: id.clone(), received: Some(self.today), pages: 0, verdict: None };
        let plan: PlanId = self.plan.id.clone();
        let materials = self.received.iter().map(paper).collect();
        Some(ReadyClaim { plan, facts, materials, key: None, replaces: Vec::new() })
    }

    fn assess(&mut self) {
        self.assessment =
            self.facts().filter(|_| !self.benefits.is_empty()).map(|facts| rules::assess(&self.plan, &facts, &History::default()));
    }

    /// The papers of the checklist, in the plan's order: what is asked for, why, and whether it came.
    pub fn papers(&self) -> Vec<(MaterialId, Option<Need>, String, bool)> {
        let asked = self.assessment.iter().flat_map(|assessment| &assessment.materials);
        let mut papers: Vec<_> = asked
            .filter(|paper| paper.need != Need::NotNeeded)
            .map(|paper| (paper.material.clone(), Some(paper.need), paper.because.clone(), self.received.contains(&paper.material)))
            .collect();
        let besides = self.received.iter().filter(|id| papers.iter().all(|paper| paper.0 != **id)).cloned().collect::<Vec<_>>();
        papers.extend(besides.into_iter().map(|id| (id, None, String::new(), true)));
        papers
    }

    /// Marks the paper under the cursor as received, or takes the mark away, and goes to the next.
    pub fn toggle_paper(&mut self) -> bool {
        let papers = self.papers();
        let Some((id, .., came)) = papers.get(self.paper) else { return false };
        if *came {
            self.received.retain(|known| known != id);
        } else {
            self.received.push(id.clone());
        }
        self.paper = (self.paper + 1).min(self.papers().len().saturating_sub(1));
        true
    }

    pub fn step_paper(&mut self, by: isize) {
        self.paper = self.paper.saturating_add_signed(by).min(self.papers().len().saturating_sub(1));
    }

    /// The identity number that the server should be asked about: a right one that it was not asked about yet.
    pub fn number_to_ask(&mut self) -> Option<String> {
        let number = self.text_at("/member/id_number");
        let asked = matches!(&self.enrolled, Enrolled::Asked(known) if *known == number);
        if asked || read_id_number(&number).is_err() || self.focused().is_none_or(|field| field.path != "/member/id_number") {
            return None;
        }
        self.enrolled = Enrolled::Asked(number.clone());
        Some(number)
    }

    /// Takes over the enrolments that the server knows in this plan, where none were typed.
    pub fn take_enrolments(&mut self, number: &str, found: Result<Vec<Enrolment>, String>) -> bool {
        if self.enrolled != Enrolled::Asked(number.to_owned()) {
            return false;
        }
        let found = match found {
            Ok(found) => found,
            Err(why) => {
                self.enrolled = Enrolled::Failed(why);
                return false;
            }
        };
        let ours: Vec<Enrolment> = found.into_iter().filter(|enrolment| enrolment.plan == self.plan.id).take(MOST_REPEATS).collect();
        self.enrolled = if ours.is_empty() { Enrolled::Nothing } else { Enrolled::Found(ours.len()) };
        let typed = self.fields.iter().any(|field| field.spec.group == Group::Enrolment && !field.is_blank());
        if typed || ours.is_empty() {
            return false;
        }
        // The cursor stays on its field, however many lines come before it now.
        let at = self.focused().map(|field| field.path.clone());
        self.counts.insert(Group::Enrolment, ours.len());
        self.lay_out();
        for (index, enrolment) in ours.iter().enumerate() {
            let value = serde_json::to_value(enrolment).unwrap_or_default();
            for at in 0..self.fields.len() {
                let Some(rest) = self.fields[at].path.strip_prefix(&format!("/enrolments/{index}")).map(str::to_owned) else { continue };
                if let Some(known) = value.pointer(&rest) {
                    let field = &self.fields[at];
                    self.fields[at] = FormField::holding(field.path.clone(), field.spec, Some(&self.plan), known);
                }
            }
        }
        let line = at.and_then(|at| self.lines().iter().position(|line| matches!(line, Line::Field(i) if self.fields[*i].path == at)));
        self.cursor = line.unwrap_or(self.cursor);
        self.assess();
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

/// The part of the facts that a field can't be missing from: of an expense of a stay, the expense alone.
fn part_of(field: &FormField) -> String {
    let up_to = |name: &str| field.path.find(name).map(|at| field.path[..at + name.len()].to_owned());
    let of_stay = (field.spec.group == Group::Stay).then(|| up_to("/expense/")).flatten();
    let depth = if field.spec.group.list().is_some() { 3 } else { 2 };
    of_stay.unwrap_or_else(|| field.path.split('/').take(depth).collect::<Vec<_>>().join("/") + "/")
}

/// Puts a value at a JSON pointer, making what is on the way: numbers are places in lists.
fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut at = root;
    let mut parts = pointer.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let fresh = || match parts.clone().peek() {
            Some(next) if next.bytes().all(|byte| byte.is_ascii_digit()) => Value::Array(Vec::new()),
            Some(_) => Value::Object(Map::new()),
            None => Value::Null,
        };
        at = match at {
            Value::Array(list) => {
                let index = part.parse::<usize>().unwrap_or(0);
                if index >= list.len() {
                    list.push(fresh());
                }
                let last = list.len() - 1;
                &mut list[index.min(last)]
            }
            Value::Object(map) => map.entry(part).or_insert_with(fresh),
            _ => return,
        };
    }
    *at = value;
}
