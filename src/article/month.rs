//! Calendar months, and where days begin.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::clock::Instant;

/// A calendar month, such as `2025-11`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    /// Months since January of year 0, which makes ordering and neighbours plain arithmetic.
    number: i32,
}

/// English month names, January first; the position plus one is the month's number.
pub const MONTH_NAMES: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

impl Month {
    /// The month of a year (`month` is 1 to 12); `None` when there is no such month or the year is not 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let valid = (1..=9999).contains(&year) && (1..=12).contains(&month);
        valid.then(|| Self { number: year * 12 + month.cast_signed() - 1 })
    }

    /// The month that this moment falls in, in the given zone.
    ///
    /// # Panics
    /// Never for times between the years 1 and 9999, which is all that the rest of the program lets in.
    #[must_use]
    pub fn of(time: Instant, zone: Tz) -> Self {
        Self::of_day(time.with_timezone(&zone).date_naive())
    }

    /// The month that a day falls in.
    #[must_use]
    pub fn of_day(day: NaiveDate) -> Self {
        Self { number: day.year() * 12 + day.month0().cast_signed() }
    }

    /// Months since January of year 0; [`Month::from_number`] turns it back.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.number
    }

    /// The month with that number.
    #[must_use]
    pub const fn from_number(number: i32) -> Self {
        Self { number }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.number.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u32 {
        self.number.rem_euclid(12).cast_unsigned() + 1
    }

    /// The English name without the year, such as `November`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        MONTH_NAMES[self.number.rem_euclid(12).cast_unsigned() as usize]
    }

    /// The month after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { number: self.number + 1 }
    }

    /// The month before this one.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self { number: self.number - 1 }
    }

    /// The first moment of the month in the given zone.
    #[must_use]
    pub fn start(self, zone: Tz) -> Instant {
        start_of_day(self.first_day(), zone)
    }

    /// The first moment after the month in the given zone.
    #[must_use]
    pub fn end(self, zone: Tz) -> Instant {
        self.next().start(zone)
    }

    /// The first day of the month.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or(NaiveDate::MIN)
    }
}

/// The first moment of a day in a zone, also where midnight itself was skipped by a clock change.
#[must_use]
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Instant {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    // A zone skips at most a few hours at midnight; a whole day (Samoa, 2011) falls through to the next.
    (0..=48)
        .find_map(|half_hours| zone.from_local_datetime(&(midnight + chrono::TimeDelta::minutes(30 * half_hours))).earliest())
        .map_or_else(|| Utc.from_utc_datetime(&midnight), |time| time.to_utc())
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A text that is not a month.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a month; write it like 2025-11")]
pub struct NotAMonth(String);

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let parts = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        parts.and_then(|(year, month)| Self::new(year.parse().ok()?, month.parse().ok()?)).ok_or_else(|| NotAMonth(text.to_owned()))
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}
