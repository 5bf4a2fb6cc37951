//! What a page says of its articles for machines, to complete what is read from its items.

use std::collections::HashMap;

use serde_json::Value;
use url::Url;

use crate::article::{Entry, Image, Stated};
use crate::clean;
use crate::source::json_ld::{Graph, address, text};
use crate::source::{Context, dates};

/// The articles that a page describes, by their addresses, and those addresses in the order of the page.
pub(super) struct Described(HashMap<String, Entry>, Vec<String>);

impl Described {
    /// All articles of a page, given its text.
    pub(super) fn of(page: &str, base: &Url, context: &Context) -> Self {
        let mut described = Self(HashMap::new(), Vec::new());
        let graph = Graph::of(page);
        for entry in graph.articles().filter_map(|thing| article(thing, &graph, base, context)) {
            if let Some(link) = entry.link.clone().filter(|link| !described.0.contains_key(link)) {
                described.1.push(link.clone());
                described.0.insert(link, entry);
            }
        }
        described
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

fn article(thing: &Value, graph: &Graph, base: &Url, context: &Context) -> Option<Entry> {
    let title = ["headline", "name"].into_iter().find_map(|name| text(thing.get(name)?)).map(|text| clean::title(&text))?;
    let link = ["url", "mainEntityOfPage", "@id"].into_iter().find_map(|name| clean::link(&address(thing.get(name)?)?, Some(base)))?;
    let date = |name: &str| dates::parse(&text(thing.get(name)?)?, context.zone, &context.language);
    let picture = thing.get("image").and_then(|image| address(graph.meant(image))).and_then(|image| clean::link(&image, Some(base)));
    Some(Entry {
        link: Some(link.into()),
        title,
        section: thing.get("articleSection").and_then(text).map(|text| clean::title(&text)),
        summary: thing.get("description").and_then(text).map(|text| clean::escape(&clean::title(&text))),
        author: thing.get("author").and_then(|field| graph.people(field)),
        stated: date("datePublished").unwrap_or(Stated::Unsaid),
        image: picture.map(Image::at),
        ..Entry::default()
    })
}
