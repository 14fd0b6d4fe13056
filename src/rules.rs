//! Plans as data, the check of a plan file, (plan, facts, history) → assessment, workflow stages.
//!
//! Not here: I/O, the clock, words for people.
//! Invariant: the same plan, facts and history give the same assessment, to the byte, on every machine.

mod assess;
pub mod claim;
pub mod clock;
mod document;
pub mod impact;
pub mod plan;
mod set;
mod topics;
pub mod workflow;

pub use assess::{amended, amounts, assess, exclusions_of, granted, proposed_reasons, reasons};
pub use plan::Plan;
pub use set::PlanSet;
pub use topics::{plan_topics, topics};
