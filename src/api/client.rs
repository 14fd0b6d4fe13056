//! The client over a real network: reqwest with rustls. Bounded in time and size.

use crate::api::{Call, Failure, Reply};

/// Speaks to one server. Cheap to clone; every clone shares connections and the token.
#[derive(Clone)]
pub struct Client {}

#[allow(unused_variables, clippy::todo)]
impl Client {
    /// Makes a client of a server: `https://host` or, for this machine only, `http://127.0.0.1:port`.
    pub fn new(base: &str) -> Result<Self, BadAddress> {
        todo!()
    }
    /// Signs every later call; `None` signs none.
    pub fn set_token(&self, token: Option<String>) {
        todo!()
    }
    /// Asks and waits for the answer, no longer than the constants of this module say.
    pub async fn call(&self, call: &Call) -> Result<Reply, Failure> {
        todo!()
    }
}

/// Why an address can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("not an address")]
    Malformed,
    #[error("plain http is only for this machine")]
    Plain,
    #[error("no TLS")]
    NoTls,
}
