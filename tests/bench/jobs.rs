//! What people do at the desk beyond moving about: open a case, search, find by a number, decide; and `huzhu lookup` by phone.
//!
//! Each job is timed from its last key to what it was done for. One that this build can't do, or that never comes to its end, is
//! left out, and the table says so.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use huzhu::sql::{self, Durability, Opening};
use huzhu::store::keys;

use crate::fixture::Desk;
use crate::peers::Peer;
use crate::served::PASSWORD;
use crate::session::{Session, command};
use crate::{PROGRAM, ROW, huzhu, is_painted, millis, percentile};

const CASES_OPENED: usize = 30;
const CASES_DECIDED: usize = 12;
const SEARCHES: usize = 6;
/// Enough keys for a p95 that two outliers of the machine don't make.
const SEARCHES_TYPED: usize = 30;
const LOOK_UPS: usize = 15;
const COMMITS: usize = 50;
/// Keys pressed during a pull: enough for a p95, and an end where the pull never does.
const KEYS_AT_LEAST: usize = 40;
const KEYS_AT_MOST: usize = 20_000;
/// A sheet asks to be looked at before it takes the confirming key.
const LOOK: Duration = Duration::from_millis(350);

/// Times in milliseconds; absent where the job could not be done.
pub struct Jobs {
    /// From the key that opens a case to its payout on the screen, p50.
    pub open: Option<f64>,
    /// From a key typed into a search to its echo, p95.
    pub search_key: Option<f64>,
    /// From the last digit of a number to the row that has it, p50.
    pub found: Option<f64>,
    /// From the confirming key to the state shown as saved, p50.
    pub saved: Option<f64>,
    /// One row committed to an encrypted file on this disk, synchronous=FULL, p50: one behind the other, and after a rest.
    pub commit: f64,
    pub commit_after_a_rest: f64,
    /// From the start of `huzhu lookup` to the end of its answer, p50.
    pub lookup: Option<f64>,
    /// The most memory held after browsing and searching.
    pub peak_mb: f64,
}

pub fn measure(folder: &Path, of: &Desk) -> Jobs {
    let (phone, case) = somebody(&of.books);
    let mut desk = Session::start(huzhu(of).start);
    desk.until(is_synced);
    desk.settle();
    only_with_amounts(&mut desk);
    let open = opened(&mut desk);
    desk.press("\x1b");
    desk.settle();
    let search_key = searched(&mut desk);
    let found = found(&mut desk, &phone, &case);
    let peak_mb = desk.peak_kb() as f64 / 1024.0;
    desk.quit("\x11");
    let (saved, lookup) = (saved(of), lookup(of, &phone));
    let (commit, commit_after_a_rest) = (commit(folder, Duration::ZERO), commit(folder, LOOK));
    Jobs { open, search_key, found, saved, commit, commit_after_a_rest, lookup, peak_mb }
}

pub fn is_synced(screen: &str) -> bool {
    screen.contains("已同步")
}

fn middle(times: impl IntoIterator<Item = Duration>) -> Option<f64> {
    let mut times: Vec<f64> = times.into_iter().map(millis).collect();
    (!times.is_empty()).then(|| percentile(&mut times, 50))
}

/// The phone and the newest open case of a member in the middle of the books.
fn somebody(books: &Path) -> (String, String) {
    let books = rusqlite::Connection::open(books.join("huzhu.db")).unwrap();
    let sql =
        "SELECT phone, cases.id FROM cases JOIN members ON members.no = member WHERE status = 'open' ORDER BY cases.no LIMIT 1 OFFSET 500";
    books.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

/// Filters the queue: what lacks an amount has no payout yet, and can't be approved.
fn only_with_amounts(desk: &mut Session) {
    desk.press("/");
    desk.press("amount>0 -flag:dup\r");
    desk.settle();
}

/// Opens the case under the pointer and goes back, down the queue.
fn opened(desk: &mut Session) -> Option<f64> {
    let mut times = Vec::new();
    for _ in 0..CASES_OPENED {
        times.extend(desk.press_until("\r", is_open));
        desk.settle();
        desk.press("\x1b");
        desk.press("j");
    }
    middle(times)
}

/// Whether a case stands on the screen with what it pays.
fn is_open(screen: &str) -> bool {
    let payout = screen.lines().next().and_then(|head| head.split_once("应付 ")).map(|(_, payout)| payout);
    screen.contains("概要") && payout.is_some_and(|payout| payout.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

/// Types into the queue's filter. What counts is the echo: what is found may come later.
fn searched(desk: &mut Session) -> Option<f64> {
    let mut keys = Vec::new();
    for nth in 0..SEARCHES_TYPED {
        desk.press("/");
        for letter in ["zms", "jaf", "ZJ24-09", "wmm", "lmf", "24-0999"][nth % 6].chars() {
            keys.extend(desk.press(&letter.to_string()));
        }
        desk.settle();
        desk.press("\x1b");
        desk.settle();
    }
    let mut times: Vec<f64> = keys.iter().map(|key| millis(key.first)).collect();
    (!times.is_empty()).then(|| percentile(&mut times, 95))
}

/// Finds a caller by phone in the look-up: from the last digit to the row of the case.
fn found(desk: &mut Session, phone: &str, case: &str) -> Option<f64> {
    let (head, last) = phone.split_at(phone.len() - 1);
    let mut times = Vec::new();
    for _ in 0..SEARCHES {
        desk.press("g");
        desk.press("l");
        desk.press(head);
        desk.settle();
        times.extend(desk.press_until(last, |screen| screen.contains(case)));
        desk.settle();
        desk.press("\x1b");
        desk.press("\x1b");
        desk.settle();
    }
    middle(times)
}

/// Keys in the queue while a desk fills its files with an office, p95, and at rest on the same desk, p95.
pub fn keys_during_a_pull(empty: &Desk) -> Option<(f64, f64)> {
    let p95 = |desk: &mut Session, enough: &dyn Fn(&Session, usize) -> bool| {
        let mut times = Vec::new();
        while !enough(desk, times.len()) {
            times.extend(desk.press("j").map(|key| millis(key.first)));
            times.extend(desk.press("k").map(|key| millis(key.first)));
        }
        (times.len() > KEYS_AT_LEAST).then(|| percentile(&mut times, 95))
    };
    let mut desk = unlock(empty)?;
    desk.until(|screen| screen.contains(ROW))?;
    let busy = p95(&mut desk, &|desk, pressed| is_synced(&desk.text()) || pressed > KEYS_AT_MOST);
    desk.until(is_synced)?;
    desk.settle();
    let idle = p95(&mut desk, &|_, pressed| pressed > KEYS_AT_LEAST);
    desk.quit("\x11");
    busy.zip(idle)
}

/// Starts a desk and gives it its passphrase.
pub fn unlock(of: &Desk) -> Option<Session> {
    let mut session = Session::start(huzhu(of).start);
    session.until(|screen| screen.contains("口令"))?;
    session.press(&format!("{PASSWORD}\r"));
    Some(session)
}

/// A desk under a passphrase: from the start to the question, from the passphrase to real rows, and what its key alone costs.
pub struct Unlocked {
    pub asked: f64,
    pub rows: f64,
    pub key: f64,
}

pub fn unlocked(of: &Desk) -> Option<Unlocked> {
    let key = || {
        let begun = Instant::now();
        keys::unlock(&of.folder(), PASSWORD).unwrap();
        begun.elapsed()
    };
    let key = middle((0..SEARCHES).map(|_| key()))?;
    let (mut asked, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..SEARCHES {
        // The keyring of the login session has the key after the first time.
        let start = command(Path::new(PROGRAM), &["--home", of.home.to_str()?], &of.home, &[("HUZHU_ASK_PASSPHRASE", "1")]);
        let mut session = Session::start(start);
        asked.push(session.until(is_painted)?);
        session.settle();
        rows.extend(session.press_until(&format!("{PASSWORD}\r"), |screen| screen.contains(ROW)));
        session.settle();
        session.quit("q")?;
    }
    Some(Unlocked { asked: middle(asked)?, rows: middle(rows)?, key })
}

/// Approves one case after the other: from the confirming key to "held", which stands on the disk by then.
fn saved(of: &Desk) -> Option<f64> {
    let mut desk = Session::start(huzhu(of).start);
    desk.until(is_synced)?;
    desk.press("7");
    desk.settle();
    only_with_amounts(&mut desk);
    desk.press("\r");
    desk.settle();
    let mut times = Vec::new();
    for _ in 0..CASES_DECIDED * 4 {
        // The one before is held still: what is told must be of this one.
        let Some(case) = desk.text().split_whitespace().next().map(str::to_owned) else { break };
        desk.press("A");
        desk.wait(LOOK);
        if desk.text().contains("Y 确认核准") && !desk.text().contains("不能确认") {
            times.extend(desk.press_until("Y", |screen| screen.contains(&format!("保留  核准 {case}"))));
            desk.settle();
        } else {
            desk.press("\x1b");
            desk.press("]");
        }
        if times.len() == CASES_DECIDED {
            break;
        }
    }
    desk.quit("\x11\x11");
    middle(times)
}

/// What a commit of one row to an encrypted file costs on this disk now, as the outbox makes it: one behind the other, and after a rest,
/// which is how a key finds the machine.
fn commit(folder: &Path, rest: Duration) -> f64 {
    let path = folder.join("commit.db");
    let _ = fs::remove_file(&path);
    let opening = Opening { key: Some(&[7; 32]), durability: Durability::Full, read_only: false };
    let file = sql::open(&path, &opening).unwrap();
    file.execute_batch("CREATE TABLE row (n INTEGER PRIMARY KEY, body BLOB)").unwrap();
    let one = || {
        thread::sleep(rest);
        let started = Instant::now();
        file.prepare_cached("INSERT INTO row (body) VALUES (randomblob(600))").unwrap().execute([]).unwrap();
        started.elapsed()
    };
    middle((0..COMMITS).map(|_| one())).unwrap_or(f64::NAN)
}

/// Asks for somebody by phone on the command line, without the server.
fn lookup(of: &Desk, phone: &str) -> Option<f64> {
    let once = || {
        let started = Instant::now();
        let mut command = Command::new(PROGRAM);
        command.args(["lookup", "--offline", phone]).env("HUZHU_HOME", &of.home).stdin(Stdio::null()).stderr(Stdio::null());
        let output = command.output().ok()?;
        (output.status.success() && !output.stdout.is_empty()).then(|| started.elapsed())
    };
    middle((0..LOOK_UPS).filter_map(|_| once()))
}

/// Types a row's beginning into atuin's prefix search: from the last key to the row.
pub fn prefix_search(atuin: &Peer) -> Option<f64> {
    let mut start = atuin.start.clone();
    start.args(["--search-mode", "prefix"]);
    let mut times = Vec::new();
    for _ in 0..SEARCHES {
        let mut search = Session::start(start.clone());
        search.until(|screen| screen.contains(atuin.row))?;
        search.settle();
        search.press("echo C00001234");
        search.settle();
        times.extend(search.press_until("5", |screen| screen.contains("C000012345 张某")));
        search.quit(atuin.quit);
    }
    middle(times)
}
