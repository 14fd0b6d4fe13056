//! A case as it is sent: summary and detail, made in this one place, and the masks for who may not see everything.
//!
//! Not here: storage. Invariant: what a masked view holds can't be turned back into a number, a name or an account.

use crate::domain::assessment::Assessment;
use crate::domain::basis::Basis;
use crate::domain::case::{Case, Event, Status, TimelineEntry};
use crate::domain::decision::Act;
use crate::domain::facts::{Facts, History};
use crate::domain::identity::{card_tail, mask_id_number, mask_name, mask_phone};
use crate::domain::people::Role;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::judge;
use crate::rules;
use crate::rules::plan::Plan;
use crate::rules::workflow;
use crate::wire::Person;

/// What stands in place of a text that may name somebody.
const HIDDEN: &str = "***";

/// Characters of the last note in a row: as many as a wide screen shows; the row stays small.
const NOTE_IN_ROW: usize = 40;

/// Which cases a person sees, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    All,
    /// All cases, with names and numbers masked.
    Masked,
    /// Those of one employer.
    Employer(String),
    Nothing,
}

impl Sight {
    /// The widest sight that a person's roles give. Only who decides or supervises needs names and numbers.
    pub fn of(person: &Person) -> Self {
        let has = |roles: &[Role]| person.roles.iter().any(|role| roles.contains(role));
        let employer = person.employer.as_deref().filter(|name| !name.is_empty());
        match employer {
            _ if has(&[Role::Intake, Role::Medical, Role::Approver, Role::Payer, Role::Supervisor]) => Sight::All,
            _ if has(&[Role::Enquiry]) => Sight::Masked,
            Some(name) if has(&[Role::Employer]) => Sight::Employer(name.to_owned()),
            _ => Sight::Nothing,
        }
    }

    /// The employer to whose cases it is limited.
    pub fn employer(&self) -> Option<&str> {
        match self {
            Sight::Employer(name) => Some(name),
            Sight::All | Sight::Masked | Sight::Nothing => None,
        }
    }

    pub fn covers(&self, employer: &str) -> bool {
        match self {
            Sight::All | Sight::Masked => true,
            Sight::Employer(name) => name == employer,
            Sight::Nothing => false,
        }
    }

    pub fn is_masked(&self) -> bool {
        *self == Sight::Masked
    }

    /// Gives a summary as this sight shows it; nothing where it shows none.
    pub fn summary(&self, summary: CaseSummary) -> Option<CaseSummary> {
        if !self.covers(&summary.employer) {
            return None;
        }
        Some(if self.is_masked() { masked_summary(summary) } else { summary })
    }

    /// Gives a detail as this sight shows it; nothing where it shows none.
    pub fn detail(&self, detail: CaseDetail) -> Option<CaseDetail> {
        if !self.covers(&detail.summary.employer) {
            return None;
        }
        Some(if self.is_masked() { masked_detail(detail) } else { detail })
    }
}

/// Makes the detail of a case on a given history, under the number of its last change.
pub fn detail(plan: &Plan, case: Case, history: History, seq: u64) -> CaseDetail {
    let assessment = rules::assess(plan, &case.facts, &history);
    let summary = summary(plan, &case, &assessment, seq);
    let basis = Basis::of(&case, &history);
    CaseDetail { summary, case, history, assessment, basis }
}

fn summary(plan: &Plan, case: &Case, assessment: &Assessment, seq: u64) -> CaseSummary {
    let (worst, worst_count) = assessment.worst_check();
    let due = match case.status {
        Status::Open => workflow::due_of(plan, case).map(|working| working.date),
        Status::Returned | Status::Rejected | Status::Paid => None,
    };
    CaseSummary {
        id: case.id.clone(),
        seq,
        plan: case.plan.clone(),
        benefits: case.facts.benefits.clone(),
        name: case.facts.member.name.clone(),
        employer: case.employer().unwrap_or_default().to_owned(),
        status: case.status,
        stage: case.stage.clone(),
        entered: case.entered,
        received: case.received,
        due,
        amount: judge::amount_shown(case, assessment),
        assignee: case.assignee.clone(),
        worst,
        worst_count,
        last_note: last_note(case),
    }
}

/// The newest note that somebody of the office wrote, cut to what a row shows of it.
fn last_note(case: &Case) -> String {
    let notes = case.timeline.iter().rev().filter_map(|entry| match &entry.event {
        Event::Decided { act: Act::Note { text: note } | Act::PassOn { note } | Act::Approve { note }, .. } => Some(note.trim()),
        _ => None,
    });
    notes.filter(|note| !note.is_empty()).map(|note| note.chars().take(NOTE_IN_ROW).collect()).next().unwrap_or_default()
}

fn masked_summary(summary: CaseSummary) -> CaseSummary {
    let last_note = if summary.last_note.is_empty() { String::new() } else { HIDDEN.to_owned() };
    CaseSummary { name: mask_name(&summary.name), last_note, ..summary }
}

fn masked_detail(mut detail: CaseDetail) -> CaseDetail {
    detail.summary = masked_summary(detail.summary);
    mask_facts(&mut detail.case.facts);
    detail.case.timeline.iter_mut().for_each(mask_entry);
    for check in &mut detail.assessment.checks {
        hide(&mut check.note);
    }
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
    member.social_security_card = member.social_security_card.as_deref().map(card_tail);
    if let Some(payee) = &mut facts.payee {
        payee.name = mask_name(&payee.name);
        payee.card = payee.card.as_deref().map(card_tail);
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
    hide(&mut facts.late_reason);
    for answer in &mut facts.answers {
        answer.note = HIDDEN.to_owned();
    }
    for raised in &mut facts.exclusions {
        raised.note = HIDDEN.to_owned();
    }
    let expenses = facts.stays.iter_mut().filter_map(|stay| stay.expense.as_mut());
    for expense in expenses.chain(facts.outpatient.iter_mut().map(|care| &mut care.expense)) {
        expense.receipt = expense.receipt.as_deref().map(card_tail);
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
