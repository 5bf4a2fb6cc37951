//! How long answers may be kept, by kind of feed. Pure.

use crate::schedule::Schedule;

/// The longest and the shortest time that a live feed may be kept, in seconds.
const LONGEST: u32 = 300;
const SHORTEST: u32 = 60;

/// How long an answer may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// A live feed changes with the next run of a source: at most so many seconds.
    Live(u32),
    /// A month that is not sealed yet, and anything that lists feeds.
    Open,
    /// A month that was sealed at least a day ago hardly changes any more.
    Sealed,
}

impl std::fmt::Display for Life {
    /// `Cache-Control`: a cache may answer a minute longer while it asks, and for a week when we do not answer.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = match self {
            Self::Live(seconds) => *seconds,
            Self::Open => 300,
            Self::Sealed => 86_400,
        };
        write!(f, "public, max-age={seconds}, stale-while-revalidate=60, stale-if-error=604800")
    }
}

/// How many seconds a live feed may be kept: no longer than the time between two runs in the busiest hour of a source.
#[must_use]
pub fn life<'a>(schedules: impl Iterator<Item = &'a Schedule>) -> u32 {
    let busiest = schedules.flat_map(Schedule::by_hour).max().unwrap_or_default();
    3_600_u32.checked_div(busiest).unwrap_or(LONGEST).clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_feed_is_kept_no_longer_than_a_source_rests() {
        for (schedules, expected) in [
            (&["*/15 6-22 * * *"][..], 300),
            (&["@hourly", "every 2m"], 120),
            (&["* * * * *"], 60),
            (&["every 1m", "@daily"], 60),
            (&[], 300),
        ] {
            let schedules: Vec<Schedule> = schedules.iter().filter_map(|text| text.parse().ok()).collect();
            assert_eq!(life(schedules.iter()), expected, "{schedules:?}");
        }
    }
}
