//! A case: one claim on its way through a plan's stages.
//!
//! Not here: what may be done with it (`judge`), what it pays (`rules`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::amendment::Amendment;
use crate::domain::decision::Act;
use crate::domain::facts::Facts;
use crate::domain::facts::{DiseaseClass, PastEvent, PastStay};
use crate::domain::ids::{BenefitId, CaseId, DecisionId, MemberId, PlanHash, PlanId, ReasonCode, StageId, UserId};
use crate::domain::material::Material;
use crate::domain::money::Money;
use crate::domain::recovery::Recovery;
use crate::domain::time::{Date, Moment};

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
    /// What the member has of this case's money, written out from the first new round or recovery on: empty before. A benefit stands
    /// here also where the present round grants nothing for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Granted>,
    /// What was asked back, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recoveries: Vec<Recovery>,
    /// Why nobody works on it now, where it is set aside or with a panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
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

    /// Whether a decision stands that a new round would replace: it was refused, paid, or granted and waits to be paid.
    pub fn is_decided(&self) -> bool {
        self.status.is_closed() || !self.granted.is_empty()
    }

    /// What happened since the case was last taken up again; all of it where it never was.
    pub fn this_round(&self) -> &[TimelineEntry] {
        let reopened = |entry: &TimelineEntry| matches!(entry.event, Event::Decided { act: Act::Reopen { .. }, .. });
        let from = self.timeline.iter().rposition(reopened).unwrap_or(0);
        &self.timeline[from..]
    }

    /// When it ended: when it was rejected or the payment was booked. Nothing while it has not.
    pub fn ended(&self) -> Option<Moment> {
        let ends = |entry: &&TimelineEntry| matches!(entry.event, Event::Decided { act: Act::Reject { .. } | Act::Paid { .. }, .. });
        let told = self.timeline.iter().rev().find(ends).map(|entry| entry.at);
        self.status.is_closed().then(|| told.unwrap_or(self.entered))
    }

    /// What the member has of this case's money for a benefit.
    pub fn held_for(&self, benefit: &BenefitId) -> Money {
        let of = |list: &[Granted]| list.iter().filter(|granted| granted.benefit == *benefit).map(|granted| granted.amount).sum();
        if self.held.is_empty() && self.status == Status::Paid { of(&self.granted) } else { of(&self.held) }
    }

    /// What of a benefit's money can still be asked back: what the member has, less what is asked back already and what was given up.
    pub fn recoverable(&self, benefit: &BenefitId) -> Money {
        let of_it = self.recoveries.iter().filter(|recovery| recovery.benefit == *benefit);
        let settled: Money = of_it.map(|recovery| recovery.open() + recovery.written_off).sum();
        (self.held_for(benefit) - settled).max(Money::ZERO)
    }

    /// What is asked back for a benefit and has neither come nor been written off.
    pub fn asked_back(&self, benefit: &BenefitId) -> Money {
        self.recoveries.iter().filter(|recovery| recovery.benefit == *benefit).map(Recovery::open).sum()
    }
}

/// Why nobody works on a case that is at a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "hold", rename_all = "kebab-case")]
pub enum Hold {
    /// Set aside; from that day on it is due again.
    Parked { until: Date },
    /// With a panel: nothing is decided before its answer.
    Referred { reason: ReasonCode },
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
    /// The operator's lists changed: from now on the case is judged by the new ones.
    Relisted,
    /// What the claimant is told when a stage is passed; sending it is the operator's gateway.
    Told { text: String },
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
