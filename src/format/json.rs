//! JSON Feed 1.1. Each item also carries what a lost store is rebuilt from, under `_feedmill`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::article::{Article, Enclosure};
use crate::clean;
use crate::clock::Instant;
use crate::config::Name;
use crate::feed::{Feed, Item, Masthead, Stands};
use crate::format::digest::Digest;
use crate::format::{Format, Frame, date, look, shown};

#[derive(Serialize)]
struct Entry {
    id: String,
    url: String,
    title: String,
    content_html: String,
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Attachment {
    url: String,
    mime_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

#[derive(Serialize)]
struct Head {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    icon: String,
    favicon: String,
    authors: [Author; 1],
    language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expired: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
}

#[derive(Serialize)]
struct Hub {
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
}

/// The part of an article that is the same in every feed: an item's object without its dates and closing brace.
#[must_use]
pub fn fragment(article: &Article, masthead: &Masthead) -> String {
    let attachment = |one: Enclosure| Attachment {
        url: one.url,
        mime_type: one.media_type,
        size_in_bytes: one.length,
        duration_in_seconds: one.duration,
    };
    open_object(&Entry {
        id: clean::legal(&article.id).into_owned(),
        url: masthead.link(article),
        title: shown::headline(article),
        content_html: shown::body(article, masthead).unwrap_or_else(|| shown::summary(article, masthead)),
        summary: shown::standfirst(article),
        image: shown::picture(article, masthead).map(|picture| picture.url),
        authors: shown::byline(article).map(|name| Author { name, url: None }).into_iter().collect(),
        tags: shown::labels(article),
        attachments: shown::attachments(article, masthead).into_iter().map(attachment).collect(),
    })
}

/// What stands around the items.
pub(super) fn frame(feed: &Feed, masthead: &Masthead) -> Frame {
    let address = |file| feed.key.address(&masthead.base_url, file);
    let head = open_object(&Head {
        version: "https://jsonfeed.org/version/1.1",
        title: clean::line(&feed.title),
        home_page_url: address(""),
        feed_url: address(Format::Json.file()),
        description: clean::line(&feed.description),
        next_url: feed.chain.previous.as_ref().map(|key| key.address(&masthead.base_url, Format::Json.file())),
        icon: look::logo(feed, masthead),
        favicon: look::icon(feed, masthead),
        authors: [Author { name: clean::line(&masthead.title), url: Some(masthead.home.to_string()) }],
        language: clean::line(&masthead.language),
        // Only sealed months name their live feed: they will not change again.
        expired: feed.chain.current.is_some().then_some(true),
        hubs: masthead.hub.iter().map(|hub| Hub { kind: "WebSub", url: hub.to_string() }).collect(),
    });
    Frame { head: format!("{head},\"items\":[\n"), between: ",\n", foot: "\n]}\n".to_owned(), shows: 0..feed.items.len(), elsewhere: None }
}

/// Ends an item with its dates, what a lost store is rebuilt from, and its closing brace.
///
/// In a live feed the date is the release; the date of `month` feeds is not known there, and is not made up.
/// A `feed` of the operator's own says when it gave the item.
pub(super) fn finish(out: &mut String, item: &Item, month: bool, feed: Option<&Name>) {
    out.push_str(",\"date_published\":");
    push_date(out, Some(item.published));
    out.push_str(",\"date_modified\":");
    push_date(out, Some(item.updated));
    out.push_str(",\"_feedmill\":{\"released\":");
    push_date(out, item.released);
    out.push_str(",\"dated\":");
    push_date(out, month.then_some(item.dated));
    out.push_str(",\"updated\":");
    push_date(out, Some(item.updated));
    out.push_str(",\"live\":[");
    let Stands { all, section, own } = item.stands;
    let mut comma = "";
    for (_, word) in [(all, "\"all\""), (section, "\"section\""), (own, "\"own\"")].into_iter().filter(|(stands, _)| *stands) {
        out.push_str(comma);
        out.push_str(word);
        comma = ",";
    }
    out.push(']');
    if let Some(name) = feed {
        // A plain name has nothing to be escaped.
        let _ = write!(out, ",\"given\":{{\"{name}\":");
        push_date(out, Some(item.dated));
        out.push('}');
    }
    out.push_str("}}");
}

/// Appends a date as a JSON string, or `null`.
fn push_date(out: &mut String, time: Option<Instant>) {
    let Some(time) = time else { return out.push_str("null") };
    out.push('"');
    date::push_rfc3339(out, time);
    out.push('"');
}

/// An object as JSON without its closing brace, so that more members can follow.
fn open_object(object: &impl Serialize) -> String {
    // Only maps with keys that are no text can fail, and there are none here.
    let mut text = serde_json::to_string(object).unwrap_or_default();
    text.pop();
    text
}

/// What a published document tells of one article, for rebuilding a store that was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The article's id.
    pub id: String,
    /// Its link.
    pub link: Option<String>,
    /// When it was released, if it was.
    pub released: Option<Instant>,
    /// Its date in month feeds; only month feeds tell it.
    pub dated: Option<Instant>,
    /// Its release or its last real edit.
    pub updated: Option<Instant>,
    /// In which live feeds it stands.
    pub stands: Stands,
    /// When feeds of the operator's own gave it, by their names.
    pub given: BTreeMap<String, Instant>,
    /// What it says, where it is a digest: that is kept nowhere else.
    pub digest: Option<Digest>,
}

#[derive(Deserialize)]
struct Published {
    items: Vec<Value>,
}

#[derive(Deserialize)]
struct Told {
    id: String,
    url: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    content_html: Option<String>,
    #[serde(rename = "_feedmill")]
    kept: Kept,
}

#[derive(Deserialize)]
struct Kept {
    released: Option<Instant>,
    dated: Option<Instant>,
    updated: Option<Instant>,
    #[serde(default)]
    live: Vec<String>,
    #[serde(default)]
    given: BTreeMap<String, Instant>,
}

/// What a published JSON document tells of its articles, in its order. An item that cannot be read, or that another
/// program wrote, is left out; a document that is no JSON Feed tells nothing.
#[must_use]
pub fn recover(bytes: &[u8]) -> Vec<Recovered> {
    let Ok(published) = serde_json::from_slice::<Published>(bytes) else { return Vec::new() };
    published.items.into_iter().filter_map(|item| serde_json::from_value::<Told>(item).ok()).map(recovered).collect()
}

fn recovered(told: Told) -> Recovered {
    let Kept { released, dated, updated, live, given } = told.kept;
    let text = |text: Option<String>| text.unwrap_or_default();
    let digest = told.id.contains(":digest/").then(|| Digest {
        title: text(told.title),
        summary: text(told.summary),
        content: text(told.content_html),
    });
    let stands_in = |word: &str| live.iter().any(|one| one == word);
    let stands = Stands { all: stands_in("all"), section: stands_in("section"), own: stands_in("own") };
    Recovered { id: told.id, link: told.url, released, dated, updated, stands, given, digest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::from_unix;
    use crate::format::sample;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_ours_tells_nothing() {
        for document in ["", "[]", "{}", "{\"items\":[{\"id\":\"a\"},7,{\"id\":8,\"_feedmill\":{}}]}"] {
            assert_eq!(recover(document.as_bytes()), [], "{document}");
        }
    }

    #[test]
    fn one_damaged_item_costs_no_other() {
        let document = r#"{"items":[{"id":"a","_feedmill":{"released":"never"}},{"id":"b","_feedmill":{"released":null}}]}"#;
        let ids: Vec<String> = recover(document.as_bytes()).into_iter().map(|one| one.id).collect();
        assert_eq!(ids, ["b"]);
    }

    proptest! {
        #[test]
        fn what_was_published_is_recovered(
            released in proptest::option::of(0_i64..4_000_000_000),
            dated in 0_i64..4_000_000_000,
            updated in 0_i64..4_000_000_000,
            stands in any::<(bool, bool, bool)>(),
            in_month in any::<bool>(),
        ) {
            let stands = Stands { all: stands.0, section: stands.1, own: stands.2 };
            let (released, dated, updated) = (released.map(from_unix), from_unix(dated), from_unix(updated));
            let item = Item { dated, updated, released, stands, ..sample::item() };
            let feed = if in_month { sample::month_feed(vec![item.clone()]) } else { sample::live_feed(vec![item.clone()]) };
            let told = Recovered { id: sample::article().id, link: sample::article().link, released, dated: in_month.then_some(dated), updated: Some(updated), stands, given: BTreeMap::new(), digest: None };
            let document = sample::document(Format::Json, &feed);
            prop_assert_eq!(recover(&document), vec![told]);
        }
    }
}
