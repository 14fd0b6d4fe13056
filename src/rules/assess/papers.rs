//! The filing window, the deadlines, and the papers that a claim needs, each with its reason.

use crate::domain::assessment::{CheckState, Deadline, DeadlineKind, Finding, Need, RequiredMaterial};
use crate::domain::calendar::working_days_after;
use crate::domain::ids::ReasonCode;
use crate::domain::time::months_after;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::plan::{ConditionId, Formula, MaterialRule, Trigger};

/// Checks the day of filing; gives the reason code that is proposed where it is too late.
pub fn filing(claim: Claim<'_>, checks: &mut Checks<'_>) -> Option<ReasonCode> {
    let cover = claim.plan.cover;
    let rule = &claim.plan.filing;
    let filed = claim.facts.filed;
    let last = months_after(cover.to, rule.special_months);
    let has_reason = claim.facts.late_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    let (state, which, to) = if filed < cover.from {
        (CheckState::Unknown, "before", cover.to)
    } else if filed <= cover.to {
        (CheckState::Pass, "in-period", cover.to)
    } else if filed > last {
        (CheckState::Fail, "late", last)
    } else if has_reason {
        (CheckState::Pass, "special", last)
    } else {
        (CheckState::Warning, "special-no-reason", last)
    };
    checks.add("filing-window", None, state, Finding { day: Some(filed), from: Some(cover.from), to: Some(to), ..variant(which) });
    (state == CheckState::Fail && claim.answer("filing-window") != Some(true)).then(|| rule.late.clone())
}

/// Lists the days by which something must be done.
pub fn deadlines(claim: Claim<'_>) -> Vec<Deadline> {
    let rule = &claim.plan.filing;
    let end = claim.plan.cover.to;
    let fixed = |kind, last_day| Deadline { kind, last_day: Some(last_day), provisional: false, clause: rule.clause.clone() };
    let mut deadlines = vec![fixed(DeadlineKind::Filing, end)];
    if rule.special_months > 0 {
        deadlines.push(fixed(DeadlineKind::FilingSpecial, months_after(end, rule.special_months)));
    }
    if let Some(days) = rule.first_review_working_days {
        let day = working_days_after(claim.facts.filed, days);
        let clause = rule.first_review_clause.clone();
        deadlines.push(Deadline { kind: DeadlineKind::FirstReview, last_day: Some(day.date), provisional: day.provisional, clause });
    }
    // Payment is counted from the approval, which has no day yet.
    deadlines.push(Deadline { kind: DeadlineKind::Payment, last_day: None, provisional: false, clause: rule.payment_clause.clone() });
    deadlines
}

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
