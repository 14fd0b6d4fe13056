//! What is seen of a case: by a look-up, under masks, in the trail.

use huzhu::domain::basis::Basis;
use huzhu::domain::decision::Act;
use huzhu::domain::lookup::Kind;
use huzhu::domain::summary::CaseDetail;
use huzhu::server::{Ledger, OfficeError};
use huzhu::wire::{Changes, LookupRequest, Person};

use super::office::*;
use super::{hospital, walk};

pub fn asked(number: &str) -> LookupRequest {
    LookupRequest { number: number.into(), id: None }
}

#[test]
fn look_ups_find_by_number_are_masked_and_leave_a_trace_without_it() {
    let office = office();
    let case = hospital(&office, 7, "2024-11-01", 8);
    for number in ["13800000007", "+8613800000007", &id_number(7), case.case.id.as_str(), "zj24-000001", case.case.member.as_str()] {
        let found = office.look_up(&enquiry(), &asked(number)).unwrap().cases;
        assert_eq!(found.len(), 1, "{number}");
        assert_eq!(found[0].name, "沈**");
    }
    assert!(office.look_up(&enquiry(), &asked("13900000000")).unwrap().cases.is_empty());
    let detail = serde_json::to_string(&office.case(&enquiry(), &case.case.id).unwrap()).unwrap();
    let changes = serde_json::to_string(&office.changes(&enquiry(), 0, 10).unwrap()).unwrap();
    for text in [detail, changes] {
        for secret in ["13800000007", &id_number(7), "6217000010000004417", "沈某丙", "1980-01-08"] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(text.contains("138****0007"));
    }
    let full = office.look_up(&supervisor(), &asked("13800000007")).unwrap().cases;
    assert_eq!(full[0].name, "沈某丙");
}

#[test]
fn under_masks_another_persons_account_is_not_the_members_own() {
    let office = office();
    let names = |number: u32, payee: Option<&str>| {
        let mut new = claim(number, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
        if let Some(payee) = payee {
            new.facts.payee.as_mut().unwrap().name = payee.to_owned();
        }
        let case = office.receive(&intake(), named(&number.to_string()), new).unwrap();
        let facts = office.case(&enquiry(), &case.case.id).unwrap().case.facts;
        (facts.member.name, facts.payee.unwrap().name)
    };
    assert_eq!(names(7, None), ("沈**".to_owned(), "沈**".to_owned()));
    assert_eq!(names(8, Some("沈某他")), ("沈**".to_owned(), "沈***".to_owned()));
}

#[test]
fn no_look_up_hides_behind_the_id_of_another() {
    let office = office();
    let cases: Vec<CaseDetail> = (7..=8).map(|member| hospital(&office, member, "2024-11-01", 8)).collect();
    let entries = || office.ledger().read(|books| books.newest_seq()).unwrap();
    let ask = |id: u128, number: &str| {
        let asked = LookupRequest { id: Some(uuid::Uuid::from_u128(id)), ..asked(number) };
        office.look_up(&enquiry(), &asked)
    };
    let tell = |id: u128, found: &[&CaseDetail]| {
        let found = found.iter().map(|case| case.case.id.clone()).collect();
        office.looked_up(&enquiry(), &huzhu::wire::LookedUp { id: uuid::Uuid::from_u128(id), by: Kind::Phone, found, at: opens() })
    };
    let before = entries();
    assert_eq!(ask(1, "13800000007").unwrap().cases.len(), 1);
    assert_eq!(ask(1, "+86 138-0000-0007").unwrap().cases.len(), 1, "sent again");
    tell(1, &[&cases[0]]).unwrap();
    assert_eq!(entries(), before + 1, "the same one is written once");
    assert!(matches!(ask(1, "13800000008"), Err(OfficeError::KeyReused)), "another number under the same id");

    tell(2, &[&cases[0]]).unwrap();
    tell(2, &[&cases[0]]).unwrap();
    assert_eq!(ask(2, "13800000007").unwrap().cases.len(), 1);
    assert_eq!(entries(), before + 2, "told first, then asked");
    assert!(matches!(tell(2, &[&cases[1]]), Err(OfficeError::KeyReused)), "another outcome under the same id");

    tell(3, &[]).unwrap();
    assert_eq!(ask(3, "13800000008").unwrap().cases.len(), 1);
    assert_eq!(entries(), before + 4, "what was found beside what was told is written too");
}

#[test]
fn the_trail_of_an_intake_names_no_number_and_no_illness() {
    let folder = tempfile::tempdir().unwrap();
    let office = over(Ledger::open(folder.path()).unwrap(), &Hands::at(opens()));
    let case = hospital(&office, 1, "2024-11-01", 8);
    let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    let payload: String = connection.query_row("SELECT payload FROM audit WHERE kind = 'received'", [], |row| row.get(0)).unwrap();
    for secret in [&id_number(1), "13800000001", &card_number(1), "肺炎", "沈某"] {
        assert!(!payload.contains(secret), "{secret}");
    }
    assert!(payload.contains(&case.basis.0) && payload.contains("hospital-stay"), "{payload}");
}

#[test]
fn a_masked_view_confirms_no_guess_of_a_number() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let masked = office.case(&enquiry(), &case.case.id).unwrap();
    let text = serde_json::to_string(&masked).unwrap();
    let page = serde_json::to_string(&office.changes(&enquiry(), 0, 10).unwrap()).unwrap();
    // Who guesses every fact right computes this.
    let guessed = Basis::of(&case.case, &case.history);
    assert!(!text.contains(&guessed.0) && !page.contains(&guessed.0));
}

#[test]
fn who_sees_masks_sees_no_agent_and_no_account_of_an_accident() {
    let office = office();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let agent = serde_json::json!({ "name": "赵某家属", "id_number": id_number(77), "phone": "13911113333", "relation": "配偶" });
    new.facts.agent = serde_json::from_value(agent).unwrap();
    new.facts.accident = serde_json::from_value(serde_json::json!({ "account": "与赵某同行时摔倒" })).unwrap();
    let case = office.receive(&intake(), named("k"), new).unwrap();
    let masked = serde_json::to_string(&office.case(&enquiry(), &case.case.id).unwrap()).unwrap();
    let page = serde_json::to_string(&office.changes(&enquiry(), 0, 10).unwrap()).unwrap();
    for secret in ["赵某", &id_number(77), "13911113333"] {
        assert!(!masked.contains(secret) && !page.contains(secret), "{secret}");
    }
    let seen = serde_json::to_string(&office.case(&approver(), &case.case.id).unwrap()).unwrap();
    assert!(seen.contains("赵某家属") && seen.contains("13911113333"), "who decides sees it");
}

#[test]
fn the_words_of_a_case_that_ended_go_to_who_sees_all_of_it_alone() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let reject = Act::Reject { reason: "TIME-LIMIT".into(), clause: "七 申请时间".into(), text: "超过申请时限".into() };
    walk(&office, &case, 10, &[(officer(), reject)]);
    let page = |who: &Person| {
        let page = serde_json::to_value(office.changes(who, 0, 10).unwrap()).unwrap();
        serde_json::from_value::<Changes>(page).unwrap().changes.remove(0)
    };
    let seen = page(&approver());
    let words = seen.words.unwrap();
    assert!(seen.detail.is_none() && words.disease == "肺炎" && words.note.contains("超过申请时限"), "{words:?}");
    let words = page(&officer()).words.unwrap();
    assert!(words.disease.is_empty() && words.note.is_empty() && words.tails.len() == 3, "{words:?}");
    assert_eq!(page(&enquiry()).words, None, "no mask that shows an end is sent with a case that ended");
}
