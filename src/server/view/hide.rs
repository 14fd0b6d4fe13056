//! What an employer's officer is not told of cases of other employers that share something with one of his: their numbers, and all
//! that is not in his own case.
//!
//! Not here: masks (`mask`), who sees which case (`view`). Invariant: wherever such a case is named in a detail, it is named no more.

use crate::domain::amendment::Amendment;
use crate::domain::assessment::Assessment;
use crate::domain::case::Event;
use crate::domain::cross::CrossMatch;
use crate::domain::ids::CheckId;
use crate::domain::summary::CaseDetail;

/// What stands in place of a reviewer's words on a case that is not told of.
const HIDDEN: &str = "***";

/// A detail as the officer of an employer has it.
pub(super) fn detail(mut detail: CaseDetail, employer: &str) -> CaseDetail {
    let mut unseen: Vec<CheckId> = Vec::new();
    for other in detail.history.crossed.iter_mut().filter(|other| other.is_hidden_from(employer)) {
        unseen.push(Assessment::check_with(other.case.as_ref()));
        *other = std::mem::take(other).hidden();
    }
    if unseen.is_empty() {
        return detail;
    }
    let hide = |check: &mut CheckId, note: &mut String| {
        if unseen.contains(check) {
            (*check, *note) = (Assessment::check_with(None), HIDDEN.to_owned());
        }
    };
    for check in detail.assessment.checks.iter_mut().filter(|check| unseen.contains(&check.check)) {
        check.check = Assessment::check_with(None);
        check.finding.case = None;
        check.finding.other = check.finding.other.take().map(CrossMatch::hidden);
        check.note = check.note.take().map(|_| HIDDEN.to_owned());
    }
    detail.case.facts.answers.iter_mut().for_each(|answer| hide(&mut answer.check, &mut answer.note));
    for entry in &mut detail.case.timeline {
        let Event::Decided { amendments, .. } = &mut entry.event else { continue };
        for amendment in amendments {
            match amendment {
                Amendment::Answer(answer) => hide(&mut answer.check, &mut answer.note),
                Amendment::Retract(retraction) => hide(&mut retraction.check, &mut retraction.reason),
                _ => {}
            }
        }
    }
    detail
}
