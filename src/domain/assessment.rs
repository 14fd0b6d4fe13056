//! What the engine says of a claim: outcome and amount per benefit, with every step, check, deadline and paper.
//!
//! Not here: words. A step names what was done and the numbers that went in; `text` makes sentences of it.
//! Invariant: the values of the steps that count add up to the benefit's amount, to the fen.

mod asked;
mod step;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use utoipa::ToSchema;

use crate::domain::cross::CrossMatch;
use crate::domain::facts::DiseaseClass;
use crate::domain::ids::{BenefitId, CaseId, CheckId, Clause, ExclusionId, PlanHash, PlanId, ReasonCode};
use crate::domain::money::Money;
use crate::domain::time::{Date, Span};

pub use asked::{Deadline, DeadlineKind, Need, RequiredMaterial, SamePaper};
pub use step::{DaysBy, EventKind, ExclusiveGround, ExpenseOf, NotBorne, NotCounted, Step, StepKind};

/// Counts up whenever the engine's results may differ for the same plan and facts. A decision carries it.
pub const ENGINE_REVISION: u32 = 12;

/// The check of a plan that finds other cases; each of them is a check of its own.
pub const OTHER_CASE: &str = "other-case";

/// The check of a benefit that was recovered in an earlier round of its case.
pub const RECOVERED: &str = "recovered";

/// The variant of a finding of [`OTHER_CASE`] whose case is of the same period.
pub const IN_PERIOD: &str = "in-period";

/// What the checks begin with that raised exclusions are shown as.
const OF_EXCLUSION: &str = "exclusion-";

/// The assessment of one claim under one plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assessment {
    pub plan: PlanId,
    pub plan_hash: PlanHash,
    pub engine: u32,
    pub benefits: Vec<BenefitAssessment>,
    /// What approving would pay: the sum of the payable benefits.
    pub total: Money,
    pub checks: Vec<Check>,
    pub deadlines: Vec<Deadline>,
    pub materials: Vec<RequiredMaterial>,
}

impl Assessment {
    pub fn benefit(&self, id: &BenefitId) -> Option<&BenefitAssessment> {
        self.benefits.iter().find(|benefit| benefit.benefit == *id)
    }

    /// Whether the total is not whole yet: what some benefit comes to is not known.
    pub fn is_open(&self) -> bool {
        self.benefits.iter().any(|benefit| benefit.outcome.is_open())
    }

    /// The check that a raised exclusion is shown and answered as: `exclusion-1.6`.
    pub fn check_of(exclusion: &ExclusionId) -> CheckId {
        CheckId::new(format!("{OF_EXCLUSION}{exclusion}"))
    }

    /// Whether a check is of a raised exclusion.
    pub fn is_of_exclusion(check: &CheckId) -> bool {
        check.as_str().starts_with(OF_EXCLUSION)
    }

    /// Whether a check is the one that a raised exclusion is shown as.
    pub fn is_check_of(check: &CheckId, exclusion: &ExclusionId) -> bool {
        check.as_str().strip_prefix(OF_EXCLUSION) == Some(exclusion.as_str())
    }

    /// The check that another case is shown and answered as: `other-case-ZJ24-000702`. Cases that the reader may not see are one.
    pub fn check_with(case: Option<&CaseId>) -> CheckId {
        CheckId::from(format!("{OTHER_CASE}-{}", case.map_or("hidden", CaseId::as_str)).as_str())
    }

    /// Counts the other cases that a reviewer still has to say something to, or is warned of.
    pub fn crossed(&self) -> u32 {
        let asks = |check: &&Check| check.finding.other.is_some() && check.state != CheckState::Attested;
        u32::try_from(self.checks.iter().filter(asks).count()).unwrap_or(u32::MAX)
    }

    /// Gives the check of an exclusion that a fact or a reviewer raised; none where it is not indicated. What counts exclusions as raised
    /// counts by this.
    pub fn raised(&self, exclusion: &ExclusionId) -> Option<&Check> {
        self.checks.iter().find(|check| Self::is_check_of(&check.check, exclusion))
    }

    /// Tells the worst state among the checks and how many have it. What approving attests to asks nothing of anybody before: it
    /// counts as passed.
    pub fn worst_check(&self) -> (CheckState, u32) {
        let asks = |check: &&Check| !matches!(check.state, CheckState::Attested | CheckState::Pass);
        let Some(worst) = self.checks.iter().filter(asks).map(|check| check.state).min() else { return (CheckState::Pass, 0) };
        let count = self.checks.iter().filter(|check| check.state == worst).count();
        (worst, u32::try_from(count).unwrap_or(u32::MAX))
    }
}

/// What one benefit comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BenefitAssessment {
    pub benefit: BenefitId,
    pub outcome: Outcome,
    /// What approving grants; 0.00 unless payable.
    pub amount: Money,
    /// What it would have come to, where it is superseded or waits for a choice.
    pub would_be: Option<Money>,
    /// Why nothing is owed, as the plan's reason code: the first of the refusals, where any refused it.
    pub reason: Option<ReasonCode>,
    /// Everything that refused it, each once, in the order in which it was found; empty where no rule refused it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
    pub steps: Vec<Step>,
    /// The class of the disease that the amount rests on.
    pub class: Option<DiseaseClass>,
}

impl BenefitAssessment {
    /// Tells what is owed whatever the reviewer answers, and what depends on it; nothing where all of it depends on him.
    pub fn certain_and_open(&self) -> Option<(Money, Money)> {
        let open = |step: &Step| match &step.kind {
            StepKind::PerUnit { open, rate, .. } => Money::round(rate.exact() * Decimal::from(*open)),
            _ => Money::ZERO,
        };
        let open: Money = self.steps.iter().map(open).sum();
        let certain = self.would_be? - open;
        (self.outcome.waits() && !open.is_zero() && certain > Money::ZERO).then_some((certain, open))
    }
}

impl Outcome {
    /// Whether it waits for the reviewer's word on a check.
    pub const fn waits(&self) -> bool {
        matches!(self, Outcome::NeedsChoice { .. })
    }

    /// Whether what the benefit comes to is not known yet: a choice, a fact or an amount is missing.
    pub const fn is_open(&self) -> bool {
        matches!(self, Outcome::NeedsChoice { .. } | Outcome::NeedsFact { .. } | Outcome::NeedsAmount)
    }
}

/// A rule that refuses a benefit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refusal {
    pub reason: ReasonCode,
    pub clause: Clause,
    /// The last day that would have been in time, where it came too late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
}

/// How a benefit ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    Payable,
    NothingOwed,
    /// Another benefit stands in its place.
    Superseded {
        by: BenefitId,
    },
    /// A recorded choice of the claimant or the reviewer is missing.
    NeedsChoice {
        check: CheckId,
    },
    /// Facts are missing; the paths are those of the claim document.
    NeedsFact {
        paths: Vec<String>,
    },
    /// The plan gives no figure: the reviewer enters the amount with its clause.
    NeedsAmount,
}

/// One thing that the engine looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Check {
    pub check: CheckId,
    /// The benefit that it is about; absent where it is about the whole claim.
    pub benefit: Option<BenefitId>,
    pub state: CheckState,
    /// What was found, as numbers and dates for the sentence.
    pub finding: Finding,
    pub clause: Clause,
    /// Approving is not possible while it stands as it does: it fails or is unknown, and no benefit was refused for it.
    pub blocks: bool,
    /// The reviewer's recorded answer.
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    Fail,
    /// Somebody has to say.
    Unknown,
    Warning,
    /// A reviewer answers for it.
    Attested,
    Pass,
}

impl CheckState {
    /// Whether a check that stands so before anybody answered asks for an answer: it fails, waits or warns.
    pub const fn asks(self) -> bool {
        matches!(self, CheckState::Fail | CheckState::Unknown | CheckState::Warning)
    }
}

/// What a check found. The check's id says what was asked, this says what came out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// The day that was judged.
    pub day: Option<Date>,
    /// The first and last day that would do.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub amount: Option<Money>,
    pub limit: Option<Money>,
    pub count: Option<u32>,
    pub expected: Option<u32>,
    /// Another case that it is about.
    pub case: Option<CaseId>,
    /// The stays or contracts that it is about, each named: an answer covers none that is not shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<Span>,
    /// The facts that are missing, as paths of the claim document.
    pub missing: Vec<String>,
    /// A word of the claim or a code of the plan that the sentence repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Which of the check's sentences fits, where it has several.
    #[schema(value_type = Option<String>)]
    pub variant: Option<SmolStr>,
    /// Another case and what it shares with this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<CrossMatch>,
}
