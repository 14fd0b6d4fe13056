//! Benefits of one sum for an event, by the class of the cover.

use crate::domain::assessment::{CheckState, EventKind, Finding, StepKind};
use crate::domain::facts::DeathCause;
use crate::rules::assess::by_enrolment::event::Event;
use crate::rules::assess::checks::{Checks, LISTED, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::disease::listed;
use crate::rules::assess::draft::{Draft, refuse_under, unless_denied};
use crate::rules::assess::lists::{Asked, judge, judge_found, look_up};
use crate::rules::assess::period::{critical, stays};
use crate::rules::plan::{CoverAmount, ListKind};

/// Assesses a sum fixed by the class of the cover.
pub fn by_class(
    claim: Claim<'_>,
    draft: &mut Draft<'_>,
    (amounts, with_stay, total_disability): (&[CoverAmount], bool, bool),
    event: Option<&Event>,
    checks: &mut Checks<'_>,
) {
    let Some(event) = event else { return };
    match event.kind {
        EventKind::FirstDiagnosis => {
            disease(claim, draft, event, checks);
            first_time(claim, draft, checks);
        }
        EventKind::Death => cause_of_death(claim, draft),
        _ => {}
    }
    if with_stay {
        critical::hospitalised(claim, draft, &stays::place(claim), Some(event.day), checks);
        hospital(claim, draft, event, checks);
    }
    if total_disability {
        is_total(claim, draft, checks);
    }
    critical::once(claim, draft, checks);
    let class = claim.enrolment().and_then(|enrolment| enrolment.class.as_deref()).map(str::trim).unwrap_or_default();
    if let Some(CoverAmount { amount, .. }) = amounts.iter().find(|amount| amount.class == class) {
        draft.add(StepKind::ForClass { class: class.to_owned(), event: event.kind, day: event.day }, amount.exact());
    }
    draft.cap(draft.benefit.cap);
    draft.close();
}

/// Where the documents don't name the diseases, the list is the operator's, and the reviewer says that the disease is on it.
pub fn disease(claim: Claim<'_>, draft: &mut Draft<'_>, event: &Event, checks: &mut Checks<'_>) {
    const CHECK: &str = "disease-listed";
    let Some(diagnosis) = &claim.facts.diagnosis else { return };
    if !claim.plan.diseases.is_empty() {
        listed(claim, draft, diagnosis, checks);
        return;
    }
    let said = vec![(diagnosis.disease.as_deref(), "facts.diagnosis.disease".to_owned())];
    let asked = Asked { check: CHECK, reason: reasons::DISEASE_NOT_LISTED, said };
    if judge(claim, draft, (ListKind::Disease, event.day), &asked, checks) {
        return;
    }
    let Some(said) = diagnosis.disease.as_deref().map(str::trim).filter(|said| !said.is_empty()) else {
        draft.lack("facts.diagnosis.disease");
        checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, missing(vec!["facts.diagnosis.disease".into()]));
        return;
    };
    let finding = Finding { said: Some(said.chars().take(super::super::disease::REPEATED).collect()), ..variant("operators-list") };
    checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
    match claim.answer(CHECK) {
        None => draft.wait(CHECK),
        Some(true) => {}
        Some(false) => refuse_under(claim, draft, reasons::DISEASE_NOT_LISTED),
    }
}

/// Where treatment and diagnosis count is the operator's list too; without it a reviewer answers for the hospital by approving. Where one of
/// the two is on it and the other is not, he says.
pub fn hospital(claim: Claim<'_>, draft: &mut Draft<'_>, event: &Event, checks: &mut Checks<'_>) {
    const CHECK: &str = "hospital-accepted";
    let Some(list) = claim.plan.list(ListKind::Hospital, event.day) else {
        let state = unless_denied(claim, draft, (CHECK, reasons::HOSPITAL_NOT_ACCEPTED), CheckState::Attested, checks);
        checks.add_resolved(CHECK, Some(&draft.benefit.id), state, Finding::default());
        return;
    };
    let stays = claim.facts.stays.iter().enumerate().take(LISTED);
    let said: Vec<_> = stays.map(|(at, stay)| (stay.hospital.as_deref(), format!("facts.stays[{at}].hospital"))).collect();
    let of_stays = look_up(list, &said);
    let diagnosed = claim.facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.hospital.as_deref());
    let found = match diagnosed.map(|said| look_up(list, &[(Some(said), "facts.diagnosis.hospital".to_owned())])) {
        Some((CheckState::Pass, _)) if of_stays.0 == CheckState::Fail => (CheckState::Unknown, of_stays.1),
        Some((state, finding)) if of_stays.0 == CheckState::Pass && state != CheckState::Pass => (CheckState::Unknown, finding),
        _ => of_stays,
    };
    judge_found(claim, draft, (list, found), (CHECK, reasons::HOSPITAL_NOT_ACCEPTED), checks);
}

/// "First diagnosed inside the coverage period": one known before is not.
fn first_time(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "first-time-in-cover";
    let id = Some(&draft.benefit.id);
    let known = claim.facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.known_before);
    let finding = |which: &str| Finding { from: Some(claim.cover.from), ..variant(which) };
    let reason = claim.says(reasons::PRE_EXISTING, reasons::NOT_COVERED_TERM);
    match known {
        Some(true) => {
            checks.add_resolved(CHECK, id, CheckState::Fail, finding("known"));
            if claim.answer(CHECK) != Some(true) {
                refuse_under(claim, draft, reason);
            }
        }
        said => {
            let (state, which) = if said.is_some() { (CheckState::Pass, "new") } else { (CheckState::Attested, "unsaid") };
            let state = unless_denied(claim, draft, (CHECK, reason), state, checks);
            checks.add_resolved(CHECK, id, state, finding(which));
        }
    }
}

/// Where somebody enters the amount by the clauses of the year, whether a disease known before is covered is in these: the reviewer says.
pub fn known_before(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "first-time-in-cover";
    if claim.plan.check(CHECK).is_none() || claim.facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.known_before) != Some(true) {
        return;
    }
    match claim.answer(CHECK) {
        None => draft.wait(CHECK),
        Some(true) => {}
        Some(false) => refuse_under(claim, draft, claim.says(reasons::PRE_EXISTING, reasons::NOT_ELIGIBLE)),
    }
    let finding = Finding { from: Some(claim.cover.from), ..variant("known-asked") };
    checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
}

/// A death by accident and one of illness are two benefits.
fn cause_of_death(claim: Claim<'_>, draft: &mut Draft<'_>) {
    let Some(death) = &claim.facts.death else { return };
    let by_accident = draft.benefit.of_accident;
    match death.cause {
        None => draft.lack("facts.death.cause"),
        Some(cause) if (cause == DeathCause::Accident) == by_accident => {}
        Some(_) => refuse_under(claim, draft, claim.says(reasons::OTHER_CAUSE_OF_DEATH, reasons::NOT_ELIGIBLE)),
    }
}

/// Paid when the assessment, or a re-assessment, meets a definition of total disability.
fn is_total(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "total-disability";
    const PATH: &str = "facts.disability.total";
    let id = Some(&draft.benefit.id);
    let disability = claim.facts.disability.as_ref();
    let day = disability.and_then(|disability| disability.assessed);
    let reason = claim.says(reasons::NOT_TOTAL_DISABILITY, reasons::NOT_ELIGIBLE);
    match disability.and_then(|disability| disability.total) {
        Some(true) => {
            let state = unless_denied(claim, draft, (CHECK, reason), CheckState::Pass, checks);
            checks.add_resolved(CHECK, id, state, Finding { day, ..variant("total") });
        }
        Some(false) => {
            checks.add_resolved(CHECK, id, CheckState::Fail, Finding { day, ..variant("not-total") });
            let clause = claim.plan.check(CHECK).map_or(&draft.benefit.clause, |rule| &rule.clause);
            draft.refuse(&reason.into(), clause);
        }
        None => {
            checks.add_resolved(CHECK, id, CheckState::Unknown, missing(vec![PATH.into()]));
            draft.lack(PATH);
        }
    }
}
