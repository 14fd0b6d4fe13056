//! Sends calls and brings their answers back, on a thread with a runtime of its own.
//!
//! Not here: what is sent and when. Invariant: while a seat's line is cut nothing of that seat goes out, and what was under way is
//! answered as unreachable: to whoever asked it is a server that can't be reached, and nothing else.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;

use crate::api::{Call, Client, Failure, FailureKind, Reply};

/// Calls under way at once: two lanes of the sync plan, a sign-in, and cases opened by hand. Who waits for news is none of them: that lasts.
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
    /// The seats whose line was cut by hand.
    cut: watch::Sender<BTreeSet<usize>>,
}

impl Network {
    /// Starts the thread with its runtime.
    pub fn start(answer: impl Fn(usize, Call, Result<Reply, Failure>) + Send + Sync + 'static) -> Self {
        let (out, mut calls) = unbounded_channel::<Outgoing>();
        let answer = Arc::new(answer);
        let (cut, lines) = watch::channel(BTreeSet::new());
        let spawned = thread::Builder::new().name("network".into()).spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            let places = Arc::new(Semaphore::new(AT_ONCE));
            runtime.block_on(async move {
                while let Some(Outgoing { seat, client, call }) = calls.recv().await {
                    let (answer, places, mut lines) = (answer.clone(), places.clone(), lines.clone());
                    tokio::spawn(async move {
                        let _place = if matches!(call, Call::Listen { .. }) { None } else { places.acquire().await.ok() };
                        let result = tokio::select! {
                            biased;
                            Ok(_) = lines.wait_for(|cut| cut.contains(&seat)) => Err(FailureKind::Unreachable.into()),
                            result = client.call(&call) => result,
                        };
                        answer(seat, call, result);
                    });
                }
            });
        });
        if let Err(error) = spawned {
            tracing::error!(%error, "no network thread");
        }
        Network { out, cut }
    }

    /// Cuts the line of a seat, or joins it again.
    pub fn set_cut(&self, seat: usize, cut: bool) {
        self.cut.send_modify(|seats| {
            let _ = if cut { seats.insert(seat) } else { seats.remove(&seat) };
        });
    }

    pub fn is_cut(&self, seat: usize) -> bool {
        self.cut.borrow().contains(&seat)
    }

    /// Sends a call; gives it back where there is no network thread.
    pub fn send(&self, seat: usize, client: &Client, call: Call) -> Result<(), (Call, Failure)> {
        self.out
            .send(Outgoing { seat, client: client.clone(), call })
            .map_err(|gone| (gone.0.call, Failure::from(FailureKind::Unreachable)))
    }
}
