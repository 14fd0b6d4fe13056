//! What a case shares with others, as its assessment rests on it: found when the case is written, and anew when one of the others is.
//!
//! Not here: SQL (`ledger`), what two claims share (`domain::cross`), what it asks of a reviewer (`rules`), who is told which case
//! (`view`).
//! Invariant: a case that comes in, changes or ends leaves no undecided case behind that tells otherwise of it.

use std::collections::BTreeSet;

use super::{Office, OfficeError};
use crate::domain::cross::{CrossMatch, CrossRules, Standing, compare, one_number, shared_card, shared_receipts};
use crate::domain::facts::{Facts, History, OwnRecovery};
use crate::domain::identity::mask_name;
use crate::domain::ids::CaseId;
use crate::domain::recovery::Recovery;
use crate::domain::summary::CaseSummary;
use crate::domain::time::{Moment, Span, months_after};
use crate::rules::plan::Plan;
use crate::server::ledger::{Books, LedgerError, Side, Sought, StoredCase, Writing};
use crate::server::view::Sight;
use crate::wire::{Person, Related, RelatedCase};

/// Other cases that one case tells of. Where there are more, the number that they share says nothing of anybody.
const MOST_CROSSED: usize = 20;

/// Gives what was decided for the member of a claim, what is open, which other cases share something with it, and what its own case asked
/// back.
pub(super) fn history(books: &Books<'_>, plan: &Plan, of: Sought<'_>) -> Result<History, LedgerError> {
    let history = books.history(of.member_no, Some(of.no))?;
    let recovered = of.recoveries.iter().filter_map(own_recovery).collect();
    Ok(History { crossed: crossed(books, plan, of)?, recovered, ..history })
}

/// What a new round has to know of a recovery; nothing of one that only asked for the difference to a later sum.
fn own_recovery(recovery: &Recovery) -> Option<OwnRecovery> {
    let Recovery { benefit, asked, reason, since, .. } = recovery;
    reason.as_ref().map(|reason| OwnRecovery { benefit: benefit.clone(), amount: *asked, reason: reason.clone(), since: *since })
}

/// Gives the other cases that share with a claim what its plan looks for, oldest first.
pub(super) fn crossed(books: &Books<'_>, plan: &Plan, of: Sought<'_>) -> Result<Vec<CrossMatch>, LedgerError> {
    let Some(rules) = &plan.other_cases else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for no in books.sharing(of)?.0 {
        if let Some(side) = books.side(no)?
            && let Some(crossed) = line(rules, of, side)
        {
            found.push(crossed);
        }
        if found.len() >= MOST_CROSSED {
            break;
        }
    }
    found.reverse();
    Ok(found)
}

/// Gives all that another case shares with a claim as one line; nothing where it shares nothing that is looked for, or is too old.
pub(super) fn line(rules: &CrossRules, of: Sought<'_>, side: Side) -> Option<CrossMatch> {
    if months_after(side.received.date(), rules.back_months) < of.facts.filed {
        return None;
    }
    let same_member = side.member_no == of.member_no;
    let found = compare(rules, of.facts, &side.facts, same_member);
    let benefits = of.facts.benefits.iter().filter(|id| side.facts.benefits.contains(id)).cloned().collect();
    let (plan, employer) = (Some(side.plan), Some(side.employer));
    let line = CrossMatch { case: Some(side.id), plan, employer, same_member, benefits, standing: side.standing, found };
    let line = line.with_paid(rules, &side.granted, one_number(of.facts, &side.facts));
    (!line.found.is_empty()).then_some(line)
}

/// Gives the cases that may share something with a claim as it was and as it is.
pub(super) fn touched(books: &Books<'_>, before: Sought<'_>, after: &Facts) -> Result<BTreeSet<i64>, LedgerError> {
    let mut others: BTreeSet<i64> = books.sharing(before)?.0.into_iter().collect();
    others.extend(books.sharing(Sought { facts: after, ..before })?.0);
    Ok(others)
}

impl Office {
    /// Gives the cases that share the member or something else with a case, newest first. One that the person may not see is told
    /// without its number where it shares what it should not.
    pub fn related(&self, who: &Person, id: &CaseId) -> Result<Related, OfficeError> {
        let sight = Sight::of(who);
        self.ledger().read(|books| {
            let seen = |stored: &StoredCase| sight.covers(stored.case.employer().unwrap_or_default());
            let stored = books.case(id)?.filter(seen).ok_or(OfficeError::NotFound)?;
            let plan = self.plan(&stored.case.plan_hash)?;
            let of = Sought { no: stored.no, member_no: stored.member_no, facts: &stored.case.facts, recoveries: &[] };
            let (others, more) = books.sharing(of)?;
            let mut cases = Vec::new();
            for no in others {
                let Some(side) = books.side(no)? else { continue };
                let summary = books.summary(&side.id)?.and_then(|summary| sight.summary(summary));
                cases.extend(related_case(&sight, &plan, of, side, summary));
            }
            Ok(Related { cases, more })
        })
    }

    /// Assesses those undecided cases again to which a case, as it is now, is another than it was.
    pub(super) fn reassess_crossed(
        &self,
        books: &Writing<'_>,
        others: impl IntoIterator<Item = i64>,
        because: &CaseId,
        now: Moment,
    ) -> Result<(), OfficeError> {
        for no in others {
            if let Some(id) = books.undecided(no)? {
                self.reassess_case(books, &id, because, now)?;
            }
        }
        Ok(())
    }
}

/// One line of what goes with a case; nothing where it shares nothing, or only the member with a case that the person may not see.
fn related_case(sight: &Sight, plan: &Plan, of: Sought<'_>, side: Side, summary: Option<CaseSummary>) -> Option<RelatedCase> {
    let same_member = side.member_no == of.member_no;
    let receipts = shared_receipts(of.facts, &side.facts);
    let card = shared_card(of.facts, &side.facts);
    let payee = side.facts.payee.as_ref().map(|payee| if sight.is_masked() { mask_name(&payee.name) } else { payee.name.clone() });
    let stays = side.facts.stays.iter().map(|stay| Span { from: stay.admission, to: stay.discharge }).collect();
    let standing = side.standing.clone();
    let line = plan.other_cases.as_ref().and_then(|rules| line(rules, of, side));
    let found = line.map(|line| line.found).unwrap_or_default();
    let shares = !found.is_empty() || !receipts.is_empty() || card.is_some();
    let told = RelatedCase {
        case: None,
        same_member,
        receipts,
        card,
        payee: None,
        stays: Vec::new(),
        found,
        standing: Standing::default(),
        summary: None,
    };
    match summary {
        Some(summary) if shares || same_member => Some(RelatedCase { summary: Some(summary), payee, stays, standing, ..told }),
        None if shares => Some(told),
        _ => None,
    }
}
