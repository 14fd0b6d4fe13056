//! A locked desk: the cache is closed at once, the outbox as soon as nothing in it has to go out; then the passphrase opens both again.
//!
//! Not here: when it is locked and what stands on the screen (`app::lock`). Invariant: while it is locked nothing of a case is told to the
//! screen, and the key that opens the cache is nowhere in this process.

use crate::api::{Call, Failure, Reply};
use crate::app::{Effect, Message, NotUnlocked};
use crate::driver::seat::{Open, Seat};
use crate::store::{CacheKey, StoreError, keys};
use crate::sync::{self, Engine};

impl Seat {
    /// Carries an effect out, unless nobody is there for whom that would be.
    pub fn effect(&mut self, effect: Effect) {
        match effect {
            _ if self.gone.is_some() => {}
            Effect::Unlock { passphrase } => self.unlock(passphrase.as_str()),
            // Whoever asked for it has let go of all that it was for.
            _ if self.locked => {}
            // What would be written now would be written into files that have no name any more.
            _ if self.is_wiped_elsewhere() => self.wiped_elsewhere(),
            Effect::Lock { half_typed } => self.lock(&half_typed),
            other => self.carry_out(other),
        }
    }

    /// Lets go of the cache, and keeps what was half typed where the rest of what was typed is kept.
    pub(super) fn lock(&mut self, half_typed: &str) {
        let kept = self.with_store(|store| {
            let kept = if half_typed.is_empty() { Ok(()) } else { store.keep_half_typed(half_typed) };
            store.lock().and(kept)
        });
        let kept = self.told(kept);
        // No other process of this login opens the files either, unless the person chose that the desktop's keyring does.
        self.desk.key.keyrings().forget(&self.desk.folder());
        self.locked = true;
        self.asked.clear();
        self.looking.clear();
        if let Some(Open { engine: Some(engine), .. }) = &mut self.open {
            engine.rest(true);
        }
        if let Some(client) = &self.client {
            client.let_load_go();
        }
        let waiting = self.with_store(|store| store.still_to_send()).unwrap_or_default();
        self.close_if_done();
        // Only now: what the screen says then is so.
        self.say(Message::Locked { kept });
        self.say(Message::StillToSend { held: waiting.0, waiting: waiting.1 });
    }

    /// What the plan asked was answered, and it waits for that, if only to drop it: else it would never ask anything more. What was asked for
    /// the screen is wanted by nobody.
    pub(super) fn answer_locked(&mut self, call: &Call, result: Result<Reply, Failure>) {
        if Engine::asks(call) {
            self.plan_answered(call, result);
        }
        let waiting = self.with_store(|store| store.still_to_send()).unwrap_or_default();
        self.close_if_done();
        self.say(Message::StillToSend { held: waiting.0, waiting: waiting.1 });
    }

    /// Closes the outbox as well once nothing is left that could go out without somebody signing in.
    fn close_if_done(&mut self) {
        let Some(Open { store, engine, .. }) = &self.open else { return };
        let stuck = |connection: &sync::Connection| {
            use sync::Connection::{OtherServer, ScopeChanged, SignedOut};
            matches!(connection, SignedOut | ScopeChanged | OtherServer { .. })
        };
        let sends = engine.as_ref().is_some_and(|engine| !stuck(engine.connection()));
        // Another process that sends has files of its own open.
        if !sends || store.still_to_send().is_ok_and(|waiting| waiting == (0, 0)) {
            self.open = None;
            self.client = None;
        }
    }

    /// Opens the desk again with its passphrase, which no keyring stands in for: somebody else may sit there. Takes as long as the key's header says.
    pub(super) fn unlock(&mut self, passphrase: &str) {
        let opened = keys::unlock(&self.desk.folder(), passphrase).and_then(|key| {
            self.open_again(&key)?;
            self.desk.key.keyrings().remember(&self.desk.folder(), &key);
            Ok(())
        });
        let half_typed = opened.and_then(|()| self.open.as_mut().map_or(Ok(None), |open| open.store.half_typed()));
        match half_typed {
            Ok(half_typed) => {
                self.locked = false;
                self.asked_people = false;
                self.say(Message::Unlocked(Ok(half_typed)));
                if self.client.is_none() && !self.address.is_empty() {
                    let address = self.address.clone();
                    self.connect(&address);
                }
                self.show_again();
                self.post_claims();
            }
            Err(StoreError::WrongPassphrase) => self.say(Message::Unlocked(Err(NotUnlocked::WrongPassphrase))),
            Err(error) => self.say(Message::Unlocked(Err(NotUnlocked::Failed(error.tell(self.lang()))))),
        }
    }

    fn open_again(&mut self, key: &CacheKey) -> Result<(), StoreError> {
        let (folder, stages, now) = (self.desk.folder(), self.stages(), self.shared.options.clock.now());
        match &mut self.open {
            Some(open) => {
                open.store.unlock(&folder, key, stages)?;
                if let Some(engine) = &mut open.engine {
                    engine.rest(false);
                    engine.wake(now);
                }
            }
            None => self.open = Some(self.open_files(key)?),
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::api::FailureKind;
    use crate::domain::decision::Receipt;
    use crate::domain::outbox::Recording;
    use crate::domain::people::Lang;
    use crate::domain::time::Moment;
    use crate::driver::clock::Clock;
    use crate::driver::network::Network;
    use crate::driver::seat::Shared;
    use crate::driver::{KeySource, OpenDesk, Options};
    use crate::rules::PlanSet;
    use crate::sync::Step;
    use crate::wire::{Health, Person, ServerIdentity};

    /// A seat whose files are in a folder, with nobody to send to.
    pub fn seat(folder: &std::path::Path) -> Seat {
        let person = Person { user: "lin".into(), name: "lin".into(), roles: vec![], employer: None };
        let desk = OpenDesk { person, folder: folder.into(), key: KeySource::File, server_within: false, password: None };
        let clock = Clock::starting_at(Moment(1_700_000_000_000));
        let plans = Arc::new(PlanSet::builtin());
        let options = Options { desk: desk.clone(), server: None, others: vec![], clock, lang: Lang::Zh, plans };
        let shared = Shared { options, network: Network::start(|_, _, _| {}), post: Arc::new(|_| {}), peers: Box::new(|_, _, _| {}) };
        let mut seat = Seat::new(Arc::new(shared), 0, desk);
        seat.open();
        seat
    }

    fn id(n: u8) -> String {
        format!("00000000-0000-0000-0000-00000000000{n}")
    }

    pub fn recording(n: u8) -> Recording {
        let decision = serde_json::from_value(json!({
            "id": id(n), "case": format!("ZJ24-00000{n}"), "basis": "", "stage": "approval", "plan_hash": "00", "engine": 1,
            "amount": "300.00", "verdicts": [], "act": { "verb": "note", "text": "n" }, "decided_at": 0
        }));
        Recording { decision: decision.unwrap(), name: "n".into(), plan: "zj-10".into(), to_pay: None, base: None }
    }

    fn receipt(n: u8) -> Receipt {
        let receipt = json!({
            "decision": id(n), "case": format!("ZJ24-00000{n}"), "seq": n, "accepted_at": 0, "status": "open", "stage": "payment",
            "amount": "0.00"
        });
        serde_json::from_value(receipt).unwrap()
    }

    #[test]
    fn the_plan_of_a_locked_desk_hears_every_answer_that_it_waits_for() {
        let dir = tempfile::tempdir().unwrap();
        let mut seat = seat(dir.path());
        let now = seat.shared.options.clock.now();
        let Some(Open { store, engine: Some(engine), .. }) = &mut seat.open else { panic!("the files did not open") };
        let identity = |epoch| ServerIdentity { server: "office".into(), epoch };
        store.bind(&identity(1)).unwrap();
        store.record_all(&[recording(1)], now, now).unwrap();
        store.sending(recording(1).decision.id, now).unwrap();
        store.accepted(&receipt(1), now).unwrap();
        store.move_to(&identity(2), "restored", now).unwrap();
        store.record_all(&[recording(2)], now, now).unwrap();
        assert_eq!(engine.next(store, now).unwrap(), Step::Send(Call::Identity));
        engine.answered(store, &Call::Identity, Ok(Reply::Identity(Health { identity: identity(2), newest: None })), now).unwrap();
        let Step::Send(sent @ Call::Decide { .. }) = engine.next(store, now).unwrap() else { panic!("it is due") };
        engine.answered(store, &sent, Ok(Reply::Decided(receipt(2))), now).unwrap();
        // One is held, so that the files stay open behind the lock.
        store.record_all(&[recording(3)], now.plus_secs(3_600), now).unwrap();
        let Step::Send(asked @ Call::Standing { .. }) = engine.next(store, now).unwrap() else { panic!("what is doubted is asked about") };
        seat.lock("");
        seat.answer(asked, Err(FailureKind::Timeout.into()));
        assert!(seat.open.as_ref().unwrap().engine.as_ref().unwrap().is_quiet(), "nothing is waited for any more");
    }
}
