//! Two desks and the command line on one person's files, each the real program: one sends, nobody is locked out, and who sends may be
//! killed or stopped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

mod common {
    pub mod pty;
    pub mod served;
}

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use common::pty::{Terminal, huzhu, signal};
use common::served::{self, PASSWORD};
use huzhu::domain::case::Event;
use huzhu::domain::ids::CaseId;
use huzhu::server::Office;

/// The sheet asks to be looked at before it takes the confirming key.
const LOOK: Duration = Duration::from_millis(250);

struct World {
    office: Arc<Office>,
    home: tempfile::TempDir,
    cases: Vec<CaseId>,
}

impl World {
    fn open() -> World {
        let (office, ids) = served::office(120, 1);
        let cases = served::to_pass_on(&office, &ids);
        let home = tempfile::tempdir().unwrap();
        served::login(home.path(), &format!("http://{}", served::serve(Arc::clone(&office))), 0);
        World { office, home, cases }
    }

    fn desk(&self) -> Terminal {
        let mut desk = Terminal::start(huzhu(self.home.path(), &[]), 120, 40);
        desk.wait_for("口令");
        desk.press(&format!("{PASSWORD}\r"));
        desk
    }

    /// How often a case was passed on by us, by the server's books.
    fn passed_on(&self, case: &CaseId) -> usize {
        let detail = self.office.case(&served::reviewer(0), case).unwrap();
        let ours = detail.case.timeline.iter().filter(|entry| entry.by.as_ref() == Some(&served::reviewer(0).user));
        ours.filter(|entry| matches!(entry.event, Event::Decided { .. })).count()
    }

    fn run(&self, args: &[&str]) -> Output {
        run(self.home.path(), args)
    }
}

fn run(home: &Path, args: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["--lang", "zh"])
        .args(args)
        .env("HUZHU_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Passes a case on at a desk, down to the key that confirms.
fn pass_on(desk: &mut Terminal, case: &CaseId) {
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
    desk.press("Y");
    desk.wait_for("保留");
}

#[test]
fn one_sends_for_all_and_the_next_takes_over_when_it_is_killed() {
    let world = World::open();
    let mut first = world.desk();
    first.wait_for("已同步");
    let mut second = world.desk();
    second.wait_for("另一窗口收发");
    // The second records; the first sends; the second shows what came of it.
    pass_on(&mut second, &world.cases[0]);
    second.press("go");
    second.wait_for("✓ 已收");
    assert_eq!(world.passed_on(&world.cases[0]), 1);
    // The command line has the first send, and tells what came of it.
    let parked = world.run(&["park", world.cases[1].as_str(), "--until", "2025-01-06", "等病理报告"]);
    assert!(parked.status.success() && said(&parked).contains("服务器已收"), "{}", said(&parked));
    let synced = world.run(&["sync"]);
    assert!(synced.status.success() && said(&synced).contains("由正在运行的 huzhu 收发完毕"), "{}", said(&synced));
    let status = world.run(&["sync", "--status"]);
    assert!(said(&status).contains(&format!("进程 {}", first.pid())), "{}", said(&status));
    let wiped = world.run(&["cache", "wipe", "--yes"]);
    assert!(wiped.status.code() == Some(1) && said(&wiped).contains("请先退出"), "{}", said(&wiped));
    let verified = world.run(&["cache", "verify"]);
    assert!(verified.status.success(), "a desk that pulls keeps nobody from looking: {}", said(&verified));
    signal(first.pid(), "KILL");
    second.wait_for("已同步");
    let synced = world.run(&["sync", "--status"]);
    assert!(said(&synced).contains(&format!("进程 {}", second.pid())), "{}", said(&synced));
    drop(first);
}

#[test]
fn a_stopped_sender_is_named_and_what_is_recorded_goes_out_when_it_goes_on() {
    let world = World::open();
    let mut first = world.desk();
    first.wait_for("已同步");
    let mut second = world.desk();
    second.wait_for("另一窗口收发");
    signal(first.pid(), "STOP");
    pass_on(&mut second, &world.cases[0]);
    second.press("gq");
    second.wait_for(&format!("进程 {}", first.pid()));
    let synced = world.run(&["sync"]);
    assert!(synced.status.code() == Some(1) && said(&synced).contains("已被暂停"), "{}", said(&synced));
    assert_eq!(world.passed_on(&world.cases[0]), 0, "nothing went out, and nothing was lost");
    // Nobody knows when it goes, so that no time is told.
    for args in [&["outbox"][..], &["sync", "--status"]] {
        let told = said(&world.run(args));
        assert!(told.contains(&format!("进程 {}", first.pid())) && told.contains("已被暂停"), "{told}");
        assert!(told.contains("继续后才发"), "{told}");
        let next = told.lines().find(|line| line.contains("下次")).unwrap();
        assert!(!next.contains(':'), "no time is told: {next}");
    }
    signal(first.pid(), "CONT");
    second.wait_for("另一窗口收发");
    second.press("go");
    second.wait_for("✓ 已收");
    assert_eq!(world.passed_on(&world.cases[0]), 1);
    drop(first);
}
