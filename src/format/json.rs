//! To be written.

use crate::article::Article;
use crate::feed::{Feed, Masthead};

/// The part of an article that is the same in every feed.
#[must_use]
pub fn fragment(_article: &Article, _masthead: &Masthead) -> String {
    String::new()
}

/// A whole document.
#[must_use]
pub fn document(_feed: &Feed, _masthead: &Masthead) -> Vec<u8> {
    Vec::new()
}

/// What a published document says of an article, from which a lost store is rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The article's id.
    pub id: String,
    /// When it was released.
    pub released: Option<crate::clock::Instant>,
    /// Its date in month feeds.
    pub dated: Option<crate::clock::Instant>,
    /// Its release or its last real edit.
    pub updated: Option<crate::clock::Instant>,
    /// In which live feeds it stands.
    pub stands: crate::feed::Stands,
}
/// stub
#[must_use]
pub fn recover(_b: &[u8]) -> Vec<Recovered> {
    Vec::new()
}
