//! Atom 1.0 (RFC 4287), with Media RSS and the archive links of RFC 5005.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry, Feed as Document, Generator, Link, Person, Text};

use crate::article::Article;
use crate::clean;
use crate::feed::{Feed, Item, Masthead};
use crate::format::{Format, Frame, date, links, look, shown, xml};

/// The date that `atom_syndication` writes where none was set; heads and fragments take it out again.
const UNSET: &str = "<updated>1970-01-01T00:00:00+00:00</updated>";

/// The part of an article that is the same in every feed: an `<entry>` without its dates and end tag.
#[must_use]
pub fn fragment(article: &Article, masthead: &Masthead) -> String {
    let person = |name| Person { name, ..Default::default() };
    let entry = Entry {
        title: Text::plain(shown::headline(article)),
        id: clean::legal(&article.id).into_owned(),
        authors: shown::byline(article).map(person).into_iter().collect(),
        categories: categories(article, masthead),
        links: entry_links(article, masthead),
        summary: Some(Text::html(shown::summary(article, masthead))),
        content: shown::body(article, masthead).map(|html| Content {
            content_type: Some("html".to_owned()),
            value: Some(html),
            ..Default::default()
        }),
        extensions: picture(article, masthead),
        ..Default::default()
    };
    let document = Document { entries: vec![entry], ..Default::default() }.to_string();
    xml::between(&document, "<entry>", "</entry>").replacen(UNSET, "", 1)
}

/// What stands around the entries.
pub(super) fn frame(feed: &Feed, masthead: &Masthead) -> Frame {
    let whole = head(feed, masthead).to_string();
    let mut updated = "<updated>".to_owned();
    date::push_rfc3339(&mut updated, feed.updated);
    updated.push_str("</updated>");
    // The crate's own declaration leaves the encoding out.
    let head = xml::between(&whole, "<feed", "</feed>").replacen(UNSET, &updated, 1);
    let head = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{head}\n");
    Frame { head, between: "\n", foot: "\n</feed>\n".to_owned(), shows: 0..feed.items.len(), elsewhere: None }
}

/// A document of nothing but this fragment, with every prefix that one may use.
pub(super) fn alone(fragment: &str) -> String {
    format!("<feed xmlns:media=\"http://search.yahoo.com/mrss/\">{fragment}</entry></feed>")
}

/// Ends an entry with its dates.
pub(super) fn finish(out: &mut String, item: &Item) {
    out.push_str("<published>");
    date::push_rfc3339(out, item.published);
    out.push_str("</published><updated>");
    date::push_rfc3339(out, item.updated);
    out.push_str("</updated></entry>");
}

/// The feed without its entries.
fn head(feed: &Feed, masthead: &Masthead) -> Document {
    let links = links(feed, masthead, Format::Atom).into_iter().map(|link| Link {
        href: link.address,
        rel: link.relation.to_owned(),
        mime_type: link.media_type.map(str::to_owned),
        ..Default::default()
    });
    let archive = feed.chain.archive.then(|| extension("fh", "archive", BTreeMap::new()));
    let history = feed.chain.archive.then_some(("fh", "http://purl.org/syndication/history/1.0"));
    let spaces = [("media", "http://search.yahoo.com/mrss/")].into_iter().chain(history);
    Document {
        title: Text::plain(clean::line(&feed.title)),
        id: clean::legal(&feed.id).into_owned(),
        subtitle: Some(Text::plain(clean::line(&feed.description))),
        authors: vec![Person { name: clean::line(&masthead.title), uri: Some(masthead.home.to_string()), ..Default::default() }],
        generator: Some(Generator { value: "Feedmill".to_owned(), ..Default::default() }),
        links: links.collect(),
        lang: Some(clean::line(&masthead.language)),
        icon: Some(look::icon(feed, masthead)),
        logo: Some(look::logo(feed, masthead)),
        extensions: archive.unwrap_or_default(),
        namespaces: spaces.map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect(),
        ..Default::default()
    }
}

/// The labels. The section's has a scheme: the journal's own site, as it is the journal's word and survives a move of ours.
fn categories(article: &Article, masthead: &Masthead) -> Vec<Category> {
    let section = shown::label(article);
    let category = |label: String| Category {
        term: label.clone(),
        scheme: (Some(&label) == section.as_ref()).then(|| masthead.home.to_string()),
        label: Some(label),
    };
    shown::labels(article).into_iter().map(category).collect()
}

/// The article's address and its attachments.
fn entry_links(article: &Article, masthead: &Masthead) -> Vec<Link> {
    let alternate = Link { href: masthead.link(article), ..Default::default() };
    let attachments = shown::attachments(article, masthead).into_iter().map(|attachment| Link {
        href: attachment.url,
        rel: "enclosure".to_owned(),
        mime_type: Some(attachment.media_type),
        length: attachment.length.map(|bytes| bytes.to_string()),
        ..Default::default()
    });
    std::iter::once(alternate).chain(attachments).collect()
}

/// The picture as `media:content`.
fn picture(article: &Article, masthead: &Masthead) -> ExtensionMap {
    shown::picture(article, masthead).map(|picture| extension("media", "content", shown::media(picture))).unwrap_or_default()
}

/// One element of another namespace. `atom_syndication` writes the attributes of these as they come, so they are escaped here.
fn extension(prefix: &str, name: &str, attrs: BTreeMap<String, String>) -> ExtensionMap {
    let attrs = attrs.into_iter().map(|(key, value)| (key, clean::escape(&value))).collect();
    let element = Extension { name: format!("{prefix}:{name}"), attrs, ..Default::default() };
    BTreeMap::from([(prefix.to_owned(), BTreeMap::from([(name.to_owned(), vec![element])]))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_still_leaves_the_attributes_of_extensions_unescaped() {
        let attrs = BTreeMap::from([("url".to_owned(), "a&b".to_owned())]);
        let element = Extension { name: "x:y".to_owned(), attrs, ..Default::default() };
        let extensions = BTreeMap::from([("x".to_owned(), BTreeMap::from([("y".to_owned(), vec![element])]))]);
        let written = Document { extensions, ..Default::default() }.to_string();
        assert!(written.contains("url=\"a&b\""), "it escapes them now: drop the escaping in `extension`, or they are escaped twice");
    }

    #[test]
    fn the_crate_still_writes_the_date_that_we_take_out() {
        let written = Document { entries: vec![Entry::default()], ..Default::default() }.to_string();
        assert_eq!(written.matches(UNSET).count(), 2, "{written}");
    }
}
