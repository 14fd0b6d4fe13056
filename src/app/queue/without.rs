//! A filter that finds nothing: how many there would be without one of its conditions, and taking the last one away.
//!
//! The last condition is tried first, then those before it, until one is found whose lack gives something.
//! Invariant: it is asked for one row only, what is wanted is the number; one question at a time, and none for a filter that is no more.

use crate::app::effect::Effect;
use crate::app::queue::{Asker, Queue};
use crate::domain::filter::complete::last_piece;
use crate::domain::queue::{RowAnchor, RowWindow};

/// What is known of the filter without one of its conditions.
#[derive(Debug, Default)]
pub(super) struct Without {
    filter: String,
    ticket: Option<u64>,
    /// The condition that is left out, and how many cases there are then.
    at: usize,
    count: Option<u64>,
}

impl Queue {
    /// The condition without which there are cases, and how many; the last one where none is such; absent while nobody knows, and where
    /// it is the only one.
    pub fn without_last(&self) -> Option<(String, u64)> {
        let known = self.without.filter == self.filter.value();
        let (from, to) = *self.read.places.get(self.without.at)?;
        let count = self.without.count.filter(|_| known && self.read.places.len() > 1)?;
        Some((self.filter.value().chars().skip(from).take(to - from).collect(), count))
    }

    /// Asks for the number where the filter finds nothing.
    pub(super) fn ask_without(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        let terms = self.read.filter.terms.len();
        if terms < 2 || !self.rows.is_empty() || self.without.filter == self.filter.value() {
            return;
        }
        self.without = Without { filter: self.filter.value().to_owned(), ..Without::default() };
        self.ask_one_less(terms - 1, asker, out);
    }

    fn ask_one_less(&mut self, at: usize, asker: &Asker, out: &mut Vec<Effect>) {
        let mut query = self.asks(asker, RowAnchor::Top, 1);
        if at < query.filter.terms.len() {
            query.filter.terms.remove(at);
        }
        let ticket = self.next_ticket();
        (self.without.at, self.without.ticket) = (at, Some(ticket));
        out.push(Effect::LoadRows { ticket, query });
    }

    /// Takes the number in; tells whether the answer was that.
    pub(super) fn took_without(&mut self, ticket: u64, rows: &Result<RowWindow, String>, asker: &Asker, out: &mut Vec<Effect>) -> bool {
        if self.without.ticket != Some(ticket) {
            return false;
        }
        self.without.ticket = None;
        self.without.count = rows.as_ref().ok().map(|window| window.total);
        let same = self.without.filter == self.filter.value();
        match (self.without.count, self.without.at.checked_sub(1)) {
            (Some(0), Some(before)) if same => self.ask_one_less(before, asker, out),
            // None helps: the last one is told, which a key drops.
            (Some(0), None) => self.without.at = self.read.places.len().saturating_sub(1),
            _ => {}
        }
        true
    }

    /// Takes the last condition of the filter away; tells whether there was one.
    pub fn drop_last_word(&mut self, asker: &Asker, out: &mut Vec<Effect>) -> bool {
        let typed = self.filter.value().trim_end();
        let rest: String = typed.chars().take(last_piece(typed)).collect();
        if rest.trim().is_empty() {
            return self.clear_filter(asker, out);
        }
        self.filter.set(rest.trim_end());
        self.filter_changed(asker, out);
        true
    }
}
