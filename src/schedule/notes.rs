//! What to tell people about a run beside which the clocks change.

use chrono::{Days, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::wall::{Wall, change_between, offset, wall_clock};
use crate::clock::Instant;

/// The note on the first run of an interval after the clocks changed: by the clock it comes earlier or later than people expect.
pub(super) fn beside_interval(at: Instant, seconds: i64, zone: Tz) -> Option<String> {
    let before = at.checked_sub_signed(TimeDelta::seconds(seconds))?;
    let change = change_between(before, at, zone)?;
    let way = if offset(at, zone) > offset(before, zone) { "forward" } else { "back" };
    Some(format!("the clock went {way} on {}; the interval goes on as before", wall_clock(change, zone).format("%Y-%m-%d")))
}

impl Wall {
    /// The note on a run, where a clock change moves it, repeats it, or drops others before it.
    pub(super) fn note(&self, at: Instant, zone: Tz) -> Option<String> {
        self.fold_note(at, zone).or_else(|| self.gap_note(at, zone))
    }

    /// The note on a run whose time comes twice on that day.
    fn fold_note(&self, at: Instant, zone: Tz) -> Option<String> {
        let wall = wall_clock(at, zone);
        let MappedLocalTime::Ambiguous(_, second) = zone.from_local_datetime(&wall) else { return None };
        let pass = if at < second { "first" } else { "second" };
        let runs = if self.interval { "this is" } else { "runs once, in" };
        Some(format!("the clock goes back on this day; {runs} the {pass} {}", wall.format("%H:%M")))
    }

    /// The note on the first run after a gap that swallowed a time of this schedule.
    fn gap_note(&self, at: Instant, zone: Tz) -> Option<String> {
        let change = change_between(at.checked_sub_days(Days::new(1))?, at, zone)?;
        let moment = TimeDelta::seconds(1);
        let end = wall_clock(change, zone);
        let begin = wall_clock(change - moment, zone) + moment;
        let first = self.wall_after(begin - moment).filter(|wall| *wall < end)?;
        if self.next(change - moment, zone) != Some(at) {
            return None;
        }
        let day = first.format("%Y-%m-%d");
        Some(if self.interval {
            format!("the clock goes forward; no run between {} and {} on {day}", begin.format("%H:%M"), end.format("%H:%M"))
        } else if self.wall_after(first).is_some_and(|second| second < end) {
            format!("{} and later do not exist on {day}, runs once at {}", first.format("%H:%M"), shown_end(end, first))
        } else {
            format!("{} does not exist on {day}, runs at {}", first.format("%H:%M"), shown_end(end, first))
        })
    }
}

/// The time at which a gap ends, with its day where that is another one than the day of the lost time.
fn shown_end(end: NaiveDateTime, lost: NaiveDateTime) -> String {
    let shape = if end.date() == lost.date() { "%H:%M" } else { "%H:%M on %Y-%m-%d" };
    end.format(shape).to_string()
}
