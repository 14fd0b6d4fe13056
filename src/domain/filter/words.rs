//! What of a case is found by its words: what the member is ill with, and what the office noted.
//!
//! Health data and free text: only who sees them unmasked has any.
//! Invariant: what a mask hides is no word.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::case::{Case, Event};
use crate::domain::decision::Act;
use crate::domain::facts::Facts;
use crate::domain::lookup::Mark;

/// Characters of each that are kept: some pages of notes.
const LONGEST: usize = 4_000;

/// The words of a case, in the order in which they stand there, each on a line of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Words {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub disease: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The marks of the ends of its numbers, under the page's key: they are few and repeat, so they are kept as words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tails: Vec<Mark>,
}

impl Words {
    pub fn of(case: &Case) -> Self {
        Words { disease: joined(diseases(&case.facts)), note: joined(notes(case)), tails: Vec::new() }
    }

    pub const fn is_empty(&self) -> bool {
        self.disease.is_empty() && self.note.is_empty() && self.tails.is_empty()
    }
}

fn diseases(facts: &Facts) -> impl Iterator<Item = &str> {
    let diagnosed = facts.diagnosis.iter().flat_map(|diagnosis| [&diagnosis.disease, &diagnosis.finding]);
    let treated = facts.stays.iter().map(|stay| &stay.illness).chain(facts.outpatient.iter().map(|care| &care.item));
    let died = facts.death.iter().map(|death| &death.illness);
    diagnosed.chain(treated).chain(died).filter_map(|text| text.as_deref())
}

/// What somebody of the office wrote for the others, and what was written to the claimant.
fn notes(case: &Case) -> impl Iterator<Item = &str> {
    case.timeline.iter().filter_map(|entry| {
        let Event::Decided { act, .. } = &entry.event else { return None };
        match act {
            Act::Note { text } | Act::PassOn { note: text } | Act::Approve { note: text } | Act::Amend { note: text } => {
                Some(text.as_str())
            }
            Act::Return { text, .. } | Act::Reject { text, .. } | Act::SendBack { text } => Some(text.as_str()),
            Act::Park { text, .. } | Act::Refer { text, .. } | Act::Resume { text } => Some(text.as_str()),
            _ => None,
        }
    })
}

/// Puts texts together, each once; a text of a mask's stars alone says nothing.
fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for text in texts.map(str::trim) {
        if text.chars().any(|c| c != '*') && !lines.contains(&text) {
            lines.push(text);
        }
    }
    lines.join("\n").chars().take(LONGEST).collect()
}
