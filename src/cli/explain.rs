//! `feedmill explain`: why an article is one, is in its section and month, and stands in its feeds.

use clap::Args;
use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};

use super::export::exported;
use super::named::named;
use super::{Exit, Failure, Here, print, store};
use crate::article::rfc3339;
use crate::store::{Alias, AliasState, Arrived, Decided, Explained, Named, Revision, Sighting, Store as _};

/// The options of `explain`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The article: its id, its link, or words of its headline.
    pub article: Vec<String>,
    /// Only look in this publication.
    #[arg(long)]
    pub publication: Option<String>,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Explains one article.
///
/// # Errors
/// When the configuration or the store is not usable, or no article, or more than one, is meant.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let Some(store) = store(&config)? else { return Ok(Exit::NoInput) };
    let (publication, article) = named(&store, &config, arguments.publication.as_deref(), &arguments.article.join(" ")).await?;
    let explained = store.explain(publication, article.row).await?;
    print(if arguments.json { vec![json(&explained)] } else { lines(&explained) })?;
    Ok(Exit::Ok)
}

/// What is said of an article, a line each.
fn lines(explained: &Explained) -> Vec<String> {
    let mut lines = about(explained);
    lines.extend(part(
        "Seen",
        explained.sightings.iter().map(|seen| {
            let said = [("guid", &seen.guid), ("link", &seen.link), ("section", &seen.section)];
            let said: Vec<String> = said.iter().filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} {value}"))).collect();
            let edits = if seen.edits > 0 { format!(", edited {} times", seen.edits) } else { String::new() };
            let rules = if seen.rules.is_empty() { String::new() } else { format!(", changed by the rules {}", seen.rules.join(", ")) };
            format!("{}  {}: {}, on {}{edits}{rules}", rfc3339(seen.first_seen), seen.source, said.join(", "), seen.page)
        }),
    ));
    lines.extend(part(
        "Known by",
        explained.aliases.iter().map(|alias| {
            let source = alias.source.as_ref().map_or_else(String::new, |source| format!(" in {source}"));
            format!("{} {}{source}{}", alias.kind, alias.value, state(&alias.state))
        }),
    ));
    lines.extend(part("Changed", explained.revisions.iter().map(changed)));
    lines.extend(part("Decided", explained.decisions.iter().map(|decision| decided(decision, &explained.exported.article.id))));
    lines.extend(part(
        "Kept apart from",
        explained.conflicts.iter().map(|(at, other)| format!("{}  {}: an entry had aliases of both", rfc3339(*at), name(other))),
    ));
    lines.extend(part(
        "Stands in",
        explained.feeds.iter().map(|(path, since)| since.map_or_else(|| path.clone(), |since| format!("{path} since {}", rfc3339(since)))),
    ));
    lines
}

/// What the article is, and why it is in its section and month.
fn about(explained: &Explained) -> Vec<String> {
    let (exported, article) = (&explained.exported, &explained.exported.article);
    let mut lines = vec![article.title.clone(), format!("  id        {}", article.id)];
    lines.extend(article.link.iter().map(|link| format!("  link      {link}")));
    lines.push(match &article.section {
        None => "  section   none: no source names one".to_owned(),
        Some(section) if explained.default_section => {
            format!("  section   {}: the default of {}, as no page named one", section.label, explained.lead)
        }
        Some(section) => {
            let by = explained.sightings.iter().rev().find(|seen| seen.section.as_deref() == Some(&section.label));
            format!("  section   {}: named by {}", section.label, by.map_or("a page", |seen| seen.source.as_str()))
        }
    });
    let month = match (article.stated.text(), explained.clamped) {
        (None, _) => "the month in which it was first seen, as no date was stated".to_owned(),
        (Some(date), false) => format!("{} states {date} ({})", explained.stated_by, exported.stated_in),
        (Some(date), true) => format!("{} stated a date in the future; {date} is when it was first seen", explained.stated_by),
    };
    lines.push(format!("  month     {}: {month}", article.month));
    let came = match explained.arrival {
        Arrived::News => "as news",
        Arrived::Tail => "with a new source or an import, below all that stood in the live feeds",
        Arrived::Backfill => "when its month was sealed: it enters month feeds only",
        Arrived::Recovered => "from the published files of an earlier store",
    };
    lines.push(format!("  came      {} {came}; its text is that of {}", rfc3339(article.first_seen), explained.lead));
    if let Some(released) = article.released {
        lines.push(format!("  released  {}", rfc3339(released)));
    }
    if let Some(updated) = article.updated.filter(|updated| Some(*updated) != article.released) {
        lines.push(format!("  updated   {}", rfc3339(updated)));
    }
    if exported.withdrawn {
        lines.push("  withdrawn: it stands in no feed, and never comes back from a source".to_owned());
    }
    lines.extend(explained.shown_as.iter().map(|shown| format!("  shown as  {}", name(shown))));
    lines.extend(explained.members.iter().map(|member| format!("  one with  {}", name(member))));
    lines
}

/// A heading and its lines; nothing where there are none.
fn part(heading: &str, lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines: Vec<String> = lines.map(|line| format!("  {line}")).collect();
    if lines.is_empty() { lines } else { std::iter::once(heading.to_owned()).chain(lines).collect() }
}

fn name(article: &Named) -> String {
    format!("`{}` ({})", article.title, article.id)
}

fn state(state: &AliasState) -> String {
    match state {
        AliasState::Live => String::new(),
        AliasState::Poisoned => ": ignored, it stood on several entries of one document".to_owned(),
        AliasState::Elsewhere(other) => format!(": leads to {}", name(other)),
        AliasState::Unknown => ": not kept, as the source shows the article in ever new ways".to_owned(),
    }
}

/// A change: short texts word by word, as `[-was-]` and `{+became+}`.
fn changed(revision: &Revision) -> String {
    let (was, became) = (revision.was.as_deref().unwrap_or_default(), revision.became.as_deref().unwrap_or_default());
    format!("{}  {}, {}: {}", rfc3339(revision.at), revision.source, revision.field, diff(was, became))
}

/// Longer texts than this are only measured.
const LONGEST: usize = 2_000;

fn diff(was: &str, became: &str) -> String {
    if was.len() + became.len() > LONGEST {
        return format!("{} characters became {}", was.chars().count(), became.chars().count());
    }
    let (mut text, mut last) = (String::new(), ChangeTag::Equal);
    let close = |text: &mut String, tag: ChangeTag| match tag {
        ChangeTag::Equal => {}
        ChangeTag::Delete => text.push_str("-]"),
        ChangeTag::Insert => text.push_str("+}"),
    };
    for change in TextDiff::from_words(was, became).iter_all_changes() {
        if change.tag() != last {
            close(&mut text, last);
            text.push_str(match change.tag() {
                ChangeTag::Equal => "",
                ChangeTag::Delete => "[-",
                ChangeTag::Insert => "{+",
            });
            last = change.tag();
        }
        text.push_str(change.value());
    }
    close(&mut text, last);
    text
}

fn decided(decision: &Decided, id: &str) -> String {
    let subject = if decision.article.id == id { "it".to_owned() } else { name(&decision.article) };
    let other = decision.other.as_ref().map_or_else(String::new, |other| {
        let word = if decision.verb == "unmerge" { "from" } else { "into" };
        format!(" {word} {}", if other.id == id { "it".to_owned() } else { name(other) })
    });
    let reason = if decision.reason.is_empty() { String::new() } else { format!(" ({})", decision.reason) };
    format!("{}  {}: {subject}{other}{reason}", rfc3339(decision.at), decision.verb)
}

/// What is known of an article as one object; the article itself as `export` prints it.
fn json(explained: &Explained) -> String {
    let alias = |alias: &Alias| {
        let (state, article) = match &alias.state {
            AliasState::Live => ("live", None),
            AliasState::Poisoned => ("poisoned", None),
            AliasState::Elsewhere(other) => ("elsewhere", Some(&other.id)),
            AliasState::Unknown => ("unknown", None),
        };
        json!({"kind": alias.kind, "value": alias.value, "source": alias.source, "state": state, "article": article})
    };
    let seen = |seen: &Sighting| {
        json!({"source": seen.source, "id": seen.id, "guid": seen.guid, "link": seen.link, "section": seen.section, "page": seen.page,
               "first_seen": rfc3339(seen.first_seen), "edits": seen.edits, "rules": seen.rules})
    };
    let change = |change: &Revision| json!({"at": rfc3339(change.at), "source": change.source, "field": change.field, "was": change.was, "became": change.became});
    let judged = |decision: &Decided| {
        json!({"at": rfc3339(decision.at), "verb": decision.verb, "article": decision.article.id,
               "other": decision.other.as_ref().map(|other| &other.id), "reason": decision.reason})
    };
    let all = |articles: &[Named]| articles.iter().map(|article| article.id.clone()).collect::<Vec<_>>();
    let arrival = match explained.arrival {
        Arrived::News => "news",
        Arrived::Tail => "tail",
        Arrived::Backfill => "back-fill",
        Arrived::Recovered => "recovered",
    };
    // A line of `export` is JSON.
    let article: Value = serde_json::from_str(&exported(&explained.exported)).unwrap_or_default();
    let apart: Vec<Named> = explained.conflicts.iter().map(|(_, other)| other.clone()).collect();
    json!({
        "article": article,
        "arrival": arrival,
        "default_section": explained.default_section,
        "stated_by": explained.stated_by,
        "lead": explained.lead,
        "clamped": explained.clamped,
        "withdrawn": explained.exported.withdrawn,
        "shown_as": explained.shown_as.as_ref().map(|shown| &shown.id),
        "one_with": all(&explained.members),
        "sightings": explained.sightings.iter().map(seen).collect::<Vec<_>>(),
        "aliases": explained.aliases.iter().map(alias).collect::<Vec<_>>(),
        "revisions": explained.revisions.iter().map(change).collect::<Vec<_>>(),
        "decisions": explained.decisions.iter().map(judged).collect::<Vec<_>>(),
        "kept_apart_from": all(&apart),
        "feeds": explained.feeds.iter().map(|(feed, since)| json!({"feed": feed, "since": since.map(rfc3339)})).collect::<Vec<_>>(),
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_shown_word_by_word() {
        assert_eq!(
            diff("Board told to cut spending", "Board asked to cut agency spending"),
            "Board [-told-]{+asked+} to cut {+agency +}spending"
        );
        assert_eq!(diff("", "News"), "{+News+}");
        assert_eq!(diff(&"a ".repeat(2_000), "b"), "4000 characters became 1");
    }
}
