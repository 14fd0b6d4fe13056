//! A locked desk: the cache is closed at once, the outbox as soon as nothing in it has to go out; then the passphrase opens both again.
//!
//! Not here: when it is locked and what stands on the screen (`app::lock`). Invariant: while it is locked nothing of a case is told to the
//! screen, and the key that opens the cache is nowhere in this process.

use crate::api::{Call, Failure, Reply};
use crate::app::{Effect, Message, NotUnlocked};
use crate::driver::seat::{Open, Seat};
use crate::store::{CacheKey, StoreError, keys};
use crate::sync;

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

    /// What still goes out while the desk is locked was answered, or a page that the plan waits for to drop it: else it would never ask for
    /// another. What was asked for the screen is wanted by nobody.
    pub(super) fn answer_locked(&mut self, call: &Call, result: Result<Reply, Failure>) {
        let sends =
            matches!(call, Call::Identity | Call::Decide { .. } | Call::Receive { .. } | Call::Reveal { .. } | Call::LookedUp { .. });
        if sends || matches!(call, Call::Changes { .. } | Call::Load { .. }) {
            self.plan_answered(call, result);
        }
        let waiting = self.with_store(|store| store.still_to_send()).unwrap_or_default();
        self.close_if_done();
        self.say(Message::StillToSend { held: waiting.0, waiting: waiting.1 });
    }

    /// Closes the outbox as well once nothing is left that could go out without somebody signing in.
    fn close_if_done(&mut self) {
        let Some(Open { store, engine, .. }) = &self.open else { return };
        let stuck =
            |connection: &sync::Connection| matches!(connection, sync::Connection::SignedOut | sync::Connection::OtherServer { .. });
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
        let half_typed = opened.and_then(|()| self.open.as_mut().map_or(Ok(None), |open| open.store.take_half_typed()));
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
