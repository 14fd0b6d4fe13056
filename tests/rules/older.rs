//! Plan texts of before a field was there: undecided cases stand under them, and are assessed again by every newer program. What their
//! engine did by itself it still does where the text does not say it.

use huzhu::domain::assessment::{Assessment, CheckState, Need};
use huzhu::domain::facts::{ClaimDocument, History};
use huzhu::rules::{Plan, assess};
use serde_json::{Value, json};
use toml::Table;

use super::said::say_benefit;
use super::{ordinary, ordinary_contract, ordinary_cover, plan_of};

/// A built-in plan as it was written before the files said what care out of hospital counts and which facts papers hang on.
fn older(id: &str) -> Plan {
    let mut file: Table = plan_of(id).source.parse().unwrap();
    let entries = |file: &mut Table, list: &str, change: &mut dyn FnMut(&mut Table)| {
        file[list].as_array_mut().unwrap().iter_mut().filter_map(toml::Value::as_table_mut).for_each(change);
    };
    entries(&mut file, "benefits", &mut |benefit| drop(benefit.remove("outpatient")));
    entries(&mut file, "conditions", &mut |condition| ["asks_where", "unasked"].iter().for_each(|key| drop(condition.remove(*key))));
    entries(&mut file, "checks", &mut |check| drop(check.remove("denied")));
    file["checks"].as_array_mut().unwrap().retain(|check| check["id"].as_str() != Some("paper-facts"));
    Plan::parse(&toml::to_string(&file).unwrap()).unwrap()
}

fn assessed(plan: &Plan, claim: Value) -> Assessment {
    let document: ClaimDocument = serde_json::from_value(claim).unwrap();
    assess(plan, &document.facts, &History::default())
}

fn said(assessment: &Assessment, benefit: &str) -> String {
    say_benefit(assessment.benefits.iter().find(|part| part.benefit == benefit).unwrap())
}

#[test]
fn listed_outpatient_care_counts_under_a_text_that_does_not_list_it() {
    let mut claim = ordinary();
    claim["facts"]["benefits"] = json!(["large-expense"]);
    claim["facts"]["stays"] = json!([]);
    let care = |kind: &str| {
        let expense = json!({ "self_care": "0", "self_pay": "40000.00" });
        json!([{ "kind": kind, "item": "某病", "settled_on": "2024-05-01", "settled": true, "expense": expense }])
    };
    for kind in ["listed-disease", "special-drug", "serious-illness", "home-bed", "other"] {
        claim["facts"]["outpatient"] = care(kind);
        let (now, then) = (assessed(&plan_of("zj-10"), claim.clone()), assessed(&older("zj-10"), claim.clone()));
        assert_eq!(said(&then, "large-expense"), said(&now, "large-expense"), "{kind}");
        let lists = |assessment: &Assessment| assessment.checks.iter().any(|check| check.check == "outpatient-list");
        assert_eq!(lists(&then), lists(&now), "{kind}");
    }
    claim["facts"]["outpatient"] = care("listed-disease");
    assert!(said(&assessed(&older("zj-10"), claim), "large-expense").starts_with("payable"));
}

#[test]
fn the_day_of_a_home_bed_is_found_under_a_text_that_does_not_list_it() {
    let mut claim = ordinary_cover("sh-mutual-2020");
    claim["facts"]["benefits"] = json!(["supplementary-medical"]);
    claim["facts"]["stays"] = json!([]);
    claim["facts"]["outpatient"] =
        json!([{ "kind": "home-bed", "settled_on": "2024-05-01", "expense": { "self_care": "1.00", "self_pay": "2.00" } }]);
    let (now, then) = (assessed(&plan_of("sh-mutual-2020"), claim.clone()), assessed(&older("sh-mutual-2020"), claim));
    assert_eq!(said(&then, "supplementary-medical"), said(&now, "supplementary-medical"));
    assert!(said(&now, "supplementary-medical").contains("amount"), "{}", said(&now, "supplementary-medical"));
}

#[test]
fn what_the_proof_of_an_accident_hangs_on_is_asked_for_under_a_text_without_the_check_for_it() {
    let mut claim = ordinary_contract();
    let facts = &mut claim["facts"];
    facts["benefits"] = json!(["accident-hospital"]);
    facts["stays"] = json!([{ "cause": "traffic-accident", "admission": "2023-05-02", "discharge": "2023-05-09" }]);
    facts["accident"] = json!({ "date": "2023-05-02", "kind": "traffic", "account": "路口相撞" });
    let plan = older("jn-critical");
    let assessment = assessed(&plan, claim.clone());
    let check = assessment.checks.iter().find(|check| check.check == "accident").unwrap();
    assert_eq!((check.state, check.blocks), (CheckState::Unknown, true));
    assert_eq!(check.finding.missing, ["facts.accident.as_driver", "facts.accident.police"]);
    // A paper that nothing asks about would stand there open for ever.
    assert!(assessment.materials.iter().all(|paper| paper.need != Need::Open));
    claim["facts"]["accident"]["as_driver"] = json!(false);
    claim["facts"]["accident"]["police"] = json!(true);
    let assessment = assessed(&plan, claim);
    let check = assessment.checks.iter().find(|check| check.check == "accident").unwrap();
    assert_eq!((check.state, check.blocks), (CheckState::Pass, false));
    assert!(assessment.materials.iter().any(|paper| paper.material == "liability-decision" && paper.need == Need::Conditional));
}
