//! A client of the world: the real store and the real engine, and a person who decides, takes back and settles conflicts.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huzhu::api::{Call, Failure, Reply};
use huzhu::domain::decision::{Act, Decision, Receipt, Verb};
use huzhu::domain::ids::DecisionId;
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::queue::{RowAnchor, RowQuery, View};
use huzhu::domain::summary::CaseDetail;
use huzhu::judge;
use huzhu::rules::workflow;
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
    fn cut(&mut self, client: usize, boundary: &str) -> bool {
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

    /// The person does one of the things that people do.
    pub(super) fn act(&mut self, client: usize) {
        if self.clients[client].running.is_none() {
            return;
        }
        match self.dice.below(10) {
            0 => self.take_back(client),
            1 | 2 => self.settle_a_conflict(client),
            _ => self.decide(client),
        }
        if self.clients[client].running.is_some() {
            self.go_on(client);
        }
    }

    fn decide(&mut self, client: usize) {
        let (now, me) = (self.now, server::person(client).user);
        let query = RowQuery {
            view: View::Open,
            filter: String::new(),
            me,
            today: now.date(),
            sort: Default::default(),
            at: RowAnchor::Top,
            limit: 50,
        };
        let Some((store, _)) = &mut self.clients[client].running else { return };
        let rows = store.rows(&query).unwrap().rows;
        // Now and then a case that is decided already and not sent yet: the second must wait for the first.
        let again = self.dice.one_in(8);
        let free: Vec<_> = rows.into_iter().filter(|row| again || row.pending.is_none()).collect();
        if free.is_empty() {
            return;
        }
        // Everybody likes the first few, so that people meet.
        let row = &free[self.dice.below(free.len().min(4) as u64) as usize];
        let Some((store, _)) = &mut self.clients[client].running else { return };
        let Some(base) = store.detail(&row.summary.id).unwrap() else { return };
        let decision = self.make(client, &base);
        let held_until = if self.dice.one_in(2) { now.plus_secs(8) } else { now };
        self.save(client, &decision, |store| store.record(&decision, &base, held_until, now).unwrap());
    }

    fn save(&mut self, client: usize, decision: &Decision, write: impl FnOnce(&mut Store)) {
        let said = Said::Saved { client, id: decision.id, case: decision.case.clone() };
        if self.plant == Plant::SaidBeforeSaved {
            self.said.push(said.clone());
        }
        if self.cut(client, "before a decision was written") {
            return;
        }
        let Some((store, _)) = &mut self.clients[client].running else { return };
        write(store);
        self.note(|| format!("c{client} saved {} {} {:?}", decision.id, decision.case, decision.act.verb()));
        if self.plant != Plant::SaidBeforeSaved {
            self.said.push(said);
        }
        self.cut(client, "after a decision was written");
    }

    /// Makes a decision that fits the case as the client has it.
    fn make(&mut self, client: usize, base: &CaseDetail) -> Decision {
        let plan = server::plan();
        let verb = workflow::stage(&plan, &base.case.stage).map_or(Verb::PassOn, |stage| workflow::verbs(stage)[0]);
        let text = "依据办法".to_owned();
        let act = match (verb, self.dice.below(12)) {
            (Verb::PassOn | Verb::Approve, 0) => {
                let reason = plan.reasons.iter().find(|reason| reason.class == huzhu::domain::reason::ReasonClass::Reject).unwrap();
                Act::Reject { reason: reason.code.clone(), clause: reason.clause.clone(), text }
            }
            (Verb::PassOn, _) => Act::PassOn { note: text },
            (Verb::Approve, _) => Act::Approve { note: text },
            _ => Act::Paid { reference: text },
        };
        let id = u128::from(self.dice.next()) << 64 | u128::from(self.dice.next());
        Decision {
            id: DecisionId(uuid::Builder::from_random_bytes(id.to_be_bytes()).into_uuid()),
            case: base.summary.id.clone(),
            basis: base.basis.clone(),
            stage: base.case.stage.clone(),
            plan_hash: base.case.plan_hash.clone(),
            engine: base.assessment.engine,
            amount: judge::amount_of(&base.case, &base.assessment),
            verdicts: Vec::new(),
            amendments: Vec::new(),
            act,
            decided_at: self.now.plus_millis(client as i64),
        }
    }

    fn take_back(&mut self, client: usize) {
        let now = self.now;
        let Some((store, _)) = &mut self.clients[client].running else { return };
        let held =
            store.outbox().unwrap().into_iter().find(|item| matches!(item.state, OutboxState::Held { .. } | OutboxState::Waiting { .. }));
        let Some(item) = held else { return };
        let id = item.decision.id;
        if store.undo(id, now).is_ok() {
            self.said.push(Said::Undone { id });
            self.note(|| format!("c{client} took {id} back"));
        }
    }

    fn settle_a_conflict(&mut self, client: usize) {
        let now = self.now;
        let Some((store, _)) = &mut self.clients[client].running else { return };
        let items = store.outbox().unwrap();
        let found = items.into_iter().find(|item| matches!(item.state, OutboxState::Conflict { .. } | OutboxState::Refused { .. }));
        let Some(item) = found else { return };
        let old = item.decision.id;
        let theirs = store.sides(old).unwrap().theirs.filter(|theirs| !theirs.summary.status.is_closed());
        match theirs {
            Some(theirs) if self.dice.one_in(2) => {
                let decision = self.make(client, &theirs);
                self.save(client, &decision, |store| store.replace(old, &decision, &theirs, now, now).unwrap());
                if matches!(self.said.last(), Some(Said::Saved { id, .. }) if *id == decision.id) {
                    self.said.push(Said::Discarded { id: old });
                }
            }
            _ => {
                store.discard(old, now).unwrap();
                self.said.push(Said::Discarded { id: old });
                self.note(|| format!("c{client} discarded {old}"));
            }
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
