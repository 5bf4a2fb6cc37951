//! One connection, from its first byte to its last.

use std::error::Error;
use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::express::{Express, Shortened};
use super::pace::{Pace, Paced};

/// The most that the head of a request may be, in bytes …
const HEAD: usize = 16 << 10;
/// … and in headers.
const HEADERS: usize = 64;
/// How often a connection is looked at although nothing happens: connections may have become scarce.
const LOOK: Duration = Duration::from_secs(10);

/// What answers requests.
pub trait Answers:
    Service<Request<Incoming>, Response = Response<Self::Carried>, Future: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static
{
    /// What its answers carry.
    type Carried: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static;

    /// What answers ordinary requests at once, if anything does.
    fn express(&self) -> Option<Express> {
        None
    }
}

impl Answers for TowerToHyperService<axum::Router> {
    type Carried = axum::body::Body;
}

/// A service that notes when a request is whole.
struct Noted<S> {
    inner: S,
    pace: Arc<Pace>,
}

impl<S: Service<Request<Incoming>>> Service<Request<Incoming>> for Noted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn call(&self, request: Request<Incoming>) -> S::Future {
        self.pace.asked();
        self.inner.call(request)
    }
}

/// Serves a connection until it ends: by the client, by its pace, or after the answer under way once `stop` is cancelled.
pub(super) async fn serve<S: Answers>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    service: S,
    stop: CancellationToken,
    is_crowd: impl Fn() -> bool + Send,
) {
    let pace = Pace::begin();
    let stream = Paced::new(stream, Arc::clone(&pace));
    let io = TokioIo::new(Shortened::new(stream, Arc::clone(&pace), service.express()));
    let service = Noted { inner: service, pace: Arc::clone(&pace) };
    let connection = http1::Builder::new().max_buf_size(HEAD).max_headers(HEADERS).serve_connection(io, service);
    let (mut connection, mut stop) = (pin!(connection), pin!(stop.cancelled_owned()));
    let mut rings = pace.look() + LOOK;
    let (mut alarm, mut stopping) = (pin!(tokio::time::sleep_until(rings)), false);
    poll_fn(|cx| {
        let now = pace.look();
        if !stopping && stop.as_mut().poll(cx).is_ready() {
            stopping = true;
            connection.as_mut().graceful_shutdown();
        }
        // How it ended concerns only the client, who knows.
        if connection.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        let ends = pace.ends(is_crowd());
        if ends < rings {
            rings = ends;
            alarm.as_mut().reset(rings);
        }
        while alarm.as_mut().poll(cx).is_ready() {
            let ends = pace.ends(is_crowd());
            if ends <= now {
                return Poll::Ready(());
            }
            rings = ends.min(now + LOOK);
            alarm.as_mut().reset(rings);
        }
        Poll::Pending
    })
    .await;
}
