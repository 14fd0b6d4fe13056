//! How a plan's things are called, in one language: what `text` needs of a plan without knowing plans.
//!
//! Invariant: every method answers; an id that the plan does not know is its own name.

use crate::domain::ids::{BenefitId, ExclusionId, MaterialId, ReasonCode};

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
}
