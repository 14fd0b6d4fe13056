//! `huzhu plan …`, as a plan keeper runs it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Output, Stdio};

use huzhu::domain::people::Lang;
use huzhu::rules::{Plan, PlanSet};
use serde_json::Value;

use super::{Machine, claim, seen};

fn shipped(id: &str) -> Plan {
    (**PlanSet::builtin().get(&id.into()).unwrap()).clone()
}

/// A file in the machine's home: the shipped plan with pieces of its text put in place of others.
pub fn changed(machine: &Machine, name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let text = changes.iter().fold(shipped("zj-10").source, |text, (from, to)| {
        assert!(text.contains(from), "the plan has no {from}");
        text.replacen(from, to, 1)
    });
    let file = machine.home.path().join(name);
    fs::write(&file, text).unwrap();
    file
}

/// What is seen, without the machine's own folder and the hash of a file that was made here.
fn seen_here(machine: &Machine, output: &Output) -> String {
    let text = seen(output).replace(&format!("{}/", machine.home.path().display()), "");
    let mut made: Vec<Plan> = Vec::new();
    for entry in fs::read_dir(machine.home.path()).unwrap() {
        made.extend(fs::read_to_string(entry.unwrap().path()).ok().and_then(|text| Plan::parse(&text).ok()));
    }
    made.iter().fold(text, |text, plan| text.replace(&plan.hash.as_str()[..12], "[its hash]"))
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_plans_are_listed() {
    let machine = Machine::new();
    for lang in ["zh", "en"] {
        insta::assert_snapshot!(format!("plan_list_{lang}"), seen(&machine.run(&["--lang", lang, "plan", "list"])));
    }
    let json: Value = serde_json::from_str(&out(&machine.run(&["plan", "list", "--json"]))).unwrap();
    let listed: Vec<(&str, usize)> =
        json.as_array().unwrap().iter().map(|plan| (plan["id"].as_str().unwrap(), plan["hash"].as_str().unwrap().len())).collect();
    let plans = PlanSet::builtin();
    let expected: Vec<(&str, usize)> = plans.iter().map(|plan| (plan.id.as_str(), 64)).collect();
    assert_eq!(listed, expected);
}

/// Whatever a plan says is on its page, in words: every name and text of the file, and no name of a field.
#[test]
fn a_plan_is_shown_whole_and_in_words() {
    fn texts(plan: &Plan, half: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) if fields.contains_key("zh") => found.push(plan.with_figures(fields[half].as_str().unwrap())),
            Value::Object(fields) => fields.values().for_each(|value| texts(plan, half, value, found)),
            Value::Array(list) => list.iter().for_each(|value| texts(plan, half, value, found)),
            _ => {}
        }
    }
    // Lines are broken at blanks, or between characters.
    let without_breaks = |text: &str| text.split_whitespace().collect::<String>();
    let machine = Machine::new();
    for plan in PlanSet::builtin().iter() {
        for (lang, half) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let output = machine.run(&["--lang", half, "plan", "show", plan.id.as_str(), "--version", plan.hash.as_str()]);
            assert_eq!(output.status.code(), Some(0));
            let page = out(&output);
            let run_together = without_breaks(&page);
            let mut said = Vec::new();
            texts(plan, half, &plan.written(), &mut said);
            said.extend(plan.reasons.iter().map(|reason| reason.code.to_string()));
            said.extend(plan.checks.iter().map(|check| huzhu::text::checks::check_name(lang, check.id.as_str())));
            let missing: Vec<_> = said.iter().filter(|text| !run_together.contains(&without_breaks(text))).collect();
            assert!(missing.is_empty(), "{} {half}: {missing:#?}\n{page}", plan.id);
            let raw: Vec<_> = page.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| word.contains('_')).collect();
            assert!(raw.is_empty(), "{} {half}: {raw:?}", plan.id);
            assert!(page.lines().all(|line| huzhu::layout::width::width(line) <= 102), "{} {half}", plan.id);
        }
    }
}

/// Each clause is told with its place, in words, and as data.
#[test]
fn coverage_names_the_place_of_every_clause_and_what_rests_on_it() {
    let machine = Machine::new();
    for plan in PlanSet::builtin().iter() {
        let show = |args: &[&str]| {
            out(&machine.run(&[&["plan", "show", plan.id.as_str(), "--version", plan.hash.as_str(), "--coverage"], args].concat()))
        };
        let page = show(&["--lang", "zh"]);
        let rows: Vec<Value> = serde_json::from_str(&show(&["--json"])).unwrap();
        for row in &rows {
            let name = row["clause"].as_str().unwrap();
            assert!(page.contains(&format!("〔{name}〕")), "{}: {name}", plan.id);
            assert!(!row["places"].as_array().unwrap().is_empty(), "{}: {name} has no place", plan.id);
            assert!(!row["rests"].as_array().unwrap().is_empty(), "{}: nothing rests on {name}", plan.id);
        }
        assert!(!page.contains('_') && !page.contains("["), "{}: a name of a field: {page}", plan.id);
    }
    let stay = out(&machine.run(&["--lang", "en", "plan", "show", "zj-10", "--coverage"]));
    assert!(stay.contains("〔五 一般住院〕  document 003, lines 35\n    Benefits: Hospital stay  hospital-stay"), "{stay}");
}

#[test]
fn a_version_is_found_by_day_and_by_hash() {
    let machine = Machine::new();
    let version = |args: &[&str]| {
        let output = machine.run(&[&["plan", "show", "--json"], args].concat());
        let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (json["valid"]["filed_from"].as_str().map(str::to_owned), json["hash"].as_str().map(str::to_owned), output.status.code())
    };
    let newest = version(&["sh-member"]);
    assert_eq!(newest.0.as_deref(), Some("2024-12-26"));
    let (from, hash, _) = version(&["sh-member", "--version", "2024-12-01"]);
    assert_eq!((from, hash != newest.1), (None, true));
    assert_eq!(version(&["sh-member", "--version", &hash.clone().unwrap()[..8]]).1, hash);
    assert_eq!(version(&[&hash.clone().unwrap()[..12]]).1, hash);
    assert_eq!(version(&["sh-member", "--version", "2024-13-01"]).2, Some(2));
    let unknown = seen(&machine.run(&["--lang", "zh", "plan", "show", "zj-99"]));
    assert!(unknown.contains("没有「zj-99」这个计划或文件") && unknown.contains("exit 2"), "{unknown}");
    let told = out(&machine.run(&["--lang", "en", "plan", "show", "sh-member"]));
    assert!(told.contains("This plan has 2 versions"), "{told}");
}

#[test]
fn check_tells_every_fault_of_every_file() {
    let machine = Machine::new();
    let faulty = [
        ("series = \"zj-\"", "series = \"zj-\"\nfavourite = \"red\""),
        ("late = \"TIME-LIMIT\"", "late = \"NEVER\""),
        ("special_months = 3", "special_months = \"three\""),
        ("clause = \"五 一般住院\"\n", ""),
        ("{ over = 6, per_day", "{ over = 7, per_day"),
        ("en = \"Critical illness\" }", "en = \"\" }"),
        ("unless = [\"outpatient-only\"]\n", ""),
        ("roles = [\"medical\"]", "roles = [\"enquiry\"]"),
        ("roles = [\"payer\"]", "roles = [\"cashier\"]"),
    ];
    let file = changed(&machine, "faulty.toml", &faulty);
    let good = changed(&machine, "good.toml", &[("unless = [\"outpatient-only\"]\n", "")]);
    let (file, good) = (file.to_str().unwrap(), good.to_str().unwrap());
    for lang in ["zh", "en"] {
        let output = machine.run(&["--lang", lang, "plan", "check", file, "no-such-file.toml", good]);
        insta::assert_snapshot!(format!("plan_check_{lang}"), seen_here(&machine, &output));
    }
    assert_eq!(machine.run(&["plan", "check", good]).status.code(), Some(0), "a warning is no fault");
    let json: Value = serde_json::from_slice(&machine.run(&["plan", "check", "--json", good]).stdout).unwrap();
    assert_eq!((&json[0]["faults"][0]["warning"], &json[0]["faults"][0]["path"]), (&true.into(), &"conditions[6].id".into()));
    let broken = machine.run_on(&["--lang", "en", "plan", "check", "-"], b"id = \n[[benefits]\n");
    assert_eq!(broken.status.code(), Some(2));
    assert!(out(&broken).contains("standard input: faults: 2"), "{}", out(&broken));
}

const NEXT_YEAR: &[(&str, &str)] = &[
    ("version = { zh = \"第十期办法 2024 版\", en = \"Period 10 rules, 2024\" }", "version = { zh = \"修订稿\", en = \"Draft\" }"),
    ("cap = \"20000.00\"", "cap = \"15000.00\""),
    ("once = \"300.00\"", "once = \"330.00\""),
    ("per_day = \"50.00\", at_most_days = 40", "per_day = \"60.00\", at_most_days = 40"),
    ("amount = \"7500.00\"", "amount = \"7000.00\""),
    ("limit = \"22000.00\"", "limit = \"23000.00\""),
    ("roles = [\"medical\"]", "roles = [\"medical\", \"intake\"]"),
    ("special_months = 3", "special_months = 2"),
    ("en = \"ID card, both sides\"", "en = \"Identity card, both sides\""),
    ("required = [\"critical-illness\"]", "required = [\"always\"]"),
];

#[test]
fn diff_tells_what_changes_by_names() {
    let machine = Machine::new();
    let mut changes = NEXT_YEAR.to_vec();
    let note = "[[notes]]\nabout = \"revision\"\ntext = { zh = \"修订稿说明\", en = \"About the draft\" }\n\n[[notes]]";
    changes.push(("[[notes]]", note));
    let file = changed(&machine, "next.toml", &changes);
    let file = file.to_str().unwrap();
    for lang in ["zh", "en"] {
        let output = machine.run(&["--lang", lang, "plan", "diff", "zj-10", file]);
        insta::assert_snapshot!(format!("plan_diff_{lang}"), seen_here(&machine, &output));
    }
    let back = out(&machine.run(&["--lang", "en", "plan", "diff", file, "zj-10"]));
    assert!(back.contains("- About the draft  revision") && back.contains("330.00") && back.contains("0 added, 1 gone"), "{back}");
    let json: Value = serde_json::from_slice(&machine.run(&["plan", "diff", "--json", "zj-10", file]).stdout).unwrap();
    let found =
        json["changes"].as_array().unwrap().iter().find(|change| change["path"] == "benefits[hospital-stay].formula.brackets[6].per_day");
    assert_eq!(found.unwrap()["after"], "60.00");
    assert_eq!(json["before"]["id"], "zj-10");
}

#[test]
fn lines_and_order_are_no_difference() {
    let machine = Machine::new();
    let file = changed(&machine, "same.toml", &[("id = \"zj-10\"", "# a remark\nid =    \"zj-10\"")]);
    let same = out(&machine.run(&["--lang", "en", "plan", "diff", "zj-10", file.to_str().unwrap()]));
    assert!(same.ends_with("The two plans say the same.\n"), "{same}");
    let versions = machine.run(&["--lang", "zh", "plan", "diff", "sh-member@2024-12-01", "sh-member"]);
    assert_eq!(versions.status.code(), Some(0));
    assert!(out(&versions).contains("申请时限"), "{}", out(&versions));
}

#[test]
fn impact_tells_who_gains_and_who_loses() {
    let machine = Machine::new();
    let file = changed(&machine, "next.toml", NEXT_YEAR);
    let file = file.to_str().unwrap();
    for lang in ["zh", "en"] {
        let table = machine.run(&["--lang", lang, "plan", "impact", file, "tests/claims"]);
        insta::assert_snapshot!(format!("plan_impact_{lang}"), seen_here(&machine, &table));
    }
    let csv = machine.run(&["--lang", "zh", "plan", "impact", "--csv", "--full", file, "tests/claims"]);
    insta::assert_snapshot!("plan_impact_csv_zh", seen_here(&machine, &csv));
    let same = machine.run(&["--lang", "en", "plan", "impact", "zj-10", &claim("hospital-stay-11-days")]);
    assert!(out(&same).starts_with("No claim changes.\nClaims recomputed: 1\n"), "{}", out(&same));
    let other = changed(&machine, "other.toml", &[("id = \"zj-10\"", "id = \"zj-11\"")]);
    let refused = seen(&machine.run(&["--lang", "en", "plan", "impact", other.to_str().unwrap(), "tests/claims"]));
    assert!(refused.contains("There is no plan zj-11 that this one changes") && refused.contains("exit 2"), "{refused}");
    let others = out(&machine.run(&["--lang", "en", "plan", "impact", "jn-critical", "tests/claims"]));
    assert!(others.contains("Claims recomputed: 3\n") && others.contains("unreadable: 1; of other plans: 6"), "{others}");
}

fn as_json(name: &str) -> String {
    let table: toml::Table = toml::from_str(&fs::read_to_string(claim(name)).unwrap()).unwrap();
    // Dates are texts in JSON.
    fn plain(value: &toml::Value) -> Value {
        match value {
            toml::Value::Table(table) => table.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
            toml::Value::Array(list) => list.iter().map(plain).collect(),
            toml::Value::Datetime(day) => day.to_string().into(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    plain(&toml::Value::Table(table)).to_string()
}

#[test]
fn impact_reads_one_document_a_line_and_loses_none() {
    let machine = Machine::new();
    let file = changed(&machine, "next.toml", NEXT_YEAR);
    let one = as_json("hospital-stay-11-days");
    let mut lines = String::new();
    for _ in 0..300 {
        lines.push_str(&one);
        lines.push('\n');
    }
    let lines = format!("{lines}\n{{\"plan\": \n\u{feff}\n{}\n=cmd|' /C calc'!A0\n{one}", as_json("jn-accident-stay"));
    let output = machine.run_on(&["--lang", "en", "plan", "impact", "--csv", file.to_str().unwrap(), "-"], lines.as_bytes());
    let rows = out(&output);
    assert_eq!(rows.lines().count(), 1 + 301 + 3, "{rows}");
    let sums = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(sums.contains("Claims recomputed: 301") && sums.contains("unreadable: 3; of other plans: 1"), "{sums}");
    assert!(!rows.contains("calc"), "what a document holds is in no row");
    assert_eq!(output.status.code(), Some(2));
}

/// Somebody stops it while it waits for more: the sums of what was done are told.
#[cfg(unix)]
#[test]
fn impact_that_is_stopped_tells_what_was_done() {
    use rustix::process::{Pid, Signal, kill_process};

    let machine = Machine::new();
    let file = changed(&machine, "next.toml", NEXT_YEAR);
    let mut command = machine.command(&["--lang", "en", "plan", "impact", file.to_str().unwrap(), "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    writeln!(to, "{}", as_json("hospital-stay-11-days")).unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    let mut seen = String::new();
    // The heading, and the row of the claim.
    from.read_line(&mut seen).unwrap();
    from.read_line(&mut seen).unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    while from.read_line(&mut seen).unwrap() > 0 {}
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(seen.contains("Stopped; this is what was done so far.\nClaims recomputed: 1\n"), "{seen}");
    drop(to);
}

/// Whoever asks for a disease gets a list, the best first; nothing is chosen for him.
#[test]
fn diseases_are_found_in_the_plans() {
    let machine = Machine::new();
    for lang in ["zh", "en"] {
        insta::assert_snapshot!(
            format!("plan_disease_{lang}"),
            ["尿毒症", "xinjigengsi", "感冒\u{1b}[2J"]
                .map(|what| seen(&machine.run(&["--lang", lang, "plan", "disease", what])))
                .join("\n")
        );
    }
    let found = machine.run(&["plan", "disease", "exzl", "--plan", "zj-10", "--json"]);
    let json: Value = serde_json::from_str(&out(&found)).unwrap();
    let told: Vec<(&str, bool)> =
        json.as_array().unwrap().iter().map(|one| (one["number"].as_str().unwrap(), one["exact"].as_bool().unwrap())).collect();
    assert_eq!(told, [("1", false), ("M1", false)]);
    assert_eq!(machine.run(&["plan", "disease", "感冒"]).status.code(), Some(3));
}

/// What the operator keeps beside the documents is laid behind a plan: checked like one, and judged by.
#[test]
fn the_operators_lists_are_checked_and_judged_by() {
    const LIST: &str = r#"[[lists]]
id = "diseases-2025"
plan = "sh-member"
kind = "disease"
name = { zh = "会员保障病种（样例）", en = "Diseases, made up" }
clause = "重大疾病 保障金"
valid = { from = 2025-01-01, to = 2025-12-31 }
entries = [{ name = "某某恶性肿瘤", code = "X01", aliases = ["某某癌"] }]
"#;
    const CLAIM: &str = r#"plan = "sh-member"
[facts]
filed = 2025-03-03
benefits = ["critical-illness"]
member = { name = "张某某", sex = "male", birth = 1990-01-01 }
enrolments = [{ plan = "sh-member", cover = { from = 2025-01-01, to = 2025-12-31 }, class = "B" }]
stays = [{ admission = 2025-02-10, discharge = 2025-02-18, hospital = "某某第一医院" }]
diagnosis = { disease = "甲状腺结节", diagnosed = 2025-02-12, known_before = false }
"#;
    let machine = Machine::new();
    let folder = machine.home.path().join("lists");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("diseases.toml"), LIST).unwrap();
    let claim = machine.home.path().join("claim.toml");
    fs::write(&claim, CLAIM).unwrap();
    let judged = |lists: &[&str]| {
        let output = machine.run(&[&["assess", claim.to_str().unwrap(), "--json"], lists].concat());
        let json: Value = serde_json::from_str(&out(&output)).unwrap();
        json["benefits"][0]["reason"].as_str().map(str::to_owned)
    };
    assert_eq!(judged(&["--lists", folder.to_str().unwrap()]).as_deref(), Some("DISEASE-NOT-LISTED"));
    assert_eq!(judged(&[]), None, "without the list it is asked about");
    let bad = machine.home.path().join("bad.toml");
    fs::write(&bad, LIST.replace("entries = [{ name = \"某某恶性肿瘤\"", "sort = 1\nentries = [{ title = \"某某恶性肿瘤\"")).unwrap();
    let checked = machine.run(&["--lang", "en", "plan", "check", folder.join("diseases.toml").to_str().unwrap(), bad.to_str().unwrap()]);
    let told = out(&checked);
    assert!(told.contains("no fault") && told.contains("8:1") && told.contains("lists[0].sort"), "{told}");
    assert_eq!(checked.status.code(), Some(2));
}
