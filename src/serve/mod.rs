//! HTTP: the published files for everybody ([`feeds`]), and the state of the daemon for its operator ([`admin`]).
//!
//! Two services for two listeners. Whoever starts them owns the listeners and says when to stop.
//!
//! A request for a published file goes this way: [`accept`] tells the forms that the client takes, [`kept`] has the document as it was
//! served last, and one look at the disk tells whether it still stands; [`conditions`] tells whether the client has it. Where nothing is
//! kept, [`site`] tells what the address means, and [`load`] makes a [`document`] of the file and its packed form.

pub mod accept;
mod access;
pub mod admin;
mod answer;
pub mod body;
pub mod client;
pub mod conditions;
mod connection;
mod current;
pub mod cut;
pub mod delta;
pub mod document;
pub mod express;
pub mod feeds;
pub mod kept;
pub mod life;
pub mod listen;
pub mod load;
mod news;
mod notes;
mod pace;
mod page;
pub mod place;
pub mod range;
pub mod search;
pub mod site;

use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use connection::Answers;
use listen::Listener;

/// How long connections may take to end once a stop was asked for.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long accepting rests when the system has no room for another connection.
const REST: Duration = Duration::from_millis(200);

/// Serves until `stop` is ready: from then on no connection is accepted, idle ones are closed, and answers under way may
/// end within five seconds. A connection that takes longer is left to the end of the process.
///
/// `service` makes what answers one connection, and is told whom it is from; `None` on a Unix socket.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve<S: Answers>(
    listener: impl Into<Listener>,
    service: impl Fn(Option<IpAddr>) -> S,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (listener, connections, ending) = (listener.into(), TaskTracker::new(), CancellationToken::new());
    let most = listen::most_connections();
    let places = Arc::new(Semaphore::new(most));
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, from)| (stream, from, place))
        };
        let accepted = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, from, place)) => {
                let (service, ending, places) = (service(from), ending.clone(), Arc::clone(&places));
                let is_crowd = move || places.available_permits() < most / 4;
                connections.spawn(async move {
                    connection::serve(stream, service, ending, is_crowd).await;
                    drop(place);
                });
            }
            // A client that went away again.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(REST).await;
            }
        }
    }
    drop(listener);
    ending.cancel();
    connections.close();
    // What does not end in time is left to the end of the process.
    let _ = tokio::time::timeout(PATIENCE, connections.wait()).await;
    Ok(())
}
