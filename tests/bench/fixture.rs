//! Desks of very many cases of real size, made in minutes: a small office is made by the program itself, and its cases are laid into a
//! desk's files again and again under other numbers, names and days, by the same call that takes a part of a first load.
//!
//! Not here: the server's books of as many cases, which no row of the targets asks for. Invariant: rows and details are those that the
//! program made; only what tells two cases apart is changed.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use huzhu::domain::filter::Filter;
use huzhu::domain::ids::CaseId;
use huzhu::domain::lookup::Mark;
use huzhu::domain::people::Role;
use huzhu::domain::queue::{RowAnchor, RowQuery, Sort, View};
use huzhu::domain::summary::CaseDetail;
use huzhu::domain::time::Date;
use huzhu::driver::clock::Clock;
use huzhu::rules::PlanSet;
use huzhu::server::demo::OFFICE_OPENS;
use huzhu::server::{Ledger, Office};
use huzhu::store::{CacheKey, Folder, StageKinds, Store, keys};
use huzhu::wire::{Change, Changes, LoadHead, LoadPart, Person};

use crate::PROGRAM;
use crate::jobs::{self, is_synced};
use crate::served::{self, PASSWORD, desk_folder};

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

/// A machine of its own on which an approver is signed in to an office that a process of its own serves.
pub struct Desk {
    pub home: PathBuf,
    /// The office's books: of the cases that the program made, no copies.
    pub books: PathBuf,
    /// Ends when this is dropped: its input ends then.
    _office: Option<Child>,
}

impl Desk {
    fn at(data: &Path) -> Self {
        Desk { home: data.join("home"), books: data.join("office").join("server"), _office: None }
    }

    pub fn folder(&self) -> Folder {
        Folder::new(desk_folder(&self.home))
    }
}

/// What the process that serves says when the desk is made.
const READY: &str = "ready";

/// What a desk has when it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// So many cases, most of them copies that its office doesn't know.
    Cases(u32),
    /// Nothing of so many cases of its office.
    NothingOf(u32),
}

/// Has a desk made and its office served by another process: one that held all cases would take long to start another.
pub fn desk(folder: &Path, has: Has) -> Desk {
    let (name, cases) = match has {
        Has::Cases(cases) => ("desk-of", cases),
        Has::NothingOf(cases) => (EMPTY, cases),
    };
    let data = folder.join(format!("{name}-{cases}"));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--bench", MAKE, data.to_str().unwrap(), &cases.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.by_ref().take_while(|line| line != READY).for_each(|line| println!("{line}"));
    assert!(child.try_wait().unwrap().is_none(), "the desk could not be made");
    Desk { _office: Some(child), ..Desk::at(&data) }
}

/// What this program is given to do that.
pub const MAKE: &str = "--make-desk";

/// The name of the folder of a desk that has nothing.
const EMPTY: &str = "empty-desk-of";

/// Makes it, says so, and serves its office until the input ends.
pub fn make_and_serve(data: &Path, cases: u32) {
    let is_empty = data.file_name().is_some_and(|name| name.to_string_lossy().starts_with(EMPTY));
    make(data, if is_empty { Has::NothingOf(cases) } else { Has::Cases(cases) });
    println!("{READY}");
    let _ = std::io::stdin().read(&mut [0]);
}

/// Makes a desk with so many cases: an approver's, who browses, searches, calls up and decides. It is made anew where it is there.
fn make(data: &Path, has: Has) {
    let _ = fs::remove_dir_all(data);
    let (place, desk) = (data.join("office"), Desk::at(data));
    [&place, &desk.home].iter().for_each(|folder| fs::create_dir_all(folder).unwrap());
    let begun = Instant::now();
    let in_books = if let Has::NothingOf(cases) = has { cases } else { MODELS };
    let arguments = ["demo", "--data", place.to_str().unwrap(), "--cases", &in_books.to_string(), "--prepare"];
    let status = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).status();
    assert!(status.unwrap().success(), "the small office could not be made");
    sign_in(&desk);
    let Has::Cases(cases) = has else { return };
    pull(&desk);
    let mut store = opened(&desk.folder(), &keys::unlock(&desk.folder(), PASSWORD).unwrap());
    let models = models_of(&mut store);
    assert!(models.len() > 1_000, "{} models", models.len());
    let applied = lay_in(&mut store, &models, cases.saturating_sub(models.len() as u32));
    drop(store);
    let size = fs::metadata(desk.folder().cache()).map_or(0, |meta| meta.len() >> 20);
    let (took, applied) = (begun.elapsed().as_secs_f64(), applied.as_secs_f64());
    println!("a desk of {cases} cases, {size} MB, made in {took:.1} s, of which {applied:.1} s were spent in taking pages in");
}

/// Serves the office on its own clock, and signs the approver in on the machine.
fn sign_in(desk: &Desk) {
    let clock = Clock::starting_at(OFFICE_OPENS);
    let office = Office::open(Ledger::open(&desk.books).unwrap(), PlanSet::builtin(), Arc::new(move || clock.now())).unwrap();
    let approver = Person { user: "zhao".into(), name: "赵某".into(), roles: vec![Role::Approver], employer: None };
    office.add_user(&approver, Some(PASSWORD), None).unwrap();
    let address = served::serve(Arc::new(office));
    served::login_as(&desk.home, &format!("http://{address}"), "zhao");
}

/// Opens the desk until it has all of its office. From then on the kernel's keyring has its key, as for whoever has opened his that day.
fn pull(desk: &Desk) {
    let mut session = jobs::unlock(desk).unwrap();
    session.until(is_synced).unwrap();
    session.quit("\x11").unwrap();
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
                RowQuery { view, filter: Filter::default(), me: "zhao".into(), today, sort: Sort::Due, at: at.clone(), limit: PAGE as u32 };
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
    i64::from(n % 97)
}

/// When a copy is due.
fn due(model: &Change, n: u32) -> Option<Date> {
    // The office lives on its own day, the desk on today's: few cases are overdue in either.
    let since = Clock::real().now().date() - OFFICE_OPENS.date();
    model.summary.due.and_then(|due| due.checked_add_signed(since + chrono::Duration::days(days_later(n))))
}

/// One of some 12,000 names, each with a 某 in it.
fn name(n: u32) -> String {
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let n = n as usize;
    let (surname, other) = (surnames[n % surnames.len()], given[n / surnames.len() % given.len()]);
    if n.is_multiple_of(2) { format!("{surname}某{other}") } else { format!("{surname}{other}某") }
}
