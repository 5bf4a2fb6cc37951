//! The article's row: how the model is written into columns and read out again; fragments and recovery.

use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::super::StoreError;
use super::{given, search, sources};
use crate::article::{Article, Enclosure, Entry, Image, Month, Section, Stated, from_unix};
use crate::format::json::Recovered;

/// The columns that [`article`] reads, from `article LEFT JOIN section`.
pub(super) const COLUMNS: &str = "article.tag, article.title, article.link, article.canonical, section.label, section.slug, article.month,
    article.stated, article.precision, article.first_seen, article.released, article.dated, article.updated, article.author,
    article.summary, article.content, article.extra";

/// How many columns those are: what a query adds stands behind them.
pub(super) const WIDTH: usize = 17;

/// An article from a row that begins with [`COLUMNS`].
pub(super) fn article(row: &Row<'_>) -> rusqlite::Result<Article> {
    let time = |column: usize| row.get::<_, Option<i64>>(column).map(|seconds| seconds.map(from_unix));
    let section: Option<(String, String)> = row.get::<_, Option<String>>(4)?.zip(row.get(5)?);
    let extra: String = row.get(16)?;
    let extra: Extra = serde_json::from_str(&extra).unwrap_or_default();
    Ok(Article {
        id: row.get(0)?,
        title: row.get(1)?,
        link: row.get(2)?,
        canonical: row.get(3)?,
        section: section.map(|(label, slug)| Section { label, slug }),
        month: Month::from_number(row.get(6)?),
        stated: stated(row.get(7)?, row.get(8)?),
        first_seen: from_unix(row.get(9)?),
        released: time(10)?,
        dated: time(11)?,
        updated: time(12)?,
        author: row.get(13)?,
        summary: row.get(14)?,
        content: row.get(15)?,
        categories: extra.categories,
        enclosures: extra.enclosures,
        image: extra.image,
    })
}

/// What is rarely asked for, in one column.
#[derive(Default, Serialize, Deserialize)]
struct Extra {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    enclosures: Vec<Enclosure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<Image>,
}

/// Categories, enclosures and image as the text of one column; empty when there are none.
pub(super) fn extra(entry: &Entry) -> String {
    if entry.categories.is_empty() && entry.enclosures.is_empty() && entry.image.is_none() {
        return String::new();
    }
    let extra = Extra { categories: entry.categories.clone(), enclosures: entry.enclosures.clone(), image: entry.image.clone() };
    // Texts and numbers always have a JSON form.
    serde_json::to_string(&extra).unwrap_or_default()
}

/// A stated date as the column `stated`: a second, a day number or a month number.
pub(super) fn stated_value(stated: Stated) -> Option<i64> {
    match stated {
        Stated::At(time) => Some(time.timestamp()),
        Stated::On(day) => Some(i64::from(day.num_days_from_ce())),
        Stated::In(month) => Some(i64::from(month.number())),
        Stated::Unsaid => None,
    }
}

/// The stated date from its two columns.
pub(super) fn stated(value: Option<i64>, precision: u8) -> Stated {
    let small = value.and_then(|value| i32::try_from(value).ok());
    match (precision, value) {
        (3, Some(seconds)) => Stated::At(from_unix(seconds)),
        (2, _) => small.and_then(NaiveDate::from_num_days_from_ce_opt).map_or(Stated::Unsaid, Stated::On),
        (1, _) => small.map_or(Stated::Unsaid, |number| Stated::In(Month::from_number(number))),
        _ => Stated::Unsaid,
    }
}

/// See [`Store::unrendered`](super::super::Store::unrendered).
pub(super) fn unrendered(db: &Connection, publication: &str, limit: usize) -> Result<Vec<(i64, Article)>, StoreError> {
    let publication = sources::publication(db, publication)?;
    let mut statement = db.prepare_cached(&format!(
        // Never the other way round: what waits is few, what is kept is not.
        "SELECT {COLUMNS}, article.id FROM unrendered CROSS JOIN article ON article.id = unrendered.article
         LEFT JOIN section ON section.id = article.section WHERE article.publication = ?1 LIMIT ?2"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map([publication, limit], |row| Ok((row.get(WIDTH)?, article(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// See [`Store::rendered`](super::super::Store::rendered).
pub(super) fn rendered(db: &Connection, fragments: &[(i64, Vec<String>)]) -> Result<(), StoreError> {
    let mut keep = db.prepare_cached(
        "INSERT OR REPLACE INTO fragment (article, rss, atom, json, html, words, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut mark = db.prepare_cached("UPDATE article SET rendered = ?2 WHERE id = ?1")?;
    let mut done = db.prepare_cached("DELETE FROM unrendered WHERE article = ?1")?;
    for (article, fragments) in fragments {
        if let [rss, atom, json, html] = fragments.as_slice() {
            let words = search::index(db, *article)?;
            let hash = hash([rss, atom, json, html]);
            keep.execute(params![article, rss, atom, json, html, words, hash])?;
            mark.execute(params![article, hash])?;
            done.execute([article])?;
        }
    }
    Ok(())
}

/// The first bytes of a BLAKE3 hash of fragments; never 0.
fn hash(fragments: [&String; 4]) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for fragment in fragments {
        hasher.update(&fragment.len().to_le_bytes()).update(fragment.as_bytes());
    }
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    i64::from_le_bytes(first) | 1
}

/// See [`Store::is_new`](super::super::Store::is_new).
pub(super) fn is_new(db: &Connection, publication: &str) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM article JOIN publication ON publication.id = article.publication WHERE publication.name = ?1)
            AND NOT EXISTS (SELECT 1 FROM recovered JOIN publication ON publication.id = recovered.publication WHERE publication.name = ?1)
             OR EXISTS (SELECT 1 FROM counter WHERE name = 'copy/' || ?1)",
    )?;
    Ok(statement.query_row([publication], |row| row.get(0))?)
}

/// See [`Store::recover`](super::super::Store::recover).
pub(super) fn recover(db: &Connection, publication: &str, known: &[Recovered]) -> Result<(), StoreError> {
    let name = publication;
    let publication = sources::publication(db, publication)?;
    let mut keep = db.prepare_cached(
        "INSERT INTO recovered (publication, tag, released, dated, updated, stands, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET released = coalesce(released, ?3), dated = coalesce(dated, ?4), updated = coalesce(updated, ?5),
                                   stands = stands | ?6",
    )?;
    for article in known {
        for (feed, second) in &article.given {
            given::keep(db, publication, (feed, second.timestamp()), &article.id)?;
        }
        if let Some(digest) = &article.digest {
            given::keep_digest(db, publication, &article.id, digest)?;
            continue;
        }
        let seconds = |time: Option<crate::clock::Instant>| time.map(|time| time.timestamp());
        let (released, dated, updated) = (seconds(article.released), seconds(article.dated), seconds(article.updated));
        let link = article.link.as_deref().and_then(crate::identity::link_key);
        keep.execute(params![publication, article.id, released, dated, updated, article.stands.bits(), link])?;
    }
    if !known.is_empty() {
        db.execute("UPDATE publication SET opened = 1 WHERE id = ?1", [publication])?;
    }
    if db.execute("DELETE FROM counter WHERE name = 'copy/' || ?1", [name])? > 0 {
        catch_up(db, publication)?;
    }
    Ok(())
}

/// Articles that a copy of a store has, and that were released or edited after it was made, get the times that the files know.
fn catch_up(db: &Connection, publication: i64) -> Result<(), StoreError> {
    db.execute(
        "UPDATE article SET arrival = ?2 WHERE publication = ?1 AND dated IS NULL AND released IS NULL
         AND id IN (SELECT article FROM pending WHERE pending.publication = ?1)
         AND EXISTS (SELECT 1 FROM recovered WHERE recovered.publication = ?1 AND recovered.tag = article.tag)",
        params![publication, super::arrive::RECOVERED],
    )?;
    db.execute(
        "UPDATE article SET updated = later.updated FROM recovered AS later
         WHERE article.publication = ?1 AND later.publication = ?1 AND later.tag = article.tag AND later.updated > article.updated",
        [publication],
    )?;
    Ok(())
}

/// Whether the published files knew an article when this store was new.
pub(super) fn is_recovered(db: &Connection, publication: i64, tag: &str) -> Result<bool, StoreError> {
    let mut find = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM recovered WHERE publication = ?1 AND tag = ?2)")?;
    Ok(find.query_row(params![publication, tag], |row| row.get(0))?)
}
