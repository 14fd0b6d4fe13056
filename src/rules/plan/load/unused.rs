//! What a plan file defines and nothing uses. It does no harm and is worth a warning: often a name was mistyped, or a rule forgotten.

use crate::domain::fault::FaultKind;
use crate::rules::assess::reasons::{CAP_REACHED, MUTUALLY_EXCLUSIVE, WAITING_PERIOD};
use crate::rules::plan::load::Faults;
use crate::rules::plan::{Formula, PlanFile};

/// Conditions that no paper asks for, findings that do nothing, and reasons that speak of a rule which the plan has not. Any other
/// reason is there for people to choose.
pub(super) fn unused(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, condition) in file.conditions.iter().enumerate() {
        let lists = |list: &[_]| list.contains(&condition.id);
        let used = file.materials.iter().any(|paper| lists(&paper.required) || lists(&paper.optional) || lists(&paper.unless));
        faults.must(used, format_args!("/conditions/{at}/id"), FaultKind::Unused(condition.id.to_string()));
    }
    for (at, finding) in file.findings.iter().enumerate() {
        let used = !finding.excludes.is_empty() || !finding.asks.is_empty() || finding.grant_after.is_some();
        faults.must(used, format_args!("/findings/{at}/id"), FaultKind::Unused(finding.id.clone()));
    }
    for (at, reason) in file.reasons.iter().enumerate() {
        let named = file.filing.late == reason.code || file.exclusions.iter().any(|exclusion| exclusion.reason == reason.code);
        let used = named || has_rule_of(file, reason.code.as_str());
        faults.must(used, format_args!("/reasons/{at}/code"), FaultKind::Unused(reason.code.to_string()));
    }
}

/// Whether a plan has the rule that a reason speaks of. Where somebody enters an amount, any limit of the document may cut it.
fn has_rule_of(file: &PlanFile, reason: &str) -> bool {
    let any = |is: fn(&Formula) -> bool| file.benefits.iter().any(|benefit| is(&benefit.formula));
    match reason {
        WAITING_PERIOD => any(|formula| matches!(formula, Formula::PerUnit { waiting: Some(_), .. })),
        MUTUALLY_EXCLUSIVE => !file.exclusive.is_empty(),
        CAP_REACHED => {
            let capped = file.benefits.iter().any(|benefit| benefit.cap.is_some()) || !file.joint_caps.is_empty();
            capped || file.contracts.is_some() || any(|formula| matches!(formula, Formula::Assessed { .. }))
        }
        _ => true,
    }
}
