//! Bytes from the terminal, as keys, pastes, clicks and answers to what it was asked.
//!
//! Not here: what a key means (`ui::keymap`), reading (`events`). Own code, because crossterm's reader gives answers out as typed text,
//! and because what comes in may be cut anywhere, hostile or endless.
//! Invariants: the colour that is asked for never comes out as keys, whole, cut or garbled, while its pieces follow within [`CUT_WAIT`]; what
//! isn't understood is left out as a whole; nothing collected here grows beyond its bound.
//! What remains possible, after an answer that was cut only: a key that a colour is written with (a digit, `a` to `f`) counts as its rest;
//! an Esc by itself is the key, though it may begin the answer's end, whose `\` then is one with Alt. After another string, which nobody
//! asked for, a rest of one byte is a key, and two keys that are read at once are its rest.

mod keys;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};

/// Bytes of a control sequence: the longest that is understood has fewer than 32.
const LONGEST_SEQUENCE: usize = 64;
/// Bytes of an answer.
const LONGEST_ANSWER: usize = 256;
/// Bytes of the answer with a colour, `11;rgb:ffff/ffff/ffff`, with some to spare: so many keys at most are taken for the rest of one.
const LONGEST_COLOUR: usize = 32;
/// Bytes of a paste; what is more is left out, as the fields do with what they can't hold.
pub const LONGEST_PASTE: usize = 64 * 1024;
/// After Esc the rest of a key's sequence comes within this time, also over a slow line; alone it is the key.
const ESC_WAIT: Duration = Duration::from_millis(25);
/// A sequence or a paste that stops half-way is given up after this time, so that keys work again. A string is not: see [`REST`].
const CUT_WAIT: Duration = Duration::from_millis(500);
/// A string that stops half-way for so long was cut. Its rest may still come, in one piece; what a person types comes key by key, and a
/// key that is held comes less often.
const REST: Duration = ESC_WAIT;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Something that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Key(KeyEvent),
    Paste(String),
    Mouse(MouseEvent),
    Answer(Answer),
}

/// What the terminal answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The colour of its ground, 8 bits each.
    Ground([u8; 3]),
    /// What it is: asked last, so that what it didn't answer before this it won't answer.
    Kind,
    /// Row and column of the cursor, from 1.
    Cursor(u16, u16),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After Esc.
    Escape,
    /// After `Esc O`.
    Ss3,
    /// After `Esc [`.
    Sequence,
    /// After `Esc [ [`, the function keys of the Linux console.
    Console,
    /// Inside an answer that begins with `Esc ]`.
    Answer,
    /// Inside another string of the terminal: `Esc P`, `Esc _`, `Esc ^`, `Esc X`.
    Skipped,
    Paste,
}

/// Reads bytes one by one, wherever they are cut.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    buffer: Vec<u8>,
    /// The last byte of a string was an Esc, which may begin its end.
    ending: bool,
    /// Esc stood before the character that is being read.
    alt: bool,
    /// A string stopped half-way: what comes next is its rest, or somebody types.
    rested: bool,
}

impl Decoder {
    /// Takes bytes that came together in and adds what they are to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        if self.rested && self.is_typed(bytes) {
            self.reset();
        }
        self.rested = false;
        for &byte in bytes {
            self.byte(byte, out);
        }
    }

    /// How long to wait for the rest of what has begun; nothing where nothing has.
    pub fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Text if self.buffer.is_empty() => None,
            State::Escape | State::Ss3 => Some(ESC_WAIT),
            State::Sequence if self.buffer.is_empty() => Some(ESC_WAIT),
            State::Answer | State::Skipped if !self.rested => Some(REST),
            _ => Some(CUT_WAIT),
        }
    }

    /// Nothing more came in that time: an Esc alone is the key, a letter after it is with Alt, and the beginning of anything else is
    /// left out. A paste that lost its end is given out as far as it came. A string may go on once more.
    pub fn give_up(&mut self, out: &mut Vec<Input>) {
        let alone = self.buffer.is_empty() && !self.ending;
        match self.state {
            State::Answer | State::Skipped if !alone && !self.rested => {
                self.rested = true;
                return;
            }
            State::Escape => out.push(key(KeyCode::Esc, KeyModifiers::NONE)),
            State::Ss3 => out.push(key(KeyCode::Char('O'), KeyModifiers::ALT)),
            State::Sequence if alone => out.push(key(KeyCode::Char('['), KeyModifiers::ALT)),
            State::Answer if alone => out.push(key(KeyCode::Char(']'), KeyModifiers::ALT)),
            State::Paste => self.pasted(out),
            _ => {}
        }
        self.reset();
    }

    /// Whether what comes after a string that was cut is typed, and not its rest: what no colour's answer has, or one key by itself after
    /// another string.
    fn is_typed(&self, bytes: &[u8]) -> bool {
        let ends = |bytes: &[u8]| bytes.contains(&0x07) || bytes.windows(2).any(|pair| pair == b"\x1b\\");
        if ends(bytes) || (self.ending && bytes.starts_with(b"\\")) {
            return false;
        }
        if self.state == State::Answer && (self.buffer.starts_with(b"11;") || b"11;".starts_with(&self.buffer)) {
            return !self.goes_on_as_a_colour(bytes);
        }
        std::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1)
    }

    fn goes_on_as_a_colour(&self, bytes: &[u8]) -> bool {
        let named = self.buffer.iter().any(|byte| b":#".contains(byte));
        let fits = |byte: &u8| byte.is_ascii_hexdigit() || b"/;\x1b".contains(byte) || (!named && b"rgb:#".contains(byte));
        let fresh = !self.ending && bytes != b"\x1b";
        fresh && self.buffer.len() + bytes.len() <= LONGEST_COLOUR && bytes.iter().all(fits)
    }

    fn reset(&mut self) {
        *self = Decoder { buffer: std::mem::take(&mut self.buffer), ..Decoder::default() };
        self.buffer.clear();
    }

    fn enter(&mut self, state: State) {
        self.reset();
        self.state = state;
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Input>) {
        match self.state {
            State::Text => self.text(byte, out),
            State::Escape => self.escape(byte, out),
            State::Ss3 => {
                self.reset();
                // Nothing but a final byte may follow; a control character begins something new.
                match byte {
                    b'@'..=b'~' => out.extend(keys::pad(byte).map(Input::Key)),
                    byte => self.text(byte, out),
                }
            }
            State::Sequence => self.sequence(byte, out),
            State::Console => {
                self.reset();
                if let b'A'..=b'E' = byte {
                    out.push(key(KeyCode::F(byte - b'A' + 1), KeyModifiers::NONE));
                }
            }
            State::Answer | State::Skipped => self.string(byte, out),
            State::Paste => {
                self.buffer.push(byte);
                if self.buffer.ends_with(PASTE_END) {
                    self.buffer.truncate(self.buffer.len() - PASTE_END.len());
                    self.pasted(out);
                    self.reset();
                } else if self.buffer.len() >= LONGEST_PASTE + PASTE_END.len() * 2 {
                    // The newest bytes stay, for the end may be among them.
                    self.buffer.drain(LONGEST_PASTE..LONGEST_PASTE + PASTE_END.len());
                }
            }
        }
    }

    fn text(&mut self, byte: u8, out: &mut Vec<Input>) {
        if byte == 0x1b {
            return self.enter(State::Escape);
        }
        if byte < 0x80 {
            let alt = std::mem::take(&mut self.alt);
            self.reset();
            return out.extend(keys::plain(byte, alt).map(Input::Key));
        }
        // A first byte begins a character anew, whatever was cut before it.
        if byte >= 0xc0 {
            self.buffer.clear();
        }
        self.buffer.push(byte);
        match std::str::from_utf8(&self.buffer) {
            Ok(text) => {
                let held = if self.alt { KeyModifiers::ALT } else { KeyModifiers::NONE };
                out.extend(text.chars().map(|c| key(KeyCode::Char(c), held)));
                self.reset();
            }
            Err(fault) if fault.error_len().is_some() => self.reset(),
            Err(_) => {}
        }
    }

    fn escape(&mut self, byte: u8, out: &mut Vec<Input>) {
        match byte {
            b'[' => self.enter(State::Sequence),
            b'O' => self.enter(State::Ss3),
            b']' => self.enter(State::Answer),
            b'P' | b'_' | b'^' | b'X' => {
                self.enter(State::Skipped);
            }
            0x1b => out.push(key(KeyCode::Esc, KeyModifiers::NONE)),
            byte => {
                self.enter(State::Text);
                self.alt = true;
                self.text(byte, out);
            }
        }
    }

    fn sequence(&mut self, byte: u8, out: &mut Vec<Input>) {
        match byte {
            b'[' if self.buffer.is_empty() => self.enter(State::Console),
            b' '..=b'?' => {
                // What is too long is read to its end and then left out.
                if self.buffer.len() <= LONGEST_SEQUENCE {
                    self.buffer.push(byte);
                }
            }
            b'@'..=b'~' => {
                let parameters = std::mem::take(&mut self.buffer);
                self.reset();
                if parameters == b"200" && byte == b'~' {
                    self.state = State::Paste;
                } else if parameters.len() <= LONGEST_SEQUENCE {
                    out.extend(keys::sequence(&parameters, byte));
                }
            }
            // A control character breaks it off and stands for itself.
            byte => {
                self.reset();
                self.text(byte, out);
            }
        }
    }

    /// A byte of a string: it ends with `Esc \` or with a bell.
    fn string(&mut self, byte: u8, out: &mut Vec<Input>) {
        if self.ending && byte != b'\\' {
            // Something else began before this had ended.
            self.enter(State::Escape);
            return self.escape(byte, out);
        }
        match byte {
            0x1b => self.ending = true,
            b'\\' if self.ending => self.answered(out),
            0x07 => self.answered(out),
            0x18 | 0x1a => self.reset(),
            byte => {
                if self.buffer.len() <= LONGEST_ANSWER {
                    self.buffer.push(byte);
                }
            }
        }
    }

    fn answered(&mut self, out: &mut Vec<Input>) {
        if self.state == State::Answer && self.buffer.len() <= LONGEST_ANSWER {
            out.extend(keys::ground(&self.buffer).map(|colour| Input::Answer(Answer::Ground(colour))));
        }
        self.reset();
    }

    fn pasted(&mut self, out: &mut Vec<Input>) {
        self.buffer.truncate(LONGEST_PASTE);
        out.push(Input::Paste(String::from_utf8_lossy(&self.buffer).into_owned()));
    }
}

fn key(code: KeyCode, held: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, held))
}

#[cfg(test)]
mod tests;
