//! What `y` copies: the name of what the cursor is on, as it stands on the screen.
//!
//! Not here: how a terminal is given a text (`tui::clipboard`).
//! Invariant: nothing is copied that the screen doesn't show; masks stay masks.

use crate::app::case::Load;
use crate::app::effect::Effect;
use crate::app::{Desk, Screen};
use crate::domain::intake::ClaimState;
use crate::text::desk as words;

/// A text that is longer is cut: a terminal takes no more into its clipboard without asking.
pub const LONGEST: usize = 8 * 1024;
/// How much of it the notice repeats.
const TOLD: usize = 40;

impl Desk {
    pub(super) fn copy(&mut self) {
        match self.to_copy() {
            Some(text) => self.hand_over(&text),
            None => self.warn(words::nothing_to_copy(self.lang)),
        }
    }

    /// Hands a text to the terminal's clipboard and says which; only what the screen shows may come here.
    pub(super) fn hand_over(&mut self, text: &str) {
        let end = text.floor_char_boundary(LONGEST);
        let mut told: String = text.chars().filter(|c| !c.is_control()).take(TOLD).collect();
        if told.len() < text.len() {
            told.push('…');
        }
        self.out.push(Effect::Copy(text[..end].to_owned()));
        let sentence = words::copied(self.lang, told);
        self.ok(sentence);
    }

    pub(super) fn to_copy(&self) -> Option<String> {
        match self.screen {
            Screen::Queue => self.queue.current().map(|row| row.summary.id.to_string()),
            Screen::Case => self.case.as_ref().map(|case| match (&case.load, &case.problem) {
                (Load::Failed(_), Some(problem)) => problem.clone(),
                _ => case.id.to_string(),
            }),
            Screen::Intake => self.intake.current().and_then(|item| match &item.state {
                ClaimState::Registered { case } => Some(case.to_string()),
                _ => None,
            }),
            Screen::Outbox => self.outbox.current().map(|item| item.decision.case.to_string()),
            Screen::Lookup => self.sentence(),
            Screen::Log => self.log.current().map(|entry| entry.text.clone()),
        }
    }
}
