//! Listings: HTML pages that list articles, page after page, found by selectors.

use scraper::Selector;
use url::Url;

use super::{Context, Page, Reading, Role, Start};
use crate::article::Month;
use crate::trouble::{Kind, Trouble};

/// A listing's settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// Where its pages are.
    pub place: Place,
    /// How many pages one walk may ask for.
    pub max_pages: u32,
    /// What is one item; found from the page's structure when left out.
    pub item: Option<Pick>,
    /// The section label inside an item.
    pub section: Option<Pick>,
    /// The headline inside an item.
    pub title: Option<Pick>,
    /// The article's address inside an item.
    pub link: Option<Pick>,
    /// The standfirst inside an item.
    pub summary: Option<Pick>,
    /// The byline inside an item.
    pub author: Option<Pick>,
    /// The date inside an item.
    pub date: Option<Pick>,
    /// The address of the next page, in the page.
    pub next: Option<Pick>,
}

/// Where a listing's pages are.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// An address that may hold `{yyyy}`, `{mm}` or `{month}` of the month being read.
    Address(String),
    /// A page that links to one listing for each month.
    Index {
        /// Its address.
        url: Url,
        /// Which of its links lead to months.
        link: Pick,
        /// How many of the newest months are read on schedule.
        months: usize,
    },
}

/// A CSS selector and what to take from what it finds: `h3 a@href` takes the attribute, `h3 a` the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// As it was written, for messages.
    pub text: String,
    /// The compiled selector.
    pub selector: Selector,
    /// The attribute to take instead of the text.
    pub attribute: Option<String>,
}

impl Pick {
    /// Compiles `SELECTOR` or `SELECTOR@ATTRIBUTE`.
    ///
    /// # Errors
    /// What is wrong with the selector, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (css, attribute) = match text.rsplit_once('@') {
            Some((css, attribute)) => (css.trim(), Some(attribute.trim().to_owned())),
            None => (text.trim(), None),
        };
        let selector = Selector::parse(css).map_err(|error| format!("`{css}` is not a CSS selector: {error}"))?;
        Ok(Self { text: text.to_owned(), selector, attribute })
    }
}

impl Listing {
    /// The first pages of the months being read.
    #[must_use]
    pub fn start(&self, _months: &[Month]) -> Vec<Start> {
        Vec::new()
    }

    /// Reads one page of the listing, or its index.
    ///
    /// # Errors
    /// `layout` when the page no longer has the shape that is described.
    pub fn read(&self, _page: &Page, _role: Role, _context: &Context) -> Result<Reading, Trouble> {
        Err(Trouble::new(Kind::Layout, "not written yet"))
    }
}
