//! What must be true of a world: read from the two sides' files and from what the screens said, and from nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use huzhu::domain::amendment::{Amendment, value_at};
use huzhu::domain::case::Event;
use huzhu::domain::decision::{Act, Decision, Verb};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::summary::{CaseDetail, CaseSummary};
use huzhu::sql::{Json, Packed};
use rusqlite::{Connection, OpenFlags};

use super::moves::CORRECTED;
use super::{Said, World, client};

/// The books as they stand in the server's file.
struct Books {
    /// Each decision with its sequence number.
    decisions: BTreeMap<DecisionId, (u64, CaseId)>,
    cases: Vec<(CaseSummary, CaseDetail)>,
    newest: u64,
}

fn open_books(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

pub fn newest(path: &Path) -> u64 {
    open_books(path).query_row("SELECT max(seq) FROM audit", [], |row| row.get(0)).unwrap()
}

fn fail_unless(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// Finds the first thing that is not as it must be.
pub fn check(world: &mut World) -> Result<(), String> {
    let connection = open_books(&world.server.books());
    sequence_has_no_gaps(&connection)?;
    nothing_is_paid_beyond_the_entitlement(&connection)?;
    let books = read(&connection);
    // The clients' files are opened anew: what a process had in its memory doesn't count.
    for client in &mut world.clients {
        client.running = None;
    }
    let stores: Vec<_> = world.clients.iter().map(|client| client::open(&client.folder)).collect();
    let mut kept = BTreeMap::new();
    for (at, store) in stores.iter().enumerate() {
        for item in store.outbox().unwrap() {
            let rests = item.decision.act.verb().rests_on_basis();
            let conflict = matches!(item.state, OutboxState::Conflict { .. });
            fail_unless(rests || !conflict, || format!("{} rests on nothing and is in conflict", item.decision.id))?;
            kept.insert(item.decision.id, (at, item.state));
        }
    }
    decisions_are_where_the_screens_said(&world.said, &books, &kept)?;
    for (summary, detail) in &books.cases {
        the_timeline_is_what_happened(&books, summary, detail)?;
    }
    for (at, store) in stores.iter().enumerate() {
        fail_unless(store.cursor().unwrap() == books.newest, || format!("client {at} has not seen all"))?;
        for (n, (summary, detail)) in books.cases.iter().enumerate() {
            let row = store.summary(&summary.id).unwrap();
            // Each detail is looked at on one client, in turn: they are large.
            let kept = if n % stores.len() == at { store.detail(&summary.id).unwrap() } else { None };
            fail_unless(row.as_ref() == Some(summary), || format!("client {at} shows {row:?} where the books have {summary:?}"))?;
            let same = kept.as_ref().is_none_or(|kept| kept == detail);
            fail_unless(same, || format!("client {at} keeps another detail of {} than the books", summary.id))?;
        }
    }
    Ok(())
}

fn sequence_has_no_gaps(connection: &Connection) -> Result<(), String> {
    let (count, first, last): (u64, u64, u64) = connection
        .query_row("SELECT count(*), min(seq), max(seq) FROM audit", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    fail_unless(first == 1 && count == last, || format!("the sequence runs from {first} to {last} with {count} entries"))
}

/// A stay pays 300.00 for up to six days of the period, else 50.00 a day for at most forty (zj-10, 五 一般住院).
fn nothing_is_paid_beyond_the_entitlement(connection: &Connection) -> Result<(), String> {
    let mut statement = connection.prepare("SELECT member, amount, used FROM grants WHERE benefit = 'hospital-stay'").unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut members: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let Json(used) = row.get::<_, Json<serde_json::Value>>(2).unwrap();
        let days: i64 = used["stays"].as_array().unwrap().iter().map(|stay| stay["days"].as_i64().unwrap()).sum();
        let of_member = members.entry(row.get(0).unwrap()).or_default();
        of_member.0 += row.get::<_, i64>(1).unwrap();
        of_member.1 += days;
    }
    for (member, (fen, days)) in members {
        let entitled = if days <= 6 { 30_000 } else { 5_000 * days.min(40) };
        fail_unless(fen <= entitled, || format!("member {member} was granted {fen} fen for {days} days"))?;
    }
    Ok(())
}

fn read(connection: &Connection) -> Books {
    let mut statement = connection.prepare("SELECT d.body, d.seq, c.id FROM decisions d JOIN cases c ON c.no = d.case_no").unwrap();
    let decisions = statement
        .query_map([], |row| Ok((row.get::<_, Json<Decision>>(0)?.0.id, (row.get(1)?, row.get::<_, CaseId>(2)?))))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut statement = connection.prepare("SELECT c.summary, d.packed FROM cases c JOIN details d ON d.no = c.no ORDER BY c.no").unwrap();
    let cases = statement
        .query_map([], |row| Ok((row.get::<_, Json<CaseSummary>>(0)?.0, row.get::<_, Packed<CaseDetail>>(1)?.0)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let newest = connection.query_row("SELECT max(seq) FROM audit", [], |row| row.get(0)).unwrap();
    Books { decisions, cases, newest }
}

/// Each decision of a case stands in its timeline once; who has it and what its facts are follows from them, each applied once.
fn the_timeline_is_what_happened(books: &Books, summary: &CaseSummary, detail: &CaseDetail) -> Result<(), String> {
    let mut told = BTreeSet::new();
    let (mut assignee, mut value) = (None, serde_json::Value::Null);
    for entry in &detail.case.timeline {
        let Event::Decided { decision, act, amendments } = &entry.event else { continue };
        fail_unless(told.insert(*decision), || format!("{decision} stands twice in the timeline of {}", summary.id))?;
        match (act, act.verb()) {
            (Act::Assign { to }, _) => assignee.clone_from(to),
            (_, Verb::PassOn | Verb::Approve) => assignee = None,
            _ => {}
        }
        for amendment in amendments {
            let Amendment::Correct(correction) = amendment else { continue };
            let follows = correction.path == CORRECTED && correction.old == value;
            fail_unless(follows, || format!("{decision} corrects {} of {}, which was {value}", correction.old, summary.id))?;
            value.clone_from(&correction.new);
        }
    }
    let stands = value_at(&detail.case.facts, CORRECTED);
    fail_unless(stands == value, || format!("{} has {stands} where the corrections make it {value}", summary.id))?;
    fail_unless(summary.assignee == assignee, || format!("{:?} has {}, and it was given to {assignee:?}", summary.assignee, summary.id))?;
    let of_case: BTreeSet<_> = books.decisions.iter().filter(|(_, (_, case))| *case == summary.id).map(|(id, _)| *id).collect();
    fail_unless(told == of_case, || format!("the timeline of {} tells {told:?}, the books {of_case:?}", summary.id))
}

/// Every decision that a screen called saved is on the server once, or visibly not; and the server has no other.
fn decisions_are_where_the_screens_said(
    said: &[Said],
    books: &Books,
    kept: &BTreeMap<DecisionId, (usize, OutboxState)>,
) -> Result<(), String> {
    let mut saved = BTreeSet::new();
    let mut gone = BTreeSet::new();
    for word in said {
        match word {
            Said::Saved { id, .. } => {
                saved.insert(*id);
            }
            Said::Undone { id } | Said::Discarded { id } => {
                gone.insert(*id);
            }
            Said::Accepted { id, seq } => {
                let there = books.decisions.get(id).is_some_and(|(at, _)| at == seq);
                fail_unless(there, || format!("a screen said accepted as {seq} of {id}, and the books don't have it so"))?;
            }
        }
    }
    for word in said {
        let Said::Saved { client, id, case } = word else { continue };
        let on_server = books.decisions.get(id);
        let fault = |what: &str| format!("{id} on {case} by client {client}: {what}");
        fail_unless(on_server.is_none_or(|(_, at)| at == case), || fault("stands under another case"))?;
        let state = kept.get(id).map(|(_, state)| state);
        match (on_server, state) {
            (Some(_), Some(OutboxState::Accepted { .. })) => fail_unless(!gone.contains(id), || fault("was taken back and counts"))?,
            (Some(_), other) => return Err(fault(&format!("counts on the server, and the client says {other:?}"))),
            (None, Some(OutboxState::Conflict { .. } | OutboxState::Refused { .. })) => {}
            (None, None) => fail_unless(gone.contains(id), || fault("is nowhere"))?,
            (None, Some(other)) => return Err(fault(&format!("the client says {other:?}, and the server doesn't have it"))),
        }
    }
    let unknown = books.decisions.keys().find(|id| !saved.contains(id));
    fail_unless(unknown.is_none(), || format!("the server has {unknown:?}, which no screen called saved"))
}
