//! Dates as feeds write them, digit by digit: they are all that publishing formats, once for each article and document.

use chrono::{Datelike, Timelike};

use crate::clock::Instant;

/// English day names, Monday first.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// English month names as RFC 822 shortens them, January first.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Appends a date of RSS (RFC 822 with a four-digit year, always GMT): `Mon, 17 Nov 2025 08:00:00 GMT`.
pub(super) fn push_rfc822(out: &mut String, time: Instant) {
    out.push_str(DAYS[time.weekday().num_days_from_monday() as usize]);
    out.push_str(", ");
    push_digits(out, time.day(), 2);
    out.push(' ');
    out.push_str(MONTHS[time.month0() as usize]);
    out.push(' ');
    push_digits(out, time.year().unsigned_abs(), 4);
    out.push(' ');
    push_clock(out, time);
    out.push_str(" GMT");
}

/// Appends a date of Atom and JSON Feed (RFC 3339, always UTC): `2025-11-17T08:00:00Z`.
pub(super) fn push_rfc3339(out: &mut String, time: Instant) {
    push_digits(out, time.year().unsigned_abs(), 4);
    out.push('-');
    push_digits(out, time.month(), 2);
    out.push('-');
    push_digits(out, time.day(), 2);
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

fn push_clock(out: &mut String, time: Instant) {
    push_digits(out, time.hour(), 2);
    out.push(':');
    push_digits(out, time.minute(), 2);
    out.push(':');
    push_digits(out, time.second(), 2);
}

/// Appends the last `width` decimal digits of a number.
fn push_digits(out: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        out.extend(char::from_digit(number / 10_u32.pow(place) % 10, 10));
    }
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
