//! Checks what a plan file says of other cases: thresholds in their bounds, each kind named once, a check with its clause.
//!
//! Not here: what is found by them (`domain::cross`), what a finding asks (`rules::assess`).

use super::Faults;
use crate::domain::fault::FaultKind;
use crate::rules::plan::PlanFile;

/// Cases are compared with those of so many months at most: nobody has older papers.
const MOST_MONTHS: u32 = 600;
const MOST_DAYS: u32 = 366;
/// More places off, and every second person is like another.
const MOST_OFF: u32 = 1;

pub(super) fn check(file: &PlanFile, faults: &mut Faults<'_>) {
    let check = file.checks.iter().position(|check| check.id == "other-case");
    let Some(rules) = &file.other_cases else {
        // A check that could find nothing would say by its silence that it looked.
        if let Some(at) = check {
            faults.defined(false, format_args!("/checks/{at}/id"), "other_cases");
        }
        return;
    };
    faults.defined(check.is_some(), "/other_cases", "other-case");
    faults.must(!(rules.asks.is_empty() && rules.warns.is_empty()), "/other_cases/asks", FaultKind::Empty);
    let kinds: Vec<_> = rules.asks.iter().chain(&rules.warns).collect();
    for (at, kind) in kinds.iter().enumerate().filter(|(at, kind)| kinds[..*at].contains(*kind)) {
        let pointer = match at.checked_sub(rules.asks.len()) {
            None => format!("/other_cases/asks/{at}"),
            Some(at) => format!("/other_cases/warns/{at}"),
        };
        faults.add(&pointer, FaultKind::Duplicate(kind.id().to_owned()));
    }
    for (field, value, least, most) in [
        ("back_months", rules.back_months, 1, MOST_MONTHS),
        ("overlap_days", rules.overlap_days, 1, MOST_DAYS),
        ("id_digits_off", rules.id_digits_off, 0, MOST_OFF),
        ("name_characters_off", rules.name_characters_off, 0, MOST_OFF),
    ] {
        faults.must((least..=most).contains(&value), format_args!("/other_cases/{field}"), FaultKind::OutOfRange);
    }
}
