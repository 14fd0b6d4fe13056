//! One decision on one case from the command line: kept, sent once, answered in a sentence.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use std::sync::Arc;

use huzhu::domain::case::{Case, Event, Hold, Status};
use huzhu::domain::decision::{Act, Verb};
use huzhu::domain::ids::CaseId;
use huzhu::domain::people::Role;
use huzhu::judge::may;
use huzhu::rules::PlanSet;
use huzhu::server::Office;
use huzhu::server::demo::{self, OFFICE_OPENS, SEED};
use huzhu::wire::Person;

use super::served;

pub(super) fn run(home: &Path, args: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["--lang", "zh"])
        .args(args)
        .env("HUZHU_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{}\n", served::PASSWORD).as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

pub(super) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_case_is_parked_referred_taken_up_and_sent_back_from_a_script() {
    let (office, ids) = served::office(60, 1);
    let case = served::to_pass_on(&office, &ids).first().unwrap().clone();
    let home = tempfile::tempdir().unwrap();
    served::login(home.path(), &format!("http://{}", served::serve(office.clone())), 0);
    let id = case.as_str();
    let parked = run(home.path(), &["park", id, "--until", "2025-01-06", "等病理报告"]);
    assert!(parked.status.success() && said(&parked).contains(&format!("✓ 暂存 {id}：服务器已收，回执")), "{}", said(&parked));
    let now = || office.case(&served::reviewer(0), &case).unwrap().case;
    assert_eq!(now().hold, Some(Hold::Parked { until: "2025-01-06".parse().unwrap() }));
    let unknown = run(home.path(), &["refer", id, "--reason", "NOBODY", "是否先天性"]);
    assert_eq!((unknown.status.code(), said(&unknown).contains("没有原因代码 NOBODY")), (Some(2), true), "{}", said(&unknown));
    assert!(run(home.path(), &["refer", id, "--reason", "PANEL", "是否先天性"]).status.success());
    let barred = run(home.path(), &["send-back", id, "再核实"]);
    assert_eq!((barred.status.code(), said(&barred).contains("会审")), (Some(1), true), "{}", said(&barred));
    assert!(run(home.path(), &["resume", id, "会审意见：不属于"]).status.success());
    assert!(run(home.path(), &["send-back", id, "再核实单位"]).status.success());
    let case = now();
    assert_eq!((case.stage.as_str(), case.hold.clone()), ("employer-check", None));
    let acts = case.timeline.iter().rev().filter_map(|entry| match &entry.event {
        Event::Decided { act, .. } => Some(Act::verb(act)),
        _ => None,
    });
    assert_eq!(acts.take(4).collect::<Vec<_>>(), [Verb::SendBack, Verb::Resume, Verb::Refer, Verb::Park], "each went once");
    let reopened = run(home.path(), &["reopen", id, "--reason", "OBJECTION", "申请人有异议"]);
    assert_eq!((reopened.status.code(), said(&reopened).contains("督办")), (Some(1), true), "{}", said(&reopened));
    let nobody = tempfile::tempdir().unwrap();
    assert_eq!(run(nobody.path(), &["resume", id, "x"]).status.code(), Some(5));
}

#[test]
fn a_case_under_lists_that_no_desk_here_has_seen_is_decided_from_a_script() {
    let list = r#"
[[lists]]
id = "drugs"
plan = "zj-10"
kind = "special-drug"
name = { zh = "特殊用药（样例）", en = "Special drugs, made up" }
clause = "五 大额医疗"
valid = { from = 2020-01-01, to = 2026-12-31 }
entries = [{ name = "某某单抗" }]
"#;
    let (office, ids) = served::office_with_lists(&[list.to_owned()], 60, 1);
    let case = served::to_pass_on(&office, &ids).first().unwrap().clone();
    let detail = office.case(&served::reviewer(0), &case).unwrap();
    assert!(PlanSet::builtin().by_hash(&detail.case.plan_hash).is_none(), "a text that the program has not");
    let home = tempfile::tempdir().unwrap();
    served::login(home.path(), &format!("http://{}", served::serve(office.clone())), 0);
    let parked = run(home.path(), &["park", case.as_str(), "--until", "2025-01-06", "等病理报告"]);
    assert!(parked.status.success() && said(&parked).contains("服务器已收"), "{}", said(&parked));
}

fn person(user: &str, role: Role) -> Person {
    Person { user: user.into(), name: "某某".into(), roles: vec![role], employer: None }
}

/// Each person's own machine, signed in to one server.
struct Machines {
    office: Arc<Office>,
    server: String,
    homes: Vec<(String, tempfile::TempDir)>,
}

impl Machines {
    fn of(office: Arc<Office>, people: &[Person]) -> Machines {
        people.iter().for_each(|person| office.add_user(person, Some(served::PASSWORD), None).unwrap());
        let server = format!("http://{}", served::serve(office.clone()));
        let homes = people.iter().map(|person| (person.user.to_string(), tempfile::tempdir().unwrap())).collect();
        let machines = Machines { office, server, homes };
        machines.homes.iter().for_each(|(user, home)| served::login_as(home.path(), &machines.server, user));
        machines
    }

    fn run(&self, user: &str, args: &[&str]) -> (Option<i32>, String) {
        let (_, home) = self.homes.iter().find(|(known, _)| known == user).unwrap();
        let output = run(home.path(), args);
        (output.status.code(), said(&output))
    }

    fn done(&self, user: &str, args: &[&str], verb: &str) {
        let (code, said) = self.run(user, args);
        assert!(code == Some(0) && said.contains(&format!("✓ {verb} {}：服务器已收，回执", args[1])), "{args:?}: {said}");
    }

    fn refused(&self, user: &str, args: &[&str], code: i32, because: &str) {
        let (seen, said) = self.run(user, args);
        assert!(seen == Some(code) && said.contains(because) && !said.contains("panicked"), "{args:?}: {seen:?} {said}");
    }

    fn case(&self, by: &Person, id: &CaseId) -> Case {
        self.office.case(by, id).unwrap().case
    }
}

/// A paid case of one benefit of which nothing was asked back.
fn a_paid_one(office: &Office, by: &Person, ids: &[CaseId]) -> CaseId {
    let is_paid = |id: &&CaseId| {
        let case = office.case(by, id).unwrap().case;
        let held = case.granted.iter().filter(|granted| !case.held_for(&granted.benefit).is_zero()).count();
        case.status == Status::Paid && case.recoveries.is_empty() && held == 1
    };
    ids.iter().find(is_paid).expect("a paid case").clone()
}

#[test]
fn what_was_paid_is_asked_back_noted_and_decided_anew_from_a_script() {
    let (office, ids) = served::office(200, 0);
    let (head, payer) = (person("du", Role::Supervisor), person("fu", Role::Payer));
    let machines = Machines::of(office.clone(), &[head.clone(), payer]);
    let paid = a_paid_one(&office, &head, &ids);
    let id = paid.as_str();
    let recover = ["recover", id, "--reason", "excluded-cause", "查明为酗酒住院"];
    machines.refused("fu", &recover, 1, "审批");
    machines.refused("du", &["recover", id, "--reason", "EXCLUDED-CAUSE", " "], 1, "须写明依据的条款和给申请人的说明");
    machines.refused("du", &["recover", id, "查明为酗酒住院"], 2, "--reason");
    machines.refused("fu", &["recovered", id, "--amount", "1.00", "回单"], 1, "待追回的是 0.00 元");
    machines.refused("du", &["recover", id, "--benefit", "nope", "--reason", "EXCLUDED-CAUSE", "查明为酗酒住院"], 1, "本计划没有这个项目");
    assert!(machines.case(&head, &paid).recoveries.is_empty(), "nothing of that was done");
    machines.done("du", &recover, "追回");
    let asked = machines.case(&head, &paid).recoveries[0].open();
    assert!(!asked.is_zero());
    machines.refused("fu", &["recovered", id, "--amount", "99999.00", "回单 0091"], 1, "");
    machines.refused("fu", &["recovered", id, "--amount", "1.00", "--written-off", "联系不到"], 1, "督办");
    machines.refused("du", &["recovered", id, "--amount", "1.00", "--written-off", "联系不到"], 1, "提出追回以外的人");
    machines.done("fu", &["recovered", id, "--amount", &asked.to_string(), "回单 0091"], "追回入账");
    assert!(machines.case(&head, &paid).recoveries[0].open().is_zero());
    machines.refused("fu", &["reopen", id, "--reason", "OBJECTION", "申请人有异议"], 1, "督办");
    machines.done("du", &["reopen", id, "--reason", "OBJECTION", "申请人有异议"], "重启");
    let again = machines.case(&head, &paid);
    assert_eq!((again.status, again.stage.as_str()), (Status::Open, "medical-review"));
    machines.refused("du", &["reopen", id, "--reason", "OBJECTION", "再来一次"], 1, "");
}

#[test]
fn a_case_gets_more_time_from_a_script() {
    let (office, _) = served::office(1, 0);
    let plans = PlanSet::builtin();
    let plan = plans.get(&"sh-member".into()).unwrap();
    let ids = office.import(demo::generate(plan, SEED, 80, OFFICE_OPENS)).unwrap();
    let (head, payer) = (person("du", Role::Supervisor), person("fu", Role::Payer));
    let machines = Machines::of(office.clone(), &[head.clone(), payer]);
    let may_extend = |id: &&CaseId| {
        let detail = office.case(&head, id).unwrap();
        detail.summary.due.is_some() && may(plan, &detail.case, &detail.assessment, Verb::Extend, &head).is_ok()
    };
    let open = ids.iter().find(may_extend).expect("a case whose limit may be moved").clone();
    let due = || office.case(&head, &open).unwrap().summary.due.unwrap();
    let (id, before) = (open.as_str(), due());
    let later = (before + chrono::Days::new(20)).to_string();
    machines.refused("fu", &["extend", id, "--until", &later, "须向外地医院核实"], 1, "督办");
    machines.refused("du", &["extend", id, "--until", &before.to_string(), "须向外地医院核实"], 1, &before.to_string());
    machines.refused("du", &["extend", id, "须向外地医院核实"], 2, "--until");
    machines.refused("du", &["extend", id, "--days", "10"], 2, "WHY");
    assert_eq!(due(), before, "nothing of that was done");
    machines.done("du", &["extend", id, "--until", &later, "须向外地医院核实"], "延期");
    assert_eq!(due().to_string(), later);
    machines.done("du", &["extend", id, "--days", "5", "还没有答复"], "延期");
    assert_eq!(due(), before + chrono::Days::new(25));
}
