//! What a host answered, by its status first: nothing is read as a document but the body of a 200.

use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, LOCATION};
use reqwest::{Response, StatusCode};
use url::Url;

use super::ask::conditions;
use super::body::Room;
use super::failure::Failure;
use super::hints::{hints, retry_after};
use super::hop::Hop;
use super::{FetchError, Fetched, Kind, Trouble};
use crate::clock::Instant;
use crate::fetch::{Hints, Validators, shown, without_fragment};
use crate::source::Page;

/// Bytes of a validator that we keep; a longer one is no name of a version, but an attempt on our memory.
const LONGEST_VALIDATOR: usize = 4096;

/// An answer that is no failure.
pub(super) enum Answer {
    /// The document is somewhere else.
    Moved {
        /// Where; not judged yet.
        to: Url,
        /// How long to stay away from there.
        retry_after: Option<Duration>,
    },
    /// The document, or word that it did not change.
    Fetched(Fetched),
}

/// Reads an answer: classifies it, and reads the body if there is one to read.
pub(super) async fn read(response: Response, hop: &Hop<'_>, room: &Room, now: Instant) -> Result<Answer, Failure> {
    let headers = response.headers();
    let asked_for_changes = !conditions(&hop.request.validators).is_empty();
    match response.status().as_u16() {
        200 => page(response, hop, room, now).await.map(Answer::Fetched),
        304 if asked_for_changes => Ok(Answer::Fetched(unchanged(headers, &hop.request.validators, hints(headers, now)))),
        301 | 302 | 303 | 307 | 308 => moved(response.status(), hop, headers, now),
        _ => Err(refused(response.status(), advice(response.status(), hop, headers, now), headers, now)),
    }
}

/// Reads the document of a 200.
async fn page(response: Response, hop: &Hop<'_>, room: &Room, now: Instant) -> Result<Fetched, Failure> {
    let headers = response.headers();
    // The client takes the header away when it undoes the encoding: what is left is one that nobody asked for.
    if headers.get(CONTENT_ENCODING).is_some_and(|coding| !coding.is_empty() && coding != "identity") {
        return Err(Failure::Garbled { cut: false });
    }
    let content_type = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let validators = Validators { etag: validator(headers, &ETAG), last_modified: validator(headers, &LAST_MODIFIED) };
    // A document that comes needs no second question: the wait is for one that does not.
    let hints = Hints { retry_after: None, ..hints(headers, now) };
    let body = room.read(response).await?;
    Ok(Fetched::Page { page: Page { url: hop.url.clone(), content_type, body }, validators, hints })
}

/// A 304: each validator that it names replaces the one that was sent (RFC 9111, section 3.2).
fn unchanged(headers: &HeaderMap, sent: &Validators, hints: Hints) -> Fetched {
    let etag = validator(headers, &ETAG).or_else(|| sent.etag.clone());
    let last_modified = validator(headers, &LAST_MODIFIED).or_else(|| sent.last_modified.clone());
    Fetched::Unchanged { validators: Validators { etag, last_modified }, hints }
}

/// A validator, byte for byte.
fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<Vec<u8>> {
    let bytes = headers.get(name)?.as_bytes();
    (1..=LONGEST_VALIDATOR).contains(&bytes.len()).then(|| bytes.to_vec())
}

/// A redirect: where it leads, resolved against where we are (RFC 9110, section 10.2.2).
fn moved(status: StatusCode, hop: &Hop<'_>, headers: &HeaderMap, now: Instant) -> Result<Answer, Failure> {
    let location = headers.get(LOCATION).map(|value| value.as_bytes().trim_ascii()).filter(|value| !value.is_empty());
    let target = location.ok_or("no address").and_then(|bytes| {
        let text = str::from_utf8(bytes).map_err(|_| "an address that is no text")?;
        hop.url.join(text).map_err(|_| "something that is not an address")
    });
    match target {
        Ok(to) => Ok(Answer::Moved { to: without_fragment(&to), retry_after: retry_after(headers, now) }),
        Err(what) => {
            let advice = format!("it redirects to {what}; open it in a browser and correct the address");
            Err(refused(status, (Kind::Redirect, advice), headers, now))
        }
    }
}

/// A status that is no success, in one sentence.
pub(super) fn refused(status: StatusCode, (kind, advice): (Kind, String), headers: &HeaderMap, now: Instant) -> Failure {
    let name = status.canonical_reason().map(|name| format!(" {name}")).unwrap_or_default();
    let trouble = Trouble::new(kind, format!("answered {}{name}: {advice}", status.as_u16()));
    Failure::Final(FetchError { trouble, status: Some(status.as_u16()), retry_after: retry_after(headers, now) })
}

/// The kind of a status, and what to do about it.
fn advice(status: StatusCode, hop: &Hop<'_>, headers: &HeaderMap, now: Instant) -> (Kind, String) {
    let later = retry_after(headers, now);
    let text = match status.as_u16() {
        204 | 205 => return (Kind::Empty, "there is nothing at this address; open it in a browser and check it".to_owned()),
        206 => return (Kind::Truncated, "it sent a part although we asked for all; tell the operators of the host".to_owned()),
        304 => "it says that nothing changed, but we hold nothing of it; tell the operators of the host".to_owned(),
        300..=399 => return (Kind::Redirect, "that leads to no document; open it in a browser and correct the address".to_owned()),
        410 => return (Kind::Gone, "this address is gone for good; remove the source or find its new address".to_owned()),
        429 => return (Kind::RateLimited, wait("it asks for fewer requests", later)),
        503 if later.is_some() => return (Kind::RateLimited, wait("it asks us to come back later", later)),
        401 | 407 => login(hop),
        403 | 451 => "it refuses us; ask its operators for access, naming the User-Agent, or set `auth` of the source".to_owned(),
        404 => "there is no such page; check the address".to_owned(),
        500..=599 => "the host has a fault of its own; it is tried again".to_owned(),
        _ => "it does not give us the document; open the address in a browser and check it".to_owned(),
    };
    (Kind::Http, text)
}

/// What to do where a login is asked for.
fn login(hop: &Hop<'_>) -> String {
    if hop.left_login_behind() {
        let to = shown(&hop.url);
        return format!("the login stayed behind, because a redirect left its origin; if {to} may have it, configure that address");
    }
    let advice = if hop.auth.is_some() {
        "it does not accept the login; correct `auth` of the source"
    } else {
        "it asks for a login; set `auth` of the source"
    };
    advice.to_owned()
}

/// A request to wait, with its length where it is known.
fn wait(what: &str, retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(wait) => format!("{what} for {} s; it is asked again after that", wait.as_secs()),
        None => format!("{what}; ask for it less often in its `schedule`"),
    }
}
