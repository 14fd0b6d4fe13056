//! The plans as the server last published them, with the operator's lists behind them, so that they stand without a network.
//!
//! Not here: reading a plan (`rules`). Invariant: what is kept came in one answer, in the server's order, with the word that the page
//! before it had for the plans; before it stands what came in earlier ones and is still named here.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::Cache;
use crate::domain::ids::PlanHash;
use crate::sql::{Packed, SqlError};
use crate::store::StageKinds;
use crate::wire::PublishedPlan;

/// Cases read at once in search of the texts that they stand under.
const AT_ONCE: usize = 200;

impl Cache {
    /// Gives the word of the server's plans where those kept are others; nothing where they are the same or none are told.
    pub fn plans_wanted(&self) -> Result<Option<String>, SqlError> {
        let sql = "SELECT plans FROM place WHERE plans IS NOT NULL AND plans IS NOT (SELECT revision FROM plans_of)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?)
    }

    /// Keeps what the server publishes in the place of what was kept. Of that stays what a case that is kept stands under, or what is
    /// `named` elsewhere; it stands before what is published now.
    pub fn put_plans(&mut self, revision: &str, plans: &[PublishedPlan], named: &BTreeSet<PlanHash>) -> Result<(), SqlError> {
        let mut left = self.plans()?;
        left.retain(|kept| plans.iter().all(|plan| plan.hash != kept.hash));
        let in_doubt = left.iter().map(|kept| kept.hash.clone()).filter(|hash| !named.contains(hash)).collect();
        let standing = self.standing_under(in_doubt)?;
        left.retain(|kept| named.contains(&kept.hash) || standing.contains(&kept.hash));
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM plan", [])?;
        for (rank, plan) in left.iter().chain(plans).enumerate() {
            transaction.execute("INSERT INTO plan (rank, body) VALUES (?, ?)", params![rank, Packed(plan)])?;
        }
        transaction.execute("INSERT OR REPLACE INTO plans_of (one, revision) VALUES (0, ?)", [revision])?;
        Ok(transaction.commit()?)
    }

    /// Tells which of some texts a case that is kept stands under. It looks no further once each was met.
    fn standing_under(&self, mut wanted: BTreeSet<PlanHash>) -> Result<BTreeSet<PlanHash>, SqlError> {
        let (mut after, mut standing) = (String::new(), BTreeSet::new());
        while !wanted.is_empty() {
            let details = self.details_after(&after, AT_ONCE)?;
            let Some(last) = details.last() else { break };
            after = last.case.id.as_str().to_owned();
            standing.extend(details.into_iter().filter_map(|detail| wanted.take(&detail.case.plan_hash)));
        }
        Ok(standing)
    }

    /// Gives the plans that were kept: what is no longer published, then the others in the server's order.
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
