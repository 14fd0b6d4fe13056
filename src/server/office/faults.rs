//! Everything that keeps a claim from being taken in, at once, each fault with its place.
//!
//! Not here: what a claim comes to. A number with a wrong check digit is no fault: the reviewer sees it as a failed check.

use std::collections::BTreeSet;

use crate::domain::facts::{ClaimDocument, Enrolment, Facts, History};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::number::compared;
use crate::rules::claim::{self, MOST_ITEMS, possible};
use crate::rules::plan::Plan;
use crate::wire::NewCase;

/// The most papers of one claim: several times the longest checklist.
const MOST_PAPERS: usize = 100;

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
    // A list that is too long is not looked through.
    if claim::lists(&new.facts).iter().all(|(_, len)| *len <= MOST_ITEMS) && new.facts.answers.len() <= MOST_ITEMS {
        unfit(&new.facts, plan, &mut faults);
    }
    if new.facts.member.name.trim().is_empty() {
        faults.push(fault("facts.member.name", FaultKind::Empty));
    }
    reviewers_own(&new.facts, &mut faults);
    faults.extend(claim::unsound(&new.facts));
    contracts_twice(&new.facts, &mut faults);
    papers(new, plan, &mut faults);
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
    if !facts.amounts.is_empty() {
        faults.push(fault("facts.amounts", FaultKind::UnknownField));
    }
    if facts.complete_since.is_some() {
        faults.push(fault("facts.complete_since", FaultKind::UnknownField));
    }
    if !facts.answers.is_empty() {
        faults.push(fault("facts.answers", FaultKind::UnknownField));
    }
    let apportioned = facts.stays.iter().enumerate().take(MOST_ITEMS).filter(|(_, stay)| stay.expense_in_period.is_some());
    faults.extend(apportioned.map(|(i, _)| fault(format!("facts.stays[{i}].expense_in_period"), FaultKind::UnknownField)));
}

/// An enrolment that stands there twice, with its contract's number or the same in everything, is a slip of who typed it: its units
/// would count twice.
fn contracts_twice(facts: &Facts, faults: &mut Vec<Fault>) {
    let number = |of: &Enrolment| of.contract.as_deref().map(|number| compared(number).into_owned()).filter(|number| !number.is_empty());
    for (i, own) in facts.enrolments.iter().enumerate().take(MOST_ITEMS) {
        let same_number = |other: &Enrolment| number(own).is_some() && number(own) == number(other);
        let twice =
            |other: &Enrolment| other == own || (other.plan == own.plan && other.cover.from == own.cover.from && same_number(other));
        if facts.enrolments[..i].iter().any(twice) {
            faults.push(fault(format!("facts.enrolments[{i}]"), FaultKind::Duplicate(own.cover.from.to_string())));
        }
    }
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
