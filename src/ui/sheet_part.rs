//! The sheet that adds a part of the facts (a stay, an account) or takes one out.
//!
//! Invariant: a number in what is taken out stands masked.

use serde_json::Value;

use crate::app::Desk;
use crate::app::amend::{AmendSheet, Focus};
use crate::app::form::{FormField, Said};
use crate::domain::ids::BenefitId;
use crate::domain::names::Names;
use crate::layout::width::wrap;
use crate::text::{amend as words, fact_fields, intake};
use crate::ui::changes::{fact_label, value_shown};
use crate::ui::sheet::Row;
use crate::ui::sheet_amend::{evidence, reason, voice};
use crate::ui::theme::Theme;

/// The fields of what is added, all of them, each with what is to be said of it below: the one with the cursor is typed into.
pub(super) fn entry(
    theme: &Theme,
    desk: &Desk,
    sheet: &AmendSheet,
    (path, fields, at): (&str, &[FormField], usize),
    benefit: Option<&BenefitId>,
) -> Vec<Row> {
    let (lang, plan) = (desk.lang, &sheet.plan);
    let what = benefit.map_or_else(|| fact_label(lang, path), |id| plan.names(lang).benefit(id).to_owned());
    let mut rows = vec![Row::Facts(words::fact(lang), vec![(what, theme.strong)])];
    for (n, field) in fields.iter().enumerate() {
        let here = sheet.focus == Focus::Value && n == at;
        let said = sheet.said_of(n, lang, desk.today());
        rows.push(if here { typed(theme, desk, sheet, field) } else { left(theme, desk, sheet, (n, field)) });
        let found = if here { field.diseases_found(plan) } else { Vec::new() };
        rows.extend(
            found.iter().enumerate().map(|(i, disease)| Row::Facts("", vec![(format!("{} {}", i + 1, disease.name), theme.muted)])),
        );
        // What is in order is told where the cursor is.
        let told = said.filter(|said| found.is_empty() && (here || matches!(said, Said::Fault(_) | Said::Warning(_))));
        rows.extend(told.map(|said| Row::Facts("", vec![voice(theme, said)])));
    }
    if !sheet.assumed {
        if benefit.is_none() {
            rows.extend(evidence(theme, desk, sheet));
        }
        rows.push(reason(desk, sheet));
    }
    rows
}

/// The field that the cursor is in.
fn typed(theme: &Theme, desk: &Desk, sheet: &AmendSheet, field: &FormField) -> Row {
    let label = fact_fields::label(desk.lang, field.spec);
    let Some((options, chosen)) = field.options(desk.lang, Some(&sheet.plan)) else {
        let hint = if field.is_selected() { words::typing_replaces(desk.lang) } else { "" };
        return Row::Field(label, field.raw().to_owned(), field.cursor(), hint);
    };
    let mut pieces = Vec::new();
    for (i, option) in options.iter().enumerate() {
        let here = chosen == Some(i);
        pieces.push((if here { "▸ " } else { "  " }.to_owned(), theme.accent));
        pieces.push((format!("{} ", i + 1), theme.key));
        pieces.push((format!("{option}   "), if here { theme.strong } else { theme.text }));
    }
    if chosen.is_none() {
        pieces.push((words::choice_hint(desk.lang).to_owned(), theme.muted));
    }
    Row::Options(label, pieces)
}

/// A field that the cursor is not in; one that can't stay blank says so.
fn left(theme: &Theme, desk: &Desk, sheet: &AmendSheet, (n, field): (usize, &FormField)) -> Row {
    let lang = desk.lang;
    let pieces = match () {
        () if sheet.lacks(n) => vec![(format!("- {}", intake::must(lang)), theme.muted)],
        () if field.is_blank() => vec![("-".to_owned(), theme.muted)],
        () if field.spec.is_personal() => vec![(field.masked(), theme.text)],
        () => vec![(field.shown(lang, Some(&sheet.plan)), theme.text)],
    };
    Row::Facts(fact_fields::label(lang, field.spec), pieces)
}

/// What is to be taken out, as it stands.
pub(super) fn removal(theme: &Theme, desk: &Desk, sheet: &AmendSheet, (path, old): (&str, &Value), columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let mut rows = vec![Row::Facts(words::fact(lang), vec![(fact_label(lang, path), theme.strong)])];
    let said = value_shown(lang, &sheet.plan, path, old);
    let lines = wrap(&said, columns.saturating_sub(12)).into_iter().enumerate();
    rows.extend(lines.map(|(n, line)| Row::Facts(if n == 0 { words::old(lang) } else { "" }, vec![(line.to_owned(), theme.text)])));
    if !sheet.assumed {
        rows.extend(evidence(theme, desk, sheet));
        rows.push(reason(desk, sheet));
    }
    rows
}
