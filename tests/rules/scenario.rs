//! A scenario file as it is written, and the claim that each of its cases means.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use huzhu::domain::assessment::Assessment;
use huzhu::domain::facts::ClaimDocument;
use huzhu::rules::{Plan, assess, claim};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::said::{plain, say_benefit, says_check, says_step};
use super::{ordinary, ordinary_contract, ordinary_cover};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// The plan that the cases are of; `zj-10` where it is not said.
    #[serde(default = "zj_10")]
    pub plan: String,
    pub case: Vec<Scenario>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    /// The benefits claimed.
    pub claims: Vec<String>,
    /// The case holds for each of these diseases, and for no one else's.
    #[serde(default)]
    pub diseases: Vec<String>,
    #[serde(default)]
    pub facts: toml::Table,
    #[serde(default)]
    pub history: toml::Table,
    pub expect: Expect,
}

#[derive(Clone, Debug, Deserialize)]
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

/// A case of a file, with the claim that it means.
pub struct ReadCase {
    pub file: String,
    pub scenario: Scenario,
    pub document: ClaimDocument,
    /// What it says, for a search.
    pub words: String,
}

/// Reads every case of every file; one that holds for several diseases is one for each.
pub fn read_scenarios() -> Vec<ReadCase> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let read: ScenarioFile = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{file}: {error}"));
        for scenario in read.case.into_iter().flat_map(each_disease) {
            let document = document(&scenario, &read.plan).unwrap_or_else(|fault| panic!("{file}: {}\n{fault}", scenario.name));
            let words = format!("{scenario:?}");
            cases.push(ReadCase { file: file.clone(), scenario, document, words });
        }
    }
    cases
}

fn each_disease(scenario: Scenario) -> Vec<Scenario> {
    if scenario.diseases.is_empty() {
        return vec![scenario];
    }
    let of = |disease: &String| {
        let mut own = Scenario { name: format!("{}: {disease}", scenario.name), diseases: Vec::new(), ..scenario.clone() };
        let diagnosis = own.facts.entry("diagnosis").or_insert_with(|| toml::Table::new().into());
        diagnosis.as_table_mut().unwrap().insert("disease".into(), disease.clone().into());
        own
    };
    scenario.diseases.iter().map(of).collect()
}

impl ReadCase {
    pub fn assess(&self, plan: &Plan) -> Assessment {
        assess(plan, &self.document.facts, &self.document.history)
    }

    /// In what an assessment is not as the case expects it.
    pub fn differences(&self, got: &Assessment) -> Vec<String> {
        let mut faults = Vec::new();
        for (id, line) in &self.scenario.expect.benefits {
            let said = got.benefit(&id.as_str().into()).map_or("(not assessed)".into(), say_benefit);
            if said != *line {
                faults.push(format!("{id}: expected `{line}`, got `{said}`"));
            }
        }
        if let Some(total) = &self.scenario.expect.total
            && got.total.to_string() != *total
        {
            faults.push(format!("total: expected {total}, got {}", got.total));
        }
        for (id, lines) in &self.scenario.expect.steps {
            let steps = got.benefit(&id.as_str().into()).map(|benefit| benefit.steps.as_slice()).unwrap_or_default();
            let mut rest = steps.iter();
            for line in lines {
                if let Some(line) = line.strip_prefix("no ") {
                    if steps.iter().any(|step| says_step(step, line)) {
                        faults.push(format!("{id}: a step `{line}`"));
                    }
                    continue;
                }
                if !rest.by_ref().any(|step| says_step(step, line)) {
                    let all: Vec<String> = steps.iter().map(|step| serde_json::to_string(step).unwrap()).collect();
                    faults.push(format!("{id}: no step `{line}` (in this order) in\n        {}", all.join("\n        ")));
                    break;
                }
            }
        }
        for line in &self.scenario.expect.checks {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (wanted, words) = if words[0] == "no" { (false, &words[1..]) } else { (true, &words[..]) };
            if got.checks.iter().any(|check| says_check(check, words)) != wanted {
                let same: Vec<String> =
                    got.checks.iter().filter(|check| check.check == words[0]).map(|check| serde_json::to_string(check).unwrap()).collect();
                faults.push(format!("check `{line}`, got {same:?}"));
            }
        }
        for line in &self.scenario.expect.materials {
            let words: Vec<&str> = line.split_whitespace().collect();
            let found = |id: &str| got.materials.iter().find(|material| material.material == id);
            let right = match words[..] {
                ["no", id] => found(id).is_none(),
                [id, need, because] => found(id).is_some_and(|m| serde_json::to_value(m.need).unwrap() == need && m.because == because),
                _ => false,
            };
            if !right {
                faults.push(format!("material `{line}`, got {:?}", found(words[0])));
            }
        }
        for line in &self.scenario.expect.deadlines {
            let all: Vec<String> = got
                .deadlines
                .iter()
                .map(|d| {
                    format!("{} {}", plain(&serde_json::to_value(d.kind).unwrap()), d.last_day.map_or("none".into(), |day| day.to_string()))
                })
                .collect();
            if !all.contains(line) {
                faults.push(format!("deadline `{line}`, got {all:?}"));
            }
        }
        faults
    }
}

fn document(scenario: &Scenario, plan: &str) -> Result<ClaimDocument, String> {
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
