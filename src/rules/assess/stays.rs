//! Which stays count in the period, and for how many days.
//!
//! Reading: days of a stay are those stated on the discharge record, else discharge less admission, at least one. Days that
//! stays share count once, also those that an earlier case counted. A stay occupies its nights: from the day of admission up to,
//! not including, the day of discharge.
//! Invariant: every function here is total and runs in n log n, whatever the dates.

use chrono::Datelike;

use crate::domain::assessment::{DaysBy, NotCounted, StepKind};
use crate::domain::facts::{PastStay, Stay};
use crate::domain::time::Date;
use crate::rules::assess::claim::Claim;
use crate::rules::plan::Exclusion;

/// Nights as day numbers, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Nights {
    from: i32,
    until: i32,
}

impl Nights {
    fn of(admission: Date, discharge: Date) -> Self {
        let from = admission.num_days_from_ce();
        Nights { from, until: discharge.num_days_from_ce().max(from + 1) }
    }

    const fn count(self) -> i64 {
        if self.until > self.from { self.until as i64 - self.from as i64 } else { 0 }
    }

    fn clipped(self, to: Nights) -> Self {
        let from = self.from.max(to.from);
        Nights { from, until: self.until.min(to.until).max(from) }
    }
}

/// How one stay of the claim stands in the period.
pub struct Placed<'a> {
    pub index: usize,
    pub stay: &'a Stay,
    pub standing: Standing<'a>,
}

pub enum Standing<'a> {
    Counts(Counted),
    Not(NotCounted),
    Excluded(&'a Exclusion),
    /// It crosses the period's end or beginning, and no enrolment is known.
    AsksEnrolments,
}

/// A stay of which days count.
#[derive(Clone, Copy)]
pub struct Counted {
    nights: Nights,
    own: i64,
    pub by: DaysBy,
    /// Only a part of it lies in the period, so its expense must be apportioned.
    pub in_part: bool,
}

impl Placed<'_> {
    pub const fn counts(&self) -> Option<&Counted> {
        match &self.standing {
            Standing::Counts(counted) => Some(counted),
            _ => None,
        }
    }
}

/// The days between the dates of a stay, at least one.
pub fn days_by_dates(stay: &Stay) -> u32 {
    u32::try_from(Nights::of(stay.admission, stay.discharge).count()).unwrap_or(u32::MAX)
}

/// Places every stay of the claim.
pub fn place<'a>(claim: Claim<'a>) -> Vec<Placed<'a>> {
    claim.facts.stays.iter().enumerate().map(|(index, stay)| Placed { index, stay, standing: stand(claim, stay) }).collect()
}

/// Whether a stay begins before the period, or ends after it, and touches it.
pub fn crosses(claim: Claim<'_>, stay: &Stay) -> bool {
    let cover = claim.plan.cover;
    let touches = stay.discharge >= cover.from && stay.admission <= cover.to;
    touches && (stay.admission < cover.from || stay.discharge > cover.to)
}

/// Whether the member is a continuous one for a stay; nothing where no enrolment is known.
pub fn is_continuous(claim: Claim<'_>, stay: &Stay) -> Option<bool> {
    claim.answer("continuity").or_else(|| claim.enrolled_throughout(stay.admission, stay.discharge))
}

fn stand<'a>(claim: Claim<'a>, stay: &Stay) -> Standing<'a> {
    let cover = claim.plan.cover;
    if stay.discharge < stay.admission {
        return Standing::Not(NotCounted::BadDates);
    }
    if let Some(exclusion) = claim.excludes_stay(stay) {
        return Standing::Excluded(exclusion);
    }
    let nights = Nights::of(stay.admission, stay.discharge);
    let (own, by) = match stay.stated_days {
        Some(days) => (i64::from(days), DaysBy::Stated),
        None => (nights.count(), DaysBy::Dates),
    };
    if !crosses(claim, stay) {
        let inside = cover.contains(stay.admission) && cover.contains(stay.discharge);
        return if inside {
            Standing::Counts(Counted { nights, own, by, in_part: false })
        } else {
            Standing::Not(NotCounted::OutsidePeriod)
        };
    }
    match is_continuous(claim, stay) {
        None => Standing::AsksEnrolments,
        Some(true) if cover.contains(stay.discharge) => Standing::Counts(Counted { nights, own, by, in_part: false }),
        Some(true) => Standing::Not(NotCounted::OtherPeriod),
        Some(false) => {
            let period = Nights { from: cover.from.num_days_from_ce(), until: cover.to.num_days_from_ce() + 1 };
            let nights = nights.clipped(period);
            if nights.count() == 0 {
                return Standing::Not(NotCounted::OutsidePeriod);
            }
            // What the record states is of the whole stay; the part inside is by the dates, and never more than stated.
            Standing::Counts(Counted { nights, own: nights.count().min(own), by: DaysBy::InsidePeriod, in_part: true })
        }
    }
}

/// The days that the claim's stays bring, and those that earlier cases brought.
pub struct Days {
    pub earlier: u32,
    pub now: u32,
    /// Days that stays of this claim share with others.
    pub shared: u32,
    /// One step for each stay, in the order of the claim.
    pub steps: Vec<StepKind>,
}

/// Counts the days of the placed stays on top of those that earlier cases counted.
///
/// Stays that touch one another's nights form a cluster. A cluster comes to the nights that they cover together, or to the most
/// that one of them states, and never to more than all of them state; what earlier cases counted of it is taken off.
pub fn count(placed: &[Placed<'_>], past: &[&PastStay]) -> Days {
    let old: Vec<(Nights, i64)> =
        past.iter().map(|stay| (Nights::of(stay.admission, stay.discharge.max(stay.admission)), i64::from(stay.days))).collect();
    let mut order: Vec<(Nights, i64, usize)> =
        placed.iter().enumerate().filter_map(|(at, placed)| placed.counts().map(|counted| (counted.nights, counted.own, at))).collect();
    // Equal stays are the same in any order, so that the order in which they were written changes nothing.
    order.sort_by_key(|(nights, own, at)| (nights.from, -nights.until, -own, *at));
    let covered = Covered::of(old.iter().map(|(nights, _)| *nights).collect());
    let clusters = clusters(&old, &order);
    let mut given = vec![0_i64; placed.len()];
    let mut now = 0_i64;
    for cluster in clusters {
        now = now.saturating_add(share_out(&cluster, &old, &order, &covered, &mut given));
    }
    let own: i64 = order.iter().fold(0_i64, |sum, (_, own, _)| sum.saturating_add(*own));
    let earlier = old.iter().fold(0_i64, |sum, (_, days)| sum.saturating_add(*days));
    let to_days = |days: i64| u32::try_from(days.max(0)).unwrap_or(u32::MAX);
    let steps = placed.iter().enumerate().map(|(at, placed)| step(placed, given[at])).collect();
    Days { earlier: to_days(earlier), now: to_days(now), shared: to_days(own.saturating_sub(now)), steps }
}

fn step(placed: &Placed<'_>, given: i64) -> StepKind {
    let (admission, discharge, stated) = (placed.stay.admission, placed.stay.discharge, placed.stay.stated_days);
    let not = |why| StepKind::StayNotCounted { admission, discharge, why };
    match &placed.standing {
        Standing::Counts(counted) => {
            let by = if given < counted.own { DaysBy::SharedOnce } else { counted.by };
            let counted = u32::try_from(given.max(0)).unwrap_or(u32::MAX);
            StepKind::StayDays { admission, discharge, stated, counted, by, earlier_case: None }
        }
        Standing::Not(why) => not(why.clone()),
        Standing::Excluded(exclusion) => not(NotCounted::Excluded { exclusion: exclusion.id.clone() }),
        Standing::AsksEnrolments => not(NotCounted::OtherPeriod),
    }
}

/// Stays, old and new, that share nights, as places in their lists; the new ones in order.
#[derive(Default)]
struct Cluster {
    old: Vec<usize>,
    new: Vec<usize>,
}

fn clusters(old: &[(Nights, i64)], new: &[(Nights, i64, usize)]) -> Vec<Cluster> {
    let mut all: Vec<(Nights, bool, usize)> = old.iter().enumerate().map(|(at, (nights, _))| (*nights, true, at)).collect();
    all.extend(new.iter().enumerate().map(|(at, (nights, _, _))| (*nights, false, at)));
    all.sort_by_key(|(nights, is_old, at)| (nights.from, !is_old, *at));
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut end = i32::MIN;
    for (nights, is_old, at) in all {
        if nights.from >= end || clusters.is_empty() {
            clusters.push(Cluster::default());
        }
        end = end.max(nights.until);
        if let Some(cluster) = clusters.last_mut() {
            if is_old { cluster.old.push(at) } else { cluster.new.push(at) }
        }
    }
    clusters
}

/// Gives each new stay of a cluster what it adds; tells what they add together.
fn share_out(cluster: &Cluster, old: &[(Nights, i64)], new: &[(Nights, i64, usize)], covered: &Covered, given: &mut [i64]) -> i64 {
    let base: i64 = cluster.old.iter().fold(0, |sum, at| sum.saturating_add(old[*at].1));
    let mut most = cluster.old.iter().map(|at| old[*at].1).max().unwrap_or(0);
    let mut stated = base;
    let mut union = match (cluster.old.first(), cluster.old.iter().map(|at| old[*at].0.until).max()) {
        (Some(first), Some(until)) => covered.within(Nights { from: old[*first].0.from, until }),
        _ => 0,
    };
    let mut reached = i32::MIN;
    let mut total = base;
    for at in &cluster.new {
        let (nights, own, place) = new[*at];
        let fresh = Nights { from: nights.from.max(reached), until: nights.until };
        union += fresh.count() - covered.within(fresh);
        reached = reached.max(nights.until);
        most = most.max(own);
        stated = stated.saturating_add(own);
        let comes_to = union.max(most).min(stated).max(total);
        given[place] = comes_to - total;
        total = comes_to;
    }
    total - base
}

/// Nights that earlier cases covered, merged, with running totals: how many of them lie in a span is two searches.
struct Covered {
    /// Start, end, and the nights covered before the start.
    spans: Vec<(i32, i32, i64)>,
}

impl Covered {
    fn of(mut nights: Vec<Nights>) -> Self {
        nights.sort_by_key(|nights| (nights.from, nights.until));
        let mut spans: Vec<(i32, i32, i64)> = Vec::new();
        for next in nights {
            match spans.last_mut() {
                Some(last) if next.from <= last.1 => last.1 = last.1.max(next.until),
                last => {
                    let before = last.map_or(0, |last| last.2 + i64::from(last.1) - i64::from(last.0));
                    spans.push((next.from, next.until, before));
                }
            }
        }
        Covered { spans }
    }

    fn up_to(&self, day: i32) -> i64 {
        let at = self.spans.partition_point(|span| span.0 <= day);
        at.checked_sub(1)
            .and_then(|at| self.spans.get(at))
            .map_or(0, |(from, until, before)| before + i64::from(day.min(*until)) - i64::from(*from))
    }

    fn within(&self, nights: Nights) -> i64 {
        if nights.count() == 0 { 0 } else { self.up_to(nights.until) - self.up_to(nights.from) }
    }
}
