//! `huzhu cache info | verify | repair | wipe`: what this machine keeps of the server's cases. No decision and no draft is in it.
//!
//! Not here: how rows are compared (`sync::check`), how they are put right (`store`). Invariant: the outbox is never written.

mod check;

use std::io::{BufRead, IsTerminal, Write};

use clap::{Args as ClapArgs, Subcommand};
use serde_json::json;

use crate::cli::assess::{harmless, write_json};
use crate::cli::errand::Errand;
use crate::cli::output::Failure;
use crate::cli::sync::{aged, who};
use crate::cli::{self, Context, exit};
use crate::layout::left;
use crate::store::{Kinds, PushLock, StoreError};
use crate::text::{cache as words, sync as sync_words};

/// Columns of the labels.
const LABELS: u16 = 12;
const MIB: u64 = 1024 * 1024;

#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tells sizes, versions, rows, indexes, age and where the key comes from; no network is asked
    Info {
        /// Write one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Looks whether the file is whole and whether its rows are the server's; changes nothing, but one that can't be opened at all is begun anew
    #[command(
        after_help = "Exit codes: 0 in order; 3 differences were found; 4 not compared with the server (the file alone was looked at); \
                            5 nobody is signed in here; 1 it could not be done. Ctrl-c leaves everything as it was."
    )]
    Verify {
        /// Write one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Puts right what verify finds: fetches the rows that differ, takes out what is not in your scope; outbox and drafts stay
    #[command(
        after_help = "Exit codes: 0 in order now, as it was looked at again; 3 differences are left; 4 not compared with the server (what hangs on the file alone was put right); \
                            5 nobody is signed in here; 1 it could not be done."
    )]
    Repair {
        /// Write one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Empties the cache; outbox and drafts stay, and it fills again once the server is reached
    Wipe {
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    match args.command {
        Command::Info { json } => info(&Errand::open(context)?.saying_if_made_anew(), json),
        Command::Verify { json } => check::run(Errand::open(context)?, false, json),
        Command::Repair { json } => check::run(Errand::open(context)?, true, json),
        Command::Wipe { yes } => wipe(context, yes),
    }
}

fn info(errand: &Errand, as_json: bool) -> Result<u8, Failure> {
    let lang = errand.lang;
    let state = errand.store.cache_state().map_err(|error| errand.told(&error))?;
    let outbox = errand.store.outbox_schema().map_err(|error| errand.told(&error))?;
    let log = std::fs::metadata(errand.folder.cache().with_extension("db-wal")).map_or(0, |meta| meta.len());
    let by_passphrase = errand.folder.key_header().exists();
    let out = &mut std::io::stdout().lock();
    if as_json {
        let kinds = |kinds: Kinds| json!({ "open": kinds.open, "returned": kinds.returned, "closed": kinds.closed });
        let document = json!({
            "file": errand.folder.cache(), "bytes": state.bytes, "free_bytes": state.free, "log_bytes": log, "schema": state.schema,
            "outbox_schema": outbox, "rows": kinds(state.rows), "details": kinds(state.details), "indexes": state.indexes,
            "cursor": state.cursor, "synced": state.synced, "identity": state.identity,
            "key": if by_passphrase { "passphrase" } else { "file" },
        });
        write_json(out, &document)?;
        return Ok(exit::DONE);
    }
    let row = |label: &str, text: String| format!("{}  {text}", left(label, LABELS));
    let kinds = |kinds: Kinds| sync_words::kinds(lang, kinds.open, kinds.returned, kinds.closed);
    let mut size = words::size(lang, state.bytes.div_ceil(MIB), state.free / MIB);
    if log > MIB {
        size.push_str(&words::log_size(lang, log / MIB));
    }
    let age = state.synced.map_or_else(|| sync_words::never(lang).to_owned(), |at| aged(lang, at, errand.clock.now()));
    let key = if by_passphrase { words::key_passphrase(lang) } else { words::key_file(lang) };
    let mut lines = vec![
        row(words::file(lang), errand.folder.cache().display().to_string()),
        row("", size),
        row(words::schema(lang), words::schema_is(lang, state.schema, outbox)),
        row(words::rows(lang), kinds(state.rows)),
        row(words::details(lang), kinds(state.details)),
        row(words::age(lang), age),
        row(words::key(lang), key.to_owned()),
    ];
    let labels = std::iter::once(words::indexes(lang)).chain(std::iter::repeat(""));
    lines.extend(labels.zip(state.indexes.chunks(3)).map(|(label, names)| row(label, names.join("  "))));
    for line in lines {
        writeln!(out, "{}", harmless(&line))?;
    }
    Ok(exit::DONE)
}

fn wipe(context: &Context, yes: bool) -> Result<u8, Failure> {
    let lang = context.lang;
    if !yes {
        if !std::io::stdin().is_terminal() {
            return Err(Failure::unusable(words::say_yes(lang)));
        }
        let _ = write!(std::io::stderr().lock(), "{}", words::ask_wipe(lang));
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        if line.trim() != "yes" {
            return Err(Failure { code: exit::STOPPED, sentence: words::say_yes(lang).to_owned() });
        }
    }
    let mut errand = Errand::open(context)?;
    // Whoever pulls has the place in the changes in hand: emptied under it, the rows before that place would never come again.
    let _lock = lock_or_fail(&errand)?;
    errand.store.wipe_cache().map_err(|error| errand.told(&error))?;
    cli::say(words::wiped(lang))?;
    Ok(exit::DONE)
}

/// Takes the lock of who pulls, or says who has it.
fn lock_or_fail(errand: &Errand) -> Result<PushLock, Failure> {
    let told = |error: StoreError| errand.told(&error);
    if let Some(lock) = PushLock::acquire(&errand.folder).map_err(told)? {
        return Ok(lock);
    }
    let holder = PushLock::holder(&errand.folder).map_err(told)?;
    let named = holder.map_or_else(|| sync_words::process_unknown(errand.lang).to_owned(), |holder| who(errand.lang, &holder));
    Err(Failure::failed(words::busy(errand.lang, named)))
}
