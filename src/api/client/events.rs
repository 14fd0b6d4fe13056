//! The server's events over the network: one at a time, each as the answer to one call.
//!
//! Not here: what is done with one (`sync`). Invariants: an event is a hint and changes nothing by itself; a stream that shows no sign of
//! life ends; what is held of one that never ends an event is bounded.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures_util::stream::{Stream, StreamExt, try_unfold};
use reqwest::Response;
use sse_stream::{Sse, SseByteStream};

use super::{Client, failure};
use crate::api::http::EVENT_STREAM;
use crate::api::{Call, Failure, FailureKind, Reply};
use crate::wire::{HEART_BEAT, Hint};

/// So many signs of life may be missed.
const MISSED: u32 = 3;
/// Until the first event, which comes at once: a proxy that holds it back would hold back all.
const FIRST: Duration = Duration::from_secs(20);
/// The most bytes without a whole event among them.
const MOST_UNREAD: usize = 64 * 1024;

type Events = Pin<Box<dyn Stream<Item = Result<Sse, sse_stream::Error>> + Send>>;

/// A stream of events that goes on.
pub(super) struct OpenEvents {
    events: Events,
    /// Bytes since the last event.
    unread: Arc<AtomicUsize>,
    /// The number that was told last.
    told: Option<u64>,
}

/// Why a stream of events was given up.
#[derive(Debug, thiserror::Error)]
#[error("the events end")]
struct Ended(Failure);

impl Client {
    /// Waits for the next news: on the stream that is open, or on one that is opened.
    pub(super) async fn listen(&self, call: &Call) -> Result<Reply, Failure> {
        let (signed, waiting) = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            (open.signed, open.events.take())
        };
        let mut events = match waiting {
            Some(events) => events,
            None => OpenEvents::of(self.stream(call, EVENT_STREAM, None).await?),
        };
        let hint = events.next().await?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.signed == signed {
            open.events = Some(events);
        }
        Ok(Reply::Heard(hint))
    }
}

impl OpenEvents {
    fn of(response: Response) -> Self {
        let unread = Arc::new(AtomicUsize::new(0));
        let chunks = try_unfold((response, Arc::clone(&unread)), |(mut response, unread)| async move {
            let chunk = response.chunk().await.map_err(|error| Ended(failure(&error)))?;
            let Some(chunk) = chunk else { return Ok(None) };
            if unread.fetch_add(chunk.len(), Ordering::Relaxed) > MOST_UNREAD {
                return Err(Ended(FailureKind::TooLarge.into()));
            }
            Ok(Some((chunk, (response, unread))))
        });
        OpenEvents { events: Box::pin(SseByteStream::new(Box::pin(chunks))), unread, told: None }
    }

    /// Gives the next event that tells another number than the one before; signs of life are passed over.
    async fn next(&mut self) -> Result<Hint, Failure> {
        loop {
            let patience = if self.told.is_none() { FIRST } else { HEART_BEAT * MISSED };
            let event = tokio::time::timeout(patience, self.events.next()).await.map_err(|_| FailureKind::Timeout)?;
            let event = event.ok_or(FailureKind::Broken)?.map_err(|error| match error {
                sse_stream::Error::Body(_) => FailureKind::Broken,
                _ => FailureKind::Nonsense,
            })?;
            self.unread.store(0, Ordering::Relaxed);
            let Some(data) = event.data else { continue };
            let hint: Hint = serde_json::from_str(&data).map_err(|_| FailureKind::Nonsense)?;
            if self.told.replace(hint.seq) != Some(hint.seq) {
                return Ok(hint);
            }
        }
    }
}
