//! A plan as data: benefits, windows, limits, papers, exclusions, reasons, stages, as its TOML file states them.
//!
//! Not here: how a file is read and checked (`load`), what a claim comes to (`assess`).
//! Invariant: a [`Plan`] exists only for a file in which [`Plan::parse`] found no fault, so that every id that the file
//! names is defined in it and its brackets leave neither gap nor overlap.

use std::ops::Deref;

use rust_decimal::Decimal;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::facts::{Cause, DiseaseClass};
use crate::domain::ids::{BenefitId, CheckId, Clause, ExclusionId, MaterialId, PlanHash, PlanId, ReasonCode, StageId};
use crate::domain::money::Money;
use crate::domain::people::{Bilingual, Role};
use crate::domain::reason::ReasonClass;
use crate::domain::time::Span;

mod load;
mod names;
pub use load::PlanFault;
pub use names::PlanNames;

/// A checked plan, named by the hash of its file. It gives the file's fields as its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    file: PlanFile,
    /// The SHA-256 of the file's bytes.
    pub hash: PlanHash,
    /// The file's text, as a server publishes it.
    pub source: String,
}

impl Deref for Plan {
    type Target = PlanFile;
    fn deref(&self) -> &PlanFile {
        &self.file
    }
}

/// A plan's file as it is written.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    pub id: PlanId,
    /// What the ids of the plan's earlier and later periods begin with: `zj-`.
    pub series: String,
    /// What its case numbers begin with: `ZJ24`.
    pub case_prefix: String,
    pub name: Bilingual,
    /// For tables: 浙产十期.
    pub short: Bilingual,
    pub version: Bilingual,
    /// The dates in which an event is covered.
    pub cover: Span,
    /// Above this amount a second approver is needed. Ours: no document sets one.
    #[serde(default)]
    pub approver_limit: Option<Money>,
    pub filing: Filing,
    pub enrolment: EnrolmentRules,
    #[serde(default)]
    pub contacts: Vec<Contact>,
    pub words: Words,
    pub benefits: Vec<Benefit>,
    #[serde(default)]
    pub exclusive: Vec<ExclusiveGroup>,
    #[serde(default)]
    pub joint_caps: Vec<JointCap>,
    #[serde(default)]
    pub diseases: Vec<Disease>,
    #[serde(default)]
    pub findings: Vec<FindingRule>,
    #[serde(default)]
    pub conditions: Vec<Condition>,
    #[serde(default)]
    pub materials: Vec<MaterialRule>,
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
    #[serde(default)]
    pub checks: Vec<CheckRule>,
    pub reasons: Vec<Reason>,
    pub stages: Vec<Stage>,
    /// Where the document is silent or can be read in two ways: what was chosen.
    #[serde(default)]
    pub notes: Vec<Note>,
}

impl PlanFile {
    pub fn benefit(&self, id: &BenefitId) -> Option<&Benefit> {
        self.benefits.iter().find(|benefit| benefit.id == *id)
    }

    pub fn material(&self, id: &MaterialId) -> Option<&MaterialRule> {
        self.materials.iter().find(|material| material.id == *id)
    }

    pub fn reason(&self, code: &ReasonCode) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == *code)
    }

    pub fn exclusion(&self, id: &ExclusionId) -> Option<&Exclusion> {
        self.exclusions.iter().find(|exclusion| exclusion.id == *id)
    }

    pub fn stage(&self, id: &StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == *id)
    }

    pub fn condition(&self, id: ConditionId) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.id == id)
    }

    pub fn check(&self, id: &str) -> Option<&CheckRule> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// Whether a text is the name of several diseases of the list without what tells them apart: 恶性肿瘤, with no grade.
    pub fn is_common_name(&self, said: &str) -> bool {
        let said = plain(said);
        let begins =
            |disease: &&Disease| plain(&disease.name).strip_prefix(said.as_str()).is_some_and(|rest| ["重度", "轻度"].contains(&rest));
        !said.is_empty() && self.diseases.iter().filter(begins).count() > 1
    }

    /// Finds a disease by code, number, name or alias, whatever dashes, brackets and blanks stand in it and however it is cased.
    pub fn disease(&self, said: &str) -> Option<&Disease> {
        let said = plain(said);
        self.diseases.iter().find(|disease| {
            plain(&disease.code) == said
                || plain(&disease.number) == said
                || plain(&disease.name) == said
                || disease.aliases.iter().any(|alias| plain(alias) == said)
        })
    }
}

/// The letters and digits of a name.
fn plain(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// When a claim may be filed.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    pub clause: Clause,
    /// How many months after the period a claim is still taken in special cases, with a reason.
    pub special_months: u32,
    /// Proposed after that; the reviewer may refer the claim all the same.
    pub late: ReasonCode,
    /// The announced length of the first review.
    #[serde(default)]
    pub first_review_working_days: Option<u32>,
    pub first_review_clause: Clause,
    /// Absent where the document gives no figure.
    #[serde(default)]
    pub payment_working_days: Option<u32>,
    pub payment_clause: Clause,
}

/// Who may be a member, and on what terms.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRules {
    pub clause: Clause,
    pub premium: Money,
    /// The least that a member pays himself where the premium is shared; less is a warning.
    pub own_share_at_least: Money,
    pub premium_clause: Clause,
    pub participation: Participation,
    /// From this age on somebody may be past the legal age of retirement; such a member is a warning.
    pub retirement: Retirement,
    pub papers: Vec<EnrolmentPaper>,
}

/// The share of its insured employees that an employer must enrol.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    pub clause: Clause,
    /// An employer with so many insured employees or more is a large one.
    pub large_from: u32,
    pub large_percent: u32,
    pub small_percent: u32,
}

/// The lowest ages at which somebody may be retired.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retirement {
    pub male: u32,
    pub female: u32,
}

/// A paper that an employer hands in with its enrolments.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentPaper {
    pub name: Bilingual,
    /// With the seal of the employer's union.
    pub sealed: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub name: Bilingual,
    pub phone: String,
}

/// The words for the claimant where no stage gives them.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Not yet handed in, or sent back.
    pub draft: Bilingual,
    pub paid: Bilingual,
    pub refused: Bilingual,
    /// In place of an amount before a decision.
    pub not_assessed: Bilingual,
}

/// One kind of payout.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    pub id: BenefitId,
    pub name: Bilingual,
    pub short: Bilingual,
    pub clause: Clause,
    /// May be claimed in the app.
    pub online: bool,
    pub formula: Formula,
    /// The most that is paid for it in one period.
    #[serde(default)]
    pub cap: Option<Money>,
    pub repeat: Repeat,
    pub payee: PayeeRule,
}

/// How often a benefit is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Owed now is what the period's total comes to, less what was paid in it.
    Cumulative,
    OnceInPeriod,
    /// Once, in whatever period.
    Once,
}

/// Whose account a benefit is paid into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PayeeRule {
    /// The member's own.
    Member,
    /// The document says nothing: the reviewer enters the heir and the proof.
    NotSpecified,
}

/// How an amount comes about.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Formula {
    /// By the days in hospital of the period.
    DayBrackets { brackets: Vec<DayBracket> },
    /// By the class of the disease first diagnosed.
    FixedByDiseaseClass {
        amounts: Vec<ClassAmount>,
        /// Only with a stay in hospital.
        with_stay: bool,
    },
    /// Shares of the parts of the period's expense.
    MarginalBrackets { brackets: Vec<MarginalBracket> },
    /// One sum, for a death before any treatment in hospital.
    Once {
        amount: Money,
        /// Not where one of this class was ever paid.
        not_after: DiseaseClass,
        /// The benefit that pays for that class.
        of: BenefitId,
    },
    /// The document gives no figure: a reviewer enters the amount.
    Assessed,
}

/// What is paid for days over one number, up to another.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayBracket {
    pub over: u32,
    /// Absent in the last bracket.
    #[serde(default)]
    pub up_to: Option<u32>,
    /// A sum for the bracket; the other possibility is `per_day`.
    #[serde(default)]
    pub once: Option<Money>,
    /// A sum for every day from the first on.
    #[serde(default)]
    pub per_day: Option<Money>,
    /// The most days that `per_day` is paid for.
    #[serde(default)]
    pub at_most_days: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassAmount {
    pub class: DiseaseClass,
    pub amount: Money,
}

/// The share of the part of an expense between two limits.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarginalBracket {
    pub over: Money,
    /// Absent in the last bracket.
    #[serde(default)]
    pub up_to: Option<Money>,
    #[schema(value_type = String, pattern = r"^[0-9]{1,3}(\.[0-9]{1,4})?$")]
    pub percent: Decimal,
}

/// Benefits of which only one is paid in a period. An equal amount goes to the one named first.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExclusiveGroup {
    pub benefits: Vec<BenefitId>,
    pub clause: Clause,
}

/// Benefits that together have a limit in a period. The last named is cut first.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JointCap {
    pub benefits: Vec<BenefitId>,
    pub limit: Money,
    pub clause: Clause,
}

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
    pub class: DiseaseClass,
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

/// Why a paper is needed, in words.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub id: ConditionId,
    /// For the column "why": 必需, 重疾.
    pub short: Bilingual,
    pub text: Bilingual,
}

/// What the engine can tell of a claim to say which papers it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionId {
    /// Every claim made online.
    Always,
    /// Critical illness is claimed.
    CriticalIllness,
    /// Critical illness is claimed, and the facts name a pathology report.
    PathologyReported,
    /// Critical illness is claimed, and nobody knows whether there is such a paper.
    WhereItExists,
    /// Further receipts.
    FurtherPapers,
    /// All care comes under the exceptions from the insurance settlement.
    SettlementExcepted,
}

impl ConditionId {
    /// The word used in files and in an assessment's `because`.
    pub const fn id(self) -> &'static str {
        match self {
            ConditionId::Always => "always",
            ConditionId::CriticalIllness => "critical-illness",
            ConditionId::PathologyReported => "pathology-reported",
            ConditionId::WhereItExists => "where-it-exists",
            ConditionId::FurtherPapers => "further-papers",
            ConditionId::SettlementExcepted => "settlement-excepted",
        }
    }
}

/// A paper of the checklist.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialRule {
    pub id: MaterialId,
    pub name: Bilingual,
    /// What makes it acceptable.
    pub accept: Bilingual,
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

/// A check that the plan makes, with the clause it rests on.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRule {
    pub id: CheckId,
    pub clause: Clause,
    /// Whether approving is impossible while it fails or is unknown.
    #[serde(default)]
    pub blocks: bool,
}

/// A reason code with its words.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub code: ReasonCode,
    pub class: ReasonClass,
    pub name: Bilingual,
    /// What the claimant is told.
    pub text: Bilingual,
    pub clause: Clause,
}

/// A stage of the workflow.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub id: StageId,
    pub name: Bilingual,
    pub roles: Vec<Role>,
    pub kind: StageKind,
    /// Absent where the document sets none.
    #[serde(default)]
    pub limit_working_days: Option<u32>,
    /// What the claimant reads while the case is here.
    pub claimant_word: Bilingual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    Review,
    Approval,
    Payment,
}

/// A reading of ours, or a thing that the documents leave to the operator.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it is about: a benefit, `filing`, `approver_limit`.
    pub about: String,
    pub text: Bilingual,
}
