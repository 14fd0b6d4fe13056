//! The papers that a claim needs, each with its reason.

use crate::domain::assessment::{CheckState, Deadline, DeadlineKind, EventKind, Finding, Need, RequiredMaterial};
use crate::domain::calendar::working_days_after;
use crate::domain::facts::{AccidentKind, Cause, DeathCause, OutpatientCare, OutpatientKind};
use crate::domain::ids::ConditionId;
use crate::rules::assess::checks::Checks;
use crate::rules::assess::claim::Claim;
use crate::rules::plan::{Condition, FactTest, Formula, MaterialRule, Trigger};

/// Lists the days by which the office must have done its part.
pub fn processing(claim: Claim<'_>) -> Vec<Deadline> {
    let rule = &claim.plan.filing;
    let mut deadlines = Vec::new();
    if let (Some(days), Some(clause)) = (rule.first_review_working_days, &rule.first_review_clause) {
        let day = working_days_after(claim.facts.filed, days);
        let (last_day, clause) = (Some(day.date), clause.clone());
        let kind = DeadlineKind::FirstReview;
        deadlines.push(Deadline { kind, last_day, provisional: day.provisional, clause, working_days: None, days_from_complete: None });
    }
    // Payment is counted from the approval, which has no day yet.
    let (clause, working_days) = (rule.payment_clause.clone(), rule.payment_working_days);
    deadlines.push(Deadline {
        kind: DeadlineKind::Payment,
        last_day: None,
        provisional: false,
        clause,
        working_days,
        days_from_complete: None,
    });
    deadlines
}

/// Lists the papers of the checklist that concern the claim.
pub fn materials(claim: Claim<'_>, checks: &mut Checks<'_>) -> Vec<RequiredMaterial> {
    if claim.plan.benefits.iter().any(|benefit| !benefit.names_papers() && claim.claims(&benefit.id)) {
        checks.add("materials-not-specified", None, CheckState::Attested, Finding::default());
    }
    let holding: Vec<&Condition> = claim.plan.conditions.iter().filter(|condition| holds(claim, condition)).collect();
    claim.plan.materials.iter().filter_map(|rule| needed(&holding, rule)).collect()
}

/// Whether a paper is needed under the conditions that hold.
fn needed(holding: &[&Condition], rule: &MaterialRule) -> Option<RequiredMaterial> {
    let holds = |conditions: &[ConditionId]| conditions.iter().find_map(|id| holding.iter().find(|condition| condition.id == *id)).copied();
    let made = |need, because: &Condition| {
        Some(RequiredMaterial { material: rule.id.clone(), need, because: because.id.as_str().into(), clause: rule.clause.clone() })
    };
    if let (Some(because), Some(_)) = (holds(&rule.unless), holds(&rule.required)) {
        return made(Need::NotNeeded, because);
    }
    if let Some(because) = holds(&rule.required) {
        let own_list = because.id == "always" || because.own_list;
        return made(if own_list { Need::Required } else { Need::Conditional }, because);
    }
    holds(&rule.optional).and_then(|because| made(Need::Optional, because))
}

/// Whether the accident is one of traffic, by its kind or by what a stay was for: a work injury may be one.
pub fn is_traffic(claim: Claim<'_>) -> bool {
    let kind = claim.facts.accident.as_ref().and_then(|accident| accident.kind);
    kind == Some(AccidentKind::Traffic) || claim.facts.stays.iter().any(|stay| stay.cause() == Cause::TrafficAccident)
}

fn holds(claim: Claim<'_>, condition: &Condition) -> bool {
    if condition.is_told() { told(claim, condition) } else { engines_own(claim, condition.id.as_str()) }
}

/// Whether a condition holds that the plan's file says itself.
fn told(claim: Claim<'_>, condition: &Condition) -> bool {
    let claimed = condition.benefits.is_empty() || condition.benefits.iter().any(|benefit| claim.claims(benefit));
    let so = |test: &FactTest| {
        let says = |word: &Option<String>| word.as_deref().map(|word| claim.facts.says(&test.fact, word));
        says(&test.is) != Some(false) && says(&test.is_not) != Some(true)
    };
    // A class that nobody stated may be any.
    let of_class = |class: &Option<String>| class.as_deref().is_none_or(|class| condition.classes.iter().any(|id| id == class.trim()));
    let covers = || claim.facts.enrolments.iter().filter(|enrolment| enrolment.plan == claim.plan.id);
    let in_class = condition.classes.is_empty() || covers().any(|enrolment| of_class(&enrolment.class));
    claimed && in_class && condition.when.iter().all(so)
}

fn engines_own(claim: Claim<'_>, condition: &str) -> bool {
    let facts = claim.facts;
    let of_event = |kind| claim.claims_formula(|formula| matches!(formula, Formula::PerUnit { event, .. } if *event == kind));
    let critical =
        || claim.claims_formula(|formula| matches!(formula, Formula::FixedByDiseaseClass { .. })) || of_event(EventKind::FirstDiagnosis);
    let died_by_accident = || facts.death.as_ref().is_some_and(|death| death.cause == Some(DeathCause::Accident));
    let accident = || of_event(EventKind::Admission) || (of_event(EventKind::Death) && died_by_accident());
    let said = facts.accident.as_ref();
    let kind = said.and_then(|accident| accident.kind);
    let criminal = said.is_some_and(|accident| accident.criminal == Some(true));
    let drove = said.is_some_and(|accident| accident.as_driver == Some(true));
    let police = said.is_some_and(|accident| accident.police == Some(true));
    // A work injury may be a traffic accident too, and is proven as both. "And the like" takes in every accident of another kind.
    let told = matches!(kind, Some(AccidentKind::WorkInjury | AccidentKind::Fall))
        || (kind == Some(AccidentKind::Other) && !criminal)
        || (kind.is_some() && facts.stays.iter().any(|stay| stay.cause() == Cause::WorkInjury));
    match condition {
        "always" | "further-papers" => claim.plan.benefits.iter().any(|benefit| benefit.names_papers() && claim.claims(&benefit.id)),
        "critical-illness" | "where-it-exists" => critical(),
        "pathology-reported" => critical() && facts.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.pathology_report.is_some()),
        "settlement-excepted" => {
            let excepted = claim.plan.exclusions.iter().find(|exclusion| exclusion.raised_by == Some(Trigger::NotSettled));
            let is_excepted = |stay: &crate::domain::facts::Stay| {
                stay.settled == Some(false) && excepted.is_some_and(|exclusion| exclusion.excepted_causes.contains(&stay.cause()))
            };
            !facts.stays.is_empty() && facts.outpatient.is_empty() && facts.stays.iter().all(is_excepted)
        }
        "outpatient-only" => {
            let of_stay = || claim.claims_formula(|formula| matches!(formula, Formula::DayBrackets { .. }));
            facts.stays.is_empty() && !facts.outpatient.is_empty() && !critical() && !of_stay()
        }
        "home-bed-only" => {
            let is_home_bed = |care: &OutpatientCare| care.kind == OutpatientKind::HomeBed;
            // What is paid for an admission to hospital needs the papers of one.
            let of_stay = claim.claims_formula(|formula| matches!(formula, Formula::Assessed { event: Some(EventKind::Admission) }));
            facts.stays.is_empty() && !of_stay && !facts.outpatient.is_empty() && facts.outpatient.iter().all(is_home_bed)
        }
        "accident-hospital" => of_event(EventKind::Admission),
        "death" => of_event(EventKind::Death),
        "cause-in-form" => accident() && told,
        "as-driver" => accident() && drove,
        "police-handled" => accident() && police,
        "criminal-case" => accident() && criminal,
        "other-accident" => accident() && !(told || drove || police || criminal),
        _ => false,
    }
}
