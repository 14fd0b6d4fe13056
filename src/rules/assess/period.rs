//! Plans whose cover is one period for everybody: what a claim comes to in it.
//!
//! Invariant: what was granted before in the period is looked at by plan id alone, so two periods never mix.

mod benefits;
mod bills;
pub(super) mod care;
pub(super) mod critical;
mod death;
mod elsewhere;
mod enrolment;
mod filing;
mod illness;
pub(super) mod outpatient;
pub(super) mod stays;
mod together;

use crate::domain::assessment::{Assessment, BenefitAssessment, ExpenseOf, StepKind};
use crate::domain::case::Granted;
use crate::domain::facts::{DiseaseClass, PastStay};
use crate::rules::assess::checks::Checks;
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::{Draft, apply_said, refuse_under};
use crate::rules::assess::{Computed, entered, member};
use crate::rules::plan::{Benefit, Formula};

use death::Same;
use stays::{Days, Placed};

/// Says what a claim comes to in the plan's period.
pub fn assess<'a>(claim: Claim<'a>, checks: &mut Checks<'_>) -> Computed<'a> {
    let plan = claim.plan;
    let not_enrolled = enrolment::enrolled(claim, checks);
    let not_eligible = enrolment::conditions(claim, checks);
    let late = filing::window(claim, checks);
    let placed = stays::place(claim);
    let days = days_of(claim, &placed);
    if claim.traced {
        member::dates(claim, checks);
        member::form(claim, checks);
        member::numbers(claim, checks);
        member::payee(claim, checks);
        care::days(claim, &placed, &days, checks);
        care::settlement(claim, checks);
        care::receipts(claim, checks);
        outpatient::lists(claim, checks);
    }
    let mut drafts: Vec<Draft<'_>> = plan
        .benefits
        .iter()
        .filter(|benefit| claim.claims(&benefit.id))
        .map(|benefit| compute(claim, benefit, &placed, &days, checks))
        .collect();
    care::awaits_hospitals(claim, &mut drafts);
    for draft in &mut drafts {
        if late.is_some() {
            draft.refuse_after(&plan.filing.late, &plan.filing.clause, late);
        }
        for code in [not_enrolled, not_eligible].into_iter().flatten() {
            refuse_under(claim, draft, code);
        }
        apply_said(claim, draft, checks);
    }
    for group in &plan.exclusive {
        together::choose(claim, group, &mut drafts, checks);
    }
    deaths(claim, &mut drafts, checks);
    for cap in &plan.joint_caps {
        together::limit(claim, cap, &mut drafts);
    }
    if !claim.traced {
        return Computed { drafts, deadlines: Vec::new() };
    }
    care::exclusions(claim, checks);
    Computed { drafts, deadlines: filing::deadlines(claim) }
}

/// The days in hospital, on top of those that the plan's benefit by days counted before.
pub(super) fn days_of(claim: Claim<'_>, placed: &[Placed<'_>]) -> Days {
    let by_days = claim.plan.benefits.iter().find(|benefit| matches!(benefit.formula, Formula::DayBrackets { .. }));
    let past: Vec<&PastStay> = by_days.into_iter().flat_map(|benefit| claim.past(&benefit.id)).flat_map(|past| &past.stays).collect();
    stays::count(placed, &past)
}

pub(super) fn compute<'a>(
    claim: Claim<'a>,
    benefit: &'a Benefit,
    placed: &[Placed<'_>],
    days: &Days,
    checks: &mut Checks<'_>,
) -> Draft<'a> {
    let mut draft = Draft::new(claim, benefit);
    draft.exhausted = benefit.cap.is_some_and(|cap| claim.paid(&benefit.id) >= cap);
    if matches!(benefit.formula, Formula::DayBrackets { .. } | Formula::MarginalBrackets { .. }) {
        elsewhere::ask(claim, &mut draft, placed, checks);
    }
    match &benefit.formula {
        Formula::DayBrackets { brackets } => benefits::by_days(claim, &mut draft, brackets, placed, days),
        Formula::FixedByDiseaseClass { amounts, with_stay } => critical::by_class(claim, &mut draft, amounts, *with_stay, placed, checks),
        Formula::MarginalBrackets { brackets } => benefits::by_expense(claim, &mut draft, brackets, placed, checks),
        Formula::Once { amount, .. } => death::once(claim, &mut draft, *amount, checks),
        Formula::Assessed { .. } => entered::amount(claim, &mut draft, None, checks),
        // No plan of a period has a formula of contracts, or of classes of cover.
        Formula::PerUnit { .. } | Formula::FixedByClass { .. } => draft.no_figure(),
    }
    // One stay is enough for a critical illness: which it rests on is looked at there.
    if !matches!(benefit.formula, Formula::FixedByDiseaseClass { .. }) {
        claim.awaits_cause(benefit).for_each(|at| draft.lack(format!("facts.stays[{at}].cause")));
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

/// What an approval records: the days and the expense of the period that each benefit uses up.
pub fn granted(claim: Claim<'_>, assessment: &Assessment) -> Vec<Granted> {
    let placed = stays::place(claim);
    assessment.benefits.iter().map(|benefit| record(benefit, &placed)).collect()
}

pub(super) fn record(benefit: &BenefitAssessment, placed: &[Placed<'_>]) -> Granted {
    let refused = benefit.steps.iter().any(|step| matches!(step.kind, StepKind::NotOwed { .. }));
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
