//! Sends calls and brings their answers back, on a thread with a runtime of its own.

use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::api::{Call, Client, Failure, FailureKind, Reply};

/// Calls under way at once: two lanes of the sync plan, a sign-in, and cases opened by hand.
const AT_ONCE: usize = 8;

/// A call on its way out: which seat asked, and through which client.
struct Outgoing {
    seat: usize,
    client: Client,
    call: Call,
}

/// The way to the network. Each call given here is answered once through the callback.
pub struct Network {
    // Unbounded, because its only writer is the store's thread, whose own inbox is bounded.
    out: UnboundedSender<Outgoing>,
}

impl Network {
    /// Starts the thread with its runtime.
    pub fn start(answer: impl Fn(usize, Call, Result<Reply, Failure>) + Send + Sync + 'static) -> Self {
        let (out, mut calls) = unbounded_channel::<Outgoing>();
        let answer = Arc::new(answer);
        let spawned = thread::Builder::new().name("network".into()).spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            let places = Arc::new(Semaphore::new(AT_ONCE));
            runtime.block_on(async move {
                while let Some(Outgoing { seat, client, call }) = calls.recv().await {
                    let (answer, places) = (answer.clone(), places.clone());
                    tokio::spawn(async move {
                        let _place = places.acquire().await;
                        let result = client.call(&call).await;
                        answer(seat, call, result);
                    });
                }
            });
        });
        if let Err(error) = spawned {
            tracing::error!(%error, "no network thread");
        }
        Network { out }
    }

    /// Sends a call; gives it back where there is no network thread.
    pub fn send(&self, seat: usize, client: &Client, call: Call) -> Result<(), (Call, Failure)> {
        self.out
            .send(Outgoing { seat, client: client.clone(), call })
            .map_err(|gone| (gone.0.call, Failure::from(FailureKind::Unreachable)))
    }
}
