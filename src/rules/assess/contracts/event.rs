//! The event that a benefit is claimed for: its day, and what must be known of it.
//!
//! Reading: the day is that of the first diagnosis, the admission, the death, or the accident that left a disability.

use rust_decimal::Decimal;

use crate::domain::assessment::{CheckState, EventKind, Finding};
use crate::domain::facts::{Accident, Cause, Death, DeathCause, Diagnosis, PastEvent, Stay};
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, LISTED, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::contracts::book::Book;
use crate::rules::assess::disease::listed;
use crate::rules::assess::draft::{Draft, refuse_under};
use crate::rules::assess::papers;

/// The most admissions of one claim. Nobody is admitted so often after one accident; each is held against every contract.
const MOST_EVENTS: usize = 50;

/// One event, as far as the contracts are concerned.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    pub day: Date,
    /// The code of the disease first diagnosed.
    pub disease: Option<String>,
    /// The day of the accident that it comes from.
    pub accident: Option<Date>,
}

/// Finds the events that a benefit is claimed for, in order of their days; none where a fact is missing.
pub fn find(claim: Claim<'_>, draft: &mut Draft<'_>, kind: EventKind, book: &Book<'_>, checks: &mut Checks<'_>) -> Vec<Event> {
    match kind {
        EventKind::FirstDiagnosis => diagnosis(claim, draft, book, checks),
        EventKind::Admission => admissions(claim, draft, checks),
        EventKind::Death => death(claim, draft, book, checks),
        // No plan of contracts goes by these: refused on loading.
        EventKind::Care | EventKind::Fire => Vec::new(),
        EventKind::Accident => {
            let day = accident(claim, draft, checks);
            day.map(|day| Event { kind, day, disease: None, accident: Some(day) }).into_iter().collect()
        }
    }
}

fn diagnosis(claim: Claim<'_>, draft: &mut Draft<'_>, book: &Book<'_>, checks: &mut Checks<'_>) -> Vec<Event> {
    let Some(diagnosis) = &claim.facts.diagnosis else {
        draft.lack("facts.diagnosis");
        return Vec::new();
    };
    let disease = listed(claim, draft, diagnosis, checks);
    let Some(day) = diagnosis.diagnosed else {
        draft.lack("facts.diagnosis.diagnosed");
        return Vec::new();
    };
    let id = Some(&draft.benefit.id);
    let before_joining = book.joined().is_some_and(|joined| day < joined);
    let finding = |which, from| Finding { day: Some(day), from, ..variant(which) };
    // Every reason against it: one answer lets them all pass.
    let mut against = Vec::new();
    against.extend((diagnosis.known_before == Some(true)).then(|| finding("known", book.joined())));
    let paid = disease.map(|disease| paid_before(claim, draft, &disease.code, day)).unwrap_or_default();
    against.extend(paid.into_iter().map(|event| finding("paid-before", Some(event.date))));
    against.extend(before_joining.then(|| finding("before-joining", book.joined())));
    if against.is_empty() {
        let (state, which) = if diagnosis.known_before.is_some() { (CheckState::Pass, "new") } else { (CheckState::Attested, "unsaid") };
        checks.add_resolved("first-time", id, state, finding(which, book.joined()));
    } else if claim.answer("first-time") != Some(true) {
        refuse_under(claim, draft, reasons::PRE_EXISTING);
    }
    checks.add_each("first-time", id, CheckState::Fail, against);
    vec![Event { kind: EventKind::FirstDiagnosis, day, disease: disease.map(|disease| disease.code.clone()), accident: None }]
}

/// The diagnoses for which earlier cases were paid for the same disease. No disease is suffered for the first time twice, so a
/// contract that was still waiting then does not cover it either.
fn paid_before<'a>(claim: Claim<'a>, draft: &Draft<'a>, code: &str, day: Date) -> Vec<&'a PastEvent> {
    let past = claim.past(&draft.benefit.id).filter(|past| past.amount > Money::ZERO).filter_map(|past| past.event.as_ref());
    let same = |said: &str| claim.plan.disease(said).map_or(said == code, |disease| disease.code == code);
    past.filter(|event| event.date < day && event.disease.as_deref().is_some_and(same)).collect()
}

/// The admissions of the stays that an accident brought about. Of a stay without a stated cause nobody knows whether one did: an
/// accident in the claim doesn't say which of its stays it brought about.
fn admissions(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) -> Vec<Event> {
    let stays = &claim.facts.stays;
    let all_illness = is_all_illness(stays);
    // A reviewer who says that it was an accident all the same says it of every stay.
    let by_accident = |stay: &&Stay| all_illness || stay.cause() != Cause::Illness;
    let unsaid = stays.iter().enumerate().filter(|(_, stay)| stay.cause.is_none());
    unsaid.take(LISTED).for_each(|(at, _)| draft.lack(format!("facts.stays[{at}].cause")));
    if stays.is_empty() {
        draft.lack("facts.stays");
    } else if all_illness {
        checks.add_resolved("accident", Some(&draft.benefit.id), CheckState::Fail, variant("illness"));
        if claim.answer("accident") != Some(true) {
            let denied = claim.plan.check("accident").and_then(|rule| rule.denied.as_ref());
            refuse_under(claim, draft, denied.map_or(reasons::NOT_ELIGIBLE, |denied| denied.reason.as_str()));
            return Vec::new();
        }
    }
    let accident = accident(claim, draft, checks);
    let mut days: Vec<Date> = stays.iter().filter(by_accident).map(|stay| stay.admission).collect();
    days.sort_unstable();
    days.dedup();
    if days.len() > MOST_EVENTS {
        draft.lack("facts.stays");
        return Vec::new();
    }
    days.into_iter().map(|day| Event { kind: EventKind::Admission, day, disease: None, accident }).collect()
}

/// Whether every stay is said to have been for an illness.
pub fn is_all_illness(stays: &[Stay]) -> bool {
    stays.iter().all(|stay| stay.cause == Some(Cause::Illness))
}

fn death(claim: Claim<'_>, draft: &mut Draft<'_>, book: &Book<'_>, checks: &mut Checks<'_>) -> Vec<Event> {
    let Some(death) = &claim.facts.death else {
        draft.lack("facts.death");
        return Vec::new();
    };
    let accident = match death.cause {
        None => {
            draft.lack("facts.death.cause");
            None
        }
        Some(DeathCause::Illness) => {
            ill_before(claim, draft, death, book, checks);
            None
        }
        Some(DeathCause::Accident) => accident(claim, draft, checks),
    };
    vec![Event { kind: EventKind::Death, day: death.date, disease: None, accident }]
}

/// Whether the illness of a death was there before joining. The document covers no such illness, and lets no death wait: where it was
/// there, the reviewer says.
fn ill_before(claim: Claim<'_>, draft: &mut Draft<'_>, death: &Death, book: &Book<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "first-time";
    let is = |said: &str| claim.plan.disease(said).map_or_else(|| said.trim().to_owned(), |disease| disease.code.clone());
    let same = |diagnosis: &&Diagnosis| death.illness.as_deref().zip(diagnosis.disease.as_deref()).is_some_and(|(a, b)| is(a) == is(b));
    let before = |diagnosis: &&Diagnosis| {
        diagnosis.known_before == Some(true) || diagnosis.diagnosed.zip(book.joined()).is_some_and(|(day, joined)| day < joined)
    };
    let known = claim.facts.diagnosis.as_ref().filter(same).filter(before);
    let (state, which) = if known.is_some() { (CheckState::Unknown, "death-known") } else { (CheckState::Attested, "death") };
    let finding = Finding { day: Some(death.date), from: book.joined(), ..variant(which) };
    checks.add_resolved(CHECK, Some(&draft.benefit.id), state, finding);
    match claim.answer(CHECK).filter(|_| known.is_some()) {
        None if known.is_some() => draft.wait(CHECK),
        Some(false) => refuse_under(claim, draft, reasons::PRE_EXISTING),
        Some(true) | None => {}
    }
}

/// The day of the accident, and whether it is told how it came about. What its proof hangs on is asked for with the papers.
fn accident(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) -> Option<Date> {
    let Some(accident) = &claim.facts.accident else {
        draft.lack("facts.accident");
        return None;
    };
    if accident.date.is_none() {
        draft.lack("facts.accident.date");
    }
    let told = accident.account.as_deref().is_some_and(|account| !account.trim().is_empty());
    let unsaid = unsaid_of_proof(claim, accident);
    let (state, finding) = match told {
        _ if !unsaid.is_empty() => (CheckState::Unknown, missing(unsaid)),
        false => (CheckState::Warning, Finding { missing: vec!["facts.accident.account".into()], ..variant("no-account") }),
        true => (CheckState::Pass, Finding { day: accident.date, ..variant("told") }),
    };
    checks.add("accident", Some(&draft.benefit.id), state, finding);
    accident.date
}

/// What the proof of an accident hangs on and nobody stated, in plans without the check that asks for it with the papers.
fn unsaid_of_proof(claim: Claim<'_>, accident: &Accident) -> Vec<String> {
    if claim.plan.check(papers::PAPER_FACTS).is_some() {
        return Vec::new();
    }
    let is_traffic = papers::is_traffic(claim);
    let asked = [
        ("kind", accident.kind.is_none()),
        ("as_driver", accident.kind.is_some() && is_traffic && accident.as_driver.is_none()),
        ("police", accident.kind.is_some() && is_traffic && accident.police.is_none()),
    ];
    asked.into_iter().filter(|(_, is_open)| *is_open).map(|(field, _)| format!("facts.accident.{field}")).collect()
}

/// Whether the assessment found no disability at all.
pub fn is_nothing(claim: Claim<'_>) -> bool {
    claim.facts.disability.as_ref().and_then(|disability| disability.share).is_some_and(|share| share.is_zero())
}

/// The assessed share of a disability in per cent. Without one nothing is computed: the document has no table.
pub fn share(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) -> Option<Decimal> {
    const PATH: &str = "facts.disability.share";
    let id = Some(&draft.benefit.id);
    let Some(share) = claim.facts.disability.as_ref().and_then(|disability| disability.share) else {
        checks.add("disability-share", id, CheckState::Unknown, missing(vec![PATH.into()]));
        draft.lack(PATH);
        return None;
    };
    if share < Decimal::ZERO || share > Decimal::ONE_HUNDRED {
        checks.add("disability-share", id, CheckState::Fail, Finding { missing: vec![PATH.into()], ..variant("out-of-range") });
        draft.lack(PATH);
        return None;
    }
    checks.add("disability-share", id, CheckState::Attested, Finding { said: Some(share.normalize().to_string()), ..variant("assessed") });
    Some(share)
}
