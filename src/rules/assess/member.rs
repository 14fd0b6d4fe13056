//! Checks of the member that every plan makes: right numbers, a filled form, an account, dates in order.

use std::fmt;

use chrono::Datelike;

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::{AccountKind, Cause, DeathCause, Enrolment, Payee};
use crate::domain::identity::{
    IdFault, bank_card_is_plausible, id_area_is_known, is_union, mobile, phone_form, read_id_number, social_security_card_is_plausible,
};
use crate::domain::time::{Date, Span};
use crate::rules::assess::checks::{Checks, missing, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::plan::{Benefit, PayeeRule};

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
    plausible("mobile", member.phone.as_deref(), |number| mobile(&phone_form(number)).is_some());
    plausible("social-security-card", member.social_security_card.as_deref(), social_security_card_is_plausible);
    let card = claim.facts.payee.as_ref().and_then(|payee| payee.card.as_deref());
    plausible("bank-card", card, bank_card_is_plausible);
}

/// The share of its insured employees that an employer enrolled.
pub fn participation(claim: Claim<'_>, enrolment: &Enrolment, checks: &mut Checks<'_>) {
    let (Some(insured), Some(enrolled)) = (enrolment.insured_staff, enrolment.enrolled_staff) else { return };
    let Some(rule) = &claim.plan.enrolment.participation else { return };
    let percent = if insured >= rule.large_from { rule.large_percent } else { rule.small_percent };
    let needed = (u64::from(insured) * u64::from(percent)).div_ceil(100);
    if enrolled > insured {
        let finding = Finding { count: Some(enrolled), expected: Some(insured), ..variant("more-than-insured") };
        checks.add("participation", None, CheckState::Warning, finding);
        return;
    }
    let state = if u64::from(enrolled) >= needed { CheckState::Pass } else { CheckState::Warning };
    let finding = Finding { count: Some(enrolled), expected: u32::try_from(needed).ok(), ..variant(&percent.to_string()) };
    checks.add("participation", None, state, finding);
}

/// The account must be the member's own; after a death that of whoever acts then; for a benefit whose payee the document does not
/// name, the heir and the proof are entered by the reviewer.
pub fn payee(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let asks = |rule| claim.plan.benefits.iter().any(|benefit| benefit.payee == rule && claim.claims(&benefit.id));
    let Some(payee) = &claim.facts.payee else {
        checks.add("payee", None, CheckState::Unknown, missing(vec!["facts.payee".into()]));
        return;
    };
    let own = payee.name.trim() == claim.facts.member.name.trim();
    let has_died = claim.facts.death.is_some();
    let proven = payee.proof.as_deref().is_some_and(|proof| !proof.trim().is_empty());
    if asks(PayeeRule::Agent) {
        match &claim.facts.agent {
            None => checks.add("payee", None, CheckState::Unknown, Finding { missing: vec!["facts.agent".into()], ..variant("no-agent") }),
            Some(agent) if agent.name.trim() == payee.name.trim() => checks.add("payee", None, CheckState::Pass, variant("agent")),
            Some(_) => checks.add("payee", None, CheckState::Fail, variant("not-agent")),
        }
        return;
    }
    let of_union = |benefit: &&Benefit| benefit.payee == PayeeRule::Union && claim.claims(&benefit.id);
    for benefit in claim.plan.benefits.iter().filter(of_union) {
        let (state, which) = match is_union(&payee.name) {
            _ if own => (CheckState::Fail, "union-not-own"),
            true => (CheckState::Attested, "union"),
            false => (CheckState::Unknown, "union-other"),
        };
        let clause = benefit.payee_clause.as_ref().unwrap_or(&benefit.clause);
        checks.add_under("payee", &benefit.id, state, variant(which), clause);
    }
    if asks(PayeeRule::Union) && !asks(PayeeRule::NotSpecified) {
        return;
    }
    // After a death whatever is claimed goes to an heir with his proof. No document says that it may still go to the dead member's own
    // account, nor that it may not: that is asked, whatever proof there is.
    let to_heir = asks(PayeeRule::NotSpecified) || has_died;
    match (to_heir, own, proven) {
        (true, true, _) if has_died => checks.add("payee", None, CheckState::Unknown, variant("own-after-death")),
        (false, true, _) => checks.add("payee", None, CheckState::Pass, variant("own")),
        (false, false, _) => checks.add("payee", None, CheckState::Fail, variant("not-own")),
        (true, _, true) => checks.add("payee", None, CheckState::Attested, variant("heir")),
        (true, _, false) => {
            let finding = Finding { missing: vec!["facts.payee.proof".into()], ..variant("heir-unproven") };
            checks.add("payee", None, CheckState::Unknown, finding);
        }
    }
}

/// Whether the account is at the bank into whose cards alone the office pays.
pub fn bank(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let Some(rule) = claim.plan.contracts.as_ref().and_then(|contracts| contracts.bank.as_ref()) else { return };
    let Some(payee) = &claim.facts.payee else { return };
    let Some(said) = payee.bank.as_deref() else {
        checks.add("payee-bank", None, CheckState::Attested, variant("unsaid"));
        return;
    };
    let said = said.to_uppercase();
    let fits = rule.called.iter().any(|part| said.contains(&part.to_uppercase()));
    let (state, which) = if fits { (CheckState::Pass, "right") } else { (CheckState::Warning, "other") };
    checks.add("payee-bank", None, state, variant(which));
}

/// Lists what the application form asks for and nobody filled in.
pub fn form(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let facts = claim.facts;
    let member = &facts.member;
    let mut paths: Vec<String> = Vec::new();
    let mut need = |there: bool, path: fmt::Arguments<'_>| {
        if !there {
            paths.push(path.to_string());
        }
    };
    need(!member.name.trim().is_empty(), format_args!("facts.member.name"));
    need(member.sex.is_some(), format_args!("facts.member.sex"));
    need(member.phone.is_some(), format_args!("facts.member.phone"));
    // A form that knows no such card does not ask for one.
    let has_card = claim.plan.check("social-security-card").is_some();
    need(!has_card || member.social_security_card.is_some(), format_args!("facts.member.social_security_card"));
    need(facts.payee.as_ref().is_none_or(|payee| payee.card.is_some()), format_args!("facts.payee.card"));
    // Of a card of the union or of the social security the bank is known.
    let is_own = |payee: &Payee| payee.account_kind == Some(AccountKind::Own);
    need(!facts.payee.as_ref().is_some_and(|payee| is_own(payee) && payee.bank.is_none()), format_args!("facts.payee.bank"));
    for (at, stay) in facts.stays.iter().enumerate().take(crate::rules::assess::checks::LISTED) {
        need(stay.hospital.is_some(), format_args!("facts.stays[{at}].hospital"));
        need(stay.illness.is_some(), format_args!("facts.stays[{at}].illness"));
        need(!claim.plan.filing.bills || stay.expense.is_some(), format_args!("facts.stays[{at}].expense"));
    }
    if let Some(diagnosis) = &facts.diagnosis {
        need(diagnosis.hospital.is_some(), format_args!("facts.diagnosis.hospital"));
        need(diagnosis.diagnosed.is_some(), format_args!("facts.diagnosis.diagnosed"));
    }
    if let Some(agent) = &facts.agent {
        need(!agent.name.trim().is_empty(), format_args!("facts.agent.name"));
        need(agent.id_number.is_some(), format_args!("facts.agent.id_number"));
        need(agent.phone.is_some(), format_args!("facts.agent.phone"));
        need(agent.relation.is_some(), format_args!("facts.agent.relation"));
    }
    let state = if paths.is_empty() { CheckState::Pass } else { CheckState::Warning };
    checks.add("form", None, state, missing(paths));
}

/// Dates that can't be: a discharge before the admission, care or a diagnosis after the death, anything after the day of filing,
/// a birth in the future. A report may come after the death.
pub fn dates(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let facts = claim.facts;
    let mut paths: Vec<String> = Vec::new();
    let mut late = |bad: bool, path: fmt::Arguments<'_>| {
        if bad && paths.len() < crate::rules::assess::checks::LISTED {
            paths.push(path.to_string());
        }
    };
    let died_before = |day: Date| facts.death.as_ref().is_some_and(|death| death.date < day);
    for (at, stay) in facts.stays.iter().enumerate() {
        late(
            stay.discharge < stay.admission || stay.discharge > facts.filed || died_before(stay.discharge),
            format_args!("facts.stays[{at}].discharge"),
        );
    }
    for (at, care) in facts.outpatient.iter().enumerate() {
        late(care.settled_on > facts.filed, format_args!("facts.outpatient[{at}].settled_on"));
    }
    if let Some(diagnosis) = &facts.diagnosis {
        let after = |day: Option<_>| day.is_some_and(|day| day > facts.filed);
        late(after(diagnosis.diagnosed) || diagnosis.diagnosed.is_some_and(died_before), format_args!("facts.diagnosis.diagnosed"));
        late(after(diagnosis.pathology_report), format_args!("facts.diagnosis.pathology_report"));
        late(after(diagnosis.confirming_report), format_args!("facts.diagnosis.confirming_report"));
    }
    late(facts.fire.as_ref().is_some_and(|fire| fire.date > facts.filed), format_args!("facts.fire.date"));
    late(facts.complete_since.is_some_and(|day| day < facts.filed), format_args!("facts.complete_since"));
    late(facts.death.as_ref().is_some_and(|death| death.date > facts.filed), format_args!("facts.death.date"));
    late(facts.known_since.is_some_and(|day| day > facts.filed), format_args!("facts.known_since"));
    if let Some(accident) = facts.accident.as_ref().and_then(|accident| accident.date) {
        let before = |day: Date| day < accident;
        let stayed_before = facts.stays.iter().any(|stay| stay.cause() != Cause::Illness && before(stay.admission));
        let by_accident = facts.death.as_ref().filter(|death| death.cause == Some(DeathCause::Accident));
        let died_before = by_accident.is_some_and(|death| before(death.date));
        let disability = facts.disability.as_ref();
        let wrong = |day: Option<Date>| day.is_some_and(|day| before(day) || day > facts.filed);
        late(wrong(disability.and_then(|disability| disability.applied)), format_args!("facts.disability.applied"));
        late(wrong(disability.and_then(|disability| disability.assessed)), format_args!("facts.disability.assessed"));
        let told = facts.accident.as_ref().and_then(|accident| accident.notified);
        let known = facts.accident.as_ref().and_then(|accident| accident.known_to_union);
        late(wrong(told), format_args!("facts.accident.notified"));
        late(wrong(known), format_args!("facts.accident.known_to_union"));
        late(accident > facts.filed || stayed_before || died_before, format_args!("facts.accident.date"));
    }
    late(facts.member.birth.is_some_and(|birth| birth > facts.filed || birth.year() < 1900), format_args!("facts.member.birth"));
    let reversed: Vec<Span> = facts
        .stays
        .iter()
        .filter(|stay| stay.discharge < stay.admission)
        .map(|stay| Span { from: stay.admission, to: stay.discharge })
        .take(crate::rules::assess::checks::LISTED)
        .collect();
    let state = if paths.is_empty() { CheckState::Pass } else { CheckState::Fail };
    let which = (!reversed.is_empty()).then(|| "reversed".into());
    checks.add("dates", None, state, Finding { stays: reversed, variant: which, ..missing(paths) });
}
