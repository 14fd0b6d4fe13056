//! Answers of some size, packed with zstd for who can unpack them: cases pack to a tenth, and on a slow line that is what they take.
//!
//! Not here: answers without an end, which pack themselves (`streams`). Invariant: who did not say that he unpacks gets an answer as it is.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// How hard an answer is pressed: more costs the server more than it saves the line.
pub(super) const LEVEL: i32 = 3;
/// What is smaller goes in a packet or two as it is.
const LEAST: u64 = 1024;

/// Packs an answer.
pub(super) async fn packed(request: Request, next: Next) -> Response {
    let packs = unpacks_zstd(request.headers());
    let response = next.run(request).await;
    // One without an end tells no size.
    let large = response.body().size_hint().exact().is_some_and(|size| size >= LEAST);
    if !packs || !large || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let pressed: Bytes = bytes.clone();
    let packing = tokio::task::spawn_blocking(move || zstd::bulk::compress(&pressed, LEVEL));
    let Ok(Ok(packed)) = packing.await else { return Response::from_parts(parts, Body::from(bytes)) };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    Response::from_parts(parts, Body::from(packed))
}

/// Tells whether who asks said that he unpacks zstd.
pub(super) fn unpacks_zstd(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|text| text.split(',')).any(|name| name.trim().eq_ignore_ascii_case("zstd"))
}
