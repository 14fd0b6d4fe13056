//! The papers that a claim needs, each with its reason.

use crate::domain::assessment::{CheckState, Finding, Need, RequiredMaterial};
use crate::rules::assess::checks::Checks;
use crate::rules::assess::claim::Claim;
use crate::rules::plan::{ConditionId, Formula, MaterialRule, Trigger};

/// Lists the papers of the checklist that concern the claim.
pub fn materials(claim: Claim<'_>, checks: &mut Checks<'_>) -> Vec<RequiredMaterial> {
    if claim.plan.benefits.iter().any(|benefit| !benefit.online && claim.claims(&benefit.id)) {
        checks.add("materials-not-specified", None, CheckState::Attested, Finding::default());
    }
    claim.plan.materials.iter().filter_map(|rule| needed(claim, rule)).collect()
}

fn needed(claim: Claim<'_>, rule: &MaterialRule) -> Option<RequiredMaterial> {
    let holds = |conditions: &[ConditionId]| conditions.iter().copied().find(|condition| holds(claim, *condition));
    let made = |need, because: ConditionId| {
        Some(RequiredMaterial { material: rule.id.clone(), need, because: because.id().to_owned(), clause: rule.clause.clone() })
    };
    if let (Some(because), Some(_)) = (holds(&rule.unless), holds(&rule.required)) {
        return made(Need::NotNeeded, because);
    }
    if let Some(because) = holds(&rule.required) {
        return made(if because == ConditionId::Always { Need::Required } else { Need::Conditional }, because);
    }
    holds(&rule.optional).and_then(|because| made(Need::Optional, because))
}

fn holds(claim: Claim<'_>, condition: ConditionId) -> bool {
    let facts = claim.facts;
    let critical = || claim.claims_formula(|formula| matches!(formula, Formula::FixedByDiseaseClass { .. }));
    match condition {
        ConditionId::Always | ConditionId::FurtherPapers => {
            claim.plan.benefits.iter().any(|benefit| benefit.online && claim.claims(&benefit.id))
        }
        ConditionId::CriticalIllness | ConditionId::WhereItExists => critical(),
        ConditionId::PathologyReported => {
            critical() && facts.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.pathology_report.is_some())
        }
        ConditionId::SettlementExcepted => {
            let excepted = claim.plan.exclusions.iter().find(|exclusion| exclusion.raised_by == Some(Trigger::NotSettled));
            let is_excepted = |stay: &crate::domain::facts::Stay| {
                stay.settled == Some(false) && excepted.is_some_and(|exclusion| exclusion.excepted_causes.contains(&stay.cause))
            };
            !facts.stays.is_empty() && facts.outpatient.is_empty() && facts.stays.iter().all(is_excepted)
        }
    }
}
