//! Comparing the cache's rows with the server's: which range is asked for next, and what differs.
//!
//! A pure plan, as the engine is: [`Check::next_call`] gives a call, [`Check::answered`] takes its answer. Ranges of many rows are compared by
//! one digest each; one that differs is asked for in parts, and at last row by row.
//! Not here: putting rows right (`store::Store::mend`). Invariants: rows that changed on the server after the cache was complete are left
//! out on both sides; whatever answers, it ends.

use std::collections::BTreeMap;

use crate::api::Call;
use crate::domain::digest::{Digest, FORM};
use crate::domain::ids::CaseId;
use crate::domain::time::Date;
use crate::store::{Store, StoreError};
use crate::wire::{DIGEST_LIMIT, DIGEST_ROWS_LIMIT, DigestAnswer, DigestRequest, DigestRow};

/// A server of ten million cases answers less often than this, also where all differ.
const MOST_ANSWERS: u32 = 50_000;
/// Differing rows beyond this are not fetched one by one: to fill the cache anew takes less.
pub const MOST_MENDED: usize = 10_000;

/// Cases whose words are looked at in one step.
const WORDS_AT_ONCE: u32 = 500;

/// Why the comparison ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum CheckFault {
    /// What answers is another server, or the same after a restore.
    #[error("another server answers")]
    OtherServer,
    /// It says more and more.
    #[error("the answers don't end")]
    Endless,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The rows that differ, each in the order of its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Here and there, and not the same.
    pub wrong: Vec<CaseId>,
    /// On the server only.
    pub missing: Vec<CaseId>,
    /// Here only: nobody has them, or they are out of this person's scope.
    pub extra: Vec<CaseId>,
    /// The same on both sides, and not found by the words in them.
    pub unsaid: Vec<CaseId>,
}

impl Differences {
    pub fn count(&self) -> usize {
        self.wrong.len() + self.missing.len() + self.extra.len() + self.unsaid.len()
    }

    /// All of them, to be asked for by their numbers.
    pub fn all(&self) -> Vec<CaseId> {
        [&self.wrong, &self.missing, &self.extra, &self.unsaid].into_iter().flatten().cloned().collect()
    }
}

/// A comparison under way.
#[derive(Debug)]
pub struct Check {
    /// The sequence number at which both sides are compared.
    at: u64,
    /// The server's day, by whose scope both sides are compared.
    day: Option<Date>,
    /// What is still to be looked at, the next one last; each with whether its rows are to be told.
    todo: Vec<(CaseId, Option<CaseId>, bool)>,
    asked: Option<DigestRequest>,
    answers: u32,
    compared: u64,
    found: Differences,
    /// The case up to which words were looked at; nothing where all were.
    words: Option<CaseId>,
}

impl Check {
    /// Begins a comparison of all rows. The cache holds still for this connection until [`Check::end`].
    pub fn begin(store: &mut Store) -> Result<Self, StoreError> {
        store.hold_still()?;
        let todo = vec![(CaseId::default(), None, false)];
        Ok(Check {
            at: store.cursor()?,
            day: store.server_day()?,
            todo,
            asked: None,
            answers: 0,
            compared: 0,
            found: Differences::default(),
            words: Some(CaseId::default()),
        })
    }

    /// How many rows are known to be the same.
    pub const fn compared(&self) -> u64 {
        self.compared
    }

    /// The sequence number at which both sides are compared.
    pub const fn at(&self) -> u64 {
        self.at
    }

    /// Gives the next call; nothing at the end.
    pub fn next_call(&mut self) -> Option<Call> {
        let (after, to, rows) = self.todo.pop()?;
        let limit = if rows { DIGEST_ROWS_LIMIT } else { DIGEST_LIMIT };
        let asked = DigestRequest { form: FORM, at: self.at, after, to, limit, day: self.day, rows };
        self.asked = Some(asked.clone());
        Some(Call::Digests { asked })
    }

    /// Takes the answer to the last call.
    pub fn answered(&mut self, store: &Store, told: &DigestAnswer) -> Result<(), CheckFault> {
        let Some(DigestRequest { after, to, rows, .. }) = self.asked.take() else { return Ok(()) };
        if store.identity()?.as_ref() != Some(&told.identity) {
            return Err(CheckFault::OtherServer);
        }
        self.answers += 1;
        if self.answers > MOST_ANSWERS {
            return Err(CheckFault::Endless);
        }
        let to = if let Some(end) = &told.end {
            // The rest comes later.
            self.todo.push((end.clone(), to, rows));
            Some(end.clone())
        } else {
            to
        };
        let here = store.digest_of((&after, to.as_ref()), &told.newer, rows)?;
        if (here.count, &here.digest) == (told.count, &told.digest) && !here.rows.iter().any(|row| row.digest == Digest::default()) {
            self.compared += here.count;
        } else if rows {
            self.compare(&here.rows, &told.rows);
        } else {
            let part = u64::from(DIGEST_ROWS_LIMIT);
            let mut parts = if here.count + told.count > part { store.parts_of((&after, to.as_ref()), part)? } else { Vec::new() };
            // A cut behind the last row parts nothing from nothing.
            parts.retain(|cut| Some(cut) != to.as_ref());
            let rows = parts.is_empty();
            let ends = parts.iter().cloned().map(Some).chain([to]);
            let begins = std::iter::once(after).chain(parts.iter().cloned());
            let ranges: Vec<_> = begins.zip(ends).map(|(after, to)| (after, to, rows)).collect();
            self.todo.extend(ranges.into_iter().rev());
        }
        Ok(())
    }

    fn compare(&mut self, here: &[DigestRow], there: &[DigestRow]) {
        let by_id = |rows: &'_ [DigestRow]| rows.iter().map(|row| (row.id.clone(), (row.seq, row.digest.clone()))).collect();
        let mine: BTreeMap<CaseId, (u64, Digest)> = by_id(here);
        let theirs: BTreeMap<CaseId, (u64, Digest)> = by_id(there);
        for (id, row) in &mine {
            match theirs.get(id) {
                None => self.found.extra.push(id.clone()),
                Some(other) if other != row => self.found.wrong.push(id.clone()),
                Some(_) => self.compared += 1,
            }
        }
        self.found.missing.extend(theirs.into_keys().filter(|id| !mine.contains_key(id)));
    }

    /// Looks whether the next cases are found by the words in them, which the server is not asked for. Gives whether there are more.
    pub fn look_at_words(&mut self, store: &Store) -> Result<bool, StoreError> {
        let Some(after) = self.words.take() else { return Ok(false) };
        let (bad, last) = store.not_said(&after, WORDS_AT_ONCE)?;
        self.found.unsaid.extend(bad.into_iter().filter(|case| self.found.wrong.binary_search(case).is_err()));
        self.words = last;
        Ok(self.words.is_some())
    }

    /// Ends the comparison, however far it came, and gives what it found.
    pub fn end(self, store: &mut Store) -> Result<Differences, StoreError> {
        store.let_go()?;
        Ok(self.found)
    }
}
