//! Sources: which there are, when they are due, how their runs went, and what is known of their addresses.

use rusqlite::{Connection, OptionalExtension, Row, params};
use url::Url;

use super::super::{KnownPage, Outcome, Plan, SourceName, SourceState, StoreError, Walk};
use super::{feeds, hubs, sections};
use crate::article::{Month, from_unix};
use crate::clock::Instant;
use crate::config::Publication;
use crate::fetch::Validators;

/// See [`Store::enrol`](super::super::Store::enrol).
pub(super) fn enrol(db: &Connection, plans: &[Plan], now: Instant) -> Result<(), StoreError> {
    db.execute("UPDATE source SET active = 0", [])?;
    for plan in plans {
        let name = plan.publication.name.as_str();
        rename(db, &plan.publication)?;
        db.prepare_cached("INSERT INTO publication (name) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([name])?;
        let publication = publication(db, name)?;
        for (source, schedule, next) in &plan.sources {
            enrol_source(db, publication, source, schedule, (*next, now))?;
        }
        sections::enrol(db, publication, &plan.publication.sections)?;
        refresh(db, publication, plan)?;
    }
    hubs::enrol(db, &plans.iter().filter_map(|plan| plan.publication.hub.as_ref()).map(Url::as_str).collect::<Vec<_>>())
}

/// A publication that is new to the store under its name, and known by one of its earlier ones, goes on under the new name.
fn rename(db: &Connection, publication: &Publication) -> Result<(), StoreError> {
    let name = publication.name.as_str();
    for alias in publication.aliases.iter().map(AsRef::<str>::as_ref) {
        let renamed = db
            .prepare_cached("UPDATE publication SET name = ?1 WHERE name = ?2 AND NOT EXISTS (SELECT 1 FROM publication WHERE name = ?1)")?
            .execute([name, alias])?;
        if renamed > 0 {
            // What was stale under the old name will be published under the new one, with everything else.
            db.execute("DELETE FROM stale WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')", [alias])?;
        }
    }
    Ok(())
}

/// A source that is new runs at once; one whose schedule changed runs by the new one; the others keep their time.
fn enrol_source(db: &Connection, publication: i64, name: &str, schedule: &str, (next, now): (Instant, Instant)) -> Result<(), StoreError> {
    let before: Option<(i64, String, Option<i64>)> = db
        .prepare_cached("SELECT id, schedule, last_attempt FROM source WHERE publication = ?1 AND name = ?2")?
        .query_row(params![publication, name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    match before {
        None => {
            db.prepare_cached("INSERT INTO source (publication, name, schedule, next_run) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
                publication,
                name,
                schedule,
                now.timestamp()
            ])?;
        }
        Some((id, known, Some(_))) if known != schedule => {
            // What the host asked for holds under any schedule.
            db.prepare_cached(
                "UPDATE source SET active = 1, schedule = ?2, next_run = max(?3, coalesce(not_before, 0)), next_reason = 'schedule changed'
                 WHERE id = ?1",
            )?
            .execute(params![id, schedule, next.timestamp()])?;
        }
        // One that was never read is still new, however long the daemon was down.
        Some((id, _, None)) => {
            db.prepare_cached("UPDATE source SET active = 1, schedule = ?2, next_run = ?3 WHERE id = ?1")?.execute(params![
                id,
                schedule,
                now.timestamp()
            ])?;
        }
        Some((id, ..)) => {
            db.prepare_cached("UPDATE source SET active = 1, schedule = ?2 WHERE id = ?1")?.execute(params![id, schedule])?;
        }
    }
    Ok(())
}

/// Where what documents depend on has changed, everything is rendered and published anew.
fn refresh(db: &Connection, publication: i64, plan: &Plan) -> Result<(), StoreError> {
    let known: String = db.query_row("SELECT rendering FROM publication WHERE id = ?1", [publication], |row| row.get(0))?;
    if known != plan.rendering {
        feeds::stale_all(db, &plan.publication)?;
        db.execute("UPDATE publication SET rendering = ?2 WHERE id = ?1", params![publication, plan.rendering])?;
    }
    Ok(())
}

/// See [`Store::due`](super::super::Store::due).
pub(super) fn due(db: &Connection, now: Instant) -> Result<Vec<(SourceName, Instant)>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT publication.name, source.name, next_run FROM source JOIN publication ON publication.id = source.publication
         WHERE active AND next_run <= ?1 ORDER BY next_run, source.id",
    )?;
    let names = statement.query_map([now.timestamp()], |row| {
        let name = SourceName { publication: row.get(0)?, source: row.get(1)? };
        Ok((name, from_unix(row.get(2)?)))
    })?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// See [`Store::next_due`](super::super::Store::next_due).
pub(super) fn next_due(db: &Connection, now: Instant) -> Result<Option<Instant>, StoreError> {
    let mut find = db.prepare_cached("SELECT min(next_run) FROM source WHERE active AND next_run > ?1")?;
    let next: Option<i64> = find.query_row([now.timestamp()], |row| row.get(0))?;
    Ok(next.map(from_unix))
}

/// See [`Store::sources`](super::super::Store::sources).
pub(super) fn states(db: &Connection) -> Result<Vec<SourceState>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT publication.name, source.name, error_kind, error, last_attempt, last_success, last_new, next_run, next_reason,
                not_before, failures, skipped_overlap, articles
         FROM source JOIN publication ON publication.id = source.publication WHERE active ORDER BY 1, 2",
    )?;
    Ok(statement.query_map([], state)?.collect::<Result<_, _>>()?)
}

fn state(row: &Row<'_>) -> rusqlite::Result<SourceState> {
    let time = |column: usize| row.get::<_, Option<i64>>(column).map(|seconds| seconds.map(from_unix));
    let kind: Option<String> = row.get(2)?;
    Ok(SourceState {
        name: SourceName { publication: row.get(0)?, source: row.get(1)? },
        trouble: kind.zip(row.get(3)?),
        last_attempt: time(4)?,
        last_success: time(5)?,
        last_new: time(6)?,
        next_run: time(7)?,
        next_reason: row.get(8)?,
        not_before: time(9)?,
        failures: row.get(10)?,
        skipped_overlap: row.get(11)?,
        articles: row.get::<_, i64>(12)?.cast_unsigned(),
    })
}

/// The next number of a counter.
pub(super) fn count(db: &Connection, name: &str) -> Result<i64, StoreError> {
    let mut statement = db.prepare_cached("UPDATE counter SET value = value + 1 WHERE name = ?1 RETURNING value")?;
    Ok(statement.query_row([name], |row| row.get(0))?)
}

/// See [`Store::finish`](super::super::Store::finish).
pub(super) fn finish(db: &Connection, outcome: &Outcome) -> Result<(), StoreError> {
    let (id, now) = (id(db, &outcome.source)?, outcome.now.timestamp());
    let next = outcome.next_run.map(|time| time.timestamp());
    let not_before = outcome.not_before.map(|time| time.timestamp());
    db.prepare_cached("UPDATE source SET last_attempt = ?2, not_before = ?3, skipped_overlap = skipped_overlap + ?4 WHERE id = ?1")?
        .execute(params![id, now, not_before, outcome.skipped_overlap])?;
    // A schedule that was edited during the run has set the next one already; what the host asks for holds under any.
    let reckoned = db
        .prepare_cached("UPDATE source SET next_run = ?3, next_reason = ?4 WHERE id = ?1 AND schedule = ?2")?
        .execute(params![id, outcome.schedule, next, outcome.next_reason])?;
    if reckoned == 0 {
        db.prepare_cached("UPDATE source SET next_run = max(next_run, ?2) WHERE id = ?1")?.execute(params![id, not_before.unwrap_or(0)])?;
    }
    match &outcome.trouble {
        Some(trouble) => db
            .prepare_cached("UPDATE source SET failures = failures + 1, error_kind = ?2, error = ?3 WHERE id = ?1")?
            .execute(params![id, trouble.kind.word(), trouble.sentence])?,
        None => db
            .prepare_cached("UPDATE source SET failures = 0, error_kind = NULL, error = NULL, last_success = ?2 WHERE id = ?1")?
            .execute(params![id, now])?,
    };
    Ok(())
}

/// See [`Store::postpone`](super::super::Store::postpone).
pub(super) fn postpone(db: &Connection, outcome: &Outcome) -> Result<(), StoreError> {
    let next = outcome.next_run.map(|time| time.timestamp());
    db.prepare_cached("UPDATE source SET next_run = ?2, next_reason = ?3 WHERE id = ?1")?.execute(params![
        id(db, &outcome.source)?,
        next,
        outcome.next_reason
    ])?;
    Ok(())
}

/// See [`Store::page`](super::super::Store::page).
pub(super) fn page(db: &Connection, source: &SourceName, url: &str) -> Result<KnownPage, StoreError> {
    let source = id(db, source)?;
    let known = db
        .prepare_cached("SELECT etag, last_modified, body, next_url, entries FROM page WHERE source = ?1 AND url = ?2")?
        .query_row(params![source, url], |row| {
            Ok(KnownPage {
                validators: Validators { etag: row.get(0)?, last_modified: row.get(1)? },
                body: row.get(2)?,
                next: row.get(3)?,
                entries: row.get(4)?,
            })
        })
        .optional()?;
    Ok(known.unwrap_or_default())
}

/// See [`Store::revalidate`](super::super::Store::revalidate).
pub(super) fn revalidate(db: &Connection, source: &SourceName, url: &str, validators: &Validators) -> Result<(), StoreError> {
    let source = id(db, source)?;
    db.prepare_cached("UPDATE page SET etag = ?3, last_modified = ?4 WHERE source = ?1 AND url = ?2")?.execute(params![
        source,
        url,
        validators.etag,
        validators.last_modified
    ])?;
    Ok(())
}

/// See [`Store::walk`](super::super::Store::walk).
pub(super) fn walk(db: &Connection, source: &SourceName, url: &str) -> Result<Walk, StoreError> {
    let source = id(db, source)?;
    let known = db
        .prepare_cached("SELECT caught_up, month, ended, quiet FROM walk WHERE source = ?1 AND url = ?2")?
        .query_row(params![source, url], |row| {
            let time = |column: usize| row.get::<_, Option<i64>>(column).map(|seconds| seconds.map(from_unix));
            let month = row.get::<_, Option<i32>>(1)?.map(Month::from_number);
            Ok(Walk { caught_up: row.get(0)?, month, ended: time(2)?, quiet: time(3)? })
        })
        .optional()?;
    Ok(known.unwrap_or_default())
}

/// See [`Store::walked`](super::super::Store::walked).
pub(super) fn walked(
    db: &Connection,
    source: &SourceName,
    url: &str,
    month: Option<Month>,
    (lively, now): (bool, Instant),
) -> Result<(), StoreError> {
    let (source, now, month) = (id(db, source)?, now.timestamp(), month.map(Month::number));
    let quiet = (!lively).then_some(now);
    db.prepare_cached(
        "INSERT INTO walk (source, url, caught_up, month, ended, quiet) VALUES (?1, ?2, 1, ?5, ?3, ?4)
         ON CONFLICT DO UPDATE SET caught_up = 1, month = coalesce(?5, month), ended = ?3,
                                   quiet = CASE WHEN ?4 IS NULL THEN NULL ELSE coalesce(quiet, ?4) END",
    )?
    .execute(params![source, url, now, quiet, month])?;
    Ok(())
}

/// The row of a publication.
pub(super) fn publication(db: &Connection, name: &str) -> Result<i64, StoreError> {
    let mut statement = db.prepare_cached("SELECT id FROM publication WHERE name = ?1")?;
    statement.query_row([name], |row| row.get(0)).optional()?.ok_or_else(|| StoreError::Unknown(name.to_owned()))
}

/// The row of a source.
pub(super) fn id(db: &Connection, name: &SourceName) -> Result<i64, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT source.id FROM source JOIN publication ON publication.id = source.publication
         WHERE publication.name = ?1 AND source.name = ?2",
    )?;
    let id = statement.query_row([&name.publication, &name.source], |row| row.get(0)).optional()?;
    id.ok_or_else(|| StoreError::Unknown(name.to_string()))
}
