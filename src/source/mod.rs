//! The kinds of source. They read, they never fetch: bytes in, entries out; no clock, no client, no store.
//!
//! A kind is one file with its settings, its code and its tests. To add one: write the file, add a variant to [`Read`],
//! and follow the compiler.

pub mod article_page;
mod charset;
pub mod dates;
pub mod discover;
mod ebcdic;
mod element;
pub mod feed;
mod headline;
pub mod json;
mod json_ld;
pub mod listing;
mod loose;
mod pasted;
pub mod saved;
pub mod shown;
pub mod sitemap;

use std::borrow::Cow;

use bytes::Bytes;
use chrono_tz::Tz;
use url::Url;

use crate::article::{Entry, Month};
use crate::clock::Instant;
use crate::fetch::Accept;
use crate::trouble::Trouble;

/// How a source is read: the closed list of kinds, each with its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// RSS, Atom or JSON Feed.
    Feed(feed::Feed),
    /// HTML pages that list articles, found by selectors, page after page.
    Listing(Box<listing::Listing>),
    /// Saved pages or pasted text, from a file or a folder.
    Saved(saved::Saved),
    /// An XML sitemap.
    Sitemap(sitemap::Sitemap),
    /// JSON of any shape.
    Json(Box<json::Json>),
}

/// One document that was fetched, or read from a file.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it finally came from, after redirects; relative links are resolved against it.
    pub url: Url,
    /// The `Content-Type` that came with it.
    pub content_type: Option<String>,
    /// The bytes after decompression.
    pub body: Bytes,
}

impl Page {
    /// Where it came from, as operators name it: a file by its path, all else by its address.
    #[must_use]
    pub fn place(&self) -> String {
        let path = if self.url.scheme() == "file" { self.url.to_file_path().ok() } else { None };
        path.map_or_else(|| crate::fetch::shown(&self.url), |path| path.display().to_string())
    }
}

/// What reading needs to know of the publication.
#[derive(Clone, Debug)]
pub struct Context {
    /// The section labels of the configuration, longest first where one begins another.
    pub labels: Vec<String>,
    /// The publication's time zone, for dates that state none.
    pub zone: Tz,
    /// The publication's language (BCP 47), for dates like `04/11/2025`.
    pub language: String,
}

impl Default for Context {
    fn default() -> Self {
        Self { labels: Vec::new(), zone: Tz::UTC, language: "en-GB".to_owned() }
    }
}

/// A document to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Its address.
    pub url: Url,
    /// What it is.
    pub role: Role,
    /// The month that it is known to list, where the address or the link to it says so.
    pub month: Option<Month>,
}

/// What a document is to its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A document that is whole by itself: a feed, a saved page, a sitemap.
    Document,
    /// The first page of a listing that may have more pages.
    Listing,
    /// A page that links to listings, one for each month.
    Index,
}

/// What one document gave.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What it says of itself.
    pub about: About,
    /// Its entries in document order.
    pub entries: Vec<Entry>,
    /// The next page of the same listing.
    pub next: Option<Url>,
    /// Further documents: the months of an index (newest first), the parts of a sitemap.
    pub lists: Vec<Start>,
    /// Which page of its listing it says it is.
    pub number: Option<u32>,
    /// What had to be repaired, one phrase each; empty for a sound document.
    pub repaired: Vec<String>,
    /// The document was cut or damaged: what is missing from it must not be taken as gone.
    pub damaged: bool,
    /// How many items could not be used, and why in a phrase.
    pub skipped: Vec<String>,
    /// How many entries the operator's rules left out.
    pub excluded: usize,
    /// How a list was found that nobody described; only where somebody looks.
    pub found: Option<listing::Described>,
}

impl Reading {
    /// Whether the document held no entry, not even one that a rule left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.excluded == 0
    }
}

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// `feed`, `listing`, `saved`, `sitemap`, `json`, `index` or `article`.
    pub kind: &'static str,
    /// Its title as plain text.
    pub title: Option<String>,
    /// The page it belongs to.
    pub link: Option<String>,
    /// Its own identifier.
    pub id: Option<String>,
    /// Its description as plain text.
    pub description: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// When it says it was changed.
    pub updated: Option<Instant>,
    /// The month its title or address names.
    pub month: Option<Month>,
}

/// The characters of a feed or a sitemap, with nothing mended but what its bytes do not say.
pub(crate) fn text_of(page: &Page) -> Cow<'_, str> {
    charset::decode(&page.body, page.content_type.as_deref(), &charset::DATA).text
}

impl Read {
    /// The kind as `preview --as` and logs name it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Feed(_) => "feed",
            Self::Listing(_) => "listing",
            Self::Saved(_) => "saved",
            Self::Sitemap(_) => "sitemap",
            Self::Json(_) => "json",
        }
    }

    /// What its documents are asked for as.
    #[must_use]
    pub const fn accept(&self) -> Accept {
        match self {
            Self::Feed(_) => Accept::Feed,
            Self::Listing(_) | Self::Saved(_) => Accept::Html,
            Self::Sitemap(_) => Accept::Xml,
            Self::Json(_) => Accept::Json,
        }
    }

    /// How many pages one walk may ask for.
    #[must_use]
    pub const fn max_pages(&self) -> u32 {
        match self {
            Self::Listing(kind) => kind.max_pages,
            Self::Json(kind) => kind.max_pages,
            // A chain of archives has an end, but somebody has to be sure.
            Self::Feed(_) | Self::Saved(_) | Self::Sitemap(_) => 1_000,
        }
    }

    /// The documents to begin with when all that a source has ever had is wanted: a feed may lead on to its archives
    /// (RFC 5005, section 4).
    #[must_use]
    pub fn start_of_all(&self, months: &[Month]) -> Vec<Start> {
        let mut starts = self.start(months);
        if let Self::Feed(_) = self {
            for start in &mut starts {
                start.role = Role::Listing;
            }
        }
        starts
    }

    /// The documents to begin with. `months` are the months being read (newest first), for addresses that hold one.
    #[must_use]
    pub fn start(&self, months: &[Month]) -> Vec<Start> {
        match self {
            Self::Feed(kind) => kind.start(),
            Self::Listing(kind) => kind.start(months),
            Self::Saved(kind) => kind.start(),
            Self::Sitemap(kind) => kind.start(),
            Self::Json(kind) => kind.start(),
        }
    }

    /// Reads one document of this source.
    ///
    /// # Errors
    /// When nothing can be read from it: the kind of trouble and a sentence for the operator.
    pub fn read(&self, page: &Page, role: Role, context: &Context) -> Result<Reading, Trouble> {
        match self {
            Self::Feed(kind) => kind.read(page, context),
            Self::Listing(kind) => kind.read(page, role, context),
            Self::Saved(kind) => kind.read(page, context),
            Self::Sitemap(kind) => kind.read(page, context),
            Self::Json(kind) => kind.read(page, context),
        }
    }
}
