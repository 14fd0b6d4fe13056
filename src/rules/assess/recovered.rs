//! What an earlier round of the same case paid and asked back: whoever decides anew says first why it is owed now.
//!
//! Not here: who may take a case up again (`judge`), what was asked back (`server`).
//! Invariant: a recovered benefit is approved by nobody who has not answered for it in this round.

use crate::domain::assessment::{CheckState, Finding, RECOVERED};
use crate::rules::assess::checks::{Checks, LISTED};
use crate::rules::assess::claim::Claim;

/// Adds a check for each benefit of the claim that was asked back for a reason. It stands against approving until it is answered.
pub fn recovered(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let Some(rules) = &claim.plan.recovering else { return };
    let own = claim.history.recovered.iter().filter(|own| claim.facts.benefits.contains(&own.benefit));
    for own in own.take(LISTED) {
        let (day, amount, said) = (Some(own.since), Some(own.amount), Some(own.reason.to_string()));
        let finding = Finding { day, amount, said, ..Finding::default() };
        checks.put_blocking(RECOVERED.into(), Some(&own.benefit), CheckState::Unknown, finding, (rules.clause.clone(), true));
    }
}
