//! The sheets of the counter: handing a claim in, its receipt, dropping a draft.

use ratatui::style::Style;

use crate::app::Desk;
use crate::app::intake::{Receipt, Register};
use crate::domain::assessment::{Need, Outcome};
use crate::domain::identity::mask_name;
use crate::domain::intake::ClaimKey;
use crate::domain::names::Names;
use crate::layout::width::wrap;
use crate::text::{intake as texts, receipt as receipt_words, sheets};
use crate::ui::intake::checklist::unpaid;
use crate::ui::sheet::{Page, Row, cell};
use crate::ui::sheet_lists::saved_at;
use crate::ui::theme::Theme;

/// Columns of a receipt's labels.
const LABEL: u16 = 20;

/// The sheet that hands a claim in: whose, for what, with which papers.
pub fn register(theme: &Theme, desk: &Desk, sheet: &Register, columns: u16) -> Page {
    let lang = desk.lang;
    let mut rows = Vec::new();
    if let Some(form) = &desk.intake.form {
        let names = form.plan.names(lang);
        let name = mask_name(&form.text_at("/member/name"));
        rows.push(Row::Facts(texts::name(lang), vec![(name, theme.strong)]));
        let benefits = desk.benefits_short(&form.plan.id, &form.benefits);
        rows.push(Row::Facts(
            texts::plan(lang),
            vec![(form.plan.name.get(lang).to_owned(), theme.text), (format!("  {benefits}"), theme.strong)],
        ));
        let papers = form.papers();
        let missing: Vec<&str> = papers
            .iter()
            .filter(|(_, need, _, came)| !came && matches!(need, Some(Need::Required | Need::Conditional)))
            .map(|(id, ..)| names.material(id))
            .collect();
        let came = papers.iter().filter(|paper| paper.3).count();
        let style = if missing.is_empty() { theme.ok } else { theme.warn };
        rows.push(Row::Facts(texts::papers(lang), vec![(texts::papers_line(lang, came, missing.len()), style)]));
        let list = missing.join(texts::paper_names(lang));
        let lines = wrap(&list, columns.saturating_sub(12));
        rows.extend(lines.into_iter().filter(|line| !line.is_empty()).map(|line| Row::Facts("", vec![(line.to_owned(), theme.text)])));
        if let Some(assessment) = &form.assessment {
            let whole = assessment.benefits.iter().all(|benefit| matches!(benefit.outcome, Outcome::Payable | Outcome::NothingOwed));
            let amount = if whole { assessment.total.grouped() } else { texts::not_assessed(lang).to_owned() };
            let aside = (format!("   {}", texts::preview_aside(lang)), theme.muted);
            rows.push(Row::Facts(texts::preview(lang), vec![(amount, theme.strong), aside]));
            let unpaid = unpaid(form, lang);
            let lines = unpaid.iter().flat_map(|why| wrap(why, columns.saturating_sub(12)));
            rows.extend(lines.map(|line| Row::Facts("", vec![(line.to_owned(), theme.muted)])));
        }
    }
    rows.push(Row::Blank);
    if sheet.faults.is_empty() {
        let offline = matches!(
            desk.connection,
            crate::app::Connection::Offline { .. } | crate::app::Connection::Failed { .. } | crate::app::Connection::OtherServer { .. }
        );
        let how = if offline { texts::sends_later(lang) } else { texts::sends_now(lang) };
        let ink = if offline { theme.warn } else { theme.text };
        rows.extend(wrap(how, columns).into_iter().map(|line| Row::Pieces(vec![(line.to_owned(), ink)])));
    }
    let mut listed = |sign: &str, ink: Style, lines: &[String]| {
        for (n, line) in lines.iter().flat_map(|line| wrap(line, columns.saturating_sub(2)).into_iter().enumerate()) {
            let sign = if n == 0 { format!("{sign} ") } else { "  ".to_owned() };
            rows.push(Row::Pieces(vec![(sign, ink), (line.to_owned(), ink)]));
        }
    };
    listed("✗", theme.bad, &sheet.faults);
    listed("!", theme.warn, &sheet.warnings);
    if sheet.saving {
        rows.push(Row::Pieces(vec![(sheets::saving(lang).to_owned(), theme.muted)]));
    }
    let aside = if sheet.faults.is_empty() { texts::sheet_aside(lang) } else { texts::sheet_faulty(lang) };
    Page { title: vec![(texts::sheet_title(lang).to_owned(), theme.accent)], aside: aside.to_owned(), rows }
}

/// The receipt that is handed over.
pub fn receipt(theme: &Theme, desk: &Desk, receipt: &Receipt, columns: u16) -> Page {
    let lang = desk.lang;
    let mut rows = Vec::new();
    for (label, value) in receipt.lines() {
        for (i, line) in wrap(&value, columns.saturating_sub(LABEL)).into_iter().enumerate() {
            let label = cell(if i == 0 { label } else { "" }, LABEL);
            rows.push(Row::Pieces(vec![(label, theme.muted), (line.to_owned(), theme.text)]));
        }
    }
    let first = receipt.first.min(rows.len().saturating_sub(1));
    let title = vec![(receipt_words::title(lang).to_owned(), theme.accent), (format!("  {}", receipt.name), theme.strong)];
    let mut page = saved_at(theme, desk, receipt.saved.as_ref(), columns);
    page.extend(rows.split_off(first));
    Page { title, aside: texts::receipt_hint(lang).to_owned(), rows: page }
}

/// The sheet that drops a draft.
pub fn drop_claim(theme: &Theme, desk: &Desk, key: ClaimKey, columns: u16) -> Page {
    let lang = desk.lang;
    let name = desk.intake.find(key).map_or_else(String::new, |item| mask_name(item.draft.name()));
    let line = texts::drop_line(lang, name);
    let rows = wrap(&line, columns).into_iter().map(|line| Row::Pieces(vec![(line.to_owned(), theme.text)])).collect();
    Page { title: vec![(texts::drop_title(lang).to_owned(), theme.accent)], aside: String::new(), rows }
}
