//! What is half typed in a sheet when the program is killed: it is on disk, and comes back into its sheet.

use huzhu::app::Effect;

use super::desk;
use super::screen::{Opening, Screen};

/// The desk that is opened after a kill: of the former one only what is on disk is there.
fn killed(screen: Screen) -> Screen {
    Screen::open(Opening { user: "zhao", ..Opening::default() }, super::plans(), screen.office)
}

#[test]
fn what_is_half_typed_in_a_sheet_is_on_disk_within_a_second_and_comes_back_after_a_kill() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    let case = screen.desk.case.as_ref().unwrap().id.clone();
    screen.press("A Tab");
    screen.type_text("已电话核实");
    assert_eq!(screen.office.half_typed, None, "not at each key");
    screen.wait(1_100);
    assert!(screen.office.half_typed.as_ref().unwrap().contains("已电话核实"));
    let mut screen = killed(screen);
    screen.shows(&format!("{case} 上次没写完的还在"));
    screen.press("Enter A");
    screen.shows("已电话核实");
    screen.wait(200);
    screen.press("Y");
    assert_eq!(screen.office.half_typed, None, "what was sent is not kept");
    let screen = killed(screen);
    screen.hides("上次没写完的还在");
}

#[test]
fn a_field_that_is_left_is_on_disk_at_once() {
    let mut screen = desk("zhao");
    screen.press("i");
    screen.type_text("明天再问");
    screen.press("Enter");
    assert!(screen.office.half_typed.as_ref().unwrap().contains("明天再问"));
    // The help over a sheet takes nothing out of it.
    screen.press("?");
    let mut screen = killed(screen);
    screen.press("i");
    screen.shows("明天再问");
    // A sheet that was left, and one over the next case: both are there.
    screen.press("Esc Esc j Enter A Tab");
    screen.type_text("票据已补");
    screen.press("Esc Esc");
    let mut screen = killed(screen);
    screen.press("i");
    screen.shows("明天再问");
    screen.press("Esc Esc j Enter A");
    screen.shows("票据已补");
}

/// A program that is ended from outside says so to the desk first.
#[test]
fn an_end_from_outside_keeps_what_was_typed_just_before() {
    let mut screen = desk("zhao");
    screen.press("i");
    screen.type_text("写到一半");
    let kept = screen.desk.ending(screen.now);
    assert!(matches!(&kept[..], [Effect::KeepTyped { half_typed }] if half_typed.contains("写到一半")), "{kept:?}");
}
