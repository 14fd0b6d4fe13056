//! An identity number corrected: whose case it is, what he is known by afterwards, and who may do it.

use huzhu::domain::amendment::{AmendFault, Amendment, Retraction};
use huzhu::domain::case::Event;
use huzhu::domain::decision::{Act, Verb};
use huzhu::domain::summary::CaseDetail;
use huzhu::judge::{self, Why};
use huzhu::rules::PlanSet;
use huzhu::server::{Ledger, Office};
use huzhu::wire::NewCase;
use serde_json::{Value, json};

use super::amend::{amended, answer, correct};
use super::office::*;
use super::{hospital, now, pass_on, to_approval, walk, why};

fn amend() -> Act {
    Act::Amend { note: String::new() }
}

fn renumbered(case: &CaseDetail, number: &str) -> Vec<Amendment> {
    vec![correct("/member/id_number", json!(case.case.facts.member.id_number), json!(number))]
}

#[test]
fn a_corrected_identity_number_finds_the_member_and_his_history() {
    let office = office();
    // A stay of the member is paid; a second claim of his comes in under the number of nobody.
    let first = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    office.decide(&approver(), &decide(&first, 20, approve())).unwrap();
    let mut new = claim(5, &["hospital-stay"], vec![stay("2024-12-01", 3, None)]);
    new.facts.member.birth = Some(birth(1));
    let case = to_approval(&office, &office.receive(&intake(), named("second"), new).unwrap(), 30);
    assert_ne!(case.case.member, first.case.member);
    assert!(case.history.granted.is_empty());

    // Whose history nobody has seen is approved by nobody.
    let at_once = amended(&case, 40, approve(), renumbered(&case, &id_number(1)));
    assert_eq!(why(office.decide(&approver(), &at_once)), Why::Amendment { fault: AmendFault::OtherMember });
    assert_eq!(now(&office, &case), case, "nothing was changed");
    office.decide(&approver(), &amended(&case, 41, amend(), renumbered(&case, &id_number(1)))).unwrap();
    let after = now(&office, &case);
    assert_eq!((&after.case.member, after.history.granted.len()), (&first.case.member, 1), "it is his, with what he was granted");
    assert!(office.enrolments(&intake(), &id_number(5)).unwrap().is_empty(), "the number that was nobody's has no enrolment left");
    office.decide(&approver(), &decide(&after, 42, approve())).unwrap();
    assert!(matches!(office.ledger().read(|books| books.verify_audit()), Ok(Ok(_))));
    let seen = serde_json::to_string(&office.case(&enquiry(), &case.case.id).unwrap()).unwrap();
    assert!(!seen.contains(&id_number(1)) && !seen.contains(&id_number(5)), "{seen}");
}

#[test]
fn a_number_that_nobody_has_becomes_the_members_own_or_parts_him_from_another() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 10);
    let change = renumbered(&case, &id_number(5));
    assert_eq!(refused(&office, &case, 19, approve(), change.clone()), AmendFault::OtherMember, "it is saved before anything is decided");
    let told =
        judge::may_renumber(PlanSet::builtin().by_hash(&case.case.plan_hash).unwrap(), &case.case, &change, Verb::Approve, &approver());
    assert_eq!(told, Err(Why::Amendment { fault: AmendFault::OtherMember }), "and the client says so at once");
    office.decide(&approver(), &amended(&case, 20, amend(), renumbered(&case, &id_number(5)))).unwrap();
    assert_eq!(now(&office, &case).case.member, case.case.member, "his only case: his number was wrong");
    assert_eq!(office.enrolments(&intake(), &id_number(5)).unwrap().len(), 1);
    let second = to_approval(&office, &hospital(&office, 5, "2024-12-01", 2), 30);
    assert_eq!(second.case.member, case.case.member);
    office.decide(&approver(), &amended(&second, 40, amend(), renumbered(&second, &id_number(6)))).unwrap();
    let parted = now(&office, &second);
    assert_ne!(parted.case.member, case.case.member, "who has a right number and another case keeps it");
    assert_eq!(parted.case.facts.member.id_number, Some(id_number(6)));
}

/// The member's claim under another number, with his name, at the approval.
fn misnumbered(office: &Office, number: u32, change: impl FnOnce(&mut NewCase)) -> CaseDetail {
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-12-01", 3, None)]);
    new.facts.member.id_number = Some(id_number(number));
    new.facts.member.phone = Some(format!("139000000{number:02}"));
    change(&mut new);
    to_approval(office, &office.receive(&intake(), named(&format!("misnumbered {number}")), new).unwrap(), u128::from(number) * 1_000)
}

fn refused(office: &Office, case: &CaseDetail, id: u128, act: Act, amendments: Vec<Amendment>) -> AmendFault {
    match why(office.decide(&approver(), &amended(case, id, act, amendments))) {
        Why::Amendment { fault } => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_answered_on_ones_history_is_asked_again_on_anothers() {
    let office = office();
    hospital(&office, 1, "2024-11-01", 8);
    let case = misnumbered(&office, 5, |new| new.facts.stays[0].settled = None);
    let waits = |case: &CaseDetail| case.assessment.checks.iter().find(|check| check.blocks).map(|check| check.check.clone());
    let asked = waits(&case).unwrap();
    let with_answer = [renumbered(&case, &id_number(1)), vec![answer(asked.as_str(), true)]].concat();
    assert_eq!(refused(&office, &case, 39, amend(), with_answer), AmendFault::WithNumber);
    office.decide(&approver(), &amended(&case, 40, amend(), vec![answer(asked.as_str(), true)])).unwrap();
    let case = now(&office, &case);
    assert_eq!((waits(&case), case.case.facts.answers.len()), (None, 1));
    office.decide(&approver(), &amended(&case, 41, amend(), renumbered(&case, &id_number(1)))).unwrap();
    let after = now(&office, &case);
    assert!(after.case.facts.answers.is_empty(), "nobody answered on his history");
    assert_eq!(waits(&after), Some(asked.clone()));
    let Some(Event::Decided { amendments, .. }) = after.case.timeline.last().map(|entry| entry.event.clone()) else { panic!() };
    let told = Amendment::Retract(Retraction { check: asked, reason: "出院记录写明".into() });
    assert_eq!(amendments, [renumbered(&case, &id_number(1)), vec![told]].concat(), "the timeline tells it");
}

#[test]
fn what_only_the_case_told_goes_with_it_and_nothing_else() {
    let office = office();
    // The other member has a case of his own, which names other numbers and another employer.
    let theirs = hospital(&office, 9, "2024-10-01", 2);
    let known = office.enrolments(&intake(), &id_number(9)).unwrap();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-12-01", 3, None)]);
    new.facts.member = theirs.case.facts.member.clone();
    new.facts.member.birth = Some(birth(1));
    new.facts.enrolments[0].cover.from = day("2024-02-01");
    let case = to_approval(&office, &office.receive(&intake(), named("wrong number"), new).unwrap(), 1_000);
    assert_eq!((&case.case.member, office.enrolments(&intake(), &id_number(9)).unwrap().len()), (&theirs.case.member, 2));
    let his = hospital(&office, 1, "2024-11-01", 8);
    let case = now(&office, &case);
    office.decide(&approver(), &amended(&case, 40, amend(), renumbered(&case, &id_number(1)))).unwrap();
    assert_eq!(now(&office, &case).case.member, his.case.member);
    assert_eq!(office.enrolments(&intake(), &id_number(9)).unwrap(), known, "only the case that went told the other period");
    assert_eq!(office.enrolments(&intake(), &id_number(1)).unwrap().len(), 2, "he has it now");
}

/// Takes in a claim that names a phone and no other number, and gives whose it is.
fn by_phone(office: &Office, key: &str, phone: &str) -> huzhu::domain::ids::MemberId {
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-12-10", 1, None)]);
    (new.facts.member.id_number, new.facts.member.phone) = (None, Some(phone.to_owned()));
    office.receive(&intake(), named(key), new).unwrap().case.member
}

#[test]
fn a_phone_that_only_the_case_named_leads_to_the_former_member_no_more() {
    let office = office();
    let his = hospital(&office, 1, "2024-11-01", 8);
    let case = misnumbered(&office, 5, |_| ());
    let phone = case.case.facts.member.phone.clone().unwrap();
    office.decide(&approver(), &amended(&case, 40, amend(), renumbered(&case, &id_number(1)))).unwrap();
    assert_ne!(by_phone(&office, "the case's", &phone), case.case.member, "the former member is nobody");
    let own = his.case.facts.member.phone.clone().unwrap();
    assert_eq!(by_phone(&office, "his own", &own), his.case.member, "nothing was written over what is known of him");
}

#[test]
fn what_is_corrected_with_the_number_writes_over_nothing_that_is_known_of_the_other() {
    let office = office();
    let his = hospital(&office, 1, "2024-11-01", 8);
    let case = misnumbered(&office, 5, |_| ());
    let phone = correct("/member/phone", json!("13900000005"), json!("13900000077"));
    let card = correct("/member/social_security_card", Value::Null, json!("A00000077"));
    let changes = [renumbered(&case, &id_number(1)), vec![phone, card]].concat();
    office.decide(&approver(), &amended(&case, 40, amend(), changes)).unwrap();
    let own = his.case.facts.member.phone.clone().unwrap();
    assert_eq!(by_phone(&office, "his own", &own), his.case.member, "his other cases are found by it");
    let mut by_card = claim(1, &["hospital-stay"], vec![stay("2024-12-10", 1, None)]);
    (by_card.facts.member.id_number, by_card.facts.member.phone) = (None, None);
    by_card.facts.member.social_security_card = Some("A00000077".into());
    let found = office.receive(&intake(), named("by card"), by_card).unwrap().case.member;
    assert_eq!(found, his.case.member, "a number that was not known of him is now");
}

#[test]
fn an_enrolment_that_is_taken_out_with_the_number_stays_the_other_members_own() {
    let office = office();
    hospital(&office, 1, "2024-11-01", 8);
    let known = office.enrolments(&intake(), &id_number(1)).unwrap();
    let case = misnumbered(&office, 5, |_| ());
    let out = correct("/enrolments/0", serde_json::to_value(&case.case.facts.enrolments[0]).unwrap(), Value::Null);
    let changes = [renumbered(&case, &id_number(1)), vec![out]].concat();
    office.decide(&approver(), &amended(&case, 40, amend(), changes)).unwrap();
    assert_eq!(office.enrolments(&intake(), &id_number(1)).unwrap(), known);
}

#[test]
fn the_number_of_somebody_with_another_name_or_day_of_birth_is_refused() {
    let office = office();
    hospital(&office, 1, "2024-11-01", 8);
    let namesake = misnumbered(&office, 5, |new| new.facts.member.birth = Some(day("1981-02-03")));
    assert_eq!(refused(&office, &namesake, 40, amend(), renumbered(&namesake, &id_number(1))), AmendFault::AnotherPerson);
    let other = misnumbered(&office, 7, |new| new.facts.member.name = "沈某丙".into());
    assert_eq!(refused(&office, &other, 41, amend(), renumbered(&other, &id_number(1))), AmendFault::AnotherPerson);
    assert_eq!(now(&office, &other), other, "nothing was changed");
    // The name was wrong too: corrected with the number it is his.
    let name = correct("/member/name", json!("沈某丙"), json!("沈某甲"));
    office.decide(&approver(), &amended(&other, 42, amend(), [renumbered(&other, &id_number(1)), vec![name]].concat())).unwrap();
}

#[test]
fn an_employers_officer_corrects_no_identity_number() {
    let office = office();
    let case = hospital(&office, 5, "2024-11-01", 8);
    let change = renumbered(&case, &id_number(1));
    let fault = why(office.decide(&officer(), &amended(&case, 40, amend(), change.clone())));
    assert_eq!(fault, Why::Amendment { fault: AmendFault::OfficersOwn });
    let case = walk(&office, &case, 50, &[(officer(), pass_on())]);
    assert!(office.decide(&medical(), &amended(&case, 60, amend(), change)).is_ok());
}

#[test]
fn the_trail_of_a_move_names_both_members() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("huzhu.db");
    let office = over(Ledger::open(dir.path()).unwrap(), &Hands::at(opens()));
    let his = hospital(&office, 1, "2024-11-01", 8);
    let case = misnumbered(&office, 5, |_| ());
    let receipt = office.decide(&approver(), &amended(&case, 40, amend(), renumbered(&case, &id_number(1)))).unwrap();
    let books = rusqlite::Connection::open(&file).unwrap();
    let payload = |seq: u64| books.query_row("SELECT payload FROM audit WHERE seq = ?", [seq], |row| row.get::<_, String>(0)).unwrap();
    let payload = payload(receipt.seq);
    let (was, is) = (id_number(5), id_number(1));
    let masked = |number: &str| format!("110101********{}", &number[14..]);
    let expected = json!({ "from": case.case.member, "to": his.case.member, "from_number": masked(&was), "to_number": masked(&is) });
    assert_eq!(serde_json::from_str::<Value>(&payload).unwrap()["moved"], expected);
    assert!(!payload.contains(&was) && !payload.contains(&is), "{payload}");
}
