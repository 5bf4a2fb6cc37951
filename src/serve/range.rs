//! A part of a document (RFC 9110, section 14): one range of bytes of the plain form. Pure.

use std::ops::Range;

use hyper::header::{HeaderMap, IF_RANGE, RANGE};

use crate::clock::Instant;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: no range, several, one that nobody understands, or one of another version.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Bytes that are not there.
    Outside,
}

/// What these headers ask for of a document of this length. `etag` is the plain form's, with its quotes.
#[must_use]
pub fn part(headers: &HeaderMap, length: u64, etag: &str, modified: Instant) -> Part {
    let mut ranges = headers.get_all(RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Part::Whole };
    if !is_of_this_version(headers, etag, modified) {
        return Part::Whole;
    }
    range.to_str().ok().and_then(|text| read(text, length)).unwrap_or(Part::Whole)
}

/// `If-Range` is compared strongly: the very tag, or the very date.
fn is_of_this_version(headers: &HeaderMap, etag: &str, modified: Instant) -> bool {
    let Some(wanted) = headers.get(IF_RANGE) else { return true };
    let Ok(text) = wanted.to_str() else { return false };
    let date = || httpdate::parse_http_date(text).ok().map(Instant::from);
    text == etag || date().is_some_and(|date| date.timestamp() == modified.timestamp())
}

/// `bytes=FIRST-LAST`, `bytes=FIRST-` or `bytes=-LAST_SO_MANY`; `None` for anything else.
fn read(text: &str, length: u64) -> Option<Part> {
    let (unit, range) = text.split_once('=')?;
    let (first, last) = range.trim().split_once('-').filter(|_| unit.trim().eq_ignore_ascii_case("bytes"))?;
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().unwrap_or(u64::MAX));
    let range = match (first, last) {
        ("", "") => return None,
        ("", count) => length.saturating_sub(number(count)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..length.min(last.saturating_add(1))
        }
    };
    Some(if range.is_empty() { Part::Outside } else { Part::Bytes(range) })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    fn asked(headers: &[(HeaderName, &str)]) -> Part {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        // Sun, 16 Nov 2025 08:00:00 GMT, and half a second.
        part(&map, 10, "\"abc\"", DateTime::from_timestamp_millis(1_763_280_000_500).unwrap())
    }

    #[test]
    fn one_range_is_read_and_anything_else_is_the_whole() {
        for (value, expected) in [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("bytes=4-", Part::Bytes(4..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-99", Part::Bytes(0..10)),
            ("bytes=9-99999999999999999999999", Part::Bytes(9..10)),
            ("Bytes= 0-0 ", Part::Bytes(0..1)),
            ("bytes=10-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=99-100", Part::Outside),
            ("bytes=3-1", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=0-3", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(asked(&[(RANGE, value)]), expected, "{value}");
        }
        assert_eq!(asked(&[]), Part::Whole);
        assert_eq!(asked(&[(RANGE, "bytes=0-1"), (RANGE, "bytes=2-3")]), Part::Whole);
    }

    #[test]
    fn a_range_of_another_version_is_the_whole() {
        for (version, same) in [
            ("\"abc\"", true),
            ("W/\"abc\"", false),
            ("\"abc-gz\"", false),
            ("\"x\"", false),
            ("Sun, 16 Nov 2025 08:00:00 GMT", true),
            ("Sun, 16 Nov 2025 08:00:01 GMT", false),
            ("nonsense", false),
        ] {
            let expected = if same { Part::Bytes(0..4) } else { Part::Whole };
            assert_eq!(asked(&[(RANGE, "bytes=0-3"), (IF_RANGE, version)]), expected, "{version}");
        }
    }
}
