//! The dice of the made-up office: SplitMix64, so that a seed gives the same cases on every machine and in every release.
//!
//! Not here: anything that must be hard to guess. Invariant: no float, no hash-map order, no clock.

/// A source of made-up chance.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Makes the dice for one thing of a seed, so that what one case draws never moves the next one.
    pub(super) fn new(seed: u64, thing: u64) -> Self {
        let mut dice = Dice(seed ^ thing.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        dice.roll();
        dice
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        let count = u64::from(high.saturating_sub(low)) + 1;
        low.saturating_add(u32::try_from(self.roll() % count).unwrap_or(0))
    }

    /// True `per_mille` times in a thousand.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.between(0, 999) < per_mille
    }

    /// One of a list that is not empty; the last weightless way out is its first element.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        let at = self.between(0, u32::try_from(list.len().saturating_sub(1)).unwrap_or(0));
        list[at as usize]
    }

    /// One of a list, each as often as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, list: &[(u32, T)]) -> T {
        let sum: u32 = list.iter().map(|(weight, _)| weight).sum();
        let mut left = self.between(1, sum.max(1));
        for (weight, item) in list {
            if left <= *weight {
                return *item;
            }
            left -= weight;
        }
        list[list.len() - 1].1
    }
}
