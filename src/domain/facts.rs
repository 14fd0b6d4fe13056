//! What a claim says: the facts, the member's history in the plan, the claimant's choices.
//!
//! These are the shapes of the claim document (`huzhu assess FILE`), of the wire and of the server's store.
//! Invariant: a fact that nobody stated is absent, never zero and never a default date.

mod care;
mod event;
mod history;
mod word;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{BenefitId, CheckId, Clause, ExclusionId, PlanId, UserId};
use crate::domain::money::Money;
use crate::domain::people::Sex;
use crate::domain::time::{Date, Span};

pub use care::{Cause, Expense, OutpatientCare, OutpatientKind, Relief, Stay};
pub use event::{Accident, AccidentKind, Death, DeathCause, Diagnosis, Disability};
pub use history::{DiseaseClass, History, OpenBenefit, OwnRecovery, PastBenefit, PastContract, PastEvent, PastStay};

/// A claim document: everything that the assessment of one claim rests on, in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimDocument {
    /// The plan's identifier, `zj-10`.
    pub plan: PlanId,
    pub facts: Facts,
    /// What was decided before for this member.
    #[serde(default)]
    pub history: History,
}

/// The facts of one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The day on which the office received the claim; it decides filing windows.
    pub filed: Date,
    /// The day on which the claimant knew of the event, from which the filing window of some plans is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_since: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_by: Option<FiledBy>,
    /// Why the claim comes after the period, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<String>,
    /// The day from which the papers were complete, from which some plans count the time that the office has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_since: Option<Date>,
    /// The benefits that the claimant asks for.
    pub benefits: Vec<BenefitId>,
    pub member: Member,
    /// Every period in which the member was enrolled, as far as known.
    #[serde(default)]
    pub enrolments: Vec<Enrolment>,
    /// The hospital stays that this claim is about.
    #[serde(default)]
    pub stays: Vec<Stay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
    /// Outpatient care for the listed diseases, and special drugs.
    #[serde(default)]
    pub outpatient: Vec<OutpatientCare>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub death: Option<Death>,
    /// The accident that a stay, a disability or a death comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accident: Option<Accident>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disability: Option<Disability>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire: Option<Fire>,
    /// Who acts and is paid after the member's death.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// The account to be paid into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<Payee>,
    /// What the claimant chose where the plan lets him choose.
    #[serde(default)]
    pub choices: Choices,
    /// A reviewer's recorded answers to checks.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// The amounts that reviewers entered for benefits of which the documents give no figure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<AssessedAmount>,
    /// Exclusions that a fact or a reviewer raised; an exclusion not listed is "not indicated".
    #[serde(default)]
    pub exclusions: Vec<RaisedExclusion>,
}

impl Facts {
    /// Begins the facts of a claim that states nothing more yet.
    pub fn begin(filed: Date, benefits: Vec<BenefitId>, member: Member) -> Self {
        Facts {
            filed,
            known_since: None,
            filed_by: None,
            late_reason: None,
            benefits,
            member,
            enrolments: Vec::new(),
            stays: Vec::new(),
            diagnosis: None,
            outpatient: Vec::new(),
            death: None,
            accident: None,
            disability: None,
            fire: None,
            complete_since: None,
            amounts: Vec::new(),
            agent: None,
            payee: None,
            choices: Choices::default(),
            answers: Vec::new(),
            exclusions: Vec::new(),
        }
    }
}

/// Who handed the claim in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FiledBy {
    Member,
    Employer,
    /// Somebody who may claim after the member's death.
    Beneficiary,
}

/// The covered employee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Date>,
    /// The resident identity number (GB 11643-1999).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub social_security_card: Option<String>,
    /// The number of membership in a union, in plans that have one: ten digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_number: Option<String>,
    /// Works by orders of a platform, with a vehicle, in its name; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_worker: Option<bool>,
    /// Past the legal age of retirement on the first day of the cover; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<bool>,
}

/// One member's coverage under one contract or in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    pub plan: PlanId,
    pub cover: Span,
    /// The contract's number, in plans that have contracts: `B01210002`, `PB210001`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// The class of the cover, in plans that have classes: `A`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// How many units of cover; absent where nobody said, and in plans of one share each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// Absent where nobody said; a contract number tells it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<Funding>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium: Option<Money>,
    /// The member's own part of the premium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_share: Option<Money>,
    /// How many of the employer's staff are in the employees' medical insurance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_staff: Option<u32>,
    /// How many of them the employer enrolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled_staff: Option<u32>,
}

impl Enrolment {
    /// Begins an enrolment of which nothing more is said yet.
    pub const fn begin(plan: PlanId, cover: Span) -> Self {
        Enrolment {
            plan,
            cover,
            contract: None,
            class: None,
            units: None,
            funding: None,
            employer: None,
            premium: None,
            own_share: None,
            insured_staff: None,
            enrolled_staff: None,
        }
    }
}

/// Who pays for a contract's units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Funding {
    /// The employer, its union, the member, or several of them.
    Paid,
    /// Given by the city's federation of unions (普惠).
    Given,
}

/// Who acts for the family after the member's death (受托人); the payout goes to his card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    pub name: String,
    /// The resident identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// How he is related to the member: 配偶, 子女.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
}

/// Whose account is paid into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Payee {
    /// The name on the account.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Of which kind the account is; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_kind: Option<AccountKind>,
    /// The card was activated by its holder, without which a payment may fail; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated: Option<bool>,
    /// What shows that a payee who isn't the member may be paid, such as an heir's proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

/// Of which kind an account is that is paid into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccountKind {
    /// 工会会员服务卡
    UnionCard,
    /// 社会保障卡
    SocialSecurityCard,
    /// A social-security card whose banking runs by a rural credit cooperative or by postal remittance.
    SocialSecurityCardElsewhere,
    /// Any other account of the payee.
    Own,
}

/// A fire in the member's home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fire {
    pub date: Date,
    /// What happened and what was damaged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// The amount of a benefit of which the documents give no figure, as a reviewer entered it.
///
/// It counts once the check `assessed-amount` is answered, by somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessedAmount {
    pub benefit: BenefitId,
    pub amount: Money,
    /// The clause that it rests on.
    pub clause: Clause,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who entered it; the server says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<UserId>,
}

/// What the claimant chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Which of two benefits that exclude each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive: Option<BenefitId>,
}

/// A reviewer's recorded answer to a check that waited for him.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub check: CheckId,
    pub holds: bool,
    /// Why, in the reviewer's words.
    pub note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Clause>,
    /// Of an answer that says of facts which nobody stated that none is so: those facts, as paths of the claim document. It covers no
    /// other that comes up later. Absent: those that nobody has stated now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Vec<String>>,
}

/// An exclusion that somebody raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RaisedExclusion {
    pub exclusion: ExclusionId,
    /// The admission of the stay that it is about; absent where it is about the whole claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<Date>,
    pub note: String,
}
