//! What a very wide window shows of a case below the open tab: the other tabs at a glance, two side by side.
//!
//! Not here: the tabs themselves. Invariant: nothing here has a cursor; what doesn't fit ends in a sign that it goes on.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::case::{CaseView, Tab};
use crate::app::materials::{Paper, PaperState};
use crate::domain::assessment::CheckState;
use crate::domain::material::Verdict;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::layout::width::{width, wrap};
use crate::rules::plan::Plan;
use crate::text::{checks as sentences, show, steps};
use crate::ui::case::tab_label;
use crate::ui::facts;
use crate::ui::format::{check_glyph, check_word, paper_glyph, paper_word};
use crate::ui::head::label_width;
use crate::ui::pen::{Pen, Piece};
use crate::ui::sheet::cell;
use crate::ui::theme::Theme;

/// Below so many rows it says too little to be worth a rule.
const LEAST: u16 = 8;
/// Prose is no wider than this.
const PROSE: u16 = 76;
/// Columns of a benefit's name, of an amount, of a clause, of a paper's and a check's name.
const BENEFIT: u16 = 9;
const AMOUNT: u16 = 12;
const CLAUSE: u16 = 18;
/// A sentence in fewer columns can't be read: the clause gives way first, it stands in the payout tab.
const SENTENCE: u16 = 24;
const PAPER: u16 = 34;
const CHECK: u16 = 21;

/// A title and the lines under it.
struct Panel {
    title: String,
    lines: Vec<Vec<Piece>>,
}

/// Tells how many rows of `height` the open tab needs for itself; the rest is for what stands here.
pub fn rows_of_tab(case: &CaseView, height: u16) -> u16 {
    let Some(detail) = case.detail() else { return height };
    let rows = match case.tab {
        Tab::Summary => {
            let facts = (5 + detail.case.facts.stays.len() * 4).max(12);
            facts + 6 + detail.assessment.benefits.len() * 2 + case.amendments().len() * 3
        }
        Tab::Materials => case.papers().len() + 3,
        Tab::Payout => case.lines() * 2 + detail.history.granted.len() + detail.history.open.len() + 8 + case.amendments().len() * 3,
        Tab::Checks => case.shown_checks().len() * 2 + case.exclusions.len() + 3,
        Tab::Related | Tab::Timeline => return height,
    };
    let rows = u16::try_from(rows).unwrap_or(height).max(12);
    // Half of the window is the least that an open tab has, however long it is.
    let most = height.saturating_sub(LEAST);
    if rows > most { height } else { rows }
}

/// Draws the panels that belong to the open tab.
pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let Some(detail) = case.detail() else { return };
    let Some(plan) = desk.plan_of(detail).filter(|_| area.height >= LEAST) else { return };
    pen.rule(area.x, area.y, area.right());
    let half = area.width / 2;
    let columns = (half - 4).min(PROSE);
    let (lang, theme) = (desk.lang, pen.theme);
    let of_facts = || {
        let member =
            Panel { title: show::member(lang).to_owned(), lines: labelled(theme, lang, facts::member(desk, detail, theme), columns) };
        let matter =
            Panel { title: show::matter(lang).to_owned(), lines: labelled(theme, lang, facts::matter(desk, detail, theme), columns) };
        [member, matter]
    };
    let steps = || Panel { title: tab_label(desk, case, Tab::Payout), lines: steps_of(theme, lang, detail, &plan, columns) };
    let papers = || Panel { title: tab_label(desk, case, Tab::Materials), lines: papers_of(theme, lang, &case.papers(), &plan, columns) };
    let checks = || Panel { title: tab_label(desk, case, Tab::Checks), lines: checks_of(theme, lang, detail, &plan, columns) };
    let rows: Vec<[Panel; 2]> = match case.tab {
        Tab::Summary => vec![[steps(), papers()], [checks(), Panel { title: String::new(), lines: Vec::new() }]],
        Tab::Materials => vec![of_facts(), [steps(), checks()]],
        Tab::Payout => vec![of_facts(), [papers(), checks()]],
        Tab::Checks => vec![of_facts(), [steps(), papers()]],
        Tab::Related | Tab::Timeline => Vec::new(),
    };
    let mut y = area.y + 1;
    for pair in rows {
        if area.bottom().saturating_sub(y) < 4 {
            return;
        }
        let wanted = pair.iter().map(|panel| panel.lines.len()).max().unwrap_or(0) + 1;
        let height = u16::try_from(wanted).unwrap_or(u16::MAX).min(area.bottom() - y);
        for (panel, x) in pair.iter().zip([area.x + 2, area.x + half + 1]) {
            put(pen, panel, Rect { x, y, width: columns, height });
        }
        y += height + 1;
    }
}

fn put(pen: &mut Pen, panel: &Panel, area: Rect) {
    let muted = pen.theme.muted;
    pen.put_cut(area.x, area.y, area.right(), &panel.title, muted);
    let room = usize::from(area.height.saturating_sub(1));
    for (i, (line, y)) in panel.lines.iter().zip(area.y + 1..area.bottom()).enumerate() {
        if i + 1 == room && panel.lines.len() > room {
            pen.put(area.x, y, area.right(), "…", muted);
        } else {
            pen.pieces(area.x, y, area.right(), line);
        }
    }
}

fn labelled(theme: &Theme, lang: Lang, lines: Vec<facts::Line>, columns: u16) -> Vec<Vec<Piece>> {
    let labels = label_width(lang);
    let lines = facts::fit(lines, columns.saturating_sub(labels));
    let line = |line: facts::Line| [vec![(cell(line.label, labels), theme.muted)], line.value].concat();
    lines.into_iter().map(line).collect()
}

/// Every step with its sentence, its value and its clause.
fn steps_of(theme: &Theme, lang: Lang, detail: &CaseDetail, plan: &Plan, columns: u16) -> Vec<Vec<Piece>> {
    let names = plan.names(lang);
    let beside = columns.saturating_sub(BENEFIT + AMOUNT + 2);
    let with_clause = beside >= SENTENCE + CLAUSE;
    let sentence = if with_clause { beside - CLAUSE } else { beside };
    let mut lines = Vec::new();
    for benefit in &detail.assessment.benefits {
        for (i, step) in benefit.steps.iter().enumerate() {
            let told = steps::step_line(lang, &names, &benefit.benefit, benefit.reason.as_ref(), step);
            let name = if i == 0 { names.benefit_short(&benefit.benefit) } else { "" };
            let amount = Money::round(step.value).grouped();
            let value = match (step.value.is_zero(), step.counts) {
                (true, _) => String::new(),
                (false, true) => format!("{amount} "),
                (false, false) => format!("({amount})"),
            };
            // A line without a value has the value's columns too.
            let amount_stands = !value.is_empty();
            let sentence = if amount_stands { sentence } else { sentence + AMOUNT + 1 };
            for (at, part) in wrap(&told, sentence - 1).into_iter().enumerate() {
                let (name, value, clause) = if at == 0 { (name, value.as_str(), step.clause.as_str()) } else { ("", "", "") };
                let blank = " ".repeat(usize::from(AMOUNT.saturating_sub(width(value))));
                let value = if amount_stands { format!("{blank}{value} ") } else { String::new() };
                lines.push(vec![
                    (cell(name, BENEFIT), theme.strong),
                    (cell(part, sentence), theme.text),
                    (value, if step.counts { theme.text } else { theme.muted }),
                    (if with_clause { cell(clause, CLAUSE) } else { String::new() }, theme.muted),
                ]);
            }
        }
    }
    lines
}

/// Every paper with how it stands, and what is wrong with it or why it is needed.
fn papers_of(theme: &Theme, lang: Lang, papers: &[Paper], plan: &Plan, columns: u16) -> Vec<Vec<Piece>> {
    let names = plan.names(lang);
    let state_width = if lang == Lang::Zh { 9 } else { 13 };
    let line = |paper: &Paper| {
        let state = paper.state();
        let (glyph, style) = paper_glyph(state, theme);
        let calm = matches!(state, PaperState::Accepted | PaperState::NotNeeded);
        let (told, ink) = match &paper.verdict {
            Some(Verdict::Defective { reason }) => (names.reason(reason), theme.bad),
            _ => (names.condition_short(paper.because()), theme.muted),
        };
        let name = columns.saturating_sub(state_width + 12).min(PAPER);
        vec![
            (format!("{glyph} "), style),
            (cell(paper_word(lang, state), state_width - 2), if calm { theme.muted } else { style }),
            (format!("{}  ", cell(names.material(&paper.material), name)), theme.text),
            (told.to_owned(), ink),
        ]
    };
    papers.iter().map(line).collect()
}

/// The checks that don't pass, the worst first; how many do.
fn checks_of(theme: &Theme, lang: Lang, detail: &CaseDetail, plan: &Plan, columns: u16) -> Vec<Vec<Piece>> {
    let names = plan.names(lang);
    let state_width = if lang == Lang::Zh { 7 } else { 11 };
    // Where the sentence has no room beside the check's name it stands under it.
    let beside = columns >= state_width + CHECK + SENTENCE;
    let indent = if beside { state_width + CHECK } else { state_width };
    let mut checks: Vec<_> = detail.assessment.checks.iter().filter(|check| check.state != CheckState::Pass).collect();
    checks.sort_by_key(|check| check.state);
    let mut lines = Vec::new();
    for check in checks {
        let (glyph, style) = check_glyph(check.state, theme);
        let calm = check.state == CheckState::Attested;
        let line = sentences::check_line(lang, &names, check);
        let head = cell(&format!("{glyph} {}", check_word(lang, check.state)), state_width);
        let name = sentences::check_name(lang, check.check.as_str());
        let name = if beside { format!("{} ", cell(&name, CHECK - 1)) } else { name };
        let mut told = vec![(head, if calm { theme.muted } else { style }), (name, theme.text)];
        for (at, part) in wrap(&line, columns.saturating_sub(indent)).into_iter().enumerate() {
            if at > 0 || !beside {
                let blank = (" ".repeat(usize::from(indent)), theme.text);
                lines.push(std::mem::replace(&mut told, vec![blank]));
            }
            told.push((part.to_owned(), if calm { theme.muted } else { theme.text }));
        }
        lines.push(told);
    }
    let passed = detail.assessment.checks.iter().filter(|check| check.state == CheckState::Pass).count();
    lines.push(vec![(show::checks_pass(lang, passed), theme.ok)]);
    lines
}
