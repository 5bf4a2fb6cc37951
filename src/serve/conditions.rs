//! Conditional requests (RFC 9110, section 13): does the reader hold what stands here now? Pure.

use hyper::header::{HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};

use super::accept::Form;
use crate::clock::Instant;

/// What a reader holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Another version, or none.
    Another,
    /// This version, in whatever form.
    This,
    /// This version in this form: it named the form's tag.
    Form(Form),
}

/// What a reader that sent these headers holds of this document; 304 is the answer to all but [`Holds::Another`].
///
/// `If-None-Match` decides alone where it is sent, also when it cannot be read; `If-Modified-Since` counts only without it.
/// `etag` is the plain form's tag with its quotes; a reader that holds another form holds the same document.
#[must_use]
pub fn holds(headers: &HeaderMap, etag: &str, modified: Instant) -> Holds {
    if headers.contains_key(IF_NONE_MATCH) {
        let named = headers.get_all(IF_NONE_MATCH).iter().find_map(|value| names(value.as_bytes(), etag.as_bytes()));
        return named.unwrap_or(Holds::Another);
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    let since = since.and_then(|text| httpdate::parse_http_date(text).ok()).map(Instant::from);
    // A date holds whole seconds, so both sides are compared as such.
    if since.is_some_and(|since| modified.timestamp() <= since.timestamp()) { Holds::This } else { Holds::Another }
}

/// Every tag that an `If-None-Match` names, without quotes and `W/`.
pub fn tags(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let all = headers.get_all(IF_NONE_MATCH).iter().map(HeaderValue::as_bytes);
    all.flat_map(list).filter_map(|tag| tag.strip_prefix(b"\"")?.strip_suffix(b"\""))
}

/// The tags of a list, up to the first thing that is none.
fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = value;
    std::iter::from_fn(move || {
        let (tag, after) = next_tag(rest)?;
        rest = after;
        Some(tag)
    })
}

/// What one `If-None-Match` value says of a document: `*`, or a list with its tag in strong or weak form (weak comparison).
fn names(value: &[u8], etag: &[u8]) -> Option<Holds> {
    if value.trim_ascii() == b"*" {
        return Some(Holds::This);
    }
    let bare = etag.strip_suffix(b"\"").unwrap_or(etag);
    let form = |rest: &[u8]| Form::ALL.into_iter().find(|form| rest.strip_prefix(form.mark().as_bytes()) == Some(b"\""));
    list(value).find_map(|tag| form(tag.strip_prefix(bare)?)).map(Holds::Form)
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
    use chrono::DateTime;
    use hyper::header::HeaderName;
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
        holds(&map, TAG, DateTime::from_timestamp_millis(CHANGED).unwrap()) != Holds::Another
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
    fn the_tag_of_any_form_is_this_document_and_the_form_is_told() {
        use crate::pack::Coding;
        let of =
            |value: &str| holds(&HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_str(value).unwrap())]), TAG, DateTime::UNIX_EPOCH);
        for (value, expected) in [
            ("\"abc\"", Holds::Form(Form::Plain)),
            ("W/\"abc-gz\"", Holds::Form(Form::Packed(Coding::Gzip))),
            ("\"x\", \"abc-br\"", Holds::Form(Form::Packed(Coding::Brotli))),
            ("\"abc-zst\"", Holds::Form(Form::Packed(Coding::Zstd))),
            ("*", Holds::This),
            ("\"abc-g\"", Holds::Another),
            ("\"abc-gz-br\"", Holds::Another),
            ("\"abcd\"", Holds::Another),
        ] {
            assert_eq!(of(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_read_to_an_end(value in prop::collection::vec(any::<u8>(), 0..64)) {
            let known = names(&value, b"\"abc\"").is_some();
            prop_assert!(!known || value.trim_ascii() == b"*" || value.windows(4).any(|part| part == b"\"abc"));
        }

        #[test]
        fn a_tag_is_found_wherever_it_stands(others in prop::collection::vec("[!#-~]{0,6}", 0..5), place in 0_usize..6, weak: bool) {
            let mut tags: Vec<String> = others.iter().map(|tag| format!("\"{tag}\"")).collect();
            tags.insert(place.min(tags.len()), if weak { format!("W/{TAG}") } else { TAG.to_owned() });
            prop_assert!(names(tags.join(", ").as_bytes(), TAG.as_bytes()).is_some());
        }
    }
}
