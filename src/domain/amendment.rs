//! What a reviewer changes of what a claim says: facts corrected, entries added or removed, amounts entered, checks answered, exclusions raised, and
//! each of these taken back.
//!
//! Not here: how they change facts (`lay`), who may do it and which checks wait (`judge`), which facts there are and what they are
//! called (`fact_field`), who sees what of a fact (`sight`). Invariant: the audit trail's copy of an amendment holds no number by which
//! somebody is found.

mod lay;
mod sight;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::facts::{Answer, RaisedExclusion};
use crate::domain::ids::{BenefitId, CheckId, Clause, ExclusionId, MaterialId};
use crate::domain::money::Money;
use crate::domain::time::Date;

pub use lay::{CONFIRMS_AMOUNT, apply, as_written, overlay, rebased, renumbering, value_at};
pub use sight::masked;

/// The most amendments that go with one decision: several times what a claim has facts that are ever wrong at once.
pub const MOST_AMENDMENTS: usize = 50;
/// The most characters of a reason, a note or a corrected text.
pub const LONGEST_VALUE: usize = 500;
/// What stands in place of a text that may name somebody.
const HIDDEN: &str = "***";

/// One change, as it is drafted, sent, audited and told in the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "amend", rename_all = "kebab-case")]
pub enum Amendment {
    /// A fact is another than the claim says.
    Correct(Correction),
    /// The amount of a benefit of which the documents give no figure.
    Assess(NewAmount),
    /// An answer to a check that waits, fails or warns.
    Answer(Answer),
    /// An answer that was given no longer stands.
    Retract(Retraction),
    /// An exclusion applies.
    Raise(RaisedExclusion),
    /// An exclusion that was raised does not apply after all.
    Withdraw(Withdrawal),
}

/// Gives the checks that amendments answer.
pub fn answered(amendments: &[Amendment]) -> Vec<&CheckId> {
    let check = |amendment| if let &Amendment::Answer(Answer { ref check, .. }) = amendment { Some(check) } else { None };
    amendments.iter().filter_map(check).collect()
}

/// A fact with what it was and what it is.
///
/// All paths of one decision are those of the case as the reviewer saw it, whatever else the decision changes: what is corrected is
/// corrected first, then entries are added, then exclusions are taken back, then entries are removed from the last to the first.
/// `/stays/-` (RFC 6901: what is behind the last) with a whole entry as `new` adds one; `/stays/1` with null as `new` removes one. No
/// path stands below another of the same decision.
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

/// An amount that a reviewer enters where the documents give no figure. It takes the place of one entered before, and has to be
/// confirmed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewAmount {
    pub benefit: BenefitId,
    pub amount: Money,
    /// The clause that it rests on.
    pub clause: Clause,
    pub reason: String,
}

/// The taking back of an answer that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Retraction {
    pub check: CheckId,
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
    /// An entry that a list gets: the list's path and the entry as it is written. The same entry twice is a slip of the hand.
    Added(String, String),
    Amount(BenefitId),
    Check(CheckId),
    Exclusion(ExclusionId, Option<Date>),
}

/// Why an amendment is not one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
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
    /// What the fact is a part of is changed as a whole.
    Within { path: String },
    /// The list has this entry, or has as many as a list may.
    Crowded { path: String },
    /// An exclusion is raised for the stay that is to go.
    StillRaised,
    /// The benefit's amount is computed: none is entered.
    Computed,
    /// The amount was entered by who would confirm it.
    OwnAmount,
    /// Nobody answered the check.
    NotAnswered,
    /// The corrected identity number may make it the case of somebody else, whose history nobody has seen yet.
    OtherMember,
    /// The corrected identity number is that of a member with another name or another day of birth.
    AnotherPerson,
    /// An employer's officer corrects no identity number: it may make the case that of somebody whom he doesn't see.
    OfficersOwn,
    /// An employer's officer takes back, or answers with yes, what the office answered with no.
    OfficeSaidNo,
    /// A check is answered on the history of a member whose identity number is corrected at once.
    WithNumber,
    /// A span ends before it begins.
    Reversed { path: String },
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
            Amendment::Correct(correction) if correction.adds() => Target::Added(correction.path.clone(), correction.new.to_string()),
            Amendment::Correct(correction) => Target::Fact(correction.path.clone()),
            Amendment::Assess(amount) => Target::Amount(amount.benefit.clone()),
            Amendment::Answer(answer) => Target::Check(answer.check.clone()),
            Amendment::Retract(retraction) => Target::Check(retraction.check.clone()),
            Amendment::Raise(raised) => Target::Exclusion(raised.exclusion.clone(), raised.admission),
            Amendment::Withdraw(withdrawal) => Target::Exclusion(withdrawal.exclusion.clone(), withdrawal.admission),
        }
    }

    /// Why, in the reviewer's words.
    pub fn reason(&self) -> &str {
        match self {
            Amendment::Correct(correction) => &correction.reason,
            Amendment::Assess(amount) => &amount.reason,
            Amendment::Answer(answer) => &answer.note,
            Amendment::Retract(retraction) => &retraction.reason,
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

    /// Gives it as who sees masks only may see it: what somebody wrote by hand may name anybody, and what tells of the member's health
    /// is nobody's who decides nothing.
    pub fn hidden(&self) -> Self {
        let mut kept = self.for_trail();
        let text = match &mut kept {
            Amendment::Correct(correction) => {
                sight::hide(&correction.path, &mut correction.old);
                sight::hide(&correction.path, &mut correction.new);
                &mut correction.reason
            }
            Amendment::Assess(amount) => &mut amount.reason,
            Amendment::Answer(answer) => &mut answer.note,
            Amendment::Retract(retraction) => &mut retraction.reason,
            Amendment::Raise(raised) => &mut raised.note,
            Amendment::Withdraw(withdrawal) => &mut withdrawal.reason,
        };
        HIDDEN.clone_into(text);
        kept
    }
}

impl Correction {
    /// It adds an entry to a list.
    pub fn adds(&self) -> bool {
        self.path.ends_with("/-")
    }

    /// It takes an entry, or a part that a claim need not have, out as a whole.
    pub fn removes(&self) -> bool {
        self.new.is_null() && self.old.is_object()
    }
}

impl Target {
    /// Whether both can't be changed at once: they are the same thing, or one is a part of the other.
    pub fn clashes(&self, other: &Target) -> bool {
        self == other || self.is_part_of(other) || other.is_part_of(self)
    }

    /// Whether it is a fact below another.
    pub fn is_part_of(&self, other: &Target) -> bool {
        match (self, other) {
            (Target::Fact(part), Target::Fact(whole)) => part.strip_prefix(whole.as_str()).is_some_and(|rest| rest.starts_with('/')),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facts::Facts;
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
        for path in ["/filed", "/answers", "/exclusions/0", "/stays", "/member", "", "stays", "/stays/7/discharge", "/nonsense", "//"] {
            assert!(!matches!(fault(path, Value::Null, json!("2024-11-28")), AmendFault::Same { .. }), "{path}");
        }
        for wrong in [json!("110105194912310021"), json!("无"), json!(""), json!(["11010519491231002X"])] {
            assert!(matches!(fault("/member/id_number", Value::Null, wrong), AmendFault::Form { .. }), "a check digit that is wrong");
        }
        assert!(apply(&facts(), &[correct("/member/id_number", Value::Null, json!("11010519491231002X"))]).is_ok());
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

    fn stay(admission: &str, discharge: &str) -> Value {
        json!({ "admission": admission, "discharge": discharge })
    }

    #[test]
    fn entries_come_and_go_and_nobody_is_left_on_a_wrong_one() {
        let added = apply(&facts(), &[correct("/stays/-", Value::Null, stay("2024-12-01", "2024-12-03"))]).unwrap();
        assert_eq!(added.stays.len(), 2);
        let all = [
            correct("/stays/0", stay("2024-11-18", "2024-11-26"), Value::Null),
            correct("/stays/1/discharge", json!("2024-12-03"), json!("2024-12-05")),
            correct("/stays/-", Value::Null, stay("2024-12-10", "2024-12-11")),
        ];
        let after = apply(&added, &all).unwrap();
        let days: Vec<String> = after.stays.iter().map(|stay| stay.discharge.to_string()).collect();
        assert_eq!(days, ["2024-12-05", "2024-12-11"], "paths are those that the reviewer saw");
        let below = [all[0].clone(), correct("/stays/0/discharge", json!("2024-11-26"), json!("2024-11-27"))];
        assert!(matches!(apply(&added, &below).unwrap_err().as_slice(), [(1, AmendFault::Within { .. })]));
        let twice = [correct("/stays/-", Value::Null, stay("2024-12-10", "2024-12-11")), all[2].clone()];
        assert!(matches!(apply(&added, &twice).unwrap_err().as_slice(), [(1, AmendFault::Twice)]));
        assert!(matches!(fault("/stays/-", Value::Null, stay("2024-11-18", "2024-11-26")), AmendFault::Crowded { .. }), "it is there");
        assert!(matches!(fault("/stays/-", Value::Null, json!({ "admission": "2024-12-01" })), AmendFault::Form { .. }), "half of one");
        assert!(matches!(fault("/stays/7", json!({}), Value::Null), AmendFault::Changed { .. }));
        let death = [correct("/death/cause", Value::Null, json!("illness")), correct("/death/date", Value::Null, json!("2024-12-01"))];
        assert!(apply(&facts(), &death).unwrap().death.is_some(), "in whatever order they come");
        let raised = Amendment::Raise(RaisedExclusion {
            exclusion: "1.3".into(),
            admission: added.stays.first().map(|s| s.admission),
            note: "饮酒".into(),
        });
        let held = apply(&added, &[raised]).unwrap();
        assert_eq!(apply(&held, &all[..1]).unwrap_err()[0].1, AmendFault::StillRaised);
        let admission = added.stays.first().map(|stay| stay.admission);
        let back = Amendment::Withdraw(Withdrawal { exclusion: "1.3".into(), admission, reason: "无据".into() });
        let left = apply(&held, &[all[0].clone(), back]).unwrap();
        assert_eq!((left.stays.len(), left.exclusions.len()), (1, 0), "an exclusion is taken back with its stay");
    }

    #[test]
    fn an_answer_is_taken_back_once() {
        let answer = Amendment::Answer(Answer { check: "class".into(), holds: true, note: "病理".into(), clause: None, covers: None });
        let back = Amendment::Retract(Retraction { check: "class".into(), reason: "答错".into() });
        let answered = apply(&facts(), std::slice::from_ref(&answer)).unwrap();
        assert_eq!(apply(&answered, std::slice::from_ref(&back)).unwrap(), facts());
        assert_eq!(apply(&facts(), std::slice::from_ref(&back)).unwrap_err()[0].1, AmendFault::NotAnswered);
        assert_eq!(apply(&answered, &[answer, back]).unwrap_err()[0].1, AmendFault::Twice);
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
            Amendment::Answer(Answer { check: "class".into(), holds: true, note: "病理".into(), clause: None, covers: None }),
            Amendment::Raise(RaisedExclusion { exclusion: "1.3".into(), admission: None, note: "饮酒".into() }),
        ] {
            let text = serde_json::to_string(&amendment).unwrap();
            assert_eq!(serde_json::from_str::<Amendment>(&text).unwrap(), amendment, "{text}");
        }
    }
}
