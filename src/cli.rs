//! Arguments, one file per command, output, exit codes.
//!
//! Not here: what a command does beyond reading its arguments and writing its answer.

pub mod again;
mod arguments;
pub mod assess;
pub mod cache;
pub mod config;
pub mod demo;
pub mod desk;
pub mod doctor;
mod errand;
pub mod login;
pub mod logout;
pub mod lookup;
pub mod outbox;
pub mod output;
mod own;
pub mod passphrase;
pub mod plan;
pub mod queue;
mod seat;
pub mod serve;
pub mod server;
pub mod show;
pub mod sync;
mod trouble;
pub mod view;

use std::io::{BufRead, ErrorKind, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use zeroize::Zeroizing;

use crate::api::Client;
use crate::cli::output::Failure;
use crate::config::{Places, Settings};
use crate::domain::people::Lang;
use crate::driver::leaving;
use crate::store::{CacheKey, Folder, Keyrings, Store, StoreError, keys};
use crate::text::cli as words;

/// No secret is longer; what is read from a pipe is bounded.
const LONGEST_SECRET: u64 = 4096;
/// How often a passphrase is asked for at a terminal: two slips of the finger are usual, and who knows it no better has to look it up.
const PASSPHRASE_TRIES: usize = 3;

/// Exit codes, told in `--help`.
pub mod exit {
    pub const DONE: u8 = 0;
    /// The program could not do it: no server, a full disk, a wrong key.
    pub const FAILED: u8 = 1;
    /// What was given can't be used: arguments, a file, the settings.
    pub const UNUSABLE: u8 = 2;
    /// A look-up found nothing, on the server either.
    pub const NOTHING_FOUND: u8 = 3;
    /// A look-up found cases of several people.
    pub const SEVERAL: u8 = 4;
    /// Nobody is signed in on this machine.
    pub const NOT_SIGNED_IN: u8 = 5;
    /// A look-up found nothing here, and the server did not say.
    pub const NOT_KNOWN: u8 = 6;
    /// Somebody stopped it, as the shell counts Ctrl-c.
    pub const STOPPED: u8 = 130;
}

#[derive(Debug, Parser)]
#[command(name = "huzhu", version, about = "职工互助保障审理台 / the desk for mutual-aid claims", after_help = EXIT_CODES)]
pub struct Cli {
    /// Language of the screens and answers: zh or en [default: by the locale]
    #[arg(long, global = true, value_parser = parse_lang)]
    lang: Option<Lang>,
    /// Keep everything (settings, data, log) under this folder
    #[arg(long, global = true, env = "HUZHU_HOME", value_name = "DIR")]
    home: Option<PathBuf>,
    /// Ask for the passphrase whatever a keyring has, and leave none in the kernel's
    #[arg(long, global = true, env = "HUZHU_ASK_PASSPHRASE", value_parser = clap::builder::FalseyValueParser::new())]
    ask_passphrase: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_CODES: &str =
    "Exit codes: 0 done; 1 it could not be done (the sentence says why); 2 what was given can't be used; 130 it was stopped.";

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Again(again::Command),
    Assess(assess::Args),
    /// Looks after what this machine keeps of the server's cases: tells, checks, repairs, empties it
    Cache(cache::Args),
    /// Looks at this person's settings, keys and themes
    Config(config::Args),
    /// Opens the desk on a made-up office: no set-up, nothing real
    Demo(demo::Args),
    /// Looks at what this machine gives: terminal, server and clock, file modes, disk, swap, core dumps; says what to do
    Doctor(doctor::Args),
    /// Signs in to a server and makes this machine's encrypted files
    Login(login::Args),
    /// Signs out: each unsent thing is sent or discarded, one by one; then everything is wiped from this machine
    Logout(logout::Args),
    /// Tells how it stands with a caller's case: a sentence to read out, from the cache at once
    Lookup(lookup::Args),
    /// Lists what waits to be sent; retries, takes back or drops one of it
    Outbox(outbox::Args),
    /// Changes the passphrase that opens this machine's data, or has the desktop's keyring open them
    Passphrase(passphrase::Args),
    /// Looks at plans: lists, shows, checks and compares them, and tells what a changed one does to claims
    Plan(plan::Args),
    /// Lists the cases of a view that a filter fits, as this machine has them; no network is asked
    Queue(queue::Args),
    /// Runs a server for others to sign in to
    Serve(serve::Args),
    /// Looks after a server's books: people, the audit trail
    Server(server::Args),
    /// Shows a case as this machine has it: where it stands, papers, payout, checks, other cases, what happened; no network is asked
    Show(show::Args),
    /// Sends what waits and pulls what changed, or tells how it stands with both
    Sync(sync::Args),
    /// Lists saved views, and gives them to colleagues as files
    View(view::Args),
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    match text {
        "zh" | "zh-CN" | "zh_CN" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        other => Err(format!("no language '{other}': zh or en")),
    }
}

/// What every command gets: folders, settings, language.
#[derive(Clone, Debug)]
pub struct Context {
    pub places: Places,
    pub settings: Settings,
    pub lang: Lang,
    pub keyrings: Keyrings,
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let (cli, lang) = match arguments::read() {
        Ok(read) => read,
        Err(code) => return code,
    };
    trouble::tell_crashes(lang);
    trouble::leave_no_dump();
    match run(cli, lang) {
        Ok(code) => ExitCode::from(code),
        Err(failure) if failure.sentence.is_empty() => ExitCode::from(failure.code),
        Err(failure) => {
            // Where even the error stream is gone there is nobody to tell.
            let _ = writeln!(std::io::stderr().lock(), "{}", failure.sentence);
            ExitCode::from(failure.code)
        }
    }
}

fn run(cli: Cli, lang: Lang) -> Result<u8, Failure> {
    let places = Places::find(cli.home).map_err(|error| Failure::unusable(error.to_string()))?;
    if let Some(Command::Config(args)) = &cli.command {
        return config::run(&places, cli.lang.unwrap_or(lang), args);
    }
    let settings = Settings::read(&places.settings_file()).map_err(|error| Failure::config(lang, &error))?;
    let lang = cli.lang.or(settings.lang).unwrap_or(lang);
    match &cli.command {
        // A service's log belongs to whoever runs the service.
        Some(Command::Serve(_)) => trouble::log_to_stderr(),
        // It keeps nothing, so it leaves no folder behind either.
        Some(Command::Assess(_) | Command::Plan(_)) => {}
        _ => trouble::log_to(&places.state),
    }
    let keyrings = Keyrings::of_system(std::io::stdin().is_terminal());
    let keyrings = if cli.ask_passphrase { keyrings.asking() } else { keyrings };
    let context = Context { places, settings, lang, keyrings };
    match cli.command {
        None => desk::run(&context),
        Some(Command::Again(command)) => again::run(&context, &command),
        Some(Command::Assess(args)) => assess::run(&context, &args),
        Some(Command::Cache(args)) => cache::run(&context, &args),
        // It was run before the settings were read.
        Some(Command::Config(_)) => Ok(exit::DONE),
        Some(Command::Demo(args)) => demo::run(&context, &args),
        Some(Command::Doctor(args)) => doctor::run(&context, &args),
        Some(Command::Login(args)) => login::run(&context, args),
        Some(Command::Logout(args)) => logout::run(&context, &args),
        Some(Command::Lookup(args)) => lookup::run(&context, &args),
        Some(Command::Outbox(args)) => outbox::run(&context, &args),
        Some(Command::Passphrase(args)) => passphrase::run(&context, &args),
        Some(Command::Plan(args)) => plan::run(&context, &args),
        Some(Command::Queue(args)) => queue::run(&context, &args),
        Some(Command::Serve(args)) => serve::run(&context, &args),
        Some(Command::Server(args)) => server::run(&context, args),
        Some(Command::Show(args)) => show::run(&context, &args),
        Some(Command::Sync(args)) => sync::run(&context, &args),
        Some(Command::View(args)) => view::run(&context, &args),
    }
}

/// Refuses where there is no terminal to draw on, before anything is asked or opened.
fn terminal_or_fail(lang: Lang) -> Result<(), Failure> {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    // It says of itself that it can't place a cursor: an editor's shell window, most often.
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    match () {
        () if !is_terminal => Err(Failure::unusable(words::not_a_terminal(lang))),
        () if is_dumb => Err(Failure::unusable(words::dumb_terminal(lang))),
        () => Ok(()),
    }
}

/// Asks for a secret at the terminal, without showing it; reads one line where standard input is not a terminal.
fn ask_secret(lang: Lang, prompt: &str) -> Result<Zeroizing<String>, Failure> {
    if std::io::stdin().is_terminal() {
        let _silent = Silent::begin();
        return match rpassword::prompt_password(prompt) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(Failure::unusable(words::nothing_typed(lang))),
            typed => Ok(Zeroizing::new(typed?)),
        };
    }
    let mut line = Zeroizing::new(String::new());
    if std::io::stdin().lock().take(LONGEST_SECRET).read_line(&mut line)? == 0 {
        return Err(Failure::unusable(words::nothing_to_read(lang)));
    }
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// While it lives the terminal shows nothing of what is typed, also before the question stands there: rpassword asks first.
struct Silent(Option<rustix::termios::Termios>);

impl Silent {
    fn begin() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(std::io::stdin()).ok();
        if let Some(mut silent) = before.clone() {
            silent.local_modes.remove(LocalModes::ECHO);
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &silent);
        }
        Silent(before)
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}

/// Opens the key of this person's files: a keyring has it, or the passphrase is asked for. At a terminal a wrong one is asked for again,
/// without showing it: a program that said "again" and ended would have it typed into the shell.
fn unlock(context: &Context, folder: &Folder) -> Result<CacheKey, Failure> {
    let lang = context.lang;
    if let Some(key) = context.keyrings.find(folder) {
        return Ok(key);
    }
    let tries = if std::io::stdin().is_terminal() { PASSPHRASE_TRIES } else { 1 };
    // Between two tries too: the next one may be typed already.
    let _silent = std::io::stdin().is_terminal().then(Silent::begin);
    for left in (0..tries).rev() {
        let passphrase = ask_secret(lang, words::ask_passphrase(lang))?;
        match keys::unlock(folder, &passphrase) {
            Err(StoreError::WrongPassphrase) if left > 0 => note(words::passphrase_again(lang)),
            Ok(key) => {
                context.keyrings.remember(folder, &key);
                return Ok(key);
            }
            Err(error) => return Err(Failure::failed(error.tell(lang))),
        }
    }
    Err(Failure::failed(StoreError::WrongPassphrase.tell(lang)))
}

/// Wipes what is kept here because the server took the sign-in back, or lets only the cases go because the person may see others now; gives
/// what is said of it.
fn taken_back((lang, keyrings): (Lang, &Keyrings), mut store: Store, client: &Client) -> Result<Failure, Failure> {
    if !client.was_revoked() {
        store.let_cases_go().map_err(|error| Failure::failed(error.tell(lang)))?;
        return Ok(Failure { code: exit::NOT_SIGNED_IN, sentence: crate::text::api::scope_changed(lang).to_owned() });
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sentence = runtime.block_on(leaving::revoked(store, client, keyrings, lang));
    Ok(Failure { code: exit::NOT_SIGNED_IN, sentence })
}

/// Writes a line of an answer.
fn say(line: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout().lock(), "{line}").map_err(Failure::from)
}

/// Chinese where the locale is Chinese, English otherwise.
fn locale_lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if set.is_some_and(|value| value.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

/// Says something about a piece of work that begins now, on the error stream.
fn note(line: &str) {
    // Not seeing it is no reason to stop.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Shows how far a long piece of work is, in one line of the error stream; nothing where that is no terminal.
fn progress(line: &str) {
    let mut err = std::io::stderr().lock();
    if err.is_terminal() {
        // Not seeing the progress is no reason to stop.
        let _ = write!(err, "\r\x1b[K{line}").and_then(|()| err.flush());
    }
}

/// Takes the line of progress away: what comes of the work is told elsewhere.
fn progress_end() {
    progress("");
}

/// Ends the line of progress.
fn progress_done() {
    let mut err = std::io::stderr().lock();
    if err.is_terminal() {
        let _ = writeln!(err);
    }
}
