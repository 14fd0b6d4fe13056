//! The look-up while a caller waits, and the cases that share something with another.

use huzhu::app::{Effect, Message};
use huzhu::domain::cross::{CrossMatch, Match, NameLikeness, Slip, Standing};
use huzhu::domain::lookup::Kind;
use huzhu::domain::money::Money;
use huzhu::domain::people::Lang;
use huzhu::domain::summary::CaseDetail;
use huzhu::domain::time::Span;
use huzhu::explain::caller::{self, About};
use huzhu::rules::PlanSet;
use huzhu::wire::{LookupAnswer, Pace, Related, RelatedCase};

use super::made::{jinan, shen};
use super::office::Office;
use super::screen::{Opening, Screen};
use super::{desk, desk_at, picture, plans};

const PHONE: &str = "13800001111";

/// Only one of the made-up cases keeps the phone, beside an ended one of the same member.
fn alone(screen: &mut Screen) {
    let mut number = 0;
    for detail in screen.office.cases.values_mut().filter(|detail| detail.summary.id != "ZJ24-001873") {
        number += 1;
        detail.case.facts.member.phone = Some(format!("1390000{number:04}"));
    }
}

#[test]
fn what_was_read_and_that_nothing_is_here_yet_is_said_at_once() {
    let mut screen = desk("lin");
    screen.press("g l");
    screen.type_text("欧阳某");
    screen.shows("按姓名查：停一下就查本机和服务器");
    screen.slow = true;
    screen.wait(2_000);
    let asked = screen.waiting.iter().find_map(|effect| if let Effect::LookUp { ticket, .. } = effect { Some(*ticket) } else { None });
    let nobody = huzhu::app::FoundHere {
        kind: Kind::Name,
        cases: Vec::new(),
        more: false,
        receipt: None,
        unsent: Vec::new(),
        paces: Vec::new(),
        synced: None,
    };
    screen.tell(Message::Found { ticket: asked.unwrap(), found: Ok(Box::new(nobody)) });
    screen.shows("按姓名查：本机没有，正问服务器");
}

#[test]
fn while_a_decision_is_held_a_field_offers_no_letter_and_the_age_of_the_data_stands() {
    let mut screen = desk("zhao");
    screen.press("7 Enter A Y");
    screen.shows("u 撤销");
    screen.press("g l");
    screen.type_text("1873");
    screen.press("Enter");
    screen.shows("数据 ");
    screen.shows(" 秒");
    screen.hides("u 撤销");
}

#[test]
fn the_sentence_is_there_at_the_eleventh_digit() {
    let mut screen = desk("zhao");
    alone(&mut screen);
    screen.press("g l");
    screen.type_text(&PHONE[..10]);
    screen.hides("可以这样说");
    assert!(screen.office.looked_up.is_empty(), "nothing is looked up before the number is whole");
    screen.type_text(&PHONE[10..]);
    screen.shows("✓ 手机号");
    screen.shows("可以这样说");
    screen.shows("现在在「资料审批」");
    screen.hides("沈某某");
    assert_eq!(screen.office.looked_up, [Kind::Phone]);
}

#[test]
fn where_nothing_can_be_written_here_the_servers_answer_is_spoken_of() {
    let mut screen = desk("zhao");
    screen.slow = true;
    screen.press_at_once("g");
    screen.press_at_once("l");
    screen.type_text(PHONE);
    let ticket = screen.office.asked.iter().chain(&screen.waiting).rev().find_map(|effect| match effect {
        Effect::LookUp { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let ticket = ticket.unwrap();
    let cases = vec![screen.office.cases.values().find(|detail| detail.summary.id == "ZJ24-001873").unwrap().summary.clone()];
    screen.tell(Message::Found { ticket, found: Err("磁盘已满".into()) });
    screen.hides("可以这样说");
    screen.hides("还没有同步过");
    screen.tell(Message::FoundAtServer { ticket, found: Ok(LookupAnswer { by: Kind::Phone, cases, more: false }) });
    screen.shows("可以这样说");
    screen.shows("本机没有查成：磁盘已满");
    screen.hides("还没有同步过");
}

#[test]
fn the_look_up_looks_as_designed() {
    for (name, size, lang) in
        [("80-zh", (80, 24), Lang::Zh), ("120-zh", (120, 40), Lang::Zh), ("80-en", (80, 24), Lang::En), ("120-en", (120, 40), Lang::En)]
    {
        let mut screen = desk_at("zhao", size, lang);
        alone(&mut screen);
        screen.office.paces = vec![Pace { plan: "zj-10".into(), stage: "approval".into(), working_days: 2, cases: 412, days: 90 }];
        screen.press("g l");
        picture(&format!("lookup-empty-{name}"), screen.text());
        screen.type_text(PHONE);
        picture(&format!("lookup-{name}"), screen.text());
        screen.press("Esc");
        screen.type_text("z");
        screen.wait(1000);
        picture(&format!("lookup-name-{name}"), screen.text());
    }
}

#[test]
fn several_hits_are_chosen_by_typing_on_and_esc_leads_back() {
    let mut screen = desk("zhao");
    screen.press("g l");
    screen.type_text(PHONE);
    let all = screen.desk.lookup.hits().len();
    assert!(all > 2, "the made-up cases share a phone");
    screen.type_text("smm");
    assert_eq!(screen.desk.lookup.typed(), "13800001111 smm");
    let fewer = screen.desk.lookup.hits().len();
    assert!((1..all).contains(&fewer));
    screen.shows("沈**");
    assert_eq!(screen.office.looked_up.len(), 1, "narrowing down is no other look-up");
    screen.press("Enter");
    screen.shows("1 概要");
    screen.press("Esc");
    screen.shows("13800001111 smm");
    screen.press("Esc Esc");
    screen.shows("队列");
}

#[test]
fn a_name_is_looked_up_when_typing_rests_and_shows_nobody_before() {
    let mut screen = desk("zhao");
    screen.press("g l");
    screen.type_text("沈");
    screen.hides("沈**");
    screen.hides("ZJ24");
    screen.shows("停下来就查");
    assert!(screen.office.looked_up.is_empty());
    screen.wait(200);
    screen.type_text("某");
    screen.wait(200);
    screen.hides("沈**");
    screen.wait(1000);
    screen.shows("沈**");
    assert_eq!(screen.office.looked_up, [Kind::Name]);
    screen.shows("可以这样说");
    screen.press("Tab y");
    assert!(matches!(screen.office.asked.last(), Some(Effect::Copy(text)) if text.starts_with("您") && !text.contains("沈某某")));
}

#[test]
fn enter_looks_a_name_up_at_once() {
    let mut screen = desk("zhao");
    screen.press("g l");
    screen.type_text("沈");
    screen.press("Enter");
    assert_eq!(screen.office.looked_up, [Kind::Name]);
    screen.shows("可以这样说");
    screen.wait(1000);
    assert_eq!(screen.office.looked_up.len(), 1, "it is not looked up again when typing rests");
}

#[test]
fn a_short_number_waits_for_enter_and_odd_input_is_told() {
    let mut screen = desk("zhao");
    screen.press("g l");
    screen.type_text("1873");
    screen.hides("ZJ24-001873");
    screen.press("Enter");
    screen.shows("ZJ24-001873");
    screen.press("Esc");
    screen.desk.update(screen.now, Message::Paste("9".repeat(100_000)));
    screen.tell(Message::Chord);
    screen.shows("太长");
    screen.press("Esc");
    screen.desk.update(screen.now, Message::Paste("\u{1b}[2J\u{202e}１３８ ００００ １１１１".into()));
    screen.tell(Message::Chord);
    screen.hides("\u{1b}");
}

#[test]
fn a_paste_finds_too_and_the_keys_of_a_number_act() {
    let mut screen = desk("zhao");
    alone(&mut screen);
    screen.press("g l");
    screen.tell(Message::Paste("138 0000 1111".into()));
    screen.answer_all();
    screen.shows("可以这样说");
    screen.press("y");
    assert!(screen.office.asked.iter().any(|effect| matches!(effect, Effect::Copy(text) if text.contains("资料审批"))));
    screen.press("i");
    screen.shows("备注");
}

#[test]
fn the_server_s_half_comes_later_and_a_failed_half_hides_nothing() {
    let mut screen = desk("zhao");
    alone(&mut screen);
    screen.press("g l");
    screen.type_text(PHONE);
    let ticket = screen.office.asked.iter().rev().find_map(|effect| match effect {
        Effect::LookUp { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let ticket = ticket.unwrap();
    screen.shows("正问服务器");
    screen.tell(Message::FoundAtServer { ticket, found: Err("连不上".into()) });
    screen.shows("! 服务器未应答");
    screen.shows("ZJ24-001873");
    let mut other = screen.office.cases.values().next().unwrap().summary.clone();
    other.id = "ZJ24-009999".into();
    let answer = LookupAnswer { by: Kind::Phone, cases: vec![other.clone()], more: false };
    screen.tell(Message::FoundAtServer { ticket: ticket - 1, found: Ok(answer.clone()) });
    screen.hides("ZJ24-009999");
    screen.tell(Message::FoundAtServer { ticket, found: Ok(answer) });
    screen.shows("ZJ24-009999");
    screen.shows("服务器 1");
}

/// A case of another member with the same receipt and card, and one of the same member.
pub fn related(screen: &Screen) -> Related {
    let row = |nth: usize, id: &str| {
        let mut summary = screen.office.cases.values().nth(nth).unwrap().summary.clone();
        summary.id = id.into();
        summary
    };
    let span = |from: &str, to: &str| Span { from: from.parse().unwrap(), to: to.parse().unwrap() };
    let twin = RelatedCase {
        summary: Some(row(0, "ZJ24-000702")),
        case: None,
        same_member: false,
        receipts: vec!["4711".into()],
        card: Some("4417".into()),
        payee: Some("钱某某".into()),
        stays: vec![span("2024-11-18", "2024-11-20")],
        found: vec![Match::Receipt { tails: vec!["4711".into()] }, Match::Card { tail: "4417".into() }, Match::IdOff { by: Slip::Digit }],
        standing: Standing::Granted { on: "2024-11-30".parse().unwrap(), amount: "2000.00".parse().unwrap() },
    };
    let own = RelatedCase {
        summary: Some(row(1, "ZJ24-000611")),
        case: None,
        same_member: true,
        receipts: vec![],
        card: Some("4417".into()),
        payee: None,
        stays: vec![span("2024-03-11", "2024-03-14")],
        found: vec![],
        standing: Standing::Undecided,
    };
    let unseen = RelatedCase {
        summary: None,
        case: None,
        same_member: false,
        receipts: vec![],
        card: None,
        payee: None,
        stays: vec![],
        found: vec![Match::Alike { name: NameLikeness::Sound }],
        standing: Standing::Undecided,
    };
    Related { cases: vec![twin, own, unseen], more: false }
}

#[test]
fn related_cases_are_told_with_what_should_not_agree() {
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("120-zh", (120, 40), Lang::Zh), ("80-en", (80, 24), Lang::En)] {
        let mut screen = desk_at("zhao", size, lang);
        let first = screen.desk.queue.current().unwrap().summary.id.clone();
        let related = related(&screen);
        screen.office.related.insert(first, related);
        screen.press("Enter 5");
        picture(&format!("case-related-two-{name}"), screen.text());
        screen.shows("ZJ24-000702");
        screen.press("j Enter");
        screen.shows("ZJ24-000611");
    }
}

#[test]
fn nobody_is_promised_that_the_papers_suffice_before_they_were_accepted() {
    for (judged, says, never) in [(false, "如需补正会通知", "不用再交材料"), (true, "不用再交材料", "如需补正会通知")]
    {
        let mut screen = desk("lin");
        alone(&mut screen);
        let detail = screen.office.cases.get_mut("ZJ24-001873").unwrap();
        for paper in &mut detail.case.materials {
            paper.verdict = judged.then_some(huzhu::domain::material::Verdict::Accepted);
        }
        screen.press("g l");
        screen.type_text(PHONE);
        let said = screen.desk.spoken().unwrap().sentence;
        assert!(said.contains(says) && !said.contains(never), "{said}");
        assert_eq!(screen.text().contains("不缺材料"), judged);
    }
}

/// A case with one other that shares a receipt, as the server sends it.
pub fn with_twin(plans: &PlanSet) -> CaseDetail {
    let mut detail = shen(plans);
    detail.history.crossed = vec![CrossMatch {
        case: Some("ZJ24-000702".into()),
        plan: Some("zj-10".into()),
        employer: Some("东湖食品".into()),
        same_member: false,
        benefits: vec!["hospital-stay".into()],
        standing: Standing::Granted { on: "2024-11-30".parse().unwrap(), amount: "2000.00".parse().unwrap() },
        found: vec![Match::Receipt { tails: vec!["4711".into()] }, Match::IdOff { by: Slip::Swapped }],
    }];
    let plan = plans.by_hash(&detail.case.plan_hash).unwrap();
    detail.assessment = huzhu::rules::assess(plan, &detail.case.facts, &detail.history);
    (detail.summary.worst, detail.summary.worst_count) = detail.assessment.worst_check();
    detail
}

#[test]
fn who_approves_is_told_of_other_cases_by_what_came_with_the_case_or_was_asked() {
    let mut office = Office::new(vec![shen(&plans())]);
    office.related.insert("ZJ24-001873".into(), related(&desk("zhao")));
    let mut screen = Screen::open(Opening { user: "zhao", ..Opening::default() }, plans(), office);
    screen.press("Enter A");
    screen.shows("! 与 2 件别案有不应相同之处：见「关联」");
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("80-en", (80, 24), Lang::En)] {
        let office = Office::new(vec![with_twin(&plans())]);
        let mut screen = Screen::open(Opening { user: "zhao", size, lang, ..Opening::default() }, plans(), office);
        screen.press("Enter A");
        picture(&format!("approve-other-case-{name}"), screen.text());
        screen.press("Esc 4");
        picture(&format!("checks-other-case-{name}"), screen.text());
    }
}

#[test]
fn who_may_not_see_the_other_case_is_offered_no_answer_to_it() {
    let mut twin = with_twin(&plans());
    twin.history.crossed = twin.history.crossed.into_iter().map(CrossMatch::hidden).collect();
    let plans = plans();
    twin.assessment = huzhu::rules::assess(plans.by_hash(&twin.case.plan_hash).unwrap(), &twin.case.facts, &twin.history);
    let at = twin.assessment.checks.iter().position(|check| check.check == "other-case-hidden").unwrap();
    let mut screen = Screen::open(Opening { user: "zhao", ..Opening::default() }, plans, Office::new(vec![twin]));
    screen.press("Enter 4");
    let cursor = screen.desk.case.as_ref().unwrap().shown_checks().iter().position(|shown| *shown == at).unwrap();
    screen.press("g g");
    (0..cursor).for_each(|_| screen.press("j"));
    screen.press("a");
    screen.shows("由办事处作答");
    assert!(screen.desk.sheet.is_none());
}

#[test]
fn nobody_is_promised_money_of_which_there_is_none() {
    for (stage, amount, says) in [("approval", Some(Money::ZERO), None), ("payment", Some(Money::ZERO), Some("核定为 0.00，不需付款"))]
    {
        let mut screen = desk("lin");
        alone(&mut screen);
        let detail = screen.office.cases.get_mut("ZJ24-001873").unwrap();
        (detail.summary.amount, detail.summary.stage, detail.case.stage) = (amount, stage.into(), stage.into());
        screen.press("g l");
        screen.type_text(PHONE);
        let said = screen.desk.spoken().unwrap().sentence;
        assert!(["打到", "付到"].iter().all(|promise| !said.contains(promise)), "{said}");
        assert!(says.is_none_or(|says| said.contains(says)), "{said}");
    }
}

#[test]
fn an_app_is_spoken_of_only_where_the_plan_has_one() {
    let plans = plans();
    let said = |mut detail: CaseDetail| {
        let plan = plans.by_hash(&detail.case.plan_hash).unwrap();
        detail.summary.seq = 1;
        let (summary, today) = (&detail.summary, detail.summary.received.date());
        let about = About { lang: Lang::Zh, plan: Some(plan), summary, detail: Some(&detail), paces: &[], today };
        caller::answer(about).sentence
    };
    assert!(said(shen(&plans)).contains("手机端显示「资料审批中」"));
    let jinan = said(jinan(&plans));
    assert!(jinan.contains("现在在「病案审核」") && !jinan.contains("手机端"), "{jinan}");
}

#[test]
fn of_several_people_nothing_is_read_out_before_one_is_chosen() {
    let mut screen = desk("zhao");
    screen.press("g l");
    screen.type_text(PHONE);
    let count = screen.desk.lookup.hits().len();
    assert!(screen.desk.spoken().is_none());
    screen.hides("可以这样说");
    screen.shows("不止一人：空一格接着打");
    screen.press("Down");
    screen.shows("可以这样说");
    screen.shows(&format!("2 / {count}"));
}

#[test]
fn what_is_not_typed_to_its_end_is_not_named_a_contract() {
    let mut screen = desk("zhao");
    for (typed, named) in [("ZJ24-186", "? 未打完的号码或合同号"), ("1380000", "? 未打完的号码或合同号"), ("B01220012", "? 案件号或合同号")]
    {
        screen.press("g l");
        screen.type_text(typed);
        screen.shows(named);
        screen.press("Esc Esc");
    }
}
