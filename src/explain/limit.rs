//! The limits that cut a benefit, and what it would have been without them.
//!
//! Not here: which limits there are (`rules`). Invariant: read from the steps of the assessment alone, so that the two never differ.

use rust_decimal::Decimal;

use crate::domain::assessment::{BenefitAssessment, Step, StepKind};
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::time::Date;

/// Limits that took something away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Each limit that cut and by how much, in the order of the steps.
    pub limits: Vec<(Limit, Money)>,
    /// What the benefit would have come to without any of them.
    pub without: Money,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Of the benefit by itself.
    Own(Money),
    /// Of several benefits together.
    Joint(Money, Vec<BenefitId>),
    /// Of the contract that began on this day.
    Contract(Money, Date),
    Days(u32),
}

/// Finds what limits cut of a benefit that is owed by its rule; nothing where none did.
pub fn of(benefit: &BenefitAssessment) -> Option<Cut> {
    let mut limits = Vec::new();
    let mut sum = Decimal::ZERO;
    for step in benefit.steps.iter().filter(|step| step.counts) {
        let (limit, value) = without(step);
        limits.extend(limit.map(|limit| (limit, Money::round(value - step.value))));
        sum += value;
    }
    let without = Money::round(sum.max(Decimal::ZERO));
    (!limits.is_empty() && without > benefit.amount).then_some(Cut { limits, without })
}

/// What a step would have added without a limit, and the limit that it is.
fn without(step: &Step) -> (Option<Limit>, Decimal) {
    let limit = match &step.kind {
        StepKind::Cap { limit, .. } => Limit::Own(*limit),
        StepKind::JointCap { limit, benefits, .. } => Limit::Joint(*limit, benefits.clone()),
        StepKind::ContractCap { limit, start, .. } => Limit::Contract(*limit, *start),
        StepKind::PerDay { days, rate, at_most } if days > at_most => {
            return (Some(Limit::Days(*at_most)), rate.exact() * Decimal::from(*days));
        }
        // Both only close what the limits left.
        StepKind::NotBelowZero | StepKind::Rounding => return (None, Decimal::ZERO),
        _ => return (None, step.value),
    };
    (Some(limit).filter(|_| step.value.is_sign_negative() && !step.value.is_zero()), Decimal::ZERO)
}
