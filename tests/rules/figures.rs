//! Sentences take their figures from the plan: a plan with other figures speaks of those, and no text keeps one of its own.

use std::fs;
use std::path::Path;

use huzhu::domain::fault::FaultKind;
use huzhu::domain::people::Lang;
use huzhu::rules::{Plan, assess, claim};
use huzhu::text::assess as says;
use serde_json::{Value, json};

use super::{ordinary, ordinary_contract, plan_of};

/// The shipped plan with other figures; each piece must be there.
fn changed(id: &str, pieces: &[(&str, &str)]) -> Plan {
    let mut text = plan_of(id).source;
    for (from, to) in pieces {
        assert!(text.contains(from), "{id} has no {from}");
        text = text.replacen(from, to, 1);
    }
    Plan::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Every sentence of an assessment of a claim.
fn sentences(plan: &Plan, lang: Lang, document: &Value) -> String {
    let read = claim::read(&document.to_string()).unwrap();
    let assessment = assess(plan, &read.facts, &read.history);
    let names = plan.names(lang);
    let mut lines: Vec<String> = assessment.checks.iter().map(|check| says::check_line(lang, &names, check)).collect();
    for benefit in &assessment.benefits {
        lines.push(says::outcome_word(lang, &names, benefit));
        let line = |step| says::step_line(lang, &names, &benefit.benefit, benefit.reason.as_ref(), step);
        lines.extend(benefit.steps.iter().map(line));
    }
    lines.extend(assessment.deadlines.iter().map(|deadline| says::deadline_line(lang, deadline)));
    lines.join("\n")
}

/// What the changed plan says, and the shipped one does not.
fn must_say(shipped: &str, changed: &str, said: &[&str]) {
    for words in said {
        assert!(!shipped.contains(words), "the shipped plan says {words} already:\n{shipped}");
        assert!(changed.contains(words), "the changed plan does not say {words}:\n{changed}");
    }
}

#[test]
fn a_changed_figure_of_jn_critical_changes_the_sentences() {
    let shipped = plan_of("jn-critical");
    let plan = changed(
        "jn-critical",
        &[
            ("most_units = 3", "most_units = 2"),
            ("days = 30", "days = 45"),
            ("known_months = 24", "known_months = 36"),
            ("months = 12\n", "months = 18\n"),
            ("prefix = \"B\", digits = 8", "prefix = \"B\", digits = 9"),
            ("funding = \"given\", units = 1", "funding = \"given\", units = 2"),
            (
                "name = { zh = \"工商银行\", en = \"ICBC\" }, called = [\"工商银行\"",
                "name = { zh = \"某某银行\", en = \"Some Bank\" }, called = [\"某某银行\"",
            ),
            ("payment_working_days = 10", "payment_working_days = 12"),
            ("ages = { from = 18, to = 60", "ages = { from = 18, to = 55"),
            (
                "\n[[diseases]]\ncode = \"unstable-angina\"\nnumber = \"34\"\n",
                "\n[[diseases]]\ncode = \"another\"\nnumber = \"35\"\nname = \"某病\"\nen = \"another\"\n[[diseases]]\ncode = \"unstable-angina\"\nnumber = \"34\"\n",
            ),
        ],
    );
    let mut document = ordinary_contract();
    document["facts"]["benefits"] = json!(["critical-illness"]);
    document["facts"]["diagnosis"] = json!({ "disease": "失明", "diagnosed": "2023-06-01" });
    document["facts"]["payee"]["bank"] = json!("别的银行");
    document["facts"]["enrolments"] = json!([
        { "plan": "jn-critical", "cover": { "from": "2023-01-01", "to": "2023-12-31" }, "contract": "B1", "units": 3 },
        { "plan": "jn-critical", "cover": { "from": "2023-02-01", "to": "2024-01-31" }, "contract": "PB230001", "units": 1 },
    ]);
    for lang in [Lang::Zh, Lang::En] {
        let (before, after) = (sentences(&shipped, lang, &document), sentences(&plan, lang, &document));
        let said = match lang {
            Lang::Zh => vec!["起 3 年", "B 加 9 位", "35 类之一", "已计满 2 份", "不是某某银行的卡", "超出 2 份", "核准后 12 个工作日内"],
            Lang::En => vec![
                "3 years from the event",
                "B and 9 digits",
                "one of the 35",
                "2 units are counted",
                "not a card of Some Bank",
                "at most 2 units",
                "12 working days",
            ],
        };
        must_say(&before, &after, &said);
    }
    let reason = |plan: &Plan, code: &str| plan.reason(&code.into()).unwrap().text.zh.clone();
    must_say(&reason(&shipped, "WAITING-PERIOD"), &reason(&plan, "WAITING-PERIOD"), &["45 日"]);
    must_say(&reason(&shipped, "DISEASE-NOT-LISTED"), &reason(&plan, "DISEASE-NOT-LISTED"), &["35 类"]);
    must_say(&reason(&shipped, "TIME-LIMIT"), &reason(&plan, "TIME-LIMIT"), &["3 年"]);
    let notes = |plan: &Plan| plan.notes.iter().map(|note| format!("{}\n{}\n", note.text.zh, note.text.en)).collect::<String>();
    must_say(
        &notes(&shipped),
        &notes(&plan),
        &["44 days or less", "46 天及以上", "至多 2 份", "18 months later", "55 included", "12 个工作日"],
    );
}

#[test]
fn a_changed_figure_of_zj_10_changes_the_sentences() {
    let shipped = plan_of("zj-10");
    let plan = changed(
        "zj-10",
        &[
            ("special_months = 3", "special_months = 4"),
            ("chemotherapy_courses = 2", "chemotherapy_courses = 5"),
            ("retirement = { male = 60", "retirement = { male = 63"),
            ("approver_limit = \"50000.00\"", "approver_limit = \"60000.00\""),
            (
                "code = \"stroke-mild\"\n",
                "code = \"another\"\nnumber = \"M9\"\nclass = \"mild\"\nname = \"某病\"\nen = \"another\"\n[[diseases]]\ncode = \"stroke-mild\"\n",
            ),
        ],
    );
    let mut document = ordinary();
    document["facts"]["benefits"] = json!(["critical-illness"]);
    document["facts"]["diagnosis"] = json!({ "disease": "M1", "diagnosed": "2024-06-01", "finding": "carcinoma-in-situ" });
    let (before, after) = (sentences(&shipped, Lang::Zh, &document), sentences(&plan, Lang::Zh, &document));
    must_say(&before, &after, &["4 种轻度疾病之一", "5 次以上化疗"]);
    let reason = |plan: &Plan, code: &str| plan.reason(&code.into()).unwrap().text.en.clone();
    must_say(&reason(&shipped, "DISEASE-NOT-LISTED"), &reason(&plan, "DISEASE-NOT-LISTED"), &["28 severe and 4 mild"]);
    must_say(&reason(&shipped, "TIME-LIMIT"), &reason(&plan, "TIME-LIMIT"), &["4 months after"]);
    let notes = |plan: &Plan| plan.notes.iter().map(|note| note.text.zh.clone()).collect::<String>();
    must_say(&notes(&shipped), &notes(&plan), &["60,000.00", "男满 63", "5 次以上化疗", "期满后 4 个月"]);
}

#[test]
fn a_figure_that_the_plan_does_not_have_is_a_fault() {
    let text = plan_of("zj-10").source.replacen("{special_months}", "{waiting}", 1);
    let faults = Plan::parse(&text).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].path.starts_with("reasons["), "{faults:?}");
    assert_eq!(faults[0].kind, FaultKind::Undefined("{waiting}".into()));
}

/// Every text of a plan's file gets its figures, or the file is refused: none is printed with a name in braces.
#[test]
fn a_name_in_braces_is_a_fault_wherever_it_stands() {
    for plan in ["zj-10", "jn-critical"] {
        let shipped = plan_of(plan).source;
        let texts = shipped.matches("zh = \"").count();
        assert!(texts > 50, "{plan}");
        let faults = Plan::parse(&shipped.replace("zh = \"", "zh = \"{nothing}")).unwrap_err();
        assert!(faults.iter().all(|fault| fault.kind == FaultKind::Undefined("{nothing}".into())), "{plan}: {faults:?}");
        assert_eq!(faults.len(), texts, "{plan}");
    }
}

/// What a sentence says without the figures that are put into it.
fn bare(text: &str) -> String {
    text.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest)).collect()
}

fn has_figure(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let english = ["two", "three", "four", "six", "ten", "twelve", "thirty"].iter().any(|figure| words.contains(figure));
    english || text.chars().any(|c| c.is_ascii_digit() || "两二三四五六七八九十".contains(c))
}

/// Texts of an assessment, in the program and in the plans, keep no figure of a plan. What is left is of the language, of standards
/// that no plan sets, or of the print itself.
#[test]
fn no_text_of_an_assessment_keeps_a_figure() {
    let of_no_plan = [
        "18 位身份证号",
        "18-character",
        "0 至 100",
        "0 and 100",
        "four organs",
        "30 项",
        "30 entries",
        "第 3、4、5 项",
        "remarks 3, 4 and 5",
        "「胃、肺、脾、肾脏切除」按四种",
        "备注 2",
        "remark 2",
        "第二次",
        "两种",
        "two kinds",
        "两份合同",
        "两类证明",
        "两者",
        "两面",
        "两证",
        "二十四小时",
        "0.00",
        "至少 1 天",
        "at least 1.",
        "超过 1 天",
        "两项",
        "纬三路19号",
        "19 Weisan",
        "One of two",
        "印了两次",
        "第二处",
        "（10）",
        "(10)",
        "比例为 0",
        "share of 0",
        "四舍五入",
        "另一",
        "一项",
    ];
    let clean = |text: &str| of_no_plan.iter().fold(bare(text), |text, known| text.replace(known, ""));
    let mut kept: Vec<String> = Vec::new();
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text");
    for file in ["checks/contracts.rs", "checks/lines.rs", "steps.rs", "assess.rs"] {
        let source = fs::read_to_string(texts.join(file)).unwrap();
        let lines = source.lines().filter_map(|line| line.trim().split_once("=> \"").map(|(_, text)| text));
        kept.extend(lines.map(clean).filter(|line| has_figure(line)).map(|line| format!("{file}: {line}")));
    }
    for id in ["zj-10", "jn-critical"] {
        let table: toml::Table = toml::from_str(&plan_of(id).source).unwrap();
        for list in ["reasons", "notes", "materials", "exclusions"] {
            let entries = table.get(list).and_then(toml::Value::as_array).into_iter().flatten();
            // A note of a clause says what no rule has, so its figures stand nowhere else.
            for entry in entries.filter(|entry| list != "notes" || entry.get("clause").is_none()) {
                for field in ["name", "text", "accept"] {
                    for lang in ["zh", "en"] {
                        let text = entry.get(field).and_then(|text| text.get(lang)).and_then(toml::Value::as_str).unwrap_or_default();
                        if has_figure(&clean(text)) {
                            kept.push(format!("{id} {list}: {}", clean(text)));
                        }
                    }
                }
            }
        }
    }
    assert!(kept.is_empty(), "{kept:#?}");
}
