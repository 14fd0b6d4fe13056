//! A case's way through a plan's stages: what comes next, until when, and what may be decided there.
//!
//! Not here: who may decide (`judge`).

use crate::domain::calendar::{WorkingDate, working_days_after};
use crate::domain::case::{Case, Event};
use crate::domain::decision::{Act, Verb};
use crate::domain::ids::StageId;
use crate::domain::time::Date;
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

/// The last day of a stage's limit, for a case that entered it on a day; nothing where the plan sets no limit.
pub fn due(plan: &PlanFile, id: &StageId, entered: Date) -> Option<WorkingDate> {
    let limit = plan.stage(id)?.limit_working_days?;
    Some(working_days_after(entered, limit))
}

/// The last day of the limit of the stage that a case is at. A limit may be counted from the approval.
pub fn due_of(plan: &PlanFile, case: &Case) -> Option<WorkingDate> {
    let stage = plan.stage(&case.stage)?;
    let approved = case.timeline.iter().rev().find(|entry| matches!(&entry.event, Event::Decided { act: Act::Approve { .. }, .. }));
    let from = approved.filter(|_| stage.limit_from_approval).map_or(case.entered, |entry| entry.at);
    due(plan, &stage.id, from.date())
}

/// What may be decided at a stage.
pub const fn verbs(stage: &Stage) -> &'static [Verb] {
    match stage.kind {
        StageKind::Review => &[Verb::PassOn, Verb::Return, Verb::Reject, Verb::Amend],
        StageKind::Approval => &[Verb::Approve, Verb::Return, Verb::Reject, Verb::Amend],
        // What was granted stands: there is nothing left to send back or refuse.
        StageKind::Archive => &[Verb::PassOn],
        StageKind::Payment => &[Verb::Paid, Verb::PaymentFailed],
    }
}
