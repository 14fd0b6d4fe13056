//! What a caller gives, as it was typed: its kind by its form, the keys that it is found by, and what narrows several hits down.
//!
//! Also the marks under which a client keeps personal numbers. A client never holds a number for finding: the server gives it 53 bits of a
//! SHA-256 over a key and the number. The key is made for one person at one server and lies in his encrypted cache only. Who has the
//! opened cache could try all phones against it, so a mark protects no more than the cache does; it keeps numbers out of what is shown,
//! printed and sent, and two persons' caches from being laid together.
//! Not here: where is looked (`store`, `server`), what is said (`caller`).
//! Invariant: whatever is typed, the keys are few and short, and no value here is shown by Debug.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::domain::facts::Facts;
use crate::domain::identity::{IdFault, mobile, read_id_number};
use crate::domain::ids::MemberId;
use crate::domain::pinyin::{name_keys, name_order, plain_name};
use crate::domain::summary::CaseSummary;

/// Characters that are read of what was typed or piped in; nothing that is looked up is longer.
pub const LONGEST: usize = 64;
/// Words beside the first that narrow the hits down.
const MOST_WORDS: usize = 4;
/// The most hits of one look-up. Nobody reads out more on the phone.
pub const MOST_HITS: u32 = 50;
/// Digits after which a short number is taken for the end of a case number.
const TAIL_DIGITS: usize = 6;
/// Digits of an ID number, and of a case number after its letters.
const ID_DIGITS: usize = 18;
const CASE_DIGITS: usize = 8;
/// Contracts of one claim that it is found by.
const MOST_CONTRACTS: usize = 32;

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
    let his = matches!(kind, Kind::Phone | Kind::IdNumber | Kind::Member | Kind::Case);
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
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wanted({:?})", self.tries.iter().map(|(kind, _)| *kind).collect::<Vec<_>>())
    }
}

impl Wanted {
    /// Reads what was typed, with full-width characters, blanks and dashes as people leave them.
    pub fn read(typed: &str) -> Result<Wanted, Unreadable> {
        let clean: String = typed.chars().take(LONGEST * 4).filter_map(clean).collect();
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
        let tries = tries(&key);
        if tries.is_empty() { Err(Unreadable::Empty) } else { Ok(Wanted { tries, narrow }) }
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
        let [(Kind::Contract, number)] = self.tries.as_slice() else { return false };
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
            Some((kind, _)) => matches!(kind, Kind::Phone | Kind::IdNumber | Kind::Case),
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
        if self.narrow.is_empty() {
            return true;
        }
        let keys = name_keys(&hit.name);
        let (id, employer) = (hit.id.as_str().to_lowercase(), hit.employer.to_lowercase());
        self.narrow.iter().all(|word| {
            let plain = plain_name(word);
            let named = !plain.is_empty() && keys.iter().any(|key| key.starts_with(&plain) || (!plain.is_ascii() && key.contains(&plain)));
            // Letters alone are a name: every case number begins with some.
            named || (word.bytes().any(|b| b.is_ascii_digit()) && id.contains(word)) || employer.contains(word)
        })
    }
}

/// Brings a character to the form in which it is compared; what can't be part of anything that is looked up is dropped.
fn clean(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        // Dashes of every kind, and what spreadsheets leave around numbers.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        // Control characters, what sets the direction of text, and what has no width.
        c if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}') => {
            None
        }
        c => Some(c),
    }
}

/// Puts the blank between a name in hanzi and the digits that were typed on behind it.
fn parted(clean: &str) -> String {
    let mut parted = String::new();
    let mut before = ' ';
    for c in clean.chars() {
        if c.is_ascii_digit() && !before.is_ascii() && before.is_alphabetic() {
            parted.push(' ');
        }
        parted.push(c);
        before = c;
    }
    parted
}

/// Puts the words together that belong to one number or one name in pinyin, and says how many they are.
fn leading(words: &[&str]) -> (String, usize) {
    let numeric = |word: &str| {
        word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'(' | b')' | b'/'))
            && word.bytes().any(|b| b.is_ascii_digit())
    };
    let letters = |word: &str| word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'\'');
    let mut key = String::new();
    let mut used = 0;
    for word in words {
        let digits = key.bytes().filter(u8::is_ascii_digit).count();
        let last_of_id = used > 0 && digits == 17 && word.eq_ignore_ascii_case("x");
        let goes_on = used == 0 || (numeric(&key) && (numeric(word) || last_of_id)) || (letters(&key) && letters(word));
        if !goes_on {
            break;
        }
        key.push_str(word);
        used += 1;
    }
    (key, used)
}

fn tries(key: &str) -> Vec<(Kind, String)> {
    let bare: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '+').collect();
    let all_ascii = key.is_ascii();
    let has_digit = bare.bytes().any(|b| b.is_ascii_digit());
    if !all_ascii || !has_digit {
        let name = plain_name(key);
        let kind = if name.is_ascii() { Kind::Pinyin } else { Kind::Name };
        return if name.is_empty() { Vec::new() } else { vec![(kind, name)] };
    }
    let upper = bare.trim_start_matches('+').to_ascii_uppercase();
    let digits = upper.bytes().all(|b| b.is_ascii_digit());
    let contract = || (Kind::Contract, upper.clone());
    if let Some(phone) = mobile(&bare).or_else(|| bare.strip_prefix("86").and_then(mobile)) {
        return vec![(Kind::Phone, phone.to_owned()), contract()];
    }
    if read_id_number(&upper) != Err(IdFault::Form) {
        return vec![(Kind::IdNumber, upper)];
    }
    match upper.len() {
        10 if digits => vec![(Kind::Member, upper.clone()), contract()],
        1..=TAIL_DIGITS if digits => vec![(Kind::CaseTail, format!("{upper:0>TAIL_DIGITS$}")), contract()],
        _ => match case_number(&upper) {
            Some(case) => vec![(Kind::Case, case), contract()],
            None => vec![contract()],
        },
    }
}

/// `ZJ24001873` → `ZJ24-001873`; nothing where it has not the form of a case number.
fn case_number(upper: &str) -> Option<String> {
    let letters = upper.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = upper.get(letters..)?;
    let well = (1..=4).contains(&letters) && digits.len() == CASE_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    well.then(|| format!("{}-{}", &upper[..letters + 2], &digits[2..]))
}

/// A number under which a client finds a case without knowing it: 53 bits, so that every reader of JSON keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Mark(pub u64);

/// What the marks of one person at one server are made with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct MarkKey(String);

impl fmt::Debug for MarkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MarkKey")
    }
}

impl MarkKey {
    /// Takes the key as the wire has it.
    pub fn new(text: impl Into<String>) -> Self {
        MarkKey(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Makes the mark of a number of one kind, given in the form of [`Wanted::tries`]. The key comes first and most of the hash is kept
    /// back, so that no mark leads to another.
    pub fn mark(&self, kind: Kind, number: &str) -> Mark {
        let mut hasher = Sha256::new();
        for part in ["huzhu mark 1", &self.0, kind.id(), number] {
            hasher.update(part.len().to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let hash = hasher.finalize();
        let first = hash.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        Mark(first >> 11)
    }
}

/// The numbers by which a case is found, in the form under which they are compared. What has not the form of its kind finds nothing.
pub fn numbers_of(member: &MemberId, facts: &Facts) -> Vec<(Kind, String)> {
    let person = &facts.member;
    let given = [(Kind::Phone, person.phone.as_deref()), (Kind::IdNumber, person.id_number.as_deref())];
    let mut numbers = vec![(Kind::Member, member.as_str().to_ascii_uppercase())];
    for (kind, text) in given {
        let found = text.and_then(|text| Wanted::read(text).ok()).filter(|wanted| wanted.kind() == kind);
        numbers.extend(found.and_then(|wanted| wanted.tries.into_iter().next()));
    }
    for contract in contracts(facts).take(MOST_CONTRACTS) {
        let bare: String = contract.chars().filter_map(clean).filter(char::is_ascii_alphanumeric).take(LONGEST).collect();
        let number = (Kind::Contract, bare.to_ascii_uppercase());
        if !number.1.is_empty() && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

fn contracts(facts: &Facts) -> impl Iterator<Item = &str> {
    facts.enrolments.iter().filter_map(|enrolment| enrolment.contract.as_deref())
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
            ("1873", Kind::CaseTail, "001873"),
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
        let begun = |typed: &str| Wanted::read(typed).unwrap().is_begun();
        assert!(begun("ZJ24-186") && begun("1380000") && begun("33010219780305"));
        assert!(!begun("JN-2024-0000012345") && !begun("13800001111") && !begun("1873"));
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

    #[test]
    fn a_mark_hangs_on_key_kind_and_number() {
        let (key, other) = (MarkKey::new("a"), MarkKey::new("b"));
        let mark = key.mark(Kind::Phone, "13800001111");
        assert_eq!(mark, key.mark(Kind::Phone, "13800001111"));
        assert!(mark != other.mark(Kind::Phone, "13800001111") && mark != key.mark(Kind::Contract, "13800001111"));
        assert!(mark.0 < 1 << 53);
        assert_eq!(format!("{key:?}"), "MarkKey");
    }
}
