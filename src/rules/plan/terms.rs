//! The terms of a plan's file: when a claim may be filed, who may be a member.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::facts::Funding;
use crate::domain::ids::{Clause, ReasonCode};
use crate::domain::money::Money;
use crate::domain::number::compared;
use crate::domain::people::Bilingual;
use crate::domain::time::Date;

/// When a claim may be filed.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    pub clause: Clause,
    /// How many months after the period a claim is still taken in special cases, with a reason.
    pub special_months: u32,
    /// In plans of contracts: how many months after the claimant knew of the event.
    #[serde(default)]
    pub known_months: Option<u32>,
    /// Proposed after that; the reviewer may refer the claim all the same.
    pub late: ReasonCode,
    /// The announced length of the first review.
    #[serde(default)]
    pub first_review_working_days: Option<u32>,
    #[serde(default)]
    pub first_review_clause: Option<Clause>,
    /// Working days from the approval; absent where the document gives no figure.
    #[serde(default)]
    pub payment_working_days: Option<u32>,
    pub payment_clause: Clause,
    /// The form asks what each stay cost.
    #[serde(default)]
    pub bills: bool,
}

/// Who may be a member, and on what terms.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRules {
    pub clause: Clause,
    /// For a share in the period, or for each unit of a contract; absent where the documents name none.
    #[serde(default)]
    pub premium: Option<Money>,
    /// The least that a member pays himself where the premium is shared; less is a warning.
    #[serde(default)]
    pub own_share_at_least: Option<Money>,
    #[serde(default)]
    pub premium_clause: Option<Clause>,
    #[serde(default)]
    pub participation: Option<Participation>,
    /// From this age on somebody may be past the legal age of retirement; such a member is a warning.
    #[serde(default)]
    pub retirement: Option<Retirement>,
    #[serde(default)]
    pub papers: Vec<EnrolmentPaper>,
    #[serde(default)]
    pub papers_clause: Option<Clause>,
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

/// Every member's own cover as he was enrolled in it, in plans that have neither a period for all nor contracts by units.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByEnrolment {
    pub clause: Clause,
    /// The classes of cover; none where there is but one.
    #[serde(default)]
    pub classes: Vec<CoverClass>,
    /// The documents name only some of the classes: one that is not named here has no benefit that comes with some classes only.
    #[serde(default)]
    pub other_classes: bool,
    /// How many digits a member number has; absent where members have none.
    #[serde(default)]
    pub member_number_digits: Option<u32>,
    /// Where treatment counts: kept by the operator.
    #[serde(default)]
    pub hospitals_clause: Option<Clause>,
}

/// A class of cover.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverClass {
    /// As enrolments state it: `A`.
    pub id: String,
    pub name: Bilingual,
}

/// For which claims a version of a plan stands, where one plan has several.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day of filing that it stands for; absent for the first version.
    #[serde(default)]
    pub filed_from: Option<Date>,
    /// The last one; absent for the last version.
    #[serde(default)]
    pub filed_to: Option<Date>,
    pub clause: Clause,
}

impl Validity {
    /// Whether it stands for claims filed on a day.
    pub fn contains(&self, filed: Date) -> bool {
        self.filed_from.is_none_or(|from| from <= filed) && self.filed_to.is_none_or(|to| filed <= to)
    }
}

/// The contracts under which members are covered, in plans that have no period of their own.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contracts {
    pub clause: Clause,
    /// From the start to the day before the same date so many months later; from one of 29 February to 28 February.
    pub months: u32,
    /// The most units that count on the day of an event, of all contracts together, the oldest first.
    pub most_units: u32,
    pub units_clause: Clause,
    #[serde(default)]
    pub numbers_clause: Option<Clause>,
    pub numbers: Vec<ContractNumber>,
    pub ages: Ages,
    /// The bank that pays into its own cards only; absent where any will do.
    #[serde(default)]
    pub bank: Option<Bank>,
}

impl Contracts {
    /// Finds the form that a contract number has.
    pub fn form_of(&self, number: &str) -> Option<&ContractNumber> {
        let number = compared(number);
        self.numbers.iter().find(|form| {
            let Some((prefix, digits)) = number.split_at_checked(form.prefix.len()) else { return false };
            let begins = prefix.bytes().map(|byte| byte.to_ascii_uppercase()).eq(form.prefix.bytes());
            begins && digits.len() == form.digits as usize && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    }
}

/// A form of contract numbers.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractNumber {
    pub prefix: String,
    pub digits: u32,
    /// Who pays for the contracts that are numbered so.
    pub funding: Funding,
    /// The units that such a contract always has; absent where it is for the employer to choose.
    #[serde(default)]
    pub units: Option<u32>,
    pub name: Bilingual,
}

/// The ages of a member on the first day of a contract, both included.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    pub from: u32,
    pub to: u32,
    pub clause: Clause,
}

/// A bank, by what its name contains.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    pub name: Bilingual,
    /// One of these is part of its name as people write it.
    pub called: Vec<String>,
    #[serde(default)]
    pub clause: Option<Clause>,
}
