//! Checks, reasons, stages, words and notes as a plan's file states them.
//!
//! Not here: what comes after a stage (`workflow`).

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::calendar::DayKind;
use crate::domain::ids::{BenefitId, CheckId, Clause, ReasonCode, StageId};
use crate::domain::people::{Bilingual, Role};
use crate::domain::reason::ReasonClass;
use crate::rules::plan::window::Clock;

/// A check that the plan makes, with the clause it rests on.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRule {
    pub id: CheckId,
    pub clause: Clause,
    /// Whether approving is impossible while it fails or is unknown.
    #[serde(default)]
    pub blocks: bool,
    /// What a reviewer's "no" refuses where the engine draws no consequence of its own from it, as from one to a warning; absent where
    /// that only stands against approving.
    #[serde(default)]
    pub denied: Option<Denied>,
}

/// What a reviewer's "no" to a check refuses, and why.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Denied {
    pub reason: ReasonCode,
    /// The benefits that it refuses; none named: all.
    #[serde(default)]
    pub benefits: Vec<BenefitId>,
}

impl Denied {
    /// Whether it refuses a benefit.
    pub fn concerns(&self, benefit: &BenefitId) -> bool {
        self.benefits.is_empty() || self.benefits.contains(benefit)
    }
}

/// A reason code with its words.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub code: ReasonCode,
    pub class: ReasonClass,
    pub name: Bilingual,
    /// What the claimant is told.
    pub text: Bilingual,
    pub clause: Clause,
}

/// A stage of the workflow.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub id: StageId,
    pub name: Bilingual,
    pub roles: Vec<Role>,
    pub kind: StageKind,
    /// Absent where the document sets none, or sets it in calendar days.
    #[serde(default)]
    pub limit_working_days: Option<u32>,
    /// The limit in calendar days.
    #[serde(default)]
    pub limit_days: Option<u32>,
    /// What the limit does while the claimant owes papers; it stands still where the file doesn't say.
    #[serde(default)]
    pub clock: Clock,
    /// "May be longer in special cases": an extension with a reason.
    #[serde(default)]
    pub extendable: bool,
    /// The limit is counted from the approval, not from the day on which the case came to the stage.
    #[serde(default)]
    pub limit_from_approval: bool,
    /// Where the documents have this stage; absent for one of ours.
    #[serde(default)]
    pub clause: Option<Clause>,
    /// What the claimant reads while the case is here.
    pub claimant_word: Bilingual,
    /// What he is told once the stage is passed. Absent where the documents send nothing.
    #[serde(default)]
    pub message: Option<Message>,
}

/// A message to the claimant: the case keeps the text and the time, the operator's gateway sends it.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub text: Bilingual,
    pub clause: Clause,
}

/// Who takes a decided case up again, and where its new round begins. Ours: no document speaks of it.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopening {
    pub roles: Vec<Role>,
    /// A stage before the approval.
    pub stage: StageId,
}

/// Who asks back what was paid and is not owed, and who notes what came of it.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recovering {
    /// Who finds that it is not owed.
    pub roles: Vec<Role>,
    /// Who follows it and notes what came back.
    pub followed_by: Vec<Role>,
    /// Who gives it up, or sets it off against a later claim, besides whoever asked for it: that takes a second person. Absent in a text
    /// of before the key was there: who follows it.
    #[serde(default)]
    pub written_off_by: Option<Vec<Role>>,
    /// Whoever approved the payout neither finds it not owed nor writes it off: another one does.
    #[serde(default)]
    pub not_by_approver: bool,
    /// By which more is asked back than a new round comes to.
    pub clause: Clause,
}

impl Stage {
    /// Its limit, and how that is counted; nothing where the plan sets none.
    pub fn limit(&self) -> Option<(u32, DayKind)> {
        let working = self.limit_working_days.map(|days| (days, DayKind::Working));
        working.or(self.limit_days.map(|days| (days, DayKind::Calendar)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    Review,
    Approval,
    /// After the approval: papers are filed, nothing is decided any more.
    Archive,
    Payment,
}

/// A reading of ours, a thing that the documents leave to the operator, or one that they say and no rule needs.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it is about: a benefit, `filing`, `approver_limit`.
    pub about: String,
    pub text: Bilingual,
    /// Where the documents say it; absent for a reading of ours.
    #[serde(default)]
    pub clause: Option<Clause>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub name: Bilingual,
    pub phone: String,
    #[serde(default)]
    pub clause: Option<Clause>,
}

/// The words for the claimant where no stage gives them.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The claimant sees the words of a stage in an app; absent where the documents publish none.
    #[serde(default)]
    pub in_app: bool,
    /// Not yet handed in, or sent back.
    pub draft: Bilingual,
    pub paid: Bilingual,
    pub refused: Bilingual,
    /// In place of an amount before a decision.
    pub not_assessed: Bilingual,
    /// Where the documents have these words; absent for words of ours.
    #[serde(default)]
    pub clause: Option<Clause>,
}
