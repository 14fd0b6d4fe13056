//! The outbox as it is shown: decisions on their way, a part of them, what left, and the two sides of one in conflict.
//!
//! Not here: sending; what keys do here (`sending_out`). Invariant: the cursor is on a decision, not on a row number.

use crate::app::action::Action;
use crate::app::preview::Preview;
use crate::app::sheets::moved;
use crate::domain::decision::ProblemCode;
use crate::domain::ids::{CaseId, DecisionId, UserId};
use crate::domain::outbox::{ConflictSides, LeftItem, OutboxCounts, OutboxItem, OutboxState, Said};
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::judge::{self, Why};
use crate::rules::PlanSet;
use crate::text::{actions, outbox as texts, problems, refusals};

/// A part of the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    #[default]
    All,
    /// Refused or in conflict: somebody has to do something.
    Stuck,
    /// Held, waiting, sending.
    Going,
    Accepted,
    /// What left without the server's answer.
    Left,
}

impl Part {
    pub const ALL: [Part; 5] = [Part::All, Part::Stuck, Part::Going, Part::Accepted, Part::Left];

    fn has(self, item: &OutboxItem) -> bool {
        match self {
            Part::All => true,
            Part::Stuck => item.is_stuck(),
            Part::Going => item.state.is_unsent(),
            Part::Accepted => matches!(item.state, OutboxState::Accepted { .. }),
            Part::Left => false,
        }
    }
}

#[derive(Default)]
pub struct Outbox {
    /// What needs somebody first, then what is on its way, then what was accepted; in each what was decided before takings and notes,
    /// and the newest first.
    pub items: Vec<OutboxItem>,
    pub counts: OutboxCounts,
    pub loaded: bool,
    /// What is listed.
    pub part: Part,
    /// What left, the newest first; nothing before it was asked for.
    pub left: Option<Vec<LeftItem>>,
    left_asked: bool,
    left_at: usize,
    /// What is told of the item under the cursor, as a pane that can be scrolled.
    pub pane: Preview,
    cursor: Option<DecisionId>,
    /// What was told last as in conflict or refused, until somebody comes to look at it.
    pub(super) told: Option<DecisionId>,
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
        self.left_asked = false;
        self.settle_cursor(at);
    }

    /// Puts the cursor on the line where it was, where what it was on is listed no more.
    fn settle_cursor(&mut self, at: usize) {
        let listed = self.listed();
        if !listed.iter().any(|item| Some(item.decision.id) == self.cursor) {
            let next = listed.get(at.min(listed.len().saturating_sub(1))).map(|item| item.decision.id);
            self.cursor = next;
            self.pane.reset();
        }
    }

    /// The items of the part that is listed, in the order of the list.
    pub fn listed(&self) -> Vec<&OutboxItem> {
        self.items.iter().filter(|item| self.part.has(item)).collect()
    }

    /// Lists another part.
    pub(super) fn show(&mut self, part: Part) {
        self.part = part;
        self.left_at = 0;
        self.pane = Preview::default();
        self.settle_cursor(0);
    }

    /// How many a part has; nothing of what left before it was asked for.
    pub fn count(&self, part: Part, now: Moment) -> Option<usize> {
        let counts = self.counts_now(now);
        let sum = |all: &[u32]| Some(all.iter().map(|count| usize::try_from(*count).unwrap_or(usize::MAX)).sum());
        match part {
            Part::All => None,
            Part::Stuck => sum(&[counts.refused, counts.conflict]),
            Part::Going => sum(&[counts.held, counts.waiting, counts.sending]),
            Part::Accepted => Some(self.items.iter().filter(|item| part.has(item)).count()),
            Part::Left => self.left.as_ref().map(Vec::len),
        }
    }

    /// How many wait that are not listed: the newest are.
    pub fn unlisted(&self, now: Moment) -> usize {
        self.count(Part::Going, now).unwrap_or(0).saturating_sub(self.unsent())
    }

    /// Asks for what left, once while it is listed and after each change.
    pub(super) fn wants_left(&mut self) -> bool {
        self.part == Part::Left && !std::mem::replace(&mut self.left_asked, true)
    }

    /// The record under the cursor.
    pub fn left_current(&self) -> Option<&LeftItem> {
        self.left.as_ref().filter(|_| self.part == Part::Left)?.get(self.left_index())
    }

    pub fn left_index(&self) -> usize {
        self.left_at.min(self.left.as_ref().map_or(0, Vec::len).saturating_sub(1))
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
        let line = self.index();
        let at = self.items.iter().position(|item| item.decision.id == decision)?;
        let item = self.items.remove(at);
        if matches!(item.state, OutboxState::Held { .. }) {
            self.counts.held = self.counts.held.saturating_sub(1);
        }
        self.settle_cursor(line);
        Some(item)
    }

    pub fn find(&self, decision: DecisionId) -> Option<&OutboxItem> {
        self.items.iter().find(|item| item.decision.id == decision)
    }

    /// The line of the list that the cursor is on.
    pub fn index(&self) -> usize {
        self.listed().iter().position(|item| Some(item.decision.id) == self.cursor).unwrap_or(0)
    }

    /// Puts the cursor on what was told last as in conflict or refused, once.
    pub(super) fn go_to_told(&mut self) {
        let Some(told) = self.told.take().filter(|told| self.find(*told).is_some()) else { return };
        if !self.listed().iter().any(|item| item.decision.id == told) {
            self.part = Part::All;
        }
        self.cursor = Some(told);
        self.pane = Preview::default();
    }

    /// The decision that was made on the same case after one that was not taken, and was not refused itself.
    pub fn decided_since(&self, stuck: &OutboxItem) -> Option<&OutboxItem> {
        let later = |item: &&OutboxItem| {
            let of_it = item.decision.case == stuck.decision.case && item.decision.id != stuck.decision.id;
            of_it && item.decision.decided_at > stuck.decision.decided_at && !item.is_stuck() && item.decision.act.verb().rests_on_basis()
        };
        self.items.iter().find(later).filter(|_| stuck.is_stuck())
    }

    /// Puts the cursor on a line.
    pub fn point(&mut self, line: usize) {
        if self.part == Part::Left {
            self.left_at = line;
        } else {
            self.cursor = self.listed().get(line).map(|item| item.decision.id).or(self.cursor);
        }
        self.pane = Preview::default();
    }

    /// The item under the cursor; none where what left is listed.
    pub fn current(&self) -> Option<&OutboxItem> {
        self.listed().get(self.index()).copied()
    }

    /// The case under the cursor.
    pub fn case_here(&self) -> Option<&CaseId> {
        self.current().or(self.left_current().map(|left| &left.item)).map(|item| &item.decision.case)
    }

    /// The decision under the cursor, where it can be made anew on the case as it is now: it is in conflict, or was refused.
    pub fn to_redo(&self) -> Option<&OutboxItem> {
        self.current().filter(|item| item.is_stuck() && item.decision.act.verb().rests_on_basis())
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
        if self.pane.focused {
            self.pane.scroll(by);
            return true;
        }
        if self.part == Part::Left {
            self.left_at = moved(self.left_index(), by, self.left.as_ref().map_or(0, Vec::len));
        } else {
            let listed = self.listed();
            let to = listed.get(moved(self.index(), by, listed.len())).map(|item| item.decision.id);
            self.cursor = to;
        }
        self.pane.reset();
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

/// Says why the server did not take a decision, or why it was not sent; nothing of one that it took or may still take. A colleague stands
/// in it as `name_of` names him.
pub fn why_not_taken(lang: Lang, item: &OutboxItem, plans: &PlanSet, name_of: impl Fn(&UserId) -> String) -> String {
    let (code, detail) = match &item.state {
        OutboxState::Refused { code, detail } => (*code, detail),
        OutboxState::Conflict { detail } => (ProblemCode::Conflict, detail),
        _ => return String::new(),
    };
    match item.said.as_deref() {
        Some(said @ (Said::Moved | Said::Lost | Said::After { .. })) => told_of_itself(lang, said).unwrap_or_default(),
        Some(Said::Server { why: Why::Taken { by } }) => refusals::taken_by(lang, name_of(by)),
        Some(Said::Server { why }) => match plans.by_hash(&item.decision.plan_hash).or_else(|| plans.get(&item.plan)) {
            Some(plan) => judge::why_in_words(lang, plan, why),
            None => detail.clone(),
        },
        // A server that says no more than its code says it in one of two languages.
        None if [Lang::Zh, Lang::En].iter().any(|other| problems::detail(*other, code) == detail.as_str()) => {
            problems::detail(lang, code).to_owned()
        }
        None => detail.clone(),
    }
}

/// Tells why a decision is in conflict where no server said so; nothing where one did.
pub fn told_of_itself(lang: Lang, said: &Said) -> Option<String> {
    match said {
        Said::Moved => Some(texts::made_elsewhere(lang).to_owned()),
        Said::Lost => Some(texts::lost_by_restore(lang).to_owned()),
        Said::After { verb } => Some(texts::behind_another(lang, actions::verb(lang, *verb))),
        Said::Server { .. } => None,
    }
}
