//! The queue: where views, table and preview stand.
//!
//! Not here: what they show (`views`, `table`, `preview`).
//!
//! Invariant: what is drawn is a screen of rows, however long the queue is.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::ui::ViewState;
use crate::ui::pen::Pen;
use crate::ui::{preview, table, views};

/// From here on the views have a column of their own.
pub const VIEWS_COLUMN_FROM: u16 = 100;
/// From here on the preview stands at the right.
pub const RIGHT_PREVIEW_FROM: u16 = 160;
/// A window that is just wide enough for it gives the table ten columns more: the last note needs them.
const RIGHT_PREVIEW: u16 = 60;
const RIGHT_PREVIEW_LEAST: u16 = 50;
const WHOLE_PREVIEW_FROM: u16 = 220;
/// From so many rows on the preview has several lines.
const TALL_FROM: u16 = 32;
const PREVIEW_ROWS: u16 = 8;
/// Draws the queue below the head. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let wide = area.width >= VIEWS_COLUMN_FROM;
    let mut body = if wide {
        pen.rule(area.x, area.y, area.right());
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    } else {
        views::strip(pen, desk, area);
        Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }
    };
    let last = area.bottom().saturating_sub(1);
    if area.width >= RIGHT_PREVIEW_FROM {
        pen.rule(area.x, last, area.right());
        body.height -= 1;
        let columns = if area.width >= WHOLE_PREVIEW_FROM { RIGHT_PREVIEW } else { RIGHT_PREVIEW_LEAST };
        let right = Rect { x: body.right() - columns, width: columns, ..body };
        let faint = pen.theme.faint;
        for y in right.y..right.bottom() {
            pen.put(right.x, y, right.x + 1, "│", faint);
        }
        preview::column(pen, desk, view, Rect { x: right.x + 2, width: right.width - 3, ..right });
        body.width -= columns + 1;
    } else if area.height + 3 >= TALL_FROM {
        pen.rule(area.x, last, area.right());
        body.height -= PREVIEW_ROWS + 2;
        preview::title(pen, desk, Rect { y: body.bottom(), height: 1, ..body });
        preview::block(pen, desk, view, Rect { y: body.bottom() + 1, height: PREVIEW_ROWS, ..body });
    } else {
        pen.rule(area.x, last - 1, area.right());
        preview::line(pen, desk, Rect { y: last, height: 1, ..area });
        body.height -= 2;
    }
    if wide {
        let columns = views::width_of(desk, area.width);
        views::column(pen, desk, Rect { width: columns, ..body });
        body.x += columns;
        body.width -= columns;
    }
    table::draw(pen, desk, view, body);
}

/// `1,204`
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
