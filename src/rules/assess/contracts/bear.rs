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
use crate::rules::assess::contracts::book::{Book, Contract, is_early};
use crate::rules::assess::contracts::event::Event;
use crate::rules::assess::contracts::waits::{self, Split, Waits};
use crate::rules::assess::draft::{Draft, refuse_under};
use crate::rules::plan::{Contracts, JointCap, Waiting};

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
pub(super) struct Candidate<'b, 'a> {
    at: usize,
    pub contract: &'b Contract<'a>,
    /// It ended before the event, and held the accident that brought the event about.
    pub late: bool,
    pub not: Option<NotBorne>,
}

/// How the units of an event are shared out among the contracts.
struct Shared {
    waits: Waits,
    /// One for each candidate that may bear; absent where its units are not known.
    splits: Vec<Option<Split>>,
    /// How many units of each are owed whatever is answered of their wait.
    sure: Vec<u32>,
    owed: u32,
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
        let shared = self.share(draft, event, (rate.waiting, most), &candidates, checks);
        for ((candidate, split), sure) in candidates.iter().zip(&shared.splits).zip(&shared.sure) {
            let contract = candidate.contract;
            let (number, start, end) = (contract.number(), contract.span.from, contract.span.to);
            let own = match (candidate.not, split) {
                (Some(why), _) => {
                    draft.show(StepKind::ContractNotCounted { contract: number, start, end, why });
                    continue;
                }
                (None, None) => {
                    draft.lack(format!("facts.enrolments[{}].units", contract.index));
                    continue;
                }
                (None, Some(own)) => own,
            };
            if own.waiting > 0 {
                draft.show(StepKind::UnitsWaiting { contract: number.clone(), start, units: own.waiting, days: own.days });
            }
            if own.owed > 0 {
                self.pay(draft, contract, (own.owed, own.owed.saturating_sub(*sure)), rate, checks);
            } else if own.waiting == 0 {
                let why = NotBorne::Units;
                draft.show(StepKind::ContractNotCounted { contract: number, start, end, why });
            }
        }
        shared.waits.tell(draft, rate.waiting, checks);
        self.early(draft, event, &candidates, checks);
    }

    /// Shares the units that count out among the contracts, the oldest first. Whether a unit that still waits takes the place of one
    /// that is owed, the document does not say: where it matters, the reviewer says.
    fn share(
        &self,
        draft: &mut Draft<'_>,
        event: &Event,
        (waiting, most): (Option<&Waiting>, u32),
        candidates: &[Candidate<'_, '_>],
        checks: &mut Checks<'_>,
    ) -> Shared {
        const CHECK: &str = "units-waiting";
        let lots = self.book.lots(event.day);
        let out = |waiting_too: bool, answer: Option<bool>| {
            let mut shared = Shared { waits: Waits::new(answer), splits: Vec::new(), sure: Vec::new(), owed: 0 };
            let mut left = most;
            for candidate in candidates {
                let units = candidate.contract.units.filter(|_| candidate.not.is_none());
                let own = units.map(|units| match waiting {
                    None => Split { owed: units.min(left), waiting: 0, days: 0 },
                    Some(rule) => shared.waits.split((candidate.contract, &lots[candidate.at]), left, event.day, (rule, waiting_too)),
                });
                if let Some(own) = &own {
                    left -= own.owed + if waiting_too { own.waiting } else { 0 };
                    shared.owed += own.owed;
                }
                shared.splits.push(own);
            }
            shared
        };
        let (answer, places) = (self.claim.answer(waits::CHECK), self.claim.answer(CHECK));
        let (strict, mild) = (out(true, answer), out(false, answer));
        let mut shared = if mild.owed == strict.owed {
            strict
        } else {
            let finding = Finding { count: Some(mild.owed), expected: Some(most), ..variant("places") };
            checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
            if places.is_none() {
                draft.wait(CHECK);
            }
            if places == Some(false) { strict } else { mild }
        };
        // Units that come into it only after a "no" are answered by it as well.
        let refused = out(places == Some(false), Some(false));
        let owed = |split: &Option<Split>| split.as_ref().map_or(0, |own| own.owed);
        // Once it is answered nothing of it is open; and where the benefit waits for something else too, nothing is certain.
        let sure = if answer.is_none() && !draft.is_undecided() { &refused.splits } else { &shared.splits };
        shared.sure = sure.iter().map(owed).collect();
        shared.waits.ask_with(refused.waits);
        shared
    }

    /// How many units may still count for an event: what an earlier case was paid for it counts too.
    fn units_left(&self, draft: &Draft<'_>, event: &Event) -> u32 {
        let past = self.claim.past(&draft.benefit.id).filter(|past| is_of(past, event)).filter_map(|past| past.event.as_ref());
        let borne = past.flat_map(|event| &event.contracts).filter(|borne| borne.amount > Money::ZERO);
        borne.fold(self.rules.most_units, |left, borne| left.saturating_sub(borne.units))
    }

    /// The contracts whose dates hold the event, or held the accident that brought it about; of one that ended before, or began at
    /// the wrong age, why it bears nothing.
    fn candidates<'s>(&'s self, draft: &mut Draft<'_>, event: &Event, checks: &mut Checks<'_>) -> Vec<Candidate<'s, 'a>> {
        let brings_late = matches!(event.kind, EventKind::Admission | EventKind::Death);
        let accident = event.accident.filter(|_| brings_late);
        let mut found: Vec<Candidate<'s, 'a>> = Vec::new();
        for (at, contract) in self.book.contracts.iter().enumerate() {
            let late = contract.span.to < event.day && accident.is_some_and(|accident| contract.span.contains(accident));
            if late || contract.span.contains(event.day) {
                found.push(Candidate { at, contract, late, not: None });
            }
        }
        let after = self.after_illness(draft, event, &found, checks);
        for candidate in &mut found {
            let contract = candidate.contract;
            let bears = if after.ends(contract.closed, event) { after.ended_bears(contract.closed) } else { after.open_bear };
            candidate.not = match (contract.too_old_or_young, bears) {
                (true, _) => Some(NotBorne::Age),
                (false, false) => Some(NotBorne::Ended),
                (false, true) => None,
            };
        }
        self.later_grants(draft, event, &mut found, checks);
        found
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
            () if any(NotBorne::Age) => self.claim.says(reasons::JOINING_AGE, reasons::NOT_ELIGIBLE),
            () if event.kind == EventKind::FirstDiagnosis && self.book.joined().is_some_and(|joined| event.day < joined) => {
                reasons::PRE_EXISTING
            }
            () => reasons::NOT_COVERED_TERM,
        };
        refuse_under(self.claim, draft, code);
    }

    /// Adds what a contract pays for its units, within its limit; so many of them are open.
    fn pay(&self, draft: &mut Draft<'_>, contract: &Contract<'_>, (counted, open): (u32, u32), rate: Rate<'_>, checks: &mut Checks<'_>) {
        let (number, start) = (contract.number(), contract.span.from);
        let share = rate.percent.unwrap_or(Decimal::ONE_HUNDRED);
        let each = rate.amount.exact() * share / Decimal::ONE_HUNDRED;
        let value = each * Decimal::from(counted);
        let kind = StepKind::PerUnit {
            contract: number.clone(),
            start,
            end: contract.span.to,
            units: contract.units.unwrap_or(counted),
            counted,
            open,
            rate: rate.amount,
            percent: rate.percent,
        };
        draft.add(kind, value);
        for cap in self.claim.plan.joint_caps.iter().filter(|cap| cap.per_unit && cap.benefits.contains(&draft.benefit.id)) {
            let (paid, room) = self.room(draft, contract, (counted, each), cap, checks);
            if value > room {
                draft.exhausted = room.is_zero();
                let limit = Money::round(cap.limit.exact() * Decimal::from(counted));
                let kind = StepKind::ContractCap { contract: number.clone(), start, limit, paid };
                draft.add_under(kind, room - value, &cap.clause);
            }
        }
    }

    /// What units took before of the limit that each has, and what they may still bring.
    ///
    /// Where some units of a contract were paid before and some count now, they may be the same or others: the document does not
    /// say, and where it matters the reviewer does.
    fn room(
        &self,
        draft: &mut Draft<'_>,
        contract: &Contract<'_>,
        (counted, each): (u32, Decimal),
        cap: &JointCap,
        checks: &mut Checks<'_>,
    ) -> (Money, Decimal) {
        const CHECK: &str = "cap-units";
        let own = |borne: &&(BenefitId, PastContract)| {
            cap.benefits.contains(&borne.0) && borne.1.start == contract.span.from && borne.1.contract == contract.number()
        };
        let same = self.same.iter().filter(own).map(|(_, borne)| (borne.units, borne.amount));
        let paid: Vec<(u32, Money)> = self.book.paid(self.claim, contract, cap).chain(same).collect();
        // No more of a contract's units ever count than the plan lets a member have.
        let units = contract.units.unwrap_or(counted).min(self.rules.most_units).max(counted);
        let used = used_of_each(&paid, units, cap.limit.exact());
        let of = |from: usize| {
            let these = used.iter().skip(from).take(counted as usize);
            let room = these.clone().map(|used| each.min(cap.limit.exact() - used)).sum::<Decimal>();
            (Money::round(these.sum::<Decimal>()), room)
        };
        let (first, last) = (of(0), of((units - counted) as usize));
        if first.1 == last.1 {
            return first;
        }
        let answer = self.claim.answer(CHECK);
        let amount = paid.iter().map(|(_, amount)| *amount).sum();
        let finding = Finding { amount: Some(amount), count: Some(counted), stays: vec![contract.span], ..variant("which") };
        checks.add_each(CHECK, Some(&draft.benefit.id), CheckState::Unknown, [finding]);
        if answer.is_none() {
            draft.wait(CHECK);
        }
        if answer == Some(false) { first } else { last }
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

/// What each unit of a contract took of its limit, where every payment began with the first; what is over a unit's limit was of the next.
fn used_of_each(paid: &[(u32, Money)], units: u32, limit: Decimal) -> Vec<Decimal> {
    let mut over = Decimal::ZERO;
    let of = |place: u32| {
        let part = |(of, amount): &(u32, Money)| {
            let of = if *of == 0 { units } else { (*of).min(units) };
            if place < of { amount.exact() / Decimal::from(of) } else { Decimal::ZERO }
        };
        let used = paid.iter().map(part).sum::<Decimal>() + over;
        over = (used - limit).max(Decimal::ZERO);
        used.min(limit)
    };
    (0..units).map(of).collect()
}

/// Whether an earlier grant was for this very event.
pub(super) fn is_of(past: &PastBenefit, event: &Event) -> bool {
    let same =
        |known: &PastEvent| known.date == event.day && known.disease.as_ref().zip(event.disease.as_ref()).is_none_or(|(a, b)| a == b);
    past.event.as_ref().is_some_and(same) || past.stays.iter().any(|stay| stay.admission == event.day)
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
