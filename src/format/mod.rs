//! The formats. They render, they never write: a feed in, bytes out; no clock, no store.
//!
//! An article's fragment holds all that is the same in every feed and is rendered once, when the article changed;
//! a document is a head, the fragments with their dates, and a foot. To add a format: one file, a variant, and what the compiler asks for.

pub mod atom;
pub mod html;
pub mod json;
pub mod opml;
pub mod rss;
pub mod xml;

use crate::article::Article;
use crate::feed::{Feed, Masthead};

/// The formats that every feed is published in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
    /// The page that a person reads.
    Html,
}

impl Format {
    /// Every format; fragments are kept in this order.
    pub const ALL: [Self; 4] = [Self::Rss, Self::Atom, Self::Json, Self::Html];

    /// The name of the file in a feed's folder.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Rss => "feed.rss",
            Self::Atom => "feed.atom",
            Self::Json => "feed.json",
            Self::Html => "index.html",
        }
    }

    /// The media type it is served with.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
        }
    }

    /// The part of an article that is the same in every feed: everything but its dates.
    #[must_use]
    pub fn fragment(self, article: &Article, masthead: &Masthead) -> String {
        match self {
            Self::Rss => rss::fragment(article, masthead),
            Self::Atom => atom::fragment(article, masthead),
            Self::Json => json::fragment(article, masthead),
            Self::Html => html::fragment(article, masthead),
        }
    }

    /// A whole document.
    #[must_use]
    pub fn document(self, feed: &Feed, masthead: &Masthead) -> Vec<u8> {
        match self {
            Self::Rss => rss::document(feed, masthead),
            Self::Atom => atom::document(feed, masthead),
            Self::Json => json::document(feed, masthead),
            Self::Html => html::document(feed, masthead),
        }
    }
}
