//! `huzhu serve`: the server in the foreground, until it is told to stop.
//!
//! Invariant: it listens beyond this machine only behind a proxy that does TLS; no two serve the same books.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args as ClapArgs;

use crate::cli::assess::{self, LaidFile};
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::rules::plan::{OperatorList, lists_in};
use crate::rules::{Plan, PlanSet};
use crate::server::{Ledger, LedgerError, Office, start};
use crate::sql::SqlError;
use crate::text::server as words;

/// Threads that may wait for the disk at once: the readers, the writer, and some in line.
const WAITING_THREADS: usize = 16;

#[derive(Debug, ClapArgs)]
#[command(after_help = "The server speaks plain HTTP. For other machines put a proxy with TLS (nginx, Caddy, …) in front of it, \
                        on the same machine or a private network. Each request is told on the error stream, without personal data.")]
pub struct Args {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7446")]
    listen: SocketAddr,
    /// The folder of the server's books [default: among this user's data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Lists that the operator keeps (diseases, hospitals, drugs): files, or folders of TOML files. They take the place of all that were
    /// given before, and stay until others are given
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "no_lists")]
    lists: Vec<PathBuf>,
    /// Judge by no list any more
    #[arg(long)]
    no_lists: bool,
    /// A proxy in front does TLS: listen on an address that other machines reach
    #[arg(long)]
    behind_proxy: bool,
}

/// Serves until the process is interrupted or told to end.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    if !args.listen.ip().is_loopback() && !args.behind_proxy {
        return Err(Failure::unusable(words::not_only_here(lang, args.listen)));
    }
    let folder = folder(context, args.data.as_deref());
    let given = lists_of(lang, args)?;
    for line in given.iter().flatten().flat_map(|file| file.notes(lang, |_| true)) {
        cli::note(&line);
    }
    // Two servers on the same books would go by the lists that each of them was started with.
    let Some(_held) = Ledger::hold(&folder).map_err(|error| books_fail(lang, &folder, &error))? else {
        return Err(Failure::failed(words::served_already(lang, folder.display())));
    };
    let mut fallen = Vec::new();
    let ledger = Ledger::open(&folder).map_err(|error| books_fail(lang, &folder, &error))?;
    if let Some(files) = given {
        let texts = files.into_iter().map(|file| file.text).collect();
        fallen = keep(&ledger, texts).map_err(|error| books_fail(lang, &folder, &error))?;
    }
    let office = Arc::new(office_of(ledger).map_err(|error| books_fail(lang, &folder, &error))?);
    let runtime = tokio::runtime::Builder::new_multi_thread().max_blocking_threads(WAITING_THREADS).enable_all().build()?;
    runtime.block_on(async {
        let running = start(Arc::clone(&office), args.listen).await.map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => Failure::failed(words::port_taken(lang, args.listen)),
            _ => Failure::failed(words::cannot_listen(lang, args.listen, error)),
        })?;
        // Whoever starts it from a program waits for these lines.
        cli::say(&words::listening(lang, format_args!("http://{}", running.addr)))?;
        for list in &fallen {
            cli::say(&words::no_longer_judged_by(lang, list.name.get(lang), list.plan.as_str(), &list.id))?;
        }
        for line in told_lists(lang, &office) {
            cli::say(&line)?;
        }
        if let Some(code) = office.new_setup_code().map_err(|error| books_fail(lang, &folder, &error))? {
            cli::say(&words::setup_code(lang, code))?;
        }
        told_to_stop().await?;
        running.stop().await;
        cli::say(words::stopped(lang))?;
        Ok(exit::DONE)
    })
}

/// One line for each plan that is judged by lists: which, and since when. Of an older text of a plan, under which cases stand, nothing is
/// told: it is judged by the same.
fn told_lists(lang: Lang, office: &Office) -> Vec<String> {
    let plans = office.plans();
    let newest_of = |plan: &Plan| plans.iter().filter(|other| other.id == plan.id && other.version == plan.version).last();
    let is_newest = |plan: &Plan| newest_of(plan).is_some_and(|newest| newest.hash == plan.hash);
    let newest = plans.iter().filter(|plan| !plan.lists.is_empty() && is_newest(plan));
    let line = |plan: &Arc<Plan>| {
        let since = plans.published(&plan.hash).map(|since| since.date().to_string()).unwrap_or_default();
        words::judged_by_lists(lang, plan.name.get(lang), plan.version.get(lang), plan.lists.len(), since)
    };
    newest.map(line).collect()
}

/// The folder of the server's books.
pub fn folder(context: &Context, data: Option<&Path>) -> PathBuf {
    data.map_or_else(|| context.places.data.join("server"), Path::to_owned)
}

/// The files of lists that were given, each fitting the plans; nothing where those kept in the books stay.
fn lists_of(lang: Lang, args: &Args) -> Result<Option<Vec<LaidFile>>, Failure> {
    if args.lists.is_empty() {
        return Ok(args.no_lists.then(Vec::new));
    }
    assess::lay_lists(lang, &mut PlanSet::builtin(), &args.lists).map(Some)
}

/// Opens the office over the books in a folder, with the built-in plans, the lists kept there and the machine's time.
pub fn open(folder: &Path, lang: Lang) -> Result<Office, Failure> {
    Ledger::open(folder).and_then(office_of).map_err(|error| books_fail(lang, folder, &error))
}

fn office_of(ledger: Ledger) -> Result<Office, LedgerError> {
    let clock = Clock::real();
    Office::open(ledger, PlanSet::builtin(), Arc::new(move || clock.now()))
}

/// Keeps lists in the place of those kept before, and gives those that are not among them any more.
fn keep(ledger: &Ledger, texts: Vec<String>) -> Result<Vec<OperatorList>, LedgerError> {
    let before = ledger.write(|books| {
        let before = books.lists()?;
        books.keep_lists(&texts)?;
        Ok::<_, LedgerError>(before)
    })?;
    let now: Vec<OperatorList> = texts.iter().flat_map(|text| lists_in(text)).collect();
    let is_kept = |list: &OperatorList| now.iter().any(|kept| kept.plan == list.plan && kept.id == list.id);
    Ok(before.iter().flat_map(|text| lists_in(text)).filter(|list| !is_kept(list)).collect())
}

/// Says why the books can't be used, and what to do.
pub fn books_fail(lang: Lang, folder: &Path, error: &LedgerError) -> Failure {
    let shown = folder.display();
    let sentence = match error {
        LedgerError::Sql(SqlError::Newer { found, known }) => words::newer_books(lang, shown, found, known),
        LedgerError::Sql(SqlError::WrongKey) => words::not_books(lang, shown),
        LedgerError::Sql(SqlError::NoAccess) => words::no_access(lang, shown),
        LedgerError::Sql(SqlError::Full) => words::full(lang, shown),
        LedgerError::Sql(SqlError::Busy) => words::busy(lang, shown),
        LedgerError::Sql(SqlError::Damaged) => words::damaged(lang, shown),
        other => words::books_fail(lang, shown, other),
    };
    Failure::failed(sentence)
}

/// Waits for an interrupt or, where there is such a thing, for the signal that ends a service.
async fn told_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
