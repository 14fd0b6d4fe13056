//! Facts corrected, checks answered, exclusions raised with a decision: judged, assessed again, and written into the trail.

use huzhu::domain::amendment::{AmendFault, Amendment, Correction, Retraction, Withdrawal, apply};
use huzhu::domain::assessment::CheckState;
use huzhu::domain::case::Event;
use huzhu::domain::decision::{Act, Decision, ProblemCode};
use huzhu::domain::facts::{Answer, RaisedExclusion};
use huzhu::domain::money::Money;
use huzhu::domain::summary::CaseDetail;
use huzhu::judge::{self, Why, amount_of};
use huzhu::rules::{self, PlanSet};
use serde_json::{Value, json};

use super::office::*;
use super::{hospital, now, to_approval, why};

pub fn correct(path: &str, old: Value, new: Value) -> Amendment {
    let (path, reason) = (path.to_owned(), "出院记录写明".to_owned());
    Amendment::Correct(Correction { path, old, new, evidence: "discharge-record".into(), reason })
}

pub fn answer(check: &str, holds: bool) -> Amendment {
    Amendment::Answer(Answer { check: check.into(), holds, note: "已电话核实".into(), clause: None, covers: None })
}

/// A decision with amendments, whose amount is what the client works out by itself.
pub fn amended(detail: &CaseDetail, id: u128, act: Act, amendments: Vec<Amendment>) -> Decision {
    let plans = PlanSet::builtin();
    let plan = plans.by_hash(&detail.case.plan_hash).unwrap();
    let facts = apply(&detail.case.facts, &amendments).unwrap_or_else(|_| detail.case.facts.clone());
    let assessment = rules::assess(plan, &facts, &detail.history);
    Decision { amount: amount_of(&detail.case, &assessment), amendments, ..decide(detail, id, act) }
}

fn longer_stay() -> Vec<Amendment> {
    vec![correct("/stays/0/discharge", json!("2024-11-09"), json!("2024-11-11")), correct("/stays/0/stated_days", json!(8), json!(10))]
}

fn amend() -> Act {
    Act::Amend { note: String::new() }
}

#[test]
fn a_corrected_fact_is_assessed_again_and_granted() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    assert_eq!(case.assessment.total, Money::from_yuan(400));
    let decision = amended(&case, 20, approve(), longer_stay());
    assert_eq!(decision.amount, Money::from_yuan(500), "worked out by the client");
    let receipt = office.decide(&approver(), &decision).unwrap();
    assert_eq!(receipt.amount, Money::from_yuan(500), "and by the server, to the fen");
    let after = now(&office, &case);
    assert_eq!(after.case.facts.stays[0].stated_days, Some(10));
    let Some(Event::Decided { amendments, .. }) = after.case.timeline.last().map(|entry| entry.event.clone()) else { panic!() };
    assert_eq!(amendments, longer_stay(), "the timeline tells what was changed");
    assert_eq!(office.decide(&approver(), &decision).unwrap(), receipt, "the same again is the same");
    assert!(matches!(office.ledger().read(|books| books.verify_audit()), Ok(Ok(_))));
    // A later case of the member counts the days as they were corrected.
    let later = hospital(&office, 1, "2024-12-01", 2);
    assert_eq!(later.assessment.total, Money::from_yuan(100), "12 days: 600.00 less 500.00");
}

#[test]
fn corrections_alone_move_nothing_and_make_older_decisions_conflicts() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let saved = office.decide(&approver(), &amended(&case, 20, amend(), longer_stay())).unwrap();
    assert_eq!((saved.stage.as_str(), saved.amount), ("approval", Money::ZERO), "nothing is granted by it");
    let after = now(&office, &case);
    assert_eq!((after.case.entered, after.assessment.total), (case.case.entered, Money::from_yuan(500)));
    assert_eq!(why(office.decide(&approver(), &decide(&case, 21, approve()))), Why::Basis, "who saw the former facts decides again");
    assert!(office.decide(&approver(), &decide(&after, 22, approve())).is_ok());
    let paid_stage = now(&office, &case);
    let late = amended(&paid_stage, 23, amend(), vec![correct("/stays/0/stated_days", json!(10), json!(40))]);
    assert!(matches!(why(office.decide(&payer(), &late)), Why::Verb { .. }), "what is approved is corrected no more");
}

#[test]
fn a_check_that_waits_is_answered_with_a_reason_by_who_has_the_stage() {
    let office = office();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    new.facts.stays[0].settled = None;
    let case = to_approval(&office, &office.receive(&intake(), named("k"), new).unwrap(), 10);
    let waiting = case.assessment.checks.iter().find(|check| check.blocks && check.state == CheckState::Unknown).unwrap();
    let check = waiting.check.as_str();
    assert!(matches!(why(office.decide(&approver(), &decide(&case, 20, approve()))), Why::Checks { .. } | Why::Unassessed { .. }));
    let refused =
        |who: huzhu::wire::Person, amendments: Vec<Amendment>| why(office.decide(&who, &amended(&case, 21, approve(), amendments)));
    assert!(matches!(refused(approver(), vec![answer("id-number", true)]), Why::NoQuestion { .. }), "it passes");
    let silent = Amendment::Answer(Answer { check: check.into(), holds: true, note: " ".into(), clause: None, covers: None });
    assert_eq!(refused(approver(), vec![silent]), Why::Amendment { fault: AmendFault::NoReason });
    assert!(matches!(refused(medical(), vec![answer(check, true)]), Why::Role { .. }));
    let receipt = office.decide(&approver(), &amended(&case, 22, approve(), vec![answer(check, true)])).unwrap();
    assert_eq!(receipt.amount, Money::from_yuan(400));
    let answered = now(&office, &case);
    let answered = answered.assessment.checks.iter().find(|known| known.check == *check).unwrap();
    assert_eq!((answered.state, answered.note.as_deref()), (CheckState::Attested, Some("已电话核实")));
}

#[test]
fn what_is_wrong_in_an_amendment_is_refused_whole() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let refused = |amendments: Vec<Amendment>| match office.decide(&approver(), &amended(&case, 30, amend(), amendments)) {
        Err(error) => (error.code(), why(Err(error))),
        Ok(receipt) => panic!("{receipt:?}"),
    };
    let (code, reason) = refused(vec![correct("/stays/0/stated_days", json!(7), json!(10))]);
    assert_eq!(code, ProblemCode::Conflict, "somebody else changed it: {reason:?}");
    assert_eq!(refused(vec![]).1, Why::NothingToAmend);
    let masked = correct("/member/phone", json!(case.case.facts.member.phone), json!("138****0001"));
    assert!(matches!(refused(vec![masked]).1, Why::Amendment { fault: AmendFault::Mask { .. } }));
    let reversed = correct("/stays/0/discharge", json!("2024-11-09"), json!("2024-10-01"));
    assert!(matches!(refused(vec![reversed]).1, Why::Amendment { fault: AmendFault::Reversed { .. } }), "before the admission");
    let Amendment::Correct(mut unshown) = correct("/stays/0/stated_days", json!(8), json!(10)) else { panic!() };
    unshown.evidence = "no-such-paper".into();
    assert!(matches!(refused(vec![Amendment::Correct(unshown)]).1, Why::NoEvidence { .. }));
    assert!(matches!(refused([longer_stay(), longer_stay()].concat()).1, Why::Amendment { fault: AmendFault::Twice }));
    let wrong = vec![correct("/member/id_number", json!(case.case.facts.member.id_number), json!("110105194912310021"))];
    assert!(matches!(refused(wrong).1, Why::Amendment { fault: AmendFault::Form { .. } }), "a check digit that is wrong");
    assert_eq!(now(&office, &case), case, "nothing was changed");
}

#[test]
fn an_exclusion_takes_the_benefit_away_until_it_is_withdrawn() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let raise = Amendment::Raise(RaisedExclusion { exclusion: "1.9".into(), admission: None, note: "查房三次未见".into() });
    office.decide(&approver(), &amended(&case, 20, amend(), vec![raise])).unwrap();
    let raised = now(&office, &case);
    assert_eq!(raised.assessment.total, Money::ZERO);
    let back = Amendment::Withdraw(Withdrawal { exclusion: "1.9".into(), admission: None, reason: "补来护理记录".into() });
    office.decide(&approver(), &amended(&raised, 21, amend(), vec![back])).unwrap();
    assert_eq!(now(&office, &case).assessment.total, Money::from_yuan(400));
}

#[test]
fn the_trail_says_who_corrected_what_and_holds_no_number() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let phone = case.case.facts.member.phone.clone().unwrap();
    let change = correct("/member/phone", json!(phone), json!("13911112222"));
    office.decide(&approver(), &amended(&case, 20, amend(), vec![change])).unwrap();
    assert_eq!(
        office.look_up(&supervisor(), &super::sight::asked("13911112222")).unwrap().cases.len(),
        1,
        "he is found by the right number"
    );
    assert!(matches!(office.ledger().read(|books| books.verify_audit()), Ok(Ok(_))));
    // Who sees masks only sees none of it in the timeline either.
    let seen = serde_json::to_string(&office.case(&enquiry(), &case.case.id).unwrap()).unwrap();
    assert!(!seen.contains("13911112222") && !seen.contains(&phone) && !seen.contains("出院记录写明"), "{seen}");
}

#[test]
fn what_is_corrected_with_the_approval_is_known_of_the_member_afterwards() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let known = office.enrolments(&intake(), &id_number(1)).unwrap();
    let from = known[0].cover.from + chrono::Days::new(10);
    let was = json!(known[0].cover.from);
    let changes = vec![
        correct("/enrolments/0/cover/from", was, json!(from)),
        correct("/enrolments/0/units", Value::Null, json!(2)),
        correct("/member/phone", json!(case.case.facts.member.phone), json!("13911112222")),
    ];
    office.decide(&approver(), &amended(&case, 20, approve(), changes)).unwrap();
    let known = office.enrolments(&intake(), &id_number(1)).unwrap();
    assert_eq!((known.len(), known[0].cover.from, known[0].units), (1, from, Some(2)), "the former period is no longer known");
    // A claim without an identity number finds him by his right phone.
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-12-01", 2, None)]);
    new.facts.member.id_number = None;
    new.facts.member.social_security_card = None;
    new.facts.member.phone = Some("13911112222".into());
    assert_eq!(office.receive(&intake(), named("by-phone"), new).unwrap().case.member, case.case.member);
}

#[test]
fn entries_are_added_and_removed_and_assessed_again_at_once() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let more = serde_json::to_value(stay("2024-12-01", 3, None)).unwrap();
    let added = amended(&case, 20, amend(), vec![correct("/stays/-", Value::Null, more.clone())]);
    office.decide(&approver(), &added).unwrap();
    let after = now(&office, &case);
    assert_eq!((after.case.facts.stays.len(), after.assessment.total), (2, Money::from_yuan(550)), "11 days");
    let gone = correct("/stays/0", serde_json::to_value(&after.case.facts.stays[0]).unwrap(), Value::Null);
    let paid = office.decide(&approver(), &amended(&after, 21, approve(), vec![gone])).unwrap();
    assert_eq!(paid.amount, Money::from_yuan(300), "the first six days, for the stay that is left");
    assert_eq!(now(&office, &case).case.facts.stays[0].admission, day("2024-12-01"));
}

#[test]
fn an_answer_is_taken_back_and_the_check_waits_again() {
    let office = office();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    new.facts.stays[0].settled = None;
    let case = to_approval(&office, &office.receive(&intake(), named("k"), new).unwrap(), 10);
    let waiting = case.assessment.checks.iter().find(|check| check.blocks && check.state == CheckState::Unknown).unwrap().check.clone();
    office.decide(&approver(), &amended(&case, 20, amend(), vec![answer(waiting.as_str(), true)])).unwrap();
    let answered = now(&office, &case);
    let back = Amendment::Retract(Retraction { check: waiting.clone(), reason: "核错了人".into() });
    assert_eq!(why(office.decide(&approver(), &amended(&case, 21, amend(), vec![back.clone()]))), Why::Basis);
    office.decide(&approver(), &amended(&answered, 22, amend(), vec![back])).unwrap();
    let state = now(&office, &case).assessment.checks.iter().find(|check| check.check == waiting).unwrap().state;
    assert_eq!(state, CheckState::Unknown);
}

#[test]
fn an_answer_about_one_stay_covers_no_other_one() {
    let office = office();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    new.facts.stays[0].settled = None;
    let case = to_approval(&office, &office.receive(&intake(), named("k"), new).unwrap(), 10);
    let asked = |case: &CaseDetail| case.assessment.checks.iter().find(|check| check.check == "insurance-settlement").unwrap().state;
    let done = |case: &CaseDetail, id, what| {
        office.decide(&approver(), &amended(case, id, amend(), vec![what])).unwrap();
        now(&office, case)
    };
    let case = done(&case, 20, answer("insurance-settlement", true));
    assert_eq!(asked(&case), CheckState::Attested);
    let phone = json!(case.case.facts.member.phone);
    let case = done(&case, 21, correct("/member/phone", phone, json!("13911112222")));
    assert_eq!(asked(&case), CheckState::Attested, "another fact is none of its business");

    let mut other = stay("2024-12-01", 3, None);
    other.settled = None;
    let case = done(&case, 22, correct("/stays/-", Value::Null, serde_json::to_value(other).unwrap()));
    assert_eq!((asked(&case), case.case.facts.answers.len()), (CheckState::Unknown, 0), "of the new stay nobody said it");
    let Some(Event::Decided { amendments, .. }) = case.case.timeline.last().map(|entry| entry.event.clone()) else { panic!() };
    let back = Retraction { check: "insurance-settlement".into(), reason: "出院记录写明".into() };
    assert_eq!(amendments.last(), Some(&Amendment::Retract(back)), "the timeline tells that it fell");
}

#[test]
fn a_stay_that_ends_before_it_begins_is_told_to_the_client_too_and_an_old_fault_moves_freely() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let plan = PlanSet::builtin().by_hash(&case.case.plan_hash).unwrap().clone();
    let reversed = vec![correct("/stays/0/discharge", json!("2024-11-09"), json!("2024-10-09"))];
    let fault = Why::Amendment { fault: AmendFault::Reversed { path: "facts.stays[0].discharge".into() } };
    assert_eq!(judge::amend(&plan, &case.case, &case.history, &reversed), Err(fault.clone()), "the client's draft");
    assert_eq!(why(office.decide(&approver(), &amended(&case, 20, amend(), reversed))), fault);
    // What came in unsound long ago stands against nothing, wherever its entry moves.
    let mut old = case.case.clone();
    old.facts.stays.push(stay("2024-12-05", 2, None));
    old.facts.stays[1].discharge = day("2024-12-01");
    let gone = correct("/stays/0", serde_json::to_value(&old.facts.stays[0]).unwrap(), Value::Null);
    assert!(judge::amend(&plan, &old, &case.history, &[gone]).is_ok());
    let worse = correct("/stays/0/discharge", json!("2024-11-09"), json!("2024-10-09"));
    assert!(judge::amend(&plan, &old, &case.history, &[worse]).is_err());
}
