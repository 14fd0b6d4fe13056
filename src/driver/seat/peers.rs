//! The other processes on a seat's files: who sends hears them and tells them, who doesn't says so and waits for the end of who does.
//!
//! Not here: the socket (`driver::peers`). Invariant: a seat without a link goes on all the same and looks from time to time.

use std::sync::Arc;

use crate::app::{Connection, Message};
use crate::domain::time::Moment;
use crate::driver::peers::{Follower, Herald, Word};
use crate::driver::seat::{Open, Seat};
use crate::store::PushLock;
use crate::sync;
use crate::text::driver as words;

/// How often a process that may not send looks whether it may now, in milliseconds: with a link, where only a fault would keep it from
/// being told; without one.
const LINKED_RETRY: i64 = 5_000;
const UNLINKED_RETRY: i64 = 1_000;
/// The holder has ended: its lock is free within a moment, or another one has it and listens soon.
const ENDED_RETRY: i64 = 50;
const ENDED_TRIES: u32 = 20;
/// A holder that runs says so within some milliseconds, also while it writes.
const HEARD_WITHIN: i64 = 3_000;

/// What a seat knows of the other processes on its files.
#[derive(Default)]
pub(super) struct Peers {
    link: Option<Link>,
    /// Counts the links, so that the last word of an earlier one is not taken for this one's.
    number: u64,
    /// No link is tried before this.
    next_link: Moment,
    /// Quick looks left after the holder ended.
    quick: u32,
    /// What was written when the others were last told.
    told: u64,
    /// When another process asked for all to be sent and pulled.
    asked: Option<Moment>,
}

enum Link {
    /// This seat holds the lock.
    Holds(Herald),
    Follows {
        holder: Follower,
        /// When it was told something that it has not said to have heard.
        said: Option<Moment>,
        /// It doesn't answer.
        silent: bool,
    },
}

impl Peers {
    /// When a seat that may not send looks again.
    pub fn look_again(&self, now: Moment) -> Moment {
        match &self.link {
            Some(Link::Follows { said: Some(said), silent: false, .. }) => said.plus_millis(HEARD_WITHIN),
            Some(_) => now.plus_millis(LINKED_RETRY),
            None => self.next_link.max(now.plus_millis(if self.quick > 0 { ENDED_RETRY } else { UNLINKED_RETRY })),
        }
    }

    /// Lets the link go: another one is made with the next step.
    pub fn begin_anew(&mut self) {
        *self = Peers { number: self.number, told: self.told, ..Peers::default() };
    }

    /// Says something to who holds the lock.
    fn tell_holder(&mut self, word: Word, now: Moment) {
        if let Some(Link::Follows { holder, said, .. }) = &mut self.link {
            // A full line means that it doesn't read: that shows by its silence.
            let _ = holder.tell(word);
            said.get_or_insert(now);
        }
    }
}

impl Seat {
    /// Links the seat to the other processes on its files, where it is not.
    pub(super) fn link_up(&mut self, now: Moment) {
        let (shared, seat, folder) = (Arc::clone(&self.shared), self.number, self.desk.folder());
        let Some(Open { engine, peers, store }) = &mut self.open else { return };
        if peers.link.is_some() || peers.next_link > now {
            return;
        }
        peers.number += 1;
        peers.next_link = now.plus_millis(if peers.quick > 0 { ENDED_RETRY } else { UNLINKED_RETRY });
        peers.quick = peers.quick.saturating_sub(1);
        peers.told = store.own_writes();
        let link = peers.number;
        let heard = move |word| (shared.peers)(seat, link, word);
        if engine.is_some() {
            match Herald::listen(&folder, heard) {
                Ok(herald) => peers.link = Some(Link::Holds(herald)),
                Err(error) => tracing::debug!(%error, "no socket beside the files: other processes look from time to time"),
            }
        } else if let Ok(holder) = Follower::connect(&folder, heard) {
            peers.link = Some(Link::Follows { holder, said: None, silent: false });
            // What was written before may be unseen; and whether it runs shows by its answer.
            peers.tell_holder(Word::Look, now);
        }
    }

    /// Tells the others, where this seat wrote something since.
    pub(super) fn tell_others(&mut self, now: Moment) {
        let Some(Open { peers, store, .. }) = &mut self.open else { return };
        let wrote = store.own_writes();
        if std::mem::replace(&mut peers.told, wrote) == wrote {
            return;
        }
        match &peers.link {
            Some(Link::Holds(herald)) => herald.tell(Word::Look),
            Some(Link::Follows { .. }) => peers.tell_holder(Word::Look, now),
            None => {}
        }
    }

    /// Has who holds the lock try at once.
    pub(super) fn have_it_sent(&mut self, now: Moment) {
        if let Some(Open { peers, .. }) = &mut self.open {
            peers.tell_holder(Word::Sync, now);
        }
    }

    /// Takes what another process said.
    pub fn heard(&mut self, link: u64, word: Word) {
        let now = self.shared.options.clock.now();
        let Some(Open { peers, engine, .. }) = &mut self.open else { return };
        if peers.number != link {
            return;
        }
        match (word, &mut peers.link, engine) {
            (Word::Sync, Some(Link::Holds(_)), Some(engine)) => {
                engine.wake(now);
                peers.asked = Some(now);
            }
            (Word::Heard, Some(Link::Follows { said, silent, .. }), _) => {
                *said = None;
                if std::mem::take(silent) {
                    self.say_elsewhere();
                }
            }
            (Word::Gone, Some(Link::Follows { .. }), _) => {
                peers.begin_anew();
                peers.quick = ENDED_TRIES;
            }
            // What was written is looked at before the next step anyway.
            _ => {}
        }
    }

    /// Tells who asked for it that all was sent and pulled, or that it can't be done now; gives when to look again where neither is known.
    pub(super) fn tell_what_came(&mut self, now: Moment) -> Option<Moment> {
        let Open { peers, engine: Some(engine), .. } = self.open.as_mut()? else { return None };
        let (Some(asked), true, Some(Link::Holds(herald))) = (peers.asked, engine.is_quiet(), &peers.link) else { return None };
        let given_up = asked.plus_millis(HEARD_WITHIN);
        let word = match engine.connection() {
            sync::Connection::Online if engine.synced().is_some_and(|synced| synced >= asked) => Word::Synced,
            sync::Connection::Online | sync::Connection::Unknown if now < given_up => return Some(given_up),
            _ => Word::Stuck,
        };
        herald.tell(word);
        peers.asked = None;
        None
    }

    /// How it stands where another process sends: it does, or it doesn't answer.
    pub(super) fn elsewhere(&self) -> Connection {
        match self.open.as_ref().and_then(|open| open.peers.link.as_ref()) {
            Some(Link::Follows { silent: true, .. }) => {
                let holder = PushLock::holder(&self.desk.folder()).ok().flatten().and_then(|holder| holder.pid);
                Connection::failed(words::holder_stopped(self.lang(), holder.map_or_else(|| "?".to_owned(), |pid| pid.to_string())))
            }
            _ => Connection::Elsewhere,
        }
    }

    /// Says so where who sends has not answered in time.
    pub(super) fn notice_silence(&mut self, now: Moment) {
        let Some(Open { peers, .. }) = &mut self.open else { return };
        if let Some(Link::Follows { said: Some(said), silent, .. }) = &mut peers.link
            && !*silent
            && now >= said.plus_millis(HEARD_WITHIN)
        {
            *silent = true;
            self.say_elsewhere();
        }
    }

    fn say_elsewhere(&self) {
        self.say(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: self.elsewhere() });
    }
}
