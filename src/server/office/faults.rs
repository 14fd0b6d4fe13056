//! Everything that keeps a claim from being taken in, at once, each fault with its place.
//!
//! Not here: what a claim comes to. A number with a wrong check digit is no fault: the reviewer sees it as a failed check.

use std::collections::BTreeSet;

use crate::domain::facts::{ClaimDocument, Facts, History};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::time::Date;
use crate::rules::claim;
use crate::rules::plan::Plan;
use crate::wire::NewCase;

/// The most papers of one claim: several times the longest checklist.
const MOST_PAPERS: usize = 100;
/// The most stays, receipts or enrolments of one claim. A claim that needs more is several claims.
const MOST_ITEMS: usize = 200;
/// The most characters of any text in a claim.
const LONGEST_TEXT: usize = 500;

fn fault(path: impl Into<String>, kind: FaultKind) -> Fault {
    Fault { path: path.into(), place: None, kind }
}

/// Finds every fault of a claim that is handed in.
pub(super) fn faults(new: &NewCase, plan: Option<&Plan>) -> Vec<Fault> {
    let Some(plan) = plan else { return vec![fault("plan", FaultKind::UnknownPlan)] };
    let document = ClaimDocument { plan: new.plan.clone(), facts: new.facts.clone(), history: History::default() };
    let read = serde_json::to_string(&document).map_err(|_| Vec::new()).and_then(|text| claim::read(&text));
    let mut faults = read.err().unwrap_or_default();
    for fault in &mut faults {
        // A parser's own words may quote what stands there.
        if let FaultKind::Syntax(_) = fault.kind {
            fault.kind = FaultKind::Form;
        }
    }
    sizes(&new.facts, &mut faults);
    // A list that is too long is not looked through.
    if lists(&new.facts).iter().all(|(_, len)| *len <= MOST_ITEMS) && new.facts.answers.len() <= MOST_ITEMS {
        unfit(&new.facts, plan, &mut faults);
    }
    if new.facts.member.name.trim().is_empty() {
        faults.push(fault("facts.member.name", FaultKind::Empty));
    }
    reviewers_own(&new.facts, &mut faults);
    dates(&new.facts, &mut faults);
    papers(new, plan, &mut faults);
    faults
}

/// Finds what no claim may say, whoever says it: texts without end, days that can't be.
pub(super) fn of_facts(facts: &Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    sizes(facts, &mut faults);
    dates(facts, &mut faults);
    faults
}

/// What fits nothing in the plan, as `assess` tells it of a document, but without repeating what was sent.
fn unfit(facts: &Facts, plan: &Plan, faults: &mut Vec<Fault>) {
    let benefits = || plan.benefits.iter().map(|known| known.id.to_string()).collect();
    let exclusions = || plan.exclusions.iter().map(|known| known.id.to_string()).collect();
    // What only a reviewer says is refused as a whole.
    let own = |path: &str| !path.starts_with("facts.answers") && !path.ends_with("].expense_in_period");
    for (path, kind) in claim::unfit(plan, facts).into_iter().filter(|(path, _)| own(path)) {
        let kind = match kind {
            FaultKind::Undefined(_) if path.ends_with("].exclusion") => FaultKind::NotOneOf(exclusions()),
            FaultKind::Undefined(_) if path.ends_with("].admission") => FaultKind::OutOfRange,
            FaultKind::Undefined(_) => FaultKind::NotOneOf(benefits()),
            kind => kind,
        };
        faults.push(fault(path, kind));
    }
}

/// What only a reviewer says never comes with a claim: it would answer a check before anybody looked.
fn reviewers_own(facts: &Facts, faults: &mut Vec<Fault>) {
    if !facts.answers.is_empty() {
        faults.push(fault("facts.answers", FaultKind::UnknownField));
    }
    let apportioned = facts.stays.iter().enumerate().take(MOST_ITEMS).filter(|(_, stay)| stay.expense_in_period.is_some());
    faults.extend(apportioned.map(|(i, _)| fault(format!("facts.stays[{i}].expense_in_period"), FaultKind::UnknownField)));
}

/// The lists of a claim, with their lengths.
const fn lists(facts: &Facts) -> [(&'static str, usize); 5] {
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
fn texts(value: &serde_json::Value, path: &str, faults: &mut Vec<Fault>) {
    match value {
        serde_json::Value::String(text) if text.chars().count() > LONGEST_TEXT => faults.push(fault(path, FaultKind::OutOfRange)),
        serde_json::Value::String(text) if text.chars().any(|c| c.is_control() && c != '\n') => faults.push(fault(path, FaultKind::Form)),
        serde_json::Value::Array(items) => {
            items.iter().take(MOST_ITEMS).enumerate().for_each(|(i, item)| texts(item, &format!("{path}[{i}]"), faults));
        }
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, field)| texts(field, &format!("{path}.{name}"), faults)),
        _ => {}
    }
}

/// No event of a living plan lies outside; arithmetic on dates can't overflow inside.
fn possible(day: Date) -> bool {
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

fn papers(new: &NewCase, plan: &Plan, faults: &mut Vec<Fault>) {
    if new.materials.len() > MOST_PAPERS {
        faults.push(fault("materials", FaultKind::OutOfRange));
    }
    let mut seen = BTreeSet::new();
    for (i, paper) in new.materials.iter().enumerate().take(MOST_PAPERS) {
        let path = format!("materials[{i}].material");
        if plan.material(&paper.material).is_none() {
            faults.push(fault(path, FaultKind::NotOneOf(plan.materials.iter().map(|known| known.id.to_string()).collect())));
        } else if !seen.insert(&paper.material) {
            faults.push(fault(path, FaultKind::Duplicate(paper.material.to_string())));
        }
        if !paper.received.is_none_or(possible) {
            faults.push(fault(format!("materials[{i}].received"), FaultKind::OutOfRange));
        }
        // A verdict is somebody's decision and comes with one.
        if paper.verdict.is_some() {
            faults.push(fault(format!("materials[{i}].verdict"), FaultKind::UnknownField));
        }
    }
}
