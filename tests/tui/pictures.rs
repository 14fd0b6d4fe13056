//! Details of the pictures that a glance at a snapshot passes over.

use huzhu::domain::people::Lang;

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
        let columns: Vec<u16> = rows.iter().filter_map(|row| row.find("五 ").map(|at| huzhu::ui::width::width(&row[..at]))).collect();
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
