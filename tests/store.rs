//! The client's two files: windows and views, the outbox, keys, damage, and a full disk at every write.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "store/groups.rs"]
mod groups;
#[path = "common/made.rs"]
mod made;

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
use huzhu::domain::ids::UserId;
use huzhu::domain::intake::{ClaimKey, IntakeDraft, ReadyClaim};
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::domain::money::Money;
use huzhu::domain::outbox::{OutboxCounts, OutboxItem, OutboxState};
use huzhu::domain::people::{Lang, Role};
use huzhu::domain::queue::{RowAnchor, RowKey, RowQuery, RowWindow, Sort, View};
use huzhu::domain::summary::CaseSummary;
use huzhu::domain::time::Date;
use huzhu::store::{CacheKey, Folder, Session, StageKinds, Store, StoreError, Which};
use huzhu::wire::{Person, Reveal};
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
    RowQuery { view, filter: filter.into(), me: "lin".into(), today: today(), sort: Sort::Due, at, limit }
}

/// What a view should hold, said a second time and plainly.
fn belongs(view: View, row: &CaseSummary) -> bool {
    let open = row.status == Status::Open;
    let soon = working_days_after(today(), 3).date;
    match view {
        View::Open => open,
        View::Mine => open && row.assignee == Some(UserId::from("lin")),
        View::Unassigned => open && row.assignee.is_none(),
        View::DueSoon => open && row.due.is_some_and(|due| (today()..=soon).contains(&due)),
        View::Overdue => open && row.due.is_some_and(|due| due < today()),
        View::Returned => row.status == Status::Returned,
        View::ToApprove => open && row.stage == "approval",
        View::ToPay => open && row.stage == "payout",
        View::Closed => row.status.is_closed(),
    }
}

fn expected(rows: &[CaseSummary], view: View) -> Vec<CaseSummary> {
    let mut rows: Vec<_> = rows.iter().filter(|row| belongs(view, row)).cloned().collect();
    rows.sort_by_key(RowKey::of);
    rows
}

fn shown(window: &RowWindow) -> Vec<CaseSummary> {
    window.rows.iter().map(|row| row.summary.clone()).collect()
}

/// Compares every kind of window of every view with the plain list.
fn compare(store: &mut Store, rows: &[CaseSummary], limit: usize) {
    let counts = store.counts(&"lin".into(), today()).unwrap();
    for (view, count) in counts {
        let all = expected(rows, view);
        assert_eq!(count, all.len() as u64, "{view:?}");
        let top = store.rows(&query(view, "", RowAnchor::Top, limit as u32)).unwrap();
        assert_eq!(shown(&top), all[..limit.min(all.len())], "{view:?}");
        assert_eq!((top.before, top.total), (0, all.len() as u64), "{view:?}");
        let bottom = store.rows(&query(view, "", RowAnchor::Bottom, limit as u32)).unwrap();
        assert_eq!(shown(&bottom), all[all.len().saturating_sub(limit)..], "{view:?}");
        assert_eq!(bottom.before, all.len().saturating_sub(limit) as u64);
        for at in [0, 1, limit / 2, all.len() / 2, all.len().saturating_sub(2)] {
            let Some(row) = all.get(at) else { continue };
            let key = RowKey::of(row);
            let after = store.rows(&query(view, "", RowAnchor::After(key.clone()), limit as u32)).unwrap();
            assert_eq!(shown(&after), all[at + 1..(at + 1 + limit).min(all.len())], "{view:?} after {at}");
            assert_eq!(after.before, at as u64 + 1);
            let before = store.rows(&query(view, "", RowAnchor::Before(key.clone()), limit as u32)).unwrap();
            assert_eq!(shown(&before), all[at.saturating_sub(limit)..at], "{view:?} before {at}");
            let around = store.rows(&query(view, "", RowAnchor::Around(key), limit as u32)).unwrap();
            assert!(shown(&around).contains(row), "{view:?} around {at}");
            assert_eq!(around.rows.len(), limit.min(all.len()), "{view:?} around {at}: a full window");
            assert_eq!(shown(&around), all[around.before as usize..around.before as usize + around.rows.len()]);
        }
    }
}

#[test]
fn windows_and_counts_are_those_of_the_plain_list_and_follow_every_page() {
    let (_dir, folder, mut store) = fresh();
    let mut rows: Vec<CaseSummary> = (0..1500).map(|n| summary(n, n + 1)).collect();
    store.apply(&page(rows.clone(), 1500)).unwrap();
    compare(&mut store, &rows, 40);
    // Small pages move the marks; a large one makes them anew.
    for (seq, many) in [(2000, 1), (3000, 30), (4000, 400)] {
        for i in 0..many {
            let n = usize::try_from((seq * 7 + i * 31) % 1700).unwrap();
            let mut row = summary(seq + i, seq + i);
            row.id = case_id(n as u64);
            match rows.iter_mut().find(|known| known.id == row.id) {
                Some(known) => *known = row,
                None => rows.push(row),
            }
        }
        let changed: Vec<_> = rows.iter().filter(|row| row.seq >= seq).cloned().collect();
        store.apply(&page(changed, seq + many)).unwrap();
        compare(&mut store, &rows, 17);
    }
    drop(store);
    let mut again = open(&folder);
    compare(&mut again, &rows, 40);
    assert_eq!(again.cursor().unwrap(), 4400);
}

/// Reads a view in a sort from one end to the other, window by window.
fn walked(store: &mut Store, view: View, filter: &str, sort: Sort, forward: bool) -> Vec<CaseSummary> {
    let ask = |at| RowQuery { sort, ..query(view, filter, at, 37) };
    let mut window = store.rows(&ask(if forward { RowAnchor::Top } else { RowAnchor::Bottom })).unwrap();
    let mut all: Vec<CaseSummary> = Vec::new();
    while !window.rows.is_empty() {
        let rows = shown(&window);
        let (first, last) = (RowKey::by(sort, &rows[0]), RowKey::by(sort, rows.last().unwrap()));
        if forward {
            assert_eq!(window.before, all.len() as u64, "{view:?} {sort:?}");
            all.extend(rows);
            window = store.rows(&ask(RowAnchor::After(last))).unwrap();
        } else {
            all.splice(0..0, rows);
            assert_eq!(window.before + all.len() as u64, window.total, "{view:?} {sort:?}");
            window = store.rows(&ask(RowAnchor::Before(first))).unwrap();
        }
    }
    all
}

#[test]
fn every_sort_gives_each_row_once_in_its_order_from_either_end() {
    let (_dir, _folder, mut store) = fresh();
    let mut rows: Vec<CaseSummary> = (0..700).map(|n| summary(n, n + 1)).collect();
    store.apply(&page(rows.clone(), 700)).unwrap();
    for round in 0..2 {
        for (view, sort) in View::ALL.into_iter().flat_map(|view| Sort::ALL.map(|sort| (view, sort))) {
            let mut all = expected(&rows, view);
            all.sort_by_key(|row| RowKey::by(sort, row));
            assert_eq!(walked(&mut store, view, "", sort, true), all, "{view:?} {sort:?} {round}");
            assert_eq!(walked(&mut store, view, "", sort, false), all, "{view:?} {sort:?} {round}, from the end");
            let found: Vec<_> = all.into_iter().filter(|row| row.name == "张某某").collect();
            assert_eq!(walked(&mut store, view, "zmm", sort, true), found, "{view:?} {sort:?} {round}, filtered");
        }
        // The second round looks at indexes that were there when rows moved, one page small enough for the marks to move along.
        for n in [3, 30, 300] {
            let row = CaseSummary { id: case_id(n), ..summary(n + 5_000, n + 5_000) };
            rows[usize::try_from(n).unwrap()] = row.clone();
            store.apply(&page([row], n + 5_000)).unwrap();
        }
    }
}

#[test]
fn names_are_sorted_as_they_are_said_and_the_largest_amount_comes_first() {
    let (_dir, _folder, mut store) = fresh();
    let named = |n: u64, name: &str, fen: Option<i64>| CaseSummary {
        name: name.into(),
        amount: fen.map(Money::from_fen),
        status: Status::Open,
        ..summary(n, n)
    };
    store
        .apply(&page([named(1, "张某", Some(1)), named(2, "阿某", None), named(3, "李某", Some(900)), named(4, "李甲", Some(20))], 4))
        .unwrap();
    let mut names = |sort| {
        let window = store.rows(&RowQuery { sort, ..query(View::Open, "", RowAnchor::Top, 9) }).unwrap();
        window.rows.into_iter().map(|row| row.summary.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Sort::Name), ["阿某", "李甲", "李某", "张某"]);
    assert_eq!(names(Sort::Amount), ["李某", "李甲", "张某", "阿某"]);
}

#[test]
fn a_filter_finds_what_was_typed_in_every_window() {
    let (_dir, _folder, mut store) = fresh();
    let rows: Vec<CaseSummary> = (0..800).map(|n| summary(n, n + 1)).collect();
    store.apply(&page(rows.clone(), 800)).unwrap();
    for (typed, name) in [("zmm", "张某某"), ("ouy", "欧阳某"), ("shan", "单某"), ("dan", "单某"), ("沈", "沈某某")] {
        let all: Vec<_> = expected(&rows, View::Open).into_iter().filter(|row| row.name == name).collect();
        let top = store.rows(&query(View::Open, typed, RowAnchor::Top, 20)).unwrap();
        assert_eq!(shown(&top), all[..20], "{typed}");
        assert_eq!(top.total, all.len() as u64);
        let key = RowKey::of(&all[30]);
        let around = store.rows(&query(View::Open, typed, RowAnchor::Around(key.clone()), 20)).unwrap();
        assert_eq!((shown(&around), around.before), (all[20..40].to_vec(), 20), "{typed}");
        let after = store.rows(&query(View::Open, typed, RowAnchor::After(key.clone()), 5)).unwrap();
        assert_eq!(shown(&after), all[31..36], "{typed}");
        let before = store.rows(&query(View::Open, typed, RowAnchor::Before(key), 5)).unwrap();
        assert_eq!(shown(&before), all[25..30], "{typed}");
    }
    let one = rows.iter().find(|row| belongs(View::Open, row)).unwrap();
    let tail = &one.id.as_str()[5..];
    assert_eq!(shown(&store.rows(&query(View::Open, tail, RowAnchor::Top, 9)).unwrap())[0].id, one.id, "the digits alone");
    // Hits follow the rows.
    let mut closed = one.clone();
    (closed.status, closed.seq) = (Status::Paid, 900);
    store.apply(&page([closed], 900)).unwrap();
    assert!(store.rows(&query(View::Open, tail, RowAnchor::Top, 9)).unwrap().rows.is_empty());
    assert_eq!(store.rows(&query(View::Closed, tail, RowAnchor::Top, 9)).unwrap().total, 1);
}

#[test]
fn pages_are_taken_whole_once_and_never_backwards() {
    let (_dir, _folder, mut store) = fresh();
    let mut first = page([summary(1, 5)], 5);
    first.changes[0].detail = Some(Box::new(detail(summary(1, 5))));
    assert_eq!(store.apply(&first).unwrap(), [case_id(1)]);
    assert!(store.apply(&first).unwrap().is_empty(), "the same page again changes nothing");
    let mut newer = summary(1, 9);
    newer.worst = CheckState::Fail;
    store.apply(&page([newer.clone()], 9)).unwrap();
    assert!(store.detail(&case_id(1)).unwrap().is_none(), "an older detail is gone with its row");
    store.apply(&first).unwrap();
    assert_eq!(store.summary(&case_id(1)).unwrap(), Some(newer));
    assert_eq!(store.cursor().unwrap(), 9, "a late page moves nothing back");
    assert!(!store.put_detail(&detail(summary(1, 5))).unwrap());
    assert!(store.put_detail(&detail(summary(1, 12))).unwrap());
    assert_eq!(store.detail(&case_id(1)).unwrap().unwrap().summary.seq, 12);
    let mut other = page([summary(2, 13)], 13);
    other.identity.epoch = 2;
    assert!(matches!(store.apply(&other), Err(StoreError::OtherServer)));
    assert_eq!(store.cursor().unwrap(), 9);
    store.move_to(&other.identity, "elsewhere", NOW).unwrap();
    assert_eq!((store.cursor().unwrap(), store.summary(&case_id(1)).unwrap()), (0, None));
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
    store.record(&made, &base, NOW.plus_secs(8), NOW).unwrap();
    assert!(store.draft(&row.id).unwrap().is_empty(), "the draft went with the decision");
    assert_eq!(pending(&mut store), Some((Verb::Approve, OutboxState::Held { until: NOW.plus_secs(8) })));
    store.promote(NOW.plus_secs(8)).unwrap();
    assert!(store.sending(made.id, NOW.plus_secs(8)).unwrap());
    assert!(matches!(store.undo(made.id, NOW), Err(StoreError::TooLate)));
    assert!(matches!(store.discard(made.id, NOW), Err(StoreError::TooLate)), "the server may have it");
    let mut store = open(&folder);
    assert_eq!(pending(&mut store), Some((Verb::Approve, OutboxState::Sending)));
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
        store.record(&decision(n, base), base, NOW, NOW).unwrap();
    }
    store.promote(NOW).unwrap();
    let due = |store: &Store, at| store.due(at).unwrap().now.map(|(decision, _)| decision.id);
    assert_eq!(due(&store, NOW), Some(decision_id(1)));
    store.sending(decision_id(1), NOW).unwrap();
    store.delayed(decision_id(1), Some(NOW.plus_secs(60)), "server-500", NOW).unwrap();
    assert_eq!(due(&store, NOW), Some(decision_id(3)), "not the second of the same case");
    store.sending(decision_id(3), NOW).unwrap();
    store.refused(decision_id(3), ProblemCode::Blocked, "d", NOW).unwrap();
    assert_eq!(store.due(NOW).unwrap().later, Some(NOW.plus_secs(60)));
    store.retry_waiting().unwrap();
    assert_eq!(due(&store, NOW), Some(decision_id(1)));
    store.sending(decision_id(1), NOW).unwrap();
    let theirs = detail(summary(1, 9));
    store.conflict(decision_id(1), "d", Some(&theirs), NOW).unwrap();
    assert_eq!(due(&store, NOW), Some(decision_id(2)));
    let sides = store.sides(decision_id(1)).unwrap();
    assert_eq!((sides.base, sides.theirs), (Some(a.clone()), Some(theirs)));
    let mut again = decision(9, &a);
    again.basis = a.basis.clone();
    store.replace(decision_id(1), &again, &a, NOW, NOW).unwrap();
    assert!(matches!(store.sides(decision_id(1)), Err(StoreError::NotThere)));
    let counts = OutboxCounts { held: 1, waiting: 1, refused: 1, ..OutboxCounts::default() };
    assert_eq!(store.outbox_counts(today()).unwrap(), counts);
    let undone = store.undo(decision_id(9), NOW).unwrap();
    assert_eq!(undone, again);
    assert_eq!(store.draft(&case_id(1)).unwrap().verdicts, again.verdicts, "undo gives the verdicts back");
}

fn draft_of(verdicts: Vec<MaterialVerdict>) -> Draft {
    Draft { verdicts, amendments: Vec::new() }
}

fn answer(check: &str, note: &str) -> Amendment {
    Amendment::Answer(Answer { check: check.into(), holds: true, note: note.into(), clause: None })
}

#[test]
fn verdicts_marked_after_a_decision_outlive_its_undo() {
    let (_dir, _folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    store.record(&decision(1, &base), &base, NOW, NOW).unwrap();
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
    store.record(&carried, &base, NOW, NOW).unwrap();
    let other = mark("receipts", Some(Verdict::Accepted));
    let newer = Draft { verdicts: vec![other.clone()], amendments: vec![answer("class", "按出院记录")] };
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
    store.record(&made, &base, NOW, NOW).unwrap();
    store.record(&made, &base, NOW, NOW).unwrap();
    assert_eq!(store.outbox().unwrap().len(), 1);
    let mut other = made;
    other.engine = 2;
    assert!(matches!(store.record(&other, &base, NOW, NOW), Err(StoreError::IdReused)));
}

#[test]
fn a_wrong_key_touches_nothing_and_a_damaged_cache_is_made_anew() {
    let (_dir, folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    store.apply(&page((0..300).map(|n| summary(n, n + 1)), 300)).unwrap();
    store.record(&decision(1, &base), &base, NOW, NOW).unwrap();
    drop(store);
    let before = (fs::read(folder.outbox()).unwrap(), fs::read(folder.cache()).unwrap());
    let wrong = Store::open(&folder, &CacheKey::from_bytes([8; 32]), stages());
    assert!(matches!(wrong, Err(StoreError::WrongKey { which: Which::Outbox, .. })));
    assert_eq!(before, (fs::read(folder.outbox()).unwrap(), fs::read(folder.cache()).unwrap()));

    // In the middle of the file: found by the first read that comes there.
    let mut bytes = before.1.clone();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    fs::write(folder.cache(), bytes).unwrap();
    let mut store = open(&folder);
    let all = (0..300).map(|n| store.summary(&case_id(n))).collect::<Result<Vec<_>, _>>();
    let found = all.map(|_| ()).and(store.rows(&query(View::Open, "", RowAnchor::Bottom, 1000)).map(|_| ()));
    let error = found.unwrap_err();
    assert!(!error.tell(Lang::Zh).is_empty() && !error.tell(Lang::En).is_empty());
    drop(store);
    let store = open(&folder);
    assert!(store.opened().cache_rebuilt, "{error}");
    assert_eq!(store.cursor().unwrap(), 0);
    assert_eq!(store.outbox().unwrap().len(), 1, "the decision was in the other file");
    drop(store);

    // At the beginning: found when it is opened.
    fs::write(folder.cache(), b"not a database at all, and not empty either").unwrap();
    assert!(open(&folder).opened().cache_rebuilt);
    fs::write(folder.outbox(), b"not a database at all, and not empty either").unwrap();
    assert!(matches!(Store::open(&folder, &CacheKey::from_bytes(KEY), stages()), Err(StoreError::WrongKey { .. })));
    assert_eq!(fs::read(folder.outbox()).unwrap(), b"not a database at all, and not empty either", "never thrown away");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let error = Store::open(&Folder::new("/nonexistent/x"), &CacheKey::from_bytes(KEY), stages()).unwrap_err();
    assert!(matches!(error, StoreError::NoAccess { .. }));
    assert!(error.tell(Lang::Zh).contains("/nonexistent/x"));
}

#[test]
fn new_plans_move_rows_between_views() {
    let (_dir, folder, store) = fresh();
    drop(store);
    let mut store = Store::open(&folder, &CacheKey::from_bytes(KEY), StageKinds::default()).unwrap();
    let rows: Vec<_> = (0..100).map(|n| summary(n, n + 1)).collect();
    store.apply(&page(rows.clone(), 100)).unwrap();
    assert_eq!(store.rows(&query(View::ToPay, "", RowAnchor::Top, 5)).unwrap().total, 0);
    drop(store);
    let mut store = open(&folder);
    compare(&mut store, &rows, 10);
}

#[test]
fn one_process_pushes() {
    let (_dir, folder, _store) = fresh();
    let lock = huzhu::store::PushLock::acquire(&folder).unwrap().unwrap();
    assert!(huzhu::store::PushLock::acquire(&folder).unwrap().is_none());
    drop(lock);
    assert!(huzhu::store::PushLock::acquire(&folder).unwrap().is_some());
}

#[test]
fn two_processes_see_each_other() {
    let (_dir, folder, mut store) = fresh();
    let rows: Vec<_> = (0..50).map(|n| summary(n, n + 1)).collect();
    store.apply(&page(rows.clone(), 50)).unwrap();
    compare(&mut store, &rows, 10);
    let mut other = open(&folder);
    store.others_wrote().unwrap();
    assert!(!store.others_wrote().unwrap() && !other.others_wrote().unwrap());
    let more: Vec<_> = (50..90).map(|n| summary(n, n + 1)).collect();
    other.apply(&page(more.clone(), 90)).unwrap();
    let base = detail(more[0].clone());
    other.record(&decision(1, &base), &base, NOW, NOW).unwrap();
    assert!(store.others_wrote().unwrap() && !store.others_wrote().unwrap() && !other.others_wrote().unwrap());
    let rows: Vec<_> = rows.into_iter().chain(more).collect();
    compare(&mut store, &rows, 10);
    assert_eq!(store.outbox().unwrap().len(), 1);
    store.undo(decision_id(1), NOW).unwrap();
    assert!(!other.sending(decision_id(1), NOW).unwrap(), "what was taken back is not sent");
}

// A full disk: the steps run in a child process under a limit on the size of files, which the kernel answers as a full disk.

const CHILD: &str = "HUZHU_TEST_FULL_DISK";

/// Steps that write the outbox in every way there is; each says whether it was done.
fn steps(store: &mut Store, mut done: impl FnMut(&Store, &str, Result<(), StoreError>)) {
    let base = |n: u64| detail(summary(n, n));
    // The file's shared memory is 32 KiB from the start: only what is larger can meet the limit.
    let many = draft_of(vec![decision(1, &base(1)).verdicts.remove(0); 600]);
    let result = store.put_draft(&case_id(0), &many, NOW);
    done(store, "large draft", result);
    for n in 1..=6 {
        let base = base(n);
        let result = store.put_draft(&case_id(n), &draft_of(decision(n, &base).verdicts), NOW);
        done(store, &format!("draft {n}"), result);
        let result = store.record(&decision(n, &base), &base, NOW, NOW);
        done(store, &format!("record {n}"), result);
    }
    let result = store.undo(decision_id(6), NOW).map(|_| ());
    done(store, "undo 6", result);
    let result = store.promote(NOW).map(|_| ());
    done(store, "promote", result);
    for n in 1..=5 {
        let result = store.sending(decision_id(n), NOW).map(|_| ());
        done(store, &format!("sending {n}"), result);
    }
    let receipt = serde_json::json!({
        "decision": decision_id(1), "case": case_id(1), "seq": 1, "accepted_at": NOW, "status": "open", "stage": "s", "amount": "1.00"
    });
    let result = store.accepted(&serde_json::from_value(receipt).unwrap(), NOW);
    done(store, "accepted 1", result);
    let result = store.conflict(decision_id(2), "d", Some(&base(2)), NOW);
    done(store, "conflict 2", result);
    let result = store.refused(decision_id(3), ProblemCode::Blocked, "d", NOW);
    done(store, "refused 3", result);
    let result = store.delayed(decision_id(4), Some(NOW.plus_secs(5)), "timeout", NOW);
    done(store, "delayed 4", result);
    let result = store.discard(decision_id(3), NOW);
    done(store, "discard 3", result);
    let result = store.replace(decision_id(2), &decision(12, &base(2)), &base(2), NOW, NOW);
    done(store, "replace 2", result);
}

/// Runs the steps in a folder that has both files already; started by the test below, under its limit.
#[test]
fn full_disk_child() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let mut store = match Store::open(&Folder::new(&folder), &CacheKey::from_bytes(KEY), stages()) {
        Ok(store) => store,
        Err(error) => {
            println!("\nunopened {error:?}");
            return;
        }
    };
    steps(&mut store, |store, step, result| match result {
        Ok(()) => println!("\ndone {step} {:?}", told(&store.outbox().unwrap())),
        Err(error @ StoreError::DiskFull { which: Which::Outbox, .. }) => {
            assert!(error.tell(Lang::Zh).contains("没有保存") && error.tell(Lang::En).contains("NOT saved"));
            println!("\nfull {step} {:?}", told(&store.outbox().unwrap()));
        }
        // Steps on what was not saved find nothing.
        Err(StoreError::NotThere | StoreError::TooLate) => println!("\nnothing {step} {:?}", told(&store.outbox().unwrap())),
        Err(error) => println!("\nodd {step} {error:?}"),
    });
    println!("\nend");
}

fn run_child(folder: &Path, blocks: u32) -> Vec<String> {
    let test = std::env::current_exe().unwrap();
    let script = format!("trap '' XFSZ; ulimit -f {blocks} && exec \"$0\" --exact full_disk_child --nocapture --test-threads=1");
    let output = Command::new("sh").arg("-c").arg(script).arg(test).env(CHILD, folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn a_full_disk_at_every_write_of_the_outbox_loses_nothing_and_says_so() {
    let mut failed_at = BTreeSet::new();
    let mut went_through = false;
    // Units of 512 bytes; the file's journal grows by some kilobytes with each step.
    for blocks in (0..2000).step_by(9) {
        let (dir, folder, store) = fresh();
        drop(store);
        let lines = run_child(dir.path(), blocks);
        assert!(!lines.iter().any(|line| line.starts_with("odd ")), "{blocks}: {lines:?}");
        if lines.iter().any(|line| line.starts_with("unopened")) {
            assert_eq!(open(&folder).outbox().unwrap(), [], "{blocks}");
            continue;
        }
        assert!(lines.iter().any(|line| line == "end"), "{blocks}: {lines:?}");
        // Each failed step left what the one before said, and so does the end of the process.
        let mut last = "[]".to_owned();
        for line in &lines {
            let state = line.find('[').map(|at| line[at..].to_owned());
            if line.starts_with("done ") {
                last = state.unwrap();
            } else if line.starts_with("full ") || line.starts_with("nothing ") {
                assert_eq!(state.unwrap(), last, "{blocks}: {line}");
                if line.starts_with("full ") {
                    failed_at.insert(line.split('[').next().unwrap().to_owned());
                }
            }
        }
        let mut store = open(&folder);
        let items = store.outbox().unwrap();
        assert_eq!(format!("{:?}", told(&items)), last, "{blocks}");
        for item in &items {
            let n = u64::try_from(item.decision.id.0.as_u128()).unwrap() % 10;
            let base = detail(summary(n, n));
            assert_eq!(item.decision, decision(u64::try_from(item.decision.id.0.as_u128()).unwrap(), &base));
            if !matches!(item.state, OutboxState::Accepted { .. }) {
                assert_eq!(store.sides(item.decision.id).unwrap().base, Some(base), "whole, with the case as it was seen");
            }
        }
        let base = detail(summary(8, 8));
        store.record(&decision(8, &base), &base, NOW, NOW).unwrap();
        if !lines.iter().any(|line| line.starts_with("full ")) {
            went_through = true;
            break;
        }
    }
    assert!(went_through, "the largest limit is no limit");
    let mut all = BTreeSet::new();
    steps(&mut fresh().2, |_, step, result| {
        result.unwrap();
        all.insert(format!("full {step} "));
    });
    assert_eq!(failed_at, all, "every write of the outbox met a full disk");
}

/// How long windows, counts and filters take on 100,000 rows. It only tells: run it in release, with `--ignored --nocapture`.
#[test]
#[ignore = "tells times, asserts none"]
fn measure_a_hundred_thousand_rows() {
    let (_dir, folder, mut store) = fresh();
    let begun = std::time::Instant::now();
    for from in (0..100_000).step_by(500) {
        let mut rows = page((from..from + 500).map(|n| summary(n, n + 1)), from + 500);
        rows.more = true;
        store.apply(&rows).unwrap();
    }
    println!("100,000 rows in pages of 500: {:?}", begun.elapsed());
    drop(store);
    println!("cache file: {} bytes a row", fs::metadata(folder.cache()).unwrap().len() / 100_000);
    let begun = std::time::Instant::now();
    let mut store = open(&folder);
    println!("open: {:?}", begun.elapsed());
    let mut told = |what: &str, work: &mut dyn FnMut(&mut Store)| {
        let begun = std::time::Instant::now();
        work(&mut store);
        let first = begun.elapsed();
        let mut times: Vec<_> = (0..9)
            .map(|_| {
                let begun = std::time::Instant::now();
                work(&mut store);
                begun.elapsed()
            })
            .collect();
        times.sort();
        println!("{what}: first {first:?}, then median {:?}", times[4]);
    };
    told("first window, open", &mut |store| drop(store.rows(&query(View::Open, "", RowAnchor::Top, 50)).unwrap()));
    told("counts of all views", &mut |store| drop(store.counts(&"lin".into(), today()).unwrap()));
    for view in View::ALL {
        let middle = RowKey::of(&summary(4_242, 1));
        told(&format!("around, {view:?}"), &mut |store| drop(store.rows(&query(view, "", RowAnchor::Around(middle.clone()), 50)).unwrap()));
    }
    let mut n = 0;
    for typed in ["z", "zmm", "欧阳", "1866", "公司", "wang 12"] {
        told(&format!("filter {typed}, all open"), &mut |store| {
            // Another filter each time, so that no earlier scan is used.
            n += 1;
            let typed = format!("{typed}{}", " ".repeat(n % 2));
            drop(store.rows(&query(View::Open, &typed, RowAnchor::Top, 50)).unwrap());
        });
    }
    let mut seq = 200_000;
    told("a page of 20 and the window after it", &mut |store| {
        seq += 20;
        store.apply(&page((seq..seq + 20).map(|n| summary(n % 100_000, n)), seq + 20)).unwrap();
        drop(store.rows(&query(View::Open, "", RowAnchor::Top, 50)).unwrap());
        drop(store.counts(&"lin".into(), today()).unwrap());
    });
}

/// A sign-in of a made-up person.
fn session(user: &str, roles: Vec<Role>) -> Session {
    let person = Person { user: user.into(), name: "林某".into(), roles, employer: None };
    Session { server: "https://aid.example".into(), token: "made up".into(), person }
}

#[test]
fn nobody_signs_in_over_what_another_has_not_sent() {
    let (_dir, _folder, mut store) = fresh();
    store.apply(&page([summary(1, 1)], 1)).unwrap();
    let base = detail(summary(1, 1));
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    let kept = |store: &Store| store.session().unwrap().unwrap().person.user;
    store.record(&decision(1, &base), &base, NOW, NOW).unwrap();
    assert!(!store.sign_in(&session("lin", vec![Role::Intake])).unwrap(), "the same person goes on");
    assert!(matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })));
    store.refused(decision_id(1), ProblemCode::FourEyes, "d", NOW).unwrap();
    assert!(matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })), "a retry would send it");
    assert_eq!((kept(&store), store.cursor().unwrap()), (UserId::from("lin"), 1), "nothing was changed");
    store.discard(decision_id(1), NOW).unwrap();
    let reveal = Reveal { id: uuid::Uuid::from_u128(1), case: case_id(1), field: "phone".into(), at: NOW };
    store.record_owed(&reveal.clone().into()).unwrap();
    assert!(
        matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })),
        "an audit entry has a name too"
    );
    store.owed_answered(reveal.id, None).unwrap();
    assert!(store.sign_in(&session("wu", vec![Role::Intake])).unwrap());
    assert_eq!(kept(&store), UserId::from("wu"));
}

fn intake_draft(key: ClaimKey) -> IntakeDraft {
    serde_json::from_value(serde_json::json!({
        "key": key, "plan": "zj-10", "benefits": [], "entries": [["/member/name", "张某某"]], "received": [], "at": "",
        "begun": NOW, "changed": NOW
    }))
    .unwrap()
}

#[test]
fn rows_and_drafts_are_shown_to_nobody_else() {
    let (_dir, _folder, mut store) = fresh();
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    let base = detail(summary(1, 1));
    store.apply(&page([summary(1, 1)], 1)).unwrap();
    let verdicts = draft_of(decision(1, &base).verdicts);
    assert!(!verdicts.is_empty());
    store.put_draft(&case_id(1), &verdicts, NOW).unwrap();
    let key = ClaimKey(uuid::Uuid::from_u128(9));
    let claim = ReadyClaim { plan: base.case.plan.clone(), facts: base.case.facts.clone(), materials: vec![], key: None, replaces: vec![] };
    let draft = intake_draft(key);
    store.submit_claim(&draft, &claim, ClaimKey(uuid::Uuid::from_u128(10)), NOW).unwrap();
    store.sending_claim(key, NOW).unwrap();
    store.claim_registered(key, &case_id(2), NOW).unwrap();
    assert_eq!(store.claims().unwrap().len(), 1);
    assert!(store.sign_in(&session("wu", vec![Role::Intake])).unwrap());
    assert_eq!((store.cursor().unwrap(), store.summary(&case_id(1)).unwrap()), (0, None));
    assert!(store.draft(&case_id(1)).unwrap().is_empty());
    assert!(store.claims().unwrap().is_empty(), "what the other took in has numbers in it");
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    assert_eq!(store.draft(&case_id(1)).unwrap(), verdicts, "they were put away, not lost");
    // Fewer rights: what was pulled under the former ones goes.
    store.apply(&page([summary(1, 1)], 1)).unwrap();
    assert!(store.sign_in(&session("lin", vec![Role::Enquiry])).unwrap());
    assert_eq!(store.cursor().unwrap(), 0);
    assert_eq!(store.draft(&case_id(1)).unwrap(), verdicts);
}

#[test]
fn a_token_is_for_the_address_that_gave_it() {
    let session = session("lin", vec![]);
    assert!(session.is_of("https://aid.example/"));
    for other in ["https://aid.example.evil", "http://aid.example", "https://aid.example:444"] {
        assert!(!session.is_of(other), "{other}");
    }
}
