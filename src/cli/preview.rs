//! `preview`: what a document would give, as a person or a program reads it. Pure: it fetches nothing and stores nothing.

mod command;
mod since;

use std::fmt::Write as _;

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde::Serialize;

use crate::article::{Enclosure, Entry, Stated, rfc3339, start_of_day};
use crate::clock::Instant;
use crate::source::listing::Listing;
use crate::source::saved::Saved;
use crate::source::{Context, Page, Read, Reading, feed, shown, sitemap};
use crate::status::counted;
use crate::trouble::Trouble;
pub(super) use command::address;
pub use command::{Arguments, run};

/// The object of one document, in the order in which it is printed.
#[derive(Default, Serialize)]
struct Document<'r> {
    file: &'r str,
    ok: bool,
    error: Option<String>,
    kind: Option<&'r str>,
    feed_title: Option<&'r str>,
    feed_link: Option<&'r str>,
    feed_id: Option<&'r str>,
    feed_description: Option<&'r str>,
    feed_language: Option<&'r str>,
    feed_updated: Option<String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    repaired: &'r [String],
    entries: Vec<Item<'r>>,
}

/// One entry of a document.
#[derive(Serialize)]
struct Item<'r> {
    guid: Option<&'r str>,
    id: String,
    title: &'r str,
    link: Option<&'r str>,
    published: Option<String>,
    published_precision: &'static str,
    updated: Option<String>,
    summary: Option<&'r str>,
    content: Option<&'r str>,
    author: Option<&'r str>,
    section: Option<&'r str>,
    categories: &'r [String],
    enclosures: &'r [Enclosure],
}

/// The document as one line of JSON, without the line's end.
///
/// `published` is always a moment: where only a day or a month is stated, its first moment in `zone`, and
/// `published_precision` says how much of it was stated. `id_of` gives the id that would be published.
#[must_use]
pub fn json(file: &str, result: &Result<Reading, Trouble>, zone: Tz, id_of: &dyn Fn(&Entry) -> String) -> String {
    let document = match result {
        Ok(reading) => read_document(file, reading, zone, id_of),
        Err(trouble) => Document { file, error: Some(trouble.to_string()), ..Document::default() },
    };
    // Plain text and numbers always become JSON.
    serde_json::to_string(&document).unwrap_or_default()
}

fn read_document<'r>(file: &'r str, reading: &'r Reading, zone: Tz, id_of: &dyn Fn(&Entry) -> String) -> Document<'r> {
    let about = &reading.about;
    Document {
        file,
        ok: true,
        error: None,
        kind: Some(about.kind),
        feed_title: about.title.as_deref(),
        feed_link: about.link.as_deref(),
        feed_id: about.id.as_deref(),
        feed_description: about.description.as_deref(),
        feed_language: about.language.as_deref(),
        feed_updated: about.updated.map(rfc3339),
        repaired: &reading.repaired,
        entries: reading.entries.iter().map(|entry| item(entry, zone, id_of)).collect(),
    }
}

fn item<'r>(entry: &'r Entry, zone: Tz, id_of: &dyn Fn(&Entry) -> String) -> Item<'r> {
    Item {
        guid: entry.guid.as_deref(),
        id: id_of(entry),
        title: &entry.title,
        link: entry.link.as_deref(),
        published: first_moment(entry.stated, zone),
        published_precision: entry.stated.precision(),
        updated: entry.updated.map(rfc3339),
        summary: entry.summary.as_deref(),
        content: entry.content.as_deref(),
        author: entry.author.as_deref(),
        section: entry.section.as_deref(),
        categories: &entry.categories,
        enclosures: &entry.enclosures,
    }
}

/// The first moment of what is stated as RFC 3339; in the zone's own offset where it is a day or a month, so that it begins with that day.
fn first_moment(stated: Stated, zone: Tz) -> Option<String> {
    let local = |time: Instant| time.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, true);
    match stated {
        Stated::At(time) => Some(rfc3339(time)),
        Stated::On(day) => Some(local(start_of_day(day, zone))),
        Stated::In(month) => Some(local(month.start(zone))),
        Stated::Unsaid => None,
    }
}

/// The document as a person reads it: what it is, each entry, and what was counted.
#[must_use]
pub fn human(file: &str, result: &Result<Reading, Trouble>, context: &Context) -> String {
    let reading = match result {
        Ok(reading) => reading,
        Err(trouble) => return format!("{file}\n  {}: {trouble}\n", trouble.kind),
    };
    let mut text = head(file, reading);
    for (place, entry) in reading.entries.iter().enumerate() {
        text.push_str(&lines_of(place + 1, entry));
    }
    text.push_str(&counts(reading, context));
    text
}

/// The lines before the entries. Writing into a string cannot fail, here and below.
fn head(file: &str, reading: &Reading) -> String {
    let about = &reading.about;
    let mut text = format!("{file}\n  {}", about.kind);
    if let Some(title) = &about.title {
        let _ = write!(text, ": {title}");
    }
    text.push('\n');
    let month = about.month.map(|month| format!("month {month}"));
    let page = reading.number.map(|number| format!("page {number}"));
    let place: Vec<String> = month.into_iter().chain(page).collect();
    if !place.is_empty() {
        let _ = writeln!(text, "  {}", place.join(", "));
    }
    for phrase in &reading.repaired {
        let _ = writeln!(text, "  repaired: {phrase}");
    }
    text.push('\n');
    text
}

/// One entry: number, date as known, section and headline on a line; under it the link and the start of the standfirst.
fn lines_of(number: usize, entry: &Entry) -> String {
    const LONGEST: usize = 100;
    let date = entry.stated.text().unwrap_or_else(|| "no date".to_owned());
    let section = entry.section.as_deref().unwrap_or("no section");
    let mut text = format!("{number:>4}  {date:<20}  {section:<18}  {}\n", entry.title);
    if let Some(link) = &entry.link {
        let _ = writeln!(text, "      {link}");
    }
    let summary = crate::clean::title(entry.summary.as_deref().unwrap_or_default());
    if !summary.is_empty() {
        let start: String = summary.chars().take(LONGEST).collect();
        let more = if start.len() < summary.len() { "…" } else { "" };
        let _ = writeln!(text, "      {start}{more}");
    }
    text
}

/// The lines behind the entries: how many, of which sections, what was left out, where it goes on.
fn counts(reading: &Reading, context: &Context) -> String {
    let mut sections: Vec<(&str, usize)> = Vec::new();
    for label in reading.entries.iter().filter_map(|entry| entry.section.as_deref()) {
        match sections.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => sections.push((label, 1)),
        }
    }
    let (entries, labels) = (counted(reading.entries.len(), "entry", "entries"), counted(sections.len(), "section", "sections"));
    let mut text = format!("\n  {entries}, {labels}\n");
    for (label, count) in sections {
        let known = context.labels.is_empty() || context.labels.iter().any(|configured| configured == label);
        let remark = if known { "" } else { "  (not in [sections]; it gets a section of its own)" };
        let _ = writeln!(text, "  {count:>4}  {label}{remark}");
    }
    for phrase in &reading.skipped {
        let _ = writeln!(text, "  skipped: {phrase}");
    }
    if let Some(found) = &reading.found {
        let _ = writeln!(text, "  found without selectors, {} % sure: {}", found.sure, found.why);
        for (key, selector) in &found.selectors {
            let _ = writeln!(text, "    {key:<7} = {selector:?}");
        }
    }
    for list in &reading.lists {
        let month = list.month.map_or_else(|| "no month".to_owned(), |month| month.to_string());
        let _ = writeln!(text, "  list: {month}  {}", list.url);
    }
    if let Some(next) = &reading.next {
        let _ = writeln!(text, "  next page: {next}");
    }
    text
}

/// How to read a document: as `given` (`feed`, `listing`, `sitemap`, `saved`), else by what its beginning shows.
#[must_use]
pub fn kind_of(page: &Page, given: Option<&str>) -> Read {
    match given.unwrap_or_else(|| shown::kind(page)) {
        "feed" => Read::Feed(feed::Feed { url: page.url.clone() }),
        "sitemap" => Read::Sitemap(sitemap::Sitemap { url: page.url.clone() }),
        "saved" => Read::Saved(Saved::plain(page.url.to_file_path().unwrap_or_default())),
        _ => Read::Listing(Box::new(Listing::plain(page.url.as_str()))),
    }
}

#[cfg(test)]
mod tests;
