//! `[source.NAME]`: what all kinds of source share, and each kind's own settings below `read`.

use chrono_tz::Tz;

use super::claims::Claims;
use super::codes;
use super::decode::{Table, Value, word};
use super::document::Mistake;
use super::hosts::Hosts;
use super::publication::{key_name, label};
use super::secrets;
use super::values::{self, address, listing_address, pick, schedule, some_text, some_time};
use super::{SectionRule, Source};
use crate::schedule::{Missed, Schedule};
use crate::source::listing::{Expect, Listing, Part, Place};
use crate::source::saved::Saved;
use crate::source::sitemap::Sitemap;
use crate::source::{Read, feed, json};

/// The sources of a publication, in the order written.
pub(super) fn decode(table: Table<'_>, zone: Option<Tz>, sections: &[SectionRule], hosts: &mut Hosts) -> Vec<Source> {
    let mut names = Claims::default();
    table.rest().into_iter().filter_map(|value| source(&value, zone, sections, (&mut names, hosts))).collect()
}

fn source(value: &Value<'_>, zone: Option<Tz>, sections: &[SectionRule], (names, hosts): (&mut Claims, &mut Hosts)) -> Option<Source> {
    let name = key_name(value, names, "another source");
    let mut table = value.table()?;
    let zone = table.take("time_zone").map_or(zone, |value| value.parse(values::zone));
    let advice = "write when to read it, like `schedule = \"*/15 6-22 * * *\"`, `\"@hourly\"` or `\"every 20m\"`";
    let written = table.need("schedule", advice);
    let schedule = written.as_ref().and_then(|value| timetable(value, zone));
    let missed = missed(&mut table);
    overlap(&mut table);
    let section = table.take("section").and_then(|value| label(&value, sections));
    let enrich = table.word("enrich", &[("dates", true), ("none", false)]).unwrap_or_default();
    let auth = table.table("auth").map(secrets::auth);
    let read =
        table.need("read", "write how it is read, like `read.feed = { url = \"https://…\" }`").and_then(|value| kind(value.table()?));
    table.finish();
    if let (Some(written), Some(schedule), Some(read)) = (written, &schedule, &read)
        && let Some(often) = hosts.count(read, schedule)
    {
        written.warn(often);
    }
    let auth = auth.unwrap_or_default();
    Some(Source { name: name?, schedule: schedule?, zone: zone?, missed, section, auth, enrich, read: read? })
}

/// The schedule, with a warning when its runs lie more than a year apart.
pub(super) fn timetable(value: &Value<'_>, zone: Option<Tz>) -> Option<Schedule> {
    let schedule = value.parse(schedule)?;
    if zone.is_some_and(|zone| schedule.is_rare(zone)) {
        let rare = Mistake::new(codes::SELDOM, format!("`{}` runs less than once a year", schedule.text()));
        let shown = if value.name == "schedule" { " `feedmill next` shows the coming runs" } else { "" };
        value.warn(rare.help(format!("was that meant?{shown}")));
    }
    Some(schedule)
}

/// What happens to missed runs, and until when.
fn missed(table: &mut Table<'_>) -> Missed {
    let missed = table.word("missed", &[("once", Missed::Once), ("skip", Missed::Skip)]).unwrap_or_default();
    let Some(value) = table.take("deadline") else { return missed };
    let deadline = value.parse(some_time);
    if missed == Missed::Skip {
        let idle = Mistake::new(codes::KIND, "`deadline` says nothing where `missed` is `skip`: no missed run is caught up");
        table.document.fault(value.key, idle.help("leave one of them out"));
    }
    deadline.map_or(missed, Missed::Within)
}

/// The only thing that can happen while a run of the source is under way: nothing. The key is there so that it can be read.
fn overlap(table: &mut Table<'_>) {
    table.word("overlap", &[("skip", ())]);
}

/// The one kind that stands below `read`. The next kind is one more line here.
fn kind(mut table: Table<'_>) -> Option<Read> {
    let kinds = [
        table.take("feed").map(|value| (value.key.clone(), value.table().and_then(feed))),
        table.take("listing").map(|value| (value.key.clone(), value.table().and_then(listing))),
        table.take("saved").map(|value| (value.key.clone(), value.table().and_then(saved))),
        table.take("sitemap").map(|value| (value.key.clone(), value.table().and_then(sitemap))),
        table.take("json").map(|value| (value.key.clone(), value.table().and_then(json))),
    ];
    let mut written: Vec<_> = kinds.into_iter().flatten().collect();
    written.sort_by_key(|(key, _)| key.start);
    let advice = "write one of `read.feed`, `read.listing`, `read.saved`, `read.sitemap` and `read.json`";
    for (key, _) in written.iter().skip(1) {
        let wrong = Mistake::new(codes::KIND, "a source is read in one way, and this is another");
        table.document.fault(key.clone(), wrong.help("make two sources of them"));
    }
    if written.is_empty() && !table.has_unread() {
        table.fault(Mistake::new(codes::MISSING, "`read` does not say how the source is read").help(advice));
    }
    table.finish();
    written.into_iter().next()?.1
}

fn feed(mut table: Table<'_>) -> Option<Read> {
    let url = table.need("url", "write the feed's address, like `url = \"https://…\"`").and_then(|value| value.parse(address));
    table.finish();
    Some(Read::Feed(feed::Feed { url: url? }))
}

fn sitemap(mut table: Table<'_>) -> Option<Read> {
    let url =
        table.need("url", "write the sitemap's address, like `url = \"https://…/sitemap.xml\"`").and_then(|value| value.parse(address));
    table.finish();
    Some(Read::Sitemap(Sitemap { url: url? }))
}

fn json(mut table: Table<'_>) -> Option<Read> {
    let url =
        table.need("url", "write the document's address, like `url = \"https://…/api/posts\"`").and_then(|value| value.parse(address));
    let path = |text: &str| json::Path::parse(text).map_err(|wrong| Mistake::new(codes::BAD_VALUE, wrong));
    let items = table.parse("items", path).unwrap_or_default();
    let fields = json::FIELDS.map(|(name, _)| table.parse(name, path));
    let next = table.parse("next", path);
    let max_pages = table.number("max_pages", 1..=10_000).unwrap_or(40);
    table.finish();
    Some(Read::Json(Box::new(json::Json { url: url?, items, fields, next, max_pages })))
}

fn saved(mut table: Table<'_>) -> Option<Read> {
    let written = table.need("path", "write the file or folder, like `path = \"pages/\"`");
    let path = written.as_ref().and_then(|value| value.parse(some_text)).map(|path| table.document.beside(&path));
    if let (Some(written), Some(path)) = (written, path.as_ref().filter(|path| !path.exists())) {
        let missing = Mistake::new(codes::NO_PAGES, format!("`{}` does not exist", path.display()));
        written.warn(missing.help("paths are relative to the folder of the configuration; the source fails until it is there"));
    }
    table.finish();
    Some(Read::Saved(Saved::plain(path?)))
}

fn listing(mut table: Table<'_>) -> Option<Read> {
    let place = place(&mut table);
    let max_pages = table.number("max_pages", 1..=10_000).unwrap_or(40);
    let mut pick = |key| table.parse(key, pick);
    let (item, section, title, link) = (pick("item"), pick("section"), pick("title"), pick("link"));
    let (summary, author, date, next) = (pick("summary"), pick("author"), pick("date"), pick("next"));
    let expect = Expect {
        min_items: table.number("min_items", 0..=10_000).unwrap_or(0),
        require: table.list("require").iter().filter_map(|value| value.parse(|text| word("require", text, &Part::ALL))).collect(),
        known_sections: table.flag("known_sections").unwrap_or_default(),
    };
    table.finish();
    let listing = Listing { place: place?, max_pages, item, section, title, link, summary, author, date, next, expect };
    Some(Read::Listing(Box::new(listing)))
}

/// Where the pages are: an address, or an index of the months.
fn place(table: &mut Table<'_>) -> Option<Place> {
    let index = table.take("index");
    let Some(index) = index else {
        let advice = "write `url = \"https://…\"` (it may hold `{yyyy}`, `{mm}`, `{month}`), or `index = { url = \"…\", link = \"…\" }`";
        return table.need("url", advice)?.parse(listing_address).map(Place::Address);
    };
    if table.take("url").is_some() {
        let wrong = Mistake::new(codes::KIND, "a listing has either `url` or `index`");
        index.document.fault(index.key.clone(), wrong.help("make two sources of them"));
    }
    let mut table = index.table()?;
    let url = table.need("url", "write the address of the page that links to the months").and_then(|value| value.parse(address));
    let link =
        table.need("link", "write which links lead to months, like `link = \"a[href$='.issue']\"`").and_then(|value| value.parse(pick));
    let months = table.number("months", 1..=1200).unwrap_or(2);
    table.finish();
    Some(Place::Index { url: url?, link: link?, months })
}
