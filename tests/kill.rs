//! Kill -9 of the real client between the confirming key and the server's answer: the decision is there once, on both sides.
//!
//! The client is the program in a terminal; the server runs in the test; between them is a wire that can be cut. Each kill is aimed at
//! one phase, at a moment drawn at random inside it, and counted under the phase in which the two sides' files show that it fell.
//! 20 kills; `HUZHU_KILLS=100` makes 100, and `HUZHU_SEED` draws the same moments again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

mod common {
    pub mod proxy;
    pub mod pty;
    pub mod served;
}

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use common::proxy::{Proxy, Seen, Wire};
use common::pty::{PATIENCE, Terminal, huzhu};
use common::served::{self, PASSWORD, desk_folder};
use huzhu::domain::case::Event;
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::outbox::{OutboxItem, OutboxState};
use huzhu::server::Office;
use huzhu::store::{CacheKey, Folder, StageKinds, Store, keys};
use huzhu::wire::Person;

/// Clients at once: each mostly waits for its hold to pass.
const WORKERS: usize = 5;
/// Enough for every kill to have a case of its own.
const CASES: u32 = 1_200;
/// The sheet asks to be looked at before it takes the confirming key.
const LOOK: Duration = Duration::from_millis(250);
/// A kill that was aimed at a phase and fell beside it is aimed again, so many times at most for each wanted.
const AIMS: u32 = 6;

/// Where a kill fell, by what the two sides hold afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Neither side has it, and the screen has not said that it is held.
    BeforeCommit,
    /// It is on disk and waits for its hold to pass.
    Held,
    /// It was being sent; the server has not got it.
    Sending,
    /// The server has it; the answer is lost.
    AnswerLost,
    /// The answer has come to the client's machine.
    Answered,
}

const PHASES: [Phase; 5] = [Phase::BeforeCommit, Phase::Held, Phase::Sending, Phase::AnswerLost, Phase::Answered];

/// The server's side.
struct World {
    office: Arc<Office>,
    address: SocketAddr,
    people: Vec<Person>,
    /// Cases that wait for a medical reviewer and that he may pass on.
    cases: Mutex<Vec<CaseId>>,
    /// How many kills are still wanted in each phase, and how many may still be tried.
    wanted: Mutex<BTreeMap<Phase, (u32, u32)>>,
}

impl World {
    fn open(kills: u32) -> Arc<World> {
        let people: Vec<Person> = (0..WORKERS).map(served::reviewer).collect();
        let (office, ids) = served::office(CASES, WORKERS);
        let cases = served::to_pass_on(&office, &ids);
        let each = kills.div_ceil(PHASES.len() as u32);
        let wanted = PHASES.iter().map(|phase| (*phase, (each, each * AIMS))).collect();
        let address = served::serve(Arc::clone(&office));
        Arc::new(World { office, address, people, cases: Mutex::new(cases), wanted: Mutex::new(wanted) })
    }

    /// The decisions about a case that the server's books hold.
    fn decisions(&self, case: &CaseId) -> Vec<DecisionId> {
        let detail = self.office.case(&self.people[0], case).unwrap();
        let by_us = |user: &str| user.starts_with("he") && user != "he";
        let ours = detail.case.timeline.iter().filter(|entry| entry.by.as_ref().is_some_and(|user| by_us(user.as_str())));
        ours.filter_map(|entry| if let Event::Decided { decision, .. } = &entry.event { Some(*decision) } else { None }).collect()
    }

    /// Takes on a kill in the phase that needs most, as long as any may still be tried.
    fn aim(&self) -> Option<Phase> {
        let mut wanted = self.wanted.lock().unwrap();
        let needs = wanted.iter_mut().filter(|(_, (left, tries))| *left > 0 && *tries > 0);
        let (phase, (left, tries)) = needs.max_by_key(|(_, (left, _))| *left)?;
        (*left, *tries) = (*left - 1, *tries - 1);
        Some(*phase)
    }

    /// Counts a kill where it fell; the one aimed at is wanted again where it fell beside it.
    fn fell(&self, aim: Phase, phase: Phase) {
        if aim != phase {
            let mut wanted = self.wanted.lock().unwrap();
            wanted.get_mut(&aim).unwrap().0 += 1;
            let (left, _) = wanted.get_mut(&phase).unwrap();
            *left = left.saturating_sub(1);
        }
    }
}

/// SplitMix64, so that a seed draws the same moments.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

/// One client on a machine of its own.
struct Client {
    home: tempfile::TempDir,
    proxy: Proxy,
    key: CacheKey,
}

impl Client {
    /// Signs in, as a person does before the first use.
    fn sign_in(world: &World, nth: usize) -> Client {
        let home = tempfile::tempdir().unwrap();
        let proxy = Proxy::to(world.address);
        served::login(home.path(), &proxy.address, nth);
        let key = keys::unlock(&Folder::new(desk_folder(home.path())), PASSWORD).unwrap();
        Client { home, proxy, key }
    }

    fn start(&self) -> Terminal {
        let mut desk = Terminal::start(huzhu(self.home.path(), &[]), 120, 40);
        desk.wait_for("口令");
        desk.press(&format!("{PASSWORD}\r"));
        desk.wait_for("已同步");
        desk
    }

    /// Brings the sheet that passes a case on to the screen, and waits as long as it asks to be looked at.
    fn open_sheet(&self, desk: &mut Terminal, case: &CaseId) {
        desk.press("/");
        desk.press(case.as_str());
        desk.wait_until("the case alone", |screen| screen.contains("1 / 1 "));
        desk.press("\r");
        desk.wait_for("Enter 打开");
        desk.press("\r");
        desk.wait_for("概要");
        desk.press("A");
        desk.wait_for("Y 确认");
        desk.rest(LOOK);
    }

    /// What the client's own files say of a case.
    fn outbox(&self, case: &CaseId) -> Option<OutboxItem> {
        let store = Store::open(&Folder::new(desk_folder(self.home.path())), &self.key, StageKinds::default()).unwrap();
        let mut items: Vec<OutboxItem> = store.outbox().unwrap().into_iter().filter(|item| item.decision.case == *case).collect();
        assert!(items.len() <= 1, "{case} stands {} times in the outbox", items.len());
        items.pop()
    }
}

/// Presses the confirming key, and kills the client at a moment inside the phase aimed at. Tells what the screen had said.
fn confirm_and_kill(client: &Client, mut desk: Terminal, aim: Phase, dice: &mut Dice) -> String {
    client.proxy.set(match aim {
        Phase::Sending => Wire::CutBeforeServer,
        Phase::AnswerLost => Wire::CutBeforeClient,
        _ => Wire::Open,
    });
    while client.proxy.seen.try_recv().is_ok() {}
    desk.press("Y");
    let wait = |what: Seen| while client.proxy.seen.recv_timeout(PATIENCE).unwrap() != what {};
    let micros = match aim {
        Phase::BeforeCommit => dice.below(4_000),
        Phase::Held => 20_000 + dice.below(7_000_000),
        Phase::Sending => {
            wait(Seen::Request);
            dice.below(30_000)
        }
        Phase::AnswerLost => {
            wait(Seen::Answer);
            dice.below(30_000)
        }
        Phase::Answered => {
            wait(Seen::Answered);
            dice.below(6_000)
        }
    };
    // The moment of the kill is what is drawn here: nothing else is waited for.
    thread::sleep(Duration::from_micros(micros));
    desk.signal("KILL");
    desk.left().screen
}

/// One kill, and what comes after it.
fn one(world: &World, client: &Client, aim: Phase, dice: &mut Dice) -> Phase {
    let case = world.cases.lock().unwrap().pop().expect("enough cases");
    let mut desk = client.start();
    client.open_sheet(&mut desk, &case);
    let screen = confirm_and_kill(client, desk, aim, dice);
    let (kept, there) = (client.outbox(&case), world.decisions(&case));
    let phase = match (&kept, there.as_slice()) {
        (None, []) => Phase::BeforeCommit,
        (Some(OutboxItem { state: OutboxState::Held { .. }, .. }), []) => Phase::Held,
        (Some(_), []) => Phase::Sending,
        (Some(OutboxItem { state: OutboxState::Accepted { .. }, .. }), [_]) => Phase::Answered,
        (Some(_), [_]) if aim == Phase::Answered => Phase::Answered,
        (Some(_), [_]) => Phase::AnswerLost,
        other => panic!("{case}: after a kill aimed at {aim:?} the sides hold {other:?}"),
    };
    assert!(kept.is_some() || !screen.contains("保留"), "{case}: the screen said held, and the disk has nothing:\n{screen}");
    client.proxy.set(Wire::Open);
    let mut desk = client.start();
    if kept.is_none() {
        client.open_sheet(&mut desk, &case);
        desk.press("Y");
        desk.wait_for("保留");
    }
    desk.press("go");
    desk.wait_until("accepted", |screen| screen.lines().any(|line| line.contains(case.as_str()) && line.contains("已收")));
    desk.press("\x11");
    let left = desk.left();
    assert!(left.status.success() && left.changed.is_empty(), "{left:?}");
    let item = client.outbox(&case).unwrap_or_else(|| panic!("{case} is gone from the outbox"));
    assert!(matches!(item.state, OutboxState::Accepted { .. }), "{case}: {:?}", item.state);
    assert_eq!(world.decisions(&case), [item.decision.id], "{case}: once, on both sides");
    if let Some(kept) = kept {
        assert_eq!(kept.decision, item.decision, "{case}: what was sent is what was confirmed");
    }
    phase
}

#[test]
fn a_killed_client_decides_once() {
    let number = |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let kills = number("HUZHU_KILLS", 20) as u32;
    let seed = number("HUZHU_SEED", 0x4855_5a48);
    let world = World::open(kills);
    let started = Instant::now();
    let workers: Vec<_> = (0..WORKERS)
        .map(|nth| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let client = Client::sign_in(&world, nth);
                let mut dice = Dice(seed.wrapping_add(nth as u64));
                let mut fell: BTreeMap<Phase, u32> = BTreeMap::new();
                while let Some(aim) = world.aim() {
                    let phase = one(&world, &client, aim, &mut dice);
                    world.fell(aim, phase);
                    *fell.entry(phase).or_default() += 1;
                }
                fell
            })
        })
        .collect();
    let mut histogram: BTreeMap<Phase, u32> = PHASES.iter().map(|phase| (*phase, 0)).collect();
    for worker in workers {
        for (phase, count) in worker.join().unwrap() {
            *histogram.get_mut(&phase).unwrap() += count;
        }
    }
    println!("kills in {} s with seed {seed}:", started.elapsed().as_secs());
    for (phase, count) in &histogram {
        println!("  {:<14} {count:>3} {}", format!("{phase:?}"), "#".repeat(*count as usize));
    }
    let least = kills / PHASES.len() as u32;
    assert!(histogram.values().all(|count| *count >= least), "fewer than {least} in a phase: {histogram:?}");
}
