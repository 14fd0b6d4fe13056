//! What the desk says of limits, amounts, contracts and the age of what it shows.

use huzhu::app::{Connection, Effect, Message};
use huzhu::domain::case::Status;
use huzhu::domain::decision::Act;
use huzhu::domain::facts::{Accident, AccidentKind, Cause, Disability};
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::people::Lang;
use huzhu::domain::summary::CaseDetail;
use huzhu::explain::nearest;
use huzhu::rules::{self, PlanSet};

use super::made::{jinan, shen, usual};
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at, picture, plans};

fn synced(screen: &mut Screen) {
    let connection = Connection::Online { synced: screen.now };
    let changed = screen.office.cases.keys().cloned().collect();
    screen.tell(Message::Synced { changed, outbox_changed: false, connection });
}

#[test]
fn a_marked_case_that_comes_into_the_list_is_shown_there_and_not_held_back_as_news() {
    let mut screen = desk("lin");
    screen.press("j Space");
    let marked = screen.desk.queue.marks.rows().next().unwrap().summary.id.clone();
    let detail = screen.office.cases.remove(&marked).unwrap();
    synced(&mut screen);
    screen.hides(marked.as_str());
    screen.office.cases.insert(marked.clone(), detail);
    synced(&mut screen);
    screen.hides("新到");
    assert!(screen.rows().iter().any(|row| row.contains('▐') && row.contains(marked.as_str())), "{}", screen.text());
}

#[test]
fn a_sheet_speaks_of_a_limit_only_where_the_stage_has_one() {
    let mut screen = desk("lin");
    screen.change_cases(|detail| (detail.summary.status, detail.case.status) = (Status::Returned, Status::Returned));
    screen.press("6 Enter A");
    let has_limit = screen.desk.case.as_ref().unwrap().detail().unwrap().case.stage == "employer-check";
    assert!(has_limit, "{}", screen.text());
    screen.shows("办理时限今日续计");
    screen.hides("重新起算");
    let mut screen = desk("zhao");
    screen.change_cases(|detail| (detail.summary.status, detail.case.status) = (Status::Returned, Status::Returned));
    screen.press("Enter R");
    screen.hides("时限今日");
}

#[test]
fn what_refuses_or_sends_back_pays_nothing_and_says_no_amount() {
    let mut screen = desk("zhao");
    screen.press("Enter X 1 Y");
    assert!(matches!(screen.office.outbox[0].decision.act, Act::Reject { .. }), "{}", screen.text());
    screen.shows("保留  拒赔 ZJ24-001873");
    screen.hides("沈** 7,750.00  ━");
    screen.press("g o");
    let row = screen.rows().into_iter().find(|row| row.contains("拒赔")).unwrap();
    assert!(row.contains("0.00") && !row.contains("7,750.00"), "{row}");
}

#[test]
fn what_is_held_is_told_in_full_beside_a_filter_and_a_notice_stands_above_it() {
    let mut screen = desk("zhao");
    screen.press("/");
    screen.type_text("1873");
    screen.press("Enter A Y");
    screen.shows("保留  核准 ZJ24-001873 沈** 7,750.00");
    screen.shows("u 撤销");
}

#[test]
fn one_word_for_one_state_in_rows_and_counts() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y g o");
    screen.shows("- 保留 8秒");
    screen.wait(9_000);
    assert!(matches!(screen.office.outbox[0].state, OutboxState::Held { .. }), "nothing was sent");
    screen.shows("- 待发");
    screen.shows("保留 0   待发 1");
}

#[test]
fn the_enrolment_that_bears_the_event_is_shown_with_how_many_more_there_are() {
    let plans = plans();
    let mut detail = jinan(&plans);
    let plan = plans.get(&detail.case.plan).unwrap();
    let mut later = detail.case.facts.enrolments[0].clone();
    (later.cover.from, later.cover.to) = ("2024-07-08".parse().unwrap(), "2025-07-07".parse().unwrap());
    later.contract = Some("B01249999".to_owned());
    let shown = detail.case.facts.enrolments[0].cover;
    detail.case.facts.enrolments.push(later);
    detail.case.facts.accident =
        Some(Accident { date: Some("2023-05-23".parse().unwrap()), kind: Some(AccidentKind::Fall), ..Accident::default() });
    detail.case.facts.disability =
        Some(Disability { share: Some("30".parse().unwrap()), assessed: Some("2023-09-01".parse().unwrap()), ..Disability::default() });
    detail.assessment = rules::assess(plan, &detail.case.facts, &detail.history);
    let office = Office::new(vec![detail]);
    let mut screen = Screen::open(Opening { user: "lin", ..Opening::default() }, plans, office);
    screen.press("1 Enter");
    screen.shows(&format!("{} 至 {}", shown.from, shown.to));
    screen.shows("另 1 份");
    screen.shows("2023-05-23  跌伤");
    screen.shows("残疾      30%  鉴定 2023-09-01");
}

#[test]
fn offline_the_look_up_says_how_old_its_data_are() {
    let mut screen = desk("lin");
    screen.press("g l");
    screen.type_text("13800001111");
    let since = screen.now;
    screen.wait(90 * 60 * 1000);
    screen.tell(Message::Synced {
        changed: vec![],
        outbox_changed: false,
        connection: Connection::Offline { since, synced: Some(since), next_try: None },
    });
    screen.shows("数据");
}

#[test]
fn no_number_of_a_member_stands_among_what_is_related() {
    let plans = plans();
    let member = usual(&plans)[0].case.member.clone();
    let mut screen = desk_at("zhao", (120, 40), Lang::Zh);
    screen.press("Enter 5");
    screen.hides(member.as_str());
}

#[test]
fn where_there_is_nothing_the_next_step_is_told_and_only_keys_that_act_are_offered() {
    let mut screen = Screen::open(Opening { user: "lin", ..Opening::default() }, plans(), Office::new(vec![]));
    screen.shows("g i 登记一件新申请");
    for off in ["打开", "认领", "通过", "补正"] {
        assert!(!screen.rows().last().unwrap().contains(off), "{off}: {}", screen.text());
    }
    screen.press("g o");
    screen.hides("撤销");
    screen.hides("按现状重新决定");
    let screen = Screen::open(Opening { user: "zhao", ..Opening::default() }, plans(), Office::new(vec![]));
    screen.shows("有了案件会自动出现在这里");
}

#[test]
fn what_came_in_has_no_language_and_papers_offer_the_decision_in_english_too() {
    let mut screen = desk("lin");
    screen.change_cases(|detail| (detail.summary.status, detail.case.status) = (Status::Returned, Status::Returned));
    screen.press("6 Enter A");
    screen.hides("换语言");
    let mut screen = desk_at("zhao", (80, 24), Lang::En);
    screen.press("Enter 2");
    screen.shows("A Approve   R Return");
}

/// A case of which nothing is paid, since its stay was not settled by the insurance.
fn refused(plans: &PlanSet) -> CaseDetail {
    let mut detail = shen(plans);
    let plan = plans.by_hash(&detail.case.plan_hash).unwrap();
    // An accident in traffic or a work injury would be excepted: unsaid, the cause is asked for.
    detail.case.facts.stays[0].cause = Some(Cause::Illness);
    detail.case.facts.stays[0].settled = Some(false);
    detail.assessment = rules::assess(plan, &detail.case.facts, &detail.history);
    detail
}

/// What would turn a refusal is sought outside: no key waits for it, and an answer for another case, or for this one before a change, is dropped.
#[test]
fn what_would_change_a_refusal_is_sought_and_says_so_meanwhile() {
    let plans = plans();
    let mut office = Office::new(vec![refused(&plans)]);
    office.still_seeking = true;
    let mut screen = Screen::open(Opening::default(), plans, office);
    screen.press("1 Enter 3");
    screen.shows("正在查找");
    let sought = |screen: &Screen| {
        let all = screen.office.asked.iter().filter_map(|effect| match effect {
            Effect::SeekTurning { plan, detail } => Some((plan.clone(), detail.clone())),
            _ => None,
        });
        all.collect::<Vec<_>>()
    };
    let asked = sought(&screen);
    assert_eq!(asked.len(), 1, "once for the case as it is, however often it is drawn");
    let (plan, detail) = asked.into_iter().next().unwrap();
    let found = nearest::of(&plan, &detail.case.facts, &detail.history, &detail.assessment);
    let another = std::sync::Arc::new((*detail).clone());
    screen.tell(Message::TurningFound { detail: another, found: Ok(found.clone()) });
    screen.shows("正在查找");
    screen.tell(Message::TurningFound { detail, found: Ok(found) });
    screen.hides("正在查找");
    screen.shows("须经参保地医保结算");
    assert_eq!(sought(&screen).len(), 1);
}

/// One search at a time, and of many changes the newest alone; one that failed is told as that, not as if there were nothing to find.
#[test]
fn a_search_that_was_overtaken_is_not_run_and_one_that_failed_says_so() {
    let plans = plans();
    let mut office = Office::new(vec![refused(&plans)]);
    office.still_seeking = true;
    let mut screen = Screen::open(Opening::default(), plans, office);
    screen.press("1 Enter 3");
    let sought = |screen: &Screen| {
        let all = screen.office.asked.iter().filter_map(|effect| match effect {
            Effect::SeekTurning { detail, .. } => Some(detail.clone()),
            _ => None,
        });
        all.collect::<Vec<_>>()
    };
    for days in [3, 4, 5] {
        screen.change_cases(|detail| detail.case.facts.stays[0].stated_days = Some(days));
    }
    assert_eq!(sought(&screen).len(), 1, "the first is still under way");
    let first = sought(&screen).remove(0);
    screen.tell(Message::TurningFound { detail: first, found: Ok(Vec::new()) });
    screen.shows("正在查找");
    let asked = sought(&screen);
    assert_eq!(asked.len(), 2, "those in between were never asked");
    assert_eq!(asked[1].case.facts.stays[0].stated_days, Some(5));
    screen.tell(Message::TurningFound { detail: asked[1].clone(), found: Err("磁盘已满".into()) });
    screen.shows("没能查找：磁盘已满");
    assert_eq!(sought(&screen).len(), 2, "it is not tried again for ever");
}

/// A notice whose names are masked still tells whose account it is, also where the masks are alike.
#[test]
fn the_account_of_a_namesake_is_not_told_as_the_members_own() {
    let plans = plans();
    let told = |payee: &str| {
        let mut detail = refused(&plans);
        assert_eq!(detail.case.facts.member.name, "沈某某");
        let account = detail.case.facts.payee.as_mut().unwrap();
        (account.name, account.card) = (payee.to_owned(), Some("6222020000000000123".into()));
        let mut screen = Screen::open(Opening::default(), plans.clone(), Office::new(vec![detail]));
        screen.resize(120, 50);
        screen.press("1 Enter 3 p");
        screen.hides(payee);
        screen.text().contains("本人，")
    };
    assert!(told("沈某某"));
    assert!(!told("沈某他"));
}

/// What would change a refusal stands under the payout, and the notice for the claimant is read, turned into the other language and saved.
#[test]
fn a_refusal_says_what_would_change_it_and_its_notice_is_saved() {
    let plans = plans();
    let detail = refused(&plans);
    let id = detail.case.id.clone();
    let number = detail.case.facts.member.id_number.clone().unwrap();
    let mut screen = Screen::open(Opening::default(), plans, Office::new(vec![detail]));
    screen.press("1 Enter 3");
    screen.shows("差在哪里");
    screen.shows("须经参保地医保结算");
    for (size, name) in [((80, 24), "narrow"), ((120, 40), "wide")] {
        screen.resize(size.0, size.1);
        picture(&format!("payout-refused-{name}"), screen.text());
    }
    screen.resize(80, 24);
    // A name that nobody asked for stays masked, and is written nowhere.
    screen.press("p p");
    screen.shows("姓名还掩着");
    screen.hides("沈某某");
    assert!(screen.office.receipts.is_empty());
    screen.press("Esc 1 z 3 p");
    picture("letter-narrow", screen.text());
    screen.press("G k k");
    screen.hides("互助保障补助核算通知");
    screen.press("L");
    screen.shows("Notice on a mutual-aid claim");
    screen.office.disk_full = true;
    screen.press("p");
    screen.shows("给申请人的通知没有存下：磁盘已满");
    screen.office.disk_full = false;
    screen.press("Esc p");
    screen.press("L p");
    let (file, page) = screen.office.receipts.last().unwrap().clone();
    screen.shows("给申请人的通知已存");
    screen.shows("/home/lin/.local/share/huzhu/desk/receipts/ZJ24-001873-notice-en.html");
    picture("letter-saved-80-zh", screen.text());
    assert_eq!(file, format!("{id}-notice-en.html"));
    assert!(page.starts_with("<!DOCTYPE html>") && !page.contains(&number), "{page}");
    screen.press("Esc");
    screen.shows("差在哪里");
}
