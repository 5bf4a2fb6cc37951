//! Dates as they stand in feeds, and what they may be read as.

mod languages;
mod none;
mod properties;
mod shapes;
mod unseen;

use proptest::prelude::*;

use super::*;
use crate::article::from_unix;

/// Holds texts, in a language each, against what they state in London.
fn hold(cases: &[(&str, &str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, language, expected)| (text, language, expected, said(text, language)))
        .filter(|(_, _, expected, found)| found.as_deref().unwrap_or("none") != **expected)
        .map(|(text, language, expected, found)| format!("{text} ({language}): {expected}, not {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What a text states in London in a publication of this language, as RFC 3339 as exact as it is known.
fn said(text: &str, language: &str) -> Option<String> {
    parse(text, Tz::Europe__London, language).and_then(Stated::text)
}

/// What a text states in London, as RFC 3339 as exact as it is known.
fn london(text: &str) -> Option<String> {
    parse(text, Tz::Europe__London, "en-GB").and_then(Stated::text)
}

#[test]
fn instants_are_read_in_every_standard_form() {
    let cases = [
        ("2025-11-17T08:00:00Z", "2025-11-17T08:00:00Z"),
        ("2025-11-17t08:00:00z", "2025-11-17T08:00:00Z"),
        ("2025-11-17T08:00:00.123456+01:00", "2025-11-17T07:00:00Z"),
        ("2025-11-17T08:00Z", "2025-11-17T08:00:00Z"),
        ("2025-11-17 08:00:00 +0000 UTC", "2025-11-17T08:00:00Z"),
        ("2025-11-17T08:00:00-05", "2025-11-17T13:00:00Z"),
        ("Mon, 17 Nov 2025 08:00:00 GMT", "2025-11-17T08:00:00Z"),
        ("Mon,17 Nov 2025 08:00:00 +0530", "2025-11-17T02:30:00Z"),
        ("17 Nov 25 08:00 UT", "2025-11-17T08:00:00Z"),
        ("Fri, 17 November 2025 08:00:00 EST", "2025-11-17T13:00:00Z"),
        ("Monday, 17-Nov-25 08:00:00 GMT", "2025-11-17T08:00:00Z"),
        ("Mon Nov 17 08:00:00 2025", "2025-11-17T08:00:00Z"),
        ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
        ("Mon Nov 17 2025 08:00:00 GMT+0100 (CET)", "2025-11-17T07:00:00Z"),
        ("Tue, 01 Jul 2025 09:00:00 BST", "2025-07-01T08:00:00Z"),
        ("Mon, 17 Nov 2025 08:00:00 CET", "2025-11-17T07:00:00Z"),
        ("Tue, 01 Jul 2025 09:00:00 CEST", "2025-07-01T07:00:00Z"),
        ("Mon, 17 Nov 2025 08:00:00 PST", "2025-11-17T16:00:00Z"),
        ("Tue, 01 Jul 2025 09:00:00 ET", "2025-07-01T13:00:00Z"),
        ("Mon, 17 Nov 2025 08:00:00 GMT+1", "2025-11-17T07:00:00Z"),
        ("Mon, 17 Sept 2025 08:00:00 -0000", "2025-09-17T08:00:00Z"),
        ("Nov 17, 2025 9:00 AM", "2025-11-17T09:00:00Z"),
        ("17 November 2025 at 12:05 am", "2025-11-17T00:05:00Z"),
        ("November 17th, 2025, 9:30pm GMT", "2025-11-17T21:30:00Z"),
        ("1763366400", "2025-11-17T08:00:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(london(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_time_without_zone_is_in_the_zone_of_the_publication() {
    let cases = [
        ("2025-07-01T09:00:00", "2025-07-01T08:00:00Z"),
        ("2025-07-01 09:00", "2025-07-01T08:00:00Z"),
        ("2025-12-01 09:00:00", "2025-12-01T09:00:00Z"),
        // The clocks go forward over 01:30 and back over it.
        ("2025-03-30 01:30:00", "2025-03-30T01:00:00Z"),
        ("2025-10-26 01:30:00", "2025-10-26T00:30:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(london(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_day_stays_a_day_and_a_month_a_month() {
    let cases = [
        ("2025-11-03", "2025-11-03"),
        ("20251103", "2025-11-03"),
        ("2025/11/03", "2025-11-03"),
        ("3 November 2025", "2025-11-03"),
        ("November 3, 2025", "2025-11-03"),
        ("Wed, 05 Nov 2025", "2025-11-05"),
        ("Wednesday 5th of November 2025", "2025-11-05"),
        ("03-Nov-2025", "2025-11-03"),
        ("4.11.2025", "2025-11-04"),
        ("November 2025", "2025-11"),
        ("Nov 2025", "2025-11"),
        ("2025-11", "2025-11"),
        ("Mon, 17 Nov 2025 08:00:00 QZT", "2025-11-17"),
    ];
    for (text, expected) in cases {
        assert_eq!(london(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn the_order_of_day_and_month_goes_by_language() {
    let cases = [
        ("04/11/2025", "en-GB", "2025-11-04"),
        ("04/11/2025", "en-US", "2025-04-11"),
        ("04/11/25", "fr", "2025-11-04"),
        ("11/14/2025", "en-GB", "2025-11-14"),
        ("14/11/2025", "en-us", "2025-11-14"),
        ("04-11-2025", "de", "2025-11-04"),
        ("04.11.2025", "en-US", "2025-11-04"),
    ];
    for (text, language, expected) in cases {
        assert_eq!(parse(text, Tz::UTC, language).and_then(Stated::text).as_deref(), Some(expected), "{text} {language}");
    }
}

#[test]
fn odd_hours_seconds_and_years_mean_what_their_writers_meant() {
    let cases = [
        ("2025-11-17T24:00:00Z", Some("2025-11-18T00:00:00Z")),
        ("2016-12-31T23:59:60Z", Some("2017-01-01T00:00:00Z")),
        ("Mon, 17 Nov 49 08:00:00 GMT", Some("2049-11-17T08:00:00Z")),
        ("Mon, 17 Nov 50 08:00:00 GMT", Some("1950-11-17T08:00:00Z")),
        ("Mon, 17 Nov 125 08:00:00 GMT", Some("2025-11-17T08:00:00Z")),
        ("1969-12-31T23:00:00Z", Some("1969-12-31T23:00:00Z")),
        ("2025-11-17T24:01:00Z", None),
        ("2025-11-17T25:00:00Z", None),
        ("2025-11-17 13:00 am", None),
        ("2025-11-17 13:00 pm", Some("2025-11-17T13:00:00Z")),
    ];
    for (text, expected) in cases {
        assert_eq!(london(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn what_is_no_date_is_none() {
    let long = format!("17 Nov 2025 ({})", "x".repeat(120));
    let texts = [
        "",
        " ",
        "yesterday",
        "2 hours ago",
        "2025",
        "13",
        "November",
        "3 November",
        "31 November 2025",
        "2025-13-01",
        "2025-02-30",
        "0001-01-01",
        "9999-12-31T23:59:59Z",
        "2025-11-17 08",
        "2025-11-03T",
        "99999999999",
        "3 4 2025",
        "May may 2025",
        "10:00",
        "2025-11-17T08:00:00+99:00",
        "2025-11-17T08:0é",
        "é",
        "17 Nov 2025 Nov",
        &long,
    ];
    for text in texts {
        assert_eq!(london(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_trouble(text in "[0-9A-Za-zé:+\\-/. ,()]{0,40}") {
        let _ = parse(&text, Tz::Pacific__Apia, "en-US");
    }

    #[test]
    fn an_instant_is_read_as_it_is_written(seconds in -5_364_662_400_i64..7_289_654_400) {
        let time = from_unix(seconds);
        for text in [time.to_rfc3339(), time.to_rfc2822(), time.format("%c +0000").to_string()] {
            prop_assert_eq!(parse(&text, Tz::UTC, "en-GB"), Some(Stated::At(time)), "{}", text);
        }
    }
}
