//! The judge and the books: what may be decided, by whom, on what; and that the books hold together.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "ledger/again.rs"]
mod again;
#[path = "ledger/amend.rs"]
mod amend;
#[path = "ledger/books.rs"]
mod books;
#[path = "ledger/chain.rs"]
mod chain;
#[path = "ledger/contracts.rs"]
mod contracts;
#[path = "ledger/counter.rs"]
mod counter;
#[path = "ledger/crossed.rs"]
mod crossed;
#[path = "ledger/entered.rs"]
mod entered;
#[path = "ledger/extending.rs"]
mod extending;
#[path = "ledger/hand_over.rs"]
mod hand_over;
#[path = "common/office.rs"]
mod office;
#[path = "ledger/one_form.rs"]
mod one_form;
#[path = "ledger/paper_facts.rs"]
mod paper_facts;
#[path = "ledger/recovering.rs"]
mod recovering;
#[path = "ledger/renumber.rs"]
mod renumber;
#[path = "ledger/said.rs"]
mod said;
#[path = "ledger/sight.rs"]
mod sight;
#[path = "ledger/taken_in.rs"]
mod taken_in;

use huzhu::domain::basis::Basis;
use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Decision, Defect, ProblemCode, Verb};
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::domain::money::Money;
use huzhu::domain::people::Role;
use huzhu::domain::summary::CaseDetail;
use huzhu::judge::{PaperLack, Refusal, Why};
use huzhu::server::{Office, OfficeError};
use huzhu::wire::Person;
use office::*;

fn second_approver() -> Person {
    person("yu", &[Role::Approver])
}

fn hospital(office: &Office, member: u32, admission: &str, days: u32) -> CaseDetail {
    let new = claim(member, &["hospital-stay"], vec![stay(admission, days, None)]);
    office.receive(&intake(), named(&format!("intake-{member}-{admission}")), new).unwrap()
}

fn now(office: &Office, detail: &CaseDetail) -> CaseDetail {
    office.case(&supervisor(), &detail.case.id).unwrap()
}

/// Takes a case from its first stage to where `who` are through with it.
fn walk(office: &Office, detail: &CaseDetail, id: u128, steps: &[(Person, Act)]) -> CaseDetail {
    for (n, (who, act)) in steps.iter().enumerate() {
        office.decide(who, &decide(&now(office, detail), id + n as u128, act.clone())).unwrap();
    }
    now(office, detail)
}

fn to_approval(office: &Office, detail: &CaseDetail, id: u128) -> CaseDetail {
    walk(office, detail, id, &[(officer(), pass_on()), (medical(), pass_on())])
}

fn why(result: Result<huzhu::domain::decision::Receipt, OfficeError>) -> Why {
    match result {
        Err(OfficeError::Refused { refusal, .. }) => refusal.why,
        other => panic!("not refused by the judge: {other:?}"),
    }
}

#[test]
fn a_case_goes_its_way_and_is_paid() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    assert_eq!((case.case.id.as_str(), case.summary.amount), ("ZJ24-000001", Some(Money::from_yuan(400))));
    assert_eq!(case.summary.due, Some(day("2024-12-23")), "three working days after 2024-12-18");
    let at_approval = to_approval(&office, &case, 10);
    let receipt = office.decide(&approver(), &decide(&at_approval, 20, approve())).unwrap();
    assert_eq!((receipt.amount, receipt.stage.as_str(), receipt.status), (Money::from_yuan(400), "payment", Status::Open));
    let paid = walk(&office, &case, 30, &[(payer(), Act::Paid { reference: "2024-118".into() })]);
    assert_eq!((paid.case.status, paid.case.granted[0].amount), (Status::Paid, Money::from_yuan(400)));
    assert_eq!(paid.case.granted[0].stays[0].days, 8);
    assert_eq!(paid.case.timeline.len(), 5, "received, passed on twice, approved, paid");
    assert_eq!(office.ledger().read(|books| books.verify_audit()).unwrap().unwrap(), paid.summary.seq);
}

#[test]
fn the_same_decision_again_gives_the_same_receipt_and_another_body_is_refused() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let decision = decide(&case, 1, pass_on());
    let first = office.decide(&officer(), &decision).unwrap();
    let entries = office.ledger().read(|books| books.newest_seq()).unwrap();
    assert_eq!(office.decide(&officer(), &decision).unwrap(), first);
    assert_eq!(office.ledger().read(|books| books.newest_seq()).unwrap(), entries, "nothing was written for the second");
    let other = Decision { amount: Money::ZERO, ..decision.clone() };
    assert!(matches!(office.decide(&officer(), &other), Err(OfficeError::KeyReused)));
    assert!(matches!(office.decide(&intake(), &decision), Err(OfficeError::KeyReused)), "another person's key");
    // A refusal is not kept: under the same key it may be tried again.
    let early = decide(&now(&office, &case), 2, approve());
    assert!(matches!(why(office.decide(&approver(), &early)), Why::Verb { .. }));
    assert_eq!(office.case(&supervisor(), &case.case.id).unwrap().case.timeline.len(), 2);
}

#[test]
fn nobody_acts_at_two_stages_whatever_roles_he_holds() {
    let office = office();
    let both = person("yu", &[Role::Intake, Role::Medical, Role::Approver]);
    let case = hospital(&office, 1, "2024-11-01", 8);
    let case = walk(&office, &case, 1, &[(both.clone(), pass_on())]);
    assert!(matches!(why(office.decide(&both, &decide(&case, 10, pass_on()))), Why::FourEyes { at } if at == "employer-check"));
    let case = walk(&office, &case, 20, &[(medical(), pass_on())]);
    let refused = office.decide(&both, &decide(&case, 30, approve()));
    assert!(matches!(&refused, Err(error) if error.code() == ProblemCode::FourEyes));
    assert!(office.decide(&approver(), &decide(&case, 31, approve())).is_ok());
}

#[test]
fn each_stage_takes_its_own_roles_and_an_officer_his_own_employer() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    for who in [medical(), approver(), payer(), enquiry(), supervisor()] {
        assert!(matches!(why(office.decide(&who, &decide(&case, 1, pass_on()))), Why::Role { .. }), "{}", who.user);
    }
    let stranger = Person { employer: Some("望江仪表厂".into()), ..person("xu", &[Role::Employer]) };
    assert!(matches!(office.decide(&stranger, &decide(&case, 2, pass_on())), Err(OfficeError::NotFound)), "he doesn't see it");
    assert!(matches!(office.case(&stranger, &case.case.id), Err(OfficeError::NotFound)));
    assert!(office.changes(&stranger, 0, 10).unwrap().changes.is_empty());
    let medical_too = Person { employer: Some("望江仪表厂".into()), ..person("xu", &[Role::Employer, Role::Medical]) };
    assert_eq!(why(office.decide(&medical_too, &decide(&case, 3, pass_on()))), Why::OtherEmployer);
    assert!(office.decide(&officer(), &decide(&case, 4, pass_on())).is_ok());
}

#[test]
fn what_the_decision_rests_on_must_still_be_so() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let good = decide(&case, 1, pass_on());
    let refused = |decision: Decision| why(office.decide(&officer(), &decision));
    assert_eq!(refused(Decision { basis: Basis("0".repeat(64)), ..good.clone() }), Why::Basis);
    assert_eq!(refused(Decision { plan_hash: "0".into(), ..good.clone() }), Why::Plan);
    assert_eq!(refused(Decision { engine: 0, ..good.clone() }), Why::Engine);
    assert_eq!(refused(Decision { amount: Money::ZERO, ..good.clone() }), Why::Amount { now: Money::from_yuan(400) });
    assert!(matches!(refused(Decision { stage: "approval".into(), ..good.clone() }), Why::Stage { .. }));
    assert!(office.decide(&officer(), &good).is_ok());
}

#[test]
fn a_grant_changes_what_the_members_other_cases_rest_on() {
    let office = office();
    let first = hospital(&office, 1, "2024-03-01", 3);
    let second = hospital(&office, 1, "2024-06-01", 5);
    let bystander = hospital(&office, 2, "2024-06-01", 5);
    assert_eq!(second.summary.amount, Some(Money::from_yuan(300)), "before the first is decided");
    let second = to_approval(&office, &second, 100);
    let stale = decide(&second, 120, approve());
    let first = to_approval(&office, &first, 200);
    let receipt = office.decide(&approver(), &decide(&first, 220, approve())).unwrap();
    let changes = office.changes(&supervisor(), receipt.seq, 10).unwrap();
    let text = serde_json::to_value(&changes).unwrap();
    assert_eq!(text["changes"].as_array().unwrap().len(), 1, "only the member's other case is sent again");
    assert_eq!(text["changes"][0]["summary"]["id"], second.case.id.as_str());
    assert_eq!(text["changes"][0]["summary"]["amount"], "100.00", "8 days: 400.00 less 300.00");
    match office.decide(&approver(), &stale) {
        Err(OfficeError::Refused { refusal, current: Some(current), .. }) => {
            assert_eq!((refusal.why, current.summary.amount), (Why::Basis, Some(Money::from_yuan(100))));
            assert_eq!(*current, now(&office, &second), "the conflict shows the case as it is");
        }
        other => panic!("{other:?}"),
    }
    let receipt = office.decide(&approver(), &decide(&now(&office, &second), 121, approve())).unwrap();
    assert_eq!(receipt.amount, Money::from_yuan(100));
    assert_eq!(now(&office, &bystander).summary.seq, bystander.summary.seq);
    // What was decided is not decided anew by what came later.
    assert_eq!(now(&office, &first).assessment.total, Money::from_yuan(300));
    assert!(office.decide(&payer(), &decide(&now(&office, &first), 300, Act::Paid { reference: String::new() })).is_ok());
}

#[test]
fn papers_stand_against_a_decision_all_at_once() {
    let office = office();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    new.materials.retain(|paper| paper.material != "receipts");
    let case = office.receive(&intake(), named("k"), new).unwrap();
    let Why::Papers { lacks } = why(office.decide(&officer(), &bare(&case, 1, pass_on()))) else { panic!() };
    assert_eq!(lacks.iter().filter(|(_, lack)| *lack == PaperLack::NoVerdict).count(), 5);
    assert!(lacks.contains(&("receipts".into(), PaperLack::Missing)));
    let Why::Papers { lacks } = why(office.decide(&officer(), &decide(&case, 2, pass_on()))) else { panic!() };
    assert_eq!(lacks, [("receipts".into(), PaperLack::Missing)], "accepting a paper that never came is no help");
    let mut returned = decide(
        &case,
        3,
        Act::Return {
            defects: vec![Defect { reason: "MAT-MISSING".into(), material: Some("receipts".into()) }], text: "请补票据".into()
        },
    );
    returned.verdicts =
        vec![MaterialVerdict { material: "id-card".into(), verdict: Some(Verdict::Defective { reason: "MAT-ILLEGIBLE".into() }) }];
    let receipt = office.decide(&officer(), &returned).unwrap();
    assert_eq!(receipt.status, Status::Returned);
    let case = now(&office, &case);
    assert_eq!(case.case.materials[0].verdict, Some(Verdict::Defective { reason: "MAT-ILLEGIBLE".into() }), "verdicts are kept");
    assert_eq!(case.summary.due, None);
    assert!(matches!(why(office.decide(&officer(), &decide(&case, 4, pass_on()))), Why::Status { now: Status::Returned }));
}

#[test]
fn returns_and_rejections_need_grounds_that_the_plan_knows() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let refused = |act: Act| why(office.decide(&officer(), &decide(&case, 1, act)));
    let defect = |reason: &str| Act::Return { defects: vec![Defect { reason: reason.into(), material: None }], text: String::new() };
    let reject = |reason: &str, clause: &str, text: &str| Act::Reject { reason: reason.into(), clause: clause.into(), text: text.into() };
    assert_eq!(refused(Act::Return { defects: vec![], text: "x".into() }), Why::NoDefect);
    assert!(matches!(refused(defect("TIME-LIMIT")), Why::Reason { .. }), "a code of another class");
    assert!(matches!(refused(defect("MAT-NO-STAMP")), Why::Reason { .. }), "this plan asks for no stamp");
    assert!(matches!(refused(reject("MAT-MISSING", "六", "x")), Why::Reason { .. }));
    assert_eq!(refused(reject("TIME-LIMIT", " ", "x")), Why::NoGrounds);
    assert_eq!(refused(reject("TIME-LIMIT", "六 1(2)", "")), Why::NoGrounds);
    assert_eq!(refused(reject("TIME-LIMIT", "六 1(2)", &"长".repeat(2_001))), Why::TooLong);
    let receipt = office.decide(&officer(), &decide(&case, 2, reject("TIME-LIMIT", "七 申请时间", "超过申请时限"))).unwrap();
    assert_eq!(receipt.status, Status::Rejected);
    assert!(matches!(why(office.decide(&officer(), &decide(&now(&office, &case), 3, pass_on()))), Why::Status { .. }));
}

#[test]
fn a_failed_payment_keeps_the_grant_and_waits_for_the_claimant() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let case = to_approval(&office, &case, 1);
    let case = walk(&office, &case, 10, &[(approver(), approve()), (payer(), Act::PaymentFailed { reason: "户名不符".into() })]);
    assert_eq!((case.case.status, case.summary.amount), (Status::Returned, Some(Money::from_yuan(400))));
    let later = hospital(&office, 1, "2024-12-01", 2);
    assert_eq!(later.summary.amount, Some(Money::from_yuan(100)), "10 days: 500.00 less what stands granted");
}

#[test]
fn an_open_severe_claim_is_in_the_history_until_it_is_decided() {
    let office = office();
    let mut new = claim(1, &["critical-illness"], vec![stay("2024-05-01", 5, None)]);
    new.facts.diagnosis = Some(serde_json::from_value(serde_json::json!({ "disease": "1", "diagnosed": "2024-05-02" })).unwrap());
    let severe = office.receive(&intake(), named("severe"), new).unwrap();
    let other = hospital(&office, 1, "2024-08-01", 3);
    assert_eq!(other.history.open.len(), 1);
    assert_eq!(other.history.open[0].case, severe.case.id);
    let reject = Act::Reject { reason: "DISEASE-NOT-LISTED".into(), clause: "附注".into(), text: "不在目录内".into() };
    walk(&office, &severe, 1, &[(officer(), reject)]);
    let after = now(&office, &other);
    assert!(after.history.open.is_empty() && after.summary.seq > other.summary.seq && after.basis != other.basis);
}

#[test]
fn without_a_right_identity_number_nothing_is_approved_whatever_was_answered() {
    let office = office();
    let plans = huzhu::rules::PlanSet::builtin();
    let plan = plans.get(&"zj-10".into()).unwrap();
    for (member, number) in [(1, None), (2, Some("110101199901010011".to_owned()))] {
        let at_approval = to_approval(&office, &hospital(&office, member, "2024-11-01", 8), u128::from(member) * 10);
        let mut case = at_approval.case;
        case.facts.member.id_number = number;
        case.facts.answers = vec![serde_json::from_value(serde_json::json!({ "check": "id-number", "holds": true, "note": "" })).unwrap()];
        let assessment = huzhu::rules::assess(plan, &case.facts, &at_approval.history);
        let refusal = huzhu::judge::may(plan, &case, &assessment, Verb::Approve, &approver()).unwrap_err();
        // Papers were looked at on the way, so nothing else stands against it.
        assert_eq!((refusal.code, refusal.why), (ProblemCode::Blocked, Why::Identity));
    }
}

#[test]
fn what_is_refused_whole_is_rejected_and_not_approved_at_nothing() {
    let office = office();
    let plans = huzhu::rules::PlanSet::builtin();
    let plan = plans.get(&"zj-10".into()).unwrap();
    let judged = |member: u32, benefits: &[&str], change: fn(&mut huzhu::domain::facts::Facts)| {
        // Two members with one bill would be asked about.
        let stays = vec![stay(&format!("2024-11-{member:02}"), 8, Some(Money::from_yuan(1_000)))];
        let received = office.receive(&intake(), named(&format!("claim {member}")), claim(member, benefits, stays)).unwrap();
        let at_approval = to_approval(&office, &received, u128::from(member) * 10);
        let mut case = at_approval.case;
        change(&mut case.facts);
        let assessment = huzhu::rules::assess(plan, &case.facts, &at_approval.history);
        (huzhu::judge::may(plan, &case, &assessment, Verb::Approve, &approver()), assessment.total)
    };
    let not_designated: fn(&mut huzhu::domain::facts::Facts) = |facts| facts.stays[0].designated = Some(false);
    let (refused, _) = judged(1, &["hospital-stay", "large-expense"], not_designated);
    let refusal = refused.unwrap_err();
    assert_eq!((refusal.code, &refusal.why), (ProblemCode::Blocked, &Why::NothingGranted));
    let said = huzhu::judge::why_in_words(huzhu::domain::people::Lang::Zh, plan, &refusal.why);
    assert!(said.contains("按 X 拒赔"), "{said}");
    // An expense below the threshold comes to nothing by its sum: approved, it counts for the rest of the period.
    assert_eq!(judged(2, &["large-expense"], |_| {}), (Ok(()), Money::ZERO));
    // A stay that is refused beside one that is paid goes with it.
    let (one_of_two, total) = judged(3, &["hospital-stay"], |facts| {
        facts.benefits.push("critical-illness".into());
        facts.diagnosis = Some(serde_json::from_value(serde_json::json!({ "disease": "感冒", "diagnosed": "2024-11-02" })).unwrap());
    });
    assert!(!matches!(one_of_two, Err(Refusal { why: Why::NothingGranted, .. })) && total > Money::ZERO, "{one_of_two:?}");
}
