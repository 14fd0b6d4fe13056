//! What a changed plan does to claims: what each comes to now and would come to, and the sums of that.
//!
//! Not here: where claims come from. Invariant: sums are of a fixed size however many claims are added; every claim that is looked at
//! is counted in exactly one of gains, losses and the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::assessment::BenefitAssessment;
use crate::domain::facts::ClaimDocument;
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::rules::{Plan, amounts, assess};

/// What a claim comes to under one plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Ends {
    pub benefits: Vec<BenefitAssessment>,
    pub total: Money,
}

impl Ends {
    fn of(benefits: Vec<BenefitAssessment>) -> Self {
        Ends { total: benefits.iter().map(|benefit| benefit.amount).sum(), benefits }
    }

    pub fn benefit(&self, id: &BenefitId) -> Option<&BenefitAssessment> {
        self.benefits.iter().find(|benefit| benefit.benefit == *id)
    }
}

/// One claim under the plan that stands for it now, and under the changed one.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    pub before: Ends,
    pub after: Ends,
}

/// Whether a changed plan would stand for a claim: it has the id that the claim names, and stands for its day of filing.
pub fn concerns(changed: &Plan, claim: &ClaimDocument) -> bool {
    changed.id == claim.plan && changed.valid.as_ref().is_none_or(|valid| valid.contains(claim.facts.filed))
}

/// Assesses a claim under both plans: by its amounts, and with all steps only where something changes, which is then told.
pub fn effect(now: &Arc<Plan>, changed: &Plan, claim: &ClaimDocument) -> Effect {
    let by_amounts = |plan: &Plan| Ends::of(amounts(plan, &claim.facts, &claim.history));
    let effect = Effect { before: by_amounts(now), after: by_amounts(changed) };
    if !effect.is_change() {
        return effect;
    }
    let explained = |plan: &Plan| Ends::of(assess(plan, &claim.facts, &claim.history).benefits);
    Effect { before: explained(now), after: explained(changed) }
}

impl Effect {
    /// What the claimant gets more; negative where it is less.
    pub fn difference(&self) -> Money {
        self.after.total - self.before.total
    }

    /// The benefits that end in another way or come to another amount, as they are now and would be.
    pub fn changed(&self) -> impl Iterator<Item = (&BenefitAssessment, &BenefitAssessment)> {
        let pairs = self.before.benefits.iter().filter_map(|before| Some((before, self.after.benefit(&before.benefit)?)));
        pairs.filter(|(before, after)| before.amount != after.amount || before.outcome != after.outcome || before.reason != after.reason)
    }

    /// Whether anything of the outcome changes, if only the reason.
    pub fn is_change(&self) -> bool {
        self.changed().next().is_some()
    }
}

/// So many claims, and what they come to together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub claims: u64,
    pub sum: Money,
}

impl Tally {
    fn add(&mut self, amount: Money) {
        self.claims = self.claims.saturating_add(1);
        self.sum += amount;
    }
}

/// The sums over claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub gains: Tally,
    pub losses: Tally,
    /// Those that come to the same amount.
    pub same: u64,
    /// Of those, the ones that end in another way all the same.
    pub same_amount_other_end: u64,
    pub before: Money,
    pub after: Money,
    /// By benefit, before and after; those that a plan has, so that they stay few.
    pub benefits: BTreeMap<BenefitId, (Money, Money)>,
}

impl Sums {
    pub fn add(&mut self, effect: &Effect) {
        let difference = effect.difference();
        self.before += effect.before.total;
        self.after += effect.after.total;
        if difference.is_zero() {
            self.same = self.same.saturating_add(1);
            self.same_amount_other_end = self.same_amount_other_end.saturating_add(u64::from(effect.is_change()));
        } else if difference.is_negative() {
            self.losses.add(difference);
        } else {
            self.gains.add(difference);
        }
        for (before, after) in effect.before.benefits.iter().filter_map(|before| Some((before, effect.after.benefit(&before.benefit)?))) {
            let sums = self.benefits.entry(before.benefit.clone()).or_default();
            sums.0 += before.amount;
            sums.1 += after.amount;
        }
    }

    /// How many claims were looked at.
    pub const fn claims(&self) -> u64 {
        self.gains.claims.saturating_add(self.losses.claims).saturating_add(self.same)
    }
}
