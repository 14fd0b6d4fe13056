//! A case of the plan of contracts, from intake to the payment, and what it leaves for the member's next one.

use super::office::*;
use super::{now, walk, why};
use huzhu::domain::assessment::{Need, Outcome};
use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Verb};
use huzhu::domain::material::Material;
use huzhu::domain::money::Money;
use huzhu::domain::summary::CaseDetail;
use huzhu::judge::Why;
use huzhu::rules::{PlanSet, assess, claim};
use huzhu::server::Office;
use huzhu::wire::NewCase;

const URAEMIA: &str = include_str!("../claims/jn-uraemia-three-units.toml");
pub const ACCIDENT: &str = include_str!("../claims/jn-accident-stay.toml");

/// A claim document handed in with every paper that it needs.
pub fn receive(office: &Office, text: &str, change: impl FnOnce(&mut NewCase)) -> CaseDetail {
    let document = claim::read(text).unwrap();
    let plans = PlanSet::builtin();
    let mut new = NewCase { plan: document.plan, facts: document.facts, materials: Vec::new(), replaces: Vec::new() };
    change(&mut new);
    let assessment = assess(plans.get(&new.plan).unwrap(), &new.facts, &document.history);
    let needed = assessment.materials.iter().filter(|paper| paper.need != Need::NotNeeded);
    new.materials =
        needed.map(|p| Material { material: p.material.clone(), received: Some(opens().date()), pages: 1, verdict: None }).collect();
    let key = format!("intake-{}", office.ledger().read(|books| books.newest_seq()).unwrap());
    office.receive(&intake(), named(&key), new).unwrap()
}

#[test]
fn a_case_goes_through_all_five_stages() {
    let office = office();
    let case = receive(&office, URAEMIA, |_| {});
    assert_eq!((case.case.id.as_str(), case.summary.amount), ("JN24-000001", Some(Money::from_yuan(15_000))));
    assert_eq!(case.case.stage, "registration");
    let approved = walk(&office, &case, 10, &[(intake(), pass_on()), (medical(), pass_on()), (approver(), approve())]);
    assert_eq!((approved.case.stage.as_str(), approved.case.status), ("archive", Status::Open));
    assert_eq!(approved.summary.due, Some(day("2025-01-02")), "ten working days after the approval, New Year's Day off");
    let event = approved.case.granted[0].event.as_ref().unwrap();
    assert_eq!((event.date, event.disease.as_deref()), (day("2023-01-02"), Some("uraemia")));
    let borne: Vec<_> = event.contracts.iter().map(|c| (c.contract.as_deref().unwrap(), c.units, c.amount.to_string())).collect();
    assert_eq!(borne, [("B01220012", 2, "10000.00".to_owned()), ("PB220013", 1, "5000.00".to_owned())]);
    // What was granted stands: the archive sends nothing back, and whoever registered the papers may file them.
    let back = Act::Reject { reason: "NOT-ELIGIBLE".into(), clause: "入会条件".into(), text: "不符合".into() };
    let refused = why(office.decide(&intake(), &decide(&approved, 20, back)));
    assert_eq!(refused, Why::Verb { verb: Verb::Reject, stage: "archive".into() });
    let archived = walk(&office, &case, 30, &[(intake(), pass_on())]);
    assert_eq!((archived.case.stage.as_str(), archived.summary.due), ("payment", Some(day("2025-01-02"))));
    let paid = walk(&office, &case, 40, &[(payer(), Act::Paid { reference: "2024-119".into() })]);
    assert_eq!((paid.case.status, paid.case.granted[0].amount), (Status::Paid, Money::from_yuan(15_000)));
}

/// After the illness both contracts have ended; the enrolments that the first claim brought stand in the books with their units.
#[test]
fn what_a_contract_paid_counts_for_the_next_case() {
    let office = office();
    let first = receive(&office, URAEMIA, |_| {});
    let later = receive(&office, ACCIDENT, |new| {
        new.facts.member = first.case.facts.member.clone();
        new.facts.enrolments.clear();
        let after = day("2023-02-01");
        (new.facts.stays[0].admission, new.facts.stays[0].discharge) = (after, day("2023-02-09"));
        new.facts.accident.as_mut().unwrap().date = Some(after);
    });
    let units: Vec<_> = later.case.facts.enrolments.iter().map(|e| (e.contract.as_deref(), e.units)).collect();
    assert_eq!(units, [(Some("B01220012"), Some(2)), (Some("PB220013"), Some(1))]);
    assert_eq!(later.summary.amount, Some(Money::from_yuan(4_800)), "three units of 1,600.00 while the illness is undecided");
    assert!(later.assessment.checks.iter().any(|check| check.check == "open-claim"));
    walk(&office, &first, 10, &[(intake(), pass_on()), (medical(), pass_on()), (approver(), approve())]);
    let later = now(&office, &later);
    let benefit = &later.assessment.benefits[0];
    assert_eq!((&benefit.outcome, benefit.reason.as_ref().unwrap().as_str()), (&Outcome::NothingOwed, "COVER-ENDED"));
    assert!(later.assessment.checks.iter().all(|check| check.check != "open-claim"));
}
