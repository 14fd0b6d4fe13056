//! Who takes part: members, roles, languages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Lang {
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    #[serde(rename = "en")]
    En,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl Bilingual {
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    Female,
    Male,
}

/// What a person may do. A person can hold several roles (product.md, "Who uses it").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 查询岗: answers callers from masked data, decides nothing.
    Enquiry,
    /// 初审员: checks materials, returns what is missing, passes on or rejects.
    Intake,
    /// 病情复核: confirms disease, severity, dates, exclusions.
    Medical,
    /// 复核审批: second pair of eyes, final approval.
    Approver,
    /// 财务: records what was paid.
    Payer,
    /// 单位经办人: verifies the claims of his own employer only.
    Employer,
    /// 督办: assigns, watches limits, figures and the audit trail.
    Supervisor,
}

impl Role {
    pub const ALL: [Role; 7] = [Role::Enquiry, Role::Intake, Role::Medical, Role::Approver, Role::Payer, Role::Employer, Role::Supervisor];

    /// The name used in files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Role::Enquiry => "enquiry",
            Role::Intake => "intake",
            Role::Medical => "medical",
            Role::Approver => "approver",
            Role::Payer => "payer",
            Role::Employer => "employer",
            Role::Supervisor => "supervisor",
        }
    }
}
