//! `huzhu lookup WHAT`: how it stands with a caller's case, from this machine's cache at once, and from the server if it answers in time.
//!
//! Not here: what is said (`caller`), how it is laid out (`page`).
//! Invariants: the entry of the audit trail is on disk before anything found is printed; nothing that waits stands before the cache's
//! answer, so no runtime is started, no plan but the cases' own is read, and no network is touched until it is printed.

mod page;

use std::collections::BTreeSet;
use std::io::{BufRead, Read};
use std::thread;
use std::time::Duration;

use clap::Args as ClapArgs;

use crate::api::{Call, Client, Failure as CallFailure, FailureKind, Reply};
use crate::app::vocabulary::sees_masks;
use crate::cli::output::Failure;
use crate::cli::seat::{self, Seat};
use crate::cli::{self, Context, exit};
use crate::domain::identity::mask_name;
use crate::domain::ids::PlanId;
use crate::domain::intake::OnReceipt;
use crate::domain::lookup::{Kind, LONGEST, Unreadable, Wanted, one_person, put_in_order};
use crate::domain::people::Lang;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::Moment;
use crate::rules::{Plan, PlanSet};
use crate::store::find::Found;
use crate::store::{Store, StoreError};
use crate::text::caller as words;
use crate::wire::{LookedUp, Pace};
use page::Page;

/// How long the server may take to say more than the cache has.
const SERVER_IN_TIME: Duration = Duration::from_millis(300);
/// Bytes of standard input that are read: the longest number with room for blanks.
const LONGEST_INPUT: u64 = 4 * LONGEST as u64 + 1;

const EXIT_CODES: &str = "Exit codes: 0 found, with a sentence; 3 nothing found; 4 cases of several people found: add a name or initials; \
    5 nobody is signed in on this machine; 6 nothing here, and the server did not answer or was not asked; \
    1 it could not be done; 2 what was given can't be looked up.";

#[derive(Debug, ClapArgs)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// Phone, ID number, member number, contract, case number (or its last digits), name or pinyin; further words narrow it down.
    /// `-` reads one line from standard input, so that no number stands in the shell's history
    #[arg(required = true)]
    what: Vec<String>,
    /// Write the answer as one JSON document
    #[arg(long)]
    json: bool,
    /// Wait for the server's answer, however long it takes
    #[arg(long, conflicts_with = "offline")]
    wait: bool,
    /// Don't ask the server
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    whose: seat::Whose,
}

/// What was found, and where.
struct Answer {
    kind: Kind,
    cases: Vec<CaseSummary>,
    more: bool,
    /// The claim of this machine's counter whose receipt it is.
    receipt: Option<OnReceipt>,
    /// Claims taken in at this machine's counter that the server doesn't have yet.
    unsent: Vec<OnReceipt>,
    /// The first case itself.
    detail: Option<CaseDetail>,
    /// The plans of the cases.
    plans: Plans,
    from: Source,
}

/// The plans that an answer needs, each read once; most often it is one.
#[derive(Default)]
struct Plans(Vec<Plan>);

impl Plans {
    fn of(cases: &[CaseSummary]) -> Self {
        let wanted: BTreeSet<&PlanId> = cases.iter().map(|case| &case.plan).collect();
        Plans(wanted.into_iter().filter_map(PlanSet::builtin_one).collect())
    }

    fn get(&self, case: &CaseSummary) -> Option<&Plan> {
        self.0.iter().find(|plan| plan.id == case.plan)
    }
}

/// Where an answer is from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// This machine; complete up to a moment.
    Here(Option<Moment>),
    Server(Moment),
}

/// How it went with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    No,
    /// It says the same as the cache.
    Same,
    Other,
    /// It did not answer in time, or not at all; the sentence says why where something is known.
    Silent(String),
}

/// Looks up what a caller gave.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let typed = typed(args, lang)?;
    let wanted = Wanted::read(&typed).map_err(|why| Failure::unusable(unreadable(lang, why)))?;
    let mut seat = seat::take(context, &args.whose)?;
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    let id = uuid::Uuid::now_v7();
    let (here, paces) = look_here(&mut seat, &wanted, id).map_err(told)?;
    let (now, masked) = (seat.clock.now(), sees_masks(&seat.session.person));
    let page = Page { lang, json: args.json, today: now.date(), now, paces: &paces, wanted: &wanted, masked };
    // The server knows no receipt: of one that is not sent there is nothing to ask, and of the case that came of it, by its number.
    let became = here.receipt.as_ref().map(|receipt| receipt.case().map(ToString::to_string));
    let at_once = !args.wait && !args.json && !here.cases.is_empty();
    if at_once {
        page.say(&here, &Asked::No)?;
    }
    if args.offline || became == Some(None) {
        if !at_once {
            page.say(&here, &Asked::No)?;
        }
        return Ok(code(&here, false));
    }
    let limit = (!args.wait).then_some(SERVER_IN_TIME);
    let (answer, asked) = match ask(&mut seat, &became.flatten().unwrap_or(typed), id, limit, lang) {
        Ok(server) if same(&server, &here) => (here, Asked::Same),
        // Only this machine knows what it has not sent.
        Ok(server) => (Answer { unsent: here.unsent, ..server }, Asked::Other),
        Err(why) => (here, Asked::Silent(why)),
    };
    if let Some(client) = seat.taken_back.take() {
        return Err(cli::taken_back((lang, &context.keyrings), seat.store, &client)?);
    }
    match (at_once, &asked) {
        (true, Asked::Other) => page.say(&answer, &asked)?,
        (true, _) => page.confirm(&asked)?,
        (false, _) => page.say(&answer, &asked)?,
    }
    Ok(code(&answer, matches!(asked, Asked::Same | Asked::Other)))
}

fn code(answer: &Answer, server_said: bool) -> u8 {
    match answer.cases.as_slice() {
        [] if answer.receipt.is_some() || !answer.unsent.is_empty() => exit::DONE,
        [] if server_said => exit::NOTHING_FOUND,
        [] => exit::NOT_KNOWN,
        _ if one_person(answer.kind, &answer.cases) => exit::DONE,
        _ => exit::SEVERAL,
    }
}

fn same(server: &Answer, here: &Answer) -> bool {
    let rows = |answer: &Answer| {
        let mut rows: Vec<_> = answer.cases.iter().map(|case| (case.id.clone(), case.seq)).collect();
        rows.sort();
        rows
    };
    rows(server) == rows(here)
}

/// What was typed: the arguments, or one bounded line.
fn typed(args: &Args, lang: Lang) -> Result<String, Failure> {
    if args.what.len() == 1 && args.what[0] == "-" {
        let mut line = Vec::new();
        std::io::stdin().lock().take(LONGEST_INPUT * 4).read_until(b'\n', &mut line)?;
        // Cut in the middle of a character, it is too long, and told as that.
        let is_text = std::str::from_utf8(&line).map_or_else(|wrong| wrong.error_len().is_none(), |_| true);
        return if is_text { Ok(String::from_utf8_lossy(&line).into_owned()) } else { Err(Failure::unusable(words::not_utf8(lang))) };
    }
    Ok(args.what.join(" "))
}

fn unreadable(lang: Lang, why: Unreadable) -> &'static str {
    match why {
        Unreadable::Empty => words::nothing_typed(lang),
        Unreadable::TooLong => words::too_long(lang),
    }
}

/// Looks into the cache and writes the look-up down; gives the paces of stages too, which what is said of a case needs.
fn look_here(seat: &mut Seat, wanted: &Wanted, id: uuid::Uuid) -> Result<(Answer, Vec<Pace>), StoreError> {
    let (store, at) = (&mut seat.store, seat.clock.now());
    let found = store.look_up(wanted)?;
    let (kept, plans) = with_plans_of(&found.cases, || {
        let detail = found.cases.first().map(|case| store.detail(&case.id)).transpose()?.flatten();
        let (synced, paces) = (store.synced_at()?, store.paces()?);
        // Before the server is asked the entry is written too: an answer that is lost on the way was a look-up all the same.
        let cases = found.cases.iter().map(|case| case.id.clone()).collect();
        store.record_owed(&LookedUp { id, by: found.kind, found: cases, at }.into())?;
        Ok((detail, synced, paces))
    });
    let (detail, synced, paces) = kept?;
    let Found { kind, cases, more, receipt, unsent } = found;
    Ok((Answer { kind, cases, more, receipt, unsent, detail, plans, from: Source::Here(synced) }, paces))
}

/// Does something that waits for the disk, and reads the plans of cases beside it.
fn with_plans_of<T>(cases: &[CaseSummary], work: impl FnOnce() -> T) -> (T, Plans) {
    thread::scope(|scope| {
        let reading = thread::Builder::new().spawn_scoped(scope, || Plans::of(cases));
        let done = work();
        let plans = match reading {
            Ok(reading) => reading.join().unwrap_or_default(),
            Err(_) => Plans::of(cases),
        };
        (done, plans)
    })
}

/// Asks the server, for no longer than the limit; an error is why there is no answer.
fn ask(seat: &mut Seat, typed: &str, id: uuid::Uuid, limit: Option<Duration>, lang: Lang) -> Result<Answer, String> {
    let client = Client::new(&seat.session.server, lang).map_err(|error| error.tell(lang))?;
    client.set_token(Some(seat.session.token.clone()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let store = &seat.store;
    let asked = async {
        let reply = client.call(&Call::Lookup { number: typed.to_owned(), id }).await?;
        let Reply::Lookup(mut found) = reply else { return Ok(None) };
        put_in_order(found.by, &mut found.cases);
        let detail = match found.cases.first() {
            Some(case) => detail_of(store, &client, case).await,
            None => None,
        };
        Ok::<_, CallFailure>(Some((found, detail)))
    };
    let ended = runtime.block_on(async {
        match limit {
            Some(limit) => tokio::time::timeout(limit, asked).await.ok(),
            None => Some(asked.await),
        }
    });
    if client.takes_cases_back() {
        seat.taken_back = Some(client.clone());
    }
    match ended {
        Some(Ok(Some((found, detail)))) => {
            // It stands in the server's audit trail under this id.
            seat.store.owed_answered(id, None).map_err(|error| error.tell(lang))?;
            let plans = Plans::of(&found.cases);
            let from = Source::Server(seat.clock.now());
            Ok(Answer { kind: found.by, cases: found.cases, more: found.more, receipt: None, unsent: Vec::new(), detail, plans, from })
        }
        Some(Ok(None)) | None => Err(words::server_silent(lang).to_owned()),
        Some(Err(failure)) => Err(match failure.kind {
            // What else they say is about decisions.
            FailureKind::Unreachable | FailureKind::Broken | FailureKind::Timeout => words::no_way(lang).to_owned(),
            _ => failure.tell(lang),
        }),
    }
}

/// The case as the cache has it where that is as new, else from the server.
async fn detail_of(store: &Store, client: &Client, case: &CaseSummary) -> Option<CaseDetail> {
    let kept = store.detail(&case.id).ok().flatten().filter(|kept| kept.summary.seq == case.seq);
    if kept.is_some() || case.status.is_closed() {
        return kept;
    }
    match client.call(&Call::Case { id: case.id.clone() }).await {
        Ok(Reply::Case(detail)) => Some(*detail),
        _ => None,
    }
}

/// A name as it is printed: masked, on every screen and in every file.
fn shown_name(case: &CaseSummary) -> String {
    mask_name(&case.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(name: &str, employer: &str) -> CaseSummary {
        serde_json::from_value(serde_json::json!({
            "id": "ZJ24-001873", "seq": 1, "plan": "zj-10", "benefits": [], "name": name, "employer": employer, "status": "open",
            "stage": "approval", "entered": Moment(0), "received": Moment(0), "due": null, "amount": null, "assignee": null,
            "worst": "pass", "worst_count": 1, "last_note": "",
        }))
        .unwrap()
    }

    #[test]
    fn namesakes_are_not_one_person() {
        let of = |kind, names: [(&str, &str); 2]| one_person(kind, &names.map(|(name, employer)| case(name, employer)));
        assert!(of(Kind::Name, [("张某某", "东湖食品"), ("张某某", "东湖食品")]));
        assert!(!of(Kind::Name, [("张某某", "东湖食品"), ("张某某", "西湖食品")]));
        assert!(!of(Kind::Pinyin, [("张**", "东湖食品"), ("张**", "东湖食品")]), "a mask tells nobody apart");
        assert!(!of(Kind::Contract, [("张**", "东湖食品"), ("张**", "东湖食品")]));
        assert!(of(Kind::Phone, [("张**", "东湖食品"), ("张**", "西湖食品")]));
        assert!(!of(Kind::Phone, [("张某某", "东湖食品"), ("李某某", "东湖食品")]));
        assert!(one_person(Kind::Pinyin, &[case("张**", "东湖食品")]) && !one_person(Kind::Phone, &[]));
    }
    #[test]
    fn people_stand_in_the_order_of_their_names_and_the_newest_of_a_person_first() {
        let mut cases = [("周某", "东湖食品"), ("白某", "西湖食品"), ("周某", "东湖食品"), ("白某", "东湖食品")]
            .map(|(name, employer)| case(name, employer));
        cases[2].received = Moment(86_400_000);
        put_in_order(Kind::Pinyin, &mut cases);
        let order = cases.each_ref().map(|case| (case.name.as_str(), case.employer.as_str(), case.received.0));
        assert_eq!(order, [("白某", "东湖食品", 0), ("白某", "西湖食品", 0), ("周某", "东湖食品", 86_400_000), ("周某", "东湖食品", 0)]);
    }
}
