//! What lies on a machine when nobody is at it: a locked desk, a sign-out, a sign-in that the server took back.
//!
//! The real program in a terminal against a real server. Everybody in it is made up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "common/pty.rs"]
mod pty;
#[path = "at_rest/readable.rs"]
mod readable;
#[path = "common/served.rs"]
mod served;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use huzhu::app::login::LoginEffect;
use huzhu::domain::decision::Verb;
use huzhu::domain::ids::CaseId;
use huzhu::domain::people::{Lang, Role};
use huzhu::domain::time::Moment;
use huzhu::driver::clock::Clock;
use huzhu::driver::first_run::{FirstRun, Said};
use huzhu::server::Office;
use huzhu::store::{Folder, Keyrings, Store, StoreError, keys};
use huzhu::wire::{Person, ServerIdentity, UnsentKind};
use pty::{Terminal, huzhu};
use served::{PASSWORD, desk_folder};

/// A sheet asks to be looked at before it takes the confirming key.
const LOOK: Duration = Duration::from_millis(250);

/// A reviewer's machine, and the office that it is signed in to.
struct Machine {
    home: tempfile::TempDir,
    office: Arc<Office>,
    server: String,
    /// Cases that he may pass on.
    cases: Vec<CaseId>,
}

impl Machine {
    fn new() -> Machine {
        let (office, ids) = served::office(60, 1);
        let cases = served::to_pass_on(&office, &ids);
        let server = format!("http://{}", served::serve(Arc::clone(&office)));
        let home = tempfile::tempdir().unwrap();
        served::login(home.path(), &server, 0);
        Machine { home, office, server, cases }
    }

    /// Opens the desk and waits until it is complete.
    fn desk(&self) -> Terminal {
        let mut desk = Terminal::start(huzhu(self.home.path(), &[]), 100, 32);
        desk.wait_for("口令");
        desk.press(&format!("{PASSWORD}\r"));
        desk.wait_for("已同步");
        desk
    }

    /// Passes a case on while the line is cut, so that it waits here.
    fn pass_on_offline(&self, desk: &mut Terminal, case: &CaseId) {
        desk.press("gn");
        desk.wait_for("离线");
        desk.press(&format!("/{case}"));
        desk.wait_until("the case alone", |screen| screen.contains("1 / 1"));
        desk.press("\r");
        desk.rest(LOOK);
        desk.press("\r");
        desk.wait_for("轮到你");
        desk.press("A");
        desk.wait_for("Y 确认");
        desk.rest(LOOK);
        desk.press("Y");
        desk.wait_for("保留");
    }

    /// Runs a command that is given these lines.
    fn piped(&self, arguments: &[&str], lines: &str) -> Output {
        piped(self.home.path(), arguments, lines)
    }

    fn folder(&self) -> Folder {
        Folder::new(desk_folder(self.home.path()))
    }

    fn token(&self) -> String {
        let key = keys::unlock(&self.folder(), PASSWORD).unwrap();
        Store::open_quick(&self.folder(), &key).unwrap().session().unwrap().unwrap().token
    }
}

fn piped(home: &Path, arguments: &[&str], lines: &str) -> Output {
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
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The files of the desk that a process has open.
fn open_files(pid: u32) -> Vec<String> {
    let links = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    let names = links.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
    names.filter(|name| name.starts_with("cache.db") || name.starts_with("outbox.db")).collect()
}

#[test]
fn a_locked_desk_has_closed_its_files_and_opens_by_its_passphrase_alone() {
    let machine = Machine::new();
    let mut desk = machine.desk();
    assert!(open_files(desk.pid()).iter().any(|name| name == "cache.db"));
    desk.press("gz");
    desk.wait_for("已锁屏");
    desk.wait_for("待发 0");
    assert_eq!(open_files(desk.pid()), [""; 0], "nothing waits, so nothing is open");
    assert!(!desk.text().contains("ZJ24"));
    desk.press("a guess\r");
    desk.wait_for("口令不对");
    desk.press(&format!("{PASSWORD}\r"));
    desk.wait_for("已解锁");
    desk.wait_for("ZJ24");
    desk.wait_for("已同步");
    desk.press("\x11");
    assert!(desk.left().changed.is_empty());
}

#[test]
fn what_waits_goes_out_from_behind_the_lock_and_then_the_outbox_is_closed_too() {
    let machine = Machine::new();
    let case = machine.cases[0].clone();
    let mut desk = machine.desk();
    machine.pass_on_offline(&mut desk, &case);
    desk.press("gn");
    desk.wait_for("已同步");
    desk.press("gz");
    desk.wait_for("锁着也会发出");
    let open = open_files(desk.pid());
    assert!(open.iter().all(|name| !name.starts_with("cache")), "the cache goes at once: {open:?}");
    desk.wait_for("保留的决定 0   待发 0");
    assert_eq!(open_files(desk.pid()), [""; 0]);
    let detail = machine.office.case(&served::reviewer(0), &case).unwrap();
    assert_ne!(detail.case.stage, "medical-review", "it was sent while nobody was at the desk");
    desk.press("\x03");
    assert!(desk.left().changed.is_empty());
}

#[test]
fn a_sign_in_that_was_taken_back_wipes_the_machine_and_tells_what_was_unsent_by_id_alone() {
    let machine = Machine::new();
    let case = machine.cases[0].clone();
    let mut desk = machine.desk();
    machine.pass_on_offline(&mut desk, &case);
    machine.office.revoke(&"he0".into(), false, None).unwrap();
    desk.press("gn");
    desk.wait_for("收回了这台机器的登录");
    desk.wait_for("已按编号");
    assert!(!desk.text().contains(case.as_str()) && !desk.text().contains("ZJ24"));
    assert!(!machine.folder().path().exists(), "all is wiped");
    let told = machine.office.ledger().read(|books| books.told_unsent()).unwrap();
    let items: Vec<_> = told.iter().flat_map(|(_, _, report)| &report.items).map(|item| (item.kind, item.verb)).collect();
    assert_eq!(items, [(UnsentKind::Decision, Some(Verb::PassOn))]);
    assert_eq!(told[0].1, "he0");
    desk.press("\r");
    assert!(desk.left().changed.is_empty());
    let again = machine.piped(&["login", "--server", &machine.server, "--user", "he0"], &format!("{PASSWORD}\n"));
    assert!(!again.status.success(), "the account is closed");
}

#[test]
fn cases_that_the_office_lets_somebody_see_no_more_leave_an_open_desk_at_once() {
    let machine = Machine::new();
    let case = machine.cases[0].clone();
    let mut desk = machine.desk();
    desk.press(&format!("/{case}"));
    desk.wait_until("the case alone", |screen| screen.contains("1 / 1"));
    desk.press("\r");
    desk.rest(LOOK);
    desk.press("\r");
    desk.wait_for("轮到你");
    let moved = Person { roles: vec![Role::Employer], employer: Some("江岸纺织厂".into()), ..served::reviewer(0) };
    machine.office.add_user(&moved, Some(PASSWORD), None).unwrap();
    desk.wait_for("管理员变更了您可看的范围");
    desk.wait_until("an empty desk", |screen| !screen.contains("ZJ24"));
    desk.press("\x11");
    drop(desk.left());
    let store = || Store::open_quick(&machine.folder(), &keys::unlock(&machine.folder(), PASSWORD).unwrap()).unwrap();
    assert_eq!(store().known().unwrap(), 0);
    // A command hears the same, as often as it asks.
    let output = machine.piped(&["sync"], &format!("{PASSWORD}\n"));
    assert_eq!(output.status.code(), Some(5), "{}", told(&output));
    assert!(told(&output).contains("管理员变更了您的角色或单位"), "{}", told(&output));
    served::login(machine.home.path(), &machine.server, 0);
    let output = machine.piped(&["sync"], &format!("{PASSWORD}\n"));
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(store().session().unwrap().unwrap().person, moved);
}

#[test]
fn a_command_learns_of_it_too() {
    let machine = Machine::new();
    machine.desk().press("\x11");
    machine.office.revoke(&"he0".into(), true, None).unwrap();
    let output = machine.piped(&["lookup", "--wait", machine.cases[0].as_str()], &format!("{PASSWORD}\n"));
    assert_eq!(output.status.code(), Some(5), "{}", told(&output));
    assert!(told(&output).contains("收回了这台机器的登录"));
    assert!(!machine.folder().path().exists());
    // The account was kept: a new sign-in makes the machine anew.
    served::login(machine.home.path(), &machine.server, 0);
    assert!(machine.folder().path().exists());
}

#[test]
fn whatever_a_command_asks_the_server_for_it_learns_of_it() {
    let machine = Machine::new();
    for args in [&["sync", "--status", "--online"] as &[&str], &["sync"], &["cache", "verify"], &["cache", "repair"]] {
        if !machine.folder().path().exists() {
            served::login(machine.home.path(), &machine.server, 0);
        }
        machine.office.revoke(&"he0".into(), true, None).unwrap();
        let output = machine.piped(args, &format!("{PASSWORD}\n"));
        assert_eq!(output.status.code(), Some(5), "{args:?}: {}", told(&output));
        assert!(told(&output).contains("都已清除；没有未发送的"), "{args:?}: {}", told(&output));
        assert!(!machine.folder().path().exists(), "{args:?}");
    }
}

#[test]
fn while_somebody_signs_out_no_other_window_records_anything() {
    let machine = Machine::new();
    let case = machine.cases[0].clone();
    let mut desk = machine.desk();
    machine.pass_on_offline(&mut desk, &case);
    desk.signal("KILL");
    drop(desk.left());
    let key = keys::unlock(&machine.folder(), PASSWORD).unwrap();
    let mut other = Store::open_quick(&machine.folder(), &key).unwrap();
    let mut leaving = Terminal::start(huzhu(machine.home.path(), &["logout"]), 100, 32);
    leaving.wait_for("口令（打开本机数据）");
    leaving.press(&format!("{PASSWORD}\r"));
    leaving.wait_for("s 现在发送");
    assert!(matches!(other.keep_half_typed("a"), Err(StoreError::Leaving)));
    leaving.press("q\r");
    leaving.wait_for("没有登出");
    drop(leaving.left());
    other.keep_half_typed("a").unwrap();
}

#[test]
fn signing_out_asks_about_each_unsent_thing_and_wipes_only_then() {
    let machine = Machine::new();
    let case = machine.cases[0].clone();
    let mut desk = machine.desk();
    machine.pass_on_offline(&mut desk, &case);
    desk.press("ZS");
    desk.wait_until("the question, once more", |screen| screen.matches("口令（打开本机数据）").count() == 2);
    desk.press(&format!("{PASSWORD}\r"));
    desk.wait_for("s 现在发送");
    desk.wait_for(case.as_str());
    desk.press("q\r");
    desk.wait_for("没有登出");
    drop(desk.left());
    assert!(machine.folder().path().exists());

    let undecided = machine.piped(&["logout"], &format!("{PASSWORD}\n"));
    assert!(!undecided.status.success() && told(&undecided).contains("没有登出"));
    let listed = machine.piped(&["logout", "--list"], &format!("{PASSWORD}\n"));
    assert!(listed.status.success() && told(&listed).contains(case.as_str()));
    // What is half written is named, too, and only dropped by name.
    let key = keys::unlock(&machine.folder(), PASSWORD).unwrap();
    let mut store = Store::open_quick(&machine.folder(), &key).unwrap();
    let note = format!("{{\"note\":[\"{}\",\"已电话核实\"]}}", machine.cases[1]);
    store.keep_half_typed(&note).unwrap();
    drop(store);
    let stayed = machine.piped(&["logout"], &format!("{PASSWORD}\ns\ns\n"));
    assert!(
        !stayed.status.success() && told(&stayed).contains(&format!("写到一半、没有记下的文字  {}", machine.cases[1])),
        "{}",
        told(&stayed)
    );
    assert!(!told(&stayed).contains("已电话核实") && machine.folder().path().exists());

    let token = machine.token();
    let output = machine.piped(&["logout"], &format!("{PASSWORD}\ns\nd\n"));
    assert!(output.status.success(), "{}", told(&output));
    let said = told(&output);
    let sent = said.lines().find(|line| line.contains("已发送")).unwrap();
    assert!(sent.contains(case.as_str()) && !sent.contains("未发送"), "{sent}");
    assert!(said.contains(&format!("已丢弃  写到一半、没有记下的文字  {}", machine.cases[1])) && said.contains("已登出"), "{said}");
    assert!(!machine.folder().path().exists());
    assert_ne!(machine.office.case(&served::reviewer(0), &case).unwrap().case.stage, "medical-review", "it was sent first");
    assert!(machine.office.whose(&token).unwrap().is_none(), "the server's sign-in is ended");
    let nobody = machine.piped(&["logout"], "");
    assert_eq!(nobody.status.code(), Some(5));
}

#[test]
fn a_refused_sign_in_leaves_the_files_to_whoever_they_belong_to() {
    let machine = Machine::new();
    let case = machine.cases[0].clone();
    let mut desk = machine.desk();
    machine.pass_on_offline(&mut desk, &case);
    desk.signal("KILL");
    drop(desk.left());
    let other = "another made-up password";
    machine.office.add_user(&served::reviewer(1), Some(other), None).unwrap();
    let header = std::fs::read(machine.folder().key_header()).unwrap();
    let login = ["login", "--server", &machine.server, "--user", "he1"];
    for lines in [format!("{other}\n{PASSWORD}\n"), format!("{other}\nno password of anybody\n"), format!("{other}\n")] {
        let refused = machine.piped(&login, &lines);
        assert!(!refused.status.success(), "{}", told(&refused));
        assert!(std::fs::read(machine.folder().key_header()).unwrap() == header, "{}", told(&refused));
    }
    assert_eq!(machine.office.revoke(&"he1".into(), true, None).unwrap(), 0, "each was given back to the server");
    let mine = machine.piped(&["outbox"], &format!("{PASSWORD}\n"));
    assert!(mine.status.success() && told(&mine).contains(case.as_str()), "{}", told(&mine));
    assert!(!machine.piped(&["outbox"], &format!("{other}\n")).status.success());

    // Once nothing of his waits the machine is the other's, and his password opens it.
    let dropped = machine.piped(&["outbox", "undo", case.as_str()], &format!("{PASSWORD}\n"));
    assert!(dropped.status.success(), "{}", told(&dropped));
    let taken = machine.piped(&login, &format!("{other}\n{PASSWORD}\n"));
    assert!(taken.status.success(), "{}", told(&taken));
    assert!(machine.piped(&["outbox"], &format!("{other}\n")).status.success());
    assert!(!machine.piped(&["outbox"], &format!("{PASSWORD}\n")).status.success());
}

#[test]
fn what_is_discarded_at_the_sign_out_never_reaches_the_server() {
    let machine = Machine::new();
    let case = machine.cases[0].clone();
    let mut desk = machine.desk();
    machine.pass_on_offline(&mut desk, &case);
    desk.signal("KILL");
    drop(desk.left());
    // Nor does what is to be sent, where the books are older than what was seen of them.
    let key = keys::unlock(&machine.folder(), PASSWORD).unwrap();
    let mut store = Store::open_quick(&machine.folder(), &key).unwrap();
    store.raise_floor(store.cursor().unwrap() + 1).unwrap();
    drop(store);
    let output = machine.piped(&["logout"], &format!("{PASSWORD}\ns\n"));
    assert!(!output.status.success() && told(&output).contains("多半是放回了备份"), "{}", told(&output));
    assert!(machine.folder().path().exists());
    let output = machine.piped(&["logout"], &format!("{PASSWORD}\nd\n"));
    assert!(output.status.success(), "{}", told(&output));
    assert!(!machine.folder().path().exists());
    assert_eq!(machine.office.case(&served::reviewer(0), &case).unwrap().case.stage, "medical-review");
}

#[test]
fn who_is_given_no_passphrase_says_so_and_not_that_it_is_wrong() {
    let machine = Machine::new();
    for args in [&["sync"] as &[&str], &["outbox"], &["logout"], &["passphrase"]] {
        let output = machine.piped(args, "");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", told(&output));
        assert!(told(&output).contains("没有口令") && !told(&output).contains("口令不对"), "{args:?}: {}", told(&output));
    }
}

#[test]
fn an_outbox_that_is_gone_is_no_machine_without_a_sign_in() {
    let machine = Machine::new();
    fs::remove_file(machine.folder().outbox()).unwrap();
    for args in [&["sync"] as &[&str], &["outbox"], &["logout"], &["login", "--server", &machine.server, "--user", "he0"]] {
        let output = machine.piped(args, &format!("{PASSWORD}\n"));
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", told(&output));
        assert!(told(&output).contains("可能已经丢失"), "{args:?}: {}", told(&output));
    }
    assert!(!machine.folder().outbox().exists());
}

/// Nor is one whose key is gone: no command says that nobody has signed in, and none makes a key that opens nothing.
#[test]
fn files_without_their_key_are_no_machine_without_a_sign_in() {
    let machine = Machine::new();
    let (key, aside) = (machine.folder().key_header(), machine.home.path().join("key.aside"));
    fs::rename(&key, &aside).unwrap();
    let before = fs::read(machine.folder().outbox()).unwrap();
    let login = ["login", "--server", &machine.server, "--user", "he0"];
    for args in [&["sync"] as &[&str], &["outbox"], &["logout"], &["passphrase"], &["lookup", "x"], &["resume", "x", "x"], &[], &login] {
        let output = machine.piped(args, &format!("{PASSWORD}\n"));
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", told(&output));
        for said in ["outbox.db", "cache.db", "key.json 却不见了", "放回原处"] {
            assert!(told(&output).contains(said), "{args:?}: {}", told(&output));
        }
    }
    assert!(!key.exists(), "no key that opens nothing was made");
    assert_eq!(fs::read(machine.folder().outbox()).unwrap(), before);
    let doctor = machine.piped(&["doctor"], "");
    assert!(doctor.status.code() == Some(1) && told(&doctor).contains("key.json 却不见了"), "{}", told(&doctor));
    fs::write(&key, "{}").unwrap();
    assert!(told(&machine.piped(&["doctor"], "")).contains("读不出密钥"));
    fs::rename(&aside, &key).unwrap();
    let output = machine.piped(&["sync"], &format!("{PASSWORD}\n"));
    assert!(output.status.success(), "put back, it opens all as before: {}", told(&output));
    fs::rename(machine.folder().outbox(), &aside).unwrap();
    assert!(told(&machine.piped(&["doctor"], "")).contains("没有它打开的待发文件"));
}

#[test]
fn a_wrong_passphrase_signs_nobody_out() {
    let machine = Machine::new();
    let output = machine.piped(&["logout"], "a guess\n");
    assert!(!output.status.success() && told(&output).contains("口令不对"));
    let key = keys::unlock(&machine.folder(), PASSWORD).unwrap();
    assert!(Store::open_quick(&machine.folder(), &key).unwrap().session().unwrap().is_some());
}

#[test]
fn a_crash_leaves_no_image_of_the_memory_behind() {
    let machine = Machine::new();
    let desk = machine.desk();
    let limits = fs::read_to_string(format!("/proc/{}/limits", desk.pid())).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{cores}");
    // The system gives what a process that may not be dumped has in memory to root alone: so its files are root's.
    let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(format!("/proc/{}/environ", desk.pid())).unwrap());
    assert_eq!(owner, 0);
    desk.signal("ABRT");
    drop(desk.left());
    let left = fs::read_dir(machine.home.path()).unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    assert_eq!(left.filter(|name| name.starts_with("core")).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn another_passphrase_opens_the_same_data() {
    let machine = Machine::new();
    let wrong = machine.piped(&["passphrase"], "a guess\nanother passphrase\n");
    assert!(!wrong.status.success() && told(&wrong).contains("口令不对"), "{}", told(&wrong));
    let short = machine.piped(&["passphrase"], &format!("{PASSWORD}\nshort\n"));
    assert!(!short.status.success() && told(&short).contains("没有改动"));
    let changed = machine.piped(&["passphrase"], &format!("{PASSWORD}\nanother passphrase\n"));
    assert!(changed.status.success(), "{}", told(&changed));
    assert!(keys::unlock(&machine.folder(), PASSWORD).is_err());
    let key = keys::unlock(&machine.folder(), "another passphrase").unwrap();
    assert!(Store::open_quick(&machine.folder(), &key).unwrap().session().unwrap().is_some());
}

#[test]
fn the_doctor_says_of_each_thing_how_it_is_and_nothing_of_anybody() {
    let machine = Machine::new();
    let unasked = machine.piped(&["doctor"], "");
    assert!(told(&unasked).contains("! 没有检查服务器和时钟"), "no passphrase is asked for: {}", told(&unasked));
    let config = machine.home.path().join("config");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), format!("server = '{}'\nuser = 'he0'\n", machine.server)).unwrap();
    let output = machine.piped(&["doctor", "--json"], "");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", told(&output)));
    let state = |what: &str| answer["lines"].as_array().unwrap().iter().find(|line| line["what"] == what).unwrap()["state"].clone();
    for good in ["server", "key", "dumps", "cipher"] {
        assert_eq!(state(good), "ok", "{good}: {}", told(&output));
    }
    for asked in ["terminal", "locale", "modes", "disk", "swap", "clock", "session-keyring", "keyring"] {
        assert!(state(asked).is_string(), "{asked}");
    }
    assert!(!told(&output).contains("he0") && !told(&output).contains("何某"));
    let page = machine.piped(&["doctor"], "");
    assert!(told(&page).contains("✓ 崩溃时不留内存转储") && told(&page).contains("SQLCipher 4"), "{}", told(&page));
}

/// On the first screen this happens where another window has signed in since it was opened.
#[test]
fn who_signs_in_after_a_restore_is_told_of_it_on_the_first_screen_too() {
    let machine = Machine::new();
    let of_a_former_epoch = || {
        let key = keys::unlock(&machine.folder(), PASSWORD).unwrap();
        let mut store = Store::open_quick(&machine.folder(), &key).unwrap();
        let now = machine.office.ledger().identity();
        store.move_to(&ServerIdentity { epoch: now.epoch - 1, ..now.clone() }, "restored", Moment::default()).unwrap();
    };
    of_a_former_epoch();
    let output = machine.piped(&["login", "--server", &machine.server, "--user", "he0"], &format!("{PASSWORD}\n"));
    assert!(output.status.success() && told(&output).contains("由备份恢复过"), "{}", told(&output));
    for restored in [false, true] {
        if restored {
            of_a_former_epoch();
        }
        let (said, heard) = std::sync::mpsc::channel();
        let post = move |what| said.send(what).unwrap();
        let worker = FirstRun::start((machine.folder().path().into(), Keyrings::default()), Clock::real(), post).unwrap();
        let (server, password) = (machine.server.clone(), zeroize::Zeroizing::new(PASSWORD.to_owned()));
        worker.run(LoginEffect::SignIn { server, user: "he0".into(), password, former: None }, Lang::Zh);
        let Ok(Said::SignedIn { kept, .. }) = heard.recv() else { panic!("not signed in") };
        assert_eq!(kept.restored, restored);
    }
}
