//! Releases: which months are sealed, and when an article begins to stand in live feeds. Which second that is stands in `seconds`.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Released, StoreError};
use super::arrive::{BACKFILL, NEWS, RECOVERED, TAIL};
use super::feeds::{self, Standing};
use super::own;
use super::seconds::{change, date, free_from, free_second, free_seconds};
use super::sources;
use super::waiting::Fresh;
use crate::article::Month;
use crate::clock::Instant;
use crate::config::Publication;
use crate::feed::{Masthead, Stands};

const ALL: Stands = Stands { all: true, section: true, own: true };
const TAILS: Stands = Stands { all: true, section: true, own: false };

/// See [`Store::release`](super::super::Store::release).
pub(super) fn release(
    db: &Connection,
    (publication, masthead): (&Publication, &Masthead),
    patient: bool,
    now: Instant,
) -> Result<Released, StoreError> {
    let id = sources::publication(db, publication.name.as_str())?;
    let (opened, first) = (is_open(db, id)?, is_first_edition(db, id)?);
    if patient && first && unread(db, id)? {
        return Ok(Released { unread: true, ..Released::default() });
    }
    let mut done = Released { sealed: seal(db, id, publication, now)?, ..Released::default() };
    let fresh = recover(db, id)?;
    let stale = date(db, id, publication, first, now)?;
    let mut release = Releasing { db, id, publication, now: now.timestamp(), stale, fresh };
    if opened {
        done.released += release.tail()?;
        let (released, waiting) = release.news()?;
        done.released += released;
        done.waiting = waiting;
    } else {
        done.released += release.open_feeds()?;
    }
    release.open_sections()?;
    release.mark()?;
    if is_open(db, id)? {
        own::release(db, (id, publication, masthead), &release.fresh, &mut done, now)?;
    }
    // What has its date, and either its release or none to come, waits no more.
    db.prepare_cached(
        "DELETE FROM pending WHERE publication = ?1 AND article IN
             (SELECT id FROM pending JOIN article ON article.id = pending.article
              WHERE pending.publication = ?1 AND dated IS NOT NULL AND (released IS NOT NULL OR arrival >= ?2))",
    )?
    .execute([id, BACKFILL])?;
    Ok(done)
}

/// Whether this store has never published anything of the publication; what a lost one published may still stand.
fn is_first_edition(db: &Connection, id: i64) -> Result<bool, StoreError> {
    let mut find = db.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM article WHERE publication = ?1 AND dated IS NOT NULL)")?;
    Ok(find.query_row([id], |row| row.get(0))?)
}

/// Whether the feed of everything has held an article.
fn is_open(db: &Connection, id: i64) -> Result<bool, StoreError> {
    let mut find = db.prepare_cached("SELECT opened FROM publication WHERE id = ?1")?;
    Ok(find.query_row([id], |row| row.get(0))?)
}

/// Seals the months whose grace is over: their feeds become archives, their neighbours and the live feeds point at them.
fn seal(db: &Connection, id: i64, publication: &Publication, now: Instant) -> Result<u32, StoreError> {
    let known: i32 = db.query_row("SELECT sealed_through FROM publication WHERE id = ?1", [id], |row| row.get(0))?;
    let through = feeds::sealed_through(publication, now);
    if through.number() <= known {
        return Ok(0);
    }
    db.execute("UPDATE publication SET sealed_through = ?2 WHERE id = ?1", params![id, through.number()])?;
    let mut months = db.prepare_cached(
        "SELECT DISTINCT month FROM tally WHERE publication = ?1 AND section = 0 AND month > ?2 AND month <= ?3 AND articles > 0",
    )?;
    let months: Vec<i32> = months.query_map(params![id, known, through.number()], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for &month in &months {
        feeds::mark_month(db, id, publication, Month::from_number(month))?;
    }
    Ok(u32::try_from(months.len()).unwrap_or(u32::MAX))
}

/// Articles that the files of a lost store knew get their times back, before anything is dated or released. Says which of them may
/// stand in feeds of the operator's own.
fn recover(db: &Connection, id: i64) -> Result<Vec<Fresh>, StoreError> {
    let mut set = db.prepare_cached(
        "UPDATE article SET (released, dated, updated, stands) =
             (SELECT released, dated, updated, stands FROM recovered WHERE publication = ?1 AND recovered.tag = article.tag)
         WHERE id IN (SELECT article FROM pending WHERE publication = ?1) AND dated IS NULL AND arrival = ?2 AND released IS NULL
         RETURNING id, stands & 4",
    )?;
    let rows = set.query_map([id, RECOVERED], |row| Ok((Fresh { article: row.get(0)?, recovered: true }, row.get::<_, i64>(1)? != 0)))?;
    let known: Vec<(Fresh, bool)> = rows.collect::<Result<_, _>>()?;
    Ok(known.into_iter().filter_map(|(article, own)| own.then_some(article)).collect())
}

/// Whether a source of the publication has never been read: the first feeds wait for it, so that the order of sources makes no
/// difference.
fn unread(db: &Connection, id: i64) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM source WHERE publication = ?1 AND active AND last_attempt IS NULL)";
    Ok(db.query_row(sql, [id], |row| row.get(0))?)
}

/// A release under way.
struct Releasing<'a> {
    db: &'a Connection,
    id: i64,
    publication: &'a Publication,
    now: i64,
    /// Where what was released stands: many articles share few feeds, which are marked once at the end.
    stale: HashSet<Standing>,
    /// What may come into feeds of the operator's own.
    fresh: Vec<Fresh>,
}

impl Releasing<'_> {
    /// Releases one article: from now on it stands in live feeds, at this second for ever, and counts as changed at `updated`.
    ///
    /// Only what is dated in this release can be dated later than that, by as many seconds as it has articles.
    fn put(&mut self, article: i64, (second, updated): (i64, i64), stands: Stands) -> Result<(), StoreError> {
        let mut put = self.db.prepare_cached(
            "UPDATE article SET updated = iif(released IS NULL, ?4, updated), dated = iif(released IS NULL, min(dated, ?4), dated),
                    released = coalesce(released, ?2), stands = stands | ?3
             WHERE id = ?1 RETURNING month, section, stands",
        )?;
        self.stale.insert(put.query_row(params![article, second, stands.bits(), updated], Standing::read)?);
        Ok(())
    }

    /// Marks the feeds of all that was released.
    fn mark(&self) -> Result<(), StoreError> {
        let mut keys = BTreeSet::new();
        for standing in &self.stale {
            keys.extend(standing.feeds(self.db, self.publication)?);
        }
        feeds::mark(self.db, &keys.into_iter().collect::<Vec<_>>())
    }

    /// The first articles of a publication's live feeds: all of the unsealed months and the newest there are, with their old dates.
    fn open_feeds(&mut self) -> Result<u32, StoreError> {
        let mut find = self.db.prepare_cached(
            "SELECT id, dated FROM article WHERE publication = ?1 AND dated IS NOT NULL
             AND (arrival <> ?2 OR id IN (SELECT id FROM article WHERE publication = ?1 AND dated IS NOT NULL
                                          ORDER BY dated DESC, lead, place LIMIT ?3))
             ORDER BY dated DESC, lead, place",
        )?;
        let rows = find.query_map(params![self.id, BACKFILL, self.publication.items], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let newest: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
        for (&(article, _), second) in newest.iter().zip(self.old_dates(&newest)?) {
            self.put(article, (second, second), ALL)?;
        }
        if !newest.is_empty() {
            self.db.execute("UPDATE publication SET opened = 1 WHERE id = ?1", [self.id])?;
        }
        Ok(number(newest.len()))
    }

    /// A section whose live feed never held an article begins with the newest it has, with their old dates.
    fn open_sections(&mut self) -> Result<(), StoreError> {
        if !is_open(self.db, self.id)? {
            return Ok(());
        }
        let mut find = self.db.prepare_cached(
            "SELECT section FROM tally WHERE publication = ?1 AND month = 0 AND section <> 0 AND articles > 0 AND NOT EXISTS
                 (SELECT 1 FROM article INDEXED BY article_section
                  WHERE article.publication = ?1 AND article.section = tally.section AND released IS NOT NULL AND stands & 2)",
        )?;
        let sections: Vec<i64> = find.query_map([self.id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for section in sections {
            self.open_section(section)?;
        }
        Ok(())
    }

    fn open_section(&mut self, section: i64) -> Result<(), StoreError> {
        let mut newest = self.db.prepare_cached(
            "SELECT id, dated, released FROM article WHERE publication = ?1 AND section = ?2 AND dated IS NOT NULL AND arrival >= 2
             ORDER BY dated DESC, lead, place LIMIT ?3",
        )?;
        let rows =
            newest.query_map(params![self.id, section, self.publication.items], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let newest: Vec<(i64, i64, Option<i64>)> = rows.collect::<Result<_, _>>()?;
        let stands = Stands { section: true, ..Stands::default() };
        let (known, first): (Vec<_>, Vec<_>) = newest.into_iter().partition(|(.., released)| released.is_some());
        for (article, _, released) in known {
            let second = released.unwrap_or_default();
            self.put(article, (second, second), stands)?;
        }
        let first: Vec<(i64, i64)> = first.into_iter().map(|(article, dated, _)| (article, dated)).collect();
        for (&(article, _), second) in first.iter().zip(self.old_dates(&first)?) {
            self.put(article, (second, second), stands)?;
        }
        Ok(())
    }

    /// Seconds for old news that begins a feed, newest first: each its own date, or the next one after it that is free. What is
    /// dated just now may have to make do with one before.
    fn old_dates(&self, newest: &[(i64, i64)]) -> Result<Vec<i64>, StoreError> {
        let mut forget = self.db.prepare_cached("UPDATE article SET updated = NULL WHERE id = ?1")?;
        for (article, _) in newest {
            forget.execute([article])?;
        }
        let (mut seconds, mut after) = (Vec::with_capacity(newest.len()), i64::MIN);
        for &(_, dated) in newest.iter().rev() {
            let second = free_from(self.db, self.id, dated.max(after))?;
            seconds.push(second);
            after = second + 1;
        }
        seconds.reverse();
        let mut at_most = self.now;
        for second in &mut seconds {
            if *second > at_most {
                *second = free_second(self.db, self.id, at_most)?;
            }
            at_most = *second - 1;
        }
        Ok(seconds)
    }

    /// What a new source or an import brought for unsealed months goes below all that stands in the live feeds.
    fn tail(&mut self) -> Result<u32, StoreError> {
        let articles = self.waiting("ORDER BY dated DESC, lead, place", TAIL)?;
        for &(article, dated) in &articles {
            let lowest: i64 = self
                .db
                .prepare_cached("SELECT min(released) FROM article WHERE publication = ?1 AND released IS NOT NULL")?
                .query_row([self.id], |row| row.get(0))?;
            let second = free_second(self.db, self.id, lowest - 1)?;
            self.put(article, (second, change(self.db, self.id, dated.max(second), self.now)?), TAILS)?;
        }
        Ok(number(articles.len()))
    }

    /// Releases news: one second each, the newest now, all later than whatever stood in the feeds; what finds no second waits.
    fn news(&mut self) -> Result<(u32, u32), StoreError> {
        let oldest_first = self.waiting("ORDER BY run, lead DESC, place DESC, id", NEWS)?;
        let last: Option<i64> = self
            .db
            .prepare_cached("SELECT max(released) FROM article WHERE publication = ?1 AND released IS NOT NULL")?
            .query_row([self.id], |row| row.get(0))
            .optional()?
            .flatten();
        let seconds = free_seconds(self.db, self.id, self.now, last.unwrap_or(0), oldest_first.len())?;
        for (&(article, _), &second) in oldest_first.iter().zip(seconds.iter().rev()) {
            self.put(article, (second, second), ALL)?;
            self.fresh.push(Fresh { article, recovered: false });
        }
        Ok((number(seconds.len()), number(oldest_first.len() - seconds.len())))
    }

    /// Articles that came in a way, have their date, and wait for their release; with that date.
    fn waiting(&self, order: &str, arrival: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut find = self.db.prepare_cached(&format!(
            "SELECT id, dated FROM pending JOIN article ON article.id = pending.article
             WHERE pending.publication = ?1 AND released IS NULL AND arrival = ?2 AND dated IS NOT NULL {order}"
        ))?;
        let rows = find.query_map([self.id, arrival], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
