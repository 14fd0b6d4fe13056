//! The plans as the server last published them, with the operator's lists behind them, so that they stand without a network.
//!
//! Not here: reading a plan (`rules`). Invariant: what is kept came in one answer, in the server's order, with the word that the page
//! before it had for the plans.

use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::Cache;
use crate::sql::{Packed, SqlError};
use crate::store::StageKinds;
use crate::wire::PublishedPlan;

impl Cache {
    /// Gives the word of the server's plans where those kept are others; nothing where they are the same or none are told.
    pub fn plans_wanted(&self) -> Result<Option<String>, SqlError> {
        let sql = "SELECT plans FROM place WHERE plans IS NOT NULL AND plans IS NOT (SELECT revision FROM plans_of)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?)
    }

    /// Keeps what the server publishes in the place of what was kept.
    pub fn put_plans(&mut self, revision: &str, plans: &[PublishedPlan]) -> Result<(), SqlError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM plan", [])?;
        for (rank, plan) in plans.iter().enumerate() {
            transaction.execute("INSERT INTO plan (rank, body) VALUES (?, ?)", params![rank, Packed(plan)])?;
        }
        transaction.execute("INSERT OR REPLACE INTO plans_of (one, revision) VALUES (0, ?)", [revision])?;
        Ok(transaction.commit()?)
    }

    /// Gives the plans that were kept, in the server's order.
    pub fn plans(&self) -> Result<Vec<PublishedPlan>, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT body FROM plan ORDER BY rank")?;
        let rows = statement.query_map([], |row| Ok(row.get::<_, Packed<PublishedPlan>>(0)?.0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes other kinds of stages than the file was opened with.
    pub fn learn_stages(&mut self, stages: StageKinds) -> Result<(), SqlError> {
        if self.stages == stages { Ok(()) } else { self.set_stages(stages) }
    }
}
