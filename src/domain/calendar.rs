//! The working days of the Chinese calendar.
//!
//! Weekends and public holidays are off, make-up days are worked. Not here: which days those are (`years`), per-plan limits.
//! Invariant: whoever asks for a day is told whether it rests on a year that is not published.

mod years;

use chrono::{Datelike, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::time::{Date, days_after};
use years::{YEARS, Year};

/// How a limit is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    #[default]
    Working,
    Calendar,
}

impl DayKind {
    /// Gives the `count`th day of this kind after a day; counting starts on the next day.
    pub fn after(self, day: Date, count: u32) -> WorkingDate {
        match self {
            DayKind::Working => working_days_after(day, count),
            // No holiday moves it.
            DayKind::Calendar => WorkingDate { date: days_after(day, count), provisional: false },
        }
    }

    /// Counts the days of this kind from `from` (not counted) to `to` (counted); negative where `to` is earlier.
    pub fn between(self, from: Date, to: Date) -> i32 {
        match self {
            DayKind::Working => working_days_between(from, to),
            DayKind::Calendar => i32::try_from((to - from).num_days()).unwrap_or(if from < to { i32::MAX } else { i32::MIN }),
        }
    }
}

/// A date that rests on the calendar, and whether every year it crossed is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingDate {
    pub date: Date,
    /// A year was not published: only weekends were taken as off there.
    pub provisional: bool,
}

fn year(day: Date) -> Option<&'static Year> {
    YEARS.iter().find(|y| y.year == day.year())
}

/// Tells whether a day is worked; in a year that is not published, Monday to Friday.
pub fn is_working_day(day: Date) -> bool {
    let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let Some(year) = year(day) else { return weekday };
    if year.worked.contains(&(day.month(), day.day())) {
        return true;
    }
    let off = year.off.iter().any(|&(month, first, last)| month == day.month() && (first..=last).contains(&day.day()));
    weekday && !off
}

/// Gives the `count`th working day after `day`; counting starts on the next day (Thu 2022-03-03 + 3 = Tue 2022-03-08).
pub fn working_days_after(day: Date, count: u32) -> WorkingDate {
    let mut date = day;
    let mut provisional = false;
    let mut left = count;
    while left > 0 {
        let Some(next) = date.succ_opt() else { break };
        date = next;
        provisional |= year(date).is_none();
        if is_working_day(date) {
            left -= 1;
        }
    }
    WorkingDate { date, provisional }
}

/// The longest walk from day to day, about ten years. No case waits so long; a date further off is a slip of the pen, and a list
/// counts for each of its rows.
const LONGEST_WALK: i64 = 3_653;

/// Counts the working days from `from` (not counted) to `to` (counted); negative where `to` is earlier. Over more than ten years it
/// counts five for each week and knows no holidays.
pub fn working_days_between(from: Date, to: Date) -> i32 {
    let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
    let days = (last - first).num_days();
    if days > LONGEST_WALK {
        return sign * i32::try_from(days / 7 * 5 + (days % 7).min(5)).unwrap_or(i32::MAX);
    }
    let worked = first.iter_days().skip(1).take_while(|day| *day <= last).filter(|day| is_working_day(*day)).count();
    sign * i32::try_from(worked).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn what_a_notice_lists_changes_the_day() {
        for Year { year, off, worked } in YEARS {
            let date = |month, day| Date::from_ymd_opt(*year, month, day).unwrap();
            for (month, day) in *worked {
                assert!(date(*month, *day).weekday().number_from_monday() > 5, "{year}-{month}-{day} would be worked anyway");
            }
            for (month, first, last) in *off {
                assert!(date(*month, *first) <= date(*month, *last));
                let is_worked = worked.iter().any(|(m, day)| m == month && (first..=last).contains(&day));
                assert!(!is_worked, "{year}-{month}: off and worked");
            }
        }
    }

    #[test]
    fn counts_from_the_next_day() {
        assert_eq!(working_days_after(day("2022-03-03"), 3), WorkingDate { date: day("2022-03-08"), provisional: false });
    }

    #[test]
    fn make_up_days_are_worked_and_holidays_are_not() {
        assert!(is_working_day(day("2024-02-18")), "a Sunday that makes up for Spring Festival");
        assert!(!is_working_day(day("2024-02-12")));
        assert_eq!(working_days_between(day("2024-09-30"), day("2024-10-08")), 1);
        assert_eq!(working_days_between(day("2024-10-08"), day("2024-09-30")), -1);
    }

    #[test]
    fn dates_far_apart_are_counted_by_weeks() {
        // 1000 weeks from a Monday on, across the holidays of five published years.
        let (first, last) = (day("2015-01-05"), day("2034-03-06"));
        assert_eq!((last - first).num_days(), 7_000);
        assert_eq!(working_days_between(first, last), 5_000);
        assert_eq!(working_days_between(last, first), -5_000);
        assert!(working_days_between(Date::MIN, Date::MAX) > 130_000_000);
    }

    #[test]
    fn an_unpublished_year_is_said_to_be_provisional() {
        assert!(working_days_after(day("2026-12-31"), 1).provisional);
    }
}
