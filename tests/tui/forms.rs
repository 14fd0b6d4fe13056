//! Forms: what stands in them at once, what is told on leaving a field, what a search for one of many facts finds.

use huzhu::domain::people::Lang;

use super::desk_at;

#[test]
fn an_entry_is_a_form_whose_fields_stand_there_at_once_and_tell_their_faults_when_they_are_left() {
    let mut screen = desk_at("zhao", (120, 40), Lang::En);
    screen.press("Enter E");
    // Words of one row, in whatever order and however far apart.
    screen.type_text("stay add");
    screen.shows("Hospital stay");
    screen.hides("nothing is called that");
    screen.press("Enter");
    for label in ["Hospital", "Admitted", "Discharged", "Days on record", "Critical-illness fund", "Civil-servant subsidy", "Shown by"] {
        screen.shows(label);
    }
    screen.press("Down");
    screen.type_text("City Hospital");
    screen.hides("✗ no date");
    screen.press("Down");
    screen.shows("✗ no date");
    screen.press("Up Ctrl-u");
    screen.type_text("2024-11-20");
    screen.press("Down");
    screen.type_text("2024-11-19");
    screen.press("Down");
    screen.hides("✗ no date");
    screen.shows("✗ before the admission");
    screen.press("Up Ctrl-u");
    screen.type_text("2024-11-22");
    for _ in 0..6 {
        screen.press("Down");
    }
    screen.type_text("many");
    screen.press("Down");
    screen.shows("✗ no amount");
    // Of what was paid all is wanted or nothing.
    screen.press("Down");
    screen.shows("✗ needed");
}
