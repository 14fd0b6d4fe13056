//! What is wrong with the arguments of a command, told in the language that is asked for.

use super::Machine;

fn told(args: &[&str], locale: &str) -> (Option<i32>, String) {
    let output = Machine::new().command(args).env("LANG", locale).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_fault_of_the_arguments_is_told_in_chinese() {
    for (args, wanted) in [
        (&["--bogus"][..], "没有选项 --bogus。"),
        (&["plan", "lits"], "没有命令 lits。是否要写 list？"),
        (&["recover", "ZJ24-000001"], "还缺：--reason <REASON>、<WHY>。"),
        (&["extend", "ZJ24-000001", "--until"], "--until <UNTIL> 后面没有写值。"),
        (&["extend", "ZJ24-000001", "x", "--until", "2025-13-01"], "日期写作 2025-01-06。"),
        (&["recovered", "ZJ24-000001", "--amount", "1.234", "x"], "金额写作 150.00。"),
        (&["assess", "--notice", "pdf", "x"], "可写：sentence、text、html。"),
        (&["extend", "x", "y", "--until", "2025-01-01", "--days", "3"], "--until <UNTIL> 与 --days <DAYS> 不能同时写。"),
        (&["resume", "x", "y", "z"], "多出了 z"),
        (&["demo", "--cases", "0"], "--cases <CASES> 的值「0」用不了。须为 1 到 1000000 之间的整数。"),
    ] {
        let (code, said) = told(args, "zh_CN.UTF-8");
        assert!(code == Some(2) && said.contains(wanted) && said.contains("详见 huzhu"), "{args:?}: {said}");
        for english in ["error:", "Usage:", "unexpected", "required"] {
            assert!(!said.contains(english), "{args:?}: {said}");
        }
        let asked = [args, &["--lang", "zh"]].concat();
        // Nothing stands behind a value that is missing.
        if args.last() != Some(&"--until") {
            assert!(told(&asked, "en_US.UTF-8").1.contains(wanted), "{asked:?}");
        }
        let (code, said) = told(&[&["--lang", "en"], args].concat(), "zh_CN.UTF-8");
        assert!(code == Some(2) && said.contains("error:"), "{args:?}: {said}");
    }
}

#[test]
fn the_help_has_the_headings_of_its_language() {
    let (code, said) = told(&["--help"], "zh_CN.UTF-8");
    assert!(code == Some(0) && ["用法：", "命令:", "选项:", "退出码："].iter().all(|word| said.contains(word)), "{said}");
    // Each command at the top is described in Chinese, and there are as many as in English.
    let in_list = |english: &str| {
        let list = english.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).unwrap();
        list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).count()
    };
    let commands = said.split("选项:").next().unwrap();
    assert!(commands.lines().filter(|line| line.starts_with("  ")).all(|line| !line.is_ascii()), "{commands}");
    let (code, english) = told(&["--help"], "C");
    assert!(code == Some(0) && english.contains("Usage:") && !english.contains("用法"));
    assert_eq!(commands.lines().filter(|line| line.starts_with("  ")).count(), in_list(&english), "{said}");
    let (code, said) = told(&["plan", "check", "--help"], "zh_CN.UTF-8");
    assert!(code == Some(0) && ["用法：", "参数:", "选项:"].iter().all(|word| said.contains(word)), "{said}");
    assert!(!["Usage:", "Options:", "Arguments:", "Print help"].iter().any(|word| said.contains(word)), "{said}");
    assert_eq!(told(&["--version"], "zh_CN.UTF-8").0, Some(0));
}
