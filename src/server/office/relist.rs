//! Undecided cases brought under the lists that the operator keeps now.
//!
//! Not here: how a name is judged (`rules`). A case that was decided stays under what it was decided by until it is taken up again.
//! Invariant: once an office is open, no undecided case stands under a plan that another one differs from in newer lists alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::Office;
use super::decide::history_of;
use crate::domain::assessment::Assessment;
use crate::domain::case::{Case, Event, TimelineEntry};
use crate::domain::ids::{CaseId, PlanHash};
use crate::domain::time::Moment;
use crate::rules::{self, plan::Plan};
use crate::server::ledger::{AuditEntry, LedgerError, Writing};
use crate::server::view;

/// Cases brought under other lists in one write, as many as are assessed anew at once.
const AT_ONCE: u32 = 500;

impl Office {
    /// Brings the undecided cases under the newest lists; where these are those of the last time, by one word for them, one row is looked at.
    pub(super) fn relist(&self, word: &str) -> Result<(), LedgerError> {
        if self.ledger.read(|books| books.brought_under())?.as_deref() == Some(word) {
            return Ok(());
        }
        let newer: BTreeMap<PlanHash, Arc<Plan>> = self.newer_lists();
        let mut after = 0;
        while !newer.is_empty() {
            let cases = self.ledger.read(|books| books.undecided_after(after, AT_ONCE))?;
            let Some((last, ..)) = cases.last() else { break };
            after = *last;
            let at = self.now();
            let moves = || cases.iter().filter_map(|(_, id, hash)| Some((id, (self.plans.by_hash(hash)?, newer.get(hash)?))));
            self.ledger.write(|books| moves().try_for_each(|(id, (from, to))| relist_case(books, id, (from, to), at)))?;
        }
        self.ledger.write(|books| books.set_brought_under(word))
    }

    /// The plans that differ from a newer one in nothing but the lists.
    fn newer_lists(&self) -> BTreeMap<PlanHash, Arc<Plan>> {
        let newest = |plan| (plan, self.plans.with_newest_lists(plan));
        let moved = self.plans.iter().map(newest).filter(|(plan, newest)| plan.hash != newest.hash);
        moved.map(|(plan, newest)| (plan.hash.clone(), Arc::clone(newest))).collect()
    }
}

fn relist_case(books: &Writing<'_>, id: &CaseId, (from, plan): (&Plan, &Plan), at: Moment) -> Result<(), LedgerError> {
    let stored = books.case(id)?.ok_or(LedgerError::Inconsistent("a case is gone"))?;
    let history = history_of(books, plan, &stored)?;
    let payload = json!({ "plan": plan.hash, "before": stored.case.plan_hash });
    let seq = books.append(&AuditEntry { at, by: None, kind: "reassessed", case: Some(id), payload: &payload })?;
    let case = Case { plan_hash: plan.hash.clone(), ..stored.case.clone() };
    let before = Assessment { plan_hash: plan.hash.clone(), ..rules::assess(from, &case.facts, &history) };
    let mut detail = view::detail(plan, case, history, seq);
    // Who looks at the case learns why its amount or its checks are others than yesterday; where none is, nothing happened to it.
    if detail.assessment != before {
        detail.case.timeline.push(TimelineEntry { at, by: None, stage: detail.case.stage.clone(), event: Event::Relisted });
    }
    books.save_case(&stored, &detail, stored.frozen.as_ref())
}
