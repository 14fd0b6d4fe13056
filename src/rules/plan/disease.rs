//! The diseases of a plan's list, how they are found by what somebody typed, and the findings that take a diagnosis out of it.
//!
//! Not here: what a claim comes to for a disease (`assess`). Invariant: a text is taken for a disease where it is that one's own name,
//! alias or code and no other's; whatever else was typed gives a list to choose from, never a choice.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::facts::DiseaseClass;
use crate::domain::ids::Clause;
use crate::domain::number::narrow;
use crate::domain::people::Bilingual;
use crate::domain::search::{Fit, Search};
use crate::rules::plan::PlanFile;

/// The word for a class of diseases in files.
pub const fn class_id(class: DiseaseClass) -> &'static str {
    match class {
        DiseaseClass::Severe => "severe",
        DiseaseClass::Mild => "mild",
    }
}

/// A disease of the plan's list.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Disease {
    /// Ours: `malignancy-mild`.
    pub code: String,
    /// The place in the printed list: `28`, `M1`.
    pub number: String,
    /// Absent in plans that tell no classes apart.
    #[serde(default)]
    pub class: Option<DiseaseClass>,
    pub name: String,
    pub en: String,
    /// Misprints and short forms that are taken for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// It is confirmed by a pathology report, and by nothing else without a reviewer's word.
    #[serde(default)]
    pub pathology: bool,
    /// Its codes in the International Classification of Diseases, `C73`, or the first characters of several. None of the documents
    /// gives any: they are the operator's, and several diseases may share one.
    #[serde(default)]
    pub icd: Vec<String>,
}

/// By what a disease was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FoundBy {
    Code,
    Name,
    Alias,
    English,
}

/// A disease of a plan's list that fits what was typed.
#[derive(Clone, Copy, Debug)]
pub struct FoundDisease<'p> {
    pub disease: &'p Disease,
    pub by: FoundBy,
    /// The disease that was meant, and no other: its own code, number, name or alias was typed.
    pub exact: bool,
}

/// The fewest letters of a common part of names that are more than a slip of the hand.
pub(super) const LEAST_OF_NAME: usize = 2;

/// The places of diseases in the list by their own names, as they are written there and as [`plain`] writes them: made as the file is
/// read, for the list is searched for every claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ByName(HashMap<String, usize>);

impl ByName {
    pub(super) fn of(diseases: &[Disease]) -> Self {
        let mut places = HashMap::new();
        for (at, disease) in diseases.iter().enumerate() {
            for name in disease.own_names() {
                places.entry(plain(name)).or_insert(at);
            }
        }
        // A name as it is written means what it means written plainly.
        for name in diseases.iter().flat_map(Disease::own_names) {
            if let Some(at) = places.get(&plain(name)).copied() {
                places.entry(name.clone()).or_insert(at);
            }
        }
        ByName(places)
    }

    fn get(&self, name: &str) -> Option<&usize> {
        self.0.get(name)
    }
}

impl PlanFile {
    /// Finds a disease by its code, number, name or alias, or by a code of the classification that no other has, whatever dashes,
    /// brackets and blanks stand in it and however it is cased.
    pub fn disease(&self, said: &str) -> Option<&Disease> {
        if let Some(at) = self.by_name.get(said) {
            return self.diseases.get(*at);
        }
        let said = plain(said);
        self.by_name.get(&said).and_then(|at| self.diseases.get(*at)).or_else(|| {
            let mut coded = self.diseases.iter().filter(|disease| disease.icd.iter().any(|code| plain(code) == said));
            coded.next().filter(|_| coded.next().is_none())
        })
    }

    /// Whether a text is a part of names of the list and none of them whole: 恶性肿瘤 without its grade, 心肌梗死. Which disease is meant
    /// has to be asked; the text alone says neither that it is listed nor that it isn't.
    pub fn is_part_of_name(&self, said: &str) -> bool {
        let said = plain(said);
        let within = |disease: &Disease| disease.called().any(|name| plain(name).contains(said.as_str()));
        said.chars().count() >= LEAST_OF_NAME && self.disease(&said).is_none() && self.diseases.iter().any(within)
    }

    /// Finds the diseases that what was typed may mean, the best first, by code, name, alias, pinyin, initials or English name; those that
    /// fit alike stand in the order of the list. Nothing typed finds nothing.
    pub fn find_diseases(&self, typed: &str) -> Vec<FoundDisease<'_>> {
        let search = Search::new(typed);
        let meant = self.disease(typed).map(|disease| disease.code.as_str());
        let said = plain(typed);
        let ranked = |disease| {
            let (rank, by) = Disease::fit(disease, &search, &said)?;
            let exact = meant == Some(disease.code.as_str());
            Some(((!exact, rank), FoundDisease { disease, by, exact }))
        };
        let mut found: Vec<_> = self.diseases.iter().filter_map(ranked).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, found)| found).collect()
    }
}

impl Disease {
    /// What it is called in Chinese: its name and its aliases.
    fn called(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }

    /// Whatever means this disease and no other of the list; a file in which two share one is refused.
    pub fn own_names(&self) -> impl Iterator<Item = &String> {
        [&self.code, &self.number].into_iter().chain(self.called())
    }

    /// How well it fits what was typed, and by what; the better is the lesser.
    fn fit(&self, search: &Search<'_>, said: &str) -> Option<((Fit, u8), FoundBy)> {
        let best = |names: &mut dyn Iterator<Item = &String>| names.filter_map(|name| search.fit(name)).min();
        let own_code = || [&self.code, &self.number].into_iter().any(|code| plain(code) == said);
        // A longer code of the classification is one of the shorter: C73.9 of C73.
        let coded = |code: &String| !code.is_empty() && (said.starts_with(&plain(code)) || plain(code).starts_with(said));
        let by_code = (!said.is_empty() && (own_code() || self.icd.iter().any(coded))).then_some(Fit::Whole);
        let fits = [
            (by_code, FoundBy::Code),
            (search.fit(&self.name), FoundBy::Name),
            (best(&mut self.aliases.iter()), FoundBy::Alias),
            (search.fit(&self.en), FoundBy::English),
        ];
        let ranked = (0_u8..).zip(fits).filter_map(|(order, (fit, by))| fit.map(|fit| ((fit, order), by)));
        ranked.min_by_key(|(rank, _)| *rank)
    }
}

/// The letters and digits of a name, each in its plain form (Ｃ is C), in small letters.
pub fn plain(text: &str) -> String {
    narrow(text.chars()).filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A finding that takes a diagnosis out of the list, or may.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingRule {
    pub id: String,
    pub name: Bilingual,
    pub clause: Clause,
    /// The codes of the diseases that it takes out.
    pub excludes: Vec<String>,
    /// The codes of the diseases for which the text is lost: to the reviewer.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Where so treated, a grant without a figure is possible.
    #[serde(default)]
    pub grant_after: Option<Treatment>,
}

/// Radiotherapy, or so many courses of chemotherapy.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    pub radiotherapy: bool,
    pub chemotherapy_courses: u32,
}
