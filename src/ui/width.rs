//! The one place that knows how wide a text is on the screen, and that makes text from outside harmless.
//!
//! Invariant: what `safe` lets through is one or two columns wide and moves nothing but the place where the next character goes.

use unicode_width::UnicodeWidthChar;

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
        _ => match c.width() {
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
