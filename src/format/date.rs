//! Dates as feeds write them, digit by digit: they are all that publishing formats, once for each article and document.

use chrono::{Datelike, NaiveDateTime, Timelike};

use crate::clock::Instant;

/// English day names, Monday first.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// English month names as RFC 822 shortens them, January first.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Every number of two digits, one after the other.
const PAIRS: &str = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
                     5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Appends a date of RSS (RFC 822 with a four-digit year, always GMT): `Mon, 17 Nov 2025 08:00:00 GMT`.
pub(super) fn push_rfc822(out: &mut String, time: Instant) {
    let time = time.naive_utc();
    out.push_str(DAYS[time.weekday().num_days_from_monday() as usize]);
    out.push_str(", ");
    push_pair(out, time.day());
    out.push(' ');
    out.push_str(MONTHS[time.month0() as usize]);
    out.push(' ');
    push_year(out, time);
    out.push(' ');
    push_clock(out, time);
    out.push_str(" GMT");
}

/// Appends a date of Atom and JSON Feed (RFC 3339, always UTC): `2025-11-17T08:00:00Z`.
pub(super) fn push_rfc3339(out: &mut String, time: Instant) {
    let time = time.naive_utc();
    push_year(out, time);
    out.push('-');
    push_pair(out, time.month());
    out.push('-');
    push_pair(out, time.day());
    out.push('T');
    push_clock(out, time);
    out.push('Z');
}

/// A date of RSS as text of its own.
pub(super) fn rfc822(time: Instant) -> String {
    let mut text = String::with_capacity(29);
    push_rfc822(&mut text, time);
    text
}

fn push_clock(out: &mut String, time: NaiveDateTime) {
    push_pair(out, time.hour());
    out.push(':');
    push_pair(out, time.minute());
    out.push(':');
    push_pair(out, time.second());
}

/// Appends the last four digits of a year.
fn push_year(out: &mut String, time: NaiveDateTime) {
    let year = time.year().unsigned_abs();
    push_pair(out, year / 100 % 100);
    push_pair(out, year % 100);
}

/// Appends a number below 100 as two digits.
fn push_pair(out: &mut String, number: u32) {
    let place = number as usize * 2;
    out.push_str(PAIRS.get(place..place + 2).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{from_unix, rfc3339};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn dates_read_as_the_formatter_of_chrono_writes_them(seconds in -62_135_596_800_i64..253_402_300_800) {
            let time = from_unix(seconds);
            let mut text = String::new();
            push_rfc3339(&mut text, time);
            prop_assert_eq!(text, rfc3339(time));
            prop_assert_eq!(rfc822(time), time.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        }
    }
}
