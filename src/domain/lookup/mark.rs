//! The marks under which a client keeps personal numbers, and the numbers by which a case is found.
//!
//! A client never holds a number for finding: the server gives it 53 bits of a SHA-256 over a key and the number. The key is made for one
//! person at one server and lies in his encrypted cache only. Who has the opened cache could try all phones against it, so a mark
//! protects no more than the cache does; it keeps numbers out of what is shown, printed and sent, and two persons' caches from being laid
//! together. So who may see masks only gets no mark of a whole number.
//! Not here: what is typed (`lookup`), where marks lie (`store`, `server`).
//! Invariant: no key and no number is shown by Debug.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::domain::facts::Facts;
use crate::domain::ids::MemberId;
use crate::domain::lookup::{Kind, LONGEST, Wanted};
use crate::domain::number::compared;

/// Contracts of one claim that it is found by.
const MOST_CONTRACTS: usize = 32;

/// A number under which a client finds a case without knowing it: 53 bits, so that every reader of JSON keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Mark(pub u64);

/// The sum of some marks: the same in whatever order they are added. Marks are hashes, so that two sums are the same by accident only where
/// the marks are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarkSum(pub u64);

impl MarkSum {
    /// Adds a mark, which is not among them yet.
    pub const fn add(&mut self, mark: Mark) {
        self.0 = self.0.wrapping_add(mark.0);
    }

    /// Sums marks up, each once.
    pub fn over(marks: impl IntoIterator<Item = Mark>) -> Self {
        let each: BTreeSet<Mark> = marks.into_iter().collect();
        let mut sum = MarkSum::default();
        each.into_iter().for_each(|mark| sum.add(mark));
        sum
    }
}

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
        self.hashed("huzhu mark 1", kind, number)
    }

    /// Makes the mark of the last digits of a number.
    pub fn tail(&self, kind: Kind, digits: &str) -> Mark {
        self.hashed("huzhu tail 1", kind, digits)
    }

    /// Makes the marks of the ends by which a phone and an identity number are found. Whoever has the key tries ten thousand ends in no
    /// time, so a mark of one tells it: who sees masks has the four digits that a mask shows him anyway, and no more.
    pub fn tails(&self, kind: Kind, number: &str, masked: bool) -> Vec<Mark> {
        let lengths: &[usize] = match kind {
            Kind::Phone => &[4],
            Kind::IdNumber if masked => &[4],
            Kind::IdNumber => &[4, 6],
            _ => &[],
        };
        let end = |length: &usize| number.len().checked_sub(*length).and_then(|from| number.get(from..));
        lengths.iter().filter_map(end).map(|digits| self.tail(kind, digits)).collect()
    }

    fn hashed(&self, what: &str, kind: Kind, number: &str) -> Mark {
        let mut hasher = Sha256::new();
        for part in [what, &self.0, kind.id(), number] {
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
    let mut numbers = vec![(Kind::Member, compared(member.as_str()).into_owned())];
    for (kind, text) in given {
        let found = text.and_then(|text| Wanted::read(text).ok()).filter(|wanted| wanted.kind() == kind);
        numbers.extend(found.and_then(|wanted| wanted.tries.into_iter().next()));
    }
    for contract in contracts(facts).take(MOST_CONTRACTS) {
        let bare: String = compared(contract).chars().filter(char::is_ascii_alphanumeric).take(LONGEST).collect();
        let number = (Kind::Contract, bare);
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

    #[test]
    fn a_mark_hangs_on_key_kind_and_number() {
        let (key, other) = (MarkKey::new("a"), MarkKey::new("b"));
        let mark = key.mark(Kind::Phone, "13800001111");
        assert_eq!(mark, key.mark(Kind::Phone, "13800001111"));
        assert!(mark != other.mark(Kind::Phone, "13800001111") && mark != key.mark(Kind::Contract, "13800001111"));
        assert!(mark.0 < 1 << 53);
        assert_eq!(format!("{key:?}"), "MarkKey");
    }

    #[test]
    fn a_mask_tells_no_less_than_the_marks_of_its_reader() {
        let key = MarkKey::new("a");
        let id = "11010519491231002X";
        assert_eq!(key.tails(Kind::Phone, "13800001111", true), [key.tail(Kind::Phone, "1111")]);
        assert_eq!(key.tails(Kind::IdNumber, id, true), [key.tail(Kind::IdNumber, "002X")], "the day of birth is hidden");
        assert_eq!(key.tails(Kind::IdNumber, id, false).len(), 2);
        assert!(key.tails(Kind::Contract, "A1", false).is_empty() && key.tails(Kind::Phone, "11", false).is_empty());
        assert_ne!(key.tail(Kind::Phone, "1111"), key.mark(Kind::Phone, "1111"));
    }
}
