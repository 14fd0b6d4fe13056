//! The one form of a number that somebody typed, pasted or sent: receipt, card, identity number, phone, contract.
//!
//! Not here: whether it has the form of its kind (`identity`), which of them find a case (`lookup`, `cross`).
//! Invariant: two writings of one number have one form, and the form of a form is itself.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Gives a text with every character in its plain form (Unicode's NFKC: １ is 1, Ａ is A, ① is 1), dashes of every kind as `-`, blanks
/// as blanks. What can't be seen is dropped. A name's hanzi stay as they are.
pub fn narrow(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    const FORMS: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
    text.flat_map(|c| {
        let is_plain = c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}');
        let forms = (!is_plain).then(|| FORMS.normalize_iter(std::iter::once(c)));
        is_plain.then_some(c).into_iter().chain(forms.into_iter().flatten())
    })
    .filter_map(seen)
}

/// A character as it counts; nothing for what has no width, sets the direction of text or controls a terminal.
fn seen(c: char) -> Option<char> {
    match c {
        // The last is what an input method leaves for a dash among kana.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        '\u{fe00}'..='\u{fe0f}' => None,
        c => Some(c),
    }
}

/// Gives a number as it is written down: plain characters, capitals, no blanks and no dashes. What stands there otherwise stays.
pub fn written(text: &str) -> String {
    narrow(text.chars()).filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect()
}

/// Gives a number as it is compared with others: the digits and capital letters of what is [`written`]. Where it has none, such as
/// "无", all of it.
pub fn compared(text: &str) -> Cow<'_, str> {
    let counts = |c: &char| c.is_ascii_digit() || c.is_ascii_uppercase();
    if text.chars().all(|c| counts(&c)) {
        return Cow::Borrowed(text);
    }
    let written = written(text);
    let plain: String = written.chars().filter(counts).collect();
    Cow::Owned(if plain.is_empty() { written } else { plain })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_writings_of_one_number_are_one() {
        for text in [
            "AB12345",
            " ab 123-45\t",
            "ＡＢ１２３４５",
            "AB1234５",
            "a\u{200b}b\u{feff}1\u{ad}2\u{2011}345\u{202e}",
            "AB\u{3000}１２３\u{2014}４５",
            "𝐀𝐁①２³45",
        ] {
            assert_eq!(compared(text), "AB12345", "{text}");
        }
        assert_eq!(compared("NO.1/2"), "NO12");
        assert_eq!(written(" 沪ａ－００１２ "), "沪A0012");
        assert_eq!((compared("无"), compared(" ー \u{200b}")), ("无".into(), "".into()));
    }

    #[test]
    fn numbers_that_differ_stay_different() {
        assert_ne!(compared("AB12345"), compared("AB12346"));
        assert_ne!(compared("O123456"), compared("0123456"));
    }

    proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(text in any::<String>()) {
            let form = compared(&text).into_owned();
            let again = compared(&form).into_owned();
            prop_assert_eq!(again, form);
            let form = written(&text);
            prop_assert_eq!(written(&form), form);
        }
    }
}
