//! The one place where the clock is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

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

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn machine_millis() -> i64 {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}
