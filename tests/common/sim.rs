//! A small world: one real server, three real clients on real files, a network that loses, doubles, delays and reorders, and a
//! clock that jumps from event to event. One number decides everything that happens in it.
//!
//! Not here: what must be true afterwards (`check`). Invariant: nothing in the world depends on real time, on thread order or on
//! the order of a hash map, so the same number gives the same trace.

#[path = "sim/check.rs"]
mod check;
#[path = "sim/client.rs"]
mod client;
#[path = "sim/dice.rs"]
mod dice;
#[path = "sim/moves.rs"]
mod moves;
#[path = "sim/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::path::Path;

use huzhu::api::{Call, Failure, FailureKind, Reply};
use huzhu::domain::basis::hex;
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::time::Moment;
use sha2::{Digest, Sha256};

use client::Client;
pub use dice::Dice;
use server::Server;

/// Kinds of mistakes that can be built in on purpose, to see that the checker finds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    None,
    /// A decision that is sent again gets another idempotency key.
    NewKeyOnRetry,
    /// The cursor is written before the rows, in a transaction of its own.
    CursorBeforeRows,
    /// The screen says "saved" before the disk has it.
    SaidBeforeSaved,
}

/// What a screen said to the person in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Saved { client: usize, id: DecisionId, case: CaseId },
    Accepted { id: DecisionId, seq: u64 },
    Undone { id: DecisionId },
    Discarded { id: DecisionId },
}

/// Something that will happen.
pub enum Event {
    /// A request reaches the server; its answer goes back unless it is lost.
    Arrive {
        client: usize,
        life: u32,
        call: Call,
        lose_answer: bool,
    },
    /// An answer, or the want of one, reaches the client.
    Answer {
        client: usize,
        life: u32,
        call: Call,
        answer: Box<Result<Reply, Failure>>,
    },
    /// The client looks what is due.
    Wake {
        client: usize,
        alarm: u64,
    },
    /// The person does something.
    Act {
        client: usize,
    },
    Kill {
        client: usize,
    },
    Reopen {
        client: usize,
    },
    Restart,
    /// The client's network goes or comes.
    Link {
        client: usize,
        up: bool,
    },
}

/// One world in so many goes through the server's router, byte for byte; the others call the office behind it, which is quicker.
const OVER_HTTP_ONE_IN: u64 = 10;
/// How long a world is troubled, and how many things people do in it.
const TROUBLED_SECS: u64 = 120;
const ACTS: u64 = 16;
/// The most clients of a world; most have two.
pub const CLIENTS: usize = 3;
/// After the trouble everything must have settled within this.
const SETTLING_SECS: i64 = 900;
/// A client gives up waiting for an answer.
const TIMEOUT_MILLIS: i64 = 15_000;
/// More events than any world has; a loop that never ends is a finding too.
const MOST_EVENTS: u64 = 20_000;

pub struct World {
    pub dice: Dice,
    now: Moment,
    calm_from: Moment,
    events: BTreeMap<(Moment, u64), Event>,
    count: u64,
    server: Server,
    clients: Vec<Client>,
    said: Vec<Said>,
    /// How often the server accepted each verb, and how often a group was taken back.
    done: BTreeMap<String, usize>,
    trace: Sha256,
    /// The lines of the trace, where somebody wants to read them.
    lines: Option<Vec<String>>,
    plant: Plant,
}

/// What came of a world.
pub struct Outcome {
    pub trace: String,
    pub lines: Vec<String>,
    /// The first thing that is not as it must be.
    pub fault: Option<String>,
    pub accepted: usize,
    pub kills: u32,
    pub done: BTreeMap<String, usize>,
}

/// Runs the world of a number. Its files are in memory where the machine offers that.
pub fn run(seed: u64, plant: Plant, keep_lines: bool) -> Outcome {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let mut world = World::new(seed, plant, keep_lines, dir.path());
    let fault = world.live().err().or_else(|| check::check(&mut world).err());
    Outcome {
        fault,
        trace: hex(&world.trace.clone().finalize()),
        lines: world.lines.take().unwrap_or_default(),
        accepted: world.said.iter().filter(|said| matches!(said, Said::Accepted { .. })).count(),
        done: std::mem::take(&mut world.done),
        kills: world.clients.iter().map(|client| client.life).sum(),
    }
}

impl World {
    fn new(seed: u64, plant: Plant, keep_lines: bool, folder: &Path) -> Self {
        let mut dice = Dice::new(seed);
        let server = Server::new(&folder.join("server"), dice.below(4), seed.is_multiple_of(OVER_HTTP_ONE_IN));
        let now = server::OPENS;
        let many = if dice.one_in(3) { CLIENTS } else { CLIENTS - 1 };
        let clients = (0..many).map(|at| Client::new(&folder.join(format!("client-{at}")))).collect();
        let mut world = World {
            dice,
            now,
            calm_from: now.plus_secs(TROUBLED_SECS as i64),
            events: BTreeMap::new(),
            count: 0,
            server,
            clients,
            said: Vec::new(),
            done: BTreeMap::new(),
            trace: Sha256::new(),
            lines: keep_lines.then(Vec::new),
            plant,
        };
        world.plan();
        world
    }

    /// Draws what will trouble this world, and when.
    fn plan(&mut self) {
        for client in 0..self.clients.len() {
            self.after(0, Event::Reopen { client });
        }
        let draw = |world: &mut World| i64::try_from(world.dice.below(TROUBLED_SECS * 1000)).unwrap();
        for _ in 0..ACTS {
            let (at, client) = (draw(self), self.dice.below(self.clients.len() as u64) as usize);
            self.after(at, Event::Act { client });
        }
        for _ in 0..self.dice.below(4) {
            let (at, client) = (draw(self), self.dice.below(self.clients.len() as u64) as usize);
            self.after(at, Event::Kill { client });
        }
        for _ in 0..self.dice.below(3) {
            let (at, client) = (draw(self), self.dice.below(self.clients.len() as u64) as usize);
            let long = i64::try_from(self.dice.below(60_000)).unwrap();
            self.after(at, Event::Link { client, up: false });
            self.after(at + long, Event::Link { client, up: true });
        }
        if self.dice.one_in(4) {
            let at = draw(self);
            self.after(at, Event::Restart);
        }
    }

    fn troubled(&self) -> bool {
        self.now < self.calm_from
    }

    fn after(&mut self, millis: i64, event: Event) {
        self.count += 1;
        self.events.insert((self.now.plus_millis(millis), self.count), event);
    }

    fn did(&mut self, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        let line = format!("{:>7} {}", self.now.0 - server::OPENS.0, line());
        self.trace.update(line.as_bytes());
        if let Some(lines) = &mut self.lines {
            lines.push(line);
        }
    }

    /// Lets everything happen, until the world is calm and nothing is left to do.
    fn live(&mut self) -> Result<(), String> {
        let end = self.calm_from.plus_secs(SETTLING_SECS);
        let mut happened = 0;
        while let Some(((at, _), event)) = self.events.pop_first() {
            if at > end {
                return Err("it has not settled long after the trouble ended".into());
            }
            happened += 1;
            if happened > MOST_EVENTS {
                return Err("more happens than can be meant".into());
            }
            self.now = self.now.max(at);
            self.server.set_clock(self.now);
            self.happen(event);
            if !self.troubled() && self.settled() {
                return Ok(());
            }
        }
        Err("nothing happens any more, and it has not settled".into())
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Arrive { client, life, call, lose_answer } => self.arrive(client, life, call, lose_answer),
            Event::Answer { client, life, call, answer } => self.answer(client, life, &call, *answer),
            Event::Wake { client, alarm } => {
                if self.clients[client].alarm == alarm {
                    self.go_on(client);
                }
            }
            Event::Act { client } => self.act(client),
            Event::Kill { client } => self.kill(client, "at random"),
            Event::Reopen { client } => self.reopen(client),
            Event::Restart => {
                self.note(|| "server restarts".into());
                self.server.restart();
            }
            Event::Link { client, up } => {
                self.note(|| format!("c{client} link {}", if up { "up" } else { "down" }));
                self.clients[client].up = up;
            }
        }
    }

    /// Sends a call through the troubled network.
    fn send(&mut self, client: usize, call: Call) {
        let life = self.clients[client].life;
        self.note(|| format!("c{client} sends {call:?}"));
        let fails = |world: &mut World, millis, kind: FailureKind| {
            let answer = Box::new(Err(Failure::from(kind)));
            world.after(millis, Event::Answer { client, life, call: call.clone(), answer });
        };
        if !self.clients[client].up && self.troubled() {
            return fails(self, 50, FailureKind::Unreachable);
        }
        let troubled = self.troubled();
        let there = i64::try_from(self.dice.below(if troubled { 4000 } else { 50 })).unwrap();
        let fate = if troubled { self.dice.below(20) } else { 100 };
        match fate {
            0 => fails(self, there, FailureKind::Unreachable),
            1 => fails(self, TIMEOUT_MILLIS, FailureKind::Timeout),
            2 => fails(self, there, FailureKind::Nonsense),
            3 => fails(self, there, FailureKind::ServerError { status: 503 }),
            // The answer is lost: the connection breaks, or nothing ever comes.
            4 | 5 => {
                self.after(there, Event::Arrive { client, life, call: call.clone(), lose_answer: true });
                let (millis, kind) = if fate == 4 { (there + 20, FailureKind::Broken) } else { (TIMEOUT_MILLIS, FailureKind::Timeout) };
                fails(self, millis, kind);
            }
            // Twice on the way, and perhaps in another order than something sent later.
            6 | 7 => {
                let again = there + i64::try_from(self.dice.below(20_000)).unwrap();
                self.after(there, Event::Arrive { client, life, call: call.clone(), lose_answer: false });
                self.after(again, Event::Arrive { client, life, call, lose_answer: fate == 7 });
            }
            // So slow that the client gives up, and then the answer comes all the same.
            8 => {
                self.after(TIMEOUT_MILLIS - 2000 + there, Event::Arrive { client, life, call: call.clone(), lose_answer: false });
                fails(self, TIMEOUT_MILLIS, FailureKind::Timeout);
            }
            _ => self.after(there, Event::Arrive { client, life, call, lose_answer: false }),
        }
    }

    fn arrive(&mut self, client: usize, life: u32, call: Call, lose_answer: bool) {
        let wired = self.perhaps_with_another_key(client, &call);
        let mut answer = self.server.serve(client, &wired);
        if let (Ok(Reply::Decided(receipt)), Call::Decide { decision }) = (&mut answer, &call) {
            receipt.decision = decision.id;
            self.did(&format!("{:?}", decision.act.verb()));
        }
        let told = told(&answer);
        self.note(|| format!("server answers c{client} {call:?}: {told}{}", if lose_answer { " (lost)" } else { "" }));
        if !lose_answer {
            let back = i64::try_from(self.dice.below(if self.troubled() { 4000 } else { 50 })).unwrap();
            self.after(back, Event::Answer { client, life, call, answer: Box::new(answer) });
        }
    }
}

/// What an answer says, without what differs from run to run.
fn told(answer: &Result<Reply, Failure>) -> String {
    match answer {
        Ok(Reply::Decided(receipt)) => format!("accepted as {} {:?} {}", receipt.seq, receipt.status, receipt.amount),
        Ok(Reply::Changes(page)) => {
            let rows: Vec<String> = page.changes.iter().map(|change| format!("{}@{}", change.summary.id, change.summary.seq)).collect();
            format!("{} then {}{}", rows.join(" "), page.next, if page.more { " and more" } else { "" })
        }
        Ok(_) => "ok".into(),
        Err(failure) => match &failure.kind {
            FailureKind::Problem(problem) => format!("{:?} {}", problem.code, problem.detail),
            kind => kind.word(),
        },
    }
}
