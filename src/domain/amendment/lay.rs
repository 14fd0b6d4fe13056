//! How amendments change facts.
//!
//! Invariants: what was changed is still the shape of a claim; a value that is not the one that the reviewer saw is never overwritten;
//! a mask is never written where a value stands; the order in which amendments come makes no difference, but for entries that are
//! added to one list.

use std::cmp::Reverse;

use serde_json::Value;

use super::{AmendFault, Amendment, Correction, LONGEST_VALUE, MOST_AMENDMENTS, NewAmount};
use crate::domain::blank::is_blank;
use crate::domain::fact_field::Group;
use crate::domain::facts::{Answer, AssessedAmount, Facts, RaisedExclusion};
use crate::domain::identity::read_id_number;
use crate::domain::time::Date;

/// The deepest path: an expense of a stay has four parts.
const DEEPEST: usize = 6;
/// The check by whose answer a second person confirms an entered amount.
pub const CONFIRMS_AMOUNT: &str = "assessed-amount";
/// The number that tells whose case it is.
const ID_NUMBER: &str = "/member/id_number";
/// The most entries of a list of a claim.
const MOST_ENTRIES: usize = 200;

/// Lays amendments over facts: corrections first, then entries added, then exclusions taken back, then entries removed, then
/// exclusions, then amounts, then answers. A corrected identity number takes every answer back: each was given on the history of whoever had the
/// former one.
///
/// # Errors
/// Every amendment that can't be made, by its place in the list.
pub fn apply(facts: &Facts, amendments: &[Amendment]) -> Result<Facts, Vec<(usize, AmendFault)>> {
    let (facts, faults) = overlay(facts, amendments);
    if faults.is_empty() { Ok(facts) } else { Err(faults) }
}

/// Lays over facts what of the amendments can be made, and tells the rest, by its place in the list.
pub fn overlay(facts: &Facts, amendments: &[Amendment]) -> (Facts, Vec<(usize, AmendFault)>) {
    let mut facts = facts.clone();
    let mut faults = Vec::new();
    let mut order: Vec<usize> = (0..amendments.len()).collect();
    order.sort_by_key(|&at| rank(&amendments[at]));
    // What has no form by itself may have it once another is made: a death's cause waits for its day.
    while !order.is_empty() {
        let before = order.len();
        let mut waiting = Vec::new();
        for at in order {
            let done = match clash(amendments, at) {
                Some(fault) => Err(fault),
                None => amend(&mut facts, &amendments[at]),
            };
            match done {
                Ok(()) => forget_moved(&mut facts, amendments, at),
                Err(fault @ AmendFault::Form { .. }) => waiting.push((at, fault)),
                Err(fault) => faults.push((at, fault)),
            }
        }
        if waiting.len() == before {
            faults.append(&mut waiting);
        }
        order = waiting.into_iter().map(|(at, _)| at).collect();
    }
    faults.sort_by_key(|(at, _)| *at);
    (facts, faults)
}

/// An answer that was drafted before an entry went is about the places of before.
fn forget_moved(facts: &mut Facts, amendments: &[Amendment], at: usize) {
    let Amendment::Answer(given) = &amendments[at] else { return };
    for later in &amendments[at + 1..] {
        if let Amendment::Correct(correction) = later
            && let Place::Entry(list, _) = place(&correction.path, &correction.new)
        {
            facts.answers.iter_mut().filter(|answer| answer.check == given.check).for_each(|answer| uncover(answer, list));
        }
    }
}

/// Takes the facts of a list out of what an answer covers: what stands in the place of what is gone is another fact.
fn uncover(answer: &mut Answer, list: &str) {
    let moved = format!("facts.{list}[");
    answer.covers.iter_mut().for_each(|covers| covers.retain(|path| !path.starts_with(&moved)));
}

/// When an amendment is made among the others: a removal after all that names places, and from the last place to the first. An
/// exclusion is taken back before its stay goes, and raised only of one that is left.
fn rank(amendment: &Amendment) -> (u8, Reverse<usize>) {
    let first = Reverse(0);
    match amendment {
        Amendment::Correct(correction) => match place(&correction.path, &correction.new) {
            Place::Fact => (0, first),
            Place::Behind(_) => (1, first),
            Place::Entry(_, index) => (3, Reverse(index)),
        },
        Amendment::Withdraw(_) => (2, first),
        Amendment::Raise(_) => (4, first),
        Amendment::Assess(_) => (5, first),
        Amendment::Retract(_) => (6, first),
        Amendment::Answer(_) => (7, first),
    }
}

/// What stands before an amendment in its list that it can't go with.
fn clash(amendments: &[Amendment], at: usize) -> Option<AmendFault> {
    let answers = matches!(amendments[at], Amendment::Answer(_) | Amendment::Retract(_));
    if answers && renumbering(amendments).is_some() {
        return Some(AmendFault::WithNumber);
    }
    let target = amendments[at].target();
    let before = amendments[..at].iter().map(Amendment::target).find(|before| before.clashes(&target))?;
    match &amendments[at] {
        Amendment::Correct(correction) if before != target => Some(AmendFault::Within { path: correction.path.clone() }),
        _ => Some(AmendFault::Twice),
    }
}

/// Gives the correction of the identity number among amendments.
pub fn renumbering(amendments: &[Amendment]) -> Option<&Correction> {
    amendments.iter().find_map(|amendment| match amendment {
        Amendment::Correct(correction) if correction.path == ID_NUMBER => Some(correction),
        _ => None,
    })
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place<'a> {
    /// A fact, or a part of the facts that is replaced as a whole.
    Fact,
    /// What is behind the last entry of a list.
    Behind(&'a str),
    /// An entry of a list that is to go.
    Entry(&'a str, usize),
}

fn place<'a>(path: &'a str, new: &Value) -> Place<'a> {
    let mut parts = path.split('/').skip(1);
    match (parts.next().filter(|list| is_list(list)), parts.next(), parts.next()) {
        (Some(list), Some("-"), None) => Place::Behind(list),
        (Some(list), Some(index), None) if new.is_null() => index.parse().map_or(Place::Fact, |index| Place::Entry(list, index)),
        _ => Place::Fact,
    }
}

fn is_list(name: &str) -> bool {
    Group::ALL.iter().any(|group| group.list() == Some(name))
}

fn amend(facts: &mut Facts, amendment: &Amendment) -> Result<(), AmendFault> {
    let reason = amendment.reason();
    if is_blank(reason) {
        return Err(AmendFault::NoReason);
    }
    if reason.chars().count() > LONGEST_VALUE {
        return Err(AmendFault::TooLong);
    }
    match amendment {
        Amendment::Correct(correction) => {
            if correction.evidence.as_str().trim().is_empty() {
                return Err(AmendFault::NoReason);
            }
            *facts = corrected(facts, correction)?;
            if correction.path == ID_NUMBER {
                facts.answers.clear();
            }
            if let Place::Entry(list, _) = place(&correction.path, &correction.new) {
                facts.answers.iter_mut().for_each(|answer| uncover(answer, list));
            }
        }
        Amendment::Assess(new) => {
            let NewAmount { benefit, amount, clause, reason } = new.clone();
            if amount.is_negative() || clause.as_str().trim().is_empty() {
                return Err(AmendFault::Form { path: "/amounts".to_owned() });
            }
            if clause.as_str().chars().count() > LONGEST_VALUE {
                return Err(AmendFault::TooLong);
            }
            facts.amounts.retain(|before| before.benefit != benefit);
            facts.amounts.push(AssessedAmount { benefit, amount, clause, note: Some(reason), entered_by: None });
            // Whoever confirmed the amount before did not see this one.
            facts.answers.retain(|answer| answer.check != CONFIRMS_AMOUNT);
        }
        Amendment::Answer(answer) => {
            facts.answers.retain(|before| before.check != answer.check);
            facts.answers.push(answer.clone());
        }
        Amendment::Retract(retraction) => {
            let before = facts.answers.len();
            facts.answers.retain(|known| known.check != retraction.check);
            if facts.answers.len() == before {
                return Err(AmendFault::NotAnswered);
            }
        }
        Amendment::Raise(raised) => {
            let same = |known: &RaisedExclusion| known.exclusion == raised.exclusion && known.admission == raised.admission;
            if facts.exclusions.iter().any(same) {
                return Err(AmendFault::AlreadyRaised);
            }
            if raised.admission.is_some_and(|day| facts.stays.iter().all(|stay| stay.admission != day)) {
                return Err(AmendFault::NoSuchStay);
            }
            facts.exclusions.push(raised.clone());
        }
        Amendment::Withdraw(withdrawal) => {
            let before = facts.exclusions.len();
            facts.exclusions.retain(|known| known.exclusion != withdrawal.exclusion || known.admission != withdrawal.admission);
            if facts.exclusions.len() == before {
                return Err(AmendFault::NotRaised);
            }
        }
    }
    Ok(())
}

/// Gives amendments as they are to be made on the facts as they are now, where they were made on `seen`, and how many can't be: what
/// they are about is gone, or is so already. A change of a list's entry goes with the entry, wherever it stands now; where nobody
/// knows what was seen, none is guessed.
pub fn rebased(amendments: &[Amendment], seen: Option<&Facts>, now: &Facts) -> (Vec<Amendment>, usize) {
    let made: Vec<Amendment> = amendments.iter().filter_map(|amendment| moved(amendment, seen, now)).collect();
    let lost = amendments.len() - made.len();
    (made, lost)
}

fn moved(amendment: &Amendment, seen: Option<&Facts>, now: &Facts) -> Option<Amendment> {
    let Amendment::Correct(correction) = amendment else { return Some(amendment.clone()) };
    let mut moved = correction.clone();
    let mut parts = correction.path.split('/').skip(1);
    let entry = parts.next().filter(|list| is_list(list)).zip(parts.next().and_then(|index| index.parse::<usize>().ok()));
    if let Some((list, index)) = entry {
        let entries = |facts: &Facts| value_at(facts, &format!("/{list}")).as_array().cloned().unwrap_or_default();
        let (before, after) = (entries(seen?), entries(now));
        let at = place_now(&before, &after, index)?;
        let rest: String = parts.map(|part| format!("/{part}")).collect();
        moved.path = format!("/{list}/{at}{rest}");
    }
    if !correction.adds() {
        moved.old = value_at(now, &moved.path);
    }
    (moved.old != moved.new).then_some(Amendment::Correct(moved))
}

/// Where an entry that was seen stands now; none where nobody can tell.
fn place_now(before: &[Value], after: &[Value], index: usize) -> Option<usize> {
    let was = before.get(index)?;
    if after.get(index) == Some(was) {
        return Some(index);
    }
    // The entry itself was changed only where all the others stand as they did: as many entries may well be others.
    let others_stand = || before.len() == after.len() && before.iter().zip(after).filter(|(before, after)| before != after).count() == 1;
    after.iter().position(|entry| entry == was).or_else(|| others_stand().then_some(index))
}

/// Gives what the facts say at a path; null where nobody said anything or there is no such fact.
pub fn value_at(facts: &Facts, path: &str) -> Value {
    let all = serde_json::to_value(facts).unwrap_or_default();
    all.pointer(path).cloned().unwrap_or_default()
}

/// Gives a value as it will be written at a path, with what goes without saying: an expense whose subsidies nobody mentioned.
///
/// # Errors
/// Those of correcting: no such fact, not its form, a mask, a list that is full.
pub fn as_written(facts: &Facts, path: &str, new: &Value) -> Result<Value, AmendFault> {
    let written = put(facts, path, new)?;
    let path = match place(path, new) {
        Place::Behind(list) => format!("/{list}/{}", entries(facts, list)),
        _ => path.to_owned(),
    };
    Ok(value_at(&written, &path))
}

fn entries(facts: &Facts, list: &str) -> usize {
    value_at(facts, &format!("/{list}")).as_array().map_or(0, Vec::len)
}

fn corrected(facts: &Facts, correction: &Correction) -> Result<Facts, AmendFault> {
    let Correction { path, old, new, .. } = correction;
    if old == new {
        return Err(AmendFault::Same { path: path.clone() });
    }
    if value_at(facts, path) != *old {
        return Err(AmendFault::Changed { path: path.clone() });
    }
    if let Place::Entry("stays", index) = place(path, new)
        && let Some(stay) = facts.stays.get(index)
        && facts.exclusions.iter().any(|raised| raised.admission == Some(stay.admission))
        && facts.stays.iter().filter(|other| other.admission == stay.admission).count() == 1
    {
        return Err(AmendFault::StillRaised);
    }
    // What is written otherwise than it is read would never be "the present value" again.
    if !matches!(place(path, new), Place::Entry(..)) && as_written(facts, path, new)? != *new {
        return Err(AmendFault::Form { path: path.clone() });
    }
    put(facts, path, new)
}

/// Puts a value at a path, behind a list's last entry, or takes an entry out.
fn put(facts: &Facts, path: &str, new: &Value) -> Result<Facts, AmendFault> {
    let mut all = serde_json::to_value(facts).unwrap_or_default();
    let no_such = || AmendFault::NoSuchFact { path: path.to_owned() };
    if !may_be_corrected(path) {
        return Err(no_such());
    }
    sound(new, path)?;
    match place(path, new) {
        Place::Behind(list) => {
            let items = all.get_mut(list).and_then(Value::as_array_mut).ok_or_else(no_such)?;
            if items.len() >= MOST_ENTRIES || items.contains(new) {
                return Err(AmendFault::Crowded { path: path.to_owned() });
            }
            items.push(new.clone());
        }
        Place::Entry(list, index) => {
            let items = all.get_mut(list).and_then(Value::as_array_mut).filter(|items| index < items.len()).ok_or_else(no_such)?;
            items.remove(index);
        }
        Place::Fact => set(&mut all, path, new).ok_or_else(no_such)?,
    }
    serde_json::from_value(all).map_err(|_| AmendFault::Form { path: path.to_owned() })
}

/// The day of receipt is the server's; answers, exclusions and amounts have amendments of their own; entries of a list come and go one by one.
fn may_be_corrected(path: &str) -> bool {
    let mut parts = path.split('/');
    let whole = parts.next() == Some("") && parts.clone().count() <= DEEPEST && parts.clone().all(|part| !part.is_empty());
    let fields: Vec<&str> = parts.collect();
    let not_here = matches!(fields.as_slice(), ["filed" | "answers" | "exclusions" | "amounts", ..] | ["member"])
        || matches!(fields.as_slice(), [list] if is_list(list));
    whole && !fields.is_empty() && !not_here && !path.contains('~')
}

/// Whether a value is short, without control characters, without a mask, and every date in it one that can be.
fn sound(value: &Value, path: &str) -> Result<(), AmendFault> {
    match value {
        Value::String(text) if text.contains('*') => Err(AmendFault::Mask { path: path.to_owned() }),
        // Whose case it is rests on this number: one that nobody can have names nobody.
        Value::String(text) if path == ID_NUMBER && read_id_number(text).is_err() => Err(AmendFault::Form { path: path.to_owned() }),
        Value::Null if path == ID_NUMBER => Err(AmendFault::Form { path: path.to_owned() }),
        Value::String(text) if text.chars().count() > LONGEST_VALUE => Err(AmendFault::TooLong),
        Value::String(text) if text.trim().is_empty() || text.chars().any(char::is_control) => {
            Err(AmendFault::Form { path: path.to_owned() })
        }
        Value::String(text) if text.parse::<Date>().is_ok_and(|day| !(1900..2200).contains(&chrono::Datelike::year(&day))) => {
            Err(AmendFault::Form { path: path.to_owned() })
        }
        Value::Array(items) if items.len() > MOST_AMENDMENTS => Err(AmendFault::TooLong),
        Value::Array(items) => items.iter().try_for_each(|item| sound(item, path)),
        Value::Object(fields) => fields.values().try_for_each(|field| sound(field, path)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// Puts a value into a tree; a table that nobody stated is made, a place in a list is not.
fn set(all: &mut Value, path: &str, new: &Value) -> Option<()> {
    let mut fields = path.split('/').skip(1).peekable();
    let mut at = all;
    while let Some(field) = fields.next() {
        let is_last = fields.peek().is_none();
        at = match at {
            Value::Object(table) if is_last && new.is_null() => {
                table.remove(field);
                return Some(());
            }
            Value::Object(table) => {
                table.entry(field).or_insert_with(|| if is_last { Value::Null } else { Value::Object(Default::default()) })
            }
            Value::Array(items) => items.get_mut(field.parse::<usize>().ok()?)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
    }
    *at = new.clone();
    Some(())
}
