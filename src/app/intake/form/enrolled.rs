//! What the server knows of the member's enrolments, and how the form takes it over; under which names this machine knows the number.
//!
//! Invariant: what was typed is never replaced by it, and nothing of it stays once the number is another's (`filled`).

use std::collections::BTreeSet;

use super::filled::ID_NUMBER;
use super::{ClaimForm, MOST_REPEATS};
use crate::app::form::FormField;
use crate::domain::fact_field::Group;
use crate::domain::facts::Enrolment;
use crate::domain::identity::{mask_name, read_id_number};
use crate::domain::pinyin::plain_name;

const NAME: &str = "/member/name";

/// What the server said of the member's enrolments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Enrolled {
    #[default]
    NotAsked,
    Asked(String),
    /// So many were found; the form took them over where nothing was typed.
    Found(usize),
    Nothing,
    Failed(String),
}

impl ClaimForm {
    /// The identity number that the server should be asked about: a right one that it was not asked about yet.
    pub fn number_to_ask(&mut self) -> Option<String> {
        let number = self.text_at(ID_NUMBER);
        let asked = matches!(&self.enrolled, Enrolled::Asked(known) if *known == number);
        if asked || read_id_number(&number).is_err() || self.focused().is_none_or(|field| field.path != ID_NUMBER) {
            return None;
        }
        self.enrolled = Enrolled::Asked(number.clone());
        Some(number)
    }

    /// Takes the names under which cases of this machine have the number that was asked about.
    pub fn take_names(&mut self, number: &str, names: Vec<String>) {
        if self.text_at(ID_NUMBER) == number {
            self.known_names = names;
        }
    }

    /// The names, masked, under which the number of the form is known, where none of them is the one that was typed.
    pub(super) fn other_names(&self) -> Option<BTreeSet<String>> {
        let typed = self.text_at(NAME);
        let (plain, masked) = (plain_name(&typed), mask_name(&typed));
        let is_his = |known: &String| if known.contains('*') { *known == masked } else { plain_name(known) == plain };
        let differs = !plain.is_empty() && !self.known_names.is_empty() && !self.known_names.iter().any(is_his);
        let masks = |known: &String| if known.contains('*') { known.clone() } else { mask_name(known) };
        differs.then(|| self.known_names.iter().map(masks).collect())
    }

    /// Takes over the enrolments that the server knows in this plan, where none were typed.
    pub fn take_enrolments(&mut self, number: &str, found: Result<Vec<Enrolment>, String>) -> bool {
        if self.enrolled != Enrolled::Asked(number.to_owned()) {
            return false;
        }
        match found {
            Ok(found) => {
                self.known = found;
                self.enrolled = Enrolled::Nothing;
                self.fill_enrolments()
            }
            Err(why) => {
                self.enrolled = Enrolled::Failed(why);
                false
            }
        }
    }

    /// Fills in what is known of the number in this plan, where no contract stands.
    pub(super) fn fill_enrolments(&mut self) -> bool {
        if !matches!(self.enrolled, Enrolled::Found(_) | Enrolled::Nothing) {
            return false;
        }
        let ours: Vec<Enrolment> = self.known.iter().filter(|known| known.plan == self.plan.id).take(MOST_REPEATS).cloned().collect();
        self.enrolled = if ours.is_empty() { Enrolled::Nothing } else { Enrolled::Found(ours.len()) };
        let typed = self.fields.iter().any(|field| field.spec.group == Group::Enrolment && !field.is_blank());
        if typed || ours.is_empty() {
            return false;
        }
        self.counts.insert(Group::Enrolment, ours.len());
        self.lay_out_in_place();
        for (index, enrolment) in ours.iter().enumerate() {
            let value = serde_json::to_value(enrolment).unwrap_or_default();
            for at in 0..self.fields.len() {
                let Some(rest) = self.fields[at].path.strip_prefix(&format!("/enrolments/{index}")).map(str::to_owned) else { continue };
                if let Some(known) = value.pointer(&rest) {
                    let path = self.fields[at].path.clone();
                    self.fields[at] = FormField::holding(path.clone(), self.fields[at].spec, Some(&self.plan), known);
                    self.note_filled(&path, ID_NUMBER);
                }
            }
        }
        self.assess();
        true
    }
}
