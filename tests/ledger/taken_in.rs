//! A claim taken in: once, of one person, or refused with all its faults.

use huzhu::domain::material::Verdict;
use huzhu::domain::money::Money;
use huzhu::domain::people::Role;
use huzhu::domain::summary::CaseDetail;
use huzhu::server::OfficeError;
use huzhu::wire::Person;

use super::hospital;
use super::office::*;

#[test]
fn a_claim_is_taken_in_once_and_of_one_person_once() {
    let office = office();
    let new = || claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let first = office.receive(&intake(), named("k"), new()).unwrap();
    assert_eq!(office.receive(&intake(), named("k"), new()).unwrap(), first);
    assert!(matches!(office.receive(&intake(), named("k"), claim(2, &["hospital-stay"], vec![])), Err(OfficeError::KeyReused)));
    assert!(matches!(office.receive(&medical(), named("k2"), new()), Err(OfficeError::NotAllowed)));
    // The same person, by name and phone, where the identity number is not known yet, and with a small x.
    let mut without = new();
    without.facts.member.id_number = None;
    assert_eq!(office.receive(&intake(), named("k3"), without).unwrap().case.member, first.case.member);
    let mut filed = new();
    filed.facts.filed = day("2024-01-05");
    assert_eq!(office.receive(&intake(), named("k4"), filed).unwrap().case.facts.filed, opens().date(), "the server's day decides");
}

#[test]
fn a_member_is_found_by_any_of_his_numbers() {
    let office = office();
    let take = |key: &str, touch: &dyn Fn(&mut huzhu::domain::facts::Member)| {
        let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
        new.facts.member.social_security_card = Some("A00000001".into());
        touch(&mut new.facts.member);
        office.receive(&intake(), named(key), new).map(|detail| detail.case.member)
    };
    let known = take("k", &|_| ()).unwrap();
    let by_card = take("card", &|member| (member.id_number, member.phone, member.name) = (None, None, "沈某".into()));
    assert_eq!(by_card.unwrap(), known);
    let by_phone = take("phone", &|member| (member.id_number, member.social_security_card) = (None, None));
    assert_eq!(by_phone.unwrap(), known);
    let mistyped = take("typo", &|member| member.id_number = Some("110101199901010011".into()));
    assert_eq!(mistyped.unwrap(), known, "a number that nobody can have makes no second person");
    let by_id = take("id", &|member| (member.phone, member.social_security_card) = (Some("13900000000".into()), None));
    assert_eq!(by_id.unwrap(), known);
    for (key, name) in [("other-card", "沈某"), ("other-phone", "沈某甲")] {
        let other = take(key, &|member| (member.id_number, member.name) = (Some(id_number(2)), name.into()));
        let Err(OfficeError::Faults(faults)) = other else { panic!("{key}: {other:?}") };
        assert_eq!(faults[0].path, "facts.member.id_number", "another right number under the same card or phone is told, not entered");
    }
    let nobody = |member: &mut huzhu::domain::facts::Member| {
        (member.id_number, member.phone, member.social_security_card) = (Some("无".into()), None, Some("无".into()));
    };
    assert_ne!(take("none-1", &nobody).unwrap(), take("none-2", &nobody).unwrap(), "\"none\" is nobody's number");
}

#[test]
fn a_claim_without_enrolments_stands_on_those_that_the_books_know() {
    let office = office();
    let with = hospital(&office, 1, "2024-05-01", 3);
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    new.facts.enrolments.clear();
    let without = office.receive(&intake(), named("without"), new).unwrap();
    let covers = |detail: &CaseDetail| detail.case.facts.enrolments.iter().map(|e| (e.plan.clone(), e.cover)).collect::<Vec<_>>();
    assert!(!covers(&with).is_empty());
    assert_eq!(covers(&without), covers(&with));
    let mut stranger = claim(2, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    stranger.facts.enrolments.clear();
    assert!(covers(&office.receive(&intake(), named("stranger"), stranger).unwrap()).is_empty());
}

#[test]
fn a_claim_that_can_t_be_taken_in_is_told_all_its_faults() {
    let office = office();
    let mut new = claim(1, &["hospital-stay", "hospital-stay", "tooth"], vec![stay("2024-11-01", 8, Some(Money::from_fen(-1)))]);
    new.facts.stays[0].discharge = day("2024-10-01");
    new.facts.stays.push(stay("0001-01-01", 2, None));
    new.facts.member.name = " ".into();
    new.facts.late_reason = Some("x".repeat(501));
    new.facts.stays[1].hospital = Some("\u{1b}[2J".into());
    new.materials[1].material = "tax-return".into();
    new.materials[0].verdict = Some(Verdict::Accepted);
    let Err(OfficeError::Faults(faults)) = office.receive(&intake(), named("k"), new) else { panic!() };
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    for path in [
        "facts.benefits[1]",
        "facts.benefits[2]",
        "facts.stays[0].discharge",
        "facts.stays[1].admission",
        "facts.stays[1].discharge",
        "facts.stays[1].hospital",
        "facts.member.name",
        "facts.late_reason",
        "materials[1].material",
        "materials[0].verdict",
    ] {
        assert!(paths.contains(&path), "{path} in {paths:?}");
    }
    assert!(paths.iter().any(|path| path.contains("self_pay")), "{paths:?}");
    assert_eq!(office.ledger().read(|books| books.newest_seq()).unwrap(), everybody().len() as u64, "nothing was entered");
}

#[test]
fn a_claim_answers_no_check_before_a_reviewer_looked() {
    let office = office();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    new.facts.answers = vec![serde_json::from_value(serde_json::json!({ "check": "id-number", "holds": true, "note": "" })).unwrap()];
    new.facts.stays[0].expense_in_period = Some(Money::ZERO);
    let Err(OfficeError::Faults(faults)) = office.receive(&intake(), named("k"), new) else { panic!() };
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["facts.answers", "facts.stays[0].expense_in_period"]);
}

#[test]
fn every_date_of_a_claim_is_bounded() {
    let bad = "0001-01-01";
    let mut new = serde_json::to_value(claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)])).unwrap();
    let expense = serde_json::json!({ "self_care": "0.00", "self_pay": "0.00" });
    new["facts"]["filed"] = "9999-01-01".into();
    new["facts"]["member"]["birth"] = bad.into();
    new["facts"]["death"] = serde_json::json!({ "date": bad });
    new["facts"]["diagnosis"] = serde_json::json!({ "diagnosed": bad, "pathology_report": bad, "confirming_report": bad });
    new["facts"]["outpatient"] = serde_json::json!([{ "kind": "other", "settled_on": bad, "expense": expense }]);
    new["facts"]["exclusions"] = serde_json::json!([{ "exclusion": "1.2", "admission": bad, "note": "见病历" }]);
    new["facts"]["enrolments"][0]["cover"]["to"] = "2200-01-01".into();
    new["materials"][2]["received"] = bad.into();
    let Err(OfficeError::Faults(faults)) = office().receive(&intake(), named("k"), serde_json::from_value(new).unwrap()) else { panic!() };
    let paths: std::collections::BTreeSet<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    let expected = [
        "facts.death.date",
        "facts.diagnosis.confirming_report",
        "facts.diagnosis.diagnosed",
        "facts.diagnosis.pathology_report",
        "facts.enrolments[0].cover.to",
        "facts.exclusions[0].admission",
        "facts.filed",
        "facts.member.birth",
        "facts.outpatient[0].settled_on",
        "materials[2].received",
    ];
    assert_eq!(paths.into_iter().collect::<Vec<_>>(), expected);
}

/// The answer was lost, and meanwhile the office gave him other roles: it is one case all the same, and he is told so.
#[test]
fn a_claim_that_was_taken_in_is_answered_whatever_its_person_may_do_by_now() {
    let office = office();
    let new = || claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let case = office.receive(&intake(), named("k"), new()).unwrap();
    let enquiry = Person { roles: vec![Role::Enquiry], ..intake() };
    let again = office.receive(&enquiry, named("k"), new()).unwrap();
    assert_eq!(again.case.id, case.case.id);
    assert!(again.case.facts.member.name != case.case.facts.member.name, "as he may see it now");
    let elsewhere = Person { roles: vec![Role::Employer], employer: Some("别的公司".into()), ..intake() };
    let told = office.receive(&elsewhere, named("k"), new());
    assert!(matches!(told, Err(OfficeError::TakenInUnseen { case: there }) if there == case.case.id));
    assert!(matches!(office.receive(&enquiry, named("another"), new()), Err(OfficeError::NotAllowed)));
}
