//! What people are told of a claim: a sentence for the phone, a notice for the claimant, what would change it, what differs.
//!
//! Pure. Not here: the steps with their clauses and every single sentence (`text`), how a page is laid out (`cli`, `ui`).
//! Invariant: nothing is told that the assessment does not hold; nobody is advised to say something untrue.

pub mod caller;
pub mod difference;
pub mod limit;
pub mod moved;
pub mod nearest;
pub mod notice;
mod refusal;
mod rule;
mod spoken;

pub use spoken::sentence;
