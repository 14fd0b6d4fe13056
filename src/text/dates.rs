//! Days and spans of time: a last day with what it rests on, weekdays, how long a case took.

use chrono::Weekday;

use crate::domain::people::Lang;
use crate::domain::time::Date;

texts! {
    provisional(day) => "{day}（暂估：该年节假日尚未公布）", "{day} (provisional: that year's holidays are not published)";
    provisional_mark => "约", "~";
    days_hours(days, hours) => "{days}天{hours}小时", "{days}d {hours}h";
    hours_only(hours) => "{hours}小时", "{hours}h";
    age(us, claimant, total) => "历时 {total}：在我方 {us}，在申请人 {claimant}", "Under way {total}: with us {us}, with the claimant {claimant}";
    may_change => "那一年的节假日还没有公布，日期可能会变。", "The holidays of that year are not published yet, so the day may change. ";
}

/// A last day, and that it may change where its year is not published.
pub fn last_day(lang: Lang, day: Date, is_provisional: bool) -> String {
    if is_provisional { provisional(lang, day) } else { day.to_string() }
}

/// Names a day of the week.
pub const fn weekday(lang: Lang, day: Weekday) -> &'static str {
    let (zh, en) = match day {
        Weekday::Mon => ("星期一", "Monday"),
        Weekday::Tue => ("星期二", "Tuesday"),
        Weekday::Wed => ("星期三", "Wednesday"),
        Weekday::Thu => ("星期四", "Thursday"),
        Weekday::Fri => ("星期五", "Friday"),
        Weekday::Sat => ("星期六", "Saturday"),
        Weekday::Sun => ("星期日", "Sunday"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

const HOUR: i64 = 3_600_000;

/// A span of time in days and hours: `3天4小时`, `5h`.
pub fn span(lang: Lang, millis: i64) -> String {
    let hours = millis.max(0) / HOUR;
    if hours < 24 { hours_only(lang, hours) } else { days_hours(lang, hours / 24, hours % 24) }
}
