//! `huzhu lookup` against a real server and without one: what is found, what is hidden, what is written down, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "common/served.rs"]
mod served;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use huzhu::app::{Connection, Message};
use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Decision, Defect};
use huzhu::domain::facts::Member;
use huzhu::domain::ids::DecisionId;
use huzhu::domain::intake::{ClaimKey, IntakeDraft, ReadyClaim};
use huzhu::domain::money::Money;
use huzhu::domain::people::{Lang, Role};
use huzhu::domain::recovery::Settled;
use huzhu::domain::summary::CaseDetail;
use huzhu::driver::clock::Clock;
use huzhu::driver::{Handle, KeySource, OpenDesk, Options, Post};
use huzhu::judge::amount_of;
use huzhu::rules::PlanSet;
use huzhu::server::demo::OFFICE_OPENS;
use huzhu::server::{Ledger, Office};
use huzhu::store::keys;
use huzhu::wire::Person;
use served::{PASSWORD, desk_folder, reviewer, serve};

const CASES: u32 = 120;

fn hotline() -> Person {
    Person { user: "li".into(), name: "李某".into(), roles: vec![Role::Enquiry], employer: None }
}

/// A decision on a case as it stands.
fn decision(detail: &CaseDetail, id: u128, act: Act) -> Decision {
    Decision {
        id: DecisionId(uuid::Uuid::from_u128(id)),
        case: detail.case.id.clone(),
        basis: detail.basis.clone(),
        stage: detail.case.stage.clone(),
        plan_hash: detail.case.plan_hash.clone(),
        engine: detail.assessment.engine,
        amount: amount_of(&detail.case, &detail.assessment),
        verdicts: Vec::new(),
        amendments: Vec::new(),
        act,
        decided_at: OFFICE_OPENS,
    }
}

/// A machine on which somebody is signed in, its files filled from a server.
struct Machine {
    home: tempfile::TempDir,
    office: Arc<Office>,
    server: String,
    person: Person,
}

impl Machine {
    fn of(person: Person) -> Machine {
        let (office, _) = served::office(CASES, 1);
        office.add_user(&hotline(), Some(PASSWORD), None).unwrap();
        let server = format!("http://{}", serve(office.clone()));
        let machine = Machine { home: tempfile::tempdir().unwrap(), office, server, person };
        let mut login = machine.huzhu(&["login", "--server", &machine.server, "--user", machine.person.user.as_str()]);
        let output = fed(&mut login, format!("{PASSWORD}\n").as_bytes());
        assert!(output.status.success(), "{output:?}");
        machine.sync();
        machine
    }

    fn huzhu(&self, args: &[&str]) -> Command {
        huzhu(self.home.path(), args)
    }

    /// Looks something up; gives the exit code and what was written.
    fn look_up(&self, args: &[&str]) -> (i32, String) {
        let all: Vec<&str> = ["lookup", "--lang", "zh"].iter().chain(args).copied().collect();
        told(&fed(&mut self.huzhu(&all), format!("{PASSWORD}\n").as_bytes()))
    }

    /// Opens the desk's files as the desk does, and waits until they are complete and nothing is owed.
    fn sync(&self) {
        let (to_here, inbox) = channel();
        let post: Post = Arc::new(move |message| drop(to_here.send(message)));
        let folder = desk_folder(self.home.path());
        let key = || keys::unlock(&huzhu::store::Folder::new(&folder), PASSWORD).unwrap();
        let desk = OpenDesk {
            person: self.person.clone(),
            folder: folder.clone(),
            key: KeySource::once(key(), huzhu::store::Keyrings::default()),
            server_within: false,
            password: None,
        };
        let options = Options {
            desk,
            server: Some(self.server.clone()),
            others: Vec::new(),
            clock: Clock::starting_at(OFFICE_OPENS),
            lang: Lang::Zh,
            plans: Arc::new(PlanSet::builtin()),
        };
        let handle = Handle::start(options, post).unwrap();
        let online = |message: &Message| matches!(message, Message::Synced { connection: Connection::Online { .. }, .. });
        loop {
            let message = inbox.recv_timeout(Duration::from_secs(60)).expect("the files are filled");
            let owed = || huzhu::store::Store::open_quick(&huzhu::store::Folder::new(&folder), &key()).unwrap().next_owed().unwrap();
            if online(&message) && owed().is_none() {
                break;
            }
        }
        handle.finish();
    }

    /// A member with a case, as the books have him.
    fn member(&self, nth: u64) -> Member {
        let id = format!("ZJ24-{nth:06}");
        self.office.case(&reviewer(0), &id.as_str().into()).unwrap().case.facts.member
    }

    fn entries(&self) -> u64 {
        self.office.ledger().read(|books| books.newest_seq()).unwrap()
    }
}

fn huzhu(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(args).env("HUZHU_HOME", home).env_remove("LANG").env_remove("LC_ALL");
    command
}

fn fed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may have read enough before all was written.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> (i32, String) {
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

#[test]
fn a_hotline_person_finds_by_full_numbers_and_sees_masks() {
    let machine = Machine::of(hotline());
    for nth in [7, 31, 64] {
        let member = machine.member(nth);
        let (phone, id) = (member.phone.unwrap(), member.id_number.unwrap());
        for (what, kind) in [(phone.as_str(), "手机号"), (id.as_str(), "证件号"), (member.name.as_str(), "姓名")] {
            for mode in ["--offline", "--wait"] {
                let (code, text) = machine.look_up(&[what, mode]);
                if mode == "--offline" && kind != "姓名" {
                    assert!(code == 6 && text.contains("须由服务器来查"), "{what} {mode}: {code} {text}");
                    continue;
                }
                assert!(code == 0 || code == 4, "{what} {mode}: {code} {text}");
                assert!(text.contains(kind) && text.contains("ZJ24-"), "{text}");
                for secret in [&phone, &id, &member.name] {
                    assert!(!text.contains(secret.as_str()), "{mode}: {text}");
                }
            }
        }
    }
    let wire = serde_json::to_string(&machine.office.changes(&hotline(), 0, 500).unwrap()).unwrap();
    let member = machine.member(7);
    for secret in [member.phone.unwrap(), member.id_number.unwrap(), member.name] {
        assert!(!wire.contains(&secret));
    }
    assert!(wire.contains("mark_key"));
}

#[test]
fn every_look_up_is_written_down_once_whoever_answered() {
    let machine = Machine::of(reviewer(0));
    let phone = machine.member(7).phone.unwrap();
    let before = machine.entries();
    let (code, text) = machine.look_up(&[&phone, "--wait"]);
    assert_eq!((code, machine.entries()), (0, before + 1), "{text}");
    assert!(text.contains("服务器"), "{text}");
    let (code, text) = machine.look_up(&[&phone, "--offline"]);
    assert_eq!((code, machine.entries()), (0, before + 1), "{text}");
    assert!(text.contains("数据 "), "the age is told: {text}");
    machine.sync();
    assert_eq!(machine.entries(), before + 2, "what was answered offline is told later");
    machine.look_up(&[&phone, "--wait"]);
    machine.sync();
    assert_eq!(machine.entries(), before + 3, "what the server answered is not told again");
    assert!(machine.office.ledger().read(|books| books.verify_audit()).unwrap().is_ok());
}

#[test]
fn the_exit_code_tells_how_it_ended() {
    let machine = Machine::of(reviewer(0));
    assert_eq!(machine.look_up(&["13999999999", "--wait"]).0, 3);
    assert_eq!(machine.look_up(&["13999999999", "--offline"]).0, 6);
    assert_eq!(machine.look_up(&["z", "--offline"]).0, 4);
    assert_eq!(machine.look_up(&["ZJ24-000007", "--offline"]).0, 0);
    assert_eq!(machine.look_up(&["***"]).0, 2);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(told(&fed(&mut huzhu(empty.path(), &["lookup", "张"]), b"")).0, 5);
    let (code, help) = machine.look_up(&["--help"]);
    assert!(code == 0 && help.contains("3 没有找到") && help.contains("5 本机无人登录"), "{help}");
}

#[test]
fn standard_input_is_bounded_and_json_is_one_document() {
    let machine = Machine::of(reviewer(0));
    let flood = vec![b'9'; 10 * 1024 * 1024];
    let (code, _) = told(&fed(&mut machine.huzhu(&["lookup", "-"]), &flood));
    assert_eq!(code, 2);
    let (code, text) = told(&fed(&mut machine.huzhu(&["lookup", "--lang", "zh", "-"]), b"\xd5\xc5\xc4\xb3\n"));
    assert!(code == 2 && text.contains("不是 UTF-8"), "{code} {text}");
    let phone = machine.member(7).phone.unwrap();
    let dashed = format!(" +86 {}-{}\u{7}\n{PASSWORD}\n", &phone[..3], &phone[3..]);
    let (code, text) = told(&fed(&mut machine.huzhu(&["lookup", "-", "--json", "--offline"]), dashed.as_bytes()));
    let document: serde_json::Value = serde_json::from_str(text.trim()).unwrap_or_else(|_| panic!("{text}"));
    assert_eq!((code, &document["kind"], &document["from"]), (0, &"phone".into(), &"cache".into()));
    assert!(!text.contains(&phone));
    assert!(document["answer"]["sentence"].as_str().unwrap().len() > 20);
}

#[test]
fn several_people_of_two_plans_are_listed_in_words_and_a_desk_that_nobody_sat_at_is_told() {
    let home = tempfile::tempdir().unwrap();
    let made = huzhu(home.path(), &["demo", "--prepare", "--cases", "120"]).stdin(Stdio::null()).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let look_up = |what: &[&str]| {
        let all: Vec<&str> = ["lookup", "--lang", "zh", "--demo", "--offline"].iter().chain(what).copied().collect();
        told(&fed(&mut huzhu(home.path(), &all), b""))
    };
    let (code, text) = look_up(&["c"]);
    assert!(code == 4 && text.contains("济南重疾") && text.contains("浙产十期"), "{code} {text}");
    assert!(
        text.lines().filter(|line| line.starts_with("  ")).all(|line| !line.contains("jn-") && !line.contains("registration")),
        "{text}"
    );
    let (code, text) = look_up(&["c", "--as", "li"]);
    assert!(code == 5 && text.contains("huzhu demo --as li"), "{code} {text}");
}

/// `huzhu plan impact --desk`: every undecided case of the desk is recomputed, by name only in masks; masks alone are not.
#[test]
fn a_changed_plan_is_tried_on_the_undecided_cases_of_the_desk() {
    let machine = Machine::of(reviewer(0));
    let changed = machine.home.path().join("changed.toml");
    let now = PlanSet::builtin().get(&"zj-10".into()).unwrap().source.clone();
    std::fs::write(&changed, now.replace("once = \"300.00\"", "once = \"360.00\"")).unwrap();
    let args = ["plan", "impact", changed.to_str().unwrap(), "--desk", "--lang", "en"];
    let (code, text) = told(&fed(&mut machine.huzhu(&args), format!("{PASSWORD}\n").as_bytes()));
    let cases = (1..=u64::from(CASES)).map(|nth| machine.office.case(&reviewer(0), &format!("ZJ24-{nth:06}").as_str().into()).unwrap());
    let (mut open, mut before, mut names) = (0, huzhu::domain::money::Money::ZERO, Vec::new());
    let mut waits_for_payment = 0;
    for detail in cases.filter(|detail| !detail.case.status.is_closed()) {
        if detail.case.is_decided() {
            waits_for_payment += 1;
            continue;
        }
        open += 1;
        before += detail.assessment.total;
        names.push(detail.case.facts.member.name);
    }
    assert!(open > 0 && code == 0, "{code} {text}");
    assert!(text.contains(&format!("Claims recomputed: {open}\n")) && text.contains("lose: 0, 0.00"), "{text}");
    assert!(text.contains(&format!("Payable in all: {} → ", before.grouped())), "{before} {text}");
    assert!(names.iter().all(|name| !text.contains(name.as_str())), "{text}");
    // What is approved keeps the version under which it was: told, and in no sum.
    let told_decided = text.split("left as they were decided: ").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    assert!(waits_for_payment > 0 && told_decided.is_some_and(|told: u32| told >= waits_for_payment), "{waits_for_payment} {text}");
    let hotline = Machine::of(hotline());
    let (code, text) = told(&fed(&mut hotline.huzhu(&args), format!("{PASSWORD}\n").as_bytes()));
    assert!(code == 2 && text.contains("masks only"), "{code} {text}");
}

#[test]
fn older_books_are_indexed_when_they_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Office::open(Ledger::open(folder.path()).unwrap(), PlanSet::builtin(), Arc::new(|| OFFICE_OPENS)).unwrap();
    let plans = PlanSet::builtin();
    let cases = huzhu::server::demo::generate(plans.get(&"zj-10".into()).unwrap(), 1, 40, OFFICE_OPENS);
    let office = open();
    office.import(cases).unwrap();
    let asked = |office: &Office| {
        let phone = office.case(&reviewer(0), &"ZJ24-000007".into()).unwrap().case.facts.member.phone.unwrap();
        office.look_up(&reviewer(0), &huzhu::wire::LookupRequest { number: phone, id: None }).unwrap().cases.len()
    };
    let found = asked(&office);
    assert!(found > 0);
    drop(office);
    let file: PathBuf = folder.path().join("huzhu.db");
    let books = rusqlite::Connection::open(file).unwrap();
    books.execute_batch("DELETE FROM numbers; DELETE FROM name_keys; DELETE FROM meta WHERE name = 'finder';").unwrap();
    drop(books);
    assert_eq!(asked(&open()), found);
}

/// Opens the desk until it stands whether it is signed in.
fn signs_in(desk: OpenDesk, server: &str) -> bool {
    let (to_here, inbox) = channel();
    let post: Post = Arc::new(move |message| drop(to_here.send(message)));
    let options = Options {
        desk,
        server: Some(server.to_owned()),
        others: Vec::new(),
        clock: Clock::starting_at(OFFICE_OPENS),
        lang: Lang::Zh,
        plans: Arc::new(PlanSet::builtin()),
    };
    let handle = Handle::start(options, post).unwrap();
    let signed_in = loop {
        match inbox.recv_timeout(Duration::from_secs(60)).expect("it is told how it stands") {
            Message::Synced { connection: Connection::Online { .. }, .. } => break true,
            Message::Synced { connection: Connection::Failed { .. }, .. } => break false,
            _ => {}
        }
    };
    handle.finish();
    signed_in
}

#[test]
fn a_token_is_shown_to_no_other_address_whatever_the_files_are_opened_with() {
    let (office, _) = served::office(3, 1);
    let [here, elsewhere] = [(); 2].map(|()| format!("http://{}", serve(office.clone())));
    let dir = tempfile::tempdir().unwrap();
    let desk = |password: Option<&str>| OpenDesk {
        person: reviewer(0),
        folder: dir.path().join("desk"),
        key: KeySource::File,
        server_within: false,
        password: password.map(str::to_owned),
    };
    assert!(signs_in(desk(Some(PASSWORD)), &here));
    assert!(signs_in(desk(None), &here), "the session is kept");
    assert!(!signs_in(desk(None), &elsewhere), "though the same office would take the token there");
    assert!(signs_in(OpenDesk { server_within: true, ..desk(None) }, &elsewhere), "the made-up office is at another port each time");
}

#[test]
fn the_number_on_a_receipt_is_told_here_and_leads_to_the_case() {
    let machine = Machine::of(reviewer(0));
    let folder = huzhu::store::Folder::new(desk_folder(machine.home.path()));
    let key = keys::unlock(&folder, PASSWORD).unwrap();
    let claim = ClaimKey(uuid::Uuid::from_u128(0x1a2b_3c4d));
    let phone = "13999999999";
    let check = huzhu::domain::identity::id_check_character("11010119900101001").unwrap();
    let number = format!("11010119900101001{check}");
    {
        let mut store = huzhu::store::Store::open_quick(&folder, &key).unwrap();
        let entries = vec![("/member/name".into(), "张某某".into())];
        let draft = IntakeDraft { entries, ..IntakeDraft::begin(claim, "zj-10".into(), OFFICE_OPENS) };
        let mut facts = machine.office.case(&reviewer(0), &"ZJ24-000007".into()).unwrap().case.facts;
        // Somebody of whom the server knows nothing.
        facts.member = Member { phone: Some(phone.into()), id_number: Some(number.clone()), ..facts.member };
        let ready = ReadyClaim { plan: "zj-10".into(), facts, materials: vec![], key: None, replaces: vec![] };
        store.submit_claim(&draft, &ready, claim, OFFICE_OPENS).unwrap();
    }
    // By the numbers of who asks, too: the server alone would say that there is none.
    for what in [phone, &number] {
        for mode in ["--offline", "--wait"] {
            let (code, text) = machine.look_up(&[what, mode]);
            assert!(code == 0 && text.contains("张** 的申请") && text.contains("还没有发出（临时编号 1A2B3C4D）"), "{mode}: {code} {text}");
            assert!(!text.contains("没有找到") && !text.contains(what), "{text}");
        }
    }
    let (code, text) = machine.look_up(&["1A2B3C4D"]);
    assert!(code == 0 && text.contains("1A2B3C4D 是 张** 的申请，已在本机登记，还没有发出"), "{code} {text}");
    let mut store = huzhu::store::Store::open_quick(&folder, &key).unwrap();
    store.sending_claim(claim, OFFICE_OPENS).unwrap();
    store.claim_registered(claim, (&"ZJ24-000007".into(), 1), OFFICE_OPENS).unwrap();
    drop(store);
    for args in [&["1a2b3c4d", "--offline"][..], &["1a2b3c4d", "--wait"]] {
        let (code, text) = machine.look_up(args);
        assert!(code == 0 && text.contains("ZJ24-000007") && text.contains("回执临时编号"), "{args:?}: {code} {text}");
    }
}

#[test]
fn a_case_is_shown_from_this_machine_with_its_numbers_masked() {
    let machine = Machine::of(reviewer(0));
    let id = served::to_pass_on(&machine.office, &served::office(CASES, 1).1).remove(0);
    let detail = machine.office.case(&reviewer(0), &id).unwrap();
    let show = |args: &[&str]| {
        let all: Vec<&str> = ["show", "--lang", "zh"].iter().chain(args).copied().collect();
        told(&fed(&mut machine.huzhu(&all), format!("{PASSWORD}\n").as_bytes()))
    };
    let (code, page) = show(&[id.as_str()]);
    assert_eq!(code, 0, "{page}");
    for part in ["被保障人", "办理", "收到的材料", "核算", "核验", "经过", "收到申请"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let member = &detail.case.facts.member;
    let (code, json) = show(&["--json", id.as_str()]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, value["case"].as_str()), (0, Some(id.as_str())));
    for hidden in [Some(&member.name), member.id_number.as_ref(), member.phone.as_ref()].into_iter().flatten() {
        assert!(!page.contains(hidden.as_str()) && !json.contains(hidden.as_str()), "not in full");
    }
    let (code, told) = show(&["ZJ24-999999"]);
    assert_eq!(code, 3);
    assert!(told.contains("本机没有案件 ZJ24-999999"), "{told}");
}

/// Who reads how a case went sees why it was rejected or sent back, and under which clause, not only what somebody wrote.
#[test]
fn a_shown_case_says_why_it_was_rejected_or_returned() {
    let machine = Machine::of(reviewer(0));
    let show = |args: &[&str]| {
        let all: Vec<&str> = ["show", "--lang", "zh"].iter().chain(args).copied().collect();
        told(&fed(&mut machine.huzhu(&all), format!("{PASSWORD}\n").as_bytes())).1
    };
    let ids = served::to_pass_on(&machine.office, &served::office(CASES, 1).1);
    let defects = vec![Defect { reason: "MAT-ILLEGIBLE".into(), material: Some("id-card".into()) }];
    let acts = [
        Act::Reject { reason: "TIME-LIMIT".into(), clause: "七 申请时间".into(), text: "超过申请时限".into() },
        Act::Return { defects, text: "请重拍".into() },
    ];
    for (nth, (id, act)) in ids.iter().zip(acts).enumerate() {
        let detail = machine.office.case(&reviewer(0), id).unwrap();
        machine.office.decide(&reviewer(0), &decision(&detail, nth as u128 + 1, act)).unwrap();
    }
    machine.sync();
    // As where somebody opened the case on the desk.
    let folder = huzhu::store::Folder::new(desk_folder(machine.home.path()));
    let key = keys::unlock(&folder, PASSWORD).unwrap();
    let mut store = huzhu::store::Store::open_quick(&folder, &key).unwrap();
    for id in ids.iter().take(2) {
        store.put_detail(&machine.office.case(&reviewer(0), id).unwrap()).unwrap();
    }
    drop(store);
    let page = show(&[ids[0].as_str()]);
    assert!(page.contains("拒赔  超过申请时限（依据：七 申请时间）  超过申请时限"), "{page}");
    assert!(page.contains("试算") && page.contains("已拒赔，不付") && !page.contains("本项应付"), "{page}");
    assert!(!page.lines().any(|line| line.trim_start().starts_with("应付")), "nothing of it is payable: {page}");
    let value: serde_json::Value = serde_json::from_str(&show(&["--json", ids[0].as_str()])).unwrap();
    let rejected = value["timeline"].as_array().unwrap().iter().find(|entry| entry["verb"] == "reject").unwrap();
    assert_eq!((rejected["reason"].as_str(), rejected["clause"].as_str()), (Some("TIME-LIMIT"), Some("七 申请时间")));
    let page = show(&[ids[1].as_str()]);
    assert!(page.contains("补正  身份证正反面：看不清  请重拍"), "{page}");
}

#[test]
fn a_shown_case_tells_what_was_asked_back_and_what_became_of_it() {
    let machine = Machine::of(reviewer(0));
    let acting = |user: &str, role| Person { user: user.into(), name: "某某".into(), roles: vec![role], employer: None };
    let (asks, books, gives_up) = (acting("du", Role::Supervisor), acting("fu", Role::Payer), acting("yu", Role::Supervisor));
    let cases = served::office(CASES, 1).1;
    let paid = cases.into_iter().map(|id| machine.office.case(&asks, &id).unwrap()).find(|detail| {
        let case = &detail.case;
        case.status == Status::Paid
            && case.recoveries.is_empty()
            && case.granted.len() == 1
            && case.granted[0].amount > Money::from_yuan(100)
    });
    let paid = paid.expect("a paid case of one benefit");
    let (id, benefit, whole) = (paid.case.id.clone(), paid.case.granted[0].benefit.clone(), paid.case.granted[0].amount);
    let (came, rest) = (Money::from_yuan(100), whole - Money::from_yuan(100));
    let plans = PlanSet::builtin();
    let reason = plans.by_hash(&paid.case.plan_hash).unwrap().reason(&"EXCLUDED-CAUSE".into()).unwrap();
    let settled = |amount, how| Act::Recovered { benefit: benefit.clone(), amount, how, text: "回单 0091".into() };
    let (code, clause) = (reason.code.clone(), reason.clause.clone());
    let acts = [
        (&asks, Act::Recover { benefit: benefit.clone(), amount: whole, reason: code, clause, text: "查明为酗酒住院".into() }),
        (&books, settled(came, Settled::Repaid)),
        (&gives_up, settled(rest, Settled::WrittenOff)),
    ];
    for (nth, (who, act)) in acts.into_iter().enumerate() {
        let detail = machine.office.case(who, &id).unwrap();
        machine.office.decide(who, &decision(&detail, nth as u128 + 1, act)).unwrap();
    }
    machine.sync();
    let folder = huzhu::store::Folder::new(desk_folder(machine.home.path()));
    let key = keys::unlock(&folder, PASSWORD).unwrap();
    huzhu::store::Store::open_quick(&folder, &key).unwrap().put_detail(&machine.office.case(&reviewer(0), &id).unwrap()).unwrap();
    let (code, page) = told(&fed(&mut machine.huzhu(&["show", "--lang", "zh", id.as_str()]), format!("{PASSWORD}\n").as_bytes()));
    assert_eq!(code, 0, "{page}");
    let [whole, came, rest] = [whole, came, rest].map(Money::grouped);
    assert!(page.contains(&format!("核定 0.00  已付 {whole}  已追回 {came}  不再追回 {rest}")), "{page}");
    let line =
        |amount: &str, word: &str| page.lines().any(|line| line.contains(word) && line.contains(amount) && line.contains("回单 0091"));
    assert!(line(&came, "已追回") && line(&rest, "不再追回"), "{page}");
    assert!(!page.lines().any(|line| line.trim_start().starts_with("应付")), "nothing of it is payable: {page}");
}
