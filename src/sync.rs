//! What is sent and pulled next, and what an answer means: a plan of steps over store and answers, without any I/O of its own.
//!
//! The driver asks [`Engine::next`] until it says wait or idle, sends each call that it is given, and brings each answer to
//! [`Engine::answered`]. Lanes, each with one call under way: decisions go out while a page comes in, and neither waits for
//! the other; a third hears what is new. Not here: threads, the clock, the network, random numbers (a seed is passed in).
//! Invariants: a decision goes out under one key until an answer to it is on disk; nothing is sent to a server or epoch other
//! than the one it was made for; no order of a hash map shows.

mod aside;
pub mod check;
mod lane;
mod listen;
mod pace;
mod pull;
mod scope;
mod settle;

use crate::api::{Call, Failure, FailureKind, Reply};
use crate::domain::decision::{ProblemCode, Receipt};
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::intake::{ClaimKey, ReadyClaim};
use crate::domain::time::{Date, Moment};
use crate::store::{Due, DueClaim, PushLock, Store, StoreError};
use crate::wire::{LookedUp, NewCase, Reveal, ServerIdentity};

use lane::Lane;
use pace::Jitter;

pub use pace::Pace;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this, and ask for the next step without waiting for its answer.
    Send(Call),
    /// Nothing before this moment, unless an answer comes or somebody decides something.
    Wait { until: Moment },
    /// Nothing until an answer comes or somebody does something.
    Idle,
}

/// How it stands with the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Not yet tried.
    #[default]
    Unknown,
    Online,
    /// It can't be reached.
    Offline {
        since: Moment,
        next_try: Moment,
    },
    /// It answers, but not as it should.
    Failing {
        since: Moment,
        next_try: Moment,
        failure: FailureKind,
    },
    /// Somebody has to sign in. Nothing is lost.
    SignedOut,
    /// The sign-in ended because the person's roles or employer are others now, and the cases that were kept are gone.
    ScopeChanged,
    /// Another server answers, or the same after a restore. Nothing is sent until somebody agrees ([`Store::move_to`]).
    OtherServer {
        known: ServerIdentity,
        found: ServerIdentity,
    },
}

/// How far the first download has come, or that of a cache which is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filling {
    /// The cases that are there.
    pub cases: u64,
    /// Those that there will be, where the server told.
    pub of: Option<u64>,
    /// They were there before: the cache was damaged or of another version.
    pub anew: bool,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted(Receipt),
    Refused {
        code: ProblemCode,
        detail: String,
    },
    Conflict {
        detail: String,
    },
    /// Not answered; it is sent again.
    Delayed,
}

/// What an answer changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The cases whose rows differ now.
    pub changed: Vec<CaseId>,
    /// What became of the decision that was answered.
    pub decided: Option<(DecisionId, Outcome)>,
    pub outbox_changed: bool,
    /// The claim that was answered, and its number where the server has it now.
    pub claim: Option<(ClaimKey, Option<CaseId>)>,
    /// Some claims stand otherwise than before.
    pub claims_changed: bool,
    pub connection: Connection,
    /// When the cache was last known to be complete.
    pub synced: Option<Moment>,
    /// More pages are still to come.
    pub more: bool,
    /// Other plans, or other lists behind them, are kept now.
    pub plans: bool,
    /// The cases that left, about which a decision or a draft is not done.
    pub left: Vec<CaseId>,
}

/// What the push lane waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pushing {
    /// Whether it is still our server, before anything is sent into it.
    Identity,
    Decision {
        id: DecisionId,
        attempts: u32,
    },
    /// A claim that was taken in; it goes when no decision waits.
    Claim {
        /// That of its draft.
        key: ClaimKey,
        /// The one that it goes under.
        sent: ClaimKey,
        attempts: u32,
    },
    /// Whether the server still has what it had accepted; asked when neither waits.
    Standing,
    /// An entry of the audit trail; it goes when nothing else does.
    Owed(uuid::Uuid),
    /// For ever: this plan only pulls.
    Nothing,
}

/// What the pull lane waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pulling {
    /// The changes after a number; the newest that was heard of, and how far the books had been seen to come, when they were asked for.
    Changes { after: u64, heard: u64, seen: u64 },
    /// The part of a first load behind a token.
    Load { after: Option<String>, seen: u64 },
    /// Something that was asked for with other rights: it is waited for and not taken.
    Dropped,
}

/// The plan of what is sent and pulled. One per folder: it holds the lock.
#[derive(Debug)]
pub struct Engine {
    _lock: PushLock,
    pace: Pace,
    jitter: Jitter,
    connection: Connection,
    synced: Option<Moment>,
    /// Absent once the cache has been complete.
    filling: Option<Filling>,
    /// Since the last doubt, the server has said that it is ours.
    verified: bool,
    signed_out: bool,
    /// Who said that the sign-in ended was asked who it is: another server in the place of ours knows nobody's.
    asked_who: bool,
    /// It ended with what he may see.
    out_of_scope: bool,
    other: Option<(ServerIdentity, ServerIdentity)>,
    /// When it is asked again who answers, after another server did.
    ask_again: Option<Moment>,
    reached: bool,
    /// The server's newest was seen to be older than what came from it before: nothing goes into books that were put back unasked.
    behind: bool,
    /// The floor that the books which answer were seen to have come to, while the cursor has not.
    reached_floor: Option<u64>,
    push: Lane,
    /// For the audit trail alone: what the server can't take there holds up no decision.
    reveal: Lane,
    /// For the question what a restored server still has.
    standing: Lane,
    pull: Lane,
    pushing: Option<Pushing>,
    /// The page, or the part of a first load, that is under way.
    pulling: Option<Pulling>,
    next_pull: Moment,
    /// There is a change of this number, as was heard: pulled already where the cursor is not before it.
    heard: u64,
    /// Tries of a first load in a row that brought nothing.
    failed_loads: u32,
    listen: Lane,
    /// The number after which news is waited for.
    listening: Option<u64>,
    /// The events come in: who looks by himself looks seldom.
    live: bool,
    /// The day for which what ended long ago was taken out.
    aged: Option<Date>,
    /// The word of the plans that are under way.
    asking_plans: Option<String>,
    /// What the server published for the plans can't be had before this; the cases come all the same.
    plans_gate: Moment,
    /// Nobody is at the desk: what waits goes out, nothing is pulled.
    resting: bool,
    /// What the clock last said here.
    looked: Option<Moment>,
}

impl Engine {
    /// Makes the plan of one folder. The seed spreads tries out.
    pub fn new(lock: PushLock, pace: Pace, seed: u64) -> Self {
        Engine {
            _lock: lock,
            pace,
            jitter: Jitter::new(seed),
            connection: Connection::Unknown,
            synced: None,
            filling: None,
            verified: false,
            signed_out: false,
            asked_who: false,
            out_of_scope: false,
            other: None,
            ask_again: None,
            reached: false,
            behind: false,
            reached_floor: None,
            push: Lane::default(),
            reveal: Lane::default(),
            standing: Lane::default(),
            pull: Lane::default(),
            pushing: None,
            pulling: None,
            next_pull: Moment::default(),
            heard: 0,
            failed_loads: 0,
            listen: Lane::default(),
            listening: None,
            live: false,
            aged: None,
            asking_plans: None,
            plans_gate: Moment::default(),
            resting: false,
            looked: None,
        }
    }

    /// Makes a plan that only pulls: nothing in the outbox is sent or changed.
    pub fn that_only_pulls(lock: PushLock, pace: Pace, seed: u64) -> Self {
        Engine { pushing: Some(Pushing::Nothing), ..Engine::new(lock, pace, seed) }
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    pub fn synced(&self) -> Option<Moment> {
        self.synced
    }

    /// How far the download is, while the cache has never been complete.
    pub const fn filling(&self) -> Option<Filling> {
        self.filling
    }

    /// Pulls nothing while the desk is locked; a page that is under way is dropped when it comes.
    pub fn rest(&mut self, resting: bool) {
        self.resting = resting;
        self.drop_what_comes();
    }

    /// Takes nothing of what is under way.
    fn drop_what_comes(&mut self) {
        self.pulling = self.pulling.take().map(|_| Pulling::Dropped);
        self.listening = None;
        self.live = false;
        self.aged = None;
        self.asking_plans = None;
    }

    /// Tells whether a first download has begun and brought nothing yet: on a slow line nothing else goes beside it.
    pub const fn awaits_first_cases(&self) -> bool {
        matches!(self.filling, Some(Filling { cases: 0, of: None | Some(1..), .. }))
    }

    const fn may_pull(&self) -> bool {
        self.pulling.is_none() && !self.resting
    }

    /// Tells whether nothing is under way.
    pub const fn is_quiet(&self) -> bool {
        matches!(self.pushing, None | Some(Pushing::Nothing)) && self.pulling.is_none()
    }

    /// Tries at once, whatever it was waiting for.
    pub fn wake(&mut self, now: Moment) {
        self.push.gate = now;
        self.reveal.gate = now;
        self.standing.gate = now;
        self.pull.gate = now;
        self.listen.gate = now;
        self.next_pull = now;
        self.plans_gate = now;
        self.ask_again = self.ask_again.map(|_| now);
    }

    /// Goes on after somebody signed in.
    pub fn signed_in(&mut self, now: Moment) {
        (self.signed_out, self.out_of_scope, self.asked_who) = (false, false, false);
        self.other = None;
        // A page that is under way was asked for with other rights.
        self.drop_what_comes();
        // The sign-in may have been at another server.
        (self.verified, self.reached_floor) = (false, None);
        self.wake(now);
        self.look();
    }

    /// Goes on with the server that was found in place of the former one, after somebody agreed. Nothing that was made for the former one is
    /// sent; where none was found, nothing changes.
    pub fn move_to_found(&mut self, store: &mut Store, why: &str, now: Moment) -> Result<(), StoreError> {
        let Some((_, found)) = &self.other else { return Ok(()) };
        store.move_to(found, why, now)?;
        (self.synced, self.heard, self.failed_loads) = (None, 0, 0);
        self.signed_in(now);
        Ok(())
    }

    /// Plans the next step. What it says to send is marked as sent on disk before it returns.
    pub fn next(&mut self, store: &mut Store, now: Moment) -> Result<Step, StoreError> {
        self.look_at_the_clock(store, now)?;
        let due = self.due(store, now)?;
        let mut later = due.later;
        let mut not_before = |at: Moment| later = Some(later.map_or(at, |known: Moment| known.min(at)));
        if self.signed_out || self.other.is_some() {
            // Only the ends of holds are still of interest, and whether the former server is back.
            if self.asks_who_answers(now, &mut not_before) {
                return Ok(Step::Send(Call::Identity));
            }
            return Ok(later.map_or(Step::Idle, |until| Step::Wait { until }));
        }
        if self.may_be_behind(store, now)? {
            if let Some(call) = self.next_pull(store, now, &mut not_before)? {
                return Ok(Step::Send(call));
            }
            if due.now.is_some() && self.asks_how_far(now, &mut not_before) {
                return Ok(Step::Send(Call::Identity));
            }
            return Ok(later.map_or(Step::Idle, |until| Step::Wait { until }));
        }
        if let (Some((decision, attempts)), None) = (due.now, self.pushing) {
            if self.push.gate > now {
                not_before(self.push.gate);
            } else if !self.verified {
                self.pushing = Some(Pushing::Identity);
                return Ok(Step::Send(Call::Identity));
            } else if store.sending(decision.id, now)? {
                self.pushing = Some(Pushing::Decision { id: decision.id, attempts: attempts.saturating_add(1) });
                return Ok(Step::Send(Call::Decide { decision: Box::new(decision) }));
            } else {
                // Taken back, or held on, by another process between the two looks: look again.
                not_before(now);
            }
        }
        if self.pushing.is_none() {
            let (claim, at) = store.due_claim(now)?;
            at.into_iter().for_each(&mut not_before);
            if let Some(claim) = claim {
                if self.push.gate > now {
                    not_before(self.push.gate);
                } else if let Some(call) = self.next_claim(store, claim, now)? {
                    return Ok(Step::Send(call));
                }
            }
        }
        if let Some(call) = self.next_aside(store, now, &mut not_before)? {
            return Ok(Step::Send(call));
        }
        if self.asking_plans.is_none()
            && self.may_pull()
            && self.verified
            && !self.awaits_first_cases()
            && let Some(revision) = store.plans_wanted()?
        {
            let at = self.plans_gate.max(self.pull.gate);
            if at <= now {
                let have = store.plans()?.hashes();
                self.asking_plans = Some(revision);
                return Ok(Step::Send(Call::Plans { have }));
            }
            not_before(at);
        }
        if let Some(call) = self.next_pull(store, now, &mut not_before)? {
            return Ok(Step::Send(call));
        }
        if let Some(call) = self.next_listen(store, now, &mut not_before)? {
            return Ok(Step::Send(call));
        }
        Ok(later.map_or(Step::Idle, |until| Step::Wait { until }))
    }

    /// Tells whether it is time to ask who answers, where it was another server or may be one.
    fn asks_who_answers(&mut self, now: Moment, not_before: &mut impl FnMut(Moment)) -> bool {
        if self.resting || self.pushing.is_some() || self.out_of_scope || (self.signed_out && self.asked_who) {
            return false;
        }
        if self.signed_out {
            self.asked_who = true;
            self.pushing = Some(Pushing::Identity);
            return true;
        }
        let at = *self.ask_again.get_or_insert(now.plus_millis(self.pace.poll_idle));
        if at > now {
            not_before(at);
            return false;
        }
        self.ask_again = None;
        self.pushing = Some(Pushing::Identity);
        true
    }

    /// Tells whether who answers is asked how far the books have come before what waits goes out: the pull, which would tell, rests.
    fn asks_how_far(&mut self, now: Moment, not_before: &mut impl FnMut(Moment)) -> bool {
        if !self.resting || self.behind || self.verified || self.pushing.is_some() {
            return false;
        }
        if self.push.gate > now {
            not_before(self.push.gate);
            return false;
        }
        self.pushing = Some(Pushing::Identity);
        true
    }

    /// Ends the holds that are over, and finds what is due.
    fn due(&self, store: &mut Store, now: Moment) -> Result<Due, StoreError> {
        if self.pushing == Some(Pushing::Nothing) {
            return Ok(Due::default());
        }
        store.promote(now)?;
        store.due(now)
    }

    /// A clock that was set back, by minutes or by days, must not hold anything up for so long.
    fn look_at_the_clock(&mut self, store: &mut Store, now: Moment) -> Result<(), StoreError> {
        if self.looked.is_none_or(|looked| now < looked) {
            store.clock_set_back(now)?;
            let (tried, polled) = (now.plus_millis(self.pace.backoff_most), now.plus_millis(self.pace.poll_idle));
            for gate in [&mut self.push.gate, &mut self.reveal.gate, &mut self.standing.gate, &mut self.pull.gate] {
                *gate = tried.min(*gate);
            }
            self.next_pull = polled.min(self.next_pull);
            self.plans_gate = polled.min(self.plans_gate);
            self.ask_again = self.ask_again.map(|at| polled.min(at));
        }
        self.looked = Some(now);
        Ok(())
    }

    /// Takes the answer to a call that [`Engine::next`] gave. A call that it does not wait for (a duplicate) is dropped.
    ///
    /// Where the disk fails, what was answered is asked again later, under the same key.
    pub fn answered(&mut self, store: &mut Store, call: &Call, answer: Result<Reply, Failure>, now: Moment) -> Result<Report, StoreError> {
        let mut report = Report::default();
        if matches!(&answer, Err(Failure { kind: FailureKind::ScopeChanged })) {
            self.scope_changed(store)?;
        }
        let result = match (call, self.pushing) {
            (Call::Changes { .. } | Call::Load { .. }, _) => self.pull_answered(store, call, answer, now, &mut report),
            (Call::Listen { after }, _) if self.listening == Some(*after) => {
                self.listening = None;
                self.listened(store, answer, now)
            }
            (Call::Plans { .. }, _) if self.asking_plans.is_some() => self.plans_came(store, answer, now, &mut report),
            (Call::Identity, Some(Pushing::Identity)) => {
                self.pushing = None;
                self.identified(store, answer, now)
            }
            (Call::Decide { decision }, Some(Pushing::Decision { id, attempts })) if decision.id == id => {
                self.pushing = None;
                self.decided(store, id, attempts, answer, now, &mut report)
            }
            (Call::Receive { key: sent, .. }, Some(Pushing::Claim { key, sent: waited, attempts })) if *sent == waited => {
                self.pushing = None;
                self.received(store, (key, attempts), answer, now, &mut report)
            }
            (Call::Standing { asked }, Some(Pushing::Standing)) => {
                self.pushing = None;
                self.stand(store, asked, answer, now, &mut report)
            }
            (Call::Reveal { reveal: Reveal { id, .. } } | Call::LookedUp { entry: LookedUp { id, .. } }, Some(Pushing::Owed(sent)))
                if *id == sent =>
            {
                self.pushing = None;
                self.written(store, *id, answer, now)
            }
            _ => Ok(()),
        };
        self.look();
        report.connection = self.connection.clone();
        report.synced = self.synced;
        result.map(|()| report)
    }

    /// The call that takes a claim to the server, or first asks whether it is still ours.
    fn next_claim(&mut self, store: &mut Store, claim: DueClaim, now: Moment) -> Result<Option<Call>, StoreError> {
        if !self.verified {
            self.pushing = Some(Pushing::Identity);
            return Ok(Some(Call::Identity));
        }
        if !store.sending_claim(claim.key, now)? {
            return Ok(None);
        }
        let ReadyClaim { plan, facts, materials, key, replaces } = claim.claim;
        let sent = key.unwrap_or(claim.key);
        self.pushing = Some(Pushing::Claim { key: claim.key, sent, attempts: claim.attempts.saturating_add(1) });
        Ok(Some(Call::Receive { key: sent, claim: Box::new(NewCase { plan, facts, materials, replaces }) }))
    }

    /// Says anew how it stands with the server.
    fn look(&mut self) {
        let next_try = self.push.gate.min(self.pull.gate);
        self.connection = if self.out_of_scope {
            Connection::ScopeChanged
        } else if self.signed_out {
            Connection::SignedOut
        } else if let Some((known, found)) = &self.other {
            Connection::OtherServer { known: known.clone(), found: found.clone() }
        } else if let Some(lane) = [&self.pull, &self.push].into_iter().find(|lane| lane.is_unreachable()) {
            Connection::Offline { since: lane.trouble().map_or(next_try, |(since, _)| since), next_try: lane.gate }
        } else if let Some((lane, (since, kind))) =
            [&self.pull, &self.push].into_iter().find_map(|lane| lane.trouble().map(|trouble| (lane, trouble)))
        {
            Connection::Failing { since, next_try: lane.gate, failure: kind.clone() }
        } else if self.reached {
            Connection::Online
        } else {
            Connection::Unknown
        };
    }
}
