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
    let app = http::router_with(office, Arc::clone(&streams));
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        // A sender that is gone stops the server too.
        let _ = stopped.await;
        // They have no end of their own, and every client comes back.
        streams.end_all();
    });
    Ok(Running { addr, stop, task: tokio::spawn(serving.into_future()) })
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
