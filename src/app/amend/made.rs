//! The change that a sheet comes to, or what is still missing in it.
//!
//! Invariant: every correction has its paper and every change its reason, but for what is only assumed.

use serde_json::{Value, json};

use crate::app::amend::{AmendSheet, Subject};
use crate::app::form::{About, FormField, Said};
use crate::app::message::Personal;
use crate::domain::amendment::{Amendment, Correction, Retraction, Withdrawal, as_written};
use crate::domain::fact_field::{Group, Part};
use crate::domain::facts::{Answer, RaisedExclusion};
use crate::domain::ids::{MaterialId, PlanId};
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::text::{amend as words, fact_fields};

/// What stands for a reason and a paper where something is only assumed.
const ASSUMED: &str = "-";

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
                let reading = field.read(&About { lang, today, plan: Some(&self.plan), focused: false });
                if let Some(Said::Fault(why)) = reading.said {
                    return Err(why);
                }
                let new = reading.value.unwrap_or_default();
                let evidence = self.shown_by(lang)?;
                Ok(Amendment::Correct(Correction { path: field.path.clone(), old: old.clone(), new, evidence, reason: said()? }))
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
                Ok(Amendment::Answer(Answer { check: check.clone(), holds, note: said()?, clause: None }))
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
        for (field, (spec, within)) in fields.iter().zip(part.fields()) {
            let reading = field.read(&About { lang, today, plan: Some(&self.plan), focused: false });
            let label = fact_fields::label(lang, spec);
            if let Some(Said::Fault(why)) = reading.said {
                return Err(format!("{label} {why}"));
            }
            // Of an expense within a stay all is wanted or nothing.
            let inner = within.rsplit_once('/').map_or("", |(inner, _)| inner);
            let beside =
                || fields.iter().zip(part.fields()).any(|(other, (_, at))| at.starts_with(&format!("{inner}/")) && !other.is_blank());
            match reading.value {
                None if spec.must && (inner.is_empty() || inner == "/cover" || beside()) => {
                    return Err(format!("{label} {}", fact_fields::fault_must(lang)));
                }
                None => {}
                Some(value) => put_within(&mut entry, &within, value),
            }
        }
        if part.group == Group::Enrolment {
            entry["plan"] = json!(of);
        }
        Ok(entry)
    }
}

/// Puts a value into an entry: `/expense/self_pay`.
fn put_within(entry: &mut Value, within: &str, value: Value) {
    let mut at = entry;
    for part in within.split('/').skip(1) {
        at = &mut at[part];
    }
    *at = value;
}
