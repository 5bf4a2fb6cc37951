//! OPML 2.0: one address to subscribe to every live feed, and one for the months that are over.
//!
//! No outline carries a date: its bytes change only when a feed comes, goes or is renamed.

use std::fmt::Write as _;

use crate::clean;
use crate::feed::{FeedKey, Masthead, Scope};
use crate::format::Format;

/// The file of the live feeds, in a publication's folder and in the root.
pub const FILE: &str = "feeds.opml";
/// The file of a publication's months.
pub const MONTHS: &str = "months.opml";

/// The outline of a publication's live feeds with their titles: everything first, then its sections and the feeds of the operator's own
/// as groups. Month feeds are left out, so that nobody subscribes to a feed that ends.
#[must_use]
pub fn live(masthead: &Masthead, feeds: &[(FeedKey, String)]) -> Vec<u8> {
    document(&masthead.title, &groups(masthead, feeds))
}

/// The outline of all publications' live feeds: a group for each.
#[must_use]
pub fn root(publications: &[(Masthead, Vec<(FeedKey, String)>)]) -> Vec<u8> {
    let groups: String = publications.iter().map(|(masthead, feeds)| group(&masthead.title, &groups(masthead, feeds))).collect();
    document("Feedmill", &groups)
}

/// The outline of a publication's months, newest first, a group for each year; `None` where there is no month. These feeds end: they
/// are for who reads the past.
#[must_use]
pub fn months(masthead: &Masthead, feeds: &[(FeedKey, String)]) -> Option<Vec<u8>> {
    let mut years: Vec<(i32, String)> = Vec::new();
    for (key, title) in feeds {
        let Scope::Month(month) = key.scope else { continue };
        let outline = outline(key, title, masthead);
        match years.last_mut().filter(|(year, _)| *year == month.year()) {
            Some((_, outlines)) => outlines.push_str(&outline),
            None => years.push((month.year(), outline)),
        }
    }
    let groups: String = years.iter().map(|(year, outlines)| group(&year.to_string(), outlines)).collect();
    (!groups.is_empty()).then(|| document(&format!("{}: months", masthead.title), &groups))
}

fn document(title: &str, body: &str) -> Vec<u8> {
    let head = format!("<head><title>{}</title></head>", clean::escape(&clean::line(title)));
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n{head}\n<body>\n{body}</body>\n</opml>\n").into_bytes()
}

/// The live feeds in their groups.
fn groups(masthead: &Masthead, feeds: &[(FeedKey, String)]) -> String {
    let of = |wanted: fn(&Scope) -> bool| {
        feeds.iter().filter(|(key, _)| wanted(&key.scope)).map(|(key, title)| outline(key, title, masthead)).collect::<String>()
    };
    let sections = group("Sections", &of(|scope| matches!(scope, Scope::Section(_))));
    let selections = group("Selections", &of(|scope| matches!(scope, Scope::Own(_))));
    of(|scope| *scope == Scope::All) + &sections + &selections
}

/// An outline that holds others. A group without any is left out.
fn group(name: &str, outlines: &str) -> String {
    let name = clean::escape(&clean::line(name));
    if outlines.is_empty() { String::new() } else { format!("<outline text=\"{name}\" title=\"{name}\">\n{outlines}</outline>\n") }
}

/// The outline of one feed. It names the RSS document, which every reader and newsletter tool takes.
fn outline(key: &FeedKey, title: &str, masthead: &Masthead) -> String {
    let attributes = [
        ("text", clean::line(title)),
        ("title", clean::line(title)),
        ("xmlUrl", key.address(&masthead.base_url, Format::Rss.file())),
        ("htmlUrl", key.address(&masthead.base_url, "")),
        ("language", clean::line(&masthead.language)),
    ];
    let mut outline = "<outline type=\"rss\"".to_owned();
    for (name, value) in attributes {
        // Writing to a text never fails.
        let _ = write!(outline, " {name}=\"{}\"", clean::escape(&value));
    }
    outline + "/>\n"
}
