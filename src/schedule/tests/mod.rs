//! The rules of schedules, by what they are about.

mod daemon;
mod properties;
mod reading;
mod running;

use super::*;
use chrono_tz::Europe::London;

/// A schedule that must be a good one.
fn schedule(text: &str) -> Schedule {
    text.parse().unwrap_or_else(|bad: BadSchedule| panic!("`{text}` is refused: {bad}"))
}

/// A moment from RFC 3339 text.
fn at(text: &str) -> Instant {
    text.parse().expect("a test writes its times well")
}

/// The first runs after a moment, as RFC 3339 in UTC without seconds.
fn runs(text: &str, zone: Tz, after: &str, count: usize) -> Vec<String> {
    let schedule = schedule(text);
    let runs = successors(schedule.next(at(after), zone), |run| schedule.next(*run, zone));
    runs.take(count).map(|run| run.format("%Y-%m-%dT%H:%MZ").to_string()).collect()
}

/// All runs after a moment and before another, as local time with offset.
fn runs_between(text: &str, zone: Tz, after: &str, before: &str) -> Vec<String> {
    let schedule = schedule(text);
    let runs = successors(schedule.next(at(after), zone), |run| schedule.next(*run, zone));
    runs.take_while(|run| *run < at(before)).map(|run| run.with_timezone(&zone).format("%m-%d %H:%M %:z").to_string()).collect()
}
