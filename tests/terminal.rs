//! The real program against terminals of every kind: light, dark, silent, lying, small, narrow, stopped, clicked on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

mod common {
    pub mod pty;
}

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use common::pty::{CURSOR, GROUND, KIND, Left, Terminal, command, huzhu};

/// So long nothing is written by a desk at rest.
const QUIET: Duration = Duration::from_millis(300);
/// The colour of text in the dark theme and in the light one.
const DARK_TEXT: &str = "38;2;201;205;214";
const LIGHT_TEXT: &str = "38;2;51;55;63";

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn start(home: &Path, size: (u16, u16)) -> Terminal {
    Terminal::start(huzhu(home, &["demo", "--as", "zhao"]), size.0, size.1)
}

fn ready(home: &Path) -> Terminal {
    let mut desk = start(home, (100, 32));
    desk.wait_for("已同步");
    desk.rest(QUIET);
    desk
}

fn leave(mut desk: Terminal) {
    desk.press("\x11");
    given_back(&desk.left());
}

fn given_back(left: &Left) {
    assert!(left.changed.is_empty(), "left changed: {:?}\n{}", left.changed, left.screen);
}

fn settings(home: &Path, file: &str, text: &str) {
    let folder = home.join("config");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(file), text).unwrap();
}

/// The desk on a terminal that answers so; gives what was written until it was at rest, and the desk.
fn answering(home: &Path, answers: &[(&'static str, &'static str)]) -> Terminal {
    let mut desk = start(home, (100, 32));
    desk.answers = answers.to_vec();
    desk.wait_for("已同步");
    desk.rest(QUIET);
    desk
}

#[test]
fn the_theme_follows_the_ground_that_the_terminal_answers() {
    let home = home();
    let rest = [(CURSOR, "\x1b[2;2R"), (KIND, "\x1b[?62;22c")];
    for (answer, wanted, other) in
        [("\x1b]11;rgb:1212/1414/1818\x1b\\", DARK_TEXT, LIGHT_TEXT), ("\x1b]11;rgb:ffff/ffff/ffff\x07", LIGHT_TEXT, DARK_TEXT)]
    {
        let desk = answering(home.path(), &[&[(GROUND, answer)][..], &rest].concat());
        assert!(desk.count_since(0, wanted) > 0 && desk.count_since(0, other) == 0, "{answer:?}");
        leave(desk);
    }
}

#[test]
fn no_answer_and_garbage_cost_nothing_and_are_not_typed() {
    let home = home();
    for answers in [
        &[][..],
        &[(KIND, "\x1b[?62;22c")],
        &[(GROUND, "\x1b]11;rgb:zz/zz/zz\x07/garbage"), (KIND, "\x1b[?62;22c")],
        &[(GROUND, "\x1b]11;rgb:12"), (CURSOR, "\x1b[999999;999999R")],
        &[(GROUND, "\x1b]52;c;WQ==\x07\x1bP0$r\x1b\\"), (CURSOR, "\x1b[1;1R\x1b[2;9R")],
    ] {
        let mut desk = answering(home.path(), answers);
        assert_eq!(desk.count_since(0, "38;2;"), 0, "nobody said which ground it is: the terminal's own colours");
        if !answers.iter().any(|(_, answer)| answer.contains("/garbage")) {
            assert!(!desk.text().contains("输入"), "an answer was typed: {answers:?}\n{}", desk.text());
        }
        desk.press("\x1b");
        desk.rest(QUIET);
        desk.press("go");
        desk.wait_for("没有待发的决定");
        leave(desk);
    }
}

#[test]
fn keys_after_an_answer_that_never_ends_are_keys() {
    let home = home();
    for cut in ["\x1b]11;rgb:12", "\x1b]0;title", "\x1bP1$r", "\x1b_Gi=1"] {
        let mut desk = answering(home.path(), &[(KIND, cut)]);
        desk.rest(QUIET);
        desk.press("g");
        desk.wait_for("o 待发");
        desk.press("o");
        desk.wait_for("没有待发的决定");
        leave(desk);
    }
}

#[test]
fn a_terminal_that_draws_lines_two_columns_wide_gets_the_safe_set() {
    let home = home();
    let desk = answering(home.path(), &[(CURSOR, "\x1b[2;3R"), (KIND, "\x1b[?62;22c")]);
    assert!(desk.text().contains("╌╌╌") && !desk.text().contains('─'), "{}", desk.text());
    leave(desk);
}

#[test]
fn settings_win_over_what_the_terminal_says() {
    let home = home();
    settings(home.path(), "config.toml", "theme = 'zhou'\nambiguous = 1\nglyphs = 'ascii'\nmouse = 'off'\n");
    let desk = answering(home.path(), &[(GROUND, "\x1b]11;rgb:00/00/00\x07"), (CURSOR, "\x1b[2;3R"), (KIND, "\x1b[?62;22c")]);
    assert!(desk.count_since(0, LIGHT_TEXT) > 0 && desk.count_since(0, DARK_TEXT) == 0);
    assert!(desk.text().contains("-----") && !desk.text().contains('─'), "{}", desk.text());
    assert_eq!(desk.count_since(0, CURSOR), 0, "what is settled isn't asked");
    assert_eq!(desk.count_since(0, "\x1b[?1000h"), 0, "the mouse is the terminal's own");
    leave(desk);
}

#[test]
fn no_color_is_obeyed() {
    let home = home();
    let mut program = huzhu(home.path(), &["demo", "--as", "zhao"]);
    program.env("NO_COLOR", "1");
    let mut desk = Terminal::start(program, 100, 32);
    desk.wait_for("已同步");
    desk.rest(QUIET);
    let text = String::from_utf8_lossy(&desk.written).into_owned();
    let is_colour = |code: &str| code.parse::<u8>().is_ok_and(|code| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107));
    for sequence in text.split('\x1b').filter_map(|part| part.strip_prefix('[')?.split_once('m').map(|(codes, _)| codes)) {
        let codes: Vec<&str> = sequence.split(';').collect();
        let is_style = codes.iter().all(|code| code.parse::<u8>().is_ok());
        assert!(!is_style || !codes.iter().any(|code| is_colour(code)), "{sequence}");
    }
    leave(desk);
}

#[test]
fn a_click_selects_a_second_one_opens_and_none_confirms() {
    let home = home();
    let mut desk = ready(home.path());
    desk.click("在办");
    desk.wait_for("▹ 1 在办");
    desk.click("待审批");
    desk.wait_for("▹ 7 待审批");
    desk.rest(QUIET);
    let rows: Vec<String> = desk.text().lines().filter_map(|row| Some(row.split_once("ZJ24-")?.1[..6].to_owned())).collect();
    let third = format!("ZJ24-{}", rows[2]);
    desk.click(&third);
    desk.wait_until("the row with the pointer", |screen| screen.lines().any(|row| row.contains('▸') && row.contains(&third)));
    desk.click(&third);
    desk.wait_for("概要");
    desk.click("核验");
    desk.rest(QUIET);
    desk.click("A 核准");
    desk.wait_for("Y 确认");
    desk.rest(QUIET);
    for _ in 0..3 {
        desk.click("确认核准");
        desk.rest(QUIET);
    }
    assert!(desk.text().contains("鼠标不能确认决定"), "{}", desk.text());
    assert!(!desk.text().contains("保留  "), "nothing is held:\n{}", desk.text());
    // The wheel over a sheet doesn't either.
    desk.press("\x1b[<65;10;10M\x1b[<64;10;10M");
    desk.rest(QUIET);
    assert!(desk.text().contains("Y 确认"), "{}", desk.text());
    desk.press("\x1b");
    desk.rest(QUIET);
    leave(desk);
}

#[test]
fn the_wheel_moves_the_list() {
    let home = home();
    let mut desk = ready(home.path());
    desk.press("1");
    desk.wait_for("▹ 1 在办");
    desk.rest(QUIET);
    let pointed = |desk: &Terminal| desk.text().lines().find(|row| row.contains('▸')).unwrap_or_default().to_owned();
    let before = pointed(&desk);
    desk.press("\x1b[<65;50;10M\x1b[<65;50;10M");
    desk.wait_until("another row", |screen| screen.lines().any(|row| row.contains('▸') && row != before));
    desk.press("\x1b[<64;50;10M\x1b[<64;50;10M");
    desk.wait_until("the first row", |screen| screen.lines().any(|row| row == before));
    leave(desk);
}

/// 200 keys at once are few frames (performance rows 8 and 9).
#[test]
fn a_burst_of_keys_is_few_frames() {
    let home = home();
    let mut desk = ready(home.path());
    desk.press("1");
    desk.wait_for("▹ 1 在办");
    desk.rest(QUIET);
    let from = desk.written.len();
    desk.press(&"j".repeat(200));
    desk.wait_until("the last row", |screen| {
        screen.lines().any(|line| {
            line.split_once(" / ").is_some_and(|(at, of)| {
                let (at, of) = (at.split_whitespace().last(), of.split_whitespace().next());
                at == of && at.is_some_and(|at| at.len() == 3 && at.bytes().all(|byte| byte.is_ascii_digit()))
            })
        })
    });
    desk.rest(QUIET);
    let (frames, bytes) = (desk.count_since(from, "\x1b[?2026h"), desk.written.len() - from);
    assert!(frames <= 10 && bytes <= 20_000, "{frames} frames, {bytes} bytes");
    leave(desk);
}

/// A window that is being dragged: all that was typed and chosen stays, and each size is cleared at most once.
#[test]
fn a_storm_of_sizes_keeps_what_was_typed() {
    let home = home();
    let mut desk = ready(home.path());
    desk.press("1/ZJ24");
    desk.wait_for("ZJ24");
    desk.rest(QUIET);
    let from = desk.written.len();
    let sizes: Vec<(u16, u16)> = (0..40).map(|i| (60 + i * 3, 16 + i)).chain([(20, 5), (100, 32)]).collect();
    for (columns, rows) in &sizes {
        desk.resize(*columns, *rows);
    }
    desk.rest(QUIET);
    desk.wait_until("the filter", |screen| screen.contains("ZJ24") && screen.contains("输入"));
    assert!(desk.count_since(from, "\x1b[2J") <= sizes.len(), "{} clears", desk.count_since(from, "\x1b[2J"));
    desk.press("-");
    desk.wait_for("ZJ24-");
    leave(desk);
}

#[test]
fn the_case_number_is_handed_to_the_clipboard() {
    let home = home();
    let mut desk = ready(home.path());
    desk.press("7");
    desk.wait_for("▹ 7 待审批");
    desk.rest(QUIET);
    let row = desk.text().lines().find(|row| row.contains('▸')).unwrap().to_owned();
    let case = row.split_whitespace().find(|word| word.contains('-') && word.ends_with(|c: char| c.is_ascii_digit())).unwrap().to_owned();
    let from = desk.written.len();
    desk.press("y");
    desk.wait_for(&format!("已交给终端剪贴板：{case}"));
    let written = String::from_utf8_lossy(&desk.written[from..]).into_owned();
    let (_, sequence) = written.split_once("\x1b]52;c;").expect("the clipboard's sequence");
    let (base64, _) = sequence.split_once('\x1b').unwrap();
    assert_eq!(decoded(base64), case);
    leave(desk);
}

fn decoded(base64: &str) -> String {
    let digit = |c: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|d| *d == c);
    let mut bits = 0_u32;
    let mut count = 0;
    let mut bytes = Vec::new();
    for digit in base64.bytes().filter_map(digit) {
        bits = bits << 6 | u32::try_from(digit).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Ctrl-z in a shell with jobs: the shell has its terminal back as it was, and `fg` brings the desk back as it stood.
#[test]
fn the_desk_is_stopped_and_comes_back() {
    let home = home();
    let script = "set -m; \"$0\" demo --as zhao; printf 'in the shell\\n'; read line; fg; printf 'at the end\\n'";
    let mut shell = Terminal::start(command("/bin/sh", home.path(), &["-c", script, env!("CARGO_BIN_EXE_huzhu")]), 100, 32);
    shell.wait_for("已同步");
    shell.press("1/ZJ24");
    shell.wait_for("ZJ24");
    shell.press("\r");
    shell.rest(QUIET);
    assert!(!shell.is_given_back());
    shell.press("\x1a");
    shell.wait_for("in the shell");
    assert!(shell.is_given_back(), "{}", shell.text());
    shell.press("\n");
    shell.wait_until("the desk as it stood", |screen| {
        screen.contains("ZJ24") && screen.contains("已同步") && !screen.contains("in the shell")
    });
    shell.press("go");
    shell.wait_for("没有待发的决定");
    shell.press("\x11");
    given_back(&shell.left());
}

/// Without a shell there is nobody to bring it back.
#[test]
fn without_a_shell_it_is_not_stopped() {
    let home = home();
    let mut desk = ready(home.path());
    desk.press("\x1a");
    desk.wait_for("不能挂起");
    leave(desk);
}

/// Stopped and continued from outside, as by a process manager: the screen is painted anew and keys act.
#[test]
fn continued_from_outside_it_is_painted_anew() {
    let home = home();
    let mut desk = ready(home.path());
    desk.signal("STOP");
    let from = desk.written.len();
    desk.signal("CONT");
    desk.wait_written(from, "\x1b[2J");
    desk.wait_for("已同步");
    desk.rest(QUIET);
    assert_eq!(desk.count_since(from, "\x1b[2J"), 1);
    desk.press("go");
    desk.wait_for("没有待发的决定");
    leave(desk);
}

#[test]
fn own_keys_act_and_faulty_ones_are_told() {
    let home = home();
    settings(home.path(), "keys.toml", "preset = 'plain'\n[queue]\nfilter = ['f7']\n");
    let mut desk = ready(home.path());
    desk.press("\x1b[18~");
    desk.wait_for("输入");
    desk.press("\x1b");
    desk.rest(QUIET);
    desk.press("\x1bOS");
    desk.wait_for("没有待发的决定");
    leave(desk);
    settings(home.path(), "keys.toml", "[queue]\nfly = ['f']\nopen = ['nokey']\n");
    let mut desk = ready(home.path());
    desk.wait_for("keys.toml 有 2 处错误");
    desk.press("ge");
    desk.wait_until("both in the log", |screen| screen.contains("第 2 行") && screen.contains("第 3 行"));
    leave(desk);
}

#[test]
fn every_fault_of_the_own_files_is_told_with_its_line() {
    let home = home();
    settings(home.path(), "keys.toml", "[queue]\nfly = ['f']\nconfirm = ['Y']\n");
    fs::create_dir_all(home.path().join("config").join("themes")).unwrap();
    settings(home.path(), "themes/mine.toml", "name = { zh = '某', en = 'x' }\n[text]\nrgb = 3\n");
    settings(home.path(), "config.toml", "theme = 'mine'\nmouse = 'perhaps'\n");
    let check = || {
        let mut check = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        check.args(["config", "check"]).env("HUZHU_HOME", home.path()).env("LANG", "zh_CN.UTF-8").env_remove("LC_ALL");
        let output = check.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap().replace(home.path().to_str().unwrap(), "~");
        (output.status.code(), text)
    };
    let (code, text) = check();
    assert_eq!(code, Some(2));
    insta::assert_snapshot!("config-check-faults", text);
    for file in ["config.toml", "keys.toml", "themes/mine.toml"] {
        fs::remove_file(home.path().join("config").join(file)).unwrap();
    }
    let (code, text) = check();
    assert_eq!(code, Some(0));
    insta::assert_snapshot!("config-check-good", text);
    // What is no text has a line as well. Without own keys the desk opens all the same.
    fs::write(home.path().join("config").join("keys.toml"), b"[queue]\nopen = ['\xff']\n").unwrap();
    let (code, text) = check();
    assert_eq!(code, Some(2));
    assert!(text.contains("~/config/keys.toml:2:10: 从这里起不是 UTF-8") && text.contains("用预设"), "{text}");
}

/// A paste is text or nothing, whatever stands in it; so are sequences that are no keys.
#[test]
fn pastes_and_odd_sequences_run_nothing() {
    let home = home();
    let mut desk = ready(home.path());
    desk.press("7");
    desk.wait_for("▹ 7 待审批");
    desk.rest(QUIET);
    desk.press("\x1b[200~\rAY\x11\x1b[201~");
    desk.wait_for("粘贴的文字不会当作命令");
    // Focus, a key let go, Shift alone, a report that nobody asked for, the middle button.
    desk.press("\x1b[I\x1b[O\x1b[106;1:3u\x1b[57441u\x1b[8;24;80t\x1b[<1;5;5M\x1b]0;x\x07");
    desk.rest(QUIET);
    assert!(!desk.text().contains("Y 确认") && desk.text().contains("▹ 7 待审批"), "{}", desk.text());
    desk.press("：");
    desk.wait_for("命令");
    desk.press("\x1b");
    desk.rest(QUIET);
    leave(desk);
}
