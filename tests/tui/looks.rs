//! What the screens look like: pictures of each, and what holds of all of them.

use std::sync::Arc;

use huzhu::app::{Connection, Message};
use huzhu::domain::people::Lang;
use huzhu::domain::summary::Flag;
use huzhu::domain::time::Moment;
use huzhu::rules::PlanSet;
use huzhu::ui::theme::{Depth, Theme};

use super::{desk, desk_at, picture};

#[test]
fn the_queue_looks_as_designed() {
    picture("queue-80-zh", desk("lin").text());
    picture("queue-120-zh", desk_at("lin", (120, 40), Lang::Zh).text());
    picture("queue-80-en", desk_at("lin", (80, 24), Lang::En).text());
    picture("queue-200-en", desk_at("lin", (200, 60), Lang::En).text());
    picture("queue-60-zh", desk_at("lin", (60, 16), Lang::Zh).text());
}

#[test]
fn the_flags_of_the_queue_have_a_column_where_there_are_any() {
    for (name, lang) in [("80-zh", Lang::Zh), ("80-en", Lang::En)] {
        let mut screen = desk_at("lin", (80, 24), lang);
        let flags = [vec![Flag::Dup], vec![Flag::Parked], vec![Flag::Referred, Flag::Recover]];
        for (detail, flags) in screen.office.cases.values_mut().zip(flags) {
            detail.summary.flags = flags;
        }
        let connection = Connection::Online { synced: screen.now };
        screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: true, connection });
        picture(&format!("queue-flags-{name}"), screen.text());
    }
}

#[test]
fn a_case_that_is_judged_by_lists_says_of_which_day_they_are() {
    for (name, lang) in [("80-zh", Lang::Zh), ("80-en", Lang::En)] {
        let mut plans = PlanSet::builtin();
        let list = "[[lists]]\nid = \"drugs\"\nplan = \"zj-10\"\nkind = \"special-drug\"\n\
                    name = { zh = \"特殊用药（样例）\", en = \"Special drugs, made up\" }\nclause = \"五 大额医疗\"\n\
                    valid = { from = 2024-01-01, to = 2024-12-31 }\nentries = [{ name = \"某某单抗\" }]";
        plans.insert_lists(list).unwrap();
        let plan = plans.get(&"zj-10".into()).unwrap().clone();
        plans.publish(&plan.id, &plan.hash, &plan.source, Some(Moment::at("2024-11-20".parse().unwrap(), 9, 0)));
        let mut screen = desk_at("zhao", (80, 24), lang);
        for detail in screen.office.cases.values_mut() {
            detail.case.plan_hash = plan.hash.clone();
        }
        screen.tell(Message::Plans(Arc::new(plans)));
        let changed = screen.office.cases.keys().cloned().collect();
        screen.tell(Message::Synced { changed, outbox_changed: false, connection: Connection::Online { synced: screen.now } });
        screen.press("Enter 4");
        picture(&format!("case-lists-{name}"), screen.text());
        screen.shows("2024-11-20");
    }
}

#[test]
fn a_case_looks_as_designed() {
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("120-zh", (120, 40), Lang::Zh), ("80-en", (80, 24), Lang::En)] {
        let mut screen = desk_at("zhao", size, lang);
        screen.press("Enter");
        for (key, tab) in [("1", "summary"), ("2", "materials"), ("3", "payout"), ("4", "checks"), ("5", "related"), ("6", "timeline")] {
            screen.press(key);
            picture(&format!("case-{tab}-{name}"), screen.text());
        }
    }
}

#[test]
fn the_sheets_look_as_designed() {
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("120-en", (120, 40), Lang::En)] {
        let mut screen = desk_at("zhao", size, lang);
        screen.press("Enter A");
        picture(&format!("sheet-approve-{name}"), screen.text());
        screen.press("Esc X");
        picture(&format!("sheet-reject-list-{name}"), screen.text());
        screen.press("/");
        screen.type_text("cgsq");
        picture(&format!("sheet-reject-find-{name}"), screen.text());
        screen.press("Enter");
        picture(&format!("sheet-reject-{name}"), screen.text());
        let mut screen = desk_at("lin", size, lang);
        screen.press("Enter 2 x 2 R");
        picture(&format!("sheet-return-{name}"), screen.text());
        screen.press("Esc ?");
        picture(&format!("help-{name}"), screen.text());
        screen.press("Esc :");
        picture(&format!("palette-{name}"), screen.text());
        screen.press("Esc g w");
        picture(&format!("people-{name}"), screen.text());
    }
}

#[test]
fn a_window_too_small_says_so_and_keys_still_work() {
    for (width, height) in [(20, 5), (59, 40), (80, 15), (1, 1)] {
        let mut screen = desk("lin");
        screen.resize(width, height);
        if width > 40 {
            screen.shows("窗口太小：需要 60×16");
        }
        screen.press("j Enter");
        screen.resize(80, 24);
        screen.shows("ZJ24-001869");
        screen.shows("概要");
    }
}

#[test]
fn each_theme_shows_the_same_words() {
    let mut screen = desk("lin");
    let dark = screen.text();
    for theme in ["zhou", "mo"] {
        for depth in [Depth::Rgb, Depth::Ansi, Depth::None] {
            screen.theme(Theme::builtin(theme, depth));
            assert_eq!(screen.text(), dark, "{theme} {depth:?}");
        }
    }
}
