//! The stream of made-up cases, oldest first. It holds no more than the members who may claim again.
//!
//! Invariant: what comes out for a seed, a count and an opening hour is the same byte for byte; cases are numbered in the order in
//! which they came in; nothing lies after the opening hour.

use std::sync::Arc;

use chrono::Days;

use super::claims::{Claim, Frame, Visit, claim};
use super::dice::Dice;
use super::jinan;
use super::likeness::Lately;
use super::people::{JINAN, MemberNumber, Region, SHANGHAI_FLEXIBLE, SHANGHAI_MEMBERS, SHANGHAI_MUTUAL, ZHEJIANG};
use super::road::{Start, past, walk};
use super::shanghai;
use crate::domain::case::{Case, Status};
use crate::domain::facts::{DiseaseClass, Facts, History, PastBenefit};
use crate::domain::ids::{CaseId, PlanId};
use crate::domain::time::{Date, Moment};
use crate::rules::plan::Plan;

/// Members who may claim again, at most. Bounds what a million cases hold in memory.
const RETURNING: usize = 2_048;
/// The last calendar days, in which an office has most of its open cases.
const RECENT_DAYS: u64 = 14;
/// The first day on which a claim came in, counted from the start of the period.
const FIRST_CLAIMS: u64 = 21;
/// How many days back the first claim of a plan without a period lies.
const CONTRACT_CLAIMS: u64 = 340;
/// Claims come in from 8:00, for so many seconds a day.
const DAY_SECONDS: i64 = 13 * 3600;

/// How long after his last claim a member comes again: with another bill while it is open, with another stay once it has ended.
const SOON: i64 = 86_400;
const LATER: i64 = 14 * 86_400;

/// A member who may claim again.
struct Returning {
    member: MemberNumber,
    past: Vec<PastBenefit>,
    /// His last claim is still open.
    open: bool,
    last: Moment,
}

/// Which of a plan's cases are made: every `step`th, from the one after `first`. The others are made elsewhere, at the same time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strand {
    pub(super) first: u32,
    pub(super) step: u32,
}

impl Strand {
    pub(super) const WHOLE: Strand = Strand { first: 0, step: 1 };
}

/// Made-up cases of one plan, one after the other.
pub(super) struct Cases {
    plan: Arc<Plan>,
    book: Book,
    /// The day on which the first claim came in.
    since: Date,
    region: &'static Region,
    seed: u64,
    /// How many the plan has, those of other strands among them.
    count: u32,
    opens: Moment,
    strand: Strand,
    next: u32,
    members: u32,
    returning: Vec<Returning>,
    lately: Lately,
}

/// What claims of a plan are drawn from.
enum Book {
    Period(Frame),
    Contracts(jinan::Frame),
    Enrolments(shanghai::Frame),
}

impl Book {
    /// Gives what a plan's claims are drawn from, the day of its first claim, and where its members live.
    fn of(plan: &Plan, opens: Date) -> (Self, Date, &'static Region) {
        if plan.by_enrolment.is_some() {
            let region = match plan.id.as_str() {
                "sh-member" => SHANGHAI_MEMBERS,
                "sh-flex" => SHANGHAI_FLEXIBLE,
                _ => SHANGHAI_MUTUAL,
            };
            return (Book::Enrolments(shanghai::Frame::new(plan, opens)), opens - Days::new(CONTRACT_CLAIMS), region);
        }
        let Some(cover) = plan.cover else {
            let diseases = plan.diseases.iter().map(|disease| disease.code.clone()).collect();
            let frame = jinan::Frame { plan: plan.id.clone(), opens, diseases };
            return (Book::Contracts(frame), opens - Days::new(CONTRACT_CLAIMS), JINAN);
        };
        let codes =
            |class| plan.diseases.iter().filter(|disease| disease.class == Some(class)).map(|disease| disease.code.clone()).collect();
        let frame = Frame {
            plan: plan.id.clone(),
            earlier: PlanId::new(format!("{}9", plan.series)),
            cover,
            mild: codes(DiseaseClass::Mild),
            severe: codes(DiseaseClass::Severe),
        };
        (Book::Period(frame), cover.from + Days::new(FIRST_CLAIMS), ZHEJIANG)
    }

    fn claim(&self, dice: &mut Dice, member: MemberNumber, filed: Date, visit: Visit) -> Claim {
        match self {
            Book::Period(frame) => claim(dice, frame, member, filed, visit),
            Book::Contracts(frame) => jinan::claim(dice, frame, member, filed, visit),
            Book::Enrolments(frame) => shanghai::claim(dice, frame, member, filed),
        }
    }

    /// Whether a member may come again after this claim.
    fn can_return(&self, facts: &Facts) -> bool {
        match self {
            Book::Period(_) => facts.death.is_none(),
            Book::Contracts(_) => jinan::can_return(facts),
            Book::Enrolments(_) => false,
        }
    }
}

impl Cases {
    /// What makes the plans by enrolment draw differently from one another: with the same dice their cases would have the same stays
    /// and receipts. The other two have drawn from the seed alone from the beginning.
    fn salt(&self) -> u64 {
        let prefix = self.plan.by_enrolment.as_ref().map(|_| self.plan.case_prefix.as_bytes());
        prefix.unwrap_or_default().iter().fold(0, |salt, byte| (salt << 8) | u64::from(*byte))
    }

    pub(super) fn new(plan: Arc<Plan>, seed: u64, count: u32, opens: Moment, strand: Strand) -> Self {
        let (book, since, region) = Book::of(&plan, opens.date());
        let (next, lately) = (strand.first, Lately::default());
        Cases { plan, book, since, region, seed, count, opens, strand, next, members: 0, returning: Vec::new(), lately }
    }

    /// How many of a thousand cases came in lately: three of four of them are still open.
    fn recent_per_mille(&self) -> u32 {
        let open = 50 + 550 * 1_000 / self.count.max(1_000);
        open * 4 / 3
    }

    /// When the case came in: evenly over the months, then evenly over the last days.
    fn received(&self, nth: u32) -> Moment {
        let recent = u64::from(self.count) * u64::from(self.recent_per_mille()) / 1000;
        let old = u64::from(self.count) - recent;
        let today = self.opens.date();
        let lately = today - Days::new(RECENT_DAYS);
        let (first, last, place, of) =
            if u64::from(nth) < old { (self.since, lately, u64::from(nth), old) } else { (lately, today, u64::from(nth) - old, recent) };
        let share = |whole: i64| i64::try_from(u128::from(whole.unsigned_abs()) * u128::from(place) / u128::from(of.max(1))).unwrap_or(0);
        let seconds = (last - first).num_days().max(0) * DAY_SECONDS;
        // The last day is still going on.
        let so_far = if last == today { (self.opens.0 - Moment::at(today, 8, 0).0).clamp(0, DAY_SECONDS * 1000) / 1000 } else { 0 };
        let second = share(seconds + so_far);
        let day = first + Days::new((second / DAY_SECONDS).unsigned_abs());
        Moment::at(day, 8, 0).plus_secs(second % DAY_SECONDS)
    }

    /// Chooses whose claim it is: mostly somebody's first.
    fn claimant(&mut self, dice: &mut Dice, received: Moment) -> Returning {
        if !self.returning.is_empty() && dice.chance(150) {
            let last = u32::try_from(self.returning.len() - 1).unwrap_or(0);
            let place = dice.between(0, last) as usize;
            let gap = if self.returning[place].open { SOON } else { LATER };
            if self.returning[place].last.plus_secs(gap) <= received {
                return self.returning.swap_remove(place);
            }
        }
        let number = self.region.before + self.strand.first + self.members * self.strand.step + 1;
        self.members += 1;
        let member = MemberNumber { seed: self.seed, number, region: self.region };
        Returning { member, past: Vec::new(), open: false, last: Moment(0) }
    }

    /// Remembers a member who may come again.
    fn remember(&mut self, dice: &mut Dice, claimant: Returning, case: &Case, can_return: bool) {
        let chance = match case.status {
            Status::Paid => 350,
            Status::Open => 60,
            Status::Returned | Status::Rejected => 0,
        };
        if !can_return || !dice.chance(chance) {
            return;
        }
        let mut claimant = claimant;
        claimant.past.extend(past(case));
        claimant.open = case.status == Status::Open;
        claimant.last = case.timeline.last().map_or(case.received, |entry| entry.at);
        if self.returning.len() < RETURNING {
            self.returning.push(claimant);
        } else {
            let place = dice.between(0, u32::try_from(RETURNING - 1).unwrap_or(0)) as usize;
            self.returning[place] = claimant;
        }
    }
}

impl Iterator for Cases {
    type Item = Case;

    fn next(&mut self) -> Option<Case> {
        if self.next >= self.count {
            return None;
        }
        let nth = self.next;
        self.next += self.strand.step;
        let mut dice = Dice::new(self.seed ^ self.salt(), u64::from(nth + 1));
        let received = self.received(nth);
        let claimant = self.claimant(&mut dice, received);
        let visit = match (claimant.last, claimant.open) {
            (Moment(0), _) => Visit::First,
            (_, true) => Visit::Beside,
            (_, false) => Visit::Later,
        };
        let filed: Date = received.date();
        let mut made = self.book.claim(&mut dice, claimant.member, filed, visit);
        self.lately.mark(&mut Dice::new(self.seed ^ 0x4C_4F_4F_4B, u64::from(nth)), &mut made);
        // One whose papers carry a wrong number is not found under it again; the dead don't come again.
        let can_return = made.facts.member == claimant.member.member() && self.book.can_return(&made.facts);
        let start = Start {
            id: CaseId::new(format!("{}-{:06}", self.plan.case_prefix, nth + 1)),
            member: claimant.member.id(),
            history: History { granted: claimant.past.clone(), ..History::default() },
            received,
            waits: claimant.open,
        };
        let case = walk(&mut dice, &self.plan, self.opens, start, made);
        self.remember(&mut dice, claimant, &case, can_return);
        Some(case)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.count.saturating_sub(self.next).div_ceil(self.strand.step) as usize;
        (left, Some(left))
    }
}
