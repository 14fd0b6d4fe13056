//! The command line, run as people run it: the real program, in an empty home, its answers as snapshots.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

#[path = "cli/again.rs"]
mod again;
#[path = "cli/arguments.rs"]
mod arguments;
#[path = "cli/cache.rs"]
mod cache;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/pages.rs"]
mod pages;
#[path = "cli/plan.rs"]
mod plan;
#[path = "cli/scoped.rs"]
mod scoped;
#[path = "cli/searching.rs"]
mod searching;
#[path = "common/served.rs"]
mod served;
#[path = "cli/serving.rs"]
mod serving;
#[path = "cli/settling.rs"]
mod settling;

/// A machine on which nobody has done anything yet.
struct Machine {
    home: TempDir,
}

impl Machine {
    fn new() -> Self {
        Machine { home: tempfile::tempdir().unwrap() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        command.args(args).env_clear().env("HOME", self.home.path()).current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().unwrap()
    }

    fn run_on(&self, args: &[&str], input: &[u8]) -> Output {
        let mut child = self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that refuses early closes its end; that is its answer, not a fault of the test.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }
}

/// What a person sees, and how the program ended.
fn seen(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let seen = format!("{}---\n{}---\nexit {}\n", text(&output.stdout), text(&output.stderr), output.status.code().unwrap());
    let plans = huzhu::rules::PlanSet::builtin();
    plans.iter().fold(seen, |seen, plan| seen.replace(&plan.hash.as_str()[..12], "[plan hash]"))
}

fn claim(name: &str) -> String {
    format!("tests/claims/{name}.toml")
}

#[test]
fn assess_explains_the_payout_in_both_languages() {
    let machine = Machine::new();
    for (lang, name) in [
        ("zh", "mild-thyroid-cancer"),
        ("en", "mild-thyroid-cancer"),
        ("zh", "hospital-stay-11-days"),
        ("zh", "large-expense-12323"),
        ("en", "large-expense-20123"),
        ("zh", "jn-uraemia-three-units"),
        ("en", "jn-uraemia-three-units"),
        ("zh", "jn-accident-stay"),
        ("en", "jn-accident-stay"),
        ("zh", "jn-death-of-illness"),
        ("en", "jn-death-of-illness"),
    ] {
        let output = machine.run(&["--lang", lang, "assess", &claim(name)]);
        insta::assert_snapshot!(format!("assess_{name}_{lang}"), seen(&output));
    }
}

#[test]
fn assess_tells_every_fault_with_its_path() {
    let machine = Machine::new();
    for lang in ["zh", "en"] {
        insta::assert_snapshot!(format!("assess_faulty_{lang}"), seen(&machine.run(&["--lang", lang, "assess", &claim("faulty")])));
    }
}

#[test]
fn the_language_is_that_of_the_locale() {
    let machine = Machine::new();
    let first_line = |set: &[(&str, &str)]| {
        let output = machine.command(&["assess", &claim("large-expense-12323")]).envs(set.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().next().unwrap().to_owned()
    };
    assert!(first_line(&[("LANG", "zh_CN.UTF-8")]).starts_with("浙江"));
    assert!(first_line(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]).starts_with("Zhejiang"));
    assert!(first_line(&[]).starts_with("Zhejiang"));
}

#[test]
fn assess_writes_json_for_machines() {
    let machine = Machine::new();
    let output = machine.run(&["assess", "--json", &claim("mild-thyroid-cancer")]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((json["total"].as_str(), output.status.code()), (Some("7750.00"), Some(0)));
    let read: huzhu::domain::assessment::Assessment = serde_json::from_value(json).unwrap();
    assert_eq!(read.benefits.len(), 3);
}

#[test]
fn the_schema_describes_what_is_taken() {
    let machine = Machine::new();
    let schema: Value = serde_json::from_slice(&machine.run(&["assess", "--schema"]).stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    let mut count = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/claims")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        // Dates without quotes are not JSON's: the quoted form is what the schema describes.
        let quoted: String = text.lines().map(quote_dates).collect::<Vec<_>>().join("\n");
        let value: Value = serde_json::to_value(toml::from_str::<toml::Table>(&quoted).unwrap()).unwrap();
        let is_faulty = path.file_stem().unwrap() == "faulty";
        assert_eq!(validator.is_valid(&value), !is_faulty, "{}", path.display());
        let taken = machine.run_on(&["assess", "-"], value.to_string().as_bytes()).status.code();
        assert_eq!(taken, Some(if is_faulty { 2 } else { 0 }), "{} as JSON on standard input", path.display());
        count += 1;
    }
    assert!(count >= 5);
}

/// `filed = 2024-12-13` → `filed = "2024-12-13"`
fn quote_dates(line: &str) -> String {
    let is_date = |word: &str| word.len() == 10 && word.split('-').map(str::len).eq([4, 2, 2]) && !word.starts_with('"');
    line.split(' ')
        .map(|word| {
            let bare = word.trim_end_matches([',', '}']);
            if is_date(bare) { word.replace(bare, &format!("\"{bare}\"")) } else { word.to_owned() }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn what_can_t_be_read_ends_in_a_sentence() {
    let machine = Machine::new();
    let text = |name: &str, output: Output| insta::assert_snapshot!(name, seen(&output));
    text("assess_no_such_file", machine.run(&["--lang", "en", "assess", "no-such-file.toml"]));
    text("assess_folder", machine.run(&["--lang", "en", "assess", "tests"]));
    text("assess_not_text", machine.run_on(&["--lang", "en", "assess", "-"], b"\xff\xfe\x00"));
    text("assess_empty", machine.run_on(&["--lang", "en", "assess", "-"], b""));
    text("assess_broken_toml", machine.run_on(&["--lang", "en", "assess", "-"], b"plan = \nfacts = ]"));
    text("assess_broken_json", machine.run_on(&["--lang", "en", "assess", "-"], b"{\"plan\": \x1b[2J"));
    text("assess_other_plan", machine.run_on(&["--lang", "zh", "assess", "-"], b"plan = \"zj-99\"\n[facts]\nfiled = 2024-02-30\n"));
    let long = vec![b' '; 17 * 1024 * 1024];
    text("assess_too_large", machine.run_on(&["--lang", "zh", "assess", "-"], &long));
}

#[test]
fn a_plan_file_of_one_s_own_is_checked_and_used() {
    let machine = Machine::new();
    let plan = &huzhu::rules::PlanSet::builtin().get(&"zj-10".into()).unwrap().source.clone();
    let file = machine.home.path().join("plan.toml");
    fs::write(&file, plan.replacen("once = \"300.00\"", "once = \"330.00\"", 1).replacen("per_day = \"50.00\"", "per_day = \"60.00\"", 1))
        .unwrap();
    let run = || machine.run(&["--lang", "en", "assess", "--json", "--plan", file.to_str().unwrap(), &claim("hospital-stay-11-days")]);
    let json: Value = serde_json::from_slice(&run().stdout).unwrap();
    assert_eq!(json["total"], "360.00", "11 days at 60.00, less the 300.00 paid");
    fs::write(&file, plan.replacen("late = \"TIME-LIMIT\"", "late = \"NEVER\"", 1).replacen("special_months", "special_month", 1)).unwrap();
    let refused = run();
    assert_eq!(refused.status.code(), Some(2));
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("filing.special_month  no such field") && words.contains("filing.special_months  is missing"), "{words}");
}

#[test]
fn nothing_is_left_behind_by_an_assessment() {
    let machine = Machine::new();
    machine.run(&["assess", &claim("mild-thyroid-cancer")]);
    assert_eq!(fs::read_dir(machine.home.path()).unwrap().count(), 0);
}

/// What the README shows of a command is what the command writes; `...` stands for the rest.
#[test]
fn the_readme_shows_real_answers() {
    let machine = Machine::new();
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut shown = 0;
    for block in readme.split("```console\n$ huzhu ").skip(1) {
        let (command, rest) = block.split_once('\n').unwrap();
        let answer = rest.split("```").next().unwrap();
        let output = machine.run(&command.split(' ').collect::<Vec<_>>());
        let written = if output.status.success() { output.stdout } else { output.stderr };
        let written = String::from_utf8(written).unwrap();
        match answer.strip_suffix("...\n") {
            Some(beginning) => assert!(written.starts_with(beginning), "README, {command}:\n{written}"),
            None => assert_eq!(written, answer, "README, {command}"),
        }
        shown += 1;
    }
    assert!(shown >= 3);
}

/// `demo` begins by clearing a half-made office away: it must never be somebody's books.
#[test]
fn demo_throws_away_nothing_that_it_did_not_make() {
    let machine = Machine::new();
    let folder = machine.home.path().join("office");
    let books = folder.join("server/huzhu.db");
    fs::create_dir_all(books.parent().unwrap()).unwrap();
    fs::write(&books, "somebody's books").unwrap();
    let args = ["--lang", "en", "demo", "--prepare", "--cases", "3", "--data", folder.to_str().unwrap()];
    let refused = machine.run(&args);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("nothing in it was touched"));
    assert_eq!(fs::read_to_string(&books).unwrap(), "somebody's books");
    // Its own half-made office it makes anew.
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(machine.run(&args).status.code(), Some(0));
    fs::remove_file(folder.join("cases")).unwrap();
    assert_eq!(machine.run(&args).status.code(), Some(0));
}

#[test]
fn signing_in_tells_what_is_wrong_with_the_address_that_was_given() {
    let machine = Machine::new();
    let login = |server: &str| seen(&machine.run_on(&["--lang", "zh", "login", "--server", server, "--user", "lin"], "未必\n".as_bytes()));
    let bad = login("aid.example");
    assert!(bad.contains("应为 https://主机名") && !bad.contains("config.toml"), "{bad}");
    let closed = login("http://127.0.0.1:9");
    assert!(closed.contains("连不上这个地址") && !closed.contains("照常审理"), "{closed}");
}
