//! A plan whose documents give no figures: once its file has rates, the program computes what was entered by hand before.

use huzhu::rules::{Plan, assess, claim};
use serde_json::{Value, json};

use super::{invariants, ordinary_cover, plan_of};

const PLAN: &str = "sh-mutual-2020";

/// The shipped plan with made-up rates for two of its benefits.
pub fn with_rates() -> Plan {
    let rates = [
        ("hospital-days", "kind = \"day-brackets\"\nbrackets = [{ over = 0, per_day = \"40.00\", at_most_days = 90 }]\n"),
        (
            "supplementary-medical",
            "kind = \"marginal-brackets\"\nbrackets = [{ over = \"0.00\", up_to = \"1000.00\", percent = \"0\" }, { over = \"1000.00\", percent = \"50\" }]\n",
        ),
    ];
    let mut text = plan_of(PLAN).source.replace("\"per-event\"", "\"cumulative\"");
    for (id, formula) in rates {
        let at = text.find(&format!("id = \"{id}\"")).unwrap();
        let (before, after) = text.split_at(at);
        let (_, rest) = after.split_once("kind = \"assessed\"\n").unwrap();
        let (head, _) = after.split_at(after.len() - rest.len() - "kind = \"assessed\"\n".len());
        let (_, after) = rest.split_once('\n').unwrap();
        text = format!("{before}{head}{formula}{after}");
    }
    Plan::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn claim_with(history: Value) -> Value {
    let mut whole = ordinary_cover(PLAN);
    whole["facts"]["benefits"] = json!(["hospital-days", "supplementary-medical"]);
    whole["facts"]["stays"] = json!([{
        "hospital": "某医院", "illness": "某病", "admission": "2024-02-27", "discharge": "2024-03-13", "stated_days": 15, "settled": true,
        "designated": true, "expense": { "self_care": "1500.00", "self_pay": "500.50" },
    }]);
    whole["history"] = history;
    whole
}

fn granted_on(day: &str) -> Value {
    json!({ "granted": [{
        "case": "SZ-000001", "plan": PLAN, "benefit": "hospital-days", "decided": "2024-06-01", "amount": "120.00",
        "stays": [{ "admission": day, "discharge": day, "days": 3 }], "event": { "date": day, "contracts": [] },
    }] })
}

#[test]
fn rates_in_a_plan_file_compute_what_was_entered_by_hand() {
    let plan = with_rates();
    let amounts = |history: Value| {
        let document = claim::read(&claim_with(history).to_string()).unwrap();
        let got = assess(&plan, &document.facts, &document.history);
        assert_eq!(invariants(&plan, &got), Vec::<String>::new());
        let steps = serde_json::to_value(&got.benefit(&"hospital-days".into()).unwrap().steps).unwrap();
        let less = steps.as_array().unwrap().iter().any(|step| step["step"] == "less-paid");
        (got.benefits.iter().map(|benefit| benefit.amount.to_string()).collect::<Vec<_>>(), less)
    };
    let owed = |less| (vec!["500.25".to_owned(), "600.00".to_owned()], less);
    assert_eq!(amounts(json!({})), owed(false));
    // Three days of another stay were paid under this cover: eighteen days less three.
    assert_eq!(amounts(granted_on("2024-01-10")), owed(true));
    // Under the cover of another year they are of another period.
    assert_eq!(amounts(granted_on("2023-01-10")), owed(false));
}
