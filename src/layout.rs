//! Columns and wrapped lines for a terminal and for letters, by the widths at which characters are drawn.
//!
//! Not here: what is drawn where (`ui`). Pure but for the one property of the terminal that `width` keeps.

pub mod width;

use crate::layout::width::{safe, width};

/// What a Chinese line must not begin with.
const NEVER_FIRST: &str = "，。；：、）」%";

/// Fills a text up to a width with blanks at its right.
pub fn left(text: &str, columns: u16) -> String {
    format!("{text}{}", blanks(columns, text))
}

/// Fills a text up to a width with blanks at its left.
pub fn right(text: &str, columns: u16) -> String {
    format!("{}{text}", blanks(columns, text))
}

fn blanks(columns: u16, text: &str) -> String {
    " ".repeat(usize::from(columns.saturating_sub(width(text))))
}

/// Breaks a text into lines of at most so many columns: at blanks, or between Chinese characters. Text from outside is made
/// harmless on the way. There is always at least one line.
pub fn wrap(text: &str, columns: u16) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let fits = width(&line).saturating_add(width(piece.trim_end())) <= columns;
        let clings = piece.chars().next().is_some_and(|c| NEVER_FIRST.contains(c));
        if !line.is_empty() && !fits && !clings {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(if line.is_empty() { piece.trim_start() } else { &piece });
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Pieces that a line may be broken between: words with the blanks after them, and wide characters by themselves.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    for (c, wide) in text.chars().filter_map(safe) {
        match pieces.last_mut() {
            Some(last) if wide == 1 && open => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        open = wide == 1 && c != ' ';
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_breaks_between_characters_and_english_at_blanks() {
        assert_eq!(wrap("本期累计，每天", 8), ["本期累计，", "每天"], "a comma is drawn over the edge before it begins a line");
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("a\u{1b}[2Jb", 80), ["a?[2Jb"]);
    }

    #[test]
    fn columns_count_wide_characters_twice() {
        assert_eq!(right("住院", 6), "  住院");
        assert_eq!(left("住院", 6), "住院  ");
    }
}
