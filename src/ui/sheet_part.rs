//! The sheet that adds a part of the facts (a stay, an account) or takes one out.
//!
//! Invariant: a number in what is taken out stands masked.

use serde_json::Value;

use crate::app::Desk;
use crate::app::amend::{AmendSheet, Focus};
use crate::app::form::{About, FormField, Said};
use crate::text::{amend as words, fact_fields};
use crate::ui::changes::{fact_label, value_shown};
use crate::ui::sheet::Row;
use crate::ui::sheet_amend::{evidence, reason};
use crate::ui::theme::Theme;
use crate::ui::width::wrap;

/// The fields of what is added: the one with the cursor is typed into, the others show what was.
pub(super) fn entry(theme: &Theme, desk: &Desk, sheet: &AmendSheet, (path, fields, at): (&str, &[FormField], usize)) -> Vec<Row> {
    let (lang, plan) = (desk.lang, &sheet.plan);
    let mut rows = vec![Row::Facts(words::fact(lang), vec![(fact_label(lang, path), theme.strong)])];
    for (n, field) in fields.iter().enumerate() {
        let label = fact_fields::label(lang, field.spec);
        let here = sheet.focus == Focus::Value && n == at;
        let shown = field.shown(lang, Some(plan));
        match field.options(lang, Some(plan)) {
            Some((options, chosen)) if here => {
                let pieces = options.iter().enumerate().map(|(i, option)| {
                    let style = if chosen == Some(i) { theme.strong } else { theme.muted };
                    (format!("{}{} {option}   ", if chosen == Some(i) { "▸" } else { " " }, i + 1), style)
                });
                rows.push(Row::Facts(label, std::iter::once(("▸ ".to_owned(), theme.accent)).chain(pieces).collect()));
            }
            None if here => rows.push(Row::Field(label, field.raw().to_owned(), field.cursor(), "")),
            _ if field.is_blank() && field.spec.must => rows.push(Row::Facts(label, vec![("- ".into(), theme.muted)])),
            _ if field.is_blank() => continue,
            _ => rows.push(Row::Facts(label, vec![(shown, theme.text)])),
        }
        if here {
            let found = field.diseases_found(plan);
            rows.extend(
                found.iter().enumerate().map(|(i, disease)| Row::Facts("", vec![(format!("{} {}", i + 1, disease.name), theme.muted)])),
            );
            let reading = field.read(&About { lang, today: desk.today(), plan: Some(plan), focused: true });
            if let Some(Said::Fault(text) | Said::Warning(text)) = reading.said.filter(|_| found.is_empty()) {
                rows.push(Row::Facts("", vec![(format!("! {text}"), theme.warn)]));
            }
        }
    }
    if !sheet.assumed {
        rows.extend(evidence(theme, desk, sheet));
        rows.push(reason(desk, sheet));
    }
    rows
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
