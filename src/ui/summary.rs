//! The summary tab: who, what, how much, how far it has come.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::text::{desk as words, show};
use crate::ui::facts::{self, Line};
use crate::ui::head::label_width;
use crate::ui::pen::Pen;
use crate::ui::timeline::entry;
use crate::ui::width::{width, wrap};

pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let Some(detail) = case.detail() else { return };
    let half = area.x + area.width / 2;
    let left = Rect { width: half - area.x - 1, ..area };
    let right = Rect { x: half, width: area.right() - half, ..area };
    let member = facts::member(desk, detail, pen.theme);
    let matter = facts::matter(desk, detail, pen.theme);
    let y_left = block(pen, left, left.y, show::member(desk.lang), &member, case.personal().get(case.cursor()).copied());
    let y_right = block(pen, right, right.y, show::matter(desk.lang), &matter, None);
    // A blank row between the blocks where there is room for it.
    let below = 1 + detail.assessment.benefits.len() * 2;
    let gap = u16::from(usize::from(area.bottom().saturating_sub(y_left.max(y_right))) > below + 1);
    // Two blocks below: the payout at the left, what was done at the right; each goes under the longer of its own column.
    let y = payout(pen, desk, case, left, y_left + gap);
    let y_right = so_far(pen, desk, case, right, y_right + gap);
    let y = y.max(y_right) + gap;
    note(pen, desk, case, Rect { y, height: area.bottom().saturating_sub(y), ..area });
}

fn block(pen: &mut Pen, area: Rect, y: u16, title: &str, lines: &[Line], chosen: Option<crate::app::Personal>) -> u16 {
    let muted = pen.theme.muted;
    let labels = label_width(pen.lang);
    pen.put_cut(area.x + 2, y, area.right(), title, muted);
    let after = facts::put(pen, lines, area.x + 2, y + 1, area.right(), area.bottom(), labels);
    if let Some(at) = chosen.and_then(|chosen| lines.iter().position(|line| line.personal == Some(chosen))) {
        let at = y + 1 + u16::try_from(at).unwrap_or(0);
        if at < area.bottom() {
            let accent = pen.theme.accent;
            pen.put(area.x, at, area.x + 1, "▸", accent);
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
    pen.put(area.x + 2, y, end, words::payable(desk.lang), muted);
    pen.amount(y, end, detail.assessment.total, true);
    for line in facts::benefits(desk, detail, pen.theme) {
        y += 1;
        if y >= area.bottom() {
            return y;
        }
        let amount_at = end.saturating_sub(width(&line.amount.grouped()) + 1);
        pen.put_cut(area.x + 2, y, amount_at, &line.name, text);
        pen.amount(y, end, line.amount, false);
        if let Some((remark, style)) = line.remark
            && y + 1 < area.bottom()
        {
            y += 1;
            pen.put_cut(area.x + 4, y, area.right(), &remark, style);
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
    for (line, style) in facts::so_far(desk, detail, &case.draft.verdicts, pen.theme) {
        for part in wrap(&line, area.width.saturating_sub(3)) {
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
    let first = newest.more.lines().next().unwrap_or_default();
    let text = show::last_note(desk.lang, &newest.who, &newest.at, first);
    let muted = pen.theme.muted;
    for (i, line) in wrap(&text, area.width.saturating_sub(4).min(76)).into_iter().take(usize::from(area.height)).enumerate() {
        pen.put(area.x + 2, area.y + u16::try_from(i).unwrap_or(0), area.right(), line, muted);
    }
}
