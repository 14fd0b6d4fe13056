//! A case as it is sent: summary and detail, made in this one place, as far as a person may see it.
//!
//! Not here: storage; what a mask hides (`mask`). Invariant: nothing of a case goes out but through a person's sight.

mod hide;
mod mask;

use crate::domain::assessment::{Assessment, Check, CheckState};
use crate::domain::basis::Basis;
use crate::domain::case::{Case, Event, Hold, Status};
use crate::domain::decision::Act;
use crate::domain::facts::History;
use crate::domain::identity::mask_name;
use crate::domain::people::Role;
use crate::domain::summary::{CaseDetail, CaseSummary, Flag};
use crate::domain::time::Moment;
use crate::judge;
use crate::rules;
use crate::rules::clock;
use crate::rules::plan::Plan;
use crate::wire::Person;

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

    /// Gives another person as this sight shows him. Whom he works for and what he may do is told to who gives cases away, and to his
    /// own employer's officers; others have no more of him than the name that stands where he acted, masked as it stands there.
    pub fn person(&self, person: Person) -> Person {
        let is_known = match self {
            Sight::All => true,
            Sight::Employer(name) => person.employer.as_ref() == Some(name),
            Sight::Masked | Sight::Nothing => false,
        };
        if is_known { person } else { Person { user: person.user, name: mask_name(&person.name), roles: Vec::new(), employer: None } }
    }

    /// Gives a summary as this sight shows it; nothing where it shows none.
    pub fn summary(&self, summary: CaseSummary) -> Option<CaseSummary> {
        if !self.covers(&summary.employer) {
            return None;
        }
        Some(if self.is_masked() { mask::summary(summary) } else { summary })
    }

    /// Gives a detail as this sight shows it; nothing where it shows none.
    pub fn detail(&self, detail: CaseDetail) -> Option<CaseDetail> {
        if !self.covers(&detail.summary.employer) {
            return None;
        }
        Some(match self {
            Sight::Masked => mask::detail(detail),
            Sight::Employer(name) => hide::detail(detail, name),
            Sight::All | Sight::Nothing => detail,
        })
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
        Status::Open => clock::due(plan, case, &assessment.materials),
        Status::Returned | Status::Rejected | Status::Paid => None,
    };
    let due_days = due.as_ref().map(|due| due.days).unwrap_or_default();
    let due_provisional = due.as_ref().is_some_and(|due| due.provisional);
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
        due: due.map(|due| due.last),
        due_days,
        due_provisional,
        amount: judge::amount_shown(case, assessment),
        assignee: case.assignee.clone(),
        closed: case.ended().map(Moment::date),
        worst,
        worst_count,
        flags: flags(case, assessment),
        last_note: last_note(case),
    }
}

/// What the queue says of a case beside its stage.
fn flags(case: &Case, assessment: &Assessment) -> Vec<Flag> {
    let undecided = matches!(case.status, Status::Open | Status::Returned) && case.granted.is_empty();
    let is_open = |check: &Check| check.finding.other.is_some() && check.state == CheckState::Unknown;
    let stands = |flag: &Flag| match flag {
        Flag::Dup => undecided && assessment.checks.iter().any(is_open),
        Flag::Parked => matches!(case.hold, Some(Hold::Parked { .. })),
        Flag::Referred => matches!(case.hold, Some(Hold::Referred { .. })),
        Flag::Other => false,
        Flag::Recover => case.recoveries.iter().any(|recovery| !recovery.open().is_zero()),
    };
    Flag::ALL.into_iter().filter(stands).collect()
}

/// The newest note that somebody of the office wrote, cut to what a row shows of it.
fn last_note(case: &Case) -> String {
    let notes = case.timeline.iter().rev().filter_map(|entry| match &entry.event {
        Event::Decided { act: Act::Note { text: note } | Act::PassOn { note } | Act::Approve { note }, .. } => Some(note.trim()),
        _ => None,
    });
    notes.filter(|note| !note.is_empty()).map(|note| note.chars().take(NOTE_IN_ROW).collect()).next().unwrap_or_default()
}
