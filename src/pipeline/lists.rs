//! What stands beside the feeds: outlines and sitemaps, which say what feeds there are, and the pictures of feeds.
//!
//! The lists change when a feed comes or goes, never with an article. A picture is drawn once.

use std::sync::Arc;

use super::publish::off_thread;
use super::{Road, RoadError};
use crate::config::{Name, Publication};
use crate::feed::{self, Feed, FeedKey, Masthead, Scope};
use crate::format::{self, Format, icon, look, opml, sitemap};
use crate::sink::File;

/// Publishes the lists of a publication's feeds and their pictures, where a feed came or went. Answers how many files were written.
pub(super) async fn lists(road: &Road, publication: &Publication, masthead: &Masthead) -> Result<u32, RoadError> {
    let name = publication.name.as_str();
    let Some(catalogue) = road.store.catalogue(name).await? else { return Ok(0) };
    let feeds = titled(publication, masthead, catalogue.feeds);
    let (shared, named) = (masthead.clone(), feeds.clone());
    let files = off_thread(move || files(&shared, &named)).await??;
    let mut written = road.sink.put(name, files).await?.len();
    for (key, title) in feeds.iter().filter(|(key, _)| key.month().is_none()) {
        written += icons(road, masthead, key, title).await?;
    }
    road.store.catalogued(name, catalogue.change).await?;
    Ok(u32::try_from(written).unwrap_or(u32::MAX))
}

/// The lists of a publication's feeds.
fn files(masthead: &Masthead, feeds: &[(FeedKey, String)]) -> Result<Vec<File>, RoadError> {
    let outlines =
        [(opml::FILE, opml::live(masthead, feeds))].into_iter().chain(opml::months(masthead, feeds).map(|bytes| (opml::MONTHS, bytes)));
    let pages: Vec<String> = feeds.iter().map(|(key, _)| key.address(&masthead.base_url, "")).collect();
    let folder = format!("{}{}/", masthead.base_url, masthead.name);
    outlines.chain(sitemap::documents(&folder, &pages)).map(|(name, bytes)| xml(&format!("{}/", masthead.name), name, bytes)).collect()
}

/// An XML document, read once more before it is published.
fn xml(folder: &str, name: &'static str, bytes: Vec<u8>) -> Result<File, RoadError> {
    format::check_xml(&bytes).map_err(|flaw| RoadError::Unsound { what: format!("{folder}{name}"), flaw })?;
    Ok(File::plain(name, bytes))
}

/// The feeds with their titles, those of the operator's own in the order written.
fn titled(publication: &Publication, masthead: &Masthead, feeds: Vec<(FeedKey, Option<String>)>) -> Vec<(FeedKey, String)> {
    let place = |key: &FeedKey| publication.feeds.iter().position(|feed| key.scope == Scope::Own(feed.name.clone()));
    let is_configured = |key: &FeedKey| !matches!(key.scope, Scope::Own(_)) || place(key).is_some();
    let mut feeds: Vec<_> = feeds.into_iter().filter(|(key, _)| is_configured(key)).collect();
    feeds.sort_by_key(|(key, _)| place(key));
    let titled = |(key, label): (FeedKey, Option<String>)| {
        let own = place(&key).and_then(|place| publication.feeds.get(place)?.title.clone());
        let title = feed::title(masthead, &key.scope, label.or(own).as_deref());
        (key, title)
    };
    feeds.into_iter().map(titled).collect()
}

/// Draws the two small pictures of a live feed, unless they stand.
async fn icons(road: &Road, masthead: &Masthead, key: &FeedKey, title: &str) -> Result<usize, RoadError> {
    let folder = key.path();
    if road.sink.modified(&format!("{folder}/{}", look::ICON.0)).await?.is_some() {
        return Ok(0);
    }
    let letter = letter_of(masthead, title);
    let draw = |(name, size)| File::plain(name, icon::icon(size, &folder, letter));
    Ok(road.sink.put(&folder, vec![draw(look::TOUCH_ICON), draw(look::ICON)]).await?.len())
}

/// Draws the cover of a feed that holds sound, unless it stands or the operator has one.
pub(super) async fn cover(road: &Road, masthead: &Masthead, feed: &Feed) -> Result<usize, RoadError> {
    let folder = feed.key.live().path();
    let (name, size) = look::COVER;
    if !feed.is_podcast() || masthead.look.cover.is_some() || road.sink.modified(&format!("{folder}/{name}")).await?.is_some() {
        return Ok(0);
    }
    // A month has the cover of its live feed, whichever of them is published first.
    let title = feed::title(masthead, &feed.key.live().scope, feed.contents.label.as_deref());
    let label = letter_of(masthead, if feed.key.month().is_some() { &title } else { &feed.title }).to_owned();
    let place = folder.clone();
    let bytes = off_thread(move || icon::cover(size, &place, &label)).await?;
    Ok(road.sink.put(&folder, vec![File::plain(name, bytes)]).await?.len())
}

/// The part of a feed's title that is its own: its initial is what a picture shows.
fn letter_of<'t>(masthead: &Masthead, title: &'t str) -> &'t str {
    title.strip_prefix(&masthead.title).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(title)
}

/// The files in the root: the page, the outline and the sitemap of all publications whose own page stands (a link that leads nowhere is
/// worse than none), and what browsers and search engines ask every host for. Answers how many were written.
///
/// # Errors
/// When one cannot be written.
pub async fn root(road: &Road, publications: &[Arc<Publication>]) -> Result<u32, RoadError> {
    let mut pages: Vec<(Name, String)> = Vec::new();
    let (mut outlines, mut sitemaps) = (Vec::new(), Vec::new());
    for publication in publications {
        let stands = async |file: &str| road.sink.modified(&format!("{}/{file}", publication.name)).await.map(|time| time.is_some());
        if !stands(Format::Html.file()).await? {
            continue;
        }
        pages.push((publication.name.clone(), publication.title.clone()));
        let masthead = Masthead::of(publication, &road.base_url);
        outlines.push((masthead.clone(), live(road, publication, &masthead).await?));
        if stands(sitemap::FILE).await? {
            sitemaps.push(format!("{}{}/{}", road.base_url, publication.name, sitemap::FILE));
        }
    }
    let mut files = vec![File::plain(Format::Html.file(), format::html::root(&pages))];
    if !outlines.is_empty() {
        files.push(xml("", opml::FILE, opml::root(&outlines))?);
        if road.sink.modified(look::FAVICON).await?.is_none() {
            files.push(File::plain(look::FAVICON, icon::favicon()));
        }
    }
    if !sitemaps.is_empty() {
        files.push(xml("", sitemap::FILE, sitemap::index(&sitemaps))?);
        files.push(File::plain(sitemap::ROBOTS, sitemap::robots(&road.base_url)));
    }
    let written = road.sink.put("", files).await?;
    Ok(u32::try_from(written.len()).unwrap_or(u32::MAX))
}

/// The live feeds of a publication with their titles.
async fn live(road: &Road, publication: &Publication, masthead: &Masthead) -> Result<Vec<(FeedKey, String)>, RoadError> {
    let key = |scope| FeedKey { publication: publication.name.clone(), scope };
    let sections = road.store.sections(publication.name.as_str()).await?;
    let named = sections.into_iter().filter_map(|section| Some((key(Scope::Section(section.slug.parse().ok()?)), Some(section.label))));
    Ok(titled(publication, masthead, std::iter::once((key(Scope::All), None)).chain(named).collect()))
}
