//! Why an article is what it is: its row, its sightings, what it is known by, and what was decided about it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::{Alias, AliasState, Arrived, Decided, Explained, Exported, Named, Revision, Sighting, StoreError};
use super::articles::{COLUMNS, WIDTH, article};
use super::keep::scoped;
use super::set_aside::ONE_WITH;
use super::{arrive, feeds, set_aside, sources};
use crate::article::{Article, Entry, from_unix};
use crate::config::Publication;
use crate::identity::{Key, Known};

/// The columns of [`named`], from `article JOIN publication`.
const NAMED: &str = "article.id, publication.name, article.tag, article.title";

fn named(row: &Row<'_>) -> rusqlite::Result<Named> {
    Ok(Named { row: row.get(0)?, publication: row.get(1)?, id: row.get(2)?, title: row.get(3)? })
}

fn by_row(db: &Connection, id: i64) -> Result<Named, StoreError> {
    let sql = format!("SELECT {NAMED} FROM article JOIN publication ON publication.id = article.publication WHERE article.id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([id], named)?)
}

/// See [`Store::find`](super::super::Store::find).
pub(super) fn find(db: &Connection, publication: &str, text: &str) -> Result<Vec<Named>, StoreError> {
    let Ok(id) = sources::publication(db, publication) else { return Ok(Vec::new()) };
    let text = text.trim();
    let mut by_id = db.prepare_cached(&format!(
        "SELECT {NAMED} FROM article JOIN publication ON publication.id = article.publication
         WHERE article.publication = ?1 AND tag IN (?2, (SELECT substr(tag, 1, length(tag) - 32) || ?2 FROM article
                                                         WHERE publication = ?1 LIMIT 1))"
    ))?;
    if let Some(found) = by_id.query_row(params![id, text], named).optional()? {
        return Ok(vec![found]);
    }
    let entry = Entry { link: Some(text.to_owned()), ..Entry::default() };
    if let Some(key) = Known::of(&entry, "").link {
        return Ok(of_key(db, id, key)?.into_iter().collect());
    }
    let Some(words) = super::search::words(text) else { return Ok(Vec::new()) };
    let mut by_words = db.prepare_cached(&format!(
        "SELECT {NAMED} FROM search CROSS JOIN article ON article.id = search.rowid JOIN publication ON publication.id = article.publication
         WHERE search MATCH ?1 AND article.publication = ?2 ORDER BY search.rowid DESC LIMIT 20"
    ))?;
    Ok(by_words.query_map(params![words, id], named)?.collect::<Result<_, _>>()?)
}

/// The article that an alias leads to.
fn of_key(db: &Connection, publication: i64, key: Key) -> Result<Option<Named>, StoreError> {
    let mut find = db.prepare_cached("SELECT article FROM alias WHERE key = ?1")?;
    let row: Option<i64> = find.query_row([scoped(publication, key)], |row| row.get(0)).optional()?;
    row.map(|row| by_row(db, row)).transpose()
}

/// See [`Store::explain`](super::super::Store::explain).
pub(super) fn explain(db: &Connection, publication: &Publication, id: i64) -> Result<Explained, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, arrival, weak, clamped, stated_in, one.name, other.name, article.publication FROM article
         LEFT JOIN section ON section.id = article.section JOIN source AS one ON one.id = article.stated_by
         JOIN source AS other ON other.id = article.lead WHERE article.id = ?1"
    );
    let source = |row: &Row<'_>, column| Ok::<_, rusqlite::Error>(format!("{}/{}", publication.name, row.get::<_, String>(column)?));
    let mut explained = db.prepare_cached(&sql)?.query_row([id], |row| {
        let article = article(row)?;
        let arrival = match row.get(WIDTH)? {
            arrive::NEWS => Arrived::News,
            arrive::TAIL => Arrived::Tail,
            arrive::BACKFILL => Arrived::Backfill,
            _ => Arrived::Recovered,
        };
        let (publication, stated_in) = (publication.name.to_string(), row.get(WIDTH + 3)?);
        Ok(Explained {
            exported: Exported { publication, article, stated_in, withdrawn: false, seen_as: Vec::new() },
            arrival,
            default_section: row.get(WIDTH + 1)?,
            clamped: row.get(WIDTH + 2)?,
            stated_by: source(row, WIDTH + 4)?,
            lead: source(row, WIDTH + 5)?,
            sightings: Vec::new(),
            aliases: Vec::new(),
            revisions: Vec::new(),
            decisions: Vec::new(),
            conflicts: Vec::new(),
            members: Vec::new(),
            shown_as: None,
            feeds: Vec::new(),
        })
    })?;
    let whose = sources::publication(db, publication.name.as_str())?;
    match set_aside::state(db, id)? {
        None => explained.feeds = standing(db, publication, id, &explained.exported.article)?,
        Some(set_aside::Aside::Withdrawn) => explained.exported.withdrawn = true,
        Some(set_aside::Aside::For(leader)) => explained.shown_as = Some(by_row(db, leader)?),
    }
    explained.sightings = sightings(db, id)?;
    explained.exported.seen_as = explained.sightings.iter().map(Sighting::seen_as).collect();
    explained.aliases = aliases(db, whose, id, &explained)?;
    explained.revisions = revisions(db, publication, id, &explained.exported.article)?;
    explained.decisions = decisions(db, id)?;
    explained.conflicts = conflicts(db, whose, id)?;
    let mut members = db.prepare_cached("SELECT article FROM set_aside WHERE leader = ?1 ORDER BY article")?;
    let members: Vec<i64> = members.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    explained.members = members.into_iter().map(|member| by_row(db, member)).collect::<Result<_, _>>()?;
    Ok(explained)
}

/// The feeds that hold an article, and since when.
fn standing(
    db: &Connection,
    publication: &Publication,
    id: i64,
    article: &Article,
) -> Result<Vec<(String, Option<crate::clock::Instant>)>, StoreError> {
    use crate::feed::Scope;
    if article.dated.is_none() {
        return Ok(Vec::new());
    }
    let mut given = db.prepare_cached(
        "SELECT second FROM given JOIN article ON article.publication = given.publication AND article.tag = given.tag
         WHERE article.id = ?1 AND feed = ?2",
    )?;
    let mut standing = Vec::new();
    for key in feeds::of_article(db, id, publication)? {
        let since = match &key.scope {
            Scope::Own(name) => given.query_row(params![id, name.as_str()], |row| row.get(0)).optional()?.map(from_unix),
            // What is old is dated so in the feeds, but came no earlier than it was seen.
            _ => Some(article.released.unwrap_or(article.first_seen).max(article.first_seen)),
        };
        standing.push((key.path(), since));
    }
    Ok(standing)
}

fn sightings(db: &Connection, id: i64) -> Result<Vec<Sighting>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "SELECT publication.name || '/' || source.name, article.tag, guid, sighting.link, sighting.section, page, sighting.first_seen, edits, rules
         FROM sighting JOIN article ON article.id = sighting.article JOIN source ON source.id = sighting.source
         JOIN publication ON publication.id = source.publication
         WHERE sighting.article IN {ONE_WITH} ORDER BY sighting.first_seen, source.id"
    ))?;
    let rows = find.query_map([id], |row| {
        Ok(Sighting {
            source: row.get(0)?,
            id: row.get(1)?,
            guid: row.get(2)?,
            link: row.get(3)?,
            section: row.get(4)?,
            page: row.get(5)?,
            first_seen: from_unix(row.get(6)?),
            edits: row.get::<_, i64>(7)?.cast_unsigned(),
            rules: row.get::<_, String>(8)?.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What an article's sightings make it known by: each alias once, with whether it counts.
fn aliases(db: &Connection, publication: i64, id: i64, explained: &Explained) -> Result<Vec<Alias>, StoreError> {
    let article = &explained.exported.article;
    let mut all: Vec<Alias> = Vec::new();
    for seen in &explained.sightings {
        let source = seen.source.split_once('/').map_or(seen.source.as_str(), |(_, name)| name);
        let entry = Entry {
            guid: seen.guid.clone(),
            link: seen.link.clone(),
            section: seen.section.clone(),
            title: article.title.clone(),
            stated: article.stated,
            ..Entry::default()
        };
        let known = Known::of(&entry, source);
        let guid = known.guid.zip(known.plain_guid.clone()).map(|(key, value)| ("guid", key, value, Some(seen.source.clone())));
        let link = known.link.zip(known.canonical.clone()).map(|(key, value)| ("link", key, value, None));
        let strong: Vec<_> = [guid, link].into_iter().flatten().collect();
        let title = || ("title", known.title, format!("{} in {}", article.title, article.month), None);
        let keys = if strong.is_empty() { vec![title()] } else { strong };
        for (kind, key, value, of) in keys {
            if !all.iter().any(|alias| alias.kind == kind && alias.value == value && alias.source == of) {
                let state = state(db, (publication, seen.source.as_str()), key, id)?;
                all.push(Alias { kind, value, source: of, state });
            }
        }
    }
    Ok(all)
}

fn state(db: &Connection, (publication, source): (i64, &str), key: Key, id: i64) -> Result<AliasState, StoreError> {
    let mut poisoned = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM poisoned JOIN source ON source.id = poisoned.source
                        WHERE source.publication = ?1 AND source.name = ?2 AND key = ?3)",
    )?;
    let name = source.split_once('/').map_or(source, |(_, name)| name);
    if poisoned.query_row(params![publication, name, key], |row| row.get(0))? {
        return Ok(AliasState::Poisoned);
    }
    Ok(match of_key(db, publication, key)? {
        Some(found) if set_aside::leader(db, found.row)? == set_aside::leader(db, id)? => AliasState::Live,
        Some(found) => AliasState::Elsewhere(found),
        None => AliasState::Unknown,
    })
}

fn revisions(db: &Connection, publication: &Publication, id: i64, article: &Article) -> Result<Vec<Revision>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT at, source.name, field, was FROM revision JOIN source ON source.id = revision.source WHERE article = ?1 ORDER BY at DESC,
         revision.rowid DESC",
    )?;
    let rows = find.query_map([id], |row| {
        Ok(Revision {
            at: from_unix(row.get(0)?),
            source: format!("{}/{}", publication.name, row.get::<_, String>(1)?),
            field: row.get(2)?,
            was: row.get(3)?,
            became: None,
        })
    })?;
    let mut all: Vec<Revision> = rows.collect::<Result<_, _>>()?;
    // What a field became is what it was before its next change, and at last what it is.
    for field in ["title", "summary", "content", "author", "link", "section"] {
        let mut became = match field {
            "title" => Some(article.title.clone()),
            "summary" => article.summary.clone(),
            "content" => article.content.clone(),
            "author" => article.author.clone(),
            "link" => article.link.clone(),
            _ => article.section.as_ref().map(|section| section.label.clone()),
        };
        for revision in all.iter_mut().filter(|revision| revision.field == field) {
            revision.became = std::mem::replace(&mut became, revision.was.clone());
        }
    }
    all.reverse();
    Ok(all)
}

fn decisions(db: &Connection, id: i64) -> Result<Vec<Decided>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT at, verb, article, other, reason, id FROM decision WHERE article = ?1
         UNION ALL SELECT at, verb, article, other, reason, id FROM decision WHERE other = ?1
         UNION ALL SELECT at, 'succession', article, NULL, reason, 0 FROM merge WHERE article = ?1 ORDER BY at, id",
    )?;
    let mut rows = find.query([id])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let other: Option<i64> = row.get(3)?;
        all.push(Decided {
            at: from_unix(row.get(0)?),
            verb: row.get(1)?,
            article: by_row(db, row.get(2)?)?,
            other: other.map(|other| by_row(db, other)).transpose()?,
            reason: row.get(4)?,
        });
    }
    Ok(all)
}

fn conflicts(db: &Connection, publication: i64, id: i64) -> Result<Vec<(crate::clock::Instant, Named)>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT at, other FROM identity_conflict WHERE publication = ?1 AND kept = ?2
         UNION ALL SELECT at, kept FROM identity_conflict WHERE publication = ?1 AND other = ?2 ORDER BY at",
    )?;
    let rows: Vec<(i64, i64)> = find.query_map([publication, id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    rows.into_iter().map(|(at, other)| Ok((from_unix(at), by_row(db, other)?))).collect()
}
