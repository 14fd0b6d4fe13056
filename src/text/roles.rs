//! The names of roles.

use crate::domain::people::{Lang, Role};

texts! {
    enquiry => "查询岗", "Enquiry";
    intake => "初审", "Intake";
    medical => "病情复核", "Medical review";
    approver => "审批", "Approver";
    payer => "财务", "Payer";
    employer => "单位经办", "Employer's officer";
    supervisor => "督办", "Supervisor";
}

/// Names a role.
pub const fn role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Enquiry => enquiry(lang),
        Role::Intake => intake(lang),
        Role::Medical => medical(lang),
        Role::Approver => approver(lang),
        Role::Payer => payer(lang),
        Role::Employer => employer(lang),
        Role::Supervisor => supervisor(lang),
    }
}
