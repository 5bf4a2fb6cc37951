//! Rules that an operator writes for what sources bring: keep it or not, and correct it, before anybody asks what it is. Pure.
//!
//! Rules are applied in the order written, each to what those before it made of the entry. They see an entry as its source gave it,
//! with the source's default section not yet applied.

mod pattern;

use url::Url;

use crate::article::Entry;
use crate::clean;
use crate::config::Name;
pub use pattern::{BadPattern, Pattern};

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, by which `explain` and logs call it.
    pub name: Name,
    /// The sources whose entries it is for; all where it names none.
    pub sources: Vec<String>,
    /// What an entry must be: all of these.
    pub when: Vec<(Field, Vec<Pattern>)>,
    /// What is done.
    pub then: Vec<Action>,
}

/// What a rule looks at. Of several patterns for one field, one is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The headline.
    Title,
    /// The section label.
    Section,
    /// The byline.
    Author,
    /// Any of the category labels.
    Category,
    /// The link.
    Link,
    /// Standfirst and text, as plain text.
    Body,
}

impl Field {
    /// All of them, by the names that they have in a configuration.
    pub const ALL: [(&'static str, Self); 6] = [
        ("title", Self::Title),
        ("section", Self::Section),
        ("author", Self::Author),
        ("category", Self::Category),
        ("link", Self::Link),
        ("body", Self::Body),
    ];

    /// Whether plain text must be all that stands there, as for a label, or may be a part of it.
    #[must_use]
    pub const fn is_label(self) -> bool {
        matches!(self, Self::Section | Self::Author | Self::Category)
    }
}

/// What a rule does with an entry that it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Only what fits this, or another rule that includes, is kept.
    Include,
    /// It is not kept.
    Exclude,
    /// This is its section, as if its page said so.
    SetSection(String),
    /// Its link has this host.
    SetHost(String),
    /// Its link has none of these parameters; a name may end in `*`.
    DropParameters(Vec<String>),
    /// Its headline begins behind this.
    StripPrefix(String),
}

/// Why an entry is not kept: the rule that excludes it, or that it fits none that includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// By this rule.
    By(Name),
    /// No rule that includes fits.
    NotIncluded,
}

/// Applies rules to an entry of a source, and notes in it which of them did something.
///
/// # Errors
/// When it is not to be kept.
pub fn apply(rules: &[Rule], source: &str, entry: &mut Entry) -> Result<(), Refused> {
    let (mut wants, mut wanted) = (false, false);
    for rule in rules.iter().filter(|rule| rule.is_for(source)) {
        let includes = rule.then.contains(&Action::Include);
        wants |= includes;
        if !rule.fits(entry) {
            continue;
        }
        wanted |= includes;
        if rule.then.contains(&Action::Exclude) {
            return Err(Refused::By(rule.name.clone()));
        }
        // Every action is done; what was done already changes nothing.
        if rule.then.iter().filter(|action| action.apply(entry)).count() > 0 {
            entry.rules.push(rule.name.to_string());
        }
    }
    if wants && !wanted { Err(Refused::NotIncluded) } else { Ok(()) }
}

/// A text that changes when rules do; empty where there are none.
#[must_use]
pub fn mark(rules: &[Rule]) -> Vec<u8> {
    if rules.is_empty() { Vec::new() } else { blake3::hash(format!("{rules:?}").as_bytes()).as_bytes()[..8].to_vec() }
}

impl Rule {
    fn is_for(&self, source: &str) -> bool {
        self.sources.is_empty() || self.sources.iter().any(|name| name == source)
    }

    fn fits(&self, entry: &Entry) -> bool {
        self.when.iter().all(|(field, patterns)| {
            let any = |text: &str| patterns.iter().any(|pattern| pattern.fits(text));
            match field {
                Field::Title => any(&entry.title),
                Field::Section => entry.section.as_deref().is_some_and(any),
                Field::Author => entry.author.as_deref().is_some_and(any),
                Field::Category => entry.categories.iter().any(|label| any(label)),
                Field::Link => entry.link.as_deref().is_some_and(any),
                Field::Body => {
                    let texts = [entry.summary.as_deref(), entry.content.as_deref()];
                    texts.into_iter().flatten().any(|html| any(&clean::plain(html)))
                }
            }
        })
    }
}

impl Action {
    /// Does what is to be done; says whether that changed anything.
    fn apply(&self, entry: &mut Entry) -> bool {
        match self {
            Self::Include | Self::Exclude => false,
            Self::SetSection(label) => entry.section.replace(label.clone()).as_ref() != Some(label),
            Self::SetHost(host) => change_link(entry, |link| {
                // A host that the configuration could read is one.
                let _ = link.set_host(Some(host));
            }),
            Self::DropParameters(names) => change_link(entry, |link| clean::drop_parameters(link, |pair| is_named(pair, names))),
            Self::StripPrefix(prefix) => strip_prefix(entry, prefix),
        }
    }
}

fn change_link(entry: &mut Entry, change: impl FnOnce(&mut Url)) -> bool {
    let Some(mut link) = entry.link.as_deref().and_then(|link| Url::parse(link).ok()) else { return false };
    change(&mut link);
    let link = Some(link.to_string());
    let changed = entry.link != link;
    entry.link = link;
    changed
}

/// Whether a `key=value` pair has one of these names, which may end in `*`.
fn is_named(pair: &str, names: &[String]) -> bool {
    let key = pair.split('=').next().unwrap_or_default();
    names.iter().any(|name| name.strip_suffix('*').map_or(name == key, |start| key.starts_with(start)))
}

/// Takes a prefix off a headline, whatever its case; a headline that is nothing else stays.
fn strip_prefix(entry: &mut Entry, prefix: &str) -> bool {
    let mut rest = entry.title.chars();
    for wanted in prefix.chars() {
        match rest.next() {
            Some(found) if found.to_lowercase().eq(wanted.to_lowercase()) => {}
            _ => return false,
        }
    }
    let rest = rest.as_str().trim_start();
    if rest.is_empty() {
        return false;
    }
    entry.title = rest.to_owned();
    true
}

#[cfg(test)]
mod tests;
