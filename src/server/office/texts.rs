//! The texts of plans that an office goes by: those under which its cases stand, and those of now, with the operator's lists behind them.
//!
//! Not here: how lists are laid behind a plan (`rules`), how cases are brought under them (`relist`).
//! Invariant: of every text under which a case stands there is one with the lists of now, and it is the newest of its kind. The books keep
//! every text that was ever published; an office holds those that somebody needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::ids::PlanHash;
use crate::domain::time::Moment;
use crate::rules::PlanSet;
use crate::rules::plan::Plan;
use crate::server::ledger::{Books, Ledger, LedgerError, StoredPlan};

pub(super) struct Texts {
    /// The newest of an id last.
    pub plans: PlanSet,
    /// Those among them that have the lists of now.
    pub now: Vec<PlanHash>,
}

impl Texts {
    /// Gathers the texts, and publishes those that are new.
    pub fn gather(ledger: &Ledger, mut given: PlanSet, at: Moment) -> Result<Self, LedgerError> {
        let (lists, published) = ledger.read(|books| Ok::<_, LedgerError>((books.lists()?, books.plans()?)))?;
        for text in &lists {
            given
                .insert_lists(text)
                .map_err(|_| LedgerError::Inconsistent("a list kept for a plan no longer fits it; give --lists anew"))?;
        }
        let mut plans = PlanSet::default();
        // By its hash, so that the order is that of every start.
        let mut laid: BTreeMap<PlanHash, Arc<Plan>> = BTreeMap::new();
        // Those that were given are read already: reading them again would be most of a start.
        for stored in published.iter().filter(|stored| stored.has_cases && given.by_hash(&stored.hash).is_none()) {
            let plan = Arc::new(read(&stored.toml)?);
            plans.take(Arc::clone(&plan), stored.since);
            if given.iter().any(|given| given.differs_in_lists_at_most(&plan)) {
                continue;
            }
            if let Some(bare) = bare_of(plan, &published)? {
                let with = lists.iter().fold(bare, |plan, text| {
                    let laid = plan.lay_lists_behind_published(text).ok().and_then(|laid| laid.plan);
                    laid.map_or(plan, Arc::new)
                });
                laid.insert(with.hash.clone(), with);
            }
        }
        let newest = |plan: &&Arc<Plan>| given.with_newest_lists(plan).hash == plan.hash;
        let now = laid.values().chain(given.iter().filter(newest)).map(|plan| plan.hash.clone()).collect();
        // An older text stands before what was given, which is the newest of its id; the new lists stand behind the older ones.
        let since: BTreeMap<&PlanHash, Option<Moment>> = published.iter().map(|stored| (&stored.hash, stored.since)).collect();
        for plan in laid.values().chain(given.iter()) {
            plans.take(Arc::clone(plan), since.get(&plan.hash).copied().unwrap_or(Some(at)));
        }
        ledger.write(|books| {
            let new = plans.iter().filter(|plan| !since.contains_key(&plan.hash));
            new.into_iter().try_for_each(|plan| books.publish_plan(plan.hash.as_str(), plan.id.as_str(), &plan.source, at))
        })?;
        Ok(Texts { plans, now })
    }
}

/// The texts under which any case stands, decided or not.
pub(super) fn under_cases(books: &Books<'_>) -> Result<BTreeSet<PlanHash>, LedgerError> {
    Ok(books.plans()?.into_iter().filter(|stored| stored.has_cases).map(|stored| stored.hash).collect())
}

fn read(toml: &str) -> Result<Plan, LedgerError> {
    Plan::of_published(toml).map_err(|_| LedgerError::Inconsistent("a published plan can't be read any more"))
}

/// The text of a plan before any lists were laid behind it, which was published, too.
fn bare_of(plan: Arc<Plan>, published: &[StoredPlan]) -> Result<Option<Arc<Plan>>, LedgerError> {
    if plan.lists.is_empty() {
        return Ok(Some(plan));
    }
    let mut shorter: Vec<&StoredPlan> =
        published.iter().filter(|stored| stored.hash != plan.hash && plan.source.starts_with(&stored.toml)).collect();
    shorter.sort_by_key(|stored| stored.toml.len());
    for stored in shorter {
        let bare = read(&stored.toml)?;
        if bare.lists.is_empty() && bare.differs_in_lists_at_most(&plan) {
            return Ok(Some(Arc::new(bare)));
        }
    }
    Ok(None)
}
