//! 226 (RFC 3229): to a reader that says what it holds, only what it lacks, under the tag of the whole.

use std::sync::Arc;

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::accept::{Form, Wanted};
use super::answer::respond;
use super::body::Body;
use super::conditions::{Holds, holds};
use super::document::set;
use super::load::{Loader, blocking, whole};
use super::place::Place;
use crate::pack::WORTH;
use crate::sink::{Content, SinkError};

/// The answer; `None` where the reader holds the current version, or one that is not known, or one of which something is gone.
pub(super) async fn answer(
    loader: Loader<'_>,
    headers: &HeaderMap,
    place: &Place,
    wanted: &Wanted,
) -> Result<Option<Response<Body>>, SinkError> {
    let (Some(format), Some(form)) = (place.live(), wanted.forms().next()) else { return Ok(None) };
    let Some((document, file)) = loader.plain(place).await? else { return Ok(None) };
    if holds(headers, &document.etag, document.file.1.modified) != Holds::Another {
        return Ok(None);
    }
    let Some(content) = document.bytes.clone().map(Content::Bytes).or_else(|| file.map(Content::File)) else { return Ok(None) };
    let (kept, asked, path) = (Arc::clone(loader.kept), headers.clone(), place.path());
    let name = path.clone();
    let work = move || {
        let bytes = whole(content)?;
        let Some(new) = kept.deltas.lacking(&name, format, &asked, &String::from_utf8_lossy(&bytes)) else { return Ok(None) };
        match form {
            Form::Packed(coding) if new.len() as u64 >= WORTH => Ok(Some((form, coding.pack(new.as_bytes())?))),
            _ => Ok(Some((Form::Plain, new.into_bytes()))),
        }
    };
    let Some((form, new)) = blocking(&path, work).await? else { return Ok(None) };
    let mut shown = document.whole.clone();
    shown.remove(header::ACCEPT_RANGES);
    shown.insert(HeaderName::from_static("im"), HeaderValue::from_static("feed"));
    // A cache that does not know what this is must not keep it.
    set(&mut shown, header::CACHE_CONTROL, "no-store, im");
    set(&mut shown, header::VARY, "Accept-Encoding, A-IM, If-None-Match");
    set(&mut shown, header::ETAG, &document.tag(form));
    set(&mut shown, header::CONTENT_LENGTH, &new.len().to_string());
    if let Form::Packed(coding) = form {
        set(&mut shown, header::CONTENT_ENCODING, coding.token());
    }
    Ok(Some(respond(StatusCode::IM_USED, shown, Body::Whole(new.into()))))
}
