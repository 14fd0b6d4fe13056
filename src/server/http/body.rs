//! Bodies and queries as they come in: JSON of a shape that is known, of a size that is bounded.
//!
//! Invariant: what is told of a body that can't be read is a place in it, never what stands there.

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::problem::{Detail, Trouble};
use crate::domain::decision::ProblemCode;
use crate::domain::ids::CaseId;

/// A JSON body.
pub(super) struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + 'static> FromRequest<S> for JsonBody<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Trouble> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if media_type.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
            return Err(Trouble::new(ProblemCode::Malformed, Detail::NotJson).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes: Bytes = request.extract().await.map_err(|rejection: axum::extract::rejection::BytesRejection| {
            let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
            Trouble::plain(if too_large { ProblemCode::TooLarge } else { ProblemCode::Malformed })
        })?;
        // The parser's own words quote the body: only the place is told.
        let place = |error: serde_json::Error| Detail::BadJson { line: error.line(), column: error.column() };
        serde_json::from_slice(&bytes).map(JsonBody).map_err(|error| Trouble::new(ProblemCode::Malformed, place(error)))
    }
}

/// The query of an address.
pub(super) struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Asked<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let query = Query::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Asked(asked)).map_err(|_| Trouble::plain(ProblemCode::Malformed))
    }
}

/// The case that an address names.
pub(super) struct InPath(pub CaseId);

impl<S: Send + Sync> FromRequestParts<S> for InPath {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(id)| InPath(CaseId::new(id))).map_err(|_| Trouble::plain(ProblemCode::NotFound))
    }
}

/// Gives a header that must be there. An entity tag's quotes are taken off.
pub(super) fn required<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, Trouble> {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).map(|text| text.trim().trim_matches('"'));
    value.filter(|text| !text.is_empty()).ok_or_else(|| {
        let status = if name == header::IF_MATCH.as_str() { StatusCode::PRECONDITION_REQUIRED } else { StatusCode::BAD_REQUEST };
        Trouble::new(ProblemCode::Malformed, Detail::HeaderMissing(name)).with_status(status)
    })
}
