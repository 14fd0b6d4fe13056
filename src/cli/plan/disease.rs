//! `huzhu plan disease`: which diseases of the plans' lists a word may mean, by name, alias, pinyin, initials or code.
//!
//! Not here: how they are found (`rules::plan`). Invariant: several that fit are listed, the best first; none is chosen.

use std::io::{Read, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::cli::output::Failure;
use crate::cli::plan::find;
use crate::cli::{assess, exit};
use crate::domain::people::Lang;
use crate::layout::left;
use crate::layout::width::width;
use crate::rules::plan::{FoundBy, FoundDisease, class_id};
use crate::rules::{Plan, PlanSet};
use crate::text::plan as words;
use crate::text::plan_fields::word;

/// The most characters that are read as a word.
const LONGEST: u64 = 400;
/// The most diseases that a page lists; `--json` gives all.
const MOST: usize = 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A name, a part of one, an alias, pinyin or its initials, a number of the list or a code; - reads it from standard input
    #[arg(value_name = "WHAT")]
    what: String,
    /// Look in this plan only: a built-in plan's id, a hash, or a plan file [default: the newest version of every built-in plan]
    #[arg(long, value_name = "ID|FILE")]
    plan: Option<String>,
    /// Write what is found as one JSON document
    #[arg(long)]
    json: bool,
}

/// A disease as JSON tells it.
#[derive(Serialize)]
struct Told<'p> {
    plan: &'p str,
    number: &'p str,
    code: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    name: &'p str,
    en: &'p str,
    aliases: &'p [String],
    icd: &'p [String],
    found_by: FoundBy,
    /// Its own name, alias, number or code was given.
    exact: bool,
}

/// Writes what is found.
///
/// # Errors
/// A plan that is not known or can't be used; a failed read or write.
pub fn run(lang: Lang, args: &Args) -> Result<u8, Failure> {
    let out = &mut std::io::stdout().lock();
    let builtin = PlanSet::builtin();
    let plans: Vec<Arc<Plan>> = match &args.plan {
        Some(named) => vec![find(lang, &builtin, named)?],
        None => builtin.iter().filter(|plan| builtin.get(&plan.id).is_some_and(|newest| newest.hash == plan.hash)).cloned().collect(),
    };
    let what = what(lang, &args.what)?;
    let mut found: Vec<(&Plan, FoundDisease<'_>)> =
        plans.iter().flat_map(|plan| plan.find_diseases(&what).into_iter().map(|found| (&**plan, found))).collect();
    found.sort_by_key(|(_, found)| !found.exact);
    let code = if found.is_empty() { exit::NOTHING_FOUND } else { exit::DONE };
    if args.json {
        assess::write_json(out, &found.iter().map(told).collect::<Vec<_>>())?;
        return Ok(code);
    }
    page(out, lang, &what, &found)?;
    let without: Vec<&str> = plans.iter().filter(|plan| plan.diseases.is_empty()).map(|plan| plan.short.get(lang)).collect();
    if !without.is_empty() {
        writeln!(out, "{}", words::lists_no_disease(lang, without.join(words::list_separator(lang))))?;
    }
    Ok(code)
}

fn what(lang: Lang, given: &str) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given.trim().to_owned());
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
    read.map_err(|error| Failure::unusable(words::no_word(lang, error)))?;
    Ok(text.trim().to_owned())
}

fn told<'p>((plan, found): &(&'p Plan, FoundDisease<'p>)) -> Told<'p> {
    let disease = found.disease;
    Told {
        plan: plan.id.as_str(),
        number: &disease.number,
        code: &disease.code,
        class: disease.class.map(class_id),
        name: &disease.name,
        en: &disease.en,
        aliases: &disease.aliases,
        icd: &disease.icd,
        found_by: found.by,
        exact: found.exact,
    }
}

/// A line for each, in columns; what was typed is told apart from what it is only a part of.
fn page(out: &mut dyn Write, lang: Lang, what: &str, found: &[(&Plan, FoundDisease<'_>)]) -> Result<(), Failure> {
    if found.is_empty() {
        writeln!(out, "{}", words::no_disease(lang, assess::harmless(what)))?;
        return Ok(());
    }
    let rows: Vec<[String; 6]> = found.iter().take(MOST).map(|(plan, found)| row(lang, plan, found)).collect();
    let widths: Vec<u16> = (0..6).map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0)).collect();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).filter(|(_, width)| **width > 0).map(|(cell, width)| left(cell, *width)).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    if found.len() > MOST {
        writeln!(out, "{}", words::more_diseases(lang, found.len() - MOST))?;
    }
    let exact = |id: &str| found.iter().filter(|(plan, found)| found.exact && plan.id == id).count();
    let chosen = found.iter().all(|(plan, _)| exact(plan.id.as_str()) == 1);
    if !chosen {
        writeln!(out, "{}", words::choose_disease(lang))?;
    }
    Ok(())
}

fn row(lang: Lang, plan: &Plan, found: &FoundDisease<'_>) -> [String; 6] {
    let disease = found.disease;
    let class = disease.class.and_then(|class| word(lang, class_id(class))).unwrap_or_default();
    let name = if lang == Lang::Zh { disease.name.clone() } else { format!("{}  {}", disease.name, disease.en) };
    let also: Vec<&str> = disease.aliases.iter().chain(&disease.icd).map(String::as_str).collect();
    let also = if also.is_empty() { String::new() } else { words::also_called(lang, also.join(words::list_separator(lang))) };
    let by = match found.by {
        _ if found.exact => words::is_meant(lang),
        FoundBy::Code => words::found_by_code(lang),
        FoundBy::Name => words::found_by_name(lang),
        FoundBy::Alias => words::found_by_alias(lang),
        FoundBy::English => words::found_by_english(lang),
    };
    [plan.id.to_string(), disease.number.clone(), class.to_owned(), disease.code.clone(), format!("{name}{also}"), by.to_owned()]
}
