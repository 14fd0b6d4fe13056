//! The line in which the desk says what happened.
//!
//! Ok goes by itself, a warning with the next key, an error with Esc. None covers anything or takes the focus.

use crate::domain::time::Moment;

/// How long good news stays.
const OK_MILLIS: i64 = 4_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Ok,
    Warn,
    Error,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub weight: Weight,
    pub text: String,
    until: Option<Moment>,
}

impl Notice {
    pub fn ok(text: impl Into<String>, now: Moment) -> Self {
        Notice { weight: Weight::Ok, text: text.into(), until: Some(now.plus_millis(OK_MILLIS)) }
    }

    pub fn warn(text: impl Into<String>) -> Self {
        Notice { weight: Weight::Warn, text: text.into(), until: None }
    }

    pub fn error(text: impl Into<String>) -> Self {
        Notice { weight: Weight::Error, text: text.into(), until: None }
    }

    /// When it goes by itself.
    pub const fn until(&self) -> Option<Moment> {
        self.until
    }

    /// Whether it stays when a key is pressed.
    pub fn outlives_a_key(&self) -> bool {
        self.weight != Weight::Warn
    }
}
