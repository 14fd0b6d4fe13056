//! Windows, views, sorts and filters, as the plain list says them a second time; pages, and a second process.

use super::*;

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
pub fn compare(store: &mut Store, rows: &[CaseSummary], limit: usize) {
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

/// A desk that stands at the top of its queue asks for nothing but counts, whose ends are remembered.
#[test]
fn counts_alone_follow_every_page() {
    let (_dir, _folder, mut store) = fresh();
    let mut rows: Vec<CaseSummary> = (0..600).map(|n| summary(n, n + 1)).collect();
    store.apply(&page(rows.clone(), 600)).unwrap();
    for (nth, many) in [0, 1, 20, 1, 200, 3].into_iter().enumerate() {
        for i in 0..many {
            let n = nth * 97 + i * 31;
            let row = CaseSummary { id: case_id((n % 600) as u64), ..summary((n + 5_000) as u64, (1_000 + nth * 1_000 + i) as u64) };
            store.apply(&page([row.clone()], row.seq)).unwrap();
            rows[n % 600] = row;
        }
        let counted = store.counts(&"lin".into(), today()).unwrap();
        let plain: Vec<(View, u64)> = View::ALL.into_iter().map(|view| (view, expected(&rows, view).len() as u64)).collect();
        assert_eq!(counted, plain, "after {nth} pages");
    }
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
    other.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    assert!(store.others_wrote().unwrap() && !store.others_wrote().unwrap() && !other.others_wrote().unwrap());
    let rows: Vec<_> = rows.into_iter().chain(more).collect();
    compare(&mut store, &rows, 10);
    assert_eq!(store.outbox().unwrap().len(), 1);
    store.undo(decision_id(1), NOW).unwrap();
    assert!(!other.sending(decision_id(1), NOW).unwrap(), "what was taken back is not sent");
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

#[test]
fn related_cases_are_kept_for_a_while_and_not_without_end() {
    let (_dir, _folder, mut store) = fresh();
    let related = huzhu::wire::Related::default();
    let at = |n: u64| NOW.plus_secs(i64::try_from(n).unwrap());
    for n in 0..1_200 {
        store.put_related(&case_id(n), &related, at(n)).unwrap();
    }
    let known = |store: &Store| (0..1_300).filter(|n| store.related(&case_id(*n)).unwrap().is_some()).count();
    assert_eq!(known(&store), 1_000);
    assert!(store.related(&case_id(1_199)).unwrap().is_some() && store.related(&case_id(199)).unwrap().is_none(), "the oldest went");
    store.put_related(&case_id(1_250), &related, NOW.plus_secs(31 * 86_400)).unwrap();
    assert_eq!(known(&store), 1, "the others are a month old");
    // A case that has ended takes what was known of it along.
    let detail = detail(summary(1_250, 1));
    store.put_detail(&detail).unwrap();
    store.apply(&page([summary(1_250, 2)], 2)).unwrap();
    assert_eq!((store.detail(&case_id(1_250)).unwrap(), known(&store)), (None, 0));
}

#[test]
fn what_came_with_a_case_is_related_to_it_without_the_server() {
    let (_dir, _folder, mut store) = fresh();
    store.apply(&page([summary(1, 1), summary(2, 2)], 2)).unwrap();
    let shares = |case: Option<u64>| huzhu::domain::cross::CrossMatch {
        case: case.map(case_id),
        found: vec![huzhu::domain::cross::Match::Receipt { tails: vec!["4711".into()] }],
        ..Default::default()
    };
    let mut with = detail(summary(1, 1));
    with.history.crossed = vec![shares(Some(2)), shares(Some(900)), shares(None)];
    store.put_detail(&with).unwrap();
    store.set_synced(NOW).unwrap();
    let (related, at) = store.related(&case_id(1)).unwrap().unwrap();
    assert_eq!((related.alarming(), at), (3, NOW));
    let ids: Vec<_> = related.cases.iter().map(|other| other.id().cloned()).collect();
    assert_eq!(ids, [Some(case_id(900)), Some(case_id(2)), None], "the newest first, and one that may not be seen");
    assert!(related.cases[0].summary.is_none() && related.cases[1].summary == Some(summary(2, 2)), "with the row that is here");
    // What was asked of the server before is shown as the case is here now.
    store.put_related(&case_id(1), &related, NOW.plus_secs(1)).unwrap();
    store.apply(&page([summary(2, 3)], 3)).unwrap();
    let (related, _) = store.related(&case_id(1)).unwrap().unwrap();
    assert_eq!((related.cases.len(), related.cases[1].summary.as_ref().map(|row| row.seq)), (3, Some(3)));
}
