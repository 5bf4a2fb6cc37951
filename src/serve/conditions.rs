//! Conditional requests (RFC 9110, section 13): does the reader have it already? Pure.

use axum::http::{HeaderMap, header};

use crate::clock::Instant;

/// The strong ETag of a document: a hash of its bytes, so that it outlives restarts and rebuilds that change nothing.
#[must_use]
pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(bytes).to_hex()[..32])
}

/// Whether the reader has the current document: by `If-None-Match` where it is given, else by `If-Modified-Since`.
#[must_use]
pub fn is_current(request: &HeaderMap, etag: &str, changed: Instant) -> bool {
    if request.contains_key(header::IF_NONE_MATCH) {
        let mut values = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        return values.any(|value| names(value, etag));
    }
    let since =
        request.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok()).and_then(|text| httpdate::parse_http_date(text).ok());
    since.is_some_and(|since| changed.timestamp() <= Instant::from(since).timestamp())
}

/// Whether a list of entity tags names this one, by weak comparison: `W/` makes no difference, and `*` is any.
fn names(list: &str, etag: &str) -> bool {
    let mut rest = list.trim();
    if rest == "*" {
        return true;
    }
    // A tag may hold commas, so the list is read tag by tag.
    while !rest.is_empty() {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let tag = rest.strip_prefix("W/").unwrap_or(rest);
        let Some((value, after)) = tag.strip_prefix('"').and_then(|inner| inner.split_once('"')) else { return false };
        if etag.trim_matches('"') == value {
            return true;
        }
        rest = after;
    }
    false
}

/// A moment as an HTTP date (RFC 9110, section 5.6.7).
#[must_use]
pub fn http_date(time: Instant) -> String {
    httpdate::fmt_http_date(time.into())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_whole_grammar_of_entity_tags_is_read() {
        for (list, named) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("*", true),
            ("\"x\", \"a\"", true),
            ("\"x,y\",W/\"a\"", true),
            (" , \"a\" ,", true),
            ("\"x\"", false),
            ("a", false),
            ("\"a", false),
            ("", false),
            ("\"A\"", false),
        ] {
            assert_eq!(names(list, "\"a\""), named, "{list}");
        }
    }

    #[test]
    fn a_tag_outdoes_a_date() {
        let changed: Instant = "2025-11-17T08:00:00Z".parse().unwrap();
        let mut request = HeaderMap::new();
        assert!(!is_current(&request, "\"a\"", changed));
        request.insert(header::IF_MODIFIED_SINCE, HeaderValue::from_static("Mon, 17 Nov 2025 08:00:00 GMT"));
        assert!(is_current(&request, "\"a\"", changed));
        request.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"b\""));
        assert!(!is_current(&request, "\"a\"", changed));
        request.remove(header::IF_NONE_MATCH);
        request.insert(header::IF_MODIFIED_SINCE, HeaderValue::from_static("Mon, 17 Nov 2025 07:59:59 GMT"));
        assert!(!is_current(&request, "\"a\"", changed));
        request.insert(header::IF_MODIFIED_SINCE, HeaderValue::from_static("yesterday"));
        assert!(!is_current(&request, "\"a\"", changed));
    }
}
