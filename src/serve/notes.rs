//! Answers of one plain sentence, for everything that is no document. Pure.

use hyper::body::Bytes;
use hyper::header::{self, HeaderName};
use hyper::{Response, StatusCode};

use super::body::Body;
use super::document::{fixed, set};

/// An hour: a move is for ever, but a mistake in the configuration should not be.
const MOVED: &str = "public, max-age=3600";
/// A minute: the file may be published at any time, and the month that is current may be another.
const SOON: &str = "public, max-age=60";
/// What may be asked.
const ALLOWED: &str = "GET, HEAD, OPTIONS";

fn note(status: StatusCode, life: &str, sentence: &'static str, more: &[(HeaderName, &str)]) -> Response<Body> {
    let mut headers = fixed(false);
    set(&mut headers, header::CACHE_CONTROL, life);
    for (name, value) in more {
        set(&mut headers, name.clone(), value);
    }
    if !sentence.is_empty() {
        set(&mut headers, header::CONTENT_TYPE, "text/plain; charset=utf-8");
    }
    let mut response = Response::new(Body::Whole(Bytes::from_static(sentence.as_bytes())));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// 301: it stands at this address for good.
pub(super) fn moved(target: &str) -> Response<Body> {
    note(StatusCode::MOVED_PERMANENTLY, MOVED, "This address has moved.\n", &[(header::LOCATION, target)])
}

/// 302: it stands at this address for now.
pub(super) fn for_now(target: &str) -> Response<Body> {
    note(StatusCode::FOUND, SOON, "This page stands at another address for now.\n", &[(header::LOCATION, target)])
}

/// 404.
pub(super) fn missing() -> Response<Body> {
    note(StatusCode::NOT_FOUND, SOON, "There is nothing at this address.\n", &[])
}

/// 410.
pub(super) fn gone() -> Response<Body> {
    note(StatusCode::GONE, MOVED, "This feed is no longer published.\n", &[])
}

/// 405.
pub(super) fn not_allowed() -> Response<Body> {
    let sentence = "This address can only be read: use GET or HEAD.\n";
    note(StatusCode::METHOD_NOT_ALLOWED, SOON, sentence, &[(header::ALLOW, ALLOWED)])
}

/// 406: the client refuses every form that there is.
pub(super) fn not_acceptable() -> Response<Body> {
    let sentence = "No form of this file is one that the request accepts.\n";
    note(StatusCode::NOT_ACCEPTABLE, SOON, sentence, &[(header::VARY, "Accept-Encoding")])
}

/// 416: the bytes asked for are not there.
pub(super) fn outside(length: u64) -> Response<Body> {
    let range = format!("bytes */{length}");
    note(StatusCode::RANGE_NOT_SATISFIABLE, "no-store", "The file is shorter than that.\n", &[(header::CONTENT_RANGE, &range)])
}

/// 503: the disk does not give it.
pub(super) fn unreadable() -> Response<Body> {
    let sentence = "This file cannot be read at the moment.\n";
    note(StatusCode::SERVICE_UNAVAILABLE, "no-store", sentence, &[(header::RETRY_AFTER, "60")])
}

/// What a browser asks before a script on another site may ask with headers of its own.
pub(super) fn options() -> Response<Body> {
    let more = [
        (header::ALLOW, ALLOWED),
        (header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "If-None-Match, If-Modified-Since, A-IM, Range, If-Range"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    note(StatusCode::NO_CONTENT, "public, max-age=86400", "", &more)
}
