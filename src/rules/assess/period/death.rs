//! Sudden death: one sum, before any treatment in hospital, and only where no severe critical illness was ever paid.

use crate::domain::assessment::{CheckState, ExclusiveGround, Finding, StepKind};
use crate::domain::facts::{DeathCause, DiseaseClass, PastBenefit};
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::Draft;
use crate::rules::assess::draft::refuse_under;

/// Assesses a sum paid once for a death, by itself.
pub fn once(claim: Claim<'_>, draft: &mut Draft<'_>, amount: Money, checks: &mut Checks<'_>) {
    let id = Some(&draft.benefit.id);
    let Some(death) = &claim.facts.death else {
        draft.lack("facts.death");
        return;
    };
    let finding = |which: &str| Finding { day: Some(death.date), ..variant(which) };
    let lasts = |admission: Date, discharge: Date| admission <= death.date && discharge >= death.date;
    let in_hospital = claim.facts.stays.iter().any(|stay| lasts(stay.admission, stay.discharge));
    let which = match (death.sudden_illness, death.treated_in_hospital) {
        (Some(false), _) => "not-sudden",
        (_, Some(true)) => "treated",
        (None, _) => {
            draft.lack("facts.death.sudden_illness");
            "unknown"
        }
        (_, None) => {
            draft.lack("facts.death.treated_in_hospital");
            "unknown"
        }
        (Some(true), Some(false)) if death.cause == Some(DeathCause::Accident) => "accident",
        (Some(true), Some(false)) if in_hospital => "in-hospital",
        (Some(true), Some(false)) => "sudden",
    };
    let state = match which {
        "sudden" => CheckState::Pass,
        "unknown" | "in-hospital" | "accident" => CheckState::Unknown,
        _ => CheckState::Fail,
    };
    checks.add_resolved("sudden-death", id, state, finding(which));
    match (state, claim.answer("sudden-death")) {
        (CheckState::Unknown, None) if which != "unknown" => draft.wait("sudden-death"),
        (CheckState::Unknown, Some(false)) | (CheckState::Fail, None | Some(false)) => {
            draft.refuse_for(claim.says(reasons::NOT_SUDDEN_DEATH, reasons::NOT_ELIGIBLE));
        }
        _ => {}
    }
    if !claim.cover.contains(death.date) || !claim.covers(death.date, death.date) {
        refuse_under(claim, draft, reasons::NOT_COVERED_TERM);
    }
    if claim.past_ever(&draft.benefit.id).any(|past| past.amount > Money::ZERO) {
        refuse_under(claim, draft, reasons::ALREADY_PAID_ONCE);
    }
    draft.add(StepKind::Once { event: death.date }, amount.exact());
    draft.cap(draft.benefit.cap);
    draft.close();
}

/// What the same claim comes to for the critical illness.
pub struct Same {
    /// Its class and amount, where it is payable.
    pub proposed: Option<(DiseaseClass, Money)>,
    /// It waits for a fact, a word or an amount, and may yet be a severe one.
    pub undecided: bool,
}

/// Whether a severe critical illness stands against it: paid at any time, still undecided, or proposed in this same claim.
///
pub fn after_severe(claim: Claim<'_>, draft: &mut Draft<'_>, not_after: DiseaseClass, of: &BenefitId, same: Same, checks: &mut Checks<'_>) {
    const CHECK: &str = "severe-before";
    let id = &draft.benefit.id;
    let may_be = |class: Option<DiseaseClass>| class.is_none_or(|class| class == not_after);
    let paid = claim.past_ever(of).filter(|past| past.amount > Money::ZERO && may_be(past.class));
    let told = |past: &PastBenefit| {
        let which = if past.class.is_some() { "paid" } else { "class-unknown" };
        Finding { case: Some(past.case.clone()), day: Some(past.decided), amount: Some(past.amount), ..variant(which) }
    };
    // One whose class is known decides; one whose class nobody noted goes to the reviewer.
    let (known, mut asked): (Vec<Finding>, Vec<Finding>) = paid.map(told).partition(|of| of.variant.as_deref() == Some("paid"));
    let open = claim.history.open.iter().filter(|open| open.benefit == *of && claim.in_series(&open.plan) && may_be(open.class));
    asked.extend(open.map(|open| Finding { case: Some(open.case.clone()), ..variant("undecided") }));
    asked.extend(same.undecided.then(|| variant("same-case-undecided")));
    if !known.is_empty() || !asked.is_empty() {
        match claim.answer(CHECK) {
            Some(true) => {}
            None if known.is_empty() => draft.wait(CHECK),
            _ => refuse_severe(claim, draft),
        }
        // One answer covers them all.
        checks.add_each(CHECK, Some(id), CheckState::Fail, known);
        checks.add_each(CHECK, Some(id), CheckState::Unknown, asked);
        if claim.answer(CHECK) != Some(true) {
            return;
        }
    }
    if let Some((class, amount)) = same.proposed
        && class == not_after
    {
        checks.add_resolved(CHECK, Some(id), CheckState::Fail, Finding { amount: Some(amount), ..variant("same-case") });
        let clause = claim.plan.check(CHECK).map_or_else(|| draft.benefit.clause.clone(), |rule| rule.clause.clone());
        draft.supersede(of, ExclusiveGround::SameCase, amount, &clause);
        return;
    }
    if !checks.has(CHECK) {
        checks.add_resolved(CHECK, Some(id), CheckState::Pass, Finding::default());
    }
}

fn refuse_severe(claim: Claim<'_>, draft: &mut Draft<'_>) {
    let clause = claim.plan.check("severe-before").map_or_else(|| draft.benefit.clause.clone(), |rule| rule.clause.clone());
    draft.refuse(&claim.says(reasons::SEVERE_BEFORE, reasons::NOT_ELIGIBLE).into(), &clause);
}
