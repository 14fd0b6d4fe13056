//! What a reviewer compares: a receipt that came in before, an account that another member was paid into.
//!
//! Not here: members who look alike (`people`). Invariant: only numbers change, so that what a claim comes to stays as it is.

use super::claims::Claim;
use super::dice::Dice;
use crate::domain::facts::Facts;

/// How many claims back a number is taken from.
const MEMORY: usize = 64;
/// Claims in a thousand with the receipt of an earlier one, and with the card of another member.
const SAME_RECEIPT: u32 = 6;
const SAME_CARD: u32 = 6;

/// The numbers of the last claims.
#[derive(Debug, Default)]
pub(super) struct Lately {
    receipts: Vec<String>,
    cards: Vec<(String, String)>,
}

impl Lately {
    /// Gives a few claims a number of an earlier one, and remembers those of the others.
    pub(super) fn mark(&mut self, dice: &mut Dice, claim: &mut Claim) {
        if let Some(receipt) = receipt(&claim.facts).cloned() {
            match dice.chance(SAME_RECEIPT).then(|| pick(dice, &self.receipts)).flatten() {
                Some(earlier) => {
                    for facts in [&mut claim.facts, &mut claim.mended] {
                        set_receipt(facts, &earlier);
                    }
                }
                None => keep(dice, &mut self.receipts, receipt),
            }
        }
        let card = claim.facts.payee.as_ref().and_then(|payee| Some((payee.bank.clone()?, payee.card.clone()?)));
        if let Some(card) = card {
            match dice.chance(SAME_CARD).then(|| pick(dice, &self.cards)).flatten() {
                Some((bank, number)) => {
                    for payee in [&mut claim.facts, &mut claim.mended].into_iter().filter_map(|facts| facts.payee.as_mut()) {
                        (payee.bank, payee.card) = (Some(bank.clone()), Some(number.clone()));
                    }
                }
                None => keep(dice, &mut self.cards, card),
            }
        }
    }
}

fn place(dice: &mut Dice, length: usize) -> usize {
    dice.between(0, u32::try_from(length.saturating_sub(1)).unwrap_or(0)) as usize
}

fn pick<T: Clone>(dice: &mut Dice, known: &[T]) -> Option<T> {
    known.get(place(dice, known.len())).cloned()
}

fn keep<T>(dice: &mut Dice, known: &mut Vec<T>, new: T) {
    if known.len() < MEMORY {
        known.push(new);
    } else {
        known[place(dice, MEMORY)] = new;
    }
}

fn receipt(facts: &Facts) -> Option<&String> {
    facts.stays.first().and_then(|stay| stay.expense.as_ref()).and_then(|expense| expense.receipt.as_ref())
}

fn set_receipt(facts: &mut Facts, number: &str) {
    if let Some(expense) = facts.stays.first_mut().and_then(|stay| stay.expense.as_mut()) {
        expense.receipt = Some(number.to_owned());
    }
}
