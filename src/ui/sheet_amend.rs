//! The sheet of one change: which fact, what it was and is, which paper shows it, why; or the answer to a check, or an exclusion.

use ratatui::style::Style;
use serde_json::Value;

use crate::app::amend::{AmendSheet, Focus, NUMBERED, Subject};
use crate::app::form::{FormField, Said};
use crate::app::overlay::Effect;
use crate::app::sheet::Finder;
use crate::app::{Desk, Personal};
use crate::domain::assessment::{Check, CheckState};
use crate::domain::ids::CheckId;
use crate::domain::names::Names;
use crate::layout::width::{width, wrap};
use crate::text::amend as words;
use crate::text::checks as sentences;
use crate::ui::changes::{full_value, grouped_label, value_shown};
use crate::ui::head::label_width;
use crate::ui::pen::Piece;
use crate::ui::sheet::{Page, Row, cell};
use crate::ui::sheet_part;
use crate::ui::theme::Theme;

/// Columns of a fact's group and name in the list.
const GROUP: u16 = 16;
const GROUP_MOST: u16 = 20;
const NAME: u16 = 22;
const NAME_MOST: u16 = 28;

/// Makes the page of the sheet.
pub fn page(theme: &Theme, desk: &Desk, sheet: &AmendSheet, columns: u16) -> Page {
    let lang = desk.lang;
    let title = match &sheet.subject {
        _ if sheet.assumed => words::title_assume(lang),
        Subject::Pick { .. } => words::title_pick(lang),
        Subject::Fact { .. } => words::title_correct(lang),
        Subject::Entry { benefit: Some(_), .. } => words::title_assess(lang),
        Subject::Entry { .. } if sheet.replaces.is_some() => words::edits_part(lang),
        Subject::Entry { .. } => words::adds_part(lang),
        Subject::Removal { .. } => words::removes_part(lang),
        Subject::Check { .. } => words::title_answer(lang),
        Subject::Exclusion { raised: true, .. } => words::title_withdraw(lang),
        Subject::Exclusion { .. } => words::title_raise(lang),
    };
    let aside = if sheet.assumed { words::aside_assumed(lang) } else { words::aside_draft(lang) };
    let mut rows = match &sheet.subject {
        Subject::Pick { finder, facts } => pick(theme, desk, sheet, finder, facts),
        Subject::Fact { field, old } => fact(theme, desk, sheet, field, old),
        Subject::Entry { path, fields, at, benefit, .. } => sheet_part::entry(theme, desk, sheet, (path, fields, *at), benefit.as_ref()),
        Subject::Removal { path, old } => sheet_part::removal(theme, desk, sheet, (path, old), columns),
        Subject::Check { check, holds, effects, .. } => answer(theme, desk, sheet, (check, *holds, effects), columns),
        Subject::Exclusion { .. } => exclusion(theme, desk, sheet, columns),
    };
    if let Some(why) = &sheet.failed {
        rows.push(Row::Blank);
        rows.extend(wrap(why, columns.saturating_sub(2)).into_iter().map(|line| Row::Pieces(vec![(format!("✗ {line}"), theme.bad)])));
    }
    Page { title: vec![(title.to_owned(), theme.accent), (format!("  {}", sheet.case), theme.strong)], aside: aside.to_owned(), rows }
}

fn pick(theme: &Theme, desk: &Desk, sheet: &AmendSheet, finder: &Finder, facts: &[String]) -> Vec<Row> {
    let lang = desk.lang;
    let mut rows = vec![Row::Field(words::fact(lang), finder.field.value().to_owned(), Some(finder.field.cursor()), "")];
    let shown = desk.case.as_ref().and_then(|case| case.detail());
    let all = shown.and_then(|detail| serde_json::to_value(&detail.case.facts).ok()).unwrap_or_default();
    let found = desk.facts_found(facts, finder.field.value());
    if found.is_empty() {
        rows.push(Row::Pieces(vec![(format!("- {}", words::finds_nothing(lang)), theme.muted)]));
    }
    let value_of = |path: &str| all.pointer(path).unwrap_or(&Value::Null);
    let labels: Vec<(String, String)> = found.iter().map(|path| grouped_label(lang, path, &all)).collect();
    let groups = labels.iter().map(|(group, _)| width(group)).max().unwrap_or(0).clamp(GROUP, GROUP_MOST);
    let names = labels.iter().map(|(_, name)| width(name)).max().unwrap_or(0).clamp(NAME, NAME_MOST);
    for (at, (path, (group, name))) in found.iter().zip(&labels).enumerate() {
        let value = value_of(path);
        let style = if value.is_null() { theme.muted } else { theme.text };
        rows.push(Row::Choice(
            vec![
                (format!("{}  ", cell(group, groups)), theme.muted),
                (format!("{}  ", cell(name, names)), theme.text),
                (value_shown(lang, &sheet.plan, path, value), style),
            ],
            at == finder.cursor,
        ));
    }
    rows
}

fn fact(theme: &Theme, desk: &Desk, sheet: &AmendSheet, field: &FormField, old: &Value) -> Vec<Row> {
    let lang = desk.lang;
    let plan = &sheet.plan;
    let revealed = Personal::of_path(&field.path).is_some_and(|personal| desk.is_revealed(&sheet.case, personal));
    let was = if revealed { full_value(lang, plan, &field.path, old) } else { value_shown(lang, plan, &field.path, old) };
    let shown = desk.case.as_ref().and_then(|case| case.detail());
    let all = shown.and_then(|detail| serde_json::to_value(&detail.case.facts).ok()).unwrap_or_default();
    let (group, name) = grouped_label(lang, &field.path, &all);
    let mut rows = vec![
        Row::Facts(words::fact(lang), vec![(format!("{group}  "), theme.text), (name, theme.strong)]),
        Row::Facts(words::old(lang), vec![(was, theme.text)]),
    ];
    let here = sheet.focus == Focus::Value;
    match field.options(lang, Some(plan)) {
        Some((options, at)) => {
            // One pointer: at what is chosen, full where the cursor is here.
            let pointer = if here { "▸" } else { "▹" };
            let mut pieces = Vec::new();
            for (i, option) in options.iter().enumerate() {
                let chosen = at == Some(i);
                pieces.push((format!("{} ", if chosen { pointer } else { " " }), theme.accent));
                pieces.push((format!("{} ", i + 1), theme.key));
                pieces.push((format!("{option}   "), if chosen { theme.strong } else { theme.text }));
            }
            if here && at.is_none() {
                pieces.push((words::choice_hint(lang).to_owned(), theme.muted));
            }
            rows.push(Row::Facts(words::new(lang), pieces));
        }
        None => {
            let is_masked = field.is_blank() && Personal::of_path(&field.path).is_some();
            let hint = match () {
                () if is_masked => words::not_filled_in(lang),
                () if here && field.is_selected() => words::typing_replaces(lang),
                () => "",
            };
            rows.push(Row::Field(words::new(lang), field.raw().to_owned(), field.cursor().filter(|_| here), hint));
        }
    }
    if let Some(said) = sheet.said_of_value(lang, desk.today(), here) {
        rows.push(Row::Facts("", vec![voice(theme, said)]));
    }
    if !sheet.assumed {
        rows.extend(evidence(theme, desk, sheet));
        rows.push(reason(desk, sheet));
    }
    rows
}

/// What is said under a field.
pub(super) fn voice(theme: &Theme, said: Said) -> Piece {
    match said {
        Said::Fault(text) => (format!("✗ {text}"), theme.bad),
        Said::Warning(text) => (format!("! {text}"), theme.warn),
        // A number is told with its tick, a date or an amount without one.
        Said::Good(text) => (format!("✓ {}", text.trim_start_matches("✓ ")), theme.ok),
        Said::Note(text) => (text, theme.muted),
    }
}

pub(super) fn evidence(theme: &Theme, desk: &Desk, sheet: &AmendSheet) -> Vec<Row> {
    let lang = desk.lang;
    let names = sheet.plan.names(lang);
    let here = sheet.focus == Focus::Evidence;
    if !here {
        let chosen = sheet.evidence.as_ref();
        let text = chosen.map_or(("-".to_owned(), theme.muted), |id| (names.material(id).to_owned(), theme.text));
        return vec![Row::Facts(words::evidence(lang), vec![text])];
    }
    let mut rows =
        vec![Row::Field(words::evidence(lang), sheet.find.value().to_owned(), Some(sheet.find.cursor()), words::evidence_hint(lang))];
    for (at, id) in sheet.found().iter().take(NUMBERED).enumerate() {
        let chosen = sheet.evidence.as_ref() == Some(id);
        let style = if chosen { theme.strong } else { theme.text };
        rows.push(Row::Facts(
            "",
            vec![
                ((if chosen { "▸ " } else { "  " }).to_owned(), theme.accent),
                (format!("{} ", at + 1), theme.key),
                (names.material(id).to_owned(), style),
            ],
        ));
    }
    rows
}

pub(super) fn reason(desk: &Desk, sheet: &AmendSheet) -> Row {
    let cursor = (sheet.focus == Focus::Reason).then(|| sheet.reason.cursor());
    Row::Field(words::reason(desk.lang), sheet.reason.value().to_owned(), cursor, "")
}

/// What an answer comes to, in a line: how the check stands then, what isn't paid and under which clause, the amount.
fn effect_line(desk: &Desk, sheet: &AmendSheet, effect: &Effect) -> String {
    let lang = desk.lang;
    let stands = match effect.check {
        None | Some((CheckState::Pass, _)) => words::then_passes(lang),
        Some((CheckState::Attested, _)) => words::then_attested(lang),
        Some((CheckState::Warning, _)) => words::then_warns(lang),
        Some((_, true)) => words::then_blocks(lang),
        Some((_, false)) => words::then_fails(lang),
    };
    let short = |id| desk.benefit_short(&sheet.plan.id, id);
    let paid = effect.benefits.iter().map(|comes| match &comes.unpaid {
        Some((code, clause)) => words::then_unpaid(lang, short(&comes.benefit), code, clause),
        None => format!("{} {}", short(&comes.benefit), comes.amount.grouped()),
    });
    let mut parts = vec![stands.to_owned()];
    parts.extend(paid);
    parts.push(words::then_payable(lang, effect.total.grouped()));
    parts.join(words::then_separator(lang))
}

const fn effect_ink(effect: &Effect, theme: &Theme) -> Style {
    match effect.check {
        Some((CheckState::Fail | CheckState::Unknown, _)) => theme.bad,
        _ => theme.ok,
    }
}

type Asked<'a> = (&'a CheckId, Option<bool>, &'a [Effect; 2]);

/// The question, both answers in its words, and under each what follows from it.
fn answer(theme: &Theme, desk: &Desk, sheet: &AmendSheet, (check, holds, effects): Asked<'_>, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let mut rows = vec![Row::Facts(words::check(lang), vec![(sentences::check_name(lang, check.as_str()), theme.strong)])];
    let detail = desk.case.as_ref().and_then(|case| case.base());
    let names = sheet.plan.names(lang);
    // One answer covers every finding of the check, so each is shown.
    let all = detail.map(|detail| &detail.assessment.checks[..]).unwrap_or_default().iter().filter(|known| known.check == *check);
    let open: Vec<&Check> = all.clone().filter(|known| known.state != CheckState::Pass).collect();
    let shown = if open.is_empty() { all.take(1).collect() } else { open };
    for (nth, known) in shown.iter().enumerate() {
        let line = sentences::check_line(lang, &names, known);
        for (at, line) in wrap(&line, columns.saturating_sub(12)).into_iter().enumerate() {
            rows.push(Row::Facts(if nth + at == 0 { words::found(lang) } else { "" }, vec![(line.to_owned(), theme.text)]));
        }
    }
    if let Some(known) = shown.first() {
        rows.push(Row::Facts("", vec![(known.clause.to_string(), theme.muted)]));
    }
    let question = sentences::question(lang, &names, check.as_str());
    for (at, line) in wrap(&question, columns.saturating_sub(12)).into_iter().enumerate() {
        rows.push(Row::Facts(if at == 0 { words::question(lang) } else { "" }, vec![(line.to_owned(), theme.strong)]));
    }
    let here = sheet.focus == Focus::Value;
    let labels = usize::from(label_width(lang));
    let yes = sentences::yes_passes(check.as_str());
    for (digit, answer) in [(1, yes), (2, !yes)] {
        let chosen = holds == Some(answer) && !matches!(sheet.subject, Subject::Check { retract: true, .. });
        // Away from the answers the chosen one keeps its place without the bar.
        let place = if chosen && !here { "▹" } else { " " };
        let ink = if chosen || holds.is_none() { theme.strong } else { theme.muted };
        rows.push(Row::Choice(
            vec![
                (format!("{place:>width$} ", width = labels - 2), theme.accent),
                (format!("{digit} "), theme.key),
                (sentences::answer_word(lang, check.as_str(), answer).to_owned(), ink),
            ],
            chosen && here,
        ));
        let effect = &effects[usize::from(!answer)];
        let line = effect_line(desk, sheet, effect);
        let lines = wrap(&line, columns.saturating_sub(label_width(lang) + 3));
        rows.extend(
            lines.into_iter().map(|line| Row::Pieces(vec![(format!("{}{line}", " ".repeat(labels + 2)), effect_ink(effect, theme))])),
        );
    }
    if let Subject::Check { answered: true, retract, .. } = &sheet.subject {
        let place = if *retract { "▹" } else { " " };
        rows.push(Row::Choice(
            vec![
                (format!("{place:>width$} ", width = labels - 2), theme.accent),
                ("3 ".to_owned(), theme.key),
                (words::retract_option(lang).to_owned(), if *retract { theme.strong } else { theme.muted }),
            ],
            *retract && here,
        ));
    }
    if here {
        rows.push(Row::Facts("", vec![(words::answer_hint(lang).to_owned(), theme.muted)]));
    }
    if !sheet.assumed {
        rows.push(reason(desk, sheet));
    }
    rows
}

fn exclusion(theme: &Theme, desk: &Desk, sheet: &AmendSheet, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let Subject::Exclusion { exclusion, raised, stay, stays } = &sheet.subject else { return Vec::new() };
    let names = sheet.plan.names(lang);
    let text = format!("{exclusion}  {}", names.exclusion(exclusion));
    let mut rows: Vec<Row> = wrap(&text, columns.saturating_sub(12))
        .into_iter()
        .enumerate()
        .map(|(at, line)| Row::Facts(if at == 0 { words::exclusion(lang) } else { "" }, vec![(line.to_owned(), theme.strong)]))
        .collect();
    let of = stay.checked_sub(1).and_then(|at| stays.get(at));
    let of = of.map_or_else(|| words::whole_claim(lang).to_owned(), |day| words::stay_of(lang, day));
    let hint = if sheet.focus == Focus::Value && !*raised { words::stay_hint(lang) } else { "" };
    let pointer = if sheet.focus == Focus::Value && !*raised { "▸ " } else { "" };
    let pieces = vec![(pointer.to_owned(), theme.accent), (format!("{of}   "), theme.text), (hint.to_owned(), theme.muted)];
    rows.push(Row::Facts(words::of_what(lang), pieces));
    if !sheet.assumed {
        rows.push(reason(desk, sheet));
    }
    rows
}
