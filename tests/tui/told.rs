//! What the counter is told of a claim under its fields before it is handed in, and what the claimant's receipt says.

use huzhu::app::{Effect, FoundHere, Message};
use huzhu::domain::intake::{ClaimState, OnReceipt};
use huzhu::domain::lookup::Kind;
use huzhu::domain::people::Lang;

use super::desk_at;
use super::screen::Screen;

/// A new claim for a stay in hospital, with the cursor at its first field.
fn begun(size: (u16, u16), lang: Lang) -> Screen {
    let mut screen = desk_at("lin", size, lang);
    screen.press("g i n Down Space Down Down Down Down");
    screen
}

/// Goes to the field of a place of the facts.
fn go_to(screen: &mut Screen, path: &str) {
    for key in std::iter::repeat_n("Down", 60).chain(std::iter::repeat_n("Up", 60)) {
        if screen.desk.intake.form.as_ref().unwrap().focused().is_some_and(|field| field.path == path) {
            return;
        }
        screen.press(key);
    }
    panic!("no field {path}:\n{}", screen.text());
}

fn enter(screen: &mut Screen, path: &str, text: &str) {
    go_to(screen, path);
    screen.type_text(text);
}

#[test]
fn more_days_than_the_dates_hold_are_told_under_the_field_and_handed_in_all_the_same() {
    let mut screen = begun((120, 40), Lang::Zh);
    enter(&mut screen, "/stays/0/admission", "2024-11-14");
    enter(&mut screen, "/stays/0/discharge", "2024-11-15");
    enter(&mut screen, "/stays/0/stated_days", "2");
    screen.hides("首尾都算");
    screen.press("Backspace");
    screen.type_text("110");
    screen.shows("比日期多：首尾都算也只有 2 天");
    let form = screen.desk.intake.form.as_ref().unwrap();
    assert!(form.faults(Lang::Zh).iter().all(|fault| !fault.contains("首尾都算")));
    assert!(form.warnings(Lang::Zh).iter().any(|warning| warning.contains("首尾都算")), "{:?}", form.warnings(Lang::Zh));
}

#[test]
fn another_persons_name_for_a_number_that_the_machine_knows_is_told_and_handed_in_all_the_same() {
    let check = huzhu::domain::identity::id_check_character("11010119900101001").unwrap();
    let number = format!("11010119900101001{check}");
    let mut screen = begun((120, 40), Lang::Zh);
    enter(&mut screen, "/member/id_number", &number);
    screen.tell(Message::KnownAs { number: number.clone(), names: vec!["张某某".into()] });
    enter(&mut screen, "/member/name", "李某某");
    screen.shows("此身份证号在本机的案件里是 张**，请核对证件");
    let form = screen.desk.intake.form.as_ref().unwrap();
    assert!(form.faults(Lang::Zh).iter().all(|fault| !fault.contains("张**")));
    // The name of the card, and nothing is said; a masked one is compared as far as it goes.
    screen.press("Backspace Backspace Backspace");
    screen.type_text("张某某");
    screen.hides("此身份证号在本机");
    screen.press("Backspace Backspace Backspace");
    screen.type_text("王某某");
    screen.shows("此身份证号在本机");
    // Another number, and nothing is known of it.
    go_to(&mut screen, "/member/id_number");
    screen.press("Backspace");
    screen.hides("此身份证号在本机");
    screen.tell(Message::KnownAs { number, names: vec!["张某某".into()] });
    screen.hides("此身份证号在本机");
}

#[test]
fn a_receipt_is_found_by_its_number_before_its_claim_was_sent() {
    let mut screen = desk_at("lin", (80, 24), Lang::Zh);
    screen.press("g l");
    screen.type_text("1a2b3c4d");
    screen.slow = true;
    screen.press("Enter");
    let [Effect::LookUp { ticket, .. }] = screen.waiting[..] else { panic!("{:?}", screen.waiting.len()) };
    let receipt = OnReceipt { number: "1A2B3C4D".into(), name: "张**".into(), at: screen.desk.now, state: ClaimState::Waiting };
    let (kind, cases, paces) = (Kind::Receipt, Vec::new(), Vec::new());
    screen.tell(Message::Found {
        ticket,
        found: Ok(Box::new(FoundHere { kind, cases, more: false, receipt: Some(receipt), unsent: Vec::new(), paces, synced: None })),
    });
    screen.shows("1A2B3C4D 是 张** 的申请，已在本机登记，还没有发出");
    screen.shows("回执临时编号");
    // The server knows nothing of it: that changes nothing.
    screen.tell(Message::FoundAtServer { ticket, found: Err("连不上".into()) });
    screen.shows("已在本机登记");
}

#[test]
fn a_claim_that_was_taken_in_here_and_is_not_sent_is_told_by_its_phone() {
    let mut screen = desk_at("lin", (80, 24), Lang::Zh);
    screen.press("g l");
    screen.slow = true;
    screen.type_text("13999999999");
    let [Effect::LookUp { ticket, .. }] = screen.waiting[..] else { panic!("{:?}", screen.waiting.len()) };
    let at = screen.desk.now;
    let claim = OnReceipt { number: "1A2B3C4D".into(), name: "张**".into(), at, state: ClaimState::Waiting };
    let found =
        |kind| FoundHere { kind, cases: Vec::new(), more: false, receipt: None, unsent: vec![claim], paces: Vec::new(), synced: None };
    screen.tell(Message::Found { ticket, found: Ok(Box::new(found(Kind::Phone))) });
    let nothing = huzhu::wire::LookupAnswer { by: Kind::Phone, cases: Vec::new(), more: false };
    screen.tell(Message::FoundAtServer { ticket, found: Ok(nothing) });
    screen.shows("张** 的申请");
    screen.shows("在本机收件，还没有发出");
    screen.hides("没有找到");
    screen.shows("1 件");
}
