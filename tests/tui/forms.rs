//! Forms: what stands in them at once, what is told on leaving a field, what a search for one of many facts finds.

use huzhu::app::intake::{ClaimForm, Receipt};
use huzhu::domain::intake::{ClaimState, IntakeItem};
use huzhu::domain::people::Lang;

use super::desk_at;
use super::screen::Screen;

#[test]
fn an_entry_is_a_form_whose_fields_stand_there_at_once_and_tell_their_faults_when_they_are_left() {
    let mut screen = desk_at("zhao", (120, 40), Lang::En);
    screen.press("Enter E");
    // Words of one row, in whatever order and however far apart.
    screen.type_text("stay add");
    screen.shows("Hospital stay");
    screen.hides("nothing is called that");
    screen.press("Enter");
    for label in ["Hospital", "Admitted", "Discharged", "Recorded days", "Critical-illness fund", "Civil-servant subsidy", "Shown by"] {
        screen.shows(label);
    }
    screen.press("Down");
    screen.type_text("City Hospital");
    screen.hides("✗ no date");
    screen.press("Down");
    screen.shows("✗ no date");
    screen.press("Up Ctrl-u");
    screen.type_text("2024-11-20");
    screen.press("Down");
    screen.type_text("2024-11-19");
    screen.press("Down");
    screen.hides("✗ no date");
    screen.shows("✗ before the admission");
    screen.press("Up Ctrl-u");
    screen.type_text("2024-11-22");
    for _ in 0..6 {
        screen.press("Down");
    }
    screen.type_text("many");
    screen.press("Down");
    screen.shows("✗ no amount");
    // Of what was paid all is wanted or nothing.
    screen.press("Down");
    screen.shows("✗ needed");
}

/// A new claim under a plan, for some of its benefits.
fn begun(size: (u16, u16), lang: Lang, plan: &str, benefits: &[&str]) -> Screen {
    let mut screen = desk_at("lin", size, lang);
    screen.press("g i n");
    for _ in 0..9 {
        if form(&screen).plan.id.as_str() == plan {
            break;
        }
        screen.press("Space");
    }
    let ids: Vec<String> = form(&screen).plan.benefits.iter().map(|benefit| benefit.id.to_string()).collect();
    for id in ids {
        screen.press("Down");
        if benefits.contains(&id.as_str()) {
            screen.press("Space");
        }
    }
    assert_eq!(form(&screen).benefits.len(), benefits.len(), "{benefits:?}");
    screen
}

fn form(screen: &Screen) -> &ClaimForm {
    screen.desk.intake.form.as_ref().unwrap()
}

fn go_to(screen: &mut Screen, path: &str) {
    for key in std::iter::repeat_n("Down", 80).chain(std::iter::repeat_n("Up", 80)) {
        if form(screen).focused().is_some_and(|field| field.path == path) {
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

fn jinan(benefits: &[&str]) -> Screen {
    begun((160, 60), Lang::Zh, "jn-critical", benefits)
}

#[test]
fn a_stay_claimed_for_an_accident_says_that_it_counts_on_its_cause_and_why_a_trial_is_nothing() {
    let mut screen = jinan(&["accident-hospital"]);
    go_to(&mut screen, "/stays/0/admission");
    screen.shows("核算要用");
    screen.type_text("2024-11-14");
    enter(&mut screen, "/stays/0/discharge", "2024-11-20");
    screen.press("Down Down Down");
    screen.shows("意外住院要写明原因");
    screen.hides("不付：");
    enter(&mut screen, "/stays/0/cause", "1");
    screen.shows("不付：");
    screen.type_text("2");
    screen.press("Down");
    screen.hides("意外住院要写明原因");
    screen.hides("不付：");
    // Told as other days are that can't be.
    enter(&mut screen, "/accident/date", "2024-11-16");
    screen.shows("晚于入院或身故日期");
    screen.press("Ctrl-u");
    screen.type_text("2024-11-13");
    screen.hides("晚于入院或身故日期");
}

#[test]
fn a_contract_and_a_bank_that_the_plan_does_not_know_are_told_under_their_fields() {
    let mut screen = jinan(&["critical-illness"]);
    enter(&mut screen, "/enrolments/0/contract", "B0122001");
    screen.hides("不像合同号");
    screen.press("Down");
    screen.shows("不像合同号：应为 B 加 8 位数字，或 PB 加 6 位数字");
    enter(&mut screen, "/enrolments/0/contract", "2");
    screen.press("Down");
    screen.hides("不像合同号");
    enter(&mut screen, "/enrolments/0/cover/from", "2024-01-01");
    enter(&mut screen, "/enrolments/0/cover/to", "2024-12-30");
    screen.shows("按合同期限应到 2024-12-31");
    enter(&mut screen, "/payee/card", "6222020000000000");
    screen.shows("16 位的校验位不对；没打完就接着打");
    screen.press("Backspace");
    screen.shows("已 15 位，共 16 至 19 位");
    go_to(&mut screen, "/payee/bank");
    screen.press("Ctrl-u");
    screen.type_text("建设银行某某支行");
    screen.shows("卡号是工商银行的");
    screen.press("Ctrl-u");
    screen.type_text("工行某某支行");
    screen.hides("卡号是工商银行的");
    assert!(form(&screen).faults(Lang::Zh).iter().all(|fault| !fault.contains("合同")), "none of it keeps the claim back");
}

#[test]
fn a_date_that_was_filled_in_is_replaced_by_what_is_typed_and_tells_its_fault_once_it_is_whole() {
    let check = huzhu::domain::identity::id_check_character("11010119900101001").unwrap();
    let mut screen = begun((120, 40), Lang::Zh, "zj-10", &["hospital-stay"]);
    enter(&mut screen, "/member/id_number", &format!("11010119900101001{check}"));
    go_to(&mut screen, "/member/birth");
    screen.shows("输入即替换");
    screen.type_text("1990-02-3");
    screen.hides("不是日期");
    screen.type_text("0");
    assert_eq!(form(&screen).focused().unwrap().raw(), "1990-02-30");
    screen.shows("不是日期");
}

#[test]
fn a_death_claim_lists_whose_number_is_wrong_and_says_what_is_missing_in_place_of_the_key() {
    let mut screen = begun((120, 50), Lang::Zh, "jn-critical", &["death"]);
    enter(&mut screen, "/death/date", "2024-11-20");
    enter(&mut screen, "/death/illness", "肺炎");
    screen.press("Down");
    screen.hides("不在本计划的病种内");
    enter(&mut screen, "/agent/name", "张某某");
    enter(&mut screen, "/agent/id_number", "110105194912310021");
    screen.press("Tab A");
    screen.shows("受托人  身份证号 校验码不对");
    screen.shows("还差：被保障人  身份证号 必填");
    let keys = screen.text();
    let keys = keys.lines().last().unwrap();
    assert!(!keys.contains("Y 确认") && !keys.contains("Tab 下一栏"), "{keys}");
}

#[test]
fn a_receipt_gives_no_reason_for_what_every_claim_needs_and_names_who_acts_and_whom_to_call() {
    let mut screen = begun((120, 50), Lang::Zh, "jn-critical", &["death"]);
    enter(&mut screen, "/member/name", "李某某");
    enter(&mut screen, "/agent/name", "张某某");
    enter(&mut screen, "/agent/phone", "13800001111");
    enter(&mut screen, "/agent/relation", "子女");
    let item = IntakeItem { draft: form(&screen).draft(screen.desk.now), state: ClaimState::Waiting };
    let text = Receipt::of(&item, form(&screen).plan.clone(), screen.desk.now, Lang::Zh).text();
    assert!(text.contains("张**  子女  138****1111") && !text.contains("张某某"), "{text}");
    assert_eq!(text.matches("查询电话").count(), 1, "{text}");
    assert!(text.contains("86195716、86195717"), "{text}");
    let mut screen = begun((120, 50), Lang::Zh, "zj-10", &["hospital-stay"]);
    enter(&mut screen, "/member/name", "李某某");
    let item = IntakeItem { draft: form(&screen).draft(screen.desk.now), state: ClaimState::Waiting };
    let text = Receipt::of(&item, form(&screen).plan.clone(), screen.desk.now, Lang::Zh).text();
    assert!(text.contains("还缺材料") && !text.contains("线上"), "{text}");
}
