//! The table: each target with what it must be, what it aims at, and what came out.

use crate::jobs::{Jobs, Unlocked};
use crate::verdict::line;
use crate::{Floor, Measured};

/// What the peers were measured at on the machine of the anchors, in units of the floor or of the bare echo of a key; used where one
/// of them isn't here.
const CSVLENS_KEY: f64 = 6.4;
const CSVLENS_CPU: f64 = 4.7;
const CSVLENS_PAGE: f64 = 6.5;
const CSVLENS_RESIZE: f64 = 6.9;
const CSVLENS_BURST: f64 = 615.0;
const TIG_PAINT: f64 = 7.0;
const TIG_PAGE: f64 = 5.4;
const TIG_RESIZE: f64 = 5.4;
const ATUIN_PAINT: f64 = 7.7;
const ATUIN_ROWS: f64 = 12.0;
const ATUIN_PREFIX: f64 = 190.0;
const ATUIN_MB: f64 = 26.0;

/// All of one run.
pub struct Run<'r> {
    pub own: &'r Measured,
    pub jobs: &'r Jobs,
    /// Keys during a pull and at rest, p95.
    pub pulling: Option<(f64, f64)>,
    pub unlocking: Option<Unlocked>,
    pub million: Option<&'r Measured>,
    pub floor: &'r Floor,
    pub others: &'r [(&'static str, Measured)],
    /// From the last key to the row in atuin's prefix search.
    pub prefix: Option<f64>,
}

impl Run<'_> {
    fn peer(&self, name: &str) -> Option<&Measured> {
        self.others.iter().find(|(of, _)| *of == name).map(|(_, measured)| measured)
    }
}

/// A job that may not have come to its end.
fn job(row: u32, what: &str, value: Option<f64>, unit: &str, must: f64, aim: f64) {
    match value {
        Some(value) => line(row, what, value, unit, must, aim),
        None => println!("{row:>3}  {what:<46}   not measured: the job never came to its end"),
    }
}

/// Prints the rows of the targets.
pub fn rows(run: &Run<'_>) {
    println!("\nrow  what                                               value           must       aim   /must");
    start(run);
    keys(run);
    jobs(run);
    let own = run.own;
    line(20, "idle for 10 s: cpu", own.idle_cpu, "ms", 5.0, 0.5);
    line(20, "idle for 10 s: bytes", own.idle_bytes as f64, "B", 0.0, 0.0);
    // The anchors' 60 and 35 ms hold 30 ms of quiet, which is not counted here.
    line(21, "quit", own.quit, "ms", 30.0, 5.0);
    line(21, "terminal left changed", own.changed.len() as f64, "", 0.0, 0.0);
    if !own.changed.is_empty() {
        println!("     left changed: {}", own.changed.join(", "));
    }
    for name in ["tig", "atuin", "csvlens"].into_iter().filter(|name| run.peer(name).is_none()) {
        println!("     {name} was not measured in this run: its anchor stands in for it");
    }
}

fn start(run: &Run<'_>) {
    let (own, floor, atuin) = (run.own, run.floor, run.peer("atuin"));
    let atuin_paint = atuin.map_or(ATUIN_PAINT * floor.paint, |peer| peer.paint);
    let atuin_rows = atuin.map_or(ATUIN_ROWS * floor.paint, |peer| peer.rows);
    let tig_paint = run.peer("tig").map_or(TIG_PAINT * floor.paint, |peer| peer.paint);
    line(1, "exec to first paint, against atuin, tig", own.paint, "ms", 1.25 * atuin_paint, tig_paint);
    // The anchors' floor holds their own harness: where atuin runs, theirs is found again from what atuin takes.
    let scale = floor_scale(run);
    line(1, "exec to first paint, in floors", own.paint / floor.paint, "F", 10.0 * scale, 7.0 * scale);
    line(2, "exec to real rows, against atuin", own.rows, "ms", 1.25 * atuin_rows, 1.5 * own.paint);
    match &run.unlocking {
        Some(Unlocked { asked, rows, key }) => {
            line(3, "exec to the question for the passphrase", *asked, "ms", 1.25 * atuin_paint, tig_paint);
            line(3, "passphrase to real rows", *rows, "ms", 1.25 * atuin_rows + 1.2 * key, own.rows + key);
            println!("     the key of a passphrase takes {key:.1} ms by itself");
        }
        None => println!("  3  a desk under a passphrase: not measured, it never came up"),
    }
    let Some(million) = run.million else {
        println!("  4  1M against 100k: not measured; cargo bench --bench terminal -- --million does");
        return;
    };
    line(4, "1M against 100k: first paint", million.paint / own.paint, "", 1.10, 1.02);
    line(4, "1M against 100k: rows", million.rows / own.rows, "", 1.10, 1.02);
    line(4, "1M against 100k: one line down, p50", million.key / own.key, "", 1.10, 1.02);
    line(4, "1M against 100k: memory", million.peak_mb / own.peak_mb, "", 1.10, 1.02);
}

/// What a floor of the anchors is in floors of this run.
fn floor_scale(run: &Run<'_>) -> f64 {
    run.peer("atuin").map_or(1.0, |peer| peer.paint / run.floor.paint / ATUIN_PAINT)
}

fn keys(run: &Run<'_>) {
    let (own, echo, tig, csvlens) = (run.own, run.floor.echo, run.peer("tig"), run.peer("csvlens"));
    let csvlens = |of: fn(&Measured) -> f64, anchor: f64| csvlens.map_or(anchor * echo, of);
    let (key, cpu) = (csvlens(|peer| peer.key, CSVLENS_KEY), csvlens(|peer| peer.cpu, CSVLENS_CPU));
    line(5, "one line down, p50", own.key, "ms", 1.25 * key, tig.map_or(key, |peer| 1.25 * peer.key));
    line(5, "one line down, cpu", own.cpu, "ms", 1.25 * cpu, tig.map_or(cpu, |peer| 1.25 * peer.cpu));
    line(6, "one line down, p95 / p50", own.key_95 / own.key, "", 1.5, 1.3);
    let page = csvlens(|peer| peer.page_key, CSVLENS_PAGE);
    line(7, "page down, p50", own.page_key, "ms", 1.25 * page, tig.map_or(TIG_PAGE * echo, |peer| peer.page_key));
    let resize = csvlens(|peer| peer.resize, CSVLENS_RESIZE);
    line(7, "resize, p50", own.resize, "ms", 1.25 * resize, tig.map_or(TIG_RESIZE * echo, |peer| peer.resize));
    line(7, "clears of the screen in a resize, at most", own.clears as f64, "", 1.0, 0.0);
    line(8, "bytes of a key inside the page", own.in_page as f64, "B", 1_024.0, 614.0);
    line(8, "bytes of a key that scrolls", own.scroll as f64, "B", 8_192.0, 4_608.0);
    line(8, "bytes of a page down", own.page as f64, "B", 10_240.0, 5_120.0);
    let burst = csvlens(|peer| peer.burst, CSVLENS_BURST);
    line(9, "200 keys at once", own.burst, "ms", 0.5 * burst, run.peer("atuin").map_or(54.0, |peer| peer.burst));
    line(9, "200 keys at once, bytes", own.burst_bytes as f64, "B", 100_000.0, 20_000.0);
}

fn jobs(run: &Run<'_>) {
    let (own, jobs, echo) = (run.own, run.jobs, run.floor.echo);
    let prefix = run.prefix.unwrap_or(ATUIN_PREFIX * echo);
    job(10, "a phone's last digit to the row of its case", jobs.found, "ms", 0.25 * prefix, 2.0 * own.key);
    job(11, "a key typed in a search, p95", jobs.search_key, "ms", 2.0 * own.key, 1.3 * own.key);
    let atuin_mb = run.peer("atuin").map_or(ATUIN_MB, |peer| peer.peak_mb);
    line(13, "peak memory, browsing and searching", run.million.unwrap_or(own).peak_mb.max(jobs.peak_mb), "MB", 1.5 * atuin_mb, atuin_mb);
    job(14, "confirming key to the state shown as saved", jobs.saved, "ms", 2.0 * jobs.commit, 1.25 * jobs.commit);
    println!(
        "     a commit of one row, synchronous=FULL, takes {:.2} ms here now, after a rest {:.2}",
        jobs.commit, jobs.commit_after_a_rest
    );
    job(15, "open a case with its payout", jobs.open, "ms", 2.0 * own.key, 1.3 * own.key);
    match run.pulling {
        Some((busy, idle)) => line(18, "a key during a pull, p95", busy, "ms", 2.0 * idle, 1.3 * idle),
        None => println!(" 18  a key during a pull, p95: not measured, the pull had ended or never began"),
    }
    let scale = floor_scale(run);
    job(0, "huzhu lookup by phone, start to answer, in floors", jobs.lookup.map(|ms| ms / run.floor.paint), "F", 6.0 * scale, 6.0 * scale);
}

/// Prints what was measured of each program.
pub fn table(floor: &Floor, all: &[(&str, &Measured)]) {
    println!("\nfloor F {:.2} ms, key echo K {:.2} ms; times in ms, in brackets multiples of F or K", floor.paint, floor.echo);
    println!(
        "{:<8} {:>13} {:>15} {:>13} {:>5} {:>5}  {:<16} {:>5} {:>6} {:>10} {:>9} {:>4} {:>3}",
        "", "paint", "rows", "key", "p95", "cpu", "B page/line/pgdn", "pgdn", "resize", "200 keys", "idle", "quit", "MB"
    );
    for (name, of) in all {
        let paint = format!("{:.1} ({:.1})", of.paint, of.paint / floor.paint);
        let rows = format!("{:.1} ({:.1})", of.rows, of.rows / floor.paint);
        let key = format!("{:.2} ({:.1})", of.key, of.key / floor.echo);
        let bytes = format!("{}/{}/{}", of.in_page, of.scroll, of.page);
        let burst = format!("{:.0}/{}k", of.burst, of.burst_bytes / 1000);
        let idle = format!("{:.1}/{}", of.idle_cpu, of.idle_bytes);
        println!(
            "{name:<8} {paint:>13} {rows:>15} {key:>13} {:>5.2} {:>5.2}  {bytes:<16} {:>5.2} {:>6.2} {burst:>10} {idle:>9} {:>4.0} {:>3.0}",
            of.key_95, of.cpu, of.page_key, of.resize, of.quit, of.peak_mb
        );
    }
}
