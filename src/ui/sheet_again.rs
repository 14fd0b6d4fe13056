//! The sheets for what sends a case back, holds it up, takes it up again or asks its money back.

use crate::app::Desk;
use crate::app::again::{AgainForm, AgainLine};
use crate::app::decide::Decide;
use crate::domain::decision::Verb;
use crate::domain::ids::{BenefitId, ReasonCode};
use crate::domain::money::Money;
use crate::domain::recovery::Settled;
use crate::domain::sums::Sums;
use crate::layout::width::wrap;
use crate::rules::workflow;
use crate::text::{desk as words, sheets};
use crate::ui::sheet::{Row, cell};
use crate::ui::theme::Theme;

/// Lines listed at once, and columns of a name before its code.
const LISTED: usize = 8;
const NAME: u16 = 26;
/// Columns of a benefit with its amount.
const AMOUNT: u16 = 18;
/// Prose is no wider than this.
const PROSE: u16 = 76;

/// Makes the rows of such a sheet.
pub(super) fn rows(theme: &Theme, desk: &Desk, sheet: &Decide, form: &AgainForm, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let said = what_it_does(desk, sheet);
    let lines = wrap(&said, columns.saturating_sub(2).min(PROSE)).into_iter();
    let mut rows: Vec<Row> = lines.map(|line| Row::Pieces(vec![(line.to_owned(), theme.muted)])).collect();
    let first = form.cursor.saturating_sub(LISTED - 1);
    let of = |benefit: &BenefitId, amount: &Money| format!("{} {}", desk.benefit_short(&sheet.base.case.plan, benefit), amount.grouped());
    let reason = |code: &ReasonCode| {
        let name = sheet.plan.reason(code).map_or(code.as_str(), |reason| reason.name.get(lang));
        vec![(format!("{}  ", cell(name, NAME)), theme.text), (code.to_string(), theme.muted)]
    };
    for (i, line) in form.lines.iter().enumerate().skip(first).take(LISTED) {
        let pieces = match line {
            AgainLine::Reason(code) => reason(code),
            AgainLine::Asked { benefit, amount, reason: code } => {
                let mut pieces = vec![(format!("{}  ", cell(&of(benefit, amount), AMOUNT)), theme.strong)];
                pieces.extend(reason(code));
                pieces
            }
            AgainLine::Settled { benefit, open, how: Settled::Repaid, .. } => {
                vec![(sheets::came_back(lang, of(benefit, open)), theme.text)]
            }
            AgainLine::Settled { benefit, open, how: Settled::WrittenOff, .. } => {
                vec![(sheets::write_off(lang, of(benefit, open)), theme.text)]
            }
        };
        rows.push(Row::Choice(pieces, i == form.cursor && !sheet.typing));
    }
    if !form.lines.is_empty() {
        rows.push(Row::Pieces(vec![(words::of(lang, form.cursor + 1, form.lines.len()), theme.muted)]));
    }
    if let Some(AgainLine::Reason(code) | AgainLine::Asked { reason: code, .. }) = form.chosen() {
        let clause = sheet.plan.reason(code).map_or(String::new(), |reason| reason.clause.to_string());
        rows.push(Row::Facts(sheets::clause(lang), vec![(clause, theme.text)]));
    }
    let typing = |here: bool| sheet.typing && here;
    if let Some(value) = &form.value {
        let (label, hint) = match sheet.verb {
            Verb::Park => (sheets::until(lang), sheets::day_form(lang)),
            _ => (sheets::sum(lang), sheets::sum_form(lang)),
        };
        rows.push(Row::Field(label, value.value().to_owned(), typing(!form.in_text).then(|| value.cursor()), hint));
    }
    let label = if sheet.verb == Verb::Resume { sheets::answer(lang) } else { sheets::because(lang) };
    let hint = if sheet.typing { "" } else { sheets::goes_in(lang) };
    rows.push(Row::Field(label, form.text.value().to_owned(), typing(form.in_text).then(|| form.text.cursor()), hint));
    rows
}

/// What the key does, and what of it is not taken back.
fn what_it_does(desk: &Desk, sheet: &Decide) -> String {
    let (lang, plan, case) = (desk.lang, &sheet.plan, &sheet.base.case);
    let name = |stage: Option<&crate::rules::plan::Stage>| stage.map_or_else(String::new, |stage| stage.name.get(lang).to_owned());
    match sheet.verb {
        Verb::SendBack => sheets::does_send_back(lang, name(workflow::before(plan, &case.stage))),
        Verb::Park => sheets::does_park(lang).to_owned(),
        Verb::Refer => sheets::does_refer(lang).to_owned(),
        Verb::Resume => sheets::does_resume(lang).to_owned(),
        Verb::Reopen => {
            let to = name(plan.reopening.as_ref().and_then(|rules| plan.stage(&rules.stage)));
            let paid = Sums::of(case, &sheet.base.assessment).has;
            if paid.is_zero() { sheets::does_reopen(lang, to) } else { sheets::does_reopen_paid(lang, to, paid.grouped()) }
        }
        Verb::Recover => sheets::does_recover(lang).to_owned(),
        _ => sheets::does_settle(lang).to_owned(),
    }
}
