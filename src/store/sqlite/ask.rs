//! Questions about what is kept: lists, exports and totals.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params};

use super::super::{Exported, Question, SeenAs, StoreError, Totals};
use super::articles::{COLUMNS, WIDTH, article};
use super::search;
use super::set_aside::ONE_WITH;
use crate::article::from_unix;

/// What holds of an article that is not shown as another.
const IS_ONE: &str = "NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.article = article.id AND leader IS NOT NULL)";
/// What holds of an article that a source has shown, or of which it has shown what is one with it.
const SHOWN_BY: &str = " AND EXISTS (SELECT 1 FROM sighting JOIN source ON source.id = sighting.source
         WHERE source.name = ? AND (sighting.article = article.id
             OR sighting.article IN (SELECT set_aside.article FROM set_aside WHERE leader = article.id)))";
/// What holds of an article in which a word stands.
const STANDS_IN: &str = " AND article.title || char(10) || coalesce(summary, '') || char(10) || coalesce(author, '') || char(10)
         || coalesce(section.label, '') LIKE ? ESCAPE '\\'";
/// Whether an article was withdrawn, of those for which that holds.
const WITHDRAWN: &str = "EXISTS (SELECT 1 FROM set_aside WHERE set_aside.article = article.id)";

/// See [`Store::articles`](super::super::Store::articles).
pub(super) fn articles(db: &Connection, question: &Question) -> Result<Vec<Exported>, StoreError> {
    let mut sql = format!(
        "SELECT {COLUMNS}, publication.name, article.id, article.stated_in, {WITHDRAWN} FROM article JOIN publication ON publication.id = article.publication
         LEFT JOIN section ON section.id = article.section WHERE {IS_ONE}"
    );
    let mut values: Vec<Value> = Vec::new();
    let mut add = |sql: &mut String, condition: &str, value: Value| {
        values.push(value);
        sql.push_str(&condition.replace('?', &format!("?{}", values.len())));
    };
    if let Some(name) = &question.publication {
        add(&mut sql, " AND publication.name = ?", name.clone().into());
    }
    if let Some(section) = &question.section {
        add(&mut sql, " AND (section.slug = ? OR section.label = ? COLLATE NOCASE)", section.clone().into());
    }
    if let Some(month) = question.month {
        add(&mut sql, " AND article.month = ?", i64::from(month.number()).into());
    }
    if let Some(source) = &question.source {
        add(&mut sql, SHOWN_BY, source.clone().into());
    }
    if let Some(since) = question.since {
        add(&mut sql, " AND coalesce(released, dated, first_seen) >= ?", since.timestamp().into());
    }
    if let Some(until) = question.until {
        add(&mut sql, " AND coalesce(released, dated, first_seen) < ?", until.timestamp().into());
    }
    if !question.words.trim().is_empty() {
        let Some(words) = search::words(&question.words) else { return Ok(Vec::new()) };
        add(&mut sql, " AND (article.id IN (SELECT rowid FROM search WHERE search MATCH ?)", words.into());
        // Articles whose words are not in the index yet are few: they wait for the next publishing.
        sql.push_str(" OR (article.id IN (SELECT article FROM unrendered)");
        for word in question.words.split_whitespace() {
            let word = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            add(&mut sql, STANDS_IN, format!("%{word}%").into());
        }
        sql.push_str("))");
    }
    let limit = i64::try_from(question.limit).unwrap_or(i64::MAX);
    add(&mut sql, " ORDER BY coalesce(released, dated, first_seen) DESC, run DESC, place LIMIT ?", limit.into());
    let mut find = db.prepare(&sql)?;
    let rows = find.query_map(rusqlite::params_from_iter(values), found)?;
    let found: Vec<(i64, Exported)> = rows.collect::<Result<_, _>>()?;
    Ok(with_sightings(db, found)?.into_iter().map(|(_, exported)| exported).collect())
}

/// An article from a row of [`COLUMNS`], the publication's name, the article's row number and what stated its date. Its sightings are not read yet.
fn found(row: &Row<'_>) -> rusqlite::Result<(i64, Exported)> {
    let (publication, stated_in) = (row.get(WIDTH)?, row.get(WIDTH + 2)?);
    let withdrawn = row.get(WIDTH + 3)?;
    Ok((row.get(WIDTH + 1)?, Exported { publication, article: article(row)?, stated_in, withdrawn, seen_as: Vec::new() }))
}

fn with_sightings(db: &Connection, mut found: Vec<(i64, Exported)>) -> Result<Vec<(i64, Exported)>, StoreError> {
    for (id, exported) in &mut found {
        exported.seen_as = seen_as(db, *id)?;
    }
    Ok(found)
}

/// See [`Store::export`](super::super::Store::export).
pub(super) fn export(db: &Connection, after: i64, limit: usize) -> Result<Vec<(i64, Exported)>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "SELECT {COLUMNS}, publication.name, article.id, article.stated_in, {WITHDRAWN} FROM article JOIN publication ON publication.id = article.publication
         LEFT JOIN section ON section.id = article.section WHERE article.id > ?1 AND {IS_ONE} ORDER BY article.id LIMIT ?2"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let page: Vec<(i64, Exported)> = find.query_map(params![after, limit], found)?.collect::<Result<_, _>>()?;
    with_sightings(db, page)
}

fn seen_as(db: &Connection, article: i64) -> Result<Vec<SeenAs>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "SELECT publication.name || '/' || source.name, guid, link, sighting.section FROM sighting
         JOIN source ON source.id = sighting.source JOIN publication ON publication.id = source.publication
         WHERE article IN {ONE_WITH} ORDER BY first_seen, source.id"
    ))?;
    let rows =
        find.query_map([article], |row| Ok(SeenAs { source: row.get(0)?, guid: row.get(1)?, link: row.get(2)?, section: row.get(3)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// See [`Store::totals`](super::super::Store::totals).
pub(super) fn totals(db: &Connection) -> Result<Vec<Totals>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT name, coalesce(sum(articles) FILTER (WHERE section = 0 AND month = 0), 0), count(section),
                count(section) FILTER (WHERE section <> 0 AND month = 0), count(section) FILTER (WHERE section = 0 AND month <> 0),
                (SELECT max(released) FROM article WHERE article.publication = publication.id AND released IS NOT NULL)
         FROM publication LEFT JOIN tally ON tally.publication = publication.id AND articles > 0 GROUP BY publication.id ORDER BY name",
    )?;
    let rows = find.query_map([], |row| {
        let number = |column: usize| row.get::<_, i64>(column).map(i64::cast_unsigned);
        let newest = row.get::<_, Option<i64>>(5)?.map(from_unix);
        Ok(Totals { publication: row.get(0)?, articles: number(1)?, feeds: number(2)?, sections: number(3)?, months: number(4)?, newest })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
