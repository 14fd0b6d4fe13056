//! How the queue is arranged, and what comes into it by itself.

use huzhu::app::{Connection, Message};
use huzhu::domain::people::Lang;
use huzhu::domain::queue::{Optional, Sort};

use super::made::{Made, usual};
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at, plans};

/// Brings a change of these cases, as sync does.
fn synced(screen: &mut Screen, cases: &[&str]) {
    let changed = cases.iter().map(|case| (*case).into()).collect();
    let connection = Connection::Online { synced: screen.now };
    screen.tell(Message::Synced { changed, outbox_changed: false, connection });
}

fn arrive(screen: &mut Screen, number: u32, entered: &'static str) {
    let made =
        Made {
            number, name: "新某某", employer: "江岸纺织厂", stage: "employer-check", entered, days: 3, judged: false, assignee: None
        };
    let detail = made.detail(&plans());
    let id = detail.summary.id.to_string();
    screen.office.cases.insert(detail.summary.id.clone(), detail);
    synced(screen, &[&id]);
}

#[test]
fn what_comes_by_itself_waits_until_it_is_wanted_and_is_marked_then() {
    let mut screen = desk("lin");
    screen.press("j j");
    let before = screen.text();
    arrive(&mut screen, 1700, "2024-12-10");
    screen.shows("1 件新到  S 显示");
    screen.hides("ZJ24-001700");
    let row = |text: &str| text.lines().position(|line| line.contains('▸'));
    assert_eq!(row(&before), row(&screen.text()), "the cursor's row stays where it is");
    screen.press("S");
    screen.wait(5_000);
    screen.shows("ZJ24-001700");
    screen.hides("新到");
    assert!(screen.rows().iter().any(|row| row.starts_with(" +") && row.contains("ZJ24-001700")), "{}", screen.text());
    assert!(screen.pointed().contains("ZJ24-001902"), "the cursor is on its case");
    screen.press("g g j");
    screen.press("k");
    assert!(!screen.rows().iter().any(|row| row.starts_with(" +") && row.contains("ZJ24-001700")), "visited:\n{}", screen.text());
}

#[test]
fn a_row_that_changes_changes_in_its_place_and_says_so_until_it_is_visited() {
    let mut screen = desk("lin");
    let detail = screen.office.cases.get_mut("ZJ24-001902").unwrap();
    detail.summary.assignee = Some("he".into());
    synced(&mut screen, &["ZJ24-001902"]);
    let of = |screen: &Screen| screen.rows().into_iter().find(|row| row.contains("ZJ24-001902")).unwrap();
    assert!(of(&screen).starts_with(" +") && of(&screen).contains("何*#"), "{}", of(&screen));
    screen.press("j j j");
    assert!(!of(&screen).starts_with(" +"), "{}", of(&screen));
}

#[test]
fn the_queue_is_sorted_by_what_is_chosen_and_says_so() {
    let mut screen = desk("lin");
    screen.shows("排序 期限，早的在前");
    screen.press("s");
    screen.shows("金额，大的在前");
    screen.press("3 g g");
    screen.shows("金额，大的在前");
    assert!(screen.pointed().contains("7,750.00"), "{}", screen.text());
    screen.press("s 4 g g");
    screen.shows("姓名，按拼音");
    assert!(screen.pointed().contains("褚**"), "chu comes first of these:\n{}", screen.text());
    screen.press("G");
    assert!(screen.pointed().contains("郑*"), "{}", screen.text());
    assert_eq!(screen.desk.queue.sort, Sort::Name);
}

#[test]
fn a_column_that_is_left_out_stays_so() {
    let mut screen = desk_at("lin", (120, 40), Lang::Zh);
    screen.shows("单位  ");
    screen.press("C j j Space Esc");
    assert!(!screen.rows()[2].contains("单位"), "{}", screen.rows()[2]);
    assert_eq!(screen.office.arrangement.left_out, [Optional::Employer]);
    screen.press("C j j Space Esc");
    assert!(screen.rows()[2].contains("单位"), "{}", screen.rows()[2]);
}

#[test]
fn a_view_is_saved_under_a_name_counted_opened_and_removed() {
    let mut screen = desk_at("lin", (120, 40), Lang::Zh);
    screen.press("/");
    screen.type_text("江岸");
    screen.press("Enter s 3 V");
    screen.type_text("江岸大额");
    screen.press("Enter");
    screen.shows("已收藏为「江岸大额」");
    screen.press("1");
    screen.hides("筛选  江岸");
    assert_eq!(screen.desk.queue.sort, Sort::Due, "the usual views are as they were");
    assert!(screen.rows().iter().any(|row| row.contains("江岸大额") && row.contains(" 3 ")), "{}", screen.text());
    screen.press("V Enter");
    assert_eq!((screen.desk.queue.sort, screen.desk.queue.filter.value()), (Sort::Amount, "江岸"));
    // It is there again at the next start.
    let kept = screen.office.arrangement.clone();
    let mut office = Office::new(usual(&plans()));
    office.arrangement = kept;
    let mut again = Screen::open(Opening { size: (120, 40), ..Opening::default() }, plans(), office);
    again.shows("江岸大额");
    again.press("V Ctrl-x Esc");
    assert!(again.office.arrangement.saved.is_empty());
}

#[test]
fn another_order_keeps_the_cursor_on_its_case() {
    let mut screen = desk("lin");
    screen.press("j j");
    let case = screen.desk.queue.current().unwrap().summary.id.clone();
    screen.press("s j Enter");
    assert_ne!(screen.desk.queue.sort, Sort::Due);
    assert_eq!(screen.desk.queue.current().unwrap().summary.id, case);
    screen.press("s j j j Enter");
    assert_eq!(screen.desk.queue.current().unwrap().summary.id, case);
}

#[test]
fn a_view_is_replaced_only_once_that_was_told() {
    for (lang, told) in [(Lang::Zh, "已有「江岸」；再按 Enter"), (Lang::En, "\"江岸\" is there: Enter again")] {
        let mut screen = desk_at("lin", (80, 24), lang);
        screen.press("/");
        screen.type_text("江岸");
        screen.press("Enter V");
        screen.type_text("江岸");
        screen.press("Enter 1 V");
        screen.type_text("江岸");
        screen.press("Enter");
        screen.shows(told);
        assert_eq!(screen.office.arrangement.saved[0].filter, "江岸", "the old one is still there");
        screen.press("Enter");
        assert_eq!(screen.office.arrangement.saved[0].filter, "");
    }
}

#[test]
fn what_is_typed_as_a_name_is_seen_on_a_small_screen_and_numbers_of_a_view_are_masked() {
    for (lang, remove) in [(Lang::Zh, "删去"), (Lang::En, "Remove")] {
        let mut screen = desk_at("lin", (80, 24), lang);
        screen.press("/");
        screen.type_text("13800001111");
        screen.press("Enter V");
        screen.type_text("/home/lin/of/a/colleague/who/has/a/long/name/and/many/folders/in/them/uvw.toml");
        screen.shows("in/them/uvw.toml");
        screen.press("Esc V");
        screen.type_text("uvw");
        screen.shows(" uvw ");
        screen.press("Enter V");
        screen.shows("138****1111");
        screen.shows(remove);
    }
}
