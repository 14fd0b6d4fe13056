//! The judge and the books: what may be decided, by whom, on what; and that the books hold together.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "ledger/amend.rs"]
mod amend;
#[path = "ledger/contracts.rs"]
mod contracts;
#[path = "ledger/counter.rs"]
mod counter;
#[path = "ledger/hand_over.rs"]
mod hand_over;
#[path = "common/office.rs"]
mod office;
#[path = "ledger/renumber.rs"]
mod renumber;

use huzhu::domain::basis::Basis;
use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Decision, Defect, ProblemCode, Verb};
use huzhu::domain::lookup::Kind;
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::domain::money::Money;
use huzhu::domain::people::Role;
use huzhu::domain::summary::CaseDetail;
use huzhu::judge::{PaperLack, Why};
use huzhu::server::{Ledger, Office, OfficeError};
use huzhu::wire::Person;
use office::*;

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
    assert_eq!(refused(reject("TIME-LIMIT", "六", "")), Why::NoGrounds);
    assert_eq!(refused(reject("TIME-LIMIT", "六", &"长".repeat(2_001))), Why::TooLong);
    let receipt = office.decide(&officer(), &decide(&case, 2, reject("TIME-LIMIT", "七", "超过申请时限"))).unwrap();
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
fn an_open_severe_claim_is_in_the_history_until_it_is_decided() {
    let office = office();
    let mut new = claim(1, &["critical-illness"], vec![stay("2024-05-01", 5, None)]);
    new.facts.diagnosis = Some(serde_json::from_value(serde_json::json!({ "disease": "1", "diagnosed": "2024-05-02" })).unwrap());
    let severe = office.receive(&intake(), named("severe"), new).unwrap();
    let other = hospital(&office, 1, "2024-08-01", 3);
    assert_eq!(other.history.open.len(), 1);
    assert_eq!(other.history.open[0].case, severe.case.id);
    let reject = Act::Reject { reason: "DISEASE-NOT-LISTED".into(), clause: "五".into(), text: "不在目录内".into() };
    walk(&office, &severe, 1, &[(officer(), reject)]);
    let after = now(&office, &other);
    assert!(after.history.open.is_empty() && after.summary.seq > other.summary.seq && after.basis != other.basis);
}

fn asked(number: &str) -> huzhu::wire::LookupRequest {
    huzhu::wire::LookupRequest { number: number.into(), id: None }
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
        for secret in ["13800000007", &id_number(7), "6217000010000004417", "沈某丙", "1980-01-01"] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(text.contains("138****0007"));
    }
    let full = office.look_up(&supervisor(), &asked("13800000007")).unwrap().cases;
    assert_eq!(full[0].name, "沈某丙");
}

#[test]
fn no_look_up_hides_behind_the_id_of_another() {
    let office = office();
    let cases: Vec<CaseDetail> = (7..=8).map(|member| hospital(&office, member, "2024-11-01", 8)).collect();
    let entries = || office.ledger().read(|books| books.newest_seq()).unwrap();
    let ask = |id: u128, number: &str| {
        let asked = huzhu::wire::LookupRequest { id: Some(uuid::Uuid::from_u128(id)), ..asked(number) };
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
fn changes_come_in_order_each_case_once_at_its_newest() {
    let office = office();
    let cases: Vec<CaseDetail> = (1..=7).map(|member| hospital(&office, member, "2024-11-01", 8)).collect();
    walk(&office, &cases[2], 1, &[(officer(), pass_on())]);
    let reject = Act::Reject { reason: "TIME-LIMIT".into(), clause: "七".into(), text: "超过申请时限".into() };
    walk(&office, &cases[0], 10, &[(officer(), reject)]);
    let (mut after, mut seen, mut pages) = (0, Vec::new(), 0);
    loop {
        let page = serde_json::to_value(office.changes(&supervisor(), after, 3).unwrap()).unwrap();
        let page: huzhu::wire::Changes = serde_json::from_value(page).unwrap();
        assert!(page.changes.iter().all(|change| change.summary.seq > after && change.summary.seq <= page.next));
        assert_eq!(page.total, (after == 0).then_some(7), "counted for the first page alone");
        seen.extend(page.changes.into_iter().map(|change| (change.summary.id.to_string(), change.detail.is_some())));
        (after, pages) = (page.next, pages + 1);
        if !page.more {
            break;
        }
    }
    let ids: Vec<&str> = seen.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["ZJ24-000002", "ZJ24-000004", "ZJ24-000005", "ZJ24-000006", "ZJ24-000007", "ZJ24-000003", "ZJ24-000001"]);
    assert_eq!(pages, 3);
    assert!(seen.iter().all(|(id, detail)| *detail == (id != "ZJ24-000001")), "a closed case comes without its detail");
    assert_eq!(after, office.ledger().read(|books| books.newest_seq()).unwrap());
    let first = office.page(&supervisor(), None, 4).unwrap();
    let second = office.page(&supervisor(), first.next.as_deref(), 4).unwrap();
    let listed: Vec<String> = first.cases.iter().chain(&second.cases).map(|summary| summary.id.to_string()).collect();
    assert_eq!((listed.len(), listed.is_sorted(), second.next), (7, true, None));
    assert!(matches!(office.page(&supervisor(), Some("rubbish"), 4), Err(OfficeError::NotFound)));
}

#[test]
fn everything_is_there_after_the_books_are_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at(opens());
    let (before, receipt, decision, identity) = {
        let office = over(Ledger::open(folder.path()).unwrap(), &hands);
        let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
        let decision = decide(&case, 20, approve());
        let receipt = office.decide(&approver(), &decision).unwrap();
        (now(&office, &case), receipt, decision, office.ledger().identity().clone())
    };
    let office = over(Ledger::open(folder.path()).unwrap(), &hands);
    assert_eq!(office.ledger().identity(), &identity);
    assert_eq!(now(&office, &before), before);
    assert_eq!(office.decide(&approver(), &decision).unwrap(), receipt, "the key is remembered");
    assert!(office.ledger().read(|books| books.verify_audit()).unwrap().is_ok());
}

#[test]
fn an_altered_trail_is_found() {
    let folder = tempfile::tempdir().unwrap();
    {
        let office = over(Ledger::open(folder.path()).unwrap(), &Hands::at(opens()));
        hospital(&office, 1, "2024-11-01", 8);
        assert!(office.ledger().read(|books| books.verify_audit()).unwrap().is_ok());
    }
    let touch = |sql: &str| {
        let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
        connection.execute_batch(sql).unwrap();
        drop(connection);
        Ledger::open(folder.path()).unwrap().read(|books| books.verify_audit()).unwrap().unwrap_err()
    };
    use huzhu::server::AuditFault;
    assert_eq!(touch("UPDATE audit SET at = at + 1 WHERE seq = 3"), AuditFault::Altered { seq: 3 });
    assert_eq!(touch("UPDATE audit SET at = at - 1 WHERE seq = 3; DELETE FROM audit WHERE seq = 4"), AuditFault::Gap { seq: 5 });
}

#[test]
fn a_newer_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(Ledger::open(folder.path()).unwrap());
    rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = Ledger::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("schema 99"), "{error}");
}

#[test]
fn made_up_cases_are_taken_over_as_they_stand() {
    use huzhu::server::demo;
    let office = office();
    let plans = huzhu::rules::PlanSet::builtin();
    let plan = plans.get(&"zj-10".into()).unwrap();
    let cases: Vec<_> = demo::generate(plan, demo::SEED, 200, opens()).collect();
    let ids = office.import(cases.clone()).unwrap();
    assert_eq!(ids.len(), 200);
    for case in &cases {
        let detail = office.case(&supervisor(), &case.id).unwrap();
        assert_eq!((&detail.case.status, &detail.case.stage, &detail.case.granted), (&case.status, &case.stage, &case.granted));
        assert_eq!(detail.basis, Basis::of(&detail.case, &detail.history));
    }
    let next = hospital(&office, 999, "2024-11-01", 8);
    assert!(ids.iter().all(|id| *id != next.case.id), "numbers that came along are not given again");
    assert!(office.ledger().read(|books| books.verify_audit()).unwrap().is_ok());
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
fn the_trail_of_an_intake_names_no_number_and_no_illness() {
    let folder = tempfile::tempdir().unwrap();
    let office = over(Ledger::open(folder.path()).unwrap(), &Hands::at(opens()));
    let case = hospital(&office, 1, "2024-11-01", 8);
    let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    let payload: String = connection.query_row("SELECT payload FROM audit WHERE kind = 'received'", [], |row| row.get(0)).unwrap();
    for secret in [&id_number(1), "13800000001", "6217000010000004417", "肺炎", "沈某"] {
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

#[test]
fn another_engine_assesses_open_cases_again_when_the_books_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at(opens());
    let open = || over(Ledger::open(folder.path()).unwrap(), &hands);
    let (old, current) = {
        let office = open();
        (hospital(&office, 1, "2024-11-01", 8), hospital(&office, 2, "2024-11-01", 8))
    };
    // As a program with another engine left it: the basis is of that engine.
    let mut earlier = old.clone();
    (earlier.assessment.engine, earlier.basis) = (0, Basis("0".repeat(64)));
    let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    let packed = huzhu::sql::Packed(&earlier);
    connection.execute("UPDATE details SET packed = ? WHERE no = 1", [&packed]).unwrap();
    connection.execute("UPDATE meta SET value = '0' WHERE name = 'engine'", []).unwrap();
    drop(connection);
    let office = open();
    let now_old = now(&office, &old);
    assert_eq!((&now_old.basis, now_old.assessment.engine), (&old.basis, old.assessment.engine));
    assert!(now_old.summary.seq > current.summary.seq, "clients are told");
    assert_eq!(now(&office, &current), current, "what this engine made stays");
    assert!(office.decide(&officer(), &decide(&now_old, 1, pass_on())).is_ok());
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
