//! `huzhu plan check FILE…`: every fault and every warning of plan files.
//!
//! Invariant: each file gets its line, whatever is wrong with another.

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::output::Failure;
use crate::cli::{assess, exit};
use crate::domain::fault::Fault;
use crate::domain::people::Lang;
use crate::rules::{Plan, PlanSet};
use crate::text::faults::fault_in_words;
use crate::text::plan as words;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan files, or files of the operator's lists; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the faults as one JSON document
    #[arg(long)]
    json: bool,
}

/// What is told of one file.
#[derive(Serialize)]
struct Told {
    file: String,
    /// Why it could not be read at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
    faults: Vec<ToldFault>,
}

#[derive(Serialize)]
struct ToldFault {
    line: Option<u32>,
    column: Option<u32>,
    path: String,
    warning: bool,
    text: String,
}

/// Checks every file.
///
/// # Errors
/// A failed write; faults are the answer, not an error, and give their own exit code.
pub fn run(lang: Lang, args: &Args) -> Result<u8, Failure> {
    let out = &mut std::io::stdout().lock();
    let mut all = Vec::new();
    for file in &args.files {
        let name = assess::name_of(lang, file);
        let told = match assess::read(lang, file) {
            Ok(text) => Told { file: name, unreadable: None, faults: faults_of(&text).iter().map(|fault| told(lang, fault)).collect() },
            Err(failure) => Told { file: name, unreadable: Some(failure.sentence), faults: Vec::new() },
        };
        if !args.json {
            write(out, lang, &told)?;
        }
        all.push(told);
    }
    if args.json {
        assess::write_json(out, &all)?;
    }
    let unusable = |told: &Told| told.unreadable.is_some() || told.faults.iter().any(|fault| !fault.warning);
    Ok(if all.iter().any(unusable) { exit::UNUSABLE } else { exit::DONE })
}

/// The faults of a plan file; of a file of the operator's lists, those that keep it from the built-in plans that it is for.
fn faults_of(text: &str) -> Vec<Fault> {
    let begins = |table: &str| text.lines().any(|line| line.trim_end() == table);
    if begins("[[lists]]") && !begins("[[benefits]]") {
        return PlanSet::builtin().insert_lists(text).unwrap_or_else(|faults| faults);
    }
    Plan::check(text)
}

fn told(lang: Lang, fault: &Fault) -> ToldFault {
    ToldFault {
        line: fault.place.map(|place| place.line),
        column: fault.place.map(|place| place.column),
        path: assess::harmless(&fault.path),
        warning: fault.kind.is_warning(),
        text: assess::harmless(&fault_in_words(lang, fault)),
    }
}

fn write(out: &mut dyn Write, lang: Lang, told: &Told) -> std::io::Result<()> {
    if let Some(why) = &told.unreadable {
        return writeln!(out, "{why}");
    }
    let warnings = told.faults.iter().filter(|fault| fault.warning).count();
    let head = match (told.faults.len() - warnings, warnings) {
        (0, 0) => words::good(lang, &told.file),
        (0, warnings) => words::good_with_warnings(lang, &told.file, warnings),
        (faults, 0) => words::faulty(lang, &told.file, faults),
        (faults, warnings) => words::faulty_with_warnings(lang, &told.file, faults, warnings),
    };
    writeln!(out, "{head}")?;
    for fault in &told.faults {
        let place = match (fault.line, fault.column) {
            (Some(line), Some(column)) => format!("{line}:{column}  "),
            _ => String::new(),
        };
        let path = if fault.path.is_empty() { String::new() } else { format!("{}  ", fault.path) };
        writeln!(out, "  {place}{path}{}", fault.text)?;
    }
    Ok(())
}
