//! The plans at hand: those built in, and those that a server published or an operator loaded.
//!
//! Invariant: a plan once put in is never changed; a new text has a new hash and stands beside the old one.

use std::sync::{Arc, LazyLock};

use crate::domain::fault::FaultKind;
use crate::domain::ids::{PlanHash, PlanId};
use crate::domain::time::Date;
use crate::rules::plan::{Plan, PlanFault, lists_of};

/// The plan files that are built in.
pub const BUILTIN: &[&str] = &[
    include_str!("plans/zj-10.toml"),
    include_str!("plans/jn-critical.toml"),
    include_str!("plans/sh-member-until-2024.toml"),
    include_str!("plans/sh-member.toml"),
    include_str!("plans/sh-mutual-2020.toml"),
    include_str!("plans/sh-flex.toml"),
];

/// Plans by id and hash.
#[derive(Clone, Debug, Default)]
pub struct PlanSet {
    plans: Vec<Arc<Plan>>,
}

impl PlanSet {
    /// Gives the built-in plans, which are read once in a process. That each of them loads is a test; one that would not is left out.
    pub fn builtin() -> Self {
        static READ: LazyLock<PlanSet> =
            LazyLock::new(|| PlanSet { plans: BUILTIN.iter().filter_map(|text| Plan::parse(text).ok()).map(Arc::new).collect() });
        READ.clone()
    }

    /// Gives the built-in plan of an id alone, for who has no time to read the others.
    pub fn builtin_one(id: &PlanId) -> Option<Plan> {
        let line = format!("id = \"{id}\"");
        let text = BUILTIN.iter().find(|text| text.lines().any(|written| written == line))?;
        Plan::parse(text).ok().filter(|plan| plan.id == *id)
    }

    /// Adds a plan; it is the newest of its id from now on.
    pub fn insert(&mut self, plan: Plan) -> Arc<Plan> {
        if let Some(known) = self.by_hash(&plan.hash) {
            return Arc::clone(known);
        }
        let plan = Arc::new(plan);
        self.plans.push(Arc::clone(&plan));
        plan
    }

    /// Lays a file of the operator's lists behind every version of its plan that has the lists' clauses; each is the newest of its kind
    /// from now on.
    ///
    /// # Errors
    /// All faults of the file, where no version takes it.
    pub fn insert_lists(&mut self, text: &str) -> Result<(), Vec<PlanFault>> {
        let named = lists_of(text)?;
        let versions: Vec<Arc<Plan>> = self.iter().filter(|plan| named.contains(&plan.id)).map(Arc::clone).collect();
        let mut refused = Vec::new();
        let mut taken = false;
        for version in versions {
            match version.with_lists(text) {
                Ok(plan) => {
                    self.insert(plan);
                    taken = true;
                }
                Err(faults) => refused = faults,
            }
        }
        if taken {
            return Ok(());
        }
        let unknown = || vec![PlanFault { path: "lists[0].plan".into(), place: None, kind: FaultKind::UnknownPlan }];
        Err(if refused.is_empty() { unknown() } else { refused })
    }

    /// The newest plan of an id.
    pub fn get(&self, id: &PlanId) -> Option<&Arc<Plan>> {
        self.plans.iter().rev().find(|plan| plan.id == *id)
    }

    /// The newest version of a plan that stands for claims filed on a day.
    pub fn filed(&self, id: &PlanId, filed: Date) -> Option<&Arc<Plan>> {
        let stands = |plan: &&Arc<Plan>| plan.id == *id && plan.valid.as_ref().is_none_or(|valid| valid.contains(filed));
        self.plans.iter().rev().find(stands)
    }

    pub fn by_hash(&self, hash: &PlanHash) -> Option<&Arc<Plan>> {
        self.plans.iter().find(|plan| plan.hash == *hash)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Plan>> {
        self.plans.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_plan_loads() {
        for text in BUILTIN {
            Plan::parse(text).unwrap();
        }
        let plans = PlanSet::builtin();
        let plan = plans.get(&"zj-10".into()).unwrap();
        assert_eq!(plans.by_hash(&plan.hash).unwrap().id, "zj-10");
    }
}
