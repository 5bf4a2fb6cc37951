//! The plain model: what a source says now ([`Entry`]) and what we keep ([`Article`]).
//!
//! They are two types so that nothing unkept can be published. Wire formats stay at the rim: nothing here knows RSS or SQL.

mod media;
mod month;

use std::borrow::Cow;

use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;

use crate::clock::Instant;
pub use media::{Enclosure, Image};
pub use month::{MONTH_NAMES, Month, NotAMonth, start_of_day};

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
    pub image: Option<Image>,
    /// What the article's own page says of it, where that was read.
    pub own_page: Option<Box<OwnPage>>,
    /// The operator's rules that changed it, by name.
    pub rules: Vec<String>,
}

/// What an article's own page says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPage {
    /// The date that is stated there.
    pub stated: Stated,
    /// The byline.
    pub author: Option<String>,
    /// Its picture.
    pub image: Option<Image>,
    /// The address that the page names as the right one for it, where it is another one: one more by which the article is known.
    pub canonical: Option<String>,
}

impl Entry {
    /// The entry with what the article's own page adds: a more exact date, and what the source left out.
    #[must_use]
    pub fn whole(&self) -> Cow<'_, Self> {
        let Some(page) = &self.own_page else { return Cow::Borrowed(self) };
        let mut whole = self.clone();
        if self.is_dated_by_page() {
            whole.stated = page.stated;
        }
        whole.author = whole.author.or_else(|| page.author.clone());
        whole.image = whole.image.or_else(|| page.image.clone());
        Cow::Owned(whole)
    }

    /// Whether its date is the one that its own page states.
    #[must_use]
    pub fn is_dated_by_page(&self) -> bool {
        self.own_page.as_ref().is_some_and(|page| page.stated.rank() > self.stated.rank())
    }
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
    pub image: Option<Image>,
}
