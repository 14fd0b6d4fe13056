//! The made-up office: its people and its cases, the same for the same seed, so that a demo, a test and a benchmark see the same desk.
//!
//! Not here: the clock. The office lives on a fixed day, [`OFFICE_OPENS`], on which every due date and window makes sense.
//! Invariant: nobody and nothing in it is real, and everybody is called 某 in some way.

mod cases;
mod claims;
mod dice;
mod jinan;
mod likeness;
mod people;
mod road;
mod shanghai;
mod words;

pub use people::{OFFICER_EMPLOYER, people};

use std::sync::Arc;

use cases::{Cases, Strand};

use crate::domain::case::Case;
use crate::domain::time::Moment;
use crate::rules::{Plan, PlanSet};

/// When the made-up office opens: Wednesday 2024-12-18, 10:42 in Shanghai. Its clock runs on from there with real time.
pub const OFFICE_OPENS: Moment = Moment(1_734_489_720_000);

/// The seed of the cases that everybody sees who asks for no other.
pub const SEED: u64 = 20_241_218;
/// The lists that the made-up office keeps.
pub const LISTS: &str = include_str!("demo/lists.toml");
/// How many cases a demo has when nobody says.
pub const CASES: u32 = 300;
/// The most cases that are made up in one go.
pub const MOST_CASES: u32 = 1_000_000;

/// The plans of the made-up office, with how many of a thousand cases each has.
const PLANS: &[(&str, u32)] = &[("zj-10", 700), ("jn-critical", 200), ("sh-member", 40), ("sh-mutual-2020", 40), ("sh-flex", 20)];
/// In how many strands a plan's cases are made. A number of its own, not that of the processors: the cases follow from it.
const STRANDS: u32 = 4;

/// Makes up cases of one plan as they stand when the office opens, oldest first, at most [`MOST_CASES`].
///
/// It streams: a million cases need no more memory than a thousand. The same arguments give the same cases byte for byte.
pub fn generate(plan: &Plan, seed: u64, count: u32, opens: Moment) -> impl Iterator<Item = Case> {
    Cases::new(Arc::new(plan.clone()), seed, count.min(MOST_CASES), opens, Strand::WHOLE)
}

/// Makes up an office's cases of every plan that it has, in strands: each comes oldest first, a member stands in one only, and they can
/// be made at the same time. [`merge`] puts them in one order.
pub fn strands(plans: &PlanSet, seed: u64, count: u32, opens: Moment) -> Vec<impl Iterator<Item = Case> + Send + use<>> {
    let count = count.min(MOST_CASES);
    let mut strands = Vec::new();
    let (mut sum, mut made) = (0, 0);
    for (id, share) in PLANS {
        sum += share;
        let upto = u32::try_from(u64::from(count) * u64::from(sum) / 1_000).unwrap_or(count);
        if let Some(plan) = plans.filed(&(*id).into(), opens.date()) {
            let parts = (0..STRANDS).map(|first| Strand { first, step: STRANDS });
            strands.extend(parts.map(|strand| Cases::new(plan.clone(), seed, upto - made, opens, strand)));
        }
        made = upto;
    }
    strands
}

/// Puts cases that come oldest first in several strands into one order: by receipt, then by number.
pub fn merge(strands: Vec<impl Iterator<Item = Case>>) -> impl Iterator<Item = Case> {
    let mut strands: Vec<_> = strands.into_iter().map(Iterator::peekable).collect();
    std::iter::from_fn(move || {
        let heads =
            strands.iter_mut().enumerate().filter_map(|(at, strand)| strand.peek().map(|case| (case.received, case.id.clone(), at)));
        let (_, _, first) = heads.min()?;
        strands.get_mut(first)?.next()
    })
}

/// The whole office in one order, made on the calling thread.
pub fn office(plans: &PlanSet, seed: u64, count: u32, opens: Moment) -> impl Iterator<Item = Case> {
    merge(strands(plans, seed, count, opens))
}
