//! The second plan's case in pictures, and the desk as it is drawn in a terminal without line characters or colours.

use huzhu::config::GlyphSet;
use huzhu::domain::people::Lang;
use huzhu::ui::glyphs::Glyphs;
use huzhu::ui::theme::{Depth, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::made::jinan;
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk_at, picture, plans};

fn desk_of_jinan(size: (u16, u16), lang: Lang) -> Screen {
    let plans = plans();
    let office = Office::new(vec![jinan(&plans)]);
    Screen::open(Opening { size, lang, user: "he", ..Opening::default() }, plans, office)
}

#[test]
fn a_case_of_contracts_looks_as_designed() {
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("120-en", (120, 40), Lang::En)] {
        let mut screen = desk_of_jinan(size, lang);
        screen.press("Enter");
        for (key, tab) in [("1", "summary"), ("2", "materials"), ("3", "payout"), ("4", "checks")] {
            screen.press(key);
            picture(&format!("jn-{tab}-{name}"), screen.text());
        }
        screen.press("R");
        picture(&format!("jn-return-{name}"), screen.text());
    }
}

#[test]
fn a_paper_that_a_correction_asks_for_says_so() {
    let mut screen = desk_of_jinan((120, 40), Lang::Zh);
    screen.press("Enter w E");
    screen.type_text("意外类别");
    screen.press("Enter");
    screen.type_text("交");
    screen.press("Enter 2");
    screen.hides("因你的更正新增");
    for _ in 0..10 {
        screen.press("j");
        if screen.text().contains("因你的更正新增") {
            return;
        }
    }
    panic!("no paper says why it is new:\n{}", screen.text());
}

#[test]
fn without_line_characters_every_sign_is_ascii_and_nothing_is_lost() {
    let mut screen = desk_at("zhao", (80, 24), Lang::En);
    screen.view.glyphs = Glyphs { set: GlyphSet::Ascii, ambiguous: 1, utf8: true };
    for (keys, name) in [("g q", "queue"), ("Enter", "case"), ("3", "payout"), ("A", "sheet")] {
        screen.press(keys);
        picture(&format!("ascii-{name}-80-en"), screen.text());
        let odd: Vec<char> = screen.text().chars().filter(|c| "─━│…✓✗▸▹▐█▓".contains(*c)).collect();
        assert!(odd.is_empty(), "{name}: {odd:?}");
    }
}

#[test]
fn without_colours_no_cell_has_one_and_the_bar_is_reversed() {
    let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
    screen.theme(Theme::builtin("mo", Depth::None));
    for (keys, name) in [("g q", "queue"), ("Enter", "case"), ("4", "checks"), ("A", "sheet")] {
        screen.press(keys);
        let frame = screen.frame();
        let coloured = frame.content().iter().filter(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset).count();
        assert_eq!(coloured, 0, "{name}");
        let reversed = frame.content().iter().any(|cell| cell.modifier.contains(Modifier::REVERSED));
        assert!(reversed || matches!(name, "case" | "sheet"), "{name} has a bar");
        // Bold stands in brackets, the bar in angles: what a terminal without colours has to tell things apart.
        picture(&format!("mo-{name}-80-zh"), marked(frame));
    }
}

/// The screen as text with its attributes: bold in `[]`, reversed in `<>`.
fn marked(frame: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..frame.area.height {
        let (mut line, mut open) = (String::new(), Modifier::empty());
        let mut skip = false;
        for x in 0..frame.area.width {
            let Some(cell) = frame.cell((x, y)) else { continue };
            if std::mem::take(&mut skip) {
                continue;
            }
            let now = cell.modifier & (Modifier::BOLD | Modifier::REVERSED);
            if now != open {
                line.push_str(if open.contains(Modifier::REVERSED) {
                    ">"
                } else if open.contains(Modifier::BOLD) {
                    "]"
                } else {
                    ""
                });
                line.push_str(if now.contains(Modifier::REVERSED) {
                    "<"
                } else if now.contains(Modifier::BOLD) {
                    "["
                } else {
                    ""
                });
                open = now;
            }
            line.push_str(cell.symbol());
            skip = huzhu::layout::width::width(cell.symbol()) == 2;
        }
        line.push_str(if open.contains(Modifier::REVERSED) { ">" } else { "" });
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
