//! The first simulation: a real server and real clients under a network that loses, doubles, delays and reorders, with processes
//! that end at any boundary between two steps.
//!
//! `HUZHU_SEED=n cargo test --test sync one_world -- --nocapture` runs one world and prints what happens in it.
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
use std::time::{Duration, Instant};

use sim::{Outcome, Plant, run};

const SEEDS: u64 = 200;

fn replay(seed: u64, outcome: &Outcome) -> String {
    let fault = outcome.fault.as_deref().unwrap_or("no fault");
    format!("world {seed}: {fault}\n  replay: HUZHU_SEED={seed} cargo test --test sync one_world -- --nocapture")
}

#[test]
fn two_hundred_worlds_keep_every_promise() {
    let (mut accepted, mut kills, mut spent, mut slowest) = (0, 0, Duration::ZERO, Duration::ZERO);
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    drop(run(0, Plant::None, false));
    for seed in 0..SEEDS {
        let begun = Instant::now();
        let outcome = run(seed, Plant::None, false);
        let took = begun.elapsed();
        spent += took;
        slowest = slowest.max(took);
        assert!(outcome.fault.is_none(), "{}", replay(seed, &outcome));
        accepted += outcome.accepted;
        kills += outcome.kills;
        for (what, often) in outcome.done {
            *done.entry(what).or_default() += often;
        }
    }
    println!("{SEEDS} worlds, {accepted} accepted, {kills} kills, mean {:?}, slowest {slowest:?}: {done:?}", spent / SEEDS as u32);
    // A world in which nothing happens keeps every promise.
    assert!(accepted > SEEDS as usize * 3 && u64::from(kills) > SEEDS, "{accepted} accepted, {kills} kills");
    for what in ["PassOn", "Approve", "Return", "Reject", "Paid", "Resubmit", "Amend", "Assign", "Note", "group taken back"] {
        assert!(done.get(what).is_some_and(|often| *often >= 5), "{what} happens: {done:?}");
    }
}

#[test]
fn the_same_number_gives_the_same_world() {
    for seed in [1, 77, 4711] {
        let (first, second) = (run(seed, Plant::None, true), run(seed, Plant::None, true));
        let differs = first.lines.iter().zip(&second.lines).position(|(a, b)| a != b);
        assert_eq!(differs.map(|at| (&first.lines[at], &second.lines[at])), None);
        assert_eq!(first.trace, second.trace);
        assert!(first.lines.len() > 50);
    }
    assert_ne!(run(1, Plant::None, false).trace, run(2, Plant::None, false).trace);
}

/// Mistakes that are built in on purpose are found: the checker is not blind.
#[test]
fn planted_mistakes_are_found() {
    for plant in [Plant::NewKeyOnRetry, Plant::CursorBeforeRows, Plant::SaidBeforeSaved] {
        let found = (0..SEEDS).find_map(|seed| run(seed, plant, false).fault.map(|fault| (seed, fault)));
        let (seed, fault) = found.unwrap_or_else(|| panic!("{plant:?} was not found in {SEEDS} worlds"));
        println!("{plant:?}: world {seed}: {fault}");
    }
}

#[test]
fn one_world() {
    let Some(seed) = std::env::var("HUZHU_SEED").ok().and_then(|text| text.parse().ok()) else { return };
    let outcome = run(seed, Plant::None, true);
    for line in &outcome.lines {
        println!("{line}");
    }
    println!("trace {}", outcome.trace);
    assert!(outcome.fault.is_none(), "{}", replay(seed, &outcome));
}
