//! What feeds of the operator's own give: each item once, at a second of its own there that never changes.

use rusqlite::{Connection, Row, params};

use super::super::StoreError;
use super::articles::{self, COLUMNS, article};
use super::catalogue;
use super::feed::{ITEM, ITEM_WIDTH, item};
use super::own::Own;
use super::seconds::free_seconds;
use crate::article::{Article, Month, Stated, from_unix};
use crate::feed::{Dress, Feed, Item, Stands};
use crate::format::digest::{Digest, digest};
use crate::own::{Every, OwnFeed, Period};

/// What a feed gave, and what waits for a second.
#[derive(Default)]
pub(super) struct Giving {
    pub(super) given: u32,
    pub(super) waiting: u32,
}

/// An article whose time has come.
struct Ready {
    article: i64,
    due: i64,
    released: i64,
    tag: String,
    period: String,
}

impl Own<'_> {
    /// Gives what has waited long enough and fits, all at once.
    pub(super) fn give(&mut self) -> Result<Giving, StoreError> {
        let ready = self.ready()?;
        let mut fitting = Vec::with_capacity(ready.len());
        for one in ready {
            if self.fits(one.article)? {
                fitting.push(one);
            } else {
                self.wait_no_more(&one)?;
            }
        }
        match self.feed.digest {
            _ if fitting.is_empty() => Ok(Giving::default()),
            Some(every) => self.give_digests(every, &fitting),
            None => self.give_articles(&fitting),
        }
    }

    /// What has waited long enough, in the order in which it was released.
    fn ready(&self) -> Result<Vec<Ready>, StoreError> {
        let mut find = self.db.prepare_cached(
            "SELECT article.id, due, released, tag, period FROM awaiting CROSS JOIN article ON article.id = awaiting.article
             WHERE awaiting.publication = ?1 AND feed = ?2 AND due <= ?3 ORDER BY released",
        )?;
        let read = |row: &Row<'_>| {
            Ok(Ready { article: row.get(0)?, due: row.get(1)?, released: row.get(2)?, tag: row.get(3)?, period: row.get(4)? })
        };
        let rows = find.query_map(params![self.id, self.feed.name.as_str(), self.now.timestamp()], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn wait_no_more(&self, ready: &Ready) -> Result<(), StoreError> {
        let mut drop = self.db.prepare_cached("DELETE FROM awaiting WHERE publication = ?1 AND feed = ?2 AND due = ?3 AND article = ?4")?;
        drop.execute(params![self.id, self.feed.name.as_str(), ready.due, ready.article])?;
        Ok(())
    }

    /// Articles get their dates here: those that they have in the live feeds, or, where they come later, the seconds up to now.
    fn give_articles(&mut self, fitting: &[Ready]) -> Result<Giving, StoreError> {
        let same = !self.feed.is_late() && fitting.first().is_some_and(|oldest| oldest.released > self.state.last);
        let mut seconds: Vec<i64> = if same {
            fitting.iter().map(|one| one.released).collect()
        } else {
            free_seconds(self.db, self.id, self.now.timestamp(), self.state.last, fitting.len())?
        };
        seconds.sort_unstable();
        if self.feed.release.is_some() && seconds.len() < fitting.len() {
            // No part of a batch appears before the rest.
            seconds.clear();
        }
        for (one, &second) in fitting.iter().zip(&seconds) {
            self.keep_given(second, &one.tag)?;
            self.wait_no_more(one)?;
        }
        if let Some(&first) = seconds.first() {
            self.move_floor(first)?;
        }
        Ok(Giving { given: number(seconds.len()), waiting: number(fitting.len() - seconds.len()) })
    }

    /// One item for each period whose time has come, the oldest first.
    fn give_digests(&mut self, every: Every, fitting: &[Ready]) -> Result<Giving, StoreError> {
        let mut periods: Vec<Period> = fitting.iter().filter_map(|one| Period::from_name(&one.period)).collect();
        periods.sort_unstable();
        periods.dedup();
        let mut seconds = free_seconds(self.db, self.id, self.now.timestamp(), self.state.last, periods.len())?;
        seconds.sort_unstable();
        for (&period, &second) in periods.iter().zip(&seconds) {
            let of_it: Vec<&Ready> = fitting.iter().filter(|one| one.period == period.name()).collect();
            // Newest first, as everywhere.
            let articles: Vec<i64> = of_it.iter().rev().map(|one| one.article).collect();
            self.give_digest((period, every), &articles, second)?;
            of_it.into_iter().try_for_each(|one| self.wait_no_more(one))?;
        }
        if let Some(&first) = seconds.first() {
            self.move_floor(first)?;
        }
        Ok(Giving { given: number(seconds.len()), waiting: number(periods.len() - seconds.len()) })
    }

    /// Writes the digest of a period, and keeps it as it is.
    pub(super) fn give_digest(&mut self, (period, every): (Period, Every), articles: &[i64], second: i64) -> Result<(), StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM article LEFT JOIN section ON section.id = article.section WHERE article.id = ?1");
        let mut find = self.db.prepare_cached(&sql)?;
        let articles: Vec<Article> = articles.iter().map(|id| find.query_row([id], article)).collect::<Result<_, _>>()?;
        let order: Vec<&str> = self.publication.sections.iter().map(|section| section.label.as_str()).collect();
        let tag = self.digest_tag(period);
        keep_digest(self.db, self.id, &tag, &digest((period, every), &articles, &order, self.masthead))?;
        self.keep_given(second, &tag)
    }

    /// From now on the feed holds this item.
    pub(super) fn keep_given(&mut self, second: i64, tag: &str) -> Result<(), StoreError> {
        keep(self.db, self.id, (self.feed.name.as_str(), second), tag)?;
        self.state.last = self.state.last.max(second);
        self.stale = true;
        Ok(())
    }
}

/// Keeps that an item was given to a feed at a second; the first of a feed makes it appear among the feeds there are.
pub(super) fn keep(db: &Connection, id: i64, (feed, second): (&str, i64), tag: &str) -> Result<(), StoreError> {
    let mut add = db.prepare_cached("INSERT INTO given (publication, feed, second, tag) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?;
    add.execute(params![id, feed, second, tag])?;
    let mut others = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM given WHERE publication = ?1 AND feed = ?2 AND second <> ?3)")?;
    if !others.query_row(params![id, feed, second], |row| row.get::<_, bool>(0))? {
        catalogue::changed(db, id)?;
    }
    Ok(())
}

/// Keeps a digest; one that stands is never changed.
pub(super) fn keep_digest(db: &Connection, id: i64, tag: &str, digest: &Digest) -> Result<(), StoreError> {
    let mut add = db.prepare_cached(
        "INSERT INTO digest (publication, tag, title, summary, content) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    )?;
    add.execute(params![id, tag, digest.title, digest.summary, digest.content])?;
    Ok(())
}

/// What a feed of the operator's own shows, newest first.
pub(super) fn items(db: &Connection, id: i64, feed: &OwnFeed) -> Result<Vec<Item>, StoreError> {
    let window = "given JOIN own_feed ON own_feed.publication = given.publication AND own_feed.name = given.feed";
    let which = "WHERE given.publication = ?1 AND given.feed = ?2 AND given.second >= own_feed.floor ORDER BY given.second DESC";
    let rows: Vec<Item> = if feed.digest.is_some() {
        let sql = format!(
            "SELECT digest.id, second FROM {window} JOIN digest ON digest.publication = given.publication AND digest.tag = given.tag {which}"
        );
        db.prepare_cached(&sql)?.query_map(params![id, feed.name.as_str()], digest_item)?.collect::<Result<_, _>>()?
    } else {
        let sql = format!(
            "SELECT {ITEM}, second FROM {window} JOIN article ON article.publication = given.publication AND article.tag = given.tag
             AND article.dated IS NOT NULL {which}"
        );
        db.prepare_cached(&sql)?.query_map(params![id, feed.name.as_str()], given_item)?.collect::<Result<_, _>>()?
    };
    Ok(rows)
}

/// An article as it stands in a feed that gave it at a second. Where that is another than in the live feeds, every format dates it so;
/// that goes by the article, so that no edit of the configuration moves a date.
fn given_item(row: &Row<'_>) -> rusqlite::Result<Item> {
    let (item, given) = (item(row, true)?, from_unix(row.get(ITEM_WIDTH)?));
    let published = if item.released == Some(given) { item.published } else { given };
    Ok(Item { dated: given, published, updated: item.updated.max(given), ..item })
}

fn digest_item(row: &Row<'_>) -> rusqlite::Result<Item> {
    let given = from_unix(row.get(1)?);
    Ok(Item {
        row: row.get(0)?,
        // What was given once never changes.
        rendered: 1,
        linked: false,
        dated: given,
        published: given,
        updated: given,
        released: None,
        stands: Stands::default(),
        audio: false,
    })
}

/// See [`Store::texts`](super::super::Store::texts).
pub(super) fn texts(db: &Connection, feed: &Feed) -> Result<Vec<Article>, StoreError> {
    let rows = feed.items.iter().map(|item| item.row);
    if feed.dress == Dress::Digest {
        let mut find = db.prepare_cached("SELECT tag, title, summary, content FROM digest WHERE id = ?1")?;
        return Ok(rows.map(|id| find.query_row([id], digest_text)).collect::<Result<_, _>>()?);
    }
    let sql = format!("SELECT {COLUMNS} FROM article LEFT JOIN section ON section.id = article.section WHERE article.id = ?1");
    let mut find = db.prepare_cached(&sql)?;
    Ok(rows.map(|id| find.query_row([id], articles::article)).collect::<Result<_, _>>()?)
}

/// A digest as what every format can show: an article with a full text and no date of its own.
fn digest_text(row: &Row<'_>) -> rusqlite::Result<Article> {
    let summary: String = row.get(2)?;
    Ok(Article {
        id: row.get(0)?,
        title: row.get(1)?,
        link: None,
        canonical: None,
        section: None,
        month: Month::from_number(0),
        stated: Stated::Unsaid,
        first_seen: from_unix(0),
        released: None,
        dated: None,
        updated: None,
        author: None,
        summary: Some(crate::clean::escape(&summary)),
        content: row.get(3)?,
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
    })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
