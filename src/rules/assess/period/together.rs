//! What benefits do to one another: one of two that exclude each other, and limits that several have together.

use smallvec::SmallVec;

use crate::domain::assessment::{CheckState, ExclusiveGround, Finding, StepKind};
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;
use crate::rules::plan::{ExclusiveGroup, JointCap};

/// The benefits of a group: seldom more than two.
type List<T> = SmallVec<[T; 4]>;

const CHOICE: &str = "exclusive-choice";

fn place_of(drafts: &[Draft<'_>], id: &BenefitId) -> Option<usize> {
    drafts.iter().position(|draft| draft.benefit.id == *id)
}

/// Takes one benefit of a group. Paid earlier in the period wins; else the claimant's choice, the larger, the one named first.
pub fn choose(claim: Claim<'_>, group: &ExclusiveGroup, drafts: &mut [Draft<'_>], checks: &mut Checks<'_>) {
    let claimed: List<usize> = group.benefits.iter().filter_map(|id| place_of(drafts, id)).collect();
    if claimed.is_empty() {
        return;
    }
    let paid: List<&BenefitId> = group.benefits.iter().filter(|id| claim.paid(id) > Money::ZERO).collect();
    for at in &claimed {
        let id = &drafts[*at].benefit.id;
        let other = paid.iter().find(|other| **other != id).copied();
        if let Some(other) = other
            && drafts[*at].is_payable()
        {
            let last = claim.past(other).filter(|past| past.amount > Money::ZERO).last();
            let finding = Finding { amount: Some(claim.paid(other)), case: last.map(|past| past.case.clone()), ..variant("paid-before") };
            checks.add_resolved(CHOICE, Some(id), CheckState::Warning, finding);
            drafts[*at].supersede(other, ExclusiveGround::PaidBefore, claim.paid(other), &group.clause);
        }
    }
    let payable: List<usize> = claimed.iter().copied().filter(|at| drafts[*at].is_payable()).collect();
    if let [_, _, ..] = payable[..] {
        take_one(claim, group, &payable, drafts, checks);
    } else if !payable.is_empty() && claimed.iter().any(|at| drafts[*at].is_undecided()) {
        let undecided = variant("other-undecided");
        checks.add(CHOICE, None, CheckState::Unknown, undecided);
    }
    warn_of_closing(claim, group, drafts, checks);
}

fn take_one(claim: Claim<'_>, group: &ExclusiveGroup, payable: &[usize], drafts: &mut [Draft<'_>], checks: &mut Checks<'_>) {
    let amount = |at: usize| drafts[at].amount();
    // Of equal ones the first stands before the others, since the group's order is kept and only a larger one replaces it.
    let largest = payable.iter().copied().reduce(|best, at| if amount(at) > amount(best) { at } else { best });
    let Some(largest) = largest else { return };
    let chosen = claim.facts.choices.exclusive.as_ref().and_then(|id| payable.iter().copied().find(|at| drafts[*at].benefit.id == *id));
    let tie = payable.iter().any(|at| *at != largest && amount(*at) == amount(largest));
    let declined = claim.answer(CHOICE) == Some(false);
    let other = payable.iter().copied().find(|at| *at != largest);
    let (winner, ground) = match (chosen, declined, other) {
        (Some(chosen), ..) => (chosen, ExclusiveGround::Chosen),
        (None, true, Some(other)) => (other, ExclusiveGround::Chosen),
        _ => (largest, if tie { ExclusiveGround::Tie } else { ExclusiveGround::Larger }),
    };
    let (state, which) = match ground {
        ExclusiveGround::Chosen if chosen.is_some() => (CheckState::Pass, "chosen"),
        ExclusiveGround::Chosen => (CheckState::Attested, "changed"),
        ExclusiveGround::Tie => (CheckState::Unknown, "tie"),
        ExclusiveGround::Larger | ExclusiveGround::PaidBefore | ExclusiveGround::SameCase => (CheckState::Unknown, "larger"),
    };
    let (winner_id, winner_amount) = (drafts[winner].benefit.id.clone(), drafts[winner].amount());
    for at in payable.iter().copied().filter(|at| *at != winner) {
        let finding = Finding { amount: Some(winner_amount), limit: Some(drafts[at].amount()), ..variant(which) };
        match which {
            "changed" => checks.add_obeyed(CHOICE, Some(&winner_id), state, finding),
            _ => checks.add(CHOICE, Some(&winner_id), state, finding),
        }
        drafts[at].supersede(&winner_id, ground, winner_amount, &group.clause);
    }
}

/// Warns where taking the smaller sum now closes a larger one for the rest of the period.
fn warn_of_closing(claim: Claim<'_>, group: &ExclusiveGroup, drafts: &[Draft<'_>], checks: &mut Checks<'_>) {
    for id in &group.benefits {
        let Some(draft) = place_of(drafts, id).map(|at| &drafts[at]).filter(|draft| draft.is_payable()) else { continue };
        let closed = group.benefits.iter().filter(|other| *other != id).filter_map(|other| claim.plan.benefit(other)?.cap).max();
        if let Some(limit) = closed
            && draft.benefit.cap.is_none()
            && draft.amount() < limit
        {
            let finding = || Finding { amount: Some(draft.amount()), limit: Some(limit), ..Finding::default() };
            checks.add("closes-other", Some(id), CheckState::Warning, finding);
        }
    }
}

/// Holds several benefits to the limit that they have together in the period; the last one named is cut first.
pub fn limit(claim: Claim<'_>, cap: &JointCap, drafts: &mut [Draft<'_>]) {
    let places: List<Option<usize>> = cap.benefits.iter().map(|id| place_of(drafts, id).filter(|at| drafts[*at].is_payable())).collect();
    let now = |at: &Option<usize>| at.map_or(Money::ZERO, |at| drafts[at].amount());
    let amounts: List<Money> = cap.benefits.iter().zip(&places).map(|(id, at)| claim.paid(id) + now(at)).collect();
    let sum: Money = amounts.iter().copied().sum();
    let concerned = amounts.iter().filter(|amount| !amount.is_zero()).count();
    let mut over = (sum - cap.limit).max(Money::ZERO);
    if concerned < 2 {
        return;
    }
    let mut told = false;
    for at in places.iter().rev().flatten() {
        let draft = &mut drafts[*at];
        // Within the limit one step says so, where steps are kept.
        if over.is_zero() && (told || !draft.keeps_steps()) {
            return;
        }
        let cut = over.min(draft.amount());
        over = over - cut;
        let kind = StepKind::JointCap { benefits: cap.benefits.clone(), amounts: amounts.to_vec(), limit: cap.limit, sum };
        draft.add_under(kind, -cut.exact(), &cap.clause);
        told = true;
        draft.exhausted |= draft.amount().is_zero();
    }
}
