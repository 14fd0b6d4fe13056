//! The client's two files: windows and views, the outbox, keys, damage, and a full disk at every write.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "store/disk.rs"]
mod disk;
#[path = "store/gates.rs"]
mod gates;
#[path = "store/groups.rs"]
mod groups;
#[path = "store/leaving.rs"]
mod leaving;
#[path = "store/loading.rs"]
mod loading;
#[path = "common/made.rs"]
mod made;
#[path = "store/outbox.rs"]
mod outbox;
#[path = "store/persons.rs"]
mod persons;
#[path = "store/receipts.rs"]
mod receipts;
#[path = "store/rows.rs"]
mod rows;
#[path = "store/search.rs"]
mod search;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use huzhu::domain::amendment::Amendment;
use huzhu::domain::assessment::CheckState;
use huzhu::domain::calendar::working_days_after;
use huzhu::domain::case::Status;
use huzhu::domain::decision::{ProblemCode, Receipt, Verb};
use huzhu::domain::draft::Draft;
use huzhu::domain::facts::Answer;
use huzhu::domain::filter::parse;
use huzhu::domain::ids::UserId;
use huzhu::domain::intake::{ClaimKey, IntakeDraft, ReadyClaim};
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::domain::money::Money;
use huzhu::domain::outbox::{OutboxCounts, OutboxItem, OutboxState, Said};
use huzhu::domain::people::{Lang, Role};
use huzhu::domain::queue::{Arrangement, Optional, RowAnchor, RowKey, RowQuery, RowWindow, SavedView, Sort, View};
use huzhu::domain::summary::CaseSummary;
use huzhu::domain::time::{Date, Moment};
use huzhu::store::{CacheKey, Folder, Session, StageKinds, Store, StoreError, Which};
use huzhu::wire::{Changes, Person, Reveal, ServerIdentity, StandingClaim};
use made::{NOW, case_id, decision, decision_id, detail, page, stages, summary};

const KEY: [u8; 32] = [7; 32];

fn today() -> Date {
    NOW.date()
}

/// The parts of items by which two outboxes are compared.
fn told(items: &[OutboxItem]) -> Vec<String> {
    items.iter().map(|item| format!("{} {:?} {} {:?}", item.decision.id, item.state, item.attempts, item.last_error)).collect()
}

fn open(folder: &Folder) -> Store {
    Store::open(folder, &CacheKey::from_bytes(KEY), stages()).unwrap()
}

fn fresh() -> (tempfile::TempDir, Folder, Store) {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::new(dir.path());
    let store = open(&folder);
    (dir, folder, store)
}

fn query(view: View, filter: &str, at: RowAnchor, limit: u32) -> RowQuery {
    let filter = parse(filter, &search::vocabulary()).filter;
    RowQuery { view, filter, me: "lin".into(), today: today(), sort: Sort::Due, at, limit }
}

#[test]
fn a_row_shows_what_was_decided_until_the_server_shows_it() {
    let (_dir, folder, mut store) = fresh();
    let mut row = summary(4, 1);
    row.status = Status::Open;
    store.apply(&page([row.clone()], 1)).unwrap();
    let base = detail(row.clone());
    let made = decision(1, &base);
    let pending = |store: &mut Store| store.rows(&query(View::Open, "", RowAnchor::Top, 5)).unwrap().rows[0].pending.clone();
    assert_eq!(pending(&mut store), None);
    store.put_draft(&row.id, &draft_of(made.verdicts.clone()), NOW).unwrap();
    let to_pay = Some(Money::from_fen(12_345));
    store.record((&made, to_pay), &base, NOW.plus_secs(8), NOW).unwrap();
    assert!(store.draft(&row.id).unwrap().is_empty(), "the draft went with the decision");
    assert_eq!(pending(&mut store), Some((Verb::Approve, OutboxState::Held { until: NOW.plus_secs(8) })));
    store.promote(NOW.plus_secs(8)).unwrap();
    assert!(store.sending(made.id, NOW.plus_secs(8)).unwrap());
    assert!(matches!(store.undo(made.id, NOW), Err(StoreError::TooLate)));
    assert!(matches!(store.discard(made.id, NOW), Err(StoreError::TooLate)), "the server may have it");
    let mut store = open(&folder);
    assert_eq!(pending(&mut store), Some((Verb::Approve, OutboxState::Sending)));
    assert_eq!(store.outbox_item(made.id).unwrap().unwrap().to_pay, to_pay, "what it pays is kept with it");
    assert_eq!(store.due(NOW).unwrap().now, Some((made.clone(), 1)), "after a restart it goes again under its key");
    let receipt = Receipt {
        decision: made.id,
        case: row.id.clone(),
        seq: 7,
        accepted_at: NOW,
        status: Status::Open,
        stage: "payout".into(),
        amount: made.amount,
    };
    store.accepted(&receipt, NOW).unwrap();
    assert!(matches!(pending(&mut store), Some((_, OutboxState::Accepted { .. }))), "until its row comes");
    row.seq = 7;
    store.apply(&page([row], 7)).unwrap();
    assert_eq!(pending(&mut store), None);
    assert_eq!(store.outbox_counts(today()).unwrap(), OutboxCounts { accepted_today: 1, ..OutboxCounts::default() });
}

#[test]
fn order_is_kept_within_a_case_and_nothing_holds_up_another() {
    let (_dir, _folder, mut store) = fresh();
    let (a, b) = (detail(summary(1, 1)), detail(summary(2, 1)));
    for (n, base) in [(1, &a), (2, &a), (3, &b)] {
        store.record((&decision(n, base), None), base, NOW, NOW).unwrap();
    }
    store.promote(NOW).unwrap();
    let due = |store: &Store, at| store.due(at).unwrap().now.map(|(decision, _)| decision.id);
    assert_eq!(due(&store, NOW), Some(decision_id(1)));
    store.sending(decision_id(1), NOW).unwrap();
    store.delayed(decision_id(1), Some(NOW.plus_secs(60)), "server-500", NOW).unwrap();
    assert_eq!(due(&store, NOW), Some(decision_id(3)), "not the second of the same case");
    store.sending(decision_id(3), NOW).unwrap();
    store.refused(decision_id(3), (ProblemCode::Blocked, "d"), None, NOW).unwrap();
    assert_eq!(store.due(NOW).unwrap().later, Some(NOW.plus_secs(60)));
    store.retry_waiting().unwrap();
    assert_eq!(due(&store, NOW), Some(decision_id(1)));
    store.sending(decision_id(1), NOW).unwrap();
    let theirs = detail(summary(1, 9));
    store.conflict(decision_id(1), ("d", None), Some(&theirs), NOW).unwrap();
    assert_eq!(due(&store, NOW), None, "the second of the case rests on what never came about");
    let second = store.outbox_item(decision_id(2)).unwrap().unwrap();
    assert!(matches!(second.state, OutboxState::Conflict { .. }));
    assert_eq!((second.said.as_deref(), second.attempts), (Some(&Said::After { verb: Verb::Approve }), 0));
    let sides = store.sides(decision_id(1)).unwrap();
    assert_eq!((sides.base, sides.theirs), (Some(a.clone()), Some(theirs)));
    let mut again = decision(9, &a);
    again.basis = a.basis.clone();
    store.replace(decision_id(1), (&again, None), &a, NOW, NOW).unwrap();
    assert!(matches!(store.sides(decision_id(1)), Err(StoreError::NotThere)));
    let counts = OutboxCounts { held: 1, conflict: 1, refused: 1, ..OutboxCounts::default() };
    assert_eq!(store.outbox_counts(today()).unwrap(), counts);
    let undone = store.undo(decision_id(9), NOW).unwrap();
    assert_eq!(undone.decision, again);
    assert_eq!(store.draft(&case_id(1)).unwrap().verdicts, again.verdicts, "undo gives the verdicts back");
}

fn draft_of(verdicts: Vec<MaterialVerdict>) -> Draft {
    Draft { verdicts, ..Draft::default() }
}

fn answer(check: &str, note: &str) -> Amendment {
    Amendment::Answer(Answer { check: check.into(), holds: true, note: note.into(), clause: None, covers: None })
}

#[test]
fn verdicts_marked_after_a_decision_outlive_its_undo() {
    let (_dir, _folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    let mark = |material: &str, verdict: Option<Verdict>| MaterialVerdict { material: material.into(), verdict };
    let mut later = draft_of(vec![mark("id-copy", Some(Verdict::Defective { reason: "MAT-ILLEGIBLE".into() }))]);
    later.amend(answer("class", "按病理"));
    store.put_draft(&case_id(1), &later, NOW).unwrap();
    store.undo(decision_id(1), NOW).unwrap();
    assert_eq!(store.draft(&case_id(1)).unwrap(), later);
    let carried = huzhu::domain::decision::Decision {
        amendments: vec![answer("class", "按病理"), answer("continuity", "续保")],
        ..decision(2, &base)
    };
    store.record((&carried, None), &base, NOW, NOW).unwrap();
    let other = mark("receipts", Some(Verdict::Accepted));
    let newer = Draft { verdicts: vec![other.clone()], amendments: vec![answer("class", "按出院记录")], ..Draft::default() };
    store.put_draft(&case_id(1), &newer, NOW).unwrap();
    store.undo(decision_id(2), NOW).unwrap();
    let draft = store.draft(&case_id(1)).unwrap();
    assert_eq!(draft.verdicts, [other, mark("id-copy", Some(Verdict::Accepted))]);
    assert_eq!(draft.amendments, [answer("class", "按出院记录"), answer("continuity", "续保")]);
}

#[test]
fn a_decision_is_recorded_once() {
    let (_dir, _folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    let made = decision(1, &base);
    store.record((&made, None), &base, NOW, NOW).unwrap();
    store.record((&made, None), &base, NOW, NOW).unwrap();
    assert_eq!(store.outbox().unwrap().len(), 1);
    let mut other = made;
    other.engine = 2;
    assert!(matches!(store.record((&other, None), &base, NOW, NOW), Err(StoreError::IdReused)));
}

#[test]
fn one_process_pushes() {
    let (_dir, folder, _store) = fresh();
    let lock = huzhu::store::PushLock::acquire(&folder).unwrap().unwrap();
    assert!(huzhu::store::PushLock::acquire(&folder).unwrap().is_none());
    drop(lock);
    assert!(huzhu::store::PushLock::acquire(&folder).unwrap().is_some());
}
