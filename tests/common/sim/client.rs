//! A client of the world: the real store and the real engine on real files, in a process that may end at any boundary.
//!
//! Not here: what its person does (`moves`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huzhu::api::{Call, Failure, Reply};
use huzhu::domain::decision::Receipt;
use huzhu::domain::ids::DecisionId;
use huzhu::store::{CacheKey, Folder, PushLock, StageKinds, Store};
use huzhu::sync::{Engine, Outcome, Pace, Step};
use huzhu::wire::Changes;

use super::{Event, Plant, Said, World, check, server};

const KEY: [u8; 32] = [3; 32];
const PACE: Pace = Pace { poll_idle: 15_000, backoff_first: 1_000, backoff_most: 20_000, page: 4 };
/// At so many boundaries between two steps, once the process ends.
const KILLED_ONE_IN: u64 = 90;

/// Empty files, made once and copied.
static EMPTY: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    drop(open(&Folder::new(dir.path())));
    dir
});

pub fn open(folder: &Folder) -> Store {
    let plans = server::PLANS.iter().map(|plan| &**plan);
    Store::open(folder, &CacheKey::from_bytes(KEY), StageKinds::of(plans)).unwrap()
}

pub struct Client {
    pub folder: Folder,
    /// How often it was started; what belongs to an earlier life goes nowhere.
    pub life: u32,
    pub up: bool,
    pub alarm: u64,
    pub running: Option<(Store, Engine)>,
    /// Keys that went out before, for the planted mistake.
    sent: Vec<DecisionId>,
}

impl Client {
    pub fn new(folder: &Path) -> Self {
        fs::create_dir(folder).unwrap();
        for entry in fs::read_dir(EMPTY.path()).unwrap() {
            let from: PathBuf = entry.unwrap().path();
            fs::copy(&from, folder.join(from.file_name().unwrap())).unwrap();
        }
        Client { folder: Folder::new(folder), life: 0, up: true, alarm: 0, running: None, sent: Vec::new() }
    }
}

impl World {
    pub(super) fn kill(&mut self, client: usize, why: &str) {
        if self.clients[client].running.take().is_some() {
            self.note(|| format!("c{client} is killed {why}"));
            self.clients[client].life += 1;
            let millis = 1 + i64::try_from(self.dice.below(20_000)).unwrap();
            self.after(millis, Event::Reopen { client });
        }
    }

    /// Perhaps the process ends right here.
    pub(super) fn cut(&mut self, client: usize, boundary: &str) -> bool {
        let cut = self.troubled() && self.dice.one_in(KILLED_ONE_IN);
        if cut {
            self.kill(client, boundary);
        }
        cut
    }

    pub(super) fn reopen(&mut self, client: usize) {
        if self.clients[client].running.is_none() {
            let seed = self.dice.next();
            let this = &mut self.clients[client];
            let store = open(&this.folder);
            let lock = PushLock::acquire(&this.folder).unwrap().expect("nobody else has the lock");
            this.running = Some((store, Engine::new(lock, PACE, seed)));
            self.note(|| format!("c{client} opens"));
            self.go_on(client);
        }
    }

    /// Takes steps until there is none to take now.
    pub(super) fn go_on(&mut self, client: usize) {
        loop {
            let now = self.now;
            let Some((store, engine)) = &mut self.clients[client].running else { return };
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
                Step::Wait { until } => {
                    // One alarm per client: a later one takes the place of the earlier.
                    let alarm = self.count + 1;
                    self.clients[client].alarm = alarm;
                    return self.after((until.0 - now.0).max(1), Event::Wake { client, alarm });
                }
                Step::Idle => return,
            }
        }
    }

    pub(super) fn answer(&mut self, client: usize, life: u32, call: &Call, answer: Result<Reply, Failure>) {
        if self.clients[client].life != life || self.cut(client, "before an answer was taken") {
            return;
        }
        let (now, plant) = (self.now, self.plant);
        if let (Plant::CursorBeforeRows, Ok(Reply::Changes(page))) = (plant, &answer) {
            let cursor_alone = Changes { changes: Vec::new(), ..page.clone() };
            let Some((store, _)) = &mut self.clients[client].running else { return };
            store.apply(&cursor_alone).unwrap();
            if self.cut(client, "between cursor and rows") {
                return;
            }
        }
        let Some((store, engine)) = &mut self.clients[client].running else { return };
        let report = engine.answered(store, call, answer, now).unwrap();
        if let Some((id, outcome)) = report.decided {
            self.note(|| format!("c{client} shows {id} {outcome:?}"));
            if let Outcome::Accepted(Receipt { seq, .. }) = outcome {
                self.said.push(Said::Accepted { id, seq });
            }
        }
        if !self.cut(client, "after an answer was taken") {
            self.go_on(client);
        }
    }

    /// Nothing is on its way, and every client has seen all there is.
    pub(super) fn settled(&self) -> bool {
        let underway = self.events.values().any(|event| {
            matches!(event, Event::Arrive { .. } | Event::Act { .. } | Event::Kill { .. } | Event::Reopen { .. } | Event::Link { .. })
                || matches!(event, Event::Answer { client, life, .. } if self.clients[*client].life == *life)
        });
        !underway
            && self.clients.iter().all(|client| {
                let Some((store, _)) = &client.running else { return false };
                !store.outbox().unwrap().iter().any(|item| item.state.is_unsent())
            })
            && {
                let newest = check::newest(&self.server.books());
                self.clients.iter().all(|client| client.running.as_ref().is_some_and(|(store, _)| store.cursor().unwrap() == newest))
            }
    }

    /// The planted mistake: who sends again takes a new key.
    pub(super) fn perhaps_with_another_key(&mut self, client: usize, call: &Call) -> Call {
        let mut call = call.clone();
        if let (Call::Decide { decision }, Plant::NewKeyOnRetry) = (&mut call, self.plant) {
            if self.clients[client].sent.contains(&decision.id) {
                decision.id = DecisionId(uuid::Uuid::from_u128(decision.id.0.as_u128() ^ u128::from(self.dice.next())));
            } else {
                self.clients[client].sent.push(decision.id);
            }
        }
        call
    }
}
