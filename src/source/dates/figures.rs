//! Dates in figures: `2025-11-03`, `20251103`, `4.11.25`, `04/11/2025`, `2025-W45-3`, `2025-309`, `2025-11`.

use chrono::{Datelike, NaiveDate, Weekday};

use super::clock::Clock;
use super::lexer::{Number, Tokens};
use super::names::Voice;

/// What figures say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    Day(NaiveDate),
    Month(i32, u32),
    Moment(NaiveDate, Clock),
}

/// What a text of one number states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unix {
    /// It is not of the length that such numbers have.
    No,
    /// It may as well be something else.
    Doubtful,
    /// Seconds since 1970.
    Seconds(i64),
}

/// The seconds since 1970 that a text of one number states, in seconds (10 digits) or milliseconds (13).
pub(super) fn unix(tokens: &Tokens) -> Unix {
    let Some(number) = tokens.number(0) else { return Unix::No };
    let Ok(seconds) = i64::try_from(number.value) else { return Unix::No };
    let with_fraction = tokens.len() == 3 && tokens.is_mark(1, '.') && tokens.glued_number(2, 1..=9).is_some();
    match (number.digits, tokens.len()) {
        (10, 1) if is_hour_of_day(number.value) => Unix::Doubtful,
        (10, 1) => Unix::Seconds(seconds),
        (10, 3) if with_fraction => Unix::Seconds(seconds),
        (13, 1) => Unix::Seconds(seconds.div_euclid(1000)),
        _ => Unix::No,
    }
}

/// Whether ten digits may be year, month, day and hour of the time in which the web has existed, or will.
fn is_hour_of_day(value: u64) -> bool {
    let day = eight(value / 100);
    value % 100 <= 24 && day.is_some_and(|day| (1970..2100).contains(&day.year()))
}

/// The day of `20251103`.
fn eight(value: u64) -> Option<NaiveDate> {
    let value = u32::try_from(value).ok()?;
    NaiveDate::from_ymd_opt(i32::try_from(value / 10_000).ok()?, value / 100 % 100, value % 100)
}

/// The date in figures that begins at a token, and where it ends. `named` tells whether a name has said the month already.
pub(super) fn read(tokens: &Tokens, at: usize, voice: Voice, named: bool) -> Option<(Figure, usize)> {
    by_week(tokens, at)
        .or_else(|| three(tokens, at, voice, named))
        .or_else(|| by_day_of_year(tokens, at))
        .or_else(|| compact(tokens, at))
        .or_else(|| if named { None } else { month(tokens, at) })
}

/// `2025-W45-3`, `2025W453` (ISO 8601, §5.2.3).
fn by_week(tokens: &Tokens, at: usize) -> Option<(Figure, usize)> {
    let year = tokens.number(at).filter(|number| number.digits == 4)?.year()?;
    let at = at + 1 + usize::from(tokens.is_mark(at + 1, '-'));
    if tokens.word(at) != Some("w") {
        return None;
    }
    let (week, day, end) = if let Some(both) = tokens.glued_number(at + 1, 3..=3) {
        (both.small()? / 10, both.small()? % 10, at + 2)
    } else {
        let week = tokens.glued_number(at + 1, 2..=2)?.small()?;
        (week, tokens.glued_number(at + 3, 1..=1).filter(|_| tokens.is_mark(at + 2, '-'))?.small()?, at + 4)
    };
    let weekday = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
    Some((Figure::Day(NaiveDate::from_isoywd_opt(year, week, weekday)?), end))
}

/// `2025-309` (ISO 8601, §5.2.2), and `2025309` before a `T`.
fn by_day_of_year(tokens: &Tokens, at: usize) -> Option<(Figure, usize)> {
    let first = tokens.number(at)?;
    let (year, day, end) = match first.digits {
        4 if tokens.is_mark(at + 1, '-') => (first.year()?, tokens.glued_number(at + 2, 3..=3)?.small()?, at + 3),
        7 if tokens.word(at + 1) == Some("t") => (i32::try_from(first.value / 1000).ok()?, first.small()? % 1000, at + 1),
        _ => return None,
    };
    Some((Figure::Day(NaiveDate::from_yo_opt(year, day)?), end))
}

/// `20251103`, `202511030915` and `20251103091500`.
fn compact(tokens: &Tokens, at: usize) -> Option<(Figure, usize)> {
    let Number { value, digits } = tokens.number(at)?;
    let clock = |value: u64, second: u64| -> Option<Clock> {
        let part = |value: u64| u32::try_from(value).ok();
        Some(Clock { hour: part(value / 100 % 100)?, minute: part(value % 100)?, second: part(second)? })
    };
    let figure = match digits {
        8 => Figure::Day(eight(value)?),
        12 => Figure::Moment(eight(value / 10_000)?, clock(value, 0)?),
        14 => Figure::Moment(eight(value / 1_000_000)?, clock(value / 100, value % 100)?),
        _ => return None,
    };
    let fraction = digits == 14 && tokens.is_mark(at + 1, '.') && tokens.glued_number(at + 2, 1..=9).is_some();
    Some((figure, if fraction { at + 3 } else { at + 1 }))
}

/// `2025-11`, `11/2025`.
fn month(tokens: &Tokens, at: usize) -> Option<(Figure, usize)> {
    let mark = mark(tokens, at + 1).filter(|_| tokens.glued(at + 1))?;
    let (first, second) = (tokens.number(at)?, tokens.glued_number(at + 2, 1..=4)?);
    if tokens.is_mark(at + 3, mark) && tokens.number(at + 4).is_some() || tokens.is_mark(at + 3, ':') {
        return None;
    }
    match (first.digits, second.digits) {
        (4, 1 | 2) => Some((Figure::Month(first.year()?, second.small()?), at + 3)),
        (1 | 2, 4) => Some((Figure::Month(second.year()?, first.small()?), at + 3)),
        _ => None,
    }
}

/// The mark that parts a date at a token; an en dash counts as a hyphen, and EXIF has colons.
fn mark(tokens: &Tokens, at: usize) -> Option<char> {
    ['-', '/', '.', '–'].into_iter().find(|mark| tokens.is_mark(at, *mark))
}

/// Three numbers with the same mark between them.
fn three(tokens: &Tokens, at: usize, voice: Voice, named: bool) -> Option<(Figure, usize)> {
    let first = tokens.number(at)?;
    let exif = !named && first.digits == 4 && tokens.is_mark(at + 1, ':') && tokens.glued_number(at + 2, 2..=2).is_some();
    let mark = if exif { ':' } else { mark(tokens, at + 1)? };
    // `4. 11. 2025` and `2025 / 11 / 04`, but not `4 -11`.
    let even = |place: usize| tokens.glued(place) && (mark == '.' || tokens.glued(place + 1)) || !tokens.glued(place + 1);
    if !tokens.is_mark(at + 3, mark) || !even(at + 1) || !even(at + 3) {
        return None;
    }
    let (second, third) = (tokens.number(at + 2)?, tokens.number(at + 4)?);
    if first.digits > 4 || second.digits > 2 || third.digits > 4 || first.digits != 4 && tokens.is_mark(at + 5, ':') {
        return None;
    }
    Some((Figure::Day(order([first, second, third], mark, voice)?), at + 5))
}

/// The day that three numbers are: year first if it has four digits, else as the publication's language writes it.
fn order([first, second, third]: [Number; 3], mark: char, voice: Voice) -> Option<NaiveDate> {
    let day = |year: i32, month: Number, day: Number| NaiveDate::from_ymd_opt(year, month.small()?, day.small()?);
    match (first.digits, third.digits) {
        (4, 1 | 2) => day(first.year()?, second, third),
        (1 | 2, 4) => by_language([first, second], third.year()?, mark, voice),
        (2, 1 | 2) if voice.year_first => day(full_year(first)?, second, third),
        (1 | 2, 2) => {
            let usual = by_language([first, second], full_year(third)?, mark, voice);
            let hyphened = matches!(mark, '-' | '–');
            let reversed = || full_year(first).filter(|_| first.digits == 2).and_then(|year| day(year, second, third));
            match usual {
                // English has no order of its own for hyphens: what can be read in two ways is not read.
                Some(_) if hyphened && voice.primary == *b"en" && reversed().is_some() => None,
                None if hyphened => reversed(),
                usual => usual,
            }
        }
        _ => None,
    }
}

/// Day and month before a year: in the order of the language, in the other one if that alone is a date.
fn by_language([first, second]: [Number; 2], year: i32, mark: char, voice: Voice) -> Option<NaiveDate> {
    let day = |month: Number, day: Number| NaiveDate::from_ymd_opt(year, month.small()?, day.small()?);
    let months = |number: Number| (1..=12).contains(&number.value);
    let month_first = voice.month_first && mark != '.';
    let (usual, other) = if month_first { (first, second) } else { (second, first) };
    if months(usual) { day(usual, other) } else { day(other, usual) }
}

/// The year of two digits as RFC 2822 (§4.3) reads it: 00 to 49 are of this century, 50 to 99 and three digits count from 1900.
pub(super) fn full_year(number: Number) -> Option<i32> {
    let year = number.year()?;
    match number.digits {
        2 if year < 50 => Some(year + 2000),
        2 | 3 => Some(year + 1900),
        4 => Some(year),
        _ => None,
    }
}
