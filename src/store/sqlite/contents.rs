//! What a feed's page leads to. Every list is read from the tally and bounded, so that its cost does not grow with what is kept.

use rusqlite::{Connection, Row, ToSql, params};

use super::super::StoreError;
use super::feeds::{name, neighbour};
use crate::article::Month;
use crate::config::Name;
use crate::feed::{Contents, FeedKey, Scope};

/// What the page of a feed leads to. `chain` is the id of its section, 0 for everything; `label` is the section's.
pub(super) fn contents(db: &Connection, id: i64, chain: i64, key: &FeedKey, label: Option<&str>) -> Result<Contents, StoreError> {
    let mut contents = Contents { label: label.map(str::to_owned), ..Contents::default() };
    match key.scope {
        Scope::All => {
            contents.sections = sections(db, id)?;
            contents.months = months(db, id, chain)?;
            contents.cells = cells(db, id, &contents.months)?;
        }
        Scope::Section(_) => contents.months = months(db, id, chain)?,
        Scope::Month(month) => {
            contents.sections = in_month(db, id, month)?;
            contents.earlier = neighbour(db, id, chain, month, false)?;
        }
        Scope::SectionMonth(_, month) => contents.earlier = neighbour(db, id, chain, month, false)?,
        Scope::Own(_) => {}
    }
    Ok(contents)
}

/// The sections whose live feed has a file: it held an article.
fn sections(db: &Connection, id: i64) -> Result<Vec<(Name, String, u64)>, StoreError> {
    let sql = "SELECT section.slug, section.label, tally.articles FROM section
         JOIN tally ON tally.publication = ?1 AND tally.section = section.id AND tally.month = 0
         WHERE section.publication = ?1 AND tally.articles > 0 AND EXISTS
             (SELECT 1 FROM article INDEXED BY article_section
              WHERE article.publication = ?1 AND article.section = section.id AND released IS NOT NULL AND stands & 2)
         ORDER BY section.id LIMIT ?2";
    counted(db, sql, params![id, Contents::SECTIONS])
}

/// The sections that stand in a month.
fn in_month(db: &Connection, id: i64, month: Month) -> Result<Vec<(Name, String, u64)>, StoreError> {
    let sql = "SELECT section.slug, section.label, tally.articles FROM section
         JOIN tally ON tally.publication = ?1 AND tally.section = section.id AND tally.month = ?3
         WHERE section.publication = ?1 AND tally.articles > 0 ORDER BY section.id LIMIT ?2";
    counted(db, sql, params![id, Contents::SECTIONS, month.number()])
}

fn counted(db: &Connection, sql: &str, with: &[&dyn ToSql]) -> Result<Vec<(Name, String, u64)>, StoreError> {
    let mut find = db.prepare_cached(sql)?;
    let rows = find.query_map(with, |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    let mut sections = Vec::new();
    for row in rows {
        let (slug, label, count) = row?;
        sections.push((name(&slug)?, label, count));
    }
    Ok(sections)
}

/// The months of everything, or of a section, newest first.
fn months(db: &Connection, id: i64, chain: i64) -> Result<Vec<Month>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT month FROM tally WHERE publication = ?1 AND section = ?2 AND month > 0 AND articles > 0 ORDER BY month DESC LIMIT ?3",
    )?;
    let rows = find.query_map(params![id, chain, Contents::MONTHS], |row| Ok(Month::from_number(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many articles the newest months have, in all and in each section.
fn cells(db: &Connection, id: i64, months: &[Month]) -> Result<Vec<(Option<Name>, Month, u64)>, StoreError> {
    let Some(oldest) = months.get(..Contents::COUNTED).unwrap_or(months).last() else { return Ok(Vec::new()) };
    let mut find = db.prepare_cached(
        "SELECT NULL, month, articles FROM tally WHERE publication = ?1 AND section = 0 AND month >= ?2 AND articles > 0
         UNION ALL
         SELECT slug, month, articles FROM (SELECT id, slug FROM section WHERE publication = ?1 ORDER BY id LIMIT ?3) AS listed
         JOIN tally ON tally.publication = ?1 AND tally.section = listed.id WHERE month >= ?2 AND articles > 0",
    )?;
    let read = |row: &Row<'_>| Ok((row.get::<_, Option<String>>(0)?, Month::from_number(row.get(1)?), row.get(2)?));
    let rows = find.query_map(params![id, oldest.number(), Contents::SECTIONS], read)?;
    let mut cells = Vec::new();
    for row in rows {
        let (slug, month, count) = row?;
        cells.push((slug.as_deref().map(name).transpose()?, month, count));
    }
    Ok(cells)
}
