//! Articles' own pages: what was asked for, and what they said, until their articles are kept.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::super::{Kept, StoreError};
use super::articles::{stated, stated_value};
use super::sources;
use crate::article::{Image, OwnPage};
use crate::identity::{self, Known};

/// What a page said, as it is written down.
#[derive(Default, Serialize, Deserialize)]
struct Said {
    #[serde(default)]
    stated: Option<i64>,
    #[serde(default)]
    precision: u8,
    #[serde(default)]
    author: Option<String>,
    #[serde(default)]
    image: Option<Image>,
    #[serde(default)]
    canonical: Option<String>,
}

/// See [`Store::own_page`](super::super::Store::own_page).
pub(super) fn own_page(db: &Connection, publication: &str, link: &str) -> Result<Option<OwnPage>, StoreError> {
    let Some(link) = identity::link_key(link) else { return Ok(None) };
    let publication = sources::publication(db, publication)?;
    let mut find = db.prepare_cached("SELECT said FROM own_page WHERE publication = ?1 AND link = ?2")?;
    let said: Option<String> = find.query_row(params![publication, link], |row| row.get(0)).optional()?;
    Ok(said.map(|said| {
        let Said { stated: value, precision, author, image, canonical } = serde_json::from_str(&said).unwrap_or_default();
        OwnPage { stated: stated(value, precision), author, image, canonical }
    }))
}

/// See [`Store::note_own_page`](super::super::Store::note_own_page).
pub(super) fn note(db: &Connection, publication: &str, link: &str, page: &OwnPage) -> Result<(), StoreError> {
    let Some(link) = identity::link_key(link) else { return Ok(()) };
    let publication = sources::publication(db, publication)?;
    let OwnPage { stated, author, image, canonical } = page.clone();
    let said = Said { stated: stated_value(stated), precision: stated.rank(), author, image, canonical };
    // Texts and numbers always have a JSON form.
    let said = serde_json::to_string(&said).unwrap_or_default();
    let mut keep =
        db.prepare_cached("INSERT INTO own_page (publication, link, said) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET said = ?3")?;
    keep.execute(params![publication, link, said])?;
    Ok(())
}

/// Forgets the pages of entries that are kept now: what they said is with their articles.
pub(super) fn forget(db: &Connection, publication: i64, kept: &Kept, knowns: &[Known]) -> Result<(), StoreError> {
    if !kept.publication.source(&kept.source).is_some_and(|source| source.enrich) {
        return Ok(());
    }
    let mut forget = db.prepare_cached("DELETE FROM own_page WHERE publication = ?1 AND link = ?2")?;
    for link in knowns.iter().filter_map(|known| known.link) {
        forget.execute(params![publication, link])?;
    }
    Ok(())
}
