//! JSON that is nearly JSON Feed, with its fields as JSON Feed has them.

use serde_json::{Map, Value, json};

use crate::source::loose;

/// The only texts among an item's fields.
const TEXTS: [&str; 9] =
    ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "date_modified"];

/// A document as JSON Feed has it.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) text: String,
    /// What else was mended, in a phrase.
    pub(super) repaired: Option<&'static str>,
    /// The document was cut.
    pub(super) damaged: bool,
    /// How many items have nothing that an item has.
    pub(super) lost: usize,
}

/// The document with each field of the type that JSON Feed gives it, where that can be told; `None` for what is no list of items.
///
/// Ids that are numbers are texts by the standard itself (JSON Feed 1.1, `id`); the rest is what people get wrong.
pub(super) fn as_json_feed(text: &str) -> Option<Mended> {
    let loose = loose::parse(text)?;
    let Value::Object(mut feed) = loose.value else { return None };
    let items = list(feed.remove("items"));
    let found = items.len();
    let items: Vec<Value> = items.into_iter().filter_map(item).collect();
    let lost = found - items.len();
    let version = feed.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org"));
    if !version && items.is_empty() {
        return None;
    }
    for key in ["home_page_url", "feed_url", "language", "description", "icon", "favicon"] {
        keep_text(&mut feed, key);
    }
    people(&mut feed);
    let title = feed.remove("title").and_then(words).unwrap_or_default();
    feed.insert("title".to_owned(), title.into());
    feed.insert("version".to_owned(), "https://jsonfeed.org/version/1.1".into());
    feed.insert("items".to_owned(), items.into());
    let text = serde_json::to_string(&feed).ok()?;
    Some(Mended { text, repaired: loose.repaired, damaged: loose.damaged, lost })
}

/// An item; `None` for what has nothing that an item has.
fn item(value: Value) -> Option<Value> {
    let Value::Object(mut item) = value else { return None };
    for key in TEXTS {
        keep_text(&mut item, key);
    }
    if !TEXTS.iter().any(|key| item.contains_key(*key)) {
        return None;
    }
    people(&mut item);
    let tags: Vec<String> = list(item.remove("tags")).into_iter().filter_map(words).collect();
    item.insert("tags".to_owned(), tags.into());
    let attachments: Vec<Value> = list(item.remove("attachments")).into_iter().filter_map(attachment).collect();
    item.insert("attachments".to_owned(), attachments.into());
    Some(Value::Object(item))
}

/// The address of the page that a JSON Feed says comes next (JSON Feed 1.1, `next_url`), which `feed-rs` forgets.
pub(super) fn next(text: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Chain {
        next_url: Option<String>,
    }
    // Most feeds have none, and are not read a second time to find that out.
    if !text.contains("\"next_url\"") {
        return None;
    }
    serde_json::from_str::<Chain>(text).ok()?.next_url.filter(|next| !next.trim().is_empty())
}

/// A text or number as text.
fn words(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn keep_text(object: &mut Map<String, Value>, key: &str) {
    if let Some(text) = object.remove(key).and_then(words) {
        object.insert(key.to_owned(), text.into());
    }
}

/// A list, or the one thing that stands where a list should.
fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(values)) => values,
        None | Some(Value::Null) => Vec::new(),
        Some(one) => vec![one],
    }
}

/// All authors, under either name and as names or objects.
fn people(object: &mut Map<String, Value>) {
    let found = list(object.remove("author")).into_iter().chain(list(object.remove("authors")));
    let person = |value: Value| match value {
        Value::Object(mut person) => {
            keep_text(&mut person, "name");
            keep_text(&mut person, "url");
            Some(Value::Object(person))
        }
        other => words(other).map(|name| json!({ "name": name })),
    };
    let people: Vec<Value> = found.filter_map(person).collect();
    object.insert("authors".to_owned(), people.into());
}

fn attachment(value: Value) -> Option<Value> {
    let Value::Object(mut file) = value else { return None };
    let url = file.remove("url").and_then(words)?;
    let kind = file.remove("mime_type").and_then(words).unwrap_or_default();
    let size = file.remove("size_in_bytes").and_then(words).and_then(|size| size.trim().parse::<u64>().ok());
    let title = file.remove("title").and_then(words);
    Some(json!({ "url": url, "mime_type": kind, "size_in_bytes": size, "title": title }))
}
