//! A call as an HTTP request and an HTTP answer as a reply, without any network: the same for every transport.

use crate::api::{Call, Failure, Reply};

/// The largest body that is taken in: a full page of cases with long histories.
pub const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// A request as any HTTP client can send it.
#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    /// Path and query, from `/v1` on.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// An answer as any HTTP client gets it.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// Makes the request of a call; `token` is that of whoever is signed in.
#[allow(unused_variables, clippy::todo)]
pub fn request(call: &Call, token: Option<&str>) -> Request {
    todo!()
}

/// Reads the answer to a call.
#[allow(unused_variables, clippy::todo)]
pub fn read(call: &Call, answer: &Answer) -> Result<Reply, Failure> {
    todo!()
}
