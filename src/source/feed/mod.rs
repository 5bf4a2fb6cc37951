//! Feeds: RSS, Atom and JSON Feed through `feed-rs`, with our own ids and dates.
//!
//! Bytes become text (`charset`), the text a document that can be read (`document`), the document's items
//! entries (`item`). What had to be mended on the way is reported.

mod document;
mod files;
mod glance;
mod item;
mod lenient;
mod media;
mod parts;
mod references;
mod rewrite;
mod scan;

use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model::{self, FeedType};
use feed_rs::parser::{Builder, ParseFeedError};
use url::Url;

use self::document::Document;
use self::item::Items;
use super::charset::{DATA, decode};
use super::{About, Context, Page, Reading, Role, Start, dates};
use crate::article::{Entry, Stated};
use crate::clean;
use crate::clock::Instant;
use crate::trouble::{Kind, Trouble};

/// A feed's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its address.
    pub url: Url,
}

impl Feed {
    /// The feed itself.
    #[must_use]
    pub fn start(&self) -> Vec<Start> {
        vec![Start { url: self.url.clone(), role: Role::Document, month: None }]
    }

    /// Reads a feed.
    ///
    /// # Errors
    /// When the document is no feed or cannot be read: `empty`, `not_feed`, `parse` or `truncated`.
    pub fn read(&self, page: &Page, context: &Context) -> Result<Reading, Trouble> {
        read(page, context)
    }
}

/// Reads a feed, whatever source it belongs to.
///
/// # Errors
/// When the document is no feed or cannot be read: `empty`, `not_feed`, `parse` or `truncated`.
pub fn read(page: &Page, context: &Context) -> Result<Reading, Trouble> {
    let decoded = decode(&page.body, page.content_type.as_deref(), &DATA);
    if decoded.text.is_empty() {
        return Err(Trouble::new(Kind::Empty, "the document is empty"));
    }
    let anew;
    let prepared = document::prepare(&decoded.text);
    // What would be read by half is not read at all before it is written anew.
    let strict =
        prepared.and_then(|document| if document.odd { Ok(Err(document)) } else { strictly(document, &page.url, context).map(Ok) });
    let Read { mut document, feed, entries, damaged, lost } = match strict {
        Ok(Ok(read)) if !read.is_partial() => read,
        strict => {
            anew = rewrite::rewrite(&clean::legal(&decoded.text));
            forgivingly(strict, anew.as_ref(), &page.url, context)?
        }
    };
    let base = document::base(&document, &page.url);
    if entries.is_empty() && feed.title.is_none() && feed.links.is_empty() && feed.id.is_empty() {
        return Err(Trouble::new(
            Kind::NotFeed,
            "this has the form of a feed, and nothing in it that a feed has: no title, no link, no items",
        ));
    }
    let mut repaired: Vec<String> = decoded.repaired.into_iter().collect();
    repaired.append(&mut document.repaired);
    let mut reading = Reading { about: about(&feed, &base, context), repaired, damaged, ..Reading::default() };
    reading.skipped.extend((0..lost).map(|_| "an item was cut off or could not be read".to_owned()));
    reading.next = older(&feed, !entries.is_empty(), &page.url, &base);
    if document.json {
        reading.next = lenient::next(&document.body).and_then(|next| clean::link(&next, Some(&base)));
    }
    reading.entries = entries;
    let empty = reading.entries.iter().filter(|entry| entry.title.is_empty());
    reading.skipped.extend(empty.map(|_| "an item says nothing: it has no headline, text or address".to_owned()));
    Ok(reading)
}

/// Where older entries of an XML feed are: the archive before (RFC 5005, section 4), the next page (section 3), or, of `WordPress`, the page that its
/// feeds have without saying so.
fn older(feed: &model::Feed, any: bool, page: &Url, base: &Url) -> Option<Url> {
    let linked = |rel: &str| {
        let link = feed.links.iter().find(|link| link.rel.as_deref() == Some(rel))?;
        clean::link(&link.href, Some(base)).filter(|url| url != page)
    };
    let wordpress = feed.generator.as_ref().is_some_and(|generator| generator.content.to_ascii_lowercase().contains("wordpress"));
    linked("prev-archive").or_else(|| linked("next")).or_else(|| (wordpress && any).then(|| paged(page)))
}

/// The address of the page behind this one, as `WordPress` counts them.
fn paged(page: &Url) -> Url {
    let mut next = page.clone();
    let number = page.query_pairs().find_map(|(key, value)| (key == "paged").then(|| value.parse::<u32>().ok()).flatten()).unwrap_or(1);
    let others: Vec<(String, String)> = page.query_pairs().into_owned().filter(|(key, _)| key != "paged").collect();
    next.query_pairs_mut().clear().extend_pairs(others).append_pair("paged", &number.saturating_add(1).to_string());
    next
}

/// A document and what `feed-rs` read from it.
struct Read<'a> {
    document: Document<'a>,
    /// The feed without its items …
    feed: model::Feed,
    /// … and those.
    entries: Vec<Entry>,
    /// The document ended before its end.
    damaged: bool,
    /// Items that are not in the feed.
    lost: usize,
}

impl Read<'_> {
    /// Whether there is more in the document than was read.
    fn is_partial(&self) -> bool {
        !self.document.json && (self.document.odd || self.lost > 0 || self.feed.title.is_none())
    }
}

/// Reads a document as it is.
fn strictly<'a>(mut document: Document<'a>, url: &Url, context: &Context) -> Result<Read<'a>, Trouble> {
    let trouble = match in_parts(&document, url, context) {
        Ok((feed, entries)) => {
            let lost = document.items.saturating_sub(entries.len());
            return Ok(Read { document, feed, entries, damaged: false, lost });
        }
        Err(trouble) => trouble,
    };
    let Some(mended) = document.json.then(|| lenient::as_json_feed(&document.body)).flatten() else { return Err(trouble) };
    if !mended.damaged {
        document.repaired.push("fields that are not as JSON Feed has them were read as what they look like".to_owned());
    }
    document.repaired.extend(mended.repaired.map(str::to_owned));
    document.body = mended.text.into();
    let (feed, entries) = in_parts(&document, url, context)?;
    Ok(Read { document, feed, entries, damaged: mended.damaged, lost: mended.lost })
}

/// A feed and its entries; of a long one, what `feed-rs` makes of its items is gone before it makes more.
fn in_parts(document: &Document<'_>, url: &Url, context: &Context) -> Result<(model::Feed, Vec<Entry>), Trouble> {
    let (head, body) = (document.head.as_str(), &*document.body);
    let whole = document.parts.as_ref().map_or([head, body, ""], |parts| parts.frame(head, body));
    let mut feed = parse(whole, document.json, url, context)?;
    let found = std::mem::take(&mut feed.entries);
    let base = document::base(document, url);
    let items = Items::of(&feed, url, &base, context);
    let mut entries = Vec::with_capacity(document.items.max(found.len()));
    entries.extend(found.into_iter().map(|item| items.entry(&item)));
    for part in document.parts.iter().flat_map(|parts| parts.each(body)) {
        entries.extend(parse(part, false, url, context)?.entries.into_iter().map(|item| items.entry(&item)));
    }
    Ok((feed, entries))
}

/// Reads a document that was written anew, unless reading it as it was gives more. `strict` is what that gave, or the document, where it was
/// not tried.
fn forgivingly<'a>(
    strict: Result<Result<Read<'a>, Document<'a>>, Trouble>,
    anew: Option<&'a rewrite::Rewritten>,
    url: &Url,
    context: &Context,
) -> Result<Read<'a>, Trouble> {
    let strict = |most: usize| match strict {
        Ok(Ok(read)) => Ok(read),
        // It cannot give more than it has.
        Ok(Err(document)) if document.items > most => strictly(document, url, context),
        Ok(Err(_)) => Err(Trouble::new(Kind::Parse, "its items cannot be read")),
        Err(trouble) => Err(trouble),
    };
    let Some(anew) = anew else { return strict(0) };
    if anew.items == 0 && anew.lost > 0 {
        return strict(0).map_err(|_| Trouble::new(Kind::Truncated, "the document ends before its end; it was not whole when it was sent"));
    }
    let again = document::prepare(&anew.text).and_then(|document| strictly(document, url, context));
    let Ok(mut again) = again else { return strict(0) };
    match strict(again.entries.len()) {
        Ok(strict) if again.entries.len() < strict.entries.len() => Ok(strict),
        _ => {
            again.document.repaired.extend(anew.repaired.iter().cloned());
            Ok(Read { damaged: anew.damaged, lost: again.lost + anew.lost, ..again })
        }
    }
}

/// Hands a document in three pieces to `feed-rs`, which must not take the program down with it.
fn parse([head, body, tail]: [&str; 3], json: bool, url: &Url, context: &Context) -> Result<model::Feed, Trouble> {
    let (zone, language) = (context.zone, context.language.clone());
    let parser = Builder::new()
        .base_uri(Some(url.as_str()))
        .sanitize_content(false)
        // An item without id stays without: an invented one would differ at each fetch.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |text| dates::parse(text, zone, &language).and_then(encode))
        .build();
    let bytes = head.as_bytes().chain(body.as_bytes()).chain(tail.as_bytes());
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(bytes)));
    match parsed {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(ParseFeedError::JsonSerde(error))) if error.is_eof() => {
            Err(Trouble::new(Kind::Truncated, "the document ends before its end; it was not whole when it was sent"))
        }
        Ok(Err(error)) if json => Err(Trouble::new(Kind::Parse, format!("this JSON is no JSON Feed: {}", clean::line(&error.to_string())))),
        Ok(Err(error)) => Err(Trouble::new(Kind::Parse, format!("its XML cannot be read as a feed: {}", clean::line(&error.to_string())))),
        Err(_) => Err(Trouble::new(Kind::Parse, "the feed reader gave up on this document; please report it with the document")),
    }
}

/// What stands in the nanoseconds of a date that came through `feed-rs`, whose model knows only instants.
const DAY_ONLY: u32 = 1;
/// The same for a date that is only a month.
const MONTH_ONLY: u32 = 2;

/// Puts a stated date into an instant, in whole seconds; what it states goes into the nanoseconds.
fn encode(stated: Stated) -> Option<Instant> {
    use chrono::Timelike as _;
    let (time, mark) = match stated {
        Stated::At(time) => (time, 0),
        Stated::On(day) => (day.and_time(chrono::NaiveTime::MIN).and_utc(), DAY_ONLY),
        Stated::In(month) => (month.first_day().and_time(chrono::NaiveTime::MIN).and_utc(), MONTH_ONLY),
        Stated::Unsaid => return None,
    };
    time.with_nanosecond(mark)
}

/// The stated date that [`encode`] put in.
fn decode_date(time: Instant) -> Stated {
    match time.timestamp_subsec_nanos() {
        DAY_ONLY => Stated::On(time.date_naive()),
        MONTH_ONLY => Stated::In(crate::article::Month::of_day(time.date_naive())),
        _ => Stated::At(time),
    }
}

/// The moment of a change: where only a day is stated, its beginning in the publication's zone.
fn moment(time: Option<Instant>, context: &Context) -> Option<Instant> {
    match decode_date(time?) {
        Stated::At(time) => Some(time),
        Stated::On(day) => Some(crate::article::start_of_day(day, context.zone)),
        Stated::In(_) | Stated::Unsaid => None,
    }
}

/// What the feed says of itself.
fn about(feed: &model::Feed, base: &Url, context: &Context) -> About {
    let text = |text: &Option<model::Text>| text.as_ref().map(|text| item::words(text, &feed.feed_type)).filter(|text| !text.is_empty());
    let named = |value: &str| Some(clean::line(value)).filter(|value| !value.is_empty());
    About {
        kind: "feed",
        title: text(&feed.title),
        link: item::main_link(&item::addresses(&feed.links, base).collect::<Vec<_>>(), &feed.feed_type),
        id: named(&feed.id),
        description: text(&feed.description),
        language: feed.language.as_deref().and_then(named),
        updated: moment(feed.updated.or(feed.published), context),
        month: None,
    }
}

/// Whether this kind of feed says in its own words what is text and what is HTML.
const fn is_typed(kind: &FeedType) -> bool {
    matches!(kind, FeedType::Atom | FeedType::JSON)
}

#[cfg(test)]
mod tests;
