//! From "in fewer than three days" to the days of the calendar between which a limit then ends.
//!
//! Days count as the queue shows them: in the plan's own kind, and what is over is below nothing, however many working days that was.

use crate::domain::calendar::{DayKind, working_days_after};
use crate::domain::filter::{Due, Op};
use crate::domain::time::{Date, days_after};

/// No limit is further off; a greater number is a slip.
pub(super) const MOST_DAYS: i32 = 3_000;

/// Limits that end on one of these days: the first is in, the last is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSpan {
    pub from: Date,
    pub to: Date,
}

impl DueSpan {
    /// The span that a condition means for limits of one kind. What has no limit is in none.
    pub fn of(op: Op, due: Due, kind: DayKind, today: Date) -> Self {
        let (first, behind) = match due {
            Due::On(day) => (day, days_after(day, 1)),
            Due::In(days) => (first_with(kind, today, days), first_with(kind, today, days.saturating_add(1))),
        };
        let all = DueSpan { from: Date::MIN, to: Date::MAX };
        match op {
            Op::Is => DueSpan { from: first, to: behind },
            Op::Less => DueSpan { to: first, ..all },
            Op::AtMost => DueSpan { to: behind, ..all },
            Op::More => DueSpan { from: behind, ..all },
            Op::AtLeast => DueSpan { from: first, ..all },
        }
    }

    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }
}

/// The days that are left to a limit, as the queue shows them; over is below nothing.
fn left(kind: DayKind, today: Date, last: Date) -> i32 {
    let between = kind.between(today, last);
    if last < today { between.min(-1) } else { between }
}

/// The first day on which a limit may end that has at least so many days left.
fn first_with(kind: DayKind, today: Date, days: i32) -> Date {
    let days = days.clamp(-MOST_DAYS, MOST_DAYS);
    match (kind, u32::try_from(days)) {
        (_, Ok(0)) => today,
        (DayKind::Working, Ok(days)) => working_days_after(today, days).date,
        (DayKind::Calendar, Ok(days)) => days_after(today, days),
        (_, Err(_)) => {
            let mut first = today;
            while let Some(before) = first.pred_opt().filter(|before| left(kind, today, *before) >= days) {
                first = before;
            }
            first
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_holds_the_days_that_the_queue_counts_so() {
        for today in ["2024-12-18", "2024-09-28", "2024-10-03", "2024-02-18"].map(|day| day.parse::<Date>().unwrap()) {
            for kind in [DayKind::Working, DayKind::Calendar] {
                for (op, days) in Op::ALL.into_iter().flat_map(|op| (-8..9).map(move |days| (op, days))) {
                    let span = DueSpan::of(op, Due::In(days), kind, today);
                    for last in (today - chrono::Days::new(20)).iter_days().take(45) {
                        let left = left(kind, today, last);
                        let holds = match op {
                            Op::Is => left == days,
                            Op::Less => left < days,
                            Op::AtMost => left <= days,
                            Op::More => left > days,
                            Op::AtLeast => left >= days,
                        };
                        assert_eq!(span.contains(last), holds, "{today} {kind:?} {op:?} {days}: {last} has {left}");
                    }
                }
            }
        }
    }
}
