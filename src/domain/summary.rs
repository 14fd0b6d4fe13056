//! A case as it is read: the queue's row, and the whole with all that a decision needs.

use chrono::Months;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::assessment::{Assessment, CheckState};
use crate::domain::basis::Basis;
use crate::domain::calendar::DayKind;
use crate::domain::case::{Case, Status};
use crate::domain::facts::History;
use crate::domain::ids::{BenefitId, CaseId, PlanId, StageId, UserId};
use crate::domain::money::Money;
use crate::domain::time::{Date, Moment};

/// One row of the queue: all that the table shows, small.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseSummary {
    pub id: CaseId,
    /// The sequence number of its last change.
    pub seq: u64,
    pub plan: PlanId,
    pub benefits: Vec<BenefitId>,
    /// The member's name in full, or masked for who may not see it.
    pub name: String,
    pub employer: String,
    pub status: Status,
    pub stage: StageId,
    pub entered: Moment,
    pub received: Moment,
    /// The last day of the limit that ends first; absent where the plan sets none, and while no clock runs.
    pub due: Option<Date>,
    /// How that limit is counted.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub due_days: DayKind,
    /// The last day crosses a year whose calendar is not published: it may change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub due_provisional: bool,
    /// What is still to be paid, or what was paid of a case that is; absent while it can't be said.
    pub amount: Option<Money>,
    pub assignee: Option<UserId>,
    /// The day on which it ended; absent while it has not, and from an older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Date>,
    /// The worst state among the checks, and how many have it.
    pub worst: CheckState,
    pub worst_count: u32,
    /// What else is to be seen of it in the queue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// The newest note of the office, cut short; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last_note: String,
}

/// How long an ended case stays among those that everybody keeps.
const SCOPE_MONTHS: u32 = 12;

/// Gives the first day whose ended cases are still kept by everybody, as of a day.
pub fn kept_since(today: Date) -> Date {
    today.checked_sub_months(Months::new(SCOPE_MONTHS)).unwrap_or(Date::MIN)
}

impl CaseSummary {
    /// The day on which it ended; from an older server that on which it came to its last stage, which is a few days before.
    pub fn ended_on(&self) -> Option<Date> {
        self.status.is_closed().then(|| self.closed.unwrap_or_else(|| self.entered.date()))
    }

    /// Whether everybody who may see the case keeps it: it has not ended, or not before that day, or something of it is asked back.
    pub fn is_in_scope(&self, since: Date) -> bool {
        self.ended_on().is_none_or(|day| day >= since) || self.flags.contains(&Flag::Recover)
    }
}

/// What a row of the queue says of a case beside its stage and its checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Another case shares something with it, and nobody has answered for that yet.
    Dup,
    /// 暂存: set aside until a day.
    Parked,
    /// With a panel: nothing is decided before its answer.
    Referred,
    /// 追回: something that was paid is asked back and has not come.
    Recover,
    /// A flag from a newer server: a row that is kept goes without it.
    #[serde(other)]
    Other,
}

impl Flag {
    /// Those that this program knows.
    pub const ALL: [Flag; 4] = [Flag::Dup, Flag::Parked, Flag::Referred, Flag::Recover];

    /// The name in filters and files.
    pub const fn id(self) -> &'static str {
        match self {
            Flag::Dup => "dup",
            Flag::Parked => "parked",
            Flag::Referred => "referred",
            Flag::Recover => "recover",
            Flag::Other => "other",
        }
    }

    /// Its bit in a number.
    pub const fn bit(self) -> i64 {
        match self {
            Flag::Other => 0,
            known => 1 << known as i64,
        }
    }
}

/// Whether a limit is in working days, as most are: a row is small.
fn is_usual(days: &DayKind) -> bool {
    *days == DayKind::Working
}

/// A case with everything that deciding it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseDetail {
    pub summary: CaseSummary,
    pub case: Case,
    /// The history snapshot that the assessment rests on.
    pub history: History,
    pub assessment: Assessment,
    pub basis: Basis,
}
