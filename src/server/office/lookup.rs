//! Who calls: look-ups by what a caller gives, and the marks for clients.
//!
//! Not here: SQL (`ledger`), cases that share something (`crossed`). Invariant: every look-up stands in the audit trail once, with its kind and what was found, never with what
//! was given; an id that was used for one is good for no other.

use std::sync::PoisonError;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError, answered, keep_answer};
use crate::domain::basis::hex;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::lookup::{Kind, MOST_HITS, Mark, MarkKey, Wanted};
use crate::domain::pinyin::name_keys;
use crate::domain::time::Moment;
use crate::server::ledger::{AuditEntry, LedgerError, Writing};
use crate::server::view::Sight;
use crate::wire::{LookedUp, LookupAnswer, LookupRequest, Pace, Person};

/// Cases that are written down anew in one write, where an older program wrote them.
const AT_ONCE: u32 = 500;

/// What stands in the audit trail of a look-up.
struct Entry<'a> {
    by: Kind,
    found: &'a [CaseId],
    /// When a client answered it by itself.
    shown_at: Option<Moment>,
}

impl Entry<'_> {
    /// A hash of the outcome, in whatever order the cases were found.
    fn hash(&self) -> String {
        let mut parts: Vec<&str> = self.found.iter().map(CaseId::as_str).collect();
        parts.sort_unstable();
        parts.insert(0, self.by.id());
        hash(&parts)
    }
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
            let entry = Entry { by, found: &ids, shown_at: None };
            match asked.id {
                Some(id) => write_asked(books, &who.user, at, id, &wanted, &entry)?,
                None => append(books, &who.user, at, &entry)?,
            }
            Ok(LookupAnswer { by, cases, more })
        })
    }

    /// Writes down a look-up that a client answered by itself; one that was asked here too, or was told before, is written once.
    pub fn looked_up(&self, who: &Person, entry: &LookedUp) -> Result<(), OfficeError> {
        let at = self.now();
        let found = &entry.found[..entry.found.len().min(MOST_HITS as usize)];
        let told = Entry { by: entry.by, found, shown_at: Some(entry.at) };
        self.ledger.write(|books| write_told(books, &who.user, at, entry.id, &told))
    }

    /// The key of a person's marks: his own, so that two persons' caches can't be laid together, and another one where he sees masks, so
    /// that what was marked for other rights is loaded anew. Nothing for who sees nothing.
    pub(super) fn mark_key(&self, who: &UserId, sight: &Sight) -> Result<Option<MarkKey>, LedgerError> {
        let what = match sight {
            Sight::Nothing => return Ok(None),
            Sight::Masked => "huzhu mark key of masks 1",
            Sight::All | Sight::Employer(_) => "huzhu mark key 1",
        };
        let secret = self.ledger.read(|books| books.mark_secret())?;
        Ok(Some(MarkKey::new(hash(&[what, &secret, who.as_str()]))))
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

/// The marks of one case for one person. Who sees masks gets none of a whole number: he has the key, and a mask leaves so few numbers
/// open that he could try them all. He asks the server. A name is marked for him only: others have it in the row.
pub(super) fn marks(key: &MarkKey, sight: &Sight, numbers: &[(Kind, String)]) -> Vec<Mark> {
    if !sight.is_masked() {
        return numbers.iter().filter(|(kind, _)| kind.is_marked()).map(|(kind, number)| key.mark(*kind, number)).collect();
    }
    let names = numbers.iter().filter(|(kind, _)| *kind == Kind::Name).flat_map(|(_, name)| name_keys(name));
    names.map(|text| key.mark(if text.is_ascii() { Kind::Pinyin } else { Kind::Name }, &text)).collect()
}

/// The marks of the ends of a case's numbers for one person. Who sees masks has those that stand in the masks of a detail, and of a case
/// that comes without one (`detailed`) none.
pub(super) fn tails(key: &MarkKey, sight: &Sight, numbers: &[(Kind, String)], detailed: bool) -> Vec<Mark> {
    let shown = numbers.iter().filter(|_| detailed || !sight.is_masked());
    shown.flat_map(|(kind, number)| key.tails(*kind, number, sight.is_masked())).collect()
}

/// Writes down a look-up that was asked here. A client makes its id up: the question stands under it, so that no second one hides behind
/// the first. One that the client told before with the same outcome stands in the trail; what was found beside that is written too.
fn write_asked(
    books: &Writing<'_>,
    who: &UserId,
    at: Moment,
    id: uuid::Uuid,
    wanted: &Wanted,
    entry: &Entry<'_>,
) -> Result<(), OfficeError> {
    let key = key_of("lookup", who, id);
    // With the secret, for whoever has the books could try all numbers against a plain hash.
    let question = hash(&["huzhu look-up 1", &books.mark_secret()?, who.as_str(), &wanted.asked()]);
    if answered::<()>(books, &key, &question)?.is_some() {
        return Ok(());
    }
    if books.answer(&key_of("told", who, id))?.is_none_or(|(told, _)| told != entry.hash()) {
        append(books, who, at, entry)?;
    }
    keep_answer(books, &key, &question, &())
}

/// Writes down a look-up that a client answered by itself, unless it was asked here too.
fn write_told(books: &Writing<'_>, who: &UserId, at: Moment, id: uuid::Uuid, entry: &Entry<'_>) -> Result<(), OfficeError> {
    let key = key_of("told", who, id);
    let outcome = entry.hash();
    if answered::<()>(books, &key, &outcome)?.is_some() || books.answer(&key_of("lookup", who, id))?.is_some() {
        return Ok(());
    }
    append(books, who, at, entry)?;
    keep_answer(books, &key, &outcome, &())
}

/// Two persons' ids are never the same one's, whatever a client makes up.
fn key_of(what: &str, who: &UserId, id: uuid::Uuid) -> String {
    format!("{what}:{who}:{id}")
}

fn append(books: &Writing<'_>, who: &UserId, at: Moment, entry: &Entry<'_>) -> Result<(), OfficeError> {
    let mut payload = json!({ "by": entry.by.id(), "found": entry.found });
    if let Some(shown_at) = entry.shown_at {
        payload["shown_at"] = json!(shown_at);
    }
    books.append(&AuditEntry { at, by: Some(who), kind: "looked-up", case: None, payload: &payload })?;
    Ok(())
}

/// Hashes parts, each with its length before it, so that no two lists give the same bytes.
fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}
