//! The counter: a paper claim typed, checked, kept, handed in, and its receipt.

use huzhu::domain::facts::Enrolment;
use huzhu::domain::intake::ClaimState;
use huzhu::domain::people::Lang;

use super::screen::Screen;
use super::{desk, desk_at, picture};

const ID: &str = "110101199001010015";

/// Walks to the first field of a new claim for a stay in hospital and large expenses.
fn begun(size: (u16, u16), lang: Lang) -> Screen {
    let mut screen = desk_at("lin", size, lang);
    screen.press("g i n Down Space Down Down Space Down Down");
    screen
}

/// A right identity number that nobody has.
fn id() -> String {
    let check = huzhu::domain::identity::id_check_character(&ID[..17]).unwrap();
    format!("{}{check}", &ID[..17])
}

fn fill(screen: &mut Screen) {
    screen.type_text(&id());
    screen.press("Enter");
    screen.type_text("张某某");
    screen.press("Enter Enter Enter");
    screen.type_text("１３８００００１１１１");
    screen.press("Enter");
}

fn draft_of(screen: &Screen) -> &huzhu::domain::intake::IntakeDraft {
    &screen.office.claims[0].draft
}

#[test]
fn who_does_not_take_claims_in_is_told_who_does() {
    let mut screen = desk("zhao");
    screen.press("g i");
    screen.shows("登记申请由初审员办理");
    screen.shows("待审批");
}

/// The disk's own word counts, not that it was asked.
#[test]
fn a_claim_is_told_as_kept_only_once_it_is_on_disk() {
    let mut screen = begun((80, 24), Lang::Zh);
    screen.type_text("1101");
    screen.wait(400);
    screen.shows("✓ 草稿已存");
    screen.slow = true;
    screen.type_text("05");
    screen.wait(400);
    screen.shows("正在存");
    screen.hides("✓ 草稿已存");
    screen.answer_all();
    screen.shows("✓ 草稿已存");
}

/// A form that is left before the disk has answered is not let go: opened again it has what was typed, and the word comes with the disk's.
#[test]
fn a_claim_that_is_left_before_it_is_on_disk_loses_nothing() {
    let mut screen = begun((80, 24), Lang::Zh);
    screen.type_text("1101");
    screen.press("Esc Enter");
    screen.wait(9_000);
    screen.slow = true;
    screen.type_text("05");
    screen.press("Esc");
    screen.hides("随时可接着填");
    screen.press("Enter");
    screen.shows("110105");
    screen.shows("正在存");
    screen.press("Esc");
    screen.answer_all();
    screen.shows("随时可接着填");

    // The disk refuses it: it stands on the screen again.
    screen.slow = false;
    screen.press("Enter");
    screen.type_text("19");
    screen.office.disk_full = true;
    screen.press("Esc");
    screen.shows("草稿没有存到本机");
    screen.shows("11010519");
    screen.shows("✗ 没有存到本机");
    screen.office.disk_full = false;
    screen.press("Esc Esc");
    screen.shows("随时可接着填");
}

#[test]
fn what_is_typed_where_something_is_chosen_is_not_lost_without_a_word() {
    let mut screen = desk("lin");
    screen.press("g i n");
    screen.shows("Space 选");
    screen.type_text("1");
    screen.shows("这一栏不能打字：空格选");
}

#[test]
fn what_is_typed_is_checked_at_once_and_kept_at_each_pause() {
    let mut screen = begun((80, 24), Lang::Zh);
    screen.type_text(&ID[..17]);
    screen.shows("已 17 位，共 18 位");
    screen.wait(299);
    let kept = screen.office.claims.first().map(|item| item.draft.entry("/member/id_number").to_owned());
    assert_ne!(kept.as_deref(), Some(&ID[..17]), "still typing");
    screen.wait(1);
    assert_eq!(draft_of(&screen).entry("/member/id_number"), &ID[..17], "a pause");
    let wrong = if id().ends_with('9') { '8' } else { '9' };
    screen.type_text(&wrong.to_string());
    screen.shows("校验码不对");
    screen.press("Backspace");
    screen.type_text(&id()[17..]);
    screen.shows("✓ 1990-01-01 生  男  34 岁");
    screen.press("Enter");
    screen.type_text("张某某");
    screen.press_at_once("Enter");
    assert_eq!(draft_of(&screen).name(), "张某某", "a change of field");
    screen.shows("1990-01-01");
    screen.shows("110101********");
    screen.hides(&id());
    screen.press("Esc");
    screen.shows("张**");
    screen.press("Enter");
    assert_eq!(screen.desk.intake.form.as_ref().unwrap().text_at("/member/name"), "张某某", "it is taken up where it was left");
}

#[test]
fn enrolments_come_from_the_server_where_none_were_typed() {
    let mut screen = begun((80, 24), Lang::Zh);
    let known = serde_json::json!({ "plan": "zj-10", "cover": { "from": "2024-01-01", "to": "2024-12-31" }, "employer": "江岸纺织厂" });
    screen.office.enrolments = Ok(vec![serde_json::from_value::<Enrolment>(known).unwrap()]);
    fill(&mut screen);
    screen.shows("✓ 服务器有 1 条参保记录");
    screen.shows("江岸纺织厂");
    let facts = screen.desk.intake.form.as_ref().unwrap().facts().unwrap();
    assert_eq!((facts.enrolments[0].cover.to.to_string().as_str(), facts.member.phone.as_deref()), ("2024-12-31", Some("13800001111")));
}

#[test]
fn what_was_filled_in_for_a_number_goes_with_it_and_what_was_typed_stays() {
    let mut screen = begun((80, 24), Lang::Zh);
    let of = |employer: &str| {
        let cover = serde_json::json!({ "from": "2024-01-01", "to": "2024-12-31" });
        serde_json::from_value::<Enrolment>(serde_json::json!({ "plan": "zj-10", "cover": cover, "employer": employer })).unwrap()
    };
    screen.office.enrolments = Ok(vec![of("江岸纺织厂"), of("江岸造船厂")]);
    fill(&mut screen);
    screen.shows("✓ 服务器有 2 条参保记录");
    let facts = |screen: &Screen| screen.desk.intake.form.as_ref().unwrap().facts().unwrap();
    assert_eq!(facts(&screen).enrolments.len(), 2);
    // It was somebody else's number: nothing of him stays, after a restart either.
    screen.office.enrolments = Ok(vec![of("江岸印刷厂")]);
    screen.press("Up Up Up Up Up Backspace");
    let (now, before) = (facts(&screen), screen.desk.intake.form.as_ref().unwrap().text_at("/member/birth"));
    assert_eq!((now.enrolments.len(), now.member.birth, before.as_str()), (0, None, ""));
    screen.hides("服务器有");
    assert_eq!((now.member.name.as_str(), now.member.phone.as_deref()), ("张某某", Some("13800001111")));
    let check = id().chars().last().unwrap();
    screen.type_text(&check.to_string());
    screen.shows("✓ 服务器有 1 条参保记录");
    let employers: Vec<_> = facts(&screen).enrolments.into_iter().map(|known| known.employer.unwrap()).collect();
    assert_eq!(employers, ["江岸印刷厂"]);
    assert!(facts(&screen).member.birth.is_some());
    // The draft remembers what nobody typed; what was typed over it is the clerk's.
    screen.wait(1000);
    assert!(draft_of(&screen).filled.iter().any(|filled| filled.path == "/enrolments/0/employer"));
    screen.press("Esc Enter");
    while screen.desk.intake.form.as_ref().unwrap().focused().is_none_or(|field| field.path != "/enrolments/0/employer") {
        screen.press("Down");
    }
    screen.type_text("二");
    while screen.desk.intake.form.as_ref().unwrap().focused().is_none_or(|field| field.path != "/member/id_number") {
        screen.press("Up");
    }
    screen.press("Backspace");
    let form = screen.desk.intake.form.as_ref().unwrap();
    let left: Vec<_> = form.fields.iter().filter(|field| field.path.starts_with("/enrolments/") && !field.is_blank()).collect();
    assert_eq!(left.iter().map(|field| field.raw()).collect::<Vec<_>>(), ["江岸印刷厂二"]);
}

#[test]
fn the_contracts_of_one_plan_are_not_filled_in_under_another() {
    let mut screen = begun((80, 24), Lang::Zh);
    let known = serde_json::json!({ "plan": "zj-10", "cover": { "from": "2024-01-01", "to": "2024-12-31" }, "employer": "江岸纺织厂" });
    screen.office.enrolments = Ok(vec![serde_json::from_value::<Enrolment>(known).unwrap()]);
    fill(&mut screen);
    let enrolments = |screen: &Screen| screen.desk.intake.form.as_ref().unwrap().facts().unwrap().enrolments.len();
    assert_eq!(enrolments(&screen), 1);
    let plan_of = |screen: &Screen| screen.desk.intake.form.as_ref().unwrap().plan.id.clone();
    while screen.desk.intake.form.as_ref().unwrap().cursor > 0 {
        screen.press("Up");
    }
    let before = plan_of(&screen);
    screen.press("Space");
    assert!(plan_of(&screen) != before);
    assert_eq!(enrolments(&screen), 0);
    while plan_of(&screen) != before {
        screen.press("Space");
    }
    assert_eq!(enrolments(&screen), 1, "they are known still");
}

#[test]
fn a_date_that_is_none_leaves_the_papers_and_is_named() {
    let mut screen = begun((80, 24), Lang::Zh);
    fill(&mut screen);
    let focused = |screen: &Screen| screen.desk.intake.form.as_ref().unwrap().focused().map(|field| field.path.clone());
    for _ in 0..40 {
        if focused(&screen).as_deref() != Some("/enrolments/0/cover/to") {
            screen.press("Down");
        }
    }
    screen.type_text("2024-13-31");
    screen.press("Tab");
    screen.shows("身份证");
    screen.hides("需 0");
    screen.shows("! 参保止");
    screen.press("*");
    screen.hides("需要的材料都已标为收到");
}

#[test]
fn a_claim_is_handed_in_by_a_sheet_and_the_receipt_names_nobody_in_full() {
    let mut screen = begun((80, 24), Lang::Zh);
    screen.press("Tab A");
    screen.shows("身份证号 必填");
    screen.press("Y");
    assert!(screen.office.claims.iter().all(|item| item.state == ClaimState::Draft));
    screen.press("Esc Tab");
    fill(&mut screen);
    screen.press("Tab Space A");
    screen.press_at_once("Y");
    screen.shows("看一眼再按 Y");
    screen.press("Y");
    assert_eq!(screen.office.claims[0].state, ClaimState::Waiting);
    screen.shows("收件回执");
    screen.shows("临时编号");
    screen.shows("还缺材料");
    screen.press("p");
    screen.shows("收件回执已存：");
    screen.shows("/home/lin/.local/share/huzhu/desk/receipts/");
    picture("counter-receipt-saved-80-zh", screen.text());
    let (name, text) = screen.office.receipts[0].clone();
    for personal in [id().as_str(), "张某某", "13800001111"] {
        assert!(!text.contains(personal) && !name.contains(personal) && !screen.text().contains(personal));
    }
    assert!(text.contains("张**") && text.contains("138****1111") && text.contains("身份证正反面"), "{text}");
    screen.office.claims[0].state = ClaimState::Registered { case: "ZJ24-002000".into() };
    screen.tell(screen.office.claims_message());
    screen.shows("案号                ZJ24-002000");
    screen.press("Esc");
    screen.shows("已登记");
}

/// The server may have lost what it had registered, and nothing says "registered" until it has told.
#[test]
fn a_claim_that_a_restored_server_lost_says_why_and_is_handed_in_again() {
    for (lang, words) in [
        (Lang::Zh, ["核对中", "恢复备份后没有 张** 的申请了", "须重交", "原案号作废"]),
        (Lang::En, ["asking", "lost the claim of 张** in a restore", "lost there", "its number is void"]),
    ] {
        let mut screen = begun((80, 24), lang);
        fill(&mut screen);
        screen.press("Tab Space A Y Esc");
        let turns = |screen: &mut Screen, state: ClaimState| {
            screen.office.claims[0].state = state;
            screen.tell(screen.office.claims_message());
        };
        turns(&mut screen, ClaimState::Registered { case: "ZJ24-002000".into() });
        screen.wait(60_000);
        turns(&mut screen, ClaimState::Doubted);
        screen.shows(words[0]);
        screen.hides("ZJ24-002000");
        screen.press("D");
        assert_eq!(screen.office.claims.len(), 1, "it may be there");
        turns(&mut screen, ClaimState::Lost);
        screen.shows(words[1]);
        screen.press("Esc");
        screen.shows(words[2]);
        screen.press("Enter");
        screen.shows(words[3]);
        picture(&format!("counter-lost-80-{}", if lang == Lang::Zh { "zh" } else { "en" }), screen.text());
        screen.press("Tab A Y");
        assert_eq!(screen.office.claims[0].state, ClaimState::Waiting);
    }
}

#[test]
fn what_the_server_said_against_a_claim_stands_above_its_form() {
    let mut screen = begun((120, 40), Lang::Zh);
    fill(&mut screen);
    screen.press("Tab Space A Y Esc");
    let code = huzhu::domain::decision::ProblemCode::Malformed;
    let detail = "有两处不对\nfacts.stays: 出院早于入院".to_owned();
    screen.office.claims[0].state = ClaimState::Refused { code, detail };
    screen.tell(screen.office.claims_message());
    screen.press("Esc Enter");
    screen.shows("✗ 有两处不对");
    screen.shows("出院早于入院");
}

#[test]
fn the_counter_looks_as_designed() {
    for (name, size, lang) in [
        ("80-zh", (80, 24), Lang::Zh),
        ("80-en", (80, 24), Lang::En),
        ("120-zh", (120, 40), Lang::Zh),
        ("120-en", (120, 40), Lang::En),
        ("200-zh", (200, 60), Lang::Zh),
    ] {
        let mut screen = begun(size, lang);
        fill(&mut screen);
        picture(&format!("counter-form-{name}"), screen.text());
        screen.press("Tab Space Space");
        picture(&format!("counter-checklist-{name}"), screen.text());
        screen.press("A");
        picture(&format!("counter-register-{name}"), screen.text());
        screen.press("Y");
        picture(&format!("counter-receipt-{name}"), screen.text());
        screen.press("Esc");
        picture(&format!("counter-list-{name}"), screen.text());
    }
}

#[test]
fn papers_that_came_later_are_marked_in_a_sheet() {
    let mut screen = desk("lin");
    screen.change_cases(|detail| {
        detail.summary.status = huzhu::domain::case::Status::Returned;
        detail.case.status = huzhu::domain::case::Status::Returned;
    });
    screen.press("6 Enter A");
    screen.shows("补正收到");
    screen.press("Y");
    screen.shows("标出收到的材料");
    screen.press("Space");
    picture("sheet-resubmit-80-zh", screen.text());
    screen.press("Y");
    assert_eq!(screen.office.outbox[0].decision.act.verb(), huzhu::domain::decision::Verb::Resubmit);
}

/// Goes down to the field of this name, in the form.
fn down_to(screen: &mut Screen, label: &str) {
    for _ in 0..80 {
        let text = screen.text();
        if text.lines().any(|line| line.strip_prefix('▸').is_some_and(|line| line.trim_start().starts_with(label))) {
            return;
        }
        screen.press("Down");
    }
    panic!("no field is called {label}:\n{}", screen.text());
}

#[test]
fn all_papers_are_marked_by_one_key_and_taken_back_by_one() {
    let mut screen = begun((80, 24), Lang::Zh);
    fill(&mut screen);
    screen.press("Tab Space *");
    screen.shows("已标 5 项收到");
    assert_eq!(draft_of(&screen).received.len(), 6);
    screen.press("*");
    screen.shows("需要的材料都已标为收到");
    screen.press("g g -");
    assert_eq!(draft_of(&screen).received.len(), 5);
    screen.press("u");
    screen.shows("已撤回 5 项的标记");
    assert!(draft_of(&screen).received.is_empty());
}

#[test]
fn a_stay_is_added_removed_and_put_back_with_what_was_typed_in_it() {
    let mut screen = begun((80, 24), Lang::Zh);
    fill(&mut screen);
    down_to(&mut screen, "入院日期");
    screen.type_text("2024-11-18");
    down_to(&mut screen, "+ 再加一项：住院");
    screen.press("Space");
    down_to(&mut screen, "入院日期");
    screen.type_text("2024-12-01");
    screen.press("Enter");
    let admissions = |screen: &Screen| -> Vec<String> {
        let draft = draft_of(screen);
        (0..3).map(|at| draft.entry(&format!("/stays/{at}/admission")).to_owned()).filter(|day| !day.is_empty()).collect()
    };
    assert_eq!(admissions(&screen), ["2024-11-18", "2024-12-01"]);
    for _ in 0..12 {
        screen.press("Up");
    }
    screen.press("Ctrl-x");
    screen.shows("已删去 住院 1：Ctrl-z 恢复");
    assert_eq!(admissions(&screen), ["2024-12-01"]);
    screen.press("Ctrl-z");
    screen.shows("已恢复 住院 1");
    assert_eq!(admissions(&screen), ["2024-11-18", "2024-12-01"]);
    // The only one left is emptied, and comes back too.
    screen.press("Ctrl-x Ctrl-x");
    assert!(admissions(&screen).is_empty());
    screen.press("Ctrl-z");
    assert_eq!(admissions(&screen), ["2024-12-01"]);
    // Where no entry is there is none to remove.
    (0..40).for_each(|_| screen.press("Up"));
    screen.press("Ctrl-x");
    screen.shows("光标不在");
}

#[test]
fn a_disease_is_found_by_its_pinyin_and_taken_by_its_digit() {
    let mut screen = desk("lin");
    screen.press("g i n Down Down Space");
    down_to(&mut screen, "疾病");
    screen.type_text("exzl");
    screen.shows("1 恶性肿瘤");
    screen.type_text("1");
    let name = screen.desk.intake.form.as_ref().unwrap().text_at("/diagnosis/disease");
    assert!(name.starts_with("恶性肿瘤"), "{name}");
    // Its name stands there once; that the list has it is a tick.
    let text = screen.text();
    assert!(text.matches("恶性肿瘤——重度").count() == 1 && text.contains('✓'), "{text}");
    // Letters that find one alone are that one; a number of the printed list stays a number.
    screen.press("Ctrl-u");
    screen.type_text("aechm");
    screen.press("Enter");
    assert!(screen.desk.intake.form.as_ref().unwrap().text_at("/diagnosis/disease").contains("阿尔茨海默"), "{}", screen.text());
    screen.press("Up Ctrl-u");
    screen.type_text("某种少见病");
    screen.press("Enter");
    assert_eq!(screen.desk.intake.form.as_ref().unwrap().text_at("/diagnosis/disease"), "某种少见病", "none of the list fits");
}

#[test]
fn what_the_claimant_was_asked_for_is_marked_as_come() {
    use huzhu::domain::case::{Event, Status, TimelineEntry};
    use huzhu::domain::decision::{Act, Defect};
    let mut screen = desk("lin");
    screen.change_cases(|detail| {
        let defects = vec![Defect { reason: "MAT-ILLEGIBLE".into(), material: Some("id-card".into()) }];
        let act = Act::Return { defects, text: "请重拍".into() };
        let event = Event::Decided { decision: huzhu::domain::ids::DecisionId(uuid::Uuid::from_u128(77)), act, amendments: vec![] };
        let stage = detail.case.stage.clone();
        for paper in &mut detail.case.materials {
            paper.verdict = None;
        }
        detail.case.timeline.push(TimelineEntry { at: detail.case.entered, by: None, stage, event });
        detail.summary.status = Status::Returned;
        detail.case.status = Status::Returned;
    });
    screen.press("6 Enter A");
    screen.shows("补正收到");
    // Space takes the mark back: the first line is the paper that was asked for.
    screen.press("Space Y");
    screen.shows("标出收到的材料");
    screen.press("k Space Y");
    let Act::Resubmit { received, .. } = &screen.office.outbox[0].decision.act else { panic!() };
    assert_eq!(received.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["id-card"]);
}

#[test]
fn what_contradicts_itself_is_told_under_its_field_and_is_not_handed_in() {
    let mut screen = begun((80, 24), Lang::Zh);
    fill(&mut screen);
    down_to(&mut screen, "入院日期");
    screen.type_text("2024-11-18");
    down_to(&mut screen, "出院日期");
    screen.type_text("2024-11-10");
    screen.shows("✗ 早于入院日期");
    screen.press("Tab A");
    screen.shows("出院日期 早于入院日期");
    screen.shows("还交不了");
    screen.press("Y");
    assert!(screen.office.claims.iter().all(|item| item.state == ClaimState::Draft));
}

#[test]
fn the_sheet_that_hands_a_claim_in_names_what_a_reviewer_will_find_wrong() {
    let mut screen = begun((80, 24), Lang::Zh);
    fill(&mut screen);
    screen.press("Up Backspace");
    down_to(&mut screen, "参保止");
    screen.type_text("2025-12-31");
    screen.press("Enter");
    screen.hides("在今天之后");
    screen.press("Tab Space A");
    screen.shows("应为 11 位手机号");
}

#[test]
fn a_wrong_number_is_masked_once_the_cursor_has_left_it() {
    let mut screen = begun((80, 24), Lang::Zh);
    let wrong = format!("{}{}", &ID[..17], if id().ends_with('9') { '8' } else { '9' });
    screen.type_text(&wrong);
    screen.shows(&wrong);
    screen.press("Enter");
    screen.hides(&wrong);
    screen.shows("校验码不对");
}

#[test]
fn enter_takes_the_only_disease_that_is_found() {
    let mut screen = desk("lin");
    screen.press("g i n Down Down Space");
    down_to(&mut screen, "疾病");
    screen.type_text("阿尔茨");
    screen.shows("1 ");
    screen.press("Enter");
    assert!(screen.desk.intake.form.as_ref().unwrap().text_at("/diagnosis/disease").contains("阿尔茨海默"), "{}", screen.text());
}

#[test]
fn the_form_asks_for_the_fees_of_each_stay_whatever_is_claimed_for_it() {
    let mut screen = desk("lin");
    screen.press("g i n Down Space");
    let form = screen.desk.intake.form.as_ref().unwrap();
    assert!(form.fields.iter().any(|field| field.path == "/stays/0/expense/self_pay"));
    assert!(form.fields.iter().all(|field| !field.path.starts_with("/outpatient/")));
}

#[test]
fn a_claim_that_waits_stands_among_what_is_to_be_sent() {
    let mut screen = begun((80, 24), Lang::Zh);
    fill(&mut screen);
    screen.press("Tab Space A Y");
    screen.shows("登记前只有收件窗口能按临时编号查到");
    let number = screen.office.claims[0].draft.key.provisional();
    screen.press("Esc g o");
    screen.shows("登记的申请 1 件待发");
    screen.shows(&number);
    screen.hides("没有待发的决定");
}
