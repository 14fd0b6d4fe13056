//! What was paid, or is claimed, for the same event before.
//!
//! Reading: the documents do not say how often such a benefit is paid; that one event is not paid twice, and that nobody dies twice, they
//! need not say. So what looks like the same event goes to the reviewer.

use crate::domain::assessment::{CheckState, EventKind, ExclusiveGround, Finding};
use crate::domain::facts::PastBenefit;
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::time::Span;
use crate::rules::assess::by_enrolment::event::{self, Event};
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, ask};
use crate::rules::plan::{ExclusiveGroup, Formula};

/// Asks of a payment for what looks like the same event.
pub fn paid(claim: Claim<'_>, draft: &mut Draft<'_>, event: &Event, checks: &mut Checks<'_>) {
    const CHECK: &str = "paid-before";
    let id = &draft.benefit.id;
    let assessed = matches!(draft.benefit.formula, Formula::Assessed { .. });
    // A sum fixed by class is paid once in a cover; under another one the same disease is not found for the first time.
    let again = |past: &PastBenefit| {
        let of_cover = || claim.past(&past.benefit).any(|own| std::ptr::eq(own, past));
        event.kind == EventKind::FirstDiagnosis && is_same_disease(claim, past, event) && !of_cover()
    };
    let own = |past: &PastBenefit| past.benefit == *id && if assessed { is_same(claim, past, event) } else { again(past) };
    let asked: Vec<Finding> = (claim.history.granted.iter())
        .filter(|past| claim.in_series(&past.plan) && past.amount > Money::ZERO && (own(past) || is_other_death(claim, past, id, event)))
        .map(|past| Finding {
            day: Some(past.decided),
            amount: Some(past.amount),
            case: Some(past.case.clone()),
            ..variant(if past.benefit == *id { "same" } else { "death" })
        })
        .collect();
    if asked.is_empty() {
        return;
    }
    ask(claim, draft, CHECK, asked, checks, reasons::ALREADY_PAID_ONCE);
}

/// The same day, stays that overlap, an illness in the same cover. A grant that names neither a day nor a stay may be of any event that
/// came before it was decided.
fn is_same(claim: Claim<'_>, past: &PastBenefit, event: &Event) -> bool {
    let names_nothing = past.event.is_none() && past.stays.is_empty();
    if names_nothing && event.kind != EventKind::FirstDiagnosis {
        return past.decided >= event.day;
    }
    let overlaps = |span: &Span| past.stays.iter().any(|stay| stay.admission <= span.to && span.from <= stay.discharge);
    let day = past.event.as_ref().map(|event| event.date);
    match event.kind {
        EventKind::Care | EventKind::Admission => {
            let on_day = |span: &Span| day.is_some_and(|day| span.contains(day));
            event.care.iter().any(|span| overlaps(span) || on_day(span))
        }
        EventKind::FirstDiagnosis => claim.cover.contains(day.unwrap_or(past.decided)) || is_same_disease(claim, past, event),
        _ => day == Some(event.day),
    }
}

/// Whether a grant names the disease of an event. Where the plan has no list, each is in the words of who typed it, and one may name it more
/// fully than the other.
fn is_same_disease(claim: Claim<'_>, past: &PastBenefit, event: &Event) -> bool {
    let named = |disease: Option<&String>| disease.map(|said| said.trim().to_owned()).filter(|said| !said.is_empty());
    let before = past.event.as_ref().and_then(|event| named(event.disease.as_ref()));
    let Some((before, now)) = before.zip(named(event.disease.as_ref())) else { return false };
    before == now || (claim.plan.diseases.is_empty() && (before.contains(&now) || now.contains(&before)))
}

/// Whether another benefit for the member's death was paid.
fn is_other_death(claim: Claim<'_>, past: &PastBenefit, id: &BenefitId, event: &Event) -> bool {
    let kind = claim.plan.benefit(&past.benefit).map(|benefit| event::kind(&benefit.formula));
    event.kind == EventKind::Death && kind == Some(EventKind::Death) && past.benefit != *id
}

/// Of one accident one sum is owed, whatever covers its days lie in. A grant under another cover for the same accident stands in the
/// place of this one; whether one of which the accident's day is not known was for it, the reviewer says; another accident is another sum.
fn one_accident(claim: Claim<'_>, group: &ExclusiveGroup, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "paid-before";
    let id = &draft.benefit.id;
    let is_other = |past: &&PastBenefit| {
        let other = past.benefit != *id && group.benefits.contains(&past.benefit) && past.amount > Money::ZERO;
        other && claim.in_series(&past.plan) && !claim.past(&past.benefit).any(|own| std::ptr::eq(own, *past))
    };
    let accident = claim.facts.accident.as_ref().and_then(|accident| accident.date);
    // The event of a death is the death, and its accident is not known.
    let of_accident = |past: &PastBenefit| {
        let kind = claim.plan.benefit(&past.benefit).map(|benefit| event::kind(&benefit.formula));
        past.event.as_ref().filter(|_| kind == Some(EventKind::Accident)).map(|event| event.date)
    };
    let mut asked: Vec<Finding> = Vec::new();
    for past in claim.history.granted.iter().filter(is_other) {
        match of_accident(past).zip(accident) {
            Some((theirs, own)) if theirs == own => {
                draft.supersede(&past.benefit, ExclusiveGround::PaidBefore, past.amount, &group.clause);
            }
            Some(_) => {}
            None => asked.push(Finding {
                day: Some(past.decided),
                amount: Some(past.amount),
                case: Some(past.case.clone()),
                ..variant("one-sum")
            }),
        }
    }
    if asked.is_empty() {
        return;
    }
    ask(claim, draft, CHECK, asked, checks, reasons::ALREADY_PAID_ONCE);
}

/// Of benefits that are one sum between them only one is paid: one that was paid takes the place of the others; of two in one claim the
/// reviewer says which; where another case claims one, he says whether to go on.
pub fn one_sum(claim: Claim<'_>, group: &ExclusiveGroup, drafts: &mut [Draft<'_>], checks: &mut Checks<'_>) {
    const CHECK: &str = "one-sum";
    let at: Vec<usize> = group.benefits.iter().filter_map(|id| drafts.iter().position(|draft| draft.benefit.id == *id)).collect();
    for at in &at {
        let id = &drafts[*at].benefit.id;
        let others = || group.benefits.iter().filter(|other| *other != id);
        if let Some(other) = others().find(|other| claim.paid(other) > Money::ZERO) {
            let paid = claim.paid(other);
            drafts[*at].supersede(other, ExclusiveGround::PaidBefore, paid, &group.clause);
            continue;
        }
        one_accident(claim, group, &mut drafts[*at], checks);
        let open = claim.history.open.iter().filter(|open| open.plan == claim.plan.id && others().any(|other| open.benefit == *other));
        let open: Vec<Finding> = open.map(|open| Finding { case: Some(open.case.clone()), ..variant("one-sum") }).collect();
        if !open.is_empty() {
            checks.add_each("open-claim", Some(id), CheckState::Unknown, open);
            if claim.answer("open-claim") != Some(true) {
                drafts[*at].wait("open-claim");
            }
        }
    }
    let open: Vec<usize> = at.into_iter().filter(|at| drafts[*at].is_payable() || drafts[*at].is_undecided()).collect();
    let [first, second, ..] = open[..] else { return };
    let chosen = claim.facts.choices.exclusive.as_ref().map(|id| drafts[second].benefit.id == *id);
    let answer = claim.answer(CHECK).or(chosen.map(|second| !second));
    let (taken, left) = if answer == Some(false) { (second, first) } else { (first, second) };
    let (taken, amount) = (drafts[taken].benefit.id.clone(), drafts[taken].amount());
    let finding = Finding { amount: Some(amount), ..variant("which") };
    match answer {
        // One that nobody chose is not paid yet.
        None => {
            drafts[first].wait(CHECK);
            drafts[second].wait(CHECK);
            checks.add(CHECK, Some(&taken), CheckState::Unknown, finding);
        }
        Some(_) => {
            drafts[left].supersede(&taken, ExclusiveGround::Chosen, amount, &group.clause);
            checks.add_obeyed(CHECK, Some(&taken), CheckState::Attested, finding);
        }
    }
}
