//! Which stays count in the period, and for how many days.
//!
//! Reading: days of a stay are those stated on the discharge record, else discharge less admission, at least one. Days that
//! stays share by their dates count once, also those that an earlier case counted. A stay occupies its nights: from the day of admission up to,
//! not including, the day of discharge.
//! Invariant: every function here is total and runs in n log n, whatever the dates.

use chrono::Datelike;
use smallvec::{SmallVec, smallvec};

use crate::domain::assessment::{DaysBy, NotCounted, StepKind};
use crate::domain::facts::{PastStay, Stay};
use crate::domain::time::{Date, Span};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::period::elsewhere;
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
    /// It crosses the period's end or beginning, and the enrolment beyond is not known.
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

impl Counted {
    /// The days that it comes to by itself.
    pub fn own_days(&self) -> u32 {
        u32::try_from(self.own).unwrap_or(u32::MAX)
    }
}

impl Placed<'_> {
    pub const fn counts(&self) -> Option<&Counted> {
        match &self.standing {
            Standing::Counts(counted) => Some(counted),
            _ => None,
        }
    }

    /// Whether the days that its record states are what counts of it, or will be once its period is known.
    pub const fn takes_stated(&self) -> bool {
        match &self.standing {
            Standing::Counts(counted) => matches!(counted.by, DaysBy::Stated),
            Standing::AsksEnrolments => true,
            Standing::Not(_) | Standing::Excluded(_) => false,
        }
    }
}

/// The most days that a record can mean by the dates of a stay: the days of admission and of discharge both counted.
pub fn most_days(stay: &Stay) -> u32 {
    u32::try_from((stay.discharge - stay.admission).num_days().saturating_add(1)).unwrap_or(u32::MAX)
}

/// The days between the dates of a stay, at least one.
pub fn days_by_dates(stay: &Stay) -> u32 {
    u32::try_from(Nights::of(stay.admission, stay.discharge).count()).unwrap_or(u32::MAX)
}

/// Places every stay of the claim.
pub fn place<'a>(claim: Claim<'a>) -> Vec<Placed<'a>> {
    let left_out = elsewhere::leaves_out(claim);
    let standing = |stay: &Stay| match stand(claim, stay) {
        Standing::Counts(counted) if left_out && elsewhere::settled(claim, stay, &counted).is_some() => {
            Standing::Not(NotCounted::OtherPeriod)
        }
        standing => standing,
    };
    claim.facts.stays.iter().enumerate().map(|(index, stay)| Placed { index, stay, standing: standing(stay) }).collect()
}

/// Whether a stay begins before the period, or ends after it, and touches it.
pub fn crosses(claim: Claim<'_>, stay: &Stay) -> bool {
    let cover = claim.cover;
    let touches = stay.discharge >= cover.from && stay.admission <= cover.to;
    touches && (stay.admission < cover.from || stay.discharge > cover.to)
}

/// Whether the member is a continuous one for a stay that crosses the period: as the stated enrolments say it, else as a reviewer does;
/// nothing where neither does.
pub fn is_continuous(claim: Claim<'_>, stay: &Stay) -> Option<bool> {
    stated_continuous(claim, stay).or_else(|| claim.answer("continuity"))
}

/// Whether the stated enrolments make the member a continuous one for a stay; nothing where they leave it open.
///
/// Reading: that no enrolment of the period beside this one is stated says nothing of whether there was one. Once one before, or after, is
/// stated, a gap in what is stated is one.
pub fn stated_continuous(claim: Claim<'_>, stay: &Stay) -> Option<bool> {
    let throughout = claim.enrolled_throughout(stay.admission, stay.discharge)?;
    let cover = claim.cover;
    let gap_inside = || claim.enrolled_throughout(stay.admission.max(cover.from), stay.discharge.min(cover.to)) == Some(false);
    let stated = |beside: &dyn Fn(Span) -> bool| claim.facts.enrolments.iter().any(|own| claim.in_series(&own.plan) && beside(own.cover));
    let is_stated_before = || stay.admission >= cover.from || stated(&|span| span.from < cover.from);
    let is_stated_after = || stay.discharge <= cover.to || stated(&|span| span.to > cover.to);
    (throughout || gap_inside() || (is_stated_before() && is_stated_after())).then_some(throughout)
}

/// How a stay stands by its own facts, whatever another period paid for it.
pub fn stand<'a>(claim: Claim<'a>, stay: &Stay) -> Standing<'a> {
    let cover = claim.cover;
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
        return match inside {
            false => Standing::Not(NotCounted::OutsidePeriod),
            true if claim.covers(stay.admission, stay.discharge) => Standing::Counts(Counted { nights, own, by, in_part: false }),
            true => enrolled_part(claim, nights, own),
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

/// The days of a stay on which the member was enrolled; the last day of an enrolment still is one.
fn enrolled_part<'a>(claim: Claim<'a>, nights: Nights, own: i64) -> Standing<'a> {
    let span = claim.enrolment().map_or(claim.cover, |enrolment| enrolment.cover);
    let nights = nights.clipped(Nights { from: span.from.num_days_from_ce(), until: span.to.num_days_from_ce().saturating_add(1) });
    match nights.count() {
        0 => Standing::Not(NotCounted::NotEnrolled),
        inside => Standing::Counts(Counted { nights, own: inside.min(own), by: DaysBy::InsidePeriod, in_part: true }),
    }
}

/// The days that the claim's stays bring, and those that earlier cases brought.
pub struct Days {
    pub earlier: u32,
    pub now: u32,
    /// Days by dates that stays of this claim share with others.
    pub shared: u32,
    /// Of each stay, in the order of the claim, the days that it brings.
    given: List<i64>,
}

impl Days {
    /// One step for each stay, in the order of the claim; none for one of which it is not known yet whether it counts.
    pub fn steps(&self, placed: &[Placed<'_>]) -> impl Iterator<Item = StepKind> {
        placed.iter().zip(&self.given).filter_map(|(placed, given)| step(placed, *given))
    }
}

/// A claim has few stays.
type List<T> = SmallVec<[T; 4]>;

/// A stay, old or new, as it is counted: its nights, its own days, its place in the claim where it is of this claim.
#[derive(Clone, Copy)]
struct Entry {
    nights: Nights,
    own: i64,
    place: Option<usize>,
}

/// Counts the days of the placed stays on top of those that earlier cases counted.
///
/// What a set of stays comes to is a matter of the set alone, so that the order in which they are written or decided changes
/// nothing: see [`growth`]. A claim brings what the set of all stays comes to, less what the earlier ones come to.
pub fn count(placed: &[Placed<'_>], past: &[&PastStay]) -> Days {
    let of_past = |stay: &&PastStay| Entry {
        nights: Nights::of(stay.admission, stay.discharge.max(stay.admission)),
        own: i64::from(stay.own.unwrap_or(stay.days)),
        place: None,
    };
    let mut all: List<Entry> = past.iter().map(of_past).collect();
    all.extend(
        placed
            .iter()
            .enumerate()
            .filter_map(|(at, placed)| placed.counts().map(|counted| Entry { nights: counted.nights, own: counted.own, place: Some(at) })),
    );
    all.sort_by_key(|entry| (entry.nights.from, -entry.nights.until, -entry.own, entry.place));
    let mut given: List<i64> = smallvec![0; placed.len()];
    let (mut now, mut shared) = (0_i64, 0_i64);
    for cluster in clusters(&all) {
        let old: List<Entry> = cluster.iter().copied().filter(|entry| entry.place.is_none()).collect();
        now = now.saturating_add(share_out(cluster, &old, &mut given));
        let new_nights: i64 = cluster.iter().filter(|entry| entry.place.is_some()).map(|entry| entry.nights.count()).sum();
        shared = shared.saturating_add(new_nights - (covered(cluster) - covered(&old)));
    }
    let earlier = past.iter().fold(0_i64, |sum, stay| sum.saturating_add(i64::from(stay.days)));
    let to_days = |days: i64| u32::try_from(days.max(0)).unwrap_or(u32::MAX);
    Days { earlier: to_days(earlier), now: to_days(now), shared: to_days(shared), given }
}

fn step(placed: &Placed<'_>, given: i64) -> Option<StepKind> {
    let (admission, discharge, stated) = (placed.stay.admission, placed.stay.discharge, placed.stay.stated_days);
    let not = |why| StepKind::StayNotCounted { admission, discharge, why };
    Some(match &placed.standing {
        Standing::Counts(counted) => {
            let by = if given < counted.own { DaysBy::SharedOnce } else { counted.by };
            let counted = u32::try_from(given.max(0)).unwrap_or(u32::MAX);
            StepKind::StayDays { admission, discharge, stated, counted, by, earlier_case: None }
        }
        Standing::Not(why) => not(why.clone()),
        Standing::Excluded(exclusion) => not(NotCounted::Excluded { exclusion: exclusion.id.clone() }),
        Standing::AsksEnrolments => return None,
    })
}

/// Stays in order, cut where one begins after all before it have ended.
fn clusters(all: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    let mut end = i32::MIN;
    all.chunk_by(move |before, next| {
        end = end.max(before.nights.until);
        next.nights.from < end
    })
}

/// The nights that stays, in order, cover together.
fn covered(entries: &[Entry]) -> i64 {
    let mut reached = i32::MIN;
    let mut sum = 0;
    for entry in entries {
        sum += Nights { from: entry.nights.from.max(reached), until: entry.nights.until }.count();
        reached = reached.max(entry.nights.until);
    }
    sum
}

/// Gives each new stay of a cluster what it adds; tells what they add together.
fn share_out(cluster: &[Entry], old: &[Entry], given: &mut [i64]) -> i64 {
    let all = growth(cluster);
    let before: i64 = if old.is_empty() { 0 } else { growth(old).iter().sum() };
    let total = (all.iter().sum::<i64>() - before).max(0);
    let mut rest = total;
    for (entry, grown) in cluster.iter().zip(&all) {
        if let Some(place) = entry.place {
            given[place] = rest.min(*grown);
            rest -= given[place];
        }
    }
    // An earlier case took days that a stay of this one, written before it, would have brought: a later one brings them.
    for entry in cluster {
        if let Some(place) = entry.place {
            let more = rest.min(entry.own - given[place]).max(0);
            given[place] += more;
            rest -= more;
        }
    }
    total
}

/// What each stay, in order, adds to what those before it come to.
///
/// Stays of which none lies inside another come to their own days less the nights that they share. A set comes to the most that
/// such stays among it come to: so a stay inside another brings nothing further, unless its own record states more than the
/// other does, and a further stay or a further day never makes it less.
fn growth(entries: &[Entry]) -> List<i64> {
    // One by itself brings its own days: the common case.
    if let [entry] = entries {
        return smallvec![entry.own];
    }
    let mut ends: Vec<i32> = entries.iter().map(|entry| entry.nights.until).collect();
    ends.sort_unstable();
    ends.dedup();
    let upto = |day: i32| ends.partition_point(|end| *end < day);
    // Of the sets that end on a day: what they come to, and that less the day, for what a stay that overlaps them adds.
    let (mut apart, mut joined) = (Largest::of(ends.len()), Largest::of(ends.len()));
    let (mut best, mut grown) = (0_i64, smallvec![0_i64; entries.len()]);
    let mut at = 0;
    while at < entries.len() {
        let from = entries[at].nights.from;
        let group = at + entries[at..].partition_point(|entry| entry.nights.from == from);
        let after = |entry: &Entry| {
            let begins = upto(from.saturating_add(1));
            let without = apart.within(0, begins).unwrap_or(0).max(0);
            let with = joined.within(begins, upto(entry.nights.until)).map_or(0, |most| most + i64::from(from));
            entry.own + without.max(with)
        };
        let worth: Vec<i64> = entries[at..group].iter().map(after).collect();
        for (entry, worth) in entries[at..group].iter().zip(worth) {
            let end = upto(entry.nights.until);
            apart.raise(end, worth);
            joined.raise(end, worth - i64::from(entry.nights.until));
            grown[at] = (worth - best).max(0);
            best = best.max(worth);
            at += 1;
        }
    }
    grown
}

/// The largest of a range of numbers, asked and raised in log n.
struct Largest {
    tree: Vec<Option<i64>>,
    size: usize,
}

impl Largest {
    fn of(size: usize) -> Self {
        Largest { tree: vec![None; size * 2], size }
    }

    fn raise(&mut self, at: usize, to: i64) {
        let mut node = at + self.size;
        while node > 0 {
            self.tree[node] = self.tree[node].max(Some(to));
            node /= 2;
        }
    }

    /// Of the places from one up to, not including, another.
    fn within(&self, from: usize, until: usize) -> Option<i64> {
        let (mut left, mut right) = (from + self.size, until.max(from) + self.size);
        let mut most = None;
        while left < right {
            if left % 2 == 1 {
                most = most.max(self.tree[left]);
                left += 1;
            }
            if right % 2 == 1 {
                right -= 1;
                most = most.max(self.tree[right]);
            }
            left /= 2;
            right /= 2;
        }
        most
    }
}
