//! Checks of the member and his enrolment: in the period, on the plan's terms, of an age to be in work, with right numbers.

use chrono::Datelike;

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::Enrolment;
use crate::domain::identity::{
    IdFault, bank_card_is_plausible, id_area_is_known, mobile, read_id_number, social_security_card_is_plausible,
};
use crate::domain::people::Sex;
use crate::domain::time::{Date, age_on};
use crate::rules::assess::checks::{Checks, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::plan::PayeeRule;

/// What the member's own state refuses for every benefit, as a reason code.
pub type Refusal = Option<&'static str>;

/// Checks the enrolment; a member who was not enrolled in the period is refused whatever he claims.
pub fn enrolment(claim: Claim<'_>, checks: &mut Checks<'_>) -> Refusal {
    let cover = claim.plan.cover;
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
    } else if enrolment.cover != claim.plan.cover {
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
    let age = birth.map(|birth| age_on(birth, claim.plan.cover.from));
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

/// Checks the form of the member's numbers and what they say against what is stated.
pub fn numbers(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let member = &claim.facts.member;
    match member.id_number.as_deref() {
        None => checks.add("id-number", None, CheckState::Unknown, missing(vec!["facts.member.id_number".into()])),
        Some(number) => {
            let (state, which) = match read_id_number(number) {
                Err(IdFault::Form) => (CheckState::Fail, "form"),
                Err(IdFault::BirthDate) => (CheckState::Fail, "birth-date"),
                Err(IdFault::CheckCharacter) => (CheckState::Fail, "check-character"),
                Ok(facts) if member.birth.is_some_and(|birth| birth != facts.birth) => (CheckState::Warning, "birth-differs"),
                Ok(facts) if member.sex.is_some_and(|sex| sex != facts.sex) => (CheckState::Warning, "sex-differs"),
                Ok(facts) if facts.birth > claim.facts.filed => (CheckState::Warning, "not-born"),
                Ok(_) if !id_area_is_known(number) => (CheckState::Warning, "area"),
                Ok(_) => (CheckState::Pass, "right"),
            };
            checks.add("id-number", None, state, variant(which));
        }
    }
    let mut plausible = |check: &str, number: Option<&str>, test: fn(&str) -> bool| {
        if let Some(number) = number {
            let state = if test(number) { CheckState::Pass } else { CheckState::Warning };
            checks.add(check, None, state, Finding::default());
        }
    };
    plausible("mobile", member.phone.as_deref(), |number| mobile(number).is_some());
    plausible("social-security-card", member.social_security_card.as_deref(), social_security_card_is_plausible);
    let card = claim.facts.payee.as_ref().and_then(|payee| payee.card.as_deref());
    plausible("bank-card", card, bank_card_is_plausible);
}

/// The account must be the member's own; for a benefit whose payee the document does not name, the heir and the proof are
/// entered by the reviewer.
pub fn payee(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let open = claim.plan.benefits.iter().any(|benefit| benefit.payee == PayeeRule::NotSpecified && claim.claims(&benefit.id));
    let Some(payee) = &claim.facts.payee else {
        checks.add("payee", None, CheckState::Unknown, missing(vec!["facts.payee".into()]));
        return;
    };
    let own = payee.name.trim() == claim.facts.member.name.trim();
    let proven = payee.proof.as_deref().is_some_and(|proof| !proof.trim().is_empty());
    match (open, own, proven) {
        (false, true, _) => checks.add("payee", None, CheckState::Pass, variant("own")),
        (false, false, _) => checks.add("payee", None, CheckState::Fail, variant("not-own")),
        (true, _, true) => checks.add("payee", None, CheckState::Attested, variant("heir")),
        (true, _, false) => {
            let finding = Finding { missing: vec!["facts.payee.proof".into()], ..variant("heir-unproven") };
            checks.add("payee", None, CheckState::Unknown, finding);
        }
    }
}

/// Lists what the application form asks for and nobody filled in.
pub fn form(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let facts = claim.facts;
    let member = &facts.member;
    let mut paths: Vec<String> = Vec::new();
    let mut need = |there: bool, path: String| {
        if !there {
            paths.push(path);
        }
    };
    need(!member.name.trim().is_empty(), "facts.member.name".into());
    need(member.sex.is_some(), "facts.member.sex".into());
    need(member.phone.is_some(), "facts.member.phone".into());
    need(member.social_security_card.is_some(), "facts.member.social_security_card".into());
    need(facts.payee.as_ref().is_none_or(|payee| payee.card.is_some()), "facts.payee.card".into());
    for (at, stay) in facts.stays.iter().enumerate().take(super::checks::LISTED) {
        need(stay.hospital.is_some(), format!("facts.stays[{at}].hospital"));
        need(stay.illness.is_some(), format!("facts.stays[{at}].illness"));
        need(stay.expense.is_some(), format!("facts.stays[{at}].expense"));
    }
    if let Some(diagnosis) = &facts.diagnosis {
        need(diagnosis.hospital.is_some(), "facts.diagnosis.hospital".into());
        need(diagnosis.diagnosed.is_some(), "facts.diagnosis.diagnosed".into());
    }
    let state = if paths.is_empty() { CheckState::Pass } else { CheckState::Warning };
    checks.add("form", None, state, missing(paths));
}

/// Dates that can't be: a discharge before the admission, care or a diagnosis after the death, anything after the day of filing,
/// a birth in the future. A report may come after the death.
pub fn dates(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let facts = claim.facts;
    let mut paths: Vec<String> = Vec::new();
    let mut late = |bad: bool, path: String| {
        if bad && paths.len() < super::checks::LISTED {
            paths.push(path);
        }
    };
    let died_before = |day: Date| facts.death.as_ref().is_some_and(|death| death.date < day);
    for (at, stay) in facts.stays.iter().enumerate() {
        late(
            stay.discharge < stay.admission || stay.discharge > facts.filed || died_before(stay.discharge),
            format!("facts.stays[{at}].discharge"),
        );
    }
    for (at, care) in facts.outpatient.iter().enumerate() {
        late(care.settled_on > facts.filed, format!("facts.outpatient[{at}].settled_on"));
    }
    if let Some(diagnosis) = &facts.diagnosis {
        let after = |day: Option<_>| day.is_some_and(|day| day > facts.filed);
        late(after(diagnosis.diagnosed) || diagnosis.diagnosed.is_some_and(died_before), "facts.diagnosis.diagnosed".into());
        late(after(diagnosis.pathology_report), "facts.diagnosis.pathology_report".into());
        late(after(diagnosis.confirming_report), "facts.diagnosis.confirming_report".into());
    }
    late(facts.death.as_ref().is_some_and(|death| death.date > facts.filed), "facts.death.date".into());
    late(facts.member.birth.is_some_and(|birth| birth > facts.filed || birth.year() < 1900), "facts.member.birth".into());
    let state = if paths.is_empty() { CheckState::Pass } else { CheckState::Fail };
    checks.add("dates", None, state, missing(paths));
}
