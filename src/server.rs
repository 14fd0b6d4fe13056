//! The reference server: router, sign-in, the ledger over SQLite, made-up cases.
//!
//! Not here: what a decision does (`judge`), what a claim pays (`rules`), any client module.
//! Invariant: nothing is answered as accepted before it is committed with its audit entry.

pub mod demo;

use std::net::SocketAddr;
use std::sync::Arc;

use crate::domain::time::Moment;

/// Tells the time. The production clock is given by the command line; tests give their own.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// A server that runs in this process.
#[derive(Debug)]
pub struct Running {
    /// Where it listens; the port is the real one where 0 was asked for.
    pub addr: SocketAddr,
}
