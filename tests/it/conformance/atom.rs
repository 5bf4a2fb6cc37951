//! Atom 1.0 (RFC 4287).

use chrono::{DateTime, Utc};

use super::tree::Node;
use super::{Violations, html, is_language, is_rfc3339, is_tag, is_web};

/// What an Atom document violates.
pub(crate) fn check(bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let Some(feed) = found.read_xml(bytes) else { return found.0 };
    let is_atom = feed.name == "feed" && feed.attribute("xmlns") == "http://www.w3.org/2005/Atom";
    found.check(is_atom, "A1", "the root is not an Atom feed");
    check_feed(&mut found, &feed);
    let entries: Vec<&Node> = feed.all("entry").collect();
    for entry in &entries {
        check_entry(&mut found, entry, feed.count("author") > 0);
    }
    found.check_unique(entries.iter().map(|entry| entry.text_of("id")), "A9", "the id");
    found.check_unique(entries.iter().map(|entry| entry.text_of("updated")), "A9", "the time of change");
    let newest = entries.iter().map(|entry| entry.text_of("updated")).max();
    found.check(newest.is_none_or(|newest| newest <= feed.text_of("updated")), "R2", "the feed is older than an entry");
    found.0
}

fn check_feed(found: &mut Violations, feed: &Node) {
    check_required(found, feed, "the feed");
    let first = feed.position("entry").unwrap_or(feed.children.len());
    found.check(feed.children.iter().skip(first).all(|child| child.name == "entry"), "A1", "something stands after the first entry");
    found.check(is_language(feed.attribute("xml:lang")), "A14", "no language");
    found.check(!feed.attributes.iter().any(|(name, _)| name == "xml:base"), "N15", "xml:base, which tools ignore");
    let own: Vec<&Node> = feed.all("link").filter(|link| link.attribute("rel") == "self").collect();
    let [own] = own.as_slice() else { return found.check(false, "A6", "not exactly one link to itself") };
    found.check(own.attribute("type") == "application/atom+xml", "A6", "the link to itself has another type");
    found.check(own.attribute("href").ends_with("/feed.atom"), "A6", "the link to itself leads elsewhere");
    found.check(own.attribute("href") != feed.text_of("id"), "A7", "the id is the address of the document");
    for name in ["icon", "logo"] {
        found.check(feed.count(name) == 1 && is_web(feed.text_of(name)), "R9", format!("the feed has no {name}"));
    }
    found.check(feed.count("fh:complete") == 0, "H1", "a feed that names archives is said to be complete");
    let links = feed.links("link");
    found.check(links.iter().any(|(rel, _)| *rel == "alternate"), "R8", "no page is linked");
    found.check_archive(feed.count("fh:archive") == 1, &links);
    check_links(found, feed, "the feed");
}

fn check_entry(found: &mut Violations, entry: &Node, feed_has_author: bool) {
    let id = entry.text_of("id");
    check_required(found, entry, id);
    check_links(found, entry, id);
    found.check(feed_has_author || entry.count("author") > 0, "A2", format!("{id} has no author"));
    found.check(entry.all("author").all(|author| !author.text_of("name").is_empty()), "A2", format!("an author of {id} has no name"));
    found.check(entry.count("published") == 1 && is_rfc3339(entry.text_of("published")), "A8", format!("the date of {id} is not RFC 3339"));
    let [published, updated] = ["published", "updated"].map(|name| entry.text_of(name).parse::<DateTime<Utc>>().unwrap_or_default());
    found.check(published <= updated, "A8", format!("{id} was changed before it was published"));
    found.check(entry.count("summary") == 1 && !entry.text_of("summary").is_empty(), "A4", format!("{id} has no summary"));
    found.check(entry.count("content") <= 1, "A4", format!("{id} has two texts"));
    for text in entry.all("summary").chain(entry.all("content")) {
        found.check(text.attribute("type") == "html", "A12", format!("the {} of {id} is not marked as HTML", text.name));
        found.check(text.attribute("src").is_empty() && text.children.is_empty(), "A4", format!("the {} of {id} is elsewhere", text.name));
        html::check(found, &text.text, id);
    }
    found.check(entry.count("source") == 0, "A10", format!("{id} names another feed that it came from"));
    for label in entry.all("category") {
        let is_told = !label.attribute("term").is_empty() && !label.attribute("label").is_empty();
        found.check(is_told, "A13", format!("a category of {id} lacks a term or a label"));
    }
    let schemes = entry.all("category").filter(|label| !label.attribute("scheme").is_empty()).count();
    found.check(schemes <= 1, "A13", format!("{id} has {schemes} sections"));
    let relations = entry.links("link");
    let archive = relations.iter().any(|(rel, _)| rel.ends_with("archive") || *rel == "current");
    found.check(!archive && entry.count("fh:archive") == 0, "H7", format!("{id} carries links of the feed"));
    found.check(relations.iter().any(|(rel, _)| *rel == "alternate"), "A4", format!("{id} links no page"));
    for enclosure in entry.all("link").filter(|link| link.attribute("rel") == "enclosure") {
        let length = enclosure.attribute("length");
        let is_told = enclosure.attribute("type").contains('/') && (length.is_empty() || length.parse::<u64>().is_ok());
        found.check(is_told, "A11", format!("an enclosure of {id} has no type, or a length that is no number"));
    }
}

/// One id, one title, one time of change.
fn check_required(found: &mut Violations, node: &Node, whose: &str) {
    for name in ["id", "title", "updated"] {
        let is_once = node.count(name) == 1 && !node.text_of(name).trim().is_empty();
        found.check(is_once, if node.name == "feed" { "A1" } else { "A3" }, format!("{whose} needs one {name}"));
    }
    found.check(is_tag(node.text_of("id")), "A7", format!("the id {} is no tag URI", node.text_of("id")));
    found.check(is_rfc3339(node.text_of("updated")), "A8", format!("the time of change of {whose} is not RFC 3339"));
    let is_plain = node.all("title").all(|title| matches!(title.attribute("type"), "" | "text"));
    found.check(is_plain, "N16", format!("the title of {whose} is not plain text"));
}

/// Every link is absolute, and there is one alternate of each type.
fn check_links(found: &mut Violations, node: &Node, whose: &str) {
    let is_absolute = node.links("link").iter().all(|(_, address)| is_web(address));
    found.check(is_absolute, "N15", format!("a link of {whose} is not absolute"));
    let alternates = node.all("link").filter(|link| matches!(link.attribute("rel"), "" | "alternate"));
    found.check_unique(alternates.map(|link| link.attribute("type")), "A5", "an alternate of type");
}
