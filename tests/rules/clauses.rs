//! Clause coverage: every line of a document that states a rule belongs to a clause of a plan, and every clause to such lines.
//!
//! Which lines those are stands in `seeds.toml`, by number. Not here: whether a rule is right (the scenarios).

use std::collections::{BTreeMap, BTreeSet};

use huzhu::domain::fault::{Fault, FaultKind};
use huzhu::rules::plan::coverage;
use huzhu::rules::{Plan, PlanSet, assess};
use serde::Deserialize;

use super::plan;
use super::scenario::read_scenarios;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seeds {
    seed: Vec<Seed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    number: String,
    sha256: String,
    lines: u32,
    rules: Vec<Range>,
    none: Vec<Range>,
    blank: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    lines: [u32; 2],
    what: String,
}

impl Seed {
    /// The lines of ranges that are not blank.
    fn lines_of(&self, ranges: &[Range]) -> BTreeSet<u32> {
        let lines = ranges.iter().flat_map(|range| range.lines[0]..=range.lines[1]);
        lines.filter(|line| !self.blank.contains(line)).collect()
    }
}

fn seeds() -> Vec<Seed> {
    toml::from_str::<Seeds>(include_str!("seeds.toml")).unwrap().seed
}

/// An operator's own documents have numbers, names and lengths of their own.
#[test]
fn a_plan_that_rests_on_another_document_is_not_held_to_the_length_of_ours() {
    let first = "seed = \"003\", lines = [13, 13]";
    for own in ["seed = \"003\", lines = [13, 1998]", "seed = \"会员手册\", lines = [13, 40]", "seed = \"A-7\", lines = [1200, 1201]"] {
        let source = plan().source.replacen(first, own, 1);
        assert_eq!(Plan::check(&source), [], "{own}");
        assert!(Plan::parse(&source).is_ok());
    }
}

#[test]
fn a_clause_of_a_built_in_plan_lies_in_its_document() {
    let seeds = seeds();
    for plan in PlanSet::builtin().iter() {
        for place in plan.clauses.iter().filter(|place| !place.own) {
            let seed = seeds.iter().find(|seed| place.seed.as_ref() == Some(&seed.number));
            assert!(seed.is_some_and(|seed| place.lines[1] <= seed.lines), "{}: {place:?}", plan.id);
        }
    }
}

#[test]
fn every_line_of_a_document_states_a_rule_or_is_said_to_be_something_else() {
    for seed in seeds() {
        assert_eq!(seed.sha256.len(), 64, "{}", seed.number);
        assert!(seed.rules.iter().chain(&seed.none).all(|range| !range.what.is_empty() && range.lines[0] <= range.lines[1]));
        let (rules, none) = (seed.lines_of(&seed.rules), seed.lines_of(&seed.none));
        assert!(rules.is_disjoint(&none), "{}: both: {:?}", seed.number, rules.intersection(&none).collect::<Vec<_>>());
        let all: BTreeSet<u32> = rules.iter().chain(&none).chain(&seed.blank).copied().collect();
        assert_eq!(all, (1..=seed.lines).collect(), "{}", seed.number);
    }
}

#[test]
fn every_rule_line_of_a_document_belongs_to_a_clause_of_a_plan() {
    let plans = PlanSet::builtin();
    for seed in seeds() {
        let covered = |line: &u32| plans.iter().any(|plan| plan.clauses.iter().any(|clause| clause.covers(&seed.number, *line)));
        let left: Vec<u32> = seed.lines_of(&seed.rules).into_iter().filter(|line| !covered(line)).collect();
        assert!(left.is_empty(), "no clause of any plan has these lines of {}: {left:?}", seed.number);
    }
}

#[test]
fn a_clause_begins_and_ends_at_a_rule_and_something_rests_on_it() {
    let rules: BTreeMap<String, BTreeSet<u32>> =
        seeds().into_iter().map(|seed| (seed.number.clone(), seed.lines_of(&seed.rules))).collect();
    for plan in PlanSet::builtin().iter() {
        assert!(!plan.clauses.is_empty(), "{} lists no clauses", plan.id);
        for place in plan.clauses.iter().filter(|place| !place.own) {
            let lines = &rules[place.seed.as_ref().unwrap()];
            assert!(place.lines.iter().all(|line| lines.contains(line)), "{}: {place:?}", plan.id);
        }
        for row in coverage(plan, []) {
            assert!(!row.rests.is_empty() && !row.places.is_empty(), "{}: nothing rests on {row:?}", plan.id);
        }
    }
}

#[test]
fn a_clause_is_told_with_what_rests_on_it_and_how_many_cases_name_it() {
    let plan = plan();
    let read = read_scenarios();
    let assessed: Vec<_> = read.iter().filter(|case| case.document.plan == plan.id).map(|case| case.assess(&plan)).collect();
    let rows = coverage(&plan, &assessed);
    let row = |name: &str| rows.iter().find(|row| row.clause == *name).unwrap();
    let stay = row("五 一般住院");
    assert_eq!(stay.rests, ["benefits hospital-stay", "checks stay-days", "checks stay-overlap"]);
    assert_eq!((stay.places[0].seed.as_deref(), stay.places[0].lines.as_slice()), (Some("003"), [35, 35].as_slice()));
    assert!(stay.assessed > 30 && stay.assessed < assessed.len(), "{}", stay.assessed);
    assert_eq!(row("七 申请时间").rests, ["checks filing-window", "filing", "reasons TIME-LIMIT"]);
    assert!(row("GB 11643").places[0].own);
    assert_eq!(rows.iter().map(|row| &row.clause).next().unwrap(), &plan.clauses[0].name);
}

#[test]
fn a_clause_that_the_file_does_not_list_is_a_fault_at_its_place() {
    let source = plan().source;
    let faults = |from: &str, to: &str| {
        assert!(source.contains(from), "the plan has no {from}");
        Plan::parse(&source.replacen(from, to, 1)).err().unwrap_or_default()
    };
    let told = |faults: &[Fault]| faults.iter().map(|fault| (fault.path.clone(), fault.kind.clone())).collect::<Vec<_>>();
    let undefined = |name: &str| FaultKind::Undefined(name.to_owned());
    let found = faults("clause = \"五 待遇 3\"", "clause = \"五 待遇 9\"");
    assert_eq!(told(&found), [("joint_caps[1].clause".to_owned(), undefined("五 待遇 9"))]);
    let line = u32::try_from(source[..source.find("clause = \"五 待遇 3\"").unwrap()].matches('\n').count() + 1).unwrap();
    assert_eq!((found[0].place.unwrap().line, found[0].place.unwrap().column), (line, 1));
    let found = faults("premium_clause = \"三 缴费标准\"", "premium_clause = \"\"");
    assert_eq!(told(&found), [("enrolment.premium_clause".to_owned(), FaultKind::Empty)]);
    let first = "name = \"二 参保对象及条件\", seed = \"003\", lines = [13, 13]";
    let kinds = |to: &str| told(&faults(first, &format!("name = \"二 参保对象及条件\", {to}")));
    let at = |field: &str, kind: FaultKind| vec![(format!("clauses[0].{field}"), kind)];
    assert_eq!(kinds("seed = \"003\", lines = [14, 13]"), at("lines", FaultKind::SpanReversed));
    assert_eq!(kinds("seed = \"003\", lines = [0, 13]"), at("lines", FaultKind::SpanReversed));
    assert_eq!(kinds("seed = \"003\", lines = [13]"), at("lines", FaultKind::Form));
    assert_eq!(kinds("seed = \"003\""), at("lines", FaultKind::MissingField));
    assert_eq!(kinds("lines = [13, 13]"), at("seed", FaultKind::MissingField));
    assert_eq!(kinds("own = true, lines = [13, 13]"), at("own", FaultKind::Form));
    let twice = faults(first, &format!("{first} }}, {{ {first}"));
    assert_eq!(told(&twice), [("clauses[1].name".to_owned(), FaultKind::Duplicate("二 参保对象及条件".into()))]);
}

/// Published plans are kept as they are: one of before there was such a list is read as it was.
#[test]
fn a_plan_without_a_list_of_clauses_is_read() {
    let source = plan().source;
    let (before, after) = source.split_once("clauses = [\n").unwrap();
    let plan = Plan::parse(&format!("{before}{}", after.split_once("\n]\n").unwrap().1)).unwrap();
    assert!(plan.clauses.is_empty());
    assert!(coverage(&plan, []).iter().all(|row| row.places.is_empty() && !row.rests.is_empty()));
    let case = read_scenarios().into_iter().find(|case| case.document.plan == plan.id).unwrap();
    assert!(!assess(&plan, &case.document.facts, &case.document.history).checks.is_empty());
}
