//! The plan of sending and pulling, one answer at a time: lanes, backoff, sign-out, another server, conflicts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "engine/amendments.rs"]
mod amendments;
#[path = "engine/claims.rs"]
mod claims;
#[path = "engine/lossy.rs"]
mod lossy;
#[path = "common/made.rs"]
mod made;
#[path = "common/office.rs"]
mod office;
#[path = "engine/put_back.rs"]
mod put_back;

#[path = "engine/streams.rs"]
mod streams;

use huzhu::api::{Call, Client, Failure, FailureKind, Reply};
use huzhu::domain::decision::{ProblemCode, Receipt};
use huzhu::domain::intake::{ClaimKey, ClaimState, IntakeDraft, ReadyClaim};
use huzhu::domain::outbox::{OutboxState, Said};
use huzhu::domain::people::Lang;
use huzhu::domain::time::Moment;
use huzhu::store::{CacheKey, Folder, PushLock, Store};
use huzhu::sync::{Connection, Engine, Filling, Outcome, Pace, Report, Step};
use huzhu::wire::{Health, Problem, ServerIdentity, StandingAnswer, StandingRequest};
use made::{NOW, decision, decision_id, detail, identity, page, stages, summary};

struct Desk {
    store: Store,
    engine: Engine,
    _dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        // By pages: the first load is looked at in `streams`.
        Self::with_pace(Pace { loads: false, ..Pace::default() })
    }

    fn with_pace(pace: Pace) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let store = Store::open(&folder, &CacheKey::from_bytes([1; 32]), stages()).unwrap();
        let engine = Engine::new(PushLock::acquire(&folder).unwrap().unwrap(), pace, 1);
        Desk { store, engine, _dir: dir }
    }

    /// One that is in sync and verified, with decisions on cases 1 to `n`.
    fn with(n: u64) -> Self {
        let mut desk = Desk::new();
        desk.expect_changes(NOW, 0);
        desk.changes(NOW, 0, n);
        for n in 1..=n {
            let base = detail(summary(n, n));
            desk.store.record((&decision(n, &base), None), &base, NOW, NOW).unwrap();
        }
        desk
    }

    /// Its process ends, and another opens the same files.
    fn restarted(self, pace: Pace) -> Self {
        let Desk { store, engine, _dir } = self;
        drop((store, engine));
        let folder = Folder::new(_dir.path());
        let store = Store::open(&folder, &CacheKey::from_bytes([1; 32]), stages()).unwrap();
        let engine = Engine::new(PushLock::acquire(&folder).unwrap().unwrap(), pace, 1);
        Desk { store, engine, _dir }
    }

    fn next(&mut self, now: Moment) -> Step {
        self.engine.next(&mut self.store, now).unwrap()
    }

    fn expect_changes(&mut self, now: Moment, after: u64) {
        assert!(matches!(self.next(now), Step::Send(Call::Changes { after: at, .. }) if at == after));
    }

    /// Takes the next step, which must be the sending of a decision.
    fn sends(&mut self, now: Moment) -> Call {
        match self.next(now) {
            Step::Send(call @ Call::Decide { .. }) => call,
            other => panic!("{other:?}"),
        }
    }

    fn take(&mut self, now: Moment, call: &Call, answer: Result<Reply, FailureKind>) -> Report {
        self.engine.answered(&mut self.store, call, answer.map_err(Failure::from), now).unwrap()
    }

    fn changes(&mut self, now: Moment, after: u64, next: u64) -> Report {
        let rows = (after + 1..=next).map(|n| summary(n, n));
        self.take(now, &Call::Changes { after, limit: Pace::default().page }, Ok(Reply::Changes(page(rows, next))))
    }
}

/// What an older server says to who asks who it is.
fn health() -> Health {
    Health { identity: identity(), newest: None }
}

fn problem(status: u16, code: ProblemCode) -> FailureKind {
    FailureKind::Problem(Box::new(Problem {
        kind: "/problems/x".into(),
        title: String::new(),
        status,
        detail: "d".into(),
        instance: String::new(),
        code,
        current: None,
        why: None,
        faults: vec![],
    }))
}

fn receipt(n: u64) -> Receipt {
    let value = serde_json::json!({
        "decision": decision_id(n), "case": made::case_id(n), "seq": 50 + n, "accepted_at": NOW, "status": "open", "stage": "s", "amount": "1.00"
    });
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_stalled_pull_holds_up_no_decision() {
    let mut desk = Desk::with(1);
    desk.engine.wake(NOW);
    let call = desk.sends(NOW);
    desk.expect_changes(NOW, 1);
    assert!(matches!(desk.next(NOW), Step::Idle), "both lanes have one call under way");
    let report = desk.take(NOW.plus_secs(1), &call, Ok(Reply::Decided(receipt(1))));
    assert!(matches!(report.decided, Some((_, Outcome::Accepted(_)))));
    let base = detail(summary(2, 2));
    desk.store.record((&decision(2, &base), None), &base, NOW, NOW).unwrap();
    assert!(matches!(desk.sends(NOW.plus_secs(2)), Call::Decide { decision } if decision.id == decision_id(2)), "the page still hangs");
}

/// Something on the way lets no request through that holds a certain word: the server answers all else.
#[test]
fn a_decision_that_does_not_get_through_holds_up_no_other() {
    let mut desk = Desk::with(2);
    let first = desk.sends(NOW);
    desk.take(NOW, &first, Err(FailureKind::Nonsense));
    let later = NOW.plus_secs(60);
    desk.store.promote(later).unwrap();
    let mut sent = Vec::new();
    for _ in 0..6 {
        match desk.next(later) {
            Step::Send(Call::Identity) => drop(desk.take(later, &Call::Identity, Ok(Reply::Identity(health())))),
            Step::Send(call @ Call::Decide { .. }) => {
                let Call::Decide { decision } = &call else { continue };
                sent.push(decision.id);
                let stuck = decision.id == decision_id(1);
                let answer = if stuck { Err(FailureKind::Nonsense) } else { Ok(Reply::Decided(receipt(2))) };
                desk.take(later, &call, answer);
            }
            Step::Send(_) | Step::Wait { .. } | Step::Idle => desk.engine.wake(later),
        }
    }
    assert!(sent.contains(&decision_id(2)), "{sent:?}");
    assert!(matches!(desk.store.outbox_item(decision_id(2)).unwrap().unwrap().state, OutboxState::Accepted { .. }));
    assert!(matches!(desk.store.outbox_item(decision_id(1)).unwrap().unwrap().state, OutboxState::Waiting { .. }));
}

#[test]
fn an_unreachable_server_is_asked_who_it_is_before_anything_is_sent_again() {
    let mut desk = Desk::with(1);
    let call = desk.sends(NOW);
    let report = desk.take(NOW, &call, Err(FailureKind::Unreachable));
    let Connection::Offline { since, next_try } = report.connection else { panic!("{:?}", report.connection) };
    assert!(since == NOW && next_try > NOW && next_try <= NOW.plus_secs(1));
    assert_eq!(desk.next(NOW), Step::Wait { until: next_try });
    assert_eq!(desk.next(next_try), Step::Send(Call::Identity));
    // Longer each time, from the first failure on.
    let mut at = next_try;
    for _ in 0..12 {
        let report = desk.take(at, &Call::Identity, Err(FailureKind::Unreachable));
        let Connection::Offline { since, next_try } = report.connection else { panic!() };
        assert_eq!(since, NOW);
        at = next_try;
        let mut steps = 0;
        while desk.next(at) != Step::Send(Call::Identity) {
            // The other lane asks too, and fails as well.
            steps += 1;
            assert!(steps < 5);
            desk.engine
                .answered(&mut desk.store, &Call::Changes { after: 1, limit: 200 }, Err(FailureKind::Unreachable.into()), at)
                .unwrap();
            at = at.plus_secs(120);
        }
    }
    desk.take(at, &Call::Identity, Ok(Reply::Identity(health())));
    assert!(matches!(desk.sends(at), Call::Decide { decision } if decision.id == decision_id(1)));
}

#[test]
fn one_bad_decision_waits_alone() {
    let mut desk = Desk::with(3);
    let call = desk.sends(NOW);
    desk.take(NOW, &call, Err(FailureKind::ServerError { status: 500 }));
    let item = desk.store.outbox_item(decision_id(1)).unwrap().unwrap();
    assert!(matches!(item.state, OutboxState::Waiting { next_try: Some(at) } if at > NOW));
    assert_eq!((item.attempts, item.last_error.as_deref()), (1, Some("server-500")));
    assert!(!huzhu::api::failure::tell_word("server-500", Lang::Zh).is_empty());
    // After doubt the server is asked who it is; the others then go.
    assert_eq!(desk.next(NOW), Step::Send(Call::Identity));
    desk.take(NOW, &Call::Identity, Ok(Reply::Identity(health())));
    let call = desk.sends(NOW);
    assert!(matches!(&call, Call::Decide { decision } if decision.id == decision_id(2)));
    desk.take(NOW, &call, Err(problem(403, ProblemCode::FourEyes)));
    let state = desk.store.outbox_item(decision_id(2)).unwrap().unwrap().state;
    assert_eq!(state, OutboxState::Refused { code: ProblemCode::FourEyes, detail: "d".into() });
    assert!(matches!(desk.sends(NOW), Call::Decide { decision } if decision.id == decision_id(3)));
}

#[test]
fn a_conflict_keeps_both_sides() {
    let mut desk = Desk::with(1);
    let call = desk.sends(NOW);
    let theirs = detail(summary(1, 40));
    let mut conflict = problem(409, ProblemCode::Conflict);
    if let FailureKind::Problem(problem) = &mut conflict {
        problem.current = Some(Box::new(theirs.clone()));
    }
    let report = desk.take(NOW, &call, Err(conflict));
    assert!(matches!(report.decided, Some((id, Outcome::Conflict { .. })) if id == decision_id(1)));
    assert_eq!(report.changed, [made::case_id(1)]);
    let sides = desk.store.sides(decision_id(1)).unwrap();
    assert_eq!((sides.base, sides.theirs), (Some(detail(summary(1, 1))), Some(theirs)));
}

#[test]
fn a_sign_out_keeps_everything_and_sends_nothing() {
    let mut desk = Desk::with(1);
    let call = desk.sends(NOW);
    let report = desk.take(NOW, &call, Err(FailureKind::SignedOut));
    assert_eq!(report.connection, Connection::SignedOut);
    assert_eq!(desk.next(NOW), Step::Send(Call::Identity), "another server may have said so");
    desk.take(NOW, &Call::Identity, Ok(Reply::Identity(health())));
    assert_eq!(desk.next(NOW.plus_secs(3600)), Step::Idle);
    assert!(desk.store.outbox_item(decision_id(1)).unwrap().unwrap().state.is_unsent());
    desk.engine.signed_in(NOW.plus_secs(3600));
    assert_eq!(desk.next(NOW.plus_secs(3600)), Step::Send(Call::Identity));
}

#[test]
fn nothing_goes_into_another_server_unasked() {
    let found = ServerIdentity { epoch: 2, ..identity() };
    let mut desk = Desk::with(1);
    let call = desk.sends(NOW);
    desk.take(NOW, &call, Err(FailureKind::Broken));
    let at = NOW.plus_secs(5);
    assert_eq!(desk.next(at), Step::Send(Call::Identity));
    let report = desk.take(at, &Call::Identity, Ok(Reply::Identity(Health { identity: found.clone(), newest: None })));
    assert_eq!(report.connection, Connection::OtherServer { known: identity(), found: found.clone() });
    assert!(matches!(desk.next(at.plus_secs(999)), Step::Wait { .. }), "it is asked again later who answers");
    assert_eq!(desk.store.cursor().unwrap(), 1, "and nothing was wiped");
    desk.store.move_to(&found, "made elsewhere", at).unwrap();
    desk.engine.signed_in(at);
    assert_eq!(desk.store.identity().unwrap(), Some(found));
    let item = desk.store.outbox_item(decision_id(1)).unwrap().unwrap();
    assert_eq!(item.state, OutboxState::Conflict { detail: "made elsewhere".into() }, "kept, and told");
    desk.expect_changes(at, 0);
    assert!(matches!(desk.next(at.plus_secs(999)), Step::Idle), "even agreed, it never goes there");

    // A page of another server is noticed too.
    let mut desk = Desk::with(0);
    desk.engine.wake(NOW);
    desk.expect_changes(NOW, 0);
    let mut other = page([summary(9, 9)], 9);
    other.identity.server = "somebody else".into();
    let report = desk.take(NOW, &Call::Changes { after: 0, limit: 200 }, Ok(Reply::Changes(other)));
    assert!(matches!(report.connection, Connection::OtherServer { .. }));
    assert_eq!(desk.store.summary(&made::case_id(9)).unwrap(), None);
}

#[test]
fn what_a_restored_server_no_longer_has_stands_in_conflict() {
    let found = ServerIdentity { epoch: 2, ..identity() };
    let mut desk = Desk::with(2);
    for n in 1..=2 {
        let call = desk.sends(NOW);
        desk.take(NOW, &call, Ok(Reply::Decided(receipt(n))));
    }
    assert_eq!(desk.store.doubted().unwrap(), [], "of a server that stays as it is nothing is asked");
    desk.store.move_to(&found, "made elsewhere", NOW).unwrap();
    desk.engine.signed_in(NOW);
    desk.expect_changes(NOW, 0);
    let mut none = page([], 0);
    none.identity = found.clone();
    desk.take(NOW, &Call::Changes { after: 0, limit: 200 }, Ok(Reply::Changes(none)));
    let asked = Call::Standing { asked: StandingRequest { ids: vec![decision_id(1), decision_id(2)], claims: vec![] } };
    assert_eq!(desk.next(NOW), Step::Send(asked.clone()));
    // What the former epoch had, and no answer at all, say nothing.
    let of = |identity, ids: &[u64]| {
        Reply::Standing(StandingAnswer { identity, ids: ids.iter().map(|n| decision_id(*n)).collect(), claims: None })
    };
    desk.take(NOW, &asked, Ok(of(identity(), &[1, 2])));
    assert_eq!(desk.store.doubted().unwrap().len(), 2, "it is asked again, after a restart too");
    let state = |desk: &Desk, n| desk.store.outbox_item(decision_id(n)).unwrap().unwrap();
    assert!(matches!(state(&desk, 2).state, OutboxState::Accepted { .. }));
    let later = NOW.plus_secs(3600);
    desk.engine.wake(later);
    desk.expect_changes(later, 0);
    let mut none = page([], 0);
    none.identity = found.clone();
    desk.take(later, &Call::Changes { after: 0, limit: 200 }, Ok(Reply::Changes(none)));
    assert_eq!(desk.next(later), Step::Send(asked.clone()));
    let report = desk.take(later, &asked, Ok(of(found, &[1])));
    assert!(report.outbox_changed);
    assert!(matches!(state(&desk, 1).state, OutboxState::Accepted { .. }));
    assert!(matches!(state(&desk, 2).state, OutboxState::Conflict { .. }));
    assert_eq!(state(&desk, 2).said.as_deref(), Some(&Said::Lost));
    assert!(!matches!(desk.next(later), Step::Send(Call::Decide { .. } | Call::Standing { .. })), "neither sent nor asked again");
    desk.store.discard(decision_id(2), later).unwrap();
}

#[test]
fn pages_follow_at_once_and_then_it_rests() {
    let mut desk = Desk::new();
    desk.expect_changes(NOW, 0);
    let mut first = page([summary(1, 1)], 1);
    first.more = true;
    first.total = Some(3);
    let report = desk.take(NOW, &Call::Changes { after: 0, limit: 200 }, Ok(Reply::Changes(first)));
    assert!(report.more && report.synced.is_none());
    assert_eq!(desk.engine.filling(), Some(Filling { cases: 1, of: Some(3), anew: false }));
    desk.expect_changes(NOW, 1);
    let mut second = page([summary(2, 2)], 2);
    second.more = true;
    desk.take(NOW, &Call::Changes { after: 1, limit: 200 }, Ok(Reply::Changes(second)));
    assert_eq!(desk.engine.filling(), Some(Filling { cases: 2, of: Some(3), anew: false }), "told once, known since");
    desk.expect_changes(NOW, 2);
    let report = desk.changes(NOW, 2, 3);
    assert_eq!(desk.engine.filling(), None, "all is there");
    assert_eq!((report.synced, &report.connection), (Some(NOW), &Connection::Online));
    assert_eq!(desk.next(NOW), Step::Wait { until: NOW.plus_millis(Pace::default().poll_idle) });
    // An answer that nobody waits for, as after a duplicate, changes nothing.
    let report = desk.changes(NOW, 1, 7);
    assert!(report.changed.is_empty() && desk.store.cursor().unwrap() == 3);
}

/// Serves one raw answer on a port of this machine.
fn answers_with(raw: &'static [u8]) -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(raw);
    });
    address
}

#[test]
fn a_server_that_answers_nonsense_is_told_as_such() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ask = |address: &str| runtime.block_on(Client::new(address, Lang::En).unwrap().call(&Call::Identity)).map(|_| ()).unwrap_err().kind;
    let html = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 14\r\n\r\n<html>hi</html";
    assert_eq!(ask(&answers_with(html)), FailureKind::Nonsense);
    let redirect = b"HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(ask(&answers_with(redirect)), FailureKind::Nonsense, "followed nowhere");
    let half = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"server\":";
    assert_eq!(ask(&answers_with(half)), FailureKind::Broken);
    let huge = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{}";
    assert_eq!(ask(&answers_with(huge)), FailureKind::TooLarge, "not waited for");
    assert!(matches!(ask(&answers_with(b"SSH-2.0-OpenSSH_9\r\n")), FailureKind::Broken | FailureKind::Nonsense));
    // A port on which nobody listens any more.
    let address = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    assert_eq!(ask(&address), FailureKind::Unreachable);
    for bad in ["", "ftp://x", "http://huzhu.example", "https://u:p@huzhu.example", "huzhu"] {
        assert!(Client::new(bad, Lang::En).is_err(), "{bad}");
    }
}

fn fresh() -> ClaimKey {
    ClaimKey(uuid::Uuid::from_u128(10))
}

fn reveal() -> huzhu::wire::Reveal {
    huzhu::wire::Reveal { id: uuid::Uuid::from_u128(7), case: made::case_id(1), field: "phone".into(), at: NOW }
}

#[test]
fn an_audit_entry_that_fails_holds_up_no_decision() {
    let mut desk = Desk::with(0);
    desk.store.record_owed(&reveal().into()).unwrap();
    let call = Call::Reveal { reveal: reveal() };
    assert_eq!(desk.next(NOW), Step::Send(call.clone()));
    let report = desk.take(NOW, &call, Err(FailureKind::ServerError { status: 500 }));
    assert_eq!(report.connection, Connection::Online, "nothing else is the matter");
    let base = detail(summary(1, 1));
    desk.store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    assert_eq!(desk.next(NOW), Step::Send(Call::Identity), "at once, but after a look at who it is");
    desk.take(NOW, &Call::Identity, Ok(Reply::Identity(health())));
    let decide = desk.sends(NOW);
    desk.take(NOW, &decide, Ok(Reply::Decided(receipt(1))));
    desk.expect_changes(NOW, 0);
    desk.changes(NOW, 0, 60);
    // Not over and over, but again when its own wait is over.
    let Step::Wait { until } = desk.next(NOW) else { panic!() };
    assert!(until > NOW && until <= NOW.plus_secs(1));
    assert_eq!(desk.next(until), Step::Send(call.clone()));
    desk.take(until, &call, Ok(Reply::Written));
    assert_eq!(desk.store.next_owed().unwrap(), None);
}

#[test]
fn by_hand_a_decision_is_tried_again_before_its_time() {
    let mut desk = Desk::with(1);
    let call = desk.sends(NOW);
    desk.take(NOW, &call, Err(problem(500, ProblemCode::Internal)));
    assert!(!matches!(desk.next(NOW), Step::Send(Call::Decide { .. })));
    desk.store.retry_waiting().unwrap();
    desk.engine.wake(NOW);
    assert_eq!(desk.sends(NOW), call, "under the same key");
}

/// Two decisions that the server stumbles over wait each for its own time, longer each try, and never hold up the third.
#[test]
fn each_bad_decision_waits_by_itself_and_the_others_go() {
    let mut desk = Desk::with(3);
    let mut waits = Vec::new();
    for n in [1, 2] {
        let call = desk.sends(NOW);
        assert!(matches!(&call, Call::Decide { decision } if decision.id == decision_id(n)));
        desk.take(NOW, &call, Err(problem(500, ProblemCode::Internal)));
        let item = desk.store.outbox_item(decision_id(n)).unwrap().unwrap();
        let OutboxState::Waiting { next_try: Some(at) } = item.state else { panic!("{:?}", item.state) };
        assert_eq!(item.last_error.as_deref(), Some("server-500"));
        waits.push(at);
    }
    assert_ne!(waits[0], waits[1], "spread, so that they don't come back together");
    let third = desk.sends(NOW);
    assert!(matches!(&third, Call::Decide { decision } if decision.id == decision_id(3)), "not held up");
    desk.take(NOW, &third, Ok(Reply::Decided(receipt(3))));
    let (mut at, mut before) = (waits[0], 0);
    for _ in 0..6 {
        desk.store.retry(decision_id(1)).unwrap();
        let call = loop {
            match desk.next(at) {
                Step::Send(call @ Call::Decide { .. }) => break call,
                Step::Send(call @ Call::Changes { .. }) => drop(desk.take(at, &call, Ok(Reply::Changes(page([], 3))))),
                other => panic!("{other:?}"),
            }
        };
        let Call::Decide { decision } = &call else { unreachable!() };
        let id = decision.id;
        desk.take(at, &call, Err(problem(500, ProblemCode::Internal)));
        if id == decision_id(1) {
            let OutboxState::Waiting { next_try: Some(next) } = desk.store.outbox_item(id).unwrap().unwrap().state else { panic!() };
            assert!(next.0 - at.0 > before, "it waits longer each time");
            before = (next.0 - at.0) / 2;
            at = next;
        }
    }
}

/// What the server refuses takes those behind it on the same case out of the way, and nothing of them is ever sent.
#[test]
fn what_rests_on_a_refused_decision_is_not_sent() {
    let mut desk = Desk::with(1);
    let base = detail(summary(1, 1));
    desk.store.record((&decision(7, &base), None), &base, NOW, NOW).unwrap();
    let call = desk.sends(NOW);
    let no = huzhu::domain::why::Why::FourEyes { at: "approval".into() };
    let FailureKind::Problem(mut refusal) = problem(403, ProblemCode::FourEyes) else { unreachable!() };
    refusal.why = Some(Box::new(no));
    desk.take(NOW, &call, Err(FailureKind::Problem(refusal)));
    for later in 0..100 {
        match desk.next(NOW.plus_secs(later)) {
            Step::Send(call @ Call::Changes { .. }) => drop(desk.take(NOW.plus_secs(later), &call, Ok(Reply::Changes(page([], 1))))),
            Step::Send(call) => panic!("{call:?} went out"),
            _ => {}
        }
    }
    let item = desk.store.outbox_item(decision_id(7)).unwrap().unwrap();
    assert!(matches!(item.state, OutboxState::Conflict { .. }) && item.attempts == 0, "{item:?}");
    let first = desk.store.outbox_item(decision_id(1)).unwrap().unwrap();
    assert!(matches!(first.said.as_deref(), Some(huzhu::domain::outbox::Said::Server { .. })), "why, in a form that any language can say");
}

/// A reason that a newer server knows and this program doesn't costs nothing but its words.
#[test]
fn an_unknown_reason_leaves_the_problem_readable() {
    let text =
        r#"{"type":"/problems/x","title":"t","status":409,"detail":"d","instance":"i","code":"blocked","why":{"why":"of-2031","x":1}}"#;
    let problem: Problem = serde_json::from_str(text).unwrap();
    assert_eq!((problem.why, problem.detail.as_str()), (None, "d"));
}

#[test]
fn a_claim_whose_answer_was_lost_goes_again_as_it_was_under_its_key() {
    let mut desk = Desk::with(1);
    let key = ClaimKey(uuid::Uuid::from_u128(9));
    let base = detail(summary(1, 1));
    let claim = ReadyClaim { plan: base.case.plan.clone(), facts: base.case.facts.clone(), materials: vec![], key: None, replaces: vec![] };
    let entries = vec![("/member/name".into(), "张某某".into())];
    let draft = IntakeDraft { entries, ..IntakeDraft::begin(key, base.case.plan.clone(), NOW) };
    desk.store.put_claim_draft(&draft, NOW).unwrap();
    desk.store.submit_claim(&draft, &claim, fresh(), NOW).unwrap();
    desk.store.submit_claim(&draft, &claim, fresh(), NOW).unwrap();

    let decided = desk.sends(NOW);
    desk.take(NOW, &decided, Ok(Reply::Decided(receipt(1))));
    let sent = |desk: &mut Desk, now| loop {
        match desk.next(now) {
            Step::Send(call @ Call::Receive { .. }) => break call,
            Step::Send(Call::Identity) => {
                desk.take(now, &Call::Identity, Ok(Reply::Identity(health())));
            }
            Step::Send(Call::Changes { after, .. }) => {
                desk.changes(now, after, after);
            }
            other => panic!("{other:?}"),
        }
    };
    let first = sent(&mut desk, NOW);
    desk.take(NOW, &first, Err(FailureKind::Timeout));
    let later = NOW.plus_secs(60);
    let again = sent(&mut desk, later);
    assert_eq!(first, again, "the same claim under the same key");
    desk.store.put_claim_draft(&draft, later).unwrap();
    assert_eq!(desk.store.claims().unwrap()[0].state, ClaimState::Sending, "what was handed in is not typed on");
    assert!(desk.store.drop_claim(key).is_err(), "nor dropped");
    let report = desk.take(later, &again, Ok(Reply::Received(Box::new(base.clone()))));
    assert_eq!(report.claim, Some((key, Some(base.case.id.clone()))));
    desk.take(later, &first, Ok(Reply::Received(Box::new(base.clone()))));
    assert_eq!(desk.store.claims().unwrap()[0].state, ClaimState::Registered { case: base.case.id.clone() });
    assert_eq!(desk.store.due_claim(later.plus_secs(9_999)).unwrap(), (None, None), "it is never sent again");
}

#[test]
fn a_claim_that_the_server_refuses_can_be_mended_and_sent_again() {
    let mut desk = Desk::with(0);
    let key = ClaimKey(uuid::Uuid::from_u128(9));
    let base = detail(summary(1, 1));
    let claim = ReadyClaim { plan: base.case.plan.clone(), facts: base.case.facts.clone(), materials: vec![], key: None, replaces: vec![] };
    let draft = IntakeDraft::begin(key, base.case.plan.clone(), NOW);
    desk.store.submit_claim(&draft, &claim, fresh(), NOW).unwrap();
    let call = match desk.next(NOW) {
        Step::Send(call) => call,
        other => panic!("{other:?}"),
    };
    assert!(matches!(call, Call::Receive { .. }), "{call:?}");
    desk.take(NOW, &call, Err(problem(422, ProblemCode::Malformed)));
    assert!(matches!(desk.store.claims().unwrap()[0].state, ClaimState::Refused { code: ProblemCode::Malformed, .. }));
    desk.store.put_claim_draft(&draft, NOW).unwrap();
    assert_eq!(desk.store.claims().unwrap()[0].state, ClaimState::Draft);
    desk.store.submit_claim(&draft, &claim, fresh(), NOW).unwrap();
    assert!(matches!(desk.next(NOW), Step::Send(Call::Receive { .. })));
}

#[test]
fn a_page_that_was_asked_for_before_the_cache_was_emptied_is_not_taken() {
    let mut desk = Desk::new();
    desk.expect_changes(NOW, 0);
    desk.changes(NOW, 0, 3);
    let later = NOW.plus_millis(Pace::default().poll_idle);
    desk.expect_changes(later, 3);
    desk.store.wipe_cache().unwrap();
    desk.changes(later, 3, 5);
    assert_eq!(desk.store.cursor().unwrap(), 0, "what stood before the page would be missing for ever");
    desk.expect_changes(later, 0);
}

#[test]
fn a_clock_that_was_set_back_holds_nothing_up() {
    let days = |n: i64| NOW.plus_secs(n * 86_400);
    let mut desk = Desk::with(2);
    let base = detail(summary(9, 9));
    desk.store.record((&decision(9, &base), None), &base, NOW.plus_secs(8), NOW).unwrap();
    let Step::Send(call) = desk.next(NOW) else { panic!("a decision") };
    desk.take(NOW, &call, Err(FailureKind::ServerError { status: 503 }));
    let back = days(-3);
    let mut sent = 0;
    for secs in 0..=Pace::default().backoff_most / 1000 {
        if matches!(desk.next(back.plus_secs(secs)), Step::Send(Call::Decide { .. } | Call::Identity | Call::Changes { .. })) {
            sent += 1;
        }
    }
    assert!(sent > 0, "it is tried within the longest wait");
    let held = desk.store.outbox().unwrap().into_iter().find(|item| item.decision.id == decision_id(9)).unwrap();
    assert!(matches!(held.state, OutboxState::Waiting { .. } | OutboxState::Sending), "its hold ended: {held:?}");
}
