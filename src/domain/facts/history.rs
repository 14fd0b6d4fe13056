//! What was decided before for a member, and what is still open: the other half of what an assessment rests on.
//!
//! Not here: the facts of the claim itself.
//! Invariant: what counts is what was approved and not reversed, paid or not; the server makes it, a client never derives it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::cross::CrossMatch;
use crate::domain::ids::{BenefitId, CaseId, PlanId, ReasonCode};
use crate::domain::money::Money;
use crate::domain::time::Date;

/// What was decided before for this member: approved and not reversed, paid or not; and what is still open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    #[serde(default)]
    pub granted: Vec<PastBenefit>,
    #[serde(default)]
    pub open: Vec<OpenBenefit>,
    /// Other cases that share with this one what they should not, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crossed: Vec<CrossMatch>,
    /// What this very case paid in an earlier round and was found not owed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovered: Vec<OwnRecovery>,
}

/// A benefit of a case that is taken up again, as it was asked back before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnRecovery {
    pub benefit: BenefitId,
    pub amount: Money,
    pub reason: ReasonCode,
    pub since: Date,
}

/// One benefit granted in another case; one of 0.00 still counts its days and expenses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastBenefit {
    pub case: CaseId,
    pub plan: PlanId,
    pub benefit: BenefitId,
    pub decided: Date,
    pub amount: Money,
    /// The days in hospital that it was granted for.
    #[serde(default)]
    pub stays: Vec<PastStay>,
    /// The expense that it was granted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense: Option<Money>,
    /// `severe` or `mild`, where the benefit tells diseases apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DiseaseClass>,
    /// The event that it was granted for, in plans of contracts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<PastEvent>,
    /// It was found not owed and is asked back: its days and expense count no more, its money until it is back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked_back: bool,
}

/// The event of an earlier grant, and which contracts bore the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastEvent {
    /// The day that the plan goes by: first diagnosis, admission, death, accident.
    pub date: Date,
    /// The disease, by its code in the plan's list or in other words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disease: Option<String>,
    pub contracts: Vec<PastContract>,
}

/// What one contract bore of an earlier grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastContract {
    /// Its number; absent where nobody stated one. The day of its start tells it from others of the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    pub start: Date,
    pub units: u32,
    pub amount: Money,
}

/// A stay that an earlier grant counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastStay {
    pub admission: Date,
    pub discharge: Date,
    /// The days that it brought.
    pub days: u32,
    /// The days that it came to by itself, where it shared some with others and brought fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<u32>,
}

/// A benefit claimed in another case of the member that is still undecided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenBenefit {
    pub case: CaseId,
    pub plan: PlanId,
    pub benefit: BenefitId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DiseaseClass>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiseaseClass {
    Severe,
    Mild,
}
