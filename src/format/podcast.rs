//! What podcast apps read in RSS: the elements of the iTunes namespace, only in feeds that hold sound.

use std::collections::BTreeMap;

use rss::extension::{Extension, ExtensionMap};

use crate::article::{Article, Enclosure};
use crate::clean;
use crate::feed::{Feed, Masthead};
use crate::format::{look, shown};

/// The namespace, in the exact case that apps ask for.
pub(super) const NAMESPACE: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";

/// What the channel says. A feed without sound says nothing.
pub(super) fn channel(feed: &Feed, masthead: &Masthead) -> ExtensionMap {
    if !feed.is_podcast() {
        return ExtensionMap::new();
    }
    let set = &masthead.look;
    let author = clean::line(set.author.as_deref().unwrap_or(&masthead.title));
    let explicit = if set.explicit { "true" } else { "false" };
    let owner = set.email.as_deref().map(|email| {
        let inside = [text("name", &author), text("email", email)];
        let children = inside.into_iter().map(|element| (element.name.clone(), vec![element])).collect();
        Extension { children, ..named("owner") }
    });
    let elements = [
        Some(text("author", &author)),
        Some(with("category", "text", set.category)),
        Some(text("explicit", explicit)),
        Some(with("image", "href", &look::cover(feed, masthead))),
        owner,
    ];
    map(elements.into_iter().flatten())
}

/// What an item says: how long its sound plays, and its picture where apps can show it.
pub(super) fn item(article: &Article, masthead: &Masthead) -> ExtensionMap {
    let Some(sound) = shown::enclosure(article, masthead).filter(Enclosure::is_audio) else { return ExtensionMap::new() };
    let picture = shown::picture(article, masthead).filter(|picture| matches!(picture.media_type.as_str(), "image/jpeg" | "image/png"));
    let plays = sound.duration.map(|seconds| text("duration", &seconds.to_string()));
    map(plays.into_iter().chain(picture.map(|picture| with("image", "href", &picture.url))))
}

fn named(name: &str) -> Extension {
    Extension { name: format!("itunes:{name}"), ..Default::default() }
}

fn text(name: &str, value: &str) -> Extension {
    Extension { value: Some(value.to_owned()), ..named(name) }
}

fn with(name: &str, attribute: &str, value: &str) -> Extension {
    Extension { attrs: BTreeMap::from([(attribute.to_owned(), value.to_owned())]), ..named(name) }
}

fn map(elements: impl Iterator<Item = Extension>) -> ExtensionMap {
    let elements: BTreeMap<String, Vec<Extension>> = elements.map(|element| (element.name.clone(), vec![element])).collect();
    if elements.is_empty() { ExtensionMap::new() } else { BTreeMap::from([("itunes".to_owned(), elements)]) }
}
