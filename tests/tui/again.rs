//! A case is sent back, held up, taken up again; what it paid is asked back: keys in, decision in the outbox.

use huzhu::app::action::Action;
use huzhu::domain::assessment::BenefitAssessment;
use huzhu::domain::case::{Case, Event, Granted, Hold, Status, TimelineEntry};
use huzhu::domain::decision::{Act, ProblemCode};
use huzhu::domain::money::Money;
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::people::{Lang, Role};
use huzhu::domain::recovery::{Recovery, Settled};

use super::amending::correct;
use super::conflicts::meets;
use super::marks::clean;
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at, picture, plans};

/// The desk of somebody who holds these roles too, with the case under the cursor paid 400.00.
fn paid_case(lang: Lang, roles: &[Role]) -> Screen {
    let mut screen = desk_at("zhao", (80, 24), lang);
    screen.desk.me.roles.extend(roles);
    screen.press("Enter");
    screen.change_cases(|detail| {
        if detail.case.stage == "approval" {
            (detail.case.status, detail.case.stage) = (Status::Paid, "payment".into());
            (detail.summary.status, detail.summary.stage) = (Status::Paid, "payment".into());
            let (amount, stays) = (Money::from_yuan(400), Vec::new());
            detail.case.granted = vec![Granted { benefit: "hospital-stay".into(), amount, stays, expense: None, class: None, event: None }];
        }
    });
    screen
}

/// So much is asked back of what was paid for the stay.
fn asked_back(yuan: i64, reason: Option<&str>) -> Recovery {
    let (asked, none) = (Money::from_yuan(yuan), Money::ZERO);
    let (since, clause) = ("2024-12-18".parse().unwrap(), "经办约定".into());
    Recovery { benefit: "hospital-stay".into(), asked, reason: reason.map(Into::into), clause, since, repaid: none, written_off: none }
}

fn last_act(screen: &Screen) -> Act {
    screen.office.outbox.last().unwrap().decision.act.clone()
}

#[test]
fn a_case_goes_back_one_stage_by_a_key_and_a_word() {
    let mut screen = desk("zhao");
    screen.press("Enter B");
    screen.shows("案件回到「病情复核」");
    screen.type_text("病理日期不符");
    picture("again-back-80-zh", screen.text());
    screen.press("Enter Y");
    assert_eq!(last_act(&screen), Act::SendBack { text: "病理日期不符".into() });
}

#[test]
fn a_case_is_parked_until_a_day_and_taken_up_by_the_same_key() {
    let mut screen = desk_at("zhao", (80, 24), Lang::En);
    screen.press("Enter P");
    screen.type_text("next week");
    screen.press("Enter");
    screen.type_text("waiting for the pathology report");
    screen.press("Enter");
    screen.shows("Write the day as 2025-01-06");
    screen.press("Tab");
    (0.."next week".len()).for_each(|_| screen.press("Backspace"));
    screen.type_text("2025-01-06");
    picture("again-park-80-en", screen.text());
    screen.press("Enter Enter Y");
    assert!(matches!(last_act(&screen), Act::Park { until, .. } if until.to_string() == "2025-01-06"));
    let mut screen = desk("zhao");
    screen.press("Enter");
    screen.change_cases(|detail| detail.case.hold = Some(Hold::Referred { reason: "PANEL".into() }));
    screen.shows("会审意见登记后才能决定");
    screen.press("A");
    screen.shows("案件在会审，先登记会审意见");
    screen.press("P");
    screen.type_text("会审认为属实");
    screen.press("Enter Y");
    assert_eq!(last_act(&screen), Act::Resume { text: "会审认为属实".into() });
}

#[test]
fn a_panel_is_chosen_from_the_plans_reasons() {
    let mut screen = desk("zhao");
    screen.press("Enter F j");
    picture("again-refer-80-zh", screen.text());
    screen.press("Tab");
    screen.type_text("先天性与否");
    screen.press("Enter Y");
    assert!(matches!(last_act(&screen), Act::Refer { reason, .. } if reason == "PANEL"));
}

#[test]
fn a_decided_case_is_reopened_by_whom_the_plan_names() {
    let screen = paid_case(Lang::Zh, &[]);
    assert!(screen.desk.why_not(Action::Reopen).is_some_and(|why| why.contains("督办")));
    let mut screen = paid_case(Lang::Zh, &[Role::Supervisor]);
    screen.press("O");
    screen.shows("已付的 400.00 元不会忘记");
    picture("again-reopen-80-zh", screen.text());
    screen.press("Tab");
    screen.type_text("补来了出院记录");
    screen.press("Enter Y");
    assert!(matches!(last_act(&screen), Act::Reopen { reason, .. } if reason == "NEW-EVIDENCE"));
    let mut screen = desk("zhao");
    screen.desk.me.roles.push(Role::Supervisor);
    screen.press("Enter O");
    screen.shows("还没有决定");
}

#[test]
fn who_acts_at_no_stage_is_told_what_he_may_do() {
    let mut screen = paid_case(Lang::Zh, &[Role::Supervisor]);
    screen.desk.me.roles = vec![Role::Supervisor];
    screen.press("A");
    for act in ["你的岗位（督办）不在任何环节办理", "延期", "重启", "追回"] {
        screen.shows(act);
    }
    screen.hides("不办理案件");
}

#[test]
fn what_was_paid_is_asked_back_and_what_came_is_noted() {
    let mut screen = paid_case(Lang::En, &[]);
    screen.press("M");
    screen.shows("400.00");
    picture("again-recover-80-en", screen.text());
    screen.press("Tab");
    screen.type_text("admitted drunk");
    screen.press("Enter Y");
    assert!(matches!(last_act(&screen), Act::Recover { amount, .. } if amount == Money::from_yuan(400)));
    let mut screen = paid_case(Lang::Zh, &[Role::Payer]);
    screen.change_cases(|detail| {
        detail.case.recoveries = vec![asked_back(400, None)];
    });
    screen.shows("待追回 400.00");
    screen.press("M");
    picture("again-recovered-80-zh", screen.text());
    screen.press("Tab");
    screen.type_text("150.00");
    screen.press("Enter");
    screen.type_text("回单 0091");
    screen.press("Enter Y");
    assert!(matches!(last_act(&screen), Act::Recovered { amount, how: Settled::Repaid, .. } if amount == Money::from_yuan(150)));
}

fn entry(by: &str, at: huzhu::domain::time::Moment, act: &Act) -> TimelineEntry {
    let said = serde_json::json!({ "at": at, "by": by, "stage": "approval", "event": "decided",
        "decision": "00000000-0000-4000-8000-000000000001", "act": act });
    serde_json::from_value(said).unwrap()
}

/// All that was paid is asked back.
fn ask_all_back(case: &mut Case, user: &str) {
    case.held = std::mem::take(&mut case.granted);
    case.granted = case.held.iter().map(|held| Granted { amount: Money::ZERO, ..held.clone() }).collect();
    ask_back(case, user);
}

/// Another one asks back what was paid.
fn ask_back(case: &mut Case, by: &str) {
    let (benefit, amount, clause) = ("hospital-stay".into(), Money::from_yuan(400), "六 1(2)".into());
    let act = Act::Recover { benefit, amount, reason: "EXCLUDED-CAUSE".into(), clause, text: "查明为酗酒住院".into() };
    case.timeline.push(entry(by, case.entered, &act));
    case.recoveries = vec![asked_back(400, None)];
}

/// A paid case whose payout this person approved, and another one asked back.
fn approved_by(user: &str, asked_by: &str, lang: Lang, roles: &[Role]) -> Screen {
    let mut screen = paid_case(lang, roles);
    screen.change_cases(|detail| {
        detail.case.timeline.push(entry(user, detail.case.entered, &Act::Approve { note: String::new() }));
        if !asked_by.is_empty() {
            ask_back(&mut detail.case, asked_by);
        }
    });
    screen
}

#[test]
fn a_new_round_that_meets_a_recovery_is_shown_as_what_it_is() {
    let met = |lang| {
        let mut screen = paid_case(lang, &[]);
        screen.desk.me.roles = vec![Role::Supervisor];
        screen.press("O Tab");
        screen.type_text("补来了出院记录");
        screen.press("Enter Y");
        meets(&mut screen, |case| {
            ask_all_back(case, "zhao");
        });
        screen.press("Esc g o");
        screen
    };
    let mut screen = met(Lang::Zh);
    screen.shows("已付 400.00  待追回 400.00");
    screen.hides("没有看得见的不同");
    picture("again-conflict-80-zh", screen.text());
    screen.resize(160, 45);
    picture("again-conflict-160-zh", screen.text());
    screen.press("A");
    screen.shows("Y 确认重启");
    let screen = met(Lang::En);
    screen.shows("Paid 400.00  to be recovered 400.00");
    picture("again-conflict-80-en", screen.text());
}

#[test]
fn a_recovery_that_meets_a_new_round_can_only_be_dropped() {
    let mut screen = paid_case(Lang::Zh, &[]);
    screen.press("M Tab");
    screen.type_text("查明为酗酒住院");
    screen.press("Enter Y");
    meets(&mut screen, |case| {
        case.held = std::mem::take(&mut case.granted);
        (case.status, case.stage) = (Status::Open, "medical-review".into());
        let act = Act::Reopen { reason: "NEW-EVIDENCE".into(), text: "补来了出院记录".into() };
        case.timeline.push(entry("sun", case.entered, &act));
    });
    screen.press("Esc g o");
    screen.shows("先办理了本案，现在「病情复核」");
    picture("again-conflict-reopened-80-zh", screen.text());
    screen.press("A");
    screen.shows("只能放弃");
    screen.hides("确认追回");
}

#[test]
fn who_approved_the_payout_is_told_that_another_one_recovers_it() {
    let mut screen = approved_by("zhao", "", Lang::Zh, &[]);
    screen.press("M Tab");
    screen.type_text("查明为酗酒住院");
    screen.press("Enter");
    screen.shows("本案的给付由您核准，追回和核销须由另一人办理");
    picture("again-recover-own-80-zh", screen.text());
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
}

#[test]
fn a_payer_notes_what_came_and_writes_nothing_off() {
    let mut screen = approved_by("he", "zhou", Lang::En, &[]);
    screen.desk.me.roles = vec![Role::Payer];
    screen.press("M j");
    screen.shows("This step is for: Approver, Supervisor");
    picture("again-write-off-80-en", screen.text());
    screen.press("k");
    screen.hides("This step is for");
    // Who may write off, and took no part before, finds the cursor there.
    let mut screen = approved_by("he", "zhou", Lang::Zh, &[]);
    screen.press("M Tab Enter");
    screen.type_text("联系不到");
    screen.press("Enter Y");
    assert!(matches!(last_act(&screen), Act::Recovered { how: Settled::WrittenOff, .. }));
}

#[test]
fn the_notice_of_a_decided_case_tells_its_decision() {
    let mut screen = paid_case(Lang::Zh, &[]);
    screen.change_cases(|detail| {
        detail.case.recoveries = vec![asked_back(150, Some("NOT-ELIGIBLE"))];
    });
    screen.resize(80, 60);
    screen.press("p");
    screen.shows("已付 400.00 元，须退回 150.00 元。");
    screen.shows("有 150.00 元须退回");
    screen.hides("所需材料");
    picture("letter-paid-zh", screen.text());
    let mut screen = paid_case(Lang::En, &[]);
    screen.change_cases(|detail| {
        (detail.case.status, detail.case.granted) = (Status::Rejected, Vec::new());
        let act = Act::Reject { reason: "NOT-ELIGIBLE".into(), clause: "第一条".into(), text: "单位证明与名册不符".into() };
        detail.case.timeline.push(entry("zhao", detail.case.entered, &act));
    });
    screen.resize(80, 60);
    screen.press("p");
    screen.shows("it was not approved");
    screen.shows("单位证明与名册不符");
    screen.hides("Papers needed");
    picture("letter-rejected-en", screen.text());
}

/// The money of a case that 400.00 were paid for before: nothing is paid now, and every place says so with one sum.
/// What was granted for a benefit as it is assessed.
fn granted(benefit: &BenefitAssessment) -> Granted {
    let (benefit, amount, stays) = (benefit.benefit.clone(), benefit.amount, Vec::new());
    Granted { benefit, amount, stays, expense: None, class: None, event: None }
}

/// The paid case in a new round, at the approval: all that it comes to was paid before.
fn taken_up(lang: Lang) -> Screen {
    let mut screen = paid_case(lang, &[]);
    screen.change_cases(|detail| {
        if detail.case.status == Status::Paid {
            detail.case.granted.clear();
            detail.case.held = detail.assessment.benefits.iter().map(granted).collect();
            (detail.case.status, detail.case.stage) = (Status::Open, "approval".into());
            (detail.summary.status, detail.summary.stage) = (Status::Open, "approval".into());
            detail.summary.amount = huzhu::judge::amount_shown(&detail.case, &detail.assessment);
        }
    });
    screen
}

#[test]
fn what_an_earlier_round_paid_is_nowhere_shown_as_payable() {
    let mut screen = taken_up(Lang::Zh);
    let paid = screen.desk.case.as_ref().unwrap().detail().unwrap().assessment.total.grouped();
    screen.shows("应付 0.00");
    screen.shows(&format!("上一轮已付 {paid}"));
    picture("again-paid-before-80-zh", screen.text());
    screen.press("3");
    screen.shows(&format!("此前已付 {paid}  本次付 0.00"));
    screen.shows("各行相加等于核算");
    picture("again-paid-before-payout-80-zh", screen.text());
    screen.press("p");
    screen.shows("此前已付");
    screen.press("Esc A Y Esc g o");
    let row = screen.rows().into_iter().find(|row| row.contains("核准")).unwrap();
    assert!(row.contains("0.00") && !row.contains(&paid), "{row}");
    let mut screen = taken_up(Lang::En);
    screen.press("3");
    picture("again-paid-before-payout-80-en", screen.text());
}

/// What was written down with it is told by every place, whatever becomes of the case.
#[test]
fn what_a_decision_pays_stays_what_it_was_when_it_was_recorded() {
    let mut screen = taken_up(Lang::Zh);
    let id = screen.desk.case.as_ref().unwrap().id.clone();
    let paid = screen.office.cases[&id].assessment.total;
    correct(&mut screen, "记录天数");
    screen.press("Ctrl-u");
    screen.type_text("9");
    screen.press("Tab 1 Tab");
    screen.type_text("出院记录写明");
    screen.press("Enter A Y");
    let whole = (paid + Money::from_yuan(50)).grouped();
    assert_eq!(screen.office.outbox[0].decision.amount.grouped(), whole);
    let told = |screen: &Screen, what: &str| {
        let rows = screen.rows();
        let row = rows.iter().find(|row| row.contains(what) && row.contains(id.as_str())).unwrap_or_else(|| panic!("{what}: {rows:#?}"));
        assert!(row.contains(" 50.00") && !row.contains(&whole), "{row}");
    };
    told(&screen, "u 撤销");
    screen.press("Esc");
    told(&screen, "核准 保留");
    screen.press("g o");
    told(&screen, "核准");
    // The bank has paid, then the case is corrected once more.
    screen.change_cases(|detail| {
        if detail.case.id == id {
            detail.case.status = Status::Paid;
            detail.case.granted = detail.case.held.clone();
        }
    });
    told(&screen, "核准");
    screen.change_cases(|detail| {
        if detail.case.id == id {
            detail.case.status = Status::Open;
            detail.case.granted.clear();
            detail.case.facts.stays[0].stated_days = Some(9);
        }
    });
    told(&screen, "核准");
    let refused = OutboxState::Refused { code: ProblemCode::NotAllowed, detail: "不行".into() };
    screen.office.outbox[0].state = refused;
    // A desk that was opened anew has no case at hand.
    let office = std::mem::replace(&mut screen.office, Office::new(Vec::new()));
    let opening = Opening { size: (80, 24), lang: Lang::Zh, user: "zhao", ..Opening::default() };
    let mut screen = Screen::open(opening, plans(), office);
    screen.press("g o");
    told(&screen, "核准");
    screen.press("D");
    told(&screen, "放弃核准");
    // What an older program recorded says what the case came to.
    screen.office.outbox[0].to_pay = None;
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("Esc");
    screen.shows(&whole);
}

/// What one key confirmed for several cases pays what each of them pays.
#[test]
fn the_sum_of_a_group_leaves_out_what_was_paid_before() {
    let mut screen = clean("zhao");
    screen.change_cases(|detail| detail.case.held = detail.assessment.benefits.iter().map(granted).collect());
    screen.press("* A Y");
    assert_eq!(screen.office.outbox.len(), 2, "{}", screen.text());
    screen.shows("2 件 合计 0.00");
}

#[test]
fn what_is_asked_back_stands_beside_what_was_paid() {
    let mut screen = paid_case(Lang::Zh, &[]);
    screen.change_cases(|detail| {
        detail.case.recoveries = vec![asked_back(400, None)];
        detail.case.held = detail.case.granted.clone();
        detail.case.granted.iter_mut().for_each(|granted| granted.amount = Money::ZERO);
        detail.summary.amount = huzhu::judge::amount_shown(&detail.case, &detail.assessment);
    });
    screen.shows("已付 400.00");
    picture("again-asked-back-80-zh", screen.text());
    screen.press("3");
    screen.shows("核定 0.00  已付 400.00  待追回 400.00");
    picture("again-asked-back-payout-80-zh", screen.text());
}

#[test]
fn what_was_given_up_is_said_and_not_asked_back_again() {
    let mut screen = paid_case(Lang::Zh, &[]);
    screen.change_cases(|detail| {
        let (repaid, written_off) = (Money::from_yuan(50), Money::from_yuan(350));
        detail.case.recoveries = vec![Recovery { repaid, written_off, ..asked_back(400, None) }];
        detail.case.held = detail.case.granted.iter().map(|granted| Granted { amount: written_off, ..granted.clone() }).collect();
        detail.case.granted.iter_mut().for_each(|granted| granted.amount = Money::ZERO);
        detail.summary.amount = huzhu::judge::amount_shown(&detail.case, &detail.assessment);
    });
    screen.shows("净付 350.00");
    screen.shows("已追回 50.00  不再追回 350.00");
    screen.hides("M 追回");
    picture("again-given-up-80-zh", screen.text());
    screen.press("M");
    screen.shows("没有可再追回的");
    screen.press("3");
    screen.shows("核定 0.00  已付 400.00  已追回 50.00  不再追回 350.00");
}

#[test]
fn a_recovery_that_meets_another_one_is_told_that_nothing_is_left() {
    let mut screen = paid_case(Lang::Zh, &[]);
    screen.press("M Tab");
    screen.type_text("查明为酗酒住院");
    screen.press("Enter Y");
    meets(&mut screen, |case| {
        ask_all_back(case, "sun");
    });
    screen.press("Esc g o");
    screen.shows("没有可再追回的");
    screen.press("A");
    screen.shows("没有可再追回的");
    screen.hides("写上理由");
}

#[test]
fn a_decision_that_meets_a_parked_case_says_until_when_it_is_set_aside() {
    for (lang, until, set_aside) in [(Lang::Zh, "到 2025-01-06", "暂存"), (Lang::En, "until 2025-01-06", "Set aside")] {
        let mut screen = desk_at("zhao", (100, 32), lang);
        screen.press("Enter A Y");
        meets(&mut screen, |case| {
            let day = "2025-01-06".parse().unwrap();
            case.hold = Some(Hold::Parked { until: day });
            case.timeline.push(entry("sun", case.entered, &Act::Park { until: day, text: "等病理报告".into() }));
        });
        screen.press("Esc g o");
        screen.shows(set_aside);
        screen.shows(until);
        screen.hides(huzhu::text::show::same(lang));
        screen.press("A");
        screen.shows(until);
    }
}

#[test]
fn a_case_that_came_under_new_lists_says_so_in_its_timeline() {
    for (lang, told) in [
        (Lang::Zh, "系统     经办单位的名单有更新，从此按新名单核算"),
        (Lang::En, "system   the operator's lists changed: judged by the new ones"),
    ] {
        let mut screen = desk_at("zhao", (80, 24), lang);
        screen.press("Enter 6");
        screen.change_cases(|detail| {
            let (at, stage) = (detail.case.entered, detail.case.stage.clone());
            detail.case.timeline.push(TimelineEntry { at, by: None, stage, event: Event::Relisted });
        });
        screen.shows(told);
    }
}
