//! Four eyes on what is asked back: who approved the payout, who finds it not owed and who gives it up are three people's business.

use huzhu::domain::recovery::Settled;

use huzhu::domain::people::Lang;
use huzhu::explain::{moved, notice};
use huzhu::judge::{may, why_in_words};

use super::again::{came, recover, reopen, to_paid, told};
use super::*;

#[test]
fn who_approved_the_payout_asks_nothing_back_and_who_asked_writes_nothing_off() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let payer_too = person(approver().user.as_str(), &[Role::Approver, Role::Supervisor, Role::Payer]);
    assert_eq!(why(office.decide(&approver(), &bare(&case, 30, recover(400)))), Why::OwnApproval);
    assert_eq!(why(office.decide(&payer_too, &bare(&case, 31, recover(400)))), Why::OwnApproval, "in whatever role");
    office.decide(&second_approver(), &bare(&case, 32, recover(400))).unwrap();
    let case = now(&office, &case);
    let off = |id| bare(&case, id, came(150, Settled::WrittenOff));
    let needs = vec![Role::Approver, Role::Supervisor];
    assert_eq!(why(office.decide(&payer(), &off(33))), Why::Role { needs }, "the payer alone gives nothing up");
    assert_eq!(why(office.decide(&second_approver(), &off(34))), Why::OwnRecovery);
    assert_eq!(why(office.decide(&payer_too, &off(35))), Why::OwnApproval);
    let needs = vec![Role::Payer];
    assert_eq!(why(office.decide(&second_approver(), &bare(&case, 36, came(150, Settled::Repaid)))), Why::Role { needs });
    office.decide(&supervisor(), &off(37)).unwrap();
    let case = now(&office, &case);
    assert!(matches!(why(office.decide(&supervisor(), &bare(&case, 38, came(250, Settled::Repaid)))), Why::Role { .. }));
    office.decide(&payer_too, &bare(&case, 39, came(250, Settled::Repaid))).unwrap();
    let case = now(&office, &case);
    assert_eq!((case.case.recoveries[0].written_off, case.case.recoveries[0].repaid), (Money::from_yuan(150), Money::from_yuan(250)));
}

#[test]
fn what_a_new_round_refuses_is_written_off_by_neither_who_refused_it_nor_who_had_approved_it() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    office.decide(&supervisor(), &bare(&case, 40, reopen())).unwrap();
    let reject = Act::Reject { reason: "EXCLUDED-CAUSE".into(), clause: "六 1(2)".into(), text: "不予给付".into() };
    let case = walk(&office, &case, 41, &[(medical(), pass_on()), (second_approver(), reject)]);
    let off = |id| bare(&case, id, came(400, Settled::WrittenOff));
    assert_eq!(why(office.decide(&second_approver(), &off(50))), Why::OwnRecovery);
    assert_eq!(why(office.decide(&approver(), &off(51))), Why::OwnApproval);
    office.decide(&supervisor(), &off(52)).unwrap();
}

/// Who refused a case before anything was paid, or when all was asked back already, asked for nothing: he may write it off.
#[test]
fn a_refusal_that_asks_nothing_back_bars_nobody_from_writing_off() {
    let office = office();
    let reject = || Act::Reject { reason: "EXCLUDED-CAUSE".into(), clause: "六 1(2)".into(), text: "不予给付".into() };
    let another = person("qian", &[Role::Approver]);
    let first = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let case = walk(&office, &first, 20, &[(second_approver(), reject())]);
    office.decide(&supervisor(), &bare(&case, 21, reopen())).unwrap();
    let case = walk(&office, &case, 22, &[(medical(), pass_on()), (approver(), approve()), (payer(), Act::Paid { reference: "1".into() })]);
    office.decide(&another, &bare(&case, 30, recover(400))).unwrap();
    let case = now(&office, &case);
    assert_eq!(why(office.decide(&another, &bare(&case, 31, came(100, Settled::WrittenOff)))), Why::OwnRecovery);
    office.decide(&second_approver(), &bare(&case, 32, came(100, Settled::WrittenOff))).unwrap();
    // In the round after it he refuses what is asked back already.
    let case = now(&office, &case);
    office.decide(&supervisor(), &bare(&case, 33, reopen())).unwrap();
    let case = walk(&office, &case, 34, &[(medical(), pass_on()), (second_approver(), reject())]);
    assert_eq!(case.case.recoveries.len(), 1);
    office.decide(&second_approver(), &bare(&case, 40, came(100, Settled::WrittenOff))).unwrap();
}

fn plans() -> huzhu::rules::PlanSet {
    huzhu::rules::PlanSet::builtin()
}

/// What the office reads of the money, in a line.
fn line(case: &CaseDetail) -> String {
    moved::line(Lang::Zh, &huzhu::domain::sums::Sums::of(&case.case, &case.assessment), case.case.status)
}

#[test]
fn what_came_back_in_part_is_told_beside_what_was_paid_and_what_is_still_to_come() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    office.decide(&second_approver(), &bare(&case, 30, recover(400))).unwrap();
    office.decide(&payer(), &bare(&now(&office, &case), 31, came(100, Settled::Repaid))).unwrap();
    let part = now(&office, &case);
    let [notice, heard] = told(&part);
    let said = "已付 400.00 元，已退回 100.00 元，还须退回 300.00 元。";
    assert_eq!(notice, format!("核定为 0.00 元。{said}"));
    assert!(heard.contains(said), "{heard}");
    assert_eq!(line(&part), "核定 0.00  已付 400.00  已追回 100.00  待追回 300.00");
    office.decide(&supervisor(), &bare(&part, 32, came(300, Settled::WrittenOff))).unwrap();
    let done = now(&office, &case);
    let [notice, heard] = told(&done);
    let said = "已付 400.00 元，已退回 100.00 元，另有 300.00 元不须退回。";
    assert_eq!(notice, format!("核定为 0.00 元。{said}"));
    assert!(heard.contains(said), "{heard}");
    assert_eq!(line(&done), "核定 0.00  已付 400.00  已追回 100.00  不再追回 300.00");
}

#[test]
fn what_was_written_off_is_never_asked_back_again() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let nothing_left = |case: &CaseDetail| {
        let plans = plans();
        let plan = plans.get(&case.case.plan).unwrap();
        let why = may(plan, &case.case, &case.assessment, Verb::Recover, &second_approver()).unwrap_err().why;
        assert_eq!(why, Why::NothingToRecover);
        assert!(why_in_words(Lang::Zh, plan, &why).contains("没有可再追回的"));
    };
    office.decide(&second_approver(), &bare(&case, 30, recover(400))).unwrap();
    nothing_left(&now(&office, &case));
    office.decide(&supervisor(), &bare(&now(&office, &case), 31, came(50, Settled::WrittenOff))).unwrap();
    nothing_left(&now(&office, &case));
    for yuan in [50, 350, 400] {
        let again = office.decide(&second_approver(), &bare(&now(&office, &case), 32, recover(yuan)));
        assert_eq!(why(again), Why::NothingToRecover, "{yuan}");
    }
    office.decide(&supervisor(), &bare(&now(&office, &case), 33, came(350, Settled::WrittenOff))).unwrap();
    assert_eq!(why(office.decide(&second_approver(), &bare(&now(&office, &case), 34, recover(400)))), Why::NothingToRecover);
    nothing_left(&now(&office, &case));
    assert_eq!(told(&now(&office, &case))[0], "核定为 0.00 元。已付 400.00 元，另有 400.00 元不须退回。");
}

#[test]
fn what_a_refusal_asks_back_is_told_by_the_refusals_reason_and_clause() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    office.decide(&supervisor(), &bare(&case, 40, reopen())).unwrap();
    let plans = plans();
    let plan = plans.get(&case.case.plan).unwrap();
    let rule = plan.reason(&"NOT-COVERED-TERM".into()).unwrap();
    let reject = Act::Reject { reason: rule.code.clone(), clause: rule.clause.clone(), text: "不在保障期限内".into() };
    let case = walk(&office, &case, 41, &[(medical(), pass_on()), (second_approver(), reject)]);
    let asked = &case.case.recoveries[0];
    assert_eq!((asked.reason.as_ref(), &asked.clause), (Some(&rule.code), &rule.clause));
    let letter = notice::of_case(Lang::Zh, plan, &case, case.case.facts.filed, notice::People::Named);
    let line = letter.to_return.first().unwrap();
    assert!(line.contains("400.00") && line.contains(rule.clause.as_str()) && line.contains(rule.text.get(Lang::Zh)), "{line}");
    assert!(!line.contains(plan.recovering.as_ref().unwrap().clause.as_str()), "{line}");
    assert_eq!(why(office.decide(&second_approver(), &bare(&case, 50, recover(400)))), Why::NothingToRecover, "it is asked back already");
    // Who refused it closes the debt in no way.
    let both = person(second_approver().user.as_str(), &[Role::Approver, Role::Payer]);
    assert_eq!(why(office.decide(&both, &bare(&case, 51, came(400, Settled::Repaid)))), Why::OwnRecovery);
}

#[test]
fn who_asked_it_back_does_not_note_that_it_came() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let both = person("yu", &[Role::Supervisor, Role::Payer]);
    office.decide(&both, &bare(&case, 30, recover(400))).unwrap();
    let case = now(&office, &case);
    let refused = why(office.decide(&both, &bare(&case, 31, came(400, Settled::Repaid))));
    assert_eq!(refused, Why::OwnRecovery);
    assert!(why_in_words(Lang::Zh, plans().get(&case.case.plan).unwrap(), &refused).contains("入账和核销须由提出追回以外的人办理"));
    office.decide(&payer(), &bare(&case, 32, came(400, Settled::Repaid))).unwrap();
}

/// A case under a plan text of before it said who writes off: who follows a recovery writes it off too, unless he asked for it.
#[test]
fn a_recovery_under_an_older_text_is_judged_as_it_was() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let plans = huzhu::rules::PlanSet::builtin();
    let source = plans.get(&case.case.plan).unwrap().source.clone();
    let older = source.replace("written_off_by = [\"approver\", \"supervisor\"]\nnot_by_approver = true\n", "");
    assert_ne!(source, older);
    let older = huzhu::rules::Plan::parse(&older).unwrap();
    let judged = |case: &CaseDetail, who: &Person, act: Act| {
        let mut case = case.clone();
        (case.case.plan_hash, case.assessment.plan_hash) = (older.hash.clone(), older.hash.clone());
        case.basis = huzhu::domain::basis::Basis::of(&case.case, &case.history);
        let judge = huzhu::judge::Judge { who, now: case.case.entered, sees_only: None };
        let ruling = huzhu::judge::judge(&older, &case.case, &case.history, &bare(&case, 60, act), &judge).map_err(|refusal| refusal.why);
        ruling.map(|ruling| CaseDetail { case: ruling.case, ..case })
    };
    let both = person("yu", &[Role::Approver, Role::Payer]);
    assert!(judged(&case, &approver(), recover(400)).is_ok(), "who had approved it could");
    let case = judged(&case, &both, recover(400)).unwrap();
    assert_eq!(judged(&case, &both, came(400, Settled::WrittenOff)).unwrap_err(), Why::OwnRecovery);
    assert!(judged(&case, &both, came(400, Settled::Repaid)).is_ok(), "who asked for it notes what came");
    assert!(judged(&case, &payer(), came(400, Settled::WrittenOff)).is_ok());
    assert!(matches!(judged(&case, &supervisor(), came(400, Settled::WrittenOff)), Err(Why::Role { .. })));
}
