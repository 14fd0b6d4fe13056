//! A case of a plan whose documents give no figures: one person enters the amount, another confirms it.

use super::amend::{amended, answer};
use super::office::*;
use super::{now, walk, why};
use huzhu::domain::amendment::{AmendFault, Amendment, NewAmount};
use huzhu::domain::assessment::{Need, Outcome};
use huzhu::domain::case::Status;
use huzhu::domain::decision::Act;
use huzhu::domain::facts::{Enrolment, Facts, Relief};
use huzhu::domain::material::Material;
use huzhu::domain::money::Money;
use huzhu::domain::people::Role;
use huzhu::domain::summary::CaseDetail;
use huzhu::domain::time::Span;
use huzhu::judge::Why;
use huzhu::rules::{PlanSet, assess};
use huzhu::server::Office;
use huzhu::wire::NewCase;

const PLAN: &str = "sh-flex";
const BENEFIT: &str = "hospital-days";

pub(super) fn receive(office: &Office) -> CaseDetail {
    let mut new = claim(7, &[BENEFIT], vec![stay("2024-11-01", 20, None)]);
    // What the papers hang on is said.
    (new.facts.stays[0].outside, new.facts.stays[0].relief) = (Some(false), Some(Relief::None));
    let zj = new.facts.enrolments.remove(0);
    let cover = Span { from: day("2024-01-01"), to: day("2024-12-31") };
    let own = Enrolment { plan: PLAN.into(), cover, class: Some("E".into()), ..zj };
    new = NewCase { plan: PLAN.into(), facts: Facts { enrolments: vec![own], ..new.facts }, ..new };
    let plans = PlanSet::builtin();
    let assessment = assess(plans.get(&new.plan).unwrap(), &new.facts, &Default::default());
    let needed = assessment.materials.iter().filter(|paper| paper.need != Need::NotNeeded);
    new.materials =
        needed.map(|p| Material { material: p.material.clone(), received: Some(opens().date()), pages: 1, verdict: None }).collect();
    office.receive(&intake(), named("intake-7"), new).unwrap()
}

fn enter(yuan: i64) -> Amendment {
    let (benefit, clause) = (BENEFIT.into(), "2024 年条款 五".into());
    Amendment::Assess(NewAmount { benefit, amount: Money::from_yuan(yuan), clause, reason: "按条款计算".into() })
}

fn amend() -> Act {
    Act::Amend { note: String::new() }
}

fn confirm() -> Amendment {
    answer("assessed-amount", true)
}

/// At the approval, with an amount that the medical reviewer entered.
fn entered(office: &Office) -> CaseDetail {
    let case = walk(office, &receive(office), 10, &[(intake(), pass_on())]);
    assert_eq!(case.assessment.benefits[0].outcome, Outcome::NeedsAmount);
    office.decide(&medical(), &amended(&case, 20, amend(), vec![enter(800)])).unwrap();
    let case = now(office, &case);
    assert_eq!(case.case.facts.amounts[0].entered_by.as_ref(), Some(&medical().user), "the server says who");
    walk(office, &case, 30, &[(medical(), pass_on())])
}

#[test]
fn an_amount_is_entered_by_one_and_confirmed_by_another_with_the_approval() {
    let office = office();
    let case = entered(&office);
    assert_eq!(case.assessment.total, Money::ZERO, "nothing is owed on one person's word");
    let unassessed = Why::Unassessed { benefits: vec![BENEFIT.into()] };
    assert_eq!(why(office.decide(&approver(), &decide(&case, 40, approve()))), unassessed);
    let receipt = office.decide(&approver(), &amended(&case, 41, approve(), vec![confirm()])).unwrap();
    assert_eq!(receipt.amount, Money::from_yuan(800));
    let paid = walk(&office, &case, 50, &[(payer(), Act::Paid { reference: "2024-7".into() })]);
    assert_eq!((paid.case.status, paid.case.granted[0].amount), (Status::Paid, Money::from_yuan(800)));
    assert_eq!(paid.case.granted[0].event.as_ref().unwrap().date, day("2024-11-01"), "a later claim knows the event");
}

#[test]
fn nobody_confirms_his_own_amount() {
    let office = office();
    let own = || Why::Amendment { fault: AmendFault::OwnAmount };
    let case = walk(&office, &receive(&office), 10, &[(intake(), pass_on())]);
    let both = amended(&case, 20, amend(), vec![enter(800), confirm()]);
    assert_eq!(why(office.decide(&medical(), &both)), own(), "not in one decision");
    office.decide(&medical(), &amended(&case, 21, amend(), vec![enter(800)])).unwrap();
    let case = now(&office, &case);
    assert_eq!(why(office.decide(&medical(), &amended(&case, 22, amend(), vec![confirm()]))), own());
    let second = person("medical-2", &[Role::Medical]);
    office.decide(&second, &amended(&case, 23, amend(), vec![confirm()])).unwrap();
    assert_eq!(now(&office, &case).assessment.total, Money::from_yuan(800));
}

#[test]
fn another_amount_has_to_be_confirmed_anew() {
    let office = office();
    let case = entered(&office);
    let second = person("approver-2", &[Role::Approver]);
    office.decide(&second, &amended(&case, 40, amend(), vec![confirm()])).unwrap();
    let case = now(&office, &case);
    assert_eq!(case.assessment.total, Money::from_yuan(800));
    office.decide(&approver(), &amended(&case, 41, amend(), vec![enter(8_000)])).unwrap();
    let case = now(&office, &case);
    assert_eq!((case.assessment.total, case.case.facts.amounts.len()), (Money::ZERO, 1));
    assert_eq!(
        why(office.decide(&approver(), &amended(&case, 42, approve(), vec![confirm()]))),
        Why::Amendment { fault: AmendFault::OwnAmount }
    );
}

#[test]
fn an_amount_that_the_plan_computes_is_not_entered() {
    let office = office();
    let new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let case = walk(&office, &office.receive(&intake(), named("intake-1"), new).unwrap(), 10, &[(intake(), pass_on())]);
    let amount = NewAmount { benefit: "hospital-stay".into(), amount: Money::from_yuan(9), clause: "五".into(), reason: "多给".into() };
    let refused = why(office.decide(&medical(), &amended(&case, 20, amend(), vec![Amendment::Assess(amount)])));
    assert_eq!(refused, Why::Amendment { fault: AmendFault::Computed });
}
