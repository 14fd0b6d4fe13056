//! What other cases share with a claim, as the server found it: one check a case, each answered by itself.
//!
//! Not here: what they share and how they are found (`domain::cross`, the server).
//! Invariant: a finding that a plan does not look for is no check; none refuses a benefit by itself, that is the reviewer's word.

use crate::domain::assessment::{Assessment, CheckState, Finding, IN_PERIOD, OTHER_CASE};
use crate::domain::cross::{CrossMatch, CrossRules, Match, Standing};
use crate::rules::assess::checks::{Checks, LISTED};
use crate::rules::assess::claim::Claim;

/// Adds a check for each other case that shares something.
pub fn other_cases(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let (Some(rules), Some(rule)) = (&claim.plan.other_cases, claim.plan.check(OTHER_CASE)) else { return };
    let looked_for = |found: &Match| found.kind().is_some_and(|kind| rules.looks_for(kind));
    for other in claim.history.crossed.iter().filter(|other| other.found.iter().any(looked_for)).take(LISTED) {
        let state = if asks(rules, other) { CheckState::Unknown } else { CheckState::Warning };
        let in_period = claim.plan.cover.is_some() && other.plan.as_ref() == Some(&claim.plan.id);
        let variant = in_period.then(|| IN_PERIOD.into());
        let finding = Finding { case: other.case.clone(), variant, other: Some(other.clone()), ..Finding::default() };
        let check = Assessment::check_with(other.case.as_ref());
        checks.put_blocking(check, None, state, finding, (rule.clause.clone(), rule.blocks));
    }
}

/// One person's cases may share a bill, where it is claimed by another benefit; what was rejected may come again.
fn asks(rules: &CrossRules, other: &CrossMatch) -> bool {
    let grave = other.found.iter().filter_map(Match::kind).any(|kind| rules.asks.contains(&kind));
    let may_be_right = (other.same_member && other.case.is_some() && other.benefits.is_empty()) || other.standing == Standing::Rejected;
    grave && !may_be_right
}
