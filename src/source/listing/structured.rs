//! What a page says of its articles for machines: JSON-LD in the words of schema.org.

use std::collections::HashMap;

use serde_json::Value;
use url::Url;

use crate::article::{Entry, Image, Stated};
use crate::clean;
use crate::source::{Context, dates};

/// As many articles as are heard, and as deep as they may stand.
const MOST: usize = 1_000;
const DEEPEST: usize = 12;

/// The kinds of thing that are articles.
const ARTICLES: [&str; 8] =
    ["Article", "NewsArticle", "BlogPosting", "Report", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle", "TechArticle"];

/// The articles that a page describes, by their addresses.
pub(super) struct Described(HashMap<String, Entry>, Vec<String>);

impl Described {
    /// All articles of a page, given its text: the tree of it is without scripts.
    pub(super) fn of(page: &str, base: &Url, context: &Context) -> Self {
        let mut described = Self(HashMap::new(), Vec::new());
        for script in page.split("application/ld+json").skip(1) {
            let text = script.split_once('>').and_then(|(_, inside)| inside.split_once("</")).map(|(text, _)| text.trim());
            if let Some(value) = text.and_then(|text| serde_json::from_str(text).ok()) {
                described.hear(&value, base, context, 0);
            }
        }
        described
    }

    fn hear(&mut self, value: &Value, base: &Url, context: &Context, depth: usize) {
        if depth > DEEPEST || self.1.len() >= MOST {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.hear(value, base, context, depth + 1)),
            Value::Object(fields) => {
                if let Some(entry) = article(value, base, context)
                    && let Some(link) = entry.link.clone()
                    && !self.0.contains_key(&link)
                {
                    self.1.push(link.clone());
                    self.0.insert(link, entry);
                }
                fields
                    .values()
                    .filter(|inner| inner.is_array() || inner.is_object())
                    .for_each(|inner| self.hear(inner, base, context, depth + 1));
            }
            _ => {}
        }
    }

    /// Fills up what the page's own text does not say of an entry.
    pub(super) fn complete(&self, entry: &mut Entry) {
        let Some(said) = entry.link.as_ref().and_then(|link| self.0.get(link)) else { return };
        let fill = |own: &mut Option<String>, said: &Option<String>| {
            if own.is_none() {
                own.clone_from(said);
            }
        };
        fill(&mut entry.section, &said.section);
        fill(&mut entry.author, &said.author);
        fill(&mut entry.summary, &said.summary);
        if said.stated.rank() > entry.stated.rank() {
            entry.stated = said.stated;
        }
        if entry.image.is_none() {
            entry.image.clone_from(&said.image);
        }
    }

    /// Whether the page describes no article.
    pub(super) fn is_empty(&self) -> bool {
        self.1.is_empty()
    }

    /// All of them, in the order of the page: what there is to read where a script writes the page.
    pub(super) fn into_entries(mut self) -> Vec<Entry> {
        self.1.iter().filter_map(|link| self.0.remove(link)).collect()
    }
}

fn article(value: &Value, base: &Url, context: &Context) -> Option<Entry> {
    let kinds = value.get("@type")?;
    let is_article = |kind: &Value| kind.as_str().is_some_and(|kind| ARTICLES.contains(&kind.rsplit('/').next().unwrap_or(kind)));
    if !(is_article(kinds) || kinds.as_array().is_some_and(|kinds| kinds.iter().any(is_article))) {
        return None;
    }
    let title = ["headline", "name"].into_iter().find_map(|name| text(value.get(name)?)).map(|text| clean::title(&text))?;
    let link = ["url", "mainEntityOfPage", "@id"].into_iter().find_map(|name| clean::link(&address(value.get(name)?)?, Some(base)))?;
    let date = |name: &str| dates::parse(&text(value.get(name)?)?, context.zone, &context.language);
    let picture = value.get("image").and_then(address).and_then(|image| clean::link(&image, Some(base)));
    Some(Entry {
        link: Some(link.into()),
        title,
        section: value.get("articleSection").and_then(text).map(|text| clean::title(&text)),
        summary: value.get("description").and_then(text).map(|text| clean::escape(&clean::title(&text))),
        author: value.get("author").and_then(person),
        stated: date("datePublished").unwrap_or(Stated::Unsaid),
        image: picture.map(Image::at),
        ..Entry::default()
    })
}

/// A text; of several the first.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Array(values) => values.iter().find_map(text),
        _ => None,
    }
}

/// An address, or that of a thing.
fn address(value: &Value) -> Option<String> {
    match value {
        Value::Object(_) => ["url", "@id", "contentUrl"].into_iter().find_map(|name| text(value.get(name)?)),
        Value::Array(values) => values.iter().find_map(address),
        _ => text(value),
    }
}

/// The names of people.
fn person(value: &Value) -> Option<String> {
    let one = |value: &Value| value.get("name").and_then(text).or_else(|| text(value)).map(|name| clean::title(&name));
    let names: Vec<String> =
        value.as_array().map_or_else(|| one(value).into_iter().collect(), |people| people.iter().filter_map(one).collect());
    Some(names.join(", ")).filter(|names| !names.is_empty())
}
