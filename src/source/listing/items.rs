//! From items to entries: the parts by selector, or as they were found; and the check that the page still has its shape.

use std::collections::HashSet;

use scraper::Html;
use url::Url;

use super::Listing;
use super::found::{self, Item};
use super::label;
use super::parts::{Parts, guess};
use super::pick::Pick;
use super::picture::pictures;
use crate::article::{Entry, Month, Stated};
use crate::clean;
use crate::source::element::line_without;
use crate::source::{Context, dates};
use crate::trouble::{Kind, Trouble};

/// What reading the items of one page needs to know of the page.
pub(super) struct Around<'p> {
    /// What links are resolved against.
    pub(super) base: &'p Url,
    /// The month that the page names.
    pub(super) month: Option<Month>,
    /// Which page it is, for messages.
    pub(super) number: Option<u32>,
    /// What is known of the publication.
    pub(super) context: &'p Context,
}

/// The items of a page: by selector, or found from its structure.
pub(super) fn items<'a>(listing: &Listing, page: &'a Html) -> Vec<Item<'a>> {
    match &listing.item {
        Some(pick) => page.select(&pick.selector).map(Item::one).collect(),
        None => found::items(page),
    }
}

/// The entries of the items in page order, and what was skipped and why.
///
/// # Errors
/// `layout` when more than one item in twenty lacks its headline, or its link where a selector names one.
pub(super) fn entries(listing: &Listing, items: &[Item<'_>], around: &Around<'_>) -> Result<(Vec<Entry>, Vec<String>), Trouble> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen = HashSet::new();
    let mut skipped = Vec::new();
    let parts = guess(items, around.context);
    let pictures = pictures(items, &parts, around.base);
    for (place, (item, (found, image))) in items.iter().zip(parts.into_iter().zip(pictures)).enumerate() {
        let entry = Entry { image, ..entry(listing, item, found, around) };
        match missing(listing, &entry) {
            Some((what, pick)) => skipped.push((place + 1, what, pick)),
            // A story that is shown twice on one page is one entry.
            None if seen.insert((entry.title.clone(), entry.link.clone(), entry.section.clone())) => entries.push(entry),
            None => {}
        }
    }
    if let Some((_, what, pick)) = skipped.first().filter(|_| skipped.len() * 20 > items.len()) {
        let (count, all, page) = (skipped.len(), items.len(), the_page(around.number));
        let looks = pick.map_or_else(String::new, |pick| format!(" where `{}` looks", pick.text));
        let sentence = format!("{count} of {all} items of {page} have no {what}{looks}; the page may have changed shape");
        return Err(Trouble::new(Kind::Layout, sentence));
    }
    Ok((entries, skipped.iter().map(|(place, what, _)| format!("item {place} has no {what}")).collect()))
}

/// How messages name a page.
pub(super) fn the_page(number: Option<u32>) -> String {
    number.map_or_else(|| "the page".to_owned(), |number| format!("page {number}"))
}

/// A byline's name without the `By` in front.
pub(super) fn without_by(name: &str) -> &str {
    let rest = name.get(..3).filter(|by| by.eq_ignore_ascii_case("by ")).and_then(|_| name.get(3..));
    rest.unwrap_or(name).trim_start()
}

/// What an entry cannot do without and lacks, and the selector that should have found it.
fn missing<'l>(listing: &'l Listing, entry: &Entry) -> Option<(&'static str, Option<&'l Pick>)> {
    if entry.title.is_empty() {
        return Some(("headline", listing.title.as_ref()));
    }
    listing.link.as_ref().filter(|_| entry.link.is_none()).map(|pick| ("link", Some(pick)))
}

fn entry(listing: &Listing, item: &Item<'_>, found: Parts, around: &Around<'_>) -> Entry {
    let labels = &around.context.labels;
    let section = take(listing.section.as_ref(), item, found.section);
    let title = title(listing, item, found.title).unwrap_or_default();
    let (section, title) = match (section, label::split(&title, labels)) {
        (None, Some((label, headline))) => (Some(label), headline.to_owned()),
        (section, _) => (section.map(|text| label::known(&text, labels).unwrap_or(text)), title),
    };
    let link = match &listing.link {
        Some(pick) => pick.within(item).find_map(|element| Some(pick.take_link(element)?.to_owned())),
        None => listing.title.as_ref().and_then(|pick| linked(pick, item)).or(found.link),
    };
    Entry {
        link: link.and_then(|link| clean::link(&link, Some(around.base))).map(String::from),
        title,
        section,
        summary: summary(listing, item, found.summary, around.base),
        author: take(listing.author.as_ref(), item, found.author).map(|name| without_by(&name).to_owned()),
        stated: stated(listing, item, &found.dates, around),
        ..Entry::default()
    }
}

/// A part as one line: by its selector where there is one, else as found.
fn take(pick: Option<&Pick>, item: &Item<'_>, found: Option<String>) -> Option<String> {
    pick.map_or(found, |pick| pick.within(item).find_map(|element| pick.take(element)))
}

/// The headline; without the section label where that has an element of its own inside it.
fn title(listing: &Listing, item: &Item<'_>, found: Option<String>) -> Option<String> {
    let Some(pick) = &listing.title else { return found };
    let label = listing.section.as_ref().filter(|section| section.attribute.is_none()).and_then(|section| section.within(item).next());
    pick.within(item).find_map(|element| {
        let inside = label.filter(|label| pick.attribute.is_none() && *label != element);
        let text = if inside.is_some() { line_without(element, inside) } else { pick.take(element)? };
        (!text.is_empty()).then_some(text)
    })
}

/// The address of the headline that a selector found: of the link in it, or of the link that it stands in.
fn linked(pick: &Pick, item: &Item<'_>) -> Option<String> {
    let element = pick.within(item).next()?;
    let inside = element.descendent_elements().find_map(|inner| inner.attr("href"));
    let outside = || element.ancestors().filter_map(scraper::ElementRef::wrap).find(|outer| outer.value().name() == "a")?.attr("href");
    inside.or_else(outside).map(|href| href.trim().to_owned())
}

/// The standfirst as cleaned HTML.
fn summary(listing: &Listing, item: &Item<'_>, found: Option<String>, base: &Url) -> Option<String> {
    let html = match &listing.summary {
        Some(pick) if pick.attribute.is_some() => take(Some(pick), item, None).map(|text| clean::escape(&text)),
        Some(pick) => pick.within(item).map(|element| element.inner_html()).find(|html| !html.trim().is_empty()),
        None => found,
    };
    let cleaned = clean::html(html?.trim(), Some(base));
    let cleaned = cleaned.trim();
    (!cleaned.is_empty()).then(|| cleaned.to_owned())
}

/// The item's own date where it says more than the page's month, else that month.
fn stated(listing: &Listing, item: &Item<'_>, found: &[String], around: &Around<'_>) -> Stated {
    let picked: Vec<String> = listing.date.iter().flat_map(|pick| pick.within(item).flat_map(|element| texts(pick, element))).collect();
    let texts = if listing.date.is_some() { &picked } else { found };
    let read = |text: &str| dates::parse(text, around.context.zone, &around.context.language);
    let within = |text: &str| dates::within(text, around.context.zone, &around.context.language);
    let own = texts
        .iter()
        .filter_map(|text| read(text).or_else(|| read(without_words(text))).or_else(|| within(text)))
        .max_by_key(|stated| stated.rank());
    let month = around.month.map_or(Stated::Unsaid, Stated::In);
    own.filter(|own| own.rank() > month.rank()).unwrap_or(month)
}

/// A text without the words around its date: `Posted on 3 November 2025 in`.
fn without_words(text: &str) -> &str {
    let is_word =
        |word: &str| !word.contains(|c: char| c.is_ascii_digit()) && dates::month_named(word.trim_end_matches([',', '.'])).is_none();
    let mut rest = text.trim();
    while let Some((_, behind)) = rest.split_once(char::is_whitespace).filter(|(first, _)| is_word(first)) {
        rest = behind.trim_start();
    }
    while let Some((before, _)) = rest.rsplit_once(char::is_whitespace).filter(|(_, last)| is_word(last)) {
        rest = before.trim_end();
    }
    rest
}

/// What a date selector may mean: the named attribute, else what the element says for machines, then its text.
fn texts(pick: &Pick, element: scraper::ElementRef<'_>) -> Vec<String> {
    let machine = element.attr("datetime").filter(|_| pick.attribute.is_none()).map(clean::line);
    machine.into_iter().chain(pick.take(element)).collect()
}
