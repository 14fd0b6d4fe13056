//! The outbox as it is shown: decisions on their way, and the two sides of one in conflict.
//!
//! Not here: sending. Invariant: the cursor is on a decision, not on a row number.

use crate::app::action::Action;
use crate::app::sheets::moved;
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::outbox::{ConflictSides, OutboxCounts, OutboxItem, OutboxState};
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;

#[derive(Default)]
pub struct Outbox {
    /// What needs somebody first, then what is on its way, then what was accepted; in each what was decided before takings and notes,
    /// and the newest first.
    pub items: Vec<OutboxItem>,
    pub counts: OutboxCounts,
    pub loaded: bool,
    cursor: Option<DecisionId>,
    pub sides: Option<(DecisionId, Result<Box<ConflictSides>, String>)>,
    asked: Option<DecisionId>,
}

fn rank(item: &OutboxItem) -> u8 {
    match item.state {
        OutboxState::Conflict { .. } | OutboxState::Refused { .. } => 0,
        OutboxState::Held { .. } | OutboxState::Waiting { .. } | OutboxState::Sending => 1,
        OutboxState::Accepted { .. } => 2,
    }
}

impl Outbox {
    pub fn replace(&mut self, mut items: Vec<OutboxItem>, counts: OutboxCounts) {
        // Who has a case and what was noted would bury what was decided.
        items.sort_by_key(|item| {
            (rank(item), !item.decision.act.verb().rests_on_basis(), std::cmp::Reverse(item.decision.decided_at), item.decision.id)
        });
        let at = self.index();
        self.items = items;
        self.counts = counts;
        self.loaded = true;
        if !self.items.iter().any(|item| Some(item.decision.id) == self.cursor) {
            self.cursor = self.items.get(at.min(self.items.len().saturating_sub(1))).map(|item| item.decision.id);
        }
    }

    /// Shows a decision that is on disk now, before the whole list is loaded again.
    pub fn add(&mut self, item: OutboxItem) {
        self.add_all(vec![item]);
    }

    pub fn add_all(&mut self, added: Vec<OutboxItem>) {
        let mut items = std::mem::take(&mut self.items);
        items.retain(|known| added.iter().all(|item| known.decision.id != item.decision.id));
        let held = u32::try_from(added.len()).unwrap_or(u32::MAX);
        items.extend(added);
        let counts = OutboxCounts { held: self.counts.held.saturating_add(held), ..self.counts };
        let loaded = self.loaded;
        self.replace(items, counts);
        self.loaded = loaded;
    }

    pub fn remove(&mut self, decision: DecisionId) -> Option<OutboxItem> {
        let at = self.items.iter().position(|item| item.decision.id == decision)?;
        let item = self.items.remove(at);
        if matches!(item.state, OutboxState::Held { .. }) {
            self.counts.held = self.counts.held.saturating_sub(1);
        }
        if self.cursor == Some(decision) {
            self.cursor = self.items.get(at.min(self.items.len().saturating_sub(1))).map(|item| item.decision.id);
        }
        Some(item)
    }

    pub fn find(&self, decision: DecisionId) -> Option<&OutboxItem> {
        self.items.iter().find(|item| item.decision.id == decision)
    }

    pub fn index(&self) -> usize {
        self.items.iter().position(|item| Some(item.decision.id) == self.cursor).unwrap_or(0)
    }

    /// Puts the cursor on a line.
    pub fn point(&mut self, line: usize) {
        self.cursor = self.items.get(line).map(|item| item.decision.id).or(self.cursor);
    }

    pub fn current(&self) -> Option<&OutboxItem> {
        self.items.get(self.index())
    }

    /// The decision under the cursor, where it can be made anew on the case as it is now: it is in conflict, or was refused.
    pub fn to_redo(&self) -> Option<&OutboxItem> {
        let stuck = |item: &&OutboxItem| matches!(item.state, OutboxState::Conflict { .. } | OutboxState::Refused { .. });
        self.current().filter(stuck).filter(|item| item.decision.act.verb().rests_on_basis())
    }

    /// The case as it was when a decision was made, where that is known here.
    pub fn seen(&self, decision: DecisionId) -> Option<&CaseDetail> {
        self.sides.as_ref().filter(|(of, _)| *of == decision)?.1.as_ref().ok()?.base.as_ref()
    }

    /// The case of a decision in conflict as it is now, where that is known here.
    pub fn now(&self, decision: DecisionId) -> Option<&CaseDetail> {
        self.sides.as_ref().filter(|(of, _)| *of == decision)?.1.as_ref().ok()?.theirs.as_ref()
    }

    pub fn moves(&mut self, action: Action, page: usize) -> bool {
        let Some(by) = action.steps(page) else { return false };
        let to = moved(self.index(), by, self.items.len());
        self.cursor = self.items.get(to).map(|item| item.decision.id);
        true
    }

    /// The sides that are wanted and not asked for yet.
    pub fn wants_sides(&mut self) -> Option<DecisionId> {
        let wanted = self.to_redo()?.decision.id;
        if self.asked == Some(wanted) {
            return None;
        }
        self.asked = Some(wanted);
        Some(wanted)
    }

    /// What is shown of a conflict may be old now.
    pub fn forget_sides(&mut self) {
        self.asked = None;
    }

    /// Decisions that can still be taken back, the newest last.
    pub fn held(&self, now: Moment) -> Vec<(&OutboxItem, Moment)> {
        let mut held: Vec<_> = self
            .items
            .iter()
            .filter_map(|item| match item.state {
                OutboxState::Held { until } if until > now => Some((item, until)),
                _ => None,
            })
            .collect();
        held.sort_by_key(|(item, _)| (item.decision.decided_at, item.decision.id));
        held
    }

    /// What was decided of a case and the server may not have yet; who has it and notes decide nothing.
    pub fn on_its_way(&self, case: &CaseId) -> Option<&OutboxItem> {
        let of_it = |item: &&OutboxItem| item.decision.case == *case && item.state.is_unsent() && item.decision.act.verb().rests_on_basis();
        self.items.iter().find(of_it)
    }

    /// The newest decision that no attempt was made to send: held, or waiting for the server since.
    pub fn newest_unsent(&self) -> Option<&OutboxItem> {
        let unsent = self
            .items
            .iter()
            .filter(|item| item.attempts == 0 && matches!(item.state, OutboxState::Held { .. } | OutboxState::Waiting { .. }));
        unsent.max_by_key(|item| (item.decision.decided_at, item.decision.id))
    }

    /// Those of a decision's group that no attempt was made to send; the decision alone where it has none.
    pub fn group_of(&self, item: &OutboxItem) -> Vec<DecisionId> {
        let Some(group) = item.group else { return vec![item.decision.id] };
        let of_it = self.items.iter().filter(|other| other.group == Some(group) && other.attempts == 0 && other.state.is_unsent());
        of_it.map(|other| other.decision.id).collect()
    }

    /// How many stand in each state, by the words of the rows: what was held long enough waits, whether or not anything was sent since.
    pub fn counts_now(&self, now: Moment) -> OutboxCounts {
        let over = self.items.iter().filter(|item| matches!(item.state, OutboxState::Held { until } if until <= now)).count();
        let over = u32::try_from(over).unwrap_or(u32::MAX).min(self.counts.held);
        OutboxCounts { held: self.counts.held - over, waiting: self.counts.waiting.saturating_add(over), ..self.counts }
    }

    /// Decisions that the server may not have yet.
    pub fn unsent(&self) -> usize {
        self.items.iter().filter(|item| item.state.is_unsent()).count()
    }
}
