//! The real program in a real terminal: the main job by keys, and every way in which it may have to end.
//!
//! Whatever happens, it ends in a sentence that says what to do, gives the terminal back as it found it, and has lost nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

mod common {
    pub mod proxy;
    pub mod pty;
    pub mod served;
}

use std::fs;
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use common::proxy::{Proxy, Wire};
use common::pty::{Left, Terminal, huzhu};
use common::served::{self, PASSWORD};
use rustix::process::{Pid, Resource, Rlimit, prlimit};

/// A sheet asks to be looked at before it takes the confirming key.
const LOOK: Duration = Duration::from_millis(250);

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn demo(home: &Path, person: &str) -> Terminal {
    let mut desk = Terminal::start(huzhu(home, &["demo", "--as", person]), 100, 32);
    desk.wait_for("已同步");
    desk
}

/// Runs the program without a terminal.
fn piped(home: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(arguments)
        .env("HUZHU_HOME", home)
        .env("LANG", "zh_CN.UTF-8")
        .env_remove("LC_ALL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses at once may not read what it is given.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn sentence(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn given_back(left: &Left) {
    assert!(left.changed.is_empty(), "left changed: {:?}\n{}", left.changed, left.screen);
}

/// Opens the first case that waits for approval, and brings its sheet up.
fn to_approve(desk: &mut Terminal) -> String {
    desk.press("7");
    desk.wait_until("the view of cases to approve", |screen| screen.contains("▹ 7 待审批"));
    desk.rest(LOOK);
    // To the first one that nothing stands against.
    let row = |screen: &str| screen.lines().find(|line| line.contains("▸ ")).unwrap_or_default().trim_end().to_owned();
    for _ in 0..100 {
        let here = row(&desk.text());
        if here.ends_with('✓') {
            break;
        }
        desk.press("j");
        desk.wait_until("the next row", |screen| !row(screen).is_empty() && row(screen) != here);
    }
    desk.press("\r");
    desk.wait_for("轮到你");
    desk.press("A");
    desk.wait_for("Y 确认");
    desk.rest(LOOK);
    desk.text()
        .split_whitespace()
        .find(|word| ["ZJ24-", "JN24-", "SM-", "SZ-", "SF-"].iter().any(|prefix| word.starts_with(prefix)))
        .unwrap()
        .to_owned()
}

/// A desk on which an approval was confirmed and is held, and the case that it is about.
fn holding(home: &Path) -> (Terminal, String) {
    let mut desk = demo(home, "zhao");
    let case = to_approve(&mut desk);
    desk.press("Y");
    desk.wait_for("保留");
    (desk, case)
}

/// Opened again, the desk sends what was held, and the server takes it.
fn is_accepted_after_all(home: &Path, case: &str) {
    let mut desk = demo(home, "zhao");
    desk.press("go");
    desk.wait_until("accepted after all", |screen| screen.lines().any(|line| line.contains(case) && line.contains("已收")));
    desk.press("\x11");
    given_back(&desk.left());
}

/// Confirms a sheet whose last line shows this, after a look at it.
fn confirm(desk: &mut Terminal, shown: &str) {
    desk.wait_for(shown);
    desk.rest(LOOK);
    desk.press("Y");
    desk.wait_for("保留 ");
}

/// Opens a case by its number, from the queue.
fn open_by_number(desk: &mut Terminal, number: &str) {
    desk.press(&format!("/{number}"));
    desk.wait_until("the case alone", |screen| screen.contains("1 / 1"));
    desk.press("\r");
    desk.rest(LOOK);
    desk.press("\r");
    desk.wait_for("轮到你");
}

#[test]
fn the_draft_of_a_claim_survives_a_kill() {
    let home = home();
    let mut desk = demo(home.path(), "lin");
    desk.press("gi");
    desk.wait_for("n 新登记");
    desk.press("n");
    desk.wait_for("新登记 ");
    // Plan, four benefits, then the identity number and the name.
    desk.press("\x1b[B \x1b[B\x1b[B\x1b[B\x1b[B\x1b[B张某某");
    desk.wait_for("草稿已存");
    desk.press("丁");
    desk.wait_until("the pause to be kept", |screen| screen.contains("张某某丁") && screen.contains("✓ 草稿已存"));
    desk.signal("KILL");
    drop(desk.left());
    let mut desk = demo(home.path(), "lin");
    desk.press("gi");
    desk.wait_for("张***");
    desk.press("\r");
    desk.wait_for("张某某丁");
}

/// What was typed and entered in a sheet is on disk: no kill takes it.
#[test]
fn a_note_typed_in_a_sheet_survives_a_kill() {
    let home = home();
    let mut desk = demo(home.path(), "zhao");
    let case = to_approve(&mut desk);
    desk.press("\t");
    desk.wait_for("Enter 完成");
    desk.press("已电话核实");
    desk.wait_for("已电话核实");
    desk.press("\r");
    desk.wait_until("the field to be left", |screen| !screen.contains("Enter 完成"));
    desk.rest(LOOK);
    desk.signal("KILL");
    drop(desk.left());
    let mut desk = demo(home.path(), "zhao");
    desk.wait_for(&format!("{case} 上次没写完的还在"));
    assert_eq!(to_approve(&mut desk), case);
    desk.wait_for("已电话核实");
}

#[test]
fn a_case_is_approved_by_keys() {
    let home = home();
    let mut desk = demo(home.path(), "zhao");
    let case = to_approve(&mut desk);
    desk.press("Y");
    desk.wait_for(&format!("保留  核准 {case}"));
    desk.press("go");
    // The hold passes, it is sent, and the server's answer is shown.
    desk.wait_until("accepted", |screen| screen.lines().any(|line| line.contains(&case) && line.contains("已收")));
    desk.press("\x11");
    let left = desk.left();
    assert_eq!(left.status.exit_code(), 0);
    given_back(&left);
    // It stands in the books: at the next start the case is on its way to be paid.
    let mut desk = demo(home.path(), "qian");
    desk.press("1");
    desk.wait_for("▹ 1 ");
    desk.press("/");
    desk.press(&case);
    // Where the plan archives its papers first, that is the stage after the approval.
    let has_gone_on = |line: &str| line.contains("发放") || line.contains("归档");
    desk.wait_until("the case at its new stage", |screen| screen.lines().any(|line| line.contains(&case) && has_gone_on(line)));
    desk.signal("TERM");
    given_back(&desk.left());
}

/// The walk of the README: a decision made offline waits, a colleague changes the case, and what comes of it is decided by a person.
#[test]
fn a_line_cut_by_hand_sends_nothing_and_joined_again_tells_a_conflict() {
    let home = home();
    let mut desk = demo(home.path(), "lin");
    desk.press("gn");
    desk.wait_for("! 离线 ");
    open_by_number(&mut desk, "ZJ24-000186");
    desk.press("2aaaaaaA");
    confirm(&mut desk, "Y 确认");
    // The hold passes, and it stays where it is.
    desk.press("go");
    desk.wait_until("it waits", |screen| screen.contains("- 待发 ") && screen.contains("你已断开"));
    // A colleague on a line of his own.
    desk.press("gwj\r");
    desk.wait_until("the colleague, online", |screen| screen.contains("吴*") && screen.contains("✓ 已同步"));
    open_by_number(&mut desk, "ZJ24-000186");
    for (fact, value) in [("出院", "11-28"), ("天数", "10")] {
        desk.press(&format!("E{fact}"));
        desk.wait_for("▸ 住院");
        desk.press("\r");
        desk.wait_for("改为");
        desk.press(&format!("{value}\r6\r照出院记录\r"));
        desk.wait_for("已记入草稿");
    }
    desk.press("C");
    confirm(&mut desk, "Y 确认更正");
    desk.press("go");
    desk.wait_for("✓ 已收");
    // Back, and on the line again.
    desk.press("gwk\r");
    desk.wait_for("! 离线 ");
    desk.press("gogn");
    desk.wait_until("the conflict with both sides", |screen| {
        screen.contains("✗ 冲突") && screen.contains("我看到的") && screen.contains("500.00")
    });
    desk.press("A");
    confirm(&mut desk, "Y 确认");
    desk.press("go");
    desk.wait_until("accepted", |screen| screen.lines().any(|line| line.contains("✓ 已收") && line.contains("500.00")));
    desk.press("\x11");
    assert_eq!(desk.left().status.exit_code(), 0);
}

#[test]
fn a_decision_is_taken_back_while_it_is_held() {
    let home = home();
    let (mut desk, case) = holding(home.path());
    desk.press("u");
    desk.wait_for(&format!("已撤销核准 {case}"));
    desk.press("go");
    desk.wait_for("没有待发的决定");
    desk.press("\x11");
    given_back(&desk.left());
}

/// What was confirmed and not yet sent survives the end of the terminal, and is sent when the desk is opened again.
fn ends_and_loses_nothing(signal: &str, code: u32) {
    let home = home();
    let (desk, case) = holding(home.path());
    desk.signal(signal);
    let left = desk.left();
    assert_eq!(left.status.exit_code(), code);
    given_back(&left);
    is_accepted_after_all(home.path(), &case);
}

#[test]
fn a_terminated_desk_loses_nothing() {
    ends_and_loses_nothing("TERM", 143);
}

#[test]
fn a_closed_terminal_loses_nothing() {
    ends_and_loses_nothing("HUP", 129);
}

/// A large office says beforehand what it takes, and Esc stops it: nothing half made stays, and the next start makes it anew.
#[test]
fn the_making_of_a_large_office_is_stopped_by_a_key() {
    let home = home();
    let mut desk = Terminal::start(huzhu(home.path(), &["demo", "--cases", "1000000"]), 100, 32);
    desk.wait_for("要制作 1,000,000 件");
    desk.wait_for("Esc 停止");
    desk.press("\x1b");
    let left = desk.left();
    assert_eq!(left.status.exit_code(), 130);
    assert!(left.screen.contains("已停止"), "{}", left.screen);
    given_back(&left);
    assert!(!home.path().join("data/demo/server").exists() && !home.path().join("data/demo/cases").exists());
    let desk = demo(home.path(), "lin");
    desk.signal("TERM");
    given_back(&desk.left());
}

#[test]
fn a_terminal_of_20_by_5_is_told_what_it_needs() {
    let home = home();
    let mut desk = Terminal::start(huzhu(home.path(), &["demo"]), 20, 5);
    desk.wait_for("窗口太小");
    desk.resize(100, 32);
    desk.wait_for("已同步");
    desk.resize(20, 5);
    desk.wait_for("窗口太小");
    desk.press("\x11");
    let left = desk.left();
    assert_eq!(left.status.exit_code(), 0);
    given_back(&left);
}

#[test]
fn a_pipe_instead_of_a_terminal_is_refused_in_a_sentence() {
    let home = home();
    let output = piped(home.path(), &["demo"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(sentence(&output).contains("这里不是终端"), "{}", sentence(&output));
    assert!(output.stdout.is_empty(), "no escape sequences in a pipe");
    assert!(!home.path().join("data").exists(), "nothing was made before it was refused");
}

#[test]
fn a_broken_settings_file_is_told_with_its_line() {
    let home = home();
    fs::create_dir_all(home.path().join("config")).unwrap();
    fs::write(home.path().join("config").join("config.toml"), "lang = \"zh-CN\"\ncolour = \"red\"\n").unwrap();
    let desk = Terminal::start(huzhu(home.path(), &["demo"]), 100, 32);
    let left = desk.left();
    assert_eq!(left.status.exit_code(), 2);
    assert!(left.screen.contains("config.toml:2:1"), "{}", left.screen);
    assert!(left.screen.contains("改正后再试"), "{}", left.screen);
    given_back(&left);
}

/// A wrong key opens nothing and harms nothing: with the right one a held decision is there, and goes out.
#[test]
fn a_wrong_key_is_told_and_the_decision_stays() {
    let home = home();
    let (desk, case) = holding(home.path());
    desk.signal("TERM");
    desk.left();
    let key = home.path().join("data").join("demo").join("desk-zhao").join("key");
    let right = fs::read(&key).unwrap();
    let wrong: Vec<u8> = right.iter().map(|byte| byte ^ 1).collect();
    fs::write(&key, wrong).unwrap();
    let mut desk = Terminal::start(huzhu(home.path(), &["demo", "--as", "zhao"]), 100, 32);
    desk.wait_for("密钥");
    desk.press("\x11");
    given_back(&desk.left());
    fs::write(&key, right).unwrap();
    is_accepted_after_all(home.path(), &case);
}

#[test]
fn a_server_that_answers_nonsense_is_told_in_a_sentence() {
    let home = home();
    let proxy = Proxy::to((Ipv4Addr::LOCALHOST, 1).into());
    proxy.set(Wire::Nonsense);
    let output = piped(home.path(), &["login", "--server", &proxy.address, "--user", "lin"], "secret\n");
    assert_eq!(output.status.code(), Some(1));
    let told = sentence(&output);
    assert!(told.contains("服务器"), "{told}");
    assert!(!told.contains('\x1b') && !told.contains("html"), "nothing of the answer is repeated: {told:?}");
    assert!(!home.path().join("data").join("desk").join("outbox.db").exists());
}

/// Signed in, and then something else stands where the server was: the cases stay on the screen, and the head says how things are.
#[test]
fn the_desk_works_on_when_the_server_turns_to_nonsense() {
    let home = home();
    let (office, _) = served::office(300, 1);
    let proxy = Proxy::to(served::serve(office));
    served::login(home.path(), &proxy.address, 0);
    let open = |home: &Path| {
        let mut desk = Terminal::start(huzhu(home, &[]), 100, 32);
        desk.wait_for("口令");
        desk.press(&format!("{PASSWORD}\r"));
        desk
    };
    let mut desk = open(home.path());
    desk.wait_for("已同步");
    desk.press("\x11");
    given_back(&desk.left());
    proxy.set(Wire::Nonsense);
    let mut desk = open(home.path());
    desk.wait_until("rows, and the server's silence", |screen| screen.contains("24-0") && screen.contains("同步失败"));
    assert!(!desk.text().contains("It works"), "{}", desk.text());
    desk.press("\r");
    desk.wait_for("概要");
    desk.press("\x11");
    given_back(&desk.left());
}

/// The disk takes no more, at each length of the outbox's log in turn: the screen says that nothing was saved and keeps the sheet; as
/// soon as there is room, the same key saves and sends.
#[test]
fn a_full_disk_is_told_and_nothing_is_half_saved() {
    let home = home();
    let (office, ids) = served::office(300, 1);
    let reviewer = served::reviewer(0);
    let case = served::to_pass_on(&office, &ids).pop().unwrap();
    served::login(home.path(), &format!("http://{}", served::serve(office.clone())), 0);
    // A limit on the size of files stands for the disk: what lies beyond it is refused, as a full disk refuses it.
    let mut shell = huzhu_in_a_shell(home.path(), "trap '' XFSZ; exec \"$0\"");
    shell.wait_for("口令");
    shell.press(&format!("{PASSWORD}\r"));
    shell.wait_for("已同步");
    shell.press("/");
    shell.press(case.as_str());
    shell.wait_until("the case alone", |screen| screen.contains("1 / 1 "));
    shell.press("\r");
    shell.wait_for("Enter 打开");
    shell.press("\r");
    shell.wait_for("概要");
    shell.press("A");
    shell.wait_for("Y 确认");
    shell.rest(LOOK);
    let mut refused = 0;
    for limit in (0..).step_by(1024) {
        limit_files(shell.pid(), Some(limit));
        shell.press("Y");
        shell.wait_until("an answer", |screen| screen.contains("没有存下") || screen.contains("保留"));
        shell.rest(LOOK);
        if shell.text().contains("保留") {
            break;
        }
        refused += 1;
        assert!(shell.text().contains("Y 确认"), "the sheet stays:\n{}", shell.text());
    }
    assert!(refused > 3, "the limit was met {refused} times");
    limit_files(shell.pid(), None);
    shell.press("go");
    shell.wait_until("accepted", |screen| screen.lines().any(|line| line.contains(case.as_str()) && line.contains("已收")));
    shell.press("\x11");
    given_back(&shell.left());
    let timeline = office.case(&reviewer, &case).unwrap().case.timeline;
    assert_eq!(timeline.iter().filter(|entry| entry.by.as_ref() == Some(&reviewer.user)).count(), 1);
}

fn huzhu_in_a_shell(home: &Path, script: &str) -> Terminal {
    Terminal::start(common::pty::command("/bin/sh", home, &["-c", script, env!("CARGO_BIN_EXE_huzhu")]), 120, 40)
}

/// Limits how long a file may become by the writes of a process; none takes the limit away.
fn limit_files(pid: u32, bytes: Option<u64>) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap());
    prlimit(pid, Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

/// A wrong password opens nothing, is asked for again so that nobody types it into the shell, and says in the end what to do.
#[test]
fn a_wrong_password_is_asked_for_again_and_then_told() {
    let home = home();
    let (office, _) = served::office(1, 1);
    served::login(home.path(), &format!("http://{}", served::serve(office)), 0);
    let mut desk = Terminal::start(huzhu(home.path(), &[]), 100, 32);
    for asked in 1..=3 {
        desk.wait_until("the question", |screen| screen.matches("口令（").count() == asked);
        desk.press("not the password\r");
    }
    let left = desk.left();
    assert_eq!(left.status.exit_code(), 1);
    assert!(left.screen.contains("口令不对，没有打开任何文件"), "{}", left.screen);
    assert!(!left.screen.contains("not the password"), "nothing is echoed: {}", left.screen);
    given_back(&left);
    let mut desk = Terminal::start(huzhu(home.path(), &[]), 100, 32);
    desk.wait_for("口令（");
    desk.press("not the password\r");
    desk.wait_for("请再输一次");
    desk.press(&format!("{PASSWORD}\r"));
    desk.wait_for("已同步");
}

/// A terminal that can't place a cursor is told, and nothing is drawn on it.
#[test]
fn a_dumb_terminal_is_not_drawn_on() {
    let home = home();
    let mut command = huzhu(home.path(), &["demo", "--as", "zhao"]);
    command.env("TERM", "dumb");
    let left = Terminal::start(command, 100, 32).left();
    assert_eq!(left.status.exit_code(), 2);
    assert!(left.screen.contains("TERM=dumb"), "{}", left.screen);
    given_back(&left);
}
