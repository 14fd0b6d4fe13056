//! The pen: the only way in which text gets onto the screen.
//!
//! Invariant: what is put between two columns stays between them, whatever the text is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use crate::app::pointer::Target;
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::layout::width::{cut_at, safe, width};
use crate::text::desk::not_assessed;
use crate::ui::glyphs::Glyphs;
use crate::ui::hits::Hits;
use crate::ui::theme::Theme;

/// A piece of a line with its style.
pub type Piece = (String, Style);

/// An amount as a screen tells it: what it comes to, or that it waits for somebody and is no zero.
#[derive(Clone, Copy, Debug)]
pub enum Owed {
    Is(Money),
    Open,
}

pub struct Pen<'a> {
    pub buffer: &'a mut Buffer,
    pub theme: &'a Theme,
    pub lang: Lang,
    /// Where the terminal's own cursor goes.
    pub cursor: Option<Position>,
    /// What can be clicked, as far as it is drawn.
    pub hits: Hits,
    pub glyphs: Glyphs,
    /// Nothing moves by itself: no bar that shrinks, no throbber; seconds are told in figures.
    pub still: bool,
}

impl Pen<'_> {
    /// Puts text from column `x` on, up to column `end` (not included); gives the column after it.
    pub fn put(&mut self, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
        let area = *self.buffer.area();
        let end = end.min(area.right());
        if y >= area.bottom() || y < area.y {
            return x;
        }
        let mut x = x;
        for c in text.chars() {
            let Some((c, wide)) = safe(self.glyphs.of(c)) else { continue };
            if x + wide > end {
                break;
            }
            let c = if self.glyphs.utf8 || c.is_ascii() { c } else { '?' };
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_char(c).set_style(style);
                // On a reversed bar a colour of the text would become the ground.
                if cell.modifier.contains(Modifier::REVERSED) {
                    cell.fg = Color::Reset;
                }
            }
            if wide == 2
                && let Some(cell) = self.buffer.cell_mut((x + 1, y))
            {
                cell.reset();
                cell.set_style(style);
            }
            x += wide;
        }
        x
    }

    /// Puts text, and ends it in `…` where it doesn't fit; a number is never cut, but left out.
    pub fn put_cut(&mut self, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
        let room = end.saturating_sub(x);
        if width(text) <= room {
            return self.put(x, y, end, text, style);
        }
        let cut = self.glyphs.cut();
        let Some(room) = room.checked_sub(width(cut)) else { return x };
        let x = self.put(x, y, end, &text[..cut_at(text, room)], style);
        self.put(x, y, end, cut, style)
    }

    /// Puts text so that it ends before column `end`, and not before column `from`.
    pub fn put_right(&mut self, from: u16, y: u16, end: u16, text: &str, style: Style) {
        let x = end.saturating_sub(width(text)).max(from);
        self.put_cut(x, y, end, text, style);
    }

    /// Puts pieces one after another; the one that doesn't fit is cut.
    pub fn pieces(&mut self, x: u16, y: u16, end: u16, pieces: &[Piece]) -> u16 {
        let mut x = x;
        for (text, style) in pieces {
            x = self.put_cut(x, y, end, text, *style);
        }
        x
    }

    /// Puts an amount that ends before column `end`: decimals in a lighter strength, unless it is strong. It is never cut.
    pub fn amount(&mut self, y: u16, end: u16, amount: Money, strong: bool) {
        let text = amount.grouped();
        let style = match (strong, amount.is_zero()) {
            (true, _) => self.theme.strong,
            (false, true) => self.theme.muted,
            (false, false) => self.theme.text,
        };
        let x = end.saturating_sub(width(&text));
        if strong {
            self.put(x, y, end, &text, style);
        } else {
            let (yuan, fen) = text.split_at(text.len().saturating_sub(3));
            let x = self.put(x, y, end, yuan, style);
            let minor = self.theme.minor;
            self.put(x, y, end, fen, minor);
        }
    }

    /// Puts an amount as `amount` does, or the word for one that is still open.
    pub fn owed(&mut self, y: u16, end: u16, owed: Owed, strong: bool) {
        match owed {
            Owed::Is(amount) => self.amount(y, end, amount, strong),
            Owed::Open => {
                let (word, style) = (not_assessed(self.lang), if strong { self.theme.strong } else { self.theme.muted });
                self.put(end.saturating_sub(width(word)), y, end, word, style);
            }
        }
    }

    /// Draws a horizontal rule over columns.
    pub fn rule(&mut self, from: u16, y: u16, end: u16) {
        let style = self.theme.faint;
        self.line(from, y, end, '─', style);
    }

    /// Draws the heavy part of a rule, under what is open.
    pub fn heavy(&mut self, from: u16, y: u16, end: u16) {
        let style = self.theme.accent;
        self.line(from, y, end, '━', style);
    }

    /// Draws a vertical rule down to a row (not included).
    pub fn vertical(&mut self, x: u16, from: u16, end: u16) {
        let faint = self.theme.faint;
        for y in from..end {
            self.put(x, y, x + 1, "│", faint);
        }
    }

    fn line(&mut self, from: u16, y: u16, end: u16, c: char, style: Style) {
        let c = self.glyphs.of(c);
        for x in from..end.min(self.buffer.area().right()) {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_char(c).set_style(style);
            }
        }
    }

    /// Draws a rule with a title near its left end and an aside near its right one: `── 核准  ZJ24-001873 ───── 15 / 63 ─`.
    pub fn titled_rule(&mut self, area: Rect, y: u16, title: &[Piece], aside: &str) {
        self.rule(area.x, y, area.right());
        let end = area.right().saturating_sub(2);
        let aside_at = if aside.is_empty() { end } else { end.saturating_sub(width(aside) + 1) };
        let muted = self.theme.muted;
        let titles: u16 = title.iter().map(|(text, _)| width(text)).sum();
        let fits_both = area.x + 3 + titles + 4 < aside_at;
        let title_end = if fits_both { aside_at.saturating_sub(3) } else { end };
        let x = self.put(area.x + 2, y, end, " ", muted);
        let x = self.pieces(x, y, title_end, title);
        self.put(x, y, end, " ", muted);
        if fits_both && !aside.is_empty() {
            let x = self.put(aside_at, y, end, " ", muted);
            let x = self.put(x, y, end, aside, muted);
            self.put(x, y, end + 1, " ", muted);
        }
    }

    /// Puts the pointer into the gutter and a bar over the rows of what is selected. Call it after they were put.
    pub fn select(&mut self, area: Rect) {
        let (bar, accent, strong) = (self.theme.sel, self.theme.accent, self.theme.strong);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                // On the bar muted text becomes text; the meanings keep their colour. Blanks take it too: each change of colour is
                // some twenty bytes on the line, for every key that moves the bar.
                let plain = [self.theme.muted.fg, self.theme.text.fg, None].map(Option::unwrap_or_default);
                if plain.contains(&cell.fg) {
                    cell.set_style(strong);
                }
                cell.set_style(bar);
                // Reversed, a colour of the text would be a ground of its own, and the bar a row of patches.
                if bar.add_modifier.contains(Modifier::REVERSED) {
                    cell.fg = Color::Reset;
                }
            }
        }
        self.put(area.x, area.y, area.x + 1, "▸", accent.patch(bar));
    }

    /// Marks what is selected in a list that hasn't the focus: it keeps its place, without the bar.
    pub fn keep_place(&mut self, area: Rect) {
        let accent = self.theme.accent;
        self.put(area.x, area.y, area.x + 1, "▹", accent);
    }

    /// Finishes a line of the list that has the cursor: a click selects it, and where it is chosen the bar lies over it.
    pub fn list_line(&mut self, area: Rect, line: usize, chosen: bool) {
        self.hit(area, Target::Line(line));
        if chosen {
            self.select(area);
        }
    }

    /// Puts a glyph on what stands there, keeping its ground.
    pub fn over(&mut self, x: u16, y: u16, glyph: &str, style: Style) {
        let ground = self.buffer.cell((x, y)).map(|cell| (cell.bg, cell.modifier & Modifier::REVERSED));
        let (bg, reversed) = ground.unwrap_or_default();
        self.put(x, y, x + 1, glyph, style.bg(bg).add_modifier(reversed));
    }

    /// Gives the blanks of a row the colour of text, so that none is sent for them.
    pub fn ground(&mut self, area: Rect) {
        let text = self.theme.text;
        self.buffer.set_style(area, text);
    }

    /// Notes what a click on this area means. What is drawn over it later goes first.
    pub fn hit(&mut self, area: Rect, target: Target) {
        self.hits.add(area, target);
    }

    /// Blanks whole rows; what could be clicked there can't be any more.
    pub fn clear(&mut self, area: Rect) {
        self.hits.cover(area);
        for y in area.y..area.bottom() {
            for x in area.x..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// Draws a text field of one line from `x` to `end`, with the terminal's cursor in it where it has the focus.
    pub fn field(&mut self, x: u16, y: u16, end: u16, value: &str, cursor: Option<usize>) {
        let style = self.theme.input.patch(self.theme.strong);
        for column in x..end.min(self.buffer.area().right()) {
            if let Some(cell) = self.buffer.cell_mut((column, y)) {
                cell.set_char(' ').set_style(style);
            }
        }
        let room = end.saturating_sub(x + 1);
        let at = cursor.map_or(0, |cursor| value.char_indices().nth(cursor).map_or(value.len(), |(at, _)| at));
        // What is left of the cursor is pushed out as far as it must.
        let mut from = 0;
        while width(&value[from..at]) > room {
            from += value[from..].chars().next().map_or(1, char::len_utf8);
        }
        self.put(x, y, end, &value[from..], style);
        if cursor.is_some() {
            self.cursor = Some(Position::new(x + width(&value[from..at]), y));
        }
    }
}
