//! Why nothing is paid of a benefit: every reason with its clause, as the plan tells it the claimant.
//!
//! Not here: the words (the plan's reasons), what would change it (`nearest`).
//! Invariant: the reason that the engine names comes first; another is told only where a check of it failed.

use crate::domain::assessment::{Assessment, BenefitAssessment, Check, CheckState, Outcome, StepKind};
use crate::domain::ids::{Clause, ReasonCode};
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::explain::spoken::day;
use crate::rules::plan::Plan;
use crate::rules::reasons;
use crate::text::notice as words;

/// A reason in the words of the plan, and the clause that it rests on.
pub struct Why {
    pub text: String,
    pub clause: Option<Clause>,
}

/// Whether nothing is paid of a benefit, whatever else is known.
pub const fn is_refused(benefit: &BenefitAssessment) -> bool {
    matches!(benefit.outcome, Outcome::NothingOwed | Outcome::Superseded { .. })
}

/// Why nothing is paid of a benefit: the reason that the engine names. A claim that came too late is told its last day.
pub fn main(lang: Lang, plan: &Plan, assessment: &Assessment, benefit: &BenefitAssessment) -> Option<Why> {
    let code = benefit.reason.as_ref()?;
    let refuses = |kind: &StepKind| matches!(kind, StepKind::NotOwed { .. } | StepKind::ExcludedBy { .. });
    let step = benefit.steps.iter().rev().find(|step| refuses(&step.kind));
    let last = last_day(plan, assessment, benefit).filter(|_| *code == plan.filing.late);
    Some(Why { text: in_words(lang, plan, code, last)?, clause: step.map(|step| step.clause.clone()) })
}

/// Every reason why nothing is paid of a benefit, the one that the engine names first, each once.
pub fn all(lang: Lang, plan: &Plan, assessment: &Assessment, benefit: &BenefitAssessment) -> Vec<Why> {
    let mut told: Vec<ReasonCode> = benefit.reason.clone().into_iter().collect();
    let mut whys = Vec::from_iter(main(lang, plan, assessment, benefit));
    if !matches!(benefit.outcome, Outcome::NothingOwed) {
        return whys;
    }
    for check in failed(assessment, benefit) {
        let Some(code) = reason_of(plan, check).filter(|code| !told.contains(code)) else { continue };
        let last = check.finding.to.filter(|_| code == plan.filing.late);
        whys.extend(in_words(lang, plan, &code, last).map(|text| Why { text, clause: Some(check.clause.clone()) }));
        told.push(code);
    }
    whys
}

fn in_words(lang: Lang, plan: &Plan, code: &ReasonCode, last: Option<Date>) -> Option<String> {
    let text = plan.reason(code)?.text.get(lang).to_owned();
    Some(text + &last.map(|last| words::last_day(lang, day(lang, last, None))).unwrap_or_default())
}

/// The last day that would have been in time.
fn last_day(plan: &Plan, assessment: &Assessment, benefit: &BenefitAssessment) -> Option<Date> {
    failed(assessment, benefit).find(|check| reason_of(plan, check).as_ref() == Some(&plan.filing.late))?.finding.to
}

fn failed<'a>(assessment: &'a Assessment, benefit: &'a BenefitAssessment) -> impl Iterator<Item = &'a Check> {
    let own = |check: &&Check| check.benefit.as_ref().is_none_or(|of| *of == benefit.benefit);
    assessment.checks.iter().filter(own).filter(|check| check.state == CheckState::Fail)
}

/// The reason for which a plan refuses where a check fails; none for a check that only has to be put right.
fn reason_of(plan: &Plan, check: &Check) -> Option<ReasonCode> {
    if let Some(exclusion) = plan.exclusions.iter().find(|exclusion| Assessment::is_check_of(&check.check, &exclusion.id)) {
        return Some(exclusion.reason.clone());
    }
    let code = match check.check.as_str() {
        "filing-window" | "assessment-applied" => return Some(plan.filing.late.clone()),
        "enrolled" | "disease-period" => reasons::NOT_COVERED_TERM,
        "retirement" | "age" | "cover-class" | "member-conditions" => reasons::NOT_ELIGIBLE,
        "disease-listed" => reasons::DISEASE_NOT_LISTED,
        "hospitalised" => reasons::NOT_HOSPITALISED,
        "hospital-accepted" => reasons::HOSPITAL_NOT_ACCEPTED,
        "paid-before" | "once-in-period" | "severe-before" => reasons::ALREADY_PAID_ONCE,
        "waiting-period" => reasons::WAITING_PERIOD,
        "first-time" | "first-time-in-cover" => reasons::PRE_EXISTING,
        _ => return None,
    };
    Some(ReasonCode::new(code))
}
