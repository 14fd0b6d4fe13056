//! A client of the world: the real store and the real engine on real files, in a process that may end at any boundary. Two processes
//! may share one person's files.
//!
//! Not here: what its person does (`moves`, `desk`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huzhu::api::{Call, Failure, FailureKind, Reply};
use huzhu::domain::decision::Receipt;
use huzhu::domain::ids::DecisionId;
use huzhu::domain::time::Moment;
use huzhu::store::{CacheKey, Folder, PushLock, Session, StageKinds, Store};
use huzhu::sync::{Connection, Engine, Outcome, Step};
use huzhu::wire::Person;

use super::books::{MASKED, OFFICER, PLANS, TEMPLATES};
use super::shape::Shape;
use super::{Event, Said, World, check};

const KEY: [u8; 32] = [3; 32];
/// How often a process that may not send looks whether it may now, in milliseconds.
const LOCK_RETRY: u64 = 5_000;
/// The address that stands in a session.
const ADDRESS: &str = "https://office.example";

/// Empty files, made once and copied.
static EMPTY: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    drop(open(&Folder::new(dir.path())));
    dir
});

pub fn open(folder: &Folder) -> Store {
    let plans = PLANS.iter().map(|plan| &**plan);
    Store::open(folder, &CacheKey::from_bytes(KEY), StageKinds::of(plans)).unwrap()
}

/// A running program.
pub struct Process {
    pub store: Store,
    /// Absent while another process sends and pulls.
    pub engine: Option<Engine>,
    pub token: String,
}

pub struct Client {
    pub folder: Folder,
    /// The first client on its folder: itself, unless it is a second process.
    pub owner: usize,
    pub person: Person,
    /// How often it was started; what belongs to an earlier life goes nowhere.
    pub life: u32,
    pub up: bool,
    /// By how many milliseconds its machine's clock is off; that of the owner counts.
    pub skew: i64,
    pub alarm: u64,
    pub running: Option<Process>,
    /// Somebody is about to sign in, or to agree to another server.
    asked: bool,
    /// Keys that went out before, for a planted mistake.
    pub sent: Vec<DecisionId>,
}

impl Client {
    pub fn new(folder: &Path, nth: usize, shape: &Shape) -> Self {
        let owner = shape.owner(nth);
        let template = &TEMPLATES[usize::try_from(shape.books).unwrap()];
        let who = match () {
            () if shape.sees_less(nth) && shape.books.is_multiple_of(2) => MASKED,
            () if shape.sees_less(nth) => OFFICER,
            () => owner,
        };
        let person = template.people[who].clone();
        let path = folder.join(format!("client-{owner}"));
        if owner == nth {
            fs::create_dir(&path).unwrap();
            for entry in fs::read_dir(EMPTY.path()).unwrap() {
                let from: PathBuf = entry.unwrap().path();
                fs::copy(&from, path.join(from.file_name().unwrap())).unwrap();
            }
            let token = template.tokens[who].clone();
            let session = Session { server: ADDRESS.into(), token, person: person.clone() };
            open(&Folder::new(&path)).sign_in(&session).unwrap();
        }
        let (running, sent) = (None, Vec::new());
        let folder = Folder::new(path);
        Client { folder, owner, person, life: 0, up: true, skew: 0, alarm: 0, running, asked: false, sent }
    }

    pub fn store(&mut self) -> Option<&mut Store> {
        self.running.as_mut().map(|process| &mut process.store)
    }
}

impl World {
    /// What a client's machine takes for now.
    pub(super) fn clock(&self, client: usize) -> Moment {
        self.now.plus_millis(self.clients[self.clients[client].owner].skew)
    }

    pub(super) fn kill(&mut self, client: usize, why: &str) {
        if self.clients[client].running.take().is_some() {
            self.note(|| format!("c{client} is killed {why}"));
            *self.cuts.entry(why.to_owned()).or_default() += 1;
            self.clients[client].life += 1;
            self.streams.remove(&client);
            let millis = 1 + self.span(20_000);
            self.after(millis, Event::Reopen { client });
        }
    }

    /// Perhaps the process ends right here.
    pub(super) fn cut(&mut self, client: usize, boundary: &str) -> bool {
        let cut = self.troubled() && self.shape.killed_one_in < u64::MAX && self.dice.one_in(self.shape.killed_one_in);
        if cut {
            self.kill(client, boundary);
        }
        cut
    }

    pub(super) fn reopen(&mut self, client: usize) {
        if self.clients[client].running.is_none() && !self.is_wiped(client) {
            let this = &mut self.clients[client];
            let store = open(&this.folder);
            let token = store.session().unwrap().expect("somebody is signed in").token;
            this.running = Some(Process { store, engine: None, token });
            this.asked = false;
            self.note(|| format!("c{client} opens"));
            self.drafts_are_as_left(client);
            if !self.cut(client, "as it opened") {
                self.go_on(client);
            }
        }
    }

    /// Takes steps until there is none to take now.
    pub(super) fn go_on(&mut self, client: usize) {
        loop {
            let now = self.clock(client);
            if !self.takes_the_lock(client) || self.lets_old_ones_go(client) {
                return;
            }
            let Some(Process { store, engine: Some(engine), .. }) = &mut self.clients[client].running else { return };
            match engine.next(store, now).unwrap() {
                Step::Send(call) => {
                    if self.cut(client, "after a step was planned") {
                        return;
                    }
                    self.send(client, call);
                    if self.cut(client, "after a call went out") {
                        return;
                    }
                }
                Step::Wait { until } => return self.wake_after(client, (until.0 - now.0).max(1)),
                Step::Idle => return,
            }
        }
    }

    /// Every desk asks once more for what is new, as it does every two minutes, hears so what day it is, and lets go what leaves with it.
    pub(super) fn the_day_has_come(&mut self) {
        for client in 0..self.clients.len() {
            if self.clients[client].running.is_none() || !self.takes_the_lock(client) {
                continue;
            }
            let this = &mut self.clients[client];
            if let Some(Process { store, .. }) = &mut this.running {
                let page = self.server.office().changes(&this.person, store.cursor().unwrap(), huzhu::wire::PAGE_LIMIT).unwrap();
                store.apply(&serde_json::from_slice(&serde_json::to_vec(&page).unwrap()).unwrap()).unwrap();
            }
            self.lets_old_ones_go(client);
        }
    }

    /// Takes out what ended so long ago that nobody keeps it, as the desk does before it plans; tells whether the process ended over it.
    fn lets_old_ones_go(&mut self, client: usize) -> bool {
        loop {
            let Some(Process { store, engine: Some(engine), .. }) = &mut self.clients[client].running else { return true };
            let report = engine.age(store).unwrap();
            if report.changed.is_empty() {
                return false;
            }
            self.did("cases leave with the day");
            self.note(|| format!("c{client} lets {:?} go", report.changed));
            if self.cut(client, "while cases left with the day") {
                return true;
            }
        }
    }

    /// One alarm per client: a later one takes the place of the earlier.
    fn wake_after(&mut self, client: usize, millis: i64) {
        let alarm = self.count + 1;
        self.clients[client].alarm = alarm;
        self.after(millis, Event::Wake { client, alarm });
    }

    /// Whether this process sends and pulls; where another one does, it looks again later.
    fn takes_the_lock(&mut self, client: usize) -> bool {
        let (pace, seed) = (self.shape.pace, self.dice.next());
        if self.notices_a_wipe(client) {
            return false;
        }
        let this = &mut self.clients[client];
        let Some(process) = &mut this.running else { return false };
        if process.engine.is_none() {
            process.engine = PushLock::acquire(&this.folder).unwrap().map(|lock| Engine::new(lock, pace, seed));
        }
        let takes = process.engine.is_some();
        if !takes {
            let millis = 1 + self.span(LOCK_RETRY);
            self.wake_after(client, millis);
        }
        takes
    }

    pub(super) fn answer(&mut self, client: usize, life: u32, call: &Call, answer: Result<Reply, Failure>) {
        if self.clients[client].life != life || self.cut(client, "before an answer was taken") {
            return;
        }
        if matches!(call, Call::ReportUnsent { .. }) {
            return self.reported(client, &answer);
        }
        if matches!(&answer, Err(failure) if failure.kind == FailureKind::Revoked) {
            return self.wipe(client);
        }
        self.perhaps_a_hint_as_cursor(client, answer.as_ref().ok());
        if self.cursor_before_rows(client, answer.as_ref().ok()) {
            return;
        }
        let now = self.clock(client);
        let out_of_scope = matches!(&answer, Err(failure) if failure.kind == FailureKind::ScopeChanged);
        let Some(Process { store, engine: Some(engine), .. }) = &mut self.clients[client].running else { return };
        let report = engine.answered(store, call, answer, now).unwrap();
        let epoch = store.identity().unwrap().map_or(0, |identity| identity.epoch);
        self.perhaps_swallow(client, report.decided.as_ref());
        if let Some((id, outcome)) = report.decided {
            self.note(|| format!("c{client} shows {id} {outcome:?}"));
            if let Outcome::Accepted(Receipt { seq, .. }) = outcome {
                self.said.push(Said::Accepted { id, seq, epoch, at: self.now });
            }
        }
        if out_of_scope {
            self.out_of_scope(client);
        }
        self.what_it_asks(client, &report.connection);
        if !self.cut(client, "after an answer was taken") {
            self.go_on(client);
        }
    }

    /// Where it can't go on by itself, somebody will sign in or agree, some time later.
    fn what_it_asks(&mut self, client: usize, connection: &Connection) {
        let event = match connection {
            Connection::SignedOut | Connection::ScopeChanged => Event::SignIn { client },
            Connection::OtherServer { .. } => Event::Agree { client },
            _ => return,
        };
        if !std::mem::replace(&mut self.clients[client].asked, true) {
            let millis = self.until_somebody_comes();
            self.after(millis, event);
        }
    }

    /// In a year it is a morning until somebody looks, not weeks: a sign-in lasts for hours.
    fn until_somebody_comes(&mut self) -> i64 {
        let most = if self.troubled() { 20_000 } else { 50 };
        1 + i64::try_from(self.dice.below(most)).unwrap() * (self.shape.slower / 100).max(1)
    }

    pub(super) fn sign_out(&mut self, client: usize) {
        let Some(process) = &self.clients[client].running else { return };
        self.server.sign_out(&self.clients[client].person, &process.token);
        self.note(|| format!("c{client} is signed out"));
        self.tell_streams();
    }

    pub(super) fn sign_in(&mut self, client: usize) {
        self.clients[client].asked = false;
        let now = self.clock(client);
        if self.clients[client].running.is_none() {
            return;
        }
        let Some(answer) = self.server.sign_in(&self.clients[client].person.user) else {
            self.clients[client].asked = true;
            // As long as the server may be away: in a slow world, people who ask again at once fill it with nothing else.
            let millis = 1 + self.span(20_000);
            return self.after(millis, Event::SignIn { client });
        };
        self.is_now(client, &answer.person);
        let Some(Process { store, engine, token }) = &mut self.clients[client].running else { return };
        store.sign_in(&Session { server: ADDRESS.into(), token: answer.token.clone(), person: answer.person }).unwrap();
        token.clone_from(&answer.token);
        self.streams.remove(&client);
        if let Some(engine) = engine {
            engine.signed_in(now);
        }
        self.did("signed in anew");
        self.note(|| format!("c{client} signs in"));
        if !self.cut(client, "after a sign-in") {
            self.go_on(client);
        }
    }

    /// The desk is closed, its owner signs in at the server that answers now, and takes it for his.
    pub(super) fn agree(&mut self, client: usize) {
        let owner = self.clients[client].owner;
        if self.is_wiped(client) {
            return;
        }
        let (now, answer) = (self.clock(client), self.server.sign_in(&self.clients[client].person.user));
        let Some(answer) = answer else {
            let millis = self.until_somebody_comes();
            return self.after(millis, Event::Agree { client });
        };
        for at in 0..self.clients.len() {
            if self.clients[at].owner == owner {
                self.clients[at].running = None;
                self.streams.remove(&at);
                self.clients[at].life += 1;
                self.after(1, Event::Reopen { client: at });
            }
        }
        let mut store = open(&self.clients[client].folder);
        if store.identity().unwrap().is_none_or(|known| known == answer.identity) {
            return;
        }
        let unsent = store.outbox().unwrap().into_iter().filter(|item| item.state.is_unsent()).map(|item| item.decision.id);
        self.left_behind.extend(unsent);
        store.sign_in(&Session { server: ADDRESS.into(), token: answer.token, person: answer.person.clone() }).unwrap();
        self.is_now(client, &answer.person);
        let dies = self.troubled() && self.dice.one_in(4);
        if !dies {
            store.move_to(&answer.identity, "made for the office as it was", now).unwrap();
            self.did("agreed to another epoch");
        }
        self.note(|| format!("c{client} {}", if dies { "ends before it agrees" } else { "agrees to another epoch" }));
    }

    /// What is not as it will be once all is quiet; empty where all is.
    pub(super) fn unsettled(&self) -> String {
        let life = |client: &usize| self.clients[*client].life;
        let underway = self.events.values().any(|event| match event {
            // News is waited for as long as there is a desk.
            Event::Wake { .. } | Event::Answer { call: Call::Listen { .. }, .. } | Event::Arrive { call: Call::Listen { .. }, .. } => false,
            Event::Answer { client, life: of, .. } => life(client) == *of,
            _ => true,
        });
        if underway {
            return "something is under way".into();
        }
        let newest = check::newest(&self.server.books());
        for (at, client) in self.clients.iter().enumerate().filter(|(at, _)| !self.is_wiped(*at)) {
            let Some(process) = &client.running else { return format!("client {at} does not run") };
            if !self.knows_its_scope(process) {
                return format!("client {at} has not heard what its person may see");
            }
            let store = &process.store;
            let counts = store.outbox_counts(self.now.date()).unwrap();
            if counts.held + counts.waiting + counts.sending > 0 {
                return format!("client {at} has something to send: {counts:?}");
            }
            if store.claims().unwrap().iter().any(|claim| claim.state.is_unsent()) {
                return format!("client {at} has a claim to send");
            }
            // Whoever went over to another epoch asks until it is told.
            if !store.doubted().unwrap().is_empty() || !store.doubted_claims().unwrap().is_empty() {
                return format!("client {at} asks what the restored server has");
            }
            if store.identity().unwrap().as_ref() != Some(self.server.identity()) {
                return format!("client {at} is of another epoch");
            }
            let cursor = store.cursor().unwrap();
            if cursor < newest {
                return format!("client {at} has seen {cursor} of {newest}");
            }
        }
        String::new()
    }
}
