//! The access log: a line for each request, for operators who ask for it (`FEEDMILL_LOG=warn,feedmill=info,access=info`).

use std::net::IpAddr;

use hyper::header::CONTENT_LENGTH;
use hyper::{Method, Request, Response};

use super::client::client;
use super::site::Site;

/// What is told of a request; nothing where nobody asked for it.
pub(super) struct Access(Option<Line>);

struct Line {
    client: Option<IpAddr>,
    method: Method,
    path: String,
}

/// Whether anybody asked for the log.
pub(super) fn is_wanted() -> bool {
    tracing::enabled!(target: "access", tracing::Level::INFO)
}

impl Access {
    /// Looks at a request.
    pub(super) fn of<B>(site: &Site, peer: Option<IpAddr>, request: &Request<B>) -> Self {
        Self(is_wanted().then(|| Line {
            client: client(peer, request.headers(), &site.proxies),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        }))
    }

    /// Says how it was answered.
    pub(super) fn tell<B>(self, answer: &Response<B>) {
        let Some(Line { client, method, path }) = self.0 else { return };
        let client = client.map_or_else(|| "-".to_owned(), |client| client.to_string());
        let bytes = answer.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()).unwrap_or("-");
        let status = answer.status().as_u16();
        tracing::info!(target: "access", client, %method, path, status, bytes, "{client} {method} {path} {status}");
    }
}
