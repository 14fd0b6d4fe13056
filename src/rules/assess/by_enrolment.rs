//! Plans under which every member is covered as his own enrolment says: by its dates, and by its class where the plan has classes.
//!
//! Every benefit goes by the day of its event: the cover in which that lies is the period of the benefit.
//! Invariant: what is granted under one cover says nothing of another.

mod cover;
mod declared;
mod direct;
mod earlier;
mod event;
mod filing;
mod fixed;

use crate::domain::assessment::{Assessment, CheckState, EventKind, Finding, StepKind};
use crate::domain::case::Granted;
use crate::domain::facts::{PastEvent, PastStay};
use crate::rules::assess::checks::{Checks, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, apply_said, refuse_under};
use crate::rules::assess::period::{self, care, outpatient, stays};
use crate::rules::assess::{Computed, member, papers};
use crate::rules::plan::{ByEnrolment, Formula};

use event::Event;

/// Says what a claim comes to under the member's own covers.
pub fn assess<'a>(claim: Claim<'a>, rules: &'a ByEnrolment, checks: &mut Checks<'_>) -> Computed<'a> {
    if claim.traced {
        member::dates(claim, checks);
        member::form(claim, checks);
        member::numbers(claim, checks);
        member_number(claim, rules, checks);
        member::payee(claim, checks);
        activated(claim, checks);
        elsewhere(claim, checks);
    }
    let (mut drafts, mut covers, mut deadlines) = (Vec::new(), Vec::new(), Vec::new());
    for benefit in claim.plan.benefits.iter().filter(|benefit| claim.claims(&benefit.id)) {
        let mut draft = Draft::new(claim, benefit);
        let mut event = event::find(claim, &mut draft);
        let own = cover::of(claim, rules, &mut draft, event.as_mut(), checks);
        // A sum fixed by class says in its own line which event it is for.
        if let Some(event) = event.as_ref().filter(|_| !matches!(benefit.formula, Formula::FixedByClass { .. })) {
            // An admission is of any cause here; where contracts pay for one, it is after an accident.
            let of = if event.kind == EventKind::Admission { EventKind::Care } else { event.kind };
            draft.show(StepKind::EventDay { of, day: event.day, disease: event.disease.clone() });
        }
        compute(own, &mut draft, event.as_ref(), checks);
        if let Some(event) = &event {
            earlier::paid(own, &mut draft, event, checks);
        }
        filing::window(own, &mut draft, event.as_ref(), checks);
        filing::told(own, &mut draft, event.as_ref(), checks);
        declared::cause(own, &mut draft, checks);
        direct::pay(own, &mut draft, checks);
        apply_said(claim, &mut draft, checks);
        if claim.traced {
            papers::add_deadlines(&mut deadlines, filing::deadlines(own, &draft, event.as_ref()));
        }
        drafts.push(draft);
        covers.push(own);
    }
    for group in &claim.plan.exclusive {
        let first = drafts.iter().position(|draft| group.benefits.contains(&draft.benefit.id));
        earlier::one_sum(first.map_or(claim, |at| covers[at]), group, &mut drafts, checks);
    }
    let by_clauses = claim.plan.exclusions.is_empty();
    let is_excluded = by_clauses && claim.answer("exclusions") == Some(false);
    drafts.iter_mut().filter(|_| is_excluded).for_each(|draft| refuse_under(claim, draft, reasons::EXCLUDED_CAUSE));
    if !claim.traced {
        return Computed { drafts, deadlines };
    }
    // The days of a benefit that has any are those in which it is paid; only of one without is no term stated.
    if drafts.iter().any(|draft| draft.benefit.processing.is_none()) {
        papers::add_deadlines(&mut deadlines, papers::processing(claim));
    }
    let deadlines = papers::without_all(claim, deadlines);
    if !claim.facts.stays.is_empty() {
        care::receipts(claim, checks);
        // Where rates count the days, they are checked with these.
        if !claim.claims_formula(|formula| matches!(formula, Formula::DayBrackets { .. })) {
            care::stated(claim, &stays::place(claim), checks);
        }
    }
    outpatient::lists(claim, checks);
    if by_clauses {
        let state = if is_excluded { CheckState::Fail } else { CheckState::Attested };
        checks.add_resolved("exclusions", None, state, variant("by-clauses"));
    } else {
        care::exclusions(claim, checks);
    }
    Computed { drafts, deadlines }
}

fn compute<'a>(claim: Claim<'a>, draft: &mut Draft<'a>, event: Option<&Event>, checks: &mut Checks<'_>) {
    let benefit = draft.benefit;
    match &benefit.formula {
        Formula::FixedByClass { amounts, with_stay, total_disability, .. } => {
            fixed::by_class(claim, draft, (amounts, *with_stay, *total_disability), event, checks);
        }
        Formula::Assessed { event: of } => {
            if let Some(event) = event.filter(|_| *of == Some(EventKind::FirstDiagnosis)) {
                fixed::disease(claim, draft, event, checks);
                fixed::hospital(claim, draft, event, checks);
                fixed::known_before(claim, draft, checks);
            }
            super::entered::amount(claim, draft, None, checks);
        }
        // Where the plan's file has rates, the same benefit is computed.
        _ => {
            let placed = stays::place(claim);
            let days = period::days_of(claim, &placed);
            if claim.traced && matches!(benefit.formula, Formula::DayBrackets { .. }) {
                care::days(claim, &placed, &days, checks);
            }
            let computed = period::compute(claim, benefit, &placed, &days, checks);
            draft.take(computed);
        }
    }
    ended(claim, draft, event);
}

/// A benefit that ends the cover, once paid, ends it for every later event.
fn ended(claim: Claim<'_>, draft: &mut Draft<'_>, event: Option<&Event>) {
    let ends = |id: &crate::domain::ids::BenefitId| claim.plan.benefit(id).is_some_and(|benefit| benefit.ends_cover());
    let Some(day) = event.map(|event| event.day) else { return };
    let ended = claim.history.granted.iter().filter(|past| past.plan == claim.plan.id && ends(&past.benefit) && !past.amount.is_zero());
    let before = |past: &crate::domain::facts::PastBenefit| {
        let when = past.event.as_ref().map_or(past.decided, |event| event.date);
        claim.cover.contains(when) && when < day
    };
    if ended.into_iter().any(before) {
        refuse_under(claim, draft, reasons::COVER_ENDED);
    }
}

/// The number of membership has so many digits.
fn member_number(claim: Claim<'_>, rules: &ByEnrolment, checks: &mut Checks<'_>) {
    let Some(digits) = rules.member_number_digits else { return };
    let right = |number: &str| number.len() == digits as usize && number.bytes().all(|byte| byte.is_ascii_digit());
    match claim.facts.member.member_number.as_deref().map(str::trim) {
        None => checks.add("member-number", None, CheckState::Warning, missing(vec!["facts.member.member_number".into()])),
        Some(number) if right(number) => checks.add("member-number", None, CheckState::Pass, variant("right")),
        Some(_) => checks.add("member-number", None, CheckState::Warning, Finding { expected: Some(digits), ..variant("form") }),
    }
}

/// A death is claimed where the plan's own benefits for it are, and this one has none: it says where.
fn elsewhere(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let pays = claim.plan.benefits.iter().any(|benefit| event::kind(&benefit.formula) == EventKind::Death);
    if claim.facts.death.is_some() && !pays {
        checks.add("death-elsewhere", None, CheckState::Warning, variant("counter"));
    }
}

/// A union card that its holder did not activate may refuse a payment.
fn activated(claim: Claim<'_>, checks: &mut Checks<'_>) {
    use crate::domain::facts::AccountKind;
    let Some(payee) = claim.facts.payee.as_ref().filter(|payee| payee.account_kind == Some(AccountKind::UnionCard)) else { return };
    let (state, which) = match payee.activated {
        Some(true) => (CheckState::Pass, "activated"),
        Some(false) => (CheckState::Warning, "not-activated"),
        None => (CheckState::Attested, "unsaid"),
    };
    checks.add("card-activated", None, state, variant(which));
}

/// What an approval records: the event, and the days and the expense that a benefit with rates uses up.
pub fn granted(claim: Claim<'_>, assessment: &Assessment) -> Vec<Granted> {
    let each = |benefit: &crate::domain::assessment::BenefitAssessment| {
        let rule = claim.plan.benefit(&benefit.benefit)?;
        let mut event = event::find(claim, &mut Draft::new(claim, rule));
        let own = cover::place(claim, event.as_mut()).map_or(claim, |cover| Claim { cover, ..claim });
        let mut granted = period::record(benefit, &stays::place(own));
        let refused = benefit.steps.iter().any(|step| matches!(step.kind, StepKind::NotOwed { .. }));
        let is_entered = matches!(rule.formula, Formula::Assessed { .. }) && !benefit.amount.is_zero();
        if let Some(event) = event.as_ref().filter(|event| is_entered && matches!(event.kind, EventKind::Care | EventKind::Admission)) {
            // No step names the stays that an entered amount is for; a later claim for one of them must know.
            let of = |stay: &&crate::domain::facts::Stay| event.care.iter().any(|care| care.from == stay.admission);
            let past =
                |stay: &crate::domain::facts::Stay| PastStay { admission: stay.admission, discharge: stay.discharge, days: 0, own: None };
            granted.stays = claim.facts.stays.iter().filter(of).map(past).collect();
        }
        granted.event =
            event.filter(|_| !refused).map(|event| PastEvent { date: event.day, disease: event.disease, contracts: Vec::new() });
        Some(granted)
    };
    assessment.benefits.iter().filter_map(each).collect()
}
