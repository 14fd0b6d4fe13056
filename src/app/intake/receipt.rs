//! The receipt that is handed over at the counter: what came, what is missing and why, until when, whom to call.
//!
//! Invariant: no full number of a person and no full name stands in it; nothing in it was invented.

use std::sync::Arc;

use crate::app::intake::ClaimForm;
use crate::domain::assessment::Need;
use crate::domain::case::Status;
use crate::domain::identity::{mask_id_number, mask_name, mask_phone};
use crate::domain::intake::{ClaimKey, ClaimState, IntakeItem};
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::time::Moment;
use crate::rules::{Plan, clock, workflow};
use crate::text::dates::last_day;
use crate::text::receipt as words;

/// A receipt as it is shown and saved.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub key: ClaimKey,
    pub state: ClaimState,
    /// The name of its file, without personal data.
    pub name: String,
    /// The first line that is drawn.
    pub first: usize,
    /// Where it was saved.
    pub saved: Option<String>,
    lang: Lang,
    form: Box<ClaimForm>,
    changed: Moment,
}

impl Receipt {
    /// Makes the receipt of a claim.
    pub fn of(item: &IntakeItem, plan: Arc<Plan>, now: Moment, lang: Lang) -> Self {
        let name = match &item.state {
            ClaimState::Registered { case } => case.to_string(),
            _ => item.draft.key.provisional(),
        };
        let form = Box::new(ClaimForm::resume(&item.draft, plan, now));
        let key = item.draft.key;
        Receipt { key, state: item.state.clone(), name, first: 0, saved: None, lang, form, changed: item.draft.changed }
    }

    pub fn switch_language(&mut self) {
        self.lang = if self.lang == Lang::Zh { Lang::En } else { Lang::Zh };
    }

    /// Its lines: a label, empty for a line that goes on, and what stands beside it.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let (lang, plan) = (self.lang, &*self.form.plan);
        let names = plan.names(lang);
        let mut lines = vec![match &self.state {
            ClaimState::Registered { case } => (words::number(lang), case.to_string()),
            _ => (words::provisional(lang), words::until_registered(lang, self.key.provisional())),
        }];
        let local = self.changed.local();
        lines.push((words::came_at(lang), local.format("%Y-%m-%d %H:%M").to_string()));
        lines.push((words::plan(lang), format!("{}  {}", plan.name.get(lang), plan.version.get(lang))));
        lines.push((words::member(lang), mask_name(&self.form.text_at("/member/name"))));
        let masked =
            |path: &str, mask: fn(&str) -> String| Some(self.form.text_at(path)).filter(|text| !text.is_empty()).map(|text| mask(&text));
        lines.extend(masked("/member/id_number", mask_id_number).map(|number| (words::id_number(lang), number)));
        lines.extend(masked("/member/phone", mask_phone).map(|phone| (words::phone(lang), phone)));
        lines.extend(self.agent().map(|agent| (words::agent(lang), agent)));
        let benefits: Vec<&str> = self.form.benefits.iter().map(|id| plan.benefit(id).map_or(id.as_str(), |b| b.name.get(lang))).collect();
        lines.push((words::benefits(lang), benefits.join(words::and(lang))));
        let papers = self.form.papers();
        let came: Vec<String> = papers.iter().filter(|paper| paper.3).map(|paper| names.material(&paper.0).to_owned()).collect();
        listed(&mut lines, words::came(lang), came, words::none(lang));
        let missing = papers.iter().filter(|(_, need, _, came)| !came && matches!(need, Some(Need::Required | Need::Conditional)));
        let missing: Vec<String> =
            missing.map(|(id, _, because, _)| reasoned(lang, names.material(id), (because, names.condition(because)))).collect();
        listed(&mut lines, words::missing(lang), missing, words::nothing_missing(lang));
        lines.push((words::limit(lang), self.limit()));
        lines.extend(hotlines(lang, plan));
        let is_registered = matches!(self.state, ClaimState::Registered { .. });
        lines.push(("", if is_registered { words::keep(lang) } else { words::keep_provisional(lang) }.to_owned()));
        lines
    }

    /// Who acts for a member who died, masked as he is.
    fn agent(&self) -> Option<String> {
        let name = Some(self.form.text_at("/agent/name")).filter(|name| !name.is_empty())?;
        let rest = [self.form.text_at("/agent/relation"), mask_phone(&self.form.text_at("/agent/phone"))];
        let told = std::iter::once(mask_name(&name)).chain(rest).filter(|text| !text.is_empty());
        Some(told.collect::<Vec<_>>().join("  "))
    }

    /// What the claimant will read of it, in the plan's own word, and by when the first stage is to be done, counted from the day of receipt.
    fn limit(&self) -> String {
        let (lang, plan) = (self.lang, &*self.form.plan);
        let Some(first) = workflow::first(plan) else { return words::no_limit(lang).to_owned() };
        let limit = match clock::stage_due(plan, &first.id, self.changed.date()) {
            Some(due) => words::until(lang, first.name.get(lang), last_day(lang, due.date, due.provisional)),
            None => words::no_limit(lang).to_owned(),
        };
        let word = workflow::claimant_word(plan, Status::Open, &first.id);
        word.map_or_else(|| limit.clone(), |word| words::stands(lang, word.get(lang), &limit))
    }

    /// The receipt as a text file.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n", words::title(self.lang));
        for (label, value) in self.lines() {
            let pad = crate::text::receipt::LABEL.saturating_sub(label.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>());
            text.push_str(&format!("{label}{}{value}\n", " ".repeat(pad)));
        }
        text
    }
}

/// A paper with the reason for which it is asked for; what every claim needs has none.
fn reasoned(lang: Lang, paper: &str, (because, why): (&str, &str)) -> String {
    if because == "always" { paper.to_owned() } else { words::because(lang, paper, why) }
}

/// Whom to call: each place once, with all its numbers.
fn hotlines(lang: Lang, plan: &Plan) -> Vec<(&'static str, String)> {
    let mut places: Vec<(&str, Vec<&str>)> = Vec::new();
    for contact in &plan.contacts {
        let name = contact.name.get(lang);
        match places.iter_mut().find(|(known, _)| *known == name) {
            Some((_, phones)) => phones.push(&contact.phone),
            None => places.push((name, vec![&contact.phone])),
        }
    }
    let line = |(n, (name, phones)): (usize, (&str, Vec<&str>))| {
        (if n == 0 { words::hotline(lang) } else { "" }, format!("{name}  {}", phones.join(words::and(lang))))
    };
    places.into_iter().enumerate().map(line).collect()
}

/// A numbered list under one label, with how many there are; a word where there is none.
fn listed(lines: &mut Vec<(&'static str, String)>, label: &'static str, items: Vec<String>, none: &str) {
    if items.is_empty() {
        return lines.push((label, none.to_owned()));
    }
    for (i, item) in items.into_iter().enumerate() {
        lines.push((if i == 0 { label } else { "" }, format!("{}. {item}", i + 1)));
    }
}
