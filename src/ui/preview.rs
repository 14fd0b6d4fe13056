//! What the queue shows of the case under the cursor: a line, a block of eight lines, or a column at the right.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::domain::assessment::Step;
use crate::domain::identity::mask_name;
use crate::domain::summary::CaseDetail;
use crate::text::{desk as words, show, steps};
use crate::ui::facts;
use crate::ui::format::{due, worst};
use crate::ui::head::label_width;
use crate::ui::pen::Pen;
use crate::ui::timeline::entry;
use crate::ui::width::width;

/// Columns of a clause.
const CLAUSE: u16 = 14;

/// The cursor's place, as `15 / 63`.
fn place(desk: &Desk) -> String {
    if desk.queue.rows.is_empty() { String::new() } else { words::of(desk.lang, desk.queue.position() + 1, desk.queue.total) }
}

/// One line: who, what, how much, what stands out.
pub fn line(pen: &mut Pen, desk: &Desk, area: Rect) {
    let Some(row) = desk.queue.current() else { return };
    let case = &row.summary;
    let (strong, text, muted) = (pen.theme.strong, pen.theme.text, pen.theme.muted);
    let place = place(desk);
    let end = area.right() - 1;
    let place_at = end.saturating_sub(width(&place));
    pen.put(place_at, area.y, end, &place, muted);
    let mut pieces = vec![
        (mask_name(&case.name), strong),
        (format!("  {}", desk.benefits_short(&case.plan, &case.benefits)), text),
        (format!("  {}", case.amount.map_or_else(|| words::not_assessed(desk.lang).to_owned(), |amount| amount.grouped())), text),
        (format!("  {}", case.employer), muted),
    ];
    let (checks, style) = worst(case, pen.theme);
    pieces.insert(3, (format!("   {} {checks}", words::checks(desk.lang)), style));
    pen.pieces(area.x + 1, area.y, place_at.saturating_sub(2), &pieces);
}

/// The rule above the block, with the case's name in it.
pub fn title(pen: &mut Pen, desk: &Desk, area: Rect) {
    let Some(row) = desk.queue.current() else { return pen.rule(area.x, area.y, area.right()) };
    let (strong, text) = (pen.theme.strong, pen.theme.text);
    let title = [(row.summary.id.to_string(), strong), (format!("  {}", mask_name(&row.summary.name)), text)];
    pen.titled_rule(area, area.y, &title, &place(desk));
}

fn detail<'a>(pen: &mut Pen, desk: &'a Desk, area: Rect) -> Option<&'a CaseDetail> {
    let row = desk.queue.current()?;
    let loaded = desk.details.get(&row.summary.id);
    if loaded.is_none() {
        let muted = pen.theme.muted;
        pen.put(area.x + 1, area.y, area.right(), words::loading(desk.lang), muted);
    }
    loaded.map(|loaded| &*loaded.detail)
}

/// Eight lines: the facts at the left, the payout and what happened at the right.
pub fn block(pen: &mut Pen, desk: &Desk, area: Rect) {
    let Some(detail) = detail(pen, desk, area) else { return };
    let labels = label_width(desk.lang);
    let half = area.x + area.width * 9 / 20;
    // Plan, employer, papers and account always stand; what the claim is about takes the lines between them.
    let matter = facts::matter(desk, detail, pen.theme);
    let mut lines: Vec<facts::Line> = matter.iter().take(1).cloned().collect();
    lines.extend(facts::member(desk, detail, pen.theme).into_iter().filter(|line| !line.is_personal()).take(1));
    let room = usize::from(area.height).saturating_sub(lines.len() + 2);
    lines.extend(matter.into_iter().skip(2).take(room));
    lines.push(papers_line(desk, detail, pen));
    lines.push(facts::account(desk, detail, pen.theme));
    facts::put(pen, &lines, area.x + 1, area.y, half.saturating_sub(2), area.bottom(), labels);
    let right = Rect { x: half, width: area.right() - half, ..area };
    let y = payout(pen, desk, detail, right);
    lately(pen, desk, detail, Rect { y, height: area.bottom().saturating_sub(y), ..right });
}

/// How the papers stand, with this person's draft.
fn papers_line(desk: &Desk, detail: &CaseDetail, pen: &Pen) -> facts::Line {
    let draft = desk.details.get(&detail.summary.id).map(|loaded| loaded.draft.verdicts.as_slice()).unwrap_or_default();
    let label = words::materials(desk.lang);
    // The sentence of the case's summary begins with the label.
    let shorter = |(text, style): (String, _)| (text.strip_prefix(label).map_or(text.clone(), |rest| rest.trim_start().to_owned()), style);
    let value = facts::so_far(desk, detail, draft, pen.theme).into_iter().take(1).map(shorter).collect();
    facts::Line { label, value, paths: Vec::new() }
}

/// The column at the right of a very wide window.
pub fn column(pen: &mut Pen, desk: &Desk, area: Rect) {
    let Some(row) = desk.queue.current() else { return };
    let (strong, text) = (pen.theme.strong, pen.theme.text);
    let x = pen.put(area.x, area.y, area.right(), row.summary.id.as_str(), strong);
    let x = pen.put(x + 2, area.y, area.right(), &mask_name(&row.summary.name), text);
    let (due, style) = due(desk.lang, &row.summary, desk.today(), pen.theme);
    pen.put_right(x + 2, area.y, area.right(), &due, style);
    let area = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let Some(detail) = detail(pen, desk, Rect { x: area.x.saturating_sub(1), ..area }) else { return };
    let labels = label_width(desk.lang);
    let mut lines = facts::matter(desk, detail, pen.theme);
    lines.extend(facts::member(desk, detail, pen.theme));
    let y = facts::put(pen, &lines, area.x, area.y, area.right(), area.bottom(), labels) + 1;
    let rest = |y: u16| Rect { y, height: area.bottom().saturating_sub(y), ..area };
    let y = payout(pen, desk, detail, rest(y)) + 1;
    let draft = desk.details.get(&row.summary.id).map(|loaded| loaded.draft.verdicts.as_slice()).unwrap_or_default();
    let mut y = y;
    for (line, style) in facts::so_far(desk, detail, draft, pen.theme) {
        pen.put_cut(area.x, y, area.right(), &line, style);
        y += 1;
    }
    lately(pen, desk, detail, rest(y + 1));
}

/// What would be paid, benefit by benefit. Gives the row after it.
fn payout(pen: &mut Pen, desk: &Desk, detail: &CaseDetail, area: Rect) -> u16 {
    let (muted, text) = (pen.theme.muted, pen.theme.text);
    let names = label_width(desk.lang).max(12);
    let amount_end = area.x + names + 14;
    let mut y = area.y;
    if y >= area.bottom() {
        return y;
    }
    pen.put(area.x, y, amount_end, words::payable(desk.lang), muted);
    pen.amount(y, amount_end, detail.assessment.total, true);
    let (checks, style) = facts::checks(desk, detail, pen.theme);
    pen.put_cut(amount_end + 3, y, area.right() - 1, &checks, style);
    y += 1;
    for (i, line) in facts::benefits(desk, detail, pen.theme).into_iter().enumerate() {
        if y >= area.bottom() {
            break;
        }
        pen.put_cut(area.x, y, area.x + names, &line.name, text);
        pen.amount(y, amount_end, line.amount, false);
        let (why, clause) = grounds(desk, detail, i);
        let remark = line.remark.unwrap_or((why, text));
        // The clause stands beside the reason where both have room, else under it.
        let beside = area.right() - 1 > amount_end + 3 + CLAUSE + 16;
        let end = if beside { area.right() - 1 - CLAUSE - 1 } else { area.right() - 1 };
        pen.put_cut(amount_end + 3, y, end, &remark.0, remark.1);
        if beside {
            pen.put_cut(end + 1, y, area.right() - 1, &clause, muted);
        } else if !clause.is_empty() && y + 1 < area.bottom() {
            y += 1;
            pen.put_cut(amount_end + 3, y, area.right() - 1, &clause, muted);
        }
        y += 1;
    }
    y
}

/// The step that makes a benefit's amount, in a sentence, and the clause that it comes from.
fn grounds(desk: &Desk, detail: &CaseDetail, at: usize) -> (String, String) {
    let (Some(plan), Some(benefit)) = (desk.plan_of(detail), detail.assessment.benefits.get(at)) else { return Default::default() };
    let pays = |step: &&Step| step.counts && !step.value.is_zero();
    let Some(step) = benefit.steps.iter().rfind(pays).or(benefit.steps.last()) else { return Default::default() };
    let names = plan.names(desk.lang);
    let sentence = steps::step_line(desk.lang, &names, &benefit.benefit, benefit.reason.as_ref(), step);
    (sentence, step.clause.as_str().to_owned())
}

/// The newest of what happened, the newest first.
fn lately(pen: &mut Pen, desk: &Desk, detail: &CaseDetail, area: Rect) {
    let labels = label_width(desk.lang);
    let muted = pen.theme.muted;
    for (i, happened) in detail.case.timeline.iter().rev().take(usize::from(area.height)).enumerate() {
        let y = area.y + u16::try_from(i).unwrap_or(0);
        if i == 0 {
            pen.put_cut(area.x, y, area.x + labels, show::recent(desk.lang), muted);
        }
        let entry = entry(desk, detail, happened, pen.theme);
        let x = pen.put(area.x + labels, y, area.right(), &entry.at, muted);
        let text = pen.theme.text;
        let x = pen.put(x + 2, y, area.right(), &entry.who, text);
        pen.put_cut(x + 2, y, area.right() - 1, &entry.what, text);
    }
}
