//! Writes a frame's changed cells in few bytes: over a slow line a key is felt by what it sends.
//!
//! Not here: what changed (ratatui's diff), colours and words (`ui`). It differs from ratatui's own backend in three things: no move of
//! the cursor behind a plain hanzi, only the half of the colours that changed, and nothing is flushed before the frame is whole.
//! Invariant: a move is left out only where every terminal agrees on the width of what was written before.

use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::{Attribute, Print, SetAttribute, SetBackgroundColor, SetForegroundColor};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, IntoCrossterm, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// A terminal that is written to.
pub struct Paint<W: Write> {
    inner: CrosstermBackend<W>,
}

impl<W: Write> Paint<W> {
    pub const fn new(writer: W) -> Self {
        Paint { inner: CrosstermBackend::new(writer) }
    }
}

impl<W: Write> Write for Paint<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}

/// How many columns a cell's text takes in every terminal; nothing where terminals differ.
fn sure_width(symbol: &str) -> Option<u16> {
    let mut characters = symbol.chars();
    match (characters.next()?, characters.next()) {
        (' '..='~' | '─' | '━' | '✓' | '✗' | '▸', None) => Some(1),
        // Hanzi of the basic plane, their punctuation, and full-width forms.
        ('\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3011}' | '\u{ff01}'..='\u{ff5e}', None) => Some(2),
        _ => None,
    }
}

/// The attributes that the desk uses, with how each is switched on.
const ATTRIBUTES: [(Modifier, Attribute); 3] =
    [(Modifier::BOLD, Attribute::Bold), (Modifier::UNDERLINED, Attribute::Underlined), (Modifier::REVERSED, Attribute::Reverse)];

/// What the terminal writes with now.
#[derive(Clone, Copy)]
struct Ink {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Ink = Ink { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl Ink {
    /// Changes over to a cell's ink by as little as will do.
    fn change(&mut self, cell: &Cell, out: &mut impl Write) -> io::Result<()> {
        if !cell.modifier.contains(self.modifier) {
            // Something is to be switched off: that is done by switching all off, in one short sequence.
            queue!(out, SetAttribute(Attribute::Reset))?;
            *self = PLAIN;
        }
        for (modifier, attribute) in ATTRIBUTES {
            if cell.modifier.contains(modifier) && !self.modifier.contains(modifier) {
                queue!(out, SetAttribute(attribute))?;
            }
        }
        if cell.fg != self.fg {
            queue!(out, SetForegroundColor(cell.fg.into_crossterm()))?;
        }
        if cell.bg != self.bg {
            queue!(out, SetBackgroundColor(cell.bg.into_crossterm()))?;
        }
        *self = Ink { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        Ok(())
    }
}

impl<W: Write> Backend for Paint<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let out = &mut self.inner;
        let mut ink = PLAIN;
        let mut at = None;
        for (x, y, cell) in content {
            if at != Some((x, y)) {
                queue!(out, MoveTo(x, y))?;
            }
            ink.change(cell, out)?;
            queue!(out, Print(cell.symbol()))?;
            at = sure_width(cell.symbol()).map(|width| (x + width, y));
        }
        queue!(out, SetAttribute(Attribute::Reset))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        queue!(self.inner, Hide)
    }
    fn show_cursor(&mut self) -> io::Result<()> {
        queue!(self.inner, Show)
    }
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }
    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        queue!(self.inner, MoveTo(x, y))
    }
    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }
    fn clear_region(&mut self, kind: ClearType) -> io::Result<()> {
        self.inner.clear_region(kind)
    }
    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }
    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }
    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

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
        assert_eq!(String::from_utf8(painted(&Buffer::empty(area), &after)).unwrap(), "\u{1b}[1;1H单位核实\u{1b}[0m");
    }
}
