//! What a person sees: one case, a page of cases, what changed, what a number finds.

use serde::Serialize;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use super::lookup::{marks, tails};
use super::{Office, OfficeError, answered, body_hash, keep_answer};
use crate::domain::filter::Words;
use crate::domain::ids::CaseId;
use crate::domain::lookup::{Mark, MarkKey};
use crate::domain::summary::{CaseDetail, CaseSummary, kept_since};
use crate::domain::time::Date;
use crate::server::ledger::{AuditEntry, Books, ChangedPage, LedgerError, RawChange};
use crate::server::view::{self, Sight};
use crate::wire::{CasePage, PAGE_LIMIT, Pace, Person, Reveal, ServerIdentity};

/// What begins a cursor, so that a text from elsewhere is told from one of ours.
const CURSOR: &str = "c1.";

/// A page of changes, its cases as the JSON that they were written as: [`crate::wire::Changes`] without a detour.
#[derive(Debug, Serialize)]
pub struct ChangesPage {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub changes: Vec<ChangeJson>,
    pub next: u64,
    pub more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark_key: Option<MarkKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paces: Option<Vec<Pace>>,
    pub plans: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<CaseId>,
    pub day: Date,
}

/// Rows that were asked for by their numbers: [`crate::wire::Rows`] without a detour.
#[derive(Debug, Serialize)]
pub struct RowsPage {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub changes: Vec<ChangeJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark_key: Option<MarkKey>,
}

#[derive(Debug, Serialize)]
pub struct ChangeJson {
    summary: Box<RawValue>,
    detail: Option<Box<RawValue>>,
    marks: Vec<Mark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Words>,
}

impl Office {
    /// Gives a case as the person may see it.
    pub fn case(&self, who: &Person, id: &CaseId) -> Result<CaseDetail, OfficeError> {
        let detail = self.ledger.read(|books| self.detail(books, id))?;
        detail.and_then(|detail| Sight::of(who).detail(detail)).ok_or(OfficeError::NotFound)
    }

    /// The detail as it was written, or of a case that has ended, made on the history that its end rests on.
    pub(super) fn detail(&self, books: &Books<'_>, id: &CaseId) -> Result<Option<CaseDetail>, LedgerError> {
        if let Some(detail) = books.detail(id)? {
            return Ok(Some(detail));
        }
        let Some(stored) = books.case(id)? else { return Ok(None) };
        let plan = self.plan(&stored.case.plan_hash)?;
        Ok(Some(view::detail(&plan, stored.case, stored.frozen.unwrap_or_default(), stored.seq)))
    }

    /// Gives what changed after a sequence number, each case once, at its newest; and what the person keeps no more.
    pub fn changes(&self, who: &Person, after: u64, limit: u32) -> Result<ChangesPage, OfficeError> {
        let sight = Sight::of(who);
        let limit = limit.clamp(1, PAGE_LIMIT);
        let day = self.now().date();
        let (page, newest, total) = self.ledger.read(|books| {
            let page = match sight {
                Sight::Nothing => ChangedPage::default(),
                _ => books.changes(after, limit, sight.employer(), kept_since(day))?,
            };
            // Counting reads an index through: for the first page of a whole download, so that it can tell how far it is.
            let whole = after == 0 && page.upto.is_some();
            let total = if whole { Some(books.count(sight.employer(), kept_since(day))?) } else { None };
            Ok::<_, LedgerError>((page, books.newest_seq()?, total))
        })?;
        let ChangedPage { changes, gone, upto } = page;
        // On the last page the cursor moves past entries that are of no case in sight. One from the future has
        // seen books that were put back since: it is told the newest number, by which the client notices where no new epoch tells.
        let (more, next) = (upto.is_some(), upto.unwrap_or(newest));
        let key = self.mark_key(&who.user, &sight)?;
        // Each poll asks; only where something happened may the measure be another.
        let paces = if more || changes.is_empty() { None } else { Some(self.paces()?) };
        let changes = changes.into_iter().map(|change| in_sight(change, &sight, key.as_ref())).collect::<Result<_, _>>()?;
        Ok(ChangesPage {
            identity: self.ledger.identity().clone(),
            changes,
            next,
            more,
            total,
            mark_key: key,
            paces,
            plans: self.revision.clone(),
            gone,
            day,
        })
    }

    /// Gives a page of cases, in the order of their entry. A cursor that is not one of ours is nothing found.
    pub fn page(&self, who: &Person, cursor: Option<&str>, limit: u32) -> Result<CasePage, OfficeError> {
        let after = match cursor {
            None => 0,
            Some(text) => text.strip_prefix(CURSOR).and_then(|number| number.parse().ok()).ok_or(OfficeError::NotFound)?,
        };
        let sight = Sight::of(who);
        if sight == Sight::Nothing {
            return Ok(CasePage { cases: Vec::new(), next: None });
        }
        let (cases, next) = self.ledger.read(|books| books.page(after, limit.clamp(1, PAGE_LIMIT), sight.employer()))?;
        let cases = cases.into_iter().filter_map(|summary| sight.summary(summary)).collect();
        Ok(CasePage { cases, next: next.map(|no| format!("{CURSOR}{no}")) })
    }

    /// Writes down that a person had a personal field of a case shown in full. The same entry again is written once.
    pub fn reveal(&self, who: &Person, shown: &Reveal) -> Result<(), OfficeError> {
        let sight = Sight::of(who);
        if sight.is_masked() {
            return Err(OfficeError::NotAllowed);
        }
        let key = shown.id.to_string();
        let hash = body_hash(&who.user, "reveal", shown)?;
        let at = self.now();
        self.ledger.write(|books| {
            if answered::<()>(books, &key, &hash)?.is_some() {
                return Ok(());
            }
            let in_sight = books.case(&shown.case)?.is_some_and(|stored| sight.covers(stored.case.employer().unwrap_or_default()));
            if !in_sight {
                return Err(OfficeError::NotFound);
            }
            let payload = json!({ "field": shown.field, "shown_at": shown.at });
            books.append(&AuditEntry { at, by: Some(&who.user), kind: "revealed", case: Some(&shown.case), payload: &payload })?;
            keep_answer(books, &key, &hash, &())
        })
    }
}

/// A change as a sight shows it. The ledger has left out what the sight doesn't cover.
pub(super) fn in_sight(change: RawChange, sight: &Sight, key: Option<&MarkKey>) -> Result<ChangeJson, LedgerError> {
    let RawChange { summary, detail, numbers, words, .. } = change;
    let marks = key.map_or_else(Vec::new, |key| marks(key, sight, &numbers));
    let tails = key.map_or_else(Vec::new, |key| tails(key, sight, &numbers, detail.is_some()));
    let shown = if *sight == Sight::All { as_written(summary, detail) } else { as_seen(&summary, detail.as_deref(), sight) };
    // What the member is ill with and what was noted is told to who sees all of a case, and to nobody else.
    let said = words.filter(|_| *sight == Sight::All).and_then(|words| serde_json::from_str::<Words>(&words).ok());
    let words = Some(Words { tails, ..said.unwrap_or_default() }).filter(|words| !words.is_empty());
    shown
        .map(|(summary, detail)| ChangeJson { summary, detail, marks, words })
        .map_err(|_| LedgerError::Inconsistent("a stored case can't be read"))
}

type Shown = (Box<RawValue>, Option<Box<RawValue>>);

fn as_written(summary: String, detail: Option<Vec<u8>>) -> serde_json::Result<Shown> {
    let text = |json: Vec<u8>| String::from_utf8(json).map_err(serde::ser::Error::custom).and_then(RawValue::from_string);
    Ok((RawValue::from_string(summary)?, detail.map(text).transpose()?))
}

fn as_seen(summary: &str, detail: Option<&[u8]>, sight: &Sight) -> serde_json::Result<Shown> {
    let summary: Option<CaseSummary> = sight.summary(serde_json::from_str(summary)?);
    let detail: Option<CaseDetail> = detail.map(serde_json::from_slice).transpose()?.and_then(|detail| sight.detail(detail));
    Ok((to_raw_value(&summary)?, detail.map(|detail| to_raw_value(&detail)).transpose()?))
}
