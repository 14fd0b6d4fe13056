//! A decision in conflict: its sides, what is decided about it, and that it never merges.

use huzhu::app::{Connection, Message};
use huzhu::domain::outbox::{ConflictSides, OutboxState};
use huzhu::domain::people::Lang;
use huzhu::domain::summary::CaseDetail;

use super::screen::Screen;
use super::{desk_at, made, picture, plans};

/// A desk whose approval of the first case is in conflict: the stay has become shorter.
pub fn in_conflict() -> Screen {
    conflict_with(|case| {
        case.facts.stays[0].stated_days = Some(5);
        // It ends before the disease is confirmed, and was for it all the same.
        case.facts.stays[0].illness = Some("恶性肿瘤——轻度".into());
        case.facts.stays[0].discharge = "2024-11-19".parse().unwrap();
    })
}

/// A desk whose approval of the first case is in conflict with what became of the case meanwhile.
pub fn conflict_with(then: impl Fn(&mut huzhu::domain::case::Case)) -> Screen {
    let mut screen = desk_at("zhao", (100, 32), Lang::Zh);
    screen.press("Enter A Y");
    meets(&mut screen, then);
    screen
}

/// The decision on the first case meets with what became of it meanwhile.
pub fn meets(screen: &mut Screen, then: impl Fn(&mut huzhu::domain::case::Case)) {
    let plans = plans();
    let base = screen.office.cases["ZJ24-001873"].clone();
    let mut case = base.case.clone();
    then(&mut case);
    let theirs = made::detail_of(&plans, case, base.history.clone());
    let item = &mut screen.office.outbox[0];
    item.state = OutboxState::Conflict { detail: "案件在你决定之后变了".into() };
    screen.office.sides.insert(item.decision.id, ConflictSides { base: Some(base), theirs: Some(theirs.clone()) });
    screen.office.cases.insert(theirs.summary.id.clone(), theirs);
    screen.wait(9000);
    screen.tell(Message::Synced {
        changed: vec!["ZJ24-001873".into()],
        outbox_changed: true,
        connection: Connection::Online { synced: screen.now },
    });
    screen.tell(screen.office.outbox_message(screen.now));
}

#[test]
fn a_conflict_is_shown_on_its_three_sides() {
    let mut screen = in_conflict();
    screen.shows("什么都没有被覆盖");
    screen.press("Esc g o");
    screen.shows("冲突 1");
    picture("outbox-conflict-100-zh", screen.text());
    screen.shows("! 7,600.00");
    // What was stated otherwise, and who did it, stands in full.
    screen.shows("出院");
    screen.shows("! 2024-11-19");
    screen.shows("案件在你决定之后变了");
    screen.press("F3");
    picture("outbox-conflict-100-en", screen.text());
}

#[test]
fn a_fact_with_a_long_name_is_named_in_full() {
    let subsidy = |case: &mut huzhu::domain::case::Case| {
        let expense = case.facts.stays[0].expense.as_mut().unwrap();
        expense.civil_servant_subsidy = Some("100".parse().unwrap());
    };
    let mut screen = conflict_with(subsidy);
    screen.press("g o F3");
    let row_of =
        |screen: &Screen, said: &str| screen.text().lines().position(|line| line.trim() == said || line.contains(&format!(" {said}  ")));
    let begun = row_of(&screen, "Civil-servant").unwrap();
    assert_eq!(row_of(&screen, "subsidy"), Some(begun + 1), "{}", screen.text());
}

#[test]
fn a_conflict_is_decided_again_on_todays_facts() {
    let mut screen = in_conflict();
    screen.press("g o A");
    screen.shows("7,600.00 元");
    screen.press("Y");
    assert_eq!(screen.office.outbox.len(), 1, "the old decision is dropped when the new one is on disk");
    let decision = &screen.office.outbox[0].decision;
    assert_eq!(decision.amount.to_string(), "7600.00");
    assert_eq!(decision.basis, screen.office.cases["ZJ24-001873"].basis);
}

#[test]
fn a_conflict_whose_new_decision_is_taken_back_waits_again() {
    let mut screen = in_conflict();
    let conflict = screen.office.outbox[0].decision.id;
    screen.press("g o A Y u");
    screen.shows("已撤销核准 ZJ24-001873，没有发出；原来的那项仍待处理");
    screen.tell(screen.office.outbox_message(screen.now));
    assert_eq!(screen.office.outbox.iter().map(|item| item.decision.id).collect::<Vec<_>>(), [conflict]);
    // The case that was opened is there to settle it.
    screen.press("A Y");
    screen.tell(screen.office.outbox_message(screen.now));
    assert_eq!(screen.office.outbox.len(), 1);
    assert!(screen.office.outbox[0].decision.id != conflict && screen.office.outbox[0].decision.amount.to_string() == "7600.00");
    screen.press("u g o");
    screen.tell(screen.office.outbox_message(screen.now));
    screen.shows("冲突 1");
    screen.press("F3 u");
    screen.shows("There is nothing to undo");
}

#[test]
fn a_conflict_that_is_opened_to_be_looked_at_has_its_verdicts_again() {
    let mut screen = in_conflict();
    let verdict = serde_json::json!({ "material": "receipts", "verdict": { "verdict": "accepted" } });
    screen.office.outbox[0].decision.verdicts = vec![serde_json::from_value(verdict).unwrap()];
    let unjudged = |detail: &mut CaseDetail| {
        for material in &mut detail.case.materials {
            material.verdict = material.verdict.take().filter(|_| material.material != "receipts");
        }
    };
    unjudged(screen.office.cases.get_mut("ZJ24-001873").unwrap());
    let sides = screen.office.sides.values_mut().next().unwrap();
    [&mut sides.base, &mut sides.theirs].into_iter().flatten().for_each(unjudged);
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("g o Enter");
    assert_eq!(screen.desk.screen, huzhu::app::Screen::Case);
    screen.shows("1 项是你的草稿");
    screen.press("A Y");
    assert_eq!(screen.office.outbox.len(), 1, "the old decision goes by this road too");
    let decision = &screen.office.outbox[0].decision;
    assert_eq!((decision.amount.to_string(), decision.verdicts.len()), ("7600.00".to_owned(), 1));
}

#[test]
fn a_conflict_is_dropped_only_by_its_sheet() {
    let mut screen = in_conflict();
    screen.press("g o D Esc D Enter");
    assert_eq!(screen.office.outbox.len(), 1);
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("没有待发的决定");
}

#[test]
fn a_conflict_shows_both_step_lists_and_what_mine_would_come_to() {
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let mut screen = in_conflict();
        if lang == Lang::En {
            screen.press("F3");
        }
        screen.press("g o");
        screen.resize(80, 24);
        picture(&format!("outbox-conflict-80-{name}"), screen.text());
        screen.press("Tab G");
        picture(&format!("outbox-conflict-steps-80-{name}"), screen.text());
        screen.press("Esc");
        screen.resize(160, 48);
        picture(&format!("outbox-conflict-160-{name}"), screen.text());
        screen.shows("7,600.00");
    }
}

#[test]
fn a_conflict_whose_case_changes_again_is_read_anew_and_says_so() {
    let mut screen = in_conflict();
    screen.press("Esc g o");
    screen.shows("! 7,600.00");
    let id = screen.office.outbox[0].decision.id;
    let plans = plans();
    let sides = screen.office.sides.get_mut(&id).unwrap();
    let mut case = sides.theirs.clone().unwrap();
    case.case.facts.stays[0].stated_days = Some(4);
    sides.theirs = Some(made::detail_of(&plans, case.case, case.history));
    screen.tell(Message::Synced {
        changed: vec!["ZJ24-001873".into()],
        outbox_changed: false,
        connection: Connection::Online { synced: screen.now },
    });
    screen.shows("刚才又变了");
    screen.hides("! 7,600.00");
}

/// Whatever changes under a decision, it stays what was confirmed: it goes out or meets the change, and is never changed by itself.
#[test]
fn a_decision_never_merges() {
    let changes: [fn(&mut CaseDetail); 5] = [
        |detail| detail.case.facts.late_reason = Some("在外地".into()),
        |detail| detail.case.materials[0].received = Some("2024-12-18".parse().unwrap()),
        |detail| detail.case.materials[0].verdict = None,
        |detail| detail.case.facts.stays[0].stated_days = Some(1),
        |detail| detail.case.stage = "medical-review".into(),
    ];
    // Every set of these changes, one after the other.
    for set in 1_u32..1 << changes.len() {
        let mut screen = desk_at("zhao", (80, 24), Lang::Zh);
        screen.press("Enter A Y");
        let before = screen.office.outbox[0].clone();
        for (i, change) in changes.iter().enumerate().filter(|(i, _)| set & (1 << i) != 0) {
            screen.change_cases(|detail| {
                change(detail);
                detail.summary.seq += 1;
                detail.basis = huzhu::domain::basis::Basis(format!("{set}-{i}"));
            });
        }
        screen.press("g o");
        assert_eq!(screen.office.outbox, std::slice::from_ref(&before), "changes {set:b}");
        assert_eq!(screen.desk.outbox.items[0].decision, before.decision);
        assert!(screen.office.drafts.is_empty(), "nothing of it became a draft by itself");
    }
}

/// What a restored server no longer has was accepted once, and what was seen is let go of then.
#[test]
fn a_conflict_without_what_was_seen_marks_nothing_as_changed() {
    let mut screen = in_conflict();
    for sides in screen.office.sides.values_mut() {
        sides.base = None;
    }
    screen.press("Esc g o");
    screen.shows("未留存");
    screen.shows("不能逐项比较");
    screen.hides("! 7,600.00");
    screen.hides("没有不同");
}

#[test]
fn the_outbox_opens_at_what_was_told_as_in_conflict() {
    let mut screen = desk_at("zhao", (100, 32), Lang::Zh);
    screen.press("Enter A Y");
    screen.press("Esc Esc j Enter A Y");
    screen.press("g o G");
    let other = screen.desk.outbox.current().unwrap().decision.case.clone();
    screen.press("Esc");
    let item = screen.office.outbox.iter_mut().find(|item| item.decision.case != other).unwrap();
    item.state = OutboxState::Refused { code: huzhu::domain::decision::ProblemCode::NotAllowed, detail: "缺材料".into() };
    let refused = item.decision.id;
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("g o");
    assert_eq!(screen.desk.outbox.current().unwrap().decision.id, refused);
    screen.press("G Esc g o");
    assert_eq!(screen.desk.outbox.current().unwrap().decision.case, other, "once");
}

#[test]
fn a_conflict_whose_case_was_decided_afresh_is_only_dropped() {
    let mut screen = in_conflict();
    let mut later = screen.office.outbox[0].clone();
    later.decision.id = huzhu::domain::ids::DecisionId(uuid::Uuid::from_u128(77));
    later.decision.decided_at = later.decision.decided_at.plus_secs(60);
    later.state = OutboxState::Waiting { next_try: None };
    screen.office.outbox.push(later);
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("Esc g o");
    screen.shows("之后已另行决定");
    screen.press("A");
    assert_eq!(screen.office.outbox.len(), 2, "nothing is decided again");
    screen.press("D Y");
    assert_eq!(screen.office.outbox.len(), 1);
}
