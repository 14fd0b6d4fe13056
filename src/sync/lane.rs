//! One of the two lanes: what it waits for after failures.

use crate::api::FailureKind;
use crate::domain::time::Moment;
use crate::sync::pace::{Jitter, Pace};

/// A lane's luck with the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Lane {
    failures: u32,
    /// Nothing goes out before this.
    pub gate: Moment,
    /// The first and the last of the failures in a row.
    trouble: Option<(Moment, FailureKind)>,
}

impl Lane {
    pub fn failed(&mut self, kind: FailureKind, pace: &Pace, jitter: &mut Jitter, now: Moment) {
        self.failures = self.failures.saturating_add(1);
        self.gate = jitter.next_try(pace, self.failures, now);
        let since = self.trouble.as_ref().map_or(now, |(since, _)| *since);
        self.trouble = Some((since, kind));
    }

    /// Waits after the disk failed: the server is not to blame.
    pub fn disk_failed(&mut self, pace: &Pace, jitter: &mut Jitter, now: Moment) {
        self.failures = self.failures.saturating_add(1);
        self.gate = jitter.next_try(pace, self.failures, now);
    }

    pub fn succeeded(&mut self, now: Moment) {
        *self = Lane { failures: 0, gate: now, trouble: None };
    }

    /// Forgets a failure that the other lane's success disproves: the way to the server is open.
    pub fn way_is_open(&mut self, now: Moment) {
        let of_the_way = matches!(self.trouble, Some((_, FailureKind::Unreachable | FailureKind::Nonsense)));
        if of_the_way || self.failures == 0 {
            self.succeeded(now);
        }
    }

    pub fn trouble(&self) -> Option<(Moment, &FailureKind)> {
        self.trouble.as_ref().map(|(since, kind)| (*since, kind))
    }

    pub fn is_unreachable(&self) -> bool {
        matches!(self.trouble, Some((_, FailureKind::Unreachable)))
    }
}
