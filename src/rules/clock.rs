//! By when the office must be done with a case: each limit that it stands under, from the log of what happened to it.
//!
//! A stage may have a limit of its own, and each benefit that is claimed one for the whole. Not here: until when a claim may be filed
//! (`assess`), how long a case took (`domain::age`).
//! Invariant: a last day comes from the plan, the log and the calendar alone, so that client and server name the same one.

use crate::domain::assessment::{Need, RequiredMaterial};
use crate::domain::calendar::{DayKind, WorkingDate};
use crate::domain::case::{Case, Event, TimelineEntry};
use crate::domain::decision::Act;
use crate::domain::ids::{BenefitId, Clause, StageId};
use crate::domain::material::Verdict;
use crate::domain::time::Date;
use crate::rules::plan::{Clock, PlanFile};

/// One limit that a case stands under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The last day, with the extensions.
    pub last: Date,
    /// The last day as the plan alone says.
    pub plain: Date,
    /// The calendar of a year that it crosses is not published yet.
    pub provisional: bool,
    pub days: DayKind,
    pub extendable: bool,
    pub of: LimitOf,
}

/// What a limit is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitOf {
    /// The stage that the case is at.
    Stage(StageId),
    /// The payment of a benefit.
    Benefit(BenefitId, Clause),
}

/// Gives the limit that ends first, for a case that is with the office.
pub fn due(plan: &PlanFile, case: &Case, papers: &[RequiredMaterial]) -> Option<Limit> {
    limits(plan, case, papers).into_iter().min_by_key(|limit| limit.last)
}

/// Gives every limit that a case stands under: that of its stage, and those of the benefits that are claimed.
pub fn limits(plan: &PlanFile, case: &Case, papers: &[RequiredMaterial]) -> Vec<Limit> {
    let mut limits = Vec::new();
    limits.extend(of_stage(plan, case));
    for id in &case.facts.benefits {
        let Some(rule) = plan.benefit(id).and_then(|benefit| benefit.processing.as_ref()) else { continue };
        let counting = Counting { limit: rule.days, days: rule.counted, clock: rule.clock, extendable: rule.extendable };
        let begins = match rule.clock {
            Clock::Restarts => complete_since(case, papers).map(|day| (day, log_since_complete(case))),
            Clock::Runs | Clock::Pauses => Some((round_began(case), case.this_round())),
        };
        limits.extend(begins.map(|(from, log)| counting.run(from, log, LimitOf::Benefit(id.clone(), rule.clause.clone()))));
    }
    limits
}

/// The last day of a stage's limit, for a case that came to it on a day; nothing where the plan sets no limit.
pub fn stage_due(plan: &PlanFile, id: &StageId, entered: Date) -> Option<WorkingDate> {
    let (limit, days) = plan.stage(id)?.limit()?;
    Some(days.after(entered, limit))
}

/// What the limit does that a case stands under, while the claimant has it: that of its stage, else that of a benefit; nothing where it
/// stands under none.
pub fn while_returned(plan: &PlanFile, case: &Case) -> Option<Clock> {
    let stage = plan.stage(&case.stage).filter(|stage| stage.limit().is_some()).map(|stage| stage.clock);
    let of_benefit = |id: &BenefitId| plan.benefit(id).and_then(|benefit| benefit.processing.as_ref()).map(|rule| rule.clock);
    stage.or_else(|| case.facts.benefits.iter().find_map(of_benefit))
}

/// The limit of the stage that a case is at. It may be counted from the approval.
fn of_stage(plan: &PlanFile, case: &Case) -> Option<Limit> {
    let stage = plan.stage(&case.stage)?;
    let (limit, days) = stage.limit()?;
    let begins = |entry: &TimelineEntry| match &entry.event {
        Event::Decided { act: Act::Approve { .. } | Act::Reopen { .. }, .. } => true,
        _ => !stage.limit_from_approval && entry.stage != case.stage,
    };
    let begun = case.timeline.iter().rposition(begins);
    let here = &case.timeline[begun.map_or(0, |at| at + 1)..];
    let began = match begun.map_or(case.timeline.first(), |at| case.timeline.get(at)) {
        // Where it was never sent back, the stage knows its first day.
        Some(entry) if here.iter().any(came_again) || stage.limit_from_approval && begun.is_some() => entry.at,
        _ => case.entered,
    };
    let counting = Counting { limit, days, clock: stage.clock, extendable: stage.extendable };
    Some(counting.run(began.date(), here, LimitOf::Stage(stage.id.clone())))
}

/// How a limit is counted.
#[derive(Clone, Copy)]
struct Counting {
    limit: u32,
    days: DayKind,
    clock: Clock,
    extendable: bool,
}

impl Counting {
    /// Counts from a day through what happened since: while the claimant had the case, and when the limit was extended.
    fn run(self, from: Date, log: &[TimelineEntry], of: LimitOf) -> Limit {
        let begin = |day| {
            let last = self.days.after(day, self.limit);
            (last.date, last.date, last.provisional)
        };
        let (mut last, mut plain, mut provisional) = begin(from);
        let mut back: Option<Date> = None;
        for entry in log {
            let day = entry.at.date();
            if went_back(entry) {
                back = back.or(Some(day));
            } else if came_again(entry)
                && let Some(since) = back.take()
            {
                match self.clock {
                    Clock::Runs => {}
                    Clock::Pauses => {
                        let paused = u32::try_from(self.days.between(since, day)).unwrap_or(0);
                        let moved = self.days.after(last, paused);
                        plain = self.days.after(plain, paused).date;
                        (last, provisional) = (moved.date, provisional || moved.provisional);
                    }
                    Clock::Restarts => (last, plain, provisional) = begin(day),
                }
            } else if let Event::Decided { act: Act::Extend { until, .. }, .. } = &entry.event
                && self.extendable
                && *until > last
            {
                // A day that somebody named rests on no calendar.
                (last, provisional) = (*until, false);
            }
        }
        Limit { last, plain, provisional, days: self.days, extendable: self.extendable, of }
    }
}

/// The day on which the papers of a claim were complete; nothing while one that is required is missing or has a defect.
///
/// What a reviewer stated stands before what the papers say. Where the case was sent back, they were not complete before they came; in a
/// new round they were not before it began.
pub fn complete_since(case: &Case, papers: &[RequiredMaterial]) -> Option<Date> {
    let again = case.this_round().iter().rev().find(|entry| came_again(entry)).map(|entry| entry.at.date());
    let complete = match case.facts.complete_since {
        Some(day) => day,
        None => papers.iter().filter(|paper| matches!(paper.need, Need::Required | Need::Conditional)).try_fold(
            case.received.date(),
            |complete, needed| {
                let paper = case.materials.iter().find(|paper| paper.material == needed.material)?;
                let defective = matches!(paper.verdict, Some(Verdict::Defective { .. }));
                paper.received.filter(|_| !defective).map(|received| received.max(complete))
            },
        )?,
    };
    Some(again.unwrap_or(round_began(case)).max(complete))
}

/// The day on which the case came, or was taken up again.
fn round_began(case: &Case) -> Date {
    match case.this_round().first() {
        Some(TimelineEntry { at, event: Event::Decided { act: Act::Reopen { .. }, .. }, .. }) => at.date(),
        _ => case.received.date(),
    }
}

/// What happened since the papers came the last time: an extension before that was one of a limit that begins anew.
fn log_since_complete(case: &Case) -> &[TimelineEntry] {
    let round = case.this_round();
    let again = round.iter().rposition(came_again);
    &round[again.map_or(0, |at| at + 1)..]
}

/// Days for which the limit of the stage stood still the last time, where the papers just came, and what kind of days; nothing where it
/// has none or didn't stand still.
pub fn paused_before(plan: &PlanFile, case: &Case, at: usize) -> Option<(u32, DayKind)> {
    let came = case.timeline.get(at).filter(|entry| came_again(entry))?;
    let (_, days) = plan.stage(&came.stage).filter(|stage| stage.clock == Clock::Pauses)?.limit()?;
    let back = case.timeline[..at].iter().rev().find(|entry| went_back(entry))?;
    Some((u32::try_from(days.between(back.at.date(), came.at.date())).ok()?, days))
}

/// Whether an entry gives the case to the claimant.
const fn went_back(entry: &TimelineEntry) -> bool {
    matches!(&entry.event, Event::Decided { act: Act::Return { .. } | Act::PaymentFailed { .. }, .. })
}

/// Whether an entry brings it back from him.
const fn came_again(entry: &TimelineEntry) -> bool {
    matches!(&entry.event, Event::Resubmitted | Event::Decided { act: Act::Resubmit { .. }, .. })
}
