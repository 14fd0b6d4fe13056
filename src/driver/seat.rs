//! One person's seat: the open files, the way to the server, the plan of what to send next, and the effects that touch them.
//!
//! Everything here runs on the store's thread. A seat goes on sending while somebody else's desk is shown (the demo's switch), so
//! that what was decided goes out; it only keeps silent then.
//! Invariant: only this thread writes the two files.

mod effects;
mod locking;
mod lookup;
mod outbox;
mod peers;
mod replaced;
mod revoked;
mod scope;
mod sign_in;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::api::{Call, Client, Failure, FailureKind, Reply};
use crate::app::{Connection, Message};
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::people::Lang;
use crate::domain::queue::Arrangement;
use crate::domain::time::Moment;
use crate::driver::leaving::Gone;
use crate::driver::network::Network;
use crate::driver::peers::Word;
use crate::driver::{OpenDesk, Options, Post};
use crate::store::{CacheKey, PushLock, StageKinds, Stopper, Store, StoreError};
use crate::sync::{self, Engine, Pace, Step};
use crate::text::driver as words;
use peers::Peers;

/// How long a seat waits after its disk failed, in milliseconds.
const DISK_RETRY: i64 = 5_000;
/// From so many decisions on their way on, the list is told now and then while they go out, not after each: reading it takes longer than sending.
const MANY_UNSENT: u32 = 200;
/// How often it is told then, in milliseconds.
const TOLD_EVERY: i64 = 500;
/// Steps planned at one go, so that a plan that never says "wait" can't hold up the screen's effects.
const STEPS_AT_ONCE: usize = 16;

/// What all seats use.
pub struct Shared {
    pub options: Options,
    pub network: Network,
    pub post: Post,
    /// Takes what another process said to a seat, by the number of the seat and of its link.
    pub peers: Box<dyn Fn(usize, u64, Word) + Send + Sync>,
}

pub struct Seat {
    shared: Arc<Shared>,
    /// Its number, which answers from the network carry.
    number: usize,
    desk: OpenDesk,
    /// Whether the screen shows this seat's desk.
    shown: bool,
    client: Option<Client>,
    address: String,
    open: Option<Open>,
    /// It was said that another process sends and pulls.
    elsewhere: bool,
    /// A sign-in is under way.
    signing_in: bool,
    /// Cases asked for by hand, with the server's answer still out.
    asked: BTreeSet<CaseId>,
    /// The list of the outbox that is to be told, and the moment before which it need not be.
    outbox_due: Option<Moment>,
    /// How many decisions were on their way when the list was last told, and when that was.
    told_unsent: (u32, Moment),
    /// The saved views and columns as they were last told to the screen, or kept for it.
    arranged: Arrangement,
    /// Cases asked for because a decision on them is in conflict, each with the decision.
    asked_sides: Vec<(CaseId, DecisionId)>,
    /// Who works in the office was asked of the server, once it answered at all.
    asked_people: bool,
    /// Look-ups with the server's answer still out, and the questions that they answer.
    looking: Vec<(uuid::Uuid, u64)>,
    /// Nobody is at the desk: nothing is read or shown, what waits goes out.
    locked: bool,
    /// The server took the sign-in back: nothing is open, and nothing is opened again.
    gone: Option<Gone>,
}

/// The files of one person, open.
struct Open {
    store: Store,
    /// Before the engine and its lock: who hears of the end finds the lock free soon after.
    peers: Peers,
    /// Absent while another process sends and pulls.
    engine: Option<Engine>,
}

impl Seat {
    /// Takes a seat without opening anything.
    pub fn new(shared: Arc<Shared>, number: usize, desk: OpenDesk) -> Self {
        let (client, open) = (None, None);
        Seat {
            shared,
            number,
            desk,
            shown: false,
            client,
            address: String::new(),
            open,
            elsewhere: false,
            signing_in: false,
            asked: BTreeSet::new(),
            asked_sides: Vec::new(),
            outbox_due: None,
            told_unsent: (0, Moment::default()),
            arranged: Arrangement::default(),
            asked_people: false,
            looking: Vec::new(),
            locked: false,
            gone: None,
        }
    }

    pub fn desk(&self) -> &OpenDesk {
        &self.desk
    }

    pub fn set_shown(&mut self, shown: bool) {
        self.shown = shown;
    }

    /// Gives what stops this seat's scans; nothing while its files are not open.
    pub fn stopper(&self) -> Option<Stopper> {
        self.open.as_ref().map(|open| open.store.stopper())
    }

    /// Opens the files. A failure is told, and every effect then fails with it.
    pub fn open(&mut self) {
        let folder = self.desk.folder();
        let key = folder.make().and_then(|()| self.desk.key.take(&folder));
        match key.and_then(|key| key.map(|key| self.open_files(&key)).transpose()) {
            // The key was taken out: the desk is opened by its passphrase.
            Ok(None) => {}
            Ok(Some(open)) => {
                self.open = Some(open);
                self.post_plans();
                self.post_outbox();
                self.post_claims();
            }
            Err(error) => {
                let sentence = error.tell(self.lang());
                self.say(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::failed(sentence.clone()) });
                self.say(Message::Failed(sentence));
            }
        }
    }

    /// Says how things stand, after the desk was somebody else's for a while.
    pub fn show_again(&mut self) {
        if let Some(Open { engine: Some(engine), .. }) = &self.open {
            let connection = self.connection(engine.connection(), engine.synced());
            self.say(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
        }
        self.post_plans();
        self.post_outbox();
    }

    fn open_files(&self, key: &CacheKey) -> Result<Open, StoreError> {
        let folder = self.desk.folder();
        let store = Store::open(&folder, key, self.stages())?;
        let engine = PushLock::acquire(&folder)?.map(|lock| self.engine(lock));
        Ok(Open { store, engine, peers: Peers::default() })
    }

    /// The stages of the plans that this program knows by itself.
    fn stages(&self) -> StageKinds {
        StageKinds::of(self.shared.options.plans.iter().map(|plan| &**plan))
    }

    fn engine(&self, lock: PushLock) -> Engine {
        // The seed only spreads retries over time; two machines should differ, nothing hangs on how.
        let mut seed = [0; 8];
        let _ = getrandom::fill(&mut seed);
        Engine::new(lock, Pace { listens: true, ..Pace::default() }, u64::from_le_bytes(seed))
    }

    /// Plans and sends until there is nothing more to send; tells when to look again.
    pub fn plan_steps(&mut self) -> Option<Moment> {
        let next = self.plan();
        let now = self.shared.options.clock.now();
        let next = if self.lay_in() { Some(now) } else { next };
        match self.outbox_due {
            Some(due) if due <= now => self.post_outbox(),
            Some(due) => return Some(next.map_or(due, |next| next.min(due))),
            None => {}
        }
        next
    }

    /// Has the list of the outbox told: at once, or soon where many are on their way.
    fn outbox_changed(&mut self) {
        let (unsent, told) = self.told_unsent;
        if unsent < MANY_UNSENT {
            self.post_outbox();
        } else {
            self.outbox_due = Some(self.outbox_due.unwrap_or(told.plus_millis(TOLD_EVERY)));
        }
    }

    fn plan(&mut self) -> Option<Moment> {
        let now = self.shared.options.clock.now();
        self.take_lock_if_free();
        self.link_up(now);
        self.notice_silence(now);
        self.tell_others(now);
        self.show_what_others_wrote();
        if self.let_old_ones_go() {
            return Some(now);
        }
        for _ in 0..STEPS_AT_ONCE {
            let Some(Open { store, engine, peers }) = &mut self.open else { return None };
            let Some(engine) = engine else { return Some(peers.look_again(now)) };
            let Some(client) = &self.client else { return None };
            match engine.next(store, now) {
                Ok(Step::Send(call)) => {
                    let decides = matches!(call, Call::Decide { .. });
                    if let Err((call, failure)) = self.shared.network.send(self.number, client, call) {
                        self.answer(call, Err(failure));
                    } else if decides {
                        self.outbox_changed();
                    }
                }
                Ok(step) => {
                    self.tell_others(now);
                    let look = self.tell_what_came(now);
                    let until = if let Step::Wait { until } = step { Some(until) } else { None };
                    return until.into_iter().chain(look).min();
                }
                Err(error) => {
                    self.say(Message::Failed(error.tell(self.shared.options.lang)));
                    return Some(now.plus_millis(DISK_RETRY));
                }
            }
        }
        Some(now)
    }

    /// What waits for a time that the clock gave before it was set back goes now.
    pub fn clock_set_back(&mut self) {
        let now = self.shared.options.clock.now();
        if let Some(Open { engine: Some(engine), .. }) = &mut self.open {
            engine.wake(now);
        }
    }

    /// Takes out what ended so long ago that nobody keeps it. Gives whether there may be more of it.
    fn let_old_ones_go(&mut self) -> bool {
        let Some(Open { store, engine: Some(engine), .. }) = &mut self.open else { return false };
        match engine.age(store) {
            Ok(report) if report.changed.is_empty() => false,
            Ok(report) => {
                let connection = self.connection(&report.connection, report.synced);
                self.say(Message::Synced { changed: report.changed, outbox_changed: false, connection });
                self.tell_left(&report.left);
                report.more
            }
            Err(error) => {
                self.say(Message::Failed(error.tell(self.lang())));
                false
            }
        }
    }

    /// Puts words into their index that a first load laid aside, once it is done. Gives whether there may be more of them.
    fn lay_in(&mut self) -> bool {
        let Some(Open { store, engine: Some(engine), .. }) = &mut self.open else { return false };
        if engine.filling().is_some() {
            return false;
        }
        store.lay_in().unwrap_or_else(|error| {
            self.say(Message::Failed(error.tell(self.lang())));
            false
        })
    }

    /// Tells of cases that left while something about them was not done: it is kept.
    fn tell_left(&self, left: &[CaseId]) {
        if let Some(first) = left.first() {
            self.say(Message::Failed(words::left_undone(self.lang(), first, left.len())));
        }
    }

    /// Shows what another process on these files recorded, sent or pulled.
    fn show_what_others_wrote(&mut self) {
        let Some(open) = &mut self.open else { return };
        let sending = open.engine.as_ref().map(|engine| (engine.connection().clone(), engine.synced()));
        let first = sending.is_none() && !std::mem::replace(&mut self.elsewhere, true);
        match open.store.others_wrote() {
            Ok(wrote) if wrote || first => {
                let connection = match sending {
                    Some((connection, synced)) => self.connection(&connection, synced),
                    None => self.elsewhere(),
                };
                // Which cases differ is not known; the outbox's flag has the rows asked for anew.
                self.say(Message::Synced { changed: Vec::new(), outbox_changed: true, connection });
                self.post_outbox();
                self.arrange_anew();
            }
            Ok(_) => {}
            Err(StoreError::Replaced) => self.cache_was_replaced(),
            Err(error) => self.say(Message::Failed(error.tell(self.lang()))),
        }
    }

    fn take_lock_if_free(&mut self) {
        if self.is_wiped_elsewhere() {
            return self.wiped_elsewhere();
        }
        if self.open.as_ref().is_none_or(|open| open.engine.is_some() || !open.store.has_its_cache()) {
            return;
        }
        if let Ok(Some(lock)) = PushLock::acquire(&self.desk.folder()) {
            let engine = self.engine(lock);
            if let Some(open) = &mut self.open {
                open.engine = Some(engine);
                open.peers.begin_anew();
            }
        }
    }

    /// Takes the answer to a call: one of this thread's own, or one that the plan asked for.
    pub fn answer(&mut self, call: Call, result: Result<Reply, Failure>) {
        let call = match call {
            Call::ReportUnsent { .. } => return self.reported(&result),
            call => call,
        };
        if matches!(&result, Err(failure) if failure.kind == FailureKind::Revoked) {
            return self.revoked();
        }
        if matches!(&result, Err(failure) if failure.kind == FailureKind::ScopeChanged) {
            self.scope_changed();
        }
        if self.locked {
            return self.answer_locked(&call, result);
        }
        if let Call::Case { id } = &call {
            self.side_came(id, &result);
        }
        match (&call, result) {
            (Call::Login { .. }, result) => self.signed_in(result),
            (Call::Enrolments { number }, result) => self.enrolments_came(number.clone(), result),
            (Call::Case { id }, result) if self.asked.remove(id) => self.case_came(id.clone(), result),
            (Call::People, result) => self.people_came(result),
            (Call::Lookup { id, .. }, result) => self.looked_up(*id, result),
            (Call::Related { id }, result) => self.related_came(id.clone(), result),
            (_, result) => self.plan_answered(&call, result),
        }
    }

    fn plan_answered(&mut self, call: &Call, result: Result<Reply, Failure>) {
        let now = self.shared.options.clock.now();
        let Some(Open { store, engine: Some(engine), .. }) = &mut self.open else { return };
        match engine.answered(store, call, result, now) {
            Ok(report) => {
                let signed_out = match report.connection {
                    sync::Connection::SignedOut => true,
                    // What that is told with says more than that somebody has to sign in.
                    sync::Connection::ScopeChanged => self.desk.password.is_some(),
                    _ => false,
                };
                let (filling, awaits_cases) = (engine.filling(), engine.awaits_first_cases());
                let connection = match self.connection(&report.connection, report.synced) {
                    Connection::Starting => filling.map_or(Connection::Starting, |so_far| Connection::Filling {
                        cases: so_far.cases,
                        of: so_far.of,
                        anew: so_far.anew,
                    }),
                    connection => connection,
                };
                self.say(Message::Synced { changed: report.changed, outbox_changed: report.outbox_changed, connection });
                self.tell_left(&report.left);
                if report.plans {
                    self.post_plans();
                }
                if report.outbox_changed {
                    self.outbox_changed();
                }
                if report.claims_changed {
                    self.post_claims();
                }
                if signed_out {
                    self.sign_in();
                } else if report.connection == sync::Connection::Online && !awaits_cases {
                    self.ask_people();
                }
            }
            Err(error) => self.say(Message::Failed(error.tell(self.shared.options.lang))),
        }
    }

    /// Tells the desk the plans at hand: those built in, and those that the server published.
    fn post_plans(&mut self) {
        let Some(open) = &mut self.open else { return };
        let read = open.store.plans().and_then(|plans| {
            open.store.learn_stages(StageKinds::of(plans.iter().map(|plan| &**plan)))?;
            Ok(plans)
        });
        match read {
            Ok(plans) => self.say(Message::Plans(Arc::new(plans))),
            Err(error) => self.say(Message::Failed(error.tell(self.lang()))),
        }
    }

    /// Asks once who works in the office; it changes seldom, and a restart asks again.
    fn ask_people(&mut self) {
        let Some(client) = self.client.as_ref().filter(|_| !self.asked_people) else { return };
        self.asked_people = self.shared.network.send(self.number, client, Call::People).is_ok();
    }

    fn people_came(&mut self, result: Result<Reply, Failure>) {
        match result {
            Ok(Reply::People(people)) => self.say(Message::People(people)),
            // A server that says no, such as an older one, is not asked for ever.
            Err(Failure { kind: FailureKind::Unreachable | FailureKind::Timeout | FailureKind::Broken }) => self.asked_people = false,
            _ => {}
        }
    }

    /// Says how it stands with the server in the desk's terms.
    fn connection(&self, connection: &sync::Connection, synced: Option<Moment>) -> Connection {
        let lang = self.lang();
        // Before the first page of this run the cache knows how old it is; where it can't be read, that is told elsewhere.
        let kept = || self.open.as_ref().and_then(|open| open.store.synced_at().ok().flatten());
        match connection {
            sync::Connection::Unknown => Connection::Starting,
            sync::Connection::Online => match synced {
                Some(synced) => Connection::Online { synced },
                None => Connection::Starting,
            },
            sync::Connection::Offline { since, next_try } => {
                let next_try = (!self.shared.network.is_cut(self.number)).then_some(*next_try);
                Connection::Offline { since: *since, synced: synced.or_else(kept), next_try }
            }
            sync::Connection::Failing { failure, next_try, .. } => {
                let why = Failure::from(failure.clone()).tell(lang);
                Connection::Failed { why, next_try: (!self.shared.network.is_cut(self.number)).then_some(*next_try) }
            }
            sync::Connection::SignedOut | sync::Connection::ScopeChanged if self.desk.password.is_some() => Connection::Starting,
            sync::Connection::ScopeChanged => Connection::failed(crate::text::api::scope_changed(lang).into()),
            sync::Connection::SignedOut => Connection::failed(words::signed_out(lang).into()),
            sync::Connection::OtherServer { known, found } => Connection::OtherServer { restored: known.server == found.server },
        }
    }

    fn lang(&self) -> Lang {
        self.shared.options.lang
    }

    fn say(&self, message: Message) {
        if self.shown {
            (self.shared.post)(message);
        }
    }
}
