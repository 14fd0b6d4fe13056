//! What facts that were set change, above the page of the claim as it would be.
//!
//! Invariant: a number by which somebody is found comes out masked, whoever typed it.

use std::io::{self, Write};

use serde_json::Value;

use crate::domain::assessment::{Assessment, CheckState, Deadline, DeadlineKind, Need, RequiredMaterial};
use crate::domain::fact_field::FactField;
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::explain::difference::Difference;
use crate::layout::width::width;
use crate::layout::{left, right, wrap};
use crate::rules::claim::{What, dotted};
use crate::rules::plan::Plan;
use crate::text::assess as says;
use crate::text::difference as words;
use crate::text::facts::{fact_name, rest};
use crate::text::{plan as plan_words, plan_fields};
use crate::ui::changes;

/// Columns of a line behind its mark.
const COLUMNS: u16 = 74;
const AMOUNT: u16 = 14;

/// Two assessments of one claim, each under the plan that stands for it.
pub struct Two<'a> {
    pub lang: Lang,
    pub set: &'a [What],
    pub before: (&'a Plan, &'a Assessment),
    pub after: (&'a Plan, &'a Assessment),
}

impl Two<'_> {
    /// Writes what was set and what it changes.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.lang;
        writeln!(out, "{}", words::title(lang))?;
        for what in self.set {
            let value = |value: &Value| shown(lang, self.after.0, &what.pointer, value);
            let line = words::fact(lang, name(lang, &what.pointer), value(&what.old), value(&what.new));
            write_wrapped(out, "  ", &line)?;
        }
        writeln!(out, "\n{}", words::changes(lang))?;
        let difference = Difference::between(self.before.1, self.after.1);
        self.amounts(out, &difference)?;
        let lines = self.lines(&difference);
        if lines.is_empty() && difference.benefits.is_empty() {
            writeln!(out, "  {}", words::no_difference(lang))?;
        }
        lines.iter().try_for_each(|(mark, line)| write_wrapped(out, &format!("  {mark} "), line))?;
        writeln!(out)
    }

    /// The amounts that differ, before, after and by how much; the total where it differs.
    fn amounts(&self, out: &mut dyn Write, difference: &Difference) -> io::Result<()> {
        let names = self.after.0.names(self.lang);
        let mut rows: Vec<(&str, Money, Money)> =
            difference.benefits.iter().map(|(id, before, after)| (names.benefit_short(id), *before, *after)).collect();
        if !rows.is_empty() {
            rows.push((words::total(self.lang), difference.total.0, difference.total.1));
        }
        let first = rows.iter().map(|(name, ..)| width(name)).max().unwrap_or(0);
        for (name, before, after) in rows {
            let by = after - before;
            let by = if by > Money::ZERO { format!("+{}", by.grouped()) } else { by.grouped() };
            let cells = [before.grouped(), after.grouped(), by].map(|amount| right(&amount, AMOUNT)).concat();
            writeln!(out, "    {}{cells}", left(name, first))?;
        }
        Ok(())
    }

    fn lines(&self, difference: &Difference) -> Vec<(&'static str, String)> {
        let lang = self.lang;
        let names = self.after.0.names(lang);
        let mut lines = Vec::new();
        if self.before.0.hash != self.after.0.hash {
            lines.push((" ", words::other_version(lang, self.before.0.version.get(lang), self.after.0.version.get(lang))));
        }
        lines.extend(self.outcomes());
        let claimed = |of: &Assessment, id: &BenefitId| of.benefit(id).is_some();
        let in_both = |id: &BenefitId| claimed(self.before.1, id) && claimed(self.after.1, id);
        // Of a benefit that comes or goes with its checks, the benefit is told.
        for change in difference.checks.iter().filter(|change| change.benefit.as_ref().is_none_or(in_both)) {
            let word = |state: Option<CheckState>| state.map_or(words::not_made(lang), |state| says::state_word(lang, state));
            let mark = change.after.map_or(" ", says::check_mark);
            let name = says::check_name(lang, change.check.as_str());
            let name = change.benefit.as_ref().map_or_else(|| name.clone(), |of| format!("{} {name}", names.benefit_short(of)));
            lines.push((mark, words::check(lang, name, word(change.before), word(change.after))));
        }
        for paper in &difference.added {
            lines.push(("+", words::paper_comes(lang, names.material(&paper.material), names.condition(&paper.because))));
        }
        let before = self.before.0.names(lang);
        lines.extend(difference.gone.iter().map(|paper| {
            let (name, why) = (before.material(&paper.material), before.condition(&paper.because));
            ("-", if paper.freed { words::paper_freed(lang, name, why) } else { words::paper_goes(lang, name, why) })
        }));
        lines.extend(self.papers_of_version());
        lines.extend(self.days());
        lines
    }

    /// The papers that stay and that another version of the plan calls or takes otherwise.
    fn papers_of_version(&self) -> Vec<(&'static str, String)> {
        if self.before.0.hash == self.after.0.hash {
            return Vec::new();
        }
        let lang = self.lang;
        let said = |plan: &Plan, paper: &RequiredMaterial| {
            let name = plan.material(&paper.material).map(|rule| rule.name.get(lang)).unwrap_or_default();
            let accept = says::together(lang, plan.accepted(lang, paper.papers()));
            accept.map_or_else(|| name.to_owned(), |accept| words::paper(lang, name, accept))
        };
        let is_asked = |paper: &&RequiredMaterial| paper.need != Need::NotNeeded;
        let stay = self.after.1.materials.iter().filter(is_asked).filter_map(|after| {
            let before = self.before.1.materials.iter().filter(is_asked).find(|before| before.material == after.material)?;
            Some((said(self.before.0, before), said(self.after.0, after)))
        });
        let differ = stay.filter(|(before, after)| before != after);
        differ.map(|(before, after)| ("~", words::paper_changes(lang, before, after))).collect()
    }

    /// The benefits that end in another way, whatever they come to.
    fn outcomes(&self) -> Vec<(&'static str, String)> {
        let word = |(plan, assessment): (&Plan, &Assessment), id: &BenefitId| {
            let found = assessment.benefit(id);
            found.map_or_else(|| words::none(self.lang).to_owned(), |of| says::outcome_word(self.lang, &plan.names(self.lang), of))
        };
        let mut ids: Vec<&BenefitId> = self.after.1.benefits.iter().map(|of| &of.benefit).collect();
        ids.extend(self.before.1.benefits.iter().map(|of| &of.benefit).filter(|id| self.after.1.benefit(id).is_none()));
        let told = ids.into_iter().map(|id| (id, word(self.before, id), word(self.after, id)));
        let differ = told.filter(|(_, before, after)| before != after);
        let names = self.after.0.names(self.lang);
        differ.map(|(id, before, after)| (" ", words::outcome(self.lang, names.benefit(id), before, after))).collect()
    }

    /// The days by which something must be done that are others.
    fn days(&self) -> Vec<(&'static str, String)> {
        let lang = self.lang;
        let line = |of: &Assessment, kind: DeadlineKind| {
            let mut all: Vec<String> =
                of.deadlines.iter().filter(|deadline| deadline.kind == kind).map(|day: &Deadline| says::deadline_line(lang, day)).collect();
            all.dedup();
            if all.is_empty() { words::none(lang).to_owned() } else { all.join(says::comma(lang)) }
        };
        let mut kinds: Vec<DeadlineKind> = Vec::new();
        for deadline in self.before.1.deadlines.iter().chain(&self.after.1.deadlines) {
            if !kinds.contains(&deadline.kind) {
                kinds.push(deadline.kind);
            }
        }
        let told = kinds.into_iter().map(|kind| (kind, line(self.before.1, kind), line(self.after.1, kind)));
        let differ = told.filter(|(_, before, after)| before != after);
        differ.map(|(kind, before, after)| (" ", words::day(lang, says::deadline_name(lang, kind), before, after))).collect()
    }
}

/// The path of a fact inside the facts, where a form or a reviewer has a field for it.
fn field(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("/facts").filter(|path| FactField::of(path).is_some())
}

/// Names a fact; one that has no name by its path.
fn name(lang: Lang, pointer: &str) -> String {
    field(pointer).map_or_else(|| fact_name(lang, &dotted(pointer)), |path| changes::fact_label(lang, path))
}

fn shown(lang: Lang, plan: &Plan, pointer: &str, value: &Value) -> String {
    match (field(pointer), value) {
        (_, Value::Null) => words::nothing_stated(lang).to_owned(),
        (Some("/diagnosis/disease"), Value::String(said)) => disease(lang, plan, said),
        (Some(path), value) => changes::value_shown(lang, plan, path, value),
        // What stands nowhere in the catalogue of facts has no number by which somebody is found; what holds several may.
        (None, Value::String(text)) => said(lang, plan, pointer, text),
        (None, Value::Bool(so)) => if *so { plan_words::yes(lang) } else { plan_words::no(lang) }.to_owned(),
        (None, Value::Array(_)) if pointer == "/facts/benefits" => {
            let ids: Vec<BenefitId> = serde_json::from_value(value.clone()).unwrap_or_default();
            ids.iter().map(|id| plan.names(lang).benefit(id).to_owned()).collect::<Vec<_>>().join(says::comma(lang))
        }
        (None, Value::Array(_) | Value::Object(_)) => words::whole(lang).to_owned(),
        (None, other) => other.to_string(),
    }
}

/// A word, or what an id names, by what it is called; what somebody wrote, as it was typed.
fn said(lang: Lang, plan: &Plan, pointer: &str, text: &str) -> String {
    let known = match pointer.rsplit('/').next().unwrap_or_default() {
        "benefit" => return plan.names(lang).benefit(&text.into()).to_owned(),
        "check" => return says::check_name(lang, text),
        // A word of the document's own, and of another case's finding before that of a plan: both say "paid".
        "class" | "match" | "by" | "name" | "standing" => rest::word(lang, text).or_else(|| plan_fields::word(lang, text)),
        _ => None,
    };
    known.map_or_else(|| text.to_owned(), str::to_owned)
}

/// A disease that the plan lists by its name there, any other as it was typed.
fn disease(lang: Lang, plan: &Plan, said: &str) -> String {
    plan.disease(said).map_or_else(|| said.to_owned(), |disease| plan.names(lang).disease(&disease.code).to_owned())
}

/// Writes a line; what doesn't fit hangs under its beginning.
fn write_wrapped(out: &mut dyn Write, head: &str, line: &str) -> io::Result<()> {
    for (at, part) in wrap(line, COLUMNS).iter().enumerate() {
        let head = if at == 0 { head } else { &" ".repeat(head.len()) };
        writeln!(out, "{head}{part}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rules::PlanSet;
    use crate::rules::claim::schema;

    /// The places of a claim document, each with the values that its schema names: `/facts/stays/0/settled` with yes and no.
    fn places(root: &Value, shape: &Value, pointer: &str, found: &mut Vec<(String, Vec<Value>)>) {
        if let Some(name) = shape.get("$ref").and_then(Value::as_str)
            && let Some(target) = name.strip_prefix('#').and_then(|pointer| root.pointer(pointer))
        {
            places(root, target, pointer, found);
        }
        let mut values: Vec<Value> = shape.get("enum").and_then(Value::as_array).cloned().unwrap_or_default();
        if shape.get("type").is_some_and(|kind| kind == "boolean" || kind.as_array().is_some_and(|kinds| kinds.contains(&"boolean".into())))
        {
            values = vec![true.into(), false.into()];
        }
        values.retain(|value| !value.is_null());
        found.push((pointer.to_owned(), values));
        let inner = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| shape.get(key)?.as_array()).flatten();
        inner.for_each(|shape| places(root, shape, pointer, found));
        if let Some(items) = shape.get("items") {
            places(root, items, &format!("{pointer}/0"), found);
        }
        for (name, shape) in shape.get("properties").and_then(Value::as_object).into_iter().flatten() {
            places(root, shape, &format!("{pointer}/{name}"), found);
        }
    }

    fn has_latin(text: &str) -> bool {
        text.chars().any(|c| c.is_ascii_alphabetic())
    }

    /// Whatever may be set is told by a Chinese name, and so is what it may be set to.
    #[test]
    fn every_fact_that_may_be_set_has_a_name_and_every_word_of_it() {
        let root = schema();
        let mut found = Vec::new();
        places(&root, &root, "", &mut found);
        assert!(found.iter().any(|(pointer, _)| pointer == "/history/granted/0/amount"));
        let plans = PlanSet::builtin();
        let plan = plans.iter().next().unwrap();
        let (mut names, mut values) = (BTreeSet::new(), BTreeSet::new());
        for (pointer, of) in found.iter().filter(|(pointer, _)| !pointer.is_empty()) {
            if has_latin(&name(Lang::Zh, pointer)) {
                names.insert(pointer.clone());
            }
            values.extend(
                of.iter().filter(|value| has_latin(&shown(Lang::Zh, plan, pointer, value))).map(|value| format!("{pointer} {value}")),
            );
        }
        assert!(names.is_empty() && values.is_empty(), "without a name: {names:#?} {values:#?}");
    }
}
