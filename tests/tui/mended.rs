//! After a change the cursor is where it was and the screen says what is so: corrections, what-ifs, decisions that somebody overtook.

use huzhu::domain::amendment::{Amendment, Correction};
use huzhu::domain::case::{Event, Status, TimelineEntry};
use huzhu::domain::decision::Act;
use huzhu::domain::facts::Answer;
use huzhu::domain::ids::DecisionId;
use huzhu::domain::outbox::OutboxState;
use serde_json::json;

use super::conflicts::conflict_with;
use super::desk;
use super::made::{detail_of, usual};
use super::office::Office;
use super::screen::{Opening, Screen};

const CASE: &str = "ZJ24-001873";

/// A desk whose case was changed before it was opened.
fn desk_with(change: impl Fn(&mut huzhu::domain::case::Case)) -> Screen {
    let plans = super::plans();
    let mut cases = usual(&plans);
    let at = cases.iter().position(|detail| detail.case.id == CASE).unwrap();
    let mut case = cases[at].case.clone();
    change(&mut case);
    cases[at] = detail_of(&plans, case, cases[at].history.clone());
    Screen::open(Opening { user: "zhao", ..Opening::default() }, plans.clone(), Office::new(cases))
}

/// The exclusion under the cursor of the checks.
fn exclusion_here(screen: &Screen) -> String {
    let case = screen.desk.case.as_ref().unwrap();
    case.exclusions[case.cursor() - case.shown_checks().len()].to_string()
}

/// Assumes or corrects that the stay had nine days, up to the paper.
fn nine_days(screen: &mut Screen) {
    for _ in 0..40 {
        if screen.text().contains("更正记录天数") {
            screen.press("e Ctrl-u");
            return screen.type_text("9");
        }
        screen.press("j");
    }
    panic!("no such fact:\n{}", screen.text());
}

#[test]
fn the_cursor_stays_on_its_exclusion_when_one_is_raised_and_taken_back() {
    let mut screen = desk("zhao");
    screen.press("Enter 4 G k");
    let here = exclusion_here(&screen);
    for _ in 0..2 {
        screen.press("e Tab");
        screen.type_text("材料所见");
        screen.press("Enter");
        assert_eq!(exclusion_here(&screen), here, "raised:\n{}", screen.text());
        screen.press("-");
        assert_eq!(exclusion_here(&screen), here, "taken back:\n{}", screen.text());
    }
}

#[test]
fn the_timeline_names_the_paper_that_shows_a_correction() {
    let screen = &mut desk_with(|case| {
        let correction = Correction {
            path: "/stays/0/stated_days".into(),
            old: json!(9),
            new: json!(8),
            evidence: "id-card".into(),
            reason: "看错一行".into(),
        };
        let act = Act::Amend { note: String::new() };
        let decision = DecisionId(uuid::Uuid::from_u128(78));
        let event = Event::Decided { decision, act, amendments: vec![Amendment::Correct(correction)] };
        case.timeline.push(TimelineEntry { at: case.entered, by: Some("lin".into()), stage: case.stage.clone(), event });
    });
    screen.press("Enter 6");
    screen.shows("9 改为 8  看错一行  依据 身份证");
}

#[test]
fn leaving_the_sheet_that_keeps_a_what_if_leaves_the_what_if() {
    let mut screen = desk("zhao");
    screen.press("Enter w");
    screen.shows("K 留作更正");
    nine_days(&mut screen);
    screen.press("Enter");
    screen.shows("7,800.00 (7,750.00)");
    screen.press("K");
    screen.shows("依据");
    screen.press("Esc");
    screen.shows("7,800.00 (7,750.00)");
    screen.shows("没有留下的仍在假设中");
    // Left with the case, nothing says any more that something is assumed.
    screen.press("] ]");
    screen.press("g q");
    screen.hides("假设中");
}

#[test]
fn a_part_is_found_as_people_say_it_and_nothing_found_says_so() {
    let mut screen = desk("zhao");
    screen.press("Enter E");
    screen.type_text("加住院");
    screen.shows("新增");
    screen.press("Ctrl-u");
    screen.type_text("删去住院");
    screen.shows("删去");
    screen.press("Ctrl-u");
    screen.type_text("没有的东西");
    screen.shows("没有这样的一项");
}

#[test]
fn the_answer_that_stands_is_chosen_when_a_check_is_answered_again() {
    let mut screen = desk_with(|case| case.facts.stays[0].designated = Some(false));
    screen.press("Enter 4");
    let checks = &screen.desk.case.as_ref().unwrap().detail().unwrap().assessment.checks;
    let check = checks.iter().find(|check| check.state.asks()).unwrap().check.clone();
    let mut screen = desk_with(|case| {
        case.facts.stays[0].designated = Some(false);
        case.facts.answers.push(Answer { check: check.clone(), holds: false, note: "电话问过".into(), clause: None, covers: None });
    });
    screen.press("Enter 4");
    let case = screen.desk.case.as_ref().unwrap();
    let checks = &case.detail().unwrap().assessment.checks;
    let line = case.shown_checks().iter().position(|at| checks[*at].check == check).unwrap();
    (0..line).for_each(|_| screen.press("j"));
    screen.press("a");
    let Some(huzhu::app::sheet::Sheet::Amend(sheet)) = &screen.desk.sheet else { panic!("{}", screen.text()) };
    assert!(matches!(sheet.subject, huzhu::app::amend::Subject::Check { holds: Some(false), answered: true, .. }), "{:?}", sheet.subject);
}

#[test]
fn the_row_of_a_decided_case_has_the_amount_that_was_decided() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    nine_days(&mut screen);
    screen.press("Tab 1 Tab");
    screen.type_text("出院记录写明");
    screen.press("Enter A Y g q");
    assert_eq!(screen.office.outbox[0].decision.amount.grouped(), "7,800.00");
    let row = screen.rows().into_iter().find(|row| row.contains(CASE)).unwrap();
    assert!(row.contains("7,800.00"), "{row}");
}

#[test]
fn a_hold_is_never_shown_longer_than_it_was_given() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y g o");
    let item = &mut screen.office.outbox[0];
    // The clock was put back after it was recorded.
    item.decision.decided_at = screen.now.plus_secs(85);
    item.state = OutboxState::Held { until: screen.now.plus_secs(93) };
    screen.tell(screen.office.outbox_message(screen.now));
    screen.shows("保留 8秒");
    screen.hides("93");
}

#[test]
fn what_is_held_while_it_is_changed_is_told_in_minutes() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y g o");
    screen.office.outbox[0].state = OutboxState::Held { until: screen.now.plus_secs(15 * 60 - 20) };
    screen.tell(screen.office.outbox_message(screen.now));
    screen.shows("保留 15分");
    screen.shows("━ 15 分");
}

#[test]
fn a_case_that_somebody_rejected_meanwhile_is_told_as_rejected_and_pays_nothing() {
    let mut screen = conflict_with(|case| {
        let act = Act::Reject { reason: "NOT-ELIGIBLE".into(), clause: "第九条".into(), text: "不在保障范围".into() };
        let event = Event::Decided { decision: DecisionId(uuid::Uuid::from_u128(80)), act, amendments: vec![] };
        case.timeline.push(TimelineEntry { at: case.entered, by: Some("he".into()), stage: case.stage.clone(), event });
        case.status = Status::Rejected;
    });
    screen.press("g o");
    screen.shows("何* 先办理了本案，现在已拒赔：这份决定不能再作");
    let rows = screen.rows();
    let payable = rows.iter().find(|row| row.contains("应付")).unwrap_or_else(|| panic!("{}", rows.join("\n")));
    assert!(payable.contains(" 0.00"), "nothing of it is paid: {payable}");
}

#[test]
fn a_decision_that_somebody_overtook_can_only_be_dropped_and_says_who_it_was() {
    let mut screen = conflict_with(|case| {
        let act = Act::Approve { note: String::new() };
        let event = Event::Decided { decision: DecisionId(uuid::Uuid::from_u128(79)), act, amendments: vec![] };
        case.timeline.push(TimelineEntry { at: case.entered, by: Some("he".into()), stage: case.stage.clone(), event });
        case.stage = "payment".into();
    });
    screen.press("g o");
    screen.shows("何* 先办理了本案");
    screen.press("A");
    assert!(screen.desk.sheet.is_none(), "{}", screen.text());
    assert!(screen.office.drafts.get(CASE).is_none_or(|draft| draft.is_empty()));
    screen.press("g o D");
    screen.wait(1_000);
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    assert!(screen.office.drafts.get(CASE).is_none_or(|draft| draft.is_empty()));
}
