//! Writes a frame's changed cells in few bytes: over a slow line a key is felt by what it sends.
//!
//! Not here: what changed (ratatui's diff), colours and words (`ui`). It differs from ratatui's own backend in four things: no move of
//! the cursor behind a plain hanzi, only the half of the colours that changed and none for a blank, nothing is flushed before the frame
//! is whole, and a frame without a changed cell writes nothing. Underlines have the colour of their text.
//! Invariants: a move is left out only where every terminal agrees on the width of what was written before; between frames the
//! terminal's colours and attributes are its own.

mod pen;

use std::cell::OnceCell;
use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthStr;

use self::pen::{PLAIN, Pen};

/// A terminal that is painted on.
#[derive(Debug)]
pub struct Paint<W: Write> {
    out: CrosstermBackend<W>,
    /// A frame has begun that the terminal is to show as one.
    in_frame: bool,
    /// In this frame the whole screen was cleared and nothing stands on it yet: a smaller window would be cleared twice.
    blank: bool,
    /// Whether the cursor is shown, and where it is; absent where that isn't known.
    cursor_shown: Option<bool>,
    cursor_at: Option<Position>,
    /// The control sequence being put together.
    codes: String,
    /// Columns of characters of ambiguous width, 1 or 2.
    ambiguous: u16,
    /// The window's size as it was when the terminal last said that it changed; absent until it is asked for.
    size: OnceCell<Size>,
}

impl<W: Write> Paint<W> {
    pub fn new(out: W) -> Self {
        Paint {
            out: CrosstermBackend::new(out),
            in_frame: false,
            blank: false,
            cursor_shown: None,
            cursor_at: None,
            codes: String::new(),
            ambiguous: 1,
            size: OnceCell::new(),
        }
    }

    /// Tells how wide the terminal draws characters of ambiguous width.
    pub const fn set_ambiguous(&mut self, columns: u16) {
        self.ambiguous = columns;
    }

    /// Writes what stands on no cell: a question, a text for the clipboard.
    pub fn write_plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.cursor_at = None;
        self.out.write_all(bytes)?;
        Write::flush(&mut self.out)
    }

    /// The window has another size: it is asked for again. Until that is told, frames are drawn for the size before, so that one change
    /// of size clears the screen once.
    pub const fn resized(&mut self) {
        self.size = OnceCell::new();
    }

    /// The terminal was another's meanwhile: nothing is known of its cursor and its size.
    pub const fn forget(&mut self) {
        self.resized();
        self.cursor_at = None;
        self.cursor_shown = None;
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.in_frame {
            queue!(self.out, BeginSynchronizedUpdate)?;
            self.in_frame = true;
            self.blank = false;
        }
        Ok(())
    }

    /// Goes to a cell by the shorter of the two ways.
    fn go(&mut self, from: Option<Position>, to: Position) -> io::Result<()> {
        match from {
            Some(from) if from == to => Ok(()),
            Some(from) if from.y == to.y => write!(self.out, "\x1b[{}G", to.x + 1),
            _ => write!(self.out, "\x1b[{};{}H", to.y + 1, to.x + 1),
        }
    }

    /// Changes the pen in one sequence that names only what is different.
    fn change(&mut self, from: Pen, to: Pen) -> io::Result<()> {
        self.codes.clear();
        to.add_codes(from, &mut self.codes);
        match self.codes.strip_prefix(';') {
            Some(codes) => write!(self.out, "\x1b[{codes}m"),
            None => Ok(()),
        }
    }
}

/// How far a character moves the cursor, where every terminal agrees; nothing where one may not.
fn advance(symbol: &str) -> Option<u16> {
    let mut characters = symbol.chars();
    match (characters.next()?, characters.next()) {
        (' '..='~', None) => Some(1),
        ('─' | '━' | '✓' | '✗' | '▸' | '▹', None) => Some(1),
        // Hanzi of the basic plane, their punctuation, and full-width forms.
        ('\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3011}' | '\u{ff01}'..='\u{ff5e}', None) => Some(2),
        _ => None,
    }
}

impl<W: Write> Backend for Paint<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut pen = PLAIN;
        let mut place = None;
        let mut covered = None;
        for (x, y, cell) in content {
            self.begin()?;
            self.blank = false;
            let here = Position { x, y };
            // The second half of a character that only this terminal draws so wide: a blank there would cut it.
            if covered == Some(here) {
                continue;
            }
            self.go(place, here)?;
            let wanted = pen.needed_for(cell);
            self.change(pen, wanted)?;
            pen = wanted;
            self.out.write_all(cell.symbol().as_bytes())?;
            let wide = self.ambiguous == 2 && cell.symbol().width_cjk() == 2 && cell.symbol().width() == 1;
            covered = wide.then_some(Position { x: x + 1, y });
            place = advance(cell.symbol()).filter(|_| !wide).map(|columns| Position { x: x + columns, y });
            self.cursor_at = None;
        }
        if pen != PLAIN {
            queue!(self.out, SetAttribute(Attribute::Reset))?;
        }
        Ok(())
    }

    fn append_lines(&mut self, count: u16) -> io::Result<()> {
        self.cursor_at = None;
        self.out.append_lines(count)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor_shown != Some(false) {
            queue!(self.out, Hide)?;
            self.cursor_shown = Some(false);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor_shown != Some(true) {
            queue!(self.out, Show)?;
            self.cursor_shown = Some(true);
        }
        Ok(())
    }

    /// The terminal isn't asked: its answer would come to who reads keys. Whoever clears the screen puts the cursor back to this.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor_at.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor_at != Some(position) {
            queue!(self.out, MoveTo(position.x, position.y))?;
            self.cursor_at = Some(position);
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.begin()?;
        if matches!(region, ClearType::All) && std::mem::replace(&mut self.blank, true) {
            return Ok(());
        }
        self.out.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        if let Some(size) = self.size.get() {
            return Ok(*size);
        }
        let size = self.out.size()?;
        Ok(*self.size.get_or_init(|| size))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.out.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.in_frame {
            queue!(self.out, EndSynchronizedUpdate)?;
            self.in_frame = false;
        }
        Backend::flush(&mut self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    /// Paints a buffer over another and gives what was written.
    fn painted(before: &Buffer, after: &Buffer) -> Vec<u8> {
        let mut out = Vec::new();
        Paint::new(&mut out).draw(before.diff(after).into_iter()).unwrap();
        out
    }

    #[test]
    fn what_is_painted_is_what_a_terminal_shows() {
        let area = Rect::new(0, 0, 20, 2);
        let mut before = Buffer::empty(area);
        before.set_string(0, 0, "一二三四五六七八九十", Style::new().fg(Color::Rgb(1, 2, 3)));
        let mut after = Buffer::empty(area);
        after.set_string(0, 0, "a张某某 300.00", Style::new().fg(Color::Red).add_modifier(Modifier::BOLD));
        after.set_string(14, 0, "👨x", Style::new().bg(Color::Blue));
        after.set_string(0, 1, "㐂𠮷——x ✓ ▸", Style::new().add_modifier(Modifier::REVERSED));
        let mut terminal = vt100::Parser::new(2.try_into().unwrap(), 20.try_into().unwrap(), 0);
        terminal.process(&painted(&Buffer::empty(area), &before));
        terminal.process(&painted(&before, &after));
        let rows: Vec<String> = terminal.screen().rows(0, 20).map(|row| row.trim_end().to_owned()).collect();
        assert_eq!(rows, ["a张某某 300.00👨x", "㐂𠮷——x ✓ ▸"]);
        let cell = |row, column| terminal.screen().cell(row, column).unwrap().clone();
        assert!(cell(0, 1).bold() && !cell(0, 14).bold() && cell(1, 0).inverse());
        assert_eq!(cell(0, 14).bgcolor(), vt100::Color::Idx(4));
    }

    #[test]
    fn hanzi_in_a_row_need_no_move_between_them() {
        let area = Rect::new(0, 0, 20, 1);
        let mut after = Buffer::empty(area);
        after.set_string(0, 0, "单位核实", Style::new());
        assert_eq!(String::from_utf8(painted(&Buffer::empty(area), &after)).unwrap(), "\u{1b}[?2026h\u{1b}[1;1H单位核实");
    }

    #[test]
    fn a_frame_without_a_change_writes_nothing() {
        let mut out = Vec::new();
        let mut paint = Paint::new(&mut out);
        paint.hide_cursor().unwrap();
        paint.draw(std::iter::empty()).unwrap();
        paint.hide_cursor().unwrap();
        Backend::flush(&mut paint).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{1b}[?25l");
    }

    /// Whatever stood there before, a terminal shows the same as after ratatui's own backend.
    #[test]
    fn the_same_stands_on_the_screen_as_with_the_wordy_backend() {
        let area = Rect::new(0, 0, 12, 3);
        let texts = ["单位核实", "a b", "   ", "—…", "𠮷x", "━━✓", "，1.00"];
        let attributes =
            [Modifier::empty(), Modifier::BOLD, Modifier::REVERSED, Modifier::UNDERLINED, Modifier::BOLD | Modifier::UNDERLINED];
        let colours = [Color::Reset, Color::Red, Color::LightBlue, Color::Indexed(99), Color::Rgb(1, 2, 3)];
        let mut number = 7_u64;
        let mut below = |limit: usize| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (number >> 33) as usize % limit
        };
        let terminal = || vt100::Parser::new(3.try_into().unwrap(), 12.try_into().unwrap(), 0);
        let (mut ours, mut theirs) = (terminal(), terminal());
        let mut before = Buffer::empty(area);
        for _ in 0..500 {
            let mut after = before.clone();
            for _ in 0..4 {
                let style = Style::new().fg(colours[below(5)]).bg(colours[below(5)]);
                after.set_string(below(12) as u16, below(3) as u16, texts[below(7)], style.add_modifier(attributes[below(5)]));
            }
            ours.process(&painted(&before, &after));
            let mut wordy = Vec::new();
            CrosstermBackend::new(&mut wordy).draw(before.diff(&after).into_iter()).unwrap();
            theirs.process(&wordy);
            let seen = |parser: &vt100::Parser, x, y| {
                let cell = parser.screen().cell(y, x).unwrap().clone();
                let is_blank = matches!(cell.contents(), "" | " ") && !cell.inverse() && !cell.underline();
                let ink = (!is_blank).then(|| (cell.fgcolor(), cell.bold()));
                (cell.contents().trim_end().to_owned(), cell.bgcolor(), cell.inverse(), cell.underline(), ink)
            };
            for (x, y) in (0..3).flat_map(|y| (0..12).map(move |x| (x, y))) {
                assert_eq!(seen(&ours, x, y), seen(&theirs, x, y), "at {x},{y}");
            }
            before = after;
        }
    }
}
