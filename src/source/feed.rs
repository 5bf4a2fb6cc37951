//! Feeds: RSS, Atom and JSON Feed through `feed-rs`, with our own ids and dates.

use url::Url;

use super::{Context, Page, Reading, Role, Start};
use crate::trouble::{Kind, Trouble};

/// A feed's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its address.
    pub url: Url,
}

impl Feed {
    /// The feed itself.
    #[must_use]
    pub fn start(&self) -> Vec<Start> {
        vec![Start { url: self.url.clone(), role: Role::Document, month: None }]
    }

    /// Reads a feed.
    ///
    /// # Errors
    /// When the document is no feed or cannot be read.
    pub fn read(&self, _page: &Page, _context: &Context) -> Result<Reading, Trouble> {
        Err(Trouble::new(Kind::NotFeed, "not written yet"))
    }
}
