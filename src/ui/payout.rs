//! The payout tab: every step with its numbers, its value and its clause; then what the member had before in the period.

use ratatui::layout::Rect;
use rust_decimal::Decimal;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::domain::assessment::{Assessment, Outcome, Step};
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::explain::moved;

use crate::layout::width::{width, wrap};
use crate::text::assess_page::rest_open;
use crate::text::{amend, assess, change, desk as words, show, steps};
use crate::ui::ViewState;
use crate::ui::changes;
use crate::ui::facts;
use crate::ui::format::day;
use crate::ui::head::message;
use crate::ui::pen::{Owed, Pen, Piece};

/// From here on the clause stands beside the value.
const CLAUSE_FROM: u16 = 70;
/// Columns between the value and the clause: the closing bracket stands in one of them.
const CLAUSE_GAP: u16 = 3;

/// A row of the steps: which benefit begins here, the sentence's lines, the step.
struct Row<'a> {
    benefit: Option<String>,
    lines: Vec<String>,
    /// The clause's lines; none where it has no column.
    clause: Vec<&'a str>,
    step: &'a Step,
    of: &'a BenefitId,
}

impl Row<'_> {
    fn height(&self) -> usize {
        self.lines.len().max(self.clause.len())
    }
}

pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, view: &mut ViewState, area: Rect) {
    let Some(detail) = case.detail() else { return };
    let Some(plan) = desk.plan_of(detail) else {
        let warn = pen.theme.warn;
        return message(pen, area, (words::no_plan(desk.lang).to_owned(), warn), &[]);
    };
    let (muted, lang) = (pen.theme.muted, desk.lang);
    pen.put(area.x + 2, area.y, area.right(), show::steps(lang), muted);
    pen.put_right(area.x + 12, area.y, area.right() - 1, &show::basis(lang, plan.version.get(lang)), muted);
    // What is drafted or assumed changes comes before what was paid earlier.
    let difference = case.difference().map(|difference| changes::difference(desk, &plan, &difference, pen.theme)).unwrap_or_default();
    let differs = u16::try_from(difference.len() + usize::from(!difference.is_empty())).unwrap_or(u16::MAX).min(area.height / 3);
    let would_change = case.would_change(lang, &plan);
    let would_change: Vec<&str> = would_change.iter().flat_map(|line| wrap(line, area.width.saturating_sub(6))).collect();
    let changes = u16::try_from(would_change.len() + usize::from(!would_change.is_empty())).unwrap_or(u16::MAX).min(area.height / 3);
    let history = history_rows(detail);
    let below = (history + differs + changes).min(area.height / 2);
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(4 + below), ..area };
    let clauses = detail.assessment.benefits.iter().flat_map(|benefit| &benefit.steps).map(|step| width(step.clause.as_str()));
    let clause = clauses.max().unwrap_or(0).clamp(12, if area.width >= 110 { 36 } else { 18 });
    let value_end = if area.width >= CLAUSE_FROM { list.right() - clause - CLAUSE_GAP - 1 } else { list.right() - 1 };
    let names_width = if area.width >= 110 { 14 } else { 11 };
    let sentence = list.x + 6 + names_width;
    let columns = value_end.saturating_sub(sentence + 12);
    let clause = if area.width >= CLAUSE_FROM { clause } else { 0 };
    let rows = rows(desk, detail, &plan.names(lang), columns, clause);
    let heights: Vec<usize> = rows.iter().map(Row::height).collect();
    let first = view.scroll("payout", case.cursor(), &heights, list.height);
    let mut y = list.y;
    let mut whole = first;
    for (i, row) in rows.iter().enumerate().skip(first) {
        if y >= list.bottom() {
            break;
        }
        let place = Place { y, value_end, sentence, bottom: list.bottom() };
        step(pen, i, row, place, area);
        if case.base().is_some_and(|base| is_new(&base.assessment, row)) {
            let warn = pen.theme.warn;
            pen.put(area.x + 1, y, area.x + 2, "!", warn);
        }
        let height = u16::try_from(row.height()).unwrap_or(1);
        pen.list_line(Rect { y, height: height.min(list.bottom() - y), ..area }, i, i == case.cursor());
        y += height;
        whole += usize::from(y <= list.bottom());
    }
    total(pen, desk, detail, Rect { y: y.min(list.bottom()), height: 3, ..area }, value_end, sentence);
    if whole < rows.len() {
        let more = show::more_steps(lang, rows.len() - whole);
        pen.put_cut(area.x + 5, y.min(list.bottom()), value_end.saturating_sub(12), &more, muted);
    }
    let at = (y.min(list.bottom()) + 3).min(area.bottom() - below);
    changed(pen, desk, case, &difference, Rect { y: at, height: differs.min(below), ..area });
    let at = at + differs.min(below);
    let changes = changes.min(below.saturating_sub(differs));
    hints(pen, desk, &would_change, Rect { y: at, height: changes, ..area });
    before(pen, desk, detail, Rect { y: at + changes, height: below.saturating_sub(differs + changes), ..area });
}

/// Whether a step is not among those of the case as the server has it.
fn is_new(before: &Assessment, row: &Row) -> bool {
    before.benefit(row.of).is_none_or(|benefit| !benefit.steps.contains(row.step))
}

/// The amounts now and with what is drafted or assumed, benefit by benefit.
fn changed(pen: &mut Pen, desk: &Desk, case: &CaseView, difference: &[Vec<Piece>], area: Rect) {
    if difference.is_empty() || area.height == 0 {
        return;
    }
    let (lang, muted) = (desk.lang, pen.theme.muted);
    let then = if case.what_if.is_some() { amend::assumed_then(lang) } else { amend::then(lang) };
    let mut x = area.x + 1;
    x = pen.put_cut(x, area.y, x + 16, amend::differs(lang), muted).max(area.x + 17);
    for head in [amend::now(lang), then, amend::differs(lang)] {
        pen.put_right(x, area.y, x + 14, head, muted);
        x += 14;
    }
    for (line, y) in difference.iter().zip(area.y + 1..area.bottom()) {
        pen.pieces(area.x + 1, y, area.right() - 1, line);
    }
}

/// What would change the outcome: the nearest facts, and the limits that cut.
fn hints(pen: &mut Pen, desk: &Desk, lines: &[&str], area: Rect) {
    if area.height == 0 {
        return;
    }
    let (text, muted) = (pen.theme.text, pen.theme.muted);
    pen.put(area.x + 1, area.y, area.right(), change::title(desk.lang), muted);
    let room = usize::from(area.height) - 1;
    for (i, (line, y)) in lines.iter().zip(area.y + 1..area.bottom()).enumerate() {
        // The last line says that there are more: the notice has them all.
        let told = if i + 1 == room && lines.len() > room { show::more_lines(desk.lang, lines.len() - i) } else { (*line).to_owned() };
        pen.put_cut(area.x + 3, y, area.right() - 1, &told, text);
    }
}

fn rows<'a>(desk: &Desk, detail: &'a CaseDetail, names: &dyn Names, columns: u16, clause: u16) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for benefit in &detail.assessment.benefits {
        for (i, step) in benefit.steps.iter().enumerate() {
            let mut sentence = steps::step_line(desk.lang, names, &benefit.benefit, benefit.reason.as_ref(), step);
            // How the benefit ends is told with its first line.
            if i == 0 && benefit.outcome != Outcome::Payable {
                sentence = format!("{}{}{sentence}", assess::outcome_word(desk.lang, names, benefit), assess::separator(desk.lang));
            }
            // A line without a value has the value's columns too.
            let columns = if step.value.is_zero() { columns + 12 } else { columns };
            let lines = wrap(&sentence, columns).into_iter().map(str::to_owned).collect();
            let name = (i == 0).then(|| names.benefit_short(&benefit.benefit).to_owned());
            let clause = if clause > 0 { wrap(step.clause.as_str(), clause) } else { Vec::new() };
            rows.push(Row { benefit: name, lines, clause, step, of: &benefit.benefit });
        }
    }
    rows
}

#[derive(Clone, Copy)]
struct Place {
    y: u16,
    value_end: u16,
    sentence: u16,
    bottom: u16,
}

fn step(pen: &mut Pen, i: usize, row: &Row, at: Place, area: Rect) {
    let (text, muted, strong) = (pen.theme.text, pen.theme.muted, pen.theme.strong);
    pen.put_right(area.x + 2, at.y, area.x + 4, &(i + 1).to_string(), muted);
    if let Some(benefit) = &row.benefit {
        pen.put_cut(area.x + 5, at.y, at.sentence - 1, benefit, strong);
    }
    for (line, y) in row.lines.iter().zip(at.y..at.bottom) {
        pen.put(at.sentence, y, at.value_end, line, text);
    }
    // What is beyond the fen stands to the right of it, and so does a closing bracket: the points line up.
    let (value, beyond) = exactly(row.step.value);
    let room = CLAUSE_GAP - 2;
    let end = (at.value_end + width(&beyond).min(room)).min(area.right() - 1);
    if row.step.counts && !row.step.value.is_zero() {
        pen.put_right(at.sentence, at.y, end, &format!("{value}{beyond}"), text);
    } else if !row.step.value.is_zero() {
        pen.put_right(at.sentence, at.y, end + 1, &format!("({value}{beyond})"), muted);
    }
    for (line, y) in row.clause.iter().zip(at.y..at.bottom) {
        pen.put(at.value_end + CLAUSE_GAP, y, area.right() - 1, line, muted);
    }
}

/// A step's exact value: with its thousands apart and two decimals, and what is beyond them where a rounding follows.
pub(super) fn exactly(value: Decimal) -> (String, String) {
    let value = value.normalize();
    let whole = Money::round(value.trunc_with_scale(2));
    // Less than a fen below nothing has no sign of its own when it is cut.
    let sign = if value.is_sign_negative() && whole.is_zero() { "-" } else { "" };
    let decimals = usize::try_from(value.scale()).unwrap_or(0);
    let digits = value.abs().fract().to_string();
    let beyond = if decimals > 2 { digits.chars().skip("0.00".len()).collect() } else { String::new() };
    (format!("{sign}{}", whole.grouped()), beyond)
}

fn total(pen: &mut Pen, desk: &Desk, detail: &CaseDetail, area: Rect, end: u16, from: u16) {
    let lang = desk.lang;
    let (muted, strong) = (pen.theme.muted, pen.theme.strong);
    let total = detail.assessment.total;
    let (sums, status) = (Sums::of(&detail.case, &detail.assessment), detail.case.status);
    // The steps come to what the facts say; what is paid of that, and what was decided otherwise, stands below it.
    let moved = sums.has_moved(status);
    let wide = width(&total.grouped()).max(10);
    pen.rule(end.saturating_sub(wide), area.y, end);
    // The steps of a rejected case come to what is not paid.
    let refused = facts::not_paid(desk, detail);
    let label = match () {
        () if refused.is_some() => show::trial(lang),
        () if moved => show::assessed(lang),
        () => words::payable(lang),
    };
    pen.put(area.x + 5, area.y + 1, from, label, strong);
    // What nobody assessed yet is no zero; what the other benefits come to is told, with what it lacks.
    let open = detail.case.granted.is_empty() && detail.assessment.is_open();
    let owed = if open && total.is_zero() { Owed::Open } else { Owed::Is(total) };
    pen.owed(area.y + 1, end, owed, true);
    if matches!(owed, Owed::Is(_)) {
        pen.put_cut(end + 1, area.y + 1, area.right(), words::yuan(lang), muted);
    }
    let counted: Decimal =
        detail.assessment.benefits.iter().flat_map(|benefit| &benefit.steps).filter(|step| step.counts).map(|step| step.value).sum();
    let (adds, style) = if counted == total.exact() {
        (if moved { show::adds_up_assessed(lang) } else { show::adds_up(lang) }, pen.theme.ok)
    } else {
        (show::adds_up_not(lang), pen.theme.bad)
    };
    let (adds, style) = if open { (rest_open(lang), pen.theme.warn) } else { (adds, style) };
    let (told, style) = refused.as_ref().map_or((adds, style), |told| (told.as_str(), pen.theme.bad));
    pen.put_cut(from, area.y + 1, end.saturating_sub(wide + 1), told, style);
    if moved {
        let warn = pen.theme.warn;
        pen.put_cut(area.x + 5, area.y + 2, area.right() - 1, &moved::line(lang, &sums, status), warn);
    }
}

fn history_rows(detail: &CaseDetail) -> u16 {
    let rows = detail.history.granted.len() + detail.history.open.len();
    u16::try_from(rows.max(1) + 1).unwrap_or(u16::MAX)
}

/// What was granted in other cases, and what is undecided in them.
fn before(pen: &mut Pen, desk: &Desk, detail: &CaseDetail, area: Rect) {
    let (muted, text, lang) = (pen.theme.muted, pen.theme.text, desk.lang);
    if area.height == 0 {
        return;
    }
    pen.put(area.x + 1, area.y, area.right(), show::paid_in_period(lang), muted);
    let history = &detail.history;
    if history.granted.is_empty() && history.open.is_empty() {
        let at = area.x + 3 + width(show::paid_in_period(lang));
        pen.put_cut(at, area.y, area.right() - 1, show::nothing_paid(lang), muted);
        return;
    }
    let mut y = area.y + 1;
    for past in history.granted.iter().rev() {
        if y >= area.bottom() {
            return;
        }
        let x = pen.put(area.x + 3, y, area.right(), &day(past.decided, desk.today()), text);
        let x = pen.put_cut(x + 2, y, area.right() - 40, past.case.as_str(), text);
        let x = pen.put_cut(x + 2, y, area.right() - 24, desk.benefit_short(&past.plan, &past.benefit), text);
        let end = (x + 14).max(area.x + 50).min(area.right() - 8);
        pen.amount(y, end, past.amount, false);
        let days: u32 = past.stays.iter().map(|stay| stay.days).sum();
        let counted = match past.expense {
            Some(expense) => expense.grouped(),
            None if days > 0 => show::days(lang, days),
            None => String::new(),
        };
        pen.put_cut(end + 3, y, area.right() - 1, &counted, muted);
        y += 1;
    }
    for open in &history.open {
        if y >= area.bottom() {
            return;
        }
        let warn = pen.theme.warn;
        let line = format!("! {}  {}", desk.benefit_short(&open.plan, &open.benefit), show::open_elsewhere(lang, &open.case));
        pen.put_cut(area.x + 3, y, area.right() - 1, &line, warn);
        y += 1;
    }
}
