//! Routes beside the cases: who the server is, its plans, and what a caller's number finds.

use axum::Json;
use axum::extract::State;

use super::AppState;
use super::auth::Signed;
use super::body::JsonBody;
use super::problem::Trouble;
use crate::domain::decision::ProblemCode;
use crate::domain::summary::CaseSummary;
use crate::wire::{LookupRequest, Problem, PublishedPlan, ServerIdentity};

/// The most bytes of a number that is looked up. None is longer.
const LONGEST_NUMBER: usize = 64;

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
