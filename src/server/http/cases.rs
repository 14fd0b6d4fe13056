//! Routes about cases: taken in, listed, shown, decided, changed.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;

use super::AppState;
use super::auth::Signed;
use super::body::{Asked, InPath, JsonBody, required};
use super::problem::{Detail, Trouble};
use crate::domain::decision::{Decision, ProblemCode, Receipt};
use crate::domain::intake::ClaimKey;
use crate::domain::summary::CaseDetail;
use crate::server::office::{ChangesPage, RowsPage};
use crate::wire::{
    CasePage, Changes, DecisionRequest, DigestAnswer, DigestRequest, IDEMPOTENCY_KEY, NewCase, PAGE_LIMIT, Problem, Related, Rows,
    RowsRequest, StandingAnswer, StandingRequest, Tallies,
};

#[derive(Deserialize, IntoParams)]
pub(super) struct PageQuery {
    /// Where the last page ended.
    cursor: Option<String>,
    /// At most 500.
    limit: Option<u32>,
}

#[derive(Deserialize, IntoParams)]
pub(super) struct ChangesQuery {
    /// The number of the last change that is known; 0 for all.
    #[serde(default)]
    after: u64,
    /// At most 500.
    limit: Option<u32>,
}

#[utoipa::path(get, path = "/v1/cases", tag = "cases", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = CasePage), (status = "4XX", body = Problem)))]
/// Lists cases in the order of their entry.
pub(super) async fn page(State(state): State<AppState>, signed: Signed, Asked(asked): Asked<PageQuery>) -> Result<Json<CasePage>, Trouble> {
    let limit = asked.limit.unwrap_or(PAGE_LIMIT);
    state.blocking(move |office| office.page(&signed.person, asked.cursor.as_deref(), limit)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/cases", tag = "cases", request_body = NewCase, security(("bearer" = [])),
    params(("Idempotency-Key" = String, Header, description = "Names this claim, a UUID; the same again gives the same case")),
    responses((status = 201, body = CaseDetail), (status = "4XX", body = Problem)))]
/// Takes a claim in.
pub(super) async fn receive(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    JsonBody(new): JsonBody<NewCase>,
) -> Result<(StatusCode, Json<CaseDetail>), Trouble> {
    let no_uuid = || Trouble::new(ProblemCode::Malformed, Detail::HeaderNoUuid(IDEMPOTENCY_KEY));
    let key = ClaimKey(required(&headers, IDEMPOTENCY_KEY)?.parse().map_err(|_| no_uuid())?);
    let detail = state.blocking(move |office| office.receive(&signed.person, key, new)).await?;
    Ok((StatusCode::CREATED, Json(detail)))
}

#[utoipa::path(get, path = "/v1/cases/{id}", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's number")),
    responses((status = 200, body = CaseDetail), (status = "4XX", body = Problem)))]
/// Shows a case with the history that its assessment rests on.
pub(super) async fn one(State(state): State<AppState>, signed: Signed, InPath(id): InPath) -> Result<Json<CaseDetail>, Trouble> {
    state.blocking(move |office| office.case(&signed.person, &id)).await.map(Json)
}

#[utoipa::path(get, path = "/v1/cases/{id}/related", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's number")),
    responses((status = 200, body = Related), (status = "4XX", body = Problem)))]
/// Gives the cases that share the member, a receipt or a bank card with a case.
pub(super) async fn related(State(state): State<AppState>, signed: Signed, InPath(id): InPath) -> Result<Json<Related>, Trouble> {
    state.blocking(move |office| office.related(&signed.person, &id)).await.map(Json)
}

#[utoipa::path(get, path = "/v1/changes", tag = "cases", params(ChangesQuery), security(("bearer" = [])),
    responses((status = 200, body = Changes), (status = "4XX", body = Problem)))]
/// Gives what changed after a sequence number, each case once, at its newest.
pub(super) async fn changes(
    State(state): State<AppState>,
    signed: Signed,
    Asked(asked): Asked<ChangesQuery>,
) -> Result<Json<ChangesPage>, Trouble> {
    // Sequence numbers are signed in the books.
    let after = asked.after.min(i64::MAX as u64);
    let limit = asked.limit.unwrap_or(PAGE_LIMIT);
    state.blocking(move |office| office.changes(&signed.person, after, limit)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/digests", tag = "cases", request_body = DigestRequest, security(("bearer" = [])),
    responses((status = 200, body = DigestAnswer), (status = "4XX", body = Problem)))]
/// Gives the digest of a range of rows as the person sees them, for a client that looks whether its own are the same.
pub(super) async fn digests(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(asked): JsonBody<DigestRequest>,
) -> Result<Json<DigestAnswer>, Trouble> {
    state.blocking(move |office| office.digests(&signed.person, &asked)).await.map(Json)
}

#[utoipa::path(get, path = "/v1/tallies", tag = "cases", security(("bearer" = [])),
    responses((status = 200, body = Tallies), (status = "4XX", body = Problem)))]
/// Counts the cases that the person sees, by kind.
pub(super) async fn tallies(State(state): State<AppState>, signed: Signed) -> Result<Json<Tallies>, Trouble> {
    state.blocking(move |office| office.tallies(&signed.person)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/rows", tag = "cases", request_body = RowsRequest, security(("bearer" = [])),
    responses((status = 200, body = Rows), (status = "4XX", body = Problem)))]
/// Gives cases by their numbers, as they come with the changes; at most 100.
pub(super) async fn rows(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(asked): JsonBody<RowsRequest>,
) -> Result<Json<RowsPage>, Trouble> {
    state.blocking(move |office| office.rows(&signed.person, &asked.ids)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/standing", tag = "cases", request_body = StandingRequest, security(("bearer" = [])),
    responses((status = 200, body = StandingAnswer), (status = "4XX", body = Problem)))]
/// Tells which of some decisions stand in the books, of those that the person made, and which of some claims; at most 200 of each. For a
/// client whose server was restored from a backup.
pub(super) async fn standing(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(asked): JsonBody<StandingRequest>,
) -> Result<Json<StandingAnswer>, Trouble> {
    state.blocking(move |office| office.standing(&signed.person, &asked)).await.map(Json)
}

#[utoipa::path(post, path = "/v1/cases/{id}/decisions", tag = "cases", request_body = DecisionRequest, security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's number"),
        ("Idempotency-Key" = String, Header, description = "The decision's id; the same decision again gives the same receipt"),
        ("If-Match" = Option<String>, Header, description = "The basis that the decision rests on; not of assign and note")),
    responses((status = 200, body = Receipt), (status = 409, description = "The case as it is now is in `current`", body = Problem),
        (status = "4XX", body = Problem)))]
/// Decides a case, exactly once.
pub(super) async fn decide(
    State(state): State<AppState>,
    signed: Signed,
    InPath(id): InPath,
    headers: HeaderMap,
    JsonBody(decision): JsonBody<Decision>,
) -> Result<Json<Receipt>, Trouble> {
    let differs = |name| Trouble::new(ProblemCode::Malformed, Detail::HeaderDiffers(name));
    if required(&headers, IDEMPOTENCY_KEY)? != decision.id.to_string() {
        return Err(differs(IDEMPOTENCY_KEY));
    }
    if decision.act.verb().rests_on_basis() && required(&headers, header::IF_MATCH.as_str())? != decision.basis.0 {
        return Err(differs("if-match"));
    }
    if id != decision.case {
        return Err(Trouble::plain(ProblemCode::Malformed));
    }
    state.blocking(move |office| office.decide(&signed.person, &decision)).await.map(Json)
}
