//! What a form says that is readable, and that the reviewer will find against: told under the field, while the claimant is still there.
//!
//! Not here: what one field is read as (`app::form`), what keeps a claim from being handed in (`claim`).
//! Invariant: none of it keeps the claim from being handed in; what the engine finds is asked of the engine.

use super::ClaimForm;
use crate::app::form::{FormField, Said};
use crate::domain::assessment::{EventKind, Outcome};
use crate::domain::bank;
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::rules::plan::Formula;
use crate::text::fact_fields as words;

impl ClaimForm {
    /// What is to be said of a field by the plan or by another field of the form.
    pub(super) fn against(&self, field: &FormField, lang: Lang, focused: bool) -> Option<Said> {
        let warning = match field.spec.pattern {
            "/stays/*/cause" if field.is_blank() && !focused && self.needs_cause(field) => words::warn_cause(lang).to_owned(),
            _ if field.is_blank() => return None,
            "/accident/date" if self.is_late(field) => words::warn_after_event(lang).to_owned(),
            "/stays/*/discharge" | "/diagnosis/diagnosed" if self.is_late(field) => words::warn_after_death(lang).to_owned(),
            "/enrolments/*/contract" => self.formless(field, lang, focused)?,
            "/enrolments/*/cover/to" => words::warn_span(lang, self.ends_by_rule(field)?),
            "/payee/bank" => self.other_bank(field, lang)?,
            _ => return None,
        };
        Some(Said::Warning(warning))
    }

    /// Whether the amount rests on a field that is blank: the trial waits for it, or takes it as what it may not be.
    pub fn counts_on(&self, field: &FormField) -> bool {
        let dotted = dotted(&field.path);
        let part = dotted.rsplit_once('.').map_or("", |(part, _)| part);
        // Of a part that is missing as a whole, what it rests on.
        let rests = field.spec.must || matches!(field.spec.pattern, "/diagnosis/disease" | "/diagnosis/diagnosed" | "/accident/date");
        let is_it = |path: &String| *path == dotted || (rests && path == part);
        let waits = |outcome: &Outcome| matches!(outcome, Outcome::NeedsFact { paths } if paths.iter().any(is_it));
        let waited_for = self.assessment.iter().flat_map(|assessment| &assessment.benefits).any(|benefit| waits(&benefit.outcome));
        field.is_blank() && (waited_for || (field.spec.pattern == "/stays/*/cause" && self.claims_stay_by_accident()))
    }

    fn claims_stay_by_accident(&self) -> bool {
        let by_accident = |formula: &Formula| matches!(formula, Formula::PerUnit { event: EventKind::Admission, .. });
        self.plan.benefits.iter().any(|benefit| self.benefits.contains(&benefit.id) && by_accident(&benefit.formula))
    }

    /// Whether a stay whose cause nobody stated is claimed for an accident.
    fn needs_cause(&self, field: &FormField) -> bool {
        let stay = field.path.trim_end_matches("cause");
        self.claims_stay_by_accident() && self.fields.iter().any(|other| other.path.starts_with(stay) && !other.is_blank())
    }

    /// Whether the engine finds a day that can't be, and the field's own reading doesn't say so: a day to come is told already.
    fn is_late(&self, field: &FormField) -> bool {
        let known = field.read(&self.about(Lang::Zh, false));
        let told = matches!(known.said, Some(Said::Fault(_) | Said::Warning(_)));
        let found = self.assessment.iter().flat_map(|assessment| &assessment.checks).filter(|check| check.check.as_str() == "dates");
        let dotted = dotted(&field.path);
        !told && found.flat_map(|check| &check.finding.missing).any(|path| *path == dotted)
    }

    /// The forms that contract numbers have, where this one has none of them. One that is being typed may get there yet.
    fn formless(&self, field: &FormField, lang: Lang, focused: bool) -> Option<String> {
        let rules = self.plan.contracts.as_ref()?;
        let number = field.raw().trim();
        let longest = rules.numbers.iter().map(|form| form.prefix.chars().count() + form.digits as usize).max()?;
        if rules.form_of(number).is_some() || (focused && number.chars().count() < longest) {
            return None;
        }
        let form = |form: &crate::rules::plan::ContractNumber| words::contract_form(lang, &form.prefix, form.digits);
        let forms: Vec<String> = rules.numbers.iter().map(form).collect();
        Some(words::warn_contract(lang, forms.join(words::or(lang))))
    }

    /// The day on which a contract ends by the plan, where another is stated.
    fn ends_by_rule(&self, field: &FormField) -> Option<Date> {
        let from = self.text_at(&field.path.replace("/cover/to", "/cover/from")).parse::<Date>().ok();
        let to = self.text_at(&field.path).parse::<Date>().ok();
        let checks = self.assessment.as_ref()?.checks.iter().filter(|check| check.check.as_str() == "contract-span");
        let mut findings = checks.map(|check| &check.finding);
        findings.find(|finding| finding.from.is_some() && finding.from == from && finding.to == to)?.day
    }

    /// Which bank it should be, where another is named: that of the card, or the one into whose cards the plan pays.
    fn other_bank(&self, field: &FormField, lang: Lang) -> Option<String> {
        let said = field.raw().to_uppercase();
        let issuer = bank::of_card(&self.text_at("/payee/card"));
        if let (Some(issuer), Some(named)) = (issuer, bank::named(&said))
            && issuer != named
        {
            return Some(words::warn_card_of(lang, issuer.get(lang)));
        }
        let rule = self.plan.contracts.as_ref()?.bank.as_ref()?;
        let fits = rule.called.iter().any(|part| said.contains(&part.to_uppercase()));
        (!fits).then(|| words::warn_bank(lang, rule.name.get(lang)))
    }
}

/// A JSON pointer as the engine names facts: `/stays/0/discharge` is `facts.stays[0].discharge`.
fn dotted(pointer: &str) -> String {
    let mut path = "facts".to_owned();
    for part in pointer.split('/').skip(1) {
        match part.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) => path.extend([".", part]),
        }
    }
    path
}
