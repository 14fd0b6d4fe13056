//! The way of an item: its times, its tries, why it was not taken, and the record of what left without an answer.

use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Decision, ProblemCode, Receipt, Verb};
use huzhu::domain::money::Money;
use huzhu::domain::outbox::{LEFT_KEPT_DAYS, Left, OutboxState, Said};
use huzhu::domain::people::Lang;
use huzhu::domain::time::Moment;
use huzhu::domain::why::Why;
use huzhu::store::{Store, StoreError};

use super::made::{NOW, case_id, decision, decision_id, detail, summary};
use super::{fresh, open, today};

fn recorded(store: &mut Store, n: u64, case: u64) {
    let base = detail(summary(case, 1));
    store.record((&decision(n, &base), None), &base, NOW, NOW).unwrap();
}

fn sent(store: &mut Store, n: u64) {
    store.promote(NOW).unwrap();
    assert!(store.sending(decision_id(n), NOW.plus_secs(1)).unwrap());
}

fn due(store: &Store, at: Moment) -> Option<Decision> {
    store.due(at).unwrap().now.map(|(decision, _)| decision)
}

#[test]
fn an_item_tells_when_it_was_recorded_when_it_changed_and_what_failed_last() {
    let (_dir, folder, mut store) = fresh();
    recorded(&mut store, 1, 1);
    sent(&mut store, 1);
    store.delayed(decision_id(1), Some(NOW.plus_secs(9)), "server-503", NOW.plus_secs(3)).unwrap();
    let item = open(&folder).outbox_item(decision_id(1)).unwrap().unwrap();
    assert_eq!((item.recorded, item.changed, item.attempts), (NOW, NOW.plus_secs(3), 1));
    assert_eq!(item.last_error.as_deref(), Some("server-503"), "a machine's word: it is said in the reader's language");
    assert_eq!(item.state, OutboxState::Waiting { next_try: Some(NOW.plus_secs(9)) });
}

#[test]
fn one_is_tried_at_once_and_the_others_wait_for_their_own_time() {
    let (_dir, _folder, mut store) = fresh();
    for n in [1, 2] {
        recorded(&mut store, n, n);
        sent(&mut store, n);
        store.delayed(decision_id(n), Some(NOW.plus_secs(60 * n as i64)), "timeout", NOW).unwrap();
    }
    assert_eq!(due(&store, NOW), None);
    assert_eq!(store.due(NOW).unwrap().later, Some(NOW.plus_secs(60)));
    store.retry(decision_id(2)).unwrap();
    assert_eq!(due(&store, NOW).map(|decision| decision.id), Some(decision_id(2)));
    assert_eq!(store.due(NOW).unwrap().later, Some(NOW.plus_secs(60)), "the first waits on");
}

#[test]
fn why_it_was_not_taken_is_kept_with_its_particulars() {
    let (_dir, folder, mut store) = fresh();
    recorded(&mut store, 1, 1);
    sent(&mut store, 1);
    let why = Why::OverLimit { limit: Money::from_yuan(5000) };
    store.refused(decision_id(1), (ProblemCode::OverLimit, "超过限额"), Some(&why), NOW).unwrap();
    let item = open(&folder).outbox_item(decision_id(1)).unwrap().unwrap();
    assert_eq!(item.said.as_deref(), Some(&Said::Server { why }));
}

#[test]
fn what_was_decided_behind_one_that_was_not_taken_does_not_overtake_it() {
    let (_dir, _folder, mut store) = fresh();
    (1..=2).for_each(|n| recorded(&mut store, n, 1));
    let base = detail(summary(1, 1));
    let note = Decision { act: Act::Note { text: "已电话告知".into() }, ..decision(3, &base) };
    store.record((&note, None), &base, NOW, NOW).unwrap();
    recorded(&mut store, 4, 2);
    sent(&mut store, 1);
    store.refused(decision_id(1), (ProblemCode::FourEyes, "d"), None, NOW).unwrap();
    let second = store.outbox_item(decision_id(2)).unwrap().unwrap();
    assert!(matches!(second.state, OutboxState::Conflict { .. }), "{second:?}");
    assert_eq!((second.attempts, second.said.as_deref()), (0, Some(&Said::After { verb: Verb::Approve })));
    assert_eq!(due(&store, NOW).map(|decision| decision.id), Some(decision_id(3)), "a note rests on nothing and goes");
    sent(&mut store, 3);
    store.refused(decision_id(3), (ProblemCode::NotAllowed, "d"), None, NOW).unwrap();
    assert_eq!(due(&store, NOW).map(|decision| decision.id), Some(decision_id(4)), "another case is not held up");
}

#[test]
fn what_cannot_be_undone_or_dropped_says_where_it_stands() {
    let (_dir, _folder, mut store) = fresh();
    for n in 1..=3 {
        recorded(&mut store, n, n);
        sent(&mut store, n);
    }
    let receipt = Receipt {
        decision: decision_id(1),
        case: case_id(1),
        seq: 7,
        accepted_at: NOW,
        status: Status::Open,
        stage: "payout".into(),
        amount: Money::ZERO,
    };
    store.accepted(&receipt, NOW).unwrap();
    store.conflict(decision_id(2), ("d", Some(&Why::Basis)), None, NOW).unwrap();
    store.refused(decision_id(3), (ProblemCode::FourEyes, "d"), None, NOW).unwrap();
    assert!(matches!(store.undo(decision_id(1), NOW), Err(StoreError::Accepted)));
    assert!(matches!(store.discard(decision_id(1), NOW), Err(StoreError::Accepted)));
    for n in [2, 3] {
        assert!(matches!(store.undo(decision_id(n), NOW), Err(StoreError::NotTaken)), "{n}");
        store.discard(decision_id(n), NOW).unwrap();
    }
}

#[test]
fn what_was_not_sent_waits_while_it_is_changed_and_what_may_be_there_does_not() {
    let (_dir, folder, mut store) = fresh();
    (1..=2).for_each(|n| recorded(&mut store, n, n));
    store.promote(NOW).unwrap();
    store.hold_on(decision_id(1), NOW.plus_secs(900), NOW).unwrap();
    assert_eq!(due(&store, NOW.plus_secs(1)).map(|decision| decision.id), Some(decision_id(2)), "others go on");
    sent(&mut store, 2);
    assert!(matches!(store.hold_on(decision_id(2), NOW.plus_secs(900), NOW), Err(StoreError::TooLate)));
    // Another process had found it due just before.
    let mut other = open(&folder);
    assert!(!other.sending(decision_id(1), NOW.plus_secs(2)).unwrap(), "it is not sent while it is changed");
    let mut store = open(&folder);
    store.promote(NOW.plus_secs(899)).unwrap();
    assert!(store.due(NOW.plus_secs(899)).unwrap().now.is_none_or(|(decision, _)| decision.id != decision_id(1)));
    store.promote(NOW.plus_secs(900)).unwrap();
    assert_eq!(due(&store, NOW.plus_secs(900)).map(|decision| decision.id), Some(decision_id(1)), "nobody came back: as it was decided");
}

#[test]
fn what_leaves_without_an_answer_is_on_record_for_a_while() {
    let (_dir, folder, mut store) = fresh();
    (1..=3).for_each(|n| recorded(&mut store, n, n));
    store.undo(decision_id(1), NOW.plus_secs(2)).unwrap();
    sent(&mut store, 2);
    store.conflict(decision_id(2), ("d", Some(&Why::Basis)), None, NOW.plus_secs(3)).unwrap();
    let base = detail(summary(2, 5));
    store.replace(decision_id(2), (&decision(9, &base), None), &base, NOW, NOW.plus_secs(4)).unwrap();
    store.discard(decision_id(3), NOW.plus_secs(5)).unwrap();
    let mut store = open(&folder);
    let left = store.outbox_left().unwrap();
    let told: Vec<_> = left.iter().map(|of| (of.item.decision.case.clone(), of.left, of.at, of.by)).collect();
    let wanted = [
        (case_id(3), Left::Discarded, NOW.plus_secs(5), None),
        (case_id(2), Left::Replaced, NOW.plus_secs(4), Some(decision_id(9))),
        (case_id(1), Left::Undone, NOW.plus_secs(2), None),
    ];
    assert_eq!(told, wanted);
    assert!(matches!(left[1].item.state, OutboxState::Conflict { .. }), "as it stood");
    assert_eq!((left[1].item.name.as_str(), left[1].item.recorded), (summary(2, 1).name.as_str(), NOW));
    let later = NOW.plus_secs((LEFT_KEPT_DAYS + 1) * 24 * 3600);
    store.discard(decision_id(9), later).unwrap();
    assert_eq!(store.outbox_left().unwrap().len(), 1, "the older ones were kept long enough");
}

#[test]
fn a_month_of_unsent_decisions_is_counted_whole_and_listed_in_part() {
    let (_dir, _folder, mut store) = fresh();
    let recordings: Vec<_> = (1..=1_200)
        .map(|n| {
            let base = detail(summary(n, 1));
            let decision = Decision { act: Act::Note { text: "n".into() }, ..decision(n, &base) };
            huzhu::domain::outbox::Recording { decision, name: base.summary.name.clone(), plan: "zj-10".into(), to_pay: None, base: None }
        })
        .collect();
    store.record_all(&recordings, NOW, NOW).unwrap();
    store.promote(NOW).unwrap();
    assert_eq!(store.outbox_counts(today()).unwrap().waiting, 1_200);
    let listed = store.outbox_listed().unwrap();
    assert_eq!((listed.len(), listed[0].decision.id), (1_000, decision_id(1_200)), "the newest can still be taken back");
    assert_eq!(due(&store, NOW).map(|decision| decision.id), Some(decision_id(1)), "the oldest goes first");
    let again = |n| decision(n, &detail(summary(n - 2_000, 1)));
    let base = detail(summary(1, 1));
    store.record_alone((&decision(3_001, &base), None), &base, NOW, NOW).expect("a note decides nothing");
    store.record_alone((&decision(3_001, &base), None), &base, NOW, NOW).expect("the same one may be written again");
    let refused = store.record_alone((&again(2_001), None), &base, NOW, NOW).unwrap_err();
    assert!(matches!(refused, StoreError::OnItsWay { verb: Verb::Approve, .. }), "whatever is listed");
    let both = [2_002, 2_001].map(|n| {
        let base = detail(summary(n - 2_000, 1));
        huzhu::domain::outbox::Recording {
            decision: decision(n, &base),
            name: base.summary.name.clone(),
            plan: "zj-10".into(),
            to_pay: None,
            base: None,
        }
    });
    let refused = store.record_all_alone(&both, NOW, NOW).unwrap_err();
    assert!(refused.tell(Lang::Zh).contains(base.summary.id.as_str()), "a batch says which case: {}", refused.tell(Lang::Zh));
    assert_eq!(store.outbox().unwrap().len(), 1_201, "and none of it is there");
    store.record_all_alone(&both[..1], NOW, NOW).expect("another case is free");
    assert_eq!(store.outbox().unwrap().len(), 1_202, "who wipes or moves the file sees all of them");
}

#[test]
fn what_takes_the_place_of_a_refused_one_waits_for_what_was_decided_meanwhile() {
    let (_dir, _folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    let by = |n| decision(n, &base);
    store.record((&by(1), None), &base, NOW, NOW).unwrap();
    store.sending(decision_id(1), NOW).unwrap();
    store.refused(decision_id(1), (ProblemCode::Blocked, "d"), None, NOW).unwrap();
    // Another window decides; this one has still the refused one before it.
    store.record_alone((&by(2), None), &base, NOW, NOW).unwrap();
    let refused = store.replace(decision_id(1), (&by(3), None), &base, NOW, NOW).unwrap_err();
    assert!(matches!(refused, StoreError::OnItsWay { verb: Verb::Approve, .. }), "{refused:?}");
    let stands: Vec<_> = store.outbox().unwrap().into_iter().map(|item| (item.decision.id, item.state.is_unsent())).collect();
    assert_eq!(stands, [(decision_id(2), true), (decision_id(1), false)], "nothing was changed");
    store.undo(decision_id(2), NOW).unwrap();
    store.replace(decision_id(1), (&by(3), None), &base, NOW, NOW).unwrap();
}

#[test]
fn a_conflict_stands_again_when_what_took_its_place_is_taken_back() {
    let (_dir, _folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    let by = |n| decision(n, &base);
    store.record((&by(1), Some("12.50".parse().unwrap())), &base, NOW, NOW).unwrap();
    store.sending(decision_id(1), NOW).unwrap();
    let theirs = detail(summary(1, 4));
    store.conflict(decision_id(1), ("d", None), Some(&theirs), NOW).unwrap();
    let stood = (store.outbox_item(decision_id(1)).unwrap(), store.sides(decision_id(1)).unwrap());
    // It is decided again, that is changed before it goes out, and much later taken back.
    store.replace(decision_id(1), (&by(2), None), &theirs, NOW, NOW).unwrap();
    store.replace(decision_id(2), (&by(3), None), &theirs, NOW, NOW).unwrap();
    let later = NOW.plus_secs(200 * 86_400);
    store.record((&decision(9, &detail(summary(2, 2))), None), &detail(summary(2, 2)), later, later).unwrap();
    store.discard(decision_id(9), later).unwrap();
    let undone = store.undo(decision_id(3), later).unwrap();
    assert_eq!((undone.decision, undone.stands_again), (by(3), Some(decision_id(1))));
    assert_eq!((store.outbox_item(decision_id(1)).unwrap(), store.sides(decision_id(1)).unwrap()), stood, "as it stood");
    assert_eq!(store.outbox().unwrap().len(), 1);
    let left: Vec<_> = store.outbox_left().unwrap().into_iter().map(|left| left.item.decision.id).collect();
    assert!(!left.contains(&decision_id(1)) && left.contains(&decision_id(3)), "{left:?}");

    // The server had a word on what took its place: that alone waits, and stands again.
    store.replace(decision_id(1), (&by(4), None), &theirs, later, later).unwrap();
    store.sending(decision_id(4), later).unwrap();
    store.conflict(decision_id(4), ("d", None), Some(&theirs), later).unwrap();
    store.replace(decision_id(4), (&by(5), None), &theirs, later, later).unwrap();
    assert_eq!(store.undo(decision_id(5), later).unwrap().stands_again, Some(decision_id(4)));
    assert_eq!(store.outbox().unwrap().len(), 1);

    // What is discarded by name is settled.
    store.replace(decision_id(4), (&by(6), None), &theirs, later, later).unwrap();
    store.discard(decision_id(6), later).unwrap();
    assert!(store.outbox().unwrap().is_empty());
}
