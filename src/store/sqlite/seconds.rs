//! Seconds: the date that each article carries in month feeds, and which seconds of releases and changes are free.
//!
//! All seconds given here are distinct within a publication and never later than now, and no article is dated later than its
//! release or its last change.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::super::StoreError;
use super::arrive::BACKFILL;
use super::feeds::Standing;
use crate::article::{Month, Stated, start_of_day};
use crate::clock::Instant;
use crate::config::Publication;

/// Articles of a past month get their seconds from the month's end downwards by page and place; so many to a page.
const PLACES_PER_PAGE: i64 = 400;

/// An article that has no date for its month feeds yet.
struct Undated {
    id: i64,
    stated: Stated,
    month: Month,
    place: i64,
    arrival: i64,
}

/// Gives every article its date in month feeds: what was stated, else a second of its own inside the month, in listing order.
/// Says where those stand that got one now. `first`: nothing of the publication has one yet.
pub(super) fn date(
    db: &Connection,
    id: i64,
    publication: &Publication,
    first: bool,
    now: Instant,
) -> Result<HashSet<Standing>, StoreError> {
    let mut find = db.prepare_cached(
        // In a month that is over, and before the first edition, the order of runs means nothing: sources count as they are configured.
        "SELECT id, stated, precision, month, place, arrival FROM pending JOIN article ON article.id = pending.article
         WHERE pending.publication = ?1 AND dated IS NULL ORDER BY iif(month = ?2, -run, 0), lead, place, id DESC",
    )?;
    let this_month = (!first).then(|| Month::of(now, publication.zone).number());
    let rows = find.query_map(params![id, this_month], |row| {
        let (stated, month) = (super::articles::stated(row.get(1)?, row.get(2)?), Month::from_number(row.get(3)?));
        Ok(Undated { id: row.get(0)?, stated, month, place: row.get(4)?, arrival: row.get(5)? })
    })?;
    let undated: Vec<Undated> = rows.collect::<Result<_, _>>()?;
    let mut open = now.timestamp();
    let mut stale = HashSet::new();
    for article in &undated {
        let start = article.month.start(publication.zone).timestamp();
        let end = article.month.end(publication.zone).timestamp();
        let dated = match article.stated {
            Stated::At(time) => Some(time.timestamp().min(now.timestamp())),
            Stated::On(day) => Some(start_of_day(day, publication.zone).timestamp().min(now.timestamp())),
            Stated::In(_) | Stated::Unsaid if end <= now.timestamp() => {
                let (page, place) = (article.place / 1000, article.place % 1000);
                let wanted = end - 1 - ((page - 1).max(0) * PLACES_PER_PAGE + place);
                Some(free_date(db, id, wanted.clamp(start, end - 1))?)
            }
            Stated::In(_) | Stated::Unsaid => {
                // The month runs on: newest first from now, so that what comes later is later. Without room it waits.
                let second = free_date(db, id, open)?;
                open = second - 1;
                (second >= start).then_some(second)
            }
        };
        if let Some(dated) = dated {
            // What waits for its release is changed by that; all else counts as changed when it was dated.
            let second = if article.arrival >= BACKFILL { Some(change(db, id, dated, now.timestamp())?) } else { None };
            let dated = second.map_or(dated, |second| dated.min(second));
            let mut set = db.prepare_cached(
                "UPDATE article SET dated = ?2, updated = coalesce(updated, ?3) WHERE id = ?1 RETURNING month, section, stands",
            )?;
            stale.insert(set.query_row(params![article.id, dated, second], Standing::read)?);
        }
    }
    Ok(stale)
}

/// The newest second up to `at_most` that no article of the publication is dated with.
fn free_date(db: &Connection, publication: i64, at_most: i64) -> Result<i64, StoreError> {
    let mut taken = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE publication = ?1 AND dated = ?2)")?;
    let mut second = at_most;
    while taken.query_row([publication, second], |row| row.get(0))? {
        second -= 1;
    }
    Ok(second)
}

/// The newest second up to `at_most` at which no article of the publication was released or updated.
pub(super) fn free_second(db: &Connection, publication: i64, at_most: i64) -> Result<i64, StoreError> {
    let mut taken = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM article WHERE publication = ?1 AND released = ?2)
             OR EXISTS (SELECT 1 FROM article WHERE publication = ?1 AND updated = ?2)",
    )?;
    let mut second = at_most;
    while taken.query_row([publication, second], |row| row.get(0))? {
        second -= 1;
    }
    Ok(second)
}

/// The newest second up to `at_most` at which nothing at all happened: an article that is edited then stands beside what was given to a
/// feed of the operator's own at any second.
pub(super) fn free_for_edit(db: &Connection, publication: i64, at_most: i64) -> Result<i64, StoreError> {
    let mut taken = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM given WHERE publication = ?1 AND second = ?2)")?;
    let mut second = free_second(db, publication, at_most)?;
    while taken.query_row([publication, second], |row| row.get(0))? {
        second = free_second(db, publication, second - 1)?;
    }
    Ok(second)
}

/// The oldest second from `at_least` on at which no article of the publication was released or updated.
pub(super) fn free_from(db: &Connection, publication: i64, at_least: i64) -> Result<i64, StoreError> {
    let mut second = at_least;
    while free_second(db, publication, second)? != second {
        second += 1;
    }
    Ok(second)
}

/// When an article that is no news counts as changed: as soon as there is a free second from `at_least` on, and not later than now.
pub(super) fn change(db: &Connection, publication: i64, at_least: i64, now: i64) -> Result<i64, StoreError> {
    let second = free_from(db, publication, at_least)?;
    if second > now { free_second(db, publication, now) } else { Ok(second) }
}

/// Up to `wanted` free seconds later than `after` and not later than `now`, newest first.
pub(super) fn free_seconds(db: &Connection, publication: i64, now: i64, after: i64, wanted: usize) -> Result<Vec<i64>, StoreError> {
    let mut seconds = Vec::with_capacity(wanted);
    let mut at_most = now;
    while seconds.len() < wanted && at_most > after {
        let second = free_second(db, publication, at_most)?;
        if second <= after {
            break;
        }
        seconds.push(second);
        at_most = second - 1;
    }
    Ok(seconds)
}
