//! Made-up cases for the desk to show: the usual queue, the case of screens.md, one of the plan of contracts. Everybody is called 某.

use huzhu::domain::assessment::CheckState;
use huzhu::domain::basis::Basis;
use huzhu::domain::case::{Case, Status};
use huzhu::domain::facts::{Facts, History};
use huzhu::domain::summary::{CaseDetail, CaseSummary};
use huzhu::domain::time::Moment;
use huzhu::rules::{self, PlanSet, clock};
use serde_json::{Value, json};

/// Makes a detail of a case as the server would.
pub fn detail_of(plans: &PlanSet, case: Case, history: History) -> CaseDetail {
    let plan = plans.get(&case.plan).unwrap();
    let assessment = rules::assess(plan, &case.facts, &history);
    let worst = assessment.checks.iter().map(|check| check.state).min().unwrap_or(CheckState::Pass);
    let due = clock::due(plan, &case, &assessment.materials).filter(|_| case.status == Status::Open);
    let summary = CaseSummary {
        id: case.id.clone(),
        seq: 7,
        plan: case.plan.clone(),
        benefits: case.facts.benefits.clone(),
        name: case.facts.member.name.clone(),
        employer: case.employer().unwrap_or_default().to_owned(),
        status: case.status,
        stage: case.stage.clone(),
        entered: case.entered,
        received: case.received,
        due: due.as_ref().map(|due| due.last),
        due_days: due.as_ref().map(|due| due.days).unwrap_or_default(),
        due_provisional: due.is_some_and(|due| due.provisional),
        amount: Some(assessment.total),
        assignee: case.assignee.clone(),
        closed: case.ended().map(Moment::date),
        worst,
        worst_count: u32::try_from(assessment.checks.iter().filter(|check| check.state == worst).count()).unwrap(),
        flags: Vec::new(),
        last_note: String::new(),
    };
    CaseDetail { summary, basis: Basis::of(&case, &history), case, history, assessment }
}

/// A case to be filled: a stay of so many days that ended in November, at a stage since a day.
pub struct Made {
    pub number: u32,
    pub name: &'static str,
    pub employer: &'static str,
    pub stage: &'static str,
    pub entered: &'static str,
    pub days: u32,
    pub judged: bool,
    pub assignee: Option<&'static str>,
}

impl Made {
    pub fn detail(&self, plans: &PlanSet) -> CaseDetail {
        let case = case(plans, self, facts(self.name, self.employer, self.days), papers(&PAPERS, self.judged));
        detail_of(plans, case, History::default())
    }
}

pub const PAPERS: [&str; 6] = ["id-card", "social-security-card", "bank-card", "receipts", "settlement-sheet", "discharge-record"];
const MORE_PAPERS: [&str; 4] = ["admission-record", "operation-record", "examination-reports", "pathology-report"];

fn papers(ids: &[&str], judged: bool) -> Value {
    let verdict = if judged { json!({ "verdict": "accepted" }) } else { Value::Null };
    ids.iter().map(|id| json!({ "material": id, "received": "2024-12-13", "pages": 2, "verdict": verdict })).collect()
}

fn facts(name: &str, employer: &str, days: u32) -> Value {
    let discharge = u32::min(14 + days, 30);
    json!({
        "filed": "2024-12-13", "benefits": ["hospital-stay"],
        "member": { "name": name, "sex": "female", "birth": "1978-03-05", "id_number": "330102197803050025", "phone": "13800001111",
                    "social_security_card": "A00000027" },
        "enrolments": [{ "plan": "zj-10", "cover": { "from": "2024-01-01", "to": "2024-12-31" }, "employer": employer, "premium": "110.00", "own_share": "12.00" }],
        "stays": [{ "hospital": "市第一医院", "admission": "2024-11-14", "discharge": format!("2024-11-{discharge}"), "stated_days": discharge - 14, "illness": "肺炎",
                    "settled": true, "designated": true }],
        "payee": { "name": name, "bank": "建设银行", "card": "6217000010000004419" }
    })
}

fn timeline(stage: &str) -> Value {
    let pass = |at: &str, by: &str, stage: &str, note: &str| {
        json!({ "at": millis(at), "by": by, "stage": stage, "event": "decided", "decision": "00000000-0000-4000-8000-000000000001",
                "act": { "verb": "pass-on", "note": note } })
    };
    let mut entries = vec![json!({ "at": millis("2024-12-13T09:12"), "by": null, "stage": "employer-check", "event": "received" })];
    if stage != "employer-check" {
        entries.push(pass("2024-12-16T10:05", "lin", "employer-check", ""));
    }
    if stage == "approval" || stage == "payment" {
        entries.push(pass("2024-12-16T15:20", "he", "medical-review", "病理与出院诊断一致，无既往史。"));
    }
    Value::Array(entries)
}

fn millis(at: &str) -> i64 {
    let (date, time) = at.split_once('T').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    Moment::at(date.parse().unwrap(), hour.parse().unwrap(), minute.parse().unwrap()).0
}

fn case(plans: &PlanSet, made: &Made, facts: Value, papers: Value) -> Case {
    let plan = plans.get(&"zj-10".into()).unwrap();
    let facts: Facts = serde_json::from_value(facts).unwrap();
    serde_json::from_value(json!({
        "id": format!("ZJ24-{:06}", made.number), "member": format!("M{}", made.number), "plan": "zj-10", "plan_hash": plan.hash,
        "facts": facts, "materials": papers, "status": "open", "stage": made.stage, "entered": millis(&format!("{}T15:20", made.entered)),
        "received": millis("2024-12-13T09:12"), "assignee": made.assignee, "granted": [], "timeline": timeline(made.stage)
    }))
    .unwrap()
}

/// The case of screens.md: a mild critical illness with a stay and a large expense, and an earlier stay in the period.
pub fn shen(plans: &PlanSet) -> CaseDetail {
    let made = Made {
        number: 1873,
        name: "沈某某",
        employer: "江岸纺织厂",
        stage: "approval",
        entered: "2024-12-16",
        days: 8,
        judged: true,
        assignee: Some("zhao"),
    };
    let mut facts = facts(made.name, made.employer, made.days);
    facts["benefits"] = json!(["hospital-stay", "critical-illness", "large-expense"]);
    facts["diagnosis"] =
        json!({ "disease": "malignancy-mild", "diagnosed": "2024-11-22", "pathology_report": "2024-11-22", "hospital": "市第一医院" });
    facts["stays"][0]["expense"] = json!({ "self_care": "4000.00", "self_pay": "6400.00" });
    let all: Vec<&str> = PAPERS.iter().chain(&MORE_PAPERS).copied().collect();
    let case = case(plans, &made, facts, papers(&all, true));
    let history = json!({ "granted": [
        { "case": "ZJ24-000611", "plan": "zj-10", "benefit": "hospital-stay", "decided": "2024-03-22", "amount": "300.00",
          "stays": [{ "admission": "2024-03-11", "discharge": "2024-03-14", "days": 3 }] },
        { "case": "ZJ24-000611", "plan": "zj-10", "benefit": "large-expense", "decided": "2024-03-22", "amount": "0.00", "expense": "1923.00" },
    ]});
    detail_of(plans, case, serde_json::from_value(history).unwrap())
}

/// A case of the plan of contracts at its review: an accident stay after a fall, from the claim document of the same name.
pub fn jinan(plans: &PlanSet) -> CaseDetail {
    let text = include_str!("../claims/jn-accident-stay.toml");
    let document: toml::Table = toml::from_str(text).unwrap();
    let dated = |value: &toml::Value| serde_json::to_value(value).unwrap();
    let mut facts = dated(&document["facts"]);
    plain_dates(&mut facts);
    let papers: Value = ["application-form", "id-card", "bank-card", "receipts"]
        .iter()
        .map(|id| json!({ "material": id, "received": "2024-12-13", "pages": 1, "verdict": null }))
        .collect();
    let plan = plans.get(&"jn-critical".into()).unwrap();
    let case: Case = serde_json::from_value(json!({
        "id": "JN24-000007", "member": "M7", "plan": "jn-critical", "plan_hash": plan.hash, "facts": facts, "materials": papers,
        "status": "open", "stage": "medical-review", "entered": millis("2024-12-16T09:00"), "received": millis("2024-12-13T09:12"),
        "assignee": null, "granted": [], "timeline": [{ "at": millis("2024-12-13T09:12"), "by": null, "stage": "registration", "event": "received" }]
    }))
    .unwrap();
    detail_of(plans, case, History::default())
}

/// A case of a Shanghai plan at its approval, with papers that were complete on the day on which it came: thirty days from then.
pub fn shanghai(plans: &PlanSet) -> CaseDetail {
    let mut facts = facts("顾某某", "浦南电梯", 16);
    facts["benefits"] = json!(["hospital-days"]);
    facts["enrolments"][0]["plan"] = json!("sh-mutual-2020");
    facts["complete_since"] = json!("2024-12-13");
    // What its papers hang on is said.
    facts["stays"][0]["outside"] = json!(false);
    facts["stays"][0]["relief"] = json!("none");
    let plan = plans.get(&"sh-mutual-2020".into()).unwrap();
    let case: Case = serde_json::from_value(json!({
        "id": "SH24-003137", "member": "M9", "plan": plan.id, "plan_hash": plan.hash, "facts": facts, "materials": papers(&["id-card"], true),
        "status": "open", "stage": "approval", "entered": millis("2024-12-16T09:00"), "received": millis("2024-12-13T09:12"),
        "assignee": null, "granted": [], "timeline": [{ "at": millis("2024-12-13T09:12"), "by": null, "stage": "first-check", "event": "received" }]
    }))
    .unwrap();
    detail_of(plans, case, History::default())
}

/// A date of TOML comes out of serde in a wrapping of its own; a claim has it as text.
fn plain_dates(value: &mut Value) {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key("$__toml_private_datetime") => {
            *value = map["$__toml_private_datetime"].clone();
        }
        Value::Object(map) => map.values_mut().for_each(plain_dates),
        Value::Array(list) => list.iter_mut().for_each(plain_dates),
        _ => {}
    }
}

/// A small queue with every stage in it.
pub fn usual(plans: &PlanSet) -> Vec<CaseDetail> {
    let made = |number, name, employer, stage, entered, days, judged, assignee| Made {
        number,
        name,
        employer,
        stage,
        entered,
        days,
        judged,
        assignee,
    };
    let rows = [
        made(1866, "钱某某", "望江仪表厂", "employer-check", "2024-12-11", 12, false, Some("lin")),
        made(1869, "严某", "浦沿运输", "employer-check", "2024-12-12", 3, false, Some("lin")),
        made(1902, "罗某某", "望江仪表厂", "employer-check", "2024-12-13", 5, false, None),
        made(1911, "吴某某", "江岸纺织厂", "employer-check", "2024-12-16", 6, false, None),
        made(1912, "郑某", "江岸纺织厂", "employer-check", "2024-12-16", 8, false, None),
        made(1920, "褚某某", "浦沿运输", "medical-review", "2024-12-16", 7, true, Some("he")),
        made(1881, "韩某", "东湖食品", "approval", "2024-12-16", 9, true, Some("zhao")),
        made(1885, "俞某某", "东湖食品", "approval", "2024-12-17", 4, true, None),
        made(1840, "徐某某", "浦沿运输", "payment", "2024-12-16", 4, true, None),
    ];
    let mut cases: Vec<CaseDetail> = rows.iter().map(|made| made.detail(plans)).collect();
    cases.push(shen(plans));
    cases
}
