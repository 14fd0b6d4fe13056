//! The filter of the queue while it is typed, pasted, typed on and taken away.
//!
//! Not here: how it is read (`domain::filter`). Invariant: it asks at once, off the paint, and an older question's answer is dropped.

use tui_input::InputRequest;

use super::{Asker, Land, Queue};
use crate::app::effect::Effect;
use crate::domain::filter::complete::{Completion, complete, of_names};
use crate::domain::filter::{Fault, Field};
use crate::domain::queue::View;

impl Queue {
    /// Takes an edit of the filter: asks at once, off the paint.
    pub fn edit_filter(&mut self, request: InputRequest, asker: &Asker, out: &mut Vec<Effect>) {
        self.note_before_filter();
        if self.filter.edit(request) {
            self.filter_changed(asker, out);
        }
        self.think_on(asker, out);
    }

    pub fn paste_filter(&mut self, text: &str, asker: &Asker, out: &mut Vec<Effect>) {
        self.note_before_filter();
        if self.filter.paste(text) {
            self.filter_changed(asker, out);
        }
        self.think_on(asker, out);
    }

    /// Puts the cursor into the filter.
    pub fn begin_filter(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        self.typing = true;
        self.think_on(asker, out);
    }

    /// Takes the first of what may be typed on; tells whether there was any.
    pub fn take_completion(&mut self, asker: &Asker, out: &mut Vec<Effect>) -> bool {
        if !self.completion.takes() {
            return false;
        }
        let Some(first) = self.completion.candidates.first() else { return false };
        let line = self.completion.taken(self.filter.value(), first);
        self.note_before_filter();
        self.filter.set(&line);
        self.filter_changed(asker, out);
        self.think_on(asker, out);
        true
    }

    /// Finds what may be typed on; employers are asked of the cache.
    fn think_on(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        let mut completion = complete(self.filter.value(), self.filter.cursor(), asker.vocabulary, asker.lang);
        if completion.field == Some(Field::Assignee) {
            for (words, view) in [(["me", "我"], View::Mine), (["none", "无"], View::Unassigned)] {
                let count = self.count(view);
                completion.candidates.iter_mut().filter(|one| words.contains(&one.text.as_str())).for_each(|one| one.count = count);
            }
        }
        if completion.field == Some(Field::Employer) {
            if self.completion.field == completion.field && self.completion.typed == completion.typed {
                completion.candidates.clone_from(&self.completion.candidates);
            }
            out.push(Effect::FindEmployers { typed: completion.typed.clone() });
        }
        self.completion = completion;
    }

    /// Takes employers in that may be typed on; those for what was typed before are dropped.
    pub fn employers_came(&mut self, typed: &str, names: Vec<String>) {
        if self.completion.field == Some(Field::Employer) && self.completion.typed == typed {
            self.completion.candidates = of_names(names);
        }
    }

    /// What is wrong with the filter: the first fault that whoever types is not just about to mend.
    pub fn fault(&self) -> Option<&Fault> {
        let length = self.filter.value().chars().count();
        self.read.faults.iter().find(|fault| !(self.typing && fault.is_unfinished(length)))
    }

    /// Takes the filter away; tells whether there was one.
    pub fn clear_filter(&mut self, asker: &Asker, out: &mut Vec<Effect>) -> bool {
        self.typing = false;
        self.completion = Completion::default();
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
