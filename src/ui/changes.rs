//! Corrections, answers and exclusions in words, and what they change of amount and papers.
//!
//! Invariant: a personal value comes out masked here, whatever is revealed elsewhere.

use serde_json::Value;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::app::form::FormField;
use crate::domain::amendment::{Amendment, masked};
use crate::domain::fact_field::{FactField, Part};
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::explain::difference::Difference;
use crate::judge;
use crate::layout::width::{width, wrap};
use crate::rules::plan::Plan;
use crate::text::checks::{answer_word, check_name};
use crate::text::{amend as words, fact_fields, show};
use crate::ui::head::label_width;
use crate::ui::pen::Piece;
use crate::ui::sheet::Row;
use crate::ui::theme::Theme;

/// Names a fact by its path; one of a second or later entry of a list says which.
pub fn fact_label(lang: Lang, path: &str) -> String {
    let Some(spec) = FactField::of(path) else { return part_label(lang, path) };
    let label = fact_fields::label(lang, spec);
    later_entry(lang, spec, path).map_or_else(|| label.to_owned(), |entry| format!("{entry} {label}"))
}

/// Names the second or a later entry of a list that a fact is of: `住院 2`.
fn later_entry(lang: Lang, spec: &FactField, path: &str) -> Option<String> {
    let index = path.split('/').nth(2).and_then(|part| part.parse::<usize>().ok()).filter(|_| spec.group.list().is_some())?;
    (index > 0).then(|| format!("{} {}", fact_fields::group(lang, spec.group), index + 1))
}

/// Names a fact in two columns: what it is of, of several which, and its own name. Of a part that comes or goes as a whole, what is done
/// to it. `facts` is all that the claim says.
pub fn grouped_label(lang: Lang, path: &str, facts: &Value) -> (String, String) {
    match FactField::of(path) {
        Some(spec) => {
            let of_list = spec.group.list().and_then(|list| facts.get(list)?.as_array());
            let first = of_list.filter(|entries| entries.len() > 1).map(|_| words::nth(lang, fact_fields::group(lang, spec.group), 1));
            let group = later_entry(lang, spec, path).or(first).unwrap_or_else(|| fact_fields::group(lang, spec.group).to_owned());
            (group, fact_fields::label(lang, spec).to_owned())
        }
        None => {
            let does =
                if facts.pointer(path).is_some_and(|value| !value.is_null()) { words::removes_part(lang) } else { words::adds_part(lang) };
            (does.to_owned(), part_label(lang, path))
        }
    }
}

/// Names an entry of a list, or another part of the facts that comes or goes as a whole.
fn part_label(lang: Lang, path: &str) -> String {
    let Some(part) = Part::of(path) else { return path.to_owned() };
    let name = if part.is_expense() { words::expense(lang) } else { fact_fields::group(lang, part.group) };
    match part.index {
        Some(index) => words::nth(lang, fact_fields::group(lang, part.group), index + 1) + if part.is_expense() { name } else { "" },
        None => name.to_owned(),
    }
}

/// Puts an entry of a list as it is read: what is stated in it, in the order of a form.
fn part_value(lang: Lang, plan: &Plan, path: &str, value: &Value) -> Option<String> {
    let part = Part::of(path).filter(|_| value.is_object())?;
    let stated = part.fields().filter_map(|(spec, within)| {
        let value = value.pointer(&within).filter(|value| !value.is_null())?;
        let field = FormField::holding(spec.pattern.to_owned(), spec, Some(plan), value);
        Some(format!("{} {}", fact_fields::label(lang, spec), field.shown(lang, Some(plan))))
    });
    Some(stated.collect::<Vec<_>>().join(words::and(lang)))
}

/// Puts a fact's value as it is read, masked where it is personal.
pub fn value_shown(lang: Lang, plan: &Plan, path: &str, value: &Value) -> String {
    let masked = masked(path, value);
    // Four digits alone would be read as the whole number.
    match masked.as_str().and_then(|text| text.strip_prefix("****")).filter(|tail| !tail.is_empty()) {
        Some(tail) => show::tail(lang, tail),
        None => full_value(lang, plan, path, &masked),
    }
}

/// Puts a fact's value as it is read, in full.
pub fn full_value(lang: Lang, plan: &Plan, path: &str, value: &Value) -> String {
    let shown = FactField::of(path).map(|spec| FormField::holding(path.to_owned(), spec, Some(plan), value).shown(lang, Some(plan)));
    match (shown, value) {
        (_, Value::Null) => words::not_stated(lang).to_owned(),
        (None, Value::Object(_)) => part_value(lang, plan, path, value).unwrap_or_default(),
        (Some(shown), _) if !shown.is_empty() => shown,
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// Puts a change into words, without its reason.
pub fn told(lang: Lang, plan: &Plan, amendment: &Amendment) -> String {
    match amendment {
        Amendment::Correct(of) if of.old.is_null() && of.new.is_object() => {
            words::adds(lang, fact_label(lang, &of.path), value_shown(lang, plan, &of.path, &of.new))
        }
        Amendment::Correct(of) if of.removes() => {
            words::removes(lang, fact_label(lang, &of.path), value_shown(lang, plan, &of.path, &of.old))
        }
        Amendment::Retract(retraction) => words::retracts(lang, check_name(lang, retraction.check.as_str())),
        Amendment::Correct(correction) => words::corrects(
            lang,
            fact_label(lang, &correction.path),
            value_shown(lang, plan, &correction.path, &correction.old),
            value_shown(lang, plan, &correction.path, &correction.new),
        ),
        Amendment::Assess(new) => words::assesses(lang, plan.names(lang).benefit(&new.benefit), new.amount.grouped(), &new.clause),
        Amendment::Answer(answer) => {
            let id = answer.check.as_str();
            words::answers(lang, check_name(lang, id), answer_word(lang, id, answer.holds))
        }
        Amendment::Raise(raised) => words::raises(lang, plan.names(lang).exclusion(&raised.exclusion)),
        Amendment::Withdraw(withdrawal) => words::withdraws(lang, plan.names(lang).exclusion(&withdrawal.exclusion)),
    }
}

/// What is drafted or assumed of the open case, each with what stands against it now.
pub fn list(desk: &Desk, case: &CaseView, plan: &Plan, theme: &Theme) -> Vec<Vec<Piece>> {
    let all = case.amendments();
    let lines = all.iter().enumerate().map(|(at, amendment)| {
        let mut line = vec![("! ".to_owned(), theme.warn), (told(desk.lang, plan, amendment), theme.text)];
        match case.faults.iter().find(|(faulty, _)| *faulty == at) {
            Some((_, fault)) => line.push((format!("  ✗ {}", judge::amendment_in_words(desk.lang, fault)), theme.bad)),
            None if case.what_if.is_none() => line.push((format!("  {}", amendment.reason()), theme.muted)),
            None => {}
        }
        line
    });
    lines.collect()
}

/// `+100.00`, `-300.00`
pub fn signed(before: Money, after: Money) -> String {
    let by = after - before;
    if by > Money::ZERO { format!("+{}", by.grouped()) } else { by.grouped() }
}

/// The difference per benefit and in all, then the papers that come or go, each a line.
pub fn difference(desk: &Desk, plan: &Plan, difference: &Difference, theme: &Theme) -> Vec<Vec<Piece>> {
    let lang = desk.lang;
    if difference.is_nothing() {
        return vec![vec![(words::no_difference(lang).to_owned(), theme.muted)]];
    }
    let line = |name: &str, before: Money, after: Money| {
        let style = if after > before { theme.ok } else { theme.bad };
        let style = if after == before { theme.muted } else { style };
        vec![
            (crate::ui::sheet::cell(name, 16), theme.text),
            (format!("{:>14}", before.grouped()), theme.muted),
            (format!("{:>14}", after.grouped()), theme.strong),
            (format!("{:>14}", signed(before, after)), style),
        ]
    };
    let mut lines: Vec<Vec<Piece>> = difference
        .benefits
        .iter()
        .map(|(id, before, after)| line(plan.benefit(id).map_or(id.as_str(), |benefit| benefit.short.get(lang)), *before, *after))
        .collect();
    // The one benefit of a claim is its total: told once.
    if !lines.is_empty() && matches!(&difference.benefits[..], [(_, before, after)] if (*before, *after) == difference.total) {
        lines.clear();
    }
    if !difference.benefits.is_empty() {
        let (before, after) = difference.total;
        lines.push(line(crate::text::desk::payable(lang), before, after));
    }
    let names = plan.names(lang);
    for paper in &difference.added {
        let why = names.condition(&paper.because);
        lines.push(vec![("! ".into(), theme.warn), (words::added(lang, names.material(&paper.material), why), theme.text)]);
    }
    for paper in &difference.gone {
        let (name, why) = (names.material(&paper.material), names.condition(&paper.because));
        let text = if paper.freed { words::freed(lang, name, why) } else { words::gone(lang, name, why) };
        lines.push(vec![("- ".into(), theme.muted), (text, theme.text)]);
    }
    lines
}

/// The rows of a sheet that say what goes along with a decision and what it changes.
pub fn rows(theme: &Theme, desk: &Desk, plan: &Plan, amendments: &[Amendment], change: &Difference, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let room = columns.saturating_sub(label_width(lang) + 1);
    let mut rows = Vec::new();
    for (at, amendment) in amendments.iter().enumerate() {
        let label = if at == 0 { words::goes_along(lang) } else { "" };
        let mut pieces = vec![("! ".to_owned(), theme.warn), (told(lang, plan, amendment), theme.text)];
        let shown_by = match amendment {
            Amendment::Correct(correction) => format!("{}  ", words::shown_by(lang, plan.names(lang).material(&correction.evidence))),
            _ => String::new(),
        };
        let why = format!("{shown_by}{}", amendment.reason());
        // What it rests on stands whole: under the change where it doesn't fit beside it.
        let beside: u16 = pieces.iter().map(|(text, _)| width(text)).sum();
        if beside + 2 + width(&why) <= room {
            pieces.push((format!("  {why}"), theme.muted));
            rows.push(Row::Facts(label, pieces));
        } else {
            rows.push(Row::Facts(label, pieces));
            let lines = wrap(&why, room.saturating_sub(2));
            rows.extend(lines.into_iter().map(|line| Row::Facts("", vec![(format!("  {line}"), theme.muted)])));
        }
    }
    for (at, pieces) in difference(desk, plan, change, theme).into_iter().enumerate() {
        rows.push(Row::Facts(if at == 0 { words::differs(lang) } else { "" }, pieces));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_entry_is_named_once() {
        let named = |path| grouped_label(Lang::Zh, path, &serde_json::json!({ "stays": [{}] }));
        assert_eq!(named("/stays/0/hospital"), ("住院".to_owned(), "医院".to_owned()));
        assert_eq!(named("/stays/1/hospital"), ("住院 2".to_owned(), "医院".to_owned()));
        let several = serde_json::json!({ "stays": [{}, {}] });
        assert_eq!(grouped_label(Lang::En, "/stays/0/expense/self_pay", &several), ("Hospital stay 1".to_owned(), "Self-pay".to_owned()));
        assert_eq!(fact_label(Lang::Zh, "/stays/1/hospital"), "住院 2 医院", "alone it says which");
    }
}
