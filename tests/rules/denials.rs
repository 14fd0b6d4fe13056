//! Why a benefit is refused, and what a reviewer's "no" refuses: what he was asked, and nothing beside it.

use huzhu::domain::assessment::{Assessment, CheckState, Outcome};
use huzhu::domain::facts::ClaimDocument;
use huzhu::domain::people::Lang;
use huzhu::explain::notice;
use huzhu::rules::{Plan, amounts, assess};
use serde_json::{Value, json};

use super::{ordinary, ordinary_contract, ordinary_cover, plan_of};

/// A claim on so many benefits with facts laid over an ordinary one.
fn with(mut claim: Value, benefits: &[&str], facts: Value) -> Value {
    claim["facts"]["benefits"] = json!(benefits);
    let Value::Object(facts) = facts else { panic!("facts are a table") };
    claim["facts"].as_object_mut().unwrap().extend(facts);
    claim
}

fn no(check: &str) -> Value {
    json!([{ "check": check, "holds": false, "note": "不是" }])
}

fn under(plan: &Plan, claim: Value) -> (ClaimDocument, Assessment) {
    let document: ClaimDocument = serde_json::from_value(claim).unwrap();
    let assessment = assess(plan, &document.facts, &document.history);
    let mut explained = assessment.benefits.clone();
    explained.iter_mut().for_each(|benefit| benefit.steps.clear());
    assert_eq!(amounts(plan, &document.facts, &document.history), explained, "the same by amounts alone");
    (document, assessment)
}

fn assessed(claim: Value) -> Assessment {
    under(&plan_of(claim["plan"].as_str().unwrap()), claim).1
}

/// How each benefit ends: its amount, what it waits for or lacks, or every reason that refuses it, with the last day where it was late.
fn ends(assessment: &Assessment) -> Vec<String> {
    let end = |benefit: &huzhu::domain::assessment::BenefitAssessment| match &benefit.outcome {
        Outcome::Payable => benefit.amount.to_string(),
        Outcome::NeedsChoice { check } => format!("? {check}"),
        Outcome::NeedsFact { paths } => format!("? {}", paths.join(" ")),
        Outcome::NothingOwed => {
            let last = |day: &Option<huzhu::domain::time::Date>| day.map(|day| format!(" {day}")).unwrap_or_default();
            let why: Vec<String> = benefit.refusals.iter().map(|of| format!("{}{}", of.reason, last(&of.last_day))).collect();
            assert_eq!(benefit.reason.as_ref(), benefit.refusals.first().map(|first| &first.reason));
            why.join(", ")
        }
        other => format!("{other:?}"),
    };
    assessment.benefits.iter().map(end).collect()
}

fn states(assessment: &Assessment, check: &str) -> Vec<(CheckState, bool)> {
    assessment.checks.iter().filter(|made| made.check == check).map(|made| (made.state, made.blocks)).collect()
}

/// What the claimant is told of the first benefit.
fn told(plan: &str, claim: Value) -> Vec<String> {
    let plan = plan_of(plan);
    let (document, assessment) = under(&plan, claim);
    notice::of(Lang::Zh, &plan, &document.facts, &document.history, &assessment).benefits[0].why.clone()
}

#[test]
fn a_death_after_a_severe_illness_is_not_told_as_paid_once_before() {
    let death = json!({ "date": "2024-06-01", "sudden_illness": true, "treated_in_hospital": false });
    let payee = json!({ "name": "李某", "proof": "公证书" });
    let mut claim = with(ordinary(), &["sudden-death"], json!({ "death": death, "payee": payee }));
    claim["history"] = json!({ "granted": [{ "case": "X-1", "plan": "zj-10", "benefit": "critical-illness", "class": "severe",
        "amount": "25000.00", "decided": "2024-03-01" }], "open": [] });
    assert_eq!(ends(&assessed(claim.clone())), ["SEVERE-BEFORE"]);
    let plan = plan_of("zj-10");
    let words = |code: &str| plan.reason(&code.into()).unwrap().text.get(Lang::Zh).to_owned();
    let told = told("zj-10", claim).join("\n");
    assert!(told.contains(&words("SEVERE-BEFORE")) && !told.contains(&words("ALREADY-PAID-ONCE")), "{told}");
}

#[test]
fn a_day_without_a_contract_refuses_only_the_benefit_of_that_day() {
    let facts = json!({
        "diagnosis": { "disease": "脑中风", "diagnosed": "2022-06-01", "known_before": false },
        "accident": { "date": "2023-09-01", "kind": "fall", "account": "摔倒" },
        "stays": [{ "admission": "2023-09-02", "discharge": "2023-09-09", "cause": "illness" }],
    });
    let made = assessed(with(ordinary_contract(), &["critical-illness", "accident-hospital"], facts));
    assert_eq!(states(&made, "enrolled"), [(CheckState::Fail, false)], "of the day of the diagnosis");
    assert_eq!(ends(&made), ["PRE-EXISTING", "NOT-ACCIDENT"]);
}

#[test]
fn every_rule_that_refuses_is_told_once_with_its_last_day() {
    let facts = json!({
        "filed": "2025-06-01",
        "member": { "name": "张某某", "retired": true },
        "stays": [{ "admission": "2024-03-01", "discharge": "2024-03-09", "designated": false, "settled": true },
                  { "admission": "2024-04-01", "discharge": "2024-04-09", "designated": true, "settled": false, "cause": "illness" }],
    });
    let claim = with(ordinary(), &["hospital-stay"], facts);
    let all = "HOSPITAL-NOT-ACCEPTED, NO-INSURANCE-SETTLEMENT, TIME-LIMIT 2025-03-31, RETIRED";
    assert_eq!(ends(&assessed(claim.clone())), [all]);
    let told = told("zj-10", claim);
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().all(|line| line.contains("（依据：")) && told[2].contains("2025 年 3 月 31 日"), "{told:?}");
}

#[test]
fn under_enrolments_a_no_to_what_was_asked_of_one_benefit_leaves_the_others() {
    // The accident lies before the cover, the death in it: that is asked. The illness lies inside.
    let facts = json!({
        "accident": { "date": "2023-12-20", "kind": "fall", "account": "摔倒" },
        "death": { "date": "2024-01-05", "cause": "accident" },
        "payee": { "name": "李某", "proof": "公证书", "account_kind": "own" },
        "diagnosis": { "disease": "某重病", "diagnosed": "2024-01-02", "known_before": false },
        "stays": [{ "admission": "2024-01-02", "discharge": "2024-01-05" }],
        "filed": "2024-03-01",
        "answers": [{ "check": "disease-listed", "holds": true, "note": "在清单内" }, { "check": "enrolled", "holds": false, "note": "按事故日" }],
    });
    let made = assessed(with(ordinary_cover("sh-member"), &["critical-illness", "accident-death"], facts.clone()));
    assert_eq!(ends(&made), ["20000.00", "NOT-COVERED-TERM"]);
    assert_eq!(states(&made, "enrolled"), [(CheckState::Pass, false), (CheckState::Fail, false)]);
    // Where it passes everywhere, the no is about what passed.
    let alone = assessed(with(ordinary_cover("sh-member"), &["critical-illness"], facts));
    assert_eq!(ends(&alone), ["NOT-COVERED-TERM"]);
    assert_eq!(states(&alone, "enrolled"), [(CheckState::Fail, false)]);
}

#[test]
fn a_no_to_one_window_leaves_the_benefits_that_came_in_time() {
    // Total disability of an accident long ago is late and asks whether the assessment was applied for; the illness is in time.
    let facts = json!({
        "filed": "2024-11-01",
        "accident": { "date": "2024-04-01", "kind": "fall", "account": "摔倒", "known_to_union": "2024-04-02", "notified": "2024-04-03" },
        "disability": { "total": true },
        "diagnosis": { "disease": "某重病", "diagnosed": "2024-10-20", "known_before": false },
        "stays": [{ "admission": "2024-10-18", "discharge": "2024-10-25" }],
        "answers": [{ "check": "disease-listed", "holds": true, "note": "在清单内" }, { "check": "filing-window", "holds": false, "note": "逾期" },
            { "check": "assessment-applied", "holds": false, "note": "逾期" }],
    });
    let made = assessed(with(ordinary_cover("sh-member"), &["critical-illness", "accident-total-disability"], facts));
    let ends = ends(&made);
    assert_eq!(ends[0], "20000.00", "{ends:?}");
    assert!(ends[1].starts_with("TIME-LIMIT 2024-"), "{ends:?}");
}

#[test]
fn a_no_to_a_window_that_was_kept_names_no_day_that_was_missed() {
    let facts = |answers: Value| {
        json!({
            "filed": "2024-12-20",
            "accident": { "date": "2024-10-02", "kind": "fall", "account": "摔倒", "known_to_union": "2024-10-03", "notified": "2024-10-05" },
            "disability": { "total": true, "applied": "2024-11-01" },
            "diagnosis": { "disease": "某重病", "diagnosed": "2024-12-02", "known_before": false },
            "stays": [{ "admission": "2024-12-01", "discharge": "2024-12-09" }],
            "answers": answers,
        })
    };
    for (benefit, check) in [("critical-illness", "filing-window"), ("accident-total-disability", "assessment-applied")] {
        let claim = with(ordinary_cover("sh-member"), &[benefit], facts(no(check)));
        assert_eq!(ends(&assessed(claim.clone())), ["TIME-LIMIT"], "{check}");
        let told = told("sh-member", claim).join("\n");
        assert!(told.contains("超过了规定的时限") && !told.contains("最后一天是"), "{told}");
    }
    // One who came late is told the day.
    let mut late = with(ordinary_cover("sh-member"), &["critical-illness"], facts(json!([])));
    late["facts"]["filed"] = json!("2027-02-01");
    assert!(told("sh-member", late).join("\n").contains("最后一天是"));
}

#[test]
fn under_contracts_a_no_to_what_was_asked_of_one_benefit_leaves_the_others() {
    // The accident lies on the day on which the contract began: that is asked. The illness is none of it.
    let facts = json!({
        "diagnosis": { "disease": "脑中风", "diagnosed": "2023-06-01", "known_before": false },
        "accident": { "date": "2023-01-01", "kind": "fall", "account": "摔倒" },
        "stays": [{ "admission": "2023-01-01", "discharge": "2023-01-09", "cause": "other-accident" }],
        "answers": no("accident-start"),
    });
    let made = assessed(with(ordinary_contract(), &["critical-illness", "accident-hospital"], facts));
    assert_eq!(ends(&made), ["3000.00", "NOT-COVERED-TERM"]);
    assert_eq!(states(&made, "accident-start"), [(CheckState::Fail, false)]);
}

#[test]
fn a_reviewers_no_goes_before_a_list_that_names_the_thing() {
    let lists = r#"
[[lists]]
id = "d"
plan = "sh-member"
kind = "disease"
name = { zh = "病种（样例）", en = "Diseases, made up" }
clause = "重大疾病 保障金"
valid = { from = 2024-01-01, to = 2024-12-31 }
entries = [{ name = "某某恶性肿瘤" }]

[[lists]]
id = "h"
plan = "sh-member"
kind = "hospital"
name = { zh = "医院（样例）", en = "Hospitals, made up" }
clause = "重大疾病 一（二）"
valid = { from = 2024-01-01, to = 2024-12-31 }
entries = [{ name = "某某第一医院" }]
"#;
    let plan = plan_of("sh-member").with_lists(lists).unwrap();
    let made = |answers: Value| {
        let facts = json!({
            "filed": "2024-12-27",
            "diagnosis": { "disease": "某某恶性肿瘤", "diagnosed": "2024-12-02", "known_before": false },
            "stays": [{ "admission": "2024-12-01", "discharge": "2024-12-09", "hospital": "某某第一医院" }],
            "answers": answers,
        });
        under(&plan, with(ordinary_cover("sh-member"), &["critical-illness"], facts)).1
    };
    assert_eq!(ends(&made(json!([]))), ["20000.00"]);
    for (check, reason) in [("disease-listed", "DISEASE-NOT-LISTED"), ("hospital-accepted", "HOSPITAL-NOT-ACCEPTED")] {
        let denied = made(no(check));
        assert_eq!(ends(&denied), [reason]);
        assert_eq!(states(&denied, check), [(CheckState::Fail, false)], "it took effect, and stands against nothing else");
        let note = denied.checks.iter().find(|made| made.check == check).and_then(|made| made.note.as_deref());
        assert_eq!(note, Some("不是"), "with his words");
    }
}

#[test]
fn a_no_to_hospitals_is_about_those_in_question_else_about_those_that_nobody_stated() {
    let made =
        |stays: Value| assessed(with(ordinary(), &["hospital-stay"], json!({ "stays": stays, "answers": no("designated-hospital") })));
    let stay =
        |from: &str, to: &str, designated: Value| json!({ "admission": from, "discharge": to, "settled": true, "designated": designated });
    let (first, second) = (|of| stay("2024-03-01", "2024-03-11", of), |of| stay("2024-05-01", "2024-05-09", of));
    assert_eq!(ends(&made(json!([first(Value::Null), second(json!(false))]))), ["500.00"], "the second is in question");
    let unsaid = made(json!([first(json!(true)), second(Value::Null)]));
    assert_eq!(ends(&unsaid), ["500.00"], "the second is the only one that nobody stated");
    assert_eq!(states(&unsaid, "designated-hospital"), [(CheckState::Fail, false)]);
}

#[test]
fn of_a_stay_that_was_not_settled_the_cause_is_asked() {
    let made = |benefits: &[&str], stays: Value, answers: Value| {
        let diagnosis = json!({ "disease": "coma", "diagnosed": "2024-03-05", "known_before": false });
        assessed(with(ordinary(), benefits, json!({ "stays": stays, "diagnosis": diagnosis, "answers": answers })))
    };
    let stay = |from: &str, to: &str, settled: Value, cause: Value| json!({ "admission": from, "discharge": to, "designated": true, "settled": settled, "cause": cause });
    let first = |settled: Value, cause: Value| stay("2024-03-01", "2024-03-11", settled, cause);
    let second = |settled: Value, cause: Value| stay("2024-05-01", "2024-05-09", settled, cause);
    let (yes, unsaid, not) = (json!(true), Value::Null, json!(false));
    let check = "insurance-settlement";
    // Traffic accidents and work injuries are excepted: without the cause nothing is refused, whoever says that it was not settled.
    for (settled, answers) in [(&not, json!([])), (&not, no(check)), (&unsaid, no(check))] {
        let made = made(&["hospital-stay"], json!([first(settled.clone(), Value::Null)]), answers);
        assert_eq!(ends(&made), ["? facts.stays[0].cause"], "{settled}");
    }
    let ill = made(&["hospital-stay"], json!([first(not.clone(), json!("illness"))]), no(check));
    assert_eq!(ends(&ill), ["NO-INSURANCE-SETTLEMENT"]);
    let traffic = made(&["hospital-stay"], json!([first(unsaid.clone(), json!("traffic-accident"))]), no(check));
    assert_eq!((ends(&traffic), states(&traffic, check)), (vec!["500.00".to_owned()], vec![(CheckState::Attested, false)]));
    // A settled stay beside it changes nothing: an accident would count.
    let stays = json!([first(yes.clone(), Value::Null), second(not.clone(), Value::Null)]);
    assert_eq!(ends(&made(&["hospital-stay"], stays.clone(), json!([]))), ["? facts.stays[1].cause"], "how many days count is open");
    assert_eq!(ends(&made(&["hospital-stay"], stays.clone(), no(check))), ["? facts.stays[1].cause"]);
    // For a critical illness the settled one is enough.
    assert_eq!(ends(&made(&["critical-illness"], stays, json!([])))[0], "25000.00");
    let only = json!([first(not, Value::Null)]);
    assert_eq!(ends(&made(&["critical-illness"], only, json!([]))), ["? facts.stays[0].cause"]);
}
