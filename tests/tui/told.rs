//! What the counter is told of a claim under its fields before it is handed in, and what the claimant's receipt says.

use huzhu::domain::people::Lang;

use super::desk_at;
use super::screen::Screen;

/// A new claim for a stay in hospital, with the cursor at its first field.
fn begun(size: (u16, u16), lang: Lang) -> Screen {
    let mut screen = desk_at("lin", size, lang);
    screen.press("g i n Down Space Down Down Down Down");
    screen
}

/// Goes to the field of a place of the facts.
fn go_to(screen: &mut Screen, path: &str) {
    for key in std::iter::repeat_n("Down", 60).chain(std::iter::repeat_n("Up", 60)) {
        if screen.desk.intake.form.as_ref().unwrap().focused().is_some_and(|field| field.path == path) {
            return;
        }
        screen.press(key);
    }
    panic!("no field {path}:\n{}", screen.text());
}

fn enter(screen: &mut Screen, path: &str, text: &str) {
    go_to(screen, path);
    screen.type_text(text);
}

#[test]
fn more_days_than_the_dates_hold_are_told_under_the_field_and_handed_in_all_the_same() {
    let mut screen = begun((120, 40), Lang::Zh);
    enter(&mut screen, "/stays/0/admission", "2024-11-14");
    enter(&mut screen, "/stays/0/discharge", "2024-11-15");
    enter(&mut screen, "/stays/0/stated_days", "2");
    screen.hides("首尾都算");
    screen.press("Backspace");
    screen.type_text("110");
    screen.shows("比日期多：首尾都算也只有 2 天");
    let form = screen.desk.intake.form.as_ref().unwrap();
    assert!(form.faults(Lang::Zh).iter().all(|fault| !fault.contains("首尾都算")));
    assert!(form.warnings(Lang::Zh).iter().any(|warning| warning.contains("首尾都算")), "{:?}", form.warnings(Lang::Zh));
}
