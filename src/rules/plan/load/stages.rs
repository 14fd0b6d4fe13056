//! The workflow of a plan file: a case reaches every stage, somebody works at each, and it ends with the payment.

use crate::domain::fault::{FaultKind, StageFault};
use crate::domain::people::Role;
use crate::rules::plan::load::Faults;
use crate::rules::plan::{PlanFile, StageKind};

/// Who looks on or assigns, and decides nothing.
const LOOKERS_ON: [Role; 2] = [Role::Enquiry, Role::Supervisor];

/// A case goes through the stages in order and ends where it is paid, so that no case gets to a stage behind the payment; before it
/// there must be one approval.
pub(super) fn stages(file: &PlanFile, faults: &mut Faults<'_>) {
    let kinds: Vec<StageKind> = file.stages.iter().map(|stage| stage.kind).collect();
    let paid_at = kinds.iter().position(|kind| *kind == StageKind::Payment);
    faults.must(paid_at.is_some(), "/stages", FaultKind::Stages(StageFault::NoPayment));
    let reached = &kinds[..paid_at.map_or(kinds.len(), |at| at + 1)];
    for at in reached.len()..kinds.len() {
        faults.add(format_args!("/stages/{at}"), FaultKind::Stages(StageFault::Unreachable));
    }
    // Between the approval and the payment nothing but filing.
    let before_payment = reached.iter().rev().skip(1).find(|kind| **kind != StageKind::Archive);
    let approved_at = reached.iter().position(|kind| *kind == StageKind::Approval).unwrap_or(reached.len());
    let archived_late = reached.iter().take(approved_at).all(|kind| *kind != StageKind::Archive);
    let approvals = reached.iter().filter(|kind| **kind == StageKind::Approval).count();
    let approval = before_payment == Some(&StageKind::Approval) && approvals == 1 && archived_late;
    faults.must(approval, "/stages", FaultKind::Stages(StageFault::ApprovalNotBeforePayment));
    for (at, stage) in file.stages.iter().enumerate() {
        let roles = format!("/stages/{at}/roles");
        faults.must(!stage.roles.is_empty(), &roles, FaultKind::Stages(StageFault::NoRole));
        let idle = !stage.roles.is_empty() && stage.roles.iter().all(|role| LOOKERS_ON.contains(role));
        faults.must(!idle, &roles, FaultKind::Stages(StageFault::NobodyDecides));
    }
    again(file, approved_at, faults);
}

/// A new round begins at a stage before what it decides anew, and what it finds too much is asked back.
fn again(file: &PlanFile, approved_at: usize, faults: &mut Faults<'_>) {
    let nobody = |roles: &[Role], pointer: &str, faults: &mut Faults<'_>| {
        faults.must(!roles.is_empty(), pointer, FaultKind::Stages(StageFault::NoRole));
    };
    if let Some(rules) = &file.reopening {
        let fits = file.stages.iter().take(approved_at + 1).any(|stage| stage.id == rules.stage);
        faults.defined(fits, "/reopening/stage", rules.stage.as_str());
        nobody(&rules.roles, "/reopening/roles", faults);
        faults.must(file.recovering.is_some(), "/reopening", FaultKind::MissingField);
    }
    if let Some(rules) = &file.recovering {
        nobody(&rules.roles, "/recovering/roles", faults);
        nobody(&rules.followed_by, "/recovering/followed_by", faults);
        if let Some(roles) = &rules.written_off_by {
            nobody(roles, "/recovering/written_off_by", faults);
        }
    }
}
