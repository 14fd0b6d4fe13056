//! `huzhu demo`: a made-up office with no set-up. The server runs in this process on a free loopback port, each person of the
//! office has files of his own, and the desk opens on them.
//!
//! Invariant: everybody and everything in it is made up, so that its key may lie beside its files.

mod making;
mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::{fs, io, thread};

use clap::Args as ClapArgs;

use making::Work;

use crate::app::{Connection, Message};
use crate::cli::desk::{self, DeskOf};
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::driver::{Handle, KeySource, OpenDesk, Options, Post};
use crate::rules::PlanSet;
use crate::server::demo::{self, OFFICE_OPENS};
use crate::server::{Ledger, Office};
use crate::store::{Folder, PushLock};
use crate::text::{cli as words, demo as making_words};
use crate::wire::Person;

/// The password of everybody in the made-up office; its server listens to this machine only.
const PASSWORD: &str = "demo";
/// The person who sits at the desk at first.
const FIRST: &str = "lin";
/// From here on it is told beforehand what making the office takes.
const LARGE: u32 = 20_000;
/// What one case takes on a small machine of two processors, books and one desk together.
const MICROS_OF_A_CASE: u128 = 420;
const BYTES_OF_A_CASE: u64 = 8_500;
/// What making takes at most, however many cases.
const MEGABYTES: u32 = 300;

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// How many made-up cases [default: 300, or those already there]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(demo::MOST_CASES)))]
    cases: Option<u32>,
    /// The folder of the made-up office [default: among this user's data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Who sits at the desk: lin, wu, he, zhao, qian, li or sun (g w changes it)
    #[arg(long = "as", value_name = "PERSON", default_value = FIRST)]
    person: String,
    /// Throw the made-up office away and make it anew
    #[arg(long)]
    fresh: bool,
    /// Make the office and fill the desk's files, without opening the desk
    #[arg(long)]
    prepare: bool,
}

impl Args {
    /// What `huzhu demo` means without an argument.
    pub fn usual() -> Self {
        Args { cases: None, data: None, person: FIRST.into(), fresh: false, prepare: false }
    }
}

/// Opens the desk on a made-up office, making the office where there is none.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let root = args.data.clone().unwrap_or_else(|| context.places.data.join("demo"));
    let desks: Vec<OpenDesk> = demo::people().into_iter().map(|person| desk_of(&root, person)).collect();
    let Some(first) = desks.iter().find(|desk| desk.person.user == args.person.as_str()).cloned() else {
        return Err(Failure::unusable(words::no_such_person(lang, &args.person)));
    };
    if !args.prepare {
        cli::terminal_or_fail(lang)?;
    }
    if !make_office(&root, args, &first, lang)? {
        return Err(Failure { code: exit::STOPPED, sentence: making_words::stopped(lang, root.display()) });
    }
    let clock = Clock::starting_at(OFFICE_OPENS);
    if args.prepare {
        return prepare(&root, first, clock, lang);
    }
    let server_folder = root.join("server");
    let server_clock = clock.clone();
    let opened = Box::new(move |handle: Handle| serve(&server_folder, server_clock, handle, lang));
    desk::open(context, DeskOf { desk: first, others: desks, server: None, notice: None }, clock, opened)
}

/// The folders of everybody's desk.
fn desks_of(root: &Path) -> impl Iterator<Item = PathBuf> {
    demo::people().into_iter().map(move |person| root.join(format!("desk-{}", person.user)))
}

fn desk_of(root: &Path, person: Person) -> OpenDesk {
    let folder = root.join(format!("desk-{}", person.user));
    OpenDesk { person, folder, key: KeySource::File, server_within: true, password: Some(PASSWORD.into()) }
}

/// Says that a folder is a demo's. It stands before anything else does, so that nothing but a demo is ever thrown away.
const MARK: &str = "made-up-office";

/// Makes the office unless it is there; says how far it is when it takes long. False where it was stopped; nothing is left then.
fn make_office(root: &Path, args: &Args, first: &OpenDesk, lang: Lang) -> Result<bool, Failure> {
    let ready = root.join("cases");
    let known = fs::read_to_string(&ready).ok().and_then(|text| text.trim().parse::<u32>().ok());
    match (known, args.cases) {
        (Some(_), _) if args.fresh => {}
        (Some(known), Some(wanted)) if known != wanted => return Err(Failure::unusable(words::other_cases(lang, known, wanted))),
        (Some(_), _) => return Ok(true),
        (None, _) => {}
    }
    let told = |error: io::Error| Failure::failed(words::folder_fails(lang, root.display(), error));
    let occupied = fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some());
    if occupied && !root.join(MARK).exists() {
        return Err(Failure::unusable(words::not_a_demo(lang, root.display())));
    }
    if desks_of(root).any(|desk| PushLock::acquire(&Folder::new(desk)).is_ok_and(|lock| lock.is_none())) {
        return Err(Failure::unusable(words::demo_in_use(lang, root.display())));
    }
    fs::create_dir_all(root).and_then(|()| fs::write(root.join(MARK), "")).map_err(told)?;
    // A half-made office is made anew: the mark that it is whole goes first.
    let _ = fs::remove_file(&ready);
    throw_away(root).map_err(told)?;
    fs::create_dir_all(root.join("server")).map_err(told)?;
    let count = args.cases.unwrap_or(demo::CASES);
    let whole = fill(root, first, count, lang).map_err(|error| Failure::failed(words::demo_fails(lang, root.display(), error)))?;
    if whole { fs::write(&ready, count.to_string()) } else { throw_away(root) }.map_err(told)?;
    Ok(whole)
}

/// Removes the books and everybody's files.
fn throw_away(root: &Path) -> io::Result<()> {
    for folder in desks_of(root).chain([root.join("server")]) {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Makes the office's people and cases, and the desk of whoever sits down first. False where somebody stopped it.
fn fill(root: &Path, desk: &OpenDesk, count: u32, lang: Lang) -> anyhow::Result<bool> {
    let ledger = Ledger::open(&root.join("server"))?;
    ledger.write(|books| books.keep_lists(&[demo::LISTS.to_owned()]))?;
    let office = Office::open(ledger, PlanSet::builtin(), Arc::new(|| OFFICE_OPENS))?;
    for person in demo::people() {
        office.add_user(&person, Some(PASSWORD), None).map_err(making::office_error)?;
    }
    if count >= LARGE {
        cli::note(&words_of_size(count, lang));
    }
    let work = Work::default();
    making::make(&office, desk, count, &work, |has_ended| watch::watch(&work, count, lang, has_ended))?;
    Ok(!work.stop.load(Ordering::Relaxed))
}

/// What a large office takes, told before it is begun.
fn words_of_size(count: u32, lang: Lang) -> String {
    let seconds = u128::from(count) * MICROS_OF_A_CASE / 1_000_000;
    let megabytes = u64::from(count) * BYTES_OF_A_CASE / 1_000_000;
    let disk = if megabytes < 10_000 { format!("{megabytes} MB") } else { format!("{} GB", megabytes / 1_000) };
    making_words::large(lang, watch::thousands(count), watch::duration(lang, seconds), disk, format!("{MEGABYTES} MB"))
}

/// Starts the office's server on a thread of its own, and tells the desk where it is.
fn serve(folder: &Path, clock: Clock, handle: Handle, lang: Lang) {
    let folder = folder.to_owned();
    let for_errors = handle.clone();
    let spawned = thread::Builder::new().name("server".into()).spawn(move || {
        let ended = start(&folder, clock, |address| handle.server_is_at(address));
        if let Err(error) = ended {
            handle.failed(words::demo_fails(lang, folder.display(), error));
        }
    });
    if let Err(error) = spawned {
        for_errors.failed(words::terminal_failed(lang, error));
    }
}

/// Runs the office's server until the process ends. Its clock goes on from the newest entry in the books, so that the office's time
/// never runs backwards.
fn start(folder: &Path, clock: Clock, listening: impl FnOnce(String)) -> anyhow::Result<()> {
    let ledger = Ledger::open(folder)?;
    if let Some(newest) = ledger.read(|books| books.newest_at())?.filter(|newest| *newest > clock.now()) {
        clock.set(newest);
    }
    let office = Office::open(ledger, PlanSet::builtin(), Arc::new(move || clock.now()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let running = crate::server::start(Arc::new(office), SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        listening(format!("http://{}", running.addr));
        // The server goes with the process; dropping it would stop it.
        std::future::pending::<()>().await;
        drop(running);
        Ok(())
    })
}

/// Fills the first person's files by the same road as the desk does, and waits until they are complete.
fn prepare(root: &Path, first: OpenDesk, clock: Clock, lang: Lang) -> Result<u8, Failure> {
    let (to_here, inbox) = channel();
    let post: Post = Arc::new(move |message| drop(to_here.send(message)));
    let plans = Arc::new(PlanSet::builtin());
    let options = Options { desk: first, server: None, others: Vec::new(), clock: clock.clone(), lang, plans };
    let handle = Handle::start(options, post)?;
    serve(&root.join("server"), clock, handle.clone(), lang);
    let ended = inbox.into_iter().find_map(|message| match message {
        Message::Synced { connection: Connection::Online { .. }, .. } => Some(Ok(())),
        Message::Failed(sentence) | Message::Synced { connection: Connection::Failed { why: sentence, .. }, .. } => Some(Err(sentence)),
        _ => None,
    });
    // The files are closed before the program ends, whatever came of it.
    handle.finish();
    ended.unwrap_or(Ok(())).map_err(Failure::failed)?;
    cli::say(&words::demo_ready(lang, root.display()))?;
    Ok(exit::DONE)
}
