//! Feeds of the operator's own, when something is released: a new feed opens, an edited one follows its new rules, what is news
//! begins to wait, and what has waited long enough appears.
//!
//! What a feed has given is remembered, and nothing is asked twice whether it fits. The work goes with what is new and what is
//! due; only a feed that is new or was edited looks further back.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Released, StoreError};
use super::feeds;
use super::given::Giving;
use super::waiting::Fresh;
use crate::article::from_unix;
use crate::clock::Instant;
use crate::config::Publication;
use crate::feed::{FeedKey, Masthead, Scope};
use crate::own::OwnFeed;

/// A feed as it was configured when it was last looked at, and how far it has got.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct State {
    filter: String,
    timing: String,
    digest: bool,
    items: usize,
    /// The latest date that it ever carried.
    pub(super) last: i64,
    /// It shows what was given from here on.
    pub(super) floor: i64,
}

/// What is done in one feed.
pub(super) struct Own<'a> {
    pub(super) db: &'a Connection,
    pub(super) id: i64,
    pub(super) publication: &'a Publication,
    pub(super) masthead: &'a Masthead,
    pub(super) feed: &'a OwnFeed,
    pub(super) now: Instant,
    pub(super) state: State,
    /// Its documents are older than it.
    pub(super) stale: bool,
}

/// Gives feeds of the operator's own what they are to have now; adds to `done` what that was.
pub(super) fn release(
    db: &Connection,
    (id, publication, masthead): (i64, &Publication, &Masthead),
    fresh: &[Fresh],
    done: &mut Released,
    now: Instant,
) -> Result<(), StoreError> {
    rest(db, id, publication)?;
    for feed in &publication.feeds {
        let known = State::read(db, id, feed)?;
        let state = known.clone().unwrap_or_else(|| State::of(feed, publication));
        let mut own = Own { db, id, publication, masthead, feed, now, state, stale: false };
        if known.is_some() {
            own.adapt()?;
            own.queue(fresh)?;
        } else {
            own.begin(fresh)?;
        }
        let Giving { given, waiting } = own.give()?;
        done.given += given;
        done.waiting += waiting;
        if known.as_ref() != Some(&own.state) {
            own.state.write(db, id, feed)?;
        }
        if own.stale {
            feeds::mark(db, &[FeedKey { publication: publication.name.clone(), scope: Scope::Own(feed.name.clone()) }])?;
        }
        done.next = [done.next, own.next()?].into_iter().flatten().min();
    }
    Ok(())
}

/// A feed that is configured no more gives nothing. Should it come back, it goes on from what it had, with what is news then.
fn rest(db: &Connection, id: i64, publication: &Publication) -> Result<(), StoreError> {
    let mut find = db.prepare_cached("SELECT name FROM own_feed WHERE publication = ?1 AND timing <> ''")?;
    let known: Vec<String> = find.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for name in known.iter().filter(|name| !publication.feeds.iter().any(|feed| feed.name.as_str() == *name)) {
        db.execute("DELETE FROM awaiting WHERE publication = ?1 AND feed = ?2", params![id, name])?;
        db.execute("UPDATE own_feed SET timing = '' WHERE publication = ?1 AND name = ?2", params![id, name])?;
    }
    Ok(())
}

impl State {
    fn of(feed: &OwnFeed, publication: &Publication) -> Self {
        Self {
            filter: feed.filter.text(),
            timing: feed.timing(publication.zone),
            digest: feed.digest.is_some(),
            items: feed.items,
            last: 0,
            floor: i64::MIN,
        }
    }

    fn read(db: &Connection, id: i64, feed: &OwnFeed) -> Result<Option<Self>, StoreError> {
        let mut find =
            db.prepare_cached("SELECT filter, timing, digest, items, last, floor FROM own_feed WHERE publication = ?1 AND name = ?2")?;
        let state = find.query_row(params![id, feed.name.as_str()], |row| {
            Ok(Self {
                filter: row.get(0)?,
                timing: row.get(1)?,
                digest: row.get(2)?,
                items: row.get(3)?,
                last: row.get(4)?,
                floor: row.get(5)?,
            })
        });
        Ok(state.optional()?)
    }

    fn write(&self, db: &Connection, id: i64, feed: &OwnFeed) -> Result<(), StoreError> {
        let mut keep = db.prepare_cached(
            "INSERT OR REPLACE INTO own_feed (publication, name, filter, timing, digest, items, last, floor)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let Self { filter, timing, digest, items, last, floor } = self;
        keep.execute(params![id, feed.name.as_str(), filter, timing, digest, items, last, floor])?;
        Ok(())
    }
}

impl Own<'_> {
    /// A feed that the store never met. What the files of a lost store showed of it stands already; else it opens with what there is.
    fn begin(&mut self, fresh: &[Fresh]) -> Result<(), StoreError> {
        let mut find = self.db.prepare_cached("SELECT min(second), max(second) FROM given WHERE publication = ?1 AND feed = ?2")?;
        let range: (Option<i64>, Option<i64>) =
            find.query_row(params![self.id, self.feed.name.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.stale = true;
        match range {
            (Some(first), Some(last)) => {
                (self.state.floor, self.state.last) = (first, last);
                self.queue(fresh)
            }
            _ if self.feed.digest.is_some() => self.open_digests(true),
            _ => self.open(),
        }
    }

    /// Follows an edit of the configuration.
    fn adapt(&mut self) -> Result<(), StoreError> {
        let new = State { last: self.state.last, floor: self.state.floor, ..State::of(self.feed, self.publication) };
        let old = std::mem::replace(&mut self.state, new);
        if old == self.state {
            return Ok(());
        }
        self.stale = true;
        if old.digest != self.state.digest {
            return self.begin_anew();
        }
        if old.filter != self.state.filter && !self.state.digest {
            self.expel()?;
        }
        if old.timing != self.state.timing {
            self.wait_anew()?;
        }
        if old.items != self.state.items {
            self.move_floor(i64::MAX)?;
        }
        Ok(())
    }

    /// Items that are digests from now on, or are so no more: what was given leaves, and only what is news comes. Its files stay as they
    /// are until there is an item.
    fn begin_anew(&mut self) -> Result<(), StoreError> {
        let feed = self.feed.name.as_str();
        self.db.execute("DELETE FROM given WHERE publication = ?1 AND feed = ?2", params![self.id, feed])?;
        self.db.execute("DELETE FROM awaiting WHERE publication = ?1 AND feed = ?2", params![self.id, feed])?;
        tracing::info!(feed = %format!("{}/{feed}", self.publication.name), "the feed begins anew, with what is news from now on");
        if self.state.digest { self.open_digests(false) } else { Ok(()) }
    }

    /// What was given and no longer fits leaves.
    fn expel(&self) -> Result<(), StoreError> {
        let mut find = self.db.prepare_cached(
            "SELECT second, article.id FROM given JOIN article ON article.publication = given.publication AND article.tag = given.tag
             WHERE given.publication = ?1 AND feed = ?2 AND second >= ?3",
        )?;
        let feed = self.feed.name.as_str();
        let rows = find.query_map(params![self.id, feed, self.state.floor], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let all: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
        let mut left = 0;
        for &(second, article) in &all {
            if !self.fits(article)? {
                let mut drop = self.db.prepare_cached("DELETE FROM given WHERE publication = ?1 AND feed = ?2 AND second = ?3")?;
                left += drop.execute(params![self.id, feed, second])?;
            }
        }
        let name = format!("{}/{feed}", self.publication.name);
        tracing::info!(feed = %name, left, stay = all.len() - left, "what fits into {name} was edited: {left} articles left it");
        if left == all.len() && left > 0 {
            tracing::warn!(feed = %name, "nothing is left in {name}; its files stay as they are until an article fits");
        }
        Ok(())
    }

    /// The window never grows back: it begins with the oldest of the newest items, or with what was given last, all of which is shown.
    pub(super) fn move_floor(&mut self, given: i64) -> Result<(), StoreError> {
        let mut find = self.db.prepare_cached(
            "SELECT min(second) FROM (SELECT second FROM given WHERE publication = ?1 AND feed = ?2 ORDER BY second DESC LIMIT ?3)",
        )?;
        let oldest: Option<i64> = find.query_row(params![self.id, self.feed.name.as_str(), self.feed.items], |row| row.get(0))?;
        self.state.floor = self.state.floor.max(oldest.unwrap_or(i64::MIN).min(given));
        Ok(())
    }

    /// When something next appears that waits.
    fn next(&self) -> Result<Option<Instant>, StoreError> {
        let mut find = self.db.prepare_cached("SELECT min(due) FROM awaiting WHERE publication = ?1 AND feed = ?2 AND due > ?3")?;
        let due: Option<i64> = find.query_row(params![self.id, self.feed.name.as_str(), self.now.timestamp()], |row| row.get(0))?;
        Ok(due.map(from_unix))
    }
}
