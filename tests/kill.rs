//! Kill -9 of the real client between the confirming key and the server's answer: the decision is there once, on both sides.
//!
//! The client is the program in a terminal; the server runs in the test; between them is a wire that is cut, breaks, stalls or is slow.
//! Each kill falls at a system call: how many the client makes from the key to the answer is counted first, and one of them is drawn,
//! each as likely as any other. In one of five a second process works on the same files. Where the machine allows no tracing, moments
//! are drawn in place of calls, and that is said.
//! 30 kills; `HUZHU_KILLS=200` makes 200, and `HUZHU_SEED` draws the same calls again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says by a panic that it failed, in its helpers too"
)]

mod common {
    pub mod proxy;
    pub mod pty;
    pub mod served;
    pub mod tracer;
}

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use common::proxy::{Proxy, Seen, Wire};
use common::pty::{Terminal, huzhu};
use common::served::{self, PASSWORD, desk_folder};
use common::tracer::Tracer;
use huzhu::domain::case::Event;
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::outbox::{OutboxItem, OutboxState};
use huzhu::server::Office;
use huzhu::store::{CacheKey, Folder, StageKinds, Store, keys};
use huzhu::wire::Person;

/// Clients at once: each mostly waits for its hold to pass.
const WORKERS: usize = 5;
/// Enough for every kill to have a case of its own: one in some fifty-five can be passed on.
const CASES: u32 = 1_200;
const CASES_A_KILL: u32 = 80;
/// The sheet asks to be looked at before it takes the confirming key.
const LOOK: Duration = Duration::from_millis(250);
/// How long after the answer the client still writes.
const AFTERWARDS: Duration = Duration::from_millis(400);
/// Longer than the hold and a slow line take together; then it is killed where it is.
const NO_ANSWER: Duration = Duration::from_secs(14);
/// Times a stopped client stands still.
const STOPPED: Duration = Duration::from_millis(300);
/// In so many kills a second process and a stop come up; in so many more each wire does too.
const ENOUGH: usize = 30;
const MANY: usize = 100;
/// In one of so many kills a second process works on the same files.
const TWIN_ONE_IN: u64 = 5;

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

/// What a kill was, for the count at the end.
#[derive(Clone, Copy, Debug)]
struct Fell {
    phase: Phase,
    wire: Wire,
    /// A second process worked on the same files, and went on.
    beside_a_twin: bool,
    /// The process that went on was stopped for a while.
    stopped: bool,
}

const PHASES: [Phase; 5] = [Phase::BeforeCommit, Phase::Held, Phase::Sending, Phase::AnswerLost, Phase::Answered];

/// The server's side.
struct World {
    office: Arc<Office>,
    address: SocketAddr,
    people: Vec<Person>,
    /// Cases that wait for a medical reviewer and that he may pass on.
    cases: Mutex<Vec<CaseId>>,
    /// How many kills are still to be made.
    left: AtomicU32,
    /// System calls from the key to the answer, the most that were counted.
    span: AtomicU64,
}

impl World {
    fn open(kills: u32) -> Arc<World> {
        let people: Vec<Person> = (0..WORKERS).map(served::reviewer).collect();
        let (office, ids) = served::office(CASES.max(kills * CASES_A_KILL), WORKERS);
        let cases = served::to_pass_on(&office, &ids);
        let address = served::serve(Arc::clone(&office));
        Arc::new(World { office, address, people, cases: Mutex::new(cases), left: AtomicU32::new(kills), span: AtomicU64::new(0) })
    }

    /// The decisions about a case that the server's books hold.
    fn decisions(&self, case: &CaseId) -> Vec<DecisionId> {
        let detail = self.office.case(&self.people[0], case).unwrap();
        let by_us = |user: &str| user.starts_with("he") && user != "he";
        let ours = detail.case.timeline.iter().filter(|entry| entry.by.as_ref().is_some_and(|user| by_us(user.as_str())));
        ours.filter_map(|entry| if let Event::Decided { decision, .. } = &entry.event { Some(*decision) } else { None }).collect()
    }

    /// Takes on one of the kills that are left.
    fn takes_one(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
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
        // A second process beside one that sends and pulls says so.
        desk.wait_until("in step", |screen| screen.contains("已同步") || screen.contains("另一窗口收发"));
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

/// What stands between client and server while it is killed.
const WIRES: [Wire; 6] = [Wire::Open, Wire::Open, Wire::CutBeforeServer, Wire::CutBeforeClient, Wire::Reset, Wire::Slow];

/// Presses the confirming key, and kills the client at a drawn system call. Tells what the screen had said.
fn confirm_and_kill(world: &World, client: &Client, mut desk: Terminal, dice: &mut Dice) -> String {
    while client.proxy.seen.try_recv().is_ok() {}
    let Some(mut tracer) = Tracer::seize(desk.pid()) else {
        println!("this machine allows no tracing: a moment is drawn, not a system call");
        desk.press("Y");
        // The moment of the kill is what is drawn here: nothing else is waited for.
        thread::sleep(Duration::from_micros(dice.below(9_500_000)));
        desk.signal("KILL");
        return desk.left().screen;
    };
    let span = world.span.load(Ordering::Relaxed);
    // The first goes to the end, and counts.
    let calls = if span == 0 { u64::MAX } else { 1 + dice.below(span) };
    let (pressed, mut answered) = (Instant::now(), None);
    desk.press("Y");
    tracer.run(calls, &mut || {
        let seen = client.proxy.seen.try_recv();
        if seen == Ok(Seen::Answered) {
            answered = Some(Instant::now());
        }
        answered.is_some_and(|at: Instant| at.elapsed() > AFTERWARDS) || pressed.elapsed() > NO_ANSWER
    });
    if span == 0 && answered.is_some() {
        world.span.fetch_max(tracer.calls, Ordering::Relaxed);
    }
    tracer.kill();
    desk.left().screen
}

/// One kill, and what comes after it.
fn one(world: &World, client: &Client, dice: &mut Dice) -> Fell {
    let case = world.cases.lock().unwrap().pop().expect("enough cases");
    let mut desk = client.start();
    client.open_sheet(&mut desk, &case);
    let twin = (dice.below(TWIN_ONE_IN) == 0).then(|| client.start());
    let wire = if world.span.load(Ordering::Relaxed) == 0 { Wire::Open } else { WIRES[dice.below(WIRES.len() as u64) as usize] };
    client.proxy.set(wire);
    let screen = confirm_and_kill(world, client, desk, dice);
    let (kept, there) = (client.outbox(&case), world.decisions(&case));
    let phase = match (&kept, there.as_slice()) {
        (None, []) => Phase::BeforeCommit,
        (Some(OutboxItem { state: OutboxState::Held { .. }, .. }), []) => Phase::Held,
        (Some(_), []) => Phase::Sending,
        (Some(OutboxItem { state: OutboxState::Accepted { .. }, .. }), [_]) => Phase::Answered,
        (Some(_), [_]) => Phase::AnswerLost,
        other => panic!("{case}: after a kill behind a wire that is {wire:?} the sides hold {other:?}"),
    };
    assert!(kept.is_some() || !screen.contains("保留"), "{case}: the screen said held, and the disk has nothing:\n{screen}");
    client.proxy.set(Wire::Open);
    let beside_a_twin = twin.is_some();
    let mut desk = twin.unwrap_or_else(|| client.start());
    // A machine that goes to sleep: it goes on where it was.
    let stops = dice.below(2) == 0;
    if stops {
        desk.signal("STOP");
        thread::sleep(STOPPED);
        desk.signal("CONT");
    }
    if kept.is_none() {
        client.open_sheet(&mut desk, &case);
        desk.press("Y");
        desk.wait_for("保留");
    }
    desk.press("go");
    desk.wait_until("accepted", |screen| screen.lines().any(|line| line.contains(case.as_str()) && line.contains("已收")));
    let words = [(beside_a_twin, ", a second process went on"), (stops, ", then stopped for a while")];
    let words: String = words.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word).collect();
    println!("{case}: {phase:?} behind {wire:?}{words}");
    desk.press("\x11");
    let left = desk.left();
    assert!(left.status.success() && left.changed.is_empty(), "{left:?}");
    let item = client.outbox(&case).unwrap_or_else(|| panic!("{case} is gone from the outbox"));
    assert!(matches!(item.state, OutboxState::Accepted { .. }), "{case}: {:?}", item.state);
    assert_eq!(world.decisions(&case), [item.decision.id], "{case}: once, on both sides");
    if let Some(kept) = kept {
        assert_eq!(kept.decision, item.decision, "{case}: what was sent is what was confirmed");
    }
    Fell { phase, wire, beside_a_twin, stopped: stops }
}

/// Says what the kills were. Where there were enough of them, none of what is drawn was left out: a second process, a stop, with many each
/// wire. Where a kill falls is not drawn but found, so that no phase is asked for.
fn tell(fell: &[Fell]) {
    let count = |fits: &dyn Fn(&Fell) -> bool| fell.iter().filter(|one| fits(one)).count();
    for phase in PHASES {
        let often = count(&|one| one.phase == phase);
        println!("  {:<16} {often:>3} {}", format!("{phase:?}"), "#".repeat(often));
    }
    for wire in WIRES.into_iter().skip(1) {
        let often = count(&|one| one.wire == wire);
        println!("  behind {:<16} {often:>3}", format!("{wire:?}"));
        assert!(fell.len() < MANY || often > 0, "behind {wire:?} none of {} fell", fell.len());
    }
    let (twins, stopped) = (count(&|one| one.beside_a_twin), count(&|one| one.stopped));
    println!("  beside a second process {twins}, then stopped for a while {stopped}");
    assert!(fell.len() < ENOUGH || (twins > 0 && stopped > 0), "{twins} twins, {stopped} stopped");
}

#[test]
fn a_killed_client_decides_once() {
    let number = |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let kills = number("HUZHU_KILLS", 30) as u32;
    let seed = number("HUZHU_SEED", 0x4855_5a48);
    let world = World::open(kills);
    let started = Instant::now();
    let workers: Vec<_> = (0..WORKERS)
        .map(|nth| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let client = Client::sign_in(&world, nth);
                let mut dice = Dice(seed.wrapping_add(nth as u64));
                let mut fell = Vec::new();
                while world.takes_one() {
                    fell.push(one(&world, &client, &mut dice));
                }
                fell
            })
        })
        .collect();
    let fell: Vec<Fell> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
    let span = world.span.load(Ordering::Relaxed);
    println!("kills in {} s with seed {seed}, each at one of {span} system calls:", started.elapsed().as_secs());
    tell(&fell);
    assert_eq!(fell.len(), kills as usize);
}
