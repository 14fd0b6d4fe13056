//! How plan files are read: what ships loads, and a faulty one is told all its faults at once, each at its place.

use huzhu::domain::decision::Verb;
use huzhu::domain::fault::{Fault, FaultKind, StageFault};
use huzhu::domain::people::{Lang, Role};
use huzhu::rules::{Plan, clock, workflow};

use super::plan;

/// The shipped plan with one piece of its text put in place of another.
fn with(from: &str, to: &str) -> Vec<Fault> {
    let text = &plan().source;
    assert!(text.contains(from), "the plan has no {from}");
    Plan::parse(&text.replacen(from, to, 1)).err().unwrap_or_default()
}

fn paths(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.path.as_str()).collect()
}

#[test]
fn names_that_nothing_defines_are_refused() {
    let undefined = |id: &str| FaultKind::Undefined(id.to_owned());
    let one = |from: &str, to: &str, path: &str, kind: FaultKind| {
        let faults = with(from, to);
        assert_eq!((paths(&faults), faults.iter().map(|fault| &fault.kind).collect::<Vec<_>>()), (vec![path], vec![&kind]), "{to}");
    };
    one("late = \"TIME-LIMIT\"", "late = \"TOO-LATE\"", "filing.late", undefined("TOO-LATE"));
    one("of = \"critical-illness\"", "of = \"illness\"", "benefits[3].formula.of", undefined("illness"));
    one("[\"critical-illness\", \"large-expense\"]", "[\"critical-illness\", \"big\"]", "exclusive[0].benefits[1]", undefined("big"));
    one("asks = [\"malignancy-severe\"]", "asks = [\"malignancy\"]", "findings[0].asks[0]", undefined("malignancy"));
    one("id = \"dates\"", "id = \"dated\"", "checks[8].id", undefined("dated"));
    one("reason = \"NO-INSURANCE-SETTLEMENT\"", "reason = \"NONE\"", "exclusions[14].reason", undefined("NONE"));
    one("code = \"CAP-REACHED\"", "code = \"CAP\"", "reasons", undefined("CAP-REACHED"));
    one("code = \"coma\"", "code = \"deafness\"", "diseases[12].code", FaultKind::Duplicate("deafness".into()));
}

#[test]
fn a_condition_on_a_fact_that_does_not_exist_is_refused() {
    let faults = with("optional = [\"further-papers\"]", "optional = [\"full-moon\"]");
    assert_eq!(paths(&faults), ["materials[10].optional[0]"]);
    assert!(matches!(&faults[0].kind, FaultKind::NotOneOf(known) if known.contains(&"always".to_owned())), "{faults:?}");
    // A condition that the engine knows and the file gives no words for.
    let faults = with("id = \"settlement-excepted\"\n", "id = \"always\"\n");
    assert_eq!(paths(&faults), ["conditions[5].id", "materials[4].unless[0]"]);
}

#[test]
fn brackets_leave_neither_gap_nor_overlap() {
    let kinds = |from: &str, to: &str| with(from, to).into_iter().map(|fault| fault.kind).collect::<Vec<_>>();
    let bounds = |end: &str, over: &str| (end.to_owned(), over.to_owned());
    let (end, over) = bounds("6", "7");
    assert_eq!(kinds("{ over = 6, per_day", "{ over = 7, per_day"), [FaultKind::BracketGap(end, over)]);
    let (end, over) = bounds("10000.00", "9000.00");
    assert_eq!(kinds("{ over = \"10000.00\", up_to", "{ over = \"9000.00\", up_to"), [FaultKind::BracketOverlap(end, over)]);
    assert_eq!(kinds("{ over = 0, up_to = 6", "{ over = 1, up_to = 6"), [FaultKind::BracketStart("1".into())]);
    assert_eq!(kinds("once = \"300.00\"", "once = \"300.00\", per_day = \"1.00\""), [FaultKind::BracketRate]);
    assert_eq!(kinds("over = 0, up_to = 6,", "over = 0,"), [FaultKind::BracketOpen]);
    assert_eq!(kinds("percent = \"40\"", "percent = \"140\""), [FaultKind::OutOfRange]);
    assert_eq!(kinds("once = \"300.00\"", "once = \"-300.00\""), [FaultKind::NegativeAmount]);
    assert_eq!(kinds("to = 2024-12-31 }", "to = 2023-12-31 }"), [FaultKind::SpanReversed]);
}

#[test]
fn a_workflow_ends_with_one_approval_and_the_payment() {
    let kinds = |from: &str, to: &str| with(from, to).into_iter().map(|fault| fault.kind).collect::<Vec<_>>();
    let (payment, approval) = (StageFault::NoPayment, StageFault::ApprovalNotBeforePayment);
    assert_eq!(kinds("kind = \"payment\"", "kind = \"review\""), [FaultKind::Stages(payment)]);
    assert_eq!(kinds("kind = \"approval\"", "kind = \"review\""), [FaultKind::Stages(approval)]);
    assert_eq!(kinds("roles = [\"medical\"]", "roles = []"), [FaultKind::Stages(StageFault::NoRole)]);
}

#[test]
fn all_faults_are_told_at_once_with_line_and_column() {
    let text = plan().source;
    let faulty = text
        .replacen("series = \"zj-\"", "series = \"zj-\"\nfavourite = \"red\"", 1)
        .replacen("from = 2024-01-01", "from = 2024-02-30", 1)
        .replacen("special_months = 3", "special_months = \"three\"", 1)
        .replacen("kind = \"once\"", "kind = \"twice\"", 1)
        .replacen("per_day = \"50.00\"", "per_day = \"fifty\"", 1)
        .replacen("up_to = 6,", "up_to = 6, upto = 7,", 1);
    let faults = Plan::parse(&faulty).unwrap_err();
    let line = |needle: &str| u32::try_from(faulty[..faulty.find(needle).unwrap()].matches('\n').count() + 1).unwrap();
    let told: Vec<(&str, u32)> = faults.iter().map(|fault| (fault.path.as_str(), fault.place.unwrap().line)).collect();
    let expected = [
        ("favourite", line("favourite")),
        ("cover.from", line("2024-02-30")),
        ("filing.special_months", line("\"three\"")),
        ("benefits[0].formula.brackets[0].upto", line("upto")),
        ("benefits[0].formula.brackets[1].per_day", line("\"fifty\"")),
        ("benefits[3].formula.kind", line("\"twice\"")),
    ];
    assert_eq!(told, expected);
    assert_eq!(faults[0].place.unwrap().column, 1);
    assert!(matches!(&faults[5].kind, FaultKind::NotOneOf(kinds) if kinds.len() == 7), "{:?}", faults[5]);
}

#[test]
fn a_plan_is_named_by_its_bytes() {
    let plan = plan();
    let other = Plan::parse(&format!("{}\n# a remark\n", plan.source)).unwrap();
    assert_eq!(other.id, plan.id);
    assert_ne!(other.hash, plan.hash);
    assert_eq!(Plan::parse(&plan.source).unwrap().hash, plan.hash);
}

/// The stages of the plan's table in product.md, and the words of the guide to the online application.
#[test]
fn the_stages_of_zj_10() {
    let plan = plan();
    let first = workflow::first(&plan).unwrap();
    let mut at = Some(first);
    let mut seen = Vec::new();
    while let Some(stage) = at {
        seen.push((stage.name.get(Lang::Zh), stage.claimant_word.get(Lang::Zh), stage.roles.clone(), stage.limit_working_days));
        at = workflow::next(&plan, &stage.id);
    }
    let expected = [
        ("单位核实", "初审中", vec![Role::Employer, Role::Intake], Some(3)),
        ("病情复核", "资料审批中", vec![Role::Medical], None),
        ("资料审批", "资料审批中", vec![Role::Approver], None),
        ("发放", "资料审批中", vec![Role::Payer], None),
    ];
    assert_eq!(seen, expected);
    let filed = "2022-03-03".parse().unwrap();
    assert_eq!(clock::stage_due(&plan, &first.id, filed).unwrap().date.to_string(), "2022-03-08");
    assert_eq!(clock::stage_due(&plan, &"approval".into(), filed), None, "the document gives no figure");
    assert_eq!(workflow::verbs(first)[..4], [Verb::PassOn, Verb::Return, Verb::Reject, Verb::Amend]);
    assert_eq!(workflow::before(&plan, &first.id), None);
    assert_eq!(workflow::before(&plan, &"approval".into()).map(|stage| stage.id.as_str()), Some("medical-review"));
    assert_eq!(workflow::before(&plan, &"payment".into()), None, "an approval is not undone by sending back");
    let words = [&plan.words.draft, &plan.words.paid, &plan.words.refused, &plan.words.not_assessed].map(|word| word.zh.as_str());
    assert_eq!(words, ["草稿", "补助发放完成", "未通过审批", "尚未核定"]);
}

/// 28 severe and 3 mild, in the order of the printed list, found by whatever people write.
#[test]
fn the_diseases_of_zj_10() {
    let plan = plan();
    let numbers: Vec<&str> = plan.diseases.iter().map(|disease| disease.number.as_str()).collect();
    let expected: Vec<String> = (1..=28).map(|n| n.to_string()).chain((1..=3).map(|n| format!("M{n}"))).collect();
    assert_eq!(numbers, expected);
    let found = |said: &str| plan.disease(said).map(|disease| disease.number.clone());
    for (said, number) in [
        ("恶性肿瘤——重度", "1"),
        ("恶性肿瘤-重度", "1"),
        ("恶性肿瘤—轻度", "M1"),
        (" 恶性肿瘤-轻度 ", "M1"),
        ("严重非颅内肿瘤", "9"),
        ("严重脑（膜）炎后遗症", "11"),
        ("严重慢性肾衰竭", "6"),
        ("12", "12"),
        ("stroke-mild", "M3"),
    ] {
        assert_eq!(found(said).as_deref(), Some(number), "{said}");
    }
    assert_eq!(found("恶性肿瘤"), None);
    assert_eq!(found(""), None);
}

/// Every figure that is ours, or that the documents leave open, has a note.
#[test]
fn what_is_ours_is_said() {
    let plan = plan();
    for about in ["approver_limit", "rounding", "exclusive", "continuity", "filing", "retirement", "findings", "lists"] {
        let note = plan.notes.iter().find(|note| note.about == about).unwrap_or_else(|| panic!("no note about {about}"));
        assert!(!note.text.zh.is_empty() && !note.text.en.is_empty());
    }
    assert_eq!(plan.approver_limit.unwrap().to_string(), "50000.00");
}

/// Texts for people are there in both languages.
#[test]
fn nothing_of_the_plan_is_without_words() {
    fn look(value: &serde_json::Value, path: &str, empty: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(fields) => fields.iter().for_each(|(key, value)| look(value, &format!("{path}.{key}"), empty)),
            serde_json::Value::Array(list) => list.iter().enumerate().for_each(|(at, value)| look(value, &format!("{path}[{at}]"), empty)),
            serde_json::Value::String(text) if text.trim().is_empty() => empty.push(path.to_owned()),
            _ => {}
        }
    }
    let table: toml::Table = toml::from_str(&plan().source).unwrap();
    let mut empty = Vec::new();
    look(&serde_json::to_value(table).unwrap(), "", &mut empty);
    assert!(empty.is_empty(), "{empty:?}");
}

/// 34, as the print names them once organs and kinds of angina are told apart; three of them at the higher sum.
#[test]
fn the_diseases_of_jn_critical() {
    let plan = super::plan_of("jn-critical");
    assert_eq!(plan.diseases.len(), 34);
    for said in ["尿毒症", "慢性肾功能衰竭(尿毒症期)", "阿尔茨海默病", "胃切除", "不稳定性心绞痛PCI手术", "34", "transplant"]
    {
        assert!(plan.disease(said).is_some(), "{said}");
    }
    assert_ne!(plan.disease("稳定性心绞痛PCI手术").unwrap().code, plan.disease("不稳定性心绞痛PCI手术").unwrap().code);
}

/// Registration, medical review, approval, archive, payment: ten working days from the approval.
#[test]
fn the_stages_of_jn_critical() {
    let plan = super::plan_of("jn-critical");
    let stages: Vec<_> = plan.stages.iter().map(|stage| (stage.name.get(Lang::Zh), stage.roles[0], workflow::verbs(stage)[0])).collect();
    let expected = [
        ("查验登记", Role::Intake, Verb::PassOn),
        ("病案审核", Role::Medical, Verb::PassOn),
        ("审批", Role::Approver, Verb::Approve),
        ("材料归档", Role::Intake, Verb::PassOn),
        ("发放", Role::Payer, Verb::Paid),
    ];
    assert_eq!(stages, expected);
    assert_eq!(workflow::verbs(plan.stage(&"archive".into()).unwrap()), [Verb::PassOn], "after the approval nothing is sent back");
}

/// A plan is of one family: a period, or contracts with the terms that belong to them.
#[test]
fn a_plan_is_of_one_family() {
    let contracts = super::plan_of("jn-critical").source;
    let faults = |from: &str, to: &str| {
        assert!(contracts.contains(from), "{from}");
        let faults = Plan::parse(&contracts.replacen(from, to, 1)).err().unwrap_or_default();
        faults.iter().map(|fault| fault.path.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(faults("\n[filing]", "\ncover = { from = 2024-01-01, to = 2024-12-31 }\n[filing]"), "contracts");
    assert_eq!(faults("known_months = 24\n", ""), "filing.known_months");
    assert_eq!(faults("per_unit = true\n", ""), "joint_caps[0].per_unit");
    assert_eq!(faults("most_units = 3", "most_units = 0"), "contracts.most_units");
    assert_eq!(faults("\"aplastic-anaemia\", \"transplant\"]", "\"anaemia\"]"), "benefits[0].formula.for_diseases[0].diseases[1]");
    assert_eq!(faults("kind = \"archive\"", "kind = \"review\""), "stages");
}

#[test]
fn a_name_that_two_diseases_share_is_refused() {
    for alias in ["深度昏迷", "深度-昏迷", "coma", "12"] {
        let faults = with("aliases = [\"严重非颅内肿瘤\"]", &format!("aliases = [\"{alias}\"]"));
        let later = ["diseases[11].name", "diseases[11].code", "diseases[11].number"];
        assert!(faults.iter().any(|fault| later.contains(&fault.path.as_str())), "{alias}: {faults:?}");
        assert!(faults.iter().all(|fault| matches!(fault.kind, FaultKind::Duplicate(_))), "{faults:?}");
    }
}

#[test]
fn what_is_looked_for_among_other_cases_is_bounded_named_once_and_has_a_clause() {
    let one = |from: &str, to: &str, path: &str, kind: FaultKind| {
        let faults = with(from, to);
        assert_eq!((paths(&faults), faults.iter().map(|fault| &fault.kind).collect::<Vec<_>>()), (vec![path], vec![&kind]), "{to}");
    };
    one("back_months = 60", "back_months = 0", "other_cases.back_months", FaultKind::OutOfRange);
    one("overlap_days = 1", "overlap_days = 400", "other_cases.overlap_days", FaultKind::OutOfRange);
    one("id_digits_off = 1", "id_digits_off = 2", "other_cases.id_digits_off", FaultKind::OutOfRange);
    one("name_characters_off = 1", "name_characters_off = 9", "other_cases.name_characters_off", FaultKind::OutOfRange);
    one("warns = [\"card\", \"alike\"]", "warns = [\"card\", \"stay\"]", "other_cases.warns[1]", FaultKind::Duplicate("stay".into()));
    let clause = "[[checks]]\nid = \"other-case\"\nclause = \"六 1(1)\"\nblocks = true\n";
    one(clause, "", "other_cases", FaultKind::Undefined("other-case".into()));
    assert_eq!(paths(&with("[other_cases]", "[others]")), ["checks[38].id", "others"], "and what the check would rest on");
}
