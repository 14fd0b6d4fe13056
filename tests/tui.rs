//! The desk as a person uses it: keys in, text out. An office in memory, a fixed clock (2024-12-18 10:42), no sleeping.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "tui/late.rs"]
mod late;
#[path = "tui/office.rs"]
mod office;
#[path = "tui/pictures.rs"]
mod pictures;
#[path = "tui/screen.rs"]
mod screen;

use std::sync::Arc;

use huzhu::app::{Connection, Effect, Message, Personal};
use huzhu::domain::case::Status;
use huzhu::domain::decision::Act;
use huzhu::domain::material::Verdict;
use huzhu::domain::outbox::{ConflictSides, OutboxState};
use huzhu::domain::people::Lang;
use huzhu::domain::queue::RowAnchor;
use huzhu::domain::summary::CaseDetail;
use huzhu::rules::PlanSet;
use huzhu::ui::theme::{Depth, Theme};
use huzhu::ui::width::width;
use office::{Made, Office, usual};
use screen::{Opening, Screen};

fn plans() -> Arc<PlanSet> {
    Arc::new(PlanSet::builtin())
}

fn desk(user: &'static str) -> Screen {
    desk_at(user, (80, 24), Lang::Zh)
}

fn desk_at(user: &'static str, size: (u16, u16), lang: Lang) -> Screen {
    let plans = plans();
    let office = Office::new(usual(&plans));
    Screen::open(Opening { size, lang, user, ..Opening::default() }, plans, office)
}

/// A queue of so many cases, all at the first stage.
fn long_queue(count: u32) -> Screen {
    let plans = plans();
    let made = |number| Made {
        number,
        name: "张某某",
        employer: "某某纺织厂",
        stage: "employer-check",
        entered: "2024-12-16",
        days: 3,
        judged: false,
        assignee: None,
    };
    let office = Office::new((1..=count).map(|number| made(number).detail(&plans)).collect());
    Screen::open(Opening::default(), plans, office)
}

// ── What it looks like ───────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_queue_looks_as_designed() {
    insta::assert_snapshot!("queue-80-zh", desk("lin").text());
    insta::assert_snapshot!("queue-120-zh", desk_at("lin", (120, 40), Lang::Zh).text());
    insta::assert_snapshot!("queue-80-en", desk_at("lin", (80, 24), Lang::En).text());
    insta::assert_snapshot!("queue-200-en", desk_at("lin", (200, 60), Lang::En).text());
    insta::assert_snapshot!("queue-60-zh", desk_at("lin", (60, 16), Lang::Zh).text());
}

#[test]
fn a_case_looks_as_designed() {
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("120-zh", (120, 40), Lang::Zh), ("80-en", (80, 24), Lang::En)] {
        let mut screen = desk_at("zhao", size, lang);
        screen.press("Enter");
        for (key, tab) in [("1", "summary"), ("2", "materials"), ("3", "payout"), ("4", "checks"), ("5", "timeline")] {
            screen.press(key);
            insta::assert_snapshot!(format!("case-{tab}-{name}"), screen.text());
        }
    }
}

#[test]
fn the_sheets_look_as_designed() {
    for (name, size, lang) in [("80-zh", (80, 24), Lang::Zh), ("120-en", (120, 40), Lang::En)] {
        let mut screen = desk_at("zhao", size, lang);
        screen.press("Enter A");
        insta::assert_snapshot!(format!("sheet-approve-{name}"), screen.text());
        screen.press("Esc X");
        screen.type_text("cgsq");
        insta::assert_snapshot!(format!("sheet-reject-find-{name}"), screen.text());
        screen.press("Enter");
        insta::assert_snapshot!(format!("sheet-reject-{name}"), screen.text());
        let mut screen = desk_at("lin", size, lang);
        screen.press("Enter 2 x 2 R");
        insta::assert_snapshot!(format!("sheet-return-{name}"), screen.text());
        screen.press("Esc ?");
        insta::assert_snapshot!(format!("help-{name}"), screen.text());
        screen.press("Esc :");
        insta::assert_snapshot!(format!("palette-{name}"), screen.text());
        screen.press("Esc g w");
        insta::assert_snapshot!(format!("people-{name}"), screen.text());
    }
}

/// No text from outside, in no language and at no size, makes a row wider than the screen, and none of it reaches the screen as it is.
#[test]
fn every_row_fits_whatever_the_text_is() {
    let nasty = [
        "㐂某某",
        "𠮷某",
        "👨‍👩‍👧某某🏳️‍🌈",
        "\u{202e}某某\u{202c}abc",
        "\u{1b}[31m某\u{1b}]0;x\u{7}",
        "Ａ某",
        "某\u{200b}某\u{301}\u{301}\u{301}",
    ];
    let long: &'static str =
        "欧阳某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某";
    let plans = plans();
    let names: Vec<&'static str> = nasty.iter().map(|name| &*Box::leak(name.to_string().into_boxed_str())).chain([long]).collect();
    for lang in [Lang::Zh, Lang::En] {
        for size in [(80, 24), (120, 40), (60, 16), (200, 60), (61, 17), (99, 31)] {
            let made = |(i, name): (usize, &&'static str)| Made {
                number: 100 + u32::try_from(i).unwrap(),
                name,
                employer: name,
                stage: "employer-check",
                entered: "2024-12-16",
                days: 9,
                judged: false,
                assignee: Some("lin"),
            };
            let mut cases: Vec<CaseDetail> = names.iter().enumerate().map(made).map(|made| made.detail(&plans)).collect();
            for detail in &mut cases {
                let name = detail.summary.name.clone();
                detail.case.facts.stays[0].hospital = Some(name.clone());
                detail.case.facts.payee.as_mut().unwrap().bank = Some(name);
            }
            let mut screen = Screen::open(Opening { size, lang, ..Opening::default() }, plans.clone(), Office::new(cases));
            for keys in [
                "j",
                "j j",
                "Enter",
                "z",
                "j z",
                "2",
                "x",
                "3",
                "3 3",
                "4",
                "4 o",
                "5",
                "1 R",
                "e",
                "Esc Esc X",
                "t",
                "Esc Y",
                "Esc Esc ?",
                "g",
                "Esc :",
                "x",
                "Esc g",
                "w",
                "Esc g o",
                "g q",
                "/",
                "9",
                "Esc ]",
                "[",
                "9",
                "1 Enter a",
                "A",
            ] {
                screen.press(keys);
                fits(&screen, size);
            }
            screen.tell(Message::Synced {
                changed: Vec::new(),
                outbox_changed: false,
                connection: Connection::Offline { since: screen.now, synced: Some(screen.now), next_try: Some(screen.now) },
            });
            fits(&screen, size);
        }
    }
}

#[track_caller]
fn fits(screen: &Screen, size: (u16, u16)) {
    for row in screen.rows() {
        assert!(width(&row) <= size.0, "{} columns at {size:?}: {row:?}", width(&row));
        let harmless = |c: char| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{300}'..='\u{36f}');
        assert!(row.chars().all(harmless), "{row:?}");
    }
}

#[test]
fn a_window_too_small_says_so_and_keys_still_work() {
    for (width, height) in [(20, 5), (59, 40), (80, 15), (1, 1)] {
        let mut screen = desk("lin");
        screen.resize(width, height);
        if width > 40 {
            screen.shows("窗口太小：需要 60×16");
        }
        screen.press("j Enter");
        screen.resize(80, 24);
        screen.shows("ZJ24-001869");
        screen.shows("概要");
    }
}

#[test]
fn each_theme_shows_the_same_words() {
    let mut screen = desk("lin");
    let dark = screen.text();
    for theme in ["zhou", "mo"] {
        for depth in [Depth::Rgb, Depth::Ansi, Depth::None] {
            screen.theme(Theme::builtin(theme, depth));
            assert_eq!(screen.text(), dark, "{theme} {depth:?}");
        }
    }
}

// ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn three_keys_approve_a_case_and_the_next_is_open() {
    let mut screen = desk("zhao");
    screen.shows("待审批");
    screen.press("Enter A Y");
    let decision = &screen.office.outbox[0].decision;
    assert_eq!(decision.case, "ZJ24-001873");
    assert!(matches!(decision.act, Act::Approve { .. }));
    assert_eq!(decision.amount.to_string(), "7750.00");
    assert_eq!(decision.basis, screen.office.cases["ZJ24-001873"].basis);
    screen.shows("ZJ24-001881");
    screen.shows("保留  核准 ZJ24-001873 沈** 7,750.00");
    screen.shows("待发 1");
    screen.press("A Y");
    assert_eq!(screen.office.outbox.len(), 2);
    screen.shows("ZJ24-001885");
    screen.shows("保留 2");
}

#[test]
fn a_decision_is_held_for_eight_seconds_and_the_bar_says_how_many_are_left() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y");
    screen.shows("━━━━━━━━ 8 秒");
    screen.wait(3000);
    screen.shows("━━━━━─── 5 秒");
    let frames = screen.frames;
    screen.wait(900);
    assert_eq!(screen.frames, frames, "between two seconds nothing is drawn");
    screen.wait(5000);
    screen.hides("保留");
    screen.office.outbox[0].state = OutboxState::Sending;
    screen.tell(screen.office.outbox_message(screen.now));
    screen.press("u");
    screen.shows("没有可撤销的决定");
    assert_eq!(screen.office.outbox.len(), 1, "what may have been sent stays");
}

#[test]
fn undo_from_anywhere_returns_to_the_case_with_its_verdicts() {
    let mut screen = desk("lin");
    screen.press("j Enter 2 a a a a a a A Y");
    assert_eq!(screen.office.outbox.len(), 1);
    assert_eq!(screen.office.outbox[0].decision.verdicts.len(), 6);
    assert!(!screen.office.drafts.contains_key("ZJ24-001869"), "the decision carries the draft now");
    screen.press("g o u");
    assert!(screen.office.outbox.is_empty());
    assert_eq!(screen.office.drafts["ZJ24-001869"].len(), 6);
    screen.shows("ZJ24-001869  严*");
    screen.press("2");
    screen.shows("✓ 已认可*");
}

#[test]
fn a_sheet_is_not_confirmed_before_it_was_seen() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    screen.press_at_once("A");
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("表单刚打开");
    screen.wait(119);
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty());
    screen.wait(1);
    screen.press_at_once("Y");
    assert_eq!(screen.office.outbox.len(), 1);
}

#[test]
fn a_sheet_that_cannot_be_seen_is_not_confirmed() {
    let mut screen = desk("zhao");
    screen.press("Enter");
    screen.resize(20, 5);
    screen.press("A");
    screen.wait(500);
    screen.press("Y");
    screen.resize(80, 24);
    screen.hides("保留");
    screen.wait(500);
    screen.press("Y");
    screen.shows("保留");
}

#[test]
fn who_sees_masks_only_is_told_so() {
    let mut screen = desk("li");
    screen.press("Enter z");
    screen.shows("查询岗只能看掩码");
    assert!(screen.office.revealed.is_empty());
}

#[test]
fn nothing_but_the_confirming_key_decides() {
    let mut screen = desk("zhao");
    screen.press("Enter A Enter Esc j k q A");
    screen.tell(Message::Paste("Y".into()));
    screen.press("y T U G H Space a");
    screen.type_text("确认");
    assert!(screen.office.asked.iter().all(|effect| !matches!(effect, Effect::Record { .. })));
    screen.shows("请切到英文输入");
}

#[test]
fn a_decision_that_is_not_on_disk_is_not_called_held() {
    let mut screen = desk("zhao");
    screen.office.disk_full = true;
    screen.press("Enter A Tab");
    screen.type_text("情况属实");
    screen.press("Esc Y");
    screen.shows("决定没有存下，也没有发出：磁盘已满");
    screen.shows("情况属实");
    screen.hides("保留");
    screen.office.disk_full = false;
    screen.press("Y");
    assert_eq!(screen.office.outbox[0].decision.act, Act::Approve { note: "情况属实".into() });
    screen.shows("保留");
}

#[test]
fn while_it_is_being_saved_nothing_is_said_to_be_held() {
    let mut screen = desk("zhao");
    screen.press("Enter A");
    screen.wait(200);
    screen.slow = true;
    screen.press("Y Esc Y");
    assert_eq!(screen.waiting.iter().filter(|effect| matches!(effect, Effect::Record { .. })).count(), 1, "once");
    screen.shows("正在存到本机");
    screen.hides("保留");
    screen.answer_all();
    screen.shows("保留");
}

#[test]
fn what_stands_against_a_decision_is_told_with_its_names() {
    let mut screen = desk("lin");
    screen.press("Enter A");
    screen.shows("✗ 不能确认");
    screen.shows("出院记录");
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    let mut screen = desk("he");
    screen.press("Enter A");
    screen.shows("单位经办");
    screen.hides("确认通过");
}

#[test]
fn a_reason_is_found_by_typing_and_rejects_with_its_clause() {
    let mut screen = desk("zhao");
    screen.press("Enter X");
    screen.press("Esc Y");
    screen.shows("先选定一条理由");
    screen.press("/");
    screen.type_text("cgsq");
    screen.press("Enter Y");
    let Act::Reject { reason, clause, text } = &screen.office.outbox[0].decision.act else { panic!("not a rejection") };
    assert_eq!((reason.as_str(), clause.as_str()), ("TIME-LIMIT", "七 申请时间"));
    assert!(text.contains("超过了规定的期限") && !text.contains('沈'), "{text}");
}

#[test]
fn a_return_lists_the_defects_and_can_be_edited() {
    let mut screen = desk("lin");
    screen.press("Enter 2 x 2 n x 6 R");
    screen.shows("需要补正 2 项");
    screen.press("j Space");
    screen.shows("需要补正 1 项");
    screen.press("e");
    screen.type_text("请尽快");
    let cursor = screen.cursor();
    assert!(screen.rows()[usize::from(cursor.y)].starts_with(" │ 补齐后"), "the terminal's cursor is in the text");
    screen.press("Esc Esc R");
    screen.shows("请尽快");
    screen.press("Y");
    let decision = &screen.office.outbox[0].decision;
    let Act::Return { defects, text } = &decision.act else { panic!("not a return") };
    assert_eq!(defects.len(), 2, "the draft lists both again, the text stays as it was written");
    assert!(text.ends_with("请尽快"));
    assert_eq!(decision.verdicts[0].verdict, Some(Verdict::Defective { reason: "MAT-ILLEGIBLE".into() }));
}

#[test]
fn a_return_without_a_defect_is_not_confirmed() {
    let mut screen = desk("lin");
    screen.press("Enter R Y");
    screen.shows("至少列入一项缺陷");
    assert!(screen.office.outbox.is_empty());
}

#[test]
fn the_payer_records_a_payment_or_why_it_failed() {
    let mut screen = desk("qian");
    screen.press("Enter");
    screen.shows("A 已付");
    screen.press("X Esc Y");
    screen.shows("写上银行退回的原因");
    screen.press("Esc A Tab");
    screen.type_text("2024-118");
    screen.press("Enter Y");
    assert_eq!(screen.office.outbox[0].decision.act, Act::Paid { reference: "2024-118".into() });
    screen.shows("此视图已办完");
}

#[test]
fn a_case_that_changes_under_an_open_sheet_is_not_decided_unseen() {
    let mut screen = desk("zhao");
    screen.press("Enter A");
    let detail = screen.office.cases.get_mut("ZJ24-001873").unwrap();
    detail.basis.0.push('x');
    screen.tell(Message::Synced {
        changed: vec!["ZJ24-001873".into()],
        outbox_changed: false,
        connection: Connection::Online { synced: screen.now },
    });
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("案件在表单打开后变了");
    screen.press("Esc A Y");
    assert_eq!(screen.office.outbox[0].decision.basis, screen.office.cases["ZJ24-001873"].basis);
}

// ── Papers ───────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn verdicts_are_a_draft_that_is_kept_and_shown_as_one() {
    let mut screen = desk("lin");
    screen.press("Enter 2 a");
    screen.shows("✓ 已认可*");
    screen.press("x");
    screen.shows("1 缺材料");
    screen.press("2");
    screen.shows("✗ 有缺陷*");
    screen.shows("看不清");
    screen.press("k - Esc j Enter 2");
    screen.hides("已认可*");
    screen.press("Esc k Enter 2");
    screen.shows("✓ 已认可*");
    screen.hides("有缺陷*");
    assert_eq!(screen.office.drafts["ZJ24-001866"].len(), 1);
}

#[test]
fn a_field_is_shown_in_full_for_thirty_seconds_and_audited() {
    let mut screen = desk("zhao");
    screen.press("Enter j");
    screen.hides("330102197803050025");
    screen.press("z");
    screen.shows("330102197803050025");
    assert_eq!(screen.office.revealed, [("ZJ24-001873".into(), Personal::IdNumber)]);
    screen.wait(29_000);
    screen.shows("330102197803050025");
    screen.wait(1_100);
    screen.hides("330102197803050025");
}

// ── The queue ────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn typing_filters_and_an_old_answer_is_dropped() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.slow = true;
    screen.type_text("18");
    assert_eq!(screen.waiting.iter().filter(|effect| matches!(effect, Effect::LoadRows { .. })).count(), 2, "a query for each change");
    screen.shows("ZJ24-001902");
    screen.waiting.reverse();
    screen.answer_all();
    screen.hides("ZJ24-001902");
    screen.type_text("99999");
    screen.shows("没有符合条件的案件");
    screen.shows("清除筛选有 10 件");
    screen.press("Esc");
    screen.shows("ZJ24-001902");
}

#[test]
fn the_filter_has_the_terminals_own_cursor() {
    let mut screen = desk("lin");
    screen.press("/");
    let empty = screen.cursor();
    screen.type_text("江岸a");
    let typed = screen.cursor();
    assert_eq!((typed.x - empty.x, typed.y), (5, empty.y), "hanzi are two columns wide");
    assert_eq!(screen.desk.queue.filter.value(), "江岸a", "letters are text in a field");
}

#[test]
fn a_change_from_outside_never_moves_the_cursor() {
    let mut screen = long_queue(60);
    screen.press("j j j j j j j j j j j j j j j j j j j j");
    let (pointed, at) = (screen.pointed(), screen.rows().iter().position(|row| row.contains('▸')));
    for gone in ["ZJ24-000002", "ZJ24-000003", "ZJ24-000005"] {
        screen.office.cases.remove(gone);
    }
    let changed = vec!["ZJ24-000002".into()];
    screen.tell(Message::Synced { changed, outbox_changed: false, connection: Connection::Online { synced: screen.now } });
    assert_eq!(screen.pointed(), pointed);
    assert_eq!(screen.rows().iter().position(|row| row.contains('▸')), at, "the cursor's row stays where it is on the screen");
}

#[test]
fn a_case_that_left_the_view_gives_its_place_to_the_next() {
    let mut screen = desk("lin");
    screen.press("j");
    screen.office.cases.get_mut("ZJ24-001869").unwrap().summary.status = Status::Paid;
    let changed = vec!["ZJ24-001869".into()];
    screen.tell(Message::Synced { changed, outbox_changed: false, connection: Connection::Online { synced: screen.now } });
    assert!(screen.pointed().contains("ZJ24-001902"), "{}", screen.pointed());
}

#[test]
fn a_long_queue_is_read_in_windows_and_no_step_is_lost() {
    let mut screen = long_queue(500);
    screen.slow = true;
    for _ in 0..150 {
        screen.press_at_once("j");
    }
    screen.answer_all();
    assert!(screen.pointed().contains("ZJ24-000151"), "{}", screen.pointed());
    screen.shows("151 / 500");
    screen.press("G");
    assert!(screen.pointed().contains("ZJ24-000500"));
    screen.press("g g");
    assert!(screen.pointed().contains("ZJ24-000001"));
    screen.press("PageDown Ctrl-d k");
    assert!(screen.desk.queue.rows.len() <= 500);
    let asked = screen.office.asked.iter().filter_map(|effect| match effect {
        Effect::LoadRows { query, .. } => Some(query),
        _ => None,
    });
    let mut asked = asked.peekable();
    assert!(
        asked.peek().is_some_and(|first| first.at == RowAnchor::Top && first.limit < 100),
        "the first rows are few, so that they come soon"
    );
    assert!(asked.all(|query| query.limit <= 200));
}

#[test]
fn rows_that_are_coming_and_rows_that_failed_look_like_neither_empty_nor_fresh() {
    let mut screen = desk("lin");
    screen.press("Enter");
    screen.slow = true;
    screen.tell(Message::Switched(Ok(office::people()[1].clone())));
    screen.shows("正在读取");
    let ticket = screen.waiting.iter().find_map(|effect| match effect {
        Effect::LoadRows { ticket, .. } => Some(*ticket),
        _ => None,
    });
    screen.tell(Message::Rows { ticket: ticket.unwrap(), rows: Err("数据文件读不出".into()) });
    screen.shows("✗ 没能读取队列");
    screen.shows("数据文件读不出");
    screen.hides("没有案件");
}

#[test]
fn views_are_chosen_by_their_digit_and_show_their_counts() {
    let mut screen = desk("lin");
    screen.press("8");
    screen.shows("ZJ24-001840");
    screen.hides("ZJ24-001866");
    screen.press("9");
    screen.shows("视图「已办结」里现在没有案件");
    screen.press("1");
    screen.shows("1 在办 10");
}

#[test]
fn a_decided_row_says_so_in_words() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y Esc");
    assert!(screen.rows().iter().any(|row| row.contains("ZJ24-001873") && row.contains("核准 保留")), "{}", screen.text());
}

#[test]
fn the_cursor_comes_back_to_the_case_that_was_open() {
    let mut screen = desk("lin");
    screen.press("j j Enter ] ] Esc");
    assert!(screen.pointed().contains("ZJ24-001912"), "{}", screen.pointed());
}

// ── Outbox, connection, conflict ─────────────────────────────────────────────────────────────────────────────────────

/// A desk whose approval of the first case is in conflict: the stay has become shorter.
fn in_conflict() -> Screen {
    let mut screen = desk_at("zhao", (100, 32), Lang::Zh);
    screen.press("Enter A Y");
    let plans = plans();
    let base = screen.office.cases["ZJ24-001873"].clone();
    let mut case = base.case.clone();
    case.facts.stays[0].stated_days = Some(5);
    case.facts.stays[0].discharge = "2024-11-19".parse().unwrap();
    let theirs = office::detail_of(&plans, case, base.history.clone());
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
    screen
}

#[test]
fn a_conflict_is_shown_on_its_three_sides() {
    let mut screen = in_conflict();
    screen.shows("什么都没有被覆盖");
    screen.press("Esc g o");
    screen.shows("冲突 1");
    insta::assert_snapshot!("outbox-conflict-100-zh", screen.text());
    screen.shows("! 7,600.00");
    screen.press("F3");
    insta::assert_snapshot!("outbox-conflict-100-en", screen.text());
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
fn a_conflict_is_dropped_only_by_its_sheet() {
    let mut screen = in_conflict();
    screen.press("g o D Esc D Enter");
    assert_eq!(screen.office.outbox.len(), 1);
    screen.press("Y");
    assert!(screen.office.outbox.is_empty());
    screen.shows("没有待发的决定");
}

#[test]
fn the_head_always_says_how_it_stands_with_the_server() {
    let mut screen = desk("lin");
    let synced = screen.now;
    let states = [
        (Connection::Starting, "- 未同步"),
        (Connection::Online { synced }, "✓ 10:42"),
        (Connection::Offline { since: synced, synced: Some(synced), next_try: None }, "! 离线 10:42 起"),
        (Connection::Failed("口令已失效，请重新登录".into()), "✗ 同步失败"),
    ];
    for (connection, words) in states {
        screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: connection.clone() });
        for place in ["g q", "Enter", "g o"] {
            screen.press(place);
            screen.shows(words);
        }
        screen.press("g q");
    }
    screen.shows("口令已失效，请重新登录");
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::Online { synced } });
    screen.wait(12 * 60_000);
    screen.shows("! 12 分前");
}

#[test]
fn quitting_asks_only_while_something_is_held() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y Esc q");
    assert!(!screen.office.quit);
    screen.shows("还有 1 件决定在保留中");
    screen.press("Esc q q");
    assert!(screen.office.quit);
    let mut screen = desk("zhao");
    screen.press("q");
    assert!(screen.office.quit);
}

// ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_chord_waits_and_shows_how_it_goes_on() {
    let mut screen = desk("lin");
    screen.press("g");
    screen.shows("o 待发");
    screen.wait(3_600_000);
    screen.shows("o 待发");
    screen.press("Esc");
    screen.hides("o 待发");
    screen.press("g x");
    screen.shows("不起作用");
}

#[test]
fn full_width_keys_count_as_their_own_and_hanzi_say_why_not() {
    let mut screen = desk("lin");
    screen.type_text("／");
    assert!(screen.desk.queue.typing);
    screen.press("Esc");
    screen.type_text("？");
    screen.shows("打字即搜");
    screen.press("Esc");
    screen.type_text("张");
    screen.shows("请切到英文输入");
    screen.press("j");
    screen.hides("请切到英文输入");
}

#[test]
fn help_and_palette_are_made_of_the_live_keymap() {
    let mut screen = desk("lin");
    screen.press("?");
    screen.type_text("tb");
    screen.shows("现在同步");
    screen.shows("S  F5");
    screen.press("Esc :");
    screen.type_text("cx");
    screen.shows("撤销");
    screen.shows("不可用：没有可撤销的决定");
    screen.press("Ctrl-w");
    screen.type_text("qwdf");
    screen.press("Enter");
    screen.shows("没有待发的决定");
}

#[test]
fn another_person_takes_the_desk() {
    let mut screen = desk("lin");
    screen.press("j Enter g w j j Enter");
    screen.shows("赵*");
    screen.shows("待审批 3");
    screen.hides("ZJ24-001866");
}

#[test]
fn every_screen_speaks_both_languages() {
    let hanzi_of_ours = |text: &str| ["在办", "期限", "应付", "返回", "材料", "确认"].iter().any(|word| text.contains(word));
    let mut screen = desk_at("lin", (120, 40), Lang::En);
    for keys in ["j", "Enter", "2", "3", "5", "x", "1 A", "Esc R", "Esc X", "Esc Esc ?", "Esc :", "Esc g w", "Esc g o"] {
        screen.press(keys);
        // The text for the claimant is Chinese until it is switched.
        assert!(!hanzi_of_ours(&screen.text()) || keys == "Esc R", "{keys}:\n{}", screen.text());
    }
}

#[test]
fn an_error_stays_until_esc_and_good_news_goes_by_itself() {
    let mut screen = desk("lin");
    screen.press("Enter");
    screen.tell(Message::Failed("没有存下；腾出空间后再试".into()));
    screen.press("j k 2");
    screen.wait(60_000);
    screen.shows("✗ 没有存下；腾出空间后再试");
    screen.press("Esc");
    screen.hides("没有存下");
    screen.shows("ZJ24-001866  钱**");
    screen.press("S");
    screen.shows("正在同步");
    screen.wait(4_100);
    screen.hides("正在同步");
}

#[test]
fn a_sheet_asked_for_while_the_case_is_loading_opens_when_it_is_there() {
    let mut screen = desk("zhao");
    screen.slow = true;
    screen.press("Enter A");
    screen.shows("读到即打开表单");
    screen.answer_all();
    screen.shows("7,750.00 元");
    screen.press_at_once("Y");
    assert!(screen.office.outbox.is_empty(), "it was not looked at yet");
    screen.press("Y");
    assert_eq!(screen.office.outbox.len(), 1);
    screen.press("g q");
    screen.slow = true;
    screen.press("j Enter A Esc");
    screen.answer_all();
    screen.hides("确认核准");
}
