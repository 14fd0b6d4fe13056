//! What the terminal is asked: the colour of its ground, and how wide it draws a line.
//!
//! Nothing waits for an answer: the first frame is painted before one can be there, and is painted again when one comes. The last
//! question is one that every terminal answers; until then leaving waits a moment, so that no answer is typed into the shell.

use super::decode::Answer;
use crate::domain::time::Moment;
use crate::ui::theme::Ground;

/// How long leaving waits for answers that may still be under way.
pub const LEAVING_MILLIS: i64 = 100;
/// A terminal that has not answered for so long doesn't answer.
const SILENT_MILLIS: i64 = 1_000;

/// The row in which the character is drawn whose width is asked for. Not the first: an answer for that one looks like a key.
const PROBE_ROW: u16 = 2;

/// What is to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    pub ground: bool,
    pub width: bool,
}

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learned {
    Ground(Ground),
    /// Lines are drawn two columns wide, or one.
    Wide(bool),
}

/// Questions and what is still open of them.
#[derive(Debug, Default)]
pub struct Asking {
    open_since: Option<Moment>,
    questions: Questions,
}

impl Asking {
    /// Gives what is to be written, before a frame is drawn over it.
    pub fn ask(&mut self, questions: Questions, now: Moment) -> String {
        self.questions = questions;
        let mut bytes = String::new();
        if questions.width {
            bytes.push_str(&format!("\x1b[{PROBE_ROW};1H─\x1b[6n\x1b[{PROBE_ROW};1H\x1b[2K"));
        }
        if questions.ground {
            bytes.push_str("\x1b]11;?\x1b\\");
        }
        if questions != Questions::default() {
            bytes.push_str("\x1b[c");
            self.open_since = Some(now);
        }
        bytes
    }

    /// Takes an answer in; one that was not asked for says nothing.
    pub fn answered(&mut self, answer: Answer) -> Option<Learned> {
        match answer {
            Answer::Ground(colour) if std::mem::take(&mut self.questions.ground) => Some(Learned::Ground(Ground::of(colour))),
            Answer::Cursor(PROBE_ROW, column @ 2..=3) if std::mem::take(&mut self.questions.width) => Some(Learned::Wide(column == 3)),
            Answer::Kind => {
                self.open_since = None;
                None
            }
            Answer::Ground(_) | Answer::Cursor(..) => None,
        }
    }

    /// Whether answers may still be under way.
    pub fn is_open(&self, now: Moment) -> bool {
        self.open_since.is_some_and(|since| now.0 - since.0 < SILENT_MILLIS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Questions = Questions { ground: true, width: true };

    #[test]
    fn each_question_is_answered_once() {
        let mut asking = Asking::default();
        let now = Moment(1_000);
        assert!(asking.ask(BOTH, now).ends_with("\x1b[c"), "the question that is always answered comes last");
        assert!(asking.is_open(now));
        assert_eq!(asking.answered(Answer::Cursor(2, 3)), Some(Learned::Wide(true)));
        assert_eq!(asking.answered(Answer::Cursor(2, 2)), None, "asked once");
        assert_eq!(asking.answered(Answer::Ground([255, 255, 255])), Some(Learned::Ground(Ground::Light)));
        assert_eq!(asking.answered(Answer::Ground([0, 0, 0])), None, "what comes unasked changes nothing");
        assert_eq!(asking.answered(Answer::Kind), None);
        assert!(!asking.is_open(now));
    }

    #[test]
    fn nothing_asked_nothing_written() {
        let mut asking = Asking::default();
        assert_eq!(asking.ask(Questions::default(), Moment(0)), "");
        assert!(!asking.is_open(Moment(0)));
        assert_eq!(asking.answered(Answer::Cursor(2, 3)), None);
    }

    #[test]
    fn a_terminal_that_is_silent_holds_nobody_up_for_long() {
        let mut asking = Asking::default();
        asking.ask(BOTH, Moment(0));
        assert!(asking.is_open(Moment(900)) && !asking.is_open(Moment(1_100)));
    }
}
