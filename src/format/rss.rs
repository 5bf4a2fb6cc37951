//! RSS 2.0, with the RSS Advisory Board's profile, Media RSS and the archive links of RFC 5005.

use std::collections::BTreeMap;

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Image, Item};

use crate::article::Article;
use crate::clean;
use crate::feed::{self, Feed, Masthead};
use crate::format::{Format, Frame, date, links, look, podcast, shown, xml};

/// The part of an article that is the same in every feed: an `<item>` without its date and end tag.
#[must_use]
pub fn fragment(article: &Article, masthead: &Masthead) -> String {
    let item = Item {
        title: Some(shown::headline(article)),
        link: Some(masthead.link(article)),
        description: Some(clean::escape(&shown::standfirst(article))),
        categories: shown::labels(article).into_iter().map(|name| Category { name, domain: None }).collect(),
        enclosure: enclosure(article, masthead),
        guid: Some(Guid { value: clean::legal(&article.id).into_owned(), permalink: false }),
        content: shown::body(article, masthead),
        extensions: picture(article, masthead).into_iter().chain(podcast::item(article, masthead)).collect(),
        dublin_core_ext: shown::byline(article).map(|name| DublinCoreExtension { creators: vec![name], ..Default::default() }),
        ..Default::default()
    };
    let document = Channel { items: vec![item], ..Default::default() }.to_string();
    xml::with_plain_titles(xml::between(&document, "<item>", "</item>"), 1)
}

/// What stands around the items.
pub(super) fn frame(feed: &Feed, masthead: &Masthead) -> Frame {
    // That of the channel, and that of its picture.
    let whole = xml::with_plain_titles(&channel(feed, masthead).to_string(), 2);
    let head = xml::between(&whole, "<?xml", "</channel>");
    Frame { head: format!("{head}\n"), between: "\n", foot: "\n</channel></rss>\n".to_owned(), shows: 0..feed.items.len(), elsewhere: None }
}

/// A document of nothing but this fragment, with every prefix that one may use.
pub(super) fn alone(fragment: &str) -> String {
    let spaces = SPACES.map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\"")).concat();
    format!("<rss{spaces}>{fragment}</item></rss>")
}

/// Ends an item with its date.
pub(super) fn finish(out: &mut String, item: &feed::Item) {
    out.push_str("<pubDate>");
    date::push_rfc822(out, item.dated);
    out.push_str("</pubDate></item>");
}

/// The channel without its items.
fn channel(feed: &Feed, masthead: &Masthead) -> Channel {
    let archive = feed.chain.archive.then(|| Extension { name: "fh:archive".to_owned(), ..Default::default() });
    let links = links(feed, masthead, Format::Rss).into_iter().map(|link| Link {
        href: link.address,
        rel: link.relation.to_owned(),
        mime_type: link.media_type.map(str::to_owned),
        ..Default::default()
    });
    let (title, link) = (clean::line(&feed.title), feed.key.address(&masthead.base_url, ""));
    let own = archive.map(|element| extension("fh", "archive", element)).unwrap_or_default();
    Channel {
        image: Some(image(feed, masthead, title.clone(), link.clone())),
        title,
        link,
        description: clean::line(&feed.description),
        language: Some(clean::line(&masthead.language)),
        last_build_date: Some(date::rfc822(feed.updated)),
        generator: Some("Feedmill".to_owned()),
        atom_ext: Some(AtomExtension { links: links.collect() }),
        extensions: own.into_iter().chain(podcast::channel(feed, masthead)).collect(),
        namespaces: namespaces(feed),
        ..Default::default()
    }
}

/// Every prefix that a document may use.
const SPACES: [(&str, &str); 6] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("fh", "http://purl.org/syndication/history/1.0"),
    ("itunes", podcast::NAMESPACE),
    ("media", "http://search.yahoo.com/mrss/"),
];

/// The channel's picture. Only of one that Feedmill made is the size known.
fn image(feed: &Feed, masthead: &Masthead, title: String, link: String) -> Image {
    let size = masthead.look.icon.is_none().then(|| look::ICON.1.to_string());
    Image { url: look::icon(feed, masthead), title, link, width: size.clone(), height: size, description: None }
}

/// The prefixes that the feed and its items may use. That of podcasts stands only where there is sound, as directories ask.
fn namespaces(feed: &Feed) -> BTreeMap<String, String> {
    let used = |prefix: &str| match prefix {
        "fh" => feed.chain.archive,
        "itunes" => feed.is_podcast(),
        _ => true,
    };
    SPACES.into_iter().filter(|(prefix, _)| used(prefix)).map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect()
}

/// The one enclosure that an item may have; a length that is not known is 0, as the profile asks.
fn enclosure(article: &Article, masthead: &Masthead) -> Option<Enclosure> {
    let shown = shown::enclosure(article, masthead)?;
    Some(Enclosure { url: shown.url, length: shown.length.unwrap_or(0).to_string(), mime_type: shown.media_type })
}

/// The picture as `media:content`.
fn picture(article: &Article, masthead: &Masthead) -> ExtensionMap {
    let Some(picture) = shown::picture(article, masthead) else { return ExtensionMap::new() };
    let element = Extension { name: "media:content".to_owned(), attrs: shown::media(picture), ..Default::default() };
    extension("media", "content", element)
}

fn extension(prefix: &str, name: &str, element: Extension) -> ExtensionMap {
    BTreeMap::from([(prefix.to_owned(), BTreeMap::from([(name.to_owned(), vec![element])]))])
}
