//! What a decision says in words: a reason that can be read, a clause of the plan, a time that can be true; and what a refusal says.

use huzhu::domain::decision::{Act, Decision, ProblemCode};
use huzhu::domain::ids::{Clause, ReasonCode};
use huzhu::domain::money::Money;
use huzhu::domain::people::Lang;
use huzhu::domain::recovery::Settled;
use huzhu::domain::summary::CaseDetail;
use huzhu::domain::time::Moment;
use huzhu::judge::{Why, why_in_words};
use huzhu::rules::PlanSet;
use huzhu::server::Office;

use super::office::*;
use super::{hospital, now, second_approver, to_approval, walk, why};

fn to_paid(office: &Office) -> CaseDetail {
    let case = to_approval(office, &hospital(office, 1, "2024-11-01", 8), 1);
    walk(office, &case, 10, &[(approver(), approve()), (payer(), Act::Paid { reference: "2024-118".into() })])
}

fn recover(benefit: &str, clause: &str) -> Act {
    let (benefit, reason, clause) = (benefit.into(), ReasonCode::from("EXCLUDED-CAUSE"), Clause::from(clause));
    Act::Recover { benefit, amount: Money::from_yuan(400), reason, clause, text: "查明为酗酒住院".into() }
}

fn told(why: &Why) -> String {
    why_in_words(Lang::Zh, PlanSet::builtin().get(&"zj-10".into()).unwrap(), why)
}

#[test]
fn a_reason_that_nobody_can_read_is_none() {
    let office = office();
    let case = to_approval(&office, &hospital(&office, 1, "2024-11-01", 8), 1);
    let unseen = "\u{200b}\u{3000}\u{feff} \u{3164}";
    let acts = [
        Act::SendBack { text: unseen.into() },
        Act::Park { until: day("2025-01-06"), text: unseen.into() },
        Act::Refer { reason: "PANEL".into(), text: unseen.into() },
    ];
    for (n, act) in acts.into_iter().enumerate() {
        let refused = why(office.decide(&approver(), &bare(&case, 100 + n as u128, act)));
        assert_eq!(refused, Why::NoReason);
        assert!(!told(&refused).contains("条款"), "{}", told(&refused));
    }
    assert_eq!(why(office.decide(&approver(), &bare(&case, 110, Act::Note { text: unseen.into() }))), Why::EmptyNote);
    let reject = Act::Reject { reason: "EXCLUDED-CAUSE".into(), clause: "六 1(2)".into(), text: unseen.into() };
    assert_eq!(why(office.decide(&approver(), &bare(&case, 111, reject))), Why::NoGrounds);
    assert_eq!(now(&office, &case).case.timeline.len(), case.case.timeline.len(), "nothing of it stands");
}

#[test]
fn a_claimant_is_told_no_clause_that_the_plan_does_not_know() {
    let office = office();
    let case = to_paid(&office);
    for clause in ["乱写", "六", "六 1(2) ", "六1(2)"] {
        let refused = why(office.decide(&second_approver(), &bare(&case, 100, recover("hospital-stay", clause))));
        assert_eq!(refused, Why::NoSuchClause, "{clause}");
        assert!(!told(&refused).contains("乱写"));
    }
    assert_eq!(why(office.decide(&second_approver(), &bare(&case, 100, recover("hospital-stay", " ")))), Why::NoGrounds);
    let other = to_approval(&office, &hospital(&office, 2, "2024-11-01", 8), 20);
    let reject = |clause: &str| Act::Reject { reason: "EXCLUDED-CAUSE".into(), clause: clause.into(), text: "不予给付".into() };
    assert_eq!(why(office.decide(&approver(), &bare(&other, 101, reject("随便写的条款")))), Why::NoSuchClause);
    assert!(office.decide(&approver(), &bare(&other, 102, reject("六 1(2)"))).is_ok(), "another clause of the plan than the reason's");
}

#[test]
fn no_decision_is_of_a_time_at_which_there_was_no_desk() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let year_9999 = Moment::at(day("9999-12-31"), 0, 0);
    for decided_at in [year_9999, Moment(-1), Moment(0), Moment(i64::MAX), Moment(i64::MIN), Moment::at(day("2100-01-01"), 0, 0)] {
        for act in [pass_on(), Act::Note { text: "已电话核实".into() }] {
            let decision = Decision { decided_at, ..decide(&case, 1, act) };
            let decision = Decision { verdicts: Vec::new(), ..decision };
            assert_eq!(why(office.decide(&officer(), &decision)), Why::Clock, "{decided_at:?}");
        }
    }
    // Weeks offline, or an office that stands on a day of its own, are no reason.
    let late = Decision { decided_at: opens().plus_secs(700 * 24 * 60 * 60), ..bare(&case, 2, Act::Note { text: "已核实".into() }) };
    assert!(office.decide(&officer(), &late).is_ok());
    let offline = Decision { decided_at: opens().plus_secs(-60 * 24 * 60 * 60), ..decide(&case, 3, pass_on()) };
    assert!(office.decide(&officer(), &offline).is_ok());
}

#[test]
fn a_refusal_tells_what_stands_against_it_here() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let back = Act::SendBack { text: "请再看".into() };
    let first = told(&why(office.decide(&officer(), &bare(&case, 1, back))));
    assert!(first.contains("第一个环节") && !first.contains("重启"), "{first}");
    let approved = walk(&office, &to_approval(&office, &case, 10), 20, &[(approver(), approve())]);
    match office.decide(&second_approver(), &bare(&approved, 30, recover("hospital-stay", "六 1(2)"))) {
        Err(error) if error.code() == ProblemCode::WrongStage => {}
        other => panic!("{other:?}"),
    }
    let unpaid = told(&why(office.decide(&second_approver(), &bare(&approved, 31, recover("hospital-stay", "六 1(2)")))));
    assert!(unpaid.contains("没有已付") && !unpaid.contains("办结"), "{unpaid}");
    let paid = walk(&office, &case, 40, &[(payer(), Act::Paid { reference: "2024-118".into() })]);
    let unknown = told(&why(office.decide(&second_approver(), &bare(&paid, 50, recover("nope", "六 1(2)")))));
    assert_eq!(unknown, "本计划没有这个项目。");
    office.decide(&second_approver(), &bare(&paid, 51, recover("hospital-stay", "六 1(2)"))).unwrap();
    let wordless = |text: &str| Act::Recovered {
        benefit: "hospital-stay".into(),
        amount: Money::from_yuan(1),
        how: Settled::Repaid,
        text: text.into(),
    };
    assert_eq!(told(&why(office.decide(&payer(), &bare(&now(&office, &paid), 52, wordless(" "))))), "须写明理由。");
}
