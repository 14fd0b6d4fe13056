//! A case's way through a plan's stages: what comes next, until when, and what may be decided there.
//!
//! Not here: who may decide (`judge`).

use crate::domain::calendar::{WorkingDate, working_days_after, working_days_between};
use crate::domain::case::{Case, Event, TimelineEntry};
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

/// The stage that a case goes back to from one; nothing at the first, and nothing where an approval would be undone by it.
pub fn before<'p>(plan: &'p PlanFile, id: &StageId) -> Option<&'p Stage> {
    let at = plan.stages.iter().position(|stage| stage.id == *id)?;
    plan.stages.get(at.checked_sub(1)?).filter(|before| before.kind != StageKind::Approval)
}

/// The last day of a stage's limit, for a case that entered it on a day; nothing where the plan sets no limit.
pub fn due(plan: &PlanFile, id: &StageId, entered: Date) -> Option<WorkingDate> {
    let limit = plan.stage(id)?.limit_working_days?;
    Some(working_days_after(entered, limit))
}

/// The last day of the limit of the stage that a case is at. A limit may be counted from the approval. While the claimant has the case
/// it stands still: it goes on with the day on which the papers came.
pub fn due_of(plan: &PlanFile, case: &Case) -> Option<WorkingDate> {
    let stage = plan.stage(&case.stage)?;
    let limit = stage.limit_working_days?;
    let begins = |entry: &TimelineEntry| match &entry.event {
        Event::Decided { act: Act::Approve { .. }, .. } => true,
        Event::Decided { act: Act::PassOn { .. } | Act::SendBack { .. } | Act::Reopen { .. }, .. } => !stage.limit_from_approval,
        _ => false,
    };
    let begun = case.timeline.iter().rposition(begins);
    let here = &case.timeline[begun.map_or(0, |at| at + 1)..];
    let paused = days_paused(here);
    let began = match begun.map_or(case.timeline.first(), |at| case.timeline.get(at)) {
        // Where it was never sent back, the stage knows its first day.
        Some(entry) if here.iter().any(came_again) || stage.limit_from_approval && begun.is_some() => entry.at,
        _ => case.entered,
    };
    Some(working_days_after(began.date(), limit.saturating_add(paused)))
}

/// Working days for which a limit stood still the last time, where the papers just came; nothing where it has none or never stood still.
pub fn paused_before(plan: &PlanFile, case: &Case, at: usize) -> Option<u32> {
    let came = case.timeline.get(at).filter(|entry| came_again(entry))?;
    plan.stage(&came.stage)?.limit_working_days?;
    let back = case.timeline[..at].iter().rev().find(|entry| went_back(entry))?;
    u32::try_from(working_days_between(back.at.date(), came.at.date())).ok()
}

/// Whether a stage has a limit of time.
pub fn has_limit(plan: &PlanFile, id: &StageId) -> bool {
    plan.stage(id).is_some_and(|stage| stage.limit_working_days.is_some())
}

/// Working days from each return to the day on which the papers came.
fn days_paused(entries: &[TimelineEntry]) -> u32 {
    let (mut paused, mut since) = (0_u32, None);
    for entry in entries {
        if went_back(entry) {
            since = since.or(Some(entry.at.date()));
        } else if came_again(entry)
            && let Some(from) = since.take()
        {
            paused = paused.saturating_add(u32::try_from(working_days_between(from, entry.at.date())).unwrap_or(0));
        }
    }
    paused
}

const fn went_back(entry: &TimelineEntry) -> bool {
    matches!(&entry.event, Event::Decided { act: Act::Return { .. } | Act::PaymentFailed { .. }, .. })
}

const fn came_again(entry: &TimelineEntry) -> bool {
    matches!(&entry.event, Event::Resubmitted | Event::Decided { act: Act::Resubmit { .. }, .. })
}

/// What may be decided at a stage.
pub const fn verbs(stage: &Stage) -> &'static [Verb] {
    match stage.kind {
        StageKind::Review => &[
            Verb::PassOn,
            Verb::Return,
            Verb::Reject,
            Verb::Amend,
            Verb::SendBack,
            Verb::Park,
            Verb::Refer,
            Verb::Resume,
        ],
        StageKind::Approval => &[
            Verb::Approve,
            Verb::Return,
            Verb::Reject,
            Verb::Amend,
            Verb::SendBack,
            Verb::Park,
            Verb::Refer,
            Verb::Resume,
        ],
        // What was granted stands: there is nothing left to send back or refuse.
        StageKind::Archive => &[Verb::PassOn],
        StageKind::Payment => &[Verb::Paid, Verb::PaymentFailed, Verb::SendBack],
    }
}
