//! Start, key, idle and quit of the release binary in a real terminal, beside the floor and, where installed, its peers, in one run.
//!
//! `cargo bench --bench terminal` prints one table. What counts are the ratios, not the milliseconds; nothing is asserted, since the
//! machine may be busy with something else. The office has 100,000 made-up cases.

#![allow(clippy::float_arithmetic, reason = "these are times, not money")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]
#![allow(clippy::unwrap_used, reason = "a measurement that can't be taken ends the run")]

mod peers;
mod session;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use peers::{Peer, peers};
use session::{Key, Session, command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_huzhu");
const CASES: &str = "100000";
const RUNS: usize = 5;
const FLOOR_RUNS: usize = 20;
/// Fewer than a page holds, so that only the cursor moves.
const IN_PAGE: usize = 10;
/// Enough to come to the end of the page.
const TO_THE_END: usize = 40;
const SCROLL: usize = 150;
const PAGES: usize = 20;
const IDLE: Duration = Duration::from_secs(10);

/// What csvlens was measured at, in units of the bare echo of a key, on the machine of the anchors; used where it isn't installed.
const CSVLENS_KEY: f64 = 6.4;
const CSVLENS_CPU: f64 = 4.7;
/// What atuin was measured at, in units of the floor.
const ATUIN_PAINT: f64 = 7.7;
const ATUIN_ROWS: f64 = 12.0;

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
    for run in 0..RUNS {
        let mut session = Session::start(peer.start.clone());
        paint.push(millis(session.until(is_painted)?));
        rows.push(millis(session.until(|screen| screen.contains(peer.row))?));
        session.settle();
        in_page.extend(session.press_many(peer.down, IN_PAGE));
        down.extend(session.press_many(peer.down, TO_THE_END));
        scroll.extend(session.press_many(peer.down, SCROLL));
        page.extend(session.press_many(peer.page_down, PAGES));
        if run == 0 {
            session.settle();
            idle = session.idle(IDLE);
        }
        peak = peak.max(session.peak_kb());
        let left = session.quit(peer.quit)?;
        quit.push(millis(left.took));
        changed.extend(left.changed);
    }
    down.extend(in_page.iter().chain(&scroll).copied());
    let mut keys: Vec<f64> = down.iter().map(|key: &Key| millis(key.last)).collect();
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
        idle_cpu: millis(idle.0),
        idle_bytes: idle.1,
        quit: percentile(&mut quit, 50),
        changed,
        peak_mb: peak as f64 / 1024.0,
    })
}

/// Makes the office once for a build: the server's books, and the cache of whoever does intake.
fn office(folder: &Path) -> PathBuf {
    let data = folder.join("huzhu");
    let marker = folder.join("huzhu.made");
    let changed = |file: &Path| fs::metadata(file).and_then(|meta| meta.modified()).ok();
    if changed(&marker) < changed(Path::new(PROGRAM)) || !data.exists() {
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data).unwrap();
        println!("making {CASES} cases ...");
        let arguments = ["demo", "--data", data.to_str().unwrap(), "--cases", CASES, "--prepare"];
        let status = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).status().unwrap();
        assert!(status.success(), "huzhu {}: {status}", arguments.join(" "));
        fs::write(marker, "").unwrap();
    }
    data
}

fn verdict(value: f64, must: f64, aim: f64) -> &'static str {
    match () {
        () if value <= aim => "aim",
        () if value <= must => "must",
        () => "MISSED",
    }
}

fn line(row: u32, what: &str, value: f64, unit: &str, must: f64, aim: f64) {
    println!("{row:>3}  {what:<44} {value:>9.2} {unit:<3}  must {must:>9.2}  aim {aim:>9.2}  {}", verdict(value, must, aim));
}

fn report(own: &Measured, floor: &Floor, others: &[(&str, Measured)]) {
    let peer = |name: &str| others.iter().find(|(of, _)| *of == name).map(|(_, measured)| measured);
    let (tig, atuin, csvlens) = (peer("tig"), peer("atuin"), peer("csvlens"));
    let atuin_paint = atuin.map_or(ATUIN_PAINT * floor.paint, |peer| peer.paint);
    let atuin_rows = atuin.map_or(ATUIN_ROWS * floor.paint, |peer| peer.rows);
    let csvlens_key = csvlens.map_or(CSVLENS_KEY * floor.echo, |peer| peer.key);
    let csvlens_cpu = csvlens.map_or(CSVLENS_CPU * floor.echo, |peer| peer.cpu);
    let tig_paint = tig.map_or(7.0 * floor.paint, |peer| peer.paint);
    println!("\nrow  what                                             value");
    line(1, "exec to first paint, against atuin, tig", own.paint, "ms", 1.25 * atuin_paint, tig_paint);
    // The anchors' floor holds their own harness: where atuin runs, theirs is found again from what atuin takes.
    let scale = atuin.map_or(1.0, |peer| peer.paint / floor.paint / ATUIN_PAINT);
    line(1, "exec to first paint, in floors", own.paint / floor.paint, "F", 10.0 * scale, 7.0 * scale);
    line(2, "exec to real rows, against atuin", own.rows, "ms", 1.25 * atuin_rows, 1.5 * own.paint);
    line(5, "one line down, p50", own.key, "ms", 1.25 * csvlens_key, tig.map_or(csvlens_key, |peer| 1.25 * peer.key));
    line(5, "one line down, cpu", own.cpu, "ms", 1.25 * csvlens_cpu, tig.map_or(csvlens_cpu, |peer| 1.25 * peer.cpu));
    line(6, "one line down, p95 / p50", own.key_95 / own.key, "", 1.5, 1.3);
    line(8, "bytes of a key inside the page", own.in_page as f64, "B", 1_024.0, 614.0);
    line(8, "bytes of a key that scrolls", own.scroll as f64, "B", 8_192.0, 4_608.0);
    line(8, "bytes of a page down", own.page as f64, "B", 10_240.0, 5_120.0);
    line(20, "idle for 10 s: cpu", own.idle_cpu, "ms", 5.0, 0.5);
    line(20, "idle for 10 s: bytes", own.idle_bytes as f64, "B", 0.0, 0.0);
    // The anchors' 60 and 35 ms hold 30 ms of quiet, which is not counted here.
    line(21, "quit", own.quit, "ms", 30.0, 5.0);
    line(21, "terminal left changed", own.changed.len() as f64, "", 0.0, 0.0);
    if !own.changed.is_empty() {
        println!("     left changed: {}", own.changed.join(", "));
    }
}

fn table(floor: &Floor, all: &[(&str, &Measured)]) {
    println!("\nfloor F {:.2} ms, key echo K {:.2} ms; times in ms, in brackets multiples of F or K", floor.paint, floor.echo);
    println!(
        "{:<8} {:>15} {:>15} {:>14} {:>6} {:>6}  bytes page/scroll/pgdn  idle cpu/B  quit  MB",
        "", "paint", "rows", "key", "p95", "cpu"
    );
    for (name, of) in all {
        let paint = format!("{:.1} ({:.1})", of.paint, of.paint / floor.paint);
        let rows = format!("{:.1} ({:.1})", of.rows, of.rows / floor.paint);
        let key = format!("{:.2} ({:.1})", of.key, of.key / floor.echo);
        let bytes = format!("{}/{}/{}", of.in_page, of.scroll, of.page);
        let idle = format!("{:.1}/{}", of.idle_cpu, of.idle_bytes);
        println!(
            "{name:<8} {paint:>15} {rows:>15} {key:>14} {:>6.2} {:>6.2}  {bytes:<22} {idle:>11} {:>5.0} {:>3.0}",
            of.key_95, of.cpu, of.quit, of.peak_mb
        );
    }
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
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal");
    fs::create_dir_all(&folder).unwrap();
    let data = office(&folder);
    let (peers, left_out) = peers(&folder);
    let scheduling = if real_time() { "real-time" } else { "normal: read p50 and cpu, not p95" };
    println!("scheduling {scheduling}; load {}", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    left_out.iter().for_each(|why| println!("{why}"));
    let start = command(Path::new(PROGRAM), &["demo", "--data", data.to_str().unwrap()], &folder, &[]);
    let huzhu = Peer { name: "huzhu", start, row: "ZJ24-", down: "j", page_down: "\x1b[6~", quit: "q" };
    let floor = floor(&folder);
    let Some(own) = measure(&huzhu) else {
        println!("huzhu doesn't come up, show its rows, or quit");
        std::process::exit(1)
    };
    let others: Vec<(&str, Measured)> = peers.iter().filter_map(|peer| Some((peer.name, measure(peer)?))).collect();
    let mut all = vec![("huzhu", &own)];
    all.extend(others.iter().map(|(name, measured)| (*name, measured)));
    table(&floor, &all);
    report(&own, &floor, &others);
}
