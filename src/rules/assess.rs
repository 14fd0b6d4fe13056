//! The engine: (plan, facts, history) → assessment.
//!
//! Three families of plans: cover by a period that is the same for everybody (`period`), by a member's contracts of so many units
//! (`contracts`), by each member's own enrolment (`by_enrolment`). What all ask of a member, a form and papers stands beside them.
//! Not here: words, the clock, who may decide.
//! Invariant: total and deterministic. No input panics; the same input gives the same assessment, to the byte; what the facts
//! leave open is a question or a missing fact, never a zero.

mod by_enrolment;
mod checks;
mod claim;
mod contracts;
mod disease;
mod draft;
mod entered;
mod lists;
mod member;
mod other_cases;
mod papers;
mod period;
mod recovered;
mod scope;

use crate::domain::assessment::{Assessment, BenefitAssessment, Deadline, ENGINE_REVISION, Outcome};
use crate::domain::case::Granted;
use crate::domain::facts::{Facts, History};
use crate::domain::money::Money;
use crate::rules::plan::{Exclusion, Plan};

use checks::Checks;
use claim::{Claim, Looked};
use draft::Draft;

pub use claim::reasons;
pub use claim::reasons::of as proposed_reasons;
pub use scope::{amended, scoped};

/// What a family of plans says of a claim, before the papers.
struct Computed<'a> {
    drafts: Vec<Draft<'a>>,
    deadlines: Vec<Deadline>,
}

/// Says what a claim comes to under a plan, and how.
pub fn assess(plan: &Plan, facts: &Facts, history: &History) -> Assessment {
    let care = Looked::new();
    let claim = Claim::new(plan, facts, history, &care);
    let mut checks = Checks::new(claim);
    let Computed { drafts, deadlines } = compute(claim, &mut checks);
    other_cases::other_cases(claim, &mut checks);
    recovered::recovered(claim, &mut checks);
    let materials = papers::materials(claim, &mut checks);
    let benefits = finished(claim, drafts);
    Assessment {
        plan: plan.id.clone(),
        plan_hash: plan.hash.clone(),
        engine: ENGINE_REVISION,
        total: benefits.iter().map(|benefit| benefit.amount).sum(),
        benefits,
        checks: checks.finish(),
        deadlines,
        materials,
    }
}

/// Says what each benefit of a claim comes to and how it ends, as [`assess`] does and by the same code, for who looks at very many
/// claims: without steps, checks, deadlines and papers.
pub fn amounts(plan: &Plan, facts: &Facts, history: &History) -> Vec<BenefitAssessment> {
    let care = Looked::new();
    let claim = Claim::new(plan, facts, history, &care);
    // What a "no" refuses is read from the checks.
    let claim = Claim { traced: claim.has_denials(), ..claim };
    let mut benefits = finished(claim, compute(claim, &mut Checks::new(claim)).drafts);
    // Some families read their own steps on the way.
    benefits.iter_mut().for_each(|benefit| benefit.steps = Vec::new());
    benefits
}

fn compute<'a>(claim: Claim<'a>, checks: &mut Checks<'_>) -> Computed<'a> {
    if claim.has_denials() {
        // A "no" is about what was asked, of whatever benefit: that has to be known before it refuses anything that passed.
        let mut before = Checks::new(claim);
        by_family(claim, &mut before);
        checks.learn(&before);
    }
    by_family(claim, checks)
}

fn by_family<'a>(claim: Claim<'a>, checks: &mut Checks<'_>) -> Computed<'a> {
    match (&claim.plan.contracts, &claim.plan.by_enrolment) {
        (Some(rules), _) => contracts::assess(claim, rules, checks),
        (None, Some(rules)) => by_enrolment::assess(claim, rules, checks),
        (None, None) => period::assess(claim, checks),
    }
}

fn finished(claim: Claim<'_>, drafts: Vec<Draft<'_>>) -> Vec<BenefitAssessment> {
    let mut benefits: Vec<BenefitAssessment> = drafts.into_iter().map(Draft::finish).collect();
    benefits.extend(unknown_benefits(claim));
    benefits
}

/// Gives the exclusions that can take away something that a claim asks for, in the plan's order.
pub fn exclusions_of<'p>(plan: &'p Plan, facts: &Facts) -> Vec<&'p Exclusion> {
    let claimed: Vec<_> = facts.benefits.iter().filter_map(|id| plan.benefit(id)).collect();
    plan.exclusions.iter().filter(|exclusion| claimed.iter().any(|benefit| Claim::concerns(exclusion, benefit))).collect()
}

/// A benefit that the plan does not have is a fact to be corrected.
fn unknown_benefits(claim: Claim<'_>) -> impl Iterator<Item = BenefitAssessment> {
    let unknown = claim.facts.benefits.iter().enumerate().filter(move |(_, id)| claim.plan.benefit(id).is_none());
    unknown.map(|(at, id)| BenefitAssessment {
        benefit: id.clone(),
        outcome: Outcome::NeedsFact { paths: vec![format!("facts.benefits[{at}]")] },
        amount: Money::ZERO,
        would_be: None,
        reason: None,
        refusals: Vec::new(),
        steps: Vec::new(),
        class: None,
    })
}

/// What an approval records of each benefit claimed, with what it uses up: days and expense of the period, or contracts.
///
/// One that comes to 0.00 by the sums still counts its days and expense; one that is refused does not.
pub fn granted(plan: &Plan, facts: &Facts, history: &History, assessment: &Assessment) -> Vec<Granted> {
    let care = Looked::new();
    let claim = Claim::new(plan, facts, history, &care);
    match (&plan.contracts, &plan.by_enrolment) {
        (Some(_), _) => contracts::granted(claim, assessment),
        (None, Some(_)) => by_enrolment::granted(claim, assessment),
        (None, None) => period::granted(claim, assessment),
    }
}
