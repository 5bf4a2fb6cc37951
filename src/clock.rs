//! The only file that asks what time it is.
//!
//! Everything else takes the time as an argument, so that a test, a demonstration or a replay can say what "now" is.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant as Ticks;

/// How far the clock may be from the time that passed before somebody has set it: more than a busy machine is late.
const STEP: TimeDelta = TimeDelta::seconds(30);

/// A moment, always in UTC.
pub type Instant = DateTime<Utc>;

/// Answers what time it is: the system's time, or a time of our own that runs on from where it was set.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The moment that was set, and when it was set; `None` means the system's clock.
    set: Option<(Instant, Ticks)>,
    /// How many seconds somebody has set it forward since.
    steps: Option<&'static AtomicI64>,
}

/// The hand that sets a clock while it runs, as an operator or a time server does with the system's.
#[derive(Clone, Copy, Debug)]
pub struct Hand(&'static AtomicI64);

impl Hand {
    /// Sets the clock forward, or back where the difference is negative; whole seconds.
    pub fn set(&self, difference: TimeDelta) {
        self.0.fetch_add(difference.num_seconds(), Ordering::Relaxed);
    }
}

/// `FEEDMILL_NOW` was set to something that is not a time.
#[derive(Debug, thiserror::Error)]
#[error("FEEDMILL_NOW is `{0}`, which is not a time; write it like 2025-11-17T08:00:00Z")]
pub struct NotATime(String);

impl Clock {
    /// The system's clock, asked afresh each time, so that a step of it is seen.
    #[must_use]
    pub const fn system() -> Self {
        Self { set: None, steps: None }
    }

    /// A clock that answers `start` now and runs on from there; under a paused runtime it stands still.
    #[must_use]
    pub fn starting_at(start: Instant) -> Self {
        Self { set: Some((start, Ticks::now())), steps: None }
    }

    /// The same, and the hand that sets it while it runs. For tests: the few bytes that both share are never given back.
    #[must_use]
    pub fn with_hand(start: Instant) -> (Self, Hand) {
        let steps: &'static AtomicI64 = Box::leak(Box::default());
        (Self { steps: Some(steps), ..Self::starting_at(start) }, Hand(steps))
    }

    /// The system's clock, or the one that the environment variable `FEEDMILL_NOW` (RFC 3339) sets.
    ///
    /// # Errors
    /// When the variable holds something else than a time.
    pub fn from_environment() -> Result<Self, NotATime> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads FEEDMILL_NOW")]
        let Ok(text) = std::env::var("FEEDMILL_NOW") else { return Ok(Self::system()) };
        match DateTime::parse_from_rfc3339(text.trim()) {
            Ok(time) => Ok(Self::starting_at(time.to_utc())),
            Err(_) => Err(NotATime(text)),
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Instant {
        match self.set {
            #[expect(clippy::disallowed_methods, reason = "this file is the clock")]
            None => Utc::now(),
            Some((start, ticks)) => start + ticks.elapsed() + self.steps.map_or(TimeDelta::zero(), stepped),
        }
    }
}

fn stepped(steps: &'static AtomicI64) -> TimeDelta {
    TimeDelta::seconds(steps.load(Ordering::Relaxed))
}

/// Notices that a clock was set: it shows another time than the one at which it was looked at last, and what passed since.
#[derive(Debug, Default)]
pub struct Pace {
    last: Option<(Instant, Ticks)>,
}

impl Pace {
    /// How far the clock was set since it was looked at last, forward or back; `None` where it just ran on. A machine that slept
    /// looks like a clock that was set forward.
    pub fn step(&mut self, now: Instant) -> Option<TimeDelta> {
        let ticks = Ticks::now();
        let (then, since) = self.last.replace((now, ticks))?;
        let step = now - then - TimeDelta::from_std(ticks - since).ok()?;
        (step.abs() > STEP).then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_was_set_is_noticed_once_and_time_that_passes_never() {
        let (clock, hand) = Clock::with_hand(DateTime::UNIX_EPOCH);
        let mut pace = Pace::default();
        for (passes, set, expected) in [(0, 0, None), (86_400, 0, None), (60, 3_600, Some(3_600)), (60, 0, None), (1, -7_200, Some(-7_200))]
        {
            tokio::time::advance(Duration::from_secs(passes)).await;
            hand.set(TimeDelta::seconds(set));
            assert_eq!(pace.step(clock.now()), expected.map(TimeDelta::seconds));
        }
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH + TimeDelta::seconds(86_521 - 3_600));
    }
}
