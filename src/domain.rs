//! Values of the field: money, dates, identity numbers, facts, cases, decisions, assessments.
//!
//! Not here: I/O, the clock, SQL, terminal. Whoever needs "now" passes it in.
//! Invariant: a value that exists is well formed; what came from outside is checked where it enters.

pub mod age;
pub mod amendment;
pub mod assessment;
pub mod bank;
pub mod basis;
pub mod blank;
pub mod calendar;
pub mod case;
pub mod cross;
pub mod decision;
pub mod digest;
pub mod draft;
pub mod fact_field;
pub mod facts;
pub mod fault;
pub mod filter;
pub mod identity;
pub mod ids;
pub mod intake;
pub mod lookup;
pub mod material;
pub mod money;
pub mod names;
pub mod number;
pub mod outbox;
pub mod people;
pub mod pinyin;
pub mod queue;
pub mod reason;
pub mod recovery;
pub mod search;
pub mod summary;
pub mod sums;
pub mod time;
pub mod why;
