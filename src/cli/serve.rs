//! `huzhu serve`: the server in the foreground, until it is told to stop.
//!
//! Invariant: it listens beyond this machine only behind a proxy that does TLS.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args as ClapArgs;

use crate::cli::output::Failure;
use crate::cli::{self, Context, assess, exit};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
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
    let office = Arc::new(open_with(&folder, lang, lists_of(lang, args)?)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().max_blocking_threads(WAITING_THREADS).enable_all().build()?;
    runtime.block_on(async {
        let running = start(Arc::clone(&office), args.listen).await.map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => Failure::failed(words::port_taken(lang, args.listen)),
            _ => Failure::failed(words::cannot_listen(lang, args.listen, error)),
        })?;
        // Whoever starts it from a program waits for these lines.
        cli::say(&words::listening(lang, format_args!("http://{}", running.addr)))?;
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

/// The lists that were given, each fitting the plans; nothing where those kept in the books stay.
fn lists_of(lang: Lang, args: &Args) -> Result<Option<Vec<String>>, Failure> {
    if args.lists.is_empty() {
        return Ok(args.no_lists.then(Vec::new));
    }
    assess::lay_lists(lang, &mut PlanSet::builtin(), &args.lists).map(Some)
}

/// Opens the office over the books in a folder, with the built-in plans, the lists kept there and the machine's time.
pub fn open(folder: &Path, lang: Lang) -> Result<Office, Failure> {
    open_with(folder, lang, None)
}

fn open_with(folder: &Path, lang: Lang, lists: Option<Vec<String>>) -> Result<Office, Failure> {
    let clock = Clock::real();
    let opened = Ledger::open(folder).and_then(|ledger| {
        if let Some(lists) = lists {
            ledger.write(|books| books.keep_lists(&lists))?;
        }
        Office::open(ledger, PlanSet::builtin(), Arc::new(move || clock.now()))
    });
    opened.map_err(|error| books_fail(lang, folder, &error))
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
