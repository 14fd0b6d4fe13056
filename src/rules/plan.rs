//! A plan as data: benefits, windows, limits, papers, exclusions, reasons, stages, as its TOML file states them.
//!
//! Not here: how a file is read and checked (`load`), what a claim comes to (`assess`).
//! Invariant: a [`Plan`] exists only for a file in which [`Plan::parse`] found no fault, now or when a server published it
//! ([`Plan::of_published`]), so that every id that the file names is defined in it and its brackets leave neither gap nor overlap.

use std::ops::Deref;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::cross::CrossRules;
use crate::domain::facts::OutpatientKind;
use crate::domain::ids::{BenefitId, ConditionId, ExclusionId, MaterialId, PlanHash, PlanId, ReasonCode, StageId};
use crate::domain::money::Money;
use crate::domain::people::Bilingual;
use crate::domain::time::Span;

mod benefit;
mod changes;
mod clauses;
mod disease;
mod figures;
mod flow;
mod lists;
mod load;
mod names;
mod papers;
mod terms;
mod window;
pub use benefit::*;
pub use changes::*;
pub use clauses::*;
pub use disease::*;
pub use flow::*;
pub use lists::*;
pub use load::{Laid, PlanFault, lists_in, lists_of, schema};
pub use names::PlanNames;
pub use papers::*;
pub use terms::*;
pub use window::*;

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
    /// The dates in which an event is covered, the same for every member.
    #[serde(default)]
    pub cover: Option<Span>,
    /// The other possibility: every member is covered by contracts of his own.
    #[serde(default)]
    pub contracts: Option<Contracts>,
    /// The third: every member is covered as his enrolment says.
    #[serde(default)]
    pub by_enrolment: Option<ByEnrolment>,
    /// For which claims this version stands; absent where there is but one.
    #[serde(default)]
    pub valid: Option<Validity>,
    /// Above this amount a second approver is needed. Ours: no document sets one.
    #[serde(default)]
    pub approver_limit: Option<Money>,
    /// Who may extend the limits that the file calls extendable.
    #[serde(default)]
    pub extension: Option<Extension>,
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
    #[serde(skip)]
    #[schema(ignore)]
    by_name: ByName,
    #[serde(default)]
    pub findings: Vec<FindingRule>,
    /// What the operator keeps beside the documents; none in the built-in plans.
    #[serde(default)]
    pub lists: Vec<OperatorList>,
    #[serde(default)]
    pub conditions: Vec<Condition>,
    #[serde(default)]
    pub materials: Vec<MaterialRule>,
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
    #[serde(default)]
    pub checks: Vec<CheckRule>,
    /// What is looked for among other cases, for the check `other-case`; absent where a plan looks for nothing.
    #[serde(default)]
    pub other_cases: Option<CrossRules>,
    pub reasons: Vec<Reason>,
    pub stages: Vec<Stage>,
    /// Absent where nobody takes a decided case up again.
    #[serde(default)]
    pub reopening: Option<Reopening>,
    /// Absent where nothing that was paid is asked back.
    #[serde(default)]
    pub recovering: Option<Recovering>,
    /// Where the document is silent or can be read in two ways: what was chosen; and what it says that no rule needs.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Where the clauses that the rules name stand in the documents; none in plans of before there was such a list.
    #[serde(default)]
    pub clauses: Vec<ClausePlace>,
}

impl PlanFile {
    pub fn benefit(&self, id: &BenefitId) -> Option<&Benefit> {
        self.benefits.iter().find(|benefit| benefit.id == *id)
    }

    /// Whether the file says which care out of hospital counts. Files of before it did leave that to the engine, and undecided cases may
    /// stand under one of them.
    pub fn says_outpatient(&self) -> bool {
        self.benefits.iter().any(|benefit| benefit.outpatient.is_some())
    }

    /// Whether care out of hospital of a kind counts for a benefit.
    pub fn counts(&self, benefit: &Benefit, kind: OutpatientKind) -> bool {
        if !self.says_outpatient() {
            return kind.is_of_period();
        }
        benefit.outpatient.iter().flatten().any(|counted| counted.kind == kind)
    }

    /// How care out of hospital of a kind counts, for the first benefit for which it does.
    pub fn outpatient(&self, kind: OutpatientKind) -> Option<Outpatient> {
        if self.says_outpatient() {
            return self
                .benefits
                .iter()
                .flat_map(|benefit| benefit.outpatient.iter().flatten())
                .find(|counted| counted.kind == kind)
                .copied();
        }
        let list = match kind {
            OutpatientKind::SpecialDrug => ListKind::SpecialDrug,
            OutpatientKind::ListedDisease => ListKind::OutpatientDisease,
            OutpatientKind::SeriousIllness | OutpatientKind::HomeBed if self.by_enrolment.is_some() => ListKind::OutpatientDisease,
            OutpatientKind::SeriousIllness | OutpatientKind::HomeBed | OutpatientKind::Other => return None,
        };
        Some(Outpatient { kind, list: Some(list) })
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

    /// Whether members may be covered by a class of this name.
    pub fn has_class(&self, id: &str) -> bool {
        self.by_enrolment.as_ref().is_some_and(|rules| rules.classes.iter().any(|class| class.id == id))
    }

    pub fn stage(&self, id: &StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == *id)
    }

    pub fn condition(&self, id: &ConditionId) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.id == *id)
    }

    pub fn check(&self, id: &str) -> Option<&CheckRule> {
        self.checks.iter().find(|check| check.id == id)
    }
}
