//! Other cases that may share something with a claim, found through the index of numbers: a few look-ups, however many cases there are.
//!
//! Not here: whether they really share it (`domain::cross`), what is told of it (`office`).
//! Invariant: no look-up reads more rows than are told, and every one enters an index at its key.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension;

use super::cases::status;
use super::{Books, LedgerError};
use crate::domain::case::Status;
use crate::domain::cross::{Standing, sought_by};
use crate::domain::facts::Facts;
use crate::domain::ids::{BenefitId, CaseId, PlanId};
use crate::domain::lookup::MOST_HITS;
use crate::domain::money::Money;
use crate::domain::recovery::Recovery;
use crate::domain::time::{Date, Moment};
use crate::sql::{Day, Json};

const OF_MEMBER: &str = "SELECT no FROM cases WHERE member = ? AND no <> ? ORDER BY no DESC LIMIT ?";
const BY_KEY: &str = "SELECT case_no FROM numbers WHERE kind = ? AND number = ? AND case_no <> ? ORDER BY case_no DESC LIMIT ?";
const SIDE: &str = "SELECT id, member, plan, employer, status, received, facts FROM cases WHERE no = ?";
/// What the member has of the money, where a new round or a recovery grants less than was paid: that is what was paid to him.
const GRANTED: &str = "SELECT decided, max(amount, ifnull(held, 0)), benefit FROM grants WHERE case_no = ?";

/// Cases that are found by what they share. A number that more share is a word such as "none", and each of them is compared.
const MOST_SHARING: usize = 20;

/// Whose other cases are looked for: a case by its number, 0 for one that is not in the books yet.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'f> {
    pub no: i64,
    pub member_no: i64,
    pub facts: &'f Facts,
    /// What the case itself asked back so far.
    pub recoveries: &'f [Recovery],
}

/// A case as another is compared with it.
#[derive(Clone, Debug)]
pub struct Side {
    pub id: CaseId,
    pub member_no: i64,
    pub plan: PlanId,
    pub employer: String,
    pub received: Moment,
    pub standing: Standing,
    /// The benefits that it was granted money for.
    pub granted: Vec<BenefitId>,
    pub facts: Facts,
}

impl Books<'_> {
    /// Gives the cases of the same member and those under one of a claim's keys, newest first, and whether there are more. What shares
    /// a number comes before what only sounds alike.
    pub fn sharing(&self, of: Sought<'_>) -> Result<(Vec<i64>, bool), LedgerError> {
        let (mut found, mut more) = (BTreeSet::new(), false);
        let mut take = |no: i64, most: usize| {
            let has_room = found.len() < most || found.contains(&no);
            if has_room { found.insert(no) } else { std::mem::replace(&mut more, true) }
        };
        let mut by_key = self.connection.prepare_cached(BY_KEY)?;
        for (key, text) in sought_by(of.facts) {
            for no in by_key.query_map((key.id(), text, of.no, MOST_SHARING + 1), |row| row.get(0))? {
                take(no?, MOST_SHARING);
            }
        }
        let mut of_member = self.connection.prepare_cached(OF_MEMBER)?;
        for no in of_member.query_map((of.member_no, of.no, MOST_HITS + 1), |row| row.get(0))? {
            take(no?, MOST_HITS as usize);
        }
        Ok((found.into_iter().rev().collect(), more))
    }

    /// Gives a case as another is compared with it.
    pub fn side(&self, no: i64) -> Result<Option<Side>, LedgerError> {
        let mut statement = self.connection.prepare_cached(SIDE)?;
        let mut rows = statement.query([no])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (standing, granted) = self.standing(no, status(&row.get::<_, String>(4)?)?)?;
        Ok(Some(Side {
            id: row.get(0)?,
            member_no: row.get(1)?,
            plan: row.get(2)?,
            employer: row.get(3)?,
            standing,
            granted,
            received: row.get(5)?,
            facts: row.get::<_, Json<Facts>>(6)?.0,
        }))
    }

    /// What became of a case, and the benefits that it was granted money for.
    fn standing(&self, no: i64, status: Status) -> Result<(Standing, Vec<BenefitId>), LedgerError> {
        let mut statement = self.connection.prepare_cached(GRANTED)?;
        let rows = statement.query_map([no], |row| Ok((row.get::<_, Day>(0)?.0, row.get(1)?, row.get(2)?)))?;
        let grants: Vec<(Date, Money, BenefitId)> = rows.collect::<Result<_, _>>()?;
        let standing = match grants.iter().map(|(on, ..)| *on).max() {
            Some(on) => Standing::Granted { on, amount: grants.iter().map(|(_, amount, _)| *amount).sum() },
            None if status == Status::Rejected => Standing::Rejected,
            None => Standing::Undecided,
        };
        Ok((standing, grants.into_iter().filter(|(_, amount, _)| !amount.is_zero()).map(|(.., benefit)| benefit).collect()))
    }

    /// Gives the case of a number while it is undecided.
    pub fn undecided(&self, no: i64) -> Result<Option<CaseId>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM cases WHERE no = ? AND frozen_history IS NULL")?;
        Ok(statement.query_row([no], |row| row.get(0)).optional()?)
    }

    /// Gives the number of a case in the books.
    pub fn number_of(&self, id: &CaseId) -> Result<Option<i64>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT no FROM cases WHERE id = ?")?;
        Ok(statement.query_row([id.as_str()], |row| row.get(0)).optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::ledger::Ledger;

    #[test]
    fn every_look_up_enters_an_index_at_its_key() {
        let ledger = Ledger::open_in_memory().unwrap();
        let plans = ledger.read(|books| {
            let mut plans = Vec::new();
            for sql in [OF_MEMBER, BY_KEY, SIDE, GRANTED] {
                let mut statement = books.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let values = vec![1; statement.parameter_count()];
                let lines = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))?;
                plans.push((sql, lines.collect::<Result<Vec<_>, _>>()?.join("; ")));
            }
            Ok::<_, LedgerError>(plans)
        });
        for (sql, plan) in plans.unwrap() {
            assert!(plan.starts_with("SEARCH") && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
        }
    }
}
