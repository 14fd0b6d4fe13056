//! Routes beside the cases: who the server is, its plans, and what a caller's number finds.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use super::AppState;
use super::auth::Signed;
use super::body::{JsonBody, required};
use super::problem::Trouble;
use crate::domain::decision::ProblemCode;
use crate::domain::facts::Enrolment;
use crate::domain::summary::CaseSummary;
use crate::wire::{IDEMPOTENCY_KEY, LookupRequest, Problem, PublishedPlan, Reveal, ServerIdentity};

/// The most bytes of a number that is looked up. None is longer.
const LONGEST_NUMBER: usize = 64;
/// The most bytes of a field's name.
const LONGEST_FIELD: usize = 64;

#[utoipa::path(get, path = "/v1/health", tag = "server", responses((status = 200, body = ServerIdentity)))]
/// Tells which server this is, and that it answers.
pub(super) async fn health(State(state): State<AppState>) -> Json<ServerIdentity> {
    Json(state.office.ledger().identity().clone())
}

#[utoipa::path(get, path = "/v1/plans", tag = "server", security(("bearer" = [])),
    responses((status = 200, body = Vec<PublishedPlan>), (status = "4XX", body = Problem)))]
/// Gives the plans under which cases stand.
pub(super) async fn plans(State(state): State<AppState>, _signed: Signed) -> Json<Vec<PublishedPlan>> {
    Json(state.office.published())
}

#[utoipa::path(post, path = "/v1/lookup", tag = "cases", request_body = LookupRequest, security(("bearer" = [])),
    responses((status = 200, body = Vec<CaseSummary>), (status = "4XX", body = Problem)))]
/// Finds cases by a phone, identity, member or case number. Each look-up is written down, without the number.
pub(super) async fn look_up(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(asked): JsonBody<LookupRequest>,
) -> Result<Json<Vec<CaseSummary>>, Trouble> {
    if asked.number.trim().is_empty() || asked.number.len() > LONGEST_NUMBER {
        return Err(Trouble::plain(ProblemCode::Malformed));
    }
    state.blocking(move |office| office.look_up(&signed.person, &asked.number)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/enrolments", tag = "cases", request_body = LookupRequest, security(("bearer" = [])),
    responses((status = 200, body = Vec<Enrolment>), (status = "4XX", body = Problem)))]
/// Gives the periods in which the member with an identity number is enrolled, oldest first; none where he is not known. For who takes
/// claims in; each is written down, without the number.
pub(super) async fn enrolments(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(asked): JsonBody<LookupRequest>,
) -> Result<Json<Vec<Enrolment>>, Trouble> {
    if asked.number.trim().is_empty() || asked.number.len() > LONGEST_NUMBER {
        return Err(Trouble::plain(ProblemCode::Malformed));
    }
    state.blocking(move |office| office.enrolments(&signed.person, &asked.number)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/reveals", tag = "cases", request_body = Reveal, security(("bearer" = [])),
    params(("Idempotency-Key" = String, Header, description = "The entry's id; the same again is written once")),
    responses((status = 204, description = "It stands in the audit trail"), (status = "4XX", body = Problem)))]
/// Writes down that a personal field was shown in full on somebody's screen.
pub(super) async fn reveal(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    JsonBody(shown): JsonBody<Reveal>,
) -> Result<StatusCode, Trouble> {
    if required(&headers, IDEMPOTENCY_KEY)? != shown.id.to_string() || shown.field.len() > LONGEST_FIELD {
        return Err(Trouble::plain(ProblemCode::Malformed));
    }
    state.blocking(move |office| office.reveal(&signed.person, &shown)).await?;
    Ok(StatusCode::NO_CONTENT)
}
