//! The terms of a plan's file: when a claim may be filed, who may be a member.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::ids::{Clause, ReasonCode};
use crate::domain::money::Money;
use crate::domain::people::Bilingual;

/// When a claim may be filed.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    pub clause: Clause,
    /// How many months after the period a claim is still taken in special cases, with a reason.
    pub special_months: u32,
    /// Proposed after that; the reviewer may refer the claim all the same.
    pub late: ReasonCode,
    /// The announced length of the first review.
    #[serde(default)]
    pub first_review_working_days: Option<u32>,
    pub first_review_clause: Clause,
    /// Absent where the document gives no figure.
    #[serde(default)]
    pub payment_working_days: Option<u32>,
    pub payment_clause: Clause,
}

/// Who may be a member, and on what terms.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRules {
    pub clause: Clause,
    pub premium: Money,
    /// The least that a member pays himself where the premium is shared; less is a warning.
    pub own_share_at_least: Money,
    pub premium_clause: Clause,
    pub participation: Participation,
    /// From this age on somebody may be past the legal age of retirement; such a member is a warning.
    pub retirement: Retirement,
    pub papers: Vec<EnrolmentPaper>,
}

/// The share of its insured employees that an employer must enrol.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    pub clause: Clause,
    /// An employer with so many insured employees or more is a large one.
    pub large_from: u32,
    pub large_percent: u32,
    pub small_percent: u32,
}

/// The lowest ages at which somebody may be retired.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retirement {
    pub male: u32,
    pub female: u32,
}

/// A paper that an employer hands in with its enrolments.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentPaper {
    pub name: Bilingual,
    /// With the seal of the employer's union.
    pub sealed: bool,
}
