//! Schedules in plain words: `every 20m`, and `at 06:00, 17:30 on weekdays`.

use std::collections::BTreeMap;

use super::BadSchedule;
use super::field::{DAY, HOUR, MINUTE, MONTH, Values, WEEKDAY};
use super::piece::Piece;
use super::wall::Wall;

/// The units of an interval: their names, and their seconds.
const UNITS: [(&[&str], i64); 4] = [
    (&["s", "sec", "secs", "second", "seconds"], 1),
    (&["m", "min", "mins", "minute", "minutes"], 60),
    (&["h", "hr", "hrs", "hour", "hours"], 3_600),
    (&["d", "day", "days"], 86_400),
];

/// The shortest interval: crontab knows none below a minute, and no source deserves one.
const SHORTEST: i64 = 60;

/// The longest interval; beyond ten years it is a slip of the pen.
const LONGEST: i64 = 3_650 * 86_400;

/// Reads the interval behind `every`, such as `20m`, `90 minutes` or `1h30m`, as seconds.
///
/// # Errors
/// When it is no interval, or one that is shorter than 60 seconds or longer than 3650 days.
pub(super) fn read_every(every: Piece<'_>, interval: Piece<'_>) -> Result<i64, BadSchedule> {
    if interval.text.is_empty() {
        return Err(every.bad("how often is missing; write it like `every 20m`"));
    }
    let mut rest = interval;
    let mut seconds = 0_i64;
    while !rest.text.is_empty() {
        let (part, behind) = read_part(rest)?;
        seconds = seconds.saturating_add(part);
        rest = behind;
    }
    if seconds < SHORTEST {
        return Err(interval.bad(format!("an interval must be at least 60s, not {seconds}s")));
    }
    if seconds > LONGEST {
        return Err(interval.bad("an interval can be 3650d at most"));
    }
    Ok(seconds)
}

/// Reads one number with its unit; answers its seconds and what stands behind it.
fn read_part(text: Piece<'_>) -> Result<(i64, Piece<'_>), BadSchedule> {
    let (digits, behind) = split_where(text, |c| !c.is_ascii_digit());
    let (unit, behind) = split_where(behind.trim(), |c| !c.is_alphabetic());
    if digits.text.is_empty() || unit.text.is_empty() {
        let hint = "write a whole number and its unit (s, m, h or d), such as `20m`";
        return Err(text.bad(format!("`{}` is not an interval; {hint}", text.text)));
    }
    let seconds = UNITS.iter().find(|(names, _)| names.iter().any(|name| unit.is(name))).map(|(_, seconds)| *seconds);
    let seconds = seconds.ok_or_else(|| unit.bad(format!("an interval's unit must be s, m, h or d, not `{}`", unit.text)))?;
    // A number too long to be read is longer than any interval, too.
    let number = digits.number().map_or(i64::MAX, i64::from);
    Ok((number.saturating_mul(seconds), behind.trim()))
}

/// The start up to the first character that ends it, and the rest.
fn split_where(text: Piece<'_>, ends: impl Fn(char) -> bool) -> (Piece<'_>, Piece<'_>) {
    let (start, rest) = text.text.split_at(text.text.find(ends).unwrap_or(text.text.len()));
    (text.part(start), text.part(rest))
}

/// Reads the times behind `at`, and the days behind `on` where they are given.
///
/// # Errors
/// A sentence that points at the time or the day that is wrong.
pub(super) fn read_at(at: Piece<'_>, rest: Piece<'_>) -> Result<Wall, BadSchedule> {
    let on = rest.words().find(|word| word.is("on"));
    let (times, days) = match on {
        Some(on) => {
            let (times, days) = rest.around(on);
            (times, read_days(on, days)?)
        }
        None => (rest, Values::all(&WEEKDAY)),
    };
    if times.text.is_empty() {
        return Err(at.bad("the time is missing; write it like `at 06:00, 17:30`"));
    }
    let mut hours: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for time in times.split(',') {
        let (hour, minute) = read_time(time, times)?;
        hours.entry(minute).or_default().push(hour);
    }
    let mut wall = Wall::new(false);
    for (minute, hours) in hours {
        wall.add(Values::of([minute]), Values::of(hours), Values::all(&DAY), Values::all(&MONTH), days);
    }
    Ok(wall)
}

/// Reads a time of day, `6:00` or `06:00`, as hour and minute.
fn read_time(time: Piece<'_>, all: Piece<'_>) -> Result<(u32, u32), BadSchedule> {
    if time.text.is_empty() {
        return Err(all.bad("the list of times has an empty place; write times between the commas"));
    }
    let shape = || time.bad(format!("`{}` is not a time of day; write it like `06:00`, with commas between times", time.text));
    let (hour, minute) = time.split_once(':').filter(|(hour, minute)| hour.digits() && minute.digits()).ok_or_else(shape)?;
    if hour.text.len() > 2 || minute.text.len() != 2 {
        return Err(shape());
    }
    Ok((HOUR.read_value(hour)?, MINUTE.read_value(minute)?))
}

/// Reads the days behind `on`: `weekdays`, `weekends`, `daily`, or names as in `MON,WED-FRI`.
fn read_days(on: Piece<'_>, days: Piece<'_>) -> Result<Values, BadSchedule> {
    if days.is("daily") {
        return Ok(Values::all(&WEEKDAY));
    }
    if days.is("weekdays") {
        return Ok(Values::of(1..=5));
    }
    if days.is("weekends") {
        return Ok(Values::of([0, 6]));
    }
    if days.text.is_empty() {
        return Err(on.bad("the days are missing; write `on weekdays`, `on weekends`, `on daily` or `on MON,TUE`"));
    }
    if let Some(day) = days.split(',').find(|day| !day.text.is_empty() && !day.text.starts_with(char::is_alphabetic)) {
        return Err(day.bad(format!("`{}` is not a weekday's name; write `weekdays`, `weekends`, `daily` or `MON,TUE`", day.text)));
    }
    WEEKDAY.read(days)
}
