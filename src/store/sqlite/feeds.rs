//! Feeds as the store sees them: which are stale, how many articles each has, and what stands in one.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::{Stale, StoreError};
use super::{articles, sources};
use crate::article::{Month, Section, Stated, from_unix};
use crate::clock::Instant;
use crate::config::{Name, OwnFeed, Publication};
use crate::feed::{self, Chain, Feed, FeedKey, Front, Item, Masthead, Scope, Stands};

/// The newest month that is sealed at `now`: its end, and the days of grace behind it, are over.
pub(super) fn sealed_through(publication: &Publication, now: Instant) -> Month {
    let grace = chrono::Days::new(u64::from(publication.grace_days));
    let current = Month::of(now, publication.zone);
    let mut month = current.previous();
    while month.end(publication.zone) + grace > now {
        month = month.previous();
    }
    month
}

/// Counts an article into, or out of, its month and section; a feed that appears or vanishes makes its neighbours stale.
pub(super) fn count(
    db: &Connection,
    publication: (i64, &Publication),
    section: Option<i64>,
    month: Month,
    by: i64,
) -> Result<(), StoreError> {
    let mut add = db.prepare_cached(
        "INSERT INTO tally (publication, section, month, articles) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET articles = articles + ?4 RETURNING articles",
    )?;
    let chains: &[i64] = match section {
        Some(section) => &[0, section],
        None => &[0],
    };
    for &chain in chains {
        add.query_row(params![publication.0, chain, 0, by], |row| row.get::<_, i64>(0))?;
        let left: i64 = add.query_row(params![publication.0, chain, month.number(), by], |row| row.get(0))?;
        if left == 0 || left == by {
            mark_neighbours(db, publication, chain, month)?;
        }
    }
    mark(db, &[FeedKey { publication: publication.1.name.clone(), scope: Scope::All }])
}

/// The live scope of a chain: everything for 0, else a section.
fn live_scope(db: &Connection, chain: i64) -> Result<Scope, StoreError> {
    if chain == 0 {
        return Ok(Scope::All);
    }
    let mut find = db.prepare_cached("SELECT slug FROM section WHERE id = ?1")?;
    let slug: String = find.query_row([chain], |row| row.get(0))?;
    Ok(Scope::Section(name(&slug)?))
}

/// A slug or name as it was stored: only plain names are ever stored.
fn name(text: &str) -> Result<Name, StoreError> {
    text.parse().map_err(|_| StoreError::Failed(format!("`{text}` is stored as a name and is none")))
}

/// Marks what points at a sealed month: the sealed months before and after it in its chain, and the chain's live feed.
fn mark_neighbours(db: &Connection, publication: (i64, &Publication), chain: i64, month: Month) -> Result<(), StoreError> {
    let sealed = sealed(db, publication.0)?;
    if month > sealed {
        return Ok(());
    }
    let live = FeedKey { publication: publication.1.name.clone(), scope: live_scope(db, chain)? };
    let neighbours = [neighbour(db, publication.0, chain, month, true)?, neighbour(db, publication.0, chain, month, false)?];
    let mut keys: Vec<FeedKey> =
        neighbours.into_iter().flatten().filter(|other| *other <= sealed).filter_map(|other| live.in_month(other)).collect();
    keys.push(live);
    mark(db, &keys)
}

/// Marks everything that changes when a month is sealed.
pub(super) fn mark_month(db: &Connection, id: i64, publication: &Publication, month: Month) -> Result<(), StoreError> {
    let mut find = db.prepare_cached("SELECT section FROM tally WHERE publication = ?1 AND month = ?2 AND articles > 0")?;
    let chains: Vec<i64> = find.query_map(params![id, month.number()], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for chain in chains {
        let live = FeedKey { publication: publication.name.clone(), scope: live_scope(db, chain)? };
        mark(db, live.in_month(month).as_slice())?;
        mark_neighbours(db, (id, publication), chain, month)?;
    }
    Ok(())
}

fn sealed(db: &Connection, publication: i64) -> Result<Month, StoreError> {
    let mut find = db.prepare_cached("SELECT sealed_through FROM publication WHERE id = ?1")?;
    Ok(Month::from_number(find.query_row([publication], |row| row.get(0))?))
}

/// The next month with articles in a chain, after or before the given one.
fn neighbour(db: &Connection, publication: i64, chain: i64, month: Month, after: bool) -> Result<Option<Month>, StoreError> {
    let sql = if after {
        "SELECT min(month) FROM tally WHERE publication = ?1 AND section = ?2 AND month > ?3 AND articles > 0"
    } else {
        "SELECT max(month) FROM tally WHERE publication = ?1 AND section = ?2 AND month < ?3 AND month > 0 AND articles > 0"
    };
    let mut find = db.prepare_cached(sql)?;
    let month: Option<i32> = find.query_row(params![publication, chain, month.number()], |row| row.get(0))?;
    Ok(month.map(Month::from_number))
}

/// Marks the month feeds of a section, and of all sections.
pub(super) fn mark_months(db: &Connection, publication: &Publication, section: Option<i64>, month: Month) -> Result<(), StoreError> {
    let mut keys = vec![FeedKey { publication: publication.name.clone(), scope: Scope::Month(month) }];
    if let Some(section) = section {
        keys.extend(FeedKey { publication: publication.name.clone(), scope: live_scope(db, section)? }.in_month(month));
    }
    mark(db, &keys)
}

/// Marks the feeds that an article stands in.
pub(super) fn mark_article(db: &Connection, article: i64, publication: &Publication) -> Result<(), StoreError> {
    mark(db, &of_article(db, article, publication)?)
}

/// The feeds that an article stands in.
pub(super) fn of_article(db: &Connection, article: i64, publication: &Publication) -> Result<Vec<FeedKey>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT month, stands, label, slug FROM article LEFT JOIN section ON section.id = article.section WHERE article.id = ?1",
    )?;
    let (month, stands, label, slug): (i32, i64, Option<String>, Option<String>) =
        find.query_row([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let (month, stands) = (Month::from_number(month), Stands::from_bits(stands));
    let mut scopes = vec![Scope::Month(month)];
    if let Some(slug) = slug {
        let slug = name(&slug)?;
        scopes.push(Scope::SectionMonth(slug.clone(), month));
        scopes.extend(stands.section.then_some(Scope::Section(slug)));
    }
    scopes.extend(stands.all.then_some(Scope::All));
    if stands.own {
        let wanted = publication.feeds.iter().filter(|feed| wants(feed, label.as_deref()));
        scopes.extend(wanted.map(|feed| Scope::Own(feed.name.clone())));
    }
    Ok(scopes.into_iter().map(|scope| FeedKey { publication: publication.name.clone(), scope }).collect())
}

/// Whether a feed of the operator's own wants articles with this section label.
fn wants(feed: &OwnFeed, label: Option<&str>) -> bool {
    let named = |labels: &[String]| label.is_some_and(|label| labels.iter().any(|other| other == label));
    (feed.include.is_empty() || named(&feed.include)) && !named(&feed.exclude)
}

/// Marks feeds stale, each with the number of this change.
pub(super) fn mark(db: &Connection, keys: &[FeedKey]) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let change = sources::count(db, "change")?;
    let mut mark = db.prepare_cached("INSERT INTO stale (path, change) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET change = ?2")?;
    for key in keys {
        mark.execute(params![key.path(), change])?;
    }
    Ok(())
}

/// See [`Store::stale`](super::super::Store::stale).
pub(super) fn stale(db: &Connection, publication: &str) -> Result<Vec<Stale>, StoreError> {
    let mut find =
        db.prepare_cached("SELECT path, change FROM stale WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0') ORDER BY path")?;
    let rows = find.query_map([publication], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let mut stale = Vec::new();
    for row in rows {
        let (path, change) = row?;
        let key = path.parse().map_err(|error: feed::NotAKey| StoreError::Failed(error.to_string()))?;
        stale.push(Stale { key, change });
    }
    Ok(stale)
}

/// See [`Store::published`](super::super::Store::published).
pub(super) fn published(db: &Connection, feeds: &[Stale]) -> Result<(), StoreError> {
    let mut clear = db.prepare_cached("DELETE FROM stale WHERE path = ?1 AND change = ?2")?;
    for feed in feeds {
        clear.execute(params![feed.key.path(), feed.change])?;
    }
    Ok(())
}

/// See [`Store::stale_all`](super::super::Store::stale_all).
pub(super) fn stale_all(db: &Connection, publication: &Publication) -> Result<(), StoreError> {
    let id = sources::publication(db, publication.name.as_str())?;
    db.execute("INSERT INTO unrendered SELECT id FROM article WHERE publication = ?1 ON CONFLICT DO NOTHING", [id])?;
    let mut find = db.prepare_cached("SELECT section, month FROM tally WHERE publication = ?1 AND articles > 0")?;
    let all: Vec<(i64, i32)> = find.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut keys = Vec::with_capacity(all.len() + publication.feeds.len());
    for (chain, month) in all {
        let live = FeedKey { publication: publication.name.clone(), scope: live_scope(db, chain)? };
        keys.extend(if month == 0 { Some(live) } else { live.in_month(Month::from_number(month)) });
    }
    keys.extend(
        publication.feeds.iter().map(|feed| FeedKey { publication: publication.name.clone(), scope: Scope::Own(feed.name.clone()) }),
    );
    mark(db, &keys)
}

/// See [`Store::sections`](super::super::Store::sections).
pub(super) fn sections(db: &Connection, publication: &str) -> Result<Vec<Section>, StoreError> {
    let publication = sources::publication(db, publication)?;
    let mut find = db.prepare_cached(
        "SELECT label, slug FROM section WHERE publication = ?1
         AND EXISTS (SELECT 1 FROM tally WHERE tally.section = section.id AND tally.publication = ?1 AND articles > 0) ORDER BY id",
    )?;
    let rows = find.query_map([publication], |row| Ok(Section { label: row.get(0)?, slug: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The columns of one item; `article` is joined with `fragment`.
const ITEM: &str =
    "article.tag, fragment.rss, fragment.atom, fragment.json, fragment.html, article.dated, article.stated, article.precision,
    article.released, article.updated, article.stands";

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
    let own = publication.feeds.iter().find(|feed| key.scope == Scope::Own(feed.name.clone())).and_then(|feed| feed.title.as_deref());
    Ok(Some(Feed {
        key: key.clone(),
        id: feed::id(key, masthead),
        title: feed::title(masthead, &key.scope, label.or(own)),
        description: feed::description(masthead, &key.scope, label.or(own)),
        updated,
        items,
        chain: chain_of(db, id, chain, key)?,
        front: (key.scope == Scope::All).then(|| front(db, id)).transpose()?,
    }))
}

fn items(db: &Connection, id: i64, chain: i64, key: &FeedKey, publication: &Publication) -> Result<Vec<Item>, StoreError> {
    let sealed = sealed(db, id)?.number();
    let live = key.month().is_none();
    let read = |row: &Row<'_>| item(row, live);
    let select = format!("SELECT {ITEM} FROM article JOIN fragment ON fragment.article = article.id");
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
            let sql = format!("{select} WHERE publication = ?1 AND month = ?2 AND dated IS NOT NULL ORDER BY dated DESC, lead, place");
            db.prepare_cached(&sql)?.query_map(params![id, month.number()], read)?.collect::<Result<_, _>>()?
        }
        Scope::SectionMonth(_, month) => {
            let sql = format!(
                "{select} WHERE publication = ?1 AND month = ?2 AND section = ?3 AND dated IS NOT NULL ORDER BY dated DESC, lead, place"
            );
            db.prepare_cached(&sql)?.query_map(params![id, month.number(), chain], read)?.collect::<Result<_, _>>()?
        }
        Scope::Own(name) => {
            let Some(feed) = publication.feeds.iter().find(|feed| feed.name == *name) else { return Ok(Vec::new()) };
            own_items(db, id, feed)?
        }
    };
    Ok(rows)
}

/// The newest articles that a feed of the operator's own wants, read until there are enough.
fn own_items(db: &Connection, id: i64, feed: &OwnFeed) -> Result<Vec<Item>, StoreError> {
    let sql = format!(
        "SELECT {ITEM}, section.label FROM article JOIN fragment ON fragment.article = article.id LEFT JOIN section ON section.id = article.section
         WHERE article.publication = ?1 AND released IS NOT NULL AND stands & 4 ORDER BY released DESC"
    );
    let mut find = db.prepare_cached(&sql)?;
    let mut rows = find.query([id])?;
    let mut items = Vec::with_capacity(feed.items);
    while items.len() < feed.items
        && let Some(row) = rows.next()?
    {
        let label: Option<String> = row.get(11)?;
        if wants(feed, label.as_deref()) {
            items.push(item(row, true)?);
        }
    }
    Ok(items)
}

/// An article as it stands in a live feed or in a month feed: live feeds go by release, month feeds by date.
fn item(row: &Row<'_>, live: bool) -> rusqlite::Result<Item> {
    let released: Option<i64> = row.get(8)?;
    let month_date = from_unix(row.get::<_, Option<i64>>(5)?.unwrap_or_default());
    let dated = if live { released.map_or(month_date, from_unix) } else { month_date };
    let stated = articles::stated(row.get(6)?, row.get(7)?);
    Ok(Item {
        id: row.get(0)?,
        fragments: vec![row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
        dated,
        published: if matches!(stated, Stated::At(_) | Stated::On(_)) { month_date } else { dated },
        updated: row.get::<_, Option<i64>>(9)?.map_or(dated, from_unix),
        released: released.map(from_unix),
        stands: Stands::from_bits(row.get(10)?),
    })
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

/// What the front page lists: sections, months, and every pair of them that has articles.
fn front(db: &Connection, id: i64) -> Result<Front, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT section.slug, section.label, tally.month, tally.articles FROM tally LEFT JOIN section ON section.id = tally.section
         WHERE tally.publication = ?1 AND articles > 0 ORDER BY tally.section, tally.month DESC",
    )?;
    let rows = find.query_map([id], |row| {
        let count: i64 = row.get(3)?;
        Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, i32>(2)?, count.cast_unsigned()))
    })?;
    let mut front = Front::default();
    for row in rows {
        let (slug, label, month, count) = row?;
        let month = (month != 0).then(|| Month::from_number(month));
        match (slug.as_deref().map(name).transpose()?, month) {
            (Some(slug), Some(month)) => front.cells.push((slug, month, count)),
            (Some(slug), None) => front.sections.push((slug, label.unwrap_or_default(), count)),
            (None, Some(month)) => front.months.push((month, count)),
            (None, None) => {}
        }
    }
    Ok(front)
}
