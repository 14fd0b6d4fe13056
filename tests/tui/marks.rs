//! Marks, what is done to all that is marked, and who has a case.

use huzhu::app::pointer::Target;
use huzhu::app::{Connection, Effect, Message};
use huzhu::domain::assessment::{CheckState, RECOVERED};
use huzhu::domain::decision::Act;
use huzhu::domain::facts::OwnRecovery;
use huzhu::domain::money::Money;
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::people::Lang;

use super::made::{detail_of, usual};
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at, long_queue, picture, plans};

/// The usual queue, with bills for every stay: nothing stands against most of the cases.
pub(super) fn clean(user: &'static str) -> Screen {
    let plans = plans();
    let cases = usual(&plans).into_iter().map(|mut detail| {
        for stay in &mut detail.case.facts.stays {
            let bill = serde_json::json!({ "self_care": "100.00", "self_pay": "200.00" });
            stay.expense.get_or_insert_with(|| serde_json::from_value(bill).unwrap());
        }
        detail_of(&plans, detail.case, detail.history)
    });
    let office = Office::new(cases.collect());
    Screen::open(Opening { user, ..Opening::default() }, plans, office)
}

#[test]
fn marks_are_on_cases_and_outlive_the_filter() {
    let mut screen = desk("lin");
    screen.press("Space Space");
    screen.shows("已标 2 件");
    screen.press("/");
    screen.type_text("1920");
    screen.press("Enter");
    screen.shows("2 件不在此筛选");
    screen.press("Esc");
    screen.hides("已标");
    screen.shows("ZJ24-001920");
    screen.hides("ZJ24-001866");
    screen.press("Esc");
    screen.shows("ZJ24-001866");
}

/// Papers that nobody has judged stand in no row: the number in the status line is of whole cases, as the sheet's is.
#[test]
fn the_status_line_counts_what_the_sheet_will_decide() {
    for (user, fitting) in [("lin", 0), ("zhao", 2)] {
        let mut screen = clean(user);
        screen.press("*");
        screen.shows(&format!("可批量 {fitting}"));
        screen.press("A");
        screen.shows(&format!("确认 {fitting} 件"));
    }
    let mut screen = clean("zhao");
    screen.slow = true;
    screen.press("Space");
    screen.shows("可批量 0   另 1 件还在看");
}

/// What it paid was asked back in an earlier round: nobody approves it again unseen, whether that was answered by a "no" or not at all.
#[test]
fn a_case_that_was_recovered_is_left_out_of_a_bulk_approval() {
    for answered in [None, Some(false), Some(true)] {
        let mut screen = clean("zhao");
        let plans = plans();
        screen.press("*");
        screen.shows("可批量 2");
        let fits = screen.desk.queue.rows.iter().map(|row| row.summary.id.clone()).find(|id| {
            let case = &screen.office.cases[id];
            case.case.stage == "approval"
                && case.assessment.checks.iter().all(|check| matches!(check.state, CheckState::Pass | CheckState::Attested))
        });
        let id = fits.unwrap();
        screen.change_cases(|detail| {
            if detail.case.id == id {
                let (benefit, since) = (detail.case.facts.benefits[0].clone(), detail.case.facts.filed);
                let (amount, reason) = (Money::from_yuan(300), "EXCLUDED-CAUSE".into());
                detail.history.recovered = vec![OwnRecovery { benefit, amount, reason, since }];
                let answer = |holds| serde_json::json!({ "check": RECOVERED, "holds": holds, "note": "查过病历" });
                detail.case.facts.answers.extend(answered.map(|holds| serde_json::from_value(answer(holds)).unwrap()));
                *detail = detail_of(&plans, detail.case.clone(), detail.history.clone());
                let check = detail.assessment.checks.iter().find(|check| check.check == RECOVERED).unwrap();
                let state = match answered {
                    None => CheckState::Unknown,
                    Some(false) => CheckState::Fail,
                    Some(true) => CheckState::Attested,
                };
                assert_eq!(check.state, state);
            }
        });
        let fitting = if answered == Some(true) { 2 } else { 1 };
        screen.press("A");
        screen.shows(&format!("确认 {fitting} 件"));
        screen.press("Y");
        assert_eq!(screen.office.outbox.iter().any(|item| item.decision.case == id), fitting == 2);
    }
}

/// At a real desk the colleagues are those that the server tells: each once, with the account that tells two of one name apart.
#[test]
fn colleagues_are_who_the_server_says() {
    let plans = plans();
    let office = Office::new(usual(&plans));
    let mut screen = Screen::open(Opening::default(), plans, office);
    screen.desk.may_switch = false;
    screen.desk.people.clear();
    let colleague = |user: &str| huzhu::wire::Person {
        user: user.into(),
        name: "周某".into(),
        roles: vec![huzhu::domain::people::Role::Intake],
        employer: None,
    };
    screen.tell(Message::People(vec![colleague("zhou"), colleague("zhou-2"), colleague("zhou")]));
    screen.press("m");
    let listed: Vec<String> = screen.rows().into_iter().filter(|row| row.contains("周*")).collect();
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed[0].contains("zhou ") && listed[1].contains("zhou-2"), "{listed:?}");
}

#[test]
fn a_range_is_marked_from_its_beginning_to_the_cursor() {
    let mut screen = long_queue(300);
    screen.press("v j j j");
    screen.shows("一段 4 件");
    screen.press("v");
    screen.shows("已标 4 件");
    assert_eq!(screen.text().matches('▐').count(), 5, "four rows and the status line:\n{}", screen.text());
    screen.press("G v k k v");
    screen.shows("已标 7 件");
    screen.press("*");
    screen.shows("已标 300 件");
    screen.press("Esc");
    screen.hides("已标");
}

#[test]
fn all_of_a_filter_that_is_too_long_is_marked_as_far_as_marks_go_and_it_is_said() {
    let mut screen = long_queue(700);
    screen.press("*");
    screen.shows("最多标 500 件；此筛选共 700 件");
    screen.press("j");
    screen.shows("已标 500 件");
}

#[test]
fn what_is_marked_is_decided_by_one_key_as_one_group_and_taken_back_by_one() {
    let mut screen = clean("zhao");
    screen.press("*");
    screen.shows("已标 3 件");
    screen.press("A");
    insta::assert_snapshot!(screen.text());
    screen.press("Y");
    let approved: Vec<_> = screen.office.outbox.iter().filter(|item| matches!(item.decision.act, Act::Approve { .. })).collect();
    assert!(approved.len() > 1 && approved.iter().all(|item| item.group == Some(approved[0].decision.id)));
    for item in &approved {
        let detail = &screen.office.cases[&item.decision.case];
        assert_eq!((&item.decision.basis, item.decision.amount), (&detail.basis, detail.assessment.total), "each on its own basis");
    }
    let count = approved.len();
    screen.shows(&format!("保留  核准 {count} 件"));
    screen.shows("20 秒");
    screen.wait(11_000);
    screen.shows("9 秒");
    screen.press("u");
    assert!(screen.office.outbox.is_empty());
    screen.shows(&format!("已撤销一批 {count} 件，都没有发出；又都标记着"));
    screen.wait(5_000);
    screen.shows(&format!("已标 {count} 件"));
    // Rows that are not in the list now are not marked, and nobody says so.
    screen.press("A Y /");
    screen.type_text("查无此人");
    screen.press("Enter u");
    assert!(screen.office.outbox.is_empty());
    screen.shows(&format!("已撤销一批 {count} 件，都没有发出"));
    screen.hides("又都标记着");
}

#[test]
fn a_case_whose_receipt_another_case_names_is_not_decided_with_others() {
    let mut screen = clean("zhao");
    screen.press("* A");
    let before = screen.text();
    assert!(before.contains("ZJ24-001881") && !before.contains("与别案有不应相同"), "{before}");
    screen.press("Esc");
    let related = super::lookup::related(&screen);
    screen.office.related.insert("ZJ24-001881".into(), related);
    screen.press("A");
    screen.shows("ZJ24-001881  韩*       与别案有不应相同之处：逐件打开，看「关联」");
}

#[test]
fn a_bulk_decision_asks_about_what_the_filter_hides() {
    let mut screen = clean("zhao");
    screen.press("* /");
    screen.type_text("1881");
    screen.press("Enter A");
    screen.shows("不在此筛选的");
    screen.shows("批量办理  1 件");
    screen.press("Space");
    screen.hides("批量办理  1 件");
    screen.press("Y");
    assert!(screen.office.outbox.len() > 1);
}

#[test]
fn nothing_is_decided_in_bulk_before_it_was_looked_at_or_where_the_disk_is_full() {
    let mut screen = clean("zhao");
    screen.press("* A");
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("看一眼再按 Y");
    screen.office.disk_full = true;
    screen.press("Y");
    screen.shows("磁盘已满");
    screen.office.disk_full = false;
    screen.press("Y");
    assert!(!screen.office.outbox.is_empty());
}

#[test]
fn the_next_that_nobody_has_are_taken_and_marked_and_decided_without_waiting_between_keys() {
    let mut screen = clean("zhao");
    screen.slow = true;
    for key in ["3", "Ctrl-t", "A"] {
        screen.press_at_once(key);
    }
    screen.answer_all();
    let taken: Vec<_> = screen.office.outbox.iter().filter(|item| matches!(item.decision.act, Act::Assign { .. })).collect();
    assert_eq!(taken.len(), 1, "of those that nobody has, one is at the approver's stage");
    screen.shows("批量办理  1 件");
    screen.press("Y");
    assert!(screen.office.outbox.iter().any(|item| matches!(item.decision.act, Act::Approve { .. })));
}

#[test]
fn what_was_taken_from_among_what_nobody_has_is_seen_with_its_marks() {
    let mut screen = clean("zhao");
    screen.press("3 Ctrl-t");
    screen.shows("已认领并标记 1 件");
    assert_eq!(screen.desk.queue.view, huzhu::domain::queue::View::Mine);
    assert!(screen.rows().iter().any(|row| row.contains("▐") && row.contains("ZJ24-001885")), "{}", screen.text());
    screen.wait(10_000);
    screen.shows("已标 1 件");
    screen.hides("不在此筛选");
}

#[test]
fn the_next_that_nobody_has_are_found_however_many_others_come_between() {
    let mut screen = long_queue(700);
    for detail in screen.office.cases.values_mut().filter(|detail| detail.summary.id != "ZJ24-000699") {
        (detail.case.assignee, detail.summary.assignee) = (Some("he".into()), Some("he".into()));
    }
    screen.press("j Ctrl-t");
    // The one under the cursor, as it stands on the screen, and the last but one of all.
    screen.shows("已认领 2 件");
    assert_eq!(screen.office.cases["ZJ24-000699"].summary.assignee, Some("lin".into()));
    screen.press("Esc Ctrl-t");
    screen.shows("从光标往下看了");
}

#[test]
fn a_case_is_taken_given_back_and_given_away() {
    let mut screen = desk("lin");
    screen.press("j j");
    screen.shows("ZJ24-001902");
    screen.press("t");
    screen.shows("已认领 1 件");
    screen.press("t");
    screen.shows("已在此人名下");
    screen.press("T");
    screen.shows("已退还认领 1 件");
    screen.press("T");
    screen.shows("没有人认领");
    screen.press("m");
    screen.shows("没有可转交的同事：这一环节没有别人办理");
    screen.hides("打字即搜");
    let to: Vec<_> = screen.office.outbox.iter().map(|item| item.decision.act.clone()).collect();
    assert_eq!(to, [Act::Assign { to: Some("lin".into()) }, Act::Assign { to: None }]);
    screen.hides("保留");
}

#[test]
fn two_clicks_on_a_colleague_give_nothing_away() {
    let plans = plans();
    // Lin has what the medical reviewers are to have.
    let at_review = usual(&plans).into_iter().filter(|detail| detail.case.stage == "medical-review");
    let cases = at_review.map(|mut detail| {
        detail.case.assignee = Some("lin".into());
        detail_of(&plans, detail.case, detail.history)
    });
    let office = Office::new(cases.collect());
    let mut screen = Screen::open(Opening { user: "lin", ..Opening::default() }, plans, office);
    screen.press("m");
    let click = |twice| Message::Click { target: Target::Line(0), twice };
    screen.tell(click(false));
    screen.tell(click(true));
    assert!(screen.office.outbox.is_empty());
    screen.press("Enter");
    assert_eq!(screen.office.outbox.len(), 1, "a key does");
}

#[test]
fn a_case_of_somebody_else_is_his() {
    let mut screen = desk("he");
    screen.press("j j");
    let mut screen2 = desk_at("zhao", (80, 24), Lang::En);
    screen2.press("1 T");
    screen2.shows("has it");
    screen.press("t");
    assert!(screen.office.outbox.is_empty());
}

#[test]
fn a_note_is_written_in_a_sheet_and_what_was_typed_is_kept() {
    let mut screen = desk("lin");
    screen.press("i");
    screen.type_text("已电话告知");
    screen.press("Esc Y");
    let noted = screen.office.asked.iter().any(|effect| matches!(effect, Effect::RecordAll { .. }));
    assert!(noted);
    assert_eq!(screen.office.outbox[0].decision.act, Act::Note { text: "已电话告知".into() });
    screen.shows("备注已记下");
    screen.press("i");
    screen.type_text("还没写完");
    screen.press("Esc Esc i");
    screen.shows("还没写完");
    screen.press("Esc Esc j i");
    screen.hides("还没写完");
    screen.press("Esc Y");
    screen.shows("写上备注才能确认");
}

#[test]
fn the_sum_of_what_is_marked_leaves_out_what_was_paid_before() {
    let mut screen = clean("zhao");
    screen.change_cases(|detail| {
        let granted = |benefit: &huzhu::domain::assessment::BenefitAssessment| {
            let (benefit, amount, stays) = (benefit.benefit.clone(), benefit.amount, Vec::new());
            huzhu::domain::case::Granted { benefit, amount, stays, expense: None, class: None, event: None }
        };
        detail.case.held = detail.assessment.benefits.iter().map(granted).collect();
        detail.summary.amount = huzhu::judge::amount_shown(&detail.case, &detail.assessment);
    });
    screen.press("*");
    screen.press("A");
    screen.shows("合计应付  0.00 元");
    picture("marks-paid-before-80-zh", screen.text());
}

#[test]
fn a_marked_case_that_is_gone_meanwhile_is_named_and_not_decided() {
    let mut screen = desk_at("zhao", (100, 30), Lang::Zh);
    screen.press("Space Space");
    let gone = screen.desk.queue.marks.rows().next().unwrap().summary.id.clone();
    screen.office.cases.remove(&gone);
    screen.tell(Message::Synced {
        changed: vec![gone.clone()],
        outbox_changed: false,
        connection: Connection::Online { synced: screen.now },
    });
    screen.press("A");
    screen.shows(gone.as_str());
    screen.press("Y");
    assert!(screen.office.outbox.iter().all(|item| item.decision.case != gone));
}

#[test]
fn a_decision_in_conflict_is_not_told_as_being_on_its_way() {
    let mut screen = clean("zhao");
    screen.press("Enter A Y");
    screen.office.outbox[0].state = OutboxState::Conflict { detail: "案件在你决定之后变了".into() };
    screen.wait(9000);
    screen.tell(screen.office.outbox_message(screen.now));
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: true, connection: Connection::Online { synced: screen.now } });
    screen.press("Esc Esc * A");
    screen.hides("正在待发；先 u 撤销");
    screen.shows("有冲突或被拒收");
}
