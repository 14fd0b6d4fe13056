//! Cases that are marked for something that is done to all of them at once.
//!
//! Not here: what is done (`bulk`, `handing`). Invariants: a mark is on a case, not on a row, so it outlives filter, paging and
//! new rows; never more than [`MOST`].

use std::collections::BTreeMap;

use crate::domain::ids::CaseId;
use crate::domain::money::Money;
use crate::domain::queue::QueueRow;

/// The most marks: several screens, and no more than one looks through before a key.
pub const MOST: usize = 500;

/// A marked case as its row was last seen.
#[derive(Clone, Debug)]
pub struct Mark {
    pub row: QueueRow,
    /// In which view and filter it was marked.
    scope: u64,
    /// Whether it can be decided with the others; nothing until its whole case was looked at.
    fits: Option<bool>,
}

#[derive(Debug, Default)]
pub struct Marks {
    kept: BTreeMap<CaseId, Mark>,
    /// Where a range began.
    range: Option<CaseId>,
    /// The question for whole cases that is not answered yet.
    asked: Option<u64>,
}

impl Marks {
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn has(&self, case: &CaseId) -> bool {
        self.kept.contains_key(case)
    }

    pub fn rows(&self) -> impl Iterator<Item = &QueueRow> {
        self.kept.values().map(|mark| &mark.row)
    }

    /// Marks a row; tells whether there was room.
    pub fn put(&mut self, row: &QueueRow, scope: u64) -> bool {
        let room = self.kept.len() < MOST || self.has(&row.summary.id);
        if room {
            self.kept.insert(row.summary.id.clone(), Mark { row: row.clone(), scope, fits: None });
        }
        room
    }

    /// Marks a row or takes its mark away; tells whether there was room.
    pub fn turn(&mut self, row: &QueueRow, scope: u64) -> bool {
        self.kept.remove(&row.summary.id).is_some() || self.put(row, scope)
    }

    /// Takes every mark away, and the range; tells whether there was any.
    pub fn clear(&mut self) -> bool {
        self.range.take().is_some() | !std::mem::take(&mut self.kept).is_empty()
    }

    pub const fn range(&self) -> Option<&CaseId> {
        self.range.as_ref()
    }

    pub fn begin_range(&mut self, at: CaseId) {
        self.range = Some(at);
    }

    pub fn end_range(&mut self) -> Option<CaseId> {
        self.range.take()
    }

    /// Takes over what newer rows say of marked cases.
    pub fn follow(&mut self, rows: &[QueueRow]) {
        if self.kept.is_empty() {
            return;
        }
        for row in rows {
            if let Some(mark) = self.kept.get_mut(&row.summary.id) {
                mark.fits = mark.fits.filter(|_| mark.row == *row);
                mark.row = row.clone();
            }
        }
    }

    /// Gives the next cases that nobody has looked at, and takes note that they are asked for; none while others are.
    pub fn ask(&mut self, ticket: impl FnOnce() -> u64, most: usize) -> Option<(u64, Vec<CaseId>)> {
        if self.asked.is_some() {
            return None;
        }
        let cases: Vec<CaseId> =
            self.kept.iter().filter(|(_, mark)| mark.fits.is_none()).map(|(case, _)| case.clone()).take(most).collect();
        if cases.is_empty() {
            return None;
        }
        let ticket = ticket();
        self.asked = Some(ticket);
        Some((ticket, cases))
    }

    /// Tells whether an answer is the one that is waited for.
    pub fn answers(&mut self, ticket: u64) -> bool {
        self.asked.take_if(|asked| *asked == ticket).is_some()
    }

    pub fn row(&self, case: &CaseId) -> Option<&QueueRow> {
        self.kept.get(case).map(|mark| &mark.row)
    }

    /// Notes whether a case can be decided with the others; nothing: it has to be looked at again.
    pub fn note(&mut self, case: &CaseId, fits: Option<bool>) {
        if let Some(mark) = self.kept.get_mut(case) {
            mark.fits = fits;
        }
    }

    /// How many can be decided at once, and how many are still to be looked at.
    pub fn fitting(&self) -> (usize, usize) {
        let count = |wanted| self.kept.values().filter(|mark| mark.fits == wanted).count();
        (count(Some(true)), count(None))
    }

    /// Whether a marked case was marked under another view or filter and is not among the rows here.
    pub fn is_hidden(&self, case: &CaseId, rows: &[QueueRow], scope: u64) -> bool {
        self.kept.get(case).is_some_and(|mark| mark.scope != scope) && !rows.iter().any(|row| row.summary.id == *case)
    }

    /// The sum of what is assessed, and how many are not.
    pub fn sum(&self) -> (Money, usize) {
        let amounts = self.rows().filter_map(|row| row.summary.amount);
        (amounts.sum(), self.rows().filter(|row| row.summary.amount.is_none()).count())
    }
}
