//! What a caller gives, as it was typed: its kind by its form, the keys that it is found by, and what narrows several hits down.
//!
//! Not here: how its form is read (`form`), the marks under which a client keeps numbers (`mark`), where is looked (`store`, `server`),
//! what is said (`caller`).
//! Invariant: whatever is typed, the keys are few and short, and no value here is shown by Debug.

mod form;
mod mark;

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::facts::Facts;
use crate::domain::identity::mobile;
use crate::domain::ids::MemberId;
use crate::domain::number::narrow;
use crate::domain::pinyin::{name_keys, name_order, plain_name};
use crate::domain::summary::CaseSummary;

use form::{CASE_DIGITS, ID_DIGITS, is_dashed, leading, parted, tries};
pub use mark::{Mark, MarkKey, MarkSum, numbers_of};

/// Characters that are read of what was typed or piped in; nothing that is looked up is longer.
pub const LONGEST: usize = 64;
/// Words beside the first that narrow the hits down.
const MOST_WORDS: usize = 4;
/// The most hits of one look-up. Nobody reads out more on the phone.
pub const MOST_HITS: u32 = 50;

/// What kind of thing a caller gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Phone,
    IdNumber,
    Member,
    Case,
    /// The last digits of a case number.
    CaseTail,
    Contract,
    /// What stands on a receipt until the claim has its case number; only the machine that printed it knows it.
    Receipt,
    Name,
    Pinyin,
}

impl Kind {
    /// The word under which the audit trail and scripts know it.
    pub const fn id(self) -> &'static str {
        match self {
            Kind::Phone => "phone",
            Kind::IdNumber => "id-number",
            Kind::Member => "member",
            Kind::Case => "case",
            Kind::CaseTail => "case-tail",
            Kind::Contract => "contract",
            Kind::Receipt => "receipt",
            Kind::Name => "name",
            Kind::Pinyin => "pinyin",
        }
    }

    /// A number is whole or nothing; a name is found from its beginning on.
    pub const fn is_number(self) -> bool {
        !matches!(self, Kind::Name | Kind::Pinyin)
    }

    /// Kept by a client as a mark only.
    pub const fn is_marked(self) -> bool {
        matches!(self, Kind::Phone | Kind::IdNumber | Kind::Member | Kind::Contract)
    }
}

/// Puts cases found by a kind in the order in which they are read: people by the sound of their names, namesakes by the employer, and of
/// each person what is open first, then the newest. A number is one person's.
pub fn put_in_order(kind: Kind, cases: &mut [CaseSummary]) {
    let person = |case: &CaseSummary| if kind.is_number() { Default::default() } else { (name_order(&case.name), case.employer.clone()) };
    cases.sort_by_cached_key(|case| (person(case), case.status.is_closed(), Reverse(case.received)));
}

/// Whether all cases are of one person; then the newest open one is meant. A number of his is nobody else's of the same name. A name,
/// a contract and the end of a case number are: namesakes are told apart by the employer, and under a mask not at all.
pub fn one_person<'c>(kind: Kind, cases: impl IntoIterator<Item = &'c CaseSummary>) -> bool {
    let mut cases = cases.into_iter();
    let Some(first) = cases.next() else { return false };
    let his = matches!(kind, Kind::Phone | Kind::IdNumber | Kind::Member | Kind::Case | Kind::Receipt);
    let told_apart = |case: &CaseSummary| his || (case.employer == first.employer && !case.name.contains('*'));
    cases.all(|case| case.name == first.name && told_apart(case))
}

/// Why what was typed can't be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    TooLong,
}

/// What is looked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    tries: Vec<(Kind, String)>,
    narrow: Vec<String>,
    dashed: bool,
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wanted({:?})", self.tries.iter().map(|(kind, _)| *kind).collect::<Vec<_>>())
    }
}

impl Wanted {
    /// Reads what was typed, with full-width characters, blanks and dashes as people leave them.
    pub fn read(typed: &str) -> Result<Wanted, Unreadable> {
        let clean: String = narrow(typed.chars().take(LONGEST * 4)).collect();
        let clean = parted(clean.trim());
        if clean.is_empty() {
            return Err(Unreadable::Empty);
        }
        if typed.chars().nth(LONGEST * 4).is_some() || clean.chars().count() > LONGEST {
            return Err(Unreadable::TooLong);
        }
        let words: Vec<&str> = clean.split_whitespace().collect();
        let (key, used) = leading(&words);
        let narrow = words[used..].iter().take(MOST_WORDS).map(|word| word.to_lowercase()).collect();
        let (tries, dashed) = (tries(&key), is_dashed(&key));
        if tries.is_empty() { Err(Unreadable::Empty) } else { Ok(Wanted { tries, narrow, dashed }) }
    }

    /// The kind that its form says; where two are possible, the likelier.
    pub fn kind(&self) -> Kind {
        self.tries.first().map_or(Kind::Name, |(kind, _)| *kind)
    }

    /// What is tried, the likeliest first, each in the form under which it is compared.
    pub fn tries(&self) -> impl Iterator<Item = (Kind, &str)> {
        self.tries.iter().map(|(kind, key)| (*kind, key.as_str()))
    }

    /// What it may be, the likelier first. What has the form of a phone or an ID number is no contract to who reads it.
    pub fn readings(&self) -> impl Iterator<Item = Kind> {
        let sure = matches!(self.kind(), Kind::Phone | Kind::IdNumber);
        self.tries.iter().map(|(kind, _)| *kind).take(if sure { 1 } else { self.tries.len() })
    }

    /// It reads as a contract, and may be the beginning of a phone, an ID number or a case number as well.
    pub fn is_begun(&self) -> bool {
        if self.kind() == Kind::Case {
            return !self.is_whole();
        }
        let [(Kind::Contract, number), ..] = self.tries.as_slice() else { return false };
        let letters = number.bytes().take_while(u8::is_ascii_alphabetic).count();
        let digits = number.len() - letters;
        let only_digits = number.bytes().skip(letters).all(|b| b.is_ascii_digit());
        only_digits && ((letters == 0 && digits < ID_DIGITS) || ((1..=4).contains(&letters) && digits < CASE_DIGITS))
    }

    /// Letters run into digits as when a name and what narrows it down are typed without a blank.
    pub fn lacks_blank(&self) -> bool {
        let [(Kind::Contract, number)] = self.tries.as_slice() else { return false };
        self.is_bare() && number.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
    }

    /// It is a number with all its digits: the answer comes without another key.
    pub fn is_whole(&self) -> bool {
        match self.tries.first() {
            // Ten digits that begin as a phone does are most often one that lacks its last.
            Some((Kind::Member, number)) => mobile(&format!("{number}0")).is_none(),
            // Without its dash, one that names no year may be the beginning of one that does.
            Some((Kind::Case, number)) => self.dashed || number.bytes().filter(u8::is_ascii_digit).count() >= CASE_DIGITS,
            Some((kind, _)) => matches!(kind, Kind::Phone | Kind::IdNumber),
            None => false,
        }
    }

    /// What is asked of the server: the same, in the form in which it is compared.
    pub fn asked(&self) -> String {
        let key = self.tries.first().map_or("", |(_, key)| key.as_str());
        std::iter::once(key).chain(self.narrow.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
    }

    /// Nothing narrows the hits down yet.
    pub fn is_bare(&self) -> bool {
        self.narrow.is_empty()
    }

    /// The same number or name is looked for, whatever narrows it down.
    pub fn same_key(&self, other: &Wanted) -> bool {
        self.tries == other.tries
    }

    /// Tells whether a hit is still one after what was typed on: its name, case number or employer begins or goes on with each word.
    pub fn keeps(&self, hit: &CaseSummary) -> bool {
        self.keeps_named(&hit.name, hit.id.as_str(), &hit.employer)
    }

    /// Tells whether a claim that has no case yet is what is looked for: by a number of the member or of a contract, or by the name.
    pub fn finds(&self, facts: &Facts) -> bool {
        let numbers = numbers_of(&MemberId::new(""), facts);
        let names = name_keys(&facts.member.name);
        let found = self.tries().any(|(kind, key)| match kind {
            Kind::Phone | Kind::IdNumber | Kind::Contract => numbers.iter().any(|(known, number)| (*known, number.as_str()) == (kind, key)),
            Kind::Name | Kind::Pinyin => names.iter().any(|name| name.starts_with(key)),
            Kind::Member | Kind::Case | Kind::CaseTail | Kind::Receipt => false,
        });
        let employer = facts.enrolments.iter().find_map(|enrolment| enrolment.employer.as_deref());
        found && self.keeps_named(&facts.member.name, "", employer.unwrap_or_default())
    }

    fn keeps_named(&self, name: &str, id: &str, employer: &str) -> bool {
        if self.narrow.is_empty() {
            return true;
        }
        let keys = name_keys(name);
        let (id, employer) = (id.to_lowercase(), employer.to_lowercase());
        self.narrow.iter().all(|word| {
            let plain = plain_name(word);
            let named = !plain.is_empty() && keys.iter().any(|key| key.starts_with(&plain) || (!plain.is_ascii() && key.contains(&plain)));
            // Letters alone are a name: every case number begins with some.
            named || (word.bytes().any(|b| b.is_ascii_digit()) && id.contains(word)) || employer.contains(word)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> (Kind, String) {
        let wanted = Wanted::read(typed).unwrap();
        let (kind, key) = wanted.tries().next().unwrap();
        (kind, key.to_owned())
    }

    #[test]
    fn the_kind_is_told_by_the_form() {
        for (typed, kind, key) in [
            ("13800001111", Kind::Phone, "13800001111"),
            (" +86 138-0000-1111 ", Kind::Phone, "13800001111"),
            ("86 13800001111", Kind::Phone, "13800001111"),
            ("１３８　００００　１１１１", Kind::Phone, "13800001111"),
            ("138\u{200b}0000\u{2011}1111\r\n", Kind::Phone, "13800001111"),
            ("11010519491231002x", Kind::IdNumber, "11010519491231002X"),
            ("110105 19491231 002 x", Kind::IdNumber, "11010519491231002X"),
            ("１１０１０５１９４９１２３１００２Ｘ", Kind::IdNumber, "11010519491231002X"),
            ("0000000012", Kind::Member, "0000000012"),
            ("zj24-001873", Kind::Case, "ZJ24-001873"),
            ("ZJ24 001873", Kind::Case, "ZJ24-001873"),
            ("ｚｊ２４００１８７３", Kind::Case, "ZJ24-001873"),
            ("SM-000010", Kind::Case, "SM-000010"),
            ("sm－０００010", Kind::Case, "SM-000010"),
            ("sz000010", Kind::Case, "SZ-000010"),
            ("SH2026-000010", Kind::Case, "SH2026-000010"),
            ("1873", Kind::CaseTail, "001873"),
            ("1a2b3c4d", Kind::Contract, "1A2B3C4D"),
            ("JN-2024-0000012345", Kind::Contract, "JN20240000012345"),
            ("张某某", Kind::Name, "张某某"),
            ("张 某某", Kind::Name, "张"),
            ("阿卜杜某·某某", Kind::Name, "阿卜杜某某某"),
            ("zmm", Kind::Pinyin, "zmm"),
            ("Zhang Mou'mou", Kind::Pinyin, "zhangmoumou"),
        ] {
            assert_eq!(read(typed), (kind, key.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_typed_on_narrows_down() {
        let wanted = Wanted::read("13800001111 张").unwrap();
        assert_eq!((wanted.kind(), wanted.narrow.as_slice()), (Kind::Phone, &["张".to_owned()][..]));
        assert!(wanted.same_key(&Wanted::read("138 0000 1111 zmm").unwrap()));
        assert!(!wanted.is_bare() && wanted.is_whole());
    }

    #[test]
    fn what_is_not_known_yet_is_not_called_a_contract_alone() {
        let kinds = |typed: &str| Wanted::read(typed).unwrap().readings().collect::<Vec<_>>();
        assert_eq!(kinds("B01220012"), [Kind::Case, Kind::Contract]);
        assert_eq!(kinds("13800001111"), [Kind::Phone]);
        assert_eq!(kinds("1a2b3c4d"), [Kind::Contract, Kind::Receipt], "as it stands on a receipt");
        assert_eq!(kinds("12345678"), [Kind::Contract, Kind::Receipt]);
        let begun = |typed: &str| Wanted::read(typed).unwrap().is_begun();
        assert!(begun("ZJ24-186") && begun("1380000") && begun("33010219780305"));
        assert!(!begun("JN-2024-0000012345") && !begun("13800001111") && !begun("1873"));
    }

    #[test]
    fn a_case_number_without_a_year_is_whole_with_its_dash() {
        let whole = |typed: &str| Wanted::read(typed).unwrap().is_whole();
        assert!(whole("SM-000010") && whole("ZJ24-001873") && whole("zj24001873"));
        assert!(!whole("zj240018") && !whole("SM-00001"), "more digits may come");
        assert_eq!(Wanted::read("sm000010").unwrap().asked(), "SM-000010");
        assert!(Wanted::read("zj240018").unwrap().is_begun() && !Wanted::read("SM-000010").unwrap().is_begun());
    }

    #[test]
    fn digits_typed_on_behind_a_name_narrow_it_down() {
        let wanted = Wanted::read("蒋某1").unwrap();
        assert_eq!((wanted.kind(), wanted.narrow.as_slice()), (Kind::Name, &["1".to_owned()][..]));
        assert!(Wanted::read("jiang200").unwrap().lacks_blank() && !Wanted::read("jiang 200").unwrap().lacks_blank());
    }

    #[test]
    fn oddities_are_refused_or_harmless() {
        assert_eq!(Wanted::read("  \u{3000}\u{7}\u{202e}"), Err(Unreadable::Empty));
        assert_eq!(Wanted::read("***"), Err(Unreadable::Empty));
        assert_eq!(Wanted::read(&"1".repeat(65)), Err(Unreadable::TooLong));
        assert_eq!(Wanted::read(&"9".repeat(10 * 1024 * 1024)), Err(Unreadable::TooLong));
        assert_eq!(Wanted::read(&" ".repeat(10_000)), Err(Unreadable::Empty));
        assert_eq!(Wanted::read("%' --"), Err(Unreadable::Empty));
        assert_eq!(read("\u{1b}[2J13800001111"), (Kind::Contract, "2J13800001111".into()), "an escape sequence is text, and finds nothing");
        assert!(!format!("{:?}", Wanted::read("13800001111")).contains("138"));
    }
}
