//! Two clients, one member, random stays and decisions in any order of arrival, an old plan on one: never more is paid in the
//! period than the entitlement, and every decision that was sent is accounted for.
//!
//! The entitlement is computed here anew, from the plan's document and the facts of what was granted, not by the engine.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "property/amendments.rs"]
mod amendments;
#[path = "common/office.rs"]
mod office;

use std::collections::BTreeMap;

use huzhu::domain::amendment::{Amendment, Correction, apply};
use huzhu::domain::case::Event;
use huzhu::domain::decision::{Act, Decision, ProblemCode, Receipt};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::money::Money;
use huzhu::domain::summary::CaseDetail;
use huzhu::judge::amount_of;
use huzhu::rules::{self, PlanSet};
use huzhu::server::{Ledger, Office, OfficeError};
use huzhu::wire::Person;
use office::*;
use proptest::prelude::*;

/// What one of the two clients does.
#[derive(Clone, Debug)]
enum Step {
    /// Reads a case as it is now.
    Look { client: usize, case: usize },
    /// Decides a case on what it last read, and keeps the decision for sending.
    Decide { client: usize, case: usize, kind: u8 },
    /// Sends one of its decisions, counted from the last one back, perhaps not for the first time.
    Send { client: usize, back: usize },
}

/// One claim: the days of its stay, and its expense in fen where it claims the large-expense benefit too.
#[derive(Clone, Debug)]
struct Claimed {
    days: u32,
    expense: Option<i64>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..2usize, 0..4usize).prop_map(|(client, case)| Step::Look { client, case }),
        4 => (0..2usize, 0..4usize, any::<u8>()).prop_map(|(client, case, kind)| Step::Decide { client, case, kind }),
        5 => (0..2usize, 0..12usize).prop_map(|(client, back)| Step::Send { client, back }),
    ];
    prop::collection::vec(step, 20..120)
}

fn claims() -> impl Strategy<Value = Vec<Claimed>> {
    let claimed = (1..25u32, prop::option::of(0..3_000_000i64)).prop_map(|(days, expense)| Claimed { days, expense });
    prop::collection::vec(claimed, 4)
}

/// What a client holds: the cases as it last read them, and what it decided.
struct Client {
    old_plan: bool,
    seen: Vec<CaseDetail>,
    decided: Vec<(Person, Decision)>,
}

/// What was heard of every decision that was sent.
#[derive(Default)]
struct Heard {
    accepted: BTreeMap<DecisionId, Receipt>,
    refused: BTreeMap<DecisionId, ProblemCode>,
}

/// Who acts at a stage, in the ordinary way.
fn at_stage(stage: &str) -> (Person, Act) {
    match stage {
        "employer-check" => (officer(), pass_on()),
        "medical-review" => (medical(), pass_on()),
        "approval" => (approver(), approve()),
        _ => (payer(), Act::Paid { reference: String::new() }),
    }
}

/// What a client decides: mostly the next step, at times something that ends or hinders the case.
fn decision(client: &Client, detail: &CaseDetail, id: u128, kind: u8) -> (Person, Decision) {
    let (who, act) = at_stage(detail.case.stage.as_str());
    let (who, act) = match kind {
        0..=15 => (who, Act::Reject { reason: "TIME-LIMIT".into(), clause: "七 申请时间".into(), text: "超过申请时限".into() }),
        16..=23 => (payer(), Act::PaymentFailed { reason: "户名不符".into() }),
        24..=47 => (approver(), approve()),
        _ => (who, act),
    };
    let mut decision = decide(detail, id, act);
    // At times the days on record were read wrongly, and with or without a decision that is put right.
    if (48..=95).contains(&kind) {
        let (days, right) = (detail.case.facts.stays[0].stated_days, u32::from(kind) % 29 + 1);
        let (path, reason) = ("/stays/0/stated_days".to_owned(), "出院记录写明".to_owned());
        let correction = Correction { path, old: days.into(), new: right.into(), evidence: "discharge-record".into(), reason };
        let amendments = vec![Amendment::Correct(correction)];
        let plans = PlanSet::builtin();
        let facts = apply(&detail.case.facts, &amendments).unwrap_or_else(|_| detail.case.facts.clone());
        let assessment = rules::assess(plans.by_hash(&detail.case.plan_hash).unwrap(), &facts, &detail.history);
        let act = if kind < 64 { Act::Amend { note: String::new() } } else { decision.act };
        decision = Decision { amount: amount_of(&detail.case, &assessment), amendments, act, ..decision };
    }
    if client.old_plan && kind.is_multiple_of(3) {
        decision.plan_hash = "an-older-version-of-the-plan".into();
    }
    (who, decision)
}

fn send(office: &Office, who: &Person, decision: &Decision, heard: &mut Heard) {
    match office.decide(who, decision) {
        Ok(receipt) => {
            let first = heard.accepted.entry(decision.id).or_insert_with(|| receipt.clone());
            assert_eq!(*first, receipt, "the same decision, another receipt");
            heard.refused.remove(&decision.id);
        }
        Err(OfficeError::Refused { refusal, current, .. }) => {
            assert!(!heard.accepted.contains_key(&decision.id), "accepted before, refused now");
            assert_eq!(current.is_some(), refusal.code == ProblemCode::Conflict, "a conflict shows the case as it is");
            heard.refused.insert(decision.id, refusal.code);
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// 300.00 up to 6 days, then 50.00 a day up to 40 days (五 一般住院).
fn entitled_for_days(days: u32) -> Money {
    match days {
        0 => Money::ZERO,
        1..=6 => Money::from_yuan(300),
        more => Money::from_yuan(50 * i64::from(more.min(40))),
    }
}

/// 40 % over 4,000.00, 50 % over 10,000.00, 60 % over 20,000.00, at most 20,000.00; in thousandths of a fen, rounded once.
fn entitled_for_expense(fen: i64) -> Money {
    let part = |from: i64, to: i64| (fen.min(to) - from).max(0);
    let tenths = 4 * part(400_000, 1_000_000) + 5 * part(1_000_000, 2_000_000) + 6 * part(2_000_000, i64::MAX);
    Money::from_fen(((tenths + 5) / 10).min(2_000_000))
}

fn check(office: &Office, cases: &[(CaseId, Claimed)], heard: &Heard) {
    let (mut days, mut paid_for_days, mut expense, mut paid_for_expense) = (0, Money::ZERO, 0, Money::ZERO);
    let mut in_timelines = Vec::new();
    let mut granted_by_receipts = Money::ZERO;
    for (id, claimed) in cases {
        let case = office.case(&supervisor(), id).unwrap().case;
        for granted in &case.granted {
            if granted.benefit == "hospital-stay" {
                // What was granted is granted for the days as they stood then, corrected or not.
                days += case.facts.stays[0].stated_days.unwrap();
                paid_for_days += granted.amount;
            } else {
                expense += claimed.expense.unwrap();
                paid_for_expense += granted.amount;
            }
        }
        in_timelines.extend(case.timeline.iter().filter_map(|entry| match &entry.event {
            Event::Decided { decision, .. } => Some(*decision),
            _ => None,
        }));
    }
    assert_eq!(paid_for_days, entitled_for_days(days), "for {days} days");
    assert_eq!(paid_for_expense, entitled_for_expense(expense), "for an expense of {expense} fen");
    in_timelines.sort();
    assert_eq!(in_timelines, heard.accepted.keys().copied().collect::<Vec<_>>(), "each accepted decision stands once, and no other");
    heard.accepted.values().for_each(|receipt| granted_by_receipts += receipt.amount);
    assert_eq!(granted_by_receipts, paid_for_days + paid_for_expense, "the receipts told what was granted");
    let entries = office.ledger().read(|books| books.verify_audit()).unwrap();
    assert_eq!(entries, Ok(office.ledger().read(|books| books.newest_seq()).unwrap()), "the trail has no gap and is whole");
}

/// Enters four claims of one member, with stays in four different months.
fn enter(office: &Office, claims: &[Claimed]) -> Vec<(CaseId, Claimed)> {
    let months = ["2024-02-01", "2024-04-01", "2024-06-01", "2024-08-01"];
    let entered = claims.iter().zip(months).map(|(claimed, from)| {
        let benefits: &[&str] = if claimed.expense.is_some() { &["hospital-stay", "large-expense"] } else { &["hospital-stay"] };
        let new = claim(1, benefits, vec![stay(from, claimed.days, claimed.expense.map(Money::from_fen))]);
        (office.receive(&intake(), named(from), new).unwrap().case.id, claimed.clone())
    });
    entered.collect()
}

fn run(office: &Office, claims: &[Claimed], steps: &[Step]) -> Heard {
    let cases = enter(office, claims);
    let read = |case: usize| office.case(&supervisor(), &cases[case].0).unwrap();
    let client = |old_plan| Client { old_plan, seen: (0..4).map(read).collect(), decided: Vec::new() };
    let mut clients = [client(false), client(true)];
    let mut heard = Heard::default();
    let mut id = 0;
    for step in steps {
        match step {
            Step::Look { client, case } => clients[*client].seen[*case] = read(*case),
            Step::Decide { client, case, kind } => {
                id += 1;
                let client = &mut clients[*client];
                let made = decision(client, &client.seen[*case], id, *kind);
                client.decided.push(made);
            }
            Step::Send { client, back } => {
                if let Some((who, decision)) = clients[*client].decided.iter().rev().nth(*back) {
                    send(office, who, decision, &mut heard);
                }
            }
        }
    }
    // What was not sent so far arrives at last, in any case once more.
    for (who, decision) in clients.iter().flat_map(|client| &client.decided) {
        send(office, who, decision, &mut heard);
    }
    let sent: usize = clients.iter().map(|client| client.decided.len()).sum();
    assert_eq!(heard.accepted.len() + heard.refused.len(), sent, "each decision was accepted or refused");
    check(office, &cases, &heard);
    heard
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn never_more_than_the_entitlement_and_every_decision_accounted_for(claims in claims(), steps in steps()) {
        run(&office(), &claims, &steps);
    }
}

/// The random runs would prove little if they never came to a grant, a conflict and a duplicate.
#[test]
fn the_runs_reach_grants_and_conflicts() {
    let claims: Vec<Claimed> =
        [(3, None), (5, Some(1_232_300)), (20, Some(779_930)), (30, None)].map(|(days, expense)| Claimed { days, expense }).into();
    // Both read the case, both decide, both send: the second of each pair finds the basis changed. Each then reads anew.
    let each = |case: usize| {
        (0..4).flat_map(move |_| {
            [
                Step::Look { client: 0, case },
                Step::Look { client: 1, case },
                Step::Decide { client: 0, case, kind: 200 },
                Step::Decide { client: 1, case, kind: 200 },
                last(0),
                last(1),
                last(0),
            ]
        })
    };
    let steps: Vec<Step> = (0..4).flat_map(each).collect();
    let heard = run(&office(), &claims, &steps);
    let granted: Money = heard.accepted.values().map(|receipt| receipt.amount).sum();
    assert_eq!(granted, entitled_for_days(58) + entitled_for_expense(2_012_230), "seed 002's second figure, for two receipts");
    assert_eq!(heard.accepted.len(), 16);
    assert!(heard.refused.values().filter(|code| **code == ProblemCode::Conflict).count() >= 12);
}

/// Sends what the client decided last.
const fn last(client: usize) -> Step {
    Step::Send { client, back: 0 }
}

/// The same on a file, with two threads that race for one member's entitlement.
#[test]
fn two_threads_race_for_one_entitlement() {
    let folder = tempfile::tempdir().unwrap();
    let office = over(Ledger::open(folder.path()).unwrap(), &Hands::at(opens()));
    let claims = [4, 9, 15, 22].map(|days| Claimed { days, expense: Some(i64::from(days) * 100_000) });
    let cases = enter(&office, &claims);
    let heard: Vec<Heard> = std::thread::scope(|scope| {
        let race = |client: u128| {
            let (office, cases) = (&office, &cases);
            scope.spawn(move || {
                let mut heard = Heard::default();
                for (n, (id, _)) in (0..5).flat_map(|_| cases.iter()).enumerate() {
                    let detail = office.case(&supervisor(), id).unwrap();
                    let (who, act) = at_stage(detail.case.stage.as_str());
                    let decision = decide(&detail, client * 1_000 + n as u128, act);
                    send(office, &who, &decision, &mut heard);
                    send(office, &who, &decision, &mut heard);
                }
                heard
            })
        };
        [race(1), race(2)].into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut all = Heard::default();
    for heard in heard {
        all.accepted.extend(heard.accepted);
        all.refused.extend(heard.refused);
    }
    check(&office, &cases, &all);
    assert_eq!(all.accepted.len(), 16, "each case went its whole way, each step once");
}
