//! Pages and faults as people read them: no wider than a terminal, in one language, and nothing waits for ever.

use std::fs;

use super::plan::changed;
use super::{Machine, claim};

/// What would be read for ever is refused at once; a pipe is read where it is asked for.
#[test]
fn what_is_no_ordinary_file_is_refused_and_read_from_standard_input() {
    let machine = Machine::new();
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("claim.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    for args in [&["plan", "check", pipe][..], &["assess", pipe], &["assess", "/dev/zero"], &["plan", "show", pipe]] {
        let output = machine.run(&[&["--lang", "en"], args].concat());
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains("no ordinary file"), "{args:?}: {said}");
    }
    let output = machine.run(&["--lang", "zh", "plan", "impact", "zj-10", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("不是普通文件"), "{output:?}");
    let claim = std::fs::read(claim("hospital-stay-11-days")).unwrap();
    assert_eq!(machine.run_on(&["assess", "-"], &claim).status.code(), Some(0));
}

#[test]
fn a_fault_of_syntax_is_told_in_the_language_of_the_rest() {
    let machine = Machine::new();
    for text in ["id = zj", "id = \"zj", "[[benefits]", "id = 1\nid = 2", "{\"id\": }"] {
        let told = |lang| {
            let output = machine.run_on(&["--lang", lang, "plan", "check", "-"], text.as_bytes());
            String::from_utf8(output.stdout).unwrap().lines().skip(1).collect::<String>()
        };
        let (zh, en) = (told("zh"), told("en"));
        let words = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 4).count();
        assert!(zh.contains("格式有误") && words(&zh) == 0, "{text}: {zh}");
        assert!(en.is_ascii() && words(&en) > 0, "{text}: {en}");
    }
}

#[test]
fn the_plan_as_it_is_has_the_id_of_the_changed_one() {
    let machine = Machine::new();
    let zj = "src/rules/plans/zj-10.toml";
    let output = machine.run(&["--lang", "en", "plan", "impact", "jn-critical", "--now", zj, &claim("hospital-stay-11-days")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--now gives plan zj-10"), "{output:?}");
}

/// No page is wider than the narrowest terminal, in either language, and nothing is cut for it.
#[test]
fn pages_keep_to_80_columns() {
    let machine = Machine::new();
    let changed = changed(&machine, "new.toml", &[("per_day = \"50.00\"", "per_day = \"60.00\"")]);
    let changed = changed.to_str().unwrap().to_owned();
    let mut pages: Vec<Vec<String>> = vec![["plan", "list"].map(String::from).to_vec()];
    for plan in ["zj-10", "jn-critical", "sh-member", "sh-member@2024-12-01", "sh-mutual-2020", "sh-flex"] {
        let args: &[&str] =
            if plan.contains('@') { &["plan", "show", "sh-member", "--version", "2024-12-01"] } else { &["plan", "show", plan] };
        pages.push(args.iter().map(|arg| (*arg).to_owned()).collect());
    }
    pages.push(["plan", "diff", "sh-member@2024-12-01", "sh-member"].map(String::from).to_vec());
    pages.push(["plan", "impact", &changed, &claim("hospital-stay-11-days")].map(String::from).to_vec());
    for entry in fs::read_dir("tests/claims").unwrap() {
        let file = entry.unwrap().path().to_str().unwrap().to_owned();
        if !file.contains("faulty") {
            pages.push(vec!["assess".to_owned(), "--all".to_owned(), file.clone()]);
            pages.push(["assess", "--set", "facts.filed=2025-06-30", &file].map(String::from).to_vec());
        }
    }
    for page in &pages {
        for lang in ["zh", "en"] {
            let args: Vec<&str> = ["--lang", lang].into_iter().chain(page.iter().map(String::as_str)).collect();
            let output = machine.run(&args);
            assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            for line in String::from_utf8(output.stdout).unwrap().lines() {
                assert!(huzhu::layout::width::width(line) <= 80, "{args:?}: {line}");
            }
        }
    }
}
