//! `huzhu doctor`: what this machine gives, and what to do where it is too little.
//!
//! Not here: how the system is asked (`system`). Invariants: no passphrase is asked for, and nothing is opened but by a key that a keyring
//! gives without one; no person's data stands in an answer; each line says how it is and, where it is not good, what to do.

mod system;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::api::{Client, NotReached};
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::driver::sign_in;
use crate::store::keyring::{Has, RingFault, SESSION_SECS};
use crate::store::{Folder, Store, keys};
use crate::text::{doctor as words, keyring as ring_words, login};

/// A clock that differs by more spoils limits, in seconds; from a minute on it is worth a word.
const CLOCK_BAD: i64 = 5 * 60;
const CLOCK_WARN: i64 = 60;

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// As one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Ok,
    Warn,
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Line {
    what: &'static str,
    state: State,
    says: String,
}

impl Line {
    fn new(what: &'static str, state: State, says: impl Into<String>) -> Self {
        Line { what, state, says: says.into() }
    }
}

#[derive(Serialize)]
struct Answer {
    version: &'static str,
    state: State,
    lines: Vec<Line>,
}

/// Looks at everything and tells it.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = Folder::new(context.places.data.join("desk"));
    let mut lines = vec![system::terminal(lang), system::locale(lang)];
    lines.extend(server(context, &folder));
    lines.extend(key(context, &folder));
    lines.push(system::modes(lang, &[context.places.data.clone(), context.places.state.clone(), context.places.config.clone()]));
    lines.push(system::disk(lang, &context.places.data));
    lines.push(system::swap(lang));
    lines.push(system::dumps(lang));
    lines.push(match crate::sql::cipher_version() {
        Ok(version) => Line::new("cipher", State::Ok, words::cipher(lang, version)),
        Err(error) => Line::new("cipher", State::Bad, words::no_cipher(lang, error)),
    });
    let state = lines.iter().map(|line| line.state).max().unwrap_or(State::Ok);
    let code = if state == State::Bad { exit::FAILED } else { exit::DONE };
    if args.json {
        let answer = Answer { version: env!("CARGO_PKG_VERSION"), state, lines };
        cli::say(&serde_json::to_string_pretty(&answer).map_err(|error| Failure::failed(error.to_string()))?)?;
        return Ok(code);
    }
    for Line { state, says, .. } in &lines {
        let sign = match state {
            State::Ok => '✓',
            State::Warn => '!',
            State::Bad => '✗',
        };
        cli::say(&format!("{sign} {says}"))?;
    }
    Ok(code)
}

/// Gives the server to ask: the one that the person of this folder is signed in to, else that of the settings.
fn address(context: &Context, folder: &Folder) -> Option<String> {
    let signed_in = || Store::signed_in(folder, &context.keyrings.find(folder)?).ok().flatten();
    signed_in().map(|session| session.server).or_else(|| context.settings.server.clone())
}

/// Whether the server answers, and what its clock says.
fn server(context: &Context, folder: &Folder) -> Vec<Line> {
    let lang = context.lang;
    let Some(address) = address(context, folder) else {
        let why = if folder.key_header().exists() { words::no_server(lang) } else { words::nobody_here(lang) };
        return vec![Line::new("server", State::Warn, why)];
    };
    let client = match Client::new(&address, lang) {
        Ok(client) => client,
        Err(error) => return vec![Line::new("server", State::Bad, error.tell(lang))],
    };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return Vec::new() };
    let before = Clock::real().now();
    let told = match runtime.block_on(client.probe()) {
        Ok(told) => told,
        Err(NotReached::Untrusted) => return vec![Line::new("server", State::Bad, login::untrusted(lang))],
        Err(NotReached::Failed(failure)) => return vec![Line::new("server", State::Bad, sign_in::tell(lang, &failure))],
    };
    let now = Clock::real().now();
    let reached = Line::new("server", State::Ok, words::reached(lang, now.0 - before.0));
    let clock = match told.map(|server| (now.0 - server.0) / 1000) {
        None => Line::new("clock", State::Warn, words::clock_unknown(lang)),
        Some(ahead) if ahead.abs() < CLOCK_WARN => Line::new("clock", State::Ok, words::clock_good(lang)),
        Some(ahead) => {
            let state = if ahead.abs() >= CLOCK_BAD { State::Bad } else { State::Warn };
            let says = if ahead > 0 { words::clock_ahead(lang, ahead) } else { words::clock_behind(lang, -ahead) };
            Line::new("clock", state, says)
        }
    };
    vec![reached, clock]
}

/// How the key of the data is kept, and which keyrings have it.
fn key(context: &Context, folder: &Folder) -> Vec<Line> {
    let lang = context.lang;
    if let Some(lost) = keys::header_lost(folder) {
        return vec![Line::new("key", State::Bad, lost.tell(lang))];
    }
    if !folder.key_header().exists() {
        return vec![Line::new("key", State::Warn, words::key_none(lang))];
    }
    if let Err(fault) = keys::look_at_header(folder) {
        return vec![Line::new("key", State::Bad, fault.tell(lang))];
    }
    if !folder.outbox().exists() {
        return vec![Line::new("key", State::Bad, words::key_opens_nothing(lang, folder.path().display()))];
    }
    let session = match context.keyrings.in_session(folder) {
        Has::Key => ring_words::session_holds(lang, SESSION_SECS / 3600),
        Has::Nothing => ring_words::session_nothing(lang).into(),
        Has::Fault(_) => ring_words::session_absent(lang).into(),
    };
    let desktop = match context.keyrings.in_desktop(folder) {
        Has::Key => Line::new("keyring", State::Ok, ring_words::desktop_holds(lang)),
        Has::Nothing if folder.in_keyring().exists() => Line::new("keyring", State::Warn, ring_words::desktop_nothing(lang)),
        Has::Nothing => Line::new("keyring", State::Ok, ring_words::desktop_not_chosen(lang)),
        Has::Fault(fault) => {
            let state = if folder.in_keyring().exists() { State::Warn } else { State::Ok };
            Line::new("keyring", state, ring_fault(lang, fault))
        }
    };
    vec![Line::new("key", State::Ok, words::key_passphrase(lang)), Line::new("session-keyring", State::Ok, session), desktop]
}

/// Why the desktop's keyring did not do what it was asked.
pub(super) fn ring_fault(lang: Lang, fault: RingFault) -> &'static str {
    match fault {
        RingFault::Absent => ring_words::absent(lang),
        RingFault::Closed => ring_words::closed(lang),
        RingFault::Failed => ring_words::failed(lang),
        RingFault::Silent => ring_words::silent(lang),
    }
}
