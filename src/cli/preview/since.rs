//! `preview --since 30d`: what the rules of this configuration would have made of the articles of the last days. Nothing is changed.

use std::time::Duration;

use chrono::TimeDelta;

use super::super::{Exit, Failure, Here, print, store};
use crate::article::{Article, Entry};
use crate::config::Publication;
use crate::rules::{self, Refused};
use crate::store::{Exported, Store as _};

/// Articles that are read from the store in one go.
const AT_ONCE: usize = 500;

/// Shows what the rules would have done.
///
/// # Errors
/// When the configuration or the store is not usable.
pub(super) async fn run(here: &Here, since: Duration) -> Result<Exit, Failure> {
    let config = here.config()?;
    let Some(store) = store(&config)? else { return Ok(Exit::Ok) };
    let from = here.clock.now() - TimeDelta::from_std(since).unwrap_or(TimeDelta::MAX);
    let (mut after, mut looked, mut touched) = (0, 0_usize, 0_usize);
    loop {
        let articles = store.export(after, AT_ONCE).await?;
        let Some((last, _)) = articles.last() else { break };
        after = *last;
        for (_, exported) in articles.iter().filter(|(_, exported)| exported.article.first_seen >= from) {
            let Some(publication) = config.publication(&exported.publication) else { continue };
            looked += 1;
            let lines = effects(publication, exported);
            touched += usize::from(!lines.is_empty());
            print(lines)?;
        }
    }
    print([format!("{looked} articles first seen since {}, {touched} of them would be other", crate::article::rfc3339(from))])?;
    Ok(Exit::Ok)
}

/// What the rules would make of an article, a line for each source that shows it.
fn effects(publication: &Publication, exported: &Exported) -> Vec<String> {
    let mut sources: Vec<&str> = exported.seen_as.iter().filter_map(|seen| Some(seen.source.split_once('/')?.1)).collect();
    sources.sort_unstable();
    sources.dedup();
    let lines = sources.into_iter().filter_map(|source| {
        let article = &exported.article;
        let mut entry = entry(exported, publication, source);
        let label = entry.section.clone();
        let effect = match rules::apply(&publication.rules, source, &mut entry) {
            Err(Refused::By(rule)) => format!("left out by `{rule}`"),
            Err(Refused::NotIncluded) => "left out: no rule includes it".to_owned(),
            Ok(()) => changes(article, label.as_deref(), &entry)?,
        };
        Some(format!("{}/{source}  {}: {effect}", publication.name, article.title))
    });
    lines.collect()
}

/// An article as an entry of a source. What earlier rules took from it is gone.
fn entry(exported: &Exported, publication: &Publication, source: &str) -> Entry {
    let article = &exported.article;
    let full = format!("{}/{source}", publication.name);
    let seen = exported.seen_as.iter().rev().find(|seen| seen.source == full);
    Entry {
        title: article.title.clone(),
        link: seen.and_then(|seen| seen.link.clone()),
        section: seen.and_then(|seen| seen.section.clone()),
        author: article.author.clone(),
        categories: article.categories.clone(),
        summary: article.summary.clone(),
        content: article.content.clone(),
        ..Entry::default()
    }
}

/// What rules changed; `None` for nothing.
fn changes(article: &Article, label: Option<&str>, entry: &Entry) -> Option<String> {
    let mut changes = Vec::new();
    if entry.title != article.title {
        changes.push(format!("headline `{}`", entry.title));
    }
    if entry.section.as_deref() != label {
        changes.push(format!("section {}, not {}", entry.section.as_deref().unwrap_or("none"), label.unwrap_or("none")));
    }
    if !entry.rules.is_empty() && changes.is_empty() {
        changes.push(format!("link {}", entry.link.as_deref().unwrap_or("none")));
    }
    (!changes.is_empty()).then(|| format!("{} by {}", changes.join(", "), entry.rules.join(", ")))
}
