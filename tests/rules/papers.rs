//! Papers that are one, papers that a condition frees from, and what a reviewer's word on open facts covers.

use huzhu::domain::assessment::{Assessment, Need, RequiredMaterial};
use huzhu::domain::facts::{ClaimDocument, History};
use huzhu::domain::people::Lang;
use huzhu::rules::claim::{Setting, with};
use huzhu::rules::{Plan, PlanSet, assess};
use huzhu::text::assess::{because_line, together};
use serde_json::{Value, json};

use super::{ordinary_contract, ordinary_cover, plan_of};

fn assessed(plan: &Plan, claim: Value) -> Assessment {
    let document: ClaimDocument = serde_json::from_value(claim).unwrap();
    assess(plan, &document.facts, &History::default())
}

fn paper<'a>(assessment: &'a Assessment, id: &str) -> &'a RequiredMaterial {
    assessment.materials.iter().find(|paper| paper.material == id).unwrap()
}

/// The built-in plan with some of its text written otherwise.
fn changed(id: &str, changes: &[(&str, &str)]) -> Plan {
    let mut text = plan_of(id).source.clone();
    for (before, after) in changes {
        assert!(text.contains(before), "{before}");
        text = text.replacen(before, after, 1);
    }
    Plan::parse(&text).unwrap()
}

fn both_deaths() -> Value {
    let mut claim = ordinary_cover("sh-member");
    claim["facts"]["benefits"] = json!(["accident-death", "disease-death"]);
    claim["facts"]["stays"] = json!([]);
    claim["facts"]["accident"] = json!({ "date": "2024-10-02", "kind": "fall", "known_to_union": "2024-10-03", "notified": "2024-10-05" });
    claim["facts"]["death"] = json!({ "date": "2024-12-10", "cause": "accident", "declared": false });
    claim
}

#[test]
fn a_paper_for_two_benefits_must_show_what_either_asks_of_it() {
    let plan = plan_of("sh-member");
    let assessment = assessed(&plan, both_deaths());
    let request = paper(&assessment, "transfer-request");
    assert_eq!(request.need, Need::Required);
    let told = together(Lang::Zh, plan.accepted(Lang::Zh, request.papers())).unwrap();
    assert_eq!(told, "划入区县局（产业）工会账户");
    let form = paper(&assessment, "death-approval-form");
    assert_eq!(form.papers().count(), 2);
    let told = together(Lang::Zh, plan.accepted(Lang::Zh, form.papers())).unwrap();
    assert_eq!(told, "所属区县局（产业）工会盖章", "what both ask for stands once");
    assert!(because_line(Lang::Zh, &plan.names(Lang::Zh), form).contains('；'), "and why, for both");
}

#[test]
fn a_paper_for_two_benefits_is_needed_as_much_as_one_of_them_needs_it() {
    let optional = ("id = \"transfer-request\"", "required = [\"accident-death\"]", "optional = [\"accident-death\"]");
    let mut text = plan_of("sh-member").source.clone();
    let at = text.find(optional.0).unwrap();
    text = format!("{}{}", &text[..at], text[at..].replacen(optional.1, optional.2, 1));
    let plan = Plan::parse(&text).unwrap();
    let mut claim = both_deaths();
    let both = assessed(&plan, claim.clone());
    let request = paper(&both, "transfer-request");
    assert_eq!((request.need, request.because.as_str()), (Need::Required, "disease-death"));
    assert_eq!(request.clause, *"疾病身故 材料 5", "by the clause that requires it");
    claim["facts"]["benefits"] = json!(["accident-death"]);
    assert_eq!(paper(&assessed(&plan, claim), "transfer-request").need, Need::Optional);
}

#[test]
fn a_condition_that_frees_from_a_paper_does_so_before_anybody_says_what_it_hangs_on() {
    let plan = changed("jn-critical", &[("required = [\"as-driver\"]", "required = [\"as-driver\"]\nunless = [\"accident-hospital\"]")]);
    let mut claim = ordinary_contract();
    claim["facts"]["benefits"] = json!(["accident-hospital"]);
    claim["facts"]["stays"] = json!([{ "cause": "traffic-accident", "admission": "2023-05-02", "discharge": "2023-05-09" }]);
    claim["facts"]["accident"] =
        json!({ "date": "2023-05-02", "kind": "traffic", "police": true, "criminal": false, "account": "路口相撞" });
    let open = assessed(&plan_of("jn-critical"), claim.clone());
    assert_eq!(paper(&open, "driving-licences").need, Need::Open);
    let freed = assessed(&plan, claim);
    assert_eq!(paper(&freed, "driving-licences").need, Need::NotNeeded);
    assert!(freed.checks.iter().all(|check| check.check != "paper-facts"), "and nobody is asked");
}

#[test]
fn a_fact_that_is_set_is_not_covered_by_the_word_of_the_document() {
    let mut claim = ordinary_contract();
    claim["facts"]["benefits"] = json!(["accident-hospital"]);
    claim["facts"]["stays"] = json!([{ "cause": "other-accident", "admission": "2023-05-02", "discharge": "2023-05-09" }]);
    claim["facts"]["accident"] = json!({ "date": "2023-05-02", "account": "路口相撞" });
    claim["facts"]["answers"] = json!([{ "check": "paper-facts", "holds": true, "note": "都没有" }]);
    let set = [Setting::read("facts.accident.kind=traffic").unwrap()];
    let both = with(&claim.to_string(), &set, &PlanSet::builtin()).unwrap();
    let of = |(document, plan): &(ClaimDocument, std::sync::Arc<Plan>)| assess(plan, &document.facts, &document.history);
    let (before, after) = (of(&both.before), of(&both.after));
    let open = |of: &Assessment| of.materials.iter().filter(|paper| paper.need == Need::Open).count();
    assert_eq!((open(&before), open(&after)), (0, 3), "the licences, the decision on the liability, the judicial document");
    assert!(after.checks.iter().any(|check| check.check == "paper-facts" && check.blocks));
}

#[test]
fn a_paper_that_hangs_on_several_facts_names_them_all_and_stays_while_one_is_not_covered() {
    let own = "clause = \"住院 材料 6\"\nrequired = [\"uraemia-relief\", \"other-relief\"]";
    let traffic = "clause = \"住院 材料 6\"\nrequired = [\"uraemia-relief\", \"traffic\"]";
    let plan = changed("sh-member", &[(own, traffic)]);
    let mut claim = ordinary_cover("sh-member");
    claim["facts"]["benefits"] = json!(["hospital", "accident-consolation"]);
    claim["facts"]["stays"] = json!([{ "admission": "2024-12-01", "discharge": "2024-12-09" }]);
    claim["facts"]["accident"] = json!({ "date": "2024-11-30", "account": "摔倒" });
    let open = |claim: &Value| paper(&assessed(&plan, claim.clone()), "relief-settlement").clone();
    assert_eq!(open(&claim).open, ["facts.stays[0].relief", "facts.accident.kind"]);
    let word = |covers: Value| json!([{ "check": "paper-facts", "holds": true, "note": "没有减负", "covers": covers }]);
    claim["facts"]["answers"] = word(json!(["facts.stays[0].relief"]));
    let left = open(&claim);
    assert_eq!((left.need, left.because.as_str(), left.open), (Need::Open, "traffic", vec!["facts.accident.kind".to_owned()]));
    let named = because_line(Lang::Zh, &plan.names(Lang::Zh), &open(&claim));
    assert!(named.contains("交通事故") && !named.contains("尿毒症"), "{named}");
    claim["facts"]["answers"] = word(json!(["facts.stays[0].relief", "facts.accident.kind"]));
    assert!(assessed(&plan, claim).materials.iter().all(|paper| paper.material != "relief-settlement"));
}
