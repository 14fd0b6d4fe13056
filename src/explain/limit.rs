//! The limits that cut a benefit, and what it would have been without them.
//!
//! Not here: which limits there are (`rules`). Invariant: read from the steps of the assessment alone, so that the two never differ.

use rust_decimal::Decimal;

use crate::domain::assessment::{BenefitAssessment, Step, StepKind};
use crate::domain::money::Money;

/// Limits that took something away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Each limit that cut, in the order of the steps.
    pub limits: Vec<Limit>,
    /// What the benefit would have come to without any of them.
    pub without: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Amount(Money),
    Days(u32),
}

/// Finds what limits cut of a benefit that is owed by its rule; nothing where none did.
pub fn of(benefit: &BenefitAssessment) -> Option<Cut> {
    let mut limits = Vec::new();
    let mut sum = Decimal::ZERO;
    for step in benefit.steps.iter().filter(|step| step.counts) {
        let (limit, value) = without(step);
        limits.extend(limit);
        sum += value;
    }
    let without = Money::round(sum.max(Decimal::ZERO));
    (!limits.is_empty() && without > benefit.amount).then_some(Cut { limits, without })
}

/// What a step would have added without a limit, and the limit that it is.
fn without(step: &Step) -> (Option<Limit>, Decimal) {
    match &step.kind {
        StepKind::Cap { limit, .. } | StepKind::JointCap { limit, .. } | StepKind::ContractCap { limit, .. } => {
            (Some(Limit::Amount(*limit)).filter(|_| step.value.is_sign_negative() && !step.value.is_zero()), Decimal::ZERO)
        }
        StepKind::PerDay { days, rate, at_most } if days > at_most => (Some(Limit::Days(*at_most)), rate.exact() * Decimal::from(*days)),
        // Both only close what the limits left.
        StepKind::NotBelowZero | StepKind::Rounding => (None, Decimal::ZERO),
        _ => (None, step.value),
    }
}
