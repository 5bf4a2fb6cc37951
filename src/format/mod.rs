//! The formats. They render, they never write: a feed in, bytes out; no clock, no store.
//!
//! An article's fragment holds all that is the same in every feed and is rendered once, when the article changed;
//! a document is a head, the fragments with their dates, and a foot. To add a format: one file, a variant, and what the compiler asks for.

pub mod atom;
mod date;
pub mod digest;
mod dressed;
mod edition;
pub mod html;
pub mod icon;
pub mod json;
mod leaf;
pub mod look;
pub mod opml;
mod podcast;
pub mod rss;
#[cfg(test)]
mod sample;
mod shown;
pub mod sitemap;
mod xml;

use std::borrow::Cow;
use std::ops::Range;

use crate::article::Article;
use crate::config::Name;
use crate::feed::{Feed, Item, Masthead, Scope};
pub use edition::EDITION;
pub use leaf::Leaf;
pub use xml::check_xml;

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

    /// Reads a fragment once more, when it is made: what is joined later is then known to be sound and is not read again.
    ///
    /// # Errors
    /// Says what is wrong; such a fragment must not be published.
    pub fn check_fragment(self, fragment: &str) -> Result<(), String> {
        let whole = match self {
            Self::Rss => rss::alone(fragment),
            Self::Atom => atom::alone(fragment),
            // What writes these two cannot write them ill-formed.
            Self::Json | Self::Html => return Ok(()),
        };
        check_xml(whole.as_bytes())
    }

    /// Tells of a document that was joined from sound parts whether they belong together.
    #[must_use]
    pub fn check_joined(self) -> fn(&[u8]) -> Result<(), String> {
        match self {
            Self::Rss => podcast::check,
            Self::Atom | Self::Json | Self::Html => |_| Ok(()),
        }
    }

    /// The media type without its parameters, as links inside documents state it.
    fn bare_type(self) -> &'static str {
        self.media_type().split(';').next().unwrap_or_default()
    }
}

/// Every file that is ever published, in a feed's folder or in the root, with the media type that it is served with.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    const OUTLINE: &str = "text/x-opml; charset=utf-8";
    const PICTURE: &str = "image/png";
    const XML: &str = "application/xml; charset=utf-8";
    let documents = Format::ALL.into_iter().map(|format| (format.file(), format.media_type()));
    let sitemaps = sitemap::PARTS.into_iter().chain([sitemap::FILE]).map(|name| (name, XML));
    let others = [
        (opml::FILE, OUTLINE),
        (opml::MONTHS, OUTLINE),
        (sitemap::ROBOTS, "text/plain; charset=utf-8"),
        (look::ICON.0, PICTURE),
        (look::TOUCH_ICON.0, PICTURE),
        (look::COVER.0, PICTURE),
        (look::FAVICON, "image/x-icon"),
    ];
    documents.chain(sitemaps).chain(others)
}

/// An address that a document names beside its articles.
struct Link {
    /// The relation, as registered for Atom links.
    relation: &'static str,
    /// The absolute address.
    address: String,
    /// The media type found there, where it is known.
    media_type: Option<&'static str>,
}

/// The addresses that an XML document names: itself, its twins, the hub, and its neighbours in the chain of archives.
fn links(feed: &Feed, masthead: &Masthead, own: Format) -> Vec<Link> {
    let file = |relation, format: Format| Link {
        relation,
        // A page goes by its folder everywhere, so that it has one address.
        address: feed.key.address(&masthead.base_url, if format == Format::Html { "" } else { format.file() }),
        media_type: Some(format.bare_type()),
    };
    let twins = Format::ALL.into_iter().filter(|format| *format != own).map(|format| file("alternate", format));
    let hub = masthead.hub.iter().map(|hub| Link { relation: "hub", address: hub.to_string(), media_type: None });
    let chain = [("current", &feed.chain.current), ("prev-archive", &feed.chain.previous), ("next-archive", &feed.chain.next)];
    let neighbours = chain.into_iter().filter_map(|(relation, key)| {
        let address = key.as_ref()?.address(&masthead.base_url, own.file());
        Some(Link { relation, address, media_type: Some(own.bare_type()) })
    });
    std::iter::once(file("self", own)).chain(twins).chain(hub).chain(neighbours).collect()
}

/// What stands around the items of a document.
struct Frame {
    /// Before the first.
    head: String,
    /// Between two.
    between: &'static str,
    /// After the last.
    foot: String,
    /// The items of the feed that stand in the document.
    shows: Range<usize>,
    /// What says where items stand that this document does not hold.
    elsewhere: Option<html::Elsewhere>,
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
    format: Format,
    leaf: Leaf,
    month: bool,
    /// The name of a feed of the operator's own.
    own: Option<Name>,
    out: String,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_that_would_break_a_document_is_found_out() {
        let (article, masthead) = (sample::article(), sample::masthead());
        for format in [Format::Rss, Format::Atom] {
            let good = format.fragment(&article, &masthead);
            assert_eq!(format.check_fragment(&good), Ok(()));
            for bad in ["<a>", "</item>", "&nbsp;", "<p:a/>", "\u{1}", "<a b='1' b='2'/>"] {
                assert!(format.check_fragment(&format!("{good}{bad}")).is_err(), "{bad}");
            }
        }
    }

    #[test]
    fn an_episode_in_a_feed_that_is_read_as_one_without_sound_is_found_out() {
        let with = |audio| sample::document(Format::Rss, &sample::live_feed(vec![Item { audio, ..sample::item() }]));
        let check = Format::Rss.check_joined();
        assert_eq!(check(&with(true)), Ok(()));
        assert!(check(&with(false)).unwrap_err().contains("read again"));
        assert_eq!(Format::Atom.check_joined()(&with(false)), Ok(()));
    }

    #[test]
    fn fragments_are_kept_in_the_order_of_all() {
        for (position, format) in Format::ALL.into_iter().enumerate() {
            assert_eq!(format as usize, position);
        }
    }
}
