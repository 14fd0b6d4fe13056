//! Searches of the cache beside a LIKE scan of the same rows, and taking a page in with what searches need beside a bare insert, in one run.
//!
//! `cargo bench --bench search` makes 100,000 cases, `-- --million` a million. What counts are the ratios: the scan and the insert are
//! of the same rows in a file encrypted the same way. Nothing is asserted, since the machine may be busy with something else.

#![allow(clippy::float_arithmetic, reason = "these are times, not money")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]
#![allow(clippy::unwrap_used, reason = "a measurement that can't be taken ends the run")]

mod verdict;

use std::fs;
use std::path::Path;
use std::time::Instant;

use huzhu::domain::assessment::CheckState;
use huzhu::domain::case::Status;
use huzhu::domain::filter::{Vocabulary, Words, parse};
use huzhu::domain::lookup::{Kind, MarkKey};
use huzhu::domain::money::Money;
use huzhu::domain::queue::{RowAnchor, RowQuery, Sort, View};
use huzhu::domain::summary::CaseSummary;
use huzhu::domain::time::Moment;
use huzhu::sql::{self, Durability, Opening};
use huzhu::store::{CacheKey, Folder, StageKinds, Store};
use huzhu::sync::Pace;
use huzhu::wire::{Change, Changes, LoadHead, LoadPart, ServerIdentity};
use verdict::line;

const NOW: Moment = Moment(1_734_489_720_000);
const PAGE: u64 = 500;
/// Cases that come by pages of changes: who was away for long.
const PAGED: u64 = 50_000;
const RUNS: usize = 7;
const KEY: [u8; 32] = [7; 32];
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗";
const GIVEN: &str = "某甲乙丙丁明华芳强静丽军杰娟敏";
const DISEASES: [&str; 12] = [
    "甲状腺乳头状癌",
    "肺炎",
    "急性阑尾炎",
    "冠心病",
    "脑梗死",
    "胆囊结石",
    "腰椎间盘突出",
    "乳腺恶性肿瘤",
    "胃溃疡",
    "慢性肾功能衰竭",
    "骨折",
    "白内障",
];

/// Numbers that look shuffled and are not.
fn mixed(n: u64) -> u64 {
    n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
}

fn pick(of: &str, n: u64) -> char {
    let count = of.chars().count() as u64;
    of.chars().nth(usize::try_from(n % count).unwrap()).unwrap()
}

fn row(n: u64) -> CaseSummary {
    let m = mixed(n);
    let status = if m % 10 < 2 { Status::Open } else { Status::Paid };
    CaseSummary {
        id: format!("ZJ{:02}-{:06}", 20 + n / 999_999, n % 999_999).as_str().into(),
        seq: n + 1,
        plan: "zj-10".into(),
        benefits: vec!["hospital-stay".into()],
        name: [pick(SURNAMES, m), pick(GIVEN, m / 7), pick(GIVEN, m / 101)].iter().collect(),
        employer: format!("某某第{}公司", m % 2_000),
        status,
        stage: if m.is_multiple_of(3) { "approval" } else { "medical-review" }.into(),
        entered: NOW.plus_secs(-i64::try_from(m % 9_000_000).unwrap()),
        received: NOW.plus_secs(-i64::try_from(m % 9_500_000).unwrap()),
        due: (status == Status::Open).then(|| NOW.plus_secs(i64::try_from(m % 60).unwrap() * 86_400).date()),
        due_days: Default::default(),
        closed: None,
        due_provisional: false,
        amount: Some(Money::from_fen(i64::try_from(m % 3_000_000).unwrap())),
        assignee: m.is_multiple_of(4).then(|| "lin".into()),
        worst: CheckState::Pass,
        worst_count: 0,
        flags: Vec::new(),
        last_note: String::new(),
    }
}

fn note(n: u64) -> String {
    format!("已电话告知，{}号材料{}补齐", mixed(n) % 90_000, pick(GIVEN, n))
}

fn phone(n: u64) -> String {
    format!("138{:08}", mixed(n) % 100_000_000)
}

/// A case with all that searches need, or with none of it.
fn change(n: u64, whole: bool) -> Change {
    let key = MarkKey::new("made-up");
    let (phone, id) = (phone(n), format!("330102197803{:06}", n % 1_000_000));
    let marks = vec![key.mark(Kind::Phone, &phone), key.mark(Kind::IdNumber, &id), key.mark(Kind::Member, &format!("{n:010}"))];
    let words = whole.then(|| Words {
        disease: DISEASES[usize::try_from(mixed(n) % 12).unwrap()].into(),
        note: note(n),
        tails: [key.tails(Kind::Phone, &phone, false), key.tails(Kind::IdNumber, &id, false)].concat(),
    });
    Change { summary: row(n), detail: None, marks, words }
}

fn identity() -> ServerIdentity {
    ServerIdentity { server: "made-up".into(), epoch: 1 }
}

/// A page of changes.
fn page(from: u64, count: u64, whole: bool) -> Changes {
    let changes = (from..(from + PAGE).min(count)).map(|n| change(n, whole)).collect();
    let (next, more, mark_key) = (from + PAGE, from + PAGE < count, Some(MarkKey::new("made-up")));
    Changes { identity: identity(), changes, next, more, total: None, mark_key, paces: None, plans: None, gone: Vec::new(), day: None }
}

/// The same cases as a first load brings them: undecided ones by their limit, then what ended last.
fn parts(count: u64, whole: bool) -> impl Iterator<Item = LoadPart> {
    let mut order: Vec<_> =
        (0..count).map(|n| (row(n), n)).map(|(row, n)| ((row.due.is_none(), row.due, std::cmp::Reverse(row.entered)), n)).collect();
    order.sort_unstable();
    let order: Vec<u64> = order.into_iter().map(|(_, n)| n).collect();
    let head = LoadHead {
        identity: identity(),
        seq: count,
        resumed: false,
        total: count,
        mark_key: Some(MarkKey::new("made-up")),
        paces: None,
        plans: None,
        day: NOW.date(),
    };
    let part = usize::try_from(Pace::default().part).unwrap();
    (0..order.len().div_ceil(part)).map(move |nth| {
        let of = &order[nth * part..order.len().min((nth + 1) * part)];
        let complete = (nth + 1) * part >= order.len();
        let changes = of.iter().map(|n| change(*n, whole)).collect();
        LoadPart { head: head.clone(), anew: nth == 0, changes, token: (!complete).then(|| "t".into()), complete }
    })
}

fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn empty(folder: &Path) -> Store {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    Store::open(&Folder::new(folder), &CacheKey::from_bytes(KEY), StageKinds::default()).unwrap()
}

/// Fills a cache by a first load; gives it, how many rows a second it took in, without the making of the parts, and how many with the words
/// that it laid aside.
fn loaded(folder: &Path, count: u64, whole: bool) -> (Store, f64, f64) {
    let mut store = empty(folder);
    let (mut took, mut longest) = (0.0, 0.0_f64);
    for part in parts(count, whole) {
        let begun = Instant::now();
        store.load(&part).unwrap();
        let one = begun.elapsed().as_secs_f64();
        (took, longest) = (took + one, longest.max(one));
    }
    let (begun, mut step) = (Instant::now(), 0.0_f64);
    loop {
        let one = Instant::now();
        let more = store.lay_in().unwrap();
        step = step.max(one.elapsed().as_secs_f64());
        if !more {
            break;
        }
    }
    let words = begun.elapsed().as_secs_f64();
    println!("     the longest part took {:.0} ms, the longest step of words behind it {:.0} ms", longest * 1000.0, step * 1000.0);
    (store, count as f64 / took, count as f64 / (took + words))
}

/// Fills a cache by pages of changes.
fn filled(folder: &Path, count: u64, whole: bool) -> (Store, f64) {
    let mut store = empty(folder);
    let mut took = 0.0;
    for from in (0..count).step_by(usize::try_from(PAGE).unwrap()) {
        let page = page(from, count, whole);
        let begun = Instant::now();
        store.apply(&page).unwrap();
        took += begun.elapsed().as_secs_f64();
    }
    (store, count as f64 / took)
}

/// The same rows in a bare table with three indexes: how many a second go in, and what a LIKE scan of them takes.
fn bare(folder: &Path, count: u64) -> (f64, f64) {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join("bare.db");
    let _ = fs::remove_file(&path);
    let opening = Opening { key: Some(&KEY), durability: Durability::Normal, read_only: false };
    let file = sql::open(&path, &opening).unwrap();
    file.execute_batch(
        "CREATE TABLE row (n INTEGER PRIMARY KEY, id TEXT, name TEXT, employer TEXT, phone TEXT, disease TEXT, note TEXT, body TEXT);
         CREATE INDEX by_id ON row (id); CREATE INDEX by_name ON row (name); CREATE INDEX by_phone ON row (phone);",
    )
    .unwrap();
    let body = "x".repeat(160);
    let made: Vec<_> = (0..count).map(|n| (row(n), phone(n), note(n))).collect();
    let begun = Instant::now();
    file.execute_batch("BEGIN").unwrap();
    for (n, (row, phone, note)) in made.iter().enumerate() {
        let disease = DISEASES[n % 12];
        let sql = "INSERT INTO row (id, name, employer, phone, disease, note, body) VALUES (?, ?, ?, ?, ?, ?, ?)";
        file.prepare_cached(sql).unwrap().execute((row.id.as_str(), &row.name, &row.employer, phone, disease, note, &body)).unwrap();
    }
    file.execute_batch("COMMIT").unwrap();
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    let scan = median(|| {
        let sql = "SELECT count(*) FROM row WHERE note LIKE '%没有这样的字%'";
        let _: i64 = file.query_row(sql, [], |row| row.get(0)).unwrap();
    });
    (rate, scan)
}

fn main() {
    // `cargo test --all-targets` runs this too, without the word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let count: u64 = if std::env::args().any(|argument| argument == "--million") { 1_000_000 } else { 100_000 };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search");
    let (raw, scan) = bare(&folder, count);
    let (_, without, _) = loaded(&folder.join("without"), count, false);
    let (mut store, with, with_words) = loaded(&folder.join("with"), count, true);
    let (_, by_pages) = filled(&folder.join("pages"), count.min(PAGED), true);
    // The indexes that searches use are made between pulls.
    for _ in 0..20 {
        store.apply(&Changes { changes: Vec::new(), more: false, ..page(count, count, true) }).unwrap();
    }
    println!("{count} cases; a LIKE scan of them takes {scan:.1} ms, a bare insert {raw:.0} rows/s");
    println!("row  what                                               value           must       aim   /must");
    line(17, "time of a load against a bare insert, no words", raw / without, "x", 2.0, 1.25);
    line(17, "the same, words laid aside", raw / with, "x", 2.0, 1.25);
    line(17, "the same, with the index of words behind it", raw / with_words, "x", 2.0, 1.25);
    line(17, "time of pages of 500 changes, with words", raw / by_pages, "x", 2.0, 1.25);
    let tail = &phone(4_242)[7..].to_owned();
    let typed = [
        "王明华",
        "wmh",
        "zhang",
        "z",
        "第777公司",
        "肺炎",
        "disease:甲状腺",
        "note:4242号材料",
        "材料",
        "004242",
        tail.as_str(),
        "stage:approval amount>25000",
        "amount>29990",
        "received>2024-12-16",
        "-assignee:me 王",
        "没有这样的字",
    ];
    for view in [View::Closed, View::Open] {
        for typed in typed {
            let filter = parse(typed, &Vocabulary { stages: vec![named("approval"), named("medical-review")], ..Vocabulary::default() });
            assert!(filter.faults.is_empty(), "{typed}");
            let mut query = RowQuery {
                view,
                filter: filter.filter,
                me: "lin".into(),
                today: NOW.date(),
                sort: Sort::Due,
                at: RowAnchor::Top,
                limit: 50,
            };
            let mut total = 0;
            let took = median(|| {
                // Another person each time, so that what was found before is not given again.
                query.me = if query.me == "lin" { "zhou".into() } else { "lin".into() };
                total = store.rows(&query).unwrap().total;
            });
            line(12, &format!("{view:?}: {typed} ({total} found)"), took, "ms", 1.5 * scan, 0.25 * scan);
        }
    }
}

fn named(id: &str) -> huzhu::domain::filter::Named {
    huzhu::domain::filter::Named { id: id.to_owned(), names: Vec::new() }
}
