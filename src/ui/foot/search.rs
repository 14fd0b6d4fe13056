//! The line above the filter: what is wrong with it, else what may be typed on.
//!
//! Not here: the filter itself (`foot`). Invariant: a fault stands there as long as it is one.

use ratatui::layout::Rect;

use crate::app::{Desk, Place};
use crate::layout::width::width;
use crate::text::search as words;
use crate::ui::pen::Pen;
use crate::ui::queue::grouped;

pub fn line(pen: &mut Pen, desk: &Desk, row: Rect) {
    let queue = &desk.queue;
    if !matches!(desk.place(), Place::Filter | Place::Queue) || queue.filter.value().is_empty() && !queue.typing {
        return;
    }
    let end = row.right().saturating_sub(1);
    if let Some(fault) = queue.fault() {
        let warn = pen.theme.warn;
        pen.clear(row);
        let x = pen.put(row.x + 1, row.y, end, "! ", warn);
        pen.put_cut(x, row.y, end, &words::fault(desk.lang, &fault.kind, desk.words()), warn);
        return;
    }
    let completion = &queue.completion;
    if !queue.typing || completion.candidates.is_empty() {
        return;
    }
    pen.clear(row);
    let (key, text, muted) = (pen.theme.key, pen.theme.text, pen.theme.muted);
    let mut x = row.x + 1;
    if completion.takes() {
        x = pen.put(x, row.y, end, "Tab", key) + 1;
    }
    for (i, candidate) in completion.candidates.iter().enumerate() {
        let count = candidate.count.map_or_else(String::new, |count| format!(" {}", grouped(count)));
        // One that doesn't fit whole is left away, and all behind it.
        if x + width(&candidate.label) + width(&count) > end {
            break;
        }
        let style = if i == 0 && completion.takes() { text } else { muted };
        x = pen.put(x, row.y, end, &candidate.label, style);
        x = pen.put(x, row.y, end, &count, muted) + 2;
    }
}
