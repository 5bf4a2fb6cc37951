//! The plain model: what a source says now ([`Entry`]) and what we keep ([`Article`]).
//!
//! They are two types so that nothing unkept can be published. Wire formats stay at the rim: nothing here knows RSS or SQL.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc};
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

/// The date that a source states, never more precise than what it said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stated {
    /// An instant: date and time with a known offset.
    At(Instant),
    /// A day without a time.
    On(NaiveDate),
    /// Only the month, as a monthly listing says by its title or address.
    In(Month),
    /// Nothing.
    #[default]
    Unsaid,
}

impl Stated {
    /// The word for the precision in JSON: `instant`, `day`, `month` or `none`.
    #[must_use]
    pub const fn precision(self) -> &'static str {
        match self {
            Self::At(_) => "instant",
            Self::On(_) => "day",
            Self::In(_) => "month",
            Self::Unsaid => "none",
        }
    }

    /// How much is said: 3 for an instant down to 0 for nothing.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::At(_) => 3,
            Self::On(_) => 2,
            Self::In(_) => 1,
            Self::Unsaid => 0,
        }
    }

    /// The month it falls in, in the publication's zone.
    #[must_use]
    pub fn month(self, zone: Tz) -> Option<Month> {
        match self {
            Self::At(time) => Some(Month::of(time, zone)),
            Self::On(day) => Some(Month::of_day(day)),
            Self::In(month) => Some(month),
            Self::Unsaid => None,
        }
    }

    /// The date as RFC 3339 text, as exact as it is known: `2025-11-17T08:00:00Z`, `2025-11-17` or `2025-11`.
    #[must_use]
    pub fn text(self) -> Option<String> {
        match self {
            Self::At(time) => Some(rfc3339(time)),
            Self::On(day) => Some(day.format("%Y-%m-%d").to_string()),
            Self::In(month) => Some(month.to_string()),
            Self::Unsaid => None,
        }
    }

    /// A date later than a day after it was first seen is not believed: it becomes the moment it was first seen.
    #[must_use]
    pub fn clamped(self, first_seen: Instant) -> Self {
        let limit = first_seen + Days::new(1);
        match self {
            Self::At(time) if time > limit => Self::At(first_seen),
            Self::On(day) if start_of_day(day, Tz::UTC) > limit => Self::At(first_seen),
            Self::In(month) if month.start(Tz::UTC) > limit => Self::At(first_seen),
            kept => kept,
        }
    }
}

/// A moment as RFC 3339 in UTC with whole seconds, `2025-11-17T08:00:00Z`.
#[must_use]
pub fn rfc3339(time: Instant) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The moment of a whole Unix second; the epoch for a number that is no time.
#[must_use]
pub fn from_unix(seconds: i64) -> Instant {
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::UNIX_EPOCH)
}

/// Something that belongs to an article by address: a sound file, a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Enclosure {
    /// Where it is; http or https, absolute.
    pub url: String,
    /// Its media type, such as `audio/mpeg`; empty when the source did not say.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Its size in bytes, when the source said it.
    pub length: Option<u64>,
}

/// What a source says about one article now.
///
/// All text has been through `clean`: titles are plain text, `summary` and `content` are cleaned HTML, links are absolute http(s).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The identifier as the source gave it; `None` where it gave none (never one that a reader made up).
    pub guid: Option<String>,
    /// The article's address as found, made absolute.
    pub link: Option<String>,
    /// The headline as plain text.
    pub title: String,
    /// The standfirst as cleaned HTML.
    pub summary: Option<String>,
    /// The text as cleaned HTML, where the source gave it.
    pub content: Option<String>,
    /// The byline.
    pub author: Option<String>,
    /// The section label exactly as the journal writes it.
    pub section: Option<String>,
    /// The date that is stated for it.
    pub stated: Stated,
    /// When the source says it was last changed; only reported, never used as a date of ours.
    pub updated: Option<Instant>,
    /// Category labels in the order given.
    pub categories: Vec<String>,
    /// Sound files and other attachments, without pictures.
    pub enclosures: Vec<Enclosure>,
    /// One picture for it, where the source gave one.
    pub image: Option<String>,
}

/// A section: the label that people read and the slug that stands in addresses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    /// The label exactly as the journal writes it.
    pub label: String,
    /// The plain name in addresses.
    pub slug: String,
}

/// An article that is kept: one, however many sources and pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The id in every feed and format: `tag:AUTHORITY,YEAR:HASH`, minted once.
    pub id: String,
    /// The headline as plain text.
    pub title: String,
    /// The address as found, for output.
    pub link: Option<String>,
    /// The address that identity goes by.
    pub canonical: Option<String>,
    /// The section it stands in.
    pub section: Option<Section>,
    /// The month it stands in.
    pub month: Month,
    /// The date that its source stated.
    pub stated: Stated,
    /// When it was first seen.
    pub first_seen: Instant,
    /// When it first appeared in a live feed of ours.
    pub released: Option<Instant>,
    /// Its date in month feeds, fixed at its first publication.
    pub dated: Option<Instant>,
    /// Its release or its last real edit.
    pub updated: Option<Instant>,
    /// The byline.
    pub author: Option<String>,
    /// The standfirst as cleaned HTML.
    pub summary: Option<String>,
    /// The text as cleaned HTML.
    pub content: Option<String>,
    /// Category labels in the order given.
    pub categories: Vec<String>,
    /// Sound files and other attachments.
    pub enclosures: Vec<Enclosure>,
    /// One picture.
    pub image: Option<String>,
}
