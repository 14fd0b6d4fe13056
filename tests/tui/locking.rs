//! The lock: what it hides, what comes back, who gets in.

use huzhu::app::{Effect, Message, NotUnlocked, Passphrase};
use huzhu::domain::people::Lang;

use super::desk;
use super::made::usual;
use super::office::Office;
use super::screen::{Opening, Screen};

const MINUTE: i64 = 60_000;

/// What the driver says of a desk that it has closed.
fn closed(screen: &mut Screen) -> String {
    let half_typed = screen.office.asked.iter().rev().find_map(|effect| match effect {
        Effect::Lock { half_typed } => Some(half_typed.clone()),
        _ => None,
    });
    screen.tell(Message::Locked { kept: Ok(()) });
    screen.tell(Message::StillToSend { held: 0, waiting: 1 });
    half_typed.expect("the files were to be closed")
}

fn passphrases(screen: &Screen) -> Vec<&Passphrase> {
    let tried = screen.office.asked.iter().filter_map(|effect| match effect {
        Effect::Unlock { passphrase } => Some(passphrase),
        _ => None,
    });
    tried.collect()
}

fn idle_desk(minutes: u32) -> Screen {
    let office = Office::new(usual(&super::plans()));
    Screen::open(Opening { user: "zhao", idle_lock: Some(minutes), ..Opening::default() }, super::plans(), office)
}

#[test]
fn a_locked_desk_shows_nothing_of_any_case_and_lets_go_of_it() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    let number = screen.desk.case.as_ref().unwrap().id.to_string();
    screen.shows(&number);
    screen.press("g z");
    screen.shows("已锁屏");
    screen.hides(&number);
    screen.hides("ZJ24");
    assert!(!screen.desk.queue.rows.is_empty(), "nothing is let go of before the files say that they are closed");
    closed(&mut screen);
    screen.shows("待发 1");
    assert!(screen.desk.case.is_none() && screen.desk.queue.rows.is_empty() && screen.desk.sheet.is_none());
    assert!(screen.desk.people.is_empty() && screen.desk.outbox.items.is_empty());
    // What comes late is taken in nowhere.
    let rows = screen.office.cases.values().next().unwrap().clone();
    screen.tell(Message::Detail { case: rows.summary.id.clone(), detail: Ok(Some(Box::new(rows))), draft: Default::default() });
    screen.tell(screen.office.outbox_message(screen.now));
    screen.hides("ZJ24");
    assert!(screen.desk.case.is_none());
}

#[test]
fn the_passphrase_brings_one_back_to_the_same_place_with_what_was_half_typed() {
    let mut screen = desk("zhao");
    screen.press("Enter 3 A Tab");
    screen.type_text("已电话核实");
    screen.press("Esc Esc i");
    screen.type_text("明天再问");
    let case = screen.desk.case.as_ref().unwrap().id.clone();
    // From within a sheet the palette is not to be had: the desk locks itself there, as it does anywhere.
    screen.press("Esc Esc");
    screen.press("g z");
    let half_typed = closed(&mut screen);
    screen.type_text("secret words");
    screen.hides("secret");
    screen.shows("************");
    screen.press("Enter");
    assert_eq!(passphrases(&screen).iter().map(|tried| tried.as_str()).collect::<Vec<_>>(), ["secret words"]);
    assert_eq!(format!("{:?}", passphrases(&screen)), "[Passphrase]");
    screen.tell(Message::Unlocked(Ok(Some(half_typed))));
    screen.hides("已锁屏");
    assert_eq!(screen.desk.case.as_ref().unwrap().id, case);
    assert_eq!(screen.desk.case.as_ref().unwrap().tab, huzhu::app::case::Tab::Payout);
    screen.press("i");
    screen.shows("明天再问");
    screen.press("Esc Esc A");
    screen.shows("已电话核实");
}

#[test]
fn a_wrong_passphrase_is_said_and_the_third_has_to_wait() {
    let mut screen = desk("zhao");
    screen.press("g z");
    closed(&mut screen);
    let wrong = |screen: &mut Screen| {
        screen.type_text("guess");
        screen.press("Enter");
        screen.tell(Message::Unlocked(Err(NotUnlocked::WrongPassphrase)));
    };
    wrong(&mut screen);
    screen.shows("口令不对");
    wrong(&mut screen);
    wrong(&mut screen);
    screen.shows("5 秒后再试");
    screen.type_text("guess");
    screen.press("Enter");
    assert_eq!(passphrases(&screen).len(), 3, "not before its time");
    screen.wait(6_000);
    screen.press("Enter");
    assert_eq!(passphrases(&screen).len(), 4);
    screen.tell(Message::Unlocked(Err(NotUnlocked::WrongPassphrase)));
    screen.shows("10 秒后再试");
}

#[test]
fn a_desk_that_nobody_touches_locks_itself_and_the_key_that_wakes_it_does_nothing() {
    let mut screen = idle_desk(10);
    screen.wait(9 * MINUTE);
    screen.press("j");
    screen.wait(9 * MINUTE);
    screen.hides("已锁屏");
    screen.wait(2 * MINUTE);
    screen.shows("已锁屏");
    screen.shows("空闲 10 分钟");

    // A machine that slept wakes with the key: no timer ran.
    let mut screen = idle_desk(10);
    screen.press("Enter A");
    screen.now = screen.now.plus_millis(60 * MINUTE);
    screen.press_at_once("Y");
    screen.shows("已锁屏");
    assert!(!screen.office.asked.iter().any(|effect| matches!(effect, Effect::Record { .. })));

    let mut screen = desk("zhao");
    screen.wait(24 * 60 * MINUTE);
    screen.hides("已锁屏");
}

#[test]
fn a_sheet_that_is_open_when_the_desk_locks_itself_loses_no_word() {
    let mut screen = idle_desk(10);
    screen.press("i");
    screen.type_text("写到一半");
    screen.wait(11 * MINUTE);
    screen.shows("已锁屏");
    screen.hides("写到一半");
    let half_typed = closed(&mut screen);
    assert!(half_typed.contains("写到一半"));
    screen.type_text("p");
    screen.press("Enter");
    screen.tell(Message::Unlocked(Ok(Some(half_typed))));
    screen.shows("写了一半的内容");
    screen.press("i");
    screen.shows("写到一半");
}

#[test]
fn the_lock_and_a_taken_back_sign_in_fit_every_size_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        for size in [(60, 16), (80, 24), (120, 40), (200, 60)] {
            let office = Office::new(usual(&super::plans()));
            let mut screen = Screen::open(Opening { size, lang, user: "zhao", ..Opening::default() }, super::plans(), office);
            screen.press("g z");
            closed(&mut screen);
            screen.tell(Message::Unlocked(Err(NotUnlocked::Failed("口令".repeat(60)))));
            assert!(screen.rows().iter().all(|row| huzhu::layout::width::width(row) == size.0));
            screen.tell(Message::Revoked("收回".repeat(60)));
            screen.shows("收回");
            screen.hides("ZJ24");
            screen.press("Enter");
            assert!(screen.office.quit);
        }
    }
}

#[test]
fn a_clock_that_is_set_back_keeps_no_desk_open_and_nobody_waiting() {
    let mut screen = idle_desk(10);
    screen.desk.clock_set_back(60 * MINUTE);
    let idle_until = screen.now.plus_millis(-50 * MINUTE);
    screen.desk.update(idle_until.plus_millis(-1), Message::Tick);
    assert!(screen.desk.lock.is_none());
    screen.desk.update(idle_until, Message::Tick);
    assert!(screen.desk.lock.is_some());
    let mut screen = idle_desk(10);
    screen.press("g z");
    closed(&mut screen);
    for _ in 0..4 {
        screen.type_text("wrong");
        screen.press("Enter");
        screen.tell(Message::Unlocked(Err(NotUnlocked::WrongPassphrase)));
    }
    let until = screen.desk.lock.as_ref().unwrap().wait_until.unwrap();
    screen.desk.clock_set_back(60 * MINUTE);
    assert_eq!(screen.desk.lock.as_ref().unwrap().wait_until.unwrap(), until.plus_millis(-60 * MINUTE));
}
