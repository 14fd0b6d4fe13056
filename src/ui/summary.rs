//! The summary tab: who, what, how much, how far it has come.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::domain::amendment::Amendment;
use crate::layout::width::{width, wrap};
use crate::text::{amend, show};
use crate::ui::changes;
use crate::ui::facts::{self, Line};
use crate::ui::head::label_width;
use crate::ui::pen::{Pen, Piece};
use crate::ui::timeline::entry;

/// Columns of an amount, with the blank before it.
const AMOUNT: u16 = 14;
/// Columns of a masked identity number.
const ID_NUMBER: u16 = 18;
/// Below so many columns the labels stand closer to their values.
const CLOSE_BELOW: u16 = 72;

const fn label_columns(desk: &Desk, columns: u16) -> u16 {
    let labels = label_width(desk.lang);
    if columns < CLOSE_BELOW { labels - 1 } else { labels }
}

pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let Some(detail) = case.detail() else { return };
    // An identity number has its columns at the left, whatever the window.
    let labels = label_columns(desk, area.width);
    let half = area.x + (area.width / 2 - 1).max(2 + labels + ID_NUMBER + 1);
    let left = Rect { width: half - area.x - 1, ..area };
    let right = Rect { x: half, width: area.right() - half, ..area };
    let room = right.width.saturating_sub(3 + labels);
    let member = facts::fit(facts::member(desk, detail, pen.theme), left.width.saturating_sub(2 + labels));
    let mut matter = facts::matter(desk, detail, pen.theme);
    if let Some(plan) = matter.first_mut() {
        *plan = facts::plan_line(desk, detail, pen.theme, room);
    }
    let matter = facts::fit(matter, room);
    let chosen = case.facts().into_iter().nth(case.cursor()).map(|fact| fact.path);
    let changed = changed_paths(case);
    let y_left = block(pen, (left, left.y, labels), show::member(desk.lang), &member, chosen.as_deref(), &changed);
    let y_right = block(pen, (right, right.y, labels), show::matter(desk.lang), &matter, chosen.as_deref(), &changed);
    // A blank row between the blocks where there is room for it.
    let below = 1 + detail.assessment.benefits.len() * 2;
    let gap = u16::from(usize::from(area.bottom().saturating_sub(y_left.max(y_right))) > below + 1);
    // Where something is drafted or assumed, that and what it changes come first: it holds the amounts too.
    let top = y_left.max(y_right);
    let y = changes(pen, desk, case, Rect { y: top, height: area.bottom().saturating_sub(top), ..area });
    let changed = y > top;
    let gap = if changed { 0 } else { gap };
    let wanted = 1 + usize::max(detail.assessment.benefits.len(), facts::so_far(desk, detail, &case.draft.verdicts, pen.theme).len());
    if changed && usize::from(area.bottom().saturating_sub(y)) < wanted {
        return so_far_in_a_line(pen, desk, case, Rect { y, height: area.bottom().saturating_sub(y), ..area });
    }
    // Two blocks below: the payout at the left, what was done at the right; each goes under the longer of its own column.
    let (y_left, y_right) = if changed { (y, y) } else { (y_left, y_right) };
    let y = payout(pen, desk, case, left, y_left + gap);
    let y_right = so_far(pen, desk, case, right, y_right + gap);
    let y = y.max(y_right) + gap;
    note(pen, desk, case, Rect { y, height: area.bottom().saturating_sub(y), ..area });
}

/// The facts that are drafted or assumed otherwise.
fn changed_paths(case: &CaseView) -> Vec<String> {
    let changed = case.amendments().into_iter().filter_map(|amendment| match amendment {
        Amendment::Correct(correction) => Some(correction.path),
        _ => None,
    });
    changed.collect()
}

/// What is drafted or assumed, and what it changes; gives the row after it.
fn changes(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) -> u16 {
    let Some(plan) = case.base().and_then(|base| desk.plan_of(base)) else { return area.y };
    let lines = changes::list(desk, case, &plan, pen.theme);
    if lines.is_empty() && case.what_if.is_none() {
        return area.y;
    }
    let (muted, accent) = (pen.theme.muted, pen.theme.accent);
    let difference = case.difference().map(|difference| changes::difference(desk, &plan, &difference, pen.theme)).unwrap_or_default();
    // A blank row above where there is room for it, below the changes and the line after them.
    let mut y = area.y + u16::from(usize::from(area.height) > lines.len() + difference.len() + 3);
    if y < area.bottom() {
        let (title, style) = if case.what_if.is_some() { (amend::assumed(desk.lang), accent) } else { (amend::drafts(desk.lang), muted) };
        pen.put_cut(area.x + 2, y, area.right(), title, style);
    }
    y += 1;
    // The last row is for how far the case has come; what a short window leaves out is counted.
    let room = usize::from(area.bottom().saturating_sub(y + 1));
    let shown = if lines.len() + difference.len() <= room { room } else { room.saturating_sub(1) };
    for line in lines.iter().chain(&difference).take(shown) {
        pen.pieces(area.x + 2, y, area.right() - 1, line);
        y += 1;
    }
    let left_out = (lines.len() + difference.len()).saturating_sub(shown);
    if left_out > 0 {
        pen.put_cut(area.x + 2, y, area.right(), &amend::more_changes(desk.lang, left_out), muted);
        y += 1;
    }
    y
}

/// How far the case has come, where the changes leave no room for more: as much of it as fits.
fn so_far_in_a_line(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let Some(detail) = case.detail() else { return };
    let mut lines = facts::so_far(desk, detail, &case.draft.verdicts, pen.theme);
    // Whose turn it is leads to the next key; it comes first.
    lines.reverse();
    let (mut x, mut y) = (area.x + 2, area.y);
    for (text, style) in lines {
        if x > area.x + 2 && x + width(&text) >= area.right() {
            (x, y) = (area.x + 2, y + 1);
        }
        if y < area.bottom() {
            x = pen.put_cut(x, y, area.right() - 1, &text, style) + 3;
        }
    }
}

fn block(pen: &mut Pen, (area, y, labels): (Rect, u16, u16), title: &str, lines: &[Line], chosen: Option<&str>, changed: &[String]) -> u16 {
    let muted = pen.theme.muted;
    pen.put_cut(area.x + 2, y, area.right(), title, muted);
    let after = facts::put(pen, lines, area.x + 2, y + 1, area.right(), area.bottom(), labels);
    let (accent, warn) = (pen.theme.accent, pen.theme.warn);
    for (line, at) in lines.iter().zip(y + 1..area.bottom()) {
        if chosen.is_some_and(|chosen| line.paths.iter().any(|path| path == chosen)) {
            pen.put(area.x, at, area.x + 1, "▸", accent);
        }
        if line.paths.iter().any(|path| changed.contains(path)) {
            // Before the value: before the label it would read as one word with it.
            pen.put(area.x + labels, at, area.x + labels + 1, "!", warn);
        }
    }
    after
}

fn payout(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect, y: u16) -> u16 {
    let Some(detail) = case.detail() else { return y };
    let (muted, text) = (pen.theme.muted, pen.theme.text);
    let mut y = y;
    if y >= area.bottom() {
        return y;
    }
    let end = (area.x + 36).min(area.right());
    let (label, amount) = facts::payable(desk, detail);
    pen.put(area.x + 2, y, end, label, muted);
    pen.owed(y, end, amount, true);
    if let Some(told) = facts::not_paid(desk, detail) {
        pen.put_cut(area.x + 2, y + 1, area.right(), &told, muted);
        return y + 2;
    }
    for line in facts::benefits(desk, detail, pen.theme) {
        y += 1;
        if y >= area.bottom() {
            return y;
        }
        pen.put_cut(area.x + 2, y, end.saturating_sub(AMOUNT), &line.name, text);
        pen.owed(y, end, line.amount, false);
        let Some((remark, style)) = line.remark else { continue };
        for told in wrap(&remark, area.width.saturating_sub(5)) {
            if y + 1 < area.bottom() {
                y += 1;
                pen.put(area.x + 4, y, area.right(), told, style);
            }
        }
    }
    y + 1
}

fn so_far(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect, y: u16) -> u16 {
    let Some(detail) = case.detail() else { return y };
    let muted = pen.theme.muted;
    if y < area.bottom() {
        pen.put_cut(area.x + 2, y, area.right(), show::verdict(desk.lang), muted);
    }
    let mut y = y + 1;
    let room = area.width.saturating_sub(3);
    let rows = |lines: &[Piece]| lines.iter().map(|(line, _)| wrap(line, room).len()).sum::<usize>();
    let mut lines = facts::so_far(desk, detail, &case.draft.verdicts, pen.theme);
    // Whose turn it is, is the last of them and may not fall off the end; that there is a draft stands beside each paper too.
    if rows(&lines) > usize::from(area.bottom().saturating_sub(y)) && !case.draft.verdicts.is_empty() {
        lines.remove(1);
    }
    for (line, style) in lines {
        for part in wrap(&line, room) {
            if y < area.bottom() {
                pen.put(area.x + 2, y, area.right(), part, style);
            }
            y += 1;
        }
    }
    y
}

/// The newest note, in the words of who wrote it.
fn note(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let Some(detail) = case.detail() else { return };
    let newest =
        detail.case.timeline.iter().rev().map(|happened| entry(desk, detail, happened, pen.theme)).find(|entry| !entry.more.is_empty());
    let Some(newest) = newest.filter(|_| area.height > 0) else { return };
    // All its lines, one after another: a list of what is to be corrected begins with nothing but how long it is.
    let whole = newest.more.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    let text = show::last_note(desk.lang, &newest.who, &newest.at, &whole);
    let muted = pen.theme.muted;
    let columns = area.width.saturating_sub(4).min(76);
    let lines: Vec<&str> = text.lines().flat_map(|line| wrap(line, columns)).collect();
    let rows = usize::from(area.height);
    for (i, line) in lines.iter().take(rows).enumerate() {
        let y = area.y + u16::try_from(i).unwrap_or(0);
        let end = pen.put(area.x + 2, y, area.right(), line, muted);
        if i + 1 == rows && lines.len() > rows {
            pen.put(end, y, area.right(), " …", muted);
        }
    }
}
