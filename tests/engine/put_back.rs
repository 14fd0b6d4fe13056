//! A server whose books were put back to an earlier copy, and nobody said so: it is noticed, and nothing goes into them.

use super::*;

#[test]
fn books_that_were_put_back_unannounced_are_noticed_and_nothing_goes_into_them() {
    let mut desk = Desk::with(0);
    desk.engine.wake(NOW);
    desk.expect_changes(NOW, 0);
    desk.changes(NOW, 0, 9);
    let later = NOW.plus_secs(3_600);
    desk.engine.wake(later);
    desk.expect_changes(later, 9);
    let asked = Call::Changes { after: 9, limit: Pace::default().page };
    let report = desk.take(later, &asked, Ok(Reply::Changes(page([], 5))));
    let Connection::Failing { failure: FailureKind::PutBack, .. } = report.connection else { panic!("{:?}", report.connection) };
    assert_ne!(desk.engine.synced(), Some(later), "and it is not called complete");
    let base = detail(summary(3, 3));
    desk.store.record((&decision(3, &base), None), &base, later, later).unwrap();
    desk.engine.wake(later);
    assert_eq!(desk.next(later), Step::Send(asked.clone()), "only that is asked");
    assert!(matches!(desk.next(later), Step::Idle | Step::Wait { .. }), "nothing is sent, not even the question who is there");
    // Announced, it is another epoch.
    let mut restored = page([], 5);
    restored.identity.epoch += 1;
    let report = desk.take(later, &asked, Ok(Reply::Changes(restored)));
    assert!(matches!(report.connection, Connection::OtherServer { .. }), "{:?}", report.connection);

    // The right books are back: it goes on.
    let mut desk = Desk::with(0);
    desk.engine.wake(NOW);
    desk.expect_changes(NOW, 0);
    desk.changes(NOW, 0, 9);
    desk.engine.wake(later);
    desk.expect_changes(later, 9);
    desk.take(later, &asked, Ok(Reply::Changes(page([], 5))));
    desk.engine.wake(later);
    desk.expect_changes(later, 9);
    let report = desk.changes(later, 9, 10);
    assert_eq!(report.connection, Connection::Online);
}

/// A decision is due, and the server's books end before what was seen of them: nothing goes into them.
#[test]
fn neither_a_restart_nor_an_emptied_cache_gets_past_books_that_were_put_back() {
    let by_pages = || Pace { loads: false, ..Pace::default() };
    let is_put_back = |report: &Report| matches!(report.connection, Connection::Failing { failure: FailureKind::PutBack, .. });
    for (noticed_before, wiped) in [(true, false), (true, true), (false, true)] {
        let mut desk = Desk::with(0);
        desk.engine.wake(NOW);
        desk.expect_changes(NOW, 0);
        desk.changes(NOW, 0, 9);
        let mut later = NOW.plus_secs(3_600);
        if noticed_before {
            desk.engine.wake(later);
            desk.expect_changes(later, 9);
            let report = desk.take(later, &Call::Changes { after: 9, limit: by_pages().page }, Ok(Reply::Changes(page([], 5))));
            assert!(is_put_back(&report));
        }
        let base = detail(summary(3, 3));
        desk.store.record((&decision(3, &base), None), &base, later, later).unwrap();
        if wiped {
            desk.store.wipe_cache().unwrap();
        }
        let cursor = if wiped { 0 } else { 9 };
        for _ in 0..2 {
            desk = desk.restarted(by_pages());
            desk.expect_changes(later, cursor);
            assert!(matches!(desk.next(later), Step::Idle | Step::Wait { .. }), "nothing else is asked, and nothing sent");
            let asked = Call::Changes { after: cursor, limit: by_pages().page };
            let report = desk.take(later, &asked, Ok(Reply::Changes(page([summary(1, 1)], 5))));
            assert!(is_put_back(&report), "{:?}", report.connection);
            assert_eq!((desk.store.cursor().unwrap(), desk.store.known().unwrap()), (cursor, if wiped { 0 } else { 9 }), "nor taken");
            assert!(matches!(desk.next(later), Step::Wait { .. }));
            later = later.plus_secs(3_600);
        }
        // The right books are back.
        desk.expect_changes(later, cursor);
        let report = desk.changes(later, cursor, 10);
        assert_eq!(report.connection, Connection::Online);
        desk = desk.restarted(by_pages());
        assert_eq!(desk.next(later), Step::Send(Call::Identity));
        desk.take(later, &Call::Identity, Ok(Reply::Identity(health())));
        desk.sends(later);
    }
}

/// The same by a first load; and who says that the books were put back ends it.
#[test]
fn a_first_load_of_books_that_were_put_back_is_not_taken_until_somebody_says_so() {
    let mut desk = Desk::with(0);
    desk.engine.wake(NOW);
    desk.expect_changes(NOW, 0);
    desk.changes(NOW, 0, 9);
    desk.store.wipe_cache().unwrap();
    let mut desk = desk.restarted(Pace::default());
    let load = Call::Load { after: None, limit: Pace::default().part };
    assert_eq!(desk.next(NOW), Step::Send(load.clone()));
    let mut part = streams::part(1, 7);
    part.head.seq = 8;
    let report = desk.take(NOW, &load, Ok(Reply::Load(Box::new(part.clone()))));
    assert!(matches!(report.connection, Connection::Failing { failure: FailureKind::PutBack, .. }), "{:?}", report.connection);
    assert_eq!(desk.store.known().unwrap(), 0);
    let restored = ServerIdentity { epoch: identity().epoch + 1, ..identity() };
    desk.store.move_to(&restored, "restored", NOW).unwrap();
    assert_eq!(desk.store.floor().unwrap(), None);
    let mut desk = desk.restarted(Pace::default());
    assert_eq!(desk.next(NOW), Step::Send(load.clone()));
    part.head.identity = restored;
    desk.take(NOW, &load, Ok(Reply::Load(Box::new(part))));
    assert_eq!(desk.store.known().unwrap(), 6);
}

/// Who answers says how far its books have come. Where that is not so far as was seen of them, the pull is to tell before anything is sent.
#[test]
fn who_answers_tells_of_older_books_before_anything_is_sent() {
    let by_pages = || Pace { loads: false, ..Pace::default() };
    let told = |newest| Ok(Reply::Identity(Health { newest: Some(newest), ..health() }));
    let asked = Call::Changes { after: 9, limit: by_pages().page };
    let base = detail(summary(3, 3));
    let waits = || {
        let mut desk = Desk::with(0);
        desk.engine.wake(NOW);
        desk.expect_changes(NOW, 0);
        desk.changes(NOW, 0, 9);
        desk.store.record((&decision(3, &base), None), &base, NOW, NOW).unwrap();
        let mut desk = desk.restarted(by_pages());
        assert_eq!(desk.next(NOW), Step::Send(Call::Identity));
        desk
    };
    let mut desk = waits();
    desk.take(NOW, &Call::Identity, told(5));
    assert_eq!(desk.next(NOW), Step::Send(asked.clone()), "only that is asked");
    assert!(matches!(desk.next(NOW), Step::Idle | Step::Wait { .. }), "and nothing sent");
    let report = desk.take(NOW, &asked, Ok(Reply::Changes(page([], 5))));
    assert!(matches!(report.connection, Connection::Failing { failure: FailureKind::PutBack, .. }), "{:?}", report.connection);
    assert!(matches!(desk.next(NOW), Step::Wait { .. }));

    // What was said was older than what the pull tells: it goes out.
    let mut desk = waits();
    desk.take(NOW, &Call::Identity, told(8));
    assert_eq!(desk.next(NOW), Step::Send(asked.clone()));
    desk.changes(NOW, 9, 10);
    assert_eq!(desk.store.floor().unwrap(), None);
    desk.sends(NOW);

    // A locked desk, which pulls nothing, sends nothing into them either.
    let mut desk = waits();
    desk.store.lock().unwrap();
    desk.engine.rest(true);
    desk.take(NOW, &Call::Identity, told(5));
    assert!(matches!(desk.next(NOW), Step::Idle | Step::Wait { .. }));

    for newest in [9, 12] {
        let mut desk = waits();
        desk.take(NOW, &Call::Identity, told(newest));
        desk.sends(NOW);
    }
}

/// Until a first load is at its end no cursor tells how far the books had come: what its head told is kept.
#[test]
fn a_first_load_that_was_cut_leaves_word_how_far_the_books_had_come() {
    let mut desk = Desk::with_pace(Pace::default());
    let load = |after: Option<&str>| Call::Load { after: after.map(Into::into), limit: Pace::default().part };
    assert_eq!(desk.next(NOW), Step::Send(load(None)));
    let mut part = streams::part(1, 7);
    (part.complete, part.token) = (false, Some("t".into()));
    desk.take(NOW, &load(None), Ok(Reply::Load(Box::new(part.clone()))));
    assert_eq!((desk.store.cursor().unwrap(), desk.store.floor().unwrap()), (0, Some(part.head.seq)));
    let base = detail(summary(3, 3));
    desk.store.record((&decision(3, &base), None), &base, NOW, NOW).unwrap();
    desk.sends(NOW);

    let mut desk = desk.restarted(Pace::default());
    assert_eq!(desk.next(NOW), Step::Send(load(Some("t"))), "the load is to tell first");
    assert!(matches!(desk.next(NOW), Step::Idle | Step::Wait { .. }), "nothing is sent");
    let mut older = part.clone();
    (older.head.seq, older.anew) = (part.head.seq - 1, true);
    let report = desk.take(NOW, &load(Some("t")), Ok(Reply::Load(Box::new(older))));
    assert!(matches!(report.connection, Connection::Failing { failure: FailureKind::PutBack, .. }), "{:?}", report.connection);

    // The right books are back, and it comes to its end.
    let mut desk = desk.restarted(Pace::default());
    assert_eq!(desk.next(NOW), Step::Send(load(Some("t"))));
    (part.head.resumed, part.anew, part.complete, part.token) = (true, false, true, None);
    desk.take(NOW, &load(Some("t")), Ok(Reply::Load(Box::new(part.clone()))));
    desk.sends(NOW);
    let seq = part.head.seq;
    desk.expect_changes(NOW, seq);
    desk.take(NOW, &Call::Changes { after: seq, limit: Pace::default().page }, Ok(Reply::Changes(page([], seq))));
    assert_eq!((desk.store.cursor().unwrap(), desk.store.floor().unwrap()), (seq, None));
}

/// An answer tells how far the books had come before any page does, and a page that ends before it tells of older ones; one that was asked
/// for before the answer tells nothing of it.
#[test]
fn an_answer_tells_how_far_the_books_had_come() {
    let asked = Call::Changes { after: 1, limit: Pace::default().page };
    let older = || Ok(Reply::Changes(page([], 1)));
    let mut desk = Desk::with(1);
    desk.engine.wake(NOW);
    let call = desk.sends(NOW);
    desk.expect_changes(NOW, 1);
    desk.take(NOW, &call, Ok(Reply::Decided(receipt(1))));
    let report = desk.take(NOW, &asked, older());
    assert_eq!(report.connection, Connection::Online, "it may be from before the answer");
    // The row came by another way: the answer counts all the same, after a restart too.
    desk.store.put_detail(&detail(summary(1, receipt(1).seq))).unwrap();
    let mut desk = desk.restarted(Pace { loads: false, ..Pace::default() });
    desk.expect_changes(NOW, 1);
    let report = desk.take(NOW, &asked, older());
    assert!(matches!(report.connection, Connection::Failing { failure: FailureKind::PutBack, .. }), "{:?}", report.connection);
    let base = detail(summary(2, 2));
    desk.store.record((&decision(2, &base), None), &base, NOW, NOW).unwrap();
    assert!(matches!(desk.next(NOW), Step::Wait { .. }), "nothing goes into them");

    // A claim's answer tells it as well.
    let mut desk = Desk::with(1);
    let key = ClaimKey(uuid::Uuid::from_u128(9));
    let facts = detail(summary(1, 1)).case;
    let claim = ReadyClaim { plan: facts.plan, facts: facts.facts, materials: vec![], key: None, replaces: vec![] };
    desk.store.submit_claim(&IntakeDraft::begin(key, "zj-10".into(), NOW), &claim, ClaimKey(uuid::Uuid::from_u128(10)), NOW).unwrap();
    assert!(desk.store.sending_claim(key, NOW).unwrap());
    desk.store.claim_registered(key, (&made::case_id(7), 40), NOW).unwrap();
    assert_eq!(desk.store.books_seen().unwrap(), 40);
    // What was seen of the former books says nothing of those that somebody agreed to.
    desk.store.move_to(&ServerIdentity { epoch: identity().epoch + 1, ..identity() }, "restored", NOW).unwrap();
    assert_eq!(desk.store.books_seen().unwrap(), 0);
}

/// A part that is gone on with was begun on the right books: it does not say that these are.
#[test]
fn a_part_that_is_gone_on_with_clears_no_doubt() {
    let mut desk = Desk::with_pace(Pace::default());
    let load = |after: Option<&str>| Call::Load { after: after.map(Into::into), limit: Pace::default().part };
    assert_eq!(desk.next(NOW), Step::Send(load(None)));
    let mut part = streams::part(1, 7);
    (part.complete, part.token) = (false, Some("t".into()));
    desk.take(NOW, &load(None), Ok(Reply::Load(Box::new(part.clone()))));
    desk.store.raise_floor(part.head.seq + 5).unwrap();
    let base = detail(summary(3, 3));
    desk.store.record((&decision(3, &base), None), &base, NOW, NOW).unwrap();

    let mut desk = desk.restarted(Pace::default());
    assert_eq!(desk.next(NOW), Step::Send(load(Some("t"))));
    (part.head.resumed, part.token) = (true, Some("u".into()));
    desk.take(NOW, &load(Some("t")), Ok(Reply::Load(Box::new(part))));
    assert_eq!(desk.next(NOW), Step::Send(load(Some("u"))), "it goes on");
    assert!(matches!(desk.next(NOW), Step::Idle | Step::Wait { .. }), "and nothing is sent meanwhile");
}

/// A desk that is locked in the middle of a first load pulls nothing: who answers is asked, and what waits goes out.
#[test]
fn what_waits_goes_out_while_a_desk_is_locked_during_its_first_load() {
    for restarted in [false, true] {
        let mut desk = Desk::with_pace(Pace::default());
        let load = Call::Load { after: None, limit: Pace::default().part };
        assert_eq!(desk.next(NOW), Step::Send(load.clone()));
        let mut part = streams::part(1, 7);
        (part.complete, part.token) = (false, Some("t".into()));
        let seq = part.head.seq;
        desk.take(NOW, &load, Ok(Reply::Load(Box::new(part))));
        if restarted {
            desk = desk.restarted(Pace::default());
        }
        let base = detail(summary(3, 3));
        desk.store.record((&decision(3, &base), None), &base, NOW, NOW).unwrap();
        desk.store.lock().unwrap();
        desk.engine.rest(true);
        if restarted {
            assert_eq!(desk.next(NOW), Step::Send(Call::Identity));
            desk.take(NOW, &Call::Identity, Ok(Reply::Identity(Health { newest: Some(seq), ..health() })));
        }
        desk.sends(NOW);
    }
}
