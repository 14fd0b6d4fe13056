//! Lists that the operator keeps: with one a name is judged, without one it is asked about as before. All entries are made up.

use huzhu::domain::assessment::{Assessment, CheckState, Outcome};
use huzhu::domain::facts::{ClaimDocument, History};
use huzhu::domain::fault::{Fault, FaultKind};
use huzhu::explain::nearest::{self, Needs};
use huzhu::rules::{Plan, PlanSet, assess};
use serde_json::{Value, json};

use super::{ordinary, ordinary_cover, plan_of};

const LISTS: &str = r#"
[[lists]]
id = "diseases-2024"
plan = "sh-member"
kind = "disease"
name = { zh = "会员保障病种（样例）", en = "Diseases, made up" }
clause = "重大疾病 保障金"
valid = { from = 2024-01-01, to = 2024-12-31 }
entries = [
  { name = "某某恶性肿瘤", code = "X01", aliases = ["某某癌"] },
  { name = "某某脑中风后遗症" },
]

[[lists]]
id = "hospitals-2024"
plan = "sh-member"
kind = "hospital"
name = { zh = "认可医院（样例）", en = "Hospitals, made up" }
clause = "重大疾病 一（二）"
valid = { from = 2024-01-01, to = 2024-12-31 }
entries = [{ name = "某某第一医院", code = "H001", aliases = ["某一院"] }]
"#;

fn faults(text: &str) -> Vec<(String, FaultKind)> {
    let plan = plan_of("sh-member");
    let found: Vec<Fault> = plan.with_lists(text).err().unwrap_or_default();
    assert!(found.iter().all(|fault| fault.place.is_some()), "each with its line: {found:?}");
    found.into_iter().map(|fault| (fault.path, fault.kind)).collect()
}

fn assessed(plan: &Plan, disease: Value, hospital: Value, answers: Value) -> Assessment {
    assess(plan, &claim_of(plan, disease, hospital, answers).facts, &History::default())
}

fn claim_of(plan: &Plan, disease: Value, hospital: Value, answers: Value) -> ClaimDocument {
    let mut claim = ordinary_cover("sh-member");
    claim["plan"] = json!(plan.id);
    let facts = &mut claim["facts"];
    facts["benefits"] = json!(["critical-illness"]);
    facts["filed"] = json!("2024-12-27");
    facts["enrolments"] = json!([{ "plan": plan.id, "cover": { "from": "2024-01-01", "to": "2024-12-31" }, "class": "B" }]);
    facts["stays"] = json!([{ "admission": "2024-12-01", "discharge": "2024-12-09", "hospital": hospital }]);
    facts["diagnosis"] = json!({ "disease": disease, "diagnosed": "2024-12-02", "known_before": false });
    facts["answers"] = answers;
    serde_json::from_value(claim).unwrap()
}

fn state(assessment: &Assessment, check: &str) -> (CheckState, String) {
    let check = assessment.checks.iter().find(|made| made.check == check).unwrap();
    (check.state, check.finding.variant.clone().unwrap_or_default().to_string())
}

#[test]
fn with_a_list_a_name_is_judged() {
    let plan = plan_of("sh-member").with_lists(LISTS).unwrap();
    assert_ne!(plan.hash, plan_of("sh-member").hash, "a plan with other lists is another plan");
    assert_eq!(Plan::parse(&plan.source).unwrap(), plan, "whoever gets its text gets the same");
    for disease in ["某某恶性肿瘤", "某某癌", "x01"] {
        let made = assessed(&plan, json!(disease), json!("某一院"), json!([]));
        assert_eq!(state(&made, "disease-listed"), (CheckState::Pass, "on-list".into()), "{disease}");
        assert_eq!(state(&made, "hospital-accepted"), (CheckState::Pass, "on-list".into()));
        assert_eq!((made.benefits[0].outcome.clone(), made.total.to_string()), (Outcome::Payable, "20000.00".into()));
    }
    let off = assessed(&plan, json!("甲状腺结节"), json!("某某第一医院"), json!([]));
    assert_eq!(state(&off, "disease-listed"), (CheckState::Fail, "off-list".into()));
    assert_eq!(off.benefits[0].reason.as_ref().map(ToString::to_string).as_deref(), Some("DISEASE-NOT-LISTED"));
    let elsewhere = assessed(&plan, json!("某某癌"), json!("别处医院"), json!([]));
    assert_eq!(elsewhere.benefits[0].reason.as_ref().map(ToString::to_string).as_deref(), Some("HOSPITAL-NOT-ACCEPTED"));
    let answered = json!([{ "check": "hospital-accepted", "holds": true, "note": "本会另行认可" }]);
    let accepted = assessed(&plan, json!("某某癌"), json!("别处医院"), answered);
    assert_eq!(accepted.benefits[0].outcome, Outcome::Payable, "others that the association accepts");
}

#[test]
fn a_part_of_a_name_and_a_name_that_nobody_stated_are_asked_about() {
    let plan = plan_of("sh-member").with_lists(LISTS).unwrap();
    let part = assessed(&plan, json!("恶性肿瘤"), json!("某一院"), json!([]));
    assert_eq!(state(&part, "disease-listed"), (CheckState::Unknown, "part-of-list".into()));
    assert_eq!(part.benefits[0].outcome, Outcome::NeedsFact { paths: vec!["facts.diagnosis.disease".into()] });
    let unsaid = assessed(&plan, json!("某某癌"), Value::Null, json!([]));
    assert_eq!(state(&unsaid, "hospital-accepted"), (CheckState::Unknown, "unsaid-list".into()));
    assert_eq!(unsaid.benefits[0].outcome, Outcome::NeedsFact { paths: vec!["facts.stays[0].hospital".into()] });
}

#[test]
fn wide_letters_are_the_same_and_what_looks_like_a_name_of_the_list_is_asked_about() {
    let plan = plan_of("sh-member").with_lists(LISTS).unwrap();
    let wide = assessed(&plan, json!("Ｘ０１"), json!("某一院"), json!([]));
    assert_eq!(state(&wide, "disease-listed"), (CheckState::Pass, "on-list".into()));
    for alike in ["某某肺腺癌", "某某部位恶性的肿瘤", "mma", "moumouai"] {
        let made = assessed(&plan, json!(alike), json!("某一院"), json!([]));
        assert_eq!(state(&made, "disease-listed"), (CheckState::Unknown, "near-list".into()), "{alike}");
        assert_eq!(made.benefits[0].outcome, Outcome::NeedsChoice { check: "disease-listed".into() }, "{alike}");
    }
}

#[test]
fn without_a_list_for_the_day_nothing_is_guessed() {
    let earlier = LISTS.replace("from = 2024-01-01, to = 2024-12-31", "from = 2023-01-01, to = 2023-12-31");
    for plan in [plan_of("sh-member"), plan_of("sh-member").with_lists(&earlier).unwrap()] {
        let made = assessed(&plan, json!("甲状腺结节"), json!("别处医院"), json!([]));
        assert_eq!(state(&made, "disease-listed"), (CheckState::Unknown, "operators-list".into()));
        assert_eq!(state(&made, "hospital-accepted").0, CheckState::Attested);
        assert_eq!(made.benefits[0].outcome, Outcome::NeedsChoice { check: "disease-listed".into() });
    }
}

#[test]
fn a_faulty_list_is_told_every_fault_at_its_place() {
    let duplicate = |name: &str| FaultKind::Duplicate(name.to_owned());
    let undefined = |name: &str| FaultKind::Undefined(name.to_owned());
    assert_eq!(faults(LISTS), []);
    let bad = LISTS
        .replace("clause = \"重大疾病 一（二）\"", "clause = \"第九十九条\"")
        .replace("aliases = [\"某某癌\"]", "aliases = [\"某某脑中风后遗症\"]")
        .replace("id = \"hospitals-2024\"", "id = \"diseases-2024\"")
        .replace("entries = [{ name = \"某某第一医院\", code = \"H001\", aliases = [\"某一院\"] }]", "entries = []");
    let found = faults(&bad);
    for wanted in [
        ("lists[1].clause", undefined("第九十九条")),
        ("lists[0].entries[1]", duplicate("某某脑中风后遗症")),
        ("lists[1].id", duplicate("diseases-2024")),
        ("lists[1].entries", FaultKind::Empty),
    ] {
        assert!(found.iter().any(|(path, kind)| (path.as_str(), kind) == (wanted.0, &wanted.1)), "{wanted:?}: {found:?}");
    }
    let twice = LISTS.replace("kind = \"hospital\"", "kind = \"disease\"");
    assert_eq!(faults(&twice), [("lists[1].valid".to_owned(), duplicate("diseases-2024"))], "two lists for one day");
    assert_eq!(faults(&LISTS.replace("plan = \"sh-member\"", "plan = \"zj-10\"")), [("lists[0].plan".to_owned(), undefined("zj-10"))]);
    let unnamed = LISTS.replacen("aliases = [\"某某癌\"]", "aliases = [\"某某癌\", \"\"]", 1);
    assert_eq!(faults(&unnamed), [("lists[0].entries[0].aliases[1]".to_owned(), FaultKind::Empty)]);
    let place = plan_of("sh-member").with_lists(&unnamed).unwrap_err()[0].place.unwrap();
    assert_eq!(
        place.line,
        unnamed.lines().position(|line| line.contains("某某癌")).unwrap() as u32 + 1,
        "its line in the file of the lists"
    );
    assert_eq!(faults(&LISTS.replacen("kind =", "sort =", 1)).len(), 2, "an unknown key, and one that is missing");
    let reversed = LISTS.replacen("to = 2024-12-31", "to = 2023-12-31", 1);
    assert_eq!(faults(&reversed), [("lists[0].valid".to_owned(), FaultKind::SpanReversed)]);
}

const DRUGS: &str = r#"
[[lists]]
id = "drugs-2024"
plan = "zj-10"
kind = "special-drug"
name = { zh = "特殊用药（样例）", en = "Special drugs, made up" }
clause = "五 大额医疗"
valid = { from = 2024-01-01, to = 2024-12-31 }
entries = [{ name = "某某单抗注射液", code = "D001", aliases = ["某某单抗"] }]
"#;

/// What care out of hospital comes to, each of these items with an expense of 7,000.00: the check's state, whether it bars approval, the outcome.
fn out_of_hospital(plan: &Plan, care: &[(&str, Value)], answer: Option<bool>) -> (CheckState, bool, String) {
    let mut claim = ordinary();
    claim["facts"]["benefits"] = json!(["large-expense"]);
    let bill = |(kind, item): &(&str, Value)| json!({ "kind": kind, "item": item, "settled_on": "2024-05-06", "settled": true, "expense": { "self_care": "3000.00", "self_pay": "4000.00" } });
    claim["facts"]["outpatient"] = json!(care.iter().map(bill).collect::<Vec<_>>());
    let said = answer.map(|holds| json!({ "check": "outpatient-list", "holds": holds, "note": "已核" }));
    claim["facts"]["answers"] = json!(Vec::from_iter(said));
    let document: ClaimDocument = serde_json::from_value(claim).unwrap();
    let assessment = assess(plan, &document.facts, &History::default());
    let check = assessment.checks.iter().find(|check| check.check == "outpatient-list").unwrap();
    let benefit = &assessment.benefits[0];
    let outcome = match &benefit.outcome {
        Outcome::Payable => assessment.total.to_string(),
        Outcome::NeedsChoice { check } => check.to_string(),
        Outcome::NeedsFact { paths } => paths.join(" "),
        other => format!("{other:?} {}", benefit.reason.as_ref().unwrap()),
    };
    (check.state, check.blocks, outcome)
}

#[test]
fn care_that_is_not_on_the_operators_lists_does_not_count_towards_the_expense() {
    let with = plan_of("zj-10").with_lists(DRUGS).unwrap();
    let drug = |item: Value| [("special-drug", item)];
    let is = |state: CheckState, blocks: bool, outcome: &str| (state, blocks, outcome.to_owned());
    let refused = "NothingOwed CARE-NOT-COUNTED";
    // 003 l.37: 7,000.00 brings 40 per cent of what is over 4,000.00.
    for known in ["某某单抗", "d001"] {
        assert_eq!(out_of_hospital(&with, &drug(json!(known)), None), is(CheckState::Pass, false, "1200.00"), "{known}");
    }
    assert_eq!(out_of_hospital(&with, &drug(json!("维生素")), None), is(CheckState::Fail, false, refused));
    assert_eq!(
        out_of_hospital(&with, &drug(json!("维生素")), Some(true)),
        is(CheckState::Attested, false, "1200.00"),
        "a reviewer knows better"
    );
    assert_eq!(out_of_hospital(&with, &drug(json!("某某单抗")), Some(false)), is(CheckState::Fail, false, refused), "and so he does here");
    assert_eq!(out_of_hospital(&with, &drug(Value::Null), None), is(CheckState::Unknown, true, "facts.outpatient[0].item"));
    assert_eq!(out_of_hospital(&with, &drug(json!("某某单抗注射液（进口）")), None), is(CheckState::Unknown, true, "outpatient-list"));
    let open_too = [("special-drug", json!("维生素")), ("special-drug", json!("某某单抗注射液（进口）"))];
    let said = out_of_hospital(&with, &open_too, Some(true));
    assert_eq!(said, is(CheckState::Fail, false, "1200.00"), "a yes is about what the list leaves open, beside what it leaves out");
    let both = [("special-drug", json!("某某单抗")), ("special-drug", json!("维生素"))];
    assert_eq!(out_of_hospital(&with, &both, None), is(CheckState::Fail, false, "1200.00"), "a listed one counts alone");
    assert_eq!(out_of_hospital(&with, &both, Some(false)), is(CheckState::Fail, false, "1200.00"), "asked was only what is off the list");
    assert_eq!(out_of_hospital(&with, &both, Some(true)).2, "4400.00");
    let none = plan_of("zj-10");
    assert_eq!(
        out_of_hospital(&none, &drug(json!("维生素")), None),
        is(CheckState::Attested, false, "1200.00"),
        "without a list nothing is guessed"
    );
    assert_eq!(out_of_hospital(&none, &drug(json!("维生素")), Some(false)), is(CheckState::Fail, false, refused), "a reviewer says it");
}

/// So long a list and so many bills are looked through once each: what each comes to is what it would come to alone.
#[test]
fn many_bills_are_judged_by_a_long_list_each_by_its_own_name() {
    let entry = |n: u32| format!("{{ name = \"样例药品{n:04}号注射液\", code = \"D{n:04}\", aliases = [\"样例药{n:04}\"] }},\n");
    let entries: String = (0..1_000).map(entry).collect();
    let from = DRUGS.find("entries = [").unwrap();
    let plan = plan_of("zj-10").with_lists(&format!("{}entries = [\n{entries}]\n", &DRUGS[..from])).unwrap();
    let items = |n: u32| {
        [format!("样例药{n:04}"), format!("d-{n:04}"), format!("维生素{n:04}片"), format!("药品{n:04}"), format!("进口样例药{n:04}")]
    };
    let mut states = Vec::new();
    for item in items(731) {
        states.push(out_of_hospital(&plan, &[("special-drug", json!(item))], None).0);
    }
    use CheckState::{Fail, Pass, Unknown};
    assert_eq!(states, [Pass, Pass, Fail, Unknown, Unknown]);
    let all: Vec<(&str, Value)> = (0..4).flat_map(|n| items(n * 250)).map(|item| ("special-drug", json!(item))).collect();
    let missing = [3, 8, 13, 18].map(|at| format!("facts.outpatient[{at}].item"));
    assert_eq!(out_of_hospital(&plan, &all, None), (Fail, false, missing.join(" ")));
}

#[test]
fn a_name_that_holds_one_of_the_list_or_is_a_part_of_one_is_asked_about() {
    let plan = plan_of("sh-member").with_lists(LISTS).unwrap();
    let choice = |check: &str| Outcome::NeedsChoice { check: check.into() };
    for fuller in ["某某癌晚期", "某某脑中风后遗症（较轻）"] {
        let made = assessed(&plan, json!(fuller), json!("某一院"), json!([]));
        assert_eq!(state(&made, "disease-listed"), (CheckState::Unknown, "holds-list".into()), "{fuller}");
        assert_eq!(made.benefits[0].outcome, choice("disease-listed"), "{fuller}");
    }
    let part = assessed(&plan, json!("癌"), json!("某一院"), json!([]));
    assert_eq!(state(&part, "disease-listed"), (CheckState::Unknown, "part-of-list".into()), "one character, too");
    let answered = |holds: bool| json!([{ "check": "hospital-accepted", "holds": holds, "note": "已核" }]);
    let made = |answers: Value| assessed(&plan, json!("某某癌"), json!("某市某某第一医院"), answers);
    assert_eq!(made(json!([])).benefits[0].outcome, choice("hospital-accepted"));
    assert_eq!(made(answered(true)).total.to_string(), "20000.00");
    assert_eq!(made(answered(false)).benefits[0].reason.as_ref().map(ToString::to_string).as_deref(), Some("HOSPITAL-NOT-ACCEPTED"));
    let blank = assessed(&plan, json!("——"), json!("某一院"), json!([]));
    assert_eq!(state(&blank, "disease-listed").0, CheckState::Fail, "no letter of it is in any name");
}

/// 001 l.182-188: the summary of the stay and the reports of the diagnosis are both a hospital's that counts.
#[test]
fn the_hospital_of_the_diagnosis_is_looked_up_too() {
    let plan = plan_of("sh-member").with_lists(LISTS).unwrap();
    let made = |stay: &str, diagnosed: &str, answers: Value| {
        let mut claim = claim_of(&plan, json!("某某癌"), json!(stay), answers);
        claim.facts.diagnosis.as_mut().unwrap().hospital = Some(diagnosed.into());
        let made = assess(&plan, &claim.facts, &History::default());
        (state(&made, "hospital-accepted").0, made.benefits[0].outcome.clone())
    };
    let asks = (CheckState::Unknown, Outcome::NeedsChoice { check: "hospital-accepted".into() });
    assert_eq!(made("某一院", "某一院", json!([])), (CheckState::Pass, Outcome::Payable));
    assert_eq!(made("某一院", "别处医院", json!([])), asks, "diagnosed elsewhere");
    assert_eq!(made("别处医院", "某一院", json!([])), asks, "treated elsewhere");
    assert_eq!(made("别处医院", "别处医院", json!([])), (CheckState::Fail, Outcome::NothingOwed));
    let said = |holds: bool| json!([{ "check": "hospital-accepted", "holds": holds, "note": "已核" }]);
    assert_eq!(made("别处医院", "某一院", said(true)), (CheckState::Attested, Outcome::Payable));
    assert_eq!(made("某一院", "别处医院", said(false)), (CheckState::Fail, Outcome::NothingOwed));
}

#[test]
fn a_list_that_leaves_others_open_asks_a_person() {
    let asks = LISTS.replace("valid = {", "otherwise = \"ask\"\nvalid = {");
    let plan = plan_of("sh-member").with_lists(&asks).unwrap();
    let off = assessed(&plan, json!("某某癌"), json!("别处医院"), json!([]));
    assert_eq!(state(&off, "hospital-accepted"), (CheckState::Unknown, "off-list".into()));
    assert_eq!(off.benefits[0].outcome, Outcome::NeedsChoice { check: "hospital-accepted".into() });
    let yes = json!([{ "check": "hospital-accepted", "holds": true, "note": "本会另行认可" }]);
    assert_eq!(assessed(&plan, json!("某某癌"), json!("别处医院"), yes).benefits[0].outcome, Outcome::Payable);
    let no = json!([{ "check": "hospital-accepted", "holds": false, "note": "未认可" }]);
    let refused = assessed(&plan, json!("某某癌"), json!("别处医院"), no);
    assert_eq!(refused.benefits[0].reason.as_ref().map(ToString::to_string).as_deref(), Some("HOSPITAL-NOT-ACCEPTED"));
}

#[test]
fn an_assessed_illness_is_judged_by_the_lists_too() {
    for id in ["sh-mutual-2020", "sh-flex"] {
        let plan = plan_of(id);
        let clause = |check: &str| plan.check(check).unwrap().clause.to_string();
        let lists = LISTS
            .replace("sh-member", id)
            .replace("clause = \"重大疾病 保障金\"", &format!("clause = \"{}\"", clause("disease-listed")))
            .replace("clause = \"重大疾病 一（二）\"", &format!("clause = \"{}\"", clause("hospital-accepted")));
        let plan = plan.with_lists(&lists).unwrap();
        let on = assessed(&plan, json!("某某癌"), json!("某一院"), json!([]));
        assert_eq!(state(&on, "disease-listed"), (CheckState::Pass, "on-list".into()), "{id}");
        assert_eq!(on.benefits[0].outcome, Outcome::NeedsAmount, "{id}: the amount is a reviewer's all the same");
        let off = assessed(&plan, json!("甲状腺结节"), json!("某一院"), json!([]));
        assert_eq!(off.benefits[0].reason.as_ref().map(ToString::to_string).as_deref(), Some("DISEASE-NOT-LISTED"), "{id}");
    }
}

#[test]
fn a_designated_hospital_is_looked_up_where_nobody_said_it() {
    let hospitals = r#"
[[lists]]
id = "designated"
plan = "zj-10"
kind = "hospital"
name = { zh = "定点医院（样例）", en = "Designated hospitals, made up" }
clause = "六 1(6)"
valid = { from = 2024-01-01, to = 2024-12-31 }
otherwise = "ask"
entries = [{ name = "某某第一医院" }]
"#;
    let with = plan_of("zj-10").with_lists(hospitals).unwrap();
    let strict = plan_of("zj-10").with_lists(&hospitals.replace("\"ask\"", "\"refuse\"")).unwrap();
    let made = |plan: &Plan, hospital: Value, designated: Value, answer: Option<bool>| {
        let mut claim = ordinary();
        let stay = |from: &str, to: &str| json!({ "admission": from, "discharge": to });
        let (mut first, mut second) = (stay("2024-03-01", "2024-03-11"), stay("2024-05-01", "2024-05-09"));
        (first["designated"], second["hospital"], second["designated"]) = (json!(true), hospital, designated);
        claim["facts"]["benefits"] = json!(["hospital-stay"]);
        claim["facts"]["stays"] = json!([first, second]);
        let said = answer.map(|holds| json!({ "check": "designated-hospital", "holds": holds, "note": "已核" }));
        claim["facts"]["answers"] = json!(Vec::from_iter(said));
        let document: ClaimDocument = serde_json::from_value(claim).unwrap();
        let assessment = assess(plan, &document.facts, &History::default());
        let outcome = match &assessment.benefits[0].outcome {
            Outcome::Payable => assessment.total.to_string(),
            Outcome::NeedsChoice { check } => check.to_string(),
            Outcome::NeedsFact { paths } => paths.join(" "),
            other => format!("{other:?}"),
        };
        (state(&assessment, "designated-hospital").0, outcome)
    };
    let is = |state: CheckState, outcome: &str| (state, outcome.to_owned());
    let (on, off) = (|| json!("某某第一医院"), || json!("别处医院"));
    assert_eq!(made(&with, on(), Value::Null, None), is(CheckState::Pass, "900.00"));
    let asked = made(&with, off(), Value::Null, None);
    assert_eq!(asked, is(CheckState::Unknown, "designated-hospital"), "a transfer may have been agreed");
    assert_eq!(made(&with, off(), Value::Null, Some(true)), is(CheckState::Attested, "900.00"));
    assert_eq!(made(&with, off(), Value::Null, Some(false)), is(CheckState::Fail, "500.00"), "only the stay in it does not count");
    assert_eq!(made(&with, Value::Null, Value::Null, None), is(CheckState::Unknown, "facts.stays[1].hospital"), "nobody said which");
    assert_eq!(made(&with, off(), json!(true), None), is(CheckState::Pass, "900.00"), "what the claim says stands");
    assert_eq!(made(&plan_of("zj-10"), off(), Value::Null, None), is(CheckState::Attested, "900.00"), "without a list nothing is guessed");
    let strictly = made(&strict, off(), Value::Null, None);
    assert_eq!(strictly, is(CheckState::Unknown, "designated-hospital"), "whatever the list leaves open: a transfer may have been agreed");
    assert_eq!(made(&strict, off(), Value::Null, Some(false)), is(CheckState::Fail, "500.00"), "and none was");
    assert_eq!(made(&strict, off(), Value::Null, Some(true)), is(CheckState::Attested, "900.00"), "a transfer was agreed");
}

#[test]
fn one_file_holds_lists_of_several_plans() {
    let both = format!("{LISTS}{DRUGS}");
    let mut plans = PlanSet::builtin();
    plans.insert_lists(&both).unwrap();
    let ids = |plan: &Plan| plan.lists.iter().map(|list| list.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(plans.get(&"sh-member".into()).unwrap()), ["diseases-2024", "hospitals-2024"]);
    assert_eq!(ids(plans.get(&"zj-10".into()).unwrap()), ["drugs-2024"]);
    // Where one of them is at fault none is taken, and every fault of form and of content is told at once.
    let bad = both
        .replacen("clause = \"五 大额医疗\"", "clause = \"第九十九条\"", 1)
        .replacen("kind = \"disease\"", "kind = \"diseaze\"", 1)
        .replacen("id = \"hospitals-2024\"", "id = \"\"", 1);
    let mut plans = PlanSet::builtin();
    let found = plans.insert_lists(&bad).unwrap_err();
    let paths: Vec<&str> = found.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["lists[0].kind", "lists[1].id", "lists[2].clause"], "{found:?}");
    assert!(found.iter().all(|fault| fault.place.is_some()));
    assert!(plans.iter().all(|plan| plan.lists.is_empty()));
    let unknown = plans.insert_lists(&LISTS.replace("sh-member", "sh-nothing")).unwrap_err();
    assert!(unknown.iter().all(|fault| fault.kind == FaultKind::UnknownPlan) && unknown.len() == 2, "{unknown:?}");
}

#[test]
fn a_version_takes_those_lists_of_a_file_that_it_has_the_clauses_of() {
    let mut plans = PlanSet::builtin();
    let warnings = plans.insert_lists(LISTS).unwrap();
    let newest = |filed: &str| plans.filed(&"sh-member".into(), filed.parse().unwrap()).unwrap();
    let (older, newer) = (newest("2024-12-25"), newest("2024-12-26"));
    let ids = |plan: &Plan| plan.lists.iter().map(|list| list.id.clone()).collect::<Vec<_>>();
    assert_eq!((ids(older), ids(newer)), (vec!["diseases-2024".to_owned()], vec!["diseases-2024".to_owned(), "hospitals-2024".to_owned()]));
    let told: Vec<_> = warnings.iter().map(|fault| (fault.path.as_str(), &fault.kind)).collect();
    assert_eq!(told, [("lists[1].clause", &FaultKind::NotOfVersion(older.version.clone()))], "which list, and of which version it is not");
    assert_eq!(warnings[0].place.unwrap().line, 19, "where it stands in the file");
    assert!(warnings[0].kind.is_warning());
    let judged = assessed(older, json!("某某癌"), json!("别处医院"), json!([]));
    assert_eq!(state(&judged, "disease-listed"), (CheckState::Pass, "on-list".into()), "as if the list stood alone");
    // The same in two files.
    let (diseases, hospitals) = LISTS.split_at(LISTS.rfind("[[lists]]").unwrap());
    let mut apart = PlanSet::builtin();
    assert_eq!(apart.insert_lists(diseases).unwrap(), []);
    apart.insert_lists(hospitals).unwrap();
    for filed in ["2024-12-25", "2024-12-26"] {
        let lists = |plans: &PlanSet| plans.filed(&"sh-member".into(), filed.parse().unwrap()).unwrap().lists.clone();
        assert_eq!(lists(&apart), lists(&plans), "{filed}");
    }
    // A clause that no version has stays a fault, and nothing is taken.
    let mut none = PlanSet::builtin();
    let refused = none.insert_lists(&LISTS.replace("重大疾病 一（二）", "第九十九条")).unwrap_err();
    assert_eq!(refused.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), ["lists[1].clause"]);
    assert!(none.iter().all(|plan| plan.lists.is_empty()));
}

#[test]
fn what_is_off_an_operators_list_is_told_as_the_nearest_change() {
    let plan = plan_of("sh-member").with_lists(LISTS).unwrap();
    let needed = |disease: &str, hospital: &str| {
        let facts = claim_of(&plan, json!(disease), json!(hospital), json!([])).facts;
        let made = assess(&plan, &facts, &History::default());
        nearest::of(&plan, &facts, &History::default(), &made).into_iter().map(|nearest| nearest.needs).collect::<Vec<_>>()
    };
    assert_eq!(needed("甲状腺结节", "某一院"), [[Needs::ListedDisease]]);
    assert_eq!(needed("某某癌", "别处医院"), [[Needs::ListedHospital]]);
    let both = needed("甲状腺结节", "别处医院");
    assert!(both[0].len() == 2 && both[0].contains(&Needs::ListedDisease) && both[0].contains(&Needs::ListedHospital), "{both:?}");
    assert_eq!(needed("某某癌", "某一院"), Vec::<Vec<Needs>>::new());
}
