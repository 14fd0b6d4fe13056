//! The API over HTTP: routes, limits, and the one form in which anything goes wrong.
//!
//! Not here: what the office does (`office`), TLS (a proxy's task).
//! Invariants: no personal data in addresses, logs or problems; nothing that waits for the disk runs on the runtime's threads;
//! every answer that is no success is an RFC 9457 problem, whoever made it.

mod auth;
mod body;
mod cases;
mod desk;
mod packing;
mod problem;
mod streams;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router, middleware};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ledger::LedgerError;
use super::office::Office;
use super::throttle::{LOOK_UPS, Throttle};
use problem::Trouble;
pub(super) use streams::Streams;

/// How long one request may take, its body included. Longer than the longest wait for the writer's lock.
pub(super) const REQUEST_SECONDS: u64 = 10;
/// The largest body that is taken in: a claim with the longest lists.
const LARGEST_BODY: usize = 512 * 1024;
/// Passwords hashed at once: each takes 19 MB and a core.
const HASHES_AT_ONCE: usize = 2;

/// What the routes work on.
#[derive(Clone)]
struct AppState {
    office: Arc<Office>,
    throttle: Arc<Mutex<Throttle>>,
    look_ups: Arc<Mutex<Throttle>>,
    hashing: Arc<Semaphore>,
    streams: Arc<Streams>,
}

impl AppState {
    fn over(office: Arc<Office>, streams: Arc<Streams>) -> Self {
        AppState {
            office,
            streams,
            throttle: Arc::default(),
            look_ups: Arc::new(Mutex::new(Throttle::of(LOOK_UPS))),
            hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
        }
    }

    /// Does something with the books on a thread that may wait.
    async fn blocking<T, E>(&self, work: impl FnOnce(&Office) -> Result<T, E> + Send + 'static) -> Result<T, Trouble>
    where
        T: Send + 'static,
        E: Into<Trouble> + Send + 'static,
    {
        let office = Arc::clone(&self.office);
        match tokio::task::spawn_blocking(move || work(&office)).await {
            Ok(done) => done.map_err(Into::into),
            Err(_) => Err(Trouble::from(LedgerError::Inconsistent("a request ended in a panic"))),
        }
    }
}

/// The description of the API, without its paths.
#[derive(OpenApi)]
#[openapi(
    info(title = "huzhu", description = "Claims of employee mutual-aid plans: the queue, cases, decisions. Errors are RFC 9457 problems."),
    components(schemas(crate::wire::Changes, crate::wire::LoadLine, crate::wire::Hint, crate::wire::Problem))
)]
struct Description;

/// Gives the routes of an office.
pub fn router(office: Arc<Office>) -> Router {
    router_with(office, Arc::default())
}

/// Gives the routes of an office whose streams can be ended from outside.
pub(super) fn router_with(office: Arc<Office>, streams: Arc<Streams>) -> Router {
    let state = AppState::over(office, streams);
    let mut description = Description::openapi();
    description.info.version = env!("CARGO_PKG_VERSION").to_owned();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    description.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    let (routes, description) = OpenApiRouter::with_openapi(description)
        .routes(routes!(desk::health))
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::unsent))
        .routes(routes!(auth::setup))
        .routes(routes!(cases::page, cases::receive))
        .routes(routes!(cases::one))
        .routes(routes!(cases::decide))
        .routes(routes!(cases::changes))
        .routes(routes!(cases::digests))
        .routes(routes!(cases::rows))
        .routes(routes!(cases::standing))
        .routes(routes!(cases::tallies))
        .routes(routes!(streams::load))
        .routes(routes!(streams::events))
        .routes(routes!(desk::look_up))
        .routes(routes!(desk::enrolments))
        .routes(routes!(desk::looked_up))
        .routes(routes!(cases::related))
        .routes(routes!(desk::reveal))
        .routes(routes!(desk::plans))
        .routes(routes!(desk::people))
        .split_for_parts();
    routes
        .route("/openapi.json", get(|| async { Json(description) }))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(REQUEST_SECONDS)))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(middleware::from_fn(problem::readable_to_the_client))
        .layer(middleware::from_fn(problem::told_as_problems))
        .layer(middleware::from_fn(packing::packed))
        .with_state(state)
}
