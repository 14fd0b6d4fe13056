//! The books as files: changes in their order, opened again, altered by another hand, of another program, filled at once.

use huzhu::domain::basis::Basis;
use huzhu::domain::case::{Event, TimelineEntry};
use huzhu::domain::decision::Act;
use huzhu::domain::money::Money;
use huzhu::domain::summary::{CaseDetail, Flag};
use huzhu::server::{Ledger, OfficeError};

use super::office::*;
use super::{hospital, now, second_approver, to_approval, walk};

#[test]
fn changes_come_in_order_each_case_once_at_its_newest() {
    let office = office();
    let cases: Vec<CaseDetail> = (1..=7).map(|member| hospital(&office, member, "2024-11-01", 8)).collect();
    walk(&office, &cases[2], 1, &[(officer(), pass_on())]);
    let reject = Act::Reject { reason: "TIME-LIMIT".into(), clause: "七 申请时间".into(), text: "超过申请时限".into() };
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
fn a_closed_case_with_money_asked_back_gets_its_flag_when_the_books_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at(opens());
    let open = || over(Ledger::open(folder.path()).unwrap(), &hands);
    let (asked, other) = {
        let office = open();
        let paid = |member, id| {
            let case = to_approval(&office, &hospital(&office, member, "2024-11-01", 8), id);
            walk(&office, &case, id + 20, &[(approver(), approve()), (payer(), Act::Paid { reference: "2024-118".into() })])
        };
        let (asked, other) = (paid(1, 10), paid(2, 100));
        let (benefit, reason, clause) = ("hospital-stay".into(), "EXCLUDED-CAUSE".into(), "六 1(2)".into());
        let act = Act::Recover { benefit, amount: Money::from_yuan(400), reason, clause, text: "查明为酗酒住院".into() };
        office.decide(&second_approver(), &bare(&asked, 50, act)).unwrap();
        (now(&office, &asked), other)
    };
    assert!(asked.case.status.is_closed() && asked.summary.flags == [Flag::Recover]);
    // As a program of before there was the flag left it.
    let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    connection.execute("UPDATE cases SET summary = json_remove(summary, '$.flags') WHERE no = 1", []).unwrap();
    connection.execute("UPDATE meta SET value = '0' WHERE name = 'engine'", []).unwrap();
    drop(connection);
    let office = open();
    let page = office.changes(&supervisor(), asked.summary.seq, 10).unwrap();
    let told: huzhu::wire::Changes = serde_json::from_value(serde_json::to_value(page).unwrap()).unwrap();
    let rows: Vec<_> = told.changes.iter().map(|change| (change.summary.id.clone(), change.summary.flags.clone())).collect();
    assert_eq!(rows, [(asked.case.id.clone(), vec![Flag::Recover])], "it is sent again, and nothing else");
    assert_eq!(now(&office, &other).summary.seq, other.summary.seq);
    assert!(office.ledger().read(|books| books.verify_audit()).unwrap().is_ok());
}

#[test]
fn a_published_plan_that_a_newer_program_finds_odd_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at(opens());
    let open = || over(Ledger::open(folder.path()).unwrap(), &hands);
    let case = hospital(&open(), 1, "2024-11-01", 8);
    let plans = huzhu::rules::PlanSet::builtin();
    let odd = plans.by_hash(&case.case.plan_hash).unwrap().source.replace("special_months = 3", "special_months = 5000");
    assert!(huzhu::rules::Plan::parse(&odd).is_err());
    let plan = huzhu::rules::Plan::of_published(&odd).unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    let sql = "INSERT INTO plans (hash, plan, toml, published) VALUES (?, 'zj-10', ?, 1)";
    connection.execute(sql, [plan.hash.as_str(), &odd]).unwrap();
    drop(connection);
    let office = open();
    assert!(office.plans().by_hash(&plan.hash).is_none(), "nobody needs it");
    drop(office);
    let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    connection.execute("UPDATE cases SET plan_hash = ?", [plan.hash.as_str()]).unwrap();
    drop(connection);
    let office = open();
    assert!(office.plans().by_hash(&plan.hash).is_some(), "a case stands under it");
    assert_eq!(office.plans().get(&"zj-10".into()).unwrap().hash, case.case.plan_hash, "the newest stays that which was given");
}

/// Notes, hand-overs and new lists leave a case where it is: how long it was there is the same when it is written down anew.
#[test]
fn how_long_a_stage_took_is_the_same_when_it_is_written_down_anew() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at(opens());
    let open = || over(Ledger::open(folder.path()).unwrap(), &hands);
    let books = || rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    let days = || books().query_row("SELECT group_concat(working_days) FROM stage_times", [], |row| row.get::<_, String>(0)).unwrap();
    let office = open();
    let case = hospital(&office, 1, "2024-11-01", 8);
    hands.pass_seconds(7 * 24 * 3600);
    office.decide(&officer(), &bare(&case, 1, Act::Note { text: "等单位证明".into() })).unwrap();
    let mut case = now(&office, &case);
    drop(office);
    let (at, stage) = (case.case.timeline.last().unwrap().at, case.case.stage.clone());
    case.case.timeline.push(TimelineEntry { at, by: None, stage, event: Event::Relisted });
    let timeline = serde_json::to_string(&case.case.timeline).unwrap();
    books().execute("UPDATE cases SET timeline = ?", [timeline]).unwrap();
    hands.pass_seconds(7 * 24 * 3600);
    let office = open();
    walk(&office, &case, 2, &[(officer(), pass_on())]);
    drop(office);
    let before = days();
    assert_eq!(before, "9", "two weeks, with the New Year in them");
    books().execute("UPDATE meta SET value = '0' WHERE name = 'finder'", []).unwrap();
    drop(open());
    assert_eq!(days(), before);
}

/// The cases of a load from behind a token on, in parts of so many, until so many parts came; and the last token.
fn loaded(office: &huzhu::server::Office, after: Option<&str>, parts: usize) -> (Vec<String>, Option<String>) {
    let (mut head, mut out) = (office.begin_load(&supervisor(), after).unwrap().1, Vec::new());
    for _ in 0..parts {
        if office.load_on(&mut head, 20, &mut out).unwrap() {
            break;
        }
    }
    let lines = String::from_utf8(out).unwrap();
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let cases = lines.iter().filter_map(|line| line["case"]["summary"]["id"].as_str()).map(ToOwned::to_owned).collect();
    (cases, lines.iter().rev().find_map(|line| line["token"].as_str()).map(ToOwned::to_owned))
}

#[test]
fn a_load_begins_with_what_was_given_to_who_loads_and_what_waits_for_his_role() {
    let office = office();
    let plans = huzhu::rules::PlanSet::builtin();
    let made: Vec<_> = huzhu::server::demo::generate(plans.get(&"zj-10".into()).unwrap(), 7, 300, opens()).collect();
    let ids = office.import(made).unwrap();
    let open = |id: &huzhu::domain::ids::CaseId| office.case(&approver(), id).unwrap();
    let open: Vec<_> = ids.iter().map(open).filter(|case| !case.summary.status.is_closed()).collect();
    // The least urgent one is given to him; some are his already.
    let given = open.iter().filter(|case| case.summary.stage == "approval").max_by_key(|case| case.summary.due).unwrap();
    office.decide(&approver(), &bare(given, 1, Act::Assign { to: Some(approver().user) })).unwrap();
    let mut loading = office.begin_load(&approver(), None).unwrap().1;
    let mut out = Vec::new();
    while !office.load_on(&mut loading, 20, &mut out).unwrap() {}
    let lines = String::from_utf8(out).unwrap();
    let cases = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap().get("case").cloned());
    let came: Vec<(String, String)> = cases
        .map(|case| (case["summary"]["id"].as_str().unwrap().to_owned(), case["summary"]["stage"].as_str().unwrap().to_owned()))
        .collect();
    let his = 1 + open.iter().filter(|case| case.summary.assignee == Some(approver().user)).count();
    assert!(came[..his].iter().any(|(id, _)| id == given.summary.id.as_str()), "{came:?}");
    let at_his = open.iter().filter(|case| case.summary.stage == "approval").count();
    assert!(at_his > 1 && at_his < open.len());
    assert!(came[..at_his].iter().all(|(_, stage)| stage == "approval"), "{came:?}");
    let once: std::collections::BTreeSet<_> = came.iter().map(|(id, _)| id).collect();
    assert_eq!((once.len(), came.len()), (came.len(), ids.len()));
}

#[test]
fn a_load_that_is_cut_before_midnight_has_the_cases_of_its_boundary_day() {
    use huzhu::domain::summary::kept_since;
    let hands = Hands::at(opens());
    let office = over(Ledger::open_in_memory().unwrap(), &hands);
    let plans = huzhu::rules::PlanSet::builtin();
    let made: Vec<_> = huzhu::server::demo::generate(plans.get(&"zj-10".into()).unwrap(), 7, 300, opens()).collect();
    let ids = office.import(made).unwrap();
    let closed = |id: &huzhu::domain::ids::CaseId| office.case(&supervisor(), id).unwrap().summary.closed;
    let boundary = ids.iter().filter_map(closed).filter(|day| *day >= kept_since(opens().date())).min().unwrap();
    let day = || hands.clock()().date();
    while kept_since(day()) < boundary {
        hands.pass_seconds(24 * 3_600);
    }
    assert_eq!(kept_since(day()), boundary);
    let (whole, _) = loaded(&office, None, usize::MAX);
    assert!(whole.iter().any(|id| closed(&id.as_str().into()) == Some(boundary)));
    let (mut came, token) = loaded(&office, None, 2);
    hands.pass_seconds(24 * 3_600);
    came.extend(loaded(&office, token.as_deref(), usize::MAX).0);
    assert_eq!(came, whole, "it has the scope with which it began");
    hands.pass_seconds(60 * 24 * 3_600);
    let (anew, _) = loaded(&office, token.as_deref(), usize::MAX);
    assert_eq!(anew, loaded(&office, None, usize::MAX).0, "so long after it was cut it begins anew, with the scope of now");
    let (first, _) = loaded(&office, None, 2);
    assert!(!first.is_empty() && anew.starts_with(&first), "what was behind the cut comes once more");
    assert!(!anew.is_empty() && !anew.iter().any(|id| closed(&id.as_str().into()) == Some(boundary)));
}
