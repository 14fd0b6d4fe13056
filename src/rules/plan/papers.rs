//! The papers that a plan asks for with the conditions that make it ask, and its exclusions.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::facts::Cause;
use crate::domain::ids::{BenefitId, Clause, ConditionId, ExclusionId, MaterialId, ReasonCode};
use crate::domain::people::{Bilingual, Lang};
use crate::rules::plan::PlanFile;

/// Why a paper is needed, in words; and when, unless the engine knows by its name.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Of a condition that says neither `benefits` nor `when`: one of [`ENGINES_OWN`].
    pub id: ConditionId,
    /// For the column "why": 必需, 重疾.
    pub short: Bilingual,
    pub text: Bilingual,
    /// What it asks for is a benefit's own list, not something that depends on the claim.
    #[serde(default)]
    pub own_list: bool,
    /// It holds where one of these is claimed.
    #[serde(default)]
    pub benefits: Vec<BenefitId>,
    /// It holds under these classes of cover only; none named: under all.
    #[serde(default)]
    pub classes: Vec<String>,
    /// It holds where all of these facts are so.
    #[serde(default)]
    pub when: Vec<FactTest>,
    /// A fact of `when` that nobody stated is asked for where all of these are so, or may be; elsewhere it counts as not so.
    #[serde(default)]
    pub asks_where: Vec<FactTest>,
    /// It is never asked for: another paper stands in the place of what it would ask for.
    #[serde(default)]
    pub unasked: bool,
}

impl Condition {
    /// Whether the file says itself when it holds.
    pub const fn is_told(&self) -> bool {
        !self.benefits.is_empty() || !self.when.is_empty()
    }
}

/// Asks one fact of a claim; of a list, whether any of its entries is so.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactTest {
    /// The place of a fact that is answered by yes or no, or by one of some words: `/stays/*/relief`.
    pub fact: String,
    /// `yes`, `no`, or one of the fact's words.
    #[serde(default)]
    pub is: Option<String>,
    /// The other possibility: no entry says this.
    #[serde(default)]
    pub is_not: Option<String>,
    /// The third, of a fact in free words: it has one of these in it.
    #[serde(default)]
    pub has: Vec<String>,
}

/// The facts in free words that a condition may look into.
pub const TEXT_FACTS: &[&str] = &["/diagnosis/disease"];

/// The conditions that the engine judges by itself: what it takes is more than facts that are so or not.
pub const ENGINES_OWN: &[&str] = &[
    // Every claim whose papers the documents name.
    "always",
    // Critical illness is claimed.
    "critical-illness",
    // Critical illness is claimed, and the facts name a pathology report.
    "pathology-reported",
    // Critical illness is claimed, and nobody knows whether there is such a paper.
    "where-it-exists",
    // Further receipts.
    "further-papers",
    // All care comes under the exceptions from the insurance settlement.
    "settlement-excepted",
    // Only outpatient care is claimed, so there is no stay.
    "outpatient-only",
    // Only treatment in a home bed is claimed, so there is no stay.
    "home-bed-only",
    // A stay in hospital after an accident is claimed.
    "accident-hospital",
    // A death is claimed.
    "death",
    // An accident by work or a fall is claimed: the form states its cause.
    "cause-in-form",
    // A traffic accident in which the member drove.
    "as-driver",
    // A traffic accident that the police dealt with.
    "police-handled",
    // The accident is a criminal case.
    "criminal-case",
    // An accident is claimed, and none of the other conditions says what proves it.
    "other-accident",
];

/// A paper of the checklist.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialRule {
    pub id: MaterialId,
    pub name: Bilingual,
    /// What makes it acceptable, where the documents say.
    #[serde(default)]
    pub accept: Option<Bilingual>,
    /// What the claimant copies, word for word.
    #[serde(default)]
    pub wording: Option<Bilingual>,
    /// Another paper of the plan that is the same one: where both are needed it stands once, as that.
    #[serde(default)]
    pub same_as: Option<MaterialId>,
    pub clause: Clause,
    /// Required under these conditions.
    #[serde(default)]
    pub required: Vec<ConditionId>,
    /// Asked for, and not required, under these.
    #[serde(default)]
    pub optional: Vec<ConditionId>,
    /// Not needed under these, whatever else holds.
    #[serde(default)]
    pub unless: Vec<ConditionId>,
}

impl PlanFile {
    /// What makes papers acceptable that are one, in their order and each thing once.
    pub fn accepted<'p>(&'p self, lang: Lang, papers: impl IntoIterator<Item = &'p MaterialId>) -> Vec<&'p str> {
        self.told_of(lang, papers, |rule| rule.accept.as_ref())
    }

    /// What the claimant copies of papers that are one, in the same way.
    pub fn copied<'p>(&'p self, lang: Lang, papers: impl IntoIterator<Item = &'p MaterialId>) -> Vec<&'p str> {
        self.told_of(lang, papers, |rule| rule.wording.as_ref())
    }

    fn told_of<'p>(
        &'p self,
        lang: Lang,
        papers: impl IntoIterator<Item = &'p MaterialId>,
        text: impl Fn(&MaterialRule) -> Option<&Bilingual>,
    ) -> Vec<&'p str> {
        let mut told: Vec<&str> = Vec::new();
        for said in papers.into_iter().filter_map(|id| text(self.material(id)?)).map(|text| text.get(lang)) {
            if !told.contains(&said) {
                told.push(said);
            }
        }
        told
    }
}

/// A reason for which no payout is owed; what was already paid is recovered.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    pub id: ExclusionId,
    pub text: Bilingual,
    pub clause: Clause,
    /// The benefits that it takes away; none named: all.
    #[serde(default)]
    pub benefits: Vec<BenefitId>,
    pub reason: ReasonCode,
    /// It is about a stay in hospital, so it takes away no benefit that presupposes none.
    #[serde(default)]
    pub of_stay: bool,
    /// A fact that raises it by itself.
    #[serde(default)]
    pub raised_by: Option<Trigger>,
    /// Care for these causes is not excluded by it.
    #[serde(default)]
    pub excepted_causes: Vec<Cause>,
}

/// A fact of a stay or a diagnosis that raises an exclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// The hospital is not designated, and no transfer was agreed.
    NotDesignated,
    /// The stay was not due to illness.
    NotIllness,
    /// Not settled by the medical insurance of the member's own region.
    NotSettled,
    /// The disease was confirmed before the enrolment.
    KnownBefore,
}
