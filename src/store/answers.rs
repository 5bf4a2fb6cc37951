//! What is asked of a store about its articles, and what it answers.

use crate::article::{Article, Month};
use crate::clock::Instant;

/// A question about articles.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Words that must all stand in headline, standfirst, byline or section; the last one may be the beginning of one.
    pub words: String,
    /// Only this publication.
    pub publication: Option<String>,
    /// Only this section (label or slug).
    pub section: Option<String>,
    /// Only this month.
    pub month: Option<Month>,
    /// Only what this source has shown, by its name in its publication.
    pub source: Option<String>,
    /// Only what is dated from this moment on …
    pub since: Option<Instant>,
    /// … and before this one. An article's date is that of its release, else the one in month feeds, else when it was first seen.
    pub until: Option<Instant>,
    /// At most so many.
    pub limit: usize,
}

/// An article with everything that was seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The publication's name.
    pub publication: String,
    /// The article.
    pub article: Article,
    /// The kind of document that stated its date: `feed`, `listing` … or `article page`; empty where none did.
    pub stated_in: String,
    /// Whether it was withdrawn: it stands in no feed.
    pub withdrawn: bool,
    /// Its sightings, and those of what is one with it, first one first.
    pub seen_as: Vec<SeenAs>,
}

/// One sighting of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAs {
    /// The source, `hsj/latest`.
    pub source: String,
    /// The guid it gave.
    pub guid: Option<String>,
    /// The link it gave.
    pub link: Option<String>,
    /// The section it gave.
    pub section: Option<String>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The blocks of articles, rendered for a page, in the order of their match.
    pub blocks: Vec<String>,
    /// How many articles were found …
    pub all: usize,
    /// … and whether there may be more, as only so many are weighed.
    pub more: bool,
}

/// How much there is of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The publication's name.
    pub publication: String,
    /// Its articles.
    pub articles: u64,
    /// Its feeds, without those of the operator's own.
    pub feeds: u64,
    /// Its sections.
    pub sections: u64,
    /// Its months.
    pub months: u64,
    /// The newest release: later than now where the clock was ahead.
    pub newest: Option<Instant>,
}
