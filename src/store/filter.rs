//! What a typed filter matches: a name in hanzi, full pinyin or initials, a case number or its last digits, an employer.
//!
//! Each word must match something. Not here: which rows are looked at (`queue`).

use std::sync::LazyLock;

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::{PinyinData, PinyinNotation};

/// What is typed is short; more is cut, so that no paste makes every row slow.
const LONGEST: usize = 64;
const MOST_WORDS: usize = 6;

static PINYIN: LazyLock<PinyinData> = LazyLock::new(|| PinyinData::new(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter));

/// A filter, ready to be tried on many rows.
pub(super) struct Filter {
    words: Vec<Word>,
}

struct Word {
    matcher: IbMatcher<'static>,
    /// Upper case; absent where the word can't be part of a case number.
    number: Option<String>,
    /// The numbers of the employers that match, ascending.
    employers: Vec<i64>,
}

impl Filter {
    /// Reads what was typed; nothing where it holds no word. `employers` are all with their numbers.
    pub fn new(typed: &str, employers: &[(i64, String)]) -> Option<Self> {
        let typed: String = typed.chars().take(LONGEST).map(half_width).collect();
        let words: Vec<Word> = typed.split_whitespace().take(MOST_WORDS).map(|word| Word::new(word, employers)).collect();
        (!words.is_empty()).then_some(Filter { words })
    }

    pub fn matches(&self, name: &str, employer: i64, id: &str) -> bool {
        self.words.iter().all(|word| {
            word.number.as_deref().is_some_and(|number| contains_upper(id, number))
                || word.employers.binary_search(&employer).is_ok()
                || word.matcher.is_match(name)
        })
    }
}

impl Word {
    fn new(word: &str, employers: &[(i64, String)]) -> Self {
        let pinyin = PinyinMatchConfig::builder(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter).data(&PINYIN).build();
        let lower = word.to_lowercase();
        let matcher = IbMatcher::builder(lower.as_str()).pinyin(pinyin).is_pattern_partial(true).build();
        let mut matching: Vec<i64> =
            employers.iter().filter(|(_, name)| matcher.is_match(name.as_str())).map(|(number, _)| *number).collect();
        matching.sort_unstable();
        let numeric = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && word.chars().any(|c| c.is_ascii_digit());
        Word { matcher, number: numeric.then(|| word.to_ascii_uppercase()), employers: matching }
    }
}

/// Ｚ becomes Z, ２ becomes 2: an input method may leave them so.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn contains_upper(text: &str, upper: &str) -> bool {
    text.as_bytes().windows(upper.len()).any(|part| part.eq_ignore_ascii_case(upper.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(typed: &str) -> Vec<&'static str> {
        let employers = vec![(1, "某某丝绸印染公司".to_owned()), (2, "江岸水务集团".to_owned())];
        let rows = [("张某某", 1, "ZJ24-001866"), ("单某", 2, "ZJ24-000412"), ("沈**", 2, "JN24-001867")];
        let filter = Filter::new(typed, &employers).unwrap();
        rows.iter().filter(|(name, employer, id)| filter.matches(name, *employer, id)).map(|(name, ..)| *name).collect()
    }

    #[test]
    fn names_are_found_by_hanzi_pinyin_and_initials() {
        for typed in ["张某", "zhangmm", "zmm", "zha", "ZMM", "ｚｍｍ", "某某 1866"] {
            assert_eq!(matches(typed)[0], "张某某", "{typed}");
        }
        assert_eq!(matches("shan"), ["单某"], "a name that is read in two ways");
        assert_eq!(matches("dan"), ["单某"]);
        assert!(matches("zmx").is_empty());
    }

    #[test]
    fn case_numbers_and_employers_are_found() {
        assert_eq!(matches("1866"), ["张某某"]);
        assert_eq!(matches("jn24-001867"), ["沈**"]);
        assert_eq!(matches("江岸"), ["单某", "沈**"]);
        assert_eq!(matches("jasw 412"), ["单某"], "every word must match");
    }

    #[test]
    fn blanks_are_no_filter_and_oddities_match_nothing() {
        assert!(Filter::new("  \u{3000}", &[]).is_none());
        assert!(matches("%' OR 1=1 --").is_empty());
        assert!(matches(&"z".repeat(10_000)).is_empty());
    }
}
