//! The reference server: router, sign-in, the ledger over SQLite, made-up cases.
//!
//! Not here: what a decision does (`judge`), what a claim pays (`rules`), any client module.
//! Invariant: nothing is answered as accepted before it is committed with its audit entry.
//!
//! | part | what lives there |
//! |---|---|
//! | `ledger` | the books over SQLite: primitives, no rules |
//! | `office` | what is done with them: intake, decisions, changes, look-ups |
//! | `view` | a case as it is sent, and its masks |
//! | `http` | routes, sign-in, problems |
//! | `run` | listening and stopping |
//! | [`demo`] | the made-up office |

pub mod demo;

mod http;
mod ledger;
mod office;
mod revoke;
mod run;
mod sign_in;
mod throttle;
mod view;

use std::sync::Arc;

use crate::domain::time::Moment;

pub use http::router;
pub use ledger::{AuditFault, Ledger, LedgerError};
pub use office::{Office, OfficeError};
pub use run::{Running, start};
pub use sign_in::password_fault;

/// Tells the time. The production clock is given by the command line; tests give their own.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;
