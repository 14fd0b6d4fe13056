//! The papers that a plan asks for with the conditions that make it ask, and its exclusions.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::facts::Cause;
use crate::domain::ids::{BenefitId, Clause, ExclusionId, MaterialId, ReasonCode};
use crate::domain::people::Bilingual;

/// Why a paper is needed, in words.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub id: ConditionId,
    /// For the column "why": 必需, 重疾.
    pub short: Bilingual,
    pub text: Bilingual,
    /// What it asks for is a benefit's own list, not something that depends on the claim.
    #[serde(default)]
    pub own_list: bool,
}

/// What the engine can tell of a claim to say which papers it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionId {
    /// Every claim made online.
    Always,
    /// Critical illness is claimed.
    CriticalIllness,
    /// Critical illness is claimed, and the facts name a pathology report.
    PathologyReported,
    /// Critical illness is claimed, and nobody knows whether there is such a paper.
    WhereItExists,
    /// Further receipts.
    FurtherPapers,
    /// All care comes under the exceptions from the insurance settlement.
    SettlementExcepted,
    /// Only outpatient care is claimed, so there is no stay.
    OutpatientOnly,
    /// A stay in hospital after an accident is claimed.
    AccidentHospital,
    /// A death is claimed.
    Death,
    /// An accident by work or a fall is claimed: the form states its cause.
    CauseInForm,
    /// A traffic accident in which the member drove.
    AsDriver,
    /// A traffic accident that the police dealt with.
    PoliceHandled,
    /// The accident is a criminal case.
    CriminalCase,
    /// An accident is claimed, and none of the other conditions says what proves it.
    OtherAccident,
}

impl ConditionId {
    /// The word used in files and in an assessment's `because`.
    pub const fn id(self) -> &'static str {
        match self {
            ConditionId::Always => "always",
            ConditionId::CriticalIllness => "critical-illness",
            ConditionId::PathologyReported => "pathology-reported",
            ConditionId::WhereItExists => "where-it-exists",
            ConditionId::FurtherPapers => "further-papers",
            ConditionId::SettlementExcepted => "settlement-excepted",
            ConditionId::OutpatientOnly => "outpatient-only",
            ConditionId::AccidentHospital => "accident-hospital",
            ConditionId::Death => "death",
            ConditionId::CauseInForm => "cause-in-form",
            ConditionId::AsDriver => "as-driver",
            ConditionId::PoliceHandled => "police-handled",
            ConditionId::CriminalCase => "criminal-case",
            ConditionId::OtherAccident => "other-accident",
        }
    }
}

/// A paper of the checklist.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialRule {
    pub id: MaterialId,
    pub name: Bilingual,
    /// What makes it acceptable.
    pub accept: Bilingual,
    pub clause: Clause,
    /// Required under these conditions.
    #[serde(default)]
    pub required: Vec<ConditionId>,
    /// Asked for, and not required, under these.
    #[serde(default)]
    pub optional: Vec<ConditionId>,
    /// Not needed under these, whatever else holds.
    #[serde(default)]
    pub unless: Vec<ConditionId>,
}

/// A reason for which no payout is owed; what was already paid is recovered.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    pub id: ExclusionId,
    pub text: Bilingual,
    pub clause: Clause,
    /// The benefits that it takes away; none named: all.
    #[serde(default)]
    pub benefits: Vec<BenefitId>,
    pub reason: ReasonCode,
    /// It is about a stay in hospital, so it takes away no benefit that presupposes none.
    #[serde(default)]
    pub of_stay: bool,
    /// A fact that raises it by itself.
    #[serde(default)]
    pub raised_by: Option<Trigger>,
    /// Care for these causes is not excluded by it.
    #[serde(default)]
    pub excepted_causes: Vec<Cause>,
}

/// A fact of a stay or a diagnosis that raises an exclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// The hospital is not designated, and no transfer was agreed.
    NotDesignated,
    /// The stay was not due to illness.
    NotIllness,
    /// Not settled by the medical insurance of the member's own region.
    NotSettled,
    /// The disease was confirmed before the enrolment.
    KnownBefore,
}
