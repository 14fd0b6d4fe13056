//! The checks tab: what the engine looked at, the worst first, with clause and recorded answers; exclusions that were raised.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::domain::amendment::{Amendment, Target};
use crate::domain::assessment::CheckState;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::layout::width::{width, wrap};
use crate::rules::plan::Plan;
use crate::text::assess::comma;
use crate::text::{amend, checks as sentences, desk as words, show};
use crate::ui::ViewState;
use crate::ui::format::{check_glyph, check_word};
use crate::ui::head::message;
use crate::ui::pen::Pen;
use crate::ui::sheet::cell;

/// Rows that the exclusion under the cursor may take beside its first.
const MORE_ROWS: usize = 2;

pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, view: &mut ViewState, area: Rect) {
    let Some(detail) = case.detail() else { return };
    let lang = desk.lang;
    let Some(plan) = desk.plan_of(detail) else {
        let warn = pen.theme.warn;
        return message(pen, area, (words::no_plan(lang).to_owned(), warn), &[]);
    };
    let names = plan.names(lang);
    let checks = &detail.assessment.checks;
    let shown = case.shown_checks();
    let (text, muted) = (pen.theme.text, pen.theme.muted);
    let state_width = if lang == Lang::Zh { 7 } else { 10 };
    let widest = shown.iter().map(|&i| width(&sentences::check_name(lang, checks[i].check.as_str()))).max().unwrap_or(0);
    let name_width = widest.clamp(8, if area.width >= 110 { 28 } else { 20 });
    let clauses = shown.iter().map(|&i| width(checks[i].clause.as_str()));
    let clause_width = clauses.max().unwrap_or(0).clamp(14, if area.width >= 110 { 22 } else { 18 });
    let found = area.x + 2 + state_width + 1 + name_width + 2;
    let clause = area.right().saturating_sub(clause_width + 1);
    let columns = clause.saturating_sub(found + 2);
    let lines: Vec<Vec<String>> = shown
        .iter()
        .map(|&i| wrap(&sentences::check_line(lang, &names, &checks[i]), columns).into_iter().map(str::to_owned).collect())
        .collect();
    let heights: Vec<usize> = lines.iter().map(Vec::len).collect();
    // The exclusions below have their heading and two lines at least, and as many as they need where there is room.
    let below = u16::try_from(case.exclusions.len() + 1).unwrap_or(u16::MAX).min((area.height / 3).max(3));
    let list = Rect { height: area.height.saturating_sub(1 + below), ..area };
    let first = view.scroll("checks", case.cursor(), &heights, list.height);
    let mut y = list.y;
    for (at, &i) in shown.iter().enumerate().skip(first) {
        if y >= list.bottom() {
            break;
        }
        let check = &checks[i];
        let (glyph, style) = check_glyph(check.state, pen.theme);
        let calm = matches!(check.state, CheckState::Pass | CheckState::Attested);
        let x = pen.put(area.x + 2, y, area.right(), glyph, style);
        pen.put_cut(x + 1, y, area.x + 2 + state_width, check_word(lang, check.state), if calm { muted } else { style });
        let name_at = area.x + 2 + state_width + 1;
        pen.put_cut(name_at, y, name_at + name_width, &sentences::check_name(lang, check.check.as_str()), text);
        pen.put_cut(clause, y, area.right() - 1, check.clause.as_str(), muted);
        for (line, y) in lines[at].iter().zip(y..list.bottom()) {
            pen.put(found, y, clause - 1, line, if calm { muted } else { text });
        }
        pen.list_line(
            Rect { y, height: u16::try_from(lines[at].len()).unwrap_or(1).min(list.bottom() - y), ..area },
            at,
            at == case.cursor(),
        );
        y += u16::try_from(lines[at].len()).unwrap_or(1);
    }
    let passed = checks.iter().filter(|check| check.state == CheckState::Pass).count();
    if !case.expanded && passed > 0 && y < area.bottom() {
        let ok = pen.theme.ok;
        pen.put_cut(area.x + 2, y, area.right() - 1, &show::more_passed(lang, passed), ok);
        y += 1;
    }
    if let Some(lists) = lists_of(desk, &plan).filter(|_| y < area.bottom()) {
        pen.put_cut(area.x + 2, y, area.right() - 1, &lists, muted);
        y += 1;
    }
    exclusions(pen, desk, case, Rect { y, height: area.bottom().saturating_sub(y), ..area });
}

/// Which of the operator's lists the case is judged by, and of which day they are; nothing where the plan has none.
fn lists_of(desk: &Desk, plan: &Plan) -> Option<String> {
    let names = plan.lists.iter().map(|list| list.name.get(desk.lang)).collect::<Vec<_>>().join(comma(desk.lang));
    let since = desk.plans.published(&plan.hash).map_or_else(String::new, |since| since.date().to_string());
    (!plan.lists.is_empty()).then(|| show::judged_by_lists(desk.lang, names, since))
}

/// The plan's exclusions that can take something away here: not indicated, or raised with the reviewer's words.
fn exclusions(pen: &mut Pen, desk: &Desk, case: &CaseView, area: Rect) {
    let Some(detail) = case.detail() else { return };
    let Some(plan) = desk.plan_of(detail) else { return };
    let (muted, warn, text) = (pen.theme.muted, pen.theme.warn, pen.theme.text);
    let lang = desk.lang;
    let names = plan.names(lang);
    let checks = case.shown_checks().len();
    let raised = &detail.case.facts.exclusions;
    let drafted: Vec<Target> = case.amendments().iter().map(Amendment::target).collect();
    // Where not all have room, those around the cursor are shown; away from it, those that are raised come first.
    let room = usize::from(area.height.saturating_sub(1));
    let at = case.cursor().checked_sub(checks);
    // The one under the cursor may take two rows more.
    let first = at.map_or(0, |at| at.saturating_sub(room.saturating_sub(MORE_ROWS + 1)));
    if area.height > 0 && !case.exclusions.is_empty() {
        let count = case.exclusions.iter().filter(|id| detail.assessment.raised(id).is_some()).count();
        let head = format!("{}   {}", amend::exclusions(lang), show::exclusion_counts(lang, case.exclusions.len() - count, count));
        pen.put_cut(area.x + 2, area.y, area.right() - 1, &head, muted);
    }
    let ids = case.exclusions.iter().map(|id| width(id.as_str())).max().unwrap_or(0)
        + u16::from(drafted.iter().any(|target| matches!(target, Target::Exclusion(..))));
    let mut y = area.y + 1;
    for (i, id) in case.exclusions.iter().enumerate().skip(first) {
        if y >= area.bottom() {
            return;
        }
        let known = raised.iter().find(|known| known.exclusion == *id);
        // Raised by a fact it is raised as well, though no reviewer's words stand by it.
        let is_raised = detail.assessment.raised(id).is_some();
        let (glyph, word, style) = if is_raised { ("!", amend::raised(lang), warn) } else { ("-", amend::indicated_not(lang), muted) };
        let x = pen.put(area.x + 2, y, area.right(), glyph, style);
        let name_at = area.x + if lang == Lang::Zh { 12 } else { 18 };
        pen.put_cut(x + 1, y, name_at, word, style);
        let stay = known.and_then(|known| known.admission).map_or_else(String::new, |day| format!("  {}", amend::stay_of(lang, day)));
        let note = known.map_or_else(String::new, |known| format!("  {}", known.note));
        let star = if drafted.iter().any(|target| matches!(target, Target::Exclusion(of, _) if of == id)) { "*" } else { "" };
        let line = format!("{}{stay}{note}", names.exclusion(id));
        let ink = if is_raised { text } else { muted };
        pen.put_cut(name_at, y, area.right() - 1, &cell(&format!("{star}{id}"), ids), ink);
        let words_at = name_at + ids + 2;
        // The one under the cursor is whole; the others are a line each.
        let parts = if at == Some(i) { wrap(&line, area.right().saturating_sub(words_at + 1)) } else { vec![line.as_str()] };
        let top = y;
        for part in parts {
            if y < area.bottom() {
                pen.put_cut(words_at, y, area.right() - 1, part, ink);
            }
            y += 1;
        }
        pen.list_line(Rect { y: top, height: y.min(area.bottom()) - top, ..area }, checks + i, at == Some(i));
    }
}
