//! Stays of which one lies inside another, or is the same, and both bring an expense: perhaps one bill handed in twice.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::PastStay;
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::time::{Date, Span};
use crate::rules::assess::checks::Checks;
use crate::rules::assess::claim::Claim;
use crate::rules::assess::period::stays::Placed;

/// The check by which the reviewer says that they are different bills.
pub const CHECK: &str = "stay-expense";

/// A stay of the claim, and the one that it may share its bill with.
pub struct Pair {
    pub index: usize,
    spans: [Span; 2],
}

/// Finds the stays that may bring an expense a second time, in the claim or after an earlier case.
pub fn pairs(claim: Claim<'_>, benefit: &BenefitId, placed: &[Placed<'_>]) -> Vec<Pair> {
    let span = |from: Date, to: Date| Span { from, to: to.max(from) };
    let brings = |placed: &&Placed<'_>| placed.counts().is_some() && placed.stay.expense.is_some();
    let mut all: Vec<(Span, Option<usize>)> =
        placed.iter().filter(brings).map(|placed| (span(placed.stay.admission, placed.stay.discharge), Some(placed.index))).collect();
    all.extend(paid_before(claim, benefit).into_iter().map(|stay| (span(stay.admission, stay.discharge), None)));
    // The one that holds the others first; of equal ones that of an earlier case, then in the order of the claim.
    all.sort_by_key(|(span, index)| (span.from, std::cmp::Reverse(span.to), *index));
    let (mut old, mut new): (Option<Span>, Option<(Span, usize)>) = (None, None);
    let mut found = Vec::new();
    for (span, index) in all {
        let holds = |outer: Span| outer.to >= span.to && (span.from < outer.to || outer == span);
        match (index, old.filter(|outer| holds(*outer)), new.filter(|(outer, _)| holds(*outer))) {
            (Some(index), Some(outer), _) | (Some(index), None, Some((outer, _))) => found.push(Pair { index, spans: [outer, span] }),
            (None, _, Some((outer, index))) => found.push(Pair { index, spans: [span, outer] }),
            _ => {}
        }
        match index {
            None if old.is_none_or(|outer| outer.to < span.to) => old = Some(span),
            Some(index) if new.is_none_or(|(outer, _)| outer.to < span.to) => new = Some((span, index)),
            _ => {}
        }
    }
    found
}

/// The stays of the cases that were paid for an expense of this period.
fn paid_before<'a>(claim: Claim<'a>, benefit: &'a BenefitId) -> Vec<&'a PastStay> {
    let cases: std::collections::BTreeSet<_> =
        claim.past(benefit).filter(|past| past.expense.is_some_and(|expense| expense > Money::ZERO)).map(|past| &past.case).collect();
    claim
        .history
        .granted
        .iter()
        .filter(|past| past.plan == claim.plan.id && cases.contains(&past.case))
        .flat_map(|past| &past.stays)
        .collect()
}

/// Puts the pairs to the reviewer, all of them in one question.
pub fn ask(benefit: &BenefitId, pairs: &[Pair], checks: &mut Checks<'_>) {
    if !pairs.is_empty() {
        let stays = pairs.iter().flat_map(|pair| pair.spans).collect();
        let finding = Finding { count: u32::try_from(pairs.len()).ok(), stays, ..Finding::default() };
        checks.add_resolved(CHECK, Some(benefit), CheckState::Unknown, finding);
    }
}
