//! The filter of the queue while it is typed, pasted and taken away.
//!
//! Not here: how it is read (`domain::search`). Invariant: it asks at once, off the paint, and an older question's answer is dropped.

use tui_input::InputRequest;

use super::{Asker, Land, Queue};
use crate::app::effect::Effect;

impl Queue {
    /// Takes an edit of the filter: asks at once, off the paint.
    pub fn edit_filter(&mut self, request: InputRequest, asker: &Asker, out: &mut Vec<Effect>) {
        self.note_before_filter();
        if self.filter.edit(request) {
            self.filter_changed(asker, out);
        }
    }

    pub fn paste_filter(&mut self, text: &str, asker: &Asker, out: &mut Vec<Effect>) {
        self.note_before_filter();
        if self.filter.paste(text) {
            self.filter_changed(asker, out);
        }
    }

    /// Takes the filter away; tells whether there was one.
    pub fn clear_filter(&mut self, asker: &Asker, out: &mut Vec<Effect>) -> bool {
        self.typing = false;
        if self.filter.value().is_empty() {
            return false;
        }
        self.filter.set("");
        self.saved = None;
        self.scope += 1;
        // A filter that found nothing has left no case to stay on but one that only part of it found.
        if let Some(key) = self.before_filter.take().filter(|_| self.rows.is_empty()) {
            self.cursor = Some(key);
        }
        self.ask(asker, Land::StayWithNew, out);
        true
    }

    fn note_before_filter(&mut self) {
        if self.filter.is_blank() {
            self.before_filter.clone_from(&self.cursor);
        }
    }

    pub(super) fn filter_changed(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        self.scope += 1;
        self.saved = None;
        let land = if self.filter.is_blank() { Land::StayWithNew } else { Land::Top };
        self.ask(asker, land, out);
    }
}
