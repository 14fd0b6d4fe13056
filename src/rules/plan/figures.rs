//! The figures that sentences about a plan repeat: every one comes from the plan's own rules, none stands twice.
//!
//! A text of a plan's file names a figure in braces, `{most_units}`, and gets it as the file is read; the texts of the program ask
//! for [`Figures`]. Not here: what the figures do (`assess`).
//! Invariant: a name in braces that the plan has no figure for is a fault of the file, at its place.

use std::fmt;

use crate::domain::facts::DiseaseClass;
use crate::domain::money::Money;
use crate::domain::names::Figures;
use crate::domain::people::Bilingual;
use crate::rules::plan::{Formula, PlanFile};

impl PlanFile {
    /// Gives the figures of the plan.
    pub fn figures(&self) -> Figures {
        let of_class = |class| self.diseases.iter().filter(|disease| disease.class == Some(class)).count();
        let contracts = self.contracts.as_ref();
        let forms = contracts.map(|contracts| contracts.numbers.iter().map(|form| (form.prefix.clone(), form.digits)).collect());
        Figures {
            diseases: self.diseases.len(),
            severe: of_class(DiseaseClass::Severe),
            mild: of_class(DiseaseClass::Mild),
            chemotherapy_courses: self
                .findings
                .iter()
                .find_map(|finding| finding.grant_after.as_ref())
                .map(|after| after.chemotherapy_courses),
            known_months: self.filing.known_months,
            contract_months: contracts.map(|contracts| contracts.months),
            most_units: contracts.map(|contracts| contracts.most_units),
            number_forms: forms.unwrap_or_default(),
            bank: contracts.and_then(|contracts| contracts.bank.as_ref()).map(|bank| bank.name.clone()),
        }
    }

    /// The figures that texts of the file may name; of each nothing where the plan has none.
    fn figures_by_name(&self) -> FiguresByName {
        let figures = self.figures();
        let waiting = self.benefits.iter().find_map(|benefit| match &benefit.formula {
            Formula::PerUnit { waiting, .. } => waiting.as_ref().map(|waiting| waiting.days),
            _ => None,
        });
        let ages = self.contracts.as_ref().map(|contracts| &contracts.ages);
        let retirement = self.enrolment.retirement.as_ref();
        let said = |figure: Option<u32>| figure.map(|figure| figure.to_string());
        let counted = |figure: usize| Some(figure).filter(|figure| *figure > 0).map(|figure| figure.to_string());
        FiguresByName([
            ("diseases", counted(figures.diseases)),
            ("severe", counted(figures.severe)),
            ("mild", counted(figures.mild)),
            ("courses", said(figures.chemotherapy_courses)),
            ("known_years", said(figures.known_months.filter(|months| months % 12 == 0).map(|months| months / 12))),
            ("contract_months", said(figures.contract_months)),
            ("special_months", said(Some(self.filing.special_months))),
            ("payment_days", said(self.filing.payment_working_days)),
            ("most_units", said(figures.most_units)),
            ("waiting", said(waiting)),
            ("waiting_less", said(waiting.map(|days| days.saturating_sub(1)))),
            ("waiting_more", said(waiting.map(|days| days.saturating_add(1)))),
            ("age_to", said(ages.map(|ages| ages.to))),
            ("retired_men", said(retirement.map(|retirement| retirement.male))),
            ("retired_women", said(retirement.map(|retirement| retirement.female))),
            ("approver_limit", self.approver_limit.map(Money::grouped)),
        ])
    }

    /// A text of the file with its figures in it.
    pub fn with_figures(&self, text: &str) -> String {
        filled(text, &self.figures_by_name()).unwrap_or_else(|_| text.to_owned())
    }

    /// Puts the figures into the texts of the file; gives the pointers and names of those that the plan does not have.
    pub(super) fn fill(&mut self) -> Vec<(String, String)> {
        let mut unknown = Vec::new();
        let figures = self.figures_by_name();
        let mut fill = |text: &mut Bilingual, pointer: fmt::Arguments<'_>| {
            for (lang, text) in [("zh", &mut text.zh), ("en", &mut text.en)].into_iter().filter(|(_, text)| text.contains('{')) {
                match filled(text, &figures) {
                    Ok(whole) => *text = whole,
                    Err(name) => unknown.push((format!("{pointer}/{lang}"), name)),
                }
            }
        };
        for (text, name) in [(&mut self.name, "name"), (&mut self.short, "short"), (&mut self.version, "version")] {
            fill(text, format_args!("/{name}"));
        }
        let words = &mut self.words;
        for (text, name) in [
            (&mut words.draft, "draft"),
            (&mut words.paid, "paid"),
            (&mut words.refused, "refused"),
            (&mut words.not_assessed, "not_assessed"),
        ] {
            fill(text, format_args!("/words/{name}"));
        }
        for (at, paper) in self.enrolment.papers.iter_mut().enumerate() {
            fill(&mut paper.name, format_args!("/enrolment/papers/{at}/name"));
        }
        if let Some(contracts) = &mut self.contracts {
            for (at, form) in contracts.numbers.iter_mut().enumerate() {
                fill(&mut form.name, format_args!("/contracts/numbers/{at}/name"));
            }
            contracts.bank.iter_mut().for_each(|bank| fill(&mut bank.name, format_args!("/contracts/bank/name")));
        }
        for (at, benefit) in self.benefits.iter_mut().enumerate() {
            fill(&mut benefit.name, format_args!("/benefits/{at}/name"));
            fill(&mut benefit.short, format_args!("/benefits/{at}/short"));
        }
        for (at, condition) in self.conditions.iter_mut().enumerate() {
            fill(&mut condition.short, format_args!("/conditions/{at}/short"));
            fill(&mut condition.text, format_args!("/conditions/{at}/text"));
        }
        for (at, finding) in self.findings.iter_mut().enumerate() {
            fill(&mut finding.name, format_args!("/findings/{at}/name"));
        }
        for (at, stage) in self.stages.iter_mut().enumerate() {
            fill(&mut stage.name, format_args!("/stages/{at}/name"));
            fill(&mut stage.claimant_word, format_args!("/stages/{at}/claimant_word"));
            if let Some(message) = &mut stage.message {
                fill(&mut message.text, format_args!("/stages/{at}/message/text"));
            }
        }
        for (at, contact) in self.contacts.iter_mut().enumerate() {
            fill(&mut contact.name, format_args!("/contacts/{at}/name"));
        }
        for (at, reason) in self.reasons.iter_mut().enumerate() {
            fill(&mut reason.name, format_args!("/reasons/{at}/name"));
            fill(&mut reason.text, format_args!("/reasons/{at}/text"));
        }
        for (at, note) in self.notes.iter_mut().enumerate() {
            fill(&mut note.text, format_args!("/notes/{at}/text"));
        }
        for (at, material) in self.materials.iter_mut().enumerate() {
            fill(&mut material.name, format_args!("/materials/{at}/name"));
            let more = [("accept", material.accept.as_mut()), ("wording", material.wording.as_mut())];
            let said = more.into_iter().filter_map(|(field, text)| Some((field, text?)));
            said.for_each(|(field, text)| fill(text, format_args!("/materials/{at}/{field}")));
        }
        for (at, exclusion) in self.exclusions.iter_mut().enumerate() {
            fill(&mut exclusion.text, format_args!("/exclusions/{at}/text"));
        }
        unknown
    }
}

/// Figures as texts write them, by the names that texts use.
struct FiguresByName([(&'static str, Option<String>); 16]);

impl FiguresByName {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name)?.1.as_deref()
    }
}

/// Puts figures in the place of their names.
///
/// # Errors
/// The name of one that there is not.
fn filled(text: &str, figures: &FiguresByName) -> Result<String, String> {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        whole.push_str(before);
        whole.push_str(figures.get(name).ok_or_else(|| name.to_owned())?);
        rest = after;
    }
    whole.push_str(rest);
    Ok(whole)
}
