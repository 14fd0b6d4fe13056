//! The care that a claim is about and what the claimant paid for it himself: stays in hospital, care outside of one.
//!
//! Not here: which of it counts and how much (`rules`).
//! Invariant: as for all facts, what nobody stated is absent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::money::Money;
use crate::domain::time::Date;

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
    /// In a hospital outside the plan's own city; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<bool>,
    /// Paid in full there and settled by the insurance afterwards (零星结算); absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_later: Option<bool>,
    /// The insurance relieved the member of a part of the costs (医保减负).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relief: Option<Relief>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense: Option<Expense>,
    /// The part of the expense inside the period, apportioned by a reviewer where the stay crosses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense_in_period: Option<Money>,
}

impl Stay {
    /// Begins a stay of which nothing more is said yet.
    pub const fn begin(admission: Date, discharge: Date) -> Self {
        Stay {
            hospital: None,
            admission,
            discharge,
            stated_days: None,
            cause: None,
            illness: None,
            settled: None,
            designated: None,
            outside: None,
            settled_later: None,
            relief: None,
            expense: None,
            expense_in_period: None,
        }
    }

    /// Why it was needed, as it is judged: what nobody gave a cause for is an illness.
    pub fn cause(&self) -> Cause {
        self.cause.unwrap_or_default()
    }
}

/// Of which kind an insurance relief is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relief {
    None,
    /// 尿毒症减负
    Uraemia,
    Other,
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

/// What kind of care outside a stay it was; for which benefits that counts the plans' files say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutpatientKind {
    /// 规定病种门诊
    ListedDisease,
    /// 大病保险特殊用药
    SpecialDrug,
    /// 门诊大病
    SeriousIllness,
    /// 家庭病床
    HomeBed,
    /// Any other outpatient care.
    Other,
}

impl OutpatientKind {
    /// Whether care of this kind belongs to the expense of a period under a plan whose file does not say which does: outpatient care for
    /// listed diseases, special drugs of the critical-illness insurance.
    pub const fn is_of_period(self) -> bool {
        matches!(self, OutpatientKind::ListedDisease | OutpatientKind::SpecialDrug)
    }
}

/// Care outside a hospital stay; it belongs to the period of its settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutpatientCare {
    pub kind: OutpatientKind,
    /// The disease that it was for, or the drug, as the operator's lists name them; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    pub settled_on: Date,
    /// Settled by the medical insurance of the member's own region; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<bool>,
    pub expense: Expense,
}
