//! Conditional requests (RFC 9110, section 13): does the reader hold what stands here now? Pure.

use axum::http::HeaderMap;
use axum::http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};

use crate::clock::Instant;

/// Whether a reader that sent these headers already holds this document, so that 304 is the answer.
///
/// `If-None-Match` decides alone where it is sent, also when it cannot be read; `If-Modified-Since` counts only without it.
/// `etag` is the document's own tag with its quotes.
#[must_use]
pub fn is_current(headers: &HeaderMap, etag: &str, modified: Option<Instant>) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        return headers.get_all(IF_NONE_MATCH).iter().any(|value| names(value.as_bytes(), etag.as_bytes()));
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    let since = since.and_then(|text| httpdate::parse_http_date(text).ok()).map(Instant::from);
    // A date holds whole seconds, so both sides are compared as such.
    since.zip(modified).is_some_and(|(since, modified)| modified.timestamp() <= since.timestamp())
}

/// Whether one `If-None-Match` value names the tag: `*`, or a list with it in its strong or weak form (weak comparison).
/// Reading stops at the first thing that is no tag.
fn names(value: &[u8], etag: &[u8]) -> bool {
    if value.trim_ascii() == b"*" {
        return true;
    }
    let mut rest = value;
    while let Some((tag, after)) = next_tag(rest) {
        if tag == etag {
            return true;
        }
        rest = after;
    }
    false
}

/// The first tag of a list, with its quotes and without `W/`, and what follows it. A tag may hold commas.
fn next_tag(list: &[u8]) -> Option<(&[u8], &[u8])> {
    let begins = list.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b','))?;
    let (_, list) = list.split_at_checked(begins)?;
    let list = list.strip_prefix(b"W/").unwrap_or(list);
    let inside = list.strip_prefix(b"\"")?;
    let length = inside.iter().position(|byte| *byte == b'"')?;
    list.split_at_checked(length + 2)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    const TAG: &str = "\"abc\"";
    /// Sun, 16 Nov 2025 08:00:00 GMT, and half a second.
    const CHANGED: i64 = 1_763_280_000_500;

    fn asked(headers: &[(HeaderName, &str)]) -> bool {
        let pairs = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(name, value);
        }
        is_current(&map, TAG, DateTime::from_timestamp_millis(CHANGED))
    }

    #[test]
    fn if_none_match_knows_the_whole_grammar() {
        let table = [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("*", true),
            (" * ", true),
            ("\"x\", \"abc\"", true),
            ("\"x\",W/\"abc\" , \"y\"", true),
            (", ,\t\"abc\"", true),
            ("\"a,b\", \"abc\"", true),
            ("\"abc", false),
            ("abc", false),
            ("w/\"abc\"", false),
            ("\"ABC\"", false),
            ("\"x,\"abc\"", false),
            ("\"*\"", false),
            ("\"\"", false),
            ("", false),
        ];
        for (value, current) in table {
            assert_eq!(asked(&[(IF_NONE_MATCH, value)]), current, "{value}");
        }
    }

    #[test]
    fn several_lines_are_one_list() {
        assert!(asked(&[(IF_NONE_MATCH, "\"x\""), (IF_NONE_MATCH, "\"abc\"")]));
    }

    #[test]
    fn if_modified_since_is_read_in_its_three_forms_and_by_whole_seconds() {
        let table = [
            ("Sun, 16 Nov 2025 08:00:00 GMT", true),
            ("Sun, 16 Nov 2025 08:00:01 GMT", true),
            ("Sunday, 16-Nov-25 08:00:00 GMT", true),
            ("Sun Nov 16 08:00:00 2025", true),
            ("Sun, 16 Nov 2025 07:59:59 GMT", false),
            ("2025-11-16T08:00:00Z", false),
            ("", false),
        ];
        for (value, current) in table {
            assert_eq!(asked(&[(IF_MODIFIED_SINCE, value)]), current, "{value}");
        }
    }

    #[test]
    fn if_none_match_wins_over_the_date() {
        let later = (IF_MODIFIED_SINCE, "Mon, 17 Nov 2025 08:00:00 GMT");
        let earlier = (IF_MODIFIED_SINCE, "Sat, 15 Nov 2025 08:00:00 GMT");
        assert!(!asked(&[(IF_NONE_MATCH, "\"x\""), later.clone()]));
        assert!(!asked(&[(IF_NONE_MATCH, "not a tag"), later]));
        assert!(asked(&[(IF_NONE_MATCH, TAG), earlier]));
    }

    #[test]
    fn without_a_known_time_a_date_says_nothing() {
        let headers = HeaderMap::from_iter([(IF_MODIFIED_SINCE, HeaderValue::from_static("Mon, 17 Nov 2025 08:00:00 GMT"))]);
        assert!(!is_current(&headers, TAG, None));
    }

    proptest! {
        #[test]
        fn any_value_is_read_to_an_end(value in prop::collection::vec(any::<u8>(), 0..64)) {
            let known = names(&value, b"\"abc\"");
            prop_assert!(!known || value.trim_ascii() == b"*" || value.windows(5).any(|part| part == b"\"abc\""));
        }

        #[test]
        fn a_tag_is_found_wherever_it_stands(others in prop::collection::vec("[!#-~]{0,6}", 0..5), place in 0_usize..6, weak: bool) {
            let mut tags: Vec<String> = others.iter().map(|tag| format!("\"{tag}\"")).collect();
            tags.insert(place.min(tags.len()), if weak { format!("W/{TAG}") } else { TAG.to_owned() });
            prop_assert!(names(tags.join(", ").as_bytes(), TAG.as_bytes()));
        }
    }
}
