//! `huzhu assess FILE`: what a claim document comes to, offline, with every step and its clause.
//!
//! Not here: the rules (`rules`), the words (`text`). Nothing is kept and nothing is sent.
//! Invariant: either the whole answer is written, or the faults are, all of them; never a part of both.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::arguments::WrongForm;
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::assessment::Assessment;
use crate::domain::facts::ClaimDocument;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::people::Lang;
use crate::explain;
use crate::layout::width::safe;
use crate::rules::claim::{Both, Setting, Unusable, read_for, schema, with};
use crate::rules::{Plan, PlanSet, assess};
use crate::text::assess_page as words;
use crate::text::faults::fault_in_words;

mod difference;
pub(in crate::cli) mod page;

use difference::Two;

/// A claim of a person is a few kilobytes; what is larger is no claim, and a pipe may never end.
pub(in crate::cli) const LARGEST_MIB: u64 = 16;

const AFTER_HELP: &str = "Exit codes: 0 assessed, whatever the outcome; 2 the document, a fact that is set or the plan file can't be used \
    (each fault is told with its path).\n\n\
    Examples:\n  huzhu assess claim.toml --set facts.stays[0].discharge=2024-11-27 --set facts.late_reason=\n  \
    huzhu assess claim.toml --notice html --lang zh > notice.html";

/// Says what a claim comes to, step by step, with the clause behind each
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
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
    /// Set a fact before it is assessed, and show what that changes (with --notice, tell the claim as it would be):
    /// facts.stays[0].discharge=2024-11-27; nothing after = takes the fact out; may be given several times
    #[arg(long, value_name = "PATH=VALUE", value_parser = setting, conflicts_with = "schema")]
    set: Vec<Setting>,
    /// Write what the claimant is told in place of the page: a sentence for the phone, or the notice as text or as one HTML page
    #[arg(long, value_enum, value_name = "FORM", conflicts_with_all = ["schema", "json", "all"])]
    notice: Option<Form>,
    /// A plan file of your own, in place of the built-in one with its id
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// The operator's lists: a file, or a folder of them; may be given several times
    #[arg(long, value_name = "FILE|DIR")]
    lists: Vec<PathBuf>,
}

/// A form of what the claimant is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Sentence,
    Text,
    Html,
}

fn setting(text: &str) -> Result<Setting, WrongForm> {
    Setting::read(text).ok_or(WrongForm::Setting)
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
    let lists = lay_lists(lang, &mut plans, &args.lists)?;
    let Some(file) = &args.file else { return Ok(exit::DONE) };
    let text = read(lang, file)?;
    if !args.set.is_empty() {
        let both = with(&text, &args.set, &plans).map_err(|found| match found {
            Unusable::Document(faults) => unusable(lang, file, &faults),
            Unusable::Settings(faults) => told(lang, words::settings_unusable(lang, faults.len()), &faults),
        })?;
        warn_of_lists(lang, &lists, &both.after.1);
        return changed(out, lang, args, &both);
    }
    let (document, plan) = read_for(&text, &plans).map_err(|faults| unusable(lang, file, &faults))?;
    warn_of_lists(lang, &lists, &plan);
    let assessment = assess(&plan, &document.facts, &document.history);
    match args.notice {
        Some(form) => tell(out, lang, form, (&document, &plan), &assessment)?,
        None if args.json => write_json(out, &assessment)?,
        None => page::write(out, lang, &plan, &document, &assessment, args.all)?,
    }
    if args.json || args.notice.is_some() {
        warn_of_idle(lang, &document, &assessment);
    }
    Ok(exit::DONE)
}

/// Tells on the error stream which of the lists given are not of the plan's version that a claim stands under.
fn warn_of_lists(lang: Lang, lists: &[LaidFile], plan: &Plan) {
    let concerns = |kind: &FaultKind| matches!(kind, FaultKind::NotOfVersion(version) if *version == plan.version);
    for line in lists.iter().flat_map(|file| file.notes(lang, concerns)) {
        cli::note(&line);
    }
}

/// Tells on the error stream which answers were not used, where the answer itself is for a machine or for the claimant.
fn warn_of_idle(lang: Lang, document: &ClaimDocument, assessment: &Assessment) {
    for line in page::idle_answers(lang, document, assessment) {
        cli::note(&harmless(&line));
    }
}

/// Writes what the claimant is told.
fn tell(
    out: &mut dyn Write,
    lang: Lang,
    form: Form,
    (document, plan): (&ClaimDocument, &Plan),
    assessment: &Assessment,
) -> std::io::Result<()> {
    let notice = || explain::notice::of(lang, plan, &document.facts, &document.history, assessment);
    match form {
        Form::Sentence => writeln!(out, "{}", harmless(&explain::sentence(lang, plan, &document.facts, assessment))),
        Form::Text => explain::notice::letter(&notice()).iter().try_for_each(|line| writeln!(out, "{line}")),
        Form::Html => write!(out, "{}", explain::notice::page(&notice())),
    }
}

/// A file of the operator's lists that was laid behind its plans.
pub(in crate::cli) struct LaidFile {
    pub text: String,
    name: String,
    /// Which lists are not of which versions.
    left: Vec<Fault>,
}

impl LaidFile {
    /// Says which lists some versions of their plans don't take, a line each.
    pub(in crate::cli) fn notes(&self, lang: Lang, concerns: impl Fn(&FaultKind) -> bool) -> Vec<String> {
        let told = self.left.iter().filter(|fault| concerns(&fault.kind));
        told.map(|fault| format!("{}  {}", self.name, line_of(lang, fault))).collect()
    }
}

/// Lays the operator's lists behind their plans, and gives the files; of a folder every TOML file, in the order of their names.
pub(in crate::cli) fn lay_lists(lang: Lang, plans: &mut PlanSet, given: &[PathBuf]) -> Result<Vec<LaidFile>, Failure> {
    let mut laid = Vec::new();
    for path in given {
        let files = files_of(lang, path)?;
        if files.is_empty() {
            return Err(Failure::unusable(words::no_lists_there(lang, name_of(lang, path))));
        }
        for file in files {
            let text = read(lang, &file)?;
            let left = plans.insert_lists(&text).map_err(|faults| unusable(lang, &file, &faults))?;
            laid.push(LaidFile { text, name: name_of(lang, &file), left });
        }
    }
    Ok(laid)
}

fn files_of(lang: Lang, path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |error: std::io::Error| Failure::unusable(words::cannot_read(lang, name_of(lang, path), words::why(lang, &error)));
    let mut files = Vec::new();
    for entry in path.read_dir().map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|ending| ending == "toml") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Writes what facts that were set change, then the claim as it would be; in the claimant's words only how it would be.
fn changed(out: &mut dyn Write, lang: Lang, args: &Args, both: &Both) -> Result<u8, Failure> {
    let of = |(document, plan): &(ClaimDocument, Arc<Plan>)| assess(plan, &document.facts, &document.history);
    let (before, after) = (of(&both.before), of(&both.after));
    if let Some(form) = args.notice {
        tell(out, lang, form, (&both.after.0, &both.after.1), &after)?;
        warn_of_idle(lang, &both.after.0, &after);
        return Ok(exit::DONE);
    }
    if args.json {
        warn_of_idle(lang, &both.after.0, &after);
        write_json(out, &serde_json::json!({ "before": before, "after": after }))?;
        return Ok(exit::DONE);
    }
    let two = Two { lang, set: &both.set, before: (&both.before.1, &before), after: (&both.after.1, &after) };
    two.write(out)?;
    page::write(out, lang, &both.after.1, &both.after.0, &after, args.all)?;
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
    let fails = |error: std::io::Error| Failure::unusable(words::cannot_read(lang, &name, words::why(lang, &error)));
    let mut bytes = Vec::new();
    let limit = LARGEST_MIB * 1024 * 1024;
    if file.as_os_str() == "-" {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(fails)?;
    } else {
        ordinary(lang, file).map_err(Failure::unusable)?;
        File::open(file).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(fails)?;
    }
    if bytes.len() as u64 > limit {
        return Err(Failure::unusable(words::too_large(lang, &name, LARGEST_MIB)));
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::unusable(words::not_text(lang, &name)))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Refuses what to open or read could take for ever: a pipe that nobody writes to, a device. A folder says by itself what it is.
pub(in crate::cli) fn ordinary(lang: Lang, file: &Path) -> Result<(), String> {
    match file.metadata() {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(words::no_file(lang, name_of(lang, file))),
        _ => Ok(()),
    }
}

pub(in crate::cli) fn name_of(lang: Lang, file: &Path) -> String {
    if file.as_os_str() == "-" { words::standard_input(lang).to_owned() } else { harmless(&file.display().to_string()) }
}

pub(in crate::cli) fn unusable(lang: Lang, file: &Path, faults: &[Fault]) -> Failure {
    told(lang, words::unusable(lang, name_of(lang, file), faults.len()), faults)
}

/// One line for each fault: its place in the file, its path, what is wrong.
fn told(lang: Lang, mut sentence: String, faults: &[Fault]) -> Failure {
    for fault in faults {
        sentence.push_str("\n  ");
        sentence.push_str(&line_of(lang, fault));
    }
    Failure::unusable(sentence)
}

fn line_of(lang: Lang, fault: &Fault) -> String {
    let place = fault.place.map(|place| format!("{place}  ")).unwrap_or_default();
    let path = if fault.path.is_empty() { String::new() } else { format!("{}  ", fault.path) };
    harmless(&format!("{place}{path}{}", fault_in_words(lang, fault)))
}

/// Takes out of a text what could move the cursor or hide; a line's end stays.
pub(in crate::cli) fn harmless(text: &str) -> String {
    text.chars().filter_map(|c| if c == '\n' { Some(c) } else { safe(c).map(|(c, _)| c) }).collect()
}
