//! The change that a sheet comes to, or what is still missing in it.
//!
//! Invariant: every correction has its paper and every change its reason, but for what is only assumed.

use serde_json::{Value, json};

use crate::app::amend::{AmendSheet, Focus, Subject};
use crate::app::form::{About, FormField, Said, reversed};
use crate::app::message::Personal;
use crate::domain::amendment::{Amendment, Correction, Retraction, Withdrawal, as_written};
use crate::domain::fact_field::{Group, Part};
use crate::domain::facts::{Answer, RaisedExclusion};
use crate::domain::identity::read_id_number;
use crate::domain::ids::{MaterialId, PlanId};
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::text::{amend as words, fact_fields};

/// What stands for a reason and a paper where something is only assumed.
const ASSUMED: &str = "-";
/// Where the number stands that tells whose case it is.
const ID_NUMBER: &str = "/member/id_number";

impl AmendSheet {
    /// Makes the change that the sheet says, or tells what is missing in it.
    pub fn made(&self, lang: Lang, today: Date) -> Result<Amendment, String> {
        let reason = if self.assumed { ASSUMED.to_owned() } else { self.reason.value().trim().to_owned() };
        let said = || if reason.is_empty() { Err(words::needs_reason(lang).to_owned()) } else { Ok(reason.clone()) };
        match &self.subject {
            Subject::Pick { .. } => Err(words::pick_first(lang).to_owned()),
            Subject::Fact { field, old } => {
                if field.is_blank() && Personal::of_path(&field.path).is_some() {
                    return Err(words::needs_value(lang).to_owned());
                }
                if let Some(why) = self.stops(lang, today) {
                    return Err(why);
                }
                let new = field.read(&About { lang, today, plan: Some(&self.plan), focused: false }).value.unwrap_or_default();
                let evidence = self.shown_by(lang)?;
                Ok(Amendment::Correct(Correction { path: field.path.clone(), old: old.clone(), new, evidence, reason: said()? }))
            }
            Subject::Entry { path, fields, of, benefit: Some(benefit), .. } => {
                let entered = self.entry(lang, today, (path, fields, of))?;
                let (amount, clause) = (entered["amount"].clone(), entered["clause"].clone());
                let new = json!({ "benefit": benefit, "amount": amount, "clause": clause, "reason": said()? });
                serde_json::from_value(new).map(Amendment::Assess).map_err(|_| fact_fields::fault_money(lang).to_owned())
            }
            Subject::Entry { path, fields, facts, of, .. } => {
                let new = self.entry(lang, today, (path, fields, of))?;
                // Written as the server will read it; what it can't be is told where it is kept.
                let new = as_written(facts, path, &new).unwrap_or(new);
                Ok(Amendment::Correct(Correction {
                    path: path.clone(),
                    old: Value::Null,
                    new,
                    evidence: self.shown_by(lang)?,
                    reason: said()?,
                }))
            }
            Subject::Removal { path, old } => Ok(Amendment::Correct(Correction {
                path: path.clone(),
                old: old.clone(),
                new: Value::Null,
                evidence: self.shown_by(lang)?,
                reason: said()?,
            })),
            Subject::Check { check, retract: true, .. } => Ok(Amendment::Retract(Retraction { check: check.clone(), reason: said()? })),
            Subject::Check { check, holds, .. } => {
                let holds = holds.ok_or_else(|| words::needs_answer(lang).to_owned())?;
                Ok(Amendment::Answer(Answer { check: check.clone(), holds, note: said()?, clause: None, covers: None }))
            }
            Subject::Exclusion { exclusion, raised, stay, stays } => {
                let admission = stay.checked_sub(1).and_then(|at| stays.get(at)).copied();
                Ok(if *raised {
                    Amendment::Withdraw(Withdrawal { exclusion: exclusion.clone(), admission, reason: said()? })
                } else {
                    Amendment::Raise(RaisedExclusion { exclusion: exclusion.clone(), admission, note: said()? })
                })
            }
        }
    }

    /// What is to be said under the fact that is corrected. Whose case it is rests on the identity number: one that nobody can have comes
    /// in with a claim, and is no correction, here as at the server.
    pub fn said_of_value(&self, lang: Lang, today: Date, focused: bool) -> Option<Said> {
        let Subject::Fact { field, .. } = &self.subject else { return None };
        let reading = field.read(&About { lang, today, plan: Some(&self.plan), focused });
        let nobodys = || reading.value.as_ref().and_then(Value::as_str).is_some_and(|number| read_id_number(number).is_err());
        match reading.said {
            Some(Said::Warning(why)) if field.path == ID_NUMBER && nobodys() => Some(Said::Fault(words::nobodys_number(lang, why))),
            said => said,
        }
    }

    /// Why the fact can't be what was typed: told before its paper and its reason are asked for.
    pub fn stops(&self, lang: Lang, today: Date) -> Option<String> {
        match self.said_of_value(lang, today, false) {
            Some(Said::Fault(why)) => Some(why),
            _ => None,
        }
    }

    /// What is to be said under a field of an entry: its own fault or warning, or an end before its beginning; once the cursor has been
    /// beyond it, that it is needed.
    pub fn said_of(&self, n: usize, lang: Lang, today: Date) -> Option<Said> {
        let Subject::Entry { fields, at, .. } = &self.subject else { return None };
        let field = fields.get(n)?;
        let here = self.focus == Focus::Value && n == *at;
        let about = About { lang, today, plan: Some(&self.plan), focused: here };
        let lacks = || (self.focus != Focus::Value || *at > n) && self.lacks(n);
        match reversed(fields, field, &about).or_else(|| field.read(&about).said) {
            None if lacks() => Some(Said::Fault(fact_fields::fault_must(lang).to_owned())),
            said => said,
        }
    }

    /// Whether a field of an entry is blank without which the entry can't be written down.
    pub fn lacks(&self, n: usize) -> bool {
        let Subject::Entry { path, fields, .. } = &self.subject else { return false };
        is_lacking(path, fields, n)
    }

    /// The paper that shows it.
    fn shown_by(&self, lang: Lang) -> Result<MaterialId, String> {
        match &self.evidence {
            _ if self.assumed => Ok(MaterialId::new(ASSUMED)),
            Some(evidence) => Ok(evidence.clone()),
            None => Err(words::needs_evidence(lang).to_owned()),
        }
    }

    /// What was typed of an entry, as one value.
    fn entry(&self, lang: Lang, today: Date, (path, fields, of): (&str, &[FormField], &PlanId)) -> Result<Value, String> {
        let Some(part) = Part::of(path) else { return Err(words::nothing_here(lang).to_owned()) };
        let mut entry = json!({});
        for (n, field) in fields.iter().enumerate() {
            let about = About { lang, today, plan: Some(&self.plan), focused: false };
            let reading = field.read(&about);
            let label = fact_fields::label(lang, field.spec);
            if let Some(Said::Fault(why)) = reversed(fields, field, &about).or(reading.said) {
                return Err(format!("{label} {why}"));
            }
            match reading.value {
                None if is_lacking(path, fields, n) => return Err(format!("{label} {}", fact_fields::fault_must(lang))),
                None => {}
                Some(value) => put_within(&mut entry, within(path, field), value),
            }
        }
        if part.group == Group::Enrolment {
            entry["plan"] = json!(of);
        }
        Ok(entry)
    }
}

/// Whether a field of an entry is blank without which it can't be written down. Of an expense within a stay all is wanted or nothing.
fn is_lacking(path: &str, fields: &[FormField], n: usize) -> bool {
    let Some(field) = fields.get(n) else { return false };
    let inner = within(path, field).rsplit_once('/').map_or("", |(inner, _)| inner);
    let beside = || fields.iter().any(|other| within(path, other).starts_with(&format!("{inner}/")) && !other.is_blank());
    field.spec.must && field.is_blank() && (inner.is_empty() || inner == "/cover" || beside())
}

/// Where a field stands within the entry: `/expense/self_pay`.
pub(super) fn within<'f>(path: &str, field: &'f FormField) -> &'f str {
    field.path.strip_prefix(path).unwrap_or_default()
}

/// Puts a value into an entry: `/expense/self_pay`.
fn put_within(entry: &mut Value, within: &str, value: Value) {
    let mut at = entry;
    for part in within.split('/').skip(1) {
        at = &mut at[part];
    }
    *at = value;
}
