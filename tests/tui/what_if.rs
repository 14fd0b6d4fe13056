//! "What if": nothing of it is sent or kept before it is asked for, and what is kept is kept once.

use huzhu::domain::amendment::Amendment;

use super::amending::{correct, drafted};
use super::{desk, picture};

#[test]
fn what_if_changes_nothing_until_it_is_kept() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    let before = screen.text();
    screen.press("w");
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    screen.press("Enter");
    screen.shows("7,800.00 (7,750.00)");
    screen.press("A");
    screen.shows("正在假设");
    screen.press("3");
    picture("what-if-80-zh", screen.text());
    screen.press("Esc");
    screen.hides("(7,750.00)");
    assert!(drafted(&screen).is_empty() && screen.office.outbox.is_empty());
    screen.press("1 g g");
    screen.wait(5_000);
    assert_eq!(screen.text(), before, "as it was");
    // Kept, it asks for the paper and the reason.
    screen.press("w");
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    screen.press("Enter K");
    screen.shows("依据");
    screen.press("1 Tab");
    screen.type_text("出院记录写明");
    screen.press("Enter");
    assert_eq!(drafted(&screen).len(), 1);
}

#[test]
fn what_is_changed_in_the_sheet_that_keeps_it_is_asked_about_once() {
    let mut screen = desk("zhao");
    // An exclusion for the whole claim, kept for the first stay.
    screen.press("Enter w 4 G k k e");
    screen.press("Enter");
    screen.press("K");
    screen.press("Up 1 Tab");
    screen.type_text("病历有疑");
    screen.press("Enter");
    let kept = drafted(&screen);
    assert!(matches!(kept.as_slice(), [Amendment::Raise(raised)] if raised.admission.is_some()), "{kept:?}\n{}", screen.text());
    assert!(screen.desk.sheet.is_none(), "{}", screen.text());
    assert!(screen.desk.case.as_ref().is_some_and(|case| case.what_if.is_none()), "nothing is assumed any more");
}
