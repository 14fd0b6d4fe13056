//! Whether amendments that come with a decision may be made, and what the claim says with them.
//!
//! Not here: what an amendment does to facts (`domain::amendment`), who may do what at a stage (`bar`).
//! Invariant: every amendment is made or none; an answer is to a check that asks.

use super::bar::only_as_officer;
use super::{Judge, Refusal, Why};
use crate::domain::amendment::{AmendFault, Amendment, CONFIRMS_AMOUNT, MOST_AMENDMENTS, Retraction, renumbering};
use crate::domain::assessment::Assessment;
use crate::domain::case::{Case, Event};
use crate::domain::decision::{Decision, Verb};
use crate::domain::facts::{Answer, Facts, History};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{BenefitId, CheckId, MaterialId};
use crate::rules;
use crate::rules::claim;
use crate::rules::plan::{Formula, Plan};
use crate::rules::workflow;
use crate::wire::Person;

/// Gives the facts with a decision's amendments; those of the case where it brings none.
pub(super) fn amended(plan: &Plan, case: &Case, history: &History, decision: &Decision, judge: &Judge<'_>) -> Result<Facts, Refusal> {
    let who = judge.who;
    if decision.act.verb() == Verb::Amend && decision.amendments.is_empty() {
        return Err(Why::NothingToAmend.into());
    }
    if decision.amendments.is_empty() {
        return Ok(case.facts.clone());
    }
    let here = workflow::stage(plan, &case.stage).is_some_and(|stage| workflow::verbs(stage).contains(&Verb::Amend));
    if !here || !case.granted.is_empty() {
        return Err(Why::Verb { verb: Verb::Amend, stage: case.stage.clone() }.into());
    }
    if decision.amendments.len() > MOST_AMENDMENTS {
        return Err(Why::TooLong.into());
    }
    if let Some((case, history)) = judge.sees_only.and_then(|employer| as_seen(case, history, employer)) {
        amend(plan, &case, &history, &decision.amendments)?;
    }
    let mut facts = amend(plan, case, history, &decision.amendments)?;
    may_answer(plan, case, &decision.amendments, who)?;
    may_confirm(case, &decision.amendments, who)?;
    sign(&mut facts, &decision.amendments, who);
    may_renumber(plan, case, &decision.amendments, decision.act.verb(), who)?;
    Ok(facts)
}

/// Gives a case and its history without the other cases that are hidden from an employer's officer; nothing where none is. What he
/// answers is looked at on these first: a number that he guessed is told from no other by what he hears.
fn as_seen(case: &Case, history: &History, employer: &str) -> Option<(Case, History)> {
    let (hidden, crossed): (Vec<_>, Vec<_>) = history.crossed.iter().cloned().partition(|other| other.is_hidden_from(employer));
    let hidden: Vec<CheckId> = hidden.iter().map(|other| Assessment::check_with(other.case.as_ref())).collect();
    let mut seen = case.clone();
    seen.facts.answers.retain(|answer| !hidden.contains(&answer.check));
    (!hidden.is_empty()).then(|| (seen, History { crossed, ..history.clone() }))
}

/// Whether an employer's officer leaves standing what somebody else answered with no: what the office found against a claim, the office
/// takes back.
fn may_answer(plan: &Plan, case: &Case, amendments: &[Amendment], who: &Person) -> Result<(), Why> {
    if !workflow::stage(plan, &case.stage).is_some_and(|stage| only_as_officer(stage, who)) {
        return Ok(());
    }
    let own = |check: &CheckId| {
        let gave = |amendment: &Amendment| matches!(amendment, Amendment::Answer(answer) if answer.check == *check);
        let answered = |event: &Event| matches!(event, Event::Decided { amendments, .. } if amendments.iter().any(gave));
        let newest = case.timeline.iter().rev().find(|entry| answered(&entry.event));
        newest.is_some_and(|entry| entry.by.as_ref() == Some(&who.user))
    };
    let overturns = |check: &CheckId| case.facts.answers.iter().any(|known| known.check == *check && !known.holds) && !own(check);
    let overturned = amendments.iter().any(|amendment| match amendment {
        Amendment::Answer(answer) => answer.holds && overturns(&answer.check),
        Amendment::Retract(retraction) => overturns(&retraction.check),
        _ => false,
    });
    if overturned { Err(Why::Amendment { fault: AmendFault::OfficeSaidNo }) } else { Ok(()) }
}

/// Tells whether somebody may confirm the amounts that were entered: none of them is his own, in the case or beside the answer.
pub fn may_confirm(case: &Case, amendments: &[Amendment], who: &Person) -> Result<(), Why> {
    let confirms =
        |amendment: &Amendment| matches!(amendment, Amendment::Answer(answer) if answer.check == CONFIRMS_AMOUNT && answer.holds);
    let enters = |amendment: &Amendment| matches!(amendment, Amendment::Assess(_));
    let own = case.facts.amounts.iter().any(|amount| amount.entered_by.as_ref() == Some(&who.user));
    if amendments.iter().any(confirms) && (own || amendments.iter().any(enters)) {
        return Err(Why::Amendment { fault: AmendFault::OwnAmount });
    }
    Ok(())
}

/// Notes who entered the amounts of a decision: nobody says that of himself.
fn sign(facts: &mut Facts, amendments: &[Amendment], who: &Person) {
    for amendment in amendments {
        if let Amendment::Assess(new) = amendment {
            facts
                .amounts
                .iter_mut()
                .filter(|amount| amount.benefit == new.benefit)
                .for_each(|amount| amount.entered_by = Some(who.user.clone()));
        }
    }
}

/// Tells whether the identity number may be corrected with what a person does. It may make the case another member's, so nothing else
/// is decided with it, and only the office does it.
pub fn may_renumber(plan: &Plan, case: &Case, amendments: &[Amendment], verb: Verb, who: &Person) -> Result<(), Why> {
    let fault = match renumbering(amendments) {
        None => return Ok(()),
        Some(_) if verb != Verb::Amend => AmendFault::OtherMember,
        Some(_) if workflow::stage(plan, &case.stage).is_some_and(|stage| only_as_officer(stage, who)) => AmendFault::OfficersOwn,
        Some(_) => return Ok(()),
    };
    Err(Why::Amendment { fault })
}

/// Gives what the timeline tells of a decision's amendments. A corrected fact takes back the answers that rested on it: every one with an
/// identity number, else those whose checks now ask something new.
pub(super) fn told(case: &Case, facts: &Facts, decision: &Decision) -> Vec<Amendment> {
    let mut told = decision.amendments.clone();
    for amendment in &mut told {
        if let Amendment::Answer(answer) = amendment {
            // The facts keep what it covers.
            answer.covers = None;
        }
    }
    let corrected = decision.amendments.iter().find_map(|one| if let Amendment::Correct(one) = one { Some(one) } else { None });
    if let Some(because) = renumbering(&decision.amendments).or(corrected) {
        let retracts = |one: &Amendment, check: &CheckId| matches!(one, Amendment::Retract(one) if one.check == *check);
        let is_gone = |answer: &&Answer| {
            let stands = facts.answers.iter().any(|known| known.check == answer.check);
            !stands && !decision.amendments.iter().any(|one| retracts(one, &answer.check))
        };
        let retracted = |answer: &Answer| Retraction { check: answer.check.clone(), reason: because.reason.clone() };
        told.extend(case.facts.answers.iter().filter(is_gone).map(retracted).map(Amendment::Retract));
    }
    told
}

/// Tells what a case's facts are with amendments, or what stands against one of them. The client asks the same before it keeps one.
pub fn amend(plan: &Plan, case: &Case, history: &History, amendments: &[Amendment]) -> Result<Facts, Why> {
    for amendment in amendments {
        named(plan, case, amendment)?;
    }
    let (facts, faults) = rules::amended(plan, &case.facts, amendments, history);
    // What others changed meanwhile is told before what is wrong in itself.
    if let Some((_, fault)) = faults.into_iter().min_by_key(|(at, fault)| (!matches!(fault, AmendFault::Changed { .. }), *at)) {
        return Err(Why::Amendment { fault });
    }
    if let Some((path, _)) = claim::unfit(plan, &facts).into_iter().next() {
        return Err(Why::Amendment { fault: AmendFault::Form { path } });
    }
    // What came in unsound before anybody looked stands against no other correction.
    if let Some(Fault { path, kind, .. }) = claim::grown_unsound(&case.facts, &facts) {
        let fault = if kind == FaultKind::SpanReversed { AmendFault::Reversed { path } } else { AmendFault::Form { path } };
        return Err(Why::Amendment { fault });
    }
    let answers = amendments.iter().filter_map(|amendment| if let Amendment::Answer(answer) = amendment { Some(answer) } else { None });
    let answered: Vec<&Answer> = answers.collect();
    if !answered.is_empty() {
        let mut unanswered = facts.clone();
        unanswered.answers.retain(|known| answered.iter().all(|answer| answer.check != known.check));
        let assessment = rules::assess(plan, &unanswered, history);
        let asks = |id: &CheckId| assessment.checks.iter().any(|check| check.check == *id && check.state.asks());
        if let Some(answer) = answered.iter().find(|answer| !asks(&answer.check)) {
            return Err(Why::NoQuestion { check: answer.check.clone() });
        }
    }
    Ok(facts)
}

/// Whether a benefit may need an amount from a reviewer: the documents give no figure for it, or none for some finding.
fn is_assessed(plan: &Plan, benefit: &BenefitId) -> bool {
    plan.benefit(benefit).is_some_and(|benefit| matches!(benefit.formula, Formula::Assessed { .. } | Formula::FixedByDiseaseClass { .. }))
}

/// Whether an amendment names a paper of the case and an exclusion of the plan.
fn named(plan: &Plan, case: &Case, amendment: &Amendment) -> Result<(), Why> {
    let paper = |id: &MaterialId| case.materials.iter().any(|paper| paper.material == *id && paper.received.is_some());
    match amendment {
        Amendment::Correct(correction) if !paper(&correction.evidence) => Err(Why::NoEvidence { material: correction.evidence.clone() }),
        Amendment::Raise(raised) if plan.exclusion(&raised.exclusion).is_none() => Err(Why::NoSuchExclusion),
        Amendment::Assess(new) if !is_assessed(plan, &new.benefit) => Err(Why::Amendment { fault: AmendFault::Computed }),
        Amendment::Assess(_)
        | Amendment::Correct(_)
        | Amendment::Raise(_)
        | Amendment::Withdraw(_)
        | Amendment::Answer(_)
        | Amendment::Retract(_) => Ok(()),
    }
}
