//! How a name is written by who types it: its characters, its pinyin, its initials; each way in which it can be read.
//!
//! Not here: indexes over them (`store`, `server`). Invariant: the same name gives the same keys on client and server, a bounded number.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ib_matcher::pinyin::{PinyinData, PinyinNotation};

/// A name has two or three characters, one in ten of which can be read in two ways; more readings than these are not told apart.
const MOST_READINGS: usize = 16;
/// Characters of a name that are looked at.
const LONGEST_NAME: usize = 40;

/// Characters that are read otherwise as a surname than in words: as people read them in a list of names.
const SURNAMES: [(char, &str); 20] = [
    ('沈', "shen"),
    ('单', "shan"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('查', "zha"),
    ('曾', "zeng"),
    ('盖', "ge"),
    ('区', "ou"),
    ('任', "ren"),
    ('朴', "piao"),
    ('尉', "wei"),
    ('召', "shao"),
    ('覃', "qin"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('乐', "yue"),
    ('宁', "ning"),
    ('种', "chong"),
    ('员', "yun"),
    ('长', "chang"),
];

static PINYIN: LazyLock<PinyinData> = LazyLock::new(|| PinyinData::new(PinyinNotation::Ascii));

/// A name in the form under which names are compared: without blanks and points, in small letters.
pub fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).take(LONGEST_NAME).flat_map(char::to_lowercase).collect()
}

/// Gives everything that a name can be found by from its beginning on: `张某某`, `zhangmoumou`, `zmm`. What hides a masked name is left out.
pub fn name_keys(name: &str) -> BTreeSet<String> {
    let plain = plain_name(name);
    let readings = readings(&plain);
    let mut keys = BTreeSet::from([plain]);
    keys.extend(readings.into_iter().flat_map(|(full, initials)| [full, initials]));
    keys.remove("");
    keys
}

/// Gives each way in which a name is read in full: `zhangmoumou`.
pub fn name_sounds(name: &str) -> BTreeSet<String> {
    readings(&plain_name(name)).into_iter().map(|(full, _)| full).filter(|full| !full.is_empty()).collect()
}

/// The ways to read a plain name, each in full and by its initials.
fn readings(plain: &str) -> Vec<(String, String)> {
    let mut readings = vec![(String::new(), String::new())];
    for c in plain.chars() {
        let sounds = sounds(c);
        let mut longer = Vec::with_capacity(readings.len());
        for (full, initials) in &readings {
            for sound in &sounds {
                longer.push((format!("{full}{sound}"), format!("{initials}{}", &sound[..first_len(sound)])));
            }
        }
        longer.truncate(MOST_READINGS);
        readings = longer;
    }
    readings
}

/// Gives what a name is sorted by: its pinyin as most people read it, then the name itself.
pub fn name_order(name: &str) -> String {
    let plain = plain_name(name);
    let surname = |c: char| SURNAMES.iter().find(|(known, _)| *known == c).map(|(_, sound)| (*sound).to_owned());
    let sound = |(i, c): (usize, char)| if i == 0 { surname(c) } else { None }.or_else(|| sounds(c).into_iter().next());
    let mut key: String = plain.chars().enumerate().filter_map(sound).collect();
    key.push(' ');
    key.push_str(&plain);
    key
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The ways to say a character; one that no table knows stands for itself.
fn sounds(c: char) -> Vec<String> {
    let mut sounds: Vec<String> = Vec::new();
    PINYIN.get_pinyins_and_for_each(c, |pinyin| {
        if let Some(ascii) = pinyin.notation(PinyinNotation::Ascii)
            && !sounds.iter().any(|known| known == ascii)
        {
            sounds.push(ascii.to_owned());
        }
    });
    if sounds.is_empty() {
        sounds.push(c.to_string());
    }
    sounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_characters_pinyin_and_initials() {
        let keys = name_keys("张某某");
        for key in ["张某某", "zhangmoumou", "zmm"] {
            assert!(keys.contains(key), "{key}: {keys:?}");
        }
        let keys = name_keys("单某");
        assert!(keys.contains("shanmou") && keys.contains("danmou") && keys.contains("sm"), "a name that is read in two ways: {keys:?}");
        assert!(name_keys("阿卜杜某·某某").contains("阿卜杜某某某"));
        assert!(name_keys("𠮷某").iter().any(|key| key.starts_with('𠮷')), "a rare character stands for itself");
        assert_eq!(name_keys("沈**"), name_keys("沈"), "the stars of a mask are no name");
        assert!(name_keys(&"单".repeat(200)).len() <= 2 * MOST_READINGS + 1);
        assert!(name_keys("\u{202e}\u{7}").is_empty());
    }
}
