//! What a typed filter matches: a name in hanzi, full pinyin or initials, a case number or its last digits, an employer; a flag by
//! `flag:dup` or 标记:重复.
//!
//! Each word must match something. Not here: which rows are looked at (`queue`).

use std::sync::LazyLock;

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::{PinyinData, PinyinNotation};

use crate::domain::people::Lang;
use crate::domain::summary::Flag;
use crate::text::queue as words;

/// What is typed is short; more is cut, so that no paste makes every row slow.
const LONGEST: usize = 64;
const MOST_WORDS: usize = 6;

static PINYIN: LazyLock<PinyinData> = LazyLock::new(|| PinyinData::new(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter));

/// A filter, ready to be tried on many rows.
pub(super) struct Filter {
    words: Vec<Word>,
    /// The flags that a row must have, as bits; all of them set where one is not known, so that nothing fits.
    flags: i64,
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
        let (mut words, mut flags) = (Vec::new(), 0);
        for word in typed.split_whitespace().take(MOST_WORDS) {
            match flag(word) {
                Some(bits) => flags |= bits,
                None => words.push(Word::new(word, employers)),
            }
        }
        (!words.is_empty() || flags != 0).then_some(Filter { words, flags })
    }

    pub fn matches(&self, name: &str, employer: i64, id: &str, flags: i64) -> bool {
        let flagged = flags & self.flags == self.flags;
        flagged
            && self.words.iter().all(|word| {
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

/// The flags that a word begun as one of a flag asks for; nothing where it is another word. What is no flag asks for all bits.
fn flag(word: &str) -> Option<i64> {
    let (begins, named) = word.split_once(':')?;
    if ![words::flag_key(Lang::Zh), words::flag_key(Lang::En)].contains(&begins.to_lowercase().as_str()) {
        return None;
    }
    let named = named.to_lowercase();
    let is_it = |flag: &Flag| named == flag.id() || [Lang::Zh, Lang::En].iter().any(|lang| words::flag(*lang, *flag) == named);
    Some(Flag::ALL.into_iter().find(is_it).map_or(i64::MAX, Flag::bit))
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
        let parked = Flag::Parked.bit();
        let rows =
            [("张某某", 1, "ZJ24-001866", 0), ("单某", 2, "ZJ24-000412", parked), ("沈**", 2, "JN24-001867", parked | Flag::Dup.bit())];
        let filter = Filter::new(typed, &employers).unwrap();
        let fits = |(name, employer, id, flags): &&(&str, i64, &str, i64)| filter.matches(name, *employer, id, *flags);
        rows.iter().filter(fits).map(|(name, ..)| *name).collect()
    }

    #[test]
    fn flags_are_found_by_their_words_in_both_languages() {
        assert_eq!(matches("flag:parked"), ["单某", "沈**"]);
        assert_eq!(matches("标记：暂存 标记：重复"), ["沈**"], "with the colon of an input method");
        assert_eq!(matches("FLAG:dup 1867"), ["沈**"]);
        assert!(matches("flag:nothing").is_empty(), "no flag of that name");
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
