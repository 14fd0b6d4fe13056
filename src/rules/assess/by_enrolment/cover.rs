//! Which of the member's covers an event lies in, and of which class that is.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::Enrolment;
use crate::domain::time::{Date, Span};
use crate::rules::assess::by_enrolment::event::Event;
use crate::rules::assess::checks::{Checks, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, refuse_under};
use crate::rules::plan::ByEnrolment;

/// The covers of the member under the plan, the earliest first.
fn covers<'a>(claim: Claim<'a>) -> Vec<&'a Enrolment> {
    let mut covers: Vec<&Enrolment> = claim.facts.enrolments.iter().filter(|enrolment| enrolment.plan == claim.plan.id).collect();
    covers.sort_by_key(|enrolment| (enrolment.cover.from, enrolment.cover.to));
    covers
}

/// The cover that a day lies in. Where it lies in none, the last one that began before it, so that what is missing is told of that; where
/// the day is not known, the last one.
pub fn span_of(claim: Claim<'_>, day: Option<Date>) -> Option<Span> {
    let covers = covers(claim);
    let Some(day) = day else { return covers.last().map(|enrolment| enrolment.cover) };
    let inside = covers.iter().find(|enrolment| enrolment.cover.contains(day));
    let before = || covers.iter().rev().find(|enrolment| enrolment.cover.from <= day);
    inside.or_else(before).or(covers.first()).map(|enrolment| enrolment.cover)
}

/// Places a claim in the cover of an event: checks that there is one, and that its class has the benefit.
pub fn of<'a>(claim: Claim<'a>, rules: &ByEnrolment, draft: &mut Draft<'_>, event: Option<&Event>, checks: &mut Checks<'_>) -> Claim<'a> {
    const CHECK: &str = "enrolled";
    let id = Some(&draft.benefit.id);
    let Some(cover) = span_of(claim, event.map(|event| event.day)) else {
        match claim.answer(CHECK) {
            Some(false) => refuse_under(claim, draft, reasons::NOT_COVERED_TERM),
            _ => draft.lack("facts.enrolments"),
        }
        if claim.facts.enrolments.is_empty() {
            checks.add_resolved(CHECK, id, CheckState::Unknown, missing(vec!["facts.enrolments".into()]));
        } else {
            checks.add_resolved(CHECK, id, CheckState::Fail, missing(vec!["facts.enrolments".into()]));
        }
        return claim;
    };
    let own = Claim { cover, ..claim };
    let finding = |which: &str| Finding { day: event.map(|event| event.day), from: Some(cover.from), to: Some(cover.to), ..variant(which) };
    match event {
        Some(event) if !cover.contains(event.day) => {
            checks.add_resolved(CHECK, id, CheckState::Fail, finding("outside"));
            if claim.answer(CHECK) != Some(true) {
                refuse_under(claim, draft, reasons::NOT_COVERED_TERM);
            }
        }
        Some(_) => checks.add_resolved(CHECK, id, CheckState::Pass, finding("inside")),
        None => {}
    }
    class(own, rules, draft, checks);
    own
}

/// Some benefits come with some classes of cover only.
fn class(claim: Claim<'_>, rules: &ByEnrolment, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "cover-class";
    if rules.classes.is_empty() {
        return;
    }
    let id = Some(&draft.benefit.id);
    let at = claim.facts.enrolments.iter().position(|enrolment| enrolment.plan == claim.plan.id && enrolment.cover == claim.cover);
    let path = format!("facts.enrolments[{}].class", at.unwrap_or_default());
    let Some(said) = claim.enrolment().and_then(|enrolment| enrolment.class.as_deref()).map(str::trim) else {
        checks.add_resolved(CHECK, id, CheckState::Unknown, missing(vec![path.clone()]));
        draft.lack(path);
        return;
    };
    let finding = |which: &str| Finding { said: Some(said.to_owned()), ..variant(which) };
    if !claim.plan.has_class(said) {
        checks.add_resolved(CHECK, id, CheckState::Unknown, Finding { missing: vec![path.clone()], ..finding("unknown") });
        draft.lack(path);
    } else if draft.benefit.classes.is_empty() || draft.benefit.classes.iter().any(|class| class == said) {
        checks.add_resolved(CHECK, id, CheckState::Pass, finding("has"));
    } else {
        checks.add_resolved(CHECK, id, CheckState::Fail, finding("has-not"));
        refuse_under(claim, draft, reasons::NOT_ELIGIBLE);
    }
}
