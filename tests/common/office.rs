//! An office for tests: a clock that stands still, made-up people, claims that pass every check.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use huzhu::domain::assessment::Need;
use huzhu::domain::decision::{Act, Decision};
use huzhu::domain::facts::{Enrolment, Expense, Facts, Member, Payee, Stay};
use huzhu::domain::identity::id_check_character;
use huzhu::domain::ids::DecisionId;
use huzhu::domain::intake::ClaimKey;
use huzhu::domain::material::{Material, MaterialVerdict, Verdict};
use huzhu::domain::money::Money;
use huzhu::domain::people::Role;
use huzhu::domain::summary::CaseDetail;
use huzhu::domain::time::{Date, Moment, Span};
use huzhu::judge::amount_of;
use huzhu::rules::PlanSet;
use huzhu::server::{Clock, Ledger, Office};
use huzhu::wire::{NewCase, Person};

pub const EMPLOYER: &str = "江岸纺织厂";

/// Wednesday 2024-12-18, 10:42.
pub fn opens() -> Moment {
    Moment::at(day("2024-12-18"), 10, 42)
}

/// The key of a claim that a test calls so.
pub fn named(claim: &str) -> ClaimKey {
    ClaimKey(uuid::Uuid::from_u128(claim.bytes().fold(1, |key: u128, byte| key.wrapping_mul(257).wrapping_add(byte.into()))))
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A clock that moves when it is told to.
#[derive(Clone)]
pub struct Hands(pub Arc<AtomicI64>);

impl Hands {
    pub fn at(moment: Moment) -> Self {
        Hands(Arc::new(AtomicI64::new(moment.0)))
    }
    pub fn clock(&self) -> Clock {
        let hands = Arc::clone(&self.0);
        Arc::new(move || Moment(hands.load(Ordering::Relaxed)))
    }
    pub fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

pub fn office() -> Office {
    over(Ledger::open_in_memory().unwrap(), &Hands::at(opens()))
}

/// Opens an office over books, with everybody in it.
pub fn over(ledger: Ledger, hands: &Hands) -> Office {
    over_plans(ledger, PlanSet::builtin(), hands)
}

/// The same with other plans than those built in.
pub fn over_plans(ledger: Ledger, plans: PlanSet, hands: &Hands) -> Office {
    let office = Office::open(ledger, plans, hands.clock()).unwrap();
    for person in everybody() {
        office.add_user(&person, None, None).unwrap();
    }
    office
}

pub fn person(user: &str, roles: &[Role]) -> Person {
    let employer = roles.contains(&Role::Employer).then(|| EMPLOYER.to_owned());
    Person { user: user.into(), name: format!("{user}某"), roles: roles.to_vec(), employer }
}

pub fn everybody() -> Vec<Person> {
    vec![intake(), officer(), medical(), approver(), payer(), enquiry(), supervisor()]
}
pub fn intake() -> Person {
    person("lin", &[Role::Intake])
}
pub fn officer() -> Person {
    person("wu", &[Role::Employer])
}
pub fn medical() -> Person {
    person("he", &[Role::Medical])
}
pub fn approver() -> Person {
    person("zhao", &[Role::Approver])
}
pub fn payer() -> Person {
    person("qian", &[Role::Payer])
}
pub fn enquiry() -> Person {
    person("li", &[Role::Enquiry])
}
pub fn supervisor() -> Person {
    person("sun", &[Role::Supervisor])
}

/// The day on which the member with this number was born: no two members are alike.
pub fn birth(number: u32) -> Date {
    day("1980-01-01") + chrono::Days::new(u64::from(number))
}

/// The card that the member with this number is paid on.
pub fn card_number(number: u32) -> String {
    format!("621700001000{:07}", 4410 + number)
}

/// A made-up identity number: the same for the same number.
pub fn id_number(number: u32) -> String {
    let body = format!("110101{}{:03}", birth(number).format("%Y%m%d"), number % 1000);
    let check = id_check_character(&body).unwrap();
    format!("{body}{check}")
}

/// A stay from a day of 2024 on, for so many days, with an expense that counts.
pub fn stay(admission: &str, days: u32, self_pay: Option<Money>) -> Stay {
    let admission = day(admission);
    Stay {
        hospital: Some("某市第一医院".into()),
        stated_days: Some(days),
        cause: Some(huzhu::domain::facts::Cause::Illness),
        illness: Some("肺炎".into()),
        settled: Some(true),
        designated: Some(true),
        expense: self_pay.map(|self_pay| Expense {
            self_care: Money::ZERO,
            self_pay,
            critical_illness_fund: Some(Money::ZERO),
            civil_servant_subsidy: Some(Money::ZERO),
            receipt: None,
        }),
        ..Stay::begin(admission, admission + chrono::Days::new(u64::from(days)))
    }
}

/// A claim of the member with this number that nothing stands against.
pub fn claim(number: u32, benefits: &[&str], stays: Vec<Stay>) -> NewCase {
    let name = format!("沈某{}", ["某", "甲", "乙", "丙"][(number % 4) as usize]);
    let member = Member {
        name: name.clone(),
        sex: None,
        birth: Some(birth(number)),
        id_number: Some(id_number(number)),
        phone: Some(format!("1380000{:04}", number % 10_000)),
        social_security_card: None,
        member_number: None,
        platform_worker: None,
        retired: Some(false),
    };
    let facts = Facts {
        enrolments: vec![Enrolment {
            employer: Some(EMPLOYER.into()),
            ..Enrolment::begin("zj-10".into(), Span { from: day("2024-01-01"), to: day("2024-12-31") })
        }],
        stays,
        payee: Some(Payee {
            name,
            bank: Some("某某银行".into()),
            card: Some(card_number(number)),
            account_kind: None,
            activated: None,
            proof: None,
        }),
        ..Facts::begin(opens().date(), benefits.iter().map(|id| (*id).into()).collect(), member)
    };
    NewCase { plan: "zj-10".into(), facts, materials: papers(), replaces: Vec::new() }
}

/// Every paper that a hospital claim needs, received and not looked at.
pub fn papers() -> Vec<Material> {
    let ids = ["id-card", "social-security-card", "bank-card", "receipts", "settlement-sheet", "discharge-record"];
    let received = Some(opens().date());
    ids.iter().map(|id| Material { material: (*id).into(), received, pages: 2, verdict: None }).collect()
}

/// A decision on a case as it was shown, with every required paper accepted while papers are judged.
pub fn decide(detail: &CaseDetail, id: u128, act: Act) -> Decision {
    let required = detail.assessment.materials.iter().filter(|asked| matches!(asked.need, Need::Required | Need::Conditional));
    let mut decision = bare(detail, id, act);
    let accepted = required.map(|asked| MaterialVerdict { material: asked.material.clone(), verdict: Some(Verdict::Accepted) });
    let judged = detail.case.granted.is_empty();
    decision.verdicts = accepted.filter(|_| judged).collect();
    decision
}

/// A decision without verdicts.
pub fn bare(detail: &CaseDetail, id: u128, act: Act) -> Decision {
    Decision {
        id: DecisionId(uuid::Uuid::from_u128(id)),
        case: detail.case.id.clone(),
        basis: detail.basis.clone(),
        stage: detail.case.stage.clone(),
        plan_hash: detail.case.plan_hash.clone(),
        engine: detail.assessment.engine,
        amount: amount_of(&detail.case, &detail.assessment),
        verdicts: Vec::new(),
        amendments: Vec::new(),
        act,
        decided_at: opens(),
    }
}

pub fn pass_on() -> Act {
    Act::PassOn { note: String::new() }
}
pub fn approve() -> Act {
    Act::Approve { note: String::new() }
}
