//! What the claimant declared of the cause of his stay, against what the facts say.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::time::Span;
use crate::rules::assess::checks::{Checks, LISTED, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;

/// A stay for a cause that the declaration rules out goes to the reviewer: what is not covered stands in the clauses of the year, the
/// claimant only declares. One without a cause is as it was declared: approving attests. Where only some stays are of such a cause, a "no"
/// stands against approving what was entered for all of them.
pub fn cause(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "declared-cause";
    let Some(rule) = &draft.benefit.declaration else { return };
    let stays = &claim.facts.stays;
    let id = Some(&draft.benefit.id);
    let excluded: Vec<Span> = stays
        .iter()
        .filter(|stay| stay.cause.is_some_and(|cause| rule.not_for.contains(&cause)))
        .map(|stay| Span { from: stay.admission, to: stay.discharge })
        .take(LISTED)
        .collect();
    if !excluded.is_empty() {
        let is_whole = stays.iter().all(|stay| stay.cause.is_some_and(|cause| rule.not_for.contains(&cause)));
        let finding = Finding { stays: excluded, ..variant("excluded") };
        match claim.answer(CHECK) {
            None => draft.wait(CHECK),
            Some(false) if !is_whole => return checks.add(CHECK, id, CheckState::Unknown, finding),
            Some(false) => draft.refuse(&rule.reason, &rule.clause),
            Some(true) => {}
        }
        checks.add_resolved(CHECK, id, CheckState::Unknown, finding);
        return;
    }
    let (state, which) = match stays.iter().all(|stay| stay.cause.is_some()) {
        true => (CheckState::Pass, "other"),
        false => (CheckState::Attested, "unsaid"),
    };
    // A reviewer's "no" says that there was such a cause all the same.
    let denied = checks.denies(CHECK, state);
    if denied {
        draft.refuse(&rule.reason, &rule.clause);
    }
    checks.add_resolved(CHECK, id, if denied { CheckState::Fail } else { state }, variant(which));
}
