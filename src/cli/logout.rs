//! `huzhu logout`: leaves this machine for good. Each thing that would be lost is named and decided about; then everything is wiped.
//!
//! Not here: the wiping (`store`), a sign-in that the server took back (`driver::leaving`). Invariants: nothing is wiped while one thing is
//! undecided, or was to be sent and did not come through; one answer decides one thing.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::time::Duration;

use clap::Args as ClapArgs;

use crate::api::{Call, Client, Failure as CallFailure, FailureKind, Reply};
use crate::app::HalfTyped;
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit, seat};
use crate::domain::identity::mask_name;
use crate::domain::ids::{CaseId, DecisionId, UserId};
use crate::domain::intake::{ClaimKey, ClaimState};
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::domain::time::Moment;
use crate::driver::clock::Clock;
use crate::store::{Folder, PushLock, Session, Store, StoreError};
use crate::text::{actions, logout as words};
use crate::wire::{NewCase, Owed, Reveal};

/// How long one thing that is sent now, and the sign-out itself, may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// A line of an answer is a letter; what is longer is a slip.
const LONGEST_ANSWER: u64 = 256;

#[derive(Debug, Default, ClapArgs)]
pub struct Args {
    /// Only lists what is unsent and what is drafted; signs nobody out
    #[arg(long)]
    list: bool,
}

/// Something that would be lost.
struct Left {
    /// What it stays the same by, whatever becomes of it.
    id: String,
    what: What,
    /// How it is named.
    line: String,
    /// How far it came; nothing where it was never to go.
    state: Option<&'static str>,
}

impl Left {
    fn new(id: String, what: What, line: String) -> Self {
        Left { id, what, line, state: None }
    }

    fn with_state(&self) -> String {
        match self.state {
            Some(state) => format!("{}  {state}", self.line),
            None => self.line.clone(),
        }
    }
}

enum What {
    /// To be sent.
    Decision(DecisionId),
    Claim(ClaimKey),
    Entries,
    /// Sending it makes no sense: a draft, or what the server refused.
    Kept,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Send,
    Discard,
    Stay,
}

/// Signs out of this machine.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    let folder = Folder::new(context.places.data.join("desk"));
    let nobody = || Failure { code: exit::NOT_SIGNED_IN, sentence: words::nobody(lang).into() };
    seat::has_key(lang, &folder, &nobody)?;
    let key = cli::unlock(context, &folder)?;
    let mut store = Store::open_quick(&folder, &key).map_err(told)?;
    drop(key);
    if args.list {
        left(&store, lang).map_err(told)?.iter().try_for_each(|left| cli::say(&left.with_state()))?;
        return Ok(exit::DONE);
    }
    // Nobody sends or pulls while it goes, and then nobody records anything either: what is asked about is all there is.
    let lock = PushLock::acquire(&folder).map_err(told)?.ok_or_else(|| Failure::failed(words::desk_is_open(lang)))?;
    let leaving = store.leave().map_err(told)?;
    let session = store.session().map_err(told)?;
    let left = left(&store, lang).map_err(told)?;
    let chosen = choose(&left, lang)?;
    if chosen.contains(&Choice::Stay) || chosen.len() < left.len() {
        return Err(Failure::failed(words::stayed(lang)));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = session.as_ref().map(|session| signed(session, lang)).transpose()?;
    if let Some(client) = &client {
        let to_send = left.iter().zip(&chosen).filter(|(_, choice)| **choice == Choice::Send).map(|(left, _)| left);
        let sent = runtime.block_on(send(&mut store, client, to_send.collect(), lang));
        if client.was_revoked() {
            drop(lock);
            return Err(cli::taken_back((lang, &context.keyrings), store, client)?);
        }
        sent?;
    }
    let unasked = self::left(&store, lang).map_err(told)?.into_iter().find(|now| left.iter().all(|left| left.id != now.id));
    if let Some(unasked) = unasked {
        return Err(Failure::failed(words::came_meanwhile(lang, unasked.line)));
    }
    if let Some(client) = &client
        && runtime.block_on(within(client.call(&Call::Logout))).is_err()
    {
        cli::note(words::server_not_told(lang));
    }
    drop((store, lock));
    let entries = context.keyrings.entries(&folder);
    let wiped = folder.wipe();
    drop(leaving);
    // Last: a keyring may wait for a person.
    let taken_out = entries.take_out();
    if wiped.is_ok() && taken_out.is_err() {
        cli::note(words::keyring_kept(lang));
    }
    wiped.map_err(|error| {
        let (path, why) = (folder.path().display(), error.kind());
        Failure::failed(match taken_out {
            _ if folder.key_header().exists() => words::key_not_wiped(lang, path, why),
            Err(_) => words::key_kept(lang, path, why),
            Ok(()) => words::not_wiped(lang, path, why),
        })
    })?;
    let discarded = left.iter().zip(&chosen).filter(|(_, choice)| **choice == Choice::Discard);
    discarded.map(|(left, _)| &left.line).try_for_each(|line| cli::say(&words::discarded(lang, line)))?;
    cli::say(&words::signed_out(lang, named(session.as_ref())))?;
    Ok(exit::DONE)
}

/// The way to the server that one is signed in to.
fn signed(session: &Session, lang: Lang) -> Result<Client, Failure> {
    let client = Client::new(&session.server, lang).map_err(|error| Failure::failed(error.tell(lang)))?;
    client.set_token(Some(session.token.clone()));
    Ok(client)
}

/// Day and minute.
fn short_time(moment: Moment) -> String {
    let at = moment.local();
    format!("{}", at.format("%m-%d %H:%M"))
}

fn named(session: Option<&Session>) -> String {
    session.map(|session| mask_name(&session.person.name)).unwrap_or_default()
}

/// What would be lost, each by its name.
fn left(store: &Store, lang: Lang) -> Result<Vec<Left>, StoreError> {
    let mut left = Vec::new();
    let mut items = store.outbox()?;
    // Those of one case go out in the order in which they were decided.
    items.reverse();
    for item in items.into_iter().filter(|item| !matches!(item.state, OutboxState::Accepted { .. })) {
        let (at, verb, name) = (short_time(item.decision.decided_at), actions::verb(lang, item.decision.act.verb()), mask_name(&item.name));
        let line = words::decision(lang, verb, &item.decision.case, name, at);
        let what = if item.state.is_unsent() { What::Decision(item.decision.id) } else { What::Kept };
        left.push(Left { state: Some(state(&item, lang)), ..Left::new(item.decision.id.to_string(), what, line) });
    }
    for item in store.claims()? {
        let (number, at, id) = (item.draft.key.provisional(), short_time(item.draft.changed), item.draft.key.0.to_string());
        if item.state.is_unsent() {
            let claim = Left::new(id, What::Claim(item.draft.key), words::claim(lang, number, at));
            left.push(Left { state: Some(words::unsent(lang)), ..claim });
        } else if Store::claim_is_drafted(&item.state) {
            left.push(Left::new(id, What::Kept, words::claim_draft(lang, number, at)));
        } else if item.state == ClaimState::Doubted {
            left.push(Left::new(id, What::Kept, words::claim_doubted(lang, number, at)));
        }
    }
    let drafted = |(case, at): (CaseId, _)| Left::new(case.to_string(), What::Kept, words::draft(lang, &case, short_time(at)));
    left.extend(store.drafted()?.into_iter().map(drafted));
    let half_typed = store.half_typed()?.map(|written| HalfTyped::read(&written)).unwrap_or_default();
    let begun = |case: &CaseId| Left::new(format!("typed {case}"), What::Kept, words::half_typed(lang, case));
    left.extend(half_typed.cases().into_iter().map(begun));
    let of_other = |(user, drafts, typed): (UserId, u32, bool)| {
        let line = if typed { words::put_away_typed(lang, &user, drafts) } else { words::put_away(lang, &user, drafts) };
        Left::new(format!("of {user}"), What::Kept, line)
    };
    left.extend(store.put_away()?.into_iter().map(of_other));
    let doubted = store.count_doubted()?;
    if doubted > 0 {
        left.push(Left::new(format!("doubted {doubted}"), What::Kept, words::doubted(lang, doubted)));
    }
    let owed = store.owed()?.len();
    if owed > 0 {
        let entries = Left::new(format!("entries {owed}"), What::Entries, words::entries(lang, owed));
        left.push(Left { state: Some(words::unsent(lang)), ..entries });
    }
    Ok(left)
}

fn state(item: &OutboxItem, lang: Lang) -> &'static str {
    match &item.state {
        OutboxState::Refused { .. } => words::refused(lang),
        OutboxState::Conflict { .. } => words::conflict(lang),
        // The server may have it: the answer was lost.
        _ if item.attempts > 0 => words::perhaps_sent(lang),
        _ => words::unsent(lang),
    }
}

/// Asks about one after the other, until all are decided or somebody stays.
fn choose(left: &[Left], lang: Lang) -> Result<Vec<Choice>, Failure> {
    let (mut chosen, count) = (Vec::new(), left.len());
    if count > 0 {
        cli::say(&words::left(lang, count))?;
    }
    for (nth, left) in left.iter().enumerate() {
        let can_send = !matches!(left.what, What::Kept);
        cli::say(&format!("{}/{count}  {}", nth + 1, left.with_state()))?;
        let choice = loop {
            write!(std::io::stdout().lock(), "    {}", if can_send { words::ask(lang) } else { words::ask_kept(lang) })?;
            std::io::stdout().lock().flush()?;
            let Some(answer) = answer()? else { break Choice::Stay };
            match answer.trim() {
                "s" | "S" if can_send => break Choice::Send,
                "d" | "D" => break Choice::Discard,
                "q" | "Q" => break Choice::Stay,
                _ if std::io::stdin().is_terminal() => {}
                _ => break Choice::Stay,
            }
        };
        if !std::io::stdin().is_terminal() {
            cli::say("")?;
        }
        chosen.push(choice);
        if choice == Choice::Stay {
            break;
        }
    }
    Ok(chosen)
}

/// One line; nothing at the end of what is given.
fn answer() -> Result<Option<String>, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().take(LONGEST_ANSWER).read_line(&mut line)?;
    Ok((read > 0).then_some(line))
}

/// Sends what is to be sent, one after the other. The first that does not come through ends it: nothing is wiped then.
async fn send(store: &mut Store, client: &Client, left: Vec<&Left>, lang: Lang) -> Result<(), Failure> {
    if left.is_empty() {
        return Ok(());
    }
    // Nothing goes into another server, or into one that was restored.
    let found = within(client.call(&Call::Identity)).await;
    match found {
        Ok(Reply::Identity(found)) if store.identity().ok().flatten().is_some_and(|known| known == found.identity) => {
            if !come_so_far(store, found.newest).map_err(|error| Failure::failed(error.tell(lang)))? {
                return Err(Failure::failed(words::not_reached(lang, CallFailure::from(FailureKind::PutBack).tell(lang))));
            }
        }
        Ok(_) => return Err(Failure::failed(words::other_server(lang))),
        Err(failure) => return Err(Failure::failed(words::not_reached(lang, failure.tell(lang)))),
    }
    for Left { what, line, .. } in left {
        let sent = match what {
            What::Decision(id) => send_decision(store, client, *id, lang).await,
            What::Claim(key) => send_claim(store, client, *key, lang).await,
            What::Entries => send_entries(store, client, lang).await,
            What::Kept => Ok(()),
        };
        sent.map_err(|why| Failure::failed(words::not_sent(lang, line, why)))?;
        cli::say(&words::sent(lang, line))?;
    }
    Ok(())
}

/// Tells whether the books have come as far as was seen here: nothing goes into such as were put back since and nobody said so. An older
/// server doesn't tell.
fn come_so_far(store: &Store, newest: Option<u64>) -> Result<bool, StoreError> {
    Ok(match newest {
        Some(newest) => newest >= store.books_seen()?,
        None => store.floor()?.is_none(),
    })
}

async fn within(call: impl Future<Output = Result<Reply, CallFailure>>) -> Result<Reply, CallFailure> {
    tokio::time::timeout(ANSWER_WITHIN, call).await.unwrap_or_else(|_| Err(FailureKind::Timeout.into()))
}

async fn send_decision(store: &mut Store, client: &Client, id: DecisionId, lang: Lang) -> Result<(), String> {
    let told = |error: StoreError| error.tell(lang);
    let now = || Clock::real().now();
    let Some(item) = store.outbox_item(id).map_err(told)? else { return Ok(()) };
    // The hold, or the wait after a failure, ends with the wish to have it sent now.
    if matches!(item.state, OutboxState::Held { .. }) {
        store.hold_on(id, now(), now()).map_err(told)?;
    }
    if !store.sending(id, now()).map_err(told)? {
        return Err(words::not_to_be_sent(lang).to_owned());
    }
    let decision = Box::new(item.decision);
    match within(client.call(&Call::Decide { decision })).await {
        Ok(Reply::Decided(receipt)) => store.accepted(&receipt, now()).map_err(told),
        // It stays as sent: the next time it gets the same answer, and is shown with it.
        Ok(_) => Err(FailureKind::Nonsense).map_err(|kind| CallFailure::from(kind).tell(lang)),
        Err(failure) => Err(failure.tell(lang)),
    }
}

async fn send_claim(store: &mut Store, client: &Client, key: ClaimKey, lang: Lang) -> Result<(), String> {
    let told = |error: StoreError| error.tell(lang);
    let Some(due) = store.waiting_claim(key).map_err(told)? else { return Ok(()) };
    if !store.sending_claim(key, Clock::real().now()).map_err(told)? {
        return Err(words::not_to_be_sent(lang).to_owned());
    }
    let ready = due.claim;
    let claim = NewCase { plan: ready.plan, facts: ready.facts, materials: ready.materials, replaces: ready.replaces };
    match within(client.call(&Call::Receive { key: ready.key.unwrap_or(key), claim: Box::new(claim) })).await {
        Ok(Reply::Received(detail)) => {
            store.claim_registered(key, (&detail.case.id, detail.summary.seq), Clock::real().now()).map_err(told)
        }
        Ok(_) => Err(CallFailure::from(FailureKind::Nonsense).tell(lang)),
        Err(failure) => Err(failure.tell(lang)),
    }
}

async fn send_entries(store: &mut Store, client: &Client, lang: Lang) -> Result<(), String> {
    let told = |error: StoreError| error.tell(lang);
    for entry in store.owed().map_err(told)? {
        let id = entry.id();
        let call = match entry {
            Owed::Reveal(reveal @ Reveal { .. }) => Call::Reveal { reveal },
            Owed::LookedUp(entry) => Call::LookedUp { entry },
        };
        within(client.call(&call)).await.map_err(|failure| failure.tell(lang))?;
        store.owed_answered(id, None).map_err(told)?;
    }
    Ok(())
}
