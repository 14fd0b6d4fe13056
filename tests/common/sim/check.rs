//! What must be true of a world: read from the two sides' files and from what the screens said, and from nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use huzhu::domain::amendment::{Amendment, value_at};
use huzhu::domain::case::Event;
use huzhu::domain::decision::{Act, Decision, ProblemCode, Verb};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::intake::ClaimState;
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::summary::{CaseDetail, CaseSummary};
use huzhu::domain::time::Moment;
use huzhu::sql::Json;
use huzhu::store::Store;
use rusqlite::{Connection, OpenFlags};

use super::moves::CORRECTED;
use super::{Said, World, client};

/// How long a client keeps what was accepted.
const ACCEPTED_KEPT_SECS: i64 = 90 * 86_400;
/// How long it keeps a claim that was registered.
const REGISTERED_KEPT_SECS: i64 = 30 * 86_400;

/// The books as they stand in the server's file.
struct Books {
    /// Each decision with its sequence number, its case, and the moment.
    decisions: BTreeMap<DecisionId, (u64, CaseId, Moment)>,
    cases: Vec<CaseDetail>,
}

fn open_books(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// The newest change of a case. Beyond it the sequence counts what is of no case: sign-ins.
pub fn newest(path: &Path) -> u64 {
    open_books(path).query_row("SELECT max(seq) FROM cases", [], |row| row.get(0)).unwrap()
}

fn fail_unless(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// Finds the first thing that is not as it must be.
pub fn check(world: &mut World) -> Result<(), String> {
    world.the_day_has_come();
    let connection = open_books(&world.server.books());
    sequence_has_no_gaps(&connection)?;
    nothing_is_paid_beyond_the_entitlement(&connection)?;
    if let Some(id) = world.stale.first() {
        return Err(format!("{id} was accepted on a basis that no longer stood"));
    }
    let books = read(world, &connection);
    for at in 0..world.clients.len() {
        world.drafts_are_as_left(at);
    }
    fail_unless(world.faults.is_empty(), || world.faults[0].clone())?;
    // The clients' files are opened anew: what a process had in its memory doesn't count.
    for client in &mut world.clients {
        client.running = None;
    }
    let owners: Vec<usize> = (0..world.clients.len()).filter(|at| world.clients[*at].owner == *at && !world.is_wiped(*at)).collect();
    let stores: BTreeMap<usize, Store> = owners.iter().map(|at| (*at, client::open(&world.clients[*at].folder))).collect();
    let mut kept = BTreeMap::new();
    for store in stores.values() {
        for item in store.outbox().unwrap() {
            let rests = item.decision.act.verb().rests_on_basis() || world.left_behind.contains(&item.decision.id);
            let conflict = matches!(item.state, OutboxState::Conflict { .. });
            let lost = world.lost().contains_key(&item.decision.id);
            fail_unless(rests || lost || !conflict, || format!("{} rests on nothing and is in conflict", item.decision.id))?;
            kept.insert(item.decision.id, item.state);
        }
    }
    what_was_wiped_is_gone_and_told(world, &connection)?;
    decisions_are_where_the_screens_said(world, &books, &kept)?;
    the_order_of_a_case_is_kept(&world.said, &books)?;
    claims_are_where_the_screens_said(world, &books, &stores)?;
    for detail in &books.cases {
        the_timeline_is_what_happened(&books, detail)?;
    }
    for (at, store) in &stores {
        the_cache_is_what_its_person_sees(world, *at, store)?;
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

fn read(world: &World, connection: &Connection) -> Books {
    let mut statement = connection.prepare("SELECT d.body, d.seq, c.id, d.at FROM decisions d JOIN cases c ON c.no = d.case_no").unwrap();
    let decisions = statement
        .query_map([], |row| Ok((row.get::<_, Json<Decision>>(0)?.0.id, (row.get(1)?, row.get::<_, CaseId>(2)?, row.get(3)?))))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut statement = connection.prepare("SELECT id FROM cases ORDER BY no").unwrap();
    let ids: Vec<CaseId> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let (office, all) = (world.server.office(), &world.server.template.people[0]);
    Books { decisions, cases: ids.iter().map(|id| office.case(all, id).unwrap()).collect() }
}

/// Each decision of a case stands in its timeline once; who has it and what its facts are follows from them, each applied once.
fn the_timeline_is_what_happened(books: &Books, detail: &CaseDetail) -> Result<(), String> {
    let summary = &detail.summary;
    let mut told = BTreeSet::new();
    let (mut assignee, mut value) = (None, serde_json::Value::Null);
    for entry in &detail.case.timeline {
        let Event::Decided { decision, act, amendments } = &entry.event else { continue };
        fail_unless(told.insert(*decision), || format!("{decision} stands twice in the timeline of {}", summary.id))?;
        match (act, act.verb()) {
            (Act::Assign { to }, _) => assignee.clone_from(to),
            (_, Verb::PassOn | Verb::Approve | Verb::SendBack) => assignee = None,
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
    let of_case: BTreeSet<_> = books.decisions.iter().filter(|(_, (_, case, _))| *case == summary.id).map(|(id, _)| *id).collect();
    fail_unless(told == of_case, || format!("the timeline of {} tells {told:?}, the books {of_case:?}", summary.id))
}

impl World {
    /// What the server had accepted and had no longer when its books were put back, each with the moment at which a screen told of it.
    fn lost(&self) -> BTreeMap<DecisionId, Moment> {
        let Some(newest) = self.server.restored_to else { return BTreeMap::new() };
        let now = self.server.identity().epoch;
        let lost = self.said.iter().filter_map(|said| match said {
            Said::Accepted { id, seq, epoch, at } if *epoch < now && *seq > newest => Some((*id, *at)),
            _ => None,
        });
        lost.collect()
    }
}

/// Nothing is left of a machine that was wiped; and what its report told stands in the audit trail, as far as the books were not put back.
fn what_was_wiped_is_gone_and_told(world: &World, connection: &Connection) -> Result<(), String> {
    let mut statement = connection.prepare("SELECT payload FROM audit WHERE kind = 'unsent-at-revocation'").unwrap();
    let entries = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let trail: String = entries.map(Result::unwrap).collect();
    for (owner, wiped) in &world.wiped {
        let folder = world.clients[*owner].folder.path();
        fail_unless(!folder.exists(), || format!("something is left of client {owner}, which was wiped"))?;
        let missing = wiped.report.items.iter().find(|item| !trail.contains(&item.id.to_string()));
        let stands = missing.is_none() || !wiped.told || world.server.restored_to.is_some();
        fail_unless(stands, || format!("client {owner} was told that {missing:?} is reported, and it is not"))?;
    }
    Ok(())
}

/// Every decision that a screen called saved is on the server once, or visibly not; and the server has no other.
fn decisions_are_where_the_screens_said(world: &World, books: &Books, kept: &BTreeMap<DecisionId, OutboxState>) -> Result<(), String> {
    let (mut saved, mut gone) = (BTreeSet::new(), BTreeSet::new());
    let lost = world.lost();
    for word in &world.said {
        match word {
            Said::Saved { id, .. } => {
                saved.insert(*id);
            }
            Said::Undone { id } | Said::Discarded { id } => {
                gone.insert(*id);
            }
            Said::Again { id } => {
                gone.remove(id);
            }
            Said::Accepted { id, seq, .. } => {
                let there = books.decisions.get(id).is_some_and(|(at, ..)| at == seq);
                fail_unless(there || lost.contains_key(id), || {
                    format!("a screen said accepted as {seq} of {id}, and the books don't have it so")
                })?;
            }
        }
    }
    for word in &world.said {
        let Said::Saved { owner, id, case } = word else { continue };
        let on_server = books.decisions.get(id);
        let fault = |what: &str| Err(format!("{id} on {case} by client {owner}: {what}"));
        if on_server.is_some_and(|(_, at, _)| at != case) {
            return fault("stands under another case");
        }
        // The former server may have had what was under way when the folder was given to another epoch: that is looked at by a person.
        let doubted = world.left_behind.contains(id) || lost.contains_key(id);
        if let Some(wiped) = world.wiped.get(owner) {
            let told = wiped.report.items.iter().any(|item| item.id == id.0);
            let seen = gone.contains(id) || doubted;
            match (on_server, wiped.outbox.get(id)) {
                (Some(_), _) if !gone.contains(id) || doubted => {}
                (None, Some(OutboxState::Conflict { .. } | OutboxState::Refused { .. })) => {}
                (None, _) if seen || told => {}
                (_, state) => return fault(&format!("it stood as {state:?} on the machine that was wiped, and nobody was told")),
            }
            continue;
        }
        let state = kept.get(id);
        match (on_server, state) {
            (Some(_), Some(OutboxState::Accepted { .. })) if !gone.contains(id) => {}
            (Some(_), Some(OutboxState::Conflict { .. })) if doubted => {}
            (Some(_), None) if doubted && gone.contains(id) => {}
            // Skewed clocks take some days from the time for which it is kept, or add to it.
            (Some((.., at)), None) if !gone.contains(id) && at.plus_secs(ACCEPTED_KEPT_SECS - 7 * 86_400) < world.now => {}
            (Some(_), other) => return fault(&format!("counts on the server, and the client says {other:?}")),
            (None, Some(OutboxState::Conflict { .. } | OutboxState::Refused { .. })) => {}
            (None, None) if gone.contains(id) => {}
            (None, None) => return fault("is nowhere"),
            (None, Some(other)) => return fault(&format!("the client says {other:?}, and the server doesn't have it")),
        }
    }
    let unknown = books.decisions.keys().find(|id| !saved.contains(id));
    fail_unless(unknown.is_none(), || format!("the server has {unknown:?}, which no screen called saved"))
}

/// What one person decided about one case stands in the books in the order in which he decided it.
fn the_order_of_a_case_is_kept(said: &[Said], books: &Books) -> Result<(), String> {
    let mut last: BTreeMap<(usize, &CaseId), u64> = BTreeMap::new();
    for word in said {
        let Said::Saved { owner, id, case } = word else { continue };
        let Some((seq, ..)) = books.decisions.get(id) else { continue };
        let before = last.insert((*owner, case), *seq);
        let follows = before.is_none_or(|before| before < *seq);
        fail_unless(follows, || format!("{id} on {case} by client {owner} stands as {seq} before what was decided earlier"))?;
    }
    Ok(())
}

/// Every claim that was taken in is one case, or visibly none.
fn claims_are_where_the_screens_said(world: &World, books: &Books, stores: &BTreeMap<usize, Store>) -> Result<(), String> {
    let receipt = |detail: &CaseDetail| detail.case.facts.stays.first()?.expense.as_ref()?.receipt.clone();
    for (key, owner) in &world.claims {
        let cases: Vec<&CaseDetail> = books.cases.iter().filter(|detail| receipt(detail) == Some(key.provisional())).collect();
        if let Some(wiped) = world.wiped.get(owner) {
            let told = wiped.report.items.iter().any(|item| item.id == key.0);
            let refused = wiped.claims.get(key).is_some_and(ClaimState::needs_somebody);
            let holds = cases.len() == 1 || (cases.is_empty() && (told || refused || world.server.restored_to.is_some()));
            fail_unless(holds, || format!("claim {} of client {owner} is {} cases, and its machine was wiped", key.0, cases.len()))?;
            continue;
        }
        let state = stores[owner].claims().unwrap().into_iter().find(|item| item.draft.key == *key).map(|item| item.state);
        let fault = |what: String| Err(format!("claim {} of client {owner} is {} cases, and {what}", key.0, cases.len()));
        let epochs = world.server.restored_to.is_some();
        match (cases.as_slice(), &state) {
            ([one], Some(ClaimState::Registered { case })) if one.case.id == *case => {}
            ([_], Some(ClaimState::Refused { .. })) if epochs => {}
            ([one], None) if one.case.received.plus_secs(REGISTERED_KEPT_SECS - 7 * 86_400) < world.now => {}
            ([], Some(ClaimState::Refused { .. })) => {}
            // He is told that it is there, and may not see it any more.
            ([one], Some(ClaimState::Refused { code: ProblemCode::Blocked, .. })) if world.is_out_of_sight(*owner, &one.summary) => {}
            // It was registered in books that were put back since.
            ([], Some(ClaimState::Lost) | None) if epochs => {}
            _ => return fault(format!("the client says {state:?}")),
        }
    }
    Ok(())
}

/// A cache holds every case that its person may see, as he may see it, and no other.
fn the_cache_is_what_its_person_sees(world: &World, at: usize, store: &Store) -> Result<(), String> {
    let (office, who) = (world.server.office(), world.server.person(&world.clients[at].person.user));
    let Some(who) = who else { return Err(format!("client {at} is of nobody")) };
    let (mut after, mut count) = (0, 0);
    loop {
        let page = office.changes(&who, after, huzhu::wire::PAGE_LIMIT).unwrap();
        let page: huzhu::wire::Changes = serde_json::from_slice(&serde_json::to_vec(&page).unwrap()).unwrap();
        for (nth, change) in page.changes.iter().enumerate() {
            let (id, summary): (_, &CaseSummary) = (&change.summary.id, &change.summary);
            let row = store.summary(id).unwrap();
            fail_unless(row.as_ref() == Some(summary), || format!("client {at} shows {row:?} where it may see {summary:?}"))?;
            // Each detail is looked at on one client, in turn: they are large.
            let detail = if nth % world.clients.len() == at { store.detail(id).unwrap() } else { None };
            let same = detail.is_none() || change.detail.is_none() || detail.as_ref() == change.detail.as_deref();
            fail_unless(same, || format!("client {at} keeps another detail of {id} than it may see"))?;
        }
        count += page.changes.len() as u64;
        after = page.next;
        if !page.more {
            break;
        }
    }
    let known = store.known().unwrap();
    fail_unless(known == count, || format!("client {at} keeps {known} cases where it may see {count}"))?;
    let (cursor, newest) = (store.cursor().unwrap(), newest(&world.server.books()));
    fail_unless((newest..=after).contains(&cursor), || format!("client {at} has seen {cursor}, of {newest} to {after}"))
}
