//! What a claim costs to assess, explained and by its amounts alone, and what the plans cost to load: beside the same sum in plain
//! decimals and, where they are installed, OpenFisca-Core and zen-engine on the same rule, in one run on one core.
//!
//! `cargo bench --bench rules` prints one table. What counts are the ratios; nothing is asserted, since the machine may be busy with
//! something else: each figure is the best of many batches. The rule is that of days in hospital and large expenses of `zj-10`; every
//! program gets the same claims, and a payout that differs is told.

#![allow(clippy::float_arithmetic, reason = "these are times, not money")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]
#![allow(clippy::unwrap_used, reason = "a measurement that can't be taken ends the run")]

#[path = "rules/peers.rs"]
mod peers;
mod verdict;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use chrono::Days;
use huzhu::domain::facts::{ClaimDocument, Expense, Facts, History, Stay};
use huzhu::domain::money::Money;
use huzhu::domain::time::Date;
use huzhu::rules::{Plan, PlanSet, amounts, assess, claim};
use rust_decimal::{Decimal, RoundingStrategy};

use peers::Told;
use verdict::line;

const CLAIMS: u64 = 1_000;
/// The best of so many: long enough that some batch is disturbed by nobody.
const BATCHES: usize = 60;
const LOADS: usize = 40;
/// An ordinary claim with one stay and its bill, which the claims of the bench vary.
const ORDINARY: &str = include_str!("../claims/large-expense-20123.toml");

/// One claim of the bench, as every program gets it.
pub struct Case {
    pub days: u32,
    pub expense: Money,
}

/// Days of 1 to 60 and expenses of nothing to 60,000 yuan, mixed, the same in every run.
fn cases() -> Vec<Case> {
    let mixed = |n: u64, salt: u64| (n + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    let case = |n| Case {
        days: u32::try_from(mixed(n, 1) % 60 + 1).unwrap(),
        expense: Money::from_fen(i64::try_from(mixed(n, 7) % 6_000_000).unwrap()),
    };
    (0..CLAIMS).map(case).collect()
}

fn claim_of(case: &Case, ordinary: &ClaimDocument) -> Facts {
    let mut facts = ordinary.facts.clone();
    facts.filed = Date::from_ymd_opt(2024, 12, 13).unwrap();
    facts.benefits = vec!["hospital-stay".into(), "large-expense".into()];
    let admission = Date::from_ymd_opt(2024, 1, 8).unwrap();
    let expense = facts.stays[0].expense.clone().unwrap();
    facts.stays[0] = Stay {
        admission,
        discharge: admission + Days::new(u64::from(case.days)),
        stated_days: None,
        expense: Some(Expense { self_care: Money::ZERO, self_pay: case.expense, ..expense }),
        ..facts.stays[0].clone()
    };
    facts
}

/// The same sum and nothing else: no dates, no history, nobody asked.
fn plainly(days: u32, expense: Decimal) -> Decimal {
    let yuan = |yuan: i64| Decimal::from(yuan);
    let stay = if days <= 6 { yuan(300) } else { yuan(50) * Decimal::from(days.min(40)) };
    let brackets = [(4_000, Some(10_000), 40), (10_000, Some(20_000), 50), (20_000, None, 60)];
    let share = |(over, up_to, percent): (i64, Option<i64>, i64)| {
        let part = up_to.map_or(expense, |up_to| expense.min(yuan(up_to))) - yuan(over);
        part.max(Decimal::ZERO) * yuan(percent) / Decimal::ONE_HUNDRED
    };
    let large: Decimal = brackets.into_iter().map(share).sum();
    stay.min(yuan(2_000)) + large.min(yuan(20_000)).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// The best time of a batch, in nanoseconds for each of `of` pieces of work.
fn best(batches: usize, of: usize, mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..batches {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best * 1e9 / of as f64
}

/// The claims that lie with the tests, each under its plan.
fn claims_on_disk(plans: &PlanSet) -> Vec<(String, ClaimDocument, std::sync::Arc<Plan>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/claims");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let (document, plan) = claim::read_for(&fs::read_to_string(file).unwrap(), plans).ok()?;
        Some((file.file_stem()?.to_string_lossy().into_owned(), document, plan))
    };
    files.iter().filter_map(read).collect()
}

struct Own {
    explained: f64,
    amounts: f64,
    floor: f64,
    load_ms: f64,
    slowest: (String, f64, f64),
}

fn measure(plans: &PlanSet, cases: &[Case], claims: &[Facts]) -> Own {
    let plan = plans.get(&"zj-10".into()).unwrap();
    let none = History::default();
    let on_claims = |work: &dyn Fn(&Facts)| best(BATCHES, claims.len(), || claims.iter().for_each(|facts| work(black_box(facts))));
    let explained = on_claims(&|facts| drop(black_box(assess(plan, facts, &none))));
    let bare = on_claims(&|facts| drop(black_box(amounts(plan, facts, &none))));
    let floor = best(BATCHES, cases.len(), || {
        for case in cases {
            black_box(plainly(black_box(case.days), black_box(case.expense).exact()));
        }
    });
    let sources: Vec<&str> = plans.iter().map(|plan| plan.source.as_str()).collect();
    let load = best(LOADS, 1, || sources.iter().for_each(|source| drop(black_box(Plan::parse(black_box(source)).unwrap()))));
    let each = claims_on_disk(plans).into_iter().map(|(name, document, plan)| {
        let many = |work: &dyn Fn()| best(BATCHES, 100, || (0..100).for_each(|_| work()));
        let (facts, history) = (&document.facts, &document.history);
        let explained = many(&|| drop(black_box(assess(&plan, black_box(facts), history))));
        let bare = many(&|| drop(black_box(amounts(&plan, black_box(facts), history))));
        println!("     {name:<28} {explained:>7.0} ns explained, {bare:>6.0} ns by its amounts");
        (name, explained, bare)
    });
    let slowest = each.reduce(|slowest, other| if other.1 > slowest.1 { other } else { slowest }).unwrap();
    Own { explained, amounts: bare, floor, load_ms: load / 1e6, slowest }
}

fn differing(told: &Told, own: &[Money]) -> usize {
    told.fen.iter().zip(own).filter(|(fen, own)| **fen != own.fen()).count() + own.len().abs_diff(told.fen.len())
}

fn main() {
    // `cargo test --all-targets` runs this too, without the word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let plans = PlanSet::builtin();
    let plan = plans.get(&"zj-10".into()).unwrap();
    let cases = cases();
    let ordinary = claim::read(ORDINARY).unwrap();
    let claims: Vec<Facts> = cases.iter().map(|case| claim_of(case, &ordinary)).collect();
    let paid: Vec<Money> = claims.iter().map(|facts| assess(plan, facts, &History::default()).total).collect();
    let plain = cases.iter().zip(&paid).filter(|(case, paid)| plainly(case.days, case.expense.exact()) != paid.exact()).count();
    println!("{} claims under zj-10, {} of another amount by plain decimals", claims.len(), plain);
    let own = measure(&plans, &cases, &claims);
    let (openfisca, zen) = (peers::run("openfisca_peer.py", &cases), peers::run("zen_peer.py", &cases));
    println!("\nrow  what                                               value           must       aim   /must");
    // Where OpenFisca isn't here, the aim is what it took of the floor where it was.
    let vectorised = openfisca.as_ref().map_or(own.floor * peers::OPENFISCA_IN_FLOORS, |told| told.each_ns);
    line(1, "one claim, explained", own.explained, "ns", 10_000.0, 2_000.0);
    line(1, "the slowest claim of tests/claims, explained", own.slowest.1, "ns", 10_000.0, 2_000.0);
    line(2, "one claim, amounts only; aim: vectorised", own.amounts, "ns", 1_000.0, vectorised);
    line(2, "that slowest claim, amounts only", own.slowest.2, "ns", 1_000.0, vectorised);
    line(3, "all plans loaded and checked", own.load_ms, "ms", 5.0, 5.0);
    println!("     the slowest claim is {}; the same sum in plain decimals, the floor F, takes {:.0} ns", own.slowest.0, own.floor);
    println!("     explained {:.1} F, amounts only {:.1} F", own.explained / own.floor, own.amounts / own.floor);
    for (name, told) in [("openfisca", openfisca), ("zen", zen)] {
        let Some(told) = told else {
            println!("     {name}: not installed, or it could not be run");
            continue;
        };
        let traced = told
            .traced_ns
            .map_or_else(String::new, |ns| format!(", {ns:.0} ns with its trace ({:.2} of ours explained)", ns / own.explained));
        let ours = told.each_ns / own.amounts;
        println!(
            "     {name}: {:.0} ns a claim ({:.1} F, {ours:.2} of ours by amounts){traced}; {} payouts differ",
            told.each_ns,
            told.each_ns / own.floor,
            differing(&told, &paid)
        );
    }
}
