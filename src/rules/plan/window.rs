//! The days of one benefit as a plan's file states them: until when it is filed, told, assessed, decided; and which stays need no claim.
//!
//! Not here: which day that comes to (`assess`).

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::ids::Clause;

/// Until when a benefit may be claimed.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub clause: Clause,
    /// What it is counted from.
    pub after: After,
    /// So many days; the other possibility is `months`.
    #[serde(default)]
    pub days: Option<u32>,
    #[serde(default)]
    pub months: Option<u32>,
    /// In special cases, with a reason and the reviewer's consent, until 31 December of the year in which the cover ends.
    #[serde(default)]
    pub special_to_end_of_year: bool,
}

/// What a filing window is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// The last day of the cover.
    CoverEnd,
    /// The day of the benefit's event: the first diagnosis, the accident, the death.
    Event,
}

/// By when the office must have decided, counted from complete papers.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Processing {
    pub clause: Clause,
    /// Calendar days.
    pub days: u32,
    /// "May be longer in special cases": an extension with a reason.
    #[serde(default)]
    pub extendable: bool,
}

/// By when the union tells the office of an accident, in writing or by phone; later is a warning.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub clause: Clause,
    /// Calendar days from the day on which it knew or should have known.
    pub days: u32,
}

/// Until when an assessment of what an accident left must be applied for.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentTerm {
    pub clause: Clause,
    /// Calendar days from the accident; where treatment goes on, the state on the last of them is assessed.
    pub days: u32,
}

/// Which stays are paid by the data of the insurance, without a claim.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectPay {
    pub clause: Clause,
    /// The document lists every case that needs a claim; where its list is cut short, nothing is said of a stay.
    pub list_is_whole: bool,
    /// A single stay of more days than these needs a claim.
    #[serde(default)]
    pub longer_than_days: Option<u32>,
}
