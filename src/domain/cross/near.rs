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
