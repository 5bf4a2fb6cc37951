//! From a crontab line and a time zone to the next run. Pure: the time is an argument.

use std::str::FromStr;

use chrono_tz::Tz;

use crate::clock::Instant;

/// When a source is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    text: String,
}

/// What happens when a run's time passed while the daemon was down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missed {
    /// One run makes up for all that were missed.
    #[default]
    Once,
    /// Nothing; the next time in the schedule is the next run.
    Skip,
}

/// A schedule that cannot be used: what is wrong, and where in the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadSchedule {
    /// One sentence, with the way to mend it.
    pub message: String,
    /// The bytes of the text that are wrong.
    pub span: std::ops::Range<usize>,
}

impl Schedule {
    /// The first run after `after`, in the given zone; `None` when there is none before the year 2100.
    #[must_use]
    pub fn next(&self, _after: Instant, _zone: Tz) -> Option<Instant> {
        None
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl FromStr for Schedule {
    type Err = BadSchedule;

    fn from_str(text: &str) -> Result<Self, BadSchedule> {
        Ok(Self { text: text.to_owned() })
    }
}
