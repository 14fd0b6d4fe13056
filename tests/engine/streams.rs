//! The first load in the plan, part by part; and what is heard of, which is pulled at once and never twice.

use super::*;
use huzhu::domain::case::Status;
use huzhu::domain::summary::CaseSummary;
use huzhu::wire::{Change, Changes, Health, Hint, LoadHead, LoadPart};

const S: u64 = 9;

/// A desk whose server has both, with a load of six cases.
fn desk() -> Desk {
    Desk::with_pace(Pace { listens: true, ..Pace::default() })
}

pub fn part(from: u64, to: u64) -> LoadPart {
    let head =
        LoadHead { identity: identity(), seq: S, resumed: from > 1, total: 6, mark_key: None, paces: None, plans: None, day: NOW.date() };
    let changes = (from..to).map(|n| Change { summary: summary(n, n), detail: None, marks: vec![], words: None }).collect();
    LoadPart { head, anew: from == 1, changes, token: (to < 7).then(|| format!("t{to}")), complete: to == 7 }
}

fn load(after: Option<&str>) -> Call {
    Call::Load { after: after.map(str::to_owned), limit: Pace::default().part }
}

impl Desk {
    fn expect(&mut self, now: Moment, call: &Call) {
        match self.next(now) {
            Step::Send(sent) => assert_eq!(format!("{sent:?}"), format!("{call:?}")),
            other => panic!("{other:?} instead of {call:?}"),
        }
    }

    fn waits_until(&mut self, now: Moment) -> Moment {
        match self.next(now) {
            Step::Wait { until } => until,
            other => panic!("{other:?}"),
        }
    }

    fn loads(&mut self, now: Moment, after: Option<&str>, part: LoadPart) -> Report {
        self.take(now, &load(after), Ok(Reply::Load(Box::new(part))))
    }

    fn hears(&mut self, now: Moment, after: u64, seq: u64) -> Report {
        self.take(now, &Call::Listen { after }, Ok(Reply::Heard(Hint { identity: identity(), seq })))
    }

    /// One that has loaded all and hears what is new.
    fn listening() -> Self {
        let mut desk = desk();
        desk.expect(NOW, &load(None));
        desk.loads(NOW, None, part(1, 7));
        desk.expect_changes(NOW, S);
        desk.changes_from(NOW, S, S);
        desk.expect(NOW, &Call::Listen { after: S });
        desk.hears(NOW, S, S);
        desk.expect(NOW, &Call::Listen { after: S });
        desk
    }

    /// A page with nothing new but its end.
    fn changes_from(&mut self, now: Moment, after: u64, next: u64) -> Report {
        self.take(now, &Call::Changes { after, limit: Pace::default().part }, Ok(Reply::Changes(page([], next))))
    }
}

#[test]
fn a_load_goes_on_where_it_was_cut_and_holds_up_no_decision() {
    let mut desk = desk();
    desk.expect(NOW, &load(None));
    let report = desk.loads(NOW, None, part(1, 3));
    assert_eq!((report.changed.len(), report.more, report.synced), (2, true, None));
    assert_eq!(desk.engine.filling(), Some(Filling { cases: 2, of: Some(6), anew: false }));
    let base = detail(summary(1, 1));
    desk.store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    let decided = desk.sends(NOW);
    desk.expect(NOW, &load(Some("t3")));
    desk.take(NOW, &decided, Ok(Reply::Decided(receipt(1))));
    assert_eq!(desk.store.summary(&made::case_id(1)).unwrap().unwrap().seq, 1, "its row comes with the changes after the load");
    desk.take(NOW, &load(Some("t3")), Err(FailureKind::Broken));
    let later = NOW.plus_secs(60);
    desk.expect(later, &load(Some("t3")));
    // An answer that came twice, and a part of something else, change nothing.
    desk.loads(later, None, part(1, 3));
    desk.loads(later, Some("t3"), part(3, 7));
    assert_eq!(desk.store.known().unwrap(), 6);
    desk.expect_changes(later, S);
    let report = desk.changes_from(later, S, 60);
    assert_eq!((report.synced, desk.engine.filling()), (Some(later), None));
}

#[test]
fn a_server_without_loads_and_a_way_that_holds_them_back_give_pages() {
    let mut older = desk();
    older.expect(NOW, &load(None));
    older.take(NOW, &load(None), Err(problem(404, ProblemCode::NotFound)));
    older.expect_changes(NOW, 0);
    let mut held = desk();
    let mut now = NOW;
    for _ in 0..3 {
        held.expect(now, &load(None));
        held.take(now, &load(None), Err(FailureKind::Timeout));
        now = now.plus_secs(600);
    }
    held.expect_changes(now, 0);
    let mut unreached = desk();
    for _ in 0..9 {
        unreached.expect(now, &load(None));
        unreached.take(now, &load(None), Err(FailureKind::Unreachable));
        now = now.plus_secs(600);
    }
}

#[test]
fn what_is_heard_of_is_pulled_at_once_and_what_is_here_never_again() {
    let mut desk = Desk::listening();
    assert_eq!(desk.waits_until(NOW), NOW.plus_millis(Pace::default().poll_live), "looking by itself is seldom");
    let at = NOW.plus_secs(3);
    desk.hears(at, S, 12);
    desk.expect_changes(at, S);
    desk.expect(at, &Call::Listen { after: 12 });
    // Heard of while the page is under way, and not in it: pulled behind it.
    desk.hears(at, 12, 14);
    desk.expect(at, &Call::Listen { after: 14 });
    desk.changes_from(at, S, 12);
    desk.expect_changes(at, 12);
    desk.changes_from(at, 12, 14);
    // Its own decision is pulled once, whether the answer or the hint comes first.
    let base = detail(summary(1, 1));
    desk.store.record((&decision(1, &base), None), &base, NOW, at).unwrap();
    let decided = desk.sends(at);
    desk.hears(at, 14, 51);
    desk.expect_changes(at, 14);
    desk.expect(at, &Call::Listen { after: 51 });
    desk.changes_from(at, 14, 51);
    desk.take(at, &decided, Ok(Reply::Decided(receipt(1))));
    assert!(desk.waits_until(at) > at);
    // A number that the server doesn't have is asked for once.
    desk.hears(at, 51, 900);
    desk.expect_changes(at, 51);
    desk.expect(at, &Call::Listen { after: 900 });
    desk.changes_from(at, 51, 51);
    assert!(desk.waits_until(at) > at);
}

#[test]
fn where_the_events_are_eaten_it_looks_by_itself_and_tries_again() {
    let mut desk = desk();
    desk.expect(NOW, &load(None));
    desk.loads(NOW, None, part(1, 7));
    desk.expect_changes(NOW, S);
    desk.changes_from(NOW, S, S);
    desk.expect(NOW, &Call::Listen { after: S });
    assert_eq!(desk.waits_until(NOW), NOW.plus_millis(Pace::default().poll_idle), "until it is known that they come");
    let mut now = NOW;
    for _ in 0..4 {
        let report = desk.take(now, &Call::Listen { after: S }, Err(FailureKind::Timeout));
        assert_eq!(report.connection, Connection::Online, "nobody is told: all comes, only later");
        loop {
            match desk.next(now) {
                Step::Wait { until } => {
                    assert!(until.0 - now.0 <= Pace::default().poll_idle);
                    now = until;
                }
                Step::Send(Call::Changes { after, .. }) => {
                    desk.changes_from(now, after, after);
                }
                Step::Send(Call::Listen { .. }) => break,
                other => panic!("{other:?}"),
            }
        }
    }
    // A stream that lived and ends has it look soon: the server may be gone.
    let mut desk = Desk::listening();
    desk.take(NOW, &Call::Listen { after: S }, Err(FailureKind::Broken));
    assert!(desk.waits_until(NOW).0 - NOW.0 <= 1_000);
}

#[test]
fn another_server_is_noticed_in_a_load_and_in_an_event_and_only_taken_when_somebody_agrees() {
    let found = ServerIdentity { epoch: 2, ..identity() };
    let mut desk = Desk::listening();
    let base = detail(summary(1, 1));
    let hint = Hint { identity: found.clone(), seq: 3 };
    let report = desk.take(NOW, &Call::Listen { after: S }, Ok(Reply::Heard(hint)));
    assert_eq!(report.connection, Connection::OtherServer { known: identity(), found: found.clone() });
    desk.store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    let later = NOW.plus_secs(3_600);
    assert!(desk.waits_until(later) > later, "nothing is sent and nothing pulled");
    desk.engine.move_to_found(&mut desk.store, "made elsewhere", later).unwrap();
    assert!(matches!(desk.store.outbox().unwrap()[0].state, OutboxState::Conflict { .. }));
    assert_eq!((desk.store.identity().unwrap(), desk.store.known().unwrap()), (Some(found), 0));
    desk.expect(later, &load(None));
    let report = desk.loads(later, None, part(1, 7));
    assert!(matches!(report.connection, Connection::OtherServer { .. }), "the former one again is another one");
    assert_eq!(desk.store.known().unwrap(), 0);
}

#[test]
fn when_the_known_server_is_back_the_desk_goes_on_by_itself() {
    let mut desk = Desk::listening();
    let base = detail(summary(1, 1));
    let hint = Hint { identity: ServerIdentity { server: "somebody else".into(), epoch: 1 }, seq: 3 };
    desk.take(NOW, &Call::Listen { after: S }, Ok(Reply::Heard(hint.clone())));
    desk.store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    let at = desk.waits_until(NOW);
    assert_eq!(at, NOW.plus_millis(Pace::default().poll_idle));
    desk.expect(at, &Call::Identity);
    let report = desk.take(at, &Call::Identity, Ok(Reply::Identity(Health { identity: hint.identity, newest: None })));
    assert!(matches!(report.connection, Connection::OtherServer { .. }), "still another one");
    let at = desk.waits_until(at);
    desk.expect(at, &Call::Identity);
    let report = desk.take(at, &Call::Identity, Ok(Reply::Identity(health())));
    assert_eq!(report.connection, Connection::Online);
    assert!(matches!(desk.next(at), Step::Send(Call::Decide { .. })), "what waited goes out");
    desk.expect_changes(at, S);
}

#[test]
fn old_cases_go_by_the_day_of_the_server_alone() {
    let mut desk = desk();
    let row = |n: u64, days: u64| {
        let ended = NOW.date() - chrono::Days::new(days);
        let entered = Moment::at(ended, 9, 0);
        CaseSummary { status: Status::Paid, due: None, closed: Some(ended), entered, ..summary(n, n) }
    };
    desk.store.apply(&Changes { day: None, ..page([row(1, 300), row(2, 500)], 9) }).unwrap();
    assert!(desk.engine.age(&mut desk.store).unwrap().changed.is_empty(), "who was told no day lets nothing go");
    desk.store.apply(&Changes { day: Some(NOW.date()), ..page([], 9) }).unwrap();
    assert_eq!(desk.engine.age(&mut desk.store).unwrap().changed, [made::case_id(2)]);
    assert!(!desk.engine.age(&mut desk.store).unwrap().more);
    desk.store.apply(&Changes { day: Some(NOW.date() + chrono::Days::new(200)), ..page([], 9) }).unwrap();
    assert_eq!(desk.engine.age(&mut desk.store).unwrap().changed, [made::case_id(1)]);
}

/// The office gave its person another employer: what is kept here goes, whatever he was asking for, and what is on the way brings nothing.
#[test]
fn cases_out_of_scope_leave_as_soon_as_it_is_heard_and_what_waits_stays() {
    let mut desk = Desk::with(2);
    let call = desk.sends(NOW);
    desk.engine.wake(NOW);
    desk.expect_changes(NOW, 2);
    let report = desk.take(NOW, &call, Err(FailureKind::ScopeChanged));
    assert_eq!((report.connection, desk.store.known().unwrap(), desk.store.cursor().unwrap()), (Connection::ScopeChanged, 0, 0));
    assert_eq!(desk.store.outbox().unwrap().iter().filter(|item| item.state.is_unsent()).count(), 2);
    desk.changes(NOW, 2, 3);
    assert_eq!((desk.store.known().unwrap(), desk.next(NOW.plus_secs(3600))), (0, Step::Idle));
    desk.engine.signed_in(NOW.plus_secs(3600));
    desk.expect_changes(NOW.plus_secs(3600), 0);
    assert_eq!(desk.changes(NOW.plus_secs(3600), 0, 2).connection, Connection::Online);

    // A first part that was asked for before is none of what he may see now.
    let mut desk = self::desk();
    assert_eq!(desk.next(NOW), Step::Send(load(None)));
    desk.engine.scope_changed(&mut desk.store).unwrap();
    desk.take(NOW, &load(None), Ok(Reply::Load(Box::new(part(1, 2)))));
    assert_eq!((desk.store.known().unwrap(), desk.engine.connection()), (0, &Connection::ScopeChanged));
}

/// Another server in the place of ours knows nobody's sign-in and says that it ended: who says so is asked, and told as what it is.
#[test]
fn a_sign_in_that_another_server_ends_is_not_told_as_ended() {
    let ended = || {
        let mut desk = Desk::with(1);
        desk.engine.wake(NOW);
        let call = desk.sends(NOW);
        let report = desk.take(NOW, &call, Err(FailureKind::SignedOut));
        assert_eq!(report.connection, Connection::SignedOut);
        desk.expect(NOW, &Call::Identity);
        desk
    };
    let another = ServerIdentity { server: "somebody else".into(), epoch: 1 };
    let mut desk = ended();
    let report = desk.take(NOW, &Call::Identity, Ok(Reply::Identity(Health { identity: another, newest: None })));
    assert!(matches!(report.connection, Connection::OtherServer { .. }), "{:?}", report.connection);
    // Ours is back, and the sign-in was never over.
    let at = desk.waits_until(NOW);
    desk.expect(at, &Call::Identity);
    let report = desk.take(at, &Call::Identity, Ok(Reply::Identity(health())));
    assert_eq!(report.connection, Connection::Online);
    desk.sends(at);

    // It was ours: it is asked once.
    let mut desk = ended();
    let report = desk.take(NOW, &Call::Identity, Ok(Reply::Identity(health())));
    assert_eq!(report.connection, Connection::SignedOut);
    assert!(matches!(desk.next(NOW.plus_secs(3_600)), Step::Idle | Step::Wait { .. }));
}
