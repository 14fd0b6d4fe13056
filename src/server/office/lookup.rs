//! Who calls and what goes with what: look-ups by what a caller gives, cases that share something, and the marks for clients.
//!
//! Not here: SQL (`ledger`). Invariant: every look-up stands in the audit trail once, with its kind and what was found, never with what
//! was given.

use std::sync::PoisonError;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError, keep_answer};
use crate::domain::basis::hex;
use crate::domain::identity::{card_tail, mask_name};
use crate::domain::ids::{CaseId, UserId};
use crate::domain::lookup::{Kind, MOST_HITS, Mark, MarkKey, Wanted};
use crate::domain::pinyin::name_keys;
use crate::domain::time::{Moment, Span};
use crate::server::ledger::{AuditEntry, LedgerError, Shared, StoredCase, Writing};
use crate::server::view::Sight;
use crate::wire::{LookedUp, LookupAnswer, LookupRequest, Pace, Person, Related, RelatedCase};

/// Cases that are written down anew in one write, where an older program wrote them.
const AT_ONCE: u32 = 500;

/// What stands in the audit trail of a look-up.
struct Entry<'a> {
    by: Kind,
    found: &'a [CaseId],
    /// When a client answered it by itself.
    shown_at: Option<Moment>,
}

impl Office {
    /// Finds cases by what a caller gave. Every look-up is written down, with what was found and without what was given.
    pub fn look_up(&self, who: &Person, asked: &LookupRequest) -> Result<LookupAnswer, OfficeError> {
        let wanted = Wanted::read(&asked.number).map_err(|_| OfficeError::NotFound)?;
        let sight = Sight::of(who);
        let at = self.now();
        self.ledger.write(|books| {
            let (by, found, more) = match sight {
                Sight::Nothing => (wanted.kind(), Vec::new(), false),
                _ => books.find(&wanted, sight.employer())?,
            };
            let cases: Vec<_> = found.into_iter().filter_map(|summary| sight.summary(summary)).collect();
            let ids: Vec<CaseId> = cases.iter().map(|case| case.id.clone()).collect();
            write_down(books, &who.user, at, asked.id, &Entry { by, found: &ids, shown_at: None })?;
            Ok(LookupAnswer { by, cases, more })
        })
    }

    /// Writes down a look-up that a client answered by itself; one that was asked here too, or was told before, is written once.
    pub fn looked_up(&self, who: &Person, entry: &LookedUp) -> Result<(), OfficeError> {
        let at = self.now();
        let found = &entry.found[..entry.found.len().min(MOST_HITS as usize)];
        let told = Entry { by: entry.by, found, shown_at: Some(entry.at) };
        self.ledger.write(|books| write_down(books, &who.user, at, Some(entry.id), &told))
    }

    /// Gives the cases that share the member, a receipt or a card with a case, as far as the person may see them.
    pub fn related(&self, who: &Person, id: &CaseId) -> Result<Related, OfficeError> {
        let sight = Sight::of(who);
        self.ledger.read(|books| {
            let seen = |stored: &StoredCase| sight.covers(stored.case.employer().unwrap_or_default());
            let of = books.case(id)?.filter(seen).ok_or(OfficeError::NotFound)?;
            let (found, more) = books.related(&of)?;
            let mut cases = Vec::new();
            for (id, shared) in found {
                let Some(stored) = books.case(&id)? else { continue };
                let Some(summary) = books.summary(&id)?.and_then(|summary| sight.summary(summary)) else { continue };
                cases.push(related_case(&sight, summary, &stored, shared));
            }
            Ok(Related { cases, more })
        })
    }

    /// The key of a person's marks: his own, so that two persons' caches can't be laid together.
    pub(super) fn mark_key(&self, who: &UserId) -> Result<MarkKey, LedgerError> {
        let secret = self.ledger.read(|books| books.mark_secret())?;
        let mut hasher = Sha256::new();
        for part in ["huzhu mark key 1", &secret, who.as_str()] {
            hasher.update(part.len().to_be_bytes());
            hasher.update(part.as_bytes());
        }
        Ok(MarkKey::new(hex(&hasher.finalize())))
    }

    /// How long stages took lately. Measured once a day.
    pub(super) fn paces(&self) -> Result<Vec<Pace>, LedgerError> {
        let today = self.now().date();
        let mut kept = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, paces)) = kept.as_ref()
            && *of == today
        {
            return Ok(paces.clone());
        }
        let paces = self.ledger.read(|books| books.paces(today))?;
        *kept = Some((today, paces.clone()));
        Ok(paces)
    }

    /// Writes down what cases are found by where an older program did not; costs one row to look at where all is there.
    pub(super) fn index(&self) -> Result<(), LedgerError> {
        if self.ledger.read(|books| books.is_indexed())? {
            return Ok(());
        }
        let mut after = 0;
        while let Some(last) = self.ledger.write(|books| books.index_numbers(after, AT_ONCE))? {
            after = last;
        }
        Ok(())
    }
}

/// The marks of one case for one person. A name is marked for who sees it masked only: others have it in the row.
pub(super) fn marks(key: &MarkKey, sight: &Sight, numbers: &[(Kind, String)]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = numbers.iter().filter(|(kind, _)| kind.is_marked()).map(|(kind, number)| key.mark(*kind, number)).collect();
    for (_, name) in numbers.iter().filter(|(kind, _)| *kind == Kind::Name && sight.is_masked()) {
        let typed = name_keys(name).into_iter();
        marks.extend(typed.map(|text| key.mark(if text.is_ascii() { Kind::Pinyin } else { Kind::Name }, &text)));
    }
    marks
}

fn related_case(sight: &Sight, summary: crate::domain::summary::CaseSummary, stored: &StoredCase, shared: Shared) -> RelatedCase {
    let facts = &stored.case.facts;
    let payee = facts.payee.as_ref().map(|payee| if sight.is_masked() { mask_name(&payee.name) } else { payee.name.clone() });
    RelatedCase {
        summary,
        same_member: shared.member,
        receipts: shared.receipts.iter().map(|number| card_tail(number)).collect(),
        card: shared.card.as_deref().map(card_tail),
        payee,
        stays: facts.stays.iter().map(|stay| Span { from: stay.admission, to: stay.discharge }).collect(),
    }
}

fn write_down(books: &Writing<'_>, who: &UserId, at: Moment, id: Option<uuid::Uuid>, entry: &Entry<'_>) -> Result<(), OfficeError> {
    // Two persons' ids are never the same one's, whatever a client makes up.
    let key = id.map(|id| format!("lookup:{who}:{id}"));
    if let Some(key) = &key
        && books.answer(key)?.is_some()
    {
        return Ok(());
    }
    let mut payload = json!({ "by": entry.by.id(), "found": entry.found });
    if let Some(shown_at) = entry.shown_at {
        payload["shown_at"] = json!(shown_at);
    }
    books.append(&AuditEntry { at, by: Some(who), kind: "looked-up", case: None, payload: &payload })?;
    key.map_or(Ok(()), |key| keep_answer(books, &key, "", &()))
}
