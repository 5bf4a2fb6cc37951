//! Articles that stand in no feed: those that are one with another, and those that were withdrawn.
//!
//! Nothing of them is lost, not even the second of their release: who is put back stands where it stood, under the id that it had.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Decision, StoreError};
use super::arrive::BACKFILL;
use super::{feeds, sources};
use crate::article::Month;
use crate::clock::Instant;
use crate::config::Publication;

/// The article `?1` and those that are one with it, for an `IN`.
pub(super) const ONE_WITH: &str = "(SELECT ?1 UNION ALL SELECT set_aside.article FROM set_aside WHERE leader = ?1)";

/// A decision about an article, to be remembered.
pub(super) struct Decided<'a> {
    pub(super) verb: &'static str,
    pub(super) article: i64,
    pub(super) other: Option<i64>,
    pub(super) reason: &'a str,
}

impl Decided<'_> {
    pub(super) fn note(&self, db: &Connection, publication: i64, now: Instant) -> Result<(), StoreError> {
        let mut add =
            db.prepare_cached("INSERT INTO decision (publication, at, verb, article, other, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        add.execute(params![publication, now.timestamp(), self.verb, self.article, self.other, self.reason])?;
        Ok(())
    }
}

/// Why an article stands in no feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// It is one with this article.
    For(i64),
    /// It was withdrawn.
    Withdrawn,
}

/// Why an article stands in no feed; `None` where it may stand in some.
pub(super) fn state(db: &Connection, article: i64) -> Result<Option<Aside>, StoreError> {
    let mut find = db.prepare_cached("SELECT leader FROM set_aside WHERE article = ?1")?;
    let aside = |leader: Option<i64>| leader.map_or(Aside::Withdrawn, Aside::For);
    Ok(find.query_row([article], |row| row.get(0).map(aside)).optional()?)
}

/// The article that readers see for this one: itself, unless it is one with another.
pub(super) fn leader(db: &Connection, article: i64) -> Result<i64, StoreError> {
    Ok(match state(db, article)? {
        Some(Aside::For(leader)) => leader,
        Some(Aside::Withdrawn) | None => article,
    })
}

/// Takes an article out of all feeds: for the one that it is one with, or because it was withdrawn.
pub(super) fn put(db: &Connection, publication: (i64, &Publication), article: i64, leader: Option<i64>) -> Result<(), StoreError> {
    let stale = feeds::of_article(db, article, publication.1)?;
    put_uncounted(db, article, leader)?;
    count(db, publication, article, -1)?;
    feeds::mark(db, &stale)
}

/// Counts an article into, or out of, its section and month.
fn count(db: &Connection, publication: (i64, &Publication), article: i64, by: i64) -> Result<(), StoreError> {
    let mut find = db.prepare_cached("SELECT section, month FROM article WHERE id = ?1")?;
    let (section, month): (Option<i64>, i32) = find.query_row([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    feeds::count(db, publication, section, Month::from_number(month), by)
}

/// As [`put`], for an article that no feed counts yet.
pub(super) fn put_uncounted(db: &Connection, article: i64, leader: Option<i64>) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO set_aside SELECT id, ?2, dated, stands FROM article WHERE id = ?1")?
        .execute(params![article, leader])?;
    db.prepare_cached("UPDATE article SET dated = NULL, stands = 0 WHERE id = ?1")?.execute([article])?;
    if leader.is_some() {
        db.prepare_cached("UPDATE set_aside SET leader = ?2 WHERE leader = ?1")?.execute(params![article, leader])?;
    }
    for sql in [
        "DELETE FROM pending WHERE publication = (SELECT publication FROM article WHERE id = ?1) AND article = ?1",
        "DELETE FROM awaiting WHERE publication = (SELECT publication FROM article WHERE id = ?1) AND article = ?1",
    ] {
        db.prepare_cached(sql)?.execute([article])?;
    }
    Ok(())
}

/// Puts an article back where it stood. What was never published is news now, or back-fill where its month is sealed.
fn put_back(db: &Connection, publication: (i64, &Publication), article: i64) -> Result<(), StoreError> {
    let mut find = db.prepare_cached("DELETE FROM set_aside WHERE article = ?1 RETURNING dated, stands")?;
    let (dated, stands): (Option<i64>, i64) = find.query_row([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sealed = feeds::sealed(db, publication.0)?;
    db.prepare_cached("UPDATE article SET dated = ?2, stands = ?3, arrival = iif(?2 IS NULL AND month <= ?4, ?5, arrival) WHERE id = ?1")?
        .execute(params![article, dated, stands, sealed.number(), BACKFILL])?;
    if dated.is_none() {
        db.prepare_cached("INSERT INTO pending (publication, article) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute([publication.0, article])?;
    }
    db.prepare_cached("INSERT INTO unrendered (article) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([article])?;
    // What its sources changed meanwhile was not followed: what they say next is held against the article as it is.
    db.prepare_cached("UPDATE sighting SET said = x'' WHERE article = ?1")?.execute([article])?;
    count(db, publication, article, 1)?;
    feeds::mark(db, &feeds::of_article(db, article, publication.1)?)
}

/// See [`Store::decide`](super::super::Store::decide).
pub(super) fn decide(db: &Connection, publication: &Publication, decision: &Decision, now: Instant) -> Result<(), StoreError> {
    let id = sources::publication(db, publication.name.as_str())?;
    let whose = (id, publication);
    let refuse = |sentence: &str| Err(StoreError::Refused(sentence.to_owned()));
    let decided = match *decision {
        Decision::Merge { article, into } => {
            if article == into {
                return refuse("an article cannot become one with itself");
            }
            match (state(db, article)?, state(db, into)?) {
                (None, None) => put(db, whose, article, Some(into))?,
                (Some(Aside::For(leader)), _) if leader == into => return refuse("these two are one article already"),
                (Some(_), _) => return refuse("the first of them stands in no feed; `unmerge` or `restore` it first"),
                (_, Some(_)) => return refuse("the second of them stands in no feed; name the article that readers see"),
            }
            Decided { verb: "merge", article, other: Some(into), reason: "" }
        }
        Decision::Unmerge { article } => {
            let Some(Aside::For(leader)) = state(db, article)? else {
                return refuse("it is not merged into another article; `feedmill explain` shows what is");
            };
            put_back(db, whose, article)?;
            Decided { verb: "unmerge", article, other: Some(leader), reason: "" }
        }
        Decision::Withdraw { article } => {
            if state(db, article)?.is_some() {
                return refuse("it stands in no feed already");
            }
            put(db, whose, article, None)?;
            Decided { verb: "withdraw", article, other: None, reason: "" }
        }
        Decision::Restore { article } => {
            let Some(Aside::Withdrawn) = state(db, article)? else { return refuse("it was not withdrawn") };
            put_back(db, whose, article)?;
            Decided { verb: "restore", article, other: None, reason: "" }
        }
    };
    decided.note(db, id, now)
}
