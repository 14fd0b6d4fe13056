//! What a reviewer changes of what a claim says: facts corrected, checks answered, exclusions raised or taken back.
//!
//! Not here: who may do it and which checks wait (`judge`), which facts there are and what they are called (`fact_field`).
//! Invariants: what was changed is still the shape of a claim; a value that is not the one that the reviewer saw is never overwritten;
//! a mask is never written where a value stands.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::facts::{Answer, Facts, RaisedExclusion};
use crate::domain::identity::{card_tail, mask_birth, mask_contract, mask_id_number, mask_name, mask_phone};
use crate::domain::ids::{CheckId, ExclusionId, MaterialId};
use crate::domain::time::Date;

/// The most amendments that go with one decision: several times what a claim has facts that are ever wrong at once.
pub const MOST_AMENDMENTS: usize = 50;
/// The most characters of a reason, a note or a corrected text.
pub const LONGEST_VALUE: usize = 500;
/// The deepest path: an expense of a stay has four parts.
const DEEPEST: usize = 6;
/// What stands in place of a text that may name somebody.
const HIDDEN: &str = "***";

/// One change, as it is drafted, sent, audited and told in the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "amend", rename_all = "kebab-case")]
pub enum Amendment {
    /// A fact is another than the claim says.
    Correct(Correction),
    /// An answer to a check that waits, fails or warns.
    Answer(Answer),
    /// An exclusion applies.
    Raise(RaisedExclusion),
    /// An exclusion that was raised does not apply after all.
    Withdraw(Withdrawal),
}

/// A fact with what it was and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Correction {
    /// Which fact, as a JSON pointer (RFC 6901) into the facts: `/stays/0/discharge`.
    pub path: String,
    /// What the reviewer saw; null where nobody had said.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    #[schema(value_type = Object, nullable)]
    pub old: Value,
    /// What it is; null where nobody can say.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    #[schema(value_type = Object, nullable)]
    pub new: Value,
    /// The paper of the case that shows it.
    pub evidence: MaterialId,
    pub reason: String,
}

/// The taking back of an exclusion that was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Withdrawal {
    pub exclusion: ExclusionId,
    /// The admission of the stay that it was raised for; absent where it was for the whole claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<Date>,
    pub reason: String,
}

/// What an amendment is about. A draft holds one of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Fact(String),
    Check(CheckId),
    Exclusion(ExclusionId, Option<Date>),
}

/// Why an amendment is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmendFault {
    /// There is no such fact, or it is not a reviewer's to correct.
    NoSuchFact { path: String },
    /// The fact is no longer what the reviewer saw.
    Changed { path: String },
    /// The new value has not the form of the fact.
    Form { path: String },
    /// The new value is a mask, or holds one.
    Mask { path: String },
    /// The new value is the old one.
    Same { path: String },
    /// The reason, the note or the evidence is missing.
    NoReason,
    /// A text is longer than anybody reads.
    TooLong,
    /// The same thing is changed twice.
    Twice,
    /// The exclusion is raised already.
    AlreadyRaised,
    /// The exclusion is not raised.
    NotRaised,
    /// The claim has no stay that began on this day.
    NoSuchStay,
}

impl Amendment {
    pub fn target(&self) -> Target {
        match self {
            Amendment::Correct(correction) => Target::Fact(correction.path.clone()),
            Amendment::Answer(answer) => Target::Check(answer.check.clone()),
            Amendment::Raise(raised) => Target::Exclusion(raised.exclusion.clone(), raised.admission),
            Amendment::Withdraw(withdrawal) => Target::Exclusion(withdrawal.exclusion.clone(), withdrawal.admission),
        }
    }

    /// Why, in the reviewer's words.
    pub fn reason(&self) -> &str {
        match self {
            Amendment::Correct(correction) => &correction.reason,
            Amendment::Answer(answer) => &answer.note,
            Amendment::Raise(raised) => &raised.note,
            Amendment::Withdraw(withdrawal) => &withdrawal.reason,
        }
    }

    /// Gives it with every number by which somebody is found masked, as the audit trail keeps it.
    pub fn for_trail(&self) -> Self {
        let mut kept = self.clone();
        if let Amendment::Correct(correction) = &mut kept {
            correction.old = masked(&correction.path, &correction.old);
            correction.new = masked(&correction.path, &correction.new);
        }
        kept
    }

    /// Gives it as who sees masks only may see it: what somebody wrote by hand may name anybody, and what the member is ill with is
    /// nobody's who decides nothing.
    pub fn hidden(&self) -> Self {
        let mut kept = self.for_trail();
        let text = match &mut kept {
            Amendment::Correct(correction) => {
                let name = correction.path.rsplit('/').next().unwrap_or_default();
                hide_illness(name, &mut correction.old);
                hide_illness(name, &mut correction.new);
                &mut correction.reason
            }
            Amendment::Answer(answer) => &mut answer.note,
            Amendment::Raise(raised) => &mut raised.note,
            Amendment::Withdraw(withdrawal) => &mut withdrawal.reason,
        };
        HIDDEN.clone_into(text);
        kept
    }
}

/// Gives a fact's value as it is shown: masked where a person or an account is found by it.
pub fn masked(path: &str, value: &Value) -> Value {
    let mut kept = value.clone();
    mask(path.rsplit('/').next().unwrap_or_default(), &mut kept);
    kept
}

/// Masks the values of a fact, and of what lies under it, that a person or an account is found by.
fn mask(name: &str, value: &mut Value) {
    match value {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| mask(name, field)),
        Value::Array(items) => items.iter_mut().for_each(|item| mask(name, item)),
        Value::String(text) => {
            let masked = match name {
                "name" => mask_name(text),
                "id_number" => mask_id_number(text),
                "phone" => mask_phone(text),
                "social_security_card" | "card" | "receipt" => card_tail(text),
                "contract" => mask_contract(text),
                "birth" => text.parse().map_or_else(|_| HIDDEN.to_owned(), mask_birth),
                "proof" | "late_reason" | "account" => HIDDEN.to_owned(),
                _ => return,
            };
            *text = masked;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Hides the values of a fact, and of what lies under it, that tell what somebody is ill with.
fn hide_illness(name: &str, value: &mut Value) {
    match value {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| hide_illness(name, field)),
        Value::Array(items) => items.iter_mut().for_each(|item| hide_illness(name, item)),
        Value::String(text) if matches!(name, "disease" | "illness" | "finding") => HIDDEN.clone_into(text),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Lays amendments over facts: corrections first, then exclusions, then answers, each kind in its order.
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
    order.sort_by_key(|&at| match amendments[at] {
        Amendment::Correct(_) => 0,
        Amendment::Withdraw(_) => 1,
        Amendment::Raise(_) => 2,
        Amendment::Answer(_) => 3,
    });
    for at in order {
        let twice = amendments[..at].iter().any(|before| before.target() == amendments[at].target());
        let done = if twice { Err(AmendFault::Twice) } else { amend(&mut facts, &amendments[at]) };
        if let Err(fault) = done {
            faults.push((at, fault));
        }
    }
    faults.sort_by_key(|(at, _)| *at);
    (facts, faults)
}

fn amend(facts: &mut Facts, amendment: &Amendment) -> Result<(), AmendFault> {
    let reason = amendment.reason();
    if reason.trim().is_empty() {
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
            *facts = corrected(facts, &correction.path, &correction.old, &correction.new)?;
        }
        Amendment::Answer(answer) => {
            facts.answers.retain(|before| before.check != answer.check);
            facts.answers.push(answer.clone());
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

/// Gives what the facts say at a path; null where nobody said anything or there is no such fact.
pub fn value_at(facts: &Facts, path: &str) -> Value {
    let all = serde_json::to_value(facts).unwrap_or_default();
    all.pointer(path).cloned().unwrap_or_default()
}

/// Gives the facts with another value at a path, whatever stands there now.
///
/// # Errors
/// `NoSuchFact`, `Form`, `Mask` or `TooLong`.
pub fn with_value(facts: &Facts, path: &str, new: &Value) -> Result<Facts, AmendFault> {
    corrected_from(serde_json::to_value(facts).unwrap_or_default(), path, new)
}

fn corrected(facts: &Facts, path: &str, old: &Value, new: &Value) -> Result<Facts, AmendFault> {
    let all = serde_json::to_value(facts).unwrap_or_default();
    if old == new {
        return Err(AmendFault::Same { path: path.to_owned() });
    }
    if all.pointer(path).unwrap_or(&Value::Null) != old {
        return Err(AmendFault::Changed { path: path.to_owned() });
    }
    let facts = corrected_from(all, path, new)?;
    // What is written otherwise than it is read would never be "the present value" again.
    if value_at(&facts, path) == *new { Ok(facts) } else { Err(AmendFault::Form { path: path.to_owned() }) }
}

fn corrected_from(mut all: Value, path: &str, new: &Value) -> Result<Facts, AmendFault> {
    let no_such = || AmendFault::NoSuchFact { path: path.to_owned() };
    let form = || AmendFault::Form { path: path.to_owned() };
    if !may_be_corrected(path) {
        return Err(no_such());
    }
    sound(new, path)?;
    set(&mut all, path, new).ok_or_else(no_such)?;
    serde_json::from_value(all).map_err(|_| form())
}

/// The day of receipt is the server's; answers and exclusions have amendments of their own; whose case it is rests on the
/// identity number, which would make it another member's.
fn may_be_corrected(path: &str) -> bool {
    let mut parts = path.split('/');
    let whole = parts.next() == Some("") && parts.clone().count() <= DEEPEST && parts.clone().all(|part| !part.is_empty());
    let fields: Vec<&str> = parts.collect();
    let not_here = matches!(fields.as_slice(), ["filed" | "answers" | "exclusions", ..] | ["member"] | ["member", "id_number"]);
    whole && !fields.is_empty() && !not_here && !path.contains('~')
}

/// Whether a value is short, without control characters, without a mask, and every date in it one that can be.
fn sound(value: &Value, path: &str) -> Result<(), AmendFault> {
    match value {
        Value::String(text) if text.contains('*') => Err(AmendFault::Mask { path: path.to_owned() }),
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn facts() -> Facts {
        serde_json::from_value(json!({
            "filed": "2024-12-13", "benefits": ["hospital-stay"], "member": { "name": "张某某", "phone": "13800001111" },
            "stays": [{ "admission": "2024-11-18", "discharge": "2024-11-26" }],
        }))
        .unwrap()
    }

    fn correct(path: &str, old: Value, new: Value) -> Amendment {
        Amendment::Correct(Correction {
            path: path.into(), old, new, evidence: "discharge-record".into(), reason: "按出院记录".into()
        })
    }

    fn fault(path: &str, old: Value, new: Value) -> AmendFault {
        apply(&facts(), &[correct(path, old, new)]).unwrap_err().remove(0).1
    }

    #[test]
    fn a_fact_is_corrected_only_from_what_was_seen_to_what_fits() {
        let path = "/stays/0/discharge";
        let after = apply(&facts(), &[correct(path, json!("2024-11-26"), json!("2024-11-28"))]).unwrap();
        assert_eq!(after.stays[0].discharge.to_string(), "2024-11-28");
        assert!(matches!(fault(path, json!("2024-11-25"), json!("2024-11-28")), AmendFault::Changed { .. }));
        assert!(matches!(fault(path, json!("2024-11-26"), json!("昨天")), AmendFault::Form { .. }));
        assert!(matches!(fault(path, json!("2024-11-26"), json!("0001-11-28")), AmendFault::Form { .. }));
        assert!(matches!(fault(path, json!("2024-11-26"), json!("2024-11-26")), AmendFault::Same { .. }));
        assert!(matches!(fault(path, json!("2024-11-26"), Value::Null), AmendFault::Form { .. }), "a stay has a discharge");
        let made = apply(&facts(), &[correct("/diagnosis/diagnosed", Value::Null, json!("2024-11-22"))]).unwrap();
        assert!(made.diagnosis.is_some(), "what nobody stated is made");
    }

    #[test]
    fn what_is_not_a_reviewers_or_not_a_fact_is_refused() {
        for path in
            ["/filed", "/answers", "/exclusions/0", "/member/id_number", "/member", "", "stays", "/stays/7/discharge", "/nonsense", "//"]
        {
            assert!(!matches!(fault(path, Value::Null, json!("2024-11-28")), AmendFault::Same { .. }), "{path}");
        }
        assert!(matches!(fault("/member/id_number", Value::Null, json!("11010519491231002X")), AmendFault::NoSuchFact { .. }));
        assert!(matches!(fault("/member/phone", json!("13800001111"), json!("138****1111")), AmendFault::Mask { .. }));
    }

    #[test]
    fn the_trail_has_no_number_that_a_person_is_found_by() {
        let kept = correct("/member/phone", json!("13800001111"), json!("13900002222")).for_trail();
        let text = serde_json::to_string(&kept).unwrap();
        assert!(text.contains("138****1111") && text.contains("139****2222") && !text.contains("13900002222"), "{text}");
        let payee = correct("/payee", Value::Null, json!({ "name": "张某某", "card": "6217000010000004417" })).for_trail();
        assert!(!serde_json::to_string(&payee).unwrap().contains("6217"));
    }

    #[test]
    fn an_exclusion_is_raised_once_and_withdrawn_once() {
        let raise = Amendment::Raise(RaisedExclusion { exclusion: "1.3".into(), admission: None, note: "饮酒".into() });
        let after = apply(&facts(), std::slice::from_ref(&raise)).unwrap();
        assert_eq!(apply(&after, &[raise]).unwrap_err()[0].1, AmendFault::AlreadyRaised);
        let back = Amendment::Withdraw(Withdrawal { exclusion: "1.3".into(), admission: None, reason: "无据".into() });
        assert_eq!(apply(&after, std::slice::from_ref(&back)).unwrap(), facts());
        assert_eq!(apply(&facts(), &[back]).unwrap_err()[0].1, AmendFault::NotRaised);
    }

    #[test]
    fn it_is_read_as_it_is_written() {
        for amendment in [
            correct("/stays/0/discharge", json!("2024-11-26"), json!("2024-11-28")),
            Amendment::Answer(Answer { check: "class".into(), holds: true, note: "病理".into(), clause: None }),
            Amendment::Raise(RaisedExclusion { exclusion: "1.3".into(), admission: None, note: "饮酒".into() }),
        ] {
            let text = serde_json::to_string(&amendment).unwrap();
            assert_eq!(serde_json::from_str::<Amendment>(&text).unwrap(), amendment, "{text}");
        }
    }
}
