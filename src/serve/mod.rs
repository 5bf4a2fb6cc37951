//! The two listeners: the published files for everyone, the status for the operator.

pub mod admin;
pub mod conditions;
pub mod feeds;

use std::future::{Future, IntoFuture as _};
use std::io;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::net::TcpListener;

/// How long answers under way may take after a stop was asked for.
const GRACE: Duration = Duration::from_secs(5);

/// Serves on a port that the caller has bound, until `stop`; then answers under way may end, for a while.
///
/// # Errors
/// When the port can no longer be listened on.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let (tell, mut told) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        tell.send_replace(true);
    });
    let overdue = async move {
        // A sender that is gone has stopped too.
        let _ = told.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = server.into_future() => ended,
        () = overdue => Ok(()),
    }
}

/// Headers from names and values that are ours and so always valid.
fn headers<const N: usize>(pairs: [(HeaderName, String); N]) -> HeaderMap {
    pairs.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?))).collect()
}

/// What every answer carries: nothing is to be guessed, nothing to be run.
fn guarded(mut headers: HeaderMap, policy: &'static str) -> HeaderMap {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers
}
