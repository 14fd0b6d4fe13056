//! Moments and civil dates. Dates are civil dates in Asia/Shanghai; the clock is never read here.

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, Offset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A civil date in Asia/Shanghai.
pub type Date = NaiveDate;

/// Asia/Shanghai has had no summer time since 1991; cases are younger than that.
const SHANGHAI_SECS: i32 = 8 * 3600;

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    pub const fn plus_millis(self, millis: i64) -> Self {
        Moment(self.0.saturating_add(millis))
    }

    pub const fn plus_secs(self, secs: i64) -> Self {
        self.plus_millis(secs.saturating_mul(1000))
    }

    /// Gives the time on a wall clock in Shanghai; moments beyond what a calendar holds become the epoch.
    pub fn local(self) -> DateTime<FixedOffset> {
        let shanghai = FixedOffset::east_opt(SHANGHAI_SECS).unwrap_or(chrono::Utc.fix());
        DateTime::from_timestamp_millis(self.0).unwrap_or_default().with_timezone(&shanghai)
    }

    pub fn date(self) -> Date {
        self.local().date_naive()
    }

    /// Makes the moment of a wall-clock time in Shanghai.
    pub fn at(date: Date, hour: u32, minute: u32) -> Self {
        let local = date.and_hms_opt(hour, minute, 0).unwrap_or_default();
        Moment(local.and_utc().timestamp_millis() - i64::from(SHANGHAI_SECS) * 1000)
    }
}

/// Tells the last day "within `days` days of `date`": that day is included (plans.md, head).
pub fn days_after(date: Date, days: u32) -> Date {
    date.checked_add_days(Days::new(u64::from(days))).unwrap_or(Date::MAX)
}

/// Tells the last day "within `months` months of `date`": the same day of a later month, or that month's last day.
pub fn months_after(date: Date, months: u32) -> Date {
    date.checked_add_months(Months::new(months)).unwrap_or(Date::MAX)
}

/// Counts full years of age on a day.
pub fn age_on(birth: Date, day: Date) -> u32 {
    let years = day.year() - birth.year() - i32::from((day.month(), day.day()) < (birth.month(), birth.day()));
    u32::try_from(years).unwrap_or(0)
}

/// A span of civil dates, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    pub from: Date,
    pub to: Date,
}

impl Span {
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last() {
        assert_eq!(months_after(day("2024-12-31"), 3), day("2025-03-31"));
        assert_eq!(months_after(day("2024-11-30"), 3), day("2025-02-28"));
        assert_eq!(days_after(day("2024-02-28"), 1), day("2024-02-29"));
    }

    #[test]
    fn a_day_in_shanghai_begins_at_16_utc() {
        let last_second: DateTime<FixedOffset> = "2024-12-17T15:59:59Z".parse().unwrap();
        let moment = Moment(last_second.timestamp_millis());
        assert_eq!(moment.date(), day("2024-12-17"));
        assert_eq!(moment.plus_secs(1), Moment::at(day("2024-12-18"), 0, 0));
    }

    #[test]
    fn age_counts_birthdays() {
        assert_eq!(age_on(day("1978-12-18"), day("2024-12-17")), 45);
        assert_eq!(age_on(day("1978-12-18"), day("2024-12-18")), 46);
    }
}
