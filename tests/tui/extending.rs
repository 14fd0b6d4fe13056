//! More time with a reason, and days that may change: in the sheet, the head, the queue and the timeline.

use huzhu::domain::decision::Act;
use huzhu::domain::people::Lang;

use super::made::shanghai;
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, picture, plans};

fn desk_of_shanghai(user: &'static str, size: (u16, u16), lang: Lang) -> Screen {
    let plans = plans();
    let office = Office::new(vec![shanghai(&plans)]);
    Screen::open(Opening { size, lang, user, ..Opening::default() }, plans, office)
}

#[test]
fn a_limit_is_extended_with_a_day_and_a_reason() {
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let mut screen = desk_of_shanghai("zhao", (80, 24), lang);
        screen.press("Enter L");
        screen.type_text("30");
        screen.press("Tab");
        screen.type_text("须向外地医院核实");
        picture(&format!("sheet-extend-80-{name}"), screen.text());
        screen.press("Esc Y");
        let Act::Extend { until, text } = &screen.office.outbox[0].decision.act else { panic!("{}", screen.text()) };
        assert_eq!((until.to_string().as_str(), text.as_str()), ("2025-02-11", "须向外地医院核实"), "thirty days after 2025-01-12");
        screen.shows("SH24-003137");
    }
}

#[test]
fn a_sheet_says_what_it_lacks_and_a_date_is_read_as_people_type_it() {
    let mut screen = desk_of_shanghai("zhao", (80, 24), Lang::Zh);
    screen.press("Enter L");
    screen.shows("还没有填延期到哪一天");
    screen.type_text("2025年2月30日");
    screen.shows("看不懂这一天");
    screen.press("Ctrl-u");
    screen.type_text("2025-01-12");
    screen.shows("延期须晚于现期限");
    screen.press("Ctrl-u");
    screen.type_text("２０２５年３月１日");
    screen.shows("2025-03-01 星期六  比现期限晚 48 天");
    screen.shows("延期须写明理由");
    screen.press("Esc Y");
    assert!(screen.office.outbox.is_empty());
}

#[test]
fn where_the_plan_has_no_extension_the_key_says_so() {
    let mut screen = desk("zhao");
    screen.press("Enter L");
    screen.shows("没有在走的办理时限");
}
