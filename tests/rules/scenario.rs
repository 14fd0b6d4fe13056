//! A scenario file as it is written, and the claim that each of its cases means.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use huzhu::domain::facts::ClaimDocument;
use huzhu::rules::claim;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ordinary, ordinary_contract, ordinary_cover};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// The plan that the cases are of; `zj-10` where it is not said.
    #[serde(default = "zj_10")]
    pub plan: String,
    pub case: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    /// The benefits claimed.
    pub claims: Vec<String>,
    #[serde(default)]
    pub facts: toml::Table,
    #[serde(default)]
    pub history: toml::Table,
    pub expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// For each benefit: `payable 300.00`, `superseded critical-illness 3561.50`, `needs-fact facts.stays`.
    #[serde(default)]
    pub benefits: BTreeMap<String, String>,
    #[serde(default)]
    pub total: Option<String>,
    /// Steps in this order, others may stand between: `per-day 550.00 days=11`; a value that doesn't count is in brackets, a
    /// leading `no` says that there is none.
    #[serde(default)]
    pub steps: BTreeMap<String, Vec<String>>,
    /// `filing-window fail late blocks`; a leading `no` says that the check is not there.
    #[serde(default)]
    pub checks: Vec<String>,
    /// `settlement-sheet not-needed settlement-excepted`; a leading `no` says that the paper is not listed.
    #[serde(default)]
    pub materials: Vec<String>,
    /// `first-review 2024-12-18`
    #[serde(default)]
    pub deadlines: Vec<String>,
}

fn zj_10() -> String {
    "zj-10".into()
}

pub fn scenarios() -> Vec<(String, ScenarioFile)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        (name.clone(), toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    files.iter().map(read).collect()
}

pub fn document(scenario: &Scenario, plan: &str) -> Result<ClaimDocument, String> {
    let by_contract = plan == "jn-critical";
    let mut whole = match plan {
        "jn-critical" => ordinary_contract(),
        shanghai if shanghai.starts_with("sh-") => ordinary_cover(shanghai),
        _ => ordinary(),
    };
    let mut facts = json_of(&scenario.facts);
    facts["benefits"] = json!(scenario.claims);
    if let Some(stays) = facts.get_mut("stays").and_then(Value::as_array_mut) {
        for stay in stays {
            let mut laid = ordinary_stay();
            lay(&mut laid, stay.take());
            *stay = laid;
        }
    }
    for enrolment in facts.get_mut("enrolments").and_then(Value::as_array_mut).into_iter().flatten().filter(|_| by_contract) {
        let mut laid = json!({ "plan": "jn-critical" });
        lay(&mut laid, enrolment.take());
        *enrolment = laid;
    }
    lay(&mut whole["facts"], facts);
    whole["history"] = json_of(&scenario.history);
    for list in ["granted", "open"] {
        for past in whole["history"].get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let mut laid = if list == "granted" {
                json!({ "case": "ZJ24-000611", "plan": plan, "decided": "2024-03-22" })
            } else {
                json!({ "case": "ZJ24-000700", "plan": plan })
            };
            lay(&mut laid, past.take());
            *past = laid;
        }
    }
    claim::read(&whole.to_string()).map_err(|faults| format!("the scenario is no claim: {faults:?}"))
}

fn ordinary_stay() -> Value {
    json!({ "hospital": "某医院", "illness": "某病", "settled": true, "designated": true })
}

/// Lays one value over another; the word "unsaid" takes a field out.
fn lay(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                if value == "unsaid" {
                    under.remove(&key);
                } else {
                    lay(under.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (under, over) => *under = over,
    }
}

fn json_of(table: &toml::Table) -> Value {
    fn value(of: &toml::Value) -> Value {
        match of {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(list) => Value::Array(list.iter().map(value).collect()),
            toml::Value::Table(table) => json_of(table),
            toml::Value::String(text) => Value::String(text.clone()),
            toml::Value::Integer(number) => json!(number),
            toml::Value::Float(number) => json!(number),
            toml::Value::Boolean(yes) => json!(yes),
        }
    }
    Value::Object(table.iter().map(|(key, of)| (key.clone(), value(of))).collect::<Map<_, _>>())
}
