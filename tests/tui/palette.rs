//! Palette and help: found by words, pinyin and keys, with the reason where something can't be done, and the way back.

use huzhu::app::{Effect, Screen as Where};
use huzhu::domain::people::Lang;

use super::{desk, desk_at};

/// The first line of the palette for what is typed.
fn first(user: &'static str, typed: &str) -> String {
    let mut screen = desk(user);
    screen.press("Enter :");
    screen.type_text(typed);
    screen.rows().into_iter().rev().find(|row| row.starts_with('▸')).unwrap_or_default()
}

#[test]
fn an_action_is_found_by_words_pinyin_name_and_key() {
    for typed in ["退回补正", "thbz", "tuihui", "return", "R"] {
        assert!(first("lin", typed).contains("退回补正"), "{typed}: {}", first("lin", typed));
    }
    for typed in ["离线", "断网", "lixian", "duanwang", "offline", "network", "g n"] {
        assert!(first("lin", typed).contains("离线：断网办理"), "{typed}: {}", first("lin", typed));
    }
    for typed in ["gq", "g q", "qwdl"] {
        assert!(first("lin", typed).contains("前往队列"), "{typed}");
    }
}

#[test]
fn what_cannot_be_done_now_comes_last_with_the_reason_and_stays_open() {
    let mut screen = desk("lin");
    screen.press(":");
    screen.type_text("认可");
    screen.shows("不可用：在案件的「材料」页里用");
    screen.press("Enter");
    screen.shows("不可用");
    assert!(screen.desk.sheet.is_some(), "what was typed is still there");
}

#[test]
fn a_theme_is_shown_while_the_cursor_is_on_it_and_taken_back_by_esc() {
    let mut screen = desk("lin");
    let asked = |screen: &super::screen::Screen| {
        let themes = screen.office.asked.iter().filter(|effect| matches!(effect, Effect::PreviewTheme(_) | Effect::UseTheme(_)));
        themes.cloned().collect::<Vec<_>>()
    };
    screen.press(":");
    screen.type_text("theme zhou");
    assert_eq!(asked(&screen), [Effect::PreviewTheme(Some("zhou"))]);
    screen.press("Esc");
    assert_eq!(asked(&screen).last(), Some(&Effect::PreviewTheme(None)));
    screen.press(":");
    screen.type_text("zhou");
    screen.press("Enter");
    assert!(asked(&screen).contains(&Effect::UseTheme("zhou")));
}

#[test]
fn a_command_takes_its_argument() {
    let mut screen = desk("lin");
    screen.press(":");
    screen.type_text("lang en");
    screen.press("Enter");
    assert_eq!(screen.desk.lang, Lang::En);
    screen.press(":");
    screen.type_text("go zj24-001873");
    screen.press("Enter");
    assert_eq!(screen.desk.screen, Where::Case);
    screen.shows("ZJ24-001873");
    screen.press(":");
    screen.type_text("view overdue");
    screen.press("Enter");
    assert_eq!(screen.desk.screen, Where::Queue);
    assert_eq!(screen.desk.queue.view, huzhu::domain::queue::View::Overdue);
}

#[test]
fn the_last_used_stand_first_and_tab_completes() {
    let mut screen = desk("lin");
    screen.press(":");
    screen.type_text("前往待发");
    screen.press("Enter :");
    assert!(screen.pointed().contains("前往待发"), "{}", screen.pointed());
    screen.type_text("qwdl");
    screen.press("Tab");
    screen.shows("前往队列");
    screen.press("Enter");
    assert_eq!(screen.desk.screen, Where::Queue);
}

#[test]
fn help_is_found_by_key_and_by_action_for_here_or_for_everywhere() {
    let mut screen = desk_at("lin", (80, 24), Lang::En);
    screen.press("?");
    screen.type_text("tb");
    screen.shows("Sync now");
    screen.press("Ctrl-w");
    screen.type_text("gq");
    screen.shows("Go to the queue");
    screen.press("Ctrl-w");
    screen.type_text("accept the paper");
    screen.shows("No such key");
    screen.press("Tab");
    screen.shows("Accept the paper");
    screen.shows("Papers");
}

#[test]
fn help_tells_of_the_mouse_and_of_selecting_text() {
    let mut screen = desk("lin");
    screen.press("?");
    screen.type_text("选字");
    screen.shows("Shift");
}

#[test]
fn help_over_a_sheet_goes_back_to_it_and_confirms_nothing_unseen() {
    let mut screen = desk("zhao");
    screen.press("Enter A Tab");
    screen.type_text("情况属实");
    screen.press("Esc ?");
    screen.shows("在表单里确认");
    screen.press("Esc");
    screen.shows("情况属实");
    screen.press_at_once("?");
    screen.press_at_once("Esc");
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty(), "it was not looked at again");
    screen.press("Y");
    assert_eq!(screen.office.outbox.len(), 1);
}
