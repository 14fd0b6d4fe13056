//! One number, however it is written: full-width, with blanks and dashes, in small letters. It is found across cases, within a case and
//! among members, in books of older programs too.

use huzhu::domain::assessment::CheckState;
use huzhu::domain::cross::Match;
use huzhu::domain::facts::{Enrolment, Facts};
use huzhu::domain::money::Money;
use huzhu::domain::summary::CaseDetail;
use huzhu::server::{Ledger, Office};

use super::office::*;

/// As an input method in its full-width mode leaves it.
fn wide(text: &str) -> String {
    let widen = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
    text.chars().map(|c| if c.is_ascii_graphic() { widen(c) } else { c }).collect()
}

fn received(office: &Office, member: u32, admission: &str, change: impl FnOnce(&mut Facts)) -> CaseDetail {
    let mut new = claim(member, &["hospital-stay"], vec![stay(admission, 8, Some(Money::from_yuan(1_000 + i64::from(member))))]);
    change(&mut new.facts);
    office.receive(&intake(), named(&serde_json::to_string(&new.facts).unwrap()), new).unwrap()
}

fn receipt(facts: &mut Facts, number: &str) {
    facts.stays[0].expense.as_mut().unwrap().receipt = Some(number.to_owned());
}

#[test]
fn a_receipt_and_a_card_in_full_width_are_found_across_cases() {
    let office = office();
    let first = received(&office, 1, "2024-11-01", |facts| receipt(facts, "0039241262"));
    for (member, number) in [(2, wide("0039241262")), (3, "0039-2412 62".into()), (4, "003924\u{200b}1262".into())] {
        let other = received(&office, member, "2024-09-01", |facts| receipt(facts, &number));
        let crossed = &other.history.crossed;
        assert!(
            crossed
                .iter()
                .any(|line| line.case.as_ref() == Some(&first.case.id) && line.found == [Match::Receipt { tails: vec!["1262".into()] }]),
            "{number}: {crossed:?}"
        );
    }
    let card = wide(&card_number(1));
    let paid_there = received(&office, 5, "2024-08-01", |facts| facts.payee.as_mut().unwrap().card = Some(card));
    assert_eq!(paid_there.history.crossed[0].found, [Match::Card { tail: "4411".into() }]);
}

#[test]
fn a_receipt_twice_in_one_case_is_seen_through_its_writings() {
    for (a, b, twice) in [
        ("AB 12", "AB12", true),
        ("DUPB", "dupb", true),
        ("AB12345", "AB1234５", true),
        ("AB12345", "AB12346", false),
        ("无", "AB12346", false),
    ] {
        let office = office();
        let mut new = claim(1, &["hospital-stay"], vec![stay("2024-10-01", 8, Some(Money::from_yuan(7_000)))]);
        let mut later = stay("2024-11-01", 8, Some(Money::from_yuan(7_000)));
        later.expense.as_mut().unwrap().receipt = Some(b.to_owned());
        receipt(&mut new.facts, a);
        new.facts.stays.push(later);
        let case = office.receive(&intake(), named(a), new).unwrap();
        let check = case.assessment.checks.iter().find(|check| check.check.as_str() == "receipts").unwrap();
        let expected = if twice { CheckState::Fail } else { CheckState::Pass };
        assert_eq!((check.state, check.finding.expected), (expected, Some(u32::from(twice))), "{a} {b}");
    }
}

#[test]
fn a_member_is_one_by_any_writing_of_his_numbers() {
    let office = office();
    let first = received(&office, 1, "2024-11-01", |_| {});
    for (n, number) in [wide(&id_number(1)), format!("{} {}", &id_number(1)[..6], &id_number(1)[6..])].into_iter().enumerate() {
        let again = received(&office, 1, &format!("2024-0{}-01", n + 7), |facts| facts.member.id_number = Some(number));
        assert_eq!(again.case.member, first.case.member);
        let check = again.assessment.checks.iter().find(|check| check.check.as_str() == "id-number").unwrap();
        assert_eq!(check.state, CheckState::Pass);
        assert!(!office.enrolments(&intake(), &wide(&id_number(1))).unwrap().is_empty());
    }
    // Without a number of his own he is found by his phone.
    let by_phone = received(&office, 1, "2024-05-01", |facts| {
        facts.member.id_number = None;
        facts.member.phone = facts.member.phone.as_deref().map(|phone| wide(&format!("+86 {phone}")));
    });
    assert_eq!(by_phone.case.member, first.case.member);
}

#[test]
fn one_contract_in_two_writings_stands_in_a_claim_once() {
    let office = office();
    let mut new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let contract = |number: &str| Enrolment { contract: Some(number.to_owned()), ..new.facts.enrolments[0].clone() };
    new.facts.enrolments = vec![contract("A12-3456"), contract("ａ１２３４５６")];
    assert!(office.receive(&intake(), named("twice"), new).is_err());
}

#[test]
fn books_of_an_older_program_are_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let open = || over(Ledger::open(folder.path()).unwrap(), &Hands::at(opens()));
    let office = open();
    let first = received(&office, 1, "2024-11-01", |facts| {
        receipt(facts, &wide("0039241262"));
        facts.member.id_number = Some(wide(&id_number(1)));
        facts.member.phone = Some("138 0000 0001".into());
    });
    let second = received(&office, 2, "2024-09-01", |facts| receipt(facts, "0039241262"));
    assert_eq!(second.history.crossed.len(), 1);
    drop(office);
    // As a program left them that knew full-width numbers neither as a receipt's nor as a member's.
    let books = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    books
        .execute_batch(
            "DELETE FROM numbers WHERE kind IN ('receipt', 'id-number');
             UPDATE meta SET value = '2' WHERE name = 'finder';
             UPDATE members SET id_number = NULL, phone = '138 0000 0001' WHERE no = 1;
             UPDATE enrolments SET contract = 'A-1 2' WHERE member = 1;",
        )
        .unwrap();
    drop(books);
    let office = open();
    let third = received(&office, 1, "2024-07-01", |facts| receipt(facts, "0039241262"));
    assert_eq!(third.case.member, first.case.member, "he is known by his number again");
    assert_eq!(third.history.crossed.len(), 2, "and his receipt is found");
    drop(office);
    let books = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    let read = |sql: &str| books.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(read("SELECT phone FROM members WHERE no = 1"), "13800000001");
    assert_eq!(read("SELECT max(contract) FROM enrolments WHERE member = 1"), "A12");
}
