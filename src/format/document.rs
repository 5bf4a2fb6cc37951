//! A document being written: a head, the fragments of its articles with their dates, and a foot.

use std::borrow::Cow;
use std::ops::Range;

use super::{Format, Leaf, atom, check_xml, html, json, rss};
use crate::config::Name;
use crate::feed::{Feed, Item, Masthead, Scope};

/// What stands around the items of a document.
pub(super) struct Frame {
    /// Before the first.
    pub(super) head: String,
    /// Between two.
    pub(super) between: &'static str,
    /// After the last.
    pub(super) foot: String,
    /// The items of the feed that stand in the document.
    pub(super) shows: Range<usize>,
    /// What says where items stand that this document does not hold.
    pub(super) elsewhere: Option<html::Elsewhere>,
}

/// So many items show how large the others will be: growing by doubling would hold a large document twice.
const SAMPLE: usize = 64;
/// A document that takes more than this …
const LARGE: usize = 1 << 20;
/// … asks for at least so much. Allocators map a piece of this size by itself and give all of it back at once; only what is written
/// takes memory.
const MAPPED: usize = 40 << 20;

/// The room to ask for where so many bytes are to come.
const fn room(bytes: usize) -> usize {
    if LARGE < bytes && bytes < MAPPED { MAPPED } else { bytes }
}

/// A document being written: its head, one stored fragment after the other with the dates of its item, and its foot.
///
/// It takes the fragments one by one, so that no more than the document itself is in memory, however many articles it has.
pub struct Document {
    pub(super) format: Format,
    leaf: Leaf,
    month: bool,
    /// The name of a feed of the operator's own.
    own: Option<Name>,
    pub(super) out: String,
    between: &'static str,
    foot: String,
    /// What is wrong with its head and foot.
    flaw: Option<String>,
    /// The items of the feed that were told to it, and those of them that stand in it.
    told: usize,
    shows: Range<usize>,
    elsewhere: Option<html::Elsewhere>,
}

impl Document {
    /// Begins the document of a feed in a format: the page of the newest, where there are several.
    #[must_use]
    pub fn begin(format: Format, feed: &Feed, masthead: &Masthead) -> Self {
        Self::begin_leaf(format, Leaf::Newest, feed, masthead)
    }

    /// Begins every document of a feed in a format: one, or all pages of a month.
    #[must_use]
    pub fn begin_all(format: Format, feed: &Feed, masthead: &Masthead) -> Vec<Self> {
        let pages = if format == Format::Html { Leaf::numbered(feed) } else { 0 };
        Leaf::all(feed).take(1 + pages).map(|leaf| Self::begin_leaf(format, leaf, feed, masthead)).collect()
    }

    fn begin_leaf(format: Format, leaf: Leaf, feed: &Feed, masthead: &Masthead) -> Self {
        let Frame { head, between, foot, shows, elsewhere } = match format {
            Format::Rss => rss::frame(feed, masthead),
            Format::Atom => atom::frame(feed, masthead),
            Format::Json => json::frame(feed, masthead),
            Format::Html => html::frame(feed, leaf, masthead),
        };
        let own = if let Scope::Own(name) = &feed.key.scope { Some(name.clone()) } else { None };
        let flaw = match format {
            Format::Rss | Format::Atom => check_xml(format!("{head}{foot}").as_bytes()).err(),
            Format::Json | Format::Html => None,
        };
        Self { format, leaf, month: feed.key.month().is_some(), own, out: head, between, foot, flaw, told: 0, shows, elsewhere }
    }

    /// Why it must not be published, where its head or foot is not well-formed; fragments were checked when they were made.
    #[must_use]
    pub fn flaw(&self) -> Option<&str> {
        self.flaw.as_deref()
    }

    /// The format that it is written in.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Whether everything that is to stand in it does.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.told >= self.shows.end && self.elsewhere.is_none()
    }

    /// The name of its file.
    #[must_use]
    pub fn file(&self) -> Cow<'static, str> {
        if self.format == Format::Html { self.leaf.file() } else { Cow::Borrowed(self.format.file()) }
    }

    /// Adds the feed's next item: its fragment in the document's format, and its dates. Of a feed with several pages, each is told
    /// every item and takes its own.
    pub fn item(&mut self, item: &Item, fragment: &str) {
        let at = self.told;
        self.told += 1;
        if !self.shows.contains(&at) {
            if let Some(elsewhere) = &mut self.elsewhere {
                elsewhere.item(at, fragment);
            }
            return;
        }
        let done = at - self.shows.start;
        if done == SAMPLE {
            self.out.reserve(room(self.out.len() / SAMPLE * (self.shows.len() - SAMPLE) * 11 / 10));
        }
        if done > 0 {
            self.out.push_str(self.between);
        }
        self.out.push_str(fragment);
        match self.format {
            Format::Rss => rss::finish(&mut self.out, item),
            Format::Atom => atom::finish(&mut self.out, item),
            Format::Json => json::finish(&mut self.out, item, self.month, self.own.as_ref()),
            Format::Html => {}
        }
    }

    /// The bytes of the whole document.
    #[must_use]
    pub fn end(mut self) -> Vec<u8> {
        if let Some(elsewhere) = self.elsewhere {
            elsewhere.end(&mut self.out, self.foot.len());
        }
        self.out.push_str(&self.foot);
        self.out.into_bytes()
    }
}
