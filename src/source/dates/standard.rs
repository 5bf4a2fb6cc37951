//! Dates exactly as sound feeds write them, read from their bytes: RFC 3339, and RFC 822 with four digits for the year.
//!
//! What is a hair's breadth off is left to the patient reader beside this one; what both read, they read alike.

use chrono::{NaiveDate, TimeDelta};

use super::YEARS;
use crate::article::Stated;

/// The date of a text that follows a standard to the letter.
pub(super) fn read(text: &str) -> Option<Stated> {
    let bytes = text.as_bytes();
    match bytes {
        [_, _, _, _, b'-', _, _, b'-', _, _] => Some(Stated::On(day(bytes)?)),
        [_, _, _, _, b'-', ..] => internet(bytes),
        _ => mail(bytes),
    }
}

/// `2025-11-17T08:00:00Z`, with a fraction and an offset (RFC 3339, §5.6).
fn internet(bytes: &[u8]) -> Option<Stated> {
    let (date, rest) = bytes.split_at_checked(10)?;
    let (clock, rest) = rest.strip_prefix(b"T")?.split_at_checked(8)?;
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            fraction.get(digits..).filter(|_| digits > 0)?
        }
        _ => rest,
    };
    let east = match *rest {
        [b'Z'] => 0,
        [sign, a, b, b':', c, d] => offset(sign, [a, b, c, d])?,
        _ => return None,
    };
    moment(day(date)?, seconds(clock)?, east)
}

/// `Mon, 17 Nov 2025 08:00:00 GMT` (RFC 822, §5, with the year of RFC 1123, §5.2.14).
fn mail(bytes: &[u8]) -> Option<Stated> {
    let bytes = match bytes {
        [a, b, c, b',', b' ', rest @ ..] => weekday([*a, *b, *c]).then_some(rest)?,
        _ => bytes,
    };
    let (day, rest) = match bytes {
        [a, b' ', rest @ ..] => (two(b'0', *a)?, rest),
        [a, b, b' ', rest @ ..] => (two(*a, *b)?, rest),
        _ => return None,
    };
    let [a, b, c, b' ', rest @ ..] = rest else { return None };
    let month = month([*a, *b, *c])?;
    let [a, b, c, d, b' ', rest @ ..] = rest else { return None };
    let year = two(*a, *b)? * 100 + two(*c, *d)?;
    let (clock, zone) = rest.split_at_checked(8)?;
    let east = match *zone.strip_prefix(b" ")? {
        [b'G', b'M', b'T'] | [b'U', b'T'] | [b'U', b'T', b'C'] | [b'Z'] => 0,
        [sign, a, b, c, d] => offset(sign, [a, b, c, d])?,
        [place, kind, b'T'] => american(place, kind)?,
        _ => return None,
    };
    moment(date(year, month, day)?, seconds(clock)?, east)
}

fn moment(day: NaiveDate, second: u32, east: i64) -> Option<Stated> {
    let local = day.and_time(chrono::NaiveTime::from_num_seconds_from_midnight_opt(second, 0)?);
    Some(Stated::At((local - TimeDelta::seconds(east)).and_utc()))
}

/// `2025-11-17`.
fn day(bytes: &[u8]) -> Option<NaiveDate> {
    let apart = bytes.len() == 10 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    date(pair(bytes, 0)? * 100 + pair(bytes, 2)?, pair(bytes, 5)?, pair(bytes, 8)?).filter(|_| apart)
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// `08:00:00` in seconds; the last second of a day that has one more, and 24:00, are left to the patient reader.
fn seconds(bytes: &[u8]) -> Option<u32> {
    let apart = bytes.len() == 8 && bytes.get(2) == Some(&b':') && bytes.get(5) == Some(&b':');
    let (hour, minute, second) = (pair(bytes, 0)?, pair(bytes, 3)?, pair(bytes, 6)?);
    (apart && hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

/// Seconds east of Greenwich.
fn offset(sign: u8, [a, b, c, d]: [u8; 4]) -> Option<i64> {
    let (hours, minutes) = (two(a, b)?, two(c, d)?);
    let seconds = i64::from(hours * 3600 + minutes * 60);
    let valid = hours < super::zones::FARTHEST && minutes < 60;
    match sign {
        b'+' if valid => Some(seconds),
        b'-' if valid => Some(-seconds),
        _ => None,
    }
}

/// `EST` to `PDT`, in seconds.
fn american(place: u8, kind: u8) -> Option<i64> {
    let winter = match place {
        b'E' => -5,
        b'C' => -6,
        b'M' => -7,
        b'P' => -8,
        _ => return None,
    };
    match kind {
        b'S' => Some(winter * 3600),
        b'D' => Some((winter + 1) * 3600),
        _ => None,
    }
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

/// The two digits that begin at a place.
fn pair(bytes: &[u8], at: usize) -> Option<u32> {
    two(*bytes.get(at)?, *bytes.get(at + 1)?)
}

fn weekday(name: [u8; 3]) -> bool {
    matches!(&name, b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun")
}

fn month(name: [u8; 3]) -> Option<u32> {
    Some(match &name {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}
