//! By which keys a case lies in the index of what cases share, and by which others are looked up.
//!
//! Not here: the index (`server`), whether what is found there really agrees (`cross`).
//! Invariant: two claims that share anything share a key, but for what only one person's cases are compared by; a claim has a bounded
//! number of them.

use std::collections::BTreeSet;

use crate::domain::cross::near::{ids_beside, is_wrong, traces_of};
use crate::domain::facts::{Facts, Stay};
use crate::domain::identity::{IdFault, read_id_number};
use crate::domain::money::Money;
use crate::domain::number::compared;
use crate::domain::pinyin::{name_sounds, plain_name};
use crate::domain::time::Date;

/// A shorter receipt number is a word such as "none", or the last digits of many.
const SHORTEST_RECEIPT: usize = 6;
/// Stays and receipts of one claim by which it is found. Nobody hands in more papers at once.
const MOST: usize = 50;
/// In a shorter name one other character is another family's, or another person.
const SHORTEST_NAME: usize = 3;
/// Stands for the character that may be another.
const ANY: char = '_';

/// What a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Receipt,
    Card,
    /// Dates, hospital and bill of a stay.
    Stay,
    /// What is left of a wrong identity number without one character.
    WrongId,
    /// An identity number.
    Id,
    /// Birth date and name, as it is written and read.
    Person,
}

impl Key {
    /// The word under which the index has it.
    pub const fn id(self) -> &'static str {
        match self {
            Key::Receipt => "receipt",
            Key::Card => "card",
            Key::Stay => "stay",
            Key::WrongId => "wrong-id",
            Key::Id => "id-number",
            Key::Person => "person",
        }
    }
}

/// Gives the keys by which a claim is found; its identity number is in the index as that of a case by itself.
pub fn keys_of(facts: &Facts) -> BTreeSet<(Key, String)> {
    let mut keys = shared(facts);
    if let Some(number) = id_of(facts).filter(|number| is_wrong(number)) {
        keys.extend(traces_of(&number).into_iter().map(|trace| (Key::WrongId, trace)));
    }
    keys
}

/// Gives the keys by which what shares something with a claim is looked up.
pub fn sought_by(facts: &Facts) -> BTreeSet<(Key, String)> {
    let mut keys = shared(facts);
    if let Some(number) = id_of(facts) {
        keys.extend(traces_of(&number).into_iter().map(|trace| (Key::WrongId, trace)));
        if is_wrong(&number) {
            keys.extend(ids_beside(&number).into_iter().map(|id| (Key::Id, id)));
        }
        keys.insert((Key::Id, number));
    }
    keys
}

fn shared(facts: &Facts) -> BTreeSet<(Key, String)> {
    let mut keys: BTreeSet<(Key, String)> = receipts_of(facts).into_iter().map(|number| (Key::Receipt, number)).collect();
    keys.extend(bank_number(facts).map(|number| (Key::Card, number)));
    keys.extend(facts.stays.iter().take(MOST).filter_map(stay_key).map(|key| (Key::Stay, key)));
    keys.extend(person_keys(facts).into_iter().map(|key| (Key::Person, key)));
    keys
}

/// The receipts of a claim in the form in which they are compared.
pub(super) fn receipts_of(facts: &Facts) -> BTreeSet<String> {
    let stays = facts.stays.iter().filter_map(|stay| stay.expense.as_ref());
    let all = stays.chain(facts.outpatient.iter().map(|care| &care.expense));
    let named = all.filter_map(|expense| expense.receipt.as_deref()).map(|number| compared(number).into_owned());
    named.filter(|number| number.is_ascii() && number.len() >= SHORTEST_RECEIPT).take(MOST).collect()
}

/// The number of the card that is paid into.
pub(super) fn bank_number(facts: &Facts) -> Option<String> {
    let card: String = compared(facts.payee.as_ref()?.card.as_deref()?).chars().filter(char::is_ascii_digit).collect();
    (12..=19).contains(&card.len()).then_some(card)
}

/// A member's identity number where it has the form of one.
pub(super) fn id_of(facts: &Facts) -> Option<String> {
    let number = compared(facts.member.id_number.as_deref()?).into_owned();
    (read_id_number(&number) != Err(IdFault::Form)).then_some(number)
}

/// When a member was born: as the claim says, else as his number does.
pub(super) fn birth_of(facts: &Facts) -> Option<Date> {
    facts.member.birth.or_else(|| read_id_number(&id_of(facts)?).ok().map(|said| said.birth))
}

pub(super) fn plain_hospital(stay: &Stay) -> Option<String> {
    stay.hospital.as_deref().map(plain_name).filter(|name| !name.is_empty())
}

/// What a stay cost, where it says.
pub(super) fn bill(stay: &Stay) -> Option<(Money, Money)> {
    let expense = stay.expense.as_ref()?;
    let (care, pay) = (expense.self_care, expense.self_pay);
    (care > Money::ZERO || pay > Money::ZERO).then_some((care, pay))
}

fn stay_key(stay: &Stay) -> Option<String> {
    let ((care, pay), hospital) = (bill(stay)?, plain_hospital(stay)?);
    Some(format!("{} {} {care} {pay} {hospital}", stay.admission, stay.discharge))
}

fn person_keys(facts: &Facts) -> BTreeSet<String> {
    let name = plain_name(&facts.member.name);
    let Some(birth) = birth_of(facts).filter(|_| !name.is_empty()) else { return BTreeSet::new() };
    let written = with_any(&name).into_iter().chain([name.clone()]);
    written.chain(name_sounds(&name)).map(|name| format!("{birth} {name}")).collect()
}

/// A name with each one of its characters left open.
fn with_any(name: &str) -> Vec<String> {
    let count = name.chars().count();
    let open = |at| name.chars().enumerate().map(|(i, c)| if i == at { ANY } else { c }).collect();
    (0..if count < SHORTEST_NAME { 0 } else { count }).map(open).collect()
}

/// Whether two names are as long as each other and differ in one character.
pub(super) fn one_character_off(a: &str, b: &str) -> bool {
    let count = a.chars().count();
    count >= SHORTEST_NAME && count == b.chars().count() && a.chars().zip(b.chars()).filter(|(a, b)| a != b).count() == 1
}
