//! The days of one benefit as a plan's file states them: until when it is filed, told, assessed, decided; and which stays need no claim.
//!
//! Not here: which day that comes to (`assess`).

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::calendar::DayKind;
use crate::domain::facts::Cause;
use crate::domain::ids::{Clause, ReasonCode};
use crate::domain::people::Role;

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

/// What a limit does while the claimant owes papers: from the day on which the case goes back to him to that on which they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// It goes on.
    Runs,
    /// It stands still, and goes on where it stood.
    #[default]
    Pauses,
    /// It starts anew on the day on which the papers are complete; before that there is no last day.
    Restarts,
}

/// By when the office must have decided. A clock that starts anew begins with complete papers, any other with the day of receipt.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Processing {
    pub clause: Clause,
    pub days: u32,
    /// What kind of days; calendar days where the file doesn't say.
    #[serde(default = "calendar")]
    pub counted: DayKind,
    /// Starts anew where the file doesn't say.
    #[serde(default = "restarts")]
    pub clock: Clock,
    /// "May be longer in special cases": an extension with a reason.
    #[serde(default)]
    pub extendable: bool,
}

const fn calendar() -> DayKind {
    DayKind::Calendar
}

const fn restarts() -> Clock {
    Clock::Restarts
}

/// Who may give a limit more time in special cases, with a reason, and how much.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    pub roles: Vec<Role>,
    /// The most calendar days after the plan's own last day, all extensions together; absent where the plan sets no bound.
    #[serde(default)]
    pub most_days: Option<u32>,
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

/// What a claimant declares: the stay was for none of these causes.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    pub clause: Clause,
    pub not_for: Vec<Cause>,
    /// The reason where it was for one of them all the same.
    pub reason: ReasonCode,
}
