//! Details of the pictures that a glance at a snapshot passes over.

use huzhu::domain::case::{Event, TimelineEntry};
use huzhu::domain::decision::Act;
use huzhu::domain::ids::DecisionId;
use huzhu::domain::people::Lang;

use super::made::usual;
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at};

#[test]
fn who_and_what_are_parted_in_the_timeline() {
    let mut screen = desk_at("zhao", (80, 24), Lang::En);
    screen.press("Enter 6");
    screen.shows("system   claim received");
}

#[test]
fn the_hint_says_which_field_the_pointer_of_the_summary_shows() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    screen.shows("z 显示姓名");
    screen.press("j");
    screen.shows("z 显示证件");
}

#[test]
fn the_palette_gives_the_keys_of_other_places_with_the_place() {
    let mut screen = desk("zhao");
    screen.press("Enter :");
    screen.type_text("filter");
    screen.shows("/         - 不可用：在「队列」里用");
    screen.press("Ctrl-w");
    screen.type_text("drop");
    screen.shows("D         - 不可用：在「待发」里用");
    screen.press("Ctrl-w");
    screen.type_text("defect");
    screen.shows("x         - 不可用：在案件的「材料」页里用");
}

#[test]
fn one_of_something_is_not_told_in_the_plural() {
    let mut screen = desk_at("lin", (80, 24), Lang::En);
    screen.press("Enter 2 x 2 R");
    screen.shows("papers without a verdict, 5 in all");
    screen.press("Y g o q");
    let mut screen = desk_at("zhao", (80, 24), Lang::En);
    screen.press("Enter A Y Esc q");
    screen.shows("Decisions still held: 1.");
}

#[test]
fn the_clauses_of_the_payout_stand_in_one_column() {
    for size in [(80, 24), (120, 40)] {
        let mut screen = desk_at("zhao", size, Lang::Zh);
        screen.press("Enter 3");
        let rows = screen.rows();
        let columns: Vec<u16> = rows.iter().filter_map(|row| row.find("五 ").map(|at| huzhu::layout::width::width(&row[..at]))).collect();
        assert!(columns.len() > 5 && columns.iter().all(|column| *column == columns[0]), "{columns:?}");
    }
}

#[test]
fn a_very_wide_window_shows_the_timeline_beside_every_other_tab() {
    for lang in [Lang::Zh, Lang::En] {
        let mut screen = desk_at("zhao", (200, 60), lang);
        screen.press("Enter");
        for (key, tab) in [("1", "summary"), ("3", "payout")] {
            screen.press(key);
            screen.shows("│");
            super::picture(&format!("case-{tab}-200-{}", if lang == Lang::Zh { "zh" } else { "en" }), screen.text());
        }
        screen.press("6");
        screen.hides("│");
    }
}

/// A desk at this size whose cases were changed before it was opened.
fn desk_of(size: (u16, u16), change: impl Fn(&mut huzhu::domain::summary::CaseDetail)) -> Screen {
    let plans = super::plans();
    let mut cases = usual(&plans);
    cases.iter_mut().for_each(change);
    Screen::open(Opening { user: "zhao", size, ..Opening::default() }, plans.clone(), Office::new(cases))
}

#[test]
fn a_long_employer_stands_whole_where_there_is_room() {
    let name = "洪楼幼教集团第二分园";
    let screen = desk_of((200, 60), |detail| name.clone_into(&mut detail.summary.employer));
    assert!(screen.rows().iter().filter(|row| row.contains("ZJ24-0018") && row.contains(name)).count() > 1, "{}", screen.text());
}

#[test]
fn a_note_of_several_lines_is_shown_with_all_of_them() {
    let mut screen = desk_of((120, 40), |detail| {
        let act = Act::Return { defects: Vec::new(), text: "您的申请需要补正：\n1. 病理报告看不清。".into() };
        let event = Event::Decided { decision: DecisionId(uuid::Uuid::from_u128(80)), act, amendments: vec![] };
        let stage = detail.case.stage.clone();
        detail.case.timeline.push(TimelineEntry { at: detail.case.entered, by: None, stage, event });
    });
    screen.press("Enter");
    screen.shows("您的申请需要补正：");
    screen.shows("1. 病理报告看不清。");
}

#[test]
fn four_digits_of_a_number_are_told_as_its_end() {
    let mut screen = desk("zhao");
    screen.press("Enter E");
    screen.type_text("社保卡");
    screen.shows("尾号 0027");
    screen.hides("****0027");
}

#[test]
fn the_help_of_the_summary_tells_what_its_keys_do_there() {
    let mut screen = desk("zhao");
    screen.press("Enter ?");
    screen.hides("清除结论");
    screen.hides("去掉光标处的更正草稿");
    screen.press("Esc 4 a 1 Enter");
    screen.type_text("病理报告已核对");
    screen.press("Enter 1 ?");
    screen.shows("去掉光标处的更正草稿");
    screen.press("Esc 2 ?");
    screen.shows("清除结论");
}

#[test]
fn a_drafted_change_leaves_room_for_whose_turn_it_is() {
    for lang in [Lang::Zh, Lang::En] {
        let mut screen = desk_at("zhao", (80, 24), lang);
        screen.press("Enter 4 a 1 Enter");
        screen.type_text("病理报告已核对");
        screen.press("Enter 1");
        screen.shows(if lang == Lang::Zh { "▸ 轮到你" } else { "▸ your turn" });
    }
}
