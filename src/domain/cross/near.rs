//! Identity numbers that differ as by a slip of the pen: one character is another, or two neighbours are changed round.
//!
//! Not here: what is made of a slip (`cross`), whose number it is. The check character (GB 11643, ISO 7064 MOD 11-2) finds every such
//! slip, so of two numbers that differ so at least one is wrong in itself. That is what makes them cheap to find: only wrong numbers,
//! which are few, leave [`traces_of`] them; to a wrong number there are few right ones that it may stand for ([`ids_beside`]).
//! Invariant: whatever differs by a slip shares a trace.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::identity::{IdFault, read_id_number};

/// What makes two numbers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Slip {
    /// One character is another.
    Digit,
    /// Two neighbours are changed round.
    Swapped,
}

/// Tells by which slip one number is the other; nothing where they are equal, of different length, or differ by more.
pub fn slip_between(a: &str, b: &str) -> Option<Slip> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() != b.len() {
        return None;
    }
    let apart: Vec<usize> = (0..a.len()).filter(|&at| a[at] != b[at]).collect();
    match apart[..] {
        [_] => Some(Slip::Digit),
        [one, two] if two == one + 1 && a[one] == b[two] && a[two] == b[one] => Some(Slip::Swapped),
        _ => None,
    }
}

/// Gives what is left of a number without each one of its characters: two numbers that differ by a slip share one of these.
pub fn traces_of(number: &str) -> BTreeSet<String> {
    let without = |at: usize| number.char_indices().filter(|(i, _)| *i != at).map(|(_, c)| c).collect();
    number.char_indices().map(|(at, _)| without(at)).collect()
}

/// Gives the right identity numbers that differ from a number by a slip: about as many as it has characters.
pub fn ids_beside(number: &str) -> BTreeSet<String> {
    let bytes = number.as_bytes();
    let mut beside = BTreeSet::new();
    let mut take = |bytes: Vec<u8>| {
        if let Ok(text) = String::from_utf8(bytes)
            && text != number
            && read_id_number(&text).is_ok()
        {
            beside.insert(text);
        }
    };
    for at in 0..bytes.len() {
        for byte in b"0123456789X" {
            let mut other = bytes.to_vec();
            other[at] = *byte;
            take(other);
        }
        if at + 1 < bytes.len() {
            let mut other = bytes.to_vec();
            other.swap(at, at + 1);
            take(other);
        }
    }
    beside
}

/// Whether a number has the form of an identity number and can be nobody's.
pub(super) fn is_wrong(number: &str) -> bool {
    matches!(read_id_number(number), Err(IdFault::BirthDate | IdFault::CheckCharacter))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::identity::id_check_character;

    fn right() -> impl Strategy<Value = String> {
        (0_u32..36_525, 0_u32..1_000).prop_map(|(days, order)| {
            let birth = chrono::NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + chrono::Days::new(u64::from(days));
            let body = format!("330102{}{order:03}", birth.format("%Y%m%d"));
            format!("{body}{}", id_check_character(&body).unwrap())
        })
    }

    fn changed(number: &str, at: usize, to: u8) -> String {
        let mut bytes = number.as_bytes().to_vec();
        bytes[at] = to;
        String::from_utf8(bytes).unwrap()
    }

    fn swapped(number: &str, at: usize) -> String {
        let mut bytes = number.as_bytes().to_vec();
        bytes.swap(at, at + 1);
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn every_slip_is_found_from_both_sides_and_nothing_else(number in right(), at in 0_usize..18, digit in b'0'..=b'9') {
            let mut slips = vec![(changed(&number, at, digit), Slip::Digit)];
            if at < 17 {
                slips.push((swapped(&number, at), Slip::Swapped));
            }
            for (other, by) in slips.into_iter().filter(|(other, _)| *other != number) {
                prop_assert_eq!(slip_between(&number, &other), Some(by));
                prop_assert_eq!(slip_between(&other, &number), Some(by));
                prop_assert!(!traces_of(&number).is_disjoint(&traces_of(&other)), "they share a trace");
                // An X inside has not the form of a number, and nobody's number is compared with it.
                if read_id_number(&other) != Err(IdFault::Form) {
                    prop_assert!(is_wrong(&other), "the check character finds it");
                    prop_assert!(ids_beside(&other).contains(&number), "and leads back");
                }
            }
        }

        #[test]
        fn what_is_beside_a_number_is_few_and_right(number in "[0-9]{17}[0-9X]") {
            let beside = ids_beside(&number);
            prop_assert!(beside.len() <= 40, "{}", beside.len());
            prop_assert!(beside.iter().all(|other| slip_between(&number, other).is_some() && read_id_number(other).is_ok()));
        }

        #[test]
        fn two_changes_are_no_slip(number in right(), one in 0_usize..8, two in 10_usize..17) {
            let next = |at: usize| b'0' + (number.as_bytes()[at] - b'0' + 1) % 10;
            let other = changed(&changed(&number, one, next(one)), two, next(two));
            prop_assert_eq!(slip_between(&number, &other), None);
        }
    }

    #[test]
    fn lengths_and_distant_swaps_are_no_slip() {
        assert_eq!(slip_between("123", "1234"), None);
        assert_eq!(slip_between("123", "321"), None);
        assert_eq!(slip_between("123", "123"), None);
        assert_eq!(slip_between("", ""), None);
        assert!(traces_of("").is_empty() && ids_beside("").is_empty());
    }
}
