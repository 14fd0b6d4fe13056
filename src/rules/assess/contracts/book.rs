//! The member's contracts: their dates, units and ends, and how long each unit has waited.
//!
//! Reading: the contracts are looked at in the order of their starts. One that follows another without a gap takes over the wait
//! of as many units as the earlier one had; added units wait from their own start. One that began while the earlier one ran comes
//! after its renewal, and may take over only what that leaves; so may one that follows a contract that a payout ended. Whether
//! these two do is for a reviewer: the document does not say. Two that begin on one day, one of them without a number, may be one
//! that was typed twice: the reviewer says.
//! Invariant: every function is total; a claim of more contracts than anybody has is not computed.

use chrono::{Datelike, Days};

use crate::domain::facts::{Enrolment, Funding, PastBenefit, PastContract};
use crate::domain::money::Money;
use crate::domain::number::compared;
use crate::domain::time::{Date, Span, months_after};
use crate::rules::assess::claim::Claim;
use crate::rules::plan::{Contracts, JointCap};

/// The check by which the reviewer says that contracts are different ones.
pub const TWICE: &str = "contract-twice";
/// A member has one or two contracts a year; the work grows with the square of their number.
const MOST_CONTRACTS: usize = 200;

/// One contract of the member.
#[derive(Clone)]
pub struct Contract<'a> {
    /// Its place in the claim's enrolments.
    pub index: usize,
    pub enrolment: &'a Enrolment,
    /// The days that it covers as long as nothing ends it.
    pub span: Span,
    /// Absent where nobody said and its number does not tell.
    pub units: Option<u32>,
    /// The last day that it covers after a payout that ended it.
    pub closed: Option<Date>,
    /// The member was not of the plan's age when it started, and no reviewer let that pass.
    pub too_old_or_young: bool,
}

impl Contract<'_> {
    pub fn number(&self) -> Option<String> {
        self.enrolment.contract.clone()
    }

    fn has_number(&self) -> bool {
        self.enrolment.contract.as_deref().is_some_and(|number| !number.trim().is_empty())
    }

    /// Whether it may be another one, typed twice: it begins on the same day, as far as is known somebody of the same kind paid for
    /// it, and not both have a number.
    fn may_be(&self, other: &Contract<'_>, rules: &Contracts) -> bool {
        let paid_alike = funding(self.enrolment, rules).zip(funding(other.enrolment, rules)).is_none_or(|(a, b)| a == b);
        self.span.from == other.span.from && paid_alike && !(self.has_number() && other.has_number())
    }

    /// Whether it has the same number as another, and not the same units, or other days on which both would be in force.
    fn clashes(&self, other: &Enrolment, span: Span, units: Option<u32>) -> bool {
        let numbers = self.enrolment.contract.as_deref().zip(other.contract.as_deref());
        if !numbers.is_some_and(|(a, b)| !a.trim().is_empty() && same_number(a, b)) {
            return false;
        }
        let overlap = self.span.from <= span.to && span.from <= self.span.to;
        overlap && (self.span.from != span.from || self.units.zip(units).is_some_and(|(a, b)| a != b))
    }

    /// The last day that it covers, as far as is known.
    fn last(&self) -> Date {
        self.closed.map_or(self.span.to, |closed| closed.min(self.span.to))
    }

    /// Whether it has ended by a day, and bore something until then.
    fn hands_on(&self, day: Date) -> bool {
        self.last() < day && !self.too_old_or_young
    }

    /// Why it is in doubt whether a later contract takes over this one's wait; nothing where it certainly does or does not.
    fn doubt_of(&self, later: &Contract<'_>) -> Option<Doubt> {
        let (from, to) = (later.span.from, self.span.to);
        match self.closed {
            Some(closed) => (closed < from && from.pred_opt().is_some_and(|before| before <= to)).then_some(Doubt::AfterPayout),
            None => (self.span.from < from && from <= to).then_some(Doubt::Overlap),
        }
    }

    /// Whether an earlier grant names this contract: by its start, and by its number where both have one.
    pub fn is(&self, past: &PastContract) -> bool {
        let numbers = past.contract.as_ref().zip(self.enrolment.contract.as_ref());
        past.start == self.span.from && numbers.is_none_or(|(a, b)| same_number(a, b))
    }
}

fn same_number(a: &str, b: &str) -> bool {
    compared(a) == compared(b)
}

/// Units of a contract that have waited since one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot {
    pub since: Date,
    pub units: u32,
    /// They have waited so long only if a reviewer says that a wait goes over; else since this later day.
    pub doubt: Option<(Doubt, Date)>,
}

impl Lot {
    const fn own(contract: &Contract<'_>, units: u32) -> Lot {
        Lot { since: contract.span.from, units, doubt: None }
    }
}

/// Why it is not certain that a contract takes over the wait of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It began while the earlier one still ran: its renewal, or another contract beside it.
    Overlap,
    /// A payout had ended the earlier one.
    AfterPayout,
}

pub struct Book<'a> {
    pub contracts: Vec<Contract<'a>>,
    /// There are more than anybody has; nothing can be said.
    pub too_many: bool,
    /// The days on which contracts begin of which one may be another, typed twice, with the number of those.
    pub twins: Vec<(Date, u32)>,
    /// The places in the claim's enrolments that state a number again with other units, or with other dates that overlap: one number is
    /// one contract, so that one of the two is wrong.
    pub clashes: Vec<usize>,
}

/// The last day of a contract: the day before the same date so many months later; where that month has no such day, its last.
pub fn last_day(start: Date, months: u32) -> Date {
    let same = months_after(start, months);
    if same.day() == start.day() { same.pred_opt().unwrap_or(same) } else { same }
}

impl<'a> Book<'a> {
    /// Reads the contracts of a claim; one that stands there twice is one.
    pub fn read(claim: Claim<'a>, rules: &Contracts) -> Self {
        let all = || claim.facts.enrolments.iter().enumerate().filter(|(_, enrolment)| enrolment.plan == claim.plan.id);
        if all().count() > MOST_CONTRACTS {
            return Book { contracts: Vec::new(), too_many: true, twins: Vec::new(), clashes: Vec::new() };
        }
        let (mut contracts, mut clashes): (Vec<Contract<'a>>, Vec<usize>) = (Vec::new(), Vec::new());
        for (index, enrolment) in all() {
            let from = enrolment.cover.from;
            let span = Span { from, to: last_day(from, rules.months).min(enrolment.cover.to) };
            let form = enrolment.contract.as_deref().and_then(|number| rules.form_of(number));
            // A kind of contract with a number of units of its own never has more, whatever was typed.
            let always = form.and_then(|form| form.units);
            let units = enrolment.units.map(|stated| always.map_or(stated, |always| stated.min(always))).or(always);
            let number = enrolment.contract.as_deref();
            let twice = |other: &Contract<'_>| {
                let theirs = other.enrolment.contract.as_deref();
                other.span.from == from && number.zip(theirs).is_some_and(|(a, b)| same_number(a, b))
            };
            if contracts.iter().any(|other| other.clashes(enrolment, span, units)) {
                clashes.push(index);
            }
            match contracts.iter_mut().find(|other| twice(other)) {
                Some(other) => other.units = other.units.or(units),
                None => contracts.push(Contract { index, enrolment, span, units, closed: None, too_old_or_young: false }),
            }
        }
        contracts.sort_by(|a, b| (a.span.from, &a.enrolment.contract, a.index).cmp(&(b.span.from, &b.enrolment.contract, b.index)));
        let mut book = Book { contracts, too_many: false, twins: Vec::new(), clashes };
        book.find_twins(claim, rules);
        for past in claim.history.granted.iter().filter(|past| past.plan == claim.plan.id) {
            let ends = claim.plan.benefit(&past.benefit).is_some_and(|benefit| benefit.ends_cover());
            if let Some(event) = past.event.as_ref().filter(|_| ends) {
                event.contracts.iter().filter(|borne| borne.amount > Money::ZERO).for_each(|borne| book.close(borne, event.date));
            }
        }
        book
    }

    /// Finds contracts that may have been typed twice; where the reviewer said that they were, takes them as one.
    fn find_twins(&mut self, claim: Claim<'_>, rules: &Contracts) {
        let may_be = |at: usize, other: usize, all: &[Contract<'_>]| at != other && all[at].may_be(&all[other], rules);
        let all = &self.contracts;
        let twins: Vec<usize> = (0..all.len()).filter(|at| (0..all.len()).any(|other| may_be(*at, other, all))).collect();
        for at in &twins {
            let from = all[*at].span.from;
            match self.twins.last_mut() {
                Some((day, count)) if *day == from => *count += 1,
                _ => self.twins.push((from, 1)),
            }
        }
        if claim.answer(TWICE) != Some(false) {
            return;
        }
        for at in twins.into_iter().rev() {
            let (all, own) = (&self.contracts, &self.contracts[at]);
            // The one with a number stays; of several the one with as many units.
            let others = (0..all.len()).filter(|other| !own.has_number() && may_be(at, *other, all));
            let Some(other) = others.min_by_key(|other| (!all[*other].has_number(), all[*other].units != own.units)) else { continue };
            let units = own.units;
            let kept = &mut self.contracts[other];
            // How many units it has where two numbers were typed, nobody but a clerk can say.
            kept.units = if kept.units.zip(units).is_some_and(|(a, b)| a != b) { None } else { kept.units.or(units) };
            self.contracts.remove(at);
        }
    }

    /// Ends the cover of a contract for events after a day.
    pub fn close(&mut self, borne: &PastContract, day: Date) {
        for contract in self.contracts.iter_mut().filter(|contract| contract.is(borne)) {
            contract.closed = Some(contract.closed.map_or(day, |closed| closed.min(day)));
        }
    }

    /// The first day on which the member was covered at all.
    pub fn joined(&self) -> Option<Date> {
        self.contracts.first().map(|contract| contract.span.from)
    }

    /// The units of every contract by the day since which they have waited, as they stand on a day.
    ///
    /// Units of a contract that has ended by then go over, each once: first to one that begins on the next day; then, in doubt, to one
    /// that began while it still ran or after a payout had ended it, the last of those first, since it has waited least by itself. A
    /// contract that a payout ended hands on nothing to one that ran beside it, nor does one that began at the wrong age and bears
    /// nothing itself.
    pub fn lots(&self, day: Date) -> Vec<Vec<Lot>> {
        let mut lots: Vec<Vec<Lot>> = Vec::new();
        for (at, contract) in self.contracts.iter().enumerate() {
            let mut wanted = contract.units.unwrap_or(0);
            let mut own = Vec::new();
            for (earlier, left) in self.contracts[..at].iter().zip(&mut lots) {
                if earlier.hands_on(day) && earlier.closed.is_none() && earlier.span.to.succ_opt() == Some(contract.span.from) {
                    take(left, &mut wanted, &mut own, None);
                }
            }
            if wanted > 0 {
                own.push(Lot::own(contract, wanted));
            }
            lots.push(own);
        }
        for (at, contract) in self.contracts.iter().enumerate().rev().filter(|(_, contract)| contract.span.from <= day) {
            let (before, rest) = lots.split_at_mut(at);
            let Some(own) = rest.first_mut() else { continue };
            let Some(fresh) = own.iter().position(|lot| lot.since == contract.span.from) else { continue };
            let mut wanted = own.swap_remove(fresh).units;
            for (earlier, left) in self.contracts[..at].iter().zip(before) {
                if let Some(doubt) = earlier.hands_on(day).then(|| earlier.doubt_of(contract)).flatten() {
                    take(left, &mut wanted, own, Some((doubt, contract.span.from)));
                }
            }
            if wanted > 0 {
                own.push(Lot::own(contract, wanted));
            }
        }
        lots
    }

    /// What earlier grants of some benefits took of a contract's limit, and of how many units.
    pub fn paid<'h>(&self, claim: Claim<'h>, contract: &'h Contract<'_>, cap: &'h JointCap) -> impl Iterator<Item = (u32, Money)> {
        let of_cap = |past: &&PastBenefit| past.plan == claim.plan.id && cap.benefits.contains(&past.benefit);
        let borne = claim.history.granted.iter().filter(of_cap).flat_map(|past| past.event.iter()).flat_map(|event| &event.contracts);
        borne.filter(|borne| contract.is(borne)).map(|borne| (borne.units, borne.amount.max(Money::ZERO)))
    }

    /// The grants of a benefit that a contract bore.
    pub fn borne<'h>(
        &self,
        claim: Claim<'h>,
        contract: &'h Contract<'_>,
        benefit: &'h crate::domain::ids::BenefitId,
    ) -> impl Iterator<Item = &'h PastBenefit> {
        let names = |past: &PastBenefit| {
            let borne = past.event.iter().flat_map(|event| &event.contracts);
            borne.filter(|borne| borne.amount > Money::ZERO).any(|borne| contract.is(borne))
        };
        claim.past(benefit).filter(move |past| names(past))
    }
}

/// Takes units of the longest wait first, as many as are wanted.
fn take(from: &mut Vec<Lot>, wanted: &mut u32, into: &mut Vec<Lot>, doubt: Option<(Doubt, Date)>) {
    from.sort_by_key(|lot| lot.since);
    for lot in from.iter_mut() {
        let units = lot.units.min(*wanted);
        if units > 0 {
            into.push(Lot { since: lot.since, units, doubt: doubt.or(lot.doubt) });
            lot.units -= units;
            *wanted -= units;
        }
    }
    from.retain(|lot| lot.units > 0);
}

/// Whether a day is among the first days of a contract.
pub fn is_early(start: Date, day: Date, days: u32) -> bool {
    start.checked_add_days(Days::new(u64::from(days))).is_some_and(|end| day < end)
}

/// Who pays for a contract: as stated, else as its number tells.
pub fn funding(enrolment: &Enrolment, rules: &Contracts) -> Option<Funding> {
    let by_number = enrolment.contract.as_deref().and_then(|number| rules.form_of(number)).map(|form| form.funding);
    by_number.or(enrolment.funding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_ends_the_day_before_the_same_date() {
        let end = |start: &str| last_day(start.parse().unwrap(), 12).to_string();
        assert_eq!(end("2022-02-25"), "2023-02-24");
        assert_eq!(end("2023-01-01"), "2023-12-31");
        assert_eq!(end("2024-02-29"), "2025-02-28");
        assert_eq!(end("2023-03-01"), "2024-02-29");
        assert_eq!(end("2023-02-28"), "2024-02-27");
    }
}
