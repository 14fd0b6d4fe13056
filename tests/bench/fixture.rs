//! Desks of very many cases of real size, made in minutes: a small office is made by the program itself, and its cases are laid into a
//! desk's files again and again under other numbers, names and days, by the same call that takes a part of a first load.
//!
//! Not here: the server's books of as many cases, which no row of the targets asks for. Invariant: rows and details are those that the
//! program made; only what tells two cases apart is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use huzhu::domain::filter::Filter;
use huzhu::domain::ids::CaseId;
use huzhu::domain::lookup::Mark;
use huzhu::domain::people::Role;
use huzhu::domain::queue::{RowAnchor, RowQuery, Sort, View};
use huzhu::domain::summary::CaseDetail;
use huzhu::domain::time::Date;
use huzhu::rules::PlanSet;
use huzhu::server::demo::OFFICE_OPENS;
use huzhu::store::keys::Cost;
use huzhu::store::{CacheKey, Folder, Session, StageKinds, Store, keys};
use huzhu::wire::{Change, Changes, LoadHead, LoadPart, Person};

use crate::PROGRAM;

/// Cases that the program makes; each is laid in some hundred times.
const MODELS: u32 = 4_000;
/// Rows read at once, and cases of one part.
const PAGE: usize = 500;
const PART: usize = 10_000;
/// The indexes that are made one by one behind a load, and some more.
const INDEXES: usize = 20;
/// What a case is found by: a phone, an identity number, a member number, and the tails of the first two.
const MARKS: u64 = 6;
const SURNAMES: &str = "张王李赵陈刘杨黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉红建国志文斌宇浩凯健俊帆雪梅莉兰凤洁琳玲辉鹏飞波宁";

/// The passphrase of the desk that has one.
pub const PASSPHRASE: &str = "门前大桥下";

/// Makes the folder of an office whose intake clerk has so many cases on his machine. It is made anew where it is there.
pub fn office(folder: &Path, cases: u32) -> PathBuf {
    let data = folder.join(format!("desk-of-{cases}"));
    let _ = fs::remove_dir_all(&data);
    fs::create_dir_all(&data).unwrap();
    let begun = Instant::now();
    let (place, models) = (data.to_str().unwrap(), MODELS.to_string());
    let status = Command::new(PROGRAM).args(["demo", "--data", place, "--cases", &models, "--prepare"]).stdin(Stdio::null()).status();
    assert!(status.unwrap().success(), "the small office could not be made");
    let desk = Folder::new(data.join("desk-lin"));
    let mut store = opened(&desk, &keys::from_file(&desk).unwrap());
    let models = models_of(&mut store);
    let applied = lay_in(&mut store, &models, cases.saturating_sub(models.len() as u32));
    drop(store);
    let size = fs::metadata(desk.cache()).map_or(0, |meta| meta.len() >> 20);
    let (took, applied) = (begun.elapsed().as_secs_f64(), applied.as_secs_f64());
    println!("a desk of {cases} cases, {size} MB, made in {took:.1} s, of which {applied:.1} s were spent in taking pages in");
    data
}

/// Makes a home whose desk has its key under a passphrase, and the cases of an office's small desk on it. Nobody is where its server was.
pub fn under_passphrase(folder: &Path, office: &Path, cases: u32) -> PathBuf {
    let home = folder.join("under-passphrase");
    let _ = fs::remove_dir_all(&home);
    let (of_office, desk) = (Folder::new(office.join("desk-lin")), Folder::new(home.join("data").join("desk")));
    desk.make().unwrap();
    let mut known = opened(&of_office, &keys::from_file(&of_office).unwrap());
    let (models, identity) = (models_of(&mut known), known.identity().unwrap().unwrap());
    let person = known.session().unwrap().map_or_else(clerk, |session| session.person);
    let mut store = opened(&desk, &keys::create(&desk, PASSPHRASE, Cost::default()).unwrap());
    store.bind(&identity).unwrap();
    store.sign_in(&Session { server: "http://127.0.0.1:9".into(), token: "0".repeat(64), person }).unwrap();
    lay_in(&mut store, &models, cases);
    home
}

fn clerk() -> Person {
    Person { user: "lin".into(), name: "林某".into(), roles: vec![Role::Intake], employer: None }
}

fn opened(folder: &Folder, key: &CacheKey) -> Store {
    Store::open(folder, key, StageKinds::of(PlanSet::builtin().iter().map(|plan| &**plan))).unwrap()
}

/// Reads cases that the program made, so many of each kind at most.
fn models_of(store: &mut Store) -> Vec<Change> {
    let (today, mut models) = (OFFICE_OPENS.date(), Vec::new());
    for view in [View::Open, View::Returned, View::Closed] {
        let (mut at, before) = (RowAnchor::Top, models.len());
        while models.len() - before < MODELS as usize {
            let query =
                RowQuery { view, filter: Filter::default(), me: "lin".into(), today, sort: Sort::Due, at: at.clone(), limit: PAGE as u32 };
            let rows = store.rows(&query).unwrap().rows;
            let Some(last) = rows.last() else { break };
            at = RowAnchor::After(huzhu::domain::queue::RowKey::of(&last.summary));
            for row in rows {
                let detail = store.detail(&row.summary.id).unwrap().map(Box::new);
                models.push(Change { summary: row.summary, detail, marks: Vec::new(), words: None });
            }
        }
    }
    models
}

/// Lays copies in as the parts of a first load, in a load's order, and has the indexes made that a desk makes after its pulls.
fn lay_in(store: &mut Store, models: &[Change], cases: u32) -> Duration {
    let (identity, cursor) = (store.identity().unwrap().unwrap(), store.cursor().unwrap());
    let head = LoadHead {
        identity: identity.clone(),
        seq: cursor,
        resumed: true,
        total: u64::from(cases),
        mark_key: None,
        paces: None,
        plans: None,
        day: OFFICE_OPENS.date(),
    };
    let mut applied = Duration::ZERO;
    let mut load = |changes: Vec<Change>, complete: bool| {
        let token = (!complete).then(|| "laid in".to_owned());
        let part = LoadPart { head: head.clone(), anew: false, changes, token, complete };
        let begun = Instant::now();
        store.load(&part).unwrap();
        applied += begun.elapsed();
    };
    let model = |n: u32| &models[n as usize % models.len()];
    let mut order: Vec<u32> = (0..cases).collect();
    // What is open goes before what ended, and the most urgent first.
    order.sort_by_cached_key(|n| (model(*n).summary.status.is_closed(), due(model(*n), *n)));
    let mut copies = order.into_iter().map(|n| copy(model(n), n)).peekable();
    while copies.peek().is_some() {
        load(copies.by_ref().take(PART).collect(), false);
    }
    load(Vec::new(), true);
    // What follows the last part is no part of taking them in.
    let nothing = Changes {
        identity,
        changes: Vec::new(),
        next: cursor,
        more: false,
        total: None,
        mark_key: None,
        paces: None,
        plans: None,
        gone: Vec::new(),
        day: None,
    };
    for _ in 0..INDEXES {
        store.apply(&nothing).unwrap();
    }
    while store.lay_in().unwrap() {}
    applied
}

/// A case like another, with a number, a name and days of its own.
fn copy(model: &Change, n: u32) -> Change {
    let mut change = model.clone();
    let (prefix, _) = model.summary.id.as_str().split_once('-').unwrap();
    let (id, name) = (CaseId::new(format!("{prefix}-{:07}", 1_000_000 + n)), name(n));
    let summary = &mut change.summary;
    summary.id = id.clone();
    summary.name = name;
    summary.due = due(model, n);
    summary.entered = summary.entered.plus_secs(days_later(n) * 3_600 + i64::from(n % 3_600));
    if let Some(detail) = change.detail.as_deref_mut() {
        let CaseDetail { summary: row, case, .. } = detail;
        *row = summary.clone();
        case.id = id;
    }
    change.marks = (0..MARKS).map(|of| Mark((u64::from(n) * MARKS + of).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    change
}

fn days_later(n: u32) -> i64 {
    i64::from(n % 97) - 48
}

/// When a copy is due.
fn due(model: &Change, n: u32) -> Option<Date> {
    model.summary.due.and_then(|due| due.checked_add_signed(chrono::Duration::days(days_later(n))))
}

/// One of some 12,000 names, each with a 某 in it.
fn name(n: u32) -> String {
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let n = n as usize;
    let (surname, other) = (surnames[n % surnames.len()], given[n / surnames.len() % given.len()]);
    if n.is_multiple_of(2) { format!("{surname}某{other}") } else { format!("{surname}{other}某") }
}
