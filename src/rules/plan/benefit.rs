//! Benefits as a plan's file states them: how an amount comes about, what limits it, whom it is paid to.
//!
//! Not here: the arithmetic (`assess`).

use rust_decimal::Decimal;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::assessment::EventKind;
use crate::domain::facts::{DiseaseClass, OutpatientKind};
use crate::domain::ids::{BenefitId, Clause};
use crate::domain::money::Money;
use crate::domain::people::Bilingual;
use crate::rules::plan::lists::ListKind;
use crate::rules::plan::window::{AssessmentTerm, Declaration, DirectPay, Notice, Processing, Window};

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
    /// Whether the documents name its papers; where this is not said, they name those of a benefit that may be claimed in the app.
    #[serde(default)]
    pub papers: Option<bool>,
    pub formula: Formula,
    /// The most that is paid for it in one period.
    #[serde(default)]
    pub cap: Option<Money>,
    pub repeat: Repeat,
    pub payee: PayeeRule,
    /// The classes of cover that have it; none named: all.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Its own filing window, in plans whose benefits differ in it; absent where the document states none.
    #[serde(default)]
    pub window: Option<Window>,
    /// It is paid for an accident; another benefit for an illness.
    #[serde(default)]
    pub of_accident: bool,
    /// By when the office must have decided; absent where the document states none.
    #[serde(default)]
    pub processing: Option<Processing>,
    /// By when the union tells the office of the accident.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// Who must have applied for an assessment, and until when.
    #[serde(default)]
    pub assessment: Option<AssessmentTerm>,
    /// What says whose account it goes to, where that is not the clause of the check.
    #[serde(default)]
    pub payee_clause: Option<Clause>,
    /// Stays that are paid without a claim.
    #[serde(default)]
    pub direct_pay: Option<DirectPay>,
    /// What the claimant declares of the cause of his stay.
    #[serde(default)]
    pub declaration: Option<Declaration>,
    /// The kinds of care out of hospital that count for it; an empty list, and its absence where another benefit has one: none does.
    /// In plans of before there was such a list no benefit has one: see [`PlanFile::outpatient`](super::PlanFile::outpatient).
    #[serde(default)]
    pub outpatient: Option<Vec<Outpatient>>,
}

/// A kind of care out of hospital that counts for a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outpatient {
    pub kind: OutpatientKind,
    /// The operator's list that says for what of it; absent where the documents speak of no list.
    #[serde(default)]
    pub list: Option<ListKind>,
}

impl Benefit {
    /// Whether the documents name the papers that it needs.
    pub fn names_papers(&self) -> bool {
        self.papers.unwrap_or(self.online)
    }

    /// Whether a contract that paid it covers nothing that comes after.
    pub const fn ends_cover(&self) -> bool {
        matches!(self.formula, Formula::PerUnit { ends_cover: true, .. } | Formula::FixedByClass { ends_cover: true, .. })
    }
}

/// How often a benefit is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Owed now is what the period's total comes to, less what was paid in it.
    Cumulative,
    OnceInPeriod,
    /// Once, in whatever period or under whatever contract.
    Once,
    OncePerContract,
    /// For every event; whether a second one under the same contract is owed, the reviewer says.
    PerEvent,
}

/// Whose account a benefit is paid into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PayeeRule {
    /// The member's own.
    Member,
    /// The document says nothing: the reviewer enters the heir and the proof.
    NotSpecified,
    /// That of whoever acts after the member's death.
    Agent,
    /// That of the district or industry union, which hands it on.
    Union,
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
    /// A sum for each unit of the member's contracts that cover the event.
    PerUnit {
        event: EventKind,
        amount: Money,
        /// Other sums for some diseases.
        #[serde(default)]
        for_diseases: Vec<DiseasesAmount>,
        #[serde(default)]
        waiting: Option<Waiting>,
        /// The assessed share of the sum is paid, not all of it.
        #[serde(default)]
        by_share: bool,
        /// Once it is paid, the contract covers no event after this one.
        #[serde(default)]
        ends_cover: bool,
    },
    /// One sum for an event, by the class of the member's cover.
    FixedByClass {
        event: EventKind,
        amounts: Vec<CoverAmount>,
        /// Only with a stay in hospital.
        #[serde(default)]
        with_stay: bool,
        /// Once it is paid, the cover ends.
        #[serde(default)]
        ends_cover: bool,
        /// Only where the assessment meets a definition of total disability.
        #[serde(default)]
        total_disability: bool,
    },
    /// The document gives no figure: a reviewer enters the amount, and a second one confirms it.
    Assessed {
        #[serde(default)]
        event: Option<EventKind>,
    },
}

/// What is paid under a class of cover.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverAmount {
    pub class: String,
    pub amount: Money,
}

/// What is paid for some diseases of the list.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiseasesAmount {
    pub amount: Money,
    /// Their codes.
    pub diseases: Vec<String>,
}

/// Days after a contract's start in which the benefit isn't owed: up to `days` less one; on day `days` itself the reviewer says.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    pub days: u32,
    pub clause: Clause,
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

/// Benefits that together have a limit in a period, or under a contract. The last named is cut first.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JointCap {
    pub benefits: Vec<BenefitId>,
    pub limit: Money,
    /// The limit is that of each unit of a contract, not of a period.
    #[serde(default)]
    pub per_unit: bool,
    pub clause: Clause,
}
