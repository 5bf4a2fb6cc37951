//! A document as an answer: all of it, part of it, or that nothing changed.

use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::{self, HeaderMap};
use hyper::{Response, StatusCode};

use super::body::Body;
use super::conditions::{Holds, holds};
use super::document::{Document, set};
use super::load::{Loaded, unreadable};
use super::notes;
use super::range::{Part, part};
use crate::sink::SinkError;

/// All of a document, or 304.
pub(super) async fn answer(loaded: Loaded, asked: &HeaderMap) -> Result<Response<Body>, SinkError> {
    let (document, _) = &loaded;
    match holds(asked, &document.etag, document.file.1.modified) {
        Holds::Another => {
            let (length, headers) = (document.length, document.whole.clone());
            Ok(respond(StatusCode::OK, headers, bytes(loaded, 0..length).await?))
        }
        held => Ok(unchanged(document, held)),
    }
}

/// Part of a document's plain form; conditions come first.
pub(super) async fn ranged(loaded: Loaded, asked: &HeaderMap) -> Result<Response<Body>, SinkError> {
    let document = Arc::clone(&loaded.0);
    let modified = document.file.1.modified;
    if holds(asked, &document.etag, modified) != Holds::Another {
        return answer(loaded, asked).await;
    }
    let mut headers = document.whole.clone();
    match part(asked, document.length, &document.etag, modified) {
        Part::Whole => answer(loaded, asked).await,
        Part::Outside => Ok(notes::outside(document.length)),
        Part::Bytes(range) => {
            let (last, length) = (range.end - 1, range.end - range.start);
            set(&mut headers, header::CONTENT_RANGE, &format!("bytes {}-{last}/{}", range.start, document.length));
            set(&mut headers, header::CONTENT_LENGTH, &length.to_string());
            Ok(respond(StatusCode::PARTIAL_CONTENT, headers, bytes(loaded, range).await?))
        }
    }
}

/// Bytes of a document, from memory or from its file.
async fn bytes((document, file): Loaded, range: std::ops::Range<u64>) -> Result<Body, SinkError> {
    let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    match (&document.bytes, file) {
        (Some(bytes), _) => Ok(Body::Whole(bytes.slice(index(range.start)..index(range.end).min(bytes.len())))),
        (None, Some(file)) => Body::of_file(file, range).await.map_err(|cause| unreadable(&document.file.0, cause)),
        (None, None) => Ok(Body::Whole(Bytes::new())),
    }
}

/// A reader that is up to date: the tag that it named, so that a cache knows which of its answers is meant.
pub(super) fn unchanged(document: &Document, held: Holds) -> Response<Body> {
    let mut headers = document.unchanged.clone();
    if let Holds::Form(form) = held
        && form != document.form
    {
        set(&mut headers, header::ETAG, &document.tag(form));
    }
    respond(StatusCode::NOT_MODIFIED, headers, Body::Nothing)
}

/// An answer of these parts.
pub(super) fn respond(status: StatusCode, headers: HeaderMap, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The same answer to HEAD: every header, `Content-Length` too, and no bytes.
pub(super) fn without_body(mut response: Response<Body>) -> Response<Body> {
    if let Body::Whole(bytes) = response.body() {
        let length = bytes.len();
        set(response.headers_mut(), header::CONTENT_LENGTH, &length.to_string());
    }
    *response.body_mut() = Body::Nothing;
    response
}
