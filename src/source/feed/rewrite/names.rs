//! What elements are called, whatever a document calls them: by the address of their namespace, by the prefix that people use for it,
//! and in the letters of the standard.

use std::borrow::Cow;
use std::collections::HashMap;

/// The elements of RSS itself.
pub(super) const RSS: &str = "";
/// Those of Atom.
pub(super) const ATOM: &str = "atom";
/// Those of HTML.
pub(super) const HTML: &str = "html";

/// Namespaces by how their addresses begin, without scheme, `www.` and capitals: many documents have one that nearly is the right one.
const SPACES: [(&str, &str); 24] = [
    ("rssnamespace.org/feedburner/ext", "feedburner"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules/syndication", "sy"),
    ("purl.org/rss/1.0/modules/slash", "slash"),
    ("purl.org/rss/1.0/modules/", "other"),
    ("purl.org/rss/1.0", RSS),
    ("purl.org/net/rss1.1", RSS),
    ("my.netscape.com/", RSS),
    ("channel.netscape.com/", RSS),
    ("backend.userland.com/rss", RSS),
    ("blogs.law.harvard.edu/tech/rss", RSS),
    ("cyber.law.harvard.edu/rss", RSS),
    ("purl.org/dc/elements/", "dc"),
    ("purl.org/metadata/dublin_core", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("purl.org/atom/", ATOM),
    ("w3.org/2005/atom", ATOM),
    ("search.yahoo.com/mrss", "media"),
    ("tools.search.yahoo.com/mrss", "media"),
    ("itunes.com/dtds/podcast", "itunes"),
    ("podcastindex.org/namespace", "podcast"),
    ("wellformedweb.org/commentapi", "wfw"),
    ("w3.org/1999/02/22-rdf-syntax", "rdf"),
    ("w3.org/1999/xhtml", HTML),
];

/// Prefixes that people use without saying for what.
const PREFIXES: [(&str, &str); 18] = [
    ("feedburner", "feedburner"),
    ("rss", RSS),
    ("rss09", RSS),
    ("rss1", RSS),
    ("rss2", RSS),
    ("atom", ATOM),
    ("atom10", ATOM),
    ("a10", ATOM),
    ("dc", "dc"),
    ("dcterms", "dcterms"),
    ("content", "content"),
    ("media", "media"),
    ("itunes", "itunes"),
    ("podcast", "podcast"),
    ("wfw", "wfw"),
    ("sy", "sy"),
    ("rdf", "rdf"),
    ("xhtml", HTML),
];

/// Under which address `feed-rs` knows each prefix that is written.
pub(super) const DECLARED: &str = " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
     xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
     xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" \
     xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"";

/// The elements of RSS, Atom 1.0, Atom 0.3 and CDF in the letters of their standards.
const ELEMENTS: [&str; 55] = [
    "rss",
    "RDF",
    "feed",
    "channel",
    "item",
    "entry",
    "title",
    "link",
    "description",
    "pubDate",
    "guid",
    "author",
    "category",
    "comments",
    "enclosure",
    "source",
    "image",
    "textInput",
    "language",
    "copyright",
    "managingEditor",
    "webMaster",
    "lastBuildDate",
    "generator",
    "docs",
    "cloud",
    "ttl",
    "skipHours",
    "skipDays",
    "rating",
    "items",
    "id",
    "updated",
    "published",
    "summary",
    "content",
    "subtitle",
    "rights",
    "contributor",
    "logo",
    "icon",
    "name",
    "email",
    "uri",
    "url",
    "tagline",
    "modified",
    "issued",
    "created",
    "info",
    "abstract",
    "width",
    "height",
    "body",
    "fullitem",
];

/// Elements whose own elements are no fields of the item.
const HOLDERS: [&str; 13] = [
    "author",
    "contributor",
    "source",
    "image",
    "textInput",
    "items",
    "skipHours",
    "skipDays",
    "media:group",
    "media:content",
    "itunes:owner",
    "itunes:category",
    "podcast:person",
];

/// HTML's elements without content.
const VOID: [&str; 12] = ["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"];

/// A name as the standard writes it: prefix and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// Empty for the feed's own elements.
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
}

/// The namespaces that a document declares.
#[derive(Debug, Default)]
pub(super) struct Spaces(HashMap<String, &'static str>);

impl Spaces {
    /// Notes a declaration: `xmlns:PREFIX="ADDRESS"`.
    pub(super) fn declare(&mut self, prefix: &str, address: &str) {
        self.0.insert(prefix.to_owned(), space(address).unwrap_or("other"));
    }

    /// What an element is called. `own` is the prefix of the feed's own elements, `default` what the element itself declares.
    pub(super) fn name<'a>(&self, name: &'a str, own: &'static str, default: Option<&str>) -> Name<'a> {
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => (self.prefix(prefix), local),
            None => (default.map_or(own, |address| space(address).unwrap_or("other")), name),
        };
        let prefix = if prefix == own || (prefix == RSS && own == ATOM) { "" } else { prefix };
        Name { prefix, local: if prefix.is_empty() { element(local).unwrap_or(local) } else { local } }
    }

    fn prefix(&self, prefix: &str) -> &'static str {
        let usual = || PREFIXES.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix)).map_or("other", |(_, space)| space);
        self.0.get(prefix).copied().unwrap_or_else(usual)
    }
}

impl Name<'_> {
    /// How it is written.
    pub(super) fn written(&self) -> Cow<'_, str> {
        if self.prefix.is_empty() { Cow::Borrowed(self.local) } else { Cow::Owned(format!("{}:{}", self.prefix, self.local)) }
    }

    /// Whether it is a field of feeds and items.
    pub(super) fn is_field(&self) -> bool {
        match self.prefix {
            "" => element(self.local).is_some(),
            HTML => self.local == "body",
            prefix => prefix != "other",
        }
    }
}

/// The namespace with this address.
pub(super) fn space(address: &str) -> Option<&'static str> {
    let lower = address.trim().to_ascii_lowercase();
    let plain = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    SPACES.iter().find(|(start, _)| plain.starts_with(start)).map(|(_, prefix)| *prefix)
}

/// The standard's letters for the name of an element of a feed.
pub(super) fn element(local: &str) -> Option<&'static str> {
    ELEMENTS.into_iter().find(|known| known.eq_ignore_ascii_case(local))
}

/// Whether an element of this name, with prefix or without, is a field of feeds and items.
pub(super) fn is_field(name: &str) -> bool {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    if prefix.is_empty() {
        element(local).is_some_and(|known| !VOID.contains(&known)) || element(local) == Some("link")
    } else {
        PREFIXES.iter().any(|(known, _)| *known == prefix)
    }
}

/// Whether an element of this name, with prefix or without, is an item.
pub(super) fn is_item(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    local.eq_ignore_ascii_case("item") || local.eq_ignore_ascii_case("entry")
}

/// Whether the elements inside one of this name are its own.
pub(super) fn is_holder(name: &str) -> bool {
    HOLDERS.contains(&name)
}

/// Whether HTML knows no content of such an element.
pub(super) fn is_void(local: &str) -> bool {
    VOID.iter().any(|known| known.eq_ignore_ascii_case(local))
}

/// A name by which start and end tags are held against each other.
pub(super) fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_its_namespace_says_or_its_prefix_suggests() {
        let mut spaces = Spaces::default();
        spaces.declare("d", "HTTPS://purl.org/dc/elements/1.1");
        spaces.declare("dc", "http://example.org/mine");
        let cases = [
            ("PUBDATE", RSS, None, ("", "pubDate")),
            ("rss:title", RSS, None, ("", "title")),
            ("d:date", RSS, None, ("dc", "date")),
            ("dc:date", RSS, None, ("other", "date")),
            ("media:thumbnail", RSS, None, ("media", "thumbnail")),
            ("atom:updated", RSS, None, ("atom", "updated")),
            ("atom:updated", ATOM, None, ("", "updated")),
            ("title", ATOM, Some("http://purl.org/dc/elements/1.1/"), ("dc", "title")),
            ("div", ATOM, Some("http://www.w3.org/1999/xhtml"), ("html", "div")),
            ("x:y", RSS, None, ("other", "y")),
        ];
        for (name, own, default, expected) in cases {
            let found = spaces.name(name, own, default);
            assert_eq!((found.prefix, found.local), expected, "{name}");
        }
    }
}
