//! The engine: (plan, facts, history) → assessment.

use crate::domain::assessment::{Assessment, ENGINE_REVISION};
use crate::domain::case::Granted;
use crate::domain::facts::{Facts, History};
use crate::domain::money::Money;
use crate::rules::plan::Plan;

/// Says what a claim comes to under a plan.
pub fn assess(plan: &Plan, _facts: &Facts, _history: &History) -> Assessment {
    Assessment {
        plan: plan.id.clone(),
        plan_hash: plan.hash.clone(),
        engine: ENGINE_REVISION,
        benefits: Vec::new(),
        total: Money::ZERO,
        checks: Vec::new(),
        deadlines: Vec::new(),
        materials: Vec::new(),
    }
}

/// What an approval records of each benefit claimed, the days and the expense that it uses up among it.
pub fn granted(_plan: &Plan, _facts: &Facts, _history: &History, assessment: &Assessment) -> Vec<Granted> {
    assessment
        .benefits
        .iter()
        .map(|benefit| Granted {
            benefit: benefit.benefit.clone(),
            amount: benefit.amount,
            stays: Vec::new(),
            expense: None,
            class: benefit.class,
        })
        .collect()
}
