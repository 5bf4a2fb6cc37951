//! What a host says about when to come back (RFC 9110, section 10.2.3; RFC 9111, section 4.2).

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER};

use crate::clock::Instant;
use crate::fetch::Hints;

/// The longest that a host can send us away: 31 days. It guards us against a slip of its operators.
const LONGEST_WAIT: u64 = 31 * 24 * 60 * 60;

/// The largest number of seconds that a cache need understand (RFC 9111, section 1.2.2).
const LONGEST_FRESHNESS: u64 = 1 << 31;

/// Everything the headers say about coming back.
pub(super) fn hints(headers: &HeaderMap, now: Instant) -> Hints {
    Hints { retry_after: retry_after(headers, now), fresh_for: fresh_for(headers, now) }
}

/// `Retry-After` in seconds or as a date, from now; a date is read against the host's own clock where it tells the time.
pub(super) fn retry_after(headers: &HeaderMap, now: Instant) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    let seconds = seconds(value, LONGEST_WAIT).or_else(|| Some(until(parse(value)?, headers, now).as_secs().min(LONGEST_WAIT)))?;
    Some(Duration::from_secs(seconds))
}

/// How long the answer stays current: `max-age` less the age it already had, else `Expires`; `None` when it is stale at once.
fn fresh_for(headers: &HeaderMap, now: Instant) -> Option<Duration> {
    let lines = headers.get_all(CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok());
    let directives: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let named = |name: &str| directives.iter().find_map(|directive| value_of(directive, name));
    if named("no-store").is_some() || named("no-cache").is_some() {
        return None;
    }
    let fresh = match named("max-age") {
        Some(age) => {
            let passed = text(headers, &AGE).and_then(|age| seconds(age, LONGEST_FRESHNESS)).unwrap_or(0);
            Duration::from_secs(seconds(age.trim_matches('"'), LONGEST_FRESHNESS)?.saturating_sub(passed))
        }
        None => until(parse(text(headers, &EXPIRES)?)?, headers, now).min(Duration::from_secs(LONGEST_FRESHNESS)),
    };
    Some(fresh).filter(|fresh| !fresh.is_zero())
}

/// The value of a directive of that name, empty where it has none.
fn value_of<'a>(directive: &'a str, name: &str) -> Option<&'a str> {
    let (key, value) = directive.split_once('=').unwrap_or((directive, ""));
    key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
}

/// Time from the moment of the answer to a date; nothing when it has passed.
fn until(date: Instant, headers: &HeaderMap, now: Instant) -> Duration {
    let sent = text(headers, &DATE).and_then(parse).unwrap_or(now);
    (date - sent).to_std().unwrap_or_default()
}

/// A header as text.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// A number of seconds, at most `most` however many digits it has; nothing for any other text, a sign included.
fn seconds(text: &str, most: u64) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(most).min(most))
}

/// A date in one of the three forms of HTTP.
fn parse(text: &str) -> Option<DateTime<Utc>> {
    httpdate::parse_http_date(text).ok().map(DateTime::from)
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    const NOW: &str = "Mon, 17 Nov 2025 08:00:00 GMT";

    /// Headers from lines such as `Age: 5`.
    fn headers(lines: &[&str]) -> HeaderMap {
        let pairs = lines.iter().map(|line| line.split_once(": ").unwrap());
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn a_wait_is_read_in_seconds_or_as_a_date_by_the_hosts_own_clock() {
        let month = Some(31 * 86_400);
        let table: [(&[&str], Option<u64>); 15] = [
            (&["Retry-After: 120"], Some(120)),
            (&["Retry-After: 0"], Some(0)),
            (&["Retry-After: 2678401"], month),
            (&["Retry-After: 99999999999999999999999999"], month),
            (&["Retry-After: -5"], None),
            (&["Retry-After: +5"], None),
            (&["Retry-After: 1.5"], None),
            (&["Retry-After: soon"], None),
            (&["Retry-After: Mon, 17 Nov 2025 09:00:00 GMT"], Some(3600)),
            (&["Retry-After: Monday, 17-Nov-25 09:00:00 GMT"], Some(3600)),
            (&["Retry-After: Mon Nov 17 09:00:00 2025"], Some(3600)),
            (&["Retry-After: Mon, 17 Nov 2025 07:00:00 GMT"], Some(0)),
            (&["Retry-After: Fri, 17 Nov 2045 09:00:00 GMT"], month),
            (&["Retry-After: Mon, 17 Nov 2025 09:00:00 GMT", "Date: Mon, 17 Nov 2025 08:59:30 GMT"], Some(30)),
            (&[], None),
        ];
        for (lines, expected) in table {
            assert_eq!(retry_after(&headers(lines), parse(NOW).unwrap()), expected.map(Duration::from_secs), "{lines:?}");
        }
    }

    #[test]
    fn an_answer_is_current_as_long_as_it_says() {
        let table: [(&[&str], Option<u64>); 16] = [
            (&["Cache-Control: max-age=600"], Some(600)),
            (&["Cache-Control: public, Max-Age=\"600\""], Some(600)),
            (&["Cache-Control: public", "Cache-Control: max-age=600"], Some(600)),
            (&["Cache-Control: max-age=600", "Age: 100"], Some(500)),
            (&["Cache-Control: max-age=600", "Age: 700"], None),
            (&["Cache-Control: max-age=0", "Expires: Mon, 17 Nov 2025 09:00:00 GMT"], None),
            (&["Cache-Control: max-age=99999999999999999999"], Some(1 << 31)),
            (&["Cache-Control: max-age=abc"], None),
            (&["Cache-Control: no-cache, max-age=600"], None),
            (&["Cache-Control: no-store", "Expires: Mon, 17 Nov 2025 09:00:00 GMT"], None),
            (&["Cache-Control: s-maxage=600"], None),
            (&["Expires: Mon, 17 Nov 2025 09:00:00 GMT"], Some(3600)),
            (&["Expires: Mon, 17 Nov 2025 09:00:00 GMT", "Date: Mon, 17 Nov 2025 08:30:00 GMT"], Some(1800)),
            (&["Expires: 0"], None),
            (&["Expires: Mon, 17 Nov 2025 07:00:00 GMT"], None),
            (&[], None),
        ];
        for (lines, expected) in table {
            assert_eq!(fresh_for(&headers(lines), parse(NOW).unwrap()), expected.map(Duration::from_secs), "{lines:?}");
        }
    }
}
