//! HTTP: the published files for everybody ([`feeds`]), and the state of the daemon for its operator ([`admin`]).
//!
//! Two routers for two listeners. Whoever starts them owns the ports and says when to stop.

pub mod admin;
pub mod conditions;
pub mod feeds;
mod page;
pub mod search;
pub mod site;

use std::future::{Future, IntoFuture};
use std::io;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long connections may take to end once a stop was asked for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves until `stop` is ready: from then on no connection is accepted, idle ones are closed, and answers under way may
/// end within five seconds. A connection that takes longer is left to the end of the process.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let (stopping, stopped) = oneshot::channel();
    let stop = async move {
        stop.await;
        // Nobody waits for it any more only when serving has ended by itself.
        let _ = stopping.send(());
    };
    let patience = async move {
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(PATIENCE).await;
    };
    // A small answer goes out at once instead of waiting for more; a socket that refuses this only is slower.
    let listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
    tokio::select! {
        ended = axum::serve(listener, router).with_graceful_shutdown(stop).into_future() => ended,
        () = patience => Ok(()),
    }
}
