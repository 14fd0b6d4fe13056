//! Stages are data: a plan with another chain of them runs without a word in the program.

use huzhu::domain::case::Event;
use huzhu::rules::{Plan, PlanSet};
use huzhu::server::Ledger;

use super::*;

/// The stages of a made-up plan: one review more, none of the shipped names, two stages behind the approval.
const STAGES: &str = r#"
[[stages]]
id = "window"
name = { zh = "窗口", en = "Window" }
roles = ["intake"]
kind = "review"
claimant_word = { zh = "窗口办理中", en = "At the window" }
[stages.message]
text = { zh = "材料收齐了。", en = "The papers are complete." }
clause = "经办约定"
[[stages]]
id = "first-look"
name = { zh = "初看", en = "First look" }
roles = ["employer"]
kind = "review"
limit_working_days = 2
claimant_word = { zh = "初看中", en = "First look" }
[[stages]]
id = "second-look"
name = { zh = "再看", en = "Second look" }
roles = ["medical"]
kind = "review"
claimant_word = { zh = "再看中", en = "Second look" }
[[stages]]
id = "signature"
name = { zh = "签字", en = "Signature" }
roles = ["approver"]
kind = "approval"
claimant_word = { zh = "待签字", en = "To be signed" }
[[stages]]
id = "folder"
name = { zh = "入册", en = "Folder" }
roles = ["intake"]
kind = "archive"
claimant_word = { zh = "待付", en = "To be paid" }
[[stages]]
id = "bank"
name = { zh = "划款", en = "Bank" }
roles = ["payer"]
kind = "payment"
claimant_word = { zh = "待付", en = "To be paid" }
"#;

fn chained() -> Office {
    let plans = PlanSet::builtin();
    let source = &plans.get(&"zj-10".into()).unwrap().source;
    let (before, rest) = source.split_at(source.find("[[stages]]").unwrap());
    let (_, behind) = rest.split_at(rest.find("\n[reopening]").unwrap());
    let text = format!("{before}{STAGES}{behind}").replace("stage = \"medical-review\"", "stage = \"first-look\"");
    let plan = Plan::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut plans = PlanSet::default();
    plans.insert(plan);
    let office = Office::open(Ledger::open_in_memory().unwrap(), plans, Hands::at(opens()).clock()).unwrap();
    for person in everybody() {
        office.add_user(&person, None, None).unwrap();
    }
    office
}

#[test]
fn another_chain_of_stages_runs_from_end_to_end() {
    let office = chained();
    let case = hospital(&office, 1, "2024-11-01", 8);
    assert_eq!((case.case.stage.as_str(), case.summary.due), ("window", None));
    let case = walk(&office, &case, 1, &[(intake(), pass_on())]);
    assert_eq!((case.case.stage.as_str(), case.summary.due), ("first-look", Some(day("2024-12-20"))));
    let told = case.case.timeline.last().unwrap();
    assert_eq!(told.event, Event::Told { text: format!("申请 {}：材料收齐了。", case.case.id) });
    let back = Act::SendBack { text: "再看一遍".into() };
    let steps = [(officer(), pass_on()), (medical(), back), (officer(), pass_on()), (medical(), pass_on()), (approver(), approve())];
    let case = walk(&office, &case, 10, &steps);
    assert_eq!(case.case.stage.as_str(), "folder");
    let case = walk(&office, &case, 20, &[(intake(), pass_on()), (payer(), Act::SendBack { text: "册子不全".into() })]);
    assert_eq!((case.case.stage.as_str(), case.case.granted.len()), ("folder", 1), "what was approved stands");
    let case = walk(&office, &case, 30, &[(intake(), pass_on()), (payer(), Act::Paid { reference: String::new() })]);
    assert_eq!(case.case.status, Status::Paid);
    let reopen = Act::Reopen { reason: "OBJECTION".into(), text: "申请人对天数有异议".into() };
    let case = walk(&office, &case, 40, &[(supervisor(), reopen)]);
    assert_eq!((case.case.stage.as_str(), case.summary.due), ("first-look", Some(day("2024-12-20"))));
}
