//! What this machine keeps beside what the server has: every kind of difference is found, and repaired by fetching just that.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Decision};
use huzhu::domain::draft::Draft;
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::domain::money::Money;
use huzhu::domain::outbox::OutboxItem;
use huzhu::domain::people::Role;
use huzhu::domain::time::Moment;
use huzhu::server::Office;
use huzhu::store::{Folder, Store, keys};
use huzhu::wire::{Change, Person, Rows};
use serde_json::Value;

use super::served;

pub fn run(home: &Path, lang: &str, args: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["--lang", lang])
        .args(args)
        .env("HUZHU_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses before the passphrase doesn't read it.
    let _ = child.stdin.take().unwrap().write_all(format!("{}\n", served::PASSWORD).as_bytes());
    child.wait_with_output().unwrap()
}

/// What it says on both streams.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {}", said(output)))
}

/// A wire that counts what goes to the server by route.
pub(super) struct Counter {
    pub(super) address: String,
    rows: Arc<AtomicU32>,
    digests: Arc<AtomicU32>,
    server: SocketAddr,
    /// Where it leads: nowhere while the server is away.
    pub(super) to: Arc<Mutex<Option<SocketAddr>>>,
}

impl Counter {
    pub(super) fn to(server: SocketAddr) -> Counter {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (rows, digests, to): (Arc<AtomicU32>, Arc<AtomicU32>, _) = (Arc::default(), Arc::default(), Arc::new(Mutex::new(Some(server))));
        let (count_rows, count_digests, where_to) = (rows.clone(), digests.clone(), to.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Some(server) = *where_to.lock().unwrap() else { continue };
                let server = TcpStream::connect(server).unwrap();
                let (mut back, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                thread::spawn(move || std::io::copy(&mut back, &mut to_client));
                let (rows, digests) = (count_rows.clone(), count_digests.clone());
                thread::spawn(move || forward(client, server, &rows, &digests));
            }
        });
        Counter { address, rows, digests, server, to }
    }

    /// Requests for rows and for digests since this was last asked.
    fn seen(&self) -> (u32, u32) {
        (self.rows.swap(0, Ordering::SeqCst), self.digests.swap(0, Ordering::SeqCst))
    }
}

fn forward(mut client: TcpStream, mut server: TcpStream, rows: &AtomicU32, digests: &AtomicU32) {
    let mut buffer = [0; 1 << 16];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        // The head of a request comes in one piece: the client writes it at once.
        rows.fetch_add(u32::from(buffer[..count].starts_with(b"POST /v1/rows")), Ordering::SeqCst);
        digests.fetch_add(u32::from(buffer[..count].starts_with(b"POST /v1/digests")), Ordering::SeqCst);
        if server.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
}

/// A machine that has pulled all, with a decision that waits and a draft.
struct Desk {
    home: tempfile::TempDir,
    office: Arc<Office>,
    wire: Counter,
    ids: Vec<CaseId>,
}

impl Desk {
    fn new(cases: u32) -> Desk {
        let (office, ids) = served::office(cases, 1);
        let (home, wire) = (tempfile::tempdir().unwrap(), Counter::to(served::serve(office.clone())));
        served::login(home.path(), &wire.address, 0);
        let output = run(home.path(), "zh", &["sync"]);
        assert!(output.status.success() && said(&output).contains("收取完毕"), "{}", said(&output));
        Desk { home, office, wire, ids }
    }

    fn store(&self) -> Store {
        let folder = Folder::new(served::desk_folder(self.home.path()));
        let key = keys::unlock(&folder, served::PASSWORD).unwrap();
        Store::open_as_kept(&folder, &key).unwrap()
    }

    /// Keeps a decision that is held for long, and a draft.
    fn decide(&self) {
        let mut store = self.store();
        let base = store.detail(&served::to_pass_on(&self.office, &self.ids)[0]).unwrap().unwrap();
        let decision = Decision {
            id: DecisionId(uuid::Uuid::from_u128(7)),
            case: base.summary.id.clone(),
            basis: base.basis.clone(),
            stage: base.case.stage.clone(),
            plan_hash: base.case.plan_hash.clone(),
            engine: base.assessment.engine,
            amount: Money::ZERO,
            verdicts: Vec::new(),
            amendments: Vec::new(),
            act: Act::PassOn { note: "某某".into() },
            decided_at: Moment(1),
        };
        store.record((&decision, None), &base, Moment(4_102_444_800_000), Moment(1)).unwrap();
        let paper = base.case.materials[0].material.clone();
        let draft = Draft { verdicts: vec![MaterialVerdict { material: paper, verdict: Some(Verdict::Accepted) }], ..Draft::default() };
        store.put_draft(&base.summary.id, &draft, Moment(1)).unwrap();
    }

    fn outbox(&self) -> Vec<u8> {
        // With nobody at it the log is in the file.
        drop(self.store());
        fs::read(served::desk_folder(self.home.path()).join("outbox.db")).unwrap()
    }

    /// What was decided and drafted. A cache that goes leaves a word in the file of how far it had come.
    fn decided(&self) -> (Vec<OutboxItem>, Vec<(CaseId, Moment)>) {
        let store = self.store();
        (store.outbox().unwrap(), store.drafted().unwrap())
    }

    /// Puts something else in the place of rows, as a fault would: the right number, and another content.
    fn plant(&self, asked: &[CaseId], changes: Vec<Change>) {
        let mut store = self.store();
        let rows = Rows { identity: store.identity().unwrap().unwrap(), changes, mark_key: None };
        store.mend(asked, &rows, u64::MAX).unwrap();
    }

    fn row(&self, id: &CaseId) -> Change {
        let store = self.store();
        let (summary, detail) = (store.summary(id).unwrap().unwrap(), store.detail(id).unwrap());
        Change { summary, detail: detail.map(Box::new), marks: Vec::new(), words: None }
    }

    fn verify(&self) -> (i32, Value) {
        let output = run(self.home.path(), "zh", &["cache", "verify", "--json"]);
        (output.status.code().unwrap(), json(&output))
    }
}

#[test]
fn every_kind_of_difference_is_found_and_repaired_by_fetching_just_that() {
    let desk = Desk::new(120);
    desk.decide();
    let (wrong, missing, stray) = (desk.ids[3].clone(), desk.ids[40].clone(), CaseId::new("ZJ24-999999"));
    let before = desk.outbox();
    assert_eq!(desk.verify().0, 0);
    assert_eq!(desk.wire.seen(), (0, 1), "one digest for all");
    let whole = desk.row(&wrong);
    let mut other = whole.clone();
    other.summary.amount = Some(Money::from_fen(1));
    let mut too_many = whole.clone();
    (too_many.summary.id, too_many.detail) = (stray.clone(), None);
    desk.plant(std::slice::from_ref(&missing), vec![other, too_many]);
    let counts = desk.store().known().unwrap();
    assert_eq!(counts, desk.ids.len() as u64, "as many as there should be, and not the same");
    let (code, found) = desk.verify();
    let named = |what: &str| found["rows"][what].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(code, 3, "{found}");
    assert_eq!(named("wrong"), [wrong.as_str()]);
    assert_eq!(named("missing"), [missing.as_str()]);
    assert_eq!(named("extra"), [stray.as_str()]);
    for lang in ["zh", "en"] {
        let output = run(desk.home.path(), lang, &["cache", "verify"]);
        assert_eq!(output.status.code(), Some(3));
        let page = said(&output).replace(&found["rows"]["at"].to_string(), "[seq]");
        insta::assert_snapshot!(format!("cache_verify_{lang}"), page);
    }
    desk.wire.seen();
    let output = run(desk.home.path(), "zh", &["cache", "repair", "--json"]);
    let done = json(&output);
    assert_eq!((output.status.code(), &done["repaired"]["put"], &done["repaired"]["dropped"]), (Some(0), &2.into(), &1.into()), "{done}");
    assert_eq!(desk.wire.seen().0, 1, "one request for the three rows");
    assert_eq!(desk.row(&wrong).summary, whole.summary);
    assert_eq!(desk.verify().0, 0);
    assert_eq!(desk.outbox(), before, "outbox and drafts, byte for byte");
    // What was pulled anew is found by what it was found by before.
    let found = run(desk.home.path(), "zh", &["lookup", missing.as_str(), "--offline"]);
    assert!(found.status.success(), "{}", said(&found));
}

#[test]
fn a_number_that_is_too_high_a_detail_marks_and_words_are_put_right_too() {
    let desk = Desk::new(120);
    desk.decide();
    let before = desk.outbox();
    let said = |rows: &Change| rows.detail.is_some() && rows.words.is_some() && !rows.marks.is_empty();
    let served: Rows =
        serde_json::from_value(serde_json::to_value(desk.office.rows(&served::reviewer(0), &desk.ids[..100]).unwrap()).unwrap()).unwrap();
    let mut whole: Vec<Change> = served.changes.into_iter().filter(said).take(4).collect();
    whole.sort_by(|a, b| a.summary.id.cmp(&b.summary.id));
    let mut planted = whole.clone();
    planted[0].summary.seq += 1_000_000;
    planted[1].detail.as_mut().unwrap().case.facts.late_reason = Some("某某".into());
    planted[2].marks.clear();
    planted[3].words.as_mut().unwrap().disease = "别的病".into();
    let ids: Vec<&str> = whole.iter().map(|change| change.summary.id.as_str()).collect();
    desk.plant(&[], planted);
    let (code, found) = desk.verify();
    assert_eq!((code, &found["rows"]["wrong"], &found["rows"]["unsaid"]), (3, &ids[..3].into(), &ids[3..].into()), "{found}");
    desk.wire.seen();
    let output = run(desk.home.path(), "zh", &["cache", "repair", "--json"]);
    let done = json(&output);
    assert_eq!((output.status.code(), &done["repaired"]["put"], &done["repaired"]["left"]), (Some(0), &4.into(), &0.into()), "{done}");
    assert_eq!(desk.wire.seen().0, 1, "one request for the four");
    for change in &whole {
        let kept = desk.row(&change.summary.id);
        assert_eq!((kept.summary, kept.detail), (change.summary.clone(), change.detail.clone()));
    }
    assert_eq!(desk.verify().0, 0);
    assert_eq!(desk.outbox(), before, "outbox and drafts, byte for byte");
}

#[test]
fn what_is_out_of_scope_by_the_servers_day_is_no_difference() {
    let desk = Desk::new(40);
    let mut old = desk.row(&desk.ids[0]);
    old.detail = None;
    let ended = "2020-01-02".parse().unwrap();
    (old.summary.id, old.summary.status, old.summary.due) = (CaseId::new("ZJ20-999999"), Status::Paid, None);
    (old.summary.closed, old.summary.entered) = (Some(ended), Moment::at(ended, 9, 0));
    desk.plant(&[], vec![old]);
    let (code, found) = desk.verify();
    assert_eq!(code, 0, "{found}");
}

#[test]
fn a_damaged_file_is_made_anew_and_said_so() {
    let desk = Desk::new(60);
    desk.decide();
    let before = desk.decided();
    let path = served::desk_folder(desk.home.path()).join("cache.db");
    let mut bytes = fs::read(&path).unwrap();
    let (at, length) = (bytes.len() / 2, bytes.len());
    bytes[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x5a);
    fs::write(&path, bytes).unwrap();
    let (code, found) = desk.verify();
    assert!(code == 3 && (found["file"]["damaged"].as_u64() > Some(0) || found["made_anew"] == true), "{length}: {found}");
    let output = run(desk.home.path(), "zh", &["cache", "repair"]);
    assert!(output.status.success() && said(&output).contains("重建"), "{}", said(&output));
    assert_eq!(desk.store().known().unwrap(), 60);
    assert_eq!(desk.verify().0, 0);
    assert_eq!(desk.decided(), before);

    // Nor does a list say that there are no cases where it is the file that has none.
    let mut bytes = fs::read(&path).unwrap();
    bytes[5..13].iter_mut().for_each(|byte| *byte ^= 0x5a);
    fs::write(&path, bytes).unwrap();
    let told = |args: &[&str]| String::from_utf8(run(desk.home.path(), "zh", args).stderr).unwrap();
    let queue = told(&["queue"]);
    assert!(queue.contains("已重建") && queue.contains("没有把案件取全"), "{queue}");
    assert!(told(&["queue"]).contains("没有把案件取全"), "until it has loaded");
    assert!(run(desk.home.path(), "zh", &["sync"]).status.success());
    assert_eq!(told(&["queue"]), "");
    assert_eq!(desk.decided().1, before.1);
}

#[test]
fn without_a_server_the_file_alone_is_looked_at() {
    let desk = Desk::new(20);
    *desk.wire.to.lock().unwrap() = None;
    let (code, found) = desk.verify();
    assert!(code == 4 && found["rows"]["not_compared"].as_str().unwrap().contains("连接中断"), "{found}");
    assert_eq!(found["file"]["damaged"], 0);
}

#[test]
fn the_cache_is_emptied_only_when_said_so_and_fills_again() {
    let desk = Desk::new(30);
    desk.decide();
    let before = desk.decided();
    let output = run(desk.home.path(), "zh", &["cache", "wipe"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(desk.store().known().unwrap(), 30);
    assert!(run(desk.home.path(), "zh", &["cache", "wipe", "--yes"]).status.success());
    assert_eq!((desk.store().known().unwrap(), desk.decided() == before), (0, true));
    assert!(run(desk.home.path(), "zh", &["sync"]).status.success());
    assert_eq!(desk.store().known().unwrap(), 30);
}

#[test]
fn what_left_the_scope_of_an_officer_is_found_and_taken_out() {
    let (office, ids) = served::office(80, 0);
    let all = Person { user: "du".into(), name: "某某".into(), roles: vec![Role::Supervisor], employer: None };
    let mine = office.case(&all, &ids[0]).unwrap().summary.employer;
    let officer = Person { user: "wu".into(), name: "吴某某".into(), roles: vec![Role::Employer], employer: Some(mine.clone()) };
    office.add_user(&officer, Some(served::PASSWORD), None).unwrap();
    let (home, wire) = (tempfile::tempdir().unwrap(), Counter::to(served::serve(office.clone())));
    served::login_as(home.path(), &wire.address, "wu");
    assert!(run(home.path(), "zh", &["sync"]).status.success());
    let desk = Desk { home, office: office.clone(), wire, ids: ids.clone() };
    let another = ids.iter().map(|id| office.case(&all, id).unwrap()).find(|case| case.summary.employer != mine).unwrap();
    desk.plant(&[], vec![Change { summary: another.summary.clone(), detail: None, marks: Vec::new(), words: None }]);
    let (code, found) = desk.verify();
    assert_eq!((code, &found["rows"]["extra"]), (3, &serde_json::json!([another.summary.id])), "{found}");
    assert!(run(desk.home.path(), "zh", &["cache", "repair"]).status.success());
    assert_eq!(desk.store().summary(&another.summary.id).unwrap(), None);
    assert_eq!(desk.verify().0, 0);
}

#[test]
fn the_status_is_told_without_a_network_and_both_sides_with_one() {
    let desk = Desk::new(40);
    desk.decide();
    let online = run(desk.home.path(), "zh", &["sync", "--status", "--online", "--json"]);
    let told = json(&online);
    assert_eq!((&told["online"]["rows"], &told["cursor"]), (&told["rows"], &told["online"]["newest"]), "{told}");
    assert_eq!((&told["outbox"]["held"], &told["sender"], &told["loading"]), (&1.into(), &Value::Null, &Value::Null), "{told}");
    *desk.wire.to.lock().unwrap() = None;
    let told = json(&run(desk.home.path(), "zh", &["sync", "--status", "--json"]));
    assert_eq!(told["online"], Value::Null);
    for lang in ["zh", "en"] {
        for (name, args) in [("sync_status", &["sync", "--status"][..]), ("cache_info", &["cache", "info"])] {
            let output = run(desk.home.path(), lang, args);
            assert!(output.status.success(), "{}", said(&output));
            insta::assert_snapshot!(format!("{name}_{lang}"), without_what_changes(&said(&output), &desk));
        }
    }
    let failed = run(desk.home.path(), "zh", &["sync"]);
    assert!(failed.status.code() == Some(1) && said(&failed).contains("没有收取到底"), "{}", said(&failed));
}

/// Another server at the same address knows nobody's sign-in: it is told as what it is, not as a sign-in that ended.
#[test]
fn another_server_is_told_by_whatever_asks_it() {
    let desk = Desk::new(5);
    let (another, _) = served::office(3, 0);
    *desk.wire.to.lock().unwrap() = Some(served::serve(another));
    for args in [&["sync"][..], &["sync", "--status", "--online"], &["cache", "verify"]] {
        let told = said(&run(desk.home.path(), "zh", args));
        assert!(told.contains("服务器") && !told.contains("登录已失效") && !told.contains("过期"), "{args:?}: {told}");
    }
    let told = json(&run(desk.home.path(), "zh", &["sync", "--status", "--online", "--json"]));
    assert!(told["found_instead"]["server"].is_string() && told["online"].is_null(), "{told}");
}

/// A page without times, folders, sizes and numbers that differ from run to run.
fn without_what_changes(page: &str, desk: &Desk) -> String {
    let page = page.replace(&desk.wire.address, "[address]").replace(&desk.home.path().display().to_string(), "[home]");
    let identity = desk.store().identity().unwrap().unwrap();
    let page = page.replace(&identity.server, "[server]");
    let hide = |line: &str| {
        let mut hidden = String::new();
        let mut digits = 0;
        for c in line.chars() {
            if c.is_ascii_digit() && !line.contains("ZJ24") {
                digits += 1;
                if digits == 1 {
                    hidden.push('#');
                }
            } else {
                digits = 0;
                hidden.push(c);
            }
        }
        hidden
    };
    // Which indexes there are is the schema's matter.
    let told = page.lines().take_while(|line| !line.starts_with("索引") && !line.starts_with("Indexes"));
    told.map(hide).collect::<Vec<_>>().join("\n")
}

#[test]
fn one_of_the_outbox_is_listed_taken_back_sent_again_and_dropped_from_a_script() {
    let desk = Desk::new(60);
    desk.decide();
    let id = DecisionId(uuid::Uuid::from_u128(7)).to_string();
    for lang in ["zh", "en"] {
        let output = run(desk.home.path(), lang, &["outbox"]);
        insta::assert_snapshot!(format!("outbox_{lang}"), said(&output));
    }
    let listed = json(&run(desk.home.path(), "zh", &["outbox", "--json"]));
    let name = listed[0]["name"].as_str().unwrap();
    assert!(listed[0]["id"] == id.as_str() && listed[0]["state"] == "held" && name.contains('*'), "{listed}");
    let refused = |args: &[&str], code: i32, because: &str| {
        let output = run(desk.home.path(), "zh", args);
        assert!(output.status.code() == Some(code) && said(&output).contains(because), "{args:?}: {}", said(&output));
    };
    refused(&["outbox", "undo", "ffffffff"], 2, "待发里没有");
    refused(&["outbox", "undo", "7"], 2, "待发里没有");
    refused(&["outbox", "retry", &id], 1, "自行发出");
    let undone = run(desk.home.path(), "zh", &["outbox", "undo", &id[28..]]);
    assert!(undone.status.success() && said(&undone).contains("已撤销 1 项"), "{}", said(&undone));
    let case = served::to_pass_on(&desk.office, &desk.ids)[0].clone();
    assert!(!desk.store().draft(&case).unwrap().verdicts.is_empty());
    // One that waits for the server, and goes out when it is there again.
    *desk.wire.to.lock().unwrap() = None;
    let parked = run(desk.home.path(), "zh", &["park", case.as_str(), "--until", "2025-01-06", "等病理报告"]);
    assert!(said(&parked).contains("待发"), "{}", said(&parked));
    refused(&["sync"], 1, "没有收取到底");
    *desk.wire.to.lock().unwrap() = Some(desk.wire.server);
    let sent = run(desk.home.path(), "zh", &["outbox", "retry", case.as_str()]);
    assert!(sent.status.success() && said(&sent).contains("服务器已收"), "{}", said(&sent));
    refused(&["outbox", "discard", case.as_str()], 1, "服务器已经收下");
}
