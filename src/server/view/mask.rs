//! The masks for who may not see everything: every field of a case by which a person or an account is found, every text that
//! somebody wrote by hand, and what he is ill with.
//!
//! Not here: who sees masks (`view`). Invariant: what a masked case holds can't be turned back into a number, a name, an account or a
//! contract; a number that was masked in one place stands whole in no other.

use crate::domain::assessment::{Assessment, StepKind};
use crate::domain::basis::Basis;
use crate::domain::case::{Event, TimelineEntry};
use crate::domain::decision::Act;
use crate::domain::facts::{Facts, History, PastEvent};
use crate::domain::identity::{mask_card, mask_contract, mask_id_number, mask_name, mask_phone};
use crate::domain::summary::{CaseDetail, CaseSummary};

/// What stands in place of a text that may name somebody, or that tells of his health.
const HIDDEN: &str = "***";

/// A row as who sees masks only has it.
pub(super) fn summary(summary: CaseSummary) -> CaseSummary {
    let last_note = if summary.last_note.is_empty() { String::new() } else { HIDDEN.to_owned() };
    CaseSummary { name: mask_name(&summary.name), last_note, ..summary }
}

/// A case as who sees masks only has it.
pub(super) fn detail(mut detail: CaseDetail) -> CaseDetail {
    detail.summary = summary(detail.summary);
    mask_facts(&mut detail.case.facts);
    detail.case.timeline.iter_mut().for_each(mask_entry);
    detail.case.granted.iter_mut().filter_map(|granted| granted.event.as_mut()).for_each(mask_event);
    mask_history(&mut detail.history);
    mask_assessment(&mut detail.assessment);
    // A hash over the facts would tell whether a guess of what is masked is right. Who sees masks decides nothing that rests on it.
    detail.basis = Basis::default();
    detail
}

fn mask_facts(facts: &mut Facts) {
    let member = &mut facts.member;
    member.name = mask_name(&member.name);
    member.birth = None;
    member.id_number = member.id_number.as_deref().map(mask_id_number);
    member.phone = member.phone.as_deref().map(mask_phone);
    member.social_security_card = member.social_security_card.as_deref().map(mask_card);
    if let Some(payee) = &mut facts.payee {
        payee.name = mask_name(&payee.name);
        payee.card = payee.card.as_deref().map(mask_card);
        hide(&mut payee.proof);
    }
    if let Some(agent) = &mut facts.agent {
        agent.name = mask_name(&agent.name);
        agent.id_number = agent.id_number.as_deref().map(mask_id_number);
        agent.phone = agent.phone.as_deref().map(mask_phone);
    }
    if let Some(accident) = &mut facts.accident {
        hide(&mut accident.account);
    }
    facts.enrolments.iter_mut().for_each(|enrolment| mask_number(&mut enrolment.contract));
    if let Some(diagnosis) = &mut facts.diagnosis {
        hide(&mut diagnosis.disease);
        hide(&mut diagnosis.finding);
    }
    if let Some(death) = &mut facts.death {
        hide(&mut death.illness);
    }
    facts.stays.iter_mut().for_each(|stay| hide(&mut stay.illness));
    hide(&mut facts.late_reason);
    for answer in &mut facts.answers {
        answer.note = HIDDEN.to_owned();
    }
    for raised in &mut facts.exclusions {
        raised.note = HIDDEN.to_owned();
    }
    let expenses = facts.stays.iter_mut().filter_map(|stay| stay.expense.as_mut());
    for expense in expenses.chain(facts.outpatient.iter_mut().map(|care| &mut care.expense)) {
        expense.receipt = expense.receipt.as_deref().map(mask_card);
    }
}

fn mask_history(history: &mut History) {
    history.granted.iter_mut().filter_map(|past| past.event.as_mut()).for_each(mask_event);
}

fn mask_event(event: &mut PastEvent) {
    hide(&mut event.disease);
    event.contracts.iter_mut().for_each(|past| mask_number(&mut past.contract));
}

/// The steps name contracts and diseases again, the checks repeat what was typed and what a reviewer answered.
fn mask_assessment(assessment: &mut Assessment) {
    for check in &mut assessment.checks {
        hide(&mut check.note);
        hide(&mut check.finding.said);
    }
    for step in assessment.benefits.iter_mut().flat_map(|benefit| &mut benefit.steps) {
        match &mut step.kind {
            StepKind::PerUnit { contract, .. }
            | StepKind::UnitsWaiting { contract, .. }
            | StepKind::ContractNotCounted { contract, .. }
            | StepKind::ContractCap { contract, .. } => mask_number(contract),
            StepKind::ForDisease { disease, .. } => HIDDEN.clone_into(disease),
            StepKind::EventDay { disease, .. } | StepKind::NotOwed { said: disease } => hide(disease),
            StepKind::StayDays { .. }
            | StepKind::StayNotCounted { .. }
            | StepKind::DaysTotal { .. }
            | StepKind::FlatForDays { .. }
            | StepKind::PerDay { .. }
            | StepKind::Once { .. }
            | StepKind::ExpenseItem { .. }
            | StepKind::ExpenseApportioned { .. }
            | StepKind::ExpenseNotCounted { .. }
            | StepKind::ExpenseTotal { .. }
            | StepKind::BelowThreshold { .. }
            | StepKind::Bracket { .. }
            | StepKind::Cap { .. }
            | StepKind::JointCap { .. }
            | StepKind::LessPaid { .. }
            | StepKind::NotBelowZero
            | StepKind::ExcludedBy { .. }
            | StepKind::Rounding
            | StepKind::Other => {}
        }
    }
}

/// What somebody wrote by hand may name anybody.
fn mask_entry(entry: &mut TimelineEntry) {
    let Event::Decided { act, amendments, .. } = &mut entry.event else { return };
    amendments.iter_mut().for_each(|amendment| *amendment = amendment.hidden());
    let text = match act {
        Act::PassOn { note } | Act::Approve { note } | Act::Amend { note } | Act::Resubmit { note, .. } => note,
        Act::Return { text, .. } | Act::Reject { text, .. } => text,
        Act::Paid { reference } => reference,
        Act::PaymentFailed { reason } => reason,
        Act::Note { text } => text,
        Act::Assign { .. } => return,
    };
    if !text.is_empty() {
        *text = HIDDEN.to_owned();
    }
}

fn hide(text: &mut Option<String>) {
    if let Some(text) = text {
        *text = HIDDEN.to_owned();
    }
}

fn mask_number(contract: &mut Option<String>) {
    *contract = contract.as_deref().map(mask_contract);
}
