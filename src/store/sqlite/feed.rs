//! One feed as it stands now: its articles and its place in the chain of archives.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::StoreError;
use super::contents::contents;
use super::feeds::{neighbour, sealed};
use super::{articles, given, sources};
use crate::article::{Month, Stated, from_unix};
use crate::config::Publication;
use crate::feed::{self, Chain, Dress, Feed, FeedKey, Item, Masthead, Scope, Stands};
use crate::format::{Document, Format};

/// The columns of one item.
pub(super) const ITEM: &str =
    "article.id, article.dated, article.stated, article.precision, article.released, article.updated, article.stands, article.audio";

/// How many columns those are.
pub(super) const ITEM_WIDTH: usize = 8;

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
    let sealed = sealed(db, id)?.number();
    let live = key.month().is_none();
    let read = |row: &Row<'_>| item(row, live);
    let select = format!("SELECT {ITEM} FROM article");
    let rows: Vec<Item> = match &key.scope {
        Scope::All => {
            let sql = format!(
                "{select} WHERE article.id IN (
                    SELECT id FROM (SELECT id FROM article WHERE publication = ?1 AND released IS NOT NULL AND stands & 1
                                    ORDER BY released DESC LIMIT ?2)
                    UNION SELECT id FROM article WHERE publication = ?1 AND month > ?3 AND released IS NOT NULL AND stands & 1)
                 ORDER BY released DESC"
            );
            db.prepare_cached(&sql)?.query_map(params![id, publication.items, sealed], read)?.collect::<Result<_, _>>()?
        }
        Scope::Section(_) => {
            let sql = format!(
                "{select} WHERE article.id IN (
                    SELECT id FROM (SELECT id FROM article WHERE publication = ?1 AND section = ?4 AND released IS NOT NULL AND stands & 2
                                    ORDER BY released DESC LIMIT ?2)
                    UNION SELECT id FROM article WHERE publication = ?1 AND month > ?3 AND section = ?4 AND released IS NOT NULL AND stands & 2)
                 ORDER BY released DESC"
            );
            db.prepare_cached(&sql)?.query_map(params![id, publication.items, sealed, chain], read)?.collect::<Result<_, _>>()?
        }
        Scope::Month(month) => {
            let sql = format!(
                "{select} INDEXED BY article_month WHERE publication = ?1 AND month = ?2 AND dated IS NOT NULL ORDER BY dated DESC, lead, place"
            );
            db.prepare_cached(&sql)?.query_map(params![id, month.number()], read)?.collect::<Result<_, _>>()?
        }
        Scope::SectionMonth(_, month) => {
            let sql = format!(
                "{select} INDEXED BY article_month WHERE publication = ?1 AND month = ?2 AND section = ?3 AND dated IS NOT NULL
                 ORDER BY dated DESC, lead, place"
            );
            db.prepare_cached(&sql)?.query_map(params![id, month.number(), chain], read)?.collect::<Result<_, _>>()?
        }
        Scope::Own(name) => {
            let Some(feed) = publication.feeds.iter().find(|feed| feed.name == *name) else { return Ok(Vec::new()) };
            given::items(db, id, feed)?
        }
    };
    Ok(rows)
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
    })
}

/// See [`Store::fill`](super::super::Store::fill).
pub(super) fn fill(db: &Connection, feed: &Feed, mut documents: Vec<Document>) -> Result<Vec<Document>, StoreError> {
    // A month has many pages: each format is read once for all of its documents.
    let formats: Vec<Format> =
        Format::ALL.into_iter().filter(|format| documents.iter().any(|document| document.format() == *format)).collect();
    let columns: Vec<&str> = formats.iter().map(|format| column(*format)).collect();
    let mut find = db.prepare_cached(&format!("SELECT {} FROM fragment WHERE article = ?1", columns.join(", ")))?;
    for item in &feed.items {
        // A page shows the newest only.
        if documents.iter().all(Document::is_full) {
            break;
        }
        let mut rows = find.query([item.row])?;
        // An article that was not rendered yet leaves its feeds marked, so they are written once more.
        let Some(row) = rows.next()? else { continue };
        for (index, format) in formats.iter().enumerate() {
            let fragment = row.get_ref(index)?.as_str().map_err(rusqlite::Error::from)?;
            documents.iter_mut().filter(|document| document.format() == *format).for_each(|document| document.item(item, fragment));
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
