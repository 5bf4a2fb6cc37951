//! What a page says for machines: JSON-LD in the words of schema.org.

use std::collections::HashMap;

use serde_json::Value;

use crate::clean;

/// As many things are heard, and as deep as they may stand.
const MOST: usize = 4_000;
const DEEPEST: usize = 12;

/// The kinds of thing that are articles.
const ARTICLES: [&str; 15] = [
    "AnalysisNewsArticle",
    "Article",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "MedicalScholarlyArticle",
    "NewsArticle",
    "OpinionNewsArticle",
    "Report",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "TechArticle",
];

/// All things that a page describes, outer ones before those inside them.
pub(super) struct Graph {
    things: Vec<Value>,
    /// Where the thing of an `@id` stands that says more than its `@id`.
    ids: HashMap<String, usize>,
}

impl Graph {
    /// The things of a page, given its text: the tree of it is without scripts.
    pub(super) fn of(page: &str) -> Self {
        let mut graph = Self { things: Vec::new(), ids: HashMap::new() };
        for script in page.split("application/ld+json").skip(1) {
            let text = script.split_once('>').and_then(|(_, inside)| inside.split_once("</script")).map(|(text, _)| bare(text));
            if let Some(value) = text.and_then(parse) {
                graph.hear(&value, 0);
            }
        }
        graph
    }

    fn hear(&mut self, value: &Value, depth: usize) {
        if depth > DEEPEST || self.things.len() >= MOST {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.hear(value, depth + 1)),
            Value::Object(fields) => {
                if fields.contains_key("@type") {
                    if let Some(id) = fields.get("@id").and_then(Value::as_str).filter(|_| fields.len() > 2) {
                        self.ids.entry(id.to_owned()).or_insert(self.things.len());
                    }
                    self.things.push(value.clone());
                }
                fields.values().filter(|inner| inner.is_array() || inner.is_object()).for_each(|inner| self.hear(inner, depth + 1));
            }
            _ => {}
        }
    }

    /// The articles among them.
    pub(super) fn articles(&self) -> impl Iterator<Item = &Value> {
        self.things.iter().filter(|thing| is_article(thing))
    }

    /// The thing that is meant: one that gives only its `@id` stands elsewhere.
    pub(super) fn meant<'a>(&'a self, value: &'a Value) -> &'a Value {
        let id = value.as_object().filter(|fields| fields.len() <= 2).and_then(|fields| fields.get("@id")?.as_str());
        id.and_then(|id| self.ids.get(id)).and_then(|at| self.things.get(*at)).unwrap_or(value)
    }

    /// The names of those whom a field names, people or, without any, organisations.
    pub(super) fn people(&self, field: &Value) -> Option<String> {
        let one = |value: &Value| {
            let meant = self.meant(value);
            let name = meant.get("name").and_then(text).or_else(|| text(value))?;
            Some(clean::title(&name)).filter(|name| !name.contains("://"))
        };
        let names: Vec<String> = match field {
            Value::Array(people) => people.iter().filter_map(one).collect(),
            one_only => one(one_only).into_iter().collect(),
        };
        Some(names.join(", ")).filter(|names| !names.is_empty())
    }
}

/// A script without the marks of a comment that old pages put around it.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix("<![CDATA[").or_else(|| text.strip_prefix("//<![CDATA[")).unwrap_or(text);
    text.strip_suffix("//]]>").or_else(|| text.strip_suffix("]]>")).unwrap_or(text).trim()
}

/// A value, also where somebody broke a line inside a text.
fn parse(text: &str) -> Option<Value> {
    let plain = || text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&plain())).ok()
}

fn is_article(thing: &Value) -> bool {
    let named = |kind: &Value| kind.as_str().is_some_and(|kind| ARTICLES.contains(&kind.rsplit(['/', ':']).next().unwrap_or(kind)));
    let kinds = thing.get("@type");
    kinds.is_some_and(|kinds| named(kinds) || kinds.as_array().is_some_and(|kinds| kinds.iter().any(named)))
}

/// A text; of several the first.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Array(values) => values.iter().find_map(text),
        Value::Object(_) => value.get("@value").and_then(text),
        _ => None,
    }
}

/// An address, or that of a thing.
pub(super) fn address(value: &Value) -> Option<String> {
    match value {
        Value::Object(_) => ["url", "contentUrl", "@id"].into_iter().find_map(|name| address(value.get(name)?)),
        Value::Array(values) => values.iter().find_map(address),
        _ => text(value),
    }
}
