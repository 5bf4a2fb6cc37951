//! Which hubs must be told of which documents: the outbox of WebSub.

use rusqlite::{Connection, Row, params};

use super::super::{Ping, Pinged, StoreError};
use super::sources;
use crate::article::from_unix;
use crate::clock::Instant;
use crate::feed::FeedKey;

/// The most pings that are handed out at once.
const AT_ONCE: usize = 64;

/// See [`Store::announce`](super::super::Store::announce).
pub(super) fn announce(db: &Connection, key: &FeedKey, hub: &str, topics: &[String]) -> Result<(), StoreError> {
    let change = sources::count(db, "change")?;
    let mut note = db.prepare_cached(
        "INSERT INTO ping (path, topic, hub, change) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET hub = ?3, change = ?4, ready = 0",
    )?;
    for topic in topics {
        note.execute(params![key.path(), topic, hub, change])?;
    }
    Ok(())
}

/// The documents of this feed stand in their places: their hubs may hear of it.
pub(super) fn ready(db: &Connection, key: &FeedKey) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE ping SET ready = 1 WHERE path = ?1 AND NOT ready")?.execute([key.path()])?;
    Ok(())
}

/// See [`Store::pings`](super::super::Store::pings).
pub(super) fn pings(db: &Connection, now: Instant) -> Result<(Vec<Ping>, Option<Instant>), StoreError> {
    let mut find = db.prepare_cached(
        "SELECT ping.hub, topic, path, change, coalesce(failures, 0) FROM ping LEFT JOIN hub ON hub.url = ping.hub
         WHERE ready AND coalesce(not_before, 0) <= ?1 LIMIT ?2",
    )?;
    let ping =
        |row: &Row<'_>| Ok(Ping { hub: row.get(0)?, topic: row.get(1)?, path: row.get(2)?, change: row.get(3)?, failures: row.get(4)? });
    let due = find.query_map(params![now.timestamp(), AT_ONCE], ping)?.collect::<Result<_, _>>()?;
    let mut later = db.prepare_cached(
        "SELECT min(not_before) FROM hub WHERE not_before > ?1 AND EXISTS (SELECT 1 FROM ping WHERE ready AND ping.hub = hub.url)",
    )?;
    let later: Option<i64> = later.query_row([now.timestamp()], |row| row.get(0))?;
    Ok((due, later.map(from_unix)))
}

/// See [`Store::pinged`](super::super::Store::pinged).
pub(super) fn pinged(db: &Connection, ping: &Ping, end: Pinged) -> Result<(), StoreError> {
    if let Pinged::Later(until) = end {
        let mut rest = db.prepare_cached(
            "INSERT INTO hub (url, failures, not_before) VALUES (?1, 1, ?2)
             ON CONFLICT DO UPDATE SET failures = failures + 1, not_before = ?2",
        )?;
        rest.execute(params![ping.hub, until.timestamp()])?;
        return Ok(());
    }
    // What changed again while the hub was told stays to be told.
    db.prepare_cached("DELETE FROM ping WHERE path = ?1 AND topic = ?2 AND change = ?3")?.execute(params![
        ping.path,
        ping.topic,
        ping.change
    ])?;
    if end == Pinged::Told {
        db.prepare_cached("DELETE FROM hub WHERE url = ?1")?.execute([&ping.hub])?;
    }
    Ok(())
}

/// Hubs that the configuration no longer names are told nothing more.
pub(super) fn enrol(db: &Connection, hubs: &[&str]) -> Result<(), StoreError> {
    let mut known = db.prepare_cached("SELECT hub FROM ping UNION SELECT url FROM hub")?;
    let known: Vec<String> = known.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for gone in known.iter().filter(|hub| !hubs.contains(&hub.as_str())) {
        db.execute("DELETE FROM ping WHERE hub = ?1", [gone])?;
        db.execute("DELETE FROM hub WHERE url = ?1", [gone])?;
    }
    Ok(())
}
