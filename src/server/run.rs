//! A server that listens, and how it stops.
//!
//! Invariant: a request that was begun is answered before the server is gone, unless it takes longer than [`GRACE`].

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::http;
use super::office::Office;

/// How long begun requests may take after the server was told to stop: longer than any request may.
const GRACE: Duration = Duration::from_secs(http::REQUEST_SECONDS + 2);

/// How often it is looked whether another process wrote into the books: `huzhu server user revoke` is one, and a lost machine is to hear
/// of it while it is listening, not with the next sign of life.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A server that runs in this process. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Running {
    /// Where it listens; the port is the real one where 0 was asked for.
    pub addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

/// Starts a server on an address of this machine.
///
/// # Errors
/// Those of binding the address: the port is taken, or may not be used.
pub async fn start(office: Arc<Office>, listen: SocketAddr) -> std::io::Result<Running> {
    let listener = TcpListener::bind(listen).await?;
    let addr = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let streams = Arc::new(http::Streams::default());
    let app = http::router_with(Arc::clone(&office), Arc::clone(&streams));
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        // A sender that is gone stops the server too.
        let _ = stopped.await;
        // They have no end of their own, and every client comes back.
        streams.end_all();
    });
    let task = tokio::spawn(async move {
        tokio::select! {
            served = serving.into_future() => served,
            () = heed_others(office) => Ok(()),
        }
    });
    Ok(Running { addr, stop, task })
}

/// Has whoever listens told of what other processes write. It never ends by itself.
async fn heed_others(office: Arc<Office>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if office.ledger().writes_are_awaited() {
            let office = Arc::clone(&office);
            let looked = tokio::task::spawn_blocking(move || office.ledger().heed_others()).await;
            if let Ok(Err(error)) = looked {
                tracing::error!(%error, "books of others");
            }
        }
    }
}

impl Running {
    /// Takes no more requests, answers those that were begun, and ends.
    pub async fn stop(self) {
        let Running { stop, task, .. } = self;
        // Where nobody listens any more the server has ended already.
        let _ = stop.send(());
        let abort = task.abort_handle();
        if tokio::time::timeout(GRACE, task).await.is_err() {
            abort.abort();
        }
    }
}
