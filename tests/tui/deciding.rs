//! A case is decided: sheets, holding, undoing, what stands against it.

use huzhu::app::action::Action;
use huzhu::app::{Connection, Effect, Message, Screen as Where};
use huzhu::domain::case::Status;
use huzhu::domain::decision::Act;
use huzhu::domain::material::Verdict;
use huzhu::domain::outbox::OutboxState;

use super::desk;

#[test]
fn what_a_colleague_has_taken_is_his_to_decide() {
    let mut screen = desk("zhao");
    let shen = screen.office.cases.get_mut("ZJ24-001873").unwrap();
    (shen.case.assignee, shen.summary.assignee) = (Some("he".into()), Some("he".into()));
    screen.tell(Message::Synced {
        changed: vec!["ZJ24-001873".into()],
        outbox_changed: false,
        connection: Connection::Online { synced: screen.now },
    });
    screen.press("/");
    screen.type_text("001873");
    screen.press("Enter");
    screen.shows("何*#");
    let why = "本案由 何* 办理，须由其本人或督办转交后才能决定。";
    assert_eq!(screen.desk.why_not(Action::Forward).as_deref(), Some(why), "the key is not lit");
    screen.press("A");
    screen.shows(why);
    assert_eq!(screen.desk.screen, Where::Queue);
    screen.press("Enter A");
    screen.shows(why);
    assert!(screen.desk.sheet.is_none());
}

#[test]
fn who_decides_nothing_is_shown_no_key_that_decides() {
    let mut screen = desk("li");
    for key in ["A 通过", "R 补正", "t 认领", "Space 标记"] {
        screen.hides(key);
    }
    screen.shows("Enter 打开");
    screen.press("A");
    screen.shows("! 你的岗位（查询岗）不办理案件；可以查看、查询和备注");
    screen.press("Enter");
    for key in ["A 通过", "R 补正", "z 显", "e 更正"] {
        screen.hides(key);
    }
    screen.press("z");
    screen.shows("! 查询岗只看掩码，没有全码可显示");
    screen.press("2 a");
    screen.shows("不办理案件");
}

#[test]
fn three_keys_approve_a_case_and_the_next_is_open() {
    let mut screen = desk("zhao");
    screen.shows("待审批");
    screen.press("Enter A Y");
    let decision = &screen.office.outbox[0].decision;
    assert_eq!(decision.case, "ZJ24-001873");
    assert!(matches!(decision.act, Act::Approve { .. }));
    assert_eq!(decision.amount.to_string(), "7750.00");
    assert_eq!(decision.basis, screen.office.cases["ZJ24-001873"].basis);
    screen.shows("ZJ24-001881");
    screen.shows("保留  核准 ZJ24-001873 沈** 7,750.00");
    screen.shows("待发 1");
    screen.press("A Y");
    assert_eq!(screen.office.outbox.len(), 2);
    screen.shows("ZJ24-001885");
    screen.shows("保留 2");
}

#[test]
fn what_is_typed_into_the_filter_is_seen_while_a_decision_is_held() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y q /");
    screen.type_text("ZJ24-0018");
    screen.shows("ZJ24-0018 ");
    // A letter is text here: u is not offered.
    screen.shows("8 秒");
    screen.hides("u 撤销");
    screen.shows("筛选 ZJ24-0018");
}

#[test]
fn a_decision_is_held_for_eight_seconds_and_the_bar_says_how_many_are_left() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y");
    screen.shows("━━━━━━━━ 8 秒");
    screen.wait(3000);
    screen.shows("━━━━━─── 5 秒");
    let frames = screen.frames;
    screen.wait(900);
    assert_eq!(screen.frames, frames, "between two seconds nothing is drawn");
    screen.wait(5000);
    screen.hides("保留");
    screen.office.outbox[0].state = OutboxState::Sending;
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("u");
    screen.shows("没有可撤销的决定");
    assert_eq!(screen.office.outbox.len(), 1, "what may have been sent stays");
}

#[test]
fn undo_from_anywhere_returns_to_the_case_with_its_verdicts() {
    let mut screen = desk("lin");
    screen.press("j Enter 2 a a a a a a A Y");
    assert_eq!(screen.office.outbox.len(), 1);
    assert_eq!(screen.office.outbox[0].decision.verdicts.len(), 6);
    assert!(!screen.office.drafts.contains_key("ZJ24-001869"), "the decision carries the draft now");
    screen.press("g o u");
    assert!(screen.office.outbox.is_empty());
    assert_eq!(screen.office.drafts["ZJ24-001869"].verdicts.len(), 6);
    screen.shows("ZJ24-001869  严*");
    screen.press("2");
    screen.shows("✓ 已认可*");
}

#[test]
fn a_sheet_is_not_confirmed_before_it_was_seen() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    screen.press_at_once("A");
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("表单刚打开");
    screen.wait(119);
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty());
    screen.wait(1);
    screen.press_at_once("Y");
    assert_eq!(screen.office.outbox.len(), 1);
}

#[test]
fn a_sheet_that_cannot_be_seen_is_not_confirmed() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    screen.resize(20, 5);
    screen.press("A");
    screen.wait(500);
    screen.press("Y");
    screen.resize(80, 24);
    screen.hides("保留");
    screen.wait(500);
    screen.press("Y");
    screen.shows("保留");
}

#[test]
fn who_sees_masks_only_is_told_so() {
    let mut screen = desk("li");
    screen.press("Enter z");
    screen.shows("查询岗只看掩码");
    assert!(screen.office.revealed.is_empty());
    // He reads out what the notice says; it goes to the claimant from the desk of who knows the name.
    screen.press("p");
    screen.shows("L 换语言");
    screen.hides("p 存成文件");
    screen.press("p");
    screen.shows("通知只看不存");
    assert!(screen.office.receipts.is_empty());
}

#[test]
fn nothing_but_the_confirming_key_decides() {
    let mut screen = desk("zhao");
    screen.press("Enter A Enter Esc j k q A");
    screen.tell(Message::Paste("Y".into()));
    screen.press("y T U G H Space a");
    screen.type_text("确认");
    assert!(screen.office.asked.iter().all(|effect| !matches!(effect, Effect::Record { .. })));
    screen.shows("请切到英文输入");
}

#[test]
fn a_decision_that_is_not_on_disk_is_not_called_held() {
    let mut screen = desk("zhao");
    screen.office.disk_full = true;
    screen.press("Enter A Tab");
    screen.type_text("情况属实");
    screen.press("Esc Y");
    screen.shows("决定没有存下，也没有发出：磁盘已满");
    screen.shows("情况属实");
    screen.hides("保留");
    screen.office.disk_full = false;
    screen.press("Y");
    assert_eq!(screen.office.outbox[0].decision.act, Act::Approve { note: "情况属实".into() });
    screen.shows("保留");
}

#[test]
fn while_it_is_being_saved_nothing_is_said_to_be_held() {
    let mut screen = desk("zhao");
    screen.press("Enter A");
    screen.wait(200);
    screen.slow = true;
    screen.press("Y Esc Y");
    assert_eq!(screen.waiting.iter().filter(|effect| matches!(effect, Effect::Record { .. })).count(), 1, "once");
    screen.shows("正在存到本机");
    screen.hides("保留");
    screen.answer_all();
    screen.shows("保留");
}

#[test]
fn what_stands_against_a_decision_is_told_with_its_names() {
    let mut screen = desk("lin");
    screen.press("Enter A");
    screen.shows("✗ 不能确认");
    screen.shows("出院记录");
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    let mut screen = desk("he");
    screen.press("Enter A");
    screen.shows("单位经办");
    screen.hides("确认通过");
}

#[test]
fn a_reason_is_found_by_typing_and_rejects_with_its_clause() {
    let mut screen = desk("zhao");
    screen.press("Enter X Y");
    screen.shows("先选定一条理由");
    screen.press("/");
    screen.type_text("cgsq");
    screen.press("Enter Y");
    let Act::Reject { reason, clause, text } = &screen.office.outbox[0].decision.act else { panic!("not a rejection") };
    assert_eq!((reason.as_str(), clause.as_str()), ("TIME-LIMIT", "七 申请时间"));
    assert!(text.contains("超过了规定的期限") && !text.contains('沈'), "{text}");
}

#[test]
fn a_reason_is_chosen_in_the_list_and_typing_takes_a_key_of_its_own() {
    let mut screen = desk("zhao");
    screen.press("Enter X");
    screen.shows("本计划有 20 条拒赔理由");
    screen.shows("属于免责情形的，先按 Esc 回到案件");
    screen.press("j j j");
    screen.shows("4 / 20");
    screen.shows("▸ 4 不在保障期限内");
    screen.press("/ j j");
    screen.shows("没有含「jj」的理由");
    screen.press("Esc");
    screen.shows("/ 20");
    screen.press("g g Enter");
    screen.shows("✓ MUTUALLY-EXCLUSIVE");
    screen.press("Enter j Enter Y");
    let Act::Reject { reason, .. } = &screen.office.outbox[0].decision.act else { panic!("not a rejection") };
    assert_eq!(reason.as_str(), "NOT-ELIGIBLE");
}

#[test]
fn a_digit_chooses_a_reason_while_the_list_is_there() {
    let mut screen = desk("zhao");
    screen.press("Enter X");
    screen.shows(" 4 不在保障期限内");
    screen.press("4");
    screen.shows("✓ NOT-COVERED-TERM");
    // Once one is chosen a digit beside Y changes nothing.
    screen.press("6 Y");
    let Act::Reject { reason, .. } = &screen.office.outbox[0].decision.act else { panic!("not a rejection") };
    assert_eq!(reason.as_str(), "NOT-COVERED-TERM");
}

#[test]
fn a_return_lists_the_defects_and_can_be_edited() {
    let mut screen = desk("lin");
    screen.press("Enter 2 x 2 n x 6 R");
    screen.shows("需要补正 2 项");
    screen.press("j Space");
    screen.shows("需要补正 1 项");
    screen.press("e");
    screen.type_text("请尽快");
    let cursor = screen.cursor();
    assert!(screen.rows()[usize::from(cursor.y)].starts_with(" │ 补齐后"), "the terminal's cursor is in the text");
    screen.press("Esc Esc R");
    screen.shows("请尽快");
    screen.press("Y");
    let decision = &screen.office.outbox[0].decision;
    let Act::Return { defects, text } = &decision.act else { panic!("not a return") };
    assert_eq!(defects.len(), 2, "the draft lists both again, the text stays as it was written");
    assert!(text.ends_with("请尽快"));
    assert_eq!(decision.verdicts[0].verdict, Some(Verdict::Defective { reason: "MAT-ILLEGIBLE".into() }));
}

#[test]
fn a_return_without_a_defect_is_not_confirmed() {
    let mut screen = desk("lin");
    screen.press("Enter R Y");
    screen.shows("至少列入一项缺陷");
    assert!(screen.office.outbox.is_empty());
}

#[test]
fn the_payer_records_a_payment_or_why_it_failed() {
    let mut screen = desk("qian");
    screen.press("Enter");
    screen.shows("A 已付");
    screen.press("X Esc Y");
    screen.shows("写上银行退回的原因");
    screen.press("Esc A Tab");
    screen.type_text("2024-118");
    screen.press("Enter Y");
    assert_eq!(screen.office.outbox[0].decision.act, Act::Paid { reference: "2024-118".into() });
    screen.shows("此视图已办完");
}

#[test]
fn a_case_that_changes_under_an_open_sheet_is_not_decided_unseen() {
    let mut screen = desk("zhao");
    screen.press("Enter A");
    let detail = screen.office.cases.get_mut("ZJ24-001873").unwrap();
    detail.basis.0.push('x');
    screen.tell(Message::Synced {
        changed: vec!["ZJ24-001873".into()],
        outbox_changed: false,
        connection: Connection::Online { synced: screen.now },
    });
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("案件在表单打开后变了");
    screen.press("Esc A Y");
    assert_eq!(screen.office.outbox[0].decision.basis, screen.office.cases["ZJ24-001873"].basis);
}

#[test]
fn a_decided_case_says_that_it_is_and_what_it_waits_for() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    screen.shows("▸ 轮到你");
    screen.press("A Y g q g g Enter");
    screen.shows("ZJ24-001873");
    screen.shows("u 撤回");
    screen.hides("轮到你");
    let detail = screen.office.cases.values().find(|detail| detail.summary.stage == "employer-check").unwrap().clone();
    for (status, told, payable) in [
        (Status::Returned, "等申请人补正", true),
        (Status::Rejected, "✗ 已拒赔：不符合条件", false),
        (Status::Paid, "已付款，已结案", true),
    ] {
        let mut screen = desk("lin");
        let mut case = detail.case.clone();
        case.status = status;
        if status == Status::Rejected {
            let act = serde_json::json!({ "at": case.entered, "by": "lin", "stage": "employer-check", "event": "decided",
                "decision": "00000000-0000-4000-8000-000000000001",
                "act": { "verb": "reject", "reason": "NOT-ELIGIBLE", "clause": "第一条", "text": "" } });
            case.timeline.push(serde_json::from_value(act).unwrap());
        }
        let made = super::made::detail_of(&super::plans(), case, detail.history.clone());
        let amount = made.assessment.total.grouped();
        screen.office.cases.insert(made.summary.id.clone(), made);
        screen.tell(Message::Synced {
            changed: vec![detail.summary.id.clone()],
            outbox_changed: false,
            connection: screen.desk.connection.clone(),
        });
        screen.press(if status == Status::Returned { "6" } else { "9" });
        screen.press("Enter");
        screen.shows(told);
        screen.hides("轮到你");
        if !payable {
            screen.shows(&format!("试算 {amount} 不付"));
        }
    }
}

#[test]
fn a_filter_that_is_done_says_so_of_the_filter_and_not_of_the_view() {
    let mut screen = desk("zhao");
    screen.press("/");
    screen.type_text("001873");
    screen.press("Enter A Y");
    screen.hides("此视图已办完");
    screen.shows("「001873」筛出的已办完，此视图另有 2 件");
}
