//! What we say when we ask: the same headers every time, and nothing that a host could not expect.
//!
//! No cookies, no `Referer`, no query of our own. `User-Agent` and `Accept-Encoding` stand in the client.

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use reqwest::{Client, RequestBuilder};

use super::hop::Hop;
use crate::fetch::{Accept, Auth, Validators};

/// How the body may be encoded on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// In every way that we can undo.
    Any,
    /// Not at all; asked for where a host encodes wrongly.
    Identity,
}

/// The request for one hop.
///
/// The validators go to every hop: they are those of the answer at the end of the same redirects last time.
pub(super) fn request(client: &Client, hop: &Hop<'_>, coding: Coding) -> RequestBuilder {
    let mut request = client.get(hop.url.clone()).header(ACCEPT, accepted(hop.request.accept));
    if coding == Coding::Identity {
        request = request.header(ACCEPT_ENCODING, "identity");
    }
    for (name, value) in conditions(&hop.request.validators) {
        request = request.header(name, value);
    }
    match hop.auth {
        None => request,
        Some(Auth::Basic { user, password }) => request.basic_auth(user, Some(password)),
        Some(Auth::Bearer(token)) => request.bearer_auth(token),
        Some(Auth::Headers(headers)) => headers.iter().fold(request, |request, (name, value)| request.header(name, value)),
    }
}

/// The validators as they came, byte for byte; one that cannot stand in a header was not given by a host and is left out.
pub(super) fn conditions(validators: &Validators) -> Vec<(HeaderName, HeaderValue)> {
    let both = [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)];
    both.into_iter().filter_map(|(name, bytes)| Some((name, HeaderValue::from_bytes(bytes.as_deref()?).ok()?))).collect()
}

/// The kinds of document that we hope for, best first. Everything is taken in the end: many hosts name their feeds wrongly.
const fn accepted(accept: Accept) -> &'static str {
    match accept {
        Accept::Feed => {
            "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, \
             application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
        }
        Accept::Html => "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1",
        Accept::Json => "application/json, */*;q=0.1",
        Accept::Xml => "application/xml, text/xml, */*;q=0.1",
    }
}
