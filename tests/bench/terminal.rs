//! Start, key, idle and quit of the release binary in a real terminal, beside the floor and, where installed, its peers, in one run.
//!
//! `cargo bench --bench terminal` prints one table. What counts are the ratios, not the milliseconds; nothing is asserted, since the
//! machine may be busy with something else. The desk is a machine of its own whose office another process serves, and has 100,000 made-up
//! cases; `cargo bench --bench terminal -- --million` makes one of a million beside it, in two minutes and 2 GB, takes the jobs there, and
//! compares the two.

#![allow(clippy::float_arithmetic, reason = "these are times, not money")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]
#![allow(clippy::unwrap_used, reason = "a measurement that can't be taken ends the run")]

mod fixture;
mod jobs;
mod peers;
mod report;
#[path = "../common/served.rs"]
mod served;
mod session;
mod verdict;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use fixture::{Desk, Has};
use peers::{Peer, peers};
use session::{Key, Session, command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_huzhu");
const CASES: u32 = 100_000;
const MILLION: u32 = 1_000_000;
/// Stands before the row at which the pointer is, once there are rows.
const ROW: &str = "▸";
/// Cases of a first load: enough for some hundred keys while it comes in.
const PULLED: u32 = 40_000;
const RUNS: usize = 5;
/// A start is short and its time scatters, so there are more of them.
const MORE_STARTS: usize = 16;
const FLOOR_RUNS: usize = 20;
/// Fewer than a page holds, so that only the cursor moves.
const IN_PAGE: usize = 10;
/// Enough to come to the end of the page.
const TO_THE_END: usize = 40;
const SCROLL: usize = 150;
const PAGES: usize = 20;
const IDLE: Duration = Duration::from_secs(10);

/// Keys that come faster than anybody types, as from a key held down over a slow line.
const AT_ONCE: usize = 200;
const RESIZES: usize = 10;

/// All that is measured of one program; times in milliseconds, medians of the runs where there are several.
struct Measured {
    paint: f64,
    rows: f64,
    key: f64,
    key_95: f64,
    cpu: f64,
    in_page: usize,
    scroll: usize,
    page: usize,
    page_key: f64,
    resize: f64,
    clears: usize,
    burst: f64,
    burst_bytes: usize,
    idle_cpu: f64,
    idle_bytes: usize,
    quit: f64,
    changed: Vec<&'static str>,
    peak_mb: f64,
}

struct Floor {
    paint: f64,
    echo: f64,
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The value below which so many per cent lie.
fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) * percent / 100).copied().unwrap_or(f64::NAN)
}

fn middle_bytes(keys: &[Key]) -> usize {
    let mut bytes: Vec<usize> = keys.iter().map(|key| key.bytes).collect();
    bytes.sort_unstable();
    bytes.get(bytes.len() / 2).copied().unwrap_or(0)
}

fn is_painted(screen: &str) -> bool {
    screen.contains(|c: char| !c.is_whitespace())
}

fn floor(home: &Path) -> Floor {
    let mut paints: Vec<f64> = (0..FLOOR_RUNS)
        .map(|_| millis(Session::start(command(Path::new("/usr/bin/printf"), &["READY\n"], home, &[])).until(is_painted).unwrap()))
        .collect();
    let mut cat = Session::start(command(Path::new("/bin/sh"), &["-c", "stty raw -echo; echo READY; exec cat"], home, &[]));
    cat.until(|screen| screen.contains("READY")).unwrap();
    cat.settle();
    let mut echo: Vec<f64> = cat.press_many("j", 200).iter().map(|key| millis(key.last)).collect();
    Floor { paint: percentile(&mut paints, 50), echo: percentile(&mut echo, 50) }
}

/// Runs a program several times and takes everything; none where it doesn't come up.
fn measure(peer: &Peer) -> Option<Measured> {
    let (mut paint, mut rows, mut quit, mut changed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut in_page, mut scroll, mut page) = (Vec::new(), Vec::new(), Vec::new());
    let (mut down, mut idle, mut peak) = (Vec::new(), (Duration::ZERO, 0), 0);
    let (mut burst, mut resize) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let mut session = Session::start(peer.start.clone());
        paint.push(millis(session.until(is_painted)?));
        rows.push(millis(session.until(|screen| screen.contains(peer.row))?));
        session.settle();
        in_page.extend(session.press_many(peer.down, IN_PAGE));
        down.extend(session.press_many(peer.down, TO_THE_END));
        scroll.extend(session.press_many(peer.down, SCROLL));
        page.extend(session.press_many(peer.page_down, PAGES));
        burst.extend(session.press(&peer.down.repeat(AT_ONCE)));
        for _ in 0..RESIZES {
            resize.extend(session.resize(80, 24));
            resize.extend(session.resize(session::COLUMNS, session::ROWS));
        }
        if run == 0 {
            session.settle();
            idle = session.idle(IDLE);
        }
        peak = peak.max(session.peak_kb());
        let left = session.quit(peer.quit)?;
        quit.push(millis(left.took));
        changed.extend(left.changed);
    }
    for _ in 0..MORE_STARTS {
        let mut session = Session::start(peer.start.clone());
        paint.push(millis(session.until(is_painted)?));
        rows.push(millis(session.until(|screen| screen.contains(peer.row))?));
        session.settle();
        session.quit(peer.quit)?;
    }
    down.extend(in_page.iter().chain(&scroll).copied());
    let times = |keys: &[Key]| -> Vec<f64> { keys.iter().map(|key| millis(key.last)).collect() };
    let mut keys = times(&down);
    let mut cpu: Vec<f64> = down.iter().map(|key| millis(key.cpu)).collect();
    changed.dedup();
    Some(Measured {
        paint: percentile(&mut paint, 50),
        rows: percentile(&mut rows, 50),
        key: percentile(&mut keys, 50),
        key_95: percentile(&mut keys, 95),
        cpu: percentile(&mut cpu, 50),
        in_page: middle_bytes(&in_page),
        scroll: middle_bytes(&scroll),
        page: middle_bytes(&page),
        page_key: percentile(&mut times(&page), 50),
        resize: percentile(&mut resize.iter().map(|(key, _): &(Key, usize)| millis(key.last)).collect::<Vec<_>>(), 50),
        clears: resize.iter().map(|(_, clears)| *clears).max().unwrap_or(0),
        burst: percentile(&mut times(&burst), 50),
        burst_bytes: middle_bytes(&burst),
        idle_cpu: millis(idle.0),
        idle_bytes: idle.1,
        quit: percentile(&mut quit, 50),
        changed,
        peak_mb: peak as f64 / 1024.0,
    })
}

fn load() -> String {
    fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

/// huzhu as a person runs it who has signed in.
fn huzhu(desk: &Desk) -> Peer {
    let start = command(Path::new(PROGRAM), &["--home", desk.home.to_str().unwrap()], &desk.home, &[]);
    Peer { name: "huzhu", start, row: ROW, down: "j", page_down: "\x1b[6~", quit: "q" }
}

/// Asks for real-time scheduling, so that a neighbour's build is not what is measured. Everything started here inherits it.
fn real_time() -> bool {
    let me = std::process::id().to_string();
    Command::new("chrt").args(["--rr", "--pid", "1", &me]).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn main() {
    // `cargo test --all-targets` runs this too, without the word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut making = std::env::args().skip_while(|argument| argument != fixture::MAKE).skip(1);
    if let (Some(data), Some(cases)) = (making.next(), making.next()) {
        return fixture::make_and_serve(Path::new(&data), cases.parse().unwrap());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal");
    fs::create_dir_all(&folder).unwrap();
    let empty = fixture::desk(&folder, Has::NothingOf(PULLED));
    let desk = fixture::desk(&folder, Has::Cases(CASES));
    let million = std::env::args().any(|argument| argument == "--million").then(|| fixture::desk(&folder, Has::Cases(MILLION)));
    let (peers, left_out) = peers(&folder);
    let scheduling = if real_time() { "real-time" } else { "normal: read p50 and cpu, not p95" };
    println!("scheduling {scheduling}; load {}", load());
    left_out.iter().for_each(|why| println!("{why}"));
    let floor = floor(&folder);
    let Some(own) = measure(&huzhu(&desk)) else {
        println!("huzhu doesn't come up, show its rows, or quit");
        std::process::exit(1)
    };
    let pulling = jobs::keys_during_a_pull(&empty);
    let largest = million.as_ref().unwrap_or(&desk);
    let unlocking = jobs::unlocked(largest);
    let of_a_million = million.as_ref().and_then(|million| measure(&huzhu(million)));
    let jobs = jobs::measure(&folder, largest);
    let (mut others, mut unmeasured) = (Vec::new(), Vec::new());
    for peer in &peers {
        match measure(peer) {
            Some(measured) => others.push((peer.name, measured)),
            None => unmeasured.push(peer.name),
        }
    }
    for name in unmeasured {
        println!("{name}: started, but did not show its rows or did not quit");
    }
    let prefix = peers.iter().find(|peer| peer.name == "atuin").and_then(jobs::prefix_search);
    let mut all = vec![("huzhu", &own)];
    all.extend(of_a_million.iter().map(|measured| ("huzhu 1M", measured)));
    all.extend(others.iter().map(|(name, measured)| (*name, measured)));
    report::table(&floor, &all);
    let run =
        report::Run { own: &own, jobs: &jobs, pulling, unlocking, million: of_a_million.as_ref(), floor: &floor, others: &others, prefix };
    report::rows(&run);
    println!("load {}", load());
}
