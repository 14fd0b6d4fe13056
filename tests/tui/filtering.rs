//! The filter of the queue: fields, what is wrong with one, what may be typed on, what is left of one that finds nothing.

use huzhu::app::{Effect, SavedPage};
use huzhu::domain::people::Lang;

use super::{desk, desk_at, picture};

#[test]
fn fields_narrow_the_queue_down_in_both_languages() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.type_text("环节：病情复核");
    screen.hides("ZJ24-001866");
    let chinese = screen.desk.queue.total;
    screen.press("Esc /");
    screen.type_text("stage:medical");
    assert!(chinese > 0 && screen.desk.queue.total == chinese, "{}", screen.text());
    screen.type_text(" -employer:江岸");
    assert!(screen.desk.queue.rows.iter().all(|row| !row.summary.employer.contains("江岸")), "{}", screen.text());
}

#[test]
fn a_fault_is_told_at_once_with_what_is_possible_and_the_rest_holds() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.type_text("江岸 金额>很多");
    screen.shows("看不懂「金额」的「很多」");
    screen.shows("ZJ24-0018");
    let with_fault = screen.desk.queue.total;
    for _ in 0..6 {
        screen.press("Backspace");
    }
    assert_eq!(screen.desk.queue.total, with_fault, "what is not understood narrows nothing down");
    screen.type_text(" stge:x");
    screen.shows("没有「stge」这一项，是「环节」吗");
    screen.press("Enter");
    screen.shows("没有「stge」这一项");
    screen.press("*");
    screen.shows("先改好再全部标记");
    assert!(screen.desk.queue.marks.is_empty());
    screen.press("Backspace");
    assert_eq!(screen.desk.queue.filter.value(), "江岸", "the faulty piece goes first");
    screen.hides("stge");
}

/// A minus or a quote alone leaves nothing out and finds nothing: that is told once nobody types on.
#[test]
fn a_sign_with_nothing_behind_it_is_told_as_unfinished() {
    for sign in ["-", "\""] {
        let mut screen = desk("lin");
        screen.press("/");
        screen.type_text(sign);
        screen.hides("后面还没有写");
        screen.press("Enter");
        screen.shows("后面还没有写");
    }
}

#[test]
fn what_may_be_typed_on_is_shown_and_tab_takes_it() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.shows("环节:");
    screen.type_text("环");
    screen.press("Tab");
    assert_eq!(screen.desk.queue.filter.value(), "环节:");
    screen.shows("病情复核");
    screen.type_text("bq");
    screen.press("Tab");
    assert_eq!(screen.desk.queue.filter.value(), "环节:病情复核 ");
    screen.type_text("单位:江岸");
    screen.shows("江岸纺织厂");
    screen.press("Tab");
    assert_eq!(screen.desk.queue.filter.value(), "环节:病情复核 单位:江岸纺织厂 ");
    screen.press("Tab");
    assert!(!screen.desk.queue.typing, "nothing to take: the filter is left as ever");
}

#[test]
fn a_key_never_waits_for_what_may_be_typed_on() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.slow = true;
    screen.type_text("单位:江");
    assert_eq!(screen.desk.queue.filter.value(), "单位:江");
    assert!(screen.waiting.iter().any(|effect| matches!(effect, Effect::FindEmployers { typed } if typed == "江")));
    screen.type_text("岸");
    screen.waiting.reverse();
    screen.answer_all();
    screen.shows("江岸纺织厂");
    assert_eq!(screen.desk.queue.completion.typed, "江岸", "an answer to what was typed before is dropped");
}

#[test]
fn nothing_found_says_what_to_drop() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.type_text("江岸 -环节:单位核实,病情复核,审批,发放");
    screen.press("Enter");
    screen.shows("没有符合条件的案件");
    screen.shows("去掉「-环节:单位核实,病情复核,审批,发放」有");
    screen.press("Backspace");
    assert_eq!(screen.desk.queue.filter.value(), "江岸");
    screen.press("/");
    screen.type_text(" 没有这样的字 单位:江");
    screen.press("Enter");
    screen.shows("去掉「没有这样的字」有");
    picture("empty-filter-80", screen.text());
    screen.press("Esc");
    screen.hides("没有符合条件的案件");
}

#[test]
fn who_sees_masks_is_told_that_health_is_not_to_be_found() {
    let mut screen = desk("li");
    screen.press("/");
    screen.type_text("疾病:甲");
    screen.shows("你的岗位看不到「疾病」");
    screen.press("Esc /");
    screen.hides("疾病:");
}

#[test]
fn the_filter_being_typed_looks_so() {
    for (size, lang, name) in [
        ((80, 24), Lang::Zh, "filter-80-zh"),
        ((80, 24), Lang::En, "filter-80-en"),
        ((200, 60), Lang::Zh, "filter-200-zh"),
        ((200, 60), Lang::En, "filter-200-en"),
    ] {
        let mut screen = desk_at("lin", size, lang);
        screen.press("/");
        screen.type_text(if lang == Lang::Zh { "江岸 环节:" } else { "江岸 stage:" });
        picture(name, screen.text());
    }
    let mut screen = desk_at("lin", (80, 24), Lang::En);
    screen.press("/");
    screen.type_text("stage:nowhere");
    picture("filter-fault-80-en", screen.text());
}

#[test]
fn a_view_is_given_to_a_colleague_as_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("view.toml").display().to_string();
    let mut screen = desk_at("lin", (120, 40), Lang::Zh);
    screen.press("/");
    screen.type_text("江岸");
    screen.press("Enter V");
    screen.type_text("江岸的");
    screen.press("Enter V Ctrl-s");
    screen.shows("文件里会明文写着 江岸；再按一次写出");
    let written = |screen: &super::Screen| {
        screen.office.asked.iter().find_map(|effect| match effect {
            Effect::SavePage { page: SavedPage::View, file, text } => Some((file.clone(), text.clone())),
            _ => None,
        })
    };
    assert_eq!(written(&screen), None, "not before it was told");
    screen.press("Ctrl-s");
    let (name, text) = written(&screen).unwrap();
    assert_eq!(name, "江岸的.toml");
    std::fs::write(&file, text.replace("江岸的", "同事的").replace("filter = \"江岸\"", "filter = \"stge:x\"")).unwrap();
    screen.type_text(&file);
    screen.press("Enter");
    screen.shows(":4:11: 没有「stge」这一项");
    std::fs::write(&file, text.replace("江岸的", "同事的")).unwrap();
    screen.press("Enter");
    screen.shows("视图「同事的」已收藏");
    assert_eq!(screen.office.arrangement.saved.len(), 2);
}
