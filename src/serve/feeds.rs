//! The published tree over HTTP: GET and HEAD, validators, and how long each answer may be kept.
//!
//! No answer touches the store, asks a source, or depends on `Accept`, `Host`, a query or a user agent.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;

use super::conditions;
use super::site::{Document, Found, Place, Site};
use crate::format::Leaf;
use crate::sink::SinkError;

/// A page may style itself and show pictures; no script, no form, no frame of its own.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http:";
/// Anything else that a browser opens is inert.
const POLICY: &str = "default-src 'none'; sandbox";

/// Five minutes; a cache may answer a minute longer while it asks, and for a week when we do not answer.
const LIVE: &str = "public, max-age=300, stale-while-revalidate=60, stale-if-error=604800";
/// A day, for what hardly changes any more.
const SEALED: &str = "public, max-age=86400, stale-while-revalidate=60, stale-if-error=604800";
/// An hour: a move is for ever, but a mistake in the configuration should not be.
const MOVED: &str = "public, max-age=3600";
/// A minute: the file may be published at any time.
const MISSING: &str = "public, max-age=60";

/// The router of the public listener. It serves the site that the receiver holds at the time of each request, so that a new
/// configuration needs no new listener.
pub fn router(site: watch::Receiver<Arc<Site>>) -> Router {
    Router::new().fallback(answer).with_state(site)
}

/// Any request: the answer, and the headers that every answer carries.
async fn answer(State(site): State<watch::Receiver<Arc<Site>>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let site = Arc::clone(&site.borrow());
    let mut response = match method {
        Method::GET | Method::HEAD => find(&site, uri.path(), &headers).await,
        _ => {
            let allow = (header::ALLOW, "GET, HEAD");
            (StatusCode::METHOD_NOT_ALLOWED, [allow], "This address can only be read: use GET or HEAD.\n").into_response()
        }
    };
    let fixed = response.headers_mut();
    fixed.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    fixed.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    fixed.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if method == Method::HEAD { without_body(response) } else { response }
}

/// What stands at this path, once it was found out where that is.
async fn find(site: &Site, path: &str, headers: &HeaderMap) -> Response {
    let place = match site.find(path) {
        Found::File(place) => place,
        Found::Moved { from, to } => return moving(site, path, &from, &to, headers).await,
        Found::Nothing => return missing(),
    };
    match site.read(&place).await {
        Ok(None) => site.without_number(&place).map_or_else(missing, |month| for_now(&site.link(&month))),
        Ok(Some(_)) if site.is_gone(&place) => note(StatusCode::GONE, LIVE, "This feed is no longer published.\n"),
        Ok(Some(_)) if place.elsewhere => moved(&site.link(&place)),
        Ok(Some(document)) => file(site, &place, document, headers),
        Err(error) => unreadable(path, &error),
    }
}

/// What moved: sent to its new place, once something stands there.
async fn moving(site: &Site, path: &str, from: &Place, to: &Place, headers: &HeaderMap) -> Response {
    match site.is_on_its_way(from, to).await {
        Ok(false) => return moved(&site.link(to)),
        Ok(true) => {}
        Err(error) => return unreadable(path, &error),
    }
    match site.read(from).await {
        Ok(Some(document)) => file(site, from, document, headers),
        Ok(None) => moved(&site.link(to)),
        Err(error) => unreadable(path, &error),
    }
}

fn unreadable(path: &str, error: &SinkError) -> Response {
    tracing::warn!(path, %error, "a published file could not be served");
    let again = [(header::RETRY_AFTER, "60")];
    (again, note(StatusCode::SERVICE_UNAVAILABLE, "no-store", "This file cannot be read at the moment.\n")).into_response()
}

/// A file that is there: its bytes, or 304 to a reader that holds them.
fn file(site: &Site, place: &Place, document: Document, headers: &HeaderMap) -> Response {
    let Document { bytes, etag, modified } = document;
    let current = conditions::is_current(headers, &etag, modified);
    let life = if site.is_sealed(place) { SEALED } else { LIVE };
    let mut response = if current {
        (StatusCode::NOT_MODIFIED, unmeasured()).into_response()
    } else {
        let policy = if Leaf::named(&place.name).is_some() { PAGE_POLICY } else { POLICY };
        ([(header::CONTENT_TYPE, place.media_type), (header::CONTENT_SECURITY_POLICY, policy)], bytes).into_response()
    };
    let shown = response.headers_mut();
    set(shown, header::ETAG, &etag);
    set(shown, header::CACHE_CONTROL, life);
    set(shown, header::VARY, "Accept-Encoding");
    if let Some(modified) = modified {
        set(shown, header::LAST_MODIFIED, &modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    }
    if let Some((hub, topic)) = site.hub(place) {
        set(shown, header::LINK, &format!("<{hub}>; rel=\"hub\", <{topic}>; rel=\"self\""));
    }
    response
}

/// Sets a header. What is no header value is left out: everything here is made of addresses and dates, which always are.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn moved(target: &str) -> Response {
    ([(header::LOCATION, target)], note(StatusCode::MOVED_PERMANENTLY, MOVED, "This address has moved.\n")).into_response()
}

/// What may come back: sent elsewhere, but not for good.
fn for_now(target: &str) -> Response {
    ([(header::LOCATION, target)], note(StatusCode::TEMPORARY_REDIRECT, MISSING, "This page is not there at the moment.\n")).into_response()
}

fn missing() -> Response {
    note(StatusCode::NOT_FOUND, MISSING, "There is nothing at this address.\n")
}

/// An answer of one plain sentence.
fn note(status: StatusCode, life: &'static str, sentence: &'static str) -> Response {
    (status, [(header::CACHE_CONTROL, life)], sentence).into_response()
}

/// The same answer to HEAD: every header, `Content-Length` too, and no bytes.
fn without_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.insert(header::CONTENT_LENGTH, length.into());
    }
    Response::from_parts(parts, unmeasured())
}

/// A body of no bytes that does not say so: the length of a 304 or of an answer to HEAD is that of the file, never 0.
fn unmeasured() -> Body {
    Body::from_stream(futures_util::stream::empty::<Result<Bytes, std::convert::Infallible>>())
}
