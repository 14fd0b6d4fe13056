//! The first load part by part, over ends of the process; cases that leave; and what stays when they do.

use super::*;
use huzhu::domain::summary::{Flag, kept_since};
use huzhu::domain::time::days_after;
use huzhu::wire::{Change, LoadHead, LoadPart};

const S: u64 = 500;

fn head(resumed: bool) -> LoadHead {
    LoadHead { identity: made::identity(), seq: S, resumed, total: 60, mark_key: None, paces: None, plans: None, day: today() }
}

/// The cases `from` to `to` as a part of a load; it ends with the last of 60.
fn part(from: u64, to: u64, anew: bool) -> LoadPart {
    let changes = (from..to).map(|n| Change {
        summary: summary(n, n + 1),
        detail: Some(detail(summary(n, n + 1)).into()),
        marks: vec![],
        words: None,
    });
    let complete = to == 60;
    LoadPart { head: head(!anew), anew, changes: changes.collect(), token: (!complete).then(|| format!("t{to}")), complete }
}

#[test]
fn a_load_goes_on_wherever_the_process_ended() {
    let (_dir, folder, mut store) = fresh();
    for (from, to) in [(0, 20), (20, 35), (35, 60)] {
        assert_eq!((store.cursor().unwrap(), store.known().unwrap()), (0, from), "not complete before the last part");
        assert_eq!(store.load_token().unwrap(), (from > 0).then(|| format!("t{from}")));
        store.load(&part(from, to, from == 0)).unwrap();
        drop(store);
        store = open(&folder);
        assert!(!store.opened().cache_rebuilt);
    }
    assert_eq!((store.cursor().unwrap(), store.known().unwrap(), store.load_token().unwrap()), (S, 60, None));
    let rows: Vec<CaseSummary> = (0..60).map(|n| summary(n, n + 1)).collect();
    rows::compare(&mut store, &rows, 7);
}

#[test]
fn a_load_that_begins_anew_keeps_nothing_of_the_one_before_and_no_older_row_wins() {
    let (_dir, _folder, mut store) = fresh();
    store.load(&part(0, 20, true)).unwrap();
    store.load(&part(30, 40, true)).unwrap();
    assert_eq!(store.known().unwrap(), 10, "what the first brought may be gone by now");
    // Opened by hand meanwhile, and newer than what the load has of it.
    store.put_detail(&detail(summary(45, 900))).unwrap();
    store.load(&part(40, 60, false)).unwrap();
    assert_eq!(store.summary(&case_id(45)).unwrap().unwrap().seq, 900);
    let other =
        LoadPart { head: LoadHead { identity: ServerIdentity { server: "other".into(), epoch: 1 }, ..head(false) }, ..part(0, 60, true) };
    assert!(matches!(store.load(&other), Err(StoreError::OtherServer)));
    assert_eq!(store.known().unwrap(), 30, "nothing of another server is taken, and nothing lost to it");
}

#[test]
fn what_is_gone_leaves_nothing_in_the_cache_and_everything_in_the_outbox() {
    let (_dir, _folder, mut store) = fresh();
    store.load(&part(0, 60, true)).unwrap();
    let all: Vec<CaseSummary> = (0..60).map(|n| summary(n, n + 1)).collect();
    rows::compare(&mut store, &all, 7);
    let base = detail(summary(3, 4));
    store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    let draft = Draft { verdicts: base_verdicts(), ..Draft::default() };
    store.put_draft(&case_id(5), &draft, NOW).unwrap();
    let gone: Vec<_> = [3, 5, 7, 9, 5_000].map(case_id).into();
    let changed = store.apply(&Changes { gone: gone.clone(), ..page([], S + 1) }).unwrap();
    assert_eq!(changed, gone[..4], "one that was never here is none");
    assert_eq!(store.left_undone(&gone).unwrap(), [case_id(3), case_id(5)]);
    assert_eq!(store.undone().unwrap(), [case_id(3), case_id(5)]);
    for case in &gone {
        assert!(store.summary(case).unwrap().is_none() && store.detail(case).unwrap().is_none());
    }
    assert_eq!(store.outbox().unwrap().len(), 1);
    assert_eq!(store.draft(&case_id(5)).unwrap(), draft);
    let rest: Vec<CaseSummary> = all.into_iter().filter(|row| !gone.contains(&row.id)).collect();
    rows::compare(&mut store, &rest, 7);
    // It comes back, and all that was kept lies over it again.
    store.apply(&page([summary(3, S + 2)], S + 2)).unwrap();
    assert_eq!(store.undone().unwrap(), [case_id(5)]);
}

fn base_verdicts() -> Vec<MaterialVerdict> {
    vec![MaterialVerdict { material: "id-copy".into(), verdict: Some(Verdict::Accepted) }]
}

#[test]
fn what_ended_a_year_ago_goes_when_the_day_begins() {
    let (_dir, folder, mut store) = fresh();
    let since = kept_since(today());
    assert_eq!(since.to_string(), "2023-12-18");
    let ended = |n: u64, day: Date| CaseSummary {
        status: Status::Paid,
        due: None,
        closed: Some(day),
        entered: huzhu::domain::time::Moment::at(day, 9, 0),
        ..summary(n, n)
    };
    let before = since.pred_opt().unwrap();
    let mut rows: Vec<CaseSummary> = (1..=450).map(|n| ended(n, before)).collect();
    rows.push(ended(501, since));
    rows.push(CaseSummary { flags: vec![Flag::Recover], ..ended(502, before) });
    rows.push(CaseSummary { closed: None, ..ended(503, before) });
    rows.push(CaseSummary { status: Status::Open, closed: None, ..ended(504, before) });
    store.apply(&Changes { day: Some(today()), ..page(rows, 600) }).unwrap();
    assert!(store.wants_aging(today()).unwrap());
    let mut left = 0;
    while store.wants_aging(today()).unwrap() {
        left += store.age(today()).unwrap().len();
    }
    assert_eq!((left, store.known().unwrap()), (451, 3));
    assert!([501, 502, 504].iter().all(|n| store.summary(&case_id(*n)).unwrap().is_some()));
    drop(store);
    let mut store = open(&folder);
    assert!(!store.wants_aging(today()).unwrap(), "once a day");
    // One that is asked for by its number is shown and not kept.
    assert!(!store.put_detail(&detail(ended(1, before))).unwrap());
    assert!(store.detail(&case_id(1)).unwrap().is_none());
    // The next day it is the next one's turn.
    let tomorrow = days_after(today(), 1);
    assert_eq!(store.age(tomorrow).unwrap(), [case_id(501)]);
    // A machine whose clock was a year ahead took out too much: all is loaded anew.
    store.apply(&Changes { day: Some(today()), ..page([], 601) }).unwrap();
    assert_eq!(store.cursor().unwrap(), 601, "a minute before midnight is no reason");
    store.age(days_after(today(), 400)).unwrap();
    store.apply(&Changes { day: Some(today()), ..page([], 602) }).unwrap();
    assert_eq!(store.cursor().unwrap(), 0);
}
