//! The screen on which one signs in: keys in, text out.

use huzhu::app::login::{Able, Focus, Login, LoginEffect, LoginMessage, Reached, Refusal};
use huzhu::domain::people::Lang;
use huzhu::ui::login;
use huzhu::ui::theme::{Depth, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::office::morning;
use super::picture;
use super::rooms::{SIZES, faults_of, hostile};
use super::screen::{event, rows_of};

const ABLE: Able = Able { colour_bits: 24, utf8: true };

fn open(lang: Lang, size: (u16, u16)) -> Login {
    Login::open(lang, (None, None), ABLE, size, morning())
}

fn frame(login: &Login) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(login.size.0, login.size.1)).unwrap();
    let theme = Theme::builtin("ye", Depth::Rgb);
    terminal.draw(|frame| login::draw(frame, login, &theme)).unwrap().buffer.clone()
}

fn text(login: &Login) -> String {
    rows_of(&frame(login)).iter().map(|row| row.trim_end()).collect::<Vec<_>>().join("\n")
}

/// Presses keys and types text; gives what the last key asks for.
fn press(login: &mut Login, keys: &[&str]) -> Option<LoginEffect> {
    let mut last = None;
    for key in keys {
        let presses: Vec<_> = match *key {
            "Enter" | "Tab" | "F3" | "F2" | "Ctrl-c" => vec![event(key)],
            text => text.chars().map(|c| event(&c.to_string())).collect(),
        };
        for key in presses {
            let now = login.now.plus_millis(20);
            last = login::press(key).and_then(|message| login.update(now, message));
        }
    }
    last
}

fn reached() -> Result<Reached, String> {
    Ok(Reached { millis: 38, encrypted: true, clock_ahead: Some(0) })
}

/// Lets typing pause, and answers what is asked then.
fn answer(login: &mut Login, result: Result<Reached, String>) {
    let due = login.next_due().unwrap();
    let Some(LoginEffect::Try { ticket, .. }) = login.update(due, LoginMessage::Tick) else { panic!("the address was not tried") };
    login.update(due.plus_millis(38), LoginMessage::Tried { ticket, result });
}

#[test]
fn the_screen_looks_as_designed() {
    for (name, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
        let mut login = open(lang, (80, 24));
        press(&mut login, &["https://aid.example"]);
        answer(&mut login, reached());
        press(&mut login, &["Tab", "lin", "Tab", "secret"]);
        picture(&format!("login-80-{name}"), text(&login));
        press(&mut login, &["Enter"]);
        login.update(login.now, LoginMessage::Refused(Refusal::NeedsFormer));
        picture(&format!("login-former-80-{name}"), text(&login));
    }
}

#[test]
fn a_password_is_never_on_the_screen() {
    let mut login = open(Lang::Zh, (80, 24));
    press(&mut login, &["https://aid.example", "Enter", "lin", "Enter", "kept-to-myself"]);
    assert!(!text(&login).contains("kept") && text(&login).contains("******"), "{}", text(&login));
    let Some(LoginEffect::SignIn { password, .. }) = press(&mut login, &["Enter"]) else { panic!("not signed in") };
    assert_eq!(password.as_str(), "kept-to-myself");
    assert!(!text(&login).contains("kept"));
}

#[test]
fn what_went_wrong_is_told_and_keys_go_on_working() {
    let mut login = open(Lang::Zh, (80, 24));
    press(&mut login, &["https://nobody.example"]);
    answer(&mut login, Err("连不上这个地址。".into()));
    assert!(text(&login).contains("✗ 连不上这个地址。"));
    answer_clock(&mut login, 12);
    assert!(text(&login).contains("时钟比服务器慢 12 分"), "{}", text(&login));
    assert!(matches!(press(&mut login, &["F2"]), Some(LoginEffect::Demo)));
    press(&mut login, &["F3"]);
    assert!(text(&login).contains("Server"));
    assert!(matches!(press(&mut login, &["Ctrl-c"]), Some(LoginEffect::Quit)));
}

fn answer_clock(login: &mut Login, minutes: i64) {
    press(login, &["x"]);
    answer(login, Ok(Reached { millis: 9, encrypted: false, clock_ahead: Some(minutes) }));
}

#[test]
fn nothing_typed_or_answered_breaks_a_row() {
    for (text, lang) in hostile().iter().flat_map(|text| [(text, Lang::Zh), (text, Lang::En)]) {
        for size in SIZES {
            let mut login = open(lang, size);
            login.update(login.now, LoginMessage::Paste(text.clone()));
            answer(&mut login, Err(text.clone()));
            for focus in [Focus::User, Focus::Password] {
                press(&mut login, &["Tab"]);
                assert_eq!(login.focus, focus);
                login.update(login.now, LoginMessage::Paste(text.clone()));
            }
            press(&mut login, &["Enter"]);
            login.update(login.now, LoginMessage::Refused(Refusal::NeedsFormer));
            login.update(login.now, LoginMessage::Refused(Refusal::Said(text.clone())));
            let frame = frame(&login);
            let faults = faults_of(&frame, rows_of(&frame), size);
            assert!(faults.is_empty(), "{size:?} {lang:?} {faults:#?}");
        }
    }
}

#[test]
fn an_address_that_is_not_reached_is_mended_first_and_told_once() {
    let mut login = open(Lang::Zh, (80, 24));
    press(&mut login, &["127.0.0.1:9"]);
    answer(&mut login, Err("这个地址不能用。".into()));
    let again = press(&mut login, &["Enter"]);
    assert_eq!(login.focus, Focus::Server);
    assert!(matches!(again, Some(LoginEffect::Try { .. })), "the same address is tried once more");
    // Enter before the answer is known goes on, and comes back.
    let mut login = open(Lang::Zh, (80, 24));
    press(&mut login, &["http://127.0.0.1:9", "Enter"]);
    assert_eq!(login.focus, Focus::User);
    answer(&mut login, Err("连不上。".into()));
    assert_eq!(login.focus, Focus::Server);
    press(&mut login, &["Tab", "lin", "Enter", "secret", "Enter"]);
    let now = login.now;
    login.update(now, LoginMessage::Refused(Refusal::Said("连不上。".into())));
    assert_eq!(text(&login).matches("连不上。").count(), 1);
}
