//! What a claim says: the facts, the member's history in the plan, the claimant's choices.
//!
//! These are the shapes of the claim document (`huzhu assess FILE`), of the wire and of the server's store.
//! Invariant: a fact that nobody stated is absent, never zero and never a default date.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{BenefitId, CaseId, CheckId, Clause, ExclusionId, PlanId};
use crate::domain::money::Money;
use crate::domain::people::Sex;
use crate::domain::time::{Date, Span};

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
    /// Exclusions that a fact or a reviewer raised; an exclusion not listed is "not indicated".
    #[serde(default)]
    pub exclusions: Vec<RaisedExclusion>,
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

/// Who pays for a contract's units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Funding {
    /// The employer, its union, the member, or several of them.
    Paid,
    /// Given by the city's federation of unions (普惠).
    Given,
}

/// Why care was needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    #[default]
    Illness,
    TrafficAccident,
    WorkInjury,
    OtherAccident,
}

/// One stay in hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stay {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hospital: Option<String>,
    pub admission: Date,
    pub discharge: Date,
    /// The days stated on the discharge record; absent where it states none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_days: Option<u32>,
    /// Absent where nobody said; nothing is then borne or taken away for it that an illness would not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub illness: Option<String>,
    /// Settled by the medical insurance of the member's own region; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<bool>,
    /// The hospital is designated for the member's insurance, or the transfer was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub designated: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense: Option<Expense>,
    /// The part of the expense inside the period, apportioned by a reviewer where the stay crosses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense_in_period: Option<Money>,
}

impl Stay {
    /// Why it was needed, as it is judged: what nobody gave a cause for is an illness.
    pub fn cause(&self) -> Cause {
        self.cause.unwrap_or_default()
    }
}

/// What a claimant paid himself after the medical insurance settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Expense {
    /// 自理
    pub self_care: Money,
    /// 自付, 自负
    pub self_pay: Money,
    /// Paid by the critical-illness insurance fund; subtracted. Absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical_illness_fund: Option<Money>,
    /// Paid by the civil-servant subsidy; subtracted. Absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub civil_servant_subsidy: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

impl Expense {
    /// What counts of it: the claimant's own parts less what the fund and the subsidy paid, as far as anybody said that they did.
    pub fn net(&self) -> Money {
        let of_others: Money = [self.critical_illness_fund, self.civil_servant_subsidy].into_iter().flatten().sum();
        self.self_care + self.self_pay - of_others
    }
}

/// What kind of care outside a stay counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutpatientKind {
    /// 规定病种门诊
    ListedDisease,
    /// 大病保险特殊用药
    SpecialDrug,
    /// Any other outpatient care; it does not count.
    Other,
}

/// Care outside a hospital stay; it belongs to the period of its settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutpatientCare {
    pub kind: OutpatientKind,
    pub settled_on: Date,
    /// Settled by the medical insurance of the member's own region; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<bool>,
    pub expense: Expense,
}

/// The diagnosis that a critical-illness benefit rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// The disease by its code, number or name in the plan's list; any other text means that none of the list fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disease: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hospital: Option<String>,
    /// The day of the first diagnosis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosed: Option<Date>,
    /// The date of the pathology report that confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pathology_report: Option<Date>,
    /// The date of another report that confirmed it, where pathology does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirming_report: Option<Date>,
    /// The member had this disease before he joined; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_before: Option<bool>,
    /// A finding that the plan's notes treat apart, such as `carcinoma-in-situ`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// Was treated by radiotherapy; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radiotherapy: Option<bool>,
    /// Courses of chemotherapy; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chemotherapy_courses: Option<u32>,
}

/// The member's death.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Death {
    pub date: Date,
    /// Died of a sudden illness; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sudden_illness: Option<bool>,
    /// Was treated in hospital for it before he died; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated_in_hospital: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<DeathCause>,
    /// The illness that he died of, by its code, number or name in the plan's list, or in any other words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub illness: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeathCause {
    Illness,
    Accident,
}

/// The accident that a claim is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accident {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<AccidentKind>,
    /// A traffic accident in which the member drove; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_driver: Option<bool>,
    /// The traffic police dealt with it; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub police: Option<bool>,
    /// It is a criminal case; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criminal: Option<bool>,
    /// Time, place and course, as the application form states them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccidentKind {
    WorkInjury,
    Fall,
    Traffic,
    Other,
}

/// What an accident left behind, as it was assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Disability {
    /// The share of the full sum that the assessment gives, in per cent from 0 to 100; absent where there is no assessment yet.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "rust_decimal::serde::str_option")]
    #[schema(value_type = Option<String>, pattern = r"^[0-9]{1,3}(\.[0-9]{1,4})?$")]
    pub share: Option<Decimal>,
    /// The day of the assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed: Option<Date>,
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
    /// What shows that a payee who isn't the member may be paid, such as an heir's proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
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

/// What was decided before for this member: approved and not reversed, paid or not; and what is still open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    #[serde(default)]
    pub granted: Vec<PastBenefit>,
    #[serde(default)]
    pub open: Vec<OpenBenefit>,
}

/// One benefit granted in another case; one of 0.00 still counts its days and expenses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastBenefit {
    pub case: CaseId,
    pub plan: PlanId,
    pub benefit: BenefitId,
    pub decided: Date,
    pub amount: Money,
    /// The days in hospital that it was granted for.
    #[serde(default)]
    pub stays: Vec<PastStay>,
    /// The expense that it was granted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense: Option<Money>,
    /// `severe` or `mild`, where the benefit tells diseases apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DiseaseClass>,
    /// The event that it was granted for, in plans of contracts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<PastEvent>,
}

/// The event of an earlier grant, and which contracts bore the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastEvent {
    /// The day that the plan goes by: first diagnosis, admission, death, accident.
    pub date: Date,
    /// The disease, by its code in the plan's list or in other words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disease: Option<String>,
    pub contracts: Vec<PastContract>,
}

/// What one contract bore of an earlier grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastContract {
    /// Its number; absent where nobody stated one. The day of its start tells it from others of the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    pub start: Date,
    pub units: u32,
    pub amount: Money,
}

/// A stay that an earlier grant counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastStay {
    pub admission: Date,
    pub discharge: Date,
    /// The days that it brought.
    pub days: u32,
    /// The days that it came to by itself, where it shared some with others and brought fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<u32>,
}

/// A benefit claimed in another case of the member that is still undecided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenBenefit {
    pub case: CaseId,
    pub plan: PlanId,
    pub benefit: BenefitId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DiseaseClass>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiseaseClass {
    Severe,
    Mild,
}
