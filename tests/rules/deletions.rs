//! Every rule of every plan is held by a scenario: without it one of them comes out otherwise, or the file is refused.
//!
//! Not here: what each rule does (the scenarios say it).

use huzhu::rules::{Plan, PlanSet};
use toml::{Table, Value};

use super::scenario::{ReadCase, read_scenarios};

/// The lists whose entries are rules.
const LISTS: &[&str] = &["benefits", "exclusive", "joint_caps", "diseases", "findings", "conditions", "materials", "exclusions", "checks"];
/// What an entry of a list may have that is a rule by itself: a value, or a list of such.
const PARTS: &[(&str, &[&str])] = &[
    ("benefits", &["cap", "classes", "window", "processing", "notice", "assessment", "direct_pay", "declaration", "outpatient"]),
    ("conditions", &["asks_where", "unasked"]),
    ("checks", &["denied"]),
    ("materials", &["required", "optional", "unless", "same_as"]),
    ("exclusions", &["raised_by", "excepted_causes"]),
];
const FORMULA: &[&str] = &["brackets", "amounts", "for_diseases", "waiting"];
const TERMS: &[(&str, &[&str])] = &[
    ("filing", &["known_months", "first_review_working_days", "payment_working_days", "bills"]),
    ("enrolment", &["premium", "own_share_at_least", "participation", "retirement"]),
    ("contracts", &["numbers", "bank"]),
    ("by_enrolment", &["classes", "member_number_digits"]),
    ("other_cases", &["asks", "warns"]),
];

/// A plan's file without one of its rules.
struct Without {
    rule: String,
    /// What a scenario that holds the rule is likely to say.
    words: Vec<String>,
    file: Table,
}

/// The table at a path, whose steps are keys, and `list#2` for an entry of a list.
fn at<'t>(file: &'t mut Table, path: &[&str]) -> Option<&'t mut Table> {
    path.iter().try_fold(file, |table, key| match key.split_once('#') {
        Some((list, at)) => table.get_mut(list)?.as_array_mut()?.get_mut(at.parse::<usize>().ok()?)?.as_table_mut(),
        None => table.get_mut(*key)?.as_table_mut(),
    })
}

/// The file without a field of a table, or, where the field is a list, without each of its entries.
fn without(file: &Table, path: &[&str], field: &str, found: &mut Vec<Without>) {
    let mut whole = file.clone();
    let Some(table) = at(&mut whole, path) else { return };
    let named = |value: &Table| ["id", "code"].iter().find_map(|key| value.get(*key)).and_then(Value::as_str).map(str::to_owned);
    let owner = named(table);
    let Some(value) = table.get(field).cloned() else { return };
    let entries = value.as_array().map_or(1, Vec::len);
    for entry in 0..entries {
        let mut file = file.clone();
        let Some(table) = at(&mut file, path) else { return };
        let own = match table.get_mut(field) {
            Some(Value::Array(list)) => match list.remove(entry) {
                Value::Table(table) => named(&table),
                Value::String(word) => Some(word),
                _ => None,
            },
            _ => {
                table.remove(field);
                None
            }
        };
        let said = own.clone().or(owner.clone()).unwrap_or_default();
        let rule = format!("{} {field}[{entry}] {said}", path.join("."));
        found.push(Without { rule, words: [own, owner.clone()].into_iter().flatten().collect(), file });
    }
}

fn deletions(plan: &Plan) -> Vec<Without> {
    let file: Table = plan.source.parse().unwrap();
    let mut found = Vec::new();
    for list in LISTS {
        without(&file, &[], list, &mut found);
    }
    for (list, parts) in PARTS {
        let entries = file.get(*list).and_then(Value::as_array).map_or(0, Vec::len);
        for entry in (0..entries).map(|at| format!("{list}#{at}")) {
            for part in *parts {
                without(&file, &[&entry], part, &mut found);
            }
            for part in FORMULA {
                without(&file, &[&entry, "formula"], part, &mut found);
            }
        }
    }
    for (table, terms) in TERMS {
        for term in *terms {
            without(&file, &[table], term, &mut found);
        }
    }
    found
}

/// Whether no scenario comes out otherwise; those that name what was taken out are asked first.
fn survives(without: &Without, cases: &[&ReadCase]) -> bool {
    let Ok(plan) = Plan::parse(&toml::to_string(&without.file).unwrap()) else { return false };
    let says = |case: &&&ReadCase| without.words.iter().any(|word| case.words.contains(word.as_str()));
    let (first, then): (Vec<&&ReadCase>, Vec<_>) = cases.iter().partition(says);
    first.into_iter().chain(then).all(|case| case.differences(&case.assess(&plan)).is_empty())
}

#[test]
fn without_any_one_rule_a_scenario_turns_red_or_the_file_is_refused() {
    let plans = PlanSet::builtin();
    let read = read_scenarios();
    let survivors: Vec<String> = std::thread::scope(|scope| {
        let started: Vec<_> = plans
            .iter()
            .map(|plan| {
                let own = |case: &&ReadCase| plans.filed(&case.document.plan, case.document.facts.filed).unwrap().hash == plan.hash;
                let cases: Vec<&ReadCase> = read.iter().filter(own).collect();
                scope.spawn(move || {
                    let all = deletions(plan);
                    assert!(all.len() > 60, "{}: {}", plan.id, all.len());
                    let left = all.iter().filter(|without| survives(without, &cases));
                    left.map(|without| format!("{} {}: {}", plan.id, plan.version.en, without.rule)).collect::<Vec<_>>()
                })
            })
            .collect();
        started.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(survivors.is_empty(), "{} rules that no scenario needs:\n{}", survivors.len(), survivors.join("\n"));
}
