//! XML sitemaps, with their news extension.

use url::Url;

use super::{Context, Page, Reading, Role, Start};
use crate::trouble::{Kind, Trouble};

/// A sitemap's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitemap {
    /// Its address.
    pub url: Url,
}

impl Sitemap {
    /// The sitemap itself.
    #[must_use]
    pub fn start(&self) -> Vec<Start> {
        vec![Start { url: self.url.clone(), role: Role::Document, month: None }]
    }

    /// Reads a sitemap, or an index of sitemaps.
    ///
    /// # Errors
    /// When the document is no sitemap.
    pub fn read(&self, _page: &Page, _context: &Context) -> Result<Reading, Trouble> {
        Err(Trouble::new(Kind::NotFeed, "not written yet"))
    }
}
