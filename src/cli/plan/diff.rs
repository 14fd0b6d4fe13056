//! `huzhu plan diff A B`: what changes from one plan to another, part by part, by the names of things.
//!
//! Not here: what differs (`rules::plan::changes`), the words for it (`say`).

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};

use crate::cli::output::Failure;
use crate::cli::plan::say::Say;
use crate::cli::plan::show::{entry_lines, hanging};
use crate::cli::plan::{find, short_hash};
use crate::cli::{assess, exit};
use crate::domain::people::Lang;
use crate::rules::PlanSet;
use crate::rules::plan::{Change, PathPart, Plan, PlanChange, at, changes, is_bilingual};
use crate::text::plan as words;
use crate::text::plan_fields::place;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan before: an id (sh-member@2024-12-01 names a version by a day of filing), a hash, or a plan file
    #[arg(value_name = "A")]
    before: String,
    /// The plan after, named in the same ways
    #[arg(value_name = "B")]
    after: String,
    /// Write the differences as one JSON document
    #[arg(long)]
    json: bool,
}

/// Writes the differences.
///
/// # Errors
/// A plan that is not known or can't be used; a failed write.
pub fn run(lang: Lang, args: &Args) -> Result<u8, Failure> {
    let out = &mut std::io::stdout().lock();
    let plans = PlanSet::builtin();
    let (before, after) = (find(lang, &plans, &args.before)?, find(lang, &plans, &args.after)?);
    let (old, new) = (before.written(), after.written());
    let found = changes(&old, &new);
    if args.json {
        let named = |plan: &Plan| json!({ "id": plan.id, "version": plan.version, "hash": plan.hash });
        assess::write_json(out, &json!({ "before": named(&before), "after": named(&after), "changes": found }))?;
        return Ok(exit::DONE);
    }
    let title = |plan: &Plan| format!("{} {} {}", plan.short.get(lang), plan.version.get(lang), short_hash(plan));
    hanging(out, "", &words::changed(lang, title(&before), title(&after)))?;
    if found.is_empty() {
        writeln!(out, "{}", words::no_difference(lang))?;
        return Ok(exit::DONE);
    }
    let page = Page { before: Say { lang, plan: &before }, after: Say { lang, plan: &after }, old: &old, new: &new };
    let mut parts: BTreeMap<(usize, &str), Vec<&PlanChange>> = BTreeMap::new();
    for change in &found {
        let part = change.path.first().map_or("", name_of);
        let first = change.path.get(..1).unwrap_or_default();
        let value = at(&new, first).or_else(|| at(&old, first));
        let is_part = value.is_some_and(|value| value.is_array() || (value.is_object() && !is_bilingual(value)));
        let part = if is_part { part } else { "" };
        let order = if part.is_empty() { 0 } else { place(part) + 1 };
        parts.entry((order, part)).or_default().push(change);
    }
    for ((_, part), changes) in parts {
        let label = if part.is_empty() { words::the_plan(lang).to_owned() } else { page.after.label("", part) };
        writeln!(out, "\n{label}")?;
        for change in changes {
            page.change(out, part, change)?;
        }
    }
    let count = |is: fn(&Change) -> bool| found.iter().filter(|change| is(&change.change)).count();
    let (added, gone) = (count(|change| matches!(change, Change::Added { .. })), count(|change| matches!(change, Change::Gone { .. })));
    writeln!(out, "\n{}", words::differences(lang, added, gone, found.len() - added - gone))?;
    Ok(exit::DONE)
}

const fn name_of(part: &PathPart) -> &str {
    let (PathPart::Field(name) | PathPart::Entry(name)) = part;
    name.as_str()
}

struct Page<'p> {
    before: Say<'p>,
    after: Say<'p>,
    old: &'p Value,
    new: &'p Value,
}

impl Page<'_> {
    fn change(&self, out: &mut dyn Write, part: &str, change: &PlanChange) -> Result<(), Failure> {
        let lang = self.after.lang;
        // The part of the plan stands as a title above.
        let way = self.way(&change.path, usize::from(!part.is_empty()));
        let last = change.path.last().map_or("", name_of);
        let field = change.path.iter().rev().find_map(|part| if let PathPart::Field(name) = part { Some(name.as_str()) } else { None });
        let field = field.unwrap_or(last);
        let is_entry = matches!(change.path.last(), Some(PathPart::Entry(_)));
        let (mark, said) = match &change.change {
            Change::Added { after } if is_entry && change.path.len() == 2 => {
                return entry_lines(out, &self.after, part, last, after, "  + ");
            }
            Change::Gone { before } if is_entry && change.path.len() == 2 => {
                return Ok(hanging(out, "  - ", &self.before.heading(part, last, before))?);
            }
            // What an entry further in is called says all that it is.
            Change::Added { .. } if is_entry => ("+", String::new()),
            Change::Gone { .. } if is_entry => ("-", String::new()),
            Change::Added { after } => ("+", self.after.value(field, after)),
            Change::Gone { before } => ("-", self.before.value(field, before)),
            Change::Changed { before, after } => ("~", self.changed(field, before, after)),
            Change::Words { added, gone } => {
                let list = |say: &Say<'_>, list: &[String]| say.value(field, &json!(list));
                let gains = (!added.is_empty()).then(|| words::list_gains(lang, list(&self.after, added)));
                let loses = (!gone.is_empty()).then(|| words::list_loses(lang, list(&self.before, gone)));
                ("~", gains.into_iter().chain(loses).collect::<Vec<_>>().join(words::field_separator(lang)))
            }
            Change::Reordered { before, after } => {
                let order = |say: &Say<'_>, plan: &Value, list: &[String]| {
                    let entry = |id: &String| at(plan, &[&change.path[..], &[PathPart::Entry(id.clone())]].concat());
                    let called =
                        |id: &String| entry(id).map_or_else(|| say.value(field, &json!(id)), |entry| say.called(field, id, entry, false));
                    list.iter().map(called).collect::<Vec<_>>().join(words::list_separator(lang))
                };
                ("~", words::reordered(lang, order(&self.before, self.old, before), order(&self.after, self.new, after)))
            }
        };
        let line = if said.is_empty() || way.is_empty() { format!("{way}{said}") } else { words::labelled(lang, way, said) };
        Ok(hanging(out, &format!("  {mark} "), &line)?)
    }

    /// Both sides; where they read the same in this language, as they are in the other.
    fn changed(&self, field: &str, before: &Value, after: &Value) -> String {
        let lang = self.after.lang;
        let (old, new) = (self.before.value(field, before), self.after.value(field, after));
        if old != new {
            return words::changed(lang, old, new);
        }
        let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
        let said = |say: &Say<'_>, value: &Value| Say { lang: other, plan: say.plan }.value(field, value);
        words::changed(lang, said(&self.before, before), said(&self.after, after))
    }

    /// The way to a place, by the names of what lies on it.
    fn way(&self, path: &[PathPart], skip: usize) -> String {
        let mut said = Vec::new();
        let mut part = "";
        for (n, step) in path.iter().enumerate() {
            match step {
                PathPart::Field(name) => {
                    let label = self.after.label(part, name);
                    part = name;
                    if n >= skip {
                        said.push(label);
                    }
                }
                PathPart::Entry(id) => {
                    let here = &path[..=n];
                    let (say, entry) = match at(self.new, here) {
                        Some(entry) => (&self.after, Some(entry)),
                        None => (&self.before, at(self.old, here)),
                    };
                    let is_last = n + 1 == path.len();
                    said.push(entry.map_or_else(|| id.clone(), |entry| say.called(part, id, entry, is_last)));
                }
            }
        }
        said.join(" › ")
    }
}
