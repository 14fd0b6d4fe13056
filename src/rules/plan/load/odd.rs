//! Values that have the right form and that no plan means: no days, more than the whole, an age that nobody has, a name twice.
//!
//! Not here: brackets and amounts (`amounts`), names that nothing defines (`names`), limits of stages (`limits`).

use std::collections::BTreeSet;
use std::fmt;

use crate::domain::fault::FaultKind;
use crate::domain::money::Money;
use crate::rules::plan::load::Faults;
use crate::rules::plan::{Contracts, Formula, PlanFile};

/// A hundred years: no term of a plan is longer.
const MOST_DAYS: u32 = 36_525;
const MOST_MONTHS: u32 = 1_200;
const OLDEST: u32 = 130;
/// A number that is typed by hand has no more digits.
const MOST_DIGITS: u32 = 40;
const LONGEST_ID: usize = 64;

pub(super) fn check(file: &PlanFile, faults: &mut Faults<'_>) {
    ids(file, faults);
    terms(file, faults);
    benefits(file, faults);
    if let Some(contracts) = &file.contracts {
        of_contracts(contracts, faults);
    }
    twice(file, faults);
}

/// Ids stand in commands, paths and addresses.
fn ids(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut id = |id: &str, pointer: fmt::Arguments<'_>| {
        let fits = id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        faults.must(fits, pointer, FaultKind::Form);
    };
    id(file.id.as_str(), format_args!("/id"));
    id(&file.case_prefix, format_args!("/case_prefix"));
    for (at, benefit) in file.benefits.iter().enumerate() {
        id(benefit.id.as_str(), format_args!("/benefits/{at}/id"));
    }
    for (at, material) in file.materials.iter().enumerate() {
        id(material.id.as_str(), format_args!("/materials/{at}/id"));
    }
    for (at, exclusion) in file.exclusions.iter().enumerate() {
        id(exclusion.id.as_str(), format_args!("/exclusions/{at}/id"));
    }
    for (at, reason) in file.reasons.iter().enumerate() {
        id(reason.code.as_str(), format_args!("/reasons/{at}/code"));
    }
    for (at, stage) in file.stages.iter().enumerate() {
        id(stage.id.as_str(), format_args!("/stages/{at}/id"));
    }
}

/// The terms of filing and of becoming a member.
fn terms(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut within = |value: Option<u32>, least: u32, most: u32, pointer: fmt::Arguments<'_>| {
        faults.must(value.is_none_or(|value| (least..=most).contains(&value)), pointer, FaultKind::OutOfRange);
    };
    let filing = &file.filing;
    within(Some(filing.special_months), 0, MOST_MONTHS, format_args!("/filing/special_months"));
    within(filing.known_months, 1, MOST_MONTHS, format_args!("/filing/known_months"));
    within(filing.first_review_working_days, 1, MOST_DAYS, format_args!("/filing/first_review_working_days"));
    within(filing.payment_working_days, 1, MOST_DAYS, format_args!("/filing/payment_working_days"));
    if let Some(rule) = &file.enrolment.participation {
        within(Some(rule.large_percent), 0, 100, format_args!("/enrolment/participation/large_percent"));
        within(Some(rule.small_percent), 0, 100, format_args!("/enrolment/participation/small_percent"));
    }
    if let Some(rule) = &file.enrolment.retirement {
        within(Some(rule.male), 1, OLDEST, format_args!("/enrolment/retirement/male"));
        within(Some(rule.female), 1, OLDEST, format_args!("/enrolment/retirement/female"));
    }
    let digits = file.by_enrolment.as_ref().and_then(|rules| rules.member_number_digits);
    within(digits, 1, MOST_DIGITS, format_args!("/by_enrolment/member_number_digits"));
    within(file.extension.as_ref().and_then(|extension| extension.most_days), 0, MOST_DAYS, format_args!("/extension/most_days"));
    for (at, stage) in file.stages.iter().enumerate() {
        within(stage.limit_days, 0, MOST_DAYS, format_args!("/stages/{at}/limit_days"));
        within(stage.limit_working_days, 0, MOST_DAYS, format_args!("/stages/{at}/limit_working_days"));
    }
    let (premium, own) = (file.enrolment.premium, file.enrolment.own_share_at_least);
    let fits = premium.zip(own).is_none_or(|(premium, own)| own <= premium);
    faults.must(fits, "/enrolment/own_share_at_least", FaultKind::OutOfRange);
    if let Some(valid) = &file.valid {
        let in_order = valid.filed_from.zip(valid.filed_to).is_none_or(|(from, to)| from <= to);
        faults.must(in_order, "/valid", FaultKind::SpanReversed);
        faults.must(valid.filed_from.is_some() || valid.filed_to.is_some(), "/valid", FaultKind::Empty);
    }
    for (at, contact) in file.contacts.iter().enumerate() {
        let is_number = contact.phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '(' | ')' | '转'));
        let fits = is_number && contact.phone.chars().any(|c| c.is_ascii_digit());
        faults.must(fits, format_args!("/contacts/{at}/phone"), FaultKind::Form);
    }
}

fn benefits(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, benefit) in file.benefits.iter().enumerate() {
        let here = format!("/benefits/{at}");
        let mut within = |value: Option<u32>, most: u32, field: &str| {
            let fits = value.is_none_or(|value| (1..=most).contains(&value));
            faults.must(fits, format_args!("{here}/{field}"), FaultKind::OutOfRange);
        };
        if let Some(window) = &benefit.window {
            within(window.days, MOST_DAYS, "window/days");
            within(window.months, MOST_MONTHS, "window/months");
        }
        within(benefit.notice.as_ref().map(|notice| notice.days), MOST_DAYS, "notice/days");
        within(benefit.assessment.as_ref().map(|term| term.days), MOST_DAYS, "assessment/days");
        within(benefit.direct_pay.as_ref().and_then(|rule| rule.longer_than_days), MOST_DAYS, "direct_pay/longer_than_days");
        if let Formula::PerUnit { waiting: Some(waiting), .. } = &benefit.formula {
            within(Some(waiting.days), MOST_DAYS, "formula/waiting/days");
        }
        // A limit of nothing pays nothing: whoever means that takes the benefit out.
        faults.must(benefit.cap != Some(Money::ZERO), format_args!("{here}/cap"), FaultKind::OutOfRange);
        let not_for = benefit.declaration.as_ref().map(|rule| rule.not_for.len());
        faults.must(not_for != Some(0), format_args!("{here}/declaration/not_for"), FaultKind::Empty);
    }
    for (at, cap) in file.joint_caps.iter().enumerate() {
        faults.must(cap.limit != Money::ZERO, format_args!("/joint_caps/{at}/limit"), FaultKind::OutOfRange);
    }
}

fn of_contracts(contracts: &Contracts, faults: &mut Faults<'_>) {
    faults.must(contracts.months <= MOST_MONTHS, "/contracts/months", FaultKind::OutOfRange);
    faults.must(contracts.ages.to <= OLDEST, "/contracts/ages/to", FaultKind::OutOfRange);
    let mut forms = BTreeSet::new();
    for (at, form) in contracts.numbers.iter().enumerate() {
        let here = format!("/contracts/numbers/{at}");
        faults.must(form.digits <= MOST_DIGITS, format_args!("{here}/digits"), FaultKind::OutOfRange);
        faults.must(form.units != Some(0), format_args!("{here}/units"), FaultKind::OutOfRange);
        // Of two forms that are alike the second would never be found.
        let is_new = forms.insert((form.prefix.as_str(), form.digits));
        faults.must(is_new, format_args!("{here}/prefix"), FaultKind::Duplicate(form.prefix.clone()));
    }
}

/// What is named twice in one list is a slip, and the second stands for something that was meant and forgotten.
fn twice(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut each = |pointer: fmt::Arguments<'_>, names: Vec<&str>| {
        let mut seen = BTreeSet::new();
        for (at, name) in names.into_iter().enumerate() {
            faults.must(seen.insert(name), format_args!("{pointer}/{at}"), FaultKind::Duplicate(name.to_owned()));
        }
    };
    for (at, benefit) in file.benefits.iter().enumerate() {
        each(format_args!("/benefits/{at}/classes"), benefit.classes.iter().map(String::as_str).collect());
    }
    for (at, material) in file.materials.iter().enumerate() {
        for (list, ids) in [("required", &material.required), ("optional", &material.optional), ("unless", &material.unless)] {
            each(format_args!("/materials/{at}/{list}"), ids.iter().map(|id| id.as_str()).collect());
        }
    }
    for (at, exclusion) in file.exclusions.iter().enumerate() {
        each(format_args!("/exclusions/{at}/benefits"), exclusion.benefits.iter().map(|id| id.as_str()).collect());
    }
    for (at, finding) in file.findings.iter().enumerate() {
        each(format_args!("/findings/{at}/excludes"), finding.excludes.iter().map(String::as_str).collect());
        each(format_args!("/findings/{at}/asks"), finding.asks.iter().map(String::as_str).collect());
    }
    for (at, stage) in file.stages.iter().enumerate() {
        each(format_args!("/stages/{at}/roles"), stage.roles.iter().map(|role| role.id()).collect());
    }
    if let Some(extension) = &file.extension {
        each(format_args!("/extension/roles"), extension.roles.iter().map(|role| role.id()).collect());
    }
    let classes = file.by_enrolment.iter().flat_map(|rules| &rules.classes);
    for (at, class) in classes.clone().enumerate() {
        let is_new = classes.clone().take(at).all(|other| other.id != class.id);
        faults.must(is_new, format_args!("/by_enrolment/classes/{at}/id"), FaultKind::Duplicate(class.id.clone()));
    }
}
