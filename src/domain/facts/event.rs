//! The event that a claim is about, other than a stay in hospital: a diagnosis, an accident and what it left behind, a death.
//!
//! Not here: which day of it a plan goes by (`rules`).
//! Invariant: as for all facts, what nobody stated is absent.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::time::Date;

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
    /// What a stroke left behind (脑中风后遗症); absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stroke_sequelae: Option<bool>,
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
    /// The member is missing, and a court declared him dead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<bool>,
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
    /// The authority recognised it as a work injury; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<bool>,
    /// The day on which the member's union knew of it, or should have known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_to_union: Option<Date>,
    /// The day on which the union told the office of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified: Option<Date>,
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
    /// The assessment meets a definition of total disability; absent where there is no assessment yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<bool>,
    /// The day on which the assessment was applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Date>,
}
