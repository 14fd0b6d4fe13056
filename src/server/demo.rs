//! The made-up office: its people and its cases, the same for the same seed, so that a demo, a test and a benchmark see the same desk.
//!
//! Not here: the clock. The office lives on a fixed day, [`OFFICE_OPENS`], on which every due date and window makes sense.
//! Invariant: nobody and nothing in it is real, and everybody is called 某 in some way.

mod dice;
mod people;
mod words;

pub use people::{OFFICER_EMPLOYER, people};

use crate::domain::time::Moment;

/// When the made-up office opens: Wednesday 2024-12-18, 10:42 in Shanghai. Its clock runs on from there with real time.
pub const OFFICE_OPENS: Moment = Moment(1_734_489_720_000);
