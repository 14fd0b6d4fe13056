//! More time for the office: which limit may be extended, by whom, until when.
//!
//! Not here: what the limit comes to (`rules::clock`). Invariant: an extension moves a last day forward, never back, and never past what
//! the plan allows.

use super::bar::held_by_nobody_else;
use super::{Judge, Refusal, Why};
use crate::domain::assessment::Assessment;
use crate::domain::case::{Case, Status};
use crate::domain::people::Role;
use crate::domain::time::{Date, days_after};
use crate::rules::clock::{self, Limit};
use crate::rules::plan::Plan;
use crate::wire::Person;

/// Days of the longest extension where the plan sets no bound, counted from the plan's own last day: ten years. No case waits so long;
/// a date further off is a slip of the pen.
const LONGEST_DAYS: u32 = 3_653;

/// Tells whether a person may extend the limit of a case that ends first, and gives that limit.
pub fn may_extend(plan: &Plan, case: &Case, assessment: &Assessment, who: &Person) -> Result<Limit, Refusal> {
    if case.status != Status::Open {
        return Err(Why::Status { now: case.status }.into());
    }
    let limit = clock::due(plan, case, &assessment.materials).ok_or(Why::NoLimit)?;
    let rule = plan.extension.as_ref().filter(|_| limit.extendable).ok_or(Why::NotExtendable)?;
    if !who.roles.iter().any(|role| rule.roles.contains(role)) {
        return Err(Why::Role { needs: rule.roles.clone() }.into());
    }
    // Who watches the limits gives more time to whoever has the case.
    if !who.roles.contains(&Role::Supervisor) {
        held_by_nobody_else(case, who)?;
    }
    Ok(limit)
}

/// Gives the last day to which a limit may be extended.
pub fn until_at_most(plan: &Plan, limit: &Limit) -> Date {
    let most = plan.extension.as_ref().and_then(|rule| rule.most_days);
    days_after(limit.plain, most.unwrap_or(LONGEST_DAYS))
}

/// Whether the day is after the last one as it stands and not after the last one that the plan allows.
pub(super) fn within(plan: &Plan, case: &Case, assessment: &Assessment, until: Date, judge: &Judge<'_>) -> Result<(), Refusal> {
    let limit = may_extend(plan, case, assessment, judge.who)?;
    let latest = until_at_most(plan, &limit);
    // A limit that is long over is not extended to a day that is over too.
    let last = judge.now.date().pred_opt().map_or(limit.last, |yesterday| limit.last.max(yesterday));
    match () {
        () if until <= last => Err(Why::ExtendsNothing { last }.into()),
        () if until > latest => Err(Why::ExtendsTooFar { latest }.into()),
        () => Ok(()),
    }
}
