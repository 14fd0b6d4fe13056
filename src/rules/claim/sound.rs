//! What no claim may say, whoever says it and under whatever plan: lists and texts without end, days that can't be, spans that end
//! before they begin.
//!
//! Not here: what a plan says of a claim (`fits`). Invariant: a fault never carries the value that it is about.

use serde_json::Value;

use crate::domain::amendment::value_at;
use crate::domain::facts::Facts;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::time::Date;

/// The most stays, receipts or enrolments of one claim. A claim that needs more is several claims.
pub const MOST_ITEMS: usize = 200;
/// The most characters of any text in a claim.
const LONGEST_TEXT: usize = 500;

fn fault(path: impl Into<String>, kind: FaultKind) -> Fault {
    Fault { path: path.into(), place: None, kind }
}

/// Finds what no claim may say, each with its place: `facts.stays[0].discharge`.
pub fn unsound(facts: &Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    sizes(facts, &mut faults);
    dates(facts, &mut faults);
    faults
}

/// Finds a fault that facts have and did not have before they were changed. An old one is known wherever its entry stands now.
pub fn grown_unsound(before: &Facts, after: &Facts) -> Option<Fault> {
    let mut old: Vec<_> = unsound(before).into_iter().map(|fault| known_by(before, &fault)).collect();
    unsound(after).into_iter().find(|fault| {
        let known = known_by(after, fault);
        let at = old.iter().position(|old| *old == known);
        at.map(|at| old.swap_remove(at)).is_none()
    })
}

/// What a fault is known by when entries come and go before it: its place without the numbers, its kind, and what stands there.
fn known_by(facts: &Facts, fault: &Fault) -> (String, FaultKind, Value) {
    let (mut name, mut pointer) = (String::new(), String::new());
    for part in fault.path.trim_start_matches("facts").split(['.', '[']).filter(|part| !part.is_empty()) {
        match part.strip_suffix(']') {
            Some(index) => pointer.extend(["/", index]),
            None => {
                name.extend([".", part]);
                pointer.extend(["/", part]);
            }
        }
    }
    let said = value_at(facts, &pointer);
    // A list is too long whatever is in it.
    let said = if said.is_array() { Value::Null } else { said };
    (name, fault.kind.clone(), said)
}

/// The lists of a claim, with their lengths.
pub const fn lists(facts: &Facts) -> [(&'static str, usize); 5] {
    [
        ("facts.benefits", facts.benefits.len()),
        ("facts.enrolments", facts.enrolments.len()),
        ("facts.stays", facts.stays.len()),
        ("facts.outpatient", facts.outpatient.len()),
        ("facts.exclusions", facts.exclusions.len()),
    ]
}

fn sizes(facts: &Facts, faults: &mut Vec<Fault>) {
    faults.extend(lists(facts).iter().filter(|(_, len)| *len > MOST_ITEMS).map(|(path, _)| fault(*path, FaultKind::OutOfRange)));
    let value = serde_json::to_value(facts).unwrap_or_default();
    texts(&value, "facts", faults);
}

/// Every text of the claim, wherever it stands, is short and without control characters.
fn texts(value: &Value, path: &str, faults: &mut Vec<Fault>) {
    match value {
        Value::String(text) if text.chars().count() > LONGEST_TEXT => faults.push(fault(path, FaultKind::OutOfRange)),
        Value::String(text) if text.chars().any(|c| c.is_control() && c != '\n') => faults.push(fault(path, FaultKind::Form)),
        Value::Array(items) => {
            items.iter().take(MOST_ITEMS).enumerate().for_each(|(i, item)| texts(item, &format!("{path}[{i}]"), faults));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, field)| texts(field, &format!("{path}.{name}"), faults)),
        _ => {}
    }
}

/// Whether a day is one that can be: no event of a living plan lies outside; arithmetic on dates can't overflow inside.
pub fn possible(day: Date) -> bool {
    (1900..2200).contains(&chrono::Datelike::year(&day))
}

/// Every date is one that can be, and no span ends before it begins.
fn dates(facts: &Facts, faults: &mut Vec<Fault>) {
    let mut look = |path: String, day: Option<Date>| {
        let fits = day.is_none_or(possible);
        if !fits {
            faults.push(fault(path, FaultKind::OutOfRange));
        }
        fits
    };
    look("facts.filed".into(), Some(facts.filed));
    look("facts.member.birth".into(), facts.member.birth);
    look("facts.death.date".into(), facts.death.as_ref().map(|death| death.date));
    look("facts.known_since".into(), facts.known_since);
    look("facts.accident.date".into(), facts.accident.as_ref().and_then(|accident| accident.date));
    look("facts.disability.assessed".into(), facts.disability.as_ref().and_then(|disability| disability.assessed));
    if let Some(diagnosis) = &facts.diagnosis {
        look("facts.diagnosis.diagnosed".into(), diagnosis.diagnosed);
        look("facts.diagnosis.pathology_report".into(), diagnosis.pathology_report);
        look("facts.diagnosis.confirming_report".into(), diagnosis.confirming_report);
    }
    for (i, care) in facts.outpatient.iter().enumerate().take(MOST_ITEMS) {
        look(format!("facts.outpatient[{i}].settled_on"), Some(care.settled_on));
    }
    for (i, raised) in facts.exclusions.iter().enumerate().take(MOST_ITEMS) {
        look(format!("facts.exclusions[{i}].admission"), raised.admission);
    }
    let mut reversed = Vec::new();
    let mut span = |path: String, (from, from_name): (Date, &str), (to, to_name): (Date, &str)| {
        let both = [look(format!("{path}.{from_name}"), Some(from)), look(format!("{path}.{to_name}"), Some(to))];
        if both == [true, true] && to < from {
            reversed.push(fault(format!("{path}.{to_name}"), FaultKind::SpanReversed));
        }
    };
    for (i, stay) in facts.stays.iter().enumerate().take(MOST_ITEMS) {
        span(format!("facts.stays[{i}]"), (stay.admission, "admission"), (stay.discharge, "discharge"));
    }
    for (i, enrolment) in facts.enrolments.iter().enumerate().take(MOST_ITEMS) {
        span(format!("facts.enrolments[{i}].cover"), (enrolment.cover.from, "from"), (enrolment.cover.to, "to"));
    }
    faults.extend(reversed);
}
