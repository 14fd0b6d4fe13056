//! Papers that are one, papers that a condition frees from, and what a reviewer's word on open facts covers.

use huzhu::domain::amendment::{Amendment, Correction};
use huzhu::domain::assessment::{Assessment, Need, RequiredMaterial};
use huzhu::domain::facts::{Answer, ClaimDocument, Facts, History};
use huzhu::domain::people::Lang;
use huzhu::rules::claim::{Setting, with};
use huzhu::rules::{Plan, PlanSet, amended, assess};
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

/// A claim for two stays; of the first nobody said whether it was relieved.
fn two_stays() -> Facts {
    let mut claim = ordinary_cover("sh-member");
    claim["facts"]["benefits"] = json!(["hospital"]);
    claim["facts"]["stays"] = json!([{ "admission": "2024-11-01", "discharge": "2024-11-05" },
        { "admission": "2024-12-01", "discharge": "2024-12-09", "relief": "none", "cause": "illness" }]);
    serde_json::from_value::<ClaimDocument>(claim).unwrap().facts
}

fn correct(path: &str, old: Value, new: Value) -> Amendment {
    let (path, reason) = (path.to_owned(), "按出院记录".to_owned());
    Amendment::Correct(Correction { path, old, new, evidence: "discharge-record".into(), reason })
}

/// Takes the first stay out and adds another one, of which nobody said whether it was relieved either.
fn another_stay(facts: &Facts) -> [Amendment; 2] {
    let first = serde_json::to_value(&facts.stays[0]).unwrap();
    [
        correct("/stays/0", first, Value::Null),
        correct("/stays/-", Value::Null, json!({ "admission": "2024-12-20", "discharge": "2024-12-24" })),
    ]
}

/// What the claim asks about papers with some amendments.
fn asked_with(facts: &Facts, amendments: &[Amendment]) -> Vec<String> {
    let plan = plan_of("sh-member");
    let (facts, faults) = amended(&plan, facts, amendments, &History::default());
    assert!(faults.is_empty(), "{faults:?}");
    let checks = assess(&plan, &facts, &History::default()).checks;
    checks.into_iter().filter(|check| check.check == "paper-facts" && check.blocks).flat_map(|check| check.finding.missing).collect()
}

#[test]
fn what_was_said_of_a_stay_that_goes_is_not_said_of_the_one_in_its_place() {
    let word = |covers| Answer { check: "paper-facts".into(), holds: true, note: "都没有".into(), clause: None, covers };
    let mut facts = two_stays();
    let open = asked_with(&facts, &[]);
    assert!(open.iter().any(|path| path == "facts.stays[0].relief"), "{open:?}");
    let relief = |asked: Vec<String>| asked.into_iter().filter(|path| path.ends_with("relief")).collect::<Vec<_>>();

    let of_now = another_stay(&facts);
    for covers in [None, Some(open.clone())] {
        // A word that stands since before words said what they cover, and one that says it.
        facts.answers = vec![word(covers)];
        assert!(asked_with(&facts, &[]).is_empty());
        assert_eq!(relief(asked_with(&facts, &of_now)), ["facts.stays[1].relief"]);
        let gone = correct("/stays/1", serde_json::to_value(&facts.stays[1]).unwrap(), Value::Null);
        let [first, new] = another_stay(&facts);
        assert_eq!(relief(asked_with(&facts, &[gone, first, new])), ["facts.stays[0].relief"]);
    }
    facts.answers.clear();
    let [gone, new] = another_stay(&facts);
    let second = correct("/stays/1", serde_json::to_value(&facts.stays[1]).unwrap(), Value::Null);
    let given = Amendment::Answer(word(Some(open)));
    let before = [given.clone(), gone.clone(), second.clone(), new.clone()];
    assert_eq!(relief(asked_with(&facts, &before)), ["facts.stays[0].relief"], "drafted on the stay that goes");
    assert!(relief(asked_with(&facts, &[gone, second, new, given])).is_empty(), "drafted on the stay that comes");
}
