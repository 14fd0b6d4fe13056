//! Sheets: they rise from the bottom over the full width, under a titled rule, and the head of the screen stays in sight.
//!
//! Not here: what each says (`sheet_decide`, `sheet_lists`). Invariant: a sheet is made of whole rows, so nothing is drawn over half a
//! character; it is as tall as its content, at most the screen less four rows.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::Desk;
use crate::app::field::Field;
use crate::app::sheet::Sheet;
use crate::layout::width::{break_at, cut_at, fits, width};
use crate::ui::ViewState;
use crate::ui::head::label_width;
use crate::ui::pen::{Pen, Piece};
use crate::ui::{sheet_amend, sheet_decide, sheet_lists};

/// Prose and fields are no wider than this, whatever the window.
const CONTENT: u16 = 100;
/// Rows of the palette in a small window.
const PALETTE_ROWS: u16 = 15;
/// Rows that a sheet leaves of the screen: two of the head, status line and keys.
const LEFT_OPEN: u16 = 2;

/// A row of a sheet.
pub enum Row {
    Blank,
    /// A label and what stands beside it.
    Facts(&'static str, Vec<Piece>),
    /// The same where the cursor is: what one chooses from.
    Options(&'static str, Vec<Piece>),
    /// Pieces over the whole width.
    Pieces(Vec<Piece>),
    /// A row of a list that one chooses from.
    Choice(Vec<Piece>, bool),
    /// A text field, with a hint beside it.
    Field(&'static str, String, Option<usize>, &'static str),
    /// A line of a text for the claimant, with the cursor's column where it is in this line.
    Text(String, Option<u16>, bool),
}

/// A sheet as it is to be drawn.
pub struct Page {
    pub title: Vec<Piece>,
    pub aside: String,
    pub rows: Vec<Row>,
}

/// Draws the open sheet over the bottom of `area`, which ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, sheet: &Sheet, view: &mut ViewState, area: Rect) {
    let columns = area.width.saturating_sub(2).min(CONTENT);
    let mut page = match sheet {
        Sheet::Decide(sheet) => sheet_decide::page(pen.theme, desk, sheet, columns),
        Sheet::Amend(sheet) => sheet_amend::page(pen.theme, desk, sheet, columns),
        other => sheet_lists::page(pen.theme, desk, other, columns),
    };
    let most = area.height.saturating_sub(LEFT_OPEN + 1);
    // The palette leaves the half of a large window to the screen on which it acts.
    let most = if matches!(sheet, Sheet::Palette(_)) { most.min((area.height / 2).max(PALETTE_ROWS)) } else { most };
    // Air above and below, where there is room for it.
    if page.rows.len() + 4 <= usize::from(most) && !matches!(page.rows.first(), Some(Row::Field(..))) {
        page.rows.insert(0, Row::Blank);
        page.rows.push(Row::Blank);
    }
    let wanted = u16::try_from(page.rows.len()).unwrap_or(u16::MAX);
    let height = wanted.min(most);
    let top = area.bottom() - height - 1;
    pen.clear(Rect { y: top, height: height + 1, ..area });
    pen.titled_rule(area, top, &page.title, &page.aside);
    // The line in which one types stays in sight above a list.
    let pinned =
        usize::from(matches!(page.rows.first(), Some(Row::Field(..))) && page.rows.iter().any(|row| matches!(row, Row::Choice(..))));
    let list = &page.rows[pinned..];
    let room = height.saturating_sub(u16::try_from(pinned).unwrap_or(0));
    let chosen = list.iter().position(|row| matches!(row, Row::Choice(_, true)));
    let focus = chosen.or_else(|| list.iter().position(has_cursor)).unwrap_or(0);
    let first = view.scroll("sheet", focus, &vec![1; list.len()], room);
    pen.cursor = None;
    let labels = label_columns(desk, &page.rows, columns);
    let shown = page.rows[..pinned].iter().chain(list.iter().skip(first));
    let mut line = list[..first.min(list.len())].iter().filter(|row| matches!(row, Row::Choice(..))).count();
    let (goes_on, end) = (first + usize::from(room) < list.len(), area.bottom());
    for (row, y) in shown.zip(top + 1..end) {
        let area = Rect { y, height: 1, ..area };
        // The last row of a sheet that goes on leaves room for the sign that it does.
        let sign = if goes_on && area.bottom() == end { 2 } else { 0 };
        draw_row(pen, row, area, (labels, columns.saturating_sub(sign)));
        if let Row::Choice(_, chosen) = row {
            pen.list_line(area, line, *chosen);
            line += 1;
        }
    }
    // A sheet that is longer than the screen says so.
    if goes_on {
        let muted = pen.theme.muted;
        pen.put(area.right() - 2, area.bottom() - 1, area.right(), "…", muted);
    }
}

fn has_cursor(row: &Row) -> bool {
    matches!(row, Row::Field(_, _, Some(_), _) | Row::Options(..) | Row::Text(_, Some(_), _))
}

/// Columns of the labels, with a gap: all stand whole where that leaves most of the sheet to what stands beside them.
fn label_columns(desk: &Desk, rows: &[Row], columns: u16) -> u16 {
    let label = |row: &Row| match row {
        Row::Facts(label, _) | Row::Options(label, _) | Row::Field(label, ..) => width(label) + 2,
        Row::Blank | Row::Pieces(_) | Row::Choice(..) | Row::Text(..) => 0,
    };
    let usual = label_width(desk.lang);
    rows.iter().map(label).max().unwrap_or(0).clamp(usual, usual.max(columns / 3))
}

/// Columns that are free to type in before there is room for a hint.
const LEAST_TYPED: u16 = 8;

/// Draws a row; its labels take so many of the columns.
fn draw_row(pen: &mut Pen, row: &Row, area: Rect, (labels, columns): (u16, u16)) {
    let (x, y) = (area.x + 1, area.y);
    let end = (x + columns).min(area.right());
    let muted = pen.theme.muted;
    match row {
        Row::Blank => {}
        Row::Facts(label, pieces) | Row::Options(label, pieces) => {
            pen.put_cut(x, y, x + labels - 1, label, muted);
            pen.pieces(x + labels, y, end, pieces);
        }
        Row::Pieces(pieces) => {
            pen.pieces(x, y, end, pieces);
        }
        Row::Choice(pieces, _) => {
            pen.pieces(x + 1, y, end, pieces);
        }
        Row::Field(label, value, cursor, hint) => {
            pen.put_cut(x, y, x + labels - 1, label, muted);
            // What is typed always has room, and the cursor behind it; the hint gives way.
            let room = end.saturating_sub(x + labels);
            let fits = width(value).max(LEAST_TYPED).saturating_add(width(hint) + 3) <= room;
            let hint = if cursor.is_some() && !fits { "" } else { *hint };
            let hint_at = end.saturating_sub(width(hint));
            pen.put_cut(hint_at, y, end, hint, muted);
            let gap = if hint.is_empty() { 0 } else { 2 };
            pen.field(x + labels, y, hint_at.saturating_sub(gap), value, *cursor);
        }
        Row::Text(text, cursor, focused) => {
            let faint = pen.theme.faint;
            pen.put(x, y, end, "│", faint);
            let style: Style = if *focused { pen.theme.strong } else { pen.theme.text };
            pen.put(x + 2, y, end, text, style);
            if let Some(column) = cursor {
                pen.cursor = Some(Position::new((x + 2 + column).min(end.saturating_sub(1)), y));
            }
        }
    }
}

/// The rows of a text of several lines, with the cursor in the one where it is.
pub fn text_rows(field: &Field, focused: bool, columns: u16) -> Vec<Row> {
    let value = field.value();
    let at = value.char_indices().nth(field.cursor()).map_or(value.len(), |(at, _)| at);
    let columns = columns.saturating_sub(4).max(2);
    let mut rows = Vec::new();
    let mut start = 0;
    for line in value.split('\n') {
        let mut from = start;
        let line_end = start + line.len();
        loop {
            let to = from + break_at(&value[from..line_end], columns);
            // At a fold the cursor stands at the beginning of the next row.
            let last = to >= line_end;
            let here = focused && at >= from && (at < to || (last && at <= to));
            rows.push(Row::Text(value[from..to].to_owned(), here.then(|| width(&value[from..at])), focused));
            if last {
                break;
            }
            from = to;
        }
        start = line_end + 1;
    }
    rows
}

/// Pads or cuts a text to so many columns.
pub fn cell(text: &str, columns: u16) -> String {
    let (at, used) = fits(text, columns);
    if at < text.len() {
        let cut = width("…");
        let kept = &text[..cut_at(text, columns.saturating_sub(cut))];
        return format!("{kept}…{}", " ".repeat(usize::from(columns.saturating_sub(width(kept) + cut))));
    }
    format!("{text}{}", " ".repeat(usize::from(columns - used)))
}
