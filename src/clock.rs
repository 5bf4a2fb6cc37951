//! The only file that asks what time it is.
//!
//! Everything else takes the time as an argument, so that a test, a demonstration or a replay can say what "now" is.

use chrono::{DateTime, Utc};
use tokio::time::Instant as Ticks;

/// A moment, always in UTC.
pub type Instant = DateTime<Utc>;

/// Answers what time it is: the system's time, or a time of our own that runs on from where it was set.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The moment that was set, and when it was set; `None` means the system's clock.
    set: Option<(Instant, Ticks)>,
}

/// `FEEDMILL_NOW` was set to something that is not a time.
#[derive(Debug, thiserror::Error)]
#[error("FEEDMILL_NOW is `{0}`, which is not a time; write it like 2025-11-17T08:00:00Z")]
pub struct NotATime(String);

impl Clock {
    /// The system's clock, asked afresh each time, so that a step of it is seen.
    #[must_use]
    pub const fn system() -> Self {
        Self { set: None }
    }

    /// A clock that answers `start` now and runs on from there; under a paused runtime it stands still.
    #[must_use]
    pub fn starting_at(start: Instant) -> Self {
        Self { set: Some((start, Ticks::now())) }
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
            Some((start, ticks)) => start + ticks.elapsed(),
        }
    }
}
