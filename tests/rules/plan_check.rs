//! `Plan::check`: every fault of a file at once, and what in it is of no use. Each fault is planted in a plan that ships.

use std::collections::BTreeSet;

use huzhu::domain::fault::{Fault, FaultKind, StageFault};
use huzhu::domain::people::{Lang, Role};
use huzhu::rules::{Plan, PlanSet};
use huzhu::text::plan_fields::{field, word};
use serde_json::Value;

use super::plan_of;

/// What is told of a shipped plan with pieces of its text put in place of others.
fn check(plan: &str, changes: &[(&str, &str)]) -> Vec<(String, FaultKind)> {
    told(&changed(plan, changes))
}

fn changed(plan: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(plan_of(plan).source, |text, (from, to)| {
        assert!(text.contains(from), "the plan has no {from}");
        text.replacen(from, to, 1)
    })
}

fn told(text: &str) -> Vec<(String, FaultKind)> {
    let faults = Plan::check(text);
    assert!(faults.iter().all(|fault| fault.place.is_some()), "{faults:?}");
    faults.into_iter().map(|Fault { path, kind, .. }| (path, kind)).collect()
}

fn one(path: &str, kind: FaultKind) -> Vec<(String, FaultKind)> {
    vec![(path.to_owned(), kind)]
}

#[test]
fn nothing_is_wrong_with_what_ships() {
    for plan in PlanSet::builtin().iter() {
        assert_eq!(told(&plan.source), [], "{}", plan.id);
    }
}

#[test]
fn a_text_without_one_of_its_halves_is_told() {
    let no_english = [("en = \"Hospital stay\" }", "en = \" \" }")];
    assert_eq!(check("zj-10", &no_english), one("benefits[0].name.en", FaultKind::Empty));
    let no_chinese = [("zh = \"身份证正反面\"", "zh = \"\"")];
    assert_eq!(check("zj-10", &no_chinese), one("materials[0].name.zh", FaultKind::Empty));
    assert_eq!(check("jn-critical", &[("zh = \"查验登记\", ", "")]), one("stages[0].name.zh", FaultKind::MissingField));
}

#[test]
fn a_reason_code_without_both_texts_is_told() {
    let source = plan_of("zj-10").source;
    let reason = source.split("[[reasons]]").nth(1).unwrap();
    let text = reason.lines().find(|line| line.starts_with("text = ")).unwrap();
    assert_eq!(check("zj-10", &[(text, "")]), one("reasons[0].text", FaultKind::MissingField));
    let (chinese, _) = text.split_once(", en = ").unwrap();
    assert_eq!(check("zj-10", &[(text, &format!("{chinese} }}"))]), one("reasons[0].text.en", FaultKind::MissingField));
    assert_eq!(check("zj-10", &[(text, &format!("{chinese}, en = \"\" }}"))]), one("reasons[0].text.en", FaultKind::Empty));
}

#[test]
fn a_benefit_without_its_clause_is_told() {
    let clause = "clause = \"五 一般住院\"\n";
    assert_eq!(check("zj-10", &[(clause, "")]), one("benefits[0].clause", FaultKind::MissingField));
    assert_eq!(check("zj-10", &[(clause, "clause = \"\"\n")]), one("benefits[0].clause", FaultKind::Empty));
    let of_a_window = [("window = { clause = \"申请时限（一）\"", "window = { clause = \"　\"")];
    assert_eq!(check("sh-member", &of_a_window), one("benefits[0].window.clause", FaultKind::Empty));
}

#[test]
fn a_stage_that_no_case_gets_to_is_told() {
    let word = "claimant_word = { zh = \"已\", en = \"Done\" }";
    let behind = format!(
        "{}\n[[stages]]\nid = \"after\"\nname = {{ zh = \"事后\", en = \"After\" }}\nroles = [\"intake\"]\nkind = \"review\"\n{word}\n",
        plan_of("jn-critical").source.trim_end()
    );
    // The notes stand behind the stages in the file, so the new one is the last of the list all the same.
    assert_eq!(told(&behind), one("stages[5]", FaultKind::Stages(StageFault::Unreachable)));
    let again = [("kind = \"archive\"", "kind = \"payment\"")];
    assert_eq!(check("jn-critical", &again), one("stages[4]", FaultKind::Stages(StageFault::Unreachable)));
}

#[test]
fn a_stage_whose_role_nobody_has_is_told() {
    let roles = |roles: &str| check("zj-10", &[("roles = [\"medical\"]", roles)]);
    assert_eq!(roles("roles = []"), one("stages[1].roles", FaultKind::Stages(StageFault::NoRole)));
    let nobody = FaultKind::Stages(StageFault::NobodyDecides);
    assert_eq!(roles("roles = [\"enquiry\", \"supervisor\"]"), one("stages[1].roles", nobody));
    let unknown = roles("roles = [\"doctor\"]");
    assert_eq!(unknown[0].0, "stages[1].roles[0]");
    assert!(matches!(&unknown[..], [(_, FaultKind::NotOneOf(roles))] if roles.contains(&"medical".to_owned())), "{unknown:?}");
}

#[test]
fn a_condition_on_a_fact_that_does_not_exist_is_told() {
    let source = plan_of("sh-flex").source;
    let fact = source.split("fact = \"").nth(1).unwrap().split('"').next().unwrap();
    let told = check("sh-flex", &[(&format!("\"{fact}\""), "\"/stays/*/weather\"")]);
    assert!(matches!(&told[..], [(path, FaultKind::Undefined(name))] if path.ends_with(".fact") && name == "/stays/*/weather"), "{told:?}");
}

#[test]
fn what_nothing_uses_is_a_warning_and_the_plan_is_good_all_the_same() {
    let unused = |name: &str| FaultKind::Unused(name.to_owned());
    assert!(unused("x").is_warning() && !FaultKind::Empty.is_warning());
    assert_eq!(check("zj-10", &[("optional = [\"further-papers\"]\n", "")]), one("conditions[4].id", unused("further-papers")));
    let reason = "[[reasons]]\ncode = \"WAITING-PERIOD\"\nclass = \"reject\"\nname = { zh = \"等待期\", en = \"Waiting\" }\n\
        text = { zh = \"等待期内\", en = \"within the waiting period\" }\nclause = \"五 一般住院\"\n\n[[stages]]";
    let text = changed("zj-10", &[("[[stages]]", reason)]);
    let found = told(&text);
    assert!(matches!(&found[..], [(path, kind)] if path.starts_with("reasons[") && *kind == unused("WAITING-PERIOD")), "{found:?}");
    assert!(Plan::parse(&text).is_ok());
    let finding =
        "[[findings]]\nid = \"spots\"\nname = { zh = \"斑点\", en = \"Spots\" }\nclause = \"五 一般住院\"\nexcludes = []\n\n[[findings]]";
    assert_eq!(check("zj-10", &[("[[findings]]", finding)]), one("findings[0].id", unused("spots")));
}

/// One file with a fault of form beside faults of sense: all are told at once, and none that is only a consequence.
#[test]
fn faults_of_form_hide_no_others() {
    let changes = [
        ("series = \"zj-\"", "series = \"zj-\"\nfavourite = \"red\""),
        ("late = \"TIME-LIMIT\"", "late = \"NEVER\""),
        ("special_months = 3", "special_months = \"three\""),
        ("{ over = 6, per_day", "{ over = 7, per_day"),
        ("kind = \"once\"", "kind = \"twice\""),
        ("unless = [\"outpatient-only\"]\n", ""),
        ("roles = [\"payer\"]", "roles = []"),
    ];
    let found = check("zj-10", &changes);
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "favourite",
        "filing.special_months",
        "filing.late",
        "benefits[0].formula.brackets[1]",
        "benefits[3].formula.kind",
        "conditions[6].id",
        "stages[3].roles",
    ];
    assert_eq!(paths, expected, "{found:?}");
}

/// What has the right form and no sense: nobody means it, and the sums would be wrong without a word.
#[test]
fn odd_values_are_told() {
    let odd =
        |plan: &str, from: &str, to: &str, path: &str, kind: FaultKind| assert_eq!(check(plan, &[(from, to)]), one(path, kind), "{to}");
    let range = || FaultKind::OutOfRange;
    let twice = |name: &str| FaultKind::Duplicate(name.to_owned());
    odd("zj-10", "large_percent = 75", "large_percent = 175", "enrolment.participation.large_percent", range());
    odd("jn-critical", "known_months = 24", "known_months = 0", "filing.known_months", range());
    odd("zj-10", "special_months = 3", "special_months = 4000000000", "filing.special_months", range());
    odd("zj-10", "at_most_days = 40", "at_most_days = 6", "benefits[0].formula.brackets[1].at_most_days", range());
    odd("zj-10", "cap = \"2000.00\"", "cap = \"0.00\"", "benefits[0].cap", range());
    odd("zj-10", "id = \"zj-10\"", "id = \"zj- 10\"", "id", FaultKind::Form);
    odd("zj-10", "phone = \"0571-85228008\"", "phone = \"ask\"", "contacts[0].phone", FaultKind::Form);
    odd("zj-10", "roles = [\"medical\"]", "roles = [\"medical\", \"medical\"]", "stages[1].roles[1]", twice("medical"));
    odd("zj-10", "up_to = 6", "up_to = 99999999999999999999", "benefits[0].formula.brackets[0].up_to", range());
    odd("zj-10", "seed = \"003\", lines = [13, 13]", "seed = \"900\", lines = [13, 100000]", "clauses[0].lines", range());
    odd("sh-member", "filed_from = 2024-12-26", "filed_from = 2024-12-26\nfiled_to = 2024-12-01", "valid", FaultKind::SpanReversed);
}

/// Another command refuses a file for as many faults as `check` tells of it.
#[test]
fn a_file_that_is_refused_has_the_faults_that_are_told_of_it() {
    let changes = [("late = \"TIME-LIMIT\"", "late = \"NEVER\""), ("special_months = 3", "special_months = \"three\"")];
    let text = changed("zj-10", &changes);
    let errors: Vec<Fault> = Plan::check(&text).into_iter().filter(|fault| !fault.kind.is_warning()).collect();
    assert_eq!((Plan::parse(&text).unwrap_err(), errors.len()), (errors, 2));
}

/// A file of thousands of faults is told whole, each at its line.
#[test]
fn thousands_of_faults_have_their_lines() {
    let many: String = (0..4000).map(|n| format!("wrong_{n} = {n}\n")).collect();
    let text = format!("{many}{}", plan_of("zj-10").source);
    let faults = Plan::check(&text);
    let lines: BTreeSet<u32> = faults.iter().filter_map(|fault| fault.place.map(|place| place.line)).collect();
    assert_eq!((faults.len(), lines.len(), lines.first().copied()), (4000, 4000, Some(1)));
}

/// Whatever a file holds, it is told; nothing panics.
#[test]
fn hostile_files_end_in_faults() {
    for text in
        ["", "\u{0}", "id = 1", "[[benefits]]\n", "benefits = [[[[[]]]]]", "{\"id\": \"x\"}", "{\"benefits\": {\"zh\": \"\"}}", "id = ]"]
    {
        assert!(!Plan::check(text).is_empty(), "{text:?}");
    }
}

/// Pages and differences say in words whatever a plan file may hold: a field or a word that is new needs its name.
#[test]
fn whatever_a_plan_file_may_hold_has_a_name() {
    fn look(value: &Value, fields: &mut BTreeSet<String>, words: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                fields.extend(object.get("properties").and_then(Value::as_object).into_iter().flat_map(|fields| fields.keys().cloned()));
                let options = object.get("enum").and_then(Value::as_array).into_iter().flatten();
                words.extend(options.filter_map(Value::as_str).map(str::to_owned));
                object.values().for_each(|value| look(value, fields, words));
            }
            Value::Array(list) => list.iter().for_each(|value| look(value, fields, words)),
            _ => {}
        }
    }
    let (mut fields, mut words) = (BTreeSet::new(), BTreeSet::new());
    look(&huzhu::rules::plan::schema(), &mut fields, &mut words);
    let plain = |all: fn(Lang, &str) -> Option<&'static str>, name: &str| all(Lang::Zh, name).is_some();
    let in_part = |all: fn(Lang, &str) -> Option<&'static str>, parts: &[&str], name: &str| {
        parts.iter().any(|part| all(Lang::En, &format!("{part}.{name}")).is_some())
    };
    fields.retain(|name| name != "zh" && !plain(field, name) && !in_part(field, &["benefits", "enrolment", "by_enrolment"], name));
    assert!(fields.is_empty(), "fields without a name in text::plan_fields: {fields:?}");
    let of_fields = ["kind", "event", "repeat", "payee", "after", "funding"];
    let is_role = |word: &str| Role::ALL.iter().any(|role| role.id() == word);
    words.retain(|name| !is_role(name) && !plain(word, name) && !in_part(word, &of_fields, name));
    assert!(words.is_empty(), "words without a name in text::plan_fields: {words:?}");
}
