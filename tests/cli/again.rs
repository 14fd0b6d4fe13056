//! One decision on one case from the command line: kept, sent once, answered in a sentence.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use huzhu::domain::case::Event;
use huzhu::domain::case::Hold;
use huzhu::domain::decision::{Act, Verb};

use super::served;

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
    child.stdin.take().unwrap().write_all(format!("{}\n", served::PASSWORD).as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
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
