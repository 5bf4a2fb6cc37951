//! Sections and their slugs: the configured ones, and those that a section had before.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::super::StoreError;
use crate::config::SectionRule;

/// Configured sections stand before all others, in the order written, each under its configured slug. The slug that a section had
/// before stays its own: an address that was published must lead somewhere.
pub(super) fn enrol(db: &Connection, publication: i64, rules: &[SectionRule]) -> Result<(), StoreError> {
    let before = slugs(db, publication)?;
    // A label that nobody configured makes way for a slug that now is.
    let mut yield_slug =
        db.prepare_cached("UPDATE section SET slug = slug || '-' || id WHERE publication = ?1 AND slug = ?2 AND label <> ?3")?;
    let mut keep = db.prepare_cached(
        "INSERT INTO section (publication, label, slug) VALUES (?1, ?2, ?3)
         ON CONFLICT (publication, label) DO UPDATE SET slug = ?3 WHERE slug <> ?3",
    )?;
    for rule in rules {
        yield_slug.execute(params![publication, rule.slug.as_str(), rule.label])?;
        keep.execute(params![publication, rule.label, rule.slug.as_str()])?;
    }
    let mut remember = db.prepare_cached(
        "INSERT INTO former_slug (publication, slug, section) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET section = ?3",
    )?;
    for (section, now) in slugs(db, publication)? {
        if let Some(slug) = before.get(&section).filter(|slug| **slug != now) {
            remember.execute(params![publication, slug, section])?;
        }
    }
    // An address that another section has now is that section's for good.
    let mut forget =
        db.prepare_cached("DELETE FROM former_slug WHERE publication = ?1 AND slug IN (SELECT slug FROM section WHERE publication = ?1)")?;
    forget.execute([publication])?;
    Ok(())
}

/// The slug of every section.
fn slugs(db: &Connection, publication: i64) -> Result<HashMap<i64, String>, StoreError> {
    let mut find = db.prepare_cached("SELECT id, slug FROM section WHERE publication = ?1")?;
    Ok(find.query_map([publication], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// See [`Store::former_slugs`](super::super::Store::former_slugs).
pub(super) fn former(db: &Connection, publication: &str) -> Result<Vec<(String, String)>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT former_slug.slug, section.slug FROM former_slug
         JOIN section ON section.id = former_slug.section
         JOIN publication ON publication.id = former_slug.publication
         WHERE publication.name = ?1 ORDER BY 1",
    )?;
    Ok(find.query_map([publication], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}
