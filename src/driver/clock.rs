//! The one place where the clock is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use crate::domain::time::Moment;

/// A clock that runs with the machine's, set off by a number of milliseconds. The made-up office lives in its own time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's own time.
    pub fn real() -> Self {
        Self::default()
    }

    /// A clock that shows `shown` now and runs on from there.
    pub fn starting_at(shown: Moment) -> Self {
        let clock = Self::default();
        clock.set(shown);
        clock
    }

    /// Sets the clock, for everybody who holds it.
    pub fn set(&self, shown: Moment) {
        self.offset.store(shown.0 - machine_millis(), Ordering::Relaxed);
    }

    pub fn now(&self) -> Moment {
        Moment(machine_millis().saturating_add(self.offset.load(Ordering::Relaxed)))
    }
}

/// What a clock loses in a second look at it, in milliseconds, before it counts as set back.
const SET_BACK: i64 = 1_000;

/// Notices when a clock is set back: what waits for a time of it would wait longer by as much.
#[derive(Debug)]
pub struct Watch {
    clock: Clock,
    looked: (Moment, Instant),
}

impl Watch {
    pub fn begin(clock: Clock) -> Self {
        let looked = (clock.now(), Instant::now());
        Watch { clock, looked }
    }

    /// Tells by how many milliseconds the clock was set back since the last look.
    pub fn set_back(&mut self) -> Option<i64> {
        let looked = (self.clock.now(), Instant::now());
        let former = std::mem::replace(&mut self.looked, looked);
        let passed = i64::try_from(looked.1.duration_since(former.1).as_millis()).unwrap_or(i64::MAX);
        Some(former.0.plus_millis(passed).0 - looked.0.0).filter(|by| *by >= SET_BACK)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn machine_millis() -> i64 {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_is_noticed_once_and_one_that_is_set_on_is_none() {
        let clock = Clock::real();
        let mut watch = Watch::begin(clock.clone());
        assert_eq!(watch.set_back(), None);
        clock.set(clock.now().plus_secs(-3600));
        let by = watch.set_back().unwrap();
        assert!((3_599_000..=3_600_000).contains(&by), "{by}");
        clock.set(clock.now().plus_secs(7200));
        assert_eq!(watch.set_back(), None);
    }
}
