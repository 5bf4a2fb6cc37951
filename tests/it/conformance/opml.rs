//! OPML 2.0.

use feedmill::article::Month;

use super::tree::Node;
use super::{Violations, is_language, is_web};

/// What the outline of live feeds violates.
pub(crate) fn check(bytes: &[u8]) -> Vec<String> {
    check_each(bytes, false)
}

/// What the outline of months violates.
pub(crate) fn check_months(bytes: &[u8]) -> Vec<String> {
    check_each(bytes, true)
}

/// `months`: whether it is the one that months stand in, and nothing else.
fn check_each(bytes: &[u8], months: bool) -> Vec<String> {
    let mut found = Violations::default();
    let Some(root) = found.read_xml(bytes) else { return found.0 };
    found.check(root.name == "opml" && root.attribute("version") == "2.0", "OP1", "the root is not opml 2.0");
    let names: Vec<&str> = root.children.iter().map(|child| child.name.as_str()).collect();
    found.check(names == ["head", "body"], "OP1", "not one head and one body");
    let [head, body] = root.children.as_slice() else { return found.0 };
    found.check(!head.text_of("title").is_empty(), "OP1", "no title");
    for name in ["dateCreated", "dateModified"] {
        found.check(head.count(name) == 0, "OP4", format!("{name}, which changes when no feed does"));
    }
    found.check(body.count("outline") > 0, "OP1", "no outline");
    let mut feeds = Vec::new();
    for outline in body.all("outline") {
        check_outline(&mut found, outline, &mut feeds);
    }
    for feed in &feeds {
        let is_month = feed.split('/').any(|part| part.len() == 7 && part.parse::<Month>().is_ok());
        let what = if months { "is no month" } else { "is a month, which ends" };
        found.check(is_month == months, "R30", format!("{feed} {what}"));
    }
    found.check_unique(&feeds, "OP2", "the feed");
    found.0
}

fn check_outline(found: &mut Violations, outline: &Node, feeds: &mut Vec<String>) {
    let text = outline.attribute("text");
    found.check(!text.is_empty(), "OP2", "an outline without text");
    let address = outline.attribute("xmlUrl");
    if address.is_empty() {
        found.check(
            outline.count("outline") > 0 && outline.attribute("type").is_empty(),
            "OP3",
            format!("{text} is neither feed nor group"),
        );
    } else {
        let is_told =
            outline.attribute("type") == "rss" && outline.attribute("title") == text && is_language(outline.attribute("language"));
        found.check(is_told, "OP2", format!("{text} lacks its type, title or language"));
        found.check(is_web(address) && is_web(outline.attribute("htmlUrl")), "OP2", format!("{text} lacks an absolute address"));
        found.check(outline.children.is_empty(), "OP3", format!("the feed {text} holds outlines"));
        feeds.push(address.to_owned());
    }
    for inner in outline.all("outline") {
        check_outline(found, inner, feeds);
    }
}
