//! A case: one claim on its way through a plan's stages.
//!
//! Not here: what may be done with it (`judge`), what it pays (`rules`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::amendment::Amendment;
use crate::domain::decision::Act;
use crate::domain::facts::Facts;
use crate::domain::facts::{DiseaseClass, PastEvent, PastStay};
use crate::domain::ids::{BenefitId, CaseId, DecisionId, MemberId, PlanHash, PlanId, StageId, UserId};
use crate::domain::material::Material;
use crate::domain::money::Money;
use crate::domain::time::Moment;

/// A case as the server keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Case {
    pub id: CaseId,
    pub member: MemberId,
    pub plan: PlanId,
    pub plan_hash: PlanHash,
    pub facts: Facts,
    pub materials: Vec<Material>,
    pub status: Status,
    /// The stage that it is at, or was at when it ended.
    pub stage: StageId,
    /// Since when it is where it is: when it came to the stage, went back to the claimant, or came again from him.
    pub entered: Moment,
    /// When the office received it.
    pub received: Moment,
    pub assignee: Option<UserId>,
    /// What was granted, once approved.
    pub granted: Vec<Granted>,
    /// Every act on it, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

impl Case {
    /// The employer whose officer verifies it: that of the last enrolment in the case's plan, else of the last one known.
    pub fn employer(&self) -> Option<&str> {
        let named = |in_plan: bool| {
            let mut enrolments = self.facts.enrolments.iter().rev().filter(|enrolment| !in_plan || enrolment.plan == self.plan);
            enrolments.find_map(|enrolment| enrolment.employer.as_deref().filter(|name| !name.is_empty()))
        };
        named(true).or_else(|| named(false))
    }
}

/// Whether anything is still to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// At a stage, in the office's hands.
    Open,
    /// Sent back to the claimant for what is missing.
    Returned,
    Rejected,
    Paid,
}

impl Status {
    pub const fn is_closed(self) -> bool {
        matches!(self, Status::Rejected | Status::Paid)
    }
}

/// What one benefit was granted, with what it used up of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Granted {
    pub benefit: BenefitId,
    pub amount: Money,
    pub stays: Vec<PastStay>,
    pub expense: Option<Money>,
    pub class: Option<DiseaseClass>,
    /// The event and the contracts that bore it, in plans of contracts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<PastEvent>,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    pub at: Moment,
    /// Who did it; absent for the system and the claimant.
    pub by: Option<UserId>,
    /// The stage at which it was done.
    pub stage: StageId,
    #[serde(flatten)]
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The claim came in.
    Received,
    /// Papers came in after a return.
    Resubmitted,
    Decided {
        decision: DecisionId,
        act: Act,
        /// What was changed of the facts with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        amendments: Vec<Amendment>,
    },
    /// An event from a newer server.
    #[serde(other)]
    Other,
}
