//! The masks for who may not see everything: every field of a case by which a person or an account is found, every text that
//! somebody wrote by hand, and what he is ill with, what for he was treated and where.
//!
//! Not here: who sees masks (`view`); the marks under which a client finds a case, of which who sees masks gets those of names and of the
//! ends that a mask shows (`office::lookup`). Invariants: a masked case by itself holds no whole number, name, account or contract; one
//! that was masked in one place stands whole in no other; what is added to the facts doesn't compile until it is told here whether it is
//! shown.

use crate::domain::assessment::{Assessment, StepKind};
use crate::domain::basis::Basis;
use crate::domain::case::{Event, TimelineEntry};
use crate::domain::decision::Act;
use crate::domain::facts::{
    Accident, Agent, Answer, AssessedAmount, Death, Diagnosis, Disability, Enrolment, Expense, Facts, Fire, History, Member,
    OutpatientCare, PastEvent, Payee, RaisedExclusion, Stay,
};
use crate::domain::identity::{mask_card, mask_contract, mask_id_number, mask_name, mask_payee, mask_phone};
use crate::domain::ids::MemberId;
use crate::domain::summary::{CaseDetail, CaseSummary};

/// What stands in place of a text that may name somebody, or that tells of his health.
const HIDDEN: &str = "***";

/// A row as who sees masks only has it.
pub(super) fn summary(summary: CaseSummary) -> CaseSummary {
    let last_note = if summary.last_note.is_empty() { String::new() } else { HIDDEN.to_owned() };
    CaseSummary { name: mask_name(&summary.name), last_note, ..summary }
}

/// A case as who sees masks only has it.
pub(super) fn detail(detail: CaseDetail) -> CaseDetail {
    let CaseDetail { summary: row, mut case, mut history, mut assessment, basis: _ } = detail;
    case.member = MemberId::new(mask_card(case.member.as_str()));
    mask_facts(&mut case.facts);
    case.timeline.iter_mut().for_each(mask_entry);
    case.held.iter_mut().filter_map(|held| held.event.as_mut()).for_each(mask_event);
    case.granted.iter_mut().filter_map(|granted| granted.event.as_mut()).for_each(mask_event);
    mask_history(&mut history);
    mask_assessment(&mut assessment);
    // A hash over the facts would tell whether a guess of what is masked is right. Who sees masks decides nothing that rests on it.
    CaseDetail { summary: summary(row), case, history, assessment, basis: Basis::default() }
}

/// Masks an account; `member` is the member's name under its mask.
fn mask_account(Payee { name, bank: _, card, account_kind: _, activated: _, proof }: &mut Payee, is_own: bool, member: &str) {
    *name = mask_payee(name);
    if !is_own && name == member {
        // Of another person with the same surname: under equal masks the account would be told as the member's own.
        name.push('*');
    }
    mask_with(card, mask_card);
    hide(proof);
}

fn mask_facts(facts: &mut Facts) {
    let Facts {
        filed: _,
        known_since: _,
        filed_by: _,
        complete_since: _,
        late_reason,
        benefits: _,
        member,
        enrolments,
        stays,
        diagnosis,
        outpatient,
        death,
        accident,
        disability,
        fire,
        agent,
        payee,
        choices: _,
        amounts,
        answers,
        exclusions,
    } = facts;
    hide(late_reason);
    let is_own = payee.as_ref().is_some_and(|payee| payee.name == member.name);
    mask_member(member);
    for Enrolment {
        plan: _,
        cover: _,
        contract,
        class: _,
        units: _,
        funding: _,
        employer: _,
        premium: _,
        own_share: _,
        insured_staff: _,
        enrolled_staff: _,
    } in enrolments
    {
        mask_number(contract);
    }
    stays.iter_mut().for_each(mask_stay);
    diagnosis.iter_mut().for_each(mask_diagnosis);
    for OutpatientCare { kind: _, item, settled_on: _, settled: _, expense } in outpatient {
        hide(item);
        mask_expense(expense);
    }
    mask_happenings((death, accident), (disability, fire));
    if let Some(Agent { name, id_number, phone, relation: _ }) = agent {
        *name = mask_name(name);
        mask_with(id_number, mask_id_number);
        mask_with(phone, mask_phone);
    }
    payee.iter_mut().for_each(|payee| mask_account(payee, is_own, &member.name));
    for AssessedAmount { benefit: _, amount: _, clause: _, note, entered_by: _ } in amounts {
        hide(note);
    }
    for Answer { check: _, holds: _, note, clause: _, covers: _ } in answers {
        HIDDEN.clone_into(note);
    }
    for RaisedExclusion { exclusion: _, admission: _, note } in exclusions {
        HIDDEN.clone_into(note);
    }
}

/// Of what happened to the member, who sees masks knows the days.
fn mask_happenings(
    (death, accident): (&mut Option<Death>, &mut Option<Accident>),
    (disability, fire): (&mut Option<Disability>, &mut Option<Fire>),
) {
    if let Some(Death { date: _, sudden_illness, treated_in_hospital, cause, declared, illness }) = death {
        (*sudden_illness, *treated_in_hospital, *cause, *declared) = (None, None, None, None);
        hide(illness);
    }
    if let Some(Accident { date: _, kind, as_driver, police, criminal, recognised, known_to_union: _, notified: _, account }) = accident {
        (*kind, *as_driver, *police) = (None, None, None);
        (*criminal, *recognised) = (None, None);
        hide(account);
    }
    if let Some(Disability { share, assessed: _, total, applied: _ }) = disability {
        (*share, *total) = (None, None);
    }
    if let Some(Fire { date: _, account }) = fire {
        hide(account);
    }
}

fn mask_member(member: &mut Member) {
    let Member { name, sex: _, birth, id_number, phone, social_security_card, member_number, platform_worker: _, retired: _ } = member;
    *name = mask_name(name);
    *birth = None;
    mask_with(id_number, mask_id_number);
    mask_with(phone, mask_phone);
    mask_with(social_security_card, mask_card);
    mask_with(member_number, mask_card);
}

/// A hospital tells of an illness: many treat only one kind.
fn mask_stay(stay: &mut Stay) {
    let Stay {
        hospital,
        admission: _,
        discharge: _,
        stated_days: _,
        cause,
        illness,
        settled: _,
        designated: _,
        outside: _,
        settled_later: _,
        relief,
        expense,
        expense_in_period: _,
    } = stay;
    hide(hospital);
    (*cause, *relief) = (None, None);
    hide(illness);
    expense.iter_mut().for_each(mask_expense);
}

/// That it was found in tissue tells of a tumour, as its treatment does.
fn mask_diagnosis(diagnosis: &mut Diagnosis) {
    let Diagnosis {
        disease,
        hospital,
        diagnosed: _,
        pathology_report,
        confirming_report,
        known_before,
        finding,
        radiotherapy,
        chemotherapy_courses,
        stroke_sequelae,
    } = diagnosis;
    [disease, hospital, finding].into_iter().for_each(hide);
    (*pathology_report, *confirming_report) = (None, None);
    (*known_before, *radiotherapy, *chemotherapy_courses) = (None, None, None);
    *stroke_sequelae = None;
}

fn mask_expense(expense: &mut Expense) {
    let Expense { self_care: _, self_pay: _, critical_illness_fund: _, civil_servant_subsidy: _, receipt } = expense;
    mask_with(receipt, mask_card);
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
            | StepKind::ForClass { .. }
            | StepKind::Assessed { .. }
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
        Act::SendBack { text } | Act::Park { text, .. } | Act::Refer { text, .. } | Act::Resume { text } => text,
        Act::Reopen { text, .. } | Act::Recover { text, .. } | Act::Recovered { text, .. } => text,
        Act::Paid { reference } => reference,
        Act::PaymentFailed { reason } => reason,
        Act::Note { text } | Act::Extend { text, .. } => text,
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
    mask_with(contract, mask_contract);
}

fn mask_with(number: &mut Option<String>, mask: fn(&str) -> String) {
    *number = number.as_deref().map(mask);
}
