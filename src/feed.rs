//! What is published: which feeds there are, where each stands, and what it holds.

mod dress;
mod masthead;
mod titles;

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;

use url::Url;

use crate::article::Month;
use crate::clock::Instant;
use crate::config::Name;
use crate::splice::Mark;
pub use dress::Dress;
pub use masthead::Masthead;
pub use titles::{description, digests, month_in_words, title};

/// The key of one feed: everything about its place follows from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedKey {
    /// The publication's name.
    pub publication: Name,
    /// What part of it.
    pub scope: Scope,
}

/// Which part of a publication a feed shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everything, newest first (live).
    All,
    /// One section, newest first (live).
    Section(Name),
    /// One month (an archive document of RFC 5005).
    Month(Month),
    /// One section in one month (an archive document of RFC 5005).
    SectionMonth(Name, Month),
    /// A feed of the operator's own (live, a shorter window).
    Own(Name),
}

impl FeedKey {
    /// The folder of this feed below the output folder, without slashes at its ends: `hsj/sections/news/2025-11`.
    #[must_use]
    pub fn path(&self) -> String {
        let publication = &self.publication;
        match &self.scope {
            Scope::All => publication.to_string(),
            Scope::Section(slug) => format!("{publication}/sections/{slug}"),
            Scope::Month(month) => format!("{publication}/months/{month}"),
            Scope::SectionMonth(slug, month) => format!("{publication}/sections/{slug}/{month}"),
            Scope::Own(name) => format!("{publication}/{name}"),
        }
    }

    /// The address of one of its files; of its page when `file` is empty.
    ///
    /// # Panics
    /// Never: a key's path is plain text.
    #[must_use]
    pub fn address(&self, base_url: &Url, file: &str) -> String {
        format!("{base_url}{}/{file}", self.path())
    }

    /// The month, for a month feed.
    #[must_use]
    pub const fn month(&self) -> Option<Month> {
        match self.scope {
            Scope::Month(month) | Scope::SectionMonth(_, month) => Some(month),
            Scope::All | Scope::Section(_) | Scope::Own(_) => None,
        }
    }

    /// The section's slug, for a feed of one section.
    #[must_use]
    pub const fn section(&self) -> Option<&Name> {
        match &self.scope {
            Scope::Section(slug) | Scope::SectionMonth(slug, _) => Some(slug),
            Scope::All | Scope::Month(_) | Scope::Own(_) => None,
        }
    }

    /// The live feed that a month feed belongs to; a live feed itself.
    #[must_use]
    pub fn live(&self) -> Self {
        let scope = match &self.scope {
            Scope::Month(_) => Scope::All,
            Scope::SectionMonth(slug, _) => Scope::Section(slug.clone()),
            live => live.clone(),
        };
        Self { publication: self.publication.clone(), scope }
    }

    /// The same chain (everything, or one section) in another month; `None` for a feed of the operator's own.
    #[must_use]
    pub fn in_month(&self, month: Month) -> Option<Self> {
        let scope = match &self.scope {
            Scope::All | Scope::Month(_) => Scope::Month(month),
            Scope::Section(slug) | Scope::SectionMonth(slug, _) => Scope::SectionMonth(slug.clone(), month),
            Scope::Own(_) => return None,
        };
        Some(Self { publication: self.publication.clone(), scope })
    }
}

impl fmt::Display for FeedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

/// A path that names no feed.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` names no feed")]
pub struct NotAKey(String);

impl FromStr for FeedKey {
    type Err = NotAKey;

    fn from_str(path: &str) -> Result<Self, NotAKey> {
        let name = |text: &str| text.parse::<Name>().map_err(|_| NotAKey(path.to_owned()));
        let month = |text: &str| text.parse::<Month>().map_err(|_| NotAKey(path.to_owned()));
        let parts: Vec<&str> = path.split('/').collect();
        let (publication, scope) = match parts.as_slice() {
            [publication] => (publication, Scope::All),
            [publication, "sections", slug] => (publication, Scope::Section(name(slug)?)),
            [publication, "sections", slug, when] => (publication, Scope::SectionMonth(name(slug)?, month(when)?)),
            [publication, "months", when] => (publication, Scope::Month(month(when)?)),
            [publication, own] => (publication, Scope::Own(name(own)?)),
            _ => return Err(NotAKey(path.to_owned())),
        };
        Ok(Self { publication: name(publication)?, scope })
    }
}

/// One feed, ready to be rendered: everything that stands in its documents.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its key.
    pub key: FeedKey,
    /// Its own id, `tag:AUTHORITY,YEAR:feed/PATH`.
    pub id: String,
    /// Its title: the publication's and what is special about this feed.
    pub title: String,
    /// One sentence on what it holds.
    pub description: String,
    /// The newest change of an article in it; never the time of building.
    pub updated: Instant,
    /// Its articles, newest first.
    pub items: Vec<Item>,
    /// Its place in the chain of archives.
    pub chain: Chain,
    /// What its page leads to.
    pub contents: Contents,
    /// How its items look.
    pub dress: Dress,
}

impl Feed {
    /// Whether it holds sound files, which makes it a podcast.
    #[must_use]
    pub fn is_podcast(&self) -> bool {
        self.items.iter().any(|item| item.audio)
    }
}

/// An article as it stands in one feed: all but its text, which the store adds fragment by fragment.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its row in the store, by which its fragments are found; a digest's own.
    pub row: i64,
    /// A hash of its fragments; 0 before they were made.
    pub rendered: i64,
    /// Its own page is elsewhere; where it is not, the article is found at its place on ours.
    pub linked: bool,
    /// RSS `pubDate`: the release in live feeds, the date in month feeds.
    pub dated: Instant,
    /// Atom and JSON `published`.
    pub published: Instant,
    /// Atom `updated`: the release or the last real edit; distinct within a feed.
    pub updated: Instant,
    /// When it was released, if it was: kept in the JSON document, so that a lost store can be rebuilt.
    pub released: Option<Instant>,
    /// In which live feeds it stands, likewise.
    pub stands: Stands,
    /// It holds a sound file.
    pub audio: bool,
}

impl Item {
    /// Says what the item looks like in the documents of one feed: it changes with everything that they say of it.
    #[must_use]
    pub fn mark(&self) -> Mark {
        let Self { row, rendered, linked, dated, published, updated, released, stands, audio } = self;
        let time = |time: &Instant| time.timestamp();
        let flags = stands.bits() | i64::from(*linked) << 8 | i64::from(*audio) << 9 | i64::from(released.is_some()) << 10;
        let parts = [*row, *rendered, time(dated), time(published), time(updated), released.as_ref().map_or(0, time), flags];
        let mut hasher = DefaultHasher::new();
        // In one go: a feed has many items.
        parts.map(i64::to_ne_bytes).as_flattened().hash(&mut hasher);
        hasher.finish()
    }
}

/// An item whose turn it is to be told to the documents of its feed.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// Its place in the feed, from 0.
    pub at: usize,
    /// The item.
    pub item: &'a Item,
    /// What it looks like.
    pub mark: Mark,
}

impl<'a> Turn<'a> {
    /// Every item of a feed in its order.
    pub fn all(items: &'a [Item]) -> impl Iterator<Item = Self> {
        items.iter().enumerate().map(|(at, item)| Turn { at, item, mark: item.mark() })
    }
}

/// In which live feeds an article stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stands {
    /// In the feed of everything.
    pub all: bool,
    /// In its section's feed.
    pub section: bool,
    /// In feeds of the operator's own that want it.
    pub own: bool,
}

/// The place of a feed in a chain of archives (RFC 5005, section 4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Chain {
    /// The document is an archive: sealed, and with a neighbour.
    pub archive: bool,
    /// The live feed that it belongs to; only sealed months name it.
    pub current: Option<FeedKey>,
    /// The sealed month before.
    pub previous: Option<FeedKey>,
    /// The sealed month after.
    pub next: Option<FeedKey>,
}

/// What a page leads to beside its articles; the other formats name only the chain.
///
/// It holds nothing that changes while the feed's own articles stay as they are, but for a month that comes or goes: that marks
/// the pages that name it. Every list is bounded, whatever is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The label of its own section.
    pub label: Option<String>,
    /// Sections and how many articles each has: every section of the publication, or those that stand in a month.
    pub sections: Vec<(Name, String, u64)>,
    /// The months of a live feed, newest first.
    pub months: Vec<Month>,
    /// How many articles the newest months have, in all and in each section; only for the feed of everything.
    pub cells: Vec<(Option<Name>, Month, u64)>,
    /// The month before, sealed or not, of a month feed.
    pub earlier: Option<Month>,
}

impl Contents {
    /// The most sections that are listed; a page names one less, and says that there are more.
    pub const SECTIONS: usize = 101;
    /// The most months that are listed: a hundred years.
    pub const MONTHS: usize = 1200;
    /// How many of the newest months are counted, section by section.
    pub const COUNTED: usize = 12;
}

/// The name of an article's place on a page: the hash at the end of its id, or a digest's period.
#[must_use]
pub fn anchor(id: &str) -> &str {
    id.rsplit([':', '/']).next().unwrap_or(id)
}

/// The id of a feed: a tag of the journal's domain and the feed's path, which no change of address touches.
#[must_use]
pub fn id(key: &FeedKey, masthead: &Masthead) -> String {
    crate::identity::tag(&crate::identity::authority(&masthead.home), &format!("feed/{}", key.path()))
}
