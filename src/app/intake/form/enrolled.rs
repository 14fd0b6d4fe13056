//! What the server knows of the member's enrolments, and how the form takes it over.
//!
//! Invariant: what was typed is never replaced by it.

use super::{ClaimForm, Line, MOST_REPEATS};
use crate::app::form::FormField;
use crate::domain::fact_field::Group;
use crate::domain::facts::Enrolment;
use crate::domain::identity::read_id_number;

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
        let number = self.text_at("/member/id_number");
        let asked = matches!(&self.enrolled, Enrolled::Asked(known) if *known == number);
        if asked || read_id_number(&number).is_err() || self.focused().is_none_or(|field| field.path != "/member/id_number") {
            return None;
        }
        self.enrolled = Enrolled::Asked(number.clone());
        Some(number)
    }

    /// Takes over the enrolments that the server knows in this plan, where none were typed.
    pub fn take_enrolments(&mut self, number: &str, found: Result<Vec<Enrolment>, String>) -> bool {
        if self.enrolled != Enrolled::Asked(number.to_owned()) {
            return false;
        }
        let found = match found {
            Ok(found) => found,
            Err(why) => {
                self.enrolled = Enrolled::Failed(why);
                return false;
            }
        };
        let ours: Vec<Enrolment> = found.into_iter().filter(|enrolment| enrolment.plan == self.plan.id).take(MOST_REPEATS).collect();
        self.enrolled = if ours.is_empty() { Enrolled::Nothing } else { Enrolled::Found(ours.len()) };
        let typed = self.fields.iter().any(|field| field.spec.group == Group::Enrolment && !field.is_blank());
        if typed || ours.is_empty() {
            return false;
        }
        // The cursor stays on its field, however many lines come before it now.
        let at = self.focused().map(|field| field.path.clone());
        self.counts.insert(Group::Enrolment, ours.len());
        self.lay_out();
        for (index, enrolment) in ours.iter().enumerate() {
            let value = serde_json::to_value(enrolment).unwrap_or_default();
            for at in 0..self.fields.len() {
                let Some(rest) = self.fields[at].path.strip_prefix(&format!("/enrolments/{index}")).map(str::to_owned) else { continue };
                if let Some(known) = value.pointer(&rest) {
                    let field = &self.fields[at];
                    self.fields[at] = FormField::holding(field.path.clone(), field.spec, Some(&self.plan), known);
                }
            }
        }
        let line = at.and_then(|at| self.lines().iter().position(|line| matches!(line, Line::Field(i) if self.fields[*i].path == at)));
        self.cursor = line.unwrap_or(self.cursor);
        self.assess();
        true
    }
}
