//! The lock screen, and its keys. Nothing of what lies behind it is drawn.
//!
//! Not here: what a key does (`app::lock`). Invariant: of the passphrase only its length is drawn, and not beyond a few stars.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Rect;

use crate::app::lock::{Lock, LockKey};
use crate::app::{Desk, Message};
use crate::layout::width::{width, wrap};
use crate::text::lock as words;
use crate::ui::format::time;
use crate::ui::head;
use crate::ui::keymap;
use crate::ui::pen::Pen;

/// Columns between the left edge and the text, at most.
const MARGIN: u16 = 20;
/// Columns of the passphrase's field, and of a sentence.
const FIELD: u16 = 32;
const PROSE: u16 = 72;
const MOST_STARS: usize = 24;

/// What a key means here. The same in both presets: letters are text.
pub fn press(key: KeyEvent) -> Option<Message> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(Message::Lock(match key.code {
        KeyCode::Char('c' | 'q') if control => LockKey::Quit,
        KeyCode::Char('o') if control => LockKey::SignOut,
        KeyCode::Enter => LockKey::Enter,
        _ => LockKey::Edit(keymap::edit(key, false)?),
    }))
}

/// Draws the screen.
pub fn draw(pen: &mut Pen, desk: &Desk, lock: &Lock, area: Rect) {
    pen.clear(area);
    let lang = desk.lang;
    let (strong, text, muted, bad) = (pen.theme.strong, pen.theme.text, pen.theme.muted, pen.theme.bad);
    let left = area.x + MARGIN.min(area.width / 8);
    let end = area.right() - 1;
    let prose = PROSE.min(end.saturating_sub(left));
    let mut y = area.y + area.height / 4;
    if let Some(sentence) = &lock.ended {
        for line in wrap(sentence, prose) {
            pen.put(left, y, end, line, text);
            y += 1;
        }
        return hints(pen, &[("Enter", words::key_leave(lang))], area);
    }
    let x = pen.put(left, y, end, words::locked(lang), strong);
    let since = time(lock.since);
    let since = lock.idle.map_or_else(|| since.clone(), |minutes| format!("{since}  {}", words::idle(lang, minutes)));
    pen.put_cut(x + 3, y, end, &since, muted);
    y += 2;
    if lock.trying {
        pen.put_cut(left, y, end, words::trying(lang), muted);
    } else {
        let x = pen.put(left, y, end, words::passphrase(lang), muted) + 3;
        let stars = lock.typed().min(MOST_STARS);
        pen.field(x, y, (x + FIELD).min(end), &"*".repeat(stars), Some(stars));
    }
    y += 1;
    let who = desk.who(&desk.me.user);
    let (held, waiting) = lock.to_send;
    let x = pen.put_cut(left, y, end, &who, text);
    let state = match lock.is_closed() {
        false => words::closing(lang).to_owned(),
        true if held + waiting == 0 => words::to_send(lang, held, waiting),
        true => format!("{}   {}", words::to_send(lang, held, waiting), words::goes_out(lang)),
    };
    pen.put_cut(x + 3, y, end, &state, muted);
    y += 2;
    for line in lock.fault.iter().flat_map(|fault| wrap(fault, prose)) {
        pen.put(left, y, end, line, bad);
        y += 1;
    }
    hints(pen, &[("Enter", words::key_unlock(lang)), ("Ctrl-o", words::key_sign_out(lang))], area);
}

fn hints(pen: &mut Pen, keys: &[(&str, &str)], area: Rect) {
    let (key, text) = (pen.theme.key, pen.theme.text);
    let y = area.bottom() - 1;
    let quit = [("Ctrl-c".to_owned(), key), (format!(" {}", words::key_quit(pen.lang)), text)];
    let right = head::put_right(pen, y, area.right() - 1, &quit).saturating_sub(3);
    let mut x = area.x + 1;
    for (printed, name) in keys {
        if x + width(printed) + 1 + width(name) > right {
            break;
        }
        x = pen.put(x, y, right, printed, key);
        x = pen.put(x + 1, y, right, name, text) + 3;
    }
}
