//! Which feeds there are, for the lists that are published of them: they are read only when a feed came or went.

use rusqlite::{Connection, Row, params};

use super::super::{Catalogue, StoreError};
use super::feeds::name;
use super::sources;
use crate::article::Month;
use crate::feed::{FeedKey, Scope};

/// A feed came or went, or all lists are to be written anew.
pub(super) fn changed(db: &Connection, publication: i64) -> Result<(), StoreError> {
    let change = sources::count(db, "change")?;
    db.prepare_cached("UPDATE publication SET feeds_changed = ?2 WHERE id = ?1")?.execute([publication, change])?;
    Ok(())
}

/// See [`Store::catalogue`](super::super::Store::catalogue).
pub(super) fn catalogue(db: &Connection, publication: &str) -> Result<Option<Catalogue>, StoreError> {
    let id = sources::publication(db, publication)?;
    let mut find = db.prepare_cached("SELECT feeds_changed, feeds_listed FROM publication WHERE id = ?1")?;
    let (change, listed): (i64, i64) = find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if change == listed {
        return Ok(None);
    }
    let mut find = db.prepare_cached(
        "SELECT section.slug, section.label, tally.month FROM tally LEFT JOIN section ON section.id = tally.section
         WHERE tally.publication = ?1 AND articles > 0 ORDER BY tally.month > 0, tally.section, tally.month DESC",
    )?;
    let rows = find.query_map([id], |row: &Row<'_>| Ok((row.get::<_, Option<String>>(0)?, row.get(1)?, row.get::<_, i32>(2)?)))?;
    let mut feeds = Vec::new();
    for row in rows {
        let (slug, label, number) = row?;
        let month = (number > 0).then(|| Month::from_number(number));
        let scope = match (slug.as_deref().map(name).transpose()?, month) {
            (None, None) => Scope::All,
            (None, Some(month)) => Scope::Month(month),
            (Some(slug), None) => Scope::Section(slug),
            (Some(slug), Some(month)) => Scope::SectionMonth(slug, month),
        };
        feeds.push((FeedKey { publication: name(publication)?, scope }, label));
    }
    let mut own = db.prepare_cached(
        "SELECT name FROM own_feed WHERE publication = ?1
         AND EXISTS (SELECT 1 FROM given WHERE given.publication = ?1 AND given.feed = own_feed.name) ORDER BY name",
    )?;
    for feed in own.query_map([id], |row| row.get::<_, String>(0))? {
        feeds.push((FeedKey { publication: name(publication)?, scope: Scope::Own(name(&feed?)?) }, None));
    }
    Ok(Some(Catalogue { change, feeds }))
}

/// See [`Store::catalogued`](super::super::Store::catalogued).
pub(super) fn catalogued(db: &Connection, publication: &str, change: i64) -> Result<(), StoreError> {
    let mut set = db.prepare_cached("UPDATE publication SET feeds_listed = ?2 WHERE name = ?1")?;
    set.execute(params![publication, change])?;
    Ok(())
}
