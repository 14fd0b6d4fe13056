//! Stays that a grant of another period counted already.
//!
//! A stay across two periods is settled whole in the one of its discharge, or each period bears the days inside it: neither pays for a day
//! that the other paid for. Not here: the same stay twice in one period (`stays::count`, `bills`).
//! Invariant: what another period counted is asked, and brings nothing by a reviewer's "no"; nothing is left out unasked.

use crate::domain::assessment::{CheckState, Finding, NotCounted};
use crate::domain::facts::{PastBenefit, PastStay, Stay};
use crate::rules::assess::checks::{Checks, LISTED, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;
use crate::rules::assess::period::stays::{Counted, Placed, Standing, days_by_dates, stand};

const CHECK: &str = "other-period";

/// What other periods counted of the member's stays. What was found not owed there counts no more.
fn others<'a>(claim: Claim<'a>) -> impl Iterator<Item = &'a PastBenefit> {
    let is_other = move |past: &&PastBenefit| past.plan != claim.plan.id && claim.in_series(&past.plan) && !past.asked_back;
    claim.history.granted.iter().filter(is_other)
}

/// Finds the grant of another period that counted a stay which counts here. Of one that counts here for the days inside only, the other
/// period may have counted the days outside.
pub fn settled<'a>(claim: Claim<'a>, stay: &Stay, counted: &Counted) -> Option<&'a PastBenefit> {
    let outside = if counted.in_part { days_by_dates(stay).saturating_sub(counted.own_days()) } else { 0 };
    let shares = |past: &PastStay| {
        let overlaps = past.admission < stay.discharge && stay.admission < past.discharge;
        overlaps || past.admission == stay.admission
    };
    let is_beyond = |past: &PastStay| !counted.in_part || past.own.unwrap_or(past.days) > outside;
    others(claim).find(|past| past.stays.iter().any(|past| shares(past) && is_beyond(past)))
}

/// Whether a reviewer said that what another period counted brings nothing here.
pub fn leaves_out(claim: Claim<'_>) -> bool {
    claim.answer(CHECK) == Some(false) && others(claim).next().is_some()
}

/// Asks of the stays that count here and that another period counted.
pub fn ask(claim: Claim<'_>, draft: &mut Draft<'_>, placed: &[Placed<'_>], checks: &mut Checks<'_>) {
    if others(claim).next().is_none() || claim.plan.check(CHECK).is_none() {
        return;
    }
    let told = |stay: &Stay, past: &PastBenefit| Finding {
        day: Some(past.decided),
        case: Some(past.case.clone()),
        from: Some(stay.admission),
        to: Some(stay.discharge),
        ..variant("settled")
    };
    let found = |placed: &Placed<'_>| match stand(claim, placed.stay) {
        Standing::Counts(counted) => settled(claim, placed.stay, &counted).map(|past| told(placed.stay, past)),
        _ => None,
    };
    let asked: Vec<Finding> = placed.iter().filter_map(found).take(LISTED).collect();
    if asked.is_empty() {
        return;
    }
    if claim.answer(CHECK).is_none() {
        draft.wait(CHECK);
    }
    checks.add_each(CHECK, Some(&draft.benefit.id), CheckState::Unknown, asked);
}

/// Refuses a benefit of which no stay counts because a reviewer said that another period settled one; false where that is not why.
pub fn refuse(claim: Claim<'_>, draft: &mut Draft<'_>, placed: &[Placed<'_>]) -> bool {
    let is_left_out = |placed: &Placed<'_>| {
        let not_here = matches!(placed.standing, Standing::Not(NotCounted::OtherPeriod));
        not_here && matches!(stand(claim, placed.stay), Standing::Counts(_))
    };
    let Some((rule, denied)) = claim.plan.check(CHECK).and_then(|rule| Some((rule, rule.denied.as_ref()?))) else { return false };
    let is_why = leaves_out(claim) && placed.iter().any(is_left_out);
    if is_why {
        draft.refuse(&denied.reason, &rule.clause);
    }
    is_why
}
