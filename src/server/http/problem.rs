//! What goes wrong, as RFC 9457 problems in the language that was asked for.
//!
//! A handler gives a [`Trouble`]; the outermost layer writes it out, and makes one of every other answer that is no success.
//! Invariant: a problem repeats nothing that came with the request.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::domain::decision::ProblemCode;
use crate::domain::fault::Fault;
use crate::domain::ids::CaseId;
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::judge::{Why, why_in_words};
use crate::rules::plan::Plan;
use crate::server::ledger::LedgerError;
use crate::server::office::OfficeError;
use crate::text::faults::fault_in_words;
use crate::text::problems as words;
use crate::wire::{self, PROBLEM_JSON, Problem, WIRE_REVISION};

/// Refuses a client of ours that can't read what this server says: an answer that it stumbles over would look like a fault of the case.
pub(super) async fn readable_to_the_client(request: Request, next: Next) -> Response {
    let said = request.headers().get(header::USER_AGENT).and_then(|name| name.to_str().ok());
    match said.and_then(wire::revision_of) {
        Some(revision) if revision < WIRE_REVISION => Trouble::plain(ProblemCode::ClientTooOld).into_response(),
        _ => next.run(request).await,
    }
}

/// What went wrong with a request.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    code: ProblemCode,
    status: StatusCode,
    detail: Detail,
    current: Option<Box<CaseDetail>>,
    faults: Vec<Fault>,
    retry_after: Option<i64>,
}

/// What the problem's sentence is made of.
#[derive(Clone, Debug)]
pub(super) enum Detail {
    /// That of the code.
    Plain,
    Why(Box<Why>, Arc<Plan>),
    NoMethod,
    NotJson,
    NoTime,
    BadJson {
        line: usize,
        column: usize,
    },
    HeaderMissing(&'static str),
    HeaderDiffers(&'static str),
    HeaderNoUuid(&'static str),
    TooManyCases,
    TakenInBefore(CaseId),
    TakenInUnseen(CaseId),
    ChangedTooOften,
    NotASetupCode,
}

impl Trouble {
    pub(super) fn new(code: ProblemCode, detail: Detail) -> Self {
        Trouble { code, status: status_of(code), detail, current: None, faults: Vec::new(), retry_after: None }
    }

    pub(super) fn plain(code: ProblemCode) -> Self {
        Self::new(code, Detail::Plain)
    }

    /// The same with another status than that of its code.
    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Trouble { status, ..self }
    }

    pub(super) fn retry_after(self, seconds: i64) -> Self {
        Trouble { retry_after: Some(seconds), ..self }
    }

    /// The trouble behind a status that some layer gave.
    fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::UNAUTHORIZED => (ProblemCode::SignedOut, Detail::Plain),
            StatusCode::NOT_FOUND => (ProblemCode::NotFound, Detail::Plain),
            StatusCode::METHOD_NOT_ALLOWED => (ProblemCode::Malformed, Detail::NoMethod),
            StatusCode::PAYLOAD_TOO_LARGE => (ProblemCode::TooLarge, Detail::Plain),
            StatusCode::GATEWAY_TIMEOUT => (ProblemCode::Internal, Detail::NoTime),
            status if status.is_server_error() => (ProblemCode::Internal, Detail::Plain),
            _ => (ProblemCode::Malformed, Detail::Plain),
        };
        Self::new(code, detail).with_status(status)
    }

    fn sentence(&self, lang: Lang) -> String {
        match &self.detail {
            Detail::Plain => words::detail(lang, self.code).into(),
            Detail::Why(why, plan) => why_in_words(lang, plan, why),
            Detail::NoMethod => words::no_method_detail(lang).into(),
            Detail::NotJson => words::not_json_detail(lang).into(),
            Detail::NoTime => words::no_time_detail(lang).into(),
            Detail::BadJson { line, column } => words::bad_json_detail(lang, line, column),
            Detail::HeaderMissing(name) => words::header_missing_detail(lang, name),
            Detail::HeaderDiffers(name) => words::header_differs_detail(lang, name),
            Detail::HeaderNoUuid(name) => words::header_no_uuid_detail(lang, name),
            Detail::TooManyCases => words::too_many_cases_detail(lang).into(),
            Detail::TakenInBefore(case) => words::taken_in_before_detail(lang, case),
            Detail::TakenInUnseen(case) => words::taken_in_unseen_detail(lang, case),
            Detail::ChangedTooOften => words::changed_too_often_detail(lang).into(),
            Detail::NotASetupCode => words::not_a_setup_code_detail(lang).into(),
        }
    }

    fn written(self, lang: Lang, instance: &str) -> Response {
        let word = serde_json::to_value(self.code).unwrap_or_default();
        let problem = Problem {
            kind: format!("/problems/{}", word.as_str().unwrap_or("other")),
            title: words::title(lang, self.code).into(),
            status: self.status.as_u16(),
            detail: self.sentence(lang),
            instance: instance.to_owned(),
            code: self.code,
            why: match &self.detail {
                Detail::Why(why, _) => Some(why.clone()),
                _ => None,
            },
            faults: self
                .faults
                .iter()
                .map(|fault| wire::Fault { path: fault.path.clone(), message: fault_in_words(lang, fault) })
                .collect(),
            current: self.current,
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn status_of(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::Conflict | ProblemCode::WrongStage => StatusCode::CONFLICT,
        ProblemCode::NotAllowed | ProblemCode::FourEyes | ProblemCode::OverLimit => StatusCode::FORBIDDEN,
        ProblemCode::Blocked | ProblemCode::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::SignedOut | ProblemCode::Revoked | ProblemCode::ScopeChanged => StatusCode::UNAUTHORIZED,
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::Malformed => StatusCode::BAD_REQUEST,
        ProblemCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::ClientTooOld => StatusCode::UPGRADE_REQUIRED,
        ProblemCode::Internal | ProblemCode::Other => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The trouble travels beside the answer to the outermost layer, which knows the language and the request's name.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        tracing::error!(%error, "the books");
        Trouble::plain(ProblemCode::Internal)
    }
}

impl From<OfficeError> for Trouble {
    fn from(error: OfficeError) -> Self {
        let code = error.code();
        match error {
            OfficeError::Refused { refusal, plan, current } => {
                Trouble { current, ..Trouble::new(code, Detail::Why(Box::new(refusal.why), plan)) }
            }
            OfficeError::Faults(faults) => Trouble { faults, ..Trouble::plain(code) },
            OfficeError::TooManyCases => Trouble::new(code, Detail::TooManyCases),
            OfficeError::ChangedTooOften => Trouble::new(code, Detail::ChangedTooOften),
            OfficeError::TakenInBefore { case } => Trouble::new(code, Detail::TakenInBefore(case)),
            OfficeError::TakenInUnseen { case } => Trouble::new(code, Detail::TakenInUnseen(case)),
            OfficeError::Ledger(error) => error.into(),
            OfficeError::NotAllowed | OfficeError::NotFound | OfficeError::NotKnown | OfficeError::KeyReused => Trouble::plain(code),
        }
    }
}

/// The language that a request asks for: the first of ours that it names, else Chinese.
fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let ours = |tag: &str| match tag.trim().get(..2) {
        Some("zh") => Some(Lang::Zh),
        Some("en") => Some(Lang::En),
        _ => None,
    };
    wanted.split(',').take(16).find_map(ours).unwrap_or_default()
}

/// Gives every request a name, writes troubles out as problems, and logs each request by its route, never by its address.
pub(super) async fn told_as_problems(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let name = format!("urn:uuid:{}", uuid::Uuid::new_v4());
    let mut response = next.run(request).await;
    let status = response.status();
    tracing::info!(%method, route, status = status.as_u16(), request = name, "answered");
    if status.is_client_error() || status.is_server_error() {
        let trouble = response.extensions_mut().remove::<Trouble>().unwrap_or_else(|| Trouble::of_status(status));
        let allow = response.headers().get(header::ALLOW).cloned();
        response = trouble.written(lang, &name);
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    let headers = response.headers_mut();
    // Cases are nobody's to keep but the client's own cache.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
