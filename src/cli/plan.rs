//! `huzhu plan …`: what a plan keeper asks of plans, offline: which there are, what they say, which disease of theirs is meant, what is
//! wrong with a file, what differs, and what a changed plan does to claims.
//!
//! Not here: the rules (`rules`), the words (`text`). Nothing is kept and nothing is sent.

use std::path::Path;
use std::sync::Arc;

use clap::Subcommand;

use crate::cli::output::Failure;
use crate::cli::{Context, assess};
use crate::domain::ids::PlanId;
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::rules::{Plan, PlanSet};
use crate::text::plan as words;

mod check;
mod coverage;
mod diff;
mod disease;
mod impact;
mod list;
mod say;
mod show;

/// So many characters of a hash name a plan well enough for people.
const SHORT_HASH: usize = 12;
/// The fewest characters of a hash that may stand for it.
const LEAST_HASH: usize = 6;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the built-in plans with their versions
    List {
        /// Write the list as one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Shows a plan: benefits, papers, exclusions, checks, reasons, stages, notes
    Show(show::Args),
    /// Tells every fault of plan files at once, each with its line and column
    #[command(after_help = "Exit codes: 0 no fault (warnings don't count); 2 a file has a fault or can't be read.")]
    Check(check::Args),
    /// Tells what changes from one plan to another, by what they say and not by lines
    Diff(diff::Args),
    /// Finds diseases of the plans' lists by name, alias, pinyin, initials or code
    #[command(after_help = "Exit codes: 0 found; 3 nothing of that name. Several that fit are listed, the best first; none is chosen.")]
    Disease(disease::Args),
    /// Recomputes claims under a changed plan: who gains, who loses, by how much
    Impact(impact::Args),
}

/// Runs the command.
///
/// # Errors
/// A plan or claim that can't be used; a failed write.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    match &args.command {
        Command::List { json } => list::run(lang, *json),
        Command::Show(args) => show::run(lang, args),
        Command::Check(args) => check::run(lang, args),
        Command::Diff(args) => diff::run(lang, args),
        Command::Disease(args) => disease::run(lang, args),
        Command::Impact(args) => impact::run(context, args),
    }
}

fn short_hash(plan: &Plan) -> String {
    plan.hash.as_str().chars().take(SHORT_HASH).collect()
}

/// Finds the plan that somebody names: a file, a hash or the beginning of one, an id, an id with a version: `sh-member@2024-12-01`.
fn find(lang: Lang, plans: &PlanSet, named: &str) -> Result<Arc<Plan>, Failure> {
    let path = Path::new(named);
    if named == "-" || path.extension().is_some_and(|ending| ending == "toml") || path.is_file() {
        return read(lang, path).map(Arc::new);
    }
    let (id, version) = named.split_once('@').map_or((named, None), |(id, version)| (id, Some(version)));
    let by_hash = || plans.iter().find(|plan| is_hash_of(plan, id)).filter(|_| version.is_none()).map(Arc::clone);
    let found = match version {
        Some(version) => of_version(plans, id, version),
        None => plans.get(&PlanId::new(id)).map(Arc::clone).or_else(by_hash),
    };
    found.ok_or_else(|| {
        let known: Vec<String> = plans.iter().map(|plan| format!("{} {}", plan.id, short_hash(plan))).collect();
        Failure::unusable(words::no_such_plan(lang, assess::harmless(named), known.join(words::list_separator(lang))))
    })
}

/// A version is named by a day of filing that it stands for, or by its hash.
fn of_version(plans: &PlanSet, id: &str, version: &str) -> Option<Arc<Plan>> {
    let id = PlanId::new(id);
    match version.parse::<Date>() {
        Ok(day) => plans.filed(&id, day).map(Arc::clone),
        Err(_) => plans.iter().find(|plan| plan.id == id && is_hash_of(plan, version)).map(Arc::clone),
    }
}

fn is_hash_of(plan: &Plan, said: &str) -> bool {
    said.len() >= LEAST_HASH && plan.hash.as_str().starts_with(&said.to_ascii_lowercase())
}

/// Reads a plan from a file; every fault is told where it can't be used.
fn read(lang: Lang, file: &Path) -> Result<Plan, Failure> {
    let text = assess::read(lang, file)?;
    Plan::parse(&text).map_err(|faults| assess::unusable(lang, file, &faults))
}
