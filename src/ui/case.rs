//! A case: its head with the way through the stages, its tabs, and the tab that is open.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::case::{CaseView, Load, Tab};
use crate::app::pointer::Target;
use crate::app::{Desk, Personal};
use crate::domain::age::Age;
use crate::domain::assessment::CheckState;
use crate::domain::case::Status;
use crate::domain::identity::mask_name;
use crate::domain::summary::CaseDetail;
use crate::layout::width::width;
use crate::text::{amend, dates, desk as words, show};
use crate::ui::ViewState;
use crate::ui::format::{age, amount as told_amount, day, due, status_word, worst};
use crate::ui::head::{loading, message, news, put_right, trouble, trouble_rows};
use crate::ui::pen::{Pen, Piece};
use crate::ui::{checks, facts, glance, papers, payout, related, summary, timeline};

/// Rows of the head: the case, its stages.
pub const HEAD_ROWS: u16 = 2;

/// From this width on the timeline stands at the right of every other tab, in so many columns.
const PINNED_FROM: u16 = 160;
const PINNED: u16 = 64;

/// Draws the case. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, view: &mut ViewState, area: Rect) {
    head(pen, desk, case, area);
    let mut y = area.y + HEAD_ROWS;
    if trouble_rows(desk) > 0 {
        trouble(pen, desk, Rect { y, height: 1, ..area });
        y += 1;
    }
    tabs(pen, desk, case, Rect { y, height: 2, ..area });
    y += 2;
    let last = area.bottom().saturating_sub(1);
    pen.rule(area.x, last, area.right());
    let body = Rect { y, height: last.saturating_sub(y), ..area };
    match &case.load {
        Load::Here(detail) if area.width >= PINNED_FROM && case.tab != Tab::Timeline => {
            let left = Rect { width: area.width - PINNED, ..body };
            let above = glance::rows_of_tab(case, left.height);
            tab(pen, desk, case, view, Rect { height: above, ..left });
            glance::draw(pen, desk, case, Rect { y: left.y + above, height: left.height - above, ..left });
            pen.vertical(left.right(), body.y, body.bottom());
            timeline::pinned(pen, desk, detail, case.pinned, Rect { x: left.right(), width: PINNED, ..body });
        }
        Load::Here(_) => tab(pen, desk, case, view, body),
        Load::Coming => loading(pen, desk, body),
        Load::Gone => {
            let bad = pen.theme.bad;
            message(
                pen,
                body,
                (words::case_failed(desk.lang).to_owned(), bad),
                &[words::case_gone(desk.lang), words::case_failed_safe(desk.lang)],
            );
        }
        Load::Failed(why) => {
            let bad = pen.theme.bad;
            let number = case.problem.as_ref().map_or_else(String::new, |problem| words::problem_number(desk.lang, problem));
            message(pen, body, (words::case_failed(desk.lang).to_owned(), bad), &[why, &number, words::case_failed_safe(desk.lang)]);
        }
    }
}

fn tab(pen: &mut Pen, desk: &Desk, case: &CaseView, view: &mut ViewState, area: Rect) {
    match case.tab {
        Tab::Summary => summary::draw(pen, desk, case, area),
        Tab::Materials => papers::draw(pen, desk, case, view, area),
        Tab::Payout => payout::draw(pen, desk, case, view, area),
        Tab::Checks => checks::draw(pen, desk, case, view, area),
        Tab::Related => related::draw(pen, desk, case, view, area),
        Tab::Timeline => timeline::draw(pen, desk, case, view, area),
    }
}

/// Draws the two lines of the head: who and how much, the stages and the news.
pub fn head(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let (strong, text, muted) = (pen.theme.strong, pen.theme.text, pen.theme.muted);
    let lang = desk.lang;
    let end = area.right() - 1;
    let Some(summary) = case.summary() else {
        pen.put_cut(area.x + 1, area.y, end, case.id.as_str(), strong);
        let pieces = news(pen, desk, true);
        put_right(pen, area.y + 1, end, &pieces);
        return;
    };
    let (left, style) = match summary.status {
        Status::Open if summary.due.is_none() => (words::no_limit(lang, age(lang, summary, desk.today())), muted),
        Status::Open => due(lang, summary, desk.today(), pen.theme),
        ended => (status_word(lang, ended).to_owned(), strong),
    };
    let amount = told_amount(lang, summary);
    let what = match (summary.status, case.detail()) {
        (Status::Paid, Some(detail)) if detail.case.status == Status::Paid => facts::payable(desk, detail).0,
        (Status::Paid, _) => words::paid_word(lang),
        _ => words::payable(lang),
    };
    // What is ended has no limit any more, only how it ended.
    let limit = if summary.status == Status::Open { format!("{} ", words::due(lang)) } else { String::new() };
    let mut right: Vec<Piece> = vec![(limit, muted), (left, style), (format!("   {what} "), muted), (amount, strong)];
    // What the server has stands in brackets beside what would be.
    let before = case.base().filter(|_| case.shown.is_some()).and_then(|base| base.summary.amount);
    if let Some(before) = before.filter(|before| Some(*before) != summary.amount) {
        right.push((format!(" {}", amend::superseded(lang, before.grouped())), muted));
    }
    if case.what_if.is_some() {
        right.push((format!("   {}", amend::what_if(lang)), pen.theme.accent));
    }
    // The case's number and the amount stay whole; what is due stands in the queue too.
    let wide: u16 = right.iter().map(|(text, _)| width(text)).sum();
    if width(case.id.as_str()) + wide + 10 > area.width {
        right.drain(..2);
    }
    let name = if desk.is_revealed(&case.id, Personal::Name) { summary.name.clone() } else { mask_name(&summary.name) };
    let named = width(case.id.as_str()) + width(&name) + width(desk.plan_name(&summary.plan)) + 8;
    let wide: u16 = right.iter().map(|(text, _)| width(text)).sum();
    let age = case.detail().map(|detail| split_age(desk, detail)).filter(|age| named + wide + width(age) + 3 < area.width);
    right.splice(0..0, age.map(|age| (format!("{age}   "), muted)));
    let at = put_right(pen, area.y, end, &right);
    // Cut, a plan's name would lose what tells it from the others.
    let before_plan = area.x + 1 + width(case.id.as_str()) + 2 + width(&name) + 2;
    let room = at.saturating_sub(2 + before_plan);
    let plan = desk.plan_name(&summary.plan);
    let plan = [plan, desk.plan_short(&summary.plan)].into_iter().find(|plan| width(plan) <= room).unwrap_or_default();
    let left: Vec<Piece> = vec![(case.id.to_string(), strong), (format!("  {name}"), text), (format!("  {plan}"), muted)];
    pen.pieces(area.x + 1, area.y, at.saturating_sub(2), &left);
    let pieces = news(pen, desk, area.width < 120);
    let at = put_right(pen, area.y + 1, end, &pieces);
    stages(pen, desk, case, Rect { x: area.x + 1, y: area.y + 1, width: at.saturating_sub(area.x + 3), height: 1 });
}

/// How long a case has been under way, and who had it.
fn split_age(desk: &Desk, detail: &CaseDetail) -> String {
    let age = Age::of(&detail.case, desk.now);
    let [us, claimant, total] = [age.with_us, age.with_claimant, age.total()].map(|millis| dates::span(desk.lang, millis));
    dates::age(desk.lang, us, claimant, total)
}

/// `✓ 申请 ─ ✓ 单位核实 ─ ▸ 病情复核 ─ 资料审批 ─ 发放`; where it doesn't fit, what was done first is told by its mark alone.
fn stages(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let Some(summary) = case.summary() else { return };
    // Until the case is there, nobody knows which version it is; then it is that version or none.
    let plan = case.detail().map_or_else(|| desk.plans.get(&summary.plan).cloned(), |detail| desk.plan_of(detail));
    let Some(plan) = plan else {
        let (warn, accent, strong) = (pen.theme.warn, pen.theme.accent, pen.theme.strong);
        let x = pen.put(area.x, area.y, area.right(), "▸ ", accent);
        let x = pen.put_cut(x, area.y, area.right(), summary.stage.as_str(), strong);
        pen.put_cut(x + 2, area.y, area.right(), words::no_plan(desk.lang), warn);
        return;
    };
    let at = plan.stages.iter().position(|stage| stage.id == summary.stage);
    let done = |i: usize| at.is_some_and(|at| i < at) || summary.status == Status::Paid;
    let (ok, text, strong, muted, accent, faint, bad) =
        (pen.theme.ok, pen.theme.text, pen.theme.strong, pen.theme.muted, pen.theme.accent, pen.theme.faint, pen.theme.bad);
    // Names from a step on: the first is the filing.
    let pieces = |named: usize| {
        let mut pieces: Vec<Piece> = vec![("✓".into(), ok)];
        if named == 0 {
            pieces.push((format!(" {}", show::filed_step(desk.lang)), text));
        }
        for (i, stage) in plan.stages.iter().enumerate() {
            pieces.push((" ─ ".into(), faint));
            let name = stage.name.get(desk.lang);
            match (done(i), at == Some(i), summary.status) {
                (true, ..) => {
                    pieces.push(("✓".into(), ok));
                    if i + 1 >= named {
                        pieces.push((format!(" {name}"), text));
                    }
                }
                (_, true, Status::Rejected) => pieces.extend([("✗ ".into(), bad), (name.to_owned(), strong)]),
                (_, true, Status::Returned) => pieces.extend([("! ".into(), muted), (name.to_owned(), strong)]),
                (_, true, _) => pieces.extend([("▸ ".into(), accent), (name.to_owned(), strong)]),
                _ => pieces.push((name.to_owned(), muted)),
            }
        }
        pieces
    };
    let wide = |pieces: &[Piece]| pieces.iter().map(|(text, _)| width(text)).sum::<u16>();
    let line = (0..=plan.stages.len()).map(pieces).find(|line| wide(line) <= area.width);
    let line = line.unwrap_or_else(|| pieces(plan.stages.len() + 1));
    pen.pieces(area.x, area.y, area.right(), &line);
}

/// A tab's name, with how much is in it.
pub fn tab_label(desk: &Desk, case: &CaseView, tab: Tab) -> String {
    let lang = desk.lang;
    let (name, count) = match tab {
        Tab::Summary => (words::summary(lang), None),
        Tab::Materials => (words::materials(lang), Some(case.papers().iter().filter(|paper| paper.is_needed()).count())),
        Tab::Payout => (words::payout(lang), None),
        Tab::Checks => (words::checks(lang), None),
        Tab::Related => (crate::text::caller::related(lang), case.related.known.as_ref().map(|_| case.related.cases().len())),
        Tab::Timeline => (words::timeline(lang), case.detail().map(|detail| detail.case.timeline.len())),
    };
    count.filter(|_| case.detail().is_some()).map_or_else(|| name.to_owned(), |count| format!("{name} {count}"))
}

fn tabs(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let (key, strong, text, muted) = (pen.theme.key, pen.theme.strong, pen.theme.text, pen.theme.muted);
    pen.rule(area.x, area.y + 1, area.right());
    let gap = if area.width < 80 { 2 } else { 3 };
    let mut x = area.x + 1;
    for tab in Tab::ALL {
        let label = tab_label(desk, case, tab);
        let open = tab == case.tab;
        let start = x;
        x = pen.put(x, area.y, area.right(), &(tab.index() + 1).to_string(), key);
        x = pen.put_cut(x + 1, area.y, area.right(), &label, if open { strong } else { text });
        if let (Tab::Checks, Some(summary)) = (tab, case.summary()) {
            let (mark, style) = worst(summary, pen.theme);
            let style = if matches!(summary.worst, CheckState::Pass | CheckState::Attested) { muted } else { style };
            x = pen.put(x + 1, area.y, area.right(), &mark, style);
        }
        if open {
            pen.heavy(start, area.y + 1, x);
        }
        let digit = Action::Digit(u8::try_from(tab.index() + 1).unwrap_or(u8::MAX));
        pen.hit(Rect { x: start, y: area.y, width: x - start, height: 2 }, Target::Act(digit));
        x += gap;
    }
    if let Some(detail) = case.detail() {
        let filed = format!("{} {}", words::received(desk.lang), day(detail.case.facts.filed, desk.today()));
        if x + width(&filed) + 1 < area.right() {
            pen.put_right(x, area.y, area.right() - 1, &filed, muted);
        }
    }
}
