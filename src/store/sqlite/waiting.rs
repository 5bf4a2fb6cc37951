//! What waits for its time in a feed of the operator's own: each article for one moment, reckoned when it is news.

use rusqlite::{OptionalExtension, Row, params};

use super::super::StoreError;
use super::own::Own;
use super::set_aside::ONE_WITH;
use crate::article::from_unix;
use crate::clean;
use crate::own::{Candidate, Due, Period};

/// So many articles are looked at for the first edition of a feed; a feed into which almost nothing fits begins with what comes.
const LOOKS_BACK: i64 = 20_000;

/// An article that may come into feeds of the operator's own.
pub(super) struct Fresh {
    pub(super) article: i64,
    /// It was released before the store was lost: it may have been given already.
    pub(super) recovered: bool,
}

/// What is known of an article that may wait.
struct News {
    article: i64,
    released: i64,
    first_seen: i64,
}

impl News {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { article: row.get(0)?, released: row.get(1)?, first_seen: row.get(2)? })
    }
}

impl Own<'_> {
    /// Articles that are news begin to wait; what need not wait does so for no time.
    pub(super) fn queue(&self, fresh: &[Fresh]) -> Result<(), StoreError> {
        let mut find = self.db.prepare_cached("SELECT id, released, first_seen FROM article WHERE id = ?1 AND released IS NOT NULL")?;
        for fresh in fresh {
            let news = find.query_row([fresh.article], News::read)?;
            if !fresh.recovered || self.was_waiting(&news)? {
                self.wait(&news)?;
            }
        }
        Ok(())
    }

    /// Whether an article that the files of a lost store knew can still have been waiting: its time had not come when the feed last gave
    /// something, or it is newer than all that was given.
    fn was_waiting(&self, news: &News) -> Result<bool, StoreError> {
        let feed = self.feed.name.as_str();
        if let Some(every) = self.feed.digest {
            let mut find =
                self.db.prepare_cached("SELECT tag FROM given WHERE publication = ?1 AND feed = ?2 ORDER BY second DESC LIMIT 1")?;
            let last: Option<String> = find.query_row(params![self.id, feed], |row| row.get(0)).optional()?;
            let last = last.and_then(|tag| Period::from_name(crate::feed::anchor(&tag)));
            let period = Period::of(from_unix(news.released), every, self.publication.zone);
            let is_over = || self.feed.of_period(period, self.publication.zone).at.is_none_or(|at| at <= self.now);
            return Ok(last.map_or_else(|| !is_over(), |last| period > last));
        }
        let mut find = self.db.prepare_cached(
            "SELECT min(recovered.released), max(recovered.released), max(given.tag = (SELECT tag FROM article WHERE id = ?3)) FROM given
             JOIN recovered ON recovered.publication = given.publication AND recovered.tag = given.tag
             WHERE given.publication = ?1 AND given.feed = ?2",
        )?;
        let (oldest, newest, given): (Option<i64>, Option<i64>, Option<bool>) =
            find.query_row(params![self.id, feed, news.article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        // When it was first seen is not known any more; it was not long before it was released.
        let released = from_unix(news.released);
        let due = self.feed.due(released, released, released, self.publication.zone).at;
        let later = due.is_some_and(|due| due.timestamp() > self.state.last);
        // What is older than all that it shows had its turn, whatever the feed's times are now.
        let shown = oldest.is_some_and(|oldest| news.released > oldest);
        Ok(given == Some(false) && shown && (later || newest.is_some_and(|newest| news.released > newest)))
    }

    /// One article begins to wait. What comes into a period whose digest stands already goes into the next one.
    fn wait(&self, news: &News) -> Result<(), StoreError> {
        let mut due = self.feed.due(from_unix(news.released), from_unix(news.first_seen), self.now, self.publication.zone);
        while let (Some(period), Some(every)) = (due.period, self.feed.digest)
            && self.has_digest(period)?
        {
            due = self.feed.of_period(Period::of(period.end(self.publication.zone), every, self.publication.zone), self.publication.zone);
        }
        self.put_off(news.article, due)
    }

    fn put_off(&self, article: i64, Due { at, period }: Due) -> Result<(), StoreError> {
        // A schedule that has no time any more lets nothing appear.
        let Some(at) = at else { return Ok(()) };
        let mut add = self
            .db
            .prepare_cached("INSERT OR IGNORE INTO awaiting (publication, feed, due, article, period) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        let period = period.map(Period::name).unwrap_or_default();
        add.execute(params![self.id, self.feed.name.as_str(), at.timestamp(), article, period])?;
        Ok(())
    }

    /// What waits does so by the feed's new times.
    pub(super) fn wait_anew(&self) -> Result<(), StoreError> {
        let mut find = self.db.prepare_cached(
            "SELECT article.id, released, first_seen FROM awaiting JOIN article ON article.id = awaiting.article
             WHERE awaiting.publication = ?1 AND feed = ?2",
        )?;
        let feed = self.feed.name.as_str();
        let all: Vec<News> = find.query_map(params![self.id, feed], News::read)?.collect::<Result<_, _>>()?;
        self.db.execute("DELETE FROM awaiting WHERE publication = ?1 AND feed = ?2", params![self.id, feed])?;
        all.iter().try_for_each(|news| self.wait(news))
    }

    /// The first articles of a feed: the newest that fit, with the dates that they have in the live feeds.
    pub(super) fn open(&mut self) -> Result<(), StoreError> {
        let mut find = self.db.prepare_cached(
            "SELECT id, tag, released FROM article WHERE publication = ?1 AND released IS NOT NULL AND stands & 4
             ORDER BY released DESC LIMIT ?2",
        )?;
        let mut rows = find.query([self.id, LOOKS_BACK])?;
        let mut items = 0;
        while items < self.feed.items
            && let Some(row) = rows.next()?
        {
            let (article, tag, second): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if self.fits(article)? {
                self.keep_given(second, &tag)?;
                items += 1;
            }
        }
        Ok(())
    }

    /// A feed of digests begins to wait for the end of its periods. With `last`, the newest period that is over opens it.
    pub(super) fn open_digests(&mut self, last: bool) -> Result<(), StoreError> {
        let Some(every) = self.feed.digest else { return Ok(()) };
        let zone = self.publication.zone;
        let mut find = self.db.prepare_cached(
            "SELECT id, released, first_seen FROM article WHERE publication = ?1 AND released IS NOT NULL AND stands & 4
             ORDER BY released DESC LIMIT ?2",
        )?;
        let mut rows = find.query([self.id, LOOKS_BACK])?;
        let mut over: Option<(Period, Vec<i64>)> = None;
        while let Some(row) = rows.next()? {
            let news = News::read(row)?;
            let period = Period::of(from_unix(news.released), every, zone);
            let due = self.feed.of_period(period, zone);
            if due.at.is_none_or(|at| at > self.now) {
                self.wait(&news)?;
                continue;
            }
            // Between periods: the one before had articles that fit, or is looked behind.
            if !last || over.as_ref().is_some_and(|(known, fitting)| *known != period && !fitting.is_empty()) {
                break;
            }
            let (_, fitting) = match &mut over {
                Some(known) if known.0 == period => known,
                other => other.insert((period, Vec::new())),
            };
            fitting.extend(self.fits(news.article)?.then_some(news.article));
        }
        match over.filter(|(_, fitting)| !fitting.is_empty()) {
            Some((period, fitting)) => self.give_digest((period, every), &fitting, period.end(zone).timestamp()),
            None => Ok(()),
        }
    }

    /// Whether an article fits, by what is known of it now.
    pub(super) fn fits(&self, article: i64) -> Result<bool, StoreError> {
        let filter = &self.feed.filter;
        let mut find = self.db.prepare_cached(
            "SELECT section.label, title, summary, author FROM article LEFT JOIN section ON section.id = article.section WHERE article.id = ?1",
        )?;
        let (label, title, summary, author): (Option<String>, String, Option<String>, Option<String>) =
            find.query_row([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let shown = format!(
            "SELECT DISTINCT source.name FROM sighting JOIN source ON source.id = sighting.source WHERE sighting.article IN {ONE_WITH}"
        );
        let mut shown = self.db.prepare_cached(&shown)?;
        let sources =
            if filter.asks_sources() { shown.query_map([article], |row| row.get(0))?.collect::<Result<_, _>>()? } else { Vec::new() };
        let standfirst = summary.as_deref().map(clean::title).unwrap_or_default();
        Ok(filter.fits(&Candidate { label, sources, title, standfirst, author }))
    }

    /// Whether the digest of a period stands in this feed.
    fn has_digest(&self, period: Period) -> Result<bool, StoreError> {
        let mut find = self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM digest WHERE publication = ?1 AND tag = ?2)")?;
        Ok(find.query_row(params![self.id, self.digest_tag(period)], |row| row.get(0))?)
    }

    /// The id of a period's digest: of the journal's domain, the feed and the period.
    pub(super) fn digest_tag(&self, period: Period) -> String {
        let specific = format!("digest/{}/{}/{}", self.publication.name, self.feed.name, period.name());
        crate::identity::tag(&crate::identity::authority(&self.publication.home), &specific)
    }
}
