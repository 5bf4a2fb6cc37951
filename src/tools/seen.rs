//! A feed as tools see it: the raw text of each field, nothing mended, nothing resolved.
//!
//! Feedmill's own reader (`source::feed`) is kinder than the tools that read a feed after it: it resolves links, mends dates and finds
//! ids. Here stands what they find, with every defect that one of them falls over.

mod json;
mod xml;

use crate::source::Page;
use crate::trouble::{Kind, Trouble};

/// What a document is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// RSS 0.9x or 2.0.
    #[default]
    Rss,
    /// RSS 1.0.
    Rdf,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

impl Form {
    /// Its name as people know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Rdf => "RSS 1.0",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }
}

/// A document as it stands.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// What it is written in.
    pub form: Form,
    /// Its length in bytes.
    pub bytes: usize,
    /// Why a reader that keeps to XML, or to JSON, gives up on all of it.
    pub broken: Option<String>,
    /// It asks browsers for an XSL transformation.
    pub has_xsl: bool,
    /// The feed's title, link and description.
    pub title: Option<String>,
    /// The page that the feed belongs to.
    pub link: Option<String>,
    /// What the feed says it holds.
    pub description: Option<String>,
    /// The feed's own address.
    pub own: Option<String>,
    /// Its items in document order.
    pub items: Vec<Item>,
}

/// One item as it stands. An empty text is no text.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Its place in the document, counted from one.
    pub place: usize,
    /// `guid`, `id` or `rdf:about`.
    pub guid: Option<String>,
    /// A `guid` that claims to be an address: it does not say `isPermaLink="false"`.
    pub is_permalink: bool,
    /// The title after XML's or JSON's own references.
    pub title: Option<String>,
    /// The title is said to be HTML.
    pub title_is_html: bool,
    /// The address as it is written.
    pub link: Option<String>,
    /// Dates as they are written, with the name of their field.
    pub dates: Vec<(DateField, String)>,
    /// `description` or `summary`.
    pub description: Option<String>,
    /// `content:encoded`, `content` or `content_html`.
    pub content: Option<String>,
    /// Labels, and whether their element has attributes.
    pub categories: Vec<(String, bool)>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// A picture is named outside the text: `media:content`, `media:thumbnail`, `image`.
    pub has_media: bool,
    /// `author` of RSS, which is to be an e-mail address.
    pub author: Option<String>,
    /// `dc:title` beside the title.
    pub second_title: Option<String>,
}

/// Which field a date stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateField {
    /// `pubDate`.
    PubDate,
    /// `published`, `issued`, `date_published`.
    Published,
    /// `created`.
    Created,
    /// `updated`, `modified`, `date_modified`.
    Updated,
    /// `dc:date`.
    Date,
}

/// An attached file as it is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosure {
    /// Its address.
    pub url: String,
    /// Its length as it is written.
    pub length: Option<String>,
    /// Its media type as it is written.
    pub media_type: Option<String>,
}

impl Item {
    /// The first of these fields that stands here.
    #[must_use]
    pub fn date(&self, order: &[DateField]) -> Option<&str> {
        order.iter().find_map(|field| self.dates.iter().find(|(name, _)| name == field)).map(|(_, text)| text.as_str())
    }

    /// `content`, else `description`.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.content.as_deref().or(self.description.as_deref())
    }

    /// Whether the HTML of its texts holds a picture.
    #[must_use]
    pub fn has_picture(&self) -> bool {
        [&self.content, &self.description].into_iter().flatten().any(|text| text.contains("<img"))
    }
}

/// Reads a document as it stands.
///
/// # Errors
/// When there is nothing in it, or it is no feed.
pub fn read(page: &Page) -> Result<Seen, Trouble> {
    let text = crate::source::text_of(page);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if text.is_empty() {
        return Err(Trouble::new(Kind::Empty, "the document is empty"));
    }
    let mut seen = if text.starts_with('{') { json::read(text)? } else { xml::read(text)? };
    seen.bytes = page.body.len();
    for (place, item) in (1..).zip(&mut seen.items) {
        item.place = place;
    }
    Ok(seen)
}

/// A text that says something.
fn said(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
