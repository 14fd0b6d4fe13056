//! What the form fills in by itself: what an identity number and a card say, and what the server knows of a number (`enrolled`).
//!
//! Invariant: what was filled in for a number goes when the number changes, unless it was typed over; what was typed stays.

use super::{ClaimForm, Enrolled, Line, index_of};
use crate::domain::bank;
use crate::domain::fact_field::Group;
use crate::domain::identity::read_id_number;
use crate::domain::intake::Filled;
use crate::domain::people::Sex;

pub(super) const ID_NUMBER: &str = "/member/id_number";
const CARD: &str = "/payee/card";

impl ClaimForm {
    /// Fills in what numbers say: birth and sex of an identity number, the bank of a card, where nothing else stands there.
    pub(super) fn derive(&mut self) {
        let (path, number) = match self.focused() {
            Some(field) => (field.path.clone(), self.text_at(&field.path)),
            None => return,
        };
        match path.as_str() {
            ID_NUMBER => {
                if let Ok(facts) = read_id_number(&number) {
                    self.fill("/member/birth", &facts.birth.to_string(), ID_NUMBER);
                    self.fill("/member/sex", if facts.sex == Sex::Female { "female" } else { "male" }, ID_NUMBER);
                }
            }
            CARD => {
                if let Some(bank) = bank::of_card(&number) {
                    self.fill("/payee/bank", &bank.zh, CARD);
                }
            }
            _ => {}
        }
    }

    fn fill(&mut self, path: &str, value: &str, by: &str) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.path == path && field.is_blank()) {
            field.set(value);
            field.offer();
            self.note_filled(path, by);
        }
    }

    /// Keeps in mind that what stands in a field now was filled in, not typed.
    pub(super) fn note_filled(&mut self, path: &str, by: &str) {
        let Some(text) = self.fields.iter().find(|field| field.path == path).map(|field| field.raw().to_owned()) else { return };
        self.filled.retain(|filled| filled.path != path);
        self.filled.push(Filled { path: path.to_owned(), text, by: by.to_owned(), number: self.text_at(by) });
    }

    /// Takes back what was filled in for a number that is another now.
    pub(super) fn take_back_stale(&mut self) {
        let asked = matches!(&self.enrolled, Enrolled::Asked(number) if *number == self.text_at(ID_NUMBER));
        if !asked && self.focused().is_some_and(|field| field.path == ID_NUMBER) {
            self.enrolled = Enrolled::NotAsked;
            self.known.clear();
            self.known_names.clear();
        }
        let stale: Vec<Filled> = self.filled.iter().filter(|filled| self.text_at(&filled.by) != filled.number).cloned().collect();
        self.take_back(|filled| stale.contains(filled));
    }

    /// Takes back some of what was filled in, where nothing else was typed over it; contracts that are left with nothing go.
    pub(super) fn take_back(&mut self, goes: impl Fn(&Filled) -> bool) {
        let (gone, kept): (Vec<Filled>, _) = std::mem::take(&mut self.filled).into_iter().partition(goes);
        self.filled = kept;
        if gone.is_empty() {
            return;
        }
        for Filled { path, text, .. } in &gone {
            if let Some(field) = self.fields.iter_mut().find(|field| field.path == *path && field.raw() == text) {
                field.set("");
            }
            if self.aside.get(path) == Some(text) {
                self.aside.remove(path);
            }
        }
        let group = Group::Enrolment;
        if gone.iter().any(|filled| group.list().is_some_and(|list| filled.path.starts_with(&format!("/{list}/")))) {
            let used = self.fields.iter().filter(|field| field.spec.group == group && !field.is_blank());
            let left = used.map(|field| index_of(&field.path, group) + 1).max().unwrap_or(1);
            self.counts.insert(group, left);
        }
        self.lay_out_in_place();
    }

    /// Lays the fields out anew; the cursor stays on its field, however many lines come before it now.
    pub(super) fn lay_out_in_place(&mut self) {
        let at = self.focused().map(|field| field.path.clone());
        self.lay_out();
        let line = at.and_then(|at| self.lines().iter().position(|line| matches!(line, Line::Field(i) if self.fields[*i].path == at)));
        self.cursor = line.unwrap_or(self.cursor);
    }
}
