//! What waits to be sent, how it stands with the server, and a decision in conflict.

use huzhu::app::notice::Notice;
use huzhu::app::{Connection, Effect, Message};
use huzhu::domain::outbox::{ConflictSides, OutboxState};
use huzhu::domain::people::Lang;

use super::screen::Screen;
use super::{desk, desk_at, made, picture, plans};

/// A desk whose approval of the first case is in conflict: the stay has become shorter.
pub fn in_conflict() -> Screen {
    conflict_with(|case| {
        case.facts.stays[0].stated_days = Some(5);
        // It ends before the disease is confirmed, and was for it all the same.
        case.facts.stays[0].illness = Some("恶性肿瘤——轻度".into());
        case.facts.stays[0].discharge = "2024-11-19".parse().unwrap();
    })
}

/// A desk whose approval of the first case is in conflict with what became of the case meanwhile.
pub fn conflict_with(then: impl Fn(&mut huzhu::domain::case::Case)) -> Screen {
    let mut screen = desk_at("zhao", (100, 32), Lang::Zh);
    screen.press("Enter A Y");
    meets(&mut screen, then);
    screen
}

/// The decision on the first case meets with what became of it meanwhile.
pub fn meets(screen: &mut Screen, then: impl Fn(&mut huzhu::domain::case::Case)) {
    let plans = plans();
    let base = screen.office.cases["ZJ24-001873"].clone();
    let mut case = base.case.clone();
    then(&mut case);
    let theirs = made::detail_of(&plans, case, base.history.clone());
    let item = &mut screen.office.outbox[0];
    item.state = OutboxState::Conflict { detail: "案件在你决定之后变了".into() };
    screen.office.sides.insert(item.decision.id, ConflictSides { base: Some(base), theirs: Some(theirs.clone()) });
    screen.office.cases.insert(theirs.summary.id.clone(), theirs);
    screen.wait(9000);
    screen.tell(Message::Synced {
        changed: vec!["ZJ24-001873".into()],
        outbox_changed: true,
        connection: Connection::Online { synced: screen.now },
    });
    screen.tell(screen.office.outbox_message(screen.now));
}

#[test]
fn a_conflict_is_shown_on_its_three_sides() {
    let mut screen = in_conflict();
    screen.shows("什么都没有被覆盖");
    screen.press("Esc g o");
    screen.shows("冲突 1");
    picture("outbox-conflict-100-zh", screen.text());
    screen.shows("! 7,600.00");
    // What was stated otherwise, and who did it, stands in full.
    screen.shows("出院");
    screen.shows("! 2024-11-19");
    screen.shows("案件在你决定之后变了");
    screen.press("F3");
    picture("outbox-conflict-100-en", screen.text());
}

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
fn a_conflict_is_decided_again_on_todays_facts() {
    let mut screen = in_conflict();
    screen.press("g o A");
    screen.shows("7,600.00 元");
    screen.press("Y");
    assert_eq!(screen.office.outbox.len(), 1, "the old decision is dropped when the new one is on disk");
    let decision = &screen.office.outbox[0].decision;
    assert_eq!(decision.amount.to_string(), "7600.00");
    assert_eq!(decision.basis, screen.office.cases["ZJ24-001873"].basis);
}

#[test]
fn a_conflict_that_is_opened_to_be_looked_at_has_its_verdicts_again() {
    let mut screen = in_conflict();
    let verdict = serde_json::json!({ "material": "receipts", "verdict": { "verdict": "accepted" } });
    screen.office.outbox[0].decision.verdicts = vec![serde_json::from_value(verdict).unwrap()];
    for material in &mut screen.office.cases.get_mut("ZJ24-001873").unwrap().case.materials {
        material.verdict = material.verdict.take().filter(|_| material.material != "receipts");
    }
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("g o Enter");
    assert_eq!(screen.desk.screen, huzhu::app::Screen::Case);
    screen.shows("1 项是你的草稿");
    screen.press("A Y");
    assert_eq!(screen.office.outbox.len(), 1, "the old decision goes by this road too");
    let decision = &screen.office.outbox[0].decision;
    assert_eq!((decision.amount.to_string(), decision.verdicts.len()), ("7600.00".to_owned(), 1));
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
fn a_conflict_is_dropped_only_by_its_sheet() {
    let mut screen = in_conflict();
    screen.press("g o D Esc D Enter");
    assert_eq!(screen.office.outbox.len(), 1);
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("没有待发的决定");
}

#[test]
fn the_head_always_says_how_it_stands_with_the_server() {
    let mut screen = desk("lin");
    let synced = screen.now;
    let states = [
        (Connection::Starting, "- 未同步"),
        (Connection::Online { synced }, "✓ 10:42"),
        (Connection::Offline { since: synced, synced: Some(synced), next_try: Some(synced) }, "! 离线 10:42 起"),
        (Connection::Failed("口令已失效，请重新登录".into()), "✗ 同步失败"),
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
