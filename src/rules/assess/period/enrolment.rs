//! Checks of the enrolment in a period: there is one, on the plan's terms, of somebody of an age to be in work.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::Enrolment;
use crate::domain::identity::read_id_number;
use crate::domain::people::Sex;
use crate::domain::time::age_on;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::{Claim, reasons};

/// What the member's own state refuses for every benefit, as a reason code.
pub type Refusal = Option<&'static str>;

/// Checks the enrolment; a member who was not enrolled in the period is refused whatever he claims.
pub fn enrolled(claim: Claim<'_>, checks: &mut Checks<'_>) -> Refusal {
    let cover = claim.cover;
    let finding = Finding { from: Some(cover.from), to: Some(cover.to), ..Finding::default() };
    let Some(enrolment) = claim.enrolment() else {
        if claim.facts.enrolments.is_empty() {
            let finding = Finding { missing: vec!["facts.enrolments".into()], ..finding };
            checks.add("enrolled", None, CheckState::Unknown, finding);
        } else {
            checks.add("enrolled", None, CheckState::Fail, finding);
        }
        let refused = claim.answer("enrolled").map_or(!claim.facts.enrolments.is_empty(), |holds| !holds);
        return refused.then_some(reasons::NOT_COVERED_TERM);
    };
    let own = Finding { from: Some(enrolment.cover.from), to: Some(enrolment.cover.to), ..Finding::default() };
    checks.add("enrolled", None, CheckState::Pass, own);
    terms(claim, enrolment, checks);
    premium(claim, enrolment, checks);
    participation(claim, enrolment, checks);
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
    if let Some(paid) = enrolment.premium {
        let state = if paid == rules.premium { CheckState::Pass } else { CheckState::Warning };
        checks.add("premium", None, state, Finding { amount: Some(paid), limit: Some(rules.premium), ..Finding::default() });
    }
    if let Some(own) = enrolment.own_share {
        let shared = own < enrolment.premium.unwrap_or(rules.premium);
        let state = if shared && own < rules.own_share_at_least { CheckState::Warning } else { CheckState::Pass };
        let finding =
            Finding { amount: Some(own), limit: Some(rules.own_share_at_least), ..variant(if shared { "shared" } else { "whole" }) };
        checks.add("own-share", None, state, finding);
    }
}

fn participation(claim: Claim<'_>, enrolment: &Enrolment, checks: &mut Checks<'_>) {
    let (Some(insured), Some(enrolled)) = (enrolment.insured_staff, enrolment.enrolled_staff) else { return };
    let rule = &claim.plan.enrolment.participation;
    let percent = if insured >= rule.large_from { rule.large_percent } else { rule.small_percent };
    let needed = (u64::from(insured) * u64::from(percent)).div_ceil(100);
    let state = if u64::from(enrolled) >= needed { CheckState::Pass } else { CheckState::Warning };
    let finding = Finding { count: Some(enrolled), expected: u32::try_from(needed).ok(), ..variant(&percent.to_string()) };
    checks.add("participation", None, state, finding);
}

/// Checks what the document asks of a member beyond the enrolment; a retired one is refused.
pub fn conditions(claim: Claim<'_>, checks: &mut Checks<'_>) -> Refusal {
    checks.add("member-conditions", None, CheckState::Attested, Finding::default());
    let member = &claim.facts.member;
    let by_number = member.id_number.as_deref().and_then(|number| read_id_number(number).ok());
    let birth = member.birth.or(by_number.map(|facts| facts.birth));
    let sex = member.sex.or(by_number.map(|facts| facts.sex));
    let rule = &claim.plan.enrolment.retirement;
    let lowest = match sex {
        Some(Sex::Male) => rule.male,
        Some(Sex::Female) => rule.female,
        None => rule.male.min(rule.female),
    };
    let age = birth.map(|birth| age_on(birth, claim.cover.from));
    let finding = |which: &str| Finding { count: age, expected: Some(lowest), ..variant(which) };
    match (member.retired, age) {
        (Some(true), _) => {
            checks.add("retirement", None, CheckState::Fail, finding("retired"));
            return (claim.answer("retirement") != Some(true)).then_some(reasons::NOT_ELIGIBLE);
        }
        (Some(false), _) => checks.add("retirement", None, CheckState::Pass, finding("at-work")),
        (None, Some(age)) if age < lowest => checks.add("retirement", None, CheckState::Pass, finding("young")),
        (None, Some(_)) => checks.add("retirement", None, CheckState::Warning, finding("old")),
        (None, None) => checks.add("retirement", None, CheckState::Attested, finding("unknown")),
    }
    None
}
