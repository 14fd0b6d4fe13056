//! The checks tab: what the engine looked at, the worst first, with clause and recorded answers; exclusions that were raised.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::domain::assessment::CheckState;
use crate::domain::people::Lang;
use crate::text::{checks as sentences, desk as words, show};
use crate::ui::ViewState;
use crate::ui::format::{check_glyph, check_word};
use crate::ui::head::message;
use crate::ui::pen::Pen;
use crate::ui::width::{width, wrap};

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
    let clause_width = if area.width >= 110 { 22 } else { 14 };
    let found = area.x + 2 + state_width + 1 + name_width + 2;
    let clause = area.right().saturating_sub(clause_width + 1);
    let columns = clause.saturating_sub(found + 2);
    let lines: Vec<Vec<String>> = shown
        .iter()
        .map(|&i| wrap(&sentences::check_line(lang, &names, &checks[i]), columns).into_iter().map(str::to_owned).collect())
        .collect();
    let heights: Vec<usize> = lines.iter().map(Vec::len).collect();
    let list = Rect { height: area.height.saturating_sub(2), ..area };
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
        pen.list_line(Rect { y, height: u16::try_from(lines[at].len()).unwrap_or(1).min(list.bottom() - y), ..area }, at, at == case.cursor());
        y += u16::try_from(lines[at].len()).unwrap_or(1);
    }
    let passed = checks.iter().filter(|check| check.state == CheckState::Pass).count();
    if !case.expanded && passed > 0 && y < area.bottom() {
        let ok = pen.theme.ok;
        pen.put_cut(area.x + 2, y, area.right() - 1, &show::more_passed(lang, passed), ok);
        y += 1;
    }
    for raised in &detail.case.facts.exclusions {
        if y >= area.bottom() {
            break;
        }
        let warn = pen.theme.warn;
        use crate::domain::names::Names;
        let line =
            format!("{}  {}  {}  {}", show::raised_exclusion(lang), raised.exclusion, names.exclusion(&raised.exclusion), raised.note);
        pen.put_cut(area.x + 2, y, area.right() - 1, &line, warn);
        y += 1;
    }
}
