//! How long is waited for what: data, and the one place where a wait is drawn.

use crate::domain::time::Moment;

/// How long is waited for what. Milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks for changes when nothing happens: a colleague's decision should show before one asks.
    pub poll_idle: i64,
    /// The same while the server's events come in: only against a hint that got lost.
    pub poll_live: i64,
    /// After the first failure; doubled for each further one.
    pub backoff_first: i64,
    /// Two minutes: who comes back into the network doesn't wait longer, and a server that comes up isn't stormed.
    pub backoff_most: i64,
    /// The largest number of cases on a page: some 100 ms of writing, so that a key pressed meanwhile waits no longer.
    pub page: u32,
    /// The largest number of cases of one part of a first load: some 150 ms of writing. Each transaction seals nearly every page of the
    /// indexes anew, so that few large parts take a third of the time of many small ones; those with details end by their size long before.
    pub part: u32,
    /// The first load comes as one answer, where the server has such a one.
    pub loads: bool,
    /// Who stays hears what is new; a command that ends doesn't wait for it.
    pub listens: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Pace {
            poll_idle: 15_000,
            poll_live: 120_000,
            backoff_first: 1_000,
            backoff_most: 120_000,
            page: 200,
            part: 10_000,
            loads: true,
            listens: false,
        }
    }
}

/// Numbers for spreading tries out. Not for secrets. The same seed gives the same numbers.
#[derive(Clone, Debug)]
pub(super) struct Jitter(u64);

impl Jitter {
    pub fn new(seed: u64) -> Self {
        Jitter(seed)
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Draws the next try after `failures` failures in a row: somewhere in the second half of the doubled wait, so that many
    /// clients don't come back at once.
    pub fn next_try(&mut self, pace: &Pace, failures: u32, now: Moment) -> Moment {
        let doubled = pace.backoff_first.saturating_mul(1_i64 << failures.saturating_sub(1).min(30));
        let whole = doubled.clamp(1, pace.backoff_most.max(1));
        let half = whole / 2;
        let drawn = self.next() % (whole - half).cast_unsigned().max(1);
        now.plus_millis(half + drawn.cast_signed() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_a_limit_and_are_spread() {
        let pace = Pace { backoff_first: 1000, backoff_most: 60_000, ..Pace::default() };
        let mut jitter = Jitter::new(1);
        for (failures, most) in [(1, 1000), (2, 2000), (5, 16_000), (7, 60_000), (4_000_000, 60_000)] {
            let waits: Vec<i64> = (0..200).map(|_| jitter.next_try(&pace, failures, Moment(5)).0 - 5).collect();
            assert!(waits.iter().all(|wait| (most / 2..=most).contains(wait)), "{failures}: {waits:?}");
            assert!(waits.iter().max().unwrap() - waits.iter().min().unwrap() > most / 4, "spread");
        }
    }
}
