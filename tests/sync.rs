//! The simulation: a real server and real clients under a network that loses, doubles, delays, reorders and cuts, with processes that
//! end at any boundary between two steps, clocks that jump, books that are put back, and worlds that last a year.
//!
//! Each run looks at other worlds: they are numbered on from the commit that is tested, or from `HUZHU_BASE`. 1,000 of them;
//! `HUZHU_SEEDS=10000` makes 10,000. `HUZHU_SEED=n cargo test --test sync one_world -- --nocapture` runs one and prints what happens.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test says by a panic that it failed, in its helpers too"
)]

#[path = "common/sim.rs"]
mod sim;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sim::{Outcome, Plant, run};

/// Worlds of a run, and the most in which a planted mistake has to show.
const SEEDS: u64 = 1_000;
/// Where the numbers begin outside of a repository.
const BASE: u64 = 4_711_000;
/// Of each kind of thing that happens so many are wanted in a run: a world in which nothing happens keeps every promise.
const LEAST: usize = 1;
const HAPPENS: &[&str] = &[
    "PassOn",
    "Approve",
    "Return",
    "Reject",
    "Paid",
    "Resubmit",
    "Amend",
    "Assign",
    "Note",
    "Park",
    "Resume",
    "SendBack",
    "group taken back",
    "taken back",
    "to be settled again",
    "applied again",
    "changed",
    "changed before it went out",
    "left while it was changed",
    "dropped",
    "drafted",
    "cache emptied",
    "signed in anew",
    "agreed to another epoch",
    "the books are put back",
    "server restarts",
    "lists are given",
    "server dies before it does",
    "server dies before it answers",
    "clock set",
    "claim received",
    "events are listened to",
    "events are cut",
    "events are held up",
    "events are eaten",
    "an event comes twice",
    "sign-ins are taken back",
    "a machine is wiped",
    "what was unsent is reported",
    "cases leave with the day",
    "somebody may see other cases",
    "cases leave with the scope",
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The first number of this run: that of the commit.
fn base() -> u64 {
    let of_commit = || {
        let told = Command::new("git").args(["rev-parse", "HEAD"]).output().ok()?;
        let hash = String::from_utf8(told.stdout).ok()?;
        u64::from_str_radix(hash.get(..8)?, 16).ok()
    };
    number("HUZHU_BASE").or_else(of_commit).unwrap_or(BASE)
}

fn replay(seed: u64, outcome: &Outcome) -> String {
    let fault = outcome.fault.as_deref().unwrap_or("no fault");
    format!("world {seed}: {fault}\n  replay: HUZHU_SEED={seed} cargo test --test sync one_world -- --nocapture")
}

/// What came of many worlds.
#[derive(Default)]
struct Tally {
    worlds: u64,
    accepted: usize,
    kills: usize,
    spent: Duration,
    slowest: Duration,
    done: BTreeMap<String, usize>,
    cuts: BTreeMap<String, usize>,
    /// The first faults, by their worlds' numbers.
    faults: BTreeMap<u64, String>,
}

/// Looks at worlds on every core, until one is at fault or all are done.
fn look_at(first: u64, count: u64, plant: Plant) -> Tally {
    let (next, tally) = (AtomicU64::new(0), Mutex::new(Tally::default()));
    let work = || {
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if nth >= count {
                return;
            }
            let (seed, begun) = (first + nth, Instant::now());
            let outcome = run(seed, plant, false);
            let took = begun.elapsed();
            let mut tally = tally.lock().unwrap();
            tally.worlds += 1;
            tally.accepted += outcome.accepted;
            tally.kills += outcome.kills;
            tally.spent += took;
            tally.slowest = tally.slowest.max(took);
            if outcome.fault.is_some() {
                tally.faults.insert(seed, replay(seed, &outcome));
                next.store(count, Ordering::Relaxed);
            }
            let Tally { done, cuts, .. } = &mut *tally;
            outcome.done.into_iter().for_each(|(what, often)| *done.entry(what).or_default() += often);
            outcome.cuts.into_iter().for_each(|(what, often)| *cuts.entry(what).or_default() += often);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    tally.into_inner().unwrap()
}

#[test]
fn a_thousand_worlds_keep_every_promise() {
    let (first, count) = (base(), number("HUZHU_SEEDS").unwrap_or(SEEDS));
    let begun = Instant::now();
    let Tally { worlds, accepted, kills, spent, slowest, done, cuts, faults } = look_at(first, count, Plant::None);
    println!("{worlds} worlds from {first} (HUZHU_BASE={first}) in {:?}, {accepted} accepted, {kills} kills", begun.elapsed());
    println!("  mean {:?}, slowest {slowest:?}\n  {done:?}\n  {cuts:?}", spent / u32::try_from(worlds.max(1)).unwrap());
    assert!(faults.is_empty(), "{}", faults.values().next().unwrap());
    assert!(accepted as u64 > count * 3 && kills as u64 > count, "{accepted} accepted, {kills} kills");
    for what in HAPPENS {
        assert!(count < SEEDS || done.get(*what).is_some_and(|often| *often >= LEAST), "{what} happens: {done:?}");
    }
}

#[test]
fn the_same_number_gives_the_same_world() {
    for seed in [1, 77, 4711, 4712, 4713, 4714] {
        let (first, second) = (run(seed, Plant::None, true), run(seed, Plant::None, true));
        let differs = first.lines.iter().zip(&second.lines).position(|(a, b)| a != b);
        assert_eq!(differs.map(|at| (&first.lines[at], &second.lines[at])), None);
        assert_eq!(first.trace, second.trace);
        assert!(first.lines.len() > 50);
    }
    assert_ne!(run(1, Plant::None, false).trace, run(2, Plant::None, false).trace);
}

/// Nothing of the process that runs a world shows in it: no port, no token, no name that was drawn.
#[test]
fn a_world_over_http_is_the_same_in_another_process() {
    let seeds: Vec<u64> = (0..10).map(|nth| base() / 10 * 10 + nth * 10).collect();
    let list: Vec<String> = seeds.iter().map(u64::to_string).collect();
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "worlds_by_number", "--nocapture", "--test-threads=1"])
        .env("HUZHU_TRACES", list.join(","))
        .output()
        .unwrap();
    let again = String::from_utf8_lossy(&again.stdout);
    for seed in seeds {
        let line = format!("world {seed} {}", run(seed, Plant::None, false).trace);
        assert!(again.contains(&line), "{line} is another one in another process:\n{again}");
    }
}

/// Prints the traces of the worlds whose numbers it is given.
#[test]
fn worlds_by_number() {
    for seed in std::env::var("HUZHU_TRACES").iter().flat_map(|list| list.split(',')) {
        println!("world {seed} {}", run(seed.parse().unwrap(), Plant::None, false).trace);
    }
}

/// Mistakes that are built in on purpose are found: the checker is not blind.
#[test]
fn planted_mistakes_are_found() {
    for plant in Plant::ALL {
        let tally = look_at(base(), SEEDS, plant);
        let found = tally.faults.values().next().unwrap_or_else(|| panic!("{plant:?} was not found in {SEEDS} worlds"));
        println!("{plant:?}, after {} worlds: {found}", tally.worlds);
    }
}

#[test]
fn one_world() {
    let Some(seed) = number("HUZHU_SEED") else { return };
    let outcome = run(seed, Plant::None, true);
    for line in &outcome.lines {
        println!("{line}");
    }
    println!("trace {}", outcome.trace);
    assert!(outcome.fault.is_none(), "{}", replay(seed, &outcome));
}
