//! The formats. They render, they never write: a feed in, bytes out; no clock, no store.
//!
//! An article's fragment holds all that is the same in every feed and is rendered once, when the article changed;
//! a document is a head, the fragments with their dates, and a foot. To add a format: one file, a variant, and what the compiler asks for.

pub mod atom;
mod date;
pub mod digest;
mod document;
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

use crate::article::Article;
use crate::feed::{Feed, Masthead};
pub use document::Document;
use document::Frame;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{Item, Turn};

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
        let flaw = |format: Format, audio| {
            let feed = sample::live_feed(vec![Item { audio, ..sample::item() }]);
            let mut document = Document::begin(format, &feed, &sample::masthead());
            let fragment = format.fragment(&sample::article(), &sample::masthead());
            Turn::all(&feed.items).for_each(|turn| document.item(turn, &fragment));
            document.flaw().map(str::to_owned)
        };
        assert_eq!(flaw(Format::Rss, true), None);
        assert!(flaw(Format::Rss, false).unwrap().contains("read again"));
        assert_eq!(flaw(Format::Atom, false), None);
    }

    #[test]
    fn fragments_are_kept_in_the_order_of_all() {
        for (position, format) in Format::ALL.into_iter().enumerate() {
            assert_eq!(format as usize, position);
        }
    }
}
