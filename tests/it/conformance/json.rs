//! JSON Feed 1.1.

use serde_json::Value;

use super::{Violations, html, is_language, is_rfc3339, is_tag, is_web};

/// What a JSON Feed document violates.
pub(crate) fn check(bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let feed: Value = match serde_json::from_slice(bytes) {
        Ok(feed) => feed,
        Err(error) => return vec![format!("J1: no JSON: {error}")],
    };
    found.check(feed["version"] == "https://jsonfeed.org/version/1.1", "J1", "the version is not 1.1");
    found.check(!text(&feed, "title").is_empty(), "J1", "no title");
    for name in ["home_page_url", "feed_url"] {
        found.check(is_web(text(&feed, name)), "J4", format!("no absolute {name}"));
    }
    for name in ["icon", "favicon"] {
        found.check(is_web(text(&feed, name)), "R9", format!("no absolute {name}"));
    }
    found.check(is_language(text(&feed, "language")), "R10", "no language");
    found.check(text(&feed, "feed_url").ends_with("/feed.json"), "J4", "feed_url leads elsewhere");
    found.check(is_absent(&feed, "next_url") || is_web(text(&feed, "next_url")), "J9", "next_url is not absolute");
    found.check(feed["next_url"] != feed["feed_url"], "J9", "next_url is the document itself");
    found.check(is_absent(&feed, "expired") || feed["expired"].is_boolean(), "J9", "expired is neither true nor false");
    for hub in list(&feed, "hubs") {
        found.check(hub["type"] == "WebSub" && is_web(text(hub, "url")), "J9", "a hub lacks its type or address");
    }
    check_authors(&mut found, &feed, "the feed");
    check_names(&mut found, &feed, &FEED, "the feed");
    found.check(feed["items"].is_array(), "J1", "no items");
    for item in list(&feed, "items") {
        check_item(&mut found, item);
    }
    found.check_unique(list(&feed, "items").iter().map(|item| text(item, "id")), "J2", "the id");
    found.0
}

/// The names that the standard knows for a feed.
const FEED: [&str; 14] = [
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "user_comment",
    "next_url",
    "icon",
    "favicon",
    "authors",
    "language",
    "expired",
    "hubs",
    "items",
];

/// The names that the standard knows for an item.
const ITEM: [&str; 15] = [
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "authors",
    "tags",
    "language",
    "attachments",
];

fn check_item(found: &mut Violations, item: &Value) {
    let id = text(item, "id");
    found.check(is_tag(id), "J2", format!("the id {id} is no tag URI"));
    let has_text = !text(item, "content_html").is_empty() || !text(item, "content_text").is_empty();
    found.check(has_text, "J3", format!("{id} has no text"));
    found.check(!text(item, "title").is_empty() && is_web(text(item, "url")), "N14", format!("{id} lacks a title or an address"));
    for name in ["date_published", "date_modified"] {
        found.check(is_rfc3339(text(item, name)), "J5", format!("{name} of {id} is not RFC 3339"));
    }
    check_authors(found, item, id);
    check_names(found, item, &ITEM, id);
    found.check(list(item, "tags").iter().all(Value::is_string), "J7", format!("a tag of {id} is no text"));
    for attachment in list(item, "attachments") {
        let is_told = is_web(text(attachment, "url")) && text(attachment, "mime_type").contains('/');
        found.check(is_told, "J8", format!("an attachment of {id} lacks its address or type"));
    }
    html::check(found, text(item, "content_html"), id);
}

fn check_authors(found: &mut Violations, object: &Value, whose: &str) {
    found.check(is_absent(object, "author"), "J6", format!("{whose} has `author`, which 1.1 left behind"));
    for author in list(object, "authors") {
        found.check(!text(author, "name").is_empty(), "J6", format!("an author of {whose} has no name"));
    }
}

/// Names that the standard does not know begin with an underscore.
fn check_names(found: &mut Violations, object: &Value, known: &[&str], whose: &str) {
    for name in object.as_object().into_iter().flat_map(|object| object.keys()) {
        found.check(name.starts_with('_') || known.contains(&name.as_str()), "J7", format!("{whose} has {name}"));
    }
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}

fn list<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object[name].as_array().map_or(&[], Vec::as_slice)
}

fn is_absent(object: &Value, name: &str) -> bool {
    object.get(name).is_none()
}
