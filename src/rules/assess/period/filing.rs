//! The filing window of a period, and the days by which something must be done.

use crate::domain::assessment::{CheckState, Deadline, DeadlineKind, Finding};
use crate::domain::time::{Date, months_after};
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::papers;

/// Checks the day of filing; gives the last day that would have been in time where it is too late.
pub fn window(claim: Claim<'_>, checks: &mut Checks<'_>) -> Option<Date> {
    let cover = claim.cover;
    let rule = &claim.plan.filing;
    let filed = claim.facts.filed;
    let last = months_after(cover.to, rule.special_months);
    let has_reason = claim.facts.late_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    let (state, which, to) = if filed < cover.from {
        (CheckState::Unknown, "before", cover.to)
    } else if filed <= cover.to {
        (CheckState::Pass, "in-period", cover.to)
    } else if filed > last {
        (CheckState::Fail, "late", last)
    } else if has_reason {
        (CheckState::Pass, "special", last)
    } else {
        (CheckState::Warning, "special-no-reason", last)
    };
    let finding = || Finding { day: Some(filed), from: Some(cover.from), to: Some(to), ..variant(which) };
    checks.add("filing-window", None, state, finding);
    (state == CheckState::Fail && claim.answer("filing-window") != Some(true)).then_some(last)
}

/// Lists the days by which something must be done.
pub fn deadlines(claim: Claim<'_>) -> Vec<Deadline> {
    let rule = &claim.plan.filing;
    let end = claim.cover.to;
    let fixed = |kind, last_day| Deadline::on(kind, Some(last_day), rule.clause.clone());
    let mut deadlines = vec![fixed(DeadlineKind::Filing, end)];
    if rule.special_months > 0 {
        deadlines.push(fixed(DeadlineKind::FilingSpecial, months_after(end, rule.special_months)));
    }
    deadlines.extend(papers::processing(claim));
    deadlines
}
