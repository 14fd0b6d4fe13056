//! What a client compares its rows with: digests of ranges as the person sees them, and the rows that differ.
//!
//! Invariant: a digest is over what the person is sent of a row, never over what a mask hides.

use super::changes::in_sight;
use super::load::GOES_ON_DAYS;
use super::lookup::{marks, tails};
use super::{Office, OfficeError};
use chrono::TimeDelta;

use crate::domain::case::Status;
use crate::domain::digest::{Digest, FORM, RangeDigest};
use crate::domain::ids::CaseId;
use crate::domain::lookup::{MarkKey, MarkSum};
use crate::domain::summary::{CaseDetail, CaseSummary, kept_since};
use crate::domain::time::Date;
use crate::server::ledger::{LedgerError, RawChange};
use crate::server::office::RowsPage;
use crate::server::view::Sight;
use crate::wire::{DIGEST_LIMIT, DIGEST_ROWS_LIMIT, DigestAnswer, DigestRequest, DigestRow, Person, ROWS_LIMIT, Tallies};

impl Office {
    /// Gives the digest of a range of rows as a person sees them. A form of digests that is not known here is refused.
    pub fn digests(&self, who: &Person, asked: &DigestRequest) -> Result<DigestAnswer, OfficeError> {
        if asked.form != FORM {
            return Err(OfficeError::NotKnown);
        }
        let sight = Sight::of(who);
        // A client's day may be behind by as much as a load may; an older one would lead to what nobody is sent any more.
        let today = self.now().date();
        let since = kept_since(asked.day.map_or(today, |day| day.clamp(today - TimeDelta::days(GOES_ON_DAYS), today)));
        let key = self.mark_key(&who.user, &sight)?;
        let limit = asked.limit.clamp(1, if asked.rows { DIGEST_ROWS_LIMIT } else { DIGEST_LIMIT });
        let (rows, more) = match sight {
            Sight::Nothing => (Vec::new(), false),
            _ => self.ledger.read(|books| books.rows_between((&asked.after, asked.to.as_ref()), limit, sight.employer()))?,
        };
        let end = rows.last().filter(|_| more).map(|(id, _)| id.clone());
        let (mut range, mut newer, mut listed) = (RangeDigest::default(), Vec::new(), Vec::new());
        for (id, row) in rows {
            if row.seq > asked.at {
                newer.push(id);
                continue;
            }
            let seq = row.seq;
            // What nobody keeps any more is not missing where it isn't.
            let Some(digest) = digest_of(row, &sight, since, key.as_ref())? else { continue };
            range.add(&id, seq, &digest);
            if asked.rows {
                listed.push(DigestRow { id, seq, digest });
            }
        }
        let identity = self.ledger.identity().clone();
        Ok(DigestAnswer { identity, count: range.count, digest: range.end(), end, newer, rows: listed })
    }

    /// Gives rows by their numbers, as they come with the changes; what the person doesn't see or keep is not among them.
    pub fn rows(&self, who: &Person, ids: &[CaseId]) -> Result<RowsPage, OfficeError> {
        let sight = Sight::of(who);
        if ids.len() > ROWS_LIMIT as usize {
            return Err(OfficeError::NotKnown);
        }
        let since = kept_since(self.now().date());
        let mut found = match sight {
            Sight::Nothing => Vec::new(),
            _ => self.ledger.read(|books| {
                let found = ids.iter().map(|id| books.change_of(id, sight.employer()));
                found.filter_map(Result::transpose).collect::<Result<Vec<_>, LedgerError>>()
            })?,
        };
        found.retain(|change| serde_json::from_str::<CaseSummary>(&change.summary).is_ok_and(|row| row.is_in_scope(since)));
        let mark_key = self.mark_key(&who.user, &sight)?;
        let changes = found.into_iter().map(|change| in_sight(change, &sight, mark_key.as_ref())).collect::<Result<_, _>>()?;
        Ok(RowsPage { identity: self.ledger.identity().clone(), changes, mark_key })
    }

    /// Counts the cases that a person sees and keeps, by kind.
    pub fn tallies(&self, who: &Person) -> Result<Tallies, OfficeError> {
        let sight = Sight::of(who);
        let since = kept_since(self.now().date());
        let (counts, kept, newest) = self.ledger.read(|books| {
            let (counts, kept) = match sight {
                Sight::Nothing => (Vec::new(), 0),
                _ => (books.by_status(sight.employer())?, books.count(sight.employer(), since)?),
            };
            Ok::<_, LedgerError>((counts, kept, books.newest_seq()?))
        })?;
        let of = |wanted: Status| counts.iter().filter(|(status, _)| *status == wanted).map(|(_, count)| *count).sum::<u64>();
        let (open, returned) = (of(Status::Open), of(Status::Returned));
        let closed = kept.saturating_sub(open + returned);
        Ok(Tallies { identity: self.ledger.identity().clone(), newest, open, returned, closed })
    }
}

/// The digest of a case as it is sent to a sight; nothing where it is out of the scope of a day.
fn digest_of(row: RawChange, sight: &Sight, since: Date, key: Option<&MarkKey>) -> Result<Option<Digest>, OfficeError> {
    let unread = |_| LedgerError::Inconsistent("a stored case can't be read");
    let written: CaseSummary = serde_json::from_str(&row.summary).map_err(unread)?;
    let Some(seen) = sight.summary(written).filter(|row| row.is_in_scope(since)) else { return Ok(None) };
    let detail: Option<CaseDetail> = row.detail.as_deref().map(serde_json::from_slice).transpose().map_err(unread)?;
    let detail = detail.and_then(|detail| sight.detail(detail));
    let marks = key.map_or_else(MarkSum::default, |key| {
        let ends = tails(key, sight, &row.numbers, row.detail.is_some());
        MarkSum::over(marks(key, sight, &row.numbers).into_iter().chain(ends))
    });
    Ok(Some(Digest::of(&seen).with(&seen, detail.as_ref(), marks)))
}
