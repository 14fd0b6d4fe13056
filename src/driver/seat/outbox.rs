//! What the desk asks of the outbox file, and the two sides of a conflict.
//!
//! Not here: recording and undoing (`effects`), sending (`seat`).

use crate::api::{Call, Failure, Reply};
use crate::app::{Effect, Message};
use crate::domain::ids::{CaseId, DecisionId};
use crate::driver::seat::{Open, Seat};

impl Seat {
    /// Carries out what the screen of the outbox asks for.
    pub(super) fn outbox_effect(&mut self, effect: Effect) {
        match effect {
            Effect::DropItem { decision } => self.drop_item(decision),
            Effect::LoadOutbox => self.post_outbox(),
            Effect::LoadSides { decision } => self.load_sides(decision),
            Effect::LoadLeft => match self.with_open(|store| store.outbox_left()) {
                Ok(left) => self.say(Message::Left(left)),
                Err(refused) => self.say(Message::Failed(self.tell(&refused))),
            },
            Effect::Retry { decision } => self.retry(decision),
            _ => {}
        }
    }

    /// Puts on disk, or takes back, what one key decided.
    pub(super) fn group_effect(&mut self, effect: Effect) {
        let now = self.shared.options.clock.now();
        match effect {
            Effect::RecordAll { group, recordings, held_until } => {
                let result = self.with_store(|store| store.record_all_alone(&recordings, held_until, now));
                self.say(Message::RecordedAll { group, result: self.told(result) });
            }
            Effect::UndoAll { decisions } => {
                let result = self.with_store(|store| store.undo_all(&decisions, now));
                self.say(Message::UndoneAll { asked: decisions, result: self.told(result) });
            }
            _ => return,
        }
        self.post_outbox();
    }

    fn drop_item(&mut self, decision: DecisionId) {
        let now = self.shared.options.clock.now();
        let result = self.with_store(|store| store.discard(decision, now));
        self.say(Message::Dropped { decision, result: self.told(result) });
        self.post_outbox();
    }

    fn retry(&mut self, decision: DecisionId) {
        let now = self.shared.options.clock.now();
        if let Err(refused) = self.with_store(|store| store.retry(decision)) {
            self.say(Message::Failed(self.tell(&refused)));
        }
        if let Some(Open { engine: Some(engine), .. }) = &mut self.open {
            engine.wake(now);
        }
        self.post_outbox();
    }

    pub(super) fn post_outbox(&mut self) {
        let now = self.shared.options.clock.now();
        self.outbox_due = None;
        if self.locked {
            // How much still goes out is told once the files are as it says.
            return;
        }
        match self.with_store(|store| Ok((store.outbox_listed()?, store.outbox_counts(now.date())?))) {
            Ok((items, counts)) => {
                self.told_unsent = (counts.held.saturating_add(counts.waiting).saturating_add(counts.sending), now);
                self.say(Message::Outbox { items, counts });
            }
            Err(refused) => self.say(Message::Failed(self.tell(&refused))),
        }
    }

    /// Gives both sides as they are known here, and asks the server for the case as it is now: it may have changed again.
    fn load_sides(&mut self, decision: DecisionId) {
        self.say_sides(decision);
        let case = self.with_store(|store| store.outbox_item(decision)).ok().flatten().map(|item| item.decision.case);
        if let (Some(case), Some(client)) = (case, &self.client)
            && self.shared.network.send(self.number, client, Call::Case { id: case.clone() }).is_ok()
        {
            self.asked_sides.push((case, decision));
        }
    }

    fn say_sides(&self, decision: DecisionId) {
        let sides = self.with_open(|store| store.sides_now(decision).map(Box::new));
        self.say(Message::Sides { decision, sides: self.told(sides) });
    }

    /// The case of a conflict came from the server: where it is newer than what was told, the sides are told again.
    pub(super) fn side_came(&mut self, case: &CaseId, result: &Result<Reply, Failure>) {
        let asked: Vec<_> = self.asked_sides.extract_if(.., |(of, _)| of == case).collect();
        if let Ok(Reply::Case(detail)) = result
            && !asked.is_empty()
            && self.with_store(|store| store.put_detail(detail)).unwrap_or(false)
        {
            for (_, decision) in asked {
                self.say_sides(decision);
            }
        }
    }
}
