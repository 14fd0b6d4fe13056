//! `huzhu plan impact NEW CLAIM…`: what a changed plan does to claims: who gains, who loses, by how much, and the sums.
//!
//! Not here: the sums (`rules::impact`), where claims come from (`input`), how it is written (`page`).
//! Invariants: every document given is recomputed, told as unreadable, or counted as one that the plan doesn't concern; no more than one
//! batch is held at a time, however many there are.

mod input;
mod page;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::signal::{SIGINT, SIGTERM};

use crate::cli::output::Failure;
use crate::cli::plan::{find, read};
use crate::cli::{self, Context, exit, seat};
use crate::domain::facts::ClaimDocument;
use crate::domain::people::{Lang, Role};
use crate::rules::claim::read_for;
use crate::rules::impact::{self, Effect, Sums};
use crate::rules::{Plan, PlanSet};
use crate::text::faults::fault_in_words;
use crate::text::plan as words;
use input::{Given, Sources, What};
use page::Page;

/// How many documents are computed together.
const BATCH: usize = 64;
/// What the texts of a batch have together at most; a larger one is computed by itself.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// Beyond so many threads they wait for the reader.
const MOST_THREADS: usize = 8;
/// How often it is looked whether somebody wants it stopped while no document comes.
const LOOK: Duration = Duration::from_millis(100);
/// How long nothing is said of the progress.
const QUIET: Duration = Duration::from_millis(500);

const EXIT_CODES: &str = "Exit codes: 0 every document was recomputed or is of no concern to the plan; 2 the plan can't be used, or some \
    document couldn't be read (the others are in the sums); 130 it was stopped (the sums are of what was done so far).";

#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// The changed plan: a file, or an id or hash of a built-in plan. It has the id of the plan that it changes
    new: String,
    /// Claim documents: TOML or JSON files, .jsonl files with one JSON document a line, folders of these; - reads standard input,
    /// one JSON document a line
    #[arg(required_unless_present_any = ["desk", "demo"], conflicts_with = "demo", value_name = "CLAIM")]
    claims: Vec<PathBuf>,
    /// Recompute the undecided cases of this machine's desk instead; with --demo those of the made-up office
    #[arg(long, conflicts_with = "claims")]
    desk: bool,
    #[command(flatten)]
    whose: seat::Whose,
    /// The plan as it is now, where it is not a built-in one
    #[arg(long, value_name = "FILE")]
    now: Option<PathBuf>,
    /// Write a row for every document as CSV, and the sums on the error stream
    #[arg(long)]
    csv: bool,
    /// Show names in full, not masked
    #[arg(long)]
    full: bool,
}

/// What became of one document.
pub enum Done {
    /// The claim and what it comes to.
    Computed(Box<(ClaimDocument, Effect)>),
    /// It names another plan.
    OtherPlan,
    /// The changed plan doesn't stand for its day of filing.
    OtherVersion,
    /// It is decided, and stays as it was decided.
    Decided,
    Unreadable(String),
}

/// What was counted beside the sums.
#[derive(Default)]
pub struct Aside {
    pub other_plan: u64,
    pub other_version: u64,
    pub decided: u64,
    pub unreadable: u64,
    pub passed_over: usize,
}

/// Recomputes the claims.
///
/// # Errors
/// A plan that can't be used; a failed write. A document that can't be read is told and the others go on.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let mut plans = PlanSet::builtin();
    let now = args.now.as_ref().map(|file| read(lang, file)).transpose()?;
    let as_it_is = now.as_ref().map(|now| now.id.clone());
    now.into_iter().for_each(|now| drop(plans.insert(now)));
    let new = find(lang, &plans, &args.new)?;
    if let Some(now) = as_it_is.filter(|now| *now != new.id) {
        return Err(Failure::unusable(words::now_is_another(lang, now, &new.id)));
    }
    if plans.get(&new.id).is_none() {
        return Err(Failure::unusable(words::changes_no_plan(lang, &new.id)));
    }
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // Where a signal can't be caught it ends the program, which loses only the sums. Asked for twice, it ends at once.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, i32::from(exit::STOPPED), stop.clone());
        let _ = signal_hook::flag::register(signal, stop.clone());
    }
    let (given, of, passed_over) = if args.desk || args.whose.demo {
        (cases_of_desk(context, &args.whose)?, None, 0)
    } else {
        let sources = Sources::find(&args.claims);
        let (of, passed_over) = (sources.count(), sources.passed_over);
        (sources.read(lang)?, of, passed_over)
    };
    let mut run = Run {
        lang,
        progress: Progress { lang, of, begun: Instant::now(), shown: false },
        aside: Aside { passed_over, ..Aside::default() },
        sums: Sums::default(),
        page: Page::begin(lang, args, &new),
    };
    let whole = run.all(&plans, &new, &given, &stop);
    run.progress.end();
    let whole = whole?;
    run.page.end(&run.sums, &run.aside, whole)?;
    Ok(match (whole, run.aside.unreadable) {
        (false, _) => exit::STOPPED,
        (true, 0) => exit::DONE,
        (true, _) => exit::UNUSABLE,
    })
}

/// The undecided cases of the desk. Masked facts come to other amounts: who sees nothing else recomputes nothing.
fn cases_of_desk(context: &Context, whose: &seat::Whose) -> Result<Receiver<Given>, Failure> {
    let seat = seat::take(context, whose)?;
    if seat.session.person.roles.iter().all(|role| *role == Role::Enquiry) {
        return Err(Failure::unusable(words::masks_only(context.lang).to_owned()));
    }
    Ok(input::cases(seat, context.lang)?)
}

struct Run<'p> {
    lang: Lang,
    progress: Progress,
    aside: Aside,
    sums: Sums,
    page: Page<'p>,
}

impl Run<'_> {
    /// Goes through all documents; false where somebody stopped it.
    fn all(&mut self, plans: &PlanSet, new: &Plan, given: &Receiver<Given>, stop: &AtomicBool) -> Result<bool, Failure> {
        let lang = self.lang;
        while !stop.load(Ordering::Relaxed) {
            let Some(batch) = next_batch(given) else { return Ok(true) };
            for (label, done) in compute(lang, plans, new, batch)? {
                self.progress.clear();
                match &done {
                    Done::Computed(computed) => {
                        self.sums.add(&computed.1);
                        self.page.claim(&label, &computed.0, &computed.1)?;
                    }
                    Done::OtherPlan => self.aside.other_plan += 1,
                    Done::OtherVersion => self.aside.other_version += 1,
                    Done::Decided => self.aside.decided += 1,
                    Done::Unreadable(why) => {
                        self.aside.unreadable += 1;
                        self.page.unreadable(&label, why)?;
                    }
                }
            }
            let aside = self.aside.other_plan + self.aside.other_version + self.aside.decided + self.aside.unreadable;
            self.progress.show(self.sums.claims() + aside);
        }
        Ok(false)
    }
}

/// Takes what is there up to a batch, waiting for the first; an empty one where nothing came in a while, nothing at the end.
fn next_batch(given: &Receiver<Given>) -> Option<Vec<Given>> {
    let mut batch = match given.recv_timeout(LOOK) {
        Ok(first) => vec![first],
        Err(RecvTimeoutError::Timeout) => return Some(Vec::new()),
        Err(RecvTimeoutError::Disconnected) => return None,
    };
    let mut size = batch[0].size();
    while batch.len() < BATCH && size < BATCH_BYTES {
        let Ok(next) = given.try_recv() else { break };
        size += next.size();
        batch.push(next);
    }
    Some(batch)
}

/// Computes a batch on as many threads as there are processors; the answers are in the order of the documents.
fn compute(lang: Lang, plans: &PlanSet, new: &Plan, batch: Vec<Given>) -> Result<Vec<(String, Done)>, Failure> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let share = batch.len().div_ceil(threads).max(1);
    let mut done = Vec::with_capacity(batch.len());
    thread::scope(|scope| -> Result<(), Failure> {
        let workers: Vec<_> = batch
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(|given| one(lang, plans, new, given)).collect::<Vec<_>>()))
            .collect();
        for worker in workers {
            done.extend(worker.join().map_err(|_| Failure::failed(words::stopped_at_a_fault(lang)))?);
        }
        Ok(())
    })?;
    Ok(batch.into_iter().map(|given| given.label).zip(done).collect())
}

fn one(lang: Lang, plans: &PlanSet, new: &Plan, given: &Given) -> Done {
    let read = match &given.what {
        Ok(What::Text(text)) => read_for(text, plans),
        Ok(What::Case(claim, hash)) => match plans.by_hash(hash).or_else(|| plans.filed(&claim.plan, claim.facts.filed)) {
            Some(now) => Ok(((**claim).clone(), now.clone())),
            None => return Done::OtherVersion,
        },
        Ok(What::Decided(plan)) => return if *plan == new.id { Done::Decided } else { Done::OtherPlan },
        Err(why) => return Done::Unreadable(why.clone()),
    };
    match read {
        Ok((claim, _)) if claim.plan != new.id => Done::OtherPlan,
        Ok((claim, _)) if !impact::concerns(new, &claim) => Done::OtherVersion,
        Ok((claim, now)) => {
            let effect = impact::effect(&now, new, &claim);
            Done::Computed(Box::new((claim, effect)))
        }
        Err(faults) => {
            let more = faults.len().saturating_sub(1);
            let first = faults.first().map(|fault| {
                let place = fault.place.map(|place| format!("{place} ")).unwrap_or_default();
                format!("{place}{} {}", fault.path, fault_in_words(lang, fault))
            });
            let first = cli::assess::harmless(first.unwrap_or_default().trim());
            Done::Unreadable(if more > 0 { words::and_more_faults(lang, first, more) } else { first })
        }
    }
}

/// One line of the error stream, from a while after the beginning on.
struct Progress {
    lang: Lang,
    /// How many there are, where that is known.
    of: Option<usize>,
    begun: Instant,
    shown: bool,
}

impl Progress {
    fn show(&mut self, done: u64) {
        if self.begun.elapsed() > QUIET {
            self.shown = true;
            cli::progress(&match self.of {
                Some(of) => words::progress_of(self.lang, done, of),
                None => words::progress(self.lang, done),
            });
        }
    }

    /// Makes room for a row where both go to one terminal.
    fn clear(&mut self) {
        if self.shown && std::io::stdout().is_terminal() {
            cli::progress("");
        }
    }

    fn end(&mut self) {
        if self.shown {
            cli::progress("");
        }
    }
}
