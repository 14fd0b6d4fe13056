//! `huzhu serve` with the operator's lists: which it says that it goes by, what it refuses, and that it is alone on its books.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::{Machine, seen};

const LISTS: &str = "src/server/demo/lists.toml";

/// A server that runs until it is dropped, with the lines up to the set-up code, which is the last.
struct Serving {
    child: Child,
    lines: Vec<String>,
}

impl Serving {
    fn start(machine: &Machine, more: &[&str]) -> Self {
        let args = [&["--lang", "zh", "serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut child = machine.command(&args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().is_some_and(|line| line.contains("设置码")) {
                break;
            }
        }
        Serving { child, lines }
    }

    fn says(&self, words: &str) -> usize {
        self.lines.iter().filter(|line| line.contains(words)).count()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn refused(machine: &Machine, more: &[&str]) -> String {
    seen(&machine.run(&[&["--lang", "zh", "serve", "--listen", "127.0.0.1:0"], more].concat()))
}

#[test]
fn a_server_is_alone_on_its_books_and_tells_which_lists_come_and_go() {
    let machine = Machine::new();
    let empty = machine.home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let with = Serving::start(&machine, &["--lists", LISTS]);
    assert_eq!(
        (with.says("（2024-12-26 起申请）按机构保管的 2 份名单"), with.says("（2024-12-25 及以前申请）按机构保管的 1 份名单")),
        (1, 1),
        "{:?}",
        with.lines
    );
    for second in [&["--no-lists"][..], &["--lists", LISTS], &[]] {
        let told = refused(&machine, second);
        assert!(told.contains("另一个 huzhu serve") && told.ends_with("exit 1\n"), "{told}");
    }
    drop(with);
    let nothing = refused(&machine, &["--lists", empty.to_str().unwrap()]);
    assert!(nothing.contains("没有名单文件") && nothing.ends_with("exit 2\n"), "{nothing}");
    let kept = Serving::start(&machine, &[]);
    assert_eq!(
        (kept.says("2 份名单"), kept.says("1 份名单"), kept.says("不再按名单")),
        (1, 1, 0),
        "nothing of that touched them: {:?}",
        kept.lines
    );
    drop(kept);
    let none = Serving::start(&machine, &["--no-lists"]);
    assert_eq!((none.says("份名单审理"), none.says("不再按名单")), (0, 2), "{:?}", none.lines);
    assert_eq!(none.says("不再按名单「重大疾病病种（样例）」（sh-member：sample-diseases）"), 1, "{:?}", none.lines);
}

#[test]
fn a_list_that_a_version_has_no_clause_for_is_told() {
    let machine = Machine::new();
    let told = seen(&machine.run(&["--lang", "zh", "plan", "check", LISTS]));
    assert!(told.contains("lists[1].clause") && told.contains("「2024-12-25 及以前申请」的计划版本没有这一条"), "{told}");
    assert!(told.ends_with("exit 0\n"), "it is no fault: {told}");
}

#[test]
fn books_that_were_put_back_begin_a_new_epoch_and_only_while_nobody_serves_them() {
    let machine = Machine::new();
    let restored = || seen(&machine.run(&["--lang", "zh", "server", "restored"]));
    let told = restored();
    assert!(told.contains("没有账册") && told.ends_with("exit 2\n"), "{told}");
    let serving = Serving::start(&machine, &[]);
    let told = restored();
    assert!(told.contains("请先停止它") && told.ends_with("exit 1\n"), "{told}");
    drop(serving);
    let told = restored();
    assert!(told.contains("另算") && told.ends_with("exit 0\n"), "{told}");
    let check = seen(&machine.run(&["--lang", "zh", "server", "check"]));
    assert!(check.ends_with("exit 0\n"), "it stands in the trail: {check}");
}
