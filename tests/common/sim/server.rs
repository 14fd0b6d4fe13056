//! The real server in the process: its router or the office behind it, its books in a file, a clock that is set.
//!
//! Restarted by opening the file again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use huzhu::api::http::{self, Answer};
use huzhu::api::{Call, Failure, FailureKind, Reply};
use huzhu::domain::case::{Case, Event, Status, TimelineEntry};
use huzhu::domain::facts::Stay;
use huzhu::domain::ids::{CaseId, MemberId, StageId};
use huzhu::domain::material::Verdict;
use huzhu::domain::people::Role;
use huzhu::domain::time::{Date, Moment, days_after};
use huzhu::rules::{Plan, PlanSet};
use huzhu::server::{Ledger, Office, OfficeError, demo, router};
use huzhu::wire::{Person, Problem};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::{CLIENTS, Dice};

/// When every world begins.
pub const OPENS: Moment = demo::OFFICE_OPENS;

/// The plan is read once for all worlds.
pub static PLANS: LazyLock<PlanSet> = LazyLock::new(PlanSet::builtin);

/// Books with people, sign-ins and undecided cases, made once and copied into each world.
struct Template {
    _dir: tempfile::TempDir,
    path: PathBuf,
    tokens: Vec<String>,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| (0..4).map(template).collect());

/// Where requests go in.
enum Door {
    /// The router, from bytes to bytes.
    Http(Box<Router>, Runtime),
    /// The office behind it.
    Office(Box<Office>),
    Closed,
}

pub struct Server {
    folder: PathBuf,
    clock: Arc<AtomicI64>,
    tokens: &'static [String],
    over_http: bool,
    door: Door,
}

impl Server {
    pub fn new(folder: &Path, which: u64, over_http: bool) -> Self {
        let template = &TEMPLATES[usize::try_from(which).unwrap()];
        fs::create_dir(folder).unwrap();
        for entry in fs::read_dir(&template.path).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        }
        let clock = Arc::new(AtomicI64::new(OPENS.0));
        let mut server = Server { folder: folder.to_path_buf(), clock, tokens: &template.tokens, over_http, door: Door::Closed };
        server.restart();
        server
    }

    pub fn books(&self) -> PathBuf {
        self.folder.join("huzhu.db")
    }

    pub fn set_clock(&self, now: Moment) {
        self.clock.store(now.0, Ordering::Relaxed);
    }

    pub fn restart(&mut self) {
        // The former one is gone before the new one opens the books.
        self.door = Door::Closed;
        let office = office(&self.folder, &self.clock);
        self.door = if self.over_http {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
            Door::Http(Box::new(router(Arc::new(office))), runtime)
        } else {
            Door::Office(Box::new(office))
        };
    }

    pub fn serve(&self, client: usize, call: &Call) -> Result<Reply, Failure> {
        match &self.door {
            Door::Http(router, runtime) => over_http(router, runtime, &self.tokens[client], call),
            Door::Office(office) => behind_it(office, client, call),
            Door::Closed => Err(FailureKind::Unreachable.into()),
        }
    }
}

/// Serves one request, from its bytes to the bytes of its answer.
fn over_http(router: &Router, runtime: &Runtime, token: &str, call: &Call) -> Result<Reply, Failure> {
    let asked = http::request(call, Some(token));
    let mut request = Request::builder().method(asked.method).uri(&asked.path);
    for (name, value) in &asked.headers {
        request = request.header(*name, value);
    }
    let request = request.body(Body::from(asked.body)).unwrap();
    let answer = runtime.block_on(async {
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let content_type = response.headers().get("content-type").map_or(String::new(), |value| value.to_str().unwrap().into());
        let body = to_bytes(response.into_body(), http::LARGEST_BODY).await.unwrap().to_vec();
        Answer { status, content_type, body }
    });
    http::read(call, &answer)
}

/// Serves one request as the routes would.
fn behind_it(office: &Office, client: usize, call: &Call) -> Result<Reply, Failure> {
    let who = person(client);
    match call {
        Call::Identity => Ok(Reply::Identity(office.ledger().identity().clone())),
        Call::Changes { after, limit } => {
            let page = office.changes(&who, *after, *limit).map_err(failure)?;
            let body = serde_json::to_vec(&page).unwrap();
            http::read(call, &Answer { status: 200, content_type: "application/json".into(), body })
        }
        Call::Decide { decision } => office.decide(&who, decision).map(Reply::Decided).map_err(failure),
        // Nothing in these worlds looks at a plan on the desk.
        Call::Plans => Ok(Reply::Plans(Vec::new())),
        other => panic!("{other:?} is not asked in these worlds"),
    }
}

fn failure(error: OfficeError) -> Failure {
    let code = error.code();
    let current = match error {
        OfficeError::Refused { current, .. } => current,
        _ => None,
    };
    let problem = Problem {
        kind: "/problems/x".into(),
        title: String::new(),
        status: 409,
        detail: format!("{code:?}"),
        instance: String::new(),
        code,
        why: None,
        current,
        faults: Vec::new(),
    };
    FailureKind::Problem(Box::new(problem)).into()
}

fn office(folder: &Path, clock: &Arc<AtomicI64>) -> Office {
    let clock = Arc::clone(clock);
    Office::open(Ledger::open(folder).unwrap(), PLANS.clone(), Arc::new(move || Moment(clock.load(Ordering::Relaxed)))).unwrap()
}

pub fn plan() -> Arc<Plan> {
    Arc::clone(PLANS.iter().next().unwrap())
}

pub fn person(client: usize) -> Person {
    let roles = vec![Role::Intake, Role::Medical, Role::Approver, Role::Payer];
    Person { user: format!("person-{client}").as_str().into(), name: "李某某".into(), roles, employer: None }
}

fn template(which: u64) -> Template {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("server");
    let office = office(&path, &Arc::new(AtomicI64::new(OPENS.0)));
    let mut tokens = Vec::new();
    for client in 0..CLIENTS {
        let person = person(client);
        office.add_user(&person, None, None).unwrap();
        tokens.push(office.open_session(&person.user).unwrap().unwrap().token);
    }
    office.import(cases(which)).unwrap();
    drop(office);
    Template { _dir: dir, path, tokens }
}

/// Undecided cases of a few members, each with several stays in one period: what is paid for one depends on the others.
fn cases(which: u64) -> Vec<Case> {
    let plan = plan();
    let is_plain = |case: &Case| {
        case.facts.benefits.len() == 1
            && case.facts.benefits[0] == "hospital-stay"
            && case.status == Status::Paid
            && case.granted.len() == 1
    };
    let bases: Vec<Case> = demo::generate(&plan, which + 1, 60, OPENS).filter(is_plain).take(3).collect();
    let mut dice = Dice::new(which);
    let mut cases = Vec::new();
    let mut admission: Date = "2024-03-01".parse().unwrap();
    for _ in 0..3 {
        for base in &bases {
            let days = 1 + u32::try_from(dice.below(22)).unwrap();
            let discharge = days_after(admission, days);
            let stage = ["employer-check", "medical-review", "approval", "approval"][dice.below(4) as usize];
            cases.push(case(base, admission, discharge, stage));
            admission = days_after(discharge, 1);
        }
    }
    cases
}

fn case(base: &Case, admission: Date, discharge: Date, stage: &str) -> Case {
    let mut case = base.clone();
    case.id = CaseId::default();
    case.member = MemberId::default();
    case.facts.filed = "2024-12-10".parse().unwrap();
    let mut stay = Stay { admission, discharge, stated_days: None, ..base.facts.stays[0].clone() };
    // Each stay has its own receipt: one that another case has would stand against every approval.
    stay.expense.iter_mut().for_each(|expense| expense.receipt = Some(format!("00{}", admission.format("%Y%m%d"))));
    case.facts.stays = vec![stay];
    case.materials.iter_mut().for_each(|paper| paper.verdict = Some(Verdict::Accepted));
    (case.status, case.stage, case.granted) = (Status::Open, StageId::from(stage), Vec::new());
    (case.entered, case.received, case.assignee) = (OPENS.plus_secs(-86_400), OPENS.plus_secs(-86_400), None);
    case.timeline = vec![TimelineEntry { at: case.received, by: None, stage: case.stage.clone(), event: Event::Received }];
    case
}
