//! The diseases of a plan's list, and the findings that take a diagnosis out of it.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::facts::DiseaseClass;
use crate::domain::ids::Clause;
use crate::domain::people::Bilingual;

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
