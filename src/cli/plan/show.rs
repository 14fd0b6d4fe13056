//! `huzhu plan show`: a plan as a page to read, part by part.
//!
//! Not here: the words for what stands in it (`say`). Invariant: every field of the file is on the page.

use std::io::Write;

use serde_json::{Map, Value};

use crate::cli::output::Failure;
use crate::cli::plan::coverage;
use crate::cli::plan::list::stands_for;
use crate::cli::plan::say::Say;
use crate::cli::plan::{find, short_hash};
use crate::cli::{assess, exit};
use crate::domain::people::Lang;
use crate::layout::wrap;
use crate::rules::plan::{is_bilingual, known_by};
use crate::rules::{Plan, PlanSet};
use crate::text::plan as words;
use crate::text::plan_fields::place;

/// Columns of a page.
pub const COLUMNS: u16 = 80;
/// What the head of the page says.
const IN_HEAD: [&str; 5] = ["id", "name", "version", "cover", "valid"];

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A built-in plan's id, a hash, or a plan file; - reads standard input
    #[arg(value_name = "ID|FILE")]
    plan: String,
    /// Which version: a day of filing that it stands for (2024-12-01), or its hash [default: the newest]
    #[arg(long)]
    version: Option<String>,
    /// Show instead each clause: where it stands in the documents, and what of the plan rests on it
    #[arg(long)]
    coverage: bool,
    /// Write the plan as one JSON document, its texts with their figures
    #[arg(long)]
    json: bool,
}

/// Writes the page.
///
/// # Errors
/// A plan that is not known or can't be used; a failed write.
pub fn run(lang: Lang, args: &Args) -> Result<u8, Failure> {
    let out = &mut std::io::stdout().lock();
    let plans = PlanSet::builtin();
    let named = args.version.as_ref().map_or_else(|| args.plan.clone(), |version| format!("{}@{version}", args.plan));
    let plan = find(lang, &plans, &named)?;
    let mut written = plan.written();
    if args.coverage && args.json {
        coverage::write_json(out, &plan)?;
        return Ok(exit::DONE);
    }
    if args.json {
        with_figures(&plan, &mut written);
        if let Some(fields) = written.as_object_mut() {
            fields.insert("hash".to_owned(), plan.hash.as_str().into());
        }
        assess::write_json(out, &written)?;
        return Ok(exit::DONE);
    }
    let others = plans.iter().filter(|other| other.id == plan.id && other.hash != plan.hash).count();
    head(out, lang, &plan)?;
    if others > 0 && args.version.is_none() && plans.by_hash(&plan.hash).is_some() {
        hanging(out, "", &words::several_versions(lang, others + 1))?;
    }
    let say = Say { lang, plan: &plan };
    if args.coverage {
        coverage::write(out, &say, &written)?;
        return Ok(exit::DONE);
    }
    let fields = written.as_object().cloned().unwrap_or_default();
    let mut parts: Vec<(&String, &Value)> = fields.iter().filter(|(name, _)| !IN_HEAD.contains(&name.as_str())).collect();
    parts.sort_by_key(|(name, value)| (value.is_array() || (value.is_object() && !is_bilingual(value)), place(name)));
    for (name, value) in parts {
        part(out, &say, name, value)?;
    }
    Ok(exit::DONE)
}

fn head(out: &mut dyn Write, lang: Lang, plan: &Plan) -> Result<(), Failure> {
    let lines = [
        format!("{}  {}", plan.name.get(lang), plan.id),
        format!("{}  {}", plan.version.get(lang), stands_for(lang, plan)),
        words::hash(lang, short_hash(plan)),
    ];
    for line in lines.iter().flat_map(|line| wrap(line, COLUMNS)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// A part of the plan: a list of entries, a table, or one line.
fn part(out: &mut dyn Write, say: &Say<'_>, name: &str, value: &Value) -> Result<(), Failure> {
    let label = say.label("", name);
    match value {
        Value::Array(list) => {
            writeln!(out, "\n{}", words::counted(say.lang, label, list.len()))?;
            for (id, entry) in known_by(list) {
                entry_lines(out, say, name, &id, entry, "  ")?;
            }
        }
        Value::Object(fields) if !is_bilingual(value) => {
            writeln!(out, "\n{label}{}", clause(fields))?;
            for line in say.body(name, fields) {
                hanging(out, "  ", &line)?;
            }
        }
        _ => hanging(out, "", &words::labelled(say.lang, label, say.value(name, value)))?,
    }
    Ok(())
}

/// An entry with everything that it says.
pub fn entry_lines(out: &mut dyn Write, say: &Say<'_>, part: &str, id: &str, entry: &Value, indent: &str) -> Result<(), Failure> {
    let Some(fields) = entry.as_object() else { return Ok(hanging(out, indent, &say.value(part, entry))?) };
    let head = format!("{}{}", say.heading(part, id, entry), clause(fields));
    let body = say.body(part, fields);
    hanging(out, indent, &head)?;
    for line in &body {
        hanging(out, &" ".repeat(indent.len() + 2), line)?;
    }
    Ok(())
}

fn clause(fields: &Map<String, Value>) -> String {
    fields.get("clause").and_then(Value::as_str).map(|clause| format!("  〔{clause}〕")).unwrap_or_default()
}

/// A text behind a margin or a mark, its later lines two columns further in; blanks at its beginning stay. A mark that must not begin a
/// line is drawn over the edge, for which two columns are left.
pub fn hanging(out: &mut dyn Write, indent: &str, text: &str) -> std::io::Result<()> {
    let own = text.len() - text.trim_start_matches(' ').len();
    let own = " ".repeat(own);
    let margin = indent.len() + own.len();
    let columns = COLUMNS.saturating_sub(u16::try_from(margin).unwrap_or(COLUMNS)).max(COLUMNS / 2);
    for (at, line) in wrap(text.trim_start_matches(' '), columns.saturating_sub(4)).iter().enumerate() {
        if at == 0 { writeln!(out, "{indent}{own}{line}")? } else { writeln!(out, "{:margin$}  {line}", "")? }
    }
    Ok(())
}

fn with_figures(plan: &Plan, value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| with_figures(plan, value)),
        Value::Array(list) => list.iter_mut().for_each(|value| with_figures(plan, value)),
        Value::String(text) if text.contains('{') => *text = plan.with_figures(text),
        _ => {}
    }
}
