//! The outbox: how many articles each feed has, and which feeds are stale because of a change.

use rusqlite::{Connection, Row, params};

use super::super::{Stale, StoreError};
use super::{catalogue, hubs, sources};
use crate::article::{Month, Section};
use crate::clock::Instant;
use crate::config::{Name, Publication};
use crate::feed::{self, FeedKey, Scope, Stands};

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
            catalogue::changed(db, publication.0)?;
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
pub(super) fn name(text: &str) -> Result<Name, StoreError> {
    text.parse().map_err(|_| StoreError::Failed(format!("`{text}` is stored as a name and is none")))
}

/// Marks what points at a month that came or went: its chain's live feed, whose page lists it, the month after, whose page leads
/// back to it, and, where the month is sealed, the month before, whose documents lead on to it.
fn mark_neighbours(db: &Connection, publication: (i64, &Publication), chain: i64, month: Month) -> Result<(), StoreError> {
    let live = FeedKey { publication: publication.1.name.clone(), scope: live_scope(db, chain)? };
    let before = if month > sealed(db, publication.0)? { None } else { neighbour(db, publication.0, chain, month, false)? };
    let after = neighbour(db, publication.0, chain, month, true)?;
    let mut keys: Vec<FeedKey> = [before, after].into_iter().flatten().filter_map(|other| live.in_month(other)).collect();
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

pub(super) fn sealed(db: &Connection, publication: i64) -> Result<Month, StoreError> {
    let mut find = db.prepare_cached("SELECT sealed_through FROM publication WHERE id = ?1")?;
    Ok(Month::from_number(find.query_row([publication], |row| row.get(0))?))
}

/// The next month with articles in a chain, after or before the given one.
pub(super) fn neighbour(db: &Connection, publication: i64, chain: i64, month: Month, after: bool) -> Result<Option<Month>, StoreError> {
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

/// Where an article stands; the feeds that hold it follow from that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Standing {
    pub(super) month: Month,
    pub(super) section: Option<i64>,
    pub(super) stands: Stands,
}

impl Standing {
    /// From a row of `month, section, stands`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { month: Month::from_number(row.get(0)?), section: row.get(1)?, stands: Stands::from_bits(row.get(2)?) })
    }

    /// The feeds that hold such an article, but for those of the operator's own.
    pub(super) fn feeds(self, db: &Connection, publication: &Publication) -> Result<Vec<FeedKey>, StoreError> {
        let mut find = db.prepare_cached("SELECT slug FROM section WHERE id = ?1")?;
        let section: Option<String> = self.section.map(|id| find.query_row([id], |row| row.get(0))).transpose()?;
        let mut scopes = vec![Scope::Month(self.month)];
        if let Some(slug) = &section {
            let slug = name(slug)?;
            scopes.push(Scope::SectionMonth(slug.clone(), self.month));
            scopes.extend(self.stands.section.then_some(Scope::Section(slug)));
        }
        scopes.extend(self.stands.all.then_some(Scope::All));
        Ok(scopes.into_iter().map(|scope| FeedKey { publication: publication.name.clone(), scope }).collect())
    }
}

/// The feeds that an article stands in.
pub(super) fn of_article(db: &Connection, article: i64, publication: &Publication) -> Result<Vec<FeedKey>, StoreError> {
    let mut find = db.prepare_cached("SELECT month, section, stands FROM article WHERE id = ?1")?;
    let mut keys = find.query_row([article], Standing::read)?.feeds(db, publication)?;
    let mut own = db.prepare_cached(
        "SELECT feed FROM article JOIN given ON given.publication = article.publication AND given.tag = article.tag
         JOIN own_feed ON own_feed.publication = given.publication AND own_feed.name = given.feed AND given.second >= own_feed.floor
         WHERE article.id = ?1",
    )?;
    for feed in own.query_map([article], |row| row.get::<_, String>(0))? {
        keys.push(FeedKey { publication: publication.name.clone(), scope: Scope::Own(name(&feed?)?) });
    }
    Ok(keys)
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
        hubs::ready(db, &feed.key)?;
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
    catalogue::changed(db, id)?;
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
