//! Whether a stay is one that the office pays by the data of the insurance, without a claim.
//!
//! Reading: where the document lists every case that needs a claim, a claim for any other stay should have been paid directly. Where its
//! list is cut short, nothing follows from it.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::{AccountKind, Relief};
use crate::rules::assess::checks::{Checks, missing, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;
use crate::rules::assess::period::stays::days_by_dates;

/// Flags a claim that needed none. It refuses nothing: the reviewer may.
pub fn pay(claim: Claim<'_>, draft: &Draft<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "direct-pay";
    let Some(rule) = &draft.benefit.direct_pay else { return };
    let id = Some(&draft.benefit.id);
    if !rule.list_is_whole {
        checks.add_resolved(CHECK, id, CheckState::Attested, variant("list-cut"));
        return;
    }
    let stays = &claim.facts.stays;
    let long = rule
        .longer_than_days
        .and_then(|most| stays.iter().map(|stay| stay.stated_days.unwrap_or(days_by_dates(stay))).find(|days| *days > most));
    let account = claim.facts.payee.as_ref().and_then(|payee| payee.account_kind);
    let needed = match account {
        _ if long.is_some() => Some("long"),
        _ if stays.iter().any(|stay| stay.outside == Some(true)) => Some("outside"),
        _ if stays.iter().any(|stay| stay.relief.is_some_and(|relief| relief != Relief::None)) => Some("relief"),
        Some(AccountKind::Own) => Some("no-card"),
        Some(AccountKind::SocialSecurityCardElsewhere) => Some("card-elsewhere"),
        _ => None,
    };
    if let Some(which) = needed {
        checks.add_resolved(
            CHECK,
            id,
            CheckState::Pass,
            Finding { count: long, limit: None, expected: rule.longer_than_days, ..variant(which) },
        );
        return;
    }
    let mut unsaid = Vec::new();
    for (at, stay) in stays.iter().enumerate().take(crate::rules::assess::checks::LISTED) {
        unsaid.extend(stay.outside.is_none().then(|| format!("facts.stays[{at}].outside")));
        unsaid.extend(stay.relief.is_none().then(|| format!("facts.stays[{at}].relief")));
    }
    unsaid.extend(account.is_none().then(|| "facts.payee.account_kind".to_owned()));
    if unsaid.is_empty() {
        checks.add_resolved(CHECK, id, CheckState::Warning, variant("direct"));
    } else {
        checks.add_resolved(CHECK, id, CheckState::Warning, missing(unsaid));
    }
}
