//! Checks of the enrolment in a period: there is one, on the plan's terms, of somebody of an age to be in work.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::Enrolment;
use crate::domain::identity::read_id_number;
use crate::domain::people::Sex;
use crate::domain::time::age_on;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::member;

/// What the member's own state refuses for every benefit, as a reason code.
pub type Refusal = Option<&'static str>;

/// Checks the enrolment; a member who was not enrolled in the period is refused whatever he claims.
pub fn enrolled(claim: Claim<'_>, checks: &mut Checks<'_>) -> Refusal {
    let cover = claim.cover;
    let Some(enrolment) = claim.enrolment() else {
        let finding = Finding { from: Some(cover.from), to: Some(cover.to), ..Finding::default() };
        if claim.facts.enrolments.is_empty() {
            let finding = Finding { missing: vec!["facts.enrolments".into()], ..finding };
            checks.add("enrolled", None, CheckState::Unknown, finding);
        } else {
            checks.add("enrolled", None, CheckState::Fail, finding);
        }
        let refused = claim.answer("enrolled").map_or(!claim.facts.enrolments.is_empty(), |holds| !holds);
        return refused.then_some(reasons::NOT_COVERED_TERM);
    };
    if !claim.traced {
        return None;
    }
    let own = Finding { from: Some(enrolment.cover.from), to: Some(enrolment.cover.to), ..Finding::default() };
    checks.add("enrolled", None, CheckState::Pass, own);
    terms(claim, enrolment, checks);
    premium(claim, enrolment, checks);
    member::participation(claim, enrolment, checks);
    None
}

/// One share each, and no joining or leaving inside a period. A change of employer changes nothing.
fn terms(claim: Claim<'_>, enrolment: &Enrolment, checks: &mut Checks<'_>) {
    let shares = claim.facts.enrolments.iter().filter(|other| other.plan == claim.plan.id).count();
    let (state, finding) = if shares > 1 {
        (CheckState::Warning, Finding { count: u32::try_from(shares).ok(), expected: Some(1), ..variant("shares") })
    } else if enrolment.cover != claim.cover {
        (CheckState::Warning, Finding { from: Some(enrolment.cover.from), to: Some(enrolment.cover.to), ..variant("span") })
    } else {
        (CheckState::Pass, Finding::default())
    };
    checks.add("enrolment-terms", None, state, finding);
}

fn premium(claim: Claim<'_>, enrolment: &Enrolment, checks: &mut Checks<'_>) {
    let rules = &claim.plan.enrolment;
    let Some(due) = rules.premium else { return };
    if let Some(paid) = enrolment.premium {
        let state = if paid == due { CheckState::Pass } else { CheckState::Warning };
        checks.add("premium", None, state, Finding { amount: Some(paid), limit: Some(due), ..Finding::default() });
    }
    if let Some(own) = enrolment.own_share {
        let premium = enrolment.premium.unwrap_or(due);
        let which = match own {
            own if own > premium => "above",
            own if own == premium => "whole",
            _ => "shared",
        };
        let low = which == "shared" && rules.own_share_at_least.is_some_and(|least| own < least);
        let state = if low || which == "above" { CheckState::Warning } else { CheckState::Pass };
        let limit = if which == "above" { Some(premium) } else { rules.own_share_at_least };
        let finding = Finding { amount: Some(own), limit, ..variant(which) };
        checks.add("own-share", None, state, finding);
    }
}

/// Checks what the document asks of a member beyond the enrolment; a retired one is refused.
pub fn conditions(claim: Claim<'_>, checks: &mut Checks<'_>) -> Refusal {
    checks.add("member-conditions", None, CheckState::Attested, Finding::default);
    let member = &claim.facts.member;
    if !claim.traced && member.retired != Some(true) {
        return None;
    }
    let by_number = member.id_number.as_deref().and_then(|number| read_id_number(number).ok());
    let birth = member.birth.or(by_number.map(|facts| facts.birth));
    let sex = member.sex.or(by_number.map(|facts| facts.sex));
    let rule = &claim.plan.enrolment.retirement;
    let lowest = rule.as_ref().map_or(u32::MAX, |rule| match sex {
        Some(Sex::Male) => rule.male,
        Some(Sex::Female) => rule.female,
        None => rule.male.min(rule.female),
    });
    let age = birth.map(|birth| age_on(birth, claim.cover.from));
    let finding = |which: &str| Finding { count: age, expected: Some(lowest), ..variant(which) };
    match (member.retired, age) {
        (Some(true), _) => {
            checks.add("retirement", None, CheckState::Fail, finding("retired"));
            return (claim.answer("retirement") != Some(true)).then(|| claim.says(reasons::RETIRED, reasons::NOT_ELIGIBLE));
        }
        (Some(false), _) => checks.add("retirement", None, CheckState::Pass, finding("at-work")),
        (None, Some(age)) if age < lowest => checks.add("retirement", None, CheckState::Pass, finding("young")),
        (None, Some(_)) => checks.add("retirement", None, CheckState::Warning, finding("old")),
        (None, None) => checks.add("retirement", None, CheckState::Attested, finding("unknown")),
    }
    None
}
