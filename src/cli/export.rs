//! `feedmill export`: every article as a line of JSON.

use clap::Args;
use serde::Serialize;

use super::{Exit, Failure, Here, print, store};
use crate::article::rfc3339;
use crate::clock::Instant;
use crate::store::{Exported, SeenAs, Store as _};

/// Articles that are read from the store in one go.
const AT_ONCE: usize = 500;

/// The options of `export`: none yet.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Prints every article.
///
/// # Errors
/// When the configuration or the store is not usable.
pub async fn run(here: &Here, _arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(store) = store(&here.config()?)? else { return Ok(Exit::Ok) };
    let mut after = 0;
    loop {
        let articles = store.export(after, AT_ONCE).await?;
        let Some((last, _)) = articles.last() else { return Ok(Exit::Ok) };
        after = *last;
        print(articles.iter().map(|(_, article)| exported(article)))?;
    }
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    title: &'a str,
    link: Option<&'a str>,
    canonical: Option<&'a str>,
    section: Option<&'a str>,
    month: String,
    published: Option<String>,
    published_precision: &'static str,
    published_from: Option<&'a str>,
    first_seen: String,
    released: Option<String>,
    updated: Option<String>,
    author: Option<&'a str>,
    summary: Option<&'a str>,
    content: Option<&'a str>,
    sources: Vec<&'a str>,
    seen_as: Vec<Seen<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

#[derive(Serialize)]
struct Seen<'a> {
    source: &'a str,
    guid: Option<&'a str>,
    link: Option<&'a str>,
    section: Option<&'a str>,
}

/// An article as one line of JSON. `published` is as exact as it is known: an instant, a day or a month; `published_from` is the kind of
/// document that said so: `feed`, `listing`, `saved`, `sitemap`, `json` or `article page`.
pub(super) fn exported(exported: &Exported) -> String {
    let article = &exported.article;
    let mut sources: Vec<&str> = exported.seen_as.iter().map(|seen| seen.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let time = |time: Option<Instant>| time.map(rfc3339);
    let line = Line {
        id: &article.id,
        title: &article.title,
        link: article.link.as_deref(),
        canonical: article.canonical.as_deref(),
        section: article.section.as_ref().map(|section| section.label.as_str()),
        month: article.month.to_string(),
        published: article.stated.text(),
        published_precision: article.stated.precision(),
        published_from: Some(exported.stated_in.as_str()).filter(|document| !document.is_empty()),
        first_seen: rfc3339(article.first_seen),
        released: time(article.released),
        updated: time(article.updated),
        author: article.author.as_deref(),
        summary: article.summary.as_deref(),
        content: article.content.as_deref(),
        sources,
        seen_as: exported.seen_as.iter().map(seen).collect(),
        withdrawn: exported.withdrawn,
    };
    // Texts always have a form in JSON.
    serde_json::to_string(&line).unwrap_or_default()
}

fn seen(seen: &SeenAs) -> Seen<'_> {
    Seen { source: &seen.source, guid: seen.guid.as_deref(), link: seen.link.as_deref(), section: seen.section.as_deref() }
}
