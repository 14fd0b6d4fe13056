//! The rules by scenario files: what is given, what is expected. A failure names the file and the case.
//!
//! A case states only what differs from an ordinary claim; the word "unsaid" takes a fact out. What is expected is written
//! in one line for each benefit, step and check, so that a clerk who knows the plan can read it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

use std::collections::{BTreeMap, BTreeSet};

use huzhu::domain::assessment::{Assessment, Outcome};
use huzhu::domain::facts::{Facts, History};
use huzhu::domain::ids::PlanHash;
use huzhu::domain::money::Money;
use huzhu::rules::{Plan, PlanSet, amounts, assess, claim};
use said::wordless;
use scenario::{ReadCase, read_scenarios};
use serde_json::{Value, json};

#[path = "rules/clauses.rs"]
mod clauses;
#[path = "rules/clocks.rs"]
mod clocks;
#[path = "rules/contract_properties.rs"]
mod contract_properties;
#[path = "rules/cover_properties.rs"]
mod cover_properties;
#[path = "rules/deletions.rs"]
mod deletions;
#[path = "rules/denials.rs"]
mod denials;
#[path = "rules/diseases.rs"]
mod diseases;
#[path = "rules/explained.rs"]
mod explained;
#[path = "rules/figures.rs"]
mod figures;
#[path = "rules/lists.rs"]
mod lists;
#[path = "rules/older.rs"]
mod older;
#[path = "rules/papers.rs"]
mod papers;
#[path = "rules/plan_check.rs"]
mod plan_check;
#[path = "rules/plan_files.rs"]
mod plan_files;
#[path = "rules/properties.rs"]
mod properties;
#[path = "rules/rates.rs"]
mod rates;
#[path = "rules/said.rs"]
mod said;
#[path = "rules/scenario.rs"]
mod scenario;

pub fn plan() -> Plan {
    plan_of("zj-10")
}

pub fn plan_of(id: &str) -> Plan {
    (**PlanSet::builtin().get(&id.into()).unwrap()).clone()
}

/// An ordinary claim under a plan of contracts: one paid contract of one unit, everything in good order.
pub fn ordinary_contract() -> Value {
    let mut whole = ordinary();
    whole["plan"] = json!("jn-critical");
    whole["facts"]["filed"] = json!("2023-12-13");
    whole["facts"]["member"].as_object_mut().unwrap().remove("social_security_card");
    whole["facts"]["enrolments"] = json!([{
        "plan": "jn-critical", "cover": { "from": "2023-01-01", "to": "2023-12-31" }, "contract": "B01230001", "units": 1,
        "employer": "某某学校", "premium": "20.00",
    }]);
    whole["facts"]["payee"]["bank"] = json!("工商银行");
    whole
}

/// An ordinary claim under a plan by enrolment: one cover of the year, everything in good order.
pub fn ordinary_cover(plan: &str) -> Value {
    let mut whole = ordinary();
    whole["plan"] = json!(plan);
    whole["facts"]["filed"] = json!("2025-01-13");
    let member = whole["facts"]["member"].as_object_mut().unwrap();
    member.remove("social_security_card");
    member.insert("member_number".into(), json!("1010000001"));
    let mut enrolment = json!({ "plan": plan, "cover": { "from": "2024-01-01", "to": "2024-12-31" }, "employer": "某某厂" });
    if plan != "sh-mutual-2020" {
        enrolment["class"] = json!(if plan == "sh-flex" { "E" } else { "B" });
    }
    whole["facts"]["enrolments"] = json!([enrolment]);
    whole["facts"]["payee"]["account_kind"] = json!("own");
    whole
}

/// An ordinary claim: filed inside the period by a member in good order, nothing claimed yet.
pub fn ordinary() -> Value {
    json!({
        "plan": "zj-10",
        "facts": {
            "filed": "2024-12-13",
            "benefits": [],
            "member": {
                "name": "张某某", "sex": "male", "birth": "1990-01-01", "id_number": "110101199001010015",
                "phone": "13811111111", "social_security_card": "6217211202013146114", "retired": false,
            },
            "enrolments": [{
                "plan": "zj-10", "cover": { "from": "2024-01-01", "to": "2024-12-31" },
                "employer": "某某厂", "premium": "110.00", "own_share": "12.00",
            }],
            "payee": { "name": "张某某", "bank": "某银行", "card": "4111111111111111" },
        },
    })
}

pub fn bytes(assessment: &Assessment) -> String {
    serde_json::to_string(assessment).unwrap()
}

/// What differs where a claim is sent over the wire and assessed again, or its assessment is; nothing where all is the same to the byte.
pub fn changed_on_the_wire(plan: &Plan, facts: &Facts, history: &History) -> Option<String> {
    let assessment = assess(plan, facts, history);
    let (facts, history): (Facts, History) = serde_json::from_str(&serde_json::to_string(&(facts, history)).unwrap()).unwrap();
    let again = assess(plan, &facts, &history);
    let read: Assessment = serde_json::from_str(&bytes(&assessment)).unwrap();
    (bytes(&again) != bytes(&assessment) || read != assessment).then(|| format!("{assessment:?}\n{again:?}\n{read:?}"))
}

/// What differs where a claim is asked for its amounts alone; nothing where each benefit ends as its assessment says.
pub fn unlike_by_amounts(plan: &Plan, facts: &Facts, history: &History) -> Option<String> {
    let mut explained = assess(plan, facts, history).benefits;
    explained.iter_mut().for_each(|benefit| benefit.steps.clear());
    let bare = amounts(plan, facts, history);
    (bare != explained).then(|| format!("{explained:?}\n{bare:?}"))
}

/// What must hold of every assessment, whatever the claim.
pub fn invariants(plan: &Plan, assessment: &Assessment) -> Vec<String> {
    let mut broken = Vec::new();
    let mut hold = |holds: bool, what: String| {
        if !holds {
            broken.push(what);
        }
    };
    let total: Money = assessment.benefits.iter().map(|benefit| benefit.amount).sum();
    hold(total == assessment.total, format!("the total {} is not the sum {total}", assessment.total));
    for benefit in &assessment.benefits {
        let id = &benefit.benefit;
        let sum: rust_decimal::Decimal = benefit.steps.iter().filter(|step| step.counts).map(|step| step.value).sum();
        hold(sum == benefit.amount.exact(), format!("{id}: the steps come to {sum}, the amount is {}", benefit.amount));
        hold(!benefit.amount.is_negative(), format!("{id}: {}", benefit.amount));
        hold((benefit.outcome == Outcome::Payable) != benefit.amount.is_zero(), format!("{id}: {:?} {}", benefit.outcome, benefit.amount));
        let cap = plan.benefit(id).and_then(|rule| rule.cap);
        hold(cap.is_none_or(|cap| benefit.amount <= cap), format!("{id}: {} is over the cap", benefit.amount));
        hold(benefit.steps.iter().all(|step| !step.clause.as_str().is_empty()), format!("{id}: a step without its clause"));
        let refused = matches!(benefit.outcome, Outcome::NothingOwed | Outcome::Superseded { .. });
        hold(refused == benefit.reason.is_some(), format!("{id}: reason {:?} with {:?}", benefit.reason, benefit.outcome));
        hold(benefit.reason.iter().all(|code| plan.reason(code).is_some()), format!("{id}: {:?} is not in the plan", benefit.reason));
    }
    for check in &assessment.checks {
        hold(!check.clause.as_str().is_empty(), format!("{} has no clause", check.check));
    }
    for material in &assessment.materials {
        let known = plan.conditions.iter().any(|condition| condition.id == material.because.as_str());
        hold(known && plan.material(&material.material).is_some(), format!("{material:?}"));
    }
    broken
}

fn faults_of(case: &ReadCase, plan: &Plan, seen: &mut Seen) -> Vec<String> {
    let got = case.assess(plan);
    seen.note(&got);
    let mut faults = wordless(plan, &got);
    faults.extend(invariants(plan, &got));
    faults.extend(case.differences(&got));
    faults.extend(unlike_by_amounts(plan, &case.document.facts, &case.document.history));
    faults
}

/// Which checks, in which states, the scenarios have seen.
#[derive(Default)]
struct Seen {
    checks: BTreeSet<(String, bool)>,
    reasons: BTreeSet<String>,
}

impl Seen {
    fn note(&mut self, assessment: &Assessment) {
        for check in &assessment.checks {
            let is_pass = check.state == huzhu::domain::assessment::CheckState::Pass;
            // Each other case is a check of its own.
            let id = if check.finding.other.is_some() { "other-case".to_owned() } else { check.check.to_string() };
            self.checks.insert((id, is_pass));
        }
        self.reasons.extend(assessment.benefits.iter().filter_map(|benefit| benefit.reason.as_ref()).map(ToString::to_string));
    }
}

#[test]
fn every_scenario_comes_out_as_it_should() {
    let mut failures = Vec::new();
    let mut seen: BTreeMap<PlanHash, Seen> = BTreeMap::new();
    let plans = PlanSet::builtin();
    let cases = read_scenarios();
    for case in &cases {
        // A plan may have a version for these days of filing and another for those.
        let plan = plans.filed(&case.document.plan, case.document.facts.filed).unwrap();
        let seen = seen.entry(plan.hash.clone()).or_default();
        for fault in faults_of(case, plan, seen) {
            failures.push(format!("{}: {}\n      {fault}", case.file, case.scenario.name));
        }
    }
    assert!(failures.is_empty(), "\n{}\n{} faults in {} cases", failures.join("\n"), failures.len(), cases.len());
    for plan in plans.iter() {
        complete(plan, seen.get(&plan.hash).unwrap_or_else(|| panic!("no scenario is of {}", plan.id)));
    }
}

#[test]
fn of_a_benefit_that_waits_it_is_said_what_is_certain_and_what_is_open() {
    let text = include_str!("claims/jn-uraemia-three-units.toml").replace("2022-05-13", "2022-12-03").replace("2023-05-12", "2023-12-02");
    let (document, plan) = claim::read_for(&text, &PlanSet::builtin()).unwrap();
    let assessment = assess(&plan, &document.facts, &document.history);
    let lang = huzhu::domain::people::Lang::Zh;
    let said = huzhu::text::assess::outcome_word(lang, &plan.names(lang), &assessment.benefits[0]);
    assert!(said.contains("10,000.00 确定，5,000.00 待判断"), "{said}");
}

#[test]
fn what_fits_nothing_is_a_fault_at_reading() {
    let fault = |change: fn(&mut Value)| {
        let mut whole = ordinary();
        whole["facts"]["benefits"] = json!(["large-expense"]);
        change(&mut whole["facts"]);
        let faults = claim::read_for(&whole.to_string(), &PlanSet::builtin()).err().unwrap_or_default();
        faults.iter().map(|fault| fault.path.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(fault(|_| {}), "");
    assert_eq!(fault(|facts| facts["benefits"] = json!([])), "facts.benefits");
    assert_eq!(fault(|facts| facts["benefits"] = json!(["large-expense", "large-expense"])), "facts.benefits[1]");
    assert_eq!(fault(|facts| facts["choices"] = json!({ "exclusive": "hospital-stay" })), "facts.choices.exclusive");
    assert_eq!(fault(|facts| facts["answers"] = json!([{ "check": "nonsense", "holds": true, "note": "a" }])), "facts.answers[0].check");
    assert_eq!(fault(|facts| facts["answers"] = json!([{ "check": "enrolled", "holds": true, "note": " " }])), "facts.answers[0].note");
    let both = |facts: &mut Value| {
        facts["answers"] =
            json!([{ "check": "enrolled", "holds": true, "note": "a" }, { "check": "enrolled", "holds": false, "note": "b" }]);
    };
    assert_eq!(fault(both), "facts.answers[1].check");
    let raised = |facts: &mut Value| facts["exclusions"] = json!([{ "exclusion": "1.9", "admission": "2024-03-01", "note": "a" }]);
    assert_eq!(fault(raised), "facts.exclusions[0].admission");
    let part = |facts: &mut Value| {
        let stay = json!({ "admission": "2024-03-01", "discharge": "2024-03-02", "expense_in_period": "9000", "expense": { "self_care": "0", "self_pay": "5000" } });
        facts["stays"] = json!([stay]);
    };
    assert_eq!(fault(part), "facts.stays[0].expense_in_period");
    let amounts = |facts: &mut Value| {
        let amount = json!({ "benefit": "large-expense", "amount": "1.00", "clause": "五" });
        facts["amounts"] = json!([amount, amount]);
    };
    assert_eq!(fault(amounts), "facts.amounts[1].benefit");
    let text = ordinary().to_string().replacen("\"benefits\":[]", "\"benefits\":[\"large-expense\"],\"benefits\":[\"hospital-stay\"]", 1);
    let twice = claim::read_for(&text, &PlanSet::builtin()).err().unwrap();
    assert_eq!(twice.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), ["facts.benefits"]);
}

/// Every check of the plan was seen passing or attested and seen otherwise, every exclusion was raised, and every reason that
/// the engine proposes by itself came up.
fn complete(plan: &Plan, seen: &Seen) {
    let never_pass: Vec<_> =
        plan.checks.iter().filter(|rule| !seen.checks.iter().any(|(id, _)| rule.id == id.as_str())).map(|rule| &rule.id).collect();
    assert!(never_pass.is_empty(), "no scenario makes these checks: {never_pass:?}");
    let only_pass: Vec<_> =
        plan.checks.iter().filter(|rule| !seen.checks.contains(&(rule.id.to_string(), false))).map(|rule| &rule.id).collect();
    assert!(only_pass.is_empty(), "no scenario sees these checks in a state other than pass: {only_pass:?}");
    let not_raised: Vec<_> = plan
        .exclusions
        .iter()
        .filter(|rule| !seen.checks.contains(&(format!("exclusion-{}", rule.id), false)))
        .map(|rule| &rule.id)
        .collect();
    assert!(not_raised.is_empty(), "no scenario raises these exclusions: {not_raised:?}");
    // A plan that says what was not met is seldom left with the general reason that others fall back on.
    let own = huzhu::rules::proposed_reasons(plan).into_iter().filter(|code| *code != "NOT-ELIGIBLE");
    let proposed: Vec<_> = own.filter(|code| !seen.reasons.contains(*code)).collect();
    assert!(proposed.is_empty(), "{}: no scenario ends with these reasons: {proposed:?}", plan.id);
}
