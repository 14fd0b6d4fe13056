//! The made-up books with which worlds begin: people, sign-ins, undecided cases. Made once and copied.
//!
//! Not here: the server over them.

use std::path::PathBuf;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, LazyLock};

use huzhu::domain::case::{Case, Event, Status, TimelineEntry};
use huzhu::domain::facts::{Facts, Stay};
use huzhu::domain::ids::{CaseId, MemberId, StageId};
use huzhu::domain::material::{Material, Verdict};
use huzhu::domain::people::Role;
use huzhu::domain::time::{Date, days_after};
use huzhu::rules::{Plan, PlanSet};
use huzhu::server::{Ledger, demo};
use huzhu::wire::Person;
use rusqlite::Connection;

use super::Dice;
use super::server::{OPENS, office};
use super::shape::MOST_CLIENTS;

/// How many books there are to begin with.
const DIFFERENT: u64 = 4;
/// Who sees names and numbers masked, and the officer of an employer: numbers behind those of the others.
pub const MASKED: usize = MOST_CLIENTS;
pub const OFFICER: usize = MOST_CLIENTS + 1;
/// What an operator gives, some time into a world.
pub const LISTS: &str = r#"
[[lists]]
id = "hospitals"
plan = "zj-10"
kind = "hospital"
name = { zh = "认可医院（样例）", en = "Accepted hospitals, a sample" }
clause = "五 一般住院"
valid = { from = 2020-01-01, to = 2026-12-31 }
entries = [{ name = "白荡第一医院" }]
"#;

/// The one plan that these offices have, read once for all worlds; then it with the lists behind it.
pub static PLANS: LazyLock<PlanSet> = LazyLock::new(|| {
    let mut plans = PlanSet::builtin();
    plans.retain(|plan| plan.id == "zj-10");
    plans
});
pub static WITH_LISTS: LazyLock<PlanSet> = LazyLock::new(|| {
    let mut plans = PLANS.clone();
    plans.insert_lists(LISTS).unwrap();
    plans
});

pub struct Template {
    _dir: tempfile::TempDir,
    pub path: PathBuf,
    /// The sign-in of each person.
    pub tokens: Vec<String>,
    pub people: Vec<Person>,
    /// The employers whose cases there are.
    pub employers: Vec<String>,
    /// What a claim at the counter is like.
    pub claim: (Facts, Vec<Material>),
}

pub static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| (0..DIFFERENT).map(template).collect());

pub fn plan() -> Arc<Plan> {
    Arc::clone(PLANS.iter().next().unwrap())
}

/// The plan under which a case stands, with or without lists.
pub fn plan_of(hash: &huzhu::domain::ids::PlanHash) -> Arc<Plan> {
    Arc::clone(PLANS.by_hash(hash).or_else(|| WITH_LISTS.by_hash(hash)).expect("a plan that is known"))
}

/// Whatever can be done with a case.
pub fn all_roles() -> Vec<Role> {
    vec![Role::Intake, Role::Medical, Role::Approver, Role::Payer]
}

fn person(nth: usize, employer: &str) -> Person {
    let roles = match nth {
        MASKED => vec![Role::Enquiry],
        OFFICER => vec![Role::Employer],
        _ => all_roles(),
    };
    let employer = (nth == OFFICER).then(|| employer.to_owned());
    Person { user: format!("person-{nth}").as_str().into(), name: "李某某".into(), roles, employer }
}

/// Gives a server the name and the secret that it would draw: they stand in what it answers, and an answer is cut where the dice say.
fn name(path: &std::path::Path) {
    drop(Ledger::open(path).unwrap());
    let books = Connection::open(path.join("huzhu.db")).unwrap();
    for (name, value) in [("server", "5".repeat(32)), ("mark-secret", "7".repeat(64))] {
        assert_eq!(books.execute("UPDATE meta SET value = ? WHERE name = ?", [&value, name]).unwrap(), 1);
    }
}

fn template(which: u64) -> Template {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("server");
    name(&path);
    let office = office(&path, &Arc::new(AtomicI64::new(OPENS.0)));
    let cases = cases(which);
    let (facts, mut materials) = (cases[0].facts.clone(), cases[0].materials.clone());
    materials.iter_mut().for_each(|paper| paper.verdict = None);
    let mut employers: Vec<String> = cases.iter().filter_map(|case| case.employer()).map(ToOwned::to_owned).collect();
    let people: Vec<Person> = (0..=OFFICER).map(|nth| person(nth, &employers[0])).collect();
    employers.sort_unstable();
    employers.dedup();
    let mut tokens = Vec::new();
    for person in &people {
        office.add_user(person, None, None).unwrap();
        tokens.push(office.open_session(&person.user).unwrap().unwrap().token);
    }
    office.import(cases).unwrap();
    drop(office);
    Template { _dir: dir, path, tokens, people, employers, claim: (facts, materials) }
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
