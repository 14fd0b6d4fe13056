//! Keys, help, palette, languages and notices.

use huzhu::app::Message;
use huzhu::domain::people::Lang;

use super::{desk, desk_at};

#[test]
fn a_chord_waits_and_shows_how_it_goes_on() {
    let mut screen = desk("lin");
    screen.press("g");
    screen.shows("o 待发");
    screen.wait(3_600_000);
    screen.shows("o 待发");
    screen.press("Esc");
    screen.hides("o 待发");
    screen.press("g x");
    screen.shows("不起作用");
}

#[test]
fn full_width_keys_count_as_their_own_and_hanzi_say_why_not() {
    let mut screen = desk("lin");
    screen.type_text("／");
    assert!(screen.desk.queue.typing);
    screen.press("Esc");
    screen.type_text("？");
    screen.shows("打字即搜");
    screen.press("Esc");
    screen.type_text("张");
    screen.shows("请切到英文输入");
    screen.press("j");
    screen.hides("请切到英文输入");
}

#[test]
fn help_and_palette_are_made_of_the_live_keymap() {
    let mut screen = desk("lin");
    screen.press("?");
    screen.type_text("tb");
    screen.shows("现在同步");
    screen.shows("S  F5");
    screen.press("Esc :");
    screen.type_text("cx");
    screen.shows("撤销");
    screen.shows("不可用：没有可撤销的决定");
    screen.press("Ctrl-w");
    screen.type_text("qwdf");
    screen.press("Enter");
    screen.shows("没有待发的决定");
}

#[test]
fn another_person_takes_the_desk() {
    let mut screen = desk("lin");
    screen.press("j Enter g w j j Enter");
    screen.shows("赵*");
    screen.shows("待审批 3");
    screen.hides("ZJ24-001866");
}

#[test]
fn enter_behind_the_digit_of_a_person_opens_no_case_and_the_greeting_stays_with_the_queue() {
    let mut screen = desk("lin");
    screen.press("g w 3 Enter");
    screen.shows("现在是 赵*");
    screen.shows("待审批 3");
    screen.wait(1_500);
    screen.press("Enter");
    screen.shows("1 概要");
    screen.hides("现在是");
}

#[test]
fn every_screen_speaks_both_languages() {
    let hanzi_of_ours = |text: &str| ["在办", "期限", "应付", "返回", "材料", "确认"].iter().any(|word| text.contains(word));
    let mut screen = desk_at("lin", (120, 40), Lang::En);
    for keys in ["j", "Enter", "2", "3", "5", "x", "1 A", "Esc R", "Esc X", "Esc Esc ?", "Esc :", "Esc g w", "Esc g o"] {
        screen.press(keys);
        // The text for the claimant is Chinese until it is switched.
        assert!(!hanzi_of_ours(&screen.text()) || keys == "Esc R", "{keys}:\n{}", screen.text());
    }
}

#[test]
fn an_error_stays_until_esc_and_good_news_goes_by_itself() {
    let mut screen = desk("lin");
    screen.press("Enter");
    screen.tell(Message::Failed("没有存下；腾出空间后再试".into()));
    screen.press("j k 2");
    screen.wait(60_000);
    screen.shows("✗ 没有存下；腾出空间后再试");
    screen.press("Esc");
    screen.hides("没有存下");
    screen.shows("ZJ24-001866  钱**");
    screen.press("S");
    screen.shows("正在同步");
    screen.wait(4_100);
    screen.hides("正在同步");
}

#[test]
fn a_sheet_asked_for_while_the_case_is_loading_opens_when_it_is_there() {
    let mut screen = desk("zhao");
    screen.slow = true;
    screen.change_cases(|_| ());
    screen.press("Enter A");
    screen.shows("读到即打开表单");
    screen.answer_all();
    screen.shows("7,750.00 元");
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty(), "it was not looked at yet");
    screen.press("Y");
    assert_eq!(screen.office.outbox.len(), 1);
    screen.press("g q");
    screen.slow = true;
    screen.press("j Enter A Esc");
    screen.answer_all();
    screen.hides("确认核准");
}
