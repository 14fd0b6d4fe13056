//! Why nothing is paid of a benefit: every reason with its clause, as the plan tells it the claimant.
//!
//! Not here: the words (the plan's reasons), what would change it (`nearest`).
//! Invariant: a reason is told where the engine refused the benefit for it, and nowhere else.

use crate::domain::assessment::{BenefitAssessment, Outcome, Refusal, StepKind};
use crate::domain::ids::{Clause, ReasonCode};
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::explain::spoken::day;
use crate::rules::plan::Plan;
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

/// Why nothing is paid of a benefit: the first reason. A claim that came too late is told its last day.
pub fn main(lang: Lang, plan: &Plan, benefit: &BenefitAssessment) -> Option<Why> {
    all(lang, plan, benefit).into_iter().next()
}

/// Every reason why nothing is paid of a benefit, the first one first, each once.
pub fn all(lang: Lang, plan: &Plan, benefit: &BenefitAssessment) -> Vec<Why> {
    if matches!(benefit.outcome, Outcome::NothingOwed) && !benefit.refusals.is_empty() {
        let why = |of: &Refusal| Some(Why { text: refused(lang, plan, of)?, clause: Some(of.clause.clone()) });
        return benefit.refusals.iter().filter_map(why).collect();
    }
    // Another benefit stands in its place, or the sums come to nothing; an older assessment tells its one reason in its steps only.
    let Some(code) = &benefit.reason else { return Vec::new() };
    let refuses = |kind: &StepKind| matches!(kind, StepKind::NotOwed { .. } | StepKind::ExcludedBy { .. });
    let clause = benefit.steps.iter().rev().find(|step| refuses(&step.kind)).map(|step| step.clause.clone());
    in_words(lang, plan, code, None).map(|text| Why { text, clause }).into_iter().collect()
}

/// Where several exclusions share a reason, the reason alone does not say which of them it is.
fn refused(lang: Lang, plan: &Plan, of: &Refusal) -> Option<String> {
    let text = in_words(lang, plan, &of.reason, of.last_day)?;
    let mut alike = plan.exclusions.iter().filter(|exclusion| exclusion.reason == of.reason);
    let which = alike.clone().find(|exclusion| exclusion.clause == of.clause).filter(|_| alike.nth(1).is_some());
    Some(which.map_or_else(|| text.clone(), |exclusion| words::which_exclusion(lang, &text, exclusion.text.get(lang))))
}

fn in_words(lang: Lang, plan: &Plan, code: &ReasonCode, last: Option<Date>) -> Option<String> {
    let text = plan.reason(code)?.text.get(lang).to_owned();
    Some(text + &last.map(|last| words::last_day(lang, day(lang, last, None))).unwrap_or_default())
}
