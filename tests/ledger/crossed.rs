//! Other cases that share what they should not: found, sent with the case, answered, and told to nobody who may not see them.

use huzhu::domain::amendment::AmendFault;
use huzhu::domain::assessment::{Check, CheckState};
use huzhu::domain::cross::{CrossMatch, Match, NameLikeness, Slip, Standing};
use huzhu::domain::decision::Act;
use huzhu::domain::facts::Facts;
use huzhu::domain::ids::CaseId;
use huzhu::domain::money::Money;
use huzhu::domain::people::Role;
use huzhu::domain::summary::{CaseDetail, Flag};
use huzhu::judge::Why;
use huzhu::server::Office;
use serde_json::json;

use super::amend::{amended, answer, correct};
use super::office::*;
use super::{now, to_approval, why};

/// Takes in the claim of a member with a bill of 1,000.00 and more, changed.
fn received(office: &Office, member: u32, admission: &str, change: impl FnOnce(&mut Facts)) -> CaseDetail {
    let bill = Money::from_yuan(1_000 + i64::from(member));
    let mut new = claim(member, &["hospital-stay"], vec![stay(admission, 8, Some(bill))]);
    change(&mut new.facts);
    office.receive(&intake(), named(&serde_json::to_string(&new.facts).unwrap()), new).unwrap()
}

fn receipt(number: &str) -> impl FnOnce(&mut Facts) + '_ {
    move |facts| facts.stays[0].expense.as_mut().unwrap().receipt = Some(number.to_owned())
}

fn crossed(detail: &CaseDetail) -> Vec<(CaseId, Vec<Match>)> {
    detail.history.crossed.iter().map(|other| (other.case.clone().unwrap(), other.found.clone())).collect()
}

fn check_of(detail: &CaseDetail) -> &Check {
    detail.assessment.checks.iter().find(|check| check.finding.other.is_some()).unwrap()
}

/// Changes one character of an identity number.
fn with_digit(number: &str, at: usize) -> String {
    let mut bytes = number.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'9' { b'0' } else { bytes[at] + 1 };
    String::from_utf8(bytes).unwrap()
}

#[test]
fn one_receipt_in_two_cases_is_told_in_both_and_asked_before_either_is_approved() {
    let office = office();
    let first = to_approval(&office, &received(&office, 1, "2024-11-01", receipt("NO 2024-4711")), 10);
    assert!(first.history.crossed.is_empty());
    let second = received(&office, 2, "2024-10-01", receipt("no20244711"));
    let shared = vec![Match::Receipt { tails: vec!["4711".into()] }];
    assert_eq!(crossed(&second), [(first.case.id.clone(), shared.clone())]);
    let told = now(&office, &first);
    assert_eq!(crossed(&told), [(second.case.id.clone(), shared)], "the earlier case tells it too");
    assert!(told.summary.seq > first.summary.seq && told.basis != first.basis, "and is sent again");
    assert_eq!(check_of(&told).state, CheckState::Unknown);

    assert_eq!(why(office.decide(&approver(), &decide(&first, 20, approve()))), Why::Basis, "who did not see it can't approve");
    let asked = vec![(check_of(&told).check.clone(), CheckState::Unknown)];
    assert_eq!(why(office.decide(&approver(), &decide(&told, 21, approve()))), Why::Checks { checks: asked.clone() });
    let said = |holds| vec![answer(asked[0].0.as_str(), holds)];
    office.decide(&approver(), &amended(&told, 22, Act::Amend { note: String::new() }, said(true))).unwrap();
    let answered = now(&office, &told);
    assert_eq!((check_of(&answered).state, answered.assessment.crossed()), (CheckState::Attested, 0), "settled with a reason");
    office.decide(&approver(), &decide(&answered, 23, approve())).unwrap();
    let paid = now(&office, &second);
    let standing = Standing::Granted { on: opens().date(), amount: Money::from_yuan(400) };
    assert_eq!(paid.history.crossed[0].standing, standing, "the other case learns that it was granted");
    let kept = now(&office, &answered);
    assert_eq!(kept.history, answered.history, "what was decided rests on what was seen");
}

#[test]
fn a_pair_is_one_line_whatever_it_shares() {
    let office = office();
    let first = received(&office, 1, "2024-11-01", receipt("20244711"));
    let wrong = with_digit(&id_number(1), 16);
    let second = received(&office, 3, "2024-11-04", |facts| {
        receipt("20244711")(facts);
        facts.member.id_number = Some(wrong);
        facts.payee.as_mut().unwrap().card = Some(card_number(1));
    });
    let found = vec![
        Match::Receipt { tails: vec!["4711".into()] },
        Match::Overlap { days: 5 },
        Match::Card { tail: "4411".into() },
        Match::IdOff { by: Slip::Digit },
    ];
    assert_eq!(crossed(&second), [(first.case.id.clone(), found)]);
    assert_eq!(second.assessment.checks.iter().filter(|check| check.finding.other.is_some()).count(), 1);
    let related = office.related(&approver(), &second.case.id).unwrap();
    assert_eq!(related.cases.len(), 1);
    assert_eq!(related.cases[0].found, second.history.crossed[0].found);
}

#[test]
fn a_wrong_identity_number_is_found_from_either_side() {
    for (at, by) in [(0, Slip::Digit), (9, Slip::Digit), (16, Slip::Digit), (15, Slip::Swapped)] {
        for right_first in [true, false] {
            let office = office();
            let right = id_number(312);
            let wrong = match by {
                Slip::Digit => with_digit(&right, at),
                Slip::Swapped => format!("{}{}{}{}", &right[..at], &right[at + 1..at + 2], &right[at..=at], &right[at + 2..]),
            };
            let number = |number: String| move |facts: &mut Facts| facts.member.id_number = Some(number);
            let (a, b) = if right_first { (right.clone(), wrong.clone()) } else { (wrong.clone(), right.clone()) };
            let first = received(&office, 1, "2024-10-01", number(a));
            let second = received(&office, 2, "2024-11-01", number(b));
            assert_eq!(crossed(&second), [(first.case.id.clone(), vec![Match::IdOff { by }])], "{right} {wrong}");
            assert_eq!(crossed(&now(&office, &first)).len(), 1);
        }
    }
}

#[test]
fn one_person_under_two_spellings_is_found_by_birth_and_by_number() {
    let named_as = |office: &Office, member: u32, name: &str, birth_of: u32| {
        received(office, member, &format!("2024-{member:02}-01"), |facts| {
            facts.member.name = name.to_owned();
            facts.member.birth = Some(birth(birth_of));
        })
    };
    for (name, likeness) in [("张晓某", NameLikeness::Same), ("章小某", NameLikeness::Sound), ("张丽某", NameLikeness::Character)]
    {
        let office = office();
        let first = named_as(&office, 1, "张晓某", 1);
        let second = named_as(&office, 2, name, 1);
        assert_eq!(crossed(&second), [(first.case.id, vec![Match::Alike { name: likeness }])]);
        assert_eq!(check_of(&second).state, CheckState::Warning, "a likeness warns");
        assert!(named_as(&office, 3, name, 3).history.crossed.is_empty(), "born on another day");
        assert!(named_as(&office, 4, "李四某", 1).history.crossed.is_empty(), "another name");
    }
    let office = office();
    let first = named_as(&office, 1, "张某某", 1);
    let second = received(&office, 1, "2024-12-01", |facts| facts.member.name = "章某某".into());
    assert_eq!(crossed(&second), [(first.case.id, vec![Match::TwoNames])], "one number, two names");
}

#[test]
fn a_stay_is_one_persons_or_one_bill() {
    let office = office();
    let first = received(&office, 1, "2024-11-01", |_| {});
    // Another patient of that hospital in those days is no match; one with his bill to the fen is.
    assert!(received(&office, 2, "2024-11-01", |_| {}).history.crossed.is_empty());
    let same = |facts: &mut Facts| facts.stays[0].expense.as_mut().unwrap().self_pay = Money::from_yuan(1_001);
    let third = received(&office, 3, "2024-11-01", same);
    assert!(matches!(&crossed(&third)[..], [(case, found)] if *case == first.case.id && matches!(found[..], [Match::Stay { .. }])));
    // His own stays overlap in another case; the day of a transfer is none.
    let overlapping = received(&office, 1, "2024-11-05", |_| {});
    assert_eq!(crossed(&overlapping), [(first.case.id.clone(), vec![Match::Overlap { days: 4 }])]);
    assert!(received(&office, 1, "2024-11-13", |_| {}).history.crossed.is_empty());
}

#[test]
fn nobody_lies_in_two_hospitals_on_one_day_but_on_his_way_from_one_to_the_other() {
    for (days, admission, other_days, found) in [
        (0, "2024-11-04", 0, vec![Match::Overlap { days: 1 }]),
        (3, "2024-11-04", 3, vec![Match::Overlap { days: 3 }]),
        (8, "2024-11-06", 0, vec![Match::Overlap { days: 1 }]),
        // Out of the one and into the other on one day, either way.
        (3, "2024-11-07", 5, vec![]),
        (3, "2024-11-07", 0, vec![]),
        (0, "2024-11-04", 5, vec![]),
    ] {
        let office = office();
        let first = received(&office, 1, "2024-11-04", |facts| facts.stays[0] = stay("2024-11-04", days, None));
        let elsewhere = |facts: &mut Facts| {
            facts.stays[0] = stay(admission, other_days, None);
            facts.stays[0].hospital = Some("某市第二医院".into());
        };
        let second = received(&office, 1, admission, elsewhere);
        let told: Vec<_> = second.history.crossed.iter().flat_map(|other| other.found.clone()).collect();
        assert_eq!(told, found, "{days} days, then {admission} and {other_days}");
        assert_eq!(crossed(&now(&office, &first)).len(), usize::from(!found.is_empty()), "told in both");
    }
}

#[test]
fn what_can_be_right_is_a_warning() {
    let office = office();
    let first = to_approval(&office, &received(&office, 1, "2024-11-01", receipt("20244711")), 10);
    // The bill of one stay, claimed for another benefit.
    let large = received(&office, 1, "2024-11-01", |facts| {
        receipt("20244711")(facts);
        facts.benefits = vec!["large-expense".into()];
    });
    assert_eq!(check_of(&large).state, CheckState::Warning);
    let reject =
        Act::Reject { reason: "DUPLICATE-INVOICE".into(), clause: "操作指南 住院信息".into(), text: "票据不清".into() };
    office.decide(&approver(), &decide(&now(&office, &first), 20, reject)).unwrap();
    let again = received(&office, 2, "2024-10-01", receipt("20244711"));
    let rejected = again.assessment.checks.iter().find(|check| check.finding.case.as_ref() == Some(&first.case.id)).unwrap();
    assert_eq!(rejected.state, CheckState::Warning, "what was rejected may come again");
}

#[test]
fn a_corrected_receipt_takes_the_finding_from_both() {
    let office = office();
    let first = received(&office, 1, "2024-11-01", receipt("20244711"));
    let second = to_approval(&office, &received(&office, 2, "2024-10-01", receipt("20244711")), 10);
    let path = "/stays/0/expense/receipt";
    let change = vec![super::amend::correct(path, "20244711".into(), "20244712".into())];
    office.decide(&approver(), &amended(&second, 20, Act::Amend { note: String::new() }, change)).unwrap();
    assert!(now(&office, &second).history.crossed.is_empty() && now(&office, &first).history.crossed.is_empty());
}

#[test]
fn a_case_that_may_not_be_seen_is_told_of_without_its_number() {
    let office = office();
    let theirs = received(&office, 1, "2024-11-01", |facts| {
        receipt("20244711")(facts);
        facts.enrolments[0].employer = Some("别家某厂".into());
    });
    let own = received(&office, 2, "2024-10-01", receipt("20244711"));
    let said = vec![answer(check_of(&own).check.as_str(), true)];
    let own = to_approval(&office, &own, 10);
    office.decide(&approver(), &amended(&own, 20, Act::Amend { note: String::new() }, said)).unwrap();
    let seen = office.case(&officer(), &own.case.id).unwrap();
    let changes = serde_json::to_string(&office.changes(&officer(), 0, 10).unwrap()).unwrap();
    let related = office.related(&officer(), &own.case.id).unwrap();
    for text in [serde_json::to_string(&seen).unwrap(), changes, serde_json::to_string(&related).unwrap()] {
        assert!(text.contains("4711"), "what is shared is in his own case");
        for secret in [theirs.case.id.as_str(), "别家某厂", "出院记录写明"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert_eq!((seen.history.crossed[0].case.as_ref(), check_of(&seen).check.as_str()), (None, "other-case-hidden"));
    let words = huzhu::text::cross::line(huzhu::domain::people::Lang::Zh, &seen.history.crossed[0], false);
    assert!(words.starts_with("一件您无权查看的案件"), "{words}");
    assert_eq!((related.cases.len(), related.cases[0].id()), (1, None));
    let all = office.case(&approver(), &own.case.id).unwrap();
    assert_eq!(all.history.crossed[0].case, Some(theirs.case.id), "who sees all is told which");
}

#[test]
fn no_role_gets_more_of_another_case_than_its_sight() {
    let office = office();
    let first = received(&office, 1, "2024-11-01", receipt("20244711"));
    let second = received(&office, 3, "2024-11-04", |facts| {
        receipt("20244711")(facts);
        facts.member.id_number = Some(with_digit(&id_number(1), 16));
    });
    for role in Role::ALL {
        let who = person("some", &[role]);
        let related = office.related(&who, &second.case.id).unwrap();
        let text = serde_json::to_string(&(office.case(&who, &second.case.id).unwrap().history, related)).unwrap();
        assert!(text.contains(first.case.id.as_str()) && text.contains("4711"), "{role:?}");
        for secret in [id_number(1).as_str(), "20244711", "13800000001", &card_number(1)] {
            assert!(!text.contains(secret), "{role:?} gets {secret}");
        }
        let whole_name = text.contains("沈某甲");
        assert!(!(whole_name && role == Role::Enquiry), "{role:?}");
    }
}

#[test]
fn a_number_that_hundreds_share_is_told_of_a_few_and_ends() {
    let office = office();
    let mut last = None;
    for member in 1..=60 {
        last = Some(received(&office, member, &format!("2024-{:02}-{:02}", member % 9 + 1, member % 20 + 1), receipt("00000000")));
    }
    let last = last.unwrap();
    assert_eq!(last.history.crossed.len(), 20);
    assert!(office.related(&approver(), &last.case.id).unwrap().more);
}

#[test]
fn a_plan_that_looks_for_nothing_finds_nothing() {
    let plans = huzhu::rules::PlanSet::builtin();
    let plan = plans.get(&"zj-10".into()).unwrap();
    let source = &plan.source;
    let from = source.find("[[checks]]\nid = \"other-case\"").unwrap();
    let to = source.find("# ── Stages").unwrap();
    let silent = huzhu::rules::plan::Plan::parse(&format!("{}{}", &source[..from], &source[to..])).unwrap();
    assert!(silent.other_cases.is_none());
    let facts = claim(1, &["hospital-stay"], vec![]).facts;
    let other = CrossMatch { found: vec![Match::TwoNames], ..CrossMatch::default() };
    let history = huzhu::domain::facts::History { crossed: vec![other], ..Default::default() };
    assert!(huzhu::rules::assess(&silent, &facts, &history).checks.iter().all(|check| check.finding.other.is_none()));
    assert_eq!(huzhu::rules::assess(plan, &facts, &history).crossed(), 1);
}

#[test]
fn what_one_person_was_granted_under_another_number_is_told_and_asked() {
    let office = office();
    let first = to_approval(&office, &received(&office, 1, "2024-10-01", |_| {}), 10);
    let wrong = with_digit(&id_number(1), 16);
    let second = received(&office, 3, "2024-11-04", |facts| facts.member.id_number = Some(wrong));
    assert_eq!(crossed(&second)[0].1, [Match::IdOff { by: Slip::Digit }], "nothing is granted yet");
    // The other case is asked about in the first one too, before it is approved.
    let asked = now(&office, &first);
    let said = vec![answer(check_of(&asked).check.as_str(), true)];
    office.decide(&approver(), &amended(&asked, 20, Act::Amend { note: String::new() }, said)).unwrap();
    office.decide(&approver(), &decide(&now(&office, &first), 21, approve())).unwrap();
    let told = now(&office, &second);
    let paid = Match::Paid { benefits: vec!["hospital-stay".into()] };
    assert_eq!(crossed(&told)[0].1, [Match::IdOff { by: Slip::Digit }, paid.clone()]);
    assert!(told.history.granted.is_empty(), "this member's own history lacks it");
    assert_eq!((check_of(&told).state, told.summary.flags), (CheckState::Unknown, vec![Flag::Dup]));
    let hidden = told.history.crossed[0].clone().hidden();
    assert_eq!(hidden.found, [Match::IdOff { by: Slip::Digit }], "what was paid in it is not told to who may not see that case");
}

#[test]
fn money_that_is_still_out_is_told_while_the_case_is_decided_anew() {
    let office = office();
    let first = to_approval(&office, &received(&office, 1, "2024-10-01", |_| {}), 10);
    let first = super::walk(&office, &first, 20, &[(approver(), approve()), (payer(), Act::Paid { reference: "2024-118".into() })]);
    let reopen = Act::Reopen { reason: "NEW-EVIDENCE".into(), text: "补来了出院记录".into() };
    office.decide(&supervisor(), &super::bare(&first, 30, reopen)).unwrap();
    assert!(now(&office, &first).case.granted.is_empty(), "the new round granted nothing yet");
    let wrong = with_digit(&id_number(1), 16);
    let second = received(&office, 3, "2024-11-04", |facts| facts.member.id_number = Some(wrong));
    let paid = Match::Paid { benefits: vec!["hospital-stay".into()] };
    assert_eq!(crossed(&second)[0].1, [Match::IdOff { by: Slip::Digit }, paid]);
    let standing = Standing::Granted { on: opens().date(), amount: Money::from_yuan(400) };
    assert_eq!(second.history.crossed[0].standing, standing, "what he has, not what the new round grants");
}

#[test]
fn an_approval_with_a_correction_rests_on_what_the_corrected_facts_share() {
    let office = office();
    let first = received(&office, 1, "2024-10-01", receipt("NO 2024-4711"));
    let second = to_approval(&office, &received(&office, 2, "2024-11-01", receipt("NO 2024-4712")), 10);
    assert!(second.history.crossed.is_empty() && second.summary.flags.is_empty());
    let corrected = || vec![correct("/stays/0/expense/receipt", json!("NO 2024-4712"), json!("NO 2024-4711"))];
    let refused = why(office.decide(&approver(), &amended(&second, 20, approve(), corrected())));
    let Why::Checks { checks } = refused else { panic!("{refused:?}") };
    assert!(checks[0].0.as_str().ends_with(first.case.id.as_str()), "{checks:?}");
    assert!(now(&office, &second).case.granted.is_empty());
    office.decide(&approver(), &amended(&second, 21, Act::Amend { note: String::new() }, corrected())).unwrap();
    let shown = now(&office, &second);
    assert_eq!((crossed(&shown).len(), shown.summary.flags.clone()), (1, vec![Flag::Dup]), "written down first, it is shown");
    let said = vec![answer(check_of(&shown).check.as_str(), true)];
    office.decide(&approver(), &amended(&shown, 22, Act::Amend { note: String::new() }, said)).unwrap();
    let answered = now(&office, &shown);
    assert!(answered.summary.flags.is_empty(), "answered for, it is no open finding");
    office.decide(&approver(), &decide(&answered, 23, approve())).unwrap();
}

/// A case of the officer's employer that shares a receipt with one of another employer.
fn with_hidden(office: &Office) -> (CaseDetail, CaseDetail) {
    let theirs = received(office, 1, "2024-11-01", |facts| {
        receipt("20244711")(facts);
        facts.enrolments[0].employer = Some("别家某厂".into());
    });
    let own = received(office, 2, "2024-10-01", receipt("20244711"));
    (theirs, own)
}

#[test]
fn an_officer_finds_no_hidden_case_by_guessing_its_number() {
    let office = office();
    let (theirs, own) = with_hidden(&office);
    let right = format!("other-case-{}", theirs.case.id);
    let note = || Act::Amend { note: String::new() };
    let retract =
        |check: &str| vec![serde_json::from_value(json!({ "amend": "retract", "check": check, "reason": "按出院记录" })).unwrap()];
    for (n, stale) in [(0_u128, false), (100, true)] {
        let told = |id, said| {
            let decision = amended(&own, n + id, note(), said);
            let amount = if stale { Money::from_yuan(1) } else { decision.amount };
            why(office.decide(&officer(), &huzhu::domain::decision::Decision { amount, ..decision }))
        };
        let blind = |why: Why| format!("{why:?}").replace(theirs.case.id.as_str(), "…").replace("ZJ24-000099", "…");
        for holds in [true, false] {
            assert_eq!(blind(told(1, vec![answer(&right, holds)])), blind(told(2, vec![answer("other-case-ZJ24-000099", holds)])));
        }
        assert_eq!(told(3, retract(&right)), told(4, retract("other-case-ZJ24-000099")));
        // Two guesses at once are no better.
        let two = |other: &str| vec![answer(&right, true), answer(other, true)];
        assert_eq!(blind(told(5, two("other-case-ZJ24-000098"))), blind(told(6, two("other-case-ZJ24-000099"))));
    }
    // Once the office answered it, neither is heard of.
    office.decide(&intake(), &amended(&own, 50, note(), vec![answer(&right, false)])).unwrap();
    let own = now(&office, &own);
    for said in [vec![answer(&right, true)], retract(&right)] {
        let refused = why(office.decide(&officer(), &amended(&own, 51, note(), said)));
        assert!(matches!(refused, Why::NoQuestion { .. } | Why::Amendment { fault: AmendFault::NotAnswered }), "{refused:?}");
    }
    assert!(!now(&office, &own).case.facts.answers[0].holds, "the office's no stands");
}

#[test]
fn an_officer_takes_back_no_answer_of_the_office_that_is_no() {
    let office = office();
    received(&office, 1, "2024-11-01", receipt("20244711"));
    let own = received(&office, 2, "2024-10-01", receipt("20244711"));
    let check = check_of(&own).check.to_string();
    let note = || Act::Amend { note: String::new() };
    office.decide(&intake(), &amended(&own, 1, note(), vec![answer(&check, false)])).unwrap();
    let own = now(&office, &own);
    let refused = Why::Amendment { fault: AmendFault::OfficeSaidNo };
    assert_eq!(why(office.decide(&officer(), &amended(&own, 2, note(), vec![answer(&check, true)]))), refused);
    let retract = serde_json::from_value(json!({ "amend": "retract", "check": check, "reason": "按出院记录" })).unwrap();
    assert_eq!(why(office.decide(&officer(), &amended(&own, 3, note(), vec![retract]))), refused);
    office.decide(&intake(), &amended(&own, 4, note(), vec![answer(&check, true)])).unwrap();
    // His own no is his to take back.
    office.decide(&officer(), &amended(&now(&office, &own), 5, note(), vec![answer(&check, false)])).unwrap();
    office.decide(&officer(), &amended(&now(&office, &own), 6, note(), vec![answer(&check, true)])).unwrap();
}
