//! The streams of events of a world: written by the server, cut, held up, eaten or said twice on the way.
//!
//! Not here: what a client does with an event (the engine). Invariants: a stream ends with its server, its client and its sign-in; what is
//! waited for on it is answered once, and perhaps a second time.

use huzhu::api::{Call, FailureKind, Reply};

use super::server::Events;
use super::{Event, World};

/// Until the first event, and without any sign of life, a client waits so long; as `api::client::events` does. Milliseconds.
const FIRST: i64 = 20_000;
const SILENCE: i64 = 45_000;

/// What the way makes of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Open,
    /// What comes may come again.
    Twice,
    /// Nothing comes through, and nobody says so.
    Silent,
}

/// A stream that one client reads.
pub struct Stream {
    life: u32,
    token: String,
    events: Events,
    way: Way,
    /// The number that was told last.
    told: Option<u64>,
    /// The call that waits for the next news.
    waiting: Option<Call>,
    /// Which stream it is: what was planned for an earlier one befalls no later one.
    number: u64,
}

impl World {
    /// Whether a call waits on a stream that is open: then nothing is sent.
    pub(super) fn waits_on_a_stream(&mut self, client: usize, call: &Call) -> bool {
        let life = self.clients[client].life;
        let Some(stream) = self.streams.get_mut(&client).filter(|stream| stream.life == life) else {
            self.streams.remove(&client);
            return false;
        };
        stream.waiting = Some(call.clone());
        self.tell_one(client);
        true
    }

    /// A request for events has come to the server: a stream begins, or it says why none does.
    pub(super) fn begin_stream(&mut self, client: usize, life: u32, call: Call, token: String) {
        if self.clients[client].life != life || self.streams.get(&client).is_some_and(|stream| stream.life == life) {
            return;
        }
        if self.shape.eats_events == Some(client) {
            self.did("events are eaten");
            self.note(|| format!("c{client} gets no events through its proxy"));
            return self.fails(client, &call, FIRST, FailureKind::Timeout);
        }
        let events = match self.server.listen(&token, &call) {
            Ok(events) => events,
            Err(answer) => {
                let read = huzhu::api::http::read(&call, &answer);
                return self.answered_with(client, life, call, read);
            }
        };
        let drawn = if self.troubled() { self.dice.below(8) } else { 8 };
        let way = match drawn {
            0 => Way::Silent,
            1 | 2 => Way::Twice,
            _ => Way::Open,
        };
        self.count += 1;
        let number = self.count;
        if let 3 | 4 = drawn {
            let millis = self.span(30_000);
            self.after(millis, Event::StreamEnds { client, number, silently: drawn == 4 });
        }
        self.note(|| format!("c{client} has a stream of events, {way:?}"));
        self.did("events are listened to");
        let (told, waiting) = (None, Some(call));
        self.streams.insert(client, Stream { life, token, events, way, told, waiting, number });
        self.tell_one(client);
    }

    /// Tells everybody who listens what is new.
    pub(super) fn tell_streams(&mut self) {
        for client in 0..self.clients.len() {
            self.tell_one(client);
        }
    }

    fn tell_one(&mut self, client: usize) {
        let is_up = self.clients[client].up || !self.troubled();
        let Some(stream) = self.streams.get_mut(&client) else { return };
        if !is_up {
            stream.way = Way::Silent;
        }
        if stream.waiting.is_none() {
            return;
        }
        if stream.way == Way::Silent {
            let millis = if stream.told.is_none() { FIRST } else { SILENCE };
            return self.end_stream(client, millis, FailureKind::Timeout);
        }
        if !self.server.is_signed_in(&stream.token) {
            return self.end_stream(client, 0, FailureKind::Broken);
        }
        let newest = self.server.newest_change();
        if stream.told == Some(newest) {
            return;
        }
        let Some(hint) = self.server.next_hint(&mut stream.events, newest) else {
            return self.end_stream(client, 0, FailureKind::Broken);
        };
        stream.told = Some(hint.seq);
        let (life, way) = (stream.life, stream.way);
        let Some(call) = stream.waiting.take() else { return };
        self.note(|| format!("server tells c{client} of {}", hint.seq));
        if way == Way::Twice {
            self.did("an event comes twice");
            self.answered_with(client, life, call.clone(), Ok(Reply::Heard(hint.clone())));
        }
        self.answered_with(client, life, call, Ok(Reply::Heard(hint)));
    }

    /// A stream is cut on the way, or nothing comes through it any more.
    pub(super) fn stream_ends(&mut self, client: usize, number: u64, silently: bool) {
        let Some(stream) = self.streams.get_mut(&client).filter(|stream| stream.number == number) else { return };
        if silently {
            stream.way = Way::Silent;
        }
        self.did(if silently { "events are held up" } else { "events are cut" });
        if silently {
            self.tell_one(client);
        } else {
            self.end_stream(client, 0, FailureKind::Broken);
        }
    }

    /// Ends the streams of a server that ends.
    pub(super) fn end_streams(&mut self) {
        for client in 0..self.clients.len() {
            self.end_stream(client, 0, FailureKind::Broken);
        }
    }

    fn end_stream(&mut self, client: usize, millis: i64, kind: FailureKind) {
        if let Some(Stream { waiting: Some(call), life, .. }) = self.streams.remove(&client)
            && self.clients[client].life == life
        {
            self.fails(client, &call, millis, kind);
        }
    }
}
