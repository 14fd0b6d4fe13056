//! What one whole sequence of the terminal stands for.
//!
//! Not here: where it begins and ends (`decode`). Invariant: what isn't known stands for nothing.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{Answer, Input};

/// One byte below 0x80, as the key that sends it.
pub fn plain(byte: u8, alt: bool) -> Option<KeyEvent> {
    let (code, control) = match byte {
        b'\r' => (KeyCode::Enter, false),
        b'\t' => (KeyCode::Tab, false),
        0x7f => (KeyCode::Backspace, false),
        0 => (KeyCode::Char(' '), true),
        0x01..=0x1a => (KeyCode::Char(char::from(byte - 1 + b'a')), true),
        0x1c..=0x1f => (KeyCode::Char(char::from(byte - 0x1c + b'4')), true),
        b' '..=b'~' => (KeyCode::Char(char::from(byte)), false),
        _ => return None,
    };
    let mut held = KeyModifiers::NONE;
    held.set(KeyModifiers::ALT, alt);
    held.set(KeyModifiers::CONTROL, control);
    Some(KeyEvent::new(code, held))
}

/// `Esc [ parameters final`.
pub fn sequence(parameters: &[u8], end: u8) -> Option<Input> {
    let text = std::str::from_utf8(parameters).ok()?;
    match (text.chars().next(), end) {
        (Some('<'), b'M' | b'm') => return mouse(&text[1..], end == b'M').map(Input::Mouse),
        (Some('?'), b'c') => return Some(Input::Answer(Answer::Kind)),
        (Some('<' | '=' | '>' | '?'), _) => return None,
        _ => {}
    }
    let fields: Vec<&str> = text.split(';').collect();
    let number = |i: usize| fields.get(i).and_then(|field| field.split(':').next()?.parse::<u32>().ok());
    // Row 1 is left to F3 with something held, which looks the same; the cursor is never asked for there.
    if let (b'R', Some(row @ 2..), Some(column)) = (end, number(0), number(1)) {
        return Some(Input::Answer(Answer::Cursor(u16::try_from(row).ok()?, u16::try_from(column).ok()?)));
    }
    if end == b'R' && fields.len() > 1 && !number(1).is_some_and(|held| (2..=16).contains(&held)) {
        return None;
    }
    let held = modifiers(number(1).unwrap_or(1));
    let mut key = match end {
        b'~' => match number(0)? {
            // What xterm sends for other keys where it is told to: `27 ; held ; character`.
            27 => character(number(2)?, held)?,
            code => KeyEvent::new(numbered(code)?, held),
        },
        b'u' => character(number(0)?, held)?,
        end if matches!(fields.first(), Some(&("" | "1"))) => final_key(end, held)?,
        _ => return None,
    };
    let kind = fields.get(1).and_then(|field| field.split(':').nth(1));
    key.kind = match kind {
        // A key that is let go is none.
        Some("3") => return None,
        Some("2") => KeyEventKind::Repeat,
        _ => KeyEventKind::Press,
    };
    Some(Input::Key(key))
}

/// The keys that are told by the last letter.
fn final_key(end: u8, held: KeyModifiers) -> Option<KeyEvent> {
    let code = match end {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(end - b'P' + 1),
        b'Z' => KeyCode::BackTab,
        _ => return None,
    };
    Some(KeyEvent::new(code, held))
}

/// The keys after `Esc O`: those of the arrows, and a key pad's Enter, digits and signs.
pub fn pad(end: u8) -> Option<KeyEvent> {
    match end {
        b'M' => Some(KeyEvent::from(KeyCode::Enter)),
        b'j'..=b'y' => Some(KeyEvent::from(KeyCode::Char(char::from(end - 0x40)))),
        end => final_key(end, KeyModifiers::NONE),
    }
}

fn numbered(code: u32) -> Option<KeyCode> {
    Some(match code {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(u8::try_from(code - 10).ok()?),
        17..=21 => KeyCode::F(u8::try_from(code - 11).ok()?),
        23..=26 => KeyCode::F(u8::try_from(code - 12).ok()?),
        _ => return None,
    })
}

/// A key told by its character's number, as newer terminals do.
fn character(code: u32, held: KeyModifiers) -> Option<KeyEvent> {
    let code = match code {
        27 => KeyCode::Esc,
        13 | 57414 => KeyCode::Enter,
        9 if held.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        8 | 127 => KeyCode::Backspace,
        // The digits of the key pad. Other numbers of this range are keys alone, such as Shift: they are none here.
        57399..=57408 => KeyCode::Char(char::from_digit(code - 57399, 10)?),
        57344..=63743 => return None,
        code => KeyCode::Char(char::from_u32(code).filter(|c| !c.is_control())?),
    };
    Some(KeyEvent::new(code, held))
}

/// What is held, told as one more than its bits.
fn modifiers(told: u32) -> KeyModifiers {
    let bits = told.saturating_sub(1);
    let mut held = KeyModifiers::NONE;
    held.set(KeyModifiers::SHIFT, bits & 1 != 0);
    held.set(KeyModifiers::ALT, bits & 2 != 0);
    held.set(KeyModifiers::CONTROL, bits & 4 != 0);
    held.set(KeyModifiers::SUPER, bits & 8 != 0);
    held
}

/// `button ; column ; row`, from 1.
fn mouse(text: &str, pressed: bool) -> Option<MouseEvent> {
    let mut numbers = text.split(';').map(|number| number.parse::<u16>().ok());
    let (button, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let kind = match (button & 0b1110_0011, pressed) {
        (0, true) => MouseEventKind::Down(MouseButton::Left),
        (0, false) => MouseEventKind::Up(MouseButton::Left),
        (64, _) => MouseEventKind::ScrollUp,
        (65, _) => MouseEventKind::ScrollDown,
        // The other buttons, dragging and moving stand for nothing here.
        _ => return None,
    };
    let mut held = KeyModifiers::NONE;
    held.set(KeyModifiers::SHIFT, button & 4 != 0);
    held.set(KeyModifiers::ALT, button & 8 != 0);
    held.set(KeyModifiers::CONTROL, button & 16 != 0);
    Some(MouseEvent { kind, column: column.checked_sub(1)?, row: row.checked_sub(1)?, modifiers: held })
}

/// The answer to the question for the ground: `11;rgb:1212/1414/1818`, with one to four hexadecimal digits each, or `11;#121418`.
pub fn ground(answer: &[u8]) -> Option<[u8; 3]> {
    let colour = std::str::from_utf8(answer).ok()?.strip_prefix("11;")?;
    let (parts, alpha): (Vec<&str>, usize) = match (colour.strip_prefix("rgb:"), colour.strip_prefix("rgba:")) {
        (Some(rgb), _) => (rgb.split('/').collect(), 0),
        (_, Some(rgba)) => (rgba.split('/').collect(), 1),
        _ => {
            let digits = colour.strip_prefix('#').filter(|digits| digits.is_ascii() && matches!(digits.len(), 3 | 6 | 12))?;
            let each = digits.len() / 3;
            (vec![&digits[..each], &digits[each..each * 2], &digits[each * 2..]], 0)
        }
    };
    if parts.len() != 3 + alpha {
        return None;
    }
    let mut rgb = [0; 3];
    for (place, part) in rgb.iter_mut().zip(parts) {
        if !(1..=4).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let most = (1_u32 << (part.len() * 4)) - 1;
        *place = u8::try_from(u32::from_str_radix(part, 16).ok()? * 255 / most).ok()?;
    }
    Some(rgb)
}
