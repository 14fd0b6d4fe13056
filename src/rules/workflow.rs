//! A case's way through a plan's stages: what comes next, and what may be decided there.
//!
//! Not here: who may decide (`judge`), until when (`clock`).

use crate::domain::case::Status;
use crate::domain::decision::Verb;
use crate::domain::ids::StageId;
use crate::domain::people::Bilingual;
use crate::rules::plan::{PlanFile, Stage, StageKind};

/// Finds a stage by its id.
pub fn stage<'p>(plan: &'p PlanFile, id: &StageId) -> Option<&'p Stage> {
    plan.stage(id)
}

/// The stage that a case begins at.
pub fn first(plan: &PlanFile) -> Option<&Stage> {
    plan.stages.first()
}

/// The stage after one; nothing after the last.
pub fn next<'p>(plan: &'p PlanFile, id: &StageId) -> Option<&'p Stage> {
    let at = plan.stages.iter().position(|stage| stage.id == *id)?;
    plan.stages.get(at + 1)
}

/// The stage that a case goes back to from one; nothing at the first, and nothing where an approval would be undone by it.
pub fn before<'p>(plan: &'p PlanFile, id: &StageId) -> Option<&'p Stage> {
    let at = plan.stages.iter().position(|stage| stage.id == *id)?;
    plan.stages.get(at.checked_sub(1)?).filter(|before| before.kind != StageKind::Approval)
}

/// What the claimant reads of a case: the word of its stage, or of how it stands or ended.
pub fn claimant_word<'p>(plan: &'p PlanFile, status: Status, stage: &StageId) -> Option<&'p Bilingual> {
    match status {
        Status::Open => plan.stage(stage).map(|stage| &stage.claimant_word),
        Status::Returned => Some(&plan.words.draft),
        Status::Rejected => Some(&plan.words.refused),
        Status::Paid => Some(&plan.words.paid),
    }
}

/// What may be decided at a stage.
pub const fn verbs(stage: &Stage) -> &'static [Verb] {
    match stage.kind {
        StageKind::Review => {
            &[Verb::PassOn, Verb::Return, Verb::Reject, Verb::Amend, Verb::SendBack, Verb::Park, Verb::Refer, Verb::Resume]
        }
        StageKind::Approval => {
            &[Verb::Approve, Verb::Return, Verb::Reject, Verb::Amend, Verb::SendBack, Verb::Park, Verb::Refer, Verb::Resume]
        }
        // What was granted stands: there is nothing left to send back or refuse.
        StageKind::Archive => &[Verb::PassOn],
        StageKind::Payment => &[Verb::Paid, Verb::PaymentFailed, Verb::SendBack],
    }
}
