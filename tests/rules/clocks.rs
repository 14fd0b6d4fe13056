//! Limits by the log of a case: clocks that run, stand still and start anew, in working and calendar days, across the holidays.

use huzhu::domain::calendar::DayKind;
use huzhu::domain::case::Case;
use huzhu::domain::time::{Date, Moment};
use huzhu::rules::clock::{self, Limit, LimitOf};
use huzhu::rules::{Plan, assess};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{plan, plan_of};

fn at(day: &str) -> i64 {
    Moment::at(day.parse().unwrap(), 10, 0).0
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn returned(day: &str) -> (&str, Value) {
    (day, json!({ "verb": "return", "defects": [], "text": "" }))
}

fn came(day: &str) -> (&str, Value) {
    (day, json!({ "verb": "resubmit", "received": [], "note": "" }))
}

fn extended<'d>(day: &'d str, until: &str) -> (&'d str, Value) {
    (day, json!({ "verb": "extend", "until": until, "text": "须向医院核实" }))
}

/// A case of one benefit at a stage, received on a day, with what happened since.
fn case(plan: &Plan, stage: &str, benefit: &str, received: &str, log: Vec<(&str, Value)>) -> Case {
    let mut timeline = vec![json!({ "at": at(received), "stage": stage, "event": "received" })];
    let entered = log.iter().rev().find(|(_, act)| act["verb"] == "resubmit").map_or(received, |(day, _)| day);
    timeline.extend(
        log.iter().map(|(day, act)| json!({ "at": at(day), "stage": stage, "event": "decided", "decision": Uuid::nil(), "act": act })),
    );
    serde_json::from_value(json!({
        "id": "X-1", "member": "1", "plan": plan.id, "plan_hash": plan.hash,
        "facts": { "filed": received, "benefits": [benefit], "enrolments": [], "member": { "name": "某" } },
        "materials": [], "status": "open", "stage": stage, "entered": at(entered), "received": at(received), "granted": [],
        "timeline": timeline,
    }))
    .unwrap()
}

/// The limit of a case whose papers are all there.
fn due(plan: &Plan, case: &Case) -> Limit {
    clock::due(plan, case, &[]).unwrap()
}

fn last(plan: &Plan, case: &Case) -> String {
    due(plan, case).last.to_string()
}

/// The plan with other lines in the place of some: an operator's file, and the same program.
fn with(plan: &Plan, changes: &[(&str, &str)]) -> Plan {
    let text = changes.iter().fold(plan.source.clone(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    Plan::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn a_stage_limit_stands_still_while_the_claimant_has_the_case_and_goes_on_then() {
    let plan = plan();
    let of = |log| case(&plan, "employer-check", "hospital-stay", "2024-12-12", log);
    assert_eq!(last(&plan, &of(vec![])), "2024-12-17");
    let whole = of(vec![returned("2024-12-13"), came("2024-12-16")]);
    assert_eq!(last(&plan, &whole), "2024-12-18", "one working day with the claimant, and no new limit");
    assert_eq!(clock::paused_before(&plan, &whole, 2), Some((1, DayKind::Working)));
    assert_eq!(clock::paused_before(&plan, &whole, 1), None);
    let twice = of(vec![returned("2024-12-13"), came("2024-12-16"), returned("2024-12-17"), came("2024-12-19")]);
    assert_eq!(last(&plan, &twice), "2024-12-20");
}

#[test]
fn the_same_limit_runs_on_or_starts_anew_where_the_file_says_so() {
    let log = || vec![returned("2024-12-13"), came("2024-12-16")];
    for (clock, expected) in [("pauses", "2024-12-18"), ("runs", "2024-12-17"), ("restarts", "2024-12-19")] {
        let plan = with(&plan(), &[("clock = \"pauses\"", &format!("clock = \"{clock}\""))]);
        assert_eq!(last(&plan, &case(&plan, "employer-check", "hospital-stay", "2024-12-12", log())), expected, "{clock}");
    }
}

#[test]
fn a_stage_limit_may_be_in_calendar_days() {
    let plan = with(&plan(), &[("limit_working_days = 3", "limit_days = 3")]);
    let limit = due(&plan, &case(&plan, "employer-check", "hospital-stay", "2024-02-27", vec![]));
    assert_eq!((limit.last, limit.days), (day("2024-03-01"), DayKind::Calendar), "2024 has a 29 February");
    let limit = due(&plan, &case(&plan, "employer-check", "hospital-stay", "2023-02-27", vec![]));
    assert_eq!(limit.last, day("2023-03-02"));
}

#[test]
fn working_days_cross_the_holidays() {
    let plan = plan();
    let of = |received| last(&plan, &case(&plan, "employer-check", "hospital-stay", received, vec![]));
    assert_eq!(of("2024-02-08"), "2024-02-19", "Spring Festival 02-10 to 02-17; 02-09 is worked, and Sunday 02-18");
    assert_eq!(of("2023-09-28"), "2023-10-09", "National Day 09-29 to 10-06; Saturday 10-07 and Sunday 10-08 are worked");
    assert_eq!(of("2020-01-22"), "2020-02-04", "Spring Festival of 2020 was made longer to 02-02");
    assert_eq!(of("2024-02-28"), "2024-03-04", "over 29 February and a weekend");
}

#[test]
fn a_day_over_a_year_that_is_not_published_is_provisional() {
    let plan = plan();
    let of = |received| due(&plan, &case(&plan, "employer-check", "hospital-stay", received, vec![]));
    assert!(!of("2026-12-25").provisional);
    let over = of("2026-12-30");
    assert_eq!((over.last, over.provisional), (day("2027-01-04"), true), "Monday to Friday, as long as nobody knows");
    let back = case(&plan, "employer-check", "hospital-stay", "2026-12-28", vec![returned("2026-12-29"), came("2026-12-31")]);
    assert!(due(&plan, &back).provisional, "the days for which it stood still move it over the year");
}

#[test]
fn the_limit_of_shanghai_starts_anew_with_complete_papers() {
    let plan = plan_of("sh-mutual-2020");
    let of = |log| case(&plan, "first-check", "hospital-days", "2024-01-31", log);
    let limit = due(&plan, &of(vec![]));
    assert_eq!((limit.last, limit.days, limit.extendable), (day("2024-03-01"), DayKind::Calendar, true), "thirty days over 29 February");
    assert_eq!(limit.of, LimitOf::Benefit("hospital-days".into(), "住院 6".into()));
    assert_eq!(last(&plan, &of(vec![returned("2024-02-05"), came("2024-02-20")])), "2024-03-21");
    let whole = assess(&plan, &of(vec![]).facts, &Default::default());
    assert_eq!(clock::due(&plan, &of(vec![]), &whole.materials), None, "no paper has come: no clock runs");
}

#[test]
fn a_pausing_clock_is_a_line_in_the_plan() {
    let shanghai = plan_of("sh-mutual-2020");
    let of = |plan: &Plan| {
        last(plan, &case(plan, "first-check", "hospital-days", "2024-09-20", vec![returned("2024-09-25"), came("2024-10-10")]))
    };
    assert_eq!(of(&shanghai), "2024-11-09", "anew from 10 October");
    assert_eq!(of(&with(&shanghai, &[("clock = \"restarts\"", "clock = \"pauses\"")])), "2024-11-04", "fifteen days with the claimant");
    assert_eq!(of(&with(&shanghai, &[("clock = \"restarts\"", "clock = \"runs\"")])), "2024-10-20");
    let working = with(&shanghai, &[("clock = \"restarts\"", "clock = \"pauses\", counted = \"working\"")]);
    // Thirty working days from 20 September end on 6 November; seven were with the claimant: 26, 27, 29, 30 September, 8, 9, 10 October.
    assert_eq!(of(&working), "2024-11-15");
}

#[test]
fn what_a_reviewer_stated_and_when_papers_came_decide_when_they_were_complete() {
    let plan = plan_of("sh-mutual-2020");
    let mut whole = case(&plan, "first-check", "hospital-days", "2024-09-20", vec![]);
    let asked = assess(&plan, &whole.facts, &Default::default()).materials;
    assert_eq!(clock::complete_since(&whole, &asked), None);
    let papers: Vec<Value> = asked
        .iter()
        .zip(1..)
        .map(|(paper, n)| json!({ "material": paper.material, "received": format!("2024-09-{:02}", 20 + n), "pages": 1, "verdict": null }))
        .collect();
    whole.materials = serde_json::from_value(json!(papers)).unwrap();
    let needed = asked
        .iter()
        .rposition(|paper| matches!(paper.need, huzhu::domain::assessment::Need::Required | huzhu::domain::assessment::Need::Conditional));
    let expected: Date = day("2024-09-20") + chrono::Days::new(needed.unwrap() as u64 + 1);
    assert_eq!(clock::complete_since(&whole, &asked), Some(expected), "the last that is required");
    whole.facts.complete_since = Some(day("2024-10-08"));
    assert_eq!(clock::complete_since(&whole, &asked), Some(day("2024-10-08")));
    assert_eq!(last(&plan, &whole), "2024-11-07");
}

#[test]
fn an_extension_moves_the_last_day_and_lapses_when_the_clock_starts_anew() {
    let plan = plan_of("sh-mutual-2020");
    let of = |log| case(&plan, "first-check", "hospital-days", "2024-09-20", log);
    let limit = due(&plan, &of(vec![extended("2024-10-15", "2024-12-01")]));
    assert_eq!((limit.last, limit.plain), (day("2024-12-01"), day("2024-10-20")));
    assert_eq!(
        last(&plan, &of(vec![extended("2024-10-15", "2024-12-01"), extended("2024-10-16", "2024-11-01")])),
        "2024-12-01",
        "never back"
    );
    let anew = of(vec![extended("2024-10-15", "2024-12-31"), returned("2024-10-16"), came("2024-10-20")]);
    assert_eq!(last(&plan, &anew), "2024-11-19", "thirty days from complete papers");
    let pausing = with(&plan, &[("clock = \"restarts\"", "clock = \"pauses\"")]);
    let stood = of(vec![extended("2024-10-15", "2024-12-01"), returned("2024-10-16"), came("2024-10-20")]);
    let limit = due(&pausing, &stood);
    assert_eq!((limit.last, limit.plain), (day("2024-12-05"), day("2024-10-24")), "both stood still for four days");
}

#[test]
fn a_limit_that_the_plan_does_not_call_extendable_stays() {
    let plan = plan_of("sh-member");
    let of = |benefit| case(&plan, "first-check", benefit, "2025-01-06", vec![extended("2025-01-07", "2025-12-31")]);
    assert_eq!(last(&plan, &of("disease-death")), "2025-03-07", "sixty days, and no word of special cases");
    assert_eq!(last(&plan, &of("critical-illness")), "2025-12-31");
}

#[test]
fn faults_of_limits_are_told_at_their_places() {
    let source = plan_of("sh-mutual-2020").source;
    let faults = |from: &str, to: &str| -> Vec<String> {
        assert!(source.contains(from), "{from}");
        Plan::parse(&source.replace(from, to)).unwrap_err().into_iter().map(|fault| fault.path).collect()
    };
    let roles = "roles = [\"medical\", \"approver\", \"supervisor\"]\n";
    assert_eq!(faults(roles, "roles = []\n"), ["extension.roles"]);
    assert_eq!(faults(roles, &format!("{roles}most_days = 0\n")), ["extension.most_days"]);
    assert_eq!(faults(&format!("[extension]\n{roles}"), ""), ["extension"]);
    let stage = "id = \"first-check\"\n";
    assert_eq!(faults(stage, &format!("{stage}limit_days = 3\nlimit_working_days = 3\n")), ["stages[0].limit_days"]);
    assert_eq!(faults(stage, &format!("{stage}extendable = true\n")), ["stages[0].extendable"]);
    assert!(!faults("clock = \"restarts\"", "clock = \"sleeps\"").is_empty());
}
