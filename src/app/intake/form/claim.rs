//! What a form comes to: what is wrong in it, the facts that it states, the claim that is sent, its assessment.
//!
//! Invariant: what is not whole (a stay without its end) is left out, and is a fault.

use serde_json::{Map, Value, json};

use super::{ClaimForm, Line, index_of};
use crate::app::form::{About, FormField, Said, reversed};
use crate::domain::fact_field::Group;
use crate::domain::facts::{Facts, History};
use crate::domain::identity::read_id_number;
use crate::domain::ids::{MaterialId, PlanId};
use crate::domain::intake::ReadyClaim;
use crate::domain::material::Material;
use crate::domain::people::{Lang, Sex};
use crate::domain::time::Date;
use crate::rules;
use crate::text::{fact_fields as words, intake as texts, show};

impl ClaimForm {
    pub(super) fn about(&self, lang: Lang, focused: bool) -> About<'_> {
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
        match self.contradiction(field, lang).or_else(|| self.against(field, lang, focused).filter(|_| self.was_passed(at))) {
            Some(said) => Some(said),
            None if said.is_none() && !focused && self.was_passed(at) && self.is_lacking(field) => {
                Some(Said::Fault(words::fault_must(lang).to_owned()))
            }
            None => said,
        }
    }

    /// What a field says against another one: an end before its beginning, more days than lie between both, another birth or sex than
    /// the identity number has.
    fn contradiction(&self, field: &FormField, lang: Lang) -> Option<Said> {
        let day = |path: &str| self.text_at(path).parse::<Date>().ok();
        if let Some(said) = reversed(&self.fields, field, &self.about(lang, false)) {
            return Some(said);
        }
        if let Some(most) = self.days_exceeded(field) {
            return Some(Said::Warning(words::warn_days_beyond(lang, show::days(lang, most))));
        }
        if field.path == "/member/name"
            && let Some(names) = self.other_names()
        {
            let names: Vec<String> = names.into_iter().collect();
            return Some(Said::Warning(words::warn_other_name(lang, names.join(texts::paper_names(lang)))));
        }
        let number = || read_id_number(&self.text_at("/member/id_number")).ok();
        let differs = match field.path.as_str() {
            "/member/birth" => day(&field.path).zip(number()).is_some_and(|(typed, number)| typed != number.birth),
            "/member/sex" if !field.is_blank() => number().is_some_and(|number| (field.raw() == "female") != (number.sex == Sex::Female)),
            _ => false,
        };
        differs.then(|| Said::Warning(words::warn_other_birth(lang).to_owned()))
    }

    /// The most days that a stay's dates hold, where its record states more.
    fn days_exceeded(&self, field: &FormField) -> Option<u32> {
        let stay = field.path.strip_suffix("/stated_days")?;
        let day = |name: &str| self.text_at(&format!("{stay}/{name}")).parse::<Date>().ok();
        let stated = field.read(&self.about(Lang::Zh, false)).value?.as_i64()?;
        // The days of admission and of discharge both count; an end before its beginning is said where it stands.
        let most = (day("discharge")? - day("admission")?).num_days() + 1;
        u32::try_from(most).ok().filter(|most| *most > 0 && stated > i64::from(*most))
    }

    /// Whether the cursor has been beyond a field: what is still to come is not missing yet.
    fn was_passed(&self, at: usize) -> bool {
        self.in_checklist || !matches!(self.line(), Line::Field(cursor) if cursor < at)
    }

    /// Whether a field is blank without which there is no claim, or nothing of what stands beside it.
    pub fn is_wanting(&self, field: &FormField) -> bool {
        self.is_lacking(field) || (field.spec.must && field.is_blank() && field.spec.group == Group::Member)
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
            faults.push(texts::needs_benefit(lang).to_owned());
        }
        for field in &self.fields {
            let label = self.label_of(field, lang);
            match (field.read(&self.about(lang, false)).said, self.contradiction(field, lang)) {
                (Some(Said::Fault(why)), _) | (_, Some(Said::Fault(why))) => faults.push(format!("{label} {why}")),
                _ if self.is_wanting(field) => faults.push(format!("{label} {}", words::fault_must(lang))),
                _ => {}
            }
        }
        faults
    }

    /// What the claim can be handed in with, and a reviewer will see as a failed check: the name of the field, and what is wrong.
    pub fn warnings(&self, lang: Lang) -> Vec<String> {
        let mut warnings = Vec::new();
        for field in &self.fields {
            let said =
                [field.read(&self.about(lang, false)).said, self.contradiction(field, lang).or_else(|| self.against(field, lang, false))];
            let label = self.label_of(field, lang);
            warnings.extend(said.into_iter().flatten().filter_map(|said| match said {
                Said::Warning(why) => Some(format!("{label} {why}")),
                _ => None,
            }));
        }
        warnings
    }

    /// The name of a field; of several stays it is told which, and whose it is where another group's is called the same.
    pub fn label_of(&self, field: &FormField, lang: Lang) -> String {
        let (group, label) = (field.spec.group, words::label(lang, field.spec));
        let namesake = |other: &FormField| other.spec.group != group && words::label(lang, other.spec) == label;
        match group.list().filter(|_| self.count(group) > 1) {
            Some(_) => format!("{}  {label}", texts::nth(lang, words::group(lang, group), index_of(&field.path, group) + 1)),
            None if self.fields.iter().any(namesake) => format!("{}  {label}", words::group(lang, group)),
            None => label.to_owned(),
        }
    }

    /// Reads the facts out of the form. What is not whole (a stay without its end) is left out.
    pub fn facts(&self) -> Option<Facts> {
        let mut root = json!({ "filed": self.today, "benefits": self.benefits, "member": { "name": "" } });
        let unread = |field: &&FormField| field.spec.must && field.read(&self.about(Lang::Zh, false)).value.is_none();
        let broken: Vec<String> =
            self.fields.iter().filter(|field| !field.is_blank() || self.is_lacking(field)).filter(unread).map(part_of).collect();
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

    pub(super) fn assess(&mut self) {
        self.assessment =
            self.facts().filter(|_| !self.benefits.is_empty()).map(|facts| rules::assess(&self.plan, &facts, &History::default()));
    }
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
