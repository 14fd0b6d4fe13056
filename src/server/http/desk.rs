//! Routes beside the cases: who the server is, its plans, and what a caller's number finds.

use std::sync::PoisonError;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::AppState;
use super::auth::{Bearer, Signed};
use super::body::{Asked, JsonBody, required};
use super::problem::Trouble;
use crate::domain::decision::ProblemCode;
use crate::domain::facts::Enrolment;
use crate::domain::ids::PlanHash;
use crate::domain::lookup::Wanted;
use crate::wire::{Health, IDEMPOTENCY_KEY, LookedUp, LookupAnswer, LookupRequest, Person, Problem, PublishedPlan, Reveal};

/// The most bytes of a field's name.
const LONGEST_FIELD: usize = 64;

#[utoipa::path(get, path = "/v1/health", tag = "server", responses((status = 200, body = Health)))]
/// Tells which server this is, and that it answers; to who is signed in also how far its books have come.
pub(super) async fn health(State(state): State<AppState>, token: Result<Bearer, Trouble>) -> Result<Json<Health>, Trouble> {
    let token = token.ok().map(|Bearer(token)| token);
    state.blocking(move |office| office.health(token.as_deref())).await.map(Json)
}

#[derive(Deserialize, IntoParams)]
pub(super) struct PlansQuery {
    /// Hashes of plans, with commas between them, whose texts need not be sent.
    have: Option<String>,
}

#[utoipa::path(get, path = "/v1/plans", tag = "server", params(PlansQuery), security(("bearer" = [])),
    responses((status = 200, body = Vec<PublishedPlan>), (status = "4XX", body = Problem)))]
/// Gives the plans under which cases stand.
pub(super) async fn plans(State(state): State<AppState>, _signed: Signed, Asked(asked): Asked<PlansQuery>) -> Json<Vec<PublishedPlan>> {
    let have: Vec<PlanHash> = asked.have.iter().flat_map(|hashes| hashes.split(',')).map(PlanHash::from).collect();
    Json(state.office.published(&have))
}

#[utoipa::path(get, path = "/v1/people", tag = "server", security(("bearer" = [])),
    responses((status = 200, body = Vec<Person>), (status = "4XX", body = Problem)))]
/// Gives the people of the office: whom a case can be given to, and who acted. Who can give no case away gets the names only, masked;
/// an employer's officer those who acted on his cases and his own colleagues; who sees no case gets nobody.
pub(super) async fn people(State(state): State<AppState>, signed: Signed) -> Result<Json<Vec<Person>>, Trouble> {
    state.blocking(move |office| office.people(&signed.person)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/lookup", tag = "cases", request_body = LookupRequest, security(("bearer" = [])),
    responses((status = 200, body = LookupAnswer), (status = "4XX", body = Problem)))]
/// Finds cases by what a caller gives: phone, identity, member, contract or case number, name or pinyin. Each look-up is written down,
/// without what was given; one person may make so many in a minute.
pub(super) async fn look_up(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(asked): JsonBody<LookupRequest>,
) -> Result<Json<LookupAnswer>, Trouble> {
    if Wanted::read(&asked.number).is_err() {
        return Err(Trouble::plain(ProblemCode::Malformed));
    }
    {
        let mut throttle = state.look_ups.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = throttle.attempt(signed.person.user.as_str(), state.office.now());
        counted.map_err(|wait| Trouble::plain(ProblemCode::TooManyRequests).retry_after(wait))?;
    }
    state.blocking(move |office| office.look_up(&signed.person, &asked)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/lookups", tag = "cases", request_body = LookedUp, security(("bearer" = [])),
    params(("Idempotency-Key" = String, Header, description = "The look-up's id; the same again is written once")),
    responses((status = 204, description = "It stands in the audit trail"), (status = "4XX", body = Problem)))]
/// Writes down a look-up that a client answered by itself.
pub(super) async fn looked_up(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    JsonBody(entry): JsonBody<LookedUp>,
) -> Result<StatusCode, Trouble> {
    let longest = entry.found.iter().map(|id| id.as_str().len()).max().unwrap_or(0);
    if required(&headers, IDEMPOTENCY_KEY)? != entry.id.to_string() || longest > LONGEST_FIELD {
        return Err(Trouble::plain(ProblemCode::Malformed));
    }
    state.blocking(move |office| office.looked_up(&signed.person, &entry)).await?;
    Ok(StatusCode::NO_CONTENT)
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
    if Wanted::read(&asked.number).is_err() {
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
