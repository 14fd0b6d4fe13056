//! What the queue shows of the case under the cursor: a line, a block of eight lines, or a column at the right.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::pointer::{Over, Target};
use crate::domain::assessment::Step;
use crate::domain::identity::mask_name;
use crate::domain::summary::CaseDetail;
use crate::layout::width::{width, wrap};
use crate::text::{desk as words, show, steps};
use crate::ui::ViewState;
use crate::ui::facts;
use crate::ui::format::{amount, due, worst};
use crate::ui::head::label_width;
use crate::ui::pen::{Owed, Pen, Piece};
use crate::ui::queue::grouped;
use crate::ui::timeline::entry;

/// Columns of a clause, and the least of the reason beside it; the least of a benefit's name; of an amount.
const CLAUSE: u16 = 18;
const REASON: u16 = 28;
const NAMES: u16 = 12;
const AMOUNT: u16 = 14;

/// The cursor's place, as `15 / 63`.
fn place(desk: &Desk) -> String {
    if desk.queue.rows.is_empty() {
        String::new()
    } else {
        words::of(desk.lang, grouped(desk.queue.position() + 1), grouped(desk.queue.total))
    }
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
        (format!("  {}", amount(desk.lang, case)), text),
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
    let pointer = (if desk.preview.focused { "▸ " } else { "" }.to_owned(), pen.theme.accent);
    let title = [pointer, (row.summary.id.to_string(), strong), (format!("  {}", mask_name(&row.summary.name)), text)];
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
pub fn block(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let Some(detail) = detail(pen, desk, area) else { return };
    let half = area.x + area.width * 9 / 20;
    // Plan, employer, papers and account always stand; what the claim is about takes the lines between them.
    let matter = facts::matter(desk, detail, pen.theme);
    let mut lines: Vec<facts::Line> = matter.iter().take(1).cloned().collect();
    lines.extend(facts::member(desk, detail, pen.theme).into_iter().filter(|line| !line.is_personal()).take(1));
    let room = usize::from(area.height).saturating_sub(lines.len() + 2);
    let (first, rest) = matter.get(2..).unwrap_or_default().split_at(room.min(matter.len().saturating_sub(2)));
    lines.extend(first.iter().cloned());
    lines.push(papers_line(desk, detail, pen));
    lines.push(facts::account(desk, detail, pen.theme));
    // What had no room there follows, for who scrolls.
    lines.extend(rest.iter().cloned());
    let left: Vec<Row> = lines.into_iter().map(Row::Fact).collect();
    let right = Rect { x: half, width: area.right() - half, ..area };
    let mut rows = payout(pen, desk, detail, right.width, true);
    rows.extend(lately(pen, desk, detail, right.width, false));
    let first = scrolled(pen, desk, view, area, left.len().max(rows.len()));
    put(pen, &left, first, Rect { x: area.x + 1, width: half.saturating_sub(area.x + 2), ..area });
    put(pen, &rows, first, right);
}

/// A row of the preview.
enum Row {
    Blank,
    Fact(facts::Line),
    Text(Piece),
    /// A benefit or the total: its name, its amount, why it is what it is, and the clause beside it.
    Amount {
        name: String,
        amount: Option<Owed>,
        total: bool,
        remark: Piece,
        clause: String,
    },
}

/// Tells which row is drawn first, and notes how many have no room.
fn scrolled(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect, rows: usize) -> usize {
    view.preview_left_out = rows.saturating_sub(usize::from(area.height));
    pen.hit(area, Target::Pane(Over::Preview));
    desk.preview.first.min(view.preview_left_out)
}

fn put(pen: &mut Pen, rows: &[Row], first: usize, area: Rect) {
    let (muted, text) = (pen.theme.muted, pen.theme.text);
    let labels = label_width(pen.lang);
    let (names, amount_end, end) = (area.x + labels.max(NAMES), area.x + labels.max(NAMES) + AMOUNT, area.right() - 1);
    for (row, y) in rows.iter().skip(first).zip(area.y..area.bottom()) {
        match row {
            Row::Blank => {}
            Row::Fact(line) => {
                facts::put(pen, std::slice::from_ref(line), area.x, y, area.right(), area.bottom(), labels);
            }
            Row::Text((words, style)) => {
                pen.put_cut(area.x, y, end, words, *style);
            }
            Row::Amount { name, amount, total, remark, clause } => {
                pen.put_cut(area.x, y, names, name, if *total { muted } else { text });
                if let Some(amount) = amount {
                    pen.owed(y, amount_end, *amount, *total);
                }
                let clause_at = if beside(area.width, labels) && !clause.is_empty() { end.saturating_sub(CLAUSE) } else { end };
                pen.put_cut(amount_end + 3, y, clause_at, &remark.0, remark.1);
                if clause_at < end {
                    pen.put_cut(clause_at, y, end, clause, muted);
                }
            }
        }
    }
}

/// Whether the clause has room beside the reason; else it stands under it.
const fn beside(width: u16, labels: u16) -> bool {
    let names = if labels > NAMES { labels } else { NAMES };
    width > names + AMOUNT + 4 + CLAUSE + REASON
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
pub fn column(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let Some(row) = desk.queue.current() else { return };
    let (strong, text, accent) = (pen.theme.strong, pen.theme.text, pen.theme.accent);
    if desk.preview.focused {
        pen.put(area.x.saturating_sub(1), area.y, area.x, "▸", accent);
    }
    let x = pen.put(area.x, area.y, area.right(), row.summary.id.as_str(), strong);
    let x = pen.put(x + 2, area.y, area.right(), &mask_name(&row.summary.name), text);
    let (due, style) = due(desk.lang, &row.summary, desk.today(), pen.theme);
    pen.put_right(x + 2, area.y, area.right(), &due, style);
    let area = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let Some(detail) = detail(pen, desk, Rect { x: area.x.saturating_sub(1), ..area }) else { return };
    let mut lines = facts::matter(desk, detail, pen.theme);
    lines.extend(facts::member(desk, detail, pen.theme));
    let mut rows: Vec<Row> = lines.into_iter().map(Row::Fact).collect();
    rows.push(Row::Blank);
    rows.extend(payout(pen, desk, detail, area.width, false));
    rows.push(Row::Blank);
    let draft = desk.details.get(&row.summary.id).map(|loaded| loaded.draft.verdicts.as_slice()).unwrap_or_default();
    for (line, style) in facts::so_far(desk, detail, draft, pen.theme) {
        rows.extend(wrap(&line, area.width.saturating_sub(1)).into_iter().map(|part| Row::Text((part.to_owned(), style))));
    }
    rows.push(Row::Blank);
    rows.extend(lately(pen, desk, detail, area.width, true));
    let first = scrolled(pen, desk, view, area, rows.len());
    put(pen, &rows, first, area);
}

/// What would be paid, benefit by benefit, each with why in as many rows as it takes; the checks beside the total where they are wanted.
fn payout(pen: &Pen, desk: &Desk, detail: &CaseDetail, width: u16, with_checks: bool) -> Vec<Row> {
    let theme = pen.theme;
    let labels = label_width(desk.lang);
    let beside = beside(width, labels);
    let columns = width.saturating_sub(labels.max(NAMES) + AMOUNT + 4 + if beside { CLAUSE + 1 } else { 0 });
    let checks = if with_checks { facts::checks(desk, detail, theme) } else { (String::new(), theme.text) };
    let (label, total) = facts::payable(desk, detail);
    let mut rows = vec![Row::Amount { name: label.to_owned(), amount: Some(total), total: true, remark: checks, clause: String::new() }];
    if let Some(told) = facts::not_paid(desk, detail) {
        rows.push(Row::Text((told, theme.muted)));
        return rows;
    }
    for (i, line) in facts::benefits(desk, detail, theme).into_iter().enumerate() {
        let (why, clause) = grounds(desk, detail, i);
        let (why, style) = line.remark.unwrap_or((why, theme.text));
        let mut lines: Vec<Piece> = wrap(&why, columns).into_iter().map(|part| (part.to_owned(), style)).collect();
        let mut clause = Some(clause).filter(|clause| !clause.is_empty());
        if !beside {
            lines.extend(clause.take().map(|clause| (clause, theme.muted)));
        }
        if lines.is_empty() {
            lines.push((String::new(), style));
        }
        for (at, remark) in lines.into_iter().enumerate() {
            let (name, amount) = if at == 0 { (line.name.clone(), Some(line.amount)) } else { (String::new(), None) };
            rows.push(Row::Amount { name, amount, total: false, remark, clause: clause.take().unwrap_or_default() });
        }
    }
    rows
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

/// What happened, the newest first; with the notes where there is room for them.
fn lately(pen: &Pen, desk: &Desk, detail: &CaseDetail, width: u16, with_notes: bool) -> Vec<Row> {
    let labels = label_width(desk.lang);
    let (muted, text) = (pen.theme.muted, pen.theme.text);
    let mut rows = Vec::new();
    for (i, happened) in detail.case.timeline.iter().rev().enumerate() {
        let label = if i == 0 { show::recent(desk.lang) } else { "" };
        let entry = entry(desk, detail, happened, pen.theme);
        let value = vec![(format!("{}  ", entry.at), muted), (format!("{}  ", entry.who), text), (entry.what, text)];
        rows.push(Row::Fact(facts::Line { label, value, paths: Vec::new() }));
        if with_notes {
            let lines = wrap(&entry.more, width.saturating_sub(labels + 1)).into_iter().filter(|line| !line.is_empty());
            rows.extend(lines.map(|line| Row::Fact(facts::Line { label: "", value: vec![(line.to_owned(), muted)], paths: Vec::new() })));
        }
    }
    rows
}
