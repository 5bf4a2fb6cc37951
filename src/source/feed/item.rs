//! An item of a feed as an entry of ours.

use feed_rs::model::{self, FeedType, LinkTarget, Text};
use url::Url;

use super::{decode_date, is_typed, moment};
use crate::article::{Enclosure, Entry, Image, Stated};
use crate::clean;
use crate::source::{Context, headline};

/// A longer id is none.
const LONGEST_GUID: usize = 4 * 1024;
/// As many labels as an entry may carry.
const MOST_CATEGORIES: usize = 100;

/// What all items of one feed share.
pub(super) struct Items<'a> {
    pub(super) kind: FeedType,
    /// The feed's own address.
    page: &'a Url,
    base: &'a Url,
    context: &'a Context,
    /// The configured labels, folded.
    labels: Vec<(String, &'a str)>,
    /// The byline of entries without one (RFC 4287, §4.1.2).
    author: Option<String>,
}

impl<'a> Items<'a> {
    pub(super) fn of(feed: &model::Feed, page: &'a Url, base: &'a Url, context: &'a Context) -> Self {
        let labels = context.labels.iter().map(|label| (clean::fold(label), label.as_str())).collect();
        let author = Some(&feed.authors).filter(|_| feed.feed_type == FeedType::Atom).and_then(|authors| byline(authors));
        Self { kind: feed.feed_type.clone(), page, base, context, labels, author }
    }

    /// The entry that an item is.
    pub(super) fn entry(&self, item: &model::Entry) -> Entry {
        let base = item.base.as_deref().and_then(|base| self.base.join(base).ok());
        let base = base.as_ref().unwrap_or(self.base);
        let summary = item.summary.as_ref().and_then(|text| self.html(&text.content, text.content_type.as_str(), base));
        let summary = summary.or_else(|| self.described(item, base));
        let content = item.content.as_ref().and_then(|content| self.html(content.body.as_deref()?, content.content_type.as_str(), base));
        let guid = Some(clean::legal(&item.id).trim().to_owned()).filter(|guid| !guid.is_empty() && guid.len() <= LONGEST_GUID);
        // An empty address is that of the feed itself once it is resolved, and no article's.
        let links: Vec<(&model::Link, Url)> = addresses(&item.links, base).filter(|(_, url)| !self.is_own(url, base)).collect();
        let link = main_link(&links, &self.kind);
        let link = link.or_else(|| clean::link(guid.as_deref()?, None).map(String::from));
        let title = item.title.as_ref().map(|text| words(text, &self.kind)).unwrap_or_default();
        let categories = categories(&item.categories);
        let (enclosures, image) = self.attachments(item, base, [content.as_deref(), summary.as_deref()]);
        let made = || made_title(&[&summary, &content], image.as_ref(), link.as_deref(), &enclosures);
        Entry {
            title: if title.is_empty() { made() } else { title },
            guid,
            link,
            section: self.section(&categories),
            author: byline(&item.authors).or_else(|| self.author.clone()),
            stated: item.published.or(item.updated).map_or(Stated::Unsaid, decode_date),
            // RSS has no such date; the reader copies the other.
            updated: moment(item.updated.filter(|updated| is_typed(&self.kind) || item.published != Some(*updated)), self.context),
            summary,
            content,
            categories,
            enclosures,
            image,
            own_page: None,
            rules: Vec::new(),
        }
    }

    /// What is said of an item's files, where nothing is said of the item.
    fn described(&self, item: &model::Entry, base: &Url) -> Option<String> {
        let texts = item.media.iter().filter_map(|media| media.description.as_ref());
        item.content.is_none().then(|| texts.into_iter().find_map(|text| self.html(&text.content, "text/html", base))).flatten()
    }

    /// Whether an address is only what others are resolved against.
    pub(super) fn is_own(&self, url: &Url, base: &Url) -> bool {
        url == self.page || url == base
    }

    /// Cleaned HTML from a text of that media type; `None` when nothing is left of it.
    fn html(&self, text: &str, media_type: &str, base: &Url) -> Option<String> {
        let cleaned = match media_type {
            "text/plain" if is_typed(&self.kind) => clean::html(&clean::escape(text), None),
            "text/plain" | "text/html" | "text/xml" | "application/xhtml" | "application/xhtml+xml" => clean::html(text, Some(base)),
            _ => return None,
        };
        let trimmed = cleaned.trim();
        let kept = if trimmed.len() == cleaned.len() { cleaned } else { trimmed.to_owned() };
        Some(kept).filter(|kept| !kept.is_empty())
    }

    /// The configured section whose label is among an entry's labels.
    fn section(&self, categories: &[String]) -> Option<String> {
        let label = |category: &String| {
            let folded = clean::fold(category);
            self.labels.iter().find(|(label, _)| *label == folded).map(|(_, label)| (*label).to_owned())
        };
        if self.labels.is_empty() { None } else { categories.iter().find_map(label) }
    }
}

/// Links with their addresses, without those that are none.
pub(super) fn addresses<'l>(links: &'l [model::Link], base: &'l Url) -> impl Iterator<Item = (&'l model::Link, Url)> {
    links.iter().filter_map(|link| Some((link, clean::link(&link.href, Some(base))?)))
}

/// The page that a feed or an entry belongs to: the alternate link, best of all to HTML, else the first that is no other kind of link.
pub(super) fn main_link(links: &[(&model::Link, Url)], kind: &FeedType) -> Option<String> {
    const OTHERS: [&str; 9] = ["self", "edit", "enclosure", "hub", "next", "previous", "prev-archive", "replies", "search"];
    let is_page = |link: &model::Link| {
        link.target.as_ref().is_none_or(|target| !is_comments(target)) && (*kind != FeedType::JSON || link.media_type.is_none())
    };
    let alternate = |link: &model::Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let html = |link: &model::Link| link.media_type.as_deref().is_none_or(|media_type| media_type.contains("html"));
    let pages = || links.iter().filter(|(link, _)| is_page(link));
    let other = |link: &model::Link| !link.rel.as_deref().is_some_and(|rel| OTHERS.contains(&rel));
    let best = pages().find(|(link, _)| alternate(link) && html(link)).or_else(|| pages().find(|(link, _)| alternate(link)));
    best.or_else(|| pages().find(|(link, _)| other(link))).map(|(_, url)| url.to_string())
}

const fn is_comments(target: &LinkTarget) -> bool {
    matches!(target, LinkTarget::Comments | LinkTarget::CommentsFeed)
}

/// The plain text of a title or description, by what its feed says it is; RSS does not say, so that it is told from the text.
pub(super) fn words(text: &Text, kind: &FeedType) -> String {
    match text.content_type.as_str() {
        "text/plain" if is_typed(kind) => clean::line(&text.content),
        "text/plain" => clean::title(&text.content),
        _ => clean::plain(&text.content),
    }
}

/// A headline for an entry that has none: its first words, what describes its picture, or the words of an address.
fn made_title(texts: &[&Option<String>], image: Option<&Image>, link: Option<&str>, files: &[Enclosure]) -> String {
    let texts = texts.iter().filter_map(|text| text.as_deref()).map(headline::of_text);
    let described = image.map(|image| image.alt.clone());
    let addresses = link.into_iter().chain(files.iter().map(|file| file.url.as_str()));
    let named = addresses.filter_map(|address| Url::parse(address).ok()).map(|address| headline::of_address(&address));
    texts.chain(described).chain(named).find(|title| !title.is_empty()).unwrap_or_default()
}

/// The names of people, joined; the address of one who has no name.
fn byline(people: &[model::Person]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for person in people {
        let name = person.name.as_deref().map(clean::title).unwrap_or_default();
        let name = name.trim_matches(['(', ')', ' ']);
        let name = if name.is_empty() { person.email.as_deref().unwrap_or_default() } else { name };
        if !name.is_empty() && names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    Some(clean::line(&names.join(", "))).filter(|names| !names.is_empty())
}

/// The labels of an entry, each once, in the order given.
fn categories(found: &[model::Category]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for category in found {
        let label = clean::title(category.label.as_deref().filter(|label| !label.trim().is_empty()).unwrap_or(&category.term));
        if labels.len() < MOST_CATEGORIES && !label.is_empty() && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}
