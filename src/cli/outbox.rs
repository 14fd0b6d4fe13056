//! `huzhu outbox`: what waits to be sent and what came back, and what may be done with one of it from a script.
//!
//! Not here: deciding anew (the desk). Invariants: the same rules as at the desk; names stand masked; what was sent and not answered is
//! neither taken back nor dropped.

use std::io::Write;

use clap::{Args as ClapArgs, Subcommand};
use serde_json::Value;

use crate::api::failure::tell_word;
use crate::app::outbox::{Outbox, why_not_taken};
use crate::cli::assess::{harmless, write_json};
use crate::cli::errand::Errand;
use crate::cli::output::Failure;
use crate::cli::sync::{TO_SETTLE, goes_when, in_json, line, next_try, who};
use crate::cli::{Context, exit};
use crate::domain::identity::mask_name;
use crate::domain::ids::UserId;
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::domain::time::Moment;
use crate::layout::left;
use crate::rules::PlanSet;
use crate::store::{Holder, PushLock, StoreError};
use crate::text::{actions, show, sync as words};

/// The last characters of an id that a line shows, and the fewest that name it.
const SHOWN: usize = 8;
const LEAST: usize = 6;
/// Columns of a state, a verb.
const STATE: u16 = 10;
const VERB: u16 = 14;

#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit codes: 0 done; 1 it could not be done (the sentence says why); 2 there is no such decision, or several fit; \
                        3 it was sent again, and refused or in conflict; 5 nobody is signed in here.")]
pub struct Args {
    /// Write one JSON document
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sends one again at once under its number, without waiting for its next try; a desk that is open does it
    Retry {
        /// The decision's id, its last characters, or the case where only one decision is on it
        id: String,
    },
    /// Drops one that was refused, is in conflict or was never sent; a record of it stays
    Discard {
        /// The decision's id, its last characters, or the case where only one decision is on it
        id: String,
    },
    /// Takes one back that was never sent, with those that one key decided; verdicts and corrections are drafts again
    Undo {
        /// The decision's id, its last characters, or the case where only one decision is on it
        id: String,
    },
}

pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let mut errand = Errand::open(context)?.saying_if_made_anew();
    let items = errand.store.outbox().map_err(|error| errand.told(&error))?;
    match &args.command {
        None => list(&errand, &items, args.json),
        Some(Command::Retry { id }) => {
            let came = retry(&mut errand, &one_of(context.lang, &items, id)?);
            Ok(errand.ended(came)?.1)
        }
        Some(Command::Discard { id }) => discard(&mut errand, &one_of(context.lang, &items, id)?),
        Some(Command::Undo { id }) => {
            let item = one_of(context.lang, &items, id)?;
            undo(&mut errand, &item, items)
        }
    }
}

/// The decision that is meant; of a case, the one that the server has not accepted.
fn one_of(lang: Lang, items: &[OutboxItem], given: &str) -> Result<OutboxItem, Failure> {
    let given = given.trim();
    let by_id = |item: &&OutboxItem| given.len() >= LEAST && item.decision.id.to_string().ends_with(&given.to_lowercase());
    let of_case = |item: &&OutboxItem| item.decision.case.as_str().eq_ignore_ascii_case(given);
    let is_open = |item: &&OutboxItem| !matches!(item.state, OutboxState::Accepted { .. });
    let mut found: Vec<&OutboxItem> = items.iter().filter(|item| by_id(item) || (of_case(item) && is_open(item))).collect();
    if found.is_empty() {
        // The newest of them: why nothing can be done with it is told.
        found.extend(items.iter().find(of_case));
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Failure::unusable(words::no_item(lang, harmless(given)))),
        _ => Err(Failure::unusable(words::several_items(lang, harmless(given)))),
    }
}

fn list(errand: &Errand, items: &[OutboxItem], as_json: bool) -> Result<u8, Failure> {
    let lang = errand.lang;
    let out = &mut std::io::stdout().lock();
    if as_json {
        let named = |item: &OutboxItem| {
            let mut told = in_json(item);
            if let Some(told) = told.as_object_mut() {
                told.insert("name".into(), Value::from(mask_name(&item.name)));
            }
            told
        };
        write_json(out, &items.iter().map(named).collect::<Vec<_>>())?;
        return Ok(exit::DONE);
    }
    if items.is_empty() {
        writeln!(out, "{}", words::outbox_empty(lang))?;
    }
    let holder = PushLock::holder(&errand.folder).map_err(|error| errand.told(&error))?;
    let plans = errand.plans();
    for item in items {
        writeln!(out, "{}", harmless(&row(lang, item)))?;
        for more in why((lang, &plans), item, errand.clock.now(), holder.as_ref()) {
            writeln!(out, "    {}", harmless(&more))?;
        }
    }
    if let Some(holder) = holder.filter(|holder| holder.stopped && items.iter().any(|item| item.state.is_unsent())) {
        writeln!(out, "{}", words::holder_stopped(lang, who(lang, &holder)))?;
    }
    Ok(exit::DONE)
}

/// One line: state, case, name, verb, when it was decided, the end of its id.
fn row(lang: Lang, item: &OutboxItem) -> String {
    let id = item.decision.id.to_string();
    let verb = actions::verb(lang, item.decision.act.verb());
    let (state, verb) = (left(state_word(lang, &item.state), STATE), left(verb, VERB));
    let at = item.decision.decided_at.local().format("%m-%d %H:%M");
    format!("{state}{}  {}  {verb}{at}  …{}", item.decision.case, mask_name(&item.name), id.split_at(id.len().saturating_sub(SHOWN)).1)
}

/// What is to be known of it beyond its line.
fn why((lang, plans): (Lang, &PlanSet), item: &OutboxItem, now: Moment, holder: Option<&Holder>) -> Vec<String> {
    let mut told = Vec::new();
    match &item.state {
        OutboxState::Refused { .. } | OutboxState::Conflict { .. } => told.push(why_not_taken(lang, item, plans, UserId::to_string)),
        OutboxState::Held { .. } | OutboxState::Waiting { .. } => told.push(match next_try(item, now, holder) {
            Some(at) => words::next_at(lang, at.local().format("%m-%d %H:%M:%S")),
            None => words::next_at(lang, goes_when(lang, holder)),
        }),
        _ => {}
    }
    if item.attempts > 0 && item.state.is_unsent() {
        told.push(words::tries(lang, item.attempts));
    }
    told.extend(item.last_error.as_deref().filter(|_| item.state.is_unsent()).map(|word| tell_word(word, lang)));
    told
}

const fn state_word(lang: Lang, state: &OutboxState) -> &'static str {
    match state {
        OutboxState::Held { .. } => show::word_held(lang),
        OutboxState::Waiting { .. } => show::state_waiting(lang),
        OutboxState::Sending => show::state_sending(lang),
        OutboxState::Accepted { .. } => show::state_accepted(lang),
        OutboxState::Refused { .. } => show::state_refused(lang),
        OutboxState::Conflict { .. } => show::state_conflict(lang),
    }
}

/// Sends it at once: here, or by the desk that is open.
fn retry(errand: &mut Errand, item: &OutboxItem) -> Result<u8, Failure> {
    let lang = errand.lang;
    if matches!(item.state, OutboxState::Accepted { .. }) {
        return Err(errand.told(&StoreError::Accepted));
    }
    if matches!(item.state, OutboxState::Held { .. }) {
        return Err(Failure::failed(words::held_goes_out(lang)));
    }
    if !matches!(item.state, OutboxState::Waiting { .. } | OutboxState::Sending) {
        return Err(Failure::failed(words::not_retried(lang, state_word(lang, &item.state))));
    }
    errand.store.retry(item.decision.id).map_err(|error| errand.told(&error))?;
    let lock = PushLock::acquire(&errand.folder).map_err(|error| errand.told(&error))?;
    let ran = match lock {
        Some(lock) => errand.run(lock)?,
        None => errand.ask_holder()?,
    };
    let now = errand.store.outbox_item(item.decision.id).map_err(|error| errand.told(&error))?;
    let Some(now) = now else { return Err(Failure::unusable(words::no_item(lang, item.decision.id))) };
    crate::cli::say(&harmless(&line(lang, &now, &errand.plans(), errand.clock.now())))?;
    match now.state {
        OutboxState::Accepted { .. } => Ok(exit::DONE),
        OutboxState::Refused { .. } | OutboxState::Conflict { .. } => Ok(TO_SETTLE),
        _ => Err(Failure { code: exit::FAILED, sentence: ran.why.unwrap_or_default() }),
    }
}

fn discard(errand: &mut Errand, item: &OutboxItem) -> Result<u8, Failure> {
    let (lang, now) = (errand.lang, errand.clock.now());
    errand.store.discard(item.decision.id, now).map_err(|error| errand.told(&error))?;
    errand.tell_holder();
    let verb = actions::verb(lang, item.decision.act.verb());
    crate::cli::say(&words::discarded(lang, verb, &item.decision.case))?;
    Ok(exit::DONE)
}

/// Takes it back with those that one key decided, as `u` does at the desk.
fn undo(errand: &mut Errand, item: &OutboxItem, items: Vec<OutboxItem>) -> Result<u8, Failure> {
    let (lang, now) = (errand.lang, errand.clock.now());
    let mut listed = Outbox::default();
    listed.replace(items, Default::default());
    let group = listed.group_of(item);
    let undone = match group.as_slice() {
        [] | [_] => errand.store.undo(item.decision.id, now).map(|_| 1),
        several => errand.store.undo_all(several, now).map(|undone| undone.len()),
    };
    let undone = undone.map_err(|error| errand.told(&error))?;
    errand.tell_holder();
    crate::cli::say(&words::undone(lang, undone))?;
    Ok(exit::DONE)
}
