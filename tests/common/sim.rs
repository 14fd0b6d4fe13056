//! A small world: one real server, two to five real clients on real files, a network that loses, doubles, delays, reorders and cuts, and
//! clocks that jump. One number decides everything that happens in it.
//!
//! Not here: what the network does (`wire`), what people do (`moves`, `desk`), what must be true afterwards (`check`).
//! Invariant: nothing in the world depends on real time, on thread order or on the order of a hash map, so the same number gives the
//! same trace.

#[path = "sim/books.rs"]
mod books;
#[path = "sim/check.rs"]
mod check;
#[path = "sim/client.rs"]
mod client;
#[path = "sim/desk.rs"]
mod desk;
#[path = "sim/dice.rs"]
mod dice;
#[path = "sim/moves.rs"]
mod moves;
#[path = "sim/plants.rs"]
mod plants;
#[path = "sim/revoked.rs"]
mod revoked;
#[path = "sim/scope.rs"]
mod scope;
#[path = "sim/server.rs"]
mod server;
#[path = "sim/shape.rs"]
mod shape;
#[path = "sim/streams.rs"]
mod streams;
#[path = "sim/wire.rs"]
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use huzhu::api::{Call, Failure, Reply};
use huzhu::domain::basis::{Basis, hex};
use huzhu::domain::draft::Draft;
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::intake::ClaimKey;
use huzhu::domain::time::Moment;
use huzhu::wire::ServerIdentity;
use sha2::{Digest, Sha256};

use client::Client;
pub use dice::Dice;
pub use plants::Plant;
use server::Server;
use shape::Shape;
use wire::Fate;

/// What a screen said to the person in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// By the owner of the folder that it is kept in.
    Saved {
        owner: usize,
        id: DecisionId,
        case: CaseId,
    },
    Accepted {
        id: DecisionId,
        seq: u64,
        epoch: u64,
        at: Moment,
    },
    Undone {
        id: DecisionId,
    },
    Discarded {
        id: DecisionId,
    },
    /// What took its place was taken back: it waits for somebody again.
    Again {
        id: DecisionId,
    },
}

/// Something that will happen.
pub enum Event {
    /// A request reaches the server, if it is the same that it was sent to; its answer goes back as the network lets it.
    Arrive {
        client: usize,
        life: u32,
        call: Call,
        /// The start of the server that it was sent to: a connection ends with the process.
        start: u32,
        /// Which server the client's folder belonged to when it was sent.
        bound: Option<ServerIdentity>,
        token: String,
        fate: Fate,
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
    /// The person takes a claim in.
    TakeIn {
        client: usize,
    },
    Kill {
        client: usize,
    },
    Reopen {
        client: usize,
    },
    /// The server's process ends and begins again.
    Restart,
    /// The books are copied.
    Backup,
    /// The books are put back to what was copied, under a new epoch; until then nobody answers.
    Restore,
    Open,
    /// The operator gives lists, and starts the server anew.
    Publish,
    /// The client's network goes or comes.
    Link {
        client: usize,
        up: bool,
    },
    /// Somebody sets a machine's clock.
    Clock {
        client: usize,
        skew: i64,
    },
    /// A sign-in ends before its time.
    SignOut {
        client: usize,
    },
    SignIn {
        client: usize,
    },
    /// Every sign-in of a client's person is taken back.
    Revoke {
        client: usize,
    },
    /// A client's person is given other roles, or another employer.
    Appoint {
        client: usize,
    },
    /// A stream of events is cut, or nothing comes through it any more.
    StreamEnds {
        client: usize,
        number: u64,
        silently: bool,
    },
    /// Whoever owns the folder agrees to go on with the server that answers now.
    Agree {
        client: usize,
    },
}

/// More events than any world has; a loop that never ends is a finding too.
const MOST_EVENTS: u64 = 30_000;

pub struct World {
    pub dice: Dice,
    shape: Shape,
    now: Moment,
    calm_from: Moment,
    events: BTreeMap<(Moment, u64), Event>,
    count: u64,
    server: Server,
    clients: Vec<Client>,
    /// The events that clients read.
    streams: BTreeMap<usize, streams::Stream>,
    /// The folders that were wiped, by their owners.
    wiped: BTreeMap<usize, revoked::Wiped>,
    said: Vec<Said>,
    /// What was seen on the way and must never be.
    faults: Vec<String>,
    /// What each person's drafts are, by the last that he himself did to them.
    drafts: BTreeMap<(usize, CaseId), Draft>,
    /// The claims that a screen called taken in, and whose counter it was.
    claims: BTreeMap<ClaimKey, usize>,
    /// What took the place of what was in conflict or refused, and of which.
    redone: BTreeMap<DecisionId, DecisionId>,
    /// What was under way when a folder was given to another epoch: the former server may have it.
    left_behind: Vec<DecisionId>,
    /// What the server accepted, and what of it on another basis than the case had just before.
    accepted: BTreeSet<DecisionId>,
    stale: Vec<DecisionId>,
    /// How often what was done: each verb that the server accepted, what people and machines went through.
    done: BTreeMap<String, usize>,
    /// Where processes ended.
    cuts: BTreeMap<String, usize>,
    trace: Sha256,
    /// The lines of the trace, where somebody wants to read them.
    lines: Option<Vec<String>>,
    plant: Plant,
    /// For a planted mistake: under which basis a decision was first judged.
    rebased: BTreeMap<DecisionId, Basis>,
}

/// What came of a world.
pub struct Outcome {
    pub trace: String,
    pub lines: Vec<String>,
    /// The first thing that is not as it must be.
    pub fault: Option<String>,
    pub accepted: usize,
    pub kills: usize,
    pub done: BTreeMap<String, usize>,
    pub cuts: BTreeMap<String, usize>,
}

/// Runs the world of a number. Its files are in memory where the machine offers that.
pub fn run(seed: u64, plant: Plant, keep_lines: bool) -> Outcome {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let mut world = World::new(seed, plant, keep_lines, dir.path());
    let fault = world.live().err().or_else(|| world.faults.first().cloned()).or_else(|| check::check(&mut world).err());
    Outcome {
        fault,
        trace: hex(&world.trace.clone().finalize()),
        lines: world.lines.take().unwrap_or_default(),
        accepted: world.said.iter().filter(|said| matches!(said, Said::Accepted { .. })).count(),
        kills: world.cuts.values().sum(),
        done: std::mem::take(&mut world.done),
        cuts: std::mem::take(&mut world.cuts),
    }
}

impl World {
    fn new(seed: u64, plant: Plant, keep_lines: bool, folder: &Path) -> Self {
        let mut dice = Dice::new(seed);
        let shape = Shape::draw(&mut dice, seed);
        let server = Server::new(&folder.join("server"), &shape);
        let clients = (0..shape.clients).map(|at| Client::new(folder, at, &shape)).collect();
        let now = server::OPENS;
        let mut world = World {
            dice,
            now,
            calm_from: now.plus_millis(shape.troubled),
            shape,
            events: BTreeMap::new(),
            count: 0,
            server,
            clients,
            streams: BTreeMap::new(),
            wiped: BTreeMap::new(),
            said: Vec::new(),
            faults: Vec::new(),
            drafts: BTreeMap::new(),
            claims: BTreeMap::new(),
            redone: BTreeMap::new(),
            left_behind: Vec::new(),
            accepted: BTreeSet::new(),
            stale: Vec::new(),
            done: BTreeMap::new(),
            cuts: BTreeMap::new(),
            trace: Sha256::new(),
            lines: keep_lines.then(Vec::new),
            plant,
            rebased: BTreeMap::new(),
        };
        world.plan();
        world
    }

    fn troubled(&self) -> bool {
        self.now < self.calm_from
    }

    /// So many milliseconds at most, as short as the world's pace is where it is a year.
    fn span(&mut self, most: u64) -> i64 {
        i64::try_from(self.dice.below(most)).unwrap() * self.shape.slower
    }

    fn after(&mut self, millis: i64, event: Event) {
        self.count += 1;
        self.events.insert((self.now.plus_millis(millis.max(0)), self.count), event);
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
        let end = self.calm_from.plus_millis(self.shape.settling);
        let mut happened = 0;
        while let Some(((at, _), event)) = self.events.pop_first() {
            if at > end {
                return Err(format!("it has not settled long after the trouble ended: {}", self.unsettled()));
            }
            happened += 1;
            if happened > MOST_EVENTS {
                return Err("more happens than can be meant".into());
            }
            self.now = self.now.max(at);
            self.server.set_clock(self.now);
            self.happen(event);
            if !self.troubled() && self.unsettled().is_empty() {
                return Ok(());
            }
        }
        Err(format!("nothing happens any more, and it has not settled: {}", self.unsettled()))
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Arrive { .. } => self.arrive(event),
            Event::Answer { client, life, call, answer } => self.answer(client, life, &call, *answer),
            Event::Wake { client, alarm } => {
                if self.clients[client].alarm == alarm {
                    self.go_on(client);
                }
            }
            Event::Act { client } => self.act(client),
            Event::TakeIn { client } => self.take_a_claim_in(client),
            Event::Kill { client } => self.kill(client, "at random"),
            Event::Reopen { client } => self.reopen(client),
            Event::Link { client, up } => {
                self.note(|| format!("c{client} link {}", if up { "up" } else { "down" }));
                self.clients[client].up = up;
            }
            Event::Clock { client, skew } => {
                self.note(|| format!("c{client} clock is off by {skew}"));
                self.did("clock set");
                self.clients[client].skew = skew;
                self.go_on(client);
            }
            Event::SignOut { client } => self.sign_out(client),
            Event::SignIn { client } => self.sign_in(client),
            Event::Agree { client } => self.agree(client),
            Event::Revoke { client } => self.revoke(client),
            Event::Appoint { client } => self.appoint(client),
            Event::StreamEnds { client, number, silently } => self.stream_ends(client, number, silently),
            Event::Restart | Event::Backup | Event::Restore | Event::Open | Event::Publish => self.befalls_the_server(&event),
        }
    }

    fn restart_server(&mut self) {
        self.end_streams();
        self.server.restart(self.plant == Plant::AnswersForgotten);
    }

    /// What befalls the server's machine.
    fn befalls_the_server(&mut self, event: &Event) {
        let what = match event {
            Event::Restart => {
                self.restart_server();
                "server restarts"
            }
            Event::Backup => {
                self.server.back_up();
                "the books are copied"
            }
            Event::Restore => {
                self.end_streams();
                self.server.close();
                let millis = 1 + self.span(20_000);
                self.after(millis, Event::Open);
                "the server is stopped"
            }
            Event::Open => {
                self.server.restore();
                "the books are put back"
            }
            _ => {
                self.end_streams();
                self.server.publish();
                "lists are given"
            }
        };
        self.did(what);
        self.note(|| what.into());
    }
}
