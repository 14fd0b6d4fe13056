//! `huzhu sync`: sends what waits, pulls to the end, and says what became of each; `--status` tells how it stands without doing anything.
//!
//! Not here: what is sent when (`sync`). Invariant: a decision is only told as accepted, refused or in conflict where its answer is on disk.

mod status;

use std::io::Write;

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use crate::api::failure::tell_word;
use crate::app::outbox::why_not_taken;
use crate::cli::assess::{harmless, write_json};
use crate::cli::errand::{Errand, Ran};
use crate::cli::output::Failure;
use crate::cli::{Context, exit};
use crate::domain::ids::{DecisionId, UserId};
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::domain::time::Moment;
use crate::rules::PlanSet;
use crate::store::{Holder, PushLock, StoreError};
use crate::text::{actions, sync as words};

/// Exit code where somebody has to look at a decision.
pub(super) const TO_SETTLE: u8 = 3;

#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit codes: 0 sent and pulled to the end; 1 not all of it (the sentence says why; what was not sent waits here); \
                  3 the same as 0, but a decision was refused or is in conflict; 5 nobody is signed in here.")]
pub struct Args {
    /// Tell how it stands, without sending or pulling; no network is asked
    #[arg(long)]
    status: bool,
    /// With --status: ask the server for its newest number and its counts
    #[arg(long, requires = "status")]
    online: bool,
    /// Write one JSON document
    #[arg(long)]
    json: bool,
}

/// Sends and pulls, or tells how it stands.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let mut errand = Errand::open(context)?.saying_if_made_anew();
    if args.status {
        let code = status::run(&errand, args.online, args.json);
        return Ok(errand.ended(code)?.1);
    }
    errand.learn_stages()?;
    let told = |error: StoreError| Failure::failed(error.tell(context.lang));
    let before: Vec<DecisionId> = unsent(&errand).map_err(told)?;
    let stuck_before: Vec<DecisionId> = stuck(&errand).map_err(told)?;
    errand.store.retry_waiting().map_err(told)?;
    let lock = PushLock::acquire(&errand.folder).map_err(told)?;
    let by_other = lock.is_none();
    let ran = match lock {
        Some(lock) => errand.run(lock),
        None => errand.ask_holder(),
    };
    let (errand, ran) = errand.ended(ran)?;
    let stuck_now = stuck(&errand).map_err(told)?;
    // What the server had accepted and has no more is told as what was sent is.
    let lost = stuck_now.iter().filter(|id| !before.contains(id) && !stuck_before.contains(id));
    let told_of = before.iter().chain(lost).filter_map(|id| errand.store.outbox_item(*id).transpose());
    let items = told_of.collect::<Result<Vec<_>, _>>().map_err(told)?;
    let stuck = stuck_now.iter().filter(|id| stuck_before.contains(id)).count();
    let synced = errand.store.synced_at().map_err(told)?.filter(|_| ran.complete);
    if args.json {
        write_json(&mut std::io::stdout().lock(), &document(&items, &ran, stuck, synced))?;
    } else {
        say(&errand, &items, (&ran, by_other), stuck, synced)?;
    }
    let waits = items.iter().any(|item| item.state.is_unsent() && !matches!(item.state, OutboxState::Held { .. }));
    Ok(match () {
        () if !ran.complete || waits => exit::FAILED,
        () if items.iter().any(needs_somebody) => TO_SETTLE,
        () => exit::DONE,
    })
}

fn unsent(errand: &Errand) -> Result<Vec<DecisionId>, StoreError> {
    let mut items = errand.store.outbox()?;
    items.retain(|item| item.state.is_unsent());
    // As they go out.
    items.reverse();
    Ok(items.into_iter().map(|item| item.decision.id).collect())
}

/// What needs somebody, the oldest first.
fn stuck(errand: &Errand) -> Result<Vec<DecisionId>, StoreError> {
    let mut items = errand.store.outbox()?;
    items.retain(needs_somebody);
    items.reverse();
    Ok(items.into_iter().map(|item| item.decision.id).collect())
}

fn needs_somebody(item: &OutboxItem) -> bool {
    matches!(item.state, OutboxState::Refused { .. } | OutboxState::Conflict { .. })
}

fn say(errand: &Errand, items: &[OutboxItem], (ran, by_other): (&Ran, bool), stuck: usize, synced: Option<Moment>) -> Result<(), Failure> {
    let (lang, plans) = (errand.lang, errand.plans());
    let out = &mut std::io::stdout().lock();
    if items.is_empty() {
        writeln!(out, "{}", words::nothing_to_send(lang))?;
    }
    for item in items {
        writeln!(out, "{}", harmless(&line(lang, item, &plans, errand.clock.now())))?;
    }
    if stuck > 0 {
        writeln!(out, "{}", words::to_settle(lang, stuck))?;
    }
    match synced {
        Some(at) if by_other => writeln!(out, "{}", words::pulled_by_other(lang, clock(at)))?,
        Some(at) => writeln!(out, "{}", words::pulled(lang, ran.changed, clock(at)))?,
        None => {
            let why = ran.why.clone().unwrap_or_else(|| words::cut_short(lang).to_owned());
            crate::cli::note(&words::not_complete(lang, harmless(&why)));
        }
    }
    Ok(())
}

/// When what is unsent is tried next, where somebody knows: nothing that lies in the past is a next try, nor anything of who stands still.
pub(super) fn next_try(item: &OutboxItem, now: Moment, holder: Option<&Holder>) -> Option<Moment> {
    match item.state {
        _ if holder.is_some_and(|holder| holder.stopped) => None,
        OutboxState::Held { until } | OutboxState::Waiting { next_try: Some(until) } if until > now => Some(until),
        _ => None,
    }
}

/// What has to be so that it goes, where no time is known.
pub(super) fn goes_when(lang: Lang, holder: Option<&Holder>) -> &'static str {
    match holder {
        Some(Holder { stopped: true, .. }) => words::when_it_goes_on(lang),
        Some(_) => words::at_once(lang),
        None => words::when_somebody_sends(lang),
    }
}

/// What became of a decision, in one line.
pub(super) fn line(lang: Lang, item: &OutboxItem, plans: &PlanSet, now: Moment) -> String {
    let why = || why_not_taken(lang, item, plans, UserId::to_string);
    let (verb, case) = (actions::verb(lang, item.decision.act.verb()), &item.decision.case);
    match &item.state {
        OutboxState::Accepted { receipt } => words::accepted(lang, verb, case, receipt.seq),
        OutboxState::Refused { .. } => words::refused(lang, verb, case, why()),
        OutboxState::Conflict { .. } => words::in_conflict(lang, verb, case, why()),
        OutboxState::Held { until } if *until > now => words::held(lang, verb, case, until.local().format("%H:%M:%S")),
        OutboxState::Held { .. } | OutboxState::Waiting { .. } | OutboxState::Sending => match &item.last_error {
            Some(why) => words::waits(lang, verb, case, tell_word(why, lang)),
            None => words::waits_on(lang, verb, case),
        },
    }
}

/// A decision in the outbox for a program.
pub(super) fn in_json(item: &OutboxItem) -> Value {
    let mut told = json!({
        "id": item.decision.id, "case": item.decision.case, "verb": item.decision.act.verb(), "decided_at": item.decision.decided_at,
        "attempts": item.attempts, "last_error": item.last_error, "group": item.group,
    });
    if let (Some(told), Ok(Value::Object(state))) = (told.as_object_mut(), serde_json::to_value(&item.state)) {
        told.extend(state);
    }
    told
}

fn document(items: &[OutboxItem], ran: &Ran, stuck: usize, synced: Option<Moment>) -> Value {
    let of = |is: fn(&OutboxState) -> bool| items.iter().filter(|item| is(&item.state)).map(in_json).collect::<Vec<_>>();
    json!({
        "complete": ran.complete, "why": ran.why, "changed": ran.changed, "synced": synced,
        "accepted": of(|state| matches!(state, OutboxState::Accepted { .. })),
        "refused": of(|state| matches!(state, OutboxState::Refused { .. })),
        "conflict": of(|state| matches!(state, OutboxState::Conflict { .. })),
        "unsent": of(OutboxState::is_unsent),
        "others_to_settle": stuck,
    })
}

/// Names who holds the lock.
pub(super) fn who(lang: Lang, holder: &Holder) -> String {
    holder.pid.map_or_else(|| words::process_unknown(lang).to_owned(), |pid| words::process(lang, pid))
}

/// A moment on a page.
pub(super) fn clock(at: Moment) -> String {
    at.local().format("%Y-%m-%d %H:%M").to_string()
}

/// A moment with its age.
pub(super) fn aged(lang: Lang, at: Moment, now: Moment) -> String {
    let minutes = (now.0 - at.0).max(0) / 60_000;
    match minutes {
        0..60 => words::age_minutes(lang, clock(at), minutes),
        60..2880 => words::age_hours(lang, clock(at), minutes / 60),
        _ => words::age_days(lang, clock(at), minutes / 1440),
    }
}
