//! The plans at hand: those built in and those that the server published, kept beside what it said of the cases.
//!
//! Invariant: where the server was not reached, they are those of the last time.

use std::collections::BTreeSet;

use crate::domain::ids::PlanHash;
use crate::rules::PlanSet;
use crate::store::{StageKinds, Store, StoreError};
use crate::wire::PublishedPlan;

impl Store {
    /// Gives the word of the server's plans where others are kept here, so that they have to be asked for.
    pub fn plans_wanted(&self) -> Result<Option<String>, StoreError> {
        self.cached(self.cache.plans_wanted())
    }

    /// Keeps the plans that the server publishes under a word of its own, and of those before them what the outbox or a case that is kept
    /// here still names. One that came without its text is at hand; where that is gone since, nothing is kept. Tells whether it was.
    pub fn put_plans(&mut self, revision: &str, plans: &[PublishedPlan]) -> Result<bool, StoreError> {
        let at_hand = self.plans()?;
        let whole = |plan: &PublishedPlan| match at_hand.by_hash(&plan.hash) {
            Some(known) if plan.toml.is_empty() => Some(PublishedPlan { toml: known.source.clone(), ..plan.clone() }),
            _ => Some(plan.clone()).filter(|plan| !plan.toml.is_empty()),
        };
        let Some(plans) = plans.iter().map(whole).collect::<Option<Vec<_>>>() else { return Ok(false) };
        let named = self.named_in_outbox()?;
        let result = self.cache.put_plans(revision, &plans, &named);
        self.cached(result).map(|()| true)
    }

    /// The texts under which decisions were made that the server has not accepted, and those of both sides of a conflict.
    fn named_in_outbox(&self) -> Result<BTreeSet<PlanHash>, StoreError> {
        let (hashes, conflicts) = self.outbox.named()?;
        let mut named: BTreeSet<PlanHash> = hashes.into_iter().collect();
        for id in conflicts {
            let sides = self.outbox.sides(id)?;
            named.extend([sides.base, sides.theirs].into_iter().flatten().map(|side| side.case.plan_hash));
        }
        Ok(named)
    }

    /// Gives the plans at hand: those built in, and behind them those that the server published when it was last reached.
    pub fn plans(&self) -> Result<PlanSet, StoreError> {
        let mut plans = PlanSet::builtin();
        for kept in self.cached(self.cache.plans())? {
            plans.publish(&kept.plan, &kept.hash, &kept.toml, kept.published);
        }
        Ok(plans)
    }

    /// Takes the kinds of stages of plans that were read after the files were opened.
    pub fn learn_stages(&mut self, stages: StageKinds) -> Result<(), StoreError> {
        let result = self.cache.learn_stages(stages);
        self.cached(result)
    }
}
