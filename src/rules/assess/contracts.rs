//! Plans whose members are covered by contracts of their own: what a claim comes to under them.
//!
//! Every benefit goes by the day of its event: the contracts in force then bear it, by their units.
//! Invariant: benefits are computed in the order of their events, so that one that ends a contract is seen by those after it.

mod asks;
mod bear;
mod book;
mod event;
mod filing;
mod terms;
mod waits;

use crate::domain::assessment::{Assessment, BenefitAssessment, CheckState, EventKind, Finding, StepKind};
use crate::domain::case::Granted;
use crate::domain::facts::{Cause, PastContract, PastEvent, PastStay};
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, apply_said, refuse_under};
use crate::rules::assess::{Computed, member};
use crate::rules::plan::{Contracts, Formula, Repeat};

use bear::{Bearing, Rate, borne};
use book::Book;
use event::Event;

/// A benefit with the events that it is claimed for.
struct Claimed<'a> {
    draft: Draft<'a>,
    events: Vec<Event>,
}

/// What the benefits computed so far did to the contracts.
#[derive(Default)]
struct Done {
    borne: Vec<(BenefitId, PastContract)>,
    /// The days and diseases of the illnesses that ended contracts, or that contracts go on without.
    illnesses: Vec<(Date, Option<String>)>,
}

/// Says what a claim comes to under the member's contracts.
pub fn assess<'a>(claim: Claim<'a>, rules: &'a Contracts, checks: &mut Checks<'_>) -> Computed<'a> {
    let mut book = Book::read(claim, rules);
    let not_eligible = terms::check(claim, rules, &mut book, checks);
    if claim.traced {
        member::dates(claim, checks);
        member::form(claim, checks);
        member::numbers(claim, checks);
        member::payee(claim, checks);
        member::bank(claim, checks);
    }
    let mut claimed: Vec<Claimed<'a>> = Vec::new();
    for benefit in claim.plan.benefits.iter().filter(|benefit| claim.claims(&benefit.id)) {
        let mut draft = Draft::new(claim, benefit);
        let events = match &benefit.formula {
            // A share of nothing comes to nothing, whatever else is found: nothing is asked.
            Formula::PerUnit { by_share: true, .. } if event::is_nothing(claim) => Vec::new(),
            Formula::PerUnit { event, .. } => event::find(claim, &mut draft, *event, &book, checks),
            _ => Vec::new(),
        };
        claimed.push(Claimed { draft, events });
    }
    if claim.traced {
        terms::in_force(&book, claimed.iter().flat_map(|claimed| &claimed.events), checks);
    }
    let mut order: Vec<usize> = (0..claimed.len()).collect();
    order.sort_by_key(|at| claimed[*at].events.first().map(|event| event.day));
    let mut done = Done { illnesses: earlier_illnesses(claim), ..Done::default() };
    for at in order {
        let Claimed { draft, events } = &mut claimed[at];
        compute(claim, rules, draft, events, (&book, &done), checks);
        if let Some(code) = not_eligible {
            refuse_under(claim, draft, code);
        }
        apply_said(claim, draft, checks);
        if draft.is_payable() {
            note(draft, events, &mut book, &mut done);
        } else {
            done.illnesses.extend(uncovered(draft, events));
        }
    }
    let mut deadlines = Vec::new();
    if claim.traced {
        open_claims(claim, checks);
        let first = |of: &Claimed<'a>| of.events.iter().map(|event| event.day).min().map(|day| (&of.draft.benefit.id, day));
        deadlines = filing::deadlines(claim, claimed.iter().filter_map(first));
    }
    Computed { drafts: claimed.into_iter().map(|claimed| claimed.draft).collect(), deadlines }
}

fn compute<'a>(
    claim: Claim<'a>,
    rules: &'a Contracts,
    draft: &mut Draft<'a>,
    events: &[Event],
    (book, done): (&Book<'a>, &Done),
    checks: &mut Checks<'_>,
) {
    let benefit = draft.benefit;
    let Formula::PerUnit { amount, for_diseases, waiting, by_share, .. } = &benefit.formula else {
        draft.no_figure();
        return;
    };
    let percent = if *by_share { event::share(claim, draft, checks) } else { None };
    if *by_share && percent.is_none() {
        return;
    }
    if !percent.is_some_and(|percent| percent.is_zero()) {
        earlier_grants(claim, draft, checks);
    }
    if !book.twins.is_empty() && claim.answer(book::TWICE).is_none() {
        draft.wait(book::TWICE);
    }
    // Of one number, one of the two that were stated is wrong: which, the record says, and no reviewer's yes makes two of it.
    book.clashes.iter().for_each(|at| draft.lack(format!("facts.enrolments[{at}].contract")));
    let bearing = Bearing { claim, rules, book, same: &done.borne, illnesses: &done.illnesses };
    for (nth, event) in events.iter().enumerate() {
        let own = |code: &String| for_diseases.iter().find(|other| other.diseases.contains(code)).map(|other| other.amount);
        let amount = event.disease.as_ref().and_then(own).unwrap_or(*amount);
        bearing.bear(draft, event, Rate { amount, percent, waiting: waiting.as_ref() }, nth > 0, checks);
    }
    if let Some(first) = events.first() {
        filing::window(claim, draft, first, book, checks);
    }
    draft.cap(benefit.cap);
    draft.close();
}

/// Once means once; and a grant of before that names no contract leaves open which of them it ended.
fn earlier_grants(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "earlier-grant";
    let benefit = draft.benefit;
    let paid = || claim.history.granted.iter().filter(|past| past.plan == claim.plan.id && past.amount > Money::ZERO);
    if benefit.repeat == Repeat::Once && paid().any(|past| past.benefit == benefit.id) {
        refuse_under(claim, draft, reasons::ALREADY_PAID_ONCE);
    }
    let ends = |id: &BenefitId| claim.plan.benefit(id).is_some_and(|benefit| benefit.ends_cover());
    let unnamed = paid().filter(|past| past.event.is_none() && (past.benefit == benefit.id || ends(&past.benefit)));
    let each = |past: &crate::domain::facts::PastBenefit| Finding {
        case: Some(past.case.clone()),
        day: Some(past.decided),
        amount: Some(past.amount),
        ..Finding::default()
    };
    let asked: Vec<Finding> = unnamed.map(each).collect();
    if asked.is_empty() {
        return;
    }
    checks.add_each(CHECK, Some(&benefit.id), CheckState::Unknown, asked);
    match claim.answer(CHECK) {
        Some(true) => {}
        None => draft.wait(CHECK),
        Some(false) => refuse_under(claim, draft, reasons::COVER_ENDED),
    }
}

/// Notes what a payable benefit does to the contracts that bear it.
fn note(draft: &Draft<'_>, events: &[Event], book: &mut Book<'_>, done: &mut Done) {
    let bearers = borne(draft.steps());
    if let Some(event) = events.first().filter(|_| draft.benefit.ends_cover()) {
        bearers.iter().for_each(|bearer| book.close(bearer, event.day));
        if event.disease.is_some() {
            done.illnesses.push((event.day, event.disease.clone()));
        }
    }
    done.borne.extend(bearers.into_iter().map(|bearer| (draft.benefit.id.clone(), bearer)));
}

/// The illness of a benefit that is not paid for it, and that the contracts go on without; or that is still open.
fn uncovered(draft: &Draft<'_>, events: &[Event]) -> Option<(Date, Option<String>)> {
    let event = events.first().filter(|event| event.disease.is_some())?;
    let not_covered = [reasons::WAITING_PERIOD, reasons::PRE_EXISTING].iter().any(|code| draft.is_refused_for(code));
    (draft.benefit.ends_cover() && (not_covered || draft.is_undecided())).then(|| (event.day, event.disease.clone()))
}

/// The illnesses for which earlier cases were paid, with the days that their contracts ended on.
fn earlier_illnesses(claim: Claim<'_>) -> Vec<(Date, Option<String>)> {
    let ends = |id: &BenefitId| claim.plan.benefit(id).is_some_and(|benefit| benefit.ends_cover());
    let illness = |id: &BenefitId| {
        matches!(claim.plan.benefit(id).map(|benefit| &benefit.formula), Some(Formula::PerUnit { event: EventKind::FirstDiagnosis, .. }))
    };
    let past = claim
        .history
        .granted
        .iter()
        .filter(|past| past.plan == claim.plan.id && ends(&past.benefit) && illness(&past.benefit) && past.amount > Money::ZERO);
    // An earlier case may name the disease in the words that were typed; by its code it is the same.
    let code = |said: &String| claim.plan.disease(said).map_or_else(|| said.trim().to_owned(), |disease| disease.code.clone());
    past.filter_map(|past| past.event.as_ref()).map(|event| (event.date, event.disease.as_ref().map(code))).collect()
}

/// Another case of the member that is undecided, and would end contracts.
fn open_claims(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let ends = |id: &BenefitId| claim.plan.benefit(id).is_some_and(|benefit| benefit.ends_cover());
    let open = claim.history.open.iter().filter(|open| open.plan == claim.plan.id && ends(&open.benefit));
    for case in open.map(|open| &open.case) {
        let finding = Finding { case: Some(case.clone()), ..variant("undecided") };
        checks.add_each("open-claim", None, CheckState::Warning, [finding]);
    }
}

/// What an approval records: the event of each benefit and the contracts that bore it.
pub fn granted(claim: Claim<'_>, assessment: &Assessment) -> Vec<Granted> {
    assessment.benefits.iter().map(|benefit| record(claim, benefit)).collect()
}

fn record(claim: Claim<'_>, benefit: &BenefitAssessment) -> Granted {
    let event = benefit.steps.iter().find_map(|step| match &step.kind {
        StepKind::EventDay { day, disease, .. } => Some((*day, disease.clone())),
        _ => None,
    });
    let contracts = borne(&benefit.steps);
    let admitted = |day: Date| {
        benefit.steps.iter().any(|step| matches!(step.kind, StepKind::EventDay { of: EventKind::Admission, day: of, .. } if of == day))
    };
    let all_illness = event::is_all_illness(&claim.facts.stays);
    let stays = claim.facts.stays.iter().filter(|stay| (all_illness || stay.cause() != Cause::Illness) && admitted(stay.admission));
    let stay = |stay: &crate::domain::facts::Stay| PastStay { admission: stay.admission, discharge: stay.discharge, days: 0, own: None };
    let paid = benefit.amount > Money::ZERO;
    Granted {
        benefit: benefit.benefit.clone(),
        amount: benefit.amount,
        stays: if paid { stays.map(stay).collect() } else { Vec::new() },
        expense: None,
        class: None,
        event: event.filter(|_| paid).map(|(date, disease)| PastEvent { date, disease, contracts }),
    }
}
