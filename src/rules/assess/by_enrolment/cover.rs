//! Which of the member's covers an event lies in, and of which class that is.

use crate::domain::assessment::{CheckState, EventKind, Finding};
use crate::domain::facts::Enrolment;
use crate::domain::time::{Date, Span};
use crate::rules::assess::by_enrolment::event::Event;
use crate::rules::assess::checks::{Checks, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, refuse_under, unless_denied};
use crate::rules::plan::{ByEnrolment, Formula};

/// The covers of the member under the plan, the earliest first.
fn covers<'a>(claim: Claim<'a>) -> Vec<&'a Enrolment> {
    let mut covers: Vec<&Enrolment> = claim.facts.enrolments.iter().filter(|enrolment| enrolment.plan == claim.plan.id).collect();
    covers.sort_by_key(|enrolment| (enrolment.cover.from, enrolment.cover.to));
    covers
}

/// The cover that an event lies in, and for care its first day there; of several the last. Where it lies in none, one that another of
/// its days lies in, else the last one that began before it, so that what is missing is told of that; without an event, the last one.
pub fn place(claim: Claim<'_>, event: Option<&mut Event>) -> Option<Span> {
    let covers = covers(claim);
    let last = covers.last().map(|enrolment| enrolment.cover);
    let Some(event) = event else { return last };
    let begun_in = |cover: Span| event.care.iter().map(|care| care.from).filter(|day| cover.contains(*day)).min();
    let held = covers.iter().rev().find_map(|enrolment| Some((enrolment.cover, begun_in(enrolment.cover)?)));
    if let Some((cover, day)) = held {
        event.day = day;
        return Some(cover);
    }
    let touched = covers.iter().find(|enrolment| touches(enrolment.cover, event));
    let before = || covers.iter().rev().find(|enrolment| enrolment.cover.from <= event.day);
    touched.or_else(before).or(covers.first()).map(|enrolment| enrolment.cover)
}

/// Whether a day by which the documents may go lies in a cover: the end of care, the accident before a death.
fn touches(cover: Span, event: &Event) -> bool {
    event.care.iter().any(|care| cover.contains(care.to)) || event.other_day.is_some_and(|day| cover.contains(day))
}

/// Places a claim in the cover of an event: checks that there is one, and that its class has the benefit.
pub fn of<'a>(
    claim: Claim<'a>,
    rules: &ByEnrolment,
    draft: &mut Draft<'_>,
    event: Option<&mut Event>,
    checks: &mut Checks<'_>,
) -> Claim<'a> {
    const CHECK: &str = "enrolled";
    let id = Some(&draft.benefit.id);
    let mut event = event;
    let Some(cover) = place(claim, event.as_deref_mut()) else {
        match claim.answer(CHECK) {
            Some(false) => refuse_under(claim, draft, reasons::NOT_COVERED_TERM),
            _ => draft.lack("facts.enrolments"),
        }
        if claim.facts.enrolments.is_empty() {
            checks.add_resolved(CHECK, id, CheckState::Unknown, missing(vec!["facts.enrolments".into()]));
        } else {
            checks.add_resolved(CHECK, id, CheckState::Fail, missing(vec!["facts.enrolments".into()]));
        }
        return claim;
    };
    let own = Claim { cover, ..claim };
    let day = event.as_ref().map(|event| event.day);
    if let Some(event) = event {
        borne(own, draft, event, checks);
    }
    class(own, rules, draft, day, checks);
    own
}

/// Where the member's enrolments of one day are of two classes that do not bring the same: the path of the class that is in doubt, and both
/// as they were stated. Which of them holds must be said; neither the order in which they stand nor the larger sum says it.
fn other_class(claim: Claim<'_>, draft: &Draft<'_>, day: Option<Date>) -> Option<(String, String)> {
    let own = claim.enrolment()?;
    let brings = |enrolment: &Enrolment| {
        let class = enrolment.class.as_deref().map(str::trim)?;
        let amount = match &draft.benefit.formula {
            Formula::FixedByClass { amounts, .. } => amounts.iter().find(|of| of.class == class).map(|of| of.amount),
            _ => None,
        };
        Some((draft.benefit.classes.is_empty() || draft.benefit.classes.iter().any(|of| of == class), amount))
    };
    let of_day = |enrolment: &Enrolment| {
        let held = enrolment.cover == claim.cover || day.is_some_and(|day| enrolment.cover.contains(day));
        enrolment.plan == claim.plan.id && held
    };
    let differs = |enrolment: &Enrolment| of_day(enrolment) && enrolment.class.is_some() && brings(enrolment) != brings(own);
    let (at, other) = claim.facts.enrolments.iter().enumerate().find(|(_, enrolment)| own.class.is_some() && differs(enrolment))?;
    let both = [own, other].map(|enrolment| enrolment.class.as_deref().unwrap_or_default().trim());
    Some((format!("facts.enrolments[{at}].class"), both.join("/")))
}

/// Whether the cover bears the event. The documents of these plans leave it to the clauses of the year which day of care, or of a death
/// after an accident, decides: where the days differ, the reviewer says.
fn borne(claim: Claim<'_>, draft: &mut Draft<'_>, event: &Event, checks: &mut Checks<'_>) {
    const CHECK: &str = "enrolled";
    let id = Some(&draft.benefit.id);
    let cover = claim.cover;
    let finding = |which: &str| Finding { day: Some(event.day), from: Some(cover.from), to: Some(cover.to), ..variant(which) };
    if !cover.contains(event.day) && !touches(cover, event) {
        // Of care out of hospital only the day of the bill is known: it may have begun before.
        if event.kind == EventKind::Care && event.care.iter().any(|care| care.from == care.to && care.from > cover.to) {
            return asks(claim, draft, Finding { stays: event.care.clone(), ..finding("settled-after") }, checks);
        }
        checks.add_resolved(CHECK, id, CheckState::Fail, finding("outside"));
        if claim.answer(CHECK) != Some(true) {
            refuse_under(claim, draft, reasons::NOT_COVERED_TERM);
        }
        return;
    }
    if let Some(day) = event.other_day.filter(|day| cover.contains(*day) != cover.contains(event.day)) {
        let span = Span { from: day, to: event.day };
        return asks(claim, draft, Finding { stays: vec![span], ..finding("accident") }, checks);
    }
    let across: Vec<Span> = event.care.iter().copied().filter(|care| cover.contains(care.from) != cover.contains(care.to)).collect();
    if across.is_empty() {
        let state = unless_denied(claim, draft, (CHECK, reasons::NOT_COVERED_TERM), CheckState::Pass, checks);
        checks.add_resolved(CHECK, id, state, finding("inside"));
    } else {
        asks(claim, draft, Finding { stays: across, ..finding("across") }, checks);
    }
    elsewhere(claim, draft, event, checks);
}

/// Asks whether the cover bears an event of which only some days lie in it.
fn asks(claim: Claim<'_>, draft: &mut Draft<'_>, finding: Finding, checks: &mut Checks<'_>) {
    const CHECK: &str = "enrolled";
    match claim.answer(CHECK) {
        None => draft.wait(CHECK),
        Some(true) => {}
        Some(false) => refuse_under(claim, draft, reasons::NOT_COVERED_TERM),
    }
    checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
}

/// Care outside the cover that the rest lies in brings nothing under it: whoever enters the amount says that he left it out. Where rates
/// compute the amount, they leave it out themselves.
fn elsewhere(claim: Claim<'_>, draft: &mut Draft<'_>, event: &Event, checks: &mut Checks<'_>) {
    const CHECK: &str = "cover-part";
    let cover = claim.cover;
    let outside: Vec<Span> = event.care.iter().copied().filter(|care| !cover.contains(care.from) && !cover.contains(care.to)).collect();
    if outside.is_empty() || !matches!(draft.benefit.formula, Formula::Assessed { .. }) {
        return;
    }
    if claim.answer(CHECK) != Some(true) {
        draft.wait(CHECK);
    }
    let finding = Finding { from: Some(cover.from), to: Some(cover.to), stays: outside, ..variant("outside") };
    checks.add(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
}

/// Some benefits come with some classes of cover only.
fn class(claim: Claim<'_>, rules: &ByEnrolment, draft: &mut Draft<'_>, day: Option<Date>, checks: &mut Checks<'_>) {
    const CHECK: &str = "cover-class";
    let by_class = matches!(draft.benefit.formula, Formula::FixedByClass { .. }) || !draft.benefit.classes.is_empty();
    if rules.classes.is_empty() || !by_class {
        return;
    }
    let id = Some(&draft.benefit.id);
    let at = claim.facts.enrolments.iter().position(|enrolment| enrolment.plan == claim.plan.id && enrolment.cover == claim.cover);
    let path = format!("facts.enrolments[{}].class", at.unwrap_or_default());
    if let Some((path, both)) = other_class(claim, draft, day) {
        checks.add_resolved(
            CHECK,
            id,
            CheckState::Unknown,
            Finding { missing: vec![path.clone()], said: Some(both), ..variant("two-classes") },
        );
        draft.lack(path);
        return;
    }
    let Some(said) = claim.enrolment().and_then(|enrolment| enrolment.class.as_deref()).map(str::trim) else {
        checks.add_resolved(CHECK, id, CheckState::Unknown, missing(vec![path.clone()]));
        draft.lack(path);
        return;
    };
    let finding = |which: &str| Finding { said: Some(said.to_owned()), ..variant(which) };
    if !claim.plan.has_class(said) && !rules.other_classes {
        checks.add_resolved(CHECK, id, CheckState::Unknown, Finding { missing: vec![path.clone()], ..finding("unknown") });
        draft.lack(path);
    } else if draft.benefit.classes.is_empty() || draft.benefit.classes.iter().any(|class| class == said) {
        let state =
            unless_denied(claim, draft, (CHECK, claim.says(reasons::NOT_IN_CLASS, reasons::NOT_ELIGIBLE)), CheckState::Pass, checks);
        checks.add_resolved(CHECK, id, state, finding("has"));
    } else {
        checks.add_resolved(CHECK, id, CheckState::Fail, finding("has-not"));
        refuse_under(claim, draft, claim.says(reasons::NOT_IN_CLASS, reasons::NOT_ELIGIBLE));
    }
}
