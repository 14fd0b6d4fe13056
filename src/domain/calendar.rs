//! The working days of the Chinese calendar.
//!
//! Weekends and public holidays are off, make-up days are worked. Not here: per-plan limits.

use chrono::{Datelike, Weekday};

use crate::domain::time::Date;

/// One year's exceptions from "Monday to Friday is worked", as month and day.
struct Year {
    year: i32,
    off: &'static [(u32, u32, u32)],
    worked: &'static [(u32, u32)],
}

/// Public holidays as (month, first day, last day), and make-up working days, by the State Council's notices.
const YEARS: &[Year] = &[
    Year {
        year: 2022,
        off: &[(1, 1, 3), (1, 31, 31), (2, 1, 6), (4, 3, 5), (4, 30, 30), (5, 1, 4), (6, 3, 5), (9, 10, 12), (10, 1, 7), (12, 31, 31)],
        worked: &[(1, 29), (1, 30), (4, 2), (4, 24), (5, 7), (10, 8), (10, 9)],
    },
    Year {
        year: 2023,
        off: &[(1, 1, 2), (1, 21, 27), (4, 5, 5), (4, 29, 30), (5, 1, 3), (6, 22, 24), (9, 29, 30), (10, 1, 6), (12, 30, 31)],
        worked: &[(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)],
    },
    Year {
        year: 2024,
        off: &[(1, 1, 1), (2, 10, 17), (4, 4, 6), (5, 1, 5), (6, 8, 10), (9, 15, 17), (10, 1, 7)],
        worked: &[(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    },
    Year {
        year: 2025,
        off: &[(1, 1, 1), (1, 28, 31), (2, 1, 4), (4, 4, 6), (5, 1, 5), (5, 31, 31), (6, 1, 2), (10, 1, 8)],
        worked: &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    },
    Year {
        year: 2026,
        off: &[(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)],
        worked: &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    },
];

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
