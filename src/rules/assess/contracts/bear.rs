//! Which contracts bear an event, with how many units, and what that comes to.
//!
//! Reading: the contracts in force on the day of the event, oldest first, until as many units count as the plan allows. What only a
//! reviewer can say of a contract is asked, and the amount that it would bring is shown meanwhile.
//! Invariant: a contract that bears something has a step of its own; the steps alone tell what it bore.

use rust_decimal::Decimal;

use crate::domain::assessment::{CheckState, EventKind, Finding, NotBorne, Step, StepKind};
use crate::domain::facts::{DeathCause, PastBenefit, PastContract, PastEvent};
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::contracts::book::{Book, Contract, Lot, is_early};
use crate::rules::assess::contracts::event::Event;
use crate::rules::assess::draft::{Draft, refuse_under};
use crate::rules::plan::{Contracts, Repeat, Waiting};

/// What a benefit pays for a unit.
#[derive(Clone, Copy)]
pub struct Rate<'a> {
    pub amount: Money,
    /// Of which only so many per cent.
    pub percent: Option<Decimal>,
    pub waiting: Option<&'a Waiting>,
}

/// What the rest of the assessment says about bearing: the terms, the contracts, what this claim bore before.
pub struct Bearing<'a, 'b> {
    pub claim: Claim<'a>,
    pub rules: &'a Contracts,
    pub book: &'b Book<'a>,
    /// What other benefits of this claim took of the contracts.
    pub same: &'b [(BenefitId, PastContract)],
    /// The illness that ended a contract, with the day: earlier ones, and of this claim.
    pub illnesses: &'b [(Date, Option<String>)],
}

/// A contract that may bear the event, or why it does not.
struct Candidate<'b, 'a> {
    at: usize,
    contract: &'b Contract<'a>,
    not: Option<NotBorne>,
}

impl<'a> Bearing<'a, '_> {
    /// Adds the steps of one event to a benefit. `again` says that the same claim brought another before.
    pub fn bear(&self, draft: &mut Draft<'_>, event: &Event, rate: Rate<'_>, again: bool, checks: &mut Checks<'_>) {
        draft.show(StepKind::EventDay { of: event.kind, day: event.day, disease: event.disease.clone() });
        if self.book.contracts.is_empty() {
            let known = !self.claim.facts.enrolments.is_empty() && !self.book.too_many;
            return if known { refuse_under(self.claim, draft, reasons::NOT_COVERED_TERM) } else { draft.lack("facts.enrolments") };
        }
        let most = self.units_left(draft, event);
        let mut candidates = self.candidates(draft, event, checks);
        self.accident(draft, event, most, &mut candidates, checks);
        self.paid_before(draft, event, (again, most), &mut candidates, checks);
        if most == 0 {
            candidates.iter_mut().filter(|candidate| candidate.not.is_none()).for_each(|c| c.not = Some(NotBorne::Units));
        }
        if candidates.iter().all(|candidate| candidate.not.is_some()) {
            self.refuse(draft, event, &candidates);
        }
        let mut left = most;
        let lots = self.book.lots(event.day);
        let mut waits = Waits::default();
        for candidate in &candidates {
            let contract = candidate.contract;
            let (number, start, end) = (contract.number(), contract.span.from, contract.span.to);
            if let Some(why) = candidate.not {
                draft.show(StepKind::ContractNotCounted { contract: number, start, end, why });
                continue;
            }
            let Some(units) = contract.units else {
                draft.lack(format!("facts.enrolments[{}].units", contract.index));
                continue;
            };
            let counted = units.min(left);
            left -= counted;
            if counted == 0 {
                draft.show(StepKind::ContractNotCounted { contract: number, start, end, why: NotBorne::Units });
                continue;
            }
            let own = waits.split(self.claim, &lots[candidate.at], counted, event.day, rate.waiting);
            if own.waiting > 0 {
                draft.show(StepKind::UnitsWaiting { contract: number.clone(), start, units: own.waiting, days: own.days });
            }
            if own.owed > 0 {
                self.pay(draft, contract, own.owed, rate);
            }
        }
        waits.tell(self.claim, draft, rate.waiting, checks);
        self.early(draft, event, &candidates, checks);
    }

    /// How many units may still count for an event: what an earlier case was paid for it counts too.
    fn units_left(&self, draft: &Draft<'_>, event: &Event) -> u32 {
        let past = self.claim.past(&draft.benefit.id).filter(|past| is_of(past, event)).filter_map(|past| past.event.as_ref());
        let borne = past.flat_map(|event| &event.contracts).filter(|borne| borne.amount > Money::ZERO);
        borne.fold(self.rules.most_units, |left, borne| left.saturating_sub(borne.units))
    }

    /// The contracts whose dates hold the event; of one that ended before, or began at the wrong age, why it bears nothing.
    fn candidates<'s>(&'s self, draft: &mut Draft<'_>, event: &Event, checks: &mut Checks<'_>) -> Vec<Candidate<'s, 'a>> {
        let on = |day: Date| {
            let all = self.book.contracts.iter().enumerate().filter(move |(_, contract)| contract.span.contains(day));
            all.map(|(at, contract)| Candidate { at, contract, not: None }).collect::<Vec<_>>()
        };
        let mut found = on(event.day);
        // Admitted after the end of the contract under which the accident happened: the reviewer says.
        let bears = |contract: &Contract<'_>| !contract.too_old_or_young && contract.closed.is_none_or(|closed| event.day <= closed);
        let none = !found.iter().any(|candidate| bears(candidate.contract));
        if let (true, EventKind::Admission, Some(accident)) = (none, event.kind, event.accident) {
            let mut ran_out = on(accident);
            ran_out.retain(|candidate| candidate.contract.span.to < event.day);
            found.splice(0..0, ran_out);
        }
        let revives = self.same_illness(draft, event, &found, checks);
        for candidate in &mut found {
            let ended = candidate.contract.closed.is_some_and(|closed| event.day > closed);
            candidate.not = match (candidate.contract.too_old_or_young, ended && !revives) {
                (true, _) => Some(NotBorne::Age),
                (false, true) => Some(NotBorne::Ended),
                (false, false) => None,
            };
        }
        found
    }

    /// Whether a death of the illness that ended the contracts is borne by them all the same: to the reviewer.
    fn same_illness(&self, draft: &mut Draft<'_>, event: &Event, found: &[Candidate<'_, '_>], checks: &mut Checks<'_>) -> bool {
        const CHECK: &str = "death-after-illness";
        let closed: Vec<Date> = found.iter().filter_map(|c| c.contract.closed).filter(|closed| event.day > *closed).collect();
        let death = self.claim.facts.death.as_ref().filter(|_| event.kind == EventKind::Death);
        let (Some(day), Some(death)) = (closed.iter().min(), death) else { return false };
        if death.cause != Some(DeathCause::Illness) {
            return false;
        }
        let known: Vec<&String> =
            self.illnesses.iter().filter(|(day, _)| closed.contains(day)).filter_map(|(_, code)| code.as_ref()).collect();
        let is = |said: &str| self.claim.plan.disease(said).map_or_else(|| said.trim().to_owned(), |disease| disease.code.clone());
        let which = match death.illness.as_deref().filter(|said| !said.trim().is_empty()) {
            None => "unsaid",
            Some(_) if known.is_empty() => "unsaid",
            Some(said) if known.iter().any(|code| **code == is(said)) => "same",
            Some(_) => "other",
        };
        let state = if which == "other" { CheckState::Fail } else { CheckState::Unknown };
        let said = known.first().map(|code| (*code).clone());
        checks.add_resolved(CHECK, Some(&draft.benefit.id), state, Finding { day: Some(*day), said, ..variant(which) });
        match self.claim.answer(CHECK) {
            Some(answer) => answer,
            None if which == "other" => false,
            None => {
                draft.wait(CHECK);
                true
            }
        }
    }

    /// An accident on the day of a contract's start or before it, or an admission after its end: the reviewer says.
    /// Of a contract that would not count anyway, because older ones have all the units, nothing is asked.
    fn accident(&self, draft: &mut Draft<'_>, event: &Event, most: u32, candidates: &mut [Candidate<'_, '_>], checks: &mut Checks<'_>) {
        const CHECK: &str = "accident-start";
        let Some(accident) = event.accident else { return };
        let answer = self.claim.answer(CHECK);
        let mut asked: Option<(&str, Date, Date)> = None;
        let mut left = most;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none()) {
            if left == 0 {
                break;
            }
            // One that paid before may yet fall out, and leave its units to the next.
            if self.book.borne(self.claim, candidate.contract, &draft.benefit.id).next().is_none() {
                left = left.saturating_sub(candidate.contract.units.unwrap_or(0));
            }
            let span = candidate.contract.span;
            let which = match () {
                () if accident < span.from => "before-start",
                () if accident == span.from => "start-day",
                () if event.day > span.to => "after-end",
                () => continue,
            };
            asked.get_or_insert((which, span.from, span.to));
            if answer == Some(false) {
                candidate.not = Some(NotBorne::Accident);
                left = most;
            }
        }
        let id = Some(&draft.benefit.id);
        let Some((which, from, to)) = asked else {
            if !candidates.is_empty() && !checks.has(CHECK) {
                checks.add_resolved(CHECK, id, CheckState::Pass, Finding { day: Some(accident), ..variant("after") });
            }
            return;
        };
        let finding = Finding { day: Some(accident), from: Some(from), to: Some(to), ..variant(which) };
        checks.add_resolved(CHECK, id, CheckState::Unknown, finding);
        if answer.is_none() {
            draft.wait(CHECK);
        }
    }

    /// What the contracts paid of this benefit before.
    fn paid_before(
        &self,
        draft: &mut Draft<'_>,
        event: &Event,
        (again, most): (bool, u32),
        candidates: &mut [Candidate<'_, '_>],
        checks: &mut Checks<'_>,
    ) {
        const CHECK: &str = "accident-again";
        let benefit = draft.benefit;
        let answer = self.claim.answer(CHECK);
        let mut asked: Option<Finding> = again.then(|| Finding { day: Some(event.day), ..variant("same-claim") });
        let mut left = most;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none()) {
            let mut past = self.book.borne(self.claim, candidate.contract, &benefit.id).peekable();
            let first = past.peek().map(|past| (past.case.clone(), past.event.as_ref().map(|event| event.date)));
            if first.is_some() && (benefit.repeat != Repeat::PerEvent || past.any(|past| is_of(past, event))) {
                candidate.not = Some(NotBorne::PaidBefore);
                continue;
            }
            // Disabilities add up to a limit of their own; only a stay that comes again is asked about.
            if let Some((case, day)) = first.filter(|_| left > 0 && event.kind == EventKind::Admission) {
                asked.get_or_insert(Finding { case: Some(case), day, ..variant("earlier-case") });
                if answer == Some(false) {
                    candidate.not = Some(NotBorne::PaidBefore);
                    continue;
                }
            }
            left = left.saturating_sub(candidate.contract.units.unwrap_or(0));
        }
        let Some(finding) = asked else { return };
        if again && answer == Some(false) {
            candidates.iter_mut().filter(|candidate| candidate.not.is_none()).for_each(|c| c.not = Some(NotBorne::PaidBefore));
        }
        checks.add_resolved(CHECK, Some(&benefit.id), CheckState::Unknown, finding);
        if answer.is_none() {
            draft.wait(CHECK);
        }
    }

    /// Says why no contract bears the event. A second event of the claim that bears nothing does not refuse the first.
    fn refuse(&self, draft: &mut Draft<'_>, event: &Event, candidates: &[Candidate<'_, '_>]) {
        if draft.amount() > Money::ZERO {
            return;
        }
        let any = |why| candidates.iter().any(|candidate| candidate.not == Some(why));
        let code = match () {
            () if any(NotBorne::PaidBefore) || any(NotBorne::Units) => reasons::ALREADY_PAID_ONCE,
            () if any(NotBorne::Ended) => reasons::COVER_ENDED,
            () if any(NotBorne::Age) => reasons::NOT_ELIGIBLE,
            () if event.kind == EventKind::FirstDiagnosis && self.book.joined().is_some_and(|joined| event.day < joined) => {
                reasons::PRE_EXISTING
            }
            () => reasons::NOT_COVERED_TERM,
        };
        refuse_under(self.claim, draft, code);
    }

    /// Adds what a contract pays for its units, within its limit.
    fn pay(&self, draft: &mut Draft<'_>, contract: &Contract<'_>, counted: u32, rate: Rate<'_>) {
        let (number, start) = (contract.number(), contract.span.from);
        let share = rate.percent.unwrap_or(Decimal::ONE_HUNDRED);
        let value = rate.amount.exact() * Decimal::from(counted) * share / Decimal::ONE_HUNDRED;
        let kind = StepKind::PerUnit {
            contract: number.clone(),
            start,
            end: contract.span.to,
            units: contract.units.unwrap_or(counted),
            counted,
            rate: rate.amount,
            percent: rate.percent,
        };
        draft.add(kind, value);
        for cap in self.claim.plan.joint_caps.iter().filter(|cap| cap.per_unit && cap.benefits.contains(&draft.benefit.id)) {
            let same = self.same.iter().filter(|(id, borne)| cap.benefits.contains(id) && borne.start == start && borne.contract == number);
            let paid = self.book.paid(self.claim, contract, cap) + same.map(|(_, borne)| borne.amount).sum();
            let limit = Money::round(cap.limit.exact() * Decimal::from(counted));
            let room = (limit - paid).max(Money::ZERO).exact();
            if value > room {
                draft.exhausted = room.is_zero();
                let kind = StepKind::ContractCap { contract: number.clone(), start, limit, paid };
                draft.add_under(kind, room - value, cap.clause.clone());
            }
        }
    }

    /// No death and no disability waits; those so early that an illness would have waited are shown to the reviewer.
    fn early(&self, draft: &Draft<'_>, event: &Event, candidates: &[Candidate<'_, '_>], checks: &mut Checks<'_>) {
        let waiting = |formula: &crate::rules::plan::Formula| match formula {
            crate::rules::plan::Formula::PerUnit { waiting, .. } => waiting.as_ref().map(|waiting| waiting.days),
            _ => None,
        };
        let Some(days) = self.claim.plan.benefits.iter().filter_map(|benefit| waiting(&benefit.formula)).max() else { return };
        let first = candidates.iter().filter(|candidate| candidate.not.is_none()).map(|candidate| candidate.contract.span.from).max();
        let Some(start) = first else { return };
        let early = is_early(start, event.day, days);
        let of_illness = self.claim.facts.death.as_ref().is_some_and(|death| death.cause == Some(DeathCause::Illness));
        let finding = |which| Finding { day: Some(event.day), from: Some(start), count: Some(days), ..variant(which) };
        let id = Some(&draft.benefit.id);
        match event.kind {
            EventKind::Death if of_illness && early => checks.add("no-waiting", id, CheckState::Warning, finding("death-early")),
            EventKind::Accident if early => checks.add("no-waiting", id, CheckState::Warning, finding("disability-early")),
            EventKind::Accident => checks.add("no-waiting", id, CheckState::Attested, finding("disability")),
            _ => {}
        }
    }
}

/// Whether an earlier grant was for this very event.
fn is_of(past: &PastBenefit, event: &Event) -> bool {
    let same =
        |known: &PastEvent| known.date == event.day && known.disease.as_ref().zip(event.disease.as_ref()).is_none_or(|(a, b)| a == b);
    past.event.as_ref().is_some_and(same) || past.stays.iter().any(|stay| stay.admission == event.day)
}

/// How the units of an event stand in their waiting period.
#[derive(Default)]
struct Waits {
    /// The longest wait of a unit that is still waiting.
    waiting: Option<i64>,
    on_the_day: bool,
    owed: bool,
    /// Units owe their wait to a contract before.
    taken_over: bool,
    since: Option<Date>,
    day: Option<Date>,
}

/// Units of one contract.
struct Split {
    owed: u32,
    waiting: u32,
    /// The longest wait of those that wait.
    days: u32,
}

impl Waits {
    /// Tells which of a contract's counted units have waited long enough, the longest wait first.
    fn split(&mut self, claim: Claim<'_>, lots: &[Lot], counted: u32, day: Date, rule: Option<&Waiting>) -> Split {
        let Some(rule) = rule else { return Split { owed: counted, waiting: 0, days: 0 } };
        let start = lots.iter().map(|lot| lot.since).max();
        let mut sorted = lots.to_vec();
        sorted.sort_by_key(|lot| lot.since);
        let mut split = Split { owed: 0, waiting: 0, days: 0 };
        let mut left = counted;
        for lot in sorted {
            let units = lot.units.min(left);
            left -= units;
            if units == 0 {
                break;
            }
            let waited = (day - lot.since).num_days();
            self.day = Some(day);
            self.since = Some(self.since.map_or(lot.since, |since| since.max(lot.since)));
            self.taken_over |= start.is_some_and(|start| lot.since < start);
            let owed = match waited.cmp(&i64::from(rule.days)) {
                std::cmp::Ordering::Greater => true,
                std::cmp::Ordering::Equal => {
                    self.on_the_day = true;
                    claim.answer("waiting-period") != Some(false)
                }
                std::cmp::Ordering::Less => false,
            };
            if owed {
                self.owed = true;
                split.owed += units;
            } else {
                self.waiting = self.waiting.max(Some(waited));
                split.waiting += units;
                split.days = split.days.max(u32::try_from(waited).unwrap_or(0));
            }
        }
        split
    }

    /// Says how it stands: over, waiting, partly, or on the very day, where the reviewer says.
    fn tell(&self, claim: Claim<'_>, draft: &mut Draft<'_>, rule: Option<&Waiting>, checks: &mut Checks<'_>) {
        const CHECK: &str = "waiting-period";
        let (Some(rule), Some(since), Some(day)) = (rule, self.since, self.day) else { return };
        let waited = u32::try_from((day - since).num_days()).unwrap_or(0);
        let finding =
            |which| Finding { day: Some(day), from: Some(since), count: Some(waited), expected: Some(rule.days), ..variant(which) };
        let id = Some(&draft.benefit.id);
        if self.on_the_day {
            checks.add_resolved(CHECK, id, CheckState::Unknown, finding("on-the-day"));
            if claim.answer(CHECK).is_none() {
                draft.wait(CHECK);
            }
        } else {
            let (state, which) = match (self.owed, self.waiting.is_some()) {
                (true, false) => (CheckState::Pass, "over"),
                (true, true) => (CheckState::Warning, "partly"),
                (false, _) => (CheckState::Fail, "waiting"),
            };
            checks.add_resolved(CHECK, id, state, finding(which));
        }
        if !self.owed {
            draft.refuse(&reasons::WAITING_PERIOD.into(), &rule.clause);
        }
    }
}

/// What each contract bore of a benefit, as its steps tell.
pub fn borne(steps: &[Step]) -> Vec<PastContract> {
    let mut list: Vec<PastContract> = Vec::new();
    for step in steps.iter().filter(|step| step.counts) {
        let (number, from, units) = match &step.kind {
            StepKind::PerUnit { contract, start, counted, .. } => (contract, *start, *counted),
            StepKind::ContractCap { contract, start, .. } => (contract, *start, 0),
            _ => continue,
        };
        let amount = Money::round(step.value);
        match list.iter_mut().find(|known| known.start == from && known.contract == *number) {
            Some(known) => {
                known.units = known.units.max(units);
                known.amount += amount;
            }
            None => list.push(PastContract { contract: number.clone(), start: from, units, amount }),
        }
    }
    list.retain(|borne| borne.amount > Money::ZERO);
    list
}
