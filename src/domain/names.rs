//! How a plan's things are called, in one language: what `text` needs of a plan without knowing plans.
//!
//! Invariant: every method answers; an id that the plan does not know is its own name.

use crate::domain::ids::{BenefitId, ExclusionId, MaterialId, ReasonCode};
use crate::domain::people::Bilingual;

/// The names of a plan's benefits, diseases, reasons and so on in one language.
pub trait Names {
    /// 一般住院补助
    fn benefit<'s>(&'s self, id: &'s BenefitId) -> &'s str;
    /// 住院
    fn benefit_short<'s>(&'s self, id: &'s BenefitId) -> &'s str;
    /// The name of a disease by its code.
    fn disease<'s>(&'s self, code: &'s str) -> &'s str;
    fn reason<'s>(&'s self, code: &'s ReasonCode) -> &'s str;
    fn exclusion<'s>(&'s self, id: &'s ExclusionId) -> &'s str;
    fn finding<'s>(&'s self, id: &'s str) -> &'s str;
    fn material<'s>(&'s self, id: &'s MaterialId) -> &'s str;
    /// Why a paper is needed, in full.
    fn condition<'s>(&'s self, id: &'s str) -> &'s str;
    /// Why a paper is needed, in one word.
    fn condition_short<'s>(&'s self, id: &'s str) -> &'s str;
    fn figures(&self) -> Figures;
}

/// The figures of a plan that sentences repeat. What another kind of plan has is absent, or 0 of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many diseases the list has, and how many of each class.
    pub diseases: usize,
    pub severe: usize,
    pub mild: usize,
    /// The courses after which a finding that is not listed may be granted something.
    pub chemotherapy_courses: Option<u32>,
    /// The window after the claimant knew of the event.
    pub known_months: Option<u32>,
    pub contract_months: Option<u32>,
    pub most_units: Option<u32>,
    /// The forms of contract numbers: what they begin with, and how many digits follow.
    pub number_forms: Vec<(String, u32)>,
    /// The bank that pays into its own cards only.
    pub bank: Option<Bilingual>,
}
