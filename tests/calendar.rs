//! The calendar of working days against an independent package's table, day by day.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

use huzhu::domain::calendar::is_working_day;
use huzhu::domain::time::Date;

const TABLE: &str = include_str!("calendar/chinesecalendar-1.11.0.txt");

#[test]
fn every_day_is_as_in_the_independent_table() {
    let mut days = 0;
    let mut next: Date = "2020-01-01".parse().unwrap();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let (month, marks) = line.split_once(' ').unwrap();
        for (mark, day) in marks.chars().zip(1..) {
            let date: Date = format!("{month}-{day:02}").parse().unwrap();
            assert_eq!(date, next, "the table leaves no day out");
            assert_eq!(is_working_day(date), mark == 'w', "{date}");
            next = date.succ_opt().unwrap();
            days += 1;
        }
    }
    assert_eq!((days, next), (2_557, "2027-01-01".parse().unwrap()));
}
