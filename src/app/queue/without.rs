//! A filter that finds nothing: how many there would be without its last word, and taking that word away.
//!
//! Invariant: it is asked once for each filter that finds nothing, and for one row only: what is wanted is the number.

use crate::app::effect::Effect;
use crate::app::queue::{Asker, Queue};
use crate::domain::queue::{RowAnchor, RowWindow};

/// What is known of the filter without its last word.
#[derive(Debug, Default)]
pub(super) struct Without {
    filter: String,
    ticket: Option<u64>,
    count: Option<u64>,
}

impl Queue {
    /// The last word of the filter, and how many cases there are without it; absent while nobody knows, and where it is the only one.
    pub fn without_last(&self) -> Option<(&str, u64)> {
        let (_, last) = self.last_word()?;
        let known = self.without.filter == self.filter.value();
        Some((last, self.without.count.filter(|_| known)?))
    }

    /// What stands before the last word, and the word.
    fn last_word(&self) -> Option<(&str, &str)> {
        let typed = self.filter.value().trim();
        let at = typed.rfind(char::is_whitespace)?;
        Some((typed[..at].trim_end(), typed[at..].trim_start()))
    }

    /// Asks for the number where the filter finds nothing.
    pub(super) fn ask_without(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        let Some((rest, _)) = self.last_word() else { return };
        if !self.rows.is_empty() || self.without.filter == self.filter.value() {
            return;
        }
        let mut query = self.asks(asker, RowAnchor::Top, 1);
        rest.clone_into(&mut query.filter);
        self.without = Without { filter: self.filter.value().to_owned(), ticket: Some(self.next_ticket()), count: None };
        out.push(Effect::LoadRows { ticket: self.ticket, query });
    }

    /// Takes the number in; tells whether the answer was that.
    pub(super) fn took_without(&mut self, ticket: u64, rows: &Result<RowWindow, String>) -> bool {
        if self.without.ticket != Some(ticket) {
            return false;
        }
        self.without.ticket = None;
        self.without.count = rows.as_ref().ok().map(|window| window.total);
        true
    }

    /// Takes the last word of the filter away; tells whether there was one.
    pub fn drop_last_word(&mut self, asker: &Asker, out: &mut Vec<Effect>) -> bool {
        let Some((rest, _)) = self.last_word() else { return self.clear_filter(asker, out) };
        let rest = rest.to_owned();
        self.filter.set(&rest);
        self.filter_changed(asker, out);
        true
    }
}
