//! The screen on which one signs in, and its keys.
//!
//! Not here: what a key does (`app::login`). Invariant: of a password only its length is drawn.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::login::{CLOCK_MINUTES, Focus, Login, LoginMessage, Reach, Reached, THROBBER_MILLIS};
use crate::layout::width::{width, wrap};
use crate::text::login as words;
use crate::ui::glyphs::Glyphs;
use crate::ui::head;
use crate::ui::hits::Hits;
use crate::ui::keymap;
use crate::ui::pen::{Pen, Piece};
use crate::ui::theme::Theme;

/// Columns of the margin, and of the labels after it.
const MARGIN: u16 = 4;
const LABELS: u16 = 11;
/// The most columns of a field, and of a text below them.
const FIELD: u16 = 44;
const PROSE: u16 = 72;
/// Columns for what is said of the address.
const REMARK: u16 = 33;
/// Stars that stand for a password, so that its length is not told beyond them.
const MOST_STARS: usize = 24;
/// The frames of the throbber.
const THROBBER: [&str; 8] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧"];

/// What a key means here. Letters are text: only these act.
pub fn press(key: KeyEvent) -> Option<LoginMessage> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('c' | 'q') if control => LoginMessage::Quit,
        KeyCode::Enter => LoginMessage::Enter,
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => LoginMessage::Previous,
        KeyCode::Tab | KeyCode::Down => LoginMessage::Next,
        KeyCode::BackTab | KeyCode::Up => LoginMessage::Previous,
        KeyCode::F(2) => LoginMessage::Demo,
        KeyCode::F(3) => LoginMessage::Language,
        _ => LoginMessage::Edit(keymap::edit(key, false)?),
    })
}

/// Draws the screen.
pub fn draw(frame: &mut Frame, login: &Login, theme: &Theme) {
    let area = frame.area();
    let mut pen = Pen {
        buffer: frame.buffer_mut(),
        theme,
        lang: login.lang,
        cursor: None,
        hits: Hits::default(),
        glyphs: Glyphs::default(),
        still: false,
    };
    if Desk::fits(area.width, area.height) {
        body(&mut pen, login, area);
        keys(&mut pen, login, Rect { y: area.bottom() - 1, height: 1, ..area });
    } else {
        head::too_small(&mut pen, area, crate::app::SMALLEST);
    }
    if let Some(cursor) = pen.cursor {
        frame.set_cursor_position(cursor);
    }
}

fn body(pen: &mut Pen, login: &Login, area: Rect) {
    let lang = login.lang;
    let (strong, muted, bad) = (pen.theme.strong, pen.theme.muted, pen.theme.bad);
    let left = area.x + MARGIN;
    let end = area.right() - 1;
    let mut y = area.y + u16::from(area.height > 18) + area.height.saturating_sub(24) / 4;
    let x = pen.put(left, y, end, words::product(lang), strong);
    pen.put_cut(x + 2, y, end, words::product_long(lang), muted);
    y += 2;
    for focus in login.fields() {
        field(pen, login, focus, Rect { y, height: 1, ..area });
        y += 1;
    }
    y += 1;
    let prose = PROSE.min(area.width.saturating_sub(MARGIN + 1));
    let mut say = |pen: &mut Pen, text: &str, style| {
        for line in wrap(text, prose) {
            // The last two rows are the rule's and the keys'.
            if y + 2 < area.bottom() {
                pen.put(left, y, end, line, style);
            }
            y += 1;
        }
        y += 1;
    };
    // One sentence for one fault: what signing in met is newer than what trying the address did.
    let unreached = if let Reach::Not(why) = &login.reach { Some(why) } else { None };
    if let Some(fault) = login.fault.as_ref().or(unreached) {
        say(pen, &format!("✗ {fault}"), bad);
    }
    if let Reach::Reached(Reached { clock_ahead: Some(minutes), .. }) = login.reach
        && minutes.abs() >= CLOCK_MINUTES
    {
        let warn = pen.theme.warn;
        let text = if minutes > 0 { words::clock_ahead(lang, minutes) } else { words::clock_behind(lang, -minutes) };
        say(pen, &format!("! {text}"), warn);
    }
    if login.fields().contains(&Focus::Former) {
        say(pen, words::former_why(lang), muted);
    }
    say(pen, words::first(lang), muted);
    say(pen, words::first_password(lang), muted);
    pen.rule(area.x, area.bottom() - 3, area.right());
    able(pen, login, Rect { y: area.bottom() - 2, height: 1, ..area });
}

fn field(pen: &mut Pen, login: &Login, focus: Focus, area: Rect) {
    let lang = login.lang;
    let muted = pen.theme.muted;
    let (left, y) = (area.x + MARGIN, area.y);
    let x = left + LABELS;
    // All fields are of one length, and what is said of the address has room beside them.
    let end = (x + FIELD).min(area.right().saturating_sub(REMARK)).max(x + FIELD / 2);
    let label = match focus {
        Focus::Server => words::server(lang),
        Focus::User => words::user(lang),
        Focus::Password => words::password(lang),
        Focus::Former => words::former(lang),
    };
    pen.put_cut(left, y, x - 1, label, muted);
    let here = login.focus == focus;
    let text = |field: &crate::app::field::Field| (field.value().to_owned(), field.cursor());
    let (value, cursor) = match focus {
        Focus::Server => text(&login.server),
        Focus::User => text(&login.user),
        Focus::Password | Focus::Former => {
            let stars = login.typed(focus).unwrap_or(0).min(MOST_STARS);
            ("*".repeat(stars), stars)
        }
    };
    // Whether the address is a good one stands beside it.
    let remark = if focus == Focus::Server { reach(pen, login) } else { Vec::new() };
    pen.field(x, y, end, &value, here.then_some(cursor));
    pen.pieces(end + 2, y, area.right(), &remark);
    if here {
        let accent = pen.theme.accent;
        pen.put(area.x + 2, y, area.x + 3, "▸", accent);
    }
}

/// What is known of the address, in a few words.
fn reach(pen: &Pen, login: &Login) -> Vec<Piece> {
    let lang = login.lang;
    let (muted, ok) = (pen.theme.muted, pen.theme.ok);
    match &login.reach {
        Reach::Untried if login.server.is_blank() => vec![(words::server_hint(lang).to_owned(), muted)],
        Reach::Untried => Vec::new(),
        Reach::Trying { since } if login.now.0 - since.0 < THROBBER_MILLIS => Vec::new(),
        Reach::Trying { .. } => vec![(format!("{} {}", throbber(login), words::trying(lang)), muted)],
        Reach::Reached(reached) => {
            let safe = if reached.encrypted { words::certificate_good(lang) } else { words::this_machine(lang) };
            vec![("✓ ".to_owned(), ok), (words::reached(lang, reached.millis), muted), (format!("  {safe}"), muted)]
        }
        Reach::Not(_) => vec![("✗".to_owned(), pen.theme.bad)],
    }
}

fn throbber(login: &Login) -> &'static str {
    let frame = usize::try_from(login.now.0.div_euclid(250)).unwrap_or(0) % THROBBER.len();
    THROBBER[frame]
}

/// What the terminal can do.
fn able(pen: &mut Pen, login: &Login, area: Rect) {
    let lang = login.lang;
    let (ok, warn, muted) = (pen.theme.ok, pen.theme.warn, pen.theme.muted);
    let mark = |good: bool| if good { ("✓ ".to_owned(), ok) } else { ("! ".to_owned(), warn) };
    let colours = match login.able.colour_bits {
        0 => words::no_colours(lang).to_owned(),
        bits => words::colours(lang, bits),
    };
    let utf8 = if login.able.utf8 { words::utf8(lang) } else { words::no_utf8(lang) };
    let (columns, rows) = login.size;
    let pieces = [
        mark(login.able.colour_bits > 0),
        (format!("{colours}   "), muted),
        mark(login.able.utf8),
        (format!("{utf8}   "), muted),
        mark(true),
        (words::size(lang, columns, rows), muted),
    ];
    if let Some(since) = login.signing {
        let text = pen.theme.text;
        let throb = if login.now.0 - since.0 < THROBBER_MILLIS { " " } else { throbber(login) };
        pen.put(area.x + 1, area.y, area.right(), &format!("{throb} {}", words::signing(lang)), text);
        return;
    }
    pen.pieces(area.x + 1, area.y, area.right(), &pieces);
}

fn keys(pen: &mut Pen, login: &Login, area: Rect) {
    let lang = login.lang;
    let (key, text) = (pen.theme.key, pen.theme.text);
    let quit = [("Ctrl-c".to_owned(), key), (format!(" {}", words::key_quit(lang)), text)];
    let right = head::put_right(pen, area.y, area.right() - 1, &quit).saturating_sub(3);
    let hints = [
        ("Enter", words::key_sign_in(lang)),
        ("Tab", words::key_next(lang)),
        ("F2", words::key_demo(lang)),
        ("F3", words::key_language(lang)),
    ];
    let mut x = area.x + 1;
    for (printed, name) in hints {
        if x + width(printed) + 1 + width(name) > right {
            break;
        }
        x = pen.put(x, area.y, right, printed, key);
        x = pen.put(x + 1, area.y, right, name, text) + 3;
    }
}
