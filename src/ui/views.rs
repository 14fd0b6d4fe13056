//! The views of the queue with their counts: a strip under the head, or a column at the left with the saved ones.
//!
//! Not here: which rows a view has (`store`).

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::action::Action;
use crate::app::pointer::Target;
use crate::domain::identity::mask_numbers;
use crate::domain::queue::{SavedView, View};
use crate::layout::width::width;
use crate::text::desk as words;
use crate::ui::pen::Pen;
use crate::ui::queue::{RIGHT_PREVIEW_FROM, grouped};

/// The column is no wider than this, whatever a saved view is called.
const WIDEST: u16 = 24;
/// What stands for the views that have no room: `… 7-9`, and a blank.
const MORE: u16 = 6;

/// As wide as the longest view with its count, with a margin: 16 columns, 20 on a very wide screen.
pub fn width_of(desk: &Desk, screen: u16) -> u16 {
    let usual = View::ALL.iter().map(|view| 2 + width(words::view(desk.lang, *view)) + 1 + width(&count(desk, *view)));
    let saved = desk.queue.arrangement.saved.iter().map(|saved| width(&saved.name) + 1 + width(&saved_count(desk, saved)));
    let least = if screen >= RIGHT_PREVIEW_FROM { 20 } else { 16 };
    (3 + usual.chain(saved).max().unwrap_or(0) + 2).clamp(least, WIDEST)
}

fn count(desk: &Desk, view: View) -> String {
    desk.queue.count(view).map_or_else(String::new, grouped)
}

/// One strip of views under the head; the saved ones come last.
pub fn strip(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (key, strong, text, muted) = (pen.theme.key, pen.theme.strong, pen.theme.text, pen.theme.muted);
    pen.rule(area.x, area.y + 1, area.right());
    let usual = View::ALL.iter().enumerate();
    let mut labels: Vec<String> =
        usual.map(|(i, view)| format!("{} {} {}", i + 1, words::view(desk.lang, *view), count(desk, *view))).collect();
    labels.extend(desk.queue.arrangement.saved.iter().map(|saved| format!("  {} {}", mask_numbers(&saved.name), saved_count(desk, saved))));
    let open = open_at(desk);
    // The open view is always in sight: what stands before it is pushed out.
    let after = if open + 1 < labels.len() { MORE + 1 } else { 0 };
    let room = area.width.saturating_sub(4 + after);
    let wide = |from: usize| labels[from..=open].iter().map(|label| width(label) + 2).sum::<u16>();
    let from = (0..=open).find(|from| wide(*from) <= room).unwrap_or(open);
    let mut x = area.x + 1;
    if from > 0 {
        x = pen.put(x, area.y, area.right(), "… ", muted);
    }
    for (i, label) in labels.iter().enumerate().skip(from) {
        // Those that have no room are named by their digits: they open as the others do.
        let all_fit = x + labels[i..].iter().map(|label| width(label) + 2).sum::<u16>() <= area.right() + 1;
        if i > open && !all_fit && x + width(label) + 2 + MORE > area.right() {
            let last = View::ALL.len();
            let digits = match i + 1 {
                first if first < last => format!("{first}-{last}"),
                first if first == last => last.to_string(),
                _ => String::new(),
            };
            let at = pen.put(area.right() - MORE, area.y, area.right(), "… ", muted);
            pen.put(at, area.y, area.right(), &digits, key);
            break;
        }
        let style = if i == open { strong } else { text };
        let start = x;
        x = pen.put(x, area.y, area.right(), &label[..1], key);
        x = pen.put(x, area.y, area.right() - 1, &label[1..], style);
        if i == open {
            pen.heavy(start, area.y + 1, x);
        }
        pen.hit(Rect { x: start, y: area.y, width: x - start, height: 2 }, view_key(i));
        x += 2;
    }
}

/// What a click on a view is: its digit.
fn view_key(i: usize) -> Target {
    match i.checked_sub(View::ALL.len()) {
        Some(saved) => Target::Saved(saved),
        None => Target::Act(Action::Digit(u8::try_from(i + 1).unwrap_or(u8::MAX))),
    }
}

/// The place of the view that is shown: the usual ones, then those that were saved.
fn open_at(desk: &Desk) -> usize {
    let queue = &desk.queue;
    let saved = queue.saved.as_ref().and_then(|name| queue.arrangement.saved.iter().position(|saved| saved.name == *name));
    saved.map(|at| at + View::ALL.len()).or_else(|| View::ALL.iter().position(|view| *view == queue.view)).unwrap_or(0)
}

fn saved_count(desk: &Desk, saved: &SavedView) -> String {
    desk.queue.saved_counts.get(&saved.name).map_or_else(String::new, |count| grouped(*count))
}

/// The column of views at the left.
pub fn column(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (muted, key) = (pen.theme.muted, pen.theme.key);
    pen.put(area.x + 1, area.y, area.right(), words::views(desk.lang), muted);
    let open = open_at(desk);
    let row = |i: u16| Rect { y: area.y + 1 + i, height: 1, ..area };
    for (i, view) in View::ALL.iter().enumerate() {
        let at = row(u16::try_from(i).unwrap_or(u16::MAX));
        if at.y >= area.bottom() {
            return;
        }
        pen.put(at.x + 3, at.y, at.right() - 2, &(i + 1).to_string(), key);
        line(pen, (at, at.x + 5), (words::view(desk.lang, *view), &count(desk, *view)), i == open);
        pen.hit(Rect { width: area.width - 2, ..at }, view_key(i));
    }
    let saved = &desk.queue.arrangement.saved;
    let title = row(u16::try_from(View::ALL.len() + 1).unwrap_or(u16::MAX));
    if saved.is_empty() || title.y >= area.bottom() {
        return;
    }
    pen.put(area.x + 1, title.y, area.right(), words::saved_views(desk.lang), muted);
    for (i, saved) in saved.iter().enumerate() {
        let at = Rect { y: title.y + 1 + u16::try_from(i).unwrap_or(u16::MAX - title.y - 1), ..title };
        if at.y >= area.bottom() {
            return;
        }
        let place = i + View::ALL.len();
        line(pen, (at, at.x + 3), (&mask_numbers(&saved.name), &saved_count(desk, saved)), place == open);
        pen.hit(Rect { width: area.width - 2, ..at }, view_key(place));
    }
}

/// A view: its name from a column on, its count at the right; the open one has the pointer of a list without the focus.
fn line(pen: &mut Pen, (area, x): (Rect, u16), (name, count): (&str, &str), open: bool) {
    let (text, strong, accent) = (pen.theme.text, pen.theme.strong, pen.theme.accent);
    let style = if open { strong } else { text };
    if open {
        pen.put(area.x + 1, area.y, area.right(), "▹", accent);
    }
    let end = area.right() - 2;
    let name_end = end.saturating_sub(width(count) + 1);
    pen.put_cut(x, area.y, name_end, name, style);
    pen.put_right(name_end, area.y, end, count, style);
}
