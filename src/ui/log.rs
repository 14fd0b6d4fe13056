//! The notices of this session, newest first; the one under the cursor in full.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::notice::Weight;
use crate::layout::width::wrap;
use crate::text::desk as words;
use crate::ui::ViewState;
use crate::ui::format::time;
use crate::ui::head::message;
use crate::ui::pen::Pen;

/// Columns before the text: the pointer, the time, the glyph.
const INDENT: u16 = 11;

/// Draws the list below the head. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    pen.rule(area.x, area.y, area.right());
    let last = area.bottom().saturating_sub(1);
    pen.rule(area.x, last, area.right());
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    if desk.log.is_empty() {
        let muted = pen.theme.muted;
        return message(pen, body, (words::log_empty(desk.lang).to_owned(), muted), &[]);
    }
    let room = area.width.saturating_sub(INDENT + 1);
    let lines: Vec<Vec<&str>> = desk.log.entries().map(|entry| wrap(&entry.text, room)).collect();
    let at = desk.log.index();
    // Each takes one row, the one under the cursor as many as it needs.
    let heights: Vec<usize> = lines.iter().enumerate().map(|(i, rows)| if i == at { rows.len() } else { 1 }).collect();
    let first = view.scroll("log", at, &heights, body.height);
    let mut y = body.y;
    for (i, (entry, rows)) in desk.log.entries().zip(&lines).enumerate().skip(first) {
        if y >= body.bottom() {
            break;
        }
        let (glyph, style) = match entry.weight {
            Weight::Ok => ("✓", pen.theme.ok),
            Weight::Warn => ("!", pen.theme.warn),
            Weight::Error => ("✗", pen.theme.bad),
        };
        let (muted, text) = (pen.theme.muted, pen.theme.text);
        let height = u16::try_from(heights[i]).unwrap_or(1).min(body.bottom() - y);
        pen.put(area.x + 2, y, area.right(), &time(entry.at), muted);
        pen.put(area.x + INDENT - 2, y, area.right(), glyph, style);
        if i == at {
            for (row, line) in rows.iter().zip(y..y + height) {
                pen.put(area.x + INDENT, line, area.right(), row, text);
            }
        } else {
            pen.put_cut(area.x + INDENT, y, area.right() - 1, &entry.text, text);
        }
        pen.list_line(Rect { y, height, ..area }, i, i == at);
        y += height;
    }
}
