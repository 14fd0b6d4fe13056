//! The lines of a payout: what was done, and the numbers that went in.
//!
//! Not here: what the lines add up to, and how a benefit ends (`assessment`); the sentence that is made of a line (`text`).
//! Invariant: a line holds its value exact; what it shows and does not count says so.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::facts::{DiseaseClass, OutpatientKind};
use crate::domain::ids::{BenefitId, CaseId, Clause, ExclusionId};
use crate::domain::money::Money;
use crate::domain::time::Date;

/// One line of the payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    #[serde(flatten)]
    pub kind: StepKind,
    /// What the line adds to the amount, exact; zero where it only shows something.
    #[serde(with = "rust_decimal::serde::str")]
    #[schema(value_type = String)]
    pub value: Decimal,
    /// False for a line whose value is shown (in brackets) and not counted.
    pub counts: bool,
    pub clause: Clause,
}

/// What a step did, and the numbers that went in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum StepKind {
    /// Days of one stay, from its record or its dates.
    StayDays { admission: Date, discharge: Date, stated: Option<u32>, counted: u32, by: DaysBy, earlier_case: Option<CaseId> },
    /// A stay of which no day counts.
    StayNotCounted { admission: Date, discharge: Date, why: NotCounted },
    /// The days of the period added up: `earlier` from other cases, `now` from this one.
    DaysTotal { earlier: u32, now: u32 },
    /// A sum paid once for a number of days up to `up_to`.
    FlatForDays { days: u32, up_to: u32 },
    /// A sum for each day, for at most so many days.
    PerDay { days: u32, rate: Money, at_most: u32 },
    /// A sum fixed by the disease's class.
    ForDisease { class: DiseaseClass, disease: String, diagnosed: Date },
    /// A sum paid once for an event.
    Once { event: Date },
    /// What one receipt or stay brings to the expense that counts.
    ExpenseItem { of: ExpenseOf, self_care: Money, self_pay: Money, less_fund: Money, less_subsidy: Money, counted: Money },
    /// The part of one expense that a reviewer apportioned to the period.
    ExpenseApportioned { of: ExpenseOf, whole: Money, counted: Money },
    /// An expense that does not count.
    ExpenseNotCounted { of: ExpenseOf, whole: Money, why: NotCounted },
    /// The expense of the period added up.
    ExpenseTotal { earlier: Money, now: Money },
    /// Nothing is owed up to a threshold.
    BelowThreshold { threshold: Money, expense: Money },
    /// A share of the part between two limits.
    Bracket {
        over: Money,
        up_to: Option<Money>,
        part: Money,
        #[serde(with = "rust_decimal::serde::str")]
        #[schema(value_type = String)]
        percent: Decimal,
    },
    /// The benefit's own limit cut it.
    Cap { limit: Money, before: Money },
    /// Several benefits have a limit together; `amounts` are what each comes to in the period, in the same order.
    JointCap { benefits: Vec<BenefitId>, amounts: Vec<Money>, limit: Money, sum: Money },
    /// What was already paid for the benefit in the period is subtracted.
    LessPaid { case: CaseId, paid_on: Date },
    /// More was already paid than is owed: the difference is not asked back here, the amount is nothing.
    NotBelowZero,
    /// Two benefits exclude each other, and the other was taken.
    ExcludedBy { other: BenefitId, by: ExclusiveGround, amount: Money, other_amount: Money },
    /// The benefit is not owed, for the reason whose code stands in the benefit.
    NotOwed {
        /// What was typed, where a disease is refused because it is not listed.
        #[serde(default)]
        said: Option<String>,
    },
    /// The event that a benefit is claimed for, and the day that the plan goes by.
    EventDay { of: EventKind, day: Date, disease: Option<String> },
    /// A sum fixed by the class of the member's cover.
    ForClass { class: String, event: EventKind, day: Date },
    /// An amount that a reviewer entered, since the documents give no figure.
    Assessed {
        /// The clause that he names for it.
        rests_on: Clause,
        /// Whether a second person confirmed it.
        confirmed: bool,
    },
    /// A sum for each unit of a contract that covers the event: `counted` of its `units`; of the sum only a share, where one was assessed.
    PerUnit {
        contract: Option<String>,
        start: Date,
        end: Date,
        units: u32,
        counted: u32,
        /// So many of those counted are what the benefit waits for; the others are owed whatever is answered.
        #[serde(default, skip_serializing_if = "is_none_open")]
        open: u32,
        rate: Money,
        #[serde(default, skip_serializing_if = "Option::is_none", with = "rust_decimal::serde::str_option")]
        #[schema(value_type = Option<String>)]
        percent: Option<Decimal>,
    },
    /// Units of a contract that are still in their waiting period on the day of the event.
    UnitsWaiting { contract: Option<String>, start: Date, units: u32, days: u32 },
    /// A contract in force that bears nothing.
    ContractNotCounted { contract: Option<String>, start: Date, end: Date, why: NotBorne },
    /// The limit of a contract for several benefits, less what it paid of them before.
    ContractCap { contract: Option<String>, start: Date, limit: Money, paid: Money },
    /// The difference that rounding to the fen makes.
    Rounding,
    /// A step from a newer server.
    #[serde(other)]
    Other,
}

/// Whether no unit is open.
const fn is_none_open(open: &u32) -> bool {
    *open == 0
}

/// What kind of event a benefit is paid for, by the day that decides which contracts cover it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    FirstDiagnosis,
    /// The admission to hospital after an accident.
    Admission,
    Death,
    Accident,
    /// Care in hospital, or what the plan treats alike.
    Care,
    Fire,
}

/// Why a contract bears nothing of an event on a day inside its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotBorne {
    /// Its cover ended with a payout before.
    Ended,
    /// It paid the same benefit before.
    PaidBefore,
    /// The member was not of the plan's age when it started.
    Age,
    /// The reviewer said that it does not bear this accident.
    Accident,
    /// The units of older contracts are as many as count.
    Units,
}

/// Where the counted days of a stay come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DaysBy {
    /// The discharge record.
    Stated,
    /// Discharge less admission, at least one.
    Dates,
    /// Only those inside the period: the member is not a continuous one.
    InsidePeriod,
    /// Less those that another stay counts already.
    SharedOnce,
}

/// Why a stay or an expense does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum NotCounted {
    OutsidePeriod,
    /// It belongs to the period of the discharge.
    OtherPeriod,
    Excluded {
        exclusion: ExclusionId,
    },
    /// The member was not enrolled on these days.
    NotEnrolled,
    /// Its bill is that of another stay.
    SameBill,
    /// The dates can't be right.
    BadDates,
    /// Outpatient care of a kind that the plan does not count.
    KindNotCounted,
    /// Outpatient care for what is not on the operator's list.
    NotListed,
    /// A ground from a newer server.
    #[serde(other)]
    Other,
}

/// What an expense is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum ExpenseOf {
    Stay { admission: Date, discharge: Date },
    Outpatient { kind: OutpatientKind, settled_on: Date },
}

/// Why one of two benefits was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExclusiveGround {
    /// The claimant chose it.
    Chosen,
    /// It is the larger.
    Larger,
    /// Both are equal and the plan prefers it.
    Tie,
    /// It was paid earlier in the period.
    PaidBefore,
    /// It is proposed in the same case.
    SameCase,
}
