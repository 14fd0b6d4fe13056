//! Benefits of which the documents give no figure: the amount is a reviewer's, with its clause, and counts once a second one confirmed it.
//!
//! Reading: the documents of these plans publish no rates, so nobody's word alone is enough.

use crate::domain::amendment::CONFIRMS_AMOUNT;
use crate::domain::assessment::{CheckState, Finding, StepKind};
use crate::domain::money::Money;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;

const CHECK: &str = CONFIRMS_AMOUNT;

/// Takes the amount that was entered; without one the benefit needs it, unconfirmed it waits. It is never more than `most`, nor than the
/// benefit's own limit.
pub fn amount(claim: Claim<'_>, draft: &mut Draft<'_>, most: Option<Money>, checks: &mut Checks<'_>) {
    let limit = [most, draft.benefit.cap].into_iter().flatten().min();
    let id = Some(&draft.benefit.id);
    let Some(entered) = claim.facts.amounts.iter().rev().find(|entered| entered.benefit == draft.benefit.id) else {
        draft.no_figure();
        return;
    };
    let said = |which: &str| Finding { amount: Some(entered.amount), limit, said: Some(entered.clause.to_string()), ..variant(which) };
    if entered.amount.is_negative() || limit.is_some_and(|limit| entered.amount > limit) {
        checks.add_resolved(CHECK, id, CheckState::Fail, said("out-of-range"));
        draft.no_figure();
        return;
    }
    if entered.entered_by.is_none() {
        // Nobody can be the second person where the first is not known.
        let at = claim.facts.amounts.iter().position(|of| of.benefit == entered.benefit).unwrap_or_default();
        let path = format!("facts.amounts[{at}].entered_by");
        checks.add_resolved(CHECK, id, CheckState::Fail, Finding { missing: vec![path.clone()], ..said("unsigned") });
        draft.lack(path);
    } else {
        checks.add_resolved(CHECK, id, CheckState::Unknown, said("entered"));
    }
    let answer = claim.answer(CHECK);
    match answer {
        Some(true) => {}
        None => draft.wait(CHECK),
        // An amount that is not accepted has to be entered anew.
        Some(false) => draft.no_figure(),
    }
    let confirmed = answer == Some(true);
    let kind = StepKind::Assessed { rests_on: entered.clause.clone(), confirmed };
    draft.add(kind, entered.amount.max(Money::ZERO).exact());
    draft.close();
}
