//! Whether a stay is one that the office pays by the data of the insurance, without a claim.
//!
//! Reading: where the document lists every case that needs a claim, a claim for any other stay should have been paid directly. Where its
//! list is cut short, nothing follows from it.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::{AccountKind, Relief, Stay};
use crate::domain::time::Span;
use crate::rules::assess::checks::{Checks, LISTED, missing, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, unless_denied};
use crate::rules::assess::period::stays::{days_by_dates, most_days};
use crate::rules::plan::DirectPay;

/// Flags a claim, or a stay of it, that needed none. By itself it refuses nothing; a reviewer's "no" does, unless the list is cut short or
/// another stay needs a claim: then his word stands against approving.
pub fn pay(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "direct-pay";
    let Some(rule) = &draft.benefit.direct_pay else { return };
    let id = Some(&draft.benefit.id);
    if !rule.list_is_whole {
        checks.add_resolved(CHECK, id, CheckState::Attested, variant("list-cut"));
        return;
    }
    let (state, finding) = found(claim, rule);
    let is_part = state == CheckState::Warning && claim.facts.stays.iter().any(|stay| needs(stay, rule).is_some());
    let state = if is_part { state } else { unless_denied(claim, draft, (CHECK, reasons::DIRECT_PAY_CASE), state, checks) };
    checks.add_resolved(CHECK, id, state, finding);
}

/// The days of a stay. A figure on the record that the dates can't hold shows nothing.
fn days(stay: &Stay) -> u32 {
    stay.stated_days.unwrap_or(days_by_dates(stay)).min(most_days(stay))
}

fn is_long(stay: &Stay, rule: &DirectPay) -> bool {
    rule.longer_than_days.is_some_and(|most| days(stay) > most)
}

/// Why a claim is needed for a stay.
fn needs(stay: &Stay, rule: &DirectPay) -> Option<&'static str> {
    [
        (is_long(stay, rule), "long"),
        (stay.outside == Some(true), "outside"),
        (stay.relief.is_some_and(|relief| relief != Relief::None), "relief"),
    ]
    .into_iter()
    .find_map(|(holds, which)| holds.then_some(which))
}

/// Why a claim is needed for every stay; else the stays for which none is, or what has to be known first.
fn found(claim: Claim<'_>, rule: &DirectPay) -> (CheckState, Finding) {
    let stays = &claim.facts.stays;
    if stays.is_empty() {
        return (CheckState::Unknown, missing(vec!["facts.stays".into()]));
    }
    let others: Vec<(usize, &Stay)> = stays.iter().enumerate().filter(|(_, stay)| needs(stay, rule).is_none()).take(LISTED).collect();
    if others.is_empty() {
        let count = stays.iter().find(|stay| is_long(stay, rule)).map(days);
        let which = stays.iter().find_map(|stay| needs(stay, rule)).unwrap_or_default();
        return (CheckState::Pass, Finding { count, expected: rule.longer_than_days, ..variant(which) });
    }
    let account = claim.facts.payee.as_ref().and_then(|payee| payee.account_kind);
    match account {
        Some(AccountKind::Own) => return (CheckState::Pass, variant("no-card")),
        Some(AccountKind::SocialSecurityCardElsewhere) => return (CheckState::Pass, variant("card-elsewhere")),
        _ => {}
    }
    let mut unsaid = Vec::new();
    for (at, stay) in &others {
        unsaid.extend(stay.outside.is_none().then(|| format!("facts.stays[{at}].outside")));
        unsaid.extend(stay.relief.is_none().then(|| format!("facts.stays[{at}].relief")));
    }
    unsaid.extend(account.is_none().then(|| "facts.payee.account_kind".to_owned()));
    if !unsaid.is_empty() {
        return (CheckState::Warning, missing(unsaid));
    }
    let spans = others.iter().map(|(_, stay)| Span { from: stay.admission, to: stay.discharge }).collect();
    let beyond = others.iter().any(|(_, stay)| stay.stated_days.is_some_and(|days| days > most_days(stay)));
    let which = if beyond { "days-differ" } else { "direct" };
    (CheckState::Warning, Finding { stays: spans, ..variant(which) })
}
