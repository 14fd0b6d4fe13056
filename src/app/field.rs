//! A line (or a short text) that is being typed, with its cursor.
//!
//! Not here: how it is drawn, which key is which edit.
//! Invariant: never longer than its limit, so that a paste of a whole file does no harm.

use tui_input::{Input, InputRequest};

/// Characters of a line: a filter, a note, a reference.
pub const LINE_LIMIT: usize = 200;
/// Characters of a text for the claimant: three short messages.
pub const TEXT_LIMIT: usize = 1000;

#[derive(Clone, Debug)]
pub struct Field {
    input: Input,
    limit: usize,
    lines: bool,
    /// What it holds stands to be replaced by the first character that is typed.
    selected: bool,
}

impl Field {
    /// Makes an empty line.
    pub fn line() -> Self {
        Field { input: Input::default(), limit: LINE_LIMIT, lines: false, selected: false }
    }

    /// Makes a text of several lines.
    pub fn text(content: String) -> Self {
        Field { input: Input::new(content), limit: TEXT_LIMIT, lines: true, selected: false }
    }

    pub fn value(&self) -> &str {
        self.input.value()
    }

    pub fn is_blank(&self) -> bool {
        self.value().trim().is_empty()
    }

    /// The cursor's place, in characters from the beginning.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Lets the first character typed or pasted take the place of all that it holds; any other edit keeps it.
    pub fn select(&mut self) {
        self.selected = !self.value().is_empty();
    }

    pub const fn is_selected(&self) -> bool {
        self.selected
    }

    pub fn set(&mut self, content: &str) {
        self.selected = false;
        self.input = Input::new(content.chars().take(self.limit).collect());
    }

    /// Applies an edit; tells whether the text is another one now.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        let selected = std::mem::take(&mut self.selected);
        if let InputRequest::InsertChar(c) = request {
            if selected && !c.is_control() {
                self.set("");
            }
            if !self.takes(c) {
                return false;
            }
        }
        self.input.handle(request).is_some_and(|changed| changed.value)
    }

    /// Inserts pasted text as far as it fits; in a line, line ends become blanks.
    pub fn paste(&mut self, pasted: &str) -> bool {
        let mut changed = false;
        for c in pasted.chars().take(self.limit) {
            let c = if matches!(c, '\n' | '\r' | '\t') && !(self.lines && c == '\n') { ' ' } else { c };
            changed |= self.edit(InputRequest::InsertChar(c));
        }
        changed
    }

    fn takes(&self, c: char) -> bool {
        (!c.is_control() || (self.lines && c == '\n')) && self.value().chars().count() < self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_selected_is_replaced_by_typing_and_kept_by_any_other_edit() {
        let selected = || {
            let mut line = Field::line();
            line.set("1");
            line.select();
            line
        };
        let mut line = selected();
        line.edit(InputRequest::InsertChar('1'));
        line.edit(InputRequest::InsertChar('0'));
        assert_eq!(line.value(), "10");
        let mut line = selected();
        line.edit(InputRequest::GoToEnd);
        line.edit(InputRequest::InsertChar('2'));
        assert_eq!(line.value(), "12");
        let mut line = selected();
        line.edit(InputRequest::DeletePrevChar);
        assert_eq!(line.value(), "");
        let mut line = selected();
        line.paste("23");
        assert_eq!(line.value(), "23");
    }

    #[test]
    fn a_paste_is_bounded_and_stays_on_its_line() {
        let mut line = Field::line();
        line.paste("一\n二\u{1b}[2J");
        assert_eq!(line.value(), "一 二[2J");
        line.paste(&"x".repeat(10_000));
        assert_eq!(line.value().chars().count(), LINE_LIMIT);
    }
}
