//! The form of what a caller gives: what people and spreadsheets leave around a number is taken away, and the form says the kind.
//!
//! Not here: what narrows the hits down (`lookup`), the check digits of ID numbers (`identity`).
//! Invariant: whatever is typed, the kinds are two at the most.

use crate::domain::identity::{IdFault, mobile, read_id_number};
use crate::domain::intake::PROVISIONAL_DIGITS;
use crate::domain::lookup::Kind;
use crate::domain::pinyin::plain_name;

/// Digits after which a short number is taken for the end of a case number.
const TAIL_DIGITS: usize = 6;
/// Digits of an ID number, and of a case number after its letters where a year stands before its serial number.
pub(super) const ID_DIGITS: usize = 18;
pub(super) const CASE_DIGITS: usize = 8;
/// Digits of a case number behind its dash, and of the year before it; one more and two more may come one day.
const SERIAL_DIGITS: usize = 6;
const YEAR_DIGITS: usize = 4;

/// Puts the blank between a name in hanzi and the digits that were typed on behind it.
pub(super) fn parted(clean: &str) -> String {
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
pub(super) fn leading(words: &[&str]) -> (String, usize) {
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

/// The kinds that a number or a name may be by its form, the likeliest first, each in the form under which it is compared.
pub(super) fn tries(key: &str) -> Vec<(Kind, String)> {
    let bare: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '+').collect();
    let all_ascii = key.is_ascii();
    let has_digit = bare.bytes().any(|b| b.is_ascii_digit());
    if !all_ascii || !has_digit {
        let name = plain_name(key);
        let kind = if name.is_ascii() { Kind::Pinyin } else { Kind::Name };
        let named = (!name.is_empty()).then_some((kind, name));
        return named.into_iter().chain(receipt(&bare)).collect();
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
        _ => match case_number(key, &upper) {
            Some(case) => vec![(Kind::Case, case), contract()],
            None => std::iter::once(contract()).chain(receipt(&upper)).collect(),
        },
    }
}

/// A number that has the form of a receipt's.
fn receipt(number: &str) -> Option<(Kind, String)> {
    let well = number.len() == PROVISIONAL_DIGITS && number.bytes().all(|b| b.is_ascii_hexdigit());
    well.then(|| (Kind::Receipt, number.to_ascii_uppercase()))
}

/// `ZJ24001873` → `ZJ24-001873`, `SM000010` → `SM-000010`; nothing where it has not the form of a case number.
///
/// What it begins with is the plan's own, so a dash that was typed says where the serial number begins.
fn case_number(key: &str, upper: &str) -> Option<String> {
    let letters = upper.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = upper.get(letters..)?;
    let serial = match key.rsplit_once('-') {
        Some((_, serial)) if (SERIAL_DIGITS..=SERIAL_DIGITS + 1).contains(&serial.len()) => serial.len(),
        _ if matches!(digits.len(), SERIAL_DIGITS | CASE_DIGITS) => SERIAL_DIGITS,
        _ => return None,
    };
    let well = (1..=4).contains(&letters) && digits.len() <= serial + YEAR_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    let (beginning, serial) = upper.split_at_checked(upper.len().checked_sub(serial)?)?;
    well.then(|| format!("{beginning}-{serial}"))
}

/// A dash was typed: where the serial number of a case begins is sure.
pub(super) fn is_dashed(key: &str) -> bool {
    key.contains('-')
}
