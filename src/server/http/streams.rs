//! Answers that have no end of their own: the first load, and the events.
//!
//! Not here: what a load consists of (`office`). Invariants: a stream is written only as fast as it is read; it ends with the sign-in that it
//! was asked with; of one person's streams of a kind only the newest few are kept, so that one whose reader is gone shuts nobody out.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use serde::Deserialize;
use tokio::sync::{oneshot, watch};
use utoipa::IntoParams;
use zstd::stream::write::Encoder;

use super::AppState;
use super::auth::Signed;
use super::body::Asked;
use super::packing::{LEVEL, unpacks_zstd};
use super::problem::Trouble;
use crate::domain::ids::UserId;
use crate::server::ledger::{LedgerError, Secret};
use crate::server::office::{Loading, OfficeError};
use crate::wire::{HEART_BEAT, Hint, LoadHead, LoadLine, NDJSON, Problem};

/// Streams of one kind that a person has at once: his machines, and one whose end nobody has seen yet.
const EACH: usize = 4;
/// The most cases between two places from which a load can go on: some twenty kilobytes on the wire.
const BATCH: u32 = 64;
/// Asks a proxy that knows the header not to hold lines back.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Load,
    Events,
}

/// The streams that run, by person and kind. One ends when what stands here of it is dropped.
#[derive(Debug, Default)]
pub(in crate::server) struct Streams(Mutex<BTreeMap<(UserId, Kind), OfOne>>);

/// The streams of one kind that a person has, the oldest first.
type OfOne = VecDeque<oneshot::Sender<()>>;

impl Streams {
    /// Takes a new stream in; the oldest of the person goes where there are too many. What is given resolves when the stream is to end.
    fn enter(&self, user: &UserId, kind: Kind) -> oneshot::Receiver<()> {
        let (keep, ends) = oneshot::channel();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Who has gone leaves nothing behind.
        all.retain(|_, of_one| {
            of_one.retain(|stream| !stream.is_closed());
            !of_one.is_empty()
        });
        let of_one = all.entry((user.clone(), kind)).or_default();
        of_one.push_back(keep);
        if of_one.len() > EACH {
            of_one.pop_front();
        }
        ends
    }

    /// Ends all of them.
    pub(in crate::server) fn end_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[derive(Deserialize, IntoParams)]
pub(super) struct LoadQuery {
    /// The last token that was read; without one it begins at the beginning.
    after: Option<String>,
    /// The most cases between two tokens.
    limit: Option<u32>,
}

/// A load on its way to one client.
struct Load {
    state: AppState,
    loading: Loading,
    token: Secret,
    /// The head, until it is written.
    head: Option<LoadHead>,
    most: u32,
    /// Absent where the client can't unpack.
    packer: Option<Encoder<'static, Vec<u8>>>,
    complete: bool,
}

#[utoipa::path(get, path = "/v1/load", tag = "cases", params(LoadQuery), security(("bearer" = [])),
    responses((status = 200, description = "Lines of `LoadLine`, compressed with zstd where that is accepted", body = LoadLine,
        content_type = "application/x-ndjson"), (status = "4XX", body = Problem)))]
/// Gives all cases that a person keeps, as lines: a head, then what was given to him, what is most urgent, what ended last; now and then a
/// token to go on behind, and a last line that says that it is complete.
pub(super) async fn load(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    Asked(asked): Asked<LoadQuery>,
) -> Result<Response, Trouble> {
    let ends = state.streams.enter(&signed.person.user, Kind::Load);
    let token = Secret::of(&signed.token);
    let (head, loading) = state.blocking(move |office| office.begin_load(&signed.person, asked.after.as_deref())).await?;
    let packs = unpacks_zstd(&headers);
    let packer = if packs { Some(Encoder::new(Vec::new(), LEVEL).map_err(|_| unpacked())?) } else { None };
    let most = asked.limit.unwrap_or(BATCH).clamp(1, BATCH);
    let load = Load { state, loading, token, head: Some(head), most, packer, complete: false };
    let parts = unfold((load, ends), |(load, mut ends)| async move {
        if load.complete {
            return None;
        }
        let part = tokio::select! {
            biased;
            _ = &mut ends => return None,
            part = load.part() => part,
        };
        match part {
            Ok(Some((load, bytes))) => Some((Ok::<_, Infallible>(bytes), (load, ends))),
            // The sign-in has ended.
            Ok(None) => None,
            Err(error) => {
                tracing::error!(%error, "a load");
                None
            }
        }
    });
    let kind = [(header::CONTENT_TYPE, NDJSON)];
    let mut response = (kind, [UNBUFFERED], Body::from_stream(parts)).into_response();
    if packs {
        response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("zstd"));
    }
    Ok(response)
}

fn unpacked() -> LedgerError {
    LedgerError::Inconsistent("a load can't be compressed")
}

impl Load {
    /// Reads the next cases and packs them, on a thread that may wait. Nothing where the sign-in has ended.
    async fn part(mut self) -> Result<Option<(Load, Bytes)>, LedgerError> {
        let done = tokio::task::spawn_blocking(move || {
            let office = Arc::clone(&self.state.office);
            let now = office.now();
            if office.ledger().read(|books| books.session(&self.token, now))?.is_none() {
                return Ok(None);
            }
            let bytes = self.next_bytes()?;
            Ok(Some((self, bytes)))
        });
        done.await.unwrap_or(Err(LedgerError::Inconsistent("a load ended in a panic")))
    }

    fn next_bytes(&mut self) -> Result<Bytes, LedgerError> {
        let mut lines = Vec::new();
        if let Some(head) = self.head.take() {
            // It goes out before any case is read: how many there will be is told at once.
            let line = LoadLine { head: Some(head), ..LoadLine::default() };
            serde_json::to_writer(&mut lines, &line).map_err(|_| LedgerError::Inconsistent("a load can't be begun"))?;
            lines.push(b'\n');
            self.state.office.load_begins(&self.loading, &mut lines);
        } else {
            self.complete = self.state.office.load_on(&mut self.loading, self.most, &mut lines).map_err(|error| match error {
                OfficeError::Ledger(error) => error,
                _ => LedgerError::Inconsistent("a load was refused"),
            })?;
        }
        let Some(packer) = &mut self.packer else { return Ok(lines.into()) };
        packer.write_all(&lines).map_err(|_| unpacked())?;
        if self.complete {
            let packer = self.packer.take().ok_or_else(unpacked)?;
            return packer.finish().map(Bytes::from).map_err(|_| unpacked());
        }
        // What was read goes out now, not when a block is full.
        packer.flush().map_err(|_| unpacked())?;
        Ok(std::mem::take(packer.get_mut()).into())
    }
}

/// A stream of hints to one client.
struct Hints {
    state: AppState,
    token: Secret,
    writes: watch::Receiver<u64>,
    ends: oneshot::Receiver<()>,
    /// The last number that was told; nothing before the first.
    told: Option<u64>,
}

#[utoipa::path(get, path = "/v1/events", tag = "cases", security(("bearer" = [])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The number of the last event; the newest is told at once, whatever it says")),
    responses((status = 200, description = "Server-sent events: `id` is a sequence number, `data` a `Hint`", body = Hint,
        content_type = "text/event-stream"), (status = "4XX", body = Problem)))]
/// Says when something has changed, and now and then that it is still there. An event is a hint: what changed is asked for as changes.
pub(super) async fn events(State(state): State<AppState>, signed: Signed) -> Response {
    let ends = state.streams.enter(&signed.person.user, Kind::Events);
    let writes = state.office.ledger().writes();
    let hints = Hints { token: Secret::of(&signed.token), writes, ends, told: None, state };
    ([UNBUFFERED], Sse::new(told(hints))).into_response()
}

fn told(hints: Hints) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(hints, |mut hints| async move {
        let event = hints.next().await?;
        Some((Ok(event), hints))
    })
}

impl Hints {
    /// Waits for something new, or for the next sign of life. Nothing where the stream ends.
    async fn next(&mut self) -> Option<Event> {
        // One for all that is written meanwhile: what concerns no case must not put the sign of life off.
        let mut silent = std::pin::pin!(tokio::time::sleep(HEART_BEAT));
        loop {
            let beat = if self.told.is_none() {
                true
            } else {
                tokio::select! {
                    biased;
                    _ = &mut self.ends => return None,
                    written = self.writes.changed() => {
                        written.ok()?;
                        false
                    }
                    () = &mut silent => true,
                }
            };
            self.writes.borrow_and_update();
            let newest = self.look().await?;
            if beat || self.told.is_none_or(|told| newest > told) {
                self.told = Some(newest);
                let identity = self.state.office.ledger().identity().clone();
                let data = serde_json::to_string(&Hint { identity, seq: newest }).ok()?;
                return Some(Event::default().id(newest.to_string()).data(data));
            }
        }
    }

    /// Reads the number of the newest change, as long as the sign-in is good. The books are read, not what this process wrote: another one
    /// may write into them.
    async fn look(&self) -> Option<u64> {
        let (office, token) = (Arc::clone(&self.state.office), self.token.clone());
        let read = tokio::task::spawn_blocking(move || {
            let now = office.now();
            office.ledger().read(|books| match books.session(&token, now)? {
                Some(_) => books.newest_change().map(Some),
                None => Ok::<_, LedgerError>(None),
            })
        });
        match read.await {
            Ok(Ok(newest)) => newest,
            Ok(Err(error)) => {
                tracing::error!(%error, "events");
                None
            }
            Err(_) => None,
        }
    }
}
