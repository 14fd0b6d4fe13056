//! The lock: after a while without a key, or when it is asked for, the screen is blanked and the desk lets go of everybody's data.
//!
//! Not here: closing the files (`driver`), how it is drawn (`ui::lock`).
//! Invariants: the key that wakes a desk which was idle does nothing else; what was half typed is on disk before it is let go of; what
//! comes while it is locked is taken in nowhere; a wrong passphrase is answered slower each time.

mod half_typed;

use std::fmt;

use tui_input::InputRequest;
use zeroize::Zeroizing;

use crate::app::effect::Effect;
use crate::app::login::secret::Secret;
use crate::app::message::Message;
use crate::app::{Desk, Setup};
use crate::domain::ids::DecisionId;
use crate::domain::time::Moment;
use crate::text::lock as words;

pub use half_typed::HalfTyped;

/// Wrong passphrases after which the next one has to wait.
const FREE_TRIES: u32 = 3;
/// The first wait; each further wrong one doubles it, up to the last.
const FIRST_WAIT_SECS: i64 = 5;
const LONGEST_WAIT_SECS: i64 = 300;
/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;

/// A passphrase on its way to the files. It is never printed, and wiped from memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// Why the desk is still locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUnlocked {
    WrongPassphrase,
    /// A sentence says what can't be read, and what to do.
    Failed(String),
}

/// What a key means on the lock screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockKey {
    Edit(InputRequest),
    Enter,
    /// Leaves the desk so that somebody else can sign in.
    SignOut,
    Quit,
}

/// A desk that is locked.
pub struct Lock {
    pub since: Moment,
    /// After so many minutes without a key; nothing where somebody locked it.
    pub idle: Option<u32>,
    typed: Secret,
    tries: u32,
    /// Nothing is tried before this.
    pub wait_until: Option<Moment>,
    /// A passphrase is being tried.
    pub trying: bool,
    pub fault: Option<String>,
    /// Decisions held, and what else goes out.
    pub to_send: (u64, u64),
    /// The files are closed, and the desk has let go of what was in them.
    let_go: bool,
    /// What could not be put on disk: it stays here.
    half_typed: Option<HalfTyped>,
    /// Nobody comes back to this desk; the sentence says why.
    pub ended: Option<String>,
}

impl Lock {
    fn new(since: Moment, idle: Option<u32>) -> Self {
        Lock {
            since,
            idle,
            typed: Secret::default(),
            tries: 0,
            wait_until: None,
            trying: false,
            fault: None,
            to_send: (0, 0),
            let_go: false,
            half_typed: None,
            ended: None,
        }
    }

    /// The files are closed, or only the one of what still goes out is open.
    pub const fn is_closed(&self) -> bool {
        self.let_go
    }

    /// How many characters were typed.
    pub fn typed(&self) -> usize {
        self.typed.len()
    }
}

impl Desk {
    /// Tells when the desk locks itself; nothing where it doesn't.
    pub(super) fn locks_at(&self) -> Option<Moment> {
        let minutes = self.idle_lock.filter(|_| self.may_lock && self.lock.is_none())?;
        Some(self.by_hand_at.plus_millis(i64::from(minutes) * MINUTE))
    }

    /// Follows a clock that was set back by so many milliseconds: what runs on this desk runs on as long as it would have.
    pub fn clock_set_back(&mut self, by: i64) {
        self.by_hand_at = self.by_hand_at.plus_millis(-by);
        if let Some(until) = self.lock.as_mut().and_then(|lock| lock.wait_until.as_mut()) {
            *until = until.plus_millis(-by);
        }
    }

    /// Gives what a desk that is not locked does with a message; takes it in itself where it is locked, or locks itself now.
    pub(super) fn past_the_lock(&mut self, message: Message) -> Option<Message> {
        if self.locks_at().is_some_and(|at| at <= self.now) {
            self.lock(self.idle_lock);
        }
        if let Message::Revoked(sentence) = message {
            self.end(sentence);
            return None;
        }
        let Some(lock) = &mut self.lock else {
            if message.is_by_hand() {
                self.by_hand_at = self.now;
            }
            return Some(message);
        };
        match message {
            Message::Resize { .. } => return Some(message),
            Message::Lock(key) => self.press_locked(key),
            Message::Paste(text) if !lock.trying && lock.ended.is_none() => {
                lock.typed.paste(&text);
                lock.fault = None;
            }
            Message::Locked { kept } => self.let_go(kept.is_err()),
            Message::StillToSend { held, waiting } => lock.to_send = (held, waiting),
            Message::Unlocked(result) => self.unlocked(result),
            Message::Tick => {
                if lock.wait_until.is_some_and(|until| until <= self.now) {
                    (lock.wait_until, lock.fault) = (None, None);
                }
                self.dirty = true;
            }
            // What was asked for before the files are closed is still answered: a decision is on disk, or is not.
            answer if !lock.let_go && !answer.is_by_hand() => return Some(answer),
            _ => {}
        }
        None
    }

    /// Locks the desk because somebody asked for it.
    pub(super) fn lock_by_hand(&mut self) {
        if self.may_lock {
            self.lock(None);
        } else {
            self.warn(words::no_passphrase(self.lang));
        }
    }

    fn lock(&mut self, idle: Option<u32>) {
        self.save_form();
        if let Some(changed) = self.changed_in_sheet() {
            self.leave_unchanged(changed);
        }
        let half_typed = HalfTyped::of(self);
        self.lock = Some(Lock { half_typed: Some(half_typed.clone()), ..Lock::new(self.now, idle) });
        self.out.push(Effect::Lock { half_typed: half_typed.written() });
        self.dirty = true;
    }

    /// The files are closed: lets go of all that was read from them.
    fn let_go(&mut self, keep_half_typed: bool) {
        let Some(mut lock) = self.lock.take() else { return };
        lock.let_go = true;
        lock.half_typed = lock.half_typed.filter(|_| keep_half_typed);
        let ids = std::mem::replace(&mut self.ids, Box::new(|| DecisionId(uuid::Uuid::nil())));
        let setup = Setup {
            me: self.me.clone(),
            people: Vec::new(),
            may_switch: self.may_switch,
            lang: self.lang,
            advance: self.advance,
            idle_lock: self.idle_lock,
            may_lock: self.may_lock,
            plans: self.plans.clone(),
            size: self.size,
            now: self.now,
            ids,
        };
        // An answer to a question of before is none of what is asked after it.
        let queue = self.queue.of_another(&self.me);
        let commands = std::mem::take(&mut self.commands);
        *self = Desk { queue, commands, lock: Some(lock), ..Desk::bare(setup) };
    }

    fn press_locked(&mut self, key: LockKey) {
        let (now, lang) = (self.now, self.lang);
        let Some(lock) = &mut self.lock else { return };
        match key {
            LockKey::Quit => self.out.push(Effect::Quit),
            _ if lock.ended.is_some() => self.out.push(Effect::Quit),
            LockKey::SignOut => self.out.push(Effect::SignOut),
            _ if lock.trying => {}
            LockKey::Edit(request) => {
                lock.typed.edit(request);
                if lock.wait_until.is_none() {
                    lock.fault = None;
                }
            }
            LockKey::Enter if lock.wait_until.is_some_and(|until| until > now) => {
                let secs = lock.wait_until.map_or(0, |until| (until.0 - now.0).div_euclid(1000) + 1);
                lock.fault = Some(words::wait(lang, secs));
            }
            LockKey::Enter if lock.typed.len() > 0 && lock.let_go => {
                let passphrase = Passphrase(lock.typed.copy());
                lock.typed = Secret::default();
                (lock.trying, lock.fault) = (true, None);
                self.out.push(Effect::Unlock { passphrase });
            }
            LockKey::Enter => {}
        }
    }

    fn unlocked(&mut self, result: Result<Option<String>, NotUnlocked>) {
        let (now, lang) = (self.now, self.lang);
        let Some(lock) = &mut self.lock else { return };
        lock.trying = false;
        match result {
            Ok(written) => {
                let in_memory = lock.half_typed.take();
                self.lock = None;
                self.by_hand_at = now;
                self.half_typed = in_memory.or_else(|| written.as_deref().map(HalfTyped::read)).unwrap_or_default();
                self.typed_came_back();
                self.come_back();
            }
            Err(NotUnlocked::WrongPassphrase) => {
                lock.tries = lock.tries.saturating_add(1);
                let over = lock.tries.checked_sub(FREE_TRIES);
                let secs = over.map(|over| (FIRST_WAIT_SECS << over.min(10)).min(LONGEST_WAIT_SECS));
                lock.wait_until = secs.map(|secs| now.plus_secs(secs));
                lock.fault = Some(secs.map_or_else(|| words::wrong(lang).to_owned(), |secs| words::wrong_wait(lang, secs)));
            }
            Err(NotUnlocked::Failed(why)) => lock.fault = Some(why),
        }
    }

    /// Leaves the desk for the questions that signing out has; they are asked in the terminal, one for each thing that is unsent.
    pub(super) fn sign_out(&mut self) {
        self.save_form();
        if self.may_lock {
            self.out.push(Effect::SignOut);
        } else {
            self.warn(words::no_sign_out(self.lang));
        }
    }

    /// Lets go of all that was read from the files, as it does behind the lock, and begins again with what is left in them.
    pub(super) fn out_of_scope(&mut self, why: String) {
        if self.lock.is_some() {
            // It is about to let go by itself.
            return;
        }
        self.save_form();
        self.lock = Some(Lock::new(self.now, None));
        self.let_go(false);
        self.lock = None;
        self.come_back();
        self.error(why);
    }

    /// Nobody comes back to this desk: everything goes, and a sentence stands there.
    fn end(&mut self, sentence: String) {
        self.lock = Some(Lock { ended: Some(sentence), ..Lock::new(self.now, None) });
        self.let_go(false);
    }
}
