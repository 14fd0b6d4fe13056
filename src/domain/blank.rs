//! Texts that say nothing: what somebody has to write, a reason or a note, is more than blanks and characters that nobody sees.
//!
//! Not here: how a text is drawn (`layout`), what people leave around a number (`lookup`).
//! Invariant: a text with a letter, a digit, a hanzi or a punctuation mark is never blank.

/// Whether nobody sees anything of a text: it is empty, or blanks of any width, control characters and invisible ones.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// What Unicode lets a program leave out where it can't draw it, and the fillers that are drawn as blanks.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_says_nothing() {
        for text in ["", "  \t\n", "\u{3000}\u{3000}", "\u{200b}\u{feff}", "\u{3000}\u{200d} \u{2060}", "\u{3164}\u{2800}"] {
            assert!(is_blank(text), "{}", text.escape_unicode());
        }
        for text in ["补", "\u{200b}a", "?", "０", "👍"] {
            assert!(!is_blank(text), "{}", text.escape_unicode());
        }
    }
}
