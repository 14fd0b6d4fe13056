//! How long a case has been under way, split by who had it: the office, or the claimant.
//!
//! Not here: by when the office must be done (`rules::clock`), how long a stage takes as a rule.
//! Invariant: each moment since the case came counts for one of the two, or for nobody once it has ended; a case that is set aside or
//! with a panel is with the office.

use crate::domain::case::{Case, Event, TimelineEntry};
use crate::domain::decision::Verb;
use crate::domain::time::Moment;

/// Who had a case for how long, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Age {
    pub with_us: i64,
    pub with_claimant: i64,
}

/// Who has a case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Us,
    Claimant,
    /// It has ended.
    Nobody,
}

impl Age {
    /// Counts up to now; of a case that has ended, up to its end.
    pub fn of(case: &Case, now: Moment) -> Self {
        let (mut age, mut holder, mut since) = (Age::default(), Holder::Us, case.received);
        for entry in &case.timeline {
            if let Some(next) = holder_after(entry).filter(|next| *next != holder) {
                age.add(holder, since, entry.at);
                (holder, since) = (next, entry.at);
            }
        }
        age.add(holder, since, now);
        age
    }

    pub const fn total(self) -> i64 {
        self.with_us.saturating_add(self.with_claimant)
    }

    /// A clock that was set back takes no time away.
    fn add(&mut self, holder: Holder, from: Moment, to: Moment) {
        let span = to.0.saturating_sub(from.0).max(0);
        match holder {
            Holder::Us => self.with_us = self.with_us.saturating_add(span),
            Holder::Claimant => self.with_claimant = self.with_claimant.saturating_add(span),
            Holder::Nobody => {}
        }
    }
}

/// Who has the case after something happened; nothing where that changes nothing.
fn holder_after(entry: &TimelineEntry) -> Option<Holder> {
    let act = match &entry.event {
        Event::Resubmitted => return Some(Holder::Us),
        Event::Decided { act, .. } => act,
        _ => return None,
    };
    match act.verb() {
        Verb::Return | Verb::PaymentFailed => Some(Holder::Claimant),
        Verb::Resubmit | Verb::Reopen => Some(Holder::Us),
        Verb::Reject | Verb::Paid => Some(Holder::Nobody),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn at(day: &str, hour: u32) -> Moment {
        Moment::at(day.parse().unwrap(), hour, 0)
    }

    fn case(log: &[(&str, u32, serde_json::Value)]) -> Case {
        let timeline: Vec<_> = log
            .iter()
            .map(|(day, hour, act)| json!({ "at": at(day, *hour), "stage": "x", "event": "decided", "decision": uuid::Uuid::nil(), "act": act }))
            .collect();
        serde_json::from_value(json!({
            "id": "X-1", "member": "1", "plan": "p", "plan_hash": "h", "materials": [], "status": "open", "stage": "x", "granted": [],
            "facts": { "filed": "2024-12-02", "benefits": [], "enrolments": [], "member": { "name": "某" } },
            "entered": at("2024-12-02", 9), "received": at("2024-12-02", 9), "timeline": timeline,
        }))
        .unwrap()
    }

    #[test]
    fn each_hour_counts_for_who_had_the_case() {
        let back = json!({ "verb": "return", "defects": [], "text": "" });
        let came = json!({ "verb": "resubmit", "received": [], "note": "" });
        let failed = json!({ "verb": "payment-failed", "reason": "户名不符" });
        let pass = json!({ "verb": "pass-on", "note": "" });
        let paid = json!({ "verb": "paid", "reference": "1" });
        let parked = json!({ "verb": "park", "until": "2024-12-20", "text": "待复核" });
        let again = json!({ "verb": "reopen", "reason": "NEW-FACTS", "text": "新事实" });
        let now = at("2024-12-31", 9);
        assert_eq!(Age::of(&case(&[]), at("2024-12-03", 10)), Age { with_us: 25 * HOUR, with_claimant: 0 });
        let returned = case(&[("2024-12-03", 9, back.clone())]);
        assert_eq!(Age::of(&returned, at("2024-12-05", 9)), Age { with_us: 24 * HOUR, with_claimant: 48 * HOUR });
        let twice = case(&[
            ("2024-12-03", 9, back.clone()),
            ("2024-12-04", 9, came.clone()),
            ("2024-12-05", 9, pass),
            ("2024-12-06", 9, failed),
            ("2024-12-06", 12, came),
            ("2024-12-07", 9, parked),
            ("2024-12-10", 12, paid),
        ]);
        let ended = Age::of(&twice, now);
        assert_eq!(ended, Age { with_us: (24 + 48 + 96) * HOUR, with_claimant: 27 * HOUR }, "parked is with us, and the end is the end");
        assert_eq!(ended.total(), 195 * HOUR);
        let mut reopened = twice;
        reopened.timeline.extend(case(&[("2024-12-20", 9, again), ("2024-12-21", 9, back)]).timeline);
        let age = Age::of(&reopened, at("2024-12-22", 9));
        assert_eq!(
            age,
            Age { with_us: ended.with_us + 24 * HOUR, with_claimant: ended.with_claimant + 24 * HOUR },
            "no hour of the time between"
        );
    }

    #[test]
    fn a_clock_that_was_set_back_takes_nothing_away() {
        assert_eq!(Age::of(&case(&[]), at("2024-11-01", 9)), Age::default());
    }
}
