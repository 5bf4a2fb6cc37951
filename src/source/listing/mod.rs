//! Listings: HTML pages that list articles, page after page.
//!
//! Where the operator names no selectors, the items and their parts are found from the page's own structure.
//! The road of one page: bytes → `text` → `markup` → items (`found`, or a selector) → entries (`items`) and the next page (`next`).

mod above;
mod aside;
mod columns;
mod ends;
mod expect;
mod found;
mod index;
mod items;
mod kind;
pub(in crate::source) mod label;
mod markup;
pub(in crate::source) mod months;
mod next;
mod page;
mod parts;
mod pick;
mod picture;
mod pieces;
mod remarks;
mod roles;
mod runs;
mod selectors;
mod spot;
mod structured;
#[cfg(test)]
mod tests;
pub(in crate::source) mod text;

use url::Url;

pub(in crate::source) use self::aside::is_box;
pub use self::expect::{Expect, Part};
pub use self::pick::{BadPick, Pick};
pub use self::selectors::{Described, describe};
use super::{Context, Page, Reading, Role, Start};
use crate::article::Month;
use crate::trouble::Trouble;

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
    /// What every page has while it keeps its shape.
    pub expect: Expect,
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

/// How many pages one walk may ask for when nobody says otherwise.
const MAX_PAGES: u32 = 40;

impl Listing {
    /// A listing at this address without any selector: everything is found from the pages themselves.
    #[must_use]
    pub fn plain(address: impl Into<String>) -> Self {
        Self {
            place: Place::Address(address.into()),
            max_pages: MAX_PAGES,
            item: None,
            section: None,
            title: None,
            link: None,
            summary: None,
            author: None,
            date: None,
            next: None,
            expect: Expect::default(),
        }
    }

    /// The first pages of the months being read: one for each month where the address holds a month, else one.
    ///
    /// An address that is none once the month stands in it is left out; the configuration has checked that it is one.
    #[must_use]
    pub fn start(&self, months: &[Month]) -> Vec<Start> {
        match &self.place {
            Place::Index { url, .. } => vec![Start { url: url.clone(), role: Role::Index, month: None }],
            Place::Address(template) if holds_month(template) => {
                months.iter().filter_map(|month| first_page(&fill(template, *month), Some(*month))).collect()
            }
            Place::Address(address) => first_page(address, None).into_iter().collect(),
        }
    }

    /// Reads one page of the listing, or its index.
    ///
    /// A page past the first that holds no items gives a reading without entries: the listing's end.
    ///
    /// # Errors
    /// `layout` when the page no longer has the shape that is described: no items on the first page, required parts missing
    /// in more than one item of twenty, no links in an index; `empty` and `parse` when the document cannot be read at all.
    pub fn read(&self, page: &Page, role: Role, context: &Context) -> Result<Reading, Trouble> {
        match (&self.place, role) {
            (Place::Index { link, .. }, Role::Index) => index::read(link, page),
            _ => page::read(self, page, context),
        }
    }
}

/// Whether an address changes with the month.
fn holds_month(template: &str) -> bool {
    ["{yyyy}", "{mm}", "{month}"].iter().any(|hole| template.contains(hole))
}

/// The address for one month.
fn fill(template: &str, month: Month) -> String {
    template
        .replace("{yyyy}", &format!("{:04}", month.year()))
        .replace("{mm}", &format!("{:02}", month.month()))
        .replace("{month}", &month.name().to_lowercase())
}

fn first_page(address: &str, month: Option<Month>) -> Option<Start> {
    let url = Url::parse(address).ok()?;
    Some(Start { url, role: Role::Listing, month })
}
