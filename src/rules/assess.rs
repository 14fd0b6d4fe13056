//! The engine: (plan, facts, history) → assessment.
//!
//! Not here: words, the clock, who may decide.
//! Invariant: total and deterministic. No input panics; the same input gives the same assessment, to the byte; what the facts
//! leave open is a question or a missing fact, never a zero.

mod benefits;
mod bills;
mod care;
mod checks;
mod claim;
mod critical;
mod death;
mod draft;
mod member;
mod papers;
mod stays;
mod together;

use crate::domain::assessment::{Assessment, BenefitAssessment, ENGINE_REVISION, ExpenseOf, Outcome, StepKind};
use crate::domain::case::Granted;
use crate::domain::facts::{DiseaseClass, Facts, History, PastStay};
use crate::domain::money::Money;
use crate::rules::plan::{Benefit, Formula, Plan};

use checks::Checks;
use claim::Claim;
use death::Same;
use draft::Draft;
use stays::{Days, Placed};

pub use claim::reasons::ALL as PROPOSED_REASONS;

/// Says what a claim comes to under a plan.
pub fn assess(plan: &Plan, facts: &Facts, history: &History) -> Assessment {
    let claim = Claim { plan, facts, history };
    let mut checks = Checks::new(claim);
    let not_enrolled = member::enrolment(claim, &mut checks);
    let not_eligible = member::conditions(claim, &mut checks);
    let late = papers::filing(claim, &mut checks);
    member::dates(claim, &mut checks);
    member::form(claim, &mut checks);
    member::numbers(claim, &mut checks);
    member::payee(claim, &mut checks);
    let placed = stays::place(claim);
    let days = days_of(claim, &placed);
    care::days(claim, &placed, &days, &mut checks);
    care::settlement(claim, &mut checks);
    care::receipts(claim, &mut checks);
    let mut drafts: Vec<Draft<'_>> = plan
        .benefits
        .iter()
        .filter(|benefit| claim.claims(&benefit.id))
        .map(|benefit| compute(claim, benefit, &placed, &days, &mut checks))
        .collect();
    for draft in &mut drafts {
        if let Some(code) = &late {
            draft.refuse(code, &plan.filing.clause);
        }
        for code in [not_enrolled, not_eligible].into_iter().flatten() {
            benefits::refuse_under(claim, draft, code);
        }
        benefits::apply_raised(claim, draft);
    }
    for group in &plan.exclusive {
        together::choose(claim, group, &mut drafts, &mut checks);
    }
    deaths(claim, &mut drafts, &mut checks);
    for cap in &plan.joint_caps {
        together::limit(claim, cap, &mut drafts);
    }
    care::exclusions(claim, &mut checks);
    let materials = papers::materials(claim, &mut checks);
    let mut benefits: Vec<BenefitAssessment> = drafts.into_iter().map(Draft::finish).collect();
    benefits.extend(unknown_benefits(claim));
    Assessment {
        plan: plan.id.clone(),
        plan_hash: plan.hash.clone(),
        engine: ENGINE_REVISION,
        total: benefits.iter().map(|benefit| benefit.amount).sum(),
        benefits,
        checks: checks.finish(),
        deadlines: papers::deadlines(claim),
        materials,
    }
}

/// The days in hospital, on top of those that the plan's benefit by days counted before.
fn days_of(claim: Claim<'_>, placed: &[Placed<'_>]) -> Days {
    let by_days = claim.plan.benefits.iter().find(|benefit| matches!(benefit.formula, Formula::DayBrackets { .. }));
    let past: Vec<&PastStay> = by_days.into_iter().flat_map(|benefit| claim.past(&benefit.id)).flat_map(|past| &past.stays).collect();
    stays::count(placed, &past)
}

fn compute<'a>(claim: Claim<'a>, benefit: &'a Benefit, placed: &[Placed<'_>], days: &Days, checks: &mut Checks<'_>) -> Draft<'a> {
    let mut draft = Draft::new(benefit);
    draft.exhausted = benefit.cap.is_some_and(|cap| claim.paid(&benefit.id) >= cap);
    match &benefit.formula {
        Formula::DayBrackets { brackets } => benefits::by_days(claim, &mut draft, brackets, placed, days),
        Formula::FixedByDiseaseClass { amounts, with_stay } => critical::by_class(claim, &mut draft, amounts, *with_stay, placed, checks),
        Formula::MarginalBrackets { brackets } => benefits::by_expense(claim, &mut draft, brackets, placed, checks),
        Formula::Once { amount, .. } => death::once(claim, &mut draft, *amount, checks),
        Formula::Assessed => draft.no_figure(),
    }
    draft
}

/// Lays what a critical illness means for a death benefit over it, once it is known which benefits are proposed.
fn deaths(claim: Claim<'_>, drafts: &mut [Draft<'_>], checks: &mut Checks<'_>) {
    for at in 0..drafts.len() {
        let Formula::Once { not_after, of, .. } = &drafts[at].benefit.formula else { continue };
        let proposed = drafts
            .iter()
            .find(|draft| draft.benefit.id == *of && draft.is_payable())
            .and_then(|draft| draft.class.map(|class| (class, draft.amount())));
        let may_be = |class: Option<DiseaseClass>| class.is_none_or(|class| class == *not_after);
        let undecided = drafts.iter().any(|draft| draft.benefit.id == *of && draft.is_undecided() && may_be(draft.class));
        death::after_severe(claim, &mut drafts[at], *not_after, of, Same { proposed, undecided }, checks);
    }
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
        steps: Vec::new(),
        class: None,
    })
}

/// What an approval records of each benefit claimed, with the days and the expense of the period that it uses up.
///
/// One that comes to 0.00 by the sums still counts its days and expense; one that is refused does not.
pub fn granted(plan: &Plan, facts: &Facts, history: &History, assessment: &Assessment) -> Vec<Granted> {
    let placed = stays::place(Claim { plan, facts, history });
    assessment.benefits.iter().map(|benefit| record(benefit, &placed)).collect()
}

fn record(benefit: &BenefitAssessment, placed: &[Placed<'_>]) -> Granted {
    let refused = benefit.steps.iter().any(|step| step.kind == StepKind::NotOwed);
    let mut granted = Granted {
        benefit: benefit.benefit.clone(),
        amount: benefit.amount,
        stays: Vec::new(),
        expense: None,
        class: benefit.class,
        event: None,
    };
    if refused {
        return granted;
    }
    // The steps name the stays in the order of the claim, so each is the next one that counts.
    let mut own = placed.iter().filter_map(Placed::counts);
    for step in &benefit.steps {
        match &step.kind {
            StepKind::StayDays { admission, discharge, counted, earlier_case: None, .. } => {
                let own = own.next().map(stays::Counted::own_days).filter(|own| own != counted);
                granted.stays.push(PastStay { admission: *admission, discharge: *discharge, days: *counted, own });
            }
            // The days are another benefit's; that the stay was paid for is what a later claim must know.
            StepKind::ExpenseItem { of: ExpenseOf::Stay { admission, discharge }, .. } => {
                granted.stays.push(PastStay { admission: *admission, discharge: *discharge, days: 0, own: None });
            }
            StepKind::ExpenseTotal { now, .. } => granted.expense = Some(*now),
            _ => {}
        }
    }
    granted
}
