//! Checks of the contracts and the membership: numbers, dates, units, age, premium, participation.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::Funding;
use crate::domain::identity::read_id_number;
use crate::domain::money::Money;
use crate::domain::time::{Date, age_on};
use crate::rules::assess::checks::{Checks, LISTED, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::contracts::book::{Book, TWICE, funding, last_day};
use crate::rules::assess::contracts::event::Event;
use crate::rules::assess::member;
use crate::rules::plan::Contracts;

/// Checks the contracts and the member; what refuses every benefit is given as a reason code.
pub fn check(claim: Claim<'_>, rules: &Contracts, book: &mut Book<'_>, checks: &mut Checks<'_>) -> Option<&'static str> {
    if claim.traced {
        listed(claim, rules, book, checks);
    }
    ages(claim, rules, book, checks);
    checks.add("member-conditions", None, CheckState::Attested, || variant("contracts"));
    match claim.facts.member.retired {
        Some(true) => {
            checks.add("retirement", None, CheckState::Fail, || variant("retired"));
            (claim.answer("retirement") != Some(true)).then(|| claim.says(reasons::RETIRED, reasons::NOT_ELIGIBLE))
        }
        Some(false) => {
            checks.add("retirement", None, CheckState::Pass, || variant("at-work"));
            None
        }
        None => {
            checks.add("retirement", None, CheckState::Attested, || variant("unsaid"));
            None
        }
    }
}

/// Lists the contracts and checks what is stated of each; none of it refuses anything.
fn listed(claim: Claim<'_>, rules: &Contracts, book: &Book<'_>, checks: &mut Checks<'_>) {
    if book.contracts.is_empty() {
        let finding = match claim.facts.enrolments.is_empty() || book.too_many {
            true => Finding { missing: vec!["facts.enrolments".into()], ..variant("no-contract") },
            false => variant("no-contract"),
        };
        let known = !claim.facts.enrolments.is_empty() && !book.too_many;
        checks.add("enrolled", None, if known { CheckState::Fail } else { CheckState::Unknown }, finding);
    } else {
        let stays = book.contracts.iter().map(|contract| contract.span).take(LISTED).collect();
        let count = u32::try_from(book.contracts.len()).ok();
        checks.add("enrolled", None, CheckState::Pass, Finding { count, stays, ..variant("contracts") });
        for (day, count) in &book.twins {
            let finding = Finding { day: Some(*day), count: Some(*count), ..variant("same-start") };
            checks.add_each(TWICE, None, CheckState::Unknown, [finding]);
        }
        for at in book.clashes.iter().take(LISTED) {
            let said =
                claim.facts.enrolments.get(*at).and_then(|enrolment| enrolment.contract.as_deref()).map(|number| number.trim().to_owned());
            let finding = Finding { said, ..variant("same-number") };
            checks.add_each(
                TWICE,
                None,
                CheckState::Unknown,
                [Finding { missing: vec![format!("facts.enrolments[{at}].contract")], ..finding }],
            );
        }
        numbers(rules, book, checks);
        spans(rules, book, checks);
        units(rules, book, checks);
        premium(claim, rules, book, checks);
        book.contracts.iter().take(LISTED).for_each(|contract| member::participation(claim, contract.enrolment, checks));
    }
}

/// Says so where an event that a benefit is claimed for fell on a day on which no contract was in force, nor on that of its accident.
/// That refuses the benefit, and stands against nothing else.
pub fn in_force<'e>(book: &Book<'_>, events: impl Iterator<Item = &'e Event>, checks: &mut Checks<'_>) {
    let held = |day: Date| book.contracts.iter().any(|contract| contract.span.contains(day));
    let outside = events.filter(|event| !held(event.day) && !event.accident.is_some_and(held));
    let mut days: Vec<Date> = outside.map(|event| event.day).collect();
    days.sort_unstable();
    days.dedup();
    if book.contracts.is_empty() || days.is_empty() {
        return;
    }
    let stays: Vec<_> = book.contracts.iter().map(|contract| contract.span).take(LISTED).collect();
    let count = u32::try_from(book.contracts.len()).ok();
    let not_held = |day| Finding { day: Some(day), count, stays: stays.clone(), ..variant("not-in-force") };
    checks.restate("enrolled", CheckState::Fail, days.into_iter().take(LISTED).map(not_held));
}

/// The forms of the contract numbers, and whether they agree with who is said to have paid.
fn numbers(rules: &Contracts, book: &Book<'_>, checks: &mut Checks<'_>) {
    let mut paths: Vec<String> = Vec::new();
    let (mut formless, mut differs) = (0_u32, 0_u32);
    for contract in &book.contracts {
        match contract.enrolment.contract.as_deref() {
            None if paths.len() < LISTED => paths.push(format!("facts.enrolments[{}].contract", contract.index)),
            None => {}
            Some(number) => match rules.form_of(number) {
                None => formless += 1,
                Some(form) => differs += u32::from(contract.enrolment.funding.is_some_and(|funding| funding != form.funding)),
            },
        }
    }
    let (state, finding) = match (formless, differs) {
        (0, 0) if paths.is_empty() => (CheckState::Pass, variant("right")),
        (0, 0) => (CheckState::Warning, Finding { missing: paths, ..variant("missing") }),
        (0, _) => (CheckState::Warning, Finding { count: Some(differs), ..variant("funding") }),
        (..) => (CheckState::Warning, Finding { count: Some(formless), ..variant("form") }),
    };
    checks.add("contract-number", None, state, finding);
}

/// Whether the stated ends are those of a year.
fn spans(rules: &Contracts, book: &Book<'_>, checks: &mut Checks<'_>) {
    let mut differs = 0;
    for contract in &book.contracts {
        let said = contract.enrolment.cover;
        let by_rule = last_day(said.from, rules.months);
        if said.to != by_rule && differs < LISTED {
            differs += 1;
            let finding = Finding { from: Some(said.from), to: Some(said.to), day: Some(by_rule), ..variant("differs") };
            checks.add("contract-span", None, CheckState::Warning, finding);
        }
    }
    if differs == 0 {
        checks.add("contract-span", None, CheckState::Pass, variant("right"));
    }
}

/// No contract has more units than count, nor fewer than its kind always has.
fn units(rules: &Contracts, book: &Book<'_>, checks: &mut Checks<'_>) {
    let most = rules.most_units;
    let over = book.contracts.iter().filter_map(|contract| contract.units).filter(|units| *units > most).max();
    let given = book.contracts.iter().find_map(|contract| {
        let always = rules.form_of(contract.enrolment.contract.as_deref()?)?.units?;
        contract.enrolment.units.filter(|units| *units != always).map(|units| (units, always))
    });
    let (state, finding) = match (over, given) {
        (Some(units), _) => (CheckState::Warning, Finding { count: Some(units), expected: Some(most), ..variant("over") }),
        (None, Some((units, always))) => (CheckState::Warning, Finding { count: Some(units), expected: Some(always), ..variant("given") }),
        (None, None) => (CheckState::Pass, Finding { expected: Some(most), ..variant("right") }),
    };
    checks.add("units", None, state, finding);
}

/// A paid contract costs the premium for each unit; a given one nothing.
fn premium(claim: Claim<'_>, rules: &Contracts, book: &Book<'_>, checks: &mut Checks<'_>) {
    let Some(rate) = claim.plan.enrolment.premium else { return };
    let mut listed = 0;
    for contract in &book.contracts {
        let (Some(paid), Some(units)) = (contract.enrolment.premium, contract.units) else { continue };
        let due = match funding(contract.enrolment, rules) {
            Some(Funding::Given) => Money::ZERO,
            Some(Funding::Paid) | None => Money::round(rate.exact() * rust_decimal::Decimal::from(units)),
        };
        if listed < LISTED {
            listed += 1;
            let state = if paid == due { CheckState::Pass } else { CheckState::Warning };
            let finding = Finding { amount: Some(paid), limit: Some(due), count: Some(units), ..variant("units") };
            checks.add("premium", None, state, finding);
        }
    }
}

/// The member's age on the first day of each contract. One that began when he was too young or too old bears nothing.
fn ages(claim: Claim<'_>, rules: &Contracts, book: &mut Book<'_>, checks: &mut Checks<'_>) {
    let member = &claim.facts.member;
    let by_number = member.id_number.as_deref().and_then(|number| read_id_number(number).ok());
    let Some(birth) = member.birth.or(by_number.map(|facts| facts.birth)) else {
        checks.add_resolved("age", None, CheckState::Attested, missing(vec!["facts.member.birth".into()]));
        return;
    };
    let lets_pass = claim.answer("age") == Some(true);
    let bounds = || Finding { count: Some(rules.ages.from), expected: Some(rules.ages.to), ..Finding::default() };
    let mut outside: Vec<Finding> = Vec::new();
    for contract in &mut book.contracts {
        let age = age_on(birth, contract.span.from);
        if age < rules.ages.from || age > rules.ages.to {
            contract.too_old_or_young = !lets_pass;
            let (variant, day) = (Some("outside".into()), Some(contract.span.from));
            outside.push(Finding { variant, count: Some(age), day, ..bounds() });
        }
    }
    if outside.is_empty() {
        checks.add_resolved("age", None, CheckState::Pass, || Finding { variant: Some("right".into()), ..bounds() });
    }
    // One answer lets them all pass.
    checks.add_each("age", None, CheckState::Fail, outside);
}
