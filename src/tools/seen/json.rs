//! JSON Feed as it stands.

use serde_json::Value;

use super::{DateField, Enclosure, Form, Item, Seen, said};
use crate::trouble::{Kind, Trouble};

/// Reads JSON Feed.
pub(super) fn read(text: &str) -> Result<Seen, Trouble> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| Trouble::new(Kind::Parse, format!("this JSON cannot be read: {error}")))?;
    let items = value.get("items").and_then(Value::as_array);
    let items = items.ok_or_else(|| Trouble::new(Kind::NotFeed, "this JSON has no `items`, so it is no JSON Feed"))?;
    Ok(Seen {
        form: Form::Json,
        title: field(&value, "title"),
        link: field(&value, "home_page_url"),
        description: field(&value, "description"),
        own: field(&value, "feed_url"),
        items: items.iter().map(item).collect(),
        ..Seen::default()
    })
}

fn field(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => said(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn item(value: &Value) -> Item {
    let date = |name, field_of| field(value, name).map(|text| (field_of, text));
    let enclosure = |file: &Value| Enclosure {
        url: field(file, "url").unwrap_or_default(),
        length: field(file, "size_in_bytes"),
        media_type: field(file, "mime_type"),
    };
    Item {
        guid: field(value, "id"),
        title: field(value, "title"),
        link: field(value, "url"),
        dates: [date("date_published", DateField::Published), date("date_modified", DateField::Updated)].into_iter().flatten().collect(),
        description: field(value, "summary"),
        content: field(value, "content_html").or_else(|| field(value, "content_text")),
        categories: list(value, "tags").filter_map(Value::as_str).map(|tag| (tag.to_owned(), false)).collect(),
        enclosures: list(value, "attachments").map(enclosure).collect(),
        has_media: field(value, "image").is_some(),
        ..Item::default()
    }
}
