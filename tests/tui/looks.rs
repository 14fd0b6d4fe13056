//! What the screens look like: pictures of each, and what holds of all of them.

use huzhu::app::{Connection, Message};
use huzhu::domain::people::Lang;
use huzhu::domain::summary::CaseDetail;
use huzhu::ui::theme::{Depth, Theme};
use huzhu::ui::width::width;

use super::office::{Made, Office};
use super::screen::{Opening, Screen};
use super::{desk, desk_at, picture, plans};

#[test]
fn the_queue_looks_as_designed() {
    picture("queue-80-zh", desk("lin").text());
    picture("queue-120-zh", desk_at("lin", (120, 40), Lang::Zh).text());
    picture("queue-80-en", desk_at("lin", (80, 24), Lang::En).text());
    picture("queue-200-en", desk_at("lin", (200, 60), Lang::En).text());
    picture("queue-60-zh", desk_at("lin", (60, 16), Lang::Zh).text());
}

#[test]
fn a_case_looks_as_designed() {
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("120-zh", (120, 40), Lang::Zh), ("80-en", (80, 24), Lang::En)] {
        let mut screen = desk_at("zhao", size, lang);
        screen.press("Enter");
        for (key, tab) in [("1", "summary"), ("2", "materials"), ("3", "payout"), ("4", "checks"), ("5", "timeline")] {
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

/// No text from outside, in no language and at no size, makes a row wider than the screen, and none of it reaches the screen as it is.
#[test]
fn every_row_fits_whatever_the_text_is() {
    let nasty = [
        "㐂某某",
        "𠮷某",
        "👨‍👩‍👧某某🏳️‍🌈",
        "\u{202e}某某\u{202c}abc",
        "\u{1b}[31m某\u{1b}]0;x\u{7}",
        "Ａ某",
        "某\u{200b}某\u{301}\u{301}\u{301}",
    ];
    let long: &'static str =
        "欧阳某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某";
    let plans = plans();
    let names: Vec<&'static str> = nasty.iter().map(|name| &*Box::leak(name.to_string().into_boxed_str())).chain([long]).collect();
    for lang in [Lang::Zh, Lang::En] {
        for size in [(80, 24), (120, 40), (60, 16), (200, 60), (61, 17), (99, 31)] {
            let made = |(i, name): (usize, &&'static str)| Made {
                number: 100 + u32::try_from(i).unwrap(),
                name,
                employer: name,
                stage: "employer-check",
                entered: "2024-12-16",
                days: 9,
                judged: false,
                assignee: Some("lin"),
            };
            let mut cases: Vec<CaseDetail> = names.iter().enumerate().map(made).map(|made| made.detail(&plans)).collect();
            for detail in &mut cases {
                let name = detail.summary.name.clone();
                detail.case.facts.stays[0].hospital = Some(name.clone());
                detail.case.facts.payee.as_mut().unwrap().bank = Some(name);
            }
            let mut screen = Screen::open(Opening { size, lang, ..Opening::default() }, plans.clone(), Office::new(cases));
            for keys in [
                "j",
                "j j",
                "Enter",
                "z",
                "j z",
                "2",
                "x",
                "3",
                "3 3",
                "4",
                "4 o",
                "5",
                "1 R",
                "e",
                "Esc Esc X",
                "t",
                "Esc Y",
                "Esc Esc ?",
                "g",
                "Esc :",
                "x",
                "Esc g",
                "w",
                "Esc g o",
                "g q",
                "/",
                "9",
                "Esc ]",
                "[",
                "9",
                "1 Enter a",
                "A",
            ] {
                screen.press(keys);
                fits(&screen, size);
            }
            screen.tell(Message::Synced {
                changed: Vec::new(),
                outbox_changed: false,
                connection: Connection::Offline { since: screen.now, synced: Some(screen.now), next_try: Some(screen.now) },
            });
            fits(&screen, size);
        }
    }
}

#[track_caller]
fn fits(screen: &Screen, size: (u16, u16)) {
    for row in screen.rows() {
        assert!(width(&row) <= size.0, "{} columns at {size:?}: {row:?}", width(&row));
        let harmless = |c: char| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{300}'..='\u{36f}');
        assert!(row.chars().all(harmless), "{row:?}");
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
