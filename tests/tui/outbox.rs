//! What waits to be sent, and how it stands with the server.

use huzhu::app::notice::Notice;
use huzhu::app::{Connection, Effect, Message};
use huzhu::domain::decision::{Act, ProblemCode, Receipt, Verb};
use huzhu::domain::outbox::{OutboxItem, OutboxState, Said};
use huzhu::domain::people::Lang;
use huzhu::domain::why::Why;

use super::screen::Screen;
use super::{desk, desk_at, picture};

#[test]
fn what_waits_is_counted_in_the_outbox() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("Enter A Y");
    screen.office.outbox[0].state = OutboxState::Waiting { next_try: None };
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("Esc g o");
    screen.shows("保留 0   待发 1   发送中 0");
}

#[test]
fn a_notice_leaves_the_filter_that_one_types_in_its_line() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("/");
    screen.desk.notice = Some(Notice::ok("有一件事", screen.now));
    screen.type_text("沈");
    screen.shows("✓ 有一件事");
    screen.shows("筛选 沈");
    screen.press("Esc Enter A");
    screen.desk.notice = Some(Notice::ok("有一件事", screen.now));
    screen.press("Tab");
    screen.shows("✓ 有一件事");
    screen.shows("决定先留 8 秒");
}

#[test]
fn takings_have_no_amount_and_stand_after_what_was_decided() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y g q G t");
    screen.press("g o");
    let rows = screen.rows();
    let row = |word: &str| rows.iter().position(|row| row.contains(word)).unwrap_or_else(|| panic!("{word}\n{}", rows.join("\n")));
    assert!(row("核准") < row("认领"));
    screen.hides("转交");
    assert!(!rows[row("认领")].contains("0.00"));
}

#[test]
fn the_head_always_says_how_it_stands_with_the_server() {
    let mut screen = desk("lin");
    let synced = screen.now;
    let states = [
        (Connection::Starting, "正在联系服务器"),
        (Connection::Online { synced }, "✓ 10:42"),
        (Connection::Offline { since: synced, synced: Some(synced), next_try: Some(synced) }, "! 离线 10:42 起"),
        (Connection::failed("口令已失效，请重新登录".into()), "✗ 同步失败"),
    ];
    for (connection, words) in states {
        screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: connection.clone() });
        for place in ["g q", "Enter", "g o"] {
            screen.press(place);
            screen.shows(words);
        }
        screen.press("g q");
    }
    screen.shows("口令已失效，请重新登录");
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::Online { synced } });
    screen.wait(12 * 60_000);
    screen.shows("! 12 分前");
}

#[test]
fn quitting_asks_only_while_something_is_held() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y Esc q");
    assert!(!screen.office.quit);
    screen.shows("还有 1 件决定在保留中");
    screen.press("Esc q q");
    assert!(screen.office.quit);
    let mut screen = desk("zhao");
    screen.press("q");
    assert!(screen.office.quit);
}

#[test]
fn offline_the_seconds_until_the_next_attempt_are_counted() {
    let mut screen = desk_at("lin", (120, 40), Lang::Zh);
    let (since, next_try) = (screen.now, Some(screen.now.plus_millis(43_000)));
    let connection = Connection::Offline { since, synced: Some(since), next_try };
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
    screen.shows("50 秒后再试");
    let frames = screen.frames;
    screen.wait(2_900);
    assert_eq!(screen.frames, frames, "by tens while it is far");
    screen.wait(100);
    screen.shows("40 秒后再试");
    screen.wait(36_000);
    screen.shows(" 4 秒后再试");
}

#[test]
fn the_head_says_how_old_the_data_are_while_the_server_is_away() {
    let mut screen = desk("lin");
    let (since, next_try) = (screen.now, Some(screen.now.plus_millis(43_000)));
    let connection = Connection::Offline { since, synced: Some(since), next_try };
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
    screen.shows("! 离线 10:42 起，数据 1 分内");
    screen.shows("50 秒后再试  S 现在试");
    screen.wait(90 * 60_000);
    screen.shows("! 离线 10:42 起，数据 1 小时 30 分前");
    screen.wait(22 * 3_600_000 + 30 * 60_000);
    screen.shows("数据 1 天前");
}

#[test]
fn a_line_cut_by_hand_is_said_to_be_so_and_one_key_joins_it() {
    let mut screen = desk("lin");
    screen.press("g n");
    assert!(screen.office.cut);
    screen.shows("再按一次接上");
    let (since, asked) = (screen.now, screen.office.asked.len());
    let connection = Connection::Offline { since, synced: Some(since), next_try: None };
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
    screen.shows("你已断开网络");
    screen.shows("S 接上");
    screen.press("S");
    assert!(!screen.office.cut);
    assert!(!screen.office.asked[asked..].contains(&Effect::SyncNow), "the driver asks the server once the line is joined");
}

/// A desk with a decision in every state.
fn in_every_state(size: (u16, u16), lang: Lang) -> Screen {
    let mut screen = desk_at("zhao", size, lang);
    screen.press("Enter A Y");
    screen.wait(9_000);
    let now = screen.now;
    let template = screen.office.outbox[0].clone();
    let receipt = Receipt {
        decision: template.decision.id,
        case: template.decision.case.clone(),
        seq: 8841,
        accepted_at: now.plus_secs(-60),
        status: huzhu::domain::case::Status::Open,
        stage: "payout".into(),
        amount: template.decision.amount,
    };
    let limit = Why::OverLimit { limit: huzhu::domain::money::Money::from_yuan(5000) };
    let states = [
        (OutboxState::Held { until: now.plus_secs(6) }, 0, None, None),
        (OutboxState::Waiting { next_try: Some(now.plus_secs(95)) }, 3, Some("server-503"), None),
        (OutboxState::Waiting { next_try: None }, 0, None, None),
        (OutboxState::Sending, 1, None, None),
        (OutboxState::Accepted { receipt }, 1, None, None),
        (
            OutboxState::Refused { code: ProblemCode::OverLimit, detail: "in the sender's language".into() },
            1,
            None,
            Some(Said::Server { why: limit }),
        ),
        (OutboxState::Conflict { detail: String::new() }, 0, None, Some(Said::After { verb: Verb::Amend })),
    ];
    screen.office.outbox = (0..)
        .zip(states)
        .map(|(i, (state, attempts, failed, said))| {
            let mut item = template.clone();
            item.decision.id = huzhu::domain::ids::DecisionId(uuid::Uuid::from_u128(100 + i));
            item.decision.case = huzhu::domain::ids::CaseId::new(format!("ZJ24-00190{i}"));
            item.decision.decided_at = now.plus_secs(-i64::try_from(i).unwrap() * 600);
            (item.recorded, item.changed) = (item.decision.decided_at, now.plus_secs(-30));
            (item.state, item.attempts) = (state, attempts);
            (item.last_error, item.said) = (failed.map(Into::into), said.map(Box::new));
            item
        })
        .collect();
    screen.tell(screen.office.outbox_message(now));
    screen.press("g o");
    screen
}

#[test]
fn every_state_is_told_with_its_times_its_tries_and_what_comes_next() {
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        for size in [(80, 24), (120, 40)] {
            let mut screen = in_every_state(size, lang);
            picture(&format!("outbox-states-{}-{name}", size.0), screen.text());
            // The one that is tried again: when, how often, and why it failed, in this reader's language.
            screen.press("3 j");
            picture(&format!("outbox-tried-{}-{name}", size.0), screen.text());
        }
    }
    let mut screen = in_every_state((80, 24), Lang::Zh);
    screen.press("3 j");
    screen.shows("服务器出错（503）");
    screen.shows("已试 3 次");
    screen.press("r");
    screen.shows("正在发送这一件");
    screen.shows("连上服务器就发");
    // Where it is not the network that keeps it here, what does is told, and where to go.
    let answers = |screen: &mut Screen, connection| {
        screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
        screen.hides("连上服务器就发");
        screen.hides("秒后");
    };
    for connection in [Connection::OtherServer { restored: true }, Connection::OtherServer { restored: false }] {
        let mut screen = in_every_state((80, 24), Lang::Zh);
        screen.press("3 j");
        answers(&mut screen, connection.clone());
        screen.shows("你认可之前不发");
        screen.shows("--accept-server");
        screen.press("j");
        answers(&mut screen, connection);
        screen.shows("你认可之前不发");
    }
    let mut screen = in_every_state((80, 24), Lang::Zh);
    screen.press("3 j j");
    answers(&mut screen, Connection::failed("账册比本机收到过的旧，请管理员运行 huzhu server restored。".into()));
    screen.shows("账册比本机收到过的旧");
    // The line breaks all the time: it is tried again, and nobody has to do anything.
    let (why, next_try) = ("连接中断，没有收到完整的答复。".to_owned(), Some(screen.now.plus_secs(9)));
    let connection = Connection::Failed { why, next_try };
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
    screen.shows("9 秒后再试  S 现在试");
    screen.shows("连上服务器就发；9 秒后再试，S 现在试");
    screen.shows("上次未成       连接中断");
    screen.wait(4_000);
    screen.shows("5 秒后再试");
    // A long reason leaves room for the time.
    let (why, next_try) = ("服务器没有按时答复。决定存在本机，会用同一编号再发，不会重复。".to_owned(), Some(screen.now.plus_secs(9)));
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::Failed { why, next_try } });
    assert!(screen.rows()[1].trim_end().ends_with("9 秒  S 现在试"), "{}", screen.text());
}

#[test]
fn a_refusal_is_told_in_the_language_of_who_reads_it() {
    for (lang, told) in [(Lang::Zh, "5,000.00"), (Lang::En, "5,000.00")] {
        let mut screen = in_every_state((80, 24), lang);
        screen.press("2");
        screen.shows(told);
        screen.hides("in the sender's language");
    }
    let mut screen = in_every_state((80, 24), Lang::Zh);
    screen.press("2 j");
    screen.shows("没有被收下");
    screen.press("4");
    screen.shows("回执 8841");
    picture("outbox-accepted-80-zh", screen.text());
}

#[test]
fn an_unsent_decision_is_changed_in_its_sheet_and_the_old_one_is_on_record() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("Enter P");
    screen.type_text("2024-12-31");
    screen.press("Tab");
    screen.type_text("等医院来函");
    screen.press("Esc Y");
    screen.press("Esc g o e");
    screen.shows("等医院来函");
    screen.shows("2024-12-31");
    let waits = |screen: &Screen| match screen.office.outbox[0].state {
        OutboxState::Held { until } => (until.0 - screen.now.0) / 1000,
        ref other => panic!("{other:?}"),
    };
    assert!(waits(&screen) > 200, "it does not go out while it is changed");
    screen.press("Esc Esc");
    screen.shows("没有改，照原来的发出");
    assert!(waits(&screen) <= 8, "it stands as it was decided");
    screen.press("g o e Tab");
    screen.type_text("，已去电");
    screen.press("Esc Y g o");
    assert_eq!(screen.office.outbox.len(), 1);
    let Act::Park { text, .. } = &screen.office.outbox[0].decision.act else { panic!() };
    assert!(text.contains("已去电"), "{text}");
    screen.press("5");
    screen.shows("已重作");
    picture("outbox-left-80-zh", screen.text());
    screen.press("F3");
    picture("outbox-left-80-en", screen.text());
}

#[test]
fn a_decision_that_went_out_under_its_sheet_is_not_said_to_wait() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("Enter A Y");
    screen.press("g o e");
    screen.shows("换下原来的决定");
    screen.office.outbox[0].state = OutboxState::Sending;
    screen.press("Esc");
    screen.shows("「核准」没有改：决定已经在发送");
    screen.hides("照原来的发出");
}

#[test]
fn who_changes_another_decision_instead_keeps_neither_waiting() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("Enter A Y Esc j Enter A Y g o");
    assert_eq!(screen.office.outbox.len(), 2);
    screen.slow = true;
    screen.press("e g o j e");
    screen.slow = false;
    screen.answer_all();
    let waiting = |screen: &Screen| {
        let until =
            |item: &OutboxItem| if let OutboxState::Held { until } = item.state { Some((until.0 - screen.now.0) / 1000) } else { None };
        screen.office.outbox.iter().filter_map(until).filter(|secs| *secs > 200).count()
    };
    assert_eq!(waiting(&screen), 1);
    for _ in 0..20 {
        screen.wait(60_000);
        assert_eq!(waiting(&screen), 1, "it waits as long as its sheet is open");
    }
    screen.press("Esc");
    assert_eq!(waiting(&screen), 0);
}

#[test]
fn what_the_server_may_have_is_neither_changed_nor_dropped() {
    let mut screen = in_every_state((80, 24), Lang::Zh);
    screen.press("4 e");
    screen.shows("服务器已收，不能改也不能丢");
    screen.press("D");
    screen.shows("服务器已收，不能改也不能丢");
    screen.press("3 G e");
    screen.shows("已经发出，服务器可能已收");
}

#[test]
fn an_unsent_decision_is_dropped_with_a_record() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("Enter A Y Esc g o D Y");
    assert!(screen.office.outbox.is_empty());
    screen.press("5");
    screen.shows("已丢弃");
    picture("outbox-discarded-80-zh", screen.text());
}

#[test]
fn a_case_that_is_gone_with_an_unsent_decision_is_still_in_the_outbox() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("Enter A Y Esc");
    let case = screen.office.outbox[0].decision.case.clone();
    screen.office.cases.remove(&case);
    screen.office.outbox[0].state =
        OutboxState::Refused { code: ProblemCode::NotFound, detail: "There is no such address or case, or it is not among yours.".into() };
    screen.tell(Message::Synced {
        changed: vec![case.clone()],
        outbox_changed: true,
        connection: Connection::Online { synced: screen.now },
    });
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("g o");
    screen.shows(case.as_str());
    screen.shows("不在您的范围内");
    screen.press("A");
    assert!(screen.desk.sheet.is_none(), "nothing is made anew on a case that is not there: {}", screen.text());
    screen.press("g o");
    screen.shows(case.as_str());
    picture("outbox-gone-case-80-zh", screen.text());
}

#[test]
fn what_was_accepted_is_reversed_where_the_plan_allows_it_and_else_it_is_said_who_can() {
    let mut screen = in_every_state((80, 24), Lang::Zh);
    let case = screen.office.outbox[4].decision.case.clone();
    screen.office.outbox[4].decision.case = "ZJ24-001873".into();
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("4 U");
    // The case is still at the approver's stage: he sends it back one stage, with words.
    assert!(matches!(screen.desk.sheet, Some(huzhu::app::sheet::Sheet::Decide(_))), "{case}\n{}", screen.text());
    picture("outbox-reversal-80-zh", screen.text());
    let mut screen = desk_at("lin", (80, 24), Lang::Zh);
    screen.press("Enter U");
    picture("case-no-reversal-80-zh", screen.text());
    // At payment what was approved is the payer's to send back: he is told so who approved it.
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.press("Enter");
    screen.change_cases(|detail| {
        detail.case.status = huzhu::domain::case::Status::Paid;
        detail.summary.status = huzhu::domain::case::Status::Paid;
    });
    screen.press("U");
    screen.shows("您不能撤回");
    screen.shows("督办");
}
