//! Times on a wall clock, and the instants that they are in a zone whose clocks change.
//!
//! The `cron` crate finds the next time that matches, and it does so on a wall clock carried as UTC, where no time is
//! missing and none comes twice. Which instant such a time is, is decided here, as Vixie cron decides it:
//! a job at fixed times runs once also where its time does not exist (at the first instant after the gap) or comes twice
//! (in the first pass); a job whose minute or hour is `*` follows the wall clock: nothing in the gap, both passes of the fold.

use std::iter::successors;

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

use super::field::Values;
use crate::clock::Instant;

/// The times of day and days that a schedule names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wall {
    /// Each of these gives times; the earliest of them counts.
    engines: Vec<cron::Schedule>,
    /// The minutes of each hour at which it may run, one bit for each.
    pub minutes: Box<[u64; 24]>,
    /// Whether it is a job that follows the wall clock rather than one at fixed times.
    pub interval: bool,
}

impl Wall {
    /// No times yet.
    pub(super) fn new(interval: bool) -> Self {
        Self { engines: Vec::new(), minutes: Box::new([0; 24]), interval }
    }

    /// Adds the times at which all of these fields match.
    pub(super) fn add(&mut self, minute: Values, hour: Values, day: Values, month: Values, weekday: Values) {
        for (_, minutes) in (0..).zip(self.minutes.iter_mut()).filter(|(number, _)| hour.iter().any(|hour| hour == *number)) {
            *minutes |= minute.iter().fold(0, |bits, minute| bits | 1 << minute);
        }
        let mut line = "0".to_owned();
        // The engine counts weekdays from Sunday = 1.
        for (values, count, shift) in [(minute, 60, 0), (hour, 24, 0), (day, 31, 0), (month, 12, 0), (weekday, 7, 1)] {
            let list: Vec<String> = values.iter().map(|value| (value + shift).to_string()).collect();
            line.push(' ');
            line.push_str(&if list.len() == count { "*".to_owned() } else { list.join(",") });
        }
        // Every list is made of values that the engine knows; one that it did not know would give no times.
        self.engines.extend(line.parse::<cron::Schedule>());
    }

    /// Whether any time ever matches.
    pub(super) fn ever_runs(&self) -> bool {
        self.wall_after(DateTime::UNIX_EPOCH.naive_utc()).is_some()
    }

    /// The first time on the wall clock after this one that matches; `None` after the year 2100.
    pub(super) fn wall_after(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        let wall = wall.and_utc();
        self.engines.iter().filter_map(|engine| engine.after(&wall).next()).min().map(|time| time.naive_utc())
    }

    /// The first run after `after`.
    pub(super) fn next(&self, after: Instant, zone: Tz) -> Option<Instant> {
        let ahead = self.search(wall_clock(after, zone), after, zone);
        let Some(again) = second_pass(after, zone).filter(|_| self.interval) else { return ahead };
        // In the first pass of a fold the hands will go back, so that times behind us come again.
        let just_before = TimeDelta::seconds(1);
        let repeated = self.search(wall_clock(again, zone) - just_before, again - just_before, zone);
        ahead.into_iter().chain(repeated).min()
    }

    /// The first matching time after `wall` that is an instant after `after`.
    fn search(&self, wall: NaiveDateTime, after: Instant, zone: Tz) -> Option<Instant> {
        successors(self.wall_after(wall), |wall| self.wall_after(*wall)).find_map(|wall| self.run_at(wall, after, zone))
    }

    /// The instant of a matching time, if it is one and lies after `after`.
    fn run_at(&self, wall: NaiveDateTime, after: Instant, zone: Tz) -> Option<Instant> {
        let run = match zone.from_local_datetime(&wall) {
            MappedLocalTime::Single(only) => only.to_utc(),
            MappedLocalTime::Ambiguous(first, second) if self.interval && first <= after => second.to_utc(),
            MappedLocalTime::Ambiguous(first, _) => first.to_utc(),
            MappedLocalTime::None if self.interval => return None,
            MappedLocalTime::None => gap_end(wall, zone)?,
        };
        (run > after).then_some(run)
    }
}

/// What the clock on the wall shows.
pub(super) fn wall_clock(at: Instant, zone: Tz) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// The seconds that the zone's clock is ahead of UTC.
pub(super) fn offset(at: Instant, zone: Tz) -> i64 {
    i64::from(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc())
}

/// The first instant at which the zone has the offset of `late`, between `early` and `late`; `None` where it is the same.
///
/// Right when the offset changes once between the two.
pub(super) fn change_between(early: Instant, late: Instant, zone: Tz) -> Option<Instant> {
    let time = |second| DateTime::from_timestamp(second, 0);
    let (mut before, mut after) = (early.timestamp(), late.timestamp());
    let (old, new) = (offset(early, zone), offset(late, zone));
    while old != new && after - before > 1 {
        let middle = i64::midpoint(before, after);
        if offset(time(middle)?, zone) == new {
            after = middle;
        } else {
            before = middle;
        }
    }
    time(after).filter(|_| old != new)
}

/// The instant at which the hands go back, when `at` lies in the first pass of the times that come twice.
fn second_pass(at: Instant, zone: Tz) -> Option<Instant> {
    match zone.from_local_datetime(&wall_clock(at, zone)) {
        MappedLocalTime::Ambiguous(first, second) if at < second => change_between(first.to_utc(), second.to_utc(), zone),
        _ => None,
    }
}

/// The first instant after the gap that a wall clock time falls into.
fn gap_end(wall: NaiveDateTime, zone: Tz) -> Option<Instant> {
    let (begin, before) = GapInfo::new(&wall, &zone)?.begin?;
    Some(Utc.from_utc_datetime(&(begin - before.fix())))
}
