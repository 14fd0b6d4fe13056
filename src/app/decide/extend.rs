//! What the sheet asks for that gives the office more time: until when, and why.
//!
//! Not here: whether the limit may be extended (`judge`).
//! Invariant: a day is read in one way only; a number alone is so many days after the last day as it stands.

use crate::app::field::Field;
use crate::app::form::day_typed;
use crate::domain::decision::Act;
use crate::domain::people::Lang;
use crate::domain::time::{Date, days_after};
use crate::rules::clock::Limit;
use crate::text::sheets;

/// More digits are a date, not a number of days.
const MOST_DIGITS: usize = 3;

/// Until when, and why.
#[derive(Clone, Debug)]
pub struct ExtendForm {
    pub until: Field,
    pub text: Field,
    /// The field with the focus is the reason, not the day.
    pub in_text: bool,
    /// The limit that is extended; nothing where the case stands under none.
    pub limit: Option<Limit>,
    /// The last day to which it may be.
    pub latest: Date,
    pub today: Date,
}

impl ExtendForm {
    pub fn new(limit: Option<Limit>, latest: Date, today: Date) -> Self {
        ExtendForm { until: Field::line(), text: Field::line(), in_text: false, limit, latest, today }
    }

    /// The day that was typed: a date, or so many days after the last day as it stands.
    pub fn day(&self) -> Option<Date> {
        let (number, date) = day_typed(self.until.value(), self.today);
        let days = number.filter(|typed| typed.len() <= MOST_DIGITS).and_then(|typed| typed.parse().ok());
        match (days, &self.limit) {
            (Some(days), Some(limit)) => Some(days_after(limit.last, days)),
            _ => date,
        }
    }

    /// Makes the act, or tells what is missing.
    pub(super) fn act(&self, lang: Lang) -> Result<Act, &'static str> {
        if self.until.is_blank() {
            return Err(sheets::needs_until(lang));
        }
        let until = self.day().ok_or(sheets::until_unread(lang))?;
        match () {
            () if self.limit.as_ref().is_some_and(|limit| until <= limit.last) || until < self.today => Err(sheets::until_not_later(lang)),
            () if until > self.latest => Err(sheets::until_too_far(lang)),
            () if self.text.is_blank() => Err(sheets::needs_extension_reason(lang)),
            () => Ok(Act::Extend { until, text: self.text.value().trim().to_owned() }),
        }
    }
}
