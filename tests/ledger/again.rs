//! A decided case looked at again: new rounds, recoveries, and that nobody gets or owes more than he should.

use huzhu::domain::case::Hold;
use huzhu::domain::ids::ReasonCode;
use huzhu::domain::people::Lang;
use huzhu::domain::recovery::Settled;
use huzhu::domain::sums::Sums;
use huzhu::explain::caller::{self, About};
use huzhu::explain::notice;
use huzhu::server::OfficeError;

use super::*;

pub(super) fn reopen() -> Act {
    Act::Reopen { reason: "NEW-EVIDENCE".into(), text: "补来了出院记录".into() }
}

pub(super) fn recover(yuan: i64) -> Act {
    let (reason, clause) = (ReasonCode::from("EXCLUDED-CAUSE"), "六 1(2)".into());
    Act::Recover { benefit: "hospital-stay".into(), amount: Money::from_yuan(yuan), reason, clause, text: "查明为酗酒住院".into() }
}

pub(super) fn came(yuan: i64, how: Settled) -> Act {
    Act::Recovered { benefit: "hospital-stay".into(), amount: Money::from_yuan(yuan), how, text: "回单 0091".into() }
}

fn paid() -> Act {
    Act::Paid { reference: "2024-118".into() }
}

pub(super) fn to_paid(office: &Office, case: &CaseDetail, id: u128) -> CaseDetail {
    let case = to_approval(office, case, id);
    walk(office, &case, id + 10, &[(approver(), approve()), (payer(), paid())])
}

/// Corrects the stay to so many days, at the stage where the case is.
fn corrected(office: &Office, case: &CaseDetail, id: u128, days: u32) -> CaseDetail {
    let case = now(office, case);
    let discharge = case.case.facts.stays[0].admission + chrono::Days::new(u64::from(days));
    let correct = |path: &str, from: serde_json::Value, to: serde_json::Value| {
        let (evidence, reason) = ("discharge-record", "按出院记录");
        let said = serde_json::json!({ "amend": "correct", "path": path, "old": from, "new": to, "evidence": evidence, "reason": reason });
        serde_json::from_value(said).unwrap()
    };
    let stay = &case.case.facts.stays[0];
    let amendments = vec![
        correct("/stays/0/discharge", serde_json::json!(stay.discharge), serde_json::json!(discharge)),
        correct("/stays/0/stated_days", serde_json::json!(stay.stated_days), serde_json::json!(days)),
    ];
    let facts = huzhu::domain::amendment::apply(&case.case.facts, &amendments).unwrap();
    let plans = huzhu::rules::PlanSet::builtin();
    let total = huzhu::rules::assess(plans.get(&case.case.plan).unwrap(), &facts, &case.history).total;
    let decision = Decision { amendments, amount: total, ..bare(&case, id, Act::Amend { note: String::new() }) };
    office.decide(&medical(), &decision).unwrap();
    now(office, &case)
}

#[test]
fn a_paid_case_is_decided_anew_and_only_the_difference_moves() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    assert!(matches!(why(office.decide(&approver(), &decide(&case, 40, reopen()))), Why::Role { .. }), "the plan names the supervisor");
    let receipt = office.decide(&supervisor(), &bare(&case, 41, reopen())).unwrap();
    assert_eq!((receipt.status, receipt.stage.as_str()), (Status::Open, "medical-review"));
    let again = now(&office, &case);
    assert_eq!(again.case.timeline.len(), case.case.timeline.len() + 1, "what was decided stays");
    assert!(again.case.granted.is_empty());
    // Ten days come to 500.00, of which 400.00 were paid.
    let again = corrected(&office, &again, 50, 10);
    let again = walk(&office, &again, 60, &[(medical(), pass_on()), (approver(), approve())]);
    assert_eq!(
        (again.case.granted[0].amount, Sums::of(&again.case, &again.assessment).to_pay.unwrap()),
        (Money::from_yuan(500), Money::from_yuan(100))
    );
    let again = walk(&office, &again, 70, &[(payer(), paid())]);
    assert_eq!(again.case.held_for(&"hospital-stay".into()), Money::from_yuan(500));
    // Six days come to 300.00: 200.00 too much.
    office.decide(&supervisor(), &bare(&again, 80, reopen())).unwrap();
    let again = corrected(&office, &again, 81, 6);
    let again = walk(&office, &again, 90, &[(medical(), pass_on()), (approver(), approve()), (payer(), paid())]);
    assert_eq!(
        (Sums::of(&again.case, &again.assessment).to_pay.unwrap(), again.case.recoveries[0].open()),
        (Money::ZERO, Money::from_yuan(200))
    );
    let later = hospital(&office, 1, "2024-12-01", 4);
    assert_eq!(later.summary.amount, Some(Money::ZERO), "10 days: 500.00, and he still has 500.00");
    office.decide(&payer(), &bare(&again, 100, came(150, Settled::Repaid))).unwrap();
    assert_eq!(now(&office, &later).summary.amount, Some(Money::from_yuan(150)));
    assert!(matches!(
        why(office.decide(&payer(), &bare(&now(&office, &again), 101, came(51, Settled::Repaid)))),
        Why::MoreThanAsked { .. }
    ));
    office.decide(&supervisor(), &bare(&now(&office, &again), 102, came(50, Settled::WrittenOff))).unwrap();
    assert_eq!(now(&office, &later).summary.amount, Some(Money::from_yuan(150)), "what is written off he keeps");
    assert!(matches!(why(office.decide(&payer(), &bare(&now(&office, &again), 103, came(1, Settled::Repaid)))), Why::MoreThanAsked { .. }));
    office.ledger().read(|books| books.verify_audit()).unwrap().unwrap();
}

#[test]
fn what_is_found_not_owed_is_asked_back_whole_and_counts_until_it_is_back() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let later = hospital(&office, 1, "2024-12-01", 4);
    assert_eq!(later.summary.amount, Some(Money::from_yuan(200)), "12 days: 600.00 less 400.00");
    assert!(matches!(why(office.decide(&payer(), &bare(&case, 30, recover(400)))), Why::Role { .. }));
    assert_eq!(why(office.decide(&second_approver(), &bare(&case, 31, recover(300)))), Why::NotTheWhole { held: Money::from_yuan(400) });
    assert_eq!(why(office.decide(&second_approver(), &bare(&case, 32, recover(500)))), Why::NotTheWhole { held: Money::from_yuan(400) });
    office.decide(&second_approver(), &bare(&case, 33, recover(400))).unwrap();
    let case = now(&office, &case);
    assert_eq!((case.case.status, case.summary.amount), (Status::Paid, Some(Money::from_yuan(400))), "he has it until it is back");
    let [notice, heard] = told(&case);
    assert_eq!(notice, "核定为 0.00 元。已付 400.00 元，须退回 400.00 元。");
    assert!(heard.contains("已经办结。已付 400.00 元，须退回 400.00 元。"), "{heard}");
    assert_eq!(why(office.decide(&supervisor(), &bare(&case, 34, recover(400)))), Why::NothingToRecover);
    // Its days count no more; its money does until it is back.
    assert_eq!(now(&office, &later).summary.amount, Some(Money::ZERO), "4 days: 300.00, and he has 400.00");
    office.decide(&payer(), &bare(&case, 35, came(400, Settled::Repaid))).unwrap();
    let [notice, heard] = told(&now(&office, &case));
    assert_eq!(notice, "核定为 0.00 元。已付 400.00 元，已退回 400.00 元。");
    assert!(heard.contains("已经办结。已付 400.00 元，已退回 400.00 元。"), "{heard}");
    assert_eq!(now(&office, &case).summary.amount, Some(Money::ZERO));
    let free = now(&office, &later);
    assert_eq!((free.summary.amount, free.history.granted.len()), (Some(Money::from_yuan(300)), 0), "as if it had never been");
}

/// What the claimant reads of it in the notice and hears of it on the phone, each from the money on.
pub(super) fn told(case: &CaseDetail) -> [String; 2] {
    let plans = huzhu::rules::PlanSet::builtin();
    let (plan, today) = (plans.get(&case.case.plan).unwrap(), case.case.facts.filed);
    let notice = notice::of_case(Lang::Zh, plan, case, today, notice::People::Named).sentence;
    let heard = caller::answer(About { lang: Lang::Zh, plan: Some(plan), summary: &case.summary, detail: Some(case), paces: &[], today });
    let at = ["核定为", "此前已付", "已核准"].iter().filter_map(|mark| notice.find(mark)).min().unwrap();
    [notice[at..].trim_end().to_owned(), heard.sentence]
}

#[test]
fn what_was_paid_before_is_told_where_nothing_more_is_paid() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    assert_eq!(case.summary.amount, Some(Money::from_yuan(400)));
    office.decide(&supervisor(), &bare(&case, 40, reopen())).unwrap();
    let again = now(&office, &case);
    assert_eq!(again.summary.amount, Some(Money::ZERO), "400.00 were paid, and 400.00 it comes to");
    assert_eq!(told(&again)[0], "此前已付 400.00 元。", "nothing is promised before it is decided");
    let again = walk(&office, &again, 60, &[(medical(), pass_on()), (approver(), approve())]);
    assert_eq!(again.summary.amount, Some(Money::ZERO));
    let [notice, heard] = told(&again);
    assert_eq!(notice, "核定为 400.00 元。此前已付 400.00 元，本次不再付款。");
    assert!(heard.contains("此前已付 400.00 元，本次不再付款。") && !heard.contains("正在付到"), "{heard}");
    let again = walk(&office, &again, 70, &[(payer(), paid())]);
    assert!(told(&again)[0].contains("共 400.00 元"), "{:?}", told(&again));
}

#[test]
fn a_caller_hears_that_a_case_is_set_aside_or_with_a_panel_and_of_no_suspicion() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let until = "2024-12-30".parse().unwrap();
    office.decide(&approver(), &decide(&case, 30, Act::Park { until, text: "等病理报告".into() })).unwrap();
    let heard = |case: &CaseDetail| {
        let plans = huzhu::rules::PlanSet::builtin();
        let (plan, today) = (plans.get(&case.case.plan), case.case.facts.filed);
        caller::answer(About {
            lang: Lang::Zh,
            plan: plan.map(|plan| &**plan),
            summary: &case.summary,
            detail: Some(case),
            paces: &[],
            today,
        })
    };
    let parked = heard(&now(&office, &case));
    assert!(parked.sentence.contains("暂存到 12 月 30 日") && !parked.sentence.contains("病理"), "{}", parked.sentence);
    assert_eq!(parked.expected, "暂存到 2024-12-30");
    office.decide(&approver(), &decide(&now(&office, &case), 31, Act::Resume { text: "报告已到".into() })).unwrap();
    let plain = heard(&now(&office, &case));
    for (id, reason) in [(32, "FRAUD-SUSPECTED"), (34, "PANEL")] {
        let refer = Act::Refer { reason: reason.into(), text: "票据存疑".into() };
        office.decide(&approver(), &decide(&now(&office, &case), id, refer)).unwrap();
        let referred = heard(&now(&office, &case));
        assert_eq!(referred.sentence.contains("会审"), reason == "PANEL", "{}", referred.sentence);
        assert_eq!(referred == plain, reason != "PANEL", "a suspicion shows in nothing that is read out");
        office.decide(&approver(), &decide(&now(&office, &case), id + 1, Act::Resume { text: "已登记".into() })).unwrap();
    }
}

#[test]
fn what_was_recovered_is_answered_for_before_a_new_round_pays_it() {
    use huzhu::domain::assessment::{Check, CheckState, RECOVERED};
    use huzhu::domain::people::Lang;
    let check_of =
        |detail: &CaseDetail| -> Vec<Check> { detail.assessment.checks.iter().filter(|check| check.check == RECOVERED).cloned().collect() };
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    office.decide(&supervisor(), &bare(&case, 30, reopen())).unwrap();
    assert!(check_of(&now(&office, &case)).is_empty(), "nothing was asked back yet");
    let mut case = walk(&office, &case, 31, &[(medical(), pass_on()), (approver(), approve()), (payer(), paid())]);
    for (n, how) in [Settled::Repaid, Settled::WrittenOff].into_iter().enumerate() {
        let id = 100 * (n as u128 + 1);
        office.decide(&second_approver(), &bare(&case, id, recover(400))).unwrap();
        let who = if how == Settled::Repaid { payer() } else { supervisor() };
        office.decide(&who, &bare(&now(&office, &case), id + 1, came(400, how))).unwrap();
        assert_eq!(check_of(&now(&office, &case)).len(), n, "a closed case rests on what was seen");
        office.decide(&supervisor(), &bare(&now(&office, &case), id + 2, reopen())).unwrap();
        case = walk(&office, &case, id + 3, &[(medical(), pass_on())]);
        let checks = check_of(&case);
        assert_eq!((checks.len(), checks[0].state, checks[0].blocks), (n + 1, CheckState::Unknown, true), "asked in each round");
        let plans = huzhu::rules::PlanSet::builtin();
        let names = plans.get(&case.case.plan).unwrap().names(Lang::Zh);
        let line = huzhu::text::assess::check_line(Lang::Zh, &names, &checks[0]);
        assert!(line.contains("400.00") && line.contains("追回") && line.contains("2024-12-18"), "{line}");
        let asked = vec![(RECOVERED.into(), CheckState::Unknown); n + 1];
        assert_eq!(why(office.decide(&approver(), &decide(&case, id + 10, approve()))), Why::Checks { checks: asked });
        let said = |holds| vec![amend::answer(RECOVERED, holds)];
        let no = amend::amended(&case, id + 11, Act::Amend { note: String::new() }, said(false));
        office.decide(&approver(), &no).unwrap();
        assert_eq!(check_of(&now(&office, &case))[0].state, CheckState::Fail);
        assert!(matches!(why(office.decide(&approver(), &decide(&now(&office, &case), id + 12, approve()))), Why::Checks { .. }));
        let yes = amend::amended(&now(&office, &case), id + 13, Act::Amend { note: String::new() }, said(true));
        office.decide(&approver(), &yes).unwrap();
        assert_eq!(check_of(&now(&office, &case))[0].state, CheckState::Attested, "settled with a reason");
        case = walk(&office, &case, id + 14, &[(approver(), approve()), (payer(), paid())]);
        assert_eq!(case.summary.amount, Some(Money::from_yuan(400)));
    }
}

#[test]
fn a_new_round_has_its_own_four_eyes_and_what_it_refuses_is_asked_back() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    office.decide(&supervisor(), &bare(&case, 40, reopen())).unwrap();
    let both = person("he", &[Role::Medical, Role::Approver]);
    let again = walk(&office, &case, 41, &[(both.clone(), pass_on())]);
    assert!(matches!(why(office.decide(&both, &decide(&again, 50, approve()))), Why::FourEyes { .. }));
    let other = hospital(&office, 1, "2024-12-01", 4);
    assert_eq!(other.summary.amount, Some(Money::from_yuan(200)), "undecided, its money and days count as they were");
    let reject = Act::Reject { reason: "EXCLUDED-CAUSE".into(), clause: "六 1(2)".into(), text: "不予给付".into() };
    let again = walk(&office, &again, 60, &[(approver(), reject)]);
    assert_eq!((again.case.status, again.case.recoveries[0].asked), (Status::Rejected, Money::from_yuan(400)));
    assert_eq!(now(&office, &other).summary.amount, Some(Money::ZERO));
    office.decide(&payer(), &bare(&again, 70, came(400, Settled::Repaid))).unwrap();
    assert_eq!(now(&office, &other).summary.amount, Some(Money::from_yuan(300)));
}

#[test]
fn what_was_granted_and_not_paid_is_taken_back_by_a_new_round() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    assert_eq!(why(office.decide(&supervisor(), &bare(&case, 20, reopen()))), Why::Undecided);
    let case = walk(&office, &case, 21, &[(approver(), approve())]);
    assert!(matches!(why(office.decide(&payer(), &bare(&case, 22, Act::SendBack { text: "重算".into() }))), Why::NoStageBefore { .. }));
    office.decide(&supervisor(), &bare(&case, 23, reopen())).unwrap();
    let other = hospital(&office, 1, "2024-12-01", 4);
    assert_eq!((other.summary.amount, other.history.granted.len()), (Some(Money::from_yuan(300)), 0));
    let again = walk(&office, &case, 30, &[(medical(), pass_on()), (approver(), approve()), (payer(), paid())]);
    assert_eq!((again.case.held.len(), again.case.recoveries.len()), (0, 0));
    let stale = decide(&case, 40, paid());
    assert!(matches!(office.decide(&payer(), &stale), Err(OfficeError::Refused { .. })), "the first round's payment is not carried out");
}

#[test]
fn a_case_goes_back_one_stage_and_rests_and_waits_for_a_panel() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let back = Act::SendBack { text: "病理日期与出院记录不符，请再看".into() };
    let case = walk(&office, &case, 10, &[(approver(), back)]);
    assert_eq!((case.case.stage.as_str(), case.case.assignee.clone()), ("medical-review", None));
    let park = |until: &str| Act::Park { until: day(until), text: "等病理报告".into() };
    assert_eq!(why(office.decide(&medical(), &bare(&case, 11, park("2024-12-18")))), Why::ParkedUntil, "today");
    let case = walk(&office, &case, 12, &[(medical(), park("2025-01-06"))]);
    assert_eq!(case.case.hold, Some(Hold::Parked { until: day("2025-01-06") }));
    let refer = Act::Refer { reason: "PANEL".into(), text: "是否属于先天性".into() };
    let case = walk(&office, &case, 13, &[(medical(), refer)]);
    assert_eq!(why(office.decide(&medical(), &decide(&case, 14, pass_on()))), Why::WithPanel);
    let resume = Act::Resume { text: "会审意见：后天性".into() };
    let case = walk(&office, &case, 15, &[(medical(), resume.clone()), (medical(), pass_on()), (approver(), approve())]);
    assert_eq!((case.case.stage.as_str(), case.case.hold.clone()), ("payment", None));
    assert!(matches!(why(office.decide(&payer(), &bare(&case, 20, resume))), Why::Verb { .. }));
}

/// Any order of payments, rounds, recoveries and repayments: what a member has never goes below zero, what is asked back never beyond
/// what he has, and what he has less what is asked back never above what the period's days come to.
#[test]
fn money_stays_right_whatever_is_done_in_which_order() {
    for seed in 1..10_u64 {
        let office = office();
        let mut cases: Vec<CaseDetail> = [("2024-03-01", 3), ("2024-05-01", 9), ("2024-08-01", 20)]
            .into_iter()
            .map(|(on, days)| hospital(&office, 1, on, days))
            .collect();
        let (mut dice, mut id) = (seed, 1_000_u128);
        for _ in 0..60 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (dice >> 33) as usize % cases.len();
            let case = now(&office, &cases[at]);
            id += 1;
            let amount = case.case.asked_back(&"hospital-stay".into());
            let held = case.case.held_for(&"hospital-stay".into());
            let part = |share: i64| Money::from_fen((amount.fen() / share).max(1));
            let recovered = |how| Act::Recovered {
                benefit: "hospital-stay".into(),
                amount: part(1 + (dice >> 20) as i64 % 3),
                how,
                text: "回单".into(),
            };
            let all = Act::Recover {
                benefit: "hospital-stay".into(),
                amount: held,
                reason: "EXCLUDED-CAUSE".into(),
                clause: "六 1(2)".into(),
                text: "不应付".into(),
            };
            let reject = Act::Reject { reason: "EXCLUDED-CAUSE".into(), clause: "六 1(2)".into(), text: "不予给付".into() };
            let tries: [(Person, Act); 9] = [
                (officer(), pass_on()),
                (medical(), pass_on()),
                (approver(), approve()),
                (payer(), paid()),
                (supervisor(), reopen()),
                (second_approver(), all),
                (payer(), recovered(Settled::Repaid)),
                (supervisor(), recovered(Settled::WrittenOff)),
                (approver(), reject),
            ];
            let (who, act) = tries[(dice >> 40) as usize % tries.len()].clone();
            if matches!(act, Act::Amend { .. }) || office.decide(&who, &decide(&case, id, act)).is_err() {
                continue;
            }
            cases = cases.iter().map(|case| now(&office, case)).collect();
            let benefit = "hospital-stay".into();
            let (mut has, mut asked) = (Money::ZERO, Money::ZERO);
            for case in &cases {
                let (held, back) = (case.case.held_for(&benefit), case.case.asked_back(&benefit));
                assert!(held >= Money::ZERO && back >= Money::ZERO && back <= held, "seed {seed}: {held} {back}");
                (has, asked) = (has + held, asked + back);
            }
            // 32 days come to 1,600.00; nobody gets beyond that with all that was ever paid.
            assert!(has - asked <= Money::from_yuan(1_600), "seed {seed}: {has} less {asked}");
            assert!(has <= Money::from_yuan(1_600), "seed {seed}: {has}");
        }
        office.ledger().read(|books| books.verify_audit()).unwrap().unwrap();
    }
}

/// A copy of it that comes late finds the case as it was at first, and must not be carried out: he was told that it was not.
#[test]
fn a_decision_that_was_refused_stays_refused() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let late = decide(&case, 30, approve());
    office.decide(&second_approver(), &decide(&case, 31, Act::Park { until: day("2025-01-06"), text: "等病理报告".into() })).unwrap();
    assert!(why(office.decide(&approver(), &late)).code() == ProblemCode::Conflict);
    office.decide(&second_approver(), &decide(&now(&office, &case), 32, Act::Resume { text: "报告已到".into() })).unwrap();
    assert_eq!(now(&office, &case).basis, case.basis, "it is as it was when it was decided");
    assert_eq!(why(office.decide(&approver(), &late)), Why::Basis);
    office.decide(&approver(), &decide(&case, 33, approve())).unwrap();
}

/// The same where it was refused for the number of undecided cases, which is another by the time its copy comes.
#[test]
fn a_new_round_that_was_refused_stays_refused() {
    let office = office();
    let case = to_paid(&office, &hospital(&office, 1, "2024-01-01", 8), 1);
    let made: Vec<_> = (0..50)
        .map(|n| {
            let admission = day("2024-02-01") + chrono::Days::new(5 * n);
            hospital(&office, 1, &admission.to_string(), 2)
        })
        .collect();
    let late = bare(&now(&office, &case), 200, reopen());
    assert!(matches!(office.decide(&supervisor(), &late), Err(OfficeError::TooManyCases)));
    to_paid(&office, &now(&office, &made[0]), 300);
    assert_eq!(why(office.decide(&supervisor(), &late)), Why::Basis);
    office.decide(&supervisor(), &bare(&now(&office, &case), 201, reopen())).unwrap();
}

/// The same of what rests on nothing: it is in conflict with nothing, and is told what it was told.
#[test]
fn a_taking_that_was_refused_is_told_the_same_again() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let late = bare(&case, 30, Act::Assign { to: Some(approver().user) });
    let told = why(office.decide(&approver(), &late));
    assert_ne!(told.code(), ProblemCode::Conflict);
    let case = to_approval(&office, &case, 1);
    assert_eq!(why(office.decide(&approver(), &late)), told);
    assert_eq!(now(&office, &case).case.assignee, None);
    office.decide(&approver(), &bare(&case, 31, Act::Assign { to: Some(approver().user) })).unwrap();
}
