//! Mistakes that are built in on purpose, each where it would be made: what the checker must find.
//!
//! Not here: the checker, which knows nothing of them. Invariant: a world without one goes through none of this.

use huzhu::api::{Call, Reply};
use huzhu::domain::ids::DecisionId;
use huzhu::domain::outbox::{OutboxState, Recording};
use huzhu::store::{Store, StoreError};
use huzhu::sync::Outcome;
use huzhu::wire::{Changes, LoadPart};

use super::World;

/// Which mistake is in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    None,
    /// A decision that is sent again gets another idempotency key.
    NewKeyOnRetry,
    /// The cursor is written before the rows, in a transaction of its own.
    CursorBeforeRows,
    /// The screen says "saved" before the disk has it.
    SaidBeforeSaved,
    /// The server keeps the answers to its keys in memory: after a restart, what is sent again is judged anew.
    AnswersForgotten,
    /// The client takes "somebody decided otherwise" as done, and clears the decision away.
    ConflictSwallowed,
    /// Of several decisions about one case, the newest goes out first.
    NewestFirst,
    /// The server compares stage, plan and amount, and not the basis.
    StaleBasisAccepted,
    /// Emptying the cache takes what waits to be sent with it.
    WipeTakesTheOutbox,
    /// The number of an event is taken for what has come.
    HintTakenAsCursor,
    /// A machine whose sign-in was taken back is wiped, and nobody is told what was unsent.
    WipeTellsNothing,
}

impl Plant {
    pub const ALL: [Plant; 10] = [
        Plant::NewKeyOnRetry,
        Plant::CursorBeforeRows,
        Plant::SaidBeforeSaved,
        Plant::AnswersForgotten,
        Plant::ConflictSwallowed,
        Plant::NewestFirst,
        Plant::StaleBasisAccepted,
        Plant::WipeTakesTheOutbox,
        Plant::HintTakenAsCursor,
        Plant::WipeTellsNothing,
    ];
}

impl World {
    /// Who sends again takes a new key.
    pub(super) fn perhaps_with_another_key(&mut self, client: usize, call: &Call) -> Call {
        let mut call = call.clone();
        if let (Call::Decide { decision }, Plant::NewKeyOnRetry) = (&mut call, self.plant) {
            if self.clients[client].sent.contains(&decision.id) {
                decision.id = DecisionId(uuid::Uuid::from_u128(decision.id.0.as_u128() ^ u128::from(self.dice.next())));
            } else {
                self.clients[client].sent.push(decision.id);
            }
        }
        if let (Call::Decide { decision }, Plant::StaleBasisAccepted) = (&mut call, self.plant) {
            let is_new = !self.rebased.contains_key(&decision.id);
            if let Some(basis) = is_new.then(|| self.server.basis_of(&decision.case)).flatten() {
                self.rebased.insert(decision.id, basis);
            }
            if let Some(basis) = self.rebased.get(&decision.id) {
                decision.basis.clone_from(basis);
            }
        }
        call
    }

    /// Writes the cursor of a page before its rows; tells whether the process ended between the two.
    pub(super) fn cursor_before_rows(&mut self, client: usize, answer: Option<&Reply>) -> bool {
        if self.plant != Plant::CursorBeforeRows {
            return false;
        }
        let Some(store) = self.clients[client].store() else { return true };
        let taken = match answer {
            Some(Reply::Changes(page)) => store.apply(&Changes { changes: Vec::new(), ..page.clone() }).map(drop),
            Some(Reply::Load(part)) => store.load(&LoadPart { changes: Vec::new(), ..LoadPart::clone(part) }).map(drop),
            _ => return false,
        };
        match taken {
            Ok(()) => self.cut(client, "between cursor and rows"),
            // A page of another server or epoch has no cursor to take; the client is to say so itself.
            Err(StoreError::OtherServer) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// Takes a hint for the rows that it hints at.
    pub(super) fn perhaps_a_hint_as_cursor(&mut self, client: usize, answer: Option<&Reply>) {
        if let (Plant::HintTakenAsCursor, Some(Reply::Heard(hint))) = (self.plant, answer)
            && let Some(store) = self.clients[client].store()
            && store.cursor().unwrap() > 0
            && store.identity().unwrap().as_ref() == Some(&hint.identity)
        {
            let page = serde_json::json!({ "server": hint.identity.server, "epoch": hint.identity.epoch, "changes": [], "next": hint.seq, "more": false });
            store.apply(&serde_json::from_value(page).unwrap()).map(drop).unwrap();
        }
    }

    /// Clears away what came back as a conflict.
    pub(super) fn perhaps_swallow(&mut self, client: usize, decided: Option<&(DecisionId, Outcome)>) {
        let now = self.clock(client);
        if let (Plant::ConflictSwallowed, Some((id, Outcome::Conflict { .. }))) = (self.plant, decided)
            && let Some(store) = self.clients[client].store()
        {
            store.discard(*id, now).unwrap();
        }
    }

    /// Puts what was recorded last before what was recorded earlier about the same case.
    pub(super) fn perhaps_newest_first(&mut self, client: usize) {
        let now = self.clock(client);
        let Some(store) = self.clients[client].store() else { return };
        if self.plant != Plant::NewestFirst {
            return;
        }
        let items = store.outbox().unwrap();
        let Some(newest) = items.first() else { return };
        let older = |item: &&huzhu::domain::outbox::OutboxItem| {
            let never_sent = item.attempts == 0 && matches!(item.state, OutboxState::Held { .. } | OutboxState::Waiting { .. });
            never_sent && item.decision.case == newest.decision.case && item.decision.id != newest.decision.id
        };
        for item in items.iter().filter(older) {
            let held_until = if let OutboxState::Held { until } = item.state { until } else { now };
            let recording = Recording {
                decision: item.decision.clone(),
                name: item.name.clone(),
                plan: item.plan.clone(),
                to_pay: item.to_pay,
                base: store.sides(item.decision.id).unwrap().base.map(Into::into),
            };
            store.undo(item.decision.id, now).unwrap();
            store.record_all(&[recording], held_until, now).unwrap();
        }
    }

    /// Takes what was never tried along when the cache is emptied.
    pub(super) fn perhaps_wiped_too(&mut self, client: usize) {
        let now = self.clock(client);
        if let (Plant::WipeTakesTheOutbox, Some(store)) = (self.plant, self.clients[client].store()) {
            let ids: Vec<_> = store.outbox().unwrap().iter().map(|item| item.decision.id).collect();
            drop_never_sent(store, &ids, now);
        }
    }
}

fn drop_never_sent(store: &mut Store, ids: &[DecisionId], now: huzhu::domain::time::Moment) {
    store.undo_all(ids, now).unwrap();
}
