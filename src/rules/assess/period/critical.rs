//! Critical illness: listed, confirmed in the period, with a hospital stay, once; and the findings that take it out.

use std::collections::BTreeSet;

use crate::domain::assessment::{CheckState, Finding, NotCounted, StepKind};
use crate::domain::facts::{Diagnosis, PastBenefit, Stay};
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, LISTED, missing, variant};
use crate::rules::assess::claim::{Claim, check_of, reasons};
use crate::rules::assess::disease::listed;
use crate::rules::assess::draft::{Draft, ask, refuse_under};
use crate::rules::assess::entered;
use crate::rules::assess::period::illness;
use crate::rules::assess::period::stays::{Placed, Standing};
use crate::rules::plan::{ClassAmount, Disease, Exclusion, FindingRule, Trigger};

/// Assesses a benefit that is fixed by the class of the disease.
pub fn by_class(
    claim: Claim<'_>,
    draft: &mut Draft<'_>,
    amounts: &[ClassAmount],
    with_stay: bool,
    placed: &[Placed<'_>],
    checks: &mut Checks<'_>,
) {
    let Some(diagnosis) = &claim.facts.diagnosis else {
        draft.lack("facts.diagnosis");
        return;
    };
    let disease = listed(claim, draft, diagnosis, checks);
    let event = confirmed(diagnosis);
    match event {
        Some((day, how)) => in_period(claim, draft, day, how, checks),
        None => draft.lack("facts.diagnosis.diagnosed"),
    }
    known_before(claim, draft, diagnosis, checks);
    if with_stay {
        hospitalised(claim, draft, placed, event.map(|(day, _)| day), checks);
    }
    once(claim, draft, checks);
    let Some(disease) = disease else { return };
    draft.class = disease.class;
    if disease.pathology && diagnosis.pathology_report.is_none() {
        // The document knows it by a pathology report only: whether something else may stand for one, the reviewer says.
        ask(claim, draft, "disease-finding", vec![variant("no-pathology")], checks, reasons::DISEASE_NOT_LISTED);
    }
    let grant = claim.plan.findings.iter().find(|finding| diagnosis.finding.as_ref() == Some(&finding.id));
    let without_figure = grant.is_some_and(|finding| grants(diagnosis, disease, finding) == Some(true));
    if !without_figure
        && let Some(ClassAmount { class, amount }) = amounts.iter().find(|amount| Some(amount.class) == disease.class)
        && let Some((diagnosed, _)) = event
    {
        draft.add(StepKind::ForDisease { class: *class, disease: disease.code.clone(), diagnosed }, amount.exact());
    }
    if let Some(said) = &diagnosis.finding {
        match claim.plan.findings.iter().find(|finding| finding.id == *said) {
            Some(finding) => {
                let most = amounts.iter().find(|amount| Some(amount.class) == disease.class).map(|amount| amount.amount);
                apply_finding(claim, draft, diagnosis, disease, (finding, most), checks);
            }
            // A finding that the plan does not know: nobody but the reviewer can say what follows.
            None => ask(claim, draft, "disease-finding", vec![variant("unknown")], checks, reasons::DISEASE_NOT_LISTED),
        }
    }
    draft.cap(draft.benefit.cap);
    draft.close();
}

/// The day on which a disease counts as confirmed, and by what: the pathology report, another confirming report, the diagnosis.
fn confirmed(diagnosis: &Diagnosis) -> Option<(Date, &'static str)> {
    let by = |day: Option<Date>, how| day.map(|day| (day, how));
    by(diagnosis.pathology_report, "pathology").or(by(diagnosis.confirming_report, "report")).or(by(diagnosis.diagnosed, "diagnosis"))
}

/// The period is the one in which the disease was confirmed; before the enrolment it was known before (exclusion 2.1).
fn in_period(claim: Claim<'_>, draft: &mut Draft<'_>, day: Date, how: &str, checks: &mut Checks<'_>) {
    let id = Some(&draft.benefit.id);
    let cover = claim.cover;
    let finding = || Finding { day: Some(day), from: Some(cover.from), to: Some(cover.to), ..variant(how) };
    let enrolled_from = claim.enrolment().map_or(cover.from, |enrolment| enrolment.cover.from);
    let then_enrolled = claim.enrolled_throughout(day, day) == Some(true);
    if day < cover.from || (day < enrolled_from && !then_enrolled) {
        let finding = Finding { from: Some(enrolled_from.max(cover.from)), ..finding() };
        checks.add_resolved("disease-period", id, CheckState::Fail, finding.clone());
        if let Some(exclusion) = claim.triggered(Trigger::KnownBefore) {
            checks.put_under(check_of(exclusion), id, CheckState::Fail, finding, exclusion.clause.clone());
            draft.refuse(&exclusion.reason, &exclusion.clause);
        }
    } else if cover.contains(day) {
        checks.add_resolved("disease-period", id, CheckState::Pass, finding);
        if let Some((before, exclusion)) = doubtful(claim, enrolled_from) {
            diagnosed_before(claim, draft, (before, enrolled_from, exclusion), checks);
        }
        return;
    } else {
        checks.add_resolved("disease-period", id, CheckState::Fail, finding);
    }
    if claim.answer("disease-period") != Some(true) {
        refuse_under(claim, draft, claim.outside_by(day));
    }
}

/// The day before the enrolment on which it was diagnosed, or reported on, where the report by which it is confirmed came after and nobody
/// said whether it was known before; with the exclusion that it would raise.
fn doubtful<'a>(claim: Claim<'a>, enrolled_from: Date) -> Option<(Date, &'a Exclusion)> {
    let diagnosis = claim.facts.diagnosis.as_ref().filter(|diagnosis| diagnosis.known_before.is_none())?;
    let exclusion = claim.plan.exclusions.iter().find(|exclusion| exclusion.raised_by == Some(Trigger::KnownBefore))?;
    let days = [diagnosis.diagnosed, diagnosis.confirming_report].into_iter().flatten();
    Some((days.filter(|day| *day < enrolled_from).min()?, exclusion))
}

/// The period goes by the report, but a diagnosis before the enrolment may be the one that exclusion 2.1 means: it is asked.
fn diagnosed_before(
    claim: Claim<'_>,
    draft: &mut Draft<'_>,
    (day, enrolled_from, exclusion): (Date, Date, &Exclusion),
    checks: &mut Checks<'_>,
) {
    const CHECK: &str = "known-before";
    const KNOWN: &str = "facts.diagnosis.known_before";
    match claim.answer(CHECK) {
        Some(true) => {}
        Some(false) => draft.refuse(&exclusion.reason, &exclusion.clause),
        None => draft.lack(KNOWN),
    }
    let finding = || Finding { day: Some(day), from: Some(enrolled_from), missing: vec![KNOWN.into()], ..variant("diagnosed-before") };
    checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
}

/// A disease that is said to have been known before the enrolment is excluded, whatever the day of its report.
fn known_before(claim: Claim<'_>, draft: &mut Draft<'_>, diagnosis: &Diagnosis, checks: &mut Checks<'_>) {
    if diagnosis.known_before != Some(true) {
        return;
    }
    if let Some(exclusion) = claim.plan.exclusions.iter().find(|exclusion| exclusion.raised_by == Some(Trigger::KnownBefore)) {
        if !claim.overruled(exclusion) {
            draft.refuse(&exclusion.reason, &exclusion.clause);
        }
        let check = check_of(exclusion);
        if !checks.has(check.as_str()) {
            checks.put_under(check, Some(&draft.benefit.id), CheckState::Fail, variant("known"), exclusion.clause.clone());
        }
    }
}

/// A stay in hospital for the disease: one that touches the period, or in which it was confirmed. Whether one that ended before
/// was for the disease, the reviewer says.
pub fn hospitalised(claim: Claim<'_>, draft: &mut Draft<'_>, placed: &[Placed<'_>], event: Option<Date>, checks: &mut Checks<'_>) {
    let id = Some(&draft.benefit.id);
    let cover = claim.cover;
    let touches = |from: Date, to: Date| (from <= cover.to && to >= cover.from) || event.is_some_and(|day| from <= day && day <= to);
    let stayed = |placed: &&Placed<'_>| !matches!(placed.standing, Standing::Excluded(_) | Standing::Not(NotCounted::BadDates));
    let near = |placed: &&Placed<'_>| stayed(placed) && touches(placed.stay.admission, placed.stay.discharge);
    // One that ended before the disease was confirmed, and does not name it, may have been for another; one that names another, and in
    // which it was not confirmed, was for that.
    let before = |stay: &Stay| event.is_some_and(|day| stay.discharge < day) && !illness::names_disease(claim, stay);
    let confirmed_in = |stay: &Stay| event.is_some_and(|day| stay.admission <= day && day <= stay.discharge);
    let otherwise = |stay: &Stay| !confirmed_in(stay) && illness::is_another(claim, stay);
    let for_it = |placed: &&Placed<'_>| near(placed) && !before(placed.stay) && !otherwise(placed.stay);
    let span = |from: Date, to: Date, which| Finding { from: Some(from), to: Some(to), ..variant(which) };
    let told = |placed: &Placed<'_>, which| span(placed.stay.admission, placed.stay.discharge, which);
    // Where none of them surely counts, why the others were needed has to be known.
    let open: BTreeSet<usize> = claim.awaits_cause(draft.benefit).collect();
    let surely = |placed: &&Placed<'_>| for_it(placed) && !open.contains(&placed.index);
    if !placed.iter().any(|placed| surely(&placed)) {
        open.iter().for_each(|at| draft.lack(format!("facts.stays[{at}].cause")));
    }
    if !placed.iter().any(|placed| for_it(&placed)) && placed.iter().any(|placed| near(&placed)) {
        let which = |stay: &Stay| if before(stay) { "before-it" } else { "other-illness" };
        let doubtful = placed.iter().filter(near).map(|placed| told(placed, which(placed.stay))).take(LISTED).collect();
        return ask(claim, draft, "hospitalised", doubtful, checks, reasons::NOT_HOSPITALISED);
    }
    if let Some(placed) = placed.iter().find(surely).or_else(|| placed.iter().find(for_it)) {
        let finding = || Finding { from: Some(placed.stay.admission), to: Some(placed.stay.discharge), ..Finding::default() };
        checks.add_resolved("hospitalised", id, CheckState::Pass, finding);
        return;
    }
    let excluded = placed.iter().find_map(|placed| match placed.standing {
        Standing::Excluded(exclusion) => Some(exclusion),
        _ => None,
    });
    if let Some(exclusion) = excluded {
        checks.add_resolved("hospitalised", id, CheckState::Fail, variant("excluded"));
        draft.refuse(&exclusion.reason, &exclusion.clause);
        return;
    }
    let others: Vec<Finding> = placed.iter().filter(stayed).map(|placed| told(placed, "other-time")).take(LISTED).collect();
    if !others.is_empty() {
        return ask(claim, draft, "hospitalised", others, checks, reasons::NOT_HOSPITALISED);
    }
    let with_stay = |past: &&PastBenefit| claim.in_series(&past.plan) && !past.stays.is_empty();
    let near = |past: &&PastBenefit| with_stay(past) && past.stays.iter().any(|stay| touches(stay.admission, stay.discharge));
    if let Some(earlier) = claim.history.granted.iter().find(near) {
        let finding = Finding { case: Some(earlier.case.clone()), ..variant("earlier-case") };
        checks.add_resolved("hospitalised", id, CheckState::Attested, finding);
        return;
    }
    let mut earlier: Vec<_> = claim.history.granted.iter().filter(with_stay).flat_map(|past| &past.stays).collect();
    earlier.sort_by_key(|stay| std::cmp::Reverse((stay.discharge, stay.admission)));
    if !earlier.is_empty() {
        let others: Vec<Finding> =
            earlier.into_iter().map(|stay| span(stay.admission, stay.discharge, "other-time")).take(LISTED).collect();
        return ask(claim, draft, "hospitalised", others, checks, reasons::NOT_HOSPITALISED);
    }
    match claim.answer("hospitalised") {
        Some(false) => refuse_under(claim, draft, reasons::NOT_HOSPITALISED),
        Some(true) => {}
        None => draft.lack("facts.stays"),
    }
    checks.add_resolved("hospitalised", id, CheckState::Unknown, missing(vec!["facts.stays".into()]));
}

/// Once in a period, severe or mild together; one paid in an earlier period goes to the reviewer.
pub fn once(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    let benefit = draft.benefit;
    let paid = |past: &&PastBenefit| past.amount > crate::domain::money::Money::ZERO;
    let told = |past: &PastBenefit| Finding {
        day: Some(past.decided),
        amount: Some(past.amount),
        case: Some(past.case.clone()),
        ..Finding::default()
    };
    let once: Vec<Finding> = claim.past(&benefit.id).filter(paid).map(told).collect();
    if !once.is_empty() {
        checks.add_each("once-in-period", Some(&benefit.id), CheckState::Fail, once);
        if claim.plan.check("once-in-period").is_none() || claim.answer("once-in-period") != Some(true) {
            refuse_under(claim, draft, reasons::ALREADY_PAID_ONCE);
        }
        return;
    }
    checks.add_resolved("once-in-period", Some(&benefit.id), CheckState::Pass, Finding::default);
    let other_period = |past: &&PastBenefit| past.plan != claim.plan.id && paid(past);
    let earlier: Vec<Finding> = claim.past_ever(&benefit.id).filter(other_period).map(told).collect();
    if !earlier.is_empty() {
        let known_before = claim.plan.exclusions.iter().find(|exclusion| exclusion.raised_by == Some(Trigger::KnownBefore));
        let reason = known_before.map_or(reasons::NOT_ELIGIBLE, |exclusion| exclusion.reason.as_str());
        ask(claim, draft, "earlier-critical", earlier, checks, reason);
    }
}

/// Whether the treatment was such that something is granted, of which the document gives no figure; nothing where it is not known.
fn grants(diagnosis: &Diagnosis, disease: &Disease, finding: &FindingRule) -> Option<bool> {
    let Some(after) = finding.grant_after.as_ref().filter(|_| finding.excludes.contains(&disease.code)) else { return Some(false) };
    let by_rays = diagnosis.radiotherapy.map(|had| had && after.radiotherapy);
    let by_courses = diagnosis.chemotherapy_courses.map(|courses| courses >= after.chemotherapy_courses);
    match (by_rays, by_courses) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn apply_finding(
    claim: Claim<'_>,
    draft: &mut Draft<'_>,
    diagnosis: &Diagnosis,
    disease: &Disease,
    (finding, most): (&FindingRule, Option<Money>),
    checks: &mut Checks<'_>,
) {
    const CHECK: &str = "disease-finding";
    if finding.asks.contains(&disease.code) {
        ask(claim, draft, CHECK, vec![variant(&finding.id)], checks, reasons::DISEASE_NOT_LISTED);
        return;
    }
    if !finding.excludes.contains(&disease.code) {
        return;
    }
    if finding.grant_after.is_some() {
        let after = grants(diagnosis, disease, finding);
        match after {
            Some(true) => {
                // "A certain grant" without a figure: the reviewer enters it. Reading: never more than the disease itself would bring.
                entered::amount(claim, draft, most, checks);
                checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Attested, variant("grant-without-figure"));
                return;
            }
            Some(false) => {
                if claim.answer(CHECK) != Some(true) {
                    draft.refuse(&reasons::DISEASE_NOT_LISTED.into(), &finding.clause);
                }
                checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Fail, variant("too-little-treatment"));
                return;
            }
            None => {
                ask(claim, draft, CHECK, vec![variant("treatment-unknown")], checks, reasons::DISEASE_NOT_LISTED);
                return;
            }
        }
    }
    if claim.answer(CHECK) != Some(true) {
        draft.refuse(&reasons::DISEASE_NOT_LISTED.into(), &finding.clause);
    }
    checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Fail, variant(&finding.id));
}
