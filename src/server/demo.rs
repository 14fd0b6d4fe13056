//! The made-up office: its people and its cases, the same for the same seed, so that a demo, a test and a benchmark see the same desk.
//!
//! Not here: the clock. The office lives on a fixed day, [`OFFICE_OPENS`], on which every due date and window makes sense.
//! Invariant: nobody and nothing in it is real, and everybody is called 某 in some way.

mod cases;
mod claims;
mod dice;
mod people;
mod road;
mod words;

pub use people::{OFFICER_EMPLOYER, people};

use crate::domain::case::Case;
use crate::domain::time::Moment;
use crate::rules::Plan;

/// When the made-up office opens: Wednesday 2024-12-18, 10:42 in Shanghai. Its clock runs on from there with real time.
pub const OFFICE_OPENS: Moment = Moment(1_734_489_720_000);

/// The seed of the cases that everybody sees who asks for no other.
pub const SEED: u64 = 20_241_218;
/// How many cases a demo has when nobody says.
pub const CASES: u32 = 300;
/// The most cases that are made up in one go.
pub const MOST_CASES: u32 = 1_000_000;

/// Makes up cases of a plan as they stand when the office opens, oldest first, at most [`MOST_CASES`].
///
/// It streams: a million cases need no more memory than a thousand. The same arguments give the same cases byte for byte.
pub fn generate(plan: &Plan, seed: u64, count: u32, opens: Moment) -> impl Iterator<Item = Case> {
    cases::Cases::new(plan, seed, count.min(MOST_CASES), opens)
}
