//! What is wrong with a feed for everybody: what the standards ask, and what some tool is known to stumble over.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::dates::Dates;
use super::habits::{has_relative, which};
use super::replay::{History, date};
use super::seen::{DateField, Form, Item, Seen};
use crate::clock::Instant;

/// One thing that is wrong.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Finding {
    /// Its name, for programs.
    pub name: &'static str,
    /// What is wrong, in a phrase.
    pub text: String,
    /// The items that it is about, by their places; none where it is about the feed.
    pub items: Vec<usize>,
}

/// Everything that is wrong with a document that is read now.
#[must_use]
pub fn findings(seen: &Seen, history: &History, now: Instant) -> Vec<Finding> {
    let mut found = about_the_feed(seen, history);
    let mut add = |name, text: &str, items: Vec<usize>| {
        if !items.is_empty() {
            found.push(Finding { name, text: text.to_owned(), items });
        }
    };
    add("no-id", "no id: tools go by the link, or by title and date", which(seen, |item| item.guid.is_none()));
    add("same-id", "the same id as another", repeated(seen, |item| item.guid.clone()));
    add("id-no-address", "a guid that claims to be an address (isPermaLink) and is none", which(seen, false_address));
    add("small-id", "a plain number as id, which another feed has too", which(seen, |item| item.guid.as_deref().is_some_and(is_number)));
    add("no-date", "no date", which(seen, |item| item.dates.is_empty()));
    add("unreadable-date", "a date that is neither RFC 822 nor RFC 3339", which(seen, has_odd_date));
    add("future-date", "a date that is still to come", which(seen, |item| date(item).is_some_and(|date| date > now)));
    add("same-second", "the same second as another", repeated(seen, |item| date(item).map(crate::article::rfc3339)));
    add("two-dates", "pubDate and dc:date, or title and dc:title, say different things", which(seen, differs));
    add("no-title", "no title", which(seen, |item| item.title.is_none()));
    add("no-link", "no link", which(seen, |item| item.link.is_none()));
    add("same-link", "the same link as another", repeated(seen, |item| item.link.clone()));
    add("no-description", "neither description nor content", which(seen, |item| item.text().is_none()));
    add("relative-link", "a link that is no whole address", which(seen, has_relative));
    add("html-in-title", "markup in the title", which(seen, |item| !item.title_is_html && has_markup(item)));
    add("escaped-twice", "a title that is escaped twice", which(seen, |item| is_escaped_twice(seen.form, item)));
    add(
        "enclosures",
        "more than one enclosure: many tools keep the first only",
        which(seen, |item| seen.form == Form::Rss && item.enclosures.len() > 1),
    );
    add("enclosure-parts", "an enclosure without its address, length or type", which(seen, |item| lacks_parts(seen.form, item)));
    add(
        "category-attributes",
        "a category with attributes, which some tools do not read as text",
        which(seen, |item| item.categories.iter().any(|(_, has)| *has)),
    );
    add(
        "author",
        "an author without e-mail address; a name belongs into dc:creator",
        which(seen, |item| seen.form == Form::Rss && item.author.as_deref().is_some_and(|author| !author.contains('@'))),
    );
    add(
        "script",
        "a script or frame in its text",
        which(seen, |item| {
            [&item.content, &item.description].into_iter().flatten().any(|html| html.contains("<script") || html.contains("<iframe"))
        }),
    );
    found
}

fn about_the_feed(seen: &Seen, history: &History) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |name, is_wrong: bool, text: &str| {
        if is_wrong {
            found.push(Finding { name, text: text.to_owned(), items: Vec::new() });
        }
    };
    if let Some(broken) = &seen.broken {
        add("not-well-formed", true, &format!("the XML is not well-formed: {broken}"));
    }
    add("empty", seen.items.is_empty(), "the feed has no items");
    add("feed-title", seen.title.is_none(), "the feed has no title");
    add("feed-link", seen.link.is_none() && seen.form != Form::Atom, "the feed names no page that it belongs to");
    add("feed-description", seen.description.is_none() && seen.form == Form::Rss, "the feed has no description");
    add("no-self", seen.own.is_none(), "the feed does not say its own address (rel=\"self\")");
    add("order", !history.is_newest_first, "the newest item does not stand first");
    add("size", seen.bytes > 4_000_000, "the document is larger than 4 MB");
    add("xsl", seen.has_xsl, "it asks browsers for an XSL transformation, which they no longer do");
    found
}

/// The items whose mark stands on more than one.
fn repeated(seen: &Seen, mark: impl Fn(&Item) -> Option<String>) -> Vec<usize> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for item in &seen.items {
        if let Some(mark) = mark(item) {
            places.entry(mark).or_default().push(item.place);
        }
    }
    let twice: BTreeSet<usize> = places.into_values().filter(|places| places.len() > 1).flatten().collect();
    twice.into_iter().collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

fn false_address(item: &Item) -> bool {
    item.is_permalink && item.guid.as_deref().is_some_and(|guid| !guid.starts_with("http://") && !guid.starts_with("https://"))
}

fn has_odd_date(item: &Item) -> bool {
    item.dates.iter().any(|(_, text)| Dates::Usual.read(text).is_none())
}

/// Whether `pubDate` and `dc:date`, or `title` and `dc:title`, say different things.
pub(super) fn differs(item: &Item) -> bool {
    let read = |field: DateField| item.date(&[field]).map(|text| Dates::Usual.read(text).ok_or(text));
    let dates = read(DateField::PubDate).zip(read(DateField::Date)).is_some_and(|(one, other)| one != other);
    dates || item.second_title.as_deref().is_some_and(|second| Some(second) != item.title.as_deref())
}

fn has_markup(item: &Item) -> bool {
    const TAGS: [&str; 8] = ["<b>", "<i>", "<em>", "<strong>", "<a ", "<br", "<span", "<p>"];
    item.title.as_deref().is_some_and(|title| TAGS.iter().any(|tag| title.to_ascii_lowercase().contains(tag)))
}

/// Whether a reference is left in a title after all the decoding that its form asks for.
fn is_escaped_twice(form: Form, item: &Item) -> bool {
    let Some(title) = &item.title else { return false };
    let decoded = if form == Form::Atom && item.title_is_html { crate::clean::plain(title) } else { title.clone() };
    decoded.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().filter(|name| name.len() < rest.len()).unwrap_or_default();
        let number = name
            .strip_prefix('#')
            .is_some_and(|number| !number.is_empty() && number.trim_start_matches(['x', 'X']).chars().all(|c| c.is_ascii_hexdigit()));
        number || (!name.is_empty() && crate::clean::named(name).is_some())
    })
}

fn lacks_parts(form: Form, item: &Item) -> bool {
    item.enclosures.iter().any(|file| {
        let length = file.length.as_deref().is_some_and(is_number);
        file.url.is_empty() || file.media_type.is_none() || (form == Form::Rss && !length)
    })
}
