//! What comes late, twice or to another desk: sheets that were asked for, a switch of person, undoing, an unknown version of the plan.

use huzhu::app::{Effect, Message};
use huzhu::domain::draft::Draft;
use huzhu::domain::material::Verdict;
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::people::{Lang, Role};
use huzhu::wire::Person;

use super::conflicts::in_conflict;
use super::made::usual;
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at, plans};

#[test]
fn a_conflicts_sheet_that_was_left_never_opens_elsewhere() {
    let mut screen = in_conflict();
    screen.press("g o A");
    screen.shows("确认核准");
    screen.press("Esc g q j");
    screen.wait(100);
    assert_eq!(screen.desk.screen, huzhu::app::Screen::Queue);
    screen.hides("确认核准");
}

#[test]
fn a_sheet_opens_only_for_the_case_on_screen_and_before_any_other_key() {
    for other in ["Esc", "g q", "j", "g o", "]", "?", "g"] {
        let mut screen = in_conflict();
        screen.press("g o");
        screen.slow = true;
        screen.press("A");
        screen.press(other);
        screen.answer_all();
        screen.press("Esc");
        screen.wait(100);
        screen.hides("确认核准");
    }
}

#[test]
fn nothing_is_done_in_the_name_of_a_person_who_has_not_come_yet() {
    let mut screen = desk("zhao");
    screen.press("Enter g w k");
    screen.slow = true;
    screen.press("Enter");
    screen.press("z 2 a A");
    screen.wait(200);
    screen.press("Y u");
    screen.shows("正在换人");
    let done = |effect: &Effect| !matches!(effect, Effect::SwitchPerson(_));
    assert_eq!(screen.waiting.iter().find(|effect| done(effect)), None);
    screen.answer_all();
    screen.shows("何*");
    screen.press("Enter");
    screen.shows("概要");
}

#[test]
fn rows_of_the_person_before_are_not_shown_to_the_next() {
    let mut screen = desk("zhao");
    screen.slow = true;
    screen.press("8");
    let old = screen.waiting.iter().find_map(|effect| match effect {
        Effect::LoadRows { ticket, .. } => Some(*ticket),
        _ => None,
    });
    screen.tell(Message::Switched(Ok(super::office::people()[1].clone())));
    let new = screen.desk.queue.rows.len();
    let asked = screen.waiting.iter().filter_map(|effect| match effect {
        Effect::LoadRows { ticket, .. } => Some(*ticket),
        _ => None,
    });
    assert_eq!(asked.filter(|ticket| Some(*ticket) == old).count(), 1, "each question has its own number");
    assert_eq!(new, 0);
}

#[test]
fn offline_a_decision_is_taken_back_until_the_first_attempt_to_send_it() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y");
    screen.wait(60_000);
    screen.office.outbox[0].state = OutboxState::Waiting { next_try: None };
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("u");
    screen.shows("已撤销核准 ZJ24-001873");
    assert!(screen.office.outbox.is_empty());
    screen.press("A Y");
    screen.office.outbox[0].state = OutboxState::Waiting { next_try: None };
    screen.office.outbox[0].attempts = 1;
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("u");
    assert_eq!(screen.office.outbox.len(), 1, "the server may have it");
}

#[test]
fn undoing_keeps_what_was_typed_in_another_sheet() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y");
    screen.slow = true;
    screen.press("u A Tab");
    screen.type_text("情况属实");
    screen.answer_all();
    screen.shows("ZJ24-001873");
    screen.press("] A");
    screen.shows("情况属实");
}

#[test]
fn undoing_leaves_verdicts_that_were_marked_since() {
    let mut screen = desk("lin");
    screen.press("j Enter 2 a a a a a a A Y");
    screen.press("Esc g g j Enter 2 x 2");
    screen.press("u");
    let draft = &screen.office.drafts["ZJ24-001869"].verdicts;
    assert_eq!(draft.len(), 6, "{draft:?}");
    assert_eq!(draft.iter().filter(|given| matches!(given.verdict, Some(Verdict::Defective { .. }))).count(), 1);
    screen.press("2");
    screen.shows("✗ 有缺陷*");
    screen.shows("✓ 已认可*");
}

#[test]
fn who_also_holds_another_role_is_taken_on_to_other_employers_cases() {
    let mut screen = desk("lin");
    let roles = vec![Role::Employer, Role::Intake];
    let both = Person { user: "lin".into(), name: "林某".into(), roles, employer: Some("望江仪表厂".into()) };
    screen.tell(Message::Switched(Ok(both)));
    screen.press("Enter 2 x 2 R Y");
    screen.shows("ZJ24-001869  严*");
}

#[test]
fn a_version_of_the_plan_that_is_not_here_shows_no_other_versions_words() {
    for lang in [Lang::Zh, Lang::En] {
        let plans = plans();
        let mut cases = usual(&plans);
        for detail in &mut cases {
            detail.case.plan_hash = serde_json::from_value(serde_json::json!("0".repeat(64))).unwrap();
        }
        let mut screen = Screen::open(Opening { user: "zhao", lang, ..Opening::default() }, plans, Office::new(cases));
        screen.press("Enter");
        let unknown = if lang == Lang::Zh { "计划的这一版" } else { "version is not on this machine" };
        for keys in ["1", "2", "3", "4", "5", "1 A"] {
            screen.press(keys);
            screen.shows(unknown);
            screen.hides("资料审批");
        }
        screen.shows("▸ approval");
        assert!(screen.office.asked.iter().all(|effect| !matches!(effect, Effect::Record { .. })));
    }
}

#[test]
fn who_wants_no_next_case_goes_back_to_the_list() {
    let plans = plans();
    let office = Office::new(usual(&plans));
    let mut screen = Screen::open(Opening { user: "zhao", advance: false, ..Opening::default() }, plans, office);
    screen.press("Enter A Y");
    assert_eq!(screen.office.outbox.len(), 1);
    screen.shows("待审批");
    assert!(screen.pointed().contains("ZJ24-001873"), "{}", screen.text());
}

/// What the driver posts by itself is not asked for again, and the store has taken the draft away with the decision.
#[test]
fn recording_undoing_and_dropping_ask_for_nothing_that_comes_by_itself() {
    let mut screen = desk_at("lin", (80, 24), Lang::Zh);
    screen.press("j Enter 2 a a a a a a A");
    screen.wait(200);
    screen.office.asked.clear();
    screen.press("Y u");
    let again = |effect: &&Effect| matches!(effect, Effect::LoadOutbox | Effect::SaveDraft { .. });
    assert_eq!(screen.office.asked.iter().find(again), None);
    let mut screen = in_conflict();
    screen.press("g o D");
    screen.office.asked.clear();
    screen.press("Y");
    assert_eq!(screen.office.asked.iter().find(again), None);
}

#[test]
fn what_one_person_left_half_typed_is_not_there_for_the_next() {
    let mut screen = desk("zhao");
    for detail in screen.office.cases.values_mut() {
        (detail.case.assignee, detail.summary.assignee) = (None, None);
    }
    screen.press("Enter j j j e");
    screen.type_text("13655550001");
    screen.press("Esc e");
    screen.shows("13655550001");
    screen.press("Esc");
    // The next one's drafts lie in files of his own.
    screen.office.half_typed = None;
    let zhao = super::office::people().into_iter().find(|person| person.user == "zhao").unwrap();
    screen.tell(Message::Switched(Ok(huzhu::wire::Person { user: "other".into(), ..zhao })));
    screen.answer_all();
    screen.press("Enter j j j e");
    screen.shows("不预填，照材料输入");
    screen.hides("13655550001");
}

#[test]
fn a_case_that_could_not_be_read_says_under_which_number_the_log_has_it() {
    let mut screen = desk("zhao");
    screen.slow = true;
    screen.change_cases(|_| ());
    screen.press("Enter");
    screen.waiting.clear();
    let why = "服务器答 503，已试 3 次。".to_owned();
    screen.tell(Message::Detail { case: "ZJ24-001873".into(), detail: Err(why), draft: Draft::default() });
    screen.shows("服务器答 503");
    screen.shows("Enter 再试");
    let text = screen.text();
    let number = text.split("问题编号 ").nth(1).and_then(|rest| rest.split('，').next()).unwrap().to_owned();
    assert!(number.len() == 9 && number.as_bytes()[4] == b'-', "{number}");
    screen.press("y");
    assert!(screen.waiting.iter().any(|effect| matches!(effect, Effect::Copy(text) if *text == number)), "{:?}", screen.waiting);
    screen.press("g e");
    screen.shows(&format!("问题编号 {number}：没能读取 ZJ24-001873"));
}
