//! The one place that knows how wide a text is on the screen, and that makes text from outside harmless.
//!
//! Invariant: what `safe` lets through is one or two columns wide and moves nothing but the place where the next character goes.

use std::cell::Cell;

use unicode_width::UnicodeWidthChar;

thread_local! {
    /// Columns of characters of ambiguous width. A property of the one terminal that this thread draws on: passed through every sum of
    /// columns it would stand in every signature of the drawing.
    static AMBIGUOUS: Cell<u16> = const { Cell::new(1) };
}

/// Tells how wide the terminal draws characters of ambiguous width: 1 or 2 columns.
pub fn set_ambiguous(columns: u16) {
    AMBIGUOUS.set(columns);
}

/// Gives the character that is drawn for one of a text, and its columns (1 or 2); nothing for one that is left out.
///
/// Control characters (so every escape sequence), marks of direction, joiners and combining marks become `?`: they would move what
/// stands beside them, or hide. Variation selectors are left out: they stand in names, and terminals differ on what they do.
pub fn safe(c: char) -> Option<(char, u16)> {
    match c {
        ' '..='~' => Some((c, 1)),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => None,
        // Skin tones and regional letters join what stands before them, in some terminals only.
        '\u{1f3fb}'..='\u{1f3ff}' | '\u{1f1e6}'..='\u{1f1ff}' => Some(('?', 1)),
        _ => match if AMBIGUOUS.get() == 2 { c.width_cjk() } else { c.width() } {
            Some(1) => Some((c, 1)),
            Some(2) => Some((c, 2)),
            _ => Some(('?', 1)),
        },
    }
}

/// Counts the columns of a text as it is drawn.
pub fn width(text: &str) -> u16 {
    text.chars().fold(0, |sum: u16, c| sum.saturating_add(safe(c).map_or(0, |(_, columns)| columns)))
}

/// Gives the first character's byte that doesn't fit into so many columns, and the columns that fit.
pub fn fits(text: &str, columns: u16) -> (usize, u16) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        let wide = safe(c).map_or(0, |(_, wide)| wide);
        if used + wide > columns {
            return (at, used);
        }
        used += wide;
    }
    (text.len(), used)
}

/// No number, id or date is longer, in bytes; what is longer is no such thing, and may be cut.
const LONGEST_NUMBER: usize = 32;

/// Gives the byte at which a text is cut to make it fit into so many columns. A number, an id or a date that would lose its end, or
/// would stand against the `…` so that nobody sees whether it did, is left out as a whole.
pub fn cut_at(text: &str, columns: u16) -> usize {
    let (at, _) = fits(text, columns);
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, ',' | '.' | ':' | '-');
    let start = text[..at].trim_end_matches(joins).len();
    let end = at + text[at..].find(|c| !joins(c)).unwrap_or(text.len() - at);
    let word = &text[start..end];
    if start < at && word.len() <= LONGEST_NUMBER && word.contains(|c: char| c.is_ascii_digit()) { start } else { at }
}

/// Breaks a text into lines of at most so many columns: at blanks inside Latin words, between hanzi, never before closing marks and
/// never behind opening ones.
/// The blanks around a break are left out.
pub fn wrap(text: &str, columns: u16) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let mut rest = line;
        loop {
            let at = break_at(rest, columns);
            lines.push(if at < rest.len() { rest[..at].trim_end_matches(' ') } else { rest });
            rest = rest[at..].trim_start_matches(' ');
            if rest.is_empty() {
                break;
            }
        }
    }
    lines
}

/// Gives the byte at which the first line of so many columns ends; at least one character is taken.
pub fn break_at(text: &str, columns: u16) -> usize {
    const CLOSING: &[char] = &['，', '。', '；', '：', '、', '）', '」', '！', '？', '”', '’', '》', ',', '.', ';', ':', ')', '!', '?'];
    const OPENING: &[char] = &['（', '「', '“', '‘', '《', '('];
    let (whole, _) = fits(text, columns.max(2));
    if whole >= text.len() {
        return text.len();
    }
    // A break inside a Latin word goes back to its blank; a closing mark takes the character before it along.
    let inside = |at: usize| {
        let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii() && c != ' ');
        (latin(before) && latin(after)) || after.is_some_and(|c| CLOSING.contains(&c)) || before.is_some_and(|c| OPENING.contains(&c))
    };
    let mut at = whole;
    while at > 0 && inside(at) {
        at -= text[..at].chars().next_back().map_or(1, char::len_utf8);
    }
    if at > 0 { at } else { whole.max(text.chars().next().map_or(0, char::len_utf8)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_moves_the_row() {
        let nasty = "\u{1b}[31m\u{202e}张\u{200b}三\u{7}\u{301}👨\u{200d}👩\u{fe0f}\t𠮷㐂";
        for c in nasty.chars() {
            if let Some((drawn, columns)) = safe(c) {
                assert!(!drawn.is_control() && (1..=2).contains(&columns), "{c:?}");
                assert_eq!(drawn.width(), Some(usize::from(columns)), "{c:?}");
            }
        }
        assert_eq!(width("沈某某 ab"), 9);
        assert_eq!(width("\u{1b}[2J"), 4, "an escape sequence is four visible characters");
    }

    #[test]
    fn a_cut_never_takes_half_a_character() {
        assert_eq!(fits("江岸纺织厂", 5), (6, 4));
        assert_eq!(fits("ab", 5), (2, 2));
    }

    #[test]
    fn a_cut_never_leaves_a_part_of_a_number() {
        let cut = |text, columns| &text[..cut_at(text, columns)];
        assert_eq!(cut("应付 7,750.00 元", 9), "应付 ");
        assert_eq!(cut("应付 7,750.00 元", 13), "应付 ", "nobody would see that it is whole");
        assert_eq!(cut("应付 7,750.00 元", 14), "应付 7,750.00 ");
        assert_eq!(cut("ZJ24-001873", 8), "");
        assert_eq!(cut("12-16 15:20:07", 9), "12-16 ");
        assert_eq!(cut("Wolfeschlegel", 4), "Wolf", "letters alone may be cut");
        assert_eq!(cut(&"7".repeat(40), 4), "7777", "what is that long is no number");
    }

    #[test]
    fn lines_break_between_characters_and_never_before_a_closing_mark() {
        assert_eq!(wrap("一二三，四", 6), ["一二", "三，四"]);
        assert_eq!(wrap("held for eight seconds", 10), ["held for", "eight", "seconds"]);
        assert_eq!(wrap("now at “Check”", 8), ["now at", "“Check”"]);
        assert_eq!(wrap("在（一二）", 4), ["在", "（一", "二）"]);
        assert_eq!(wrap("一\n二", 6), ["一", "二"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
        for columns in 0..12 {
            for line in wrap("您的申请（ZJ24-001902）需要补正 2 项材料：，，，，，，，，", columns) {
                assert!(width(line) <= columns.max(2), "{columns}: {line}");
            }
        }
    }
}
