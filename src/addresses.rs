//! What an edit of the configuration does to addresses that were published: one sentence for each that moves or is dropped. Pure.

use std::collections::BTreeSet;

use crate::article::Section;
use crate::config::{Publication, SectionRule};
use crate::feed::{FeedKey, Scope};

/// The sections of a publication whose address this configuration changes without an alias for the old one. `known` are the sections
/// that have articles, as they stand before the configuration is taken over.
#[must_use]
pub fn moved_sections(publication: &Publication, known: &[Section]) -> Vec<String> {
    known.iter().filter_map(|section| moved(publication, section)).collect()
}

fn moved(publication: &Publication, Section { label, slug }: &Section) -> Option<String> {
    let rules = &publication.sections;
    let old = format!("{}/sections/{slug}/", publication.name);
    let owner = |slug: &str| rules.iter().find(|rule| rule.slug.as_str() == slug && rule.label != *label);
    match (rules.iter().find(|rule| rule.label == *label), owner(slug)) {
        (Some(rule), _) if rule.slug.as_str() == slug || is_aliased(rule, slug) => None,
        (Some(rule), None) => Some(format!(
            "section `{label}` moves from {old} to {} without an alias: its old address leads there as long as the store remembers it; \
             write `aliases = [\"{slug}\"]` to make sure",
            rule.slug
        )),
        (_, Some(other)) => Some(format!(
            "section `{label}` loses its address {old} to `{}`: its subscribers will see the articles of that one",
            other.label
        )),
        (None, None) => None,
    }
}

fn is_aliased(rule: &SectionRule, slug: &str) -> bool {
    rule.aliases.iter().any(|alias| alias.as_str() == slug)
}

/// The feeds that stand among the published files and that this configuration no longer has: of a publication that is gone, only the
/// feed of everything, which stands for all of them.
#[must_use]
pub fn dropped(publications: &[&Publication], published: &[String]) -> BTreeSet<FeedKey> {
    let folders = published.iter().filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder);
    folders
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter_map(|folder| folder.parse().ok())
        .filter_map(|key| lost(publications, key))
        .collect()
}

fn lost(publications: &[&Publication], key: FeedKey) -> Option<FeedKey> {
    let now = publications.iter().find(|publication| publication.name == key.publication);
    let renamed = publications.iter().any(|publication| publication.aliases.contains(&key.publication));
    match (now, &key.scope) {
        (None, _) if renamed => None,
        (None, _) => Some(FeedKey { scope: Scope::All, ..key }),
        (Some(publication), Scope::Own(name)) if !publication.feeds.iter().any(|feed| feed.name == *name) => Some(key),
        (Some(_), _) => None,
    }
}

/// What to say about a feed that was dropped.
#[must_use]
pub fn dropped_sentence(key: &FeedKey) -> String {
    match &key.scope {
        Scope::All => format!(
            "{key}/ is published and `{key}` is no longer configured: all its addresses answer 410; if it was renamed, write \
             `aliases = [\"{key}\"]` in its new file"
        ),
        _ => format!("{key}/ is published and no longer configured: its address answers 410"),
    }
}
