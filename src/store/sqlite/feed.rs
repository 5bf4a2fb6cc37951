//! One feed as it stands now: its articles and its place in the chain of archives.

use std::cmp::Reverse;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::StoreError;
use super::contents::contents;
use super::feeds::{neighbour, sealed};
use super::{articles, given, sources};
use crate::article::{Month, Stated, from_unix};
use crate::config::Publication;
use crate::feed::{self, Chain, Dress, Feed, FeedKey, Item, Masthead, Scope, Stands, Turn};
use crate::format::{Document, Format};

/// The columns of one item.
pub(super) const ITEM: &str =
    "article.id, article.dated, article.stated, article.precision, article.released, article.updated, article.stands, article.audio,
     article.rendered, article.link IS NOT NULL";

/// How many columns those are.
pub(super) const ITEM_WIDTH: usize = 10;

/// See [`Store::feed`](super::super::Store::feed).
pub(super) fn feed(db: &Connection, key: &FeedKey, publication: &Publication, masthead: &Masthead) -> Result<Option<Feed>, StoreError> {
    let id = sources::publication(db, publication.name.as_str())?;
    let section = match key.section() {
        None => None,
        Some(slug) => {
            let mut find = db.prepare_cached("SELECT id, label FROM section WHERE publication = ?1 AND slug = ?2")?;
            let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
            match find.query_row(params![id, slug.as_str()], row).optional()? {
                None => return Ok(None),
                found => found,
            }
        }
    };
    let chain = section.as_ref().map_or(0, |(id, _)| *id);
    let items = items(db, id, chain, key, publication)?;
    let Some(updated) = items.iter().map(|item| item.updated).max() else { return Ok(None) };
    let label = section.as_ref().map(|(_, label)| label.as_str());
    let own = publication.feeds.iter().find(|feed| key.scope == Scope::Own(feed.name.clone()));
    let dress = own.map_or(Dress::Plain, Dress::of);
    let digest = own.and_then(|feed| feed.digest);
    let own = own.and_then(|feed| feed.title.as_deref());
    Ok(Some(Feed {
        key: key.clone(),
        id: feed::id(key, masthead),
        title: feed::title(masthead, &key.scope, label.or(own)),
        description: digest.map_or_else(|| feed::description(masthead, &key.scope, label.or(own)), |every| feed::digests(masthead, every)),
        updated,
        items,
        chain: chain_of(db, id, chain, key)?,
        contents: contents(db, id, chain, key, label)?,
        dress,
    }))
}

fn items(db: &Connection, id: i64, chain: i64, key: &FeedKey, publication: &Publication) -> Result<Vec<Item>, StoreError> {
    match &key.scope {
        Scope::All => window(db, (id, "stands & 1"), None, publication.items),
        Scope::Section(_) => window(db, (id, "stands & 2"), Some(chain), publication.items),
        Scope::Month(month) => of_month(db, id, None, *month),
        Scope::SectionMonth(_, month) => of_month(db, id, Some(chain), *month),
        Scope::Own(name) => {
            let feed = publication.feeds.iter().find(|feed| feed.name == *name);
            feed.map_or(Ok(Vec::new()), |feed| given::items(db, id, feed))
        }
    }
}

/// The items of a live feed, newest first: the newest, and all of months that are not sealed.
fn window(db: &Connection, (id, stands): (i64, &str), section: Option<i64>, items: usize) -> Result<Vec<Item>, StoreError> {
    let sealed = sealed(db, id)?.number();
    let of_section = of_section(section);
    // From the newest on, so that only as much is read as is shown, up to the oldest of the open months.
    let floor = format!(
        "SELECT min(released) FROM article INDEXED BY article_month
         WHERE publication = ?1 AND month > ?2 {of_section} AND released IS NOT NULL AND {stands}"
    );
    let index = section.map_or("article_released", |_| "article_section");
    let select = format!(
        "SELECT {ITEM}, month > ?2 FROM article INDEXED BY {index}
         WHERE publication = ?1 {of_section} AND released IS NOT NULL AND {stands} ORDER BY released DESC"
    );
    let values = params![id, sealed, section];
    let floor: Option<i64> = db.prepare_cached(&floor)?.query_row(values, |row| row.get(0))?;
    let (mut find, mut window) = (db.prepare_cached(&select)?, Vec::new());
    let mut rows = find.query(values)?;
    for place in 0.. {
        let Some(row) = rows.next()? else { break };
        let released: Option<i64> = row.get(4)?;
        if place >= items && released < floor.or(Some(i64::MAX)) {
            break;
        }
        if place < items || row.get(ITEM_WIDTH)? {
            window.push(item(row, true)?);
        }
    }
    Ok(window)
}

/// What holds of articles of one section, or of all.
const fn of_section(section: Option<i64>) -> &'static str {
    if section.is_some() { "AND section = ?3" } else { "AND ?3 IS NULL" }
}

/// The items of a month feed: by date, the newest first, and within one second as the listing has them.
fn of_month(db: &Connection, id: i64, section: Option<i64>, month: Month) -> Result<Vec<Item>, StoreError> {
    let of_section = of_section(section);
    let sql = format!(
        "SELECT {ITEM}, lead, place FROM article INDEXED BY article_month WHERE publication = ?1 AND month = ?2 {of_section} AND dated IS NOT NULL"
    );
    let read = |row: &Row<'_>| Ok((item(row, false)?, (row.get::<_, i64>(ITEM_WIDTH)?, row.get::<_, i64>(ITEM_WIDTH + 1)?)));
    let mut rows: Vec<(Item, (i64, i64))> =
        db.prepare_cached(&sql)?.query_map(params![id, month.number(), section], read)?.collect::<Result<_, _>>()?;
    rows.sort_by_key(|(item, listed)| (Reverse(item.dated), *listed, item.row));
    Ok(rows.into_iter().map(|(item, _)| item).collect())
}

/// An article as it stands in a live feed or in a month feed: live feeds go by release, month feeds by date.
pub(super) fn item(row: &Row<'_>, live: bool) -> rusqlite::Result<Item> {
    let time = |column: usize| row.get::<_, Option<i64>>(column).map(|seconds| seconds.map(from_unix));
    let month_date = time(1)?.unwrap_or_default();
    let released = time(4)?;
    let dated = if live { released.unwrap_or(month_date) } else { month_date };
    let stated = articles::stated(row.get(2)?, row.get(3)?);
    Ok(Item {
        row: row.get(0)?,
        dated,
        published: if matches!(stated, Stated::At(_) | Stated::On(_)) { month_date } else { dated },
        updated: time(5)?.unwrap_or(dated),
        released,
        stands: Stands::from_bits(row.get(6)?),
        audio: row.get(7)?,
        rendered: row.get(8)?,
        linked: row.get(9)?,
    })
}

/// See [`Store::fill`](super::super::Store::fill).
pub(super) fn fill(db: &Connection, feed: &Feed, mut documents: Vec<Document>) -> Result<Vec<Document>, StoreError> {
    // A month has many pages: each format is read once for all of its documents.
    let formats: Vec<Format> =
        Format::ALL.into_iter().filter(|format| documents.iter().any(|document| document.format() == *format)).collect();
    let columns: Vec<&str> = formats.iter().map(|format| column(*format)).collect();
    let mut find = db.prepare_cached(&format!("SELECT hash, {} FROM fragment WHERE article = ?1", columns.join(", ")))?;
    let mut wanting = Vec::with_capacity(documents.len());
    for turn in Turn::all(&feed.items) {
        // A page shows the newest only.
        if documents.iter().all(Document::is_full) {
            break;
        }
        wanting.clear();
        wanting.extend(documents.iter_mut().enumerate().filter_map(|(index, document)| (!document.take(turn)).then_some(index)));
        if wanting.is_empty() {
            continue;
        }
        let mut rows = find.query([turn.item.row])?;
        // An article that was not rendered yet leaves its feeds marked, so they are written once more.
        let Some(row) = rows.next()? else { continue };
        // It may have been rendered anew since the feed was read: what is remembered of the document is what stands in it.
        let rendered = row.get(0)?;
        let same = rendered == turn.item.rendered;
        let turn = if same { turn } else { Turn { mark: Item { rendered, ..turn.item.clone() }.mark(), ..turn } };
        for index in &wanting {
            let Some(document) = documents.get_mut(*index) else { continue };
            let column = formats.iter().position(|format| *format == document.format()).unwrap_or_default();
            document.item(turn, row.get_ref(1 + column)?.as_str().map_err(rusqlite::Error::from)?);
        }
    }
    Ok(documents)
}

/// The column that holds the fragments of a format.
const fn column(format: Format) -> &'static str {
    match format {
        Format::Rss => "rss",
        Format::Atom => "atom",
        Format::Json => "json",
        Format::Html => "html",
    }
}

/// The place of a feed in its chain of archives (RFC 5005, section 4).
fn chain_of(db: &Connection, id: i64, chain: i64, key: &FeedKey) -> Result<Chain, StoreError> {
    let sealed = sealed(db, id)?;
    let live = key.live();
    let link = |month: Option<Month>| month.filter(|month| *month <= sealed).and_then(|month| live.in_month(month));
    match key.month() {
        None if matches!(key.scope, Scope::Own(_)) => Ok(Chain::default()),
        None => Ok(Chain { previous: link(neighbour(db, id, chain, sealed.next(), false)?), ..Chain::default() }),
        Some(month) if month > sealed => Ok(Chain::default()),
        Some(month) => {
            let previous = link(neighbour(db, id, chain, month, false)?);
            let next = link(neighbour(db, id, chain, month, true)?);
            // A lone archive with neither neighbour would be warned of: it names its live feed and no more.
            Ok(Chain { archive: previous.is_some() || next.is_some(), current: Some(live.clone()), previous, next })
        }
    }
}
