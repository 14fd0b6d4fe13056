//! What a claim says that fits nothing: an answer to no check, a choice between other things, a part above its whole.

use crate::domain::assessment::{OTHER_CASE, RECOVERED};
use crate::domain::facts::{ClaimDocument, Facts};
use crate::domain::fault::FaultKind;
use crate::rules::plan::Plan;

/// Faults as JSON pointer and kind.
pub fn faults(document: &ClaimDocument, plan: &Plan) -> Vec<(String, FaultKind)> {
    let facts = &document.facts;
    let mut found = benefits(facts, plan);
    found.extend(answers(facts, plan));
    for (at, raised) in facts.exclusions.iter().enumerate() {
        let path = |field: &str| format!("/facts/exclusions/{at}/{field}");
        if raised.note.trim().is_empty() {
            found.push((path("note"), FaultKind::Empty));
        }
        let of_benefit = plan.exclusion(&raised.exclusion).is_some_and(|exclusion| !exclusion.benefits.is_empty());
        if let Some(day) = raised.admission
            && !of_benefit
            && !facts.stays.iter().any(|stay| stay.admission == day)
        {
            found.push((path("admission"), FaultKind::Undefined(day.to_string())));
        }
    }
    for (at, amount) in facts.amounts.iter().enumerate() {
        // Which of two amounts stands, nobody could see.
        if facts.amounts[..at].iter().any(|before| before.benefit == amount.benefit) {
            found.push((format!("/facts/amounts/{at}/benefit"), FaultKind::Duplicate(amount.benefit.to_string())));
        }
    }
    for (at, stay) in facts.stays.iter().enumerate() {
        if let (Some(part), Some(whole)) = (stay.expense_in_period, &stay.expense)
            && part > whole.net()
        {
            found.push((format!("/facts/stays/{at}/expense_in_period"), FaultKind::OutOfRange));
        }
    }
    found
}

/// What the facts name and the plan does not have: benefits, a choice, exclusions.
pub fn undefined(facts: &Facts, plan: &Plan) -> Vec<(String, FaultKind)> {
    let mut found = Vec::new();
    let mut must = |holds: bool, path: String, id: &str| {
        if !holds {
            found.push((path, FaultKind::Undefined(id.to_owned())));
        }
    };
    for (at, id) in facts.benefits.iter().enumerate() {
        must(plan.benefit(id).is_some(), format!("/facts/benefits/{at}"), id.as_str());
    }
    if let Some(choice) = &facts.choices.exclusive {
        must(plan.benefit(choice).is_some(), "/facts/choices/exclusive".to_owned(), choice.as_str());
    }
    for (at, raised) in facts.exclusions.iter().enumerate() {
        must(plan.exclusion(&raised.exclusion).is_some(), format!("/facts/exclusions/{at}/exclusion"), raised.exclusion.as_str());
    }
    found
}

fn benefits(facts: &Facts, plan: &Plan) -> Vec<(String, FaultKind)> {
    let mut found = Vec::new();
    if facts.benefits.is_empty() {
        found.push(("/facts/benefits".to_owned(), FaultKind::Empty));
    }
    for (at, id) in facts.benefits.iter().enumerate().filter(|(at, id)| facts.benefits[..*at].contains(id)) {
        found.push((format!("/facts/benefits/{at}"), FaultKind::Duplicate(id.to_string())));
    }
    if let Some(choice) = &facts.choices.exclusive
        && plan.benefit(choice).is_some()
        && !plan.exclusive.iter().any(|group| group.benefits.contains(choice))
    {
        let fits = plan.exclusive.iter().flat_map(|group| &group.benefits).map(ToString::to_string).collect();
        found.push(("/facts/choices/exclusive".to_owned(), FaultKind::NotOneOf(fits)));
    }
    found
}

fn answers(facts: &Facts, plan: &Plan) -> Vec<(String, FaultKind)> {
    let mut found = Vec::new();
    for (at, answer) in facts.answers.iter().enumerate() {
        let path = |field: &str| format!("/facts/answers/{at}/{field}");
        let id = answer.check.as_str();
        let of_exclusion = |id: &str| plan.exclusion(&id.into()).is_some();
        let of_case = id.strip_prefix(OTHER_CASE).is_some_and(|case| case.starts_with('-')) && plan.other_cases.is_some();
        let of_recovery = id == RECOVERED && plan.recovering.is_some();
        let known = plan.check(id).is_some() || of_case || of_recovery || id.strip_prefix("exclusion-").is_some_and(of_exclusion);
        if !known {
            found.push((path("check"), FaultKind::Undefined(id.to_owned())));
        }
        if facts.answers[..at].iter().any(|before| before.check == answer.check && before.holds != answer.holds) {
            found.push((path("check"), FaultKind::Duplicate(id.to_owned())));
        }
        if answer.note.trim().is_empty() {
            found.push((path("note"), FaultKind::Empty));
        }
    }
    found
}
