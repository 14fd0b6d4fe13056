//! At the counter: papers that come after a return, and what the books know of a member's enrolments.

use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Decision, Defect, ProblemCode};
use huzhu::domain::ids::MaterialId;
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::judge::Why;
use huzhu::server::OfficeError;
use serde_json::json;

use super::amend::{amended, correct};
use super::office::*;
use super::{hospital, now, walk, why};

fn came(papers: &[&str], note: &str) -> Act {
    Act::Resubmit { received: papers.iter().map(|id| (*id).into()).collect(), note: note.into() }
}

fn give_back(paper: &str) -> Act {
    let defects = vec![Defect { reason: "MAT-ILLEGIBLE".into(), material: Some(paper.into()) }];
    Act::Return { defects, text: "请重新拍摄".into() }
}

#[test]
fn papers_that_come_later_bring_the_case_back_to_the_stage_that_returned_it() {
    let hands = Hands::at(opens());
    let office = over(huzhu::server::Ledger::open_in_memory().unwrap(), &hands);
    let case = hospital(&office, 1, "2024-11-01", 8);
    assert_eq!(why(office.decide(&intake(), &decide(&case, 1, came(&["receipts"], "")))), Why::NotReturned);
    let case = walk(&office, &case, 10, &[(officer(), pass_on()), (medical(), give_back("receipts"))]);
    assert_eq!((case.case.status, case.summary.due), (Status::Returned, None));
    assert_eq!(case.summary.entered, case.case.timeline.last().unwrap().at, "how long it waits for the claimant counts from the return");
    hands.pass_seconds(2 * 24 * 3600);

    assert!(matches!(why(office.decide(&approver(), &decide(&case, 20, came(&["receipts"], "")))), Why::Role { .. }));
    assert_eq!(why(office.decide(&intake(), &decide(&case, 21, came(&[], " ")))), Why::NothingCame);
    let unknown = Why::NoSuchPaper { material: MaterialId::new("a-letter") };
    assert_eq!(why(office.decide(&intake(), &decide(&case, 22, came(&["a-letter"], "")))), unknown);
    // Who only takes papers in judges none of them, and corrects nothing.
    let accepted = MaterialVerdict { material: "id-card".into(), verdict: Some(Verdict::Accepted) };
    let judged = Decision { verdicts: vec![accepted], ..bare(&case, 24, came(&["receipts"], "")) };
    assert!(matches!(why(office.decide(&intake(), &judged)), Why::Role { .. }));
    let corrections = vec![correct("/stays/0/stated_days", json!(8), json!(10))];
    let corrected = Decision { verdicts: Vec::new(), ..amended(&case, 25, came(&["receipts"], ""), corrections) };
    assert!(matches!(why(office.decide(&intake(), &corrected)), Why::Role { .. }));
    let decision = bare(&case, 23, came(&["receipts"], "两页"));
    let receipt = office.decide(&intake(), &decision).unwrap();
    assert_eq!((receipt.status, receipt.stage.as_str()), (Status::Open, "medical-review"));
    assert_eq!(office.decide(&intake(), &decision).unwrap(), receipt, "the same again is the same");

    let back = now(&office, &case);
    let paper = back.case.materials.iter().find(|paper| paper.material == "receipts").unwrap();
    assert_eq!((paper.received, &paper.verdict), (Some(day("2024-12-20")), &None), "it is looked at anew");
    assert_eq!(back.case.entered.date(), day("2024-12-20"), "in the office again since then");
    assert!(office.decide(&officer(), &decide(&back, 30, came(&["receipts"], ""))).is_err(), "it is not with the claimant any more");
    assert!(office.decide(&medical(), &decide(&back, 31, pass_on())).is_ok());
}

#[test]
fn an_employers_officer_takes_in_what_comes_for_his_own_employer() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let case = walk(&office, &case, 10, &[(officer(), give_back("id-card"))]);
    let mut stranger = officer();
    stranger.employer = Some("东湖食品".into());
    assert!(office.decide(&stranger, &decide(&case, 20, came(&["id-card"], ""))).is_err());
    let back = walk(&office, &case, 21, &[(officer(), came(&["id-card"], ""))]);
    assert_eq!((back.case.status, back.case.stage.as_str()), (Status::Open, "employer-check"));
    assert_eq!(back.summary.due, Some(day("2024-12-23")));
}

#[test]
fn who_takes_claims_in_is_told_the_enrolments_that_the_books_know() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let known = office.enrolments(&intake(), &id_number(1)).unwrap();
    assert_eq!((known.len(), known[0].employer.as_deref()), (1, Some(EMPLOYER)));
    assert_eq!(known[0].cover, case.case.facts.enrolments[0].cover);
    assert!(office.enrolments(&intake(), &id_number(2)).unwrap().is_empty());
    let refused = office.enrolments(&medical(), &id_number(1));
    assert!(matches!(&refused, Err(OfficeError::NotAllowed)) && OfficeError::NotAllowed.code() == ProblemCode::NotAllowed);
}

#[test]
fn what_is_approved_is_judged_no_more() {
    let office = office();
    let case = super::to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let case = walk(&office, &case, 20, &[(approver(), approve())]);
    let verdict = MaterialVerdict { material: "id-card".into(), verdict: Some(Verdict::Defective { reason: "MAT-ILLEGIBLE".into() }) };
    let paid = bare(&case, 30, Act::Paid { reference: "8841".into() });
    let judged = Decision { verdicts: vec![verdict], ..paid.clone() };
    assert!(matches!(why(office.decide(&payer(), &judged)), Why::NotReviewed { .. }));
    assert!(office.decide(&payer(), &paid).is_ok());
}

#[test]
fn nobody_closes_anothers_key() {
    let office = office();
    let other = huzhu::wire::Person { user: "lin-b".into(), ..intake() };
    let new = |member| claim(member, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let replacing = |member, keys: &[&str]| huzhu::wire::NewCase { replaces: keys.iter().map(|key| named(key)).collect(), ..new(member) };
    office.receive(&other, named("b"), replacing(2, &["a"])).unwrap();
    let mine = office.receive(&intake(), named("a"), new(1)).unwrap();
    assert_eq!(mine.case.facts.member, new(1).facts.member);

    office.receive(&intake(), named("c2"), replacing(3, &["c"])).unwrap();
    assert!(matches!(office.receive(&intake(), named("c"), new(3)), Err(OfficeError::KeyReused)), "it came changed");
    assert!(matches!(office.receive(&intake(), named("c3"), replacing(3, &["c"])), Err(OfficeError::TakenInBefore { .. })));
}
