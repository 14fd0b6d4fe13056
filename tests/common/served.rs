//! A made-up office that is served on this machine from the test's own process, so that the client is a process of its own.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use huzhu::domain::decision::Verb;
use huzhu::domain::ids::CaseId;
use huzhu::domain::people::Role;
use huzhu::driver::clock::Clock;
use huzhu::judge::may;
use huzhu::rules::PlanSet;
use huzhu::server::demo::{self, OFFICE_OPENS, SEED};
use huzhu::server::{Ledger, Office};
use huzhu::wire::Person;

pub const PASSWORD: &str = "a made-up password";

/// A medical reviewer; they are numbered, so that each client has one of its own.
pub fn reviewer(nth: usize) -> Person {
    Person { user: format!("he{nth}").as_str().into(), name: format!("何某{nth}"), roles: vec![Role::Medical], employer: None }
}

/// Opens an office in memory with so many made-up cases and so many reviewers.
pub fn office(cases: u32, reviewers: usize) -> (Arc<Office>, Vec<CaseId>) {
    office_with_lists(&[], cases, reviewers)
}

/// Opens such an office that keeps lists.
pub fn office_with_lists(lists: &[String], cases: u32, reviewers: usize) -> (Arc<Office>, Vec<CaseId>) {
    let plans = PlanSet::builtin();
    let clock = Clock::starting_at(OFFICE_OPENS);
    let ledger = Ledger::open_in_memory().unwrap();
    ledger.write(|books| books.keep_lists(lists)).unwrap();
    let office = Office::open(ledger, plans, Arc::new(move || clock.now())).unwrap();
    for nth in 0..reviewers {
        office.add_user(&reviewer(nth), Some(PASSWORD), None).unwrap();
    }
    let plan = office.plans().get(&"zj-10".into()).unwrap();
    let ids = office.import(demo::generate(plan, SEED, cases, OFFICE_OPENS)).unwrap();
    (Arc::new(office), ids)
}

/// The cases that wait for a medical reviewer and that he may pass on as they are.
pub fn to_pass_on(office: &Office, ids: &[CaseId]) -> Vec<CaseId> {
    let plans = PlanSet::builtin();
    let (plan, who) = (plans.get(&"zj-10".into()).unwrap(), reviewer(0));
    let waits = |id: &&CaseId| {
        let detail = office.case(&who, id).unwrap();
        detail.case.stage == "medical-review" && may(plan, &detail.case, &detail.assessment, Verb::PassOn, &who).is_ok()
    };
    ids.iter().filter(waits).cloned().collect()
}

/// Serves it on threads of its own until the test ends.
pub fn serve(office: Arc<Office>) -> SocketAddr {
    let (tell, told) = channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let running = huzhu::server::start(office, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
            tell.send(running.addr).unwrap();
            std::future::pending::<()>().await;
            drop(running);
        });
    });
    told.recv_timeout(Duration::from_secs(60)).unwrap()
}

/// Signs a reviewer in on a machine of his own, as he does before the first use.
pub fn login(home: &Path, server: &str, nth: usize) {
    login_as(home, server, &format!("he{nth}"));
}

/// Signs anybody in.
pub fn login_as(home: &Path, server: &str, user: &str) {
    let mut login = Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["login", "--server", server, "--user", user])
        .env("HUZHU_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    login.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    assert!(login.wait().unwrap().success(), "login");
}

/// Where the signed-in person's files are.
pub fn desk_folder(home: &Path) -> PathBuf {
    home.join("data").join("desk")
}
