//! The client over a real network: reqwest with rustls. Bounded in time and size.
//!
//! Not here: what is asked when, and what an answer means (`http`, `sync`); answers without an end (`load`, `events`).

mod events;
mod load;

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Method, Response};
use zeroize::Zeroizing;

use crate::api::http::{self, Answer, LARGEST_BODY};
use crate::api::{Call, Failure, FailureKind, Reply};
use crate::domain::people::Lang;
use crate::domain::time::Moment;
use crate::text::api as words;

/// A connection across a slow line takes a few round trips; a dead address should be told soon.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Until an answer begins, or until it has come where decisions wait behind it.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(40);
/// An answer that goes on coming is waited for: a full page is some 100 kB, packed, and a slow line brings 2 kB in a second.
const LONGEST_ANSWER: Duration = Duration::from_secs(600);
/// Between two pieces of an answer; a line that is slow brings some bytes in it.
const SILENCE: Duration = Duration::from_secs(30);
/// A decision and its answer are a few kilobytes: who waits for it should know sooner.
const DECIDE_TIMEOUT: Duration = Duration::from_secs(15);
/// Who is there is asked while a person types: a dead address should be told at once.
const PROBE_TIMEOUT: Duration = Duration::from_secs(6);
/// Until an answer without an end begins; who holds it back longer than that would hold all of it back.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// An answer without an end is bounded between its parts, not as a whole: longer than a sign-in is good.
const LONGEST_STREAM: Duration = Duration::from_secs(24 * 3600);
/// What is read of an answer that is none of those.
const LARGEST_REFUSAL: usize = 1024 * 1024;
/// The largest answer to it.
const LARGEST_HEALTH: u64 = 4096;
/// What we unpack.
const ZSTD: &str = "zstd";
/// Connections kept for the next call: one per lane.
const IDLE_CONNECTIONS: usize = 2;

/// The language in which the server is to word its refusals.
const fn said_in(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    }
}

/// Speaks to one server. Cheap to clone; every clone shares connections and the token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Arc<Mutex<Option<Zeroizing<String>>>>,
    /// The server said that the sign-in was taken back.
    revoked: Arc<AtomicBool>,
    /// The server said that the sign-in ended because the person may see other cases now.
    out_of_scope: Arc<AtomicBool>,
    /// The answers without an end that wait for their next part to be asked for.
    open: Arc<Mutex<Open>>,
}

/// Answers that go on.
#[derive(Default)]
struct Open {
    /// Counts the sign-ins: what was asked under an earlier one goes on no more.
    signed: u64,
    load: Option<load::OpenLoad>,
    events: Option<events::OpenEvents>,
}

/// Why an address can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("not an address")]
    Malformed(String),
    #[error("plain http is only for this machine")]
    Plain(String),
    #[error("no TLS")]
    NoTls,
}

impl BadAddress {
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            BadAddress::Malformed(address) => words::bad_address(lang, address),
            BadAddress::Plain(address) => words::plain_address(lang, address),
            BadAddress::NoTls => words::no_tls(lang).into(),
        }
    }
}

impl Client {
    /// Makes a client of a server: `https://host` or, for this machine only, `http://127.0.0.1:port`.
    pub fn new(base: &str, lang: Lang) -> Result<Self, BadAddress> {
        let url = reqwest::Url::parse(base).map_err(|_| BadAddress::Malformed(base.into()))?;
        let host = url.host_str().ok_or_else(|| BadAddress::Malformed(base.into()))?;
        let plain_parts = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
        let loopback = matches!(host, "127.0.0.1" | "[::1]" | "localhost");
        match url.scheme() {
            "https" if plain_parts => {}
            "http" if plain_parts && loopback => {}
            "http" if plain_parts => return Err(BadAddress::Plain(base.into())),
            _ => return Err(BadAddress::Malformed(base.into())),
        }
        // Another part of the process may have installed it: any is good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            // Our API never redirects: who does is not our server.
            .redirect(Policy::none())
            .default_headers(HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(said_in(lang)))]))
            .user_agent(crate::wire::user_agent());
        if loopback {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|_| BadAddress::NoTls)?;
        Ok(Client {
            http,
            base: base.trim_end_matches('/').to_owned(),
            token: Arc::default(),
            revoked: Arc::default(),
            out_of_scope: Arc::default(),
            open: Arc::default(),
        })
    }

    /// Signs every later call; `None` signs none. What was asked under the former one goes on no more.
    pub fn set_token(&self, token: Option<String>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        *open = Open { signed: open.signed.wrapping_add(1), ..Open::default() };
        drop(open);
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token.map(Zeroizing::new);
    }

    /// Lets go of a load that waits to be gone on with: what came of it and was not asked for is in memory. It begins again behind the last
    /// part that was.
    pub fn let_load_go(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        // One that is read at this moment is not put back either.
        open.signed = open.signed.wrapping_add(1);
        open.load = None;
    }

    /// Tells whether the server has said that the sign-in was taken back: what this machine keeps is to be wiped.
    pub fn was_revoked(&self) -> bool {
        self.revoked.load(Ordering::Relaxed)
    }

    /// Tells whether the server has said that cases which this machine keeps are to go: all with the rest of what it keeps, or those alone.
    pub fn takes_cases_back(&self) -> bool {
        self.was_revoked() || self.out_of_scope.load(Ordering::Relaxed)
    }

    /// Asks who is there, before anybody signs in; gives the server's clock too, where it tells it.
    pub async fn probe(&self) -> Result<Option<Moment>, NotReached> {
        let response = self.http.get(format!("{}/v1/health", self.base)).timeout(PROBE_TIMEOUT).send().await.map_err(|error| {
            if error.is_connect() && is_about_certificate(&error) { NotReached::Untrusted } else { NotReached::Failed(failure(&error)) }
        })?;
        let clock = response.headers().get(DATE).and_then(|date| chrono::DateTime::parse_from_rfc2822(date.to_str().ok()?).ok());
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        if response.content_length().is_none_or(|length| length > LARGEST_HEALTH) {
            return Err(NotReached::Failed(FailureKind::Nonsense.into()));
        }
        let body = response.bytes().await.map_err(|error| NotReached::Failed(failure(&error)))?.to_vec();
        http::read(&Call::Identity, &Answer { status, content_type, body }).map_err(NotReached::Failed)?;
        Ok(clock.map(|date| Moment(date.timestamp_millis())))
    }

    /// Whether what is said goes out encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// Asks and waits for the answer, no longer than the constants of this module say.
    pub async fn call(&self, call: &Call) -> Result<Reply, Failure> {
        match call {
            Call::Load { after, limit } => return self.load(call, after.as_deref(), *limit).await,
            Call::Listen { .. } => return self.listen(call).await,
            _ => {}
        }
        let longest = match call {
            Call::Decide { .. } => DECIDE_TIMEOUT,
            // Decisions wait behind these.
            Call::Identity | Call::Receive { .. } | Call::Reveal { .. } | Call::LookedUp { .. } | Call::Standing { .. } => TOTAL_TIMEOUT,
            _ => LONGEST_ANSWER,
        };
        let asking = self.built(call).header(ACCEPT_ENCODING, ZSTD).timeout(longest).send();
        let sent = tokio::time::timeout(TOTAL_TIMEOUT, asking).await.map_err(|_| FailureKind::Timeout)?;
        let response = sent.map_err(|error| failure(&error))?;
        self.read(call, &answer(response, LARGEST_BODY).await?)
    }

    /// Reads an answer, and takes note where it says that the sign-in was taken back.
    fn read(&self, call: &Call, answer: &Answer) -> Result<Reply, Failure> {
        let read = http::read(call, answer);
        match &read {
            Err(Failure { kind: FailureKind::Revoked }) => self.revoked.store(true, Ordering::Relaxed),
            Err(Failure { kind: FailureKind::ScopeChanged }) => self.out_of_scope.store(true, Ordering::Relaxed),
            _ => {}
        }
        read
    }

    /// Asks for an answer without an end, and waits for its head. One that is of another kind is read as what it is, mostly a refusal.
    async fn stream(&self, call: &Call, kind: &str, accepts: Option<&'static str>) -> Result<Response, Failure> {
        let mut builder = self.built(call).timeout(LONGEST_STREAM);
        if let Some(accepts) = accepts {
            builder = builder.header(ACCEPT_ENCODING, accepts);
        }
        let sent = tokio::time::timeout(HEAD_TIMEOUT, builder.send()).await.map_err(|_| FailureKind::Timeout)?;
        let response = sent.map_err(|error| failure(&error))?;
        let is_ours = response.status().is_success() && content_type(&response).starts_with(kind);
        if is_ours {
            return Ok(response);
        }
        // The request's own limit is that of a stream.
        let refusal = tokio::time::timeout(HEAD_TIMEOUT, answer(response, LARGEST_REFUSAL)).await.map_err(|_| FailureKind::Timeout)?;
        self.read(call, &refusal?)?;
        Err(FailureKind::Nonsense.into())
    }

    fn built(&self, call: &Call) -> reqwest::RequestBuilder {
        let request = {
            let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
            http::request(call, token.as_ref().map(|token| token.as_str()))
        };
        let method = if request.method == "POST" { Method::POST } else { Method::GET };
        let builder = self.http.request(method, format!("{}{}", self.base, request.path)).body(request.body);
        request.headers.into_iter().fold(builder, |builder, (name, value)| builder.header(name, value))
    }
}

fn content_type(response: &Response) -> String {
    response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Reads an answer to its end; one that is larger is not read.
async fn answer(mut response: Response, largest: usize) -> Result<Answer, Failure> {
    let (status, content_type) = (response.status().as_u16(), content_type(&response));
    // What says that it is too large is not read at all.
    if response.content_length().is_some_and(|length| length > largest as u64) {
        return Err(FailureKind::TooLarge.into());
    }
    let packed = is_packed(&response)?;
    let mut body = Vec::new();
    loop {
        let chunk = tokio::time::timeout(SILENCE, response.chunk()).await.map_err(|_| FailureKind::Timeout)?;
        let Some(chunk) = chunk.map_err(|error| failure(&error))? else { break };
        if body.len() + chunk.len() > largest {
            return Err(FailureKind::TooLarge.into());
        }
        body.extend_from_slice(&chunk);
    }
    let body = if packed { unpacked(&body, largest)? } else { body };
    Ok(Answer { status, content_type, body })
}

/// Tells whether an answer is packed; one that is packed otherwise than was said that we unpack is none of ours.
fn is_packed(response: &Response) -> Result<bool, FailureKind> {
    match response.headers().get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(false),
        Some(b"zstd") => Ok(true),
        Some(_) => Err(FailureKind::Nonsense),
    }
}

/// Unpacks an answer, as far as it may be large.
fn unpacked(packed: &[u8], largest: usize) -> Result<Vec<u8>, FailureKind> {
    let nonsense = |_| FailureKind::Nonsense;
    let mut decoder = zstd::stream::read::Decoder::new(packed).map_err(nonsense)?;
    decoder.window_log_max(load::WINDOW_LOG).map_err(nonsense)?;
    let mut body = Vec::new();
    decoder.take(largest as u64 + 1).read_to_end(&mut body).map_err(nonsense)?;
    if body.len() > largest { Err(FailureKind::TooLarge) } else { Ok(body) }
}

/// Why nobody could be asked who is there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReached {
    #[error("the certificate can't be trusted")]
    Untrusted,
    #[error(transparent)]
    Failed(Failure),
}

/// reqwest tells a bad certificate only in words, somewhere down the causes.
fn is_about_certificate(error: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(now) = cause {
        if now.to_string().contains("certificate") {
            return true;
        }
        cause = now.source();
    }
    false
}

fn failure(error: &reqwest::Error) -> Failure {
    let kind = if error.is_connect() {
        FailureKind::Unreachable
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else if error.is_body() || error.is_decode() || error.is_request() {
        FailureKind::Broken
    } else {
        FailureKind::Nonsense
    };
    kind.into()
}
