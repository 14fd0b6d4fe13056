//! The plans at hand: those built in, and those that a server published or an operator loaded.
//!
//! Invariant: a plan once put in is never changed; a new text has a new hash and stands beside the old one.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::domain::fault::FaultKind;
use crate::domain::ids::{PlanHash, PlanId};
use crate::domain::time::{Date, Moment};
use crate::rules::plan::{Laid, Plan, PlanFault, lists_of};

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
    /// When a server first published them.
    published: BTreeMap<PlanHash, Moment>,
    /// Those whose newest version a server published in words that this program does not know.
    unreadable: BTreeMap<PlanId, PlanHash>,
}

impl PlanSet {
    /// Gives the built-in plans, which are read once in a process. That each of them loads is a test; one that would not is left out.
    pub fn builtin() -> Self {
        static READ: LazyLock<PlanSet> = LazyLock::new(|| PlanSet {
            plans: BUILTIN.iter().filter_map(|text| Plan::parse(text).ok()).map(Arc::new).collect(),
            ..PlanSet::default()
        });
        READ.clone()
    }

    /// Gives the built-in plan of an id alone, for who has no time to read the others.
    pub fn builtin_one(id: &PlanId) -> Option<Plan> {
        let line = format!("id = \"{id}\"");
        let text = BUILTIN.iter().find(|text| text.lines().any(|written| written == line))?;
        Plan::parse(text).ok().filter(|plan| plan.id == *id)
    }

    /// Gives the hashes of what is here, the newest last.
    pub fn hashes(&self) -> Vec<PlanHash> {
        self.plans.iter().map(|plan| plan.hash.clone()).collect()
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

    /// Takes a plan that a server publishes, by its hash: it is the newest of its id from now on, also where it was known before. A text
    /// that is not what its hash says, or that this program can't read, is left out, and no other stands in its place.
    pub fn publish(&mut self, id: &PlanId, hash: &PlanHash, text: &str, since: Option<Moment>) {
        let known = self.by_hash(hash).map(Arc::clone);
        let plan = known.or_else(|| Plan::of_published(text).ok().filter(|plan| plan.hash == *hash && plan.id == *id).map(Arc::new));
        let Some(plan) = plan else {
            self.unreadable.insert(id.clone(), hash.clone());
            return;
        };
        self.unreadable.remove(id);
        self.take(plan, since);
    }

    /// Takes a plan as the newest of its id, with the moment at which it was first published.
    pub fn take(&mut self, plan: Arc<Plan>, since: Option<Moment>) {
        self.published.extend(since.map(|since| (plan.hash.clone(), since)));
        self.plans.retain(|known| known.hash != plan.hash);
        self.plans.push(plan);
    }

    /// Keeps some of the plans, in their order.
    pub fn retain(&mut self, keeps: impl Fn(&Plan) -> bool) {
        self.plans.retain(|plan| keeps(plan));
    }

    /// Tells when a server first published a plan: with the operator's lists in it, of which day they are.
    pub fn published(&self, hash: &PlanHash) -> Option<Moment> {
        self.published.get(hash).copied()
    }

    /// Tells whether the server's newest version of a plan is one that this program can't read.
    pub fn is_behind(&self, id: &PlanId) -> bool {
        self.unreadable.contains_key(id)
    }

    /// Gives the newest version that differs from a plan in nothing but the operator's lists; the plan itself where there is none.
    pub fn with_newest_lists<'s>(&'s self, plan: &'s Arc<Plan>) -> &'s Arc<Plan> {
        self.plans.iter().rev().find(|other| plan.differs_in_lists_at_most(other)).unwrap_or(plan)
    }

    /// Lays every list of a file of the operator's behind each version of its plan that has the list's clause; each version is the newest
    /// of its kind from now on. One behind which lists were laid before takes no others in their place, it takes them too. Gives a warning
    /// for each list and version that has not its clause: that version is not judged by it.
    ///
    /// # Errors
    /// All faults of the file, and of a list that no version of its plan has the clause of; then no version takes any.
    pub fn insert_lists(&mut self, text: &str) -> Result<Vec<PlanFault>, Vec<PlanFault>> {
        let (named, mut refused) = lists_of(text, |id| self.get(id).is_some())?;
        let is_within = |plan: &Plan| self.iter().any(|longer| longer.hash != plan.hash && longer.source.starts_with(&plan.source));
        let versions = self.iter().filter(|plan| named.contains(&plan.id) && !is_within(plan));
        let versions: Vec<Arc<Plan>> = versions.map(Arc::clone).collect();
        let (mut taken, mut warnings) = (Vec::new(), Vec::new());
        for id in &named {
            let of_id: Vec<&Arc<Plan>> = versions.iter().filter(|version| version.id == *id).collect();
            let laid: Result<Vec<Laid>, _> = of_id.iter().rev().map(|version| version.lay_lists(text)).collect();
            let laid = match laid {
                Ok(laid) => laid,
                Err(faults) => {
                    refused.extend(faults);
                    continue;
                }
            };
            for (version, one) in of_id.iter().rev().zip(&laid) {
                for fault in &one.left {
                    let is_left = |other: &Laid| other.left.iter().any(|left| list_of(left) == list_of(fault));
                    if laid.iter().all(is_left) {
                        refused.push(fault.clone());
                    } else {
                        warnings.push(PlanFault { kind: FaultKind::NotOfVersion(version.version.clone()), ..fault.clone() });
                    }
                }
            }
            // The newest of an id was laid first and is put in last.
            taken.extend(laid.into_iter().rev().filter_map(|laid| laid.plan));
        }
        if refused.is_empty() {
            for plan in taken {
                self.insert(plan);
            }
            return Ok(in_order(warnings));
        }
        // What is wrong whatever plan or version a list is of was found for each.
        Err(in_order(refused))
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

/// The list of a file that a fault is in: `lists[1]` of `lists[1].clause`.
fn list_of(fault: &PlanFault) -> &str {
    fault.path.split('.').next().unwrap_or(&fault.path)
}

/// Faults in the order of their places, each once.
fn in_order(mut faults: Vec<PlanFault>) -> Vec<PlanFault> {
    faults.sort_by_cached_key(|fault| (fault.place, fault.path.clone(), format!("{:?}", fault.kind)));
    faults.dedup();
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_can_not_be_read_is_told_and_no_other_stands_for_it() {
        let mut plans = PlanSet::builtin();
        let id = PlanId::from("zj-10");
        let plan = plans.get(&id).map(Arc::clone).unwrap();
        plans.publish(&id, &PlanHash::new("0".repeat(64)), "a = 1", None);
        assert!(plans.is_behind(&id), "unknown words");
        plans.publish(&id, &PlanHash::new("0".repeat(64)), &plan.source, None);
        assert!(plans.is_behind(&id), "a text under another's hash");
        plans.publish(&id, &plan.hash, &plan.source, Some(Moment(7)));
        assert_eq!((plans.is_behind(&id), plans.published(&plan.hash)), (false, Some(Moment(7))));
        assert_eq!(plans.iter().filter(|known| known.id == id).count(), 1, "known before, it stands once");
    }

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
