//! What is written down of open cases, made again where another revision of the engine made it; and the rows of ended ones whose money is
//! asked back, which programs of before there was a flag for that wrote without it.
//!
//! Not here: what else is told of cases that have ended: they are assessed when they are asked for.
//! Invariant: once an office is open, no stored detail rests on another engine than this program's.

use serde_json::json;

use super::Office;
use super::decide::history_of;
use crate::domain::assessment::ENGINE_REVISION;
use crate::domain::ids::CaseId;
use crate::domain::summary::Flag;
use crate::domain::time::Moment;
use crate::server::ledger::{AuditEntry, LedgerError, StoredCase, Writing};
use crate::server::view;

/// Cases made again in one write: a stop in between loses little, and a write stays short.
const AT_ONCE: u32 = 500;

impl Office {
    /// Assesses open cases again where the engine changed since they were written; costs one row to look at where it did not.
    pub(super) fn revise(&self) -> Result<(), LedgerError> {
        if self.ledger.read(|books| books.engine())? == Some(ENGINE_REVISION) {
            return Ok(());
        }
        let mut after = 0;
        loop {
            let cases = self.ledger.read(|books| books.with_detail(after, AT_ONCE))?;
            let Some((last, _)) = cases.last() else { break };
            after = *last;
            let at = self.now();
            self.ledger.write(|books| cases.iter().try_for_each(|(_, id)| self.revise_case(books, id, at)))?;
        }
        self.flag_recoveries()?;
        self.ledger.write(|books| books.set_engine(ENGINE_REVISION))
    }

    /// Writes the rows of ended cases with a recovery again where they lack its flag.
    fn flag_recoveries(&self) -> Result<(), LedgerError> {
        let mut after = 0;
        loop {
            let cases = self.ledger.read(|books| books.ended_with_recovery(after, AT_ONCE))?;
            let Some((last, _)) = cases.last() else { return Ok(()) };
            after = *last;
            let at = self.now();
            self.ledger.write(|books| cases.iter().try_for_each(|(_, id)| self.flag_case(books, id, at)))?;
        }
    }

    fn flag_case(&self, books: &Writing<'_>, id: &CaseId, at: Moment) -> Result<(), LedgerError> {
        let stored = books.case(id)?.ok_or(LedgerError::Inconsistent("a case is gone"))?;
        let is_open = stored.case.recoveries.iter().any(|recovery| !recovery.open().is_zero());
        let is_flagged = books.summary(id)?.is_some_and(|row| row.flags.contains(&Flag::Recover));
        if is_open == is_flagged {
            return Ok(());
        }
        self.write_again(books, &stored, at)
    }

    fn revise_case(&self, books: &Writing<'_>, id: &CaseId, at: Moment) -> Result<(), LedgerError> {
        // One that can't be read any more was written by a program with other shapes.
        let is_current = books.detail(id).is_ok_and(|detail| detail.is_some_and(|detail| detail.assessment.engine == ENGINE_REVISION));
        if is_current {
            return Ok(());
        }
        let stored = books.case(id)?.ok_or(LedgerError::Inconsistent("a case is gone"))?;
        self.write_again(books, &stored, at)
    }

    fn write_again(&self, books: &Writing<'_>, stored: &StoredCase, at: Moment) -> Result<(), LedgerError> {
        let plan = self.plan(&stored.case.plan_hash)?;
        let history = history_of(books, &plan, stored)?;
        let payload = json!({ "engine": ENGINE_REVISION });
        let seq = books.append(&AuditEntry { at, by: None, kind: "reassessed", case: Some(&stored.case.id), payload: &payload })?;
        books.save_case(stored, &view::detail(&plan, stored.case.clone(), history, seq), stored.frozen.as_ref())
    }
}
