//! The figures of a plan file: no amount below nothing, brackets without gap and overlap, formulas that name what there is.

use std::fmt::{self, Display};

use crate::domain::fault::FaultKind;
use crate::domain::money::Money;
use crate::rules::plan::load::Faults;
use crate::rules::plan::{DayBracket, Formula, MarginalBracket, PlanFile};

/// No amount of a plan is below nothing.
pub(super) fn amounts(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut not_negative =
        |amount: Money, pointer: fmt::Arguments<'_>| faults.must(!amount.is_negative(), pointer, FaultKind::NegativeAmount);
    not_negative(file.enrolment.premium.unwrap_or_default(), format_args!("/enrolment/premium"));
    not_negative(file.enrolment.own_share_at_least.unwrap_or_default(), format_args!("/enrolment/own_share_at_least"));
    not_negative(file.approver_limit.unwrap_or_default(), format_args!("/approver_limit"));
    for (at, cap) in file.joint_caps.iter().enumerate() {
        not_negative(cap.limit, format_args!("/joint_caps/{at}/limit"));
    }
    for (at, benefit) in file.benefits.iter().enumerate() {
        not_negative(benefit.cap.unwrap_or_default(), format_args!("/benefits/{at}/cap"));
        match &benefit.formula {
            Formula::FixedByDiseaseClass { amounts, .. } => {
                for (n, amount) in amounts.iter().enumerate() {
                    not_negative(amount.amount, format_args!("/benefits/{at}/formula/amounts/{n}/amount"));
                }
            }
            Formula::Once { amount, .. } => not_negative(*amount, format_args!("/benefits/{at}/formula/amount")),
            Formula::PerUnit { amount, for_diseases, .. } => {
                not_negative(*amount, format_args!("/benefits/{at}/formula/amount"));
                for (n, other) in for_diseases.iter().enumerate() {
                    not_negative(other.amount, format_args!("/benefits/{at}/formula/for_diseases/{n}/amount"));
                }
            }
            Formula::FixedByClass { amounts, .. } => {
                for (n, amount) in amounts.iter().enumerate() {
                    not_negative(amount.amount, format_args!("/benefits/{at}/formula/amounts/{n}/amount"));
                }
            }
            Formula::DayBrackets { .. } | Formula::MarginalBrackets { .. } | Formula::Assessed { .. } => {}
        }
    }
}

pub(super) fn benefits(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, benefit) in file.benefits.iter().enumerate() {
        let brackets = format!("/benefits/{at}/formula/brackets");
        match &benefit.formula {
            Formula::DayBrackets { brackets: list } => day_brackets(list, &brackets, faults),
            Formula::MarginalBrackets { brackets: list } => marginal_brackets(list, &brackets, faults),
            Formula::FixedByDiseaseClass { amounts, .. } => {
                let pointer = format!("/benefits/{at}/formula/amounts");
                faults.must(!amounts.is_empty(), &pointer, FaultKind::Empty);
                for (n, amount) in amounts.iter().enumerate() {
                    let twice = amounts[..n].iter().any(|other| other.class == amount.class);
                    let class = crate::rules::plan::class_id(amount.class);
                    faults.must(!twice, format_args!("{pointer}/{n}/class"), FaultKind::Duplicate(class.to_owned()));
                    let listed = file.diseases.iter().any(|disease| disease.class == Some(amount.class));
                    faults.defined(listed, format_args!("{pointer}/{n}/class"), class);
                }
            }
            Formula::Once { of, .. } => faults.defined(file.benefit(of).is_some(), format_args!("/benefits/{at}/formula/of"), of.as_str()),
            Formula::PerUnit { for_diseases, .. } => {
                for (n, other) in for_diseases.iter().enumerate() {
                    for (i, code) in other.diseases.iter().enumerate() {
                        let pointer = format_args!("/benefits/{at}/formula/for_diseases/{n}/diseases/{i}");
                        faults.defined(file.diseases.iter().any(|disease| disease.code == *code), pointer, code);
                    }
                }
            }
            Formula::FixedByClass { amounts, .. } => {
                let pointer = format!("/benefits/{at}/formula/amounts");
                faults.must(!amounts.is_empty(), &pointer, FaultKind::Empty);
                for (n, amount) in amounts.iter().enumerate() {
                    let twice = amounts[..n].iter().any(|other| other.class == amount.class);
                    faults.must(!twice, format_args!("{pointer}/{n}/class"), FaultKind::Duplicate(amount.class.clone()));
                    faults.defined(file.has_class(&amount.class), format_args!("{pointer}/{n}/class"), &amount.class);
                }
            }
            Formula::Assessed { .. } => {}
        }
    }
}

fn day_brackets(list: &[DayBracket], pointer: &str, faults: &mut Faults<'_>) {
    bounds(list.iter().map(|bracket| (bracket.over, bracket.up_to)), pointer, faults);
    for (at, bracket) in list.iter().enumerate() {
        let here = format!("{pointer}/{at}");
        let one_rate = bracket.once.is_some() != bracket.per_day.is_some();
        faults.must(one_rate && (bracket.at_most_days.is_none() || bracket.per_day.is_some()), &here, FaultKind::BracketRate);
        let rate = bracket.once.or(bracket.per_day).unwrap_or_default();
        faults.must(!rate.is_negative(), &here, FaultKind::NegativeAmount);
        // Days count from the first on: fewer than those that lead into the bracket would pay less for more of them.
        let enough = bracket.at_most_days.is_none_or(|most| most > bracket.over);
        faults.must(enough, format_args!("{here}/at_most_days"), FaultKind::OutOfRange);
    }
}

fn marginal_brackets(list: &[MarginalBracket], pointer: &str, faults: &mut Faults<'_>) {
    bounds(list.iter().map(|bracket| (bracket.over, bracket.up_to)), pointer, faults);
    for (at, bracket) in list.iter().enumerate() {
        let percents = rust_decimal::Decimal::ZERO..=rust_decimal::Decimal::ONE_HUNDRED;
        faults.must(percents.contains(&bracket.percent), format_args!("{pointer}/{at}/percent"), FaultKind::OutOfRange);
    }
}

/// Brackets begin at nothing, each where the one before it ends, and the last has no end.
fn bounds<T: Copy + Default + Ord + Display>(list: impl ExactSizeIterator<Item = (T, Option<T>)>, pointer: &str, faults: &mut Faults<'_>) {
    let last = list.len().checked_sub(1);
    faults.must(last.is_some(), pointer, FaultKind::Empty);
    let mut end = None;
    for (at, (over, up_to)) in list.enumerate() {
        let here = format!("{pointer}/{at}");
        let told = |end: T| (end.to_string(), over.to_string());
        match end {
            None => faults.must(at > 0 || over == T::default(), &here, FaultKind::BracketStart(over.to_string())),
            Some(end) if over > end => {
                let (end, over) = told(end);
                faults.add(&here, FaultKind::BracketGap(end, over));
            }
            Some(end) if over < end => {
                let (end, over) = told(end);
                faults.add(&here, FaultKind::BracketOverlap(end, over));
            }
            Some(_) => {}
        }
        faults.must(up_to.is_none_or(|up_to| up_to > over), &here, FaultKind::SpanReversed);
        match (up_to.is_some(), Some(at) == last) {
            (true, true) => faults.add(&here, FaultKind::BracketEnd),
            (false, false) => faults.add(&here, FaultKind::BracketOpen),
            (true, false) | (false, true) => {}
        }
        end = up_to;
    }
}
