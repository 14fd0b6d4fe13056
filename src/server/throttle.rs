//! How often somebody may try to sign in, or look somebody up.
//!
//! Not here: the clock. Invariant: holds a bounded number of names, whatever is tried.

use std::collections::HashMap;

use crate::domain::time::Moment;

/// Tries under one name before it has to wait.
const TRIES: u32 = 5;
/// How long a name has to wait, from its first try on.
const WINDOW_MILLIS: i64 = 60_000;
/// Names remembered at once. To push one out, this many others must be tried within the window; each costs a password hash.
const NAMES: usize = 4_096;
/// Bytes of a name that are told apart.
const NAME_BYTES: usize = 64;

/// Look-ups of one person within the window. Nobody answers a call a second; a number is guessed in thousands.
pub const LOOK_UPS: u32 = 60;

/// Counts tries by name.
#[derive(Debug)]
pub struct Throttle {
    most: u32,
    tries: HashMap<Vec<u8>, (u32, Moment)>,
}

impl Default for Throttle {
    fn default() -> Self {
        Throttle::of(TRIES)
    }
}

impl Throttle {
    /// Makes a count that lets so many tries pass within a minute.
    pub fn of(most: u32) -> Self {
        Throttle { most, tries: HashMap::new() }
    }

    /// Counts a try, before it is known how it ends.
    ///
    /// # Errors
    /// The seconds to wait, where there were too many.
    pub fn attempt(&mut self, name: &str, now: Moment) -> Result<(), i64> {
        let key = Self::key(name);
        let ended = |since: Moment| now.0.saturating_sub(since.0) >= WINDOW_MILLIS || since > now;
        if !self.tries.contains_key(&key) && self.tries.len() >= NAMES {
            self.tries.retain(|_, (_, since)| !ended(*since));
            let oldest = self.tries.iter().min_by_key(|(_, (_, since))| *since).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest.filter(|_| self.tries.len() >= NAMES) {
                self.tries.remove(&oldest);
            }
        }
        let (count, since) = self.tries.entry(key).or_insert((0, now));
        if ended(*since) {
            (*count, *since) = (0, now);
        }
        if *count >= self.most {
            return Err((since.0 + WINDOW_MILLIS - now.0).max(1).div_euclid(1000) + 1);
        }
        *count += 1;
        Ok(())
    }

    /// Forgets the tries of a name that got in.
    pub fn succeeded(&mut self, name: &str) {
        self.tries.remove(&Self::key(name));
    }

    fn key(name: &str) -> Vec<u8> {
        name.bytes().take(NAME_BYTES).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits_and_the_window_ends() {
        let mut throttle = Throttle::default();
        for _ in 0..TRIES {
            assert!(throttle.attempt("lin", Moment(0)).is_ok());
        }
        assert_eq!(throttle.attempt("lin", Moment(30_000)), Err(31));
        assert!(throttle.attempt("wang", Moment(30_000)).is_ok(), "another name is not held up");
        assert!(throttle.attempt("lin", Moment(60_000)).is_ok());
        throttle.succeeded("lin");
        for _ in 0..TRIES {
            assert!(throttle.attempt("lin", Moment(60_001)).is_ok());
        }
    }

    #[test]
    fn many_names_don_t_fill_the_memory() {
        let mut throttle = Throttle::default();
        for name in 0..2 * NAMES {
            let _ = throttle.attempt(&name.to_string(), Moment(0));
        }
        assert_eq!(throttle.tries.len(), NAMES);
    }
}
