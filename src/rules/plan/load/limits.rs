//! The limits of a plan's file: each in one kind of days, none of nothing, and none extendable that nobody may extend.
//!
//! Not here: which day a limit comes to (`rules::clock`).

use super::Faults;
use crate::domain::fault::FaultKind;
use crate::rules::plan::PlanFile;

/// Checks the limits of stages and benefits, and who may extend them.
pub(super) fn check(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, stage) in file.stages.iter().enumerate() {
        let here = format!("/stages/{at}");
        let both = stage.limit_working_days.is_some() && stage.limit_days.is_some();
        faults.must(!both, format_args!("{here}/limit_days"), FaultKind::Form);
        faults.must(stage.limit_days != Some(0), format_args!("{here}/limit_days"), FaultKind::OutOfRange);
        faults.must(stage.limit_working_days != Some(0), format_args!("{here}/limit_working_days"), FaultKind::OutOfRange);
        faults.must(!stage.extendable || stage.limit().is_some(), format_args!("{here}/extendable"), FaultKind::Form);
    }
    for (at, benefit) in file.benefits.iter().enumerate() {
        if let Some(processing) = &benefit.processing {
            faults.must(processing.days > 0, format_args!("/benefits/{at}/processing/days"), FaultKind::OutOfRange);
        }
    }
    let mut extendable = file.benefits.iter().filter_map(|benefit| benefit.processing.as_ref()).map(|processing| processing.extendable);
    let any = extendable.any(|is| is) || file.stages.iter().any(|stage| stage.extendable);
    match &file.extension {
        None => faults.must(!any, "/extension", FaultKind::MissingField),
        Some(extension) => {
            faults.must(!extension.roles.is_empty(), "/extension/roles", FaultKind::Empty);
            faults.must(extension.most_days != Some(0), "/extension/most_days", FaultKind::OutOfRange);
        }
    }
}
