//! How many keys the main jobs take, in a real terminal of 80×24, from the focus on the case's row to what was asked for.
//!
//! Counted is what a person presses. Payout and papers have to stand on the screen on the way, or fewer keys would be worth nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

mod common {
    pub mod pty;
}

use std::path::Path;
use std::time::Duration;

use common::pty::{Terminal, huzhu};

/// A sheet asks to be looked at before it takes the confirming key.
const LOOK: Duration = Duration::from_millis(250);
/// The most that the jobs may take: what a person does a hundred times a day must not take more.
const CLEAN_CASE: usize = 4;
const RETURN_WITH_TWO_DEFECTS: usize = 9;
const CALLER_BESIDE_THE_NUMBER: usize = 3;

/// A desk whose keys are counted, and every screen on which somebody could have read something.
struct Counted {
    desk: Terminal,
    keys: usize,
    seen: Vec<String>,
}

impl Counted {
    /// Sits down as a person before a view of the queue, where every row is at a stage.
    fn before(home: &Path, person: &str, view: char, stage: &str) -> Self {
        let mut desk = Terminal::start(huzhu(home, &["demo", "--as", person]), 80, 24);
        desk.wait_until("the queue, synced", |screen| {
            screen.lines().next().is_some_and(|head| head.contains('✓')) && row(screen).is_some()
        });
        desk.press(&view.to_string());
        desk.wait_until("the view", |screen| row(screen).is_some_and(|row| row.contains(stage)));
        // The row may be one of the view before: rows of the new one come when they come.
        desk.rest(LOOK);
        Counted { desk, keys: 0, seen: Vec::new() }
    }

    /// Presses one key and waits for what it leads to.
    fn press(&mut self, key: &str, leads_to: &str) {
        assert_eq!(key.chars().count(), 1, "one key at a time");
        self.keys += 1;
        self.desk.press(key);
        self.desk.wait_for(leads_to);
        self.seen.push(self.desk.text());
    }

    fn was_on_screen(&self, what: &str, is_it: impl Fn(&str) -> bool) {
        assert!(self.seen.iter().any(|screen| screen.lines().any(&is_it)), "{what} never stood on the screen:\n{}", self.seen.join("\n"));
    }

    fn ends(self) {
        self.desk.signal("TERM");
        self.desk.left();
    }
}

/// The row under the pointer.
fn row(screen: &str) -> Option<&str> {
    screen.lines().find(|line| line.starts_with('▸'))
}

fn case_of(screen: &str) -> Option<String> {
    let is_case = |word: &&str| {
        let (prefix, number) = word.split_once('-').unwrap_or_default();
        prefix.starts_with(|c: char| c.is_ascii_uppercase()) && number.len() == 6 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    row(screen)?.split_whitespace().find(is_case).map(str::to_owned)
}

/// An amount with two decimals stands behind a word.
fn amount_behind(line: &str, word: &str) -> bool {
    let behind = line.split_once(word).map(|(_, rest)| rest.trim_start());
    behind.is_some_and(|rest| {
        let amount: String = rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
        amount.split_once('.').is_some_and(|(yuan, fen)| !yuan.is_empty() && fen.len() == 2)
    })
}

/// A clean case: its checks pass and its papers are accepted. Opened, its sheet brought up, confirmed.
fn a_clean_case(person: &str, (view, stage): (char, &str), confirm: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut work = Counted::before(home.path(), person, view, stage);
    // To the first clean one: the way through the queue is not the case's.
    while !row(&work.desk.text()).unwrap().trim_end().ends_with('✓') {
        let here = case_of(&work.desk.text());
        work.desk.press("j");
        work.desk.wait_until("the next row", |screen| case_of(screen).is_some() && case_of(screen) != here);
    }
    let case = case_of(&work.desk.text()).unwrap();
    work.press("\r", "轮到你");
    work.press("A", confirm);
    work.desk.rest(LOOK);
    work.press("Y", "保留");
    work.desk.wait_for(&case);
    assert!(work.keys <= CLEAN_CASE, "{} keys for a clean case", work.keys);
    work.was_on_screen("the payout", |line| amount_behind(line, "应付"));
    work.was_on_screen("the papers", |line| line.contains("材料") && line.contains("全部认可"));
    work.ends();
}

#[test]
fn a_clean_case_is_approved() {
    a_clean_case("zhao", ('7', "审批"), "Y 确认核准");
}

/// Two papers are defective: each verdict with its reason, then the sheet that lists both, then the confirmation.
#[test]
fn a_claim_with_two_defects_is_returned() {
    let home = tempfile::tempdir().unwrap();
    let mut work = Counted::before(home.path(), "lin", '1', "");
    work.press("\r", "轮到你");
    work.press("2", "待审");
    for _ in 0..2 {
        work.press("x", "1 ");
        work.press("1", "有缺陷");
    }
    work.press("R", "Y 确认补正");
    work.desk.rest(LOOK);
    work.was_on_screen("both defects", |line| line.trim_start_matches(['▸', ' ']).starts_with("2 ✗"));
    work.press("Y", "保留");
    assert!(work.keys <= RETURN_WITH_TWO_DEFECTS, "{} keys for a return with two defects", work.keys);
    work.was_on_screen("the payout", |line| line.contains("应付"));
    work.was_on_screen("the papers", |line| line.contains("待审"));
    work.ends();
}

/// A caller says his phone number: with its last digit the sentence to read out stands there, with the stage in it.
#[test]
fn a_caller_is_answered() {
    // The made-up member of this number has a case in every office.
    let number = "13800000003";
    let home = tempfile::tempdir().unwrap();
    let mut work = Counted::before(home.path(), "li", '1', "");
    work.press("g", "");
    work.press("l", "查询");
    for digit in number.chars() {
        work.press(&digit.to_string(), "");
    }
    work.desk.wait_for("可以这样说");
    work.seen.push(work.desk.text());
    assert!(work.keys <= CALLER_BESIDE_THE_NUMBER + number.len(), "{} keys for a caller", work.keys);
    work.was_on_screen("the stage", |line| line.contains("现在") || line.contains("已"));
    work.ends();
}
