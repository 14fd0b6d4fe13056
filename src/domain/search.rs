//! Looking for what was typed in many texts: as it stands, in pinyin or in initials.
//!
//! Not here: which texts, and what to do with what is found. Not names of people, which are indexed (`pinyin`).
//! Invariant: pure; the same letters find the same texts everywhere, whatever is typed.

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};

/// How well a text fits what was typed; the better is the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is the whole of the text.
    Whole,
    /// The text begins with it.
    Begins,
    /// It stands somewhere in the text.
    Within,
}

/// What was typed, ready to be looked for in many texts: as it is, in pinyin or in initials.
pub struct Search<'a> {
    typed: &'a str,
    matcher: Option<IbMatcher<'a>>,
}

impl<'a> Search<'a> {
    pub fn new(typed: &'a str) -> Self {
        let typed = typed.trim();
        let build = || IbMatcher::builder(typed).pinyin(PinyinMatchConfig::default()).is_pattern_partial(true).build();
        Search { typed, matcher: (!typed.is_empty()).then(build) }
    }

    /// Tells whether it stands in one of the texts; an empty one stands everywhere.
    pub fn finds(&self, texts: &[&str]) -> bool {
        self.matcher.as_ref().is_none_or(|matcher| texts.iter().any(|text| text.contains(self.typed) || matcher.is_match(*text)))
    }

    /// Tells how well a text fits; nothing where it does not stand in it, or nothing was typed.
    pub fn fit(&self, text: &str) -> Option<Fit> {
        let found = self.matcher.as_ref()?.find(text).map(|found| found.range());
        let as_typed = || text.find(self.typed).map(|at| at..at + self.typed.len());
        let range = found.or_else(as_typed)?;
        Some(match range {
            range if range.start == 0 && range.end == text.len() => Fit::Whole,
            range if range.start == 0 => Fit::Begins,
            _ => Fit::Within,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_code_hanzi_pinyin_and_initials() {
        for typed in ["", "TIME", "time", "时限", "cgsq", "chaoguo", "shenqing"] {
            assert!(Search::new(typed).finds(&["TIME-LIMIT", "超过申请时限"]), "{typed}");
        }
        assert!(!Search::new("票据").finds(&["TIME-LIMIT", "超过申请时限"]));
    }

    #[test]
    fn the_whole_fits_better_than_the_beginning_and_that_better_than_the_middle() {
        for (typed, fit) in [
            ("tanhuan", Some(Fit::Whole)),
            ("th", Some(Fit::Whole)),
            ("瘫", Some(Fit::Begins)),
            ("huan", Some(Fit::Within)),
            ("痪", Some(Fit::Within)),
            ("xinji", None),
            ("", None),
        ] {
            assert_eq!(Search::new(typed).fit("瘫痪"), fit, "{typed}");
        }
    }
}
