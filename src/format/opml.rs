//! OPML 2.0: one address to subscribe to every live feed of a publication.

use crate::clean;
use crate::feed::{FeedKey, Masthead, Scope};
use crate::format::Format;

/// The outline of a publication's feeds with their titles, in the order given: the sections in a group of their own.
///
/// Month feeds are left out, so that nobody subscribes to a feed that ends. It carries no date: its bytes change only when
/// a feed comes, goes or is renamed.
#[must_use]
pub fn document(masthead: &Masthead, feeds: &[(FeedKey, String)]) -> Vec<u8> {
    let title = clean::escape(&clean::line(&masthead.title));
    let live = feeds.iter().filter(|(key, _)| key.month().is_none());
    let (sections, others): (Vec<_>, Vec<_>) = live.partition(|(key, _)| matches!(key.scope, Scope::Section(_)));
    let body = group(&title, &others, masthead) + &group(&format!("{title}: sections"), &sections, masthead);
    let head = format!("<head><title>{title}</title></head>");
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n{head}\n<body>\n{body}</body>\n</opml>\n").into_bytes()
}

/// An outline that holds feeds; `name` is escaped already. A group without feeds is left out.
fn group(name: &str, feeds: &[&(FeedKey, String)], masthead: &Masthead) -> String {
    if feeds.is_empty() {
        return String::new();
    }
    let outlines: String = feeds.iter().map(|(key, title)| outline(key, title, masthead)).collect();
    format!("<outline text=\"{name}\" title=\"{name}\">\n{outlines}</outline>\n")
}

/// The outline of one feed. It names the RSS document, which every reader and newsletter tool takes.
fn outline(key: &FeedKey, title: &str, masthead: &Masthead) -> String {
    let [title, language] = [title, &masthead.language].map(|text| clean::escape(&clean::line(text)));
    let [feed, page] = [Format::Rss.file(), ""].map(|file| clean::escape(&key.address(&masthead.base_url, file)));
    format!("<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{feed}\" htmlUrl=\"{page}\" language=\"{language}\"/>\n")
}
