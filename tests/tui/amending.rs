//! Facts corrected, checks answered, exclusions raised, and "what if": by keys, as a draft, and with the decision.

use huzhu::app::Message;
use huzhu::domain::amendment::Amendment;
use huzhu::domain::decision::{Act, ProblemCode};
use huzhu::domain::facts::Answer;
use huzhu::domain::outbox::{OutboxCounts, OutboxItem, OutboxState};
use huzhu::domain::people::Lang;
use huzhu::text::amend as words;
use huzhu::text::checks::question;

use super::made::{detail_of, usual};
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at, picture, plans};

const CASE: &str = "ZJ24-001873";

/// The drafted amendments of the case, as the outbox file has them.
pub(super) fn drafted(screen: &super::screen::Screen) -> Vec<Amendment> {
    screen.office.drafts.get(CASE).map(|draft| draft.amendments.clone()).unwrap_or_default()
}

/// Goes to the fact of this name on the summary, and opens its sheet.
pub(super) fn correct(screen: &mut super::screen::Screen, name: &str) {
    for _ in 0..40 {
        if screen.text().contains(&format!("更正{name}")) {
            return screen.press("e");
        }
        screen.press("j");
    }
    panic!("no fact is called {name}:\n{}", screen.text());
}

#[test]
fn a_masked_value_is_not_filled_in_where_it_is_corrected() {
    let mut screen = desk("zhao");
    screen.press("Enter j j j");
    screen.shows("显示手机");
    screen.press("e");
    screen.shows("138****1111");
    screen.shows("不预填，照材料输入");
    screen.hides("13800001111");
    screen.press("Enter 1 Enter");
    screen.type_text("来电更正");
    screen.press("Enter");
    screen.shows("请先输入改后的内容");
    assert!(drafted(&screen).is_empty());
}

#[test]
fn a_check_that_waits_is_answered_and_goes_with_the_approval() {
    let mut screen = desk("zhao");
    screen.press("Enter A");
    screen.shows("? 1 待定");
    screen.press("Esc 4 a");
    picture("amend-answer-80-zh", screen.text());
    screen.press("Enter Enter");
    screen.shows("请先按 1 或 2 回答");
    screen.press("Up 1 Tab");
    screen.type_text("已核对材料");
    screen.press("Enter");
    assert!(matches!(drafted(&screen).as_slice(), [Amendment::Answer(answer)] if answer.holds && answer.note == "已核对材料"));
    screen.hides("? 待定");
    screen.press("A");
    screen.shows("一并发出");
    screen.press("Y");
    let decision = &screen.office.outbox[0].decision;
    assert!(matches!(decision.act, Act::Approve { .. }));
    assert_eq!(decision.amendments.len(), 1);
    // Taken back within the hold, it is a draft again.
    screen.press("u 4");
    assert_eq!(drafted(&screen).len(), 1);
}

#[test]
fn a_corrected_fact_shows_the_amount_that_it_makes_and_the_one_before() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    picture("amend-correct-80-zh", screen.text());
    screen.press("Tab Enter Enter");
    screen.shows("请选定依据的材料");
    screen.press("Up");
    screen.type_text("cyjl");
    screen.press("Enter");
    screen.type_text("出院记录写明");
    screen.press("Enter");
    screen.shows("7,800.00 (7,750.00)");
    screen.shows("+50.00");
    picture("amend-drafted-80-zh", screen.text());
    screen.press("3");
    screen.shows("+50.00");
    picture("amend-payout-80-zh", screen.text());
    // It survives leaving the case; `-` on its line takes it back.
    screen.press("Esc Enter 1");
    screen.shows("7,800.00 (7,750.00)");
    screen.press("u");
    assert!(drafted(&screen).is_empty());
    screen.hides("(7,750.00)");
}

#[test]
fn corrections_alone_are_sent_by_a_sheet_of_their_own() {
    let mut screen = desk("zhao");
    screen.press("Enter C");
    screen.shows("没有草稿中的更正");
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    screen.press("Tab 1 Tab");
    screen.type_text("出院记录写明");
    screen.press("Enter C");
    screen.shows("案件留在本环节");
    screen.press("Y");
    let decision = &screen.office.outbox[0].decision;
    assert!(matches!(decision.act, Act::Amend { .. }));
    assert_eq!((decision.amount.grouped().as_str(), decision.amendments.len()), ("7,800.00", 1));
    screen.shows(CASE);
    screen.shows("7,800.00");
    // What the server refuses is not shown as if it were so.
    let refused = OutboxState::Refused { code: ProblemCode::NotAllowed, detail: "不行".into() };
    let items = vec![OutboxItem { state: refused, ..screen.office.outbox[0].clone() }];
    screen.tell(Message::Outbox { items, counts: OutboxCounts { refused: 1, ..OutboxCounts::default() } });
    screen.hides("7,800.00");
}

#[test]
fn an_exclusion_is_raised_with_words_and_taken_out_by_the_same_key() {
    let mut screen = desk("zhao");
    screen.press("Enter 4 G k k e");
    screen.press("Tab");
    screen.type_text("病历有疑");
    screen.press("Enter");
    assert!(matches!(drafted(&screen).as_slice(), [Amendment::Raise(raised)] if raised.note == "病历有疑"));
    screen.shows("已提出 1");
    screen.press("4 G k k e");
    assert!(drafted(&screen).is_empty(), "{:?}", drafted(&screen));
}

#[test]
fn who_has_not_the_stage_changes_nothing() {
    let mut screen = desk("li");
    screen.press("Enter e");
    assert!(screen.desk.sheet.is_none());
    screen.press("w");
    screen.shows("只看得到显码");
}

#[test]
fn it_looks_as_designed_in_a_wide_window_and_in_english() {
    let mut screen = desk_at("zhao", (120, 40), Lang::En);
    screen.press("Enter w E");
    screen.type_text("days");
    screen.press("Enter Ctrl-u");
    screen.type_text("9");
    screen.press("Enter 3");
    picture("what-if-120-en", screen.text());
    screen.press("4");
    picture("amend-checks-120-en", screen.text());
}

#[test]
fn an_exclusion_is_asked_so_that_yes_is_what_takes_the_money_away() {
    let plans = plans();
    let mut cases = usual(&plans);
    let at = cases.iter().position(|detail| detail.case.id == CASE).unwrap();
    let mut case = cases[at].case.clone();
    case.facts.stays[0].designated = Some(false);
    cases[at] = detail_of(&plans, case, cases[at].history.clone());
    let mut screen = Screen::open(Opening { user: "zhao", ..Opening::default() }, plans.clone(), Office::new(cases));
    screen.press("Enter 4 j j a");
    screen.shows("「非本人医保定点医院，或转院未经当地医保中心同意」：");
    screen.shows("1 是，适用，不予给付");
    screen.shows("住院不付：HOSPITAL-NOT-ACCEPTED，六 1(6)");
    screen.shows("2 否，不适用，照常给付");
    screen.shows("这一项通过，记为由你确认；");
    picture("amend-answer-exclusion-80-zh", screen.text());
    screen.press("1 Tab");
    screen.type_text("核对了医院名录");
    screen.press("Enter");
    assert!(matches!(drafted(&screen).as_slice(), [Amendment::Answer(answer)] if !answer.holds), "{:?}", drafted(&screen));
    screen.shows("（复核人答：是，适用，不予给付；核对了医");
}

#[test]
fn an_answer_that_stands_is_taken_back_by_its_digit_and_by_another_it_is_not() {
    let plans = plans();
    let mut cases = usual(&plans);
    let at = cases.iter().position(|detail| detail.case.id == CASE).unwrap();
    let mut case = cases[at].case.clone();
    case.facts.stays[0].designated = Some(false);
    case.facts.answers =
        vec![Answer { check: "designated-hospital".into(), holds: true, note: "核对了医院名录".into(), clause: None, covers: None }];
    cases[at] = detail_of(&plans, case, cases[at].history.clone());
    let mut screen = Screen::open(Opening { user: "zhao", ..Opening::default() }, plans.clone(), Office::new(cases));
    screen.press("Enter 4 j j j a");
    screen.shows(words::retract_option(Lang::Zh));
    screen.press("3 1 3 Tab");
    screen.type_text("名录有误");
    screen.press("Enter");
    let taken_back = |all: &[Amendment]| matches!(all, [Amendment::Retract(back)] if back.check.as_str() == "designated-hospital" && back.reason == "名录有误");
    assert!(taken_back(&drafted(&screen)), "{:?}", drafted(&screen));
    // Without the answer nothing is granted, so there is nothing to approve: the change goes by itself.
    screen.press("C Y");
    let sent = screen.office.outbox.iter().map(|item| &item.decision).next_back().unwrap();
    assert!(taken_back(&sent.amendments));
}

#[test]
fn every_check_that_somebody_may_have_to_answer_has_a_question_of_its_own() {
    for plan in plans().iter() {
        let names = plan.names(Lang::Zh);
        let general = question(Lang::Zh, &names, "no-such-check");
        // These two are only ever attested.
        let asked = plan.checks.iter().map(|check| check.id.as_str()).filter(|id| !["member-conditions", "exclusions"].contains(id));
        for id in asked {
            assert_ne!(question(Lang::Zh, &names, id), general, "{id} of {}", plan.id);
        }
    }
}

/// Corrects the stated days to ten, sends that with an approval, and lets `then` happen on the server before the answer.
fn answered(then: impl Fn(&mut huzhu::domain::facts::Facts), state: OutboxState) -> super::screen::Screen {
    let mut screen = desk("zhao");
    screen.press("Enter");
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    screen.press("Tab 1 Tab");
    screen.type_text("出院记录写明");
    screen.press("Enter A Y");
    let base = screen.office.cases[CASE].clone();
    let mut case = base.case.clone();
    then(&mut case.facts);
    let theirs = super::made::detail_of(&super::plans(), case, base.history.clone());
    let item = &mut screen.office.outbox[0];
    item.state = state;
    let sides = huzhu::domain::outbox::ConflictSides { base: Some(base), theirs: Some(theirs.clone()) };
    screen.office.sides.insert(item.decision.id, sides);
    screen.office.cases.insert(theirs.summary.id.clone(), theirs);
    screen.wait(9000);
    screen.tell(screen.office.outbox_message(screen.now));
    screen
}

#[test]
fn what_went_with_a_conflict_is_a_draft_again_on_todays_facts() {
    // Somebody else stated the days meanwhile, otherwise.
    let conflict = OutboxState::Conflict { detail: "案件在你决定之后变了".into() };
    let mut screen = answered(|facts| facts.stays[0].stated_days = Some(5), conflict);
    screen.press("g o A");
    screen.shows("5 改为 9");
    let made = drafted(&screen);
    let [Amendment::Correct(again)] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((&again.old, &again.new), (&serde_json::json!(5), &serde_json::json!(9)));
    screen.press("Y");
    assert_eq!(screen.office.outbox.len(), 1, "in the place of the old one");
    assert!(matches!(&screen.office.outbox[0].decision.amendments[..], [Amendment::Correct(sent)] if sent.old == serde_json::json!(5)));
}

#[test]
fn what_went_with_a_refused_decision_is_a_draft_again_and_can_be_changed() {
    let refused = OutboxState::Refused { code: ProblemCode::Blocked, detail: "还有材料没有认可".into() };
    let mut screen = answered(|_| {}, refused);
    screen.press("g o");
    screen.shows("还有材料没有认可");
    screen.press("A Esc");
    assert_eq!(drafted(&screen).len(), 1);
    // It is changed, and goes.
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    screen.press("Tab Tab Enter A");
    screen.shows("改为 9");
}

#[test]
fn a_stay_that_nobody_stated_is_added_and_one_that_is_wrong_is_removed() {
    let mut screen = desk("zhao");
    screen.press("Enter E");
    screen.type_text("新增 住院");
    screen.press("Enter");
    screen.shows("新增");
    screen.press("Enter");
    screen.type_text("2024-12-01");
    screen.press("Enter");
    screen.type_text("2024-12-04");
    for _ in 0..30 {
        if screen.text().contains("依据") && screen.text().contains("1 身份证") {
            break;
        }
        screen.press("Tab");
    }
    screen.press("1 Tab");
    screen.type_text("补来出院记录");
    screen.press("Enter");
    let made = drafted(&screen);
    assert!(
        matches!(made.as_slice(), [Amendment::Correct(of)] if of.path == "/stays/-" && of.new["admission"] == "2024-12-01"),
        "{made:?}"
    );
    // What nobody typed is not stated: no cause, no expense.
    assert!(matches!(made.as_slice(), [Amendment::Correct(of)] if of.new.as_object().is_some_and(|stay| stay.len() == 2)), "{made:?}");
    screen.shows("新增 住院");
    // The first one is taken out by the key on one of its facts; the new one moves up and stays what it is.
    for _ in 0..40 {
        if screen.text().contains("更正入院") {
            break;
        }
        screen.press("j");
    }
    screen.press("Ctrl-x");
    screen.shows("删去");
    screen.press("1 Tab");
    screen.type_text("不是本次申请");
    screen.press("Enter");
    let made = drafted(&screen);
    assert!(matches!(&made[1], Amendment::Correct(of) if of.path == "/stays/0" && of.new.is_null()), "{made:?}");
    // What was added is edited as it was drafted, and stays one addition.
    screen.press("e");
    screen.shows("改新增的");
    screen.press("Enter Enter");
    screen.type_text("2024-12-06");
    while screen.desk.sheet.is_some() {
        screen.press("Enter");
    }
    let made = drafted(&screen);
    let added: Vec<_> = made.iter().filter(|made| matches!(made, Amendment::Correct(of) if of.path == "/stays/-")).collect();
    let [Amendment::Correct(of)] = added.as_slice() else { panic!("{made:?}") };
    assert_eq!((made.len(), &of.new["admission"], &of.new["discharge"]), (2, &"2024-12-01".into(), &"2024-12-06".into()));
    assert_eq!(of.reason, "补来出院记录");
    screen.press("-");
    assert_eq!(drafted(&screen).len(), 1, "the addition is out again");
}

#[test]
fn an_identity_number_is_corrected_and_a_wrong_check_digit_is_refused() {
    let mut screen = desk("zhao");
    screen.press("Enter j e");
    screen.shows("330102");
    screen.type_text("110105194912310021");
    // Before its paper and the reason are asked for.
    screen.shows("✗ 校验码不对");
    screen.shows("案件归谁由它定");
    screen.press("Enter");
    screen.hides("输入数字选定");
    screen.press("Ctrl-u");
    screen.type_text("11010519491231002x");
    screen.press("Enter 1 Tab");
    screen.type_text("身份证载明");
    screen.press("Enter");
    let made = drafted(&screen);
    assert!(matches!(made.as_slice(), [Amendment::Correct(of)] if of.path == "/member/id_number"), "{made:?}");
    screen.hides("11010519491231002X");
    // It may be another member's case: nothing is decided before it is saved and assessed again.
    screen.press("A");
    screen.shows("请先只保存更正");
    screen.press("Esc C");
    screen.hides("请先只保存更正");
}

#[test]
fn what_is_typed_takes_the_place_of_the_old_number_and_backspace_keeps_it() {
    for (edited, typed) in [(false, "10"), (true, "0")] {
        let mut screen = desk("zhao");
        screen.press("Enter");
        correct(&mut screen, "记录天数");
        screen.shows("输入即替换");
        if edited {
            // The last digit of what stands there goes; the rest is kept.
            screen.press("Backspace");
        }
        screen.type_text(typed);
        screen.press("Tab 1 Tab");
        screen.type_text("出院记录写明");
        screen.press("Enter");
        let made = drafted(&screen);
        let [Amendment::Correct(made)] = made.as_slice() else { panic!("{made:?}") };
        let old = made.old.to_string();
        let expected = if edited { format!("{}0", &old[..old.len() - 1]) } else { "10".to_owned() };
        assert_eq!(made.new.to_string(), expected);
    }
}

#[test]
fn days_that_the_dates_cannot_hold_wait_for_an_answer_before_the_case_is_approved() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("110");
    screen.press("Tab 1 Tab");
    screen.type_text("照出院记录");
    screen.press("Enter 4");
    screen.shows("只有 9 天，出院记录写 110 天");
    screen.press("A");
    screen.shows("不能确认");
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    screen.press("Esc 4 g g a");
    screen.shows("出院记录写的天数与日期不同，按记录的天数计吗？");
    screen.press("1 Tab");
    screen.type_text("已核对病案");
    screen.press("Enter");
    screen.shows("是，按记录的天数");
}

#[test]
fn a_sheet_that_was_left_is_about_what_the_server_says_by_then() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    screen.press("Enter Esc");
    screen.change_cases(|detail| detail.case.facts.stays[0].stated_days = Some(7));
    correct(&mut screen, "记录天数");
    screen.press("1 Tab");
    screen.type_text("出院记录写明");
    screen.press("Enter");
    let drafted = drafted(&screen);
    assert!(matches!(drafted.as_slice(), [Amendment::Correct(it)] if it.old == 7 && it.new == 9), "{drafted:?}\n{}", screen.text());
}

#[test]
fn a_warning_goes_when_what_it_asks_for_is_typed() {
    let mut screen = desk("zhao");
    screen.press("Enter E");
    screen.type_text("没有这一项");
    screen.press("Enter");
    screen.shows("请先选定要更正的一项");
    screen.press("Ctrl-u");
    screen.type_text("记录天数");
    screen.hides("请先选定要更正的一项");
}
