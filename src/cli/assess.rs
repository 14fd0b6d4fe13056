//! `huzhu assess FILE`: what a claim document comes to, offline, with every step and its clause.
//!
//! Not here: the rules (`rules`), the words (`text`). Nothing is kept and nothing is sent.
//! Invariant: either the whole answer is written, or the faults are, all of them; never a part of both.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::output::Failure;
use crate::cli::{Context, exit};
use crate::domain::fault::Fault;
use crate::domain::people::Lang;
use crate::rules::claim::{read_for, schema};
use crate::rules::{Plan, PlanSet, assess};
use crate::text::assess_page as words;
use crate::text::faults::fault_in_words;
use crate::ui::width::safe;

pub(in crate::cli) mod layout;
mod page;

/// A claim of a person is a few kilobytes; what is larger is no claim, and a pipe may never end.
pub(in crate::cli) const LARGEST_MIB: u64 = 16;

/// Says what a claim comes to, step by step, with the clause behind each
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 assessed, whatever the outcome; 2 the document or the plan file can't be used (each fault is told with its path)."
)]
pub struct Args {
    /// The claim document, TOML or JSON; - reads standard input
    #[arg(required_unless_present = "schema", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write the assessment as JSON
    #[arg(long, conflicts_with = "schema")]
    json: bool,
    /// Write the JSON Schema of a claim document and stop
    #[arg(long)]
    schema: bool,
    /// List every check, also those that pass
    #[arg(long)]
    all: bool,
    /// A plan file of your own, in place of the built-in one with its id
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// A document or plan file that can't be used, with all its faults; a failed write.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let out = &mut std::io::stdout().lock();
    let lang = context.lang;
    if args.schema {
        write_json(out, &schema())?;
        return Ok(exit::DONE);
    }
    let mut plans = PlanSet::builtin();
    if let Some(file) = &args.plan {
        let text = read(lang, file)?;
        plans.insert(Plan::parse(&text).map_err(|faults| unusable(lang, file, &faults))?);
    }
    let Some(file) = &args.file else { return Ok(exit::DONE) };
    let text = read(lang, file)?;
    let (document, plan) = read_for(&text, &plans).map_err(|faults| unusable(lang, file, &faults))?;
    let assessment = assess(&plan, &document.facts, &document.history);
    if args.json {
        write_json(out, &assessment)?;
    } else {
        page::write(out, lang, &plan, &document.facts, &assessment, args.all)?;
    }
    Ok(exit::DONE)
}

pub(in crate::cli) fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::failed(error.to_string()))?;
    writeln!(out, "{text}")?;
    Ok(())
}

/// Reads a file, or standard input for `-`, up to the largest size.
pub(in crate::cli) fn read(lang: Lang, file: &Path) -> Result<String, Failure> {
    let name = name_of(lang, file);
    let fails = |error: std::io::Error| Failure::unusable(words::cannot_read(lang, &name, error));
    let mut bytes = Vec::new();
    let limit = LARGEST_MIB * 1024 * 1024;
    if file.as_os_str() == "-" {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(fails)?;
    } else {
        File::open(file).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(fails)?;
    }
    if bytes.len() as u64 > limit {
        return Err(Failure::unusable(words::too_large(lang, &name, LARGEST_MIB)));
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::unusable(words::not_text(lang, &name)))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

pub(in crate::cli) fn name_of(lang: Lang, file: &Path) -> String {
    if file.as_os_str() == "-" { words::standard_input(lang).to_owned() } else { harmless(&file.display().to_string()) }
}

/// One line for each fault: its place in the file, its path, what is wrong.
pub(in crate::cli) fn unusable(lang: Lang, file: &Path, faults: &[Fault]) -> Failure {
    let mut sentence = words::unusable(lang, name_of(lang, file), faults.len());
    for fault in faults {
        let place = fault.place.map(|place| format!("{place}  ")).unwrap_or_default();
        let path = if fault.path.is_empty() { String::new() } else { format!("{}  ", fault.path) };
        sentence.push_str(&harmless(&format!("\n  {place}{path}{}", fault_in_words(lang, fault))));
    }
    Failure::unusable(sentence)
}

/// Takes out of a text what could move the cursor or hide; a line's end stays.
pub(in crate::cli) fn harmless(text: &str) -> String {
    text.chars().filter_map(|c| if c == '\n' { Some(c) } else { safe(c).map(|(c, _)| c) }).collect()
}
