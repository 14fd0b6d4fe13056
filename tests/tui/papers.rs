//! The papers of a case and its masked fields.

use huzhu::app::Personal;

use super::desk;

#[test]
fn verdicts_are_a_draft_that_is_kept_and_shown_as_one() {
    let mut screen = desk("lin");
    screen.press("Enter 2 a");
    screen.shows("✓ 已认可*");
    screen.press("x");
    screen.shows("1 缺材料");
    screen.press("2");
    screen.shows("✗ 有缺陷*");
    screen.shows("看不清");
    screen.press("k - Esc j Enter 2");
    screen.hides("已认可*");
    screen.press("Esc k Enter 2");
    screen.shows("✓ 已认可*");
    screen.hides("有缺陷*");
    assert_eq!(screen.office.drafts["ZJ24-001866"].verdicts.len(), 1);
}

#[test]
fn a_field_is_shown_in_full_for_thirty_seconds_and_audited() {
    let mut screen = desk("zhao");
    screen.press("Enter j");
    screen.hides("330102197803050025");
    screen.press("z");
    screen.shows("330102197803050025");
    assert_eq!(screen.office.revealed, [("ZJ24-001873".into(), Personal::IdNumber)]);
    screen.wait(29_000);
    screen.shows("330102197803050025");
    screen.wait(1_100);
    screen.hides("330102197803050025");
}

#[test]
fn one_key_accepts_the_rest_and_one_takes_it_back() {
    let mut screen = desk("zhao");
    screen.change_cases(|detail| detail.case.materials.iter_mut().for_each(|paper| paper.verdict = None));
    screen.press("Enter 2 x 1 *");
    screen.shows("已认可其余");
    let drafted = |screen: &super::screen::Screen| screen.office.drafts.values().map(|draft| draft.verdicts.len()).sum::<usize>();
    let all = drafted(&screen);
    assert!(all > 2, "{all}");
    screen.press("*");
    screen.shows("没有已收到而未审的材料");
    screen.press("u");
    screen.shows("已撤回");
    assert_eq!(drafted(&screen), 1, "the defect stays");
}
