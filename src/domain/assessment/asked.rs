//! What an assessment asks of people: the days by which something must be done, the papers that a claim needs.
//!
//! Not here: which they are (`rules`), when the office has them all (`rules::clock`).
//! Invariant: a day or a paper that hangs on a fact which nobody stated says so; it is never left out.

use std::ops::Not;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use utoipa::ToSchema;

use crate::domain::ids::{BenefitId, Clause, MaterialId};
use crate::domain::time::Date;

/// A day by which something must be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deadline {
    pub kind: DeadlineKind,
    /// The last day, included; absent where the plan gives no figure.
    pub last_day: Option<Date>,
    /// The calendar of a year that it crosses is not published yet.
    pub provisional: bool,
    pub clause: Clause,
    /// Working days from an event that has no day yet, such as the approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// Calendar days from the day on which the papers are complete, where they are not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_from_complete: Option<u32>,
    /// Calendar days from the day on which the union knew, where nobody said when that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_from_known: Option<u32>,
    /// It may be longer in special cases.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub extendable: bool,
    /// The benefits whose day it is; none named: it is that of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub benefits: Vec<BenefitId>,
}

impl Deadline {
    /// A day of all benefits, with nothing more to it.
    pub const fn on(kind: DeadlineKind, last_day: Option<Date>, clause: Clause) -> Self {
        Deadline {
            kind,
            last_day,
            provisional: false,
            clause,
            working_days: None,
            days_from_complete: None,
            days_from_known: None,
            extendable: false,
            benefits: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeadlineKind {
    /// The last day of filing.
    Filing,
    /// The last day of filing in special cases.
    FilingSpecial,
    /// The last day on which the union tells the office of an accident.
    Notice,
    /// The last day of applying for the assessment of what an accident left behind.
    Assessment,
    /// The first review, as announced to the claimant.
    FirstReview,
    /// By when the office has verified and paid, counted from complete papers.
    Processing,
    Payment,
    /// A day from a newer server.
    #[serde(other)]
    Other,
}

/// A paper that the claim needs, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequiredMaterial {
    pub material: MaterialId,
    pub need: Need,
    /// The condition that made it so, as the plan's condition id; `always` where there is none.
    #[schema(value_type = String)]
    pub because: SmolStr,
    pub clause: Clause,
    /// The facts that nobody stated and that it hangs on, as paths of the claim document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// The benefits claimed that need it; none named: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub benefits: Vec<BenefitId>,
    /// Papers of the plan that are this one too and are asked for by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<SamePaper>,
}

impl RequiredMaterial {
    /// The papers of the plan that it is: the one that it is called by first.
    pub fn papers(&self) -> impl Iterator<Item = &MaterialId> {
        std::iter::once(&self.material).chain(self.same.iter().map(|same| &same.material))
    }

    /// The conditions that ask for it, each once, the one that makes it needed most first.
    pub fn conditions(&self) -> Vec<&str> {
        let mut conditions: Vec<&str> = vec![&self.because];
        for same in &self.same {
            if !conditions.contains(&same.because.as_str()) {
                conditions.push(&same.because);
            }
        }
        conditions
    }
}

/// A paper of the plan that is handed in as another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SamePaper {
    pub material: MaterialId,
    /// The condition that asks for it, as the plan's condition id.
    #[schema(value_type = String)]
    pub because: SmolStr,
}

/// How much a paper is needed, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    Required,
    /// Required because a condition holds.
    Conditional,
    /// Required or not, by facts that nobody stated yet.
    Open,
    Optional,
    NotNeeded,
    /// Needed in a way that only a newer server knows.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::summary::Flag;

    #[test]
    fn words_of_a_newer_server_are_read() {
        let read =
            |word: &str| (serde_json::from_str(word).unwrap(), serde_json::from_str(word).unwrap(), serde_json::from_str(word).unwrap());
        assert_eq!(read("\"of-tomorrow\""), (Need::Other, DeadlineKind::Other, Flag::Other));
        assert!(!Flag::ALL.contains(&Flag::Other) && Flag::Other.bit() == 0);
    }
}
