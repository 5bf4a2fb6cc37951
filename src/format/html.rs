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
/// stub
#[must_use]
pub fn root(_p: &[(crate::config::Name, String)]) -> Vec<u8> {
    Vec::new()
}
