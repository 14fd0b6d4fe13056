//! The API over HTTP.

use std::sync::Arc;

use axum::Router;

use super::office::Office;

/// How long one request may take.
pub(super) const REQUEST_SECONDS: u64 = 10;

/// Gives the routes of an office.
pub fn router(_office: Arc<Office>) -> Router {
    Router::new()
}
